//! What the card says of documents in other words and forms.

use crate::incident::Incident;
use crate::read::tests::read_named;

fn incident(text: &str) -> Incident {
    read_named("2031-03-09-x.md", text)
}

fn plain(fact: Option<&crate::incident::Traced<crate::incident::Fact>>) -> Option<&str> {
    fact.map(|fact| fact.value.plain.as_str())
}

#[track_caller]
fn summary(text: &str, expected: &str) {
    let incident = incident(text);
    assert_eq!(plain(incident.summary.as_ref()).unwrap_or_default(), expected, "{text}");
}

#[track_caller]
fn impact(text: &str, expected: &str) {
    let incident = incident(text);
    assert_eq!(plain(incident.impact.as_ref()).unwrap_or_default(), expected, "{text}");
}

#[track_caller]
fn cause(text: &str, expected: &str) {
    let incident = incident(text);
    assert_eq!(plain(incident.root_cause.as_ref()).unwrap_or_default(), expected, "{text}");
}

#[test]
fn the_first_paragraph_is_the_summary() {
    let told = "The lockers of the north depot stayed shut for an evening.";
    summary(&format!("# Shut\n\n{told}\n\n## Timeline\n\n- 10:00 UTC: x\n"), told);
    summary(
        &format!("# Shut\n\n**Status:** resolved\n**Owner:** Kim\n\n![map](map.png)\n\n{told} It rained. More.\n"),
        &format!("{told} It rained."),
    );
    summary(
        &format!("# Shut\n\n## What we saw\n\n{told}\n\n## Resolution\n\nWe opened them by hand that night.\n"),
        told,
    );
    summary(
        "# Shut\n\nThe doors answered with this to everybody who came by that evening:\n\n```\n403\n```\n",
        "The doors answered with this to everybody who came by that evening",
    );
    summary("# Shut\n\n## Impact\n\nNobody got a parcel.\n", "");
    summary("# Shut\n\nWhat happened, and why did nobody see it?\n\n## Timeline\n\n- 10:00 UTC: x\n", "");
    summary("# Shut\n\nhttps://status.example.org/incidents/42\n\n## Timeline\n\n- 10:00 UTC: x\n", "");
}

#[test]
fn a_labelled_paragraph_says_it() {
    summary(
        "# T\n\n**Summary.** The map of the lockers was empty for an hour.\n\n## Timeline\n\n- 10:00 UTC: x\n",
        "The map of the lockers was empty for an hour.",
    );
    cause(
        "# T\n\n**Root cause.** At 06:10 a heron sat down on the float.\n",
        "At 06:10 a heron sat down on the float.",
    );
    let two = "# T\n\n## What happened\n\nThe map was empty.\n\n**Impact:** Couriers drove to the wrong depot\nfor an hour. Some gave up.\n\n**Root cause:** An index was built from last year's list.\n";
    impact(two, "Couriers drove to the wrong depot for an hour. Some gave up.");
    cause(two, "An index was built from last year's list.");
    // Each of several is that of another problem.
    let many = "# T\n\n## Problem 1\n\n**Cause**: the clock of the door was late.\n\n## Problem 2\n\n**Cause**: the battery was flat that day.\n";
    cause(many, "");
    impact(
        "# T\n\n**Impact:** High\n\n## Impact\n\nNobody got a parcel that evening.\n",
        "Nobody got a parcel that evening.",
    );
}

