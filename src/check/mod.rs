//! The review rules: what good postmortems have. Each rule is a small function in a table.
//!
//! Findings are [`Diagnostic`]s with the id of their rule. A finding is about the document and says
//! in one sentence what is missing. Nothing here grades a document or talks about a person. The
//! source of each rule is in the table, and `casebook check --explain ID` prints it.

mod actions;
mod counterfactual;
pub mod finding;
mod language;
mod numbers;
pub mod outside;
mod publication;
mod rule;
mod rules;
mod structure;
mod subject;
mod waivers;
pub mod web;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

pub use self::rule::Rule;
pub use self::rules::{RULES, rule};
use self::subject::Subject;
pub use self::waivers::Waived;
use crate::archive::Archive;
use crate::config::Config;
use crate::diagnostic::{self, Diagnostic, Level, Place};
use crate::incident::Incident;

/// How finished a document should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Being written. Only what breaks the page is reported.
    Draft,
    /// Ready to be read by others.
    #[default]
    Review,
    /// About to be published. Missing parts that a reader needs are errors.
    Publish,
}

impl Profile {
    pub const ALL: [(&'static str, Profile); 3] =
        [("draft", Profile::Draft), ("review", Profile::Review), ("publish", Profile::Publish)];
}

/// The settings of a review, besides the archive's configuration.
#[derive(Debug, Clone, Copy, Default)]
pub struct Review {
    pub profile: Profile,
    /// Latest day that counts as past. Later instants are in the future.
    pub today: Option<Date>,
}

/// The result of the rules for one incident.
pub struct Reviewed {
    /// Path from the archive's root.
    pub path: String,
    pub findings: Vec<Diagnostic>,
    /// Number of findings that the document waives.
    pub waived: usize,
    /// The points of the checklist, each with whether the document has it.
    pub checklist: Vec<(&'static Rule, bool)>,
}

impl Reviewed {
    /// Returns the number of points of the checklist that the document has, and of all points.
    pub fn points(&self) -> (usize, usize) {
        (self.checklist.iter().filter(|(_, has)| *has).count(), self.checklist.len())
    }
}

/// Reviews every incident of `archive`, in path order.
///
/// `reading` are the diagnostics from opening the archive. Those that belong to a rule get the
/// level of that rule, and all can be waived like findings. They are returned in [`Reviewed`], or
/// as the second value if they are about other files.
pub fn review(
    archive: &Archive,
    config: &Config,
    review: Review,
    reading: Vec<Diagnostic>,
) -> (Vec<Reviewed>, Vec<Diagnostic>) {
    let glossary = publication::glossary(archive);
    let mut by_path: BTreeMap<String, Vec<Diagnostic>> = BTreeMap::new();
    let mut rest = Vec::new();
    for mut diagnostic in reading {
        if let Some(rule) = diagnostic.rule.and_then(rule) {
            // Errors of the reader stay errors, unless the configuration sets their level.
            match level(rule, config, review.profile) {
                Some(level) if diagnostic.level != Level::Error || set(&config.check.levels, rule.id).is_some() => {
                    diagnostic.level = level;
                }
                None => continue,
                Some(_) => {}
            }
        }
        match &diagnostic.place {
            Some(place) => by_path.entry(place.path().to_owned()).or_default().push(diagnostic),
            None => rest.push(diagnostic),
        }
    }
    let mut incidents: Vec<&Arc<Incident>> = archive.incidents.iter().collect();
    incidents.sort_by(|a, b| a.text.source.path.cmp(&b.text.source.path));
    let with_reading: Vec<_> = incidents
        .into_iter()
        .map(|incident| (incident, by_path.remove(&incident.text.source.path).unwrap_or_default()))
        .collect();
    let reviewed = with_reading
        .into_par_iter()
        .map(|(incident, reading)| {
            let subject = Subject::new(incident, archive, config, &glossary, review.today);
            one(&subject, review.profile, reading)
        })
        .collect();
    rest.extend(by_path.into_values().flatten());
    diagnostic::sort(&mut rest);
    (reviewed, rest)
}

/// Reviews one incident of `archive` for the profile of a review. `reading` are the diagnostics
/// from reading it, with the levels they shall have.
pub fn review_one(incident: &Incident, archive: &Archive, config: &Config, reading: Vec<Diagnostic>) -> Reviewed {
    let glossary = publication::glossary(archive);
    let Review { profile, today } = Review::default();
    one(&Subject::new(incident, archive, config, &glossary, today), profile, reading)
}

fn one(subject: &Subject<'_>, profile: Profile, reading: Vec<Diagnostic>) -> Reviewed {
    // A draft is not published, so the profile for drafts applies.
    let draft = profile == Profile::Publish && subject.incident.text.draft;
    let profile = if draft { Profile::Draft } else { profile };
    let mut findings = reading;
    let mut checklist = Vec::new();
    for rule in RULES {
        let Some(level) = level(rule, subject.config, profile) else { continue };
        let mut found = Findings { subject, rule, level, found: Vec::new() };
        (rule.look)(subject, &mut found);
        if rule.point {
            checklist.push((rule, found.found.is_empty()));
        }
        findings.extend(found.found);
    }
    let (mut findings, waived) = waivers::apply(subject, findings);
    diagnostic::sort(&mut findings);
    Reviewed { path: subject.incident.text.source.path.clone(), findings, waived, checklist }
}

/// Returns the level of a rule's findings, or `None` if the rule is off.
fn level(rule: &Rule, config: &Config, profile: Profile) -> Option<Level> {
    set(&config.check.levels, rule.id).map_or(rule.levels[profile as usize], |(_, level)| *level)
}

/// Returns the rule with the level that the configuration sets for it, if it sets one.
fn set<'a>(levels: &'a [(String, Option<Level>)], rule: &str) -> Option<&'a (String, Option<Level>)> {
    levels.iter().find(|(id, _)| id == rule)
}

/// Applies the configured levels to diagnostics from reading. Errors stay errors, because a build
/// depends on what they ask for.
pub fn set_levels(levels: &[(String, Option<Level>)], diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.retain_mut(|diagnostic| {
        let set = diagnostic.rule.and_then(|rule| set(levels, rule)).filter(|_| diagnostic.level != Level::Error);
        diagnostic.level = set.and_then(|(_, level)| *level).unwrap_or(diagnostic.level);
        !matches!(set, Some((_, None)))
    });
}

/// Collects the findings of a rule.
pub(crate) struct Findings<'s> {
    subject: &'s Subject<'s>,
    rule: &'static Rule,
    level: Level,
    found: Vec<Diagnostic>,
}

impl Findings<'_> {
    /// Adds a finding about a span of the text.
    fn at(&mut self, span: crate::text::Span, message: impl Into<String>) -> &mut Diagnostic {
        let file = &self.subject.incident.text.source;
        let finding = Diagnostic::of(self.level, message).rule(self.rule.id).at(file, span).hint(self.rule.hint);
        self.found.push_mut(finding)
    }

    /// Adds a finding about the whole document. It is shown at the title.
    fn about(&mut self, message: impl Into<String>) -> &mut Diagnostic {
        let span = self.subject.head();
        self.at(span, message)
    }
}

/// True if a finding is about the document as a whole.
fn is_about(diagnostic: &Diagnostic, subject: &Subject<'_>) -> bool {
    match &diagnostic.place {
        Some(Place::At(_, span)) => *span == subject.head(),
        _ => true,
    }
}
