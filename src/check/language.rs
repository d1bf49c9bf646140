//! Rules about words that blame.
//!
//! Code, quotations, links, headings and action items are skipped, and each pattern asks who the
//! subject is. In public archives five of seven "should have" were of the kind "each repository
//! should have clear rules", and most subjects of "failed to" were machines.

use super::Findings;
use super::subject::{Piece, Subject, Word};
use crate::incident::section::Role;

/// Calls `look` with the words of every piece of prose.
pub(super) fn each(it: &Subject<'_>, mut look: impl FnMut(&Piece, &[Word])) {
    if !it.is_english() {
        return;
    }
    for piece in it.prose.iter().filter(|piece| !piece.action) {
        look(piece, &piece.words);
    }
}

/// Returns the text from word `from` to word `to`, unless it begins inside a quotation.
pub(super) fn found<'p>(
    piece: &'p Piece,
    words: &[Word],
    from: usize,
    to: usize,
) -> Option<(crate::text::Span, &'p str)> {
    let (first, last) = (&words[from], &words[to]);
    (!first.quoted).then(|| (piece.span(first.start, last.end), &piece.text[first.start..last.end]))
}

/// Roles of people, and words for them.
pub(super) const PEOPLE: [&str; 40] = [
    "we",
    "i",
    "he",
    "she",
    "they",
    "you",
    "someone",
    "somebody",
    "nobody",
    "team",
    "teams",
    "engineer",
    "engineers",
    "operator",
    "operators",
    "developer",
    "developers",
    "administrator",
    "admin",
    "admins",
    "author",
    "authors",
    "reviewer",
    "reviewers",
    "responder",
    "responders",
    "commander",
    "colleague",
    "colleagues",
    "staff",
    "employee",
    "employees",
    "people",
    "person",
    "manager",
    "managers",
    "sre",
    "sres",
    "on-call",
    "technician",
];

/// True if the subject of the verb at `verb` is a person or a team. Adverbs before the verb are
/// skipped.
pub(super) fn by_people(words: &[Word], verb: usize) -> bool {
    let mut at = verb;
    for _ in 0..3 {
        if at == 0 || words[at].begins {
            return false;
        }
        at -= 1;
        let word = words[at].text.as_str();
        if PEOPLE.contains(&word) || word.starts_with('@') {
            return true;
        }
        let adverb = word.ends_with("ly")
            || matches!(
                word,
                "also" | "then" | "just" | "simply" | "again" | "who" | "on" | "duty" | "call" | "had" | "have"
            );
        if !adverb {
            return false;
        }
    }
    false
}

pub(super) fn human_error(it: &Subject<'_>, to: &mut Findings<'_>) {
    each(it, |piece, words| {
        for at in 1..words.len() {
            let who = matches!(words[at - 1].text.as_str(), "human" | "operator" | "pilot" | "user" | "engineer");
            let what = matches!(words[at].text.as_str(), "error" | "errors" | "mistake" | "mistakes");
            // "User error rate" and "user errors rose" are measurements. Only "human error" has no
            // such sense.
            let cause =
                words[at - 1].text == "human"
                    || words[..at - 1].iter().rev().take(6).any(|word| {
                        matches!(word.text.as_str(), "cause" | "caused" | "due" | "because" | "was" | "by")
                    });
            let measured = words.get(at + 1).is_some_and(|next| {
                matches!(
                    next.text.as_str(),
                    "rate" | "rates" | "message" | "messages" | "page" | "budget" | "log" | "logs" | "count"
                )
            });
            let denied = words[..at - 1].iter().rev().take(4).any(|word| {
                matches!(word.text.as_str(), "not" | "no" | "never" | "beyond" | "than" | "isn't" | "wasn't")
            });
            if who
                && what
                && cause
                && !measured
                && !denied
                && let Some((span, text)) = found(piece, words, at - 1, at)
            {
                to.at(span, format!("`{text}` ends the inquiry"));
            }
        }
    });
}

/// Words that judge.
const JUDGING: [&str; 24] = [
    "careless",
    "carelessly",
    "carelessness",
    "negligent",
    "negligently",
    "negligence",
    "sloppy",
    "sloppily",
    "sloppiness",
    "inadequate",
    "inadequately",
    "mismanaged",
    "mismanagement",
    "lazy",
    "laziness",
    "obvious",
    "obviously",
    "incompetent",
    "incompetence",
    "irresponsible",
    "reckless",
    "recklessly",
    "stupid",
    "foolish",
];

