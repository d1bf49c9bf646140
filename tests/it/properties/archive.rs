//! Whole archives: the preview is what a build writes, and a public site is that of the archive
//! without its internal parts.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use casebook::diagnostic::{self, Diagnostic, Level};
use casebook::incident::Audience;
use casebook::pipeline::{self, Opened, Options, Reading};
use casebook::publish::emit::Progress;
use casebook::read;
use casebook::site::{Output, plan};

use super::public::Pair;
use super::{markup, text};

/// Path from the root → content.
pub(super) type Files = BTreeMap<String, String>;

/// Path in the site → content.
type Published = BTreeMap<String, Vec<u8>>;

/// Separates documents.
const CUT: &str = "\n%%\n";

/// The input is three documents, and the same ones after an edit. One that is empty is not there.
///
/// The preview that followed the edit shows what a fresh start shows and a build writes, and all of
/// it is well-formed.
pub(crate) fn preview(bytes: &[u8]) {
    const PATHS: [&str; 3] =
        ["content/incidents/2026-01-02-a.md", "content/incidents/2026-02-03-b/index.md", "content/about.md"];
    let text = text(bytes);
    let documents: Vec<_> = text.split(CUT).collect();
    let archive = |documents: &[&str]| {
        let documents = PATHS.iter().zip(documents).filter(|(_, text)| !text.is_empty());
        let config = ("casebook.toml".to_owned(), "title = \"T\"\nbroken_links = \"warning\"\n".to_owned());
        documents.map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).chain([config]).collect::<Files>()
    };
    let (before, after) = documents.split_at(documents.len().min(PATHS.len()));
    let (before, after) = (archive(before), archive(after));
    let root = tempfile::tempdir().expect("a temporary directory");
    let options = options(root.path(), Audience::Internal);
    let mut reading = Reading::default();
    write(root.path(), &Files::new(), &before);
    let _ = reading.follow(&options, None).expect("it can be read");
    write(root.path(), &before, &after);
    let followed = reading.follow(&options, None).expect("it can be read").opened;
    let fresh = pipeline::open(&options).expect("it can be read");
    if fresh.has(Level::Error) {
        // A document with an error is shown as it last was without one.
        return;
    }
    let site = shown(&fresh);
    same(&shown(&followed), &site, &after);
    assert_eq!(drawn(&followed.diagnostics), drawn(&fresh.diagnostics));
    same(&built(&options), &site, &after);
    for (path, bytes) in &site {
        let text = || std::str::from_utf8(bytes).expect("casebook writes UTF-8");
        match path.rsplit('.').next() {
            Some("html") => markup::html(text()),
            Some("xml") => markup::xml(text()),
            Some("json") => drop(serde_json::from_str::<serde_json::Value>(text()).expect("JSON")),
            _ => {}
        }
    }
}

/// The input decides what an archive consists of. Its public site is that of the archive from
/// which everything for fewer readers was deleted by hand, byte for byte, however it came about.
pub(crate) fn public(bytes: &[u8]) {
    let Pair { whole, deleted } = Pair::new(bytes);
    let root = tempfile::tempdir().expect("a temporary directory");
    let options = options(root.path(), Audience::Public);
    let mut reading = Reading::default();
    write(root.path(), &Files::new(), &deleted);
    let opened = reading.follow(&options, None).expect("it can be read").opened;
    is_clean(&opened, &deleted);
    let site = shown(&opened);
    write(root.path(), &deleted, &whole);
    let opened = reading.follow(&options, None).expect("it can be read").opened;
    is_clean(&opened, &whole);
    same(&shown(&opened), &site, &whole);
    same(&built(&options), &site, &whole);
}

