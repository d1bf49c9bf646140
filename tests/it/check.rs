//! Every rule of the review: a document that breaks it, and one that only looks so.

use expect_test::expect;
use serde_json::Value;

use crate::harness::{Archive, golden};

/// A document that breaks no rule.
const GOOD: &str = include_str!("../fixtures/check/good.md");

/// The findings of a review: rule, line and message.
fn review(document: &str, arguments: &[&str]) -> Vec<(String, u64, String)> {
    let archive = Archive::new("-- content/glossary.md --\n# Glossary\n\n**QPS**: queries a second\n");
    archive.write("casebook.toml", "title = \"T\"\n\n[check]\nwords = [80, 600]\nforbidden = [\"corp.internal\"]\n");
    archive.write("content/incidents/it.md", document);
    findings(&archive, arguments)
}

fn findings(archive: &Archive, arguments: &[&str]) -> Vec<(String, u64, String)> {
    let mut all = vec!["check", "--format", "json"];
    all.extend(arguments);
    let run = archive.run(&all);
    let json: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let findings = json.as_array().expect("an array").iter();
    findings.map(|it| (text(&it["rule"]), it["line"].as_u64().unwrap_or_default(), text(&it["message"]))).collect()
}

/// `GOOD` with `from` replaced by `to`.
#[track_caller]
fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(GOOD.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the good document has no {from:?}");
        text.replace(from, to)
    })
}

#[test]
fn a_good_document_has_no_finding_in_any_profile() {
    for profile in ["draft", "review", "publish"] {
        assert_eq!(review(GOOD, &["--profile", profile]), [], "{profile}");
    }
}

/// Rule, edits that break it, and edits that must not be found.
type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [(&'static str, &'static str)]);

const CAUSE: &str = "The connection pool had room for forty connections.";

