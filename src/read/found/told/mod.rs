//! What a text tells of an incident in a sentence or two: its summary, its impact, its root cause.
//!
//! A labelled paragraph is the surest place, then a section of that name, then a sentence that says
//! so. What is no sentence is never taken: questions, prompts of templates, labels, entries of a
//! timeline, pictures.

mod claims;
mod prose;
mod when;

use std::cell::OnceCell;
use std::ops::Range;

use self::claims::{cause, cause_in_entries, claim, impact, lead, says_cause};
use self::prose::{Part, Prose, TELLS, proses};
use super::{head, inline, sections};
use crate::config::Config;
use crate::incident::section::{Role, Section};
use crate::incident::timeline::Entry;
use crate::incident::{Fact, Traced};
use crate::markdown::{Document, Kind, Node};
use crate::read::words::words;
use crate::text::{Span, is_unspaced, sentence, split_colon};

/// A document in parts.
pub(in crate::read) struct Telling<'a> {
    document: &'a Document,
    sections: &'a [Section],
    config: &'a Config,
    parts: Vec<Part<'a>>,
    /// Lines with the name of a section before them. One pass finds those of all roles.
    labelled: OnceCell<Vec<Labelled>>,
}

/// `**Root cause:** the disk was full.`
struct Labelled {
    /// The section that the line stands in.
    section: Option<Role>,
    role: Role,
    /// What follows the label.
    prose: Prose,
}

impl<'a> Telling<'a> {
    /// Takes a document apart. `except` are blocks that tell no story: those of the timeline and of
    /// the actions.
    pub(in crate::read) fn new(
        document: &'a Document,
        sections: &'a [Section],
        config: &'a Config,
        except: &[Span],
    ) -> Self {
        Self { document, sections, config, parts: parts(document, sections, except), labelled: OnceCell::new() }
    }

    /// Returns what the text says of `role`, or else `field`, from the head of the document.
    pub(in crate::read) fn fact(&self, role: Role, field: Option<Traced<String>>) -> Option<Traced<Fact>> {
        let parts = &self.parts;
        let mut labelled = self.labelled(role);
        // Each of several lines tells of another problem.
        let alone = labelled.pop().filter(|_| labelled.is_empty());
        let fact = |plain| Fact { plain, content: None };
        let named = alone.or_else(|| self.section(role));
        // A field says it, if only in a word or two.
        if named.is_none() && labelled.is_empty() && role != Role::Summary && field.is_some() {
            return field.map(|field| field.map(fact));
        }
        let found = named.or_else(|| match role {
            Role::Summary => lead(parts),
            Role::RootCause => cause(parts).or_else(|| self.section(Role::ContributingFactors)),
            Role::Impact => impact(parts),
            _ => None,
        });
        match found.filter(|(plain, _)| !plain.is_empty()) {
            Some((plain, place)) => Some(Traced::inferred(fact(plain), Some(place))),
            None => field.filter(|_| labelled.is_empty()).map(|field| field.map(fact)),
        }
    }

    /// Returns the first sentence of the section on the trigger, if it is short enough for a field.
    pub(in crate::read) fn trigger(&self) -> Option<String> {
        let (plain, _) = self.section(Role::Trigger)?;
        head::values::phrase(&plain[..sentence::ends(&plain).next().unwrap_or(plain.len())])
    }

    /// Returns the cause that only the timeline tells.
    pub(in crate::read) fn cause_in(&self, entries: &[Entry]) -> Option<Traced<Fact>> {
        let (plain, place) = cause_in_entries(entries, self.sections.is_empty())?;
        Some(Traced::inferred(Fact { plain, content: None }, Some(place)))
    }

    /// Every `**Root cause:** the disk was full.`
    fn labelled(&self, role: Role) -> Vec<(String, Span)> {
        let fits = |it| it == role || it == Role::Summary || role == Role::RootCause && it == Role::WentWrong;
        let all = self.labelled.get_or_init(|| self.all_labelled()).iter();
        let told = all.filter(|it| it.role == role && it.section.is_none_or(fits));
        told.filter_map(|it| Some((it.prose.opening()?, it.prose.span))).take(2).collect()
    }

