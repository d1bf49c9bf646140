//! One case per way to write a time.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use super::{Day, Until, ZoneText, lead, trail, zone_in, zone_of_all};
use crate::read::words::{Lists, words};

#[track_caller]
fn case(text: &str, expected: Option<(&str, &str)>) {
    let found = lead(text).map(|lead| (lead.text.clone(), text[lead.length..].to_owned()));
    assert_eq!(found, expected.map(|(time, rest)| (time.to_owned(), rest.to_owned())), "{text:?}");
}

#[track_caller]
fn clock(text: &str, expected: &str) {
    let found = lead(text).and_then(|lead| lead.time).map(|time| time.strftime("%H:%M:%S").to_string());
    assert_eq!(found.as_deref(), Some(expected), "{text:?}");
}

#[track_caller]
fn day(text: &str, near: Option<(i16, i8, i8)>, expected: Option<(i16, i8, i8)>) {
    let date = |(year, month, day)| Date::constant(year, month, day);
    let found = lead(text).and_then(|lead| lead.day).and_then(|day| day.resolve(near.map(date)));
    assert_eq!(found, expected.map(date), "{text:?}");
}

#[test]
fn times_stand_at_the_beginning() {
    case("09:21 UTC - Alert", Some(("09:21 UTC", "Alert")));
    case("09:21: Alert", Some(("09:21", "Alert")));
    case("[08:57] a notice", Some(("08:57", "a notice")));
    case("[12-05 16:21] a notice", Some(("12-05 16:21", "a notice")));
    case("[???] a notice", Some(("???", "a notice")));
    case("2026-03-14 09:21 CET: Alert", Some(("2026-03-14 09:21 CET", "Alert")));
    case("2026-03-14T09:21:05Z Alert", Some(("2026-03-14T09:21:05Z", "Alert")));
    case("2021-05-25 - ~14:00 UTC: aborted", Some(("2021-05-25 - ~14:00 UTC", "aborted")));
    case("May 20th, 2023 at 18:46 (UTC) moved", Some(("May 20th, 2023 at 18:46 (UTC)", "moved")));
    case("16:30 UTC Feb 20: told", Some(("16:30 UTC Feb 20", "told")));
    case("~14:00 UTC: aborted", Some(("~14:00 UTC", "aborted")));
    case("9:05 AM: began", Some(("9:05 AM", "began")));
    case("10:45a restarted", Some(("10:45a", "restarted")));
    case("08:45–08:47 quiet", Some(("08:45–08:47", "quiet")));
    case("11:00 - ongoing: watching", Some(("11:00 - ongoing", "watching")));
    case("2026-05-11 09:34 → 2026-05-13 11:15: silence", Some(("2026-05-11 09:34 → 2026-05-13 11:15", "silence")));
    case("12:48 (6:48 PDT) paged", Some(("12:48 (6:48 PDT)", "paged")));
    case("17:30 (UTC) Alert", Some(("17:30 (UTC)", "Alert")));
    case("16.32 merged", Some(("16.32", "merged")));
    case("14h30 fini", Some(("14h30", "fini")));
    case("14:05 Uhr: Anmeldung", Some(("14:05 Uhr", "Anmeldung")));
    case("gegen 14:20 Uhr: Anruf", Some(("gegen 14:20 Uhr", "Anruf")));
    case("29. April, abends: Ende", Some(("29. April, abends", "Ende")));
    case("1625: stopped", Some(("1625", "stopped")));
    case("T+5 min: seen", Some(("T+5 min", "seen")));
    case("9時30分 検知", Some(("9時30分", "検知")));
    case("2026-07-17〜18頃 配備", Some(("2026-07-17〜18頃", "配備")));
    case(":small_orange_diamond:16:15 GMT+1: seen", Some(("16:15 GMT+1", "seen")));
    case("{{ 06:10 }} left in", Some(("06:10", "left in")));
    case("Friday, 21 March 2025", Some(("Friday, 21 March 2025", "")));
    case("Mittwoch, 21. August 2024", Some(("Mittwoch, 21. August 2024", "")));
    case("20202-01-16 11:21 slip", Some(("20202-01-16 11:21", "slip")));
    case("23:48 at night", Some(("23:48", "at night")));
    case("2026-05-13", Some(("2026-05-13", "")));
    case("10:00 GMT+5:30 – seen", Some(("10:00 GMT+5:30", "seen")));
    case("22:00 UTC-3:30: seen", Some(("22:00 UTC-3:30", "seen")));
    case("22:00 UTC−03:30 seen", Some(("22:00 UTC−03:30", "seen")));
    case("10:00 GMT+1: 30 requests", Some(("10:00 GMT+1", "30 requests")));
    case("09:12-09:25: seen", Some(("09:12-09:25", "seen")));
    case("11:00-12:00 UTC: seen", Some(("11:00-12:00 UTC", "seen")));
    case("09:30:00-09:35:00: seen", Some(("09:30:00-09:35:00", "seen")));
    case("2026-03-14 10:00-10:10 seen", Some(("2026-03-14 10:00-10:10", "seen")));
    case("2026-03-14T10:00-05:00 seen", Some(("2026-03-14T10:00-05:00", "seen")));
    case("T+1:30:00: seen", Some(("T+1:30:00", "seen")));
    case("2 hours earlier: seen", None);
    case("24 hours: seen", None);
    case("24:00: over", Some(("24:00", "over")));
    case("22:00–24:00 quiet", Some(("22:00–24:00", "quiet")));
    case("noon: seen", Some(("noon", "seen")));
    case("12 noon UTC: seen", Some(("12 noon UTC", "seen")));
    case("12 noonish seen", None);
    case("12:00 noon – seen", Some(("12:00 noon", "seen")));
    case("Midnight UTC – seen", Some(("Midnight UTC", "seen")));
    case("Noon traffic rose", None);
    case("Next day, 11:00: seen", Some(("Next day, 11:00", "seen")));
    case("11:00 (+1): seen", Some(("11:00 (+1)", "seen")));
    case("11:00 UTC (+1 day) seen", Some(("11:00 UTC (+1 day)", "seen")));
    case("+1d 11:00 – seen", Some(("+1d 11:00", "seen")));
    case("11:00 (next day): seen", Some(("11:00 (next day)", "seen")));
    case("翌日 9時30分 検知", Some(("翌日 9時30分", "検知")));
    case("T+10: seen", Some(("T+10", "seen")));
    case("+1d: seen", Some(("+1d", "seen")));
    case("T+5m–T+10m: seen", Some(("T+5m–T+10m", "seen")));
    case("09:10 PT (17:10 UTC): seen", Some(("09:10 PT (17:10 UTC)", "seen")));
}

