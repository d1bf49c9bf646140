//! `casebook new` and `casebook log`: what they write, and what they never lose.

use std::fs;
use std::process::Stdio;
use std::sync::Arc;

use casebook::config::Config;
use casebook::read::{self, Document};
use casebook::text::SourceFile;
use expect_test::expect;
use serde_json::Value;

use crate::harness::{Archive, Messages, Run, casebook};

const CONFIG: &str = "-- casebook.toml --\ntitle = \"T\"\n\n[check]\nwords = [1, 600]\n";

const PATH: &str = "content/incidents/2026-03-14-the-pool-was-full.md";

fn new(archive: &Archive, arguments: &[&str]) -> Run {
    let mut all = vec!["new", "The pool was full", "--started", "2026-03-14T09:12:00Z"];
    all.extend(arguments);
    archive.run(&all)
}

fn text(archive: &Archive, path: &str) -> String {
    fs::read_to_string(archive.path(path)).expect("the document is there")
}

/// An archive with one open incident that ends in `timeline`.
fn open(timeline: &str) -> Archive {
    let archive = Archive::new(CONFIG);
    archive.write(PATH, format!("+++\ntitle = \"A\"\ndate = 2026-03-14\n+++\n\n{timeline}"));
    archive
}

/// The entries of the timeline as the site tells them: instant, kind and text.
fn entries(archive: &Archive) -> Vec<(String, String, String)> {
    archive.build(&["--drafts"]);
    let json: Value = serde_json::from_str(&archive.page("incidents/the-pool-was-full.json")).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = json["timeline"].as_array().expect("a timeline").iter();
    all.map(|it| (text(&it["at"]), text(&it["kind"]), text(&it["text"]))).collect()
}

