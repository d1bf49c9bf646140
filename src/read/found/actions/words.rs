//! Words of action items: how far one is, what it is for, what is a ticket.

use crate::incident::action::{ActionKind, ActionStatus};
use crate::read::found::sections;

/// Words that mean an item is finished.
const DONE: [&str; 33] = [
    "done",
    "complete",
    "completed",
    "closed",
    "fixed",
    "resolved",
    "implemented",
    "merged",
    "deployed",
    "shipped",
    "released",
    "delivered",
    "finished",
    "yes",
    "✅",
    "✔",
    "✓",
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
    "対応済み",
    "対応済",
    "済",
    "已完成",
    "完成",
];

/// Words that mean it never will be.
pub(in crate::read) const DROPPED: [&str; 8] =
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

/// Words and signs before or behind an item that say how far it is.
pub(in crate::read) const MARKS: [(&str, ActionStatus); 19] = [
    ("DONE", ActionStatus::Done),
    ("Done", ActionStatus::Done),
    ("COMPLETED", ActionStatus::Done),
    ("Completed", ActionStatus::Done),
    ("COMPLETE", ActionStatus::Done),
    ("✅", ActionStatus::Done),
    ("wontfix", ActionStatus::Dropped),
    ("WONTFIX", ActionStatus::Dropped),
    ("✔", ActionStatus::Done),
    ("✓", ActionStatus::Done),
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

/// A field of an action item that the text can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::read) enum FieldName {
    Owner,
    Due,
    Priority,
    Ticket,
    Status,
    Kind,
}

impl FieldName {
    /// The words by which a text names it, in lower case.
    pub(in crate::read) fn words(self) -> &'static [&'static str] {
        LABELS.iter().find(|(name, _)| *name == self).map_or(&[], |(_, words)| *words)
    }
}

