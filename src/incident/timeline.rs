//! The timeline: what happened when, in the author's order and words.

use jiff::civil::Date;
use schemars::JsonSchema;

use super::Traced;
use super::instant::{Instant, Placement};
use crate::markdown::Node;
use crate::text::Span;

/// The entries, in the order of the document. They are never sorted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Timeline {
    pub entries: Vec<Entry>,
    /// Blocks of the body that contain the entries. The timeline is shown in their place.
    pub blocks: Vec<Span>,
}

impl Timeline {
    /// True if the entries run backwards, as on status pages: every entry has a date of its own,
    /// and none is later than the one before it.
    pub fn is_newest_first(&self) -> bool {
        let dated = |entry: &Entry| entry.at.is_some() && !entry.date_inferred;
        let key = |entry: &Entry| entry.at.as_ref().map(Instant::sort_key);
        self.entries.len() > 1
            && self.entries.iter().all(dated)
            && self.entries.is_sorted_by(|earlier, later| key(earlier) >= key(later))
            && self.entries.first().map(key) != self.entries.last().map(key)
    }
}

/// One entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// The time exactly as written.
    pub time_text: Option<String>,
    /// The start, if the date is certain enough.
    pub at: Option<Instant>,
    /// The end, if one was written.
    pub until: Option<Instant>,
    /// The day, if only a day was written.
    pub date: Option<Date>,
    /// True if the date of `at` was not written with it. Then it comes from the front matter or the
    /// file name, or follows from a midnight that passed.
    pub date_inferred: bool,
    /// Whether the clocks of the zone skipped the time or showed it twice.
    pub placement: Placement,
    /// True if the time was written with `~`, `about` and the like.
    pub approximate: bool,
    /// The word that makes the written time a bound of the real one: `before`, `by`.
    pub bound: Option<&'static str>,
    pub kind: Option<Traced<EntryKind>>,
    /// One or two sentences.
    pub content: Vec<Node>,
    /// Lists, images and further paragraphs below the entry.
    pub detail: Vec<Node>,
    pub link: Option<String>,
}

impl Entry {
    /// Returns the day of the entry.
    pub fn day(&self) -> Option<Date> {
        self.at.as_ref().map(Instant::date).or(self.date)
    }
}

/// What kind of moment it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
pub enum EntryKind {
    Detection,
    Escalation,
    Hypothesis,
    /// A misleading path.
    DeadEnd,
    Action,
    Mitigation,
    Resolution,
    Communication,
    KeyMoment,
}

impl EntryKind {
    pub const ALL: [(&'static str, EntryKind); 9] = [
        ("detection", EntryKind::Detection),
        ("escalation", EntryKind::Escalation),
        ("hypothesis", EntryKind::Hypothesis),
        ("dead-end", EntryKind::DeadEnd),
        ("action", EntryKind::Action),
        ("mitigation", EntryKind::Mitigation),
        ("resolution", EntryKind::Resolution),
        ("communication", EntryKind::Communication),
        ("key-moment", EntryKind::KeyMoment),
    ];

    pub fn slug(self) -> &'static str {
        super::word(&Self::ALL, self)
    }

    /// Returns the name that people read.
    pub fn name(self) -> &'static str {
        match self {
            EntryKind::Detection => "Detection",
            EntryKind::Escalation => "Escalation",
            EntryKind::Hypothesis => "Hypothesis",
            EntryKind::DeadEnd => "Dead end",
            EntryKind::Action => "Action",
            EntryKind::Mitigation => "Mitigation",
            EntryKind::Resolution => "Resolution",
            EntryKind::Communication => "Communication",
            EntryKind::KeyMoment => "Key moment",
        }
    }
}
