//! Every way in which programs save a file, as seen by a reader.
//!
//! `CASEBOOK_SAVES=20 cargo test saving` repeats each of them as often.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use super::{ARCHIVE, Preview};

const FILE: &str = "content/incidents/2024-01-01-a.md";
const OTHER: &str = "content/incidents/2024-01-02-b.md";
const PAGE: &str = "/incidents/a.html";

fn repeats() -> usize {
    std::env::var("CASEBOOK_SAVES").ok().and_then(|text| text.parse().ok()).unwrap_or(2)
}

fn pause(milliseconds: u64) {
    sleep(Duration::from_millis(milliseconds));
}

/// Saves `text` as the file, in the manner of some program.
type Save = fn(&Path, &str);

fn beside(file: &Path, name: &str) -> std::path::PathBuf {
    file.with_file_name(name)
}

fn write(file: &Path, text: &str) {
    fs::write(file, text).expect("it can be written");
}

fn rename(from: &Path, to: &Path) {
    fs::rename(from, to).expect("it can be renamed");
}

fn by_way_of(file: &Path, text: &str, name: &str) {
    write(&beside(file, name), text);
    rename(&beside(file, name), file);
}

const WAYS: [(&str, Save); 14] = [
    ("echo", write),
    ("vim, with a backup", |file, text| {
        write(&beside(file, ".2024-01-01-a.md.swp"), "swap");
        write(&beside(file, "4913"), "");
        fs::remove_file(beside(file, "4913")).expect("just written");
        rename(file, &beside(file, "2024-01-01-a.md~"));
        write(file, text);
        fs::remove_file(beside(file, "2024-01-01-a.md~")).expect("just renamed");
    }),
    ("a file beside it, renamed", |file, text| by_way_of(file, text, "2024-01-01-a.md.tmp.4711.99")),
    ("a file elsewhere, renamed", |file, text| {
        let elsewhere = file.ancestors().nth(3).expect("the root").join("elsewhere");
        write(&elsewhere, text);
        rename(&elsewhere, file);
    }),
    ("sed -i", |file, text| by_way_of(file, text, "sedQ7x2Ab")),
    ("emacs", |file, text| {
        let lock = beside(file, ".#2024-01-01-a.md");
        symlink("u@h.1:2", &lock).expect("a dangling link");
        write(&beside(file, "#2024-01-01-a.md#"), text);
        rename(file, &beside(file, "2024-01-01-a.md~"));
        write(file, text);
        fs::remove_file(beside(file, "#2024-01-01-a.md#")).expect("just written");
        fs::remove_file(lock).expect("just made");
    }),
    ("JetBrains", |file, text| {
        write(&beside(file, "2024-01-01-a.md___jb_tmp___"), text);
        rename(file, &beside(file, "2024-01-01-a.md___jb_old___"));
        rename(&beside(file, "2024-01-01-a.md___jb_tmp___"), file);
        fs::remove_file(beside(file, "2024-01-01-a.md___jb_old___")).expect("just renamed");
    }),
    ("deleted and written anew", |file, text| {
        fs::remove_file(file).expect("it is there");
        pause(120);
        write(file, text);
    }),
    ("ten pieces", |file, text| {
        use std::io::Write as _;
        let mut open = fs::File::create(file).expect("it can be written");
        for piece in text.as_bytes().chunks(text.len().div_ceil(10)) {
            open.write_all(piece).expect("it can be written");
            pause(100);
        }
    }),
    ("the same length, twice at once", |file, text| {
        write(file, &text.replace("Now", "Not"));
        write(file, text);
    }),
    ("an old time of change", |file, text| {
        let time = fs::metadata(file).and_then(|it| it.modified()).expect("a time");
        write(file, text);
        fs::File::options().write(true).open(file).and_then(|it| it.set_modified(time)).expect("a time can be set");
    }),
    ("the directory moved away and back", |file, text| {
        let directory = file.parent().expect("a directory");
        let away = directory.with_file_name("away");
        rename(directory, &away);
        write(&away.join(file.file_name().expect("a name")), text);
        rename(&away, directory);
    }),
    ("the content moved away and back", |file, text| {
        let content = file.ancestors().nth(2).expect("the content");
        let away = content.with_file_name("content-away");
        rename(content, &away);
        pause(150);
        rename(&away, content);
        write(file, text);
    }),
    ("the directory made anew", |file, text| {
        let directory = file.parent().expect("a directory");
        let away = directory.with_file_name("_away");
        rename(directory, &away);
        fs::create_dir(directory).expect("it can be made");
        for entry in fs::read_dir(&away).expect("a directory").flatten() {
            fs::copy(entry.path(), directory.join(entry.file_name())).expect("a copy");
        }
        fs::remove_dir_all(&away).expect("it can go");
        write(file, text);
    }),
];