#[rustfmt::skip]
const CASES: &[Case] = &[
    ("PM001", &[("date = 2026-03-14\n", ""), ("started = 2026-03-14T09:12:00+01:00\n", ""), ("mitigated = 2026-03-14T09:50:00+01:00\n", ""), ("resolved = 2026-03-14T10:02:00+01:00\n", ""), ("published = 2026-03-16T12:00:00+01:00\n", ""), ("due 2026-04-01", "soon"), ("due 2026-04-15", "soon")],
        &[("date = 2026-03-14\n", "")]),
    ("PM002", &[("## Summary\n", "## Lessons\n")], &[("## Summary", "## Executive summary")]),
    ("PM003", &[("## Root cause\n", "## Musings\n"), (", because the connection pool was full", "")], &[("## Root cause", "## Cause")]),
    ("PM003", &[("mitigated = 2026-03-14T09:50:00+01:00\n", ""), ("resolved = 2026-03-14T10:02:00+01:00\n", ""), ("**Mitigated**: ", ""), ("**Resolved**: ", ""), ("- 10:02 CET: No error for ten minutes.\n", "")], &[("mitigated = 2026-03-14T09:50:00+01:00\n", ""), ("resolved = 2026-03-14T10:02:00+01:00\n", ""), ("**Mitigated**: ", ""), ("**Resolved**: ", ""), ("- 10:02 CET: No error for ten minutes.\n", ""), ("Four of ten customers saw", "For half an hour four of ten customers saw")]),
    ("PM004", &[("started = 2026-03-14T09:12:00+01:00", "started = 2026-03-14T09:12:00")], &[("started = 2026-03-14T09:12:00+01:00", "started = 2026-03-14T08:12:00Z")]),
    ("PM005", &[("affected_percent = 40\n", ""), ("Four of ten customers", "Customers"), ("From 09:12 to 09:50 CET four of ten customers", "Customers")], &[("affected_percent = 40\n", "")]),
    ("PM006", &[("- 09:12 CET", "- when it began"), ("- 09:15 CET", "- then"), ("- 09:24 CET", "- then"), ("- 09:31 CET", "- then"), ("- 09:40 CET", "- then"), ("- 09:50 CET", "- then"), ("- 10:02 CET", "- at last")], &[("- 09:31 CET:", "- 09:31 -")]),
    ("PM007", &[("The deploy of 09:05 is rolled back, and nothing changes.", "We look. We think. We roll back. Nothing changes.")],
        &[("The deploy of 09:05 is rolled back, and nothing changes.", "The deploy, i.e. version 4.2.1, is rolled back. Nothing changes.")]),
    ("PM008", &[("- 09:31 CET", "- 09:21 CET")], &[("- 09:31 CET", "- 09:24 CET")]),
    ("PM009", &[("detection = \"monitoring\"\n", "")], &[("detection = \"monitoring\"", "detection = \"customer\"")]),
    ("PM010", &[("mitigated = 2026-03-14T09:50:00+01:00\n", ""), ("resolved = 2026-03-14T10:02:00+01:00\n", ""), ("**Mitigated**: ", ""), ("**Resolved**: ", "")], &[("resolved = 2026-03-14T10:02:00+01:00\n", "")]),
    ("PM011", &[("(escalation) ", ""), ("pages", "asks"), ("Dead end: ", ""), ("nothing changes", "that is that")], &[("Dead end: ", "Red herring: ")]),
    ("PM012", &[("## Resolution\n", "## Afterthoughts\n"), ("remediation = \"A worker gives its connection back before it waits.\"\n", "")], &[("## Resolution", "## Resolution and recovery")]),
    ("PM013", &[("causes = [\"capacity\", \"missing-alert\"]", "causes = [\"capacity\"]")], &[("causes = [\"capacity\", \"missing-alert\"]\n", ""), ("## Resolution", "## Contributing factors\n\nThe alert was late, and the dashboard showed averages.\n\n## Resolution")]),
    ("PM013", &[("causes = [\"capacity\", \"missing-alert\"]\n", ""), (CAUSE, "- The pool was small.")], &[("causes = [\"capacity\", \"missing-alert\"]\n", ""), (CAUSE, "- The pool was small.\n- Nothing watched it.\n")]),
    ("PM014", &[("trigger = \"config-push\"\n", "")], &[("trigger = \"config-push\"\n", ""), ("## Resolution", "## Trigger\n\nThe new limit went out with the deploy of 09:05.\n\n## Resolution")]),
    ("PM015", &[("- [ ] ", "Perhaps "), ("- [x] ", "Perhaps "), ("## Action items", "## Musings")], &[("## Action items", "## Next steps")]),
    ("PM016", &[(", type: prevent", ", type: repair")], &[(", type: prevent", ""), ("The limit was doubled", "In the long term clients share connections; the limit was doubled")]),
    ("PM017", &[("## What went well", "## Weather")], &[("## What went well", "## Things that went well")]),
    ("PM017", &[("## What went well", "## Weather")], &[("## What went well\n\n", "## Lessons\n\n**What went well:** ")]),
    ("PM017", &[("## What went wrong", "## Weather")], &[("## What went wrong\n\n", "## Lessons\n\n*Lucky.* ")]),
    ("PM018", &[("## Summary\n", "## Lessons\n"), (CAUSE, "@long")], &[(CAUSE, "@long")]),
    ("PM019", &[(CAUSE, "@long")], &[]),
    ("PM020", &[("resolved = 2026-03-14T10:02:00+01:00", "resolved = 2026-03-14T10:02:00+02:00")], &[("resolved = 2026-03-14T10:02:00+01:00", "resolved = 2026-03-14T11:02:00+02:00")]),
    ("PM020", &[("published = 2026-03-16T12:00:00+01:00", "published = 2999-03-16T12:00:00+01:00")], &[]),
    ("PM021", &[("started = 2026-03-14T09:12:00+01:00", "started = 2026-03-14T09:14:00+01:00\ndetected = 2026-03-14T09:13:00+01:00")], &[("started = 2026-03-14T09:12:00+01:00", "started = 2026-03-14T09:12:00+01:00\ndetected = 2026-03-14T09:13:00+01:00")]),
    ("PM022", &[(CAUSE, "The outage lasted 2 hours and 10 minutes.")], &[(CAUSE, "The incident lasted 38 minutes. The deploy took 2 hours. The restart lasted 3 seconds.")]),
    ("PM023", &[("- 09:12 CET: **Started**: T", "- 04:12 CET: T")], &[("- 09:12 CET: **Started**: T", "- 04:12 CET: Hours before the incident t")]),
    ("PM024", &[("started = 2026-03-14T09:12:00+01:00", "timezone = \"Europe/Berlin\"\nstarted = 2025-10-26T02:30:00")], &[("started = 2026-03-14T09:12:00+01:00", "timezone = \"Europe/Berlin\"\nstarted = 2026-03-14T09:12:00")]),
    ("PM024", &[("severity = \"SEV-2\"", "severity = \"SEV-2\"\ntimezone = \"Europe/Berlin\""), ("- 09:31 CET: Dead end: The", "- 2025-10-26 02:30: Dead end: The")], &[("severity = \"SEV-2\"", "severity = \"SEV-2\"\ntimezone = \"Europe/Berlin\""), ("- 09:31 CET: Dead end: The", "- 2025-10-26 02:30 CET: Dead end: The")]),
    ("PM030", &[("(owner: Kim, ", "(")], &[("(owner: Kim, ", "(owner: platform team, ")]),
    ("PM031", &[("OPS-123, ", "")], &[("OPS-123", "#123")]),
    ("PM032", &[(", P1", ""), (", P2", ""), (", P3", "")], &[(", P3", ", P2")]),
    ("PM033", &[(", P1", ", P3")], &[(", P1", ", P0")]),
    ("PM034", &[(", type: prevent", ", type: detect")], &[(", type: detect", ", type: prevent")]),
    ("PM035", &[("Alert on pool usage above 80%", "Improve the monitoring")], &[("Alert on pool usage above 80%", "Review the limits of all 14 pools against their peaks")]),
    ("PM036", &[("Alert on pool usage above 80%", "Remind everybody to look at the graphs")], &[("Alert on pool usage above 80%", "Train the model of the detector weekly")]),
    ("PM037", &[("due 2026-04-15", "due 2026-01-15")], &[("- [x] Double the limit", "- [x] Double the limit (due 2025-01-01)")]),
    ("PM038", &[("## Action items\n", "## Action items\n\n- [ ] Rewrite the client (owner: Kim, OPS-9, P3, dropped)\n")], &[("## Action items\n", "## Action items\n\n- [ ] Rewrite the client (owner: Kim) (dropped: it is retired in May)\n")]),
    ("PM040", &[(CAUSE, "The cause was human error.")], &[(CAUSE, "The user error rate rose; we do not accept \"human error\" as a cause. It was not human error. The number of user errors fell.")]),
    ("PM041", &[(CAUSE, "The limit should have been communicated.")], &[(CAUSE, "Each repository should have clear rules. A canary would have caught it. The job failed to start, and the node did not notice.")]),
    ("PM041", &[(CAUSE, "We failed to verify the limit.")], &[(CAUSE, "The script failed to verify the limit. > ok")]),
    ("PM041", &[(CAUSE, "The engineer did not check the graph.")], &[(CAUSE, "The health check did not check the queue.")]),
    ("PM041", &[(CAUSE, "If only the team had looked.")], &[(CAUSE, "It works if only the first replica is asked. `we should have known` is what the log says.")]),
    ("PM041", &[(CAUSE, "They could have noticed it.")], &[("## What went well", "## What could have gone better?\n\nThe alert was late.\n\n## What went well")]),
    ("PM042", &[(CAUSE, "The review was careless.")], &[(CAUSE, "The cause was not obvious; lazy loading hid it. A customer wrote: \"careless!\"")]),
    ("PM043", &[(CAUSE, "Kim had set the limit.")], &[("The storage team doubles the limit", "Kim doubles the limit")]),
    ("PM043", &[(CAUSE, "@kim had set the limit.")], &[(CAUSE, "A letter to somebody@shop.example set it off.")]),
    ("PM044", &[(CAUSE, "It failed again!!")], &[(CAUSE, "It failed again!")]),
    ("PM045", &[("severity = \"SEV-2\"", "severity = \"SEV-4\""), (CAUSE, "The outage began.")], &[("severity = \"SEV-2\"", "severity = \"SEV-1\""), ("affected_percent = 40", "affected_percent = 100"), (CAUSE, "The outage began.")]),
    ("PM050", &[("published = 2026-03-16T12:00:00+01:00", "published = 2026-06-16T12:00:00+01:00")], &[("published = 2026-03-16T12:00:00+01:00", "published = 2026-03-18T12:00:00+01:00")]),
    ("PM051", &[("owner = \"Kim\"\n", "")], &[("owner = \"Kim\"", "owner = \"Kim of the storage team\"")]),
    ("PM051", &[("owner = \"Kim\"", "owner = \"Kim and Ines\"")], &[]),
    ("PM052", &[(CAUSE, "The XRQ was full.")], &[(CAUSE, "The cross-region queue (XRQ) was full at 90 QPS, over HTTP.")]),
    ("PM053", &[("(`errors.graph`)", ""), ("`pool.size`", "the size")], &[("(`errors.graph`)", "([graph](https://graphs.example/1))")]),
    ("PM054", &[(CAUSE, "See db1.corp.internal.")], &[(CAUSE, "See db1.corp.example, AKIA and the key `AKIAEXAMPLE`.")]),
    ("PM054", &[(CAUSE, "The key was AKIAABCDEFGHIJKLMNOP.")], &[]),
    ("PM054", &[("owner = \"Kim\"", "owner = \"Kim\"\naudience = \"public\""), (CAUSE, "Ask kim@shop.fr.")], &[(CAUSE, "Ask kim@shop.fr."), ("owner = \"Kim\"", "owner = \"Kim\"\naudience = \"internal\"")]),
    ("PM055", &[(CAUSE, "See [the page](nowhere.md).")], &[(CAUSE, "See [the page](../glossary.md).")]),
    ("PM057", &[("severity = ", "sevrity = ")], &[]),
    ("PM058", &[("owner = \"Kim\"", "owner = \"Kim\"\nrelated = [\"INC-1\"]")], &[]),
    ("PM059", &[(CAUSE, "The pool was full. <!-- casebook-ignore PM041: a quotation -->")], &[(CAUSE, "The code is `<!-- casebook-ignore PM041: x -->`.")]),
    ("PM059", &[(CAUSE, "We should have been told. <!-- casebook-ignore PM041 -->")], &[(CAUSE, "We should have been told. <!-- casebook-ignore PM041: said in the meeting -->")]),
    ("PM060", &[("(communication) ", ""), ("the status page", "the page"), ("communications = [\"Ines\"]\n", "")], &[("(communication) ", "")]),
];

