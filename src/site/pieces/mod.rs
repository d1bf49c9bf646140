//! Markup that occurs in large numbers: rows of tables, entries of timelines, and their parts.
//!
//! The template engine takes about ten microseconds for a row, and an archive of ten thousand
//! incidents has a hundred thousand rows. So they are written here, and a theme styles them by
//! class. Everything around them belongs to the theme.

mod actions;
mod markup;
mod timeline;

pub(in crate::site) use self::actions::{ActionColumns, Days, OfArchive, action_row, archive_row};
pub(in crate::site) use self::markup::{Markup, made};
pub(in crate::site) use self::timeline::{entry, figure, phases};
use crate::site::view::{
    ActionView, ContentsView, DateView, DurationView, KindView, LevelView, LinkView, LinkedIncident, RefView, RowView,
};

/// Writes a severity as bars, always with its word.
pub(in crate::site) fn severity(level: Option<&LevelView>, root: &str, missing: &str, to: &mut Markup<'_>) {
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

fn label(level: &LevelView, to: &mut Markup<'_>) {
    to.raw("<span").class(&["level label label-", &level.slug]).raw(">").text(&level.text).raw("</span>");
}

/// Writes the labels at the top of a card.
pub(in crate::site) fn labels(row: &RowView, root: &str, to: &mut Markup<'_>) {
    severity(row.severity.as_ref(), root, "missing.severity", to);
    let kind = (row.kind.slug != "incident").then_some(&row.kind);
    for level in kind.into_iter().chain(&row.status) {
        to.raw(" ");
        label(level, to);
    }
}

/// Writes a glyph and its word.
fn glyphed(family: &str, class: &[&str], slug: &str, text: &str, title: Option<&str>, to: &mut Markup<'_>) {
    to.raw("<span").class(class);
    if let Some(title) = title {
        to.attribute("title", title);
    }
    to.raw("><svg class=\"glyph\" width=\"14\" height=\"14\" aria-hidden=\"true\"><use");
    to.href(&["#glyph-", family, "-", slug]).raw("/></svg><span>").text(text).raw("</span></span>");
}

fn state(level: &LevelView, to: &mut Markup<'_>) {
    glyphed("state", &["level state state-", &level.slug], &level.slug, &level.text, None, to);
}

fn event(kind: &KindView, to: &mut Markup<'_>) {
    let inferred = if kind.inferred { " inferred" } else { "" };
    let title = kind.inferred.then(|| to.words.say("event.inferred"));
    glyphed("kind", &["level event event-", kind.slug, inferred], kind.slug, &kind.text, title, to);
}

/// Writes names, separated by commas.
pub(in crate::site) fn terms(links: &[LinkView], root: &str, to: &mut Markup<'_>) {
    if links.is_empty() {
        to.missing("missing.stated");
    }
    for (at, link) in links.iter().enumerate() {
        to.raw("<span class=\"term\"><a").href(&[root, &link.url]).raw(">").text(&link.name).raw("</a>");
        to.raw(term_end(at, links.len()));
    }
}

/// Returns the end of a name. The comma is inside its element, so that no line begins with one.
fn term_end(at: usize, count: usize) -> &'static str {
    if at + 1 < count { ",</span> " } else { "</span>" }
}

fn reference(reference: &RefView, root: &str, to: &mut Markup<'_>) {
    match &reference.url {
        Some(url) if reference.external => {
            // Style sheets for print add the address after a link. That is not wanted if the text
            // is the address.
            to.raw(if *url == reference.text { "<a class=\"bare\"" } else { "<a" });
            to.attribute("href", url).raw(" rel=\"noreferrer\">").text(&reference.text).raw("</a>")
        }
        Some(url) => to.raw("<a").href(&[root, url]).raw(">").text(&reference.text).raw("</a>"),
        None => to.text(&reference.text),
    };
}

/// Writes names, separated by commas, some of which are links.
pub(in crate::site) fn references(references: &[RefView], root: &str, to: &mut Markup<'_>) {
    for (at, it) in references.iter().enumerate() {
        to.raw("<span class=\"term\">");
        reference(it, root, to);
        to.raw(term_end(at, references.len()));
    }
}

/// Writes the lines of a table of contents.
pub(in crate::site) fn contents(lines: &[ContentsView], to: &mut Markup<'_>) {
    for line in lines {
        to.raw("<li").class(&["level-", &line.level.to_string()]).raw("><a").href(&["#", &line.id]);
        if let Some(language) = &line.language {
            to.marked(language);
        }
        to.raw(">").text(&line.text).raw("</a></li>\n");
    }
}

/// Writes a title as a link. If its language differs from the interface's, it is marked.
pub(in crate::site) fn title(title: &str, href: &[&str], language: &str, to: &mut Markup<'_>) {
    to.raw("<a").href(href).marked(language).raw(">").text(title).raw("</a>");
}

/// Writes the title of an incident as a link to its page.
pub(in crate::site) fn linked(incident: &LinkedIncident, root: &str, to: &mut Markup<'_>) {
    title(&incident.title, &[root, &incident.url], &incident.language, to);
}

