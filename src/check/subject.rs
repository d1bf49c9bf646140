//! One incident as the rules see it: its tree, its sections, its sentences.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::archive::Archive;
use crate::config::Config;
use crate::incident::action::ActionItem;
use crate::incident::section::{Role, Section};
use crate::incident::timeline::Entry;
use crate::incident::{Incident, Traced};
use crate::markdown::{self, Document, Kind, Node};
use crate::read;
use crate::text::Span;

/// Placeholder for code, links and pictures in the text of a [`Piece`].
pub(super) const THING: char = '\u{fffc}';

pub(super) struct Subject<'a> {
    pub(super) incident: &'a Incident,
    pub(super) archive: &'a Archive,
    pub(super) config: &'a Config,
    /// Words that the archive's glossary explains.
    pub(super) glossary: &'a BTreeSet<String>,
    pub(super) today: Option<Date>,
    pub(super) tree: Document,
    /// The Markdown, in lower case.
    body: String,
    /// The innermost role from a place on, by place.
    roles: Vec<(u32, Option<Role>)>,
    /// Where the action items are.
    actions: Vec<Span>,
    /// The place for findings about the whole document.
    head: Span,
    /// Where sections of a role are, in order and apart.
    spans: BTreeMap<Role, Vec<Span>>,
    /// Paragraphs, items and cells outside of code, quotes and headings.
    pub(super) prose: Vec<Piece>,
}

/// The text of a paragraph, an item or a cell.
pub(super) struct Piece {
    pub(super) text: String,
    /// Offset in the text → offset in the file.
    map: Vec<(usize, u32)>,
    /// Role of the innermost section that has one.
    pub(super) role: Option<Role>,
    /// True if it is an action item.
    pub(super) action: bool,
    pub(super) words: Vec<Word>,
}

impl Piece {
    /// Returns the span in the file of a part of the text.
    pub(super) fn span(&self, from: usize, to: usize) -> Span {
        let of = |offset: usize| {
            let at = self.map.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
            self.map.get(at).map_or(0, |(start, place)| *place as usize + (offset - start))
        };
        let start = of(from);
        Span::new(start, of(to.saturating_sub(1)).max(start) + 1)
    }

    /// Splits the text into words. They end at punctuation, except for apostrophes and hyphens
    /// inside.
    fn cut(&mut self) {
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '@' | THING);
        let quoted = quotations(&self.text);
        let is_quoted = |at: usize| {
            let next = quoted.partition_point(|(start, _)| *start <= at);
            next > 0 && at < quoted[next - 1].1
        };
        // The last character before the word that is not blank.
        let (mut start, mut before) = (None, None);
        for (at, c) in self.text.char_indices().chain([(self.text.len(), ' ')]) {
            match (start, inside(c)) {
                (None, true) => start = Some((at, before)),
                (Some((from, before)), false) => {
                    let text = self.text[from..at].trim_matches(['\'', '’', '-']);
                    let text = text.to_lowercase().replace('’', "'");
                    let begins = before.is_none_or(|c| matches!(c, '.' | '!' | '?' | ':' | ';' | '•'));
                    self.words.push(Word { text, start: from, end: at, begins, quoted: is_quoted(from) });
                    start = None;
                }
                _ => {}
            }
            before = if c.is_whitespace() { before } else { Some(c) };
        }
    }
}

/// Returns the ranges of the text between quotation marks.
fn quotations(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let (mut straight, mut curly) = (None, None);
    for (at, c) in text.char_indices() {
        let begin = at + c.len_utf8();
        match (c, straight, curly) {
            ('"', None, _) => straight = Some(begin),
            ('"', Some(start), _) => {
                found.push((start, at));
                straight = None;
            }
            ('“' | '”' | '»', _, Some(start)) => {
                found.push((start, at));
                curly = None;
            }
            ('“' | '„' | '«', _, None) => curly = Some(begin),
            _ => {}
        }
    }
    found.sort_unstable();
    found
}

/// A word of a [`Piece`].
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// In lower case.
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
    /// True if it begins a sentence.
    pub(super) begins: bool,
    pub(super) quoted: bool,
}

