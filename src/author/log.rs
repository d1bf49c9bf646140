//! Adds an entry to the timeline of a document that somebody else may be editing.
//!
//! The entry takes the form of those before it. Nothing is trusted: the document is read again with
//! the new entry. It must then tell the same as before plus this one entry, at this instant.
//! Otherwise the next way to write it is tried.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use super::line::Note;
use super::{incident, line};
use crate::config::Config;
use crate::incident::instant::{self, Instant, NotAnInstant, Zone};
use crate::incident::section::Role;
use crate::incident::timeline::EntryKind;
use crate::incident::{Incident, Status, Told};
use crate::read;
use crate::text::SourceFile;

/// Time since the last event, in seconds, after which a clock time means the day of that event.
const FRESH: i64 = 36 * 3600;

/// A document with the new entry.
#[derive(Debug)]
pub struct Placed {
    /// The whole file, byte for byte.
    pub new: Vec<u8>,
    /// The number of the line, counted from 1.
    pub line: usize,
    /// The text that was inserted.
    pub written: String,
}

/// True if nothing says that the incident is over.
pub fn is_open(it: &Incident) -> bool {
    it.instants.resolved.is_none() && !matches!(it.status.as_deref(), Some(Status::Reviewed | Status::Closed))
}

/// Returns `raw` with the note in its timeline, or the reason why that is impossible.
pub fn place(path: &str, raw: &[u8], note: &Note<'_>, config: &Config) -> Result<Placed, String> {
    let text = std::str::from_utf8(raw).map_err(|_| "it is not UTF-8; save it as UTF-8".to_owned())?;
    let file = Arc::new(SourceFile::new(path, text));
    if file.text.lines().count() != text.lines().count() {
        return Err("its lines end in single carriage returns; save it with line feeds".to_owned());
    }
    let before = incident(&file, config).ok_or("it is not an incident")?;
    let at = when(&before, &file, note, config)?;
    for insertion in line::insertions(&before, &at, note) {
        let new = insert(text, &insertion);
        let again = Arc::new(SourceFile::new(path, &new));
        if incident(&again, config).is_some_and(|after| holds(&before, &after, &at, note.kind)) {
            let number = insertion.before + insertion.entry + 1;
            let written = insertion.lines[insertion.entry..].join("\n").trim().to_owned();
            return Ok(Placed { new: new.into_bytes(), line: number, written });
        }
    }
    Err(refusal(&before, &line::plain_line(&at, note)))
}

fn refusal(it: &Incident, line: &str) -> String {
    let whence = if !it.timeline.entries.is_empty() && it.timeline.blocks.is_empty() {
        "its timeline stands in the front matter, in a form that cannot be continued line by line"
    } else {
        "its timeline has a form that cannot be continued without changing what it says"
    };
    format!("{whence}\nhelp: nothing was written; add it by hand: {line}")
}

/// Returns the instant that is meant, in the zone of the timeline and with its name.
fn when(it: &Incident, file: &Arc<SourceFile>, note: &Note<'_>, config: &Config) -> Result<Instant, String> {
    let zone = zone(it, file, note.now, config);
    let mut at = meant(it, &zone, note)?;
    let known = it.timeline.entries.iter().rev().filter_map(|entry| Some(&entry.at.as_ref()?.zone));
    let same =
        |it: &&Zone| matches!((it, &at.zone), (Zone::Known { offset: a, .. }, Zone::Known { offset: b, .. }) if a == b);
    if let Some(zone) = known.into_iter().find(same) {
        at.zone = zone.clone();
    }
    Ok(at)
}

fn meant(it: &Incident, zone: &TimeZone, note: &Note<'_>) -> Result<Instant, String> {
    let Some(text) = note.at else {
        let minute = note.now.as_second() - note.now.as_second().rem_euclid(60);
        return Ok(shown(Timestamp::from_second(minute).unwrap_or(note.now), zone));
    };
    let unreadable = |why: &str| {
        format!(
            "`{text}` {why}\nhelp: write `--at 09:41`, `--at \"2026-03-14 09:41\"` or `--at 2026-03-14T09:41:00+01:00`"
        )
    };
    if let Some(clock) = instant::parse_clock(text.trim()) {
        let today = zone.to_datetime(note.now).date();
        let place = |day: Date| Instant::in_zone(day.to_datetime(clock), zone).0;
        let late = place(today).sort_key() > note.now.as_second() + 60;
        let day = if late { today.yesterday().unwrap_or(today) } else { today };
        return Ok(place(old_day(it, day, note.now).unwrap_or(day)));
    }
    match Instant::parse(text, Some(zone)) {
        Ok((instant, _)) => Ok(Timestamp::from_second(instant.sort_key()).map_or(instant, |at| shown(at, zone))),
        Err(NotAnInstant::OnlyADate(_)) => Err(unreadable("is a day without a time")),
        Err(NotAnInstant::Unreadable) => Err(unreadable("is not a time")),
    }
}

