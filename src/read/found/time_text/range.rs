//! Ends of ranges, and what may follow a time.

use jiff::civil::Date;

use crate::incident::instant::Instant;
use crate::read::found::time_text::grammar::{GRAMMAR, weekday};
use crate::read::found::time_text::{Day, Lead, NamedZone, Relative, Scan, Until, instant};
use crate::read::words::words;
use crate::text::is_unspaced;

/// The end of a range that begins `at`. Without a day of its own it is the first such clock, if that is not a day
/// later; `resolve` knows its day otherwise.
pub(in crate::read) fn end_of(
    lead: &Lead,
    at: &Instant,
    of_all: Option<&NamedZone>,
    resolve: impl Fn(Day) -> Option<Date>,
) -> Option<Instant> {
    /// An end that lies longer after its beginning is not believed, in seconds.
    const LONGEST: i64 = 18 * 3600;
    let (day, time) = match lead.until? {
        Until::Open => return None,
        Until::After(seconds) => return at.after(seconds),
        Until::Clock(day, time) => (day, time),
    };
    let zone = lead.until_zone.as_ref().or(lead.zone.as_ref());
    let on = |date: Date| {
        let end = instant(date.to_datetime(time), zone, of_all).0;
        end.since(at).filter(|length| *length > 0).map(|length| (end, length))
    };
    if let Some(day) = day {
        return on(resolve(day)?).map(|(end, _)| end);
    }
    let days = [at.date().yesterday().ok(), Some(at.date()), at.date().tomorrow().ok()];
    let (end, length) = days.into_iter().flatten().find_map(on)?;
    (length < LONGEST).then_some(end)
}

/// `9 to 12 April 2031`, perhaps behind a word: `с 9 по 12 апреля`.
pub(in crate::read) fn begins_days(text: &str) -> bool {
    Scan::new(text.trim_start_matches(|c: char| !c.is_ascii_digit())).days_of_a_month().is_some()
}

