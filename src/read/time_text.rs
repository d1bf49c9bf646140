//! The time at the beginning of a line, as people write it.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};

use crate::incident::instant::split_date;

/// A time as it was written at the beginning of a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lead {
    /// Bytes of the text up to what follows: time, zone and separator.
    pub length: usize,
    /// The time and zone as written, without brackets and separator.
    pub text: String,
    pub date: Option<Date>,
    pub time: Option<Time>,
    /// A zone that means one offset, or the name of one that does not.
    pub zone: Option<ZoneText>,
    pub approximate: bool,
}

/// A zone as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ZoneText {
    /// An offset, and what the author calls it.
    Known(Offset, String),
    /// `CST`, `IST`: one name, several zones.
    Ambiguous,
}

/// Abbreviations that mean one offset, in minutes from UTC.
const ZONES: [(&str, i32); 24] = [
    ("UTC", 0),
    ("GMT", 0),
    ("Z", 0),
    ("WET", 0),
    ("WEST", 60),
    ("BST", 60),
    ("CET", 60),
    ("MEZ", 60),
    ("WAT", 60),
    ("CEST", 120),
    ("MESZ", 120),
    ("CAT", 120),
    ("SAST", 120),
    ("EET", 120),
    ("EEST", 180),
    ("EAT", 180),
    ("EST", -300),
    ("EDT", -240),
    ("MST", -420),
    ("MDT", -360),
    ("PST", -480),
    ("PDT", -420),
    ("JST", 540),
    ("KST", 540),
];

/// Names that mean several offsets, by season or by country.
const AMBIGUOUS: [&str; 6] = ["CST", "CDT", "IST", "ET", "PT", "CT"];

/// Words that say a time is not exact.
const APPROXIMATE: [&str; 11] =
    ["~", "≈", "about ", "around ", "circa ", "ca. ", "ca ", "approx. ", "approximately ", "gegen ", "hacia "];

/// Reads a time at the beginning of `text`; `None` if it begins otherwise.
pub(super) fn lead(text: &str) -> Option<Lead> {
    let mut scan = Scan { text, at: 0 };
    scan.blanks();
    let bracket = scan.eat_any(&["[", "("]);
    let start = scan.at;
    let mut approximate = scan.approximate();
    let (mut date, mut time) = (None, None);
    if let Some(found) = scan.date() {
        date = Some(found);
        let end = scan.at;
        scan.separator();
        approximate |= scan.approximate();
        time = scan.time();
        if time.is_none() {
            scan.at = end;
        }
    } else {
        time = scan.time().or(time);
    }
    if date.is_none() && time.is_none() {
        return None;
    }
    let mut end = scan.at;
    let mut zone = None;
    if time.is_some() {
        scan.blanks();
        let closes = scan.eat_any(&["("]);
        if let Some(found) = scan.zone() {
            if closes.is_some() {
                scan.eat_any(&[")"]);
            }
            zone = Some(found);
            end = scan.at;
        }
        scan.at = end;
        if scan.range() {
            end = scan.at;
            if zone.is_none() {
                scan.blanks();
                if let Some(found) = scan.zone() {
                    zone = Some(found);
                    end = scan.at;
                }
            }
        }
        scan.at = end;
        approximate |= scan.eat_any(&["ish", "頃", "+"]).is_some();
        end = scan.at;
    }
    let written = text[start..end].trim().to_owned();
    match bracket {
        Some("[") if scan.eat_any(&["]"]).is_none() => return None,
        Some("(") if scan.eat_any(&[")"]).is_none() => return None,
        _ => {}
    }
    if !scan.ends_here() {
        return None;
    }
    scan.tail();
    Some(Lead { length: scan.at, text: written, date, time, zone, approximate })
}

/// The zone of a column or a whole section: `Time (UTC)`, `All times CET`.
pub(super) fn zone_in(text: &str) -> Option<ZoneText> {
    text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | ':')))
        .filter(|word| word.len() >= 2)
        .find_map(|word| Scan { text: word, at: 0 }.zone().filter(|_| word.chars().all(|c| !c.is_ascii_lowercase())))
}

impl ZoneText {
    pub(super) fn named(&self) -> Option<NamedZone> {
        match self {
            ZoneText::Known(offset, name) => {
                Some(NamedZone { zone: TimeZone::fixed(*offset), name: Some(name.clone()) })
            }
            ZoneText::Ambiguous => None,
        }
    }
}

