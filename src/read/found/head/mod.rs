//! What authors state about an incident in its text: blocks of bold labels,
//! tables of keys and values, headings with a date.

pub(in crate::read) mod keys;
mod lines;
pub(in crate::read) mod values;

use jiff::civil::Date;

use self::keys::Key;
use self::lines::{Found, Named, add, begins_field, collect, field, name_at_end, value_below};
pub(in crate::read) use self::lines::{is_field, is_foreign_name, is_name, is_table, says_state, says_when};
use crate::config::Config;
use crate::data::fields::Spanned;
use crate::incident::instant::Instant;
use crate::incident::section::Role;
use crate::incident::{Audience, Instants, Traced};
use crate::markdown::{Document, Kind, Node};
use crate::read::audience::{banner, names};
use crate::read::found::time_text::{self, Day, NamedZone, Order, Until};
use crate::read::found::window::window;
use crate::read::found::{inline, sections};
use crate::text::Span;

/// A key of the front matter that is not ours, as a field of the text would be called, and its value. Each part of a
/// list is on a line.
pub(in crate::read) type Foreign = (String, Spanned<String>);

/// What was found.
#[derive(Debug, Default)]
pub(in crate::read) struct Head {
    pub date: Option<Traced<Date>>,
    pub severity: Option<Traced<String>>,
    pub status: Option<Traced<String>>,
    pub instants: Instants,
    /// As it was written: never trusted, but compared.
    pub duration: Option<String>,
    pub services: Vec<Traced<String>>,
    pub teams: Vec<Traced<String>>,
    pub owner: Option<Traced<String>>,
    pub authors: Vec<Traced<String>>,
    pub impact: Option<Traced<String>>,
    pub root_cause: Option<Traced<String>>,
    pub summary: Option<Traced<String>>,
    pub tags: Vec<Traced<String>>,
    /// Categories of the cause.
    pub causes: Vec<Traced<String>>,
    /// Who led the work on the incident.
    pub lead: Vec<String>,
    pub detected_by: Option<String>,
    pub trigger: Option<String>,
    /// When the document was written or published: later than the incident.
    pub published: Option<Traced<Date>>,
    /// For fewer than everybody, and where the text says so.
    pub audience: Option<Spanned<Audience>>,
}

/// What is known of the times in a head.
#[derive(Clone, Copy, Default)]
pub(in crate::read) struct Near<'a> {
    /// The day of those that are only a clock.
    pub day: Option<Date>,
    /// The zone of those that name none.
    pub zone: Option<&'a NamedZone>,
    pub order: Option<Order>,
}

impl Near<'_> {
    /// The same, with `day` if that is known.
    fn or(self, day: Option<Date>) -> Self {
        Self { day: day.or(self.day), ..self }
    }

    fn resolve(&self, day: Day) -> Option<Date> {
        day.in_order(self.order).resolve(self.day)
    }
}

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

/// Fields stand before the second section, or in a table of keys and values. Later, only the
/// sections of impact and summary have some, and headings that name a field. What `foreign` keys of the front matter
/// say wins over the text.
pub(in crate::read) fn read(document: &Document, foreign: &[Foreign], config: &Config, near: Near<'_>) -> Head {
    let mut walk = Walk { config, place: Place::Own, sections_seen: 0, titled: false, role: None, named: None };
    let (mut found, mut doubtful) = (Vec::new(), Vec::new());
    for (name, value) in foreign {
        lines::named(name, &value.value, value.span, &mut found);
    }
    let stated = found.len();
    let mut above = String::new();
    for block in &document.blocks {
        let here = walk.block(block);
        let is_own = !matches!(walk.place, Place::Elsewhere(_)) && !tells_of_another(&above);
        // Who may read the document is said anywhere.
        for (key, value, span) in here.into_iter().filter(|(key, ..)| is_own || *key == Key::Audience) {
            if found[..stated].iter().all(|(known, ..)| *known != key) && contradicts(key, &value, &found) {
                doubtful.push(key);
            }
            add(key, &value, span, &mut found);
        }
        above = if matches!(block.kind, Kind::Paragraph) { inline::text(&block.children) } else { String::new() };
    }
    let mut head = Head::default();
    found.sort_by_key(|(key, ..)| turn(*key));
    for (key, value, span) in found.into_iter().filter(|(key, ..)| !doubtful.contains(key)) {
        head.set(key, &value, span, near);
    }
    head
}

