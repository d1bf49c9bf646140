//! Small texts in the words of many people and languages, and what is read out of them.

use std::sync::Arc;

use casebook::config::Config;
use casebook::incident::action::ActionItem;
use casebook::incident::instant::Instant;
use casebook::incident::{Fact, Incident, Traced};
use casebook::markdown;
use casebook::read::{self, Document};
use casebook::text::SourceFile;

fn read(text: &str) -> Incident {
    let file = Arc::new(SourceFile::new("content/incidents/a.md", text));
    match read::document(&file, &Config::default()).value {
        Ok(Document::Incident(incident)) => *incident,
        other => panic!("no incident: {other:?}"),
    }
}

fn timeline(lines: &[&str]) -> Incident {
    read(&format!("# Outage 2024-05-31\n\n## Timeline (UTC)\n\n- {}\n", lines.join("\n- ")))
}

fn at(instant: Option<Traced<Instant>>) -> String {
    instant.map(|at| at.value.rfc3339()).unwrap_or_default()
}

fn date(incident: &Incident) -> Option<String> {
    incident.date.as_ref().map(|date| date.value.to_string())
}

#[track_caller]
fn is(fact: Option<&Traced<Fact>>, expected: &str, text: &str) {
    assert_eq!(fact.map(|fact| fact.value.plain.as_str()).unwrap_or_default(), expected, "{text}");
}

#[track_caller]
fn summary(text: &str, expected: &str) {
    is(read(text).summary.as_ref(), expected, text);
}

#[track_caller]
fn impact(text: &str, expected: &str) {
    is(read(text).impact.as_ref(), expected, text);
}

#[track_caller]
fn cause(text: &str, expected: &str) {
    is(read(text).root_cause.as_ref(), expected, text);
}

#[test]
fn an_entry_that_names_the_beginning_is_it_in_every_language() {
    for text in [
        "The gates report errors, outage begins",
        "Kassen melden Fehler; Beginn der Störung",
        "inizio del disservizio",
        "DNS-zone opgeruimd; begin van de storing",
        "Feilen oppstår",
        "Fejlen opstår",
        "Störningen börjar",
        "диск заполнен, начало аварии",
        "диск заповнено, початок аварії",
        "Arıza başladı",
        "początek awarii",
        "inicio de la caída",
        "início da queda",
        "début du dysfonctionnement",
    ] {
        let incident = timeline(&[&format!("09:15: {text}"), "10:00: somebody looks"]);
        assert!(incident.instants.started.is_some(), "{text}");
    }
    for text in ["A customer reports an outage", "Alert: the outage began at 8:50"] {
        assert!(timeline(&[&format!("09:15: {text}"), "10:00: x"]).instants.started.is_none(), "{text}");
    }
}

#[test]
fn messages_of_a_chat_are_entries() {
    for [name, time] in [["**Ada Kern**", "09:15"], ["Ada Kern", "[9:15 AM]"], ["**pump-bot** APP", "9:15 AM"]] {
        let next = "**Bo** 09:20\nlooking\nat it\n\nBo Lund 09:31\nit runs\n";
        let chat = read(&format!("# Pump 2031-03-09\n\nFrom our chat.\n\n{name} {time}\nthe pump stands\n\n{next}"));
        let told: Vec<_> = chat.timeline.entries.iter().map(|entry| markdown::plain(&entry.content)).collect();
        let author = name.replace("**", "");
        assert_eq!(told, [format!("{author}: the pump stands"), "Bo: looking at it".into(), "Bo Lund: it runs".into()]);
    }
    let prose = "We met at 09:15\nand talked.\n\nThe pump ran at 09:20\nagain.\n\nIt was oiled at 09:31\nas always.\n";
    assert!(read(&format!("# Pump 2031-03-09\n\n{prose}")).timeline.entries.is_empty());
}

