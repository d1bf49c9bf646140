//! The summaries of periods.

use super::harness::Archive;

/// Incidents of three years, with numbers that are easy to add up.
const ARCHIVE: &str = r#"
-- casebook.toml --
title = "Yard"
timezone = "UTC"
-- content/incidents/2024-02-29-leap.md --
---
title: Leap
date: 2024-02-29
severity: SEV-1
started: 2024-02-29T10:00Z
resolved: 2024-02-29T12:00Z
---
Text.
-- content/incidents/2025-03-01-belt.md --
---
title: Belt
date: 2025-03-01
severity: SEV-2
started: 2025-03-01T10:00Z
resolved: 2025-03-01T10:30Z
causes: [{category: wear, role: root}]
root_cause: The belt was old.
remediation: Belts are replaced each year.
actions:
  - {text: replace the belt, due: 2025-03-20, type: prevent}
---
Text.
-- content/incidents/2025-09-01-drill.md --
---
title: Drill
date: 2025-09-01
kind: exercise
---
Text.
-- content/incidents/2025-12-31-rope.md --
---
title: Rope
date: 2025-12-31
severity: SEV-2
started: 2025-12-31T10:00Z
resolved: 2025-12-31T11:00Z
causes: [{category: wear, role: root}]
actions:
  - {text: look at ropes, status: done}
  - {text: buy ropes, type: prevent, status: done}
---
Text.
-- content/incidents/2026-02-28-hook.md --
---
title: Hook
date: 2026-02-28
actions:
  - {text: oil the hook}
---
Text.
-- content/incidents/2026-02-20-secret.md --
---
title: Unfinished
date: 2026-02-20
severity: SEV-1
draft: true
---
Text.
"#;

/// The part of `page` from the heading `name` to the end of its section.
fn section<'a>(page: &'a str, name: &str) -> &'a str {
    let start = page.find(&format!("<h2>{name}</h2>")).unwrap_or_else(|| panic!("{name} in {page}"));
    let rest = &page[start..];
    &rest[..rest.find("</section>").expect("the section ends")]
}

fn places(text: &str, words: &[&str]) -> Vec<usize> {
    words.iter().map(|word| text.find(word).unwrap_or_else(|| panic!("{word} in {text}"))).collect()
}

#[test]
fn there_is_a_page_for_the_last_twelve_months_and_each_year_and_quarter_with_incidents() {
    let archive = Archive::new(ARCHIVE);
    archive.build(&["--drafts"]).clean();
    let pages = archive.published().into_keys().filter(|path| path.starts_with("executive"));
    let pages = pages.filter(|path| path != "executive/index.html");
    let expected = [
        "executive.html",
        "executive/2024-q1.html",
        "executive/2024.html",
        "executive/2025-q1.html",
        "executive/2025-q3.html",
        "executive/2025-q4.html",
        "executive/2025.html",
        "executive/2026-q1.html",
        "executive/2026.html",
    ];
    assert_eq!(pages.collect::<Vec<_>>(), expected);
    // They lead to each other.
    let page = archive.page("executive/2025-q4.html");
    for path in expected {
        let is_here = path == "executive/2025-q4.html";
        let here = if is_here { " aria-current=\"page\"" } else { "" };
        assert!(page.contains(&format!("<a href=\"../{path}\"{here}>")), "{path} in {page}");
    }
}

#[test]
fn the_last_twelve_months_are_told_in_numbers_that_can_be_added_up() {
    let archive = Archive::new(ARCHIVE);
    archive.build(&["--drafts"]).clean();
    let page = archive.page("executive.html");
    // The newest incident is of 28 Feb 2026, so the belt of 1 Mar 2025 is the first that counts.
    assert!(page.contains(">1 Mar 2025</time> to <time datetime=\"2026-02-28\">28 Feb 2026</time>"), "{page}");
    let numbers = section(&page, "How many and how bad");
    for told in [
        "<dt>Incidents</dt><dd><p class=\"big\">3</p><p class=\"quiet\">2 SEV-2, 1 without a severity</p>",
        "<dt>Near misses and exercises</dt><dd><p class=\"big\">1</p>",
        // 30 minutes and one hour. Nobody knows how long the hook took.
        "<dt>Impact</dt><dd><p class=\"big\">1 h 30 min</p><p class=\"quiet\">in 2 incidents, 1 unknown; 1 h of it in <a",
        "<strong>2 of 4</strong> actions done, 2 open",
    ] {
        assert!(numbers.contains(told), "{told} in {numbers}");
    }
    let worst = section(&page, "The worst incidents");
    let order = places(worst, &[">Rope<", ">Belt<"]);
    assert!(order.is_sorted(), "the same severity, the longer one first: {worst}");
    assert!(!page.contains("Unfinished") && !worst.contains("Drill") && !worst.contains("Hook"));
    let back = section(&page, "What came back");
    assert!(
        back.contains(">Rope</a>") && back.contains("Second time.") && back.contains("the fix from then"),
        "{back}"
    );
    assert_eq!(back.matches("<li>").count(), 1);
    let learned = section(&page, "What was learned");
    let order = places(learned, &[">Hook<", ">Rope<", ">Drill<", ">Belt<"]);
    assert!(order.is_sorted(), "{learned}");
    for told in ["The belt was old.", "Belts are replaced each year.", "Done:</span> buy ropes", "To do:</span> oil"] {
        assert!(learned.contains(told), "{told} in {learned}");
    }
}

