//! Strips of dots: durations by year on a logarithmic axis, every incident a dot.

use super::axis::Axis;
use super::columns::fitting;
use super::table::{Cell, Table, scroll_box};
use crate::archive::aggregate::{Summary, summary};
use crate::archive::numbers;
use crate::archive::numbers::tally::by_year;
use crate::incident::Incident;
use crate::incident::metrics::Metric;
use crate::site::pieces::Markup;
use crate::site::view::Html;
use crate::site::words::Words;
use crate::site::{Site, theme};

/// Most dots of a strip. The years before the last ones that fit are in the table only.
const DOTS: usize = 120;

/// Width of a strip, and of the labels at its left.
const WIDTH: f64 = 720.0;
const LABELS: f64 = 116.0;

/// Space at the right of the axis, for half of the last tick's name.
const RIGHT: f64 = 32.0;

/// Distance between two ticks, as a part of the axis.
const NEAREST: f64 = 0.09;

/// Distance between the middles of two dots, as large as a target for a finger must be.
const STEP: f64 = 24.0;

/// The incidents of a year.
struct Row {
    year: i16,
    /// Position of the incident and seconds, the shortest first.
    dots: Vec<(usize, i64)>,
    unknown: usize,
    summary: Summary,
}

impl Site {
    /// Returns the strips of the four times to act.
    pub(super) fn times(&self) -> Option<Html> {
        let (clock, words) = (self.config.clock, self.words());
        let mut to = Markup::with_capacity(words, 16 * 1024);
        for metric in Metric::TIMES {
            let of = |it: &Incident| metric.of(it, clock).map(|length| length.seconds);
            let definition = words.of("definition", metric.definition(clock));
            self.strip(words.of("metric", metric.slug()), definition, of, &mut to);
        }
        let strips = to.finish();
        (!strips.is_empty()).then(|| theme::html(&strips))
    }

    /// Writes a strip of the durations that `of` gives, unless it gives none.
    pub(super) fn strip(
        &self,
        name: &str,
        definition: &str,
        of: impl Fn(&Incident) -> Option<i64>,
        to: &mut Markup<'_>,
    ) {
        let incidents = &self.archive.incidents;
        let row = |(year, having): (i16, Vec<usize>)| {
            let mut dots: Vec<_> = having.iter().filter_map(|at| Some((*at, of(&incidents[*at])?))).collect();
            dots.sort_by_key(|(at, seconds)| (*seconds, *at));
            let unknown = having.len() - dots.len();
            let summary = summary(dots.iter().map(|(_, seconds)| *seconds));
            Row { year, dots, unknown, summary }
        };
        let rows: Vec<_> = by_year(incidents).into_iter().rev().map(row).filter(|row| !row.dots.is_empty()).collect();
        if rows.is_empty() {
            return;
        }
        let total = self.all().filter(|it| numbers::counts(it)).count();
        let known: usize = rows.iter().map(|row| row.dots.len()).sum();
        let drawn = fitting(rows.iter().map(|row| row.dots.len()), DOTS);
        to.raw("<div class=\"chart\">\n<h3>").text(name).raw(" <span class=\"definition\">").text(definition);
        to.raw("</span></h3>\n");
        if drawn > 0 {
            self.dots(name, &rows[..drawn], to);
        }
        let words = to.words;
        let unknown = words.grouped(total - known);
        let mut caption = words.fill("times.known", &[("known", &words.grouped(known)), ("unknown", &unknown)]);
        if drawn < rows.len() {
            let of: usize = rows[..drawn].iter().map(|row| row.dots.len()).sum();
            caption += &[" ", &words.count("times.drawn", of)].concat();
        }
        to.raw("<p class=\"caption\">").text(&caption).raw("</p>\n");
        strip_table(words, name, &rows, drawn).folded(&words.fill("trends.as_table", &[("name", name)]), to);
        to.raw("</div>\n");
    }

    fn dots(&self, name: &str, rows: &[Row], to: &mut Markup<'_>) {
        let axis = Axis::around(rows.iter().flat_map(|row| &row.dots).map(|(_, seconds)| *seconds));
        let x = |seconds| LABELS + axis.position(seconds) * (WIDTH - LABELS - RIGHT);
        let placed: Vec<_> = rows.iter().map(|row| lanes(row, &x)).collect();
        let heights: Vec<_> = placed.iter().map(|(_, lanes)| (*lanes as f64 * STEP).max(40.0) + 8.0).collect();
        let floor: f64 = heights.iter().sum();
        scroll_box("table-scroll", &to.words.fill("times.by_year", &[("name", name)]), to);
        to.raw("<svg class=\"strip\"").size(WIDTH, floor + 24.0).raw(">\n");
        ticks(axis, floor, to);
        let mut top = 0.0;
        for ((row, (places, lanes)), height) in rows.iter().zip(&placed).zip(&heights) {
            let bottom = top + height;
            to.raw("<path class=\"rule\" d=\"M0 ").coordinate(bottom).raw("H").coordinate(WIDTH).raw("\"/>");
            to.raw("<text class=\"year\" x=\"0\"").number("y", top + 20.0).raw(">").text(&row.year.to_string());
            to.raw("</text><text x=\"0\"").number("y", top + 37.0).raw(">");
            to.text(&known_of(to.words, row)).raw("</text>\n");
            summary_lines(&row.summary, &x, [top, bottom], to);
            // The lowest lane stands on the line, unless there is room to spare.
            let spare = (height - *lanes as f64 * STEP) / 2.0;
            for ((at, seconds), lane) in row.dots.iter().zip(places) {
                let y = bottom - spare - (*lane as f64 + 0.5) * STEP;
                self.dot(*at, *seconds, [x(*seconds), y], to);
            }
            top = bottom;
        }
        to.raw("</svg>\n</div>\n");
        lines_legend(rows, to);
    }

