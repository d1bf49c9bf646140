//! Impact by quarter: how long users felt incidents, with the longest one as a part of its own.

use super::columns::{Shape, legend};
use super::table::{Cell, Table};
use crate::archive::numbers::impact::{Impact, impact};
use crate::archive::numbers::quarter::Quarter;
use crate::incident::metrics::Metric;
use crate::site::pieces::Markup;
use crate::site::view::Html;
use crate::site::words::Words;
use crate::site::{Site, theme};

/// Most quarters with a bar. Those before them are folded.
const QUARTERS: usize = 16;

/// A bar that is so many times as long as the next shorter one is cut off, so that the others can be seen.
const TOO_LONG: i64 = 3;

impl Site {
    /// Returns the bars by quarter, the last quarter first. They are a table, so that each has its
    /// numbers beside it.
    pub(super) fn impact_by_quarter(&self) -> Option<Html> {
        let mut quarters = impact(&self.archive.incidents, self.config.clock);
        quarters.retain(|(_, it)| it.n + it.unknown > 0);
        if quarters.iter().all(|(_, it)| it.n == 0) {
            return None;
        }
        quarters.reverse();
        let words = self.words();
        let longest = scale(quarters.iter().map(|(_, it)| it.sum));
        let (latest, earlier) = quarters.split_at(quarters.len().min(QUARTERS));
        let mut to = Markup::with_capacity(words, 4096);
        to.raw("<div class=\"chart\">\n");
        let parts = [("part-largest", "impact.longest_part"), ("part-rest", "impact.other_part")];
        legend(parts.map(|(colour, key)| (colour, Shape::Filled, words.say(key))), &mut to);
        self.impact_table("impact.title", latest, longest).write(&mut to);
        if quarters.iter().any(|(_, it)| it.sum > longest) {
            to.raw("<p class=\"quiet\">").say("impact.cut").raw("</p>\n");
        }
        if !earlier.is_empty() {
            let folded = words.say("trends.earlier_quarters");
            self.impact_table("impact.earlier", earlier, longest).folded(folded, &mut to);
        }
        to.raw("</div>\n");
        Some(theme::html(&to.finish()))
    }

    /// Says what the sum is made of.
    pub(super) fn impact_definition(&self) -> String {
        let definition = self.words().of("definition", Metric::Impact.definition(self.config.clock));
        self.words().fill("impact.definition", &[("definition", definition)])
    }

    fn impact_table(&self, key: &str, quarters: &[(Quarter, Impact)], longest: i64) -> Table {
        let words = self.words();
        let mut table = Table::new(words.say(key), words.say("column.quarter"));
        table.number(words.say("impact.together")).column(words.say("impact.longest_and_others"));
        table.column(words.say("impact.longest")).number(words.say("impact.known"));
        table.number(words.say("impact.unknown"));
        for (quarter, it) in quarters {
            let sum = if it.n > 0 { Cell::Text(words.length(it.sum)) } else { Cell::Missing("missing.unknown") };
            let largest = it.largest.map_or(Cell::Text(String::new()), |(at, seconds)| {
                let mut to = Markup::new(words);
                to.fill("impact.longest_html", |hole, to| match hole {
                    "incident" => self.named(at, to),
                    _ => drop(to.text(&words.length(seconds))),
                });
                Cell::Html(to.finish())
            });
            table.row(words.quarter(*quarter), [sum, bar(words, it, longest), largest, it.n.into(), it.unknown.into()]);
        }
        table
    }
}

/// Returns the sum that fills the whole width: the longest one that does not dwarf the next shorter one.
fn scale(sums: impl Iterator<Item = i64>) -> i64 {
    let mut sums: Vec<i64> = sums.filter(|sum| *sum > 0).collect();
    sums.sort_unstable();
    while let [.., next, last] = sums[..] {
        if last <= next * TOO_LONG {
            break;
        }
        sums.pop();
    }
    sums.last().copied().unwrap_or(1).max(1)
}

fn bar(words: &Words, it: &Impact, longest: i64) -> Cell {
    let Some((_, largest)) = it.largest else { return Cell::Text(String::new()) };
    let of_1000 = |seconds: i64| seconds as f64 / longest as f64 * 1000.0;
    let is_cut = it.sum > longest;
    let largest = of_1000(largest).min(1000.0);
    let rest = if is_cut { 1000.0 - largest } else { of_1000(it.sum) - largest };
    let mut to = Markup::new(words);
    to.raw("<svg class=\"bar\" width=\"100%\" height=\"18\" aria-hidden=\"true\"><rect class=\"mark part-largest\" y=\"1\"");
    to.percent("width", largest.max(2.0)).raw(" height=\"16\"/>");
    if rest > 0.0 {
        to.raw("<rect class=\"mark part-rest\"").percent("x", largest).raw(" y=\"1\"").percent("width", rest);
        to.raw(" height=\"16\"/>");
    }
    if is_cut {
        // Two gaps near the end say that the bar goes on.
        for x in [920.0, 960.0] {
            to.raw("<rect class=\"cut\"").percent("x", x).raw(" width=\"5\" height=\"18\"/>");
        }
    }
    to.raw("</svg>");
    Cell::Html(to.finish())
}

#[cfg(test)]
mod tests {
    use super::scale;

    #[test]
    fn one_long_quarter_does_not_flatten_the_others() {
        assert_eq!(scale([10, 20, 30].into_iter()), 30);
        assert_eq!(scale([10, 30, 0].into_iter()), 30);
        assert_eq!(scale([10, 31, 1000].into_iter()), 10);
        assert_eq!(scale([7].into_iter()), 7);
        assert_eq!(scale([0].into_iter()), 1);
    }
}
