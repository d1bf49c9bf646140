//! What the author did not state and the text says all the same.

use jiff::civil::Date;

use super::front_matter::FrontMatter;
use super::time_text::{self, Day, NamedZone};
use crate::config::Config;
use crate::data::fields::Spanned;
use crate::incident::instant::split_date;
use crate::incident::section::{Role, Section};
use crate::incident::severity::{Match, Severity};
use crate::incident::{Fact, Status, Traced};
use crate::markdown::{self, Document, Kind, Node};
use crate::text::sentence;
use crate::text::shortcode::shortcode;
use crate::text::{SourceFile, Span};

/// A first line longer than this is a paragraph, not a title.
const LONGEST_TITLE: usize = 120;

/// Longest sentences of a section that still fit an executive card, in bytes.
const LONGEST_FACT: usize = 320;

/// The file's own name, or its folder's for `index.md`: what stands for the
/// document if nothing else does.
pub(super) fn stem(file: &SourceFile) -> &str {
    let mut parts = file.stem_path().rsplit('/');
    let stem = parts.next().unwrap_or_default();
    if stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme") {
        parts.next().unwrap_or(stem)
    } else {
        stem
    }
}

/// Day and rest of a name like `2026-03-14-slug` or `2026-03-14 slug`.
pub(super) fn dated(stem: &str) -> (Option<Date>, &str) {
    match split_date(stem) {
        Some((date, rest)) => {
            let rest = rest.trim_start_matches(['-', '_', ' ']);
            (Some(date), if rest.is_empty() { stem } else { rest })
        }
        None => (None, stem),
    }
}

/// The day in the name of a file or of its folders: `2026-03-14-slug`, `20260314`,
/// `2026-03/14-slug`, `2026/03/14`, `03_14_2026`.
pub(super) fn file_date(file: &SourceFile) -> Option<Date> {
    let stem = stem(file);
    let stripped = stem.trim_start_matches(|c: char| !c.is_ascii_digit());
    if let Some((date, _)) = split_date(stem).or_else(|| split_date(stripped)) {
        return Some(date);
    }
    let numbers = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_ascii_digit()).map(str::to_owned);
        parts.take_while(|part| !part.is_empty()).collect()
    };
    let in_stem = numbers(stripped);
    if let Some(all) = in_stem.first().filter(|all| all.len() == 8) {
        return date_of(&all[..4], &all[4..6], &all[6..]);
    }
    if let [a, b, year, ..] = in_stem.as_slice()
        && year.len() == 4
        && a.len() <= 2
    {
        // Day or month first: only one of them may be possible.
        let (first, second) = (date_of(year, a, b), date_of(year, b, a));
        return if first.is_some() && second.is_some() && a != b { None } else { first.or(second) };
    }
    if let [year, month, day, ..] = in_stem.as_slice()
        && year.len() == 4
    {
        return date_of(year, month, day);
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

/// A full day in a title.
pub(super) fn date_in(title: &str) -> Option<Date> {
    day_in(title).map(|(_, date)| date)
}

/// The day in the title of a document.
pub(super) fn title_date(front: &FrontMatter, document: &Document, file: &SourceFile) -> Option<Date> {
    match &front.title {
        Some(title) => date_in(&title.value),
        None => title_heading(document, &file.text).and_then(|(title, _)| date_in(&title)),
    }
}

/// The first full day in a text, and where it stands.
fn day_in(text: &str) -> Option<(usize, Date)> {
    // A full day has a year.
    if text.as_bytes().windows(4).all(|four| !four.iter().all(u8::is_ascii_digit)) {
        return None;
    }
    let starts = text.char_indices().filter(|(at, c)| {
        (c.is_ascii_digit() || c.is_uppercase())
            && text[..*at].chars().next_back().is_none_or(|before| !before.is_alphanumeric())
    });
    starts.take(100).find_map(|(at, _)| match time_text::lead(&text[at..])?.day? {
        Day::Date(date) => Some((at, date)),
        _ => None,
    })
}

/// The zone of all times, wherever the document says so.
pub(super) fn zone_of_all(document: &Document) -> Option<NamedZone> {
    let short = |block: &&Node| block.span.end - block.span.start < 200;
    let lines = document
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, Kind::Paragraph | Kind::Heading(_) | Kind::Quote))
        .filter(short);
    lines.filter_map(|block| time_text::zone_of_all(&markdown::plain(&block.children))).map(|zone| zone.named()).next()
}

