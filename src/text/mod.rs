//! Text, whatever it says: files and places in them, names, and looking for bytes.

pub mod file;
pub mod slug;

pub use self::file::{SourceFile, Span};

/// Where the first byte stands that is `wanted`. The processor compares sixteen at once
/// where no comparison ends the search early, and most text holds nothing that is sought.
pub fn position(text: &str, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let none = |chunk: &[u8; 16]| !chunk.iter().fold(false, |any, byte| any | wanted(*byte));
    let start = 16 * bytes.as_chunks().0.iter().take_while(|chunk| none(chunk)).count();
    let rest = &bytes[start..];
    if rest.len() < 16 && bytes.last_chunk().is_some_and(none) {
        return None;
    }
    Some(start + rest.iter().position(|byte| wanted(*byte))?)
}
