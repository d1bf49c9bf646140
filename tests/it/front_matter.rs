//! Mistakes in the front matter: each is named at its place, and nothing is published.

use super::harness::{Archive, Run};

/// A configured archive with one document.
fn archive(document: &str) -> Archive {
    let archive = Archive::new("");
    archive.write("casebook.toml", "title = \"T\"\ntimezone = \"UTC\"\n");
    archive.write("content/incidents/a.md", document);
    archive
}

fn build(document: &str) -> Run {
    archive(document).build(&[])
}

/// The document is refused at `line:column`, in words that hold `parts`.
#[track_caller]
fn refused(document: &str, at: &str, parts: &[&str]) {
    let run = build(document);
    run.fails(1, parts).says(&[&format!("--> content/incidents/a.md:{at}\n"), "nothing was written"]);
}

#[test]
fn front_matter_that_is_never_closed_is_reported_where_it_opens() {
    refused("---\ntitle: x\nbody\n", "1:1", &["never closed", "opened here", "end the front matter with a line `---`"]);
    refused("+++\ntitle = \"x\"\nbody\n", "1:1", &["never closed", "`+++`"]);
}

#[test]
fn blank_lines_before_front_matter_change_nothing() {
    let archive = archive("\n \n---\ntitle: Below\ntags: [a]\n---\nText.\n");
    archive.build(&[]).clean();
    let page = archive.page("incidents/a.html");
    assert!(page.contains("Below</h1>") && !page.contains("title:"), "{page}");
    refused("\n\n---\ntitle: x\n", "3:1", &["front matter is never closed"]);
    // Two rules and a paragraph.
    archive.write("content/incidents/a.md", "\n---\n\nText\n\n---\n");
    archive.build(&[]);
    assert!(archive.page("incidents/a.html").contains("Text"));
}

#[test]
fn an_unclosed_quotation_mark_is_reported_where_it_opens() {
    refused("---\ntitle: \"x\nfoo: [1,\n---\n", "2:8", &["this quotation mark is never closed"]);
    refused("---\n# it's fine\ntitle: it's\nimpact: 'x\n---\n", "4:9", &["this quotation mark is never closed"]);
    refused("+++\nid = \"ü\"\ntitle = \"x\n+++\n", "3:9", &["this quotation mark is never closed"]);
}

#[test]
fn a_tab_that_indents_yaml_is_named() {
    refused("---\ntitle: x\na:\n\tb: 1\n---\n", "4:1", &["a tab cannot indent YAML"]);
}

#[test]
fn a_date_that_does_not_exist_is_an_error_with_the_accepted_form() {
    refused("---\ntitle: ü\ndate: 2026-13-45\n---\n", "3:7", &["`date` is not a day: `2026-13-45`", "2026-03-14"]);
    refused("+++\ndate = \"soon\"\ntitle = \"x\"\n+++\n", "2:8", &["`date` is not a day: `soon`"]);
    refused("---\ntitle: x\ndate: 2026-03-14abc\n---\n", "3:7", &["`date` is not a day"]);
    refused("+++\ntitle = \"x\"\nstarted = 2026-13-45T00:00:00Z\n+++\n", "3:11", &["error: "]);
    refused(
        "---\ntitle: x\nstarted: yesterday\n---\n",
        "3:10",
        &["`started` is not a point in time: `yesterday`", "2026-03-14T09:30:00+01:00"],
    );
}

#[test]
fn a_value_of_the_wrong_type_is_named_with_both_types() {
    refused("---\ntitle: [a, b]\n---\n", "2:8", &["`title` must be text, is a list"]);
    refused("+++\ntitle = 5\n+++\nx\n", "2:9", &["`title` must be text, is a number", "quotation marks"]);
    refused("---\ntitle: x\ndraft: maybe\n---\n", "3:8", &["`draft` must be true or false"]);
    refused("---\ntitle: x\naffected_users: many\n---\n", "3:17", &["`affected_users` must be a number"]);
    refused("---\ntitle: x\naffected_users: -3\n---\n", "3:17", &["must not be negative"]);
    refused("---\ntitle: x\ntags: {a: b}\n---\n", "3:7", &["`tags` must be text, is a table"]);
    refused("---\ntitle: x\ntimeline: soon\n---\n", "3:11", &["`timeline` must be a list of tables"]);
    refused("---\n- title\n- x\n---\n", "2:1", &["front matter must be keys and values, is a list"]);
}

