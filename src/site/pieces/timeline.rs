//! Markup of the timeline: entries, the phase bar, the figure.

use crate::site::pieces::{Markup, event};
use crate::site::view::{EntryView, FigureBand, FigureMark, FigureView, KindView, PhasesView};

/// Writes an entry of a timeline in this language.
pub(in crate::site) fn entry(entry: &EntryView, language: &str, to: &mut Markup<'_>) {
    let clock = entry.clock.as_deref();
    let wide = clock.is_some_and(|clock| clock.chars().count() > 7);
    to.raw("<li class=\"entry\"").attribute("id", &entry.id);
    to.raw("><a").attribute("class", if wide { "clock words" } else { "clock" }).href(&["#", &entry.id]);
    if let Some(written) = entry.time_text.as_deref().filter(|written| clock.is_some_and(|clock| clock != *written)) {
        to.attribute("title", written);
    }
    to.raw(">");
    match (clock, &entry.at) {
        (Some(clock), Some(at)) => to.time(at, clock),
        (Some(clock), None) => to.text(clock),
        (None, _) => {
            to.raw("<span class=\"hidden\">").say("timeline.untimed").raw("</span><span aria-hidden=\"true\">–</span>")
        }
    };
    to.raw("</a>\n");
    if entry.relative.is_some() || entry.until.is_some() || entry.zone.is_some() {
        to.raw("<span class=\"relative\">");
        if let Some(zone) = &entry.zone {
            to.raw("<span>").text(zone).raw("</span> ");
        }
        if let Some(until) = &entry.until {
            to.raw("<span>");
            to.fill("timeline.until_html", |_, to| {
                to.time(&until.iso, &until.text);
            })
            .raw("</span> ");
        }
        if let Some(relative) = &entry.relative {
            to.raw("<span>").text(relative).raw("</span>");
        }
        to.raw("</span>\n");
    }
    to.raw("<div class=\"event-text\">");
    if let Some(kind) = &entry.kind {
        event(kind, to);
        to.raw(" ");
    }
    to.raw("<span").marked(language).raw(">").html(&entry.html).raw("</span>");
    if let Some(link) = &entry.link {
        to.raw(" <a class=\"quiet\"")
            .attribute("href", link)
            .raw(" rel=\"noreferrer\">")
            .say("timeline.link")
            .raw("</a>");
    }
    if let Some(detail) = &entry.detail {
        to.raw("\n<div class=\"detail prose\"").marked(language).raw(">").html(detail).raw("</div>");
    }
    to.raw("</div></li>\n");
}

/// Writes the phase bar, to scale. The durations follow as text, because a narrow band has no room
/// for them.
pub(in crate::site) fn phases(phases: &PhasesView, to: &mut Markup<'_>) {
    to.raw("<figure class=\"phases\">\n<figcaption>");
    to.fill("timeline.phases_html", |_, to| {
        to.time(&phases.total.iso, &phases.total.text);
    });
    to.raw("</figcaption>\n");
    to.raw("<svg class=\"phase-bar\" width=\"100%\" height=\"28\" aria-hidden=\"true\">\n");
    for band in &phases.bands {
        to.raw("<rect class=\"phase phase-").raw(band.phase).raw("\"").percent("x", band.x);
        to.raw(" y=\"1\"").percent("width", band.width).raw(" height=\"26\"/>\n");
    }
    for band in &phases.bands {
        let edge = band.x + band.width;
        to.raw(if band.inferred { "<line class=\"edge inferred\"" } else { "<line class=\"edge\"" });
        to.percent("x1", edge).raw(" y1=\"0\"").percent("x2", edge).raw(" y2=\"28\"/>\n");
    }
    to.raw("</svg>\n<ol class=\"phase-list\">\n");
    for band in &phases.bands {
        to.raw("<li><svg class=\"swatch\" width=\"12\" height=\"12\" aria-hidden=\"true\"><rect class=\"phase phase-");
        to.raw(band.phase);
        to.raw("\" x=\"0.5\" y=\"0.5\" width=\"11\" height=\"11\"/></svg> <span class=\"name\">").text(&band.name);
        to.raw("</span> ").time(&band.duration.iso, &band.duration.text);
        if band.inferred {
            to.raw(" <span class=\"quiet\">").say("timeline.end_inferred").raw("</span>");
        }
        to.raw("</li>\n");
    }
    to.raw("</ol>\n</figure>");
}

/// Returns the glyph of a mark, if there is room for more than a dot.
pub(in crate::site) fn glyph(mark: &FigureMark) -> Option<&KindView> {
    mark.kind.as_ref().filter(|_| !mark.close)
}

