//! How long users felt incidents, by quarter.

use std::sync::Arc;

use super::counts;
use super::quarter::{Quarter, by_quarter};
use crate::incident::Incident;
use crate::incident::metrics::{Clock, Metric};

/// The incidents of a quarter, by their impact durations.
#[derive(Debug, PartialEq, Eq)]
pub struct Impact {
    pub quarter: Quarter,
    /// Number of incidents with an impact duration.
    pub n: usize,
    /// Number of incidents without one.
    pub unknown: usize,
    /// Seconds of all of them together.
    pub sum: i64,
    /// The incident with the longest one, by its position, and the seconds.
    pub largest: Option<(usize, i64)>,
}

/// Returns the impact by quarter, from the first quarter with an incident to the last.
pub fn impact(incidents: &[Arc<Incident>], clock: Clock) -> Vec<Impact> {
    let counted = (0..incidents.len()).filter(|at| counts(&incidents[*at]));
    let of = |(quarter, having): (Quarter, Vec<usize>)| {
        let known = |at: &usize| Some((*at, Metric::Impact.of(&incidents[*at], clock)?.seconds));
        let lengths: Vec<_> = having.iter().filter_map(known).collect();
        Impact {
            quarter,
            n: lengths.len(),
            unknown: having.len() - lengths.len(),
            sum: lengths.iter().map(|(_, seconds)| seconds).sum(),
            // The earlier of two that are as long: incidents are newest first.
            largest: lengths.iter().copied().max_by_key(|(at, seconds)| (*seconds, *at)),
        }
    };
    by_quarter(incidents, counted).quarters.into_iter().map(of).collect()
}
