//! What only Windows has: backslashes, names in any case, long paths, files that cannot be replaced
//! while they are open.

use std::fs;
use std::os::windows::fs::OpenOptionsExt as _;

use expect_test::expect;

use super::harness::{Archive, Run, casebook};
use super::serve::Preview;

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
    let archive = Archive::built(SMALL);
    let before = archive.published();
    let path = archive.path("content/incidents/2026-01-02-a.md");
    let held = fs::OpenOptions::new().read(true).share_mode(0).open(path).expect("opened");
    let run = archive.build(&[]);
    assert!(run.exits(1).stderr.contains("content/incidents/2026-01-02-a.md"), "{}", run.stderr);
    drop(held);
    assert!(archive.published() == before);
    archive.build(&[]).clean();
}

#[test]
fn a_preview_follows_files_that_are_written_replaced_renamed_and_removed() {
    let preview = Preview::new(SMALL, &[]);
    let path = |name: &str| preview.archive.path("content/incidents").join(name);
    preview.shows("/incidents/a.html", "Text.");
    fs::write(path("2026-01-02-a.md"), "# A\nWritten.\n").expect("written");
    preview.shows("/incidents/a.html", "Written.");
    fs::write(path("new.tmp"), "# A\nReplaced.\n").expect("written");
    fs::rename(path("new.tmp"), path("2026-01-02-a.md")).expect("replaced");
    preview.shows("/incidents/a.html", "Replaced.");
    fs::rename(path("2026-01-03-b.md"), path("2026-01-03-c.md")).expect("renamed");
    preview.shows("/incidents/c.html", "Text.");
    preview.until("the old page is gone", || preview.get("/incidents/b.html").0 == 404);
    fs::remove_file(path("2026-01-03-c.md")).expect("removed");
    preview.until("the page is gone", || preview.get("/incidents/c.html").0 == 404);
    assert!(preview.said().contains("content/incidents/2026-01-02-a.md → http://"), "{}", preview.said());
}

#[test]
fn the_editor_gets_the_path_of_the_new_document() {
    let archive = Archive::new(SMALL);
    let mut command = casebook();
    command.args(["new", "Slow pages", "--edit"]).current_dir(archive.root()).env("VISUAL", "attrib +R");
    let run = Run::new(&command.output().expect("it runs"), archive.root());
    let path = run.exits(0).stdout.lines().next().expect("a path").to_owned();
    assert!(path.starts_with("content/incidents/") && path.ends_with("-slow-pages.md"), "{path}");
    assert!(fs::metadata(archive.path(&path)).expect("written").permissions().readonly());
}

#[test]
fn a_command_draws_in_the_directory_of_the_archive() {
    let archive = Archive::built(
        "
-- casebook.toml --
title = \"T\"
[diagrams.command.drawing]
run = [\"cmd\", \"/D\", \"/C\", \"type drawing.svg\"]
-- drawing.svg --
<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\"><text x=\"1\" y=\"9\">drawn here</text></svg>
-- content/incidents/a.md --
# A

```drawing
anything
```
",
    );
    assert!(archive.page("incidents/a.html").contains("drawn here"));
}
