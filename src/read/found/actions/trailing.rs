//! Fields behind the text of an action item: `(owner: Kim, due 1 March)`.

use std::collections::BTreeSet;

use super::fields::Field;
use crate::incident::action::{ActionItem, ActionStatus};
use crate::incident::instant::split_date;
use crate::markdown::{Kind, Node};
use crate::read::found::actions::fields::{is_day, is_person, set, ticket_of};
use crate::read::found::actions::leading::without_separators;
use crate::read::found::actions::states::{take_state, without_on};
use crate::read::found::actions::words::{
    FieldName, is_category, is_priority, is_ticket, kind, state, status_alone, wants_more,
};
use crate::read::found::time_text;
use crate::read::words::words;
use crate::text::is_unspaced;

/// Takes one field from the end of the text; false if there is none.
pub(super) fn take_last(item: &mut ActionItem) -> bool {
    let item_len = item.content.len();
    let Some(last) = item.content.last_mut() else { return false };
    if let Some(ticket) = ticket_of(last) {
        if item.ticket.is_some() || item_len == 1 {
            return false;
        }
        item.ticket = Some(ticket);
        item.content.pop();
        return true;
    }
    if let Kind::InlineCode(code) = &last.kind
        && let Some(name) = handle(code)
        && item_len > 1
    {
        let owner = Field::Owner(name.to_owned());
        let known = set(item, owner);
        item.content.truncate(item_len - usize::from(known));
        return known;
    }
    if let Some(known) = take_state(item) {
        return known;
    }
    let Some(last) = item.content.last_mut() else { return false };
    let Kind::Text(text) = &mut last.kind else { return false };
    let trimmed = without_separators(text);
    if trimmed.is_empty() {
        item.content.pop();
        return item_len > 1;
    }
    if let Some((rest, named, day)) = named_and_dated(trimmed)
        && (if named.name() == FieldName::Ticket { item.ticket.is_none() } else { item.owner.is_none() })
        && item.due.is_none()
        && item.due_text.is_none()
    {
        let due = Field::Due(day.to_owned());
        *text = rest.to_owned();
        return set(item, named) && set(item, due);
    }
    let alone = item_len == 1;
    let owned = |(rest, field): (&str, Field)| (rest.to_owned(), field);
    let last = last_of_several(trimmed)
        .or_else(|| mentioned(trimmed).filter(|_| !alone || !trimmed.starts_with('@')).map(owned))
        .or_else(|| last_field(trimmed, alone).map(owned));
    let Some((rest, field)) = last else { return false };
    let known = set(item, field);
    if known && let Some(Node { kind: Kind::Text(text), .. }) = item.content.last_mut() {
        *text = rest;
        return true;
    }
    false
}

/// `Move the buoy - Kim Lund - 2026-05-01`, `Move the buoy (Kim, 1 May)`, `Move the buoy — Kim, by 1 May`: the
/// text, the name and the day. A ticket may stand in place of the name.
fn named_and_dated(text: &str) -> Option<(&str, Field, &str)> {
    let cut = |text: &'_ str| {
        let dashes = [" - ", " -- ", " – ", " — ", " | "];
        dashes.into_iter().filter_map(|dash| Some((text.rfind(dash)?, dash.len()))).max()
    };
    let inner = text.strip_suffix([')', '）']);
    let bracket = inner.and_then(|inner| {
        let open = inner.rfind(['(', '（'])?;
        Some((&text[..open], inner[open..].trim_start_matches(['(', '（'])))
    });
    let dashed = || cut(text).map(|(at, length)| (&text[..at], &text[at + length..]));
    let (before, both) = bracket.or_else(dashed)?;
    // A day may have a comma of its own.
    let parts = both.split_once([',', '，', '、']).filter(|(name, _)| !name.contains(|c: char| c.is_ascii_digit()));
    let (rest, name, day) = match parts {
        Some((name, day)) => (before, name.trim(), day.trim()),
        None if bracket.is_some() => return None,
        None => {
            let (at, length) = cut(before)?;
            (&before[..at], before[at + length..].trim(), both.trim())
        }
    };
    let until = due_of(day);
    let (is_day, day) = (until.is_some(), until.unwrap_or(day));
    // `DONE`, `P1` and `Prevention` are no names, and `Phase 2` is none either.
    // Scripts without blanks have no capitals either.
    let is_unspaced_name = (2..=6).contains(&name.chars().count()) && name.chars().all(is_unspaced);
    let is_name = (is_person(name) || is_unspaced_name)
        && !name.contains(|c: char| c.is_ascii_digit())
        && (name.contains(char::is_lowercase) || is_unspaced_name)
        && unnamed(name).is_none_or(|field| matches!(field, Field::Owner(_)))
        && state(name).is_none()
        && !is_category(name);
    let named = if is_ticket(name) {
        Field::Ticket(name.to_owned())
    } else {
        is_name.then(|| Field::Owner(name.trim_start_matches('@').to_owned()))?
    };
    (is_day && !rest.trim().is_empty()).then_some((rest, named, day))
}

