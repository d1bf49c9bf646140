//! The page of trends: its charts, and the tables that say the same.

use super::harness::Archive;

/// Writes an incident with these lines of front matter.
fn add(archive: &Archive, name: &str, lines: &str) {
    archive.write(&format!("content/incidents/{name}.md"), format!("---\n{lines}\n---\nText.\n"));
}

/// The part of the page with this anchor.
pub(crate) fn part<'a>(page: &'a str, id: &str) -> &'a str {
    let start = page.find(&format!("<section class=\"trend\" id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}"));
    let rest = &page[start..];
    &rest[..rest.find("</section>").expect("an end")]
}

/// The text of some markup, without its tags.
pub(crate) fn text(markup: &str) -> String {
    let mut text = String::new();
    for (at, piece) in markup.split('<').enumerate() {
        text += if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) };
    }
    text.trim().to_owned()
}

/// The rows of the table with this caption, as texts of their cells. The first row is the head.
pub(crate) fn table(markup: &str, caption: &str) -> Vec<Vec<String>> {
    let begin = format!("<caption class=\"hidden\">{caption}</caption>");
    let start = markup.find(&begin).unwrap_or_else(|| panic!("no table {caption}"));
    let rest = &markup[start + begin.len()..];
    let rows = rest[..rest.find("</table>").expect("an end")].split("<tr").skip(1);
    let rows = rows.map(|row| row.split_once('>').map_or("", |(_, row)| row));
    let cells = |row: &str| row.split("</th>").flat_map(|part| part.split("</td>")).map(text).collect::<Vec<_>>();
    let mut rows: Vec<_> = rows.map(cells).collect();
    for row in &mut rows {
        row.pop();
    }
    rows
}

/// The titles of the marks in a chart.
pub(crate) fn marks(markup: &str) -> Vec<&str> {
    let titles = markup.split("<title>").skip(1);
    titles.map(|rest| rest.split("</title>").next().unwrap_or_default()).collect()
}

#[test]
fn every_incident_is_a_mark_in_its_quarter_and_the_table_says_the_same() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    add(&archive, "a", "title: Crane stuck\ndate: 2024-12-31\nseverity: SEV-2");
    add(&archive, "b", "title: Winch <slips>\ndate: 2025-08-01\nseverity: SEV-1");
    add(&archive, "c", "title: Rope frayed\ndate: 2025-07-01\nseverity: SEV-3\nkind: security");
    add(&archive, "d", "title: Almost\ndate: 2025-09-30\nseverity: SEV-1\nkind: near-miss");
    add(&archive, "e", "title: Drill\ndate: 2025-09-30\nkind: exercise");
    add(&archive, "f", "title: No day");
    add(&archive, "g", "title: Untold\ndate: 2025-09-02");
    add(&archive, "h", "title: Unfinished\ndate: 2025-09-03\ndraft: true");
    archive.build(&["--drafts"]).exits(0);
    let page = archive.page("trends.html");
    let part = part(&page, "quarters");
    // From the bottom of each column to its top.
    assert_eq!(
        marks(part),
        [
            "SEV-2: Crane stuck, 31 Dec 2024",
            "SEV-1: Winch &lt;slips&gt;, 1 Aug 2025",
            "Security, SEV-3: Rope frayed, 1 Jul 2025",
            "severity not stated: Untold, 2 Sep 2025",
            "Near miss, SEV-1: Almost, 30 Sep 2025",
            "Exercise, severity not stated: Drill, 30 Sep 2025",
        ]
    );
    assert!(part.contains("<a href=\"incidents/b.html\"><title>"));
    assert!(text(part).contains("4 incidents, and beside them 2 near misses or exercises; 1 more without a date."));
    let head = ["Quarter", "Incidents", "SEV-1", "SEV-2", "SEV-3", "severity not stated", "Near misses", "Exercises"];
    assert_eq!(
        table(part, "Incidents by quarter"),
        [
            head,
            ["Q3 2025", "3", "1", "0", "1", "1", "1", "1"],
            ["Q2 2025", "0", "0", "0", "0", "0", "0", "0"],
            ["Q1 2025", "0", "0", "0", "0", "0", "0", "0"],
            ["Q4 2024", "1", "0", "1", "0", "0", "0", "0"],
        ]
    );
}

#[test]
fn of_many_incidents_the_last_quarters_are_marks_and_the_others_lead_to_their_years() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    for (day, count) in [("2023-11-05", 2), ("2024-05-05", 130), ("2024-08-05", 150), ("2024-11-05", 90)] {
        for at in 0..count {
            add(&archive, &format!("{day}-{day}-i{at}"), &format!("title: I{at}\ndate: {day}"));
        }
    }
    archive.build(&[]).exits(0);
    let page = archive.page("trends.html");
    let part = part(&page, "quarters");
    // 90 and 150 are as many as fit.
    assert_eq!(marks(part).len(), 240);
    let text = text(part);
    assert!(text.contains("240 of 372 incidents drawn") && text.contains("Before Q3 2024: 2024 130, 2023 2"), "{text}");
    assert!(part.contains("<a href=\"years/2023.html\">2023</a>"));
    assert_eq!(table(part, "Incidents by quarter")[5][..2], ["Q4 2023", "2"]);
}

#[test]
fn where_a_quarter_has_too_many_incidents_to_draw_the_years_are_counted() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    for at in 0..400 {
        add(&archive, &format!("2024-11-05-i{at}"), &format!("title: I{at}\ndate: 2024-11-05"));
    }
    archive.build(&[]).exits(0);
    let page = archive.page("trends.html");
    let text = text(part(&page, "quarters"));
    assert!(text.contains("400 incidents.") && text.contains("By year: 2024 400") && !text.contains("drawn"), "{text}");
}

