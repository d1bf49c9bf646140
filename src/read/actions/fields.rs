//! The fields of an action item out of its words.

use jiff::civil::Date;

use crate::incident::action::{ActionItem, ActionKind, ActionStatus, Ticket};
use crate::incident::instant::split_date;
use crate::markdown::url::{self, Target};
use crate::markdown::{self, Kind, Node};
use crate::read::front_matter::last_part;
use crate::read::{inline, time_text};

/// Words that mean an item is finished.
const DONE: [&str; 24] = [
    "done",
    "complete",
    "completed",
    "closed",
    "fixed",
    "resolved",
    "yes",
    "✅",
    "✔",
    "☑",
    "x",
    "erledigt",
    "fertig",
    "hecho",
    "completado",
    "feito",
    "concluído",
    "fait",
    "terminé",
    "完了",
    "対応済",
    "済",
    "已完成",
    "完成",
];

/// Words that mean it never will be.
const DROPPED: [&str; 8] =
    ["dropped", "wontfix", "won't do", "won't fix", "cancelled", "canceled", "rejected", "verworfen"];

/// Words that mean somebody is at it.
const IN_PROGRESS: [&str; 17] = [
    "in progress",
    "in-progress",
    "in review",
    "doing",
    "started",
    "ongoing",
    "wip",
    "🔄",
    "🚧",
    "in arbeit",
    "en curso",
    "en progreso",
    "em andamento",
    "en cours",
    "進行中",
    "対応中",
    "进行中",
];

/// An item as running text: fields stand at its end.
pub(super) fn from_text(nodes: &[Node], boxed: Option<bool>) -> ActionItem {
    let mut item = ActionItem {
        id: None,
        content: nodes.to_vec(),
        status: if boxed == Some(true) { ActionStatus::Done } else { ActionStatus::Todo },
        owner: None,
        due: None,
        due_text: None,
        ticket: None,
        priority: None,
        kind: None,
        reason: None,
        detail: Vec::new(),
    };
    leading(&mut item, boxed.is_none());
    leading_owner(&mut item);
    if let [Node { kind: Kind::Strike, .. }, rest @ ..] = nodes
        && boxed != Some(true)
        && inline::text(rest).len() < 200
    {
        item.status = ActionStatus::Dropped;
    }
    while take_last(&mut item) {}
    if labelled(&mut item) {
        while take_last(&mut item) {}
    }
    if item.ticket.is_none() {
        item.ticket = item.content.iter().find_map(ticket_of);
    }
    item.content = inline::trim(std::mem::take(&mut item.content));
    if let Some(Node { kind: Kind::Text(text), .. }) = item.content.last_mut() {
        text.truncate(text.trim_end_matches([',', ' ', '—', '–']).len());
    }
    item
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
    let gap = behind.len() - behind.trim_start_matches([':', '-', '–', '—', ' ', ',']).len();
    if name.is_empty() || behind.len() == gap || gap == 0 {
        return;
    }
    item.owner = Some(name);
    item.content = inline::trim(inline::skip(&item.content, end + gap));
}

/// A paragraph below an item that is nothing but fields; true if it was.
pub(super) fn below(item: &mut ActionItem, block: &Node) -> bool {
    if !matches!(block.kind, Kind::Paragraph) {
        return false;
    }
    let text = |text: &str| Node { span: block.span, kind: Kind::Text(text.to_owned()), children: Vec::new() };
    let mut probe = item.clone();
    probe.content = vec![text("x — ")];
    probe.content.extend(block.children.iter().cloned());
    labelled(&mut probe);
    if inline::text(&probe.content).trim() != "x" {
        return false;
    }
    probe.content = std::mem::take(&mut item.content);
    *item = probe;
    true
}

