//! The day of an incident, where the front matter does not state it.

use std::sync::LazyLock;

use jiff::civil::Date;

use super::sections::{self, section_at};
use super::time_text::{self, Day, NamedZone, Order};
use super::title::{stem, title_heading};
use crate::config::Config;
use crate::incident::instant::split_date;
use crate::incident::section::{Role, Section};
use crate::markdown::{self, Document, Kind, Node};
use crate::read::words::phrases::Phrases;
use crate::read::words::words;
use crate::text::{SourceFile, is_unspaced, sentence};

/// Day and rest of a name like `2026-03-14-slug` or `2026-03-14 slug`.
pub(in crate::read) fn dated(stem: &str) -> (Option<Date>, &str) {
    match split_date(stem) {
        Some((date, rest)) => {
            let rest = without_clock(rest).trim_start_matches(['-', '_', ' ']);
            (Some(date), if rest.is_empty() { stem } else { rest })
        }
        None => (None, stem),
    }
}

/// `T1100--slug` without its clock.
fn without_clock(rest: &str) -> &str {
    let behind = rest.strip_prefix(['T', 't']).map(|clock| {
        clock.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ':' | '.')).trim_start_matches(['Z', 'z'])
    });
    let is_clock = |behind: &&str| {
        let clock = &rest[1..rest.len() - behind.len()];
        let digits = clock.bytes().filter(u8::is_ascii_digit).count();
        matches!(digits, 4 | 6) && (behind.is_empty() || behind.starts_with(['-', '_', ' ']))
    };
    behind.filter(is_clock).unwrap_or(rest)
}

/// The day in the name of a file or of its folders: `2026-03-14-slug`, `20260314`,
/// `2026-03/14-slug`, `2026/03/14`, `03_14_2026`, `outage-of-14-march-2026`.
pub(in crate::read) fn file_date(file: &SourceFile) -> Option<Date> {
    let stem = stem(file);
    numbered_date(file, stem).or_else(|| worded_date(stem))
}

/// A day with the name of its month, as in the name of a file: `7-sept-2022`, `march_14th_2026`.
fn worded_date(stem: &str) -> Option<Date> {
    let parts: Vec<_> =
        stem.split(|c: char| !c.is_alphanumeric()).filter(|part| !words().day.of.contains(part)).collect();
    let mut days = parts.windows(3).filter_map(|three| {
        let mut three = three.to_vec();
        if three[0].len() == 4 {
            three.reverse();
        }
        match time_text::whole(&three.join(" "))?.day? {
            Day::Date(date) => Some(date),
            _ => None,
        }
    });
    days.next().filter(|_| days.next().is_none())
}

fn numbered_date(file: &SourceFile, stem: &str) -> Option<Date> {
    let stripped = stem.trim_start_matches(|c: char| !c.is_ascii_digit());
    if let Some((date, _)) = split_date(stem).or_else(|| split_date(stripped)) {
        return Some(date);
    }
    let numbers = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_ascii_digit()).map(str::to_owned);
        parts.take_while(|part| !part.is_empty()).collect()
    };
    let in_stem = numbers(stripped);
    match in_stem.as_slice() {
        [all, ..] if all.len() == 8 => return date_of(&all[..4], &all[4..6], &all[6..]),
        [a, b, year, ..] if year.len() == 4 && a.len() <= 2 => {
            // Day or month first: only one of them may be possible.
            let (first, second) = (date_of(year, a, b), date_of(year, b, a));
            return if first.is_some() && second.is_some() && a != b { None } else { first.or(second) };
        }
        [year, month, day, ..] if year.len() == 4 => return date_of(year, month, day),
        _ => {}
    }
    let folders: Vec<_> = file.path.rsplit('/').skip(1).collect();
    if let Some((date, _)) = folders.first().and_then(|folder| split_date(folder)) {
        return Some(date);
    }
    // The parts stand in several names.
    let mut parts: Vec<String> = in_stem;
    for folder in folders.into_iter().take(2) {
        let mut higher = numbers(folder);
        if higher.is_empty() {
            break;
        }
        // `2023-04/04-25` says the month twice.
        if higher.len() > 1 && higher.last() == parts.first() && parts.len() > 1 {
            higher.pop();
        }
        higher.append(&mut parts);
        parts = higher;
    }
    match parts.as_slice() {
        [year, month, day, ..] if year.len() == 4 => date_of(year, month, day),
        _ => None,
    }
}

