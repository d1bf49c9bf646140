//! Values that a text tells in a roundabout way, and those that it does not tell.

use std::sync::Arc;

use casebook::config::Config;
use casebook::incident::instant::Instant;
use casebook::incident::{Incident, Traced};
use casebook::read::{self, Document};
use casebook::text::SourceFile;

fn read(text: &str) -> Incident {
    let file = Arc::new(SourceFile::new("content/incidents/2031-03-09-a.md", text));
    match read::document(&file, &Config::default()).value {
        Ok(Document::Incident(incident)) => *incident,
        other => panic!("no incident: {other:?}"),
    }
}

/// The clocks of the beginning and the end.
fn course(text: &str) -> [String; 2] {
    let clock = |at: Option<&Traced<Instant>>| at.map(|at| at.value.local.strftime("%H:%M").to_string());
    let Incident { instants, .. } = read(text);
    [instants.started.as_ref(), instants.resolved.as_ref()].map(|at| clock(at).unwrap_or_default())
}

#[test]
fn a_stated_length_tells_which_entries_are_the_beginning_and_the_end() {
    let entries = "- 09:13 Image 8 is rolled out\n- 09:20 First call to the help desk\n- 09:41 Rollback begins\n- 10:00 Kiosks print\n- 10:30 Meeting\n";
    for head in [
        "**Duration:** 47 minutes",
        "| Field | Value |\n|---|---|\n| Downtime | 47 min |\n| Severity | SEV-2 |",
        "- Dauer: 47 Minuten",
        "The doors: closed.\n\n## Numbers\n\n- Kiosks: 40\n- Total downtime: 47 minutes",
        "**Durée** : 47 minutes",
        "**障害時間**: 47分",
        "**Duration:** 0h 47m",
        "## Impact\n\n- **Duration:** 47 minutes\n- **Kiosks:** 40",
        "The outage lasted 47 minutes, and 40 kiosks printed nothing. Resolved: 10:00 UTC.",
    ] {
        let ended = entries.replace("Kiosks print", "Kiosks print, incident resolved");
        let text = format!("# Kiosks\n\n{head}\n\n## Timeline (UTC)\n\n{ended}");
        assert_eq!(course(&text), ["09:13", "10:00"], "{text}");
    }
    let text = format!("# Kiosks\n\n**Duration:** 47 minutes\n\n## Timeline (UTC)\n\n{entries}");
    assert_eq!(course(&text), ["09:13", "10:00"], "{text}");
    let text = format!("# Kiosks\n\nStarted: 09:13 UTC\nDuration: 47 minutes\n\n## Timeline (UTC)\n\n{entries}");
    assert_eq!(course(&text), ["09:13", "10:00"], "{text}");
    let text = "# Kiosks\n\n**Duration:** about 2 hours\n\n## Timeline (UTC)\n\n- 09:13 Image 8 is rolled out\n- 11:13 Incident resolved\n";
    assert_eq!(course(text), ["09:13", "11:13"]);
    let text = "# Logs\n\nLogs were late.\n\n## Timeline\n\nIt took 1 hour and 12 minutes from the start of the incident to the fix.\n\n- 12:00 UTC: new shipper merged\n- 12:30 UTC: alert\n- 13:12 UTC: shipper rolled back\n";
    assert_eq!(course(text), ["12:00", "13:12"]);
}

