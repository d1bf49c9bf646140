//! Paragraphs as a reader hears them: sentences, and what is none.

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::LazyLock;

use crate::incident::section::Role;
use crate::markdown::{Kind, Node};
use crate::read::found::actions::is_ticket;
use crate::read::found::{head, inline, time_text};
use crate::read::words::nothing::{begins_as_prompt, is_unwritten};
use crate::read::words::parts::Parts;
use crate::read::words::words;
use crate::text::{Span, is_unspaced, sentence, split_colon};

/// A paragraph or an item of a list.
pub(super) struct Prose {
    pub(super) text: String,
    pub(super) span: Span,
    /// `text` with letters in place of code, in which no sentence ends.
    mask: String,
    /// All of it is emphasised, as the prompts of templates are.
    pub(super) is_slanted: bool,
    /// It is a link to where something is told: `See [the analysis](analysis.md).`
    is_link: bool,
    /// Most are never asked.
    tells: OnceCell<bool>,
}

impl Prose {
    /// Returns the paragraph made of these inline nodes, without its images.
    pub(super) fn of(nodes: &[Node], span: Span) -> Self {
        let (mut text, mut mask) = (String::new(), String::new());
        add(nodes, false, &mut text, &mut mask);
        let start = text.len() - text.trim_start().len();
        let end = text.trim_end().len().max(start);
        let is_slanted = inline::is_slanted(nodes);
        let (text, mask) = (text[start..end].to_owned(), mask[start..end].to_owned());
        Self { text, span, mask, is_slanted, is_link: is_link(nodes), tells: OnceCell::new() }
    }

    /// Returns the sentences.
    pub(super) fn sentences(&self) -> impl Iterator<Item = Range<usize>> {
        let mut from = 0;
        let ends = sentence::surer_ends(&self.mask).chain([self.mask.len()]);
        ends.filter_map(move |end| {
            let range = std::mem::replace(&mut from, end)..end;
            (!self.text[range.clone()].trim().is_empty()).then_some(range)
        })
    }

    /// Returns the first sentences, as many as fit a card, and one at least. Questions and what is said of the text
    /// itself do not count as the first.
    pub(super) fn opening(&self) -> Option<String> {
        let says = |text: &str| text.contains(char::is_alphanumeric) && !is_question(text) && !is_of_document(text);
        let first = self.sentences().find(|range| says(&self.text[range.clone()]))?;
        // The last sentence may only introduce a list.
        let end = if self.introduces() { self.sentences().last()?.start } else { self.text.len() };
        let rest = first.start..end.max(first.start);
        Some(sentence::whole(&self.text[rest.clone()], &self.mask[rest], 2)).filter(|opening| !opening.is_empty())
    }

    /// Returns the sentence in `range`.
    pub(super) fn sentence(&self, range: Range<usize>) -> String {
        sentence::whole(&self.text[range.clone()], &self.mask[range], 1)
    }

    /// True if it tells something: no label with its value, no entry of a timeline, no bare address,
    /// nothing to be filled in.
    pub(super) fn tells(&self) -> bool {
        *self.tells.get_or_init(|| !self.is_link && tells(&self.text, &self.mask))
    }

    /// True for what a template asks for.
    pub(super) fn is_prompt(&self) -> bool {
        (self.is_slanted && (begins_as_prompt(&self.text) || is_question(&self.text)))
            || (self.text.starts_with('[') && self.text.ends_with(']'))
    }

    /// True if it begins with a question.
    pub(super) fn asks(&self) -> bool {
        self.sentences().next().is_some_and(|range| is_question(&self.text[range]))
    }

    /// True if it tells of the state of the text.
    pub(super) fn is_of_document(&self) -> bool {
        is_of_document(&self.text)
    }

    pub(super) fn is_question(&self) -> bool {
        is_question(&self.text)
    }

    /// True if a list or code is to follow.
    pub(super) fn introduces(&self) -> bool {
        self.text.ends_with([':', '：'])
    }
}

