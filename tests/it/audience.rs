//! Who a site is for: what is for fewer readers is nowhere in it.

use expect_test::expect;

use crate::harness::{Archive, Messages, casebook};

/// An internal document with the canary wherever a document can have one, and a public
/// one that has nothing to do with it but for one section, one quote and a service.
const TWO: &str = r#"
-- casebook.toml --
title = "Two"
-- content/incidents/2026-01-02-canary-7f3a/index.md --
+++
title = "The canary-7f3a of the day"
id = "INC-CANARY-7f3a"
audience = "internal"
severity = "SEV-1"
authors = ["canary-7f3a"]
owner = "canary-7f3a"
services = ["canary-7f3a", "checkout"]
tags = ["canary-7f3a"]
causes = ["canary-7f3a"]
teams = ["canary-7f3a"]
aliases = ["old/canary-7f3a.html"]
started = 2026-01-02T10:00:00Z
resolved = 2026-01-02T12:00:00Z

[links]
canary-7f3a = "https://canary-7f3a.example/"
+++
## Summary
It was canary-7f3a. [The file](canary-7f3a.txt) ![canary-7f3a](canary-7f3a.png)

## Timeline
- 10:05 UTC: canary-7f3a fires

## Action items
- [ ] Feed the canary-7f3a (owner: canary-7f3a)

```mermaid
flowchart LR
  canary-7f3a --> b
```
-- content/incidents/2026-01-02-canary-7f3a/canary-7f3a.txt --
canary-7f3a
-- content/incidents/2026-02-03-open.md --
+++
title = "An open one"
audience = "public"
services = ["checkout"]
severity = "SEV-2"
+++
## Summary
All may read it.

## Names of customers {.internal}
It hit canary-7f3a. [ref]

### Deeper
canary-7f3a again

[ref]: https://canary-7f3a.example/

## Root cause
Too small.

> [!INTERNAL] For us
> The key was canary-7f3a.

## Action items
- [ ] Make it larger (owner: Kim)
-- content/canary-7f3a.md --
+++
title = "canary-7f3a page"
audience = "restricted"
+++
canary-7f3a
-- content/about.md --
# About
Text.
"#;

