//! The rule about sentences that tell what did not happen: "should have", "if only".

use super::language::{PEOPLE, by_people, each, found};
use crate::check::subject::Word;
use crate::check::{Findings, Subject};

/// Participles that do not end in `ed`.
const PARTICIPLES: [&str; 42] = [
    "been",
    "seen",
    "known",
    "done",
    "caught",
    "taken",
    "made",
    "gone",
    "found",
    "told",
    "thought",
    "left",
    "kept",
    "run",
    "set",
    "read",
    "held",
    "given",
    "written",
    "chosen",
    "begun",
    "paid",
    "sent",
    "built",
    "had",
    "come",
    "got",
    "gotten",
    "put",
    "shown",
    "brought",
    "asked",
    "spoken",
    "understood",
    "heard",
    "drawn",
    "broken",
    "stopped",
    "led",
    "met",
    "cut",
    "shut",
];

fn is_participle(word: &str) -> bool {
    PARTICIPLES.contains(&word)
        || (word.len() > 4
            && word.ends_with("ed")
            && !matches!(
                word,
                "need"
                    | "speed"
                    | "indeed"
                    | "shared"
                    | "dedicated"
                    | "limited"
                    | "automated"
                    | "detailed"
                    | "documented"
                    | "related"
            ))
}

/// Verbs for what people are said not to have done.
const OMITTED: [&str; 26] = [
    "notice",
    "check",
    "test",
    "verify",
    "validate",
    "realise",
    "realize",
    "follow",
    "read",
    "review",
    "consider",
    "think",
    "communicate",
    "document",
    "ask",
    "update",
    "monitor",
    "tell",
    "inform",
    "understand",
    "anticipate",
    "plan",
    "prepare",
    "escalate",
    "listen",
    "care",
];

pub(super) fn counterfactual(it: &Subject<'_>, to: &mut Findings<'_>) {
    each(it, |piece, words| {
        for at in 0..words.len() {
            let Some(last) = should_have(words, at).or_else(|| if_only(words, at)).or_else(|| omitted(words, at))
            else {
                continue;
            };
            if let Some((span, text)) = found(piece, words, at, last) {
                to.at(span, format!("`{text}` tells what did not happen"));
            }
        }
    });
}

/// Returns the last word of "should (not) have (adverb) PARTICIPLE" at `at`. What a thing "would
/// have" done is analysis. What people "would have" done is not.
fn should_have(words: &[Word], at: usize) -> Option<usize> {
    let modal = words[at].text.trim_end_matches("n't");
    if !matches!(modal, "should" | "could" | "would" | "must") || (modal != "should" && !by_people(words, at)) {
        return None;
    }
    let mut next = at + 1;
    if words.get(next)?.text == "not" {
        next += 1;
    }
    if !matches!(words.get(next)?.text.as_str(), "have" | "of" | "'ve") || words[next].begins {
        return None;
    }
    next += 1;
    while words.get(next)?.text.ends_with("ly")
        || matches!(words[next].text.as_str(), "also" | "already" | "at" | "never")
    {
        next += 1;
    }
    is_participle(&words[next].text).then_some(next)
}

fn if_only(words: &[Word], at: usize) -> Option<usize> {
    let who = words.get(at + 2)?;
    let people =
        PEOPLE.contains(&who.text.as_str()) || who.text == "the" && PEOPLE.contains(&words.get(at + 3)?.text.as_str());
    (words[at].text == "if" && words[at + 1].text == "only" && people).then_some(at + 2)
}

/// Returns the last word of "failed to" or "did not" with a person or a team before it.
fn omitted(words: &[Word], at: usize) -> Option<usize> {
    if at == 0 || !by_people(words, at) {
        return None;
    }
    let next = |more: usize| words.get(at + more).map(|word| word.text.as_str());
    match words[at].text.as_str() {
        "failed" | "forgot" | "neglected" if next(1) == Some("to") => Some(at + 1),
        "didn't" if next(1).is_some_and(|verb| OMITTED.contains(&verb)) => Some(at + 1),
        "did" if next(1) == Some("not") && next(2).is_some_and(|verb| OMITTED.contains(&verb)) => Some(at + 2),
        _ => None,
    }
}