/// True if a field of which there is one has another value before: nobody knows which of them holds.
fn contradicts(key: Key, value: &str, found: &Found) -> bool {
    let is_single = keys::is_instant(key) || matches!(key, Key::Date | Key::Severity | Key::Status | Key::Owner);
    let plain = |value: &str| value.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let differs = |known: &str| {
        let (known, value) = (plain(known), plain(value));
        !known.contains(&value) && !value.contains(&known)
    };
    is_single && found.iter().any(|(known, before, _)| *known == key && differs(before))
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

/// Where in the document the next block stands.
struct Walk<'a> {
    config: &'a Config,
    place: Place,
    /// Sections with a role so far.
    sections_seen: usize,
    /// The title has been seen.
    titled: bool,
    /// Role of the section.
    role: Option<Role>,
    /// A field that was named right above.
    named: Option<Named>,
}

impl Walk<'_> {
    /// The fields of the next block.
    fn block(&mut self, block: &Node) -> Found {
        let mut here = Vec::new();
        value_below(&mut self.named, block, &mut here);
        if let Kind::Heading(heading) = &block.kind {
            self.heading(heading.level, block, &mut here);
            return here;
        }
        if self.is_late() && !matches!(self.role, Some(Role::Impact | Role::Summary)) {
            return here;
        }
        collect(block, &mut here);
        self.named = name_at_end(block);
        if self.is_late() {
            here.retain(|(key, ..)| matches!(key, Key::Services | Key::Severity | Key::Duration));
            return here;
        }
        // A sentence tells of anything; a line above the fields, a picture or a rule does not.
        let is_prose = matches!(block.kind, Kind::Paragraph) && !begins_field(&block.children) && {
            let text = inline::text(&block.children);
            text.split_whitespace().count() > LEADING_WORDS || tells_of_another(&text)
        };
        if self.place == Place::First && here.is_empty() && is_prose {
            self.place = Place::Elsewhere(u8::MAX);
        }
        here
    }

    fn heading(&mut self, level: u8, block: &Node, here: &mut Found) {
        let text = inline::text(&block.children);
        if !self.is_late() {
            field(&text, block.span, here);
        }
        // `# Root cause: what the pump told us` is a title.
        here.retain(|(key, ..)| {
            self.titled || level > 1 || !matches!(key, Key::RootCause | Key::Impact | Key::Summary)
        });
        let role = sections::role(&text, self.config);
        self.named = keys::heading(&text).map(|key| Named { key, name: text.clone(), span: block.span });
        self.role = if level > 1 { role } else { None };
        self.sections_seen += usize::from(self.role.is_some());
        if self.is_late() {
            let is_sure = |key| matches!(key, Key::Services | Key::Severity) || keys::is_of_form(key);
            self.named = self.named.take().filter(|named| is_sure(named.key));
            here.clear();
        }
        let is_field = !here.is_empty() || self.named.is_some();
        let is_title = !self.titled && !is_field;
        if is_title {
            lines::keep(banner::of_title(&text), block.span, here);
        } else if self.sections_seen == 0 {
            lines::keep(banner::of_item(&text), block.span, here);
        }
        if !is_title {
            self.place = place_below(self.place, level, &text, role, is_field);
        }
        self.titled |= !is_field;
    }

    /// Below the second section.
    fn is_late(&self) -> bool {
        self.sections_seen > 1
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

impl Head {
    fn set(&mut self, key: Key, value: &str, span: Span, near: Near<'_>) {
        let near = near.or(self.date.as_ref().map(|date| date.value));
        let text = |value: &str| Some(Traced::inferred(value.to_owned(), Some(span)));
        let list = |names: Vec<String>| names.iter().filter_map(|name| text(name)).collect();
        let at = |instant: Option<Instant>| Some(Traced::inferred(instant?, Some(span)));
        match key {
            Key::Date => self.set_date(value, span, near),
            Key::Severity => self.severity = text(value),
            Key::Level => {}
            Key::Status => self.status = text(value),
            // `発生日時 9:00～10:40`
            Key::Started if is_range(value) => self.last(value, span, near),
            Key::Started => {
                // A time that is not exact has a day all the same.
                let day = time_text::lead(value).and_then(|lead| near.resolve(lead.day?));
                self.date = self.date.take().or(day.map(|day| Traced::inferred(day, Some(span))));
                self.instants.started = at(instant(value, near));
            }
            Key::Detected => self.instants.detected = at(self.later(value, near)),
            Key::Acknowledged => self.instants.acknowledged = at(self.later(value, near)),
            Key::Mitigated => self.instants.mitigated = at(self.later(value, near)),
            Key::Resolved => self.instants.resolved = at(self.later(value, near)),
            Key::Duration => {
                self.duration.get_or_insert_with(|| value.to_owned());
                self.last(value, span, near);
            }
            Key::Window => {
                let day = time_text::lead(value).and_then(|lead| near.resolve(lead.day?));
                self.date = self.date.take().or(day.map(|day| Traced::inferred(day, Some(span))));
                self.last(value, span, near.or(day));
            }
            Key::Services => self.services = list(values::services(value)),
            Key::Teams => self.teams = list(values::services(value)),
            Key::Owner => self.owner = text(value.trim_start_matches('@')).filter(|value| value.len() < 60),
            Key::Authors => self.authors = list(values::people(value)),
            Key::Impact => self.impact = text(value),
            Key::RootCause => self.root_cause = text(value),
            Key::Summary => self.summary = text(value),
            Key::Tags => self.tags = list(values::labels(value)),
            Key::Cause => self.causes = list(values::labels(value)),
            Key::Lead => self.lead = values::people(value),
            Key::DetectedBy => self.detected_by = values::phrase(value),
            Key::Trigger => self.trigger = values::phrase(value),
            Key::Published => {
                let day = time_text::lead(value).and_then(|lead| lead.day?.in_order(near.order).resolve(None));
                self.published = day.map(|day| Traced::inferred(day, Some(span)));
            }
            Key::Audience => {
                let found = names::named(value).map(|value| Spanned { value, span });
                // Of several lines the one for the fewest counts.
                self.audience = self.audience.take().into_iter().chain(found).max_by_key(|it| it.value);
            }
        }
    }

    fn set_date(&mut self, value: &str, span: Span, near: Near<'_>) {
        let lead = time_text::lead(value);
        let day = lead.as_ref().and_then(|lead| lead.day);
        // `detected 2031-04-03, repaired 2031-04-05`
        let day = day.or_else(|| time_text::day_in(value).map(|(_, day)| day));
        let day = day.and_then(|day| near.resolve(day));
        self.date = day.map(|day| Traced::inferred(day, Some(span)));
        self.last(value, span, near.or(day));
    }

    /// Sets beginning and end from a range, unless another field says one of them.
    fn last(&mut self, value: &str, span: Span, near: Near<'_>) {
        if self.instants.started.is_none() && self.instants.resolved.is_none() {
            let told = window(value, near.day, near.zone).map(|window| window.told(span));
            self.instants = std::mem::take(&mut self.instants).or(told.unwrap_or_default());
        }
    }

    /// A time that comes after the beginning: one that is only a clock, and earlier by it,
    /// is of the next day, if that is not much later. One that is a little earlier is so.
    fn later(&self, value: &str, near: Near<'_>) -> Option<Instant> {
        const LONGEST: i64 = 12 * 3600;
        const EARLIEST: i64 = -2 * 3600;
        let Some(started) = &self.instants.started else { return instant(value, near) };
        let at = instant(value, near.or(Some(started.date())))?;
        let has_day = time_text::lead(value).is_some_and(|lead| lead.day.is_some());
        if has_day || at.since(started).is_none_or(|seconds| seconds >= EARLIEST) {
            return Some(at);
        }
        at.after(24 * 3600).filter(|next| next.since(started).is_some_and(|seconds| seconds <= LONGEST))
    }
}

fn is_range(value: &str) -> bool {
    time_text::lead(value).is_some_and(|lead| matches!(lead.until, Some(Until::Clock(..))))
}

/// The time that `value` begins with, with its day or on the day of the incident.
pub(in crate::read) fn instant(value: &str, near: Near<'_>) -> Option<Instant> {
    let lead = time_text::lead(value).filter(|lead| !lead.is_approximate())?;
    let time = lead.time?;
    let day = match lead.day {
        Some(day) => near.resolve(day)?,
        None => near.day?,
    };
    Some(time_text::instant(day.to_datetime(time), lead.zone.as_ref(), near.zone).0)
}

#[cfg(test)]
mod tests;
