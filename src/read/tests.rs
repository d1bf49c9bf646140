//! Whole documents, and what is read out of them.

use std::sync::Arc;

use super::{Document, document};
use crate::config::Config;
use crate::incident::Incident;
use crate::incident::instant::Instant;
use crate::text::SourceFile;

pub(in crate::read) fn read(text: &str) -> Incident {
    read_named("outage.md", text)
}

pub(in crate::read) fn read_named(name: &str, text: &str) -> Incident {
    let file = Arc::new(SourceFile::new(format!("content/incidents/{name}"), text));
    match document(&file, &Config::default()).value {
        Ok(Document::Incident(incident)) => *incident,
        other => unreachable!("no incident: {other:?}"),
    }
}

/// One line for each item: status, text, owner and due date.
fn actions(text: &str) -> Vec<String> {
    let told = |item: &crate::incident::action::ActionItem| {
        let due = item.due.map(|due| due.to_string());
        let fields = [item.owner.clone(), due];
        let begin = format!("{} {}", item.status.slug(), item.plain());
        std::iter::once(begin).chain(fields.into_iter().flatten()).collect::<Vec<_>>().join(", ")
    };
    read(text).actions.iter().map(told).collect()
}

/// Date, severity, status and owner.
fn head(incident: &Incident) -> [Option<String>; 4] {
    [
        incident.date.as_ref().map(|date| date.value.to_string()),
        incident.severity.as_ref().map(|severity| severity.label.clone()),
        incident.status.as_ref().map(|status| format!("{:?}", status.value).to_lowercase()),
        incident.owner.as_ref().map(ToString::to_string),
    ]
}

const NAMED: &str = "- **Owner**: Kim\n- **Due**: 2024-01-09\n- **Status**: Done\n";

#[test]
fn an_action_may_have_a_name_and_a_list_of_fields() {
    for [one, two] in [
        ["### 1. Add alerts", "### 2. Add canary"],
        ["**Action 1: Add alerts**", "**Action 2: Add canary**"],
        ["**Add alerts**:", "**Add canary**:"],
        ["**Action 1:** Add alerts", "**Action 2:** Add canary"],
    ] {
        let text =
            format!("# O\n\n## Action items\n\n{one}\n\n{NAMED}\n{two}\n\nText.\n\n- Owner: Lee\n- Due: 2024-01-19\n");
        assert_eq!(actions(&text), ["done Add alerts, Kim, 2024-01-09", "todo Add canary, Lee, 2024-01-19"], "{text}");
    }
    let one = format!("# O\n\n## Action items\n\n### Add alerts\n\n{NAMED}");
    assert_eq!(actions(&one), ["done Add alerts, Kim, 2024-01-09"]);
}

#[test]
fn names_of_lists_are_no_actions_beside_those_with_fields() {
    let text = format!(
        "# O\n\n## Action items\n\n### Short-term\n\n- [ ] one\n- [ ] two\n\n### Add alerts\n\n{NAMED}\n### Nothing more\n"
    );
    assert_eq!(actions(&text), ["todo one", "todo two", "done Add alerts, Kim, 2024-01-09", "todo Nothing more"]);
    assert!(actions("# O\n\n## Action items\n\n- Owner: Kim\n- Due: 2024-01-09\n").is_empty());
}

#[test]
fn fields_of_actions_and_of_other_incidents_are_not_those_of_the_document() {
    let none = [None, None, None, None];
    for name in [
        "## Action items\n\n### 1. Add alerts",
        "**Action items**\n\n**1. Add alerts**",
        "## Action items\n\n## 1. Add",
    ] {
        assert_eq!(head(&read(&format!("# O\n\n{name}\n\n{NAMED}"))), none, "{name}");
    }
    let fields = "- **Severity**: SEV-1\n- **Started**: 2023-05-05 10:00 UTC\n- **Owner**: Zoe\n";
    let timeline = "## Timeline (UTC)\n\n- 10:00 down\n- 11:00 Resolved\n";
    for above in [
        "## Background\n\nSimilar to the incident of 2023-05-05:",
        "## The other one\n\nIt was so:",
        "Similar to this one:",
    ] {
        let incident = read_named("2024-01-06-y.md", &format!("# P\n\n{above}\n\n{fields}\n{timeline}"));
        assert_eq!(head(&incident), [Some("2024-01-06".to_owned()), None, None, None], "{above}");
        let first = incident.timeline.entries[0].at.as_ref().expect("a time");
        assert_eq!(first.rfc3339(), "2024-01-06T10:00:00Z", "{above}");
    }
    assert_eq!(head(&read("# P\n\n## Appendix\n\nSeverity: SEV-1\n")), none);
    assert_eq!(head(&read("# P\n\nSeverity: SEV-1 means everything is down.\n")), none);
    for above in [
        "# Job history lost\n\n",
        "# P\n\n## Details\n\nFacts:\n\n",
        "# P\n\n## Details\n\n<!-- fill in -->\n\n",
        "# P\n\n## Details\n\n---\n\n",
        "# P\n\n## Details\n\n**Reported by:** Support\n\n",
    ] {
        let found = head(&read(&format!("{above}{fields}")));
        assert_eq!(found[1..], [Some("SEV-1".to_owned()), None, Some("Zoe".to_owned())], "{above}");
    }
    let own = format!("# P\n\n## Facts\n\n{fields}\nText.\n");
    assert_eq!(head(&read(&own))[1..], [Some("SEV-1".to_owned()), None, Some("Zoe".to_owned())]);
}

