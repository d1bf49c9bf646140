//! What happened before: for every incident the earlier ones that are alike, and why.
//!
//! The same root cause is the strongest reason, then the same cause in the same service, then texts
//! that share rare words. A cause that a third of the archive has is no reason. At most three are
//! named, and none without a reason.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use super::likeness::{Like, Likeness};
use super::terms::Term;
use crate::incident::action::{ActionItem, ActionStatus};
use crate::incident::{Cause, CauseRole, Incident, Kind};
use crate::text::slug::Slug;

/// Most earlier incidents that are named.
const NAMED: usize = 3;

/// Most earlier incidents of a cause that are compared. More have happened too often to be told
/// apart by anything but their day.
const COMPARED: usize = 50;

/// A cause that more incidents have is no reason by itself if it is also that of more than a third
/// of the archive.
const FEW: usize = 10;

/// Why an incident is named as an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Both have these root causes.
    SameRootCause(Vec<Slug>),
    /// Both have these causes, not as root causes of both, and a service.
    SameCauseAndService(Vec<Slug>, Slug),
    /// Their texts share these rare words, as the later one writes them.
    LooksAlike(Vec<String>),
}

/// An earlier incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// Position in the archive.
    pub at: usize,
    pub reason: Reason,
}

impl Before {
    pub fn has_same_root_cause(&self) -> bool {
        matches!(self.reason, Reason::SameRootCause(_))
    }
}

/// What happened before an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recurrence {
    /// The incidents to name, the best reason first.
    pub before: Vec<Before>,
    /// How many earlier incidents have the root cause that the first of them has. Near misses do
    /// not count. 0 if that is not the reason.
    pub times: usize,
}

/// How far an action was on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateThen {
    Done,
    Open,
    Dropped,
    /// It is done now, and nobody wrote since when.
    Unknown,
}

/// Returns how far `item` was on `day`.
pub fn state_on(item: &ActionItem, day: Date) -> StateThen {
    match item.status {
        ActionStatus::Todo | ActionStatus::InProgress => StateThen::Open,
        ActionStatus::Dropped => StateThen::Dropped,
        ActionStatus::Done => match item.done {
            Some(done) if done <= day => StateThen::Done,
            Some(_) => StateThen::Open,
            None => StateThen::Unknown,
        },
    }
}

/// Returns for every incident what happened before. Incidents are newest first.
pub(super) fn recurrences(incidents: &[Arc<Incident>], causes: &[Term]) -> Vec<Recurrence> {
    let causes = Causes::new(incidents, causes);
    let likeness = Likeness::new(incidents);
    (0..incidents.len()).into_par_iter().map(|at| recurrence(incidents, &causes, &likeness, at)).collect()
}

/// The causes that may be a reason.
struct Causes<'a> {
    /// Cause → incidents that have it as a root cause, and all that have it.
    having: BTreeMap<&'a Slug, (Vec<usize>, &'a [usize])>,
    /// Number of incidents.
    all: usize,
}

impl<'a> Causes<'a> {
    fn new(incidents: &[Arc<Incident>], terms: &'a [Term]) -> Self {
        let all = incidents.len();
        let is_reason = |term: &&Term| term.incidents.len() <= FEW || term.incidents.len() * 3 <= all;
        let roots = |term: &Term| {
            let is_root = |at: &usize| root_causes(&incidents[*at]).any(|cause| *cause == term.slug);
            term.incidents.iter().copied().filter(is_root).collect()
        };
        let having = terms.iter().filter(is_reason).map(|term| (&term.slug, (roots(term), term.incidents.as_slice())));
        Self { having: having.collect(), all }
    }

    /// What sharing a cause says: the rarer, the more.
    fn weight(&self, cause: &Slug) -> f64 {
        let count = self.having.get(cause).map_or(self.all, |(_, all)| all.len());
        (self.all as f64 / count.max(1) as f64).ln()
    }
}

fn root_causes(incident: &Incident) -> impl Iterator<Item = &Slug> {
    let roots = incident.causes.iter().filter(|cause| cause.role == CauseRole::Root);
    roots.map(|cause| &cause.category.slug)
}

