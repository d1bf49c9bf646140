//! Labelled fields in the text of an action item: `Owner: Kim; Due: 1 March`.

use crate::incident::action::ActionItem;
use crate::read::found::actions::fields::{Field, give, is_day, is_person, set};
use crate::read::found::actions::trailing::unnamed;
use crate::read::found::actions::words::FieldName;
use crate::read::found::{inline, time_text};
use crate::read::words::nothing::is_nothing;
use crate::text::sentence;

/// `… — **Owner:** Ines — **Due:** 2026-05-01`, `… Owner: tooling. Due 2026-05-01.`:
/// a tail that is nothing but fields. True if there was one.
pub(in crate::read) fn labelled(item: &mut ActionItem) -> bool {
    let text = inline::text(&item.content);
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return false;
    }
    let separates = |c: char| {
        matches!(c, '.' | ';' | ',' | '|' | '·' | '—' | '–' | '-' | '(' | '[' | '{' | '（' | '、' | '，' | '；')
    };
    let starts_at = |at: usize| {
        let before = text[..at].trim_end();
        if before.is_empty() || !before.ends_with(separates) {
            return None;
        }
        FieldName::ALL.into_iter().find_map(|name| {
            name.words().iter().find_map(|word| {
                let rest = lower[at..].strip_prefix(word)?;
                let colon = rest.trim_start().strip_prefix([':', '：']);
                let value = at + word.len();
                match colon {
                    Some(after) => Some((name, text.len() - after.len())),
                    None if name == FieldName::Owner && rest.starts_with(' ') => {
                        let opens = before.ends_with(['(', '[', '{', ',', '（']);
                        (opens && is_person(text[value..].split(separates).next()?)).then_some((name, value))
                    }
                    None if name == FieldName::Due && rest.starts_with(' ') => {
                        time_text::lead(text[value..].trim_start()).and_then(|lead| lead.day).map(|_| (name, value))
                    }
                    None => None,
                }
            })
        })
    };
    let places: Vec<_> = text
        .char_indices()
        .filter(|(at, c)| {
            c.is_alphabetic() && text[..*at].chars().next_back().is_some_and(|before| !before.is_alphanumeric())
        })
        .filter_map(|(at, _)| starts_at(at).map(|(name, value)| (at, name, value)))
        .collect();
    let Some((first, ..)) = places.first() else { return false };
    let values: Vec<_> = places
        .iter()
        .enumerate()
        .map(|(number, (_, name, value))| {
            let end = places.get(number + 1).map_or(text.len(), |(at, ..)| *at);
            let value = text[*value..end]
                .trim()
                .trim_matches(|c: char| separates(c) && c != '-' || matches!(c, ')' | ']' | '}' | '）' | ' ' | '*'));
            (*name, value.trim().trim_end_matches(['-', ' ']).trim())
        })
        .collect();
    let odd = |(name, value): &(FieldName, &str)| {
        value.len() > 60
            || value.is_empty()
            || value.contains(['(', ')', '{', '}', '（', '）'])
            || (*name == FieldName::Owner
                && (sentence::ends(value).any(|at| at < value.len() && unnamed(value[at..].trim()).is_none())
                    || [": ", "—", "–", ";", "|", " / "].iter().any(|mark| value.contains(mark))))
    };
    let kept =
        text[..*first].trim_end().trim_end_matches(|c: char| separates(c) && c != '.' || c == ' ').trim_end().len();
    // What is left would end in the middle of a bracket.
    let open = text[..kept].matches(['(', '[', '{']).count() > text[..kept].matches([')', ']', '}']).count();
    if open || values.iter().any(odd) {
        return false;
    }
    for (name, value) in &values {
        // `Owner: Ines, OPS-123, P1`: fields without a name follow.
        let (mut value, mut more) = (*value, Vec::new());
        while let Some((rest, last)) = value.rsplit_once([',', ';', '|', '·']).or_else(|| value.rsplit_once(". ")) {
            // `Owner: Ines, no date`
            let field = unnamed(last.trim()).or_else(|| due(last.trim())).filter(|field| field.name() != *name);
            if field.is_none() && !is_nothing(last) {
                break;
            }
            value = rest.trim_end();
            more.extend(field);
        }
        give(item, *name, value);
        for field in more {
            set(item, field);
        }
    }
    if kept > 0 {
        item.content = inline::trim(inline::take(&item.content, kept));
    }
    true
}

/// `30 May` and `May`
fn due(text: &str) -> Option<Field> {
    let is_time = is_day(text) || time_text::month(text).is_some();
    is_time.then(|| Field::Due(text.to_owned()))
}
