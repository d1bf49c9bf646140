//! The page of trends, and its charts.
//!
//! Every chart shows each incident as a mark that leads to its page, and has the same as a table.
//! Numbers come from `archive::numbers`. Here they get their words and shapes.

mod attention;
mod axis;
mod columns;
mod complete;
mod curve;
mod follow;
mod heat;
mod impact;
mod noticed;
mod phases;
mod quarters;
mod strips;
mod table;

use super::Site;
use super::view::{Html, TrendView, TrendsView};
use crate::archive::numbers;
use crate::diagnostic::Diagnostic;
use crate::text::number;

/// Usual size of the page, in bytes.
const USUAL: usize = 400 * 1024;

impl Site {
    /// Returns `trends.html`.
    pub(super) fn trends(&self, path: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let count = self.all().filter(|it| numbers::counts(it)).count();
        let view = TrendsView { counted: number::count(count, "incident"), blocks: self.trend_blocks() };
        self.theme.render("trends.html", &self.page_view(path, "Trends"), &view, USUAL)
    }

    fn trend_blocks(&self) -> Vec<TrendView> {
        let everything = self.everything();
        let impact = self.impact_definition();
        let (phases, filters) = self.phases().unzip();
        let blocks = [
            ("attention", "What to look at", "", self.attention()),
            (
                "quarters",
                "Incidents by quarter",
                "An incident counts in the quarter of its day. More of them can mean better reporting.",
                self.by_quarter(&everything, "", true),
            ),
            ("impact", "Impact by quarter", &impact, self.impact_by_quarter()),
            (
                "phases",
                "Phases side by side",
                "Undetected until somebody knew, unacknowledged until somebody worked on it, mitigating until users no \
                 longer felt it, recovering until everything was back to normal. All begin at their start.",
                phases,
            ),
            (
                "times",
                "Times to act",
                "Every incident is a dot, and its length is on a logarithmic axis. Incidents differ too much for a mean \
                 or a target.",
                self.times(),
            ),
            (
                "causes",
                "Causes by quarter",
                "Number of incidents. One counts in each of its causes, so rows do not add up.",
                self.causes_by_quarter(),
            ),
            (
                "services",
                "Services by cause",
                "Number of incidents. One counts in each of its services and causes.",
                self.services_by_cause(),
            ),
            ("noticed", "How it was noticed", "What the incidents state as their detection, by year.", self.noticed()),
            (
                "follow-through",
                "Follow-through",
                "What became of the actions. Where nothing else is said, those of near misses and exercises are left out.",
                self.follow_through(),
            ),
            (
                "complete",
                "How complete the archive is",
                "Number of incidents that state it. What is not stated is missing in the numbers above.",
                self.completeness(),
            ),
        ];
        let block = |(id, name, definition, body): (_, _, &str, Option<Html>)| {
            let filters = if id == "phases" { filters.clone().unwrap_or_default() } else { Vec::new() };
            body.map(|body| TrendView { id, name, definition: definition.to_owned(), filters, body })
        };
        blocks.into_iter().filter_map(block).collect()
    }
}
