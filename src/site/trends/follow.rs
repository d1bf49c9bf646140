//! Follow-through: what became of what was promised.

use jiff::civil::Date;

use super::curve;
use super::table::{Cell, Table};
use crate::archive::aggregate::{self, ActionTally, MEDIAN_FROM};
use crate::archive::numbers::follow_through::{self as numbers, Curve, Shape, WITHIN};
use crate::archive::numbers::quarter::Quarter;
use crate::archive::numbers::{counts, stands_beside};
use crate::incident::Incident;
use crate::site::pieces::Markup;
use crate::site::view::Html;
use crate::site::{Site, theme, words};
use crate::text::number::{count, grouped};

/// Most quarters of the table of what was closed in time that are not folded.
const QUARTERS: usize = 12;

/// Most months of the backlog that are drawn.
const MONTHS: usize = 60;

/// Days after which the table says how many actions are still open.
const DAYS: [i32; 6] = [30, 60, 90, 180, 365, 730];

/// Most of what came back that is listed.
const LISTED: usize = 5;

impl Site {
    /// Returns the numbers about actions, if there are any actions.
    pub(super) fn follow_through(&self) -> Option<Html> {
        let incidents = &self.archive.incidents;
        let as_of = self.archive.as_of?;
        let of = |holds: fn(&Incident) -> bool| aggregate::actions(self.all().filter(|it| holds(it)), Some(as_of));
        let (counted, beside) = (of(counts), of(stands_beside));
        if counted.total + beside.total == 0 {
            return None;
        }
        let mut to = Markup::with_capacity(16 * 1024);
        let overdue = format!(
            "overdue: open on {}, and past the day that is stated, else that of its severity if the archive sets one",
            words::day(as_of)
        );
        heading("Open and overdue", &overdue, &mut to);
        states(&counted, &beside, &mut to);
        let ages = numbers::ages(incidents, as_of);
        if !ages.is_empty() {
            heading("Age of what is open", &format!("days from the incident to {}", words::day(as_of)), &mut to);
            self.ages(&ages, &mut to);
        }
        closed(&numbers::closed(incidents, as_of), &mut to);
        self.still_open(as_of, &mut to);
        backlog(&numbers::backlog(incidents, as_of), &mut to);
        let shapes = [numbers::shape(incidents, counts), numbers::shape(incidents, stands_beside)];
        heading("Kept in shape", "actions that say who, until when and where; dropped ones do not count", &mut to);
        shape(&shapes, &mut to);
        self.came_back(&mut to);
        Some(theme::html(&to.finish()))
    }

    fn ages(&self, ages: &[numbers::Ages], to: &mut Markup) {
        let mut table = Table::new("Age of what is open", "Severity");
        table.number("Open").number("Overdue").number("Median").number("Oldest").column("From");
        for of in ages {
            let severity = of.severity.as_deref().map_or(Cell::Missing("not stated"), Cell::from);
            let median = of.ages.median.map_or(Cell::Missing("too few"), |days| Cell::Text(days_text(days)));
            let (oldest, from) = match of.oldest {
                Some((at, age)) => {
                    let mut from = Markup::default();
                    self.named(at, &mut from);
                    (Cell::Text(days_text(age)), Cell::Html(from.finish()))
                }
                None => (Cell::Missing("unknown"), Cell::Text(String::new())),
            };
            table.row(severity, [of.open.into(), of.overdue.into(), median, oldest, from]);
        }
        table.write(to);
    }

    fn still_open(&self, as_of: Date, to: &mut Markup) {
        let curve = numbers::still_open(&self.archive.incidents, as_of);
        if curve.n() < MEDIAN_FROM {
            return;
        }
        let definition = "share of actions not done so many days after the incident, by Kaplan and Meier: an open one \
            counts until the day to which it was seen";
        heading("Still open after some days", definition, to);
        to.raw("<div class=\"chart\">\n");
        let after = DAYS.iter().filter_map(|days| Some((*days, curve.after(*days)?)));
        let mut after: Vec<_> = after.collect();
        // Nothing changes after the day on which all are done.
        let end = after.iter().position(|(_, (share, _))| *share == 0.0).map_or(after.len(), |at| at + 1);
        after.truncate(end);
        let longest = after.last().map_or(DAYS[0], |(days, _)| *days);
        curve::still_open(&curve, longest, to);
        to.raw("<p class=\"caption\">").text(&left_out(&curve)).raw("</p>\n");
        let mut table = Table::new("Still open after some days", "Days since the incident");
        table.number("Still open").number("Seen for longer");
        for (days, (share, seen)) in after {
            table.row(days.to_string(), [Cell::Text(format!("{:.0}%", share * 100.0)), seen.into()]);
        }
        table.folded("Still open as a table", to);
        to.raw("</div>\n");
    }

