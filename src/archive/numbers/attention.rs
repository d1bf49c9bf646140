//! What somebody should look at.

use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::period::Period;
use super::{counts, day};
use crate::archive::terms::Term;
use crate::incident::Incident;
use crate::incident::action::ActionStatus;

/// A service that fails so often within a year is named.
pub const OFTEN: usize = 3;

/// Days after which an overdue action is named.
pub const LATE: i32 = 90;

/// A cause of so many incidents without any action against it is named.
pub const UNANSWERED: usize = 2;

/// Returns the terms with three or more incidents in the year until `as_of`: position of the term,
/// and those incidents, newest first. Those with the most incidents come first.
pub fn often(incidents: &[Arc<Incident>], services: &[Term], as_of: Date) -> Vec<(usize, Vec<usize>)> {
    let year = Period::TwelveMonths(as_of);
    let recent = |at: &usize| counts(&incidents[*at]) && day(&incidents[*at]).is_some_and(|day| year.contains(day));
    let of = |term: &Term| term.incidents.iter().copied().filter(recent).collect::<Vec<_>>();
    let often = services.iter().map(of).enumerate().filter(|(_, having)| having.len() >= OFTEN);
    let mut often: Vec<_> = often.collect();
    often.sort_by_key(|(_, having)| std::cmp::Reverse(having.len()));
    often
}

/// Returns the actions that were overdue more than 90 days ago already, as positions of the
/// incident and the action, those due first at the beginning.
pub fn late(incidents: &[Arc<Incident>], as_of: Date) -> Vec<(usize, usize)> {
    let Ok(before) = as_of.checked_sub(LATE.days()) else { return Vec::new() };
    let mut found = Vec::new();
    for (at, incident) in incidents.iter().enumerate().filter(|(_, it)| counts(it)) {
        for (number, item) in incident.actions.iter().enumerate().filter(|(_, item)| item.is_overdue(before)) {
            found.push((item.deadline(), at, number));
        }
    }
    found.sort_unstable();
    found.into_iter().map(|(_, at, number)| (at, number)).collect()
}

/// Returns the causes of two or more incidents none of which has an action that was not dropped:
/// position of the term, and the incidents. Those with the most incidents come first.
pub fn unanswered(incidents: &[Arc<Incident>], causes: &[Term]) -> Vec<(usize, Vec<usize>)> {
    let of = |term: &Term| term.incidents.iter().copied().filter(|at| counts(&incidents[*at])).collect::<Vec<_>>();
    let answered = |at: &usize| incidents[*at].actions.iter().any(|item| item.status != ActionStatus::Dropped);
    let named = |(_, having): &(usize, Vec<usize>)| having.len() >= UNANSWERED && !having.iter().any(answered);
    let mut unanswered: Vec<_> = causes.iter().map(of).enumerate().filter(named).collect();
    unanswered.sort_by_key(|(_, having)| std::cmp::Reverse(having.len()));
    unanswered
}
