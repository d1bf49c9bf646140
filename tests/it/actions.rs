//! The pages of action items, of small archives and large ones.

use std::collections::{BTreeMap, BTreeSet};

use super::harness::Archive;

/// Writes one incident with `count` items of each of the given states.
fn add(archive: &Archive, day: &str, items: &[(&str, usize)]) {
    let mut text = format!("---\ntitle: Of {day}\ndate: {day}\nservices: [crane, winch]\nteams: [Yard]\nactions:\n");
    for (status, count) in items {
        for at in 0..*count {
            text += &format!("  - {{text: {status} {at}, status: {status}, owner: Ada}}\n");
        }
    }
    archive.write(&format!("content/incidents/{day}-of-{day}.md"), text + "---\nText.\n");
}

/// Every page of action items with the anchors of its rows, in order.
fn shown(archive: &Archive) -> BTreeMap<String, Vec<String>> {
    let pages = archive.published().into_iter();
    let pages = pages.filter(|(path, _)| path == "actions.html" || path.starts_with("actions/"));
    let pages = pages.filter(|(path, _)| path != "actions/index.html");
    let rows = |page: Vec<u8>| {
        let page = String::from_utf8(page).expect("text");
        let cells = page.split("<td class=\"of\"><a href=\"").skip(1);
        let address = |cell: &str| cell.split('"').next().expect("an address").trim_start_matches("../").to_owned();
        cells.map(address).collect()
    };
    pages.map(|(path, page)| (path, rows(page))).collect()
}

fn group<'a>(page: &'a str, id: &str) -> &'a str {
    let start = page.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{id} is there"));
    let rest = &page[start..];
    &rest[..rest.find("</table>").expect("a table")]
}

#[test]
fn a_small_archive_has_one_page_with_open_items_first_and_finished_ones_folded() {
    let archive = Archive::new(
        r#"
-- casebook.toml --
title = "Yard"
-- content/incidents/2026-01-02-hoist.md --
---
title: Hoist
date: 2026-01-02
services: [crane, winch]
teams: [Rigging]
actions:
  - {text: late, due: 2026-02-01}
  - {text: open, due: 2027-02-01, type: prevent, priority: P1}
  - {text: never, status: dropped, reason: too dear}
  - {text: finished, status: done, done: 2026-01-20, verified: 2026-02-03}
  - {text: finished some day, status: done}
---
Text.
-- content/incidents/2026-03-04-rope.md --
---
title: Rope
date: 2026-03-04
actions: [{text: new}]
---
Text.
-- content/incidents/undated.md --
---
title: Undated
actions: [{text: old}]
---
Text.
"#,
    );
    archive.build(&[]);
    assert!(archive.published().keys().all(|path| !path.starts_with("actions/")));
    let page = archive.page("actions.html");
    let place = |id: &str| page.find(&format!("class=\"action-group\" id=\"{id}\"")).expect("a group");
    assert!(place("overdue") < place("open") && place("open") < place("done") && place("done") < place("dropped"));
    for id in ["done", "dropped"] {
        assert!(page.contains(&format!("<details class=\"action-group\" id=\"{id}\">")), "{page}");
    }
    assert!(page.contains("<strong>2 of 7</strong> actions done, 4 open<span class=\"overdue-count\""), "{page}");
    assert!(page.contains(")</span>, 1 dropped</span>"), "{page}");
    // From 2 Jan to 4 Mar, which is the newest day of the archive.
    let late = group(&page, "overdue");
    assert!(late.contains("data-v=\"61\" data-since=\"2026-01-02\">61 days<"), "{late}");
    assert!(page.contains("class=\"as-of\"> to <time datetime=\"2026-03-04\">4 Mar 2026</time>"), "{page}");
    let open = group(&page, "open");
    assert!(open.contains("data-since=\"2026-03-04\">0 days<"), "{open}");
    assert!(!open.contains("never") && open.contains("<td data-v=\"\"><span class=\"missing\">not stated"), "{open}");
    let done = group(&page, "done");
    assert!(done.contains("Done on") && done.contains("20 Jan 2026</time>"), "{done}");
    assert!(done.contains("seen to work <time datetime=\"2026-02-03\">") && !done.contains("never"), "{done}");
    let dropped = group(&page, "dropped");
    assert!(dropped.contains("Dropped: too dear") && !dropped.contains("Done"), "{dropped}");
    for (field, value) in
        [("team", "Rigging"), ("state", "Dropped"), ("type", "prevent"), ("priority", "P1"), ("service", "winch")]
    {
        let select = page.split("<select").find(|part| part.contains(&format!("name=\"{field}\""))).expect(field);
        assert!(select.contains(&format!("<option>{value}</option>")), "{select}");
        assert!(page.contains(&format!("data-f=\"{field}\"")), "{field}");
    }
}

#[test]
fn in_a_large_archive_finished_items_have_pages_by_state_and_year() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Yard\"\n");
    add(&archive, "2024-05-06", &[("done", 20), ("dropped", 3)]);
    add(&archive, "2025-05-06", &[("done", 410), ("todo", 5)]);
    add(&archive, "2026-05-06", &[("in-progress", 2)]);
    archive.build(&[]).clean();
    let shown = shown(&archive);
    let counts: Vec<_> = shown.iter().map(|(path, rows)| (path.as_str(), rows.len())).collect();
    let expected = [
        ("actions.html", 7),
        ("actions/done-2024.html", 20),
        ("actions/done-2025-2.html", 10),
        ("actions/done-2025.html", 400),
        ("actions/dropped-2024.html", 3),
    ];
    assert_eq!(counts, expected);
    let all: BTreeSet<_> = shown.values().flatten().collect();
    assert_eq!(all.len(), 440, "each is shown, and once");
    for (path, root) in [("actions.html", ""), ("actions/done-2025-2.html", "../")] {
        let page = archive.page(path);
        for other in ["actions/done-2024.html", "actions/done-2025.html", "actions/dropped-2024.html"] {
            assert!(page.contains(&format!("href=\"{root}{other}\"")), "{path} leads to {other}");
        }
        assert!(page.contains("name=\"team\""), "{path}");
    }
    assert!(archive.page("actions.html").contains("<strong>430 of 440</strong> actions done, 7 open, 3 dropped"));
    assert!(!archive.page("actions/done-2024.html").contains("<details class=\"action-group\""));
}

