//! How long users felt incidents, by quarter.

use std::sync::Arc;

use super::counts;
use super::quarter::{Quarter, by_quarter};
use crate::incident::Incident;
use crate::incident::metrics::{Clock, Metric};

/// Incidents by their impact durations.
#[derive(Debug, PartialEq, Eq)]
pub struct Impact {
    /// Number of incidents with an impact duration.
    pub n: usize,
    /// Number of incidents without one.
    pub unknown: usize,
    /// Seconds of all of them together.
    pub sum: i64,
    /// The incident with the longest one, by its position, and the seconds.
    pub largest: Option<(usize, i64)>,
}

/// Returns the impact of the incidents at the positions `chosen`.
pub fn impact_of(incidents: &[Arc<Incident>], chosen: &[usize], clock: Clock) -> Impact {
    let known = |at: &usize| Some((*at, Metric::Impact.of(&incidents[*at], clock)?.seconds));
    let lengths: Vec<_> = chosen.iter().filter_map(known).collect();
    Impact {
        n: lengths.len(),
        unknown: chosen.len() - lengths.len(),
        sum: lengths.iter().map(|(_, seconds)| seconds).sum(),
        // The earlier of two that are as long: incidents are newest first.
        largest: lengths.iter().copied().max_by_key(|(at, seconds)| (*seconds, *at)),
    }
}

/// Returns the impact by quarter, from the first quarter with an incident to the last.
pub fn impact(incidents: &[Arc<Incident>], clock: Clock) -> Vec<(Quarter, Impact)> {
    let counted = (0..incidents.len()).filter(|at| counts(&incidents[*at]));
    let quarters = by_quarter(incidents, counted).quarters.into_iter();
    quarters.map(|(quarter, having)| (quarter, impact_of(incidents, &having, clock))).collect()
}
