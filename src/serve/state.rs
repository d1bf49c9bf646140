//! What is served now: one immutable site, replaced as a whole.

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

    /// Takes the place of what was served.
    pub(super) fn replace(&self, latest: Latest) {
        let old = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), Arc::new(latest));
        // Outside the lock: a large archive takes its time to go.
        drop(old);
    }
}

/// A site, and what there is to say about it.
#[derive(Clone)]
pub(super) struct Latest {
    /// Which start of the program.
    pub(super) boot: String,
    /// Raised with every change.
    pub(super) version: u64,
    pub(super) site: Option<(Arc<Site>, Arc<Plan>)>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Why nothing could be read.
    pub(super) failure: Option<String>,
    /// What changed last.
    pub(super) changed: Vec<Changed>,
    /// An open tab goes where something was saved.
    pub(super) follow: bool,
}

/// A file that changed, as an address.
#[derive(Clone)]
pub(super) struct Changed {
    pub(super) path: String,
    pub(super) anchor: Option<String>,
}

impl Latest {
    /// What a browser is told: a page asks for it, shows the errors over itself and the
    /// warnings about its own document beside itself.
    pub(super) fn told(&self) -> String {
        let of = |level: Level| self.diagnostics.iter().filter(move |it| it.level == level);
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

    /// What the review says of the document whose page is `path=…` of `query`: findings,
    /// points of the checklist, and words beside those that are asked for.
    pub(super) fn reviewed(&self, query: &str) -> String {
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

    /// Everything that is wrong, as on the terminal.
    pub(super) fn texts(&self) -> Vec<String> {
        let drawn = self.diagnostics.iter().take(MOST).map(|it| diagnostic::draw(it, false));
        self.failure.iter().cloned().chain(drawn).collect()
    }

    /// The page of the document a diagnostic is about.
    fn page(&self, diagnostic: &Diagnostic) -> Option<&str> {
        self.site.as_ref()?.0.archive.targets.page(diagnostic.place.as_ref()?.path())
    }
}