#[test]
fn a_key_that_is_set_twice_names_both_lines() {
    refused("---\ntitle: a\nid: x\ntitle: b\n---\n", "4:1", &["`title` is set twice, first on line 2"]);
    refused("+++\ntitle = \"a\"\ntitle = \"b\"\n+++\n", "3:1", &["`title` is set twice, first on line 2"]);
}

#[test]
fn a_misspelt_key_is_a_warning_and_with_strict_an_error() {
    let archive = archive("---\ntitle: x\nsevrity: high\n---\nText.\n");
    archive.build(&[]).fails(0, &["warning[PM057]: unknown key `sevrity`", "a.md:3:1", "did you mean `severity`?"]);
    let strict = archive.build(&["--strict"]);
    strict.fails(1, &["unknown key `sevrity`", "(`--strict`): nothing was written"]);
}

#[test]
fn a_misspelt_severity_lists_what_is_allowed() {
    refused(
        "---\ntitle: x\nseverity: hgih\n---\n",
        "3:11",
        &["`hgih` is not a severity", "did you mean `high`?", "`SEV-1`", "`SEV-5`"],
    );
    let free = build("---\ntitle: x\nseverity: purple\n---\nText.\n");
    free.fails(0, &["warning: `purple` is on no scale of severities"]);
    for other in ["SEV-9", "6", "P5", "\"-1\""] {
        let run = build(&format!("---\ntitle: x\nseverity: {other}\n---\nText.\n"));
        run.fails(0, &[&format!("warning: `{}` is on no scale", other.trim_matches('"')), "ranked last"]);
    }
    build("---\ntitle: x\nseverity: Sev 1 (critical)\n---\nText.\n").clean();
}

#[test]
fn misspelt_choices_list_what_is_allowed() {
    refused("---\ntitle: x\nstatus: closd\n---\n", "3:9", &["did you mean `closed`?", "`in-review`"]);
    refused("---\ntitle: x\naudience: interal\n---\n", "3:11", &["did you mean `internal`?", "`public`"]);
    refused("---\ntitle: x\naudience: [internal]\n---\n", "3:11", &["`audience` must be text, is a list"]);
}

#[test]
fn text_that_looks_like_something_else_stays_text() {
    let archive =
        archive("---\ntitle: 1.10\nid: 0123\nregions: [no, 1e5]\nowner: 12:30:00\nservices: yes\n---\nText.\n");
    archive.build(&[]).clean();
    let json: serde_json::Value = serde_json::from_str(&archive.page("incidents.json")).expect("JSON");
    let incident = &json["incidents"][0];
    assert_eq!(incident["title"], "1.10");
    assert_eq!(incident["id"], "0123");
    assert_eq!(incident["services"][0]["name"].as_str().or(incident["services"][0].as_str()), Some("yes"));
    let page = archive.page("incidents/a.html");
    for text in ["1.10", "no", "1e5", "12:30:00", "yes"] {
        assert!(page.contains(text), "{text} is missing");
    }
}

