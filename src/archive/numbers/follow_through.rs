//! What became of what was promised.
//!
//! An action begins on the day of its incident. The day on which it was done may be unknown, and so
//! is the day on which one was dropped.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::ToSpan;
use jiff::civil::Date;

use super::quarter::{Quarter, by_quarter};
use super::{counts, day};
use crate::archive::aggregate::{Summary, summary};
use crate::archive::recurrence::{Recurrence, StateThen, state_on};
use crate::incident::Incident;
use crate::incident::action::{ActionItem, ActionKind, ActionStatus};

/// Days within which actions are to be closed.
pub const WITHIN: [i32; 3] = [30, 60, 90];

/// The actions of a quarter's incidents.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// Number of actions, those dropped and those of unknown days among them.
    pub total: usize,
    pub dropped: usize,
    /// Done, and nobody wrote since when.
    pub unknown: usize,
    /// Number of those closed within 30, 60 and 90 days of the incident. `None` while the quarter is
    /// younger than that.
    pub within: [Option<usize>; 3],
}

/// Returns what was closed in time, by the quarter of the incident, for quarters with actions.
pub fn closed(incidents: &[Arc<Incident>], as_of: Date) -> Vec<(Quarter, Closed)> {
    let counted = (0..incidents.len()).filter(|at| counts(&incidents[*at]));
    let quarters = by_quarter(incidents, counted).quarters.into_iter();
    let of = |(quarter, having): (Quarter, Vec<usize>)| {
        let mut closed = Closed::default();
        let is_old = |days: i32| quarter.last_day().is_some_and(|last| days_between(last, as_of) >= days);
        closed.within = WITHIN.map(|days| is_old(days).then_some(0));
        for incident in having.into_iter().map(|at| &incidents[at]) {
            for item in &incident.actions {
                closed.total += 1;
                closed.dropped += usize::from(item.status == ActionStatus::Dropped);
                closed.unknown += usize::from(item.status == ActionStatus::Done && item.done.is_none());
                let taken = day(incident).zip(done(item)).map(|(from, to)| days_between(from, to));
                for (count, days) in closed.within.iter_mut().zip(WITHIN) {
                    *count = count.map(|count| count + usize::from(taken.is_some_and(|taken| taken <= days)));
                }
            }
        }
        (quarter, closed)
    };
    quarters.map(of).filter(|(_, closed)| closed.total > 0).collect()
}

/// Returns the day on which the item was done, if it was and somebody wrote it.
fn done(item: &ActionItem) -> Option<Date> {
    item.done.filter(|_| item.status == ActionStatus::Done)
}

fn days_between(from: Date, to: Date) -> i32 {
    to.since(from).map_or(0, |span| span.get_days())
}

/// How many actions were still open some days after their incidents.
#[derive(Debug, Default, PartialEq)]
pub struct Curve {
    /// Days until each of its actions was done or last seen open.
    ages: Vec<i32>,
    /// Left out: dropped ones, and done ones of which the day is unknown.
    pub dropped: usize,
    pub unknown: usize,
    /// Open ones. They count until the day up to which they were seen.
    pub open: usize,
    pub steps: Vec<Step>,
}

/// A day on which actions were done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Days since the incident.
    pub day: i32,
    /// Number of actions seen so long that were open until then.
    pub at_risk: usize,
    pub done: usize,
    /// Share of the actions that are open after that day, by the method of Kaplan and Meier.
    pub share: f64,
}

impl Curve {
    /// Returns the number of actions in it.
    pub fn n(&self) -> usize {
        self.ages.len()
    }

    /// Returns the share that is still open after so many days, and the number of actions seen
    /// longer than that. There is none where no action was seen for so long.
    pub fn after(&self, days: i32) -> Option<(f64, usize)> {
        let seen = self.ages.iter().filter(|age| **age > days).count();
        let share = self.steps.iter().rev().find(|step| step.day <= days).map_or(1.0, |step| step.share);
        (seen > 0 || share == 0.0).then_some((share, seen))
    }
}

/// Days from the incident until the action was done (true) or last seen open, for every action of
/// which that is known.
fn lives(incidents: &[Arc<Incident>], as_of: Date) -> Vec<(i32, bool)> {
    let mut lives = Vec::new();
    for incident in incidents.iter().filter(|it| counts(it)) {
        let Some(from) = day(incident) else { continue };
        for item in &incident.actions {
            match done(item) {
                Some(day) => lives.push((days_between(from, day).max(0), true)),
                None if item.is_open() => lives.push((days_between(from, as_of).max(0), false)),
                None => {}
            }
        }
    }
    lives
}

/// Returns the curve of actions that are still open after some days.
pub fn still_open(incidents: &[Arc<Incident>], as_of: Date) -> Curve {
    let mut curve = Curve::default();
    for item in incidents.iter().filter(|it| counts(it) && day(it).is_some()).flat_map(|it| &it.actions) {
        curve.dropped += usize::from(item.status == ActionStatus::Dropped);
        curve.unknown += usize::from(item.status == ActionStatus::Done && item.done.is_none());
    }
    let lives = lives(incidents, as_of);
    curve.ages = lives.iter().map(|(age, _)| *age).collect();
    curve.open = lives.iter().filter(|(_, is_done)| !is_done).count();
    let mut days = BTreeMap::<i32, (usize, usize)>::new();
    for (day, is_done) in &lives {
        let at = days.entry(*day).or_default();
        at.0 += usize::from(*is_done);
        at.1 += 1;
    }
    let (mut left, mut share) = (lives.len(), 1.0);
    for (day, (done, leaving)) in days {
        if done > 0 {
            share *= 1.0 - done as f64 / left as f64;
            curve.steps.push(Step { day, at_risk: left, done, share });
        }
        left -= leaving;
    }
    curve
}

