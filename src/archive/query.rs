//! Queries for incidents, in the syntax of the search page.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::Archive;
use super::terms::{Facet, Term};
use crate::config::Config;
use crate::data::fields::ticked;
use crate::diagnostic::{Diagnostic, nearest};
use crate::incident::metrics::Metric;
use crate::incident::severity::{Match, Severity};
use crate::incident::{Incident, Status};
use crate::text::slug::Slug;

/// An error in a query: it asks for something that no archive, or not this one, can have.
pub type Mistake = Box<Diagnostic>;

/// Quotes around a value with spaces.
const QUOTES: [char; 3] = ['"', '“', '”'];

/// Shortest name that gets a suggestion, in bytes. Shorter names are similar to too many
/// others.
const SUGGESTED: usize = 4;

/// The field of a filter, which is written before the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// A name that incidents share.
    Of(Facet),
    Status,
    /// On this day or later.
    After,
    /// Before this day.
    Before,
}

impl Field {
    pub const ALL: [(&'static str, Field); 9] = [
        (Facet::Severities.field(), Field::Of(Facet::Severities)),
        (Facet::Causes.field(), Field::Of(Facet::Causes)),
        (Facet::Services.field(), Field::Of(Facet::Services)),
        (Facet::Tags.field(), Field::Of(Facet::Tags)),
        (Facet::Teams.field(), Field::Of(Facet::Teams)),
        (Facet::Years.field(), Field::Of(Facet::Years)),
        ("status", Field::Status),
        ("after", Field::After),
        ("before", Field::Before),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| name)
    }
}

/// One filter `field:value`, or words without a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub field: Option<Field>,
    pub text: String,
}

/// Parses filters. Each string is one filter or a line of several. A value with spaces needs
/// quotes in a line, but not in a filter of its own, like `cause:config change`.
pub fn parse<'a>(filters: impl IntoIterator<Item = &'a str>) -> Result<Vec<Asked>, Mistake> {
    let mut asked = Vec::new();
    for filter in filters {
        let later = filter.split_whitespace().skip(1);
        let is_line = filter.contains(QUOTES) || later.into_iter().any(|word| matches!(field(word), Ok(Some(_))));
        let mut rest = filter.trim();
        while !rest.is_empty() {
            let found = field(rest)?;
            let text = found.map_or(rest, |(_, text)| text);
            let (text, next) = if is_line { first(text)? } else { (text, "") };
            let field = found.map(|(field, _)| field);
            match (field, text.trim()) {
                (None, "") => {}
                (Some(field), "") => {
                    let message = format!("`{}:` has no value", field.name());
                    return Err(Diagnostic::error(message).hint("write the value right after the colon").into());
                }
                (field, text) => asked.push(Asked { field, text: text.to_owned() }),
            }
            rest = next.trim_start();
        }
    }
    Ok(asked)
}

/// Returns the field that `text` begins with, and the text behind its colon.
fn field(text: &str) -> Result<Option<(Field, &str)>, Mistake> {
    let Some((name, rest)) = text.split_once(':') else { return Ok(None) };
    // A time of day or a URL is not a field.
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphabetic()) || rest.starts_with("//") {
        return Ok(None);
    }
    let lower = name.to_ascii_lowercase();
    if let Some((_, field)) = Field::ALL.iter().find(|(known, _)| *known == lower) {
        return Ok(Some((*field, rest)));
    }
    let names = Field::ALL.map(|(name, _)| name);
    let hint = match nearest(&lower, names) {
        Some(name) => format!("did you mean `{name}:`?"),
        None => format!("fields are {}; put text with a colon in quotes", ticked(&names)),
    };
    Err(Diagnostic::error(format!("there is no field `{name}`")).hint(hint).into())
}

/// Returns the first value of a line, without its quotes, and the rest of the line.
fn first(line: &str) -> Result<(&str, &str), Mistake> {
    let Some(quoted) = line.strip_prefix(QUOTES) else {
        return Ok(line.split_at(line.find(|c: char| c.is_whitespace()).unwrap_or(line.len())));
    };
    let open = || Diagnostic::error(format!("the quote before `{quoted}` is never closed"));
    quoted.split_once(QUOTES).ok_or_else(|| open().hint("put a quote after the last word that belongs to it").into())
}

/// A condition that an incident meets or not.
#[derive(Debug)]
enum Test {
    /// The incident is at one of these positions in the archive.
    Among(BTreeSet<usize>),
    Status(Status),
    After(Date),
    Before(Date),
}

/// A query that has been resolved against an archive.
#[derive(Debug)]
pub struct Query {
    /// For each field, at least one test must pass.
    tests: BTreeMap<Field, Vec<Test>>,
    /// Each must occur in the title or the id.
    words: Vec<String>,
}

impl Query {
    /// Resolves the filters `asked` against an archive. A value that the archive cannot have is
    /// an error. A value that merely no incident has is not.
    pub fn new(asked: &[Asked], archive: &Archive, config: &Config) -> Result<Self, Mistake> {
        let mut query = Query { tests: BTreeMap::new(), words: Vec::new() };
        for Asked { field, text } in asked {
            let Some(field) = field else {
                query.words.push(fold(text));
                continue;
            };
            let test = match field {
                Field::Of(facet) => Test::Among(among(*facet, text, archive, config)?),
                Field::Status => Test::Status(status(text)?),
                Field::After => Test::After(day(*field, text)?),
                Field::Before => Test::Before(day(*field, text)?),
            };
            query.tests.entry(*field).or_default().push(test);
        }
        Ok(query)
    }

    /// Returns the positions of matching incidents in the archive, newest first.
    pub fn matching(&self, archive: &Archive) -> Vec<usize> {
        (0..archive.incidents.len()).filter(|at| self.matches(*at, &archive.incidents[*at])).collect()
    }