#[test]
fn a_list_without_brackets_is_a_list() {
    let archive = archive(
        "---\ntitle: A\ntags: tls, certs\ncauses: expiry, no alert\nservices: [\"a, b\"]\nauthors: Kim, Ines\n---\nText.\n",
    );
    archive.build(&[]).clean();
    let incident = |archive: &Archive| {
        let json: serde_json::Value = serde_json::from_str(&archive.page("incidents.json")).expect("JSON");
        json["incidents"][0].clone()
    };
    let found = incident(&archive);
    assert_eq!(found["tags"], serde_json::json!(["tls", "certs"]));
    assert_eq!(found["causes"].as_array().map(Vec::len), Some(2), "{}", found["causes"]);
    assert_eq!(found["services"], serde_json::json!(["a, b"]));
    assert_eq!(found["authors"], serde_json::json!(["Kim", "Ines"]));
    archive.write("content/incidents/a.md", "---\ntitle: A\nauthor: Doe, Kim\n---\nText.\n");
    archive.build(&[]).clean();
    assert_eq!(incident(&archive)["authors"], serde_json::json!(["Doe, Kim"]));
    archive.write("content/incidents/a.md", "---\ntitle: A\ntags: [\"a/b\", \"a b\", \"a/b\"]\n---\nText.\n");
    archive.build(&[]).says(&["`a b` and `a/b` have one address", "a.md:3:15"]);
    archive.write("content/incidents/a.md", "# A\n\n**Authors:** Ann, Bo and Cy & Di\n\nText.\n");
    archive.build(&[]);
    assert_eq!(incident(&archive)["authors"], serde_json::json!(["Ann", "Bo", "Cy", "Di"]));
}

#[test]
fn aliases_anchors_and_tags_are_refused() {
    let mut laughs = "---\ntitle: x\na: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for (from, to) in "abcdef".chars().zip("bcdefg".chars()) {
        laughs += &format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 9].join(", "));
    }
    refused(&(laughs + "---\n"), "3:4", &["anchors are not allowed in front matter"]);
    refused("---\ntitle: x\na: &a [*a]\n---\n", "3:4", &["anchors are not allowed"]);
    refused("---\ntitle: *x\n---\n", "2:8", &["error: "]);
    refused(
        "---\ntitle: !!python/object/apply:os.system [\"id\"]\n---\n",
        "2:8",
        &["the tag `!!python/object/apply:os.system` is not allowed in front matter"],
    );
}

#[test]
fn deep_nesting_is_refused() {
    let flow = format!("---\ntitle: x\nx: {}{}\n---\n", "[".repeat(20_000), "]".repeat(20_000));
    refused(&flow, "3:36", &["nested deeper than 32"]);
    let lines = format!("---\ntitle: x\nx:\n{}\n---\n", " [\n".repeat(10_000));
    build(&lines).fails(1, &["nested deeper than 32", "a.md:"]);
    let dashes = format!("---\ntitle: x\nx:\n  {}a\n---\n", "- ".repeat(10_000));
    build(&dashes).fails(1, &["nested deeper than 32", "a.md:"]);
    let keys = format!("+++\n{}x = 1\n+++\n", "x.".repeat(20_000));
    build(&keys).fails(1, &["a.md:2:"]);
    let header = format!("+++\n[{}x]\n+++\n", "x.".repeat(20_000));
    build(&header).fails(1, &["a.md:2:"]);
    let array = format!("+++\nx = {}{}\n+++\n", "[".repeat(20_000), "]".repeat(20_000));
    build(&array).fails(1, &["a.md:2:"]);
    let inline = format!("+++\nx = {}1{}\n+++\n", "{x = ".repeat(9_000), "}".repeat(9_000));
    build(&inline).fails(1, &["a.md:2:"]);
    // Headers whose keys share a beginning nest, too.
    let deep = format!("+++\n[{}x]\n+++\n", "x.".repeat(40));
    build(&deep).fails(1, &["a.md:2:", "nested deeper than 32"]);
}

