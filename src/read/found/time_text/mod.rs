//! The time at the beginning of a line, as people write it.
//!
//! The grammar is `lead* point [range] [(second zone)]`, where a point is a day,
//! a clock or both in either order, with a zone and words like "about". What is
//! not certain (`12/01/2022`, `CST`) is kept as text and not converted.

mod clock;
mod day;
mod grammar;
mod numeric;
mod range;
mod scan;
mod zone;

use jiff::civil::Time;
use jiff::tz::Offset;

pub(in crate::read) use self::clock::length;
pub(in crate::read) use self::day::Day;
use self::grammar::GRAMMAR;
pub(in crate::read) use self::grammar::{month, weekday};
pub(in crate::read) use self::numeric::{Order, order_of};
pub(in crate::read) use self::range::{begins_days, end_of};
use self::scan::Scan;
pub(in crate::read) use self::zone::{NamedZone, ZoneText, instant, zone_in, zone_of_all};
use crate::incident::instant::{Instant, NotAnInstant};
use crate::read::words::nothing::is_unknown_time;
use crate::text::shortcode::shortcode;

/// A time that is so many seconds after another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Relative {
    /// After the beginning of the incident: `T+5 min`.
    Start(i64),
    /// After what was told before: `5 minutes later`.
    Last(i64),
}

/// The end of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Until {
    /// A clock, with its day if that was written.
    Clock(Option<Day>, Time),
    /// So many seconds after the time itself: `T+5 – T+20`.
    After(i64),
    /// A day, another time, or nobody knows when.
    Open,
}

/// A time as it was written at the beginning of a text.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::read) struct Lead {
    /// Bytes of the text up to what follows: time, zone and separator.
    pub length: usize,
    /// The time and zone as written, without brackets and separator.
    pub text: String,
    pub day: Option<Day>,
    pub time: Option<Time>,
    /// A zone that means one offset, or the name of one that does not.
    pub zone: Option<ZoneText>,
    /// The author says that it is only about right.
    pub about: bool,
    /// The word before it that makes it one end of the time meant: `before`.
    pub bound: Option<&'static str>,
    pub relative: Option<Relative>,
    /// The other end, if it is a range.
    pub until: Option<Until>,
    /// Its zone, if that is another one.
    pub until_zone: Option<ZoneText>,
    /// Begins as a sentence may: "At 10:20 …", "On Tuesday …".
    pub wordy: bool,
    /// Something else than a blank stands between the time and the text.
    pub separated: bool,
}

impl Lead {
    /// A clock time was written, even if it cannot be read.
    pub(in crate::read) fn has_clock(&self) -> bool {
        self.time.is_some() || self.relative.is_some()
    }

    /// It is about right, or one end of the time meant.
    pub(in crate::read) fn is_approximate(&self) -> bool {
        self.about || self.bound.is_some()
    }

    /// Only a day.
    pub(in crate::read) fn is_day(&self) -> bool {
        self.day.is_some() && !self.has_clock()
    }
}

/// Marks before a time.
const BULLETS: [char; 10] = ['•', '*', '|', '→', '►', '▶', '➜', '·', '-', '{'];

/// Reads a time at the beginning of `text`; `None` if it begins otherwise.
pub(in crate::read) fn lead(text: &str) -> Option<Lead> {
    let mut scan = Scan::new(text);
    scan.decoration();
    let bracket = scan.eat_any(&["[", "(", "【", "（"]);
    let start = scan.at;
    let unknown = |rest: &str| rest.find([']', ')', '】', '）']).filter(|end| is_unknown_time(&rest[..*end]));
    if let Some(end) = bracket.and_then(|_| unknown(scan.rest())) {
        let written = scan.rest()[..end].trim().to_owned();
        scan.at += end;
        scan.eat_any(&["]", ")", "】", "）"])?;
        let separated = scan.tail() || bracket.is_some();
        return Some(Lead { text: written, length: scan.at, separated, ..Lead::default() });
    }
    // `À partir de 13:17` begins like `À 13:17`.
    let first = scan.eat(&GRAMMAR.bound);
    let wordy = scan.eat(&GRAMMAR.at).is_some();
    // Between two times is a range.
    let between = scan.eat(&GRAMMAR.between).map(|_| scan.eat(&GRAMMAR.at)).is_some();
    let bound = if between { None } else { first.or_else(|| scan.eat(&GRAMMAR.bound)) };
    let mut point = scan.point()?;
    let mut end = scan.at;
    if scan.range(&mut point) {
        point.until.get_or_insert(Until::Open);
        scan.day_of_range(&mut point);
        end = scan.at;
    }
    // `od 8:05 do 9:50` is a range, and its first word no bound.
    let bound = bound.filter(|_| !matches!(point.until, Some(Until::Clock(..))));
    scan.at = end;
    if scan.about_behind() {
        point.about = true;
        end = scan.at;
    }
    if scan.second_zone(&mut point) {
        end = scan.at;
    }
    scan.at = end;
    let written = text[start..end].trim().to_owned();
    let closed = match bracket {
        None => false,
        Some(_) => {
            scan.blanks();
            scan.eat_any(&["]", ")", "】", "）"])?;
            true
        }
    };
    if !scan.ends_here() {
        return None;
    }
    let separated = scan.tail() || closed;
    Some(Lead { length: scan.at, text: written, bound, wordy: wordy || between || bound.is_some(), separated, ..point })
}

