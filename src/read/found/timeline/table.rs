//! Timelines that are tables.

use super::Reader;
use super::labels::label;
use crate::incident::timeline::Entry;
use crate::markdown::{self, Kind, Node};
use crate::read::found::inline;
use crate::read::found::time_text::{self, ZoneText};
use crate::read::words::nothing::{has_template_mark, is_named_example, is_unknown_time};
use crate::read::words::words;
use crate::text::Span;

/// Names of columns of the kind of moment.
pub(crate) fn kind_columns() -> Vec<&'static str> {
    [words().field.kind, words().column.kind].concat()
}

/// Which column of a table holds what.
struct Columns {
    /// As written in the header.
    names: Vec<String>,
    time: usize,
    /// When it ended.
    end: Option<usize>,
    /// The same time in another zone, and both zones.
    second: Option<(usize, [String; 2])>,
    date: Option<usize>,
    text: Option<usize>,
    kind: Option<usize>,
    /// The header says that there are times.
    named: bool,
}

impl Columns {
    fn find(written: Vec<String>, rows: &[Node]) -> Option<Self> {
        let names: Vec<_> = written.iter().map(|name| name.to_lowercase()).collect();
        let named = |words: &[&str]| {
            words.iter().find_map(|word| {
                names.iter().position(|name| {
                    let name = name.split(['(', '（', ',']).next().unwrap_or(name).trim();
                    let joined = |rest: Option<&str>| {
                        rest.is_some_and(|rest| rest.starts_with(' ') && !rest.starts_with(" to "))
                    };
                    name == *word || joined(name.strip_prefix(word)) || name.ends_with(&format!(" {word}"))
                })
            })
        };
        let timed = |column: usize| {
            let begins = |row: &&Node| {
                row.children.get(column).is_some_and(|cell| time_text::lead(&inline::text(&cell.children)).is_some())
            };
            rows.iter().filter(begins).count() * 2 > rows.len()
        };
        let known = &words().column;
        let date = named(known.day);
        let start = named(known.start).filter(|column| timed(*column));
        let by_name = named(known.time).filter(|time| start.is_none() || timed(*time)).or(start);
        let beside = || date.and_then(|date| clock_beside(date, names.len(), rows));
        let by_name = by_name.or_else(beside).or(date);
        let time = by_name.or_else(|| (0..names.len().min(2)).find(|column| !rows.is_empty() && timed(*column)))?;
        let date = date.filter(|date| *date != time);
        let begins =
            |row: &&Node| row.children.get(time).is_some_and(|cell| !inline::text(&cell.children).trim().is_empty());
        let ends = |column: usize| {
            let cells = rows.iter().filter(begins).filter_map(|row| row.children.get(column));
            let cells: Vec<_> = cells.map(|cell| inline::text(&cell.children)).collect();
            let is_end = |text: &String| is_unknown_time(text) || time_text::whole(text).is_some();
            cells.iter().all(|text| text.trim().is_empty() || is_end(text)) && cells.iter().any(is_end)
        };
        let end = named(known.end).filter(|end| ![Some(time), date].contains(&Some(*end)) && ends(*end));
        let own_zone = |end: &usize| zone_of(&written[*end]).is_none_or(|zone| Some(zone) == zone_of(&written[time]));
        let end = end.filter(own_zone);
        let second = zone_of(&written[time]).and_then(|ours| {
            // Of the same name, but for the zone.
            let other = |column: &usize| {
                let is_same = unzoned(&written[*column]) == unzoned(&written[time]);
                ![Some(time), date, end].contains(&Some(*column)) && is_same && timed(*column)
            };
            let theirs = |column: usize| zone_of(&written[column]).filter(|theirs| *theirs != ours);
            let mut others = (0..names.len()).filter(other);
            others.find_map(|column| Some((column, [ours.clone(), theirs(column)?])))
        });
        let times = [Some(time), date, end, second.as_ref().map(|(column, _)| *column)];
        let kind = named(&kind_columns()).filter(|kind| !times.contains(&Some(*kind)));
        let others = || (0..names.len()).find(|column| !times.contains(&Some(*column)) && Some(*column) != kind);
        let text =
            named(&[known.event, known.task].concat()).filter(|text| !times.contains(&Some(*text))).or_else(others);
        let kind = kind.filter(|kind| Some(*kind) != text);
        Some(Self { names: written, time, end, second, date, text, kind, named: by_name.is_some() })
    }

