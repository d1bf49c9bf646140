//! Markup that stands in great number: rows of tables, entries of timelines, and
//! the small pieces they are made of.
//!
//! A template engine takes some ten microseconds for a row; an archive of ten
//! thousand incidents has a hundred thousand of them. So these are written here,
//! and a theme gives them their looks by class; everything around them is the
//! theme's.

use std::fmt::Write as _;

use super::theme;
use super::view::{
    ActionView, ContentsView, DurationView, EntryView, FigureMark, FigureView, Html, KindView, LevelView, LinkView,
    PhasesView, RefView, RowView,
};
use crate::html::{escape, escape_attribute};

/// HTML under construction: text and values go in escaped.
pub(super) struct Markup {
    out: String,
}

impl Default for Markup {
    /// With room for a small piece, which most are.
    fn default() -> Self {
        Self::with_capacity(240)
    }
}

impl Markup {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes) }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    /// Markup of ours.
    fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.out);
        self
    }

    /// ` name="value"`
    fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"");
        escape_attribute(value, &mut self.out);
        self.raw("\"")
    }

    /// ` href="…"`, of parts.
    fn href(&mut self, parts: &[&str]) -> &mut Self {
        self.raw(" href=\"");
        for part in parts {
            escape_attribute(part, &mut self.out);
        }
        self.raw("\"")
    }

    /// ` class="…"`, of parts that are ours.
    fn class(&mut self, parts: &[&str]) -> &mut Self {
        self.raw(" class=\"");
        for part in parts {
            self.raw(part);
        }
        self.raw("\"")
    }

    /// ` name="12.5"`
    fn number(&mut self, name: &str, value: f64) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").coordinate(value).raw("\"")
    }

    /// A length of a drawing, to a tenth of its unit.
    fn coordinate(&mut self, value: f64) -> &mut Self {
        self.decimal(value, 10)
    }

    /// ` name="12.34%"`
    fn percent(&mut self, name: &str, of_1000: f64) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").decimal(of_1000 / 10.0, 100).raw("%\"")
    }

    /// A number in as many parts of one. The shortest decimal of a float is ten times as
    /// much work, and is long where sums are not exact.
    fn decimal(&mut self, value: f64, parts: u64) -> &mut Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "drawings are small")]
        let scaled = (value * parts as f64).round() as i64;
        self.raw(if scaled < 0 { "-" } else { "" });
        let (whole, mut rest) = (scaled.unsigned_abs() / parts, scaled.unsigned_abs() % parts);
        self.digits(whole);
        self.raw(if rest > 0 { "." } else { "" });
        let mut unit = parts;
        while rest > 0 {
            unit /= 10;
            self.digits(rest / unit);
            rest %= unit;
        }
        self
    }

    fn digits(&mut self, number: u64) -> &mut Self {
        // Writing into text cannot fail.
        let _ = write!(self.out, "{number}");
        self
    }

    fn missing(&mut self, words: &str) -> &mut Self {
        self.raw("<span class=\"missing\">").text(words).raw("</span>")
    }

    fn html(&mut self, html: &Html) -> &mut Self {
        // A safe string is ours; anything else is text.
        match html.as_str() {
            Some(markup) if html.is_safe() => self.raw(markup),
            Some(text) => self.text(text),
            None => self,
        }
    }

    fn time(&mut self, datetime: &str, text: &str) -> &mut Self {
        self.raw("<time").attribute("datetime", datetime).raw(">").text(text).raw("</time>")
    }
}

/// A piece for a template.
pub(super) fn made(make: impl FnOnce(&mut Markup)) -> Html {
    let mut markup = Markup::default();
    make(&mut markup);
    theme::html(&markup.finish())
}

