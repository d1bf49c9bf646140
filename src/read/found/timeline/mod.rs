//! The timeline: entries out of whatever shape the author gave it, with the
//! dates their clocks belong to.
//!
//! A shape is recognised by the place of its times: at the head of list items,
//! rows, lines, paragraphs and headings, or behind a label. Text that belongs to
//! an entry stays with it; what belongs to none stays where it was.

mod days;
mod labels;
pub(in crate::read) mod table;

use jiff::civil::Date;

use self::days::Placed;
pub(in crate::read) use self::labels::infer_instants;
use self::labels::{label_of, labelled, labelled_entry, strip_label, wording};
use super::inline;
use super::time_text::{self, Day, Lead, NamedZone, ZoneText};
use crate::incident::instant::{Instant, Placement};
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
    /// A year that the document names, for days that have none.
    pub year: Option<i16>,
    /// Zone of times that name none.
    pub zone: Option<NamedZone>,
}

/// Reads the entries that stand in `blocks`, the content of a timeline section.
/// `heading` may name the zone or the day of all of them.
pub(in crate::read) fn read(heading: &str, blocks: &[&Node], context: &Context) -> Timeline {
    let mut timeline = Timeline::default();
    for shape in [Reader::section, Reader::code, Reader::untimed] {
        let mut reader = Reader::new(context, time_text::zone_in(heading));
        shape(&mut reader, blocks);
        timeline = reader.finish();
        if !timeline.entries.is_empty() {
            break;
        }
    }
    timeline
}

/// Reads the entries of a group of blocks that no heading calls a timeline:
/// only what bears a clock counts.
pub(in crate::read) fn read_unnamed(blocks: &[&Node], context: &Context) -> Timeline {
    let mut reader = Reader::new(context, None);
    reader.named = false;
    reader.section(blocks);
    reader.finish()
}

/// How many entries name a clock time.
pub(in crate::read) fn clock_times(timeline: &Timeline) -> usize {
    let clocked = |entry: &&Entry| {
        entry.time_text.as_deref().and_then(time_text::lead).is_some_and(|lead| lead.has_clock() && !lead.wordy)
    };
    timeline.entries.iter().filter(clocked).count()
}

