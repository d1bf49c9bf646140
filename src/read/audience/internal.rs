//! What of a document is for internal readers only: sections whose heading ends with
//! `{.internal}` and quotes that begin with `[!INTERNAL]`.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::names;
use crate::diagnostic;
use crate::markdown::{self, Dialect, Document, Kind, Node};
use crate::read::block;
use crate::text::{SourceFile, Span};

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
    orphans(text, from, &document, &mut marked);
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

/// Adds the footnotes and the addresses of links that only `marked` refers to. They stand
/// elsewhere, mostly at the end of the file.
fn orphans(text: &str, from: usize, document: &Document, marked: &mut Vec<Range<usize>>) {
    let notes = document.footnotes.iter().map(|(label, note)| (Use::Note(label), note.span));
    let references = markdown::references(text, from);
    let addresses = references.iter().map(|(target, span)| (Use::Address(target), *span));
    let definitions: Vec<_> = notes.chain(addresses).collect();
    loop {
        let is_marked = |span: Span| marked.iter().any(|range| range.contains(&(span.start as usize)));
        let (mut marked_uses, mut other_uses) = (BTreeSet::new(), BTreeSet::new());
        // A definition is no use of itself.
        let bodies = document.footnotes.values().flat_map(|note| &note.children);
        for node in document.blocks.iter().chain(bodies) {
            node.walk(&mut |node| {
                let name = match &node.kind {
                    Kind::Footnote(label) => Use::Note(label),
                    Kind::Link(link) | Kind::Image(link) => Use::Address(&link.target),
                    _ => return,
                };
                if is_marked(node.span) { &mut marked_uses } else { &mut other_uses }.insert(name);
            });
        }
        let is_orphan = |(name, span): &&(Use<'_>, Span)| {
            marked_uses.contains(name) && !other_uses.contains(name) && !is_marked(*span)
        };
        let found: Vec<_> = definitions.iter().filter(is_orphan).map(|(_, span)| span.range()).collect();
        if found.is_empty() {
            return;
        }
        // What only these refer to is next.
        marked.extend(found);
    }
}

/// What a definition elsewhere in the file is for.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Use<'a> {
    Note(&'a str),
    Address(&'a str),
}

/// `## Notes {.internal}`, with other attributes or none, and with the point forgotten;
/// whatever stands behind it.
fn is_internal(heading: &str) -> bool {
    let line = heading.lines().next().unwrap_or_default().to_ascii_lowercase();
    let mark = line.rsplit_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?.0)));
    mark.is_some_and(|(before, mark)| mark.contains("internal") && !before.ends_with('`'))
}

/// Marks of a public document that leave nothing out, because they are misspelt, or stand
/// in no heading and at the beginning of no quote. Code may speak of them.
pub fn stray_marks(file: &SourceFile) -> Vec<Span> {
    let (text, from) = (&file.text, block::end(&file.text));
    let found: Vec<_> = attributes(text, from).chain(alerts(text, from)).collect();
    if found.is_empty() {
        return found;
    }
    let code = markdown::parse(text, from, Dialect::Casebook).code();
    found.into_iter().filter(|mark| !Span::any_has(&code, mark.start as usize)).collect()
}

/// `{.internal}`, `{: .interal }`, `{restricted}` at the end of a line.
fn attributes(text: &str, from: usize) -> impl Iterator<Item = Span> {
    text[from..].match_indices('{').filter_map(move |(at, _)| {
        let start = from + at;
        let (inside, behind) = enclosed(&text[start + 1..], '}')?;
        let ends_line = behind.trim_matches(['*', '_', '#', ' ', '\t']).is_empty();
        let is_meant = |word: &str| {
            let name = word.trim_start_matches(['.', ':', '#']);
            (ends_line || name != word) && means_internal(name)
        };
        inside.split_whitespace().any(is_meant).then(|| Span::new(start, start + inside.len() + 2))
    })
}

/// `[!INTERAL]`, `[! internal]`, `[!INTERNAL|note]`, `[!RESTRICTED]`.
fn alerts(text: &str, from: usize) -> impl Iterator<Item = Span> {
    text[from..].match_indices("[!").filter_map(move |(at, _)| {
        let start = from + at;
        let (inside, _) = enclosed(&text[start + 2..], ']')?;
        let word = inside.trim().split(|c: char| !c.is_alphanumeric()).next()?;
        means_internal(word).then(|| Span::new(start, start + inside.len() + 3))
    })
}

/// What stands before `end` on the first line of `text`, and the rest of that line; no mark
/// is longer than a line that people write.
fn enclosed(text: &str, end: char) -> Option<(&str, &str)> {
    const LONGEST: usize = 200;
    text[..text.floor_char_boundary(LONGEST)].lines().next()?.split_once(end)
}

/// The word, or another one for few readers, or nearly the word.
fn means_internal(word: &str) -> bool {
    const OTHERS: [&str; 4] = ["external", "internet", "interval", "interim"];
    let word = word.to_lowercase();
    let is_near = || word.len() > 5 && diagnostic::nearest(&word, ["internal", "restricted"]).is_some();
    names::named(&word).is_some() || (!OTHERS.contains(&word.as_str()) && is_near())
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
    fn notes_and_addresses_of_what_is_cut_are_cut() {
        let rest = cut("# T\n\nOpen[^o] [b][b].\n\n## Ours {.internal}\n\nWho?[^1] [a][a] [b][b]\n\n## After\n\nx\n\n\
            [^1]: Secret one[^2].\n[^2]: Secret two.\n[^o]: Open note.\n\n[a]: https://a.example/Secret\n[b]: https://b.example/open\n");
        assert!(!rest.contains("Secret"), "{rest}");
        assert!(rest.contains("Open note.") && rest.contains("b.example"), "{rest}");
    }

    #[test]
    fn misspelt_and_misplaced_marks_are_stray() {
        let stray = |text: &str| stray_marks(&SourceFile::new("a.md", text)).len();
        for text in [
            "## Notes {.restricted}",
            "## Notes {.interal}",
            "## Notes {.intern}",
            "**Names** { .internal }",
            "**Names {.internal }**",
            "A paragraph.\n{: .internal}",
            "Some {.internal} words",
            "> [!INTERAL]\n> x",
            "> [! INTERNAL]\n> x",
            "> [!INTERNAL|note]\n> x",
            "> \\[!INTERNAL\\]\n> x",
            "> [!INTERNAL ONLY]\n> x",
            "> [!RESTRICTED]\n> x",
        ] {
            assert_eq!(stray(text), 1, "{text}");
        }
        for text in [
            "## Notes {#internal-notes .wide}",
            "`{.internal}` and `[!INTERNAL]`",
            "the path /api/{internal}/x",
            "${internal_host}",
            "## Notes {.interval}",
            "> [!NOTE] internal",
            "[![Internal](a.png)](b.md)",
            "+++\ntitle = \"{.internal}\"\n+++\nText",
        ] {
            assert_eq!(stray(text), 0, "{text}");
        }
    }

    #[test]
    fn the_word_alone_marks_nothing() {
        for text in ["# Internal server error\n\nAn internal host.\n", "# T\n\n```\n## x {.internal}\n```\n"] {
            assert_eq!(cut(text), text);
        }
    }
}