/// Returns the number of actions open at the end of each month, from that of the first incident with
/// an action to the last month that has ended. Left out are dropped actions and done ones of which the day
/// is unknown.
pub fn backlog(incidents: &[Arc<Incident>], as_of: Date) -> Vec<(Date, usize)> {
    let mut change = BTreeMap::<Date, i64>::new();
    for incident in incidents.iter().filter(|it| counts(it)) {
        let Some(from) = day(incident) else { continue };
        for item in &incident.actions {
            if item.is_open() || done(item).is_some() {
                *change.entry(from.last_of_month()).or_default() += 1;
                if let Some(done) = done(item) {
                    *change.entry(done.max(from).last_of_month()).or_default() -= 1;
                }
            }
        }
    }
    let first = change.keys().next().copied();
    let ends = std::iter::successors(first, |end| Some(end.checked_add(1.month()).ok()?.last_of_month()));
    let mut open = 0_i64;
    let mut months = Vec::new();
    for end in ends.take_while(|end| *end <= as_of) {
        open += change.get(&end).copied().unwrap_or(0);
        months.push((end, usize::try_from(open).unwrap_or(0)));
    }
    months
}

/// Ages of the open actions of one severity, in days.
#[derive(Debug, PartialEq, Eq)]
pub struct Ages {
    /// As it is called; `None` if it is not stated.
    pub severity: Option<String>,
    pub open: usize,
    pub overdue: usize,
    /// Position of the incident of the oldest one, and its age. `None` if no incident has a day.
    pub oldest: Option<(usize, i64)>,
    /// Of the ages that are known.
    pub ages: Summary,
}

/// Rank of a severity, its ages, and the age and the incident of each action.
type OfSeverity = (u8, Ages, Vec<(i64, usize)>);

/// Returns the ages of the open actions by severity of the incident, the worst first.
pub fn ages(incidents: &[Arc<Incident>], as_of: Date) -> Vec<Ages> {
    let mut found: Vec<OfSeverity> = Vec::new();
    for (at, incident) in incidents.iter().enumerate().filter(|(_, it)| counts(it)) {
        let severity = incident.severity.as_ref().map(|it| it.label.clone());
        for item in incident.actions.iter().filter(|item| item.is_open()) {
            let place = found.iter().position(|(_, of, _)| of.severity == severity).unwrap_or_else(|| {
                let severity = severity.clone();
                found.push((
                    incident.severity_rank(),
                    Ages { severity, open: 0, overdue: 0, oldest: None, ages: summary([]) },
                    Vec::new(),
                ));
                found.len() - 1
            });
            let (_, of, known) = &mut found[place];
            of.open += 1;
            of.overdue += usize::from(item.is_overdue(as_of));
            known.extend(day(incident).map(|from| (days_between(from, as_of).max(0).into(), at)));
        }
    }
    found.sort_by(|(rank, a, _), (other, b, _)| rank.cmp(other).then_with(|| a.severity.cmp(&b.severity)));
    let of = |(_, of, known): OfSeverity| Ages {
        oldest: known.iter().max().map(|(age, at)| (*at, *age)),
        ages: summary(known.into_iter().map(|(age, _)| age)),
        ..of
    };
    found.into_iter().map(of).collect()
}

/// How well actions are described.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shape {
    pub total: usize,
    pub owner: usize,
    pub due: usize,
    pub ticket: usize,
    /// Number of those that say what they are for.
    pub typed: usize,
    /// Number of those that are to prevent it from happening again.
    pub prevent: usize,
}

/// Counts what the actions of the incidents that `holds` say of themselves. Dropped ones do not count.
pub fn shape(incidents: &[Arc<Incident>], holds: impl Fn(&Incident) -> bool) -> Shape {
    let mut shape = Shape::default();
    let items = incidents.iter().filter(|it| holds(it)).flat_map(|it| &it.actions);
    for item in items.filter(|item| item.status != ActionStatus::Dropped) {
        shape.total += 1;
        shape.owner += usize::from(item.owner.is_some());
        shape.due += usize::from(item.due.is_some());
        shape.ticket += usize::from(item.ticket.is_some());
        shape.typed += usize::from(item.kind.is_some());
        shape.prevent += usize::from(item.kind == Some(ActionKind::Prevent));
    }
    shape
}

/// An incident with the root cause of an earlier one of which actions were still open.
#[derive(Debug, PartialEq, Eq)]
pub struct CameBack {
    /// Positions in the archive.
    pub later: usize,
    pub earlier: usize,
    /// Positions of the actions of the earlier one.
    pub open: Vec<usize>,
}

/// Returns what came back while actions of an earlier incident with the same root cause were open,
/// the latest first.
pub fn came_back(incidents: &[Arc<Incident>], recurrences: &[Recurrence]) -> Vec<CameBack> {
    let mut found = Vec::new();
    for (later, recurrence) in recurrences.iter().enumerate().filter(|(at, _)| counts(&incidents[*at])) {
        let Some(began) = day(&incidents[later]) else { continue };
        for before in recurrence.before.iter().filter(|before| before.has_same_root_cause()) {
            let items = incidents[before.at].actions.iter().enumerate();
            let open = items.filter(|(_, item)| state_on(item, began) == StateThen::Open);
            let open: Vec<_> = open.map(|(number, _)| number).collect();
            if !open.is_empty() && !incidents[before.at].text.draft {
                found.push(CameBack { later, earlier: before.at, open });
            }
        }
    }
    found
}
