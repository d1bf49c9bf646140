//! The views that templates see: the whole contract between casebook and a theme.
//!
//! Every page is rendered with `site` ([`SiteView`]), `page` ([`PageView`]) and the fields of the
//! struct that its template is named after. The template engine escapes text. An [`Html`] was made
//! by us and is inserted as it is. Every `url` is relative to the site's root and percent-encoded,
//! so a template writes `{{ page.root }}{{ card.url }}`. Links out of the site begin with a scheme
//! and are written alone. The filter `grouped` writes a number as `1,024`. The structs at the end,
//! without `Serialize`, are the input from which `pieces` makes rows and entries.

mod executive;
mod incident;
mod lists;
mod trends;

use serde::Serialize;

pub(in crate::site) use self::executive::*;
pub(in crate::site) use self::incident::*;
pub(in crate::site) use self::lists::*;
pub(in crate::site) use self::trends::*;

/// Markup that casebook rendered. A template inserts it without escaping.
pub type Html = tera::Value;

/// The values that are the same on every page.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    pub title: String,
    pub description: Option<String>,
    /// BCP 47 tag of the words of the interface.
    pub language: String,
    /// The site's address, which ends with `/`. `None` if the archive does not state it.
    pub base_url: Option<String>,
    /// True if search engines are asked not to index the site.
    pub noindex: bool,
    /// The indexes first, then the plain pages by weight and title.
    pub nav: Vec<LinkView>,
    /// Style sheet and script, with a hash of their content as query.
    pub style: String,
    pub script: String,
    /// Style sheet of charts and summaries, for the pages that have them.
    pub charts_style: String,
    /// Style sheet of home, indexes and long lists, for the pages that have them.
    pub lists_style: String,
    /// Script of the long lists: filters and groups.
    pub lists: String,
    /// Script that copies blocks of code. The script of every page loads it where there is code.
    pub copy: String,
    /// Script that replays a timeline. It is loaded when somebody asks for it, and loads its style
    /// sheet, which has the same name.
    pub replay: String,
    /// Script that marks what is new or has changed since the reader's last visit.
    pub visits: String,
    /// Script that shows what began on the reader's day in earlier years.
    pub today: String,
    /// Script and style sheet of the search, which are loaded when somebody searches.
    pub search: String,
    pub search_style: String,
    pub generator: String,
    /// The day from which "overdue" is reckoned; see [`ActionView::overdue`]. The script removes
    /// the words in `.as-of` once it has reckoned from a later day.
    pub as_of: Option<DateView>,
}

/// The values that describe a page.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    pub title: String,
    pub description: Option<String>,
    pub url: String,
    /// Relative path from this page to the site's root: empty, `../` or deeper.
    pub root: String,
    /// Language of the interface. What the author wrote is marked where it has another one.
    pub language: String,
    /// `ltr` or `rtl`: the direction of the document.
    pub direction: &'static str,
    pub canonical: Option<String>,
    /// Atom feeds to link from the head.
    pub feeds: Vec<LinkView>,
}

/// A name with a link inside the site.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    pub name: String,
    pub url: String,
}

