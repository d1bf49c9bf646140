//! Writes a timeline entry in the form of the entries that are already there.

use super::front_matter;
use crate::incident::Incident;
use crate::incident::instant::{Instant, split_date};
use crate::incident::section::Role;
use crate::incident::timeline::{Entry, EntryKind};
use crate::read::kind_columns;
use jiff::Timestamp;

/// The note to write.
#[derive(Debug, Clone)]
pub struct Note<'a> {
    /// One line of text, which may contain Markdown.
    pub text: &'a str,
    pub kind: Option<EntryKind>,
    /// The time as the scribe gave it: a clock time or an instant. `None` means now.
    pub at: Option<&'a str>,
    pub now: Timestamp,
}

/// Lines to insert, and the line to insert them before, counted from 0.
pub(super) struct Insertion {
    pub(super) before: usize,
    pub(super) lines: Vec<String>,
    /// Index of the line that is the entry.
    pub(super) entry: usize,
}

/// Heading of a new timeline section.
pub(super) const TIMELINE: &str = "Timeline";

/// Returns the entry for a document without a form of its own.
pub(super) fn plain_line(at: &Instant, note: &Note<'_>) -> String {
    format!("- {} {}: {}", at.clock(), at.zone_name().unwrap_or("UTC"), labelled(note))
}

/// Returns every way to write the note into the document, the most natural one first.
pub(super) fn insertions(it: &Incident, at: &Instant, note: &Note<'_>) -> Vec<Insertion> {
    let lines: Vec<&str> = it.text.source.text.lines().collect();
    let entries = &it.timeline.entries;
    if entries.is_empty() {
        return new_list(it, &lines, at, note);
    }
    if it.timeline.blocks.is_empty() {
        return front_matter::timeline_entry(&lines, at, note.kind, note.text)
            .map(|(before, lines, entry)| Insertion { before, lines, entry })
            .into_iter()
            .collect();
    }
    let places = Places::of(it, &lines);
    let index = position(it, at);
    let mut found = Vec::new();
    for index in if index == entries.len() { vec![index] } else { vec![index, entries.len()] } {
        let model = index.saturating_sub(1);
        let Some(line) = places.lines[model] else { continue };
        let (before, last) = match places.lines.get(index).copied().flatten() {
            Some(next) => (next, false),
            None => (places.end, true),
        };
        let place = Place { lines: &lines, line, before, last, loose: model > 0 && blank(&lines, line) };
        found.extend(place.shapes(&entries[model], at, note));
    }
    found
}

/// Returns the index of the instant among the entries. If they have no order, it comes last.
fn position(it: &Incident, at: &Instant) -> usize {
    let entries = &it.timeline.entries;
    let keys: Option<Vec<_>> = entries.iter().map(|entry| entry.at.as_ref().map(Instant::sort_key)).collect();
    let new = at.sort_key();
    match keys {
        Some(keys) if it.timeline.is_newest_first() => keys.iter().take_while(|key| **key > new).count(),
        Some(keys) if keys.is_sorted() => keys.iter().take_while(|key| **key <= new).count(),
        _ => entries.len(),
    }
}

/// The lines of the entries, and the line behind the last one.
struct Places {
    lines: Vec<Option<usize>>,
    end: usize,
}

