//! The site that is served now. It is immutable and replaced as a whole.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use crate::check::{self, Review};
use crate::diagnostic::{self, Diagnostic, Level};
use crate::html::url::decode;
use crate::incident::Incident;
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
    /// Returns the state as JSON. A page asks for it, shows the errors as an overlay, and the
    /// warnings about its own document beside the text.
    pub(super) fn to_json(&self) -> String {
        let of = |level: Level| self.diagnostics.iter().chain(&self.refused).filter(move |it| it.level == level);
        let tell = |it: &Diagnostic| json!({"page": self.page(it), "text": diagnostic::draw(it, false)});
        let mut errors: Vec<_> = self.failure.iter().map(|text| json!({"page": null, "text": text})).collect();
        errors.extend(of(Level::Error).take(MOST).map(tell));
        let more = of(Level::Error).count().saturating_sub(MOST);
        if more > 0 {
            errors.push(json!({"page": null, "text": format!("and {}", number::count(more, "more error"))}));
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

    /// Returns the review, as JSON, of the document whose page is `path=…` in `query`: findings,
    /// points of the checklist, and the number of words with the wanted range.
    pub(super) fn review_json(&self, query: &str) -> String {
        let wanted = query.split('&').find_map(|pair| pair.strip_prefix("path=")).map(decode).unwrap_or_default();
        let review = || {
            let (site, _) = self.site.as_ref()?;
            let (archive, config) = (&site.archive, &site.config);
            let page = |incident: &Incident| archive.targets.page(&incident.text.source.path) == Some(wanted.as_str());
            let incident = archive.incidents.iter().find(|incident| page(incident))?;
            let reviewed = check::review_one(archive, config, Review::default(), &incident.text.source.path)?;
            Some(json!({
                "points": [reviewed.points.0, reviewed.points.1],
                "words": [incident.words, config.check.words.0, config.check.words.1],
                "findings": reviewed.findings.iter().map(|it| diagnostic::draw(it, false)).collect::<Vec<_>>(),
            }))
        };
        review().unwrap_or_default().to_string()
    }

    /// Returns all problems, as the terminal shows them.
    pub(super) fn problem_texts(&self) -> Vec<String> {
        let drawn = self.diagnostics.iter().chain(&self.refused).take(MOST).map(|it| diagnostic::draw(it, false));
        self.failure.iter().cloned().chain(drawn).collect()
    }

    /// Returns the page of the document that a diagnostic is about.
    fn page(&self, diagnostic: &Diagnostic) -> Option<&str> {
        self.site.as_ref()?.0.archive.targets.page(diagnostic.place.as_ref()?.path())
    }
}