/// A name that may have a link, inside the site or out of it.
#[derive(Debug, Clone, Serialize)]
pub struct RefView {
    pub text: String,
    /// Absolute if it has a scheme. Otherwise relative to the site's root.
    pub url: Option<String>,
    /// True if the link leaves the site.
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

/// A duration.
#[derive(Debug, Clone, Serialize)]
pub struct DurationView {
    pub seconds: i64,
    /// `PT1H28M`, for `<time datetime>`.
    pub iso: String,
    /// `1 h 28 min`
    pub text: String,
    /// True if one of its ends was inferred.
    pub inferred: bool,
}

/// A metric of an incident, with the definition that is shown beside it.
#[derive(Debug, Clone, Serialize)]
pub struct MetricView {
    /// `detect`, `acknowledge`, `mitigate`, `resolve`
    pub slug: &'static str,
    /// `Time to detect`
    pub name: String,
    /// `detected − started`
    pub definition: String,
    /// The duration, or a note that none is stated.
    pub value: Html,
}

/// A severity, status or kind: a word, its slug for the style, its rank for the shape.
#[derive(Debug, Clone, Serialize)]
pub struct LevelView {
    pub slug: String,
    pub text: String,
    /// 1 is the worst. 0 means that there is no rank.
    pub rank: u8,
    pub url: Option<String>,
}

/// One or two sentences of the card.
#[derive(Debug, Clone, Serialize)]
pub struct FactView {
    pub html: Html,
    /// True if it was taken from the section with that role, not from the front matter.
    pub inferred: bool,
}

/// Impact as a number, such as `38 %` and `of users affected`.
#[derive(Debug, Clone, Serialize)]
pub struct NumberView {
    pub value: String,
    pub label: String,
    pub estimate: bool,
}

/// Number of action items by state.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActionCounts {
    pub total: usize,
    pub done: usize,
    /// Neither done nor dropped. Includes the overdue ones.
    pub open: usize,
    pub overdue: usize,
    pub dropped: usize,
    /// Due dates of open items that are not overdue, such as `2026-03-14 2026-04-01*3`. The script
    /// uses them to recompute `overdue` for the reader's day.
    pub upcoming: Option<String>,
}

/// The summary card. Lists show its compact form.
#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    pub url: String,
    pub id: String,
    pub title: String,
    pub language: String,
    /// Severity, kind if it is not an ordinary incident, and status.
    pub labels: Html,
    /// How often this happened before, and which fix of then was still open: a sentence on the
    /// incident's own page and in summaries, a shorter one on the home page.
    pub again: Option<Html>,
    pub date: Option<DateView>,
    /// `14 Mar 2026, 09:12 – 10:40 CET`, or as much of it as is known.
    pub when: Option<String>,
    /// True if a part of `when` was inferred.
    pub when_inferred: bool,
    /// True if the times in `when` name no zone.
    pub zone_unknown: bool,
    /// Impact duration, or a note that none is stated.
    pub duration: Html,
    /// What the duration counts, if there is one.
    pub duration_definition: Option<String>,
    /// Always all four, in this order: detect, acknowledge, mitigate, resolve.
    pub metrics: Vec<MetricView>,
    /// Links separated by commas, like the next three.
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

/// An incident that another page refers to.
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
    /// Language of a heading of the author's. `None` for headings of the interface.
    pub language: Option<String>,
}

/// `page.html`: a plain page.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentView {
    pub heading: Option<String>,
    /// Language of the document.
    pub language: String,
    pub body: Html,
    pub contents: Option<Html>,
}

/// `redirect.html`: an alias.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    pub target: LinkView,
}

/// `search.html`, which the script fills.
#[derive(Debug, Clone, Serialize)]
pub struct SearchView {
    /// Number of incidents.
    pub count: usize,
}

/// `404.html`
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundView {
    /// Prefix of links, the same as [`PageView::root`]. The page is shown at addresses of any depth, so
    /// it is the path of the site's own address if that is known.
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
    /// Blocks below the item. Only the incident's own page shows them.
    pub detail: Option<Html>,
    /// `todo`, `in-progress`, `done`, `dropped`
    pub status: LevelView,
    /// True if it is open and was due before [`SiteView::as_of`]. The reader's browser recomputes
    /// it from `due` or `default_due` for a later day.
    pub overdue: bool,
    pub owner: Option<String>,
    pub due: Option<DateView>,
    /// The archive's default for its severity, if it does not state when it is due.
    pub default_due: Option<DateView>,
    /// The due date as the author wrote it, if it is no plain date.
    pub due_text: Option<String>,
    /// The day it was finished, if somebody wrote it.
    pub done: Option<DateView>,
    /// The day on which the fix was seen to work.
    pub verified: Option<DateView>,
    pub ticket: Option<RefView>,
    pub priority: Option<String>,
    /// `prevent`, `mitigate`, `detect`, `repair`, `investigate`
    pub kind: Option<String>,
    /// Why the item was dropped.
    pub reason: Option<String>,
    pub incident: &'a LinkedIncident,
}
