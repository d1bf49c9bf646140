//! Resolves addresses in documents. All are checked once, and the same function resolves them
//! again when a page is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Surroundings;
use super::addresses::{Destination, asset_path, incident_path, page_path};
use super::pictures::heavy;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level, nearest};
use crate::html::raw::{Resolved, Use};
use crate::html::url::{self, Target};
use crate::incident::{Incident, Page, Text};
use crate::source::Asset;
use crate::text::slug::encode_path;

/// Most addresses of one document for which a similar name is looked for. That takes a comparison
/// with every name, and a document with more has another fault than a slip of the pen.
pub(super) const SUGGESTIONS: usize = 20;

/// Most names that one address is compared with.
pub(super) const COMPARED: usize = 2000;

/// Endings of files that a browser would run as a page or a program of the site.
const ACTIVE: [&str; 18] = [
    "html", "htm", "shtml", "xhtml", "xht", "mht", "mhtml", "xml", "svgz", "js", "mjs", "css", "wasm", "swf", "php",
    "xsl", "xslt", "hta",
];

/// Everything that a document can link to.
#[derive(Debug, Clone)]
pub struct Targets {
    /// Source path → page.
    documents: Arc<BTreeMap<String, Arc<Destination>>>,
    assets: Arc<BTreeMap<String, Asset>>,
    /// Documents without a page, by path.
    hidden: Arc<BTreeMap<String, Hidden>>,
    content: String,
    /// Directories of incidents, which the list of all incidents shows.
    incidents: Arc<[String]>,
}

/// Why a document has no page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Hidden {
    Draft,
    /// The document is for fewer readers than the site.
    Private,
    /// The file contains nothing for readers.
    Skipped(&'static str),
}

