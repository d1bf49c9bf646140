//! What kind of moment an entry is: from labels, and then cautiously from its words; and
//! entries whose time stands behind a label.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::tz::TimeZone;

use crate::incident::instant::{Instant, Zone};
use crate::incident::timeline::{Entry, EntryKind};
use crate::incident::{Instants, Traced};
use crate::markdown::{self, Kind, Node};
use crate::read::found::time_text::{self, Lead, NamedZone};
use crate::read::found::timeline::wording::{names_beginning, only_closes, surely_ends, tells_beginning, tells_end};
use crate::read::found::window::times;
use crate::read::found::{inline, sections};
use crate::read::words::{List, words};
use crate::text::Span;

/// An instant that a label in the timeline names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read) enum Moment {
    Started,
    Detected,
    Acknowledged,
    Mitigated,
    Resolved,
}

/// Labels of entries: the kind, and the instant they mark.
fn labels() -> [(List, EntryKind, Option<Moment>); 12] {
    let moment = &words().moment;
    [
        (moment.started, EntryKind::KeyMoment, Some(Moment::Started)),
        (moment.detected, EntryKind::Detection, Some(Moment::Detected)),
        (moment.acknowledged, EntryKind::Action, Some(Moment::Acknowledged)),
        (moment.escalated, EntryKind::Escalation, None),
        (moment.hypothesis, EntryKind::Hypothesis, None),
        (moment.dead_end, EntryKind::DeadEnd, None),
        (moment.action, EntryKind::Action, None),
        (moment.mitigated, EntryKind::Mitigation, Some(Moment::Mitigated)),
        (moment.resolved, EntryKind::Resolution, Some(Moment::Resolved)),
        (moment.communication, EntryKind::Communication, None),
        (moment.insight, EntryKind::KeyMoment, None),
        (moment.declared, EntryKind::Action, None),
    ]
}

/// Returns the instants that entries tell whose kind is explicit: the first that says so, and for
/// the resolution the last.
pub(in crate::read) fn instants(entries: &[Entry]) -> Instants {
    let mut found = Instants { started: beginning(entries), ..Instants::default() };
    for entry in entries {
        let Some(at) = &entry.at else { continue };
        let labelled = label_of(&entry.content).and_then(|(_, moment)| moment);
        let by_kind = entry.kind.as_ref().and_then(|kind| match kind.value {
            EntryKind::Detection => Some(Moment::Detected),
            EntryKind::Mitigation => Some(Moment::Mitigated),
            EntryKind::Resolution => Some(Moment::Resolved),
            _ => None,
        });
        let Some(moment) = labelled.or(by_kind).filter(|it| *it != Moment::Started || !entry.approximate) else {
            continue;
        };
        let slot = match moment {
            Moment::Started => &mut found.started,
            Moment::Detected => &mut found.detected,
            Moment::Acknowledged => &mut found.acknowledged,
            Moment::Mitigated => &mut found.mitigated,
            Moment::Resolved => &mut found.resolved,
        };
        // Of several ends the last one is the end.
        if slot.is_none() || moment == Moment::Resolved && !only_closes(&entry.content) {
            *slot = Some(Traced::inferred(at.clone(), place_of(entry)));
        }
    }
    found.resolved = found.resolved.or_else(|| end(entries));
    found
}

fn place_of(entry: &Entry) -> Option<Span> {
    entry.content.first().map(|node| node.span)
}

/// The first time of a timeline, if its entry tells how the trouble began, and not who saw it.
fn beginning(entries: &[Entry]) -> Option<Traced<Instant>> {
    let labelled = |entry: &&Entry| label_of(&entry.content).is_some_and(|(_, moment)| moment == Some(Moment::Started));
    if entries.iter().any(|entry| labelled(&entry)) {
        return None;
    }
    let is_sure = |entry: &&Entry| entry.at.is_some() && !entry.approximate;
    let timed: Vec<_> = entries.iter().filter(is_sure).map(|entry| (entry, words_of(entry))).collect();
    let first =
        (0..timed.len()).reduce(|first, next| if is_before(timed[next].0, timed[first].0) { next } else { first })?;
    let is_seen = |entry: &Entry| entry.kind.as_ref().is_some_and(|kind| kind.value == EntryKind::Detection);
    let told = Some(first).filter(|at| !is_seen(timed[*at].0) && tells_beginning(&timed[*at].1));
    // What led to it may stand before it.
    let named = || (0..timed.len()).find(|at| !is_seen(timed[*at].0) && names_beginning(&timed[*at].1, false));
    let (entry, words) = &timed[told.or_else(named)?];
    let at = entry.at.as_ref()?;
    // `17:04 – the gate stopped at 16:52`
    let zone = match &at.zone {
        Zone::Known { offset, name } => Some(NamedZone::Sure(TimeZone::fixed(*offset), Some(name.clone()))),
        Zone::Unknown | Zone::Vague(_) => None,
    };
    let mut earlier = times(words, &mut Some(at.date()), zone.as_ref()).into_iter().filter_map(|told| told.instant);
    let began = earlier.find(|told| told.since(at).is_some_and(|seconds| seconds < 0));
    Some(Traced::inferred(began.unwrap_or_else(|| at.clone()), place_of(entry)))
}

