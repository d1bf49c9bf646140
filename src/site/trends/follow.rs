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
use crate::site::words::Words;
use crate::site::{Site, theme};

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
        let (incidents, words) = (&self.archive.incidents, self.words());
        let as_of = self.archive.as_of?;
        let of = |holds: fn(&Incident) -> bool| aggregate::actions(self.all().filter(|it| holds(it)), Some(as_of));
        let (counted, beside) = (of(counts), of(stands_beside));
        if counted.total + beside.total == 0 {
            return None;
        }
        let mut to = Markup::with_capacity(words, 16 * 1024);
        let day = words.day(as_of);
        heading("follow.states", &words.fill("follow.states_definition", &[("day", &day)]), &mut to);
        states(&counted, &beside, &mut to);
        let ages = numbers::ages(incidents, as_of);
        if !ages.is_empty() {
            heading("follow.ages", &words.fill("follow.ages_definition", &[("day", &day)]), &mut to);
            self.ages(&ages, &mut to);
        }
        closed(&numbers::closed(incidents, as_of), &mut to);
        self.still_open(as_of, &mut to);
        backlog(&numbers::backlog(incidents, as_of), &mut to);
        let shapes = [numbers::shape(incidents, counts), numbers::shape(incidents, stands_beside)];
        heading("follow.shape", words.say("follow.shape_definition"), &mut to);
        shape(&shapes, &mut to);
        self.came_back(&mut to);
        Some(theme::html(&to.finish()))
    }

    fn ages(&self, ages: &[numbers::Ages], to: &mut Markup<'_>) {
        let words = to.words;
        let mut table = Table::new(words.say("follow.ages"), words.say("column.severity"));
        table.number(words.say("follow.open")).number(words.say("follow.overdue")).number(words.say("follow.median"));
        table.number(words.say("follow.oldest")).column(words.say("follow.from"));
        for of in ages {
            let severity = of.severity.as_deref().map_or(Cell::Missing("missing.stated"), Cell::from);
            let median = of.ages.median.map_or(Cell::Missing("missing.few"), |days| Cell::Text(days_text(words, days)));
            let (oldest, from) = match of.oldest {
                Some((at, age)) => {
                    let mut from = Markup::new(words);
                    self.named(at, &mut from);
                    (Cell::Text(days_text(words, age)), Cell::Html(from.finish()))
                }
                None => (Cell::Missing("missing.unknown"), Cell::Text(String::new())),
            };
            table.row(severity, [of.open.into(), of.overdue.into(), median, oldest, from]);
        }
        table.write(to);
    }

    fn still_open(&self, as_of: Date, to: &mut Markup<'_>) {
        let curve = numbers::still_open(&self.archive.incidents, as_of);
        if curve.n() < MEDIAN_FROM {
            return;
        }
        let words = to.words;
        heading("follow.still_open", words.say("follow.still_open_definition"), to);
        to.raw("<div class=\"chart\">\n");
        let after = DAYS.iter().filter_map(|days| Some((*days, curve.after(*days)?)));
        let mut after: Vec<_> = after.collect();
        // Nothing changes after the day on which all are done.
        let end = after.iter().position(|(_, (share, _))| *share == 0.0).map_or(after.len(), |at| at + 1);
        after.truncate(end);
        let longest = after.last().map_or(DAYS[0], |(days, _)| *days);
        curve::still_open(&curve, longest, to);
        to.raw("<p class=\"caption\">").text(&left_out(words, &curve)).raw("</p>\n");
        let mut table = Table::new(words.say("follow.still_open"), words.say("follow.days_since"));
        table.number(words.say("follow.still_open_column")).number(words.say("follow.seen_longer"));
        for (days, (share, seen)) in after {
            table.row(
                days.to_string(),
                [Cell::Text(words.fill("number.percent", &[("n", &format!("{:.0}", share * 100.0))])), seen.into()],
            );
        }
        table.folded(words.say("follow.still_open_table"), to);
        to.raw("</div>\n");
    }

    fn came_back(&self, to: &mut Markup<'_>) {
        let back = numbers::came_back(&self.archive.incidents, &self.archive.recurrences);
        heading("follow.came_back", to.words.say("follow.came_back_definition"), to);
        let later: std::collections::BTreeSet<_> = back.iter().map(|it| it.later).collect();
        to.raw("<p>").count("count.incidents", later.len()).raw(".</p>\n");
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
            to.raw("<p class=\"quiet\">").count("follow.earlier_ones", back.len() - LISTED).raw("</p>\n");
        }
    }
}

