//! The addresses of documents and files in the site.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::incident::{Incident, Page, Text};
use crate::text::exported::without_id;
use crate::text::slug::Slug;

#[derive(Debug)]
pub(super) struct Destination {
    /// Path relative to the site's root.
    pub(super) page: String,
    pub(super) anchors: Arc<BTreeSet<String>>,
    pub(super) incident: Option<usize>,
    /// Number of timeline entries. The theme gives each an anchor.
    pub(super) entries: usize,
    pub(super) actions: usize,
}

impl Destination {
    pub(super) fn new(text: &Text, page: String, incident: Option<(usize, &Incident)>) -> Self {
        Self {
            page,
            anchors: Arc::clone(&text.anchors),
            incident: incident.map(|(at, _)| at),
            entries: incident.map_or(0, |(_, incident)| incident.timeline.entries.len()),
            actions: incident.map_or(0, |(_, incident)| incident.actions.len()),
        }
    }

    /// True for the anchors that the theme adds: `t-1` …, `a-1` …, and those of the timeline
    /// and the actions, which may have no heading in the document.
    pub(super) fn has_of_ours(&self, anchor: &str) -> bool {
        let within = |prefix: &str, count: usize| {
            anchor
                .strip_prefix(prefix)
                .and_then(|number| number.parse().ok())
                .is_some_and(|number| (1..=count).contains(&number))
        };
        within("t-", self.entries)
            || within("a-", self.actions)
            || (anchor == "timeline" && self.entries > 0)
            || (anchor == "actions" && self.actions > 0)
    }
}

/// Returns the address of a plain page: its path below the content.
pub fn page_path(page: &Page, content: &str) -> String {
    let path = page.text.source.stem_path();
    let stem = path.strip_prefix(content).unwrap_or(path).trim_start_matches('/');
    let parts: Vec<_> = stem.split('/').collect();
    // A page `index.md` is named after its directory.
    let directories = match parts.split_last() {
        Some((last, rest)) if last.eq_ignore_ascii_case("index") => &rest[..rest.len().saturating_sub(1)],
        Some((_, rest)) => rest,
        None => &[],
    };
    let directories = directories.iter().filter_map(|part| Slug::new(without_id(part))).map(|slug| slug.to_string());
    let parts: Vec<_> = directories.chain([page.text.slug.to_string()]).collect();
    format!("{}.html", parts.join("/"))
}

/// Returns the address of an incident.
pub fn incident_path(incident: &Incident) -> String {
    ["incidents/", incident.text.slug.as_str(), ".html"].concat()
}

/// Returns the address of an incident, percent-encoded for a link.
pub fn incident_url(incident: &Incident) -> String {
    ["incidents/", &incident.text.slug.encoded(), ".html"].concat()
}

/// Returns the address of a file that documents refer to.
pub fn asset_path(path: &str, content: &str) -> String {
    format!("files/{}", path.strip_prefix(content).unwrap_or(path).trim_start_matches('/'))
}
