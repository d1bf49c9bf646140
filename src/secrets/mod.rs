//! The last look before a public site is published: nothing that was left out of it may
//! stand in any of its files, whichever way it came there.
//!
//! What is left out never reaches the archive, so that no page can show it. This asks
//! the finished files all the same: phrases of every document and section that was left
//! out, the names of those documents, and what the configuration forbids.

use std::collections::BTreeSet;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::diagnostic::Diagnostic;
use crate::source::{SourceFile, Span};

/// Shorter phrases stand in many texts by chance.
const SHORTEST: usize = 24;

/// So much of a phrase is enough to know it by.
const LONGEST: usize = 40;

/// Phrases that one document is known by.
const MOST: usize = 64;

/// A name is looked for if it is this long, or three words.
const LONG_NAME: usize = 12;

/// A document, or part of one, that the site must not hold.
pub struct Withheld {
    /// As its author wrote it.
    pub file: Arc<SourceFile>,
    /// Title, id and address, if the whole document is left out.
    pub names: Vec<String>,
}

/// What is looked for; nothing, for a site that leaves nothing out.
#[derive(Default)]
pub struct Secrets(Option<Search>);

struct Search {
    automaton: AhoCorasick,
    found: Vec<Found>,
}

/// Where a phrase comes from.
#[derive(Clone)]
enum Found {
    Text(Arc<SourceFile>, Span),
    Name(Arc<SourceFile>, String),
    Forbidden(String),
}

impl Secrets {
    /// Phrases of what is `withheld` that stand in none of the texts that are `shown`, and
    /// what is `forbidden`.
    pub fn new(withheld: &[Withheld], shown: &[Arc<SourceFile>], forbidden: &[String]) -> Self {
        let mut sought: Vec<(String, Found)> = Vec::new();
        for Withheld { file, names } in withheld {
            let all: Vec<_> = phrases(&file.text).collect();
            for at in (0..all.len()).step_by(all.len().div_ceil(MOST).max(1)) {
                let span = all[at];
                sought.push((file.text[span.range()].to_owned(), Found::Text(Arc::clone(file), span)));
            }
            let known = |name: &&String| name.len() >= LONG_NAME || name.split_whitespace().count() > 2;
            for name in names.iter().filter(known) {
                sought.push((name.clone(), Found::Name(Arc::clone(file), name.clone())));
            }
        }
        // Boilerplate and quotations stand in what is shown as well.
        if let Some(search) = Search::new(sought.clone()) {
            let common: BTreeSet<usize> = shown.iter().flat_map(|file| search.all(file.text.as_bytes())).collect();
            let mut at = 0..;
            sought.retain(|_| at.next().is_some_and(|at| !common.contains(&at)));
        }
        sought.extend(forbidden.iter().map(|text| (text.clone(), Found::Forbidden(text.clone()))));
        Self(Search::new(sought))
    }

    /// There is nothing to look for.
    #[cfg(test)]
    fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// What the file at `path` of the site must not hold, if it does.
    pub fn look(&self, path: &str, bytes: &[u8]) -> Option<Diagnostic> {
        let search = self.0.as_ref()?;
        let found = [path.as_bytes(), bytes].into_iter().find_map(|bytes| search.automaton.find(bytes))?;
        let hint = "see what brings it there: a theme, an attachment, another document; nothing was written";
        Some(match &search.found[found.pattern().as_usize()] {
            Found::Text(file, span) => {
                let message = format!("`{path}` holds text that is not for the readers of this site");
                Diagnostic::error(message).at(file, *span).label("this").hint(hint)
            }
            Found::Name(file, name) => {
                let message = format!("`{path}` names `{name}`, which is not for the readers of this site");
                Diagnostic::error(message).in_file(&file.path).hint(hint)
            }
            Found::Forbidden(text) => {
                let message = format!("`{path}` holds `{text}`, which `forbidden` keeps out of a public site");
                Diagnostic::error(message).hint(hint)
            }
        })
    }
}

impl Search {
    fn new(sought: Vec<(String, Found)>) -> Option<Self> {
        let (texts, found): (Vec<_>, Vec<_>) = sought.into_iter().filter(|(text, _)| !text.is_empty()).unzip();
        let mut builder = AhoCorasick::builder();
        let automaton = builder.ascii_case_insensitive(true).match_kind(MatchKind::Standard).build(&texts).ok()?;
        (!texts.is_empty()).then_some(Self { automaton, found })
    }

    /// Every phrase that stands in `bytes`.
    fn all<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        self.automaton.find_overlapping_iter(bytes).map(|found| found.pattern().as_usize())
    }
}

/// Stretches of `text` that every way of showing it leaves as they are: words and blanks,
/// without marks that Markdown, HTML or JSON write otherwise, nor lists of names, which
/// other documents may share in another form.
fn phrases(text: &str) -> impl Iterator<Item = Span> + '_ {
    let marks = |c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '.' | '-'));
    text.split(marks).filter_map(move |piece| {
        let phrase = piece.trim();
        let start = phrase.as_ptr() as usize - text.as_ptr() as usize;
        let wide = !phrase.is_ascii() || phrase.matches(' ').count() > 2;
        let mut end = phrase.len().min(LONGEST);
        while !phrase.is_char_boundary(end) {
            end -= 1;
        }
        (phrase.len() >= SHORTEST && wide).then(|| Span::new(start, start + phrase[..end].trim_end().len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Arc<SourceFile> {
        Arc::new(SourceFile::new(path, text))
    }

    #[test]
    fn phrases_and_names_of_what_is_left_out_are_found() {
        let hidden = file("b.md", "# The quiet leak\n\nThe *customer list* was readable by everybody in the office.\n");
        let names = vec!["The quiet leak".to_owned(), "b".to_owned()];
        let shown = [file("a.md", "# A\n\nThe disk was full.\n")];
        let secrets = Secrets::new(&[Withheld { file: hidden, names }], &shown, &["corp.internal".to_owned()]);
        let found = |bytes: &str| secrets.look("a.html", bytes.as_bytes()).map(|it| it.message);
        assert_eq!(found("<p>The disk was full. b</p>"), None);
        assert!(found("<p>was readable by everybody in the office.</p>").is_some_and(|it| it.contains("holds text")));
        assert!(found("[\"the quiet leak\"]").is_some_and(|it| it.contains("names `The quiet leak`")));
        assert!(found("host.corp.internal").is_some_and(|it| it.contains("`forbidden`")));
        assert!(secrets.look("the quiet leak.png", b"").is_some());
    }

    #[test]
    fn what_others_say_too_gives_nothing_away() {
        let line = "Write down what happened and what you did about it.";
        let secrets = Secrets::new(
            &[Withheld { file: file("b.md", line), names: Vec::new() }],
            &[file("a.md", &format!("{line} More."))],
            &[],
        );
        assert!(secrets.is_empty());
    }
}
