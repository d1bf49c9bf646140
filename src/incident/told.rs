//! Everything that an incident tells, without origins and places, grouped by who depends on it.
//!
//! This module alone answers the question "did anything change that matters elsewhere?". Its
//! functions take the model apart field by field, so a new field does not compile until somebody
//! has decided where it belongs.

use jiff::civil::Date;

use super::action::{ActionItem, ActionStatus};
use super::instant::Instant;
use super::section::{Role, Section};
use super::severity::Severity;
use super::timeline::{Entry, EntryKind, Timeline};
use super::{Audience, Cause, CauseRole, Incident, Kind, Label, Page, Status, Text, Traced};
use crate::markdown;
use crate::text::slug::Slug;

/// Everything that an incident tells.
#[derive(Debug, PartialEq)]
pub struct Told<'a> {
    /// Other documents, lists, indexes and addresses are made from this.
    pub shared: Shared<'a>,
    /// Other documents are ordered by this, and metrics are derived from it.
    pub moments: Moments,
    /// Shown on cards and on the incident's own page.
    pub facts: Facts<'a>,
    /// The course of events, and what is counted in the text.
    pub course: Course<'a>,
}

/// The parts of any document that the rest of the archive depends on.
#[derive(Debug, PartialEq)]
pub struct SharedText<'a> {
    path: &'a str,
    slug: &'a Slug,
    slug_stated: bool,
    draft: bool,
    audience: Audience,
    aliases: Vec<&'a str>,
}

/// Names and references of an incident.
#[derive(Debug, PartialEq)]
pub struct Shared<'a> {
    text: SharedText<'a>,
    id: &'a str,
    id_stated: bool,
    severity: Option<&'a Severity>,
    services: Vec<&'a Label>,
    teams: Vec<&'a Label>,
    tags: Vec<&'a Label>,
    causes: Vec<&'a Label>,
    related: Vec<&'a str>,
    likeness: Likeness<'a>,
    /// State and owner of each action item, and whether it has a due day. Calendars have addresses.
    promises: Vec<(ActionStatus, Option<&'a str>, bool)>,
}

/// What decides which earlier incidents are like this one.
#[derive(Debug, PartialEq)]
struct Likeness<'a> {
    title: &'a str,
    kind: Kind,
    causes: Vec<(CauseRole, Option<&'a str>)>,
    /// Summary, impact and root cause.
    texts: [Option<&'a str>; 3],
}

/// The day and the instants.
#[derive(Debug, PartialEq)]
pub struct Moments {
    date: Option<Date>,
    /// With their offsets. The names of zones do not matter, because they only stand for an offset.
    instants: [Option<String>; 7],
}

/// Values from the front matter, or from fields in the text.
#[derive(Debug, PartialEq)]
pub struct Facts<'a> {
    title: &'a str,
    kind: Kind,
    status: Option<Status>,
    owner: Option<&'a str>,
    authors: Vec<&'a str>,
    regions: Vec<&'a Label>,
    causes: Vec<(CauseRole, Option<&'a str>)>,
    trigger: Option<&'a str>,
    /// Summary, impact, root cause and remediation.
    texts: [Option<&'a str>; 4],
    stated_duration: Option<&'a str>,
    /// Without their Markdown, which knows its places, and the text and the detail in it.
    actions: Vec<(ActionItem, String, String)>,
}

/// The timeline, the sections, and what is counted in them.
#[derive(Debug, PartialEq)]
pub struct Course<'a> {
    pub entries: Vec<ToldEntry<'a>>,
    /// Role, heading and anchor.
    pub sections: Vec<(Option<Role>, &'a str, &'a str)>,
    words: usize,
    images: &'a [String],
    /// Names in code. Other incidents are found to be like this one by them.
    pub names: &'a [String],
}

/// An entry of the timeline.
#[derive(Debug, PartialEq)]
pub struct ToldEntry<'a> {
    time_text: Option<&'a str>,
    at: Option<String>,
    until: Option<String>,
    date: Option<Date>,
    kind: Option<EntryKind>,
    text: String,
    detail: String,
}

impl Text {
    /// Returns the parts that the rest of the archive depends on.
    pub fn shared(&self) -> SharedText<'_> {
        let Text {
            source,
            slug,
            slug_stated,
            draft,
            audience,
            aliases,
            // Only the document's own page shows these. Links depend on other documents too, so the
            // archive compares them, which knows their targets.
            body: _,
            packed: _,
            title: _,
            title_heading: _,
            lang: _,
            weight: _,
            anchors: _,
            addresses: _,
            diagrams: _,
        } = self;
        SharedText {
            path: &source.path,
            slug,
            slug_stated: *slug_stated,
            draft: *draft,
            audience: *audience,
            aliases: aliases.iter().map(|alias| alias.id.as_str()).collect(),
        }
    }
}