#[test]
fn what_is_no_time_is_none() {
    for text in [
        "10 requests failed",
        "1.5 million",
        "99:99 x",
        "3 of 4",
        "",
        "May be late",
        "a",
        "v1.2.3",
        "1.2.3.4 asked",
        "0h 35m",
    ] {
        case(text, None);
    }
    assert!(lead("At 09:21 something").is_some_and(|lead| lead.wordy && !lead.separated));
    assert!(lead("On Tuesday it rained").is_none_or(|lead| lead.wordy));
}

#[test]
fn clocks_are_read_as_they_were_meant() {
    clock("14:15pm late", "14:15:00");
    clock("13:55 PM", "13:55:00");
    clock("12:05 AM", "00:05:00");
    clock("00:30 PM", "12:30:00");
    clock("5:PM x", "17:00:00");
    clock("2100hrs x", "21:00:00");
    clock("14: 45 x", "14:45:00");
    clock("午後3時15分 x", "15:15:00");
    clock("09:12:30.250 x", "09:12:30");
    clock("24:00 x", "00:00:00");
    clock("noon: x", "12:00:00");
    clock("12 midnight: x", "00:00:00");
    clock("12:00 midnight x", "00:00:00");
    clock("2026-03-01, midnight: x", "00:00:00");
}

#[test]
fn days_are_resolved_only_where_they_are_certain() {
    day("7/5/2023", None, None);
    day("7/5/2023", Some((2023, 7, 5)), Some((2023, 7, 5)));
    day("29-09-2021", None, Some((2021, 9, 29)));
    day("3.5.2024", None, Some((2024, 5, 3)));
    day("Feb 20", Some((2021, 2, 22)), Some((2021, 2, 20)));
    day("Dec 31", Some((2024, 1, 2)), Some((2023, 12, 31)));
    day("Feb 20", None, None);
    day("March 2024", None, None);
    day("2024-02-28 24:00 x", None, Some((2024, 2, 29)));
    day("Dec 31 24:00 x", Some((2024, 1, 2)), Some((2024, 1, 1)));
    assert_eq!(lead("11/03/202: x").and_then(|lead| lead.day), Some(Day::Unreadable));
}