fn date_of(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A full day in the title of a file. Other days of the file, or its folder, tell the day from the
/// month.
pub(in crate::read) fn date_in(title: &str, file: &SourceFile) -> Option<Date> {
    if let Some(date) = compact_date(title) {
        return Some(date);
    }
    let (_, day) = time_text::day_in(title)?;
    let near = || folders(file).find_map(|name| month_of(&name));
    match day {
        Day::Numeric { .. } => day.in_order(time_text::order_of(&file.text, || None)).resolve(near()),
        day => day.resolve(None),
    }
}

/// `20310309 – the pump`: a day in eight digits at the beginning.
fn compact_date(title: &str) -> Option<Date> {
    let digits = title.trim_start();
    let length = digits.bytes().take_while(u8::is_ascii_digit).count();
    let date = if length == 8 { date_of(&digits[..4], &digits[4..6], &digits[6..8]) } else { None };
    date.filter(|date| (1990..=2100).contains(&date.year()))
}

/// False if `title` has a day of which nobody can tell the month, and it is not `date` either way.
pub(in crate::read) fn allows(title: &str, date: Date) -> bool {
    match time_text::day_in(title) {
        Some((_, Day::Numeric { first, second, year: Some(year) })) => [(first, second), (second, first)]
            .iter()
            .any(|(month, day)| Date::new(year, *month, *day).is_ok_and(|it| it == date)),
        _ => true,
    }
}

/// The day in the title of a document.
pub(in crate::read) fn title_date(title: Option<&str>, document: &Document, file: &SourceFile) -> Option<Date> {
    match title {
        Some(title) => date_in(title, file),
        None => title_heading(document, &file.text).and_then(|(title, _)| date_in(&title, file)),
    }
}

/// The names of the two folders around a file, joined where one is part of the other: `2026/02`.
fn folders(file: &SourceFile) -> impl Iterator<Item = String> + use<> {
    let mut names = file.path.rsplit('/').skip(1).map(str::to_owned);
    let (inner, outer) = (names.next().unwrap_or_default(), names.next().unwrap_or_default());
    [format!("{outer}-{inner}"), inner, outer].into_iter()
}

/// The middle of the month that is called `2026-02`.
fn month_of(name: &str) -> Option<Date> {
    let (year, month) = name.split_once('-')?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = year.len() == 4 && month.len() <= 2 && digits(year) && digits(month);
    fits.then(|| date_of(year, month, "15")).flatten()
}

/// The zone of all times, wherever the document says so, else that in the heading of the timeline.
pub(in crate::read) fn zone_of_all(document: &Document, config: &Config) -> Option<NamedZone> {
    let short = |block: &&Node| block.span.end - block.span.start < 200;
    let of_kind = |block: &&Node| matches!(block.kind, Kind::Paragraph | Kind::Heading(_) | Kind::Quote);
    let lines = || document.blocks.iter().filter(of_kind).filter(short);
    let said = || lines().find_map(|block| time_text::zone_of_all(&markdown::plain(&block.children)));
    let in_heading = || {
        let headings = lines().filter(|block| matches!(block.kind, Kind::Heading(_)));
        let texts = headings.map(|block| markdown::plain(&block.children));
        let mut zones = texts.filter_map(|text| Some((time_text::zone_in(&text)?, text)));
        zones.find(|(_, text)| sections::role(text, config) == Some(Role::Timeline)).map(|(zone, _)| zone)
    };
    said().or_else(in_heading).map(|zone| zone.named())
}

/// A year in the head of a table, as in `Date (2022)`.
pub(in crate::read) fn year_in(document: &Document) -> Option<i16> {
    let tables = document.blocks.iter().filter(|block| matches!(block.kind, Kind::Table(_)));
    let heads = tables.filter_map(|table| table.children.first());
    heads.flat_map(|head| &head.children).find_map(|cell| {
        let text = markdown::plain(&cell.children);
        let digits = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 4)?;
        digits.parse().ok().filter(|year| (1990..=2100).contains(year))
    })
}

