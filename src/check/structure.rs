//! Rules about structure: is everything there that a reader looks for?

use super::Findings;
use super::numbers::unit_seconds;
use super::subject::Subject;
use crate::incident::metrics::{Clock, Metric};
use crate::incident::section::Role;
use crate::incident::timeline::EntryKind;
use crate::incident::{Fact, Traced};
use crate::markdown;
use crate::text::number::{count, grouped};
use crate::text::sentence;

pub(super) fn date(it: &Subject<'_>, to: &mut Findings<'_>) {
    if it.incident.date.is_none() {
        to.about("the incident has no date");
    }
}

pub(super) fn summary(it: &Subject<'_>, to: &mut Findings<'_>) {
    if it.incident.summary.is_none() && !it.has(Role::Summary) {
        to.about("there is no summary");
    }
}

/// Returns which of duration, impact and cause are stated nowhere.
fn missing(it: &Subject<'_>) -> Vec<&'static str> {
    let incident = it.incident;
    let numbers = &incident.numbers;
    let counted = numbers.affected_percent.or(numbers.affected_users).or(numbers.requests_failed).is_some();
    let duration = Metric::Impact.of(incident, Clock::Detected).is_some()
        || Metric::Resolve.of(incident, Clock::Started).is_some()
        || incident.stated_duration.is_some()
        || incident.summary.iter().chain(&incident.impact).any(|fact| has_length(&fact.plain));
    [
        ("how long it lasted", duration),
        ("what the impact was", incident.impact.is_some() || counted || it.has(Role::Impact)),
        ("what the cause was", incident.root_cause.is_some() || it.has(Role::RootCause)),
    ]
    .into_iter()
    .filter(|(_, known)| !known)
    .map(|(what, _)| what)
    .collect()
}

pub(super) fn covers(it: &Subject<'_>, to: &mut Findings<'_>) {
    let missing = missing(it);
    if !missing.is_empty() {
        to.about(format!("the document does not state {}", missing.join(", nor ")));
    }
}

pub(super) fn impact_numbers(it: &Subject<'_>, to: &mut Findings<'_>) {
    let numbers = &it.incident.numbers;
    let stated = [numbers.affected_percent, numbers.affected_users, numbers.requests_failed, numbers.support_tickets];
    let facts = [&it.incident.impact, &it.incident.summary];
    let told = facts.into_iter().flatten().any(|fact| has_number(&fact.plain));
    if stated.iter().all(Option::is_none) && !told && !has_number(&it.said(Role::Impact)) {
        to.at(it.section(Role::Impact), "the impact has no number");
    }
}

/// True if `text` contains a duration, such as `38 minutes` or `half an hour`.
fn has_length(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<_> =
        lower.split(|c: char| !(c.is_alphanumeric() || c == '.')).filter(|word| !word.is_empty()).collect();
    // `5m` may mean millions.
    let unit = |word: &str| {
        (word != "m" && unit_seconds(word).is_some()) || matches!(word, "week" | "weeks" | "month" | "months")
    };
    let counts = |word: &str| {
        has_number(word)
            || matches!(
                word,
                "a" | "an" | "twenty" | "thirty" | "forty" | "fifty" | "sixty" | "ninety" | "several" | "few"
            )
    };
    let glued = |word: &str| {
        let number = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        number > 0 && unit(&word[number..])
    };
    words.iter().any(|word| glued(word))
        || words.windows(2).any(|pair| counts(pair[0]) && unit(pair[1].trim_end_matches('.')))
}

/// True if `text` contains a digit or a number in words.
fn has_number(text: &str) -> bool {
    const WORDS: [&str; 24] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "hundred",
        "thousand", "million", "half", "third", "quarter", "fifth", "all", "every", "none", "nobody", "no",
    ];
    let lower = text.to_lowercase();
    lower.contains(|c: char| c.is_ascii_digit())
        || lower.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

pub(super) fn timeline(it: &Subject<'_>, to: &mut Findings<'_>) {
    let entries = &it.incident.timeline.entries;
    if entries.iter().all(|entry| entry.time_text.is_none() && entry.day().is_none()) {
        to.at(it.section(Role::Timeline), "there is no timeline with times");
        return;
    }
    for entry in entries {
        let unread = entry.time_text.as_deref().filter(|text| {
            entry.at.is_none() && entry.date.is_none() && !text.contains(|c: char| c.is_ascii_digit() || c == '+')
        });
        if let Some(text) = unread {
            to.at(it.entry(entry), format!("`{text}` is not a time that can be read"));
        }
    }
}

/// Most words of a timeline entry. A longer one is an explanation.
const LONGEST_ENTRY: usize = 40;

pub(super) fn entries(it: &Subject<'_>, to: &mut Findings<'_>) {
    for entry in &it.incident.timeline.entries {
        let text = markdown::plain(&entry.content);
        let (sentences, words) = (sentence::count(&text), text.split_whitespace().count());
        if sentences > 2 {
            to.at(it.entry(entry), format!("this entry has {sentences} sentences"));
        } else if words > LONGEST_ENTRY {
            to.at(it.entry(entry), format!("this entry has {words} words"));
        }
    }
}

pub(super) fn order(it: &Subject<'_>, to: &mut Findings<'_>) {
    let timeline = &it.incident.timeline;
    if timeline.is_newest_first() {
        return;
    }
    let mut last: Option<&crate::incident::instant::Instant> = None;
    for entry in &timeline.entries {
        let Some(at) = &entry.at else { continue };
        if let Some(before) = last.filter(|before| at.since(before).is_some_and(|seconds| seconds < 0)) {
            let message = format!("{} comes after {}", at.rfc3339(), before.rfc3339());
            to.at(it.entry(entry), message);
        }
        last = Some(at);
    }
}

fn has_entry(it: &Subject<'_>, kinds: &[EntryKind]) -> bool {
    let of = |kind: &EntryKind| kinds.contains(kind);
    it.incident.timeline.entries.iter().any(|entry| entry.kind.as_deref().is_some_and(of))
}

pub(super) fn detection(it: &Subject<'_>, to: &mut Findings<'_>) {
    let when = it.incident.instants.detected.is_some() || has_entry(it, &[EntryKind::Detection]);
    let how = it.incident.detection.as_ref().is_some_and(|it| it.method.is_some()) || it.has(Role::Detection);
    let place = it.heading(Role::Detection).unwrap_or_else(|| it.section(Role::Timeline));
    match (when, how) {
        (true, true) => {}
        (false, true) => _ = to.at(place, "the document does not say when the incident was detected"),
        (true, false) => _ = to.at(place, "the document does not say how the incident was detected"),
        (false, false) => _ = to.at(place, "the document does not say when and how the incident was detected"),
    }
}

pub(super) fn resolution(it: &Subject<'_>, to: &mut Findings<'_>) {
    let instants = &it.incident.instants;
    let ends = instants.resolved.is_some() || instants.mitigated.is_some();
    if !ends && !has_entry(it, &[EntryKind::Resolution, EntryKind::Mitigation]) && it.incident.windows.is_empty() {
        to.at(it.section(Role::Timeline), "the document does not say when the incident was over");
    }
}

pub(super) fn paths(it: &Subject<'_>, to: &mut Findings<'_>) {
    let escalated = has_entry(it, &[EntryKind::Escalation]) || it.tells(&["escalat", "paged", "called in", "on-call"]);
    let dead_end = has_entry(it, &[EntryKind::DeadEnd, EntryKind::Hypothesis])
        || it.tells(&[
            "dead end",
            "red herring",
            "misleading",
            "ruled out",
            "no effect",
            "nothing changed",
            "we suspected",
        ]);
    let missing = match (escalated, dead_end) {
        (true, true) => return,
        (false, true) => "an escalation",
        (true, false) => "a path that led nowhere",
        (false, false) => "an escalation or a path that led nowhere",
    };
    to.at(it.section(Role::Timeline), format!("the document does not record {missing}"));
}

pub(super) fn cause_and_fix(it: &Subject<'_>, to: &mut Findings<'_>) {
    let stated = |fact: &Option<Traced<Fact>>| fact.as_ref().is_some_and(|fact| !fact.is_inferred());
    let cause = it.has(Role::RootCause) || it.has(Role::ContributingFactors) || stated(&it.incident.root_cause);
    let fix = it.has(Role::Resolution) || it.has(Role::Remediation) || stated(&it.incident.remediation);
    for (known, role, what) in [(cause, Role::RootCause, "what caused it"), (fix, Role::Resolution, "how it was fixed")]
    {
        if !known {
            to.at(it.section(role), format!("the document does not explain {what}"));
        }
    }
}

pub(super) fn factors(it: &Subject<'_>, to: &mut Findings<'_>) {
    let listed = [Role::RootCause, Role::ContributingFactors].map(|role| it.listed(role)).into_iter().max();
    if it.incident.causes.len() < 2 && !it.has(Role::ContributingFactors) && listed < Some(2) {
        let none = it.incident.causes.is_empty() && !it.has(Role::RootCause);
        let message = if none { "no contributing factor is named" } else { "there is one cause only" };
        to.at(it.stated_or(it.incident.causes.first().map(|cause| &cause.category), Role::RootCause), message);
    }
}

pub(super) fn trigger(it: &Subject<'_>, to: &mut Findings<'_>) {
    if it.incident.trigger.is_none() && !it.has(Role::Trigger) {
        to.at(it.section(Role::RootCause), "the trigger is not stated");
    }
}

pub(super) fn action_items(it: &Subject<'_>, to: &mut Findings<'_>) {
    if it.incident.actions.is_empty() {
        to.at(it.section(Role::Actions), "there are no action items");
    }
}

pub(super) fn terms(it: &Subject<'_>, to: &mut Findings<'_>) {
    use crate::incident::action::ActionKind as Kind;
    let any =
        |kinds: &[Kind]| it.incident.actions.iter().any(|action| action.kind.is_some_and(|kind| kinds.contains(&kind)));
    let short = any(&[Kind::Mitigate, Kind::Repair, Kind::Detect])
        || it.tells(&["short-term", "short term", "at once", "immediate"])
        || it.has(Role::Resolution);
    let long = any(&[Kind::Prevent]) || it.tells(&["long-term", "long term", "for good"]);
    if it.incident.actions.is_empty() || (short && long) {
        return;
    }
    let what = if short { "what will last" } else { "what was done at once" };
    to.at(it.section(Role::Actions), format!("the document does not say {what}"));
}

pub(super) fn lessons(it: &Subject<'_>, to: &mut Findings<'_>) {
    let says = |role| it.has(role) || it.labels(role);
    let message = match (says(Role::WentWell), says(Role::WentWrong) || says(Role::Lucky)) {
        (true, true) => return,
        (false, true) => "the document does not say what went well",
        (true, false) => "the document does not say what went wrong",
        (false, false) => "the document says neither what went well nor what went wrong",
    };
    to.at(it.section(Role::Lessons), message);
}

/// Most words of a document that needs no summary.
const LONG: usize = 600;

pub(super) fn long(it: &Subject<'_>, to: &mut Findings<'_>) {
    let incident = it.incident;
    if incident.words <= LONG {
        return;
    }
    let facts = [
        ("summary", incident.summary.is_some()),
        ("cause", incident.root_cause.is_some()),
        ("impact", incident.impact.is_some()),
        ("lasting remedy", incident.remediation.is_some()),
    ];
    let missing: Vec<_> = facts.into_iter().filter(|(_, known)| !known).map(|(what, _)| what).collect();
    if !missing.is_empty() {
        to.about(format!("{} words and no {}", grouped(incident.words), missing.join(", no ")));
    }
}

/// A narrative may have a quarter less or more than the archive asks for.
pub(super) fn length(it: &Subject<'_>, to: &mut Findings<'_>) {
    let (least, most) = it.config.check.words;
    let words = it.incident.words;
    if words < least - least / 4 {
        let (words, most) = (count(words, "word"), grouped(most));
        to.about(format!("the narrative has {words}; {least} to {most} are asked for"));
    } else if words > most + most / 4 {
        let more = grouped(words - most);
        to.about(format!("the narrative has {} words, {more} more than are asked for", grouped(words)));
    }
}

pub(super) fn communication(it: &Subject<'_>, to: &mut Findings<'_>) {
    let role = it.incident.roles.iter().any(|(role, _)| role.to_lowercase().starts_with("communication"));
    let said = it.tells(&["status page", "statuspage", "customers were told", "announce", "communicat"]);
    if !role && !said && !has_entry(it, &[EntryKind::Communication]) {
        to.at(it.section(Role::Timeline), "the document does not say who spoke to users");
    }
}