/// Words and signs before or behind an item that say how far it is.
const MARKS: [(&str, ActionStatus); 18] = [
    ("DONE", ActionStatus::Done),
    ("Done", ActionStatus::Done),
    ("COMPLETED", ActionStatus::Done),
    ("Completed", ActionStatus::Done),
    ("COMPLETE", ActionStatus::Done),
    ("✅", ActionStatus::Done),
    ("wontfix", ActionStatus::Dropped),
    ("WONTFIX", ActionStatus::Dropped),
    ("✔", ActionStatus::Done),
    ("☑", ActionStatus::Done),
    ("TODO", ActionStatus::Todo),
    ("To do", ActionStatus::Todo),
    ("⬜", ActionStatus::Todo),
    ("☐", ActionStatus::Todo),
    ("🔄", ActionStatus::InProgress),
    ("🚧", ActionStatus::InProgress),
    ("IN PROGRESS", ActionStatus::InProgress),
    ("WIP", ActionStatus::InProgress),
];

/// Names of fields within an item.
const LABELS: [(&str, &[&str]); 5] = [
    (
        "owner",
        &[
            "owner",
            "assignee",
            "assigned to",
            "responsible",
            "verantwortlich",
            "zuständig",
            "responsable",
            "responsável",
            "担当",
            "负责人",
            "負責人",
        ],
    ),
    (
        "due",
        &[
            "due date",
            "due",
            "deadline",
            "eta",
            "target date",
            "fällig",
            "frist",
            "fecha límite",
            "fecha",
            "plazo",
            "prazo",
            "échéance",
            "期限",
            "截止",
        ],
    ),
    ("priority", &["priority", "prio", "priorität", "prioridad", "prioridade", "優先度", "优先级"]),
    ("ticket", &["ticket", "issue", "tracking", "jira", "bug"]),
    ("status", &["status", "state", "estado", "ステータス", "状态"]),
];

/// `… — **Owner:** Ines — **Due:** 2026-05-01`, `… Owner: tooling. Due 2026-05-01.`:
/// a tail that is nothing but fields. True if there was one.
fn labelled(item: &mut ActionItem) -> bool {
    let text = inline::text(&item.content);
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return false;
    }
    let separates =
        |c: char| matches!(c, '.' | ';' | ',' | '|' | '·' | '—' | '–' | '-' | '(' | '[' | '（' | '、' | '，' | '；');
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
                .trim_matches(|c: char| separates(c) && c != '-' || matches!(c, ')' | ']' | '）' | ' ' | '*'));
            (*name, value.trim().trim_end_matches(['-', ' ']).trim())
        })
        .collect();
    if values.iter().any(|(_, value)| value.len() > 60 || value.is_empty() || value.contains(['(', ')', '（', '）']))
    {
        return false;
    }
    for (name, value) in &values {
        match *name {
            "owner" => item.owner = item.owner.take().or(Some(value.trim_start_matches('@').to_owned())),
            "due" => {
                let day = time_text::lead(value).and_then(|lead| lead.day).and_then(|day| day.resolve(None));
                item.due = item.due.or(day);
                item.due_text = Some((*value).to_owned());
            }
            "priority" => item.priority = Some((*value).to_owned()),
            "ticket" => {
                let linked = item.content.iter().find_map(link_ticket);
                item.ticket = linked.or(Some(Ticket { text: (*value).to_owned(), url: None }));
            }
            _ => {
                if let Some(status) = status(value).filter(|_| item.status == ActionStatus::Todo) {
                    item.status = status;
                }
            }
        }
    }
    let kept =
        text[..*first].trim_end().trim_end_matches(|c: char| separates(c) && c != '.' || c == ' ').trim_end().len();
    if kept > 0 {
        item.content = inline::trim(inline::take(&item.content, kept));
    }
    true
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
    let trimmed = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '·' | '—' | '–' | '|'));
    if trimmed.is_empty() {
        item.content.pop();
        return item_len > 1;
    }
    let alone = item_len == 1;
    let last =
        last_of_several(trimmed).or_else(|| last_field(trimmed, alone).map(|(rest, field)| (rest.to_owned(), field)));
    let Some((rest, field)) = last else { return false };
    let known = match field {
        Field::Owner(name) => item.owner.is_none().then(|| item.owner = Some(name)),
        Field::Kind(kind) => item.kind.is_none().then(|| item.kind = Some(kind)),
        Field::Priority(priority) => item.priority.is_none().then(|| item.priority = Some(priority)),
        Field::Due(date) => item.due.is_none().then(|| item.due = Some(date)),
        Field::Ticket(text) => item.ticket.is_none().then(|| item.ticket = Some(Ticket { text, url: None })),
        Field::Status(status, reason) => {
            // A ticked box needs no word, and a word cannot untick it.
            item.status = if item.status == ActionStatus::Done { item.status } else { status };
            item.reason = reason.or(item.reason.take());
            Some(())
        }
    };
    if known.is_some()
        && let Some(Node { kind: Kind::Text(text), .. }) = item.content.last_mut()
    {
        *text = rest;
        return true;
    }
    false
}

