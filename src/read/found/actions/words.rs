//! Words of action items: how far one is, what it is for, what is a ticket.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::incident::action::{ActionKind, ActionStatus};
use crate::read::words::phrases::Phrases;
use crate::read::words::{List, words};

/// Words and signs before an item, as they are written there, that say how far it is.
pub(in crate::read) fn leading_marks() -> impl Iterator<Item = (&'static str, ActionStatus)> {
    let state = &words().state;
    let marks = [
        (state.leading_done, ActionStatus::Done),
        (state.leading_dropped, ActionStatus::Dropped),
        (state.leading_todo, ActionStatus::Todo),
        (state.leading_in_progress, ActionStatus::InProgress),
    ];
    marks.into_iter().flat_map(|(marks, status)| marks.iter().map(move |mark| (*mark, status)))
}

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
    pub(in crate::read) const ALL: [Self; 6] =
        [Self::Owner, Self::Due, Self::Priority, Self::Ticket, Self::Status, Self::Kind];

    /// The words by which a text names it, in lower case.
    pub(in crate::read) fn words(self) -> &'static [&'static str] {
        let field = &words().field;
        match self {
            FieldName::Owner => field.owner,
            FieldName::Due => field.due,
            FieldName::Priority => field.priority,
            FieldName::Ticket => field.ticket,
            FieldName::Status => field.status,
            FieldName::Kind => field.kind,
        }
    }

    /// The field that `name`, in lower case, names.
    pub(in crate::read) fn named(name: &str) -> Option<Self> {
        static NAMES: LazyLock<HashMap<&str, FieldName>> = LazyLock::new(|| {
            // The first of two wins.
            let fields = FieldName::ALL.into_iter().rev();
            fields.flat_map(|field| field.words().iter().map(move |word| (*word, field))).collect()
        });
        NAMES.get(name).copied()
    }
}

/// A state that is all of `text`, behind a dash or a colon.
pub(in crate::read) fn state(text: &str) -> Option<ActionStatus> {
    let (text, state) = (text.to_lowercase(), &words().state);
    let states = [
        (state.done, ActionStatus::Done),
        (state.in_progress, ActionStatus::InProgress),
        (state.todo, ActionStatus::Todo),
    ];
    // `x` and `✅` are marks, and no words.
    let known = states.into_iter().find(|(words, _)| words.contains(&text.as_str()));
    known.filter(|_| text.chars().nth(1).is_some()).map(|(_, status)| status)
}

/// What an item is for: `prevent`, or the noun.
pub(in crate::read) fn kind(word: &str) -> Option<ActionKind> {
    let word = word.trim().to_lowercase();
    let purpose = &words().purpose;
    let nouns = [
        (purpose.prevent, ActionKind::Prevent),
        (purpose.mitigate, ActionKind::Mitigate),
        (purpose.detect, ActionKind::Detect),
        (purpose.repair, ActionKind::Repair),
        (purpose.investigate, ActionKind::Investigate),
    ];
    let named = ActionKind::ALL.iter().find(|(name, _)| word == *name).map(|(_, kind)| *kind);
    named.or_else(|| nouns.into_iter().find(|(nouns, _)| nouns.contains(&word.as_str())).map(|(_, kind)| kind))
}

/// What is no action but the name of some: `Prevention`, `Process`.
pub(in crate::read) fn is_category(text: &str) -> bool {
    kind(text).is_some() || words().action.category.contains(&text.trim().to_lowercase().as_str())
}

/// Words that want another one behind them: `upgrade to RHEL-9` ends with no ticket.
pub(in crate::read) fn wants_more(text: &str) -> bool {
    let last = text.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    words().action.wants_more.contains(&last.as_str())
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
    let answer = text.trim().trim_end_matches(['.', '\u{fe0f}']).to_lowercase();
    let is = |words: List| words.contains(&answer.as_str());
    let state = &words().state;
    is(state.yes).then_some(ActionStatus::Done).or(is(state.no).then_some(ActionStatus::Todo))
}

/// A text that is a status and nothing else.
pub(in crate::read) fn status_alone(text: &str) -> Option<ActionStatus> {
    status_of(text, &[])
}

/// A text that begins with a status.
pub(in crate::read) fn status(text: &str) -> Option<ActionStatus> {
    status_of(text, &[' ', ':', ',', ';', '/', '(', '（', '—', '–', '、', '，', '；', '：', '。'])
}

/// Words that leave something to be done: "Done in staging, pending in prod".
static LEFT: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().state.left));

fn status_of(text: &str, behind: &[char]) -> Option<ActionStatus> {
    let word = text.trim().trim_end_matches('.').to_lowercase();
    let begins = |words: List| {
        let ends = |rest: &str| rest.is_empty() || rest.starts_with(behind);
        words.iter().any(|known| word.strip_prefix(known).is_some_and(ends))
    };
    let state = &words().state;
    if begins(state.done) {
        let is_all = !LEFT.any(&word);
        is_all.then_some(ActionStatus::Done)
    } else if begins(state.dropped) {
        Some(ActionStatus::Dropped)
    } else if begins(state.in_progress) {
        Some(ActionStatus::InProgress)
    } else {
        begins(state.todo).then_some(ActionStatus::Todo)
    }
}
