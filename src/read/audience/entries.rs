//! Entries of the front matter with an audience of their own: a moment of the timeline, an action,
//! a window.

use std::ops::Range;

use super::cut::without;
use super::keys;
use crate::data::{Kind, Table, Value};
use crate::incident::Audience;
use crate::read::block;

/// Returns the places in `text` of entries for fewer readers than `site`.
///
/// In TOML, a key below `[[timeline]]` may have been meant for the document. So entries have an
/// audience there only if the document has one too. Nothing is returned if the front matter could
/// not be read without the entries; then their audience counts for the whole document.
pub(super) fn for_fewer_than(site: Audience, text: &str) -> Vec<Range<usize>> {
    let Ok(Some(block)) = block::find(text) else { return Vec::new() };
    // Most documents have no such table, and need not be read for it.
    if !keys::WITH_ENTRIES.into_iter().any(|key| text[block.start..block.end].contains(key)) {
        return Vec::new();
    }
    let (table, faults) = block::parse(text, &block);
    let is_sure = block.is_yaml() || table.get("audience").is_some();
    if !faults.is_empty() || !is_sure {
        return Vec::new();
    }
    let mut left = table.clone();
    let mut ranges = Vec::new();
    for entry in &mut left.entries {
        let Kind::List(items) = &mut entry.value.kind else { continue };
        if !keys::WITH_ENTRIES.contains(&entry.key.as_str()) {
            continue;
        }
        let is_for_fewer = |item: &Value| match &item.kind {
            Kind::Table(table) => keys::said(table).any(|said| said.audience > site),
            _ => false,
        };
        let starts: Vec<_> = items.iter().map(|item| start(text, item)).collect();
        for (at, item) in items.iter().enumerate().filter(|(_, item)| is_for_fewer(item)) {
            ranges.push(starts[at]..end(text, item, starts.get(at + 1).copied(), block.end));
        }
        items.retain(|item| !is_for_fewer(item));
        if items.is_empty() {
            entry.value.kind = Kind::Null;
        }
    }
    if ranges.is_empty() {
        return ranges;
    }
    let rest = without(text, ranges.clone());
    if holds(&rest, &left) { ranges } else { Vec::new() }
}

/// Returns where an item of a list begins, with its hyphen, and with its indentation if it is the
/// first one of its line.
fn start(text: &str, item: &Value) -> usize {
    let start = item.span.start as usize;
    let before = text[..start].trim_end_matches([' ', '\t']);
    let start = if before.ends_with('-') { before.len() - 1 } else { start };
    let indented = text[..start].trim_end_matches([' ', '\t']);
    if indented.ends_with('\n') { indented.len() } else { start }
}

/// Returns where an item ends: at the next one, at the next header of TOML, or with its comma.
fn end(text: &str, item: &Value, next: Option<usize>, last: usize) -> usize {
    let (from, to) = (item.span.start as usize, item.span.end as usize);
    if text[from..].starts_with("[[") {
        let name = text[from..].trim_start_matches('[').split(']').next().unwrap_or_default().trim();
        let own = format!("[{name}.");
        let mut at = from + text[from..].find('\n').map_or(0, |end| end + 1);
        for line in text[at..last].split_inclusive('\n') {
            let line_start = line.trim_start();
            if line_start.starts_with('[')
                && !line_start.trim_start_matches("[[").starts_with(&own[1..])
                && !line_start.starts_with(&own)
            {
                break;
            }
            at += line.len();
        }
        return at;
    }
    match next {
        Some(next) => next,
        None if text[from..].starts_with('{') => {
            let comma = text[to..].trim_start().strip_prefix(',');
            comma.map_or(to, |rest| text.len() - rest.len())
        }
        None => to,
    }
}

/// True if the front matter of `text` can be read and holds just what `table` does.
fn holds(text: &str, table: &Table) -> bool {
    let block = block::find(text).ok().flatten();
    let read = block.map(|block| block::parse(text, &block));
    read.is_some_and(|(read, faults)| faults.is_empty() && same_table(&read, table))
}

/// True if both tables hold the same keys and values, wherever they stand.
fn same_table(a: &Table, b: &Table) -> bool {
    // A list without items may be absent.
    let entries = |table: &Table| -> Vec<(String, Value)> {
        let is_empty = |value: &Value| match &value.kind {
            Kind::Null => true,
            Kind::List(items) => items.is_empty(),
            _ => false,
        };
        let kept = table.entries.iter().filter(|entry| !is_empty(&entry.value));
        kept.map(|entry| (entry.key.clone(), entry.value.clone())).collect()
    };
    let (a, b) = (entries(a), entries(b));
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| a.0 == b.0 && same(&a.1, &b.1))
}

fn same(a: &Value, b: &Value) -> bool {
    match (&a.kind, &b.kind) {
        (Kind::Table(a), Kind::Table(b)) => same_table(a, b),
        (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (a, b) => a == b,
    }
}