enum Field {
    Owner(String),
    Kind(ActionKind),
    Priority(String),
    Due(Date),
    Ticket(String),
    Status(ActionStatus, Option<String>),
}

/// The last field of `(owner: Ines, OPS-123, P1, due 2026-05-01)`, where each part is a
/// field, and the text without it.
fn last_of_several(text: &str) -> Option<(String, Field)> {
    let inner = text.strip_suffix(')')?;
    let open = inner.rfind('(')?;
    let parts: Vec<&str> = inner[open + 1..].split([',', ';']).map(str::trim).collect();
    let field = |part: &str| {
        let ticket = is_ticket(part).then(|| Field::Ticket(part.to_owned()));
        let whole = |(rest, field): (&str, Field)| rest.trim().is_empty().then_some(field);
        bracketed(part).or(ticket).or_else(|| last_field(part, false).and_then(whole))
    };
    let (last, others) = parts.split_last().filter(|(_, others)| !others.is_empty())?;
    if others.iter().any(|part| field(part).is_none()) {
        return None;
    }
    Some((format!("{}({})", &text[..open], others.join(", ")), field(last)?))
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
    if word.ends_with([')', '）']) && !word.contains(['(', '（']) {
        return None;
    }
    let bare = word.trim_matches(|c| matches!(c, '[' | ']' | '(' | ')' | '.' | '*'));
    if is_priority(bare) && (!alone || !before.trim().is_empty()) {
        return Some((before, Field::Priority(bare.to_uppercase())));
    }
    if let Some(name) = bare.strip_prefix('@').filter(|name| !name.is_empty() && !name.contains('.')) {
        return Some((before, Field::Owner(name.to_owned())));
    }
    if is_ticket(bare) && (!alone || !before.trim().is_empty()) {
        return Some((before, Field::Ticket(bare.to_owned())));
    }
    if let Some((date, "")) = split_date(bare) {
        let stem = before.trim_end();
        for (lead, done) in
            [("due:", false), ("due", false), ("by", false), ("until", false), ("bis", false), ("done", true)]
        {
            let cut = stem.len().checked_sub(lead.len()).filter(|cut| stem.is_char_boundary(*cut));
            let Some(cut) = cut.filter(|cut| stem[*cut..].eq_ignore_ascii_case(lead)) else { continue };
            if stem[..cut].ends_with(char::is_alphanumeric) {
                continue;
            }
            let field = if done { Field::Status(ActionStatus::Done, None) } else { Field::Due(date) };
            return Some((&text[..cut], field));
        }
        return None;
    }
    if matches!(bare, "DONE" | "✅" | "✔" | "☑" | "完了" | "已完成") && (!alone || !before.trim().is_empty())
    {
        return Some((before, Field::Status(ActionStatus::Done, None)));
    }
    // ` - Completed`, `: in progress`
    let cut = text.char_indices().rev().take(24).find(|(_, c)| matches!(c, '-' | '–' | '—' | ':' | '→' | '：'));
    let (at, mark) = cut?;
    let behind = text[at + mark.len_utf8()..].trim();
    let before = text[..at].trim_end();
    let word = STATES.iter().find(|(word, _)| behind.trim_end_matches('.').eq_ignore_ascii_case(word));
    word.filter(|_| !before.is_empty() && text[at + mark.len_utf8()..].starts_with(' '))
        .map(|(_, status)| (before, Field::Status(*status, None)))
}