/// Words shortly before a day that say it is of something else than the incident.
static OTHER_DAYS: LazyLock<Phrases<()>> = LazyLock::new(|| Phrases::of(words().day.not_of_incident));

/// How many words before a day say what it is of.
const NEAR: usize = 5;

/// The first full day of which the opening of a document says that the incident was then.
pub(in crate::read) fn date_in_opening(
    document: &Document,
    sections: &[Section],
    order: Option<Order>,
) -> Option<Date> {
    let mut left = 6;
    let mut promises = None;
    let mut byline = None;
    let lone = lone_day(document);
    for block in &document.blocks {
        if let Kind::Heading(heading) = &block.kind {
            let section = section_at(sections, block.span.start);
            let ended = promises.is_some_and(|level| heading.level <= level);
            promises = promises.filter(|_| !ended);
            let is_promise =
                section.is_some_and(|it| matches!(it.role, Some(Role::Actions | Role::Remediation | Role::Lessons)));
            promises = promises.or(is_promise.then_some(heading.level));
            if lone.is_some_and(|(at, _)| at == block.span.start) && promises.is_none() {
                return lone.map(|(_, date)| date);
            }
            continue;
        }
        if matches!(block.kind, Kind::Code(_)) {
            continue;
        }
        if left == 0 {
            break;
        }
        left -= 1;
        // `*25 March 2031*` below the title: the day on which the document was written, if it tells of one before.
        let earlier = || byline.and_then(|written| day_before(&markdown::plain(&block.children), written));
        if promises.is_none()
            && let Some(day) = day_told(block, order).or_else(earlier)
        {
            match byline {
                None if super::inline::is_slanted(&block.children) => byline = Some(day),
                Some(written) if !is_shortly_before(day, written) => {}
                _ => return Some(day),
            }
        }
    }
    byline
}

/// In the months before.
fn is_shortly_before(day: Date, written: Date) -> bool {
    const MOST_DAYS: i32 = 100;
    written.since(day).is_ok_and(|span| (1..=MOST_DAYS).contains(&span.get_days()))
}

/// The only heading that is nothing but a full day.
fn lone_day(document: &Document) -> Option<(u32, Date)> {
    let headings = document.blocks.iter().filter(|block| matches!(block.kind, Kind::Heading(_)));
    let mut days = headings.filter_map(|block| match time_text::whole(&markdown::plain(&block.children))?.day? {
        Day::Date(date) => Some((block.span.start, date)),
        _ => None,
    });
    days.next().filter(|_| days.next().is_none())
}

/// The day of which a line of the block tells.
fn day_told(block: &Node, order: Option<Order>) -> Option<Date> {
    let in_lines = |nodes: &[Node]| {
        let lines = super::inline::lines(nodes);
        lines.into_iter().find_map(|line| day_of_incident(&markdown::plain(line), order))
    };
    match &block.kind {
        Kind::Paragraph => in_lines(&block.children),
        Kind::List(_) => block.children.iter().find_map(|item| in_lines(super::inline::first_line(item).0)),
        Kind::Quote | Kind::Alert(_) => block.children.iter().find_map(|it| day_told(it, order)),
        _ => None,
    }
}