/// Returns what clocks in `zone` show at `at`. If they show that hour twice, the offset tells which
/// one it is.
fn shown(at: Timestamp, zone: &TimeZone) -> Instant {
    let offset = zone.to_offset(at);
    let local = offset.to_datetime(at);
    let first = Instant::in_zone(local, zone).0;
    if first.sort_key() == at.as_second() { first } else { Instant::in_zone(local, &TimeZone::fixed(offset)).0 }
}

/// Returns the day of the last event, if that was long ago.
fn old_day(it: &Incident, day: Date, now: Timestamp) -> Option<Date> {
    let entries = it.timeline.entries.iter().filter_map(|entry| entry.at.as_ref());
    let last = entries.chain(it.instants.started.as_ref().map(|it| &it.value)).max_by_key(|at| at.sort_key());
    match last {
        Some(last) => (now.as_second() - last.sort_key() > FRESH).then(|| last.date()),
        None => it.date.as_ref().map(|date| date.value).filter(|date| date.tomorrow().is_ok_and(|next| next < day)),
    }
}

/// Returns the zone of the previous entries, of the document, of the archive, or else UTC.
fn zone(it: &Incident, file: &Arc<SourceFile>, now: Timestamp, config: &Config) -> TimeZone {
    let stated = read::timezone(file, config);
    let known = |at: &Instant| match &at.zone {
        Zone::Known { offset, .. } => Some(*offset),
        Zone::Unknown | Zone::Vague(_) => None,
    };
    let entries = it.timeline.entries.iter().rev().filter_map(|entry| entry.at.as_ref());
    let last = entries.chain(it.instants.started.as_ref().map(|it| &it.value)).find_map(|at| Some((at, known(at)?)));
    match (stated, last) {
        // Prefer the document's own zone if the last entry is in it, whatever the season.
        (Some(zone), Some((at, offset))) => {
            let then = offset.to_timestamp(at.local).unwrap_or(now);
            if zone.to_offset(then) == offset { zone } else { TimeZone::fixed(offset) }
        }
        (Some(zone), None) => zone,
        (None, Some((_, offset))) => TimeZone::fixed(offset),
        (None, None) => TimeZone::UTC,
    }
}

/// Returns the text with the lines inserted, and nothing else changed.
fn insert(text: &str, insertion: &line::Insertion) -> String {
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    let end = if lines.first().is_some_and(|line| line.ends_with("\r\n")) { "\r\n" } else { "\n" };
    let (head, tail) = lines.split_at(insertion.before.min(lines.len()));
    let mut out = head.concat();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str(end);
    }
    for line in &insertion.lines {
        out.push_str(line);
        out.push_str(end);
    }
    out + &tail.concat()
}

/// True if `after` tells what `before` tells plus one entry, at this instant and of this kind.
fn holds(before: &Incident, after: &Incident, at: &Instant, kind: Option<EntryKind>) -> bool {
    let (told_before, told_after) = (before.told(), after.told());
    let (old, new) = (&told_before.course.entries, &told_after.course.entries);
    if new.len() != old.len() + 1 {
        return false;
    }
    let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = old[same..] == new[same + 1..];
    let entry = &after.timeline.entries[same];
    let placed = entry.at.as_ref().is_some_and(|it| it.zone_name().is_some() && it.sort_key() == at.sort_key());
    let is_kind = kind.is_none_or(|kind| entry.kind.as_deref() == Some(&kind));
    rest && placed
        && is_kind
        && !entry.content.is_empty()
        && told_before.shared == told_after.shared
        && told_before.facts == told_after.facts
        && sections(before, &told_before) == sections(after, &told_after)
}

/// Returns role and heading of all sections, except a timeline that was added and headings that are
/// entries.
fn sections<'a>(it: &Incident, told: &Told<'a>) -> Vec<(Option<Role>, &'a str)> {
    let times = || it.timeline.entries.iter().filter_map(|entry| entry.time_text.as_deref());
    let is_entry = |heading: &str| times().any(|time| heading.starts_with(time));
    let sections = told.course.sections.iter().map(|(role, heading, _)| (*role, *heading));
    sections.filter(|(_, heading)| *heading != line::TIMELINE && !is_entry(heading)).collect()
}
