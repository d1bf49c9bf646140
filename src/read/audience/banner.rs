//! What a line at the beginning of a document says about who may read all of it: `Internal document`,
//! `Please do not forward.`, `Under embargo until 1 June`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::names;
use crate::incident::Audience;
use crate::read::words::words as vocabulary;
use crate::text::folded::fold;
use crate::text::split_colon;

/// A longer line tells something, in bytes.
const LONGEST: usize = 200;

/// What parts the sentences of a line; a name and a mark may stand behind the last.
const SENTENCE_ENDS: [char; 5] = ['.', '!', '。', '！', '©'];

/// Returns the fewest readers that a sentence of `line` names for the document.
pub(in crate::read) fn of_line(line: &str) -> Option<Audience> {
    // `[INTERNAL]` and `{.internal}` are marks of a part, and looked for as such.
    if line.len() > LONGEST || line.starts_with('[') || line.contains('{') {
        return None;
    }
    let lower = fold(line);
    let said = line_of_remark(&lower)?.split(SENTENCE_ENDS).filter_map(of_sentence).max();
    said.or_else(|| names::may_name(&lower).then(|| below_name(line)).flatten())
}

/// The readers of `Hillside Rail – Internal Use Only`: a mark behind a name.
fn below_name(line: &str) -> Option<Audience> {
    /// In words.
    const NAME: usize = 6;
    let mut rest = line;
    for _ in 0..NAME {
        let (word, behind) = rest.split_once(' ')?;
        if word.starts_with(char::is_lowercase) || word.ends_with(':') {
            return None;
        }
        rest = behind;
        let mark = names::sure_mark(rest);
        if mark.is_some() {
            return mark;
        }
    }
    None
}

/// Returns the readers that an item, a heading or a cell names, which speaks of the document: `Internal document`, and
/// not `Internal`, which may be anything of a list.
pub(in crate::read) fn of_item(text: &str) -> Option<Audience> {
    of_line(text).filter(|_| names_itself(&fold(text)))
}

/// Returns the readers that a comment names which speaks of the document. What else it asks for is for authors: `Keep
/// this within two sentences.`
pub(in crate::read) fn of_comment(text: &str) -> Option<Audience> {
    let lower = fold(text);
    lower.split(SENTENCE_ENDS).filter_map(of_plain).max().filter(|_| names_itself(&lower))
}

fn names_itself(text: &str) -> bool {
    /// In bytes. Shorter words, such as `the`, stand before anything.
    const NAME: usize = 4;
    let is_name = |word: &str| word.len() >= NAME && (is_itself(word) || unspaced(word) != word);
    text.split_whitespace().map(bare).any(is_name)
}

/// Returns the readers that a part of a title names: `Gate jam – INTERNAL`, `Internal report: gate jam`.
pub(in crate::read) fn of_title(title: &str) -> Option<Audience> {
    let title = fold(title);
    // All of a title such as `Private` names something else.
    if pieces(&title).nth(1).is_none() { of_item(&title) } else { pieces(&title).filter_map(of_sentence).max() }
}

/// Returns the readers that a part of a state names: `Final, internal only`, `Draft (internal)`.
pub(in crate::read) fn of_state(state: &str) -> Option<Audience> {
    pieces(&fold(state)).filter_map(of_plain).max()
}

/// Returns the readers that a label is, which stands among others.
pub(in crate::read) fn of_label(label: &str) -> Option<Audience> {
    let label = fold(label.trim());
    let is_word = label.chars().all(char::is_alphanumeric);
    of_plain(&label).filter(|audience| is_word && *audience == Audience::Internal)
}

fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let marks = |c: char| matches!(c, ':' | '(' | ')' | '[' | ']' | ',' | ';' | '/' | '–' | '—' | '|');
    text.split(marks).flat_map(|piece| piece.split(" - "))
}

/// Returns the line without the name of a remark, or `None` if it is a field with another name.
fn line_of_remark(line: &str) -> Option<&str> {
    match split_colon(line) {
        Some((name, rest)) if rest.is_empty() || rest.starts_with(char::is_whitespace) => {
            let known = &vocabulary().audience;
            if known.heed.contains(&bare(name)) { Some(rest) } else { begins(name).then_some(name) }
        }
        _ => Some(line),
    }
}

fn of_sentence(sentence: &str) -> Option<Audience> {
    let mut parts = sentence.split(['–', '—', ';']).flat_map(|part| part.split(" - "));
    of_plain(sentence).or_else(|| parts.any(is_kept).then_some(Audience::Internal))
}

/// True if `part` asks not to pass the text on.
fn is_kept(part: &str) -> bool {
    /// In words. A longer sentence with such an end tells something.
    const SHORT: usize = 5;
    let known = &vocabulary().audience;
    let is_short = || part.split_whitespace().count() <= SHORT;
    let mut ends = known.kept.iter().filter_map(|phrase| phrase.strip_prefix("..."));
    // `Draft 2, do not share`
    let behind = part.split_once([',', '，']).map(|(_, behind)| behind);
    begins(part)
        || behind.is_some_and(|behind| is_short() && begins(behind))
        || ends.any(|end| bare(part).ends_with(end) && is_short())
}

