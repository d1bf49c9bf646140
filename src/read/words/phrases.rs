//! Many phrases that are looked for in one text at the same time.

use std::collections::HashMap;

use super::List;
use crate::text::is_unspaced;

/// Phrases and what each means. A text is searched for all of them at once: every heading is held
/// against thousands.
pub(in crate::read) struct Phrases<T> {
    /// By their first word, or by their first sign in scripts without blanks.
    by_begin: HashMap<&'static str, Vec<(&'static str, T)>>,
    /// Lengths of these words by their first byte, as bits. Most words of a text are told from
    /// all of them by that.
    lengths: [u64; 256],
}

/// A phrase in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) struct Hit<T> {
    /// Byte offset in the text.
    pub(in crate::read) at: usize,
    pub(in crate::read) value: T,
}

impl<T: Copy> Phrases<T> {
    /// Phrases in lower case.
    pub(in crate::read) fn new(lists: impl IntoIterator<Item = (List, T)>) -> Self {
        let mut by_begin: HashMap<_, Vec<_>> = HashMap::new();
        let mut lengths = [0; 256];
        for (list, value) in lists {
            for phrase in list {
                let word = begin(phrase);
                lengths[usize::from(first_byte(word))] |= length_bit(word);
                by_begin.entry(word).or_default().push((*phrase, value));
            }
        }
        Self { by_begin, lengths }
    }

    /// Every phrase that stands in `text`, which is in lower case, as whole words. Scripts without
    /// blanks have no words: their phrases may stand anywhere.
    pub(in crate::read) fn hits<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit<T>> + 'a {
        let mut joined = false;
        let starts = text.char_indices().filter(move |(_, c)| {
            let starts = !joined || !joins(*c);
            joined = joins(*c);
            starts
        });
        starts.flat_map(move |(at, _)| {
            let rest = &text[at..];
            let word = begin(rest);
            let may_be = self.lengths[usize::from(first_byte(word))] & length_bit(word) != 0;
            let known = if may_be { self.by_begin.get(word) } else { None }.map_or(&[][..], Vec::as_slice);
            let stands = move |(phrase, _): &&(&'static str, T)| {
                let spaced = phrase.starts_with(|c: char| !is_unspaced(c));
                rest.strip_prefix(phrase).is_some_and(|behind| !spaced || !behind.starts_with(joins))
            };
            known.iter().filter(stands).map(move |(_, value)| Hit { at, value: *value })
        })
    }

    /// One of the phrases stands in `text`, whatever its case.
    pub(in crate::read) fn any(&self, text: &str) -> bool {
        self.hits(&text.to_lowercase()).next().is_some()
    }
}

impl Phrases<()> {
    /// Phrases that all mean the same.
    pub(in crate::read) fn of(list: List) -> Self {
        Self::new([(list, ())])
    }
}

fn first_byte(word: &str) -> u8 {
    word.bytes().next().unwrap_or_default()
}

/// A set with the length of `word`. Lengths from 64 on share bits.
fn length_bit(word: &str) -> u64 {
    1 << (word.len() % 64)
}

/// The first word, or the first sign.
fn begin(text: &str) -> &str {
    let end = text.find(|c| !joins(c)).unwrap_or(text.len());
    let first = text.chars().next().map_or(0, char::len_utf8);
    &text[..end.max(first)]
}

/// Joins the characters of a word.
fn joins(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_stand_as_whole_words() {
        let phrases = Phrases::new([(&["root cause", "ursache"][..], 1), (&["cause", "原因"], 2)]);
        let values = |text: &str| phrases.hits(text).map(|hit| (hit.at, hit.value)).collect::<Vec<_>>();
        assert_eq!(values("the root cause, cause"), [(4, 1), (9, 2), (16, 2)]);
        assert_eq!(values("root causes, because, ursachen"), []);
        assert_eq!(values("主な原因は"), [(6, 2)]);
        assert!(phrases.any("Die URSACHE") && !phrases.any(""));
    }
}
