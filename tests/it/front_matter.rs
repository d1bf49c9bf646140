//! Mistakes in the front matter: each is named at its place, and nothing is published.

use expect_test::{Expect, expect};

use super::harness::{Archive, Messages, Run};

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

/// Documents that are refused, and what is said of them.
#[derive(Default)]
struct Refused(Messages);

impl Refused {
    /// The document is refused at `line:column`.
    #[track_caller]
    fn at(&mut self, at: &str, document: &str) {
        let run = build(document);
        let place = format!("--> content/incidents/a.md:{at}\n");
        assert!(
            run.code == 1 && run.stderr.contains(&place),
            "{document:.100}\nis not refused at {at}:\n{}",
            run.stderr
        );
        self.0.add(&format!("{document:?}"), &run);
    }

    /// Compares all that was said with a golden file.
    #[track_caller]
    fn say(&self, name: &str) {
        self.0.are(&format!("front_matter/{name}"));
    }
}

#[test]
fn front_matter_that_is_never_closed_is_reported_where_it_opens() {
    let mut refused = Refused::default();
    refused.at("1:1", "---\ntitle: x\nbody\n");
    refused.at("1:1", "+++\ntitle = \"x\"\nbody\n");
    refused.say("never_closed");
}

#[test]
fn blank_lines_before_front_matter_change_nothing() {
    let mut refused = Refused::default();
    let archive = archive("\n \n---\ntitle: Below\ntags: [a]\n---\nText.\n");
    archive.build(&[]).clean();
    let page = archive.page("incidents/a.html");
    assert!(page.contains("Below</h1>") && !page.contains("title:"), "{page}");
    refused.at("3:1", "\n\n---\ntitle: x\n");
    // Two rules and a paragraph.
    archive.write("content/incidents/a.md", "\n---\n\nText\n\n---\n");
    archive.build(&[]);
    assert!(archive.page("incidents/a.html").contains("Text"));
    refused.say("blank_lines");
}

#[test]
fn an_unclosed_quotation_mark_is_reported_where_it_opens() {
    let mut refused = Refused::default();
    refused.at("2:8", "---\ntitle: \"x\nfoo: [1,\n---\n");
    refused.at("4:9", "---\n# it's fine\ntitle: it's\nimpact: 'x\n---\n");
    refused.at("3:9", "+++\nid = \"ü\"\ntitle = \"x\n+++\n");
    refused.say("quotation_marks");
}

#[test]
fn a_tab_that_indents_yaml_is_named() {
    let mut refused = Refused::default();
    refused.at("4:1", "---\ntitle: x\na:\n\tb: 1\n---\n");
    refused.say("tabs");
}

#[test]
fn a_date_that_does_not_exist_is_an_error_with_the_accepted_form() {
    let mut refused = Refused::default();
    refused.at("3:7", "---\ntitle: ü\ndate: 2026-13-45\n---\n");
    refused.at("2:8", "+++\ndate = \"soon\"\ntitle = \"x\"\n+++\n");
    refused.at("3:7", "---\ntitle: x\ndate: 2026-03-14abc\n---\n");
    refused.at("3:11", "+++\ntitle = \"x\"\nstarted = 2026-13-45T00:00:00Z\n+++\n");
    refused.at("3:10", "---\ntitle: x\nstarted: yesterday\n---\n");
    refused.say("dates");
}

#[test]
fn a_value_of_the_wrong_type_is_named_with_both_types() {
    let mut refused = Refused::default();
    refused.at("2:8", "---\ntitle: [a, b]\n---\n");
    refused.at("2:9", "+++\ntitle = 5\n+++\nx\n");
    refused.at("3:8", "---\ntitle: x\ndraft: maybe\n---\n");
    refused.at("3:17", "---\ntitle: x\naffected_users: many\n---\n");
    refused.at("3:17", "---\ntitle: x\naffected_users: -3\n---\n");
    refused.at("3:7", "---\ntitle: x\ntags: {a: b}\n---\n");
    refused.at("3:11", "---\ntitle: x\ntimeline: soon\n---\n");
    refused.at("2:1", "---\n- title\n- x\n---\n");
    refused.say("types");
}

