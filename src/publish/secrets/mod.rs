//! The last check before a public site is published: no file of it may contain text that was
//! left out.
//!
//! Text that is left out never reaches the archive, so no page should be able to show it. This
//! module checks all the same. It searches for phrases of every document and section that was
//! left out, for the names of those documents, and for the texts that the configuration
//! forbids.
//!
//! It searches the documents that are shown first. There a copy has a line, and the author can
//! declare that it is intended. Then it searches the finished files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use self::inside::Inside;
use self::phrases::{Phrase, Phrases, folded};
use crate::diagnostic::{Diagnostic, Place};
use crate::html;
use crate::incident::Text;
use crate::text::redact::Redaction;
use crate::text::{SourceFile, Span};

mod inside;
mod phrases;

/// Names of one or two words are searched for only if they have this many bytes and no document
/// uses them.
const LONG_NAME: usize = 12;

/// Length of the shortest id that is searched for, such as `INC-7`.
const SHORT_ID: usize = 5;

/// Most bytes of names that are searched for by the faster automaton, which takes some hundred bytes
/// of memory for each.
const FAST_NAMES: usize = 1 << 16;

/// A document, or part of one, that the site must not contain.
pub struct Withheld {
    /// The whole file, as its author wrote it.
    pub file: Arc<SourceFile>,
    /// Title, id and address, if the whole document is left out.
    pub names: Vec<String>,
    /// The document is left out only because it is a draft, not because of its audience.
    pub draft: bool,
}

/// A document that the site shows.
pub struct Shown<'a> {
    /// The text without the parts that are left out.
    pub text: &'a Text,
    pub id: Option<&'a str>,
}

/// The phrases and names to search for. Empty if a site leaves nothing out.
#[derive(Default)]
pub struct Secrets {
    /// The copies that were found in documents that are shown.
    pub copied: Vec<Diagnostic>,
    /// What must have been replaced.
    pub redaction: Redaction,
    /// True if the site leaves anything out because of its readers.
    pub withholds: bool,
    phrases: Phrases,
    names: Option<Names>,
}

impl Secrets {
    /// Builds the search for everything `withheld` and `forbidden`.
    ///
    /// A copy is allowed if `is_meant` returns true for it. Names that also occur in a text of
    /// `ours` are not searched for in files.
    pub fn new(
        withheld: &[Withheld],
        shown: &[Shown<'_>],
        forbidden: &[String],
        ours: &[&str],
        is_meant: &dyn Fn(&Text, Span) -> bool,
    ) -> Self {
        let mut copied = Copied { is_meant, found: BTreeMap::new() };
        let phrases = copied.phrases(withheld, shown);
        let mut names = copied.names(withheld, shown, ours);
        names.extend(forbidden.iter().map(|text| Name { text: text.clone(), case: Case::Any, of: None }));
        Self { copied: copied.found.into_values().collect(), phrases, names: Names::new(names), ..Self::default() }
    }

    /// Looks into the file at `path` of the site, into archives and other encodings, too. Returns
    /// whether all of it could be read.
    ///
    /// # Errors
    ///
    /// If it contains something that the site must not contain.
    pub fn check_file(&self, path: &str, bytes: &[u8]) -> Result<bool, Box<Diagnostic>> {
        if self.is_empty() {
            return Ok(true);
        }
        let inside = Inside::of(bytes);
        let own = (!inside.is_rewritten).then_some(bytes);
        let others = inside.texts.iter().map(Vec::as_slice);
        let texts = [path.as_bytes()].into_iter().chain(own).chain(others);
        let fault = texts.into_iter().find_map(|text| self.fault(path, text));
        fault.map_or(Ok(!inside.is_hidden), |fault| Err(Box::new(fault)))
    }

    /// True if there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.names.is_none() && self.redaction.is_empty()
    }