impl Places {
    fn of(it: &Incident, lines: &[&str]) -> Self {
        let text = &it.text.source.text;
        let line_of = |offset: usize| it.text.source.line_column(offset).0 - 1;
        let mut cursor = 0;
        let mut found = Vec::new();
        for entry in &it.timeline.entries {
            let start = entry.content.first().map(|node| node.span.range().start);
            let mut blocks = it.timeline.blocks.iter().map(|block| block.range());
            let block = blocks.find(|block| start.is_some_and(|it| block.contains(&it)));
            let line =
                block.zip(start).map(|(block, start)| (line_of(block.start), line_of(block.end), line_of(start)));
            let line = line.and_then(|(first, end, line)| {
                if !is_fence(lines[first]) {
                    // The text may be below a heading that states the time.
                    let time = entry.time_text.as_deref().filter(|time| !lines[line].contains(time));
                    let headed = |above: &usize| {
                        lines[*above].starts_with('#') && time.is_some_and(|time| lines[*above].contains(time))
                    };
                    return (cursor..line).rev().find(headed).or(Some(line));
                }
                let time = entry.time_text.as_deref()?;
                (first.max(cursor)..end).find(|line| lines.get(*line).is_some_and(|line| line.contains(time)))
            });
            cursor = line.map_or(cursor, |line| line + 1);
            found.push(line);
        }
        let end = it.timeline.blocks.iter().map(|block| block.range().end).max().unwrap_or_default();
        let end = line_of(text[..end].trim_end().len()) + 1;
        let fenced = found.last().copied().flatten().is_some_and(|line| line + 1 < end) && is_fence(lines[end - 1]);
        Self { lines: found, end: if fenced { end - 1 } else { end } }
    }
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

fn blank(lines: &[&str], below: usize) -> bool {
    below > 0 && lines[below - 1].trim_matches([' ', '\t', '>']).is_empty()
}

/// A place in the document, and the line that serves as a model.
struct Place<'a> {
    lines: &'a [&'a str],
    line: usize,
    before: usize,
    last: bool,
    /// True if there are blank lines between the entries.
    loose: bool,
}

impl Place<'_> {
    fn shapes(&self, model: &Entry, at: &Instant, note: &Note<'_>) -> Vec<Insertion> {
        let line = self.lines[self.line];
        let margin = line.len() - line.trim_start_matches([' ', '\t', '>']).len();
        let (margin, rest) = line.split_at(margin);
        if rest.starts_with('|') || self.is_row() {
            return self.rows(model, at, note);
        }
        let (marker, rest) = marker(rest);
        let time = model.time_text.as_deref();
        let (opening, closing, inline) = frame(rest, time);
        let item = marker.as_deref().is_some_and(|marker| !marker.starts_with('#'));
        let fenced = marker.is_none() && self.is_fenced();
        let marker = marker.unwrap_or_default();
        let mut found = Vec::new();
        for closing in if closing == ": " { vec![closing] } else { vec![closing, ": ".to_owned()] } {
            for time in times(time, at) {
                let head = format!("{margin}{marker}{opening}{time}{closing}");
                let text = labelled(note);
                let lines = match (marker.starts_with('#') && !inline, fenced) {
                    (true, _) => vec![head.trim_end_matches([' ', ':']).to_owned(), String::new(), text],
                    _ => vec![head + &text],
                };
                found.push(self.spaced(lines, margin, self.loose || !(item || fenced)));
            }
        }
        found
    }

    /// Returns the insertion, with blank lines around it if `loose`.
    fn spaced(&self, mut lines: Vec<String>, margin: &str, loose: bool) -> Insertion {
        let mut entry = 0;
        let empty = || margin.trim_end().to_owned();
        if loose && self.last {
            lines.insert(0, empty());
            entry = 1;
        }
        let next = self.lines.get(self.before).is_some_and(|line| !line.trim().is_empty());
        if loose && next {
            lines.push(empty());
        }
        Insertion { before: self.before, lines, entry }
    }

    fn is_fenced(&self) -> bool {
        self.lines[..self.line].iter().filter(|line| is_fence(line)).count() % 2 == 1
    }

    /// Returns the line with the head of the table that this line is in, if it is in one.
    fn head(&self) -> Option<usize> {
        let rule =
            |line: &&&str| line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t' | '>'));
        let block = self.lines[..self.line].iter().rev().take_while(|line| line.contains('|'));
        let above = block.clone().position(|line| rule(&line))? + 1;
        (above < self.line + 1).then(|| self.line.checked_sub(above + 1)).flatten()
    }

    fn is_row(&self) -> bool {
        self.lines[self.line].contains('|') && self.head().is_some()
    }

    fn rows(&self, model: &Entry, at: &Instant, note: &Note<'_>) -> Vec<Insertion> {
        let line = self.lines[self.line];
        let (Some(head), Some(time)) = (self.head(), model.time_text.as_deref()) else { return Vec::new() };
        let names: Vec<_> = cells(self.lines[head]).iter().map(|name| name.to_lowercase()).collect();
        let kind =
            names.iter().position(|name| kind_columns().contains(&name.as_str())).filter(|_| note.kind.is_some());
        let row = cells(line);
        let bare: Vec<_> = row.iter().map(|cell| cell.trim_matches(['*', '`', '_', ' ']).to_owned()).collect();
        let clock = bare.iter().position(|cell| !cell.is_empty() && time.ends_with(cell.as_str()));
        let Some(clock) = clock else { return Vec::new() };
        let day = bare.iter().position(|cell| time != cell && !cell.is_empty() && time.starts_with(cell.as_str()));
        let free =
            (0..names.len()).filter(|column| ![Some(clock), day].contains(&Some(*column)) && kind != Some(*column));
        let plain = crate::markdown::plain(&model.content);
        let holds =
            |column: &usize| row.get(*column).is_some_and(|cell| !plain.is_empty() && cell.contains(plain.trim()));
        let Some(text) = free.clone().find(holds).or_else(|| free.clone().next()) else { return Vec::new() };
        let (opening, closing, _) = frame(&row[clock], Some(&bare[clock]));
        let closing = closing.trim_end_matches([':', ' ']);
        let written = match (kind, note.kind) {
            (Some(_), _) => note.text.to_owned(),
            _ => labelled(note),
        };
        let compose = |time: String| {
            let mut cells = vec![String::new(); names.len()];
            cells[clock] = format!("{opening}{time}{closing}");
            cells[text] = written.replace('|', "\\|");
            if let (Some(kind), Some(name)) = (kind, note.kind) {
                cells[kind] = name.name().into();
            }
            if let Some(day) = day {
                cells[day] = at.date().to_string();
            }
            let row = format!("| {} |", cells.join(" | "));
            Insertion { before: self.before, lines: vec![row], entry: 0 }
        };
        times(Some(if day.is_some() { &bare[clock] } else { time }), at).into_iter().map(compose).collect()
    }
}

