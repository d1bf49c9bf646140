//! Sentences that say what happened, whom it hit and what caused it, wherever they stand.

use std::ops::Range;

use super::prose::{self, Part, Prose, TELLS, has_label, proses};
use crate::incident::section::Role;
use crate::incident::timeline::Entry;
use crate::markdown::Kind;
use crate::read::found::sections;
use crate::read::found::timeline::is_noticed;
use crate::read::words::parts::Parts;
use crate::read::words::words;
use crate::text::{Span, sentence};

/// The paragraph that opens the document, before or in its first section.
pub(super) fn lead(parts: &[Part<'_>]) -> Option<(String, Span)> {
    let first = first_section(parts);
    let opens = |part: &&Part<'_>| {
        part.section <= first && matches!(part.role, None | Some(Role::Summary | Role::Detection)) && !part.is_elsewhere
    };
    let is_text = |part: &&Part<'_>| matches!(part.block.kind, Kind::Paragraph);
    parts.iter().filter(opens).filter(is_text).find_map(|part| {
        let prose = part.proses().first()?;
        let is_sentence =
            prose.text.ends_with(['.', '。', '!', '！', ':', '：', ')', '”', '"']) || prose.text.len() > 80;
        // A word or two say nothing.
        let words = prose.text.split_whitespace().count();
        // `Root cause analysis (RCA)` is a name.
        let is_short = prose.text.is_ascii() && (words < 3 || prose.text.ends_with(')') && words < 6);
        // `Dear customers` says nothing either, nor do thanks in one sentence.
        let greets = prose.sentences().nth(1).is_none() && TELLS.courtesy.open(&prose.text.to_lowercase());
        // `On this page:`
        let is_frame = prose.introduces() && words < 5 && prose.text.is_ascii();
        let is_other =
            greets || is_frame || prose.is_prompt() || prose.is_question() || has_label(part.block) || is_short;
        if !prose.tells() || !is_sentence || is_other {
            return None;
        }
        let whole = || (!prose.is_of_document()).then(|| prose.text.trim_end_matches([':', '：']).to_owned());
        Some((prose.opening().or_else(whole)?, prose.span))
    })
}

/// The sentence that names the cause most clearly.
pub(super) fn cause(parts: &[Part<'_>]) -> Option<(String, Span)> {
    let first = first_section(parts);
    let own = |part: &&Part<'_>| !part.is_elsewhere && !part.role.is_some_and(|role| OF_LATER.contains(&role));
    let may_name = |part: &&Part<'_>| own(part) || (part.role == Some(Role::WentWrong) && !part.is_elsewhere);
    let sure = parts.iter().filter(may_name).flat_map(Part::proses);
    claim(sure, says_cause(&TELLS.cause)).or_else(|| {
        let opens = |part: &&Part<'_>| {
            own(part) && (part.role == Some(Role::Summary) || (part.role.is_none() && part.section <= first))
        };
        let opening = || parts.iter().filter(opens).flat_map(Part::proses);
        let less_sure = [&TELLS.likely_cause, &TELLS.weak_cause];
        let early = less_sure.into_iter().find_map(|phrases| claim(opening(), tells_why(phrases)));
        early.or_else(|| {
            let tells = |part: &&Part<'_>| own(part) && !part.role.is_some_and(|role| OF_EFFECTS.contains(&role));
            claim(parts.iter().filter(tells).flat_map(Part::proses), opens_with_cause)
        })
    })
}

/// The cause that an entry of the timeline says was found then, or that an update of a notice without sections begins
/// with: `Due to a full disk, mail is late.`
pub(super) fn cause_in_entries(entries: &[Entry], is_notice: bool) -> Option<(String, Span)> {
    let prose = |entry: &Entry| Some(Prose::of(&entry.content, entry.content.first()?.span));
    let named = |prose: Prose| {
        let (name, cause) = prose.text.split_once([':', '：', '–', '—'])?;
        let name = name.trim().to_lowercase();
        let is_found = words().telling.cause_found.iter().any(|word| name.contains(word)) || sections::is_name(&name);
        let is_told = prose::is_phrase(cause) && !prose.is_question() && !TELLS.cause_doubt.any(&name);
        let is_cause = is_found && is_told && sections::named_in(&name) == Some(Role::RootCause);
        is_cause.then(|| (sentence::whole(cause.trim(), cause.trim(), 2), prose.span))
    };
    let opens = |text: &str| opens_with_cause(text) && TELLS.trouble.any(text);
    let update = |entry: &Entry| {
        let all: Vec<_> = prose(entry).into_iter().chain(entry.detail.iter().flat_map(proses)).collect();
        claim(all.iter(), opens)
    };
    entries.iter().filter_map(prose).find_map(named).or_else(|| entries.iter().filter(|_| is_notice).find_map(update))
}