/// True if `text` begins with a phrase that asks not to pass it on. Between the words of the phrase, those may stand by
/// which a text speaks of itself, and before a whole one, words for readers: `Internal, do not forward`.
fn begins(text: &str) -> bool {
    struct Phrase {
        /// Behind the first word.
        rest: Vec<&'static str>,
        /// Nothing else may follow: `The new proxies do not forward` and `not published events` tell something.
        is_whole: bool,
    }
    static PHRASES: LazyLock<HashMap<&str, Vec<Phrase>>> = LazyLock::new(|| {
        let known = &vocabulary().audience;
        let mut phrases: HashMap<&str, Vec<Phrase>> = HashMap::new();
        for (list, is_whole) in [(known.keeps, false), (known.kept, true)] {
            for phrase in list {
                let mut words = phrase.split(' ');
                let first = words.next().unwrap_or_default();
                phrases.entry(first).or_default().push(Phrase { rest: words.collect(), is_whole });
            }
        }
        phrases
    });
    /// Phrases of scripts that write no blanks, where anything may follow in the same word.
    static UNSPACED: LazyLock<Vec<&str>> = LazyLock::new(|| {
        let known = &vocabulary().audience;
        let all = known.keeps.iter().chain(known.kept).copied();
        all.filter(|phrase| phrase.starts_with(|c| c >= FIRST_UNSPACED)).collect()
    });
    let mut names_readers = false;
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        let own = unspaced(bare(word));
        let has_all = |phrase: &Phrase| {
            if names_readers && !phrase.is_whole {
                return false;
            }
            let mut behind = words.clone();
            let mut rest = phrase.rest.iter().peekable();
            while let Some(want) = rest.next() {
                let mut others = behind.by_ref().skip_while(|word| bare(word) != *want && is_itself(word)).map(bare);
                // `embargo jusqu` begins `embargo jusqu'au 3 mai`.
                let is_last = rest.peek().is_none();
                if !others.next().is_some_and(|word| word == *want || is_last && word.starts_with(want)) {
                    return false;
                }
            }
            !phrase.is_whole || behind.all(is_itself)
        };
        if PHRASES.get(own).is_some_and(|phrases| phrases.iter().any(has_all))
            || own.starts_with(|c| c >= FIRST_UNSPACED) && UNSPACED.iter().any(|phrase| own.starts_with(phrase))
        {
            return true;
        }
        if !is_itself(word) {
            if !names::is_of_readers(bare(word)) {
                return false;
            }
            names_readers = true;
        }
    }
    false
}

/// The readers of a text that has nothing but words for readers and for itself.
fn of_plain(text: &str) -> Option<Audience> {
    let known = &vocabulary().audience;
    let is_unspaced = text.contains(|c| c >= FIRST_UNSPACED);
    if !is_unspaced && !names::may_name(text) {
        return None;
    }
    let own = without_itself(text);
    let has = |names: &[&str]| text.split_whitespace().any(|word| names.contains(&bare(word)));
    // `Only internal users saw it` tells something.
    if has(known.colour) || names::is_for_all(&own) && !has(known.not) {
        return None;
    }
    names::named(&own)
}

/// Returns `text` without the words by which it speaks of itself.
fn without_itself(text: &str) -> String {
    let mut own = String::with_capacity(text.len());
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        // `Internal incident report`
        let is_kind = || vocabulary().document.incident.contains(&bare(word).trim_start_matches("post-"));
        let is_itself = is_itself(word) || words.peek().is_some_and(|next| is_itself(next)) && is_kind();
        // A comma behind such a word still parts the others.
        let rest = if is_itself { word.trim_start_matches(|c: char| c != ',') } else { unspaced(word) };
        if !own.is_empty() && !rest.is_empty() {
            own.push(' ');
        }
        own.push_str(rest);
    }
    own
}

/// A word by which a text speaks of itself.
fn is_itself(word: &str) -> bool {
    let bare = bare(word);
    ITSELF.contains(bare) || bare.contains('-') && bare.split('-').all(|part| ITSELF.contains(part))
}

/// Without such words at either end, in scripts that join them to others: `本文档仅限内部使用`.
fn unspaced(mut text: &str) -> &str {
    while let Some(first) = text.chars().next().filter(|first| *first >= FIRST_UNSPACED) {
        let is_here = |word: &&&str| word.starts_with(first);
        let rest = ITSELF.iter().filter(is_here).filter_map(|word| text.strip_prefix(word)).min_by_key(|it| it.len());
        let Some(rest) = rest else { break };
        text = rest;
    }
    while text.ends_with(|last| last >= FIRST_UNSPACED) {
        let Some(rest) = ITSELF.iter().filter_map(|word| text.strip_suffix(word)).min_by_key(|it| it.len()) else {
            break;
        };
        text = rest;
    }
    text
}

