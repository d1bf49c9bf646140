//! Statistics over several incidents. There is no mean, because alone it would mislead.

use crate::incident::{Incident, action::ActionStatus};

/// A median of fewer values says more than they know.
pub const MEDIAN_FROM: usize = 5;

/// A 90th percentile of fewer values is hardly more than the longest of them.
pub const P90_FROM: usize = 20;

/// Values in brief, as far as there are enough of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Number of values.
    pub n: usize,
    /// `None` for fewer than five.
    pub median: Option<i64>,
    /// `None` for fewer than twenty.
    pub p90: Option<i64>,
}

/// Returns the median and the 90th percentile of the values, if they are enough.
pub fn summary(values: impl IntoIterator<Item = i64>) -> Summary {
    let mut values: Vec<i64> = values.into_iter().collect();
    values.sort_unstable();
    let enough = |from| values.len() >= from;
    Summary {
        n: values.len(),
        median: enough(MEDIAN_FROM).then(|| median(&values)).flatten(),
        p90: enough(P90_FROM).then(|| percentile(&values, 90)).flatten(),
    }
}

/// Returns the middle value, or the mean of the two in the middle.
fn median(sorted: &[i64]) -> Option<i64> {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted.get(middle).copied()
    } else {
        Some(i64::midpoint(*sorted.get(middle.checked_sub(1)?)?, *sorted.get(middle)?))
    }
}

fn percentile(sorted: &[i64], percent: usize) -> Option<i64> {
    let rank = (sorted.len() * percent).div_ceil(100);
    sorted.get(rank.checked_sub(1)?).copied()
}

/// Number of action items by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ActionTally {
    pub total: usize,
    pub done: usize,
    /// Neither done nor dropped. Includes the overdue ones.
    pub open: usize,
    pub overdue: usize,
    pub dropped: usize,
}

/// Counts the action items of `incidents`. Overdue ones are counted as of the day `as_of`.
pub fn actions<'a>(incidents: impl Iterator<Item = &'a Incident>, as_of: Option<jiff::civil::Date>) -> ActionTally {
    let mut tally = ActionTally::default();
    for item in incidents.flat_map(|incident| &incident.actions) {
        tally.total += 1;
        match item.status {
            ActionStatus::Done => tally.done += 1,
            ActionStatus::Dropped => tally.dropped += 1,
            ActionStatus::Todo | ActionStatus::InProgress => tally.open += 1,
        }
        tally.overdue += usize::from(as_of.is_some_and(|day| item.is_overdue(day)));
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_are_not_summed_up() {
        let of = |count: i64| summary(1..=count);
        assert_eq!(of(4), Summary { n: 4, median: None, p90: None });
        assert_eq!(of(5), Summary { n: 5, median: Some(3), p90: None });
        assert_eq!(of(19).p90, None);
        assert_eq!(of(20), Summary { n: 20, median: Some(10), p90: Some(18) });
    }

    #[test]
    fn few_values_have_a_median_and_a_percentile_too() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3]), Some(3));
        assert_eq!(median(&[3, 5]), Some(4));
        assert_eq!(percentile(&[], 90), None);
        assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), Some(9));
        assert_eq!(percentile(&[7], 90), Some(7));
    }
}
