//! Feeds: what was published or changed last, as far as the documents say.

use expect_test::expect;

use super::harness::Archive;

const ARCHIVE: &str = r#"
-- casebook.toml --
title = "Feeds"
base_url = "https://incidents.example/"
-- content/incidents/2024-05-02-disk.md --
+++
title = "The disk"
tags = ["storage"]
resolved = 2024-05-02T10:00:00Z
+++
## Action items
- [x] Watch the disk ✅ 2026-03-01
- [ ] Buy a larger one
-- content/incidents/2026-02-01-queue.md --
+++
title = "The queue"
tags = ["storage"]
resolved = 2026-02-01T23:30:00+01:00
published = 2026-02-05T09:00:00+01:00
+++
-- content/incidents/2025-07-07-door.md --
+++
title = "The door"
resolved = 2025-07-07T12:00:00Z

[[actions]]
text = "Oil it"
status = "done"
done = 2025-08-01
verified = 2026-01-15
+++
-- content/incidents/undated.md --
# Nobody knows when
"#;

const AGAIN: &str = r#"
-- casebook.toml --
title = "Feeds"
-- content/incidents/2024-05-02-disk.md --
+++
title = "The disk"
date = 2024-05-02
severity = "SEV-2"
causes = [{ category = "Full disk", role = "root" }]
+++
## Action items
- [x] Watch the disk ✅ 2026-03-01
- [x] Watch the other disk ✅ 2026-02-01
- [ ] Buy a larger one. due 2026-09-01
-- content/incidents/2025-07-07-disk-two.md --
+++
title = "The disk, again"
date = 2025-07-07
summary = "It was full again."
causes = [{ category = "Full disk", role = "root" }]
+++
## Action items
- [ ] Delete old files
"#;

#[test]
fn an_entry_says_what_is_new_what_came_back_and_what_is_open() {
    let archive = Archive::built(AGAIN);
    let feed = archive.page("feed.xml");
    expect![[r#"
        Done on 1 Mar 2026: Watch the disk

        SEV-2

        2 May 2024

        1 of 3 actions open, the first due 1 Sep 2026.
        --
        7 Jul 2025

        It was full again.

        Second time. Same root cause: Full disk. Still open from then: Buy a larger one.

        1 of 1 action open."#]]
    .assert_eq(&each(&feed, "summary").join("\n--\n"));
}

/// The text of each `<name>` of a feed, in its order.
fn each<'a>(feed: &'a str, name: &str) -> Vec<&'a str> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    feed.split(start.as_str()).skip(1).filter_map(|rest| Some(rest.split_once(end.as_str())?.0)).collect()
}

#[test]
fn an_entry_is_as_new_as_the_last_change_that_its_document_states() {
    let archive = Archive::built(ARCHIVE);
    let feed = archive.page("feed.xml");
    assert_eq!(each(&feed, "title"), ["Feeds", "The disk", "The queue", "The door", "Nobody knows when"]);
    assert_eq!(
        each(&feed, "updated"),
        [
            "2026-03-01T00:00:00Z",
            "2026-03-01T00:00:00Z",
            "2026-02-05T08:00:00Z",
            "2026-01-15T00:00:00Z",
            "1970-01-01T00:00:00Z"
        ]
    );
    assert_eq!(each(&feed, "published"), ["2024-05-02T10:00:00Z", "2026-02-05T08:00:00Z", "2025-07-07T12:00:00Z"]);
    assert_eq!(each(&archive.page("tags/storage.xml"), "title")[1..], ["The disk", "The queue"]);
}

#[test]
fn a_change_moves_an_entry_and_keeps_its_id() {
    let archive = Archive::built(ARCHIVE);
    let before = archive.page("feed.xml");
    let path = "content/incidents/2025-07-07-door.md";
    let text = std::fs::read_to_string(archive.path(path)).expect("the document is there");
    archive.write(path, text.replace("verified = 2026-01-15", "verified = 2026-04-02"));
    archive.build(&[]).clean();
    let after = archive.page("feed.xml");
    assert_eq!(each(&after, "title")[1], "The door");
    let sorted = |feed: &str| {
        let mut ids: Vec<String> = each(feed, "id").into_iter().map(str::to_owned).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(sorted(&before), sorted(&after));
}

#[test]
fn an_old_incident_with_news_is_among_the_entries_of_a_large_archive() {
    let archive = Archive::new(ARCHIVE);
    for day in 1..=25 {
        let path = format!("content/incidents/2025-12-{day:02}-of-{day}.md");
        archive.write(&path, format!("---\ntitle: Of {day}\ntags: [storage]\n---\n"));
    }
    archive.build(&[]).clean();
    for feed in ["feed.xml", "tags/storage.xml"] {
        let feed = archive.page(feed);
        assert_eq!(each(&feed, "title").len(), 21);
        assert_eq!(each(&feed, "title")[1..3], ["The disk", "The queue"]);
        let updated = each(&feed, "updated");
        assert!(updated[1..].is_sorted_by(|one, next| one >= next), "{updated:?}");
    }
}

#[test]
fn an_entry_links_to_a_diagram_and_has_no_drawing_in_it() {
    let archive = Archive::new(ARCHIVE);
    let diagram = "# Pump\n\n```mermaid title=\"Who <asks> whom\"\nsequenceDiagram\n A->>B: water\n```\n";
    archive.write("content/incidents/2026-02-03-pump.md", diagram);
    archive.build(&[]).exits(0);
    let feed = archive.page("feed.xml");
    let link = "&lt;p&gt;&lt;a href=&quot;https://incidents.example/incidents/pump.html&quot;&gt;Diagram: Who &amp;lt;asks&amp;gt; whom&lt;/a&gt;&lt;/p&gt;";
    assert!(feed.contains(link) && !feed.contains("&lt;svg"), "{feed}");
}

#[test]
fn a_document_with_many_tags_writes_little_for_each_of_them() {
    let size = |tags: usize| {
        let names: Vec<_> = (0..tags).map(|number| format!("tag{number:03}")).collect();
        let document = format!("-- content/incidents/a.md --\n---\ntitle: A\ntags: [{}]\n---\n", names.join(", "));
        let feed = Archive::built(&document).page("tags/tag001.xml");
        (feed.matches("<category").count(), feed.len())
    };
    let (few, many) = (size(100), size(400));
    assert_eq!(few, many);
    assert!(few.0 >= 20, "some tags are named: {few:?}");
}
