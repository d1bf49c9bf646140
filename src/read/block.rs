//! Where the front matter of a document is, and its keys and values.

use crate::data::fence::Fence;
use crate::data::{self, Table};
use crate::text::Span;

/// Places of a front matter block: opening fence, content, body.
pub(super) struct Block {
    fence: Fence,
    /// Where the content begins.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) body: usize,
}

/// Where the Markdown of `text` begins.
pub(in crate::read) fn end(text: &str) -> usize {
    find(text).ok().flatten().map_or(0, |block| block.body)
}

/// The block at the beginning of `text`; `Err` with the fence if it is not closed. Blank
/// lines may stand before it: what says who may read the document is no text.
pub(in crate::read) fn find(text: &str) -> Result<Option<Block>, &'static str> {
    let blank = text.len() - text.trim_start().len();
    let begin = text[..blank].rfind('\n').map_or(0, |at| at + 1);
    let first_end = text[begin..].find('\n').map_or(text.len(), |at| begin + at + 1);
    let Some(fence) = Fence::of(&text[begin..first_end]) else { return Ok(None) };
    // A rule at the very top is Markdown if nothing below looks like a key.
    let looks_like_keys = text[first_end..].lines().next().is_some_and(|line| line.contains([':', '=']));
    if begin > 0 && !looks_like_keys {
        return Ok(None);
    }
    let mut at = first_end;
    for line in text[first_end..].split_inclusive('\n') {
        if fence.is(line) {
            return Ok(Some(Block { fence, start: first_end, end: at, body: at + line.len() }));
        }
        at += line.len();
    }
    if fence == Fence::Yaml && !looks_like_keys { Ok(None) } else { Err(fence.marks()) }
}

pub(in crate::read) fn parse(text: &str, block: &Block) -> (Table, Vec<(Span, String)>) {
    // Everything before the content becomes blanks of equal length, so that
    // every place the parser reports is a place of the file.
    let mut padded: String = text[..block.start].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
    padded.push_str(&text[block.start..block.end]);
    match block.fence {
        Fence::Toml => data::toml::parse(&padded),
        Fence::Yaml => data::yaml::parse(&padded),
    }
}
