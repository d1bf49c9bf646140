//! What authors state about an incident in its text: blocks of bold labels,
//! tables of keys and values, headings with a date.

pub(in crate::read) mod keys;

use jiff::civil::Date;

use self::keys::Key;
use crate::config::Config;
use crate::data::fields::Spanned;
use crate::incident::instant::Instant;
use crate::incident::section::Role;
use crate::incident::{Audience, Traced};
use crate::markdown::{Document, Kind, Node};
use crate::read::audience::names;
use crate::read::found::time_text::{self, NamedZone};
use crate::read::found::window::window;
use crate::read::found::{inline, sections};
use crate::read::words::nothing::is_unwritten;
use crate::read::words::words;
use crate::text::Span;

/// A value longer than this is prose, in bytes.
const LONGEST: usize = 400;

/// What was found.
#[derive(Debug, Default)]
pub(in crate::read) struct Metadata {
    pub date: Option<Traced<Date>>,
    pub severity: Option<Traced<String>>,
    pub status: Option<Traced<String>>,
    pub started: Option<Traced<Instant>>,
    pub detected: Option<Traced<Instant>>,
    pub acknowledged: Option<Traced<Instant>>,
    pub mitigated: Option<Traced<Instant>>,
    pub resolved: Option<Traced<Instant>>,
    /// As it was written: never trusted, but compared.
    pub duration: Option<String>,
    pub services: Vec<Traced<String>>,
    pub teams: Vec<Traced<String>>,
    pub owner: Option<Traced<String>>,
    pub authors: Vec<Traced<String>>,
    pub impact: Option<Traced<String>>,
    pub root_cause: Option<Traced<String>>,
    pub summary: Option<Traced<String>>,
    /// For fewer than everybody, and where the text says so.
    pub audience: Option<Spanned<Audience>>,
}

type Found = Vec<(Key, String, Span)>;

/// A line with more words than these is prose.
const LEADING_WORDS: usize = 2;

/// How far the fields of a place are those of the document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// All of them.
    Own,
    /// Those that stand first: this section may tell of anything.
    First,
    /// None, up to the next heading of this level.
    Elsewhere(u8),
}

/// Fields stand before the second section, or in a table of keys and values.
pub(in crate::read) fn read(
    document: &Document,
    config: &Config,
    near: Option<Date>,
    zone: Option<&NamedZone>,
) -> Metadata {
    let mut found = Vec::new();
    let mut sections_seen = 0;
    let mut place = Place::Own;
    let mut titled = false;
    let mut above = String::new();
    for block in &document.blocks {
        let mut here = Vec::new();
        if let Kind::Heading(heading) = &block.kind {
            let text = inline::text(&block.children);
            field(&text, block.span, &mut here);
            let role = sections::role(&text, config);
            if heading.level > 1 && role.is_some() {
                sections_seen += 1;
            }
            if sections_seen > 1 {
                break;
            }
            let is_field = !here.is_empty();
            let is_title = !titled && !is_field;
            if !is_title {
                place = place_below(place, heading.level, &text, role, is_field);
            }
            titled |= !is_field;
        } else {
            collect(block, &mut here);
            // A sentence tells of anything; a line above the fields, a picture or a rule does not.
            let is_prose = matches!(block.kind, Kind::Paragraph) && !begins_field(&block.children) && {
                let text = inline::text(&block.children);
                text.split_whitespace().count() > LEADING_WORDS || tells_of_another(&text)
            };
            if place == Place::First && here.is_empty() && is_prose {
                place = Place::Elsewhere(u8::MAX);
            }
        }
        let is_own = !matches!(place, Place::Elsewhere(_)) && !tells_of_another(&above);
        // Who may read the document is said anywhere.
        for (key, value, span) in here.into_iter().filter(|(key, ..)| is_own || *key == Key::Audience) {
            add(key, &value, span, &mut found);
        }
        above = if matches!(block.kind, Kind::Paragraph) { inline::text(&block.children) } else { String::new() };
    }
    let mut metadata = Metadata::default();
    found.sort_by_key(|(key, ..)| turn(*key));
    for (key, value, span) in found {
        metadata.set(key, &value, span, near, zone);
    }
    metadata
}

/// The turn in which a field is read. A later instant may be only a clock: the day comes first.
/// Where a field of its own says when, a range counts only for the rest.
fn turn(key: Key) -> u8 {
    match key {
        Key::Date => 0,
        Key::Started => 1,
        Key::Duration | Key::Window => 3,
        _ => 2,
    }
}

fn place_below(place: Place, level: u8, name: &str, role: Option<Role>, is_head: bool) -> Place {
    match (place, role) {
        (Place::Elsewhere(outer), _) if level > outer => place,
        // Their fields are those of actions, whatever the headings below are.
        (_, Some(Role::Actions)) if level > 1 => Place::Elsewhere(0),
        _ if keys::is_elsewhere(name) => Place::Elsewhere(level),
        (_, None) if !is_head => Place::First,
        _ => Place::Own,
    }
}