/// Roles of sections in which "due to" may name the incident itself, or why something else was
/// done.
const OF_EFFECTS: [Role; 2] = [Role::Impact, Role::Detection];

/// True for "Due to a full disk, no message was stored": the cause first, then what it did.
fn opens_with_cause(text: &str) -> bool {
    let text = text.trim_start();
    TELLS.likely_cause.open(text) && text.contains([',', '，', '、']) && says_cause(&TELLS.likely_cause)(text)
}

/// Roles of sections that tell of what came after the incident.
const OF_LATER: [Role; 6] =
    [Role::Timeline, Role::Actions, Role::Lessons, Role::WentWell, Role::WentWrong, Role::Lucky];

pub(super) fn says_cause(phrases: &Parts) -> impl Fn(&str) -> bool {
    |text| {
        // What stands in brackets tells of something beside it.
        let has_brackets = text.contains('(') || text.contains('（');
        let outside = has_brackets.then(|| without_brackets(text));
        let text = outside.as_deref().unwrap_or(text);
        phrases.any(text) && !TELLS.cause_doubt.any(text)
    }
}

/// Like [`says_cause`], but not for "It was noticed because somebody looked".
fn tells_why(phrases: &Parts) -> impl Fn(&str) -> bool {
    |text| {
        let last = |at: usize| text[..at].trim_end_matches([' ', ',']).rsplit(' ').next().unwrap_or_default();
        phrases.places(text).any(|at| !is_noticed(last(at))) && says_cause(phrases)(text)
    }
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let outside = |c: &char| {
        depth = match c {
            '(' | '（' => depth + 1,
            ')' | '）' => depth.saturating_sub(1),
            _ => depth,
        };
        depth == 0
    };
    text.chars().filter(outside).collect()
}

/// The first sentence that says what happened to whom, most clearly.
pub(super) fn impact(parts: &[Part<'_>]) -> Option<(String, Span)> {
    let first = first_section(parts);
    let tells = |part: &&Part<'_>| {
        !part.is_elsewhere && (part.role == Some(Role::Summary) || (part.role.is_none() && part.section <= first + 1))
    };
    // Slanted words are a remark on the text.
    let upright = |prose: &&Prose| !prose.is_slanted;
    let proses = || parts.iter().filter(tells).flat_map(Part::proses).filter(upright);
    let has_effect = |text: &str| TELLS.hit.any(text) && TELLS.effect.any(text);
    let found = claim(proses(), |text| TELLS.consequence.any(text)).or_else(|| claim(proses(), has_effect));
    // The first paragraph may tell it without saying whom it hit.
    let opening = || parts.iter().filter(tells).filter(|part| matches!(part.block.kind, Kind::Paragraph)).take(2);
    let told = |text: &str| {
        let is_cause = TELLS.likely_cause.any(text) || TELLS.cause.any(text);
        TELLS.effect.any(text) && !is_cause && text.split_whitespace().count() > 5
    };
    found
        .or_else(|| claim(proses(), people_suffer))
        .or_else(|| claim(opening().flat_map(Part::proses).filter(upright), told))
}

/// `Readers of three sites may have seen an old page`: a verb of suffering shortly behind people. What they were told is
/// none.
fn people_suffer(text: &str) -> bool {
    /// In words.
    const NEAR: usize = 6;
    let telling = &words().telling;
    let said: Vec<_> = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let mut people = said.iter().enumerate().filter(|(_, word)| telling.people.contains(word)).map(|(at, _)| at);
    let suffers = |at: usize| said[at + 1..].iter().take(NEAR).any(|word| telling.suffer.contains(word));
    people.any(suffers) && !is_noticed(text)
}

pub(super) fn first_section(parts: &[Part<'_>]) -> usize {
    let own = parts.iter().filter(|part| !part.is_elsewhere).map(|part| part.section);
    own.filter(|section| *section > 0).min().unwrap_or(0)
}

/// Returns the first sentence that `says` so, in small letters.
pub(super) fn claim<'a>(
    proses: impl Iterator<Item = &'a Prose>,
    says: impl Fn(&str) -> bool,
) -> Option<(String, Span)> {
    proses.filter(|prose| prose.tells() && !prose.is_prompt()).find_map(|prose| {
        let is_claim = |range: &Range<usize>| {
            let text = &prose.text[range.clone()];
            !prose::is_question(text) && text.trim_end().ends_with(['.', '。', '!', ')']) && says(&text.to_lowercase())
        };
        let found = prose.sentences().find(is_claim)?;
        Some((prose.sentence(found).trim().to_owned(), prose.span))
    })
}
