//! Names and patterns that are shown in other words.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::SourceFile;
use super::folded::folded;

/// A regular expression for what is replaced.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl Pattern {
    /// Reads a regular expression. Returns what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let told = |error: regex::Error| error.to_string().lines().last().unwrap_or_default().replace("error: ", "");
        let pattern = Regex::new(text).map_err(told)?;
        if pattern.is_match("") { Err("it matches the empty text".to_owned()) } else { Ok(Self(pattern)) }
    }
}

/// What is replaced in a text, and by what.
///
/// A name is found in any case, with or without accents, over a line end, and with one of `-_.+`
/// between its words, as in addresses. It must be a whole word, but may have an `s` behind it.
#[derive(Debug, Clone, Default)]
pub struct Redaction {
    names: Vec<(String, String)>,
    /// All names, in their order. `None` if there are none.
    automaton: Option<AhoCorasick>,
    patterns: Vec<(Pattern, String)>,
}

impl Redaction {
    /// Replaces each name and each match of a pattern by the text beside it.
    pub fn new(names: Vec<(String, String)>, patterns: Vec<(Pattern, String)>) -> Self {
        let sought = names.iter().map(|(name, _)| Folded::of(name).text);
        let automaton = AhoCorasick::new(sought).ok().filter(|_| !names.is_empty());
        Self { names, automaton, patterns }
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.patterns.is_empty()
    }

    /// Returns `text` in other words, or `None` if it has nothing to replace. Its line ends stay,
    /// and with them the lines that complaints name.
    pub fn applied(&self, text: &str) -> Option<String> {
        let mut found: Vec<_> =
            self.names_in(text).into_iter().map(|(at, range)| (range, self.names[at].1.as_str())).collect();
        for (Pattern(pattern), shown) in &self.patterns {
            found.extend(pattern.find_iter(text).map(|found| (found.range(), shown.as_str())));
        }
        found.retain(|(range, _)| !range.is_empty());
        if found.is_empty() {
            return None;
        }
        found.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
        let (mut new, mut end) = (String::with_capacity(text.len()), 0);
        for (range, shown) in found {
            if range.start >= end {
                new.push_str(&text[end..range.start]);
                new.push_str(shown);
            }
            // The rest of what overlaps the one before goes, too.
            if range.end > end {
                new.extend(text[range.start.max(end)..range.end].matches('\n'));
                end = range.end;
            }
        }
        new.push_str(&text[end..]);
        Some(new)
    }

    /// Returns `file` in other words.
    pub fn file(&self, file: Arc<SourceFile>) -> Arc<SourceFile> {
        match self.applied(&file.text) {
            Some(text) => Arc::new(SourceFile::new(&file.path, &text)),
            None => file,
        }
    }

    /// Returns the first name in `text`.
    pub fn name_in<'a>(&self, text: &'a str) -> Option<&'a str> {
        let first = self.names_in(text).into_iter().map(|(_, range)| range).min_by_key(|range| range.start);
        first.map(|range| &text[range])
    }

    /// Returns the first match of a pattern in `text`.
    pub fn match_in<'a>(&self, text: &'a str) -> Option<&'a str> {
        self.patterns.iter().find_map(|(Pattern(pattern), _)| pattern.find(text)).map(|found| found.as_str())
    }

    /// Returns this without the names that `texts` have.
    #[must_use]
    pub fn without_names_in(self, texts: &[&str]) -> Self {
        let known: BTreeSet<_> = texts.iter().flat_map(|text| self.names_in(text)).map(|(at, _)| at).collect();
        let names = self.names.into_iter().enumerate().filter(|(at, _)| !known.contains(at)).map(|(_, it)| it);
        Self::new(names.collect(), self.patterns)
    }

    /// Returns every name in `text` with its place; places may overlap.
    fn names_in(&self, text: &str) -> Vec<(usize, Range<usize>)> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let text = Folded::of(text);
        let found = automaton.find_overlapping_iter(&text.text);
        let whole = found.filter(|found| text.is_whole(&found.range()));
        whole.map(|found| (found.pattern().as_usize(), text.place(&found.range()))).collect()
    }
}

