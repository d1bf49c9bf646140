//! Days in digits: `2026-03-14`, `14.3.2026`, `3月14日`.

use jiff::civil::Date;

use crate::read::found::time_text::{Day, Scan};
use crate::read::words::{List, words};
use crate::text::is_unspaced;

/// The order of day and month in days like `05/07/2031`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Order {
    DayFirst,
    MonthFirst,
}

/// Returns the order that the days of `text` have: some of them allow only one, and they agree. Where all of them allow
/// both it is the `usual` one.
pub(in crate::read) fn order_of(text: &str, usual: impl FnOnce() -> Option<Order>) -> Option<Order> {
    let bytes = text.as_bytes();
    let is_joined = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'=');
    let (mut found, mut is_asked, mut is_form) = (None, false, false);
    for at in bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'/' | b'-')).map(|(at, _)| at) {
        is_form |= bytes[at..].starts_with(b"/YYYY");
        let digits = bytes[..at].iter().rev().take(3).take_while(|byte| byte.is_ascii_digit()).count();
        let start = at - digits;
        if !(1..=2).contains(&digits) || start > 0 && is_joined(bytes[start - 1]) {
            continue;
        }
        let order = match Scan::new(&text[start..]).numeric_day() {
            Some(Day::Numeric { first: 13.., second, year: Some(_) }) if second <= 12 => Order::DayFirst,
            Some(Day::Numeric { first, second: 13.., year: Some(_) }) if first <= 12 => Order::MonthFirst,
            day => {
                is_asked |= matches!(day, Some(Day::Numeric { year: Some(_), .. }));
                continue;
            }
        };
        if found.is_some_and(|found| found != order) {
            return None;
        }
        found = Some(order);
    }
    // A form says how it wants its days.
    let forms = [("DD/MM/YYYY", Order::DayFirst), ("MM/DD/YYYY", Order::MonthFirst)];
    let form = || forms.into_iter().find(|(form, _)| is_form && text.contains(form)).map(|(_, order)| order);
    found.or_else(form).or_else(|| if is_asked { usual() } else { None })
}

