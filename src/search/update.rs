//! Updates the index after a few documents were edited, without reading the others.
//!
//! The written files serve as memory. The shards with changed terms are read back, changed and
//! written again, and all other shards stay. The cuts between shards depend only on the terms
//! nearby, so soon after a change the new cuts meet the old ones again.
//!
//! Gain: the index after an edit takes 0.04 CPU seconds at 10,000 documents, and all of it anew 2.7.
//! At 1,000 documents nobody would notice (0.3 CPU seconds).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::{is_same, numbered};
use super::family::Languages;
use super::terms::{Chunk, Kept, List, Term};
use super::text::Lines;
use super::words::Synonyms;
use super::{Index, code, documents, is_english, languages, shards, text};
use crate::archive::{Archive, Member};
use crate::config::Config;

/// Most documents that may differ. With more, the whole index is rebuilt.
const EDIT: usize = 32;

impl Index {
    /// Returns the index of `after`, made from this index of `before`, or `None` if more than
    /// the contents of a few documents differ.
    ///
    /// Words that no document contains any more stay in the word lists for spelling correction.
    pub fn update(&self, before: &Archive, after: &Archive, config: &Config) -> Option<Self> {
        let pages = before.pages.len() == after.pages.len();
        let (before, documents) = (numbered(before), numbered(after));
        let pairs = before.iter().zip(&documents);
        let edits: Vec<_> = pairs.enumerate().filter(|(_, (a, b))| !is_same(a, b)).take(EDIT + 1).collect();
        if !pages || before.len() != documents.len() || edits.len() > EDIT || self.parts.shards.is_empty() {
            return None;
        }
        let synonyms = Synonyms::new(&config.synonyms, is_english(config));
        if synonyms != self.parts.synonyms {
            return None;
        }
        let (spoken_before, spoken) = (languages(&before, config), languages(&documents, config));
        let mut index = self.clone();
        let mut changes: BTreeMap<Word, Edits> = BTreeMap::new();
        for (at, (before, document)) in edits {
            let number = u32::try_from(at).ok()?;
            let (old, _) = contribution(number, before, spoken_before[at], &synonyms, config);
            let (mut new, lines) = contribution(number, document, spoken[at], &synonyms, config);
            index.parts.words.append(&mut new.words);
            let (mut old, new) = (by_term(old), by_term(new));
            for (term, list) in new {
                if old.remove(&term).as_ref() != Some(&list) {
                    changes.entry(term).or_default().push((number, Some(list)));
                }
            }
            for term in old.into_keys() {
                changes.entry(term).or_default().push((number, None));
            }
            let file = documents::text_file(document, &lines);
            index.forget(&self.parts.texts[at]);
            index.parts.texts[at].clone_from(&file.name);
            index.add([file]);
        }
        index.edit_terms(self, changes, &spoken);
        index.edit_cards(self, &documents, config);
        for name in self.files.keys().filter(|name| name.starts_with(['k', 'c', 'f', 'y'])) {
            index.forget(name);
        }
        index.enter(after, is_english(config));
        index.keep(self);
        Some(index)
    }

    fn forget(&mut self, name: &str) {
        self.files.remove(name);
    }

    /// Puts back files that are still needed. Two parts with the same content share one file,
    /// so one part may have removed a file that another one still uses.
    fn keep(&mut self, before: &Self) {
        let shards = self.parts.shards.iter().flat_map(|shard| &shard.files);
        for name in shards.chain(&self.parts.texts).chain(&self.parts.cards) {
            if !self.files.contains_key(name)
                && let Some(bytes) = before.files.get(name)
            {
                self.files.insert(name.clone(), Arc::clone(bytes));
            }
        }
    }

    fn edit_cards(&mut self, before: &Self, documents: &[Member], config: &Config) {
        let changed = self.parts.texts.iter().zip(&before.parts.texts).enumerate();
        let mut leaves: Vec<usize> =
            changed.filter(|(_, (new, old))| new != old).map(|(at, _)| documents::leaf_of(at)).collect();
        leaves.dedup();
        for at in leaves {
            let leaf = documents::leaf(documents, config, &self.parts.texts, at);
            self.forget(&before.parts.cards[at]);
            self.parts.cards[at].clone_from(&leaf.name);
            self.add([leaf]);
        }
    }

    /// Rewrites the shards in which a term changes.
    fn edit_terms(&mut self, before: &Self, changes: BTreeMap<Word, Edits>, languages: &[Languages]) {
        // Files are read from `before`: two shards may share a file, and the first one removes
        // it.
        let file = |name: &str| before.files.get(name).map_or(&[][..], |file| code::content(file));
        let mut changes = changes.into_iter().peekable();
        let mut old = std::mem::take(&mut self.parts.shards).into_iter().peekable();
        // The terms since the last cut, and their size in bytes.
        let (mut open, mut size) = (Vec::<Term>::new(), 0);
        while let Some(shard) = old.next() {
            let end = old.peek().map(|next| Word(next.first.clone()));
            let here = |word: &Word| end.as_ref().is_none_or(|end| word < end);
            if open.is_empty() && !changes.peek().is_some_and(|(word, _)| here(word)) {
                self.parts.shards.push(shard);
                continue;
            }
            let mut terms = shards::read_terms(&shard, file);
            while let Some((Word(term), edits)) = changes.next_if(|(word, _)| here(word)) {
                edit(&mut terms, term, &edits, languages, file);
            }
            for name in &shard.files {
                self.forget(name);
            }
            for term in terms {
                let ends = shards::ends_here(&mut size, &term);
                open.push(term);
                if ends {
                    self.close(&mut open);
                }
            }
        }
        if !open.is_empty() {
            self.close(&mut open);
        }
    }

    fn close(&mut self, terms: &mut Vec<Term>) {
        let (shard, files) = shards::write_shard(terms);
        terms.clear();
        self.parts.shards.push(shard);
        self.add(files);
    }
}

/// The documents in which a term changed. `None` means that the document no longer contains it.
type Edits = Vec<(u32, Option<List>)>;

/// A term that sorts as the shards do.
#[derive(Debug, PartialEq, Eq)]
struct Word(String);

impl Ord for Word {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        code::js_order(&self.0, &other.0)
    }
}

impl PartialOrd for Word {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Returns what one document adds to the index.
fn contribution<'s>(
    number: u32,
    document: &Member,
    language: Languages,
    synonyms: &'s Synonyms,
    config: &Config,
) -> (Chunk<'s>, Lines) {
    let mut chunk = Chunk::new(is_english(config), synonyms);
    let lines = text::lines(document);
    chunk.add(number, language, &lines.lines);
    (chunk.finish(), lines)
}

fn by_term(chunk: Chunk<'_>) -> BTreeMap<Word, List> {
    chunk.terms.into_iter().map(Word).zip(chunk.lists).collect()
}

/// Applies `edits` to `term`. The term is added with its first document and removed with its
/// last.
fn edit<'f>(
    terms: &mut Vec<Term>,
    term: String,
    edits: &Edits,
    languages: &[Languages],
    files: impl Fn(&str) -> &'f [u8],
) {
    let at = terms.binary_search_by(|one| code::js_order(&one.text, &term)).unwrap_or_else(|at| {
        let (weights, places) = (Vec::new(), Vec::new());
        terms.insert(at, Term { text: term, documents: 0, languages: 0, weights, places, kept: Kept::default() });
        at
    });
    terms[at].load_lists(files);
    for (document, list) in edits {
        terms[at].replace(*document, list.as_ref());
    }
    terms[at].find_languages(languages);
    if terms[at].documents == 0 {
        terms.remove(at);
    }
}