/// A link with a word or two around it, which lead there and tell nothing.
fn is_link(nodes: &[Node]) -> bool {
    /// Most words around it.
    const MOST: usize = 2;
    let (links, around): (Vec<_>, Vec<_>) = nodes.iter().partition(|node| matches!(node.kind, Kind::Link(_)));
    let around = around.into_iter().map(|node| inline::text(std::slice::from_ref(node)));
    links.len() == 1
        && around
            .map(|text| text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count())
            .sum::<usize>()
            <= MOST
}

fn tells(text: &str, mask: &str) -> bool {
    let has_letters = mask.chars().filter(|c| c.is_alphabetic()).nth(3).is_some();
    has_letters
        && !is_address(text)
        && !is_ticket(text)
        && !is_unwritten(text)
        && !is_field(text)
        && !is_entry(text)
        && !is_byline(text)
}

/// A bare address, or a name and nothing but addresses: `See: https://tickets.example/12`.
fn is_address(text: &str) -> bool {
    let only = |text: &str| text.split_whitespace().all(|word| word.contains("://"));
    let named = || split_colon(text).is_some_and(|(_, rest)| !rest.trim().is_empty() && only(rest));
    text.contains(':') && !text.contains(char::is_whitespace) || named()
}

/// `This document is a draft.`
fn is_of_document(text: &str) -> bool {
    TELLS.of_document.any(&text.to_lowercase())
}

/// `Harbour office, 3 May 2031. All times are UTC.`, `3 May 2031, Kim and Lee (harbour)`
fn is_byline(text: &str) -> bool {
    /// In bytes.
    const LONGEST: usize = 100;
    let is_dated = || {
        let is_open = !text.ends_with(['.', '。', '!', ':']) && !text.contains(". ");
        is_open && time_text::lead(text).is_some_and(|lead| lead.is_day() && !lead.wordy && lead.separated)
    };
    text.len() <= LONGEST && text.contains(char::is_numeric) && (time_text::zone_of_all(text).is_some() || is_dated())
}

/// A label and its value.
fn is_field(text: &str) -> bool {
    let is_line = |name: &str| !name.contains(['.', '。', '\n']);
    split_colon(text).is_some_and(|(name, _)| is_line(name) && head::is_name(name))
}

/// A line of a timeline.
fn is_entry(text: &str) -> bool {
    time_text::lead(text).is_some_and(|lead| lead.has_clock() && lead.separated && !lead.wordy)
}

fn add(nodes: &[Node], in_code: bool, text: &mut String, mask: &mut String) {
    for node in nodes {
        match &node.kind {
            Kind::Text(part) if in_code => hide(part, text, mask),
            Kind::Text(part) => {
                text.push_str(part);
                mask.push_str(part);
            }
            Kind::InlineCode(part) => hide(part, text, mask),
            Kind::SoftBreak | Kind::HardBreak => {
                // Scripts without blanks have none at the end of a line either.
                let wide = text.chars().next_back().is_some_and(|c| ('\u{2e80}'..'\u{ff00}').contains(&c));
                if !wide {
                    text.push(' ');
                    mask.push(' ');
                }
            }
            Kind::Image(_) => {}
            _ => add(&node.children, in_code, text, mask),
        }
    }
}

fn hide(part: &str, text: &mut String, mask: &mut String) {
    text.push_str(part);
    mask.extend(part.bytes().map(|_| 'x'));
}

pub(super) fn is_question(text: &str) -> bool {
    text.trim_end_matches(|c: char| c.is_whitespace() || "*_\"”)".contains(c)).ends_with(['?', '？'])
}

/// True if `text` has enough words to tell something.
pub(super) fn is_phrase(text: &str) -> bool {
    text.split_whitespace().count() > 2 || text.chars().filter(|c| is_unspaced(*c)).count() > 5
}

