//! The archive as data: JSON and CSV.
//!
//! `incidents.json` is a contract: [`VERSION`] is raised when a field changes
//! its meaning or goes; new fields may come at any time.

use serde::Serialize;

use super::Site;
use super::cards::{self, origin};
use crate::archive::links;
use crate::incident::action::{ActionItem, ActionKind};
use crate::incident::metrics::Metric;
use crate::incident::{Fact, Incident, Traced, instant::Instant};
use crate::markdown;

/// Version of the format of `incidents.json`.
pub(super) const VERSION: u32 = 1;

/// `incidents.json`.
#[derive(Serialize)]
struct Archive<'a> {
    version: u32,
    title: &'a str,
    /// In the site's order: newest first.
    incidents: Vec<IncidentJson<'a>>,
}

/// One incident, as in `incidents.json` and in its own `.json`.
#[derive(Serialize)]
struct IncidentJson<'a> {
    id: &'a str,
    /// Of the values that are no objects: `stated`, `inferred` or `absent`.
    origin: OriginJson,
    /// Path below the archive's root.
    source: &'a str,
    /// Relative to the site's root.
    url: String,
    title: &'a str,
    date: Option<String>,
    kind: &'static str,
    severity: Option<&'a str>,
    severity_rank: Option<u8>,
    status: Option<&'static str>,
    services: Vec<&'a str>,
    teams: Vec<&'a str>,
    regions: Vec<&'a str>,
    tags: Vec<&'a str>,
    causes: Vec<&'a str>,
    trigger: Option<&'a str>,
    detection: Option<&'a str>,
    started: InstantJson,
    impact_started: InstantJson,
    detected: InstantJson,
    acknowledged: InstantJson,
    mitigated: InstantJson,
    resolved: InstantJson,
    published: InstantJson,
    /// In seconds; see [`Metric`] for the definitions.
    durations: DurationsJson,
    /// As the text states it.
    stated_duration: Option<&'a str>,
    summary: Option<&'a str>,
    impact: Option<&'a str>,
    root_cause: Option<&'a str>,
    remediation: Option<&'a str>,
    affected_percent: Option<f64>,
    affected_users: Option<f64>,
    requests_failed: Option<f64>,
    support_tickets: Option<f64>,
    estimate: bool,
    owner: Option<&'a str>,
    authors: &'a [String],
    sections: Vec<SectionJson<'a>>,
    timeline: Vec<EntryJson<'a>>,
    actions: Vec<ActionJson<'a>>,
    related: Vec<&'a str>,
    images: &'a [String],
    /// Of the narrative: without timeline, tables and code.
    words: usize,
    lang: String,
}

/// An instant and where it came from: `stated`, `inferred` or `absent`.
#[derive(Serialize)]
struct InstantJson {
    /// RFC 3339; without an offset where the zone is not stated.
    value: Option<String>,
    origin: &'static str,
}

/// Where values without an origin of their own came from.
#[derive(Serialize)]
struct OriginJson {
    title: &'static str,
    date: &'static str,
    severity: &'static str,
    status: &'static str,
    services: &'static str,
    teams: &'static str,
    owner: &'static str,
    authors: &'static str,
}

#[derive(Serialize)]
struct DurationsJson {
    impact: Option<i64>,
    time_to_detect: Option<i64>,
    time_to_acknowledge: Option<i64>,
    time_to_mitigate: Option<i64>,
    time_to_resolve: Option<i64>,
}

#[derive(Serialize)]
struct SectionJson<'a> {
    role: Option<&'static str>,
    heading: &'a str,
    id: &'a str,
}

#[derive(Serialize)]
struct EntryJson<'a> {
    time_text: Option<&'a str>,
    at: Option<String>,
    kind: Option<&'static str>,
    text: String,
}

#[derive(Serialize)]
struct ActionJson<'a> {
    text: String,
    status: &'static str,
    owner: Option<&'a str>,
    due: Option<String>,
    ticket: Option<&'a str>,
    priority: Option<&'a str>,
    r#type: Option<&'static str>,
}

/// The whole archive.
pub(super) fn incidents_json(site: &Site) -> String {
    let incidents = (0..site.archive.incidents.len()).map(|at| incident(site, at)).collect();
    json(&Archive { version: VERSION, title: &site.config.title, incidents })
}

