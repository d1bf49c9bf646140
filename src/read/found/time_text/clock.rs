//! Clock times, parts of the day, and times relative to the beginning.

use jiff::civil::Time;

use super::Relative;
use super::grammar::GRAMMAR;
use super::scan::{Scan, Words};
use crate::read::words::words;
use crate::text::is_unspaced;

impl Scan<'_> {
    /// `9:12`, `09:12:30`, `9.12`, `9:12 pm`, `14h30`, `9時30分`; `1625` where a
    /// day stands before it or a colon, a zone or `hrs` behind it.
    pub(in crate::read) fn clock(&mut self, after_day: bool) -> Option<Time> {
        self.attempt(|scan| scan.east_asian().or_else(|| scan.western(after_day)).or_else(|| scan.named()))
    }

    /// `noon:`, `midnight UTC`; a sentence may begin so, too.
    fn named(&mut self) -> Option<Time> {
        self.attempt(|scan| {
            let hour = if scan.eat(&GRAMMAR.noon).is_some() { 12 } else { scan.eat(&GRAMMAR.midnight).map(|_| 0)? };
            (scan.ends_alone() || Scan::new(scan.rest().trim_start_matches([' ', '('])).zone().is_some())
                .then_some(())?;
            Time::new(hour, 0, 0, 0).ok()
        })
    }

    /// Nothing follows, or a mark that separates.
    pub(in crate::read) fn ends_alone(&self) -> bool {
        let rest = self.rest().trim_start();
        rest.is_empty() || rest.starts_with([':', '-', '–', '—', '：', ']', ')', '|'])
    }

    fn western(&mut self, after_day: bool) -> Option<Time> {
        if self.digits() == 4 {
            return self.military(after_day);
        }
        if let Some(time) = self.attempt(Self::spaced) {
            return Some(time);
        }
        let mut hour = self.number(1..=2)?;
        let separator = self.eat_any(&[":", ".", "h", "："]);
        let (mut minute, mut second) = (0, 0);
        match separator {
            // `14h`, not `14hosts` and not `0h 35m`.
            Some("h") if self.digits() == 0 => {
                let next = self.rest();
                let length = next.trim_start().starts_with(|c: char| c.is_ascii_digit());
                (!length && !next.starts_with(char::is_alphabetic)).then_some(())?;
            }
            Some(_) => {
                if self.rest().starts_with(' ') && self.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) {
                    // `14: 45`
                    if self.rest()[1..].bytes().take_while(u8::is_ascii_digit).count() != 2 {
                        return None;
                    }
                    self.at += 1;
                }
                // `5:PM`
                minute = if separator == Some(":") && Scan::new(self.rest()).half().is_some() {
                    0
                } else {
                    self.number(2..=2)?
                };
                let follows = |scan: &Self, mark: char| {
                    scan.rest().strip_prefix(mark).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
                };
                if separator == Some(":") && follows(self, ':') {
                    self.at += 1;
                    second = self.number(1..=2)?;
                    if follows(self, '.') || follows(self, ',') {
                        self.at += 1;
                        self.at += self.digits();
                    }
                } else if separator == Some(".") && follows(self, '.') {
                    // A version or a day, not a clock.
                    return None;
                } else if separator == Some("h") {
                    self.eat_any(&["min", "m"]);
                }
            }
            None => {}
        }
        let half = self.half();
        if let Some(afternoon) = half {
            // `13:55 PM` is 13:55.
            hour = match hour {
                12 if !afternoon => 0,
                0 if afternoon => 12,
                1..=11 if afternoon => hour + 12,
                hour => hour,
            };
        }
        // `12 noon`, `12:00 midnight`
        let named = self.attempt(|scan| {
            scan.blanks();
            let name = scan.eat(&GRAMMAR.noon).map(|_| 12).or_else(|| scan.eat(&GRAMMAR.midnight).map(|_| 0))?;
            let ends = !scan.rest().starts_with(char::is_alphanumeric);
            (ends && (hour, minute, half) == (12, 0, None)).then_some(name)
        });
        hour = named.unwrap_or(hour);
        if separator.is_none() && half.is_none() && named.is_none() {
            // `2 hours` is a length.
            self.hour_word(&GRAMMAR.oclock).then_some(())?;
        }
        if separator.is_some() && half.is_none() {
            self.hour_word(&GRAMMAR.hours_behind);
        }
        if (hour, minute, second) == (24, 0, 0) {
            hour = 0;
        }
        Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, i8::try_from(second.min(59)).ok()?, 0).ok()
    }

    /// `15 h 30 : …`, `9 h` in a range; without a mark or another clock behind it is a length.
    fn spaced(&mut self) -> Option<Time> {
        const MARKS: [&str; 3] = [" h", "\u{a0}h", "\u{202f}h"];
        let begun = self.at;
        let hour = self.number(1..=2)?;
        self.eat_any(&MARKS)?;
        let minute = self.attempt(|scan| {
            scan.eat_any(&[" ", "\u{a0}", "\u{202f}"])?;
            scan.number(2..=2)
        });
        // `entre 9 h 30 et 11 h 15`
        let goes_on = |scan: &Self| {
            let mut next = Scan::new(scan.rest());
            next.blanks();
            let is_range = next.eat(&GRAMMAR.dash).is_some();
            next.blanks();
            is_range && next.attempt(|next| next.number(1..=2).and_then(|_| next.eat_any(&MARKS))).is_some()
        };
        let ends_range = MARKS.iter().any(|mark| self.text[..begun].contains(&format!("{mark} ")));
        let ends = !self.rest().starts_with(char::is_alphanumeric) && ends_range;
        let stands_alone = || self.ends_alone() || self.is_behind_at(begun);
        (ends || minute.is_some() && stands_alone() || goes_on(self)).then_some(())?;
        Time::new(i8::try_from(hour).ok()?, i8::try_from(minute.unwrap_or(0)).ok()?, 0, 0).ok()
    }

    /// A word for a moment stands before `at`, as in `À 9 h 14 le service …`, and this is no length: `à 9 h 30 de travail`.
    fn is_behind_at(&self, at: usize) -> bool {
        let time = &words().time;
        let before = self.text[..at].trim_end().to_lowercase();
        let is_moment = |list: &[&str]| list.contains(&before.as_str());
        let next = self.rest().split_whitespace().next().unwrap_or_default();
        (is_moment(time.at) || is_moment(time.since)) && !words().day.of.contains(&next)
    }

    /// `am`, `p.m.`, `10:45a`; whether it is the afternoon.
    fn half(&mut self) -> Option<bool> {
        self.attempt(|scan| {
            scan.blanks();
            let begun = scan.at;
            let afternoon = scan.eat(&GRAMMAR.am).map(|_| false).or_else(|| scan.eat(&GRAMMAR.pm).map(|_| true))?;
            let short = scan.at - begun == 1;
            let next = scan.rest().chars().next();
            let ends = next.is_none_or(|c| !c.is_alphanumeric());
            // `10:45 a worker …`
            let glued = !short || scan.text[..scan.at - 1].ends_with(|c: char| c.is_ascii_digit());
            (ends && glued).then_some(afternoon)
        })
    }

    /// `14:05 Uhr`, `2100hrs`
    fn hour_word(&mut self, words: &Words) -> bool {
        self.attempt(|scan| {
            scan.blanks();
            scan.eat(words)?;
            (!scan.rest().starts_with(char::is_alphanumeric)).then_some(())
        })
        .is_some()
    }

    fn military(&mut self, after_day: bool) -> Option<Time> {
        // `2026-03-02 - 2026-03-04`: the year of another day.
        if after_day && Scan::new(self.rest()).day().is_some() {
            return None;
        }
        let both = self.number(4..=4)?;
        let worded = self.hour_word(&GRAMMAR.hours_behind);
        let rest = self.rest();
        let colon =
            rest.strip_prefix([':', '：']).is_some_and(|behind| !behind.starts_with(|c: char| c.is_ascii_digit()));
        let zoned = Scan::new(rest.trim_start()).zone().is_some();
        if !(worded || colon || zoned || after_day) {
            return None;
        }
        Time::new(i8::try_from(both / 100).ok()?, i8::try_from(both % 100).ok()?, 0, 0).ok()
    }

    /// `9時30分`, `午後3時`, `下午 3:15`
    fn east_asian(&mut self) -> Option<Time> {
        self.attempt(|scan| {
            let time = &words().time;
            let morning = scan.eat(&GRAMMAR.morning_sign).map(|_| false);
            let half = morning.or_else(|| scan.eat(&GRAMMAR.afternoon_sign).map(|_| true));
            scan.blanks();
            let mut hour = scan.number(1..=2)?;
            let mut minute = 0;
            if scan.sign(time.hour_sign).is_some() {
                if scan.eat_any(time.half_sign).is_some() {
                    minute = 30;
                } else if let Some(found) = scan.number(1..=2) {
                    minute = found;
                    scan.eat_any(time.minute_sign);
                } else if let Some(found) = scan.attempt(Self::minutes_apart) {
                    minute = found;
                }
            } else {
                half?;
                scan.eat_any(&[":", "："])?;
                minute = scan.number(2..=2)?;
            }
            if half == Some(true) && hour < 12 {
                hour += 12;
            }
            Time::new(i8::try_from(hour).ok()?, i8::try_from(minute).ok()?, 0, 0).ok()
        })
    }

    /// ` 30분`, as Korean has it behind the hour.
    fn minutes_apart(&mut self) -> Option<i16> {
        self.blanks();
        let minute = self.number(1..=2)?;
        self.sign(words().time.minute_sign)?;
        Some(minute)
    }

    /// ` morning`, behind a day.
    pub(in crate::read) fn part_of_day(&mut self) -> bool {
        self.attempt(|scan| {
            scan.blanks();
            scan.eat_any(&[",", "-", "–", "/"]);
            scan.blanks();
            scan.eat(&GRAMMAR.in_part);
            scan.part()
        })
        .is_some()
    }

    /// `Morning:`, the whole of a time.
    pub(in crate::read) fn part_of_day_alone(&mut self) -> bool {
        self.attempt(|scan| {
            scan.part()?;
            scan.ends_alone().then_some(())
        })
        .is_some()
    }

    fn part(&mut self) -> Option<()> {
        let part = self.eat(&GRAMMAR.part_of_day)?;
        let joined = self.rest().starts_with(|c: char| c.is_alphanumeric() && !is_unspaced(c));
        (!joined || part.starts_with(is_unspaced)).then_some(())
    }

    /// `T+5 min`, `T-1h`, `+90s`, `T+00:15`, `5 minutes later`
    pub(in crate::read) fn relative(&mut self) -> Option<Relative> {
        self.attempt(|scan| {
            let marked = scan.eat_any(&["t"]).is_some();
            if marked {
                scan.blanks();
            }
            // `T0`, and not `T0 = 14:02`, which says when that is.
            if marked && scan.digits() == 1 && scan.eat_any(&["0"]).is_some() {
                return (!scan.rest().trim_start().starts_with('=')).then_some(Relative::Start(0));
            }
            let sign = match scan.eat_any(&["+", "-", "−", "–"]) {
                Some("+") => 1,
                Some(_) if marked => -1,
                _ if marked => return None,
                _ => return scan.later(),
            };
            scan.blanks();
            let start = scan.at;
            let first = i64::from(scan.number(1..=4)?);
            // `T+10: seen` counts minutes.
            let minutes = scan.attempt(|scan| {
                scan.eat_any(&[":"])?;
                scan.number(2..=2)
            });
            if let Some(minutes) = minutes {
                let minutes = i64::from(minutes);
                let seconds = scan.attempt(|scan| {
                    scan.eat_any(&[":"])?;
                    scan.number(2..=2)
                });
                let seconds = i64::from(seconds.unwrap_or(0));
                return Some(Relative::Start(sign * (first * 3600 + minutes * 60 + seconds)));
            }
            let bare = std::mem::replace(&mut scan.at, start);
            if let Some(seconds) = scan.attempt(Self::length) {
                return Some(Relative::Start(sign * seconds));
            }
            // A bare number counts minutes.
            scan.at = bare;
            marked.then_some(Relative::Start(sign * first * 60))
        })
    }

    fn later(&mut self) -> Option<Relative> {
        let seconds = self.length()?;
        self.blanks();
        if self.eat(&GRAMMAR.after_start).is_some() {
            return Some(Relative::Start(seconds));
        }
        self.eat(&GRAMMAR.later).map(|_| Relative::Last(seconds))
    }

    /// `90s`, `1 h 28 min`, `2 hours and 5 minutes`, in seconds.
    fn length(&mut self) -> Option<i64> {
        let number = i64::from(self.number(1..=4)?);
        self.blanks();
        let seconds = number * self.unit()?;
        let rest = self.attempt(|scan| {
            scan.eat_any(&[","]);
            scan.blanks();
            scan.eat_any(words().time.and);
            scan.blanks();
            scan.length()
        });
        Some(seconds + rest.unwrap_or(0))
    }

    fn unit(&mut self) -> Option<i64> {
        if !self.rest().starts_with(char::is_alphabetic) {
            return None;
        }
        GRAMMAR.units.iter().find_map(|(names, seconds)| {
            self.attempt(|scan| {
                scan.eat(names)?;
                (!scan.rest().starts_with(|c: char| c.is_alphabetic() && !is_unspaced(c))).then_some(*seconds)
            })
        })
    }
}

/// Reads the length of time that `text` begins with, such as `1 h 28 min` or `about 2 hours`: its seconds and bytes.
pub(in crate::read) fn length(text: &str) -> Option<(i64, usize)> {
    let mut scan = Scan::new(text);
    // `< 5 minutes` is any time.
    if !text.starts_with(['<', '>']) {
        scan.eat(&GRAMMAR.about);
    }
    scan.blanks();
    Some((scan.length()?, scan.at))
}
