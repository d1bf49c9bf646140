//! The searchable text of a document: lines, each with its section and its field.

use std::collections::BTreeMap;

use crate::archive::Member;
use crate::incident::Incident;
use crate::incident::section::Role;
use crate::markdown::{self, Kind, Node};
use crate::text::sentence;

/// The part of a document that a line comes from. The order is that of `WEIGHT` in `terms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Id,
    /// Summary, root cause and trigger: what the incident was about.
    Key,
    Heading,
    Code,
    Body,
    /// Services, tags, causes, teams.
    Label,
}

pub(super) const FIELDS: usize = 7;

/// A line of text. It is searched in any case, and results show it if `shown`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) field: Field,
    /// Number of the section. 0 is the text before the first heading.
    pub(super) section: u32,
    pub(super) text: String,
    pub(super) shown: bool,
    /// True for a line of code that another one follows. A phrase may run over both.
    pub(super) goes_on: bool,
}

/// A document as lines, and its sections by anchor and heading. The first section is the text
/// before any heading and has neither.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    pub(super) sections: Vec<(String, String)>,
}

/// Longest piece of a line that results show, in bytes.
const SHOWN: usize = 400;

/// Returns everything of `document` that is searched.
pub(super) fn lines(document: &Member) -> Lines {
    let mut lines = Lines { lines: Vec::new(), sections: vec![(String::new(), String::new())] };
    let text = document.text();
    lines.add(Field::Title, false, text.title.to_string());
    match document {
        Member::Incident(incident) => lines.front_matter(incident),
        Member::Page(page) => lines.add(Field::Key, true, page.summary.clone().unwrap_or_default()),
    }
    let sections = document.incident().map_or(&[][..], |incident| &incident.sections);
    let roles: BTreeMap<&str, Role> = sections.iter().filter_map(|it| Some((it.id.as_str(), it.role?))).collect();
    let tree = text.tree();
    let mut field = Field::Body;
    for block in &tree.blocks {
        if let Kind::Heading(heading) = &block.kind {
            if text.title_heading == Some(block.span) {
                continue;
            }
            let name = markdown::plain(&block.children);
            field = match roles.get(heading.id.as_str()) {
                Some(Role::Summary | Role::RootCause | Role::Trigger) => Field::Key,
                _ => Field::Body,
            };
            lines.sections.push((heading.id.clone(), name.clone()));
            lines.add(Field::Heading, false, name);
        } else {
            lines.block(block, field);
        }
    }
    for footnote in tree.footnotes.values() {
        lines.block(footnote, Field::Body);
    }
    if let Some(incident) = document.incident() {
        lines.stated_elsewhere(incident);
    }
    lines
}

impl Lines {
    fn add(&mut self, field: Field, shown: bool, text: String) {
        let section = u32::try_from(self.sections.len() - 1).unwrap_or_default();
        if !text.trim().is_empty() {
            self.lines.push(Line { field, section, text, shown, goes_on: false });
        }
    }

    fn front_matter(&mut self, incident: &Incident) {
        self.add(Field::Id, false, incident.id.to_string());
        for fact in [&incident.summary, &incident.root_cause, &incident.impact, &incident.remediation] {
            // An inferred fact is text of the body, which is added below.
            if let Some(fact) = fact.as_ref().filter(|fact| !fact.is_inferred()) {
                self.add(Field::Key, true, fact.plain.clone());
            }
        }
        for text in incident.trigger.iter().chain(incident.causes.iter().filter_map(|cause| cause.text.as_ref())) {
            self.add(Field::Key, true, text.clone());
        }
        let causes = incident.causes.iter().map(|cause| &cause.category);
        let labels = incident.services.iter().chain(&incident.tags).chain(&incident.teams).chain(&incident.regions);
        let names: Vec<&str> = labels.chain(causes).map(|label| label.name.as_str()).collect();
        self.add(Field::Label, false, names.join(" | "));
        if let Some(severity) = &incident.severity {
            self.add(Field::Label, false, severity.label.clone());
        }
        self.add(Field::Label, false, incident.kind.slug().replace("incident", ""));
        let people = incident.owner.iter().chain(&incident.authors);
        self.add(Field::Label, false, people.map(|name| name.as_str()).collect::<Vec<_>>().join(" | "));
    }