/// One incident.
pub(super) fn incident_json(site: &Site, at: usize) -> String {
    json(&incident(site, at))
}

fn json<T: Serialize>(value: &T) -> String {
    // Only maps with keys that are no text can fail, and there are none.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

fn incident(site: &Site, at: usize) -> IncidentJson<'_> {
    let it = &*site.archive.incidents[at];
    let length = |metric: Metric| metric.of(it, site.config.clock).map(|length| length.seconds);
    IncidentJson {
        id: &it.id,
        origin: origins(it),
        source: &it.text.source.path,
        url: links::incident_path(it),
        title: &it.text.title,
        date: it.date.as_ref().map(|date| date.value.to_string()),
        kind: it.kind.slug(),
        severity: it.severity.as_ref().map(|severity| severity.label.as_str()),
        severity_rank: it.severity.as_ref().and_then(|severity| severity.rank),
        status: it.status.map(crate::incident::Status::slug),
        services: it.services.iter().map(|label| label.name.as_str()).collect(),
        teams: it.teams.iter().map(|label| label.name.as_str()).collect(),
        regions: it.regions.iter().map(|label| label.name.as_str()).collect(),
        tags: it.tags.iter().map(|label| label.name.as_str()).collect(),
        causes: it.causes.iter().map(|cause| cause.category.name.as_str()).collect(),
        trigger: it.trigger.as_deref(),
        detection: it.detection.as_ref().and_then(|detection| detection.method.as_deref()),
        started: instant(it.instants.started.as_ref()),
        impact_started: instant(it.instants.impact_started.as_ref()),
        detected: instant(it.instants.detected.as_ref()),
        acknowledged: instant(it.instants.acknowledged.as_ref()),
        mitigated: instant(it.instants.mitigated.as_ref()),
        resolved: instant(it.instants.resolved.as_ref()),
        published: instant(it.instants.published.as_ref()),
        durations: DurationsJson {
            impact: length(Metric::Impact),
            time_to_detect: length(Metric::Detect),
            time_to_acknowledge: length(Metric::Acknowledge),
            time_to_mitigate: length(Metric::Mitigate),
            time_to_resolve: length(Metric::Resolve),
        },
        stated_duration: it.stated_duration.as_deref(),
        summary: plain(it.summary.as_ref()),
        impact: plain(it.impact.as_ref()),
        root_cause: plain(it.root_cause.as_ref()),
        remediation: plain(it.remediation.as_ref()),
        affected_percent: it.numbers.affected_percent,
        affected_users: it.numbers.affected_users,
        requests_failed: it.numbers.requests_failed,
        support_tickets: it.numbers.support_tickets,
        estimate: it.numbers.estimate,
        owner: it.owner.as_deref(),
        authors: &it.authors,
        sections: it
            .sections
            .iter()
            .map(|section| SectionJson {
                role: section.role.map(crate::incident::section::Role::slug),
                heading: &section.heading,
                id: &section.id,
            })
            .collect(),
        timeline: it
            .timeline
            .entries
            .iter()
            .map(|entry| EntryJson {
                time_text: entry.time_text.as_deref(),
                at: entry.at.as_ref().map(Instant::rfc3339).or_else(|| entry.date.map(|day| day.to_string())),
                kind: entry.kind.map(|(kind, _)| kind.slug()),
                text: markdown::plain(&entry.content),
            })
            .collect(),
        actions: it.actions.iter().map(action).collect(),
        related: site.archive.related[at].iter().map(|other| site.archive.incidents[*other].id.as_str()).collect(),
        images: &it.images,
        words: it.words,
        lang: site.language(it),
    }
}

fn origins(it: &Incident) -> OriginJson {
    let of = |name: &str, is_there: bool| match is_there {
        false => "absent",
        true if it.from_text.contains(&name) => "inferred",
        true => "stated",
    };
    OriginJson {
        title: of("title", true),
        date: origin(it.date.as_ref()),
        severity: of("severity", it.severity.is_some()),
        status: of("status", it.status.is_some()),
        services: of("services", !it.services.is_empty()),
        teams: of("teams", !it.teams.is_empty()),
        owner: of("owner", it.owner.is_some()),
        authors: of("authors", !it.authors.is_empty()),
    }
}

fn instant(traced: Option<&Traced<Instant>>) -> InstantJson {
    InstantJson { value: traced.map(|traced| traced.value.rfc3339()), origin: origin(traced) }
}

