//! Values with their places, for TOML and YAML.
//!
//! Both formats become a [`Table`]. So a front matter key means the same in either, and every
//! complaint can point at the value that it is about.

pub mod fence;
pub mod fields;
pub mod toml;
mod written;
pub mod yaml;

pub use self::written::written;
use crate::text::Span;

/// Deepest nesting. Front matter never nests that deep, so deeper values are refused.
const DEPTH: usize = 32;

/// Most faults of one text that are reported. Each is looked up from the beginning of the text.
const MOST_FAULTS: usize = 50;

/// A value as the author wrote it.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub span: Span,
    pub kind: Kind,
}

/// The kind of a value. Numbers and dates keep their text, so that `1.10` stays `1.10`.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Null,
    /// Quoted text, or YAML text that cannot be anything else.
    Text(String),
    /// An unquoted YAML scalar. Its key decides whether it is a text, number, date or truth value.
    Plain(String),
    Bool(bool),
    Number(String),
    Date(String),
    List(Vec<Value>),
    Table(Table),
}

/// Keys and values in the order of the document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    pub entries: Vec<Entry>,
}

/// One `key = value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub value: Value,
}

impl Table {
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }
}

impl Kind {
    /// Returns a list of texts.
    pub fn of_texts<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let value = |text: &str| Value { span: Span::default(), kind: Kind::Text(text.to_owned()) };
        Kind::List(texts.map(value).collect())
    }
}

impl Value {
    /// Returns the kind of the value, with an article, for messages.
    pub fn what(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "empty",
            Kind::Text(_) | Kind::Plain(_) => "text",
            Kind::Bool(_) => "a truth value",
            Kind::Number(_) => "a number",
            Kind::Date(_) => "a date",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }

    /// Returns the text, if the author wrote text.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Plain(text) => Some(text),
            _ => None,
        }
    }

    /// Returns any scalar as it was written.
    pub fn scalar(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) | Kind::Plain(text) | Kind::Number(text) | Kind::Date(text) => Some(text),
            _ => None,
        }
    }

    /// Returns a truth value. YAML 1.1's `yes` and `no` are accepted too.
    pub fn bool(&self) -> Option<bool> {
        match &self.kind {
            Kind::Bool(value) => Some(*value),
            Kind::Plain(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => Some(true),
                "false" | "no" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns a finite number. Underscores between digits are allowed.
    pub fn number(&self) -> Option<f64> {
        match &self.kind {
            Kind::Number(text) | Kind::Plain(text) => {
                text.replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite())
            }
            _ => None,
        }
    }
}

/// Quotes a text with double quotation marks on one line, so that TOML and YAML read it alike.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            // Front matter may not contain control characters, not even escaped ones.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
