//! Heads, owners and lists in the forms that teams give them.

use crate::config::Config;
use crate::incident::Incident;
use crate::incident::instant::Instant;
use crate::read::tests::read;
use crate::read::{Document, document};
use crate::text::SourceFile;

/// An incident of an archive that nobody configured.
fn unplaced(text: &str) -> Incident {
    let file = std::sync::Arc::new(SourceFile::new("gate.md", text));
    match document(&file, &Config { unconfigured: true, ..Config::default() }).value {
        Ok(Document::Incident(incident)) => *incident,
        other => unreachable!("no incident: {other:?}"),
    }
}

fn severity(incident: &Incident) -> Option<u8> {
    incident.severity.as_ref().and_then(|severity| severity.value.rank)
}

fn services(incident: &Incident) -> Vec<&str> {
    incident.services.iter().map(|name| name.value.name.as_str()).collect()
}

fn range(incident: &Incident) -> [Option<String>; 2] {
    [&incident.instants.started, &incident.instants.resolved].map(|at| Some(at.as_ref()?.value.rfc3339()))
}

fn date(incident: &Incident) -> Option<String> {
    incident.date.as_ref().map(|date| date.value.to_string())
}

/// State, text and owner of each action.
fn actions(incident: &Incident) -> Vec<String> {
    let told = |item: &crate::incident::action::ActionItem| {
        let owner = item.owner.as_ref().map(|owner| format!(", {owner}")).unwrap_or_default();
        format!("{} {}{owner}", item.status.slug(), item.plain())
    };
    incident.actions.iter().map(told).collect()
}

#[test]
fn keys_of_other_programs_are_fields() {
    let body = "\n# Gate\n\nThe gate was stuck.\n\n## Root cause\n\nA belt.\n";
    for front in [
        "---\nincident:\n  sev: 2\n  started_at: 2031-03-04T14:02:00Z\n  resolved_at: 2031-03-04T15:31:00Z\n  services: [gate, bell]\n---\n",
        "---\nincidentSeverity: SEV-2\nstartTime: 2031-03-04 14:02 UTC\nendTime: 2031-03-04 15:31 UTC\naffected_services:\n  - gate\n  - bell\n---\n",
        "+++\n[outage]\nseverity = \"major\"\nbegan = 2031-03-04T14:02:00Z\nended = 2031-03-04T15:31:00Z\nsystems = [\"gate\", \"bell\"]\n+++\n",
    ] {
        let incident = unplaced(&format!("{front}{body}"));
        assert_eq!(severity(&incident), Some(2), "{front}");
        assert_eq!(services(&incident), ["gate", "bell"], "{front}");
        let told = ["2031-03-04T14:02:00Z", "2031-03-04T15:31:00Z"].map(|at| Some(at.to_owned()));
        assert_eq!(range(&incident), told, "{front}");
    }
    let other = unplaced(&format!("---\npackage:\n  severity: 1\nmood: high\n---\n{body}"));
    assert_eq!(severity(&other), None);
}

#[test]
fn a_key_that_is_read_is_no_unknown_one() {
    let warnings = |front: &str| {
        let text = format!("---\n{front}\n---\n\nThe gate was stuck.\n\n## Root cause\n\nA belt.\n");
        let file = std::sync::Arc::new(SourceFile::new("gate.md", &text));
        let read = document(&file, &Config { unconfigured: true, ..Config::default() });
        let Ok(Document::Incident(incident)) = read.value else { unreachable!("no incident") };
        let unknown = read.diagnostics.iter().filter(|it| it.message.starts_with("unknown key")).count();
        (Some(incident.text.title.value.clone()), unknown)
    };
    for (front, title) in [
        (
            "titel: Das Tor klemmt\nstarted_at: 2031-03-04T14:02:00Z\nresolved_at: 2031-03-04T15:31:00Z",
            "Das Tor klemmt",
        ),
        ("título: La puerta no abre\nresolvedAt: 2031-03-04T15:31:00Z", "La puerta no abre"),
    ] {
        assert_eq!(warnings(front), (Some(title.to_owned()), 0), "{front}");
    }
    // A mark of readers counts in every title.
    let marked = unplaced("---\ntitel: Das Tor klemmt - RESTRICTED\n---\n\nEs klemmt.\n\n## Root cause\n\nA belt.\n");
    assert_eq!(marked.text.audience, crate::incident::Audience::Restricted);
    assert_eq!(warnings("title: Gate\ntitel: Tor\nseverty: high"), (Some("Gate".to_owned()), 2));
}