    /// Adds a timeline and actions that only the front matter states, because the body does not
    /// contain them.
    fn stated_elsewhere(&mut self, incident: &Incident) {
        if incident.timeline.blocks.is_empty() && !incident.timeline.entries.is_empty() {
            self.sections.push(("timeline".to_owned(), "Timeline".to_owned()));
            for entry in &incident.timeline.entries {
                self.add(Field::Body, true, markdown::plain(&entry.content));
            }
        }
        if incident.action_blocks.is_empty() && !incident.actions.is_empty() {
            self.sections.push(("actions".to_owned(), "Action items".to_owned()));
            for action in &incident.actions {
                self.add(Field::Body, true, action.plain());
            }
        }
    }

    fn block(&mut self, block: &Node, field: Field) {
        match &block.kind {
            Kind::Code(code) => {
                let first = self.lines.len();
                for line in code.text.lines() {
                    self.add(Field::Code, true, line.trim().to_owned());
                }
                let followed = self.lines.len().saturating_sub(1);
                self.lines.get_mut(first..followed).into_iter().flatten().for_each(|line| line.goes_on = true);
            }
            Kind::Paragraph => {
                let mut code = Vec::new();
                block.walk(&mut |node| {
                    if let Kind::InlineCode(text) = &node.kind {
                        code.push(text.as_str());
                    }
                });
                self.add(field, true, markdown::plain(&block.children));
                // Names in code weigh more, so they are added once more as code.
                if !code.is_empty() {
                    self.add(Field::Code, false, code.join(" | "));
                }
            }
            Kind::Row | Kind::Head => {
                let cells = block.children.iter().map(|cell| markdown::plain(&cell.children));
                let cells: Vec<String> = cells.filter(|cell| !cell.trim().is_empty()).collect();
                self.add(field, true, cells.join(" · "));
            }
            Kind::Heading(_) => self.add(Field::Heading, true, markdown::plain(&block.children)),
            Kind::Html(_) => self.add(field, true, markdown::plain(std::slice::from_ref(block))),
            _ if block.children.iter().any(Node::is_block) => {
                let mut inline = Vec::new();
                if let Kind::Alert(alert) = &block.kind {
                    inline.extend(alert.title.iter().cloned());
                }
                for child in &block.children {
                    if child.is_block() {
                        self.inline(&mut inline, field);
                        self.block(child, field);
                    } else {
                        inline.push(child.clone());
                    }
                }
                self.inline(&mut inline, field);
            }
            _ => self.add(field, true, markdown::plain(&block.children)),
        }
    }

    fn inline(&mut self, nodes: &mut Vec<Node>, field: Field) {
        if !nodes.is_empty() {
            self.add(field, true, markdown::plain(nodes));
            nodes.clear();
        }
    }

    /// Returns the lines that results may show, with the number of their section. Long lines
    /// are cut at the end of a sentence or of a word.
    pub(super) fn shown(&self) -> Vec<(u32, &str)> {
        let mut shown = Vec::new();
        for line in self.lines.iter().filter(|line| line.shown) {
            let mut rest = line.text.as_str();
            while rest.len() > SHOWN {
                let end = rest.floor_char_boundary(SHOWN);
                // Only what may be in the piece is searched for ends of sentences: a text without
                // any would otherwise be searched to its end for every piece.
                let near = &rest[..rest.floor_char_boundary(end + 4)];
                let sentences = sentence::ends(near).take_while(|it| *it <= end).last();
                let end = sentences.unwrap_or_else(|| rest[..end].rfind(' ').unwrap_or(end));
                let end = if end == 0 { rest.len() } else { end };
                shown.push((line.section, rest[..end].trim()));
                rest = &rest[end..];
            }
            if !rest.trim().is_empty() {
                shown.push((line.section, rest.trim()));
            }
        }
        shown
    }
}
