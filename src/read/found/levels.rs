//! Severity and state of a document, in any words.

use std::sync::LazyLock;

use crate::config::Config;
use crate::incident::Status;
use crate::incident::severity::{Match, Severity};
use crate::read::words::words;

/// A text that is longer gives reasons, in bytes.
const LONGEST: usize = 80;

/// The severity of a field: its first words, if they are few; the last one that was given.
pub(in crate::read) fn severity(text: &str, config: &Config) -> Option<Severity> {
    const ARROWS: [&str; 5] = ["->", "→", "=>", "➜", "➔"];
    let text = if text.contains("[ ]") || text.contains("[x]") { ticked(text)? } else { text };
    // A reason may tell of anything: "SEV-2 (reduced to 3 users)".
    let is_long = text.len() > LONGEST;
    let lower = text.to_ascii_lowercase();
    let marks = ARROWS.iter().chain(words().severity.changed_to);
    let changed = marks.filter_map(|mark| lower.rfind(mark).map(|at| at + mark.len())).max();
    let last = changed.and_then(|at| one_severity(&text[at..], config)).filter(|severity| severity.rank.is_some());
    let last = last.filter(|_| !is_long);
    // Nobody has chosen from `SEV-1 / SEV-2 / SEV-3` yet.
    let is_level = |part: &&str| matches!(Severity::find(part.trim(), &config.severities), Match::Known(_));
    if text.split(['/', '|']).filter(is_level).count() > 2 {
        return None;
    }
    last.or_else(|| one_severity(text, config))
}

/// True for a severity that has a place on the usual scale, whatever the archive's own is.
pub(in crate::read) fn is_ranked(text: &str) -> bool {
    static USUAL: LazyLock<Config> = LazyLock::new(Config::default);
    severity(text, &USUAL).is_some_and(|severity| severity.rank.is_some())
}

/// The word behind the only ticked box: `[ ] low [x] high`.
fn ticked(text: &str) -> Option<&str> {
    let mut ticked = ["[x]", "[X]"].into_iter().flat_map(|mark| text.split(mark).skip(1));
    let only = ticked.next().filter(|_| ticked.next().is_none())?;
    Some(only.split('[').next().unwrap_or(only).trim())
}

/// The severity in a tag: `sev-2`, `severity::2`, `priority/critical`.
pub(in crate::read) fn of_tag(tag: &str, config: &Config) -> Option<Severity> {
    let tag = tag.to_lowercase();
    let named = || {
        let (name, value) = ["::", "/", ":"].into_iter().find_map(|mark| tag.split_once(mark))?;
        let names = [words().head.severity, words().field.priority];
        names.iter().any(|names| names.contains(&name.trim())).then_some(value.trim().to_owned())
    };
    // `s3` is a store.
    let is_number = tag.ends_with(|c: char| c.is_ascii_digit())
        && (tag.starts_with("sev") || tag.starts_with('p') && tag.len() == 2);
    let text = named().or_else(|| is_number.then(|| tag.clone()))?;
    match Severity::find(&text, &config.severities) {
        Match::Known(severity) => Some(severity),
        _ => None,
    }
}

fn one_severity(text: &str, config: &Config) -> Option<Severity> {
    const ENDS: [&str; 15] = ["(", "（", "[", "【", ",", "，", ";", "；", ": ", "：", "—", "–", "/", " - ", "。"];
    let end = ENDS.iter().chain(&[". "]).filter_map(|mark| text.find(mark)).filter(|end| *end > 0).min();
    let head = &text[..end.unwrap_or(text.len())];
    let head = head.trim().trim_matches(|c: char| !c.is_alphanumeric());
    let of = |text: &str| match Severity::find(text, &config.severities) {
        Match::Known(severity) => Some(severity),
        _ => None,
    };
    let means = words().severity.means;
    let mut words = head.split_whitespace();
    let word = words.next().unwrap_or(head);
    // "SEV-1 means that everything is down" explains the word.
    if words.next().is_some_and(|word| means.contains(&word)) {
        return None;
    }
    let words = head.chars().count() <= 30 && !head.is_empty();
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    of(head).or_else(|| of(word)).or_else(|| words.then(|| Severity { label: head.to_owned(), rank: None }))
}

/// The state of the document, where a field names one of ours.
pub(in crate::read) fn status(text: &str) -> Option<Status> {
    // "Complete, action items in progress"
    let text = text.split([',', ';', '(', '.', '，', '；', '（', '。', '—', '–']).next().unwrap_or(text);
    let (text, known) = (text.trim().to_lowercase(), &words().status);
    let states = [
        (known.draft, Status::Draft),
        (known.in_review, Status::InReview),
        (known.reviewed, Status::Reviewed),
        (known.closed, Status::Closed),
    ];
    states.into_iter().find(|(words, _)| words.contains(&text.as_str())).map(|(_, status)| status)
}