    fn all_labelled(&self) -> Vec<Labelled> {
        let in_part = |part: &Part<'_>| {
            let of_line = |line| {
                let (role, prose) = self.value_of(line)?;
                Some(Labelled { section: part.role, role, prose })
            };
            self.lines(part.block).into_iter().filter_map(of_line).collect::<Vec<_>>()
        };
        self.parts.iter().filter(|part| !part.is_elsewhere).flat_map(in_part).collect()
    }

    /// Returns the role that the label of `line` names and what follows the label, if it is a sentence.
    fn value_of(&self, line: &[Node]) -> Option<(Role, Prose)> {
        let first = line.first()?;
        let text = inline::text(line);
        let bold = Some(inline::text(std::slice::from_ref(first))).filter(|_| matches!(first.kind, Kind::Strong));
        // `**Root cause.** At 10:05 …`, `**Who was affected?** All.`, `**TL;DR** – all is well`
        let ends = |bold: &&String| {
            let behind = text[bold.len()..].trim_start();
            bold.trim_end().ends_with(['.', '。', '?', '？']) || behind.starts_with(['–', '—', '-'])
        };
        let ended = bold.as_ref().filter(ends);
        let (label, value) = match ended {
            Some(label) => text.split_at(label.len()),
            None => split_colon(&text).or_else(|| bold.as_ref().and_then(|_| text.split_once(['.', '。'])))?,
        };
        let role = sections::any_role(label, self.config)?;
        let value = value.trim_start_matches(|c: char| !c.is_alphanumeric() && !"\"“«「（(`".contains(c));
        let nodes = inline::skip(line, text.len() - value.len());
        let prose = Prose::of(&nodes, first.span);
        // "Root cause: a wet belt. Resolution: it was dried."
        let next = prose.sentences().skip(1).find(|range| self.is_labelled(&prose.text[range.clone()]));
        let prose = match next {
            Some(next) => {
                let blank = inline::text(&nodes);
                let blank = blank.len() - blank.trim_start().len();
                Prose::of(&inline::take(&nodes, blank + next.start), first.span)
            }
            None => prose,
        };
        let is_sentence = prose.text.split_whitespace().count() > 2 || prose.text.chars().any(is_unspaced);
        (is_sentence && !prose.is_prompt() && prose.tells()).then_some((role, prose))
    }

    /// The pieces of a block that may begin with a label: from one line in bold letters, or with a
    /// name of a section before a colon, to the next.
    fn lines<'b>(&self, block: &'b Node) -> Vec<&'b [Node]> {
        match &block.kind {
            Kind::Paragraph => {
                let nodes = &block.children;
                let is_break = |node: &Node| matches!(node.kind, Kind::SoftBreak | Kind::HardBreak);
                let is_label = |node: &Node| match &node.kind {
                    Kind::Strong => true,
                    Kind::Text(text) => self.is_labelled(text),
                    _ => false,
                };
                let all = prose::is_of_fields(block);
                let begins = |at: &usize| *at == 0 || (is_break(&nodes[*at - 1]) && (all || is_label(&nodes[*at])));
                let starts: Vec<_> = (0..nodes.len()).filter(begins).collect();
                let ends = starts.iter().skip(1).copied().chain([nodes.len()]);
                starts.iter().zip(ends).map(|(start, end)| &nodes[*start..end]).collect()
            }
            Kind::List(_) => block.children.iter().map(|item| inline::first_line(item).0).collect(),
            Kind::Quote | Kind::Alert(_) => block.children.iter().flat_map(|inner| self.lines(inner)).collect(),
            _ => Vec::new(),
        }
    }

    /// True if `text` begins with the name of a section and a colon.
    fn is_labelled(&self, text: &str) -> bool {
        let label = split_colon(text).map(|(label, _)| label.trim());
        label.is_some_and(|label| label.len() <= LONGEST_NAME && sections::label_role(label, self.config).is_some())
    }

    /// The first sentences of the first section of `role`, or its first points.
    fn section(&self, role: Role) -> Option<(String, Span)> {
        let named = self.sections.iter().filter(|section| section.role == Some(role)).take(MOST_SECTIONS);
        let mut named: Vec<_> = named.collect();
        // A whole heading says more than a word of it.
        named.sort_by_key(|section| sections::label_role(&section.heading, self.config) != Some(role));
        named.into_iter().find_map(|section| self.of_section(section))
    }

    fn of_section(&self, section: &Section) -> Option<(String, Span)> {
        // "Root cause: the disk was full" says it all, also below "Analysis".
        let inside =
            self.sections.iter().filter(|inner| inner.role == section.role && section.span.contains(inner.span));
        if let Some(words) = inside.take(MOST_SECTIONS).find_map(|inner| Some((self.named_words(inner)?, inner.span))) {
            return Some(words);
        }
        let inner = self.inner(section);
        let is_own = |block: &&Node| !inner.iter().any(|it| it.contains(block.span));
        let all = super::course::blocks_of(self.document, section);
        let blocks: Vec<_> = bounded(all.into_iter()).filter(is_own).collect();
        let mut proses: Vec<_> = blocks.iter().flat_map(|block| proses(block)).collect();
        // Slanted words above upright ones say what to write there, whatever their wording.
        let upright = proses.iter().position(|prose| !prose.is_slanted && prose.tells() && !prose.is_prompt());
        proses.drain(..upright.unwrap_or(0));
        if let Some(last) = last_why(&section.heading, &blocks) {
            return Some(last);
        }
        let is_cause = section.role == Some(Role::RootCause);
        let sure = is_cause.then(|| claim(proses.iter(), says_cause(&TELLS.cause))).flatten();
        sure.or_else(|| told(&blocks, &proses))
    }

    /// Returns the words behind the name in a heading such as "Root cause: the disk was full".
    fn named_words(&self, section: &Section) -> Option<String> {
        let (name, rest) = split_colon(&section.heading)?;
        let is_name = sections::label_role(name, self.config) == section.role;
        (prose::is_phrase(rest) && is_name && !prose::is_question(rest)).then(|| rest.trim().to_owned())
    }

    /// Returns the parts of `section` that tell of something else: their headings say so.
    fn inner(&self, section: &Section) -> Vec<Span> {
        let is_inside = |inner: &&Section| inner.level > section.level && section.span.contains(inner.span);
        let inside = self.sections.iter().filter(is_inside);
        let is_other = |inner: &&Section| {
            inner.role.is_some_and(|role| Some(role) != section.role) || head::keys::is_elsewhere(&inner.heading)
        };
        inside.filter(is_other).map(|section| section.span).collect()
    }
}

