//! Builds the tree from the events of the parser.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::{
    Alert, Align, Anchors, CodeBlock, Definition, Dialect, Document, Heading, Kind, Link, Node, autolink, label,
};
use crate::html::DEPTH;
use crate::text::Span;

/// Most cells in the tables of a document. Beyond it, rows are no longer filled up with empty
/// cells.
const CELLS: usize = 100_000;

/// The kinds of alerts.
pub(super) const ALERTS: [&str; 7] = ["note", "tip", "important", "warning", "caution", "internal", "restricted"];

pub(super) fn options(dialect: Dialect) -> Options {
    match dialect {
        Dialect::CommonMark => Options::empty(),
        // Left out on purpose: MATH (it would take `$5-$10`), DEFINITION_LIST (lines that begin
        // with `: `), SUBSCRIPT (`~x~`), and GFM (this module parses alerts itself, because
        // they may have titles).
        Dialect::Casebook => {
            Options::ENABLE_TABLES
                | Options::ENABLE_FOOTNOTES
                | Options::ENABLE_STRIKETHROUGH
                | Options::ENABLE_TASKLISTS
                | Options::ENABLE_HEADING_ATTRIBUTES
        }
    }
}

/// Returns footnotes and link definitions with their uses.
pub(super) fn definitions(text: &str, from: usize, dialect: Dialect) -> Vec<Definition> {
    let parser = Parser::new_ext(&text[from..], options(dialect));
    let place = |range: &Range<usize>| Span::new(range.start + from, range.end + from);
    let links = parser.reference_definitions().iter().map(|(name, it)| ((false, label(name)), place(&it.span)));
    let mut found: Vec<_> = links.collect();
    let mut uses = Vec::new();
    let (mut depth, mut covered) = (0_u32, found.iter().map(|(_, span)| *span).collect::<Vec<_>>());
    for (event, range) in parser.into_offset_iter() {
        if depth == 0 {
            covered.push(place(&range));
        }
        depth = match event {
            Event::Start(_) => depth + 1,
            Event::End(_) => depth.saturating_sub(1),
            _ => depth,
        };
        match event {
            Event::Start(Tag::FootnoteDefinition(name)) => found.push(((true, label(&name)), place(&range))),
            Event::FootnoteReference(name) => uses.push(((true, label(&name)), place(&range))),
            Event::Start(
                Tag::Link { link_type: LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut, id, .. }
                | Tag::Image { link_type: LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut, id, .. },
            ) => uses.push(((false, label(&id)), place(&range))),
            _ => {}
        }
    }
    let mut by_name: BTreeMap<_, Vec<Span>> = BTreeMap::new();
    for (name, at) in uses {
        by_name.entry(name).or_default().push(at);
    }
    let uses_of = |name: &(bool, String), span: Span| {
        let uses = by_name.get(name).into_iter().flatten().filter(|at| !span.contains(**at));
        uses.map(|at| at.start).collect()
    };
    let known = found.iter().map(|(name, span)| Definition { span: *span, uses: uses_of(name, *span) });
    let repeated = repeated(text, from, covered).into_iter().map(|span| Definition { span, uses: Vec::new() });
    known.chain(repeated).collect()
}

/// Returns the text between blocks: link definitions whose label was defined before. The parser
/// drops them, so nothing refers to them.
fn repeated(text: &str, from: usize, mut covered: Vec<Span>) -> Vec<Span> {
    covered.push(Span::new(text.len(), text.len()));
    covered.sort_unstable();
    let mut end = from;
    let gaps = covered.into_iter().filter_map(|span| {
        let gap = (end < span.range().start).then(|| end..span.range().start);
        end = end.max(span.range().end);
        let gap = gap.filter(|gap| !text[gap.clone()].trim().is_empty())?;
        let lead = text[gap.clone()].len() - text[gap.clone()].trim_start().len();
        Some(Span::new(gap.start + lead, gap.start + text[gap].trim_end().len()))
    });
    gaps.collect()
}

pub(super) fn build(text: &str, from: usize, dialect: Dialect) -> Document {
    let mut builder = Builder {
        text,
        from,
        dialect,
        open: Vec::new(),
        done: Vec::new(),
        flattened: 0,
        cells: 0,
        document: Document::default(),
    };
    for (event, range) in Parser::new_ext(&text[from..], options(dialect)).into_offset_iter() {
        builder.event(event, Span::new(range.start + from, range.end + from));
    }
    let mut document = builder.document;
    document.blocks = builder.done;
    if dialect == Dialect::Casebook {
        name_headings(&mut document);
    }
    document
}

struct Builder<'a> {
    text: &'a str,
    from: usize,
    dialect: Dialect,
    /// The containers that have begun but not ended, the innermost last.
    open: Vec<Open>,
    /// Finished nodes that have no parent yet, in order. The children of the innermost
    /// container come last. So every list of children is allocated once, in its final size.
    done: Vec<Node>,
    /// Number of open containers that are nested too deep to get a node.
    flattened: usize,
    cells: usize,
    document: Document,
}

