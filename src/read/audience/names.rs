//! Whom a text says it is for: `internal use only`, `TLP:AMBER`, `社外秘`.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::diagnostic::nearest;
use crate::incident::Audience;
use crate::incident::severity::{Match, Severity};
use crate::read::words as vocabulary;
use crate::text::folded::fold;

/// The fewer readers that the value of a field names. What is more than such words is
/// a sentence, and says something else: `internal dashboards were down`.
pub(in crate::read) fn named(value: &str) -> Option<Audience> {
    let lower = fold(value);
    let lower = without_class(&lower).to_owned();
    let known = &vocabulary::words().audience;
    let marks = ["(", "（", ";", ". ", "—", " – ", " - "];
    let head = marks.iter().fold(lower.as_str(), |head, mark| head.split(mark).next().unwrap_or(head));
    let remarks = known.remark.iter().map(|word| format!(" {word} "));
    let head = remarks.fold(head, |head, remark| head.split(&remark).next().unwrap_or(head));
    // `internal, external` names both; `internal, ask before you share` does not.
    let mut parts = head.split([',', '，', '、']);
    let first = words(parts.next()?);
    if parts.map(words).any(|part| !part.is_empty() && part.iter().all(|word| is(known.public, word))) {
        return None;
    }
    let has = |names: &[&str]| first.iter().any(|word| is(names, word));
    if has(known.public) {
        return (has(known.not) || has(known.only) && has(known.internal) && !has(known.and))
            .then_some(Audience::Internal);
    }
    if has(known.not) {
        return None;
    }
    let begins = |names: &[&str]| first.first().is_some_and(|word| is(names, word));
    let plain = first.iter().all(|word| is(known.with, word) || is(known.internal, word) || is(known.restricted, word));
    if has(known.restricted) && (plain || (begins(known.restricted) && has(known.to))) {
        return Some(Audience::Restricted);
    }
    (has(known.internal) && plain).then_some(Audience::Internal)
}

/// False if `text`, in small letters, has no word for readers: `named` finds none. Most lines have none, and this is
/// quicker.
pub(in crate::read) fn may_name(text: &str) -> bool {
    static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let known = &vocabulary::words().audience;
        let all = [known.internal, known.restricted, known.public].into_iter().flatten();
        // One of several words is taken as a whole or apart.
        all.flat_map(|name| [*name, name.split([' ', '-']).next().unwrap_or_default()]).collect()
    });
    words(text).iter().any(|word| NAMES.contains(word))
}

/// `1 - internal`, `Level 2: confidential`, `Major, internal`: what stands behind a class or a severity.
fn without_class(lower: &str) -> &str {
    let is_mark = |c: char| matches!(c, ' ' | ',' | ';' | ':' | '-' | '–' | '—' | '/' | '(');
    let known = vocabulary::words();
    let (head, field) = (&known.head, &known.field);
    let is_class = |word: &str| {
        let is_code = word.len() <= 3 && word.ends_with(|c: char| c.is_ascii_digit());
        let is_name = [head.level, head.severity, field.priority].iter().any(|names| names.contains(&word));
        let is_severity = !is(known.audience.public, word) && matches!(Severity::find(word, &[]), Match::Known(_));
        is_code || is_name || is_severity
    };
    let mut rest = lower.trim();
    loop {
        let length = rest.find(is_mark).unwrap_or(rest.len());
        let behind = rest[length..].trim_start_matches(is_mark);
        if behind.is_empty() || length == 0 || !is_class(&rest[..length]) {
            return rest;
        }
        rest = behind;
    }
}

/// True if a word of `value` speaks of everybody.
pub(in crate::read) fn is_for_all(value: &str) -> bool {
    words(&fold(value)).iter().any(|word| is(vocabulary::words().audience.public, word))
}

/// Returns the fewer readers that a misspelt word names: `interal`, `restrcted`.
pub(in crate::read) fn nearly(value: &str) -> Option<Audience> {
    const OTHERS: [&str; 4] = ["external", "internet", "interval", "interim"];
    let word = fold(value.trim());
    if word.len() <= 5 || word.contains(' ') || OTHERS.contains(&word.as_str()) {
        return None;
    }
    match nearest(&word, ["internal", "restricted"])? {
        "internal" => Some(Audience::Internal),
        _ => Some(Audience::Restricted),
    }
}

