//! What a template may see: the whole contract between casebook and a theme.
//!
//! Every page is rendered with `site` ([`SiteView`]), `page` ([`PageView`]) and
//! the fields of the one struct its template is named after. Text is escaped by
//! the template engine; a [`Html`] was made by us and is inserted as it is.
//! Every `url` is relative to the site's root and percent-encoded, so a template
//! writes `{{ page.root }}{{ card.url }}`; links outside the site begin with a
//! scheme and stand alone. The structs at the end, without `Serialize`, are what
//! `pieces` makes rows and entries of.

mod incident;
mod lists;

use serde::Serialize;

pub(in crate::site) use self::incident::*;
pub(in crate::site) use self::lists::*;

/// Markup casebook rendered itself; a template inserts it without escaping.
pub type Html = tera::Value;

/// The same on every page.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    pub title: String,
    pub description: Option<String>,
    /// BCP 47 tag of the site's own words.
    pub language: String,
    /// Ends with `/`; absent when the archive does not say where it is published.
    pub base_url: Option<String>,
    /// Search engines are asked to stay away.
    pub noindex: bool,
    /// The indexes first, then the plain pages by weight and title.
    pub nav: Vec<LinkView>,
    /// Style sheet and script, with a hash of their content as query.
    pub style: String,
    pub script: String,
    /// Script of the long lists: filters and groups.
    pub lists: String,
    /// Script and style sheet of searching, loaded when somebody searches.
    pub search: String,
    pub search_style: String,
    pub generator: String,
    /// The day "overdue" is reckoned from; see [`ActionView::overdue`]. The script drops the
    /// words in `.as-of` once it has reckoned from a later one.
    pub as_of: Option<DateView>,
}

/// What every page says about itself.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    pub title: String,
    pub description: Option<String>,
    pub url: String,
    /// From this page to the site's root: empty, `../` or deeper.
    pub root: String,
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    pub canonical: Option<String>,
    /// Atom feeds to announce in the head.
    pub feeds: Vec<LinkView>,
}

/// A name that leads somewhere inside the site.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    pub name: String,
    pub url: String,
}

/// A name that may lead somewhere, inside the site or out of it.
#[derive(Debug, Clone, Serialize)]
pub struct RefView {
    pub text: String,
    /// With a scheme: absolute. Otherwise relative to the site's root.
    pub url: Option<String>,
    /// The link leaves the site.
    pub external: bool,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// `2026-03-14`
    pub iso: String,
    /// `14 Mar 2026`
    pub text: String,
}

/// A length of time.
#[derive(Debug, Clone, Serialize)]
pub struct DurationView {
    pub seconds: i64,
    /// `PT1H28M`, for `<time datetime>`.
    pub iso: String,
    /// `1 h 28 min`
    pub text: String,
    /// One of its ends was inferred, not stated.
    pub inferred: bool,
}

/// One of the numbers of an incident, with the definition that is printed beside it.
#[derive(Debug, Clone, Serialize)]
pub struct MetricView {
    /// `detect`, `acknowledge`, `mitigate`, `resolve`
    pub slug: &'static str,
    /// `Time to detect`
    pub name: &'static str,
    /// `detected − started`
    pub definition: &'static str,
    /// A length of time, or that none is stated.
    pub value: Html,
}

/// A severity, status or kind: a word, its slug for styling, its rank for shape.
#[derive(Debug, Clone, Serialize)]
pub struct LevelView {
    pub slug: String,
    pub text: String,
    /// 1 is the worst; 0 where there is no rank.
    pub rank: u8,
    pub url: Option<String>,
}

/// One or two sentences of the executive card.
#[derive(Debug, Clone, Serialize)]
pub struct FactView {
    pub html: Html,
    /// Taken from the section of that role, not from the front matter.
    pub inferred: bool,
}

