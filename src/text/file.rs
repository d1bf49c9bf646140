//! A text file of the archive, and spans in it.

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
#[derive(Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path from the archive's root, with `/`.
    pub path: String,
    pub text: String,
}

impl SourceFile {
    /// Returns the file as later stages see it.
    pub fn new(path: impl Into<String>, text: &str) -> Self {
        Self { path: path.into(), text: normalise(text.to_owned()) }
    }

    /// Returns line and column of a byte offset, both counted from 1. Columns count characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.bytes().filter(|byte| *byte == b'\n').count() + 1, before[line_start..].chars().count() + 1)
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
