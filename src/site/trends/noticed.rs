//! How incidents were noticed, by year.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Column, Mark, Shape, columns, fitting, legend};
use super::table::Table;
use crate::archive::numbers::tally::by_year;
use crate::incident::Incident;
use crate::site::pieces::Markup;
use crate::site::view::Html;
use crate::site::words::Words;
use crate::site::{Site, theme};
use crate::text::shorten::shorten_to;

/// Most marks of the chart.
const MARKS: usize = 240;

/// Most ways that have a colour of their own.
const WAYS: usize = 4;

/// Longest name of a way, in characters.
const LONGEST: usize = 24;

/// Position of a way among those that have a colour, those after the last one for all others, and
/// for incidents that do not state it.
type Way = usize;
const OTHER: Way = WAYS;
const UNKNOWN: Way = WAYS + 1;

/// The classes of the colours, by [`Way`].
const COLOURS: [&str; WAYS + 2] = ["way-1", "way-2", "way-3", "way-4", "mark-5", "mark-0"];

fn way_of(incident: &Incident) -> Option<String> {
    let method = incident.detection.as_ref()?.method.as_ref()?.trim().to_lowercase();
    (!method.is_empty()).then_some(method)
}

impl Site {
    /// Returns a chart with a column for each year, in which every incident is a mark.
    pub(super) fn noticed(&self) -> Option<Html> {
        let years = by_year(&self.archive.incidents);
        let ways = self.ways(&years);
        if ways.is_empty() {
            return None;
        }
        let way = |at: usize| match way_of(&self.archive.incidents[at]) {
            None => UNKNOWN,
            Some(name) => ways.iter().position(|way| *way == name).unwrap_or(OTHER),
        };
        let by_way: Vec<(i16, Vec<(Way, usize)>)> = years
            .into_iter()
            .map(|(year, having)| {
                let mut having: Vec<_> = having.into_iter().map(|at| (way(at), at)).collect();
                having.sort_by_key(|(way, at)| (*way, std::cmp::Reverse(*at)));
                (year, having)
            })
            .collect();
        let used: BTreeSet<Way> = by_way.iter().flat_map(|(_, having)| having).map(|(way, _)| *way).collect();
        let words = self.words();
        let name = |way: Way| match way {
            OTHER => words.say("noticed.other_ways").to_owned(),
            UNKNOWN => words.say("noticed.unknown").to_owned(),
            way => shorten_to(&ways[way], LONGEST),
        };
        let drawn = fitting(by_way.iter().rev().map(|(_, having)| having.len()), MARKS);
        let drawn = &by_way[by_way.len() - drawn..];
        let mut to = Markup::with_capacity(words, 4096);
        to.raw("<div class=\"chart\">\n");
        if !drawn.is_empty() {
            let column = |(year, having): &(i16, Vec<(Way, usize)>)| Column {
                label: year.to_string(),
                group: None,
                marks: having.iter().map(|(way, at)| self.noticed_mark(*at, *way, &name(*way))).collect(),
            };
            columns(&drawn.iter().map(column).collect::<Vec<_>>(), words.say("noticed.label"), "", &mut to);
            let names: Vec<_> = used.iter().map(|way| (COLOURS[*way], name(*way))).collect();
            legend(names.iter().map(|(colour, name)| (*colour, Shape::Filled, name.as_str())), &mut to);
        }
        let total: usize = by_way.iter().map(|(_, having)| having.len()).sum();
        let shown: usize = drawn.iter().map(|(_, having)| having.len()).sum();
        let unknown = by_way.iter().flat_map(|(_, having)| having).filter(|(way, _)| *way == UNKNOWN).count();
        let mut caption = words.count_with("noticed.dated", total, &[("unknown", &words.grouped(unknown))]);
        if shown < total {
            caption += &[" ", &words.count("noticed.drawn", shown)].concat();
        }
        to.raw("<p class=\"caption\">").text(&caption).raw("</p>\n");
        table(words, &by_way, &used, name).folded(words.say("noticed.table"), &mut to);
        to.raw("</div>\n");
        Some(theme::html(&to.finish()))
    }

    /// Returns the ways that most incidents state.
    fn ways(&self, years: &BTreeMap<i16, Vec<usize>>) -> Vec<String> {
        let mut counts = BTreeMap::<String, usize>::new();
        for way in years.values().flatten().filter_map(|at| way_of(&self.archive.incidents[*at])) {
            *counts.entry(way).or_default() += 1;
        }
        let mut ways: Vec<_> = counts.into_iter().collect();
        ways.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        ways.into_iter().take(WAYS).map(|(way, _)| way).collect()
    }

    fn noticed_mark(&self, at: usize, way: Way, name: &str) -> Mark {
        let linked = self.linked(at);
        let day = self.comma_day(at);
        let letter = name.chars().next().map(|first| first.to_uppercase().to_string());
        Mark {
            title: format!("{name}: {}{day}", linked.title),
            url: linked.url,
            sign: if way == UNKNOWN { "?".to_owned() } else { letter.unwrap_or_default() },
            colour: COLOURS[way].to_owned(),
            shape: Shape::Filled,
        }
    }
}

fn table(
    words: &Words,
    by_way: &[(i16, Vec<(Way, usize)>)],
    used: &BTreeSet<Way>,
    name: impl Fn(Way) -> String,
) -> Table {
    let mut table = Table::new(words.say("noticed.caption"), words.say("column.year"));
    table.number(words.say("column.incidents"));
    for way in used {
        table.number(&name(*way));
    }
    for (year, having) in by_way.iter().rev() {
        let of = |way: &Way| having.iter().filter(|(it, _)| it == way).count();
        table.row(year.to_string(), std::iter::once(having.len()).chain(used.iter().map(of)));
    }
    table
}
