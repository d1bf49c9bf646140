//! From when to when an incident lasted, where a sentence or a field says so in one range:
//! `from 16:58 to 18:46 UTC`, `00:21 – 00:50`.

use jiff::civil::Date;

use super::time_text::{self, Day, NamedZone, Until};
use crate::incident::instant::Instant;
use crate::incident::{Instants, Traced};
use crate::read::words::words;
use crate::text::{Span, is_unspaced};

/// A text that is longer is not looked through, in bytes.
const LONGEST: usize = 2000;

/// When something began, and when it ended, if that is sure.
pub(in crate::read) struct Window {
    pub(in crate::read) started: Instant,
    pub(in crate::read) ended: Option<Instant>,
}

impl Window {
    /// Returns both ends as what the text at `place` says.
    pub(in crate::read) fn told(self, place: Span) -> Instants {
        let at = |instant| Some(Traced::inferred(instant, Some(place)));
        Instants { started: at(self.started), resolved: self.ended.and_then(at), ..Instants::default() }
    }
}

/// Returns the first range of clock times in `text`. Their day stands in the text, or is `near`.
pub(in crate::read) fn window(text: &str, near: Option<Date>, zone: Option<&NamedZone>) -> Option<Window> {
    if text.len() > LONGEST || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut day = near;
    let mut end = 0;
    for at in word_starts(text) {
        let Some(mut lead) = time_text::lead(&text[at..]).filter(|_| at >= end) else { continue };
        if let Some(Until::Clock(until @ None, _)) = &mut lead.until {
            *until = Some(Day::Next).filter(|_| is_next_day(&text[at + lead.length..]));
        }
        if lead.day.is_some_and(|it| is_far(it, day)) {
            return None;
        }
        if let Some(time) = lead.time.filter(|_| lead.until.is_some() && !lead.is_approximate()) {
            // `from 16:58 to 18:46 UTC on 9 March 2031`
            let behind = || day_behind(&text[at + lead.length..]).filter(|it| *it != Day::Next)?.resolve(day);
            let from = lead.day.map_or_else(|| behind().or(day), |it| it.resolve(day))?;
            let start_zone = lead.zone.as_ref().or(lead.until_zone.as_ref());
            let started = time_text::instant(from.to_datetime(time), start_zone, zone).0;
            let resolve = |day| if let Day::Nth(_) = day { None } else { day.resolve(Some(started.date())) };
            let ended = time_text::end_of(&lead, &started, zone, resolve);
            // Down from 9:00 to 10:00 and again later: the first end is not the last.
            let is_last = !has_range(&text[at + lead.length..]);
            return Some(Window { started, ended: ended.filter(|_| is_last) });
        }
        day = lead.day.and_then(|it| it.resolve(day)).or(day);
        end = at + lead.length;
    }
    None
}

/// The day behind a time: `10:40 UTC on 9 March`.
fn day_behind(text: &str) -> Option<Day> {
    time_text::lead(text.trim_start())?.day
}

/// The time before `text` is of the day after: `10:40 UTC the next morning`.
fn is_next_day(text: &str) -> bool {
    day_behind(text) == Some(Day::Next)
}

/// A range of clock times stands in `text`.
fn has_range(text: &str) -> bool {
    let is_range = |at| time_text::lead(&text[at..]).is_some_and(|lead| lead.time.is_some() && lead.until.is_some());
    word_starts(text).any(is_range)
}

/// A weekday that is nearer to `day` the week before than the week after: nobody can tell which is meant.
fn is_far(written: Day, day: Option<Date>) -> bool {
    let ahead = |day: Date| Some(written.resolve(Some(day))?.since(day).ok()?.get_days());
    matches!(written, Day::Weekday(_)) && day.and_then(ahead).is_some_and(|days| days > 3)
}