#[test]
fn a_day_in_the_text_is_the_incidents_only_if_the_text_says_so() {
    let date = |text: &str| head(&read(text))[0].clone();
    for text in [
        "# Outage\n\n## Summary\n\nIt broke.\n\n## Root cause\n\nx\n\n## Action items\n\n- [ ] Add alerts, due 2024-01-09\n",
        "# Outage\n\n## Action items\n\n| Action | Due |\n|---|---|\n| Add alerts | 2024-01-09 |\n",
        "# Outage\n\nThe library was last upgraded on 2019-03-04.\n",
        "# Outage\n\nTemplate version: 2022-01-01\n",
        "# Outage\n\nThis was like the outage of 2019-03-04, a similar incident.\n",
        "# Outage\n\nThe contract was signed on 2019-03-04.\n",
        "# Outage\n\nAfter 2019-03-04 nobody looked at it.\n",
    ] {
        assert_eq!(date(text), None, "{text}");
    }
    for text in [
        "# Outage\n\nTemplate version: 2022-01-01\n\nOn March 3, 2024 it broke.\n",
        "# Outage\n\nThe outage began on March 3, 2024 at noon.\n",
        "# Outage\n\nOn the night of 3 March 2024 the shop was closed.\n",
        "# Outage\n\n2024-03-03, by Kim\n\nIt broke.\n",
        "# API\n\nOn March 3, 2024 our API was down due to a bug.\n",
        "# API\n\nLast Sunday, March 3, 2024, our API was unavailable.\n",
        "# API\n\nAt 14:05 on 3 March 2024 a routine deploy removed the index.\n",
        "# API\n\nFrom 09:12 to 10:40 UTC on March 3, 2024, users saw stale data.\n",
        "# API\n\nIncident on 2024-03-03, postmortem written 2024-03-10.\n",
        "# API\n\nLast updated 2024-05-01. It broke on 2024-03-03.\n",
        "# API\n\n**Last updated:** 2024-05-01\n\n**Incident window:** 2024-03-03 10:00 - 11:00 UTC\n",
        "# API\n\n**Zeitraum:** 2024-03-03\n",
        "# Shop\n\nDans la nuit du 3 mars 2024, le site était inaccessible.\n",
        "# API\n\n## Timeline\n\nAll times UTC on 2024-03-03.\n\n- 10:00 down\n- 11:00 Resolved\n",
        "# API\n\n| Date | Duration | Severity |\n|---|---|---|\n| 2024-03-03 | 1 h | SEV-2 |\n",
        "# API\n\n**Investigating** 14:00 UTC (Mar 3, 2024): we look\n",
    ] {
        assert_eq!(date(text).as_deref(), Some("2024-03-03"), "{text}");
    }
}

#[test]
fn values_in_the_head_may_be_bold_and_may_change() {
    let incident =
        read("# O\n\n- **Severity:** **SEV-2**\n- **Owner:** **Kim**\n- **End:** **2024-05-31 12:00 UTC**\n");
    assert_eq!(head(&incident)[1..], [Some("SEV-2".to_owned()), None, Some("Kim".to_owned())]);
    assert_eq!(incident.instants.resolved.map(|at| at.value.rfc3339()).as_deref(), Some("2024-05-31T12:00:00Z"));
    let two = read("# O\n\n**Severity:** **SEV-2** · **Owner**: **Kim**\n");
    assert_eq!(head(&two)[1..], [Some("SEV-2".to_owned()), None, Some("Kim".to_owned())]);
    for (written, meant) in [
        ("sev1 -> downgraded to sev3", "SEV-3"),
        ("SEV-2 → SEV-1", "SEV-1"),
        ("P2 → P1", "SEV-1"),
        ("SEV-3, raised to SEV-1", "SEV-1"),
        ("SEV-2 → under review", "SEV-2"),
        ("SEV-1 (was SEV-2)", "SEV-1"),
        ("SEV-1 = Critical", "SEV-1"),
    ] {
        let severity = head(&read(&format!("# O\n\nSeverity: {written}\n")))[1].clone();
        assert_eq!(severity.as_deref(), Some(meant), "{written}");
    }
}

