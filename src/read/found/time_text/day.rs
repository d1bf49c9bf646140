//! Days as people write them; what is ambiguous waits for the day it is near to.

use jiff::civil::Date;

use super::scan::{Scan, Words};
use crate::incident::instant::split_date;

/// A day as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Day {
    Date(Date),
    /// `7/5/2023`, `01/07`: day first or month first, nobody can tell.
    Numeric {
        first: i8,
        second: i8,
        year: Option<i16>,
    },
    /// `Feb 20`, and `02-20` where a clock follows.
    WithoutYear {
        month: i8,
        day: i8,
        numeric: bool,
    },
    /// `Tuesday`: the first from the day before on; Monday is 1.
    Weekday(i8),
    /// `Day 2`
    Nth(i16),
    /// `Same day`
    Same,
    /// `Next day`
    Next,
    /// `Day before`: the one before the incident's.
    Previous,
    /// A slip of the pen, a month, the middle of a month.
    Unreadable,
}

/// A day written without a year is at most this far from the incident's.
const NEAR: i64 = 200;

impl Day {
    /// The day after, where that is certain without knowing when it was.
    pub(in crate::read) fn next(self) -> Option<Self> {
        match self {
            Day::Date(date) => date.tomorrow().ok().map(Day::Date),
            Day::WithoutYear { month, day, numeric } if month != 2 => {
                let next = Date::new(2001, month, day).and_then(Date::tomorrow).ok()?;
                Some(Day::WithoutYear { month: next.month(), day: next.day(), numeric })
            }
            Day::Nth(number) => Some(Day::Nth(number + 1)),
            _ => None,
        }
    }

    /// The date, if it is certain with `near` as the day of the entry before or of the incident.
    pub(in crate::read) fn resolve(self, near: Option<Date>) -> Option<Date> {
        let distance = |date: &Date| {
            near.and_then(|near| date.since(near).ok()).map_or(0, |span| i64::from(span.get_days()).abs())
        };
        match self {
            Day::Date(date) => Some(date),
            Day::Numeric { first, second, year } => {
                let candidates = [(second, first), (first, second)].map(|(month, day)| in_year(year, month, day, near));
                match candidates {
                    [Some(a), Some(b)] if a == b => Some(a),
                    [Some(a), Some(b)] => {
                        near?;
                        // Only if one is near and the other is not.
                        match (distance(&a) <= 20, distance(&b) <= 20) {
                            (true, false) => Some(a),
                            (false, true) => Some(b),
                            _ => None,
                        }
                    }
                    [a, b] => a.or(b),
                }
            }
            Day::WithoutYear { month, day, .. } => in_year(None, month, day, near),
            Day::Weekday(wanted) => {
                let near = near?;
                let ahead = (wanted - near.weekday().to_monday_one_offset()).rem_euclid(7);
                near.checked_add(jiff::Span::new().days(i64::from(ahead))).ok()
            }
            Day::Same => near,
            Day::Next => near?.tomorrow().ok(),
            Day::Previous => near?.yesterday().ok(),
            Day::Nth(_) | Day::Unreadable => None,
        }
    }
}

fn in_year(year: Option<i16>, month: i8, day: i8, near: Option<Date>) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let near = near?;
    (near.year() - 1..=near.year() + 1)
        .filter_map(|year| Date::new(year, month, day).ok())
        .filter_map(|date| Some((i64::from(date.since(near).ok()?.get_days()).abs(), date)))
        .filter(|(distance, _)| *distance <= NEAR)
        .min()
        .map(|(_, date)| date)
}