/// A year in the head of a table, as in `Date (2022)`.
pub(super) fn year_in(document: &Document) -> Option<i16> {
    let heads = document
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, Kind::Table(_)))
        .filter_map(|table| table.children.first());
    heads.flat_map(|head| &head.children).find_map(|cell| {
        let text = markdown::plain(&cell.children);
        let digits = text.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 4)?;
        digits.parse().ok().filter(|year| (1990..=2100).contains(year))
    })
}

/// Words shortly before a day that say it is of something else than the incident.
const OTHER_DAYS: [&str; 50] = [
    "last",
    "like",
    "the same",
    "already",
    "since",
    "previous",
    "previously",
    "earlier",
    "similar",
    "upgraded",
    "updated",
    "update",
    "version",
    "published",
    "written",
    "created",
    "reviewed",
    "review",
    "meeting",
    "approved",
    "signed",
    "introduced",
    "released",
    "installed",
    "migrated",
    "due",
    "deadline",
    "prior",
    "template",
    "copyright",
    "planned",
    "scheduled",
    "seit",
    "letzte",
    "zuletzt",
    "frühere",
    "früheren",
    "aktualisiert",
    "erstellt",
    "veröffentlicht",
    "fällig",
    "desde",
    "última",
    "actualizado",
    "publicado",
    "depuis",
    "dernière",
    "mis à jour",
    "publié",
    "更新",
];

/// Words right before a day that say it only ends or begins something.
const ENDS: [&str; 11] = ["by", "until", "till", "after", "before", "bis", "nach", "vor", "antes", "hasta", "avant"];

/// How many words before a day say what it is of.
const NEAR: usize = 5;

/// The first full day of which the opening of a document says that the incident was then.
pub(super) fn date_in_opening(document: &Document, sections: &[Section]) -> Option<Date> {
    let mut left = 6;
    let mut promises = None;
    for block in &document.blocks {
        if let Kind::Heading(heading) = &block.kind {
            let section = sections.iter().find(|section| section.span.start == block.span.start);
            let ended = promises.is_some_and(|level| heading.level <= level);
            promises = promises.filter(|_| !ended);
            let is_promise =
                section.is_some_and(|it| matches!(it.role, Some(Role::Actions | Role::Remediation | Role::Lessons)));
            promises = promises.or(is_promise.then_some(heading.level));
            continue;
        }
        if matches!(block.kind, Kind::Code(_)) {
            continue;
        }
        if left == 0 {
            break;
        }
        left -= 1;
        if promises.is_none()
            && let Some(day) = day_told(block)
        {
            return Some(day);
        }
    }
    None
}

/// The day of which a line of the block tells.
fn day_told(block: &Node) -> Option<Date> {
    let in_lines = |nodes: &[Node]| {
        let lines = super::inline::lines(nodes);
        lines.into_iter().find_map(|line| day_of_incident(&markdown::plain(line)))
    };
    match &block.kind {
        Kind::Paragraph => in_lines(&block.children),
        Kind::List(_) => block.children.iter().find_map(|item| in_lines(super::inline::first_line(item).0)),
        Kind::Quote | Kind::Alert(_) => block.children.iter().find_map(day_told),
        Kind::Table(_) => day_of_column(block),
        _ => None,
    }
}

/// `| Date | Severity |` with one row below it.
fn day_of_column(table: &Node) -> Option<Date> {
    let [head, row] = table.children.as_slice() else { return None };
    let column = head.children.iter().position(|cell| super::metadata::says_when(&markdown::plain(&cell.children)))?;
    date_in(&markdown::plain(&row.children.get(column)?.children))
}

