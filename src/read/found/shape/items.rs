//! Lists that are typed and not marked up: `\- one`, `\[x\] done`, `[ ] open`. Programs that write Markdown escape what
//! the author typed, and authors forget the bullet before a box.

use super::push_merged;
use crate::markdown::{Kind, Node};
use crate::read::found::inline;
use crate::text::Span;

/// Makes lists of paragraphs all of whose lines are typed items.
pub(super) fn list(blocks: Vec<Node>) -> Vec<Node> {
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match items(&block) {
            Some(items) => push_merged(Node { span: block.span, kind: Kind::List(None), children: items }, &mut out),
            None => out.push(block),
        }
    }
    out
}

fn items(block: &Node) -> Option<Vec<Node>> {
    // Most paragraphs are none, and seen to be none by their first letter.
    let may_be = |first: &Node| matches!(&first.kind, Kind::Text(text) if text.trim_start().starts_with(['-', '[']));
    if !matches!(block.kind, Kind::Paragraph) || !block.children.first().is_some_and(may_be) {
        return None;
    }
    let lines = inline::lines(&block.children);
    let item = |line: &&[Node]| {
        let (length, done) = mark(&inline::text(line))?;
        let span = Span { start: line.first()?.span.start, end: line.last()?.span.end };
        let children = inline::trim(inline::skip(line, length));
        (!children.is_empty()).then_some(Node { span, kind: Kind::Item(done), children })
    };
    lines.iter().map(item).collect()
}

/// The length of the mark before an item, and what its box says. A star may stand before a note.
fn mark(line: &str) -> Option<(usize, Option<bool>)> {
    let text = line.trim_start();
    let behind = text.strip_prefix('-').filter(|rest| rest.starts_with(' ')).unwrap_or(text).trim_start();
    let of_box = |rest: &str| Some(line.len() - rest.len()).filter(|_| rest.starts_with(' '));
    for (mark, done) in [("[ ]", false), ("[]", false), ("[x]", true), ("[X]", true)] {
        if let Some(length) = behind.strip_prefix(mark).and_then(of_box) {
            return Some((length, Some(done)));
        }
    }
    (behind.len() < text.len()).then(|| (line.len() - behind.len(), None))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_items() {
        for (line, found) in [
            ("- one", Some((2, None))),
            ("[x] done", Some((3, Some(true)))),
            ("- [ ] open", Some((5, Some(false)))),
            ("-5 degrees", None),
            ("[xylophone] one", None),
            ("[x](y)", None),
            ("10:20 - one", None),
            ("* All times are UTC", None),
        ] {
            assert_eq!(mark(line), found, "{line}");
        }
    }
}
