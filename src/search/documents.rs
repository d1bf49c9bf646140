//! The files that results are shown from: cards, texts, and one column for each facet.

use rayon::prelude::*;
use serde_json::{Value, json};

use super::code::{File, hashed_file, write_number};
use super::document;
use super::text::Lines;
use crate::archive::{Archive, Member};
use crate::config::Config;
use crate::incident::metrics::{Clock, Metric};
use crate::incident::{Fact, Incident, Traced};
use crate::text::shorten::shorten_to;
use crate::text::slug::encode_path;

/// Cards in one file.
const CARDS: usize = 8;

/// Files of cards in one directory.
const DIRECTORY: usize = 32;

/// Returns the file of one document's text: cause, fix, sections and lines.
pub(super) fn text_file(document: &Member, lines: &Lines) -> File {
    let plain = |fact: fn(&Incident) -> &Option<Traced<Fact>>| {
        let fact = document.incident().and_then(|incident| fact(incident).as_ref());
        fact.map_or_else(String::new, |fact| shorten_to(&fact.plain, LONGEST_FACT))
    };
    let sections: Vec<(String, &str)> = lines.sections.iter().map(|(id, name)| (encode_path(id), &**name)).collect();
    let (cause, fix) = (plain(|it| &it.root_cause), plain(|it| &it.remediation));
    // Serialising strings to JSON cannot fail.
    hashed_file('t', &serde_json::to_vec(&(cause, fix, sections, lines.shown())).unwrap_or_default())
}

/// Longest cause or fix on a card, in characters: about two lines.
const LONGEST_FACT: usize = 220;

/// Returns the files of cards, eight cards in each. `texts` are the names of the files that
/// [`text_file`] made.
pub(super) fn cards(documents: &[Member], config: &Config, texts: &[String]) -> Vec<File> {
    (0..texts.len().div_ceil(CARDS)).into_par_iter().map(|at| leaf(documents, config, texts, at)).collect()
}

/// Returns the number of the file of cards that contains `document`.
pub(super) fn leaf_of(document: usize) -> usize {
    document / CARDS
}

/// Returns the file of cards with the number `at`.
pub(super) fn leaf(documents: &[Member], config: &Config, texts: &[String], at: usize) -> File {
    let some = documents.iter().zip(texts).skip(at * CARDS).take(CARDS);
    let cards: Vec<Value> = some.map(|(document, text)| card(document, config, text)).collect();
    hashed_file('d', Value::Array(cards).to_string().as_bytes())
}

/// Returns the directories of the files of cards, and their part of the index's entry file.
pub(super) fn directories(leaves: &[String]) -> (Vec<File>, Value) {
    let files: Vec<File> = leaves.chunks(DIRECTORY).map(|some| hashed_file('c', some.join("\n").as_bytes())).collect();
    let entry = files.iter().map(|file| Value::String(file.name.clone())).collect();
    (files, Value::Array(entry))
}

/// Returns the card of a document. A plain page has only the first four.
fn card(document: &Member, config: &Config, file: &str) -> Value {
    let text = document.text();
    let (title, path) = (&text.title.value, encode_path(&document::path(document, config)));
    let Some(incident) = document.incident() else { return json!([title, path, text.lang, file]) };
    let services: Vec<&str> = incident.services.iter().map(|label| label.name.as_str()).collect();
    json!([
        title,
        path,
        text.lang,
        file,
        incident.date.as_ref().map(|date| date.value.to_string()),
        incident.severity.as_ref().map(|severity| severity.label.as_str()),
        minutes(incident),
        services,
        incident.id.value,
    ])
}

fn minutes(incident: &Incident) -> Option<i64> {
    Some((Metric::Impact.of(incident, Clock::Detected)?.seconds + 30) / 60)
}

/// Returns one column for each facet, and the columns' part of the index's entry file.
///
/// A facet's column lists for every document the numbers of its values, which count from 1, and
/// then 0. Two more columns follow. `date` has the days between one document
/// and the next, starting from 1970. `duration` has the minutes plus 1, where 0 means not
/// stated.
pub(super) fn columns(archive: &Archive) -> (Vec<File>, Value) {
    let pages = archive.pages.len();
    let count = pages + archive.incidents.len();
    let (mut files, mut entry) = (Vec::new(), serde_json::Map::new());
    let mut add = |slug: &str, name: &str, content: &[u8]| {
        let column = hashed_file('f', content);
        entry.insert(slug.to_owned(), json!([name, column.name, content.len()]));
        files.push(column);
    };
    for (facet, terms) in &archive.terms {
        if terms.is_empty() {
            continue;
        }
        let mut values: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (value, term) in (1..).zip(terms) {
            for at in &term.incidents {
                let of = &mut values[count - 1 - *at];
                // An incident may name the same label twice.
                if of.last() != Some(&value) {
                    of.push(value);
                }
            }
        }
        let names: Vec<&str> = terms.iter().map(|term| term.name.as_str()).collect();
        add(facet.field(), facet.singular(), &column(&names, &values));
    }
    let statuses: Vec<&str> = crate::incident::Status::ALL.iter().map(|(name, _)| *name).collect();
    let of = |incident: &Incident| {
        let status = incident.status.as_ref()?.value;
        u32::try_from(crate::incident::Status::ALL.iter().position(|(_, it)| *it == status)? + 1).ok()
    };
    let incidents = archive.incidents.iter().rev().map(|it| of(it).into_iter().collect());
    let values: Vec<Vec<u32>> = std::iter::repeat_n(Vec::new(), pages).chain(incidents).collect();
    if values.iter().any(|values| !values.is_empty()) {
        add("status", "Status", &column(&statuses, &values));
    }
    let (mut days, mut lengths, mut last) = (Vec::new(), Vec::new(), 0);
    (0..pages).for_each(|_| {
        write_number(0, &mut days);
        write_number(0, &mut lengths);
    });
    for incident in archive.incidents.iter().rev() {
        // Undated incidents sort as the oldest. The dates of the others rise.
        let day = incident.date.as_ref().map_or(0, |date| day(date.value));
        write_number(day.saturating_sub(last), &mut days);
        last = day.max(last);
        write_number(u32::try_from(minutes(incident).map_or(0, |it| it + 1)).unwrap_or(u32::MAX), &mut lengths);
    }
    add("date", "", &days);
    add("duration", "", &lengths);
    (files, Value::Object(entry))
}

fn column(names: &[&str], values: &[Vec<u32>]) -> Vec<u8> {
    let mut content = json!(names).to_string().into_bytes();
    content.push(b'\n');
    for values in values {
        for value in values {
            write_number(*value, &mut content);
        }
        write_number(0, &mut content);
    }
    content
}

/// Returns the days since 1970. Earlier dates count as 1970.
fn day(date: jiff::civil::Date) -> u32 {
    let days = (date - jiff::civil::Date::constant(1970, 1, 1)).get_days();
    u32::try_from(days).unwrap_or(0)
}
