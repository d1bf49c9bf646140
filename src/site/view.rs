//! What a template may see: the whole contract between casebook and a theme.
//!
//! Every page is rendered with `site` ([`SiteView`]), `page` ([`PageView`]) and
//! the fields of the one struct its template is named after. Text is escaped by
//! the template engine; a [`Html`] was made by us and is inserted as it is.
//! Every `url` is relative to the site's root and percent-encoded, so a template
//! writes `{{ page.root }}{{ card.url }}`; links outside the site begin with a
//! scheme and stand alone. The structs at the end, without `Serialize`, are what
//! `pieces` makes rows and entries of.

use serde::Serialize;

/// Markup casebook rendered itself; a template inserts it without escaping.
pub type Html = tera::Value;

/// The same on every page.
#[derive(Debug, Clone, Serialize)]
pub struct SiteView {
    pub title: String,
    pub description: Option<String>,
    /// BCP 47 tag of the site's own words.
    pub language: String,
    /// Ends with `/`; absent when the archive does not say where it is published.
    pub base_url: Option<String>,
    /// Search engines are asked to stay away.
    pub noindex: bool,
    /// The indexes first, then the plain pages by weight and title.
    pub nav: Vec<LinkView>,
    /// Style sheet and script, with a hash of their content as query.
    pub style: String,
    pub script: String,
    /// Script of the long lists: filters and groups.
    pub lists: String,
    /// Script and style sheet of searching, loaded when somebody searches.
    pub search: String,
    pub search_style: String,
    pub generator: String,
    /// The day "overdue" is reckoned from; see [`ActionView::overdue`]. The script drops the
    /// words in `.as-of` once it has reckoned from a later one.
    pub as_of: Option<DateView>,
}

/// What every page says about itself.
#[derive(Debug, Clone, Serialize)]
pub struct PageView {
    pub title: String,
    pub description: Option<String>,
    pub url: String,
    /// From this page to the site's root: empty, `../` or deeper.
    pub root: String,
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    pub canonical: Option<String>,
    /// Atom feeds to announce in the head.
    pub feeds: Vec<LinkView>,
}

/// A name that leads somewhere inside the site.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    pub name: String,
    pub url: String,
}

/// A name that may lead somewhere, inside the site or out of it.
#[derive(Debug, Clone, Serialize)]
pub struct RefView {
    pub text: String,
    /// With a scheme: absolute. Otherwise relative to the site's root.
    pub url: Option<String>,
    /// The link leaves the site.
    pub external: bool,
}

/// A day.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    /// `2026-03-14`
    pub iso: String,
    /// `14 Mar 2026`
    pub text: String,
}

/// A length of time.
#[derive(Debug, Clone, Serialize)]
pub struct DurationView {
    pub seconds: i64,
    /// `PT1H28M`, for `<time datetime>`.
    pub iso: String,
    /// `1 h 28 min`
    pub text: String,
    /// One of its ends was inferred, not stated.
    pub inferred: bool,
}

/// One of the numbers of an incident, with the definition that is printed beside it.
#[derive(Debug, Clone, Serialize)]
pub struct MetricView {
    /// `detect`, `acknowledge`, `mitigate`, `resolve`
    pub slug: &'static str,
    /// `Time to detect`
    pub name: &'static str,
    /// `detected − started`
    pub definition: &'static str,
    /// A length of time, or that none is stated.
    pub value: Html,
}

/// A severity, status or kind: a word, its slug for styling, its rank for shape.
#[derive(Debug, Clone, Serialize)]
pub struct LevelView {
    pub slug: String,
    pub text: String,
    /// 1 is the worst; 0 where there is no rank.
    pub rank: u8,
    pub url: Option<String>,
}

/// One or two sentences of the executive card.
#[derive(Debug, Clone, Serialize)]
pub struct FactView {
    pub html: Html,
    /// Taken from the section of that role, not from the front matter.
    pub inferred: bool,
}

