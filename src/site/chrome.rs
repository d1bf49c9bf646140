//! The parts that are the same on every page: names, navigation, style sheets; and the page that has
//! nothing else.

use crate::archive::terms::Facet;
use crate::archive::{Archive, addresses};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::site::view::NotFoundView;
use crate::site::words::Words;
use crate::site::{LinkView, PageView, Site, SiteView, Theme, plan};
use crate::text::slug::encode_path;

/// Languages that are written from right to left.
pub(super) const RIGHT_TO_LEFT: [&str; 8] = ["ar", "he", "fa", "ur", "ps", "sd", "ug", "yi"];

/// Capacity, in bytes, that is enough for most pages.
pub(super) const USUAL: usize = 48 * 1024;

/// Returns the view that every page shares.
pub(super) fn site_view(archive: &Archive, config: &Config, theme: &Theme) -> SiteView {
    SiteView {
        title: config.title.clone(),
        description: config.description.clone(),
        language: theme.words.language.clone(),
        base_url: config.base_url.clone(),
        noindex: config.noindex,
        nav: navigation(archive, config, &theme.words),
        style: theme.asset_url("style.css"),
        charts_style: theme.asset_url("charts.css"),
        lists_style: theme.asset_url("lists.css"),
        script: theme.asset_url("site.js"),
        lists: theme.asset_url("lists.js"),
        copy: theme.asset_url("copy.js"),
        replay: theme.asset_url("replay.js"),
        visits: theme.asset_url("visits.js"),
        today: theme.asset_url("today.js"),
        search: theme.asset_url("search.js"),
        search_style: theme.asset_url("search.js").replace("search.js", "search.css"),
        generator: concat!("casebook ", env!("CARGO_PKG_VERSION")).to_owned(),
        as_of: archive.as_of.map(|day| theme.words.date(day)),
    }
}

/// Returns the links of the navigation: the three pages about everything, which a narrow screen
/// shows first, then the indexes that have entries, then the plain pages at the top level.
///
/// Severities and years are left out, so that there is room for plain pages. The list of incidents has
/// both as filters, and the home page links them.
pub(super) fn navigation(archive: &Archive, config: &Config, words: &Words) -> Vec<LinkView> {
    let link = |name: &str, url: &str| LinkView { name: name.to_owned(), url: encode_path(url) };
    let everything =
        [("base.incidents", "incidents.html"), ("base.actions", "actions.html"), ("base.trends", "trends.html")];
    let mut nav: Vec<_> = everything.into_iter().map(|(key, url)| link(words.say(key), url)).collect();
    for facet in [Facet::Causes, Facet::Services, Facet::Tags, Facet::Teams] {
        if !archive.facet(facet).is_empty() {
            nav.push(link(words.of("facets", facet.slug()), &format!("{}.html", facet.slug())));
        }
    }
    for page in &archive.pages {
        let path = addresses::page_path(page, &config.layout.content);
        if !path.contains('/') {
            nav.push(link(&page.text.title, &path));
        }
    }
    nav
}

pub(super) fn direction(language: &str) -> &'static str {
    let primary = language.split('-').next().unwrap_or(language);
    if RIGHT_TO_LEFT.contains(&primary) { "rtl" } else { "ltr" }
}

/// Returns the path of an absolute address: `/docs/` of `https://example.org/docs/`.
pub(super) fn path_of(address: &str) -> &str {
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    rest.find('/').map_or("/", |at| &rest[at..])
}

impl Site {
    /// Returns what is missing in the theme, without which it works.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.theme.warnings
    }

    /// Returns the words of the interface.
    pub(super) fn words(&self) -> &Words {
        &self.theme.words
    }

    /// Returns the page for addresses at which nothing is published. Servers show it at addresses of any
    /// depth, so its links need a `root` that fits all of them: the path of the site's own address if
    /// that is known.
    pub fn not_found(&self, root: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
        let page = self.page_view(plan::NOT_FOUND, self.words().say("not_found.title"));
        let page = PageView { root: root.to_owned(), canonical: None, ..page };
        self.fill("404.html", &page, &NotFoundView { home: root.to_owned() })
    }
}
