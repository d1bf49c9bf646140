//! The fields of an action item out of its words.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::words::{DROPPED, LABELS, MARKS, STATES, is_priority, is_ticket, kind, status, status_alone, wants_more};
use crate::html::url::{self, Target};
use crate::incident::action::{ActionItem, ActionKind, ActionStatus, Ticket};
use crate::incident::instant::split_date;
use crate::markdown::{self, Kind, Node};
use crate::read::found::inline::last_part;
use crate::read::found::{inline, time_text};
use crate::read::words::nothing::{is_nobody, is_nothing};
use crate::text::Span;

/// An item as running text: fields stand at its end.
pub(in crate::read) fn from_text(nodes: &[Node], boxed: Option<bool>) -> ActionItem {
    let mut item = ActionItem::new(nodes.to_vec());
    if boxed == Some(true) {
        item.status = ActionStatus::Done;
    }
    if boxed.is_none() {
        leading_box(&mut item);
    }
    leading(&mut item, boxed != Some(true));
    leading_ticket(&mut item);
    leading_owner(&mut item);
    if let [Node { kind: Kind::Strike, .. }, rest @ ..] = nodes
        && boxed != Some(true)
        && inline::text(rest).len() < 200
    {
        item.status = ActionStatus::Dropped;
    }
    if let Some(reason) = given_up(nodes) {
        item.status = ActionStatus::Dropped;
        item.reason = Some(reason);
        item.content = inline::trim(nodes[..1].to_vec());
    }
    while take_last(&mut item) {}
    if labelled(&mut item) {
        while take_last(&mut item) {}
    }
    if item.ticket.is_none() {
        item.ticket = item.content.iter().find_map(ticket_of).or_else(|| ticket_within(&inline::text(&item.content)));
    }
    item.content = inline::trim(std::mem::take(&mut item.content));
    if let Some(Node { kind: Kind::Text(text), .. }) = item.content.last_mut() {
        text.truncate(without_separators(text).len());
    }
    if inline::text(&item.content).trim().is_empty() {
        // Nothing but fields: the author's words say what is to be done.
        item.content = nodes.to_vec();
    }
    if boxed.is_none() && item.status == ActionStatus::Todo {
        item.status = dated_status(&inline::text(&item.content)).unwrap_or(item.status);
    }
    item
}

/// `~~Do it~~ (won't do)`: why it was struck out, even where its box is ticked.
fn given_up(nodes: &[Node]) -> Option<String> {
    let [Node { kind: Kind::Strike, .. }, rest @ ..] = nodes else { return None };
    let rest = inline::text(rest);
    let reason = rest.trim_matches(|c: char| !c.is_alphanumeric());
    (status(reason) == Some(ActionStatus::Dropped) && !reason.contains(':') && rest.len() < 100)
        .then(|| reason.to_owned())
}

/// `… (done 2026-03-20)`, which stays where it is.
fn dated_status(text: &str) -> Option<ActionStatus> {
    let (_, inner) = text.trim_end().strip_suffix(')')?.rsplit_once('(')?;
    let (word, day) = inner.split_once(' ')?;
    let day = day.trim_start_matches("on ");
    time_text::whole(day).filter(time_text::Lead::is_day).and(status_alone(word))
}

/// Boxes that are neither empty nor ticked, as editors of task lists have them.
fn leading_box(item: &mut ActionItem) {
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

/// `PAY-79: …`, `[PAY-79] …`
fn leading_ticket(item: &mut ActionItem) {
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
fn ticket_within(text: &str) -> Option<Ticket> {
    let mut brackets = text.split('[').skip(1).filter_map(|rest| rest.split_once(']'));
    brackets.find(|(name, _)| is_ticket(name)).map(|(name, _)| Ticket { text: name.to_owned(), url: None })
}

/// `text` without what stood between it and a field. A hyphen is one if it stands alone.
fn without_separators(text: &str) -> &str {
    let trimmed =
        text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '·' | '—' | '–' | '|' | '→'));
    let arrow = trimmed.strip_suffix(" ->").or_else(|| trimmed.strip_suffix(" -"));
    arrow.map_or(trimmed, without_separators)
}

