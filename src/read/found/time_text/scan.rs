//! A place in a text that is read from left to right.

use std::ops::RangeInclusive;

/// Words that are looked for at one place. Hardly any text begins with one of them,
/// and its first byte says so.
pub(in crate::read) struct Words {
    words: &'static [&'static str],
    /// A bit for every byte that one of them may begin with.
    first: [u64; 4],
}

impl Words {
    pub(in crate::read) const fn new(words: &'static [&'static str]) -> Self {
        let mut first = [0; 4];
        let mut at = 0;
        while at < words.len() {
            let byte = words[at].as_bytes()[0];
            let (lower, upper) = (byte.to_ascii_lowercase(), byte.to_ascii_uppercase());
            first[lower as usize / 64] |= 1 << (lower % 64);
            first[upper as usize / 64] |= 1 << (upper % 64);
            at += 1;
        }
        Self { words, first }
    }

    /// Those that may stand at the beginning of `text`: all or none.
    pub(in crate::read) fn at(&self, text: &str) -> impl Iterator<Item = &'static str> {
        let may = text.bytes().next().is_some_and(|byte| self.first[usize::from(byte) / 64] & (1 << (byte % 64)) != 0);
        self.words.iter().take(if may { usize::MAX } else { 0 }).copied()
    }
}

pub(in crate::read) struct Scan<'a> {
    pub(in crate::read) text: &'a str,
    pub(in crate::read) at: usize,
}

impl<'a> Scan<'a> {
    pub(in crate::read) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    pub(in crate::read) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(in crate::read) fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    /// One of `words`, the first that fits, whatever its case.
    pub(in crate::read) fn eat(&mut self, words: &Words) -> Option<&'static str> {
        self.eat_one(words.at(self.rest()))
    }

    /// The same with a few words.
    pub(in crate::read) fn eat_any(&mut self, words: &[&'static str]) -> Option<&'static str> {
        self.eat_one(words.iter().copied())
    }

    fn eat_one(&mut self, mut words: impl Iterator<Item = &'static str>) -> Option<&'static str> {
        // Bytes that are the word's end where a character of the text does.
        let rest = self.rest().as_bytes();
        let first = rest.first()?.to_ascii_lowercase();
        let fits = |word: &&str| {
            word.as_bytes()[0].to_ascii_lowercase() == first
                && rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
        };
        let word = words.find(fits)?;
        self.at += word.len();
        Some(word)
    }

    pub(in crate::read) fn digits(&self) -> usize {
        self.rest().bytes().take_while(u8::is_ascii_digit).count()
    }

    pub(in crate::read) fn number(&mut self, digits: RangeInclusive<usize>) -> Option<i16> {
        let length = self.digits();
        if !digits.contains(&length) {
            return None;
        }
        let number = self.rest()[..length].parse().ok()?;
        self.at += length;
        Some(number)
    }

    pub(in crate::read) fn word(&self) -> &'a str {
        let rest = self.rest();
        &rest[..rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len())]
    }

    /// `read` or nothing: where it finds nothing, the place stays.
    pub(in crate::read) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let start = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = start;
        }
        found
    }
}