/// The day or quarter that is all of `text`, perhaps behind `by`.
pub(super) fn due_of(text: &str) -> Option<&str> {
    let day = due(text).unwrap_or(text).trim();
    (is_day(day) || is_quarter(day)).then_some(day)
}

/// `Q3`, `FY31 Q1`, `H2 2031`
fn is_quarter(text: &str) -> bool {
    let is_part = |word: &str| {
        let number = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
        ["Q", "H", "FY", ""].contains(&&word[..word.len() - number.len()]) && number.parse::<u16>().is_ok()
    };
    text.starts_with(['Q', 'H', 'F']) && text.split(' ').all(is_part)
}

/// `… @Mira Holt`, as programs write a mention: the whole name of a person.
fn mentioned(text: &str) -> Option<(&str, Field)> {
    let (before, name) = text.rsplit_once('@')?;
    let ends = before.is_empty() || before.ends_with([' ', '(']);
    let is_full = name.contains(' ') && !name.ends_with(['.', ')', ' ']);
    (ends && is_full && is_person(name) && !wants_more(before)).then(|| (before, Field::Owner(name.to_owned())))
}

/// The last field of `(owner: Ines, OPS-123, P1, due 2026-05-01)`, where each part is a
/// field, and the text without it.
pub(super) fn last_of_several(text: &str) -> Option<(String, Field)> {
    let inner = text.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    let parts: Vec<&str> = inner[open + 1..].split([',', ';']).map(str::trim).collect();
    // `(done, Kim, 1 May)`
    let (days, names): (Vec<_>, Vec<_>) = parts[1..].iter().copied().partition(|part| is_day(part));
    if let Some(status) = status_alone(parts[0]).filter(|_| parts.len() > 1 && names.iter().all(|name| is_person(name)))
    {
        let day = days.first().filter(|_| status == ActionStatus::Done);
        let field = day.map_or(Field::Status(status, None), |day| Field::Done((*day).to_owned()));
        return Some((format!("{}({})", &text[..open], names.join(", ")).replace("()", ""), field));
    }
    let (last, others) = parts.split_last().filter(|(_, others)| !others.is_empty())?;
    let mut names = BTreeSet::from([unnamed(last)?.name()]);
    let all = others.iter().all(|part| unnamed(part).is_some_and(|field| names.insert(field.name())));
    // `(Data, due 2026-05-01)`: what says its name is a field beside other words.
    let named = due(last).is_some_and(|day| time_text::whole(day).is_some())
        || (status_alone(last).is_some() && others.iter().all(|part| is_person(part)));
    if !(all || named) {
        return None;
    }
    Some((format!("{}({})", &text[..open], others.join(", ")), unnamed(last)?))
}

