//! What only Windows has: backslashes, names in any case, long paths, files that cannot be replaced
//! while they are open.

use std::fs;
use std::os::windows::fs::OpenOptionsExt as _;

use expect_test::expect;

use super::harness::Archive;

const SMALL: &str = "
-- casebook.toml --
title = \"T\"
-- content/incidents/2026-01-02-a.md --
# A
Text.
-- content/incidents/2026-01-03-b.md --
# B
Text.
";

#[test]
fn backslashes_on_the_command_line_are_slashes_everywhere_else() {
    let archive = Archive::new(SMALL);
    let run = archive.build(&["--output", r"out\site"]);
    run.clean();
    assert!(run.stdout.contains(" → out/site\n"), "{}", run.stdout);
    let manifest = fs::read_to_string(archive.path("out/site/.casebook-manifest")).expect("written");
    assert!(manifest.contains("\nincidents/a.html\n") && !manifest.contains('\\'), "{manifest}");
    let run = archive.run(&["check", r"content\incidents\2026-01-02-a.md"]);
    assert!(
        run.stdout.contains("content/incidents/2026-01-02-a.md: ") && !run.stdout.contains("-b.md"),
        "{}",
        run.stdout
    );
    archive.build(&["--output", r".\content\site"]).exits(2).says(expect![[r#"
        error: refusing to write to `./content/site`: it lies inside the content
        help: choose another directory with `--output`
    "#]]);
}

#[test]
fn names_in_another_case_are_the_same_file_on_the_command_line_and_no_link_in_a_document() {
    let archive = Archive::new(SMALL);
    let run = archive.run(&["check", "CONTENT/Incidents/2026-01-02-A.md"]);
    assert!(run.stdout.contains("content/incidents/2026-01-02-a.md: "), "{}{}", run.stdout, run.stderr);
    // As on every other system, where the site may be built next.
    archive.write("content/incidents/2026-01-02-a.md", "# A\n[b](2026-01-03-B.md)\n");
    let run = archive.build(&[]);
    assert!(run.exits(1).stderr.contains("2026-01-03-B.md"), "{}", run.stderr);
}

#[test]
fn paths_longer_than_260_characters_are_read_written_and_replaced() {
    let archive = Archive::new(SMALL);
    let deep = vec!["deep".repeat(12); 6].join("/");
    for text in ["one", "another"] {
        archive.write(&format!("content/{deep}/page.md"), format!("# Page\n\n{text} ![x](x.txt)\n"));
        archive.write(&format!("content/{deep}/x.txt"), text);
        archive.build(&[]).exits(0);
        let site = archive.root().canonicalize().expect("it is there").join("public");
        let page = fs::read_to_string(site.join(format!("{deep}/page.html"))).expect("a page");
        assert!(page.contains(text), "{page}");
        assert_eq!(fs::read_to_string(site.join(format!("files/{deep}/x.txt"))).expect("a file"), text);
    }
}

#[test]
fn a_document_that_somebody_holds_open_is_named_and_the_site_stays() {
    let archive = Archive::new(SMALL);
    archive.build(&[]).clean();
    let before = archive.published();
    let path = archive.path("content/incidents/2026-01-02-a.md");
    let held = fs::OpenOptions::new().read(true).share_mode(0).open(path).expect("opened");
    let run = archive.build(&[]);
    assert!(run.exits(1).stderr.contains("content/incidents/2026-01-02-a.md"), "{}", run.stderr);
    drop(held);
    assert!(archive.published() == before);
    archive.build(&[]).clean();
}
