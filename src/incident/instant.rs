//! Points in time as authors state them, with or without a time zone.

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};

/// A day and a time of day, and their offset from UTC if known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instant {
    pub local: DateTime,
    pub zone: Zone,
}

/// The zone of an [`Instant`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    Known {
        offset: Offset,
        name: String,
    },
    /// The author stated no zone. Such times can be compared only with each other.
    Unknown,
    /// A name that stands for several offsets, such as `PT`. Such times compare only with those of
    /// the same name.
    Vague(String),
}

/// Why a text is not an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAnInstant {
    /// The format is not supported, or there is no such day.
    Unreadable,
    /// A day without a time.
    OnlyADate(Date),
}

/// How a local time maps to its zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Placement {
    #[default]
    Plain,
    /// The clocks skipped this time. It counts as if they had not, so it is an hour later.
    Skipped,
    /// The clocks showed this time twice. The first one is taken.
    Repeated,
}

impl Placement {
    /// Returns a warning about such a time, if there is one.
    pub fn doubt(self) -> Option<&'static str> {
        match self {
            Placement::Plain => None,
            Placement::Skipped => {
                Some("the clocks skipped this time when summer time began; it is taken as the hour after")
            }
            Placement::Repeated => {
                Some("the clocks showed this time twice when summer time ended; the first one is taken")
            }
        }
    }
}

impl Instant {
    /// Parses RFC 3339, also with a space, without seconds, or followed by ` UTC` or the name of a
    /// zone. A time without a zone is in `zone`, if there is one.
    pub fn parse(text: &str, zone: Option<&TimeZone>) -> Result<(Self, Placement), NotAnInstant> {
        let text = text.trim();
        let (date, rest) = split_date(text).ok_or(NotAnInstant::Unreadable)?;
        let rest = rest.trim_start_matches(['T', 't', ' ']);
        if rest.is_empty() {
            return Err(NotAnInstant::OnlyADate(date));
        }
        let end = rest.find(|c: char| !(c.is_ascii_digit() || c == ':' || c == '.')).unwrap_or(rest.len());
        let time = parse_clock(&rest[..end]).ok_or(NotAnInstant::Unreadable)?;
        let local = date.to_datetime(time);
        match rest[end..].trim().trim_start_matches('[').trim_end_matches(']') {
            "" => {
                Ok(zone
                    .map_or((Self { local, zone: Zone::Unknown }, Placement::Plain), |zone| Self::in_zone(local, zone)))
            }
            name => {
                let stated = parse_timezone(name).ok_or(NotAnInstant::Unreadable)?;
                let (instant, placement) = Self::in_zone(local, &stated);
                Ok((instant.named_like(zone), placement))
            }
        }
    }