/// The first full day of a line that is not said to be of something else.
pub(in crate::read) fn day_of_incident(line: &str, order: Option<Order>) -> Option<Date> {
    const LONGEST: usize = 600;
    const MOST: usize = 8;
    let line = &line[..line.floor_char_boundary(LONGEST)];
    let mut from = 0;
    for _ in 0..MOST {
        let (found, day) = time_text::day_in(&line[from..])?;
        let at = from + found;
        if let Some(date) = day.in_order(order).resolve(None).filter(|_| !is_of_something_else(line, at)) {
            return Some(date);
        }
        from = at + time_text::lead(&line[at..])?.length.max(1);
    }
    None
}

/// The first day without a year in a line that was published on `posted`, if that is of the incident and before it.
/// A line may also begin with `Yesterday`.
pub(in crate::read) fn day_before(line: &str, posted: Date) -> Option<Date> {
    let lower = line.trim_start().to_lowercase();
    let begins = |word: &&&str| {
        let behind = lower.strip_prefix(**word).filter(|_| !word.contains(' '));
        behind.is_some_and(|rest| rest.starts_with(|c: char| !c.is_alphanumeric() || is_unspaced(c)))
    };
    if words().day.previous.iter().any(|word| begins(&word)) {
        return posted.yesterday().ok();
    }
    if let Some(day) = weekday_before(line, posted) {
        return Some(day);
    }
    let (_, day) = time_text::yearless_day_in(line).filter(|(at, _)| !is_of_something_else(line, *at))?;
    day.resolve(Some(posted)).filter(|day| *day <= posted)
}

/// The last day before `posted` of the first weekday that a line names: `on Saturday the shop was down`. The weekday of
/// `posted` itself may be that day or the one a week before.
fn weekday_before(line: &str, posted: Date) -> Option<Date> {
    /// In bytes. A shorter name is another word, too.
    const SHORTEST: usize = 5;
    let mut words = line.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() >= SHORTEST);
    // `Samstagabend`
    let named = |word: &'_ str| {
        let ends = word.char_indices().map(|(at, _)| at).skip(SHORTEST).chain([word.len()]).collect::<Vec<_>>();
        ends.into_iter().rev().find_map(|end| time_text::weekday(&word[..end]))
    };
    let (word, number) = words.find_map(|word| Some((word, named(word)?)))?;
    let at = line.find(word).filter(|at| !is_of_something_else(line, *at))?;
    // `Saturday, 4 November` has a day of its own.
    let has_day = time_text::lead(&line[at..]).is_some_and(|lead| !matches!(lead.day, Some(Day::Weekday(_)) | None));
    // `on the first Saturday of March`
    let mut behind = line[at + word.len()..].split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).take(2);
    let has_day = has_day || behind.any(|word| time_text::month(word).is_some());
    let days = i64::from((posted.weekday().to_monday_one_offset() - number).rem_euclid(7));
    (days > 0 && !has_day).then(|| posted.checked_sub(jiff::Span::new().days(days)).ok()).flatten()
}

/// True if the document begins with the lines of a mail or of a post: its date is the day on which it was sent or published.
pub(in crate::read) fn is_mail(document: &Document) -> bool {
    let first = document.blocks.iter().find(|block| !matches!(block.kind, Kind::Heading(_)));
    let lines = first.map(|block| super::inline::lines(&block.children)).unwrap_or_default();
    let names: Vec<_> = lines
        .into_iter()
        .filter_map(|line| Some(markdown::plain(line).split_once(':')?.0.trim().to_lowercase()))
        .collect();
    let has = |known: &[&str]| names.iter().any(|name| known.contains(&name.as_str()));
    has(words().head.title) && (has(words().head.sender) || has(&POST))
}

/// Keys that only the metadata of a post have, above its text.
const POST: [&str; 2] = ["slug", "category"];