/// A text in small letters without accents, with one space for whatever parts two words.
struct Folded {
    text: String,
    /// For each byte, the bytes of the source that its character stands for.
    places: Vec<Range<usize>>,
}

impl Folded {
    fn of(source: &str) -> Self {
        let (mut text, mut places) = (String::with_capacity(source.len()), Vec::with_capacity(source.len()));
        let mut before = ' ';
        for (at, c) in folded(source) {
            // Marks of quotes and of emphasis may stand between words, as may the blank of an address.
            let is_blank = c.is_whitespace() || (before == ' ' && matches!(c, '>' | '*' | '~'));
            let c = if is_blank || matches!(c, '-' | '_' | '.' | '+') { ' ' } else { c };
            let end = at + source[at..].chars().next().map_or(0, char::len_utf8);
            if c == ' ' && before == ' ' && is_blank {
                if let Some(last) = places.last_mut() {
                    let last: &mut Range<usize> = last;
                    last.end = end;
                }
                continue;
            }
            before = c;
            text.push(c);
            places.resize(text.len(), at..end);
        }
        Self { text, places }
    }

    /// True if `range` is no part of a longer word. The scripts of East Asia part no words.
    fn is_whole(&self, range: &Range<usize>) -> bool {
        let is_word = |c: char| c.is_alphanumeric() && !('\u{2e80}'..='\u{ffef}').contains(&c);
        let goes_on = |one: Option<char>, other: Option<char>| one.is_some_and(is_word) && other.is_some_and(is_word);
        let (before, name, behind) = (&self.text[..range.start], &self.text[range.clone()], &self.text[range.end..]);
        let behind = behind.strip_prefix('s').filter(|rest| !rest.starts_with(is_word)).unwrap_or(behind);
        !goes_on(before.chars().next_back(), name.chars().next())
            && !goes_on(name.chars().next_back(), behind.chars().next())
    }

    /// Returns the bytes of the source that `range` stands for.
    fn place(&self, range: &Range<usize>) -> Range<usize> {
        self.places[range.start].start..self.places[range.end - 1].end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redaction() -> Redaction {
        let names = [("Kim Larsen", "an engineer"), ("Kim", "she"), ("佐藤", "担当者"), ("Łódź Foods", "a customer")];
        let address = Pattern::parse(r"\b10\.\d+\.\d+\.\d+").expect("a pattern");
        let owned = |(name, shown): (&str, &str)| (name.to_owned(), shown.to_owned());
        Redaction::new(names.map(owned).to_vec(), vec![(address, "(an address)".to_owned())])
    }

    #[test]
    fn names_are_found_however_they_are_written() {
        let applied = |text: &str| redaction().applied(text).unwrap_or_else(|| "-".to_owned());
        for text in [
            "Kim Larsen",
            "KIM  LARSEN",
            "kim-larsen",
            "Kim_Larsen",
            "Kim\u{a0}Larsen",
            "Kím\u{200b} Larsen",
            "Kim Lаrsen",
        ] {
            assert_eq!(applied(text), "an engineer", "{text}");
        }
        assert_eq!(applied("> by Kim\n> Larsen at 10"), "> by an engineer\n at 10");
        assert_eq!(applied("Kim Larsens Alarm, kims, @kim."), "an engineers Alarm, shes, @she.");
        assert_eq!(applied("a Kimono, akim, Kimsey"), "-");
        assert_eq!(applied("その後佐藤さんが"), "その後担当者さんが");
        assert_eq!(applied("Łódź Foods and Łodz Foods"), "a customer and a customer");
        assert_eq!(applied("at 10.0.0.1:80"), "at (an address):80");
    }

    #[test]
    fn what_is_shown_instead_is_not_replaced_again_and_lines_stay() {
        let names = vec![("a b".to_owned(), "b".to_owned()), ("b c".to_owned(), "c".to_owned())];
        assert_eq!(Redaction::new(names, Vec::new()).applied("x a b\nc d").as_deref(), Some("x b\n d"));
        let text = "one\nKim\nLarsen\n\nend\n";
        assert_eq!(redaction().applied(text).map(|new| new.lines().count()), Some(text.lines().count()));
    }
}
