//! Nothing of the author's is lost, altered or told in another order: every word of a document
//! stands on its page once.
//!
//! The documents are put together from pieces in `tests/fixtures/words`. Each `@` in them becomes a
//! word that stands nowhere else. Names of columns are no such words: they stand in each row, or in
//! none.

use crate::harness::{Archive, Random};

const DOCUMENTS: u64 = 120;

const HEADINGS: [&str; 8] = [
    "## Summary",
    "## Impact",
    "## Root cause",
    "## Lessons learned",
    "## Detection",
    "## What went well",
    "## @ else",
    "## Notes",
];

fn pieces(file: &str) -> Vec<&str> {
    file.trim_end().split("\n%%\n").collect()
}

/// A document of random pieces in random order.
fn document(random: &mut Random) -> String {
    let mut prose = pieces(include_str!("../fixtures/words/prose.txt"));
    let timelines = pieces(include_str!("../fixtures/words/timelines.txt"));
    let actions = pieces(include_str!("../fixtures/words/actions.txt"));
    let mut any = |random: &mut Random| prose.swap_remove(random.below(prose.len()));
    let mut acted = false;
    let mut parts = vec!["# A title".to_owned()];
    for heading in HEADINGS {
        match random.below(8) {
            0..4 => parts.push(format!("{heading}\n\n{}\n\n{}", any(random), any(random))),
            4 => parts.push(timelines[random.below(timelines.len())].to_owned()),
            // The actions of several sections stand in one table.
            5 if !acted => {
                acted = true;
                parts.push(actions[random.below(actions.len())].to_owned());
            }
            6 => parts.push(any(random).to_owned()),
            _ => {}
        }
    }
    let mut text = String::new();
    for (number, part) in parts.join("\n\n").split('@').enumerate() {
        if number > 0 {
            text.push_str(&format!("w{number}x"));
        }
        text.push_str(part);
    }
    text
}

/// The numbers of the words in a text, as they stand there.
fn words(text: &str) -> Vec<usize> {
    let number = |part: &str| part.split_once('x').and_then(|(digits, _)| digits.parse().ok());
    text.split('w').filter_map(number).collect()
}

/// What a reader reads: the body of a page without drawings and tags.
fn body(page: &str) -> String {
    let start = page.find("class=\"incident-body\"").expect("a body");
    let ends = ["<section class=\"happened\"", "<section class=\"related\"", "<p class=\"sources\""];
    let end = ends.iter().filter_map(|end| page[start..].find(end)).min().expect("an end");
    let mut shown = String::new();
    for (number, part) in page[start..start + end].split("<svg").enumerate() {
        let part = if number == 0 { part } else { part.split_once("</svg>").map_or("", |(_, rest)| rest) };
        for tag in part.split('<') {
            let (inside, rest) = tag.split_once('>').unwrap_or(("", tag));
            let alt = inside.strip_prefix("img ").and_then(|inside| inside.split_once("alt=\"")).map(|(_, alt)| alt);
            shown.push_str(alt.and_then(|alt| alt.split('"').next()).unwrap_or_default());
            shown.push_str(rest);
        }
    }
    shown
}

#[test]
fn every_word_of_a_document_stands_on_its_page_once_and_in_order() {
    let archive = Archive::new("\n-- casebook.toml --\ntitle = \"Words\"\n");
    let mut random = Random(7);
    let documents: Vec<_> = (0..DOCUMENTS).map(|_| document(&mut random)).collect();
    for (number, text) in documents.iter().enumerate() {
        archive.write(&format!("content/incidents/2026-03-04-d{number}.md"), text);
    }
    archive.build(&[]).exits(0);
    for (number, text) in documents.iter().enumerate() {
        let page = archive.page(&format!("incidents/d{number}.html"));
        assert_eq!(words(&body(&page)), words(text), "of document {number}:\n{text}");
    }
}