/// Impact as a number: `38 %` and `of users affected`.
#[derive(Debug, Clone, Serialize)]
pub struct NumberView {
    pub value: String,
    pub label: &'static str,
    pub estimate: bool,
}

/// How many action items, by state.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActionCounts {
    pub total: usize,
    pub done: usize,
    /// Neither done nor dropped; the overdue ones included.
    pub open: usize,
    pub overdue: usize,
    pub dropped: usize,
    /// When open ones that are not overdue are due, for the script that reckons `overdue`
    /// anew on the reader's day: `2026-03-14 2026-04-01*3`.
    pub upcoming: Option<String>,
}

/// The executive summary card. Lists show its compact form.
#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    pub url: String,
    pub id: String,
    pub title: String,
    pub language: String,
    /// Severity, kind if it is not an ordinary incident, and status.
    pub labels: Html,
    pub date: Option<DateView>,
    /// `14 Mar 2026, 09:12 – 10:40 CET`, or only what is known.
    pub when: Option<String>,
    /// A part of `when` was inferred.
    pub when_inferred: bool,
    /// The times of `when` name no zone.
    pub zone_unknown: bool,
    /// Impact duration, or that none is stated.
    pub duration: Html,
    pub duration_definition: &'static str,
    /// Detect, acknowledge, mitigate, resolve: always all four, in this order.
    pub metrics: Vec<MetricView>,
    /// Links with commas between them, as the next three.
    pub services: Option<Html>,
    pub teams: Option<Html>,
    pub causes: Option<Html>,
    pub tags: Option<Html>,
    pub summary: Option<FactView>,
    pub impact: Option<FactView>,
    pub impact_numbers: Vec<NumberView>,
    pub root_cause: Option<FactView>,
    pub remediation: Option<FactView>,
    pub actions: ActionCounts,
}

/// An incident named in passing.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedIncident {
    pub title: String,
    pub language: String,
    pub url: String,
    pub date: Option<DateView>,
}

/// A line of the table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct ContentsView {
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// `page.html`: a plain page.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentView {
    pub heading: Option<String>,
    pub body: Html,
    pub contents: Option<Html>,
}

/// `redirect.html`: an alias.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    pub target: LinkView,
}

/// `search.html`: filled by the script.
#[derive(Debug, Clone, Serialize)]
pub struct SearchView {
    /// How many incidents there are.
    pub count: usize,
}

/// `404.html`
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundView {
    /// What links begin with: the page is shown at addresses of any depth, so
    /// the site's own address where it is known.
    pub home: String,
}

/// One line of a table of incidents.
#[derive(Debug, Clone)]
pub struct RowView {
    pub url: String,
    pub id: String,
    pub title: String,
    pub language: String,
    pub kind: LevelView,
    pub severity: Option<LevelView>,
    pub status: Option<LevelView>,
    pub date: Option<DateView>,
    pub duration: Option<DurationView>,
    pub services: Vec<LinkView>,
    pub causes: Vec<LinkView>,
    pub open_actions: usize,
}

/// An action item.
#[derive(Debug, Clone)]
pub struct ActionView<'a> {
    /// Anchor on the incident's page: `a-1` …
    pub id: String,
    pub html: Html,
    /// What stands below it; only on the incident's own page.
    pub detail: Option<Html>,
    /// `todo`, `in-progress`, `done`, `dropped`
    pub status: LevelView,
    /// Open, and due before [`SiteView::as_of`]. A reader's browser reckons it anew from `due`,
    /// on a later day.
    pub overdue: bool,
    pub owner: Option<String>,
    pub due: Option<DateView>,
    /// The due date as the author wrote it, where it is more than a date, or none.
    pub due_text: Option<String>,
    pub ticket: Option<RefView>,
    pub priority: Option<String>,
    /// `prevent`, `mitigate`, `detect`, `repair`, `investigate`
    pub kind: Option<&'static str>,
    /// Why it was dropped.
    pub reason: Option<String>,
    pub incident: &'a LinkedIncident,
}
