//! The index after an edit is the index of the edited archive.

use std::sync::Arc;

use casebook::pipeline::{Opened, Options};
use casebook::search::{self, Index};
use serde_json::Value;

use crate::harness::{Archive, Random};

fn sentence(random: &mut Random) -> String {
    let word = |random: &mut Random| {
        // Some words are everywhere, most are rare.
        let reach = [20, 300, 4000][random.below(3)];
        format!("{}{}", ["con", "re", "de", "über", "証明"][random.below(5)], random.below(reach))
    };
    let words: Vec<_> = (0..12).map(|_| word(random)).collect();
    words.join(" ")
}

fn opened(archive: &Archive) -> Opened {
    let options = Options::new(archive.root());
    casebook::pipeline::open(&options).unwrap_or_else(|error| panic!("{error}"))
}

fn document(number: usize, random: &mut Random) -> String {
    let sentences: String = (0..6).map(|_| sentence(random) + ".\n").collect();
    format!(
        "---\ntitle: Number {number}\ndate: 2024-01-{:02}\ntags: [t{}]\n---\n{sentences}\n## Why\n\n{}\n",
        1 + number % 28,
        number % 3,
        sentence(random)
    )
}

/// All files but the words that typing errors are compared with: those of an edit may have more.
fn compared(index: &Index) -> Vec<(&String, Vec<u8>)> {
    let files = index.files.iter().filter(|(name, _)| !name.starts_with('y'));
    files.map(|(name, bytes)| (name, if name == "index" { without_words(bytes) } else { bytes.to_vec() })).collect()
}

fn without_words(entry: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(entry);
    let json = text.split_once('`').and_then(|(_, rest)| rest.rsplit_once('`')).map_or("", |(json, _)| json);
    let mut entry: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    entry["words"].take();
    entry.to_string().into_bytes()
}

#[test]
fn an_edit_of_the_index_gives_what_a_new_index_would() {
    let mut random = Random(7);
    let archive = Archive::new("");
    archive.write("casebook.toml", "title = \"T\"\n");
    let path = |number: usize| format!("content/incidents/{number:03}.md");
    archive.write("content/about.md", "# About\n\nA plain page.\n");
    let mut texts: Vec<String> = (0..150).map(|number| document(number, &mut random)).collect();
    for (number, text) in texts.iter().enumerate() {
        archive.write(&path(number), text);
    }
    let mut before = opened(&archive);
    let (site, _) = before.site.as_ref().expect("a site");
    assert_eq!(site.archive.incidents.len(), texts.len());
    let mut index = search::index(&site.archive, &site.config);
    for round in 0..40 {
        if round % 4 == 0 {
            archive.write("content/about.md", format!("# About\n\n{}\n", sentence(&mut random)));
        }
        for _ in 0..=random.below(3) {
            let number = random.below(texts.len());
            let text = &mut texts[number];
            match round % 5 {
                0 => text.push_str(&sentence(&mut random)),
                1 => *text = text.replacen("con", "con changed ", 1),
                2 => text.truncate(text.find("## Why").unwrap_or(text.len())),
                3 => *text = document(number, &mut random),
                _ => *text = text.replacen(".\n", ".\n\nA line of its own.\n\n", 2),
            }
            archive.write(&path(number), text);
        }
        let after = opened(&archive);
        let (old, new) = (&before.site.as_ref().expect("a site").0, &after.site.as_ref().expect("a site").0);
        let edited = index.update(&old.archive, &new.archive, &new.config).expect("an edit");
        let fresh = search::index(&new.archive, &new.config);
        let names = |index: &Index| compared(index).into_iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&edited), names(&fresh), "round {round}");
        assert!(compared(&edited) == compared(&fresh), "round {round}");
        let kept = edited.files.values().filter(|file| index.files.values().any(|old| Arc::ptr_eq(old, file))).count();
        assert!(kept > edited.files.len() / 4, "{kept} of {} files were kept", edited.files.len());
        (index, before) = (edited, after);
    }
}

#[test]
fn two_words_that_share_a_file_are_edited_both() {
    // `abZz` is found as `ab` and as `abzz`, which stand in the same places, with a thousand
    // other words between the two in the alphabet.
    let text = |number: usize, more: &str| {
        format!("# Number {number}\n\n{more}abZz abm{number} abn{number} abo{number} abZz\n")
    };
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    let path = |number: usize| format!("content/incidents/{number:03}.md");
    (0..700).for_each(|number| archive.write(&path(number), text(number, "")));
    let before = opened(&archive);
    archive.write(&path(200), text(200, "One word more. "));
    let after = opened(&archive);
    let (old, new) = (&before.site.as_ref().expect("a site").0, &after.site.as_ref().expect("a site").0);
    let index = search::index(&old.archive, &old.config);
    let edited = index.update(&old.archive, &new.archive, &new.config).expect("an edit");
    assert!(compared(&edited) == compared(&search::index(&new.archive, &new.config)));
}

#[test]
fn another_number_of_documents_is_no_edit() {
    let archive = Archive::new("-- content/incidents/a.md --\n# A\n\none\n-- content/incidents/b.md --\n# B\n\ntwo\n");
    let before = opened(&archive);
    let site = &before.site.as_ref().expect("a site").0;
    let index = search::index(&site.archive, &site.config);
    archive.write("content/incidents/c.md", "# C\n\nthree\n");
    let after = opened(&archive);
    let after = &after.site.as_ref().expect("a site").0;
    assert!(index.update(&site.archive, &after.archive, &after.config).is_none());
    // As many documents, one of which is a plain page now.
    archive.write("content/page.md", "# A page\n\nthree\n");
    std::fs::remove_file(archive.root().join("content/incidents/c.md")).expect("a file");
    let with_page = opened(&archive);
    let with_page = &with_page.site.as_ref().expect("a site").0;
    let index = search::index(&after.archive, &after.config);
    assert!(index.update(&after.archive, &with_page.archive, &with_page.config).is_none());
}
