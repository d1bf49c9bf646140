//! Text without regard to its meaning: files and spans, look-alikes, names, hashes, sentences, numbers.

pub mod exported;
pub mod file;
pub mod folded;
pub mod hash;
pub mod length;
pub mod number;
pub mod redact;
pub mod sentence;
pub mod shortcode;
pub mod shorten;
pub mod slug;
pub mod tickets;

pub use self::file::{SourceFile, Span};

/// True for control characters that reorder text for display (Unicode Standard Annex 9, explicit
/// formatting characters).
pub fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// True for characters of scripts that put no blanks between words, such as Chinese and Japanese.
pub fn is_unspaced(c: char) -> bool {
    c >= '\u{2e80}'
}

/// Splits `text` at its first colon, narrow or wide. To look for one sign after the other is several
/// times as fast as to look at each character.
pub fn split_colon(text: &str) -> Option<(&str, &str)> {
    let narrow = text.split_once(':');
    let before = narrow.map_or(text, |(before, _)| before);
    let wide = before.find('：').map(|at| (&text[..at], &text[at + '：'.len_utf8()..]));
    wide.or(narrow)
}

/// Returns the position of the first byte that is `wanted`. Sixteen bytes are compared at once,
/// without leaving a chunk early, because most texts contain no such byte.
pub fn find_byte(text: &str, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let none = |chunk: &[u8; 16]| !chunk.iter().fold(false, |any, byte| any | wanted(*byte));
    let start = 16 * bytes.as_chunks().0.iter().take_while(|chunk| none(chunk)).count();
    let rest = &bytes[start..];
    if rest.len() < 16 && bytes.last_chunk().is_some_and(none) {
        return None;
    }
    Some(start + rest.iter().position(|byte| wanted(*byte))?)
}
