//! How complete the archive is.

use super::table::{Cell, Table};
use crate::archive::numbers::complete::{Fact, until_published};
use crate::archive::numbers::counts;
use crate::archive::numbers::tally::by_year;
use crate::incident::Incident;
use crate::site::pieces::Markup;
use crate::site::view::Html;
use crate::site::{Site, theme};
use crate::text::number::grouped;

/// Most years with a column of their own.
const YEARS: usize = 8;

fn name(fact: Fact) -> &'static str {
    match fact {
        Fact::Timeline => "Timeline",
        Fact::Zone => "Time zone of all instants",
        Fact::Impact => "Impact in numbers",
        Fact::Cause => "Cause by category",
        Fact::Detection => "How it was noticed",
    }
}

impl Site {
    /// Returns how many incidents state what, and how long they took to be published.
    pub(super) fn completeness(&self) -> Option<Html> {
        let incidents = &self.archive.incidents;
        let counted: Vec<&Incident> = self.all().filter(|it| counts(it)).collect();
        if counted.is_empty() {
            return None;
        }
        let years = by_year(incidents);
        let years: Vec<_> = years.iter().rev().take(YEARS).collect();
        let mut table = Table::new("How complete the archive is", "Incidents with");
        table.number("All");
        for (year, _) in &years {
            table.number(&year.to_string());
        }
        for fact in Fact::ALL {
            let all = of(counted.iter().filter(|it| fact.is_in(it)).count(), counted.len());
            let in_year = years
                .iter()
                .map(|(_, having)| of(having.iter().filter(|at| fact.is_in(&incidents[**at])).count(), having.len()));
            table.row(name(fact), std::iter::once(all).chain(in_year));
        }
        let mut to = Markup::with_capacity(8192);
        table.write(&mut to);
        self.strip("From resolution to publication", "published − resolved", until_published, &mut to);
        Some(theme::html(&to.finish()))
    }
}

/// Returns `3 of 4`.
fn of(count: usize, all: usize) -> Cell {
    Cell::Text(format!("{} of {}", grouped(count), grouped(all)))
}
