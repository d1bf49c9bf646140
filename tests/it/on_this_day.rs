//! The incidents of each month, from which the reader's browser chooses what began on its day.

use super::harness::Archive;

const ARCHIVE: &str = r#"
-- casebook.toml --
title = "Days"
-- content/incidents/2023-03-14-a.md --
+++
title = "A \"quoted\" </script> title"
severity = "SEV-2"
audience = "public"
+++
-- content/incidents/2024-03-14-b.md --
+++
title = "Die zweite"
lang = "de"
severity = "SEV-1"
+++
-- content/incidents/2025-03-02-c.md --
# Third
-- content/incidents/2024-07-01-drill.md --
+++
title = "A drill"
kind = "exercise"
+++
-- content/incidents/undated.md --
# Without a day
"#;

#[test]
fn each_month_has_a_script_with_what_began_in_it_the_worst_of_a_day_first() {
    let archive = Archive::built(ARCHIVE);
    let march = r#"casebookOnThisDay([["2025-03-02","incidents/c.html","Third",null],["2024-03-14","incidents/b.html","Die zweite","de"],["2023-03-14","incidents/a.html","A \"quoted\" </script> title",null]])"#;
    assert_eq!(archive.page("on-this-day/03.js"), format!("{march}\n"));
    let scripts: Vec<_> = archive.published().into_keys().filter(|path| path.starts_with("on-this-day/")).collect();
    assert_eq!(scripts, ["on-this-day/03.js"], "a drill is nothing to remember");
    assert!(archive.page("index.html").contains(" hidden data-on-this-day=\"on-this-day/03.js\"></p>"));
}

#[test]
fn a_public_site_remembers_only_what_is_public() {
    let archive = Archive::new(ARCHIVE);
    archive.build(&["--audience", "public"]).clean();
    let march = archive.page("on-this-day/03.js");
    assert!(march.contains("quoted") && !march.contains("zweite") && !march.contains("Third"));
}

#[test]
fn a_day_with_many_incidents_keeps_the_worst() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"Days\"\n");
    for year in 2000..2020 {
        let severity = if year == 2003 { "SEV-1" } else { "SEV-3" };
        let path = format!("content/incidents/{year}-06-05-of-{year}.md");
        archive.write(&path, format!("---\ntitle: Of {year}\nseverity: {severity}\n---\n"));
    }
    archive.build(&[]).clean();
    let june = archive.page("on-this-day/06.js");
    assert_eq!(june.matches("incidents/").count(), 8);
    assert!(june.starts_with("casebookOnThisDay([[\"2003-06-05\"") && june.contains("2019-06-05"), "{june}");
}

#[test]
fn an_archive_without_days_has_no_line() {
    let archive = Archive::built("-- content/incidents/undated.md --\n# Without a day\n");
    assert!(!archive.page("index.html").contains("on-this-day") && !archive.page("index.html").contains("today.js"));
}
