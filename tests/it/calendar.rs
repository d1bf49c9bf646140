//! Calendars: open actions with a due day as events of other programs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use icalendar::{Calendar, CalendarComponent, Component, Event};

use super::harness::{Archive, casebook, files};

/// Reads a calendar with a package that knows nothing of ours, and holds each line against the
/// rules that such a package forgives.
#[track_caller]
fn events(text: &str) -> Vec<Event> {
    assert!(text.ends_with("\r\n"), "{text}");
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} bytes: {line}", line.len());
        assert!(!line.contains(|c: char| c.is_control()), "{line:?}");
    }
    let calendar: Calendar = text.parse().expect("a calendar");
    let events = calendar.components.iter().map(|component| match component {
        CalendarComponent::Event(event) => event.clone(),
        other => panic!("{other:?}"),
    });
    let events: Vec<_> = events.collect();
    let uids: BTreeSet<_> = events.iter().map(|event| event.get_uid().expect("a UID").to_owned()).collect();
    assert_eq!(uids.len(), events.len(), "identifiers are unique");
    events
}

fn summaries(text: &str) -> Vec<String> {
    let mut all: Vec<_> = events(text).iter().map(|event| event.get_summary().expect("a summary").to_owned()).collect();
    all.sort();
    all
}

const SMALL: &str = r#"
-- casebook.toml --
title = "Crane yard; north, south"
-- content/incidents/2026-01-02-hoist.md --
---
title: The hoist, stuck
date: 2026-01-02
teams: [Rigging, Yard]
actions:
  - {id: R-1, text: "Grease it; then test, twice", owner: "Ada", due: 2026-02-01}
  - {text: "Gezeitenuhr prüfen: größere Räder, längere Seile und überall frische Schmierfette einkaufen — 潮汐時計", owner: "Ada", due: 2026-02-28}
  - {text: "Never mind", owner: "Ben", due: 2026-02-03, status: dropped}
  - {text: "Finished", owner: "Ben", due: 2026-02-03, status: done}
  - {text: "Some day", owner: "Cleo"}
  - {text: "Read C:\\new", owner: "🏗", due: 2026-12-31}
---
Text.
-- content/incidents/2026-03-04-rope.md --
---
title: Rope
date: 2026-03-04
teams: [Yard, Paint]
actions:
  - {text: "Shorten it", status: in-progress, owner: "ADA", due: 2026-04-01}
---
Text.
-- content/incidents/2026-03-05-paint.md --
---
title: Paint
teams: [Paint]
actions: [{text: Dry it, owner: Ben}]
---
Text.
"#;

#[test]
fn open_actions_with_a_due_day_are_events() {
    let archive = Archive::built(SMALL);
    let long = "Gezeitenuhr prüfen: größere Räder, längere Seile und überall frische Schmierfette einkaufen — 潮汐時計";
    let all = archive.page("actions.ics");
    assert_eq!(summaries(&all), [long, "Grease it; then test, twice", "Read C:\\new", "Shorten it"]);
    assert_eq!(summaries(&archive.page("owners/ada.ics")), [long, "Grease it; then test, twice", "Shorten it"]);
    assert_eq!(summaries(&archive.page("teams/rigging.ics")), [long, "Grease it; then test, twice", "Read C:\\new"]);
    assert_eq!(summaries(&archive.page("teams/yard.ics")), summaries(&all));
    assert_eq!(summaries(&archive.page("teams/paint.ics")), ["Shorten it"]);
    let calendars: Vec<_> = archive.published().into_keys().filter(|path| path.ends_with(".ics")).collect();
    assert_eq!(
        calendars,
        ["actions.ics", "owners/ada.ics", "teams/paint.ics", "teams/rigging.ics", "teams/yard.ics"],
        "only where there is something in it"
    );
    let all = events(&all);
    let greased = all.iter().find(|event| event.get_summary().is_some_and(|text| text.contains("Grease")));
    let greased = greased.expect("the event");
    let value = |name| greased.property_value(name);
    assert_eq!(value("DTSTAMP"), Some("20260102T000000Z"));
    assert_eq!(value("DTSTART"), Some("20260201"));
    assert_eq!(value("DTEND"), Some("20260202"));
    assert_eq!(value("TRANSP"), Some("TRANSPARENT"));
    assert_eq!(value("URL"), None);
    assert!(value("UID").is_some_and(|uid| uid.ends_with(":incidents/hoist.html#action-R-1")), "{:?}", value("UID"));
    assert_eq!(greased.get_description(), Some("From: The hoist, stuck\nOwner: Ada"));
}

