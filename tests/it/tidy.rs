//! Rules of the code base that no lint knows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from top to bottom: each may use those below it.
const ORDER: [&str; 20] = [
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
    "system",
    "text",
];

/// Outside packages and their only homes.
const HOMES: [(&str, &str); 41] = [
    ("base64::", "src/source/embedded.rs"),
    ("emojis::", "src/text/shortcode.rs"),
    ("hmac::", "src/publish/key.rs"),
    ("sha2::", "src/publish/key.rs"),
    ("htmlize", "src/html/entity.rs"),
    ("memchr::", "src/search/code.rs src/source/camera.rs"),
    ("ureq", "src/check/web.rs"),
    ("aho_corasick", "src/publish/secrets/mod.rs src/text/redact.rs src/read/words/parts.rs"),
    ("regex::", "src/text/redact.rs"),
    ("img_parts", "src/source/camera.rs"),
    ("zip::", "src/publish/secrets/inside.rs"),
    ("flate2", "src/publish/secrets/inside.rs"),
    ("merman", "src/diagram/m"),
    ("rust_stemmers", "src/search/family.rs"),
    ("wasmi::", "src/diagram/graphviz.rs"),
    ("pikru::", "src/diagram/pikchr.rs"),
    ("roxmltree", "src/diagram/"),
    ("mimalloc", "src/main.rs"),
    ("similar::", "src/cli/"),
    ("pulldown_cmark", "src/markdown/tree.rs src/markdown/written/events.rs"),
    ("syntect", "src/markdown/highlight.rs"),
    ("two_face", "src/markdown/highlight.rs"),
    ("tera::", "src/site/"),
    ("toml::de", "src/data/toml.rs"),
    ("saphyr_parser", "src/data/yaml.rs"),
    ("walkdir", "src/source/ src/publish/ src/system/"),
    ("clap::", "src/cli/"),
    ("clap_complete", "src/cli/shell.rs"),
    ("clap_mangen", "src/cli/shell.rs"),
    ("schemars", "src/cli/schema/ src/incident/ src/diagnostic.rs src/check/finding.rs src/site/"),
    ("terminal_size::", "src/cli/list.rs"),
    ("unicode_width", "src/cli/table.rs"),
    ("annotate_snippets", "src/diagnostic.rs"),
    ("rustix", "src/system/ src/serve/front.rs"),
    ("winapi_util", "src/system/windows.rs"),
    ("tiny_http", "src/serve/reply.rs src/serve/request.rs"),
    ("notify::", "src/serve/watch.rs"),
    ("ctrlc::", "src/cli/serve.rs"),
    ("imagesize", "src/source/"),
    ("exif::", "src/source/camera.rs"),
    ("include_dir", "src/site/theme.rs"),
];

/// Only these files may touch the disk, the network or the clock.
const IMPURE: [&str; 7] = [
    "src/system/",
    "src/source/",
    "src/diagram/command.rs",
    "src/check/web.rs",
    "src/publish/",
    "src/serve/",
    "src/cli/",
];

fn sources() -> BTreeMap<String, String> {
    texts_below("src")
}

