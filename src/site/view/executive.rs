//! The view of the summaries of periods.

use serde::Serialize;

use super::{ActionCounts, CardView, DateView, Html};

/// `executive.html`: the summary of a period.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ExecutiveView {
    /// `Last twelve months`, `2025` or `Q3 2025`. `None` if no incident has a date.
    pub period: Option<String>,
    /// First and last day of the period.
    pub days: Option<(DateView, DateView)>,
    /// Links to the other periods, in groups: the last twelve months and years, then quarters.
    pub periods: Vec<PeriodGroupView>,
    /// How many and how bad, one line a number.
    pub numbers: Vec<PeriodNumberView>,
    /// The chart of incidents by quarter.
    pub marks: Option<Html>,
    /// Number of the incidents, and of the near misses and exercises beside them.
    pub incidents: usize,
    pub beside: usize,
    /// The actions of these incidents.
    pub actions: ActionCounts,
    /// The worst incidents, at most three.
    pub worst: Vec<CardView>,
    /// The incidents whose root cause struck before, the latest first, and the number of all.
    pub returned: Vec<ReturnedView>,
    pub returned_count: usize,
    /// Open actions that have a due day, the earliest first, at most `listed`, as items of a list:
    /// those of the whole archive for the last twelve months, else those of the period's incidents.
    /// They are `hidden` unless they are overdue.
    pub due: Option<Html>,
    pub listed: usize,
    pub overdue_count: usize,
    /// True if `due` is about the whole archive.
    pub overdue_is_of_all: bool,
    /// What was learned, one line an incident, the latest first.
    pub learned: Vec<LearnedView>,
    /// Set if only so many of the incidents are listed, the worst ones.
    pub learned_limit: Option<usize>,
}

/// Links to periods of one kind.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PeriodGroupView {
    pub name: String,
    pub periods: Vec<super::LinkView>,
}

/// A number of a period.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PeriodNumberView {
    pub name: String,
    pub value: String,
    /// What it consists of, and of how many incidents it is known.
    pub note: Html,
}

/// An incident whose root cause struck before.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReturnedView {
    pub title: Html,
    pub date: Option<DateView>,
    /// The sentence under the incident's title.
    pub again: Html,
}

/// What was learned from an incident.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LearnedView {
    pub title: Html,
    pub date: Option<DateView>,
    pub labels: Html,
    pub cause: Option<Html>,
    /// What was changed, or is planned.
    pub change: Option<Html>,
}
