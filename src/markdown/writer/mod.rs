//! Writes the tree as HTML.

mod figure;
mod inline;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagram::Drawing;
use crate::html::escape;
use crate::html::raw::{self, Resolved, Use, attribute};
use crate::markdown::{Align, CodeBlock, Dialect, Document, Kind, Node};
use crate::text::Span;
use crate::text::slug::encode_path;

/// Images at least this wide, in pixels, can be enlarged. The text is three quarters as wide.
const WIDE: u32 = 960;

/// How a document is written.
pub struct Style<'a> {
    pub dialect: Dialect,
    /// Resolves an address in the document.
    pub resolve: &'a dyn Fn(&str, Use) -> Resolved,
    /// Returns highlighted code, by language and code, or `None` for plain text.
    pub highlight: &'a dyn Fn(&str, &str) -> Option<Arc<str>>,
    /// Returns the drawing of a code block, if it is a diagram.
    pub diagram: &'a dyn Fn(&CodeBlock) -> Option<Drawing>,
    /// Returns the address of the style sheet for pages with pictures, or an empty string if
    /// there is none.
    pub sheet: &'a dyn Fn() -> String,
    /// Returns the words of the interface for a key, such as `document.footnotes`.
    pub say: &'a dyn Fn(&'static str) -> &'a str,
    /// The language of those words, if the document has another one.
    pub language: Option<&'a str>,
}

/// Writes parts of one document. Footnotes are numbered across all of them.
pub struct Writer<'a, 'd> {
    style: &'a Style<'a>,
    document: &'d Document,
    out: String,
    /// Elements of raw HTML that are open.
    open: Vec<&'static str>,
    /// Number of elements in `open` that were opened outside of the current container.
    base: usize,
    /// Footnotes in the order of their first reference, with the number of references.
    notes: Vec<(&'d str, usize)>,
    /// Label → position in `notes`.
    numbers: BTreeMap<&'d str, usize>,
    /// Level of the last heading. A heading may be at most one level deeper, so that no level
    /// is skipped.
    level: u8,
    /// Added to the level of every heading.
    shift: u8,
    /// True once the style sheet for pictures has been written.
    styled: bool,
    /// A number of blocks, and how many of them are no raw HTML.
    counted: (usize, usize),
}

impl<'a, 'd> Writer<'a, 'd> {
    /// Returns a writer for `document`. `title` is the heading that is shown as the page's
    /// title, not by this writer.
    pub fn new(style: &'a Style<'a>, document: &'d Document, title: Option<Span>) -> Self {
        let headings = document.blocks.iter().filter(|block| Some(block.span) != title);
        let levels = headings.filter_map(|block| match &block.kind {
            Kind::Heading(heading) => Some(heading.level),
            _ => None,
        });
        // The page's title is the only heading of level one.
        let shift = u8::from(style.dialect == Dialect::Casebook && levels.min() == Some(1));
        Self {
            style,
            document,
            out: String::new(),
            open: Vec::new(),
            base: 0,
            notes: Vec::new(),
            numbers: BTreeMap::new(),
            level: 1,
            shift,
            styled: false,
            counted: (0, 0),
        }
    }

    /// Writes an empty element that links can point to.
    pub fn anchor(&mut self, id: &str) {
        self.out.push_str("<span");
        attribute("id", id, &mut self.out);
        self.out.push_str("></span>\n");
    }

    /// Writes `nodes` without the one at `except`.
    pub fn blocks_except(&mut self, nodes: &'d [Node], except: Option<Span>) {
        for node in nodes.iter().filter(|node| Some(node.span) != except) {
            self.node(node);
        }
    }

    /// Returns what was written since the last call. Raw HTML that is still open is closed.
    pub fn take(&mut self) -> String {
        raw::close(0, &mut self.open, &mut self.out);
        std::mem::take(&mut self.out)
    }

