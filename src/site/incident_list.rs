//! The list of all incidents: one page for a small archive, and pages by year besides it for a large
//! one.

use super::parts::{self, Part};
use super::view::{FilterView, IncidentsView};
use super::{Site, theme};
use crate::archive::terms::Facet;
use crate::diagnostic::Diagnostic;

/// Most rows of a page.
const MOST: usize = 1000;

/// Returns the pages besides `incidents.html`. There are none if all incidents fit on that page.
fn parts(site: &Site) -> Vec<Part<usize>> {
    let count = site.archive.incidents.len();
    if count > MOST { parts::parts((0..count).map(|at| (site.year(at), at)), MOST) } else { Vec::new() }
}

/// Returns the address of a page: `incidents-2025.html`. It is at the root, where the cached rows of
/// `incidents.html` fit.
pub(super) fn path(part: &Part<usize>) -> String {
    format!("incidents-{}.html", part.slug())
}

impl Site {
    /// Returns `incidents.html`, with the newest incidents.
    pub(super) fn incidents(&self, path: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let count = self.archive.incidents.len();
        let shown: Vec<_> = (0..count.min(MOST)).collect();
        let view = IncidentsView {
            newest: (count > MOST).then_some(MOST),
            revisions: Some(self.revisions(&shown)),
            ..self.incidents_view(&shown)
        };
        self.fill("incidents.html", &self.page_view(path, self.words().say("incidents.title")), &view)
    }

    /// Returns the pages besides `incidents.html`, with the positions of their incidents.
    pub(super) fn incident_parts(&self) -> &[Part<usize>] {
        self.lists.incidents.get_or_init(|| parts(self))
    }

    /// Returns a page of a large archive.
    pub(super) fn incidents_part(&self, path: &str, part: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let part = &self.incident_parts()[part];
        let title = self.words().fill("incidents.of_part", &[("part", &part.name(self.words()))]);
        self.fill("incidents.html", &self.page_view(path, &title), &self.incidents_view(&part.items))
    }

    fn incidents_view(&self, shown: &[usize]) -> IncidentsView {
        IncidentsView {
            count: self.archive.incidents.len(),
            newest: None,
            pages: self.incident_parts().iter().map(|part| part.link(self.words(), path(part))).collect(),
            revisions: None,
            rows: self.rows(shown.iter().copied(), "").unwrap_or_else(|| theme::html("")),
            filters: [Facet::Severities, Facet::Services, Facet::Causes, Facet::Years]
                .map(|facet| self.filter(facet, shown))
                .into(),
        }
    }

    /// Returns the filter for a facet, with the terms that the incidents at these positions have.
    pub(super) fn filter(&self, facet: Facet, shown: &[usize]) -> FilterView {
        let mut is_shown = vec![false; self.archive.incidents.len()];
        for at in shown {
            is_shown[*at] = true;
        }
        let terms = self.facet(facet).iter().filter(|term| term.incidents.iter().any(|at| is_shown[*at]));
        FilterView {
            slug: facet.field(),
            name: self.words().of("facet", facet.slug()).to_owned(),
            values: terms.map(|term| term.name.clone()).collect(),
        }
    }

    /// Returns the revisions of incidents in the order of their rows, without anything between them.
    pub(super) fn revisions(&self, shown: &[usize]) -> String {
        shown.iter().map(|at| self.revision(*at)).collect()
    }

    pub(super) fn year(&self, at: usize) -> Option<i16> {
        self.date(at).map(jiff::civil::Date::year)
    }
}
