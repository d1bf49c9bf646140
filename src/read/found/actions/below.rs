//! What stands below an action item: fields on lines, in lists and in tables of their own.

use super::fields::{give, told};
use super::labelled::labelled;
use super::words::{FieldName, is_ticket};
use crate::incident::action::{ActionItem, ActionStatus, Ticket};
use crate::markdown::{Kind, Node};
use crate::read::found::inline;
use crate::text::{Span, split_colon};

/// The first paragraph of an item without its last lines that name a field each, and
/// those lines.
pub(in crate::read) fn own_lines(nodes: &[Node]) -> (&[Node], Vec<&[Node]>) {
    let (mut first, mut lines) = (nodes, Vec::new());
    while let Some(at) = first.iter().rposition(|node| matches!(node.kind, Kind::SoftBreak | Kind::HardBreak))
        && field(&inline::text(&first[at + 1..])).is_some()
    {
        lines.insert(0, &first[at + 1..]);
        first = &first[..at];
    }
    (first, lines)
}

/// Takes the fields out of a block below an item; what else it says stays below it.
pub(in crate::read) fn below(item: &mut ActionItem, block: &Node) {
    match &block.kind {
        Kind::Paragraph => {
            let mut probe = item.clone();
            let all = inline::lines(&block.children).into_iter().all(|line| take_fields(&mut probe, line));
            if all {
                *item = probe;
            } else {
                item.detail.push(block.clone());
            }
        }
        Kind::List(_) => {
            let mut list = block.clone();
            list.children.retain(|entry| {
                let (line, rest) = inline::first_line(entry);
                !(rest.is_empty() && entry.kind == Kind::Item(None) && take_fields(item, line))
            });
            item.detail.extend((!list.children.is_empty()).then_some(list));
        }
        Kind::Table(_) => {
            let mut table = block.clone();
            table.children.retain(|row| match row.children.as_slice() {
                [name, value] => {
                    let mut line = name.children.clone();
                    line.push(inline::plain(row.span, ": "));
                    line.extend(value.children.iter().cloned());
                    !take_fields(item, &line)
                }
                _ => true,
            });
            // What is left has a head, as every table.
            if let Some(first) = table.children.first_mut() {
                first.kind = Kind::Head;
                item.detail.push(table);
            }
        }
        _ => item.detail.push(block.clone()),
    }
}

/// A line below an item, which may be fields.
pub(in crate::read) fn line_below(item: &mut ActionItem, line: &[Node]) {
    if !take_fields(item, line) {
        item.detail.push(Node { span: line[0].span, kind: Kind::Paragraph, children: line.to_vec() });
    }
}

/// Gives the item the fields of a line that is nothing else; false if it is something else,
/// or says more than a field can hold.
fn take_fields(item: &mut ActionItem, line: &[Node]) -> bool {
    let links = line.iter().filter(|node| matches!(node.kind, Kind::Link(_))).count();
    let text = inline::text(line);
    if links > 1 || line.iter().any(|node| node.kind == Kind::Strike) || !text.contains([':', '：', ' ']) {
        return false;
    }
    // What the item has already stays; the line adds to it.
    let before = inline::plain(Span::default(), "x — ");
    let mut probe = ActionItem::new(std::iter::once(before).chain(line.iter().cloned()).collect());
    labelled(&mut probe);
    if inline::text(&probe.content).trim() != "x" && !one_field(&mut probe, &text) {
        return false;
    }
    // "Issue: the alert is too noisy" and "Owner: whoever is on call that day, or Kim".
    let is_ticket = |ticket: &Ticket| ticket.url.is_some() || ticket.text.split([',', ' ']).any(is_ticket);
    let is_named = |owner: &String| owner.split_whitespace().count() <= 5;
    if !probe.ticket.iter().all(is_ticket) || !probe.owner.iter().all(is_named) {
        return false;
    }
    if links == 1 && probe.ticket.as_ref().is_none_or(|ticket| ticket.url.is_none()) {
        return false;
    }
    // "Status: open" below a ticked box.
    if item.status != ActionStatus::Todo && probe.status == ActionStatus::Todo && states(&text) {
        return false;
    }
    join(item, probe);
    true
}

/// The line names a status.
fn states(text: &str) -> bool {
    let lower = text.to_lowercase();
    FieldName::Status.words().iter().any(|word| lower.contains(word))
}

/// `Owner: Kim (SRE)`, `Due: 2026-05-01 (was March)`: one field, whatever its value has.
fn one_field(item: &mut ActionItem, text: &str) -> bool {
    let Some((name, value)) = field(text).filter(|(_, value)| value.len() <= 60) else { return false };
    give(item, name, value);
    true
}

/// The field that a line names at its beginning, and what stands behind.
pub(in crate::read) fn field(line: &str) -> Option<(FieldName, &str)> {
    let (name, value) = split_colon(line)?;
    FieldName::named(&name.trim().to_lowercase()).map(|field| (field, value.trim()))
}

/// Adds what a line said to what the item has; what contradicts it stands below.
fn join(item: &mut ActionItem, line: ActionItem) {
    item.owner = match (item.owner.take(), line.owner) {
        (Some(ours), Some(theirs)) if ours != theirs => Some(format!("{ours}, {theirs}")),
        (ours, theirs) => ours.or(theirs),
    };
    let mut others = vec![("Priority", other(&mut item.priority, line.priority))];
    let same = item.ticket.as_ref().zip(line.ticket.as_ref()).is_some_and(|(ours, theirs)| ours.text == theirs.text);
    others.push(("Ticket", other(&mut item.ticket, line.ticket.filter(|_| !same)).map(|ticket| ticket.text)));
    if item.due.is_none() && item.due_text.is_none() {
        (item.due, item.due_text) = (line.due, line.due_text);
    } else {
        others.push(("Due", line.due_text.or(line.due.map(|day| day.to_string()))));
    }
    others.push(("Type", other(&mut item.kind, line.kind).map(|kind| kind.slug().to_owned())));
    if item.status == ActionStatus::Todo {
        item.status = line.status;
    } else if line.status != ActionStatus::Todo && line.status != item.status {
        others.push(("Status", Some(line.status.name().to_owned())));
    }
    item.detail.extend(others.into_iter().filter_map(|(name, value)| Some(told(name, &value?))));
    item.done = item.done.or(line.done).filter(|_| item.status == ActionStatus::Done);
    item.reason = item.reason.take().or(line.reason);
    item.detail.extend(line.detail);
}

/// Fills a field that is empty; returns what contradicts it.
fn other<T: PartialEq>(ours: &mut Option<T>, theirs: Option<T>) -> Option<T> {
    if ours.is_none() {
        *ours = theirs;
        return None;
    }
    theirs.filter(|theirs| ours.as_ref() != Some(theirs))
}