/// Names of fields within an item.
pub(in crate::read) const LABELS: [(FieldName, &[&str]); 6] = [
    (
        FieldName::Owner,
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
        FieldName::Due,
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
    (FieldName::Priority, &["priority", "prio", "priorität", "prioridad", "prioridade", "優先度", "优先级"]),
    (FieldName::Ticket, &["ticket", "issue", "tracking", "jira", "bug"]),
    (FieldName::Status, &["status", "state", "estado", "ステータス", "状态"]),
    (FieldName::Kind, &["type", "category", "typ", "tipo"]),
];

/// States behind a dash or a colon.
pub(in crate::read) const STATES: [(&str, ActionStatus); 14] = [
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

/// Other words for what an item is for.
const NOUNS: [(&str, ActionKind); 22] = [
    ("prevention", ActionKind::Prevent),
    ("preventive", ActionKind::Prevent),
    ("vorbeugung", ActionKind::Prevent),
    ("prevención", ActionKind::Prevent),
    ("prévention", ActionKind::Prevent),
    ("予防", ActionKind::Prevent),
    ("预防", ActionKind::Prevent),
    ("mitigation", ActionKind::Mitigate),
    ("緩和", ActionKind::Mitigate),
    ("缓解", ActionKind::Mitigate),
    ("detection", ActionKind::Detect),
    ("erkennung", ActionKind::Detect),
    ("détection", ActionKind::Detect),
    ("検知", ActionKind::Detect),
    ("检测", ActionKind::Detect),
    ("fix", ActionKind::Repair),
    ("修復", ActionKind::Repair),
    ("修复", ActionKind::Repair),
    ("investigation", ActionKind::Investigate),
    ("untersuchung", ActionKind::Investigate),
    ("調査", ActionKind::Investigate),
    ("调查", ActionKind::Investigate),
];

/// What an item is for: `prevent`, or the noun.
pub(in crate::read) fn kind(word: &str) -> Option<ActionKind> {
    let word = word.trim().to_lowercase();
    ActionKind::ALL.iter().chain(&NOUNS).find(|(name, _)| word == *name).map(|(_, kind)| *kind)
}

/// What is no action but the name of some: `Prevention`, `Process`.
pub(in crate::read) fn is_category(text: &str) -> bool {
    const WORDS: [&str; 27] = [
        "now",
        "next",
        "later",
        "immediate",
        "immediately",
        "follow-up",
        "follow-ups",
        "process",
        "processes",
        "people",
        "technology",
        "technical",
        "tooling",
        "tools",
        "monitoring",
        "alerting",
        "documentation",
        "testing",
        "training",
        "communication",
        "infrastructure",
        "short-term",
        "short term",
        "medium-term",
        "mid-term",
        "long-term",
        "long term",
    ];
    kind(text).is_some() || WORDS.contains(&text.trim().to_lowercase().as_str())
}

/// Words that want another one behind them: `upgrade to RHEL-9` ends with no ticket.
pub(in crate::read) fn wants_more(text: &str) -> bool {
    const WORDS: [&str; 16] =
        ["a", "an", "and", "at", "by", "for", "from", "host", "in", "is", "of", "on", "or", "the", "to", "with"];
    let last = text.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    WORDS.contains(&last.as_str())
}

pub(in crate::read) fn is_priority(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() == 2 && bytes[0].eq_ignore_ascii_case(&b'p') && (b'0'..=b'4').contains(&bytes[1])
}

/// What looks like a ticket and is none: `UTF-8`, `SHA-256`.
const STANDARDS: [&str; 10] = ["UTF", "SHA", "ISO", "RFC", "AES", "TLS", "HTTP", "IPV", "SEV", "PEP"];

/// `ABC-123`, `#123`
pub(in crate::read) fn is_ticket(word: &str) -> bool {
    if let Some(number) = word.strip_prefix('#') {
        return !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    }
    let Some((project, number)) = word.rsplit_once('-') else { return false };
    !STANDARDS.contains(&project)
        && (2..=10).contains(&project.len())
        && project.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        && project.starts_with(|c: char| c.is_ascii_uppercase())
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a column that asks "done?" says.
pub(in crate::read) fn yes_or_no(text: &str) -> Option<ActionStatus> {
    match text.trim().trim_end_matches(['.', '\u{fe0f}']).to_lowercase().as_str() {
        "yes" | "y" | "true" | "[x]" | ":white_check_mark:" | "100%" | "100 %" | "ja" | "sí" | "si" | "oui" | "sim"
        | "✓" | "✔" | "はい" | "是" => Some(ActionStatus::Done),
        "no" | "n" | "false" | "[ ]" | "[]" | "not yet" | "nein" | "non" | "não" | "✗" | "❌" | "☐" | "⬜"
        | "いいえ" | "否" => Some(ActionStatus::Todo),
        _ => None,
    }
}

/// A text that is a status and nothing else.
pub(in crate::read) fn status_alone(text: &str) -> Option<ActionStatus> {
    status_of(text, &[])
}

/// A text that begins with a status.
pub(in crate::read) fn status(text: &str) -> Option<ActionStatus> {
    status_of(text, &[' ', ':', ','])
}

/// Words that leave something to be done: "Done in staging, pending in prod".
const LEFT: [&str; 13] = [
    "pending",
    "open",
    "todo",
    "to do",
    "in progress",
    "remaining",
    "staging",
    "partial",
    "partially",
    "partly",
    "not",
    "except",
    "waiting",
];

fn status_of(text: &str, behind: &[char]) -> Option<ActionStatus> {
    let word = text.trim().trim_end_matches('.').to_lowercase();
    let begins = |words: &[&str]| {
        let ends = |rest: &str| rest.is_empty() || rest.starts_with(behind);
        words.iter().any(|known| word.strip_prefix(known).is_some_and(ends))
    };
    if begins(&DONE) {
        let is_all = !sections::has_any(&word, &LEFT);
        is_all.then_some(ActionStatus::Done)
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
