//! The fuzzer in short: every property holds for the kept inputs, and for changes to them that are
//! the same in every run.

use std::fs;
use std::path::Path;

use crate::harness::Random;
use crate::properties::PROPERTIES;
use crate::robust::mutate;

/// Tries the corpus of a property, and this many changes to each input.
#[track_caller]
fn holds(name: &str, changes: usize) {
    let (_, property) = PROPERTIES.iter().find(|(known, _)| *known == name).expect("a property");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(name);
    let mut paths: Vec<_> = fs::read_dir(corpus).expect("a corpus").flatten().map(|entry| entry.path()).collect();
    paths.sort();
    assert!(paths.len() > 2, "{name} has no corpus");
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for path in paths {
        let bytes = fs::read(path).expect("a file");
        property(&bytes);
        for _ in 0..changes {
            property(&changed(&bytes, &mut random));
        }
    }
}

/// Texts are changed as texts.
fn changed(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    match std::str::from_utf8(bytes) {
        Ok(text) => mutate(text, random).into_bytes(),
        Err(_) => {
            let mut bytes = bytes.to_vec();
            let at = random.below(bytes.len());
            bytes[at] = u8::try_from(random.below(256)).unwrap_or_default();
            bytes
        }
    }
}

#[test]
fn front_matter() {
    holds("front-matter", 60);
}

#[test]
fn document() {
    holds("document", 60);
}

#[test]
fn time_text() {
    holds("time-text", 40);
}

#[cfg(unix)]
/// Inputs of which the time is known. Any other could be measured wrongly.
#[test]
fn growth() {
    holds("growth", 0);
}

#[test]
fn query() {
    holds("query", 50);
}

#[test]
fn head() {
    holds("head", 50);
}

#[test]
fn links() {
    holds("links", 50);
}

#[test]
fn manifest() {
    holds("manifest", 50);
}

#[test]
fn preview() {
    holds("preview", 6);
}

#[test]
fn public() {
    holds("public", 4);
}

#[test]
fn published() {
    holds("published", 6);
}

#[test]
fn what_is_published_of_every_document_shows_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("content"), root.join("tests/fixtures"), root.join("tests/fuzz/corpus/document")];
    let (_, property) = PROPERTIES.iter().find(|(known, _)| *known == "published").expect("a property");
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(path).expect("a directory").flatten().map(|entry| entry.path()));
        } else if path.extension().is_none_or(|extension| extension == "md") {
            property(&fs::read(path).expect("a file"));
        }
    }
}

#[test]
fn every_corpus_has_a_property() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus");
    for entry in fs::read_dir(corpora).expect("a directory").flatten() {
        let name = entry.file_name();
        assert!(PROPERTIES.iter().any(|(known, _)| name == *known), "{} is nothing's", name.display());
    }
}