/// The first character of the Korean, Chinese and Japanese scripts.
const FIRST_UNSPACED: char = '\u{1100}';

static ITSELF: LazyLock<HashSet<&str>> = LazyLock::new(|| vocabulary().audience.itself.iter().copied().collect());

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_a_document_in() {
        for line in [
            "Internal",
            "Internal document",
            "_Internal report, Hillside Rail_",
            "Note: This is an internal page.",
            "This document is strictly confidential.",
            "© Hillside Rail. Proprietary and confidential. Do not copy.",
            "Attorney-client privileged",
            "Privileged & confidential — written for counsel",
            "Please do not forward.",
            "For signalling eyes only",
            "This report must not leave the company.",
            "Please keep this within the team",
            "Circulation limited to the board",
            "Need to know",
            "Restricted to the yard",
            "This document is need-to-know.",
            "Not for customers",
            "Embargoed until 1 June",
            "The paper is under embargo until Monday",
            "Dieses Dokument ist vertraulich",
            "Interne Verwendung",
            "Document interne",
            "Documento interno",
            "Please don't forward this.",
            "Do not distribute this document",
            "Do not share this outside of the company.",
            "To be kept within the team",
            "Not yet published.",
            "Not intended for publication",
            "Confidentiality notice: it has names of persons",
            "Hillside Rail – Internal Use Only",
            "© 2031 Hillside Rail Confidential",
            "이 문서는 대외비입니다.",
            "Final version — please do not forward",
            "Dieses Dokument bitte nicht weiterleiten",
            "本文档仅限内部使用。",
            "この文書は社外秘です。",
            "本资料内部使用",
            "Для внутреннего использования",
            "機密",
            "仅限内部",
            "INTERNAL DO NOT FORWARD",
            "Confidential, do not distribute",
            "Draft 2, do not share",
            "Strictly do not share",
            "Colleagues, do not share",
            "Internal draft do not share",
            "A public version of this report will follow.",
            "The public report will be published on Monday",
        ] {
            assert!(of_line(line).is_some(), "{line}");
        }
    }

    #[test]
    fn lines_that_tell_something_keep_nothing_in() {
        for line in [
            "Only internal users saw it.",
            "Impact: internal",
            "Type: internal",
            "Green",
            "Internal dashboards were down.",
            "The proxies do not forward the header.",
            "Do not share customer data here.",
            "The embargo service was down.",
            "The proxies do not forward it.",
            "The proxies do not forward",
            "Events were not published.",
            "Names were kept confidential",
            "Impact: confidential",
            "Unpublished drafts were lost.",
            "内部网络中断",
            "社内ネットワークが停止しました",
            "This document is public.",
            "This report is not confidential.",
            "Traffic must not leave the region",
            "Private keys must not be shared, said the advice",
            "Confidential files do not publish events",
            "The two regions, by design, do not share",
            "The public report was published on Monday.",
            "A public statement of the vendor will follow.",
            "No confidential data was exposed.",
            "10:20 the private network came back",
            "[RESTRICTED]",
            "Names {.internal}",
            "",
        ] {
            assert_eq!(of_line(line), None, "{line}");
        }
    }

    #[test]
    fn items_must_speak_of_the_document() {
        for item in ["Internal document", "This page is confidential", "Please do not forward.", "社外秘資料"] {
            assert!(of_item(item).is_some(), "{item}");
        }
        for item in ["Internal", "The internal team", "Confidential", "Private network", "A restricted port"] {
            assert_eq!(of_item(item), None, "{item}");
        }
    }

    #[test]
    fn no_word_by_which_a_text_speaks_of_itself_changes_the_meaning() {
        let known = &vocabulary().audience;
        for other in [known.internal, known.restricted, known.public, known.not, known.only, known.to, known.remark] {
            let both: Vec<_> = other.iter().filter(|word| known.itself.contains(word)).collect();
            assert!(both.is_empty(), "{both:?}");
        }
    }

    #[test]
    fn titles_states_and_labels_name_readers() {
        for title in [
            "Gate jam - INTERNAL",
            "Internal postmortem: gate jam",
            "Gate jam (restricted)",
            "Gate jam - draft, do not share",
            "Internal Incident Report: gate jam",
            "Confidential Post-Incident Review",
        ] {
            assert!(of_title(title).is_some(), "{title}");
        }
        for title in ["Private", "Internal DNS was down", "Outage of the private network", "Red / green swap"] {
            assert_eq!(of_title(title), None, "{title}");
        }
        for state in ["Draft (internal)", "Final, internal only", "internal draft"] {
            assert_eq!(of_state(state), Some(Audience::Internal), "{state}");
        }
        for state in ["Resolved", "Red", "in review, internal links missing", "Closed (no secrets)"] {
            assert_eq!(of_state(state), None, "{state}");
        }
        assert_eq!(of_label(" internal "), Some(Audience::Internal));
        for label in ["secret", "private-network", "green", "internal dns", "users"] {
            assert_eq!(of_label(label), None, "{label}");
        }
    }
}
