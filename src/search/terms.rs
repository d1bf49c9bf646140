//! Builds the postings: in which documents each term occurs, at which places, and with what
//! weight.
//!
//! Documents are numbered from the oldest, so a new incident changes only the ends of the lists
//! that it is in. A weight depends on its document alone, because average lengths are constants
//! here. So an edit never changes the weights of other documents.

use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasherDefault, Hasher};

use super::code::{self, write_number};
use super::family::Languages;
use super::text::{FIELDS, Field, Line};
use super::token;
use super::words::Synonyms;

/// The highest weight that a term can have in a document.
const HIGHEST: f32 = 31.0;

/// The score of one occurrence, by [`Field`].
const WEIGHT: [f32; FIELDS] = [14.0, 14.0, 3.5, 2.2, 1.6, 1.0, 1.0];

/// The score that gives half of the highest weight.
const HALF: f32 = 4.0;

/// Limit of the score of many occurrences in one field, as a multiple of the score of one. Each
/// further occurrence adds less.
const MORE: f32 = 1.8;

/// Places that are left free between two lines, so that no phrase matches across them.
const GAP: u32 = 8;

/// Length of an ordinary document, in places.
const ORDINARY: f32 = 900.0;

/// A hasher like FNV, but it takes eight bytes at a time instead of one. Only the order of work
/// depends on it, never the result.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        let words = words.iter().map(|word| u64::from_le_bytes(*word));
        let rest = rest.iter().fold(0, |word, byte| (word << 8) | u64::from(*byte));
        for word in words.chain([rest]) {
            self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
    }
}

type Table<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// The documents of one term, with its weight and its places in each.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct List {
    first: u32,
    last: u32,
    documents: u32,
    /// The languages of the documents.
    languages: Languages,
    /// The differences between the numbers of consecutive documents.
    gaps: Vec<u8>,
    weights: Vec<u8>,
    /// For every document the gaps between its places, then 0.
    places: Vec<u8>,
}

impl List {
    /// Returns the weight in the first document.
    fn weight(&self) -> u32 {
        code::read_number(&self.weights, &mut 0)
    }
}

/// The occurrences of a term that have been counted in the current document.
#[derive(Default, Clone)]
struct Scratch {
    open: bool,
    counts: [u16; FIELDS],
    place: u32,
}

impl Scratch {
    /// Counts an occurrence at `place`. Returns true for the first one in this document.
    fn count(&mut self, field: usize, place: u32, list: &mut List) -> bool {
        let first = !self.open;
        if first {
            self.open = true;
            self.place = 0;
        }
        self.counts[field] = self.counts[field].saturating_add(1);
        // Places count from 1, so that no gap is 0, which is the end mark.
        let here = place + 1;
        if here > self.place {
            write_number(here - self.place, &mut list.places);
            self.place = here;
        }
        first
    }
}

/// The terms of a run, by number, with their places relative to the run's first place.
#[derive(Default)]
struct Run {
    terms: Box<[(u32, u32)]>,
    parts: u32,
    /// True if synonyms of several words end with this run.
    ends: bool,
}

/// The last terms of a line, the latest first.
type Recent = [u32; LONGEST_SYNONYM];

/// Most terms of a synonym.
const LONGEST_SYNONYM: usize = 4;

/// The terms of some consecutive documents.
#[derive(Default)]
pub(super) struct Chunk<'s> {
    english: bool,
    synonyms: Option<&'s Synonyms>,
    runs: Table<String, Run>,
    numbers: Table<String, u32>,
    pub(super) terms: Vec<String>,
    pub(super) lists: Vec<List>,
    scratch: Vec<Scratch>,
    touched: Vec<u32>,
    pub(super) words: BTreeSet<String>,
}

impl<'s> Chunk<'s> {
    pub(super) fn new(english: bool, synonyms: &'s Synonyms) -> Self {
        Self { english, synonyms: Some(synonyms), ..Self::default() }
    }

    /// Adds a document. Its number must be higher than all before it.
    pub(super) fn add(&mut self, document: u32, language: Languages, lines: &[Line]) {
        let mut place = 0;
        for line in lines {
            let field = line.field as usize;
            let mut recent = Recent::default();
            token::runs(&line.text, |run| {
                let known = match self.runs.get(run) {
                    Some(known) => known,
                    None => {
                        let known = self.learn(run);
                        self.runs.entry(run.to_owned()).or_insert(known)
                    }
                };
                for (term, at) in &known.terms {
                    let (scratch, list) = (&mut self.scratch[*term as usize], &mut self.lists[*term as usize]);
                    if scratch.count(field, place + at, list) {
                        self.touched.push(*term);
                    }
                }
                let (ends, parts) = (known.ends, known.parts);
                if let Some((whole, _)) = known.terms.last() {
                    recent.rotate_right(1);
                    recent[0] = whole + 1;
                }
                if ends {
                    self.count_synonyms(&recent, field, place);
                }
                place += parts;
            });
            if !line.goes_on {
                place += GAP;
            }
        }
        self.close(document, language, place);
    }