/// `Similar to the incident of 2023-05-05:` above a list.
fn tells_of_another(above: &str) -> bool {
    above.trim_end().ends_with([':', '：']) && keys::is_another(above)
}

fn collect(block: &Node, found: &mut Found) {
    match &block.kind {
        Kind::Paragraph => {
            let lines = inline::lines(&block.children);
            for line in lines {
                line_fields(line, found);
            }
        }
        Kind::List(_) => {
            for item in &block.children {
                let (line, below) = inline::first_line(item);
                line_fields(line, found);
                // `- **Duration:**` above a list of its parts.
                let text = inline::text(line);
                let is_name = text.trim_end().strip_suffix([':', '：']).is_some_and(|name| key(name).is_some());
                for list in below.iter().filter(|block| is_name && matches!(block.kind, Kind::List(_))) {
                    collect(list, found);
                }
            }
        }
        // Four blanks before a line make it code, and were meant to set it off.
        Kind::Code(code) if !code.fenced => {
            for line in code.text.lines().filter(|line| line.split_once(':').is_some_and(|(name, _)| says_when(name))) {
                field(line, block.span, found);
            }
        }
        Kind::Quote | Kind::Alert(_) => {
            for child in &block.children {
                collect(child, found);
            }
        }
        Kind::Table(_) => table(block, found),
        _ => {}
    }
}

/// `**Severity:** SEV-2 · **Status:** resolved`
fn line_fields(line: &[Node], found: &mut Found) {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return };
    let span = Span { start: first.span.start, end: last.span.end };
    let text = inline::text(line);
    mark(&text, span, found);
    let starts: Vec<_> = (0..line.len()).filter(|at| begins_field(&line[*at..])).collect();
    if starts.len() > 1 {
        for (number, start) in starts.iter().enumerate() {
            let end = starts.get(number + 1).copied().unwrap_or(line.len());
            field(&inline::text(&line[*start..end]), span, found);
        }
        return;
    }
    let parts: Vec<_> =
        text.split([" · ", " | ", " • "].into_iter().find(|mark| text.contains(mark)).unwrap_or("\u{0}")).collect();
    for part in parts {
        field(part, span, found);
    }
}

/// The line is a field of the head.
pub(in crate::read) fn is_field(line: &[Node]) -> bool {
    let text = inline::text(line);
    text.len() <= LONGEST && text.split_once([':', '：']).is_some_and(|(name, _)| key(name).is_some())
}

/// A bold name; a bold value belongs to the name before it.
fn begins_field(nodes: &[Node]) -> bool {
    let [first @ Node { kind: Kind::Strong, .. }, rest @ ..] = nodes else { return false };
    let text = inline::text(std::slice::from_ref(first));
    let named =
        text.split_once([':', '：']).is_some_and(|(name, value)| value.trim().is_empty() || key(name).is_some());
    // The colon comes next or not at all: to read all of a long line for each of its bold words
    // would be quadratic.
    let next = &rest[..rest.len().min(4)];
    named || inline::text(next).trim_start().starts_with([':', '：'])
}

/// `Severity: SEV-2`
fn field(text: &str, span: Span, found: &mut Found) {
    let Some(colon) = text.find([':', '：']) else { return };
    let (name, value) = text.split_at(colon);
    let value = value.trim_start_matches([':', '：']).trim();
    if let Some(key) = key(name) {
        add(key, value, span, found);
    }
}

/// `**Confidential**`, `INTERNAL ONLY`, `TLP:RED`: a line of its own.
fn mark(text: &str, span: Span, found: &mut Found) {
    if text.len() < 40 && names::is_mark(text) {
        found.push((Key::Audience, text.to_owned(), span));
    }
}

fn add(key: Key, value: &str, span: Span, found: &mut Found) {
    let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '·' | '|' | '•' | '*' | '`' | ','));
    let nothing = is_unwritten(value);
    if !nothing && value.len() <= LONGEST && (key == Key::Audience || !found.iter().any(|(known, ..)| *known == key)) {
        found.push((key, value.to_owned(), span));
    }
}

/// True for the name of a field.
pub(in crate::read) fn is_name(name: &str) -> bool {
    key(name).is_some()
}

/// The name of a field that says when the incident was.
pub(in crate::read) fn says_when(name: &str) -> bool {
    matches!(key(name), Some(Key::Date | Key::Duration | Key::Started | Key::Detected | Key::Mitigated | Key::Resolved))
}

fn key(name: &str) -> Option<Key> {
    let lower = name.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != ')' && c != '）').to_lowercase();
    let name = lower.split(['(', '（']).next().unwrap_or(&lower).trim();
    keys::named(name)
}

