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
/// `long`. A sentence may tell how long something else took: only a length from the first entry, or to the last of a
/// day, is trusted then. `is_field` tells that a field of the head says so.
pub(in crate::read) fn add(known: Instants, entries: &[Entry], long: Option<Length>, is_field: bool) -> Instants {
    let Some(long) = long else { return known };
    let is_seen = |entry: &Entry| {
        let seen = entry.kind.as_ref().is_some_and(|kind| kind.value == EntryKind::Detection);
        seen || is_noticed(&inline::text(&entry.content).to_lowercase())
    };
    let timed = entries.iter().filter(|entry| !entry.approximate);
    let timed: Vec<_> = timed.filter_map(|entry| Some((entry, entry.at.as_ref()?))).collect();
    let Some(first) = timed.first().filter(|(entry, _)| known.started.is_some() || !is_seen(entry)) else {
        return known;
    };
    let told = |(entry, at): &(&Entry, &Instant)| {
        Some(Traced::inferred((*at).clone(), entry.content.first().map(|node| node.span)))
    };
    let lasts = |from: &Instant, to: &Instant| to.since(from).is_some_and(|seconds| long.is(seconds));
    let ends: Vec<_> = [&known.mitigated, &known.resolved].into_iter().flatten().collect();
    if known.started.is_none() && !ends.is_empty() {
        // What led to it may stand before it.
        let most = if is_field && !long.approximate { timed.len() } else { 1 };
        let fits = |(entry, at): &&(&Entry, &Instant)| !is_seen(entry) && ends.iter().any(|end| lasts(at, end));
        let started = timed.iter().take(most).find(fits).and_then(told);
        return Instants { started, ..known };
    }
    if !ends.is_empty() || long.approximate {
        return known;
    }
    let from = known.started.as_ref().map_or(first.1, |started| &started.value);
    let end = timed.iter().position(|(entry, at)| !is_seen(entry) && lasts(from, at));
    // After the end, its day is calm.
    let is_last = |at: usize| timed.get(at + 1).is_none_or(|next| next.1.date() > timed[at].1.date());
    let is_sure = |at: &usize| is_field || is_last(*at);
    let Some(end) = end.filter(is_sure).map(|at| &timed[at]) else { return known };
    Instants { resolved: told(end), started: known.started.or_else(|| told(first)), ..known }
}