/// Steps of a severity as bars, and always the word.
pub(super) fn severity(level: Option<&LevelView>, root: &str, missing: &str, to: &mut Markup) {
    let Some(level) = level else {
        to.missing(missing);
        return;
    };
    let step = level.rank.min(5).into();
    to.raw("<span class=\"level severity severity-").digits(step);
    to.raw("\"><svg class=\"glyph\" width=\"19\" height=\"12\" aria-hidden=\"true\"><use href=\"#glyph-severity-");
    to.digits(step).raw("\"/></svg>");
    match &level.url {
        Some(url) => to.raw("<a").href(&[root, url]).raw(">").text(&level.text).raw("</a></span>"),
        None => to.raw("<span>").text(&level.text).raw("</span></span>"),
    };
}

fn label(level: &LevelView, to: &mut Markup) {
    to.raw("<span").class(&["level label label-", &level.slug]).raw(">").text(&level.text).raw("</span>");
}

/// What stands first on a card.
pub(super) fn labels(row: &RowView, root: &str, to: &mut Markup) {
    severity(row.severity.as_ref(), root, "severity not stated", to);
    let kind = (row.kind.slug != "incident").then_some(&row.kind);
    for level in kind.into_iter().chain(&row.status) {
        to.raw(" ");
        label(level, to);
    }
}

/// A glyph and the word.
fn glyphed(family: &str, class: &[&str], slug: &str, text: &str, title: Option<&str>, to: &mut Markup) {
    to.raw("<span").class(class);
    if let Some(title) = title {
        to.attribute("title", title);
    }
    to.raw("><svg class=\"glyph\" width=\"14\" height=\"14\" aria-hidden=\"true\"><use");
    to.href(&["#glyph-", family, "-", slug]).raw("/></svg><span>").text(text).raw("</span></span>");
}

fn state(level: &LevelView, to: &mut Markup) {
    glyphed("state", &["level state state-", &level.slug], &level.slug, &level.text, None, to);
}

fn event(kind: &KindView, to: &mut Markup) {
    let inferred = if kind.inferred { " inferred" } else { "" };
    let title = kind.inferred.then_some("inferred from the wording");
    glyphed("kind", &["level event event-", kind.slug, inferred], kind.slug, kind.text, title, to);
}

/// Names with commas between them.
pub(super) fn terms(links: &[LinkView], root: &str, to: &mut Markup) {
    if links.is_empty() {
        to.missing("not stated");
    }
    for (at, link) in links.iter().enumerate() {
        to.raw("<span class=\"term\"><a").href(&[root, &link.url]).raw(">").text(&link.name).raw("</a>");
        to.raw(term_end(at, links.len()));
    }
}

/// A comma belongs to the name before it: no line begins with one.
fn term_end(at: usize, count: usize) -> &'static str {
    if at + 1 < count { ",</span> " } else { "</span>" }
}

fn reference(reference: &RefView, root: &str, to: &mut Markup) {
    match &reference.url {
        Some(url) if reference.external => {
            // On paper an address stands after a link, unless it is there already.
            to.raw(if *url == reference.text { "<a class=\"bare\"" } else { "<a" });
            to.attribute("href", url).raw(" rel=\"noreferrer\">").text(&reference.text).raw("</a>")
        }
        Some(url) => to.raw("<a").href(&[root, url]).raw(">").text(&reference.text).raw("</a>"),
        None => to.text(&reference.text),
    };
}

/// Names with commas between them that may lead somewhere, inside the site or out of it.
pub(super) fn references(references: &[RefView], root: &str, to: &mut Markup) {
    for (at, it) in references.iter().enumerate() {
        to.raw("<span class=\"term\">");
        reference(it, root, to);
        to.raw(term_end(at, references.len()));
    }
}

/// Lines of a table of contents.
pub(super) fn contents(lines: &[ContentsView], to: &mut Markup) {
    for line in lines {
        to.raw("<li").class(&["level-", &line.level.to_string()]).raw("><a").href(&["#", &line.id]);
        to.raw(">").text(&line.text).raw("</a></li>\n");
    }
}

/// A title in another language than the page says so.
pub(super) fn title(title: &str, url: &str, language: &str, page_language: &str, root: &str, to: &mut Markup) {
    to.raw("<a").href(&[root, url]);
    if language != page_language {
        to.attribute("lang", language).raw(" dir=\"auto\"");
    }
    to.raw(">").text(title).raw("</a>");
}

