//! What a line at the beginning of a document says about who may read all of it: `Internal document`,
//! `Please do not forward.`, `Under embargo until 1 June`.

use super::names;
use crate::incident::Audience;
use crate::read::words::words as vocabulary;
use crate::text::folded::fold;

/// A longer line tells something, in bytes.
const LONGEST: usize = 200;

/// Returns the fewest readers that a sentence of `line` names for the document.
pub(in crate::read) fn of_line(line: &str) -> Option<Audience> {
    // `[INTERNAL]` and `{.internal}` are marks of a part, and looked for as such.
    if line.len() > LONGEST || line.starts_with('[') || line.contains('{') {
        return None;
    }
    let line = fold(line);
    let sentences = line_of_remark(&line)?.split(['.', '!', '。', '！', '©']);
    sentences.filter_map(of_sentence).max()
}

/// Returns the readers that a part of a title names: `Gate jam – INTERNAL`, `Internal report: gate jam`.
pub(in crate::read) fn of_title(title: &str) -> Option<Audience> {
    let title = fold(title);
    let is_part = pieces(&title).nth(1).is_some();
    pieces(&title).filter(|_| is_part).filter_map(of_plain).max()
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
    match line.split_once([':', '：']) {
        Some((name, rest)) if rest.is_empty() || rest.starts_with(char::is_whitespace) => {
            vocabulary().audience.heed.contains(&bare(name)).then_some(rest)
        }
        _ => Some(line),
    }
}

fn of_sentence(sentence: &str) -> Option<Audience> {
    /// In words. A longer sentence with such an end tells something: `The new proxies still do not forward`.
    const SHORT: usize = 5;
    let known = &vocabulary().audience;
    let mut own = bare(sentence);
    while let Some((_, rest)) = own.split_once(' ').filter(|(word, _)| is_itself(word)) {
        own = rest.trim_start();
    }
    let is_whole = |phrase: &&str| own == *phrase || own.ends_with(*phrase) && own.split_whitespace().count() <= SHORT;
    let is_kept = || known.keeps.iter().any(|phrase| own.starts_with(phrase)) || known.kept.iter().any(is_whole);
    of_plain(sentence).or_else(|| is_kept().then_some(Audience::Internal))
}

/// The readers of a text that has nothing but words for readers and for itself.
fn of_plain(text: &str) -> Option<Audience> {
    let known = &vocabulary().audience;
    if !names::may_name(text) {
        return None;
    }
    let has = |names: &[&str]| text.split_whitespace().any(|word| names.contains(&bare(word)));
    // `Only internal users saw it` tells something.
    if has(known.colour) || names::is_for_all(text) && !has(known.not) {
        return None;
    }
    let without = |word| if is_itself(word) { word.trim_start_matches(|c: char| c != ',') } else { word };
    names::named(&text.split_whitespace().map(without).collect::<Vec<_>>().join(" "))
}

/// A word by which a text speaks of itself.
fn is_itself(word: &str) -> bool {
    let known = vocabulary().audience.itself;
    let bare = bare(word);
    known.contains(&bare) || !bare.is_empty() && bare.split('-').all(|part| known.contains(&part))
}

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
            "Для внутреннего использования",
            "機密",
            "仅限内部",
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
            "This document is public.",
            "This report is not confidential.",
            "Traffic must not leave the region",
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
    fn no_word_by_which_a_text_speaks_of_itself_changes_the_meaning() {
        let known = &vocabulary().audience;
        for other in [known.internal, known.restricted, known.public, known.not, known.only, known.to, known.remark] {
            let both: Vec<_> = other.iter().filter(|word| known.itself.contains(word)).collect();
            assert!(both.is_empty(), "{both:?}");
        }
    }

    #[test]
    fn titles_states_and_labels_name_readers() {
        for title in ["Gate jam - INTERNAL", "Internal postmortem: gate jam", "Gate jam (restricted)"] {
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
