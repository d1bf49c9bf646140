//! How complete the archive is.

use super::table::{Cell, Table};
use crate::archive::numbers::complete::{Fact, until_published};
use crate::archive::numbers::counts;
use crate::archive::numbers::tally::by_year;
use crate::incident::Incident;
use crate::site::pieces::Markup;
use crate::site::view::Html;
use crate::site::words::Words;
use crate::site::{Site, theme};

/// Most years with a column of their own.
const YEARS: usize = 8;

fn key(fact: Fact) -> &'static str {
    match fact {
        Fact::Timeline => "complete.timeline",
        Fact::Zone => "complete.zone",
        Fact::Impact => "complete.impact",
        Fact::Cause => "complete.cause",
        Fact::Detection => "complete.detection",
    }
}

impl Site {
    /// Returns how many incidents state what, and how long they took to be published.
    pub(super) fn completeness(&self) -> Option<Html> {
        let (incidents, words) = (&self.archive.incidents, self.words());
        let counted: Vec<&Incident> = self.all().filter(|it| counts(it)).collect();
        if counted.is_empty() {
            return None;
        }
        let years = by_year(incidents);
        let years: Vec<_> = years.iter().rev().take(YEARS).collect();
        let mut table = Table::new(words.say("complete.title"), words.say("complete.incidents_with"));
        table.number(words.say("trends.all"));
        for (year, _) in &years {
            table.number(&year.to_string());
        }
        for fact in Fact::ALL {
            let all = of(words, counted.iter().filter(|it| fact.is_in(it)).count(), counted.len());
            let in_year = years.iter().map(|(_, having)| {
                of(words, having.iter().filter(|at| fact.is_in(&incidents[**at])).count(), having.len())
            });
            table.row(words.say(key(fact)), std::iter::once(all).chain(in_year));
        }
        let mut to = Markup::with_capacity(words, 8192);
        table.write(&mut to);
        let definition = words.say("definition.published_resolved");
        self.strip(words.say("complete.until_published"), definition, until_published, &mut to);
        Some(theme::html(&to.finish()))
    }
}

/// Returns `3 of 4`.
fn of(words: &Words, count: usize, all: usize) -> Cell {
    Cell::Text(words.count_with("count.of", count, &[("all", &words.grouped(all))]))
}
