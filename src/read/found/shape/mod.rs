//! Documents made regular: what plays the part of a heading or a list becomes one.
//!
//! Authors mark sections by bold lines, by bare `Timeline:` lines and by list
//! items, and some write HTML. This turns all of it into headings, paragraphs and
//! lists, so that every later stage, reader and page alike, sees one kind of
//! document. Words and their order stay as they are.

mod admonitions;
mod code;
mod emoji;
mod headings;
mod html;
mod items;
mod leads;
mod marks;
mod tags;
mod wiki;

use std::collections::BTreeSet;

use self::html::{from_html, is_markup};
use super::{head, inline, sections, time_text};
use crate::config::Config;
use crate::incident::section::Role;
use crate::markdown::{self, Anchors, Dialect, Document, Heading, Kind, Node};
use crate::read::words::nothing::is_unwritten;
use crate::text::Span;

/// What names a section, in any way, is at most this long, in bytes.
const LONGEST_LABEL: usize = 100;

/// A bare line that names a section is at most this long, in bytes.
const LONGEST_WORD: usize = 40;

/// Parses the Markdown of `text[from..]` and makes it regular.
pub(in crate::read) fn document(text: &str, from: usize, config: &Config) -> Document {
    let mut document = markdown::parse(text, from, Dialect::Casebook);
    emoji::spell_out(&mut document.blocks);
    document.footnotes.values_mut().for_each(|note| emoji::spell_out(&mut note.children));
    code::drop_from(&mut document.blocks, text);
    document.blocks = marks::unmark(admonitions::components(document.blocks));
    document.blocks = admonitions::alerts(document.blocks);
    document.blocks = items::list(document.blocks);
    tags::drop_from(&mut document.blocks);
    wiki::drop_way(&mut document.blocks);
    document.blocks = document.blocks.into_iter().flat_map(headings::unset).flat_map(html::untitled).collect();
    headings::name(&mut document);
    let mut shaper = Shaper {
        config,
        taken: Anchors::default(),
        level: 1,
        inside: None,
        named: roles_of_headings(&document, config),
        labelled: false,
    };
    if !document.blocks.iter().any(|block| shaper.concerns(block)) {
        return document;
    }
    shaper.named.append(&mut shaper.begun_twice(&document));
    shaper.taken = Anchors::of(&document);
    let blocks = std::mem::take(&mut document.blocks);
    document.blocks = shaper.blocks(blocks);
    document
}

fn roles_of_headings(document: &Document, config: &Config) -> BTreeSet<Role> {
    let headings = document.blocks.iter().filter(|block| matches!(block.kind, Kind::Heading(_)));
    headings.filter_map(|block| sections::role(&markdown::plain(&block.children), config)).collect()
}

struct Shaper<'a> {
    config: &'a Config,
    /// Anchors that are in use.
    taken: Anchors,
    /// Level of the heading before.
    level: u8,
    /// Role of the author's own heading above.
    inside: Option<Role>,
    /// Roles that have a heading already.
    named: BTreeSet<Role>,
    /// The section began with a label in its first line: so do short ones after it.
    labelled: bool,
}

