//! TOML into [`Table`]s: the only home of the `toml` package.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, Kind, Table, Value};
use crate::source::Span;

/// A place in the text and what is wrong there.
pub type Fault = (Span, String);

/// Reads `text`; places are byte offsets in it. All faults are reported.
pub fn parse(text: &str) -> (Table, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let faults = errors
        .iter()
        .map(|error| {
            let span = error.span().map_or_else(Span::default, Span::from);
            (span, error.message().trim().to_owned())
        })
        .collect();
    (convert_table(table.into_inner()), faults)
}

fn convert_table(table: DeTable<'_>) -> Table {
    let mut entries: Vec<_> = table
        .into_iter()
        .map(|(key, value)| Entry {
            key_span: key.span().into(),
            key: key.into_inner().into_owned(),
            value: convert(value),
        })
        .collect();
    entries.sort_by_key(|entry| entry.key_span.start);
    Table { entries }
}

fn convert(value: Spanned<DeValue<'_>>) -> Value {
    let span = value.span().into();
    let kind = match value.into_inner() {
        DeValue::String(text) => Kind::Text(text.into_owned()),
        DeValue::Integer(number) => Kind::Number(integer(&number)),
        DeValue::Float(number) => Kind::Number(number.as_str().to_owned()),
        DeValue::Boolean(value) => Kind::Bool(value),
        DeValue::Datetime(date) => Kind::Date(date.to_string()),
        DeValue::Array(items) => Kind::List(items.into_iter().map(convert).collect()),
        DeValue::Table(table) => Kind::Table(convert_table(table)),
    };
    Value { span, kind }
}

/// Decimal, whatever the radix it was written in.
fn integer(number: &toml::de::DeInteger<'_>) -> String {
    match number.radix() {
        10 => number.as_str().to_owned(),
        radix => {
            i128::from_str_radix(number.as_str(), radix).map_or_else(|_| number.as_str().to_owned(), |n| n.to_string())
        }
    }
}
