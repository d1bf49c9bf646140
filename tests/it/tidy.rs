//! Rules of the code base that no lint knows.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from top to bottom: each may use those below it.
const ORDER: [&str; 19] = [
    "cli",
    "serve",
    "pipeline",
    "publish",
    "author",
    "site",
    "search",
    "check",
    "archive",
    "read",
    "config",
    "incident",
    "markdown",
    "diagram",
    "html",
    "data",
    "source",
    "diagnostic",
    "text",
];

/// Outside packages and their only homes.
const HOMES: [(&str, &str); 30] = [
    ("memchr::", "src/search/code.rs"),
    ("ureq", "src/check/web.rs"),
    ("aho_corasick", "src/publish/secrets/mod.rs"),
    ("merman", "src/diagram/m"),
    ("wasmi::", "src/diagram/graphviz.rs"),
    ("pikru::", "src/diagram/pikchr.rs"),
    ("roxmltree", "src/diagram/"),
    ("mimalloc", "src/main.rs"),
    ("similar::", "src/cli/"),
    ("pulldown_cmark", "src/markdown/tree.rs"),
    ("syntect", "src/markdown/highlight.rs"),
    ("two_face", "src/markdown/highlight.rs"),
    ("tera::", "src/site/"),
    ("toml::de", "src/data/toml.rs"),
    ("saphyr_parser", "src/data/yaml.rs"),
    ("walkdir", "src/source/ src/publish/emit.rs"),
    ("clap::", "src/cli/"),
    ("clap_complete", "src/cli/shell.rs"),
    ("clap_mangen", "src/cli/shell.rs"),
    ("schemars", "src/cli/schema/ src/incident/ src/diagnostic.rs src/check/finding.rs src/site/"),
    ("terminal_size::", "src/cli/list.rs"),
    ("unicode_width", "src/cli/table.rs"),
    ("annotate_snippets", "src/diagnostic.rs"),
    ("rustix", "src/source/ src/publish/emit.rs src/serve/front.rs"),
    ("tiny_http", "src/serve/front.rs src/serve/request.rs"),
    ("notify::", "src/serve/watch.rs"),
    ("ctrlc::", "src/cli/serve.rs"),
    ("imagesize", "src/source/"),
    ("exif::", "src/source/asset.rs"),
    ("include_dir", "src/site/theme.rs"),
];

/// Only these files may touch the disk, the network or the clock.
const IMPURE: [&str; 6] =
    ["src/source/", "src/diagram/command.rs", "src/check/web.rs", "src/publish/", "src/serve/", "src/cli/"];

fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = vec![root.join("src")];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a directory").flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).expect("a text"));
            }
        }
    }
    found
}

/// The module of the top level a file belongs to.
fn module(path: &str) -> &str {
    let below = path.trim_start_matches("src/");
    below.split('/').next().unwrap_or(below).trim_end_matches(".rs")
}

/// Without the tests beside the code.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn arrows_point_one_way() {
    for (path, text) in sources() {
        let from = module(&path);
        let Some(position) = ORDER.iter().position(|name| *name == from) else {
            assert!(matches!(from, "lib" | "main"), "{path}: `{from}` is not in the table of rooms");
            continue;
        };
        for (at, _) in code(&text).match_indices("crate::") {
            let rest = &code(&text)[at + 7..];
            let to = rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap_or_default();
            let allowed = ORDER.iter().position(|name| *name == to).is_some_and(|to| to >= position);
            assert!(allowed, "{path} uses `crate::{to}`, which is not below `{from}`");
        }
        assert!(!text.contains("super::super"), "{path}: name the module from `crate`");
    }
}

#[test]
fn each_package_has_one_home() {
    for (path, text) in sources() {
        for (package, homes) in HOMES {
            let uses = code(&text).lines().any(|line| {
                let line = line.trim_start();
                !line.starts_with("//") && line.contains(package)
            });
            let at_home = homes.split(' ').any(|home| path.starts_with(home));
            assert!(!uses || at_home, "{path} uses {package}, which lives in {homes}");
        }
    }
}

#[test]
fn only_the_rim_touches_the_disk() {
    for (path, text) in sources() {
        if IMPURE.iter().any(|place| path.starts_with(place)) || path == "src/main.rs" {
            continue;
        }
        for word in ["std::fs", "std::net", "std::env::", "SystemTime", "Instant::now", "std::process"] {
            assert!(!code(&text).contains(word), "{path} uses {word}");
        }
    }
}

#[test]
fn every_file_says_what_it_is_for_and_stays_readable() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{path} has no first line that says what it is for");
        let lines = code(&text).lines().count();
        assert!(lines <= 700, "{path} has {lines} lines");
        // Elsewhere such words are data of the reader.
        for word in ["TODO", "FIXME", "XXX"] {
            let notes = text.lines().filter_map(|line| line.split_once("//")).map(|(_, comment)| comment);
            let noted = notes.into_iter().any(|note| note.trim_start_matches(['/', '!', ' ']).starts_with(word));
            assert!(!noted, "{path} holds {word}");
        }
        assert!(!text.contains("dbg!("), "{path} holds dbg!");
    }
}
