//! How long an incident lasted, and which entries of its timeline are so far apart.

use super::inline;
use super::time_text::length;
use super::timeline::is_noticed;
use crate::incident::instant::Instant;
use crate::incident::timeline::{Entry, EntryKind};
use crate::incident::{Instants, Traced};

/// Reads a field that holds one length, in seconds. `47 minutes here, 12 minutes there` are two.
pub(in crate::read) fn field(value: &str) -> Option<i64> {
    let (seconds, end) = length(value.trim())?;
    (!value.trim()[end..].contains(char::is_numeric)).then_some(seconds)
}

/// Adds beginning and end where two entries, or an entry and the other end, are `seconds` apart. A sentence may tell how
/// long something else took, and no `field` of the head: then they are the first entry and the last of a day.
pub(in crate::read) fn add(known: Instants, entries: &[Entry], seconds: i64, is_field: bool) -> Instants {
    let is_seen = |entry: &Entry| {
        let seen = entry.kind.as_ref().is_some_and(|kind| kind.value == EntryKind::Detection);
        seen || is_noticed(&inline::text(&entry.content).to_lowercase())
    };
    let timed: Vec<_> = entries.iter().filter(|entry| !entry.approximate && entry.at.is_some()).collect();
    let told = |at: usize| {
        let entry = timed[at];
        let place = entry.content.first().map(|node| node.span);
        (!is_seen(entry)).then(|| Some(Traced::inferred(entry.at.clone()?, place))).flatten()
    };
    let ends: Vec<_> = [&known.mitigated, &known.resolved].into_iter().flatten().cloned().collect();
    let is_ended = !ends.is_empty();
    // What led to it may stand before it.
    let most = if is_field && is_ended { timed.len() } else { timed.len().min(1) };
    let starts = known.started.clone().map_or_else(|| (0..most).filter_map(told).collect(), |started| vec![started]);
    let is_last = |at: &usize| is_field || timed.get(at + 1).is_none_or(|next| next.day() > timed[*at].day());
    let ends = if is_ended { ends } else { (0..timed.len()).filter(is_last).filter_map(told).collect() };
    // To the minute.
    let lasts = |from: &Instant, to: &Instant| to.since(from).is_some_and(|lasted| (lasted - seconds).abs() < 60);
    let pair = starts.iter().find_map(|from| Some((from, ends.iter().find(|to| lasts(&from.value, &to.value))?)));
    let told_exactly = || if is_field && !is_ended { exact(&timed, known.started.as_ref(), seconds) } else { None };
    let pair = pair.map(|(from, to)| (from.clone(), to.clone())).or_else(told_exactly);
    let Some((from, to)) = pair else { return known };
    let resolved = if is_ended { known.resolved } else { Some(to) };
    Instants { started: Some(from), resolved, ..known }
}

/// The entry that lies before the last one by exactly so many `seconds`, and the last one. A length that is rounded
/// to a quarter of an hour fits by chance.
fn exact(
    timed: &[&Entry],
    started: Option<&Traced<Instant>>,
    seconds: i64,
) -> Option<(Traced<Instant>, Traced<Instant>)> {
    const ROUND: i64 = 900;
    let last = timed.last().filter(|_| started.is_none() && seconds % ROUND != 0)?;
    let told = |entry: &Entry| Some(Traced::inferred(entry.at.clone()?, entry.content.first().map(|node| node.span)));
    let end = told(last)?;
    let first =
        timed.iter().filter_map(|entry| told(entry)).find(|from| end.value.since(&from.value) == Some(seconds))?;
    Some((first, end))
}
