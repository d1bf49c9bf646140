//! The events of a parser for a tree, and the Markdown that has these events.

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};
use pulldown_cmark_to_cmark::{Options, cmark_with_options};

use crate::diagram;
use crate::html::{seen, unescape};
use crate::markdown::tree::{ALERTS, options};
use crate::markdown::{
    Alert, Align, Anchors, CodeBlock, Dialect, Document, Heading, Kind, Link, Node, github_slug, parse, plain,
};

/// Options of a code block that mean something.
const OPTIONS: [&str; 2] = ["title", "render"];

/// The events that a parser would give for a document.
pub(super) struct Events<'a> {
    document: &'a Document,
    marker: &'a str,
    pub(super) out: Vec<Event<'static>>,
    /// Labels of footnotes in the order of their first reference. They are numbered anew.
    notes: Vec<String>,
    anchors: Anchors,
    /// Blocks in which a line cannot end.
    in_line: bool,
}

impl<'a> Events<'a> {
    pub(super) fn of(document: &'a Document, marker: &'a str) -> Self {
        let mut events =
            Self { document, marker, out: Vec::new(), notes: Vec::new(), anchors: Anchors::default(), in_line: false };
        events.nodes(&document.blocks);
        let mut number = 0;
        while let Some(note) = events.notes.get(number).and_then(|label| document.footnotes.get(label)) {
            number += 1;
            let label = number.to_string();
            events.wrap(Tag::FootnoteDefinition(label.into()), &note.children);
        }
        events
    }

