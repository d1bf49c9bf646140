//! Days, clocks and the entries of a timeline.

use std::sync::Arc;

use crate::config::Config;
use crate::incident::Incident;
use crate::incident::instant::Instant;
use crate::incident::timeline::{Entry, EntryKind};
use crate::markdown;
use crate::read::document;
use crate::read::tests::{read, read_named, timeline, times};
use crate::text::SourceFile;

/// The time of each entry as written, and its day or instant.
fn placed(incident: &Incident) -> Vec<(String, String)> {
    let told = |entry: &Entry| {
        let at = entry.at.as_ref().map(Instant::rfc3339).or_else(|| entry.date.map(|date| date.to_string()));
        (entry.time_text.clone().unwrap_or_default(), at.unwrap_or_default())
    };
    incident.timeline.entries.iter().map(told).collect()
}

fn contents(incident: &Incident) -> Vec<String> {
    incident.timeline.entries.iter().map(|entry| markdown::plain(&entry.content)).collect()
}

fn kinds(incident: &Incident) -> Vec<Option<EntryKind>> {
    incident.timeline.entries.iter().map(|entry| entry.kind.as_ref().map(|kind| kind.value)).collect()
}

fn date(incident: &Incident) -> Option<String> {
    incident.date.as_ref().map(|date| date.value.to_string())
}

#[test]
fn an_end_that_others_tell_of_is_not_ours() {
    for text in [
        "**False lead**: the bank reports all clear",
        "The supplier says all clear on their end",
        "The vendor's ticket is marked as resolved",
        "Our provider reports: service restored",
        "Issue resolved on their side",
        "Service restored in the north hall; the south hall is down",
        "Störung behoben auf deren Seite",
    ] {
        assert!(timeline(&["09:00: down", &format!("10:00: {text}")]).instants.resolved.is_none(), "{text}");
    }
    for text in
        ["Service restored after we left the provider", "**Resolution confirmed**: green", "New driver - RESOLVED"]
    {
        assert!(timeline(&["09:00: down", &format!("10:00: {text}")]).instants.resolved.is_some(), "{text}");
    }
    // What begins with a dash and a word is no label.
    assert!(timeline(&["09:00: Rollback - started", "10:00: up"]).instants.started.is_none());
}

#[test]
fn dead_ends_and_moments_have_many_names() {
    let lines =
        ["09:00: **Misleading paths**: a", "09:10: Wild goose chase: b", "09:20: We hit a dead end", "09:30: up"];
    let dead = Some(EntryKind::DeadEnd);
    assert_eq!(kinds(&timeline(&lines)), [dead, dead, dead, None]);
    let lines = ["09:00: Issue discovered while testing", "09:10: Incident escalated to the print team"];
    assert_eq!(kinds(&timeline(&lines)), [Some(EntryKind::Detection), Some(EntryKind::Escalation)]);
    let events = read("# O\n\n## Key events\n\n- First detected 2024-05-31 10:43\n- Resolved 2024-05-31 11:38\n");
    assert_eq!(events.instants.detected.map(|at| at.value.rfc3339()).as_deref(), Some("2024-05-31T10:43:00"));
}
