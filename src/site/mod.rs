//! The site: every address and its content.
//!
//! [`plan::plan`] lists the addresses, and [`Site::render`] returns the bytes of one. Build and
//! preview call the same two functions, so an author sees what will be published.

pub mod actions;
mod before;
mod calendar;
mod cards;
mod chrome;
mod executive;
mod export;
mod feed;
pub mod figure;
mod files;
mod incident_list;
mod incident_page;
mod lists;
mod markdown;
mod on_this_day;
pub mod parts;
mod pieces;
pub mod plan;
mod prose;
mod revision;
mod theme;
mod timeline;
mod trends;
pub mod view;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;

use self::actions::Batch;
use self::before::Recalled;
use self::parts::Part;
use self::plan::Content;
use self::theme::Theme;
use self::view::{DocumentView, Html, LinkView, PageView, RedirectView, SearchView, SiteView};
use crate::archive::Archive;
use crate::archive::terms::Facet;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diagram;
use crate::markdown::highlight;
use crate::search::{self, Index};
use crate::site::chrome::{USUAL, direction, site_view};
use crate::source::Sources;
use crate::text::hash::fnv;
use crate::text::slug::{Slug, encode_path};

/// Everything that is needed to render any address.
pub struct Site {
    pub archive: Archive,
    pub config: Config,
    theme: Arc<Theme>,
    memos: Arc<Memos>,
    /// The search index. It is made when one of its files is first asked for.
    search: Mutex<Option<Arc<Index>>>,
    /// An earlier site whose index can be updated to this one's. Dropped after that.
    indexed: Mutex<Option<Arc<Site>>>,
    /// The parts of each incident in lists. They are kept after an edit of another incident.
    listed: Vec<Arc<Listed>>,
    /// The parts of each incident that pages of others show. Links of its actions depend on further
    /// documents, so these are not kept after an edit.
    recalled: Vec<OnceLock<Recalled>>,
    /// Those who promised something by a day. Collected when first asked for.
    owners: OnceLock<BTreeMap<Slug, calendar::Owner>>,
    lists: Lists,
}

/// The pages of long lists. Divided when first asked for: every page links to the others.
#[derive(Default)]
struct Lists {
    incidents: OnceLock<Vec<Part<usize>>>,
    actions: OnceLock<Vec<Batch>>,
}

/// The parts of an incident in lists, made when first asked for.
#[derive(Default)]
struct Listed {
    /// Rows of tables: for pages at the root, and for pages one level below.
    rows: [OnceLock<Box<str>>; 2],
    /// See [`Site::revision`].
    revision: OnceLock<String>,
}

/// Expensive results that depend only on a piece of source. They are kept between builds and edits.
#[derive(Debug, Default)]
pub struct Memos {
    pub code: highlight::Memo,
    pub diagrams: diagram::Memo,
}

/// The content of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    Bytes(Vec<u8>),
    /// An exact copy of this file.
    CopyOf(PathBuf),
}

impl Site {
    /// Makes the site of an archive. Faults are those of the theme.
    pub fn new(
        archive: Archive,
        config: Config,
        sources: &Sources,
        memos: Arc<Memos>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let directory = config.layout.theme.clone().unwrap_or_default();
        let mut theme = Theme::new(&sources.theme, &directory, &config.language)?;
        theme.set_site(&site_view(&archive, &config, &theme));
        let listed = archive.incidents.iter().map(|_| Arc::default()).collect();
        let recalled = archive.incidents.iter().map(|_| OnceLock::new()).collect();
        let (search, indexed, owners) = (Mutex::default(), Mutex::default(), OnceLock::new());
        Ok(Self {
            archive,
            config,
            theme: Arc::new(theme),
            memos,
            search,
            indexed,
            listed,
            recalled,
            owners,
            lists: Lists::default(),
        })
    }