/// When it is due, as a date if it is one; a day without a year is the one after `near`.
pub(in crate::read) fn set_due(item: &mut ActionItem, text: &str, near: Option<Date>) {
    let lead = time_text::lead(text);
    let day = lead.as_ref().and_then(|lead| lead.day).and_then(|day| day.resolve(near));
    // Nothing is promised for a day that is past.
    let day = day.filter(|day| near.is_none_or(|near| *day >= near));
    let whole = lead.is_some_and(|lead| lead.is_day() && lead.until.is_none() && lead.length >= text.trim_end().len());
    item.due = item.due.or(day);
    item.due_text = (day.is_none() || !whole).then(|| text.trim().to_owned());
}

/// Marks before the text: `DONE — …`, `✅ …`, `TODO due 2026-05-21 — …`, `[DONE] …`.
fn leading(item: &mut ActionItem, may_set: bool) {
    let text = inline::text(&item.content);
    let mut at = text.len() - text.trim_start().len();
    let bracket = text[at..].starts_with(['[', '(']);
    let begin = at + usize::from(bracket);
    let Some((mark, status)) = MARKS.iter().find(|(mark, _)| text[begin..].starts_with(mark)) else { return };
    at = begin + mark.len();
    let symbol = !mark.is_ascii();
    let rest = &text[at..];
    let joined = rest.starts_with(|c: char| c.is_alphanumeric());
    if joined && !symbol {
        return;
    }
    if bracket {
        let Some(end) = rest.find([']', ')']).filter(|end| *end < 30) else { return };
        at += end + 1;
    } else if !symbol {
        let due = rest.trim_start();
        let due = ["due ", "by "].iter().find_map(|word| due.strip_prefix(word));
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
        item.status = *status;
    }
    item.content = inline::trim(inline::skip(&item.content, at + gap));
}

