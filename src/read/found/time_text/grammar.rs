//! The words of times, ready to be looked for at one place.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::scan::Words;
use crate::read::words::{List, Lists, words};

/// Words around a time. Signs that belong to no language stand here, others in the files of words.
pub(super) struct Grammar {
    pub(super) about: Words,
    pub(super) about_behind: Words,
    pub(super) at: Words,
    pub(super) posted: Words,
    pub(super) between: Words,
    pub(super) bound: Words,
    /// Between a day and its clock.
    pub(super) day_and_clock: Words,
    /// Between the ends of a range.
    pub(super) dash: Words,
    /// Between the two days of a night.
    pub(super) night: Words,
    /// Behind the end of a range.
    pub(super) end_behind: Words,
    pub(super) on: Words,
    pub(super) open_end: Words,
    pub(super) onwards: Words,
    pub(super) part_of_day: Words,
    pub(super) in_part: Words,
    pub(super) noon: Words,
    pub(super) midnight: Words,
    pub(super) am: Words,
    pub(super) pm: Words,
    pub(super) oclock: Words,
    pub(super) hours_behind: Words,
    pub(super) morning_sign: Words,
    pub(super) afternoon_sign: Words,
    pub(super) later: Words,
    pub(super) after_start: Words,
    /// Names of units and their seconds.
    pub(super) units: [(Words, i64); 4],
    pub(super) days_ahead: Words,
    pub(super) same_day: Words,
    pub(super) next_day: Words,
    pub(super) previous_day: Words,
    pub(super) nth_day: Words,
    pub(super) article: Words,
    pub(super) of: Words,
    pub(super) ordinal: Words,
    pub(super) local: Words,
    /// Names of zones that mean one offset, and its minutes.
    pub(super) zones: HashMap<&'static str, i32>,
}

pub(super) static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let (time, day) = (&words().time, &words().day);
    Grammar {
        about: Words::before(&[time.about]),
        about_behind: Words::new(&[time.about_behind]),
        at: Words::before(&[time.at]),
        posted: Words::new(&[time.posted]),
        between: Words::before(&[time.between]),
        bound: Words::before(&[time.bound]),
        day_and_clock: Words::before(&[time.day_at, &[",", "@", ";", "-", "–", "/", "|", "～"]]),
        dash: Words::before(&[time.to, time.and, &["–", "—", "->", "→", "=>", "--", "-", "~", "〜", "～", "/"]]),
        night: Words::before(&[day.night]),
        end_behind: Words::new(&[time.end_behind]),
        on: Words::before(&[time.on, &[","]]),
        open_end: Words::new(&[time.open_end]),
        onwards: Words::new(&[time.onwards]),
        part_of_day: Words::new(&[time.part_of_day]),
        in_part: Words::before(&[time.in_part]),
        noon: Words::new(&[time.noon]),
        midnight: Words::new(&[time.midnight]),
        am: Words::new(&[time.am]),
        pm: Words::new(&[time.pm]),
        oclock: Words::new(&[time.oclock]),
        hours_behind: Words::new(&[time.hours_behind]),
        morning_sign: Words::new(&[time.morning_sign]),
        afternoon_sign: Words::new(&[time.afternoon_sign]),
        later: Words::new(&[time.later]),
        after_start: Words::new(&[time.after_start]),
        units: [(time.minutes, 60), (time.hours, 3600), (time.seconds, 1), (time.days, 86_400)]
            .map(|(names, seconds)| (Words::new(&[names]), seconds)),
        days_ahead: Words::new(&[time.days_ahead]),
        same_day: Words::new(&[day.same]),
        next_day: Words::new(&[day.next]),
        previous_day: Words::new(&[day.previous]),
        nth_day: Words::before(&[day.nth]),
        article: Words::before(&[day.article]),
        of: Words::before(&[day.of]),
        ordinal: Words::new(&[day.ordinal]),
        local: Words::new(&[time.local]),
        zones: time
            .zone_hours
            .iter()
            .filter_map(|zone| zone.split_once(' '))
            .filter_map(|(name, hours)| Some((name, hours.parse::<i32>().ok()? * 60)))
            .collect(),
    }
});

/// The number of a month.
pub(in crate::read) fn month(word: &str) -> Option<i8> {
    static MONTHS: LazyLock<Numbers> = LazyLock::new(|| Numbers::new(&words().month.lists()));
    MONTHS.of(word)
}

/// From 1 for Monday.
pub(in crate::read) fn weekday(word: &str) -> Option<i8> {
    static DAYS: LazyLock<Numbers> = LazyLock::new(|| Numbers::new(&words().day.lists()[..7]));
    DAYS.of(word)
}

/// Names of what is counted from 1.
struct Numbers {
    numbers: HashMap<&'static str, i8>,
    /// Bytes of the longest name. Most words are looked up in vain.
    longest: usize,
}

impl Numbers {
    fn new(all: &[List]) -> Self {
        let numbers: HashMap<_, _> =
            (1..).zip(all).flat_map(|(number, names)| names.iter().map(move |name| (*name, number))).collect();
        let longest = all.iter().copied().flatten().map(|name| name.len()).max().unwrap_or_default();
        Self { numbers, longest }
    }

    /// The number of what is called `word`, whatever its case.
    fn of(&self, word: &str) -> Option<i8> {
        let may = !word.is_empty() && word.len() <= self.longest;
        may.then(|| self.numbers.get(word.to_lowercase().as_str()).copied()).flatten()
    }
}
