//! The last look before a public site is published: nothing that was left out of it may
//! stand in any of its files, whichever way it came there.
//!
//! What is left out never reaches the archive, so that no page can show it. This asks
//! all the same: for phrases of every document and section that was left out, for the
//! names of those documents, and for what the configuration forbids. First in the
//! documents that are shown, where a copy has a line and an author who may say that it
//! is meant; then in the finished files.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use self::phrases::{Phrase, Phrases};
use crate::diagnostic::{Diagnostic, Place};
use crate::html;
use crate::incident::Text;
use crate::text::{SourceFile, Span};

mod phrases;

/// A name of one or two words is looked for if it is this long, and if no document uses it.
const LONG_NAME: usize = 12;

/// The shortest id that is looked for, such as `INC-7`.
const SHORT_ID: usize = 5;

/// A document, or part of one, that the site must not hold.
pub struct Withheld {
    /// As its author wrote it.
    pub file: Arc<SourceFile>,
    /// Title, id and address, if the whole document is left out.
    pub names: Vec<String>,
    /// It is left out as a draft only, and not for its readers.
    pub draft: bool,
}

/// A document that the site shows.
pub struct Shown<'a> {
    /// Without what is left out of it.
    pub text: &'a Text,
    pub id: Option<&'a str>,
}

/// What is looked for; nothing, for a site that leaves nothing out.
#[derive(Default)]
pub struct Secrets {
    /// What stands in documents that are shown.
    pub copied: Vec<Diagnostic>,
    phrases: Phrases,
    names: Option<Names>,
}

impl Secrets {
    /// Looks for what is `withheld` and `forbidden`; a copy of which `is_meant` holds is
    /// let through, and names that are also words of `ours` are not looked for in files.
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
        Self { copied: copied.found.into_values().collect(), phrases, names: Names::new(names) }
    }

    /// What the file at `path` of the site must not hold, if it does.
    pub fn look(&self, path: &str, bytes: &[u8]) -> Option<Diagnostic> {
        let hint =
            "see what brings it there: a theme, casebook.toml, an attachment, another document; nothing was written";
        if let Some(phrase) = self.phrases.first(path.as_bytes()).or_else(|| self.phrases.first(bytes)) {
            let message = format!("`{path}` holds text that is not for the readers of this site");
            return Some(Diagnostic::error(message).at(&phrase.file, phrase.span()).label("this").hint(hint));
        }
        let names = self.names.as_ref()?;
        let (found, _) =
            [path.as_bytes(), bytes].into_iter().find_map(|bytes| names.places(bytes).into_iter().next())?;
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
}

/// What was found in documents that are shown: one complaint for each of two files.
struct Copied<'a> {
    is_meant: &'a dyn Fn(&Text, Span) -> bool,
    found: BTreeMap<(String, String), Diagnostic>,
}