#[test]
fn the_newest_page_names_what_is_overdue_anywhere_and_others_what_is_of_their_incidents() {
    let archive = Archive::new(ARCHIVE);
    archive.write(
        "content/incidents/2023-05-05-old.md",
        "---\ntitle: Old\ndate: 2023-05-05\nactions: [{text: paint the crane, due: 2023-06-01}]\n---\nText.\n",
    );
    archive.build(&[]).clean();
    let late = |path: &str| section(&archive.page(path), "What is overdue").to_owned();
    let all = late("executive.html");
    assert!(all.contains("paint the crane") && all.contains("replace the belt"), "{all}");
    assert!(all.contains("of the whole archive"), "{all}");
    let year = late("executive/2025.html");
    assert!(!year.contains("paint the crane") && year.contains("replace the belt"), "{year}");
    assert!(!late("executive/2024.html").contains("<li"));
}

#[test]
fn an_archive_without_days_has_a_page_that_says_so() {
    let archive = Archive::new("-- casebook.toml --\n-- content/incidents/fall.md --\n# A fall\n\nText.\n");
    archive.build(&[]);
    let pages: Vec<_> = archive.published().into_keys().filter(|path| path.starts_with("executive")).collect();
    assert_eq!(pages, ["executive.html"]);
    assert!(archive.page("executive.html").contains("there is no incident with a date"));
}

/// The values were added up by hand from the front matter of the example archive.
#[test]
fn the_numbers_of_the_example_archive_are_right() {
    let archive = Archive::new("");
    let root = env!("CARGO_MANIFEST_DIR");
    let output = archive.path("out");
    archive.run(&["build", "--no-sync", "--root", root, "--output", output.to_str().expect("UTF-8")]).clean();
    let page = std::fs::read_to_string(output.join("executive.html")).expect("the page is there");
    let numbers = section(&page, "How many and how bad");
    // 53, 65, 77, 41 and 90 minutes.
    for told in ["<p class=\"big\">5</p><p class=\"quiet\">1 SEV-2, 4 SEV-3</p>", "<p class=\"big\">5 h 26 min</p>"] {
        assert!(numbers.contains(told), "{told} in {numbers}");
    }
}

#[test]
fn nobody_calls_an_incident_one_of_the_worst_that_says_nothing_of_it() {
    let archive = Archive::new(
        "-- content/incidents/2026-01-02-a.md --\n# A valve stuck\n\nText.\n\
         -- content/incidents/2026-02-03-b.md --\n# A pump stopped\n\nText.\n",
    );
    archive.build(&["--quiet"]).clean();
    assert!(!archive.page("executive.html").contains("class=\"worst\""));
    archive.write("content/incidents/2026-02-03-b.md", "---\nseverity: SEV-2\n---\n# A pump stopped\n\nText.\n");
    archive.build(&["--quiet"]).clean();
    let page = archive.page("executive.html");
    let worst =
        page.split("class=\"worst\"").nth(1).and_then(|rest| rest.split("</section>").next()).expect("a section");
    assert!(worst.contains("A pump stopped") && !worst.contains("A valve stuck"), "{worst}");
}

#[test]
fn a_card_says_what_its_duration_counts_if_there_is_one() {
    let archive = Archive::new(
        "-- 2024-03-05-short.md --\n---\nstarted: 2024-03-05T10:00:00Z\nmitigated: 2024-03-05T11:00:00Z\n---\n# Short\n\n-- 2024-03-06-open.md --\n# Open\n",
    );
    archive.build(&[]);
    let counted = |page: &str| {
        let page = archive.page(page);
        let duration = page.split("<p class=\"big\">").nth(1).and_then(|rest| rest.split("</p>").next());
        duration.expect("the card has a duration").contains("definition")
    };
    assert!(counted("incidents/short.html"));
    assert!(!counted("incidents/open.html"));
}
