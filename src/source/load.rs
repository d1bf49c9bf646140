//! Loads one file of the archive: the text of a document, or what is known of another file.

use std::sync::Arc;

use super::embedded::take_out;
use super::walk::Found;
use super::{Asset, asset, read_file, reason};
use crate::diagnostic::Diagnostic;
use crate::text::SourceFile;
use crate::text::file::{is_document, normalise, not_utf8};

/// Most bytes of a document.
const LARGEST: u64 = 16_000_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Loaded {
    /// A document, and the pictures that it holds.
    Document(Arc<SourceFile>, Vec<Asset>),
    Asset(Asset),
    Bad(Diagnostic),
}

/// Loads a file that the walk found.
pub(super) fn load(found: &Found) -> Loaded {
    let bad = |message: String| Diagnostic::error(message).in_file(&found.path);
    if !is_document(&found.path) {
        return Loaded::Asset(asset::read(found));
    }
    let length = std::fs::metadata(&found.file).map_or(0, |metadata| metadata.len());
    if length > LARGEST {
        let message =
            format!("the document has {:.0} MB; at most {} MB are read", length as f64 / 1e6, LARGEST / 1_000_000);
        return Loaded::Bad(bad(message).hint("split it, or put what is long into a file beside it and link to that"));
    }
    let bytes = match read_file(&found.file) {
        Ok(bytes) => bytes,
        Err(error) => return Loaded::Bad(bad(format!("cannot read the file: {}", reason(&error)))),
    };
    match String::from_utf8(bytes) {
        Ok(text) => {
            let (text, pictures) = match take_out(&text, &found.path, &found.file) {
                Some((text, pictures)) => (text, pictures),
                None => (text, Vec::new()),
            };
            Loaded::Document(Arc::new(SourceFile::normalised(found.path.clone(), normalise(text))), pictures)
        }
        Err(error) => Loaded::Bad(bad(not_utf8(&error)).hint("save the file as UTF-8")),
    }
}
