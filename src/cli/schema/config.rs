//! `casebook.toml` as it may be written.

#![expect(dead_code, reason = "only the form of these types is used")]

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::{Free, Texts};
use crate::incident::Audience;
use crate::incident::metrics::Clock;
use crate::incident::section::Role;

/// Configuration of a casebook archive. Every key is optional.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, title = "casebook.toml")]
pub(super) struct Config {
    /// The name in the header and in the feed.
    title: Option<String>,
    /// One sentence for search engines and feeds.
    description: Option<String>,
    /// Where the site is published; for feeds, sitemap and canonical links.
    #[schemars(regex(pattern = "^\\s*https?://[^/]"))]
    base_url: Option<String>,
    /// Language tag of the interface, such as `en` or `de`, and of documents that state none.
    #[schemars(regex(pattern = r"^\s*[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\s*$"))]
    language: Option<String>,
    /// Of times without a zone: an IANA name such as `Europe/Berlin`, or an offset.
    timezone: Option<String>,
    /// The directory of the documents, below the root.
    content: Option<String>,
    /// `themes/NAME/`, file by file over the built-in one.
    theme: Option<String>,
    /// Paths from the root that are no documents.
    exclude: Option<Texts>,
    /// Directories below the content whose documents are incidents.
    incidents: Option<Texts>,
    /// Ask search engines to stay away.
    noindex: Option<bool>,
    /// Who the site is for: documents for fewer readers are left out.
    audience: Option<Audience>,
    /// Who may read a postmortem that does not say so.
    default_audience: Option<Audience>,
    /// Names of the severities, the worst first; nine at most.
    severities: Option<Severities>,
    /// If set, other causes are warned of.
    causes: Option<Texts>,
    broken_links: Option<BrokenLinks>,
    metrics: Option<Metrics>,
    actions: Option<Actions>,
    /// More headings of a section, by its role.
    sections: Option<BTreeMap<Role, Texts>>,
    check: Option<Check>,
    redact: Option<Redact>,
    search: Option<Search>,
    diagrams: Option<Diagrams>,
    /// Prefixes of tickets, and the addresses they lead to, with `{}` for the number:
    /// `"OPS-" = "https://tracker.example/browse/OPS-{}"`.
    tickets: Option<BTreeMap<String, TicketAddress>>,
    new: Option<New>,
    /// Free.
    extra: Option<Free>,
}

#[derive(JsonSchema)]
#[schemars(untagged, inline)]
enum Severities {
    One(String),
    Several(#[schemars(length(max = 9))] Vec<String>),
}

/// What a broken link, anchor or image is.
#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
enum BrokenLinks {
    Error,
    Warning,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Metrics {
    /// The zero of time to acknowledge and time to resolve.
    clock: Option<Clock>,
}

/// What is expected of action items.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Actions {
    /// Days after its incident by which an action without a due day should be done, by severity.
    due_days: Option<BTreeMap<String, Days>>,
}

/// A number of days.
#[derive(JsonSchema)]
#[schemars(inline)]
struct Days(#[schemars(range(min = 1, max = 3650))] u16);

/// An address with a place for a number.
#[derive(JsonSchema)]
#[schemars(inline)]
struct TicketAddress(
    #[schemars(regex(pattern = r"^https?://\S*\{\}\S*$"))]
    String,
);

/// What `casebook new` writes.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct New {
    /// Pattern of ids, such as `INC-{year}-{number:03}`; empty: none are given.
    id: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Diagrams {
    /// Programs that draw fences, by language.
    command: Option<BTreeMap<String, Command>>,
}

/// A program that reads a fence and prints SVG.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Command {
    /// The program and its arguments, such as `["plantuml", "-tsvg", "-pipe"]`.
    run: Texts,
}

/// What `casebook check` asks for.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Check {
    /// Fewest and most words of a narrative.
    words: Option<[u32; 2]>,
    /// What must stand in no published document.
    forbidden: Option<Texts>,
    /// Beginnings of addresses that `casebook check --external` does not ask for.
    exclude_links: Option<Texts>,
    /// Levels of rules, such as `PM041 = "off"`.
    rules: Option<BTreeMap<Rule, RuleLevel>>,
}

/// What readers of the archive look for.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Search {
    /// Groups of words that mean the same, besides the built-in ones:
    /// `[["k8s", "kubernetes"], ["oom", "out of memory"]]`.
    synonyms: Option<Vec<Vec<String>>>,
}

/// What public sites show in other words.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, inline)]
struct Redact {
    /// Names, in any case, and what is shown instead: `"Kim Larsen" = "the engineer on call"`.
    names: Option<BTreeMap<String, String>>,
    /// Regular expressions, and what is shown instead of their matches.
    patterns: Option<BTreeMap<String, String>>,
}

/// `casebook check --explain` lists them.
#[derive(JsonSchema, PartialEq, Eq, PartialOrd, Ord)]
#[schemars(inline)]
struct Rule(#[schemars(regex(pattern = "^[Pp][Mm][0-9]{3}$"))] String);

#[derive(JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
enum RuleLevel {
    Off,
    Note,
    Warning,
    Error,
}
