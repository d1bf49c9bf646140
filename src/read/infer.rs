//! What the author did not state and the text says all the same.

use jiff::civil::Date;

use crate::data::fields::Spanned;
use crate::incident::instant::split_date;
use crate::incident::section::{Role, Section};
use crate::incident::{Fact, Origin};
use crate::markdown::{self, Document, Kind, Node};
use crate::source::{SourceFile, Span};

/// A first line longer than this is a paragraph, not a title.
const LONGEST_TITLE: usize = 120;

/// Longest sentences of a section that still fit an executive card, in characters.
const LONGEST_FACT: usize = 320;

/// Words whose full stop does not end a sentence.
const ABBREVIATIONS: [&str; 12] = ["e.g", "i.e", "ca", "approx", "vs", "cf", "no", "dr", "mr", "ms", "z.b", "d.h"];

/// The file's own name, or its folder's for `index.md`: what stands for the
/// document if nothing else does.
pub(super) fn stem(file: &SourceFile) -> &str {
    let mut parts = file.path.rsplit('/');
    let name = parts.next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if stem.eq_ignore_ascii_case("index") { parts.next().unwrap_or(stem) } else { stem }
}

/// Day and rest of a name like `2026-03-14-slug` or `2026-03-14 slug`.
pub(super) fn dated(stem: &str) -> (Option<Date>, &str) {
    match split_date(stem) {
        Some((date, rest)) => {
            let rest = rest.trim_start_matches(['-', '_', ' ']);
            (Some(date), if rest.is_empty() { stem } else { rest })
        }
        None => (None, stem),
    }
}

/// The heading that is the title: the first of the shallowest level near the top.
pub(super) fn title_heading(document: &Document, text: &str) -> Option<(String, Span)> {
    let near = text.match_indices('\n').nth(60).map_or(text.len(), |(at, _)| at);
    let headings = document.blocks.iter().filter(|block| (block.span.start as usize) < near).filter_map(|block| {
        match &block.kind {
            Kind::Heading(heading) => Some((heading.level, block)),
            _ => None,
        }
    });
    let (_, block) = headings.min_by_key(|(level, block)| (*level, block.span.start))?;
    Some((markdown::plain(&block.children), block.span)).filter(|(title, _)| !title.is_empty())
}

/// A short first line.
pub(super) fn first_line(document: &Document) -> Option<String> {
    let first = document.blocks.first().filter(|block| matches!(block.kind, Kind::Paragraph))?;
    if first.children.iter().all(|node| matches!(node.kind, Kind::Link(_) | Kind::SoftBreak)) {
        return None;
    }
    let line: Vec<_> = first
        .children
        .iter()
        .take_while(|node| !matches!(node.kind, Kind::SoftBreak | Kind::HardBreak))
        .cloned()
        .collect();
    Some(markdown::plain(&line)).filter(|text| !text.is_empty() && text.len() < LONGEST_TITLE)
}

/// What the author stated.
pub(super) fn stated(text: &Spanned<String>) -> Fact {
    let nodes = super::front_matter::inline(&text.value, text.span);
    Fact { plain: markdown::plain(&nodes), content: Some(nodes), origin: Origin::Stated }
}

/// The first sentences of the first section of `role`.
pub(super) fn fact(document: &Document, sections: &[Section], role: Role) -> Option<Fact> {
    let section = sections.iter().find(|section| section.role == Some(role))?;
    let inside = |block: &&Node| section.span.contains(block.span);
    let paragraph = document.blocks.iter().filter(inside).find(|block| matches!(block.kind, Kind::Paragraph))?;
    let plain = sentences(&markdown::plain(&paragraph.children), 2);
    (!plain.is_empty()).then_some(Fact { plain, content: None, origin: Origin::Inferred })
}

/// At most `count` sentences and never more than fits; cut between words.
pub(super) fn sentences(text: &str, count: usize) -> String {
    let mut end = 0;
    let mut found = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if at > LONGEST_FACT && end == 0 {
            let cut = text[..at].rfind(' ').unwrap_or(at);
            return format!("{} …", text[..cut].trim_end());
        }
        let wide = matches!(c, '。' | '！' | '？');
        let stop = wide || (matches!(c, '.' | '!' | '?') && chars.peek().is_none_or(|(_, next)| next.is_whitespace()));
        let word = text[..at].rsplit([' ', '(']).next().unwrap_or_default();
        let short = c == '.' && (word.len() == 1 || ABBREVIATIONS.contains(&word.to_lowercase().as_str()));
        if stop && (!short || chars.peek().is_none()) {
            if at > LONGEST_FACT && end > 0 {
                break;
            }
            end = at + c.len_utf8();
            found += 1;
            if found == count {
                break;
            }
        }
    }
    if end == 0 { text.to_owned() } else { text[..end].to_owned() }
}

/// Words of the narrative: what stands outside `except`, tables and code.
/// Scripts without blanks count two characters as a word.
pub(super) fn words(document: &Document, except: &[Span]) -> usize {
    let counted = |block: &&Node| !except.iter().any(|span| span.contains(block.span));
    document.blocks.iter().filter(counted).map(count).sum()
}

fn count(node: &Node) -> usize {
    match &node.kind {
        Kind::Text(text) => {
            let wide = text.chars().filter(|c| *c >= '\u{2e80}' && c.is_alphanumeric()).count();
            let spaced = text
                .split_whitespace()
                .filter(|word| word.contains(|c: char| c.is_alphanumeric() && c < '\u{2e80}'))
                .count();
            spaced + wide / 2
        }
        Kind::InlineCode(_) => 1,
        Kind::Table(_) | Kind::Code(_) | Kind::Html(_) | Kind::Heading(_) => 0,
        _ => node.children.iter().map(count).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_hears_it() {
        assert_eq!(sentences("One. Two! Three.", 2), "One. Two!");
        assert_eq!(sentences("About 3.5 s, e.g. for images. More.", 1), "About 3.5 s, e.g. for images.");
        assert_eq!(sentences("停止した。直した。", 1), "停止した。");
        assert_eq!(sentences("no full stop", 2), "no full stop");
        assert!(sentences(&"word ".repeat(200), 2).len() < 330);
    }

    #[test]
    fn names_hold_dates() {
        assert_eq!(dated("2026-03-14-cache"), (Some(Date::constant(2026, 3, 14)), "cache"));
        assert_eq!(dated("2026-03-14 a cache"), (Some(Date::constant(2026, 3, 14)), "a cache"));
        assert_eq!(dated("2026-03-14"), (Some(Date::constant(2026, 3, 14)), "2026-03-14"));
        assert_eq!(dated("cache"), (None, "cache"));
    }
}