    fn matches(&self, at: usize, incident: &Incident) -> bool {
        let date = incident.date.as_ref().map(|date| date.value);
        let passes = |test: &Test| match test {
            Test::Among(positions) => positions.contains(&at),
            Test::Status(status) => incident.status.as_deref() == Some(status),
            Test::After(day) => date.is_some_and(|date| date >= *day),
            Test::Before(day) => date.is_some_and(|date| date < *day),
        };
        let named = || {
            let (title, id) = (fold(&incident.text.title), fold(&incident.id));
            self.words.iter().all(|word| title.contains(word) || id.contains(word))
        };
        self.tests.values().all(|tests| tests.iter().any(passes)) && (self.words.is_empty() || named())
    }
}

/// Returns the positions of the incidents with this name.
fn among(facet: Facet, text: &str, archive: &Archive, config: &Config) -> Result<BTreeSet<usize>, Mistake> {
    let terms = archive.facet(facet);
    let slug = Slug::new(text);
    let named = |slug: &Slug| terms.iter().find(|term| term.slug == *slug);
    if let Some(term) = slug.as_ref().and_then(named) {
        return Ok(term.incidents.iter().copied().collect());
    }
    match facet {
        Facet::Severities => severity(text, config).map(|label| {
            let term = Slug::new(&label).as_ref().and_then(named);
            term.map(|term| term.incidents.iter().copied().collect()).unwrap_or_default()
        }),
        Facet::Years if text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(Diagnostic::error(format!("`{text}` is not a year")).hint("write it like `year:2026`").into())
        }
        Facet::Years => Ok(BTreeSet::new()),
        _ => free(facet, text, terms, config).map(|()| BTreeSet::new()),
    }
}

/// Returns the archive's own label for a severity.
fn severity(text: &str, config: &Config) -> Result<String, Mistake> {
    let error = || Diagnostic::error(format!("`{text}` is not a severity of this archive"));
    let scale: Vec<&str> = config.severities.iter().map(String::as_str).collect();
    match Severity::find(text, &config.severities) {
        Match::Known(severity) => Ok(severity.label),
        Match::Misspelt(name) => Err(error().hint(format!("did you mean `{name}`? It uses {}", ticked(&scale))).into()),
        Match::Free(_) => Err(error().hint(format!("it uses {}", ticked(&scale))).into()),
    }
}

/// Checks a name that no incident has. It is an error if it must be a mistake: it is similar to
/// another name or not in the list of causes.
fn free(facet: Facet, text: &str, terms: &[Term], config: &Config) -> Result<(), Mistake> {
    let listed: &[String] = if facet == Facet::Causes { &config.causes } else { &[] };
    if listed.iter().any(|name| Slug::new(name).is_some() && Slug::new(name) == Slug::new(text)) {
        return Ok(());
    }
    let kind = facet.field();
    let names = terms.iter().map(|term| term.name.as_str()).chain(listed.iter().map(String::as_str));
    let message = format!("no incident has the {kind} `{text}`");
    match nearest(text, names).filter(|name| text.len() >= SUGGESTED && name.len() >= SUGGESTED) {
        Some(name) => Err(Diagnostic::error(message).hint(format!("did you mean `{kind}:{}`?", quoted(name))).into()),
        None if listed.is_empty() => Ok(()),
        None => {
            let listed: Vec<_> = listed.iter().map(String::as_str).collect();
            Err(Diagnostic::error(message).hint(format!("the causes of this archive are {}", ticked(&listed))).into())
        }
    }
}

fn quoted(name: &str) -> String {
    if name.contains(char::is_whitespace) { format!("\"{name}\"") } else { name.to_owned() }
}

fn status(text: &str) -> Result<Status, Mistake> {
    let wanted = text.to_lowercase().replace([' ', '_'], "-");
    if let Some((_, status)) = Status::ALL.iter().find(|(name, _)| *name == wanted) {
        return Ok(*status);
    }
    let names = Status::ALL.map(|(name, _)| name);
    let allowed = format!("a status is one of {}", ticked(&names));
    let hint = nearest(&wanted, names).map_or(allowed.clone(), |name| format!("did you mean `{name}`? {allowed}"));
    Err(Diagnostic::error(format!("`{text}` is not a status")).hint(hint).into())
}

/// Parses a day, or a month or a year, which stand for their first day.
fn day(field: Field, text: &str) -> Result<Date, Mistake> {
    let whole = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let shaped = whole.len() == 10 && whole.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    whole.parse().ok().filter(|_| shaped).ok_or_else(|| {
        let name = field.name();
        let message = format!("`{text}` is not a day, a month or a year");
        Diagnostic::error(message)
            .hint(format!("write it like `{name}:2026-03-14`, `{name}:2026-03` or `{name}:2026`"))
            .into()
    })
}

/// Folds case and accents for comparison.
fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// The order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    Date,
    /// Worst first.
    Severity,
    /// Longest impact first. Incidents without a stated impact come last.
    Duration,
}

/// Sorts positions in the archive. Equal ones stay newest first.
pub fn sort(found: &mut [usize], by: Sort, archive: &Archive, config: &Config) {
    let incident = |at: usize| &*archive.incidents[at];
    match by {
        Sort::Date => found.sort_unstable(),
        Sort::Severity => found.sort_by_key(|at| {
            let incident = incident(*at);
            (incident.severity.is_none(), incident.severity_rank(), *at)
        }),
        Sort::Duration => found.sort_by_key(|at| {
            let length = Metric::Impact.of(incident(*at), config.clock).map_or(-1, |length| length.seconds);
            (std::cmp::Reverse(length), *at)
        }),
    }
}
