//! Action items out of task lists, lists and tables.

use jiff::civil::Date;

use super::front_matter::last_part;
use super::inline;
use crate::incident::action::{ActionItem, ActionKind, ActionStatus, Ticket};
use crate::incident::instant::split_date;
use crate::markdown::url::{self, Target};
use crate::markdown::{self, Kind, Node};
use crate::source::Span;

/// Words that mean an item is finished.
const DONE: [&str; 10] = ["done", "complete", "completed", "closed", "fixed", "✅", "✔", "erledigt", "hecho", "完了"];

/// Words that mean it never will be.
const DROPPED: [&str; 8] =
    ["dropped", "wontfix", "won't do", "won't fix", "cancelled", "canceled", "rejected", "verworfen"];

/// Words that mean somebody is at it.
const IN_PROGRESS: [&str; 7] = ["in progress", "in-progress", "doing", "started", "wip", "🔄", "in arbeit"];

/// The items in `blocks`, the content of the action sections, and the blocks
/// they were found in.
pub(super) fn read(blocks: &[&Node]) -> (Vec<ActionItem>, Vec<Span>) {
    let mut found = Vec::new();
    for block in blocks {
        let items = match &block.kind {
            Kind::Table(_) => table(block),
            Kind::List(_) => list(block),
            _ => Vec::new(),
        };
        if !items.is_empty() {
            found.push((is_task_list(block), items, block.span));
        }
    }
    // Beside a task list, other lists are thoughts, not tasks.
    let tasks = found.iter().any(|(task, ..)| *task);
    let (mut actions, mut spans) = (Vec::new(), Vec::new());
    for (task, items, span) in found {
        if task || !tasks {
            actions.extend(items);
            spans.push(span);
        }
    }
    (actions, spans)
}

/// A table is a list of tasks, too.
fn is_task_list(block: &Node) -> bool {
    matches!(block.kind, Kind::Table(_)) || block.children.iter().any(|item| matches!(item.kind, Kind::Item(Some(_))))
}

fn list(list: &Node) -> Vec<ActionItem> {
    let mut actions = Vec::new();
    for item in &list.children {
        let (first, rest) = inline::first_line(item);
        let text = inline::text(first);
        let nested = rest.iter().find(|block| matches!(block.kind, Kind::List(_)));
        if let Some(nested) = nested.filter(|_| text.trim_end().ends_with(':')) {
            actions.extend(self::list(nested));
            continue;
        }
        if is_nothing(&text) {
            continue;
        }
        let boxed = match item.kind {
            Kind::Item(done) => done,
            _ => None,
        };
        actions.push(from_text(first, boxed));
    }
    actions
}

/// `None`, `N/A` and the like mean that there is no item.
fn is_nothing(text: &str) -> bool {
    let word = text.trim().trim_end_matches('.').to_lowercase();
    matches!(word.as_str(), "" | "none" | "n/a" | "na" | "-" | "tbd" | "keine" | "ninguna" | "なし" | "无")
}

/// An item as running text: fields stand at its end.
fn from_text(nodes: &[Node], boxed: Option<bool>) -> ActionItem {
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
    };
    if let [Node { kind: Kind::Strike, .. }, rest @ ..] = nodes
        && boxed != Some(true)
        && inline::text(rest).len() < 200
    {
        item.status = ActionStatus::Dropped;
    }
    while take_last(&mut item) {}
    if item.ticket.is_none() {
        item.ticket = item.content.iter().find_map(ticket_of);
    }
    item.content = inline::trim(std::mem::take(&mut item.content));
    item
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
    let Some((rest, field)) = last_field(trimmed, alone) else {
        return false;
    };
    let rest = rest.to_owned();
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
    if matches!(bare, "DONE" | "✅" | "✔" | "完了") && (!alone || !before.trim().is_empty()) {
        return Some((before, Field::Status(ActionStatus::Done, None)));
    }
    None
}