/// Every Rust file below `folder`, by path from the root.
fn texts_below(folder: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = BTreeMap::new();
    let mut open: Vec<PathBuf> = vec![root.join(folder)];
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
        for to in used(&path, &text).iter().filter_map(|parts| parts.first()) {
            let allowed = ORDER.iter().position(|name| name == to).is_some_and(|to| to >= position);
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
fn no_package_is_unused() {
    // Only there to choose its version.
    const CHOSEN: [&str; 1] = ["idna_adapter"];
    // The name in the code, where it is not that of the package.
    const RENAMED: [(&str, &str); 1] = [("kamadak-exif", "exif")];
    let manifest = include_str!("../../Cargo.toml").parse::<toml::Table>().expect("a manifest");
    // For all systems, and those for one kind of system.
    let systems = manifest["target"].as_table().expect("a table").values().filter_map(toml::Value::as_table);
    let tables: Vec<_> = [&manifest].into_iter().chain(systems).collect();
    for (section, folders) in [("dependencies", &["src"][..]), ("dev-dependencies", &["tests", "benches"])] {
        let texts: Vec<String> = folders.iter().flat_map(|folder| texts_below(folder).into_values()).collect();
        let packages = tables.iter().filter_map(|table| table.get(section)?.as_table()).flat_map(toml::Table::keys);
        for package in packages {
            let renamed = RENAMED.iter().find(|(name, _)| name == package);
            let name = renamed.map_or_else(|| package.replace('-', "_"), |(_, name)| (*name).to_owned());
            let used = texts.iter().any(|text| text.contains(&format!("{name}::")));
            assert!(used || CHOSEN.contains(&package.as_str()), "{package} is in Cargo.toml, and no file uses it");
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

/// Files and functions of the reader that are longer than ours may be, until its redesign.
/// Nothing may be added here.
const LONG: [&str; 9] = [
    "src/read/found/actions/labelled.rs labelled",
    "src/read/found/actions/table.rs item",
    "src/read/found/actions/trailing.rs last_field",
    "src/read/found/time_text/clock.rs western",
    "src/read/found/time_text/mod.rs point",
    "src/read/found/time_text/numeric.rs numeric_day",
    "src/read/found/time_text/range.rs range",
    "src/read/found/time_text/tests.rs times_stand_at_the_beginning",
    "src/read/found/timeline/lines.rs paragraph",
];

/// Most lines of a file, without the tests beside the code.
const LONGEST_FILE: usize = 400;

/// Most lines of a function.
const LONGEST_FUNCTION: usize = 60;

/// Name and lines of every function of a file that rustfmt formatted.
fn functions(text: &str) -> Vec<(&str, usize)> {
    let lines: Vec<_> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let words: Vec<_> = line.split_whitespace().take_while(|word| !word.starts_with("//")).collect();
        let Some(place) = words.iter().position(|word| *word == "fn") else { continue };
        let qualifies = |word: &&str| word.starts_with("pub") || word.ends_with(')') || *word == "const";
        if !words[..place].iter().all(qualifies) {
            continue;
        }
        let name = words.get(place + 1).map_or("", |rest| rest.split(['(', '<']).next().unwrap_or_default());
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines[at..].iter().position(|line| *line == end).map_or(1, |length| length + 1);
        found.push((name, if line.ends_with('}') { 1 } else { length }));
    }
    found
}

#[test]
fn files_and_functions_are_short() {
    let mut known = LONG.to_vec();
    let mut check = |what: String, lines: usize, most: usize| {
        if lines > most {
            let at = known.iter().position(|long| *long == what);
            assert!(at.is_some(), "{what} has {lines} lines; at most {most} are allowed");
            at.map(|at| known.remove(at));
        }
    };
    for (path, text) in sources() {
        check(path.clone(), code(&text).lines().count(), LONGEST_FILE);
        for (name, lines) in functions(code(&text)) {
            check(format!("{path} {name}"), lines, LONGEST_FUNCTION);
        }
    }
    assert!(known.is_empty(), "no longer long, so take them from the list: {known:?}");
}

/// The modules that the `use` lines and paths of a file name, as lists of parts from the crate's root.
fn used(path: &str, text: &str) -> Vec<Vec<String>> {
    let own: Vec<_> =
        path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod").split('/').collect();
    let mut found = Vec::new();
    let code: String =
        code(text).lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    for (start, base) in [("crate::", 0), ("super::", own.len() - 1), ("self::", own.len())] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ':' | '_')) {
                continue;
            }
            let rest = &code[at + start.len()..];
            let end = rest.find([';', ' ', '(', ')', '\n', '<', '>', ',', '}']).unwrap_or(rest.len());
            let group = rest.find('{').filter(|open| *open < end);
            let prefix: Vec<_> = rest[..group.unwrap_or(end)].split("::").filter(|part| !part.is_empty()).collect();
            let names: Vec<&str> = match group {
                Some(open) => {
                    let close = rest.find(';').unwrap_or(rest.len());
                    rest[open..close].split(['{', '}', ',']).map(str::trim).collect()
                }
                None => vec![""],
            };
            for name in names {
                let tail = name.split("::").map(str::trim).filter(|part| !part.is_empty());
                let all = own[..base].iter().copied().chain(prefix.iter().copied()).chain(tail);
                found.push(all.map(str::to_owned).collect());
            }
        }
    }
    found
}

/// No file or folder of a room uses another one that uses it, however many stand between them.
/// A folder's own `mod.rs` and what lies in the folder are one.
#[test]
fn rooms_have_no_circles_inside() {
    let sources = sources();
    let modules: BTreeMap<String, &String> = sources
        .keys()
        .map(|path| (path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod").to_owned(), path))
        .collect();
    // Folder → member of it → members of the same folder that it uses.
    let mut uses: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (path, text) in &sources {
        for parts in used(path, text) {
            let named = (1..=parts.len()).rev().find_map(|count| modules.get(&parts[..count].join("/")));
            let Some(target) = named.copied().filter(|target| *target != path) else { continue };
            let (from, to): (Vec<_>, Vec<_>) = (path.split('/').collect(), target.split('/').collect());
            let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
            let member = |parts: &[&str]| parts[common].trim_end_matches(".rs").to_owned();
            let (from_member, to_member) = (member(&from), member(&to));
            if [&from_member, &to_member].iter().all(|name| !matches!(name.as_str(), "mod" | "lib" | "main")) {
                let folder = uses.entry(from[..common].join("/")).or_default();
                folder.entry(from_member).or_default().insert(to_member);
            }
        }
    }
    assert!(uses.len() > 10, "the `use` lines are not understood any more");
    for (folder, members) in &uses {
        for start in members.keys() {
            let (mut seen, mut open) = (BTreeSet::new(), vec![start]);
            while let Some(next) = open.pop() {
                for used in members.get(next).into_iter().flatten() {
                    assert!(used != start, "{folder}: `{start}` uses `{next}`, which leads back to it");
                    if seen.insert(used) {
                        open.push(used);
                    }
                }
            }
        }
    }
}

#[test]
fn every_file_says_what_it_is_for_and_leaves_no_notes() {
    for (path, text) in sources() {
        assert!(text.starts_with("//! "), "{path} has no first line that says what it is for");
        // Elsewhere such words are data of the reader.
        for word in ["TODO", "FIXME", "XXX"] {
            let notes = text.lines().filter_map(|line| line.split_once("//")).map(|(_, comment)| comment);
            let noted = notes.into_iter().any(|note| note.trim_start_matches(['/', '!', ' ']).starts_with(word));
            assert!(!noted, "{path} holds {word}");
        }
        assert!(!text.contains("dbg!("), "{path} holds dbg!");
    }
}