impl Scan<'_> {
    pub(in crate::read) fn day(&mut self) -> Option<Day> {
        if let Some((date, rest)) = split_date(self.rest()) {
            self.at = self.text.len() - rest.len();
            return Some(Day::Date(date));
        }
        self.attempt(Self::east_asian_day)
            .or_else(|| self.attempt(Self::numeric_day))
            .or_else(|| self.attempt(Self::written_day))
            .or_else(|| self.attempt(Self::counted_day))
    }

    /// `3月5日（火）`
    pub(super) fn weekday_in_brackets(&mut self) {
        self.attempt(|scan| {
            scan.eat_any(&["(", "（"])?;
            scan.eat_any(&[
                "月", "火", "水", "木", "金", "土", "日", "周一", "周二", "周三", "周四", "周五", "周六", "周日",
            ])?;
            scan.eat_any(&[")", "）"])
        });
    }

    /// `14 March 2026`, `March 14th, 2026`, `Feb-08-2021`, `Tuesday, 5 March`,
    /// `March 2024`, `Tuesday`
    pub(super) fn written_day(&mut self) -> Option<Day> {
        let word = self.word();
        if let Some(weekday) = weekday(word) {
            self.at += word.len();
            let end = self.at;
            self.eat_any(&["."]);
            self.eat_any(&[",", ", dem", " dem", " den", " the", " el"]);
            self.blanks();
            self.eat_any(&["dem ", "den ", "the ", "der "]);
            let full = split_date(self.rest()).map(|(date, rest)| (date, rest.len()));
            if let Some((date, rest)) = full {
                self.at = self.text.len() - rest;
                return Some(Day::Date(date));
            }
            if let Some(day) = self
                .attempt(Self::month_and_day)
                .or_else(|| self.attempt(|scan| scan.numeric_day().filter(|day| !matches!(day, Day::Unreadable))))
            {
                return Some(day);
            }
            self.at = end;
            // "Sun" and "Mon" are days only where something follows that says so.
            return (word.len() > 3
                || self.rest().trim_start().starts_with(|c: char| c.is_ascii_digit() || c == ':' || c == ','))
            .then_some(Day::Weekday(weekday));
        }
        self.month_and_day()
    }

    pub(super) fn month_and_day(&mut self) -> Option<Day> {
        let (day, month) = if self.rest().starts_with(|c: char| c.is_ascii_digit()) {
            let day = self.number(1..=2)?;
            self.eat_any(&["st", "nd", "rd", "th", ".", "er", "º"]);
            self.eat_any(&["-"]);
            self.blanks();
            self.eat_any(&["of ", "de "]);
            (Some(day), self.month()?)
        } else {
            let month = self.month()?;
            self.eat_any(&["-"]);
            self.blanks();
            let day = self.attempt(|scan| {
                let day = scan.number(1..=2)?;
                // `March 14:05`
                let clock = scan
                    .rest()
                    .strip_prefix([':', '.'])
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
                (!clock).then_some(day)
            });
            self.eat_any(&["st", "nd", "rd", "th"]);
            (day, month)
        };
        let end = self.at;
        self.eat_any(&[",", "-", "."]);
        self.blanks();
        self.eat_any(&["de "]);
        let year = self.attempt(|scan| {
            let year = scan.number(4..=4)?;
            // `Feb 20 1625 …` is a clock.
            ((1990..=2100).contains(&year) && !scan.rest().starts_with(|c: char| c.is_alphanumeric() && c != 'T'))
                .then_some(year)
        });
        match (day, year) {
            (Some(day), Some(year)) => Date::new(year, month, i8::try_from(day).ok()?).ok().map(Day::Date),
            (Some(day), None) => {
                self.at = end;
                Some(Day::WithoutYear { month, day: i8::try_from(day).ok()?, numeric: false })
            }
            (None, Some(_)) => Some(Day::Unreadable),
            (None, None) => None,
        }
    }

    pub(super) fn month(&mut self) -> Option<i8> {
        let word = self.word();
        let month = month(word)?;
        self.at += word.len();
        self.eat_any(&["."]);
        Some(month)
    }

    /// `Day 2`, `D+1`, `next day`
    pub(super) fn counted_day(&mut self) -> Option<Day> {
        if self.eat(&SAME_DAY).is_some() {
            return Some(Day::Same);
        }
        if self.eat(&NEXT_DAY).is_some() {
            return Some(Day::Next);
        }
        if self.eat(&PREVIOUS_DAY).is_some() {
            return Some(Day::Previous);
        }
        // `翌0:30`
        let clocked = self.rest().strip_prefix('翌').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if clocked && self.eat_any(&["翌"]).is_some() {
            return Some(Day::Next);
        }
        if self.eat_any(&["d+"]).is_some() {
            return Some(Day::Nth(self.number(1..=3)? + 1));
        }
        self.eat(&NTH_DAY)?;
        let day = self.number(1..=3)?;
        Some(Day::Nth(day))
    }

    /// `+1d` before a clock: so many days after the first.
    pub(in crate::read) fn days_ahead(&mut self) -> Option<Day> {
        self.attempt(|scan| {
            let (day, named) = scan.days_on()?;
            let end = scan.at;
            scan.blanks();
            scan.clock(false).filter(|_| named)?;
            scan.at = end;
            Some(day)
        })
    }

    /// ` (+1)`, ` +1 day` behind a clock.
    pub(in crate::read) fn days_behind(&mut self) -> Option<Day> {
        self.attempt(|scan| {
            scan.blanks();
            let open = scan.eat_any(&["(", "（"]).is_some();
            let (day, named) = scan.days_on()?;
            if open {
                scan.eat_any(&[")", "）"])?;
            }
            // `(+2)` alone may be a zone.
            (named || (open && day == Day::Nth(2))).then_some(day)
        })
    }

    /// `+1 day`, `-1d`, and whether it says that days are meant.
    pub(super) fn days_on(&mut self) -> Option<(Day, bool)> {
        let back = self.eat_any(&["+", "-", "−"])? != "+";
        let days = self.number(1..=2)?;
        let end = self.at;
        self.blanks();
        let named = self.eat_any(&["days", "day", "tage", "tag", "días", "día", "dias", "dia", "d"]).is_some()
            && !self.rest().starts_with(char::is_alphanumeric);
        self.at = if named { self.at } else { end };
        if back {
            // `-2 days of data` are no day.
            let is_day =
                named && (self.text[..self.at].ends_with('d') || self.ends_alone() || self.rest().starts_with(')'));
            return is_day.then_some((Day::Nth(1 - days), true));
        }
        Some((Day::Nth(days + 1), named))
    }
}

