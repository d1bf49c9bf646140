//! Summary, impact and causes, and how long the narrative is.

use super::inline;
use crate::data::fields::Spanned;
use crate::incident::section::{Role, Section};
use crate::incident::{Fact, Traced};
use crate::markdown::{self, Document, Kind, Node};
use crate::read::words::nothing::is_unwritten;
use crate::text::{Span, sentence};

/// Longest sentences of a section that still fit an executive card, in bytes.
const LONGEST_FACT: usize = 320;

/// What the author stated.
pub(in crate::read) fn stated(text: &Spanned<String>) -> Traced<Fact> {
    let nodes = inline::parse(&text.value, text.span);
    Traced::stated(Fact { plain: markdown::plain(&nodes), content: Some(nodes) }, text.span)
}

/// The first sentences of the first section of `role`, or its first two points.
pub(in crate::read) fn fact(document: &Document, sections: &[Section], role: Role) -> Option<Traced<Fact>> {
    let section = sections.iter().find(|section| section.role == Some(role))?;
    // The heading's own block is inside, too, and neither.
    let told = |block: &Node| match &block.kind {
        Kind::Paragraph => {
            Some(markdown::plain(&block.children)).filter(|text| !text.ends_with([':', '：']) && !is_unwritten(text))
        }
        Kind::List(_) => {
            let items = block.children.iter().map(|item| markdown::plain(inline::first_line(item).0));
            let told: Vec<_> = items.filter(|text| !is_unwritten(text)).take(2).collect();
            Some(told.join("; ")).filter(|text| !text.is_empty())
        }
        _ => None,
    };
    let mut blocks = document.blocks.iter().filter(|block| section.span.contains(block.span));
    let (told, place) = blocks.find_map(|block| Some((told(block)?, block.span)))?;
    let plain = sentence::first(&told, 2, LONGEST_FACT);
    (!plain.is_empty()).then_some(Traced::inferred(Fact { plain, content: None }, Some(place)))
}

/// Words of the narrative: what stands outside `except`, tables and code.
/// Scripts without blanks count two characters as a word.
pub(in crate::read) fn words(document: &Document, except: &[Span]) -> usize {
    let except = Span::outermost(except.to_vec());
    let counted = |block: &&Node| !Span::any_holds(&except, block.span);
    document.blocks.iter().filter(counted).map(count).sum()
}

fn count(node: &Node) -> usize {
    match &node.kind {
        Kind::Text(text) => {
            if text.is_ascii() {
                let word = |word: &str| word.bytes().any(|byte| byte.is_ascii_alphanumeric());
                return text.split_ascii_whitespace().filter(|it| word(it)).count();
            }
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
