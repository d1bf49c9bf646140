//! The definition of a review rule.

use crate::check::{Findings, Subject};
use crate::diagnostic::Level;

/// One rule.
#[derive(Clone, Copy)]
pub struct Rule {
    pub id: &'static str,
    /// What a document that follows the rule has.
    pub title: &'static str,
    /// What to do about a finding.
    pub hint: &'static str,
    pub reason: &'static str,
    pub source: &'static str,
    pub example: &'static str,
    /// Levels for the profiles draft, review and publish. `None` is off.
    pub levels: [Option<Level>; 3],
    /// True if the rule is a point of the checklist.
    pub point: bool,
    pub(super) look: fn(&Subject<'_>, &mut Findings<'_>),
}

pub(super) const E: Option<Level> = Some(Level::Error);

pub(super) const W: Option<Level> = Some(Level::Warning);

pub(super) const N: Option<Level> = Some(Level::Note);

/// For what breaks the page.
pub(super) const ALWAYS: [Option<Level>; 3] = [E, E, E];

/// For what a reader needs.
pub(super) const NEEDED: [Option<Level>; 3] = [None, W, E];

pub(super) const WANTED: [Option<Level>; 3] = [None, W, W];

/// For advice during the review.
pub(super) const ADVICE: [Option<Level>; 3] = [None, N, None];

/// For what changes with time. Somebody should look, but the document itself is not wrong.
pub(super) const IN_TIME: [Option<Level>; 3] = [None, W, None];

/// For rules that `--external` checks. They are in the table for their explanation.
pub(super) fn by_asking(_: &Subject<'_>, _: &mut Findings<'_>) {}

/// For rules that the reader checks. They are in the table for their explanation.
pub(super) fn by_reading(_: &Subject<'_>, _: &mut Findings<'_>) {}

pub(super) const fn new(
    id: &'static str,
    levels: [Option<Level>; 3],
    look: fn(&Subject<'_>, &mut Findings<'_>),
    texts: [&'static str; 5],
) -> Rule {
    let [title, hint, reason, source, example] = texts;
    Rule { id, title, hint, reason, source, example, levels, point: false, look }
}

pub(super) const fn point(rule: Rule) -> Rule {
    Rule { point: true, ..rule }
}