pub(super) fn normative(it: &Subject<'_>, to: &mut Findings<'_>) {
    each(it, |piece, words| {
        for (at, word) in words.iter().enumerate().filter(|(_, word)| JUDGING.contains(&word.text.as_str())) {
            let before: Vec<_> = words[..at].iter().rev().take(3).map(|word| word.text.as_str()).collect();
            let denied = before.iter().any(|word| {
                matches!(*word, "not" | "no" | "nothing" | "less" | "without" | "never" | "hardly")
                    || word.ends_with("n't")
            });
            let next = words.get(at + 1).map_or("", |word| word.text.as_str());
            // Lazy loading is a technique.
            let technical = word.text == "lazy"
                && ["load", "eval", "init", "connect", "migrat", "alloc", "expir", "delet", "writ", "read"]
                    .iter()
                    .any(|stem| next.starts_with(stem));
            if !denied
                && !technical
                && let Some((span, text)) = found(piece, words, at, at)
            {
                to.at(span, format!("`{text}` judges"));
            }
        }
    });
}

pub(super) fn names(it: &Subject<'_>, to: &mut Findings<'_>) {
    let incident = it.incident;
    let people = incident.owner.iter().chain(&incident.authors).map(|name| &name.value);
    let people = people.chain(incident.roles.iter().flat_map(|(_, people)| people));
    let mut names: Vec<String> = people
        .flat_map(|name| {
            name.split([' ', ',']).map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
        })
        .filter(|name| name.chars().count() > 2 && !["team", "the", "and", "call", "duty"].contains(&name.as_str()))
        .collect();
    names.sort();
    let blaming = [Role::RootCause, Role::ContributingFactors, Role::WentWrong, Role::Trigger];
    each(it, |piece, words| {
        if !piece.role.is_some_and(|role| blaming.contains(&role)) {
            return;
        }
        for (at, word) in words.iter().enumerate() {
            let handle = word.text.len() > 1 && word.text.starts_with('@') && (at == 0 || word.begins);
            let named = word.begins
                && names.binary_search(&word.text).is_ok()
                && !piece.text[word.start..].starts_with(|c: char| c.is_lowercase());
            if (handle || named)
                && let Some((span, text)) = found(piece, words, at, at)
            {
                to.at(span, format!("`{text}` is a person among the causes"));
            }
        }
    });
}

pub(super) fn animated(it: &Subject<'_>, to: &mut Findings<'_>) {
    each(it, |piece, words| {
        for (at, _) in piece.text.match_indices("!!") {
            if !piece.text[..at].ends_with('!') {
                to.at(piece.span(at, at + 2), "`!!` is loud");
            }
        }
        for (at, word) in words.iter().enumerate() {
            let loud = matches!(
                word.text.as_str(),
                "ridiculous"
                    | "ridiculously"
                    | "unbelievable"
                    | "unbelievably"
                    | "outrageous"
                    | "insane"
                    | "insanely"
                    | "wtf"
                    | "appalling"
            );
            let amazed = word.text == "believe"
                && at > 0
                && matches!(words[at - 1].text.as_str(), "can't" | "cannot" | "couldn't");
            if (loud || amazed)
                && let Some((span, text)) = found(piece, words, at - usize::from(amazed), at)
            {
                to.at(span, format!("`{text}` is loud"));
            }
        }
    });
}

pub(super) fn outage(it: &Subject<'_>, to: &mut Findings<'_>) {
    let minor = it.incident.severity.as_ref().and_then(|it| it.rank).is_some_and(|rank| rank > 2);
    let partial = it.incident.numbers.affected_percent.is_some_and(|percent| percent < 50.0);
    if !minor && !partial {
        return;
    }
    let mut said = false;
    each(it, |piece, words| {
        for (at, _) in words.iter().enumerate().filter(|(_, word)| matches!(word.text.as_str(), "outage" | "outages")) {
            if !said && let Some((span, text)) = found(piece, words, at, at) {
                to.at(span, format!("`{text}` of something that partly worked"));
                said = true;
            }
        }
    });
}