#[test]
fn a_level_is_a_severity_only_if_its_value_is_one() {
    let of = |head: &str| severity(&read(&format!("# Gate\n\n{head}\n\nIt was stuck.\n")));
    for (head, rank) in [
        ("**Classification:** Priority 2", Some(2)),
        ("**Level:** minor", Some(4)),
        ("Klassning: Major", Some(2)),
        (
            "| Severity | Platform | Versions | Users | Stopped at |\n|---|---|---|---|---|\n| 🔴 Critical | gate | 8 | 12 | 35% |",
            Some(1),
        ),
        ("| Ticket: | 12 | Severity: | P3 |\n|---|---|---|---|\n| Start: | 10:00 | End: | 11:00 |", Some(3)),
        ("```\nFault status:   CLOSED\nPriority:       2\nTime lost:      4 h\n```", Some(2)),
        ("### Severity\n\n- [ ] Low, a nuisance\n- [x] High, two gates\n- [ ] Critical", Some(2)),
        ("**Severity:** [ ] low [ ] medium [x] high", Some(2)),
        ("**Severity:** [ ] low [ ] medium [ ] high", None),
        ("**Tags:** gate, severity::2", Some(2)),
        ("**Labels:** incident, sev3, network", Some(3)),
        ("**Tags:** s3, p99, priority queue", None),
        ("**Classification:** High", None),
        ("**Level:** two", None),
        ("### Severity\n\n- [x] Low\n- [x] High", None),
    ] {
        assert_eq!(of(head), rank, "{head}");
    }
}

#[test]
fn the_zone_in_the_name_of_a_field_is_that_of_its_value() {
    let told = [Some("2031-03-04T14:02:00Z".to_owned()), Some("2031-03-04T15:31:00Z".to_owned())];
    for text in [
        "# Gate\n\n| Start (UTC) | 2031-03-04 14:02 |\n|---|---|\n| End (UTC) | 2031-03-04 15:31 |\n",
        "# Gate\n\n### When did it start? (UTC)\n\n2031-03-04 14:02\n\n### When did it end? (UTC)\n\n2031-03-04 15:31\n",
        "# Gate\n\n**1. When did it start? (UTC)**\n\n2031-03-04 14:02\n\n**2. When did it end? (UTC)**\n\n2031-03-04 15:31\n",
    ] {
        assert_eq!(range(&read(text)), told, "{text}");
    }
}

#[test]
fn a_post_tells_of_what_was_before_it() {
    let timeline = "\n## Timeline\n\n- **2 August, 14:00**: the gate shuts\n- **6 August, 11:45**: it opens\n";
    for (front, day) in [
        ("---\ndate: 2031-08-12\n---\n# The gate\n", "2031-08-02"),
        ("---\npubDate: 2031-08-12\n---\n# The gate\n", "2031-08-02"),
        ("Title: The gate\nSlug: gate\nDate: 2031-08-12 19:22\n\n# The gate\n", "2031-08-02"),
        ("---\ndate: 2031-08-06\n---\n# The gate\n", "2031-08-06"),
        ("---\ndate: 2031-08-12\n---\n# Why nobody could pay on Tuesday, 5 August\n", "2031-08-05"),
    ] {
        assert_eq!(date(&unplaced(&format!("{front}{timeline}"))).as_deref(), Some(day), "{front}");
    }
    let told = |text: &str| {
        date(&unplaced(&format!("---\ndate: 2031-08-12\n---\n# The gate\n\n{text}\n\n## Root cause\n\nA belt.\n")))
    };
    assert_eq!(told("On Saturday the gate was down all day.").as_deref(), Some("2031-08-09"));
    assert_eq!(told("The gate was down. It is down every Saturday and Sunday.").as_deref(), Some("2031-08-12"));
    assert_eq!(date(&read("# 20310309 – the gate was stuck\n\nIt was.\n")).as_deref(), Some("2031-03-09"));
}