#[test]
fn a_label_is_no_title_and_a_placeholder_no_fact() {
    let title = |text: &str| read(text).text.title.value;
    assert_eq!(title("Title: Redis loop\nSeverity: SEV-2\n\n## Summary\n\nIt broke.\n"), "Redis loop");
    assert_eq!(title("Severity: SEV-2\n**Title:** Redis loop\n\nIt broke.\n"), "Redis loop");
    for nothing in ["TBD", "To be written.", "N/A", "TODO", "_to be determined by Kim_"] {
        let incident = read(&format!("# O\n\n## Root cause\n\n{nothing}\n"));
        assert!(incident.root_cause.is_none(), "{nothing}");
        assert_eq!(incident.sections.len(), 2, "{nothing}");
    }
    let told = read("# O\n\n## Root cause\n\nTBD\n\nThe disk was full.\n").root_cause;
    assert_eq!(told.as_ref().map(|fact| fact.plain.as_str()), Some("The disk was full."));
}

/// The time of each entry, without its zone.
pub(in crate::read) fn times(incident: &Incident) -> Vec<String> {
    let at = |at: &Instant| at.local.strftime("%m-%d %H:%M").to_string();
    incident.timeline.entries.iter().map(|entry| entry.at.as_ref().map_or_else(|| "-".to_owned(), at)).collect()
}

pub(in crate::read) fn timeline(lines: &[&str]) -> Incident {
    read(&format!("# Outage 2024-05-31\n\n## Timeline (UTC)\n\n- {}\n", lines.join("\n- ")))
}

#[test]
fn an_end_that_is_not_the_end_resolves_nothing() {
    for text in [
        "Service restored for 10 % of users",
        "Service restored partially",
        "Service restored, then fails again",
        "All services restored except search",
        "Issue resolved temporarily",
        "Issue resolved in staging",
        "Incident resolved on the status page by mistake",
        "Incident resolved. Turned out to be wrong.",
        "All clear given in error",
    ] {
        let incident = timeline(&["09:00: down", &format!("10:00: {text}")]);
        assert!(incident.instants.resolved.is_none(), "{text}");
    }
    assert!(timeline(&["09:00: Alert fires for another service", "10:00: x"]).instants.detected.is_none());
    for text in [
        "Incident resolved: error rate at 0.1 %, wrong setting reverted, still monitoring",
        "Service restored for 100 % of users",
        "Incident resolved",
        "All services restored after the rollback",
        "Issue resolved. Unrelated alerts silenced",
        "Fully restored. Some of the caches are still cold.",
    ] {
        assert!(timeline(&["09:00: down", &format!("10:00: {text}")]).instants.resolved.is_some(), "{text}");
    }
}

#[test]
fn what_the_head_states_a_word_of_the_timeline_does_not_change() {
    let told = |at: Option<crate::incident::Traced<Instant>>| at.map(|at| at.value.rfc3339());
    let text = "# O 2024-06-06\n\nStart: 08:00 UTC\nAcknowledged: 09:10 UTC\nMitigated: 11:00 UTC\nResolved: 2024-06-06 12:00 UTC\n\n\
        ## Timeline (UTC)\n\n- 09:00: down\n- 10:00: Resolved\n- 12:00: really up\n";
    let instants = read(text).instants;
    assert_eq!(told(instants.started).as_deref(), Some("2024-06-06T08:00:00Z"));
    assert_eq!(told(instants.acknowledged).as_deref(), Some("2024-06-06T09:10:00Z"));
    assert_eq!(told(instants.mitigated).as_deref(), Some("2024-06-06T11:00:00Z"));
    assert_eq!(told(instants.resolved).as_deref(), Some("2024-06-06T12:00:00Z"));
    let night = read("# O 2024-06-06\n\nEnd: 00:20 UTC\nStart: 23:50 UTC\n").instants;
    assert_eq!(told(night.resolved).as_deref(), Some("2024-06-07T00:20:00Z"));
}