    /// The table tells what happened, in the words of its head or of most rows. Others have times, too.
    fn tell(&self, rows: &[Node]) -> bool {
        let Some(text) = self.text else { return false };
        let name = self.names[text].trim().to_lowercase();
        let told = |row: &&Node| {
            let words = row.children.get(text).map(|cell| inline::text(&cell.children));
            words.is_some_and(|text| !text.is_ascii() || text.split_whitespace().count() > 1)
        };
        words().column.event.contains(&name.as_str())
            || self.time <= 1 && rows.iter().filter(told).count() * 2 > rows.len()
    }

    /// The columns that have no place of their own; that of the end has one if it was `ended`.
    fn others(&self, columns: usize, ended: bool) -> impl Iterator<Item = usize> {
        let used = [Some(self.time), self.end.filter(|_| ended), self.date, self.text, self.kind];
        (0..columns).filter(move |column| !used.contains(&Some(*column)))
    }

    /// The time of a row, as it would stand before a line, and whether it has an end.
    fn time(&self, row: &Node) -> (String, bool) {
        let cell = |column: Option<usize>| {
            let cell = column.and_then(|column| row.children.get(column));
            cell.map_or_else(String::new, |cell| inline::text(&cell.children).trim().to_owned())
        };
        let mut time = format!("{} {}", cell(self.date), cell(Some(self.time))).trim().to_owned();
        let end = cell(self.end);
        let ended = time_text::whole(&time).is_some() && time_text::whole(&end).is_some();
        if ended {
            time = format!("{time} – {end}");
        }
        if let Some((column, [ours, theirs])) = &self.second {
            let other = cell(Some(*column));
            let lacks_zone = |text: &str| time_text::whole(text).is_some_and(|lead| lead.zone.is_none());
            if time.is_empty() && lacks_zone(&other) {
                time = format!("{other} {theirs}");
            } else if lacks_zone(&time) && lacks_zone(&other) {
                time = format!("{time} {ours} ({other} {theirs})");
            }
        }
        (time, ended)
    }
}

/// The column of clocks in a table that has one of days: `| Date | UTC | What |`.
fn clock_beside(date: usize, columns: usize, rows: &[Node]) -> Option<usize> {
    let has_clock = |row: &Node, column: usize| {
        let cell = row.children.get(column).map(|cell| inline::text(&cell.children));
        cell.and_then(|text| time_text::whole(&text)).is_some_and(|lead| lead.has_clock())
    };
    let is_clock = |column: &usize| rows.iter().filter(|row| has_clock(row, *column)).count() * 2 > rows.len();
    (0..columns.min(3)).find(|column| *column != date && is_clock(column))
}

/// The name of a column without that of a zone.
fn unzoned(name: &str) -> Vec<String> {
    let words =
        name.split(|c: char| !(c.is_alphanumeric() || matches!(c, '+' | '-' | ':'))).filter(|it| !it.is_empty());
    let kept = words.filter(|word| time_text::zone_in(&word.to_uppercase()).is_none());
    kept.map(str::to_lowercase).collect()
}

/// The zone that the name of a column has.
fn zone_of(name: &str) -> Option<String> {
    Some(match time_text::zone_in(&name.to_uppercase())? {
        ZoneText::Known(_, name) => name,
        ZoneText::Vague(name) => name.to_owned(),
    })
}

