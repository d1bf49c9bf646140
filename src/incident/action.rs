//! Action items: what was promised, by whom, and until when.

use jiff::civil::Date;
use schemars::JsonSchema;

use super::word;
use crate::markdown::Node;

/// One action item.
#[derive(Debug, Clone, PartialEq)]
pub struct ActionItem {
    pub id: Option<String>,
    /// The work to do, as inline Markdown, without the other fields.
    pub content: Vec<Node>,
    pub status: ActionStatus,
    pub owner: Option<String>,
    pub due: Option<Date>,
    /// The due date as written, if it is no plain date.
    pub due_text: Option<String>,
    /// The day by which the archive wants it done because of its incident's severity, if nobody
    /// stated when it is due.
    pub default_due: Option<Date>,
    /// The day it was finished, if somebody wrote it.
    pub done: Option<Date>,
    /// The day on which the fix was seen to work.
    pub verified: Option<Date>,
    pub ticket: Option<Ticket>,
    /// `P0` to `P4`, or the author's own word.
    pub priority: Option<String>,
    pub kind: Option<ActionKind>,
    /// Why the item was dropped.
    pub reason: Option<String>,
    /// Blocks below the item, or further columns of its table.
    pub detail: Vec<Node>,
}

impl ActionItem {
    /// Returns an item that is to be done, with no other field stated.
    pub fn new(content: Vec<Node>) -> Self {
        Self {
            id: None,
            content,
            status: ActionStatus::Todo,
            owner: None,
            due: None,
            due_text: None,
            default_due: None,
            done: None,
            verified: None,
            ticket: None,
            priority: None,
            kind: None,
            reason: None,
            detail: Vec::new(),
        }
    }

    pub fn is_open(&self) -> bool {
        matches!(self.status, ActionStatus::Todo | ActionStatus::InProgress)
    }

    /// Returns the day by which it should be done: the stated one, else the archive's default.
    pub fn deadline(&self) -> Option<Date> {
        self.due.or(self.default_due)
    }

    /// True if the item is open and its deadline was before `day`.
    pub fn is_overdue(&self, day: Date) -> bool {
        self.is_open() && self.deadline().is_some_and(|due| due < day)
    }

    pub fn plain(&self) -> String {
        crate::markdown::plain(&self.content)
    }
}

/// Reference to the ticket that tracks the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    pub text: String,
    pub url: Option<String>,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
pub enum ActionStatus {
    Todo,
    InProgress,
    Done,
    Dropped,
}

impl ActionStatus {
    pub const ALL: [(&'static str, ActionStatus); 4] = [
        ("todo", ActionStatus::Todo),
        ("in-progress", ActionStatus::InProgress),
        ("done", ActionStatus::Done),
        ("dropped", ActionStatus::Dropped),
    ];

    pub fn slug(self) -> &'static str {
        word(&Self::ALL, self)
    }

    /// Returns the name that people read.
    pub fn name(self) -> &'static str {
        match self {
            ActionStatus::Todo => "To do",
            ActionStatus::InProgress => "In progress",
            ActionStatus::Done => "Done",
            ActionStatus::Dropped => "Dropped",
        }
    }
}

/// What it is for; the types of the Site Reliability Workbook, chapter 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
pub enum ActionKind {
    Prevent,
    Mitigate,
    Detect,
    Repair,
    Investigate,
}

impl ActionKind {
    pub const ALL: [(&'static str, ActionKind); 5] = [
        ("prevent", ActionKind::Prevent),
        ("mitigate", ActionKind::Mitigate),
        ("detect", ActionKind::Detect),
        ("repair", ActionKind::Repair),
        ("investigate", ActionKind::Investigate),
    ];

    pub fn slug(self) -> &'static str {
        word(&Self::ALL, self)
    }
}