#[test]
fn a_length_that_fits_no_entries_tells_nothing() {
    let entries =
        "- 09:13 Image 8 is rolled out\n- 09:20 First call to the help desk\n- 10:00 Kiosks print, incident resolved\n";
    for head in [
        "**Duration:** 42 minutes",
        "**Duration:** 47 minutes for 20 kiosks, 30 minutes for the rest",
        "**Duration:** < 47 minutes",
        "**Time to detect:** 47 minutes",
        // Somebody notices it later than it begins.
        "The kiosks were down for 42 minutes.",
        "**Duration:** about 3 hours",
        "**Similar incident:** lasted 47 minutes",
    ] {
        let text = format!("# Kiosks\n\n{head}\n\n## Timeline (UTC)\n\n{entries}");
        assert_eq!(course(&text), ["", "10:00"], "{text}");
    }
    let text = "# Kiosks\n\n**Duration:** 42 minutes\n\n## Timeline (UTC)\n\n- 09:20 Alert: kiosks are silent\n- 09:40 Kim looks\n- 10:00 Kiosks print\n";
    assert_eq!(course(text), ["", ""]);
    let text = "# Kiosks\n\nThe kiosks were down, and for 20 minutes nobody noticed.\n\n## Timeline (UTC)\n\n- 09:20 Image 8 is rolled out\n- 09:40 Kim looks\n- 10:00 Kiosks print\n";
    assert_eq!(course(text), ["", ""]);
}

#[test]
fn remedies_that_are_partly_to_be_done_are_actions() {
    let actions = |text: &str| {
        let told = |item: &casebook::incident::action::ActionItem| format!("{} {}", item.status.slug(), item.plain());
        read(text).actions.iter().map(told).collect::<Vec<_>>()
    };
    for (section, done, open) in [
        ("Remediation", "Completed", "Pending"),
        ("対策", "完了済み", "未完了（#41 で対応）"),
        ("补救措施", "已完成", "未开始"),
        ("Remediation", "Done", "Open"),
    ] {
        let text = format!(
            "# Belt\n\n## {section}\n\n### {done}\n\n- Replaced the belt\n\n### {open}\n\n- Buy a spare belt\n- Add an alarm\n"
        );
        assert_eq!(actions(&text), ["done Replaced the belt", "todo Buy a spare belt", "todo Add an alarm"], "{text}");
    }
    for parts in
        ["### Completed\n\n- Replaced the belt", "### Belt\n\n- Replaced\n\n### Motor\n\n- Oiled", "- Open the valve"]
    {
        assert!(actions(&format!("# Belt\n\n## Remediation\n\n{parts}\n")).is_empty(), "{parts}");
    }
}

#[test]
fn a_head_of_headings_is_followed_by_the_summary() {
    let told = "The lockers in the south hall would not open for anyone. Couriers waited.";
    let summary = |text: &str| read(text).summary.map(|fact| fact.value.plain).unwrap_or_default();
    for head in [
        "## Date: 1 July 2031\n\n## Owner: Morten Lund",
        "### Severity: SEV-2\n\n### Status: resolved\n\n### Duration: 2 hours",
        "## Datum: 01.07.2031\n\n## Schweregrad: hoch",
        "## Date: 1 July 2031",
    ] {
        let text = format!("# Lockers\n\n{head}\n\n{told}\n\n## Timeline\n\n- 10:00 UTC: lockers stop\n");
        assert_eq!(summary(&text), told, "{text}");
    }
    for other in ["## Doors\n\nx\n\n## Windows", "## Date: 1 July 2031\n\n## Doors\n\nx\n\n## Windows"] {
        let text = format!("# Lockers\n\n{other}\n\n{told}\n\n## Timeline\n\n- 10:00 UTC: lockers stop\n");
        assert_eq!(summary(&text), "", "{text}");
    }
}

/// Asserts what the root cause is.
#[track_caller]
fn cause(text: &str, expected: &str) {
    let incident = read(text);
    assert_eq!(incident.root_cause.map(|fact| fact.value.plain).unwrap_or_default(), expected, "{text}");
}