/// `@ines …`, `**Owner: Mira** …`
fn leading_owner(item: &mut ActionItem) {
    let text = inline::text(&item.content);
    let begin = text.len() - text.trim_start().len();
    let rest = &text[begin..];
    let (name, end) = if let Some(handle) = rest.strip_prefix('@') {
        let end = handle.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))).unwrap_or(handle.len());
        (handle[..end].trim_end_matches('.').to_owned(), begin + 1 + end)
    } else if let Some(first) = item.content.first().filter(|node| matches!(node.kind, Kind::Strong)) {
        let label = inline::text(std::slice::from_ref(first));
        let value =
            label.split_once(':').filter(|(name, _)| LABELS[0].1.contains(&name.trim().to_lowercase().as_str()));
        match value.map(|(_, value)| value.trim()) {
            Some(value) if !value.is_empty() => (value.trim_start_matches('@').to_owned(), label.len()),
            _ => return,
        }
    } else {
        return;
    };
    let behind = &text[end.min(text.len())..];
    let gap = behind.len() - behind.trim_start_matches([':', '-', '–', '—', ' ', ',', '→', '>']).len();
    if name.is_empty() || behind.len() == gap || gap == 0 {
        return;
    }
    item.owner = Some(name).filter(|name| !is_nobody(name));
    item.content = inline::trim(inline::skip(&item.content, end + gap));
}

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
        LABELS.iter().find_map(|(name, words)| {
            words.iter().find_map(|word| {
                let rest = lower[at..].strip_prefix(word)?;
                let colon = rest.trim_start().strip_prefix([':', '：']);
                let value = at + word.len();
                match colon {
                    Some(after) => Some((*name, text.len() - after.len())),
                    None if *name == "owner" && rest.starts_with(' ') => {
                        let opens = before.ends_with(['(', '[', '{', ',', '（']);
                        (opens && is_person(text[value..].split(separates).next()?)).then_some((*name, value))
                    }
                    None if *name == "due" && rest.starts_with(' ') => {
                        time_text::lead(text[value..].trim_start()).and_then(|lead| lead.day).map(|_| (*name, value))
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
    let odd = |(name, value): &(&str, &str)| {
        value.len() > 60
            || value.is_empty()
            || value.contains(['(', ')', '{', '}', '（', '）'])
            || (*name == "owner" && [". ", ": ", "—", "–", ";", "|", " / "].iter().any(|mark| value.contains(mark)))
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
        while let Some((rest, last)) = value.rsplit_once([',', ';', '|', '·'])
            && let Some(field) = unnamed(last.trim()).filter(|field| field.name() != *name)
        {
            value = rest.trim_end();
            more.push(field);
        }
        give(item, name, value);
        for field in more {
            set(item, field);
        }
    }
    if kept > 0 {
        item.content = inline::trim(inline::take(&item.content, kept));
    }
    true
}

/// `Kim`, `@lee`, `Data Platform`: what may stand behind `owner` without a colon.
fn is_person(text: &str) -> bool {
    let words: Vec<_> = text.trim_end_matches([')', ']', '}', ' ', '*']).split_whitespace().collect();
    let is_name = |word: &&str| {
        word.starts_with(|c: char| c.is_uppercase() || c == '@') && !["ID", "Name", "Page", "Field"].contains(word)
    };
    (1..=3).contains(&words.len()) && words.iter().all(is_name)
}

/// Gives the item what stands behind the label of a field; what means nothing there, or
/// comes second, stands below it.
pub(in crate::read) fn give(item: &mut ActionItem, name: &str, value: &str) {
    if is_nothing(value) {
        return;
    }
    match name {
        "owner" if is_nobody(value) => {}
        "owner" => {
            let name = value.trim_start_matches('@').to_owned();
            item.owner = Some(match item.owner.take() {
                Some(other) if other != name => format!("{name}, {other}"),
                _ => name,
            });
        }
        "due" if item.due.is_some() || item.due_text.is_some() => item.detail.push(told("Due", value)),
        "due" => set_due(item, value, None),
        "priority" => item.priority = Some(value.to_owned()),
        "ticket" => {
            let linked = item.content.iter().find_map(link_ticket);
            // `Ticket: A-1, BC-2`: the last one was taken already.
            let last = item.ticket.take().map_or(String::new(), |ticket| format!(", {}", ticket.text));
            item.ticket = linked.or(Some(Ticket { text: format!("{value}{last}"), url: None }));
        }
        "type" => match kind(value) {
            Some(kind) if item.kind.is_none() => item.kind = Some(kind),
            _ => item.detail.push(told("Type", value)),
        },
        _ => match status(value) {
            Some(status) if item.status == ActionStatus::Todo => item.status = status,
            Some(_) => {}
            None => item.detail.push(told("Status", value)),
        },
    }
}

/// Takes one field from the end of the text; false if there is none.
fn take_last(item: &mut ActionItem) -> bool {
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
    let Kind::Text(text) = &mut last.kind else { return false };
    let trimmed = without_separators(text);
    if trimmed.is_empty() {
        item.content.pop();
        return item_len > 1;
    }
    let alone = item_len == 1;
    let last =
        last_of_several(trimmed).or_else(|| last_field(trimmed, alone).map(|(rest, field)| (rest.to_owned(), field)));
    let Some((rest, field)) = last else { return false };
    let known = set(item, field);
    if known && let Some(Node { kind: Kind::Text(text), .. }) = item.content.last_mut() {
        *text = rest;
        return true;
    }
    false
}

enum Field {
    Owner(String),
    Kind(ActionKind),
    Priority(String),
    /// As written.
    Due(String),
    Ticket(String),
    Status(ActionStatus, Option<String>),
}

impl Field {
    /// As in [`LABELS`].
    fn name(&self) -> &'static str {
        match self {
            Field::Owner(_) => "owner",
            Field::Kind(_) => "type",
            Field::Priority(_) => "priority",
            Field::Due(_) => "due",
            Field::Ticket(_) => "ticket",
            Field::Status(..) => "status",
        }
    }
}

/// Gives the item a field; false if it has it already.
fn set(item: &mut ActionItem, field: Field) -> bool {
    fn fill<T>(place: &mut Option<T>, value: T) -> bool {
        let is_new = place.is_none();
        place.get_or_insert(value);
        is_new
    }
    match field {
        Field::Owner(name) if is_nobody(&name) => true,
        Field::Owner(name) => fill(&mut item.owner, name),
        Field::Kind(kind) => fill(&mut item.kind, kind),
        Field::Priority(priority) => fill(&mut item.priority, priority),
        Field::Ticket(text) => fill(&mut item.ticket, Ticket { text, url: None }),
        Field::Due(_) if item.due.is_some() || item.due_text.is_some() => false,
        Field::Due(text) => {
            set_due(item, &text, None);
            true
        }
        Field::Status(status, reason) => {
            // A ticked box needs no word, and a word cannot untick it.
            item.status = if item.status == ActionStatus::Done { item.status } else { status };
            item.reason = reason.or(item.reason.take());
            true
        }
    }
}

/// What has no place of its own, with its name: it stands below the item.
pub(in crate::read) fn told(name: &str, value: &str) -> Node {
    let node = |kind, children| Node { span: Span::default(), kind, children };
    node(Kind::Paragraph, vec![node(Kind::Text(format!("{name}: {value}")), Vec::new())])
}

/// The last field of `(owner: Ines, OPS-123, P1, due 2026-05-01)`, where each part is a
/// field, and the text without it.
fn last_of_several(text: &str) -> Option<(String, Field)> {
    let inner = text.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    let parts: Vec<&str> = inner[open + 1..].split([',', ';']).map(str::trim).collect();
    let (last, others) = parts.split_last().filter(|(_, others)| !others.is_empty())?;
    let mut names = BTreeSet::from([unnamed(last)?.name()]);
    let all = others.iter().all(|part| unnamed(part).is_some_and(|field| names.insert(field.name())));
    // `(Data, due 2026-05-01)`: what says its name is a field beside other words.
    let named = last.strip_prefix("due ").is_some_and(|day| time_text::whole(day).is_some())
        || (status_alone(last).is_some() && others.iter().all(|part| is_person(part)));
    if !(all || named) {
        return None;
    }
    Some((format!("{}({})", &text[..open], others.join(", ")), unnamed(last)?))
}

/// A field that is all of `part`, with or without its name.
fn unnamed(part: &str) -> Option<Field> {
    let ticket = is_ticket(part).then(|| Field::Ticket(part.to_owned()));
    let whole = |(rest, field): (&str, Field)| rest.trim().is_empty().then_some(field);
    let due = |part: &str| {
        let value = part.strip_prefix("due ").or_else(|| part.strip_prefix("by "))?.trim();
        (value.len() < 25 && !value.starts_with("to ")).then(|| Field::Due(value.to_owned()))
    };
    bracketed(part).or(ticket).or_else(|| last_field(part, false).and_then(whole)).or_else(|| due(part))
}

/// The field that ends `text`, and what stands before it. Where the text is
/// `alone`, a word that is all of it is no field.
fn last_field(text: &str, alone: bool) -> Option<(&str, Field)> {
    let dropped = |(colon, _): (usize, &str)| {
        let word = DROPPED.iter().find(|word| text[..colon].ends_with(**word))?;
        let before = &text[..colon - word.len()];
        (before.is_empty() || before.ends_with([' ', '(', '—', '–'])).then_some((before, &text[colon + 1..]))
    };
    if let Some((before, reason)) = text.rmatch_indices(':').find_map(dropped) {
        let reason = reason.trim().trim_end_matches(')').to_owned();
        return Some((before.trim_end_matches('('), Field::Status(ActionStatus::Dropped, Some(reason))));
    }
    if let Some(inner) = text.strip_suffix(')')
        && let Some(open) = inner.rfind('(')
    {
        let content = inner[open + 1..].trim();
        if let Some(field) = bracketed(content) {
            return Some((&text[..open], field));
        }
    }
    let at = text.rfind(char::is_whitespace).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let (before, word) = text.split_at(at);
    // The end of a bracket that is no field as a whole.
    let closes = |open: char, close: char| word.ends_with(close) && !word.contains(open);
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
    if let Some(name) = bare.strip_prefix('@').filter(|name| ends && !name.is_empty() && !name.contains(['.', '/'])) {
        return Some((before, Field::Owner(name.to_owned())));
    }
    if ends && is_ticket(bare) && (!alone || !before.trim().is_empty()) {
        return Some((before, Field::Ticket(bare.to_owned())));
    }
    if let Some((_, "")) = split_date(bare) {
        let stem = before.trim_end();
        for (lead, done) in
            [("due:", false), ("due", false), ("by", false), ("until", false), ("bis", false), ("done", true)]
        {
            let cut = stem.len().checked_sub(lead.len()).filter(|cut| stem.is_char_boundary(*cut));
            let Some(cut) = cut.filter(|cut| stem[*cut..].eq_ignore_ascii_case(lead)) else { continue };
            if stem[..cut].ends_with(char::is_alphanumeric) {
                continue;
            }
            let field = if done { Field::Status(ActionStatus::Done, None) } else { Field::Due(bare.to_owned()) };
            return Some((&text[..cut], field));
        }
        return None;
    }
    if matches!(bare, "DONE" | "✅" | "✔" | "✓" | "☑" | "完了" | "已完成") && (!alone || !before.trim().is_empty())
    {
        return Some((before, Field::Status(ActionStatus::Done, None)));
    }
    // ` - Completed`, `: in progress`
    let cut = text.char_indices().rev().take(24).find(|(_, c)| matches!(c, '-' | '–' | '—' | ':' | '→' | '：'));
    let (at, mark) = cut?;
    let behind = text[at + mark.len_utf8()..].trim();
    let before = unlabelled(text[..at].trim_end());
    let word = STATES.iter().find(|(word, _)| behind.trim_end_matches('.').eq_ignore_ascii_case(word));
    word.filter(|_| !before.is_empty() && text[at + mark.len_utf8()..].starts_with(' '))
        .map(|(_, status)| (before, Field::Status(*status, None)))
}

/// `text` without the name of a status at its end: `Ship it - Status`.
fn unlabelled(text: &str) -> &str {
    let lower = text.to_lowercase();
    let words = LABELS.iter().find(|(name, _)| *name == "status").map_or(&[][..], |(_, words)| *words);
    let cut = words.iter().find_map(|word| text.len().checked_sub(word.len()).filter(|_| lower.ends_with(*word)));
    match cut.and_then(|cut| text.get(..cut)) {
        Some(before) if !before.ends_with(char::is_alphanumeric) => {
            without_separators(before).trim_end_matches(['.', '('])
        }
        _ => text,
    }
}

/// `owner: Ines`, `type: prevent`, `P1`, `dropped: too dear`, `DONE`
fn bracketed(content: &str) -> Option<Field> {
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
        return match key.trim().to_lowercase().as_str() {
            "owner" | "assignee" | "verantwortlich" => Some(Field::Owner(value.trim_start_matches('@').to_owned())),
            "type" => kind(value).map(Field::Kind),
            "priority" | "prio" => Some(Field::Priority(value.to_owned())),
            "due" if value.len() < 25 => Some(Field::Due(value.to_owned())),
            "ticket" => Some(Field::Ticket(value.to_owned())),
            key if DROPPED.contains(&key) => Some(Field::Status(ActionStatus::Dropped, Some(value.to_owned()))),
            _ => None,
        };
    }
    owner_in(content).or_else(|| status_alone(content).map(|status| Field::Status(status, None)))
}

/// `Ines, due: 2026-05-01` has no name of a field before it: not ours.
fn owner_in(content: &str) -> Option<Field> {
    let handle = content.strip_prefix('@').filter(|name| !name.contains(' ') && !name.is_empty())?;
    Some(Field::Owner(handle.to_owned()))
}

/// A link whose text is a ticket's name, or to a number of a tracker.
fn ticket_of(node: &Node) -> Option<Ticket> {
    let Kind::Link(link) = &node.kind else { return None };
    let Target::Outside(address) = url::target(&link.target) else { return None };
    let text = markdown::plain(&node.children);
    let number = last_part(address).bytes().all(|byte| byte.is_ascii_digit());
    let named = is_ticket(&text)
        || text.rsplit('#').next().is_some_and(|end| text.contains('#') && is_ticket(&format!("#{end}")));
    if !named && !(number && (link.bare || text.len() < 40)) {
        return None;
    }
    let text = if link.bare { last_part(address) } else { text };
    Some(Ticket { text, url: Some(url::encode(address)) })
}

/// In a column of its own any link is the ticket.
pub(in crate::read) fn link_ticket(node: &Node) -> Option<Ticket> {
    let Kind::Link(link) = &node.kind else { return None };
    match url::target(&link.target) {
        Target::Outside(address) => {
            let text = if link.bare { last_part(address) } else { markdown::plain(&node.children) };
            Some(Ticket { text, url: Some(url::encode(address)) })
        }
        _ => None,
    }
}
