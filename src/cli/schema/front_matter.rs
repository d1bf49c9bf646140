//! The front matter as it may be written.

#![expect(dead_code, reason = "only the form of these types is used")]

use schemars::JsonSchema;

use super::{Free, Named, Texts};
use crate::incident::action::{ActionKind, ActionStatus};
use crate::incident::timeline::EntryKind;
use crate::incident::{Audience, CauseRole, Kind, Status};

/// A day: `2026-03-14`.
#[derive(JsonSchema)]
#[schemars(inline)]
struct Day(#[schemars(regex(pattern = r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])"))] String);

/// A time with its zone: `2026-03-14T09:12:00+01:00`, or without one in `timezone`.
#[derive(JsonSchema)]
#[schemars(inline)]
struct Time(#[schemars(regex(pattern = r"^\s*[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ]+[0-9]{1,2}:[0-9]{2}|\s*$)"))] String);

/// A time, or whether it is over at all.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Over {
    Time(Time),
    State(bool),
}

/// Text, or a number that is one.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Grade {
    Text(String),
    Number(u8),
}

/// Front matter of a casebook document. Every key is optional: what is not written is read
/// from the text where that is certain.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "Front matter of a casebook document")]
pub(super) struct FrontMatter {
    /// Else the first heading.
    title: Option<String>,
    /// What others refer to in `related`, such as `INC-2026-014`. Else the name of the file.
    id: Option<String>,
    /// The document's address: lower-case letters, digits and hyphens.
    #[schemars(regex(pattern = r"^[^\sA-Z/\\]*$"))]
    slug: Option<String>,
    /// The day of the incident.
    date: Option<Day>,
    status: Option<Status>,
    /// Short for `status = "draft"`: shown by `casebook serve`, left out by `casebook build`.
    draft: Option<bool>,
    audience: Option<Audience>,
    kind: Option<Kind>,
    /// A name of the archive's scale, `SEV-1` to `SEV-5` unless casebook.toml says otherwise;
    /// `P1` (the worst, like `SEV-1`), `S2`, `high` and `major` are understood, too.
    severity: Option<Grade>,
    /// What it hit.
    services: Option<Texts>,
    /// Who worked on it, or answers for the services.
    teams: Option<Texts>,
    /// Where it was felt.
    regions: Option<Texts>,
    /// Any other words to find it by.
    tags: Option<Texts>,
    /// What made it possible; people are no cause.
    causes: Option<Causes>,
    /// What set it off, such as `config-push`, apart from why that was possible.
    trigger: Option<String>,
    detection: Option<Detection>,
    /// Of times without a zone: an IANA name such as `Europe/Berlin`, or an offset.
    timezone: Option<String>,
    /// The fault began.
    started: Option<Time>,
    /// The first user felt it, if later than the fault.
    impact_started: Option<Time>,
    /// The organisation knew: an alert fired or a person noticed.
    detected: Option<Time>,
    /// A person began to work on it.
    acknowledged: Option<Time>,
    /// Users no longer felt it.
    mitigated: Option<Time>,
    /// Everything was back to normal.
    resolved: Option<Over>,
    /// The postmortem was published.
    published: Option<Time>,
    /// Several periods of impact, in place of one from start to mitigation.
    windows: Option<Vec<Window>>,
    /// One or two sentences for the card, as the other three.
    summary: Option<String>,
    /// What users felt, and how many of them; the number first.
    impact: Option<String>,
    /// What made it possible.
    root_cause: Option<String>,
    /// What keeps it from happening again.
    remediation: Option<String>,
    /// Per cent of users.
    #[schemars(range(min = 0, max = 100))]
    affected_percent: Option<f64>,
    /// Number of users who felt it.
    #[schemars(range(min = 0))]
    affected_users: Option<f64>,
    /// Number of requests that failed.
    #[schemars(range(min = 0))]
    requests_failed: Option<f64>,
    /// Number of tickets that users wrote.
    #[schemars(range(min = 0))]
    support_tickets: Option<f64>,
    /// The numbers are estimates.
    estimate: Option<bool>,
    /// Who answers for the postmortem; exactly one.
    owner: Option<String>,
    /// Who wrote it.
    authors: Option<Texts>,
    /// Who played which role: `commander`, `communications`, `operations`, `scribe` …
    roles: Option<Named<Texts>>,
    /// In place of a timeline in the text.
    timeline: Option<Vec<Entry>>,
    /// In place of action items in the text.
    actions: Option<Vec<Item>>,
    /// Ids of other incidents.
    related: Option<Texts>,
    /// Name and web address.
    links: Option<Named<String>>,
    /// Addresses that this document had, which lead to it.
    aliases: Option<Texts>,
    /// Language tag, such as `de`.
    lang: Option<String>,
    /// Of plain pages: lighter ones stand first.
    weight: Option<f64>,
    /// Free.
    extra: Option<Free>,
    /// `services` of other programs.
    affected: Option<Texts>,
    /// `services` of other programs.
    #[schemars(rename = "affectedSystems")]
    affected_systems: Option<Texts>,
    /// `services` of other programs.
    systems: Option<Texts>,
    /// `tags` of other programs.
    keywords: Option<Texts>,
    /// `tags` of other programs.
    categories: Option<Texts>,
    /// `causes` of other programs.
    cause: Option<Causes>,
    /// `summary` of other programs.
    description: Option<String>,
    /// `authors` of other programs.
    author: Option<Texts>,
    /// `started` of other programs.
    start_time: Option<Time>,
    /// `resolved` of other programs.
    end_time: Option<Over>,
    /// `resolved` of other programs.
    #[schemars(rename = "resolvedWhen")]
    resolved_when: Option<Over>,
    /// Of other programs; not read.
    layout: Option<Free>,
    /// Of other programs; not read.
    r#type: Option<Free>,
    /// Of other programs; not read.
    toc: Option<Free>,
    /// Of other programs; not read.
    url: Option<Free>,
    /// Of other programs; not read.
    redirect_from: Option<Free>,
    /// Of other programs; not read.
    #[schemars(rename = "linkTitle")]
    link_title: Option<Free>,
    /// Of other programs; not read.
    section: Option<Free>,
    /// Of other programs; not read.
    uuid: Option<Free>,
}