pub(super) fn duration(length: Option<&DurationView>, to: &mut Markup) {
    let Some(length) = length else {
        to.missing("not stated");
        return;
    };
    to.time(&length.iso, &length.text);
    if length.inferred {
        to.raw(" <span class=\"quiet\">inferred</span>");
    }
}

/// A row of a table of incidents: date, incident, severity, duration, services,
/// causes, status, open actions. `data-v` is what the script sorts by and
/// `data-f` what it filters by.
pub(super) fn incident_row(row: &RowView, page_language: &str, root: &str, to: &mut Markup) {
    to.raw("<tr>\n<td class=\"date\" data-f=\"year\"");
    match &row.date {
        Some(date) => to.attribute("data-v", &date.iso).raw(">").time(&date.iso, &date.text),
        None => to.raw(" data-v=\"\">").missing("not stated"),
    };
    to.raw("</td>\n<th scope=\"row\">");
    title(&row.title, &row.url, &row.language, page_language, root, to);
    to.raw(" <span class=\"id\">").text(&row.id).raw("</span>");
    if row.kind.slug != "incident" {
        to.raw(" ");
        label(&row.kind, to);
    }
    let rank = row.severity.as_ref().map(|severity| severity.rank).filter(|rank| *rank > 0);
    to.raw("</th>\n<td data-f=\"severity\"")
        .attribute("data-v", &rank.map_or_else(String::new, |rank| rank.to_string()))
        .raw(">");
    severity(row.severity.as_ref(), root, "not stated", to);
    let seconds = row.duration.as_ref().map_or_else(String::new, |length| length.seconds.to_string());
    to.raw("</td>\n<td class=\"end\"").attribute("data-v", &seconds).raw(">");
    duration(row.duration.as_ref(), to);
    to.raw("</td>\n<td class=\"links\" data-f=\"service\">");
    terms(&row.services, root, to);
    to.raw("</td>\n<td class=\"links\" data-f=\"cause\">");
    terms(&row.causes, root, to);
    to.raw("</td>\n<td>");
    match &row.status {
        Some(status) => label(status, to),
        None => {
            to.missing("not stated");
        }
    }
    let open = row.open_actions.to_string();
    to.raw("</td>\n<td class=\"end\"").attribute("data-v", &open).raw(">").text(&open).raw("</td>\n</tr>\n");
}

/// Which columns a table of action items has besides action, state, owner, due
/// and ticket.
#[derive(Debug, Clone, Copy)]
pub(super) struct ActionColumns {
    pub(super) priority: bool,
    pub(super) kind: bool,
    /// The table is of the whole archive: rows name the incident and have no anchors.
    pub(super) incident: bool,
}

/// A row of a table of action items.
pub(super) fn action_row(action: &ActionView<'_>, columns: ActionColumns, root: &str, to: &mut Markup) {
    to.raw("<tr");
    if !columns.incident {
        to.attribute("id", &action.id);
    }
    to.raw(">\n<th scope=\"row\">").html(&action.html);
    if let Some(reason) = &action.reason {
        to.raw(" <span class=\"reason\">Dropped: ").text(reason).raw("</span>");
    }
    if let Some(detail) = &action.detail {
        to.raw("\n<div class=\"detail prose\">").html(detail).raw("</div>");
    }
    to.raw("</th>\n<td class=\"nowrap\"").attribute("data-v", &action.status.rank.to_string()).raw(">");
    state(&action.status, to);
    let cell = |name: &str, value: Option<&str>, to: &mut Markup| {
        to.raw("</td>\n<td").attribute("data-f", name).raw(">");
        match value {
            Some(value) => to.text(value),
            None => to.missing("not stated"),
        };
    };
    cell("owner", action.owner.as_deref(), to);
    to.raw("</td>\n<td class=\"due\"").raw(open_mark(action));
    to.attribute("data-v", action.due.as_ref().map_or("", |due| &due.iso)).raw(">");
    if action.due.is_some() || action.due_text.is_some() {
        due(action, to);
    } else {
        to.missing("not stated");
    }
    to.raw("</td>\n<td>");
    match &action.ticket {
        Some(ticket) => reference(ticket, root, to),
        None => {
            to.missing("not stated");
        }
    }
    if columns.priority {
        cell("priority", action.priority.as_deref(), to);
    }
    if columns.kind {
        cell("type", action.kind, to);
    }
    if columns.incident {
        to.raw("</td>\n<td class=\"of\"><a")
            .href(&[root, &action.incident.url, "#", &action.id])
            .raw(">")
            .text(&action.incident.title)
            .raw("</a>");
        if let Some(date) = &action.incident.date {
            to.raw(" <time class=\"quiet\"").attribute("datetime", &date.iso).raw(">").text(&date.text).raw("</time>");
        }
    }
    to.raw("</td>\n</tr>\n");
}

