//! The pages of terms: their numbers, open actions and what came back.

use super::harness::Archive;

/// Writes an incident of `crane` that took so many minutes, if it is known.
fn add(archive: &Archive, day: &str, minutes: Option<u32>, more: &str) {
    let lasted = minutes.map_or_else(String::new, |minutes| {
        format!("started: {day}T10:00Z\nresolved: {day}T{:02}:{:02}Z\n", 10 + minutes / 60, minutes % 60)
    });
    let text = format!("---\ntitle: Of {day}\ndate: {day}\nservices: [crane]\n{lasted}{more}---\nText.\n");
    archive.write(&format!("content/incidents/{day}-of-{day}.md"), text);
}

#[test]
fn lengths_are_summed_up_where_five_are_known_and_never_a_near_miss_among_them() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Yard\"\n");
    for (day, minutes) in [("2025-01-01", 10), ("2025-02-01", 20), ("2025-03-01", 30), ("2025-04-01", 240)] {
        add(&archive, day, Some(minutes), "");
    }
    add(&archive, "2025-05-01", None, "");
    add(&archive, "2025-06-01", Some(300), "kind: near-miss\n");
    archive.build(&[]).clean();
    let page = archive.page("services/crane.html");
    assert!(page.contains("5 incidents and 1 near miss or exercise."), "{page}");
    assert!(!page.contains("median") && !page.contains("unknown"), "four are too few: {page}");
    assert!(page.contains("class=\"chart by-quarter\"") && page.contains("href=\"../incidents/of-2025-06-01.html\""));
    add(&archive, "2025-07-01", Some(25), "");
    archive.build(&[]).clean();
    let page = archive.page("services/crane.html");
    // 10, 20, 25, 30 and 240 minutes.
    let told = "Impact duration: median <strong>25 min</strong> <span class=\"quiet\">of 5, 1 unknown</span>";
    assert!(page.contains(told), "{page}");
    assert!(!page.contains("Time to detect") && !page.contains("90th percentile"), "{page}");
    for month in 1..=12 {
        for day in 11..13 {
            add(&archive, &format!("2024-{month:02}-{day}"), Some(month), "");
        }
    }
    archive.build(&[]).clean();
    assert!(archive.page("services/crane.html").contains("90th percentile <strong>"));
}

#[test]
fn a_term_page_lists_its_open_actions_and_what_came_back() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Yard\"\n");
    let cause = "causes: [{category: wear, role: root}]\n";
    add(&archive, "2024-01-01", None, &format!("{cause}actions: [{{text: oil it, due: 2024-03-01}}]\n"));
    add(&archive, "2025-01-01", None, cause);
    let items: String = (0..12).map(|at| format!("  - {{text: item {at}, owner: Ada}}\n")).collect();
    add(&archive, "2025-02-01", None, &format!("actions:\n{items}  - {{text: over, status: done}}\n"));
    archive.build(&[]).clean();
    let page = archive.page("services/crane.html");
    let part = |name: &str| {
        let start = page.find(&format!("<h2>{name}</h2>")).unwrap_or_else(|| panic!("{name} in {page}"));
        &page[start..start + page[start..].find("</section>").expect("the section ends")]
    };
    let open = part("Open actions");
    assert!(open.find("oil it").expect("the dated one") < open.find("item 0").expect("others"), "{open}");
    assert_eq!(open.matches("<li").count(), 10);
    assert!(open.contains(">3 more open actions<") && !open.contains("over<"), "{open}");
    let back = part("What came back");
    assert!(back.contains("Of 2025-01-01") && back.contains("the fix from then was still open"), "{back}");
    // Another service has neither.
    archive
        .write("content/incidents/2025-03-03-x.md", "---\ntitle: X\ndate: 2025-03-03\nservices: [winch]\n---\nText.\n");
    archive.build(&[]).clean();
    let page = archive.page("services/winch.html");
    assert!(!page.contains("Open actions</h2>") && !page.contains("What came back"), "{page}");
}
