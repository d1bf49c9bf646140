//! Markdown. Only this module uses the parser and writes HTML from its result.
//!
//! [`parse`] makes a tree with the span of every node. `read` looks for facts in the tree, and
//! [`writer`] writes it. Both work on the same tree, so what was read is what is shown.

mod autolink;
pub mod highlight;
mod packed;
mod tree;
pub mod writer;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::char::is_combining_mark;

pub use self::autolink::cut;
pub use self::packed::Packed;
use crate::html::raw;
use crate::text::Span;

/// A parsed document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    pub blocks: Vec<Node>,
    /// Footnotes: label → content.
    pub footnotes: BTreeMap<String, Node>,
    /// The first place where nesting was too deep and was flattened.
    pub too_deep: Option<Span>,
}

/// A block or an inline element, with its span in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub span: Span,
    pub kind: Kind,
    pub children: Vec<Node>,
}

/// The kind of a node, with what only nodes of this kind have.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Paragraph,
    Heading(Box<Heading>),
    Quote,
    /// A GitHub alert. The marker is not among its children.
    Alert(Box<Alert>),
    /// A list. It is ordered if it has a first number.
    List(Option<u64>),
    /// A list item. It is a task if it has a checkbox.
    Item(Option<bool>),
    Code(Box<CodeBlock>),
    /// A block of raw HTML.
    Html(String),
    Rule,
    Table(Box<[Align]>),
    Head,
    Row,
    Cell,
    Text(String),
    InlineCode(String),
    InlineHtml(String),
    Emphasis,
    Strong,
    Strike,
    Link(Box<Link>),
    Image(Box<Link>),
    SoftBreak,
    HardBreak,
    /// A reference to a footnote, by label.
    Footnote(Box<str>),
}

/// Level, anchor and classes of a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    /// The anchor. It is unique in the document, and follows GitHub's algorithm unless the
    /// author set it.
    pub id: String,
    pub classes: Vec<String>,
}

/// The kind of an alert, and its title if the author gave one.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// One of `note`, `tip`, `important`, `warning`, `caution`, `internal`,
    /// `restricted`.
    pub kind: &'static str,
    pub title: Vec<Node>,
}

/// A code block. Indented ones have no info string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBlock {
    pub info: String,
    pub text: String,
    pub fenced: bool,
}

/// The address of a link or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: Box<str>,
    pub title: Box<str>,
    /// True if it was written as a bare address.
    pub bare: bool,
}

/// Alignment of a table's column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    None,
    Left,
    Center,
    Right,
}

/// The dialect of Markdown to parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The `CommonMark` specification, without extensions.
    CommonMark,
    /// `CommonMark` with all of casebook's extensions.
    Casebook,
}

/// Parses the Markdown of `text[from..]`. Spans refer to `text`.
pub fn parse(text: &str, from: usize, dialect: Dialect) -> Document {
    tree::build(text, from, dialect)
}

/// Returns `document` as Markdown, with nothing that a page does not show. `source` is the text that
/// it was parsed from.
pub fn written(document: &Document, source: &str) -> String {
    written::write(document, source)
}

/// A footnote or the address of links, written apart from the text that uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub span: Span,
    /// The byte offsets of its uses, without those inside of itself.
    pub uses: Vec<u32>,
}

/// Returns the footnotes, `[^label]: text`, and link definitions, `[label]: target`, in
/// `text[from..]`. Spans refer to `text`.
pub fn definitions(text: &str, from: usize) -> Vec<Definition> {
    tree::definitions(text, from, Dialect::Casebook)
}

/// Returns a label as it is compared: in one case, with single spaces.
fn label(written: &str) -> String {
    let words: Vec<_> = written.split_whitespace().collect();
    words.join(" ").to_uppercase().to_lowercase()
}

impl Node {
    /// True if the node is no inline element.
    pub fn is_block(&self) -> bool {
        !matches!(
            self.kind,
            Kind::Text(_)
                | Kind::InlineCode(_)
                | Kind::InlineHtml(_)
                | Kind::Emphasis
                | Kind::Strong
                | Kind::Strike
                | Kind::Link(_)
                | Kind::Image(_)
                | Kind::SoftBreak
                | Kind::HardBreak
                | Kind::Footnote(_)
        )
    }

