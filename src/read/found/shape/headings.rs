//! Headings that Markdown takes for some and that are none, and some that are HTML.

use crate::markdown::{self, Anchors, Document, Kind, Node};
use crate::read::found::inline;
use crate::text::{Span, sentence};

/// Gives an anchor to headings that were HTML.
pub(super) fn name(document: &mut Document) {
    let is_bare = |block: &Node| matches!(&block.kind, Kind::Heading(heading) if heading.id.is_empty());
    if !document.blocks.iter().any(is_bare) {
        return;
    }
    let mut taken = Anchors::of(document);
    for block in document.blocks.iter_mut().filter(|block| is_bare(block)) {
        let slug = markdown::github_slug(&markdown::plain(&block.children));
        if let Kind::Heading(heading) = &mut block.kind {
            heading.id = taken.give(&slug);
        }
    }
}

/// A paragraph above a rule without a blank line is a heading to Markdown, and
/// too long to have been meant as one.
pub(super) fn unset(block: Node) -> Vec<Node> {
    const LONGEST_HEADING: usize = 60;
    let is_sentence = |text: &str| {
        text.len() > LONGEST_HEADING && sentence::ends(text.trim_end()).last() == Some(text.trim_end().len())
    };
    match &block.kind {
        Kind::Heading(heading) if heading.level <= 2 && is_sentence(&inline::text(&block.children)) => {
            let end = block.span.end;
            let rule =
                Node { span: Span { start: end.saturating_sub(1), end }, kind: Kind::Rule, children: Vec::new() };
            let span = Span { start: block.span.start, end: end.saturating_sub(1) };
            vec![Node { span, kind: Kind::Paragraph, children: block.children }, rule]
        }
        _ => vec![block],
    }
}
