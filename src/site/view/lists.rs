//! What the templates of lists see: home, incidents, terms, actions.

use serde::Serialize;

use crate::site::view::{ActionCounts, CardView, LinkedIncident};
use crate::site::{Html, LinkView};

/// `home.html`
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HomeView {
    /// The text of `content/index.md`, if there is one.
    pub intro: Option<Html>,
    /// The newest, as cards.
    pub latest: Vec<CardView>,
    /// How many incidents the archive holds.
    pub total: usize,
    pub attention: AttentionView,
    /// Tags, causes, services, teams, severities, years: those that have terms.
    pub indexes: Vec<IndexLinkView>,
}

/// What needs attention, on the home page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AttentionView {
    pub actions: ActionCounts,
    /// The longest overdue first, at most ten, as items of a list. Those that will be next
    /// fill it up; they are `hidden` until the script finds that their day has passed.
    pub overdue: Option<Html>,
    /// Causes that came back, the most recent recurrence first, at most five.
    pub repeats: Vec<RepeatView>,
}

/// A cause that more than one incident names.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct RepeatView {
    pub cause: LinkView,
    pub count: usize,
    /// The latest incident and the one before it.
    pub latest: LinkedIncident,
    pub before: LinkedIncident,
    /// Days between the two.
    pub days: i64,
    /// Actions of the earlier one that were open when the later one began, or still are.
    pub open_actions: usize,
}

/// An entry point to an index.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct IndexLinkView {
    /// `Causes`
    pub name: String,
    pub url: String,
    /// How many terms.
    pub count: usize,
    /// The terms with most incidents, at most six.
    pub top: Vec<TermCountView>,
}

/// A term and how many incidents have it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TermCountView {
    pub name: String,
    pub url: String,
    pub count: usize,
}

/// `incidents.html`
#[derive(Debug, Clone, Serialize)]
pub(crate) struct IncidentsView {
    /// How many incidents.
    pub count: usize,
    /// One row for each: date, incident, severity, duration, services, causes,
    /// status, open actions.
    pub rows: Html,
    /// Filters offered with JavaScript: severities, services, causes, years.
    pub filters: Vec<FilterView>,
}

/// One filter of the table of incidents.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FilterView {
    /// `severity`
    pub slug: &'static str,
    /// `Severity`
    pub name: &'static str,
    pub values: Vec<String>,
}

/// `terms.html`: the index of one facet.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TermsView {
    /// `causes`
    pub facet: &'static str,
    /// `Causes`
    pub name: &'static str,
    /// `cause`
    pub singular: &'static str,
    pub terms: Vec<TermRowView>,
    /// The years of the sparks, oldest first.
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
    /// Incidents per year, oldest first; `height` of 1 for the highest of the index.
    pub spark: Vec<SparkView>,
    pub latest: Option<LinkedIncident>,
}

/// One bar of a spark.
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
    pub facet_name: &'static str,
    pub facets_url: String,
    /// `Causes`
    pub facets_name: &'static str,
    pub name: String,
    pub count: usize,
    pub feed_url: String,
    pub numbers: Vec<AggregateView>,
    pub actions: ActionCounts,
    /// The newest as cards, the others as rows like those of [`IncidentsView`].
    pub cards: Vec<CardView>,
    pub rows: Option<Html>,
}

/// A number over several incidents: never a mean alone.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AggregateView {
    pub name: &'static str,
    pub definition: String,
    /// How many incidents have it.
    pub n: usize,
    /// How many do not: unknown, not zero.
    pub unknown: usize,
    pub median: Option<String>,
    pub p90: Option<String>,
    pub max: Option<String>,
}

/// `actions.html`
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ActionsView {
    pub counts: ActionCounts,
    /// Overdue, open, done, dropped: those that have items, and overdue if any are open:
    /// the script moves them there when their day has passed.
    pub groups: Vec<ActionGroupView>,
    /// Filters offered with JavaScript: owner, priority, type.
    pub filters: Vec<FilterView>,
}

/// Action items of one state.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ActionGroupView {
    pub slug: &'static str,
    pub name: &'static str,
    pub count: usize,
    /// Action, state, owner, due, ticket, priority, type, incident.
    pub rows: Html,
}

/// The action items of one incident.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ActionTableView {
    /// Action, state, owner, due, ticket and, where any item has one, priority and type.
    pub rows: Html,
    pub has_priority: bool,
    pub has_type: bool,
}