pub(in crate::site) fn duration(length: Option<&DurationView>, to: &mut Markup<'_>) {
    let Some(length) = length else {
        to.missing("missing.stated");
        return;
    };
    to.time(&length.iso, &length.text);
    if length.inferred {
        to.raw(" <span class=\"quiet\">").say("missing.inferred").raw("</span>");
    }
}

/// Writes a row of the table of incidents: date, incident, severity, duration, services, causes,
/// status, open actions. The script sorts by `data-v` and filters by `data-f`.
pub(in crate::site) fn incident_row(row: &RowView, root: &str, to: &mut Markup<'_>) {
    to.raw("<tr>\n<td class=\"date\" data-f=\"year\"");
    match &row.date {
        Some(date) => to.attribute("data-v", &date.iso).raw(">").time(&date.iso, &date.text),
        None => to.raw(" data-v=\"\">").missing("missing.stated"),
    };
    to.raw("</td>\n<th scope=\"row\">");
    title(&row.title, &[root, &row.url], &row.language, to);
    to.raw(" <span class=\"id\">").text(&row.id).raw("</span>");
    if row.kind.slug != "incident" {
        to.raw(" ");
        label(&row.kind, to);
    }
    let rank = row.severity.as_ref().map(|severity| severity.rank).filter(|rank| *rank > 0);
    to.raw("</th>\n<td data-f=\"severity\"")
        .attribute("data-v", &rank.map_or_else(String::new, |rank| rank.to_string()))
        .raw(">");
    severity(row.severity.as_ref(), root, "missing.stated", to);
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
        None => drop(to.missing("missing.stated")),
    }
    let open = row.open_actions.to_string();
    to.raw("</td>\n<td class=\"end\"").attribute("data-v", &open).raw(">").text(&open).raw("</td>\n</tr>\n");
}

/// Writes an action item as a line, in a list on another incident's page.
pub(in crate::site) fn action_line(action: &ActionView<'_>, root: &str, to: &mut Markup<'_>) {
    to.raw("<li>");
    line(action, false, root, to);
}

/// Writes an action item as a line that also names its incident.
pub(in crate::site) fn archive_line(action: &ActionView<'_>, root: &str, to: &mut Markup<'_>) {
    to.raw("<li>");
    line(action, true, root, to);
}

/// Writes an action item as a line that also names its incident. It is hidden until it is overdue.
pub(in crate::site) fn overdue_line(action: &ActionView<'_>, root: &str, to: &mut Markup<'_>) {
    to.raw(if action.overdue { "<li>" } else { "<li hidden>" });
    line(action, true, root, to);
}

/// Writes a link to the open items that are not listed.
pub(in crate::site) fn more_actions(count: usize, href: &[&str], to: &mut Markup<'_>) {
    to.raw("<li><a").href(href).raw(">").count("actions.more_open", count).raw("</a></li>\n");
}

fn line(action: &ActionView<'_>, with_incident: bool, root: &str, to: &mut Markup<'_>) {
    to.raw("<a").href(&[root, &action.incident.url, "#", &action.id]).raw(">");
    state(&action.status, to);
    to.raw("</a> <span>").html(&action.html).raw("</span>\n<span class=\"quiet\">");
    to.text(action.owner.as_deref().unwrap_or_else(|| to.words.say("missing.owner")));
    if has_due(action) {
        to.fill("actions.due_html", |_, to| {
            to.raw("<span").raw(open_mark(action)).raw(">");
            due(action, to);
            to.raw("</span>");
        });
    }
    if with_incident {
        let LinkedIncident { title, language, .. } = action.incident;
        to.fill("actions.from_html", |_, to| text_in(language, title, to));
    }
    to.raw("</span></li>\n");
}

/// Writes a text of the author's. If its language differs from the interface's, it is marked.
fn text_in(language: &str, text: &str, to: &mut Markup<'_>) {
    if language == to.words.language {
        to.text(text);
    } else {
        to.raw("<span").marked(language).raw(">").text(text).raw("</span>");
    }
}

/// Returns the attribute that tells the script to recompute "overdue" for the reader's day.
fn open_mark(action: &ActionView<'_>) -> &'static str {
    if matches!(action.status.slug.as_str(), "todo" | "in-progress") { " data-open" } else { "" }
}

fn deadline<'a>(action: &'a ActionView<'_>) -> Option<&'a DateView> {
    action.due.as_ref().or(action.default_due.as_ref())
}

fn has_due(action: &ActionView<'_>) -> bool {
    action.due_text.is_some() || deadline(action).is_some()
}

fn due(action: &ActionView<'_>, to: &mut Markup<'_>) {
    if let Some(due) = deadline(action) {
        to.time(&due.iso, &due.text);
        if action.due.is_none() {
            to.raw(" <span class=\"quiet\">").say("actions.by_default").raw("</span>");
        }
        // The space before a hidden mark would stand before the comma that follows.
        to.raw(if action.overdue { " <strong class=\"overdue\">" } else { "<strong class=\"overdue\" hidden>" });
        to.say("actions.overdue").raw("</strong>");
    }
    match &action.due_text {
        Some(text) if action.due.is_some() => drop(to.raw(" (").text(text).raw(")")),
        Some(text) => drop(to.text(text)),
        None => {}
    }
}