/// A field that is all of `part`, with or without its name.
pub(super) fn unnamed(part: &str) -> Option<Field> {
    let ticket = is_ticket(part).then(|| Field::Ticket(part.to_owned()));
    let whole = |(rest, field): (&str, Field)| rest.trim().is_empty().then_some(field);
    let is_due = |part: &str| {
        let value = due(part)?.trim();
        (value.len() < 25 && !value.starts_with("to ")).then(|| Field::Due(value.to_owned()))
    };
    bracketed(part).or(ticket).or_else(|| last_field(part, false).and_then(whole)).or_else(|| is_due(part))
}

/// What stands behind `due`, `by` or `~`, or before `まで`.
fn due(part: &str) -> Option<&str> {
    if let Some(day) = part.strip_prefix(['~', '～']).filter(|day| is_day(day.trim())) {
        return Some(day);
    }
    let field = &words().field;
    let behind = || field.due_behind.iter().find_map(|word| part.strip_suffix(word));
    // `entro il 15 marzo` begins with `entro`, too.
    let after = field.due_by.iter().filter_map(|word| part.strip_prefix(word)?.strip_prefix(' '));
    after.min_by_key(|rest| rest.len()).or_else(behind)
}

/// The field that ends `text`, and what stands before it. Where the text is
/// `alone`, a word that is all of it is no field.
pub(super) fn last_field(text: &str, alone: bool) -> Option<(&str, Field)> {
    let dropped = |(colon, _): (usize, &str)| {
        let word = words().state.dropped.iter().find(|word| text[..colon].ends_with(**word))?;
        let before = &text[..colon - word.len()];
        (before.is_empty() || before.ends_with([' ', '(', '—', '–'])).then_some((before, &text[colon + 1..]))
    };
    if let Some((before, reason)) = text.rmatch_indices(':').find_map(dropped) {
        let reason = reason.trim().trim_end_matches(')').to_owned();
        return Some((before.trim_end_matches('('), Field::Status(ActionStatus::Dropped, Some(reason))));
    }
    if let Some(inner) = text.strip_suffix(").").or_else(|| text.strip_suffix(')'))
        && let Some(open) = inner.rfind('(')
    {
        let content = inner[open + 1..].trim();
        let soon = words().field.soon.contains(&content).then(|| Field::Due(content.to_owned()));
        if let Some(field) = bracketed(content).or(soon) {
            return Some((&text[..open], field));
        }
    }
    // `限制數量（已完成）`
    if let Some((before, content)) =
        text.trim_end_matches('。').strip_suffix('）').and_then(|text| text.rsplit_once('（'))
        && let Some(field) = bracketed(content.trim())
    {
        return Some((before, field));
    }
    // `[repair]`
    if let Some((before, content)) = text.strip_suffix(']').and_then(|text| text.rsplit_once('['))
        && let Some(kind) = kind(content).filter(|_| !alone || !before.trim().is_empty())
    {
        return Some((before, Field::Kind(kind)));
    }
    if let Some(dated) = dated(text) {
        return Some(dated);
    }
    let at = text.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let (before, word) = text.split_at(at);
    // The end of a bracket that is no field as a whole.
    let closed = word.trim_end_matches(['.', ',', ';']);
    let closes = |open: char, close: char| closed.ends_with(close) && !closed.contains(open);
    // `追加【完了】`
    if let Some(open) = text.rfind('【').filter(|open| *open > 0)
        && let Some(inner) = text[open..].strip_prefix('【').and_then(|rest| rest.strip_suffix('】'))
    {
        return status_alone(inner).map(|status| (&text[..open], Field::Status(status, None)));
    }
    if closes('(', ')') || closes('（', '）') || closes('[', ']') || closes('{', '}') {
        return None;
    }
    let bare = word.trim_matches(|c| matches!(c, '[' | ']' | '(' | ')' | '.' | '*'));
    let ends = !wants_more(before);
    if ends && is_priority(bare) && (!alone || !before.trim().is_empty()) {
        return Some((before, Field::Priority(bare.to_uppercase())));
    }
    if let Some(name) = handle(bare).filter(|_| ends) {
        return Some((before, Field::Owner(name.to_owned())));
    }
    if words().field.soon.contains(&bare) && ends && !before.trim().is_empty() {
        return Some((before, Field::Due(bare.to_owned())));
    }
    if ends && is_ticket(bare) && (!alone || !before.trim().is_empty()) {
        return Some((before, Field::Ticket(bare.to_owned())));
    }
    if split_date(bare).is_some_and(|(_, behind)| behind.is_empty()) {
        return None;
    }
    // Scripts without blanks have none before the last word either.
    let ends = |known: &&&str| bare == **known || known.starts_with(is_unspaced) && bare.ends_with(**known);
    if let Some(known) = words().state.last_done.iter().find(ends) {
        let before = &text[..text.rfind(known).unwrap_or(before.len())];
        if !alone || !before.trim().is_empty() {
            return Some((before, Field::Status(ActionStatus::Done, None)));
        }
    }
    // `Mend the belt. Done.`
    if let Some((before, last)) = text.trim_end_matches('.').rsplit_once(". ")
        && last.split_whitespace().count() <= 2
        && let Some(status) = state(last)
    {
        return Some((before, Field::Status(status, None)));
    }
    // ` - Completed`, `: in progress`
    let cut = text.char_indices().rev().take(24).find(|(_, c)| matches!(c, '-' | '–' | '—' | ':' | '→' | '：'));
    let (at, mark) = cut?;
    let behind = text[at + mark.len_utf8()..].trim();
    let before = unlabelled(text[..at].trim_end());
    state(behind.trim_end_matches('.'))
        .filter(|_| (!before.is_empty() || !alone) && text[at + mark.len_utf8()..].starts_with(' '))
        .map(|status| (before, Field::Status(status, None)))
        .or_else(|| dashed_day(text))
}