impl Shaper<'_> {
    /// A quick look: most documents are regular.
    fn concerns(&self, block: &Node) -> bool {
        match &block.kind {
            Kind::Html(html) => is_markup(html) || html::table(html, block.span).is_some(),
            Kind::Paragraph => {
                let is_label = |line: &&[Node]| self.label(line).is_some();
                inline::lines(&block.children).iter().any(is_label) || self.lead_in(block).is_some()
            }
            Kind::List(_) => {
                self.is_outline(block) || block.children.iter().any(|item| self.item_label(item).is_some())
            }
            _ => false,
        }
    }

    fn blocks(&mut self, blocks: Vec<Node>) -> Vec<Node> {
        let mut out: Vec<Node> = Vec::with_capacity(blocks.len() + 4);
        let titled = usize::from(self.is_titled(&blocks));
        let mut blocks = blocks.into_iter();
        out.extend(blocks.by_ref().take(titled));
        while let Some(block) = blocks.next() {
            match &block.kind {
                Kind::Heading(heading) => {
                    self.level = heading.level;
                    self.inside = sections::role(&markdown::plain(&block.children), self.config);
                    self.labelled = false;
                    out.push(block);
                }
                // Inside these, labels name phases and owners.
                _ if self.is_listing() && !matches!(block.kind, Kind::Html(_)) => {
                    out.push(block);
                }
                Kind::Html(html) if is_markup(html) => {
                    let made = from_html(html, block.span);
                    if self.inside.is_none() && !made.iter().any(|node| self.tells(node)) {
                        out.push(block);
                        continue;
                    }
                    for mut node in made {
                        if let Kind::Heading(heading) = &mut node.kind {
                            let text = markdown::plain(&node.children);
                            heading.id = self.taken.give(&markdown::github_slug(&text));
                            self.level = heading.level;
                            self.inside = sections::role(&text, self.config);
                        }
                        push_merged(node, &mut out);
                    }
                }
                Kind::Html(html) => {
                    let table = html::table(html, block.span);
                    let table = table.filter(|table| self.is_listing() || head::is_table(table));
                    out.push(table.unwrap_or(block));
                }
                Kind::Paragraph if self.leads_in(&block, blocks.as_slice()) => self.section(block, &mut out),
                Kind::Paragraph => self.paragraph(block, &mut out),
                Kind::List(_) => self.list(block, &mut out),
                _ => out.push(block),
            }
        }
        out
    }

    /// `Root Cause Analysis` at the very top is the name of the document, if a later line names that section.
    fn is_titled(&self, blocks: &[Node]) -> bool {
        let named = |block: &Node| match &block.kind {
            Kind::Paragraph => inline::lines(&block.children).iter().find_map(|line| self.label(line)),
            _ => None,
        };
        let Some((first, rest)) = blocks.split_first() else { return false };
        let role = named(first).filter(|_| inline::lines(&first.children).len() == 1);
        let is_bare = !inline::text(&first.children).trim_end().ends_with([':', '：']);
        role.is_some() && is_bare && rest.iter().any(|block| named(block) == role)
    }

    /// Inside a timeline or a list of actions.
    fn is_listing(&self) -> bool {
        matches!(self.inside, Some(Role::Timeline | Role::Actions))
    }

    /// A section's name, a time, a field or an action: what makes HTML worth taking apart.
    fn tells(&self, node: &Node) -> bool {
        let clock = |nodes: &[Node]| time_text::lead(&inline::text(nodes)).is_some_and(|lead| lead.has_clock());
        match &node.kind {
            Kind::Heading(_) => true,
            Kind::List(_) => {
                self.inside == Some(Role::Actions)
                    || node.children.iter().any(|item| clock(&item.children) || head::is_field(&item.children))
            }
            _ => clock(&node.children) || inline::lines(&node.children).into_iter().any(head::is_field),
        }
    }

    fn heading(&mut self, label: Vec<Node>, out: &mut Vec<Node>) {
        let span = span_of(&label);
        let children = bare(label);
        let text = markdown::plain(&children);
        let heading = Heading {
            level: (self.level + 1).clamp(2, 6),
            id: self.taken.give(&markdown::github_slug(&text)),
            classes: Vec::new(),
        };
        out.push(Node { span, kind: Kind::Heading(Box::new(heading)), children });
    }

    /// A line that is nothing but the name of a section, and how many of its nodes
    /// the name takes.
    fn label(&self, line: &[Node]) -> Option<Role> {
        if inline::length(line) > LONGEST_LABEL {
            return None;
        }
        let text = inline::text(line);
        let text = text.trim();
        let bold = matches!(line, [Node { kind: Kind::Strong, .. }])
            || matches!(line, [Node { kind: Kind::Strong, .. }, Node { kind: Kind::Text(rest), .. }] if rest.trim() == ":");
        let colon = text.ends_with([':', '：']);
        let word = line.len() == 1 && text.len() <= LONGEST_WORD && text.starts_with(char::is_uppercase);
        // Most lines are told from a label at a glance.
        if !(bold || colon || word || !text.is_ascii()) {
            return None;
        }
        let holds_actions = || sections::role(text, self.config).filter(|role| *role == Role::Actions);
        let role = sections::label_role(text, self.config)
            .or_else(|| sections::joined_role(text, self.config))
            .or_else(|| sections::weak_role(text).filter(|_| bold))
            .or_else(|| bold.then(holds_actions).flatten())?;
        // Where nothing is written yet, "TODO" says so and is no heading.
        if !(bold || colon) && is_unwritten(text) {
            return None;
        }
        // A bare word needs a colon or must be quite clear.
        let clear = matches!(
            role,
            Role::Timeline
                | Role::RootCause
                | Role::Actions
                | Role::Lessons
                | Role::Impact
                | Role::Summary
                | Role::Resolution
        );
        (bold || colon || (clear && line.len() == 1 && (word || !text.is_ascii()))).then_some(role)
    }

    fn paragraph(&mut self, block: Node, out: &mut Vec<Node>) {
        let lines = inline::lines(&block.children);
        if !lines.iter().any(|line| self.label(line).is_some()) {
            out.push(block);
            return;
        }
        let mut open: Vec<Node> = Vec::new();
        let breaks = |nodes: &mut Vec<Node>, span| {
            if !nodes.is_empty() {
                nodes.push(Node { span, kind: Kind::SoftBreak, children: Vec::new() });
            }
        };
        let flush = |open: &mut Vec<Node>, out: &mut Vec<Node>| {
            if !open.is_empty() {
                let children = std::mem::take(open);
                out.push(Node { span: span_of(&children), kind: Kind::Paragraph, children });
            }
        };
        for line in lines {
            if self.label(line).is_some() {
                flush(&mut open, out);
                self.heading(line.to_vec(), out);
            } else {
                let span = span_of(line);
                breaks(&mut open, Span { start: span.start, end: span.start });
                open.extend(line.iter().cloned());
            }
        }
        flush(&mut open, out);
    }

    /// An item whose first line is a bold name with blocks below it.
    fn item_label(&self, item: &Node) -> Option<Role> {
        let (first, rest) = inline::first_line(item);
        let role = self.label(first)?;
        let bold = matches!(first.first(), Some(Node { kind: Kind::Strong, .. }));
        let list = rest.iter().any(|block| matches!(block.kind, Kind::List(_) | Kind::Table(_)));
        (list && (bold || role == Role::Timeline)).then_some(role)
    }

    /// A list whose items are all bold names with blocks below them, two of which are sections: `1. **Cause**`.
    fn is_outline(&self, list: &Node) -> bool {
        let names = list.children.iter().map(|item| {
            let (first, rest) = inline::first_line(item);
            (matches!(first, [Node { kind: Kind::Strong, .. }]) && !rest.is_empty()).then_some(first)
        });
        let names: Option<Vec<_>> = names.collect();
        names.is_some_and(|names| names.iter().filter(|name| self.label(name).is_some()).count() > 1)
    }

    fn list(&mut self, list: Node, out: &mut Vec<Node>) {
        if self.is_outline(&list) {
            for item in &list.children {
                let (first, rest) = inline::first_line(item);
                self.heading(first.to_vec(), out);
                out.extend(rest.iter().cloned());
            }
            return;
        }
        let labels: Vec<_> = list.children.iter().map(|item| self.item_label(item)).collect();
        let telling =
            labels.iter().flatten().any(|role| matches!(role, Role::Timeline | Role::RootCause | Role::Actions));
        if !telling {
            out.push(list);
            return;
        }
        let kind = list.kind;
        let mut open: Vec<Node> = Vec::new();
        // Under a heading that was an item, the items after it are no list of its own.
        let flush = |open: &mut Vec<Node>, out: &mut Vec<Node>| {
            let children = std::mem::take(open);
            if out.last().is_some_and(|block| matches!(block.kind, Kind::List(_))) {
                for item in children {
                    let (first, rest) = inline::first_line(&item);
                    let rest = rest.to_vec();
                    out.push(Node { span: item.span, kind: Kind::Paragraph, children: first.to_vec() });
                    out.extend(rest);
                }
            } else if !children.is_empty() {
                out.push(Node { span: span_of(&children), kind: kind.clone(), children });
            }
        };
        for (item, label) in list.children.into_iter().zip(labels) {
            if label.is_none() {
                open.push(item);
                continue;
            }
            flush(&mut open, out);
            let (first, rest) = inline::first_line(&item);
            let rest = rest.to_vec();
            self.heading(first.to_vec(), out);
            out.extend(rest);
        }
        flush(&mut open, out);
    }
}