#[test]
fn the_day_before_is_before_the_day_of_the_incident() {
    for time in [
        "22:00 (day before): deploy",
        "22:00 (previous day): deploy",
        "22:00 on the previous day: deploy",
        "22:00 on the previous day deployed",
        "22:00 -1d: deploy",
        "22:00 (-1d): deploy",
        "22:00 (the night before): deploy",
        "22:00 (am Vortag): deploy",
        "previous day, 22:00: deploy",
        "前日 22:00 配備",
    ] {
        let incident = timeline(&[time, "06:00: errors", "07:00: Resolved"]);
        assert_eq!(times(&incident), ["05-30 22:00", "05-31 06:00", "05-31 07:00"], "{time}");
    }
    let two = timeline(&["09:00 (day before): deploy", "16:00 (day before): canary", "10:00: errors"]);
    assert_eq!(times(&two), ["05-30 09:00", "05-30 16:00", "05-31 10:00"]);
    let evening =
        timeline(&["22:00 (day before): deploy", "22:30: canary", "23:00–23:30 (day before): x", "06:00: errors"]);
    assert_eq!(times(&evening), ["05-30 22:00", "05-30 22:30", "05-30 23:00", "05-31 06:00"]);
    let weekdays = timeline(&["Mon 09:00 - review", "Thursday 16:00 - deploy that caused it", "09:00 - errors"]);
    assert_eq!(times(&weekdays), ["05-27 09:00", "05-30 16:00", "05-31 09:00"]);
    let same = timeline(&["Friday 09:00 - errors", "Saturday 10:00 - up"]);
    assert_eq!(times(&same), ["05-31 09:00", "06-01 10:00"]);
}

#[test]
fn nested_and_mixed_lists_of_actions_are_read_whole() {
    let all = |text: &str| actions(&format!("# O\n\n## Action items\n\n{text}"));
    let nested = "- Prevention\n  - [ ] canary gates\n  - [x] alerts\n- Process\n  - [ ] runbook\n";
    assert_eq!(all(nested), ["todo canary gates", "done alerts", "todo runbook"]);
    let plain = "- Prevention\n  - canary gates\n- Process\n  - runbook\n- Alerts\n  - below it\n";
    assert_eq!(all(plain), ["todo canary gates", "todo runbook", "todo Alerts"]);
    let table = "| Action | Owner |\n|---|---|\n| one | Kim |\n";
    assert_eq!(all(&format!("### Short-term\n\n{table}\n### Long-term\n\n- two\n")), ["todo one, Kim", "todo two"]);
    assert_eq!(all(&format!("- two\n- three\n\n{table}")), ["todo two", "todo three", "todo one, Kim"]);
    let heads = "| # | Action | Owner | Due |\n|---|---|---|---|\n| | **Short-term** | | |\n| 1 | one | Kim | |\n| **Long-term** | | | |\n| 2 | **two** | | |\n";
    assert_eq!(all(heads), ["todo one, Kim", "todo two"]);
    assert_eq!(all("- Ship it (owner: Kim)\n  - [ ] first\n  - [ ] then\n"), ["todo Ship it, Kim"]);
    assert_eq!(
        all("- Fix the script\n  - [x] a dry run\n- Add canary (Lee)\n"),
        ["todo Fix the script", "todo Add canary (Lee)"]
    );
    let bold = "| Action | Owner |\n|---|---|\n| **Add alerts** | |\n| Add canary | Kim |\n";
    assert_eq!(all(bold), ["todo Add alerts", "todo Add canary, Kim"]);
    assert_eq!(all("### Now\n\n- [x] a\n\n### Later\n\n- b (Kim)\n"), ["done a", "todo b (Kim)"]);
    let labels = "- Monitoring: add alerts\n- Status: publish faster\n";
    assert_eq!(all(labels), ["todo Monitoring: add alerts", "todo Status: publish faster"]);
    let long = "- Priority: define what P1 means\n- Ticket: make sure that support opens one\n";
    assert_eq!(all(long).len(), 2);
    assert_eq!(all("Add alerts\n\n- Owner: Kim\n- Status: Done\n"), ["done Add alerts, Kim"]);
}