/// The first full day of a line that is not said to be of something else.
fn day_of_incident(line: &str) -> Option<Date> {
    const LONGEST: usize = 600;
    const MOST: usize = 8;
    let line = &line[..line.floor_char_boundary(LONGEST)];
    let mut from = 0;
    for _ in 0..MOST {
        let (found, day) = day_in(&line[from..])?;
        let at = from + found;
        if !is_of_something_else(line, at) {
            return Some(day);
        }
        from = at + time_text::lead(&line[at..])?.length.max(1);
    }
    None
}

/// What stands before the day at `at` says that it is not the incident's: `last upgraded on`.
fn is_of_something_else(line: &str, at: usize) -> bool {
    const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let (before, day) = line.split_at(at);
    let sentence = &before[sentence::around(before, before.len())];
    let sentence = sentence.rsplit("; ").next().unwrap_or(sentence).to_lowercase();
    let day = day.split_whitespace().next().unwrap_or_default().to_lowercase();
    let words: Vec<_> = sentence.split_whitespace().chain([day.as_str()]).collect();
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    // `after 2019-03-04`; the word may be part of the time.
    if words.iter().rev().take(2).any(|word| ENDS.contains(&bare(word).as_str())) {
        return true;
    }
    let near = &words[words.len().saturating_sub(NEAR + 1)..];
    // `last Sunday, March 3`
    let is_weekday = |at: usize| near.get(at + 1).is_some_and(|word| WEEKDAYS.iter().any(|day| word.starts_with(day)));
    let told = near.iter().enumerate().filter(|(at, word)| **word != "last" || !is_weekday(*at));
    let told: Vec<_> = told.map(|(_, word)| *word).collect();
    super::sections::has_any(&told.join(" "), &OTHER_DAYS)
}

/// What stands for a text that is still to be written.
pub(super) fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 18] = [
        "",
        "tbd",
        "tba",
        "tbc",
        "todo",
        "to do",
        "n/a",
        "na",
        "none",
        "pending",
        "wip",
        "fixme",
        "coming soon",
        "under investigation",
        "not yet known",
        "offen",
        "pendiente",
        "未定",
    ];
    const BEGINNINGS: [&str; 12] = [
        "to be written",
        "to be determined",
        "to be decided",
        "to be defined",
        "to be added",
        "to be filled",
        "to be completed",
        "to be confirmed",
        "to be announced",
        "to be done",
        "todo:",
        "tbd:",
    ];
    let lower = text.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    WORDS.contains(&lower.as_str()) || (lower.len() < 60 && BEGINNINGS.iter().any(|words| lower.starts_with(words)))
}

/// The severity of a field: its first words, if they are few; the last one that was given.
pub(super) fn severity(text: &str, config: &Config) -> Option<Severity> {
    const CHANGES: [&str; 12] = [
        "->",
        "→",
        "=>",
        "➜",
        "➔",
        "downgraded to",
        "upgraded to",
        "raised to",
        "lowered to",
        "reduced to",
        "escalated to",
        "changed to",
    ];
    let lower = text.to_ascii_lowercase();
    let changed = CHANGES.iter().filter_map(|mark| lower.rfind(mark).map(|at| at + mark.len())).max();
    let last = changed.and_then(|at| one_severity(&text[at..], config)).filter(|severity| severity.rank.is_some());
    last.or_else(|| one_severity(text, config))
}