/// Places the times of entries from the front matter that have no date.
pub(in crate::read) fn place(entries: &mut [Entry], context: &Context) {
    let mut reader = Reader::new(context, None);
    for entry in entries {
        match &entry.at {
            Some(at) => {
                reader.day = Some(at.date());
                reader.last = Some(at.clone());
            }
            None => {
                if let Some(lead) = entry.time_text.as_deref().and_then(time_text::lead) {
                    Placed { at: entry.at, date_inferred: entry.date_inferred, placement: entry.placement } =
                        reader.place(&lead);
                    entry.until = entry.at.as_ref().and_then(|at| reader.until(at, &lead));
                    (entry.approximate, entry.bound) = (lead.approximate, lead.bound);
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
}

impl<'a> Reader<'a> {
    fn new(context: &Context, zone: Option<ZoneText>) -> Self {
        let zone = match zone {
            Some(zone) => Some(zone.named()),
            None => context.zone.clone(),
        };
        Self {
            timeline: Timeline::default(),
            start: context.date.or_else(|| Date::new(context.year?, 7, 1).ok()),
            started: context.started.clone(),
            day: context.date,
            day_by: DayBy::Context,
            anchor: context.date,
            on_eve: false,
            zone,
            last: None,
            marker: None,
            below: Below::Nothing,
            loose: Vec::new(),
            named: true,
        }
    }

    fn finish(mut self) -> Timeline {
        self.end_marker();
        self.timeline.blocks.sort_unstable();
        self.timeline.blocks.dedup();
        self.timeline
    }

    fn section(&mut self, blocks: &[&'a Node]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &'a Node) {
        let taken = match &block.kind {
            Kind::Heading(_) => return self.heading(block),
            Kind::Rule => return self.rule(block),
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

    /// A block under a heading or a lone time that is itself an entry or a day.
    fn begins_entry(&self, block: &Node) -> bool {
        matches!(block.kind, Kind::Paragraph)
            && time_text::lead(&inline::text(&block.children))
                .is_some_and(|lead| self.is_entry(&lead) && lead.has_clock())
    }

    /// Adds a block to the entry before it.
    fn attach(&mut self, block: &Node) {
        let Some(entry) = self.timeline.entries.last_mut() else { return };
        if entry.content.is_empty() && entry.detail.is_empty() && matches!(block.kind, Kind::Paragraph) {
            entry.content = inline::trim(block.children.clone());
            let kind = label_of(&entry.content).map(|(kind, _)| kind);
            entry.kind = traced_kind(kind, &entry.content);
        } else {
            entry.detail.push(block.clone());
        }
        self.timeline.blocks.push(block.span);
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

    fn heading(&mut self, block: &'a Node) {
        let text = inline::text(&block.children);
        let Some(lead) = time_text::lead(&text).filter(|lead| !lead.wordy || lead.separated) else {
            self.loose.clear();
            self.end_marker();
            self.below = Below::Nothing;
            return;
        };
        self.loose.clear();
        self.end_marker();
        self.timeline.blocks.push(block.span);
        if is_day_marker(&lead, &text) {
            self.begin_day(lead, &text, block.span);
        } else {
            self.entry(&lead, inline::skip(&block.children, lead.length), Vec::new(), None);
            self.below = Below::Owner;
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
            return lead.has_clock() && (!lead.wordy || lead.separated) && lead.relative.is_none();
        }
        lead.has_clock() || !lead.wordy || lead.separated
    }

    /// Paragraphs are lines, some of which begin with a time.
    fn paragraph(&mut self, block: &'a Node) -> bool {
        let text = inline::text(&block.children);
        if let Some(lead) = time_text::lead(&text).filter(|lead| is_day_marker(lead, &text)) {
            self.settle();
            self.end_marker();
            self.begin_day(lead, &text, block.span);
            return true;
        }
        let lines = inline::lines(&block.children);
        let leads: Vec<_> = lines.iter().map(|line| self.line_lead(line)).collect();
        if leads.iter().all(Option::is_none) {
            if let Some(zone) =
                time_text::zone_in(&text).filter(|_| text.len() < 120 && self.timeline.entries.is_empty())
            {
                self.zone = Some(zone.named());
            }
            return false;
        }
        // A wrapped sentence may have a time at the head of a line.
        if lines.len() > 1 && leads[0].is_none() && leads.iter().flatten().count() < 2 {
            return false;
        }
        self.settle();
        self.below = Below::Line;
        let mut before: Vec<Node> = Vec::new();
        let single = lines.len() == 1;
        for (line, lead) in lines.into_iter().zip(leads) {
            match lead {
                Some(lead) if is_day_marker(&lead, &inline::text(line)) => self.set_day(lead.day),
                Some(lead) => {
                    let content = inline::skip(line, lead.length);
                    let alone =
                        single && content.iter().all(|node| inline::text(std::slice::from_ref(node)).trim().is_empty());
                    let detail =
                        if before.is_empty() { Vec::new() } else { vec![paragraph(std::mem::take(&mut before))] };
                    self.entry(&lead, content, detail, None);
                    if alone {
                        self.below = Below::Owner;
                    }
                }
                None => {
                    let text = inline::text(line);
                    if text.trim().chars().all(|c| c == '\\') {
                        continue;
                    }
                    // A wrapped line goes on; before the first time it waits for it.
                    match self.timeline.entries.last_mut() {
                        Some(entry) if before.is_empty() => {
                            entry.content.push(Node { span: block.span, kind: Kind::SoftBreak, children: Vec::new() });
                            entry.content.extend(line.iter().cloned());
                        }
                        _ => {
                            if let Some(zone) = time_text::zone_in(&text) {
                                self.zone = Some(zone.named());
                            }
                            before.extend(line.iter().cloned());
                        }
                    }
                }
            }
        }
        true
    }

    /// The time of a line; prose begins otherwise.
    fn line_lead(&self, line: &[Node]) -> Option<Lead> {
        let text = inline::text(line);
        let lead = time_text::lead(&text).filter(|lead| self.is_entry(lead))?;
        let rest = text[lead.length..].trim();
        let prose = lead.is_day() && !lead.separated && !rest.is_empty() && !matches!(lead.day, Some(Day::Date(_)));
        (!prose && (!lead.wordy || lead.separated)).then_some(lead)
    }

    /// A list is part of the timeline if two of its items, or its only one, begin
    /// with a time or end with one.
    fn list(&mut self, list: &'a Node) -> bool {
        let items = &list.children;
        let leads: Vec<_> = items.iter().map(|item| self.item_lead(item)).collect();
        let timed = leads.iter().flatten().count();
        if timed >= 2 || (timed == 1 && items.len() <= 2) {
            self.settle();
            self.below = Below::Line;
            for (item, lead) in items.iter().zip(leads) {
                self.item(item, lead);
            }
            return true;
        }
        let labelled = items.iter().filter(|item| labelled(item).is_some()).count();
        if labelled >= 2 || (labelled == 1 && items.len() == 1) {
            self.settle();
            self.below = Below::Line;
            for item in items {
                match labelled_entry(item) {
                    Some((lead, content, detail)) => self.entry(&lead, content, detail, None),
                    None => self.detail(item),
                }
            }
            return true;
        }
        self.nested(items)
    }

    /// Items without times of their own, with lists of timed items in them.
    fn nested(&mut self, items: &'a [Node]) -> bool {
        let timed_list = |block: &Node| {
            matches!(block.kind, Kind::List(_))
                && block.children.iter().filter(|item| self.item_lead(item).is_some()).count() >= 2
        };
        if !items.iter().any(|item| item.children.iter().any(timed_list)) {
            return false;
        }
        self.settle();
        for item in items {
            let (first, rest) = inline::first_line(item);
            let before = self.timeline.entries.len();
            for block in rest {
                self.block(block);
            }
            self.loose.clear();
            match self.timeline.entries.get_mut(before) {
                Some(entry) => entry.detail.insert(0, paragraph(first.to_vec())),
                None => self.detail(item),
            }
        }
        true
    }

    fn item_lead(&self, item: &Node) -> Option<Lead> {
        time_text::lead(&inline::text(inline::first_line(item).0)).filter(|lead| self.is_entry(lead))
    }

    fn item(&mut self, item: &'a Node, lead: Option<Lead>) {
        let (first, rest) = inline::first_line(item);
        let below = rest.iter().any(|block| {
            matches!(block.kind, Kind::List(_))
                && block.children.iter().any(|item| self.item_lead(item).is_some_and(|lead| lead.has_clock()))
        });
        match lead {
            Some(lead) if lead.is_day() && below => {
                let content = inline::skip(first, lead.length);
                if inline::text(&content).trim().is_empty() {
                    self.set_day(lead.day);
                } else {
                    self.entry(&lead, content, Vec::new(), None);
                }
                for block in rest {
                    self.block(block);
                }
            }
            Some(lead) if rest.is_empty() && is_day_marker(&lead, &inline::text(first)) => self.set_day(lead.day),
            Some(lead) => {
                let mut content = inline::skip(first, lead.length);
                let mut rest = rest;
                // A day above a single item: the item is what happened.
                if inline::text(&content).trim().is_empty()
                    && let Some((list, others)) = rest.split_first()
                    && let (Kind::List(_), [only]) = (&list.kind, list.children.as_slice())
                {
                    let (text, below) = inline::first_line(only);
                    if below.is_empty() {
                        content = text.to_vec();
                        rest = others;
                    }
                }
                self.entry(&lead, content, rest.to_vec(), None);
            }
            None => match labelled_entry(item).filter(|_| self.named) {
                Some((lead, content, detail)) => self.entry(&lead, content, detail, None),
                None => self.detail(item),
            },
        }
    }

    /// An item without a time belongs to the entry before it.
    fn detail(&mut self, item: &Node) {
        let (first, rest) = inline::first_line(item);
        match self.timeline.entries.last_mut() {
            Some(entry) => {
                entry.detail.push(paragraph(first.to_vec()));
                entry.detail.extend(rest.iter().cloned());
            }
            None => self.push(None, first.to_vec(), rest.to_vec(), None),
        }
    }

    /// Lines of code that begin with a time; for sections that have nothing else.
    fn code(&mut self, blocks: &[&'a Node]) {
        for block in blocks {
            let Kind::Code(code) = &block.kind else { continue };
            let before = self.timeline.entries.len();
            for line in code.text.lines() {
                let text = |text: &str| {
                    vec![Node { span: block.span, kind: Kind::Text(text.trim().to_owned()), children: Vec::new() }]
                };
                match time_text::lead(line).filter(|lead| lead.has_clock() || lead.separated) {
                    Some(lead) => self.entry(&lead, text(&line[lead.length..]), Vec::new(), None),
                    None if line.trim().is_empty() => {}
                    None => {
                        if let Some(entry) = self.timeline.entries.get_mut(before..).and_then(<[_]>::last_mut) {
                            entry.detail.push(paragraph(text(line)));
                        }
                    }
                }
            }
            if self.timeline.entries.len() > before {
                self.timeline.blocks.push(block.span);
            }
        }
    }

    /// The items of the first list, without times.
    fn untimed(&mut self, blocks: &[&'a Node]) {
        let list = blocks.iter().find(|block| matches!(block.kind, Kind::List(_)) && block.children.len() > 1);
        if let Some(list) = list {
            for item in &list.children {
                let (first, rest) = inline::first_line(item);
                self.push(None, first.to_vec(), rest.to_vec(), None);
            }
            self.timeline.blocks.push(list.span);
        }
    }

    fn entry(&mut self, lead: &Lead, content: Vec<Node>, detail: Vec<Node>, kind: Option<EntryKind>) {
        let Placed { at, date_inferred, placement } = self.place(lead);
        let until = at.as_ref().and_then(|at| self.until(at, lead));
        let date = if lead.is_day() { self.date_of(lead) } else { None };
        self.push(Some(lead.text.clone()), content, detail, kind);
        if let Some(entry) = self.timeline.entries.last_mut() {
            entry.at = at;
            entry.until = until;
            entry.date = date;
            entry.date_inferred = date_inferred;
            entry.placement = placement;
            (entry.approximate, entry.bound) = (lead.approximate, lead.bound);
        }
    }

    fn push(&mut self, time_text: Option<String>, content: Vec<Node>, detail: Vec<Node>, kind: Option<EntryKind>) {
        let kind = kind.or_else(|| label_of(&content).map(|(kind, _)| kind));
        let content = inline::trim(strip_label(content));
        let kind = traced_kind(kind, &content);
        self.timeline.entries.push(Entry {
            time_text,
            at: None,
            until: None,
            date: None,
            date_inferred: false,
            placement: Placement::Plain,
            approximate: false,
            bound: None,
            kind,
            content,
            detail,
            link: None,
        });
    }
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

/// Only a date, with at most a remark such as `(all times CEST)` behind it.
fn is_day_marker(lead: &Lead, text: &str) -> bool {
    let rest = text[lead.length..].trim();
    lead.is_day() && (rest.is_empty() || (rest.starts_with('(') && rest.ends_with(')') && rest.len() < 60))
}
