//! What is searched: incidents and plain pages.

use std::sync::Arc;

use crate::archive::{Archive, Member, addresses};
use crate::config::Config;

/// Returns every document at the place of its number: the plain pages, then the incidents from the
/// oldest on. So a new incident changes only the ends of lists.
pub(super) fn numbered(archive: &Archive) -> Vec<Member> {
    let incidents = archive.incidents.iter().rev().map(|incident| Member::Incident(Arc::clone(incident)));
    archive.pages.iter().map(|page| Member::Page(Arc::clone(page))).chain(incidents).collect()
}

/// Returns the address of the page of a document.
pub(super) fn path(document: &Member, config: &Config) -> String {
    match document {
        Member::Page(page) => addresses::page_path(page, &config.layout.content),
        Member::Incident(incident) => addresses::incident_path(incident),
    }
}

/// True if both versions of a document add the same to the index. The index follows from the
/// text alone, except for the slug and the id, which the archive may assign.
pub(super) fn is_same(one: &Member, other: &Member) -> bool {
    let (text, others) = (one.text(), other.text());
    let same_id = || one.incident().map(|it| &it.id) == other.incident().map(|it| &it.id);
    std::ptr::eq(text, others) || (text.source == others.source && text.slug == others.slug && same_id())
}
