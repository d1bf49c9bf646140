//! Severities: free text, ranked if it matches a known scale.

/// A severity as it is shown and sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severity {
    /// The archive's label for the rank, or the author's text if it has no rank.
    pub label: String,
    /// 1 is the worst. `None` sorts last.
    pub rank: Option<u8>,
}

/// The severity that a text stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    Known(Severity),
    /// The text is probably a typing error for this name.
    Misspelt(String),
    /// The text is kept as it is.
    Free(Severity),
}

/// Words of other scales, with their rank on a scale of five.
const WORDS: [(&str, u8); 28] = [
    ("critical", 1),
    ("down", 1),
    ("blocker", 1),
    ("major-outage", 1),
    ("outage", 1),
    ("high", 2),
    ("major", 2),
    ("partial-outage", 2),
    ("disrupted", 2),
    ("severe", 2),
    ("medium", 3),
    ("moderate", 3),
    ("degraded", 3),
    ("degraded-performance", 3),
    ("minor", 4),
    ("low", 4),
    ("notice", 5),
    ("info", 5),
    ("informational", 5),
    ("none", 5),
    ("under-maintenance", 5),
    ("maintenance", 5),
    ("trivial", 5),
    ("alta", 2),
    ("media", 3),
    ("baja", 4),
    ("hoch", 2),
    ("niedrig", 4),
];

impl Severity {
    /// Maps `text` to the archive's scale. It accepts the scale's own labels, `SEV-1`, `S1`, `P1`
    /// and the words of common scales. `SEV-0` and `P0` are the worst of their scales, so their rank is 1, too.
    /// A number beyond the archive's scale is kept as it is.
    pub fn find(text: &str, scale: &[String]) -> Match {
        let text = text.trim();
        let word = text.to_lowercase().replace([' ', '_'], "-");
        let named = |rank: u8| {
            let label = scale.get(usize::from(rank) - 1).or(scale.last()).cloned();
            let rank = rank.min(u8::try_from(scale.len().max(1)).unwrap_or(u8::MAX));
            Match::Known(Severity { label: label.unwrap_or_else(|| text.to_owned()), rank: Some(rank) })
        };
        let position = scale.iter().position(|name| name.to_lowercase().replace([' ', '_'], "-") == word);
        if let Some(rank) = position.and_then(|at| u8::try_from(at + 1).ok()) {
            return named(rank);
        }
        if let Some(rank) = numbered(&word) {
            // A number beyond the scale belongs to another, unknown scale.
            let free = Match::Free(Severity { label: text.to_owned(), rank: None });
            return if usize::from(rank) <= scale.len() { named(rank) } else { free };
        }
        if let Some((_, rank)) = WORDS.iter().find(|(known, _)| *known == word) {
            return named(*rank);
        }
        let names = scale.iter().map(String::as_str).chain(WORDS.iter().map(|(name, _)| *name));
        let close = crate::diagnostic::nearest(&word, names).filter(|name| word.len() >= 4 && name.len() >= 4);
        match close {
            Some(name) => Match::Misspelt(name.to_owned()),
            None => Match::Free(Severity { label: text.to_owned(), rank: None }),
        }
    }
}

/// Parses a numbered severity: `sev-1`, `s1`, `p1`, `priority 1`, `l1` and `1` are 1.
fn numbered(word: &str) -> Option<u8> {
    const NAMES: [&str; 8] = ["severity", "sev", "priority", "prio", "level", "s", "p", "l"];
    let rest = NAMES.iter().find_map(|name| word.strip_prefix(name)).unwrap_or(word);
    let digits = rest.strip_prefix('-').filter(|_| rest.len() < word.len()).unwrap_or(rest);
    let number: u8 = if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok()? } else { return None };
    // The worst of a scale that begins at 0.
    Some(number.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, expected: Option<u8>) {
        let scale: Vec<_> = (1..=5).map(|rank| format!("SEV-{rank}")).collect();
        let rank = match Severity::find(text, &scale) {
            Match::Known(severity) | Match::Free(severity) => severity.rank,
            Match::Misspelt(_) => Some(99),
        };
        assert_eq!(rank, expected, "{text:?}");
    }

    #[test]
    fn scales_of_other_archives_are_understood() {
        case("SEV-1", Some(1));
        case("sev2", Some(2));
        case("Severity 3", Some(3));
        case("S4", Some(4));
        case("P0", Some(1));
        case("P1", Some(1));
        case("P3", Some(3));
        case("Priority 2", Some(2));
        case("L4", Some(4));
        case("critical", Some(1));
        case("Degraded performance", Some(3));
        case("hgih", Some(99));
        case("bot scheduler frozen for seven hours", None);
        case("SEV-0", Some(1));
        case("SEV-01", Some(1));
        for text in ["SEV-6", "SEV-9", "SEV-10", "6", "P6", "-1", "SEV-999", ""] {
            case(text, None);
        }
    }
}