/// A container whose end has not been reached.
struct Open {
    span: Span,
    kind: Kind,
    /// Number of finished nodes when it began. Later ones are its children.
    before: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        let leaf = |kind| Node { span, kind, children: Vec::new() };
        match event {
            Event::Start(tag) => self.open(tag, span),
            Event::End(tag) => self.close(tag),
            // Mathematics is not enabled. If it came, it would be text.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, span),
            Event::Code(code) => self.done.push(leaf(Kind::InlineCode((&*code).into()))),
            Event::Html(html) => self.html(&html, span),
            Event::InlineHtml(html) => self.done.push(leaf(Kind::InlineHtml((&*html).into()))),
            Event::FootnoteReference(name) => self.done.push(leaf(Kind::Footnote(label(&name).into()))),
            Event::SoftBreak => self.done.push(leaf(Kind::SoftBreak)),
            Event::HardBreak => self.done.push(leaf(Kind::HardBreak)),
            Event::Rule => self.done.push(leaf(Kind::Rule)),
            Event::TaskListMarker(done) => self.task(done),
        }
    }

    fn open(&mut self, tag: Tag<'_>, span: Span) {
        let kind = match tag {
            Tag::Heading { level, id, classes, .. } => Kind::Heading(Box::new(Heading {
                level: heading_level(level),
                id: id.map_or_else(String::new, |id| id.to_string()),
                classes: classes.iter().map(ToString::to_string).collect(),
            })),
            Tag::BlockQuote(_) => Kind::Quote,
            Tag::CodeBlock(kind) => {
                let (info, fenced) = match kind {
                    CodeBlockKind::Fenced(info) => (info.to_string(), true),
                    CodeBlockKind::Indented => (String::new(), false),
                };
                Kind::Code(Box::new(CodeBlock { info, text: String::new(), fenced }))
            }
            Tag::HtmlBlock => Kind::Html(String::new()),
            Tag::List(start) => Kind::List(start),
            Tag::Item => Kind::Item(None),
            Tag::Table(alignments) => Kind::Table(alignments.iter().map(|it| align(*it)).collect()),
            Tag::TableHead => Kind::Head,
            Tag::TableRow => Kind::Row,
            Tag::TableCell => Kind::Cell,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link { link_type: LinkType::Email, dest_url, title, .. } => {
                let target = format!("mailto:{dest_url}").into();
                Kind::Link(Box::new(Link { target, title: (&*title).into(), bare: true }))
            }
            Tag::Link { dest_url, title, .. } => {
                Kind::Link(Box::new(Link { target: (&*dest_url).into(), title: (&*title).into(), bare: false }))
            }
            Tag::Image { dest_url, title, .. } => {
                Kind::Image(Box::new(Link { target: (&*dest_url).into(), title: (&*title).into(), bare: false }))
            }
            Tag::FootnoteDefinition(name) => Kind::Footnote(label(&name).into()),
            _ => Kind::Paragraph,
        };
        if self.open.len() >= DEPTH {
            self.flattened += 1;
            self.document.too_deep.get_or_insert(span);
            return;
        }
        self.open.push(Open { span, kind, before: self.done.len() });
    }

    fn close(&mut self, tag: TagEnd) {
        if self.flattened > 0 {
            self.flattened -= 1;
            return;
        }
        let Some(Open { span, kind, before }) = self.open.pop() else { return };
        let mut node = Node { span, kind, children: self.done.split_off(before) };
        if self.dialect == Dialect::Casebook {
            if matches!(tag, TagEnd::FootnoteDefinition) {
                if let Kind::Footnote(label) = &node.kind {
                    self.document.footnotes.entry(label.to_string()).or_insert(node);
                }
                return;
            }
            if matches!(tag, TagEnd::BlockQuote(_)) {
                self.alert(&mut node);
            }
            if !matches!(node.kind, Kind::Link(_) | Kind::Image(_)) && !self.inside_link() {
                link_addresses(&mut node);
            }
        }
        if matches!(tag, TagEnd::TableHead | TagEnd::TableRow) {
            self.cells += node.children.len();
            if self.cells > CELLS {
                while node.children.last().is_some_and(|cell| cell.children.is_empty()) {
                    node.children.pop();
                }
            }
        }
        self.done.push(node);
    }

    fn inside_link(&self) -> bool {
        self.open.iter().any(|node| matches!(node.kind, Kind::Link(_)))
    }

    /// Adds text. Adjacent pieces are joined, so that later stages see whole words.
    fn text(&mut self, text: &str, span: Span) {
        let before = match self.open.last_mut() {
            Some(Open { kind: Kind::Code(code), .. }) => return code.text.push_str(text),
            Some(Open { kind: Kind::Html(html), .. }) => return html.push_str(text),
            Some(parent) => parent.before,
            None => 0,
        };
        match self.done[before..].last_mut() {
            Some(Node { kind: Kind::Text(before), span: whole, .. }) => {
                before.push_str(text);
                whole.end = span.end;
            }
            _ => self.done.push(Node { span, kind: Kind::Text(text.into()), children: Vec::new() }),
        }
    }

    fn html(&mut self, html: &str, span: Span) {
        match self.open.last_mut() {
            Some(Open { kind: Kind::Html(before), .. }) => before.push_str(html),
            _ => self.done.push(Node { span, kind: Kind::Html(html.into()), children: Vec::new() }),
        }
    }

    fn task(&mut self, done: bool) {
        if let Some(item) = self.open.iter_mut().rev().find(|node| matches!(node.kind, Kind::Item(_))) {
            item.kind = Kind::Item(Some(done));
        }
    }

    /// Turns a block quote into an alert if its first line is `[!NOTE]` or another kind, with
    /// or without a title.
    fn alert(&self, quote: &mut Node) {
        let Some(first) = quote.children.first() else { return };
        let start = (first.span.start as usize).max(self.from);
        let Some(rest) = self.text.get(start..).and_then(|text| text.strip_prefix("[!")) else { return };
        let Some(end) = rest.find(']') else { return };
        let Some(kind) = alert_kind(&rest[..end]) else { return };
        let marker = u32::try_from(start + end + 3).unwrap_or(u32::MAX);
        let mut first = quote.children.remove(0);
        let line_end = first.children.iter().position(|node| matches!(node.kind, Kind::SoftBreak | Kind::HardBreak));
        let body = first.children.split_off(line_end.unwrap_or(first.children.len()));
        let title = first.children.into_iter().filter_map(|node| behind(node, marker)).collect();
        let body: Vec<_> = body.into_iter().skip(1).collect();
        if !body.is_empty() {
            quote.children.insert(0, Node { span: first.span, kind: Kind::Paragraph, children: body });
        }
        quote.kind = Kind::Alert(Box::new(Alert { kind, title }));
    }
}

