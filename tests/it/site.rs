//! The site as a whole: what is published, and that it is always the same.

use std::fs;

use expect_test::expect;

use super::harness::{Archive, casebook, files};

const SMALL: &str = r#"
-- casebook.toml --
title = "Small"
-- content/incidents/2026-01-02-a.md --
+++
title = "A cache goes cold"
severity = "SEV-2"
tags = ["cache"]
causes = ["capacity"]
started = 2026-01-02T10:00:00Z
resolved = 2026-01-02T11:30:00Z
+++
## Timeline
- 10:05 UTC: **Detected** by an alert
## Root cause
Too small. See [b](2026-02-03-b.md#impact).
-- content/incidents/2026-02-03-b.md --
---
title: A second one
severity: high
causes: [capacity]
---
## Impact
Nobody noticed.
-- content/about.md --
# About
Text.
"#;

#[test]
fn a_small_archive_becomes_a_whole_site() {
    let archive = Archive::new(SMALL);
    let run = archive.build(&[]);
    run.clean();
    // The size and the time differ from build to build.
    let (before, rest) = run.stdout.split_once("), ").expect("what was written");
    let (_, after) = rest.split_once("s, ").expect("the time");
    expect![[r#"
        3 documents → 26 pages, 81 files (81 changed, 0 removed), SIZE in TIME, 0 warnings → ROOT/public
    "#]]
    .assert_eq(&format!("{before}), SIZE in TIME, {after}"));
    let published = archive.published();
    for path in [
        "index.html",
        "incidents.html",
        "incidents/a.html",
        "incidents/a.json",
        "incidents/a.md",
        "incidents/b.html",
        "causes.html",
        "causes/capacity.html",
        "causes/capacity.xml",
        "tags/cache.html",
        "severities/sev-2.html",
        "years/2026.html",
        "actions.html",
        "trends.html",
        "about.html",
        "404.html",
        "feed.xml",
        "incidents.json",
        "incidents.csv",
        "actions.csv",
        "robots.txt",
        "assets/style.css",
    ] {
        assert!(published.contains_key(path), "{path} is missing among {:?}", published.keys());
    }
    assert!(archive.page("incidents/a.html").contains("href=\"../incidents/b.html#impact\""));
    assert!(archive.page("incidents/b.html").contains("A cache goes cold"), "it happened before");
}

#[test]
fn the_json_holds_what_it_promises() {
    let archive = Archive::built(SMALL);
    let json: serde_json::Value = serde_json::from_str(&archive.page("incidents.json")).expect("JSON");
    assert_eq!(json["version"], 1);
    let incidents = json["incidents"].as_array().expect("a list");
    assert_eq!(
        incidents.iter().map(|it| it["id"].as_str()).collect::<Vec<_>>(),
        [Some("2026-02-03-b"), Some("2026-01-02-a")]
    );
    let a = &incidents[1];
    assert_eq!(a["started"]["value"], "2026-01-02T10:00:00Z");
    assert_eq!(a["started"]["origin"], "stated");
    assert_eq!(a["detected"]["value"], "2026-01-02T10:05:00Z");
    assert_eq!(a["detected"]["origin"], "inferred");
    assert_eq!(a["mitigated"]["origin"], "absent");
    assert_eq!(a["durations"]["impact"], 5400);
    assert_eq!(a["sections"][1]["role"], "root_cause");
    assert_eq!(a["timeline"][0]["time_text"], "10:05 UTC");
    assert_eq!(a["timeline"][0]["kind"], "detection");
    for key in [
        "id",
        "source",
        "url",
        "title",
        "date",
        "severity",
        "status",
        "services",
        "teams",
        "tags",
        "causes",
        "started",
        "detected",
        "acknowledged",
        "mitigated",
        "resolved",
        "durations",
        "summary",
        "impact",
        "root_cause",
        "remediation",
        "sections",
        "timeline",
        "actions",
        "images",
        "words",
        "lang",
    ] {
        assert!(a.get(key).is_some(), "{key} is missing");
    }
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let first = Archive::new(SMALL);
    first.build(&["--jobs", "1"]).clean();
    let second = Archive::new(SMALL);
    let output = casebook()
        .args(["build", "--jobs", "4", "--root", second.root().to_str().expect("UTF-8")])
        .env("TZ", "Asia/Kathmandu")
        .env("LANG", "C")
        .current_dir("/")
        .output()
        .expect("the program starts");
    assert!(output.status.success());
    assert!(first.published() == second.published());
}

#[test]
fn the_example_archive_is_published_without_a_warning() {
    let output = tempfile::tempdir().expect("a temporary directory");
    let public = output.path().join("public");
    let run = casebook()
        .args(["build", "--strict", "--root", env!("CARGO_MANIFEST_DIR"), "--output"])
        .arg(&public)
        .output()
        .expect("the program starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(files(&public).len() > 150);
}

#[test]
fn a_new_archive_builds_without_a_warning() {
    let archive = Archive::new("");
    archive.run(&["init", "new"]).clean();
    let root = archive.path("new");
    let root = root.to_str().expect("UTF-8");
    archive.run(&["build", "--strict", "--root", root]).clean();
    // Nothing is to be mended, and nothing is overdue today.
    let review = archive.run(&["check", "--root", root]);
    review.clean();
    assert!(review.stdout.contains("0 errors, 0 warnings, 0 notes"), "{}", review.stdout);
    let actions = files(&archive.path("new/public")).remove("actions.html").expect("the page");
    assert!(String::from_utf8_lossy(&actions).contains("<section class=\"action-group\" id=\"overdue\" hidden>"));
    archive.run(&["init", "new"]).exits(2).says(expect![[r#"
        error: `new` is an archive already: it has a casebook.toml
    "#]]);
    archive.write("file", "");
    archive.run(&["init", "file"]).exits(2).says(expect![[r#"
        error: `file` is a file
        help: name a directory, which may be a new one
    "#]]);
}

#[test]
fn the_example_of_a_new_archive_is_nine_days_old_and_comes_with_a_workflow_if_asked_for() {
    let archive = Archive::new("");
    let init = |name: &str, ci: &str| {
        let mut command = casebook();
        let run = command.args(["init", name, "--ci", ci]).env("SOURCE_DATE_EPOCH", "1800000000");
        assert!(run.current_dir(archive.root()).status().expect("it runs").success());
    };
    // 15 Jan 2027.
    init("one", "github");
    init("two", "gitlab");
    let example = fs::read_to_string(archive.path("one/content/incidents/2027-01-06-example.md")).expect("the example");
    for told in ["date = 2027-01-06\n", "started = 2027-01-06T02:10:00Z\n", "due 2027-01-28\n"] {
        assert!(example.contains(told), "{told} in {example}");
    }
    let workflow = |path: &str| fs::read_to_string(archive.path(path)).expect("a workflow");
    assert!(workflow("one/.github/workflows/archive.yml").contains("casebook check --format github"));
    assert!(workflow("two/.gitlab-ci.yml").contains("casebook build --strict"));
}

#[test]
fn without_a_command_casebook_says_what_it_sees_and_what_to_run() {
    let archive = Archive::new("-- notes/a.md --\n# A\n-- notes/b.md --\n# B\n-- empty/x.txt --\nx\n");
    let say = |directory: &str| {
        let output = casebook().current_dir(archive.path(directory)).output().expect("it runs");
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).expect("text")
    };
    let notes = say("notes");
    assert!(notes.contains("2 Markdown files here") && notes.contains("casebook build --root ."), "{notes}");
    assert!(say("empty").contains("casebook init"), "nothing is here");
    archive.run(&["init", "new"]).clean();
    let own = say("new/content");
    assert!(own.contains("an archive") && own.contains("casebook serve --open"), "{own}");
    assert!(own.contains("Usage:"), "{own}");
}

#[test]
fn links_in_the_sentences_of_the_card_are_checked_and_resolved() {
    let archive = Archive::new(SMALL);
    archive.write(
        "content/incidents/2026-03-04-c.md",
        "+++\ntitle = \"C\"\nsummary = \"Like [the second](2026-02-03-b.md), not [this](none.md).\"\n+++\n",
    );
    archive.build(&[]).exits(1).says(expect![[r#"
        error[PM055]: this link leads nowhere: `none.md`
         --> content/incidents/2026-03-04-c.md:3:11
          |
        3 | summary = "Like [the second](2026-02-03-b.md), not [this](none.md)."
          |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: there is no file `content/incidents/none.md`

        1 error: nothing was written
    "#]]);
    archive.write("content/incidents/no ne.md", "# Some\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error[PM055]: this link leads nowhere: `none.md`
         --> content/incidents/2026-03-04-c.md:3:11
          |
        3 | summary = "Like [the second](2026-02-03-b.md), not [this](none.md)."
          |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `no%20ne.md`?

        1 error: nothing was written
    "#]]);
    archive.write("content/incidents/none.md", "# None\n");
    archive.build(&[]).clean();
    assert!(archive.page("incidents/c.html").contains("Like <a href=\"../incidents/b.html\">the second</a>"));
}

#[test]
fn a_link_to_a_heading_of_its_own_document_works_wherever_an_action_is_shown() {
    let before = "---\ndate: 2026-01-02\ncauses: [certificate-expired]\n---\n\n# Before\n\n## Ideas\n\nOne.\n\n\
        ## Actions\n\n- [ ] do it as [said](#ideas)\n";
    let after = "---\ndate: 2026-02-03\ncauses: [certificate-expired]\n---\n\n# After\n";
    let archive =
        Archive::new(&format!("-- content/incidents/before.md --\n{before}-- content/incidents/after.md --\n{after}"));
    archive.build(&[]).clean();
    for (page, root) in [("incidents/before.html", "../"), ("incidents/after.html", "../"), ("actions.html", "")] {
        let link = format!("<a href=\"{root}incidents/before.html#ideas\">said</a>");
        assert!(archive.page(page).contains(&link), "{page}");
    }
}

#[test]
fn a_timeline_of_several_zones_names_them_and_is_drawn_by_one_clock() {
    let archive = |entries: &str| {
        let archive = Archive::new("");
        archive.write("2024-03-05-x.md", format!("# T\n\n## Timeline\n\n- 09:00 CET one\n{entries}"));
        archive.build(&[]);
        archive.page("incidents/x.html")
    };
    let page = archive("- 09:10–09:25 CET two\n- 00:30 PST three\n");
    assert!(page.contains("Times in CET and PST; the figure in CET"), "{page}");
    assert!(
        page.contains("<span>CET</span> <span>to <time datetime=\"2024-03-05T09:25:00+01:00\">09:25</time></span>")
    );
    assert!(page.contains(">00:30</time></a>\n<span class=\"relative\"><span>PST</span>"), "{page}");
    let figure = page.split("<svg class=\"figure\"").nth(1).and_then(|rest| rest.split("</svg>").next());
    assert!(figure.is_some_and(|figure| figure.contains(">09:30<") && !figure.contains(">00:30<")), "{figure:?}");
    // Nobody knows where `IST` was.
    let page = archive("- 14:00 IST two\n");
    assert!(page.contains("Times in CET and IST") && !page.contains("<svg class=\"figure\""), "{page}");
    let page = archive("- 09:10 two\n- 09:30 PST three\n");
    assert!(page.contains("Some times state no zone") && page.contains("<span>no zone</span>"), "{page}");
}

/// The drawing of the timeline.
fn figure(page: &str) -> &str {
    page.split("<svg class=\"figure\"").nth(1).and_then(|rest| rest.split("</svg>").next()).expect("a figure")
}

/// Three entries in a minute, then hours of nothing: the words of the break stand
/// on a line of their own.
#[test]
fn no_two_labels_of_the_figure_stand_on_one_line() {
    let archive = Archive::new(
        "-- 2024-03-05-x.md --\n# T\n\n## Timeline\n\n- 05:31 one\n- 05:32 two\n- 05:33 three\n- 09:58 four\n- 10:20 five\n- 10:35 six\n",
    );
    archive.build(&[]);
    let page = archive.page("incidents/x.html");
    let figure = figure(&page);
    let heights: Vec<f64> = figure
        .split("<text")
        .skip(1)
        .filter_map(|text| text.split(" y=\"").nth(1)?.split('"').next()?.parse().ok())
        .collect();
    assert!(figure.contains("not to scale") && heights.len() == 7, "{figure}");
    let mut sorted = heights;
    sorted.sort_by(f64::total_cmp);
    assert!(sorted.windows(2).all(|pair| pair[1] - pair[0] >= 21.0), "{sorted:?}");
}

#[test]
fn a_long_timeline_is_drawn_from_its_first_entry_to_its_last() {
    let entries: String =
        (0..400).map(|at| format!("- {:02}:{:02} alert fired, number {at}\n", 10 + at / 60, at % 60)).collect();
    let archive = Archive::new("");
    archive.write("2024-03-05-x.md", format!("# T\n\n## Timeline\n\n{entries}"));
    archive.build(&[]);
    let page = archive.page("incidents/x.html");
    assert!(page.contains("from 10:00 to 16:39; all entries are in the list"), "{page}");
    assert!(page.contains("The figure names 7 of 400 entries."), "{page}");
    assert_eq!(figure(&page).matches("<text").count(), 7);
}

#[test]
fn a_figure_names_the_moments_that_decide_and_marks_the_others() {
    let archive = Archive::new("");
    let plain: String = (10..30).map(|at| format!("- 09:{at} we looked at host {at}\n")).collect();
    let decided = "- 09:35 **Detected** by an alert\n- 09:50 **Mitigated** by a rollback\n- 10:20 **Resolved**\n";
    archive.write("2024-03-05-x.md", format!("# T\n\n## Timeline\n\n{plain}{decided}- 10:40 everybody went home\n"));
    archive.build(&[]);
    let page = archive.page("incidents/x.html");
    let clocks: Vec<_> = figure(&page).split("class=\"clock\">").skip(1).map(|rest| &rest[..5]).collect();
    assert_eq!(clocks, ["09:10", "09:35", "09:50", "10:20", "10:40"]);
    assert!(page.contains("Timeline of 24 entries to scale"), "{page}");
    // The list has all of them.
    assert_eq!(page.matches("<li class=\"entry\"").count(), 24);
}

#[test]
fn what_happened_before_is_in_the_contents_and_names_few_open_actions() {
    let items: String = (1..=34).map(|at| format!("- [ ] Do this, {at}\n")).collect();
    let archive = Archive::new(
        "-- 2024-03-05-b.md --\n---\ncauses: [x]\ntags: [t]\n---\n# B\n\n## One\n\nText.\n\n## Two\n\nText.\n",
    );
    archive.write("2024-01-05-a.md", format!("---\ncauses: [x]\n---\n# A\n\n## Action items\n\n{items}"));
    archive.build(&[]);
    let page = archive.page("incidents/b.html");
    assert!(page.contains("<a href=\"#happened.before\">Happened before</a>"), "{page}");
    assert!(page.contains("<a href=\"../incidents/a.html#a-6\">29 more open actions</a>"), "{page}");
    assert!(page.contains("#a-5\"") && !page.contains("#a-7\""), "{page}");
    // The card has them.
    assert_eq!(page.matches("../tags/t.html").count(), 1, "{page}");
    assert!(archive.page("incidents/a.html").contains("id=\"a-6\""));
}

/// The ids of all elements of a page.
fn ids(page: &str) -> Vec<&str> {
    page.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn no_heading_takes_the_id_of_an_element_of_the_theme() {
    let archive = Archive::new("");
    let more = ["site-search", "search-list", "search-status", "search-option-3"];
    let causes = "---\ntitle: A\ncauses: [x]\nrelated: [2026-01-01-b]\n---\n\n## Timeline\n\n- 10:00 x\n\n";
    archive.write("content/incidents/2026-01-01-b.md", causes.replace("related: [2026-01-01-b]\n", ""));
    archive.write("content/incidents/2026-01-02-a.md", format!("{causes}Text[^1]\n\n[^1]: Note\n"));
    archive.build(&[]);
    let page = archive.page("incidents/a.html");
    let theirs: Vec<_> = ids(&page).into_iter().chain(more).filter(|id| *id != "timeline").collect();
    assert!(theirs.len() > 10, "{theirs:?}");
    let headings = theirs.iter().map(|id| format!("## {id}\n\nText, [here](#{id}).\n\n"));
    archive.write("content/incidents/2026-01-02-a.md", format!("{causes}{}", headings.collect::<String>()));
    archive.build(&[]);
    let page = archive.page("incidents/a.html");
    let mut all = ids(&page);
    all.sort_unstable();
    assert!(all.windows(2).all(|pair| pair[0] != pair[1]), "{all:?}");
    assert!(more.iter().all(|id| !all.contains(id)), "{all:?}");
    assert!(page.contains("href=\"#section-site-search\""), "a link follows its heading");
}