fn span_of(nodes: &[Node]) -> Span {
    match (nodes.first(), nodes.last()) {
        (Some(first), Some(last)) => Span { start: first.span.start, end: last.span.end.max(first.span.start) },
        _ => Span::default(),
    }
}

/// A heading is not bold and ends with neither a colon nor a full stop.
fn bare(label: Vec<Node>) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::new();
    for node in label {
        if matches!(node.kind, Kind::Strong | Kind::Emphasis) { nodes.extend(node.children) } else { nodes.push(node) }
    }
    let text = inline::text(&nodes);
    let kept = text.trim_end().trim_end_matches([':', '：', '.', ' ']).len();
    inline::trim(inline::take(&nodes, kept))
}

/// Items that follow each other are one list.
fn push_merged(node: Node, out: &mut Vec<Node>) {
    if matches!(node.kind, Kind::List(None))
        && let Some(Node { kind: Kind::List(None), children, span, .. }) = out.last_mut()
    {
        span.end = span.end.max(node.span.end);
        children.extend(node.children);
        return;
    }
    out.push(node);
}

/// Returns what is shown of `text` once `change` has worked on its blocks: their words, with a `|`
/// between two blocks.
#[cfg(test)]
fn shown(text: &str, change: impl FnOnce(&mut Vec<Node>)) -> String {
    let mut blocks = markdown::parse(text, 0, Dialect::Casebook).blocks;
    change(&mut blocks);
    blocks.iter().map(|block| markdown::plain(&block.children)).collect::<Vec<_>>().join("|")
}
