//! `casebook schema`: the schemas are true of real data, and of the readers key by key.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use casebook::data::{self, Kind, Table};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::harness::{Archive, Messages, casebook};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn schema(form: &str) -> Value {
    let output = casebook().args(["schema", form]).output().expect("the program starts");
    assert!(output.status.success() && output.stderr.is_empty(), "{form}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn validator(form: &str) -> Validator {
    let schema = schema(form);
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{form}");
    jsonschema::draft202012::meta::validate(&schema).expect("a valid schema");
    jsonschema::draft202012::new(&schema).expect("a schema")
}

/// What is wrong with `value`, if anything is.
fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn json_of(value: &Kind) -> Value {
    match value {
        Kind::Null => Value::Null,
        Kind::Bool(value) => json!(value),
        Kind::Text(text) | Kind::Date(text) => json!(text),
        Kind::Number(text) => text.replace('_', "").parse::<f64>().map_or_else(|_| json!(text), |it| json!(it)),
        // As an editor reads YAML 1.2.
        Kind::Plain(text) => match text.as_str() {
            "true" => json!(true),
            "false" => json!(false),
            _ => serde_json::from_str::<serde_json::Number>(text).map_or_else(|_| json!(text), Value::Number),
        },
        Kind::List(items) => items.iter().map(|item| json_of(&item.kind)).collect(),
        Kind::Table(table) => json_of_table(table),
    }
}

fn json_of_table(table: &Table) -> Value {
    Value::Object(table.entries.iter().map(|entry| (entry.key.clone(), json_of(&entry.value.kind))).collect())
}

/// The front matter of a document, as an editor hands it to a schema.
fn front_matter(text: &str) -> Option<Value> {
    let fence = text.get(..4)?.trim_end();
    let block = text[4..].split(&format!("\n{fence}\n")).next()?;
    let (table, faults) = match fence {
        "+++" => data::toml::parse(block),
        "---" => data::yaml::parse(block),
        _ => return None,
    };
    assert!(faults.is_empty(), "{faults:?}");
    Some(json_of_table(&table))
}

/// Every Markdown file below `directory`.
fn documents(directory: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(directory).expect("a directory").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(documents(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("text")));
        }
    }
    found
}

#[test]
fn the_front_matter_of_the_example_and_of_the_guide_is_valid() {
    let validator = validator("front-matter");
    let mut documents = documents(&Path::new(ROOT).join("content"));
    let guide = fs::read_to_string(Path::new(ROOT).join("docs/guide/write/postmortem.md")).expect("the page");
    documents.push(("guide".to_owned(), guide.split("```markdown\n").nth(1).expect("an example").to_owned()));
    let mut checked = 0;
    for (path, text) in documents {
        let Some(value) = front_matter(&text) else { continue };
        assert_eq!(faults(&validator, &value), [] as [String; 0], "{path}");
        checked += 1;
    }
    assert!(checked >= 25, "only {checked}");
}

#[test]
fn a_wrong_front_matter_is_refused() {
    let validator = validator("front-matter");
    for yaml in [
        "title: A\nstarted: 2026-03-14 09:12 CET\nresolved: true\nseverity: 1\ntags: one",
        "causes: capacity\nroles: {operations: [Kim], scribe: Ines}\nextra: {x: [1]}\nowner:",
        "causes: [dns, {category: x, role: contributing}]\ndetection: {method: customer}\nactions: [{text: T, done: 2026-01-02}]",
    ] {
        let (table, _) = data::yaml::parse(yaml);
        assert_eq!(faults(&validator, &json_of_table(&table)), [] as [String; 0], "{yaml}");
    }
    let mut messages = Messages::default();
    for yaml in [
        "sevrity: SEV-1",
        "title: [A]",
        "started: tomorrow",
        "date: 14.03.2026",
        "status: done",
        "kind: outage",
        "audience: everybody",
        "affected_percent: 101",
        "affected_users: many",
        "estimate: perhaps",
        "causes: [{role: root}]",
        "causes: [{category: x, role: main}]",
        "detection: {methd: customer}",
        "timeline: [{at: \"09:12\"}]",
        "timeline: [{text: T, kind: guess}]",
        "actions: [{text: T, type: fix}]",
        "actions: [{text: T, due: soon}]",
        "windows: [{start: 2026-01-02T09:00Z}]",
        "links: {chat: [x]}",
        "slug: A B",
    ] {
        let (table, _) = data::yaml::parse(yaml);
        assert!(!validator.is_valid(&json_of_table(&table)), "{yaml}");
        // The reader complains of the same.
        let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
        archive.write("content/incidents/a.md", format!("---\n{yaml}\n---\n# A\n"));
        let run = archive.build(&[]);
        assert!(run.stderr.contains("a.md:2:"), "{yaml} is read without a complaint: {}", run.stderr);
        messages.add(yaml, &run);
    }
    messages.are("schema/front_matter");
}

