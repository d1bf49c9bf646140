//! Parts of a document for fewer readers: sections whose heading ends with `{.internal}` or
//! `{.restricted}`, quotes that begin with `[!INTERNAL]` or `[!RESTRICTED]`, and entries of the
//! front matter with an audience of their own.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use super::cut::without;
use super::entries;
use crate::incident::Audience;
use crate::markdown::{self, Dialect, Kind, Node};
use crate::read::block;
use crate::text::{SourceFile, Span};

/// Returns the document without what is for fewer readers than `site`. It is cut out of the text,
/// so that no later stage can show, count or find it. Line ends stay, and with them the lines that
/// complaints name.
pub fn without_internal(file: &Arc<SourceFile>, site: Audience) -> Arc<SourceFile> {
    if site == Audience::Restricted {
        return Arc::clone(file);
    }
    let text = &file.text;
    let mut marked = Vec::new();
    let lower = text.to_lowercase();
    if ["restricted", "internal", "private", "]:"].into_iter().any(|word| lower.contains(word)) {
        let from = block::end(text);
        let document = markdown::parse(text, from, Dialect::Casebook);
        let mut finder = Finder { text, site, marked: &mut marked };
        finder.find(&document.blocks, text.len());
        for note in document.footnotes.values() {
            finder.find(&note.children, note.span.end as usize);
        }
        orphans(text, from, site, &mut marked);
    }
    marked.extend(entries::for_fewer_than(site, text));
    if marked.is_empty() {
        return Arc::clone(file);
    }
    Arc::new(SourceFile::cut(file.path.clone(), without(text, marked)))
}

struct Finder<'a> {
    text: &'a str,
    site: Audience,
    marked: &'a mut Vec<Range<usize>>,
}

impl Finder<'_> {
    /// Adds the parts of `blocks` that are marked. The last section ends at `end`.
    fn find(&mut self, blocks: &[Node], end: usize) {
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            at += 1;
            match &block.kind {
                Kind::Heading(heading) if self.is_cut(of_heading(&self.text[block.span.range()])) => {
                    let ends = |next: &&Node| matches!(&next.kind, Kind::Heading(next) if next.level <= heading.level);
                    let next = blocks[at..].iter().position(|next| ends(&next)).map_or(blocks.len(), |more| at + more);
                    let stop = blocks.get(next).map_or(end, |next| next.span.start as usize);
                    self.marked.push(block.span.start as usize..stop);
                    at = next;
                }
                Kind::Alert(alert) if self.is_cut(of_word(alert.kind)) => {
                    // The mark stays, and stops the build, if the text may stand behind it.
                    let followed = blocks.get(at).is_some_and(|next| matches!(next.kind, Kind::Quote));
                    let is_empty = alert.title.is_empty() && block.children.is_empty();
                    if !followed && !is_empty {
                        self.marked.push(block.span.range());
                    }
                }
                _ => self.find(&block.children, block.span.end as usize),
            }
        }
    }

    fn is_cut(&self, audience: Option<Audience>) -> bool {
        audience.is_some_and(|audience| audience > self.site)
    }
}

/// Adds the footnotes and the addresses of links that only `marked` refers to. They stand
/// elsewhere, mostly at the end of the file. In a public site those that nobody refers to go too,
/// because no page shows them.
fn orphans(text: &str, from: usize, site: Audience, marked: &mut Vec<Range<usize>>) {
    if marked.is_empty() && site != Audience::Public {
        return;
    }
    let definitions = markdown::definitions(text, from);
    let cut = Span::outermost(marked.iter().cloned().map(Span::from).collect());
    // The uses that are left, and the definition that each is of.
    let uses = definitions.iter().enumerate().flat_map(|(at, it)| it.uses.iter().map(move |place| (*place, at)));
    let mut uses: BTreeSet<(u32, usize)> = uses.filter(|(at, _)| !Span::any_has(&cut, *at as usize)).collect();
    let mut left = vec![0_usize; definitions.len()];
    for (_, of) in &uses {
        left[*of] += 1;
    }
    let is_orphan = |at: &usize| {
        let is_used = !definitions[*at].uses.is_empty() || site == Audience::Public;
        is_used && !Span::any_has(&cut, definitions[*at].span.start as usize)
    };
    let mut next: Vec<usize> = (0..left.len()).filter(|at| left[*at] == 0).collect();
    // To remove one can leave others without a use. Only these are looked at again, because a chain
    // of notes would otherwise be looked through once for every note.
    while let Some(at) = next.pop() {
        if !is_orphan(&at) {
            continue;
        }
        let span = definitions[at].span;
        marked.push(span.range());
        let inside: Vec<_> = uses.range((span.start, 0)..(span.end, 0)).copied().collect();
        for (place, of) in inside {
            uses.remove(&(place, of));
            left[of] -= 1;
            next.extend((left[of] == 0).then_some(of));
        }
    }
}

/// Returns the readers of `## Notes {.internal}`, with other attributes or none, and with the point
/// forgotten, whatever stands behind it.
fn of_heading(heading: &str) -> Option<Audience> {
    let line = heading.lines().next().unwrap_or_default().to_ascii_lowercase();
    let (before, rest) = line.rsplit_once('{')?;
    let mark = rest.split_once('}')?.0;
    of_word(mark).filter(|_| !before.ends_with('`'))
}

fn of_word(word: &str) -> Option<Audience> {
    let names = [("restricted", Audience::Restricted), ("internal", Audience::Internal)];
    names.into_iter().find(|(name, _)| word.contains(name)).map(|(_, audience)| audience)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> String {
        without_internal(&Arc::new(SourceFile::new("a.md", text)), Audience::Public).text.clone()
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

    /// The usual way to write a comment without HTML: each has the same label.
    #[test]
    fn repeated_definitions_that_no_page_shows_are_cut() {
        let text = "# T\n\n[//]: # (Secret one)\n\n## A\n\nb [c][c]\n\n[//]: # (Secret two)\n[//]: # (Secret three)\n\n- d\n\n[c]: https://c.example/\n[C]: https://secret.example/Secret\n\n---\n\n<b>e</b>\n\n| f |\n|---|\n| g |\n\nh\n=\n\n    i\n\n[^1]: j\n\n[//]: # (Secret four)\n";
        let rest = cut(text);
        assert!(!rest.contains("Secret") && rest.contains("https://c.example/"), "{rest}");
        let words =
            |text: &str| text.lines().filter(|line| !line.contains("Secret")).map(str::to_owned).collect::<Vec<_>>();
        let open: Vec<_> = words(text).into_iter().filter(|line| !line.is_empty() && line != "[^1]: j").collect();
        let left: Vec<_> = words(&rest).into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(left, open);
    }

    #[test]
    fn the_word_alone_marks_nothing() {
        for text in ["# Internal server error\n\nAn internal host.\n", "# T\n\n```\n## x {.internal}\n```\n"] {
            assert_eq!(cut(text), text);
        }
    }
}
