//! Names of tickets lead to their tracker.

use expect_test::expect;

use super::harness::Archive;

const ARCHIVE: &str = r##"
-- casebook.toml --
title = "Archive"
audience = "public"
default_audience = "public"

[tickets]
"OPS-" = "https://tracker.example/browse/OPS-{}"
"#" = "https://code.example/issues/{}"
-- content/incidents/2026-03-14-pool.md --
---
title: The pool was full
date: 2026-03-14
summary: As OPS-1 said, nobody could pay.
---
## What happened

See OPS-2, `OPS-3`, [OPS-4](https://else.example/), DEVOPS-5 and (#6).[^note]

[^note]: Found by OPS-7.

## Timeline

- 09:12 UTC: the alert of OPS-8 fires

## Action items

- [ ] Widen the pool (owner: Kim, OPS-9, P1)
- [ ] OPS-10: Watch it
-- content/about.md --
# About

Ask in #11.
"##;

#[test]
fn tickets_are_links_in_prose_timelines_actions_and_facts() {
    let archive = Archive::new(ARCHIVE);
    archive.build(&["--strict"]).clean();
    let page = archive.page("incidents/pool.html") + &archive.page("about.html");
    for number in [1, 2, 7, 8, 9, 10] {
        assert!(
            page.contains(&format!("href=\"https://tracker.example/browse/OPS-{number}\"")),
            "OPS-{number}: {page}"
        );
    }
    for number in [6, 11] {
        assert!(page.contains(&format!("href=\"https://code.example/issues/{number}\"")), "#{number}: {page}");
    }
    for none in ["browse/OPS-3\"", "browse/OPS-4\"", "browse/OPS-5\""] {
        assert!(!page.contains(none), "{none}: {page}");
    }
    assert!(archive.page("actions.csv").contains("https://tracker.example/browse/OPS-9"));
    // What is published as Markdown makes the same page where nobody knows of the tracker.
    let published = archive.page("incidents/pool.md");
    assert!(published.contains("[OPS-2](https://tracker.example/browse/OPS-2)"), "{published}");
}

#[test]
fn a_tracker_has_a_prefix_and_an_address_with_a_place_for_the_number() {
    let archive = Archive::new(
        "-- content/a.md --\n# A\n-- casebook.toml --\n[tickets]\nOPS1 = \"https://tracker.example/{}\"\n\"#\" = \"https://tracker.example/\"\n",
    );
    archive.build(&[]).exits(2).says(expect![[r##"
        error: the prefix of a ticket is what stands before its number, such as `OPS-` or `#`
         --> casebook.toml:2:1
          |
        2 | OPS1 = "https://tracker.example/{}"
          | ^^^^
          |
          = help: write it like `"OPS-" = "https://tracker.example/browse/OPS-{}"`

        error: the address of a ticket begins with `https://` and has `{}` for the number
         --> casebook.toml:3:7
          |
        3 | "#" = "https://tracker.example/"
          |       ^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: write it like `"OPS-" = "https://tracker.example/browse/OPS-{}"`

        2 errors: nothing was written
    "##]]);
}