    /// Returns what is wrong with a text in the file at `path`.
    fn fault(&self, path: &str, text: &[u8]) -> Option<Diagnostic> {
        let hint =
            "see what brings it there: a theme, casebook.toml, an attachment, another document; nothing was written";
        let same = folded(text);
        if let Some(phrase) = self.phrases.first_in(&same) {
            let message = format!("`{path}` holds text that is not for the readers of this site");
            return Some(Diagnostic::error(message).at(&phrase.file, phrase.span()).label("this").hint(hint));
        }
        if let Some(found) = self.not_redacted(path, text) {
            let message = format!("`{path}` holds `{found}`, which `redact` keeps out of a public site");
            return Some(Diagnostic::error(message).hint(hint));
        }
        let names = self.names.as_ref()?;
        let (found, _) = names.places(text, &same).into_iter().next()?;
        let Name { text, of, .. } = &names.names[found];
        Some(match of {
            Some(file) => {
                let message = format!("`{path}` names `{text}`, which is not for the readers of this site");
                Diagnostic::error(message).in_file(&file.path).hint(hint)
            }
            None => {
                let message = format!("`{path}` holds `{text}`, which `forbidden` keeps out of a public site");
                Diagnostic::error(message).hint(hint)
            }
        })
    }

    /// Returns what `text` has of the names and patterns that were to be replaced. Patterns are not
    /// searched for in markup and code, where casebook's own hashes would match them.
    fn not_redacted(&self, path: &str, text: &[u8]) -> Option<String> {
        if self.redaction.is_empty() {
            return None;
        }
        let text = str::from_utf8(text).ok()?;
        let is_page = path.ends_with(".html");
        let shown = if is_page { inside::visible(text) } else { String::new() };
        let code = is_page || [".js", ".css"].iter().any(|ending| path.ends_with(ending));
        let name = self.redaction.name_in(text).or_else(|| self.redaction.name_in(&shown));
        let is_address = text.len() == path.len();
        let matched = || {
            let plain = self.redaction.match_in(text).filter(|_| !code || is_address);
            plain.or_else(|| self.redaction.match_in(&shown))
        };
        name.or_else(matched).map(str::to_owned)
    }
}

/// The copies found in documents that are shown: one complaint for each pair of files.
struct Copied<'a> {
    is_meant: &'a dyn Fn(&Text, Span) -> bool,
    found: BTreeMap<(String, String), Diagnostic>,
}

