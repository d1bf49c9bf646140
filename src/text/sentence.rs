//! The ends of sentences.

use std::ops::Range;

use super::shorten::shorten;

/// Words whose full stop does not end a sentence.
const ABBREVIATIONS: [&str; 50] = [
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "inc", "ltd", "corp", "st",
    "jr", "sr", "prof", "fig", "sec", "hr", "hrs", "dept", "est", "mrs", "e.g", "i.e", "ca", "approx", "vs", "cf",
    "no", "dr", "mr", "ms", "etc", "resp", "incl", "min", "bzw", "z.b", "d.h", "u.a", "kl", "godz", "nr", "sig",
    "dott", "ing",
];

/// Returns the byte offsets behind the sentences of `text`. A last sentence without a full stop has
/// none.
pub fn ends(text: &str) -> impl Iterator<Item = usize> {
    // The first bytes of the marks: most characters are told from them without being decoded.
    let may_end = |(_, byte): &(usize, u8)| matches!(byte, b'.' | b'!' | b'?' | 0xe3 | 0xef);
    text.bytes().enumerate().filter(may_end).filter_map(move |(at, _)| {
        let c = text[at..].chars().next()?;
        let rest = &text[at + c.len_utf8()..];
        let ends = match c {
            '。' | '！' | '？' => true,
            '!' | '?' => rest.is_empty() || rest.starts_with(char::is_whitespace),
            '.' => rest.is_empty() || (rest.starts_with(char::is_whitespace) && !is_short(&text[..at])),
            _ => false,
        };
        ends.then_some(at + c.len_utf8())
    })
}

/// Like [`ends`], for a text in which sentences begin with capital letters.
pub fn surer_ends(text: &str) -> impl Iterator<Item = usize> {
    ends(text).filter(|end| !text[*end..].trim_start().starts_with(char::is_lowercase))
}

/// True if the last word of `text` is an abbreviation or a single letter.
fn is_short(text: &str) -> bool {
    let word = text.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    // `U.S`
    let is_letters = word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
    word.chars().count() == 1 || is_letters || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// Returns the first sentences of `text`: at most `count` sentences and at most `longest` bytes.
///
/// A first sentence that is longer is shortened.
pub fn first(text: &str, count: usize, longest: usize) -> String {
    match ends(text).take(count).take_while(|end| *end <= longest).last() {
        Some(end) => text[..end].to_owned(),
        None => shorten(text, longest),
    }
}

/// Longest text of a card, in bytes, unless its first sentence is longer.
pub const LONGEST: usize = 320;

/// Returns the first sentences of `text` for a card: at most `count`, and no more than fit, but the
/// first one whole. `mask` is `text` with letters in the place of what holds no end of a sentence,
/// such as code.
pub fn whole(text: &str, mask: &str, count: usize) -> String {
    const LONGEST_SENTENCE: usize = 2 * LONGEST;
    let mut ends = surer_ends(mask).take(count);
    let first = ends.next().unwrap_or(text.len());
    if first > LONGEST_SENTENCE {
        return shorten(text.trim(), LONGEST);
    }
    let end = ends.take_while(|end| *end <= LONGEST).last().unwrap_or(first);
    text[..end].trim().to_owned()
}

/// Returns the range of the sentence that contains the byte offset `at`.
pub fn around(text: &str, at: usize) -> Range<usize> {
    let mut start = 0;
    for end in ends(text) {
        if at < end {
            return start..end;
        }
        start = end;
    }
    start..text.len()
}

/// Returns the number of sentences. The last one may lack its full stop.
pub fn count(text: &str) -> usize {
    let mut from = 0;
    let says_something = |end: &usize| text[std::mem::replace(&mut from, *end)..*end].contains(char::is_alphanumeric);
    ends(text).chain([text.len()]).filter(says_something).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_hears_it() {
        let first = |text: &str, count| first(text, count, 320);
        assert_eq!(first("One. Two! Three.", 2), "One. Two!");
        assert_eq!(first("About 3.5 s, e.g. for images. More.", 1), "About 3.5 s, e.g. for images.");
        assert_eq!(first("停止した。直した。", 1), "停止した。");
        assert_eq!(first("no full stop", 2), "no full stop");
        assert_eq!(first("", 2), "");
        assert!(first(&"word ".repeat(200), 2).len() < 330);
        assert!(first(&"停止".repeat(200), 2).len() < 330);
    }

    #[test]
    fn the_sentence_around_a_place_goes_from_end_to_end() {
        let text = "One. Two, e.g. this. Three";
        assert_eq!(&text[around(text, 0)], "One.");
        assert_eq!(&text[around(text, 12)], " Two, e.g. this.");
        assert_eq!(&text[around(text, text.len())], " Three");
    }

    #[test]
    fn sentences_are_counted() {
        assert_eq!(count("One. Two! Three"), 3);
        assert_eq!(count("It took approx. 5 min. until then … ?!"), 1);
        assert_eq!(count("See\ne.g. this"), 1);
        assert_eq!(count("停止した。直した。"), 2);
        assert_eq!(count("…"), 0);
        assert_eq!(count(""), 0);
    }
}
