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
pub use self::told::Told;
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

    /// True for what harmed somebody, and not for a near miss or an exercise.
    pub fn is_incident(self) -> bool {
        matches!(self, Kind::Incident | Kind::Security)
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

/// Returns the name of `wanted` in a table of all values.
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
    /// Returns `None` if `name` has no letter or digit.
    pub fn new(name: &str) -> Option<Self> {
        Some(Self { name: name.to_owned(), slug: Slug::new(name)? })
    }
}

/// A cause by category, with the role and the text that the author gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub category: Traced<Label>,
    pub role: CauseRole,
    pub text: Option<String>,
}

impl Cause {
    /// True for a category that only says who was there, and not what made the incident possible.
    pub fn blames_somebody(category: &Slug) -> bool {
        matches!(category.as_str(), "human-error" | "operator-error" | "user-error" | "pilot-error")
    }
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

/// One or two sentences for the summary at the top of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The text without markup.
    pub plain: String,
    /// The text as inline Markdown, if the author stated it in the front matter.
    pub content: Option<Vec<Node>>,
}

/// The seven instants of an incident.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instants {
    /// The fault began.
    pub started: Option<Traced<Instant>>,
    /// The first user felt it, if that was later than the fault.
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
    /// Returns these instants, and those of `other` where there is none.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self {
            started: self.started.or(other.started),
            impact_started: self.impact_started.or(other.impact_started),
            detected: self.detected.or(other.detected),
            acknowledged: self.acknowledged.or(other.acknowledged),
            mitigated: self.mitigated.or(other.mitigated),
            resolved: self.resolved.or(other.resolved),
            published: self.published.or(other.published),
        }
    }

    /// Returns the ends of the four phases: undetected, unacknowledged, mitigating, recovering.
    pub fn phase_ends(&self) -> [Option<&Traced<Instant>>; 4] {
        [&self.detected, &self.acknowledged, &self.mitigated, &self.resolved].map(Option::as_ref)
    }

    /// Returns the instants with their front matter keys, in the order in which they happen.
    pub fn by_name(&self) -> [(&'static str, Option<&Traced<Instant>>); 7] {
        let Self { started, impact_started, detected, acknowledged, mitigated, resolved, published } = self;
        [
            ("started", started.as_ref()),
            ("impact_started", impact_started.as_ref()),
            ("detected", detected.as_ref()),
            ("acknowledged", acknowledged.as_ref()),
            ("mitigated", mitigated.as_ref()),
            ("resolved", resolved.as_ref()),
            ("published", published.as_ref()),
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
    /// Percentage of users.
    pub affected_percent: Option<f64>,
    pub affected_users: Option<f64>,
    pub requests_failed: Option<f64>,
    pub support_tickets: Option<f64>,
    pub estimate: bool,
}

/// How the incident was detected, and by whom.
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

/// A code fence in a language of diagrams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagram {
    pub code: CodeBlock,
    pub span: Span,
}

/// The parts that incidents and plain pages have in common.
#[derive(Debug, Clone)]
pub struct Text {
    pub source: Arc<SourceFile>,
    /// Byte offset at which the Markdown begins.
    pub body: u32,
    /// The parsed Markdown. [`Text::tree`] unpacks it.
    pub packed: Packed,
    pub title: Traced<String>,
    /// The heading that is the title and is not shown a second time.
    pub title_heading: Option<Span>,
    pub slug: Slug,
    /// True if the author chose the slug.
    pub slug_stated: bool,
    pub lang: Option<String>,
    pub weight: Option<i64>,
    /// Anchors of all headings. Shared with the resolver of links.
    pub anchors: Arc<BTreeSet<String>>,
    pub addresses: Vec<Address>,
    /// Code fences that may be diagrams.
    pub diagrams: Vec<Diagram>,
    /// Former addresses of this page.
    pub aliases: Vec<Reference>,
    pub draft: bool,
    pub audience: Audience,
}

impl Text {
    /// Returns the parsed Markdown. What was read from it is also shown, searched and checked.
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
    /// The duration that the text states. It is shown and compared, but never used as a metric.
    pub stated_duration: Option<String>,
    pub actions: Vec<ActionItem>,
    /// Blocks of the body that contain the action items. A table is shown in their place.
    pub action_blocks: Vec<Span>,
    pub related: Vec<Reference>,
    /// Name → address.
    pub links: Vec<(String, String)>,
    /// Names in code that the text gives: error messages, commands, settings.
    pub names: Vec<String>,
    /// Images of the document, as written.
    pub images: Vec<String>,
    /// Number of words in the narrative, without timeline, tables and code.
    pub words: usize,
}

impl Incident {
    /// Returns the rank of the severity, by which the worst come first: 1 is the worst. It is
    /// `u8::MAX` if there is none.
    pub fn severity_rank(&self) -> u8 {
        self.severity.as_ref().and_then(|severity| severity.rank).unwrap_or(u8::MAX)
    }

    /// Compares incidents for the order newest first. On the same day the time decides, then the
    /// path.
    pub fn newest_first(&self, other: &Self) -> std::cmp::Ordering {
        let key = |it: &Self| {
            let date = it.date.as_ref().map(|date| date.value);
            let time = it.instants.started.as_ref().map(|started| started.value.sort_key());
            (date, time)
        };
        key(other).cmp(&key(self)).then_with(|| self.text.source.path.cmp(&other.text.source.path))
    }
}
