//! Fields before the text of an action item: a box, a ticket, an owner.

use jiff::civil::Date;

use crate::incident::action::{ActionItem, ActionStatus, Ticket};
use crate::incident::instant::split_date;
use crate::markdown::Kind;
use crate::read::found::actions::fields::{is_address, ticket_of, told};
use crate::read::found::actions::states::without_on;
use crate::read::found::actions::words::{FieldName, is_ticket, leading_marks, status_alone};
use crate::read::found::inline;
use crate::read::words::nothing::is_nobody;
use crate::read::words::words;

/// Boxes that are neither empty nor ticked, as editors of task lists have them.
pub(super) fn leading_box(item: &mut ActionItem) {
    let text = inline::text(&item.content);
    let boxes = [
        ("[-] ", ActionStatus::Dropped),
        ("[~] ", ActionStatus::Dropped),
        ("[/] ", ActionStatus::InProgress),
        ("[✓] ", ActionStatus::Done),
        ("[✔] ", ActionStatus::Done),
        ("[✅] ", ActionStatus::Done),
    ];
    let begin = text.len() - text.trim_start().len();
    let Some((mark, status)) = boxes.iter().find(|(mark, _)| text[begin..].starts_with(mark)) else { return };
    item.status = *status;
    item.content = inline::trim(inline::skip(&item.content, begin + mark.len()));
}

/// `PAY-79: …`, `[PAY-79] …`, `https://tickets.example/PAY-79 …`
pub(super) fn leading_ticket(item: &mut ActionItem) {
    if let [first, rest @ ..] = item.content.as_slice()
        && is_address(first)
        && inline::text(rest).contains(char::is_alphanumeric)
        && let Some(ticket) = ticket_of(first)
    {
        let text = inline::text(rest);
        let gap = text.len() - text.trim_start_matches([':', '-', '–', '—', ' ']).len();
        item.content = inline::trim(inline::skip(rest, gap));
        item.ticket = Some(ticket);
        return;
    }
    let text = inline::text(&item.content);
    let (rest, marks) = match text.trim_start().strip_prefix('[') {
        Some(rest) => (rest, ["] ", "]: "].as_slice()),
        None => (text.trim_start(), [": ", " - ", " – ", " — "].as_slice()),
    };
    let name = &rest[..rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(rest.len())];
    let behind = marks.iter().find_map(|mark| rest[name.len()..].strip_prefix(*mark));
    if let Some(behind) = behind.filter(|_| is_ticket(name)) {
        item.ticket = Some(Ticket { text: name.to_owned(), url: None });
        item.content = inline::trim(inline::skip(&item.content, text.len() - behind.len()));
    }
}

/// `… [PAY-79] …`, which stays where it is.
pub(super) fn ticket_within(text: &str) -> Option<Ticket> {
    let mut brackets = text.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    brackets.find(|(name, _)| is_ticket(name)).map(|(name, _)| Ticket { text: name.to_owned(), url: None })
}

/// `text` without what stood between it and a field. A hyphen is one if it stands alone.
pub(super) fn without_separators(text: &str) -> &str {
    let trimmed =
        text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '·' | '—' | '–' | '|' | '→'));
    let arrow = trimmed.strip_suffix(" ->").or_else(|| trimmed.strip_suffix(" -"));
    arrow.map_or(trimmed, without_separators)
}

/// `[done - Kim] …`, `[open] …`: a state in brackets, whatever its case, and who has it.
pub(super) fn leading_state(item: &mut ActionItem) {
    /// In bytes.
    const LONGEST: usize = 40;
    let text = inline::text(&item.content);
    let begin = text.len() - text.trim_start().len();
    let pair = [('[', ']'), ('(', ')'), ('（', '）')];
    let inner = pair.into_iter().find_map(|(open, close)| text[begin..].strip_prefix(open)?.split_once(close));
    let Some((inner, behind)) = inner.filter(|(inner, behind)| inner.len() <= LONGEST && !behind.trim().is_empty())
    else {
        return;
    };
    let cut = [" - ", " – ", " — ", ", ", ": ", " / "].into_iter().find_map(|mark| inner.split_once(mark));
    let (word, name) = cut.unwrap_or((inner, ""));
    let Some(status) = status_alone(word).filter(|_| word.contains(char::is_alphabetic) && word.len() > 1) else {
        return;
    };
    let is_owner = name.split_whitespace().count() <= 3 && !name.contains(|c: char| c.is_ascii_digit());
    if !name.is_empty() && !is_owner {
        return;
    }
    item.status = status;
    item.owner = Some(name.trim_start_matches('@').to_owned()).filter(|name| !name.is_empty() && !is_nobody(name));
    item.content = inline::trim(inline::skip(&item.content, text.len() - behind.trim_start().len()));
}