/// The input is a document. The site of what is published as its Markdown is the site of the
/// document itself.
pub(crate) fn published(bytes: &[u8]) {
    const PATH: &str = "content/incidents/2026-01-02-a.md";
    let config = "title = \"T\"\ndefault_audience = \"public\"\nbroken_links = \"warning\"\n";
    let archive = |text: &str| {
        let files = [(PATH, text), ("casebook.toml", config)];
        Files::from(files.map(|(path, text)| (path.to_owned(), text.to_owned())))
    };
    let before = archive(&text(bytes));
    let root = tempfile::tempdir().expect("a temporary directory");
    let options = options(root.path(), Audience::Public);
    write(root.path(), &Files::new(), &before);
    let opened = pipeline::open(&options).expect("it can be read");
    let incident = opened.site.as_ref().and_then(|(site, _)| site.archive.incidents.first());
    // What is used of a document with an error is shown as little as possible.
    let Some(incident) = incident.filter(|_| !opened.has(Level::Error)) else { return };
    let config_of_site = &opened.site.as_ref().expect("a site").0.config;
    let published = read::published(&incident.text, config_of_site, &|_, _| None);
    if published.contains("```text") && !before[PATH].contains("text") {
        // What Markdown cannot write is not read as it was.
        return;
    }
    let after = archive(&published);
    let site = shown(&opened);
    write(root.path(), &before, &after);
    let opened = pipeline::open(&options).expect("it can be read");
    is_clean(&opened, &after);
    same(&alike(shown(&opened)), &alike(site), &after);
}

/// Returns what is published of incidents without what may differ: blanks, and the places in a block
/// that ids of pictures are made of.
fn alike(site: Published) -> Published {
    let words = |text: &str| {
        let words: Vec<_> = text.split_whitespace().collect();
        let words = words.join(" ").replace("> <", "><").replace(" </", "</");
        let mut out = String::new();
        let mut rest = words.as_str();
        while let Some(at) = ["\"image.", "\"dg", "#dg"].iter().filter_map(|mark| rest.find(mark)).min() {
            let end = at + 1 + rest[at + 1..].find(['"', ')']).unwrap_or_default();
            out.push_str(&rest[..at]);
            rest = &rest[end..];
        }
        out + rest
    };
    let of_incident = |path: &String| path.starts_with("incidents/") || path == "incidents.json";
    let pages = site.into_iter().filter(|(path, _)| of_incident(path));
    pages.map(|(path, bytes)| (path, words(&String::from_utf8_lossy(&bytes)).into_bytes())).collect()
}

fn options(root: &Path, audience: Audience) -> Options {
    Options { audience: Some(audience), sync: false, ..Options::new(root) }
}

/// Makes the archive at `root`, which is `before`, into `after`.
fn write(root: &Path, before: &Files, after: &Files) {
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        fs::remove_file(root.join(path)).expect("it was written");
    }
    fs::create_dir_all(root.join("content")).expect("a directory");
    for (path, text) in after.iter().filter(|(path, text)| before.get(*path) != Some(text)) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a file has a directory")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
}

/// Everything that the preview shows.
fn shown(opened: &Opened) -> Published {
    let (site, _) = opened.site.as_ref().expect("the theme can be used");
    let content = |(path, content)| match site.render(path, content).expect("the theme shows every page") {
        Output::Bytes(bytes) => bytes,
        Output::CopyOf(file) => fs::read(file).expect("it was there"),
    };
    plan::plan(site).value.iter().map(|(path, at)| (path.clone(), content((path, at)))).collect()
}

/// Everything that a build writes, without its list of files.
fn built(options: &Options) -> Published {
    let built = pipeline::build(options, &Progress::default()).expect("it can be written");
    assert!(built.written.is_some(), "nothing was written:\n{}", drawn(&built.opened.diagnostics));
    let mut found = Published::new();
    let mut open = vec![options.output.clone()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).expect("a directory").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(&options.output).expect("it is below").to_string_lossy().into_owned();
                found.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    found.remove(".casebook-manifest");
    found
}

#[track_caller]
fn same(found: &Published, expected: &Published, archive: &Files) {
    for (path, bytes) in found {
        let other = expected.get(path).unwrap_or_else(|| panic!("{path} should not be there: {archive:#?}"));
        let (found, expected) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(other));
        let differs = found.lines().zip(expected.lines()).find(|(one, other)| one != other);
        assert!(bytes == other, "{path} differs, first in {differs:#?}: {archive:#?}");
    }
    assert!(expected.keys().all(|path| found.contains_key(path)), "files are missing: {archive:#?}");
}

#[track_caller]
fn is_clean(opened: &Opened, archive: &Files) {
    let diagnostics = drawn(&opened.diagnostics);
    assert!(!opened.has(Level::Error), "{diagnostics}\n{archive:#?}");
}

fn drawn(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|it| diagnostic::draw(it, false)).collect()
}
