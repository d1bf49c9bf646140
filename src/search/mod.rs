//! The index that the browser's search reads, as the files it is made of.
//!
//! ```text
//! index.js ─┬─ k… directories ─ w… shards of terms ─┬─ l… long lists
//!           │                                        └─ p… places
//!           ├─ c… directories ─ d… cards ─ t… texts
//!           ├─ y… words by first letter, for typing errors
//!           └─ f… facets and dates, one column each
//! ```
//!
//! Every file is a classic script that calls `casebookShard(name, content)`: so
//! it loads from `file://` and under `script-src 'self'`. `assets/search.js` of the
//! theme is the reader.

mod code;
mod documents;
mod shards;
mod terms;
mod text;
pub mod token;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::json;

use crate::archive::Archive;
use crate::config::Config;

/// Name of the file that all others are found from.
const ENTRY: &str = "index";

/// Most documents that are indexed in one go: each such chunk learns its words anew.
const CHUNK: usize = 2048;

/// The files of the index: name → script.
#[derive(Debug, Default)]
pub struct Index {
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Builds the index of an archive.
pub fn index(archive: &Archive, config: &Config) -> Index {
    let language = config.language.as_str();
    let english = language == "en" || language.starts_with("en-");
    // However the documents are cut into chunks, the result is the same.
    let oldest_first: Vec<_> = (0..).zip(archive.incidents.iter().rev()).collect();
    let (chunks, texts): (Vec<_>, Vec<_>) = oldest_first
        .par_chunks((archive.incidents.len() / (2 * rayon::current_num_threads()) + 1).min(CHUNK))
        .map(|documents| {
            let mut chunk = terms::Chunk::new(english);
            let mut texts = Vec::with_capacity(documents.len());
            for (number, incident) in documents {
                let lines = text::lines(incident, config);
                chunk.add(*number, &lines.lines);
                texts.push(documents::text(incident, &lines));
            }
            (chunk.finish(), texts)
        })
        .unzip();
    let texts: Vec<code::File> = texts.into_iter().flatten().collect();
    let names: Vec<String> = texts.iter().map(|text| text.name.clone()).collect();
    let (cards, card_entry) = documents::cards(archive, &names);
    let (columns, column_entry) = documents::columns(archive);
    let all_words: BTreeSet<&str> = chunks.iter().flat_map(|chunk| &chunk.words).map(String::as_str).collect();
    let (words, word_entry) = shards::words(&all_words);
    let (shards, term_entry) = shards::shards(&terms::merge(&chunks));
    let entry = json!({
        "documents": archive.incidents.len(),
        "english": english,
        "terms": term_entry,
        "cards": card_entry,
        "words": word_entry,
        "facets": column_entry,
    });
    let mut files = BTreeMap::new();
    for file in texts.into_iter().chain(cards).chain(columns).chain(words).chain(shards) {
        files.insert(file.name, file.bytes);
    }
    files.insert(ENTRY.to_owned(), code::script(ENTRY, entry.to_string().as_bytes()));
    Index { files }
}
