//! `casebook adopt`: what is inferred becomes front matter, and nothing else changes.

use std::fs;
use std::path::{Path, PathBuf};

use casebook::author::adopt;
use casebook::author::suggest::Vocabulary;
use casebook::config::Config;
use casebook::publish::replace;
use expect_test::expect;
use serde_json::Value;

use crate::harness::{Archive, golden};

const DOCUMENT: &str = "
-- 2024-03-05-cache.md --
# Cache emptied by a deploy

**Severity:** SEV-2 · **Services:** api, web

## Timeline (UTC)

- 09:12 Alert fired
- 09:40 Incident resolved

## Root cause

The deploy emptied it.
";

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/documents")
}

fn adopt(archive: &Archive, arguments: &[&str]) -> crate::harness::Run {
    let mut all = vec!["adopt", "--root", archive.root().to_str().expect("UTF-8")];
    all.extend(arguments);
    archive.run(&all)
}

#[test]
fn a_diff_shows_what_would_be_stated_and_writes_nothing() {
    let archive = Archive::new(DOCUMENT);
    let before = fs::read(archive.path("2024-03-05-cache.md")).expect("the file");
    let shown = adopt(&archive, &[]);
    shown.exits(0);
    golden("adopt/diff").assert_eq(&shown.stdout);
    assert_eq!(fs::read(archive.path("2024-03-05-cache.md")).expect("the file"), before);
}

#[test]
fn json_lists_fields_and_what_could_not_be_placed() {
    let archive = Archive::new("-- 2024-03-05-x.md --\n# Slow\n\n## Timeline\n\n- 09:12 it began\n- 09:40 it ended\n");
    let shown = adopt(&archive, &["--format", "json"]);
    let all: Value = serde_json::from_str(&shown.stdout).expect("JSON");
    assert_eq!(all[0]["file"], "2024-03-05-x.md");
    assert_eq!(all[0]["fields"]["date"], "2024-03-05");
    let notes = all[0]["unplaced"].to_string();
    assert!(notes.contains("no time zone") && notes.contains("no severity"), "{notes}");
}

