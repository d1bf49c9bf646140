//! Rules about numbers: do they agree with each other and with the text?

use super::Findings;
use super::subject::{Piece, Subject};
use crate::incident::instant::Instant;
use crate::incident::metrics::{Clock, Metric};
use crate::incident::section::Role;
use crate::markdown;
use crate::text::length;

pub(super) fn zones(it: &Subject<'_>, to: &mut Findings<'_>) {
    let instants = &it.incident.instants;
    let ends = [
        ("started", instants.started.as_ref()),
        ("mitigated", instants.mitigated.as_ref()),
        ("resolved", instants.resolved.as_ref()),
    ];
    let without: Vec<_> = ends
        .into_iter()
        .filter(|(_, at)| at.is_some_and(|at| at.is_inferred() && at.value.zone_name().is_none()))
        .collect();
    if let Some((_, at)) = without.first() {
        let place = it.section(Role::Timeline);
        let names: Vec<_> = without.iter().map(|(name, _)| format!("`{name}`")).collect();
        let said = match at.and_then(|at| at.value.zone_called()) {
            Some(called) if names.len() == 1 => format!("says `{called}`, which is the name of several zones"),
            Some(called) => format!("say `{called}`, which is the name of several zones"),
            None if names.len() == 1 => "names no time zone".to_owned(),
            None => "name no time zone".to_owned(),
        };
        to.at(place, format!("{} {said}", names.join(" and ")));
    }
}

/// Checks the times of the timeline. Times in the front matter are checked while reading.
pub(super) fn clocks(it: &Subject<'_>, to: &mut Findings<'_>) {
    for entry in &it.incident.timeline.entries {
        if let Some(doubt) = entry.placement.doubt() {
            to.at(it.entry(entry), doubt);
        }
    }
}

/// Checks inferred instants. Stated ones are compared while reading.
pub(super) fn order(it: &Subject<'_>, to: &mut Findings<'_>) {
    let instants = &it.incident.instants;
    let pairs = [
        ("resolved", &instants.resolved, "started", &instants.started),
        ("mitigated", &instants.mitigated, "started", &instants.started),
        ("acknowledged", &instants.acknowledged, "detected", &instants.detected),
    ];
    for (later_name, later, earlier_name, earlier) in pairs {
        let (Some(later), Some(earlier)) = (later, earlier) else { continue };
        let inferred = later.is_inferred() || earlier.is_inferred();
        if inferred && later.value.since(&earlier.value).is_some_and(|seconds| seconds < 0) {
            let place = it.stated_or(Some(later), Role::Timeline);
            let of = |at: &Instant| at.rfc3339();
            let message =
                format!("{later_name} ({}) lies before {earlier_name} ({})", of(&later.value), of(&earlier.value));
            to.at(place, message);
        }
    }
    let Some(today) = it.today else { return };
    for (name, at) in instants.by_name() {
        if let Some(at) = at.filter(|at| at.value.date() > today) {
            let place = it.stated_or(Some(at), Role::Timeline);
            to.at(place, format!("{name} ({}) lies in the future", at.value.rfc3339()));
        }
    }
}

pub(super) fn detected_early(it: &Subject<'_>, to: &mut Findings<'_>) {
    let instants = &it.incident.instants;
    let (Some(started), Some(detected)) = (&instants.started, &instants.detected) else { return };
    if detected.value.since(&started.value).is_some_and(|seconds| seconds < 0) {
        let place = it.stated_or(Some(detected), Role::Timeline);
        let message =
            format!("it was detected ({}) before it started ({})", detected.value.rfc3339(), started.value.rfc3339());
        to.at(place, message);
    }
}

/// An entry more than this many seconds before the start or after the end is outside of the
/// incident.
const NEAR: i64 = 3 * 3600;

pub(super) fn outside(it: &Subject<'_>, to: &mut Findings<'_>) {
    let instants = &it.incident.instants;
    let (Some(started), Some(ended)) = (&instants.started, instants.resolved.as_ref().or(instants.mitigated.as_ref()))
    else {
        return;
    };
    if started.is_inferred() || ended.is_inferred() {
        return;
    }
    for entry in &it.incident.timeline.entries {
        let Some(at) = &entry.at else { continue };
        let text = markdown::plain(&entry.content).to_lowercase();
        let marked = [
            "before", "after", "earlier", "later", "previous", "next", "follow", "since", "vor ", "nach ", "avant",
            "après", "antes", "después",
        ];
        let before = started.value.since(at).is_some_and(|seconds| seconds > NEAR);
        let after = at.since(&ended.value).is_some_and(|seconds| seconds > NEAR);
        if (before || after) && entry.date_inferred && !marked.iter().any(|word| text.contains(word)) {
            let side = if before { "before the incident began" } else { "after it was over" };
            to.at(it.entry(entry), format!("{} lies hours {side}", at.rfc3339()));
        }
    }
}