#[test]
fn what_the_configuration_names_must_be_there() {
    let archive = archive("# A\nText.\n");
    archive.write("content/incidents/b.md", "---\ndate: 2026-01-01\n---\n# B\n");
    let says = |config: &str, code: i32, parts: &[&str]| {
        archive.write("casebook.toml", config);
        archive.build(&[]).fails(code, parts);
    };
    says(
        "[check.rules]\nPM999 = \"off\"\npm041 = \"off\"\n",
        2,
        &["casebook.toml:2:1", "`PM999` is not a rule", "1 error"],
    );
    says(
        "incidents = [\"incidents\", \"incidens\"]\n",
        0,
        &["casebook.toml:1:27", "no directory `incidens` in `content`"],
    );
    says("severities = []\n", 2, &["casebook.toml:1:14", "`severities` has no name"]);
    says("severities = [\"SEV-1\", \"sev1\"]\n", 2, &["casebook.toml:1:24", "`sev1` is in `severities` twice"]);
    says("title = 5\ncontent = \"nope\"\n", 2, &["`title` must be", "casebook.toml:2:11", "nope", "2 errors"]);
    says("theme = \"ours\"\n", 2, &["casebook.toml:1:9", "cannot read `ROOT/themes/ours`", "1 error"]);
    says("exclude = [\"content/[\"]\n", 0, &["casebook.toml:1:12", "there is no `content/[`"]);
    says("severities = [\"High\", \"Low\", \"high\"]\n", 2, &["casebook.toml:1:30", "`high` is in `severities` twice"]);
}

/// One complaint for one fault, at its line.
#[test]
fn addresses_and_ids_that_are_taken_are_complained_of_once() {
    let archive = archive("# A\nText.\n");
    archive.write("casebook.toml", "title = \"T\"\n");
    let says = |path: &str, text: &str, parts: &[&str]| {
        archive.write(path, text);
        archive.build(&[]).fails(1, parts);
        std::fs::remove_file(archive.path(path)).expect("it was written");
    };
    says("content/tags.md", "# Tags\n", &["`tags` is the name of a page of the site itself", "1 error"]);
    says(
        "content/incidents/b.md",
        "---\ntitle: B\naliases: [index.html]\n---\nText\n",
        &[
            "b.md:3:11",
            "an alias of `content/incidents/b.md` would both be `index.html`",
            "remove the alias",
            "1 error",
        ],
    );
    says("content/b.md", "---\nweight: heavy\n---\nText\n", &["b.md:2:9", "`weight` must be a number, is text"]);
    archive.write("content/incidents/c.md", "---\ntitle: C\nid: INC-1\n---\nText\n");
    says(
        "content/incidents/d.md",
        "---\ntitle: D\nid: inc-1\n---\nText\n",
        &["is used twice, but for upper and lower case", "first used here", "1 error"],
    );
    archive.write("content/guide.md", "# Template\n\nDate: YYYY-MM-DD\n\nTime: HH:MM\n\nEnd: HH:MM\n");
    std::fs::remove_file(archive.path("casebook.toml")).expect("it was written");
    archive.write("content/incidents/e.md", "# E\n\nSee [it](../guide.md).\n");
    archive.build(&[]).says(&["e.md:3:5", "which is no page of the site", "left out as a template"]);
}

#[test]
fn the_configuration_is_as_careful_as_the_front_matter() {
    let archive = archive("# A\nText.\n");
    archive.write("casebook.toml", format!("{}x = 1\n", "x.".repeat(60_000)));
    archive.build(&[]).fails(2, &["casebook.toml:1:"]);
    archive.write("casebook.toml", b"title = \"\xff\"\n");
    archive.build(&[]).fails(2, &["casebook.toml", "not UTF-8"]);
}

#[test]
fn a_block_of_a_megabyte_is_refused() {
    refused(&format!("---\ntitle: x\nx: {}\n---\n", "y".repeat(1_000_000)), "1:1", &["larger than 64 KiB"]);
}

