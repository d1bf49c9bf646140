//! Who may read a document: what it says about itself, its internal parts.

pub(in crate::read) mod banner;
mod cut;
mod entries;
mod internal;
pub(in crate::read) mod keys;
mod marks;
pub(in crate::read) mod names;

use std::sync::Arc;

pub use self::internal::without_internal;
pub use self::marks::stray_marks;
use crate::config::Config;
use crate::data::fields::Spanned;
use crate::diagnostic::{Diagnostic, Level};
use crate::incident::Audience;
use crate::text::SourceFile;

/// Whom a document is for: as its front matter says, else as its text does.
#[derive(Clone, Copy)]
pub(in crate::read) struct Readers {
    pub(in crate::read) stated: Option<Audience>,
    pub(in crate::read) found: Option<Audience>,
    /// What the front matter may have been meant to say.
    pub(in crate::read) suspected: Option<Audience>,
}

impl Readers {
    /// `default` if neither says more; the text alone makes nothing public.
    pub(in crate::read) fn or(self, default: Audience) -> Audience {
        let said = self.stated.unwrap_or(self.found.map_or(default, |found| found.max(default)));
        self.suspected.map_or(said, |suspected| suspected.max(said))
    }

    /// What is to be said where the text names fewer readers than are meant otherwise.
    pub(in crate::read) fn doubt(
        self,
        found: &Spanned<Audience>,
        file: &Arc<SourceFile>,
        config: &Config,
    ) -> Option<Diagnostic> {
        let name = found.value.slug();
        let doubt = match self.stated {
            Some(stated) if stated < found.value => {
                Diagnostic::warning(format!("`audience` says {}, but this says {name}", stated.slug()))
                    .rule("PM054")
                    .hint("`audience` in the front matter decides: mend one of them")
            }
            None if found.value > config.default_audience => {
                let message = format!("only {name} readers see this document, because it says so here");
                let hint = format!("write `audience = \"{name}\"` into the front matter if that is meant");
                Diagnostic::of(Level::Note, message).hint(hint)
            }
            _ => return None,
        };
        Some(doubt.at(file, found.span))
    }
}
