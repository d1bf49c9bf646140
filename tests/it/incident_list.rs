//! The list of incidents: one page for a small archive, pages by year for a large one.

use super::harness::Archive;

/// The titles of the rows of a page, in order.
fn titles(page: &str) -> Vec<String> {
    let rows = page.split("<th scope=\"row\"><a").skip(1);
    let title =
        |row: &str| row.split_once('>').and_then(|(_, rest)| rest.split_once("</a>")).expect("a title").0.to_owned();
    rows.map(title).collect()
}

/// An archive with so many incidents of a year, and one of them without a date.
fn with(years: &[(i16, usize)]) -> Archive {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Yard\"\n");
    for (year, count) in years {
        for number in 0..*count {
            let service = if number == 0 { format!("crane-{year}") } else { "winch".to_owned() };
            let day = format!("{year}-{:02}-{:02}", number / 28 % 12 + 1, number % 28 + 1);
            let head = format!("title: T{year}-{number}\ndate: {day}\nservices: [{service}]");
            archive.write(&format!("content/incidents/{year}-{number}.md"), format!("---\n{head}\n---\nText.\n"));
        }
    }
    archive.write("content/incidents/undated.md", "---\ntitle: Undated\n---\nText.\n");
    archive
}

#[test]
fn all_incidents_of_a_small_archive_are_on_one_page() {
    let archive = with(&[(2024, 3), (2025, 2)]);
    archive.build(&[]).exits(0);
    let page = archive.page("incidents.html");
    assert_eq!(titles(&page).len(), 6);
    assert!(page.contains("6 incidents, the newest first.") && page.contains("data-visits=\"all\""));
    assert!(!archive.path("public/incidents-2025.html").exists());
}

#[test]
fn a_large_archive_has_the_newest_incidents_first_and_all_of_them_by_year() {
    let archive = with(&[(2023, 2), (2024, 1003), (2025, 10)]);
    archive.build(&["--quiet"]).exits(0);
    let page = archive.page("incidents.html");
    let first = titles(&page);
    assert_eq!((first.len(), &first[0][..5]), (1000, "T2025"));
    assert!(page.contains("The newest 1,000 of 1,016 incidents."));
    assert!(page.contains("data-visits=\"newest\"") && page.contains("data-within="));
    // Its filters have only what its rows have.
    assert!(page.contains("<option>crane-2025</option>") && !page.contains("<option>crane-2023</option>"));
    let pages = ["incidents-2025", "incidents-2024", "incidents-2024-2", "incidents-2023", "incidents-undated"];
    let mut all = Vec::new();
    for name in pages {
        assert!(page.contains(&format!("<a href=\"{name}.html\">")), "{name}");
        let part = archive.page(&format!("{name}.html"));
        assert!(
            !part.contains("data-visits") && part.contains(" aria-current=\"page\">20") || name.ends_with("undated")
        );
        all.extend(titles(&part));
    }
    assert_eq!(all.len(), 1016);
    assert_eq!(first, all[..1000]);
}
