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

/// Usual size of the page, in bytes.
const USUAL: usize = 400 * 1024;

impl Site {
    /// Returns `trends.html`.
    pub(super) fn trends(&self, path: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let count = self.all().filter(|it| numbers::counts(it)).count();
        let view = TrendsView { counted: self.words().count("count.incidents", count), blocks: self.trend_blocks() };
        self.theme.render("trends.html", &self.page_view(path, self.words().say("trends.title")), &view, USUAL)
    }

    fn trend_blocks(&self) -> Vec<TrendView> {
        let everything = self.everything();
        let impact = self.impact_definition();
        let words = self.words();
        let (phases, filters) = self.phases().unzip();
        let blocks = [
            ("attention", "attention.title", "", self.attention()),
            ("quarters", "quarters.title", words.say("quarters.definition"), self.by_quarter(&everything, "", true)),
            ("impact", "impact.title", &impact, self.impact_by_quarter()),
            ("phases", "phases.title", words.say("phases.definition"), phases),
            ("times", "times.title", words.say("times.definition"), self.times()),
            ("causes", "heat.causes", words.say("heat.causes_definition"), self.causes_by_quarter()),
            ("services", "heat.services", words.say("heat.services_definition"), self.services_by_cause()),
            ("noticed", "noticed.title", words.say("noticed.definition"), self.noticed()),
            ("follow-through", "follow.title", words.say("follow.definition"), self.follow_through()),
            ("complete", "complete.title", words.say("complete.definition"), self.completeness()),
        ];
        let block = |(id, key, definition, body): (_, _, &str, Option<Html>)| {
            let filters = if id == "phases" { filters.clone().unwrap_or_default() } else { Vec::new() };
            let name = words.say(key).to_owned();
            body.map(|body| TrendView { id, name, definition: definition.to_owned(), filters, body })
        };
        blocks.into_iter().filter_map(block).collect()
    }
}