/// An earlier incident with what speaks for it.
struct Candidate {
    before: Before,
    /// 3 for the best kind of reason.
    strength: u8,
    weight: f64,
    likeness: f64,
}

fn recurrence(incidents: &[Arc<Incident>], causes: &Causes<'_>, likeness: &Likeness, at: usize) -> Recurrence {
    let incident = &incidents[at];
    if incident.kind == Kind::Exercise || incident.date.is_none() {
        return Recurrence::default();
    }
    let happened = |other: usize| incidents[other].kind != Kind::Exercise && incidents[other].date.is_some();
    let likes = likeness.behind(at);
    let likeness_of = |other| likes.iter().find(|like| like.at == other).map_or(0.0, |like: &Like| like.score);
    let mut others: BTreeSet<usize> = likes.iter().map(|like| like.at).collect();
    for Cause { category, .. } in &incident.causes {
        let Some((_, having)) = causes.having.get(&category.slug) else { continue };
        others.extend(having.iter().filter(|other| **other > at).take(COMPARED));
    }
    let mut found: Vec<_> = others
        .into_iter()
        .filter(|other| happened(*other))
        .filter_map(|other| {
            let (reason, strength, weight) = reason(incident, &incidents[other], causes).or_else(|| {
                let score = likeness_of(other);
                (score > 0.0).then(|| (Reason::LooksAlike(likeness.shared(incident, at, other)), 1, score))
            })?;
            Some(Candidate { before: Before { at: other, reason }, strength, weight, likeness: likeness_of(other) })
        })
        .collect();
    // The latest first where nothing else decides: incidents are newest first.
    found.sort_by(|a, b| {
        let by_reason = b.strength.cmp(&a.strength).then(b.weight.total_cmp(&a.weight));
        by_reason.then(b.likeness.total_cmp(&a.likeness)).then(a.before.at.cmp(&b.before.at))
    });
    found.truncate(NAMED);
    // Drained, they are collected into a list of their size: it is kept for each incident.
    let before: Vec<_> = found.drain(..).map(|it| it.before).collect();
    let times = match before.first().map(|first| &first.reason) {
        Some(Reason::SameRootCause(shared)) => times(incidents, causes, shared, at),
        _ => 0,
    };
    Recurrence { before, times }
}

/// Counts the incidents behind `at` that have one of the root causes `shared`.
fn times(incidents: &[Arc<Incident>], causes: &Causes<'_>, shared: &[Slug], at: usize) -> usize {
    let roots = shared.iter().filter_map(|cause| causes.having.get(cause)).flat_map(|(roots, _)| roots);
    let earlier: BTreeSet<usize> = roots.copied().filter(|other| *other > at).collect();
    let counts = |other: &&usize| {
        let other = &incidents[**other];
        other.kind.is_incident() && other.date.is_some()
    };
    earlier.iter().filter(counts).count()
}

/// Returns why two incidents are alike by their causes, with the strength of that and its weight.
fn reason(incident: &Incident, other: &Incident, causes: &Causes<'_>) -> Option<(Reason, u8, f64)> {
    let weight = |shared: &[Slug]| shared.iter().map(|cause| causes.weight(cause)).sum();
    let is_reason = |cause: &&Slug| causes.having.contains_key(cause);
    let roots: Vec<Slug> = root_causes(incident)
        .filter(is_reason)
        .filter(|cause| root_causes(other).any(|it| it == *cause))
        .cloned()
        .collect();
    if !roots.is_empty() {
        let weight = weight(&roots);
        return Some((Reason::SameRootCause(roots), 3, weight));
    }
    let has = |cause: &&Slug| other.causes.iter().any(|it| it.category.slug == **cause);
    let shared: Vec<Slug> =
        incident.causes.iter().map(|cause| &cause.category.slug).filter(is_reason).filter(has).cloned().collect();
    let service = incident.services.iter().find(|it| other.services.iter().any(|service| service.slug == it.slug));
    let service = service.filter(|_| !shared.is_empty())?.slug.clone();
    let weight = weight(&shared);
    Some((Reason::SameCauseAndService(shared, service), 2, weight))
}