    /// Returns the Markdown of the events, or `None` if there is none.
    pub(super) fn text(&self) -> Option<String> {
        let style = Options {
            code_block_token_count: 3,
            list_token: '-',
            increment_ordered_list_bullets: true,
            ..Options::default()
        };
        let (mut text, marker) = (String::new(), self.marker);
        cmark_with_options(self.out.iter(), &mut text, options(Dialect::Casebook), style).ok()?;
        for number in 1..=self.notes.len() {
            text = text.replace(&format!("<{marker}{number}>"), &format!("[^{number}]"));
        }
        for kind in ALERTS {
            text = text.replace(&format!("{marker}{kind}"), &format!("[!{}]", kind.to_uppercase()));
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        Some(text)
    }

    fn nodes(&mut self, nodes: &[Node]) {
        for node in nodes {
            self.node(node);
        }
    }

    fn wrap(&mut self, tag: Tag<'static>, nodes: &[Node]) {
        self.begin(tag);
        self.nodes(nodes);
        self.end();
    }

    fn begin(&mut self, tag: Tag<'static>) {
        self.out.push(Event::Start(tag));
    }

    /// Ends the container that began last and has not ended. One without content is left out, if it
    /// cannot stand for anything.
    fn end(&mut self) {
        let mut depth = 0;
        let start = self.out.iter().rposition(|event| {
            depth += match event {
                Event::End(_) => 1,
                Event::Start(_) => -1,
                _ => 0,
            };
            depth < 0
        });
        let Some(Event::Start(tag)) = start.and_then(|at| self.out.get(at)) else { return };
        let (end, is_block) = (tag.to_end(), !is_inline(tag));
        if is_block {
            self.trim_end();
        }
        let is_empty = matches!(self.out.last(), Some(Event::Start(_)));
        let is_nothing = matches!(end, TagEnd::Paragraph | TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough);
        if is_empty && is_nothing {
            self.out.pop();
        } else {
            self.out.push(Event::End(end));
        }
    }

    /// Removes blanks at the end of a line.
    fn trim_end(&mut self) {
        if let Some(Event::Text(text)) = self.out.last() {
            let trimmed = text.trim_end_matches([' ', '\t']).to_owned();
            self.out.pop();
            if !trimmed.is_empty() {
                self.out.push(Event::Text(trimmed.into()));
            }
        }
    }

    /// Adds text. Adjacent pieces are one, and a line does not begin with blanks.
    fn add_text(&mut self, text: &str) {
        let mut text = text.replace('\n', " ");
        let begins_line = match self.out.last() {
            Some(Event::SoftBreak | Event::HardBreak) | None => true,
            Some(Event::Start(tag)) => !is_inline(tag),
            _ => false,
        };
        if begins_line {
            text.drain(..text.len() - text.trim_start_matches([' ', '\t']).len());
        }
        if let Some(Event::Text(before)) = self.out.last() {
            text.insert_str(0, before);
            self.out.pop();
        }
        if !text.is_empty() {
            self.out.push(Event::Text(text.into()));
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.kind {
            Kind::Text(text) => self.add_text(text),
            Kind::InlineCode(code) => self.out.push(Event::Code(code.clone().into())),
            Kind::Emphasis => self.wrap(Tag::Emphasis, &node.children),
            Kind::Strong => self.wrap(Tag::Strong, &node.children),
            Kind::Strike => self.wrap(Tag::Strikethrough, &node.children),
            Kind::SoftBreak if self.in_line => self.add_text(" "),
            Kind::HardBreak if self.in_line => self.out.push(Event::InlineHtml("<br>".into())),
            Kind::SoftBreak => self.line_end(Event::SoftBreak),
            Kind::HardBreak => self.line_end(Event::HardBreak),
            Kind::Link(link) => self.link(link, &node.children),
            Kind::Image(link) => self.wrap(
                Tag::Image {
                    link_type: LinkType::Inline,
                    dest_url: link.target.to_string().into(),
                    title: link.title.to_string().into(),
                    id: "".into(),
                },
                &node.children,
            ),
            Kind::InlineHtml(html) => self.inline_html(html),
            Kind::Footnote(label) => self.reference(label),
            Kind::Paragraph => self.wrap(Tag::Paragraph, &node.children),
            Kind::Heading(heading) => self.heading(heading, &node.children),
            Kind::Quote => self.wrap(Tag::BlockQuote(None), &node.children),
            Kind::Alert(alert) => self.alert(alert, &node.children),
            Kind::List(first) => self.wrap(Tag::List(*first), &node.children),
            Kind::Item(done) => self.item(*done, &node.children),
            Kind::Code(code) => self.code(code),
            Kind::Html(html) => self.html(html),
            Kind::Rule => self.out.push(Event::Rule),
            Kind::Table(columns) => {
                self.wrap(Tag::Table(columns.iter().copied().map(alignment).collect()), &node.children);
            }
            Kind::Head => self.wrap(Tag::TableHead, &node.children),
            Kind::Row => self.wrap(Tag::TableRow, &node.children),
            Kind::Cell => self.line(Tag::TableCell, &node.children),
        }
    }

    fn line_end(&mut self, event: Event<'static>) {
        self.trim_end();
        if !matches!(self.out.last(), Some(Event::Start(_) | Event::SoftBreak | Event::HardBreak) | None) {
            self.out.push(event);
        }
    }

    /// Writes a container that is one line.
    fn line(&mut self, tag: Tag<'static>, nodes: &[Node]) {
        let outside = std::mem::replace(&mut self.in_line, true);
        self.wrap(tag, nodes);
        self.in_line = outside;
    }

    fn link(&mut self, link: &Link, children: &[Node]) {
        let text = plain(children);
        let (link_type, target) = match link.target.strip_prefix("mailto:") {
            Some(address) if link.bare && address == text => (LinkType::Email, address),
            // It becomes a link again.
            _ if link.bare => return self.nodes(children),
            _ => (LinkType::Inline, &*link.target),
        };
        let (dest_url, title) = (target.to_owned().into(), link.title.to_string().into());
        self.wrap(Tag::Link { link_type, dest_url, title, id: "".into() }, children);
    }

    fn inline_html(&mut self, html: &str) {
        let shown = seen(html, true);
        if shown.starts_with('<') {
            self.out.push(Event::InlineHtml(shown.into()));
        } else {
            self.add_text(&unescape(&shown));
        }
    }

    fn reference(&mut self, label: &str) {
        if !self.document.footnotes.contains_key(label) {
            return self.add_text(&format!("[^{label}]"));
        }
        let known = self.notes.iter().position(|known| known == label);
        let at = known.unwrap_or_else(|| {
            self.notes.push(label.to_owned());
            self.notes.len() - 1
        });
        self.out.push(Event::InlineHtml(format!("<{}{}>", self.marker, at + 1).into()));
    }

    fn heading(&mut self, heading: &Heading, children: &[Node]) {
        let wanted = github_slug(&plain(children));
        let is_usual = self.anchors.give_for(&wanted, &heading.id);
        let id = (!is_usual).then(|| heading.id.clone().into());
        let marks = heading.classes.iter().filter(|class| ALERTS.contains(&class.as_str()));
        let classes = marks.map(|class| class.clone().into()).collect();
        let tag = Tag::Heading { level: level(heading.level), id, classes, attrs: Vec::new() };
        // Only the upper two can have several lines.
        if heading.level > 2 { self.line(tag, children) } else { self.wrap(tag, children) }
    }

    fn alert(&mut self, alert: &Alert, children: &[Node]) {
        self.begin(Tag::BlockQuote(None));
        self.begin(Tag::Paragraph);
        self.out.push(Event::Text(format!("{}{}", self.marker, alert.kind).into()));
        if !alert.title.is_empty() {
            self.add_text(" ");
            self.nodes(&alert.title);
        }
        let rest = match children {
            [Node { kind: Kind::Paragraph, children, .. }, rest @ ..] => {
                self.line_end(Event::SoftBreak);
                self.nodes(children);
                rest
            }
            rest => rest,
        };
        self.end();
        self.nodes(rest);
        self.end();
    }

    fn item(&mut self, done: Option<bool>, children: &[Node]) {
        self.begin(Tag::Item);
        let mark = done.map(Event::TaskListMarker);
        match (children, mark) {
            ([Node { kind: Kind::Paragraph, children, .. }, rest @ ..], Some(mark)) => {
                self.begin(Tag::Paragraph);
                self.out.push(mark);
                self.nodes(children);
                self.end();
                self.nodes(rest);
            }
            (children, mark) => {
                self.out.extend(mark);
                self.nodes(children);
            }
        }
        self.end();
    }

    fn code(&mut self, code: &CodeBlock) {
        let kind = if code.fenced { CodeBlockKind::Fenced(info(&code.info).into()) } else { CodeBlockKind::Indented };
        self.begin(Tag::CodeBlock(kind));
        if !code.text.is_empty() {
            self.out.push(Event::Text(code.text.clone().into()));
        }
        self.out.push(Event::End(TagEnd::CodeBlock));
    }

    fn html(&mut self, html: &str) {
        let shown = seen(html, false);
        let mut shown = shown.trim_matches('\n').to_owned();
        if shown.trim().is_empty() {
            return;
        }
        let again = parse(&shown, 0, Dialect::CommonMark).blocks;
        if !matches!(again.as_slice(), [Node { kind: Kind::Html(_), .. }]) {
            // Something that no page shows made it a block.
            shown = format!("<!-- -->{}", shown.replace('\n', " "));
        }
        shown.push('\n');
        self.begin(Tag::HtmlBlock);
        self.out.push(Event::Html(shown.into()));
        self.out.push(Event::End(TagEnd::HtmlBlock));
    }
}

fn is_inline(tag: &Tag<'_>) -> bool {
    matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

/// Returns the part of an info string that means something.
fn info(written: &str) -> String {
    let mut info = diagram::language(written).to_owned();
    for name in OPTIONS {
        if let Some(value) = diagram::option(written, name).filter(|_| !info.is_empty()) {
            info.push_str(&format!(" {name}=\"{value}\""));
        }
    }
    info
}

fn level(level: u8) -> HeadingLevel {
    HeadingLevel::try_from(usize::from(level)).unwrap_or(HeadingLevel::H6)
}

fn alignment(align: Align) -> Alignment {
    match align {
        Align::None => Alignment::None,
        Align::Left => Alignment::Left,
        Align::Center => Alignment::Center,
        Align::Right => Alignment::Right,
    }
}