#[test]
fn what_went_on_until_a_time_ended_then() {
    let ends = |text: &str| {
        let incident = read(&format!("# Pump\n\nOn 9 March 2031 at 9:10 UTC the pump went down. {text}\n"));
        at(incident.instants.resolved)
    };
    for text in [
        "It was unavailable until 10:40 UTC.",
        "The valves crashed, too, and nothing was reachable again until 9 March at 10:40 UTC.",
        "Das Wasser war bis 10:40 Uhr (UTC) nicht verfügbar.",
    ] {
        assert_eq!(ends(text), "2031-03-09T10:40:00Z", "{text}");
    }
    for text in ["Nobody noticed it until 10:40 UTC.", "We were in a meeting until 10:40 UTC."] {
        assert_eq!(ends(text), "", "{text}");
    }
}

#[test]
fn a_beginning_may_be_a_range_or_in_html() {
    for field in [
        "■発生日時\n2031年3月9日 9時10分 ～ 10時40分 (UTC)",
        "**Start:** 2031-03-09 09:10 – 10:40 UTC",
        "<table>\n<tr><th>Start</th><td>2031-03-09 9:10 UTC</td></tr>\n<tr><th>End</th><td>2031-03-09 10:40 UTC</td></tr>\n</table>",
    ] {
        let instants = read(&format!("# O\n\n{field}\n\nText.\n")).instants;
        let both = [instants.started, instants.resolved].map(at);
        assert_eq!(both, ["2031-03-09T09:10:00Z", "2031-03-09T10:40:00Z"], "{field}");
    }
}

#[test]
fn the_day_of_a_mail_or_a_post_is_not_that_of_the_incident() {
    let mail =
        "From: Ada <ada@harbour.example>\nDate: Mon, 10 Mar 2031 10:12:44 +0000\nSubject: The pump stood still\n";
    let told = "The pump was down from Sunday 9 March 21:35 UTC until Monday 10 March 07:50 UTC.\n";
    assert_eq!(date(&read(&format!("{mail}\n{told}"))).as_deref(), Some("2031-03-09"));
    let mail = mail.replace("From", "Von").replace("Date", "Datum").replace("Subject", "Betreff");
    assert_eq!(date(&read(&format!("{mail}\n{told}"))).as_deref(), Some("2031-03-09"));
    let post = |title: &str, text: &str| {
        let text = format!("---\ntitle: {title}\ndate: 2031-03-12\n---\n\n{text}\n");
        date(&read(&text)).unwrap_or_default()
    };
    assert_eq!(post("Outage on March 9th", "It was down."), "2031-03-09");
    assert_eq!(post("Outage", "On 9 March the pump was down."), "2031-03-09");
    assert_eq!(post("Outage", "The pump was bought on 9 March."), "2031-03-12");
    assert_eq!(post("Outage", "It was down. Similar to the one of March 3rd, it was long."), "2031-03-12");
}

#[test]
fn days_in_numbers_have_the_order_of_their_language() {
    let text = |told: &str| format!("# 9\n\n{told}\n\n## Timeline\n\n- 04/05/2031 09:10: x\n- 06/07/2031 10:00: y\n");
    let first = |told: &str| {
        let at = read(&text(told)).timeline.entries.swap_remove(0).at;
        at.map(|at| at.rfc3339()).unwrap_or_default()
    };
    let french =
        "La pompe du port était arrêtée toute la nuit, et personne ne pouvait ouvrir les écluses avant le matin.";
    assert_eq!(first(french), "2031-05-04T09:10:00");
    assert_eq!(first("The pump of the harbour stood still all night, and nobody could open the locks."), "");
}

