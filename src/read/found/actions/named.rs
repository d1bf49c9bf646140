//! Actions that have a name each, a heading or a bold line, and their fields in a list or
//! a table below it.

use std::collections::BTreeSet;

use super::item::from_text;
use super::words::FieldName;
use super::{below, table};
use crate::incident::action::ActionItem;
use crate::markdown::{Kind, Node};
use crate::read::found::inline;
use crate::read::words::words;
use crate::text::Span;

/// What names an action.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Name {
    Heading(u8),
    Line,
}

/// The items, if a name has fields below it: every name like that one is an action, or the
/// head of a list of them.
pub(in crate::read) fn find(blocks: &[&Node]) -> Option<(Vec<ActionItem>, Vec<Span>)> {
    let mut above = None;
    let wanted = blocks.iter().find_map(|block| {
        above = name(block).or(above);
        above.filter(|_| is_fields(block))
    })?;
    let mut parts: Vec<Vec<&Node>> = vec![Vec::new()];
    for block in blocks {
        let begins = match (name(block), wanted) {
            (Some(Name::Heading(level)), Name::Heading(of_actions)) => level <= of_actions,
            (name, wanted) => name == Some(wanted) || matches!(name, Some(Name::Heading(_))),
        };
        if begins {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(block);
        }
    }
    let (mut items, mut spans) = (Vec::new(), Vec::new());
    for part in parts {
        let (found, blocks) = match part.split_first() {
            Some((head, rest)) if name(head) == Some(wanted) && is_one(rest) => {
                (vec![one(head, rest)], spans_of(&part))
            }
            _ => super::read(&part),
        };
        items.extend(found);
        spans.extend(blocks);
    }
    Some((items, spans))
}

fn spans_of(blocks: &[&Node]) -> Vec<Span> {
    blocks.iter().map(|block| block.span).collect()
}

/// Below the name of one action stand its fields, or no list at all.
fn is_one(below: &[&Node]) -> bool {
    let is_list = |block: &&Node| matches!(block.kind, Kind::List(_) | Kind::Table(_));
    below.iter().any(|block| is_fields(block)) || !below.iter().any(is_list)
}

/// The action that `head` names.
pub(in crate::read) fn one(head: &Node, below: &[&Node]) -> ActionItem {
    let nodes = match head.children.as_slice() {
        [Node { kind: Kind::Strong, children, .. }, rest @ ..]
            if !inline::text(rest).contains(char::is_alphanumeric) =>
        {
            children
        }
        nodes => nodes,
    };
    let text = inline::text(nodes);
    let kept = text.trim_end().trim_end_matches([':', '：']).len();
    let nodes = inline::trim(inline::skip(&inline::take(nodes, kept), number(&text).min(kept)));
    let mut item = from_text(&nodes, None);
    for block in below {
        below::below(&mut item, block);
    }
    item
}

fn name(block: &Node) -> Option<Name> {
    match &block.kind {
        Kind::Heading(heading) => Some(Name::Heading(heading.level)),
        Kind::Paragraph if inline::lines(&block.children).len() == 1 => {
            let text = inline::text(&block.children);
            let bold = match block.children.as_slice() {
                [Node { kind: Kind::Strong, .. }, rest @ ..] => !inline::text(rest).contains(char::is_alphanumeric),
                _ => false,
            };
            (bold || number(&text) > 0).then_some(Name::Line)
        }
        _ => None,
    }
}

/// Bytes of `1. `, `#2 `, `A3) `, `Action 3: ` at the beginning of a name.
pub(super) fn number(text: &str) -> usize {
    let lower = text.to_lowercase();
    let begins =
        words().column.task.iter().filter(|word| lower.starts_with(**word) && text.is_char_boundary(word.len()));
    let word = begins.max_by_key(|word| word.len());
    let rest = &text[word.map_or(0, |word| word.len())..];
    let behind = rest.trim_start_matches([' ', '#']);
    let behind = behind.strip_prefix(|c: char| c.is_ascii_uppercase()).filter(|_| word.is_none()).unwrap_or(behind);
    let ends = behind.trim_start_matches(|c: char| c.is_ascii_digit());
    let tail = ends.trim_start_matches(['.', ')', ':', '：', ' ', '-', '–', '—']);
    let is_number = ends.len() < behind.len() && tail.len() < ends.len();
    if is_number { text.len() - tail.len() } else { 0 }
}

/// A value of a field has at most so many words, unless others beside it have fewer.
const LONGEST_VALUE: usize = 3;

/// A list or table of fields and their values, and no action among them.
pub(in crate::read) fn is_fields(block: &Node) -> bool {
    match &block.kind {
        Kind::Table(_) => table::tells_of_one(block),
        Kind::List(_) => {
            let lines: Vec<_> =
                block.children.iter().map(|item| (item, inline::text(inline::first_line(item).0))).collect();
            let is_pair = |(item, line): &(&Node, String)| item.kind == Kind::Item(None) && line.contains([':', '：']);
            let known: Vec<_> = lines
                .iter()
                .filter_map(|(_, line)| below::field(line))
                .filter(|(_, value)| value.len() <= 60)
                .map(|(name, _)| name)
                .collect();
            let names: BTreeSet<_> = known.iter().collect();
            let telling = names.len() > 1
                || known.iter().any(|name| matches!(*name, FieldName::Owner | FieldName::Due | FieldName::Status));
            // `Status: publish it faster` is something to do.
            let is_long = |(_, line): &(&Node, String)| {
                below::field(line).is_some_and(|(_, value)| value.split_whitespace().count() > LONGEST_VALUE)
            };
            lines.iter().all(is_pair)
                && telling
                && known.len() * 2 >= lines.len()
                && (known.len() > 1 || lines.len() == 1)
                && !lines.iter().all(is_long)
        }
        _ => false,
    }
}
