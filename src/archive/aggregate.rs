//! Statistics over several incidents. There is no mean, because alone it would mislead.

use crate::incident::metrics::{Clock, Metric};
use crate::incident::{Incident, action::ActionStatus};

/// One metric over several incidents, in seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// Number of incidents that have the metric.
    pub n: usize,
    /// Number of incidents that do not have it. They count as unknown, never as zero.
    pub unknown: usize,
    pub median: Option<i64>,
    /// The 90th percentile by the nearest-rank method: the smallest value that at least nine
    /// tenths of the values do not exceed.
    pub p90: Option<i64>,
    pub max: Option<i64>,
}

/// Returns the statistics of `metric` over `incidents`.
pub fn of<'a>(metric: Metric, clock: Clock, incidents: impl Iterator<Item = &'a Incident>) -> Aggregate {
    let mut unknown = 0;
    let mut values = Vec::new();
    for incident in incidents {
        match metric.of(incident, clock) {
            Some(length) => values.push(length.seconds),
            None => unknown += 1,
        }
    }
    values.sort_unstable();
    Aggregate {
        n: values.len(),
        unknown,
        median: median(&values),
        p90: percentile(&values, 90),
        max: values.last().copied(),
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
    fn few_values_have_a_median_and_a_percentile_too() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3]), Some(3));
        assert_eq!(median(&[3, 5]), Some(4));
        assert_eq!(percentile(&[], 90), None);
        assert_eq!(percentile(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90), Some(9));
        assert_eq!(percentile(&[7], 90), Some(7));
    }
}
