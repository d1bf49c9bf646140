//! Days, clocks and the entries of a timeline.

use std::sync::Arc;

use crate::config::Config;
use crate::incident::Incident;
use crate::incident::instant::Instant;
use crate::incident::timeline::{Entry, EntryKind};
use crate::markdown;
use crate::read::document;
use crate::read::tests::{read, read_named, timeline, times};
use crate::text::SourceFile;

/// The time of each entry as written, and its day or instant.
pub(super) fn placed(incident: &Incident) -> Vec<(String, String)> {
    let told = |entry: &Entry| {
        let at = entry.at.as_ref().map(Instant::rfc3339).or_else(|| entry.date.map(|date| date.to_string()));
        (entry.time_text.clone().unwrap_or_default(), at.unwrap_or_default())
    };
    incident.timeline.entries.iter().map(told).collect()
}

fn contents(incident: &Incident) -> Vec<String> {
    incident.timeline.entries.iter().map(|entry| markdown::plain(&entry.content)).collect()
}

fn kinds(incident: &Incident) -> Vec<Option<EntryKind>> {
    incident.timeline.entries.iter().map(|entry| entry.kind.as_ref().map(|kind| kind.value)).collect()
}

pub(super) fn date(incident: &Incident) -> Option<String> {
    incident.date.as_ref().map(|date| date.value.to_string())
}

#[test]
fn a_range_of_days_has_no_clock_and_loses_no_text() {
    for (time, day) in [
        ("2026-03-02 - 2026-03-04", "2026-03-02"),
        ("2026-03-02 -- 2026-03-04", "2026-03-02"),
        ("2026-03-02–2026-03-04", "2026-03-02"),
        ("2026-03-02 / 2026-03-04", "2026-03-02"),
        ("2026-03-02 – 2026/03/04", "2026-03-02"),
        ("March 2 – 4, 2026", "2026-03-02"),
        ("March 2nd - 4th", "2026-03-02"),
        ("March 30 – April 2, 2026", "2026-03-30"),
        ("2-4th March", "2026-03-02"),
        ("2.–4. März 2026", "2026-03-02"),
        ("2 au 4 mars 2026", "2026-03-02"),
        ("2 al 4 de marzo de 2026", "2026-03-02"),
        ("2 - 4 March 2026", "2026-03-02"),
    ] {
        let incident =
            read(&format!("# Outage 2026-03-01\n\n## Timeline\n\n- {time}: the copy runs\n- **{time}** it ran\n"));
        assert_eq!(placed(&incident), [(time.to_owned(), day.to_owned()), (time.to_owned(), day.to_owned())], "{time}");
        assert_eq!(contents(&incident), ["the copy runs", "it ran"], "{time}");
        let head =
            read(&format!("# Outage\n\n| Field | Value |\n|---|---|\n| Start | {time} |\n| Resolved | {time} |\n"));
        assert!(head.instants.started.is_none() && head.instants.resolved.is_none(), "{time}");
    }
    assert!(
        !times(&read("# O\n\n## Timeline\n\n- 2026-03-02 – 2026-04: a\n- 2026-05-02: b\n"))
            .contains(&"03-02 20:26".to_owned())
    );
    let clocks = timeline(&["2024-05-31 1000: a", "2024-05-31 1130-1200: b"]);
    assert_eq!(times(&clocks), ["05-31 10:00", "05-31 11:30"]);
}

#[test]
fn an_end_that_others_tell_of_is_not_ours() {
    for text in [
        "**False lead**: the bank reports all clear",
        "The supplier says all clear on their end",
        "The vendor's ticket is marked as resolved",
        "Our provider reports: service restored",
        "Issue resolved on their side",
        "Service restored in the north hall; the south hall is down",
        "Störung behoben auf deren Seite",
    ] {
        assert!(timeline(&["09:00: down", &format!("10:00: {text}")]).instants.resolved.is_none(), "{text}");
    }
    for text in
        ["Service restored after we left the provider", "**Resolution confirmed**: green", "New driver - RESOLVED"]
    {
        assert!(timeline(&["09:00: down", &format!("10:00: {text}")]).instants.resolved.is_some(), "{text}");
    }
    // What begins with a dash and a word is no label.
    assert!(timeline(&["09:00: Rollback - started", "10:00: up"]).instants.started.is_none());
}

