//! Entries in paragraphs and below headings.

use crate::incident::Traced;
use crate::incident::timeline::EntryKind;
use crate::markdown::{Kind, Node};
use crate::read::found::timeline::labels::{is_state, label};
use crate::read::found::timeline::lists::line_lead;
use crate::read::found::timeline::{
    Below, Day, Lead, Reader, is_day_marker, is_resolution, label_end, label_of, labelled_entry, paragraph, traced_kind,
};
use crate::read::found::{inline, time_text};

/// Most blocks of a notice.
const MOST_BLOCKS: usize = 12;

impl<'a> Reader<'a> {
    /// A block under a heading or a lone time that is itself an entry or a day.
    pub(super) fn begins_entry(&self, block: &Node) -> bool {
        let leads = || {
            let lead = time_text::lead(&inline::text(&block.children));
            lead.is_some_and(|lead| self.is_entry(&lead) && lead.has_clock())
        };
        matches!(block.kind, Kind::Paragraph) && (leads() || stamped_state(&inline::lines(&block.children)).is_some())
    }

    /// The entry before has only a day, and `block` a list or a table of clocks.
    pub(super) fn is_of_a_day(&self, block: &Node) -> bool {
        let is_day = self.timeline.entries.last().is_some_and(|entry| entry.at.is_none() && entry.date.is_some());
        let begins = |text: String| time_text::lead(&text).is_some_and(|lead| lead.has_clock() && !lead.wordy);
        let row = |row: &Node| row.children.iter().take(2).any(|cell| begins(inline::text(&cell.children)));
        let clocks = match &block.kind {
            _ if !is_day => return false,
            Kind::List(_) => block.children.iter().filter(|it| begins(inline::text(inline::first_line(it).0))).count(),
            Kind::Table(_) => block.children.iter().skip(1).filter(|it| row(it)).count(),
            _ => 0,
        };
        clocks > 1 && clocks * 2 > block.children.len()
    }

    /// The entry before is the day of those in `block`, with a title.
    pub(super) fn day_with_title(&mut self, block: &'a Node) {
        let Some(day) = self.timeline.entries.pop() else { return };
        let first = self.timeline.entries.len();
        (self.day, self.anchor, self.last) = (day.date, day.date, None);
        self.below = Below::Nothing;
        self.block(block);
        match self.timeline.entries.get_mut(first) {
            Some(entry) => {
                let title = (!day.content.is_empty()).then(|| paragraph(day.content));
                entry.detail.splice(0..0, title.into_iter().chain(day.detail));
            }
            None => self.timeline.entries.push(day),
        }
    }

    /// Adds a block to the entry before it.
    pub(super) fn attach(&mut self, block: &Node) {
        let Some(entry) = self.timeline.entries.last_mut() else { return };
        if entry.content.is_empty() && entry.detail.is_empty() && matches!(block.kind, Kind::Paragraph) {
            entry.content = inline::trim(block.children.clone());
            let kind = label_of(&entry.content).map(|(kind, _)| kind);
            entry.kind = traced_kind(kind, &entry.content);
        } else {
            if entry.kind.is_none()
                && matches!(block.kind, Kind::Paragraph)
                && is_resolution(&inline::text(&block.children))
            {
                entry.kind = Some(Traced::inferred(EntryKind::Resolution, Some(block.span)));
            }
            entry.detail.push(block.clone());
        }
        self.timeline.blocks.push(block.span);
    }

