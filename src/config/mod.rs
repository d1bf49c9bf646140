//! The configuration: `casebook.toml` → [`Config`].

mod read;
mod redact;
mod tickets;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;

pub use self::read::{Known, naming, read};
use crate::data::fields::Fields;
use crate::diagnostic::{Diagnostic, Level};
use crate::diagram::Commands;
use crate::incident::id::IdPattern;
use crate::incident::metrics::Clock;
use crate::incident::{Audience, instant};
use crate::source::Layout;
use crate::text::SourceFile;
use crate::text::redact::Redaction;
use crate::text::tickets::Tickets;

/// The settings of an archive. Every field has a default, so an archive needs no configuration.
#[derive(Debug, Clone)]
pub struct Config {
    pub title: String,
    pub description: Option<String>,
    /// Address at which the site is published. It ends with `/`.
    pub base_url: Option<String>,
    /// A BCP 47 tag.
    pub language: String,
    /// The zone of times that name none.
    pub timezone: Option<TimeZone>,
    pub layout: Layout,
    /// Directories, below the content, whose documents are incidents.
    pub incidents: Vec<String>,
    /// The audience of the site, unless an option asks for another one.
    pub audience: Audience,
    /// The audience of a postmortem that does not state one.
    pub default_audience: Audience,
    /// True to ask search engines not to index the site.
    pub noindex: bool,
    /// Names of the severities, the worst first.
    pub severities: Vec<String>,
    /// Days from the incident to the day by which an action without a due day should be done, by the
    /// rank of the severity. Empty unless the archive sets them.
    pub due_days: BTreeMap<u8, u16>,
    /// Allowed cause categories. If empty, all are allowed.
    pub causes: Vec<String>,
    /// The instant from which time to acknowledge and time to resolve are counted.
    pub clock: Clock,
    /// Further headings for the roles of sections: role → words.
    pub sections: Vec<(String, Vec<String>)>,
    /// True if there is no `casebook.toml`. Then somebody is trying out a folder, so errors become
    /// warnings wherever the document can still be shown.
    pub unconfigured: bool,
    /// True if a broken link, anchor or image is an error.
    pub broken_links_fail: bool,
    /// Commands that draw code fences, by language. They write SVG to standard output.
    pub diagram_commands: Commands,
    pub check: Check,
    /// Groups of words that mean the same to a search, besides our own.
    pub synonyms: Vec<Vec<String>>,
    /// What tickets are called, and where they are shown.
    pub tickets: Tickets,
    /// Names and patterns that public sites show in other words.
    pub redaction: Redaction,
    /// The pattern by which `casebook new` numbers incidents. Without it their file names are their
    /// ids.
    pub ids: Option<IdPattern>,
}

impl Config {
    /// True if anybody may read the site.
    pub fn is_public(&self) -> bool {
        self.audience == Audience::Public
    }
}

/// The settings of the review.
#[derive(Debug, Clone)]
pub struct Check {
    /// Levels of rules that differ from the default. `None` turns a rule off.
    pub levels: Vec<(String, Option<Level>)>,
    /// Fewest and most words of a narrative.
    pub words: (usize, usize),
    /// Texts that no published document may contain, in any case.
    pub forbidden: Vec<String>,
    /// Prefixes of addresses that `--external` does not check.
    pub exclude_links: Vec<String>,
}

impl Default for Check {
    fn default() -> Self {
        Self { levels: Vec::new(), words: (400, 600), forbidden: Vec::new(), exclude_links: Vec::new() }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: "Incident archive".to_owned(),
            description: None,
            base_url: None,
            language: "en".to_owned(),
            timezone: None,
            layout: Layout {
                content: crate::source::CONTENT.to_owned(),
                theme: None,
                exclude: Vec::new(),
                open_minded: false,
            },
            incidents: vec!["incidents".to_owned()],
            audience: Audience::default(),
            default_audience: Audience::default(),
            noindex: true,
            severities: (1..=5).map(|rank| format!("SEV-{rank}")).collect(),
            due_days: BTreeMap::new(),
            causes: Vec::new(),
            clock: Clock::Detected,
            sections: Vec::new(),
            unconfigured: true,
            broken_links_fail: false,
            diagram_commands: Commands::new(),
            check: Check::default(),
            synonyms: Vec::new(),
            tickets: Tickets::default(),
            redaction: Redaction::default(),
            ids: Some(IdPattern::default()),
        }
    }
}

/// Returns an absolute web address that ends with `/`, or `None` if `text` is none.
pub fn parse_base_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let harmless = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '?' | '#' | '\\' | '`' | '{' | '}');
    let host = rest.split('/').next().unwrap_or_default();
    (!host.is_empty() && rest.chars().all(harmless)).then(|| format!("{}/", text.trim_end_matches('/')))
}

/// True if `text` has the form of a BCP 47 tag.
pub fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Reads a time zone: an IANA name, or an offset such as `+02:00`.
pub fn timezone(file: &Arc<SourceFile>, fields: &mut Fields<'_>, key: &'static str) -> Option<TimeZone> {
    let text = fields.text(key)?;
    let zone = instant::parse_timezone(&text.value);
    if zone.is_none() {
        let message = format!("`{}` is not a time zone", text.value);
        let hint = "write an IANA name such as `Europe/Berlin`, `UTC`, or an offset such as `+02:00`";
        fields.push(Diagnostic::error(message).at(file, text.span).hint(hint));
        fields.drop(key);
    }
    zone
}
