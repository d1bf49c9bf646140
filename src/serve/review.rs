//! The review of one document, as the panel beside its page shows it while somebody writes.

use std::sync::Arc;

use serde_json::{Value, json};

use super::state::Latest;
use crate::check::{self, Profile, Reviewed};
use crate::diagnostic::{self, Diagnostic, Level, Place};
use crate::html::url::decode;
use crate::incident::Incident;
use crate::incident::section::Section;

/// Returns the review, as JSON, of the document whose page is `path=…` in `query`; `null` if that
/// is no incident.
pub(super) fn json(latest: &Latest, query: &str) -> String {
    let wanted = query.split('&').find_map(|pair| pair.strip_prefix("path=")).map(decode).unwrap_or_default();
    of_page(latest, &wanted).unwrap_or_default().to_string()
}

fn of_page(latest: &Latest, page: &str) -> Option<Value> {
    let (site, _) = latest.site.as_ref()?;
    let (archive, config) = (&site.archive, &site.config);
    let path = |incident: &&Arc<Incident>| archive.targets.page(&incident.text.source.path) == Some(page);
    let incident = archive.incidents.iter().find(path)?;
    let reading = latest.diagnostics.iter().filter(|it| it.level != Level::Error && latest.page(it) == Some(page));
    let reading = reading.cloned().collect();
    let reviewed = check::review_one(incident, archive, config, reading);
    let points = reviewed.points();
    let Reviewed { mut findings, checklist, .. } = reviewed;
    let draft = incident.text.draft;
    if draft && findings.iter().any(is_needed) {
        // Advice on a text that is not there yet would only be in the way.
        let is_point = |it: &Diagnostic| it.rule.and_then(check::rule).is_some_and(|rule| rule.point);
        findings.retain(|it| is_needed(it) || (it.level != Level::Note && !is_point(it)));
    }
    let (missing, better): (Vec<_>, Vec<_>) = groups(&findings).into_iter().partition(|group| is_needed(group[0]));
    let lines = |groups: Vec<Vec<_>>| groups.iter().map(|group| line(group, incident)).collect::<Vec<_>>();
    Some(json!({
        "draft": draft,
        "points": points,
        "words": [incident.words, config.check.words.0, config.check.words.1],
        "missing": lines(missing),
        "better": lines(better),
        "has": checklist.iter().filter(|(_, has)| *has).map(|(rule, _)| rule.title).collect::<Vec<_>>(),
    }))
}

/// True for a finding of a rule that no published document may break.
fn is_needed(finding: &Diagnostic) -> bool {
    let rule = finding.rule.and_then(check::rule);
    rule.is_some_and(|rule| rule.point && rule.levels[Profile::Publish as usize] == Some(Level::Error))
}

/// Puts the findings of each rule together.
fn groups(findings: &[Diagnostic]) -> Vec<Vec<&Diagnostic>> {
    let mut groups: Vec<Vec<&Diagnostic>> = Vec::new();
    for finding in findings {
        match groups.iter_mut().find(|group| finding.rule.is_some() && group[0].rule == finding.rule) {
            Some(group) => group.push(finding),
            None => groups.push(vec![finding]),
        }
    }
    groups
}

/// Returns one line for findings of the same rule.
fn line(findings: &[&Diagnostic], incident: &Incident) -> Value {
    let places: Vec<_> = findings.iter().map(|it| diagnostic::draw(it, false)).collect();
    // A draft is told what a document has, not what is wrong with this one.
    let point = findings[0].rule.and_then(check::rule).filter(|rule| rule.point && incident.text.draft);
    json!({
        "rule": findings[0].rule,
        "text": point.map_or_else(|| diagnostic::plain(&findings[0].message), |rule| rule.title.to_owned()),
        "goal": point.is_some(),
        "anchor": anchor(findings[0], incident),
        "places": places,
    })
}

/// Returns the anchor of the section that a finding is in; empty for the head of the document.
fn anchor<'i>(finding: &Diagnostic, incident: &'i Incident) -> &'i str {
    let Some(Place::At(_, span)) = &finding.place else { return "" };
    let within = |section: &&Section| section.span.range().contains(&(span.start as usize));
    incident.sections.iter().rfind(within).map_or("", |section| &section.id)
}