/// The first full day in a text, and where it stands.
pub(in crate::read) fn day_in(text: &str) -> Option<(usize, Day)> {
    // A full day has a year.
    let has_year = text.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    if !has_year && !text.contains(['\'', '’', '‘']) {
        return None;
    }
    days_in(text).find(|(_, day)| matches!(day, Day::Date(_) | Day::Numeric { year: Some(_), .. }))
}

/// The first day in a text that has a month in letters and no year, and where it stands.
pub(in crate::read) fn yearless_day_in(text: &str) -> Option<(usize, Day)> {
    days_in(text).find(|(_, day)| matches!(day, Day::WithoutYear { numeric: false, .. }))
}

/// The days near the beginning of a text, and where they stand.
fn days_in(text: &str) -> impl Iterator<Item = (usize, Day)> {
    let starts = text.char_indices().filter(|(at, c)| {
        (c.is_ascii_digit() || c.is_uppercase())
            && text[..*at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
    });
    starts.take(100).filter_map(|(at, _)| Some((at, lead(&text[at..])?.day?)))
}

/// A time that all of `text` is, as in a cell or in brackets.
pub(in crate::read) fn whole(text: &str) -> Option<Lead> {
    lead(text).filter(|lead| text[lead.length..].trim().is_empty())
}

/// The time of a notice, which may say that it was published then: `Posted Mar 14, 2026 - 16:20 UTC`.
pub(in crate::read) fn stamp(text: &str) -> Option<Lead> {
    let mut scan = Scan::new(text);
    scan.decoration();
    if scan.eat(&GRAMMAR.posted).is_some() {
        scan.eat_any(&[":"]);
    }
    whole(&text[scan.at..]).filter(Lead::has_clock)
}

/// No instant by itself, but one among others: a time of day, `T+5 min`, `day 2, 10:00`.
pub(in crate::read) fn is_placed_later(text: &str) -> bool {
    let is_certain = |day: Option<Day>| !matches!(day, Some(Day::Numeric { .. } | Day::Unreadable));
    matches!(Instant::parse(text, None), Err(NotAnInstant::Unreadable))
        && whole(text).is_some_and(|lead| lead.has_clock() && is_certain(lead.day))
}

/// A time at the end: `Resolved 2020-02-18 14:59`, `Assessment (13 August ~20:30 UTC)`.
/// Gives the length of what stands before it.
pub(in crate::read) fn trail(text: &str) -> Option<(usize, Lead)> {
    let trimmed = text.trim_end().trim_end_matches(['.', ':', '：']);
    let starts = trimmed.char_indices().filter(|(at, c)| {
        let before = trimmed[..*at].chars().next_back();
        *c == '（' && before.is_some()
            || (c.is_alphanumeric() || matches!(c, '(' | '[' | '~'))
                && before.is_some_and(|b| b == ' ' || b == '(' || b == '[')
    });
    // A time takes few words; more would make this quadratic.
    let starts: Vec<_> = starts.map(|(at, _)| at).collect();
    let late = &starts[starts.len().saturating_sub(9)..];
    late.iter().find_map(|at| {
        let lead = whole(&trimmed[*at..])?;
        (lead.has_clock() && !lead.wordy).then_some((*at, lead))
    })
}

/// A time in brackets at the end, which may be a day: `Phase 1 (14 March)`. Gives the length of what
/// stands before it.
pub(in crate::read) fn bracketed(text: &str) -> Option<(usize, Lead)> {
    let inner = text.trim_end().strip_suffix([')', '）'])?;
    let at = inner.rfind(['(', '（'])?;
    let inner = inner[at..].trim_start_matches(['(', '（']);
    let lead = lead(inner).filter(|lead| lead.separated && !lead.wordy)?;
    // `(14 March, ticket 12)` says more, and stays.
    let is_all = inner[lead.length..].trim().is_empty();
    Some((if is_all { at } else { text.len() }, lead))
}

impl Lead {
    /// The offset of a zone whose name says too little, where the same time stands beside
    /// it in a zone that says enough: `09:10 PT (17:10 UTC)`.
    fn offset_by(&self, time: Time, zone: &ZoneText) -> Option<ZoneText> {
        const DAY: i32 = 24 * 3600;
        let (Some(ZoneText::Vague(name)), Some(ours), ZoneText::Known(theirs, _)) = (&self.zone, self.time, zone)
        else {
            return None;
        };
        let ahead = i32::try_from(ours.duration_since(time).as_secs()).ok()? + theirs.seconds();
        let offset = match ahead {
            ahead if ahead < -12 * 3600 => ahead + DAY,
            ahead if ahead > 14 * 3600 => ahead - DAY,
            ahead => ahead,
        };
        let is_one = offset % 900 == 0 && (-12 * 3600..=14 * 3600).contains(&offset);
        let offset = Offset::from_seconds(offset).ok().filter(|_| is_one)?;
        Some(ZoneText::Known(offset, (*name).to_owned()))
    }
}

impl Scan<'_> {
    /// Emoji, `:shortcode:`, bullets and blanks before a time.
    fn decoration(&mut self) {
        loop {
            self.blanks();
            let rest = self.rest();
            let Some(c) = rest.chars().next() else { return };
            let skipped = match shortcode(rest) {
                Some(length) => length,
                // A definition: `: 10:20 – the gate shuts`
                None if c == ':' && rest[1..].starts_with(' ') => 1,
                None if BULLETS.contains(&c) && !rest[c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit()) => {
                    c.len_utf8()
                }
                None if is_symbol(c) => c.len_utf8(),
                None => return,
            };
            self.at += skipped;
        }
    }

    fn point(&mut self) -> Option<Lead> {
        let mut point = Lead { about: self.approximate(), ..Lead::default() };
        let day = self.days_ahead();
        point.relative = if day.is_none() { self.relative() } else { None };
        if point.relative.is_some() {
            return Some(point);
        }
        if day.is_none()
            && let Some(day) = self.days_of_a_month()
        {
            return Some(Lead { day: Some(day), until: Some(Until::Open), ..point });
        }
        if let Some(day) = day.or_else(|| self.day()) {
            let numeric_only = matches!(day, Day::WithoutYear { numeric: true, .. });
            point.day = Some(day);
            let end = self.at;
            self.separator();
            point.about |= self.approximate();
            let begun = self.at;
            point.time = self.clock(true).or_else(|| self.attempt(Self::clock_of_a_part));
            if point.time.is_some() && self.text[begun..].starts_with("24") {
                // The end of a day is the beginning of the next.
                match day.next() {
                    Some(next) => point.day = Some(next),
                    None => point.time = None,
                }
            }
            if point.time.is_none() {
                // `05-14` alone may be anything.
                if numeric_only {
                    return None;
                }
                self.at = end;
                if self.part_of_day() {
                    point.about = true;
                }
            } else {
                point.zone = self.zone_behind();
            }
            return Some(point);
        }
        point.time = self.clock(false);
        if point.time.is_none() {
            point.about = true;
            return self.part_of_day_alone().then_some(point);
        }
        (point.day, point.zone) = self.day_and_zone();
        if point.day.is_some() {
            return Some(point);
        }
        let end = self.at;
        // `16:30 UTC Feb 20:`, `09:14 (2024-03-05)`
        self.blanks();
        let open = self.eat_any(&["("]).is_some();
        let on = self.eat(&GRAMMAR.on).is_some();
        self.blanks();
        if let Some(day) = self.day()
            && (!open || self.eat_any(&[")"]).is_some())
        {
            let behind = self.at;
            if point.zone.is_none() {
                point.zone = self.zone_behind();
            }
            let ends = self.rest().trim_start();
            // `22:00 on the previous day deployed`, `22:00 on 4 March and …`: nothing else can be meant.
            let is_full = matches!(day, Day::Previous | Day::Date(_) | Day::WithoutYear { numeric: false, .. });
            let surely = on && is_full && ends.len() < self.rest().len();
            if open || surely || ends.is_empty() || ends.starts_with([':', '-', '–', '—', ',', ')', ']', '|', '：'])
            {
                point.day = Some(day);
                self.at = self.at.max(behind);
                return Some(point);
            }
        }
        self.at = end;
        Some(point)
    }

    /// ` (+1) UTC`, ` UTC (+1)` behind a clock.
    fn day_and_zone(&mut self) -> (Option<Day>, Option<ZoneText>) {
        let day = self.days_behind();
        let zone = self.zone_behind();
        (day.or_else(|| self.days_behind()), zone)
    }

    /// `evening at 21:14` behind a day.
    fn clock_of_a_part(&mut self) -> Option<Time> {
        self.part_of_day().then(|| self.separator())?;
        self.clock(true)
    }

    fn approximate(&mut self) -> bool {
        let mut found = false;
        while self.eat(&GRAMMAR.about).is_some() {
            self.blanks();
            found = true;
        }
        found
    }

    /// Between a day and its clock.
    fn separator(&mut self) {
        self.blanks();
        while self.eat(&GRAMMAR.day_and_clock).or_else(|| self.eat_any(&["T"])).is_some() {
            self.blanks();
        }
    }
}

/// An emoji, an arrow or a part of one that is not seen; no punctuation.
pub(in crate::read) fn is_symbol(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}' | '\u{fe0f}' | '\u{200b}' | '\u{200d}' | '\u{feff}')
}

#[cfg(test)]
mod tests;
