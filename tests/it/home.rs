//! The home page: what it says first, and in which order.

use super::harness::Archive;

/// The part of the page between `begin` and `end`.
fn part<'a>(page: &'a str, begin: &str, end: &str) -> &'a str {
    let start = page.find(begin).unwrap_or_else(|| panic!("no {begin}"));
    let rest = &page[start..];
    &rest[..rest.find(end).unwrap_or_else(|| panic!("no {end}"))]
}

/// An archive with an overdue action of each of these days, and one incident later than all.
fn with_due_days(days: &[&str]) -> Archive {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Yard\"\n");
    for day in days {
        let rows = format!("| Action | Due | Status |\n|---|---|---|\n| Oil of {day} | {day} | open |\n");
        let text = format!("---\ntitle: Of {day}\ndate: 2025-01-01\n---\n## Action items\n\n{rows}");
        archive.write(&format!("content/incidents/of-{day}.md"), text);
    }
    archive.write("content/incidents/last.md", "---\ntitle: Last\ndate: 2026-06-01\n---\nText.\n");
    archive
}

#[test]
fn what_was_due_last_comes_first_and_old_items_do_not_push_it_off_the_page() {
    let days = [
        "2015-02-03",
        "2016-02-03",
        "2017-02-03",
        "2019-02-03",
        "2021-02-03",
        "2026-05-30",
        "2026-06-01",
        "2027-01-01",
    ];
    let archive = with_due_days(&days);
    archive.build(&[]).exits(0);
    let page = archive.page("index.html");
    let list = part(&page, "<ul class=\"action-lines", "</ul>");
    let lines: Vec<_> = list.split("<li").skip(1).collect();
    let said: Vec<_> =
        lines.iter().map(|line| (line.starts_with(" hidden"), part(line, "Oil of ", "</span>"))).collect();
    let expected = [
        (true, "Oil of 2027-01-01"),
        (true, "Oil of 2026-06-01"),
        (false, "Oil of 2026-05-30"),
        (false, "Oil of 2021-02-03"),
        (false, "Oil of 2019-02-03"),
        (false, "Oil of 2017-02-03"),
        (false, "Oil of 2016-02-03"),
    ];
    assert_eq!(said, expected);
    // The number counts all of them.
    assert!(page.contains("data-overdue=\"6\" data-due=\"2026-06-01 2027-01-01\""));
}

#[test]
fn the_title_stands_once_and_the_search_is_in_the_content() {
    let archive = with_due_days(&["2026-05-30"]);
    archive.build(&[]).exits(0);
    let page = archive.page("index.html");
    let body = part(&page, "<body>", "</body>");
    assert_eq!(body.matches(">Yard<").count(), 1);
    assert_eq!(body.matches("class=\"search\"").count(), 1);
    assert!(part(body, "<main", "</main>").contains("<a class=\"search\" href=\"incidents.html\" data-search=\""));
    // Every incident is a mark.
    assert_eq!(part(body, "<svg class=\"marks\"", "</svg>").matches("<title>").count(), 2);
}

#[test]
fn an_empty_archive_says_how_to_begin() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Yard\"\n-- content/about.md --\n# About\n");
    archive.build(&[]).exits(0);
    let page = archive.page("index.html");
    assert!(page.contains("<h1>No incidents yet</h1>") && page.contains("<code>content/incidents/</code>"));
    assert!(!page.contains("class=\"search\"") && !page.contains("<svg class=\"marks\""));
}

#[test]
fn there_are_as_many_incidents_as_fit_beside_what_needs_attention() {
    let latest = |archive: &Archive| {
        archive.build(&[]).exits(0);
        part(&archive.page("index.html"), "<ol class=\"latest\"", "</ol>").matches("<li").count()
    };
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Yard\"\n");
    for month in 1..=12 {
        let text = format!("---\ntitle: Month {month}\ndate: 2025-{month:02}-01\n---\nText.\n");
        archive.write(&format!("content/incidents/{month}.md"), text);
    }
    assert_eq!(latest(&archive), 6);
    // Five causes came back, and five actions are overdue.
    for cause in ["belt", "brake", "chain", "hook", "winch"] {
        for month in [1, 2] {
            let rows = "| Action | Due | Status |\n|---|---|---|\n| Oil | 2025-02-03 | open |\n";
            let head = format!("title: {cause} {month}\ndate: 2025-{month:02}-02\ncauses: [{cause}]");
            let text = format!("---\n{head}\n---\n## Action items\n\n{rows}");
            archive.write(&format!("content/incidents/{cause}-{month}.md"), text);
        }
    }
    assert_eq!(latest(&archive), 10);
}