/// An action item as a line, where an incident is named in passing.
pub(super) fn action_line(action: &ActionView<'_>, root: &str, to: &mut Markup) {
    to.raw("<li>");
    line(action, false, root, to);
}

/// An action item of the whole archive's, on a page at the root; to be seen once it is overdue.
pub(super) fn overdue_line(action: &ActionView<'_>, to: &mut Markup) {
    to.raw(if action.overdue { "<li>" } else { "<li hidden>" });
    line(action, true, "", to);
}

/// A link to the open ones that are not named.
pub(super) fn more_actions(count: usize, href: &[&str], to: &mut Markup) {
    to.raw("<li><a").href(href).raw(">").text(&count.to_string());
    to.raw(if count == 1 { " more open action</a></li>\n" } else { " more open actions</a></li>\n" });
}

fn line(action: &ActionView<'_>, with_incident: bool, root: &str, to: &mut Markup) {
    to.raw("<a").href(&[root, &action.incident.url, "#", &action.id]).raw(">");
    state(&action.status, to);
    to.raw("</a> <span>").html(&action.html).raw("</span>\n<span class=\"quiet\">");
    to.text(action.owner.as_deref().unwrap_or("no owner"));
    if action.due.is_some() || action.due_text.is_some() {
        to.raw(", due <span").raw(open_mark(action)).raw(">");
        due(action, to);
        to.raw("</span>");
    }
    if with_incident {
        to.text(", from ").text(&action.incident.title);
    }
    to.raw("</span></li>\n");
}

