//! The model: one postmortem as plain data, valid by construction.

pub mod action;
pub mod id;
pub mod instant;
pub mod metrics;
pub mod section;
pub mod severity;
pub mod timeline;
mod told;
mod traced;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use schemars::JsonSchema;

use self::action::ActionItem;
use self::instant::Instant;
use self::section::Section;
use self::severity::Severity;
use self::timeline::Timeline;
pub use self::told::{Told, ToldEntry};
pub use self::traced::{Origin, Traced};
use crate::markdown::{CodeBlock, Document, Node, Packed};
use crate::text::slug::Slug;
use crate::text::{SourceFile, Span};

/// What kind of event it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
pub enum Kind {
    #[default]
    Incident,
    /// Caught before anyone was harmed.
    NearMiss,
    Security,
    /// A drill.
    Exercise,
}

impl Kind {
    pub const ALL: [(&'static str, Kind); 4] = [
        ("incident", Kind::Incident),
        ("near-miss", Kind::NearMiss),
        ("security", Kind::Security),
        ("exercise", Kind::Exercise),
    ];

    pub fn slug(self) -> &'static str {
        word(&Self::ALL, self)
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Incident => "Incident",
            Kind::NearMiss => "Near miss",
            Kind::Security => "Security",
            Kind::Exercise => "Exercise",
        }
    }
}

/// How far the postmortem itself has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
pub enum Status {
    Draft,
    InReview,
    Reviewed,
    Closed,
}

impl Status {
    pub const ALL: [(&'static str, Status); 4] = [
        ("draft", Status::Draft),
        ("in-review", Status::InReview),
        ("reviewed", Status::Reviewed),
        ("closed", Status::Closed),
    ];

    pub fn slug(self) -> &'static str {
        word(&Self::ALL, self)
    }

    /// For people.
    pub fn name(self) -> &'static str {
        match self {
            Status::Draft => "Draft",
            Status::InReview => "In review",
            Status::Reviewed => "Reviewed",
            Status::Closed => "Closed",
        }
    }
}

/// Who may read it; each is part of those after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
pub enum Audience {
    Public,
    #[default]
    Internal,
    Restricted,
}

impl Audience {
    pub const ALL: [(&'static str, Audience); 3] =
        [("public", Audience::Public), ("internal", Audience::Internal), ("restricted", Audience::Restricted)];

    pub fn slug(self) -> &'static str {
        word(&Self::ALL, self)
    }
}

/// The name of `wanted` in a table that has all values.
fn word<T: PartialEq + Copy>(table: &[(&'static str, T)], wanted: T) -> &'static str {
    table.iter().find(|(_, value)| *value == wanted).map_or("", |(name, _)| name)
}

/// A name that several incidents may share, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub name: String,
    pub slug: Slug,
}

impl Label {
    /// `None` if `name` has no letter or digit.
    pub fn new(name: &str) -> Option<Self> {
        Some(Self { name: name.to_owned(), slug: Slug::new(name)? })
    }
}

/// A cause by category. Its role and text are the author's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub category: Traced<Label>,
    pub role: CauseRole,
    pub text: Option<String>,
}

/// Whether a cause made the incident possible or made it worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", inline)]
pub enum CauseRole {
    #[default]
    Root,
    Contributing,
}

impl CauseRole {
    pub const ALL: [(&'static str, CauseRole); 2] =
        [("root", CauseRole::Root), ("contributing", CauseRole::Contributing)];
}

/// One or two sentences for the executive card.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Without markup.
    pub plain: String,
    /// As inline Markdown, if the author stated it.
    pub content: Option<Vec<Node>>,
}

/// The seven instants of an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instants {
    /// The fault began.
    pub started: Option<Traced<Instant>>,
    /// The first user felt it, if later than the fault.
    pub impact_started: Option<Traced<Instant>>,
    /// The organisation knew: an alert fired or a person noticed.
    pub detected: Option<Traced<Instant>>,
    /// A person began to work on it.
    pub acknowledged: Option<Traced<Instant>>,
    /// Users no longer felt it.
    pub mitigated: Option<Traced<Instant>>,
    /// Everything was back to normal.
    pub resolved: Option<Traced<Instant>>,
    /// The postmortem was published.
    pub published: Option<Traced<Instant>>,
}

impl Instants {
    /// Keys of the front matter in the order in which they happen.
    pub fn by_name(&self) -> [(&'static str, Option<&Traced<Instant>>); 7] {
        [
            ("started", self.started.as_ref()),
            ("impact_started", self.impact_started.as_ref()),
            ("detected", self.detected.as_ref()),
            ("acknowledged", self.acknowledged.as_ref()),
            ("mitigated", self.mitigated.as_ref()),
            ("resolved", self.resolved.as_ref()),
            ("published", self.published.as_ref()),
        ]
    }
}

/// A period of impact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    pub start: Instant,
    pub end: Instant,
    pub note: Option<String>,
}

/// Impact in numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImpactNumbers {
    /// Per cent of users.
    pub affected_percent: Option<f64>,
    pub affected_users: Option<f64>,
    pub requests_failed: Option<f64>,
    pub support_tickets: Option<f64>,
    pub estimate: bool,
}

/// Who noticed, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    pub method: Option<String>,
    pub by: Option<String>,
}

