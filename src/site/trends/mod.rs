//! The page of trends, and its charts.
//!
//! Every chart shows each incident as a mark that leads to its page, and has the same as a table.
//! Numbers come from `archive::numbers`. Here they get their words and shapes.

mod columns;
mod quarters;
mod table;

use super::Site;
use super::view::{Html, TrendView, TrendsView};
use crate::archive::numbers;
use crate::diagnostic::Diagnostic;

impl Site {
    /// Returns `trends.html`.
    pub(super) fn trends(&self, path: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let count = self.all().filter(|it| numbers::counts(it)).count();
        let everything = self.everything();
        let blocks = [block(
            "quarters",
            "Incidents by quarter",
            "An incident counts in the quarter of its day. More of them can mean better reporting.",
            self.by_quarter(&everything, "", true),
        )];
        let view = TrendsView { count, blocks: blocks.into_iter().flatten().collect() };
        self.fill("trends.html", &self.page_view(path, "Trends"), &view)
    }
}

/// Returns a part of the page, if there is anything to show.
fn block(id: &'static str, name: &'static str, definition: &str, body: Option<Html>) -> Option<TrendView> {
    body.map(|body| TrendView { id, name, definition: definition.to_owned(), body })
}