#[test]
fn pages_lead_to_the_calendars_they_have() {
    let archive = Archive::built(SMALL);
    let page = archive.page("actions.html");
    assert!(page.contains("<a href=\"actions.ics\">") && page.contains("<a href=\"owners/ada.ics\">"), "{page}");
    assert!(!page.contains("owners/ben.ics"));
    assert!(archive.page("teams/yard.html").contains("<a href=\"../teams/yard.ics\">"));
    assert!(!archive.page("years/2026.html").contains(".ics"));
    let bare = Archive::new("-- content/incidents/2026-03-05-x.md --\n# X\n\n## Actions\n\n- [ ] one\n");
    bare.build(&[]);
    assert!(!bare.published().keys().any(|path| path.ends_with(".ics")));
    assert!(!bare.page("actions.html").contains(".ics"));
}

#[test]
fn identifiers_stay_when_texts_and_days_change() {
    let uids = |text: &str| {
        let archive = Archive::built(text);
        let all = events(&archive.page("actions.ics"));
        all.iter().map(|event| event.get_uid().expect("a UID").to_owned()).collect::<Vec<_>>()
    };
    let later = SMALL.replace("Shorten it", "Splice it").replace("2026-04-01", "2026-05-01");
    assert_eq!(uids(SMALL), uids(&later));
    // An id that stands twice names nothing.
    let twice = SMALL.replace("{text: \"Read", "{id: R-1, text: \"Read");
    assert!(uids(&twice).iter().all(|uid| !uid.contains("R-1")));
}

#[test]
fn the_calendars_of_the_example_archive_are_those_of_its_actions() {
    let output = tempfile::tempdir().expect("a directory");
    let site = output.path().join("site");
    let mut command = casebook();
    command.args(["build", "-q", "--no-sync", "--root", env!("CARGO_MANIFEST_DIR"), "--output"]).arg(&site);
    assert!(command.status().expect("it runs").success());
    let csv = std::fs::read_to_string(site.join("actions.csv")).expect("a table");
    let open: BTreeMap<String, String> = records(&csv)
        .into_iter()
        .filter(|row| matches!(row["status"].as_str(), "todo" | "in-progress") && !row["due"].is_empty())
        .map(|row| (format!("https://incidents.klappfach.example/{}", row["url"]), row["due"].replace('-', "")))
        .collect();
    assert_eq!(open.len(), 4, "counted by hand: {open:?}");
    let text = |path: &Path| std::fs::read_to_string(site.join(path)).expect("a calendar");
    let by_url = |event: &Event| {
        let value = |name| event.property_value(name).expect(name).to_owned();
        (value("URL"), value("DTSTART"))
    };
    let all: BTreeMap<_, _> = events(&text(Path::new("actions.ics"))).iter().map(by_url).collect();
    assert_eq!(all, open);
    let of_owners: Vec<_> = files(&site.join("owners")).into_keys().collect();
    let found: BTreeMap<_, _> = of_owners
        .iter()
        .flat_map(|name| events(&text(&Path::new("owners").join(name))))
        .map(|event| by_url(&event))
        .collect();
    let owned = records(&csv).into_iter().filter(|row| !row["owner"].is_empty());
    let owned: BTreeSet<_> = owned.map(|row| format!("https://incidents.klappfach.example/{}", row["url"])).collect();
    assert_eq!(found, open.into_iter().filter(|(url, _)| owned.contains(url)).collect());
}

/// The records of a CSV table, by the names of its columns.
fn records(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    for c in csv.chars() {
        let row = rows.last_mut().expect("a row");
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            '\r' => {}
            c => row.last_mut().expect("a cell").push(c),
        }
    }
    let names = rows.remove(0);
    rows.retain(|row| row.len() == names.len());
    rows.into_iter().map(|row| names.iter().cloned().zip(row).collect()).collect()
}