    /// Returns the site of another archive with the same configuration and theme.
    #[must_use]
    pub fn with(self: &Arc<Self>, archive: Archive, memos: Arc<Memos>) -> Self {
        let config = self.config.clone();
        let alike = archive.is_like(&self.archive);
        let theme = if alike {
            Arc::clone(&self.theme)
        } else {
            let mut theme = Theme::clone(&self.theme);
            theme.set_site(&site_view(&archive, &config, &theme));
            Arc::new(theme)
        };
        let kept = |(at, incident): (usize, &Arc<_>)| {
            let before = self.archive.incidents.get(at).filter(|before| alike && Arc::ptr_eq(before, incident));
            before.and_then(|_| self.listed.get(at)).cloned().unwrap_or_default()
        };
        let listed = archive.incidents.iter().enumerate().map(kept).collect();
        let recalled = archive.incidents.iter().map(|_| OnceLock::new()).collect();
        let before = || locked(&self.indexed).clone();
        let indexed = if locked(&self.search).is_some() { Some(Arc::clone(self)) } else { before() };
        let (search, indexed, owners) = (Mutex::default(), Mutex::new(indexed), OnceLock::new());
        Self { archive, config, theme, memos, search, indexed, listed, recalled, owners, lists: Lists::default() }
    }

    /// Returns the content of one address. A fault is one of the theme's templates.
    pub fn render(&self, path: &str, content: &Content) -> Result<Output, Box<Diagnostic>> {
        let bytes = match content {
            Content::Home => self.home(path)?,
            Content::Incidents => self.incidents(path)?,
            Content::IncidentsPart(at) => self.incidents_part(path, *at)?,
            Content::Incident(at) => self.incident(path, *at)?,
            Content::IncidentJson(at) => export::incident_json(self, *at),
            Content::IncidentMarkdown(at) => self.markdown(*at).into(),
            Content::Terms(facet) => self.terms(path, *facet)?,
            Content::Term(facet, at) => self.term(path, *facet, *at)?,
            Content::TermFeed(facet, at) => feed::term(self, path, *facet, *at).into(),
            Content::Actions => self.actions(path)?,
            Content::ActionBatch(at) => self.action_batch(path, *at)?,
            Content::Trends => self.trends(path)?,
            Content::Executive(period) => self.executive(path, *period)?,
            Content::Page(at) => self.page(path, *at)?,
            Content::NotFound => self.not_found(self.config.base_url.as_deref().map_or("", chrome::path_of))?,
            Content::Search => self.fill(
                "search.html",
                &self.page_view(path, self.words().say("search.title")),
                &SearchView { count: self.archive.incidents.len() },
            )?,
            Content::SearchFile(name) => self.search().files.get(name).ok_or_else(|| missing(path))?.to_vec(),
            Content::OnThisDay(month) => on_this_day::script(self, *month),
            Content::Feed => feed::latest(self, path).into(),
            Content::IncidentsJson => self.incidents_json(&self.everything()),
            Content::IncidentsCsv => self.incidents_csv(&self.everything()).into(),
            Content::ActionsCsv => export::csv::actions(self).into(),
            Content::Calendar => calendar::all(self).into(),
            Content::TeamCalendar(at) => calendar::team(self, *at).into(),
            Content::OwnerCalendar(slug) => calendar::owner(self, slug).ok_or_else(|| missing(path))?.into(),
            Content::Sitemap => feed::sitemap(self).into(),
            Content::Robots => self.robots().into(),
            Content::File(source) => return self.file(path, source),
            Content::Asset(name) => self.theme.assets.get(name).ok_or_else(|| missing(path))?.to_vec(),
            Content::Redirect(target) => {
                let view = RedirectView { target: LinkView { name: target.clone(), url: encode_path(target) } };
                self.fill("redirect.html", &self.page_view(path, self.words().say("moved.title")), &view)?
            }
        };
        Ok(Output::Bytes(bytes))
    }

    /// Returns `incidents.json` for these incidents, by their positions in the archive.
    pub fn incidents_json(&self, chosen: &[usize]) -> Vec<u8> {
        export::incidents_json(self, chosen)
    }

    /// Returns `incidents.csv` for these incidents.
    pub fn incidents_csv(&self, chosen: &[usize]) -> String {
        export::csv::incidents(self, chosen)
    }

    /// Returns the schema of `incidents.json`.
    pub fn incidents_schema(generator: SchemaGenerator) -> Schema {
        export::schema(generator)
    }

    fn owners(&self) -> &BTreeMap<Slug, calendar::Owner> {
        self.owners.get_or_init(|| calendar::owners(self))
    }

    fn everything(&self) -> Vec<usize> {
        (0..self.archive.incidents.len()).collect()
    }