/// A zone, and what it is called if that is not the zone's own business.
#[derive(Debug, Clone)]
pub(super) struct NamedZone {
    pub zone: TimeZone,
    pub name: Option<String>,
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scan<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn eat_any(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let word = words
            .iter()
            .find(|word| self.rest().get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)))?;
        self.at += word.len();
        Some(word)
    }

    fn approximate(&mut self) -> bool {
        let found = self.eat_any(&APPROXIMATE).is_some();
        if found {
            self.blanks();
        }
        found
    }

    fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
        let length = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        if !digits.contains(&length) {
            return None;
        }
        let number = self.rest()[..length].parse().ok()?;
        self.at += length;
        Some(number)
    }

    fn date(&mut self) -> Option<Date> {
        if let Some((date, rest)) = split_date(self.rest()) {
            self.at = self.text.len() - rest.len();
            return Some(date);
        }
        let start = self.at;
        let found = self.written_date();
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// `14 March 2026`, `March 14, 2026`, with or without the day of the week.
    fn written_date(&mut self) -> Option<Date> {
        if weekday(self.word()) {
            let word = self.word().len();
            self.at += word;
            self.eat_any(&[",", ", dem", " dem"]);
            self.blanks();
            self.eat_any(&["dem "]);
        }
        let (day, month) = if self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            let day = self.number(1..=2)?;
            self.eat_any(&["st", "nd", "rd", "th", "."]);
            self.blanks();
            self.eat_any(&["of ", "de "]);
            (day, self.month()?)
        } else {
            let month = self.month()?;
            self.blanks();
            let day = self.number(1..=2)?;
            self.eat_any(&["st", "nd", "rd", "th"]);
            (day, month)
        };
        self.eat_any(&[","]);
        self.blanks();
        self.eat_any(&["de "]);
        let year = self.number(4..=4)?;
        Date::new(year, month, i8::try_from(day).ok()?).ok()
    }

    fn word(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())]
    }

    fn month(&mut self) -> Option<i8> {
        let word = self.word();
        let month = month(word)?;
        self.at += word.len();
        self.eat_any(&["."]);
        Some(month)
    }

    fn separator(&mut self) {
        self.blanks();
        if self.eat_any(&["T", ",", "@", "at ", "um ", "-", "–", "/"]).is_some() {
            self.blanks();
        }
    }

    /// `9:12`, `09:12:30`, `9.12`, `9:12 pm`, `14h30`
    fn time(&mut self) -> Option<Time> {
        let start = self.at;
        let found = self.clock();
        if found.is_none() {
            self.at = start;
        }
        found
    }

    fn clock(&mut self) -> Option<Time> {
        let mut hour = self.number(1..=2)?;
        let separator = self.eat_any(&[":", ".", "h"]);
        let mut minute = 0;
        let mut second = 0;
        if separator.is_some() {
            minute = self.number(2..=2)?;
            if self.rest().starts_with(':') && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) {
                self.at += 1;
                second = self.number(2..=2)?;
            }
            if separator == Some(":")
                && self.rest().starts_with('.')
                && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit())
            {
                self.at += 1;
                self.number(1..=9).or_else(|| {
                    self.at += self.rest().bytes().take_while(u8::is_ascii_digit).count();
                    None
                });
            }
        }
        let before = self.at;
        self.blanks();
        let half = self.eat_any(&["a.m.", "p.m.", "am", "pm"]);
        let half = half.filter(|_| !self.rest().starts_with(char::is_alphanumeric));
        match half {
            Some(half) => {
                // `13:55 PM` is 13:55.
                let afternoon = half.starts_with('p');
                hour = match hour {
                    12 if !afternoon => 0,
                    1..=11 if afternoon => hour + 12,
                    hour => hour,
                };
            }
            None => self.at = before,
        }
        if separator.is_none() && half.is_none() {
            return None;
        }
        Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second.min(59)).ok()?, 0).ok()
    }

    fn zone(&mut self) -> Option<ZoneText> {
        let start = self.at;
        let rest = self.rest();
        let name = &rest[..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len())];
        if AMBIGUOUS.contains(&name) {
            self.at += name.len();
            return Some(ZoneText::Ambiguous);
        }
        let base = ZONES.iter().find(|(known, _)| *known == name).map(|(_, minutes)| *minutes);
        if !name.is_empty() && base.is_none() {
            return None;
        }
        self.at += name.len();
        let shift = self.offset();
        let Some(minutes) = base.or(shift.map(|_| 0)) else {
            self.at = start;
            return None;
        };
        let name = match &self.text[start..self.at] {
            "Z" | "z" => "UTC".to_owned(),
            written if base.is_none() => format!("UTC{written}"),
            written => written.to_owned(),
        };
        Some(ZoneText::Known(Offset::from_seconds((minutes + shift.unwrap_or(0)) * 60).ok()?, name))
    }

    /// `+1`, `+01:00`, `-0400`, in minutes.
    fn offset(&mut self) -> Option<i32> {
        let start = self.at;
        let sign = match self.eat_any(&["+", "-"])? {
            "-" => -1,
            _ => 1,
        };
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let minutes = match digits {
            1 | 2 => {
                let hours = i32::from(self.number(1..=2)?);
                let minutes = if self.rest().starts_with(':') {
                    self.at += 1;
                    self.number(2..=2).map(i32::from)
                } else {
                    Some(0)
                };
                minutes.map(|minutes| hours * 60 + minutes)
            }
            4 => self.number(4..=4).map(|both| i32::from(both / 100) * 60 + i32::from(both % 100)),
            _ => None,
        };
        match minutes {
            Some(minutes) if minutes <= 14 * 60 => Some(sign * minutes),
            _ => {
                self.at = start;
                None
            }
        }
    }

    /// ` – 10:15`, ` to 10:15`, `-ongoing`
    fn range(&mut self) -> bool {
        let start = self.at;
        self.blanks();
        let dash = self.eat_any(&["–", "—", "->", "→", "-", "to ", "until ", "~", "〜", "bis "]);
        if dash.is_some() {
            self.blanks();
            let end = self.at;
            if self.date().is_some() {
                self.separator();
                if self.time().is_some() {
                    return true;
                }
            } else if self.time().is_some() || self.eat_any(&["ongoing", "now", "onwards"]).is_some() {
                return true;
            }
            self.at = end;
        }
        self.at = start;
        false
    }

    /// Nothing that would make it part of a sentence or a longer number.
    fn ends_here(&self) -> bool {
        match self.rest().chars().next() {
            None => true,
            Some(c) => {
                c.is_whitespace()
                    || matches!(c, ':' | ',' | ';' | '-' | '–' | '—' | '|' | ')' | ']' | '→' | '：' | '、' | '.' | '(')
            }
        }
    }

    /// The separator between the time and the text.
    fn tail(&mut self) {
        let mut rest = self.rest();
        loop {
            let next = rest.trim_start().trim_start_matches([':', '-', '–', '—', '|', '→', '：', ',', '、']);
            let next = next.strip_prefix(". ").unwrap_or(next);
            if next.len() == rest.len() {
                break;
            }
            rest = next;
        }
        self.at = self.text.len() - rest.len();
    }
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "jan", "januar", "enero", "janvier", "janeiro"],
        &["february", "feb", "februar", "febrero", "février", "fevereiro"],
        &["march", "mar", "märz", "marzo", "mars", "março"],
        &["april", "apr", "abril", "avril"],
        &["may", "mai", "mayo", "maio"],
        &["june", "jun", "juni", "junio", "juin", "junho"],
        &["july", "jul", "juli", "julio", "juillet", "julho"],
        &["august", "aug", "agosto", "août"],
        &["september", "sep", "sept", "septiembre", "septembre", "setembro"],
        &["october", "oct", "oktober", "okt", "octubre", "octobre", "outubro"],
        &["november", "nov", "noviembre", "novembre", "novembro"],
        &["december", "dec", "dezember", "dez", "diciembre", "décembre", "dezembro"],
    ];
    let lower = word.to_lowercase();
    let at = MONTHS.iter().position(|names| names.contains(&lower.as_str()))?;
    i8::try_from(at + 1).ok()
}