#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Causes {
    One(Cause),
    Several(Vec<Cause>),
}

#[derive(JsonSchema)]
#[schemars(untagged)]
enum Cause {
    /// The category of a root cause, such as `capacity`.
    Category(String),
    Table(CauseTable),
}

/// A cause with what is to be said about it.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct CauseTable {
    /// Such as `capacity`.
    category: String,
    role: Option<CauseRole>,
    text: Option<String>,
}

/// Who noticed, and how.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Detection {
    /// Such as `monitoring`, `customer`, `employee`.
    Method(String),
    Table(DetectionTable),
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct DetectionTable {
    /// Such as `monitoring`, `customer`, `employee`.
    method: Option<String>,
    /// Which alert, or which people.
    by: Option<String>,
}

/// A period of impact.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Window {
    start: Time,
    end: Time,
    note: Option<String>,
    /// Who may read this entry, if fewer than the document.
    audience: Option<Audience>,
}

/// What happened when.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("anyOf" = [{"required": ["text"]}, {"required": ["event"]}]))]
struct Entry {
    /// A time, or a time of day.
    at: Option<String>,
    kind: Option<EntryKind>,
    text: Option<String>,
    /// `text` of other programs.
    event: Option<String>,
    /// A web address.
    link: Option<String>,
    /// Who may read this entry, if fewer than the document.
    audience: Option<Audience>,
}

/// What is to be done.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline, extend("anyOf" = [{"required": ["text"]}, {"required": ["action"]}]))]
struct Item {
    id: Option<String>,
    text: Option<String>,
    /// `text` of other programs.
    action: Option<String>,
    r#type: Option<ActionKind>,
    priority: Option<String>,
    owner: Option<String>,
    /// Its name or its web address.
    ticket: Option<String>,
    due: Option<Day>,
    status: Option<ActionStatus>,
    /// Whether, or when.
    done: Option<Done>,
    /// The day on which the fix was seen to work.
    verified: Option<Day>,
    /// Why it was dropped.
    reason: Option<String>,
    /// Who may read this entry, if fewer than the document.
    audience: Option<Audience>,
}

#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Done {
    Truth(bool),
    Day(Day),
}