    /// Returns the highlighted code and the diagrams, which can be saved for the next build.
    pub fn memos(&self) -> &Arc<Memos> {
        &self.memos
    }

    /// Returns the search index for the browser.
    fn search(&self) -> Arc<Index> {
        let make = || {
            let before = locked(&self.indexed).take();
            let update = |before: &Arc<Site>| {
                let index = locked(&before.search).clone()?;
                index.update(&before.archive, &self.archive, &self.config)
            };
            // If a name is spelt differently now, cards of other documents change too.
            let before = before.filter(|before| self.archive.is_like(&before.archive));
            Arc::new(before.as_ref().and_then(update).unwrap_or_else(|| search::index(&self.archive, &self.config)))
        };
        Arc::clone(locked(&self.search).get_or_insert_with(make))
    }

    /// Lets go of the search index. It is made again if one of its files is asked for.
    pub fn forget_search(&self) {
        *locked(&self.search) = None;
    }

    fn fill<T: Serialize>(&self, template: &str, page: &PageView, view: &T) -> Result<Vec<u8>, Box<Diagnostic>> {
        self.theme.render(template, page, view, USUAL)
    }

    fn page_view(&self, path: &str, title: &str) -> PageView {
        let language = self.words().language.clone();
        PageView {
            title: title.to_owned(),
            description: self.config.description.clone(),
            url: encode_path(path),
            root: root_of(path),
            direction: direction(&language),
            language,
            canonical: self.config.base_url.as_ref().map(|base| format!("{base}{}", encode_path(path))),
            feeds: vec![LinkView { name: self.config.title.clone(), url: "feed.xml".to_owned() }],
        }
    }

    fn page(&self, path: &str, at: usize) -> Result<Vec<u8>, Box<Diagnostic>> {
        let page = &self.archive.pages[at];
        let mut view = self.page_view(path, &page.text.title);
        let language = self.language(&page.text);
        view.direction = direction(&language);
        view.description.clone_from(&page.summary);
        let document = page.text.tree();
        let body = DocumentView {
            heading: Some(page.text.title.to_string()),
            body: theme::html(&self.body(&page.text, &document, &view.root)),
            contents: lists::contents_list(
                self.words(),
                &lists::contents(&document, &language, &page.text.title_heading.into_iter().collect()),
            ),
            language,
        };
        self.fill("page.html", &view, &body)
    }

    fn robots(&self) -> String {
        match &self.config.base_url {
            _ if self.config.noindex => "User-agent: *\nDisallow: /\n".to_owned(),
            Some(base) => format!("User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n"),
            None => "User-agent: *\nAllow: /\n".to_owned(),
        }
    }

    /// Returns an address for people and feeds. It is absolute if the site's address is known.
    fn absolute(&self, path: &str, root: &str) -> String {
        let path = encode_path(path);
        self.config.base_url.as_ref().map_or_else(|| format!("{root}{path}"), |base| format!("{base}{path}"))
    }

    /// Returns an identifier that never changes: the absolute address, or one made of names.
    fn identity(&self, path: &str) -> String {
        match &self.config.base_url {
            Some(_) => self.absolute(path, ""),
            None => format!("urn:casebook:{:016x}:{}", fnv(self.config.title.as_bytes()), encode_path(path)),
        }
    }

    fn term_link(&self, facet: Facet, name: &str, slug: &Slug) -> LinkView {
        // Use the archive's spelling of the name, not the document's. Terms of these facets are
        // sorted by slug.
        let terms = self.facet(facet);
        let known = terms.binary_search_by(|term| term.slug.cmp(slug)).ok().and_then(|at| terms.get(at));
        let name = known.map_or(name, |term| term.name.as_str()).to_owned();
        LinkView { name, url: cards::term_url(facet, slug) }
    }
}

/// Returns the relative path from a file of the site to the site's root.
fn root_of(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns the words that every site has: those of the built-in theme.
pub fn own_texts() -> Vec<&'static str> {
    theme::built_in()
}

/// Proves at compile time that threads can share a site.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Site>();
    shared::<Arc<Site>>();
};

/// Returns the diagnostic for an address that was planned but has no content, which is a bug in
/// casebook.
fn missing(path: &str) -> Box<Diagnostic> {
    let message = format!("casebook planned `{path}` and has no content for it");
    Diagnostic::error(message).hint("this is a mistake of casebook's: please report it").into()
}
