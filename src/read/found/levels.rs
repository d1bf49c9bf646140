//! Severity and state of a document, in any words.

use crate::config::Config;
use crate::incident::Status;
use crate::incident::severity::{Match, Severity};

/// The severity of a field: its first words, if they are few; the last one that was given.
pub(in crate::read) fn severity(text: &str, config: &Config) -> Option<Severity> {
    const CHANGES: [&str; 12] = [
        "->",
        "→",
        "=>",
        "➜",
        "➔",
        "downgraded to",
        "upgraded to",
        "raised to",
        "lowered to",
        "reduced to",
        "escalated to",
        "changed to",
    ];
    let lower = text.to_ascii_lowercase();
    let changed = CHANGES.iter().filter_map(|mark| lower.rfind(mark).map(|at| at + mark.len())).max();
    let last = changed.and_then(|at| one_severity(&text[at..], config)).filter(|severity| severity.rank.is_some());
    last.or_else(|| one_severity(text, config))
}

fn one_severity(text: &str, config: &Config) -> Option<Severity> {
    let head =
        text.split(['(', '（', ',', ';', '—', '–', '/']).next().unwrap_or(text).split(" - ").next().unwrap_or(text);
    let head = head.trim().trim_matches(|c: char| !c.is_alphanumeric());
    let of = |text: &str| match Severity::find(text, &config.severities) {
        Match::Known(severity) => Some(severity),
        _ => None,
    };
    let mut words = head.split_whitespace();
    let word = words.next().unwrap_or(head);
    // "SEV-1 means that everything is down" explains the word.
    if matches!(words.next(), Some("means" | "stands" | "bedeutet" | "heißt" | "significa")) {
        return None;
    }
    let words = head.chars().count() <= 30 && !head.is_empty();
    of(head).or_else(|| of(word)).or_else(|| words.then(|| Severity { label: head.to_owned(), rank: None }))
}

/// The state of the document, where a field names one of ours.
pub(in crate::read) fn status(text: &str) -> Option<Status> {
    match text.trim().to_lowercase().as_str() {
        "draft" | "entwurf" | "borrador" | "rascunho" => Some(Status::Draft),
        "in review" | "in-review" | "under review" => Some(Status::InReview),
        "reviewed" | "final" | "published" | "approved" => Some(Status::Reviewed),
        "closed" | "complete" | "completed" | "done" => Some(Status::Closed),
        _ => None,
    }
}
