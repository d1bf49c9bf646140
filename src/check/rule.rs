//! What a review rule is.

use crate::check::{Findings, Subject};
use crate::diagnostic::Level;

/// One rule.
#[derive(Clone, Copy)]
pub struct Rule {
    pub id: &'static str,
    /// What a document has that follows it.
    pub title: &'static str,
    /// What to do about a finding.
    pub hint: &'static str,
    pub reason: &'static str,
    pub source: &'static str,
    pub example: &'static str,
    /// For the profiles draft, review, publish; `None` is off.
    pub levels: [Option<Level>; 3],
    /// It is a point of the checklist that a document is summed up by.
    pub point: bool,
    pub(super) look: fn(&Subject<'_>, &mut Findings<'_>),
}

pub(super) const E: Option<Level> = Some(Level::Error);

pub(super) const W: Option<Level> = Some(Level::Warning);

pub(super) const N: Option<Level> = Some(Level::Note);

/// Breaks the page.
pub(super) const ALWAYS: [Option<Level>; 3] = [E, E, E];

/// A reader cannot do without.
pub(super) const NEEDED: [Option<Level>; 3] = [None, W, E];

pub(super) const WANTED: [Option<Level>; 3] = [None, W, W];

/// Advice while it is reviewed.
pub(super) const ADVICE: [Option<Level>; 3] = [None, N, None];

/// Somebody should look, but nothing that is written down becomes wrong by it.
pub(super) const IN_TIME: [Option<Level>; 3] = [None, W, None];

/// Found by `--external`; the table knows the reason.
pub(super) fn by_asking(_: &Subject<'_>, _: &mut Findings<'_>) {}

/// Found while reading; the table knows the reason.
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