    /// Returns the instant at which clocks in `zone` show `local`.
    pub fn in_zone(local: DateTime, zone: &TimeZone) -> (Self, Placement) {
        use jiff::tz::AmbiguousOffset;
        let ambiguous = zone.to_ambiguous_timestamp(local);
        let placement = match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { .. } => Placement::Plain,
            AmbiguousOffset::Gap { .. } => Placement::Skipped,
            AmbiguousOffset::Fold { .. } => Placement::Repeated,
        };
        let Ok(timestamp) = ambiguous.compatible() else {
            return (Self { local, zone: Zone::Unknown }, Placement::Plain);
        };
        let info = zone.to_offset_info(timestamp);
        let name = offset_name(info.offset(), info.abbreviation());
        let local = info.offset().to_datetime(timestamp);
        (Self { local, zone: Zone::Known { offset: info.offset(), name } }, placement)
    }

    /// Names the offset as `zone` does: `+01:00` becomes `CET` if the document's zone has that name
    /// at that offset.
    fn named_like(mut self, zone: Option<&TimeZone>) -> Self {
        if let (Zone::Known { offset, name }, Some(zone)) = (&mut self.zone, zone)
            && let Ok(timestamp) = offset.to_timestamp(self.local)
        {
            let info = zone.to_offset_info(timestamp);
            if info.offset() == *offset && *offset != Offset::UTC {
                *name = offset_name(*offset, info.abbreviation());
            }
        }
        self
    }

    pub fn date(&self) -> Date {
        self.local.date()
    }

    /// Returns the instant that many seconds later by the same clock, or `None` beyond the
    /// calendar.
    pub fn after(&self, seconds: i64) -> Option<Self> {
        let local = self.local.checked_add(SignedDuration::from_secs(seconds)).ok()?;
        Some(Self { local, zone: self.zone.clone() })
    }

    /// True if it is known which of two instants is earlier. It is not if only one has a known
    /// offset, or if their vague zones differ.
    fn is_comparable(&self, other: &Self) -> bool {
        match (&self.zone, &other.zone) {
            (Zone::Known { .. }, Zone::Known { .. }) => true,
            (Zone::Known { .. }, _) | (_, Zone::Known { .. }) => false,
            (Zone::Vague(name), Zone::Vague(theirs)) => name == theirs,
            _ => true,
        }
    }

    /// Returns the same moment by the clock of `other`, if they can be compared.
    pub fn by_clock_of(&self, other: &Self) -> Option<Self> {
        match (&self.zone, &other.zone) {
            (Zone::Known { offset, .. }, Zone::Known { offset: theirs, .. }) => {
                let local = theirs.to_datetime(offset.to_timestamp(self.local).ok()?);
                Some(Self { local, zone: other.zone.clone() })
            }
            _ => self.is_comparable(other).then(|| self.clone()),
        }
    }

    /// Returns the seconds from `earlier` to this instant, if they can be compared.
    pub fn since(&self, earlier: &Self) -> Option<i64> {
        self.is_comparable(earlier).then(|| self.sort_key() - earlier.sort_key())
    }

    /// Returns the seconds since 1970, in UTC if the offset is known.
    pub fn sort_key(&self) -> i64 {
        let offset = match &self.zone {
            Zone::Known { offset, .. } => *offset,
            Zone::Unknown | Zone::Vague(_) => Offset::UTC,
        };
        offset.to_timestamp(self.local).map_or(0, jiff::Timestamp::as_second)
    }

    /// Returns `2026-03-14T09:12:00+01:00`, or the time without an offset if that is unknown.
    pub fn rfc3339(&self) -> String {
        let local = self.local;
        match &self.zone {
            Zone::Known { offset, .. } if *offset == Offset::UTC => format!("{local}Z"),
            Zone::Known { offset, .. } => format!("{local}{}", offset_text(*offset)),
            Zone::Unknown | Zone::Vague(_) => local.to_string(),
        }
    }

    /// Returns the time of day: `09:12`, with seconds only if they are not 0.
    pub fn clock(&self) -> String {
        let (hour, minute, second) = (self.local.hour(), self.local.minute(), self.local.second());
        if second == 0 { format!("{hour:02}:{minute:02}") } else { format!("{hour:02}:{minute:02}:{second:02}") }
    }

    /// Returns the name of a known zone: `CET`, `UTC`, `UTC+05:30`.
    pub fn zone_name(&self) -> Option<&str> {
        match &self.zone {
            Zone::Known { name, .. } => Some(name),
            Zone::Unknown | Zone::Vague(_) => None,
        }
    }

    /// Returns the author's name for the zone, even if it stands for several offsets.
    pub fn zone_called(&self) -> Option<&str> {
        if let Zone::Vague(name) = &self.zone { Some(name) } else { self.zone_name() }
    }
}

fn offset_name(offset: Offset, abbreviation: &str) -> String {
    if abbreviation.starts_with(|c: char| c.is_ascii_alphabetic()) {
        abbreviation.to_owned()
    } else if offset == Offset::UTC {
        "UTC".to_owned()
    } else {
        format!("UTC{}", offset_text(offset))
    }
}

