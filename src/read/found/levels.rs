//! Severity and state of a document, in any words.

use crate::config::Config;
use crate::incident::Status;
use crate::incident::severity::{Match, Severity};
use crate::read::words::words;

/// A text that is longer gives reasons, in bytes.
const LONGEST: usize = 80;

/// The severity of a field: its first words, if they are few; the last one that was given.
pub(in crate::read) fn severity(text: &str, config: &Config) -> Option<Severity> {
    const ARROWS: [&str; 5] = ["->", "→", "=>", "➜", "➔"];
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
