//! Numbers, days and durations as people read them.

use jiff::civil::Date;

use super::{Words, fill};
use crate::archive::numbers::quarter::Quarter;
use crate::incident::instant::Instant;
use crate::incident::metrics::Length;
use crate::incident::{Incident, Traced};
use crate::site::view::{DateView, DurationView};
use crate::text::length::{Unit, written};

/// The time of an incident on its card.
pub(in crate::site) struct When {
    /// `14 Mar 2026, 09:12 – 10:40 CET`, or as much of it as is known.
    pub(in crate::site) text: Option<String>,
    /// True if a part of the text was inferred.
    pub(in crate::site) inferred: bool,
    /// True if the times in the text have no known zone.
    pub(in crate::site) zone_unknown: bool,
}

impl Words {
    /// Returns a day for machines and for people.
    pub(in crate::site) fn date(&self, date: Date) -> DateView {
        DateView { iso: date.to_string(), text: self.day(date) }
    }

    /// Returns `14 Mar 2026`.
    pub(in crate::site) fn day(&self, date: Date) -> String {
        self.written("date.day", date)
    }

    /// Returns `Mar 2026`.
    pub(in crate::site) fn month(&self, date: Date) -> String {
        self.written("date.month", date)
    }

    /// Returns `Q3 2025`.
    pub(in crate::site) fn quarter(&self, quarter: Quarter) -> String {
        let (number, year) = (quarter.number.to_string(), quarter.year.to_string());
        self.fill("date.quarter", &[("number", &number), ("year", &year)])
    }

    fn written(&self, key: &str, date: Date) -> String {
        let months = self.list("date.months");
        let month = usize::try_from(date.month() - 1).ok().and_then(|at| months.get(at)).map_or("", String::as_str);
        let (day, year) = (date.day().to_string(), date.year().to_string());
        self.fill(key, &[("day", &day), ("month", month), ("year", &year)])
    }

    /// Returns `Third time.` for 3, and a number beyond ten.
    pub(in crate::site) fn nth_time(&self, times: usize) -> String {
        let words = self.list("before.nth");
        let word = times.checked_sub(1).and_then(|at| words.get(at)).cloned();
        word.unwrap_or_else(|| self.count("before.times", times))
    }

    /// Returns the two largest units of a duration: `45 s`, `2 min 5 s`, `1 h 28 min`, `1 d 1 h`.
    pub(in crate::site) fn length(&self, seconds: i64) -> String {
        written(seconds, |number, unit| {
            let key = match unit {
                Unit::Days => "length.days",
                Unit::Hours => "length.hours",
                Unit::Minutes => "length.minutes",
                Unit::Seconds => "length.seconds",
            };
            fill(self.form(key, usize::try_from(number).unwrap_or(0)), &[("n", &number.to_string())])
        })
    }

    /// Returns a duration for machines and for people.
    pub(in crate::site) fn duration(&self, length: Length) -> DurationView {
        let Length { seconds, inferred } = length;
        DurationView { seconds, iso: iso_duration(seconds), text: self.length(seconds), inferred }
    }

    /// Returns the time since the start of the incident: `+35 min`, `−2 d`, `0 min`.
    pub(in crate::site) fn relative(&self, seconds: i64) -> String {
        match seconds {
            0 => self.count("length.minutes", 0),
            1.. => ["+", &self.length(seconds)].concat(),
            _ => ["−", &self.length(-seconds)].concat(),
        }
    }

    /// Returns the time of an incident.
    pub(in crate::site) fn when(&self, incident: &Incident) -> When {
        let it = &incident.instants;
        let start = it.started.as_ref().or(it.impact_started.as_ref()).or(it.detected.as_ref());
        let end = it.resolved.as_ref().or(it.mitigated.as_ref());
        let Some(start) = start else {
            let date = incident.date.as_ref();
            return When {
                text: date.map(|date| self.day(date.value)),
                inferred: date.is_some_and(Traced::is_inferred),
                zone_unknown: false,
            };
        };
        let inferred = start.is_inferred() || end.is_some_and(Traced::is_inferred);
        let zone_unknown = start.value.zone_called().is_none();
        When { text: Some(self.span(&start.value, end.map(|end| &end.value))), inferred, zone_unknown }
    }

    /// Returns `14 Mar 2026, 09:12 – 10:40 CET`.
    pub(in crate::site) fn span(&self, start: &Instant, end: Option<&Instant>) -> String {
        let day = |instant: &Instant| self.day(instant.date());
        let zone = |instant: &Instant| instant.zone_called().map_or_else(String::new, |name| format!(" {name}"));
        let Some(end) = end.filter(|end| *end != start) else {
            return format!("{}, {}{}", day(start), start.clock(), zone(start));
        };
        let start_zone = if zone(start) == zone(end) { String::new() } else { zone(start) };
        let end_day = if start.date() == end.date() { String::new() } else { format!("{}, ", day(end)) };
        format!("{}, {}{start_zone} – {end_day}{}{}", day(start), start.clock(), end.clock(), zone(end))
    }

    /// Returns a number of the front matter as text, with grouped digits and its fraction.
    pub(in crate::site) fn number(&self, number: f64) -> String {
        let whole = number.trunc();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "numbers of users and requests, never negative"
        )]
        let text = self.grouped(whole as usize);
        let fraction = format!("{:.2}", number - whole);
        let fraction = fraction.trim_start_matches('0').trim_end_matches('0').trim_end_matches('.');
        text + &fraction.replace('.', self.say("number.decimal"))
    }
}

/// Returns a duration for `<time datetime>`: `PT1H28M`.
fn iso_duration(seconds: i64) -> String {
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
    iso
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::words::of_language;

    #[test]
    fn lengths_are_written_for_machines_too() {
        let words = of_language("en");
        assert_eq!(words.relative(-3900), "−1 h 5 min");
        assert_eq!(words.relative(0), "0 min");
        assert_eq!(iso_duration(5280), "PT1H28M");
        assert_eq!(iso_duration(86_400), "P1D");
        assert_eq!(iso_duration(0), "PT0S");
    }

    #[test]
    fn numbers_are_grouped_and_keep_their_fraction() {
        let (words, german) = (of_language("en"), of_language("de"));
        assert_eq!(words.number(1150.0), "1,150");
        assert_eq!(words.number(4.4), "4.4");
        assert_eq!(words.number(0.5), "0.5");
        assert_eq!(words.number(23.0), "23");
        assert_eq!(german.number(12_345.25), "12.345,25");
        assert_eq!(german.grouped(1_234_567), "1.234.567");
    }

    #[test]
    fn days_and_lengths_are_those_of_the_language() {
        let (words, german) = (of_language("en"), of_language("de"));
        let day = jiff::civil::date(2026, 3, 12);
        assert_eq!((words.day(day), words.month(day)), ("12 Mar 2026".to_owned(), "Mar 2026".to_owned()));
        assert_eq!((german.day(day), german.month(day)), ("12. März 2026".to_owned(), "März 2026".to_owned()));
        assert_eq!(german.length(8040), "2 Std. 14 Min.");
        assert_eq!((german.length(86_400), german.length(180_000)), ("1 Tag".to_owned(), "2 Tage 2 Std.".to_owned()));
        assert_eq!((words.nth_time(3), words.nth_time(12)), ("Third time.".to_owned(), "12 times by now.".to_owned()));
    }
}