/// Tells the script to reckon "overdue" anew on the reader's day.
fn open_mark(action: &ActionView<'_>) -> &'static str {
    if matches!(action.status.slug.as_str(), "todo" | "in-progress") { " data-open" } else { "" }
}

fn due(action: &ActionView<'_>, to: &mut Markup) {
    if let Some(due) = &action.due {
        to.time(&due.iso, &due.text)
            .raw(" <strong class=\"overdue\"")
            .raw(if action.overdue { "" } else { " hidden" })
            .raw(">overdue</strong>");
    }
    match &action.due_text {
        Some(text) if action.due.is_some() => drop(to.raw(" (").text(text).raw(")")),
        Some(text) => drop(to.text(text)),
        None => {}
    }
}

/// An entry of a timeline.
pub(super) fn entry(entry: &EntryView, to: &mut Markup) {
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
        (None, _) => to.raw(
            "<span class=\"hidden\">Link to this entry, time not stated</span><span aria-hidden=\"true\">–</span>",
        ),
    };
    to.raw("</a>\n");
    if entry.relative.is_some() || entry.until.is_some() || entry.zone.is_some() {
        to.raw("<span class=\"relative\">");
        if let Some(zone) = &entry.zone {
            to.raw("<span>").text(zone).raw("</span> ");
        }
        if let Some(until) = &entry.until {
            to.raw("<span>to ").time(&until.iso, &until.text).raw("</span> ");
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
    to.raw("<span>").html(&entry.html).raw("</span>");
    if let Some(link) = &entry.link {
        to.raw(" <a class=\"quiet\"").attribute("href", link).raw(" rel=\"noreferrer\">link</a>");
    }
    if let Some(detail) = &entry.detail {
        to.raw("\n<div class=\"detail prose\">").html(detail).raw("</div>");
    }
    to.raw("</div></li>\n");
}

/// The phases to scale. The lengths stand below as text: a narrow band has no
/// room for them.
pub(super) fn phases(phases: &PhasesView, to: &mut Markup) {
    to.raw("<figure class=\"phases\">\n<figcaption>Phases of the incident, ");
    to.time(&phases.total.iso, &phases.total.text).raw(" in all</figcaption>\n");
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
        to.raw("\" x=\"0.5\" y=\"0.5\" width=\"11\" height=\"11\"/></svg> <span class=\"name\">").text(band.name);
        to.raw("</span> ").time(&band.duration.iso, &band.duration.text);
        to.raw(if band.inferred { " <span class=\"quiet\">end inferred</span></li>\n" } else { "</li>\n" });
    }
    to.raw("</ol>\n</figure>");
}

/// What a mark is drawn as, if there is room for more than a dot.
fn glyph(mark: &FigureMark) -> Option<&KindView> {
    mark.kind.as_ref().filter(|_| !mark.close)
}

/// Discs at the marks with a glyph, or at those without, as one path: lines of no length
/// have round ends.
fn round(class: &str, glyphs: bool, figure: &FigureView, to: &mut Markup) {
    let mut marks = figure.marks.iter().filter(|mark| glyph(mark).is_some() == glyphs).peekable();
    if marks.peek().is_some() {
        to.raw("<path").class(&[class]).raw(" d=\"");
        for mark in marks {
            to.raw("M").coordinate(figure.axis).raw(" ").coordinate(mark.y).raw("h0");
        }
        to.raw("\"/>\n");
    }
}

/// The figure of a timeline as SVG: decoration for those who see it, one label
/// for those who do not; the list says everything.
pub(super) fn figure(figure: &FigureView, to: &mut Markup) {
    let axis = figure.axis;
    to.raw("<svg class=\"figure\" viewBox=\"0 0 ").coordinate(figure.width).raw(" ").coordinate(figure.height);
    to.raw("\" role=\"img\"").attribute("aria-label", &figure.label).raw(">\n");
    for band in &figure.bands {
        to.raw("<rect class=\"phase phase-").raw(band.phase).raw("\"").number("x", axis - 16.0).number("y", band.y);
        to.raw(" width=\"8\"").number("height", band.height).raw("/>\n");
        let (x, bottom) = (axis - 22.0, band.y + band.height);
        if band.height >= 120.0 {
            let middle = band.y + band.height / 2.0;
            to.raw("<text class=\"band-name\"").number("x", x).number("y", middle).raw(" text-anchor=\"middle\"");
            to.raw(" transform=\"rotate(-90 ").coordinate(x).raw(" ").coordinate(middle).raw(")\">");
            to.text(band.name).raw("</text>\n");
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
    for mark in &figure.marks {
        to.raw("M").coordinate(axis).raw(" ").coordinate(mark.y).raw("h10L").coordinate(axis + 22.0);
        to.raw(" ").coordinate(mark.label_y).raw("h4");
    }
    to.raw("\"/>\n");
    // Below all marks, so that no mark wipes out the one before it.
    round("hole", true, figure, to);
    round("hole small", false, figure, to);
    round("mark", false, figure, to);
    for mark in &figure.marks {
        if let Some(kind) = glyph(mark) {
            to.raw("<use class=\"event-").raw(kind.slug).raw("\"").href(&["#glyph-kind-", kind.slug]);
            to.number("x", axis - 7.0).number("y", mark.y - 7.0).raw(" width=\"14\" height=\"14\"/>\n");
        }
        to.raw("<text")
            .number("x", axis + 30.0)
            .number("y", mark.label_y + 5.0)
            .raw("><tspan class=\"clock\">")
            .text(&mark.clock);
        to.raw("</tspan>&#160; <tspan class=\"what\">").text(&mark.text).raw("</tspan></text>\n");
    }
    to.raw("</svg>\n");
}