fn weekday(word: &str) -> bool {
    const DAYS: [&str; 28] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
    ];
    DAYS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: Option<(&str, &str)>) {
        let found = lead(text).map(|lead| (lead.text.clone(), text[lead.length..].to_owned()));
        assert_eq!(found, expected.map(|(time, rest)| (time.to_owned(), rest.to_owned())), "{text:?}");
    }

    #[test]
    fn times_stand_at_the_beginning() {
        case("09:21 UTC - Alert", Some(("09:21 UTC", "Alert")));
        case("09:21: Alert", Some(("09:21", "Alert")));
        case("[08:57] a notice", Some(("08:57", "a notice")));
        case("2026-03-14 09:21 CET: Alert", Some(("2026-03-14 09:21 CET", "Alert")));
        case("2026-03-14T09:21:05Z Alert", Some(("2026-03-14T09:21:05Z", "Alert")));
        case("~14:00 UTC: aborted", Some(("~14:00 UTC", "aborted")));
        case("9:05 AM: began", Some(("9:05 AM", "began")));
        case("08:45–08:47 quiet", Some(("08:45–08:47", "quiet")));
        case("17:30 (UTC) Alert", Some(("17:30 (UTC)", "Alert")));
        case("16.32 merged", Some(("16.32", "merged")));
        case("14h30 fini", Some(("14h30", "fini")));
        case("Friday, 21 March 2025", Some(("Friday, 21 March 2025", "")));
        case("Mittwoch, 21. August 2024", Some(("Mittwoch, 21. August 2024", "")));
        case("23:48 at night", Some(("23:48", "at night")));
        case("2026-05-13", Some(("2026-05-13", "")));
        case("10 requests failed", None);
        case("1.5 million", None);
        case("At 09:21 something", None);
        case("99:99 x", None);
    }

    #[test]
    fn zones_are_read_where_they_mean_one_offset() {
        assert_eq!(lead("09:21 CST x").and_then(|lead| lead.zone), Some(ZoneText::Ambiguous));
        assert_eq!(
            lead("09:21 GMT+1 x").and_then(|lead| lead.zone),
            Some(ZoneText::Known(Offset::constant(1), "GMT+1".into()))
        );
        assert_eq!(zone_in("Time (UTC)"), Some(ZoneText::Known(Offset::UTC, "UTC".into())));
        assert_eq!(zone_in("All times CEST."), Some(ZoneText::Known(Offset::constant(2), "CEST".into())));
        assert_eq!(zone_in("Timeline"), None);
    }
}