/// A table of two columns whose first names at least two fields; its head is a row like any other.
fn table(table: &Node, found: &mut Found) {
    let pairs: Vec<_> = table
        .children
        .iter()
        .filter_map(|row| match row.children.as_slice() {
            [name, value] => Some((key(&inline::text(&name.children)), inline::text(&value.children), row.span)),
            _ => None,
        })
        .collect();
    if pairs.iter().filter(|(key, ..)| key.is_some()).count() < 2 {
        return;
    }
    for (key, value, span) in pairs {
        if let Some(key) = key {
            add(key, &value, span, found);
        }
    }
}

impl Metadata {
    fn set(&mut self, key: Key, value: &str, span: Span, near: Option<Date>, zone: Option<&NamedZone>) {
        let near = self.date.as_ref().map(|date| date.value).or(near);
        let text = |value: &str| Some(Traced::inferred(value.to_owned(), Some(span)));
        let list = |value: &str| -> Vec<Traced<String>> {
            let parts = value.split([',', ';', '、', '，']).map(|part| part.trim().trim_matches('`'));
            parts.filter(|part| !part.is_empty() && part.len() < 60).filter_map(text).collect()
        };
        let at = |instant: Option<Instant>| Some(Traced::inferred(instant?, Some(span)));
        match key {
            Key::Date => {
                let lead = time_text::lead(value);
                let day = lead.as_ref().and_then(|lead| lead.day);
                // `detected 2031-04-03, repaired 2031-04-05`
                let day = day.or_else(|| time_text::day_in(value).map(|(_, day)| day));
                let day = day.and_then(|day| day.resolve(near));
                self.date = day.map(|day| Traced::inferred(day, Some(span)));
                self.last(value, span, self.date.as_ref().map(|date| date.value).or(near), zone);
            }
            Key::Severity => self.severity = text(value).filter(|value| value.len() < 80),
            Key::Status => self.status = text(value),
            Key::Started => self.started = at(instant(value, near, zone)),
            Key::Detected => self.detected = at(self.later(value, near, zone)),
            Key::Acknowledged => self.acknowledged = at(self.later(value, near, zone)),
            Key::Mitigated => self.mitigated = at(self.later(value, near, zone)),
            Key::Resolved => self.resolved = at(self.later(value, near, zone)),
            Key::Duration => {
                self.duration = Some(value.to_owned());
                self.last(value, span, near, zone);
            }
            Key::Window => self.last(value, span, near, zone),
            Key::Services => self.services = list(value),
            Key::Teams => self.teams = list(value),
            Key::Owner => self.owner = text(value.trim_start_matches('@')).filter(|value| value.len() < 60),
            Key::Authors => {
                // `Ann, Bo and Cy`; services may have such words in their names.
                let ands = words().section.joint.iter().map(|word| format!(" {word} "));
                self.authors = list(&ands.fold(value.to_owned(), |text, and| text.replace(&and, ", ")));
            }
            Key::Impact => self.impact = text(value),
            Key::RootCause => self.root_cause = text(value),
            Key::Summary => self.summary = text(value),
            Key::Audience => {
                let found = names::named(value).map(|value| Spanned { value, span });
                // Of several lines the one for the fewest counts.
                self.audience = self.audience.take().into_iter().chain(found).max_by_key(|it| it.value);
            }
        }
    }
}

impl Metadata {
    /// Sets beginning and end from a range, unless another field says one of them.
    fn last(&mut self, value: &str, span: Span, near: Option<Date>, zone: Option<&NamedZone>) {
        let Some(window) = window(value, near, zone).filter(|_| self.started.is_none() && self.resolved.is_none())
        else {
            return;
        };
        self.started = Some(Traced::inferred(window.started, Some(span)));
        self.resolved = window.ended.map(|ended| Traced::inferred(ended, Some(span)));
    }

    /// A time that comes after the beginning: one that is only a clock, and earlier by it,
    /// is of the next day, if that is not much later. One that is a little earlier is so.
    fn later(&self, value: &str, near: Option<Date>, zone: Option<&NamedZone>) -> Option<Instant> {
        const LONGEST: i64 = 12 * 3600;
        const EARLIEST: i64 = -2 * 3600;
        let Some(started) = &self.started else { return instant(value, near, zone) };
        let at = instant(value, Some(started.date()), zone)?;
        let has_day = time_text::lead(value).is_some_and(|lead| lead.day.is_some());
        if has_day || at.since(started).is_none_or(|seconds| seconds >= EARLIEST) {
            return Some(at);
        }
        at.after(24 * 3600).filter(|next| next.since(started).is_some_and(|seconds| seconds <= LONGEST))
    }
}

/// A time that is all of the value, with its day or on the day of the incident.
fn instant(value: &str, near: Option<Date>, zone: Option<&NamedZone>) -> Option<Instant> {
    let lead = time_text::lead(value).filter(|lead| !lead.approximate)?;
    let time = lead.time?;
    let day = match lead.day {
        Some(day) => day.resolve(near)?,
        None => near?,
    };
    Some(time_text::instant(day.to_datetime(time), lead.zone.as_ref(), zone).0)
}
