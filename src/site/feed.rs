//! Atom feeds and the sitemap.
//!
//! A feed has what was published or changed last, as far as the documents say: they state when a
//! postmortem was published, or else when the incident ended, and when an action was done or seen
//! to work. Feeds do not depend on the clock. Without a base address their links are relative.

use std::cmp::Reverse;

use jiff::civil::{Date, Time};

use super::words::Words;
use super::{Site, root_of};
use crate::archive::addresses;
use crate::archive::aggregate::{self, ActionTally};
use crate::archive::terms::Facet;
use crate::diagram::{self, Drawing};
use crate::html;
use crate::html::raw::{Resolved, Use};
use crate::incident::action::ActionItem;
use crate::incident::instant::{Instant, Zone};
use crate::incident::{Incident, Text};

/// Most entries of a feed.
const ENTRIES: usize = 20;

/// Most actions that an entry tells as news.
const NEWS: usize = 3;

/// Returns the feed of the whole archive.
pub(super) fn latest(site: &Site, path: &str) -> String {
    let all = 0..site.archive.incidents.len();
    feed(site, path, &site.config.title, "index.html", &last_changed(site, all))
}

/// Returns the feed of one term.
pub(super) fn term(site: &Site, path: &str, facet: Facet, at: usize) -> String {
    let term = &site.facet(facet)[at];
    let title = site.words().fill(
        "term.feed_title",
        &[("facet", site.words().of("facet", facet.slug())), ("name", &term.name), ("title", &site.config.title)],
    );
    let page = format!("{}/{}.html", facet.slug(), term.slug);
    feed(site, path, &title, &page, &last_changed(site, term.incidents.iter().copied()))
}

/// Returns the incidents that were published or changed last. Of those of the same moment, the
/// newest incident comes first.
fn last_changed(site: &Site, incidents: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut dated: Vec<_> = incidents.map(|at| (Reverse(changed(&site.archive.incidents[at])), at)).collect();
    dated.sort_unstable();
    dated.into_iter().take(ENTRIES).map(|(_, at)| at).collect()
}

fn feed(site: &Site, path: &str, title: &str, page: &str, incidents: &[usize]) -> String {
    let root = root_of(path);
    let updated = incidents.first().and_then(|at| changed(&site.archive.incidents[*at]));
    let mut xml = Xml::new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"");
    xml.attribute("xml:lang", &site.config.language);
    xml.raw(">\n");
    xml.element("title", title);
    xml.element("id", &site.identity(path));
    xml.element("updated", &rfc3339(updated));
    xml.link("self", &site.absolute(path, &root));
    xml.link("alternate", &site.absolute(page, &root));
    xml.raw("<author>");
    xml.element("name", &site.config.title);
    xml.raw("</author>\n");
    for at in incidents {
        entry(site, *at, &root, &mut xml);
    }
    xml.raw("</feed>\n");
    xml.text
}

/// Every term has a feed: with all terms of an incident in each of them, a document of 50 kB could write a gigabyte.
const MOST_CATEGORIES: usize = 50;

fn entry(site: &Site, at: usize, root: &str, xml: &mut Xml) {
    let incident = &site.archive.incidents[at];
    let path = addresses::incident_path(incident);
    xml.raw("<entry>\n");
    xml.element("title", &incident.text.title);
    xml.element("id", &site.identity(&path));
    if let Some(published) = published(incident) {
        xml.element("published", &rfc3339(Some(published)));
    }
    xml.element("updated", &rfc3339(changed(incident)));
    xml.link("alternate", &site.absolute(&path, root));
    let causes = incident.causes.iter().map(|cause| &cause.category).take(MOST_CATEGORIES);
    for label in incident.tags.iter().take(MOST_CATEGORIES).chain(causes) {
        xml.raw("<category");
        xml.attribute("term", &label.name);
        xml.raw("/>\n");
    }
    let summary = summary(site, at);
    xml.element("summary", &summary.join("\n\n"));
    let pictures = pictures(site, &incident.text, &site.absolute(&path, root));
    if !pictures.is_empty() {
        let mut content = String::new();
        for paragraph in &summary {
            content.push_str("<p>");
            html::escape(paragraph, &mut content);
            content.push_str("</p>");
        }
        xml.raw("<content type=\"html\">");
        xml.escape(&(content + &pictures));
        xml.raw("</content>\n");
    }
    xml.raw("</entry>\n");
}

/// Returns the paragraphs of an entry: what is new, the facts, what came back, and what is open.
fn summary(site: &Site, at: usize) -> Vec<String> {
    let incident = &site.archive.incidents[at];
    let words = site.words();
    let when = words.when(incident).text;
    let severity = incident.severity.as_ref().map(|severity| severity.label.clone());
    let facts = [&incident.summary, &incident.impact, &incident.root_cause, &incident.remediation];
    let facts = facts.into_iter().flatten().map(|fact| fact.plain.clone());
    let told = news(words, incident).into_iter().chain(severity).chain(when).chain(facts);
    told.chain(site.again_in_short(at)).chain(open(words, incident)).collect()
}

