//! A site that was followed through edits is the one that a fresh start gives.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use casebook::pipeline::{Followed, Opened, Options, Reading};
use casebook::site::{Output, plan};

use super::super::harness::{Archive, Random};

/// A document with whatever the archive looks at: causes, links, anchors, images.
fn document(random: &mut Random, title: usize) -> String {
    let mut front = format!("+++\ntitle = \"Title {title}\"\nseverity = \"SEV-{}\"\n", 1 + random.below(3));
    if random.below(3) > 0 {
        front.push_str(&format!("causes = [\"cause-{}\", \"cause {}\"]\n", random.below(4), random.below(4)));
    }
    if random.below(4) == 0 {
        front.push_str(&format!("related = [\"2024-01-{:02}-d\"]\n", 1 + random.below(12)));
    }
    if random.below(5) == 0 {
        front.push_str(&format!("aliases = [\"old/{}.html\"]\n", random.below(30)));
    }
    if random.below(8) == 0 {
        front.push_str("draft = true\n");
    }
    let mut body = String::from("+++\n\n");
    for _ in 0..random.below(4) {
        body.push_str(&match random.below(7) {
            0 => format!("## Heading {}\n\n", random.below(3)),
            1 => format!("See [it](2024-01-{:02}-d{}.md).\n\n", 1 + random.below(12), random.below(3)),
            2 => format!(
                "See [there](2024-01-{:02}-d{}.md#heading-{}).\n\n",
                1 + random.below(12),
                random.below(3),
                random.below(3)
            ),
            3 => format!("![picture](../p{}.png)\n\n", random.below(3)),
            4 => "## Timeline\n\n- 10:00 it began\n- 11:00 it ended\n\n".to_owned(),
            5 => format!(
                "## Action items\n\n- [{}] do {} (owner: {}{})\n\n",
                [" ", "x"][random.below(2)],
                random.below(9),
                ["Kim", "Ana"][random.below(2)],
                ["", ", due: 2024-02-03"][random.below(2)]
            ),
            _ => {
                format!(
                    "```sh\necho {}\n```\n\n[outside](https://example.org/{})\n\n",
                    random.below(99),
                    random.below(99)
                )
            }
        });
    }
    front + &body
}

/// Changes something; gives the file, if it was the text of one that was there.
fn edit(archive: &Archive, random: &mut Random, round: usize) -> Option<PathBuf> {
    let path = format!("content/incidents/2024-01-{:02}-d{}.md", 1 + random.below(12), random.below(3));
    let file = archive.path(&path);
    match random.below(20) {
        0 => drop(fs::remove_file(&file)),
        1 => archive.write(&format!("content/p{}.png", random.below(3)), round.to_le_bytes()),
        2 => drop(fs::remove_file(archive.path(&format!("content/p{}.png", random.below(3))))),
        3 => archive.write(
            "content/about.md",
            format!("# About {}\n\n[x](incidents/2024-01-03-d1.md#heading-1)\n", random.below(2)),
        ),
        4 => archive.write("content/index.md", format!("# Home\n\nWords {round}\n")),
        5 => archive.write("casebook.toml", format!("title = \"T {}\"\nbroken_links = \"warning\"\n", random.below(2))),
        6 => {
            archive
                .write("content/about.md", format!("# About 1\n\nWords {round}\n\n## Heading {}\n", random.below(2)));
        }
        // Most edits are of the text of one document.
        7..=14 if file.exists() => {
            let text = fs::read_to_string(&file).expect("just seen");
            let more = document(random, round);
            archive.write(&path, text + more.split("+++\n\n").nth(1).unwrap_or_default());
            return Some(file);
        }
        _ => archive.write(&path, document(random, round)),
    }
    None
}

/// Every address with its bytes, and everything that is wrong.
fn everything(opened: &Opened) -> (BTreeMap<String, String>, Vec<String>) {
    let (site, plan) = opened.site.as_ref().expect("nothing stops it");
    let mut all = plan::Plan::clone(plan);
    plan::complete(site, &mut all);
    // An index that was edited may remember words that are gone.
    all.retain(|path, _| !path.starts_with("search/y") && path != "search/index.js");
    let bytes = |path: &str, content| format!("{:?}", site.render(path, content).expect("the theme is ours"));
    let pages = all.iter().map(|(path, content)| (path.clone(), bytes(path, content)));
    (pages.collect(), opened.diagnostics.iter().map(|it| casebook::diagnostic::draw(it, false)).collect())
}