#[test]
fn the_first_sentence_of_a_story_says_when_whatever_its_words() {
    let started = |text: &str| at(read(text).instants.started);
    let told = "On 9 March 2031 the gate let 400 trains through between 9:10 and 10:40 UTC.";
    assert_eq!(started(&format!("# The gate\n\n{told}\n\nIt has a new lamp.\n")), "2031-03-09T09:10:00Z");
    assert_eq!(started(&format!("# The gate\n\n{told}\n\n## What we do\n\nA lamp.\n")), "");
    let planned = "The planned work of 9 March 2031 took from 9:10 to 10:40 UTC.";
    assert_eq!(started(&format!("# The gate\n\n{planned}\n\nIt has a new lamp.\n")), "");
}

#[test]
fn questions_and_short_labels_name_what_follows() {
    let told = "Four hundred ferries sailed with an old chart.";
    for label in ["**Who was affected?**", "**¿A quién afectó?**", "**Wer war betroffen?**", "**Konsekvens:**"] {
        impact(&format!("# Old chart\n\nThe chart was old.\n\n{label} {told}\n"), told);
    }
    for label in ["**Why?**", "Why:", "**Reason for outage (RFO):**", "**Cause :**"] {
        let long = "**Impact:** Everybody on the pier read a chart of the year before last.";
        cause(&format!("# Old chart\n\n{long}\n\n{label} A disk was full of tides.\n"), "A disk was full of tides.");
    }
    cause(
        "# Old chart\n\n## Contributing factors\n\n- A disk was full of tides.\n- It rained.\n",
        "A disk was full of tides; It rained.",
    );
    cause("# Root cause: what the tide told us\n\nThe chart was old.\n", "");
}

#[test]
fn a_byline_is_no_summary() {
    let told = "The tide was shown an hour late to everybody on the pier.";
    for line in ["Harbour office, 30 March 2031. All times are UTC.", "Written 30 March 2031, all times in CET."] {
        summary(&format!("# Late tide\n\n{line}\n\n{told}\n"), told);
    }
}

#[test]
fn what_people_could_not_do_is_the_impact_in_every_language() {
    for told in [
        "Nobody could read the tide.",
        "Die Bürger konnten keine Flut ablesen.",
        "Les pêcheurs ne pouvaient pas lire la marée.",
        "Los pescadores no pudieron leer la marea.",
        "I pescatori non hanno potuto leggere la marea.",
        "Os pescadores não conseguiram ler a maré.",
        "Klanten konden geen getij lezen.",
        "Rejsende kunne ikke læse tidevandet.",
        "Reisende kunne ikke lese tidevannet.",
        "Personalen kunde inte läsa tidvattnet.",
        "Pasażerowie nie mogli odczytać pływu.",
        "Пассажиры не могли узнать время прилива.",
        "Пасажири не могли дізнатися час припливу.",
        "Yolcular gelgiti takip edemedi.",
        "会員が潮位を確認できませんでした。",
        "部分用户无法查看潮位。",
        "회원이 조위를 보지 못했습니다.",
    ] {
        impact(&format!("# 9\n\n2031-03-09. {told}\n"), told);
    }
    impact("# 9\n\nWe called all of the persons who asked.\n", "");
}

#[test]
fn names_at_the_end_of_every_item_are_owners_if_they_are_surely_people() {
    let owners = |ends: &[&str], before: &str| {
        let items: Vec<_> = ends.iter().map(|end| format!("- Mend the pump {end}\n")).collect();
        let found = read(&format!("# Pump\n\n{before}\n\n## Actions\n\n{}", items.concat())).actions;
        found.into_iter().filter_map(|item| item.owner).collect::<Vec<_>>()
    };
    let mixed = ["(Ama Darko)", "(Bertil)", "(harbour team)"];
    assert_eq!(owners(&mixed, "It was down."), ["Ama Darko", "Bertil", "harbour team"]);
    assert_eq!(owners(&["— Ama Darko", "— Jo Tull"], "It was down."), ["Ama Darko", "Jo Tull"]);
    assert_eq!(owners(&["(Bertil)", "(Ama)"], "Seen by Bertil Holm."), ["Bertil", "Ama"]);
    for (ends, before) in [
        (["(Redis)", "(Postgres)"], "It was down."),
        (["(EU)", "(US)"], "It was down."),
        (["(Phase 1)", "(Phase 2)"], "It was down."),
        (["(Q3)", "(Q4)"], "It was down."),
        (["— Grafana", "— Loki"], "It was down."),
        (["(Message Queue)", "(Load Balancer)"], "A load balancer lost the message queue."),
        (["(API Gateway)", "(Ama Darko)"], "It was down."),
        (["(Pump House)", "(Ama Darko)"], "The `Pump House` was down."),
    ] {
        assert_eq!(owners(&ends, before), [""; 0], "{ends:?}");
    }
}

