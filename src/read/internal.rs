//! What of a document is for internal readers only: sections whose heading ends with
//! `{.internal}` and quotes that begin with `[!INTERNAL]`.

use std::ops::Range;
use std::sync::Arc;

use super::block;
use crate::markdown::{self, Dialect, Kind, Node};
use crate::source::{SourceFile, Span};

/// The document without what is for internal readers only. It is cut out of the text,
/// so that no later stage can show, count or find it; line ends stay, and with them the
/// lines that complaints name.
pub fn without_internal(file: &Arc<SourceFile>) -> Arc<SourceFile> {
    let text = &file.text;
    if !text.to_ascii_lowercase().contains("internal") {
        return Arc::clone(file);
    }
    let from = block::end(text);
    let document = markdown::parse(text, from, Dialect::Casebook);
    let mut marked = Vec::new();
    find(text, &document.blocks, text.len(), &mut marked);
    for note in document.footnotes.values() {
        find(text, &note.children, note.span.end as usize, &mut marked);
    }
    if marked.is_empty() {
        return Arc::clone(file);
    }
    let mut rest = text.clone();
    marked.sort_by_key(|range| range.start);
    for range in marked.into_iter().rev() {
        // A larger piece may have taken this one with it.
        let end = range.end.min(rest.len());
        if range.start < end {
            let lines = "\n".repeat(rest[range.start..end].matches('\n').count());
            rest.replace_range(range.start..end, &lines);
        }
    }
    Arc::new(SourceFile { path: file.path.clone(), text: rest })
}

/// Adds the parts of `blocks` that are marked; the last section ends at `end`.
fn find(text: &str, blocks: &[Node], end: usize, marked: &mut Vec<Range<usize>>) {
    let mut at = 0;
    while let Some(block) = blocks.get(at) {
        at += 1;
        match &block.kind {
            Kind::Heading(heading) if is_internal(&text[block.span.range()]) => {
                let ends = |next: &&Node| matches!(&next.kind, Kind::Heading(next) if next.level <= heading.level);
                let next = blocks[at..].iter().position(|next| ends(&next)).map_or(blocks.len(), |more| at + more);
                let stop = blocks.get(next).map_or(end, |next| next.span.start as usize);
                marked.push(block.span.start as usize..stop);
                at = next;
            }
            Kind::Alert(alert) if alert.kind == "internal" => marked.push(block.span.range()),
            _ => find(text, &block.children, block.span.end as usize, marked),
        }
    }
}

/// `## Notes {.internal}`, with other attributes or none, and with the point forgotten;
/// whatever stands behind it.
fn is_internal(heading: &str) -> bool {
    let line = heading.lines().next().unwrap_or_default().to_ascii_lowercase();
    let mark = line.rsplit_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?.0)));
    mark.is_some_and(|(before, mark)| mark.contains("internal") && !before.ends_with('`'))
}

/// Marks of a public document that leave nothing out, because they stand in no heading
/// and at the beginning of no quote. Code may speak of them.
pub fn stray_marks(file: &SourceFile) -> Vec<Span> {
    let lower = file.text.to_ascii_lowercase();
    let marks = ["{.internal}", "[!internal]"];
    if !marks.iter().any(|mark| lower.contains(mark)) {
        return Vec::new();
    }
    let code = markdown::parse(&file.text, block::end(&file.text), Dialect::Casebook).code();
    let places = marks.iter().flat_map(|mark| lower.match_indices(mark));
    let places = places.filter(|(at, _)| !code.iter().any(|span| span.range().contains(at)));
    places.map(|(at, mark)| Span::new(at, at + mark.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        without_internal(&Arc::new(SourceFile::new("a.md", text))).text.clone()
    }

    #[test]
    fn sections_and_quotes_are_cut_and_lines_stay() {
        let text = "+++\ntitle = \"Internal\"\n+++\n# T\n\nOpen.\n\n## Names {.internal}\n\nSecret one.\n\n### Deeper\n\nSecret two.\n\n## After\n\n> [!INTERNAL] For us\n> Secret three.\n\nOpen too.\n";
        let rest = cut(text);
        assert!(!rest.contains("Secret") && !rest.contains("Names") && !rest.contains("Deeper"), "{rest}");
        assert!(
            rest.contains("title = \"Internal\"") && rest.contains("Open.") && rest.contains("Open too."),
            "{rest}"
        );
        assert_eq!(rest.lines().count(), text.lines().count());
        assert_eq!(rest.lines().position(|line| line == "## After"), text.lines().position(|line| line == "## After"));
    }

    #[test]
    fn nested_last_and_misspelt_marks_are_cut() {
        assert!(!cut("# T\n\n- a\n\n  > [!internal]\n  > Secret\n\n- b\n").contains("Secret"));
        assert!(!cut("# T\n\n> ## Ours {.internal}\n>\n> Secret\n\nOpen\n").contains("Secret"));
        assert!(
            !cut("# T\n\n## Ours {internal}\n\nSecret\n\n[ref]: https://secret.example/Secret\n").contains("Secret")
        );
        assert!(!cut("# T\n\nText[^1]\n\n[^1]: A note\n\n    > [!INTERNAL]\n    > Secret\n").contains("Secret"));
        assert!(!cut("# T {.internal}\n\nSecret\n").contains("Secret"));
        assert!(!cut("## A {.INTERNAL}\n> [!INTERNAL]\n> Secret\n\nSecret\n# B\nOpen\n").contains("Secret"));
    }

    #[test]
    fn the_word_alone_marks_nothing() {
        for text in ["# Internal server error\n\nAn internal host.\n", "# T\n\n```\n## x {.internal}\n```\n"] {
            assert_eq!(cut(text), text);
        }
    }
}
