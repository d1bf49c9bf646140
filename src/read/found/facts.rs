//! Summary, impact and causes as stated, and how long the narrative is.

use super::inline;
use crate::data::fields::Spanned;
use crate::incident::{Fact, Traced};
use crate::markdown::{self, Document, Kind, Node};
use crate::text::{Span, is_unspaced};

/// What the author stated.
pub(in crate::read) fn stated(text: &Spanned<String>) -> Traced<Fact> {
    let nodes = inline::parse(&text.value, text.span);
    Traced::stated(Fact { plain: markdown::plain(&nodes), content: Some(nodes) }, text.span)
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
            let wide = text.chars().filter(|c| is_unspaced(*c) && c.is_alphanumeric()).count();
            let spaced = text
                .split_whitespace()
                .filter(|word| word.contains(|c: char| c.is_alphanumeric() && !is_unspaced(c)))
                .count();
            spaced + wide / 2
        }
        Kind::InlineCode(_) => 1,
        Kind::Table(_) | Kind::Code(_) | Kind::Html(_) | Kind::Heading(_) => 0,
        _ => node.children.iter().map(count).sum(),
    }
}
