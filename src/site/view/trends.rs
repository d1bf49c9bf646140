//! The views of `trends.html`.

use serde::Serialize;

use crate::site::Html;
use crate::site::view::FilterView;

/// `trends.html`
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TrendsView {
    /// `1,024 incidents`, without near misses, exercises and drafts.
    pub counted: String,
    /// The parts of the page that have something to show.
    pub blocks: Vec<TrendView>,
}

/// A part of the page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TrendView {
    pub id: &'static str,
    /// `Incidents by quarter`
    pub name: String,
    /// What the numbers are, in a sentence or two.
    pub definition: String,
    /// Filters of the rows of the table, which need JavaScript. Only where there is one to filter.
    pub filters: Vec<FilterView>,
    /// Charts and tables.
    pub body: Html,
}