impl Copied<'_> {
    /// Returns the phrases that no shown document contains, and complains about copies.
    ///
    /// A phrase that several shown or several withheld documents contain is a common form of
    /// words and no copy. A phrase that one shown and one withheld document share is a copy, if
    /// it is too long to be a coincidence.
    fn phrases(&mut self, withheld: &[Withheld], shown: &[Shown<'_>]) -> Phrases {
        let by_path: BTreeMap<_, _> = shown.iter().map(|one| (&one.text.source.path, one.text)).collect();
        let all = Phrases::new(withheld.iter().flat_map(|one| {
            // Some documents are left out only in part. The phrases of the shown part are no
            // secret.
            let rest: Vec<_> =
                by_path.get(&one.file.path).map(|text| Phrase::all(&text.source).collect()).unwrap_or_default();
            let rest: BTreeSet<_> = rest.iter().map(|phrase| phrase.bytes().to_vec()).collect();
            Phrase::all(&one.file).filter(move |phrase| !rest.contains(phrase.bytes()))
        }));
        let mut places: BTreeMap<usize, Vec<(&Text, Span)>> = BTreeMap::new();
        for Shown { text, .. } in shown {
            let source = &text.source.text;
            all.each_in(&folded(source.as_bytes()), |phrase, start| {
                let place = phrases::span(source, start, all.get(phrase).bytes().len());
                places.entry(phrase).or_default().push((text, place));
            });
        }
        let drafts: BTreeSet<_> = withheld.iter().filter(|one| one.draft).map(|one| &one.file.path).collect();
        for (phrase, places) in &places {
            let phrase = all.get(*phrase);
            let elsewhere =
                |text: &Text| text.source.path != places[0].0.source.path || text.source.path == phrase.file.path;
            if phrase.shared
                || !phrase.is_long()
                || drafts.contains(&phrase.file.path)
                || places.iter().any(|(text, _)| elsewhere(text))
            {
                continue;
            }
            for (text, place) in places.iter().filter(|(text, place)| !(self.is_meant)(text, *place)) {
                let message = "this stands word for word in a document that is not for the readers of this site";
                let original = Place::At(Arc::clone(&phrase.file), phrase.span());
                self.add(text, *place, &phrase.file, Diagnostic::error(message).note(original, "here"));
            }
        }
        all.without(|phrase| places.contains_key(&phrase))
    }

    /// Returns the names that no shown document contains, and complains about the others.
    ///
    /// A name that is clearly one, such as an id, must not occur in a shown document. A name
    /// that may be ordinary words is not searched for if it occurs there.
    fn names(&mut self, withheld: &[Withheld], shown: &[Shown<'_>], ours: &[&str]) -> Vec<Name> {
        let own: BTreeSet<String> = shown
            .iter()
            .flat_map(|one| [Some(one.text.title.as_str()), Some(one.text.slug.as_str()), one.id])
            .flatten()
            .map(str::to_lowercase)
            .collect();
        let mut names = BTreeMap::new();
        for Withheld { file, names: all, draft } in withheld {
            let sought = all.iter().filter(|name| is_name(name) || name.len() >= LONG_NAME);
            for name in sought.filter(|name| !own.contains(&name.to_lowercase())) {
                // The name as a page or a line of JSON would escape it.
                let mut escaped = String::new();
                html::escape(name, &mut escaped);
                let written = [name.clone(), escaped, name.replace('"', "\\\"")].map(|text| (text, Case::Any));
                let spelt = spellings(name).into_iter().map(|text| (text, Case::Same));
                for (text, case) in written.into_iter().chain(spelt) {
                    names.entry(text).or_insert((file, case, !draft && is_name(name)));
                }
            }
        }
        let of = |(text, (file, case, _)): (&String, &(&Arc<SourceFile>, Case, bool))| Name {
            text: text.clone(),
            case: *case,
            of: Some(Arc::clone(file)),
        };
        let Some(search) = Names::new(names.iter().map(of).collect()) else { return Vec::new() };
        let places = |text: &str| search.places(text.as_bytes(), &folded(text.as_bytes()));
        let ours = ours.iter().flat_map(|text| places(text));
        let mut common: BTreeSet<_> = ours.map(|(at, _)| at).collect();
        for Shown { text, .. } in shown {
            for (at, place) in places(&text.source.text) {
                common.insert(at);
                let name = &search.names[at].text;
                let Some((file, _, true)) = names.get(name) else { continue };
                let span = Span::new(place, place + name.len());
                if !(self.is_meant)(text, span) {
                    let message =
                        format!("this names `{name}`, and `{}` is not for the readers of this site", file.path);
                    self.add(text, span, file, Diagnostic::error(message));
                }
            }
        }
        let kept = search.names.into_iter().enumerate().filter(|(at, _)| !common.contains(at));
        kept.map(|(_, name)| name).collect()
    }

    /// Adds a complaint about text at `place` that comes from the document `of`. Only the first
    /// complaint for a pair of files is kept.
    fn add(&mut self, text: &Text, place: Span, of: &SourceFile, complaint: Diagnostic) {
        let hint = "take it out; or, if anybody may read it, put `<!-- casebook-ignore PM054: the reason -->` \
            before the paragraph or at the top of the text";
        let complaint = complaint.rule("PM054").at(&text.source, place).hint(hint);
        self.found.entry((text.source.path.clone(), of.path.clone())).or_insert(complaint);
    }
}

/// True if `name` is unlikely to be ordinary text: an id, or at least three words.
fn is_name(name: &str) -> bool {
    let is_id = |c: fn(&u8) -> bool| name.as_bytes().iter().any(c);
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    (words > 2 && name.contains(char::is_alphabetic))
        || (name.len() >= SHORT_ID && is_id(u8::is_ascii_digit) && is_id(u8::is_ascii_alphabetic))
}

/// Returns other ways to write an id such as `INC-777`, with another separator or none.
fn spellings(name: &str) -> Vec<String> {
    const MARKS: [&str; 15] = [
        "", " ", "_", "#", " #", " - ", "\u{a0}", "&nbsp;", "\u{202f}", "\u{2010}", "\u{2011}", "&#8209;", "\u{2013}",
        "\u{2212}", "-\u{ad}",
    ];
    let Some((letters, digits)) = name.rsplit_once('-') else { return Vec::new() };
    let is_id = letters.len() > 1
        && letters.bytes().all(|byte| byte.is_ascii_uppercase())
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit());
    let spelt = MARKS.iter().filter(|_| is_id).map(|mark| [letters, mark, digits].concat());
    spelt.filter(|name| name.len() >= SHORT_ID).collect()
}