/// States behind a dash or a colon.
const STATES: [(&str, ActionStatus); 14] = [
    ("done", ActionStatus::Done),
    ("completed", ActionStatus::Done),
    ("complete", ActionStatus::Done),
    ("fixed", ActionStatus::Done),
    ("erledigt", ActionStatus::Done),
    ("hecho", ActionStatus::Done),
    ("feito", ActionStatus::Done),
    ("fait", ActionStatus::Done),
    ("done in", ActionStatus::Done),
    ("in progress", ActionStatus::InProgress),
    ("in arbeit", ActionStatus::InProgress),
    ("todo", ActionStatus::Todo),
    ("open", ActionStatus::Todo),
    ("pending", ActionStatus::Todo),
];

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
        return match key.trim().to_lowercase().as_str() {
            "owner" | "assignee" | "verantwortlich" => Some(Field::Owner(value.trim_start_matches('@').to_owned())),
            "type" => find(&ActionKind::ALL, value).map(Field::Kind),
            "priority" | "prio" => Some(Field::Priority(value.to_owned())),
            "due" => split_date(value).map(|(date, _)| Field::Due(date)),
            "ticket" => Some(Field::Ticket(value.to_owned())),
            key if DROPPED.contains(&key) => Some(Field::Status(ActionStatus::Dropped, Some(value.to_owned()))),
            _ => None,
        };
    }
    owner_in(content).or_else(|| status(content).map(|status| Field::Status(status, None)))
}

/// `Ines, due: 2026-05-01` has no name of a field before it: not ours.
fn owner_in(content: &str) -> Option<Field> {
    let handle = content.strip_prefix('@').filter(|name| !name.contains(' ') && !name.is_empty())?;
    Some(Field::Owner(handle.to_owned()))
}

pub(super) fn find<T: Copy>(table: &[(&'static str, T)], word: &str) -> Option<T> {
    table.iter().find(|(name, _)| word.eq_ignore_ascii_case(name)).map(|(_, value)| *value)
}

fn is_priority(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 2 && bytes[0].eq_ignore_ascii_case(&b'p') && (b'0'..=b'4').contains(&bytes[1])
}

/// `ABC-123`, `#123`
fn is_ticket(word: &str) -> bool {
    if let Some(number) = word.strip_prefix('#') {
        return !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    }
    let Some((project, number)) = word.rsplit_once('-') else { return false };
    (2..=10).contains(&project.len())
        && project.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && project.starts_with(|c: char| c.is_ascii_uppercase())
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
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

pub(super) fn status(text: &str) -> Option<ActionStatus> {
    let word = text.trim().trim_end_matches('.').to_lowercase();
    let begins = |words: &[&str]| {
        let ends = |rest: &str| rest.is_empty() || rest.starts_with([' ', ':', ',']);
        words.iter().any(|known| word.strip_prefix(known).is_some_and(ends))
    };
    if begins(&DONE) {
        Some(ActionStatus::Done)
    } else if begins(&DROPPED) {
        Some(ActionStatus::Dropped)
    } else if begins(&IN_PROGRESS) {
        Some(ActionStatus::InProgress)
    } else if begins(&[
        "todo",
        "to do",
        "open",
        "offen",
        "not started",
        "planned",
        "pending",
        "geplant",
        "pendiente",
        "pendente",
        "à faire",
        "未着手",
        "未対応",
        "未开始",
        "待办",
    ]) {
        Some(ActionStatus::Todo)
    } else {
        None
    }
}

/// In a column of its own any link is the ticket.
pub(super) fn link_ticket(node: &Node) -> Option<Ticket> {
    let Kind::Link(link) = &node.kind else { return None };
    match url::target(&link.target) {
        Target::Outside(address) => {
            let text = if link.bare { last_part(address) } else { markdown::plain(&node.children) };
            Some(Ticket { text, url: Some(url::encode(address)) })
        }
        _ => None,
    }
}
