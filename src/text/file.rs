//! A text file of the archive, and spans in it.

use std::sync::OnceLock;

/// A range of bytes in a file. The end is exclusive.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// Clamps offsets to 4 GiB. No larger file is read.
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end.max(start)) }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// True if `other` is inside of this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Sorts `spans` and drops those inside of others, so that [`any_holds`](Self::any_holds) finds
    /// the one around a place quickly.
    pub fn outermost(mut spans: Vec<Span>) -> Vec<Span> {
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        spans.retain(|span| {
            let is_outer = span.end > end;
            end = end.max(span.end);
            is_outer
        });
        spans
    }

    /// True if one of `spans`, as [`outermost`](Self::outermost) returns them, contains `inner`.
    pub fn any_holds(spans: &[Span], inner: Span) -> bool {
        let first = spans.partition_point(|span| span.end < inner.end);
        spans.get(first).is_some_and(|span| span.contains(inner))
    }

    /// True if the byte at `at` is in one of `spans`, which must be sorted and disjoint.
    pub fn any_has(spans: &[Span], at: usize) -> bool {
        let next = spans.partition_point(|span| span.start as usize <= at);
        next.checked_sub(1).is_some_and(|before| spans[before].range().contains(&at))
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A text file of the archive.
///
/// The byte order mark is dropped, line ends are LF, and control characters are U+FFFD, so that
/// every later stage sees only one kind of text. Spans refer to this text.
#[derive(Debug)]
pub struct SourceFile {
    /// Path from the archive's root, with `/`.
    pub path: String,
    pub text: String,
    /// True if parts for fewer readers were cut out.
    pub is_cut: bool,
    /// What [`line_column`](Self::line_column) needs, made when it is first asked.
    marks: OnceLock<Vec<Mark>>,
}

impl PartialEq for SourceFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.text) == (&other.path, &other.text)
    }
}

impl Eq for SourceFile {}

/// The position of the beginning of every [`STEP`] bytes of a file.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Number of lines that end before it.
    lines: usize,
    /// Number of characters between the beginning of its line and it.
    column: usize,
}

/// Distance of two marks, in bytes.
const STEP: usize = 256;

/// The position behind `bytes`, which begin at `mark`.
fn after(mark: Mark, bytes: &[u8]) -> Mark {
    let is_first = |byte: &&u8| **byte & 0xc0 != 0x80;
    let newline = bytes.iter().rposition(|byte| *byte == b'\n');
    let column = if newline.is_some() { 0 } else { mark.column };
    Mark {
        lines: mark.lines + bytes.iter().filter(|byte| **byte == b'\n').count(),
        column: column + bytes[newline.map_or(0, |at| at + 1)..].iter().filter(is_first).count(),
    }
}

impl SourceFile {
    /// Returns the file as later stages see it.
    pub fn new(path: impl Into<String>, text: &str) -> Self {
        Self::normalised(path.into(), normalise(text.to_owned()))
    }

    /// Returns the file with a text that is [`normalise`]d already.
    pub fn normalised(path: String, text: String) -> Self {
        Self { path, text, is_cut: false, marks: OnceLock::new() }
    }

    /// Returns the file with what is left of its text after parts were cut out.
    pub fn cut(path: String, text: String) -> Self {
        Self { is_cut: true, ..Self::normalised(path, text) }
    }

    /// Returns line and column of a byte offset, both counted from 1. Columns count characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        // A document can have a complaint for every word. Counting from its beginning for each
        // would take time that grows with the square of its length.
        let bytes = self.text.as_bytes();
        let marks = self.marks.get_or_init(|| {
            let next = |mark: &mut Mark, piece: &[u8]| Some(std::mem::replace(mark, after(*mark, piece)));
            bytes.chunks(STEP).chain([&[][..]]).scan(Mark { lines: 0, column: 0 }, next).collect()
        });
        let step = offset / STEP;
        let Mark { lines, column } = after(marks[step], &bytes[step * STEP..offset]);
        (lines + 1, column + 1)
    }

    /// Returns the path without the ending that makes the file a document: `x` for `x.md` and for
    /// `x.html.md.erb`.
    pub fn stem_path(&self) -> &str {
        let stem = &self.path[..stem_length(&self.path).unwrap_or(self.path.len())];
        stem.strip_suffix(".html").filter(|_| !self.path.ends_with(".md")).unwrap_or(stem)
    }

    /// Returns the last component of the path.
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

/// Words in the names and titles of documents that are templates.
pub const TEMPLATES: [&str; 3] = ["template", "vorlage", "plantilla"];

/// Endings of Markdown files, including those of programs that extend Markdown.
const MARKDOWN: [&str; 7] = [".md", ".markdown", ".mdown", ".mdx", ".qmd", ".rmd", ".md.erb"];

/// True if a file of that name is a document.
pub fn is_document(path: &str) -> bool {
    stem_length(path).is_some()
}

/// Returns the length of `path` without the ending that makes it a document.
fn stem_length(path: &str) -> Option<usize> {
    let ends = |ending: &&&str| {
        path.len()
            .checked_sub(ending.len())
            .and_then(|at| path.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    MARKDOWN.iter().filter(ends).map(|ending| path.len() - ending.len()).min()
}

/// Returns the message for a file that is not UTF-8. It names the place of the first wrong byte.
pub fn not_utf8(error: &std::string::FromUtf8Error) -> String {
    let at = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let line = bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    format!("line {line}: the byte 0x{:02x} at offset {at} is not UTF-8", bytes[at])
}

fn is_control(byte: u8) -> bool {
    byte < b' ' && byte != b'\n' && byte != b'\t'
}

pub fn normalise(mut text: String) -> String {
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    // No early exit inside of a chunk, so that the compiler compares many bytes at once.
    let controls = |piece: &[u8]| piece.iter().fold(false, |found, byte| found | is_control(*byte));
    if !text.as_bytes().chunks(256).any(controls) {
        return text;
    }
    let control = |c: char| u8::try_from(c).is_ok_and(is_control);
    text.replace("\r\n", "\n").replace('\r', "\n").replace(control, "\u{fffd}")
}
