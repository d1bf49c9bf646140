//! What the script needs to tell a reader what is new: a revision of each incident.

use std::collections::BTreeMap;

use super::harness::Archive;

const ARCHIVE: &str = r#"
-- casebook.toml --
title = "Visits"
-- content/incidents/2026-03-04-cache.md --
+++
title = "The cache"
audience = "public"
tags = ["redis"]
+++
It was cold.
-- content/incidents/2026-01-02-queue.md --
+++
title = "The queue"
audience = "public"
tags = ["redis"]
+++
It was full.

## Who it hit {.internal}
Two customers.
"#;

/// The revisions on a page, by the title of the incident.
fn revisions(page: &str) -> BTreeMap<String, String> {
    let (_, list) = page.split_once("data-revisions=\"").expect("revisions");
    let (revisions, list) = list.split_once('"').expect("an end");
    let links = list.split("<a href=\"incidents/").skip(1);
    let titles =
        links.map(|link| link.split_once('>').and_then(|(_, rest)| rest.split_once("</a>")).expect("a title").0);
    let titles: Vec<_> = titles.take(revisions.len() / 6).collect();
    assert_eq!(titles.len() * 6, revisions.len());
    titles.iter().enumerate().map(|(at, title)| ((*title).to_owned(), revisions[at * 6..][..6].to_owned())).collect()
}

#[test]
fn each_incident_has_one_revision_on_the_pages_that_list_all_of_them() {
    let archive = Archive::built(ARCHIVE);
    let list = revisions(&archive.page("incidents.html"));
    assert_eq!(list.keys().collect::<Vec<_>>(), ["The cache", "The queue"]);
    assert!(list.values().all(|revision| revision.bytes().all(|byte| byte.is_ascii_hexdigit())));
    assert_eq!(list, revisions(&archive.page("index.html")));
    for other in ["tags/redis.html", "incidents/cache.html", "search.html"] {
        assert!(!archive.page(other).contains("data-revision"), "{other}");
    }
}

#[test]
fn a_revision_changes_with_the_text_of_its_incident_and_with_nothing_else() {
    let archive = Archive::built(ARCHIVE);
    let before = revisions(&archive.page("incidents.html"));
    let path = archive.path("content/incidents/2026-03-04-cache.md");
    let text = std::fs::read_to_string(path).expect("the document is there");
    archive.write("content/incidents/2026-03-04-cache.md", text.replace("cold", "too cold"));
    archive.write("content/incidents/2025-03-04-disk.md", "# The disk\n");
    archive.write("casebook.toml", "title = \"Visits\"\ntheme = \"ours\"\n");
    archive.write("themes/ours/assets/style.css", "body { color: black }");
    archive.build(&[]).clean();
    let after = revisions(&archive.page("incidents.html"));
    assert_eq!(after.len(), 3);
    assert_eq!(before["The queue"], after["The queue"]);
    assert_ne!(before["The cache"], after["The cache"]);
}

#[test]
fn a_public_revision_does_not_tell_that_an_internal_part_has_changed() {
    let archive = Archive::new(ARCHIVE);
    let built = |audience| {
        archive.build(&["--audience", audience]).clean();
        revisions(&archive.page("incidents.html"))
    };
    let (public, internal) = (built("public"), built("internal"));
    let path = "content/incidents/2026-01-02-queue.md";
    let text = std::fs::read_to_string(archive.path(path)).expect("the document is there");
    archive.write(path, text.replace("Two customers", "Three customers"));
    assert_eq!(built("public"), public);
    assert_ne!(built("internal")["The queue"], internal["The queue"]);
}
