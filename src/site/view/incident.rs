//! What the template of an incident sees.

use serde::Serialize;

use crate::site::Html;
use crate::site::view::{ActionTableView, CardView, DateView, DurationView, LinkedIncident};

/// `incident.html`
#[derive(Debug, Clone, Serialize)]
pub(crate) struct IncidentView {
    pub card: CardView,
    /// The phase bar: a figure of casebook's own.
    pub phases: Option<Html>,
    /// The body in the author's order, cut where a rendered part takes the place of the written one.
    pub body: Vec<BodyPart>,
    /// `<li>` links to sections of level two and three, with the parts casebook
    /// adds; none if there is only one.
    pub contents: Option<Html>,
    pub timeline: Option<TimelineView>,
    pub actions: Option<ActionTableView>,
    /// Earlier incidents with a cause in common, the latest first.
    pub happened_before: Vec<HappenedView>,
    /// Others that it is related to, as rows like those of [`IncidentsView`].
    pub related: Option<Html>,
    pub previous: Option<LinkedIncident>,
    pub next: Option<LinkedIncident>,
    /// What the author stated and the card does not show.
    pub details: Vec<DetailView>,
    pub markdown_url: String,
    pub json_url: String,
}

/// A stretch of an incident's page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BodyPart {
    /// `html`: show `html`. `timeline`, `actions`: show that part here.
    pub kind: &'static str,
    pub html: Option<Html>,
    /// The part stands in no section of the author's: give it a heading.
    pub heading: bool,
}

/// The bar of phases under the title, to scale.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PhasesView {
    /// Whole length.
    pub total: DurationView,
    pub bands: Vec<BandView>,
}

/// One phase of the bar.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BandView {
    /// `undetected`, `unacknowledged`, `mitigating`, `recovering`
    pub phase: &'static str,
    /// `Undetected`
    pub name: &'static str,
    /// Left edge and width, of 1000.
    pub x: f64,
    pub width: f64,
    pub duration: DurationView,
    /// The edge at its end was inferred: draw it dashed.
    pub inferred: bool,
}

/// The timeline, as list and as figure.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TimelineView {
    pub days: Vec<DayView>,
    pub count: usize,
    /// `All times UTC`, or `zone not stated`.
    pub zone: Option<String>,
    /// SVG.
    pub figure: Option<Html>,
    /// A gap of the figure is drawn shorter than it was.
    pub figure_broken: bool,
    /// Entries that the figure leaves out because there are too many, or they have no time.
    pub figure_omitted: usize,
}

/// The entries of one day; without a date when the timeline names none.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DayView {
    pub date: Option<DateView>,
    /// The date was inferred (after midnight, from the front matter or the file name).
    pub inferred: bool,
    /// Items of an ordered list.
    pub entries: Html,
}

/// An earlier incident with the same cause.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct HappenedView {
    pub date: Option<DateView>,
    pub id: String,
    pub severity: Html,
    /// A link.
    pub title: Html,
    /// Causes in common, as links.
    pub shared: Html,
    /// What was promised then and is not done, as items of a list: at most five, and a
    /// link to the rest.
    pub open_actions: Option<Html>,
}

/// A line of the quiet list at the end.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DetailView {
    pub name: String,
    /// With commas between them, and links.
    pub values: Html,
}

/// One entry of the timeline.
#[derive(Debug, Clone)]
pub(crate) struct EntryView {
    /// Anchor: `t-1` …
    pub id: String,
    /// As the author wrote it.
    pub time_text: Option<String>,
    /// `09:21`, or the author's text where it could not be read.
    pub clock: Option<String>,
    /// RFC 3339 or local, for `<time datetime>`.
    pub at: Option<String>,
    /// `+35 min` since the start.
    pub relative: Option<String>,
    /// `10:15`, with the day if it is another.
    pub until: Option<InstantView>,
    /// Where not all times of the timeline are of one zone.
    pub zone: Option<String>,
    pub kind: Option<KindView>,
    /// One or two sentences, inline.
    pub html: Html,
    /// Lists, images and quotes under the entry.
    pub detail: Option<Html>,
    pub link: Option<String>,
}

/// An instant for people and, RFC 3339 or local, for `<time datetime>`.
#[derive(Debug, Clone)]
pub(crate) struct InstantView {
    pub text: String,
    pub iso: String,
}

/// The kind of a timeline entry: a glyph and always the word.
#[derive(Debug, Clone)]
pub(crate) struct KindView {
    pub slug: &'static str,
    pub text: &'static str,
    pub inferred: bool,
}

/// The timeline drawn to scale; lengths are in user units of a `FIGURE_WIDTH` wide drawing.
#[derive(Debug, Clone)]
pub(crate) struct FigureView {
    pub width: f64,
    pub height: f64,
    /// x of the axis.
    pub axis: f64,
    pub bands: Vec<FigureBand>,
    pub marks: Vec<FigureMark>,
    pub breaks: Vec<FigureBreak>,
    /// Entries that the figure leaves out because there are too many, or they have no time.
    pub omitted: usize,
    /// What a screen reader says in place of the drawing.
    pub label: String,
}

/// A phase beside the axis.
#[derive(Debug, Clone)]
pub(crate) struct FigureBand {
    pub phase: &'static str,
    pub name: &'static str,
    pub y: f64,
    pub height: f64,
    pub inferred: bool,
}

/// An entry on the axis: the mark to scale, its label moved so that labels do not overlap.
#[derive(Debug, Clone)]
pub(crate) struct FigureMark {
    pub y: f64,
    pub label_y: f64,
    pub clock: String,
    pub kind: Option<KindView>,
    /// The mark above it is so near that there is room for a dot only.
    pub close: bool,
    /// The text, cut to fit.
    pub text: String,
}

/// A gap that is drawn shorter than it was.
#[derive(Debug, Clone)]
pub(crate) struct FigureBreak {
    pub y: f64,
    /// Height of its words.
    pub label_y: f64,
    /// `6 h 20 min, not to scale`
    pub text: String,
}
