//! How alike the texts of incidents are, by the words they share.
//!
//! Titles, summaries, root causes and the names in code are compared, with weights of inverse
//! document frequency: a word that few incidents have says much, one that a tenth of them has says
//! nothing. Sentences that several incidents share come from a template, and are not compared.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::incident::Incident;
use crate::text::folded::folded;
use crate::text::hash::fnv;
use crate::text::{is_unspaced, sentence};

/// A sentence that so many incidents have is one of a template.
const TEMPLATE: usize = 3;

/// Longer words are compared by so many letters: `expired` is `expiry`.
const STEM: usize = 5;

/// A word of more than this share of the incidents says nothing: one in so many.
const RARE: usize = 10;

/// A name in code says so many times what a word says.
const NAME: f64 = 2.0;

/// Texts that share less are not alike: the cosine of their words by weight. Chosen between planted
/// repeats and planted near misses (`tests/it/recurrence.rs`).
const LEAST: f64 = 0.3;

/// Most texts that one is like.
const MOST: usize = 8;

/// Most words that are given as the reason.
const SHOWN: usize = 3;

/// An incident that is like another one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Like {
    pub at: usize,
    pub score: f64,
}

/// A word of an incident.
struct Word {
    key: u64,
    is_name: bool,
}

/// The words of all incidents.
pub(super) struct Likeness {
    /// By incident. Each word once, with its weight.
    words: Vec<Vec<(u64, f64)>>,
    /// By incident, the length of its vector of weights.
    lengths: Vec<f64>,
    /// Word → incidents that have it, in their order.
    having: HashMap<u64, Vec<usize>>,
}

impl Likeness {
    pub(super) fn new(incidents: &[Arc<Incident>]) -> Self {
        let hashes: Vec<Vec<u64>> = incidents.par_iter().map(|it| sentences(it).map(same).collect()).collect();
        let mut uses: HashMap<u64, usize> = HashMap::new();
        for hash in hashes.into_iter().flatten() {
            *uses.entry(hash).or_default() += 1;
        }
        let words: Vec<Vec<Word>> = incidents
            .par_iter()
            .map(|it| {
                let own =
                    sentences(it).filter(|sentence| uses.get(&same(sentence)).is_none_or(|uses| *uses < TEMPLATE));
                once(own.flat_map(words_of).map(|(text, is_name)| Word { key: key(text, is_name), is_name }))
            })
            .collect();
        let mut having: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, words) in words.iter().enumerate() {
            for word in words {
                having.entry(word.key).or_default().push(at);
            }
        }
        let most = (incidents.len() / RARE).max(3);
        let weight = |word: &Word| {
            let count = having.get(&word.key).map_or(1, Vec::len);
            let rarity = (incidents.len() as f64 / count as f64).ln();
            let says = if count > most { 0.0 } else { rarity };
            (word.key, if word.is_name { NAME * says } else { says })
        };
        let words: Vec<Vec<_>> = words
            .par_iter()
            .map(|words| words.iter().map(weight).filter(|(_, weight)| *weight > 0.0).collect())
            .collect();
        let lengths =
            words.iter().map(|words: &Vec<(u64, f64)>| words.iter().map(|(_, it)| it * it).sum::<f64>().sqrt());
        let lengths = lengths.collect();
        Self { words, lengths, having }
    }

    /// Returns the incidents behind `at` that are most like it, the likest first.
    pub(super) fn behind(&self, at: usize) -> Vec<Like> {
        let mut shared: BTreeMap<usize, (f64, usize)> = BTreeMap::new();
        for (key, weight) in &self.words[at] {
            let having = self.having.get(key).map_or(&[][..], Vec::as_slice);
            for other in &having[having.partition_point(|other| *other <= at)..] {
                let (sum, count) = shared.entry(*other).or_default();
                *sum += weight * weight;
                *count += 1;
            }
        }
        // One word or two in common are chance.
        let pairs = shared.into_iter().filter(|(_, (_, count))| *count > 2);
        let scored =
            pairs.map(|(other, (sum, _))| Like { at: other, score: sum / (self.lengths[at] * self.lengths[other]) });
        let mut likes: Vec<_> = scored.filter(|like| like.score >= LEAST).collect();
        likes.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.at.cmp(&b.at)));
        likes.truncate(MOST);
        likes
    }

    /// Returns the words that say most of what two incidents have in common, as the first of them
    /// writes them.
    pub(super) fn shared(&self, incident: &Incident, other: usize) -> Vec<String> {
        let theirs: HashMap<u64, f64> = self.words[other].iter().copied().collect();
        let mut found: Vec<(usize, String, u64, f64)> = Vec::new();
        for (place, (text, is_name)) in sentences(incident).flat_map(words_of).enumerate() {
            let key = key(text, is_name);
            if let Some(weight) = theirs.get(&key)
                && !found.iter().any(|(_, _, known, _)| *known == key)
            {
                found.push((place, text.to_owned(), key, *weight));
            }
        }
        found.sort_by(|a, b| b.3.total_cmp(&a.3).then(a.0.cmp(&b.0)));
        found.truncate(SHOWN);
        found.sort_by_key(|(place, ..)| *place);
        let mut reasons: Vec<(usize, String)> = Vec::new();
        for (place, text, ..) in found {
            match reasons.last_mut() {
                // Neighbours are read as one.
                Some((last, reason)) if *last + 1 == place => {
                    reason.push(' ');
                    reason.push_str(&text);
                    *last = place;
                }
                _ => reasons.push((place, text)),
            }
        }
        reasons.into_iter().map(|(_, reason)| reason).collect()
    }
}