#[test]
fn an_archive_without_incidents_has_a_page_of_trends_that_says_so() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n-- content/about.md --\n# About\n");
    archive.build(&[]).exits(0);
    let page = archive.page("trends.html");
    assert!(page.contains("Nothing to show yet") && !page.contains("<section"));
}

/// The anchors of the parts of the page.
fn parts(page: &str) -> Vec<&str> {
    let begins = page.split("<section class=\"trend\" id=\"").skip(1);
    begins.map(|rest| rest.split('"').next().unwrap_or_default()).collect()
}

#[test]
fn only_what_there_is_to_say_is_on_the_page() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    // One incident without anything.
    add(&archive, "a", "title: Crane stuck");
    archive.build(&[]).exits(0);
    assert_eq!(parts(&archive.page("trends.html")), ["complete"]);
    // A day, but no instants.
    add(&archive, "a", "title: Crane stuck\ndate: 2024-12-31");
    archive.build(&[]).exits(0);
    let page = archive.page("trends.html");
    assert_eq!(parts(&page), ["quarters", "complete"]);
    assert_eq!(table(part(&page, "complete"), "How complete the archive is")[1], ["Timeline", "0 of 1", "0 of 1"]);
    // Only a near miss.
    add(&archive, "a", "title: Crane stuck\ndate: 2024-12-31\nkind: near-miss");
    archive.build(&[]).exits(0);
    assert_eq!(parts(&archive.page("trends.html")), ["quarters"]);
    // Everything about one incident.
    let all = "title: Crane stuck\ndate: 2024-12-31\nkind: incident\ncauses: [rust]\nservices: [crane]\n\
        detection: {method: customer}\nstarted: 2024-12-31T10:00:00Z\ndetected: 2024-12-31T10:05:00Z\n\
        resolved: 2024-12-31T11:00:00Z\nactions:\n  - {text: Oil it, status: done, done: 2024-12-31}";
    add(&archive, "a", all);
    archive.build(&[]).exits(0);
    let page = archive.page("trends.html");
    let expected =
        ["quarters", "impact", "phases", "times", "causes", "services", "noticed", "follow-through", "complete"];
    assert_eq!(parts(&page), expected);
    let times = part(&page, "times");
    assert!(!times.contains("Time to acknowledge") && !times.contains("Time to mitigate"), "nobody knows them");
    // What was between detection and resolution is not known, so it is hatched.
    let phases = part(&page, "phases");
    assert_eq!(phases.matches("<rect class=\"phase unknown\"").count(), 2, "in the legend and in the row");
    let row = &table(phases, "Phases")[1];
    assert_eq!(row[3..], ["5 min", "unknown", "unknown", "unknown"]);
}

#[test]
fn what_to_look_at_has_its_evidence() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    let action = |text: &str| format!("actions:\n  - {{{text}}}");
    let head = |title: &str, date: &str, rest: &str| format!("title: {title}\ndate: {date}\n{rest}");
    let rust = "causes: [rust]\nservices: [crane]\n";
    add(&archive, "a", &head("First", "2025-02-01", &(rust.to_owned() + &action("text: Oil *it*, due: 2025-04-01"))));
    add(&archive, "b", &head("Second", "2026-01-10", &(rust.to_owned() + &action("text: Paint it, status: done"))));
    add(&archive, "c", &head("Third", "2026-02-10", "services: [crane]\ncauses: [fog]"));
    let dropped = action("text: Buy radar, status: dropped");
    add(&archive, "d", &head("Fourth", "2026-02-27", &format!("services: [crane]\ncauses: [fog]\n{dropped}")));
    add(&archive, "e", &head("Drill", "2026-02-28", "services: [crane]\ncauses: [fog]\nkind: exercise"));
    archive.build(&[]).exits(0);
    let page = archive.page("trends.html");
    let sentences =
        part(&page, "attention").split("<li>").skip(1).map(|it| it.split("</li>").next().unwrap_or_default());
    let sentences: Vec<_> = sentences.collect();
    let texts: Vec<_> = sentences.iter().map(|it| text(it)).collect();
    assert_eq!(
        texts,
        [
            "Second (10 Jan 2026) had the root cause of First (1 Feb 2025), of which 1 action was still open: \
             Oil it (due 1 Apr 2025).",
            "crane failed 3 times in the year until 28 Feb 2026: Fourth (27 Feb 2026); Third (10 Feb 2026); \
             Second (10 Jan 2026).",
            "1 action is overdue for more than 90 days: Oil it (due 1 Apr 2025) from First (1 Feb 2025).",
            "Nobody has an action against fog, a cause of 2 incidents: Fourth (27 Feb 2026); Third (10 Feb 2026).",
        ]
    );
    assert!(
        sentences[0].contains("href=\"incidents/a.html#a-1\"") && sentences[1].contains("href=\"services/crane.html\"")
    );
    // A year later nothing of this is new, and somebody has done something.
    add(&archive, "a", &head("First", "2025-02-01", rust));
    add(&archive, "d", &head("Fourth", "2026-02-27", &("causes: [fog]\n".to_owned() + &action("text: Buy radar"))));
    add(&archive, "f", &head("Quiet", "2027-03-01", ""));
    archive.build(&[]).exits(0);
    assert!(!archive.page("trends.html").contains("id=\"attention\""));
}
