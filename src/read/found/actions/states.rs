//! How far an action is, where that stands apart from its text: `*Done on 2026-03-04.*`.

use super::fields::Field;
use crate::incident::action::{ActionItem, ActionStatus};
use crate::markdown::{Kind, Node};
use crate::read::found::actions::fields::{is_day, set};
use crate::read::found::actions::words::status_alone;
use crate::read::found::inline;
use crate::read::words::words;

/// Takes a state that stands apart: `… *Done on 2026-03-04.*`, `… — **in progress**`, `… - ~~14 Jul~~ done`. `None` if
/// there is none; false if the item has one already.
pub(super) fn take_state(item: &mut ActionItem) -> Option<bool> {
    let all = item.content.as_slice();
    let (field, nodes) = match all {
        [_, .., last @ Node { kind: Kind::Strong | Kind::Emphasis, .. }] => {
            (state_and_day(&inline::text(std::slice::from_ref(last)))?, 1)
        }
        // The day that is struck out is past.
        [_, .., Node { kind: Kind::Strike, .. }, Node { kind: Kind::Text(word), .. }] => {
            (Field::Status(status_alone(word)?, None), 2)
        }
        _ => return None,
    };
    let kept = all.len() - nodes;
    let known = set(item, field);
    if known {
        item.content.truncate(kept);
    }
    Some(known)
}

/// `Done on 2026-03-04`, `completed 3 May`, `in progress`
pub(super) fn state_and_day(text: &str) -> Option<Field> {
    let text = text.trim().trim_end_matches(['.', '。']);
    if let Some(status) = status_alone(text) {
        return Some(Field::Status(status, None));
    }
    text.match_indices(' ').take(MOST_WORDS).find_map(|(at, _)| {
        let day = without_on(&text[at + 1..]).trim();
        let is_done = status_alone(&text[..at]) == Some(ActionStatus::Done) && is_day(day);
        is_done.then(|| Field::Done(day.to_owned()))
    })
}

/// Most words that say how far something is.
const MOST_WORDS: usize = 4;

/// What the last clause of `text` begins with, which stays where it is: `… — done, thanks to Kim`.
pub(super) fn in_last_clause(text: &str) -> Option<ActionStatus> {
    let text = text.trim_end().trim_end_matches(['.', '!', '。']);
    let marks = [" — ", " – ", " - ", ". "];
    let (at, mark) = marks.into_iter().filter_map(|mark| Some((text.rfind(mark)?, mark))).max()?;
    let clause = &text[at + mark.len()..];
    let (word, behind) = clause.split_once([',', '，'])?;
    (behind.split_whitespace().count() <= MOST_WORDS).then(|| status_alone(word)).flatten()
}

/// `10/11` of `il 10/11`
pub(super) fn without_on(day: &str) -> &str {
    words().time.on.iter().find_map(|word| day.strip_prefix(word)?.strip_prefix(' ')).unwrap_or(day)
}