fn one_severity(text: &str, config: &Config) -> Option<Severity> {
    let head =
        text.split(['(', '（', ',', ';', '—', '–', '/']).next().unwrap_or(text).split(" - ").next().unwrap_or(text);
    let head = head.trim().trim_matches(|c: char| !c.is_alphanumeric());
    let of = |text: &str| match Severity::find(text, &config.severities) {
        Match::Known(severity) => Some(severity),
        _ => None,
    };
    let mut words = head.split_whitespace();
    let word = words.next().unwrap_or(head);
    // "SEV-1 means that everything is down" explains the word.
    if matches!(words.next(), Some("means" | "stands" | "bedeutet" | "heißt" | "significa")) {
        return None;
    }
    let words = head.chars().count() <= 30 && !head.is_empty();
    of(head).or_else(|| of(word)).or_else(|| words.then(|| Severity { label: head.to_owned(), rank: None }))
}

/// The state of the document, where a field names one of ours.
pub(super) fn status(text: &str) -> Option<Status> {
    match text.trim().to_lowercase().as_str() {
        "draft" | "entwurf" | "borrador" | "rascunho" => Some(Status::Draft),
        "in review" | "in-review" | "under review" => Some(Status::InReview),
        "reviewed" | "final" | "published" | "approved" => Some(Status::Reviewed),
        "closed" | "complete" | "completed" | "done" => Some(Status::Closed),
        _ => None,
    }
}

/// How many fields of a template were left unfilled.
pub(super) fn placeholders(text: &str) -> usize {
    const MARKS: [&str; 11] = [
        "YYYY-MM-DD",
        "HH:MM",
        "hh:mm",
        "[Insert",
        "[insert",
        "<insert",
        "[Your ",
        "[Name",
        "[Date",
        "{{ title",
        "TT.MM.JJJJ",
    ];
    let marks: usize = MARKS.iter().map(|mark| text.matches(mark).count()).sum();
    let bracketed = text.lines().filter(|line| {
        let line = line.trim().trim_start_matches(['-', '*', ' ', '>']);
        let open = line.starts_with('[') && line.ends_with(']') && !line.contains("](") && line.len() > 8;
        open || (line.starts_with('<')
            && line.ends_with('>')
            && line.contains(' ')
            && !line.contains('=')
            && !line.contains('/'))
    });
    marks + bracketed.count()
}

/// Its path or title says that it tells of an incident.
pub(super) fn is_named_incident(path: &str, title: &str) -> bool {
    const WORDS: [&str; 14] = [
        "postmortem",
        "post-mortem",
        "post_mortem",
        "post mortem",
        "incident",
        "outage",
        "retro",
        "disclosure",
        "rca",
        "root cause",
        "vorfall",
        "störung",
        "ポストモーテム",
        "事故",
    ];
    let path = path.to_lowercase();
    WORDS.iter().any(|word| {
        title.contains(word)
            || path.split(['/', '.', '-', '_', ' ']).any(|part| part == *word)
            || path.contains(word) && word.len() > 5
    })
}

/// The heading that is the title: the first of the shallowest level near the top.
pub(super) fn title_heading(document: &Document, text: &str) -> Option<(String, Span)> {
    let near = text.match_indices('\n').nth(60).map_or(text.len(), |(at, _)| at);
    let headings = document.blocks.iter().filter(|block| (block.span.start as usize) < near).filter_map(|block| {
        match &block.kind {
            Kind::Heading(heading) => Some((heading.level, block)),
            _ => None,
        }
    });
    let (_, block) = headings.min_by_key(|(level, block)| (*level, block.span.start))?;
    Some((markdown::plain(&block.children), block.span)).filter(|(title, _)| !title.is_empty())
}

/// A title without emoji shortcodes at its ends.
pub(super) fn plain_title(heading: &str) -> String {
    let mut title = heading.trim();
    while let Some(length) = shortcode(title) {
        title = title[length..].trim_start();
    }
    while let Some(inner) = title.strip_suffix(':') {
        let Some(at) = inner.rfind(':').filter(|at| shortcode(&title[*at..]) == Some(title.len() - at)) else { break };
        title = title[..at].trim_end();
    }
    if title.is_empty() { heading.to_owned() } else { title.to_owned() }
}

