//! One action item, as a line of text tells it.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::incident::action::{ActionItem, ActionStatus};
use crate::markdown::{Kind, Node};
use crate::read::found::actions::fields::{is_person, ticket_of, whole_day};
use crate::read::found::actions::labelled::labelled;
use crate::read::found::actions::leading::{
    handle_end, leading, leading_box, leading_owner, leading_ticket, ticket_within, without_separators,
};
use crate::read::found::actions::trailing::{take_last, unnamed};
use crate::read::found::actions::words::{FieldName, is_category, status, status_alone};
use crate::read::found::{inline, time_text};
use crate::read::words::nothing::is_nobody;
use crate::read::words::words;

/// An item as running text: fields stand at its end.
pub(in crate::read) fn from_text(nodes: &[Node], boxed: Option<bool>) -> ActionItem {
    let mut item = ActionItem::new(nodes.to_vec());
    if boxed == Some(true) {
        item.status = ActionStatus::Done;
    }
    if boxed.is_none() {
        leading_box(&mut item);
    }
    leading(&mut item, boxed != Some(true));
    leading_ticket(&mut item);
    leading_owner(&mut item);
    if let [Node { kind: Kind::Strike, .. }, rest @ ..] = nodes
        && boxed != Some(true)
        && inline::text(rest).len() < 200
    {
        item.status = ActionStatus::Dropped;
    }
    if let Some(reason) = given_up(nodes) {
        item.status = ActionStatus::Dropped;
        item.reason = Some(reason);
        item.content = inline::trim(nodes[..1].to_vec());
    }
    while take_last(&mut item) {}
    if labelled(&mut item) {
        while take_last(&mut item) {}
    }
    if item.ticket.is_none() {
        item.ticket = item.content.iter().find_map(ticket_of).or_else(|| ticket_within(&inline::text(&item.content)));
    }
    item.content = inline::trim(std::mem::take(&mut item.content));
    if let Some(Node { kind: Kind::Text(text), .. }) = item.content.last_mut() {
        text.truncate(without_separators(text).len());
    }
    if inline::text(&item.content).trim().is_empty() {
        // Nothing but fields: the author's words say what is to be done.
        item.content = nodes.to_vec();
    }
    if boxed.is_none()
        && item.status == ActionStatus::Todo
        && let Some((status, day)) = dated_status(&inline::text(&item.content))
    {
        item.status = status;
        item.done = item.done.or(day).filter(|_| status == ActionStatus::Done);
    }
    item
}

/// Returns the names that `text` writes as handles: `kim` of `@kim`.
pub(super) fn handles(text: &str) -> BTreeSet<&str> {
    let names = text.split('@').skip(1).map(|rest| rest[..handle_end(rest)].trim_end_matches('.'));
    names.filter(|name| !name.is_empty()).collect()
}

/// Takes the names before items, such as `kim: do it`, where `is_handle` knows the name.
pub(super) fn owners_before(items: &mut [ActionItem], is_handle: &dyn Fn(&str) -> bool) {
    for item in items.iter_mut().filter(|item| item.owner.is_none()) {
        let own = inline::text(&item.content);
        let Some((name, rest)) = own.split_once(": ").filter(|(name, _)| is_handle(name)) else { continue };
        item.content = inline::trim(inline::skip(&item.content, own.len() - rest.len()));
        item.owner = Some(name.to_owned());
    }
}

/// Takes the names at the end of items, such as `Do it [Kim]`, `Do it (Kim Lund)` and `Do it — Kim`, where every item
/// has one and they are people or teams, or `names_owners` says so. `text` is that of the document.
pub(super) fn owners_at_end(items: &mut [ActionItem], names_owners: bool, text: &str) {
    let found: Vec<_> = items.iter().map(owner_at_end).collect();
    let all = items.iter().zip(&found).all(|(item, found)| item.owner.is_some() || found.is_some());
    let names = || found.iter().flatten().map(|(_, name)| name.as_str()).collect();
    if !(names_owners || all && are_owners(names(), text)) {
        return;
    }
    for (item, (kept, name)) in items.iter_mut().zip(found).filter_map(|(item, found)| Some((item, found?))) {
        item.owner = Some(name).filter(|name| !is_nobody(name));
        item.content = inline::trim(inline::take(&item.content, kept));
    }
}

/// True if no name may be a thing, a place or a phase, and half of them cannot be anything but a person or a team.
fn are_owners(names: Vec<&str>, text: &str) -> bool {
    /// Most names that are looked for in the document.
    const MOST: usize = 40;
    let (count, names) = (names.len(), names.into_iter().collect::<BTreeSet<_>>());
    // `Redis` is also `redis` or in code, and nobody is called `EU` or `Q3`.
    let is_thing = |name: &&&str| {
        let is_short = |word: &str| word.len() > 1 && !word.contains(char::is_lowercase) && word.is_ascii();
        let is_written = text.contains(&name.to_lowercase()) || text.contains(&format!("`{name}`"));
        !is_team(name) && (name.split(' ').any(is_short) || name.contains(char::is_numeric) || is_written)
    };
    let is_sure = |name: &&&str| {
        let follows = |(at, _): (usize, &str)| {
            let rest = text[at + name.len()..].strip_prefix(' ');
            text[..at].ends_with('@') || rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
        };
        name.contains(' ') || is_nobody(name) || text.match_indices(**name).take(MOST).any(follows)
    };
    count > 1
        && names.len() <= MOST
        && !names.iter().any(|name| is_thing(&name))
        && names.iter().filter(is_sure).count() * 2 >= names.len()
}

/// `harbour team`
fn is_team(name: &str) -> bool {
    words().column.owner.iter().any(|word| name.to_lowercase().ends_with(&format!(" {word}")))
}

/// The name at the end of an item, and how much of the text stands before it.
fn owner_at_end(item: &ActionItem) -> Option<(usize, String)> {
    let text = inline::text(&item.content);
    let text = text.trim_end();
    let inside = |close: char, open: char| text.strip_suffix(close)?.rsplit_once(open);
    let behind = || [" — ", " – ", " - "].into_iter().find_map(|dash| text.rsplit_once(dash));
    let (before, name) = inside(']', '[').or_else(|| inside(')', '(')).or_else(behind)?;
    let is_name = is_person(name) || is_nobody(name) || is_team(name);
    let is_other = is_category(name) || unnamed(name).is_some_and(|field| field.name() != FieldName::Owner);
    let is_owner = item.owner.is_none() && is_name && !is_other && !before.trim().is_empty();
    is_owner.then(|| (without_separators(before).len(), name.trim_start_matches('@').to_owned()))
}

/// `~~Do it~~ (won't do)`: why it was struck out, even where its box is ticked.
fn given_up(nodes: &[Node]) -> Option<String> {
    let [Node { kind: Kind::Strike, .. }, rest @ ..] = nodes else { return None };
    let rest = inline::text(rest);
    let reason = rest.trim_matches(|c: char| !c.is_alphanumeric());
    (status(reason) == Some(ActionStatus::Dropped) && !reason.contains(':') && rest.len() < 100)
        .then(|| reason.to_owned())
}

/// `… (done 2026-03-20)`, which stays where it is.
fn dated_status(text: &str) -> Option<(ActionStatus, Option<Date>)> {
    let (_, inner) = text.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let (word, day) = inner.split_once(' ')?;
    let day = day.trim_start_matches("on ");
    let is_day = time_text::whole(day).is_some_and(|lead| lead.is_day());
    Some((status_alone(word).filter(|_| is_day)?, whole_day(day)))
}