#[test]
fn dead_ends_and_moments_have_many_names() {
    let lines =
        ["09:00: **Misleading paths**: a", "09:10: Wild goose chase: b", "09:20: We hit a dead end", "09:30: up"];
    let dead = Some(EntryKind::DeadEnd);
    assert_eq!(kinds(&timeline(&lines)), [dead, dead, dead, None]);
    let lines = ["09:00: Issue discovered while testing", "09:10: Incident escalated to the print team"];
    assert_eq!(kinds(&timeline(&lines)), [Some(EntryKind::Detection), Some(EntryKind::Escalation)]);
    let events = read("# O\n\n## Key events\n\n- First detected 2024-05-31 10:43\n- Resolved 2024-05-31 11:38\n");
    assert_eq!(events.instants.detected.map(|at| at.value.rfc3339()).as_deref(), Some("2024-05-31T10:43:00"));
}

#[test]
fn one_certain_day_settles_the_order_of_all() {
    let order = |days: [&str; 3]| {
        let text = format!(
            "# O\n\nDate: 2031-05-08\n\n## Timeline\n\n{} - a\n\n{} - b\n\n{} - c\n",
            days[0], days[1], days[2]
        );
        placed(&read(&text)).into_iter().map(|(_, day)| day).collect::<Vec<_>>()
    };
    assert_eq!(order(["01/12/2031", "02/15/2031", "05/07/2031"]), ["2031-01-12", "2031-02-15", "2031-05-07"]);
    assert_eq!(order(["12-01-2031", "15-02-2031", "07-05-2031"]), ["2031-01-12", "2031-02-15", "2031-05-07"]);
    assert_eq!(order(["01/12/2031", "02/11/2031", "03/10/2031"]), ["", "", ""]);
    // Two orders in one document settle nothing.
    assert_eq!(order(["01/12/2031", "02/15/2031", "15/02/2031"]), ["", "2031-02-15", "2031-02-15"]);
}

#[test]
fn the_day_in_a_title_counts_before_other_days() {
    let text =
        |title: &str| format!("# {title}\n\n## Timeline\n\n- 15-10-2024 11:58 - merged\n- 23-10-2024 09:15 - up\n");
    for title in ["23-10-2024 - Down", "Down on 10/23/2024", "Down, 23/10/2024", "Oct 23rd ’24: down", "23/Oct/2024"]
    {
        assert_eq!(date(&read(&text(title))).as_deref(), Some("2024-10-23"), "{title}");
    }
    let prose = "# 09-02-2026 - Down\n\n## Root cause\n\nOn 18 December 2025, the controller was upgraded.\n";
    assert_eq!(date(&read_named("2026/02/a.md", prose)).as_deref(), Some("2026-02-09"));
    assert_eq!(date(&read_named("2026-09/a.md", prose)).as_deref(), Some("2026-09-02"));
    // Nobody can tell which it is, but it is neither of December.
    assert_eq!(date(&read(prose)), None);
}

#[test]
fn days_stand_in_names_of_files_labels_and_headings() {
    for name in [
        "07-Sept-2022_upgrade_halt.md",
        "incident-du-7-septembre-2022.md",
        "outage_september_7th_2022.md",
        "2022-sep-07-halt.md",
        "caida-7-de-septiembre-de-2022.md",
        "2022-09-07T1100--halt.md",
    ] {
        assert_eq!(date(&read_named(name, "# Halt\n\nIt halted.\n")).as_deref(), Some("2022-09-07"), "{name}");
    }
    assert_eq!(date(&read_named("may-10-servers-be-down.md", "# Halt\n\nIt halted.\n")), None);
    assert_eq!(read_named("2023-04-28T1100--No_login.md", "Text.\n").text.slug.as_str(), "no_login");
    assert_eq!(read_named("2023-04-28-t2000-fails.md", "Text.\n").text.slug.as_str(), "t2000-fails");
    let label = "# O\n\n**Fecha del incidente:** detectado 2031-04-03 (prueba), arreglo 2031-04-05\n";
    assert_eq!(date(&read(label)).as_deref(), Some("2031-04-03"));
    assert_eq!(
        date(&read("# Postmortems\n\n## 22/Mar/2022\n\n### Two nodes\n\nDown.\n")).as_deref(),
        Some("2022-03-22")
    );
    assert_eq!(date(&read("# Postmortems\n\n## 22 March 2022\n\nDown.\n\n## 24 March 2022\n\nDown.\n")), None);
    assert_eq!(date(&read("# O\n\nOn November 5th ’24 the nodes were down.\n")).as_deref(), Some("2024-11-05"));
}