#[test]
fn what_was_inferred_says_so_until_it_is_stated() {
    let archive = Archive::new(DOCUMENT);
    archive.build(&[]);
    let page = archive.page("incidents/cache.html");
    assert!(page.contains("Inferred from the text"), "{page}");
    let origin = |archive: &Archive| {
        let all: Value = serde_json::from_str(&archive.page("incidents.json")).expect("JSON");
        let origin = &all["incidents"][0]["origin"];
        ["date", "severity", "services", "owner"].map(|name| origin[name].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(origin(&archive), ["inferred", "inferred", "inferred", "absent"]);
    adopt(&archive, &["--write"]);
    archive.build(&[]);
    assert_eq!(origin(&archive), ["stated", "stated", "stated", "absent"]);
    assert!(!archive.page("incidents/cache.html").contains("Inferred from the text"));
}

#[test]
fn only_the_named_paths_are_adopted() {
    let archive = Archive::new("-- a/2024-03-05-x.md --\n# One\n\ntext\n-- b/2024-03-06-y.md --\n# Two\n\ntext\n");
    let path = archive.path("a");
    let shown = adopt(&archive, &["--format", "json", path.to_str().expect("UTF-8")]);
    assert!(shown.stdout.contains("One") && !shown.stdout.contains("Two"), "{}", shown.stdout);
    adopt(&archive, &["nowhere.md"]).exits(2).says(expect![[r#"
        error: cannot read `nowhere.md`: no such file or directory
    "#]]);
}

#[cfg(unix)]
#[test]
fn a_document_that_a_link_shows_too_is_written_once() {
    let archive = Archive::new("-- b/2024-03-05-x.md --\n# One\n\ntext\n");
    std::os::unix::fs::symlink("b", archive.path("a")).expect("a link");
    let shown = adopt(&archive, &[]);
    shown.exits(0);
    golden("adopt/linked").assert_eq(&shown.stdout);
    adopt(&archive, &["--write"]).exits(0).prints(expect![[r#"
        b/2024-03-05-x.md: no severity is stated
        b/2024-03-05-x.md: no section tells the root cause
        front matter written in 1 document
    "#]]);
    assert!(archive.path("a").is_symlink());
    adopt(&archive, &[]).exits(0).prints(expect![[r#"
        b/2024-03-05-x.md: no severity is stated
        b/2024-03-05-x.md: no section tells the root cause
        nothing to state: what can be inferred is in the front matter
    "#]]);
}

/// The promise: the same `incidents.json`, apart from where values came from.
#[test]
fn every_shape_tells_the_same_after_adoption() {
    let archive = Archive::new("");
    copy(&fixtures(), archive.root());
    archive.build(&[]);
    let before = incidents(&archive);
    let bodies = documents(archive.root());
    let written = adopt(&archive, &["--write"]);
    written.exits(0);
    golden("adopt/shapes").assert_eq(&written.stdout);
    archive.build(&[]);
    let after = incidents(&archive);
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after, "{}", before["source"]);
    }
    for (path, old) in bodies {
        let new = fs::read(&path).expect("the document");
        let old_body = old.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&old);
        let fence = old_body.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let has_front =
            old_body.starts_with(b"---\n") || old_body.starts_with(b"---\r\n") || old_body.starts_with(b"+++\n");
        let kept = if has_front { &old_body[fence..] } else { old_body };
        assert!(new.ends_with(kept), "{}: the body was touched", path.display());
    }
    // A second time there is nothing to do.
    let again = adopt(&archive, &[]);
    expect!["nothing to state: what can be inferred is in the front matter"]
        .assert_eq(again.stdout.lines().last().expect("a result"));
}

/// Names of other documents that a text mentions are comments, which change nothing until somebody
/// removes their mark.
#[test]
fn services_and_causes_of_the_archive_are_suggested() {
    let archive = Archive::new(
        "
-- casebook.toml --
title = \"T\"
causes = [\"config-push\", \"human-error\"]
-- content/incidents/one.md --
---
title: One
services: [lift, lift-doors]
causes: [worn belt]
---

## Root cause

It wore out.
-- content/incidents/two.md --
+++
title = \"Two\"
date = 2031-01-02
+++

The `lift-doors` stopped after a config push, by human error. The belt was lifted.
-- content/incidents/three.md --
---
title: Three
date: 2031-01-03
services: [roof]
---

A worn belt of the lift.
-- content/incidents/four.md --
# Four

The roof.
",
    );
    archive.build(&[]).exits(0);
    let before = incidents(&archive);
    let shown = adopt(&archive, &[]);
    golden("adopt/suggested").assert_eq(&shown.stdout);
    adopt(&archive, &["--write"]).exits(0);
    archive.build(&[]).exits(0);
    assert_eq!(incidents(&archive), before);
    let again = adopt(&archive, &[]);
    expect!["nothing to state: what can be inferred is in the front matter"]
        .assert_eq(again.stdout.lines().last().expect("a result"));
    // Accepted, they are read.
    for name in ["two", "three", "four"] {
        let path = archive.path(&format!("content/incidents/{name}.md"));
        let text = fs::read_to_string(&path).expect("the document");
        assert!(text.contains("\n# "), "{text}");
        fs::write(&path, text.replace("\n# services", "\nservices").replace("\n# causes", "\ncauses"))
            .expect("written");
    }
    archive.build(&[]).exits(0);
    let told: Vec<_> =
        incidents(&archive).iter().map(|it| format!("{} {} {}", it["title"], it["services"], it["causes"])).collect();
    expect![[r#"
        "Four" ["roof"] []
        "One" ["lift","lift-doors"] ["worn belt"]
        "Three" ["roof"] ["worn belt"]
        "Two" ["lift-doors"] ["config-push"]"#]]
    .assert_eq(&told.join("\n"));
}

#[test]
fn a_document_that_changed_meanwhile_is_left_alone() {
    let archive = Archive::new("-- x.md --\nnew text\n");
    let file = archive.path("x.md");
    let error = replace::document(&file, b"old text\n", b"adopted\n").expect_err("it changed");
    assert!(error.to_string().contains("changed meanwhile"), "{error}");
    assert_eq!(fs::read(&file).expect("the file"), b"new text\n");
    assert_eq!(fs::read_dir(archive.root()).expect("the directory").count(), 1, "nothing is left beside it");
}

#[test]
fn broken_front_matter_is_not_added_to() {
    let (config, vocabulary) = (Config::default(), Vocabulary::default());
    let propose = |raw: &[u8]| adopt::propose("incidents/2024-03-05-x.md", raw, &config, &vocabulary);
    assert!(propose(b"---\ntitle: [\n---\n# T\n\n## Timeline\n").is_none());
    assert!(propose(b"\xff\xfe# T\n").is_none());
}

/// A site holds each document's Markdown: it is casebook's own, wherever it lies.
#[test]
fn published_sites_in_the_folder_are_not_documents() {
    let archive = Archive::new("-- 2024-03-05-x.md --\n# One\n\ntext\n");
    let site = archive.path("site");
    archive.build(&["--output", site.to_str().expect("UTF-8")]);
    assert!(site.join("incidents/x.md").exists());
    let shown = adopt(&archive, &["--write"]);
    shown.exits(0).prints(expect![[r#"
        2024-03-05-x.md: no severity is stated
        2024-03-05-x.md: no section tells the root cause
        front matter written in 1 document
    "#]]);
    assert_eq!(fs::read_to_string(site.join("incidents/x.md")).expect("the page's source"), "# One\n\ntext\n");
    archive.build(&[]);
    assert_eq!(incidents(&archive).len(), 1);
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a directory").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            fs::create_dir_all(&target).expect("a directory");
            copy(&path, &target);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn documents(directory: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory").flatten() {
        let path = entry.path();
        if path.is_dir() && entry.file_name() != "public" {
            found.extend(documents(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let bytes = fs::read(&path).expect("a document");
            found.push((path, bytes));
        }
    }
    found
}

/// Every incident without the origins of its values, by source.
fn incidents(archive: &Archive) -> Vec<Value> {
    let all: Value = serde_json::from_str(&archive.page("incidents.json")).expect("JSON");
    let mut all: Vec<Value> = all["incidents"].as_array().expect("an array").clone();
    for incident in &mut all {
        incident.as_object_mut().expect("an object").remove("origin");
        for value in incident.as_object_mut().expect("an object").values_mut() {
            if let Some(instant) = value.as_object_mut() {
                instant.remove("origin");
            }
        }
    }
    all.sort_by_key(|incident| incident["source"].to_string());
    all
}

#[test]
fn a_document_that_cannot_be_read_is_named() {
    let archive = Archive::new(DOCUMENT);
    archive.write("content/incidents/latin.md", b"# Caf\xe9 offline\n");
    archive.write("content/incidents/2024-03-05-cache.md", "# Cache emptied\n\n- 09:12 Alert fired\n");
    let run = archive.run(&["adopt"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("content/incidents/latin.md") && run.stderr.contains("not UTF-8"), "{}", run.stderr);
    assert!(run.stdout.contains("+title: \"Cache emptied\""), "the others are read: {}", run.stdout);
}