/// Words by which a sentence tells of an incident, in all languages.
pub(super) struct Tells {
    pub(super) cause: Parts,
    pub(super) likely_cause: Parts,
    pub(super) weak_cause: Parts,
    pub(super) cause_doubt: Parts,
    pub(super) hit: Parts,
    pub(super) effect: Parts,
    /// A consequence, or what happened to people.
    pub(super) consequence: Parts,
    pub(super) trouble: Parts,
    pub(super) courtesy: Parts,
    pub(super) of_document: Parts,
}

pub(super) static TELLS: LazyLock<Tells> = LazyLock::new(|| {
    let words = &words().telling;
    let suffered = words.people.iter().flat_map(|who| words.suffer.iter().map(move |verb| format!("{who} {verb} ")));
    Tells {
        cause: Parts::new(words.cause),
        likely_cause: Parts::new(words.likely_cause),
        weak_cause: Parts::new(words.weak_cause),
        cause_doubt: Parts::new(words.cause_doubt),
        hit: Parts::new(words.hit),
        effect: Parts::new(words.effect),
        consequence: Parts::new(words.consequence.iter().map(ToString::to_string).chain(suffered)),
        trouble: Parts::new(words.trouble.iter().chain(words.effect)),
        courtesy: Parts::new(words.courtesy),
        of_document: Parts::new(words.of_document),
    }
});

/// A block outside of timeline and actions, and the section it stands in.
pub(super) struct Part<'a> {
    pub(super) block: &'a Node,
    /// The role of the section, or of one around it.
    pub(super) role: Option<Role>,
    /// Number of headings before it, except for the title.
    pub(super) section: usize,
    /// The section tells of something else than this incident.
    pub(super) is_elsewhere: bool,
    /// Made when they are asked for: most documents name what is sought.
    proses: OnceCell<Vec<Prose>>,
}

impl<'a> Part<'a> {
    pub(super) fn new(block: &'a Node, role: Option<Role>, section: usize, is_elsewhere: bool) -> Self {
        Self { block, role, section, is_elsewhere, proses: OnceCell::new() }
    }

    /// Returns the paragraphs and items in the block.
    pub(super) fn proses(&self) -> &[Prose] {
        self.proses.get_or_init(|| proses(self.block))
    }
}

/// The paragraphs and items in a block.
pub(super) fn proses(block: &Node) -> Vec<Prose> {
    match &block.kind {
        Kind::Paragraph => vec![Prose::of(&block.children, block.span)],
        Kind::List(_) => block.children.iter().flat_map(item).collect(),
        _ => Vec::new(),
    }
}

fn item(item: &Node) -> Vec<Prose> {
    let (line, rest) = inline::first_line(item);
    std::iter::once(Prose::of(line, item.span)).chain(rest.iter().flat_map(proses)).collect()
}

/// True for lines such as `From: Kim`, each of them a field.
pub(super) fn is_of_fields(block: &Node) -> bool {
    /// More words before a colon are a sentence.
    const LONGEST_NAME: usize = 6;
    let is_pair = |line: &&[Node]| {
        let text = inline::text(line);
        let pair = split_colon(&text).filter(|(_, value)| !value.trim().is_empty());
        pair.is_some_and(|(name, _)| name.split_whitespace().count() <= LONGEST_NAME && !name.contains(['.', ',']))
    };
    let lines = inline::lines(&block.children);
    lines.len() > 1 && lines.iter().all(|line| is_pair(&&line[..]))
}

/// True for `**Status**: resolved` or for lines such as `From: Kim` alone: a paragraph of fields.
pub(super) fn has_label(block: &Node) -> bool {
    if is_of_fields(block) {
        return true;
    }
    let [Node { kind: Kind::Strong, children, .. }, rest @ ..] = block.children.as_slice() else { return false };
    inline::text(children).trim_end().ends_with([':', '：']) || inline::text(rest).starts_with([':', '：'])
}