#[test]
fn logs_and_data_are_no_timeline() {
    let log = "# Notes\n\n## Two offline events\n\n```\nApr 03 21:26:21 node: Error\nApr 03 21:26:24 node: hash\n\
        Apr 03 21:29:39 node: omitted\n```\n\nIt was put back.\n";
    let data = "# Not paid\n\n## Mitigation\n\n| Vault | Amount | Time of Incident |\n|---|---|---|\n\
        | a | 4.41 | 16/12/2022 00:50:10 |\n| b | 23.39 | 16/12/2022 13:59:44 |\n| c | 8.73 | 16/12/2022 11:07:51 |\n";
    let counted =
        "# Slow\n\n## Numbers\n\n| Time | Requests |\n|---|---|\n| 10:00 | 41 |\n| 10:01 | 39 |\n| 10:02 | 5 |\n";
    let statistics = "# 2026\n\n#### Downtimes\n\n* Impact: no files\n* Occurrences:\n  - 2026-01-01 -- 2026-01-05 (95 hours)\n\
        \x20 - 2026-01-15 -- 2026-01-16 (12 hours)\n  - 2026-01-25 -- 2026-01-27 (27 hours)\n";
    for text in [log, data, counted, statistics] {
        assert_eq!(read(text).timeline.entries, [], "{text}");
    }
    let told = "# Slow\n\n## What we saw\n\n| Time | What |\n|---|---|\n| 10:00 | Down |\n| 10:01 | Called |\n| 10:02 | Up |\n";
    assert_eq!(read(told).timeline.entries.len(), 3);
}

#[test]
fn a_day_with_a_title_has_the_clocks_below_it() {
    for rows in [
        "| Time (UTC) | Event |\n|---|---|\n| 17:08:05 | a |\n| 17:09:00 | b |\n",
        "- 17:08:05 UTC a\n- 17:09:00 UTC b\n",
    ] {
        let text =
            format!("# P\n\n## Timeline\n\n### 2026-05-19 first time\n\n{rows}\n### 2026-05-20 again\n\n{rows}\n");
        let incident = read(&text);
        let at: Vec<_> = placed(&incident).into_iter().map(|(_, at)| at).collect();
        let days = ["2026-05-19T17:08:05Z", "2026-05-19T17:09:00Z", "2026-05-20T17:08:05Z", "2026-05-20T17:09:00Z"];
        assert_eq!(at, days, "{text}");
        assert_eq!(markdown::plain(&incident.timeline.entries[0].detail), "first time");
    }
    let prose = read("# P\n\n## Timeline\n\n### 2026-05-19 first time\n\n- a\n- b\n\n### 2026-05-20 again\n\nText.\n");
    assert_eq!(contents(&prose), ["first time", "again"]);
}

#[test]
fn lines_and_days_inside_paragraphs_are_entries() {
    let minute = "# H\n\n## Timeline\n\n21:25 UTC : a.\n21:27 UTC : b.\n\n```\nERR\n```\n\n^ error A\n21:27 UTC : c.\nso\n\n21:48 UTC: d.\n";
    let incident = read_named("2022-09-09-h.md", minute);
    assert_eq!(times(&incident), ["09-09 21:25", "09-09 21:27", "09-09 21:27", "09-09 21:48"]);
    let days = "# P\n\n## Timeline\n\n14 March 2031\n\n16:10: a\n\n16:20: b\n\nA repair waits\n\n15 March 2031\nReleased 8:40\n";
    assert_eq!(times(&read(days)), ["03-14 16:10", "03-14 16:20", "03-15 08:40"]);
    let untimed = "# P\n\n## Timeline\n\n14 March 2031\n16:10: a\n\n15 March 2031\nAll was well\n";
    assert_eq!(contents(&read(untimed)), ["a", "All was well"]);
    let below = read("# O\n\n## Timeline\n\n### 2024-05-31 10:00 UTC\n\nKim repairs it.\n\nIncident resolved.\n");
    assert!(below.instants.resolved.is_some());
}