    fn dot(&self, at: usize, seconds: i64, [x, y]: [f64; 2], to: &mut Markup<'_>) {
        let linked = self.linked(at);
        to.raw("<a")
            .href(&[&linked.url])
            .raw("><title>")
            .text(&self.words().length(seconds))
            .raw(": ")
            .text(&linked.title);
        to.text(&self.comma_day(at))
            .raw("</title><circle class=\"dot\"")
            .number("cx", x)
            .number("cy", y)
            .raw(" r=\"8\"/></a>\n");
    }
}

/// Returns a lane for each dot, such that none covers another one, and the number of lanes.
fn lanes(row: &Row, x: &impl Fn(i64) -> f64) -> (Vec<usize>, usize) {
    let mut ends: Vec<f64> = Vec::new();
    let mut places = Vec::new();
    for (_, seconds) in &row.dots {
        let x = x(*seconds);
        let lane = ends.iter().position(|end| x - end >= STEP).unwrap_or(ends.len());
        if lane == ends.len() {
            ends.push(x);
        } else {
            ends[lane] = x;
        }
        places.push(lane);
    }
    (places, ends.len())
}

fn ticks(axis: Axis, floor: f64, to: &mut Markup<'_>) {
    for (position, name) in axis.ticks(to.words, NEAREST) {
        let x = LABELS + position * (WIDTH - LABELS - RIGHT);
        to.raw("<path class=\"rule\" d=\"M").coordinate(x).raw(" 0V").coordinate(floor + 4.0).raw("\"/>");
        to.raw("<text class=\"tick\"").number("x", x).number("y", floor + 18.0).raw(">").text(&name).raw("</text>\n");
    }
}

fn summary_lines(summary: &Summary, x: &impl Fn(i64) -> f64, [top, bottom]: [f64; 2], to: &mut Markup<'_>) {
    for (class, value) in [("median", summary.median), ("p90", summary.p90)] {
        let Some(value) = value else { continue };
        to.raw("<path").class(&[class]).raw(" d=\"M").coordinate(x(value)).raw(" ").coordinate(top + 4.0);
        to.raw("V").coordinate(bottom - 4.0).raw("\"/>\n");
    }
}

fn known_of(words: &Words, row: &Row) -> String {
    let known = row.dots.len();
    match row.unknown {
        0 => words.count("times.all_known", known),
        unknown => words.count_with("times.some_known", known, &[("unknown", &words.grouped(unknown))]),
    }
}

fn lines_legend(rows: &[Row], to: &mut Markup<'_>) {
    let lines = [
        ("median", "times.median_line", rows.iter().any(|row| row.summary.median.is_some())),
        ("p90", "times.p90_line", rows.iter().any(|row| row.summary.p90.is_some())),
    ];
    if lines.iter().any(|(.., shown)| *shown) {
        to.raw("<ul class=\"legend\">");
        for (class, key, _) in lines.iter().filter(|(.., shown)| *shown) {
            to.raw("<li><svg class=\"strip\" width=\"8\" height=\"18\" aria-hidden=\"true\"><path").class(&[class]);
            to.raw(" d=\"M4 0V18\"/></svg> ").say(key).raw("</li>");
        }
        to.raw("</ul>\n");
    }
}

fn strip_table(words: &Words, name: &str, rows: &[Row], drawn: usize) -> Table {
    let mut table = Table::new(name, words.say("column.year"));
    table.number(words.say("times.known_column")).number(words.say("times.unknown_column"));
    table.number(words.say("times.median")).number(words.say("times.p90")).column(words.say("times.each"));
    for (position, row) in rows.iter().enumerate() {
        let enough =
            |value: Option<i64>| value.map_or(Cell::Missing("missing.few"), |value| Cell::Text(words.length(value)));
        let each = match (row.dots.first(), row.dots.last()) {
            (Some(shortest), Some(longest)) if position >= drawn => {
                let (shortest, longest) = (words.length(shortest.1), words.length(longest.1));
                words.fill("times.range", &[("shortest", &shortest), ("longest", &longest)])
            }
            _ => runs(words, &row.dots),
        };
        let (median, p90) = (enough(row.summary.median), enough(row.summary.p90));
        table.row(row.year.to_string(), [row.dots.len().into(), row.unknown.into(), median, p90, Cell::Text(each)]);
    }
    table
}

/// Returns the durations as text, those that read the same as `3 min ×2`.
fn runs(words: &Words, dots: &[(usize, i64)]) -> String {
    let mut texts: Vec<(String, usize)> = Vec::new();
    for (_, seconds) in dots {
        let text = words.length(*seconds);
        match texts.last_mut() {
            Some((last, count)) if *last == text => *count += 1,
            _ => texts.push((text, 1)),
        }
    }
    let one = |(text, count): &(String, usize)| if *count > 1 { format!("{text} ×{count}") } else { text.clone() };
    texts.iter().map(one).collect::<Vec<_>>().join(", ")
}
