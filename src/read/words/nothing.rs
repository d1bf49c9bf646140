//! What stands where nobody wrote a value yet.
//!
//! There are four questions. A cell or a field may hold [nothing](is_nothing); a text may still
//! [have to be written](is_unwritten); a name may be [nobody's](is_nobody); a time may be
//! [not known](is_unknown_time).

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{List, words};
use crate::text::split_colon;

/// The words, to be looked up.
struct Known {
    nothing: HashSet<&'static str>,
    unwritten: HashSet<&'static str>,
    nobody: HashSet<&'static str>,
    no_time: HashSet<&'static str>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let words = &words().nothing;
    let set = |list: List| list.iter().copied().collect();
    let mut nothing: HashSet<_> = set(words.none);
    nothing.insert("");
    Known { nothing, unwritten: set(words.unwritten), nobody: set(words.nobody), no_time: set(words.no_time) }
});

/// The text in lower case, without the marks that people put around such words.
fn bare(text: &str) -> String {
    let is_mark = |c: char| c.is_whitespace() || "*_`()[]{}<>@.…?!-–—―/\"'".contains(c);
    text.trim_matches(is_mark).to_lowercase()
}

/// No value: empty, `-`, `???`, `N/A`, `none`.
pub(in crate::read) fn is_nothing(text: &str) -> bool {
    KNOWN.nothing.contains(bare(text).as_str())
}

/// Nothing, a choice that nobody made, or a promise to write something: `TODO`, `<low | high>`, `to be
/// determined`.
pub(in crate::read) fn is_unwritten(text: &str) -> bool {
    let bare = bare(text);
    let trimmed = text.trim();
    let is_choice = (trimmed.starts_with('<') && trimmed.ends_with('>')
        || trimmed.starts_with('[') && trimmed.ends_with(']'))
        && trimmed.contains(['|', '/']);
    is_choice
        || KNOWN.nothing.contains(bare.as_str())
        || KNOWN.unwritten.contains(bare.as_str())
        || (bare.len() < 60 && words().nothing.unwritten_begin.iter().any(|words| bare.starts_with(words)))
}

/// No name of anybody: `TBD`, `@TBD`, `(vacant)`.
pub(in crate::read) fn is_nobody(name: &str) -> bool {
    is_unwritten(name) || KNOWN.nobody.contains(bare(name).as_str())
}

/// What stands for a time that nobody knows: `???`, `TBC`, `不明`. An empty text is no time at all.
pub(in crate::read) fn is_unknown_time(text: &str) -> bool {
    !text.trim().is_empty() && (is_nothing(text) || KNOWN.no_time.contains(bare(text).as_str()))
}

/// Has a place of a template where something is to be written: `HH:MM`, `[Insert`.
pub(in crate::read) fn has_template_mark(text: &str) -> bool {
    words().nothing.template.iter().any(|mark| text.contains(mark))
}

/// Begins as templates do when they say what to write: `Describe`, `Example: `.
pub(in crate::read) fn begins_as_prompt(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default().trim_end_matches(':').to_lowercase();
    [words().telling.prompt, words().telling.example].into_iter().any(|list| list.contains(&first.as_str()))
}

/// Has the name of an example: `Example: alert fires`.
pub(in crate::read) fn is_named_example(text: &str) -> bool {
    split_colon(text).is_some_and(|(name, _)| is_example_name(name))
}

/// Is the name of an example, and nothing else: `Example`, `(e.g.)`.
pub(in crate::read) fn is_example_name(text: &str) -> bool {
    words().telling.example.contains(&bare(text).as_str())
}

/// A place to be filled: `[Owner]`, `<day>`, `{{ ticket }}`, `YYYY-MM-DD`. A ticket, `[OPS-12]`, has a number.
pub(in crate::read) fn is_place(text: &str) -> bool {
    let text = text.trim();
    let within =
        [('[', ']'), ('<', '>'), ('{', '}')].iter().any(|marks| text.starts_with(marks.0) && text.ends_with(marks.1));
    let is_named = text.contains(char::is_alphabetic) && !text.contains(|c: char| c.is_ascii_digit());
    within && is_named && text.chars().count() > "[x]".len() || words().nothing.template.contains(&text)
}

/// How many fields of a template were left unfilled.
pub(in crate::read) fn unfilled_fields(text: &str) -> usize {
    // Comments explain the template, however much of it is filled in.
    let mut parts = text.split("<!--");
    let first = parts.next().unwrap_or_default();
    let behind = parts.filter_map(|part| part.split_once("-->")).map(|(_, behind)| behind);
    let text: String = std::iter::once(first).chain(behind).collect();
    let marks: usize = words().nothing.template.iter().map(|mark| text.matches(mark).count()).sum();
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
        for text in ["todo", "_Pending_", "<SEV-1 | SEV-2>", "[low/high]", "To be determined after the review"] {
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