#[test]
fn times_may_be_bold_french_or_at_the_end_of_headings() {
    let french = "# Lenteurs 2021-04-29\n\n## Chronologie\n\n* **9 h 21** livraison\n* À partir de 9 h 38 : erreurs\n* environ 10:13: appel\n";
    assert_eq!(times(&read(french)), ["04-29 09:21", "04-29 09:38", "04-29 10:13"]);
    let status = "### Update 27.08.2022 10:00 Uhr:\n\nGut.\n\n### Update 26.08.2022 15:30 Uhr:\n\nBald.\n\n### Meldung 25.08.2022 07:00 Uhr:\n\nWeg.\n";
    assert_eq!(times(&read(status)), ["08-27 10:00", "08-26 15:30", "08-25 07:00"]);
    let phases = "# D 2026-03-02\n\n## 時系列\n\n### 第1回（06:00頃）\n\n1. a\n2. b\n\n### 対策\n\n1. c\n2. d\n\n### 第2回（07:10頃）\n\n1. e\n";
    assert_eq!(times(&read(phases)), ["03-02 06:00", "-", "03-02 07:10"]);
    let days = "# D\n\n## Timeline\n\n### Phase 1: revert (2025-10-26)\n\nText.\n\n### Phase 2: guards (in winter)\n\nText.\n\n\
        ### Phase 3: again (2026-02, with the others)\n\nText.\n";
    assert_eq!(
        contents(&read(days)),
        ["Phase 1: revert", "Phase 2: guards (in winter)", "Phase 3: again (2026-02, with the others)"]
    );
    assert_eq!(placed(&read(days))[0].1, "2025-10-26");
    let problems = "# D\n\n## Timeline\n\n### 1. A\n\n- x\n- y\n\n### 2. B\n\n- z\n- w\n";
    assert_eq!(contents(&read(problems)), ["1. A", "2. B"]);
    let table = "# D\n\n## Timeline\n\n| Phase | Sprint | What happened |\n|---|---|---|\n| Audit | 1 | Listed |\n| Plan | 2 | Planned |\n";
    assert_eq!(contents(&read(table)), ["Listed", "Planned"]);
}

#[test]
fn the_zone_of_the_first_clock_is_that_of_the_next() {
    let at = |lines: &[&str]| {
        let text = format!("# O\n\n## Timeline\n\n- 2031-03-29 {}\n", lines.join("\n- "));
        placed(&read(&text)).into_iter().map(|(_, at)| at).collect::<Vec<_>>()
    };
    assert_eq!(at(&["21:10 UTC: a", "21:12: b"]), ["2031-03-29T21:10:00Z", "2031-03-29T21:12:00Z"]);
    assert_eq!(at(&["21:10 UTC: a", "22:12: b", "22:15 CET: c"])[1], "2031-03-29T22:12:00");
    assert_eq!(at(&["21:10: a", "21:12 UTC: b"])[0], "2031-03-29T21:10:00");
}

#[test]
fn a_head_may_be_set_off_or_nested() {
    let told = |text: &str| {
        let instants = read(text).instants;
        [instants.started, instants.resolved].map(|at| at.map(|at| at.value.rfc3339()).unwrap_or_default())
    };
    let block = "Postmortem: tides\n\nIssue Summary:\n\n    Duration:\n        Start Time: March 2, 2031, 6:40 AM (UTC)\n        \
        End Time: March 2, 2031, 9:30 AM (UTC)\n\nTimeline:\n\n    8:30 AM (UTC): Resolution\n        Again.\n";
    assert_eq!(told(block), ["2031-03-02T06:40:00Z", "2031-03-02T09:30:00Z"]);
    let nested = "# Slow\n\n## Summary\n\n- **Duration:**\n  - Start time: March 21, 2031, 15:30 UTC\n  - End time: March 21, 2031, 18:45 UTC\n\n\
        ## Timeline\n\n- **Detection:**\n  - March 21, 2031, 15:30 UTC\n  - An alert.\n- **Resolution:**\n  - Set up.\n";
    assert_eq!(told(nested), ["2031-03-21T15:30:00Z", "2031-03-21T18:45:00Z"]);
    assert_eq!(read(nested).timeline.entries.len(), 2);
    let fenced = "# O\n\n```\nstart: 2031-03-02 10:00\n```\n";
    assert_eq!(told(fenced), ["", ""]);
}

