//! The README and the guide are true: their commands run, their examples build, their links lead
//! somewhere.

use std::fs;
use std::path::{Path, PathBuf};

use expect_test::expect_file;
use serde_json::Value;

use super::harness::{Archive, casebook, files};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README and every page of the guide: path and text.
fn pages() -> Vec<(String, String)> {
    let guide = files(&root().join("docs/guide")).into_keys().map(|path| format!("docs/guide/{path}"));
    let pages = guide.filter(|path| path.ends_with(".md")).chain(["README.md".to_owned()]);
    pages.map(|path| (path.clone(), fs::read_to_string(root().join(&path)).expect("the page is text"))).collect()
}

/// The fenced blocks of `language` in a page.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let mut blocks = Vec::new();
    let mut open: Option<(&str, bool, usize)> = None;
    let mut at = 0;
    for line in page.split_inclusive('\n') {
        let end = at + line.len();
        let marks = &line[..line.len() - line.trim_start_matches('`').len()];
        match open {
            None if marks.len() >= 3 => open = Some((marks, line.trim() == format!("{marks}{language}"), end)),
            Some((fence, wanted, start)) if line.trim_end() == fence => {
                if wanted {
                    blocks.push(&page[start..at]);
                }
                open = None;
            }
            _ => {}
        }
        at = end;
    }
    blocks
}

/// What stands between quotation marks is one argument.
fn words(line: &str) -> Vec<&str> {
    let parts = line.split('"').enumerate();
    parts.flat_map(|(at, part)| if at % 2 == 1 { vec![part] } else { part.split_whitespace().collect() }).collect()
}

#[test]
fn every_command_of_the_readme_and_the_guide_runs() {
    let mut tried = 0;
    for (path, page) in pages() {
        let archive =
            Archive::new("-- notes/2024-03-05-cache.md --\n# Cache emptied\n\n## Timeline\n\n- 09:12 it began\n");
        for line in blocks(&page, "console").into_iter().flat_map(str::lines) {
            let line = line.strip_prefix("$ ").unwrap_or_else(|| panic!("{path}: {line} is no command"));
            match words(line).as_slice() {
                ["casebook", arguments @ ..] => {
                    let run = archive.run(arguments);
                    assert_eq!(run.code, 0, "{path}: {line}: {}", run.stderr);
                }
                // This test is a part of one, and the others take minutes.
                [script @ ("tests/run" | "tests/fuzz/run"), ..] => assert!(root().join(script).exists()),
                ["cargo", "install", "--locked", "--path", "."] => assert!(root().join("Cargo.lock").exists()),
                ["cargo", "run", "--release", "--", arguments @ ..] => {
                    let output = archive.path("example");
                    let mut command = casebook();
                    command.args(arguments).arg("--output").arg(&output).current_dir(root());
                    let run = command.output().expect("the program starts");
                    assert!(run.status.success() && run.stderr.is_empty() && output.join("index.html").exists());
                }
                _ => panic!("{path} shows a command that no test runs: {line}"),
            }
            tried += 1;
        }
    }
    assert!(tried >= 25);
}

#[test]
fn every_configuration_and_document_they_show_is_read_without_a_warning() {
    for (path, page) in pages() {
        for block in blocks(&page, "toml") {
            let archive = Archive::new("-- themes/ours/theme.toml --\n-- content/old/2019.md --\n# Left out\n");
            archive.write("casebook.toml", block);
            archive.write("content/incidents/2026-03-14-cold-cache.md", "# A cache goes cold\n");
            let run = archive.build(&[]);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{path}: {block}");
        }
        for block in blocks(&page, "markdown") {
            let archive = Archive::new("-- casebook.toml --\ntimezone = \"Europe/Berlin\"\n");
            archive.write("content/incidents/2026-03-14-cold-cache.md", block);
            let run = archive.build(&[]);
            assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{path}: {block}");
        }
        for block in blocks(&page, "yaml") {
            let faults: Vec<_> = saphyr_parser::Parser::new_from_str(block).filter_map(Result::err).collect();
            assert!(faults.is_empty(), "{path}: {faults:?} in {block}");
        }
    }
}

#[test]
fn files_for_other_programs_are_valid_yaml() {
    let forms = files(&root().join(".github")).into_keys().map(|path| format!(".github/{path}"));
    let all: Vec<_> = forms
        .chain(
            ["action.yml", ".pre-commit-hooks.yaml", "src/cli/init/github.yml", "src/cli/init/gitlab.yml"]
                .map(str::to_owned),
        )
        .collect();
    assert!(all.len() >= 8, "{all:?}");
    for path in all {
        let text = fs::read_to_string(root().join(&path)).expect("text");
        let faults: Vec<_> = saphyr_parser::Parser::new_from_str(&text).filter_map(Result::err).collect();
        assert!(faults.is_empty(), "{path}: {faults:?}");
    }
}

