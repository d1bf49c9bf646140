//! The archive: all documents together, with their order, references and terms.

pub mod addresses;
pub mod aggregate;
pub mod diagrams;
pub mod follow;
mod likeness;
pub mod links;
pub mod numbers;
mod pictures;
pub mod query;
pub mod recurrence;
pub mod terms;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use self::links::{Hidden, Targets};
use self::recurrence::{Recurrence, recurrences};
use self::terms::{Facet, Term};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level, Place, Report, nearest};
use crate::incident::instant::is_plausible;
use crate::incident::{Incident, Page, Text};
use crate::read::Document;
use crate::source::{Asset, Skipped};
use crate::text::exported::without_id;
use crate::text::slug::Slug;

/// File name of the page that introduces the home page.
const INTRODUCTION: &str = "index.md";

/// All published documents. Every reference in them resolves or has a complaint.
#[derive(Debug, Clone)]
pub struct Archive {
    /// In the site's order: newest first.
    pub incidents: Vec<Arc<Incident>>,
    /// By weight, then title.
    pub pages: Vec<Arc<Page>>,
    pub introduction: Option<Arc<Page>>,
    /// By facet. The terms of a facet are sorted by slug.
    pub terms: BTreeMap<Facet, Vec<Term>>,
    /// Incidents, by path, whose own slug was already taken.
    renamed: Arc<BTreeMap<String, Renamed>>,
    /// For every incident the related ones, newest first.
    pub related: Arc<Vec<Vec<usize>>>,
    /// For every incident what happened before.
    pub recurrences: Arc<Vec<Recurrence>>,
    /// Resolves the addresses in documents.
    pub targets: Targets,
    /// The day from which "overdue" is reckoned. It is the newest date in the archive, not
    /// today, so that the same content always gives the same site.
    pub as_of: Option<Date>,
    /// Problems that involve several documents.
    complaints: Complaints,
}

/// A slug that was already taken, and the one that the incident got instead.
#[derive(Debug)]
struct Renamed {
    wanted: Slug,
    given: Slug,
}

/// Complaints from assembling the documents.
#[derive(Debug, Clone, Default)]
struct Complaints {
    /// About links, by the path of the document that contains them.
    links: BTreeMap<String, Vec<Diagnostic>>,
    /// About names that documents share.
    shared: Arc<Vec<Diagnostic>>,
}

impl Complaints {
    fn all(&self) -> Vec<Diagnostic> {
        self.links.values().flatten().chain(self.shared.iter()).cloned().collect()
    }
}

/// A document of the archive. All archives that contain it share it.
#[derive(Debug, Clone)]
pub enum Member {
    Incident(Arc<Incident>),
    Page(Arc<Page>),
}

impl Member {
    pub fn text(&self) -> &Text {
        match self {
            Member::Incident(incident) => &incident.text,
            Member::Page(page) => &page.text,
        }
    }

    pub fn incident(&self) -> Option<&Incident> {
        match self {
            Member::Incident(incident) => Some(incident),
            Member::Page(_) => None,
        }
    }
}

impl From<Document> for Member {
    fn from(document: Document) -> Self {
        match document {
            Document::Incident(incident) => Member::Incident(Arc::new(*incident)),
            Document::Page(page) => Member::Page(Arc::new(*page)),
        }
    }
}

/// Everything that `assemble` needs besides the documents.
pub struct Surroundings<'a> {
    pub config: &'a Config,
    pub assets: &'a Arc<BTreeMap<String, Asset>>,
    /// Markdown files that are not documents.
    pub skipped: &'a [Skipped],
    /// True if drafts are shown.
    pub drafts: bool,
    /// Replaces the newest date of the archive, for `SOURCE_DATE_EPOCH`.
    pub as_of: Option<Date>,
}

