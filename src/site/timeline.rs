//! The timeline on the page of an incident.

use jiff::civil::Date;

use crate::incident::Incident;
use crate::incident::instant::Instant;
use crate::incident::timeline::Entry;
use crate::markdown::writer::Writer;
use crate::markdown::{self, Node};
use crate::site::figure::{self, Point};
use crate::site::pieces::{self, Markup};
use crate::site::theme;
use crate::site::view::{DayView, EntryView, InstantView, KindView, TimelineView};
use crate::site::words::Words;

/// Returns the entries, in the document's order. Footnotes in them belong to the page.
pub(super) fn entries<'a>(words: &Words, incident: &'a Incident, writer: &mut Writer<'_, 'a>) -> Vec<EntryView> {
    let start = incident.instants.started.as_ref().map(|started| &started.value);
    let mut write = |nodes: &'a [Node]| {
        writer.blocks(nodes);
        theme::html(writer.take().trim())
    };
    let mut views = Vec::new();
    let many_zones = zones(&incident.timeline.entries).len() > 1;
    for (number, entry) in incident.timeline.entries.iter().enumerate() {
        let relative =
            start.zip(entry.at.as_ref()).and_then(|(start, at)| at.since(start)).map(|seconds| words.relative(seconds));
        let html = write(&entry.content);
        let detail = (!entry.detail.is_empty()).then(|| write(&entry.detail));
        views.push(EntryView {
            id: format!("t-{}", number + 1),
            time_text: entry.time_text.clone(),
            clock: clock(entry),
            at: entry.at.as_ref().map(Instant::rfc3339),
            relative,
            until: entry.until.as_ref().map(|until| InstantView {
                text: match until.date() {
                    day if entry.day() == Some(day) => until.clock(),
                    day => format!("{}, {}", words.day(day), until.clock()),
                },
                iso: until.rfc3339(),
            }),
            zone: entry
                .at
                .as_ref()
                .filter(|_| many_zones)
                .map(|at| at.zone_called().unwrap_or(words.say("missing.zone")).to_owned()),
            kind: entry.kind.as_ref().map(|kind| KindView {
                slug: kind.slug(),
                text: words.of("event", kind.slug()).to_owned(),
                inferred: kind.is_inferred(),
            }),
            html,
            detail,
            link: entry.link.clone(),
        });
    }
    views
}

/// Returns the time of an entry: `09:21`, `~09:21`, `before 09:21`, or the author's words.
pub(super) fn clock(entry: &Entry) -> Option<String> {
    match &entry.at {
        Some(at) if let Some(bound) = entry.bound => Some(format!("{bound} {}", at.clock())),
        Some(at) if entry.approximate => Some(format!("~{}", at.clock())),
        Some(at) => Some(at.clock()),
        None => entry.time_text.clone(),
    }
}

pub(super) fn timeline(words: &Words, language: &str, incident: &Incident, views: &[EntryView]) -> TimelineView {
    let entries = &incident.timeline.entries;
    let first = entries.iter().find_map(|entry| entry.at.as_ref());
    let mut points: Vec<_> = entries
        .iter()
        .zip(views)
        .filter_map(|(entry, view)| {
            let (at, seconds) = (entry.at.as_ref()?.by_clock_of(first?), entry.at.as_ref()?.sort_key());
            Some(Point { entry: view, at, seconds, text: markdown::plain(&entry.content) })
        })
        .collect();
    if incident.timeline.is_newest_first() {
        points.reverse();
    }
    let figure = figure::timeline(words, incident, &points);
    let drawn_in = first.and_then(Instant::zone_called).filter(|_| figure.is_some() && zones(entries).len() > 1);
    let zone = zone(words, entries).map(|zones| match drawn_in {
        Some(zone) => words.fill("timeline.zone_of_figure", &[("zones", &zones), ("zone", zone)]),
        None => zones,
    });
    let mut days: Vec<(Option<Date>, bool, Markup<'_>)> = Vec::new();
    let mut shown: Vec<_> = entries.iter().zip(views).collect();
    if incident.timeline.is_newest_first() {
        shown.reverse();
    }
    for (entry, view) in shown {
        let date = entry.day();
        if !days.last().is_some_and(|(day, ..)| date.is_none() || *day == date) {
            days.push((date, entry.date_inferred, Markup::new(words)));
        }
        if let Some((.., list)) = days.last_mut() {
            pieces::entry(view, language, list);
        }
    }
    let day = |(date, inferred, list): (Option<Date>, _, Markup<'_>)| DayView {
        date: date.map(|date| words.date(date)),
        inferred,
        entries: theme::html(&list.finish()),
    };
    let drawn = figure.as_ref().map(|figure| pieces::made(words, |to| pieces::figure(figure, to)));
    TimelineView {
        days: days.into_iter().map(day).collect(),
        count: views.len(),
        timed: points.len(),
        zone,
        figure: drawn,
        figure_broken: figure.as_ref().is_some_and(|figure| !figure.breaks.is_empty()),
        figure_named: figure.map_or(0, |figure| figure.marks.iter().filter(|mark| mark.name.is_some()).count()),
    }
}

/// Returns the names of the zones, in order. `None` stands for times without one.
pub(super) fn zones(entries: &[Entry]) -> Vec<Option<&str>> {
    let mut names: Vec<_> = entries.iter().filter_map(|entry| entry.at.as_ref()).map(Instant::zone_called).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Returns a sentence about the zone of all times.
pub(super) fn zone(words: &Words, entries: &[Entry]) -> Option<String> {
    match zones(entries).as_slice() {
        [] => None,
        [Some(zone)] => Some(words.fill("timeline.zone_all", &[("zone", zone)])),
        [None] => Some(words.say("timeline.zone_missing").to_owned()),
        names if names.contains(&None) => Some(words.say("timeline.zone_some").to_owned()),
        [names @ .., last] => {
            let names: Vec<_> = names.iter().flatten().copied().collect();
            let first = names.join(words.say("list.comma"));
            Some(words.fill("timeline.zone_several", &[("first", &first), ("last", last.unwrap_or_default())]))
        }
    }
}