/// `owner: Ines`, `type: prevent`, `P1`, `dropped: too dear`, `DONE`
fn bracketed(content: &str) -> Option<Field> {
    if is_priority(content) {
        return Some(Field::Priority(content.to_uppercase()));
    }
    if let Some((key, value)) = content.split_once(':') {
        let value = value.trim();
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
    status(content).map(|status| Field::Status(status, None))
}

fn find<T: Copy>(table: &[(&'static str, T)], word: &str) -> Option<T> {
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

fn status(text: &str) -> Option<ActionStatus> {
    let word = text.trim().trim_end_matches('.').to_lowercase();
    let begins = |words: &[&str]| {
        words.iter().any(|known| {
            word == *known
                || word.starts_with(&format!("{known} "))
                || word.starts_with(&format!("{known}:"))
                || word.starts_with(&format!("{known},"))
        })
    };
    if begins(&DONE) {
        Some(ActionStatus::Done)
    } else if begins(&DROPPED) {
        Some(ActionStatus::Dropped)
    } else if begins(&IN_PROGRESS) {
        Some(ActionStatus::InProgress)
    } else if begins(&["todo", "to do", "open", "offen", "not started", "planned", "pending"]) {
        Some(ActionStatus::Todo)
    } else {
        None
    }
}

/// A table whose header names an action, in the order of its columns.
fn table(table: &Node) -> Vec<ActionItem> {
    let Some((head, rows)) = table.children.split_first() else { return Vec::new() };
    let names: Vec<_> = head.children.iter().map(|cell| markdown::plain(&cell.children).to_lowercase()).collect();
    let find = |words: &[&str]| {
        names
            .iter()
            .position(|name| words.iter().any(|word| name == word || name.split_whitespace().any(|part| part == *word)))
    };
    let Some(text) = find(&[
        "action",
        "actions",
        "item",
        "task",
        "todo",
        "maßnahme",
        "aufgabe",
        "acción",
        "アクション",
        "行动",
        "what",
    ]) else {
        return Vec::new();
    };
    let columns = Columns {
        text,
        owner: find(&["owner", "assignee", "who", "担当", "responsible", "verantwortlich", "responsable"]),
        due: find(&["due", "deadline", "期限", "expected", "eta", "fällig", "when"]),
        ticket: find(&["ticket", "bug", "link", "issue", "reference", "tracking", "jira"]),
        priority: find(&["priority", "pri", "prio", "priorität", "優先度"]),
        kind: find(&["type", "category", "カテゴリ", "typ", "art", "tipo"]),
        status: find(&["status", "state", "状態", "ステータス", "stand", "estado"]),
    };
    rows.iter().filter_map(|row| columns.item(row)).collect()
}

struct Columns {
    text: usize,
    owner: Option<usize>,
    due: Option<usize>,
    ticket: Option<usize>,
    priority: Option<usize>,
    kind: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    fn item(&self, row: &Node) -> Option<ActionItem> {
        let nodes =
            |column: Option<usize>| column.and_then(|at| row.children.get(at)).map_or(&[][..], |cell| &cell.children);
        let text = |column| {
            Some(inline::text(nodes(column)).trim().to_owned())
                .filter(|text| !text.is_empty() && text != "-" && text != "–")
        };
        let content = nodes(Some(self.text));
        if is_nothing(&inline::text(content)) {
            return None;
        }
        let mut item = from_text(content, None);
        item.owner = text(self.owner).map(|name| name.trim_start_matches('@').to_owned()).or(item.owner);
        if let Some(due) = text(self.due) {
            item.due = split_date(&due).map(|(date, _)| date);
            item.due_text = Some(due);
        }
        item.ticket = nodes(self.ticket)
            .iter()
            .find_map(link_ticket)
            .or_else(|| text(self.ticket).map(|text| Ticket { text, url: None }))
            .or(item.ticket);
        item.priority = text(self.priority).or(item.priority);
        item.kind = text(self.kind).and_then(|word| find(&ActionKind::ALL, &word)).or(item.kind);
        if let Some(written) = text(self.status) {
            item.status = status(&written).unwrap_or(item.status);
            let reason =
                written.split_once([':', ',', '(']).map(|(_, reason)| reason.trim().trim_end_matches(')').to_owned());
            item.reason = reason.filter(|_| item.status == ActionStatus::Dropped);
        }
        Some(item)
    }
}

/// In a column of its own any link is the ticket.
fn link_ticket(node: &Node) -> Option<Ticket> {
    let Kind::Link(link) = &node.kind else { return None };
    match url::target(&link.target) {
        Target::Outside(address) => {
            let text = if link.bare { last_part(address) } else { markdown::plain(&node.children) };
            Some(Ticket { text, url: Some(url::encode(address)) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Dialect;

    fn read_list(text: &str) -> Vec<ActionItem> {
        let document = markdown::parse(text, 0, Dialect::Casebook);
        read(&document.blocks.iter().collect::<Vec<_>>()).0
    }

    #[test]
    fn fields_stand_at_the_end_of_an_item() {
        let items = read_list(
            "- [x] Alert at 80 % (owner: Ines) (type: detect) [LCK-1](https://t.example/LCK-1) P2 due 2026-03-01, done 2026-02-20\n",
        );
        let item = &items[0];
        assert_eq!(items.len(), 1, "{items:?}");
        assert_eq!(item.plain(), "Alert at 80 %");
        assert_eq!(item.status, ActionStatus::Done);
        assert_eq!(item.owner.as_deref(), Some("Ines"));
        assert_eq!(item.kind, Some(ActionKind::Detect));
        assert_eq!(item.priority.as_deref(), Some("P2"));
        assert_eq!(item.due, Some(Date::constant(2026, 3, 1)));
        assert_eq!(item.ticket, Some(Ticket { text: "LCK-1".into(), url: Some("https://t.example/LCK-1".into()) }));
    }

    #[test]
    fn words_in_a_sentence_are_not_fields() {
        let items = read_list("- Page on P1 alerts within the hour\n- N/A\n- Write to owner: Ines about it\n");
        assert_eq!(
            items.iter().map(ActionItem::plain).collect::<Vec<_>>(),
            ["Page on P1 alerts within the hour", "Write to owner: Ines about it"]
        );
        assert!(items.iter().all(|item| item.priority.is_none() && item.owner.is_none()));
    }

    #[test]
    fn tables_are_read_by_their_header() {
        let items = read_list(
            "| Pri | Action item | Owner | Status |\n|---|---|---|---|\n| P0 | Repair it | Kim | dropped: too dear |\n| | None | | |\n",
        );
        let item = &items[0];
        assert_eq!(items.len(), 1, "{items:?}");
        assert_eq!((item.priority.as_deref(), item.owner.as_deref()), (Some("P0"), Some("Kim")));
        assert_eq!((item.status, item.reason.as_deref()), (ActionStatus::Dropped, Some("too dear")));
    }
}
