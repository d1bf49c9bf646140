//! Writes for the author: a new document from a template, or a timeline entry during an incident.
//! The module is pure: the command line reads the clock and the files.

pub mod adopt;
mod front_matter;
mod line;
pub mod log;
pub mod new;
pub mod suggest;

use std::sync::Arc;

use crate::config::Config;
use crate::incident::Incident;
use crate::read::{self, Document};
use crate::text::SourceFile;

/// Returns the incident in a file, if it is one.
fn incident(file: &Arc<SourceFile>, config: &Config) -> Option<Incident> {
    match read::document(file, config).value {
        Ok(Document::Incident(incident)) => Some(*incident),
        _ => None,
    }
}
