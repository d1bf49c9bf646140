//! Kinds of entries that their words suggest.

use crate::incident::timeline::EntryKind;
use crate::markdown::Node;
use crate::read::found::inline;
use crate::text::sentence;

/// Words that leave little doubt. Only whole phrases: "alert" and "rollback"
/// alone are talked about in every kind of entry.
pub(super) const WORDING: [(EntryKind, &[&str]); 4] = [
    (
        EntryKind::Detection,
        &[
            "alert fired",
            "alert fires",
            "alerts fired",
            "alert triggered",
            "alerts triggered",
            "first alert",
            "monitoring alerted",
            "on-call was paged",
            "on-call is paged",
            "on-call engineer was paged",
            "pager went off",
            "incident detected",
            "issue detected",
            "alarm löste aus",
            "alarm wurde ausgelöst",
            "アラートが発報",
            "アラート発報",
            "收到告警",
        ],
    ),
    (
        EntryKind::Mitigation,
        &[
            "rollback completed",
            "rollback complete",
            "rollback finished",
            "issue mitigated",
            "incident mitigated",
            "impact mitigated",
        ],
    ),
    (
        EntryKind::Resolution,
        &[
            "incident resolved",
            "issue resolved",
            "incident is resolved",
            "marked as resolved",
            "marked resolved",
            "fully recovered",
            "fully restored",
            "full recovery",
            "service restored",
            "services restored",
            "service was restored",
            "incident closed",
            "all clear",
            "vorfall beendet",
            "störung behoben",
            "incidente resuelto",
            "incidente resolvido",
            "incident résolu",
            "復旧完了",
            "恢复正常",
        ],
    ),
    (
        EntryKind::Communication,
        &[
            "status page updated",
            "posted to the status page",
            "customers were informed",
            "customers informed",
            "statusseite aktualisiert",
        ],
    ),
];

/// Words that make less of what is said: a part of it, for a time, somewhere else, or not at all.
pub(super) const DOUBTS: [&str; 60] = [
    "not ",
    "n't ",
    "no ",
    "nicht ",
    "kein",
    "partial",
    "partly",
    "temporarily",
    " except ",
    "apart from",
    "in staging",
    "on staging",
    "by mistake",
    "mistakenly",
    "given in error",
    "sent in error",
    "closed in error",
    "resolved in error",
    "erroneously",
    "false alarm",
    "to be wrong",
    "was wrong",
    "premature",
    "too early",
    "then fails",
    "fails again",
    "failed again",
    "failing again",
    "still failing",
    "down again",
    "errors again",
    "reopen",
    "re-open",
    "another service",
    "another system",
    "another incident",
    "another issue",
    "another team",
    "other service",
    "other incident",
    "unrelated",
    "some of",
    "for some",
    "most ",
    "almost",
    "nearly",
    "seem",
    "apparently",
    "still down",
    "still slow",
    "still see",
    "still unavailable",
    "turned out",
    "turns out",
    "waiting for all clear",
    "waiting for the all clear",
    "teilweise",
    "vorübergehend",
    "parcial",
    "provisoire",
];

/// Words of a later sentence that take it back.
pub(super) const RETRACTIONS: [&str; 12] = [
    "to be wrong",
    "was wrong",
    "by mistake",
    "in error",
    "false alarm",
    "premature",
    "too early",
    "again",
    "reopen",
    "re-open",
    "turned out",
    "turns out",
];

/// The kind that the words of an entry suggest.
pub(in crate::read) fn wording(content: &[Node]) -> Option<EntryKind> {
    let text = inline::text(content).to_lowercase();
    let place = |phrases: &[&str]| phrases.iter().filter_map(|phrase| text.find(phrase)).min();
    let (kind, at) = WORDING.iter().find_map(|(kind, phrases)| Some((*kind, place(phrases)?)))?;
    // Another sentence may take it back, and otherwise tells of something else.
    let here = sentence::around(&text, at);
    let (sentence, rest) = (&text[here.clone()], &text[here.end..]);
    let doubted = DOUBTS.iter().any(|word| sentence.contains(word))
        || tells_of_a_part(sentence)
        || RETRACTIONS.iter().any(|word| rest.contains(word));
    (!doubted).then_some(kind)
}

/// A share that is not all: `10 % of users`.
pub(super) fn tells_of_a_part(text: &str) -> bool {
    let is_all = |before: &str| {
        let rest = before.strip_suffix("100").or_else(|| before.strip_suffix("100.0"));
        rest.is_some_and(|rest| !rest.ends_with(|c: char| c.is_ascii_digit() || c == '.'))
    };
    let is_share = |rest: &str| [" of ", " der ", " de ", " des "].iter().any(|word| rest.starts_with(word));
    text.match_indices('%').any(|(at, _)| is_share(&text[at + 1..]) && !is_all(text[..at].trim_end()))
}
