//! What is used of the front matter, without everything else that stands in it.

use std::sync::Arc;

use super::{Reader, ValueKind};
use crate::config::Config;
use crate::data::Table;
use crate::data::fields::{Fields, Spanned};
use crate::read::block;
use crate::read::found::inline;
use crate::text::SourceFile;

/// Returns the keys of `file` that are read, with as much of their values as is read.
pub(in crate::read) fn kept(file: &Arc<SourceFile>, config: &Config) -> Table {
    let Ok(Some(block)) = block::find(&file.text) else { return Table::default() };
    let parse = if config.unconfigured { block::parse_what_can_be } else { block::parse };
    let (table, _) = parse(&file.text, &block);
    let mut fields = Fields::new(file, &table);
    Reader { file, config, zone: config.timezone.clone() }.fields(&mut fields);
    fields.used()
}

/// Returns a text that is read as Markdown. Only its first block is used.
pub(super) fn prose(fields: &mut Fields<'_>, key: &'static str) -> Option<Spanned<String>> {
    let text = fields.text(key)?;
    // What has none of these is all words.
    if text.value.contains(['<', '[', '\n']) {
        fields.keep(key, ValueKind::Text(inline::written(&text.value)));
    }
    Some(text)
}
