//! Splits text into the terms of the index.
//!
//! `search.js` does the same to a query, and `tests/fixtures/tokens.txt` is the contract
//! between the two.
//!
//! A *run* is what a reader takes for one word: letters and digits of any script, joined by
//! `_`, `-`, `.` or an apostrophe. A run is indexed whole and in parts (`max_connections`,
//! `OutOfMemoryError`). Scripts without spaces are cut into pairs of characters.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest term in characters. Longer ones are cut.
const LONGEST: usize = 64;

/// Most parts of a name. A run with more is a key or a checksum and is not split.
const PARTS: usize = 8;

/// Stop words, which nearly every English text contains. They are not indexed, but they count
/// as a place in a phrase.
const STOP: [&str; 24] = [
    "a", "an", "and", "are", "as", "at", "be", "been", "by", "for", "from", "in", "is", "it", "its", "of", "on", "or",
    "that", "the", "this", "to", "was", "with",
];

/// The terms of one run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tokens {
    /// Terms, each with the place of its first part within the run.
    pub terms: Vec<(String, u32)>,
    /// The number of places that the run takes.
    pub parts: u32,
    /// Words of letters only, as written but in lower case. Spelling correction offers them.
    pub words: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Other,
    Word,
    Joiner,
    /// A letter of a script that writes no spaces between words.
    Dense,
    Symbol,
}

/// Returns the class of a character that is not ASCII.
fn class(c: char) -> Class {
    match c {
        '’' => Class::Joiner,
        _ if is_dense(c) => Class::Dense,
        '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}' => Class::Symbol,
        _ if c.is_alphanumeric() || is_combining_mark(c) => Class::Word,
        _ => Class::Other,
    }
}

pub(super) fn is_dense(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Calls `found` with every run of `text`.
pub fn runs<'t>(text: &'t str, mut found: impl FnMut(&'t str)) {
    let mut at = 0;
    while let Some((kind, width)) = class_at(text, at) {
        let start = at;
        at += width;
        match kind {
            Class::Other | Class::Joiner => continue,
            Class::Symbol => {}
            Class::Dense | Class::Word => {
                while let Some((next, width)) = class_at(text, at) {
                    let joins = next == Class::Joiner
                        && kind == Class::Word
                        && class_at(text, at + width).is_some_and(|(after, _)| after == Class::Word);
                    if next != kind && !joins {
                        break;
                    }
                    at += width;
                }
            }
        }
        found(&text[start..at]);
    }
}

/// The classes of the ASCII characters.
const CLASSES: [Class; 128] = {
    let (mut classes, mut at) = ([Class::Other; 128], 0_u8);
    while at < 128 {
        classes[at as usize] = match at {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Class::Word,
            b'_' | b'-' | b'.' | b'\'' => Class::Joiner,
            _ => Class::Other,
        };
        at += 1;
    }
    classes
};

/// Returns the class of the character at byte offset `at`, and its length in bytes.
#[inline]
fn class_at(text: &str, at: usize) -> Option<(Class, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if byte < 128 {
        return Some((CLASSES[usize::from(byte)], 1));
    }
    let c = text[at..].chars().next()?;
    Some((class(c), c.len_utf8()))
}

/// Returns the terms of one run. Stems and stop words are applied if `english`.
pub fn tokens(run: &str, english: bool) -> Tokens {
    let mut tokens = Tokens::default();
    if run.chars().next().is_some_and(is_dense) {
        pairs(&fold(run), &mut tokens);
        return tokens;
    }
    let run = without_v(run);
    let components: Vec<&str> = run.split(['_', '-', '.']).filter(|part| !part.is_empty()).collect();
    for component in &components {
        let first = tokens.parts;
        let parts = camel(component);
        let parts = if parts.len() > PARTS { vec![*component] } else { parts };
        for written in &parts {
            let part = fold(written);
            let place = tokens.parts;
            tokens.parts += 1;
            if part.is_empty() || (english && STOP.contains(&part.as_str())) {
                continue;
            }
            if part.chars().all(char::is_alphabetic) && (4..=24).contains(&part.chars().count()) {
                tokens.words.push(if written.is_ascii() { part.clone() } else { written.to_lowercase() });
            }
            tokens.add(if english { stem(&part) } else { part }, place);
        }
        if parts.len() > 1 && components.len() > 1 {
            tokens.add(fold(component), first);
        }
    }
    if tokens.parts > 1 {
        // A word with hyphens is also found as one without: fail-over, failover.
        let plain = |part: &&str| part.chars().count() > 1 && part.chars().all(char::is_alphabetic);
        if (2..4).contains(&components.len()) && !run.contains(['_', '.']) && components.iter().all(plain) {
            let closed = fold(&components.concat());
            tokens.add(if english { stem(&closed) } else { closed }, 0);
        }
        tokens.add(fold(run), 0);
    }
    tokens
}

/// Returns a version such as `v4.0.8` without its letter.
fn without_v(run: &str) -> &str {
    match run.strip_prefix(['v', 'V']) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains('.') => rest,
        _ => run,
    }
}

