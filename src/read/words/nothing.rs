//! What stands where nobody wrote a value yet.
//!
//! There are four questions. A cell or a field may hold [nothing](is_nothing); a text may still
//! [have to be written](is_unwritten); a name may be [nobody's](is_nobody); a time may be
//! [not known](is_unknown_time).

/// Words for "there is none" and "nobody knows".
const NOTHING: [&str; 20] = [
    "",
    "tbd",
    "tba",
    "n/a",
    "na",
    "none",
    "none yet",
    "nothing",
    "unknown",
    "not yet known",
    "nil",
    "keine",
    "unbekannt",
    "ninguna",
    "desconocido",
    "なし",
    "不明",
    "无",
    "無",
    "未知",
];

/// Words for "somebody will write this".
const UNWRITTEN: [&str; 11] = [
    "todo",
    "to do",
    "tbc",
    "pending",
    "wip",
    "fixme",
    "coming soon",
    "under investigation",
    "offen",
    "pendiente",
    "未定",
];

/// Beginnings of short sentences that say the same.
const BEGINNINGS: [&str; 12] = [
    "to be written",
    "to be determined",
    "to be decided",
    "to be defined",
    "to be added",
    "to be filled",
    "to be completed",
    "to be confirmed",
    "to be announced",
    "to be done",
    "todo:",
    "tbd:",
];

/// Words for "no person".
const NOBODY: [&str; 9] = [
    "unassigned",
    "vacant",
    "nobody",
    "no one",
    "no owner",
    "not assigned",
    "not yet assigned",
    "to be assigned",
    "niemand",
];

/// Words for a time that nobody noted.
const NO_TIME: [&str; 8] = ["ongoing", "same day", "later", "now", "time tbc", "tbc", "同日", "当日"];

/// The text in lower case, without the marks that people put around such words.
fn bare(text: &str) -> String {
    let is_mark = |c: char| c.is_whitespace() || "*_`()[]{}<>@.…?!-–—―/\"'".contains(c);
    text.trim_matches(is_mark).to_lowercase()
}

/// No value: empty, `-`, `???`, `N/A`, `none`.
pub(in crate::read) fn is_nothing(text: &str) -> bool {
    NOTHING.contains(&bare(text).as_str())
}

/// Nothing, or a promise to write something: `TODO`, `to be determined`.
pub(in crate::read) fn is_unwritten(text: &str) -> bool {
    let bare = bare(text);
    NOTHING.contains(&bare.as_str())
        || UNWRITTEN.contains(&bare.as_str())
        || (bare.len() < 60 && BEGINNINGS.iter().any(|words| bare.starts_with(words)))
}

/// No name of anybody: `TBD`, `@TBD`, `(vacant)`.
pub(in crate::read) fn is_nobody(name: &str) -> bool {
    is_unwritten(name) || NOBODY.contains(&bare(name).as_str())
}

/// What stands for a time that nobody knows: `???`, `TBC`, `不明`. An empty text is no time at all.
pub(in crate::read) fn is_unknown_time(text: &str) -> bool {
    !text.trim().is_empty() && (is_nothing(text) || NO_TIME.contains(&bare(text).as_str()))
}

/// How many fields of a template were left unfilled.
pub(in crate::read) fn unfilled_fields(text: &str) -> usize {
    const MARKS: [&str; 11] = [
        "YYYY-MM-DD",
        "HH:MM",
        "hh:mm",
        "[Insert",
        "[insert",
        "<insert",
        "[Your ",
        "[Name",
        "[Date",
        "{{ title",
        "TT.MM.JJJJ",
    ];
    let marks: usize = MARKS.iter().map(|mark| text.matches(mark).count()).sum();
    let bracketed = text.lines().filter(|line| {
        let line = line.trim().trim_start_matches(['-', '*', ' ', '>']);
        let open = line.starts_with('[') && line.ends_with(']') && !line.contains("](") && line.len() > 8;
        open || (line.starts_with('<')
            && line.ends_with('>')
            && line.contains(' ')
            && !line.contains('=')
            && !line.contains('/'))
    });
    marks + bracketed.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_questions_have_different_answers() {
        for text in ["", "-", "???", "N/A", "(none)", "TBD.", "なし"] {
            assert!(is_nothing(text) && is_unwritten(text) && is_nobody(text), "{text:?}");
        }
        for text in ["todo", "_Pending_", "To be determined after the review"] {
            assert!(!is_nothing(text) && is_unwritten(text) && is_nobody(text), "{text:?}");
        }
        for text in ["@vacant", "unassigned"] {
            assert!(!is_unwritten(text) && is_nobody(text), "{text:?}");
        }
        for text in ["???", "—", "tbc", "Same day"] {
            assert!(is_unknown_time(text), "{text:?}");
        }
        for text in ["", " ", "10:00", "→"] {
            assert!(!is_unknown_time(text), "{text:?}");
        }
        assert!(!is_nothing("none of the probes failed") && !is_nobody("Nina"));
    }
}