#[test]
fn a_new_document_is_a_draft_that_can_be_read_at_once() {
    let archive = Archive::new(CONFIG);
    let run = new(&archive, &["--severity", "high", "--service", "checkout", "--service", "card \"b\""]);
    assert_eq!(run.exits(0).stdout, format!("{PATH}\n"));
    run.says(expect![[r#"
        `casebook serve` shows it at http://127.0.0.1:4040/incidents/the-pool-was-full.html
    "#]]);
    let written = text(&archive, PATH);
    for line in [
        "title = \"The pool was full\"",
        "id = \"INC-2026-001\"",
        "date = 2026-03-14",
        "status = \"draft\"",
        "severity = \"SEV-2\"  # the worst first: SEV-1, SEV-2, SEV-3, SEV-4, SEV-5",
        "services = [\"checkout\", \"card \\\"b\\\"\"]  # what users call it when it fails",
        "started = 2026-03-14T09:12:00Z  # the fault began",
    ] {
        assert!(written.lines().any(|it| it == line), "no {line:?} in\n{written}");
    }
    archive.build(&["--strict"]).clean();
    assert!(!archive.path("public/incidents/the-pool-was-full.html").exists(), "a draft is not published");
    archive.build(&["--strict", "--drafts"]).clean();
    let page = archive.page("incidents/the-pool-was-full.html");
    assert!(page.contains("The pool was full") && !page.contains("Two or three sentences"), "{page}");
    archive.run(&["check", "--profile", "draft"]).exits(0).prints(expect![[r#"
        content/incidents/2026-03-14-the-pool-was-full.md: 1 of 1 points
        1 document: 0 errors, 0 warnings, 0 notes
    "#]]);
}

#[test]
fn what_nobody_knows_yet_is_a_comment_and_not_a_guess() {
    let archive = Archive::new(CONFIG);
    let run = archive.run(&["new", "Down"]);
    let written = text(&archive, run.exits(0).stdout.trim());
    for begin in ["# severity = \"\"", "# services = []", "# started = 20"] {
        assert!(written.lines().any(|line| line.starts_with(begin)), "no {begin:?} in\n{written}");
    }
    archive.build(&["--strict", "--drafts"]).clean();
}

#[test]
fn a_german_archive_has_a_german_template() {
    let [english, german] = ["en", "de"].map(|language| {
        let archive = Archive::new(CONFIG);
        archive.write("casebook.toml", format!("title = \"T\"\nlanguage = \"{language}\"\n"));
        new(&archive, &[]).exits(0);
        archive.build(&["--strict", "--drafts"]).clean();
        let page = archive.page("incidents/the-pool-was-full.html");
        assert!(!page.contains("Sätze") && !page.contains("sentences"), "{page}");
        archive.run(&["check", "--profile", "draft"]).exits(0);
        text(&archive, PATH)
    });
    let keys = |text: &str| -> Vec<String> {
        let lines = text.lines().filter_map(|line| line.split_once(" = "));
        lines.map(|(key, _)| key.trim_start_matches("# ").to_owned()).filter(|key| !key.contains(' ')).collect()
    };
    assert_eq!(keys(&english), keys(&german));
    let roles = |text: &str| -> Vec<_> {
        let file = Arc::new(SourceFile::new(PATH, text));
        match read::document(&file, &Config::default()).value {
            Ok(Document::Incident(incident)) => incident.sections.iter().map(|section| section.role).collect(),
            other => panic!("no incident: {other:?}"),
        }
    };
    assert!(roles(&english).iter().all(Option::is_some) && roles(&english).len() == 8);
    assert_eq!(roles(&english), roles(&german));
    assert!(german.contains("## Maßnahmen"));
}

/// Fills the template in as its comments say.
fn filled(template: &str) -> String {
    let front = [
        ("status = \"draft\"", "status = \"reviewed\""),
        ("# detected = ", "detected = 2026-03-14T09:15:00Z #"),
        ("# acknowledged = ", "acknowledged = 2026-03-14T09:20:00Z #"),
        ("# mitigated = ", "mitigated = 2026-03-14T09:50:00Z #"),
        ("# resolved = ", "resolved = 2026-03-14T10:02:00Z #"),
        ("# published = ", "published = 2026-03-16T12:00:00Z #"),
        ("# detection = ", "detection = "),
        ("# trigger = ", "trigger = "),
        ("# causes = ", "causes = "),
        ("# affected_percent = ", "affected_percent = "),
        ("# remediation = \"\"", "remediation = \"A worker gives its connection back before it waits.\""),
        ("# owner = \"\"", "owner = \"Kim\""),
        (
            "# roles = { commander = \"\", communications = \"\" }",
            "roles = { commander = \"Kim\", communications = \"Ines\" }",
        ),
    ];
    let good = include_str!("../fixtures/check/good.md");
    let mut text = front.iter().fold(template.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the template has no {from:?}");
        text.replacen(from, to, 1)
    });
    let names: Vec<String> = text.lines().filter(|line| line.starts_with("## ")).map(str::to_owned).collect();
    assert_eq!(names.len(), 8);
    for name in names {
        let section = good.split(&format!("{name}\n")).nth(1).expect("the good document has it");
        let section = section.split("\n## ").next().unwrap_or_default().replace(" CET", " UTC");
        // Below the comment, which stays.
        let begin = text.find(&format!("{name}\n")).expect("the heading") + name.len();
        let end = begin + text[begin..].find("-->").expect("a comment") + 3;
        text.insert_str(end, &format!("\n{}", section.trim_end()));
    }
    text
}

#[test]
fn filled_in_as_its_comments_say_it_can_be_published() {
    let archive = Archive::new(CONFIG);
    new(&archive, &["--severity", "SEV-2", "--service", "checkout"]).exits(0);
    archive.write(PATH, filled(&text(&archive, PATH)));
    archive.run(&["check", "--strict", "--profile", "draft"]).exits(0).prints(expect![[r#"
        content/incidents/2026-03-14-the-pool-was-full.md: 1 of 1 points
        1 document: 0 errors, 0 warnings, 0 notes
    "#]]);
    archive.run(&["check", "--strict", "--profile", "review"]).exits(0).prints(expect![[r#"
        content/incidents/2026-03-14-the-pool-was-full.md: 21 of 21 points
        1 document: 0 errors, 0 warnings, 0 notes
    "#]]);
    archive.run(&["check", "--strict", "--profile", "publish"]).exits(0).prints(expect![[r#"
        content/incidents/2026-03-14-the-pool-was-full.md: 14 of 14 points
        1 document: 0 errors, 0 warnings, 0 notes
    "#]]);
    archive.build(&["--strict"]).clean();
    assert_eq!(entries(&archive).len(), 7, "what stands in comments is no entry");
}

#[test]
fn nothing_is_ever_overwritten() {
    let archive = Archive::new(CONFIG);
    archive.write(PATH, "mine");
    new(&archive, &[]).exits(2).says(expect![[r#"
        error: `content/incidents/2026-03-14-the-pool-was-full.md` exists already and was left as it is
        help: give it another title, or write to that one
    "#]]);
    assert_eq!(text(&archive, PATH), "mine");
}

#[test]
fn ids_count_up_also_when_many_begin_at_once() {
    let archive = Archive::new("-- casebook.toml --\n[new]\nid = \"PM-{year}/{number:02}\"\n");
    archive.write("content/incidents/2026-01-01-a.md", "+++\nid = \"PM-2026/08\"\n+++\n# A\n");
    archive.write("content/incidents/2025-01-01-b.md", "+++\nid = \"PM-2025/70\"\n+++\n# B\n");
    let children: Vec<_> = (0..8)
        .map(|it| {
            let title = format!("Incident {it}");
            let mut command = casebook();
            command.args(["new", &title, "--started", "2026-03-14 09:12"]).current_dir(archive.root());
            command.stdout(Stdio::null()).spawn().expect("the program starts")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("it ends").success());
    }
    let of = |it: usize| text(&archive, &format!("content/incidents/2026-03-14-incident-{it}.md"));
    let id = |text: String| text.lines().find(|line| line.starts_with("id = ")).map(str::to_owned);
    let mut ids: Vec<_> = (0..8).filter_map(|it| id(of(it))).collect();
    ids.sort();
    assert_eq!(ids, (9..17).map(|number| format!("id = \"PM-2026/{number:02}\"")).collect::<Vec<_>>());
}

#[test]
fn the_archive_has_templates_of_its_own() {
    let archive = Archive::new(CONFIG);
    archive.write("templates/postmortem.md", "---\ntitle: {{ title }}\nseverity: {{severity}}\nid: {{ id }}\n---\n# {{ title }} {{ date }}\n\n`{{ .Values.x }}`\n");
    let run = archive.run(&["new", "A: \"b\"", "--started", "2026-03-14 09:12 UTC"]);
    assert_eq!(
        text(&archive, run.exits(0).stdout.trim()),
        "---\ntitle: \"A: \\\"b\\\"\"\n# severity: \"\"\nid: \"INC-2026-001\"\n---\n# A: \"b\" 2026-03-14\n\n`{{ .Values.x }}`\n"
    );
    archive.write("templates/short.md", "# {{ titel }}\n");
    archive.run(&["new", "B", "--template", "short"]).exits(2).says(expect![[r#"
        error: templates/short.md:1: there is no value `{{ titel }}`
        help: did you mean `{{ title }}`?
    "#]]);
    archive.write("templates/broken.md", "+++\ntitle = {{ title }} x\n+++\n");
    archive.run(&["new", "C", "--template", "broken", "--started", "2026-03-14 09:12"]).exits(2).says(expect![[r#"
        error: unexpected key or value, expected newline, `#`
         --> content/incidents/2026-03-14-c.md:2:13
          |
        2 | title = "C" x
          |             ^

        error: nothing was written: a document of the template `templates/broken.md` cannot be read
    "#]]);
    assert_eq!(fs::read_dir(archive.path("content/incidents")).expect("a directory").count(), 1);
    archive.run(&["new", "D", "--template", "none"]).exits(2).says(expect![[r#"
        error: cannot read `templates/none.md`: no such file or directory
    "#]]);
    archive.run(&["new", "D", "--template", "../x"]).exits(2).says(expect![[r#"
        error: `../x` is not a template's name
        help: templates lie in templates/ and are named without `.md`
    "#]]);
}

#[test]
fn wrong_values_are_told_before_anything_is_written() {
    let archive = Archive::new(CONFIG);
    let mut messages = Messages::default();
    for beyond in ["SEV-99x", "SEV-9", "6"] {
        messages.add(beyond, &new(&archive, &["--severity", beyond]));
    }
    messages.are("author/severities");
    archive.run(&["new", "A", "--started", "soon"]).exits(2).says(expect![[r#"
        error: `--started soon` is not a time
        help: write it like `2026-03-14T09:12:00+01:00`, or `"2026-03-14 09:12"` in the archive's zone
    "#]]);
    archive.run(&["new", "A", "--started", "2026-03-14"]).exits(2).says(expect![[r#"
        error: `--started 2026-03-14` is a day without a time
        help: write it like `2026-03-14T09:12:00+01:00`, or `"2026-03-14 09:12"` in the archive's zone
    "#]]);
    archive.run(&["new", "🔥"]).exits(2).says(expect![[r#"
        error: the title `🔥` has no letter or digit to name a file after
    "#]]);
    assert!(fs::read_dir(archive.path("content/incidents")).is_ok_and(|mut it| it.next().is_none()));
    archive.write("casebook.toml", "[new]\nid = \"INC-{hour}\"\n");
    archive.run(&["new", "A"]).exits(2).says(expect![[r#"
        error: `INC-{hour}` is not a pattern for ids: there is no field `{hour}`
         --> casebook.toml:2:6
          |
        2 | id = "INC-{hour}"
          |      ^^^^^^^^^^^^
          |
          = help: write it like `INC-{year}-{number:03}`; the fields are `{year}`, `{month}`, `{day}` and `{number}`

    "#]]);
}

#[cfg(unix)]
#[test]
fn the_editor_opens_the_document() {
    let archive = Archive::new(CONFIG);
    let run = |editor: Option<&str>, title: &str| {
        let mut command = casebook();
        command.args(["new", title, "--edit", "--started", "2026-03-14 09:12"]).current_dir(archive.root());
        command.env_remove("VISUAL").env_remove("EDITOR");
        if let Some(editor) = editor {
            command.env("EDITOR", editor);
        }
        command.output().expect("the program starts")
    };
    Run::new(&run(None, "One"), archive.root()).exits(2).says(expect![[r#"
        error: no editor is known
        help: set `VISUAL` or `EDITOR`, like `EDITOR=vi`
    "#]]);
    assert!(!archive.path("content").exists());
    assert!(run(Some("sed -i -e 's/Summary/Sum it up/'"), "Two").status.success());
    assert!(text(&archive, "content/incidents/2026-03-14-two.md").contains("## Sum it up"));
    assert_eq!(run(Some("false"), "Three").status.code(), Some(2));
    assert!(archive.path("content/incidents/2026-03-14-three.md").exists());
}

#[test]
fn a_line_goes_to_the_new_document_below_its_guidance() {
    let archive = Archive::new(CONFIG);
    new(&archive, &[]).exits(0);
    let run = archive.run(&["log", "the alert fires", "--at", "09:15", "--kind", "detection"]);
    run.clean().prints(expect![[r#"
        content/incidents/2026-03-14-the-pool-was-full.md:42: - 09:15 UTC: **Detected**: the alert fires
    "#]]);
    let at = run.stdout.split(':').nth(1).and_then(|line| line.parse::<usize>().ok()).expect("a line number");
    assert_eq!(text(&archive, PATH).lines().nth(at - 1), Some("- 09:15 UTC: **Detected**: the alert fires"));
    archive
        .run(&["log", "we look | at\n `graphs`", "--at", "2026-03-14T10:20:00+01:00", "--to", "inc-2026-001"])
        .clean();
    let told =
        [("2026-03-14T09:15:00Z", "detection", "the alert fires"), ("2026-03-14T09:20:00Z", "", "we look | at graphs")];
    let told = told.map(|(at, kind, text)| (at.to_owned(), kind.to_owned(), text.to_owned()));
    assert_eq!(entries(&archive), told);
    archive.build(&["--strict", "--drafts"]).clean();
}

/// What the timeline was, the arguments, and what it is then.
type Case = (&'static str, &'static [&'static str], &'static str);

#[rustfmt::skip]
const SHAPES: &[Case] = &[
    ("## Timeline\n\n- 09:12 UTC: it began\n\n## Root cause\n\nx\n", &["--at", "09:20"], "## Timeline\n\n- 09:12 UTC: it began\n- 09:20 UTC: TEXT\n\n## Root cause\n\nx\n"),
    ("## Timeline\n\n- 09:12 UTC: it began\n- 09:30 UTC: it went on\n", &["--at", "09:20"], "## Timeline\n\n- 09:12 UTC: it began\n- 09:20 UTC: TEXT\n- 09:30 UTC: it went on\n"),
    ("## Timeline\n\n* **09:12** - it began\n* **09:13** - it went on", &["--at", "09:20"], "## Timeline\n\n* **09:12** - it began\n* **09:13** - it went on\n* **09:20 UTC** - TEXT\n"),
    ("## Timeline (UTC)\n\n* **09:12** - it began\n", &["--at", "09:20"], "## Timeline (UTC)\n\n* **09:12** - it began\n* **09:20** - TEXT\n"),
    ("## Timeline\n\n- `2026-03-14 09:12 UTC` it began\n  - because\n\n- `2026-03-14 09:13 UTC` it went on\n", &["--at", "09:20"], "## Timeline\n\n- `2026-03-14 09:12 UTC` it began\n  - because\n\n- `2026-03-14 09:13 UTC` it went on\n\n- `2026-03-14 09:20 UTC` TEXT\n"),
    ("## Timeline\n\n1. [09:12 CET] it began\n2. [09:13 CET] it went on\n", &["--at", "2026-03-14T08:20Z"], "## Timeline\n\n1. [09:12 CET] it began\n2. [09:13 CET] it went on\n3. [09:20 CET] TEXT\n"),
    ("## Timeline\n\n- 23:50 UTC: it began\n", &["--at", "2026-03-16 00:10"], "## Timeline\n\n- 23:50 UTC: it began\n- 2026-03-16 00:10 UTC: TEXT\n"),
    ("## Timeline\n\n| Time (UTC) | Kind | Event |\n|---|---|---|\n| 09:12 | Detection | it began |\n\nafter\n", &["--at", "09:20", "--kind", "dead-end"], "## Timeline\n\n| Time (UTC) | Kind | Event |\n|---|---|---|\n| 09:12 | Detection | it began |\n| 09:20 | Dead end | TEXT |\n\nafter\n"),
    ("## Timeline\n\nDate | Time | Event\n---|---|---\n2026-03-14 | 09:12 UTC | it began\n", &["--at", "09:20"], "## Timeline\n\nDate | Time | Event\n---|---|---\n2026-03-14 | 09:12 UTC | it began\n| 2026-03-14 | 09:20 UTC | TEXT |\n"),
    ("## Timeline\n\n09:12 UTC - it began\n\n09:13 UTC - it went on\n\n## Impact\n", &["--at", "09:20"], "## Timeline\n\n09:12 UTC - it began\n\n09:13 UTC - it went on\n\n09:20 UTC - TEXT\n\n## Impact\n"),
    ("## Timeline\n\n### 09:12 UTC\n\nit began\n\n### 09:13 UTC\n\nit went on\n", &["--at", "09:20"], "## Timeline\n\n### 09:12 UTC\n\nit began\n\n### 09:13 UTC\n\nit went on\n\n### 09:20 UTC\n\nTEXT\n"),
    ("## Timeline\n\n```\n09:12 UTC it began\n09:13 UTC it went on\n```\n", &["--at", "09:20"], "## Timeline\n\n```\n09:12 UTC it began\n09:13 UTC it went on\n09:20 UTC TEXT\n```\n"),
    ("## Summary\n\nx\n\n## Root cause\n\nx\n", &["--at", "09:20"], "## Summary\n\nx\n\n## Timeline\n\n- 09:20 UTC: TEXT\n\n## Root cause\n\nx\n"),
    ("## Timeline\n\n- 2026-03-14 09:30 UTC: later\n- 2026-03-14 09:12 UTC: it began\n", &["--at", "09:40"], "## Timeline\n\n- 2026-03-14 09:40 UTC: TEXT\n- 2026-03-14 09:30 UTC: later\n- 2026-03-14 09:12 UTC: it began\n"),
];

#[test]
fn a_line_takes_the_shape_of_those_before_it() {
    for (before, arguments, after) in SHAPES {
        for end in ["\n", "\r\n"] {
            let archive = open(&before.replace('\n', end));
            archive.write(PATH, text(&archive, PATH).replace("\r\n", "\n").replace('\n', end));
            let head = text(&archive, PATH);
            let head = &head[..head.find("##").expect("a heading")];
            let mut all = vec!["log", "TEXT"];
            all.extend(*arguments);
            archive.run(&all).clean();
            assert_eq!(text(&archive, PATH), format!("{head}{}", after.replace('\n', end)), "{before}");
        }
    }
}

#[test]
fn the_front_matter_is_continued_where_the_timeline_stands_there() {
    let archive = Archive::new(CONFIG);
    let toml = "+++\ntitle = \"A\"\ndate = 2026-03-14\n\n[[timeline]]\nat = 2026-03-14T09:12:00Z\ntext = \"it began\"\n\n[links]\nx = \"https://x.example\"\n+++\n";
    archive.write(PATH, toml);
    archive.run(&["log", "so \"what\"", "--at", "09:20", "--kind", "escalation"]).clean();
    let added = "\n[[timeline]]\nat = 2026-03-14T09:20:00Z\nkind = \"escalation\"\ntext = \"so \\\"what\\\"\"\n";
    assert_eq!(text(&archive, PATH), toml.replace("\n\n[links]", &format!("\n{added}\n[links]")));
    let yaml = "---\ntitle: A\ntimeline:\n  - at: 2026-03-14T09:12:00Z\n    text: it began\ndate: 2026-03-14\n---\n";
    archive.write(PATH, yaml);
    archive.run(&["log", "so", "--at", "09:20"]).clean();
    assert_eq!(text(&archive, PATH), yaml.replace("date:", "  - at: 2026-03-14T09:20:00Z\n    text: \"so\"\ndate:"));
    let inline = "---\ntitle: A\ndate: 2026-03-14\ntimeline: [{at: 2026-03-14T09:12:00Z, text: it began}]\n---\n";
    archive.write(PATH, inline);
    archive
        .run(&["log", "so", "--at", "09:20"])
        .exits(1).says(expect![[r#"
            error: `content/incidents/2026-03-14-the-pool-was-full.md` was left as it is: its timeline stands in the front matter, in a form that cannot be continued line by line
            help: nothing was written; add it by hand: - 09:20 UTC: so
        "#]]);
    assert_eq!(text(&archive, PATH), inline);
}

#[test]
fn a_shape_that_cannot_be_kept_is_left_alone() {
    let before = "## Timeline\n\n- it began\n- it went on\n";
    let archive = open(before);
    archive
        .run(&["log", "TEXT", "--at", "09:20"])
        .exits(1).says(expect![[r#"
            error: `content/incidents/2026-03-14-the-pool-was-full.md` was left as it is: its timeline has a form that cannot be continued without changing what it says
            help: nothing was written; add it by hand: - 09:20 UTC: TEXT
        "#]]);
    assert!(text(&archive, PATH).ends_with(before));
}

#[test]
fn the_newest_open_incident_is_meant() {
    let archive = Archive::new(CONFIG);
    archive.run(&["log", "x"]).exits(2).says(expect![[r#"
        error: no incident is open
        help: name one with `--to ID`, or start one with `casebook new "TITLE"`
    "#]]);
    archive.write("content/incidents/2026-03-01-old.md", "+++\ntitle = \"Old\"\n+++\n");
    archive.write("content/incidents/2026-03-02-mid.md", "+++\ntitle = \"Mid\"\nid = \"M\"\n+++\n");
    archive.write(
        "content/incidents/2026-03-03-new.md",
        "+++\ntitle = \"New\"\nid = \"N-1\"\nresolved = 2026-03-03T10:00:00Z\n+++\n",
    );
    let run = archive.run(&["log", "x"]);
    // The line holds the time of this run.
    assert!(run.stdout.starts_with("content/incidents/2026-03-02-mid.md:"), "{}{}", run.stdout, run.stderr);
    run.warns(expect![[r#"
        note: `N-1` is newer and over; to log there, add `--to N-1`
    "#]]);
    archive.run(&["log", "x", "--to", "2026-03-01-old"]).clean();
    archive.run(&["log", "x", "--to", "N-2"]).exits(2).says(expect![[r#"
        error: there is no incident `N-2`
        help: did you mean `N-1`?
    "#]]);
    archive.write("content/incidents/2026-03-02-mid.md", "+++\ntitle = \"Mid\"\nstatus = \"closed\"\n+++\n");
    archive.write("content/incidents/2026-03-01-old.md", "+++\ntitle = \"Old\"\nstatus = \"reviewed\"\n+++\n");
    archive.run(&["log", "x"]).exits(2).says(expect![[r#"
        error: no incident is open: the newest, `N-1`, is over
        help: name one with `--to ID`, or start one with `casebook new "TITLE"`
    "#]]);
    archive.run(&["log", " "]).exits(2).says(expect![[r#"
        error: there is nothing to log
        help: say what happened: `casebook log "the alert fires"`
    "#]]);
    archive.run(&["log", "x", "--to", "N-1", "--at", "soon"]).exits(1).says(expect![[r#"
        error: `content/incidents/2026-03-03-new.md` was left as it is: `soon` is not a time
        help: write `--at 09:41`, `--at "2026-03-14 09:41"` or `--at 2026-03-14T09:41:00+01:00`
    "#]]);
    archive.run(&["log", "x", "--kind", "nonsense"]).exits(2).says(expect![[r#"
        error: invalid value 'nonsense' for '--kind <KIND>'
          [possible values: detection, escalation, hypothesis, dead-end, action, mitigation, resolution, communication, key-moment]

        For more information, try '--help'.
    "#]]);
}

#[test]
fn ten_who_log_at_once_lose_nothing() {
    const LINES: usize = 6;
    let archive = open("## Timeline\n\n- 00:00 UTC: it began\n\n## Impact\n\nNone.\n");
    std::thread::scope(|scope| {
        for who in 0..10 {
            let archive = &archive;
            scope.spawn(move || {
                for line in 0..LINES {
                    let at = format!("2026-03-14 {:02}:{:02}", 1 + line, who);
                    archive.run(&["log", &format!("scribe {who} line {line}"), "--at", &at]).clean();
                }
            });
        }
    });
    let told = entries(&archive);
    assert_eq!(told.len(), 1 + 10 * LINES);
    for who in 0..10 {
        for line in 0..LINES {
            let at = format!("2026-03-14T{:02}:{who:02}:00Z", 1 + line);
            assert!(told.contains(&(at, String::new(), format!("scribe {who} line {line}"))), "{who} {line}");
        }
    }
    assert!(told.is_sorted(), "{told:?}");
    assert!(text(&archive, PATH).ends_with("\n\n## Impact\n\nNone.\n"));
    let left = fs::read_dir(archive.path("content/incidents")).expect("a directory").count();
    assert_eq!(left, 1, "no lock and no temporary file stays");
}

/// `adopt --write` and `log` write the same document: a line that `log` confirmed stays.
#[test]
fn a_line_that_log_confirmed_survives_adopt() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    let document = "content/incidents/2026-05-05-open.md";
    for round in 0..12 {
        archive.write(document, "# Open\n\n**Severity:** SEV-2\n\n## Timeline\n\n- 2026-05-05 09:12 UTC: x\n");
        let start = |arguments: &[&str]| {
            let mut command = casebook();
            command.args(arguments).current_dir(archive.root()).stdout(Stdio::null()).stderr(Stdio::null());
            command.spawn().expect("the program starts")
        };
        let mut adopt = start(&["adopt", "--write"]);
        let lines = ["one", "two", "three"].map(|line| format!("line {line} of round {round}"));
        let logs: Vec<_> = lines
            .iter()
            .map(|line| (line, start(&["log", line, "--to", "2026-05-05-open", "--at", "2026-05-05 10:00"])))
            .collect();
        adopt.wait().expect("it ends");
        for (line, mut log) in logs {
            let confirmed = log.wait().expect("it ends").success();
            let text = fs::read_to_string(archive.path(document)).expect("the document");
            assert!(!confirmed || text.contains(line.as_str()), "{line}: {text}");
        }
    }
}
