//! `[redact]` of the configuration: what public sites show in other words.

use crate::data::fields::Fields;
use crate::data::{self, Entry};
use crate::diagnostic::{Diagnostic, Level};

use crate::text::redact::{Pattern, Redaction};

pub(super) fn read(table: &data::Table, outer: &mut Fields<'_>) -> Redaction {
    let mut fields = Fields::inside(outer.file(), table, "redact.");
    let (mut names, mut patterns) = (Vec::new(), Vec::new());
    let mut sought = Vec::new();
    for entry in fields.table("names").iter().flat_map(|table| &table.entries) {
        if let Some(shown) = shown(entry, &mut fields) {
            names.push((entry.key.trim().to_owned(), shown));
            sought.push(entry);
        }
    }
    for entry in fields.table("patterns").iter().flat_map(|table| &table.entries) {
        match Pattern::parse(&entry.key) {
            Ok(pattern) => {
                if let Some(shown) = shown(entry, &mut fields) {
                    patterns.push((pattern, shown));
                    sought.push(entry);
                }
            }
            Err(wrong) => {
                let message = format!("`{}` is not a regular expression: {wrong}", entry.key);
                let hint = r"write it in single quotation marks, like `'\b10\.\d+\.\d+\.\d+\b' = '(an address)'`";
                fields.error(entry.key_span, message, hint);
            }
        }
    }
    let redaction = Redaction::new(names, patterns);
    for entry in sought {
        let text = entry.value.text().unwrap_or_default();
        if let Some(found) = redaction.name_in(text).or_else(|| redaction.match_in(text)) {
            let message = format!("`{found}` is to be replaced, and stands in what is shown instead");
            fields.error(entry.value.span, message, "choose other words");
        }
    }
    // What is not understood here would be published as it is.
    let severe = |diagnostic| Diagnostic { level: Level::Error, ..diagnostic };
    outer.diagnostics.extend(fields.finish(&[]).into_iter().map(severe));
    redaction
}

/// Returns what is shown instead. It must mean the same wherever it comes to stand: in text, in
/// code, in front matter.
fn shown(entry: &Entry, fields: &mut Fields<'_>) -> Option<String> {
    let shown = fields.as_text(&entry.key, &entry.value);
    let is_plain = |text: &str| {
        text.starts_with(|c: char| c.is_alphanumeric() || c == '(')
            && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '(' | ')' | '.' | '-' | '/' | '…'))
    };
    let sought = entry.key.trim();
    let wrong = match &shown {
        _ if sought.is_empty() => "there is nothing to replace",
        Some(shown) if is_plain(&shown.value) => return Some(shown.value.clone()),
        Some(_) => "what is shown instead may hold letters, digits, blanks and `().-/`",
        None if entry.value.text().is_none() => return None,
        None => "it does not say what is shown instead",
    };
    fields.error(entry.value.span, wrong, "write it like `\"Kim Larsen\" = \"the engineer on call\"`");
    None
}