    /// Counts the words that the last words of a line stand for: *out of memory* is an *oom*.
    fn count_synonyms(&mut self, recent: &Recent, field: usize, place: u32) {
        let Some(synonyms) = self.synonyms else { return };
        let term = |number: u32| self.terms.get((number as usize).wrapping_sub(1)).map(String::as_str);
        let Some(last) = term(recent[0]) else { return };
        let is_said = |words: &[String]| words.iter().rev().zip(recent).all(|(word, at)| term(*at) == Some(word));
        let all = synonyms.ending_with(last).iter().filter(|(words, _)| is_said(words));
        for stands_for in all.map(|(_, one)| one.clone()).collect::<Vec<_>>() {
            let number = self.number(stands_for);
            if self.scratch[number as usize].count(field, place, &mut self.lists[number as usize]) {
                self.touched.push(number);
            }
        }
    }

    /// Returns the number of a term, which is new or not.
    fn number(&mut self, term: String) -> u32 {
        let next = u32::try_from(self.terms.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(term.clone()).or_insert(next);
        if number == next {
            self.terms.push(term);
            self.lists.push(List::default());
            self.scratch.push(Scratch::default());
        }
        number
    }

    fn learn(&mut self, run: &str) -> Run {
        let tokens = token::tokens(run, self.english);
        let last = tokens.terms.last().map_or("", |(term, _)| term);
        let ends = self.synonyms.is_some_and(|synonyms| !synonyms.ending_with(last).is_empty());
        let terms = tokens.terms.into_iter().map(|(term, at)| (self.number(term), at)).collect();
        self.words.extend(tokens.words);
        Run { terms, parts: tokens.parts, ends }
    }

    /// Appends the counts of the current document to the lists and resets them.
    fn close(&mut self, document: u32, language: Languages, length: u32) {
        let body = 1.0 / (0.6 + 0.4 * (length as f32 / ORDINARY).min(8.0));
        for term in self.touched.drain(..) {
            let (scratch, list) = (&mut self.scratch[term as usize], &mut self.lists[term as usize]);
            if list.documents == 0 {
                list.first = document;
            } else {
                write_number(document - list.last, &mut list.gaps);
            }
            write_number(weight(&scratch.counts, body), &mut list.weights);
            write_number(0, &mut list.places);
            list.last = document;
            list.documents += 1;
            list.languages |= language;
            scratch.open = false;
            scratch.counts = [0; FIELDS];
        }
    }

    /// Frees the tables that only [`add`](Self::add) needs, and the room for more terms.
    pub(super) fn finish(mut self) -> Self {
        self.runs = Table::default();
        self.numbers = Table::default();
        self.scratch = Vec::new();
        self.terms.shrink_to_fit();
        self.lists.shrink_to_fit();
        self
    }
}

/// Returns the weight of a term by BM25F: the scores of all fields are added, then saturated
/// once.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 31")]
fn weight(counts: &[u16; FIELDS], body: f32) -> u32 {
    let mut sum = 0.0;
    for (field, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let length = if field == Field::Body as usize || field == Field::Code as usize { body } else { 1.0 };
        let count = f32::from(*count) * length;
        sum += WEIGHT[field] * count * MORE / (count + MORE - 1.0);
    }
    (sum / (sum + HALF) * HIGHEST).round() as u32
}

/// A term of the whole archive, with its lists as they are written to files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    /// The number of documents that contain the term.
    pub(super) documents: u32,
    /// The languages of the documents that contain it.
    pub(super) languages: Languages,
    /// The gap before every document, where the first counts from 0, and then the weights of
    /// all documents. Kept apart like this, the two compress a tenth better than interleaved.
    pub(super) weights: Vec<u8>,
    /// For every document the gaps between its places, then 0.
    pub(super) places: Vec<u8>,
    pub(super) kept: Kept,
}

/// Names of a term's lists that have a file of their own, which has not been loaded. An edit
/// changes only a few of the terms in a shard, so most lists need not be read. While a name is
/// kept here, the list itself is empty.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    /// Name of the file of weights.
    pub(super) weights: Option<Box<str>>,
    /// Name of the file of places, and the bytes of its size, which follow the name in the
    /// shard. Few terms have one, so the others have no room for it.
    pub(super) places: Option<Box<(String, Vec<u8>)>>,
}

