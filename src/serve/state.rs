//! The site that is served now. It is immutable and replaced as a whole.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use crate::diagnostic::{self, Diagnostic, Level, Place};
use crate::site::Site;
use crate::site::plan::Plan;
use crate::text::number;

/// Most problems that a browser is told.
const MOST: usize = 25;

/// The state that all threads share.
pub(super) struct Shared(Mutex<Arc<Latest>>);

impl Shared {
    pub(super) fn new(latest: Latest) -> Self {
        Self(Mutex::new(Arc::new(latest)))
    }

    pub(super) fn latest(&self) -> Arc<Latest> {
        Arc::clone(&self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the site that is served.
    pub(super) fn replace(&self, latest: Latest) {
        let old = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), Arc::new(latest));
        // Outside the lock, because freeing a large archive takes time.
        drop(old);
    }
}

/// A site, and what the browser is told about it.
#[derive(Clone)]
pub(super) struct Latest {
    /// Identifies this start of the program.
    pub(super) boot: String,
    /// Raised with every change.
    pub(super) version: u64,
    pub(super) site: Option<(Arc<Site>, Arc<Plan>)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What would keep a build from publishing a site that shows all this.
    pub(super) refused: Vec<Diagnostic>,
    /// The reason why nothing could be read.
    pub(super) failure: Option<String>,
    /// The files of the last change.
    pub(super) changed: Vec<Changed>,
    /// Open tabs go to the page that was saved.
    pub(super) follow: bool,
}

/// The address of a file that changed.
#[derive(Clone)]
pub(super) struct Changed {
    pub(super) path: String,
    pub(super) anchor: Option<String>,
}

impl Latest {
    /// Returns the state as JSON. A page asks for it and shows the errors: over itself if it shows
    /// an older text than the one that is wrong, else beside it like the warnings about its document.
    pub(super) fn to_json(&self) -> String {
        let of = |level: Level| self.diagnostics.iter().chain(&self.refused).filter(move |it| it.level == level);
        let tell = |it: &Diagnostic| {
            let (file, line, _) = it.place.as_ref().map_or(("", 0, 0), Place::position);
            let (message, text) = (diagnostic::plain(&it.message), diagnostic::draw(it, false));
            let covers = it.level == Level::Error && !self.shows_text_of(it);
            json!({"page": self.page(it), "file": file, "line": line, "message": message, "text": text, "covers": covers})
        };
        let plain = |text: &str| json!({"page": null, "message": text, "text": text, "covers": true});
        let mut errors: Vec<_> = self.failure.iter().map(|text| plain(text)).collect();
        errors.extend(of(Level::Error).take(MOST).map(tell));
        let more = of(Level::Error).count().saturating_sub(MOST);
        if more > 0 {
            errors.push(plain(&format!("and {}", number::count(more, "more error"))));
        }
        let changed: Vec<_> = self.changed.iter().map(|it| json!({"path": it.path, "anchor": it.anchor})).collect();
        json!({
            "boot": self.boot,
            "version": self.version,
            "errors": errors,
            "findings": of(Level::Warning).take(10 * MOST).map(tell).collect::<Vec<_>>(),
            "changed": changed,
            "follow": self.follow,
        })
        .to_string()
    }

    /// True if the site shows the very text that a diagnostic is about, not the last good one.
    fn shows_text_of(&self, diagnostic: &Diagnostic) -> bool {
        let (Some((site, _)), Some(Place::At(file, _))) = (&self.site, &diagnostic.place) else { return false };
        site.archive.texts().any(|text| text.source.path == file.path && text.source.text == file.text)
    }

    /// Returns all problems, as the terminal shows them.
    pub(super) fn problem_texts(&self) -> Vec<String> {
        let drawn = self.diagnostics.iter().chain(&self.refused).take(MOST).map(|it| diagnostic::draw(it, false));
        self.failure.iter().cloned().chain(drawn).collect()
    }

    /// Returns the page of the document that a diagnostic is about.
    pub(super) fn page(&self, diagnostic: &Diagnostic) -> Option<&str> {
        self.site.as_ref()?.0.archive.targets.page(diagnostic.place.as_ref()?.path())
    }
}
