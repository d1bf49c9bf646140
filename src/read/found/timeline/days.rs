//! The days that clocks belong to.

use jiff::civil::Date;

use super::{DayBy, Reader};
use crate::incident::instant::{Instant, Placement};
use crate::read::found::time_text::{self, Day, Lead, Relative};

/// A clock that falls by more than this is the next day's.
const MIDNIGHT: i64 = 6 * 3600;

/// The instant of a time.
#[derive(Default)]
pub(in crate::read) struct Placed {
    pub(in crate::read) at: Option<Instant>,
    pub(in crate::read) date_inferred: bool,
    pub(in crate::read) placement: Placement,
}

impl Reader<'_> {
    pub(in crate::read) fn set_day(&mut self, day: Option<Day>) {
        if let Some(day) = day {
            self.day = self.resolve(day);
            self.anchor = self.day;
            self.on_eve = false;
            self.day_by = DayBy::Author;
            self.last = None;
        }
    }

    fn resolve(&self, day: Day) -> Option<Date> {
        match day.in_order(self.order) {
            Day::Nth(number) => {
                let days = i64::from(number) - 1;
                self.start.and_then(|start| start.checked_add(jiff::Span::new().days(days)).ok())
            }
            Day::Previous => day.resolve(self.anchor),
            Day::Weekday(_) => {
                let near = self.day.or(self.start);
                let ahead = day.resolve(near)?;
                // The first one of a timeline is the incident's day or stands before it.
                let is_first = self.day_by == DayBy::Context && self.last.is_none();
                if is_first && Some(ahead) != near {
                    ahead.checked_sub(jiff::Span::new().days(7)).ok()
                } else {
                    Some(ahead)
                }
            }
            day => day.resolve(self.day.or(self.start)),
        }
    }

    /// The day of an entry that has no clock.
    pub(in crate::read) fn date_of(&self, lead: &Lead) -> Option<Date> {
        match lead.day {
            Some(day) if is_before(day) => self.resolve(day),
            _ => self.day,
        }
    }

    pub(in crate::read) fn place(&mut self, lead: &Lead) -> Placed {
        if let Some(day) = lead.day.filter(|day| is_before(*day)) {
            return self.place_before(day, lead);
        }
        if let Some(day) = lead.day {
            // "Next day" again, or after the clocks have passed midnight, is the same one.
            let falls = |last: &Instant| lead.time.is_some_and(|time| time < last.local.time());
            let same = day == Day::Next
                && matches!(self.day_by, DayBy::NextDay | DayBy::Midnight)
                && !self.last.as_ref().is_some_and(falls);
            self.day = if same { self.day } else { self.resolve(day) };
            self.day_by = if day == Day::Next { DayBy::NextDay } else { DayBy::Author };
        }
        if let Some(relative) = lead.relative {
            return Placed { at: self.relative(relative), ..Placed::default() };
        }
        if let Some(eve) = self.eve(lead) {
            return eve;
        }
        self.on_eve = false;
        let (Some(day), Some(time)) = (self.day, lead.time) else { return Placed::default() };
        // The end of a day is the beginning of the next.
        let over = lead.day.is_none() && lead.text.trim_start_matches(|c: char| !c.is_ascii_digit()).starts_with("24");
        let day = if over { day.tomorrow().unwrap_or(day) } else { day };
        if over {
            self.day = Some(day);
            self.day_by = DayBy::Midnight;
        }
        let on = |day: Date| time_text::instant(day.to_datetime(time), lead.zone.as_ref(), self.zone.as_ref());
        let (mut instant, mut placement) = on(day);
        if lead.day.is_none()
            && self.last.as_ref().is_some_and(|last| back(last, &instant) > MIDNIGHT)
            && let Ok(next) = day.tomorrow()
        {
            (instant, placement) = on(next);
            self.day = Some(next);
            self.day_by = DayBy::Midnight;
        }
        // `18:30 PST` after `02:00 UTC` is of the day before, there.
        if lead.day.is_none()
            && let Some(last) = self.last.as_ref().filter(|last| last.zone != instant.zone)
            && let Some((before, placed)) = day.yesterday().ok().map(on)
            && before.since(last).is_some_and(|seconds| (0..MIDNIGHT).contains(&seconds))
        {
            (instant, placement) = (before, placed);
        }
        self.last = Some(instant.clone());
        Placed { at: Some(instant), date_inferred: matches!(self.day_by, DayBy::Context | DayBy::Midnight), placement }
    }

    /// A day before the incident's is that of one entry only.
    fn place_before(&mut self, day: Day, lead: &Lead) -> Placed {
        let (Some(day), Some(time)) = (self.resolve(day), lead.time) else { return Placed::default() };
        let (instant, placement) = time_text::instant(day.to_datetime(time), lead.zone.as_ref(), self.zone.as_ref());
        self.last = Some(instant.clone());
        self.on_eve = true;
        Placed { at: Some(instant), date_inferred: false, placement }
    }

    /// An evening before goes on until its clock falls: `22:00 (day before)`, `22:30`, `06:00`.
    fn eve(&mut self, lead: &Lead) -> Option<Placed> {
        const EVENING: i8 = 18;
        let last = self.last.as_ref().filter(|_| self.on_eve && lead.day.is_none())?;
        let time = lead.time.filter(|time| *time >= last.local.time() && last.local.hour() >= EVENING)?;
        let (instant, placement) =
            time_text::instant(last.date().to_datetime(time), lead.zone.as_ref(), self.zone.as_ref());
        self.last = Some(instant.clone());
        Some(Placed { at: Some(instant), date_inferred: true, placement })
    }

    /// What comes so long after another instant.
    fn relative(&mut self, relative: Relative) -> Option<Instant> {
        let instant = match relative {
            Relative::Start(seconds) => self.started.as_ref()?.after(seconds)?,
            Relative::Last(seconds) => self.timeline.entries.last()?.at.as_ref()?.after(seconds)?,
        };
        self.day = Some(instant.date());
        self.last = Some(instant.clone());
        Some(instant)
    }

    /// The end of a range that begins `at`.
    pub(in crate::read) fn until(&self, at: &Instant, lead: &Lead) -> Option<Instant> {
        let resolve = |day: Day| match day {
            Day::Nth(_) => self.resolve(day),
            day => day.in_order(self.order).resolve(Some(at.date())),
        };
        time_text::end_of(lead, at, self.zone.as_ref(), resolve)
    }
}

/// It stands before the day of the incident.
fn is_before(day: Day) -> bool {
    matches!(day, Day::Previous | Day::Nth(..1))
}

/// Seconds that `next` lies before `last`; by their clocks, if that is all they have.
fn back(last: &Instant, next: &Instant) -> i64 {
    last.since(next).unwrap_or_else(|| last.local.duration_since(next.local).as_secs())
}