/// Draws discs at the marks with a glyph, or at those without, as one path. Lines of zero length
/// with round ends look like discs.
pub(in crate::site) fn round(class: &str, glyphs: bool, figure: &FigureView, to: &mut Markup<'_>) {
    let mut marks = figure.marks.iter().filter(|mark| glyph(mark).is_some() == glyphs).peekable();
    if marks.peek().is_some() {
        to.raw("<path").class(&[class]).raw(" d=\"");
        for mark in marks {
            to.raw("M").coordinate(figure.axis).raw(" ").coordinate(mark.y).raw("h0");
        }
        to.raw("\"/>\n");
    }
}

/// Writes a phase beside the axis, with its name if there is room for it.
fn band(band: &FigureBand, axis: f64, to: &mut Markup<'_>) {
    to.raw("<rect class=\"phase phase-").raw(band.phase).raw("\"").number("x", axis - 16.0).number("y", band.y);
    to.raw(" width=\"8\"").number("height", band.height).raw("/>\n");
    let (x, bottom) = (axis - 22.0, band.y + band.height);
    if band.height >= 120.0 {
        let middle = band.y + band.height / 2.0;
        to.raw("<text class=\"band-name\"").number("x", x).number("y", middle).raw(" text-anchor=\"middle\"");
        to.raw(" transform=\"rotate(-90 ").coordinate(x).raw(" ").coordinate(middle).raw(")\">");
        to.text(&band.name).raw("</text>\n");
    }
    if band.inferred {
        to.raw("<line class=\"edge inferred\"")
            .number("x1", axis - 20.0)
            .number("y1", bottom)
            .number("x2", axis)
            .number("y2", bottom)
            .raw("/>\n");
    }
}

/// Writes the figure of a timeline as SVG. It is decoration with one label for screen readers,
/// because the list contains everything.
pub(in crate::site) fn figure(figure: &FigureView, to: &mut Markup<'_>) {
    let axis = figure.axis;
    to.raw("<svg class=\"figure\" viewBox=\"0 0 ").coordinate(figure.width).raw(" ").coordinate(figure.height);
    to.raw("\" role=\"img\"").attribute("aria-label", &figure.label).raw(">\n");
    for it in &figure.bands {
        band(it, axis, to);
    }
    to.raw("<line class=\"axis\"")
        .number("x1", axis)
        .raw(" y1=\"0\"")
        .number("x2", axis)
        .number("y2", figure.height)
        .raw("/>\n");
    for gap in &figure.breaks {
        to.raw("<path class=\"knockout\" d=\"M").coordinate(axis - 18.0).raw(" ").coordinate(gap.y - 5.0);
        to.raw("h22v10h-22z\"/><path class=\"zigzag\" d=\"M").coordinate(axis).raw(" ").coordinate(gap.y - 9.0);
        to.raw("l-6 3 12 4-12 4 12 4-6 3\"/>\n");
        to.raw("<text class=\"break\"")
            .number("x", axis + 30.0)
            .number("y", gap.label_y + 5.0)
            .raw(">")
            .text(&gap.text)
            .raw("</text>\n");
    }
    to.raw("<path class=\"leader\" d=\"");
    for (mark, name) in figure.marks.iter().filter_map(|mark| Some((mark, mark.name.as_ref()?))) {
        to.raw("M").coordinate(axis).raw(" ").coordinate(mark.y).raw("h10L").coordinate(axis + 22.0);
        to.raw(" ").coordinate(name.y).raw("h4");
    }
    to.raw("\"/>\n");
    // Below all marks, so that no hole covers the previous mark.
    round("hole", true, figure, to);
    round("hole small", false, figure, to);
    round("mark", false, figure, to);
    for mark in &figure.marks {
        if let Some(kind) = glyph(mark) {
            to.raw("<use class=\"event-").raw(kind.slug).raw("\"").href(&["#glyph-kind-", kind.slug]);
            to.number("x", axis - 7.0).number("y", mark.y - 7.0).raw(" width=\"14\" height=\"14\"/>\n");
        }
        if let Some(name) = &mark.name {
            to.raw("<text").number("x", axis + 30.0).number("y", name.y + 5.0).raw("><tspan class=\"clock\">");
            to.text(&name.clock).raw("</tspan>&#160; <tspan class=\"what\">").text(&name.text);
            to.raw("</tspan></text>\n");
        }
    }
    to.raw("</svg>\n");
}
