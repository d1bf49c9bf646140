//! Where the front matter of a document is, and its keys and values.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::data::fence::Fence;
use crate::data::{self, Entry, Kind, Table, Value};
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

impl Block {
    pub(super) fn is_yaml(&self) -> bool {
        self.fence == Fence::Yaml
    }

    pub(super) fn fence(&self) -> Fence {
        self.fence
    }
}

/// Returns the lines at the beginning of `text` that may be front matter although they are not read
/// as such: behind a comment or a misspelt fence, indented, without a first or a last fence.
pub(in crate::read) fn lost(text: &str) -> Vec<(Span, &str)> {
    const MOST: usize = 200;
    let (mut lines, mut at) = (Vec::new(), 0);
    // Hugo's front matter in JSON has no fences.
    let is_json = text.trim_start().starts_with("{\"");
    let (mut is_fenced, mut in_comment) = (is_json, false);
    for line in text.split_inclusive('\n').take(MOST) {
        let start = at;
        at += line.len();
        let bare = line.trim_matches(|c: char| c.is_whitespace() || is_unseen(c));
        in_comment |= lines.is_empty() && bare.starts_with("<!--");
        if in_comment {
            in_comment = !bare.ends_with("-->");
        } else if is_like_fence(bare) {
            is_fenced = true;
            if !lines.is_empty() {
                break;
            }
        } else if lines.is_empty() && !bare.is_empty() && !bare.contains([':', '=', '#']) || bare.starts_with("## ") {
            break;
        } else if !bare.is_empty() {
            lines.push((Span::new(start + line.len() - line.trim_start().len(), start + line.trim_end().len()), bare));
            if is_json && bare.ends_with('}') {
                break;
            }
        } else if !is_fenced && !lines.is_empty() {
            break;
        }
    }
    if is_fenced { lines } else { Vec::new() }
}

/// Returns the lines of a comment that `text` begins with.
pub(in crate::read) fn comment(text: &str) -> impl Iterator<Item = (Span, &str)> {
    let comment = text.trim_start().strip_prefix("<!--").and_then(|rest| rest.split("-->").next()).unwrap_or_default();
    comment.lines().map(|line| {
        let start = line.as_ptr() as usize - text.as_ptr() as usize;
        (Span::new(start, start + line.len()), line)
    })
}

/// True for `---`, `----`, `--- # x`, `+++` and what people write in their place.
fn is_like_fence(line: &str) -> bool {
    let rest = line.trim_start_matches(['-', '+', '—', '–', '~', '`', ';', '=']);
    let marks = line[..line.len() - rest.len()].chars().count();
    let rest = rest.trim_start();
    let is_named = ["yaml", "yml", "toml"].contains(&rest.to_ascii_lowercase().as_str());
    line == "{" || (marks >= 2 || line == "—") && (rest.is_empty() || rest.starts_with('#') || is_named)
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// What `parse` returns, but a key of YAML that cannot be read does not take the others with it.
pub(in crate::read) fn parse_what_can_be(text: &str, block: &Block) -> (Table, Vec<(Span, String)>) {
    /// Each costs another look at all of it.
    const MOST_BROKEN: usize = 8;
    let (mut table, mut faults) = parse(text, block);
    if !block.is_yaml() {
        return (table, faults);
    }
    let mut rest = text[..block.end].to_owned();
    let mut found = Vec::new();
    for _ in 0..MOST_BROKEN {
        let Some((fault, _)) = faults.last().filter(|_| table.entries.is_empty()) else { break };
        let broken = key_around(&rest[block.start..], (fault.start as usize).saturating_sub(block.start));
        let broken = broken.start + block.start..broken.end + block.start;
        found.extend(line_entry(&rest, broken.clone()));
        let blank: String = rest[broken.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
        rest.replace_range(broken, &blank);
        let (next, more) = parse(&rest, block);
        table = next;
        if more.is_empty() {
            break;
        }
        faults.extend(more);
    }
    let known: BTreeSet<_> = table.entries.iter().map(|entry| entry.key.clone()).collect();
    table.entries.extend(found.into_iter().filter(|entry| !known.contains(&entry.key)));
    (table, faults)
}

/// The lines of the outermost key around `at`.
fn key_around(text: &str, at: usize) -> Range<usize> {
    let starts = |line: &str| !line.starts_with([' ', '\t', '\n', '\r', '#', '-', ']', '}']);
    let (mut start, mut from) = (0, 0);
    for line in text.split_inclusive('\n') {
        let is_behind = from > at.min(text.len().saturating_sub(1));
        if starts(line) && is_behind {
            return start..from;
        }
        start = if starts(line) { from } else { start };
        from += line.len();
    }
    start..text.len()
}

/// `title: Outage: the relay`, whose value is all of the line. What begins as quoted or nested
/// means something else.
fn line_entry(text: &str, at: Range<usize>) -> Option<Entry> {
    let line = text[at.clone()].trim_end();
    let (key, behind) = line.split_once(": ").filter(|(_, behind)| !behind.contains('\n'))?;
    let value = behind.trim();
    let is_key = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    if !is_key
        || value.is_empty()
        || value.starts_with(['"', '\'', '[', ']', '{', '}', '&', '*', '!', '|', '>', '%', '#'])
    {
        return None;
    }
    let start = at.start + line.len() - value.len();
    let value = Value { span: Span::new(start, start + value.len()), kind: Kind::Plain(value.to_owned()) };
    Some(Entry { key: key.to_owned(), key_span: Span::new(at.start, at.start + key.len()), value })
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