#[test]
fn names_at_the_end_are_owners_where_the_document_knows_some() {
    let people = "## Timeline\n\n- 10:00 – Ines restarts the gate\n- 10:20 Rolf joins\n";
    for (items, expected) in [
        (
            "- Test the belt (Ines, 23 Jul)\n- Buy another (Rolf)\n- Ask the shop\n",
            ["todo Test the belt, Ines", "todo Buy another, Rolf", "todo Ask the shop"],
        ),
        (
            "1. Test the belt. **Ines** – done\n2. Buy another. **Rolf** – 1 May\n3. Ask the shop. **Ada**\n",
            ["done Test the belt., Ines", "todo Buy another., Rolf", "todo Ask the shop., Ada"],
        ),
        (
            "- Test the belt — Ines — in progress\n- Buy another — Rolf — done\n- Ask the shop — nobody\n",
            ["in-progress Test the belt, Ines", "done Buy another, Rolf", "todo Ask the shop"],
        ),
        (
            "* [done - Ines] Test the belt\n* [open - site IT] Buy another\n* [open] Ask the shop\n",
            ["done Test the belt, Ines", "todo Buy another, site IT", "todo Ask the shop"],
        ),
    ] {
        let incident = read(&format!("# Gate\n\nDate: 2031-03-04\n\n{people}\n## Action items\n\n{items}"));
        assert_eq!(actions(&incident), expected, "{items}");
    }
    for ends in [["(optional)", "(later)"], ["(the redis cache)", "(the queue)"], ["(Kafka)", "(Redis)"]] {
        let items = ends.map(|end| format!("- Mend it {end}\n")).concat();
        let incident = read(&format!(
            "# Gate\n\nThe kafka and the redis cache were slow.\n\n{people}\n## Action items\n\n{items}"
        ));
        assert!(incident.actions.iter().all(|item| item.owner.is_none()), "{ends:?}");
    }
}

#[test]
fn actions_may_stand_below_lines_in_boxes_and_in_definitions() {
    let told = "# Gate\n\nIt was stuck.\n\n## Root cause\n\nA belt.\n\n";
    for (text, expected) in [
        ("**Never again:**\n\n- Test the belt\n- Buy another - done\n", ["todo Test the belt", "done Buy another"]),
        ("## Loose ends\n\n- [ ] Test the belt\n- [x] Buy another\n", ["todo Test the belt", "done Buy another"]),
        (
            "## Remediation\n\nCompleted:\n\n- Tested the belt\n\nIn progress:\n\n- Buy another\n",
            ["done Tested the belt", "in-progress Buy another"],
        ),
        (
            "## Repairs\n\nDone\n: Tested the belt\n\nTo do\n: Buy another\n",
            ["done Tested the belt", "todo Buy another"],
        ),
        (
            "## Promises\n\n### ✅ Already done\n\n- Tested the belt\n\n### Still to do\n\n- Buy another\n",
            ["done Tested the belt", "todo Buy another"],
        ),
        (
            "## Fixes\n\n| # | Fix | By | ETA/✔ |\n|--|--|--|--|\n| 1 | Test the belt | | ✔ |\n| 2 | Buy another | (open) | Q3 |\n",
            ["done Test the belt", "todo Buy another"],
        ),
        (
            "## Action items\n\n| | what | ticket |\n|-|-|-|\n| ✅ | Test the belt | |\n| ⏳ | Buy another | |\n",
            ["done Test the belt", "in-progress Buy another"],
        ),
        (
            "## What are we doing about it?\n\nWe have:\n\n- tested the belt\n\nWe will:\n\n- buy another\n",
            ["done tested the belt", "todo buy another"],
        ),
    ] {
        assert_eq!(actions(&read(&format!("{told}{text}"))), expected, "{text}");
    }
    let form = "## How bad was it?\n\n- [ ] Low, one gate\n- [x] High, two gates\n- [ ] Critical, all gates\n";
    assert!(read(&format!("{told}{form}")).actions.is_empty());
}

