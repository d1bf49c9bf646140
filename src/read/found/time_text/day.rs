//! Days as people write them; what is ambiguous waits for the day it is near to.

use jiff::civil::Date;

use super::grammar::{GRAMMAR, month, weekday};
use super::numeric::Order;
use super::scan::Scan;
use crate::incident::instant::split_date;
use crate::read::words::words;

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

    /// The day with the order of day and month that other days of its document have.
    pub(in crate::read) fn in_order(self, order: Option<Order>) -> Self {
        let (Day::Numeric { first, second, year }, Some(order)) = (self, order) else { return self };
        let (month, day) = match order {
            Order::DayFirst => (second, first),
            Order::MonthFirst => (first, second),
        };
        match year {
            Some(year) => Date::new(year, month, day).map_or(self, Day::Date),
            None if Date::new(2000, month, day).is_ok() => Day::WithoutYear { month, day, numeric: false },
            None => self,
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
            scan.eat_any(words().day.in_brackets)?;
            scan.eat_any(&[")", "）"])
        });
    }

    /// `14 March 2026`, `March 14th, 2026`, `Feb-08-2021`, `Tuesday, 5 March`,
    /// `March 2024`, `Tuesday`
    pub(super) fn written_day(&mut self) -> Option<Day> {
        let found = [self.joined_word(), self.word()].into_iter().find_map(|word| Some((word, weekday(word)?)));
        if let Some((word, weekday)) = found {
            self.at += word.len();
            let end = self.at;
            self.eat_any(&["."]);
            self.eat_any(&[","]);
            self.blanks();
            self.eat(&GRAMMAR.article);
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
            // `So` and `Do` are words, too: a clock or a part of the day must follow.
            let mut has_clock = || {
                self.attempt(|scan| {
                    scan.eat_any(&[","]);
                    scan.blanks();
                    let behind = scan.rest().trim_start_matches(|c: char| c.is_ascii_digit());
                    let is_clock = behind.starts_with([':', '.', 'h']);
                    (scan.part_of_day() || is_clock && scan.clock(false).is_some()).then_some(())
                })
            };
            if word.chars().count() == 2 && has_clock().is_none() {
                return None;
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
            if self.eat_any(&["."]).is_none() {
                self.eat(&GRAMMAR.ordinal);
            }
            self.eat_any(&["-", "/"]);
            self.blanks();
            self.eat(&GRAMMAR.of);
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
            self.eat(&GRAMMAR.ordinal);
            (day, month)
        };
        let end = self.at;
        self.eat_any(&[",", "-", ".", "/"]);
        self.blanks();
        self.eat(&GRAMMAR.of);
        let year = self.year();
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

    /// `2026`, `’26`; `Feb 20 1625 …` is a clock.
    pub(super) fn year(&mut self) -> Option<i16> {
        self.attempt(|scan| {
            let short = scan.eat_any(&["'", "’", "‘"]).is_some();
            let year = if short { 2000 + scan.number(2..=2)? } else { scan.number(4..=4)? };
            let ends = !scan.rest().starts_with(|c: char| c.is_alphanumeric() && c != 'T');
            (ends && (1990..=2100).contains(&year)).then_some(year)
        })
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
        if self.eat(&GRAMMAR.same_day).is_some() {
            return Some(Day::Same);
        }
        if self.eat(&GRAMMAR.next_day).is_some() {
            return Some(Day::Next);
        }
        if self.eat(&GRAMMAR.previous_day).is_some() {
            return Some(Day::Previous);
        }
        // `翌0:30`
        let clocked = self.attempt(|scan| {
            scan.eat_any(words().day.next_sign)?;
            (scan.digits() > 0).then_some(Day::Next)
        });
        if clocked.is_some() {
            return clocked;
        }
        if self.eat_any(&["d+"]).is_some() {
            return Some(Day::Nth(self.number(1..=3)? + 1));
        }
        self.eat(&GRAMMAR.nth_day)?;
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
        let named = self.eat(&GRAMMAR.days_ahead).is_some() && !self.rest().starts_with(char::is_alphanumeric);
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
