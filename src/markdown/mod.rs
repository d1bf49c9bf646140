//! Markdown: the only home of its parser, and the only writer of HTML from it.
//!
//! [`parse`] makes a tree with the place of every node; `read` looks for facts
//! in it and [`html`] writes it. Both see the same tree, so what was read is
//! what is shown.

mod autolink;
pub mod highlight;
mod packed;
mod tree;
pub mod writer;

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::char::is_combining_mark;

pub use self::packed::Packed;
use crate::html::raw;
use crate::text::Span;

/// A parsed document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    pub blocks: Vec<Node>,
    /// Label → content, for the footnotes.
    pub footnotes: BTreeMap<String, Node>,
    /// Where nesting was flattened.
    pub too_deep: Option<Span>,
}

/// A block or a piece of text, with its place in the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub span: Span,
    pub kind: Kind,
    pub children: Vec<Node>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Paragraph,
    Heading(Box<Heading>),
    Quote,
    /// A GitHub alert; children without the marker.
    Alert(Box<Alert>),
    /// Ordered, if it has a first number.
    List(Option<u64>),
    /// A task, if it has a box.
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

/// A heading's level, anchor and classes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    /// Unique in the document, by GitHub's algorithm or as the author set it.
    pub id: String,
    pub classes: Vec<String>,
}

/// The kind of an alert and its title, if the author gave one.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// `note`, `tip`, `important`, `warning`, `caution`, `internal`
    pub kind: &'static str,
    pub title: Vec<Node>,
}

/// A code block; indented ones have no info.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBlock {
    pub info: String,
    pub text: String,
    pub fenced: bool,
}

/// Where a link leads or an image lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub target: Box<str>,
    pub title: Box<str>,
    /// Written as a bare address.
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

/// Which Markdown is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// The specification, nothing else.
    CommonMark,
    /// With everything an author of casebook may use.
    Casebook,
}

/// Parses the Markdown of `text[from..]`; spans refer to `text`.
pub fn parse(text: &str, from: usize, dialect: Dialect) -> Document {
    tree::build(text, from, dialect)
}

/// `[name]: target` lines of `text[from..]`: where each leads, and its place in `text`.
pub fn references(text: &str, from: usize) -> Vec<(String, Span)> {
    tree::references(text, from, Dialect::Casebook)
}

impl Node {
    /// The node is a container of blocks or of rows.
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

    /// Calls `visit` for the node and everything in it, in document order.
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
}

impl Document {
    /// Every node, footnotes last.
    pub fn walk<'a>(&'a self, visit: &mut impl FnMut(&'a Node)) {
        for node in self.blocks.iter().chain(self.footnotes.values()) {
            node.walk(visit);
        }
    }

    /// Where code stands, blocks and pieces, in order.
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

/// The text of `nodes` without markup; breaks and blocks are spaces.
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

/// Anchors of one document: each is given once.
#[derive(Debug, Default)]
struct Anchors {
    taken: BTreeSet<String>,
    next: BTreeMap<String, usize>,
}

impl Anchors {
    /// `wanted`, else `wanted-1`, `wanted-2` …
    fn give(&mut self, wanted: &str) -> String {
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
}

/// GitHub's anchor for a heading: lower case, without punctuation, spaces as hyphens.
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
