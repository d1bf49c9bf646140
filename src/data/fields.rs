//! Reads the values of a [`Table`] by their keys. Types are checked and mistakes are collected.
//! Keys that nobody asked for are reported at the end.

use std::sync::Arc;

use super::{Entry, Kind, Table, Value};
use crate::diagnostic::{Diagnostic, nearest};
use crate::text::is_bidi_control;
use crate::text::{SourceFile, Span};

/// A valid value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

/// Takes values out of a table.
pub struct Fields<'a> {
    file: &'a Arc<SourceFile>,
    table: &'a Table,
    /// Prefix of keys in messages: `timeline.` in an entry of `timeline`.
    prefix: &'a str,
    known: Vec<&'static str>,
    /// The entries whose value was used, with as much of it as was used.
    used: Vec<Entry>,
    pub diagnostics: Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    pub fn new(file: &'a Arc<SourceFile>, table: &'a Table) -> Self {
        Self { file, table, prefix: "", known: Vec::new(), used: Vec::new(), diagnostics: Vec::new() }
    }

    /// Returns fields for a table inside another one. `prefix` precedes its keys in messages.
    pub fn inside(file: &'a Arc<SourceFile>, table: &'a Table, prefix: &'a str) -> Self {
        Self { prefix, ..Self::new(file, table) }
    }

    pub fn file(&self) -> &'a Arc<SourceFile> {
        self.file
    }

    /// Returns the value of `key`, without marking the key as known.
    pub fn peek(&self, key: &str) -> Option<&'a Value> {
        self.table.get(key)
    }

    /// Returns the place of `key` and its value.
    pub fn place(&self, key: &str) -> Option<Span> {
        let entry = self.table.entries.iter().find(|entry| entry.key == key)?;
        Some(Span { start: entry.key_span.start, end: entry.value.span.end })
    }

    /// Notes that of the value of `key` just `kind` is used.
    pub fn keep(&mut self, key: &str, kind: Kind) {
        self.drop(key);
        let entry = self.table.entries.iter().find(|entry| entry.key == key);
        self.used.extend(entry.map(|entry| Entry { value: Value { kind, ..entry.value.clone() }, ..entry.clone() }));
    }

    /// Notes that the value of `key` is not used.
    pub fn drop(&mut self, key: &str) {
        self.used.retain(|entry| entry.key != key);
    }

    /// Returns what was used of the table, in its order. The accessors for a type note what they
    /// return; who takes a value as it was written must say what is used of it.
    pub fn used(&mut self) -> Table {
        let mut entries = std::mem::take(&mut self.used);
        entries.sort_by_key(|entry| entry.key_span);
        Table { entries }
    }

    /// Returns the value as it was written. An empty one counts as absent.
    pub fn take(&mut self, key: &'static str) -> Option<&'a Value> {
        self.known.push(key);
        self.table.get(key).filter(|value| value.kind != Kind::Null)
    }

    /// Returns the first of several spellings of a key that is present, and its value.
    pub fn take_any(&mut self, keys: &[&'static str]) -> Option<(&'static str, &'a Value)> {
        let found: Vec<_> = keys.iter().filter_map(|key| Some((*key, self.take(key)?))).collect();
        found.first().copied()
    }

    pub fn text(&mut self, key: &'static str) -> Option<Spanned<String>> {
        let value = self.take(key)?;
        let text = self.as_text(key, value)?;
        self.keep(
            key,
            if value.text() == Some(text.value.as_str()) { value.kind.clone() } else { Kind::Text(text.value.clone()) },
        );
        Some(text)
    }

    /// Returns text without surrounding blanks, or `None` if it is empty. Control characters are an
    /// error.
    pub fn as_text(&mut self, key: &str, value: &Value) -> Option<Spanned<String>> {
        let Some(text) = value.text() else {
            let message = format!("`{}{key}` must be text, is {}", self.prefix, value.what());
            let hint = if value.scalar().is_some() { "put it in quotation marks" } else { "write one text" };
            self.error(value.span, message, hint);
            return None;
        };
        if let Some(control) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
            let message = format!("`{}{key}` holds the control character U+{:04X}", self.prefix, u32::from(control));
            self.error(value.span, message, "remove it");
            return None;
        }
        let text: String = text.chars().filter(|c| !is_bidi_control(*c)).collect();
        let text = text.trim();
        (!text.is_empty()).then(|| Spanned { value: text.to_owned(), span: value.span })
    }

    pub fn bool(&mut self, key: &'static str) -> Option<bool> {
        let value = self.take(key)?;
        let truth = value.bool();
        if truth.is_none() {
            let message = format!("`{}{key}` must be true or false, is {}", self.prefix, value.what());
            self.error(value.span, message, "write `true` or `false`");
        } else {
            self.keep(key, value.kind.clone());
        }
        truth
    }

    /// Returns a number that is not negative.
    pub fn number(&mut self, key: &'static str) -> Option<Spanned<f64>> {
        let number = self.signed(key)?;
        if number.value < 0.0 {
            let message = format!("`{}{key}` must not be negative", self.prefix);
            self.push(Diagnostic::error(message).at(self.file, number.span));
            self.drop(key);
            return None;
        }
        Some(number)
    }

    /// Returns a whole number. Decimal places are dropped.
    pub fn integer(&mut self, key: &'static str) -> Option<i64> {
        let number = self.signed(key)?.value;
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        Some(number as i64)
    }

    fn signed(&mut self, key: &'static str) -> Option<Spanned<f64>> {
        let value = self.take(key)?;
        let number = value.number();
        if number.is_none() {
            let message = format!("`{}{key}` must be a number, is {}", self.prefix, value.what());
            self.error(value.span, message, "write it without quotation marks or units");
        } else {
            self.keep(key, value.kind.clone());
        }
        Some(Spanned { value: number?, span: value.span })
    }

    /// Returns a list of texts. A single text counts as a list of one.
    pub fn list(&mut self, key: &'static str) -> Vec<Spanned<String>> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let texts = self.as_list(key, value);
        self.keep(key, Kind::of_texts(texts.iter().map(|text| text.value.as_str())));
        texts
    }

    pub fn as_list(&mut self, key: &str, value: &Value) -> Vec<Spanned<String>> {
        match &value.kind {
            Kind::List(items) => {
                for item in items.iter().filter(|item| item.text().is_some_and(|text| text.trim().is_empty())) {
                    let message = format!("an item of `{}{key}` is empty", self.prefix);
                    self.error(item.span, message, "write it or remove it");
                }
                items.iter().filter_map(|item| self.as_text(key, item)).collect()
            }
            _ => self.as_text(key, value).into_iter().collect(),
        }
    }

    pub fn table(&mut self, key: &'static str) -> Option<&'a Table> {
        let value = self.take(key)?;
        match &value.kind {
            Kind::Table(table) => Some(table),
            _ => {
                let message = format!("`{}{key}` must be a table, is {}", self.prefix, value.what());
                self.push(Diagnostic::error(message).at(self.file, value.span));
                None
            }
        }
    }

    /// Returns the items of a list of tables.
    pub fn tables(&mut self, key: &'static str) -> Vec<(&'a Table, Span)> {
        let Some(value) = self.take(key) else { return Vec::new() };
        let Kind::List(items) = &value.kind else {
            let message = format!("`{}{key}` must be a list of tables, is {}", self.prefix, value.what());
            self.push(Diagnostic::error(message).at(self.file, value.span));
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in items {
            match &item.kind {
                Kind::Table(table) => tables.push((table, item.span)),
                _ => {
                    let message = format!("an item of `{}{key}` must be a table, is {}", self.prefix, item.what());
                    self.push(Diagnostic::error(message).at(self.file, item.span));
                }
            }
        }
        tables
    }

    /// Returns the value for one of the allowed words, in any case.
    pub fn choice<T: Copy>(&mut self, key: &'static str, choices: &[(&'static str, T)]) -> Option<Spanned<T>> {
        let text = self.text(key)?;
        let wanted = text.value.to_lowercase().replace([' ', '_'], "-");
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == wanted) {
            return Some(Spanned { value: *value, span: text.span });
        }
        let names: Vec<_> = choices.iter().map(|(name, _)| *name).collect();
        let message = format!("`{}{key}` cannot be `{}`", self.prefix, text.value);
        let hint = match nearest(&wanted, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`? Allowed are {}", ticked(&names)),
            None => format!("use one of {}", ticked(&names)),
        };
        self.error(text.span, message, hint);
        self.drop(key);
        None
    }

    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds an error about a place in the file.
    pub fn error(&mut self, span: Span, message: impl Into<String>, hint: impl Into<String>) {
        self.push(Diagnostic::error(message).at(self.file, span).hint(hint));
    }

    /// Reads the table `key`, if there is one. `prefix` precedes its keys in messages.
    pub fn within(&mut self, key: &'static str, prefix: &'a str, read: impl FnOnce(&mut Self)) {
        let Some(table) = self.table(key) else { return };
        let mut inner = Fields::inside(self.file, table, prefix);
        read(&mut inner);
        self.diagnostics.extend(inner.finish(&[]));
    }

    /// Returns the entries whose key was not taken and is not `also_known`.
    pub fn unknown(&self, also_known: &[&str]) -> impl Iterator<Item = &'a Entry> {
        let is_used = |key: &str| self.used.iter().any(|entry| entry.key == key);
        let is_known = move |key: &str| self.known.contains(&key) || also_known.contains(&key) || is_used(key);
        self.table.entries.iter().filter(move |entry| !is_known(&entry.key))
    }

    /// Warns about every key that was not taken, and returns all diagnostics.
    pub fn finish(mut self, also_known: &[&'static str]) -> Vec<Diagnostic> {
        let unknown: Vec<_> = self.unknown(also_known).collect();
        for entry in unknown {
            let names = self.known.iter().chain(also_known).copied();
            let message = format!("unknown key `{}{}`", self.prefix, entry.key);
            let meant = nearest(&entry.key, names);
            // Who may read what is never guessed, so a misspelt key for it is an error.
            let severe = matches!(meant, Some("audience" | "redact"));
            let diagnostic = if severe { Diagnostic::error(message) } else { Diagnostic::warning(message) };
            let diagnostic = diagnostic
                .rule("PM057")
                .at(self.file, entry.key_span)
                .suggest(meant, || "remove it, or move it under `extra`, which is free".to_owned());
            self.diagnostics.push(diagnostic);
        }
        self.diagnostics
    }
}

/// Joins names for a message: `` `a`, `b` and `c` ``.
pub fn ticked(names: &[&str]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