fn offset_text(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Parses `Europe/Berlin`, `UTC`, `Z` or `+02:00`.
pub fn parse_timezone(text: &str) -> Option<TimeZone> {
    if matches!(text, "Z" | "z" | "GMT") {
        return Some(TimeZone::UTC);
    }
    if text.starts_with(['+', '-']) {
        let sign = if text.starts_with('-') { -1 } else { 1 };
        let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
        let (hours, minutes) = match digits.len() {
            1 | 2 => (digits.parse::<i32>().ok()?, 0),
            4 => (digits[..2].parse().ok()?, digits[2..].parse::<i32>().ok()?),
            _ => return None,
        };
        let seconds = sign * (hours * 3600 + minutes * 60);
        return (hours <= 14 && minutes < 60).then(|| Offset::from_seconds(seconds).ok().map(TimeZone::fixed))?;
    }
    TimeZone::get(text).ok()
}

/// False for years that nobody can mean: mistakes in typing.
pub fn is_plausible(day: Date) -> bool {
    (1970..2100).contains(&day.year())
}

/// Splits an ISO date off the beginning of `text`.
pub fn split_date(text: &str) -> Option<(Date, &str)> {
    let head = text.get(..10)?;
    let bytes = head.as_bytes();
    let digits = |range: std::ops::Range<usize>| bytes[range].iter().all(u8::is_ascii_digit);
    if !(digits(0..4) && bytes[4] == b'-' && digits(5..7) && bytes[7] == b'-' && digits(8..10)) {
        return None;
    }
    let rest = &text[10..];
    if rest.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let date = Date::new(head[..4].parse().ok()?, head[5..7].parse().ok()?, head[8..10].parse().ok()?).ok()?;
    Some((date, rest))
}

/// True for a day without a time.
pub fn is_only_a_day(text: &str) -> bool {
    matches!(Instant::parse(text, None), Err(NotAnInstant::OnlyADate(_)))
}

/// Parses `9:12`, `09:12`, `09:12:30` or `09:12:30.250`.
pub fn parse_clock(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let number = |part: &str| (1..=2).contains(&part.len()).then(|| part.parse::<i8>().ok()).flatten();
    let hour = number(parts.next()?)?;
    let minute = parts.next().filter(|part| part.len() == 2).and_then(number)?;
    let second = match parts.next() {
        Some(part) => number(part.split('.').next()?)?,
        None => 0,
    };
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second.min(59), 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, zone: Option<&str>, expected: Option<&str>) {
        let zone = zone.map(|name| TimeZone::get(name).expect("a known zone"));
        let parsed = Instant::parse(text, zone.as_ref()).ok().map(|(instant, _)| instant.rfc3339());
        assert_eq!(parsed.as_deref(), expected, "{text:?}");
    }

    #[test]
    fn instants_are_read_with_and_without_a_zone() {
        case("2026-03-14T09:12:00Z", None, Some("2026-03-14T09:12:00Z"));
        case("2026-03-14 09:12", None, Some("2026-03-14T09:12:00"));
        case("2026-03-14 09:12", Some("Europe/Berlin"), Some("2026-03-14T09:12:00+01:00"));
        case("2026-03-14 09:12 UTC", Some("Europe/Berlin"), Some("2026-03-14T09:12:00Z"));
        case("2026-03-14T09:12+05:30", None, Some("2026-03-14T09:12:00+05:30"));
        case("2024-06-04T20:00:00-00:00", None, Some("2024-06-04T20:00:00Z"));
        case("2026-03-29 02:30", Some("Europe/Berlin"), Some("2026-03-29T03:30:00+02:00"));
        case("2026-10-25 02:30", Some("Europe/Berlin"), Some("2026-10-25T02:30:00+02:00"));
        case("2026-13-45", None, None);
        case("2026-03-14 25:00", None, None);
        case("20202-01-16 10:00", None, None);
    }
}
