//! Timelines that are tables.

use super::labels::label;
use super::{Reader, paragraph};
use crate::markdown::{self, Node};
use crate::read::inline;
use crate::read::time_text;

/// Names of columns of times.
const TIME: [&str; 16] = [
    "time",
    "when",
    "timestamp",
    "date/time",
    "datetime",
    "date and time",
    "date & time",
    "zeit",
    "uhrzeit",
    "zeitpunkt",
    "hora",
    "heure",
    "horário",
    "時刻",
    "日時",
    "时间",
];

/// Names of columns of days.
const DATE: [&str; 8] = ["date", "datum", "fecha", "data", "日付", "日期", "day", "tag"];

/// Names of columns of what happened.
const TEXT: [&str; 21] = [
    "event",
    "events",
    "description",
    "what",
    "what happened",
    "details",
    "entry",
    "action",
    "activity",
    "note",
    "notes",
    "state",
    "ereignis",
    "beschreibung",
    "evento",
    "descripción",
    "événement",
    "イベント",
    "出来事",
    "事件",
    "内容",
];

/// Names of columns of the kind of moment.
const KIND: [&str; 6] = ["kind", "phase", "type", "art", "typ", "tipo"];

/// Which column of a table holds what.
struct Columns {
    time: usize,
    date: Option<usize>,
    text: Option<usize>,
    kind: Option<usize>,
    /// The header says that there are times.
    named: bool,
}

impl Columns {
    fn find(names: &[String], rows: &[Node]) -> Option<Self> {
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
        let date = named(&DATE);
        let by_name = named(&TIME).or(date);
        let time = by_name.or_else(|| (0..names.len().min(2)).find(|column| !rows.is_empty() && timed(*column)))?;
        let date = date.filter(|date| *date != time);
        let kind = named(&KIND).filter(|kind| *kind != time);
        let others = || (0..names.len()).find(|column| ![Some(time), date, kind].contains(&Some(*column)));
        let text = named(&TEXT).filter(|text| ![Some(time), date].contains(&Some(*text))).or_else(others);
        Some(Self { time, date, text, kind: kind.filter(|kind| Some(*kind) != text), named: by_name.is_some() })
    }

    fn others(&self, columns: usize) -> impl Iterator<Item = usize> {
        let used = [Some(self.time), self.date, self.text, self.kind];
        (0..columns).filter(move |column| !used.contains(&Some(*column)))
    }
}

impl<'a> Reader<'a> {
    /// True if the table is one of times.
    pub(super) fn table(&mut self, table: &'a Node) -> bool {
        let Some((head, rows)) = table.children.split_first() else { return false };
        let names: Vec<_> = head.children.iter().map(|cell| markdown::plain(&cell.children).to_lowercase()).collect();
        let Some(columns) = Columns::find(&names, rows) else { return false };
        let timed = |row: &&Node| {
            row.children.get(columns.time).is_some_and(|cell| time_text::lead(&inline::text(&cell.children)).is_some())
        };
        let times = rows.iter().filter(timed).count();
        // A section that is no timeline may hold a table with dates.
        if times == 0 && !(self.named && columns.named) || !self.named && times * 2 < rows.len() {
            return false;
        }
        self.settle();
        if let Some(zone) = names.get(columns.time).and_then(|name| time_text::zone_in(&name.to_uppercase())) {
            self.zone = Some(zone.named());
        }
        for row in rows {
            self.row(row, &columns);
        }
        true
    }

    fn row(&mut self, row: &'a Node, columns: &Columns) {
        let cell = |column: usize| row.children.get(column).map_or(&[][..], |cell| cell.children.as_slice());
        let date = columns.date.map_or_else(String::new, |date| inline::text(cell(date)));
        let written = format!("{} {}", date.trim(), inline::text(cell(columns.time)).trim());
        let written = written.trim().to_owned();
        let content = columns.text.map_or_else(Vec::new, |column| cell(column).to_vec());
        let empty = inline::text(&content).trim().is_empty();
        let kind = columns.kind.and_then(|column| label(&inline::text(cell(column)))).map(|(kind, _)| kind);
        let detail: Vec<_> = columns
            .others(row.children.len())
            .chain(columns.kind.filter(|_| kind.is_none()))
            .filter(|column| !inline::text(cell(*column)).trim().is_empty())
            .map(|column| paragraph(cell(column).to_vec()))
            .collect();
        match time_text::lead(&written) {
            Some(lead) if lead.is_day() && empty => self.set_day(lead.day),
            Some(lead) => {
                self.entry(&lead, content, detail, kind);
                if let Some(entry) = self.timeline.entries.last_mut() {
                    // The cell is the time, all of it.
                    entry.time_text = Some(written);
                }
            }
            None if written.is_empty() && empty => {}
            None => self.push(Some(written).filter(|text| !text.is_empty()), content, detail, kind),
        }
    }
}