#[test]
fn a_sentence_says_what_the_cause_was() {
    let lead = |sentence: &str| {
        format!(
            "# T\n\nThe doors stayed shut that evening. {sentence} It was fixed.\n\n## Timeline\n\n- 10:00 UTC: x\n"
        )
    };
    for sentence in [
        "This was caused by a certificate that had run out.",
        "The outage happened because the spare key was in the locked room.",
        "A clock that ran late refused every code due to a wrong zone.",
        "Die Ursache war ein abgelaufenes Zertifikat der Zentrale.",
        "La panne a été causée par un certificat périmé.",
        "Причиной стал просроченный сертификат центра.",
    ] {
        cause(&lead(sentence), sentence);
    }
    for sentence in [
        "We first thought that it was caused by the rain.",
        "It was not caused by the rain.",
        "We do not know whether it was caused by the rain?",
        "This delay was because of that.",
    ] {
        cause(&lead(sentence), "");
    }
    // One that opens with it says so anywhere but where effects are told.
    let anywhere = |heading: &str, sentence: &str| {
        format!("# T\n\nThe doors stayed shut.\n\n## Doors\n\nx y z.\n\n## {heading}\n\n{sentence} It was fixed.\n")
    };
    for sentence in [
        "Due to a new lock in the lobby, the codes of the staff were refused.",
        "Because of a lost key, nobody could open the gate.",
        "Aufgrund eines neuen Schlosses wurden die Codes abgelehnt, sagte die Zentrale.",
        "Из-за нового замка коды не подошли, двери остались закрыты.",
    ] {
        cause(&anywhere("Notes of the porter", sentence), sentence);
    }
    for (heading, sentence) in [
        ("Impact", "Due to a closed gate, couriers waited."),
        ("Notes of the porter", "Due to the outage, couriers waited."),
        ("Notes of the porter", "Wegen der Störung warteten die Boten, sagte die Zentrale."),
        ("Notes of the porter", "Due to a lost key."),
        ("Action items", "Due to a lost key, buy a second one."),
    ] {
        cause(&anywhere(heading, sentence), "");
    }
    // What the lessons or actions say is about something else.
    cause("# T\n\nThe doors stayed shut.\n\n## Lessons learned\n\nThe long search was caused by an old list.\n", "");
}

#[test]
fn the_section_of_the_cause_is_read_with_care() {
    cause(
        "# T\n\n## Analysis of the root cause: five whys\n\n1. Upside down.\n2. Turned.\n3. The mark was missing.\n\n## Root cause\n\nThe sheet has no top.\n",
        "The sheet has no top.",
    );
    cause(
        "# T\n\n## Root cause: the clock of the door was late\n\n17:30 UTC: two customers call.\n",
        "the clock of the door was late",
    );
    cause(
        "# T\n\n## Root cause\n\n![graph](graph.png)\n\n*Describe what caused the incident.*\n\nThe clock was late.\n",
        "The clock was late.",
    );
    let whys = "# T\n\n## Five whys\n\n1. Why did the doors stay shut? The codes were refused.\n2. Why were they refused? The clock was late.\n3. Why was it late? Nobody had set the zone.\n";
    cause(whys, "Nobody had set the zone.");
    cause(
        "# T\n\n## Root cause\n\nThree things met:\n\n- the clock was late,\n- the spare key was inside.\n",
        "Three things met: the clock was late,; the spare key was inside.",
    );
    cause(
        "# T\n\n## Root cause\n\nIt is the setting `retry.max. Twice` of the door. It was zero. It stays.\n",
        "It is the setting retry.max. Twice of the door. It was zero.",
    );
    cause(
        "# T\n\n## Causes\n\nThe door opened late. The following graph shows it:\n\n![graph](graph.png)\n",
        "The door opened late.",
    );
}

#[test]
fn a_sentence_says_whom_it_hit() {
    let lead = |sentence: &str| {
        format!("# T\n\nThe doors of the depot were replaced in May. {sentence}\n\n## Timeline\n\n- 10:00 UTC: x\n")
    };
    for sentence in [
        "As a result, some customers went home without a parcel.",
        "Users were unable to open a locker for an hour.",
        "Die Nutzer konnten nicht an ihre Fächer.",
        "その結果、利用者は一時間ロッカーを開けられませんでした。",
    ] {
        impact(&lead(sentence), sentence);
    }
    impact(&lead("We painted them green."), "");
}

#[test]
fn the_language_is_that_of_the_text() {
    let lang = |text: &str| incident(text).text.lang;
    let told = [
        (
            "en",
            "The doors of the depot stayed shut for an evening, and nobody could get a parcel until the clock was set.",
        ),
        (
            "de",
            "Die Türen des Lagers blieben einen Abend lang zu, und niemand bekam ein Paket, bis die Uhr gestellt war.",
        ),
        ("fr", "Les portes du dépôt sont restées fermées toute une soirée, et personne n'a pu retirer de colis."),
        (
            "pl",
            "Drzwi magazynu były zamknięte przez cały wieczór i nikt nie mógł odebrać paczki, dopóki nie ustawiono zegara.",
        ),
        ("uk", "Двері складу були зачинені цілий вечір, і ніхто не міг забрати посилку, поки годинник не налаштували."),
        (
            "ja",
            "倉庫の扉が一晩中開かず、時計を合わせるまで誰も荷物を受け取れませんでした。API gateway と load balancer は正常でした。",
        ),
        ("zh", "仓库的门整晚都没有打开，在调整时钟之前没有人能够取到包裹。"),
        ("ko", "창고 문이 저녁 내내 열리지 않아 시계를 맞출 때까지 아무도 소포를 받을 수 없었습니다."),
    ];
    for (tag, text) in told {
        assert_eq!(
            lang(&format!("# Timeline\n\n{text}\n\n```\nerror: connection refused by the remote host\n```\n"))
                .as_deref(),
            Some(tag),
            "{text}"
        );
    }
    assert_eq!(lang("# T\n\nOK.\n\n- 10:00 UTC: x\n"), None);
}