static NEXT_DAY: Words = Words::new(&[
    "the next day",
    "next day",
    "the following day",
    "following day",
    "am nächsten tag",
    "nächster tag",
    "am folgetag",
    "folgetag",
    "al día siguiente",
    "día siguiente",
    "no dia seguinte",
    "dia seguinte",
    "le lendemain",
    "翌日",
    "次の日",
    "第二天",
    "次日",
    "隔天",
]);

static PREVIOUS_DAY: Words = Words::new(&[
    "the day before",
    "day before",
    "the previous day",
    "previous day",
    "the night before",
    "night before",
    "the evening before",
    "evening before",
    "the previous evening",
    "previous evening",
    "the previous night",
    "previous night",
    "am vortag",
    "vortag",
    "am vorabend",
    "vorabend",
    "el día anterior",
    "día anterior",
    "no dia anterior",
    "dia anterior",
    "la veille",
    "前日",
    "前一天",
]);

static SAME_DAY: Words =
    Words::new(&["same day", "am selben tag", "ese mismo día", "no mesmo dia", "同日", "当日", "当天"]);

static NTH_DAY: Words = Words::new(&["day ", "tag ", "día ", "dia ", "jour "]);

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "jan", "januar", "jänner", "enero", "janvier", "janeiro"],
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
    number(&MONTHS, word)
}

/// From 1 for Monday.
fn weekday(word: &str) -> Option<i8> {
    const DAYS: [&[&str]; 7] = [
        &["monday", "mon", "montag", "lunes", "lundi", "segunda"],
        &["tuesday", "tue", "tues", "dienstag", "martes", "mardi", "terça"],
        &["wednesday", "wed", "mittwoch", "miércoles", "mercredi", "quarta"],
        &["thursday", "thu", "thurs", "donnerstag", "jueves", "jeudi", "quinta"],
        &["friday", "fri", "freitag", "viernes", "vendredi", "sexta"],
        &["saturday", "sat", "samstag", "sábado", "samedi"],
        &["sunday", "sun", "sonntag", "domingo", "dimanche"],
    ];
    number(&DAYS, word)
}

/// From 1, the place of what is called `word`, whatever its case.
fn number(all: &[&[&str]], word: &str) -> Option<i8> {
    let lower = if word.is_ascii() { None } else { Some(word.to_lowercase()) };
    let word = lower.as_deref().unwrap_or(word);
    let same = |name: &&str| name.eq_ignore_ascii_case(word);
    i8::try_from(all.iter().position(|names| names.iter().any(same))? + 1).ok()
}
