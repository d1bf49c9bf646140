//! Whole documents, and what is read out of them.

use std::sync::Arc;

use super::{Document, document};
use crate::config::Config;
use crate::incident::Incident;
use crate::incident::instant::Instant;
use crate::source::SourceFile;

fn read(text: &str) -> Incident {
    read_named("outage.md", text)
}

fn read_named(name: &str, text: &str) -> Incident {
    let file = Arc::new(SourceFile::new(format!("content/incidents/{name}"), text));
    match document(&file, &Config::default()).value {
        Ok(Document::Incident(incident)) => *incident,
        other => panic!("no incident: {other:?}"),
    }
}

/// One line for each item: status, text, owner and due date.
fn actions(text: &str) -> Vec<String> {
    let told = |item: &crate::incident::action::ActionItem| {
        let due = item.due.map(|due| due.to_string());
        let fields = [item.owner.clone(), due];
        let fields: String = fields.into_iter().flatten().map(|field| format!(", {field}")).collect();
        format!("{} {}{fields}", item.status.slug(), item.plain())
    };
    read(text).actions.iter().map(told).collect()
}

/// Date, severity, status and owner.
fn head(incident: &Incident) -> [Option<String>; 4] {
    [
        incident.date.as_ref().map(|date| date.value.to_string()),
        incident.severity.as_ref().map(|severity| severity.label.clone()),
        incident.status.map(|status| format!("{status:?}").to_lowercase()),
        incident.owner.clone(),
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
fn nested_and_mixed_lists_of_actions_are_read_whole() {
    let all = |text: &str| actions(&format!("# O\n\n## Action items\n\n{text}"));
    let nested = "- Prevention\n  - [ ] canary gates\n  - [x] alerts\n- Process\n  - [ ] runbook\n";
    assert_eq!(all(nested), ["todo canary gates", "done alerts", "todo runbook"]);
    let table = "| Action | Owner |\n|---|---|\n| one | Kim |\n";
    assert_eq!(all(&format!("### Short-term\n\n{table}\n### Long-term\n\n- two\n")), ["todo one, Kim", "todo two"]);
    assert_eq!(all(&format!("- two\n- three\n\n{table}")), ["todo two", "todo three", "todo one, Kim"]);
    let heads = "| # | Action | Owner | Due |\n|---|---|---|---|\n| | **Short-term** | | |\n| 1 | one | Kim | |\n| **Long-term** | | | |\n| 2 | **two** | | |\n";
    assert_eq!(all(heads), ["todo one, Kim", "todo two"]);
    assert_eq!(all("- Ship it (owner: Kim)\n  - [ ] first\n  - [ ] then\n"), ["todo Ship it, Kim"]);
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