/// `Add an alarm – 1 May`
fn dashed_day(text: &str) -> Option<(&str, Field)> {
    let (before, day) = [" — ", " – ", " - "].into_iter().find_map(|dash| text.rsplit_once(dash))?;
    let (day, before) = (day.trim().trim_end_matches('.'), before.trim_end());
    let is_due = is_day(day) && day.contains(char::is_alphabetic) || words().field.soon.contains(&day);
    is_due.then(|| (before, Field::Due(day.to_owned())))
}

/// `@ines`, and no package or address.
fn handle(word: &str) -> Option<&str> {
    word.strip_prefix('@').filter(|name| !name.is_empty() && !name.contains(['.', '/', ' ']))
}

/// `…, due Feb 1, 2026`, `… by 20.01.2026`, `… ✅ 2026-01-18`: the day at the end, and what
/// stands before the word that says what it is.
fn dated(text: &str) -> Option<(&str, Field)> {
    /// No day that people write is longer, in bytes.
    const LONGEST: usize = 40;
    let from = text.len().saturating_sub(LONGEST);
    let from = (from..=text.len()).find(|at| text.is_char_boundary(*at))?;
    let tail = text[from..].to_ascii_lowercase();
    // A lone letter is a word of the text.
    let done = words().state.done.iter().filter(|word| word.len() > 1);
    let named = words().field.due_by.iter().map(|word| (word, false)).chain(done.map(|word| (word, true)));
    // Most words of most languages have a letter that is not there, and need no search. Gain: finding
    // the actions of 300 documents takes 117 million instructions instead of 350.
    let mut letters = [false; 256];
    tail.bytes().for_each(|byte| letters[usize::from(byte)] = true);
    let may_be = |word: &str| word.bytes().all(|byte| letters[usize::from(byte)]);
    let ends = named.filter(|(word, _)| may_be(word)).filter_map(|(word, is_done)| {
        let at = from + tail.rfind(word)?;
        let (before, value) = (&text[..at], &text[at + word.len()..]);
        let is_mark = !word.starts_with(char::is_alphabetic);
        let value = value.strip_prefix(':').filter(|_| !is_done).unwrap_or(value);
        let stands = is_mark || (!before.ends_with(char::is_alphanumeric) && value.starts_with(' '));
        let value = value.trim_matches(|c: char| c.is_whitespace() || matches!(c, ')' | ']' | '.' | '*' | '\u{fe0f}'));
        let value = without_on(value);
        let is_day = is_day(value);
        // `…, due next week`, which is no day, but cannot be anything else.
        let is_named =
            before.trim_end().len() > without_separators(before).len() && FieldName::Due.words().contains(word);
        let is_short = !value.is_empty() && value.split(' ').count() <= 3 && !value.starts_with("to ");
        let is_day = stands && (is_day || words().field.soon.contains(&value) || (is_named && is_short));
        // `(done 2026-03-20)` stays where it is.
        let stays = is_done && before.ends_with(['(', '[']);
        (is_day && !stays)
            .then(|| (before, if is_done { Field::Done(value.to_owned()) } else { Field::Due(value.to_owned()) }))
    });
    let (before, field) = ends.max_by_key(|(before, _)| before.len())?;
    // Brackets that hold more than this are read as a whole.
    let open = before.trim_end().ends_with(['(', '[']);
    let is_whole = text[before.len()..].contains([')', ']']) == open;
    is_whole.then(|| (before.trim_end().trim_end_matches(['(', '[']), field))
}