#[test]
fn a_duration_to_the_minute_tells_which_entries_it_is_between() {
    let timeline =
        "- 09:02 release\n- 09:14 the queue grows, nobody is paged\n- 11:00 rollback\n- 12:26 the queue is empty\n";
    let of = |duration: &str| {
        range(&read(&format!("# Queue\n\nDate: 2031-03-04\nDuration: {duration}\n\n## Timeline (UTC)\n\n{timeline}")))
    };
    assert_eq!(of("3h 12m"), [Some("2031-03-04T09:14:00Z".to_owned()), Some("2031-03-04T12:26:00Z".to_owned())]);
    assert_eq!(of("1h 30m")[0], None);
}

#[test]
fn a_range_in_the_impact_is_the_incidents_if_the_timeline_has_it() {
    let timeline = "## Timeline (UTC)\n\n- 09:40 a\n- 10:35 b\n- 13:55 c\n";
    let of = |impact: &str| {
        range(&read(&format!("# Gate\n\nDate: 2031-03-04\n\n## Impact\n\n{impact}\n\n{timeline}")))[0].is_some()
    };
    assert!(of("A fifth of all guests, from 09:40 to 13:55."));
    assert!(of("The gate was unavailable from 09:30 to 13:50."));
    assert!(!of("The guards worked by hand between 10:00 and 14:00."));
}

#[test]
fn a_notice_may_name_an_earlier_time_and_have_its_own_between_dashes() {
    let notice =
        |state: &str, clock: &str, text: &str| format!("**Update – Jan 14, 2031, {clock} CET – {state}**\n{text}\n\n");
    let text = [
        notice("Resolved", "21:40", "All gates are open."),
        notice("Identified", "18:50", "A belt is worn."),
        notice("Investigating", "17:04", "The gate stopped responding at 16:52 CET."),
    ];
    let incident = read(&format!("# [RESOLVED] Gate\n\n{}", text.concat()));
    assert_eq!(incident.timeline.entries.len(), 3);
    assert_eq!(
        range(&incident),
        ["2031-01-14T16:52:00+01:00", "2031-01-14T21:40:00+01:00"].map(|at| Some(at.to_owned()))
    );
}

#[test]
fn paragraphs_definitions_and_outlines_are_parts_of_a_document() {
    let at = |clock: &str| format!("At {clock} the gate moved a little.\n\n");
    let told: String = ["07:32", "07:35", "07:40", "08:10"].map(at).concat();
    assert_eq!(read(&format!("# Gate\n\nDate: 2031-03-04\n\n## Narrative\n\n{told}")).timeline.entries.len(), 4);
    let terms = "Saturday, 4 March 2031\n\n:   *13:20 UTC* - shut\n\n:   *14:20 UTC* - stuck\n\nSunday, 5 March 2031\n\n:   *08:31 UTC* - seen\n";
    let incident = read(&format!("# Gate\n\n## Chronology\n\n{terms}"));
    let times: Vec<_> =
        incident.timeline.entries.iter().filter_map(|it| it.at.as_ref().map(Instant::rfc3339)).collect();
    assert_eq!(times, ["2031-03-04T13:20:00Z", "2031-03-04T14:20:00Z", "2031-03-05T08:31:00Z"]);
    let outline = "1. **Summary**\n\n    The gate was stuck.\n\n2. **Root cause**\n\n    The belt was worn.\n\n3. **Thanks**\n\n    To all.\n";
    let incident = read(&format!("# Gate\n\n{outline}"));
    assert_eq!(incident.root_cause.map(|fact| fact.value.plain).as_deref(), Some("The belt was worn."));
    let table = "| Date | UTC | Who | What |\n|---|---|---|---|\n| 2031-03-04 | 01:10 | bot | shut |\n| | 01:22 | Kim | open |\n";
    let incident = read(&format!("# Gate\n\n## Timeline\n\n{table}"));
    assert!(incident.timeline.entries.iter().all(|entry| entry.at.is_some()));
}

