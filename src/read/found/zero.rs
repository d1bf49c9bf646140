//! The time that others are counted from: `T0` of `T+5 min`.

use super::head::{Near, instant};
use crate::incident::instant::Instant;
use crate::markdown::{self, Document, Kind, Node};
use crate::text::SourceFile;

/// What `T+5 min` counts from, where the text says when that is: `T0 = 14:02 UTC`.
pub(in crate::read) fn zero(document: &Document, file: &SourceFile, near: Near<'_>) -> Option<Instant> {
    const NAMES: [&str; 5] = ["T+00:00", "T+0", "T-0", "T=0", "T0"];
    /// In bytes. Longer ones tell a story.
    const LONGEST: usize = 300;
    let in_line = |line: &[Node]| {
        let text = markdown::plain(line);
        let text = &text[..text.floor_char_boundary(LONGEST)];
        NAMES.iter().find_map(|name| {
            let behind = &text[text.find(name)? + name.len()..];
            let value = behind.trim_start_matches([' ', '=', ':', '(', '→']);
            (value.len() < behind.len()).then(|| instant(value, near)).flatten()
        })
    };
    let in_lines = |nodes: &[Node]| super::inline::lines(nodes).into_iter().find_map(in_line);
    // `T00:00` in a date is no name.
    let name_at = |at: usize| NAMES.iter().find_map(|name| file.text[at..].strip_prefix(*name));
    let is_whole = |behind: &&str| !behind.starts_with(|c: char| c.is_ascii_digit());
    file.text.match_indices('T').filter_map(|(at, _)| name_at(at)).find(is_whole)?;
    document.blocks.iter().find_map(|block| match &block.kind {
        Kind::Paragraph | Kind::Heading(_) => in_lines(&block.children),
        Kind::List(_) => block.children.iter().find_map(|item| in_line(super::inline::first_line(item).0)),
        // `| T0 | 2031-03-04 14:02 UTC |`
        Kind::Table(_) => block.children.iter().find_map(|row| {
            let beside = row.children.windows(2).find_map(|pair| {
                let [name, value] = [&pair[0], &pair[1]].map(|cell| markdown::plain(&cell.children));
                NAMES.contains(&name.trim()).then(|| instant(value.trim(), near)).flatten()
            });
            beside.or_else(|| row.children.iter().find_map(|cell| in_lines(&cell.children)))
        }),
        _ => None,
    })
}