fn heading(key: &str, definition: &str, to: &mut Markup<'_>) {
    to.raw("<h3>").say(key).raw(" <span class=\"definition\">").text(definition).raw("</span></h3>\n");
}

fn days_text(words: &Words, days: i64) -> String {
    words.count("count.days", usize::try_from(days).unwrap_or(0))
}

fn states(counted: &ActionTally, beside: &ActionTally, to: &mut Markup<'_>) {
    let mut table = Table::new(to.words.say("follow.states"), to.words.say("follow.actions_of"));
    for key in ["trends.all", "follow.done", "follow.dropped", "follow.open", "follow.overdue"] {
        table.number(to.words.say(key));
    }
    let row = |it: &ActionTally| [it.total, it.done, it.dropped, it.open, it.overdue];
    table.row(to.words.say("follow.of_incidents"), row(counted));
    if beside.total > 0 {
        table.row(to.words.say("follow.of_beside"), row(beside));
    }
    table.write(to);
}

fn closed(quarters: &[(Quarter, numbers::Closed)], to: &mut Markup<'_>) {
    let is_old = |closed: &numbers::Closed| closed.within[0].is_some();
    if !quarters.iter().any(|(_, closed)| is_old(closed)) {
        return;
    }
    let words = to.words;
    heading("follow.closed", words.say("follow.closed_definition"), to);
    let table = |key: &str, rows: &[&(Quarter, numbers::Closed)]| {
        let mut table = Table::new(words.say(key), words.say("column.quarter"));
        table.number(words.say("follow.actions")).number(words.say("follow.dropped"));
        table.number(words.say("follow.day_unknown"));
        for days in WITHIN {
            table.number(&words.fill("follow.within_days", &[("days", &days.to_string())]));
        }
        for (quarter, closed) in rows {
            let within = closed.within.map(|count| count.map_or(Cell::Missing("missing.early"), Cell::from));
            let all = [closed.total, closed.dropped, closed.unknown].map(Cell::from);
            table.row(words.quarter(*quarter), all.into_iter().chain(within));
        }
        table
    };
    let rows: Vec<_> = quarters.iter().rev().filter(|(_, closed)| is_old(closed)).collect();
    let (latest, earlier) = rows.split_at(rows.len().min(QUARTERS));
    table("follow.closed_caption", latest).write(to);
    if !earlier.is_empty() {
        table("follow.closed_earlier", earlier).folded(words.say("trends.earlier_quarters"), to);
    }
}

fn left_out(words: &Words, curve: &Curve) -> String {
    let text = words.count_with("follow.still_open_count", curve.n(), &[("open", &words.grouped(curve.open))]);
    if curve.dropped + curve.unknown == 0 {
        return text;
    }
    let (dropped, unknown) = (words.grouped(curve.dropped), words.grouped(curve.unknown));
    [&text, " ", &words.fill("follow.left_out", &[("dropped", &dropped), ("unknown", &unknown)])].concat()
}

fn backlog(months: &[(Date, usize)], to: &mut Markup<'_>) {
    if months.len() < 2 {
        return;
    }
    let words = to.words;
    heading("follow.backlog", words.say("follow.backlog_definition"), to);
    let drawn = &months[months.len().saturating_sub(MONTHS)..];
    to.raw("<div class=\"chart\">\n");
    curve::backlog(drawn, |end| words.month(end), to);
    let mut table = Table::new(words.say("follow.backlog"), words.say("column.month"));
    table.number(words.say("follow.open_at_end"));
    for (end, open) in months.iter().rev() {
        table.row(words.month(*end), [*open]);
    }
    table.folded(words.say("follow.backlog_table"), to);
    to.raw("</div>\n");
}

fn shape(shapes: &[Shape; 2], to: &mut Markup<'_>) {
    let words = to.words;
    let mut table = Table::new(words.say("follow.shape"), words.say("follow.actions_of"));
    table.number(words.say("follow.actions")).number(words.say("follow.with_owner"));
    table.number(words.say("follow.with_due")).number(words.say("follow.with_ticket"));
    table.number(words.say("follow.of_type_prevent")).number(words.say("follow.type_missing"));
    for (key, it) in ["follow.of_incidents", "follow.of_beside"].into_iter().zip(shapes) {
        if it.total > 0 {
            table.row(words.say(key), [it.total, it.owner, it.due, it.ticket, it.prevent, it.total - it.typed]);
        }
    }
    table.write(to);
}