    pub fn blocks(&mut self, nodes: &'d [Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    /// Marks words of the interface with their language, if the document has another one.
    pub(super) fn mark(&mut self) {
        if let Some(language) = self.style.language {
            attribute("lang", language, &mut self.out);
        }
    }

    /// Gives an element of ours its name.
    pub(super) fn label(&mut self, label: &str) {
        self.mark();
        attribute("aria-label", label, &mut self.out);
    }

    /// Writes the footnotes that were referred to, in the order of their first reference.
    pub fn footnotes(&mut self) {
        if self.notes.is_empty() {
            return;
        }
        raw::close(self.base, &mut self.open, &mut self.out);
        self.fresh_line();
        self.out.push_str("<div class=\"footnotes\" role=\"group\"");
        attribute("aria-label", (self.style.say)("document.footnotes"), &mut self.out);
        self.out.push_str(">\n<ol>\n");
        // A footnote can refer to another one, which is then added to the list.
        let mut number = 0;
        while let Some((label, _)) = self.notes.get(number).copied() {
            number += 1;
            self.out.push_str(&format!("<li id=\"fn-{number}\">"));
            let document = self.document;
            if let Some(note) = document.footnotes.get(label) {
                self.container(&note.children);
            }
            self.trim_paragraph();
            let times = self.notes[number - 1].1;
            for time in 1..=times {
                let id = reference_id(number, time);
                self.out.push_str(&format!(" <a href=\"#{id}\" role=\"doc-backlink\""));
                self.label((self.style.say)("document.back"));
                self.out.push_str(">↩</a>");
            }
            self.out.push_str("</p></li>\n");
        }
        self.out.push_str("</ol>\n</div>\n");
    }

    /// Removes the end of the last paragraph, so that the links back are written into it.
    fn trim_paragraph(&mut self) {
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        match self.out.strip_suffix("</p>").map(str::len) {
            Some(end) => self.out.truncate(end),
            None => self.out.push_str("<p>"),
        }
    }

    /// Writes children. Raw HTML that they leave open is closed, so it cannot reach out of the
    /// container.
    fn container(&mut self, nodes: &'d [Node]) {
        let outside = std::mem::replace(&mut self.base, self.open.len());
        self.blocks(nodes);
        raw::close(self.base, &mut self.open, &mut self.out);
        self.base = outside;
    }

    /// Begins a block. It ends a paragraph of raw HTML, which cannot hold it.
    fn begin_block(&mut self) {
        raw::end_paragraph(self.base, &mut self.open, &mut self.out);
        self.fresh_line();
    }

    fn fresh_line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn wrap(&mut self, start: &str, nodes: &'d [Node], end: &str) {
        self.out.push_str(start);
        self.container(nodes);
        self.out.push_str(end);
    }

    fn node(&mut self, node: &'d Node) {
        match &node.kind {
            Kind::Text(text) => escape(text, &mut self.out),
            Kind::InlineCode(code) => {
                self.out.push_str("<code>");
                escape(code, &mut self.out);
                self.out.push_str("</code>");
            }
            Kind::Emphasis => self.wrap("<em>", &node.children, "</em>"),
            Kind::Strong => self.wrap("<strong>", &node.children, "</strong>"),
            Kind::Strike => self.wrap("<del>", &node.children, "</del>"),
            Kind::SoftBreak => self.out.push('\n'),
            Kind::HardBreak => self.out.push_str(if self.plain() { "<br />\n" } else { "<br>\n" }),
            Kind::Link(link) => self.link(link, &node.children),
            Kind::Image(link) => self.image(link, &node.children),
            Kind::InlineHtml(html) => self.html(html, true),
            Kind::Footnote(label) => self.reference(label),
            Kind::Paragraph => self.paragraph(node),
            Kind::Heading(heading) => self.heading(heading, &node.children),
            Kind::Quote => {
                self.begin_block();
                self.wrap("<blockquote>\n", &node.children, "");
                self.fresh_line();
                self.out.push_str("</blockquote>\n");
            }
            Kind::Alert(alert) => self.alert(alert, &node.children),
            Kind::List(first) => self.list(*first, &node.children),
            Kind::Item(done) => self.item(*done, &node.children),
            Kind::Code(code) => self.code(code, node.span),
            Kind::Html(html) => {
                self.fresh_line();
                let before = self.out.len();
                self.html(html, false);
                // Nothing tells where a comment stood.
                if self.out[before..].trim().is_empty() {
                    self.out.truncate(before);
                }
            }
            Kind::Rule => {
                self.begin_block();
                self.out.push_str(if self.plain() { "<hr />\n" } else { "<hr>\n" });
            }
            Kind::Table(alignment) => self.table(alignment, &node.children),
            // These occur only inside a table, which writes them itself.
            Kind::Head | Kind::Row | Kind::Cell => self.container(&node.children),
        }
    }

    fn plain(&self) -> bool {
        self.style.dialect == Dialect::CommonMark
    }

    fn heading(&mut self, heading: &super::Heading, children: &'d [Node]) {
        self.begin_block();
        if self.plain() {
            let level = heading.level;
            self.wrap(&format!("<h{level}>"), children, &format!("</h{level}>\n"));
            return;
        }
        let level = (heading.level + self.shift).clamp(2, self.level + 1).min(6);
        self.level = level;
        let level = level.to_string();
        self.out.push_str("<h");
        self.out.push_str(&level);
        attribute("id", &heading.id, &mut self.out);
        self.out.push('>');
        self.container(children);
        if !self.is_linked() {
            self.out.push_str(" <a class=\"anchor\" href=\"#");
            // After percent-encoding nothing is left to escape.
            self.out.push_str(&encode_path(&heading.id));
            self.out.push('"');
            self.label((self.style.say)("document.section"));
            self.out.push_str("></a>");
        }
        self.out.push_str("</h");
        self.out.push_str(&level);
        self.out.push_str(">\n");
    }

    fn alert(&mut self, alert: &'d super::Alert, children: &'d [Node]) {
        self.begin_block();
        let kind = alert.kind;
        self.out.push_str(&format!("<div class=\"alert alert-{kind}\" role=\"note\"><p class=\"alert-title\">"));
        if alert.title.is_empty() {
            self.out.push_str(&kind[..1].to_uppercase());
            self.out.push_str(&kind[1..]);
        } else {
            self.container(&alert.title);
        }
        self.out.push_str("</p>\n");
        self.container(children);
        self.fresh_line();
        self.out.push_str("</div>\n");
    }

    fn list(&mut self, first: Option<u64>, items: &'d [Node]) {
        self.begin_block();
        let tasks = items.iter().any(|item| matches!(item.kind, Kind::Item(Some(_))));
        let class = if tasks { " class=\"task-list\"" } else { "" };
        let (start, end) = match first {
            None => (["<ul", class, ">\n"].concat(), "</ul>\n"),
            Some(1) => (["<ol", class, ">\n"].concat(), "</ol>\n"),
            Some(first) => (format!("<ol start=\"{first}\"{class}>\n"), "</ol>\n"),
        };
        self.wrap(&start, items, end);
    }

    fn item(&mut self, done: Option<bool>, children: &'d [Node]) {
        self.fresh_line();
        let Some(done) = done else {
            self.wrap("<li>", children, "</li>\n");
            return;
        };
        let (checked, key) = if done { (" checked", "state.done") } else { ("", "state.todo") };
        let mut start = format!("<li class=\"task-list-item\"><input type=\"checkbox\" disabled{checked}");
        if let Some(language) = self.style.language {
            attribute("lang", language, &mut start);
        }
        attribute("aria-label", (self.style.say)(key), &mut start);
        self.wrap(&(start + "> "), children, "</li>\n");
    }

    fn table(&mut self, alignment: &[Align], rows: &'d [Node]) {
        self.begin_block();
        self.out.push_str("<div class=\"table-scroll\" tabindex=\"0\" role=\"group\"");
        attribute("aria-label", (self.style.say)("document.table"), &mut self.out);
        self.out.push_str("><table>\n");
        for (at, row) in rows.iter().enumerate() {
            let head = matches!(row.kind, Kind::Head);
            self.out.push_str(match (head, at) {
                (true, _) => "<thead>\n<tr>",
                (false, 1) => "<tbody>\n<tr>",
                (false, _) => "<tr>",
            });
            for (column, cell) in row.children.iter().enumerate() {
                let class = match alignment.get(column) {
                    Some(Align::Left) => " class=\"left\"",
                    Some(Align::Center) => " class=\"center\"",
                    Some(Align::Right) => " class=\"right\"",
                    _ => "",
                };
                // An empty cell is not marked as a header.
                if head && !cell.children.is_empty() {
                    self.wrap(&["<th scope=\"col\"", class, ">"].concat(), &cell.children, "</th>");
                } else {
                    self.wrap(&["<td", class, ">"].concat(), &cell.children, "</td>");
                }
            }
            self.out.push_str(if head { "</tr>\n</thead>\n" } else { "</tr>\n" });
        }
        self.out.push_str(if rows.len() > 1 { "</tbody>\n</table></div>\n" } else { "</table></div>\n" });
    }
}

fn reference_id(number: usize, time: usize) -> String {
    if time == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{time}") }
}