/// Returns the part of `node` behind the marker of an alert, which ends at `marker`.
fn behind(mut node: Node, marker: u32) -> Option<Node> {
    if node.span.end <= marker {
        return None;
    }
    if node.span.start >= marker {
        return Some(node);
    }
    let Kind::Text(text) = &mut node.kind else { return None };
    let rest = text.split_once(']').map_or("", |(_, rest)| rest).trim_start();
    if rest.is_empty() {
        return None;
    }
    *text = rest.into();
    Some(node)
}

pub(super) fn alert_kind(name: &str) -> Option<&'static str> {
    ALERTS.into_iter().find(|kind| name.eq_ignore_ascii_case(kind))
}

/// Turns bare addresses in the direct children of `node` into links.
fn link_addresses(node: &mut Node) {
    if !node.children.iter().any(|child| matches!(&child.kind, Kind::Text(text) if autolink::may_have_address(text))) {
        return;
    }
    for child in std::mem::take(&mut node.children) {
        let pieces = match &child.kind {
            Kind::Text(text) => autolink::split(text, child.span),
            _ => None,
        };
        match pieces {
            Some(pieces) => node.children.extend(pieces),
            None => node.children.push(child),
        }
    }
}

fn name_headings(document: &mut Document) {
    let mut anchors = Anchors::default();
    // The theme uses these anchors for timeline entries, action items and footnotes, and on every
    // page for the search and the drawings.
    let ours = |id: &str| {
        let digits = ["t-", "a-", "fn-", "search-option-"].into_iter().find_map(|prefix| id.strip_prefix(prefix));
        digits.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
            || ["page-main", "site-search", "search-list", "search-status"].contains(&id)
            || ["fnref-", "glyph-"].into_iter().any(|prefix| id.starts_with(prefix))
    };
    for block in &mut document.blocks {
        name(block, &mut anchors, &ours);
    }
    for note in document.footnotes.values_mut() {
        name(note, &mut anchors, &ours);
    }
}

fn name(node: &mut Node, anchors: &mut Anchors, ours: &impl Fn(&str) -> bool) {
    if let Kind::Heading(heading) = &mut node.kind {
        let explicit = super::github_slug(&heading.id);
        let wanted = if explicit.is_empty() { super::github_slug(&super::plain(&node.children)) } else { explicit };
        let wanted = if ours(&wanted) { format!("section-{wanted}") } else { wanted };
        heading.id = anchors.give(&wanted);
    }
    for child in &mut node.children {
        if child.is_block() {
            name(child, anchors, ours);
        }
    }
}

fn heading_level(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn align(alignment: Alignment) -> Align {
    match alignment {
        Alignment::None => Align::None,
        Alignment::Left => Align::Left,
        Alignment::Center => Align::Center,
        Alignment::Right => Align::Right,
    }
}