    /// A heading that is the state of a status page, with its time on a line below it: `### Resolved`.
    pub(super) fn notice_below(&mut self, heading: &'a Node, below: &[&'a Node]) -> bool {
        let is_notice = matches!(heading.kind, Kind::Heading(_)) && is_state(&inline::text(&heading.children));
        let end = below.iter().position(|block| matches!(block.kind, Kind::Heading(_)));
        let below = &below[..end.unwrap_or(below.len()).min(if is_notice { MOST_BLOCKS } else { 0 })];
        let time = |block: &Node| {
            let is_line = matches!(block.kind, Kind::Paragraph);
            time_text::stamp(&inline::text(&block.children)).filter(|_| is_line)
        };
        let Some((at, lead)) = below.iter().enumerate().find_map(|(at, block)| Some((at, time(block)?))) else {
            return false;
        };
        let detail = below.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, block)| (*block).clone());
        self.entry(&lead, heading.children.clone(), detail.collect(), None);
        self.timeline.blocks.extend(below.iter().chain([&heading]).map(|block| block.span));
        true
    }

    pub(super) fn heading(&mut self, block: &'a Node) {
        let text = inline::text(&block.children);
        let lead = time_text::lead(&text).filter(|lead| !lead.wordy || lead.separated);
        self.loose.clear();
        self.end_marker();
        self.below = Below::Nothing;
        let (lead, content) = match lead {
            Some(lead) if is_day_marker(&lead, &text) => {
                self.timeline.blocks.push(block.span);
                return self.begin_day(lead, &text, block.span);
            }
            Some(lead) => {
                let content = inline::skip(&block.children, lead.length);
                (lead, content)
            }
            None => match time_text::trail(&text).filter(|(_, lead)| lead.day.is_some()) {
                Some((at, lead)) => (lead, inline::take(&block.children, label_end(&text[..at]))),
                None => return,
            },
        };
        self.timeline.blocks.push(block.span);
        self.entry(&lead, content, Vec::new(), None);
        self.below = Below::Owner;
    }

    /// Paragraphs are lines, some of which begin with a time.
    pub(super) fn paragraph(&mut self, block: &'a Node) -> bool {
        let text = inline::text(&block.children);
        if let Some(lead) = time_text::lead(&text).filter(|lead| is_day_marker(lead, &text)) {
            self.settle();
            self.end_marker();
            self.begin_day(lead, &text, block.span);
            return true;
        }
        let lines = inline::lines(&block.children);
        if let Some((lead, content)) = notice(block, &lines).or_else(|| message(block, &lines)) {
            self.settle();
            self.entry(&lead, content, Vec::new(), None);
            self.below = Below::Line;
            return true;
        }
        if let Some((lead, content)) = stamped_state(&lines) {
            self.settle();
            self.entry(&lead, content, Vec::new(), None);
            self.below = Below::Owner;
            return true;
        }
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
        let timed = || leads.iter().flatten();
        let goes_on = self.below == Below::Line && timed().all(|lead| lead.has_clock() && lead.separated);
        if lines.len() > 1 && leads[0].is_none() && timed().count() < 2 && !goes_on {
            return false;
        }
        self.settle();
        self.below = Below::Line;
        let mut before: Vec<Node> = Vec::new();
        let single = lines.len() == 1;
        let mut left = timed().count();
        // The day in the line before, if no other time follows.
        let mut day = None;
        for (line, lead) in lines.into_iter().zip(leads) {
            left -= usize::from(lead.is_some());
            match lead {
                Some(lead) if is_day_marker(&lead, &inline::text(line)) => {
                    self.set_day(lead.day);
                    day = Some(lead).filter(|_| left == 0);
                }
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
                    if let Some(day) = day.take() {
                        match time_text::trail(&text) {
                            Some((at, lead)) => {
                                self.entry(&lead, inline::take(line, label_end(&text[..at])), Vec::new(), None);
                            }
                            None => self.entry(&day, line.to_vec(), Vec::new(), None),
                        }
                        continue;
                    }
                    // A wrapped line goes on; before the first time it waits for it.
                    match self.timeline.entries.last_mut() {
                        // What stands between them comes before this line.
                        Some(entry) if before.is_empty() && !entry.detail.is_empty() => {
                            entry.detail.push(paragraph(line.to_vec()));
                        }
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
    pub(super) fn line_lead(&self, line: &[Node]) -> Option<Lead> {
        let text = inline::text(line);
        let lead = line_lead(line).filter(|lead| self.is_entry(lead))?;
        let rest = text[lead.length..].trim();
        let prose = lead.is_day() && !lead.separated && !rest.is_empty() && !matches!(lead.day, Some(Day::Date(_)));
        (!prose && (!lead.wordy || lead.separated || self.told)).then_some(lead)
    }
}

/// A notice of a status page, with its state in bold letters before it and its time beside the state or
/// below the text: `**Investigating – 13:02:** Calls drop.`
fn notice(block: &Node, lines: &[&[Node]]) -> Option<(Lead, Vec<Node>)> {
    let (first, rest) = lines.split_first()?;
    let [Node { kind: Kind::Strong, children, .. }, ..] = *first else { return None };
    let state = inline::text(children);
    if time_text::trail(&state).is_some_and(|(at, _)| label(&state[..label_end(&state[..at])]).is_some()) {
        return labelled_entry(block).map(|(lead, content, _)| (lead, content));
    }
    // `**Update 2 – 14 March, 17:35 CET – Investigating**` above its text
    let dash = [" – ", " — ", " - ", " | "].into_iter().find(|dash| state.contains(dash)).unwrap_or("\n");
    let parts: Vec<_> = state.split(dash).collect();
    let timed = parts.iter().find_map(|part| time_text::stamp(part.trim()));
    if let Some(lead) = timed.filter(|_| first.len() == 1 && !rest.is_empty() && parts.len() > 1) {
        let named = parts.iter().rfind(|part| label(part.trim()).is_some()).unwrap_or(&parts[0]);
        let name = inline::plain(block.span, format!("{}: ", named.trim()));
        return Some((lead, std::iter::once(name).chain(rest.iter().flat_map(|line| broken(line)).skip(1)).collect()));
    }
    label(&state)?;
    let (time, text) = rest.split_last()?;
    let lead = time_text::stamp(&inline::text(time))?;
    let content = first.iter().cloned().chain(text.iter().flat_map(|line| broken(line)));
    Some((lead, content.collect()))
}

/// `**Resolved** - Jan 30, 2031 17:22 UTC` above the text of a notice.
fn stamped_state(lines: &[&[Node]]) -> Option<(Lead, Vec<Node>)> {
    /// In words: `Postmortem`, `Update 3`.
    const LONGEST: usize = 2;
    let [[state @ Node { kind: Kind::Strong, children, .. }, behind @ ..]] = lines else { return None };
    let name = inline::text(children);
    let behind = inline::text(behind);
    let time = behind.trim_start().strip_prefix(['-', '–', '—'])?;
    let is_name =
        label(&name).is_some() || name.split_whitespace().count() <= LONGEST && time_text::lead(&name).is_none();
    let lead = time_text::stamp(time.trim()).filter(|lead| is_name && lead.day.is_some())?;
    Some((lead, vec![state.clone()]))
}

/// A message of a chat: the name of its author, the time, and the text below them.
fn message(block: &Node, lines: &[&[Node]]) -> Option<(Lead, Vec<Node>)> {
    /// In bytes. A longer line is a sentence.
    const LONGEST_NAME: usize = 40;
    let (first, rest) = lines.split_first().filter(|(_, rest)| !rest.is_empty())?;
    let text = inline::text(first);
    let (at, lead) = time_text::trail(&text).filter(|_| time_text::lead(&text).is_none())?;
    let name = text[..label_end(&text[..at])].trim();
    let is_bold = matches!(first, [Node { kind: Kind::Strong, .. }, ..]);
    let is_name = is_bold || name.split(' ').all(|word| word.starts_with(|c: char| c.is_uppercase() || c == '@'));
    if name.len() > LONGEST_NAME || name.contains([':', ',']) || !is_name {
        return None;
    }
    let mut content = vec![inline::plain(block.span, format!("{name}: "))];
    content.extend(rest.iter().flat_map(|line| broken(line)).skip(1));
    Some((lead, content))
}

/// A line below another.
fn broken(line: &[Node]) -> Vec<Node> {
    let span = line.first().map_or_else(Default::default, |node| node.span);
    let end = Node { span, kind: Kind::SoftBreak, children: Vec::new() };
    std::iter::once(end).chain(line.iter().cloned()).collect()
}