impl Copied<'_> {
    /// The phrases that no document has that is shown.
    ///
    /// What two of them share, or two that are left out, is a form of words. What one has
    /// of one, it has copied, if it is long enough to be no chance.
    fn phrases(&mut self, withheld: &[Withheld], shown: &[Shown<'_>]) -> Phrases {
        let by_path: BTreeMap<_, _> = shown.iter().map(|one| (&one.text.source.path, one.text)).collect();
        let all = Phrases::new(withheld.iter().flat_map(|one| {
            // Of some documents only a part is left out.
            let rest: Vec<_> =
                by_path.get(&one.file.path).map(|text| Phrase::all(&text.source).collect()).unwrap_or_default();
            let rest: BTreeSet<_> = rest.iter().map(|phrase| phrase.bytes().to_vec()).collect();
            Phrase::all(&one.file).filter(move |phrase| !rest.contains(phrase.bytes()))
        }));
        let mut places: BTreeMap<usize, Vec<(&Text, Span)>> = BTreeMap::new();
        for Shown { text, .. } in shown {
            let source = &text.source.text;
            all.each(source.as_bytes(), |phrase, start| {
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

    /// The names that no document has that is shown.
    ///
    /// What looks like a name must not stand there; what may be ordinary words is not
    /// looked for if it does.
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
                // As a page or a line of JSON has it, if that is otherwise.
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
        let ours = ours.iter().flat_map(|text| search.places(text.as_bytes()));
        let mut common: BTreeSet<_> = ours.map(|(at, _)| at).collect();
        for Shown { text, .. } in shown {
            for (at, place) in search.places(text.source.text.as_bytes()) {
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

    /// Keeps the first complaint about what `text` has at `place` from the document `of`.
    fn add(&mut self, text: &Text, place: Span, of: &SourceFile, complaint: Diagnostic) {
        let hint = "take it out; or, if anybody may read it, put `<!-- casebook-ignore PM054: the reason -->` \
            before the paragraph or at the top of the text";
        let complaint = complaint.rule("PM054").at(&text.source, place).hint(hint);
        self.found.entry((text.source.path.clone(), of.path.clone())).or_insert(complaint);
    }
}

/// Whether `name` is no ordinary words: an id, or three words or more.
fn is_name(name: &str) -> bool {
    let is_id = |c: fn(&u8) -> bool| name.as_bytes().iter().any(c);
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    (words > 2 && name.contains(char::is_alphabetic))
        || (name.len() >= SHORT_ID && is_id(u8::is_ascii_digit) && is_id(u8::is_ascii_alphabetic))
}

/// Other ways to write an id such as `INC-777`: another mark between its parts, or none.
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

/// Whether `inc 777` is `INC 777`: an id is in any case, but other ways to write it are
/// ordinary words in small letters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Any,
    Same,
}

struct Name {
    text: String,
    case: Case,
    /// The document; what is forbidden is of none.
    of: Option<Arc<SourceFile>>,
}

/// Names, with a blank or a line end between their words.
struct Names {
    automaton: AhoCorasick,
    names: Vec<Name>,
}

impl Names {
    fn new(names: Vec<Name>) -> Option<Self> {
        let mut builder = AhoCorasick::builder();
        let folded = names.iter().map(|name| folded(name.text.as_bytes()));
        let automaton = builder.match_kind(MatchKind::Standard).build(folded).ok()?;
        (!names.is_empty()).then_some(Self { automaton, names })
    }

    /// Every name in `bytes`, and where it begins; `INC-4` does not stand in `INC-42`.
    fn places(&self, bytes: &[u8]) -> Vec<(usize, usize)> {
        let is_word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
        let same = folded(bytes);
        let found = self.automaton.find_overlapping_iter(&same).filter_map(|found| {
            let (at, start, end) = (found.pattern().as_usize(), found.start(), found.end());
            let goes_on = |before: Option<usize>, inside, behind: Option<usize>| {
                is_word(inside) && (is_word(before) || is_word(behind))
            };
            let name = &self.names[at];
            let (before, behind) = (start.checked_sub(1), Some(end));
            // `database-outage` does not stand in `database-outage-again`, but `INC-4` does
            // in `inc-4-again`.
            let joined = name.text.contains('-') && !name.text.contains(|c: char| c.is_ascii_digit());
            let is_joined = |at: Option<usize>| joined && at.and_then(|at| bytes.get(at)) == Some(&b'-');
            let part = name.of.is_some()
                && (is_joined(before)
                    || is_joined(behind)
                    || goes_on(before, Some(start), None)
                    || goes_on(None, end.checked_sub(1), behind));
            let letters = |text: &[u8]| text.iter().map(u8::is_ascii_uppercase).collect::<Vec<_>>();
            let same = name.case == Case::Any || letters(&bytes[start..end]) == letters(name.text.as_bytes());
            (same && !part).then_some((at, start))
        });
        found.collect()
    }
}

fn folded(bytes: &[u8]) -> Vec<u8> {
    let fold = |byte: &u8| match byte {
        b'\n' => b' ',
        byte => byte.to_ascii_lowercase(),
    };
    bytes.iter().map(fold).collect()
}