/// Returns the cells of a row, trimmed.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim().trim_start_matches('>').trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').filter(|rest| !rest.ends_with('\\')).unwrap_or(line);
    let escaped = line.replace("\\|", "\u{0}");
    escaped.split('|').map(|cell| cell.trim().replace('\u{0}', "\\|")).collect()
}

/// Splits off the marker of a list item or heading: `- `, `3. `, `### `. The number in a marker is
/// counted on.
fn marker(line: &str) -> (Option<String>, &str) {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = &line[..line.len() - rest.len()];
    let mark = if digits.is_empty() {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        if hashes > 0 { hashes } else { usize::from(rest.starts_with(['-', '*', '+'])) }
    } else {
        usize::from(rest.starts_with(['.', ')']))
    };
    let behind = &rest[mark..];
    let gap = behind.len() - behind.trim_start_matches(' ').len();
    if mark == 0 || gap == 0 {
        return (None, line);
    }
    let digits =
        digits.parse::<u32>().map_or_else(|_| digits.to_owned(), |number| number.saturating_add(1).to_string());
    (Some(format!("{digits}{}{}", &rest[..mark], &behind[..gap])), &behind[gap..])
}

/// Returns the characters before and after the time in a line, and whether text follows on the same
/// line.
fn frame(line: &str, time: Option<&str>) -> (String, String, bool) {
    let found = time.and_then(|time| Some((line.find(time)?, time.len())));
    let opens = |opening: &str| opening.chars().all(|c| matches!(c, '*' | '_' | '`' | '[' | '('));
    let Some((at, length)) = found.filter(|(at, _)| opens(&line[..*at])) else {
        return (String::new(), ": ".to_owned(), true);
    };
    let opening = &line[..at];
    let behind = &line[at + length..];
    let mut open: Vec<char> = opening
        .chars()
        .map(|c| match c {
            '[' => ']',
            '(' => ')',
            c => c,
        })
        .collect();
    let mut end = 0;
    for c in behind.chars() {
        match open.iter().position(|it| *it == c) {
            Some(at) => drop(open.remove(at)),
            None if matches!(c, ' ' | '\t' | ':' | '-' | '–' | '—' | '→' | '>' | ',') => {}
            None => break,
        }
        end += c.len_utf8();
    }
    let closing = &behind[..end];
    let spaced = if closing.ends_with(' ') { closing.to_owned() } else { format!("{closing} ") };
    (opening.to_owned(), if closing.is_empty() { ": ".to_owned() } else { spaced }, end < behind.len())
}