fn parts<'a>(document: &'a Document, sections: &[Section], except: &[Span]) -> Vec<Part<'a>> {
    let (mut parts, mut open, mut section) = (Vec::new(), Vec::<(u8, Option<Role>, bool)>::new(), 0);
    let except = Span::outermost(except.to_vec());
    for block in bounded(document.blocks.iter()) {
        if let Kind::Heading(heading) = &block.kind {
            while open.pop_if(|(level, ..)| *level >= heading.level).is_some() {}
            let (outer, was_elsewhere) = open.last().map_or((None, false), |(_, role, is)| (*role, *is));
            let known = sections::section_at(sections, block.span.start);
            let role = known.and_then(|section| section.role).or(outer);
            let names_another = known.is_some_and(|section| {
                // `Status`, `Date`: below stands the value of a field.
                head::keys::is_elsewhere(&section.heading)
                    || section.role.is_none() && head::says_state(&section.heading)
            });
            open.push((heading.level, role, was_elsewhere || names_another));
            // Neither the title nor `## Owner: Kim` opens a section.
            let is_field = section <= 1 && head::is_field(&block.children);
            section += usize::from(!is_field && (heading.level > 1 || section > 0 || !parts.is_empty()));
        } else if !Span::any_holds(&except, block.span) {
            let (_, role, is_elsewhere) = open.last().copied().unwrap_or_default();
            parts.push(Part::new(block, role, section, is_elsewhere));
        }
    }
    parts
}

/// Most blocks and bytes that are looked through for a sentence. What a text is about stands early.
const MOST: (usize, usize) = (300, 64_000);

/// Most sections of one name that are looked into.
const MOST_SECTIONS: usize = 8;

fn bounded<'a>(blocks: impl Iterator<Item = &'a Node>) -> impl Iterator<Item = &'a Node> {
    let mut bytes = 0;
    blocks.take(MOST.0).take_while(move |block| {
        bytes += block.span.range().len();
        bytes <= MOST.1
    })
}

/// A longer text before a colon is no name, in bytes.
const LONGEST_NAME: usize = 40;

/// Returns what `blocks` begin with, except for what tells nothing.
fn told(blocks: &[&Node], proses: &[Prose]) -> Option<(String, Span)> {
    let mut proses = proses.iter().filter(|it| it.tells() && !it.is_prompt()).peekable();
    if proses.peek().is_some_and(|first| first.asks())
        && let Some(answer) = last_answer(&proses.clone().collect::<Vec<_>>())
    {
        return Some(answer);
    }
    let mut spare = None;
    for prose in proses.filter(|prose| !prose.is_question()) {
        if let Some(points) = points_from(blocks, prose.span) {
            return Some((points, prose.span));
        }
        if let Some(opening) = prose.opening() {
            return Some((opening, prose.span));
        }
        if prose.is_of_document() {
            continue;
        }
        // It introduces what follows.
        let points = points_after(blocks, prose.span);
        if !points.is_empty() {
            return Some((joined(&prose.text, &points), prose.span));
        }
        let alone = prose.text.trim_end_matches([':', '：']);
        if alone.len() > LONG_INTRODUCTION {
            return Some((alone.to_owned(), prose.span));
        }
        spare = spare.or_else(|| Some((alone.to_owned(), prose.span)));
    }
    spare
}