#[test]
fn days_are_counted_from_the_first() {
    let day = |text: &str| lead(text).and_then(|lead| lead.day);
    for text in ["D+1 11:00 x", "day 2, 11:00 x", "11:00 (+1) x", "11:00 +1d x", "+1 day 11:00 x", "11:00 CET (+1d) x"]
    {
        assert_eq!(day(text), Some(Day::Nth(2)), "{text}");
    }
    let until = |text: &str| lead(text).and_then(|lead| lead.until);
    for text in ["23:50–00:10 (+1) x", "23:50 - 00:10 +1d x", "23:50 UTC – 00:10 UTC (+1d) x"] {
        assert_eq!(until(text), Some(Until::Clock(Some(Day::Nth(2)), Time::constant(0, 10, 0, 0))), "{text}");
        assert_eq!(lead(text).and_then(|lead| lead.day), None, "{text}");
    }
    assert_eq!(until("T+5–T+10: x"), Some(Until::After(300)));
    assert_eq!(day("the following day, 9:05 AM x"), Some(Day::Next));
    assert_eq!(day("11:00 (+2) x"), None);
    let next = lead("next day 11:00").and_then(|lead| lead.day);
    assert_eq!(next.and_then(|day| day.resolve(Some(Date::constant(2024, 2, 29)))), Some(Date::constant(2024, 3, 1)));
}

#[test]
fn a_time_may_be_one_end_only() {
    let bound = |text: &str| lead(text).and_then(|lead| lead.bound);
    assert_eq!(bound("Before 09:20: x"), Some("before"));
    assert_eq!(bound("by 09:20 UTC – x"), Some("by"));
    assert_eq!(bound("between 09:20 and 09:30: x"), None);
    assert_eq!(bound("at 09:20: x"), None);
}

#[test]
fn times_stand_at_the_end_too() {
    let found = |text: &str| trail(text).map(|(at, lead)| (text[..at].to_owned(), lead.text));
    assert_eq!(found("Resolved 2020-02-18 14:59"), Some(("Resolved ".into(), "2020-02-18 14:59".into())));
    assert_eq!(
        found("Assessment (13 August ~20:30-21:30 UTC)"),
        Some(("Assessment ".into(), "13 August ~20:30-21:30 UTC".into()))
    );
    assert_eq!(found("We asked 10 people"), None);
}

#[test]
fn zones_are_read_where_they_mean_one_offset() {
    assert_eq!(lead("09:21 CST x").and_then(|lead| lead.zone), Some(ZoneText::Vague("CST")));
    assert_eq!(
        lead("09:21 GMT+1 x").and_then(|lead| lead.zone),
        Some(ZoneText::Known(Offset::constant(1), "GMT+1".into()))
    );
    let minutes = |text| match lead(text).and_then(|lead| lead.zone) {
        Some(ZoneText::Known(offset, _)) => Some(offset.seconds() / 60),
        _ => None,
    };
    assert_eq!(minutes("09:21 GMT+5:30 x"), Some(330));
    assert_eq!(minutes("09:21 UTC-3:30 x"), Some(-210));
    assert_eq!(minutes("09:21 UTC+530 x"), Some(330));
    assert_eq!(minutes("09:21 -0330 x"), Some(-210));
    assert_eq!(minutes("09:21+05:45 x"), Some(345));
    assert_eq!(minutes("2026-03-14T09:21-05:00 x"), Some(-300));
    assert_eq!(minutes("2026-03-14 09:21:30-05:00 x"), Some(-300));
    assert_eq!(minutes("09:21-09:25 x"), None);
    assert_eq!(minutes("09:10 PT (17:10 UTC) x"), Some(-480));
    assert_eq!(minutes("18:10 PT (02:10 UTC) x"), Some(-480));
    assert_eq!(minutes("02:00 IST (20:30 UTC) x"), Some(330));
    assert_eq!(minutes("09:10 PT (18:10 CET) x"), Some(-480));
    assert_eq!(minutes("09:10 PT (17:13 UTC) x"), None);
    assert_eq!(minutes("09:10 CEST (07:10 UTC) x"), Some(120));
    assert_eq!(zone_in("Time (UTC)"), Some(ZoneText::Known(Offset::UTC, "UTC".into())));
    assert_eq!(zone_in("All times CEST."), Some(ZoneText::Known(Offset::constant(2), "CEST".into())));
    assert_eq!(zone_in("Timeline"), None);
    assert_eq!(zone_of_all("It happened in UTC land"), None);
}

