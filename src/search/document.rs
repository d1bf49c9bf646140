//! What is searched: incidents and plain pages.

use std::sync::Arc;

use crate::archive::{Archive, addresses};
use crate::config::Config;
use crate::incident::{Incident, Page, Text};

/// One document of the index.
#[derive(Debug, Clone, Copy)]
pub(super) enum Document<'a> {
    Page(&'a Arc<Page>),
    Incident(&'a Arc<Incident>),
}

/// Returns every document at the place of its number: the plain pages, then the incidents from the
/// oldest on. So a new incident changes only the ends of lists.
pub(super) fn numbered(archive: &Archive) -> Vec<Document<'_>> {
    let incidents = archive.incidents.iter().rev().map(Document::Incident);
    archive.pages.iter().map(Document::Page).chain(incidents).collect()
}

impl<'a> Document<'a> {
    pub(super) fn text(self) -> &'a Text {
        match self {
            Document::Page(page) => &page.text,
            Document::Incident(incident) => &incident.text,
        }
    }

    pub(super) fn incident(self) -> Option<&'a Incident> {
        match self {
            Document::Page(_) => None,
            Document::Incident(incident) => Some(incident),
        }
    }

    /// Returns the address of its page.
    pub(super) fn path(self, config: &Config) -> String {
        match self {
            Document::Page(page) => addresses::page_path(page, &config.layout.content),
            Document::Incident(incident) => addresses::incident_path(incident),
        }
    }

    /// True if both versions of a document add the same to the index. The index follows from the
    /// text alone, except for the slug and the id, which the archive may assign.
    pub(super) fn is_same(self, other: Self) -> bool {
        let (text, others) = (self.text(), other.text());
        let id = |it: Self| it.incident().map(|incident| &incident.id);
        std::ptr::eq(text, others)
            || (text.source == others.source && text.slug == others.slug && id(self) == id(other))
    }
}
