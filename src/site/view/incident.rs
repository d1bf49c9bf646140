//! The view of an incident's template.

use serde::Serialize;

use crate::site::Html;
use crate::site::view::{ActionTableView, CardView, DateView, DurationView, LinkedIncident};

/// `incident.html`
#[derive(Debug, Clone, Serialize)]
pub(crate) struct IncidentView {
    pub card: CardView,
    /// The phase bar, a figure of casebook's own.
    pub phases: Option<Html>,
    /// The body in the author's order, split where a rendered part replaces the written one.
    pub body: Vec<BodyPart>,
    /// `<li>` links to the sections of level two and three and to the parts that casebook adds.
    /// `None` if there is only one.
    pub contents: Option<Html>,
    pub timeline: Option<TimelineView>,
    pub actions: Option<ActionTableView>,
    /// Earlier incidents that share a cause, the latest first.
    pub happened_before: Vec<HappenedView>,
    /// Other incidents that this one names, as rows like those of [`super::IncidentsView`].
    pub related: Option<Html>,
    /// Other incidents that name this one.
    pub referring: Vec<LinkedIncident>,
    pub previous: Option<LinkedIncident>,
    pub next: Option<LinkedIncident>,
    /// What the author stated and the card does not show.
    pub details: Vec<DetailView>,
    pub markdown_url: String,
    pub json_url: String,
}

/// A piece of the body.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BodyPart {
    /// `html`: show `html`. `timeline`, `actions`: show that part here.
    pub kind: &'static str,
    pub html: Option<Html>,
    /// True if the part is in no section of the author's and needs a heading.
    pub heading: bool,
}

/// The phase bar below the title, to scale.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct PhasesView {
    /// Total duration.
    pub total: DurationView,
    pub bands: Vec<BandView>,
}

/// One phase of the bar.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BandView {
    /// `undetected`, `unacknowledged`, `mitigating`, `recovering`
    pub phase: &'static str,
    /// `Undetected`
    pub name: String,
    /// Left edge and width, in thousandths.
    pub x: f64,
    pub width: f64,
    pub duration: DurationView,
    /// True if the end was inferred. Draw the edge dashed.
    pub inferred: bool,
}

/// The timeline, as a list and as a figure.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TimelineView {
    pub days: Vec<DayView>,
    pub count: usize,
    /// Number of entries whose time is known. From four on the script offers a replay.
    pub timed: usize,
    /// `All times UTC`, or `zone not stated`.
    pub zone: Option<String>,
    /// SVG.
    pub figure: Option<Html>,
    /// True if a gap in the figure is not to scale.
    pub figure_broken: bool,
    /// Number of entries that the figure names, seven at most. The list has all of them.
    pub figure_named: usize,
}

/// The entries of one day. There is no date if the timeline names none.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DayView {
    pub date: Option<DateView>,
    /// True if the date was inferred: after midnight, or from the front matter or the file name.
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
    /// Why it is named: `Same root cause: …`, with links.
    pub reason: Html,
    /// Action items of that incident that are still open, as items of a list: at most five, and a
    /// link to the rest.
    pub open_actions: Option<Html>,
    /// How far its other actions were on the day on which this incident began.
    pub finished: Option<String>,
}

/// A line of the list of details at the end of the page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct DetailView {
    pub name: String,
    /// Values separated by commas, some of them links.
    pub values: Html,
}

/// One entry of the timeline.
#[derive(Debug, Clone)]
pub(crate) struct EntryView {
    /// Anchor: `t-1` …
    pub id: String,
    /// The time as the author wrote it.
    pub time_text: Option<String>,
    /// `09:21`, or the author's text if it could not be parsed.
    pub clock: Option<String>,
    /// RFC 3339 or local, for `<time datetime>`.
    pub at: Option<String>,
    /// `+35 min` since the start.
    pub relative: Option<String>,
    /// `10:15`, with the day if it differs.
    pub until: Option<InstantView>,
    /// The zone, if the times of the timeline have different ones.
    pub zone: Option<String>,
    pub kind: Option<KindView>,
    /// One or two sentences, inline.
    pub html: Html,
    /// Lists, images and quotes below the entry.
    pub detail: Option<Html>,
    pub link: Option<String>,
}

/// An instant as text, and as RFC 3339 or local time for `<time datetime>`.
#[derive(Debug, Clone)]
pub(crate) struct InstantView {
    pub text: String,
    pub iso: String,
}

/// The kind of a timeline entry: a glyph, and always its word.
#[derive(Debug, Clone)]
pub(crate) struct KindView {
    pub slug: &'static str,
    pub text: String,
    pub inferred: bool,
}

/// The timeline drawn to scale. Lengths are in units of a drawing that is `FIGURE_WIDTH` wide.
#[derive(Debug, Clone)]
pub(crate) struct FigureView {
    pub width: f64,
    pub height: f64,
    /// The x coordinate of the axis.
    pub axis: f64,
    pub bands: Vec<FigureBand>,
    pub marks: Vec<FigureMark>,
    pub breaks: Vec<FigureBreak>,
    /// Text that a screen reader reads in place of the drawing.
    pub label: String,
}

/// A phase beside the axis.
#[derive(Debug, Clone)]
pub(crate) struct FigureBand {
    pub phase: &'static str,
    pub name: String,
    pub y: f64,
    pub height: f64,
    pub inferred: bool,
}

/// An entry on the axis. The mark is to scale, and the label is moved so that labels do not
/// overlap.
#[derive(Debug, Clone)]
pub(crate) struct FigureMark {
    pub y: f64,
    pub kind: Option<KindView>,
    /// True if the mark above is so near that there is room only for a dot.
    pub close: bool,
    /// The clock time and the text, shortened to fit, of a moment that the figure names.
    pub name: Option<MarkName>,
}

/// What the figure says beside a mark.
#[derive(Debug, Clone)]
pub(crate) struct MarkName {
    pub y: f64,
    pub clock: String,
    pub text: String,
}

/// A gap that is not to scale.
#[derive(Debug, Clone)]
pub(crate) struct FigureBreak {
    pub y: f64,
    /// The y coordinate of its text.
    pub label_y: f64,
    /// `6 h 20 min, not to scale`
    pub text: String,
}
