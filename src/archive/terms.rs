//! Terms: the names that incidents share, by facet.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::{Diagnostic, Place};
use crate::incident::{Incident, Label, Traced};
use crate::text::folded::folded;
use crate::text::slug::Slug;

/// A property by which readers browse the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    Causes,
    Services,
    Tags,
    Teams,
    Severities,
    Years,
}

impl Facet {
    /// In the order of the navigation.
    pub const ALL: [Facet; 6] =
        [Facet::Causes, Facet::Services, Facet::Tags, Facet::Teams, Facet::Severities, Facet::Years];

    /// Directory of the terms, name of one term, and the field of a query.
    const fn words(self) -> [&'static str; 3] {
        match self {
            Facet::Causes => ["causes", "Cause", "cause"],
            Facet::Services => ["services", "Service", "service"],
            Facet::Tags => ["tags", "Tag", "tag"],
            Facet::Teams => ["teams", "Team", "team"],
            Facet::Severities => ["severities", "Severity", "severity"],
            Facet::Years => ["years", "Year", "year"],
        }
    }

    /// Returns the directory of its terms.
    pub fn slug(self) -> &'static str {
        self.words()[0]
    }

    /// Returns the name for one term, as a label: `Cause`.
    pub fn singular(self) -> &'static str {
        self.words()[1]
    }

    /// Returns the field of a query: `cause` in `cause:overload`. It is also the word within a
    /// sentence.
    pub const fn field(self) -> &'static str {
        self.words()[2]
    }

    /// True if authors choose the names freely, so that they can misspell them.
    fn is_free(self) -> bool {
        !matches!(self, Facet::Severities | Facet::Years)
    }
}

/// One name and the incidents that have it.
#[derive(Debug, Clone)]
pub struct Term {
    /// The spelling of the first file, by path.
    pub name: String,
    pub slug: Slug,
    /// Rank of a severity. 1 is the worst.
    pub rank: Option<u8>,
    /// Positions in the archive, newest first.
    pub incidents: Vec<usize>,
}

/// A name as one incident spells it.
struct Use<'a> {
    name: String,
    slug: Slug,
    rank: Option<u8>,
    incident: usize,
    /// The label in the front matter, with its place.
    label: Option<&'a Traced<Label>>,
}

/// Returns the terms of all facets. Warns if a name is spelt in several ways.
pub(super) fn collect(
    incidents: &[Arc<Incident>],
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<Facet, Vec<Term>> {
    Facet::ALL.into_iter().map(|facet| (facet, terms(facet, incidents, config, diagnostics))).collect()
}

fn terms(facet: Facet, incidents: &[Arc<Incident>], config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Vec<Term> {
    let mut by_slug: BTreeMap<Slug, Vec<Use<'_>>> = BTreeMap::new();
    for (at, incident) in incidents.iter().enumerate() {
        for it in uses(facet, at, incident) {
            by_slug.entry(it.slug.clone()).or_default().push(it);
        }
    }
    let path = |it: &Use<'_>| &incidents[it.incident].text.source;
    let mut terms = Vec::new();
    for (slug, uses) in by_slug {
        let Some(first) = uses.iter().min_by_key(|it| &path(it).path) else { continue };
        if let Some(other) = uses.iter().filter(|it| it.name != first.name).min_by_key(|it| &path(it).path)
            && let (Some(label), Some(first_label)) = (other.label, first.label)
        {
            let message = format!("`{}` and `{}` are one {}", other.name, first.name, facet.field());
            let first_place = Place::At(Arc::clone(path(first)), first_label.place.unwrap_or_default());
            diagnostics.push(
                Diagnostic::warning(message)
                    .rule("PM057")
                    .at(path(other), label.place.unwrap_or_default())
                    .note(first_place, "first spelt here")
                    .hint(format!("write `{}` in both", first.name)),
            );
        }
        let incidents = uses.iter().map(|it| it.incident).collect();
        terms.push((Term { name: first.name.clone(), slug, rank: first.rank, incidents }, first.incident, first.label));
    }
    if facet.is_free() && !config.unconfigured {
        warn_of_near_names(facet, &terms, incidents, diagnostics);
    }
    let mut terms: Vec<_> = terms.into_iter().map(|(term, ..)| term).collect();
    match facet {
        Facet::Severities => {
            terms.sort_by(|a, b| (a.rank.unwrap_or(u8::MAX), &a.slug).cmp(&(b.rank.unwrap_or(u8::MAX), &b.slug)));
        }
        Facet::Years => terms.reverse(),
        _ => {}
    }
    terms
}

fn uses<'a>(facet: Facet, at: usize, incident: &'a Incident) -> Vec<Use<'a>> {
    let labelled = |labels: &mut dyn Iterator<Item = &'a Traced<Label>>| {
        let named = |label: &'a Traced<Label>| Use {
            name: label.name.clone(),
            slug: label.slug.clone(),
            rank: None,
            incident: at,
            label: Some(label),
        };
        labels.map(named).collect()
    };
    match facet {
        Facet::Causes => labelled(&mut incident.causes.iter().map(|cause| &cause.category)),
        Facet::Services => labelled(&mut incident.services.iter()),
        Facet::Tags => labelled(&mut incident.tags.iter()),
        Facet::Teams => labelled(&mut incident.teams.iter()),
        Facet::Severities => incident
            .severity
            .iter()
            .filter_map(|severity| {
                let slug = Slug::new(&severity.label)?;
                Some(Use { name: severity.label.clone(), slug, rank: severity.rank, incident: at, label: None })
            })
            .collect(),
        Facet::Years => incident
            .date
            .iter()
            .filter_map(|date| {
                let name = date.value.year().to_string();
                Some(Use { slug: Slug::new(&name)?, name, rank: None, incident: at, label: None })
            })
            .collect(),
    }
}