#[test]
fn what_frames_a_text_is_no_summary() {
    let told = "The gate was stuck for two hours. Guests waited.";
    for before in [
        "On this page:\n\n- [Cause](#cause)\n- [Timeline](#timeline)\n",
        "<Callout type=\"warning\">The numbers are rough.</Callout>\n",
        "Fri 4 March 2031, Kim and Lee (harbour)\n",
        "## Status\n\nAccepted. It replaces note 7.\n\n## Context\n",
        "!!! warning \"Draft\"\n    The numbers are missing.\n",
    ] {
        let incident = read(&format!("# Gate\n\n{before}\n{told}\n"));
        assert_eq!(incident.summary.map(|fact| fact.value.plain).as_deref(), Some(told), "{before}");
    }
}

#[test]
fn bold_names_in_lines_are_sections_also_where_nothing_else_is() {
    let text = |cause: &str, more: &str| {
        format!(
            "# Postmortem: gate\n\n**Impact:** Nobody could leave the yard for two hours in the evening.\n\n**{cause}** \
             The belt was wet, since the roof above it had leaked for a week.\n\n{more}"
        )
    };
    let named = |incident: &Incident| {
        let named = incident.sections.iter().filter(|section| section.level > 1);
        named.map(|section| section.heading.clone()).collect::<Vec<_>>()
    };
    let plain =
        unplaced(&text("Root causes:", "**Trigger:** Heavy rain on the roof of the hall. It went on for a day.\n"));
    assert_eq!(named(&plain), ["Impact", "Root causes", "Trigger"]);
    assert_eq!(plain.trigger.as_deref(), Some("Heavy rain on the roof of the hall"));
    assert_eq!(named(&unplaced(&text("Root cause.", ""))), ["Impact", "Root cause"]);
    assert_eq!(named(&unplaced(&text("Root cause", ""))), ["Impact", "Root cause"]);
    let said = text("Root cause", "").replace("The belt was wet", "of the stop was a wet belt");
    assert_eq!(named(&unplaced(&said)), ["Impact"]);

    // A list of its own behind the cause stays a list of actions.
    let listed = unplaced(&text(
        "Root cause:",
        "Follow-ups, with the numbers of our notebook:\n\n- [x] Dry the belt\n- [ ] Mend the roof\n\n## Timeline\n\n- 10:00 It rained\n",
    ));
    assert_eq!(actions(&listed), ["done Dry the belt", "todo Mend the roof"]);

    // The fixes of several faults are no sections of the whole.
    let parts = "## 1. Roof\n\nIt leaked.\n\n**Fix:** New tiles were laid over the hall and the yard.\n\n";
    let several = unplaced(&text("Root cause:", &format!("{parts}{}", parts.replace("Roof", "Belt"))));
    assert_eq!(named(&several), ["Impact", "Root cause", "1. Roof", "1. Belt"]);
}

#[test]
fn the_name_of_a_file_may_have_the_day_on_which_it_was_written() {
    let day = |path: &str, text: &str| {
        let file = std::sync::Arc::new(SourceFile::new(path, text));
        match document(&file, &Config::default()).value {
            Ok(Document::Incident(incident)) => date(&incident),
            other => unreachable!("no incident: {other:?}"),
        }
    };
    let retro = "# Minutes: the gate on Saturday 10 Feb\n\nIt was stuck.\n\n## Root cause\n\nA belt.\n";
    assert_eq!(day("incidents/2024-02-13-gate.md", retro).as_deref(), Some("2024-02-10"));
    let blog = "# The gate\n\nOn June 1st the gate was stuck.\n\n## Root cause\n\nA belt.\n";
    assert_eq!(day("incidents/_posts/2023-06-20-gate.md", blog).as_deref(), Some("2023-06-01"));
    assert_eq!(day("incidents/2023-06-20-gate.md", blog).as_deref(), Some("2023-06-20"));
    let first = blog.replace("On June 1st", "On the first Thursday of June");
    assert_eq!(day("incidents/_posts/2023-06-20-gate.md", &first).as_deref(), Some("2023-06-20"));
    // A weekday in the title may be of any week. Where the text has the day, it counts.
    let title = "# The gate on Tuesday\n\nThe gate was down for a day";
    assert_eq!(day("incidents/_posts/2023-06-23-gate.md", &format!("{title}.\n")).as_deref(), Some("2023-06-20"));
    let told = format!("{title}, on Tuesday, June 13.\n");
    assert_eq!(day("incidents/_posts/2023-06-23-gate.md", &told).as_deref(), Some("2023-06-13"));
}