/// The target of an address.
enum Found<'a> {
    Outside(&'a str),
    Document { page: &'a str, anchor: Option<&'a str>, incident: Option<usize> },
    Asset(&'a Asset),
}

/// Why an address has no target.
enum Missing {
    /// The address was refused, and the reader of the document has already said so.
    Refused,
    /// There is no such file.
    File {
        path: String,
    },
    /// The document at the path `of` has no such heading.
    Anchor {
        anchor: String,
        of: String,
    },
    Leaves,
    /// The document at that path has no page.
    Hidden(Hidden, String),
    Active(String),
    /// An image from another site. It is shown as a link, because pages load nothing from
    /// elsewhere.
    Remote,
}

impl Targets {
    pub(super) fn new(
        incidents: &[Arc<Incident>],
        pages: &[Arc<Page>],
        introduction: Option<&Page>,
        surroundings: &Surroundings<'_>,
        mut hidden: BTreeMap<String, Hidden>,
    ) -> Self {
        let content = surroundings.config.layout.content.clone();
        let mut documents = BTreeMap::new();
        let mut add = |text: &Text, page: String, incident: Option<(usize, &Incident)>| {
            documents.insert(text.source.path.clone(), Arc::new(Destination::new(text, page, incident)));
        };
        for (at, incident) in incidents.iter().enumerate() {
            add(&incident.text, incident_path(incident), Some((at, incident)));
        }
        for page in pages {
            add(&page.text, page_path(page, &content), None);
        }
        if let Some(page) = introduction {
            add(&page.text, "index.html".to_owned(), None);
        }
        hidden.extend(surroundings.skipped.iter().map(|it| (it.path.clone(), Hidden::Skipped(it.reason))));
        Self {
            documents: Arc::new(documents),
            assets: Arc::clone(surroundings.assets),
            hidden: Arc::new(hidden),
            incidents: surroundings
                .config
                .incidents
                .iter()
                .filter_map(|name| url::join(&format!("{content}/x"), name))
                .collect(),
            content,
        }
    }

    /// Replaces the anchors of one document.
    pub(super) fn replace(&mut self, text: &Text, incident: Option<&Incident>) {
        let documents = Arc::make_mut(&mut self.documents);
        if let Some(old) = documents.get_mut(&text.source.path) {
            let incident = old.incident.zip(incident);
            *old = Arc::new(Destination::new(text, old.page.clone(), incident));
        }
    }

    /// Returns the URL for `address`, as written in `from`. `root` is the relative path from
    /// the page to the site's root.
    pub fn resolve(&self, from: &Text, address: &str, used: Use, root: &str) -> Resolved {
        match self.look_up(from, address, used) {
            Ok(Found::Outside(url)) => Resolved::To { url: url::encode(url), size: None, external: true },
            Ok(Found::Document { page: "", anchor, .. }) => Resolved::To {
                url: format!("#{}", anchor.map_or_else(String::new, encode_path)),
                size: None,
                external: false,
            },
            Ok(Found::Document { page, anchor, .. }) => {
                let anchor = anchor.map_or_else(String::new, |anchor| format!("#{}", encode_path(anchor)));
                Resolved::To { url: format!("{root}{}{anchor}", encode_path(page)), size: None, external: false }
            }
            Ok(Found::Asset(asset)) => {
                let url = format!("{root}{}", encode_path(&asset_path(&asset.path, &self.content)));
                Resolved::To { url, size: asset.dimensions, external: false }
            }
            Err(Missing::Remote) => Resolved::To { url: url::encode(address), size: None, external: true },
            // The page exists, only the anchor does not.
            Err(Missing::Anchor { .. }) => match address.split_once('#') {
                Some((path, _)) if !path.is_empty() => self.resolve(from, path, used, root),
                _ => Resolved::Nowhere,
            },
            Err(_) => Resolved::Nowhere,
        }
    }

    /// Returns the page of a document, by its path in the archive.
    pub fn page(&self, path: &str) -> Option<&str> {
        self.documents.get(path).map(|destination| destination.page.as_str())
    }

    /// Returns a file of the archive that is no document, by its path.
    pub fn asset(&self, path: &str) -> Option<&Asset> {
        self.assets.get(path)
    }

    /// Returns the incidents that `text` links to.
    pub(super) fn linked_incidents<'a>(&'a self, text: &'a Text) -> impl Iterator<Item = usize> + 'a {
        text.addresses.iter().filter_map(|address| match self.look_up(text, &address.target, Use::Link) {
            Ok(Found::Document { incident, .. }) => incident,
            _ => None,
        })
    }

    /// Returns the files that the documents in `texts` refer to, by their path.
    pub fn assets<'a>(&'a self, texts: impl Iterator<Item = &'a Text>) -> BTreeMap<&'a str, &'a Asset> {
        let mut used = BTreeMap::new();
        for text in texts {
            for address in &text.addresses {
                if let Ok(Found::Asset(asset)) = self.look_up(text, &address.target, use_of(address.image)) {
                    used.insert(asset.path.as_str(), asset);
                }
            }
        }
        used
    }

    /// Complains about every address in `text` that leads nowhere.
    pub(super) fn check_links(&self, text: &Text, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
        let mut suggestions = 0..SUGGESTIONS;
        for address in &text.addresses {
            let missing = match self.look_up(text, &address.target, use_of(address.image)) {
                Err(Missing::Refused) => continue,
                Err(missing) => missing,
                Ok(Found::Asset(asset)) if self.is_private(&asset.path) => {
                    Missing::Hidden(Hidden::Private, asset.path.clone())
                }
                Ok(Found::Asset(asset)) if asset.active => {
                    let message = format!("`{}` holds a script, which no browser will run here", asset.path);
                    diagnostics.push(
                        Diagnostic::warning(message)
                            .rule("PM055")
                            .at(&text.source, address.span)
                            .hint("remove the script from the file"),
                    );
                    continue;
                }
                Ok(Found::Asset(asset)) => {
                    let heavy = heavy(asset).filter(|_| address.image);
                    diagnostics.extend(heavy.map(|it| it.at(&text.source, address.span)));
                    continue;
                }
                Ok(_) => continue,
            };
            let what = if address.image { "image" } else { "link" };
            let near = suggestions.next().and_then(|_| self.near(&missing, &text.source.path));
            let (message, hint) = explain(&missing, near, what, &address.target);
            let (level, rule) = match missing {
                // Even the name of a private document is not for the readers of the site.
                Missing::Hidden(Hidden::Private, _) => (Level::Error, "PM054"),
                Missing::Hidden(Hidden::Draft, _) | Missing::Remote | Missing::Active(_) => (Level::Warning, "PM055"),
                _ if config.broken_links_fail => (Level::Error, "PM055"),
                _ => (Level::Warning, "PM055"),
            };
            diagnostics.push(Diagnostic::of(level, message).rule(rule).at(&text.source, address.span).hint(hint));
        }
    }

    /// Returns the file that `path` means in `from`. A leading `/` is the site's root, else the repository's.
    fn joined(&self, from: &Text, path: &str) -> Option<String> {
        let Some(rooted) = path.strip_prefix('/') else { return url::join(&from.source.path, path) };
        let of_site = |path| url::join(&format!("{}/x", self.content), path);
        let is_there = |path: &String| self.documents.contains_key(path) || self.assets.contains_key(path);
        let below = rooted.strip_prefix(self.content.as_str()).and_then(|rest| rest.strip_prefix('/'));
        of_site(rooted).filter(is_there).or_else(|| of_site(below.unwrap_or(rooted)))
    }

    fn look_up<'a>(&'a self, from: &'a Text, address: &'a str, used: Use) -> Result<Found<'a>, Missing> {
        let (path, anchor) = match url::target(address) {
            Target::Outside(url) if used == Use::Image => {
                return if url.starts_with("mailto:") { Err(Missing::Refused) } else { Err(Missing::Remote) };
            }
            Target::Outside(url) => return Ok(Found::Outside(url)),
            Target::Refused => return Err(Missing::Refused),
            Target::Inside(path, anchor) => (path, anchor.filter(|anchor| !anchor.is_empty())),
        };
        if path.is_empty() {
            let Some(here) = self.documents.get(&from.source.path) else { return Err(Missing::Refused) };
            return place(here, anchor, true)
                .map_err(|anchor| Missing::Anchor { anchor, of: from.source.path.clone() });
        }
        let decoded = url::decode(path);
        let joined = self.joined(from, &decoded);
        let inside = |path: &String| {
            let below = path.strip_prefix(self.content.as_str());
            below.is_some_and(|rest| self.content.is_empty() || rest.is_empty() || rest.starts_with('/'))
        };
        let joined = joined.filter(inside).ok_or(Missing::Leaves)?;
        let directory = joined.trim_end_matches('/');
        let of_directory = || self.documents.get_key_value(&format!("{directory}/index.md"));
        if let Some((of, document)) = self.documents.get_key_value(&joined).or_else(of_directory) {
            return place(document, anchor, false).map_err(|anchor| Missing::Anchor { anchor, of: of.clone() });
        }
        if used == Use::Link && self.incidents.iter().any(|it| it == directory) {
            return Ok(Found::Document { page: "incidents.html", anchor: None, incident: None });
        }
        if let Some(hidden) = self.hidden.get(&joined) {
            return Err(Missing::Hidden(*hidden, joined));
        }
        if let Some(asset) = self.assets.get(&joined) {
            let ending = joined.trim_end_matches('.').rsplit_once('.');
            let ending = ending.map_or_else(String::new, |(_, ending)| ending.to_lowercase());
            return if ACTIVE.contains(&ending.as_str()) {
                Err(Missing::Active(ending))
            } else {
                Ok(Found::Asset(asset))
            };
        }
        Err(Missing::File { path: joined })
    }

    /// True if the file belongs to a document that is for fewer readers: it lies in that document's
    /// directory, and no other document of the site does.
    fn is_private(&self, path: &str) -> bool {
        let mut directory = path;
        while let Some((above, _)) = directory.rsplit_once('/') {
            directory = above;
            let inside = format!("{directory}/");
            let shown = self.documents.range(inside.clone()..).next();
            if shown.is_some_and(|(path, _)| path.starts_with(&inside)) {
                return false;
            }
            if matches!(self.hidden.get(&format!("{inside}index.md")), Some(Hidden::Private)) {
                return true;
            }
        }
        false
    }

    /// Returns what the address was probably meant to be, as it would be written in `from`.
    fn near(&self, missing: &Missing, from: &str) -> Option<String> {
        match missing {
            Missing::File { path } => self.nearest(path, from),
            Missing::Anchor { anchor, of } => {
                let anchors = self.documents.get(of)?.anchors.iter().take(COMPARED);
                nearest(anchor, anchors.map(String::as_str)).map(str::to_owned)
            }
            _ => None,
        }
    }

    /// Returns the address, as it would be written in `from`, of a file with a similar name.
    fn nearest(&self, path: &str, from: &str) -> Option<String> {
        let all = || self.documents.keys().chain(self.assets.keys()).map(String::as_str);
        let near = all().find(|known| known.eq_ignore_ascii_case(path)).or_else(|| {
            let wanted = name(path);
            let like = |wanted: &str| all().find(|known| name(known).eq_ignore_ascii_case(wanted));
            like(wanted).or_else(|| nearest(wanted, all().take(COMPARED).map(name)).and_then(like))
        })?;
        let directory = from.rsplit_once('/').map_or("", |(directory, _)| directory);
        let path = match near.strip_prefix(directory).and_then(|rest| rest.strip_prefix('/')) {
            Some(beside) => beside.to_owned(),
            None => format!("/{}", near.strip_prefix(&self.content).unwrap_or(near).trim_start_matches('/')),
        };
        // A space would end the address.
        Some(path.replace(' ', "%20"))
    }
}

