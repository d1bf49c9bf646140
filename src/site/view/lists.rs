//! The views of the list templates: home, incidents, terms, actions.

use serde::Serialize;

use crate::site::view::{ActionCounts, CardView, LinkedIncident, PeriodNumberView, ReturnedView};
use crate::site::{Html, LinkView};

/// `home.html`
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HomeView {
    /// The text of `content/index.md`, if there is one.
    pub intro: Option<Html>,
    pub intro_language: Option<String>,
    /// Numbers of the last twelve months. Empty if no incident has a day.
    pub numbers: Vec<PeriodNumberView>,
    /// The chart of all incidents by quarter.
    pub marks: Option<Html>,
    /// The newest incidents: six, or up to ten if more needs attention beside them.
    pub latest: Vec<CardView>,
    /// The revisions of `latest`, in that order, for the script that marks what is new. Each has six
    /// hexadecimal digits, which change with what is published of the incident.
    pub revisions: String,
    /// Number of incidents in the archive.
    pub total: usize,
    pub attention: AttentionView,
    /// Tags, causes, services, teams, severities and years that have terms.
    pub indexes: Vec<IndexLinkView>,
    /// Scripts with the incidents that began in a month of any year. The script of the page loads
    /// those of the reader's week.
    pub on_this_day: Vec<String>,
}

/// The part of the home page about what needs attention.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AttentionView {
    pub actions: ActionCounts,
    /// Overdue items, at most five, as items of a list. The one that was due last comes first.
    /// Before them are at most five that are due next. They are `hidden` until the script finds that
    /// their day has passed.
    pub overdue: Option<Html>,
    /// Root causes that came back, the latest recurrence first, at most five.
    pub repeats: Vec<RepeatView>,
}

/// A root cause of more than one incident.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RepeatView {
    pub cause: LinkView,
    pub count: usize,
    /// The latest incident, and the one before it.
    pub latest: LinkedIncident,
    pub before: LinkedIncident,
    /// Days between the two.
    pub days: i64,
    /// Number of actions of the named earlier incidents that were open when the latest one began.
    pub open_actions: usize,
}

/// A link to an index.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct IndexLinkView {
    /// `Causes`
    pub name: String,
    pub url: String,
    /// Number of terms.
    pub count: usize,
    /// The terms with the most incidents, at most six.
    pub top: Vec<TermCountView>,
}

/// A term and the number of its incidents.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TermCountView {
    pub name: String,
    pub url: String,
    pub count: usize,
}

/// `incidents.html`, for the page of that name and for those of a large archive
#[derive(Debug, Clone, Serialize)]
pub(crate) struct IncidentsView {
    /// Number of incidents in the archive.
    pub count: usize,
    /// Set if the page shows only so many incidents, the newest ones.
    pub newest: Option<usize>,
    /// The pages by year of a large archive.
    pub pages: Vec<ShelfLinkView>,
    /// The revisions of the incidents in the order of their rows, as in [`HomeView`]. Set on the
    /// first page, because only there the script marks what is new.
    pub revisions: Option<String>,
    /// One row for each incident of the page: date, incident, severity, duration, services, causes, status,
    /// open actions.
    pub rows: Html,
    /// Filters, which need JavaScript: severities, services, causes, years.
    pub filters: Vec<FilterView>,
}

/// One filter of a table.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FilterView {
    /// `severity`
    pub slug: &'static str,
    /// `Severity`
    pub name: String,
    pub values: Vec<String>,
}

/// `terms.html`: the index of one facet.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TermsView {
    /// `causes`
    pub facet: &'static str,
    /// `Causes`
    pub name: String,
    pub terms: Vec<TermRowView>,
    /// The years of the sparklines, oldest first.
    pub years: Vec<i16>,
    /// Incidents that name no term of this facet.
    pub not_stated: Vec<LinkedIncident>,
}

/// A row of an index.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TermRowView {
    pub name: String,
    pub url: String,
    pub count: usize,
    /// Incidents per year, oldest first. A `height` of 1 is the highest bar of the index.
    pub spark: Vec<SparkView>,
    pub latest: Option<LinkedIncident>,
}