/// A reference to another incident by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    pub id: String,
    pub span: Span,
}

/// A link or an image of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    pub target: String,
    pub image: bool,
    pub span: Span,
}

/// A fence in a language of diagrams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    pub code: CodeBlock,
    pub span: Span,
}

/// What an incident and a plain page have in common.
#[derive(Debug, Clone)]
pub struct Text {
    pub source: Arc<SourceFile>,
    /// Where the Markdown begins, in bytes.
    pub body: u32,
    /// The Markdown, as [`Text::tree`] gives it.
    pub packed: Packed,
    pub title: Traced<String>,
    /// The heading that is the title and is not shown a second time.
    pub title_heading: Option<Span>,
    pub slug: Slug,
    /// The author chose the slug.
    pub slug_stated: bool,
    pub lang: Option<String>,
    pub weight: Option<i64>,
    /// Anchors of all headings; whoever follows links shares them.
    pub anchors: Arc<BTreeSet<String>>,
    pub addresses: Vec<Address>,
    /// Fences that may be pictures.
    pub diagrams: Vec<Diagram>,
    /// Other addresses this page had.
    pub aliases: Vec<Reference>,
    pub draft: bool,
    pub audience: Audience,
}

impl Text {
    /// The Markdown, made regular: what was read is what is shown, searched and checked.
    pub fn tree(&self) -> Document {
        self.packed.unpack(&self.source.text)
    }
}

/// A plain page.
#[derive(Debug, Clone)]
pub struct Page {
    pub text: Text,
    pub summary: Option<String>,
}

/// One postmortem.
#[derive(Debug, Clone)]
pub struct Incident {
    pub text: Text,
    pub id: Traced<String>,
    pub kind: Kind,
    pub status: Option<Traced<Status>>,
    /// The day of the incident.
    pub date: Option<Traced<Date>>,
    pub severity: Option<Traced<Severity>>,
    pub services: Vec<Traced<Label>>,
    pub teams: Vec<Traced<Label>>,
    pub regions: Vec<Traced<Label>>,
    pub tags: Vec<Traced<Label>>,
    pub causes: Vec<Cause>,
    pub trigger: Option<String>,
    pub detection: Option<Detection>,
    pub instants: Instants,
    pub windows: Vec<Window>,
    pub summary: Option<Traced<Fact>>,
    pub impact: Option<Traced<Fact>>,
    pub root_cause: Option<Traced<Fact>>,
    pub remediation: Option<Traced<Fact>>,
    pub numbers: ImpactNumbers,
    pub owner: Option<Traced<String>>,
    pub authors: Vec<Traced<String>>,
    /// Role → people.
    pub roles: Vec<(String, Vec<String>)>,
    pub sections: Vec<Section>,
    pub timeline: Timeline,
    /// A length of time as the text states it: shown and compared, never trusted.
    pub stated_duration: Option<String>,
    pub actions: Vec<ActionItem>,
    /// Blocks of the body that hold the action items and are shown as a table instead.
    pub action_blocks: Vec<Span>,
    pub related: Vec<Reference>,
    /// Name → address.
    pub links: Vec<(String, String)>,
    /// Images of the document, as written.
    pub images: Vec<String>,
    /// Words of the narrative: without timeline, tables and code.
    pub words: usize,
}

impl Incident {
    /// Newest first; on one day by time, then by file.
    pub fn newest_first(&self, other: &Self) -> std::cmp::Ordering {
        let key = |it: &Self| {
            let date = it.date.as_ref().map(|date| date.value);
            let time = it.instants.started.as_ref().map(|started| started.value.sort_key());
            (date, time)
        };
        key(other).cmp(&key(self)).then_with(|| self.text.source.path.cmp(&other.text.source.path))
    }
}