/// Returns the terms of all chunks, in JavaScript's string order.
pub(super) fn merge(chunks: &[Chunk<'_>]) -> Vec<Term> {
    use rayon::prelude::*;
    let mut all: Vec<(&str, usize, &List)> = chunks
        .iter()
        .enumerate()
        .flat_map(|(at, chunk)| chunk.terms.iter().zip(&chunk.lists).map(move |(term, list)| (term.as_str(), at, list)))
        .collect();
    all.par_sort_unstable_by(|a, b| code::js_order(a.0, b.0).then(a.1.cmp(&b.1)));
    // With their number known, the terms are collected without being copied.
    let terms: Vec<_> = all.chunk_by(|a, b| a.0 == b.0).collect();
    terms.into_par_iter().map(Term::join).collect()
}

impl Term {
    /// Joins the lists that a term has in several chunks. The chunks must be in order.
    fn join(lists: &[(&str, usize, &List)]) -> Self {
        let size = |of: fn(&List) -> usize| lists.iter().map(|(_, _, list)| of(list)).sum::<usize>();
        let mut weights = Vec::with_capacity(size(|list| list.gaps.len() + list.weights.len() + 5));
        let mut places = Vec::with_capacity(size(|list| list.places.len()));
        let mut last = 0;
        for (_, _, list) in lists {
            write_number(list.first - last, &mut weights);
            weights.extend_from_slice(&list.gaps);
            last = list.last;
        }
        for (_, _, list) in lists {
            weights.extend_from_slice(&list.weights);
            places.extend_from_slice(&list.places);
        }
        let text = lists.first().map_or_else(String::new, |(term, ..)| (*term).to_owned());
        let documents = lists.iter().map(|(_, _, list)| list.documents).sum();
        let languages = lists.iter().fold(0, |all, (_, _, list)| all | list.languages);
        Self { text, documents, languages, weights, places, kept: Kept::default() }
    }

    /// Sets the languages anew, by the language of every document.
    pub(super) fn find_languages(&mut self, of: &[Languages]) {
        let (mut at, mut document) = (0, 0);
        self.languages = 0;
        for _ in 0..self.documents {
            document += code::read_number(&self.weights, &mut at);
            self.languages |= of.get(document as usize).copied().unwrap_or_default();
        }
    }

    /// Loads the lists that are in files of their own.
    pub(super) fn load_lists<'f>(&mut self, files: impl Fn(&str) -> &'f [u8]) {
        let Kept { weights, places } = std::mem::take(&mut self.kept);
        if let Some(name) = weights {
            self.weights = files(&name).to_vec();
        }
        if let Some(places) = places {
            self.places = files(&places.0).to_vec();
        }
    }

    /// Replaces the entry of `document` by the one of `list`, which holds only this document,
    /// or removes it without a list. The numbers of other documents stay the same.
    pub(super) fn replace(&mut self, document: u32, list: Option<&List>) {
        // Finds the first document that is not before `document`: its number and the bytes of
        // its gap.
        let (mut index, mut at, mut last, mut gap) = (0, 0, 0, 0..0);
        let mut next = None;
        while index < self.documents && next.is_none() {
            gap = at..at;
            let number = last + code::read_number(&self.weights, &mut at);
            gap.end = at;
            if number < document {
                (last, index) = (number, index + 1);
            } else {
                next = Some(number);
            }
        }
        if next.is_none() {
            gap = at..at;
        }
        let is_there = next == Some(document);
        let start = code::skip_lists(index, &self.places);
        let end = start + code::skip_lists(u32::from(is_there), &self.places[start..]);
        self.places.splice(start..end, list.map_or(&[][..], |list| &list.places).iter().copied());

        // The weights are the last bytes, one digit each.
        let start = self.weights.len().saturating_sub(self.documents as usize) + index as usize;
        let weight = start..start + usize::from(is_there);
        let mut bytes = Vec::new();
        if let Some(list) = list {
            write_number(list.weight(), &mut bytes);
        }
        self.weights.splice(weight, bytes);

        let mut gaps = Vec::new();
        match (list, next) {
            (Some(_), Some(next)) if next == document => return,
            (Some(_), next) => {
                write_number(document - last, &mut gaps);
                if let Some(next) = next {
                    write_number(next - document, &mut gaps);
                }
                self.documents += 1;
            }
            (None, Some(next)) if next == document => {
                if index + 1 < self.documents {
                    let following = document + code::read_number(&self.weights, &mut gap.end);
                    write_number(following - last, &mut gaps);
                }
                self.documents -= 1;
            }
            (None, _) => return,
        }
        self.weights.splice(gap, gaps);
    }
}
