//! Keys of the front matter that other programs or languages have: `started_at`, `ernst`, `severity` in a table
//! `incident`. They are read like the fields in the head of a text.

use super::ValueKind;
use crate::data::fields::{Fields, Spanned};
use crate::data::{Entry, Table, Value};
use crate::incident::Traced;
use crate::read::found::head::{self, Foreign};
use crate::read::words::words;
use crate::text::Span;

/// Returns the foreign keys that name a field, and notes that they are used.
pub(super) fn read(fields: &mut Fields<'_>, unread: &[&str]) -> Vec<Foreign> {
    let mut found = Vec::new();
    let mut used = Vec::new();
    for entry in fields.unknown(unread) {
        match &entry.value.kind {
            ValueKind::Table(table) if is_of_incident(&entry.key) => {
                let inner: Vec<_> = table.entries.iter().filter_map(|inner| Some((inner, field(inner)?))).collect();
                let entries = inner.iter().map(|(inner, _)| (*inner).clone()).collect();
                used.push((entry.key.clone(), ValueKind::Table(Table { entries })));
                found.extend(inner.into_iter().map(|(_, field)| field));
            }
            _ => {
                let own = field(entry);
                used.extend(own.iter().map(|_| (entry.key.clone(), entry.value.kind.clone())));
                found.extend(own);
            }
        }
    }
    for (key, kind) in used {
        fields.keep(&key, kind);
    }
    found
}

/// Returns the title below a key of another language, `titel`, and notes that it is used.
pub(super) fn title(fields: &mut Fields<'_>) -> Option<Traced<String>> {
    let entry = fields.unknown(&[]).find(|entry| is_title(&entry.key))?;
    let title = entry.value.text().filter(|title| !title.trim().is_empty())?;
    fields.keep(&entry.key, entry.value.kind.clone());
    Some(Traced::stated(title.to_owned(), Span { start: entry.key_span.start, end: entry.value.span.end }))
}

/// The key of a title, in any language.
pub(super) fn is_title(key: &str) -> bool {
    words().head.title.contains(&spoken(key).as_str())
}

/// The name of a table for everything that is of the incident.
fn is_of_incident(key: &str) -> bool {
    words().document.incident.contains(&spoken(key).as_str())
}

fn field(entry: &Entry) -> Option<Foreign> {
    let name = spoken(&entry.key);
    let value = text(&entry.value).filter(|_| head::is_foreign_name(&name))?;
    let span = Span { start: entry.key_span.start, end: entry.value.span.end };
    Some((name, Spanned { value, span }))
}

fn text(value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::List(values) => {
            let texts: Option<Vec<_>> = values.iter().map(Value::scalar).collect();
            Some(texts?.join("\n"))
        }
        _ => value.scalar().map(str::to_owned),
    }
}

/// `started_at`, `startedAt` and `started-at` as people say it: `started at`.
fn spoken(key: &str) -> String {
    let mut name = String::with_capacity(key.len() + 2);
    for c in key.chars() {
        if matches!(c, '_' | '-') {
            name.push(' ');
        } else {
            if c.is_uppercase() && name.ends_with(char::is_lowercase) {
                name.push(' ');
            }
            name.extend(c.to_lowercase());
        }
    }
    name
}