/// Warns of pairs like `config-change` and `configuration-change`, which probably mean the
/// same.
fn warn_of_near_names(
    facet: Facet,
    terms: &[(Term, usize, Option<&Traced<Label>>)],
    incidents: &[Arc<Incident>],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let slugs: Vec<_> = terms.iter().map(|(term, ..)| without_accents(term.slug.as_str())).collect();
    for (at, other_at) in candidates(slugs.iter().map(AsRef::as_ref)) {
        let ((term, incident, label), (other, other_incident, other_label)) = (&terms[at], &terms[other_at]);
        if !is_near(&slugs[at], &slugs[other_at]) {
            continue;
        }
        let (Some(label), Some(other_label)) = (label, other_label) else { continue };
        let message = format!("`{}` and `{}` look like one {}", other.name, term.name, facet.field());
        let place = Place::At(Arc::clone(&incidents[*incident].text.source), label.place.unwrap_or_default());
        diagnostics.push(
            Diagnostic::warning(message)
                .rule("PM057")
                .at(&incidents[*other_incident].text.source, other_label.place.unwrap_or_default())
                .note(place, "the other one")
                .hint("use one name for one thing"),
        );
    }
}

/// Returns a slug without its accents, if nothing but letters of English is left then. Marks of
/// other scripts tell words apart.
fn without_accents(slug: &str) -> Cow<'_, str> {
    if slug.is_ascii() {
        return slug.into();
    }
    let letters: String = folded(slug).map(|(_, c)| c).collect();
    if letters.is_ascii() { letters.into() } else { slug.into() }
}

/// Returns the pairs of positions of names that may be near: those that are alike in the beginnings
/// of their words, or without their hyphens. An archive can have ten thousand tags, too many to
/// compare each with each, so one is compared with the next few of its kind only.
fn candidates<'a>(slugs: impl Iterator<Item = &'a str>) -> BTreeSet<(usize, usize)> {
    const MOST: usize = 50;
    let beginning = |word: &'a str| word.char_indices().nth(4).map_or(word, |(end, _)| &word[..end]);
    let mut alike: BTreeMap<(bool, String), Vec<usize>> = BTreeMap::new();
    for (at, slug) in slugs.enumerate() {
        let beginnings = slug.split('-').map(beginning).collect::<Vec<_>>().join("-");
        alike.entry((false, beginnings)).or_default().push(at);
        alike.entry((true, slug.replace('-', ""))).or_default().push(at);
    }
    let pairs = alike.values().flat_map(|all| {
        all.iter().enumerate().flat_map(|(first, at)| all[first + 1..].iter().take(MOST).map(|other| (*at, *other)))
    });
    pairs.collect()
}

/// True if two slugs have the same words, apart from plurals and words that are cut short.
fn is_near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<_>, Vec<_>) = (a.split('-').collect(), b.split('-').collect());
    if a.concat() == b.concat() {
        return true;
    }
    let near = |(a, b): (&&str, &&str)| {
        let (short, long) = if a.len() <= b.len() { (*a, *b) } else { (*b, *a) };
        a == b
            || (short.len() >= 4
                && (long.strip_prefix(short).is_some_and(|rest| matches!(rest, "s" | "es"))
                    || (long.starts_with(short) && short.len() >= 6)))
            || matches!((short, long), ("config", "configuration"))
    };
    a.len() == b.len() && a.iter().zip(&b).all(near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_spelling_variants_only() {
        for (a, b) in
            [("config-change", "configuration-change"), ("retry-storm", "retry-storms"), ("time-out", "timeout")]
        {
            assert!(is_near(a, b), "{a} {b}");
        }
        assert!(is_near(&without_accents("résumés"), &without_accents("resume")));
        assert!(!is_near(&without_accents("かき"), &without_accents("がき")));
        for (a, b) in [("cache-a", "cache-b"), ("db-1", "db-11"), ("dns", "dnssec"), ("network", "networking-team")] {
            assert!(!is_near(a, b), "{a} {b}");
        }
    }
}