fn plain(fact: Option<&Fact>) -> Option<&str> {
    fact.map(|fact| fact.plain.as_str())
}

fn action(item: &ActionItem) -> ActionJson<'_> {
    ActionJson {
        text: item.plain(),
        status: item.status.slug(),
        owner: item.owner.as_deref(),
        due: item.due.map(|due| due.to_string()),
        ticket: item.ticket.as_ref().map(|ticket| ticket.url.as_deref().unwrap_or(&ticket.text)),
        priority: item.priority.as_deref(),
        r#type: item.kind.map(ActionKind::slug),
    }
}

/// One line an incident.
pub(super) fn incidents_csv(site: &Site) -> String {
    let mut csv = Csv::new(&[
        "id",
        "date",
        "title",
        "kind",
        "severity",
        "status",
        "services",
        "teams",
        "causes",
        "tags",
        "started",
        "detected",
        "acknowledged",
        "mitigated",
        "resolved",
        "impact_seconds",
        "time_to_detect",
        "time_to_acknowledge",
        "time_to_mitigate",
        "time_to_resolve",
        "open_actions",
        "url",
    ]);
    for at in 0..site.archive.incidents.len() {
        let it = incident(site, at);
        let number = |seconds: Option<i64>| seconds.map_or_else(String::new, |seconds| seconds.to_string());
        let open = site.archive.incidents[at].actions.iter().filter(|item| item.is_open()).count();
        csv.line(&[
            it.id,
            it.date.as_deref().unwrap_or_default(),
            it.title,
            it.kind,
            it.severity.unwrap_or_default(),
            it.status.unwrap_or_default(),
            &it.services.join("; "),
            &it.teams.join("; "),
            &it.causes.join("; "),
            &it.tags.join("; "),
            it.started.value.as_deref().unwrap_or_default(),
            it.detected.value.as_deref().unwrap_or_default(),
            it.acknowledged.value.as_deref().unwrap_or_default(),
            it.mitigated.value.as_deref().unwrap_or_default(),
            it.resolved.value.as_deref().unwrap_or_default(),
            &number(it.durations.impact),
            &number(it.durations.time_to_detect),
            &number(it.durations.time_to_acknowledge),
            &number(it.durations.time_to_mitigate),
            &number(it.durations.time_to_resolve),
            &open.to_string(),
            &it.url,
        ]);
    }
    csv.text
}

/// One line an action item.
pub(super) fn actions_csv(site: &Site) -> String {
    let mut csv = Csv::new(&[
        "incident", "date", "text", "status", "overdue", "owner", "due", "ticket", "priority", "type", "reason", "url",
    ]);
    for (at, incident) in site.archive.incidents.iter().enumerate() {
        for (number, item) in incident.actions.iter().enumerate() {
            let it = action(item);
            let overdue = site.archive.as_of.is_some_and(|day| item.is_overdue(day));
            csv.line(&[
                &incident.id,
                &incident.date.as_ref().map_or_else(String::new, |date| date.value.to_string()),
                &it.text,
                it.status,
                if overdue { "yes" } else { "no" },
                it.owner.unwrap_or_default(),
                it.due.as_deref().unwrap_or_default(),
                it.ticket.unwrap_or_default(),
                it.priority.unwrap_or_default(),
                it.r#type.unwrap_or_default(),
                item.reason.as_deref().unwrap_or_default(),
                &format!("{}#a-{}", cards::url(&site.archive.incidents[at]), number + 1),
            ]);
        }
    }
    csv.text
}

/// RFC 4180, and safe to open in a spreadsheet.
struct Csv {
    text: String,
}

impl Csv {
    fn new(names: &[&str]) -> Self {
        let mut csv = Self { text: String::new() };
        csv.line(names);
        csv
    }

    fn line(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            self.cell(cell);
        }
        self.text.push_str("\r\n");
    }

    fn cell(&mut self, cell: &str) {
        // A spreadsheet would take such a cell for a formula.
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        if !formula && !cell.contains(['"', ',', '\n', '\r']) {
            self.text.push_str(cell);
            return;
        }
        self.text.push('"');
        if formula {
            self.text.push('\'');
        }
        self.text.push_str(&cell.replace('"', "\"\""));
        self.text.push('"');
    }
}