/// Returns the actions for which the entry is as new as it is.
fn news(words: &Words, incident: &Incident) -> Vec<String> {
    let newest = changed(incident).filter(|newest| Some(*newest) > published(incident));
    let on_newest = |day: Option<Date>| day.filter(|day| newest == Some(midnight(*day)));
    let tell = |item: &ActionItem| {
        let works = on_newest(item.verified).map(|day| ("feed.works", day));
        let (key, day) = works.or_else(|| Some(("feed.done", on_newest(item.done)?)))?;
        Some(words.fill(key, &[("day", &words.day(day)), ("action", &item.plain())]))
    };
    incident.actions.iter().filter_map(tell).take(NEWS).collect()
}

/// Returns a sentence on how far the actions are, if some are open.
fn open(words: &Words, incident: &Incident) -> Option<String> {
    let ActionTally { total, open, .. } = aggregate::actions(std::iter::once(incident), None);
    let due = incident.actions.iter().filter(|item| item.is_open()).filter_map(|item| item.due).min();
    let open_of = open.to_string();
    (open > 0).then(|| match due {
        Some(due) => words.count_with("feed.open_due", total, &[("open", &open_of), ("day", &words.day(due))]),
        None => words.count_with("feed.open", total, &[("open", &open_of)]),
    })
}

/// Returns links to the diagrams of a document on its `page`, and its images if the site's address is
/// known. Readers of feeds show no inline SVG, and checkers of feeds complain about it.
fn pictures(site: &Site, text: &Text, page: &str) -> String {
    let mut out = String::new();
    for diagram in &text.diagrams {
        let drawn = site.memos.diagrams.draw(&diagram.code.info, &diagram.code.text);
        if !matches!(drawn, Some(Drawing::Picture(_))) {
            continue;
        }
        out.push_str("<p><a href=\"");
        html::escape_attribute(page, &mut out);
        out.push_str("\">");
        let title = diagram::option(&diagram.code.info, "title");
        let name = title.map(|title| site.words().fill("feed.diagram_titled", &[("title", &title)]));
        html::escape(name.as_deref().unwrap_or(site.words().say("feed.diagram")), &mut out);
        out.push_str("</a></p>");
    }
    let Some(base) = &site.config.base_url else { return out };
    for address in text.addresses.iter().filter(|address| address.image) {
        if let Resolved::To { url, external: false, .. } =
            site.archive.targets.resolve(text, &address.target, Use::Image, "")
        {
            out.push_str("<p><img alt=\"\" src=\"");
            html::escape_attribute(&format!("{base}{url}"), &mut out);
            out.push_str("\"></p>");
        }
    }
    out
}

/// Returns the second since 1970 at which the postmortem was published, or else at which the
/// incident ended or began. An unknown zone counts as UTC.
fn published(incident: &Incident) -> Option<i64> {
    let it = &incident.instants;
    let instant = it.published.as_ref().or(it.resolved.as_ref()).or(it.mitigated.as_ref()).or(it.started.as_ref());
    let instant = instant.map(|instant| instant.value.sort_key());
    instant.or_else(|| incident.date.as_ref().map(|date| midnight(date.value)))
}

/// Returns the second of the last change that the document states.
fn changed(incident: &Incident) -> Option<i64> {
    let days = incident.actions.iter().flat_map(|item| [item.done, item.verified]).flatten();
    days.map(midnight).chain(published(incident)).max()
}

fn midnight(day: Date) -> i64 {
    Instant { local: day.to_datetime(Time::midnight()), zone: Zone::Unknown }.sort_key()
}

/// Returns a moment as Atom requires it. It requires one even if none is known.
fn rfc3339(second: Option<i64>) -> String {
    let known = second.and_then(|second| jiff::Timestamp::from_second(second).ok());
    known.unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

/// Returns the sitemap: the absolute addresses of all pages for people.
pub(super) fn sitemap(site: &Site) -> String {
    let mut xml = Xml::new(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    for path in super::plan::for_people(site) {
        xml.raw("<url>");
        xml.element("loc", &site.absolute(&path, ""));
        xml.raw("</url>\n");
    }
    xml.raw("</urlset>\n");
    xml.text
}

/// Writes XML. Only this type does. Text is added through `element` and `attribute`, which escape
/// it.
struct Xml {
    text: String,
}

impl Xml {
    fn new(start: &str) -> Self {
        Self { text: start.to_owned() }
    }

    fn raw(&mut self, markup: &str) {
        self.text.push_str(markup);
    }

    fn element(&mut self, name: &str, text: &str) {
        self.text.push_str(&format!("<{name}>"));
        self.escape(text);
        self.text.push_str(&format!("</{name}>\n"));
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.text.push_str(&format!(" {name}=\""));
        self.escape(value);
        self.text.push('"');
    }

    fn link(&mut self, rel: &str, href: &str) {
        self.raw("<link");
        self.attribute("rel", rel);
        self.attribute("href", href);
        self.raw("/>\n");
    }

    /// Escapes text. Characters that XML 1.0 cannot represent become U+FFFD.
    fn escape(&mut self, text: &str) {
        let plain = |c: char| (' '..'\u{7f}').contains(&c) && !matches!(c, '&' | '<' | '>' | '"');
        let ordinary = text.find(|c| !plain(c)).unwrap_or(text.len());
        self.text.push_str(&text[..ordinary]);
        for c in text[ordinary..].chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' => self.text.push_str("&quot;"),
                '\n' | '\t' => self.text.push(c),
                c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => self.text.push('\u{fffd}'),
                c => self.text.push(c),
            }
        }
    }
}