#[test]
fn a_labelled_cause_ends_where_the_next_label_begins() {
    let told = "A belt was wet.";
    for text in [
        "Root cause: A belt was wet.\nResolution: It was dried and put back.",
        "Root cause: A belt was wet. Resolution: It was dried and put back.",
        "**Root cause:** A belt was wet. Impact: Nobody came down.",
    ] {
        cause(&format!("# T\n\n## Root cause and resolution\n\n{text}\n"), told);
    }
    cause(
        "# T\n\n## Root cause\n\nRoot cause: A belt was wet. It ran: nobody saw it.\n",
        "A belt was wet. It ran: nobody saw it.",
    );
}

#[test]
fn lines_of_fields_are_no_summary() {
    let told = "The tide was shown an hour late to everybody on the pier.";
    summary(&format!("From: Ada\nTo: harbour\nSubject: The tide was late\n\n{told}\n"), told);
    let form = "Reference: 2031/117\nDay and time: Sunday 9 March 2031, 10.15am\nReported by: Ferry desk";
    summary(&format!("# Late tide\n\n{form}\n\n## What happened\n\n{told}\n"), told);
}

#[test]
fn the_last_of_five_whys_is_the_cause() {
    let whys = "- The tide was late because the clock was.\n- The clock was late because nobody wound it.\n";
    let last = "Nobody winds it, as its key hangs in a locked room.";
    cause(&format!("# T\n\n## Five whys\n\n{whys}- {last}\n"), last);
    cause(&format!("# T\n\n## 原因分析（なぜなぜ分析）\n\n{whys}- {last}\n"), last);
}

#[test]
fn a_weak_name_is_the_cause_where_no_other_is() {
    let told = "The key hung in a locked room.";
    for name in ["## Why?", "**Why**", "**Why:**", "## Reason", "## Pourquoi ?", "## ¿Por qué?", "## Warum?"] {
        cause(&format!("# Late tide\n\nThe tide was late.\n\n{name}\n\n{told}\n"), told);
    }
    cause(&format!("# T\n\n## Why\n\nIt was night.\n\n## Root cause\n\n{told}\n"), told);
}

#[test]
fn what_went_wrong_may_name_the_cause() {
    let told = "The underlying cause was a clock that nobody winds.";
    cause(&format!("# T\n\nThe tide was late.\n\n## What went wrong\n\nIt rained. {told}\n"), told);
    cause("# T\n\nThe tide was late.\n\n## What went wrong\n\nPages came late due to a full disk.\n", "");
}

#[test]
fn a_greeting_is_no_summary() {
    let told = "The tide was shown an hour late to everybody on the pier.";
    summary(&format!("# Late tide\n\nDear customers and friends of our harbour,\n\n{told}\n"), told);
    summary(
        "# 潮位表の遅れについて\n\n日頃より当港をご利用いただきありがとうございます。\n\n潮位表の表示が一時間遅れていました。\n",
        "潮位表の表示が一時間遅れていました。",
    );
}

#[test]
fn what_is_said_of_the_text_is_no_summary() {
    let told = "The lockers of the north depot stayed shut for an evening.";
    for of_document in [
        "This is a draft.",
        "**! This document is open to feedback until the 3rd of April, then it will be archived in the handbook !**",
        "This postmortem is still a draft. Comments in the margin, please: the document will be frozen in May.",
        "Dieses Dokument ist noch ein Entwurf.",
        "Ce document sera complété après la revue.",
        "この文書は随時更新します。",
    ] {
        summary(&format!("# Shut\n\n{of_document}\n\n{told}\n"), told);
        summary(&format!("# Shut\n\n{of_document}\n\n## Timeline\n\n- 10:00 UTC: x\n"), "");
    }
    summary(&format!("# Shut\n\nThis document is a draft. {told}\n"), told);
    let of_drafts = "Every document that is a draft was deleted. It took an hour to restore them.";
    summary(&format!("# Shut\n\n{of_drafts}\n"), of_drafts);
}