#[test]
fn the_last_row_of_five_whys_is_the_cause() {
    for table in [
        "| # | Question | Answer |\n|---|---|---|\n| 1 | Why did the belt stop? | The motor was hot. |\n| 2 | Why was it hot? | The fan was off. |\n| 3 | Why was the fan off? | The timer was set to winter. |\n",
        "| Why | Because |\n|---|---|\n| The belt stopped | The motor was hot. |\n| The motor was hot | The fan was off. |\n| The fan was off | The timer was set to winter. |\n",
        "| Why 1 | The motor was hot. |\n|---|---|\n| Why 2 | The fan was off. |\n| Why 3 | The timer was set to winter. |\n",
        "| Level | Answer | Evidence |\n|---|---|---|\n| 1. Why | The motor was hot. | Log |\n| 2. Why | The timer was set to winter. | Photo |\n",
    ] {
        for heading in ["Five whys", "Root cause analysis (5 whys)", "Ursache (5 Warum)"] {
            cause(&format!("# Belt\n\n## {heading}\n\n{table}"), "The timer was set to winter.");
        }
        cause(&format!("# Belt\n\n## Answers\n\n{table}"), "");
    }
    cause(
        "# Belt\n\n## Five whys\n\n| # | Question |\n|---|---|\n| 1 | Why did it stop? |\n| 2 | Why was it hot? |\n",
        "",
    );
}

#[test]
fn an_entry_says_which_cause_was_found() {
    let text = |entry: &str| {
        format!(
            "# Meters\n\nThe meters were silent.\n\n## Timeline (UTC)\n\n- 10:00 Meters stop sending\n- 10:40 {entry}\n- 11:00 All meters send again\n"
        )
    };
    for (entry, expected) in [
        ("Root cause identified: a billing job cancelled the SIM cards", "a billing job cancelled the SIM cards"),
        ("**Root cause found** – the timer was set to winter", "the timer was set to winter"),
        ("Ursache gefunden: Ein Auftrag hatte die Karten gekündigt.", "Ein Auftrag hatte die Karten gekündigt."),
        ("Cause identifiée : un contrat résilié par erreur", "un contrat résilié par erreur"),
        ("原因特定：SIMカードが解約されていた", "SIMカードが解約されていた"),
    ] {
        cause(&text(entry), expected);
    }
    for entry in [
        "Root cause identified, a fix is being built",
        "Root cause identified: see below",
        "Root cause analysis started: Kim looks into the logs",
        "Possible root cause: a billing job cancelled the SIM cards",
        "Root cause identified: was it the billing job?",
    ] {
        cause(&text(entry), "");
    }
    let notice = "# Mail is late\n\n**2031-03-09 10:40**\n\nTwo addresses were added.\n\n**2031-03-09 10:00**\n\nDue to a new gateway, mail is not delivered.\nWe look into it.\n";
    cause(notice, "Due to a new gateway, mail is not delivered.");
    cause(&text("Due to high load, the restart is not finished."), "");
}

#[test]
fn what_nobody_knows_or_chose_yet_is_no_value() {
    for unknown in [
        "Unknown at this time.",
        "Still under investigation.",
        "Not yet known; the vendor looks into it.",
        "Noch nicht bekannt.",
        "En cours d'analyse.",
        "調査中です。",
    ] {
        cause(&format!("# Pump\n\nThe pump stopped.\n\n## Root cause\n\n{unknown}\n"), "");
    }
    let told = "Unknown attackers had changed the valve.";
    cause(&format!("# Pump\n\nThe pump stopped.\n\n## Root cause\n\n{told}\n"), told);
    let severity = |text: &str| {
        let severity = read(&format!("# Pump\n\n**Severity:** {text}\n\nThe pump stopped.\n")).severity;
        severity.map(|severity| severity.value.label).unwrap_or_default()
    };
    for choice in ["SEV-1 / SEV-2 / SEV-3", "Critical / High / Medium / Low", "P1/P2/P3/P4"] {
        assert_eq!(severity(choice), "", "{choice}");
    }
    assert_eq!(severity("SEV-2 / P2"), "SEV-2");
    assert_eq!(severity("SEV-2 (of SEV-1, SEV-2, SEV-3)"), "SEV-2");
}