#[test]
fn marks_of_status_pages_are_times_of_entries() {
    for text in [
        "*Resolved* - Up. {{< track \"2020-05-28 15:39\" >}}\n\n*Looking* - Down. {{< track \"2020-05-28 15:20\" >}}\n",
        "*Resolved* - Up. {{% track \"2020-05-28 15:39\" %}}\n*Looking* - Down. {{% track \"2020-05-28 15:20\" %}}\n",
        "<Update date=\"2020-05-28 15:39\">*Resolved* - Up.</Update>\n\n<Update date='2020-05-28 15:20'>*Looking* - Down.</Update>\n",
        "<Update at=\"2020-05-28 15:39\">\n\n*Resolved* - Up.\n\n</Update>\n\n<Update at=\"2020-05-28 15:20\">\n\n*Looking* - Down.\n\n</Update>\n",
        "{{< update date=\"2020-05-28 15:39\" >}}\n\n*Resolved* - Up.\n\n{{< /update >}}\n\n{{< update date=\"2020-05-28 15:20\" >}}\n\n\
            *Looking* - Down.\n\n{{< /update >}}\n",
    ] {
        let incident = read(&format!("---\ntitle: Down\n---\n\n{text}"));
        assert_eq!(times(&incident), ["05-28 15:39", "05-28 15:20"], "{text}");
        assert_eq!(contents(&incident), ["Resolved - Up.", "Looking - Down."], "{text}");
        assert_eq!(kinds(&incident)[0], Some(EntryKind::Resolution), "{text}");
    }
    let code =
        read("# D\n\nWrite `{{< track \"2020-05-28 15:39\" >}}` below.\n\n## Impact\n\nNone was seen by anybody.\n");
    assert_eq!(code.timeline.entries, []);
}

#[test]
fn an_end_before_the_day_is_told() {
    let told = |resolved: &str| {
        let text = format!("---\ntitle: Stuck\ndate: 2031-04-06T20:00:00Z\nresolvedWhen: {resolved}\n---\n\nStuck.\n");
        let file = Arc::new(SourceFile::new("content/incidents/a.md", &text));
        let found = document(&file, &Config::default()).diagnostics;
        found.iter().any(|diagnostic| diagnostic.message.contains("lies before the day"))
    };
    assert!(told("2031-03-06T17:35:00Z"));
    assert!(!told("2031-04-06T21:35:00Z") && !told("2031-04-05T23:35:00Z"));
}

#[test]
fn an_end_that_cannot_be_is_not_shown() {
    let instants = |text: &str| {
        let instants = read_named("2031-03-09-x.md", text).instants;
        [instants.started, instants.resolved].map(|at| at.map(|at| at.value.rfc3339()))
    };
    let start = || Some("2031-03-09T10:00:00Z".to_owned());
    for (text, expected) in [
        // A slip of the pen in one of them: nobody knows in which.
        ("# T\n\n**Started:** 2031-03-09 10:00 UTC\n**Resolved:** 2031-03-09 09:00 UTC\n", [None, None]),
        ("# T\n\n**Resolved:** 2030-03-09 11:00 UTC\n", [None, None]),
        ("# T\n\n**Started:** 2031-03-09 10:00 UTC\n**Resolved:** 2030-03-09 11:00 UTC\n", [start(), None]),
        ("---\nstarted: 2031-03-09T10:00:00Z\n---\n# T\n\n**Resolved:** 2030-03-09 11:00 UTC\n", [start(), None]),
        (
            "# T\n\n**Started:** 2031-03-09 10:00 UTC\n**Resolved:** 2031-03-10 09:00 UTC\n",
            [start(), Some("2031-03-10T09:00:00Z".to_owned())],
        ),
    ] {
        assert_eq!(instants(text), expected, "{text}");
    }
    // What the front matter states is shown, and `check` says what is wrong with it.
    let stated = "---\nstarted: 2031-03-09T10:00:00Z\nresolved: 2031-03-09T09:00:00Z\n---\n# T\n";
    assert!(instants(stated).iter().all(Option::is_some));
}

#[test]
fn a_range_between_two_entries_is_that_of_the_incident() {
    let instants = |told: &str| {
        let entries = "- 07:05 UTC a battery dies\n- 07:12 UTC gates refuse\n- 07:58 UTC gates open\n";
        let incident = read_named("2031-03-09-x.md", &format!("# T\n\n{told}\n\n## Timeline\n\n{entries}"));
        [incident.instants.started, incident.instants.resolved].map(|at| at.map(|at| at.value.rfc3339()))
    };
    let both = ["2031-03-09T07:12:00Z", "2031-03-09T07:58:00Z"].map(|at| Some(at.to_owned()));
    assert_eq!(instants("The gates stayed shut from 07:12 to 07:58 UTC."), both);
    assert_eq!(instants("Die Tore blieben von 07:12 bis 07:58 Uhr UTC zu."), both);
    assert_eq!(instants("Between the hours of 07:12 and 07:58 UTC no train was on time."), both);
    // Of anything else.
    assert_eq!(instants("The gates are cleaned from 06:00 to 06:30 UTC.")[0], None);
    assert_eq!(instants("The morning shift is from 07:12 to 15:00 UTC.")[0], None);
}

