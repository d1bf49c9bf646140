//! The phases of incidents, aligned at their starts: every incident a row.

use super::axis::Axis;
use super::table::scroll_box;
use crate::archive::numbers;
use crate::archive::numbers::phases::{Span, is_complete, spans};
use crate::archive::terms::Facet;
use crate::incident::Incident;
use crate::site::cards::FEW;
use crate::site::figure::PHASES;
use crate::site::pieces::{self, Markup};
use crate::site::view::{FilterView, Html};
use crate::site::{Site, theme};

/// Most rows. Each takes 0.3 kB after gzip.
const ROWS: usize = 60;

/// The axis is bent if the longest incident is so many times as long as the one in the middle.
const TOO_LONG: i64 = 6;

/// Distance between two ticks, as a part of the axis.
const NEAREST: f64 = 0.18;

/// A name from here on ends at its place instead of standing around it, so that it is not cut off.
const LAST: f64 = 0.93;

/// Length of the piece at the end of a row whose end is not known, in thousandths.
const OPEN_END: f64 = 30.0;

/// A row: position of the incident, its phases, and how long it was until the last known instant.
type Row = (usize, Vec<Span>, i64);

impl Site {
    /// Returns the table of phases and the filters for it.
    pub(super) fn phases(&self) -> Option<(Html, Vec<FilterView>)> {
        let (incidents, words) = (&self.archive.incidents, self.words());
        let total = self.all().filter(|it| numbers::counts(it)).count();
        let row = |(at, it): (usize, &std::sync::Arc<Incident>)| {
            let spans = spans(it).filter(|_| numbers::counts(it))?;
            let end = spans.last()?.to;
            Some((at, spans, end))
        };
        let rows: Vec<Row> = incidents.iter().enumerate().filter_map(row).collect();
        let known = rows.len();
        let rows: Vec<Row> = rows.into_iter().take(ROWS).collect();
        let mut ends: Vec<i64> = rows.iter().map(|(.., end)| *end).collect();
        ends.sort_unstable();
        let (middle, longest) = (*ends.get(ends.len() / 2)?, (*ends.last()?).max(1));
        let axis = if longest > middle * TOO_LONG { Axis::Bent(longest.max(120)) } else { Axis::Linear(longest) };
        let mut to = Markup::with_capacity(words, rows.len() * 2000);
        to.raw("<div class=\"chart\">\n");
        legend(&mut to);
        self.table(&rows, axis, &mut to);
        let unknown = words.grouped(total - known);
        let mut caption = words.count_with("phases.known", known, &[("unknown", &unknown)]);
        if known > rows.len() {
            caption += &[" ", &words.count("phases.latest", rows.len())].concat();
        }
        if matches!(axis, Axis::Bent(_)) {
            caption += &[" ", words.say("phases.logarithmic")].concat();
        }
        to.raw("<p class=\"quiet\">").text(&caption).raw("</p>\n</div>\n");
        Some((theme::html(&to.finish()), self.phase_filters(&rows)))
    }

    fn phase_filters(&self, rows: &[Row]) -> Vec<FilterView> {
        let shown: Vec<usize> = rows.iter().map(|(at, ..)| *at).collect();
        let facets = [Facet::Severities, Facet::Services, Facet::Causes];
        if rows.len() < 2 { Vec::new() } else { facets.map(|facet| self.filter(facet, &shown)).to_vec() }
    }

    fn table(&self, rows: &[Row], axis: Axis, to: &mut Markup<'_>) {
        scroll_box("table-scroll", to.words.say("phases.caption"), to);
        to.raw("<table class=\"figures aligned\" data-sortable>\n<caption class=\"hidden\">").say("phases.caption");
        to.raw("</caption>\n<thead><tr><th scope=\"col\">").say("column.incident");
        to.raw("</th><th scope=\"col\" data-nosort>").say("phases.from_start");
        to.raw("<svg class=\"strip\" width=\"100%\" height=\"18\" aria-hidden=\"true\">");
        let mut ticks = axis.ticks(to.words, NEAREST);
        // The last name takes the room of the one before it.
        if let [.., (before, _), (last, _)] = ticks[..]
            && last > LAST
            && last - before < 2.0 * NEAREST
        {
            ticks.remove(ticks.len() - 2);
        }
        for (position, name) in ticks {
            let anchor = if position > LAST {
                " class=\"tick last\""
            } else if position < 0.02 {
                " class=\"tick first\""
            } else {
                " class=\"tick\""
            };
            to.raw("<text").raw(anchor).percent("x", position * 1000.0).raw(" y=\"14\">").text(&name).raw("</text>");
        }
        to.raw("</svg></th><th scope=\"col\">").say("column.severity").raw("</th>");
        for slug in PHASES {
            let name = to.words.of("phase", slug);
            to.raw("<th scope=\"col\" class=\"end\">").text(name).raw("</th>");
        }
        to.raw("</tr></thead>\n<tbody>\n");
        for (at, spans, _) in rows {
            self.phase_row(*at, spans, axis, to);
        }
        to.raw("</tbody>\n</table>\n</div>\n");
    }

