//! The plan: every address of the site and its content. Two contents for the same address are an
//! error before anything is written.

use std::collections::BTreeMap;

use super::{Site, calendar, executive, incident_list, on_this_day};
use crate::archive::numbers::period::{Period, periods};
use crate::archive::terms::Facet;
use crate::archive::{Archive, addresses};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Report};
use crate::incident::{Reference, Text};
use crate::text::Span;
use crate::text::slug::{self, Slug};

/// The content of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    Home,
    Incidents,
    /// Position among the pages of a large archive's incidents.
    IncidentsPart(usize),
    /// Position in the archive.
    Incident(usize),
    IncidentJson(usize),
    IncidentMarkdown(usize),
    Terms(Facet),
    /// Facet and position among its terms.
    Term(Facet, usize),
    TermFeed(Facet, usize),
    Actions,
    /// Position among the pages of a large archive's action items.
    ActionBatch(usize),
    Trends,
    /// The summary of a period.
    Executive(Option<Period>),
    Page(usize),
    NotFound,
    Search,
    /// A file of the search index, by its name.
    SearchFile(String),
    /// The incidents that began in this month of any year.
    OnThisDay(i8),
    Feed,
    IncidentsJson,
    IncidentsCsv,
    ActionsCsv,
    /// The due days of all open actions.
    Calendar,
    /// Position among the teams.
    TeamCalendar(usize),
    OwnerCalendar(Slug),
    Sitemap,
    Robots,
    /// A file that a document refers to, by its path in the archive.
    File(String),
    /// A file of the theme, by its name.
    Asset(String),
    /// An alias of this address.
    Redirect(String),
}

/// Path relative to the site's root → content, in path order.
pub type Plan = BTreeMap<String, Content>;

/// Address of the page for addresses at which nothing is published.
pub(super) const NOT_FOUND: &str = "404.html";

/// Longest path that every system supports, in bytes.
const LONGEST: usize = 240;

/// Lists every address of the site.
pub fn plan(site: &Site) -> Report<Plan> {
    let mut report = pages(site);
    complete(site, &mut report.value);
    report
}

/// Adds the addresses of the search index, which has to be made for that.
pub fn complete(site: &Site, plan: &mut Plan) {
    plan.extend(site.search().files.keys().map(|name| (search_path(name), Content::SearchFile(name.clone()))));
}

/// Returns the address of a file of the search index. No document can have it.
fn search_path(name: &str) -> String {
    format!("search/{name}.js")
}

/// True for the addresses of the search index, except its entry file.
pub fn is_of_index(path: &str) -> bool {
    path.starts_with("search/") && path != search_path("index")
}

/// Returns the content of `path`: from `plan`, which [`pages`] made, or from the search index.
pub fn find(site: &Site, plan: &Plan, path: &str) -> Option<Content> {
    plan.get(path).cloned().or_else(|| {
        let name = path.strip_prefix("search/")?.strip_suffix(".js")?;
        site.search().files.contains_key(name).then(|| Content::SearchFile(name.to_owned()))
    })
}

/// Lists every address except those of the search index, which is expensive to make.
pub fn pages(site: &Site) -> Report<Plan> {
    let mut planner = own(site);
    planner.files(site);
    planner.aliases(site);
    planner.folders();
    Report { value: planner.plan, diagnostics: planner.diagnostics }
}

/// Lists the addresses that casebook makes itself, without files of the archive and aliases.
fn own(site: &Site) -> Planner<'_> {
    let archive = &site.archive;
    let mut planner = Planner { plan: Plan::new(), folded: BTreeMap::new(), diagnostics: Vec::new() };
    planner.fixed(archive, &site.config);
    planner.calendars(site);
    let periods = periods(&archive.incidents, archive.as_of);
    if periods.is_empty() {
        planner.add(executive::LATEST.to_owned(), Content::Executive(None), Source::Ours("the summary"));
    }
    for period in periods {
        planner.add(executive::path(period), Content::Executive(Some(period)), Source::Ours("the summary of a period"));
    }
    for month in on_this_day::months(site) {
        planner.add(on_this_day::path(month), Content::OnThisDay(month), Source::Ours("a part of the home page"));
    }
    for (at, part) in site.incident_parts().iter().enumerate() {
        planner.add(incident_list::path(part), Content::IncidentsPart(at), Source::Ours("a page of incidents"));
    }
    for (at, batch) in site.action_batches().iter().enumerate() {
        planner.add(batch.path(), Content::ActionBatch(at), Source::Ours("a page of actions"));
    }
    for name in site.theme.assets.keys() {
        planner.add(format!("assets/{name}"), Content::Asset(name.clone()), Source::Ours("the theme"));
    }
    for (at, incident) in archive.incidents.iter().enumerate() {
        let path = addresses::incident_path(incident);
        let stem = path.trim_end_matches(".html").to_owned();
        if planner.reserved(&incident.text, incident.text.slug.as_str(), &["index"]) {
            continue;
        }
        planner.add(path, Content::Incident(at), Source::Document(&incident.text));
        planner.add(format!("{stem}.json"), Content::IncidentJson(at), Source::Document(&incident.text));
        planner.add(format!("{stem}.md"), Content::IncidentMarkdown(at), Source::Document(&incident.text));
    }
    for (facet, terms) in &archive.terms {
        for (at, term) in terms.iter().enumerate() {
            let stem = format!("{}/{}", facet.slug(), term.slug);
            let source = term.incidents.first().and_then(|first| archive.incidents.get(*first));
            let source = source.map_or(Source::Ours("a term"), |incident| Source::Document(&incident.text));
            planner.add(format!("{stem}.html"), Content::Term(*facet, at), source);
            planner.add(format!("{stem}.xml"), Content::TermFeed(*facet, at), source);
        }
    }
    for (at, page) in archive.pages.iter().enumerate() {
        let path = addresses::page_path(page, &site.config.layout.content);
        if !planner.reserved(&page.text, path.trim_end_matches(".html"), &RESERVED) {
            planner.add(path, Content::Page(at), Source::Document(&page.text));
        }
    }
    planner
}

