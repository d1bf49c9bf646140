//! Entries in paragraphs and below headings.

use crate::markdown::{Kind, Node};
use crate::read::found::timeline::{Below, Day, Lead, Reader, is_day_marker, label_of, paragraph, traced_kind};
use crate::read::found::{inline, time_text};

impl<'a> Reader<'a> {
    /// A block under a heading or a lone time that is itself an entry or a day.
    pub(super) fn begins_entry(&self, block: &Node) -> bool {
        matches!(block.kind, Kind::Paragraph)
            && time_text::lead(&inline::text(&block.children))
                .is_some_and(|lead| self.is_entry(&lead) && lead.has_clock())
    }

    /// Adds a block to the entry before it.
    pub(super) fn attach(&mut self, block: &Node) {
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

    pub(super) fn heading(&mut self, block: &'a Node) {
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
    pub(super) fn line_lead(&self, line: &[Node]) -> Option<Lead> {
        let text = inline::text(line);
        let lead = time_text::lead(&text).filter(|lead| self.is_entry(lead))?;
        let rest = text[lead.length..].trim();
        let prose = lead.is_day() && !lead.separated && !rest.is_empty() && !matches!(lead.day, Some(Day::Date(_)));
        (!prose && (!lead.wordy || lead.separated)).then_some(lead)
    }
}