#[test]
fn an_empty_document_is_an_error_that_names_the_file() {
    for nothing in ["", "---\n---\n", "\u{feff}", "\n \n", "+++\n+++\n", "---\n---"] {
        let run = build(nothing);
        run.fails(1, &["the document has no title and no text", "--> content/incidents/a.md\n"]);
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let text = "---\ntitle: Ä\nseverity: SEV-2\n---\n# Impact\n\nTwo\nlines.\n\n```\ncode\n```\n";
    let plain = archive(text);
    plain.build(&[]).clean();
    for other in [format!("\u{feff}{}", text.replace('\n', "\r\n")), text.replace('\n', "\r")] {
        let archive = archive(&other);
        archive.build(&[]).clean();
        assert!(archive.published() == plain.published(), "{other:?}");
    }
}

#[test]
fn a_time_the_clocks_skipped_is_an_hour_later_and_one_they_showed_twice_the_first() {
    let archive = archive(
        "---\ntitle: x\ntimezone: Europe/Berlin\nstarted: 2026-03-29 02:30\nresolved: 2026-10-25 02:30\n---\nText.\n",
    );
    archive.build(&[]).fails(0, &["a.md:4:10", "the clocks skipped", "a.md:5:11", "the clocks showed this time twice"]);
    let json = archive.page("incidents.json");
    assert!(json.contains("2026-03-29T03:30:00+02:00"), "{json}");
    assert!(json.contains("2026-10-25T02:30:00+02:00"), "{json}");
}

#[test]
fn nothing_ends_before_it_began() {
    refused(
        "---\ntitle: x\nstarted: 2026-01-01T10:00Z\nresolved: 2026-01-01T09:00Z\n---\n",
        "4:1",
        &["`resolved` (2026-01-01T09:00:00Z) lies before `started`", "nothing ends before it began"],
    );
    refused(
        "---\ntitle: x\nwindows:\n- {start: 2026-01-01T10:00Z, end: 2026-01-01T09:00Z}\n---\n",
        "4:3",
        &["ends before it starts"],
    );
}

#[test]
fn absurd_times_are_errors_and_never_overflow() {
    for value in ["-5m", "99999999999h", "9999999-01-01T00:00Z", "0000-00-00 00:00", "2026-01-01T99:99Z"] {
        refused(&format!("---\ntitle: x\nstarted: \"{value}\"\n---\n"), "3:10", &["is not a point in time"]);
    }
    let document = "---\ntitle: x\nstarted: -9999-01-01T00:00Z\n---\n";
    refused(document, "3:10", &["is not a point in time"]);
    let edges = "---\ntitle: x\nstarted: 0000-01-01T00:00+14:00\nresolved: 9999-12-31T23:59-14:00\n---\nText.\n";
    assert_ne!(build(edges).code, 101, "no panic at the ends of time");
    for number in ["1e999", "nan", "inf", ".inf", "0x10"] {
        let document = format!("---\ntitle: x\naffected_users: {number}\nweight: {number}\n---\nText.\n");
        refused(&document, "3:17", &["must be a number"]);
    }
    let huge = archive("+++\ntitle = \"x\"\naffected_users = 9223372036854775807\nweight = -9e300\n+++\nText.\n");
    huge.build(&[]).clean();
}

#[test]
fn control_characters_are_an_error_and_overrides_are_removed() {
    refused("+++\ntitle = \"a\\u0007b\"\n+++\n", "2:9", &["`title` holds the control character U+0007"]);
    refused("---\ntitle: x\ntags: [\"a\\u001bb\"]\n---\n", "3:8", &["U+001B"]);
    // Unescaped ones are replaced when the file is read, as U+0000 is.
    build("---\ntitle: a\u{7}b\n---\nText.\n").clean();
    let archive = archive("---\ntitle: \"a\\u202eb\\u200bc\"\ntags: [\"x\u{2066}y\"]\n---\nText.\n");
    archive.build(&[]).clean();
    let published = archive.published();
    for (path, bytes) in &published {
        let text = String::from_utf8_lossy(bytes);
        if !path.ends_with(".md") {
            assert!(!text.contains(['\u{202e}', '\u{2066}']), "{path} holds an override");
        }
    }
    let nul = build("---\ntitle: a\0b\n---\nText.\n");
    nul.clean();
}

#[test]
fn all_mistakes_of_one_run_are_shown() {
    let archive = archive("---\ntitle: x\nseverity: hgih\nstatus: closd\ndate: 2026-13-45\ntags: [\"!\"]\n---\n");
    archive.write("content/incidents/b.md", "---\ntitle: [b]\n---\nText.\n");
    let run = archive.build(&[]);
    run.fails(1, &["a.md:3:11", "a.md:4:9", "a.md:5:7", "a.md:6:8", "b.md:2:8", "5 errors: nothing was written"]);
}

#[test]
fn a_mistake_keeps_the_old_site_byte_for_byte() {
    let archive = archive("---\ntitle: x\n---\nText.\n");
    archive.build(&[]).clean();
    let before = archive.published();
    for wrong in [
        "---\ntitle: x\n",
        "---\ntitle: \"x\n---\n",
        "---\ntitle: x\nseverity: hgih\n---\n",
        "",
        "# A\n[x](nowhere.md)\n",
        "# A\n![x](nowhere.png)\n",
    ] {
        archive.write("content/incidents/a.md", wrong);
        archive.build(&[]).fails(1, &["nothing was written"]);
        assert!(archive.published() == before, "{wrong:?} changed the site");
    }
}

#[test]
fn a_rule_at_the_top_is_no_front_matter() {
    let archive = archive("---\n\nText below a rule.\n");
    archive.build(&[]).clean();
    assert!(archive.page("incidents/a.html").contains("Text below a rule."));
}

#[test]
fn a_name_without_letters_is_an_error() {
    for name in ["🔥", ".", "..", "!", "/"] {
        let document = format!("---\ntitle: x\ntags: [ok, \"{name}\"]\n---\n");
        refused(&document, "3:12", &["has no letter or digit to make an address from"]);
    }
    refused("---\ntitle: x\ntags: [ok, \"\"]\n---\n", "3:12", &["`tags`", "empty"]);
}

#[test]
fn names_that_are_one_term_merge_with_a_warning_that_names_both_files() {
    let archive = archive("---\ntitle: A\ntags: [SRE]\n---\nText.\n");
    archive.write("content/incidents/b.md", "---\ntitle: B\ntags: [sre]\n---\nText.\n");
    archive.build(&[]).fails(0, &["`sre` and `SRE` are one tag", "b.md:3:8", "a.md:3:8"]);
    assert!(archive.page("tags/sre.html").contains("SRE"));
}

#[test]
fn a_slug_that_could_leave_the_site_is_an_error() {
    for slug in [
        "/%2e%2e/%2e%2e/baddie",
        "../../x",
        "/etc/x",
        "C:\\\\x",
        "..c:/..c:/etc/passwd",
        "a/../../b",
        "a//b",
        "~x",
        ".",
        "..",
        "con",
        "A",
        "a b",
    ] {
        let document = format!("---\ntitle: x\nslug: \"{slug}\"\n---\n");
        refused(&document, "3:7", &["`slug` cannot be", "lower-case letters"]);
    }
    refused("---\ntitle: x\nslug: \"\"\n---\n", "3:7", &["`slug`", "empty"]);
}

#[test]
fn plausible_mistakes_are_explained_in_the_words_of_an_author() {
    refused("---\ntitle: Cache: cold\n---\n", "2:8", &["text that holds `: ` must stand in quotation marks"]);
    refused("---\ntitle: @cache\n---\n", "2:8", &["text that begins with `@` must stand in quotation marks"]);
    refused("---\ntitle: x\n  id: y\n---\n", "3:5", &["this key is indented deeper than the one above it"]);
    refused("---\ntitle: x\ntags: [a, b\nid: y\n---\n", "3:7", &["this bracket is never closed"]);
    refused("---\ntitle = \"x\"\n---\nText.\n", "2:1", &["between `---` lines stands YAML; write `key: value`"]);
    refused("+++\ntitle = Cache cold\n+++\n", "2:9", &["text must stand in quotation marks"]);
    let run = build("+++\ntitle: x\nseverity: high\n+++\n");
    run.fails(1, &["between `+++` lines stands TOML; write `key = value`", "a.md:2:6", "1 error: nothing"]);
}