#[test]
fn a_status_is_read_however_it_is_written() {
    let all = |text: &str| actions(&format!("# O\n\n## Action items\n\n{text}"));
    let list = "- [x] ~~Do it~~ (won't do)\n- [✓] check\n- 監視項目の追加 【完了】\n- 監視【対応済み】\n- Alarm (Tina, done)\n\
        - [ ] Ship it - Status: in progress\n";
    assert_eq!(
        all(list),
        ["dropped Do it", "done check", "done 監視項目の追加", "done 監視", "done Alarm (Tina)", "in-progress Ship it"]
    );
    let reason = read("# O\n\n## Action items\n\n- [x] ~~Do it~~ (won't do)\n").actions.remove(0).reason;
    assert_eq!(reason.as_deref(), Some("won't do"));
    let status = |column: &str, value: &str| {
        let text = format!("| Action | {column} |\n|---|---|\n| x | {value} |\n| y | |\n");
        all(&text)[0].split(' ').next().map(str::to_owned).unwrap_or_default()
    };
    for (column, value) in [
        ("Done", "2024-01-10"),
        ("Completed", "✅ 2024-04-01"),
        ("Done", "✓ (Apr 29)"),
        ("Status", "Implemented"),
        ("Status", "Merged 2024-02-20"),
        ("Status", "Done in v2.3"),
    ] {
        assert_eq!(status(column, value), "done", "{column}: {value}");
    }
    for (column, value) in [("Status", "Done in staging, pending in prod"), ("Status", "2024-01-10"), ("Done", "no")] {
        assert_eq!(status(column, value), "todo", "{column}: {value}");
    }
}

#[test]
fn nobody_owns_an_action_whose_owner_is_to_be_found() {
    let all = |text: &str| actions(&format!("# O\n\n## Action items\n\n{text}"));
    for name in ["(owner: TBD)", "(owner: none)", "(owner: ?)", "@TBD", "— Owner: unassigned"] {
        assert_eq!(all(&format!("- [ ] Do it {name}\n")), ["todo Do it"], "{name}");
    }
    for name in ["none", "unassigned", "@TBD", "(vacant)", "TBD"] {
        assert_eq!(all(&format!("| Action | Owner |\n|---|---|\n| Do it | {name} |\n")), ["todo Do it"], "{name}");
    }
}

#[test]
fn timed_lines_of_other_languages_are_not_lost() {
    assert_eq!(times(&timeline(&["23:50 故障", "次日 00:40 恢复"])), ["05-31 23:50", "06-01 00:40"]);
    let table =
        "# Outage 2024-05-31\n\n## Timeline (JST)\n\n| 時刻 | 内容 |\n|---|---|\n| 23:50 | 障害 |\n| 翌0:30 | 復旧 |\n";
    assert_eq!(times(&read(table)), ["05-31 23:50", "06-01 00:30"]);
}

#[test]
fn the_end_of_a_range_is_placed_in_its_own_zone() {
    let until = |line: &str| {
        let incident = read(&format!("# Outage 2024-06-07\n\n## Timeline\n\n- {line}\n- 20:00 UTC: b\n"));
        incident.timeline.entries[0].until.as_ref().map(Instant::rfc3339)
    };
    assert_eq!(until("10:00 UTC – 13:00 CEST: a").as_deref(), Some("2024-06-07T13:00:00+02:00"));
    assert_eq!(until("23:30 UTC – 01:45 CEST: a").as_deref(), Some("2024-06-08T01:45:00+02:00"));
    assert_eq!(until("00:10 CEST – 22:30 UTC: a").as_deref(), Some("2024-06-06T22:30:00Z"));
}

#[test]
fn a_document_in_html_is_read_as_one_in_markdown() {
    let text = "<h1>Outage</h1>\n\n<p><b>Date:</b> 2022-08-19<br><b>Severity:</b> P1</p>\n\n<h2>Timeline</h2>\n\n\
        <table>\n<thead><tr><th>Time</th><th>Event</th></tr></thead>\n<tbody><tr><td>10:00</td><td>down &amp; out</td></tr>\n\
        <tr><td class=\"x\">11:00</td>\n<td><b>up</b></td></tr></tbody>\n</table>\n\n<h2>Action items</h2>\n\n\
        <ul>\n<li>Add alerts (owner: Kim)</li>\n<li>Add canary</li>\n</ul>\n";
    let incident = read(text);
    assert_eq!(head(&incident)[..2], [Some("2022-08-19".to_owned()), Some("SEV-1".to_owned())]);
    assert_eq!(times(&incident), ["08-19 10:00", "08-19 11:00"]);
    let told: Vec<_> = incident.timeline.entries.iter().map(|entry| crate::markdown::plain(&entry.content)).collect();
    assert_eq!(told, ["down & out", "up"]);
    assert_eq!(actions(text), ["todo Add alerts, Kim", "todo Add canary"]);
}