impl Tokens {
    fn add(&mut self, term: String, place: u32) {
        let term = match term.char_indices().nth(LONGEST) {
            Some((end, _)) => term[..end].to_owned(),
            None => term,
        };
        // Terms are added by place, so an equal one is among the last. A run may have as many terms
        // as a page of Chinese has characters.
        let mut near = self.terms.iter().rev().take_while(|(_, at)| *at >= place);
        if !term.is_empty() && near.all(|(known, at)| *at != place || *known != term) {
            self.terms.push((term, place));
        }
    }
}

/// Adds every pair of neighbouring characters, and the last character alone. A query of one
/// character finds a pair as its prefix.
fn pairs(text: &str, tokens: &mut Tokens) {
    let chars: Vec<char> = text.chars().collect();
    for (place, pair) in (0..).zip(chars.windows(2)) {
        tokens.add(pair.iter().collect(), place);
    }
    tokens.parts = u32::try_from(chars.len()).unwrap_or(u32::MAX);
    if let Some(last) = chars.last() {
        tokens.add(last.to_string(), tokens.parts - 1);
    }
}

/// Splits a name in camel case: `OutOfMemoryError` → Out, Of, Memory, Error; `HTTPServer` →
/// HTTP, Server.
fn camel(word: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut chars = word.char_indices().peekable();
    let mut before: Option<(usize, char)> = None;
    while let Some((at, c)) = chars.next() {
        if let Some((_, last)) = before
            && c.is_uppercase()
            && at > start
            && (last.is_lowercase()
                || (last.is_uppercase() && chars.peek().is_some_and(|(_, next)| next.is_lowercase())))
        {
            parts.push(&word[start..at]);
            start = at;
        }
        before = Some((at, c));
    }
    parts.push(&word[start..]);
    parts
}

/// Returns `text` in lower case and compatibility form, without diacritics and apostrophes.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        let mut folded = text.to_ascii_lowercase();
        folded.retain(|c| c != '\'');
        return folded;
    }
    let mut folded = String::with_capacity(text.len());
    let lower = text.nfkd().flat_map(char::to_lowercase);
    for c in lower.filter(|c| !is_diacritic(*c)) {
        match c {
            'ß' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            '\'' | '’' => {}
            c => folded.push(c),
        }
    }
    folded.nfc().collect()
}

/// True for a mark that changes a letter's sound but not the word: Latin, Greek and Cyrillic
/// accents, Hebrew points, Arabic vowels. In other scripts marks count as letters.
fn is_diacritic(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{64b}'..='\u{65f}')
}

/// Returns the stem of an English word, without the endings of plural, past and `-ing`. It is
/// cruder than Snowball on purpose, because `search.js` repeats the same dozen lines.
pub fn stem(word: &str) -> String {
    let mut stem = american(word);
    let word = stem.clone();
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return stem;
    }
    let cut = |stem: &mut String, length: usize| stem.truncate(stem.len() - length);
    if word.len() > 4 && (word.ends_with("ies") || word.ends_with("ied")) {
        cut(&mut stem, 3);
        stem.push('y');
        return stem;
    }
    if stem.ends_with("sses") {
        cut(&mut stem, 2);
    } else if stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        cut(&mut stem, 1);
    }
    for end in ["ing", "ed"] {
        if stem.ends_with(end) && stem.len() >= end.len() + 4 && !stem.ends_with("eed") {
            cut(&mut stem, end.len());
            let bytes = stem.as_bytes();
            let last = bytes[bytes.len() - 1];
            if last == bytes[bytes.len() - 2] && !b"lszaeiou".contains(&last) {
                cut(&mut stem, 1);
            }
            break;
        }
    }
    if stem.len() > 4 && stem.ends_with('e') {
        cut(&mut stem, 1);
    }
    stem
}

/// British endings and the American ones, without the endings of plural and past. The spelling of a
/// term does not matter as long as both become the same.
const SPELLINGS: [(&str, &str); 8] = [
    ("our", "or"),
    ("tre", "ter"),
    ("ise", "ize"),
    ("isation", "ization"),
    ("ising", "izing"),
    ("yse", "yze"),
    ("logue", "log"),
    ("ense", "ence"),
];

/// Returns a word with an American ending.
fn american(word: &str) -> String {
    let plain = |word: &str| word.len() > 5 && word.bytes().all(|b| b.is_ascii_lowercase());
    if !plain(word) {
        return word.to_owned();
    }
    for plural in ["s", "d", "ed", "ing", ""] {
        let Some(start) = word.strip_suffix(plural) else { continue };
        if let Some((british, other)) = SPELLINGS.iter().find(|(british, _)| start.ends_with(british)) {
            return [&start[..start.len() - british.len()], other, plural].concat();
        }
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line is `text => term@place term@place`. The browser's test reads the same table.
    #[test]
    fn the_table_of_tokens_holds() {
        let table = include_str!("../../tests/fixtures/tokens.txt");
        let mut cases = 0;
        for line in table.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (text, expected) = line.split_once(" => ").unwrap_or((line, ""));
            let (mut place, mut found) = (0, Vec::new());
            runs(text, |run| {
                let tokens = tokens(run, true);
                found.extend(tokens.terms.into_iter().map(|(term, at)| format!("{term}@{}", place + at)));
                place += tokens.parts;
            });
            assert_eq!(found.join(" "), expected, "{text}");
            cases += 1;
        }
        assert!(cases > 40, "{cases}");
    }
}