#[test]
fn the_example_document_shows_what_the_guide_says() {
    let (_, page) = pages().into_iter().find(|(path, _)| path.ends_with("write/postmortem.md")).expect("the page");
    let archive = Archive::new("");
    archive.write("content/incidents/2026-03-14-cold-cache.md", blocks(&page, "markdown")[0]);
    archive.build(&[]);
    let page = archive.page("incidents/cold-cache.html");
    for part in ["A cache goes cold", "Dead end", "OPS-12", "38%", "missing-monitoring", "Kim"] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn the_guide_is_an_archive_without_a_warning() {
    let archive = Archive::new("");
    let docs = root().join("docs");
    let output = archive.path("site");
    let (docs, output) = (docs.to_str().expect("UTF-8"), output.to_str().expect("UTF-8"));
    archive.run(&["build", "--no-sync", "--strict", "--root", docs, "--output", output]).clean();
    let home = fs::read_to_string(archive.path("site/index.html")).expect("the home page");
    for (path, _) in pages().iter().filter(|(path, _)| path.starts_with("docs/guide/") && !path.contains("incidents/"))
    {
        let link = path.trim_start_matches("docs/guide/").replace(".md", ".html");
        assert!(link == "index.html" || home.contains(&format!("href=\"{link}\"")), "the home page leads to {link}");
    }
}

#[test]
fn links_of_the_readme_lead_to_files() {
    let readme = fs::read_to_string(root().join("README.md")).expect("text");
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let pictures =
        readme.split("=\"docs/").skip(1).filter_map(|rest| rest.split('"').next()).map(|it| format!("docs/{it}"));
    let all: Vec<_> = links.filter(|link| !link.contains("://")).map(str::to_owned).chain(pictures).collect();
    assert!(all.len() > 10);
    for link in all {
        let file = PathBuf::from(link.split('#').next().unwrap_or_default());
        assert!(root().join(&file).exists(), "{link}");
    }
}

#[test]
fn the_reference_of_the_front_matter_is_that_of_the_schema() {
    let schema = Archive::new("").run(&["schema", "front-matter"]).stdout;
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let mut page = "# Front matter\n\nEvery key is optional. This page is made from the schema that \
                    `casebook schema front-matter` prints;\nthere are also the keys of entries of `timeline`, `actions`, \
                    `windows` and `causes`.\n\n| key | value | meaning |\n|---|---|---|\n"
        .to_owned();
    let mut others = String::new();
    for (key, value) in schema["properties"].as_object().expect("keys") {
        let meaning = description(value).replace('\n', " ");
        let row = format!("| `{key}` | {} | {meaning} |\n", form(value, &schema));
        if meaning.contains("of other programs") || meaning.starts_with("Of other programs") {
            others += &row;
        } else {
            page += &row;
        }
    }
    page += &format!("\n## Keys of other programs\n\n| key | value | meaning |\n|---|---|---|\n{others}");
    expect_file![root().join("docs/guide/reference/front-matter.md")].assert_eq(&page);
}

/// What the schema says of a value, in its first alternative that says anything.
fn description(value: &Value) -> String {
    if let Some(text) = value["description"].as_str() {
        return text.to_owned();
    }
    let alternatives = value["anyOf"].as_array().into_iter().flatten();
    alternatives.map(description).find(|text| !text.is_empty()).unwrap_or_default()
}

/// What may be written, in few words.
fn form(value: &Value, schema: &Value) -> String {
    if let Some(reference) = value["$ref"].as_str() {
        return form(schema.pointer(reference.trim_start_matches('#')).expect("it is defined"), schema);
    }
    let choices = value["enum"].as_array().into_iter().flatten().chain([&value["const"]]);
    let choices: Vec<_> = choices.filter_map(Value::as_str).map(|choice| format!("`{choice}`")).collect();
    if !choices.is_empty() {
        return choices.join(", ");
    }
    let mut forms: Vec<String> = Vec::new();
    for alternatives in ["anyOf", "oneOf"] {
        for one in value[alternatives].as_array().into_iter().flatten() {
            let one = form(one, schema);
            if !one.is_empty() && !forms.contains(&one) {
                forms.push(one);
            }
        }
    }
    if !forms.is_empty() {
        let are_choices = forms.iter().all(|form| form.starts_with('`'));
        return forms.join(if are_choices { ", " } else { " or " });
    }
    let types = value["type"].as_array().cloned().unwrap_or_else(|| vec![value["type"].clone()]);
    let pattern = value["pattern"].as_str().unwrap_or_default();
    let names = types.iter().filter_map(|name| match name.as_str()? {
        "string" if pattern.contains("Tt") => Some("time"),
        "string" if pattern.contains("{4}") => Some("day"),
        "string" => Some("text"),
        "number" | "integer" => Some("number"),
        "boolean" => Some("`true` or `false`"),
        "array" => Some("list"),
        "object" => Some("table"),
        _ => None,
    });
    names.collect::<Vec<_>>().join(" or ")
}
