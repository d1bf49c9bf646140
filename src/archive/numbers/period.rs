//! Periods that are summed up on a page of their own.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::quarter::Quarter;
use super::{counts, day, stands_beside};
use crate::incident::Incident;

/// A period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// The twelve months that end with this day.
    TwelveMonths(Date),
    Year(i16),
    Quarter(Quarter),
}

impl Period {
    /// Returns the first and the last day, or `None` beyond the calendar.
    pub fn days(self) -> Option<(Date, Date)> {
        match self {
            Period::TwelveMonths(last) => Some((last.checked_sub(1.year()).ok()?.tomorrow().ok()?, last)),
            Period::Year(year) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
            Period::Quarter(quarter) => Some((quarter.first_day()?, quarter.last_day()?)),
        }
    }

    pub fn contains(self, day: Date) -> bool {
        self.days().is_some_and(|(first, last)| (first..=last).contains(&day))
    }
}

/// Returns the twelve months before `as_of`, and every year and quarter that has an incident, a near
/// miss or an exercise, the latest first.
pub fn periods(incidents: &[Arc<Incident>], as_of: Option<Date>) -> Vec<Period> {
    let shown = incidents.iter().filter(|it| counts(it) || stands_beside(it));
    let quarters: BTreeSet<_> = shown.filter_map(|it| day(it)).map(Quarter::of).collect();
    let years: BTreeSet<_> = quarters.iter().map(|quarter| quarter.year).collect();
    let latest = as_of.map(Period::TwelveMonths).filter(|_| !quarters.is_empty());
    let years = years.into_iter().rev().map(Period::Year);
    latest.into_iter().chain(years).chain(quarters.into_iter().rev().map(Period::Quarter)).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn twelve_months_end_with_their_day_and_begin_after_that_of_the_year_before() {
        let days = |day| Period::TwelveMonths(day).days();
        assert_eq!(days(date(2026, 3, 14)), Some((date(2025, 3, 15), date(2026, 3, 14))));
        assert_eq!(days(date(2025, 2, 28)), Some((date(2024, 2, 29), date(2025, 2, 28))));
        assert_eq!(days(date(2024, 2, 29)), Some((date(2023, 3, 1), date(2024, 2, 29))));
        assert!(Period::TwelveMonths(date(2026, 3, 14)).contains(date(2025, 3, 15)));
        assert!(!Period::TwelveMonths(date(2026, 3, 14)).contains(date(2025, 3, 14)));
    }

    #[test]
    fn years_and_quarters_hold_their_first_and_last_days() {
        assert_eq!(Period::Year(2024).days(), Some((date(2024, 1, 1), date(2024, 12, 31))));
        let quarter = Period::Quarter(Quarter { year: 2024, number: 1 });
        assert_eq!(quarter.days(), Some((date(2024, 1, 1), date(2024, 3, 31))));
        assert!(quarter.contains(date(2024, 3, 31)) && !quarter.contains(date(2024, 4, 1)));
    }
}
