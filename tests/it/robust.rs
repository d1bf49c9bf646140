//! What holds for every input: reading never panics, what is read is complete and lies in the
//! file, and every message is shown with its place.

use std::fs;
use std::path::Path;

use crate::harness::Random;
use crate::properties::reading::{self, Outcome};

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

/// How the documents of a test were read: a test that only ever sees one of these shows little.
#[derive(Debug, Default)]
struct Seen {
    incidents: usize,
    /// Documents that are not read as an incident.
    others: usize,
    diagnostics: usize,
    /// Documents that nothing is wrong with.
    clean: usize,
}

impl Seen {
    /// Reads a document, and checks what must hold for all that comes out of it.
    fn read(&mut self, text: &str) {
        let Outcome { is_incident, diagnostics } = reading::read(text);
        self.incidents += usize::from(is_incident);
        self.others += usize::from(!is_incident);
        self.diagnostics += diagnostics;
        self.clean += usize::from(diagnostics == 0);
    }
}

#[test]
fn every_beginning_of_a_document_is_read() {
    let mut seen = Seen::default();
    for text in documents() {
        // Every place in the front matter, and every thirteenth one after it.
        for (count, (at, _)) in text.char_indices().enumerate() {
            if at < 900 || count % 13 == 0 {
                seen.read(&text[..at]);
            }
        }
        seen.read(&text);
    }
    assert!(seen.incidents > 500 && seen.clean > 500 && seen.diagnostics > 500 && seen.others > 0, "{seen:?}");
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

pub(crate) fn mutate(text: &str, random: &mut Random) -> String {
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
    let mut seen = Seen::default();
    for text in documents() {
        for _ in 0..200 {
            seen.read(&mutate(&text, &mut random));
        }
    }
    assert!(seen.incidents > 300 && seen.clean > 30 && seen.diagnostics > 300, "{seen:?}");
}

#[test]
fn whatever_is_done_to_front_matter_it_is_read() {
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut seen = Seen::default();
    for text in documents() {
        let fence = &text[..3];
        let end = text[3..].find(&format!("\n{fence}")).map_or(text.len(), |at| at + 7);
        for _ in 0..700 {
            let changed = mutate(&text[4..end - 4], &mut random);
            seen.read(&format!("{fence}\n{changed}\n{fence}\nText.\n"));
        }
    }
    assert!(seen.incidents > 300 && seen.clean > 30 && seen.diagnostics > 300, "{seen:?}");
}

#[test]
fn pieces_in_any_order_are_read() {
    let mut random = Random(0x1234_5678_9abc_def1);
    let mut seen = Seen::default();
    for _ in 0..2000 {
        let text: String = (0..random.below(30)).map(|_| PIECES[random.below(PIECES.len())]).collect();
        seen.read(&text);
    }
    assert!(seen.incidents > 300 && seen.clean > 30 && seen.diagnostics > 100 && seen.others > 10, "{seen:?}");
}

#[test]
fn a_document_of_enormous_size_is_refused_and_one_that_nothing_refers_to_is_not_read() {
    let archive = crate::harness::Archive::new(
        "\n-- casebook.toml --\ntitle = \"T\"\n-- content/incidents/2026-01-01-x.md --\n# X\n",
    );
    for name in ["2026-01-02-big.md", "nobody.bin", "drawing.svg"] {
        let file = fs::File::create(archive.path(&format!("content/incidents/{name}"))).expect("it can be made");
        file.set_len(1 << 30).expect("a file with a hole");
    }
    archive.build(&[]).exits(1).says(expect_test::expect![[r#"
        error: the document has 1074 MB; at most 16 MB are read
        --> content/incidents/2026-01-02-big.md
         = help: split it, or put what is long into a file beside it and link to that

        1 error: nothing was written
    "#]]);
    fs::remove_file(archive.path("content/incidents/2026-01-02-big.md")).expect("it is there");
    archive.build(&[]).clean();
}

#[test]
fn a_wrong_configuration_hides_no_error_of_a_document_that_was_just_written() {
    let wrong = "\n-- casebook.toml --\ntitle = 5\n-- content/incidents/x.md --\n---\nstarted: never\n---\n# X\n";
    let archive = crate::harness::Archive::new(wrong);
    let run = archive.build(&[]);
    for file in ["casebook.toml:1", "content/incidents/x.md:2"] {
        assert!(run.stderr.contains(file), "{file} is not named: {}", run.stderr);
    }
    assert_ne!(run.code, 0, "{}", run.stderr);
}