    fn phase_row(&self, at: usize, spans: &[Span], axis: Axis, to: &mut Markup<'_>) {
        let row = self.row_view(at, FEW);
        let day = row.date.as_ref().map_or("", |date| &date.iso);
        to.raw("<tr");
        // The filters look for these, one a line. They take too much room to be shown.
        for (name, links) in [("data-service", &row.services), ("data-cause", &row.causes)] {
            let names: Vec<_> = links.iter().map(|link| link.name.as_str()).collect();
            to.attribute(name, &names.join("\n"));
        }
        to.raw("><th scope=\"row\"").attribute("data-v", day).raw(">");
        pieces::title(&row.title, &[&row.url], &row.language, to);
        if let Some(date) = &row.date {
            to.raw(" <span class=\"quiet\">").time(&date.iso, &date.text).raw("</span>");
        }
        to.raw("</th><td>");
        bar(spans, is_complete(&self.archive.incidents[at]), axis, to);
        let rank = row.severity.as_ref().map(|severity| severity.rank).filter(|rank| *rank > 0);
        let rank = rank.map_or_else(String::new, |rank| rank.to_string());
        to.raw("</td><td data-f=\"severity\"").attribute("data-v", &rank).raw(">");
        pieces::severity(row.severity.as_ref(), "", "missing.stated", to);
        to.raw("</td>");
        for phase in 0..PHASES.len() {
            let seconds = spans.iter().find(|span| span.phase == Some(phase)).map(|span| span.to - span.from);
            let value = seconds.map_or_else(String::new, |seconds| seconds.to_string());
            to.raw("<td class=\"end\"").attribute("data-v", &value).raw(">");
            match seconds {
                Some(seconds) => to.text(&self.words().length(seconds)),
                None => to.missing("missing.unknown"),
            };
            to.raw("</td>");
        }
        to.raw("</tr>\n");
    }
}

/// Draws the phases of an incident. What is not known is hatched.
fn bar(spans: &[Span], is_complete: bool, axis: Axis, to: &mut Markup<'_>) {
    let x = |seconds: i64| axis.position(seconds) * 1000.0;
    to.raw("<svg class=\"bar\" width=\"100%\" height=\"20\" aria-hidden=\"true\">");
    for span in spans {
        let (from, width) = (x(span.from), x(span.to) - x(span.from));
        band(span.phase, from, width, to);
    }
    if let Some(last) = spans.last().filter(|_| !is_complete) {
        band(None, x(last.to).min(1000.0 - OPEN_END), OPEN_END, to);
    }
    to.raw("</svg>");
}

fn band(phase: Option<usize>, x: f64, width: f64, to: &mut Markup<'_>) {
    match phase.and_then(|phase| PHASES.get(phase)) {
        Some(slug) => to.raw("<rect class=\"phase phase-").raw(slug).raw("\""),
        None => to.raw("<rect class=\"phase unknown\" fill=\"url(#hatch)\""),
    };
    to.percent("x", x).raw(" y=\"2\"").percent("width", width.max(2.0)).raw(" height=\"16\"/>");
}

/// Explains the colours, and defines the pattern of what is not known.
fn legend(to: &mut Markup<'_>) {
    to.raw("<svg class=\"patterns\" width=\"0\" height=\"0\" aria-hidden=\"true\"><pattern id=\"hatch\" width=\"6\" height=\"6\" ");
    to.raw("patternUnits=\"userSpaceOnUse\"><path class=\"hatch\" d=\"M-1 1 1-1M0 6 6 0M5 7 7 5\"/></pattern></svg>\n");
    to.raw("<ul class=\"legend\">");
    let entries = PHASES.iter().chain(&["unknown"]).enumerate();
    for (phase, slug) in entries {
        let name = to.words.of("phase", slug);
        to.raw("<li><svg class=\"swatch\" width=\"14\" height=\"14\" aria-hidden=\"true\">");
        match PHASES.get(phase) {
            Some(slug) => to.raw("<rect class=\"phase phase-").raw(slug).raw("\""),
            None => to.raw("<rect class=\"phase unknown\" fill=\"url(#hatch)\""),
        };
        to.raw(" x=\"0.5\" y=\"0.5\" width=\"13\" height=\"13\"/></svg> ").text(name).raw("</li>");
    }
    to.raw("</ul>\n");
}