#[test]
fn many_open_items_have_pages_by_year_and_those_due_first_stay() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Yard\"\n");
    add(&archive, "2024-05-06", &[("todo", 300)]);
    add(&archive, "2025-05-06", &[("todo", 150), ("done", 1)]);
    let urgent = "---\ntitle: Old\ndate: 2023-01-01\nactions: [{text: now, due: 2023-02-01}]\n---\nText.\n";
    archive.write("content/incidents/old.md", urgent);
    archive.build(&[]).clean();
    let shown = shown(&archive);
    let counts: Vec<_> = shown.iter().map(|(path, rows)| (path.as_str(), rows.len())).collect();
    let expected = [
        ("actions.html", 400),
        ("actions/done-2025.html", 1),
        ("actions/open-2023.html", 1),
        ("actions/open-2024.html", 300),
        ("actions/open-2025.html", 150),
    ];
    assert_eq!(counts, expected);
    assert_eq!(shown["actions.html"][0], "incidents/old.html#a-1");
    let beside: BTreeSet<_> =
        shown.iter().filter(|(path, _)| *path != "actions.html").flat_map(|(_, rows)| rows).collect();
    assert_eq!(beside.len(), 452, "the pages by year have all");
    assert!(archive.page("actions.html").contains("shows the 400 open ones that are due first"));
}

/// An archive with one action that states nothing, one with a due day, one with a text as its due
/// day, for each of three severities.
fn with_due_days(setting: &str) -> Archive {
    let archive = Archive::new(&format!("-- casebook.toml --\ntitle = \"Yard\"\n[actions]\ndue_days = {setting}\n"));
    for severity in ["SEV-1", "sev2", "SEV-3"] {
        archive.write(
            &format!("content/incidents/2026-01-02-{}.md", severity.to_lowercase()),
            format!(
                "---\ntitle: Of {severity}\ndate: 2026-01-02\nseverity: {severity}\n---\nText.\n\n## Action items\n\n\
                 - [ ] silent\n- [ ] dated (due 2026-01-05)\n- [ ] worded (due: ASAP)\n- [x] over\n"
            ),
        );
    }
    archive.write("content/incidents/2026-01-20-last.md", "---\ntitle: Last\ndate: 2026-01-20\n---\nText.\n");
    archive
}

#[test]
fn an_action_without_a_due_day_is_due_by_the_default_of_its_severity() {
    let archive = with_due_days("{ \"Sev 1\" = 15, \"SEV-2\" = 30 }");
    archive.build(&[]).clean();
    let csv = archive.page("actions.csv");
    let line = |id: &str, text: &str| {
        let line = csv.lines().find(|line| line.starts_with(&format!("2026-01-02-{id},")) && line.contains(text));
        line.unwrap_or_else(|| panic!("{id} {text} in {csv}")).trim_end().to_owned()
    };
    // 2 Jan and 15 days is 17 Jan, before the archive's newest day; and 30 days is 1 Feb.
    assert!(line("sev-1", "silent").contains(",yes,") && line("sev-1", "silent").ends_with(",2026-01-17"));
    assert!(line("sev2", "silent").contains(",no,") && line("sev2", "silent").ends_with(",2026-02-01"));
    assert!(line("sev-3", "silent").contains(",no,") && line("sev-3", "silent").ends_with(','));
    for id in ["sev-1", "sev2", "sev-3"] {
        assert!(line(id, "dated").contains(",yes,") && line(id, "dated").ends_with(','), "stated days win");
        assert!(line(id, "worded").contains(",no,") && line(id, "worded").ends_with(','));
    }
    let page = archive.page("actions.html");
    assert!(page.contains("after its incident: 15 days for SEV-1, 30 days for SEV-2."), "{page}");
    let late = group(&page, "overdue");
    assert!(late.contains("17 Jan 2026</time> <span class=\"quiet\">by default</span>"), "{late}");
    assert!(!archive.page("actions.ics").contains("20260117"), "nobody promised that day");
    // The review reckons with the same days.
    let findings = archive.run(&["check"]).stdout;
    assert_eq!(findings.matches("has no due date and should be done by 2026-01-17").count(), 1, "{findings}");
}

#[test]
fn without_a_setting_only_stated_days_make_an_action_overdue() {
    let archive = with_due_days("{}");
    archive.build(&[]).clean();
    assert_eq!(archive.page("actions.csv").matches(",yes,").count(), 3);
    assert!(!archive.page("actions.html").contains("without a due day"));
}

#[test]
fn days_for_unknown_severities_and_days_that_are_none_are_errors() {
    let archive = with_due_days("{ \"SEV-9\" = 15, \"SEV-1\" = 0, \"SEV-2\" = 3, sev2 = 4, \"SEV-3\" = \"soon\" }");
    let run = archive.build(&[]);
    assert_eq!(run.code, 2);
    for told in [
        "`SEV-9` is none of the severities of the archive",
        "`due_days` of `SEV-1` is not a number of days",
        "`sev2` names a severity that `due_days` has already",
        "`due_days` of `SEV-3` is not a number of days",
    ] {
        assert!(run.stderr.contains(told), "{told} in {}", run.stderr);
    }
}
