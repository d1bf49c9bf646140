//! Quarters of a year, and incidents by quarter.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::day;
use crate::incident::Incident;

/// A quarter of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    pub year: i16,
    /// From 1 to 4.
    pub number: i8,
}

impl Quarter {
    pub fn of(day: Date) -> Self {
        Self { year: day.year(), number: (day.month() - 1) / 3 + 1 }
    }

    /// Returns the quarter after this one.
    #[must_use]
    pub fn next(self) -> Self {
        match self.number {
            4 => Self { year: self.year + 1, number: 1 },
            number => Self { number: number + 1, ..self },
        }
    }

    /// Returns the first day, or `None` beyond the calendar.
    pub fn first_day(self) -> Option<Date> {
        Date::new(self.year, self.number * 3 - 2, 1).ok()
    }

    /// Returns the quarter before this one.
    #[must_use]
    pub fn before(self) -> Self {
        match self.number {
            1 => Self { year: self.year - 1, number: 4 },
            number => Self { number: number - 1, ..self },
        }
    }

    /// Returns the last day, or `None` beyond the calendar.
    pub fn last_day(self) -> Option<Date> {
        Date::new(self.year, self.number * 3, 1).ok().map(Date::last_of_month)
    }
}

/// Incidents by the quarter of their day.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ByQuarter {
    /// From the first quarter with an incident to the last one, with those in between that have
    /// none. Incidents by their positions in the archive.
    pub quarters: Vec<(Quarter, Vec<usize>)>,
    /// Number of incidents without a day.
    pub undated: usize,
}

/// Groups the incidents at the positions `chosen` by quarter.
pub fn by_quarter(incidents: &[Arc<Incident>], chosen: impl IntoIterator<Item = usize>) -> ByQuarter {
    let (mut having, mut undated) = (BTreeMap::<Quarter, Vec<usize>>::new(), 0);
    for at in chosen {
        match day(&incidents[at]) {
            Some(day) => having.entry(Quarter::of(day)).or_default().push(at),
            None => undated += 1,
        }
    }
    let ends = having.keys().next().copied().zip(having.keys().next_back().copied());
    let all = ends.into_iter().flat_map(|(first, last)| {
        std::iter::successors(Some(first), |quarter| Some(quarter.next())).take_while(move |quarter| *quarter <= last)
    });
    let quarters = all.map(|quarter| (quarter, having.remove(&quarter).unwrap_or_default())).collect();
    ByQuarter { quarters, undated }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn quarters_follow_each_other_and_end_with_their_last_day() {
        let fourth = Quarter::of(date(2025, 12, 31));
        assert_eq!((fourth, fourth.next()), (Quarter { year: 2025, number: 4 }, Quarter { year: 2026, number: 1 }));
        assert_eq!(fourth.next(), Quarter::of(date(2026, 1, 1)));
        assert_eq!(fourth.next().before(), fourth);
        assert_eq!(fourth.before(), Quarter::of(date(2025, 9, 30)));
        assert_eq!(Quarter::of(date(2024, 3, 1)).next(), Quarter::of(date(2024, 4, 1)));
        let last_days =
            [(1, date(2024, 3, 31)), (2, date(2024, 6, 30)), (3, date(2024, 9, 30)), (4, date(2024, 12, 31))];
        for (number, day) in last_days {
            assert_eq!(Quarter { year: 2024, number }.last_day(), Some(day));
        }
    }
}
