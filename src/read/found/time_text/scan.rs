//! A place in a text that is read from left to right.

use std::ops::RangeInclusive;

use crate::read::words::List;
use crate::text::is_unspaced;

/// Words that are looked for at one place. Of two that fit the longer one counts.
pub(in crate::read) struct Words {
    /// As a text may have them, and the word, by the first byte in lower case.
    by_byte: Vec<Vec<(String, &'static str)>>,
}

impl Words {
    pub(in crate::read) fn new(lists: &[List]) -> Self {
        Self::with(lists, str::to_owned)
    }

    /// Words with a blank behind each, where its script and its last sign have one.
    pub(in crate::read) fn before(lists: &[List]) -> Self {
        let is_apart = |c: char| c == '.' || c.is_alphanumeric() && !is_unspaced(c);
        Self::with(lists, |word| if word.ends_with(is_apart) { format!("{word} ") } else { word.to_owned() })
    }

    fn with(lists: &[List], written: impl Fn(&str) -> String) -> Self {
        let mut words: Vec<_> = lists.iter().copied().flatten().map(|word| (written(word), *word)).collect();
        // Letters outside ASCII are compared as they are: these words may begin a sentence, too.
        for at in 0..words.len() {
            let (written, word) = &words[at];
            let capital: String = written.chars().take(1).flat_map(char::to_uppercase).collect();
            if !capital.is_ascii() && !written.starts_with(&capital) {
                let rest = written.chars().skip(1);
                let variant = (capital.chars().chain(rest).collect(), *word);
                words.push(variant);
            }
        }
        words.sort_by_key(|(written, _)| std::cmp::Reverse(written.len()));
        let mut by_byte = vec![Vec::new(); 256];
        for (written, word) in words {
            by_byte[usize::from(written.as_bytes()[0].to_ascii_lowercase())].push((written, word));
        }
        Self { by_byte }
    }

    /// The first that begins `text`, whatever its case: its bytes there, and the word.
    pub(in crate::read) fn begin(&self, text: &str) -> Option<(usize, &'static str)> {
        // Bytes that are the word's end where a character of the text does.
        let text = text.as_bytes();
        let known = &self.by_byte[usize::from(text.first()?.to_ascii_lowercase())];
        let fits =
            |written: &str| text.get(..written.len()).is_some_and(|head| head.eq_ignore_ascii_case(written.as_bytes()));
        known.iter().find(|(written, _)| fits(written)).map(|(written, word)| (written.len(), *word))
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

    /// One of `words`, whatever its case.
    pub(in crate::read) fn eat(&mut self, words: &Words) -> Option<&'static str> {
        let (length, word) = words.begin(self.rest())?;
        self.at += length;
        Some(word)
    }

    /// The first of a few signs or words that fits.
    pub(in crate::read) fn eat_any(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let rest = self.rest().as_bytes();
        let fits = |word: &&&str| rest.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()));
        let word = words.iter().find(fits)?;
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

    /// A word with its hyphens and apostrophes: `segunda-feira`, `п'ятниця`.
    pub(in crate::read) fn joined_word(&self) -> &'a str {
        let rest = self.rest();
        let ends = |c: char| !(c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
        &rest[..rest.find(ends).unwrap_or(rest.len())]
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
