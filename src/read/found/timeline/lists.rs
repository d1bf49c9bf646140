//! Entries in lists and blocks of code.

use crate::incident::timeline::Entry;
use crate::markdown::{Kind, Node};
use crate::read::found::timeline::{
    Below, Lead, Reader, is_day_marker, label_end, label_of, labelled_entry, paragraph,
};
use crate::read::found::{inline, time_text};

/// The time at the beginning of a line. Bold type says where it ends: `**9 h 21** text`.
pub(super) fn line_lead(line: &[Node]) -> Option<Lead> {
    let text = inline::text(line);
    let bold = line.iter().find(|node| !matches!(&node.kind, Kind::Text(text) if text.trim().is_empty()));
    let Some(bold) = bold.filter(|node| matches!(node.kind, Kind::Strong)) else { return time_text::lead(&text) };
    let bold = inline::text(std::slice::from_ref(bold));
    let inner = text.find(&bold).unwrap_or_default() + bold.len();
    match time_text::whole(&bold) {
        Some(lead) if inner < text.len() => {
            let behind = text[inner..].trim_start_matches([' ', ':', '-', '–', '—', '|', '→', '：', ',', '、']);
            let own = Lead { length: text.len() - behind.len(), separated: true, ..lead };
            // A zone or the end of a range may stand behind it.
            Some(time_text::lead(&text).filter(|lead| lead.text.len() > own.text.len()).unwrap_or(own))
        }
        _ => time_text::lead(&text),
    }
}

impl<'a> Reader<'a> {
    /// A list is part of the timeline if two of its items, or its only one, begin
    /// with a time or end with one.
    pub(super) fn list(&mut self, list: &'a Node) -> bool {
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
        let labelled = items.iter().filter(|item| labelled_entry(item).is_some()).count();
        if labelled >= 2 || (labelled == 1 && items.len() <= 2) {
            self.settle();
            self.below = Below::Line;
            for item in items {
                match labelled_entry(item) {
                    Some((lead, content, detail)) => self.entry(&lead, content, detail, None),
                    None => self.untimed_item(item),
                }
            }
            return true;
        }
        self.nested(items)
    }

    /// Items without times of their own, with lists of timed items in them.
    pub(super) fn nested(&mut self, items: &'a [Node]) -> bool {
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

    pub(super) fn item_lead(&self, item: &Node) -> Option<Lead> {
        line_lead(inline::first_line(item).0).filter(|lead| self.is_entry(lead))
    }

    pub(super) fn item(&mut self, item: &'a Node, lead: Option<Lead>) {
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

    /// An item without a time among labels with one: `**Resolution:**` is an entry like them.
    fn untimed_item(&mut self, item: &Node) {
        let (first, rest) = inline::first_line(item);
        if label_of(first).is_some() {
            self.push(Entry::default(), first.to_vec(), rest.to_vec(), None);
        } else {
            self.detail(item);
        }
    }

    /// An item without a time belongs to the entry before it.
    pub(super) fn detail(&mut self, item: &Node) {
        let (first, rest) = inline::first_line(item);
        match self.timeline.entries.last_mut() {
            Some(entry) => {
                entry.detail.push(paragraph(first.to_vec()));
                entry.detail.extend(rest.iter().cloned());
            }
            None => self.push(Entry::default(), first.to_vec(), rest.to_vec(), None),
        }
    }

    /// Lines of code that begin with a time; for sections that have nothing else.
    pub(super) fn code(&mut self, blocks: &[&'a Node]) {
        for block in blocks {
            let Kind::Code(code) = &block.kind else { continue };
            let before = self.timeline.entries.len();
            for line in code.text.lines() {
                let text = |text: &str| vec![inline::plain(block.span, text.trim())];
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

    /// Headings without times, or with a clock at their end: `First deploy (06:00)`. What stands
    /// below belongs to them.
    fn untimed_headings(&mut self, blocks: &[&'a Node]) {
        let level = |block: &Node| match &block.kind {
            Kind::Heading(heading) => Some(heading.level),
            _ => None,
        };
        let highest = blocks.iter().filter_map(|block| level(block)).min();
        if blocks.iter().filter(|block| level(block) == highest).count() < 2 {
            return;
        }
        for block in blocks {
            if level(block) != highest {
                self.attach(block);
                continue;
            }
            let text = inline::text(&block.children);
            match time_text::trail(&text).or_else(|| time_text::bracketed(&text)) {
                Some((at, lead)) => {
                    self.entry(&lead, inline::take(&block.children, label_end(&text[..at])), Vec::new(), None);
                }
                None => self.push(Entry::default(), block.children.clone(), Vec::new(), None),
            }
            self.timeline.blocks.push(block.span);
        }
    }

    /// The items of the first list, or the rows of a table of events, without times. Below
    /// headings they are parts of what the headings say.
    pub(super) fn untimed(&mut self, blocks: &[&'a Node]) {
        if blocks.iter().any(|block| matches!(block.kind, Kind::Heading(_))) {
            return self.untimed_headings(blocks);
        }
        let list = blocks.iter().find(|block| matches!(block.kind, Kind::List(_)) && block.children.len() > 1);
        if let Some(list) = list {
            for item in &list.children {
                let (first, rest) = inline::first_line(item);
                self.push(Entry::default(), first.to_vec(), rest.to_vec(), None);
            }
            self.timeline.blocks.push(list.span);
        } else if let Some(table) = blocks.iter().find(|block| self.untimed_table(block)) {
            self.timeline.blocks.push(table.span);
        }
    }
}