#[test]
fn a_name_with_an_address_says_nothing() {
    for written in ["Ref: https://tickets.example/41", "See also: https://a.example/1 https://b.example/2"] {
        impact(&format!("# T\n\n## Impact\n\n{written}\n"), "");
        impact(&format!("# T\n\n## Impact\n\n{written}\n\nNobody got a parcel.\n"), "Nobody got a parcel.");
    }
    let told = "Nobody got a parcel, see: https://tickets.example/41 for who called.";
    impact(&format!("# T\n\n## Impact\n\n{told}\n"), told);
}

#[test]
fn how_it_was_noticed_and_what_it_led_to_are_no_causes() {
    for said in [
        "The lockers stayed shut. This was noticed because Kim happened to walk past.",
        "The lockers stayed shut. It was detected due to a call.",
        "The lockers stayed shut. No parcel was opened by others as a result of the issue.",
        "Die Fächer blieben zu. Das wurde nur bemerkt, weil jemand vorbeiging.",
    ] {
        cause(&format!("# T\n\n{said}\n"), "");
    }
    for (said, expected) in [
        (
            "The lockers stayed shut because the clock was wrong.",
            "The lockers stayed shut because the clock was wrong.",
        ),
        ("We noticed errors because the disk was full.", "We noticed errors because the disk was full."),
    ] {
        cause(&format!("# T\n\n{said}\n"), expected);
    }
}

#[test]
fn what_only_announces_the_text_is_no_summary() {
    let told = "A cable was cut in the harbour, and nobody could call.";
    for courtesy in ["Please find below the reason for the outage.", "Veuillez trouver ci-dessous le rapport demandé."]
    {
        summary(&format!("# Cut\n\n{courtesy}\n\n{told}\n"), told);
        summary(&format!("# Cut\n\n{courtesy}\n\n## Timeline\n\n- 10:00 UTC: x\n"), "");
    }
}

#[test]
fn a_field_ends_where_the_next_one_begins() {
    impact(
        "報告書\n\n日時：2031年5月12日\n影響範囲：予約サイトの全てのお客様\n報告者：山本\n",
        "予約サイトの全てのお客様",
    );
    impact(
        "# T\n\nDate: 9 March 2031\nImpact: All of the lockers stayed shut\nReported by: Kim\n",
        "All of the lockers stayed shut",
    );
    impact("# T\n\nImpact: All of the lockers\nstayed shut for hours.\n", "All of the lockers stayed shut for hours.");
}

#[test]
fn the_last_of_several_questions_in_one_paragraph_has_the_answer() {
    let chain = "**Why was it shut?** No power came.\n**Why was there none?** The fuse was out.\n**Why was that?** It rained in.";
    cause(&format!("# T\n\n## Root cause\n\n{chain}\n"), "It rained in.");
    cause("# T\n\n## Root cause\n\nWhy was it shut? No power came.\n", "No power came.");
}

#[test]
fn a_label_may_end_with_a_dash_and_a_background_is_no_opening() {
    summary("# T\n\n> **TL;DR** – a job ate the maps; all are back.\n", "a job ate the maps; all are back.");
    let told = "The lockers lost power because somebody opened a breaker.";
    let text = format!("# T\n\n## Background\n\nThey stand in the cellar.\n\n## What happened\n\n{told}\n");
    summary(&text, told);
}

#[test]
fn what_a_template_says_is_no_cause() {
    let known = ["Use five whys. Add a link.", "Start with the first thing that broke.", "Example: a bolt was loose."];
    let others = ["Two sentences, readable on a phone.", "La causa, no el síntoma.", "Den Auslöser, nicht die Folgen."];
    for prompt in known.into_iter().chain(others) {
        cause(
            &format!("# Shut\n\n## Root cause\n\n_{prompt}_\n\nThe key was left in the other coat.\n"),
            "The key was left in the other coat.",
        );
    }
    // Where nothing else stands there, somebody was loud.
    cause("# Shut\n\n## Root cause\n\n_The key was left in the other coat._\n", "The key was left in the other coat.");
}

#[test]
fn a_link_to_where_it_is_told_says_nothing() {
    cause("# T\n\nIt stuck.\n\n## Root cause\n\nSee [the analysis of the belt](analysis.md).\n", "");
    cause(
        "# T\n\nIt stuck.\n\n## Root cause\n\n[Analysis of the belt](analysis.md)\n\nThe belt was wet.\n",
        "The belt was wet.",
    );
    cause(
        "# T\n\nIt stuck.\n\n## Root cause\n\nThe belt of the [north gate](gate.md) was wet.\n",
        "The belt of the north gate was wet.",
    );
}
