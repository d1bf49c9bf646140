//! Is a document that nobody placed an incident, a page, or nothing for readers?

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::found::timeline;
use super::words::nothing::unfilled_fields;
use super::words::phrases::Phrases;
use super::words::words;
use crate::incident::Incident;
use crate::incident::section::Role;
use crate::text::file::TEMPLATES;

/// What a document is that nobody said anything about.
pub(in crate::read) enum Nature {
    Incident,
    Page,
    Nothing(&'static str),
}

/// A postmortem tells of causes, impact or a course of events; what says how to
/// write one has the same headings and neither times nor a day.
pub(in crate::read) fn nature(incident: &Incident, dated: bool) -> Nature {
    let name = incident.text.source.name();
    let name = name.split('.').next().unwrap_or(name).to_lowercase();
    let timed = incident.timeline.entries.iter().filter(|entry| entry.time_text.is_some()).count();
    let roles: BTreeSet<_> = incident.sections.iter().filter_map(|section| section.role).collect();
    let telling = [Role::RootCause, Role::Timeline, Role::Impact, Role::Resolution, Role::Summary, Role::Actions];
    let telling = telling.into_iter().filter(|role| roles.contains(role)).count();
    let placeholders = unfilled_fields(&incident.text.source.text[incident.text.body as usize..]);
    let titled = incident.text.title.to_lowercase();
    let guide = words().document.guide.iter().any(|word| name.split(['-', '_', ' ']).any(|part| part == *word))
        || words().document.guide_title.iter().chain(&TEMPLATES).any(|word| titled.contains(word));
    if timed < 2 && (placeholders >= 3 || (guide && (placeholders > 0 || titled.contains("template")))) {
        return Nature::Nothing("a template: its fields are not filled in");
    }
    if words().document.description.contains(&name.as_str()) {
        let clocks = timeline::clock_times(&incident.timeline);
        let tells_of_one = telling >= 1 && incident.date.is_some() && is_called_incident(&titled) && !guide;
        return if clocks >= 2 || telling >= 3 || tells_of_one || (dated && telling >= 1 && name == "index") {
            Nature::Incident
        } else if name == "index" {
            Nature::Page
        } else {
            Nature::Nothing("a README describes the folder, and this one tells of no incident")
        };
    }
    // `How we lost a database` tells of times, and `How we write postmortems` shows examples.
    let is_about_them = words().document.incident.iter().any(|word| titled.contains(word));
    let Incident { instants, root_cause, severity, .. } = incident;
    let is_told = instants.started.is_some() && (root_cause.is_some() || instants.resolved.is_some());
    let is_other = !dated && !is_told && (timed < 2 || is_about_them);
    if guide && is_other && !is_named_incident("", &titled.replace("postmortem", "")) {
        return Nature::Nothing("a guide: it tells of no incident");
    }
    let courses = [Role::RootCause, Role::Timeline].iter().any(|role| roles.contains(role));
    if timed < 2 && !courses && is_of_another_kind(&titled) && !is_named_incident(&incident.text.source.path, &titled) {
        return Nature::Page;
    }
    let is_told = is_told || severity.is_some() || (incident.date.is_some() && root_cause.is_some());
    if dated || is_told || timed >= 2 || telling >= 1 || is_named_incident(&incident.text.source.path, &titled) {
        Nature::Incident
    } else {
        Nature::Page
    }
}

/// `Gate auction post mortem`, and not a list of postmortems.
pub(in crate::read) fn is_called_incident(title: &str) -> bool {
    static NAMES: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().document.incident));
    NAMES.any(title)
}

/// `Runbook: database`, `ADR 7`
fn is_of_another_kind(title: &str) -> bool {
    let behind = |word: &&'static str| title.strip_prefix(*word);
    words().document.other.iter().filter_map(behind).any(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Its path or title says that it tells of an incident.
fn is_named_incident(path: &str, title: &str) -> bool {
    let path = path.to_lowercase();
    words().document.incident.iter().any(|word| {
        title.contains(word)
            || path.split(['/', '.', '-', '_', ' ']).any(|part| part == *word)
            || path.contains(word) && word.len() > 5
    })
}