    fn came_back(&self, to: &mut Markup) {
        let back = numbers::came_back(&self.archive.incidents, &self.archive.recurrences);
        let definition = "incidents with the root cause of an earlier one, an action of which was open on their day";
        heading("Open when it came back", definition, to);
        let later: std::collections::BTreeSet<_> = back.iter().map(|it| it.later).collect();
        to.raw("<p>").text(&format!("{}.", count(later.len(), "incident"))).raw("</p>\n");
        if back.is_empty() {
            return;
        }
        to.raw("<ul class=\"sentences\">\n");
        for it in back.iter().take(LISTED) {
            to.raw("<li>");
            self.came_back_sentence(it, to);
            to.raw(".</li>\n");
        }
        to.raw("</ul>\n");
        if back.len() > LISTED {
            to.raw("<p class=\"quiet\">")
                .text(&format!("{} earlier ones.", grouped(back.len() - LISTED)))
                .raw("</p>\n");
        }
    }
}

fn heading(name: &str, definition: &str, to: &mut Markup) {
    to.raw("<h3>").text(name).raw(" <span class=\"definition\">").text(definition).raw("</span></h3>\n");
}

fn days_text(days: i64) -> String {
    count(usize::try_from(days).unwrap_or(0), "day")
}

fn states(counted: &ActionTally, beside: &ActionTally, to: &mut Markup) {
    let mut table = Table::new("Open and overdue", "Actions of");
    for name in ["All", "Done", "Dropped", "Open", "Overdue"] {
        table.number(name);
    }
    let row = |it: &ActionTally| [it.total, it.done, it.dropped, it.open, it.overdue];
    table.row("incidents", row(counted));
    if beside.total > 0 {
        table.row("near misses and exercises", row(beside));
    }
    table.write(to);
}

fn closed(quarters: &[(Quarter, numbers::Closed)], to: &mut Markup) {
    let is_old = |closed: &numbers::Closed| closed.within[0].is_some();
    if !quarters.iter().any(|(_, closed)| is_old(closed)) {
        return;
    }
    let definition = "done so many days after the incident at most, by quarter of the incident; dropped ones and those of \
        unknown days are among all";
    heading("Closed within 30, 60 and 90 days", definition, to);
    let table = |caption: &str, rows: &[&(Quarter, numbers::Closed)]| {
        let mut table = Table::new(caption, "Quarter");
        table.number("Actions").number("Dropped").number("Day unknown");
        for days in WITHIN {
            table.number(&format!("{days} days"));
        }
        for (quarter, closed) in rows {
            let within = closed.within.map(|count| count.map_or(Cell::Missing("too early"), Cell::from));
            let all = [closed.total, closed.dropped, closed.unknown].map(Cell::from);
            table.row(quarter.to_string(), all.into_iter().chain(within));
        }
        table
    };
    let rows: Vec<_> = quarters.iter().rev().filter(|(_, closed)| is_old(closed)).collect();
    let (latest, earlier) = rows.split_at(rows.len().min(QUARTERS));
    table("Closed in time", latest).write(to);
    if !earlier.is_empty() {
        table("Closed in time, earlier", earlier).folded("Earlier quarters", to);
    }
}

fn left_out(curve: &Curve) -> String {
    let mut text = format!("{}, {} of them open.", count(curve.n(), "action"), grouped(curve.open));
    if curve.dropped + curve.unknown > 0 {
        text += &format!(
            " Left out: {} dropped, {} done on an unknown day.",
            grouped(curve.dropped),
            grouped(curve.unknown)
        );
    }
    text
}

fn backlog(months: &[(Date, usize)], to: &mut Markup) {
    if months.len() < 2 {
        return;
    }
    let definition =
        "actions open at the end of each month; left out are dropped ones and those done on an unknown day";
    heading("Backlog", definition, to);
    let drawn = &months[months.len().saturating_sub(MONTHS)..];
    to.raw("<div class=\"chart\">\n");
    curve::backlog(drawn, words::month, to);
    let mut table = Table::new("Backlog", "Month");
    table.number("Open at its end");
    for (end, open) in months.iter().rev() {
        table.row(words::month(*end), [*open]);
    }
    table.folded("Backlog as a table", to);
    to.raw("</div>\n");
}

fn shape(shapes: &[Shape; 2], to: &mut Markup) {
    let mut table = Table::new("Kept in shape", "Actions of");
    table.number("Actions").number("With an owner").number("With a due day").number("With a ticket");
    table.number("Of type prevent").number("Type not stated");
    for (name, it) in ["incidents", "near misses and exercises"].into_iter().zip(shapes) {
        if it.total > 0 {
            table.row(name, [it.total, it.owner, it.due, it.ticket, it.prevent, it.total - it.typed]);
        }
    }
    table.write(to);
}