fn every_way(arguments: &[&str]) {
    let preview = Preview::new(ARCHIVE, arguments);
    let file = preview.archive.path(FILE);
    let mut number = 0;
    for (name, save) in WAYS {
        for round in 0..2 * repeats() {
            number += 1;
            if round % 2 == 1 {
                // While something else is being read.
                preview.archive.write(OTHER, format!("# Second\n\nText {number}.\n"));
                pause(number % 13);
            }
            save(&file, &format!("# First\n\nNow {number:06} by way of {name}.\n"));
            preview.shows(PAGE, &format!("Now {number:06} by way of {name}."));
        }
    }
    preview.shows("/incidents/b.html", "Text ");
    assert_eq!(preview.state()["errors"].as_array().map(Vec::len), Some(0));
}

#[test]
fn every_way_to_save_is_seen() {
    every_way(&[]);
}

#[test]
fn every_way_to_save_is_seen_without_events() {
    every_way(&["--poll=50"]);
}

#[test]
fn what_appears_moves_and_goes_is_seen() {
    let preview = Preview::new(ARCHIVE, &[]);
    let content = preview.archive.path("content");
    for round in 0..repeats() {
        let (new, moved) = (format!("2024-02-01-n{round}"), format!("2024-02-02-m{round}"));
        preview.archive.write(&format!("content/incidents/{new}/index.md"), "# Made with its directory\n");
        preview.shows(&format!("/incidents/n{round}.html"), "Made with its directory");
        let deep = format!("content/incidents/deep{round}/er/still/2024-03-01-d{round}.md");
        preview.archive.write(&deep, "# Far down\n");
        preview.shows(&format!("/incidents/d{round}.html"), "Far down");
        preview.archive.write(&deep, "# Farther down\n");
        preview.shows(&format!("/incidents/d{round}.html"), "Farther down");
        rename(&content.join("incidents").join(&new), &content.join("incidents").join(&moved));
        preview.shows(&format!("/incidents/m{round}.html"), "Made with its directory");
        preview.archive.write(&format!("content/incidents/{moved}/index.md"), "# Moved, then edited\n");
        preview.shows(&format!("/incidents/m{round}.html"), "Moved, then edited");
        fs::remove_dir_all(content.join("incidents").join(&moved)).expect("it can go");
        preview.until("the page is gone", || preview.get(&format!("/incidents/m{round}.html")).0 == 404);

        let target = format!("content/target{round}.md");
        preview.archive.write(&target, "# Aim\n");
        symlink(preview.archive.path(&target), content.join(format!("incidents/link{round}.md"))).expect("a link");
        preview.shows(&format!("/incidents/link{round}.html"), "Aim");
        preview.archive.write(&target, "# Aim, edited\n");
        preview.shows(&format!("/incidents/link{round}.html"), "Aim, edited");
        preview.archive.write("casebook.toml", format!("title = \"Archive {round}\"\n"));
        preview.shows("/", &format!("Archive {round}"));
    }
}

#[test]
fn a_checkout_of_a_thousand_files_is_seen_whole() {
    let preview = Preview::new(ARCHIVE, &[]);
    for round in 0..2 {
        let version = preview.version();
        for number in 0..1000 {
            let path = format!("content/incidents/2023-01-01-x{number}.md");
            preview.archive.write(&path, format!("# Incident {number}\n\nRound {round}.\n"));
        }
        preview
            .until("the last is there", || preview.get("/incidents/x999.html").1.contains(&format!("Round {round}")));
        for number in (0..1000).step_by(37) {
            preview.shows(&format!("/incidents/x{number}.html"), &format!("Round {round}"));
        }
        assert!(preview.version() - version <= 8, "{}", preview.said());
    }
}

