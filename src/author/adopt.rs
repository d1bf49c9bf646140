//! Proposes front matter that states what the reader inferred.
//!
//! A proposal never changes the meaning of a document. The document is read again with the new
//! front matter, and a field that would change anything else is left out. The module is pure: the
//! command line reads and writes the files.

use std::sync::Arc;

pub use super::front_matter::{Field, Value};
use super::front_matter::{add_fields, is_suggested};
use super::incident;
use super::suggest::Vocabulary;
use crate::config::Config;
use crate::incident::instant::Zone;
use crate::incident::{Incident, Traced};
use crate::read::stated_keys;
use crate::text::SourceFile;
use crate::text::number::count;

/// A proposal for one document.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub path: String,
    /// The fields, in the order in which they are written.
    pub fields: Vec<Field>,
    /// Fields that a person has to accept. They are written as comments.
    pub suggestions: Vec<Field>,
    /// What the text does not state clearly enough for a field.
    pub unplaced: Vec<String>,
    /// The whole file with the new fields, byte for byte.
    pub new: Vec<u8>,
}

impl Proposal {
    /// True if the file would change.
    pub fn changes_file(&self) -> bool {
        !self.fields.is_empty() || !self.suggestions.is_empty()
    }
}

/// Returns the incident in the file at `path` with content `raw`, if it is one.
pub fn read(path: &str, raw: &[u8], config: &Config) -> Option<Incident> {
    incident(&file(path, raw)?, config)
}

/// Returns the proposal for the file at `path` with content `raw`, where `vocabulary` is that of the
/// archive. Returns `None` if it is no incident or not UTF-8, or if there is nothing to state.
pub fn propose(path: &str, raw: &[u8], config: &Config, vocabulary: &Vocabulary) -> Option<Proposal> {
    let file = file(path, raw)?;
    let before = incident(&file, config)?;
    let stated = stated_keys(&file)?;
    let is_kept = |new: &[u8]| read(path, new, config).is_some_and(|after| before.told() == after.told());
    let mut fields: Vec<Field> = Vec::new();
    for field in candidates(&before) {
        if stated.iter().any(|key| key == field.key || (field.key == "authors" && key == "author")) {
            continue;
        }
        fields.push(field);
        if !is_kept(&add_fields(raw, &fields, &[])) {
            fields.pop();
        }
    }
    let mut suggestions = vocabulary.suggest(&before);
    suggestions.retain(|field| !stated.iter().any(|key| key == field.key) && !is_suggested(raw, field.key));
    if !suggestions.is_empty() && !is_kept(&add_fields(raw, &fields, &suggestions)) {
        suggestions.clear();
    }
    let unplaced = unplaced(&before);
    let is_empty = fields.is_empty() && suggestions.is_empty();
    if is_empty && unplaced.is_empty() {
        return None;
    }
    let new = if is_empty { raw.to_vec() } else { add_fields(raw, &fields, &suggestions) };
    Some(Proposal { path: path.to_owned(), fields, suggestions, unplaced, new })
}

fn file(path: &str, raw: &[u8]) -> Option<Arc<SourceFile>> {
    let text = std::str::from_utf8(raw).ok()?;
    Some(Arc::new(SourceFile::new(path, text)))
}

/// Returns a field for every inferred value that can be stated.
fn candidates(it: &Incident) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut add = |key, value| fields.push(Field { key, value });
    if it.text.title.is_inferred() {
        add("title", Value::Text(it.text.title.to_string()));
    }
    if let Some(date) = it.date.as_ref().filter(|date| date.is_inferred()) {
        add("date", Value::Time(date.value.to_string()));
    }
    if let Some(severity) = it.severity.as_ref().filter(|severity| severity.is_inferred()) {
        add("severity", Value::Text(severity.label.clone()));
    }
    for (key, labels) in [("services", &it.services), ("teams", &it.teams), ("tags", &it.tags)] {
        if labels.iter().any(Traced::is_inferred) {
            add(key, Value::List(labels.iter().map(|label| label.name.clone()).collect()));
        }
    }
    if it.causes.iter().any(|cause| cause.category.is_inferred()) {
        add("causes", Value::List(it.causes.iter().map(|cause| cause.category.name.clone()).collect()));
    }
    if let Some(owner) = it.owner.as_ref().filter(|owner| owner.is_inferred()) {
        add("owner", Value::Text(owner.to_string()));
    }
    if it.authors.iter().any(Traced::is_inferred) {
        add("authors", Value::List(it.authors.iter().map(ToString::to_string).collect()));
    }
    if let Some(status) = it.status.as_ref().filter(|status| status.is_inferred()) {
        add("status", Value::Text(status.slug().to_owned()));
    }
    let moments = &it.instants;
    for (key, instant) in [
        ("started", &moments.started),
        ("detected", &moments.detected),
        ("acknowledged", &moments.acknowledged),
        ("mitigated", &moments.mitigated),
        ("resolved", &moments.resolved),
    ] {
        if let Some(instant) = instant.as_ref().filter(|instant| instant.is_inferred()) {
            add(key, Value::Time(instant.value.rfc3339()));
        }
    }
    fields
}

/// Returns notes on what a person has to decide.
fn unplaced(it: &Incident) -> Vec<String> {
    let mut notes = Vec::new();
    if it.date.is_none() {
        notes.push("no day is stated anywhere".to_owned());
    }
    if it.severity.is_none() {
        notes.push("no severity is stated".to_owned());
    }
    if let Some(duration) = &it.stated_duration {
        notes.push(format!("a duration is stated, which is derived from instants instead: {duration}"));
    }
    let entries = &it.timeline.entries;
    let timeless = entries.iter().filter(|entry| entry.at.is_none() && entry.date.is_none()).count();
    if timeless > 0 {
        notes.push(format!("{} of the timeline cannot be placed in time", counted(timeless, entries.len())));
    }
    let zoneless = entries
        .iter()
        .filter_map(|entry| entry.at.as_ref())
        .filter(|at| matches!(at.zone, Zone::Unknown | Zone::Vague(_)))
        .count();
    if zoneless > 0 {
        notes.push(format!("{} of the timeline name no time zone: set `timezone`", counted(zoneless, entries.len())));
    }
    if it.root_cause.is_none()
        && !it.sections.iter().any(|section| section.role == Some(crate::incident::section::Role::RootCause))
    {
        notes.push("no section tells the root cause".to_owned());
    }
    notes
}

fn counted(some: usize, all: usize) -> String {
    if some == all && all > 1 {
        return format!("all {all} entries");
    }
    match all {
        1 => "the only entry".to_owned(),
        _ => format!("{some} of {}", count(all, "entry").replace("entrys", "entries")),
    }
}