/// `text` without the name of a status at its end: `Ship it - Status`.
pub(super) fn unlabelled(text: &str) -> &str {
    let lower = text.to_lowercase();
    let words = FieldName::Status.words();
    let cut = words.iter().find_map(|word| text.len().checked_sub(word.len()).filter(|_| lower.ends_with(*word)));
    match cut.and_then(|cut| text.get(..cut)) {
        Some(before) if !before.ends_with(char::is_alphanumeric) => {
            without_separators(before).trim_end_matches(['.', '('])
        }
        _ => text,
    }
}

/// `owner: Ines`, `type: prevent`, `P1`, `dropped: too dear`, `DONE`
pub(super) fn bracketed(content: &str) -> Option<Field> {
    if is_priority(content) {
        return Some(Field::Priority(content.to_uppercase()));
    }
    if let Some((key, value)) = content.split_once(':') {
        let value = value.trim();
        // Several fields in one pair of brackets are read one by one, later.
        if value.contains(':') && value.contains([',', ';', '、', '，', '—', '–']) {
            return None;
        }
        if value.contains([';', '|', '—', '–']) || value.contains(". ") || value.contains(" / ") {
            return None;
        }
        let key = key.trim().to_lowercase();
        return match FieldName::named(&key) {
            // What stands behind the name is read on its own.
            Some(FieldName::Owner) if value.contains([',', '，', '、']) => None,
            Some(FieldName::Owner) => Some(Field::Owner(value.trim_start_matches('@').to_owned())),
            Some(FieldName::Kind) => kind(value).map(Field::Kind),
            Some(FieldName::Priority) => Some(Field::Priority(value.to_owned())),
            Some(FieldName::Due) => (value.len() < 25).then(|| Field::Due(value.to_owned())),
            Some(FieldName::Ticket) => Some(Field::Ticket(value.to_owned())),
            None if words().state.dropped.contains(&key.as_str()) => {
                Some(Field::Status(ActionStatus::Dropped, Some(value.to_owned())))
            }
            Some(FieldName::Status) | None => None,
        };
    }
    owner_in(content).or_else(|| status_alone(content).map(|status| Field::Status(status, None)))
}

/// `Ines, due: 2026-05-01` has no name of a field before it: not ours.
pub(super) fn owner_in(content: &str) -> Option<Field> {
    let handle = content.strip_prefix('@').filter(|name| !name.contains(' ') && !name.is_empty())?;
    Some(Field::Owner(handle.to_owned()))
}