/// Returns the addresses of the pages for people.
pub(super) fn for_people(site: &Site) -> impl Iterator<Item = String> {
    let shown = |(path, content): &(String, Content)| path.ends_with(".html") && !matches!(content, Content::NotFound);
    own(site).plan.into_iter().filter(shown).map(|(path, _)| path)
}

/// Names of pages that the site has or will have. A document with such a name would collide with
/// them.
const RESERVED: [&str; 9] =
    ["index", "incidents", "actions", "trends", "executive", "search", "404", "assets", "files"];

#[derive(Clone, Copy)]
enum Source<'a> {
    Ours(&'static str),
    Document(&'a Text),
    /// A former address of a document.
    Alias(&'a Text, Span),
    File(&'a str),
}

impl Source<'_> {
    fn name(&self) -> String {
        match self {
            Source::Ours(name) => (*name).to_owned(),
            Source::Document(text) => format!("`{}`", text.source.path),
            Source::Alias(text, _) => format!("an alias of `{}`", text.source.path),
            Source::File(path) => format!("`{path}`"),
        }
    }
}

struct Planner<'a> {
    plan: Plan,
    /// Paths in lower case, because some file systems do not distinguish `A` from `a`.
    folded: BTreeMap<String, (String, Source<'a>)>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Planner<'a> {
    fn add(&mut self, path: String, content: Content, source: Source<'a>) {
        let folded = folded(&path);
        if let Some((taken, first)) = self.folded.get(&folded) {
            // `.json` and `.md` collide wherever the page does. One complaint is enough.
            if !matches!(content, Content::IncidentJson(_) | Content::IncidentMarkdown(_) | Content::TermFeed(..)) {
                let how = if *taken == path { "" } else { ", but for upper and lower case" };
                let message = format!("{} and {} would both be `{path}`{how}", first.name(), source.name());
                let hint = match source {
                    Source::Alias(..) => "remove the alias: the address is in use",
                    _ => "rename one of the files, or give it another `slug`",
                };
                let diagnostic = Diagnostic::error(message).hint(hint);
                self.diagnostics.push(match source {
                    Source::Document(text) => diagnostic.in_file(&text.source.path),
                    Source::Alias(text, span) => diagnostic.at(&text.source, span),
                    Source::File(path) => diagnostic.in_file(path),
                    Source::Ours(_) => diagnostic,
                });
            }
            return;
        }
        if path.len() > LONGEST
            && let Source::Document(text) = source
        {
            let message = format!("the address `{path}` is longer than {LONGEST} bytes");
            self.diagnostics.push(Diagnostic::warning(message).in_file(&text.source.path).hint("set a shorter `slug`"));
        }
        self.folded.insert(folded, (path.clone(), source));
        self.plan.insert(path, content);
    }

    /// Complains if `name` is one of `reserved` or the name of an index.
    fn reserved(&mut self, text: &Text, name: &str, reserved: &[&str]) -> bool {
        let facets = || Facet::ALL.iter().map(|facet| facet.slug());
        let is_reserved = reserved.contains(&name) || (reserved.len() > 1 && facets().any(|facet| facet == name));
        if is_reserved {
            let message = format!("`{name}` is the name of a page of the site itself");
            let hint = "rename the file, or give it another `slug`";
            self.diagnostics.push(Diagnostic::error(message).in_file(&text.source.path).hint(hint));
        }
        self.portable(&text.source.path);
        is_reserved
    }

    /// Complains about a name that is not allowed on Windows, where the archive and its site may be
    /// checked out.
    fn portable(&mut self, path: &str) {
        let name = path.rsplit('/').next().unwrap_or_default();
        let stem = name.split('.').next().unwrap_or_default();
        if slug::is_device(stem) {
            let message = format!("`{stem}` cannot be a file's name on Windows");
            self.diagnostics.push(Diagnostic::error(message).in_file(path).hint("rename the file"));
        }
    }

    fn fixed(&mut self, archive: &Archive, config: &Config) {
        let pages = [
            ("index.html", Content::Home),
            ("incidents.html", Content::Incidents),
            ("actions.html", Content::Actions),
            ("trends.html", Content::Trends),
            ("search.html", Content::Search),
            (NOT_FOUND, Content::NotFound),
            ("feed.xml", Content::Feed),
            ("incidents.json", Content::IncidentsJson),
            ("incidents.csv", Content::IncidentsCsv),
            ("actions.csv", Content::ActionsCsv),
            ("robots.txt", Content::Robots),
        ];
        for (path, content) in pages {
            self.add(path.to_owned(), content, Source::Ours("a page of the site itself"));
        }
        // A sitemap needs absolute addresses.
        if config.base_url.is_some() {
            self.add("sitemap.xml".to_owned(), Content::Sitemap, Source::Ours("the sitemap"));
        }
        for facet in Facet::ALL {
            if !archive.facet(facet).is_empty() || matches!(facet, Facet::Causes | Facet::Tags) {
                let path = format!("{}.html", facet.slug());
                self.add(path, Content::Terms(facet), Source::Ours("an index of the site itself"));
            }
        }
    }

    /// Adds the calendars that have something in them. No other address ends as theirs do.
    fn calendars(&mut self, site: &Site) {
        let ours = Source::Ours("a calendar of actions");
        if calendar::has_events(site, 0..site.archive.incidents.len()) {
            self.add(calendar::ALL.to_owned(), Content::Calendar, ours);
        }
        for (at, team) in site.facet(Facet::Teams).iter().enumerate() {
            if calendar::has_events(site, team.incidents.iter().copied()) {
                self.add(calendar::team_path(&team.slug), Content::TeamCalendar(at), ours);
            }
        }
        for slug in site.owners().keys() {
            self.add(calendar::owner_path(slug), Content::OwnerCalendar(slug.clone()), ours);
        }
    }

    fn files(&mut self, site: &'a Site) {
        let archive = &site.archive;
        for path in archive.targets.assets(archive.texts()).into_keys() {
            self.portable(path);
            let address = addresses::asset_path(path, &site.config.layout.content);
            self.add(address, Content::File(path.to_owned()), Source::File(path));
        }
    }

    fn aliases(&mut self, site: &'a Site) {
        let archive = &site.archive;
        for incident in &archive.incidents {
            self.alias(&incident.text, &addresses::incident_path(incident));
        }
        for page in &archive.pages {
            self.alias(&page.text, &addresses::page_path(page, &site.config.layout.content));
        }
    }

    /// Leads from each folder to the page of the same name, such as from `tags/` to `tags.html`, unless
    /// the folder has an index of its own.
    fn folders(&mut self) {
        let is_folder = |stem: &&str| {
            let inside = format!("{stem}/");
            self.plan.range(inside.clone()..).next().is_some_and(|(path, _)| path.starts_with(&inside))
        };
        let stems = self.plan.keys().filter_map(|path| path.strip_suffix(".html")).filter(is_folder);
        let stems: Vec<_> = stems.map(str::to_owned).collect();
        for stem in stems {
            let path = format!("{stem}/index.html");
            if !self.folded.contains_key(&folded(&path)) {
                self.add(path, Content::Redirect(format!("{stem}.html")), Source::Ours("the index of a folder"));
            }
        }
    }

    fn alias(&mut self, text: &'a Text, target: &str) {
        for alias in &text.aliases {
            match alias_path(alias) {
                Some(path) => self.add(path, Content::Redirect(target.to_owned()), Source::Alias(text, alias.span)),
                None => {
                    let message = format!("the alias `{}` is not a path inside the site", alias.id);
                    let hint = "write a path such as `2024/old-name.html`";
                    self.diagnostics.push(Diagnostic::error(message).at(&text.source, alias.span).hint(hint));
                }
            }
        }
    }
}

/// Returns the path in one case. Converting to upper case first makes `ß` and `ss` equal.
fn folded(path: &str) -> String {
    path.to_uppercase().to_lowercase()
}

/// Returns the path of an alias, as an `.html` file that is inside the site on every system.
fn alias_path(alias: &Reference) -> Option<String> {
    let path = crate::html::url::decode(&alias.id);
    let path = path.strip_prefix('/').unwrap_or(&path);
    let harmless = |part: &str| {
        !matches!(part, "" | "." | "..")
            && !part.starts_with('.')
            && !part.ends_with([' ', '.'])
            && !slug::is_device(part)
            && part.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '~' | ' '))
    };
    let trimmed = path.strip_suffix('/').unwrap_or(path);
    if trimmed.is_empty() || !trimmed.split('/').all(harmless) {
        return None;
    }
    Some(match trimmed.rsplit_once('.') {
        Some((_, "html" | "htm")) => trimmed.to_owned(),
        _ if path.ends_with('/') => format!("{trimmed}/index.html"),
        _ => format!("{trimmed}.html"),
    })
}