/// Returns the last component of a path.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn use_of(image: bool) -> Use {
    if image { Use::Image } else { Use::Link }
}

/// Returns the place of the anchor in the document. If it has no such anchor, returns that.
fn place<'a>(document: &'a Destination, anchor: Option<&'a str>, here: bool) -> Result<Found<'a>, String> {
    let page = if here { "" } else { document.page.as_str() };
    let found = |anchor| Ok(Found::Document { page, anchor, incident: document.incident });
    let Some(anchor) = anchor else { return found(None) };
    let decoded = url::decode(anchor);
    if document.anchors.contains(anchor) || document.has_of_ours(anchor) || anchor == "top" {
        return found(Some(anchor));
    }
    // A heading whose anchor the theme uses itself has another one.
    let renamed = || document.anchors.get(&format!("section-{decoded}"));
    if let Some(known) = document.anchors.get(decoded.as_str()).or_else(renamed) {
        return found(Some(known));
    }
    Err(anchor.to_owned())
}

fn explain(missing: &Missing, near: Option<String>, what: &str, address: &str) -> (String, String) {
    match missing {
        Missing::File { path } => {
            let hint = match near {
                Some(near) if near.eq_ignore_ascii_case(address) => {
                    format!("did you mean `{near}`? Upper and lower case count")
                }
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there is no file `{path}`"),
            };
            (format!("this {what} leads nowhere: `{address}`"), hint)
        }
        Missing::Anchor { anchor, .. } => {
            let hint = near.map_or_else(
                || "the page has no heading of that name".to_owned(),
                |near| format!("did you mean `#{near}`?"),
            );
            (format!("there is no heading `#{anchor}` on that page"), hint)
        }
        Missing::Leaves => (
            format!("this {what} leaves the content directory: `{address}`"),
            "only files of the archive are published".to_owned(),
        ),
        Missing::Hidden(Hidden::Draft, _) => (
            format!("this {what} leads to a draft, which is not published"),
            "publish the draft, or build with `--drafts`".to_owned(),
        ),
        Missing::Hidden(Hidden::Skipped(reason), path) => (
            format!("this {what} leads to `{path}`, which is no page of the site"),
            format!("it is left out as {reason}"),
        ),
        Missing::Hidden(Hidden::Private, path) => (
            format!("this {what} leads to `{path}`, which is not for the readers of this site"),
            "remove it, put it where `{.internal}` leaves it out, or build with another `--audience`".to_owned(),
        ),
        Missing::Active(ending) => (
            format!("`.{ending}` files are not published: `{address}`"),
            "a page of the site must come from Markdown".to_owned(),
        ),
        Missing::Remote | Missing::Refused => (
            "an image from another site is shown as a link".to_owned(),
            "copy the image into the archive, so that nothing is loaded from elsewhere".to_owned(),
        ),
    }
}