impl Scan<'_> {
    /// `2024年3月5日`, `3月5日`, `2026-05-中旬`
    pub(super) fn east_asian_day(&mut self) -> Option<Day> {
        let (first, day) = (self.number(1..=4)?, &words().day);
        if self.eat_any(&["-"]).is_some() {
            self.number(1..=2)?;
            self.eat_any(&["-"]);
            self.eat_any(day.third_of_month)?;
            return Some(Day::Unreadable);
        }
        if self.sign(day.year_sign).is_some() {
            self.blanks();
            let month = i8::try_from(self.number(1..=2)?).ok()?;
            self.sign(day.month_sign)?;
            self.blanks();
            let Some(number) = self.number(1..=2) else {
                self.eat_any(day.third_of_month);
                return Some(Day::Unreadable);
            };
            self.sign(day.date_sign)?;
            self.weekday_in_brackets();
            return Date::new(first, month, i8::try_from(number).ok()?).ok().map(Day::Date);
        }
        self.sign(day.month_sign)?;
        self.blanks();
        let number = i8::try_from(self.number(1..=2)?).ok()?;
        self.sign(day.date_sign)?;
        self.weekday_in_brackets();
        Some(Day::WithoutYear { month: i8::try_from(first).ok()?, day: number, numeric: false })
    }

    /// A sign behind a number, between which a blank may stand: `8 月 15 日`.
    pub(super) fn sign(&mut self, signs: List) -> Option<()> {
        self.attempt(|scan| {
            scan.blanks();
            scan.eat_any(signs).map(|_| ())
        })
    }

    /// `12/01/2022`, `29-09-2021`, `3.5.2024`, `2024/03/05`, `1/28`, `12-05 16:21`
    pub(super) fn numeric_day(&mut self) -> Option<Day> {
        let lengths = |scan: &mut Self| {
            let digits = scan.digits();
            scan.at += digits;
            digits
        };
        let start = self.at;
        let first_digits = lengths(self);
        if !(1..=6).contains(&first_digits) {
            return None;
        }
        let mark = self.eat_any(&["/", "-", "."])?;
        let second_start = self.at;
        let second_digits = lengths(self);
        if !(1..=2).contains(&second_digits) {
            return None;
        }
        let value = |from: usize, length: usize| self.text[from..from + length].parse::<i16>().ok();
        let (first, second) = (value(start, first_digits), value(second_start, second_digits));
        let third = self.attempt(|scan| {
            scan.eat_any(&[mark])?;
            let start = scan.at;
            let digits = lengths(scan);
            (digits > 0).then(|| (scan.text[start..start + digits].parse::<i16>().ok(), digits))
        });
        let glued = self.rest().starts_with(|c: char| c.is_alphanumeric() && c != 'T' && !is_unspaced(c));
        if glued {
            return None;
        }
        let small = |value: Option<i16>| value.and_then(|value| i8::try_from(value).ok());
        match third {
            Some((third, third_digits)) => {
                let date = if first_digits == 4 {
                    let (month, day) = (small(second), small(third));
                    first.zip(month.zip(day)).and_then(|(year, (month, day))| Date::new(year, month, day).ok())
                } else {
                    None
                };
                if date.is_some() {
                    return date.map(Day::Date);
                }
                let year = match third_digits {
                    4 => third,
                    2 => third.map(|short| 2000 + short),
                    _ => None,
                };
                match (small(first), small(second), year) {
                    (Some(first), Some(second), Some(year)) if first_digits <= 2 => {
                        if mark == "." {
                            return Some(Date::new(year, second, first).map_or(Day::Unreadable, Day::Date));
                        }
                        let fits = |month, day| Date::new(year, month, day).is_ok();
                        (fits(first, second) || fits(second, first))
                            .then_some(Day::Numeric { first, second, year: Some(year) })
                            .or(Some(Day::Unreadable))
                    }
                    // `20202-01-16`, `11/03/202`: a slip, but a day.
                    _ if first_digits >= 3 || third_digits >= 3 => Some(Day::Unreadable),
                    _ => None,
                }
            }
            // `2026-02` is a month, as `February 2026` is.
            None if first_digits == 4 => {
                let is_month = mark == "-" && second_digits == 2 && second.is_some_and(|it| (1..=12).contains(&it));
                (is_month && first.is_some_and(|it| (1990..=2100).contains(&it))).then_some(Day::Unreadable)
            }
            None => {
                let (first, second) = (small(first)?, small(second)?);
                let plausible =
                    (1..=31).contains(&first) && (1..=31).contains(&second) && (first <= 12 || second <= 12);
                match mark {
                    "/" if plausible => Some(Day::Numeric { first, second, year: None }),
                    // `12-05 16:21`, and `14.3. 16:21` with its second full stop.
                    "-" if plausible && first_digits == 2 && second_digits == 2 && first <= 12 => {
                        Some(Day::WithoutYear { month: first, day: second, numeric: true })
                    }
                    "." if plausible
                        && second <= 12
                        && (self.eat_any(&["."]).is_some() || is_before_clock(self.rest())) =>
                    {
                        Some(Day::WithoutYear { month: second, day: first, numeric: false })
                    }
                    _ => None,
                }
            }
        }
    }
}

/// `02.12 06:20`: two clocks do not stand beside each other so.
fn is_before_clock(rest: &str) -> bool {
    let Some(clock) = rest.strip_prefix(',').unwrap_or(rest).strip_prefix(' ') else { return false };
    let Some((hour, minute)) = clock.split_once(':') else { return false };
    (1..=2).contains(&hour.len())
        && hour.bytes().all(|byte| byte.is_ascii_digit())
        && minute.bytes().take_while(u8::is_ascii_digit).count() == 2
}