/// Assembles the archive from its documents.
pub fn assemble(documents: Vec<Member>, surroundings: &Surroundings<'_>) -> Report<Archive> {
    let config = surroundings.config;
    let mut diagnostics = Vec::new();
    let introduction_path = format!("{}/{INTRODUCTION}", config.layout.content);
    let (mut incidents, mut pages, mut introduction) = (Vec::new(), Vec::new(), None);
    let mut hidden = Left::default();
    for document in documents {
        let text = document.text();
        let private = text.audience > config.audience;
        if private || (text.draft && !surroundings.drafts) {
            hidden.add(&document, private);
            continue;
        }
        match document {
            Member::Incident(incident) => incidents.push(incident),
            Member::Page(page) if page.text.source.path == introduction_path => introduction = Some(page),
            Member::Page(page) => pages.push(page),
        }
    }
    let renamed = Arc::new(settle_slugs(&mut incidents, config, &mut diagnostics));
    incidents.sort_by(|a, b| a.newest_first(b));
    pages.sort_by(|a, b| {
        let key = |page: &Arc<Page>| (page.text.weight, page.text.title.to_string(), page.text.source.path.clone());
        key(a).cmp(&key(b))
    });

    let by_id = ids(&incidents, &mut diagnostics);
    let targets = Targets::new(&incidents, &pages, introduction.as_deref(), surroundings, hidden.paths);
    let texts = incidents.iter().map(|it| &it.text).chain(pages.iter().chain(&introduction).map(|it| &it.text));
    let texts: Vec<_> = texts.collect();
    let links = texts.par_iter().filter_map(|text| complain_of_links(text, &targets, config)).collect();
    let mut of_terms = Vec::new();
    let (related, terms) = rayon::join(
        || related(&incidents, &by_id, &hidden.ids, &targets, config, &mut diagnostics),
        || terms::collect(&incidents, config, &mut of_terms),
    );
    diagnostics.extend(of_terms);
    let recurrences = recurrences(&incidents, terms.get(&Facet::Causes).map_or(&[], Vec::as_slice));
    let as_of = surroundings.as_of.or_else(|| newest_date(&incidents));
    let complaints = Complaints { links, shared: Arc::new(diagnostics) };
    let diagnostics = complaints.all();
    let (related, recurrences) = (Arc::new(related), Arc::new(recurrences));
    let archive =
        Archive { incidents, pages, introduction, terms, renamed, related, recurrences, targets, as_of, complaints };
    Report { value: archive, diagnostics }
}

/// Documents that are not part of the site.
#[derive(Default)]
struct Left {
    paths: BTreeMap<String, Hidden>,
    ids: BTreeSet<String>,
}

impl Left {
    fn add(&mut self, document: &Member, private: bool) {
        let why = if private { Hidden::Private } else { Hidden::Draft };
        self.paths.insert(document.text().source.path.clone(), why);
        if let Member::Incident(incident) = document {
            self.ids.insert(incident.id.to_string());
        }
    }
}

impl Archive {
    /// Returns the terms of a facet.
    pub fn facet(&self, facet: Facet) -> &[Term] {
        self.terms.get(&facet).map_or(&[], Vec::as_slice)
    }

    /// Returns the number of documents.
    pub fn documents(&self) -> usize {
        self.incidents.len() + self.pages.len() + usize::from(self.introduction.is_some())
    }

    /// Returns what every document has, those with a page of their own and the introduction.
    pub fn texts(&self) -> impl Iterator<Item = &Text> {
        let pages = self.pages.iter().chain(&self.introduction).map(|page| &page.text);
        self.incidents.iter().map(|incident| &incident.text).chain(pages)
    }

    /// True if the incident at `at` names or links to the one at `other`.
    pub fn refers_to(&self, at: usize, other: usize) -> bool {
        let (incident, id) = (&self.incidents[at], self.incidents[other].id.as_str());
        incident.related.iter().any(|reference| reference.id == id)
            || self.targets.linked_incidents(&incident.text).any(|linked| linked == other)
    }
}

/// Returns the path of a document and the complaints about its links, if there are any.
fn complain_of_links(text: &Text, targets: &Targets, config: &Config) -> Option<(String, Vec<Diagnostic>)> {
    let mut diagnostics = Vec::new();
    targets.check_links(text, config, &mut diagnostics);
    (!diagnostics.is_empty()).then(|| (text.source.path.clone(), diagnostics))
}

