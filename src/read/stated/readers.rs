//! Who may read the document, as the front matter says it or may have been meant to say it.

use std::sync::Arc;

use super::foreign;
use crate::config::Config;
use crate::data::fields::{Fields, Spanned};
use crate::data::{Entry, Kind, Table};
use crate::diagnostic::Diagnostic;
use crate::incident::Audience;
use crate::read::audience::keys::{self, Said};
use crate::read::audience::{banner, names};
use crate::read::block::{self, Block};
use crate::text::{SourceFile, Span};

/// Returns the audience that the front matter states. A value that cannot be read is for the
/// fewest readers.
pub(super) fn audience(fields: &mut Fields<'_>) -> Option<Audience> {
    let read = fields.choice("audience", &Audience::ALL).map(|it| it.value);
    let value = fields.peek("audience")?;
    let is_empty = value.kind == Kind::Null || value.text().is_some_and(|text| text.trim().is_empty());
    if is_empty && let Some(place) = fields.place("audience") {
        let empty = Diagnostic::error("`audience` has no value").at(fields.file(), place);
        fields.push(empty.hint("write `public`, `internal` or `restricted`"));
    }
    read.or(Some(Audience::Restricted))
}

/// Returns the fewer readers that keys of `table` may mean besides its `audience`: keys of other
/// programs, misspelt ones, and those that belong to the table above them.
pub(super) fn suspected(
    file: &Arc<SourceFile>,
    table: &Table,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Audience> {
    let own: Vec<_> = keys::said(table).collect();
    let inside = keys::said_inside(table, config.audience);
    // Unknown keys are reported anyway, except in a folder of another program.
    let misspelt = own.iter().filter(|said| config.unconfigured && !keys::is_exact(&file.text[said.key.range()]));
    let hint = |said: &Said| format!("write `audience`, with `{}` as its value", said.audience.slug());
    diagnostics.extend(misspelt.map(|said| counts(file, said).hint(hint(said))));
    let misplaced = "write `audience` before all tables and without indentation";
    diagnostics.extend(inside.iter().map(|said| counts(file, said).hint(misplaced)));
    own.iter().chain(&inside).map(|said| said.audience).max()
}

/// Returns the fewest readers that fields name which say something else: `title: Gate jam - INTERNAL`,
/// `tags: [internal]`.
pub(super) fn marked(table: &Table) -> Option<Spanned<Audience>> {
    let marks = table.entries.iter().filter_map(|Entry { key, value, .. }| {
        let audience = match key.as_str() {
            key if foreign::is_title(key) => banner::of_title(value.text()?),
            "subtitle" | "description" | "summary" => banner::of_item(value.text()?),
            "tags" | "keywords" | "categories" | "labels" => match &value.kind {
                Kind::List(items) => items.iter().filter_map(|item| banner::of_label(item.text()?)).max(),
                _ => value.text()?.split([',', ' ']).filter_map(banner::of_label).max(),
            },
            _ => None,
        };
        Some(Spanned { value: audience?, span: value.span })
    });
    marks.max_by_key(|mark| mark.value)
}

/// Returns the fewer readers that front matter names which cannot be read.
pub(super) fn of_broken(file: &Arc<SourceFile>, block: &Block, diagnostics: &mut Vec<Diagnostic>) -> Option<Audience> {
    let mut at = block.start;
    let lines = file.text[block.start..block.end].split_inclusive('\n').filter_map(|line| {
        let start = at;
        at += line.len();
        let audience = keys::said_by_line(line.trim())?;
        let indent = line.len() - line.trim_start().len();
        Some(Said { audience, key: Span::new(start + indent, start + line.trim_end().len()) })
    });
    let said = lines.max_by_key(|said| said.audience)?;
    diagnostics.push(counts(file, &said).hint("correct the front matter, which cannot be read"));
    Some(said.audience)
}

/// Returns the fewer readers that lines at the beginning of the text name, which look like front
/// matter but are not read as such.
pub(super) fn of_lost(file: &Arc<SourceFile>, from: usize, diagnostics: &mut Vec<Diagnostic>) -> Option<Audience> {
    let text = &file.text[from..];
    // A comment may also explain the key.
    let is_value = |line: &str| line.split_once([':', '=']).is_some_and(|(_, value)| names::named(value).is_some());
    let commented = block::comment(text).filter(|(_, line)| is_value(line));
    let said = block::lost(text).into_iter().chain(commented).filter_map(|(span, line)| {
        let key = Span::new(span.start as usize + from, span.end as usize + from);
        // JSON may have several keys in a line.
        Some(Said { audience: line.split([',', '{', '}']).filter_map(keys::said_by_line).max()?, key })
    });
    let said = said.max_by_key(|said| said.audience)?;
    let hint = "front matter is the first thing in the file, between two lines `---` or `+++` without anything else";
    diagnostics.push(counts(file, &said).hint(hint));
    Some(said.audience)
}

fn counts(file: &Arc<SourceFile>, said: &Said) -> Diagnostic {
    let message = format!("the document counts as {}, because this may mean its readers", said.audience.slug());
    Diagnostic::warning(message).rule("PM054").at(file, said.key)
}