/// A line that is nothing but a mark, without the name of a field.
pub(in crate::read) fn is_mark(text: &str) -> bool {
    let lower = fold(text);
    let sure = vocabulary::words().audience.mark;
    !lower.contains([',', '.', ';']) && words(&lower).iter().any(|word| is(sure, word)) && named(text).is_some()
}

/// Returns the readers of a mark that can mean nothing else, whatever field it stands in: `for internal use`, and not
/// `internal only`.
pub(in crate::read) fn sure_mark(text: &str) -> Option<Audience> {
    let known = &vocabulary::words().audience;
    let is_sure = || words(&fold(text)).iter().any(|word| is(known.mark, word) && !is(known.only, word));
    if is_mark(text) && is_sure() { named(text) } else { None }
}

/// True if the word, in small letters, is one by which readers are named.
pub(in crate::read) fn is_of_readers(word: &str) -> bool {
    let known = &vocabulary::words().audience;
    [known.internal, known.restricted, known.with].into_iter().any(|names| is(names, word))
}

/// Returns the readers that a title such as `Internal notes` names, which has nothing but words for
/// fewer readers and for parts of a text.
pub(in crate::read) fn of_part(text: &str) -> Option<Audience> {
    let lower = fold(text);
    let (parts, readers): (Vec<_>, Vec<_>) =
        words(&lower).into_iter().partition(|word| is(vocabulary::words().audience.part, word));
    (!parts.is_empty()).then(|| named(&readers.join(" "))).flatten()
}

fn words(text: &str) -> Vec<&str> {
    let text = text.trim_matches(|c: char| matches!(c, ' ' | '*' | '_' | '`' | '[' | ']' | '.' | '!'));
    if vocabulary::words().audience.restricted.contains(&text) {
        return vec![text];
    }
    let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'));
    text.split(ends).filter(|word| !word.is_empty()).collect()
}

fn is(names: &[&str], word: &str) -> bool {
    if word.contains('’') { names.contains(&word.replace('’', "'").as_str()) } else { names.contains(&word) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_fewer_readers_are_understood() {
        for text in [
            "internal",
            "Internal only",
            "Internal use only, not for external distribution",
            "company confidential",
            "Internal/Confidential",
            "Internal (may become public later)",
            "Internal; public version to follow",
            "Internal until the public postmortem",
            "internal. A public summary exists.",
            "internal, for external use ask legal",
            "internal without external parties",
            "all staff, not restricted",
            "internal (not need-to-know)",
            "1 - internal",
            "2 – confidential",
            "Level 1: internal use",
            "Major, confidential",
            "Priority 1, internal only",
            "not public",
            "Employees only",
            "TLP:AMBER",
            "nur für den internen Gebrauch",
            "社外秘",
            "非公開",
        ] {
            assert_eq!(named(text), Some(Audience::Internal), "{text}");
        }
        for text in [
            "restricted",
            "Restricted to the security team",
            "restricted to Kim",
            "TLP:RED",
            "top secret",
            "need-to-know",
            "C1 restricted",
        ] {
            assert_eq!(named(text), Some(Audience::Restricted), "{text}");
        }
    }

    #[test]
    fn sentences_and_marks_for_all_keep_nothing_back() {
        for text in [
            "public",
            "internal and external",
            "Internal, external",
            "internal / restricted / public (delete as appropriate)",
            "1 - public",
            "2",
            "Major",
            "no secret was exposed",
            "none; no secret or private data exposed",
            "metrics from the Secret Manager were missing",
            "everyone; secret values are redacted",
            "Engineers with restricted production access",
            "we lost our internal metrics for an hour.",
            "internal dashboards were down",
            "internal load balancer hidden",
            "no private data leaked",
            "private beta customers",
            "customers with private clusters",
            "Internal and customers",
            "Not confidential",
            "non confidentiel",
            "Public. No confidential data.",
            "open to all, no longer internal",
            "externa e interna",
            "非机密",
            "社内外",
            "all engineers",
            "streng geheim, secret",
            "极密",
            "",
        ] {
            assert_eq!(named(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_may_be_a_mark() {
        for text in ["Confidential", "INTERNAL ONLY", "CONFIDENTIAL - do not distribute", "TLP:RED", "社外秘"] {
            assert!(is_mark(text), "{text}");
        }
        for text in ["Internal", "Only internal users saw it.", "Staff", "Read only", "Not confidential"] {
            assert!(!is_mark(text), "{text}");
        }
    }
}