/// A short first line.
pub(super) fn first_line(document: &Document) -> Option<String> {
    let first = document.blocks.first().filter(|block| matches!(block.kind, Kind::Paragraph))?;
    if first.children.iter().all(|node| matches!(node.kind, Kind::Link(_) | Kind::SoftBreak)) {
        return None;
    }
    let lines = super::inline::lines(&first.children);
    let named = lines.iter().find_map(|line| titled(&markdown::plain(line)));
    named
        .or_else(|| lines.first().map(|line| markdown::plain(line)))
        .filter(|text| !text.is_empty() && text.len() < LONGEST_TITLE)
}

/// `Title: Redis loop`
fn titled(line: &str) -> Option<String> {
    let (name, title) = line.split_once([':', '：'])?;
    let is_title = matches!(
        name.trim().to_lowercase().as_str(),
        "title" | "titel" | "título" | "titre" | "タイトル" | "标题" | "標題"
    );
    is_title.then(|| title.trim().to_owned()).filter(|title| !title.is_empty())
}

/// What the author stated.
pub(super) fn stated(text: &Spanned<String>) -> Traced<Fact> {
    let nodes = super::front_matter::inline(&text.value, text.span);
    Traced::stated(Fact { plain: markdown::plain(&nodes), content: Some(nodes) }, text.span)
}

/// The first sentences of the first section of `role`, or its first two points.
pub(super) fn fact(document: &Document, sections: &[Section], role: Role) -> Option<Traced<Fact>> {
    let section = sections.iter().find(|section| section.role == Some(role))?;
    // The heading's own block is inside, too, and neither.
    let told = |block: &Node| match &block.kind {
        Kind::Paragraph => {
            Some(markdown::plain(&block.children)).filter(|text| !text.ends_with([':', '：']) && !is_placeholder(text))
        }
        Kind::List(_) => {
            let items = block.children.iter().map(|item| markdown::plain(super::inline::first_line(item).0));
            let told: Vec<_> = items.filter(|text| !is_placeholder(text)).take(2).collect();
            Some(told.join("; ")).filter(|text| !text.is_empty())
        }
        _ => None,
    };
    let mut blocks = document.blocks.iter().filter(|block| section.span.contains(block.span));
    let (told, place) = blocks.find_map(|block| Some((told(block)?, block.span)))?;
    let plain = sentence::first(&told, 2, LONGEST_FACT);
    (!plain.is_empty()).then_some(Traced::inferred(Fact { plain, content: None }, Some(place)))
}

/// Words of the narrative: what stands outside `except`, tables and code.
/// Scripts without blanks count two characters as a word.
pub(super) fn words(document: &Document, except: &[Span]) -> usize {
    let counted = |block: &&Node| !except.iter().any(|span| span.contains(block.span));
    document.blocks.iter().filter(counted).map(count).sum()
}

fn count(node: &Node) -> usize {
    match &node.kind {
        Kind::Text(text) => {
            if text.is_ascii() {
                let word = |word: &str| word.bytes().any(|byte| byte.is_ascii_alphanumeric());
                return text.split_ascii_whitespace().filter(|it| word(it)).count();
            }
            let wide = text.chars().filter(|c| *c >= '\u{2e80}' && c.is_alphanumeric()).count();
            let spaced = text
                .split_whitespace()
                .filter(|word| word.contains(|c: char| c.is_alphanumeric() && c < '\u{2e80}'))
                .count();
            spaced + wide / 2
        }
        Kind::InlineCode(_) => 1,
        Kind::Table(_) | Kind::Code(_) | Kind::Html(_) | Kind::Heading(_) => 0,
        _ => node.children.iter().map(count).sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_dates() {
        assert_eq!(dated("2026-03-14-cache"), (Some(Date::constant(2026, 3, 14)), "cache"));
        assert_eq!(dated("2026-03-14 a cache"), (Some(Date::constant(2026, 3, 14)), "a cache"));
        assert_eq!(dated("2026-03-14"), (Some(Date::constant(2026, 3, 14)), "2026-03-14"));
        assert_eq!(dated("cache"), (None, "cache"));
    }
}