#[test]
fn a_post_that_begins_with_yesterday_tells_of_the_day_before() {
    let day = |text: &str| date(&read(&format!("---\ntitle: Search is down\ndate: 2031-08-09\n---\n\n{text}\n")));
    assert_eq!(day("Yesterday evening our search was down."), Some("2031-08-08".to_owned()));
    assert_eq!(day("Gestern war unsere Suche gestört."), Some("2031-08-08".to_owned()));
    assert_eq!(day("The search was down because of a change that we made yesterday."), Some("2031-08-09".to_owned()));
    assert_eq!(day("The day before the launch the search was down."), Some("2031-08-09".to_owned()));
}

#[test]
fn the_incident_is_over_when_the_trouble_is_and_not_when_it_is_closed() {
    let end = |entries: &str| {
        let incident = read_named("2031-03-09-x.md", &format!("# T\n\n## Timeline\n\n{entries}"));
        incident.instants.resolved.map(|at| at.value.rfc3339())
    };
    let at = |time: &str| Some(format!("2031-03-09T{time}:00Z"));
    assert_eq!(end("- 09:04 UTC it broke\n- 09:45 UTC OUTAGE ENDS\n- 10:30 UTC incident closed\n"), at("09:45"));
    assert_eq!(end("- 09:04 UTC it broke\n- 10:30 UTC incident closed\n"), at("10:30"));
}

#[test]
fn last_night_is_the_evening_before_a_post() {
    let text = "---\ntitle: No login\ndate: 2031-02-11\n---\n\nLast night nobody could log in from 22:40 to 23:55.\n";
    let incident = read(text);
    assert_eq!(date(&incident), Some("2031-02-10".to_owned()));
    assert_eq!(incident.instants.started.map(|at| at.value.rfc3339()), Some("2031-02-10T22:40:00".to_owned()));
}

#[test]
fn a_day_in_italics_below_the_title_is_that_of_the_document() {
    let day = |line: &str, text: &str| date(&read(&format!("# Gate\n\n{line}\n\n{text}\n")));
    for line in ["*25 March 2031*", "_Report of the gate group, 25 March 2031_", "*Relazione, 25 marzo 2031*"] {
        assert_eq!(day(line, "On 19 March 2031 the gate stuck.").as_deref(), Some("2031-03-19"), "{line}");
        assert_eq!(day(line, "The gate stuck.").as_deref(), Some("2031-03-25"), "{line}");
        // The gate is older than what happened to it.
        assert_eq!(day(line, "The gate was built on 19 March 2029.").as_deref(), Some("2031-03-25"), "{line}");
    }
    assert_eq!(
        day("The gate stuck on 25 March 2031.", "On 19 March 2031 it was oiled.").as_deref(),
        Some("2031-03-25")
    );
}

#[test]
fn a_day_with_a_full_stop_may_stand_before_a_clock() {
    let text = "# Gate\n\n**Date:** 2031-12-02\n\n## Timeline\n\n- `02.12 06:20` dark\n- `02.12 08:00` the gate stuck\n\
                - `03.12, 17:45` it opens\n";
    let days: Vec<_> = placed(&read(text)).into_iter().map(|(_, at)| at).collect();
    assert_eq!(days, ["2031-12-02T06:20:00", "2031-12-02T08:00:00", "2031-12-03T17:45:00"]);
}

#[test]
fn the_end_may_stand_before_a_look_back() {
    let resolved = |last: &str| {
        let text = format!(
            "# Gate\n\n**Date:** 2031-03-04\n\n## Timeline\n\n- 22:00 the gate stuck\n- 23:40 the belt is replaced, the \
             gate is back\n{last}"
        );
        read(&text).instants.resolved.map(|at| at.value.rfc3339())
    };
    let told = Some("2031-03-04T23:40:00".to_owned());
    assert_eq!(resolved(""), told);
    assert_eq!(resolved("- 2031-03-05 10:00 a meeting, with coffee\n"), told);
    assert_eq!(resolved("- 23:50 a look at the other gates\n"), None);
}
