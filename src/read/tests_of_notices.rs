//! Zones, anchors and fields that stand somewhere else than in the front matter, and notices of status pages.

use crate::incident::Incident;
use crate::read::found::inline;
use crate::read::tests::{read, times};
use crate::read::tests_of_times::{date, placed};

fn range(incident: &Incident) -> [Option<String>; 2] {
    [&incident.instants.started, &incident.instants.resolved].map(|at| Some(at.as_ref()?.value.rfc3339()))
}

fn services(incident: &Incident) -> Vec<&str> {
    incident.services.iter().map(|name| name.value.name.as_str()).collect()
}

#[test]
fn the_zone_of_the_timeline_is_that_of_the_head() {
    let head = "# Gate\n\n**Started:** 2031-03-04 14:02\n**Resolved:** 2031-03-04 15:31\n";
    for heading in ["## Timeline (UTC)", "## Timeline, all times in UTC", "## Timeline\n\nAll times are in UTC."] {
        let incident = read(&format!("{head}\n{heading}\n\n- 14:02 the gate shuts\n- 15:31 it opens\n"));
        let told = ["2031-03-04T14:02:00Z", "2031-03-04T15:31:00Z"].map(|at| Some(at.to_owned()));
        assert_eq!(range(&incident), told, "{heading}");
    }
    let other = read(&format!("{head}\n## Talks in UTC\n\nNone.\n\n## Timeline\n\n- 14:02 the gate shuts\n"));
    assert_eq!(range(&other)[0].as_deref(), Some("2031-03-04T14:02:00"));
}

#[test]
fn times_count_from_the_zero_that_the_text_names() {
    let rows = "| Offset | Event |\n|---|---|\n| T0 | pump off |\n| T+3m | bell |\n| T+1h | pump on |\n";
    for zero in
        ["T0 = 09:00 UTC", "T0: 09:00 UTC", "T+0 is the first bell. T0 (09:00 UTC)", "- T0 → 2031-05-06 09:00 UTC"]
    {
        let incident = read(&format!("# Drill\n\nDate: 2031-05-06\n\n{zero}\n\n## Timeline\n\n{rows}"));
        assert_eq!(times(&incident), ["05-06 09:00", "05-06 09:03", "05-06 10:00"], "{zero}");
    }
    let rows = "| Offset | Event |\n|---|---|\n| T+3m | bell |\n";
    let written_out = read(&format!("# Drill\n\nDate: 2031-05-06\n\nT+00:00 = 09:00 UTC\n\n## Timeline\n\n{rows}"));
    assert_eq!(times(&written_out), ["05-06 09:03"]);
    let untold = read(&format!("# Drill\n\nDate: 2031-05-06\n\nT0 is when the pump stops.\n\n## Timeline\n\n{rows}"));
    assert!(untold.timeline.entries.iter().all(|entry| entry.at.is_none()));
}

#[test]
fn fields_in_a_block_of_yaml_are_those_of_the_head() {
    let fields = "severity: SEV1\nstarted: 2031-04-02T10:11:00Z\nservices: [search, api]\n";
    let incident = read(&format!("# Index\n\n```yaml\n{fields}```\n\nIt was slow.\n"));
    assert_eq!(services(&incident), ["search", "api"]);
    assert_eq!(range(&incident)[0].as_deref(), Some("2031-04-02T10:11:00Z"));
    assert_eq!(incident.severity.and_then(|it| it.value.rank), Some(1));
    let other = read("# Index\n\n```yaml\nservices: [search, api]\nstatus: ready\n```\n\nIt was slow.\n");
    assert!(services(&other).is_empty());
}

#[test]
fn a_notice_may_say_when_it_was_posted() {
    for (stamp, heading) in
        [("*Posted Mar 14, 2031 - 16:20 UTC*", "## Resolved"), ("Updated: Mar 14, 2031 16:20 UTC", "### Resolved")]
    {
        let notice = |state: &str, clock: &str| {
            let (heading, stamp) = (heading.replace("Resolved", state), stamp.replace("16:20", clock));
            format!("{heading}\n\nThe gate hangs.\n\n{stamp}\n")
        };
        let notices = [notice("Resolved", "16:20"), notice("Identified", "15:20"), notice("Investigating", "15:02")];
        let text = format!("# Errors\n\nThis incident affected: API and Dashboard.\n\n{}", notices.join("\n"));
        let incident = read(&text);
        assert_eq!(times(&incident), ["03-14 16:20", "03-14 15:20", "03-14 15:02"], "{text}");
        assert_eq!(range(&incident)[1].as_deref(), Some("2031-03-14T16:20:00Z"));
        assert_eq!(services(&incident), ["API", "Dashboard"]);
    }
}

#[test]
fn a_notice_may_begin_with_its_state_and_time_on_a_line() {
    let notice = |state: &str, clock: &str, text: &str| format!("**{state}** - Jan 30, 2031 {clock} UTC\n\n{text}\n\n");
    let text = [
        notice("Resolved", "17:22", "It is over."),
        notice("Update 2", "16:20", "One in seven calls hangs."),
        notice("Investigating", "15:51", "The gate is slow since 15:35 UTC."),
    ];
    let incident = read(&format!("# Gate\n\n**Status:** Resolved\n\n---\n\n{}", text.concat()));
    assert_eq!(times(&incident), ["01-30 17:22", "01-30 16:20", "01-30 15:51"]);
    assert_eq!(range(&incident)[1].as_deref(), Some("2031-01-30T17:22:00Z"));
}