impl Page {
    /// Returns the parts that the rest of the archive depends on. The title is in the navigation.
    pub fn shared(&self) -> (SharedText<'_>, &str, Option<i64>) {
        let Page { text, summary: _ } = self;
        (text.shared(), &text.title, text.weight)
    }
}

impl Incident {
    /// Returns everything that the incident tells.
    pub fn told(&self) -> Told<'_> {
        // Every field is named here, so that somebody must decide about a new one.
        let Incident {
            // These are told.
            text,
            id: _,
            kind: _,
            status: _,
            date,
            severity: _,
            services: _,
            teams: _,
            regions: _,
            tags: _,
            causes: _,
            trigger: _,
            instants,
            summary: _,
            impact: _,
            root_cause: _,
            remediation: _,
            owner: _,
            authors: _,
            sections,
            timeline: Timeline { entries, blocks: _ },
            stated_duration: _,
            actions: _,
            related: _,
            images,
            words,
            names,
            // These occur only in the front matter, and only the incident's own page shows them.
            detection: _,
            windows: _,
            numbers: _,
            roles: _,
            links: _,
            // These are places in the text.
            action_blocks: _,
        } = self;
        Told {
            shared: self.shared(text.shared()),
            moments: Moments {
                date: date.as_deref().copied(),
                instants: instants.by_name().map(|(_, instant)| instant.map(|it| it.rfc3339())),
            },
            facts: self.facts(),
            course: Course {
                entries: entries.iter().map(entry).collect(),
                sections: sections.iter().map(section).collect(),
                words: *words,
                images,
                names,
            },
        }
    }

    fn shared<'a>(&'a self, text: SharedText<'a>) -> Shared<'a> {
        Shared {
            text,
            id: &self.id,
            id_stated: !self.id.is_inferred(),
            severity: self.severity.as_deref(),
            services: values(&self.services),
            teams: values(&self.teams),
            tags: values(&self.tags),
            causes: self.causes.iter().map(|cause| &*cause.category).collect(),
            related: self.related.iter().map(|reference| reference.id.as_str()).collect(),
            likeness: Likeness {
                title: &self.text.title,
                kind: self.kind,
                causes: self.causes.iter().map(|Cause { category: _, role, text }| (*role, text.as_deref())).collect(),
                texts: [&self.summary, &self.impact, &self.root_cause]
                    .map(|fact| fact.as_ref().map(|fact| fact.plain.as_str())),
            },
            promises: self
                .actions
                .iter()
                .map(|item| (item.status, item.owner.as_deref(), item.due.is_some()))
                .collect(),
        }
    }

    fn facts(&self) -> Facts<'_> {
        let facts = [&self.summary, &self.impact, &self.root_cause, &self.remediation];
        Facts {
            title: &self.text.title,
            kind: self.kind,
            status: self.status.as_deref().copied(),
            owner: self.owner.as_ref().map(|owner| owner.as_str()),
            authors: self.authors.iter().map(|author| author.as_str()).collect(),
            regions: values(&self.regions),
            causes: self.causes.iter().map(|Cause { category: _, role, text }| (*role, text.as_deref())).collect(),
            trigger: self.trigger.as_deref(),
            texts: facts.map(|fact| fact.as_ref().map(|fact| fact.plain.as_str())),
            stated_duration: self.stated_duration.as_deref(),
            actions: self.actions.iter().map(action).collect(),
        }
    }
}

fn values<T>(traced: &[Traced<T>]) -> Vec<&T> {
    traced.iter().map(|it| &it.value).collect()
}

/// Every other field of an item is told, a new one too.
fn action(item: &ActionItem) -> (ActionItem, String, String) {
    let fields = ActionItem { content: Vec::new(), detail: Vec::new(), ..item.clone() };
    (fields, item.plain(), markdown::plain(&item.detail))
}

fn entry(entry: &Entry) -> ToldEntry<'_> {
    let Entry {
        time_text,
        at,
        until,
        date,
        kind,
        content,
        detail,
        // These follow from the time as written and from the other entries.
        date_inferred: _,
        placement: _,
        approximate: _,
        bound: _,
        link: _,
    } = entry;
    ToldEntry {
        time_text: time_text.as_deref(),
        at: at.as_ref().map(Instant::rfc3339),
        until: until.as_ref().map(Instant::rfc3339),
        date: *date,
        kind: kind.as_deref().copied(),
        text: markdown::plain(content),
        detail: markdown::plain(detail),
    }
}

fn section(section: &Section) -> (Option<Role>, &str, &str) {
    let Section { role, heading, id, level: _, span: _ } = section;
    (*role, heading, id)
}
