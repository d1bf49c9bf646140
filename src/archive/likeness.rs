//! How alike the texts of incidents are, by the words they share.
//!
//! Titles, summaries, root causes and the names in code are compared, with weights of inverse
//! document frequency: a word that few incidents have says much, one that a tenth of them has says
//! nothing. Sentences that several incidents share come from a template, and are not compared.

use std::collections::HashMap;
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

/// Texts that share fewer words are not alike.
const SHARED: usize = 3;

/// Incidents are compared if they share two words of so few incidents.
const FEW: usize = 30;

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

/// The words of all incidents. A word is a number.
pub(super) struct Likeness {
    /// By incident, in order of their numbers: each word once that says something.
    words: Vec<Vec<u32>>,
    /// By incident, the length of its vector of weights.
    lengths: Vec<f64>,
    /// Hash of a word → its number.
    numbers: HashMap<u64, u32>,
    /// By word. 0 if it says nothing.
    weights: Vec<f64>,
    /// By word, the incidents that have it, in their order. Empty if they are many.
    having: Vec<Vec<usize>>,
}

impl Likeness {
    pub(super) fn new(incidents: &[Arc<Incident>]) -> Self {
        let hashes: Vec<Vec<u64>> = incidents.par_iter().map(|it| sentences(it).map(same).collect()).collect();
        let mut uses: HashMap<u64, usize> = HashMap::new();
        for hash in hashes.iter().flatten() {
            *uses.entry(*hash).or_default() += 1;
        }
        let own = |(it, hashes): (&Arc<Incident>, &Vec<u64>)| {
            let own = sentences(it).zip(hashes).filter(|(_, hash)| uses[*hash] < TEMPLATE);
            let mut keys: Vec<_> = own.flat_map(|(sentence, _)| words_of(sentence)).map(key).collect();
            keys.sort_unstable();
            keys.dedup();
            keys
        };
        let keys: Vec<Vec<(u64, bool)>> = incidents.par_iter().zip(&hashes).map(own).collect();
        let (mut numbers, mut counts): (HashMap<u64, u32>, Vec<(usize, bool)>) = (HashMap::new(), Vec::new());
        let mut words: Vec<Vec<u32>> = Vec::with_capacity(keys.len());
        for keys in keys {
            let number = |(key, is_name)| {
                let number = *numbers.entry(key).or_insert_with(|| {
                    counts.push((0, is_name));
                    u32::try_from(counts.len() - 1).unwrap_or(u32::MAX)
                });
                counts[number as usize].0 += 1;
                number
            };
            words.push(keys.into_iter().map(number).collect());
        }
        let weights: Vec<_> = counts.iter().map(|count| weight(*count, incidents.len())).collect();
        let mut having = vec![Vec::new(); counts.len()];
        for (at, words) in words.iter_mut().enumerate() {
            words.retain(|word| weights[*word as usize] > 0.0);
            words.sort_unstable();
            for word in words.iter().filter(|word| counts[**word as usize].0 <= FEW) {
                having[*word as usize].push(at);
            }
        }
        let squares = |words: &Vec<u32>| words.iter().map(|word| weights[*word as usize].powi(2)).sum::<f64>();
        let lengths = words.iter().map(|words| squares(words).sqrt()).collect();
        Self { words, lengths, numbers, weights, having }
    }

    /// Returns the incidents behind `at` that are most like it, the likest first.
    pub(super) fn behind(&self, at: usize) -> Vec<Like> {
        let having = self.words[at].iter().map(|word| &self.having[*word as usize]);
        let mut sharing: Vec<usize> =
            having.flat_map(|all| &all[all.partition_point(|other| *other <= at)..]).copied().collect();
        sharing.sort_unstable();
        // One rare word in common is chance.
        let pairs = sharing.chunk_by(|a, b| a == b).filter(|same| same.len() > 1).map(|same| same[0]);
        let mut likes: Vec<_> = pairs.filter_map(|other| self.like(at, other)).collect();
        likes.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.at.cmp(&b.at)));
        likes.truncate(MOST);
        likes
    }

    /// Compares two incidents.
    fn like(&self, at: usize, other: usize) -> Option<Like> {
        let theirs = &self.words[other];
        let shared = self.words[at].iter().filter(|word| theirs.binary_search(word).is_ok());
        let (count, sum) =
            shared.fold((0, 0.0), |(count, sum), word| (count + 1, sum + self.weights[*word as usize].powi(2)));
        let score = sum / (self.lengths[at] * self.lengths[other]);
        (count >= SHARED && score >= LEAST).then_some(Like { at: other, score })
    }

    /// Returns the words that say most of what two incidents have in common, as the first of them
    /// writes them.
    pub(super) fn shared(&self, incident: &Incident, at: usize, other: usize) -> Vec<String> {
        let is_shared = |number| [at, other].iter().all(|it| self.words[*it].binary_search(number).is_ok());
        let mut found: Vec<(usize, String, u32, f64)> = Vec::new();
        for (place, word) in sentences(incident).flat_map(words_of).enumerate() {
            let Some(number) = self.numbers.get(&key(word).0) else { continue };
            if is_shared(number) && !found.iter().any(|(_, _, known, _)| known == number) {
                found.push((place, word.0.to_owned(), *number, self.weights[*number as usize]));
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

/// Returns the hash of a word by which it is compared.
fn key((word, is_name): (&str, bool)) -> (u64, bool) {
    let letters: String = folded(word).map(|(_, c)| c).take(if is_name { usize::MAX } else { STEM }).collect();
    (fnv(letters.as_bytes()), is_name)
}

/// Returns what sharing a word says that `count` of `all` incidents have.
fn weight((count, is_name): (usize, bool), all: usize) -> f64 {
    if count > (all / RARE).max(3) {
        return 0.0;
    }
    let rarity = (all as f64 / count as f64).ln();
    if is_name { NAME * rarity } else { rarity }
}
