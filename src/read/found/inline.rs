//! Cutting pieces of text with markup in them.

use std::borrow::Cow;
use std::ops::Range;

use crate::markdown::{self, Kind, Node};
use crate::text::Span;

/// Returns the first block of a text, without what no page shows.
pub(in crate::read) fn written(text: &str) -> String {
    let mut document = markdown::parse(text, 0, markdown::Dialect::Casebook);
    document.blocks.truncate(1);
    markdown::written(&document, text).trim_end().to_owned()
}

/// The text of inline nodes, byte for byte as [`skip`] counts it.
pub(in crate::read) fn text(nodes: &[Node]) -> String {
    let mut out = String::with_capacity(length(nodes));
    for node in nodes {
        add(node, &mut out);
    }
    out
}

/// Bytes of that text.
pub(in crate::read) fn length(nodes: &[Node]) -> usize {
    let of = |node: &Node| match &node.kind {
        Kind::Text(text) | Kind::InlineCode(text) => text.len(),
        Kind::SoftBreak | Kind::HardBreak => 1,
        _ => length(&node.children),
    };
    nodes.iter().map(of).sum()
}

fn add(node: &Node, out: &mut String) {
    match &node.kind {
        Kind::Text(text) | Kind::InlineCode(text) => out.push_str(text),
        Kind::SoftBreak | Kind::HardBreak => out.push(' '),
        _ => node.children.iter().for_each(|child| add(child, out)),
    }
}

/// All of the text is in italics.
pub(in crate::read) fn is_slanted(nodes: &[Node]) -> bool {
    matches!(nodes, [Node { kind: Kind::Emphasis, .. }])
}

/// `nodes` without what is struck out.
pub(in crate::read) fn unstruck(nodes: &[Node]) -> Cow<'_, [Node]> {
    fn is_struck(node: &Node) -> bool {
        node.kind == Kind::Strike || !node.is_block() && node.children.iter().any(is_struck)
    }
    fn kept(nodes: &[Node]) -> Vec<Node> {
        let left = nodes.iter().filter(|node| node.kind != Kind::Strike);
        left.map(|node| Node { children: kept(&node.children), ..node.clone() }).collect()
    }
    if nodes.iter().any(is_struck) { Cow::Owned(kept(nodes)) } else { Cow::Borrowed(nodes) }
}

/// `nodes` without the first `count` bytes of their text; what is emptied by
/// that is dropped.
pub(in crate::read) fn skip(nodes: &[Node], count: usize) -> Vec<Node> {
    part(nodes, &(count..usize::MAX), &mut 0)
}

/// `nodes` up to the first `count` bytes of their text.
pub(in crate::read) fn take(nodes: &[Node], count: usize) -> Vec<Node> {
    part(nodes, &(0..count), &mut 0)
}

/// `nodes` with only the bytes in `range` of their text, which begins `at` a byte.
fn part(nodes: &[Node], range: &Range<usize>, at: &mut usize) -> Vec<Node> {
    let of = |node: &Node| {
        let begin = *at;
        if begin >= range.end || (begin >= range.start && range.end == usize::MAX) {
            return (begin < range.end).then(|| node.clone());
        }
        let mut node = node.clone();
        match &mut node.kind {
            Kind::Text(text) | Kind::InlineCode(text) => {
                *at += text.len();
                let kept = text.get(range.start.saturating_sub(begin)..text.len().min(range.end - begin));
                *text = kept.filter(|text| !text.is_empty())?.to_owned();
            }
            Kind::SoftBreak | Kind::HardBreak => {
                *at += 1;
                (begin >= range.start).then_some(())?;
            }
            _ if node.children.is_empty() => {}
            _ => {
                node.children = part(&std::mem::take(&mut node.children), range, at);
                (!node.children.is_empty()).then_some(())?;
            }
        }
        Some(node)
    };
    nodes.iter().filter_map(of).collect()
}

/// Without blanks and breaks at either end.
pub(in crate::read) fn trim(mut nodes: Vec<Node>) -> Vec<Node> {
    let is_break = |node: &Node| matches!(node.kind, Kind::SoftBreak | Kind::HardBreak);
    let breaks = nodes.iter().take_while(|node| is_break(node)).count();
    nodes.drain(..breaks);
    while nodes.last().is_some_and(is_break) {
        nodes.pop();
    }
    if let Some(Node { kind: Kind::Text(text), .. }) = nodes.first_mut() {
        *text = text.trim_start().to_owned();
    }
    if let Some(Node { kind: Kind::Text(text), .. }) = nodes.last_mut() {
        *text = text.trim_end().to_owned();
    }
    nodes.retain(|node| !matches!(&node.kind, Kind::Text(text) if text.is_empty()));
    nodes
}

/// The first paragraph of an item and the blocks after it.
pub(in crate::read) fn first_line(item: &Node) -> (&[Node], &[Node]) {
    let inline = item.children.iter().take_while(|node| !node.is_block()).count();
    if inline > 0 {
        return item.children.split_at(inline);
    }
    match item.children.split_first() {
        Some((Node { kind: Kind::Paragraph, children, .. }, rest)) => (children, rest),
        _ => (&[], &item.children),
    }
}

/// A piece of plain text.
pub(in crate::read) fn plain(span: Span, text: impl Into<String>) -> Node {
    Node { span, kind: Kind::Text(text.into()), children: Vec::new() }
}

/// A cell as a paragraph of its own, with the name of its column.
pub(in crate::read) fn named_cell(name: &str, cell: &Node) -> Node {
    let name = if name.trim().is_empty() { String::new() } else { format!("{}: ", name.trim()) };
    let children = std::iter::once(plain(cell.span, name)).chain(cell.children.iter().cloned()).collect();
    Node { span: cell.span, kind: Kind::Paragraph, children }
}

/// The lines of a paragraph; `<br>` ends one, too.
pub(in crate::read) fn lines(nodes: &[Node]) -> Vec<&[Node]> {
    let is_break = |node: &Node| match &node.kind {
        Kind::SoftBreak | Kind::HardBreak => true,
        Kind::InlineHtml(html) => html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")),
        _ => false,
    };
    nodes.split(is_break).filter(|line| !line.is_empty()).collect()
}

/// The last component of an address, for people.
pub(in crate::read) fn last_part(url: &str) -> String {
    url.trim_end_matches('/').rsplit('/').next().unwrap_or(url).to_owned()
}

/// One line of Markdown; every place in it is the place of the value.
pub(in crate::read) fn parse(text: &str, span: Span) -> Vec<Node> {
    let document = markdown::parse(text, 0, markdown::Dialect::Casebook);
    let mut nodes = match document.blocks.into_iter().next() {
        Some(Node { kind: Kind::Paragraph, children, .. }) => children,
        Some(block) => vec![block],
        None => Vec::new(),
    };
    for node in &mut nodes {
        place(node, span);
    }
    nodes
}

/// Gives a node and all in it one place.
pub(in crate::read) fn place(node: &mut Node, span: Span) {
    node.span = span;
    for child in &mut node.children {
        place(child, span);
    }
}