/// The sentences that are compared.
fn sentences(incident: &Incident) -> impl Iterator<Item = &str> {
    let facts = [&incident.summary, &incident.root_cause, &incident.impact];
    let facts = facts.into_iter().flatten().map(|fact| fact.plain.as_str());
    let causes = incident.causes.iter().filter_map(|cause| cause.text.as_deref());
    let names = incident.names.iter().map(String::as_str);
    let texts = std::iter::once(incident.text.title.as_str()).chain(facts).chain(causes);
    texts.flat_map(parts).chain(names)
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut start = 0;
    let ends = sentence::ends(text).chain([text.len()]);
    ends.filter_map(move |end| {
        let part = text.get(start..end)?;
        start = end;
        (!part.trim().is_empty()).then_some(part)
    })
}

/// Sentences that differ in numbers only, such as days, are the same.
fn same(sentence: &str) -> u64 {
    let letters: String = folded(sentence).map(|(_, c)| c).filter(|c| c.is_alphabetic()).collect();
    fnv(letters.as_bytes())
}

/// The words of a text, and whether they are names: `PG::ConnectionBad`, `max_connections`.
fn words_of(text: &str) -> impl Iterator<Item = (&str, bool)> {
    let of_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '-' | '/');
    let spaced = text.split(move |c: char| !of_name(c)).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    spaced.flat_map(|word| {
        let is_name = is_name(word);
        let split = |c: char| !is_name && !c.is_alphanumeric();
        word.split(split).flat_map(move |part| pieces(part, is_name)).collect::<Vec<_>>()
    })
}

/// The words of a script without blanks are taken in pairs of signs.
fn pieces(word: &str, is_name: bool) -> Vec<(&str, bool)> {
    if word.chars().any(is_unspaced) {
        let starts: Vec<_> = word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        return starts.windows(3).map(|pair| (&word[pair[0]..pair[2]], false)).collect();
    }
    let is_word = word.chars().count() > 2 && word.contains(char::is_alphabetic);
    if is_word { vec![(word, is_name)] } else { Vec::new() }
}

/// True for what people write as code: letters with signs between them, with digits behind them, or
/// with a capital within.
fn is_name(word: &str) -> bool {
    let inner_capital = word.chars().zip(word.chars().skip(1)).any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    let has_digit = word.contains(|c: char| c.is_ascii_digit());
    word.starts_with(char::is_alphabetic) && (inner_capital || has_digit || word.contains(['_', ':', '/']))
}

fn key(word: &str, is_name: bool) -> u64 {
    let letters: String = folded(word).map(|(_, c)| c).take(if is_name { usize::MAX } else { STEM }).collect();
    fnv(letters.as_bytes())
}

fn once(words: impl Iterator<Item = Word>) -> Vec<Word> {
    let mut words: Vec<_> = words.collect();
    words.sort_by_key(|word| word.key);
    words.dedup_by_key(|word| word.key);
    words
}