/// A clock time in a text.
pub(in crate::read) struct Told {
    /// Where it stands, and where it ends.
    pub(in crate::read) at: usize,
    pub(in crate::read) end: usize,
    /// `None` if it is not sure.
    pub(in crate::read) instant: Option<Instant>,
    /// Something went on `until` then.
    pub(in crate::read) is_end: bool,
    /// Something went on `since` then.
    pub(in crate::read) is_since: bool,
}

/// Returns every clock time in `text` that is no end of a range. `day` is the one before, and becomes the last one that
/// the text has.
pub(in crate::read) fn times(text: &str, day: &mut Option<Date>, zone: Option<&NamedZone>) -> Vec<Told> {
    let mut found = Vec::new();
    if text.len() > LONGEST || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return found;
    }
    let (mut start, mut end) = (0, 0);
    for at in word_starts(text) {
        let Some(lead) = time_text::lead(&text[at..]).filter(|_| at >= end) else { continue };
        *day = lead.day.map_or(*day, |it| it.resolve(*day).filter(|_| !is_far(it, *day)));
        // "On Wednesday, 2023-01-25 at 09:15" may be read in two pieces.
        let joins = end > 0 && text[end..at].trim_matches([',', ' ']).is_empty();
        start = if joins { start } else { at };
        if let Some(time) = lead.time {
            let is_end = lead.until.is_none() && lead.bound.is_some_and(|word| words().time.to.contains(&word));
            // `since before 9:00` is no exact time.
            let is_other_bound = lead.bound.is_some_and(|word| !words().time.since.contains(&word));
            let is_since = lead.until.is_none() && !is_other_bound && stands_since(text, start, at + lead.length);
            let is_about = if is_since { lead.about } else { lead.is_approximate() };
            let day = day.filter(|_| is_end || (!is_about && lead.until.is_none()));
            let next = day.filter(|_| lead.until.is_none() && is_next_day(&text[at + lead.length..]));
            let day = next.and_then(|day| day.tomorrow().ok()).or(day);
            let instant = day.map(|day| time_text::instant(day.to_datetime(time), lead.zone.as_ref(), zone).0);
            found.push(Told { at: start, end: at + lead.length, instant, is_end, is_since });
        }
        end = at + lead.length;
    }
    found
}

/// The time from `start` to `end` stands behind a word that says that something began then, begins with it, or stands
/// before it in scripts without blanks: `Starting at 9:14`, `since 9:14`, `9時14分から`.
fn stands_since(text: &str, start: usize, end: usize) -> bool {
    /// No such word is longer, in bytes.
    const LONGEST: usize = 40;
    let known = words().time.since;
    let from = text.ceil_char_boundary(start.saturating_sub(LONGEST));
    let before = text[from..start].trim_end().to_lowercase();
    let own = text[start..text.floor_char_boundary(start + LONGEST)].to_lowercase();
    known.iter().any(|word| {
        let stands_before = before.strip_suffix(word).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric));
        let begins = || own.strip_prefix(word).is_some_and(|rest| rest.starts_with(' '));
        stands_before || begins() || word.starts_with(is_unspaced) && text[end..].starts_with(word)
    })
}

