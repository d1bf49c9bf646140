//! Numbers, days and durations as people read them.

use jiff::civil::Date;

use super::view::{DateView, DurationView};
use crate::incident::instant::Instant;
use crate::incident::metrics::Length;
use crate::incident::{Incident, Traced};
use crate::text::length;

pub(super) fn date(date: Date) -> DateView {
    DateView { iso: date.to_string(), text: day(date) }
}

/// Returns how often something happened by now: `Third time.`
pub(super) fn nth_time(times: usize) -> String {
    const WORDS: [&str; 10] =
        ["First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth"];
    match times.checked_sub(1).and_then(|at| WORDS.get(at)) {
        Some(word) => format!("{word} time."),
        None => format!("{times} times by now."),
    }
}

/// Returns a day as text: `14 Mar 2026`.
pub(super) fn day(date: Date) -> String {
    let mut text = String::with_capacity("14 Mar 2026".len());
    text.extend([&date.day().to_string(), " ", month_name(date), " ", &date.year().to_string()]);
    text
}

/// Returns the month of a day as text: `Mar 2026`.
pub(super) fn month(date: Date) -> String {
    [month_name(date), " ", &date.year().to_string()].concat()
}

fn month_name(date: Date) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at)).copied().unwrap_or_default()
}

/// Returns a duration for `<time datetime>` and as text.
pub(super) fn duration(length: Length) -> DurationView {
    let seconds = length.seconds;
    let mut iso = "P".to_owned();
    if seconds >= 86_400 {
        iso.push_str(&format!("{}D", seconds / 86_400));
    }
    let parts = [(seconds / 3600 % 24, 'H'), (seconds / 60 % 60, 'M'), (seconds % 60, 'S')];
    if parts.iter().any(|(number, _)| *number > 0) || seconds == 0 {
        iso.push('T');
        for (number, unit) in parts.into_iter().filter(|(number, unit)| *number > 0 || (seconds == 0 && *unit == 'S')) {
            iso.push_str(&number.to_string());
            iso.push(unit);
        }
    }
    DurationView { seconds, iso, text: length::length(seconds), inferred: length.inferred }
}

/// Returns `+35 min` or `−1 h 5 min`, and `0 min` at the start itself.
pub(super) fn relative(seconds: i64) -> String {
    match seconds {
        0 => "0 min".to_owned(),
        1.. => ["+", &length::length(seconds)].concat(),
        _ => ["−", &length::length(-seconds)].concat(),
    }
}

/// The time of an incident: `14 Mar 2026, 09:12 – 10:40 CET`, or as much as is known.
pub(super) struct When {
    pub(super) text: Option<String>,
    pub(super) inferred: bool,
    pub(super) zone_unknown: bool,
}

pub(super) fn when(incident: &Incident) -> When {
    let it = &incident.instants;
    let start = it.started.as_ref().or(it.impact_started.as_ref()).or(it.detected.as_ref());
    let end = it.resolved.as_ref().or(it.mitigated.as_ref());
    let Some(start) = start else {
        let date = incident.date.as_ref();
        return When {
            text: date.map(|date| day(date.value)),
            inferred: date.is_some_and(Traced::is_inferred),
            zone_unknown: false,
        };
    };
    let inferred = start.is_inferred() || end.is_some_and(Traced::is_inferred);
    let zone_unknown = start.value.zone_called().is_none();
    When { text: Some(span(&start.value, end.map(|end| &end.value))), inferred, zone_unknown }
}

/// Returns a range of times. The date is written once if both ends are on the same day, and so is
/// the zone.
pub(super) fn span(start: &Instant, end: Option<&Instant>) -> String {
    let day = |instant: &Instant| day(instant.date());
    let zone = |instant: &Instant| instant.zone_called().map_or_else(String::new, |name| format!(" {name}"));
    let Some(end) = end.filter(|end| *end != start) else {
        return format!("{}, {}{}", day(start), start.clock(), zone(start));
    };
    let start_zone = if zone(start) == zone(end) { String::new() } else { zone(start) };
    let end_day = if start.date() == end.date() { String::new() } else { format!("{}, ", day(end)) };
    format!("{}, {}{start_zone} – {end_day}{}{}", day(start), start.clock(), end.clock(), zone(end))
}

/// Returns a number with grouped digits and at most two decimal places: `1,150`, `4.4`.
pub(super) fn number(number: f64) -> String {
    let whole = number.trunc();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of users and requests, never negative"
    )]
    let text = crate::text::number::grouped(whole as usize);
    let fraction = format!("{:.2}", number - whole);
    let fraction = fraction.trim_start_matches('0').trim_end_matches('0').trim_end_matches('.');
    format!("{text}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_for_machines_too() {
        assert_eq!(relative(-3900), "−1 h 5 min");
        assert_eq!(duration(Length { seconds: 5280, inferred: false }).iso, "PT1H28M");
        assert_eq!(duration(Length { seconds: 86_400, inferred: false }).iso, "P1D");
        assert_eq!(duration(Length { seconds: 0, inferred: false }).iso, "PT0S");
    }

    #[test]
    fn numbers_are_grouped_and_keep_their_fraction() {
        assert_eq!(number(1150.0), "1,150");
        assert_eq!(number(4.4), "4.4");
        assert_eq!(number(0.5), "0.5");
        assert_eq!(number(23.0), "23");
    }
}
