//! The search index that the browser reads, as a set of files.
//!
//! ```text
//! index.js ─┬─ k… directories ─ w… shards of terms ─┬─ l… long lists
//!           │                                        └─ p… places
//!           ├─ c… directories ─ d… cards ─ t… texts
//!           ├─ y… words by first letter, for typing errors
//!           └─ f… facets and dates, one column each
//! ```
//!
//! Every file is a classic script that calls `casebookShard(name, content)`. Such a script
//! loads from `file://` and under `script-src 'self'`. The theme's `assets/search.js` reads the
//! files.

mod code;
mod document;
mod documents;
mod family;
mod shards;
mod terms;
mod text;
pub mod token;
mod update;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use self::code::File;
use self::document::numbered;
use self::family::Languages;
use self::shards::Shard;
use self::words::Synonyms;
use crate::archive::{Archive, Member};
use crate::config::Config;

/// Name of the entry file, from which the browser finds all others.
const ENTRY: &str = "index";

/// Most documents that are indexed in one chunk. Each chunk collects its own list of terms.
const CHUNK: usize = 2048;

/// The files of the index: name → script.
#[derive(Debug, Default, Clone)]
pub struct Index {
    pub files: BTreeMap<String, Arc<[u8]>>,
    /// What the files were made of. An edit reuses it, so that it need not rebuild every file.
    parts: Parts,
}

#[derive(Debug, Default, Clone)]
struct Parts {
    shards: Vec<Shard>,
    /// Names of the files of texts, one for each document.
    texts: Vec<String>,
    /// Names of the files of cards.
    cards: Vec<String>,
    words: BTreeSet<String>,
    synonyms: Synonyms,
}

/// Builds the index of an archive.
pub fn index(archive: &Archive, config: &Config) -> Index {
    let english = is_english(config);
    let synonyms = Synonyms::new(&config.synonyms, english);
    let documents = numbered(archive);
    let languages = languages(&documents, config);
    // The result does not depend on how the documents are cut into chunks.
    let with_numbers: Vec<_> = (0..).zip(&documents).collect();
    let (chunks, texts): (Vec<_>, Vec<_>) = with_numbers
        .par_chunks((documents.len() / (2 * rayon::current_num_threads()) + 1).min(CHUNK))
        .map(|some| {
            let mut chunk = terms::Chunk::new(english, &synonyms);
            let mut texts = Vec::with_capacity(some.len());
            for (number, document) in some {
                let lines = text::lines(document);
                chunk.add(*number, languages[*number as usize], &lines.lines);
                texts.push(documents::text_file(document, &lines));
            }
            (chunk.finish(), texts)
        })
        .unzip();
    let mut index = Index::default();
    // Each stage consumes the one before it, because all stages together take more memory than
    // the archive.
    for text in texts.into_iter().flatten() {
        index.parts.texts.push(text.name.clone());
        index.add([text]);
    }
    let cards = documents::cards(&documents, config, &index.parts.texts);
    index.parts.cards = cards.iter().map(|file| file.name.clone()).collect();
    index.add(cards);
    let terms = terms::merge(&chunks);
    index.parts.words = chunks.into_iter().flat_map(|chunk| chunk.words).collect();
    let (shards, files) = shards::write_shards(&terms);
    drop(terms);
    index.parts.shards = shards;
    index.add(files);
    index.parts.synonyms = synonyms;
    index.enter(archive, english);
    index
}

impl Index {
    fn add(&mut self, files: impl IntoIterator<Item = File>) {
        self.files.extend(files.into_iter().map(|file| (file.name, file.bytes.into())));
    }

    /// Adds the directories, the columns, the word lists and the entry file.
    fn enter(&mut self, archive: &Archive, english: bool) {
        let (terms, term_entry) = shards::directories(&self.parts.shards);
        let (cards, card_entry) = documents::directories(&self.parts.cards);
        let (columns, column_entry) = documents::columns(archive);
        let (words, word_entry) = shards::words(&self.parts.words);
        let entry = json!({
            "documents": archive.pages.len() + archive.incidents.len(),
            "pages": archive.pages.len(),
            "english": english,
            "terms": term_entry,
            "cards": card_entry,
            "words": word_entry,
            "facets": column_entry,
            "synonyms": self.parts.synonyms.entry(),
        });
        let bytes = code::script(ENTRY, entry.to_string().as_bytes());
        let entry = File { name: ENTRY.to_owned(), bytes };
        self.add(terms.into_iter().chain(cards).chain(columns).chain(words).chain([entry]));
    }
}

/// Returns the language of every document.
fn languages(documents: &[Member], config: &Config) -> Vec<Languages> {
    let tags = documents.iter().map(|document| document.text().lang.as_deref());
    tags.map(|tag| family::language(tag.unwrap_or(&config.language))).collect()
}

fn is_english(config: &Config) -> bool {
    config.language == "en" || config.language.starts_with("en-")
}