#[test]
fn a_due_day_in_numbers_is_not_before_the_incident() {
    let due = |day: &str| {
        let text = format!("# Pump\n\nDate: 2031-08-23\n\n## Actions\n\n- Mend the pump (due {day})\n");
        read(&text).actions[0].due.map(|due| due.to_string()).unwrap_or_default()
    };
    assert_eq!(due("06/09/2031"), "2031-09-06");
    assert_eq!(due("09/06/2031"), "2031-09-06");
    assert_eq!(due("10/09/2031"), "");
}

#[test]
fn a_list_below_a_promise_is_of_actions() {
    for line in [
        "So that it does not happen again, we will:",
        "To prevent a recurrence we’ll take three steps. We plan to make these improvements:",
        "Damit das nicht wieder vorkommt, werden wir diese Maßnahmen ergreifen:",
        "Nous allons prendre les mesures suivantes :",
    ] {
        let items = read(&format!("# Pump\n\nIt was down.\n\n{line}\n\n- Oil the pump\n- Buy a spare one\n")).actions;
        let texts: Vec<_> = items.iter().map(ActionItem::plain).collect();
        assert_eq!(texts, ["Oil the pump", "Buy a spare one"], "{line}");
    }
    for line in
        ["We will look at these pumps:", "To prevent a recurrence we took these measures:", "These are measures:"]
    {
        assert!(read(&format!("# Pump\n\nIt was down.\n\n{line}\n\n- Oil the pump\n- Buy one\n")).actions.is_empty());
    }
}

#[test]
fn a_document_whose_title_names_another_kind_is_a_page() {
    let config = Config { unconfigured: true, ..Config::default() };
    let is_incident = |text: &str| {
        let file = Arc::new(SourceFile::new("content/a.md", text));
        matches!(read::document(&file, &config).value, Ok(Document::Incident(_)))
    };
    for text in [
        "# Runbook: full disks\n\nSeverity: SEV-2\n\n## Steps\n\n1. Look at the graphs.\n",
        "# ADR 12: queues between services\n\nDate: 2025-03-04\n\n## Context\n\nCalls waited for each other.\n",
        "# RFC – budgets for retries\n\nDate: 2026-02-02\n\n## Summary\n\nWe propose budgets.\n",
        "# Meeting, 3 February 2026\n\n## Action items\n\n- [ ] Kim: order disks\n",
        "# Newsletter\n\nOn 3 March 2026 from 10:00 to 12:00 we celebrate ten years.\n",
        "# Handbuch für den Bereitschaftsdienst\n\nSchweregrad: SEV-1, wenn alles steht.\n",
    ] {
        assert!(!is_incident(text), "{text}");
    }
    for text in [
        "# Runbook deleted the wrong disks\n\nDate: 2025-03-04\n\n## Root cause\n\nThe name was a pattern.\n",
        "# Meetings could not be joined\n\nOn 3 March 2026 from 10:00 to 12:00 nobody could join a call.\n",
        "# Training cluster outage\n\nDate: 2026-02-02\n\nThe nodes restarted.\n",
        "# Full disks\n\nSeverity: SEV-2\n\nThe disks of the registry were full.\n",
    ] {
        assert!(is_incident(text), "{text}");
    }
}