impl<'a> Reader<'a> {
    /// True if the table is one of times.
    pub(in crate::read) fn table(&mut self, table: &'a Node) -> bool {
        let Some((head, rows)) = table.children.split_first() else { return false };
        let names = head.children.iter().map(|cell| markdown::plain(&cell.children)).collect();
        let Some(columns) = Columns::find(names, rows) else { return false };
        let timed = |row: &&Node| {
            row.children.get(columns.time).is_some_and(|cell| time_text::lead(&inline::text(&cell.children)).is_some())
        };
        let times = rows.iter().filter(timed).count();
        // A section that is no timeline may hold a table with dates.
        if is_unfilled(rows) || times == 0 && !(self.named && columns.named) || !self.named && times * 2 < rows.len() {
            return false;
        }
        if !self.named && !columns.tell(rows) {
            return false;
        }
        self.settle();
        if let Some(zone) = columns.names.get(columns.time).and_then(|name| time_text::zone_in(&name.to_uppercase())) {
            self.zone = Some(zone.named());
        }
        for row in rows {
            self.row(row, &columns);
        }
        true
    }

    /// Rows that tell what happened, but not when; true if there are any.
    pub(super) fn untimed_table(&mut self, block: &'a Node) -> bool {
        let Some((head, rows)) = block.children.split_first().filter(|_| matches!(block.kind, Kind::Table(_))) else {
            return false;
        };
        let names: Vec<_> = head.children.iter().map(|cell| markdown::plain(&cell.children)).collect();
        let is_event = |name: &String| words().column.event.contains(&name.trim().to_lowercase().as_str());
        let Some(event) = names.iter().position(is_event).filter(|_| !is_unfilled(rows)) else { return false };
        for row in rows {
            let Some(cell) = row.children.get(event) else { continue };
            let others = names
                .iter()
                .zip(&row.children)
                .enumerate()
                .filter(|(column, (_, cell))| *column != event && !inline::text(&cell.children).trim().is_empty());
            let detail = others.map(|(_, (name, cell))| inline::named_cell(name, cell)).collect();
            self.push(Entry::default(), cell.children.clone(), detail, None);
        }
        !rows.is_empty()
    }

    fn row(&mut self, row: &'a Node, columns: &Columns) {
        let cell = |column: usize| row.children.get(column).map_or(&[][..], |cell| cell.children.as_slice());
        let (written, ended) = columns.time(row);
        let content = columns.text.map_or_else(Vec::new, |column| cell(column).to_vec());
        let empty = inline::text(&content).trim().is_empty();
        let kind = columns.kind.and_then(|column| label(&inline::text(cell(column)))).map(|(kind, _)| kind);
        let detail: Vec<_> = columns
            .others(row.children.len(), ended)
            .chain(columns.kind.filter(|_| kind.is_none()))
            .filter(|column| !inline::text(cell(*column)).trim().is_empty())
            .filter_map(|column| Some(inline::named_cell(columns.names.get(column)?, row.children.get(column)?)))
            .collect();
        match time_text::lead(&written) {
            Some(lead) if lead.is_day() && empty => self.set_day(lead.day),
            Some(lead) => {
                self.entry(&lead, content, detail, kind);
                if let Some(entry) = self.timeline.entries.last_mut() {
                    // The clock is shown in one form, without what stands behind it.
                    if entry.at.is_some() {
                        entry.content.splice(0..0, left(&written[lead.length..], row.span));
                    }
                    // The cell is the time, all of it.
                    entry.time_text = Some(written);
                }
            }
            None if written.is_empty() && empty => {}
            None if has_template_mark(&written) && is_example(&content) => {}
            None => {
                let time_text = Some(written).filter(|text| !text.is_empty());
                self.push(Entry { time_text, ..Entry::default() }, content, detail, kind);
            }
        }
    }
}

/// Rows of a template, as in `| HH:MM | … |`.
fn is_unfilled(rows: &[Node]) -> bool {
    let is_mark = |cell: &Node| has_template_mark(&inline::text(&cell.children));
    rows.iter().all(|row| row.children.iter().any(is_mark))
}

/// What a template shows as an example: `_Alert or first report_`, `Example: alert fires`.
fn is_example(content: &[Node]) -> bool {
    inline::is_slanted(content) || is_named_example(&inline::text(content))
}

/// What a cell says behind its time, as words before those of the entry: `02:00 (from the log)`.
fn left(rest: &str, span: Span) -> Option<Node> {
    let is_said = rest.contains(char::is_alphabetic) && time_text::zone_in(rest).is_none();
    is_said.then(|| inline::plain(span, format!("{} ", rest.trim_matches([' ', ',', '/', '-', '–']))))
}