#[test]
fn a_file_that_is_emptied_first_is_never_shown_empty() {
    let preview = Preview::new(ARCHIVE, &[]);
    for round in 0..repeats() {
        write(&preview.archive.path(FILE), "");
        for _ in 0..100 {
            let (status, answer) = preview.get(PAGE);
            assert!(status == 200 && answer.contains("Text of the first"), "{answer}");
            pause(4);
        }
        write(&preview.archive.path(FILE), &format!("# First\n\nText of the first, {round}.\n"));
        preview.shows(PAGE, &format!("Text of the first, {round}."));
    }
}

#[test]
fn what_changes_nothing_reloads_nothing() {
    let preview = Preview::new(ARCHIVE, &["--output", "content/public"]);
    let version = preview.version();
    let file = preview.archive.path(FILE);
    let touch =
        || fs::File::options().write(true).open(&file).and_then(|it| it.set_modified(std::time::SystemTime::now()));
    touch().expect("a time can be set");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("a mode can be set");
    for name in ["4913", ".2024-01-01-a.md.swp", "2024-01-01-a.md~", "#a#", "a___jb_tmp___", "x.tmp", "a.md.tmp.1.2"] {
        write(&beside(&file, name), "x");
        fs::remove_file(beside(&file, name)).expect("just written");
    }
    // The site, built into the content.
    preview.archive.build(&["--output", "content/public"]);
    fs::read(&file).expect("it can be read");
    write(&file, &fs::read_to_string(&file).expect("it can be read"));
    pause(2600);
    assert_eq!(preview.version(), version, "{}", preview.said());
}

#[test]
fn a_broken_document_stays_as_it_was() {
    let preview = Preview::new(ARCHIVE, &[]);
    for round in 0..repeats() {
        preview.archive.write(FILE, "+++\ntitle = \"<img src=x onerror=alert(1)>\nseverity\n+++\n# First\n\nBroken.\n");
        preview.until("an error", || !preview.state()["errors"].as_array().expect("a list").is_empty());
        let errors = preview.state()["errors"].to_string();
        assert!(errors.contains("content/incidents/2024-01-01-a.md:2:"), "{errors}");
        assert!(errors.contains("<img src=x"), "the excerpt is there: {errors}");
        let (status, answer) = preview.get(PAGE);
        assert!(status == 200 && answer.contains("Text of the first") && !answer.contains("Broken"));
        preview.archive.write(OTHER, format!("# Second\n\nMeanwhile {round}.\n"));
        preview.shows("/incidents/b.html", &format!("Meanwhile {round}."));
        preview.archive.write(FILE, format!("# First\n\nText of the first, mended {round}.\n"));
        preview.shows(PAGE, &format!("mended {round}"));
        preview.until("no error", || preview.state()["errors"].as_array().expect("a list").is_empty());
    }
    preview.says("nothing is wrong any more");
}

#[test]
fn a_value_that_is_being_typed_leaves_the_rest_of_the_document_alive() {
    let preview = Preview::new(ARCHIVE, &[]);
    preview.archive.write(FILE, "+++\ntitle = \"First\"\nstarted = \"2026-1\"\n+++\nGoes on, meanwhile.\n");
    preview.shows(PAGE, "Goes on, meanwhile");
    let state = preview.state();
    let [error] = &state["errors"].as_array().expect("a list")[..] else { panic!("one error: {state}") };
    assert_eq!((&error["covers"], &error["line"]), (&false.into(), &3.into()), "{error}");
    assert_eq!(error["file"], "content/incidents/2024-01-01-a.md");
    // Without its front matter it would be another document, so the page stays as it was.
    preview.archive.write(FILE, "+++\ntitle = \"First\nstarted = \"2026-1\"\n+++\nAnother text.\n");
    preview.until("an error that covers", || preview.state()["errors"][0]["covers"] == true);
    assert!(preview.get(PAGE).1.contains("Goes on, meanwhile"));
}