/// How the case of letters is compared. An id matches in any case. Its other spellings match
/// only in the same case, because in small letters they may be ordinary words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Any,
    Same,
}

struct Name {
    text: String,
    case: Case,
    /// The document that the name belongs to. `None` for a text that the configuration forbids.
    of: Option<Arc<SourceFile>>,
}

/// Names that are all searched for in one pass. A line end counts as a space between words.
struct Names {
    automaton: AhoCorasick,
    names: Vec<Name>,
}

impl Names {
    fn new(names: Vec<Name>) -> Option<Self> {
        let mut builder = AhoCorasick::builder();
        if names.iter().map(|name| name.text.len()).sum::<usize>() <= FAST_NAMES {
            builder.kind(Some(AhoCorasickKind::DFA));
        }
        let folded = names.iter().map(|name| folded(name.text.as_bytes()));
        let automaton = builder.match_kind(MatchKind::Standard).build(folded).ok()?;
        (!names.is_empty()).then_some(Self { automaton, names })
    }

    /// Returns every name in `bytes` with its byte offset. `same` is the same text [`folded`]. A name
    /// must be a whole word: `INC-4` does not match in `INC-42`.
    fn places(&self, bytes: &[u8], same: &[u8]) -> Vec<(usize, usize)> {
        // Most files have none, which takes half as long to find out.
        if !self.automaton.is_match(same) {
            return Vec::new();
        }
        let is_word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        let found = self.automaton.find_overlapping_iter(same).filter_map(|found| {
            let (at, start, end) = (found.pattern().as_usize(), found.start(), found.end());
            let goes_on = |before: Option<usize>, inside, behind: Option<usize>| {
                is_word(inside) && (is_word(before) || is_word(behind))
            };
            let name = &self.names[at];
            let (before, behind) = (start.checked_sub(1), Some(end));
            // `database-outage` does not match in `database-outage-again`, but `INC-4` does in
            // `inc-4-again`.
            let joined = name.text.contains('-') && !name.text.contains(|c: char| c.is_ascii_digit());
            let is_joined = |at: Option<usize>| joined && at.and_then(|at| bytes.get(at)) == Some(&b'-');
            let part = name.of.is_some()
                && (is_joined(before)
                    || is_joined(behind)
                    || goes_on(before, Some(start), None)
                    || goes_on(None, end.checked_sub(1), behind));
            let letters = |text: &[u8]| text.iter().map(u8::is_ascii_uppercase).collect::<Vec<_>>();
            let as_written = name.case == Case::Any || letters(&bytes[start..end]) == letters(name.text.as_bytes());
            (as_written && !part).then_some((at, start))
        });
        found.collect()
    }
}