fn long(text: &str) -> String {
    text.replace("@long", &"The pool was full and the queue behind it grew. ".repeat(85))
}

#[test]
fn every_rule_finds_what_breaks_it_and_nothing_else() {
    let mut wrong = Vec::new();
    for (rule, breaks, harmless) in CASES {
        let found = review(&long(&edited(breaks)), &[]);
        if !found.iter().any(|(id, line, message)| id == rule && *line > 0 && !message.is_empty()) {
            wrong.push(format!("{rule} does not find {breaks:?}: {found:?}"));
        }
        let found = review(&long(&edited(harmless)), &[]);
        if found.iter().any(|(id, ..)| id == rule) {
            wrong.push(format!("{rule} finds {harmless:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    for rule in casebook::check::RULES {
        // What cannot be read has tests of its own; diagrams and other hosts, too.
        if !matches!(rule.id, "PM000" | "PM056" | "PM061" | "PM062") {
            assert!(CASES.iter().any(|(id, ..)| *id == rule.id), "{} has no case", rule.id);
        }
        for text in [rule.title, rule.hint, rule.reason, rule.source, rule.example] {
            assert!(!text.is_empty(), "{}", rule.id);
        }
    }
    assert!(casebook::check::RULES.is_sorted_by_key(|rule| rule.id));
}

#[test]
fn a_finding_stands_where_the_words_stand() {
    let document = edited(&[(CAUSE, "One line.\nThe *limit* should have been **communicated**.")]);
    let found = review(&document, &[]);
    let line = document.lines().position(|line| line.contains("should have")).map_or(0, |at| at as u64 + 1);
    assert!(found.iter().any(|(rule, at, _)| rule == "PM041" && *at == line), "{found:?}");
}

#[test]
fn waivers_cover_the_block_they_precede_and_at_the_top_the_document() {
    let blame = "We failed to verify it.\n\nWe forgot to look.";
    let at =
        |waiver: &str| review(&edited(&[(CAUSE, &blame.replace("We forgot", &format!("{waiver}We forgot")))]), &[]);
    assert_eq!(at("").len(), 2);
    assert_eq!(at("<!-- casebook-ignore PM041: quoted -->\n").len(), 1);
    let top = edited(&[(CAUSE, blame), ("## Summary", "<!-- casebook-ignore PM041: quoted -->\n\n## Summary")]);
    assert_eq!(review(&top, &[]), []);
    let unknown = edited(&[("## Summary", "<!-- casebook-ignore PM999: x -->\n\n## Summary")]);
    assert!(review(&unknown, &[])[0].2.contains("no rule `PM999`"));
}

#[test]
fn levels_come_from_the_profile_and_from_the_configuration() {
    let archive = Archive::new("");
    archive.write("content/incidents/it.md", edited(&[(CAUSE, "We failed to verify the limit.")]));
    archive.write("casebook.toml", "title = \"T\"\n[check]\nwords = [80, 600]\n");
    assert_eq!(archive.run(&["check"]).code, 0);
    assert_eq!(archive.run(&["check", "--strict"]).code, 1);
    assert_eq!(archive.run(&["check", "--strict", "--profile", "draft"]).code, 0);
    archive.write("casebook.toml", "title = \"T\"\n[check]\nwords = [80, 600]\n[check.rules]\nPM041 = \"error\"\n");
    archive.run(&["check"]).exits(1).prints(expect![[r#"
        error[PM041]: `failed to` tells what did not happen
          --> content/incidents/it.md:43:4
           |
        43 | We failed to verify the limit. Each worker keeps one while it waits for the card company, and the company answered slowly that morni...
           |    ^^^^^^^^^
           |
           = help: describe what was done, what was known then, and what the system allowed

        content/incidents/it.md: 21 of 21 points
        1 document: 1 error, 0 warnings, 0 notes
    "#]]);
    archive.write("casebook.toml", "title = \"T\"\n[check]\nwords = [80, 600]\n[check.rules]\nPM041 = \"off\"\n");
    assert_eq!(findings(&archive, &[]), []);
    // What a build finds out has these levels, too; what it cannot do without stays an error.
    let document = "+++\ntitle = \"One\"\ndate = 2026-01-02\nseverty = \"SEV-3\"\n+++\n[Gone](gone.md)\n";
    archive.write("content/incidents/2026-01-02-one.md", document);
    let rules = |rules: &str| {
        archive.write("casebook.toml", format!("title = \"T\"\n[check.rules]\n{rules}"));
        archive.build(&[])
    };
    rules("").exits(1).says(expect![[r#"
        error[PM055]: this link leads nowhere: `gone.md`
         --> content/incidents/2026-01-02-one.md:6:1
          |
        6 | [Gone](gone.md)
          | ^^^^^^^^^^^^^^^
          |
          = help: there is no file `content/incidents/gone.md`

        warning[PM057]: unknown key `severty`
         --> content/incidents/2026-01-02-one.md:4:1
          |
        4 | severty = "SEV-3"
          | ^^^^^^^
          |
          = help: did you mean `severity`?

        1 error, 1 warning: nothing was written
    "#]]);
    rules("PM057 = \"error\"\n").exits(1).says(expect![[r#"
        error[PM057]: unknown key `severty`
         --> content/incidents/2026-01-02-one.md:4:1
          |
        4 | severty = "SEV-3"
          | ^^^^^^^
          |
          = help: did you mean `severity`?

        error[PM055]: this link leads nowhere: `gone.md`
         --> content/incidents/2026-01-02-one.md:6:1
          |
        6 | [Gone](gone.md)
          | ^^^^^^^^^^^^^^^
          |
          = help: there is no file `content/incidents/gone.md`

        2 errors: nothing was written
    "#]]);
    rules("PM057 = \"off\"\nPM055 = \"off\"\n").exits(1).says(expect![[r#"
        error[PM055]: this link leads nowhere: `gone.md`
         --> content/incidents/2026-01-02-one.md:6:1
          |
        6 | [Gone](gone.md)
          | ^^^^^^^^^^^^^^^
          |
          = help: there is no file `content/incidents/gone.md`

        1 error: nothing was written
    "#]]);
    archive.write("casebook.toml", "title = \"T\"\n[check.rules]\nPM041 = \"loud\"\nPX = \"off\"\n");
    let run = archive.run(&["check"]);
    run.exits(1);
    golden("check/levels").assert_eq(&run.stdout);
}

#[test]
fn annotations_for_github_are_escaped() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n[check]\nwords = [80, 600]\n");
    archive.write("content/incidents/a, b.md", edited(&[(CAUSE, "We failed to verify the limit.")]));
    archive.run(&["check", "--format", "github"]).exits(0).prints(expect![[r#"
        ::warning file=content/incidents/a%2C b.md,line=43,col=4,title=PM041::`failed to` tells what did not happen (describe what was done, what was known then, and what the system allowed)
    "#]]);
}

#[test]
fn paths_narrow_what_is_shown() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    archive.write("content/incidents/one.md", "---\ndate: 2026-01-01\n---\n# One\n");
    archive.write("content/incidents/two.md", "---\ndate: 2026-01-02\n---\n# Two\n");
    let run = archive.run(&["check", "content/incidents/one.md"]);
    run.exits(0);
    golden("check/paths").assert_eq(&run.stdout);
    archive.run(&["check", "nowhere.md"]).exits(2).says(expect![[r#"
        error: cannot read `nowhere.md`: no such file or directory
    "#]]);
}

#[test]
fn every_rule_can_be_explained() {
    let archive = Archive::new("");
    let run = archive.run(&["check", "--explain", "pm041"]);
    run.exits(0);
    golden("check/explain").assert_eq(&run.stdout);
    let run = archive.run(&["check", "--explain"]);
    run.exits(0);
    golden("check/rules").assert_eq(&run.stdout);
    archive.run(&["check", "--explain", "PM999"]).exits(2).says(expect![[r#"
        error: there is no rule `PM999`
        help: `casebook check --explain` lists all rules
    "#]]);
}

#[test]
fn the_example_is_ready_to_be_published() {
    let archive = Archive::new("");
    let root = env!("CARGO_MANIFEST_DIR");
    let run = archive.run(&["check", "--root", root, "--profile", "publish", "--strict", "--format", "json"]);
    assert_eq!((run.code, run.stdout.trim()), (0, "[]"), "{}", run.stdout);
    let waivers = walk(&std::path::Path::new(root).join("content"));
    assert_eq!(waivers, 0, "waivers in the example");
}

fn walk(directory: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(directory).expect("a directory").flatten();
    let of = |path: std::path::PathBuf| {
        if path.is_dir() {
            walk(&path)
        } else {
            std::fs::read_to_string(&path).map_or(0, |text| text.matches("casebook-ignore").count())
        }
    };
    entries.map(|entry| of(entry.path())).sum()
}
