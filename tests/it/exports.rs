//! Documents that other programs exported: what they put around a text is not part of it.

use expect_test::expect;
use serde_json::Value;

use crate::harness::Archive;

/// A picture of one pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

/// What `incidents.json` says of the documents, by their path.
fn incidents(archive: &Archive) -> Value {
    let all: Value = serde_json::from_str(&archive.page("incidents.json")).expect("JSON");
    all["incidents"].clone()
}

/// The only picture of the site.
fn pictures(archive: &Archive) -> Vec<(String, Vec<u8>)> {
    archive.published().into_iter().filter(|(path, _)| path.ends_with(".png")).collect()
}

#[test]
fn pictures_inside_of_a_document_are_files_of_the_site() {
    let document = format!(
        "# **Ferry ramp stuck**\n\n## **Summary**\n\nThe ramp did not rise.\n\n![The ramp][image1]\n\n![][image2]\n\n\
         [image1]: <data:image/png;base64,{PNG}>\n\n[image2]: <data:image/svg+xml;base64,PHN2Zy8+>\n"
    );
    let archive = Archive::new("");
    archive.write("ramps/2031-02-03-ramp.md", &document);
    archive.build(&[]).warns(expect![[r#"
        warning: `data:image/svg+xml;base64,PHN2Zy8+` does not become a link
         --> ramps/2031-02-03-ramp.md:9:1
          |
        9 | ![][image2]
          | ^^^^^^^^^^^
          |
          = help: only relative addresses, `https:`, `http:` and `mailto:` are published

    "#]]);
    let found = pictures(&archive);
    let (path, bytes) = &found[0];
    assert!(path.starts_with("files/ramps/image-") && found.len() == 1, "{path}");
    assert!(bytes.starts_with(b"\x89PNG"));
    let page = archive.page("incidents/ramp.html");
    assert!(page.contains(&format!("src=\"../{path}\" alt=\"The ramp\" width=\"1\" height=\"1\"")), "{page}");
    assert!(!page.contains(PNG), "{page}");
    assert!(!archive.page("incidents.json").contains(PNG));
    // The same again, byte for byte, and what `adopt` writes is the document with its pictures.
    archive.run(&["adopt", "--write", "--root", archive.root().to_str().expect("UTF-8")]);
    let adopted = std::fs::read_to_string(archive.path("ramps/2031-02-03-ramp.md")).expect("the document");
    assert!(adopted.ends_with(&document), "{adopted}");
    archive.build(&[]);
    assert_eq!(pictures(&archive), found);
}

#[test]
fn a_picture_that_only_an_internal_part_shows_is_not_published() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    archive.write(
        "content/incidents/2031-02-03-ramp.md",
        format!(
            "---\naudience: public\n---\n# Ramp stuck\n\nThe ramp stuck.\n\n## Notes {{.internal}}\n\n![plan][image1]\n\n\
             [image1]: <data:image/png;base64,{PNG}>\n"
        ),
    );
    archive.build(&["--audience", "public"]).exits(0);
    assert_eq!(pictures(&archive), []);
    archive.build(&["--audience", "internal"]).exits(0);
    assert_eq!(pictures(&archive).len(), 1);
}

#[test]
fn ids_at_the_end_of_names_are_no_part_of_the_name_and_links_still_lead_there() {
    let (one, two) = ("0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210");
    let archive = Archive::new("");
    archive.write(
        &format!("Reviews {one}/Lift halted {two}.md"),
        format!(
            "# Lift halted\n\nSeverity: SEV-2\nStatus: Closed\nDate: February 7, 2031\nServices: lift, doors\n\n\
             ## Root cause\n\nThe door sensor was wet. See [the other](Lamp%20out%20{one}.md).\n"
        ),
    );
    archive.write(&format!("Reviews {one}/Lamp out {one}.md"), "# Lamp out\n\n## Root cause\n\nA fuse.\n");
    archive.write("Crane-jammed_884736123.md", "# Crane jammed\n\n## Root cause\n\nSand.\n");
    archive.build(&[]).clean();
    let found = incidents(&archive);
    let told = |id: &str| found.as_array().expect("a list").iter().find(|it| it["id"] == id).expect(id).clone();
    let lift = told("Lift halted");
    assert_eq!(lift["url"], "incidents/lift-halted.html");
    assert_eq!(
        (&lift["severity"], &lift["status"], &lift["date"]),
        (&"SEV-2".into(), &"closed".into(), &"2031-02-07".into())
    );
    assert_eq!(told("Crane-jammed")["url"], "incidents/crane-jammed.html");
    assert!(archive.page("incidents/lift-halted.html").contains("href=\"../incidents/lamp-out.html\""));
}

#[test]
fn two_exported_pages_of_one_name_keep_their_ids() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    for id in ["0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210"] {
        archive.write(&format!("content/incidents/Lamp out {id}.md"), "# Lamp out\n\n## Root cause\n\nA fuse.\n");
    }
    archive.build(&[]).exits(0);
    let urls: Vec<String> =
        incidents(&archive).as_array().expect("a list").iter().map(|it| it["url"].to_string()).collect();
    assert_eq!(urls, ["\"incidents/lamp-out.html\"", "\"incidents/lamp-out-fedcba9876543210fedcba9876543210.html\""]);
}

#[test]
fn a_page_of_a_wiki_has_neither_its_way_nor_its_marks() {
    let archive = Archive::built(
        "
-- Crane-jammed_884736123.md --
1.  [Yard](index.html)
2.  [Reviews](Reviews_88123.html)

# Yard : Crane jammed

## Root cause

(warning) Sand came into the gears of the crane.

## Action items

| Action | Owner | Status |
| --- | --- | --- |
| Cover the gears | Piet | (tick) |
| Buy a broom | Lena | (error) |
",
    );
    let it = &incidents(&archive)[0];
    assert_eq!(it["title"], "Crane jammed");
    assert_eq!(it["root_cause"], "⚠️ Sand came into the gears of the crane.");
    let states: Vec<_> = it["actions"].as_array().expect("a list").iter().map(|it| it["status"].clone()).collect();
    assert_eq!(states, ["done", "todo"]);
}

#[test]
fn a_filled_in_form_gives_title_and_fields() {
    let archive = Archive::built(
        "
-- 2031-06-01-form.md --
### Title

Mail stuck in the hall

### Severity

SEV-3

### Impact

_No response_

### Root cause

The certificate of the relay had expired.
",
    );
    let it = &incidents(&archive)[0];
    assert_eq!((&it["title"], &it["severity"]), (&"Mail stuck in the hall".into(), &"SEV-3".into()));
    assert_eq!((&it["impact"], &it["root_cause"]), (&Value::Null, &"The certificate of the relay had expired.".into()));
}

#[test]
fn an_id_before_the_title_is_the_id() {
    let archive = Archive::built("-- gate.md --\n# [INC-77] The gate opened twice\n\n## Root cause\n\nA key stuck.\n");
    let it = &incidents(&archive)[0];
    assert_eq!((&it["id"], &it["title"]), (&"INC-77".into(), &"The gate opened twice".into()));
    archive.run(&["adopt", "--write", "--root", archive.root().to_str().expect("UTF-8")]);
    archive.build(&[]).clean();
    let after = &incidents(&archive)[0];
    assert_eq!((&after["id"], &after["title"]), (&it["id"], &it["title"]));
    assert_eq!(archive.page("incidents/gate.html").matches("The gate opened twice</h").count(), 1);
}

#[test]
fn a_file_of_several_incidents_says_so() {
    let part = |day: &str| {
        format!("# Incident {day}: Bell\n\n## Timeline\n\n- {day} 10:00 UTC Silent\n\n## Root cause\n\nIce.\n\n")
    };
    let archive = Archive::new("");
    archive.write("quarter.md", format!("{}{}", part("2031-01-03"), part("2031-02-09")));
    archive.write("parts.md", "# Bell\n\n## Tower 1\n\n### Timeline\n\n- 2031-01-03 10:00 UTC Silent\n\n## Tower 2\n\n### Timeline\n\n- 2031-01-03 11:00 UTC Silent\n");
    archive.build(&[]).warns(expect![[r#"
        warning: the file tells of 2 incidents, which are read as one
          --> quarter.md:11:1
           |
        11 | # Incident 2031-02-09: Bell
           | ^^^^^^^^^^^^^^^^^^^^^^^^^^^ the second one
           |
           = help: give each incident a file of its own

    "#]]);
}

/// Labels as programs for incidents write them.
#[test]
fn labels_of_programs_for_incidents_are_fields() {
    let archive = Archive::built(
        "
-- labels.md --
# [OPS-31] Doors did not open

**Severity:** SEV-2
**Status:** Closed
**Reported at:** 2031-04-02 10:12 UTC
**Incident lead:** Noor
**Root cause category:** Configuration change
**Detected by:** Monitoring
**Trigger:** Rollout of a new limit
**Tags:** #doors #limits
**Resolved at:** 2031-04-02 11:40 UTC

## Summary

A new limit kept the doors shut for ninety minutes.
-- table.md --
# Doors did not close

| | |
|---|---|
| Incident commander | Ada and Bo |
| Severity | P2 |
| Detection method | Customer report |
| Root cause category | Capacity |
| Tags | doors, wind |
| Incident start | 2031-05-01 07:00 UTC |
| Incident end | 2031-05-01 08:15 UTC |

## Overview

Wind held the doors open.
-- form.md --
### Title

Doors stuck

### Summary

They stuck for a while.

### Root cause

Rust came into the hinges.

### Impact

Nobody could leave the hall.

### Start time

2031-06-01 08:00 UTC

### End time

2031-06-01 09:30 UTC

### Incident lead

_No response_

### Tags

- doors
- rust
",
    );
    let found = incidents(&archive);
    let told = |source: &str| {
        let it = found.as_array().expect("a list").iter().find(|it| it["source"] == source).expect(source);
        let at = |name: &str| it[name]["value"].as_str().unwrap_or("-").to_owned();
        format!(
            "{} {} {} {} {} {} {} → {}",
            it["id"],
            it["tags"],
            it["causes"],
            it["trigger"],
            it["detection"],
            at("started"),
            at("detected"),
            at("resolved")
        )
    };
    expect![[r#"
        "OPS-31" ["doors","limits"] ["Configuration change"] "Rollout of a new limit" "Monitoring" - 2031-04-02T10:12:00Z → 2031-04-02T11:40:00Z
        "table" ["doors","wind"] ["Capacity"] null "Customer report" 2031-05-01T07:00:00Z - → 2031-05-01T08:15:00Z
        "form" ["doors","rust"] [] null null 2031-06-01T08:00:00Z - → 2031-06-01T09:30:00Z"#]].assert_eq(&["labels.md", "table.md", "form.md"].map(told).join("\n"));
    assert!(archive.page("incidents/table.html").contains("Ada"));
    // What `adopt` states of it changes nothing.
    archive.run(&["adopt", "--write", "--root", archive.root().to_str().expect("UTF-8")]);
    archive.build(&[]).clean();
    let strip = |all: &Value| {
        let mut all = all.clone();
        for it in all.as_array_mut().expect("a list") {
            it["origin"] = Value::Null;
            for name in ["started", "detected", "resolved"] {
                it[name]["origin"] = Value::Null;
            }
        }
        all
    };
    assert_eq!(strip(&incidents(&archive)), strip(&found));
}

#[test]
fn lists_that_a_program_escaped_are_lists() {
    let archive = Archive::built(
        "-- ramps/2031-02-03-ramp.md --\n**Postmortem: ferry ramp stuck**\n\n**2\\. Impact**\n\n\\- 40 cars waited  \n\
         \\- one ferry left late\n\n**7\\. Action items**\n\n\\[x\\] Grease the hinge\n\n\\[ \\] Buy a second winch \\- Kim \\- 2031-04-01\n",
    );
    let found = &incidents(&archive)[0];
    assert_eq!(found["impact"], "40 cars waited; one ferry left late");
    let actions = found["actions"].as_array().expect("a list");
    let told = actions.iter().map(|item| (item["text"].as_str(), item["status"].as_str(), item["owner"].as_str()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [(Some("Grease the hinge"), Some("done"), None), (Some("Buy a second winch"), Some("todo"), Some("Kim")),]
    );
    let page = archive.page("incidents/ramp.html");
    assert!(page.contains("<li>40 cars waited</li>"), "{page}");
}

#[test]
fn paragraphs_and_lists_of_html_are_read_below_their_headings() {
    let archive = Archive::built(
        "-- ramps/2031-02-03-ramp.md --\n# Ferry ramp stuck\n\n<table class=\"wrapped\"><tbody>\n\
         <tr><th>Priority</th><td>P1</td></tr>\n<tr><th>Business service</th><td>Ferry</td></tr>\n</tbody></table>\n\n\
         ## Executive summary\n\n<p>The ramp did not rise for an hour.</p>\n\n## Business impact\n\n<ul>\n\
         <li>40 cars waited</li>\n<li>one ferry left late</li>\n</ul>\n\n## Root cause\n\n\
         <p>The hinge had no grease. Nobody had looked at it since spring.</p>\n",
    );
    let found = &incidents(&archive)[0];
    assert_eq!(found["summary"], "The ramp did not rise for an hour.");
    assert_eq!(found["impact"], "40 cars waited; one ferry left late");
    assert_eq!(found["root_cause"], "The hinge had no grease. Nobody had looked at it since spring.");
    assert_eq!(found["services"][0], "Ferry");
}