/// Returns the instant in the form of the time `model`, then in ever more explicit forms.
fn times(model: Option<&str>, at: &Instant) -> Vec<String> {
    let (clock, date, zone) = (at.clock(), at.date(), at.zone_name().unwrap_or("UTC"));
    let dated = model.and_then(split_date);
    let behind = dated.map_or(model, |(_, rest)| Some(rest)).unwrap_or_default();
    let mut found = Vec::new();
    if dated.is_some() && behind.starts_with('T') {
        found.push(at.rfc3339());
    }
    let short = if dated.is_some() { format!("{date} {clock}") } else { clock.clone() };
    let zoned = behind.trim_start_matches('T').contains(|c: char| c.is_alphabetic() || c == '+');
    if model.is_some() && !zoned {
        found.push(short.clone());
    }
    found.push(format!("{short} {zone}"));
    found.push(format!("{date} {clock} {zone}"));
    if let Ok(instant) = Timestamp::from_second(at.sort_key()) {
        let utc = jiff::tz::Offset::UTC.to_datetime(instant);
        found.push(format!("{} {:02}:{:02} UTC", utc.date(), utc.hour(), utc.minute()));
    }
    found
}

fn labelled(note: &Note<'_>) -> String {
    match note.kind {
        Some(kind) => format!("**{}**: {}", label(kind), note.text),
        None => note.text.to_owned(),
    }
}

/// Returns the word from which the reader infers the kind.
fn label(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Detection => "Detected",
        EntryKind::Escalation => "Escalated",
        EntryKind::Mitigation => "Mitigated",
        EntryKind::Resolution => "Resolved",
        kind => kind.name(),
    }
}

/// Returns the ways to write the first entry, into the existing section or into a new one.
fn new_list(it: &Incident, lines: &[&str], at: &Instant, note: &Note<'_>) -> Vec<Insertion> {
    let start = |section: &crate::incident::section::Section| section.span.range().start;
    let own = it.sections.iter().find(|section| section.role == Some(Role::Timeline));
    let next = match own {
        Some(own) => it.sections.iter().map(start).filter(|next| *next > start(own)).min(),
        None => it.sections.iter().filter(|section| section.role > Some(Role::Timeline)).map(start).min(),
    };
    let next = next.map_or(lines.len(), |offset| it.text.source.line_column(offset).0 - 1);
    let before = front_matter::filled(&lines[..next]);
    let level = it.sections.iter().find(|section| section.role.is_some()).map_or(2, |section| section.level);
    let head = match own {
        Some(_) => vec![String::new()],
        None => vec![String::new(), format!("{} {TIMELINE}", "#".repeat(level.into())), String::new()],
    };
    let items = times(None, at).into_iter().map(|time| format!("- {time}: {}", labelled(note)));
    let insertion = |item: String| {
        let entry = head.len();
        let mut inserted = head.clone();
        inserted.push(item);
        if lines.get(before).is_some_and(|line| !line.trim().is_empty()) {
            inserted.push(String::new());
        }
        Insertion { before, lines: inserted, entry }
    };
    items.map(insertion).collect()
}