#[test]
fn configurations_are_valid_or_refused() {
    let validator = validator("config");
    let value = |toml: &str| json_of_table(&data::toml::parse(toml).0);
    let guide = fs::read_to_string(Path::new(ROOT).join("docs/guide/reference/configuration.md")).expect("the page");
    let shown = guide.split("```toml\n").nth(1).and_then(|it| it.split("```").next());
    let own = fs::read_to_string(Path::new(ROOT).join("casebook.toml")).expect("the configuration");
    let checks = "[diagrams.command.plantuml]\nrun = [\"plantuml\", \"-pipe\"]\n[check]\nwords = [80, 600]\nforbidden = [\"x\"]\nexclude_links = [\"https://x/\"]\n[check.rules]\nPM041 = \"off\"\n[new]\nid = \"I-{number}\"\n";
    for toml in [own.as_str(), shown.expect("an example"), checks, ""] {
        assert_eq!(faults(&validator, &value(toml)), [] as [String; 0], "{toml}");
    }
    let mut messages = Messages::default();
    for toml in [
        "titel = \"T\"",
        "base_url = \"incidents.example\"",
        "language = \"english\"",
        "noindex = \"yes\"",
        "broken_links = \"ignore\"",
        "severities = [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"9\", \"10\"]",
        "[metrics]\nclock = \"wall\"",
        "[sections]\nroot = [\"x\"]",
        "[diagrams.command.plantuml]\nrum = [\"plantuml\"]",
        "[check]\nwords = [1]",
        "[check.rules]\nPM041 = \"loud\"",
        "[check.rules]\nX = \"off\"",
    ] {
        assert!(!validator.is_valid(&value(toml)), "{toml}");
        let archive = Archive::new("-- content/incidents/a.md --\n# A\n");
        archive.write("casebook.toml", toml);
        let run = archive.build(&[]);
        assert!(run.stderr.contains("casebook.toml:"), "{toml} is read without a complaint");
        messages.add(&format!("{toml:?}"), &run);
    }
    messages.are("schema/configuration");
}

#[test]
fn results_are_valid() {
    let archive = Archive::new("");
    for arguments in [&["build", "--root", ROOT, "--output", "site"][..], &["init", "new"]] {
        assert_eq!(archive.run(arguments).code, 0, "{arguments:?}");
    }
    let incidents = validator("incidents");
    let listed = archive.run(&["list", "--root", ROOT, "--format", "json"]).stdout;
    for text in [fs::read_to_string(archive.path("site/incidents.json")).expect("the data"), listed] {
        let value: Value = serde_json::from_str(&text).expect("JSON");
        assert!(value["incidents"].as_array().is_some_and(|list| list.len() > 10));
        assert_eq!(faults(&incidents, &value), [] as [String; 0]);
        for (at, wrong) in [
            ("/version", json!(2)),
            ("/incidents/0/kind", json!("outage")),
            ("/incidents/0/started/origin", json!("guessed")),
            ("/incidents/0/tags", json!("one")),
            ("/incidents/0/words", json!(-1)),
        ] {
            let mut changed = value.clone();
            *changed.pointer_mut(at).expect("it is there") = wrong;
            assert!(!incidents.is_valid(&changed), "{at}");
        }
    }
    let findings = validator("findings");
    archive.write("content/incidents/a.md", "---\nsevrity: x\ntitle: [\n---\n# A\n\nWe failed to verify it.\n");
    archive.write("content/incidents/b.md", "# B\n\nWe failed to verify it.\n");
    let found: Value = serde_json::from_str(&archive.run(&["check", "--format", "json"]).stdout).expect("JSON");
    assert!(found.as_array().is_some_and(|found| found.len() > 5), "{found}");
    assert_eq!(faults(&findings, &found), [] as [String; 0]);
    for wrong in [json!({}), json!([{}]), json!([{"rule": "X", "level": "bad"}])] {
        assert!(!findings.is_valid(&wrong), "{wrong}");
    }
    let mut wrong = found;
    wrong[0]["level"] = json!("fatal");
    assert!(!findings.is_valid(&wrong));
}