#[test]
fn a_key_that_is_set_twice_names_both_lines() {
    let mut refused = Refused::default();
    refused.at("4:1", "---\ntitle: a\nid: x\ntitle: b\n---\n");
    refused.at("3:1", "+++\ntitle = \"a\"\ntitle = \"b\"\n+++\n");
    refused.say("twice");
}

#[test]
fn a_misspelt_key_is_a_warning_and_with_strict_an_error() {
    let archive = archive("---\ntitle: x\nsevrity: high\n---\nText.\n");
    archive.build(&[]).warns(expect![[r#"
        warning[PM057]: unknown key `sevrity`
         --> content/incidents/a.md:3:1
          |
        3 | sevrity: high
          | ^^^^^^^
          |
          = help: did you mean `severity`?

    "#]]);
    archive.build(&["--strict"]).exits(1).says(expect![[r#"
        warning[PM057]: unknown key `sevrity`
         --> content/incidents/a.md:3:1
          |
        3 | sevrity: high
          | ^^^^^^^
          |
          = help: did you mean `severity`?

        0 errors, 1 warning (`--strict`): nothing was written
    "#]]);
}

#[test]
fn a_misspelt_severity_lists_what_is_allowed() {
    let mut refused = Refused::default();
    refused.at("3:11", "---\ntitle: x\nseverity: hgih\n---\n");
    let mut free = Messages::default();
    for other in ["purple", "SEV-9", "6", "P6", "\"-1\""] {
        free.add(other, &build(&format!("---\ntitle: x\nseverity: {other}\n---\nText.\n")));
    }
    free.are("front_matter/severities_on_no_scale");
    build("---\ntitle: x\nseverity: Sev 1 (critical)\n---\nText.\n").clean();
    refused.say("severities");
}

#[test]
fn misspelt_choices_list_what_is_allowed() {
    let mut refused = Refused::default();
    refused.at("3:9", "---\ntitle: x\nstatus: closd\n---\n");
    refused.at("3:11", "---\ntitle: x\naudience: interal\n---\n");
    refused.at("3:11", "---\ntitle: x\naudience: [internal]\n---\n");
    refused.say("choices");
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
    archive.build(&[]).warns(expect![[r#"
        warning[PM057]: `a b` and `a/b` have one address
         --> content/incidents/a.md:3:15
          |
        3 | tags: ["a/b", "a b", "a/b"]
          |               ^^^^^
          |
          = help: write one of them, or names that differ in their letters

    "#]]);
    archive.write("content/incidents/a.md", "# A\n\n**Authors:** Ann, Bo and Cy & Di\n\nText.\n");
    archive.build(&[]);
    assert_eq!(incident(&archive)["authors"], serde_json::json!(["Ann", "Bo", "Cy", "Di"]));
}

#[test]
fn aliases_anchors_and_tags_are_refused() {
    let mut refused = Refused::default();
    let mut laughs = "---\ntitle: x\na: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for (from, to) in "abcdef".chars().zip("bcdefg".chars()) {
        laughs += &format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 9].join(", "));
    }
    refused.at("3:4", &(laughs + "---\n"));
    refused.at("3:4", "---\ntitle: x\na: &a [*a]\n---\n");
    refused.at("2:8", "---\ntitle: *x\n---\n");
    refused.at("2:8", "---\ntitle: !!python/object/apply:os.system [\"id\"]\n---\n");
    refused.say("anchors");
}

#[test]
fn deep_nesting_is_refused() {
    let mut refused = Refused::default();
    let flow = format!("---\ntitle: x\nx: {}{}\n---\n", "[".repeat(20_000), "]".repeat(20_000));
    refused.at("3:36", &flow);
    let lines = format!("---\ntitle: x\nx:\n{}\n---\n", " [\n".repeat(10_000));
    refused.at("259:2", &lines);
    let dashes = format!("---\ntitle: x\nx:\n  {}a\n---\n", "- ".repeat(10_000));
    refused.at("4:65", &dashes);
    let keys = format!("+++\n{}x = 1\n+++\n", "x.".repeat(20_000));
    refused.at("2:1", &keys);
    let header = format!("+++\n[{}x]\n+++\n", "x.".repeat(20_000));
    refused.at("2:1", &header);
    let array = format!("+++\nx = {}{}\n+++\n", "[".repeat(20_000), "]".repeat(20_000));
    refused.at("2:37", &array);
    let inline = format!("+++\nx = {}1{}\n+++\n", "{x = ".repeat(9_000), "}".repeat(9_000));
    refused.at("2:165", &inline);
    // Headers whose keys share a beginning nest, too.
    let deep = format!("+++\n[{}x]\n+++\n", "x.".repeat(40));
    refused.at("2:66", &deep);
    refused.say("nesting");
}

#[test]
fn what_the_configuration_names_must_be_there() {
    let archive = archive("# A\nText.\n");
    archive.write("content/incidents/b.md", "---\ndate: 2026-01-01\n---\n# B\n");
    let mut messages = Messages::default();
    for config in [
        "[check.rules]\nPM999 = \"off\"\npm041 = \"off\"\n",
        "incidents = [\"incidents\", \"incidens\"]\n",
        "severities = []\n",
        "severities = [\"SEV-1\", \"sev1\"]\n",
        "title = 5\ncontent = \"nope\"\n",
        "theme = \"ours\"\n",
        "exclude = [\"content/[\"]\n",
        "severities = [\"High\", \"Low\", \"high\"]\n",
    ] {
        archive.write("casebook.toml", config);
        messages.add(&format!("{config:?}"), &archive.build(&[]));
    }
    messages.are("front_matter/configuration");
}

/// One complaint for one fault, at its line.
#[test]
fn addresses_and_ids_that_are_taken_are_complained_of_once() {
    let archive = archive("# A\nText.\n");
    archive.write("casebook.toml", "title = \"T\"\n");
    let says = |path: &str, text: &str, message: Expect| {
        archive.write(path, text);
        archive.build(&[]).exits(1).says(message);
        std::fs::remove_file(archive.path(path)).expect("it was written");
    };
    says(
        "content/tags.md",
        "# Tags\n",
        expect![[r#"
            error: `tags` is the name of a page of the site itself
            --> content/tags.md
             = help: rename the file, or give it another `slug`

            1 error: nothing was written
        "#]],
    );
    says(
        "content/incidents/b.md",
        "---\ntitle: B\naliases: [index.html]\n---\nText\n",
        expect![[r#"
            error: a page of the site itself and an alias of `content/incidents/b.md` would both be `index.html`
             --> content/incidents/b.md:3:11
              |
            3 | aliases: [index.html]
              |           ^^^^^^^^^^
              |
              = help: remove the alias: the address is in use

            1 error: nothing was written
        "#]],
    );
    says(
        "content/b.md",
        "---\nweight: heavy\n---\nText\n",
        expect![[r#"
            error: `weight` must be a number, is text
             --> content/b.md:2:9
              |
            2 | weight: heavy
              |         ^^^^^
              |
              = help: write it without quotation marks or units

            1 error: nothing was written
        "#]],
    );
    archive.write("content/incidents/c.md", "---\ntitle: C\nid: INC-1\n---\nText\n");
    says(
        "content/incidents/d.md",
        "---\ntitle: D\nid: inc-1\n---\nText\n",
        expect![[r#"
            error[PM058]: the id `inc-1` is used twice, but for upper and lower case
             --> content/incidents/d.md:3:5
              |
            3 | id: inc-1
              |     ^^^^^
              |
             ::: content/incidents/c.md:3:5
              |
            3 | id: INC-1
              |     ----- first used here
              |
              = help: give one of them another `id`

            1 error: nothing was written
        "#]],
    );
    archive.write("content/guide.md", "# Template\n\nDate: YYYY-MM-DD\n\nTime: HH:MM\n\nEnd: HH:MM\n");
    std::fs::remove_file(archive.path("casebook.toml")).expect("it was written");
    archive.write("content/incidents/e.md", "# E\n\nSee [it](../guide.md).\n");
    archive.build(&[]).warns(expect![[r#"
        warning[PM055]: this link leads to `content/guide.md`, which is no page of the site
         --> content/incidents/e.md:3:5
          |
        3 | See [it](../guide.md).
          |     ^^^^^^^^^^^^^^^^^
          |
          = help: it is left out as a template: its fields are not filled in

    "#]]);
}

#[test]
fn the_configuration_is_as_careful_as_the_front_matter() {
    let archive = archive("# A\nText.\n");
    archive.write("casebook.toml", format!("{}x = 1\n", "x.".repeat(60_000)));
    archive.build(&[]).exits(2).says(expect![[r#"
        error: nested deeper than 32 levels
         --> casebook.toml:1:1
          |
         ::: 
        1 | x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.
          | ^

        1 error: nothing was written
    "#]]);
    archive.write("casebook.toml", b"title = \"\xff\"\n");
    archive.build(&[]).exits(2).says(expect![[r#"
        error: cannot read `ROOT/casebook.toml`: line 1: the byte 0xff at offset 9 is not UTF-8
    "#]]);
}

#[test]
fn a_block_of_a_megabyte_is_refused() {
    let mut refused = Refused::default();
    refused.at("1:1", &format!("---\ntitle: x\nx: {}\n---\n", "y".repeat(1_000_000)));
    refused.say("large");
}

#[test]
fn an_empty_document_is_an_error_that_names_the_file() {
    let mut messages = Messages::default();
    for nothing in ["", "---\n---\n", "\u{feff}", "\n \n", "+++\n+++\n", "---\n---"] {
        messages.add(&format!("{nothing:?}"), &build(nothing));
    }
    messages.are("front_matter/empty");
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
    archive.build(&[]).warns(expect![[r#"
        warning[PM024]: the clocks skipped this time when summer time began; it is taken as the hour after
         --> content/incidents/a.md:4:10
          |
        4 | started: 2026-03-29 02:30
          |          ^^^^^^^^^^^^^^^^
          |
          = help: write it with an offset

        warning[PM024]: the clocks showed this time twice when summer time ended; the first one is taken
         --> content/incidents/a.md:5:11
          |
        5 | resolved: 2026-10-25 02:30
          |           ^^^^^^^^^^^^^^^^
          |
          = help: write it with an offset

    "#]]);
    let json = archive.page("incidents.json");
    assert!(json.contains("2026-03-29T03:30:00+02:00"), "{json}");
    assert!(json.contains("2026-10-25T02:30:00+02:00"), "{json}");
}

#[test]
fn nothing_ends_before_it_began() {
    let mut refused = Refused::default();
    refused.at("4:1", "---\ntitle: x\nstarted: 2026-01-01T10:00Z\nresolved: 2026-01-01T09:00Z\n---\n");
    refused.at("4:3", "---\ntitle: x\nwindows:\n- {start: 2026-01-01T10:00Z, end: 2026-01-01T09:00Z}\n---\n");
    refused.say("ends");
}

#[test]
fn absurd_times_are_errors_and_never_overflow() {
    let mut refused = Refused::default();
    for value in ["-5m", "99999999999h", "9999999-01-01T00:00Z", "0000-00-00 00:00", "2026-01-01T99:99Z"] {
        refused.at("3:10", &format!("---\ntitle: x\nstarted: \"{value}\"\n---\n"));
    }
    let document = "---\ntitle: x\nstarted: -9999-01-01T00:00Z\n---\n";
    refused.at("3:10", document);
    let edges = "---\ntitle: x\nstarted: 0000-01-01T00:00+14:00\nresolved: 9999-12-31T23:59-14:00\n---\nText.\n";
    assert_ne!(build(edges).code, 101, "no panic at the ends of time");
    for number in ["1e999", "nan", "inf", ".inf", "0x10"] {
        let document = format!("---\ntitle: x\naffected_users: {number}\nweight: {number}\n---\nText.\n");
        refused.at("3:17", &document);
    }
    let huge = archive("+++\ntitle = \"x\"\naffected_users = 9223372036854775807\nweight = -9e300\n+++\nText.\n");
    huge.build(&[]).clean();
    refused.say("absurd_times");
}

#[test]
fn control_characters_are_an_error_and_overrides_are_removed() {
    let mut refused = Refused::default();
    refused.at("2:9", "+++\ntitle = \"a\\u0007b\"\n+++\n");
    refused.at("3:8", "---\ntitle: x\ntags: [\"a\\u001bb\"]\n---\n");
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
    refused.say("control_characters");
}

#[test]
fn all_mistakes_of_one_run_are_shown() {
    let archive = archive("---\ntitle: x\nseverity: hgih\nstatus: closd\ndate: 2026-13-45\ntags: [\"!\"]\n---\n");
    archive.write("content/incidents/b.md", "---\ntitle: [b]\n---\nText.\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: `hgih` is not a severity
         --> content/incidents/a.md:3:11
          |
        3 | severity: hgih
          |           ^^^^
          |
          = help: did you mean `high`? This archive uses `SEV-1`, `SEV-2`, `SEV-3`, `SEV-4` and `SEV-5`

        error: `status` cannot be `closd`
         --> content/incidents/a.md:4:9
          |
        4 | status: closd
          |         ^^^^^
          |
          = help: did you mean `closed`? Allowed are `draft`, `in-review`, `reviewed` and `closed`

        error: `date` is not a day: `2026-13-45`
         --> content/incidents/a.md:5:7
          |
        5 | date: 2026-13-45
          |       ^^^^^^^^^^
          |
          = help: write it like `2026-03-14`

        error: `!` in `tags` has no letter or digit to make an address from
         --> content/incidents/a.md:6:8
          |
        6 | tags: ["!"]
          |        ^^^

        error: `title` must be text, is a list
         --> content/incidents/b.md:2:8
          |
        2 | title: [b]
          |        ^^^
          |
          = help: write one text

        5 errors: nothing was written
    "#]]);
}

#[test]
fn a_mistake_keeps_the_old_site_byte_for_byte() {
    let archive = archive("---\ntitle: x\n---\nText.\n");
    archive.build(&[]).clean();
    let before = archive.published();
    let mut messages = Messages::default();
    for wrong in [
        "---\ntitle: x\n",
        "---\ntitle: \"x\n---\n",
        "---\ntitle: x\nseverity: hgih\n---\n",
        "",
        "# A\n[x](nowhere.md)\n",
        "# A\n![x](nowhere.png)\n",
    ] {
        archive.write("content/incidents/a.md", wrong);
        messages.add(&format!("{wrong:?}"), &archive.build(&[]));
        assert!(archive.published() == before, "{wrong:?} changed the site");
    }
    messages.are("front_matter/keeps_the_site");
}

#[test]
fn a_rule_at_the_top_is_no_front_matter() {
    let archive = archive("---\n\nText below a rule.\n");
    archive.build(&[]).clean();
    assert!(archive.page("incidents/a.html").contains("Text below a rule."));
}

#[test]
fn a_name_without_letters_is_an_error() {
    let mut refused = Refused::default();
    for name in ["🔥", ".", "..", "!", "/"] {
        let document = format!("---\ntitle: x\ntags: [ok, \"{name}\"]\n---\n");
        refused.at("3:12", &document);
    }
    refused.at("3:12", "---\ntitle: x\ntags: [ok, \"\"]\n---\n");
    refused.say("names");
}

#[test]
fn names_that_are_one_term_merge_with_a_warning_that_names_both_files() {
    let archive = archive("---\ntitle: A\ntags: [SRE]\n---\nText.\n");
    archive.write("content/incidents/b.md", "---\ntitle: B\ntags: [sre]\n---\nText.\n");
    archive.build(&[]).warns(expect![[r#"
        warning[PM057]: `sre` and `SRE` are one tag
         --> content/incidents/b.md:3:8
          |
        3 | tags: [sre]
          |        ^^^
          |
         ::: content/incidents/a.md:3:8
          |
        3 | tags: [SRE]
          |        --- first spelt here
          |
          = help: write `SRE` in both

    "#]]);
    assert!(archive.page("tags/sre.html").contains("SRE"));
}

#[test]
fn a_slug_that_could_leave_the_site_is_an_error() {
    let mut refused = Refused::default();
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
        refused.at("3:7", &document);
    }
    refused.at("3:7", "---\ntitle: x\nslug: \"\"\n---\n");
    refused.say("slugs");
}

#[test]
fn plausible_mistakes_are_explained_in_the_words_of_an_author() {
    let mut refused = Refused::default();
    refused.at("2:8", "---\ntitle: Cache: cold\n---\n");
    refused.at("2:8", "---\ntitle: @cache\n---\n");
    refused.at("3:5", "---\ntitle: x\n  id: y\n---\n");
    refused.at("3:7", "---\ntitle: x\ntags: [a, b\nid: y\n---\n");
    refused.at("2:1", "---\ntitle = \"x\"\n---\nText.\n");
    refused.at("2:9", "+++\ntitle = Cache cold\n+++\n");
    refused.at("2:6", "+++\ntitle: x\nseverity: high\n+++\n");
    refused.say("plausible");
}