/// Impact as a number: `38 %` and `of users affected`.
#[derive(Debug, Clone, Serialize)]
pub struct NumberView {
    pub value: String,
    pub label: &'static str,
    pub estimate: bool,
}

/// How many action items, by state.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ActionCounts {
    pub total: usize,
    pub done: usize,
    /// Neither done nor dropped; the overdue ones included.
    pub open: usize,
    pub overdue: usize,
    pub dropped: usize,
    /// When open ones that are not overdue are due, for the script that reckons `overdue`
    /// anew on the reader's day: `2026-03-14 2026-04-01*3`.
    pub upcoming: Option<String>,
}

/// The executive summary card. Lists show its compact form.
#[derive(Debug, Clone, Serialize)]
pub struct CardView {
    pub url: String,
    pub id: String,
    pub title: String,
    pub language: String,
    /// Severity, kind if it is not an ordinary incident, and status.
    pub labels: Html,
    pub date: Option<DateView>,
    /// `14 Mar 2026, 09:12 – 10:40 CET`, or only what is known.
    pub when: Option<String>,
    /// A part of `when` was inferred.
    pub when_inferred: bool,
    /// The times of `when` name no zone.
    pub zone_unknown: bool,
    /// Impact duration, or that none is stated.
    pub duration: Html,
    pub duration_definition: &'static str,
    /// Detect, acknowledge, mitigate, resolve: always all four, in this order.
    pub metrics: Vec<MetricView>,
    /// Links with commas between them, as the next three.
    pub services: Option<Html>,
    pub teams: Option<Html>,
    pub causes: Option<Html>,
    pub tags: Option<Html>,
    pub summary: Option<FactView>,
    pub impact: Option<FactView>,
    pub impact_numbers: Vec<NumberView>,
    pub root_cause: Option<FactView>,
    pub remediation: Option<FactView>,
    pub actions: ActionCounts,
}

/// `home.html`
#[derive(Debug, Clone, Serialize)]
pub struct HomeView {
    /// The text of `content/index.md`, if there is one.
    pub intro: Option<Html>,
    /// The newest, as cards.
    pub latest: Vec<CardView>,
    /// How many incidents the archive holds.
    pub total: usize,
    pub attention: AttentionView,
    /// Tags, causes, services, teams, severities, years: those that have terms.
    pub indexes: Vec<IndexLinkView>,
}

/// What needs attention, on the home page.
#[derive(Debug, Clone, Serialize)]
pub struct AttentionView {
    pub actions: ActionCounts,
    /// The longest overdue first, at most ten, as items of a list. Those that will be next
    /// fill it up; they are `hidden` until the script finds that their day has passed.
    pub overdue: Option<Html>,
    /// Causes that came back, the most recent recurrence first, at most five.
    pub repeats: Vec<RepeatView>,
}

/// A cause that more than one incident names.
#[derive(Debug, Clone, Serialize)]
pub struct RepeatView {
    pub cause: LinkView,
    pub count: usize,
    /// The latest incident and the one before it.
    pub latest: LinkedIncident,
    pub before: LinkedIncident,
    /// Days between the two.
    pub days: i64,
    /// Actions of the earlier one that were open when the later one began, or still are.
    pub open_actions: usize,
}

/// An incident named in passing.
#[derive(Debug, Clone, Serialize)]
pub struct LinkedIncident {
    pub title: String,
    pub language: String,
    pub url: String,
    pub date: Option<DateView>,
}

/// An entry point to an index.
#[derive(Debug, Clone, Serialize)]
pub struct IndexLinkView {
    /// `Causes`
    pub name: String,
    pub url: String,
    /// How many terms.
    pub count: usize,
    /// The terms with most incidents, at most six.
    pub top: Vec<TermCountView>,
}

/// A term and how many incidents have it.
#[derive(Debug, Clone, Serialize)]
pub struct TermCountView {
    pub name: String,
    pub url: String,
    pub count: usize,
}

