//! The timeline: entries out of whatever shape the author gave it, with the
//! dates their clocks belong to.
//!
//! A shape is recognised by the place of its times: at the head of list items,
//! rows, lines, paragraphs and headings, or behind a label. Text that belongs to
//! an entry stays with it; what belongs to none stays where it was.

mod days;
mod labels;
mod lines;
mod lists;
pub(in crate::read) mod table;
mod wording;

use jiff::civil::Date;

use self::days::Placed;
pub(in crate::read) use self::labels::{instants, label};
use self::labels::{is_resolution, is_state, label_end, label_of, labelled_entry, strip_label};
use self::wording::wording;
pub(in crate::read) use self::wording::{is_noticed, names_beginning, tells_end, wording_of};
use super::inline;
use super::time_text::{self, Day, Lead, NamedZone, Order, ZoneText};
use crate::incident::instant::{Instant, Zone};
use crate::incident::timeline::{Entry, EntryKind, Timeline};
use crate::incident::{Origin, Traced};
use crate::markdown::{Kind, Node};
use crate::text::Span;

/// What is known before the first entry.
pub(in crate::read) struct Context {
    /// The day of the incident.
    pub date: Option<Date>,
    /// When it began, if that is stated: what `T+5 min` counts from.
    pub started: Option<Instant>,
    /// A day near those that have no year.
    pub near: Option<Date>,
    /// The order of day and month that the document has.
    pub order: Option<Order>,
    /// Zone of times that name none.
    pub zone: Option<NamedZone>,
}

/// Reads the entries that stand in `blocks`, the content of a timeline section.
/// `heading` may name the zone and the day of all of them.
pub(in crate::read) fn read(heading: &str, blocks: &[&Node], context: &Context) -> Timeline {
    let timeline = read_weak(heading, blocks, context);
    if !timeline.entries.is_empty() {
        return timeline;
    }
    let mut reader = Reader::below(heading, context, None);
    reader.code(blocks);
    if reader.timeline.entries.is_empty() {
        reader.untimed(blocks);
    }
    reader.finish()
}

/// Reads the entries of a section that may be a timeline. Code in it is as likely a log, and a list
/// without times tells anything.
pub(in crate::read) fn read_weak(heading: &str, blocks: &[&Node], context: &Context) -> Timeline {
    let read = |zone: Option<ZoneText>| {
        let mut reader = Reader::below(heading, context, zone);
        reader.section(blocks);
        reader.finish()
    };
    let timeline = read(None);
    match zone_of_first(&timeline) {
        Some(zone) if context.zone.is_none() && time_text::zone_in(heading).is_none() => read(Some(zone)),
        _ => timeline,
    }
}

/// The zone of the first clock, if a later one has none and no other zone is named: `21:10 UTC`, `21:12`.
fn zone_of_first(timeline: &Timeline) -> Option<ZoneText> {
    let leads = timeline.entries.iter().filter_map(|entry| time_text::lead(entry.time_text.as_deref()?));
    let mut clocks = leads.filter(|lead| lead.time.is_some());
    let first = clocks.next().filter(|lead| lead.until_zone.is_none())?.zone?;
    let mut lacks = false;
    for lead in clocks {
        if lead.until_zone.is_some() || lead.zone.as_ref().is_some_and(|zone| *zone != first) {
            return None;
        }
        lacks |= lead.zone.is_none();
    }
    let clockless = |entry: &Entry| matches!(&entry.at, Some(at) if at.zone == Zone::Unknown);
    (lacks && timeline.entries.iter().any(clockless)).then_some(first)
}

/// Reads the entries of a group of blocks that no heading calls a timeline:
/// only what bears a clock counts.
pub(in crate::read) fn read_unnamed(blocks: &[&Node], context: &Context) -> Timeline {
    let mut reader = Reader::new(context);
    reader.named = false;
    reader.section(blocks);
    reader.finish()
}

/// A heading that is an entry, the day of some, or a state of a status page.
pub(in crate::read) fn is_timed(heading: &str) -> bool {
    is_state(heading)
        || time_text::lead(heading).is_some()
        || time_text::trail(heading).is_some_and(|(_, lead)| lead.day.is_some())
}

/// How many entries name a clock time.
pub(in crate::read) fn clock_times(timeline: &Timeline) -> usize {
    // A few sentences that begin with a time are no timeline yet.
    let told = timeline.entries.len() >= FEWEST_TOLD;
    let clocked = |entry: &&Entry| {
        let lead = entry.time_text.as_deref().and_then(time_text::lead);
        lead.is_some_and(|lead| lead.has_clock() && (!lead.wordy || told))
    };
    timeline.entries.iter().filter(clocked).count()
}

