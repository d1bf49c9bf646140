//! Parses TOML into [`Table`]s. Only this file uses the `toml` package.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{DEPTH, Entry, Kind, MOST_FAULTS, Table, Value};
use crate::text::Span;

/// A place in the text, and what is wrong there.
pub type Fault = (Span, String);

/// Parses `text`. Places are byte offsets in it. All faults are reported, up to
/// `MOST_FAULTS`.
pub fn parse(text: &str) -> (Table, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut faults = Vec::new();
    let table = convert_table(table.into_inner(), 0, &mut faults);
    for error in errors.into_iter().take(MOST_FAULTS) {
        // A fault without a place concerns the whole text.
        let beginning = text.len() - text.trim_start().len();
        let span = error.span().map_or(Span::new(beginning, beginning), Span::from);
        // The author wrote YAML. Later faults only follow from that.
        if text.get(span.start as usize..).is_some_and(|rest| rest.starts_with(':')) {
            return (table, vec![(span, "between `+++` lines stands TOML; write `key = value`".to_owned())]);
        }
        match unclosed_quote(text, span, error.message()) {
            Some(quote) => faults.push((quote, "this quotation mark is never closed".to_owned())),
            None => faults.push((span, explain(text, span, error.message().trim(), &table))),
        }
    }
    (table, faults)
}

/// Returns the quotation mark that opens a text without an end. The parser reports such a text only
/// at the end of its line.
fn unclosed_quote(text: &str, span: Span, message: &str) -> Option<Span> {
    let at = span.start as usize;
    let ends = text.get(at..).is_some_and(|rest| rest.is_empty() || rest.starts_with('\n'));
    if !ends || !(message.starts_with("invalid basic string") || message.starts_with("invalid literal string")) {
        return None;
    }
    let line_start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    let value = text[line_start..at].find('=')? + 1;
    let quote = line_start + value + text[line_start + value..at].find(['"', '\''])?;
    Some(Span::new(quote, quote + 1))
}

/// Returns the message for a fault. For a key that is set twice, it names the line that sets it
/// first.
fn explain(text: &str, span: Span, message: &str, table: &Table) -> String {
    let key = text.get(span.range()).unwrap_or_default();
    match first_of(table, key, span).filter(|_| message == "duplicate key") {
        Some(first) => {
            let line = text[..first.start as usize].matches('\n').count() + 1;
            format!("`{key}` is set twice, first on line {line}")
        }
        None if message == "recursion limit" => too_deep(),
        None if message.starts_with("string values must be quoted") => "text must stand in quotation marks".to_owned(),
        None => match text.get(span.start as usize..).and_then(|rest| rest.chars().next()) {
            Some(c) if c.is_control() && !c.is_whitespace() => {
                let code = u32::from(c);
                format!("the control character U+{code:04X} cannot stand here")
            }
            _ => message.to_owned(),
        },
    }
}

/// Returns the last place before `span` where `key` is set.
fn first_of(table: &Table, key: &str, span: Span) -> Option<Span> {
    let before = table.entries.iter().filter(|entry| entry.key_span.start < span.start);
    before.fold(None, |found, entry| {
        let here = (entry.key == key).then_some(entry.key_span);
        let below = match &entry.value.kind {
            Kind::Table(table) => first_of(table, key, span),
            _ => None,
        };
        found.max(here).max(below)
    })
}

fn too_deep() -> String {
    format!("nested deeper than {DEPTH} levels")
}

fn convert_table(table: DeTable<'_>, depth: usize, faults: &mut Vec<Fault>) -> Table {
    let mut entries: Vec<_> = table
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: key.span().into(),
            key: key.into_inner().into_owned(),
            value: convert(value, depth + 1, faults),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Table { entries }
}

fn convert(value: Spanned<DeValue<'_>>, depth: usize, faults: &mut Vec<Fault>) -> Value {
    let span = value.span().into();
    let kind = match value.into_inner() {
        DeValue::Array(_) | DeValue::Table(_) if depth > DEPTH => {
            faults.push((span, too_deep()));
            Kind::Null
        }
        DeValue::String(text) => Kind::Text(text.into_owned()),
        DeValue::Integer(number) => Kind::Number(integer(&number)),
        DeValue::Float(number) => Kind::Number(number.as_str().to_owned()),
        DeValue::Boolean(value) => Kind::Bool(value),
        DeValue::Datetime(date) => Kind::Date(date.to_string()),
        DeValue::Array(items) => Kind::List(items.into_iter().map(|item| convert(item, depth + 1, faults)).collect()),
        DeValue::Table(table) => Kind::Table(convert_table(table, depth, faults)),
    };
    Value { span, kind }
}

/// Returns the number in decimal, whatever the radix it was written in.
fn integer(number: &toml::de::DeInteger<'_>) -> String {
    match number.radix() {
        10 => number.as_str().to_owned(),
        radix => {
            i128::from_str_radix(number.as_str(), radix).map_or_else(|_| number.as_str().to_owned(), |n| n.to_string())
        }
    }
}
