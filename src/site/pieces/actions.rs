//! Rows of tables of action items.

use crate::site::pieces::{Markup, deadline, due, has_due, open_mark, reference, state, terms, text_in, title};
use crate::site::view::{ActionView, LinkView};

/// The columns of a table of action items, besides action, state, owner, due and ticket.
#[derive(Debug, Clone, Copy)]
pub(in crate::site) struct ActionColumns {
    pub(in crate::site) priority: bool,
    pub(in crate::site) kind: bool,
    /// True for the table of the whole archive. Its rows name the incident and have no anchors.
    pub(in crate::site) incident: bool,
}

/// The rest of a row in the table of the whole archive.
#[derive(Debug)]
pub(in crate::site) struct OfArchive {
    pub(in crate::site) days: Days,
    /// Services and teams of the incident.
    pub(in crate::site) services: Vec<LinkView>,
    pub(in crate::site) teams: Vec<LinkView>,
}

/// How long an item has been open, or when it was finished.
#[derive(Debug)]
pub(in crate::site) enum Days {
    /// Days since the incident. The script reckons it anew for the reader's day.
    Age(Option<i32>),
    Done,
    /// The table has no such column.
    Neither,
}

/// Writes a row of the table of one incident.
pub(in crate::site) fn action_row(action: &ActionView<'_>, columns: ActionColumns, root: &str, to: &mut Markup<'_>) {
    cells(action, columns, root, to);
    to.raw("</td>\n</tr>\n");
}

/// Writes a row of the table of the whole archive.
pub(in crate::site) fn archive_row(action: &ActionView<'_>, of: &OfArchive, root: &str, to: &mut Markup<'_>) {
    cells(action, ActionColumns { priority: true, kind: true, incident: true }, root, to);
    days(&of.days, action, to);
    to.raw("</td>\n<td class=\"of\">");
    title(&action.incident.title, &[root, &action.incident.url, "#", &action.id], &action.incident.language, to);
    if let Some(date) = &action.incident.date {
        to.raw(" <time class=\"quiet\"").attribute("datetime", &date.iso).raw(">").text(&date.text).raw("</time>");
    }
    for (field, key, links) in
        [("service", "actions.services_html", &of.services), ("team", "actions.teams_html", &of.teams)]
    {
        if !links.is_empty() {
            to.raw("\n<span class=\"origin\"").attribute("data-f", field).raw(">");
            to.fill(key, |_, to| terms(links, root, to)).raw("</span>");
        }
    }
    to.raw("</td>\n</tr>\n");
}

fn days(days: &Days, action: &ActionView<'_>, to: &mut Markup<'_>) {
    match days {
        Days::Age(Some(age)) => {
            to.raw("</td>\n<td class=\"nowrap\"").attribute("data-v", &age.to_string());
            if let Some(date) = &action.incident.date {
                to.attribute("data-since", &date.iso);
            }
            to.raw(">").count("count.days", usize::try_from(*age).unwrap_or_default());
        }
        Days::Age(None) => drop(to.raw("</td>\n<td data-v=\"\">").missing("missing.stated")),
        Days::Done => {
            to.raw("</td>\n<td").attribute("data-v", action.done.as_ref().map_or("", |done| &done.iso)).raw(">");
            match &action.done {
                Some(done) => to.time(&done.iso, &done.text),
                None => to.missing("missing.stated"),
            };
            if let Some(verified) = &action.verified {
                to.raw(" <span class=\"quiet\">");
                to.fill("actions.seen_to_work_html", |_, to| {
                    to.time(&verified.iso, &verified.text);
                });
                to.raw("</span>");
            }
        }
        Days::Neither => {}
    }
}

/// Writes the beginning of a row: the cells that every table of action items has.
fn cells(action: &ActionView<'_>, columns: ActionColumns, root: &str, to: &mut Markup<'_>) {
    to.raw("<tr");
    if !columns.incident {
        to.attribute("id", &action.id);
    }
    to.raw(">\n<th scope=\"row\">").html(&action.html);
    if let Some(reason) = &action.reason {
        to.raw(" <span class=\"reason\">");
        to.fill("actions.dropped_because_html", |_, to| text_in(&action.incident.language, reason, to)).raw("</span>");
    }
    if let Some(detail) = &action.detail {
        to.raw("\n<div class=\"detail prose\"").marked(&action.incident.language).raw(">").html(detail).raw("</div>");
    }
    to.raw("</th>\n<td class=\"nowrap\"").attribute("data-v", &action.status.rank.to_string());
    to.raw(if columns.incident { " data-f=\"state\">" } else { ">" });
    state(&action.status, to);
    if !columns.incident {
        for (key, day) in [("actions.since", &action.done), ("actions.seen_to_work", &action.verified)] {
            if let Some(day) = day {
                to.raw("\n<span class=\"quiet\">").tell(key, &[("day", &day.text)]).raw("</span>");
            }
        }
    }
    let cell = |name: &str, value: Option<&str>, to: &mut Markup<'_>| {
        to.raw("</td>\n<td").attribute("data-f", name).raw(">");
        match value {
            Some(value) => to.text(value),
            None => to.missing("missing.stated"),
        };
    };
    cell("owner", action.owner.as_deref(), to);
    to.raw("</td>\n<td class=\"due\"").raw(open_mark(action));
    to.attribute("data-v", deadline(action).map_or("", |due| &due.iso)).raw(">");
    if has_due(action) {
        due(action, to);
    } else {
        to.missing("missing.stated");
    }
    to.raw("</td>\n<td>");
    match &action.ticket {
        Some(ticket) => reference(ticket, root, to),
        None => drop(to.missing("missing.stated")),
    }
    if columns.priority {
        cell("priority", action.priority.as_deref(), to);
    }
    if columns.kind {
        cell("type", action.kind.as_deref(), to);
    }
}