/// Returns where the words of `text` begin that may begin a time.
pub(in crate::read) fn word_starts(text: &str) -> impl Iterator<Item = usize> {
    let mut joined = false;
    text.char_indices().filter_map(move |(at, c)| {
        let begins = c.is_alphanumeric() && !joined;
        joined = c.is_alphanumeric() && !is_unspaced(c) || matches!(c, ':' | '.' | '-');
        begins.then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[track_caller]
    fn case(text: &str, expected: Option<(&str, Option<&str>)>) {
        let found = window(text, Some(date(2031, 3, 9)), None);
        let found = found.map(|it| (it.started.rfc3339(), it.ended.map(|end| end.rfc3339())));
        let found = found.as_ref().map(|(started, ended)| (started.as_str(), ended.as_deref()));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_range_of_clocks_is_found_in_a_sentence() {
        let both = Some(("2031-03-09T16:58:00Z", Some("2031-03-09T18:46:00Z")));
        case("The shop was down for two hours, from 16:58 to 18:46 UTC. Orders were lost.", both);
        case("Between 16:58 and 18:46 UTC nobody could pay.", both);
        case("Between the hour of 16:58 and 18:46 UTC on 9 March nobody could pay.", both);
        case("16:58 – 18:46 UTC", both);
        case("~2 hours (16:58 UTC to 18:46 UTC)", both);
        case("On 9 March, from 16:58 UTC until 18:46 UTC, mail was late", both);
        case("Nie działało od 16:58 do 18:46 UTC", both);
        case("Не работало с 16:58 до 18:46 UTC", both);
        case("entre 16 h 58 et 18 h 46 UTC", both);
        case("de 16 h 58 à 18 h 46 (UTC)", both);
        case("de 9 h à 11 h 30 UTC", Some(("2031-03-09T09:00:00Z", Some("2031-03-09T11:30:00Z"))));
        case("le portail dormait de 9\u{a0}h à 11\u{a0}h", Some(("2031-03-09T09:00:00", Some("2031-03-09T11:00:00"))));
        case("fra kl. 16.58 til kl. 18.46 (UTC)", both);
        case("mellan kl. 16.58 och 18.46 UTC", both);
        case("mellom klokken 16.58 og klokken 18.46 UTC", both);
        case("od godz. 16:58 do godz. 18:46 UTC", both);
        case("de las 16:58 a las 18:46 UTC", both);
        case("saat 16.58 ile 18.46 (UTC) arasında", both);
        case("16.58'den 18.46'ya kadar (UTC)", both);
        case("16시 58분부터 18시 46분까지(UTC)", both);
        case("16時58分から18時46分まで（UTC）", both);
        case("16時58分 ～ 18時46分 (UTC)", both);
        case("It lasted from 16:58 to 18:46 UTC on March 9, 2031.", both);
        case("From 16:58 to 18:46 (UTC) on March 9th.", both);
        case(
            "Nobody could pay between 4:10pm on Saturday 8 March and 9:25am on Sunday 9 March.",
            Some(("2031-03-08T16:10:00", Some("2031-03-09T09:25:00"))),
        );
        case("14 h 30 de travail", None);
        case("It lasted from 23:10 to 01:20 UTC", Some(("2031-03-09T23:10:00Z", Some("2031-03-10T01:20:00Z"))));
        case(
            "Start 2031-03-08 22:00 UTC - 2031-03-09 06:00 UTC",
            Some(("2031-03-08T22:00:00Z", Some("2031-03-09T06:00:00Z"))),
        );
    }

    #[test]
    fn what_is_no_range_of_clocks_is_none() {
        for text in [
            "",
            "from 3 to 5 percent",
            "2 hours",
            "at 16:58 UTC",
            "2031-03-02 - 2031-03-04",
            "from about 16:58 to 18:46",
        ] {
            case(text, None);
        }
    }

    #[test]
    fn clocks_of_a_sentence_have_the_day_before_them() {
        let times = |text: &str| {
            let found = times(text, &mut Some(date(2031, 3, 9)), None).into_iter();
            found.map(|it| it.instant.map_or_else(|| "-".to_owned(), |at| at.rfc3339())).collect::<Vec<_>>()
        };
        assert_eq!(times("At 19:55 UTC, all services became unresponsive."), ["2031-03-09T19:55:00Z"]);
        assert_eq!(
            times("On Sunday, 2031-03-02 at 19:55 UTC, it broke, and at 21:10 UTC it was fixed."),
            ["2031-03-02T19:55:00Z", "2031-03-02T21:10:00Z"]
        );
        assert_eq!(times("At about 19:55 UTC it broke, from 20:00 to 21:00 UTC."), ["-", "-"]);
        assert_eq!(times("Nobody saw it for 5 minutes."), Vec::<String>::new());
    }
}