/// Marks before the text: `DONE — …`, `✅ …`, `TODO due 2026-05-21 — …`, `[DONE] …`.
pub(super) fn leading(item: &mut ActionItem, may_set: bool) {
    let text = inline::text(&item.content);
    let mut at = text.len() - text.trim_start().len();
    let bracket = text[at..].starts_with(['[', '(']);
    let begin = at + usize::from(bracket);
    let Some((mark, status)) = leading_marks().find(|(mark, _)| text[begin..].starts_with(mark)) else { return };
    at = begin + mark.len();
    let symbol = !mark.is_ascii();
    let rest = &text[at..];
    let joined = rest.starts_with(|c: char| c.is_alphanumeric());
    if joined && !symbol {
        return;
    }
    let day = day_behind(rest).filter(|_| status == ActionStatus::Done && !bracket);
    at += day.map_or(0, |(_, length)| length);
    let rest = &text[at..];
    if bracket {
        let Some(end) = rest.find([']', ')']).filter(|end| *end < 30) else { return };
        at += end + 1;
    } else if !symbol {
        let due = rest.trim_start();
        let due = words().field.due_by.iter().find_map(|word| due.strip_prefix(word)?.strip_prefix(' '));
        if let Some((date, behind)) = due.and_then(split_date) {
            item.due = Some(date);
            at = text.len() - behind.len();
        }
        let gap = text[at..].trim_start();
        if !gap.starts_with([':', '-', '–', '—', '|', '.', '('])
            && !text[begin..at].contains(|c: char| c.is_ascii_digit())
        {
            return;
        }
    }
    let rest = &text[at..];
    let gap = rest.len() - rest.trim_start_matches([':', '-', '–', '—', '|', ' ', '.', '\u{fe0f}']).len();
    if rest.len() == gap {
        return;
    }
    if may_set {
        item.status = status;
    }
    match day {
        Some((day, _)) if item.status == ActionStatus::Done => item.done = Some(day),
        Some((day, _)) => item.detail.push(told(status.name(), &day.to_string())),
        None => {}
    }
    item.content = inline::trim(inline::skip(&item.content, at + gap));
}

/// ` 2026-03-07`, ` on 2026-03-07`, ` (2026-03-07)` at the beginning: the day, and how long all of it is.
fn day_behind(rest: &str) -> Option<(Date, usize)> {
    let begin = rest.trim_start_matches([' ', '\u{fe0f}']);
    let begin = without_on(begin);
    let (day, behind) = split_date(begin.strip_prefix('(').unwrap_or(begin))?;
    let behind = if begin.starts_with('(') { behind.strip_prefix(')')? } else { behind };
    (!behind.starts_with(char::is_alphanumeric)).then_some((day, rest.len() - behind.len()))
}

/// Returns the length of the handle that `text` begins with, behind its `@`.
pub(super) fn handle_end(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(text.len())
}

/// `@ines …`, `**Owner: Mira** …`
pub(super) fn leading_owner(item: &mut ActionItem) {
    let text = inline::text(&item.content);
    let begin = text.len() - text.trim_start().len();
    let rest = &text[begin..];
    // `(@ines) …`
    let begin = begin + usize::from(rest.starts_with("(@") || rest.starts_with("[@"));
    let rest = &text[begin..];
    let (name, end) = if let Some(handle) = rest.strip_prefix('@') {
        let end = handle_end(handle);
        (handle[..end].trim_end_matches('.').to_owned(), begin + 1 + end)
    } else if let Some(first) = item.content.first().filter(|node| matches!(node.kind, Kind::Strong)) {
        let label = inline::text(std::slice::from_ref(first));
        let value = label
            .split_once(':')
            .filter(|(name, _)| FieldName::Owner.words().contains(&name.trim().to_lowercase().as_str()));
        match value.map(|(_, value)| value.trim()) {
            Some(value) if !value.is_empty() => (value.trim_start_matches('@').to_owned(), label.len()),
            _ => return,
        }
    } else {
        return;
    };
    let behind = &text[end.min(text.len())..];
    let gap = behind.len() - behind.trim_start_matches([')', ']', ':', '-', '–', '—', ' ', ',', '→', '>']).len();
    if name.is_empty() || behind.len() == gap || gap == 0 {
        return;
    }
    // `@kim says that it is slow` tells of somebody.
    let next = behind.trim_start().split(' ').next().unwrap_or_default();
    if behind[..gap].trim().is_empty() && words().action.says.contains(&next) {
        return;
    }
    item.owner = Some(name).filter(|name| !is_nobody(name));
    item.content = inline::trim(inline::skip(&item.content, end + gap));
}
