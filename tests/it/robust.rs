//! What holds for every input: reading never panics, and every place lies in the file.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::harness::Random;
use casebook::config::Config;
use casebook::diagnostic::{self, Place};
use casebook::markdown::{self, Dialect};
use casebook::read;
use casebook::text::SourceFile;

/// Three full documents of the example archive, with YAML, TOML and tables.
fn documents() -> Vec<String> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/incidents");
    let mut paths: Vec<_> = fs::read_dir(directory).expect("a directory").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let texts: Vec<_> = paths.iter().map(|path| fs::read_to_string(path).expect("text")).collect();
    let longest = |mark: &str| {
        texts.iter().filter(|text| text.starts_with(mark)).max_by_key(|text| text.len()).cloned().unwrap_or_default()
    };
    let other = texts.iter().filter(|text| !text.is_ascii()).min_by_key(|text| text.len()).cloned().unwrap_or_default();
    vec![longest("---"), longest("+++"), other]
}

/// Reads a document, and looks at every place that comes out of it.
fn holds(text: &str) {
    let file = Arc::new(SourceFile::new("content/incidents/2026-01-02-a.md", text));
    let mut diagnostics = Vec::new();
    let config = Config { unconfigured: false, ..Config::default() };
    let _ = read::document(&file, &config).into_value(&mut diagnostics);
    for it in &diagnostics {
        for place in it.place.iter().chain(it.notes.iter().map(|(place, _)| place)) {
            if let Place::At(file, span) = place {
                assert!(file.text.get(span.range()).is_some(), "{}: {span:?} of {text:?}", it.message);
            }
        }
        assert!(diagnostic::draw(it, false).contains(&it.message.lines().next().unwrap_or_default()[..1]));
    }
    let document = markdown::parse(&file.text, 0, Dialect::Casebook);
    document.walk(&mut |node| {
        assert!(file.text.get(node.span.range()).is_some(), "{:?} of {text:?}", node.span);
    });
}

#[test]
fn every_beginning_of_a_document_is_read() {
    for text in documents() {
        // Of a long document the front matter and every thirteenth place behind it.
        for (count, (at, _)) in text.char_indices().enumerate() {
            if at < 900 || count % 13 == 0 {
                holds(&text[..at]);
            }
        }
        holds(&text);
    }
}

/// Pieces that mean something somewhere.
const PIECES: [&str; 40] = [
    "---\n",
    "+++\n",
    "\n",
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    ": ",
    "- ",
    "| ",
    "|\n|---|\n",
    "# ",
    "## Timeline\n",
    "> ",
    "> [!NOTE] ",
    "```",
    "`",
    "*",
    "**",
    "<b>",
    "</b>",
    "<!--",
    "&#x1F525;",
    "&nGt;",
    "[^1]",
    "[^1]: ",
    "10:00",
    "2026-01-02",
    "25:99 UTC",
    "T+5m",
    "\t",
    "\r\n",
    "\0",
    "\u{feff}",
    "é",
    "日本",
    "\u{301}",
    "{#x .internal}",
];

fn mutate(text: &str, random: &mut Random) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=random.below(6) {
        let at = random.below(chars.len() + 1).min(chars.len());
        match random.below(4) {
            0 => {
                let end = (at + random.below(30)).min(chars.len());
                chars.drain(at..end);
            }
            1 => {
                let piece = PIECES[random.below(PIECES.len())];
                chars.splice(at..at, piece.chars());
            }
            2 => {
                let end = (at + random.below(60)).min(chars.len());
                let copy = chars[at..end].to_vec();
                let to = random.below(chars.len() + 1).min(chars.len());
                chars.splice(to..to, copy);
            }
            _ => chars.truncate(at.max(chars.len() / 2)),
        }
    }
    chars.into_iter().collect()
}

#[test]
fn whatever_is_done_to_a_document_it_is_read() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for text in documents() {
        for _ in 0..200 {
            holds(&mutate(&text, &mut random));
        }
    }
}

#[test]
fn whatever_is_done_to_front_matter_it_is_read() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for text in documents() {
        let fence = &text[..3];
        let end = text[3..].find(&format!("\n{fence}")).map_or(text.len(), |at| at + 7);
        for _ in 0..700 {
            let changed = mutate(&text[4..end - 4], &mut random);
            holds(&format!("{fence}\n{changed}\n{fence}\nText.\n"));
        }
    }
}

#[test]
fn pieces_in_any_order_are_read() {
    let mut random = Random(0x1234_5678_9abc_def1);
    for _ in 0..2000 {
        let text: String = (0..random.below(30)).map(|_| PIECES[random.below(PIECES.len())]).collect();
        holds(&text);
    }
}