/// The keys that `schema` allows below `path`, which is a key of the whole or nothing.
fn keys(schema: &Value, path: &str) -> BTreeSet<String> {
    fn collect(root: &Value, at: &Value, keys: &mut BTreeSet<String>) {
        if let Some(name) = at["$ref"].as_str() {
            collect(root, root.pointer(name.trim_start_matches('#')).expect("a definition"), keys);
        }
        keys.extend(at["properties"].as_object().into_iter().flatten().map(|(key, _)| key.clone()));
        for inner in at["anyOf"].as_array().into_iter().flatten().chain(at.get("items")) {
            collect(root, inner, keys);
        }
    }
    let mut found = BTreeSet::new();
    collect(schema, if path.is_empty() { schema } else { &schema["properties"][path] }, &mut found);
    assert!(!found.is_empty(), "{path} has no keys");
    found
}

/// Words that stand in quotes in the source files of a folder: a reader's keys are among them.
fn words(folder: &str) -> BTreeSet<String> {
    let files = fs::read_dir(Path::new(ROOT).join(folder)).expect("a folder").flatten();
    let text: String = files.map(|file| fs::read_to_string(file.path()).expect("a source file")).collect();
    let is_key = |text: &&str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    text.split('"').filter(is_key).map(str::to_owned).collect()
}

/// Those of `candidates` that the program does not call unknown; `write` puts them into a file.
fn known(candidates: &BTreeSet<String>, prefix: &str, write: impl Fn(&Archive, &[&String])) -> BTreeSet<String> {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n-- content/incidents/a.md --\n# A\n");
    write(&archive, &candidates.iter().collect::<Vec<_>>());
    let found = archive.run(&["check", "--format", "json"]).stdout;
    let found: Value = serde_json::from_str(&found).expect("JSON");
    let messages: Vec<&str> =
        found.as_array().expect("a list").iter().filter_map(|it| it["message"].as_str()).collect();
    let unknown = |key: &&String| messages.contains(&format!("unknown key `{prefix}{key}`").as_str());
    let known: BTreeSet<_> = candidates.iter().filter(|key| !unknown(key)).cloned().collect();
    assert!(known.len() < candidates.len(), "nothing is unknown below `{prefix}`: {messages:?}");
    known
}

#[test]
fn the_schema_of_the_front_matter_has_the_keys_of_its_reader_and_no_other() {
    let schema = schema("front-matter");
    for path in ["", "causes", "detection", "windows", "timeline", "actions"] {
        let allowed = keys(&schema, path);
        let candidates = words("src/read/stated").union(&allowed).cloned().chain(["zzzz".to_owned()]).collect();
        let prefix = if path.is_empty() { String::new() } else { format!("{path}.") };
        let read = known(&candidates, &prefix, |archive, keys| {
            let (first, other) = match path {
                "" => ("", ""),
                "detection" => ("  ", "  "),
                _ => ("- ", "  "),
            };
            let lines: Vec<_> = keys.iter().map(|key| format!("{key}: x\n")).collect();
            let outer = if path.is_empty() { String::new() } else { format!("{path}:\n") };
            archive.write("content/incidents/a.md", format!("---\n{outer}{first}{}---\n# A\n", lines.join(other)));
        });
        assert_eq!(allowed, read, "below `{path}`");
    }
}

#[test]
fn the_schema_of_the_configuration_has_the_keys_of_its_reader_and_no_other() {
    let schema = schema("config");
    for path in ["", "metrics", "check", "diagrams", "new"] {
        let allowed = keys(&schema, path);
        let candidates = words("src/config").union(&allowed).cloned().chain(["zzzz".to_owned()]).collect();
        let prefix = if path.is_empty() { String::new() } else { format!("{path}.") };
        let read = known(&candidates, &prefix, |archive, keys| {
            let lines: String = keys.iter().map(|key| format!("{key} = []\n")).collect();
            let outer = if path.is_empty() { String::new() } else { format!("[{path}]\n") };
            archive.write("casebook.toml", format!("{outer}{lines}"));
        });
        assert_eq!(allowed, read, "below `{path}`");
    }
    let roles: BTreeSet<String> = casebook::incident::section::Role::ALL.map(|role| role.slug().to_owned()).into();
    assert_eq!(keys(&schema, "sections"), roles);
}
