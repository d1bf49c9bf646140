//! Time zones as people write them beside a time.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

use super::grammar::GRAMMAR;
use super::scan::Scan;
use crate::incident::instant::{Instant, Placement, Zone};
use crate::read::words::words;
use crate::text::is_unspaced;

/// A zone as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::read) enum ZoneText {
    /// An offset, and what the author calls it.
    Known(Offset, String),
    /// `CST`, `Pacific time`: one name, several offsets.
    Vague(&'static str),
}

/// The zone of times that state none.
#[derive(Debug, Clone)]
pub(in crate::read) enum NamedZone {
    /// A zone, and what it is called if that is not the zone's own business.
    Sure(TimeZone, Option<String>),
    Vague(&'static str),
}

/// The zone of a column or a whole section: `Time (UTC)`, `All times CET`.
pub(in crate::read) fn zone_in(text: &str) -> Option<ZoneText> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | ':')))
        .filter(|word| word.len() >= 2)
        .find_map(|word| Scan::new(word).zone().filter(|_| word.chars().all(|c| !c.is_ascii_lowercase())))
}

/// The zone that a line states for every time of a document: `All times in CET`.
pub(in crate::read) fn zone_of_all(text: &str) -> Option<ZoneText> {
    let lower = text.to_lowercase();
    if text.len() < 200 && words().time.all_times.iter().any(|word| lower.contains(word)) {
        zone_in(text)
    } else {
        None
    }
}

/// `local` in the zone written beside it, else in the zone of all times, if there
/// is one; what the author calls the zone is kept.
pub(in crate::read) fn instant(
    local: DateTime,
    written: Option<&ZoneText>,
    of_all: Option<&NamedZone>,
) -> (Instant, Placement) {
    let without = |zone| (Instant { local, zone }, Placement::Plain);
    match written.map(ZoneText::named).or_else(|| of_all.cloned()) {
        None => without(Zone::Unknown),
        Some(NamedZone::Vague(name)) => without(Zone::Vague(name.to_owned())),
        Some(NamedZone::Sure(zone, called)) => {
            let (mut instant, placement) = Instant::in_zone(local, &zone);
            if let (Zone::Known { name, .. }, Some(called)) = (&mut instant.zone, called) {
                *name = called;
            }
            (instant, placement)
        }
    }
}

impl ZoneText {
    pub(in crate::read) fn named(&self) -> NamedZone {
        match self {
            ZoneText::Known(offset, name) => NamedZone::Sure(TimeZone::fixed(*offset), Some(name.clone())),
            ZoneText::Vague(name) => NamedZone::Vague(name),
        }
    }
}

/// `Z-index`, `CAT scan`: what a zone may be called is the beginning of what is told.
fn is_word(name: &str, behind: &str) -> bool {
    const WORDS: [&str; 4] = ["Z", "CAT", "EAT", "ART"];
    let joined = behind.strip_prefix('-').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    let goes_on = behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_lowercase));
    WORDS.contains(&name) && (joined || (goes_on && name != "Z"))
}

impl Scan<'_> {
    /// A zone behind a clock, with or without brackets.
    pub(in crate::read) fn zone_behind(&mut self) -> Option<ZoneText> {
        self.attempt(|scan| {
            scan.blanks();
            let open = scan.eat_any(&["(", "（"]);
            let zone = scan.zone()?;
            if open.is_some() {
                scan.eat_any(words().time.zone);
                scan.eat_any(&[")", "）"])?;
            }
            Some(zone)
        })
    }

    pub(in crate::read) fn zone(&mut self) -> Option<ZoneText> {
        self.attempt(|scan| {
            let rest = scan.rest();
            let ends = |length: usize| {
                rest.get(length..)
                    .is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() && !is_unspaced(c)))
            };
            let vague =
                || words().time.vague_zone.iter().find(|name| rest.starts_with(**name)).map(|name| (name.len(), *name));
            let vague = vague().or_else(|| GRAMMAR.local.begin(rest)).filter(|(length, _)| ends(*length));
            if let Some((length, name)) = vague {
                scan.at += length;
                return Some(ZoneText::Vague(name));
            }
            let name = &rest[..rest.find(|c: char| !c.is_alphabetic() || is_unspaced(c)).unwrap_or(rest.len())];
            // `utc` is a zone, `z` and `est` are words.
            let upper = match name {
                "utc" | "Utc" => "UTC",
                "gmt" | "Gmt" => "GMT",
                name => name,
            };
            let base = GRAMMAR.zones.get(upper).copied();
            if (!name.is_empty() && base.is_none()) || is_word(name, &rest[name.len()..]) {
                return None;
            }
            scan.at += name.len();
            let shift = scan.offset(base.is_some());
            let minutes = base.or(shift.map(|_| 0))?;
            let name = match &scan.text[scan.text.len() - rest.len()..scan.at] {
                "Z" => "UTC".to_owned(),
                written if base.is_none() => format!("UTC{written}"),
                written => written.to_owned(),
            };
            Some(ZoneText::Known(Offset::from_seconds((minutes + shift.unwrap_or(0)) * 60).ok()?, name))
        })
    }

    /// `+1`, `+01:00`, `-0400`, in minutes; fewer than four digits only behind a name.
    fn offset(&mut self, named: bool) -> Option<i32> {
        self.attempt(|scan| {
            let start = scan.at;
            let sign = match scan.eat_any(&["+", "-", "−"])? {
                "+" => 1,
                _ => -1,
            };
            let mut colon = false;
            let (hours, minutes) = match scan.digits() {
                digits @ (1 | 2) => {
                    let hours = scan.number(1..=2)?;
                    let minutes = scan.rest().strip_prefix(':').filter(|_| digits == 2 || named);
                    if minutes.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
                        scan.at += 1;
                        colon = true;
                        (hours, scan.number(2..=2)?)
                    } else if named || sign == 1 {
                        (hours, 0)
                    } else {
                        return None;
                    }
                }
                digits if digits == 4 || (digits == 3 && named) => {
                    let both = scan.number(3..=4)?;
                    (both / 100, both % 100)
                }
                _ => return None,
            };
            // `09:12-09:25` is a range; `2026-03-14T09:12-05:00` is an offset.
            let before = &scan.text[..start];
            let joined = before.as_bytes().windows(2).any(|pair| pair[0].is_ascii_digit() && pair[1] == b'T');
            let iso = joined || (before.contains('-') && before.matches(':').count() > 1);
            // `10:05 +3 pods` counts something.
            let apart = before.ends_with(char::is_whitespace);
            let counts = !named && apart && !colon && scan.at - start <= 3;
            if counts && !scan.ends_alone() {
                return None;
            }
            let goes_on =
                scan.rest().strip_prefix(':').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
            if goes_on || (!named && sign == -1 && colon && !iso) {
                return None;
            }
            let minutes = (hours <= 14 && minutes < 60).then_some(i32::from(hours) * 60 + i32::from(minutes))?;
            (minutes <= 14 * 60).then_some(sign * minutes)
        })
    }
}