impl Scan<'_> {
    /// `20:15 左右`. Behind a blank it is a word of its own.
    pub(super) fn about_behind(&mut self) -> bool {
        let start = self.at;
        self.blanks();
        let is_spaced = self.at > start;
        let is_word = |word: &str| word.starts_with(char::is_alphabetic);
        let found = self.eat(&GRAMMAR.about_behind);
        if found.is_some_and(|word| !is_spaced || is_word(word) && !self.rest().starts_with(char::is_alphanumeric)) {
            return true;
        }
        self.at = start;
        false
    }

    /// `22:30–23:00 (day before)`: both ends are of that day.
    pub(super) fn day_of_range(&mut self, point: &mut Lead) {
        let Some(Until::Clock(day, time)) = point.until.filter(|_| point.day.is_none()) else { return };
        if let Some(Day::Nth(..1)) = day {
            (point.day, point.until) = (day, Some(Until::Clock(None, time)));
        } else if day.is_none() {
            point.day = self.attempt(|scan| {
                scan.blanks();
                scan.eat_any(&["(", "（"])?;
                let day = scan.day().filter(|day| *day == Day::Previous)?;
                scan.eat_any(&[")", "）"])?;
                Some(day)
            });
        }
    }

    /// `9-14th Nov`, `3. – 5. Mai 2026`: the first of several days, whose month stands behind the last.
    pub(super) fn days_of_a_month(&mut self) -> Option<Day> {
        self.attempt(|scan| {
            scan.pass_weekday();
            let first = i8::try_from(scan.number(1..=2)?).ok()?;
            if scan.eat_any(&["."]).is_none() {
                scan.eat(&GRAMMAR.ordinal);
            }
            scan.blanks();
            if scan.eat(&GRAMMAR.night).is_none() {
                scan.eat(&GRAMMAR.dash)?;
            }
            scan.blanks();
            scan.eat(&GRAMMAR.article);
            scan.pass_weekday();
            scan.rest().starts_with(|c: char| c.is_ascii_digit()).then_some(())?;
            match scan.month_and_day()? {
                Day::Date(last) if first < last.day() => last.with().day(first).build().ok().map(Day::Date),
                Day::WithoutYear { month, day: last, .. } if first < last => {
                    Some(Day::WithoutYear { month, day: first, numeric: false })
                }
                _ => None,
            }
        })
    }

    /// Passes over `Saturday` of `Saturday 18`.
    fn pass_weekday(&mut self) {
        self.attempt(|scan| {
            let word = [scan.joined_word(), scan.word()].into_iter().find(|word| weekday(word).is_some())?;
            scan.at += word.len();
            scan.eat_any(&[",", "."]);
            scan.blanks();
            scan.rest().starts_with(|c: char| c.is_ascii_digit()).then_some(())
        });
    }

    /// `12 – 14, 2026`: the year behind a range of days is that of both.
    fn year_of_both(&mut self, point: &mut Lead) {
        let Some(Day::WithoutYear { month, day, .. }) = point.day else { return };
        let year = self.attempt(|scan| {
            scan.eat_any(&[","]);
            scan.blanks();
            scan.year()
        });
        if let Some(date) = year.and_then(|year| Date::new(year, month, day).ok()) {
            point.day = Some(Day::Date(date));
        }
    }

    /// `ongoing`, where it is not the beginning of a sentence.
    pub(super) fn open_end(&mut self) -> bool {
        self.attempt(|scan| {
            scan.eat(&GRAMMAR.open_end)?;
            scan.ends_alone().then_some(())
        })
        .is_some()
    }

    /// ` – 10:15`, ` to 10:15`, `-ongoing`, `/ 09:49`; the zone behind is of both.
    pub(super) fn range(&mut self, point: &mut Lead) -> bool {
        let start = self.at;
        self.blanks();
        let dash = self.eat(&GRAMMAR.dash);
        if dash.is_none() {
            let open_end = self.eat(&GRAMMAR.onwards).is_some();
            self.at = if open_end { self.at } else { start };
            return open_end;
        }
        self.blanks();
        // `fra kl. 9.10 til kl. 10.15`
        self.eat(&GRAMMAR.at);
        self.approximate();
        let begun = point.relative;
        // `12:00 AM - midnight` has no end.
        let named = self.rest().starts_with(char::is_alphabetic);
        let found = if self.open_end() {
            true
        } else if let Some(Relative::Start(begun)) = begun {
            let ended = self.relative();
            if let Some(Relative::Start(ended)) = ended
                && ended > begun
            {
                point.until = Some(Until::After(ended - begun));
            }
            ended.is_some()
        } else if let Some(day) = self.day() {
            let end = self.at;
            if let (Some(Day::WithoutYear { month, day: first, .. }), Day::Date(last)) = (point.day, day)
                && let Some(date) = Date::new(last.year(), month, first).ok().filter(|date| *date <= last)
            {
                point.day = Some(Day::Date(date));
            }
            self.separator();
            if let Some(time) = self.clock(true) {
                point.until = Some(Until::Clock(Some(day), time));
                true
            } else {
                self.at = end;
                // `10:05 - 3 May …` is a sentence, `3 May - 5 May` a range.
                point.time.is_none() && self.ends_here()
            }
        } else if let Some(time) = self.clock(false).filter(|time| !named || point.time != Some(*time)) {
            point.until = Some(Until::Clock(None, time));
            true
        } else {
            // `2026-07-29 -> 31`, `2026-07-17〜18頃`
            let found = point.time.is_none() && point.day.is_some() && self.number(1..=2).is_some();
            if found {
                self.eat(&GRAMMAR.ordinal);
                self.year_of_both(point);
            }
            found && self.ends_here()
        };
        if !found {
            self.at = start;
            return false;
        }
        // `09:18 / 09:49` are two times.
        let time = &words().time;
        let and = dash.is_some_and(|dash| time.and.contains(&dash));
        let is_between = |before: &str| time.between.iter().any(|word| before.contains(word));
        if dash == Some("/") || (and && !is_between(&self.text[..start].to_lowercase())) {
            point.until = None;
        }
        if matches!(point.until, Some(Until::Clock(..))) {
            self.eat(&GRAMMAR.end_behind);
        }
        let zone = match &mut point.until {
            Some(Until::Clock(day @ None, _)) => {
                let (behind, zone) = self.day_and_zone();
                *day = behind;
                zone
            }
            _ => self.zone_behind(),
        };
        match point.zone {
            Some(_) => point.until_zone = zone,
            None => point.zone = zone,
        }
        true
    }

    /// ` (6:48 PDT)`, `（UTC 00:18 / 00:49）`
    pub(super) fn second_zone(&mut self, point: &mut Lead) -> bool {
        let start = self.at;
        self.blanks();
        if point.time.is_none() || self.eat_any(&["(", "（"]).is_none() {
            self.at = start;
            return false;
        }
        let rest = self.rest();
        let inner = rest.find([')', '）']).map(|end| &rest[..end]);
        let clocked = inner.filter(|inner| inner.len() < 40).filter(|inner| {
            let inner = inner.trim();
            if words().time.about_in_brackets.contains(&inner.to_lowercase().as_str()) {
                point.about = true;
                return true;
            }
            let mut scan = Scan::new(inner);
            let before = scan.zone();
            let zoned = before.is_some();
            scan.blanks();
            let Some(time) = scan.clock(true) else {
                return scan.at > 0 && zoned && scan.rest().trim().is_empty();
            };
            let other = before.or_else(|| scan.zone_behind());
            if let Some(offset) = other.as_ref().and_then(|other| point.offset_by(time, other)) {
                point.zone = Some(offset);
            }
            other.is_some() || scan.rest().is_empty()
        });
        match clocked {
            Some(inner) => {
                self.at += inner.len();
                self.eat_any(&[")", "）"]);
                true
            }
            None => {
                self.at = start;
                false
            }
        }
    }

    /// Nothing that would make it part of a sentence or a longer number.
    pub(super) fn ends_here(&self) -> bool {
        match self.rest().chars().next() {
            None => true,
            Some(c) => {
                c.is_whitespace()
                    || matches!(c, ':' | ',' | ';' | '-' | '–' | '—' | '|' | ')' | ']' | '→' | '：' | '、' | '.' | '(' | '（' | '）' | '】' | '/' | '=' | '>')
                    // Scripts without blanks go on at once.
                    || is_unspaced(c)
            }
        }
    }

    /// The separator between the time and the text; true if there is one.
    pub(super) fn tail(&mut self) -> bool {
        let mut rest = self.rest();
        let mut found = rest.is_empty();
        loop {
            let next = rest.trim_start().trim_start_matches([':', '-', '–', '—', '|', '→', '：', ',', '、', '*', '}']);
            let next = next
                .strip_prefix("=>")
                .or_else(|| next.strip_prefix(". "))
                .or_else(|| next.strip_prefix("> "))
                .unwrap_or(next);
            if next.len() == rest.len() {
                break;
            }
            found |= next.len() < rest.trim_start().len();
            rest = next;
        }
        self.at = self.text.len() - rest.len();
        found
    }
}