/// Resolves collisions of slugs in an archive without configuration, where slugs come from file
/// names: the later file gets a longer slug. In a configured archive a collision is an error,
/// which the plan of the site reports because it knows both sources. Only there, files with an id
/// of the program that exported them get the id back.
fn settle_slugs(
    incidents: &mut [Arc<Incident>],
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Renamed> {
    let mut renamed = BTreeMap::new();
    // Exports may hold two pages of one name, which differ by their ids.
    let has_id = |text: &Text| {
        let stem = text.source.stem_path().rsplit('/').next().unwrap_or_default();
        without_id(stem) != stem
    };
    if !config.unconfigured && !incidents.iter().any(|incident| has_id(&incident.text)) {
        return renamed;
    }
    let mut taken: BTreeMap<Slug, String> = BTreeMap::new();
    for incident in incidents {
        let text = &incident.text;
        let mut settled = text.slug.clone();
        if let Some(first) = taken
            .get(&text.slug)
            .filter(|_| config.unconfigured || has_id(text))
            .filter(|first| !text.slug_stated && first.to_lowercase() != text.source.path.to_lowercase())
        {
            let path = text.source.path.rsplit_once('.').map_or(text.source.path.as_str(), |(stem, _)| stem);
            let below = path.strip_prefix(&config.layout.content).unwrap_or(path);
            let longer = [below.rsplit('/').next().unwrap_or(below), below].into_iter().filter_map(Slug::new);
            if let Some(slug) = longer.into_iter().find(|slug| !taken.contains_key(slug)) {
                let message = format!("`{first}` has the same address already; this one becomes `{slug}`");
                diagnostics.push(
                    Diagnostic::warning(message).in_file(&text.source.path).hint("set `slug` to choose the address"),
                );
                settled = slug;
            }
        }
        taken.entry(settled.clone()).or_insert_with(|| text.source.path.clone());
        if incident.text.slug != settled {
            let (wanted, given) = (incident.text.slug.clone(), settled.clone());
            renamed.insert(incident.text.source.path.clone(), Renamed { wanted, given });
            Arc::make_mut(incident).text.slug = settled;
        }
    }
    renamed
}

/// Returns id → incident. Two incidents with the same id are an error.
fn ids(incidents: &[Arc<Incident>], diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<String, usize> {
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    // People write `inc-7` and mean `INC-7`.
    let mut folded: BTreeMap<String, usize> = BTreeMap::new();
    for (at, incident) in incidents.iter().enumerate() {
        by_id.entry(incident.id.to_string()).or_insert(at);
        let Some(first) = folded.get(&incident.id.to_lowercase()).map(|first| &incidents[*first]) else {
            folded.insert(incident.id.to_lowercase(), at);
            continue;
        };
        // Ids from file names matter only once somebody refers to them.
        if incident.id.is_inferred() && first.id.is_inferred() {
            continue;
        }
        let how = if incident.id == first.id { "" } else { ", but for upper and lower case" };
        let message = format!("the id `{}` is used twice{how}", incident.id);
        diagnostics.push(
            Diagnostic { place: Some(place_of_id(incident)), ..Diagnostic::error(message) }
                .rule("PM058")
                .note(place_of_id(first), "first used here")
                .hint("give one of them another `id`"),
        );
    }
    by_id
}

fn place_of_id(incident: &Incident) -> Place {
    let file = &incident.text.source;
    incident.id.place.map_or_else(|| Place::File(file.path.clone()), |span| Place::At(Arc::clone(file), span))
}

/// Returns for every incident those that it names under `related` or links to, and those that
/// do so with it.
fn related(
    incidents: &[Arc<Incident>],
    by_id: &BTreeMap<String, usize>,
    left_out: &BTreeSet<String>,
    targets: &Targets,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Vec<usize>> {
    let mut related = vec![BTreeSet::new(); incidents.len()];
    for (at, incident) in incidents.iter().enumerate() {
        let mut suggestions = 0..links::SUGGESTIONS;
        let mut linked: Vec<usize> = targets.linked_incidents(&incident.text).collect();
        for reference in &incident.related {
            match by_id.get(&reference.id) {
                Some(other) => linked.push(*other),
                None => {
                    let level = if config.broken_links_fail { Level::Error } else { Level::Warning };
                    let complaint = |message| {
                        Diagnostic::of(level, message).rule("PM058").at(&incident.text.source, reference.span)
                    };
                    diagnostics.push(if left_out.contains(&reference.id) {
                        complaint(format!("`{}` is left out of this site", reference.id)).hint(
                            "it is a draft or for fewer readers; `--drafts` or another `--audience` bring it back",
                        )
                    } else {
                        let ids = || by_id.keys().take(links::COMPARED).map(String::as_str);
                        let near = suggestions.next().and_then(|_| nearest(&reference.id, ids()));
                        complaint(format!("no incident has the id `{}`", reference.id))
                            .suggest(near, || "an incident's id is its `id`, or its file name without `.md`".to_owned())
                    });
                }
            }
        }
        for other in linked.into_iter().filter(|other| *other != at) {
            related[at].insert(other);
            related[other].insert(at);
        }
    }
    related.into_iter().map(|set| set.into_iter().collect()).collect()
}

/// Returns the newest day on which something happened or was published.
fn newest_date(incidents: &[Arc<Incident>]) -> Option<Date> {
    let of = |incident: &Arc<Incident>| {
        let instants =
            incident.instants.by_name().into_iter().filter_map(|(_, instant)| Some(instant?.value.date())).max();
        incident.date.as_ref().map(|date| date.value).max(instants)
    };
    // A typing mistake in one year must not make everything overdue.
    incidents.iter().filter_map(of).filter(|day| is_plausible(*day)).max()
}
