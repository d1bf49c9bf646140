//! The fields of an action item out of its words.

use jiff::civil::Date;

use super::words::{FieldName, is_ticket, kind, status};
use crate::html::url::{self, Target};
use crate::incident::action::{ActionItem, ActionKind, ActionStatus, Ticket};
use crate::markdown::{self, Kind, Node};
use crate::read::found::inline::{self, last_part};
use crate::read::found::time_text;
use crate::read::words as vocabulary;
use crate::read::words::nothing::{is_nobody, is_nothing};
use crate::text::Span;

/// When it is due, as a date if it is one; a day without a year is the one after `near`.
pub(in crate::read) fn set_due(item: &mut ActionItem, text: &str, near: Option<Date>) {
    let lead = time_text::lead(text);
    let day = lead.as_ref().and_then(|lead| lead.day).and_then(|day| day.resolve(near));
    // Nothing is promised for a day that is past.
    let day = day.filter(|day| near.is_none_or(|near| *day >= near));
    let whole = lead.is_some_and(|lead| lead.is_day() && lead.until.is_none() && lead.length >= text.trim_end().len());
    item.due = item.due.or(day);
    item.due_text = (day.is_none() || !whole).then(|| text.trim().to_owned());
}

/// Returns the day that is all of `text`, if its year is written.
pub(super) fn whole_day(text: &str) -> Option<Date> {
    let lead = time_text::whole(text.trim_matches(|c: char| !c.is_alphanumeric()))?;
    lead.day.filter(|_| lead.is_day())?.resolve(None)
}

/// A day that is all of `text`, with or without its year.
pub(super) fn is_day(text: &str) -> bool {
    time_text::whole(text).is_some_and(|lead| lead.is_day() && lead.until.is_none())
}

/// `Kim`, `@lee`, `Data Platform`: what may stand behind `owner` without a colon.
pub(super) fn is_person(text: &str) -> bool {
    let words: Vec<_> = text.trim_end_matches([')', ']', '}', ' ', '*']).split_whitespace().collect();
    let is_name = |word: &&str| {
        word.starts_with(|c: char| c.is_uppercase() || c == '@') && !vocabulary::words().action.no_person.contains(word)
    };
    (1..=3).contains(&words.len()) && words.iter().all(is_name)
}

/// Gives the item what stands behind the label of a field; what means nothing there, or
/// comes second, stands below it.
pub(in crate::read) fn give(item: &mut ActionItem, name: FieldName, value: &str) {
    if is_nothing(value) {
        return;
    }
    match name {
        FieldName::Owner if is_nobody(value) => {}
        FieldName::Owner => {
            let name = value.trim_start_matches('@').to_owned();
            item.owner = Some(match item.owner.take() {
                Some(other) if other != name => format!("{name}, {other}"),
                _ => name,
            });
        }
        FieldName::Due if item.due.is_some() || item.due_text.is_some() => item.detail.push(told("Due", value)),
        FieldName::Due => set_due(item, value, None),
        FieldName::Priority => item.priority = Some(value.to_owned()),
        FieldName::Ticket => {
            let linked = item.content.iter().find_map(link_ticket);
            // `Ticket: A-1, BC-2`: the last one was taken already.
            let last = item.ticket.take().map_or(String::new(), |ticket| format!(", {}", ticket.text));
            item.ticket = linked.or(Some(Ticket { text: format!("{value}{last}"), url: None }));
        }
        FieldName::Kind => match kind(value) {
            Some(kind) if item.kind.is_none() => item.kind = Some(kind),
            _ => item.detail.push(told("Type", value)),
        },
        FieldName::Status => match status(value) {
            Some(status) if item.status == ActionStatus::Todo => item.status = status,
            Some(_) => {}
            None => item.detail.push(told("Status", value)),
        },
    }
}

/// A field and its value, as the text names it.
pub(super) enum Field {
    Owner(String),
    Kind(ActionKind),
    Priority(String),
    /// As written.
    Due(String),
    Ticket(String),
    Status(ActionStatus, Option<String>),
    /// The day it was done, as written.
    Done(String),
}

impl Field {
    pub(super) fn name(&self) -> FieldName {
        match self {
            Field::Owner(_) => FieldName::Owner,
            Field::Kind(_) => FieldName::Kind,
            Field::Priority(_) => FieldName::Priority,
            Field::Due(_) => FieldName::Due,
            Field::Ticket(_) => FieldName::Ticket,
            Field::Status(..) | Field::Done(_) => FieldName::Status,
        }
    }
}

/// Gives the item a field; false if it has it already.
pub(super) fn set(item: &mut ActionItem, field: Field) -> bool {
    fn fill<T>(place: &mut Option<T>, value: T) -> bool {
        let is_new = place.is_none();
        place.get_or_insert(value);
        is_new
    }
    match field {
        Field::Owner(name) if is_nobody(&name) => true,
        Field::Owner(name) => fill(&mut item.owner, name),
        Field::Kind(kind) => fill(&mut item.kind, kind),
        Field::Priority(priority) => fill(&mut item.priority, priority),
        Field::Ticket(text) => fill(&mut item.ticket, Ticket { text, url: None }),
        Field::Due(_) if item.due.is_some() || item.due_text.is_some() => false,
        Field::Due(text) => {
            set_due(item, &text, None);
            true
        }
        Field::Done(day) => {
            item.status = ActionStatus::Done;
            match whole_day(&day) {
                Some(day) => item.done = item.done.or(Some(day)),
                None => item.detail.push(told(ActionStatus::Done.name(), &day)),
            }
            true
        }
        Field::Status(status, reason) => {
            // A ticked box needs no word, and a word cannot untick it.
            item.status = if item.status == ActionStatus::Done { item.status } else { status };
            item.reason = reason.or(item.reason.take());
            true
        }
    }
}

/// What has no place of its own, with its name: it stands below the item.
pub(in crate::read) fn told(name: &str, value: &str) -> Node {
    let text = inline::plain(Span::default(), format!("{name}: {value}"));
    Node { span: Span::default(), kind: Kind::Paragraph, children: vec![text] }
}

/// A link whose text is a ticket's name, or to a number of a tracker.
pub(super) fn ticket_of(node: &Node) -> Option<Ticket> {
    let Kind::Link(link) = &node.kind else { return None };
    let Target::Outside(address) = url::target(&link.target) else { return None };
    let is_address = is_address(node);
    let text = if is_address { last_part(address) } else { markdown::plain(&node.children) };
    let number = last_part(address).bytes().all(|byte| byte.is_ascii_digit());
    let named = is_ticket(&text)
        || text.rsplit('#').next().is_some_and(|end| text.contains('#') && is_ticket(&format!("#{end}")));
    if !named && !(number && (is_address || text.len() < 40)) {
        return None;
    }
    Some(Ticket { text, url: Some(url::encode(address)) })
}

/// A link that shows its address.
pub(super) fn is_address(node: &Node) -> bool {
    matches!(&node.kind, Kind::Link(link) if link.bare || markdown::plain(&node.children) == *link.target)
}

/// In a column of its own any link is the ticket.
pub(in crate::read) fn link_ticket(node: &Node) -> Option<Ticket> {
    let Kind::Link(link) = &node.kind else { return None };
    match url::target(&link.target) {
        Target::Outside(address) => {
            let text = if is_address(node) { last_part(address) } else { markdown::plain(&node.children) };
            Some(Ticket { text, url: Some(url::encode(address)) })
        }
        _ => None,
    }
}