/// An introduction of code or a table that has more bytes says something by itself.
const LONG_INTRODUCTION: usize = 60;

/// Returns the answer of the last "why?" of several.
fn last_answer(proses: &[&Prose]) -> Option<(String, Span)> {
    /// Fewer questions are no chain of them.
    const FEWEST: usize = 3;
    let (mut asked, mut answer) = (0, None);
    for (at, prose) in proses.iter().enumerate().filter(|(_, prose)| prose.asks()) {
        // One paragraph may ask several times.
        let sentences: Vec<_> = prose.sentences().collect();
        let asks = |range: &Range<usize>| prose::is_question(&prose.text[range.clone()]);
        asked += sentences.iter().filter(|range| asks(range)).count();
        let behind = sentences.iter().rposition(asks).and_then(|last| sentences.get(last + 1));
        let own = behind.map(|range| (prose.text[range.start..].trim().to_owned(), prose.span));
        let next = || proses.get(at + 1).filter(|next| !next.is_question() && next.tells());
        answer = own.or_else(|| next().map(|next| (next.text.clone(), next.span))).or(answer);
    }
    let (text, span) = answer.filter(|_| asked >= FEWEST)?;
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    Some((sentence::whole(text, text, 2), span))
}

/// Returns the last point of a list or a table below `Five whys`: the one that the others lead to.
fn last_why(heading: &str, blocks: &[&Node]) -> Option<(String, Span)> {
    let heading = heading.to_lowercase();
    let is_chain = |block: &&&Node| matches!(block.kind, Kind::List(_) | Kind::Table(_)) && block.children.len() > 2;
    let list = blocks.iter().find(is_chain)?;
    let last = list.children.last().filter(|_| words().telling.whys.iter().any(|name| heading.contains(name)))?;
    if matches!(list.kind, Kind::Table(_)) {
        // Behind the number, if there is one, and the question or the name of the step.
        let cells = last.children.iter().map(|cell| Prose::of(&cell.children, cell.span));
        let cells: Vec<_> = cells.filter(|cell| cell.text.contains(char::is_alphabetic)).collect();
        let answer = cells.get(1).or(cells.first()).filter(|cell| cell.tells() && !cell.is_question())?;
        return Some((answer.opening()?, answer.span));
    }
    let prose = Prose::of(inline::first_line(last).0, last.span);
    let asks = list.children.iter().any(|item| Prose::of(inline::first_line(item).0, item.span).asks());
    (!asks && prose.tells()).then(|| Some((prose.opening()?, prose.span))).flatten()
}

/// Returns the points of the list that follows the paragraph at `span`.
fn points_after(blocks: &[&Node], span: Span) -> Vec<String> {
    let next = blocks.iter().find(|block| block.span.start >= span.end);
    next.filter(|block| matches!(block.kind, Kind::List(_))).map(|list| points(list)).unwrap_or_default()
}

/// Returns the first points of the list that begins with the item at `span`.
fn points_from(blocks: &[&Node], span: Span) -> Option<String> {
    let list = blocks.iter().find(|block| matches!(block.kind, Kind::List(_)) && block.span.contains(span))?;
    let points = points(list);
    (points.len() > 1).then(|| joined("", &points))
}

fn points(list: &Node) -> Vec<String> {
    let items = list.children.iter().map(|item| Prose::of(inline::first_line(item).0, item.span));
    items.filter(|item| item.tells() && !item.is_question()).filter_map(|item| item.opening()).collect()
}

/// Returns as many points as fit a card, and one at least.
fn joined(introduction: &str, points: &[String]) -> String {
    let mut text = introduction.to_owned();
    for (at, point) in points.iter().take(2).enumerate() {
        let mark = match at {
            0 if introduction.is_empty() => "",
            0 => " ",
            _ => "; ",
        };
        if at > 0 && text.len() + point.len() > sentence::LONGEST {
            break;
        }
        if at > 0 {
            text.truncate(text.trim_end_matches(['.', '。']).len());
        }
        text += mark;
        text += point;
    }
    text
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_moments;
