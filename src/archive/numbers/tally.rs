//! Incidents counted by two properties at once, and by year.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{counts, day};
use crate::incident::Incident;

/// Counts the incidents that have a row and a column. An incident counts in each of its rows and
/// columns, and once in each.
pub fn cross<R: Ord + Clone, C: Ord>(
    incidents: &[Arc<Incident>],
    rows: impl Fn(&Incident) -> BTreeSet<R>,
    columns: impl Fn(&Incident) -> BTreeSet<C>,
) -> BTreeMap<R, BTreeMap<C, usize>> {
    let mut found = BTreeMap::<R, BTreeMap<C, usize>>::new();
    for incident in incidents.iter().filter(|it| counts(it)) {
        for row in rows(incident) {
            let counted = found.entry(row).or_default();
            for column in columns(incident) {
                *counted.entry(column).or_default() += 1;
            }
        }
    }
    found
}

/// Returns the positions of the incidents by year, newest first, without those that have no day.
pub fn by_year(incidents: &[Arc<Incident>]) -> BTreeMap<i16, Vec<usize>> {
    let mut years = BTreeMap::<i16, Vec<usize>>::new();
    for (at, incident) in incidents.iter().enumerate().filter(|(_, it)| counts(it)) {
        if let Some(day) = day(incident) {
            years.entry(day.year()).or_default().push(at);
        }
    }
    years
}