pub(super) fn durations(it: &Subject<'_>, to: &mut Findings<'_>) {
    let clocks = [Clock::Detected, Clock::Started];
    let metrics = [Metric::Impact, Metric::Resolve, Metric::Mitigate, Metric::Detect, Metric::Acknowledge];
    let known: Vec<i64> = metrics
        .iter()
        .flat_map(|metric| clocks.iter().filter_map(|clock| metric.of(it.incident, *clock)))
        .map(|it| it.seconds)
        .collect();
    let Some(impact) = Metric::Impact.of(it.incident, Clock::Detected) else { return };
    // Windows and separate phases have durations of their own.
    let parts: Vec<i64> = it.incident.windows.iter().filter_map(|it| it.end.since(&it.start)).collect();
    for piece in it.prose.iter().filter(|piece| !piece.action && piece.role != Some(Role::Timeline)) {
        for (from, end, seconds) in stated(piece) {
            let near = |known: &i64| (known - seconds).abs() <= (seconds / 10).max(90);
            if !known.iter().chain(&parts).any(near) {
                let message = format!(
                    "the text says `{}`, and the instants say {} of impact",
                    &piece.text[from..end],
                    length::length(impact.seconds)
                );
                to.at(piece.span(from, end), message);
            }
        }
    }
}

/// Words that mark the duration after them as that of the incident.
const WHOLE: [&[&str]; 7] = [
    &["incident", "lasted"],
    &["outage", "lasted"],
    &["impact", "lasted"],
    &["duration"],
    &["total", "duration"],
    &["outage", "of"],
    &["down", "for"],
];

/// Returns the durations of the whole incident that the text states: start, end and seconds.
fn stated(piece: &Piece) -> Vec<(usize, usize, i64)> {
    let words = &piece.words;
    let mut found = Vec::new();
    for start in 0..words.len() {
        let Some(lead) = WHOLE
            .iter()
            .filter(|lead| {
                lead.iter().enumerate().all(|(at, word)| words.get(start + at).is_some_and(|it| it.text == *word))
            })
            .map(|lead| lead.len())
            .max()
        else {
            continue;
        };
        let mut at = start + lead;
        while words.get(at).is_some_and(|it| {
            matches!(
                it.text.as_str(),
                "was" | "for" | "of" | "about" | "around" | "approximately" | "some" | "a" | "total" | "roughly"
            )
        }) {
            at += 1;
        }
        let first = at;
        let mut seconds = 0_i64;
        while let Some(word) = words.get(at) {
            let joined = |text: &str| {
                text.find(|c: char| !c.is_ascii_digit()).map(|cut| (text[..cut].to_owned(), text[cut..].to_owned()))
            };
            let (number, unit, took) = match joined(&word.text) {
                Some((number, unit)) if !number.is_empty() => (number, unit.trim_start_matches('-').to_owned(), 1),
                _ => (word.text.clone(), words.get(at + 1).map(|it| it.text.clone()).unwrap_or_default(), 2),
            };
            let (Ok(number), Some(unit)) = (number.parse::<i64>(), unit_seconds(&unit)) else { break };
            seconds = number.saturating_mul(unit).saturating_add(seconds);
            at += took;
            if words.get(at).is_some_and(|it| it.text == "and") {
                at += 1;
            }
        }
        if seconds > 0 && !words[first].quoted {
            let last = if words[at - 1].text == "and" { at - 2 } else { at - 1 };
            found.push((words[first].start, words[last].end, seconds));
        }
    }
    found.dedup_by_key(|it| it.0);
    found
}

/// Returns a unit of time in seconds.
pub(super) fn unit_seconds(unit: &str) -> Option<i64> {
    Some(match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3600,
        "d" | "day" | "days" => 86_400,
        _ => return None,
    })
}