/// One bar of a sparkline.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SparkView {
    pub year: i16,
    pub count: usize,
    pub height: f64,
}

/// `term.html`: one term.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TermView {
    pub facet: &'static str,
    /// `Cause`
    pub facet_name: String,
    pub facets_url: String,
    /// `Causes`
    pub facets_name: String,
    pub name: String,
    pub count: usize,
    pub feed_url: String,
    /// Calendar of the open actions of a team, if some have a due day.
    pub calendar_url: Option<String>,
    /// Number of near misses and exercises, which are not among `count`.
    pub beside: usize,
    /// Lengths of which five or more are known.
    pub numbers: Vec<AggregateView>,
    /// The chart of the incidents by quarter.
    pub marks: Option<Html>,
    pub actions: ActionCounts,
    pub open_actions: OpenActionsView,
    /// The incidents whose root cause struck before, the latest first, at most five, and the number
    /// of all.
    pub returned: Vec<ReturnedView>,
    pub returned_count: usize,
    /// The newest incidents as cards, the others as rows like those of [`IncidentsView`].
    pub cards: Vec<CardView>,
    pub rows: Option<Html>,
}

/// Open actions.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct OpenActionsView {
    /// At most ten of them, as items of a list.
    pub lines: Option<Html>,
    /// Number of the others.
    pub more: usize,
}

/// A metric over several incidents, never as a mean.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AggregateView {
    pub name: String,
    pub definition: String,
    /// Number of incidents that have it.
    pub n: usize,
    /// Number of incidents that do not. They are unknown, not zero.
    pub unknown: usize,
    pub median: String,
    /// Set if twenty or more are known.
    pub p90: Option<String>,
}

/// `actions.html`, for the page of that name and for those of a large archive
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ActionsView {
    /// Counts of the whole archive, on its first page.
    pub counts: Option<ActionCounts>,
    /// Overdue, open, done and dropped, if they have items. Overdue is included if any item is
    /// open, because the script moves items there when their day has passed.
    pub groups: Vec<ActionGroupView>,
    /// Set if the page shows only so many of the open items, those that are due first.
    pub most_urgent: Option<usize>,
    /// The archive's days for actions that state no due day, by severity. Set on the first page.
    pub due_days: Vec<DueDaysView>,
    /// The pages with the items that do not fit on the first one.
    pub shelves: Vec<ShelfView>,
    /// Calendar of all open actions that have a due day, if there are any. Set on the first page.
    pub calendar_url: Option<String>,
    /// Calendars of those who own such an action on this page, by name.
    pub owners: Vec<LinkView>,
    /// Filters, which need JavaScript: team, owner, state, type, priority, service.
    pub filters: Vec<FilterView>,
}

/// The days after which an action without a due day is due, for one severity.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DueDaysView {
    pub severity: String,
    pub days: u16,
}

/// Action items of one state.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ActionGroupView {
    pub slug: &'static str,
    /// `Open`
    pub name: String,
    /// `Open actions`
    pub caption: String,
    pub count: usize,
    /// Rows with action, state, owner, due, ticket, priority, type, days and incident.
    pub rows: Html,
    /// Heading of the column with days: age, or when it was done. Empty if there is no such column.
    pub days: String,
    /// True if the group is shown folded.
    pub folded: bool,
}

/// The pages with items of one state.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShelfView {
    /// `Done`
    pub name: String,
    pub pages: Vec<ShelfLinkView>,
}

/// A page with items of one year.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ShelfLinkView {
    /// `2025`, or `2025, page 2`
    pub name: String,
    pub url: String,
    /// Number of items, grouped.
    pub count: String,
}

/// The action items of one incident.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ActionTableView {
    /// Rows with action, state, owner, due and ticket, and with priority and type if any item has
    /// one.
    pub rows: Html,
    pub has_priority: bool,
    pub has_type: bool,
}