/// The places at which the innermost role changes. Sections are nested and in order, so one pass
/// with the open ones is enough, however many there are.
fn roles(sections: &[Section]) -> Vec<(u32, Option<Role>)> {
    let mut changes = Vec::new();
    let mut open: Vec<(u32, Option<Role>)> = Vec::new();
    for section in sections {
        close(&mut open, section.span.start, &mut changes);
        let role = section.role.or(open.last().and_then(|(_, role)| *role));
        changes.push((section.span.start, role));
        open.push((section.span.end, role));
    }
    close(&mut open, u32::MAX, &mut changes);
    changes
}

/// Ends the sections that end at `at` or before.
fn close(open: &mut Vec<(u32, Option<Role>)>, at: u32, changes: &mut Vec<(u32, Option<Role>)>) {
    while let Some((end, _)) = open.pop_if(|(end, _)| *end <= at) {
        changes.push((end, open.last().and_then(|(_, role)| *role)));
    }
}

/// Where sections of each role are. One within another of the same role adds nothing.
fn spans(sections: &[Section]) -> BTreeMap<Role, Vec<Span>> {
    let mut spans: BTreeMap<Role, Vec<Span>> = BTreeMap::new();
    for section in sections {
        let Some(role) = section.role else { continue };
        let known = spans.entry(role).or_default();
        if known.last().is_none_or(|last| last.end <= section.span.start) {
            known.push(section.span);
        }
    }
    spans
}

/// The title of a document, or its first line.
fn head(incident: &Incident) -> Span {
    let text = &incident.text;
    text.title.stated_place().or(text.title_heading).unwrap_or_else(|| {
        let end = text.source.text.find('\n').unwrap_or(text.source.text.len());
        Span::new(0, end)
    })
}

impl<'a> Subject<'a> {
    pub(super) fn new(
        incident: &'a Incident,
        archive: &'a Archive,
        config: &'a Config,
        glossary: &'a BTreeSet<String>,
        today: Option<Date>,
    ) -> Self {
        let tree = incident.text.tree();
        let body = incident.text.source.text[incident.text.body as usize..].to_lowercase();
        let (roles, spans) = (roles(&incident.sections), spans(&incident.sections));
        let (actions, head) = (Span::outermost(incident.action_blocks.clone()), head(incident));
        let mut subject = Self {
            incident,
            archive,
            config,
            glossary,
            today,
            tree,
            body,
            roles,
            actions,
            head,
            spans,
            prose: Vec::new(),
        };
        let mut prose = Vec::new();
        for node in subject.tree.blocks.iter().chain(subject.tree.footnotes.values()) {
            subject.collect(node, &mut prose);
        }
        subject.prose = prose;
        subject
    }

    fn collect(&self, node: &Node, prose: &mut Vec<Piece>) {
        match &node.kind {
            Kind::Code(_) | Kind::Quote | Kind::Alert(_) | Kind::Heading(_) | Kind::Html(_) | Kind::Rule => {}
            _ if node.children.iter().any(Node::is_block) => {
                // A tight item has text and then maybe a list.
                let split = node.children.iter().position(Node::is_block).unwrap_or_default();
                self.piece(&node.children[..split], prose);
                node.children[split..].iter().for_each(|child| self.collect(child, prose));
            }
            _ => self.piece(&node.children, prose),
        }
    }

    fn piece(&self, nodes: &[Node], prose: &mut Vec<Piece>) {
        let Some(first) = nodes.first() else { return };
        let role = self.section_of(first.span);
        let action = role == Some(Role::Actions) || Span::any_holds(&self.actions, first.span);
        let mut piece = Piece { text: String::new(), map: Vec::new(), role, action, words: Vec::new() };
        for node in nodes {
            add(node, &mut piece);
        }
        if !piece.text.trim().is_empty() {
            piece.cut();
            prose.push(piece);
        }
    }

    /// Returns the innermost role around a place.
    fn section_of(&self, span: Span) -> Option<Role> {
        let next = self.roles.partition_point(|(start, _)| *start <= span.start);
        self.roles.get(next.checked_sub(1)?)?.1
    }

    /// Returns the place for findings about the whole document: its title, or its first line.
    pub(super) fn head(&self) -> Span {
        self.head
    }

    /// Returns the heading of the first section with `role`.
    pub(super) fn heading(&self, role: Role) -> Option<Span> {
        let span = self.spans.get(&role)?.first()?;
        let text = &self.incident.text.source.text[span.range()];
        let start = span.start as usize;
        Some(Span::new(start, start + text.find('\n').unwrap_or(text.len())))
    }