/// The time of the last entry, if it says in a word or two that it is over. What comes hours later may be a look back.
fn end(entries: &[Entry]) -> Option<Traced<Instant>> {
    /// In seconds.
    const LATER: i64 = 4 * 3600;
    let timed = entries.iter().filter(|entry| entry.at.is_some());
    let last = timed.reduce(|last, next| if is_before(next, last) { last } else { next })?.at.as_ref()?;
    // Times with a zone and times without one have no order, but each can be asked how far before the last it is.
    let before_last = entries.iter().rev().filter_map(|entry| Some((last.since(entry.at.as_ref()?)?, entry)));
    let mut back: Vec<(i64, &Entry)> = before_last.filter(|(seconds, _)| *seconds >= 0).collect();
    back.sort_by_key(|(seconds, _)| *seconds);
    let ends = |entry: &Entry| !entry.approximate && tells_end(&words_of(entry));
    let looks_back = |pair: &&[(i64, &Entry)]| pair[1].0 - pair[0].0 >= LATER && !ends(pair[0].1);
    let later = back.windows(2).take_while(looks_back).count();
    let (_, found) = back.get(later).filter(|(_, entry)| ends(entry))?;
    Some(Traced::inferred(found.at.clone()?, place_of(found)))
}

fn is_before(entry: &Entry, other: &Entry) -> bool {
    let both = entry.at.as_ref().zip(other.at.as_ref());
    both.and_then(|(at, other)| at.since(other)).is_some_and(|seconds| seconds < 0)
}

/// The words of an entry, in lower case.
fn words_of(entry: &Entry) -> String {
    let own = inline::text(&entry.content);
    // Below a time that stands alone.
    let below = || entry.detail.first().filter(|block| matches!(block.kind, Kind::Paragraph));
    let text =
        if own.trim().is_empty() { below().map(|block| inline::text(&block.children)).unwrap_or(own) } else { own };
    text.to_lowercase()
}

type Label = (EntryKind, Option<Moment>);

/// The kind and moment of a label word.
pub(in crate::read) fn label(text: &str) -> Option<Label> {
    static WORDS: LazyLock<HashMap<&str, Label>> = LazyLock::new(|| {
        // The first of two wins.
        let all = labels().into_iter().rev();
        all.flat_map(|(words, kind, moment)| words.iter().map(move |word| (*word, (kind, moment)))).collect()
    });
    // `✅ Resolved`
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || time_text::is_symbol(c));
    let word = text.trim().trim_matches(|c: char| matches!(c, '<' | '>' | '*')).trim_end_matches([':', '.']);
    if word.len() > LONGEST_LABEL {
        return None;
    }
    WORDS.get(word.to_lowercase().as_str()).copied()
}

/// A state of a status page by which no section is called: `Resolved`, `🔎 Identified`.
pub(super) fn is_state(heading: &str) -> bool {
    label(heading).is_some() && !sections::is_name(heading)
}

/// In bytes.
const LONGEST_LABEL: usize = 40;

/// An explicit label: `**Detected**` anywhere, `Dead end:` or `[escalation]` at
/// the beginning, `(escalation)` at the end.
pub(in crate::read) fn label_of(content: &[Node]) -> Option<Label> {
    let strong = content.iter().find_map(|node| match node.kind {
        Kind::Strong => label(&markdown::plain(&node.children)),
        _ => None,
    });
    let text = inline::text(content);
    let text = text.trim();
    // `*Resolved* - it works again`
    let emphasised = match content {
        [Node { kind: Kind::Emphasis, children, .. }, Node { kind: Kind::Text(behind), .. }, ..]
            if behind.trim_start().starts_with(['-', '–', '—', ':']) =>
        {
            label(&markdown::plain(children))
        }
        _ => None,
    };
    // `A new driver - RESOLVED`
    let last = || {
        // `The queue is empty. Resolved.`
        let text = text.trim_end_matches('.');
        let sentence = text.rsplit_once(". ").and_then(|(_, last)| label(last));
        // `Boards are back, resolved`
        let clause = text.rsplit_once(", ").filter(|(before, _)| surely_ends(&text.to_lowercase(), before.len()));
        if let Some(found) = sentence.or_else(|| label(clause?.1)).filter(|(kind, _)| *kind == EntryKind::Resolution) {
            return Some(found);
        }
        let (_, last) = text.rsplit_once([' ', '('])?;
        let is_loud = last.len() > 4 && last.chars().all(char::is_uppercase);
        let is_apart = text[..text.len() - last.len()].trim_end().ends_with(['-', '–', '—', ':']);
        label(last).filter(|(kind, _)| *kind == EntryKind::Resolution && is_loud && is_apart)
    };
    strong
        .or(emphasised)
        .or_else(|| label(text))
        .or_else(|| text.strip_prefix('[').and_then(|rest| rest.split_once(']')).and_then(|(word, _)| label(word)))
        .or_else(|| text.split_once(':').filter(|(word, _)| word.len() < 30).and_then(|(word, _)| label(word)))
        .or_else(|| text.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).and_then(|(_, word)| label(word)))
        .or_else(last)
}