/// Places the times of entries from the front matter that have no date.
pub(in crate::read) fn place(entries: &mut [Entry], context: &Context) {
    let mut reader = Reader::new(context);
    for entry in entries {
        match &entry.at {
            Some(at) => {
                reader.day = Some(at.date());
                reader.last = Some(at.clone());
            }
            None => {
                if let Some(lead) = entry.time_text.as_deref().and_then(time_text::lead) {
                    let Entry { time_text, kind, content, detail, link, .. } = std::mem::take(entry);
                    *entry = Entry { time_text, kind, content, detail, link, ..reader.timed(&lead) };
                }
            }
        }
    }
}

/// A day marker that may turn out to be an entry of its own.
struct Marker {
    lead: Lead,
    span: Span,
    /// Entries before it.
    before: usize,
}

/// Where text without a time goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    /// Nothing to belong to.
    Nothing,
    /// A line or paragraph with a time: what follows belongs to it if another follows.
    Line,
    /// A time that stands alone, or a heading: everything up to the next belongs to it.
    Owner,
}

/// What the day of the entries follows from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DayBy {
    /// The front matter or the name of the file.
    Context,
    /// A day that stands in the timeline.
    Author,
    /// An entry that says "next day".
    NextDay,
    /// The clock fell.
    Midnight,
}

struct Reader<'a> {
    timeline: Timeline,
    start: Option<Date>,
    started: Option<Instant>,
    day: Option<Date>,
    day_by: DayBy,
    order: Option<Order>,
    /// The day of the incident, or the one that was set last: "the day before" is before it.
    anchor: Option<Date>,
    /// The entry before was of the day before.
    on_eve: bool,
    zone: Option<NamedZone>,
    /// The entry before.
    last: Option<Instant>,
    marker: Option<Marker>,
    below: Below,
    /// Blocks that belong to no entry yet.
    loose: Vec<&'a Node>,
    /// A heading says that this is a timeline.
    named: bool,
    /// Most paragraphs begin with a time in words: `At 10:20 the gate shut.`
    told: bool,
}

impl<'a> Reader<'a> {
    fn new(context: &Context) -> Self {
        Self {
            timeline: Timeline::default(),
            start: context.date.or(context.near),
            started: context.started.clone(),
            day: context.date,
            day_by: DayBy::Context,
            order: context.order,
            anchor: context.date,
            on_eve: false,
            zone: context.zone.clone(),
            last: None,
            marker: None,
            below: Below::Nothing,
            loose: Vec::new(),
            named: true,
            told: false,
        }
    }

    /// Reads what stands below `heading`, which may name the day and the zone of all times; `zone` is for one
    /// that does not.
    fn below(heading: &str, context: &Context, zone: Option<ZoneText>) -> Self {
        let mut reader = Self::new(context);
        if let Some(zone) = time_text::zone_in(heading).or(zone) {
            reader.zone = Some(zone.named());
        }
        reader.set_day(time_text::day_in(heading).map(|(_, day)| day));
        reader
    }

    fn finish(mut self) -> Timeline {
        self.end_last();
        self.end_marker();
        self.timeline.blocks.sort_unstable();
        self.timeline.blocks.dedup();
        self.timeline
    }

    fn section(&mut self, blocks: &[&'a Node]) {
        self.told = is_told(blocks);
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            at += 1;
            if self.notice_below(block, &blocks[at..]) {
                at += blocks[at..].iter().take_while(|block| !matches!(block.kind, Kind::Heading(_))).count();
            } else {
                self.block(block);
            }
        }
    }

    fn block(&mut self, block: &'a Node) {
        let taken = match &block.kind {
            Kind::Heading(_) => return self.heading(block),
            Kind::Rule => return self.rule(block),
            _ if self.below == Below::Owner && self.is_of_a_day(block) => return self.day_with_title(block),
            _ if self.below == Below::Owner && !self.begins_entry(block) => {
                self.attach(block);
                return;
            }
            Kind::List(_) => self.list(block),
            Kind::Table(_) => self.table(block),
            Kind::Paragraph => self.paragraph(block),
            Kind::Quote => {
                let before = self.timeline.entries.len();
                self.section(&block.children.iter().collect::<Vec<_>>());
                self.timeline.entries.len() > before
            }
            _ => false,
        };
        if taken {
            self.timeline.blocks.push(block.span);
        } else {
            self.loose.push(block);
        }
    }

    /// What stood between two entries belongs to the first of them.
    fn settle(&mut self) {
        let loose = std::mem::take(&mut self.loose);
        if self.below == Below::Line {
            for block in loose {
                self.attach(block);
            }
        }
    }