    /// Calls `visit` for the node and all its descendants, in document order.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Node)) {
        visit(self);
        if let Kind::Alert(alert) = &self.kind {
            for node in &alert.title {
                node.walk(visit);
            }
        }
        for child in &self.children {
            child.walk(visit);
        }
    }

    fn walk_mut(&mut self, visit: &mut impl FnMut(&mut Node)) {
        visit(self);
        if let Kind::Alert(alert) = &mut self.kind {
            alert.title.iter_mut().for_each(|node| node.walk_mut(visit));
        }
        self.children.iter_mut().for_each(|node| node.walk_mut(visit));
    }
}

impl Document {
    /// Calls `visit` for every node, to change it.
    pub fn walk_mut(&mut self, visit: &mut impl FnMut(&mut Node)) {
        self.blocks.iter_mut().chain(self.footnotes.values_mut()).for_each(|node| node.walk_mut(visit));
    }

    /// Calls `visit` for every node, those of footnotes last.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Node)) {
        for node in self.blocks.iter().chain(self.footnotes.values()) {
            node.walk(visit);
        }
    }

    /// Returns the spans of all code, blocks and inline, in order.
    pub fn code(&self) -> Vec<Span> {
        let mut code = Vec::new();
        self.walk(&mut |node| {
            if matches!(node.kind, Kind::Code(_) | Kind::InlineCode(_)) {
                code.push(node.span);
            }
        });
        code.sort_unstable();
        code
    }
}

/// Returns the text of `nodes` without markup. Breaks and ends of blocks become spaces.
pub fn plain(nodes: &[Node]) -> String {
    if let [Node { kind: Kind::Text(text), .. }] = nodes {
        return text.trim().to_owned();
    }
    let mut text = String::new();
    for node in nodes {
        add_plain(node, &mut text);
    }
    text.trim().to_owned()
}

fn add_plain(node: &Node, text: &mut String) {
    match &node.kind {
        Kind::Text(content) | Kind::InlineCode(content) => text.push_str(content),
        Kind::Code(code) => text.push_str(&code.text),
        Kind::SoftBreak | Kind::HardBreak => text.push(' '),
        Kind::InlineHtml(html) | Kind::Html(html) => raw::add_text(html, text),
        _ => {}
    }
    for child in &node.children {
        add_plain(child, text);
    }
    if node.is_block() && !text.ends_with([' ', '\n']) && !text.is_empty() {
        text.push(' ');
    }
}

/// The anchors of one document. Each is given out once.
#[derive(Debug, Default)]
pub struct Anchors {
    taken: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Anchors {
    /// Reserves the anchors of all headings of `document`.
    pub fn of(document: &Document) -> Self {
        let mut anchors = Self::default();
        document.walk(&mut |node| {
            if let Kind::Heading(heading) = &node.kind {
                anchors.taken.insert(heading.id.clone());
            }
        });
        anchors
    }

    /// Returns `wanted`, or the first of `wanted-1`, `wanted-2` … that is not taken.
    pub fn give(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "section" } else { wanted };
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let next = self.next.entry(wanted.to_owned()).or_insert(1);
        loop {
            let id = format!("{wanted}-{next}");
            *next += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }

    /// Gives out `id`. Returns whether [`give`](Self::give) returns it for `wanted`.
    fn give_for(&mut self, wanted: &str, id: &str) -> bool {
        let usual = self.give(wanted);
        if usual != id {
            self.taken.remove(&usual);
            self.taken.insert(id.to_owned());
        }
        usual == id
    }
}

/// Returns GitHub's anchor for a heading: lower case, without punctuation, spaces as hyphens.
pub fn github_slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(c),
            c if c.is_ascii_alphanumeric() => slug.push(c.to_ascii_lowercase()),
            c if c.is_ascii() => {}
            c => slug.extend(c.to_lowercase().filter(|c| c.is_alphanumeric() || is_combining_mark(*c))),
        }
    }
    slug
}