#[test]
fn the_text_of_an_entry_is_no_part_of_its_time() {
    case("10:35 Z-index bug found", Some(("10:35", "Z-index bug found")));
    case("10:05 +3 pods scaled", Some(("10:05", "+3 pods scaled")));
    case("10:45 CAT scan service down", Some(("10:45", "CAT scan service down")));
    case("10:45 CAT Restarted", Some(("10:45 CAT", "Restarted")));
    case("10:45 CAT: restarted", Some(("10:45 CAT", "restarted")));
    case("10:35Z up", Some(("10:35Z", "up")));
    case("10:20 - now we know it is DNS", Some(("10:20", "now we know it is DNS")));
    case("10:20 - now: we know", Some(("10:20 - now", "we know")));
    case("12:00 AM - midnight", Some(("12:00 AM", "midnight")));
    case("22:00 - midnight: quiet", Some(("22:00 - midnight", "quiet")));
    case("15 h 30 : fin", Some(("15 h 30", "fin")));
    case("15 h 30 de panne", None);
    case("À 15 h 30, le quai ferme", Some(("À 15 h 30", "le quai ferme")));
    case("Dès 15 h 30 le quai est fermé", Some(("Dès 15 h 30", "le quai est fermé")));
    case("à 15 h 30 de panne", None);
    case("10:00 -2 days of data lost", Some(("10:00", "2 days of data lost")));
}

#[test]
fn the_end_of_a_range_may_have_a_zone_of_its_own() {
    let found = lead("10:00 UTC – 13:00 CEST: a").expect("a time");
    assert_eq!(found.zone, Some(ZoneText::Known(Offset::constant(0), "UTC".into())));
    assert_eq!(found.until_zone, Some(ZoneText::Known(Offset::constant(2), "CEST".into())));
    assert_eq!(lead("10:00–11:00 CEST: a").expect("a time").until_zone, None);
}

#[test]
fn months_and_days_are_read_in_every_language() {
    for (number, names) in (1..).zip(words().month.lists()) {
        for name in names {
            let day = lead(&format!("5 {name} 2026, 10:05 x")).and_then(|lead| lead.day);
            assert_eq!(day, Some(Day::Date(Date::constant(2026, number, 5))), "{name}");
        }
    }
    for (number, names) in (1..).zip(words().day.lists()).take(7) {
        for name in names {
            let found = lead(&format!("{name}, 10:05 x")).map(|lead| (lead.day, lead.time));
            assert_eq!(found, Some((Some(Day::Weekday(number)), Some(Time::constant(10, 5, 0, 0)))), "{name}");
        }
    }
    for (text, hour, minute) in [
        ("Около 10:05: x", 10, 5),
        ("o godz. 10:05 – x", 10, 5),
        ("kl. 14.30 x", 14, 30),
        ("alle ore 9:15: x", 9, 15),
        ("오후 3시 30분: x", 15, 30),
        ("saat 10:05 – x", 10, 5),
        ("в 10:05 упало", 10, 5),
    ] {
        let time = lead(text).and_then(|lead| lead.time);
        assert_eq!(time, Some(Time::constant(hour, minute, 0, 0)), "{text}");
    }
}

#[test]
fn a_time_may_be_about_one_by_a_word_behind_it() {
    let about = |text: &str| lead(text).map(|lead| (lead.is_approximate(), text[lead.length..].trim().to_owned()));
    for (text, rest) in [
        ("20:15 左右 x", "x"),
        ("20:15左右 x", "x"),
        ("09:30 頃 x", "x"),
        ("14:30 approx. x", "x"),
        ("14:30 UTC or so, x", "x"),
        ("14:30 civarında x", "x"),
    ] {
        assert_eq!(about(text), Some((true, rest.to_owned())), "{text}");
    }
    // Another word begins like it, or a sign stands for itself.
    for text in ["20:15 前后端", "14:30 + x", "14:30 approximately x"] {
        assert_eq!(lead(text).map(|lead| lead.is_approximate()), Some(false), "{text}");
    }
}