    /// Returns the heading of the section with `role`, or else of the document.
    pub(super) fn section(&self, role: Role) -> Span {
        self.heading(role).unwrap_or_else(|| self.head())
    }

    /// Returns the place where the front matter states a value, or else the section with `role`.
    pub(super) fn stated_or<T>(&self, traced: Option<&Traced<T>>, role: Role) -> Span {
        traced.and_then(Traced::stated_place).unwrap_or_else(|| self.section(role))
    }

    /// True if a section with `role` has content.
    pub(super) fn has(&self, role: Role) -> bool {
        self.incident.sections.iter().filter(|section| section.role == Some(role)).any(|section| {
            let text = &self.incident.text.source.text[section.span.range()];
            let body = text.split_once('\n').map_or("", |(_, body)| body);
            let said = body.lines().filter(|line| !line.trim_start().starts_with("<!--"));
            said.flat_map(str::chars).filter(|c| c.is_alphanumeric()).count() >= 3
        })
    }

    /// True if a label in bold or italics, such as `**What went well:**`, names `role`.
    pub(super) fn labels(&self, role: Role) -> bool {
        let mut found = false;
        self.tree.walk(&mut |node| {
            found |= matches!(node.kind, Kind::Strong | Kind::Emphasis)
                && read::role_of_label(&markdown::plain(&node.children), self.config) == Some(role);
        });
        found
    }

    /// Returns the number of items in the lists of sections with `role`.
    pub(super) fn listed(&self, role: Role) -> usize {
        let lists = self.tree.blocks.iter().filter(|block| matches!(block.kind, Kind::List(_)));
        let lists = lists.filter(|list| self.is_within(role, list.span));
        lists.map(|list| list.children.len()).sum()
    }

    /// True if a section with `role` holds `span`, whatever sections stand within it.
    fn is_within(&self, role: Role, span: Span) -> bool {
        let spans = self.spans.get(&role).map_or(&[][..], Vec::as_slice);
        Span::any_has(spans, span.start as usize)
    }

    /// Returns the text of all sections with `role`, in lower case.
    pub(super) fn said(&self, role: Role) -> String {
        let sections = self.incident.sections.iter().filter(|section| section.role == Some(role));
        let texts = sections.map(|section| &self.incident.text.source.text[section.span.range()]);
        texts.collect::<Vec<_>>().join("\n").to_lowercase()
    }

    /// True if the body contains one of `phrases`, which are in lower case.
    pub(super) fn tells(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.body.contains(phrase))
    }

    /// True if the document is in English. The rules of language support no other.
    pub(super) fn is_english(&self) -> bool {
        let language = self.incident.text.lang.as_deref().unwrap_or(&self.config.language);
        language.split('-').next() == Some("en")
    }

    /// Returns the place of a timeline entry.
    pub(super) fn entry(&self, entry: &Entry) -> Span {
        self.first_of(&entry.content).unwrap_or_else(|| self.section(Role::Timeline))
    }

    /// Returns the place of an action item.
    pub(super) fn action(&self, action: &ActionItem) -> Span {
        self.first_of(&action.content).unwrap_or_else(|| self.section(Role::Actions))
    }

    /// Returns the place of `nodes`, if they are in the body.
    fn first_of(&self, nodes: &[Node]) -> Option<Span> {
        let (first, last) = (nodes.first()?.span, nodes.last()?.span);
        let span = Span { start: first.start, end: last.end.max(first.end) };
        (span.start < span.end && span.end as usize <= self.incident.text.source.text.len()).then_some(span)
    }
}

/// Adds the text of an inline node with its place.
fn add(node: &Node, piece: &mut Piece) {
    let place = |piece: &mut Piece| piece.map.push((piece.text.len(), node.span.start));
    match &node.kind {
        Kind::Text(text) => {
            place(piece);
            piece.text.push_str(text);
        }
        Kind::InlineCode(_) | Kind::Link(_) | Kind::Image(_) => {
            place(piece);
            piece.text.push(THING);
        }
        Kind::SoftBreak | Kind::HardBreak => {
            place(piece);
            piece.text.push(' ');
        }
        _ => node.children.iter().for_each(|child| add(child, piece)),
    }
}