#[test]
fn moments_as_headings_are_no_part_of_the_section_above() {
    let moments = "## 10:05 Errors rise\n\nA few.\n\n## 10:20 Root cause\n\nA key.\n\n\
                   ## 10:40 – Remediation\n\nA new key.\n\n## 11:00 Resolved\n\nAll is well.\n";
    for above in ["## Follow-up\n\nA lock keeps them apart.\n\n", "## Summary\n\nThe gate shut at 10:01.\n\n", ""] {
        let incident = read(&format!("# Gate, 14 March 2031\n\n{above}{moments}"));
        assert_eq!(times(&incident), ["03-14 10:05", "03-14 10:20", "03-14 10:40", "03-14 11:00"], "{above}");
    }
    // What is deeper stays a part of it.
    let deeper = moments.replace("## ", "### ");
    assert!(times(&read(&format!("# Gate, 14 March 2031\n\n## Action items\n\n{deeper}"))).is_empty());
}

#[test]
fn an_emoji_before_a_state_is_no_quotation_mark() {
    let words = |text: &str| {
        let incident = read(&format!("# Gate\n\n## Timeline\n\n- 10:05 {text}\n- 10:20 The gate opens\n"));
        inline::text(&incident.timeline.entries[0].content)
    };
    assert_eq!(words("✅ Update: all is well"), "all is well");
    for text in ["“Update: all is well”, says the page", "„Update: alles gut“", "« Update : tout va bien »"] {
        assert_eq!(words(text), text);
    }
}

#[test]
fn the_last_notice_has_a_text_below_it_like_the_others() {
    let notices = ["Investigating", "Identified", "Resolved"].iter().enumerate();
    let notices =
        notices.map(|(at, state)| format!("**4 May 2031, 1{at}:00 UTC – {state}**\n\nThe gate, part {at}.\n\n"));
    let notices = notices.collect::<Vec<_>>().concat();
    let incident = read(&format!("# Gate\n\n{notices}**6 May 2031 – Summary**\n\nIt was shut for two hours.\n"));
    let told: Vec<_> = incident.timeline.entries.iter().map(|entry| entry.detail.len()).collect();
    assert_eq!(told, [1, 1, 1]);
    assert_eq!(incident.summary.map(|fact| fact.value.plain).as_deref(), Some("It was shut for two hours."));
}

#[test]
fn a_time_in_a_form_may_have_its_place_in_brackets() {
    let form = |start: &str| {
        format!(
            "# Gate\n\n### Started\n\n{start}\n\n### Resolved\n\n2031-03-05 17:45 (Kyiv)\n\n### Root cause\n\nA belt.\n"
        )
    };
    let range = |text: &str| {
        let instants = read(text).instants;
        [instants.started, instants.resolved].map(|at| Some(at?.value.rfc3339()))
    };
    let told = |at: &str| Some(at.to_owned());
    assert_eq!(range(&form("2031-03-04 08:00 (Kyiv)")), [told("2031-03-04T08:00:00"), told("2031-03-05T17:45:00")]);
    assert_eq!(range(&form("2031-03-04 08:00, or a bit later")), [None, told("2031-03-05T17:45:00")]);
}

#[test]
fn zero_may_stand_beside_its_name() {
    let text = "# Gate\n\n| | |\n|---|---|\n| **Owner** | Kim |\n| **T0** | 2031-03-04 19:58 UTC |\n\n## Timeline\n\n\
                | T | Event |\n|---|---|\n| T−26h | A new belt |\n| T0 | Nobody gets in |\n| T+77m | The gate opens |\n";
    let incident = read(text);
    assert_eq!(date(&incident).as_deref(), Some("2031-03-04"));
    let at: Vec<_> = placed(&incident).into_iter().map(|(_, at)| at).collect();
    assert_eq!(at, ["2031-03-03T17:58:00Z", "2031-03-04T19:58:00Z", "2031-03-04T21:15:00Z"]);
}

#[test]
fn a_line_of_a_day_and_a_name_says_when_a_text_was_written() {
    let text = "# Gate\n\n*14 March 2031, written by Kim*\n\nOn Tuesday, 11 March, the gate was stuck.\n\n## How it was\n\n\
                **17:30.** It rains.\n\n**18:00.** The gate sticks.\n\n**21:14.** It opens.\n";
    let incident = read(text);
    assert_eq!(date(&incident).as_deref(), Some("2031-03-11"));
    assert_eq!(placed(&incident).len(), 3);
}

#[test]
fn times_that_cannot_be_compared_are_read_all_the_same() {
    let zones = [" UTC", " CST", "", " PST", " UTC+5"];
    // Any order that no rule explains.
    let mut state = 1_u64;
    let mut any = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut entry = || {
        let (day, hour, minute) = (any(28) + 1, any(24), any(60));
        let zone = zones[usize::try_from(any(5)).unwrap_or_default()];
        format!("- 2031-03-{day:02} {hour:02}:{minute:02}{zone} somebody looks at the belt\n")
    };
    for _ in 0..60 {
        let entries: String = (0..80).map(|_| entry()).collect();
        let incident = read(&format!("# Gate\n\n## Timeline\n\n{entries}"));
        assert_eq!(placed(&incident).len(), 80);
        assert!(incident.instants.resolved.is_none());
    }
}
