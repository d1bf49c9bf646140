//! Names of fields in the head of a document.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::read::words::phrases::Phrases;
use crate::read::words::{List, words};

/// A field of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Date,
    Severity,
    Status,
    Started,
    Detected,
    Acknowledged,
    Mitigated,
    Resolved,
    Duration,
    Window,
    Services,
    Teams,
    Owner,
    Authors,
    Impact,
    RootCause,
    Summary,
    Audience,
    Tags,
    Cause,
    Lead,
    DetectedBy,
    Trigger,
    /// When the document was written or published.
    Published,
    /// A severity, if the value is one: `Level: major`.
    Level,
}

/// Names of fields, whole and in lower case.
fn keys() -> [(Key, List, List); 25] {
    let (head, field, section) = (&words().head, &words().field, &words().section);
    [
        (Key::Date, head.date, &[]),
        (Key::Severity, head.severity, field.priority),
        (Key::Status, head.status, field.status),
        (Key::Started, head.started, &[]),
        (Key::Detected, head.detected, &[]),
        (Key::Acknowledged, head.acknowledged, &[]),
        (Key::Mitigated, head.mitigated, &[]),
        (Key::Resolved, head.resolved, &[]),
        (Key::Duration, head.duration, &[]),
        (Key::Window, head.window, &[]),
        (Key::Services, head.services, &[]),
        (Key::Teams, head.teams, &[]),
        (Key::Owner, head.owner, field.owner),
        (Key::Authors, head.authors, &[]),
        (Key::Impact, section.impact, &[]),
        (Key::RootCause, section.root_cause, &[]),
        (Key::Summary, section.summary, &[]),
        (Key::Audience, head.audience, &[]),
        (Key::Tags, head.tags, &[]),
        (Key::Cause, head.cause, &[]),
        (Key::Lead, head.lead, &[]),
        (Key::DetectedBy, head.detected_by, &[]),
        (Key::Trigger, section.trigger, &[]),
        (Key::Published, head.published, &[]),
        (Key::Level, head.level, &[]),
    ]
}

/// The field that `name`, in lower case, names.
pub(super) fn named(name: &str) -> Option<Key> {
    static KEYS: LazyLock<HashMap<&str, Key>> = LazyLock::new(|| {
        let names = |(key, own, shared): &(Key, List, List)| {
            own.iter().chain(*shared).map(|name| (*name, *key)).collect::<Vec<_>>()
        };
        // The first of two wins.
        keys().iter().rev().flat_map(names).collect()
    });
    KEYS.get(name).copied().or_else(|| KEYS.get(own_words(name)?.as_str()).copied().filter(|key| says_when(*key)))
}

/// `start of the outage` without the words that every such field may have.
fn own_words(name: &str) -> Option<String> {
    /// In bytes. Most texts before a colon are no names.
    const LONGEST: usize = 60;
    if name.len() > LONGEST {
        return None;
    }
    let is_own = |word: &&str| !words().head.incident.contains(word);
    let own: Vec<_> = name.split(' ').filter(is_own).collect();
    (!own.is_empty() && own.len() < name.split(' ').count()).then(|| own.join(" "))
}

/// A field that a key of the front matter may stand for that is not ours.
pub(super) fn is_foreign(key: Key) -> bool {
    says_when(key) || matches!(key, Key::Severity | Key::Level | Key::Services | Key::Published)
}

/// A field of the day or a time of the incident.
fn says_when(key: Key) -> bool {
    is_instant(key) || matches!(key, Key::Date | Key::Duration | Key::Window)
}

/// The field that a heading names, whose value stands below it.
pub(super) fn heading(text: &str) -> Option<Key> {
    // `When did it start? (UTC)`
    let text = text.split(['(', '（']).next().unwrap_or(text);
    let name = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let own = words().head.severity.contains(&name.as_str());
    named(&name).filter(|key| match key {
        Key::Severity => own,
        Key::Date | Key::Services | Key::Authors | Key::Owner | Key::Duration | Key::Window | Key::Audience => true,
        key => is_of_form(*key),
    })
}

/// A field that forms have a heading for, anywhere in the document.
pub(super) fn is_of_form(key: Key) -> bool {
    is_instant(key) || matches!(key, Key::Tags | Key::Cause | Key::Lead | Key::DetectedBy)
}

pub(super) fn is_instant(key: Key) -> bool {
    matches!(key, Key::Started | Key::Detected | Key::Acknowledged | Key::Mitigated | Key::Resolved)
}

/// A heading that tells of something else than this incident.
pub(in crate::read) fn is_elsewhere(heading: &str) -> bool {
    static ELSEWHERE: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().section.elsewhere));
    ELSEWHERE.any(heading)
}

/// A line that tells of another incident.
pub(super) fn is_another(line: &str) -> bool {
    static ANOTHER: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().head.another));
    ANOTHER.any(line)
}