/// What stands before the day at `at` says that it is not the incident's: `last upgraded on`.
fn is_of_something_else(line: &str, at: usize) -> bool {
    let (before, day) = line.split_at(at);
    let sentence = &before[sentence::around(before, before.len())];
    let sentence = sentence.rsplit("; ").next().unwrap_or(sentence).to_lowercase();
    let day = day.split_whitespace().next().unwrap_or_default().to_lowercase();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let is_bound = |word: &str| words().day.not_then.contains(&bare(word).as_str());
    let mut said: Vec<_> = sentence.split_whitespace().chain([day.as_str()]).collect();
    // Before several days, `с 9 по 12 апреля`, it says only when they begin.
    if time_text::begins_days(&line[at..]) {
        let last = said.iter().rev().take(2).position(|word| is_bound(word));
        said.truncate(said.len() - last.map_or(0, |at| at + 1));
    }
    // `after 2019-03-04`; the word may be part of the time.
    if said.iter().rev().take(2).any(|word| is_bound(word)) {
        return true;
    }
    let near = &said[said.len().saturating_sub(NEAR + 1)..];
    // `last Sunday, March 3`
    let is_weekday = |at: usize| near.get(at + 1).is_some_and(|word| time_text::weekday(&bare(word)).is_some());
    let told = near.iter().enumerate().filter(|(at, word)| !words().day.last.contains(*word) || !is_weekday(*at));
    let told: Vec<_> = told.map(|(_, word)| *word).collect();
    OTHER_DAYS.any(&told.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_may_be_the_first_of_several() {
        let told = |line: &str| day_of_incident(line, None);
        for line in [
            "From 9 to 12 April 2031 the gate stuck.",
            "С 9 по 12 апреля 2031 года ворота не открывались.",
            "Od 9 do 12 kwietnia 2031 brama nie działała.",
            "З 9 по 12 квітня 2031 року ворота не відчинялися.",
            "Vom 9. bis 12. April 2031 klemmte das Tor.",
            "In der Nacht vom 9. auf den 10. April 2031 klemmte das Tor.",
            "В ночь с 9 на 10 апреля 2031 года ворота не открывались.",
            "Nella notte tra il 9 e il 10 aprile 2031 il cancello era fermo.",
            "W nocy z 9 na 10 kwietnia 2031 r. brama nie działała.",
            "In de nacht van 9 op 10 april 2031 zat de poort vast.",
            "En la noche del 9 al 10 de abril de 2031 la puerta no se abría.",
            "Natten mellan 9 och 10 april 2031 satt grinden fast.",
            "Na noite de 9 para 10 de abril de 2031 o portão não abria.",
            "De segunda-feira 9 a quarta-feira 11 de abril de 2031 o portão não abria.",
            "Du mercredi 9 au jeudi 10 avril 2031, le portail était bloqué.",
            "From Wednesday 9 to Thursday 10 April 2031 the gate stuck.",
        ] {
            assert_eq!(told(line), Some(Date::constant(2031, 4, 9)), "{line}");
        }
        for line in
            ["С 9 апреля 2031 года ворота новые.", "The gate is new since 9.4.2031.", "After 2031-04-09 it was new."]
        {
            assert_eq!(told(line), None, "{line}");
        }
        for line in ["2031 年 4 月 9 日，大门卡住了。", "2031 年 4 月 9 日下午 3 点 20 分大门卡住了。"]
        {
            assert_eq!(told(line), Some(Date::constant(2031, 4, 9)), "{line}");
        }
    }

    #[test]
    fn names_hold_dates() {
        assert_eq!(dated("2026-03-14-cache"), (Some(Date::constant(2026, 3, 14)), "cache"));
        assert_eq!(dated("2026-03-14 a cache"), (Some(Date::constant(2026, 3, 14)), "a cache"));
        assert_eq!(dated("2026-03-14"), (Some(Date::constant(2026, 3, 14)), "2026-03-14"));
        assert_eq!(dated("cache"), (None, "cache"));
    }
}