#[test]
fn an_action_may_end_with_its_state_and_with_a_quarter() {
    let action = |line: &str| {
        let text = format!("# Pump\n\nIt stopped.\n\n## Action items\n\n- {line}\n- Something else to be done here\n");
        let item = read(&text).actions.remove(0);
        let due = item.due.map(|due| due.to_string()).or_else(|| item.due_text.clone());
        let done = item.done.map(|done| done.to_string());
        [Some(item.status.slug().to_owned()), Some(item.plain()), item.owner, due, done].map(Option::unwrap_or_default)
    };
    let text = "Add a fuse";
    assert_eq!(action("Add a fuse (Platform Team, FY31 Q1)"), ["todo", text, "Platform Team", "FY31 Q1", ""]);
    assert_eq!(action("Add a fuse (Kim, Q3 2031)"), ["todo", text, "Kim", "Q3 2031", ""]);
    assert_eq!(action("Add a fuse — Kim — H2"), ["todo", text, "Kim", "H2", ""]);
    assert_eq!(action("Add a fuse (done, Ann, 2031-05-18)"), ["done", "Add a fuse (Ann)", "", "", "2031-05-18"]);
    assert_eq!(action("Add a fuse (done, 2031-05-18)"), ["done", text, "", "", "2031-05-18"]);
    assert_eq!(action("Add a fuse (in progress, Ann)")[0], "in-progress");
    for other in [
        "Add a fuse (EU, Q3)",
        "Add a fuse (Kim, Hall 2)",
        "Add a fuse (done in part, Ann)",
        "Add a fuse (open, closed)",
    ] {
        assert_eq!(action(other), ["todo", other, "", "", ""]);
    }
}

#[test]
fn a_clause_at_the_end_of_an_entry_says_that_it_is_over() {
    let text = |entry: &str| {
        format!(
            "# Boards\n\nThey were dark.\n\n## Timeline (UTC)\n\n- 10:00 Boards go dark\n- 10:40 {entry}\n- 11:00 Kim writes a report\n"
        )
    };
    for entry in ["Boards are back, resolved", "Cable replaced, fixed.", "Kabel getauscht, behoben"] {
        assert_eq!(course(&text(entry))[1], "10:40", "{entry}");
    }
    for entry in [
        "The vendor reports a new cable, resolved",
        "Half of the boards are back, not resolved",
        "Some of the boards are back, resolved",
    ] {
        assert_eq!(course(&text(entry))[1], "", "{entry}");
    }
}

#[test]
fn a_heading_may_name_the_defect_or_ask_what_was_hit() {
    let told = "The key of the cache did not contain the season. Prices of winter were served in summer.";
    for heading in ["The bug", "Vulnerability", "What failed", "Le bug", "Der Defekt", "脆弱性", "漏洞", "Дефект"]
    {
        cause(
            &format!("# Prices\n\nThe page showed old prices.\n\n## {heading}\n\n{told}\n\n## Fix\n\nAdd it.\n"),
            told,
        );
    }
    // Symptoms are no cause, a ticket is none, and a stronger name wins.
    for text in ["## The page\n\n", "## The bug\n\nSHOP-12\n\n## Next\n\n", "## Bug bounty\n\n"] {
        cause(&format!("# Prices\n\nThe page showed old prices.\n\n{text}{told}\n"), "");
    }
    let both = format!("# Prices\n\n## The bug\n\nPrices were old.\n\n## Root cause\n\n{told}\n");
    cause(&both, told);
    for heading in ["What was impacted", "Was war betroffen?", "Ce qui a été touché"] {
        let text = format!("# Prices\n\nThe page showed old prices.\n\n## {heading}\n\nThe prices of all tickets.\n");
        let impact = read(&text).impact.map(|fact| fact.value.plain).unwrap_or_default();
        assert_eq!(impact, "The prices of all tickets.", "{text}");
    }
}
