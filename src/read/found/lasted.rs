//! How long an incident lasted, and which entries of its timeline are so far apart.

use super::inline;
use super::time_text::Length;
use super::timeline::is_noticed;
use crate::incident::instant::Instant;
use crate::incident::timeline::{Entry, EntryKind};
use crate::incident::{Instants, Traced};

/// Reads a field that holds one length. `47 minutes here, 12 minutes there` are two.
pub(in crate::read) fn field(value: &str) -> Option<Length> {
    let (length, end) = Length::read(value.trim())?;
    (!value.trim()[end..].contains(char::is_numeric)).then_some(length)
}

/// Adds beginning and end where two entries, or an entry and the other end, are as far apart as the incident was
/// `long`. A sentence may tell how long something else took, and no `field` of the head: then the length has to begin
/// with the first entry and to end with the last of a day.
pub(in crate::read) fn add(known: Instants, entries: &[Entry], long: Option<Length>, is_field: bool) -> Instants {
    let Some(long) = long else { return known };
    let is_seen = |entry: &Entry| {
        let seen = entry.kind.as_ref().is_some_and(|kind| kind.value == EntryKind::Detection);
        seen || is_noticed(&inline::text(&entry.content).to_lowercase())
    };
    let timed = entries.iter().filter(|entry| !entry.approximate && entry.at.is_some());
    let is_last = |next: Option<&&Entry>, entry: &Entry| next.is_none_or(|next| next.day() > entry.day());
    let timed: Vec<_> = timed.collect();
    let told = |entry: &Entry| Some(Traced::inferred(entry.at.clone()?, entry.content.first().map(|node| node.span)));
    let ends: Vec<_> = [&known.mitigated, &known.resolved].into_iter().flatten().cloned().collect();
    let is_ended = !ends.is_empty();
    let exact = is_field && !long.approximate;
    // What led to it may stand before it.
    let most = if exact && is_ended { timed.len() } else { 1 };
    let starts = timed.iter().take(most).filter(|entry| !is_seen(entry)).filter_map(|entry| told(entry));
    let starts: Vec<_> = known.started.clone().map_or_else(|| starts.collect(), |started| vec![started]);
    let may_end = |at: &usize| !is_seen(timed[*at]) && (exact || is_last(timed.get(at + 1), timed[*at]));
    let last = (0..timed.len()).filter(may_end).filter_map(|at| told(timed[at]));
    let ends = if is_ended { ends } else { last.filter(|_| !long.approximate).collect() };
    let lasts = |from: &Instant, to: &Instant| to.since(from).is_some_and(|seconds| long.is(seconds));
    let pair = starts.iter().find_map(|from| Some((from, ends.iter().find(|to| lasts(&from.value, &to.value))?)));
    let Some((from, to)) = pair else { return known };
    let resolved = if is_ended { known.resolved } else { Some(to.clone()) };
    Instants { started: Some(from.clone()), resolved, ..known }
}