    /// Where every entry before has a text below it, the last one has, too.
    fn end_last(&mut self) {
        /// Fewer entries tell no rule.
        const FEWEST: usize = 2;
        let Some((last, before)) = self.timeline.entries.split_last() else { return };
        let all_have = before.len() >= FEWEST && before.iter().all(|entry| !entry.detail.is_empty());
        let begins_other = |block: &Node| matches!(block.children.first(), Some(Node { kind: Kind::Strong, .. }));
        let is_text = |block: &&&Node| matches!(block.kind, Kind::Paragraph) && !begins_other(block);
        if self.below == Below::Line
            && all_have
            && last.detail.is_empty()
            && let Some(block) = self.loose.first().filter(is_text).copied()
        {
            self.attach(block);
        }
    }

    fn rule(&mut self, block: &Node) {
        if self.below != Below::Nothing {
            self.settle();
            self.timeline.blocks.push(block.span);
            self.below = Below::Nothing;
        }
        self.loose.clear();
    }

    fn begin_day(&mut self, lead: Lead, text: &str, span: Span) {
        if let Some(zone) = time_text::zone_in(&text[lead.length..]) {
            self.zone = Some(zone.named());
        }
        self.set_day(lead.day);
        self.marker = Some(Marker { lead, span, before: self.timeline.entries.len() });
        self.below = Below::Nothing;
    }

    /// A lone day without any timed entry below it is an entry, with the text below it.
    fn end_marker(&mut self) {
        let Some(marker) = self.marker.take() else { return };
        let loose = std::mem::take(&mut self.loose);
        if self.timeline.entries.len() > marker.before || loose.is_empty() {
            return;
        }
        self.entry(&marker.lead, Vec::new(), Vec::new(), None);
        self.timeline.blocks.push(marker.span);
        for block in loose {
            self.attach(block);
        }
    }

    /// A time at the head of an item or a line makes it an entry.
    fn is_entry(&self, lead: &Lead) -> bool {
        if !self.named {
            return lead.has_clock() && (!lead.wordy || lead.separated || self.told) && lead.relative.is_none();
        }
        lead.has_clock() || !lead.wordy || lead.separated
    }

    fn entry(&mut self, lead: &Lead, content: Vec<Node>, detail: Vec<Node>, kind: Option<EntryKind>) {
        let timed = self.timed(lead);
        self.push(timed, content, detail, kind);
    }

    /// The entry of a time, without its words.
    fn timed(&mut self, lead: &Lead) -> Entry {
        let Placed { at, date_inferred, placement } = self.place(lead);
        let until = at.as_ref().and_then(|at| self.until(at, lead));
        let date = if lead.is_day() { self.date_of(lead) } else { None };
        let (time_text, approximate, bound) = (Some(lead.text.clone()), lead.is_approximate(), lead.bound);
        Entry { time_text, at, until, date, date_inferred, placement, approximate, bound, ..Entry::default() }
    }

    fn push(&mut self, timed: Entry, content: Vec<Node>, detail: Vec<Node>, kind: Option<EntryKind>) {
        let kind = kind.or_else(|| label_of(&content).map(|(kind, _)| kind));
        let content = inline::trim(strip_label(content));
        let kind = traced_kind(kind, &content);
        self.timeline.entries.push(Entry { kind, content, detail, ..timed });
    }
}

/// Fewer paragraphs that begin with a time are prose that names a time or two.
const FEWEST_TOLD: usize = 4;

/// True for paragraphs each of which tells what happened at a time: `At 10:20 the gate shut.`
fn is_told(blocks: &[&Node]) -> bool {
    let paragraphs = blocks.iter().filter(|block| matches!(block.kind, Kind::Paragraph));
    let leads: Vec<_> = paragraphs.map(|block| time_text::lead(&inline::text(&block.children))).collect();
    let timed = leads.iter().flatten().filter(|lead| lead.has_clock() && !lead.is_approximate()).count();
    timed >= FEWEST_TOLD && timed * 4 >= leads.len() * 3
}

/// The kind that a label gives an entry, else the one that its words suggest.
fn traced_kind(labelled: Option<EntryKind>, content: &[Node]) -> Option<Traced<EntryKind>> {
    let place = content.first().map(|node| node.span);
    match labelled {
        Some(kind) => Some(Traced { value: kind, origin: Origin::Stated, place }),
        None => wording(content).map(|kind| Traced::inferred(kind, place)),
    }
}

fn paragraph(children: Vec<Node>) -> Node {
    let span = children.first().map_or(Span::default(), |node| node.span);
    Node { span, kind: Kind::Paragraph, children }
}

/// Only a date, with at most a remark such as `(all times CEST)` or `all times in CEST` behind it.
fn is_day_marker(lead: &Lead, text: &str) -> bool {
    let rest = text[lead.length..].trim();
    let is_remark =
        || rest.len() < 60 && (rest.starts_with('(') && rest.ends_with(')') || time_text::zone_of_all(rest).is_some());
    lead.is_day() && (rest.is_empty() || is_remark())
}