/// A sentence that says nothing but that it is over: `Incident resolved.`
pub(in crate::read) fn is_resolution(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['.', '!', '。']).to_lowercase();
    words().wording.resolution.contains(&text.as_str())
        || label(&text).is_some_and(|(kind, _)| kind == EntryKind::Resolution)
}

/// A label at the beginning that is followed by a colon, or stands in brackets,
/// is shown as the kind and not a second time.
pub(in crate::read) fn strip_label(content: Vec<Node>) -> Vec<Node> {
    let text = inline::text(&content);
    let blank = text.len() - text.trim_start().len();
    let rest = &text[blank..];
    // The kind of a moment does not say that it is the beginning, or that somebody took over.
    let is_kind =
        |word: &str| label(word).is_some_and(|(_, of)| !matches!(of, Some(Moment::Started | Moment::Acknowledged)));
    let end = match rest.strip_prefix('[') {
        Some(inner) => inner.find(']').filter(|end| is_kind(&inner[..*end])).map(|end| end + 2),
        None => rest.find(':').filter(|end| *end < 30 && is_kind(&rest[..*end])).map(|end| end + 1),
    };
    match end {
        Some(end) if text.len() > blank + end => {
            let follows = &text[blank + end..];
            let gap = follows.len() - follows.trim_start_matches([':', ' ', '-', '–', '—']).len();
            inline::skip(&content, blank + end + gap)
        }
        _ => content,
    }
}

/// Bytes of what stands before a time, without the marks between them.
pub(in crate::read) fn label_end(before: &str) -> usize {
    before.trim_end_matches(['(', '[', ' ', ':', '-', '–', '—', ',', '（']).len()
}

/// `Resolved 2020-02-18 14:59`, `**Discovery**: 9 October 05:00 UTC - …`,
/// `Assessment (13 August ~20:30 UTC)`, or a label with a time below it.
pub(in crate::read) fn labelled_entry(item: &Node) -> Option<(Lead, Vec<Node>, Vec<Node>)> {
    let (first, rest) = inline::first_line(item);
    let text = inline::text(first);
    // A label, the time, a colon, and then the text.
    if let Some((before, behind)) = text.split_once(": ")
        && let Some((at, lead)) = time_text::trail(before)
        && (matches!(first, [Node { kind: Kind::Strong, .. }, ..]) || label(&text[..label_end(&text[..at])]).is_some())
    {
        let mut content = inline::take(first, label_end(&text[..at]));
        content.push(inline::plain(item.span, ": "));
        content.extend(inline::skip(first, text.len() - behind.len()));
        return Some((lead, content, rest.to_vec()));
    }
    if text.len() > 300 {
        return None;
    }
    // A label, a colon, the time, and then the text.
    let colon = text.find(": ").or_else(|| text.find(" - ")).filter(|colon| *colon < 60);
    if let Some(colon) = colon {
        let begin = colon
            + text[colon..].chars().take_while(|c| matches!(c, ':' | ' ' | '-')).map(char::len_utf8).sum::<usize>();
        if let Some(lead) =
            time_text::lead(&text[begin..]).filter(|lead| !lead.wordy && (lead.has_clock() || lead.day.is_some()))
        {
            let rest_text = &text[begin + lead.length..];
            if lead.has_clock() || rest_text.trim().is_empty() || lead.separated {
                let mut content = inline::take(first, colon);
                let behind = inline::skip(first, begin + lead.length);
                if !rest_text.trim().is_empty() {
                    content.push(inline::plain(item.span, ": "));
                    content.extend(behind);
                }
                return Some((lead, content, rest.to_vec()));
            }
        }
    }
    if let Some((at, lead)) = time_text::trail(&text) {
        let kept = label_end(&text[..at]);
        return Some((lead, inline::take(first, kept), rest.to_vec()));
    }
    // A label whose first child is only a time.
    let (list, others) = rest.split_first().filter(|(list, _)| matches!(list.kind, Kind::List(_)))?;
    let time = list.children.first()?;
    let lead = time_text::whole(&inline::text(inline::first_line(time).0)).filter(Lead::has_clock)?;
    let mut detail = Vec::new();
    if list.children.len() > 1 {
        detail.push(Node { children: list.children[1..].to_vec(), ..list.clone() });
    }
    detail.extend(others.iter().cloned());
    Some((lead, first.to_vec(), detail))
}
