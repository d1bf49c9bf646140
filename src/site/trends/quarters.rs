//! Incidents by quarter, every one a mark.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Column, Mark, Shape, columns, fitting, legend};
use super::table::Table;
use crate::archive::numbers;
use crate::archive::numbers::quarter::{ByQuarter, Quarter, by_quarter};
use crate::archive::terms::Facet;
use crate::incident::severity::Severity;
use crate::incident::{Incident, Kind};
use crate::site::pieces::Markup;
use crate::site::view::Html;
use crate::site::words::Words;
use crate::site::{Site, cards, theme};
use crate::text::slug::Slug;

/// Most marks of the chart. They take 12 kB after gzip.
const MARKS: usize = 240;

/// Most quarters of the chart: ten years.
const QUARTERS: usize = 40;

/// What a severity looks like and is called. The worst comes first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Level<'a> {
    rank: u8,
    name: &'a str,
}

impl<'a> Level<'a> {
    fn of(words: &'a Words, incident: &'a Incident) -> Self {
        let missing = words.say("missing.severity");
        let name = incident.severity.as_deref().map_or(missing, |severity| &severity.label);
        Self { rank: incident.severity_rank(), name }
    }

    fn colour(&self) -> String {
        if self.rank == u8::MAX { "mark-0".to_owned() } else { format!("mark-{}", self.rank.clamp(1, 5)) }
    }
}

/// Returns the number that a severity has in its name, such as 2 for `SEV-2`, else its rank.
fn sign(severity: Option<&Severity>) -> String {
    let Some(severity) = severity else { return "?".to_owned() };
    let digits: String = severity.label.chars().filter(char::is_ascii_digit).collect();
    match severity.rank {
        Some(_) if (1..=2).contains(&digits.len()) => digits,
        Some(rank) => rank.to_string(),
        None => "?".to_owned(),
    }
}

fn shape(kind: Kind) -> Shape {
    match kind {
        Kind::Incident | Kind::Security => Shape::Filled,
        Kind::NearMiss => Shape::Outline,
        Kind::Exercise => Shape::Ring,
    }
}

impl Site {
    /// Returns a chart of the incidents at the positions `chosen` by quarter: every one a linked
    /// mark, near misses and exercises in outline, drafts left out. Returns `None` if none of them
    /// has a day. If there are too many, only the last quarters are drawn, and the others are counts
    /// that lead to the pages of their years. `with_table` adds the same as a table.
    pub(in crate::site) fn by_quarter(&self, chosen: &[usize], root: &str, with_table: bool) -> Option<Html> {
        let incidents = &self.archive.incidents;
        let all = by_quarter(incidents, chosen.iter().copied().filter(|at| !incidents[*at].text.draft));
        let (counted, drawn) = all.quarters.split_at(first_drawn(&all));
        let (first, last) = (all.quarters.first()?.0, all.quarters.last()?.0);
        let words = self.words();
        let mut to = Markup::with_capacity(words, 4096);
        to.raw("<div class=\"chart by-quarter\">\n");
        if !drawn.is_empty() {
            let (first, last) = (words.quarter(first), words.quarter(last));
            let label = words.fill("quarters.label", &[("first", &first), ("last", &last)]);
            columns(&self.columns(drawn), &label, root, &mut to);
            self.legend(drawn, &mut to);
        }
        to.raw("<p class=\"caption\">").text(&self.caption(&all, drawn)).raw("</p>\n");
        if let Some((until, _)) = drawn.first().filter(|_| !counted.is_empty()) {
            to.raw("<p class=\"earlier\">");
            to.fill("quarters.before_html", |hole, to| match hole {
                "quarter" => drop(to.text(&words.quarter(*until))),
                _ => self.years(counted, root, to),
            });
            to.raw("</p>\n");
        } else if drawn.is_empty() {
            to.raw("<p class=\"earlier\">");
            to.fill("quarters.by_year_html", |_, to| self.years(counted, root, to)).raw("</p>\n");
        }
        if with_table {
            self.quarter_table(&all)
                .folded(&words.fill("trends.as_table", &[("name", words.say("quarters.title"))]), &mut to);
        }
        to.raw("</div>\n");
        Some(theme::html(&to.finish()))
    }

    fn columns(&self, quarters: &[(Quarter, Vec<usize>)]) -> Vec<Column> {
        let words = self.words();
        let column = |(at, (quarter, having)): (usize, &(Quarter, Vec<usize>))| {
            let mut having: Vec<_> = having.iter().map(|at| (*at, &*self.archive.incidents[*at])).collect();
            // Newest first is the archive's order, so the earliest comes first here.
            having.sort_by_key(|(at, it)| (shape(it.kind), Level::of(words, it), std::cmp::Reverse(*at)));
            Column {
                label: words.fill("date.quarter_of_year", &[("number", &quarter.number.to_string())]),
                group: (at == 0 || quarter.number == 1).then(|| quarter.year.to_string()),
                marks: having.into_iter().map(|(at, it)| self.mark(at, it)).collect(),
            }
        };
        quarters.iter().enumerate().map(column).collect()
    }

