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
    let rows = rest[..rest.find("</table>").expect("an end")].split("<tr>").skip(1);
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
fn an_archive_without_incidents_has_a_page_of_trends_that_says_so() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n-- content/about.md --\n# About\n");
    archive.build(&[]).exits(0);
    let page = archive.page("trends.html");
    assert!(page.contains("Nothing to show yet") && !page.contains("<section"));
}