/// Files of the site that hold the canary, in their name or their content.
fn canaries(archive: &Archive) -> Vec<String> {
    let holds = |bytes: &[u8]| String::from_utf8_lossy(bytes).to_lowercase().contains("canary");
    let published = archive.published().into_iter();
    published.filter(|(path, bytes)| holds(path.as_bytes()) || holds(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn nothing_internal_is_in_a_public_site() {
    let archive = Archive::new(TWO);
    archive.write("content/incidents/2026-01-02-canary-7f3a/canary-7f3a.png", b"canary-7f3a, no picture");
    archive.build(&[]);
    assert!(canaries(&archive).len() > 20, "an internal site has all but what is restricted");
    assert!(archive.page("incidents/open.html").contains("canary-7f3a again"));
    assert!(!archive.published().contains_key("canary-7f3a.html"));
    // Into the same directory, with a warm cache.
    let run = archive.build(&["--audience", "public"]);
    run.clean();
    assert_eq!(canaries(&archive), [""; 0]);
    let page = archive.page("incidents/open.html");
    assert!(page.contains("Too small.") && page.contains("Make it larger") && !page.contains("For us"), "{page}");
    // Nor is it counted.
    assert!(archive.page("services/checkout.html").contains("1 incident"));
    assert!(!archive.published().contains_key("severities/sev-1.html"));
    archive.build(&["--audience", "restricted"]);
    assert!(archive.published().contains_key("canary-7f3a.html"));
}

#[test]
fn the_configuration_says_who_it_is_for() {
    let archive = Archive::new(TWO);
    archive.write("casebook.toml", "title = \"Two\"\naudience = \"public\"\n");
    archive.build(&[]).clean();
    assert_eq!(canaries(&archive), [""; 0]);
    archive.write("content/incidents/2026-03-04-unsaid.md", "---\nseverity: SEV-3\n---\n# Unsaid\n\nText.\n");
    archive.build(&[]).clean();
    assert!(!archive.published().contains_key("incidents/unsaid.html"), "what says nothing is internal");
    archive.write("casebook.toml", "title = \"Two\"\naudience = \"public\"\ndefault_audience = \"public\"\n");
    archive.build(&[]).clean();
    assert!(archive.published().contains_key("incidents/unsaid.html"));
    archive.write("content/incidents/2026-03-04-unsaid.md", "---\naudience: interal\n---\n# Unsaid\n\nText.\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: `audience` cannot be `interal`
         --> content/incidents/2026-03-04-unsaid.md:2:11
          |
        2 | audience: interal
          |           ^^^^^^^
          |
          = help: did you mean `internal`? Allowed are `public`, `internal` and `restricted`

        1 error: nothing was written
    "#]]);
    // Nobody configured anything: a warning, and still not published.
    archive.write("content/incidents/2026-03-05-open.md", "---\naudience: public\n---\n# Open\n\nText.\n");
    std::fs::remove_file(archive.path("casebook.toml")).expect("it was there");
    archive.build(&["--audience", "public"]);
    let published = archive.published();
    assert!(published.keys().any(|path| path.contains("open")), "{:?}", published.keys());
    assert!(!published.keys().any(|path| path.contains("unsaid")), "{:?}", published.keys());
}

#[test]
fn a_way_from_a_public_page_to_an_internal_one_is_an_error() {
    let archive = Archive::new(TWO);
    archive.write(
        "content/incidents/2026-02-03-open.md",
        "+++\ntitle = \"Open\"\naudience = \"public\"\nrelated = [\"INC-CANARY-7f3a\"]\n+++\nSee [it](2026-01-02-canary-7f3a/index.md).\n",
    );
    archive.build(&["--audience", "public"]).exits(1).says(expect![[r#"
        error[PM058]: `INC-CANARY-7f3a` is left out of this site
         --> content/incidents/2026-02-03-open.md:4:12
          |
        4 | related = ["INC-CANARY-7f3a"]
          |            ^^^^^^^^^^^^^^^^^
          |
          = help: it is a draft or for fewer readers; `--drafts` or another `--audience` bring it back

        error[PM054]: this link leads to `content/incidents/2026-01-02-canary-7f3a/index.md`, which is not for the readers of this site
         --> content/incidents/2026-02-03-open.md:6:5
          |
        6 | See [it](2026-01-02-canary-7f3a/index.md).
          |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: remove it, put it where `{.internal}` leaves it out, or build with another `--audience`

        2 errors: nothing was written
    "#]]);
}

#[test]
fn what_comes_in_another_way_stops_the_build() {
    let archive = Archive::new(TWO);
    archive.write("content/incidents/2026-01-02-canary-7f3a/canary-7f3a.png", b"canary-7f3a, no picture");
    archive.build(&["--audience", "public"]).clean();
    let before = archive.published();
    archive.write(
        "content/incidents/2026-02-03-open.md",
        "+++\ntitle = \"Open\"\naudience = \"public\"\n+++\n[The log](log.txt)\n",
    );
    archive.write("content/incidents/log.txt", "10:05 THE CANARY-7F3A OF THE DAY\n");
    archive.build(&["--audience", "public"]).exits(1).says(expect![[r#"
        error: `files/incidents/log.txt` holds text that is not for the readers of this site
         --> content/incidents/2026-01-02-canary-7f3a/index.md:2:10
          |
        2 | title = "The canary-7f3a of the day"
          |          ^^^^^^^^^^^^^^^^^^^^^^^^ this
          |
          = help: see what brings it there: a theme, casebook.toml, an attachment, another document; nothing was written

        1 error: nothing was written
    "#]]);
    archive.write("content/incidents/log.txt", "see host.corp.internal\n");
    archive.write("casebook.toml", "title = \"Two\"\n[check]\nforbidden = [\"corp.internal\"]\n");
    archive.build(&["--audience", "public"]).exits(1).says(expect![[r#"
        error: `files/incidents/log.txt` holds `corp.internal`, which `forbidden` keeps out of a public site
        help: see what brings it there: a theme, casebook.toml, an attachment, another document; nothing was written

        1 error: nothing was written
    "#]]);
    assert!(archive.published() == before, "the site is as it was");
    archive.build(&[]);
    assert!(archive.published().contains_key("files/incidents/log.txt"), "an internal site may");
}

/// What an author copied into a public document has a line, and is let through if the
/// author says so.
#[test]
fn what_is_copied_into_a_public_document_stops_the_build() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\naudience = \"public\"\n");
    let document = |path: &str, audience: &str, title: &str, body: &str| {
        archive.write(path, format!("---\ntitle: {title}\nid: {title}-7\naudience: {audience}\n---\n\n{body}\n"));
    };
    let form = "Write down what happened, and what was done about it by whom and when.\n\n";
    let secret = "The list of all customers was readable by everybody in the\noffice for more than a month.";
    for (path, title) in [("2026-01-02-a", "Alpha"), ("2026-01-03-b", "Beta")] {
        document(
            &format!("content/incidents/{path}.md"),
            "internal",
            title,
            &format!("{form}{title} was slow that day."),
        );
    }
    document("content/incidents/2026-01-04-c.md", "internal", "The quiet leak", &format!("{form}Late. {secret}"));
    let open = "content/incidents/2026-02-03-open.md";
    // Words of which all have some, a form that two have, and a title of one word.
    document(open, "public", "Open", &format!("{form}In its beta, it was slow."));
    archive.build(&[]).clean();
    let before = archive.published();

    let mut messages = Messages::default();
    let mut refused = |body: &str| {
        document(open, "public", "Open", body);
        messages.add(&format!("{body:?}"), archive.build(&[]).exits(1));
        assert!(archive.published() == before, "the site is as it was");
    };
    let copied = "Nobody saw it. the list of all customers\nwas readable by everybody in the office, we think.";
    refused(copied);
    refused("Not as in the quiet leak of May.");
    refused("See the quiet leak-7.");
    refused("See beta-7.");
    refused("> [!INTERNAL]\n> Ours.\n\nSee beta-7.");
    refused("Not as in the quiet\nleak of May.");
    let ticket = "---\ntitle: Gamma\nid: OUT-42\naudience: internal\n---\n\nText.\n";
    archive.write("content/incidents/2026-01-06-out-of-memory.md", ticket);
    for other in ["OUT 42", "OUT_42", "OUT42", "OUT\u{a0}42", "OUT\u{2011}42", "OUT\n42", "OUT #42", "out-42"] {
        refused(&format!("See {other}."));
    }
    messages.are("audience/copied");
    document(
        open,
        "public",
        "Open",
        "It was out of memory, and timed out 42 seconds later; layout42 and OUT 421 stayed.",
    );
    archive.build(&[]).clean();
    document(open, "public", "Open", "See beta-77, and the alphabeta-7.");
    archive.build(&[]).clean();

    let waiver = "<!-- casebook-ignore PM054: the customers were told -->";
    let lines = "<!--\ncasebook-ignore PM054:\nthe customers were told\n-->";
    for body in [
        format!("{waiver}\n\nText.\n\n{copied}"),
        format!("Text.\n\n{waiver}\n{copied}"),
        format!("{lines}\n\nText.\n\n{copied}"),
    ] {
        document(open, "public", "Open", &body);
        archive.build(&[]).clean();
        let checked = archive.run(&["check", open]).stdout;
        assert!(!checked.contains("PM059"), "{checked}");
    }
    let mut messages = Messages::default();
    for body in [
        format!("<!-- casebook-ignore PM054 -->\n\n{copied}"),
        format!("Text.\n\n{waiver}\nText.\n\n{copied}"),
        format!("`{waiver}`\n\n{copied}"),
        format!("Text.\n\n{waiver}\n{copied}\n\n{copied}"),
    ] {
        document(open, "public", "Open", &body);
        messages.add(&format!("{body:?}"), archive.build(&[]).exits(1));
    }
    messages.are("audience/waivers");
    // What two have said is a form of words, but nobody's outside.
    document("content/incidents/2026-01-05-d.md", "internal", "Delta", &format!("Late. {secret}"));
    document(open, "public", "Open", copied);
    archive.build(&[]).clean();
    document(open, "public", "Open", "[All](all.txt)");
    archive.write("content/incidents/all.txt", secret);
    archive.build(&[]).exits(1).says(expect![[r#"
        error: `files/incidents/all.txt` holds text that is not for the readers of this site
         --> content/incidents/2026-01-04-c.md:9:7
          |
        9 | Late. The list of all customers was readable by everybody in the
          |       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this
          |
          = help: see what brings it there: a theme, casebook.toml, an attachment, another document; nothing was written

        1 error: nothing was written
    "#]]);
    std::fs::remove_file(archive.path("content/incidents/2026-01-05-d.md")).expect("it was there");
    // A draft of what is public anyway.
    document("content/incidents/2026-01-04-c.md", "public\ndraft: true", "The quiet leak", secret);
    document(open, "public", "Open", copied);
    archive.build(&[]).clean();
}

#[test]
fn a_mark_leaves_something_out_or_stops_the_build() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\naudience = \"public\"\n");
    let write = |body: &str| {
        archive.write(
            "content/incidents/2026-02-03-open.md",
            format!("---\ntitle: Open\naudience: public\n---\n\n{body}\n"),
        );
    };
    for heading in ["## A {.internal} ##", "## A {.internal}.", "## A {.internal}<!-- c -->", "## A {.internal #x}"] {
        write(&format!("Text.\n\n{heading}\n\nCANARY\n"));
        archive.build(&[]).clean();
        assert_eq!(canaries(&archive), [""; 0], "{heading}");
    }
    let mut messages = Messages::default();
    for mark in ["**A** {.internal}", "- [ ] it {.internal}", "> **[!INTERNAL]** it", "It. {.Internal}"] {
        write(&format!("Text.\n\n{mark}\n\nCANARY\n"));
        messages.add(mark, archive.build(&[]).exits(1));
        archive.build(&["--audience", "internal"]).clean();
    }
    messages.are("audience/marks");
    write("A heading with `{.internal}` is left out.");
    archive.build(&[]).clean();
    archive.write("content/incidents/2026-02-03-open.md", "---\ntitle: Open\nAudience: internal\n---\n\nText.\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error[PM057]: unknown key `Audience`
         --> content/incidents/2026-02-03-open.md:3:1
          |
        3 | Audience: internal
          | ^^^^^^^^
          |
          = help: did you mean `audience`?

        1 error: nothing was written
    "#]]);
}

/// Notes and addresses that only a part for few readers refers to go with it, and so do
/// comments, which are for colleagues.
#[test]
fn what_belongs_to_what_is_left_out_goes_with_it() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\naudience = \"public\"\n");
    archive.write(
        "content/incidents/2026-02-03-open.md",
        "+++\n# CANARY-7F3A\ntitle = \"Open\"\naudience = \"public\"\n+++\n\nText. <!-- CANARY-7F3A -->\n\n\
         ## Ours {.internal}\n\nWho?[^1] See [it][s].\n\n## After\n\nx[^2]\n\n\
         [^1]: The canary-7f3a left the door open.\n[^2]: Known.\n\n[s]: https://x.example/canary-7f3a\n",
    );
    archive.build(&[]).clean();
    assert_eq!(canaries(&archive), [""; 0]);
    let published = archive.published();
    let markdown = String::from_utf8_lossy(&published["incidents/open.md"]);
    assert!(markdown.contains("[^1]: Known."), "{markdown}");
    archive.build(&["--audience", "internal"]).clean();
    assert_ne!(canaries(&archive), [""; 0]);
}

/// What a build refuses is found by a review, too.
#[test]
fn a_review_says_what_would_leak() {
    let archive = Archive::new(
        "-- casebook.toml --\ntitle = \"T\"\n\
         -- content/incidents/2026-01-02-in.md --\n---\ntitle: The quiet leak of the year\n---\n\
         The list of all customers was readable by everybody in the office.\n\
         -- content/incidents/2026-01-03-out.md --\n---\ntitle: Out\naudience: public\n---\n\
         See [a](a.txt).\n",
    );
    archive.write("content/incidents/a.txt", "Text.");
    let leaks = |arguments: &[&str]| {
        let run = archive.run(arguments);
        (run.code, run.stdout.matches("error[PM054]").count() + run.stdout.matches("error: `").count())
    };
    let public = ["check", "--profile", "draft", "--audience", "public"];
    assert_eq!(leaks(&public), (0, 0));
    archive.write("content/incidents/a.txt", "It was the quiet leak of the year.");
    assert_eq!(leaks(&public), (1, 1));
    let copy = "---\ntitle: Out\naudience: public\n---\n## Names (.internal)\n\nKim\n";
    archive.write("content/incidents/2026-01-03-out.md", copy);
    assert_eq!((leaks(&public), leaks(&public[..3])), ((1, 1), (0, 0)));
    archive.write("casebook.toml", "title = \"T\"\naudience = \"public\"\n");
    assert_eq!(leaks(&public[..3]), (1, 1));
}

/// Without a configuration, too, and whatever it says of broken links.
#[test]
fn a_link_to_what_others_must_not_read_always_stops_the_build() {
    let archive = Archive::new(
        "-- content/incidents/i.md --\n---\naudience: internal\n---\n# Inside\n\nText.\n\
         -- content/incidents/p.md --\n---\naudience: public\n---\n# Open\n\nSee [it](i.md#inside).\n",
    );
    archive.build(&["--audience", "public"]).exits(1).says(expect![[r#"
        error[PM054]: this link leads to `content/incidents/i.md`, which is not for the readers of this site
         --> content/incidents/p.md:6:5
          |
        6 | See [it](i.md#inside).
          |     ^^^^^^^^^^^^^^^^^
          |
          = help: remove it, put it where `{.internal}` leaves it out, or build with another `--audience`

        1 error: nothing was written
    "#]]);
    archive.write("casebook.toml", "broken_links = \"warning\"\n");
    archive.build(&["--audience", "public"]).exits(1).says(expect![[r#"
        error[PM054]: this link leads to `content/incidents/i.md`, which is not for the readers of this site
         --> content/incidents/p.md:6:5
          |
        6 | See [it](i.md#inside).
          |     ^^^^^^^^^^^^^^^^^
          |
          = help: remove it, put it where `{.internal}` leaves it out, or build with another `--audience`

        1 error: nothing was written
    "#]]);
    assert!(!archive.path("public").exists());
}

/// Names that begin others, and words that every site of casebook's has.
#[test]
fn ordinary_words_do_not_stop_the_build() {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\naudience = \"public\"\n");
    let titles = ["Time to resolve", "Content-Security-Policy", "A database outage"];
    for (title, file) in titles.iter().zip(["2024-01-03-a", "2024-01-02-b", "2024-01-01-big-database-outage"]) {
        archive.write(&format!("content/incidents/{file}.md"), format!("---\ntitle: {title}\n---\nText.\n"));
    }
    let open = "content/incidents/2024-02-01-big-database-outage-again.md";
    archive.write(open, "---\ntitle: Once more\naudience: public\n---\n\nText.\n");
    archive.build(&[]).clean();
    archive.write(open, "---\ntitle: Once more\naudience: public\n---\n\nAs in big-database-outage.\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error[PM054]: this names `big-database-outage`, and `content/incidents/2024-01-01-big-database-outage.md` is not for the readers of this site
         --> content/incidents/2024-02-01-big-database-outage-again.md:6:7
          |
        6 | As in big-database-outage.
          |       ^^^^^^^^^^^^^^^^^^^
          |
          = help: take it out; or, if anybody may read it, put `<!-- casebook-ignore PM054: the reason -->` before the paragraph or at the top of the text

        1 error: nothing was written
    "#]]);
}

/// Lines of a calendar are cut anywhere: `outage-28` is no name if the next line goes on with `5`.
#[test]
fn half_an_address_in_a_calendar_is_no_name() {
    let archive =
        Archive::new("-- casebook.toml --\ntitle = \"T\"\naudience = \"public\"\nbase_url = \"https://x.example/\"\n");
    archive.write("content/incidents/2024-01-01-outage-28.md", "---\ntitle: Full disk\n---\nText.\n");
    let item = |at| format!("  - text: Do it\n    owner: {}\n    due: 2024-03-01\n", "K".repeat(at));
    let items: String = (1..75).map(item).collect();
    let open = format!("---\ntitle: A leak\naudience: public\nactions:\n{items}---\nText.\n");
    archive.write("content/incidents/2024-01-02-outage-285.md", &open);
    archive.build(&[]).clean();
    let calendar = archive.page("actions.ics");
    assert!(calendar.contains("outage-28\r\n 5.html"), "{calendar}");
    archive.write("content/incidents/names.ics", "BEGIN:VCALENDAR\r\nX:see out\r\n age-28\r\nEND:VCALENDAR\r\n");
    archive.write("content/incidents/2024-01-03-more.md", "---\ntitle: M\naudience: public\n---\n[x](names.ics)\n");
    assert!(archive.build(&[]).exits(1).stderr.contains("names.ics` names `outage-28`"));
}

/// Where the front matter is silent, a line of the text can keep a document from readers,
/// and never give it to more of them.
#[test]
fn what_the_text_says_of_its_readers_counts() {
    let archive =
        Archive::new("-- casebook.toml --\ntitle = \"T\"\naudience = \"public\"\ndefault_audience = \"public\"\n");
    let write = |front: &str, line: &str| {
        let text = format!("---\ntitle: The canary-7f3a\n{front}---\n\n{line}\n\n## Summary\n\nText.\n");
        archive.write("content/incidents/2026-02-03-it.md", &text);
        archive.write("content/about-it.md", &text);
    };
    let published = || {
        let run = archive.build(&["-q"]);
        let published = archive.published();
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert_eq!(run.stderr.contains("says so here"), !published.contains_key("incidents/it.html"), "{}", run.stderr);
        (published.contains_key("incidents/it.html"), published.contains_key("about-it.html"))
    };
    for line in [
        "**Audience:** internal",
        "- Visibility: Internal use only, not for external distribution",
        "**Status:** final · **Confidentiality:** company confidential",
        "| Field | Value |\n|---|---|\n| Severity | SEV-2 |\n| Audience | Internal |",
        "Vertraulichkeit: streng vertraulich",
        "Audience: restricted to the security team",
        "Audience: all engineers",
    ] {
        write("", line);
        assert_eq!(published(), (false, false), "{line}");
    }
    for line in ["Audience: internal and external", "Audience: customers", "Our internal network was slow.", "x"] {
        write("", line);
        assert_eq!(published(), (true, true), "{line}");
    }
    write("audience: public\n", "**Audience:** internal");
    archive.build(&[]).warns(expect![[r#"
        warning[PM054]: `audience` says public, but this says internal
         --> content/about-it.md:6:1
          |
        6 | **Audience:** internal
          | ^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: `audience` in the front matter decides: mend one of them

        warning[PM054]: `audience` says public, but this says internal
         --> content/incidents/2026-02-03-it.md:6:1
          |
        6 | **Audience:** internal
          | ^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: `audience` in the front matter decides: mend one of them

    "#]]);
    archive.write("casebook.toml", "title = \"T\"\naudience = \"public\"\n");
    write("", "Audience: public");
    archive.build(&[]).clean();
    assert!(!archive.published().contains_key("incidents/it.html"), "the text alone publishes nothing");
    // As other archives name it: warned of, and on the safe side.
    write("visibility: internal\n", "Audience: public");
    archive.build(&["--audience", "public"]).warns(expect![[r#"
        warning[PM057]: unknown key `visibility`
         --> content/about-it.md:3:1
          |
        3 | visibility: internal
          | ^^^^^^^^^^
          |
          = help: remove it, or move it under `extra`, which is free

        warning[PM057]: unknown key `visibility`
         --> content/incidents/2026-02-03-it.md:3:1
          |
        3 | visibility: internal
          | ^^^^^^^^^^
          |
          = help: remove it, or move it under `extra`, which is free

    "#]]);
    assert!(!archive.published().contains_key("about-it.html"));
    let mut messages = Messages::default();
    for mark in ["internal: true", "private: yes", "public: false", "access: internal"] {
        write(&format!("{mark}\n"), "x");
        messages.add(mark, &archive.build(&["--audience", "public"]));
        assert!(!archive.published().contains_key("about-it.html"), "{mark}");
    }
    write("public: true\ninternal: false\n", "x");
    messages.add("public: true, internal: false", &archive.build(&["--audience", "public"]));
    messages.are("audience/other_marks");
    assert!(archive.published().contains_key("about-it.html"));
}

#[test]
fn the_example_archive_has_a_public_site() {
    let output = tempfile::tempdir().expect("a temporary directory");
    let run = casebook()
        .args(["build", "--audience", "public", "--output"])
        .arg(output.path().join("site"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && run.stderr.is_empty(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("left out: drafts, or for fewer readers"), "{said}");
}

#[test]
fn a_document_that_becomes_internal_goes_with_all_it_brought() {
    let archive = Archive::new(TWO);
    let path = "content/incidents/2026-02-03-open.md";
    archive.write(path, "+++\ntitle = \"Open\"\naudience = \"public\"\ntags = [\"rare\"]\n+++\n[The log](log.txt)\n");
    archive.write("content/incidents/log.txt", "a log\n");
    archive.build(&["--audience", "public"]).clean();
    assert!(archive.published().contains_key("files/incidents/log.txt"));
    archive.write(path, "+++\ntitle = \"Open\"\naudience = \"internal\"\ntags = [\"rare\"]\n+++\n[The log](log.txt)\n");
    archive.build(&["--audience", "public"]).clean();
    let left: Vec<_> = archive
        .published()
        .into_keys()
        .filter(|it| it.contains("rare") || it.contains("open") || it.contains("log"))
        .collect();
    assert_eq!(left, [""; 0]);
}