    fn mark(&self, at: usize, it: &Incident) -> Mark {
        let words = self.words();
        let level = Level::of(words, it);
        let kind = if it.kind == Kind::Incident { "" } else { words.of("kind", it.kind.slug()) };
        let comma = if kind.is_empty() { "" } else { words.say("list.comma") };
        let day = self.comma_day(at);
        Mark {
            url: self.linked(at).url,
            title: format!("{kind}{comma}{}: {}{day}", level.name, *it.text.title),
            sign: sign(it.severity.as_deref()),
            colour: level.colour(),
            shape: shape(it.kind),
        }
    }

    fn legend(&self, quarters: &[(Quarter, Vec<usize>)], to: &mut Markup<'_>) {
        let words = self.words();
        let all = || quarters.iter().flat_map(|(_, having)| having).map(|at| &*self.archive.incidents[*at]);
        let levels: BTreeSet<_> = all().filter(|it| it.kind.is_incident()).map(|it| Level::of(words, it)).collect();
        let levels: Vec<_> = levels.iter().map(|level| (level.colour(), level.name)).collect();
        let outlines = [(Kind::NearMiss, "quarters.near_miss"), (Kind::Exercise, "quarters.exercise")];
        let outlines = outlines.into_iter().filter(|(kind, _)| all().any(|it| it.kind == *kind));
        let entries = levels.iter().map(|(colour, name)| (colour.as_str(), Shape::Filled, *name));
        legend(entries.chain(outlines.map(|(kind, key)| ("mark-0", shape(kind), words.say(key)))), to);
    }

    /// Returns how many incidents are drawn and how many there are.
    fn caption(&self, all: &ByQuarter, drawn: &[(Quarter, Vec<usize>)]) -> String {
        let tally = |quarters: &[(Quarter, Vec<usize>)], holds: fn(&Incident) -> bool| {
            let having = quarters.iter().flat_map(|(_, having)| having);
            having.filter(|at| holds(&self.archive.incidents[**at])).count()
        };
        let total = tally(&all.quarters, numbers::counts);
        let shown = tally(drawn, numbers::counts);
        let words = self.words();
        let incidents = words.count("count.incidents", total);
        // Where nothing is drawn, nobody expects a drawing of all.
        let mut text = if shown == total || drawn.is_empty() {
            incidents
        } else {
            words.count_with("quarters.drawn", shown, &[("incidents", &incidents)])
        };
        let beside = tally(&all.quarters, numbers::stands_beside);
        if beside > 0 {
            text += &words.fill("quarters.beside", &[("beside", &words.count("count.beside", beside))]);
        }
        if all.undated > 0 {
            text += &words.count("quarters.undated", all.undated);
        }
        text + "."
    }

    fn years(&self, quarters: &[(Quarter, Vec<usize>)], root: &str, to: &mut Markup<'_>) {
        let mut years = BTreeMap::<i16, usize>::new();
        for (quarter, having) in quarters {
            let counted = having.iter().filter(|at| numbers::counts(&self.archive.incidents[**at])).count();
            *years.entry(quarter.year).or_default() += counted;
        }
        let years: Vec<_> = years.into_iter().rev().filter(|(_, count)| *count > 0).collect();
        for (at, (year, count)) in years.iter().enumerate() {
            let url = Slug::new(&year.to_string()).map(|slug| cards::term_url(Facet::Years, &slug));
            to.raw("<span class=\"term\"><a").href(&[root, &url.unwrap_or_default()]).raw(">").text(&year.to_string());
            to.raw("</a> <span class=\"quiet\">").text(&self.words().grouped(*count)).raw("</span>");
            to.raw(if at + 1 < years.len() { ",</span> " } else { "</span>" });
        }
    }

    fn quarter_table(&self, all: &ByQuarter) -> Table {
        let (incidents, words) = (&self.archive.incidents, self.words());
        let having = || all.quarters.iter().flat_map(|(_, having)| having).map(|at| &*incidents[*at]);
        let levels: BTreeSet<_> = having().filter(|it| numbers::counts(it)).map(|it| Level::of(words, it)).collect();
        let mut table = Table::new(words.say("quarters.title"), words.say("column.quarter"));
        table.number(words.say("column.incidents"));
        for level in &levels {
            table.number(level.name);
        }
        let beside = [(Kind::NearMiss, "quarters.near_misses"), (Kind::Exercise, "quarters.exercises")];
        let beside: Vec<_> = beside.into_iter().filter(|(kind, _)| having().any(|it| it.kind == *kind)).collect();
        for (_, key) in &beside {
            table.number(words.say(key));
        }
        for (quarter, having) in all.quarters.iter().rev() {
            let tally = |holds: &dyn Fn(&Incident) -> bool| having.iter().filter(|at| holds(&incidents[**at])).count();
            let mut cells = vec![tally(&numbers::counts)];
            cells.extend(levels.iter().map(|level| tally(&|it| numbers::counts(it) && Level::of(words, it) == *level)));
            cells.extend(beside.iter().map(|(kind, _)| tally(&|it| it.kind == *kind)));
            table.row(words.quarter(*quarter), cells);
        }
        table
    }
}

/// Returns the position of the first quarter that is drawn.
fn first_drawn(all: &ByQuarter) -> usize {
    let drawn = fitting(all.quarters.iter().rev().take(QUARTERS).map(|(_, having)| having.len()), MARKS);
    all.quarters.len() - drawn
}
