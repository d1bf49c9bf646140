//! The archive as data: JSON.
//!
//! `incidents.json` is a contract. [`VERSION`] is raised when a field is removed or changes its
//! meaning. New fields may be added at any time.

mod before;
pub(super) mod csv;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

use self::before::{BeforeJson, before};
use crate::archive::addresses;
use crate::incident::action::{ActionItem, ActionKind, ActionStatus};
use crate::incident::instant::Instant;
use crate::incident::metrics::Metric;
use crate::incident::section::{Role, Section};
use crate::incident::timeline::{Entry, EntryKind};
use crate::incident::{Fact, Incident, Kind, Status, Traced};
use crate::markdown;
use crate::site::Site;

/// Version of the format of `incidents.json`.
pub(super) const VERSION: u32 = 1;

/// `incidents.json` of an archive that casebook published. New fields may come at any time.
#[derive(Serialize, JsonSchema)]
struct Archive<'a> {
    /// Raised when a field changes its meaning or goes.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    title: &'a str,
    /// In the site's order: newest first.
    #[schemars(with = "Vec<IncidentJson<'a>>")]
    incidents: Incidents<'a>,
}

/// Incidents by their positions. Each is made only when it is written, because all of them together
/// would take more memory than the archive.
struct Incidents<'a> {
    site: &'a Site,
    chosen: &'a [usize],
}

impl Serialize for Incidents<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.chosen.iter().map(|at| incident(self.site, *at)))
    }
}

/// A list whose items are made only when they are written, because not every caller writes all
/// parts of an incident.
struct Each<'a, T, M> {
    of: &'a [T],
    make: fn(&'a T) -> M,
}

impl<T, M: Serialize> Serialize for Each<'_, T, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.of.iter().map(self.make))
    }
}

/// One incident, as in `incidents.json` and in its own `.json`.
#[derive(Serialize, JsonSchema)]
struct IncidentJson<'a> {
    id: &'a str,
    /// Of the values that are no objects: `stated`, `inferred` or `absent`.
    origin: OriginJson,
    /// Path below the archive's root.
    source: &'a str,
    /// Relative to the site's root.
    url: String,
    title: &'a str,
    /// The day of the incident.
    date: Option<String>,
    #[schemars(with = "Kind")]
    kind: &'static str,
    severity: Option<&'a str>,
    /// 1 is the worst; null ranks last.
    severity_rank: Option<u8>,
    #[schemars(with = "Option<Status>")]
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
    /// In seconds.
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
    authors: Vec<&'a str>,
    #[schemars(with = "Vec<SectionJson<'a>>")]
    sections: Each<'a, Section, SectionJson<'a>>,
    #[schemars(with = "Vec<EntryJson<'a>>")]
    timeline: Each<'a, Entry, EntryJson<'a>>,
    #[schemars(with = "Vec<ActionJson<'a>>")]
    actions: Each<'a, ActionItem, ActionJson<'a>>,
    /// Ids.
    related: Vec<&'a str>,
    /// Earlier incidents that are alike, the best reason first: at most three.
    before: Vec<BeforeJson<'a>>,
    /// How many earlier incidents have the root cause that the first of `before` has.
    times_before: usize,
    images: &'a [String],
    /// Of the narrative: without timeline, tables and code.
    words: usize,
    /// As stated, or found in the text; `null` if neither tells.
    lang: Option<&'a str>,
}

/// Where a value came from.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum Origin {
    /// Stands in the front matter.
    Stated,
    /// Was found in the text, the file's name or its folder.
    Inferred,
    Absent,
}

impl Origin {
    fn of<T>(traced: Option<&Traced<T>>) -> Self {
        match traced {
            None => Self::Absent,
            Some(traced) if traced.is_inferred() => Self::Inferred,
            Some(_) => Self::Stated,
        }
    }
}

/// An instant and where it came from: `stated`, `inferred` or `absent`.
#[derive(Serialize, JsonSchema)]
struct InstantJson {
    /// RFC 3339; without an offset where the zone is not stated.
    value: Option<String>,
    origin: Origin,
}

/// Where values without an origin of their own came from.
#[derive(Serialize, JsonSchema)]
struct OriginJson {
    title: Origin,
    date: Origin,
    severity: Origin,
    status: Origin,
    services: Origin,
    teams: Origin,
    owner: Origin,
    authors: Origin,
}

#[derive(Serialize, JsonSchema)]
struct DurationsJson {
    /// From the first effect on users to the last.
    impact: Option<i64>,
    time_to_detect: Option<i64>,
    time_to_acknowledge: Option<i64>,
    time_to_mitigate: Option<i64>,
    time_to_resolve: Option<i64>,
}

#[derive(Serialize, JsonSchema)]
struct SectionJson<'a> {
    #[schemars(with = "Option<Role>")]
    role: Option<&'static str>,
    heading: &'a str,
    /// Anchor on the incident's page.
    id: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct EntryJson<'a> {
    /// As it was written.
    time_text: Option<&'a str>,
    /// RFC 3339, or only the day.
    at: Option<String>,
    /// The end of a range of times, RFC 3339.
    until: Option<String>,
    #[schemars(with = "Option<EntryKind>")]
    kind: Option<&'static str>,
    text: String,
}

