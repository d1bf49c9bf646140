//! One action item, as a line of text tells it.

use jiff::civil::Date;

use crate::incident::action::{ActionItem, ActionStatus};
use crate::markdown::{Kind, Node};
use crate::read::found::actions::fields::{ticket_of, whole_day};
use crate::read::found::actions::labelled::labelled;
use crate::read::found::actions::leading::{
    leading, leading_box, leading_owner, leading_state, leading_ticket, ticket_within, without_separators,
};
use crate::read::found::actions::states::in_last_clause;
use crate::read::found::actions::trailing::take_last;
use crate::read::found::actions::words::{status, status_alone};
use crate::read::found::{inline, time_text};
use crate::read::words::words;
use crate::text::is_unspaced;

/// An item as running text: fields stand at its end.
pub(in crate::read) fn from_text(nodes: &[Node], boxed: Option<bool>) -> ActionItem {
    let mut item = ActionItem::new(nodes.to_vec());
    if boxed == Some(true) {
        item.status = ActionStatus::Done;
    }
    if boxed.is_none() {
        leading_box(&mut item);
        leading_state(&mut item);
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
    if boxed.is_none() && item.status == ActionStatus::Todo {
        item.status = in_last_clause(&inline::text(&item.content)).unwrap_or(item.status);
    }
    if boxed.is_none() && item.status == ActionStatus::Todo && begins_done(&inline::text(&item.content)) {
        item.status = ActionStatus::Done;
    }
    item
}

/// `Already replaced the belt`, `已更换皮带`
fn begins_done(text: &str) -> bool {
    let lower = text.trim_start().to_lowercase();
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() && !is_unspaced(c));
    words().action.done_begin.iter().any(|word| lower.strip_prefix(word).is_some_and(ends))
}

/// `~~Do it~~ (won't do)`: why it was struck out, even where its box is ticked.
fn given_up(nodes: &[Node]) -> Option<String> {
    let [Node { kind: Kind::Strike, .. }, rest @ ..] = nodes else { return None };
    let rest = inline::text(rest);
    let reason = rest.trim_matches(|c: char| !c.is_alphanumeric());
    (status(reason) == Some(ActionStatus::Dropped) && !reason.contains(':') && rest.len() < 100)
        .then(|| reason.to_owned())
}

/// In a remark such as `done this morning`.
const MOST_WORDS: usize = 3;

/// `… (done 2026-03-20)`, which stays where it is.
fn dated_status(text: &str) -> Option<(ActionStatus, Option<Date>)> {
    let (_, inner) = text.trim_end().trim_end_matches([';', '.', ',']).strip_suffix(')')?.rsplit_once('(')?;
    let (word, day) = inner.split_once(' ')?;
    let day = day.trim_start_matches("on ");
    // `(done today)`
    let is_short = inner.split_whitespace().count() <= MOST_WORDS && status(inner) == Some(ActionStatus::Done);
    let is_day = time_text::whole(day).is_some_and(|lead| lead.is_day());
    Some((status_alone(word.trim_end_matches(',')).filter(|_| is_day || is_short)?, whole_day(day)))
}