#[test]
fn following_edits_gives_what_a_fresh_start_gives() {
    for (seed, configured) in
        [(0x9e37_79b9_7f4a_7c15, true), (0x1234_5678_9abc_def1, true), (0x0f1e_2d3c_4b5a_6978, false)]
    {
        let archive = Archive::new("-- casebook.toml --\nbroken_links = \"warning\"\n");
        // Without a configuration, slugs of documents with one name are settled among them.
        let settle = || configured || fs::remove_file(archive.path("casebook.toml")).is_ok();
        settle();
        let mut random = Random(seed);
        for _ in 0..40 {
            let path = format!("content/incidents/2024-01-{:02}-d{}.md", 1 + random.below(12), random.below(3));
            archive.write(&path, document(&mut random, 0));
        }
        let options = Options::new(archive.root());
        let mut reading = Reading::default();
        reading.follow(&options, None).expect("it can be read");
        for round in 1..80 {
            let named = edit(&archive, &mut random, round).map(|file| BTreeSet::from([file]));
            settle();
            let Followed { opened, .. } = reading.follow(&options, named.as_ref()).expect("it can be read");
            let (followed, fresh) =
                (everything(&opened), everything(&casebook::pipeline::open(&options).expect("it can be read")));
            assert_eq!(followed.1, fresh.1, "round {round}");
            for (path, bytes) in &fresh.0 {
                assert_eq!(followed.0.get(path), Some(bytes), "round {round}: {path}");
            }
            assert_eq!(followed.0.len(), fresh.0.len(), "round {round}");
        }
    }
}

/// A change of the text alone leaves the rest of the archive as it is: no list is made anew.
#[test]
fn an_edit_changes_one_document_with_and_without_a_configuration() {
    for configuration in ["-- casebook.toml --\ntitle = \"T\"\n", ""] {
        let archive = Archive::new(configuration);
        // With one name for both, the second gets a longer address where nothing is configured.
        for (path, slug) in [("2024-01-01-a.md", "slug: first\n"), ("2024-02-01-a.md", "slug: second\n")] {
            let slug = if configuration.is_empty() { "" } else { slug };
            archive.write(
                &format!("content/incidents/{path}"),
                format!("---\ndate: {}\n{slug}---\n\n# A\n\nWords.\n", &path[..10]),
            );
        }
        let options = Options::new(archive.root());
        let mut reading = Reading::default();
        let site = |followed: &Followed| followed.opened.site.clone().expect("nothing stops it").0;
        let before = site(&reading.follow(&options, None).expect("it can be read"));
        let path = archive.path("content/incidents/2024-01-01-a.md");
        let text = fs::read_to_string(&path).expect("just written");
        fs::write(&path, text.replace("Words.", "Other words.")).expect("it can be written");
        let after = site(&reading.follow(&options, Some(&BTreeSet::from([path]))).expect("it can be read"));
        assert!(after.archive.is_like(&before.archive), "{configuration:?}");
        assert!(!std::sync::Arc::ptr_eq(&after, &before), "{configuration:?}: the edit was not seen");
    }
}

/// An open action of an earlier incident is shown with the later one, and leads to a third.
#[test]
fn a_heading_that_goes_takes_the_links_of_shown_actions_along() {
    let archive = Archive::new("-- casebook.toml --\nbroken_links = \"warning\"\n");
    let front = "+++\ntitle = \"T\"\ncauses = [\"a\"]\n+++\n\n";
    archive.write("content/incidents/2024-01-01-before.md", format!("{front}## Actions\n\n- [ ] [do](c.md#part)\n"));
    archive.write("content/incidents/2024-01-02-after.md", front);
    archive.write("content/incidents/c.md", "# Third\n\n## Part\n");
    let options = Options::new(archive.root());
    let mut reading = Reading::default();
    let page = |opened: &Opened| {
        let (site, plan) = opened.site.as_ref().expect("nothing stops it");
        match site.render("incidents/after.html", &plan["incidents/after.html"]).expect("the theme is ours") {
            Output::Bytes(bytes) => String::from_utf8(bytes).expect("a page is UTF-8"),
            Output::CopyOf(file) => panic!("a copy of {}", file.display()),
        }
    };
    let opened = reading.follow(&options, None).expect("it can be read").opened;
    assert!(page(&opened).contains("<a href=\"../incidents/c.html#part\">do</a>"), "{}", page(&opened));
    archive.write("content/incidents/c.md", "# Third\n\n## Whole\n");
    let named = BTreeSet::from([archive.path("content/incidents/c.md")]);
    let opened = reading.follow(&options, Some(&named)).expect("it can be read").opened;
    assert_eq!(page(&opened), page(&casebook::pipeline::open(&options).expect("it can be read")));
}