#[derive(Serialize, JsonSchema)]
struct ActionJson<'a> {
    text: String,
    #[schemars(with = "ActionStatus")]
    status: &'static str,
    owner: Option<&'a str>,
    due: Option<String>,
    /// The due date as written, where it is more than a date, or none.
    due_text: Option<&'a str>,
    /// The archive's default for the severity, if the item does not state when it is due.
    default_due: Option<String>,
    /// The day it was finished, if somebody wrote it.
    done: Option<String>,
    /// The day on which the fix was seen to work.
    verified: Option<String>,
    /// Its address, else its name.
    ticket: Option<&'a str>,
    priority: Option<&'a str>,
    #[schemars(with = "Option<ActionKind>")]
    r#type: Option<&'static str>,
}

/// Returns `incidents.json` for these incidents, by their positions in the archive.
pub(super) fn incidents_json(site: &Site, chosen: &[usize]) -> Vec<u8> {
    let bytes = chosen.iter().map(|at| room(site, *at)).sum();
    json(&Archive { version: VERSION, title: &site.config.title, incidents: Incidents { site, chosen } }, bytes)
}

/// Returns the JSON of one incident.
pub(super) fn incident_json(site: &Site, at: usize) -> Vec<u8> {
    json(&incident(site, at), room(site, at))
}

/// Returns an estimate of the bytes of an incident's JSON. It takes fewer than the document, and a
/// buffer that grows would be copied.
fn room(site: &Site, at: usize) -> usize {
    site.archive.incidents[at].text.source.text.len()
}

/// Returns the schema of `incidents.json`.
pub(super) fn schema(generator: SchemaGenerator) -> Schema {
    generator.into_root_schema_for::<Archive<'_>>()
}

/// Serialises `value` into a buffer with a capacity of `bytes`.
fn json<T: Serialize>(value: &T, bytes: usize) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes);
    // Serialising fails only for maps whose keys are not text, and there are none.
    let _ = serde_json::to_writer(&mut text, value);
    text.push(b'\n');
    text
}

fn incident(site: &Site, at: usize) -> IncidentJson<'_> {
    let it = &*site.archive.incidents[at];
    let length = |metric: Metric| metric.of(it, site.config.clock).map(|length| length.seconds);
    IncidentJson {
        id: &it.id,
        origin: origins(it),
        source: &it.text.source.path,
        url: addresses::incident_path(it),
        title: &it.text.title,
        date: it.date.as_ref().map(|date| date.value.to_string()),
        kind: it.kind.slug(),
        severity: it.severity.as_ref().map(|severity| severity.label.as_str()),
        severity_rank: it.severity.as_ref().and_then(|severity| severity.rank),
        status: it.status.as_ref().map(|status| status.slug()),
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
        owner: it.owner.as_ref().map(|owner| owner.as_str()),
        authors: it.authors.iter().map(|author| author.as_str()).collect(),
        sections: Each { of: &it.sections, make: section },
        timeline: Each { of: &it.timeline.entries, make: entry },
        actions: Each { of: &it.actions, make: action },
        related: site.archive.related[at].iter().map(|other| site.archive.incidents[*other].id.as_str()).collect(),
        before: site.archive.recurrences[at].before.iter().map(|earlier| before(site, it, earlier)).collect(),
        times_before: site.archive.recurrences[at].times,
        images: &it.images,
        words: it.words,
        lang: language(site, it),
    }
}

/// Returns the language that the document states or is found to have, else the one of the archive,
/// if somebody configured it.
fn language<'a>(site: &'a Site, it: &'a Incident) -> Option<&'a str> {
    let configured = || Some(site.config.language.as_str()).filter(|_| !site.config.unconfigured);
    it.text.lang.as_deref().or_else(configured)
}

fn origins(it: &Incident) -> OriginJson {
    OriginJson {
        title: Origin::of(Some(&it.text.title)),
        date: Origin::of(it.date.as_ref()),
        severity: Origin::of(it.severity.as_ref()),
        status: Origin::of(it.status.as_ref()),
        services: Origin::of(it.services.first()),
        teams: Origin::of(it.teams.first()),
        owner: Origin::of(it.owner.as_ref()),
        authors: Origin::of(it.authors.first()),
    }
}

fn instant(traced: Option<&Traced<Instant>>) -> InstantJson {
    InstantJson { value: traced.map(|traced| traced.value.rfc3339()), origin: Origin::of(traced) }
}

fn plain(fact: Option<&Traced<Fact>>) -> Option<&str> {
    fact.map(|fact| fact.plain.as_str())
}

fn section(section: &Section) -> SectionJson<'_> {
    SectionJson { role: section.role.map(Role::slug), heading: &section.heading, id: &section.id }
}

fn entry(entry: &Entry) -> EntryJson<'_> {
    EntryJson {
        time_text: entry.time_text.as_deref(),
        at: entry.at.as_ref().map(Instant::rfc3339).or_else(|| entry.date.map(|day| day.to_string())),
        until: entry.until.as_ref().map(Instant::rfc3339),
        kind: entry.kind.as_ref().map(|kind| kind.slug()),
        text: markdown::plain(&entry.content),
    }
}

fn action(item: &ActionItem) -> ActionJson<'_> {
    ActionJson {
        text: item.plain(),
        status: item.status.slug(),
        owner: item.owner.as_deref(),
        due: item.due.map(|day| day.to_string()),
        due_text: item.due_text.as_deref(),
        default_due: item.default_due.map(|day| day.to_string()),
        done: item.done.map(|day| day.to_string()),
        verified: item.verified.map(|day| day.to_string()),
        ticket: item.ticket.as_ref().map(|ticket| ticket.url.as_deref().unwrap_or(&ticket.text)),
        priority: item.priority.as_deref(),
        r#type: item.kind.map(ActionKind::slug),
    }
}