/// `incidents.html`
#[derive(Debug, Clone, Serialize)]
pub struct IncidentsView {
    /// How many incidents.
    pub count: usize,
    /// One row for each: date, incident, severity, duration, services, causes,
    /// status, open actions.
    pub rows: Html,
    /// Filters offered with JavaScript: severities, services, causes, years.
    pub filters: Vec<FilterView>,
}

/// One filter of the table of incidents.
#[derive(Debug, Clone, Serialize)]
pub struct FilterView {
    /// `severity`
    pub slug: &'static str,
    /// `Severity`
    pub name: &'static str,
    pub values: Vec<String>,
}

/// `incident.html`
#[derive(Debug, Clone, Serialize)]
pub struct IncidentView {
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
pub struct BodyPart {
    /// `html`: show `html`. `timeline`, `actions`: show that part here.
    pub kind: &'static str,
    pub html: Option<Html>,
    /// The part stands in no section of the author's: give it a heading.
    pub heading: bool,
}

/// A line of the table of contents.
#[derive(Debug, Clone, Serialize)]
pub struct ContentsView {
    pub level: u8,
    pub id: String,
    pub text: String,
}

/// The bar of phases under the title, to scale.
#[derive(Debug, Clone, Serialize)]
pub struct PhasesView {
    /// Whole length.
    pub total: DurationView,
    pub bands: Vec<BandView>,
}

/// One phase of the bar.
#[derive(Debug, Clone, Serialize)]
pub struct BandView {
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
pub struct TimelineView {
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
pub struct DayView {
    pub date: Option<DateView>,
    /// The date was inferred (after midnight, from the front matter or the file name).
    pub inferred: bool,
    /// Items of an ordered list.
    pub entries: Html,
}

/// An earlier incident with the same cause.
#[derive(Debug, Clone, Serialize)]
pub struct HappenedView {
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
pub struct DetailView {
    pub name: String,
    /// With commas between them, and links.
    pub values: Html,
}

/// `terms.html`: the index of one facet.
#[derive(Debug, Clone, Serialize)]
pub struct TermsView {
    /// `causes`
    pub facet: &'static str,
    /// `Causes`
    pub name: &'static str,
    pub terms: Vec<TermRowView>,
    /// The years of the sparks, oldest first.
    pub years: Vec<i16>,
    /// Incidents that name no term of this facet.
    pub not_stated: Vec<LinkedIncident>,
}

/// A row of an index.
#[derive(Debug, Clone, Serialize)]
pub struct TermRowView {
    pub name: String,
    pub url: String,
    pub count: usize,
    /// Incidents per year, oldest first; `height` of 1 for the highest of the index.
    pub spark: Vec<SparkView>,
    pub latest: Option<LinkedIncident>,
}

/// One bar of a spark.
#[derive(Debug, Clone, Serialize)]
pub struct SparkView {
    pub year: i16,
    pub count: usize,
    pub height: f64,
}

/// `term.html`: one term.
#[derive(Debug, Clone, Serialize)]
pub struct TermView {
    pub facet: &'static str,
    /// `Cause`
    pub facet_name: &'static str,
    pub facets_url: String,
    /// `Causes`
    pub facets_name: &'static str,
    pub name: String,
    pub count: usize,
    pub feed_url: String,
    pub numbers: Vec<AggregateView>,
    pub actions: ActionCounts,
    /// The newest as cards, the others as rows like those of [`IncidentsView`].
    pub cards: Vec<CardView>,
    pub rows: Option<Html>,
}

/// A number over several incidents: never a mean alone.
#[derive(Debug, Clone, Serialize)]
pub struct AggregateView {
    pub name: &'static str,
    pub definition: String,
    /// How many incidents have it.
    pub n: usize,
    /// How many do not: unknown, not zero.
    pub unknown: usize,
    pub median: Option<String>,
    pub p90: Option<String>,
    pub max: Option<String>,
}

/// `actions.html`
#[derive(Debug, Clone, Serialize)]
pub struct ActionsView {
    pub counts: ActionCounts,
    /// Overdue, open, done, dropped: those that have items, and overdue if any are open:
    /// the script moves them there when their day has passed.
    pub groups: Vec<ActionGroupView>,
    /// Filters offered with JavaScript: owner, priority, type.
    pub filters: Vec<FilterView>,
}

/// Action items of one state.
#[derive(Debug, Clone, Serialize)]
pub struct ActionGroupView {
    pub slug: &'static str,
    pub name: &'static str,
    pub count: usize,
    /// Action, state, owner, due, ticket, priority, type, incident.
    pub rows: Html,
}

/// The action items of one incident.
#[derive(Debug, Clone, Serialize)]
pub struct ActionTableView {
    /// Action, state, owner, due, ticket and, where any item has one, priority and type.
    pub rows: Html,
    pub has_priority: bool,
    pub has_type: bool,
}

/// `page.html`: a plain page.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentView {
    pub heading: Option<String>,
    pub body: Html,
    pub contents: Option<Html>,
}

/// `redirect.html`: an alias.
#[derive(Debug, Clone, Serialize)]
pub struct RedirectView {
    pub target: LinkView,
}

/// `search.html`: filled by the script.
#[derive(Debug, Clone, Serialize)]
pub struct SearchView {
    /// How many incidents there are.
    pub count: usize,
}

/// `404.html`
#[derive(Debug, Clone, Serialize)]
pub struct NotFoundView {
    /// What links begin with: the page is shown at addresses of any depth, so
    /// the site's own address where it is known.
    pub home: String,
}

/// One line of a table of incidents.
#[derive(Debug, Clone)]
pub struct RowView {
    pub url: String,
    pub id: String,
    pub title: String,
    pub language: String,
    pub kind: LevelView,
    pub severity: Option<LevelView>,
    pub status: Option<LevelView>,
    pub date: Option<DateView>,
    pub duration: Option<DurationView>,
    pub services: Vec<LinkView>,
    pub causes: Vec<LinkView>,
    pub open_actions: usize,
}

/// One entry of the timeline.
#[derive(Debug, Clone)]
pub struct EntryView {
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
pub struct InstantView {
    pub text: String,
    pub iso: String,
}

/// The kind of a timeline entry: a glyph and always the word.
#[derive(Debug, Clone)]
pub struct KindView {
    pub slug: &'static str,
    pub text: &'static str,
    pub inferred: bool,
}

/// The timeline drawn to scale; lengths are in user units of a `FIGURE_WIDTH` wide drawing.
#[derive(Debug, Clone)]
pub struct FigureView {
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
pub struct FigureBand {
    pub phase: &'static str,
    pub name: &'static str,
    pub y: f64,
    pub height: f64,
    pub inferred: bool,
}

/// An entry on the axis: the mark to scale, its label moved so that labels do not overlap.
#[derive(Debug, Clone)]
pub struct FigureMark {
    /// Anchor of the entry in the list.
    pub entry: String,
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
pub struct FigureBreak {
    pub y: f64,
    /// Height of its words.
    pub label_y: f64,
    /// `6 h 20 min, not to scale`
    pub text: String,
}

/// An action item.
#[derive(Debug, Clone)]
pub struct ActionView<'a> {
    /// Anchor on the incident's page: `a-1` …
    pub id: String,
    pub html: Html,
    /// What stands below it; only on the incident's own page.
    pub detail: Option<Html>,
    /// `todo`, `in-progress`, `done`, `dropped`
    pub status: LevelView,
    /// Open, and due before [`SiteView::as_of`]. A reader's browser reckons it anew from `due`,
    /// on a later day.
    pub overdue: bool,
    pub owner: Option<String>,
    pub due: Option<DateView>,
    /// The due date as the author wrote it, where it is more than a date, or none.
    pub due_text: Option<String>,
    pub ticket: Option<RefView>,
    pub priority: Option<String>,
    /// `prevent`, `mitigate`, `detect`, `repair`, `investigate`
    pub kind: Option<&'static str>,
    /// Why it was dropped.
    pub reason: Option<String>,
    pub incident: &'a LinkedIncident,
}
