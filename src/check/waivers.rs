//! Waivers, such as `<!-- casebook-ignore PM041: it is a quotation -->`. With one the author states
//! that a rule does not apply, and why.

use std::collections::BTreeMap;

use super::subject::Subject;
use super::{is_about, rule};
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::incident::{Audience, Text};
use crate::markdown::{Document, Kind, Node};
use crate::text::Span;

/// Beginning of a waiver inside its comment.
const MARK: &str = "casebook-ignore";

struct Waiver {
    id: String,
    span: Span,
    has_reason: bool,
    /// The span that it covers, up to the end of the next block. `None` covers the whole document.
    covers: Option<Span>,
}

/// The waivers of one rule. Those that cover the same text are one here, and only the few around a
/// place are looked at, because a document may have thousands of waivers and of findings.
#[derive(Default)]
struct OfRule {
    /// Set if a finding about the document was waived. Each waiver of the rule does that.
    all_used: bool,
    /// Whether those of the whole document, if there are any, were used.
    whole: Option<bool>,
    /// The covered blocks, in order, and whether they were used.
    blocks: Vec<(Span, bool)>,
}

impl OfRule {
    /// Uses the waivers that cover `place`. True if there are any.
    fn waive(&mut self, place: Span) -> bool {
        let mut waived = self.whole.is_some();
        self.whole = self.whole.map(|_| true);
        let first = self.blocks.partition_point(|(block, _)| block.end < place.end);
        for (_, used) in self.blocks[first..].iter_mut().take_while(|(block, _)| block.start <= place.start) {
            (*used, waived) = (true, true);
        }
        waived
    }

    fn has_used(&self, covers: Option<Span>) -> bool {
        let of_block =
            |block| self.blocks.binary_search_by_key(&block, |(it, _)| *it).is_ok_and(|at| self.blocks[at].1);
        self.all_used || covers.map_or(self.whole == Some(true), of_block)
    }
}

fn by_rule(waivers: &[Waiver]) -> BTreeMap<String, OfRule> {
    let mut by_rule: BTreeMap<String, OfRule> = BTreeMap::new();
    for waiver in waivers {
        let of_rule = by_rule.entry(waiver.id.clone()).or_default();
        match waiver.covers {
            Some(block) => of_rule.blocks.push((block, false)),
            None => of_rule.whole = Some(false),
        }
    }
    for of_rule in by_rule.values_mut() {
        of_rule.blocks.sort_unstable();
        of_rule.blocks.dedup();
    }
    by_rule
}

/// Removes waived findings, and adds problems of the waivers themselves. Also returns the number of
/// waived findings.
pub(super) fn apply(subject: &Subject<'_>, findings: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize) {
    let file = &subject.incident.text.source;
    let (waivers, mut problems) = find(&subject.incident.text, &subject.tree);
    let count = findings.len();
    let mut by_rule = by_rule(&waivers);
    let mut kept: Vec<Diagnostic> = findings
        .into_iter()
        .filter(|finding| {
            let Some(of_rule) = finding.rule.and_then(|id| by_rule.get_mut(id)) else { return true };
            match &finding.place {
                Some(Place::At(_, span)) if !is_about(finding, subject) => !of_rule.waive(*span),
                _ => {
                    of_rule.all_used = true;
                    false
                }
            }
        })
        .collect();
    let waived = count - kept.len();
    // Only a build knows whether a public document contains text of one that is not.
    let is_for_builds = |waiver: &Waiver| waiver.id == "PM054" && subject.incident.text.audience == Audience::Public;
    let is_used = |waiver: &Waiver| by_rule.get(waiver.id.as_str()).is_some_and(|it| it.has_used(waiver.covers));
    for waiver in waivers.iter().filter(|waiver| !is_used(waiver) && !is_for_builds(waiver)) {
        let message = format!("nothing here breaks {}", waiver.id);
        problems
            .push(Diagnostic::of(Level::Note, message).rule("PM059").at(file, waiver.span).hint("remove the waiver"));
    }
    kept.append(&mut problems);
    (kept, waived)
}

/// The places of a text where one rule is waived, with a reason. For rules that look at the whole
/// archive.
pub struct Waived {
    whole: bool,
    blocks: Vec<Span>,
}

impl Waived {
    /// Returns where `text` waives the rule `id`.
    pub fn in_text(text: &Text, id: &str) -> Self {
        // Most documents waive nothing.
        let may = text.source.text.contains(MARK);
        let waivers = if may { find(text, &text.tree()).0 } else { Vec::new() };
        let covers = waivers.iter().filter(|waiver| waiver.id == id && waiver.has_reason).map(|waiver| waiver.covers);
        let (whole, blocks): (Vec<_>, Vec<_>) = covers.partition(Option::is_none);
        Self { whole: !whole.is_empty(), blocks: Span::outermost(blocks.into_iter().flatten().collect()) }
    }

    /// True if `place` is at one of them.
    pub fn has(&self, place: Span) -> bool {
        self.whole || Span::any_holds(&self.blocks, place)
    }
}

fn find(document: &Text, tree: &Document) -> (Vec<Waiver>, Vec<Diagnostic>) {
    let (file, text) = (&document.source, &document.source.text);
    let (mut waivers, mut problems) = (Vec::new(), Vec::new());
    let code = tree.code();
    // The first block that is not the title. A waiver before it covers the document.
    let is_title = |block: &Node| matches!(block.kind, Kind::Html(_)) || Some(block.span) == document.title_heading;
    let first = tree.blocks.iter().find(|block| !is_title(block)).map_or(u32::MAX, |block| block.span.start);
    let gaps = Gaps::of(text);
    let mut last_end = 0;
    for (mark, _) in text.match_indices(MARK) {
        let Some(start) = text[..mark].trim_end().strip_suffix("<!--").map(str::len) else { continue };
        // Inside of another comment it is no comment of its own.
        if start < last_end || Span::any_has(&code, start) {
            continue;
        }
        let rest = &text[mark + MARK.len()..];
        // Those behind it are not closed either.
        let Some(length) = rest.find("-->") else { break };
        let end = mark + MARK.len() + length + "-->".len();
        last_end = end;
        let span = Span::new(start, end);
        let (ids, reason) = rest[..length].split_once(':').unwrap_or((&rest[..length], ""));
        let mut wrong = |message: String, hint: &str| {
            problems.push(Diagnostic::of(Level::Warning, message).rule("PM059").at(file, span).hint(hint));
        };
        if reason.trim().is_empty() {
            wrong(
                "this waiver gives no reason".to_owned(),
                "write it like `<!-- casebook-ignore PM041: it is a quotation -->`",
            );
        }
        for id in ids.split([',', ' ', '\n', '\r', '\t']).filter(|id| !id.is_empty()) {
            if rule(id).is_none() {
                wrong(format!("there is no rule `{id}`"), "`casebook check --explain` lists all rules");
                continue;
            }
            let covers =
                (start >= first as usize).then(|| Span::new(gaps.block_start(start), gaps.block_end(text, end)));
            waivers.push(Waiver { id: id.to_owned(), span, has_reason: !reason.trim().is_empty(), covers });
        }
    }
    (waivers, problems)
}

/// The blank lines of a text, by the offset of the line end before each.
struct Gaps(Vec<usize>);

impl Gaps {
    fn of(text: &str) -> Self {
        let is_gap = |(at, pair): (usize, &[u8])| (pair == b"\n\n").then_some(at);
        Self(text.as_bytes().windows(2).enumerate().filter_map(is_gap).collect())
    }

    /// Returns the start of the block. A comment at the end of a paragraph covers the whole
    /// paragraph.
    fn block_start(&self, comment: usize) -> usize {
        let next = self.0.partition_point(|gap| gap + 2 <= comment);
        next.checked_sub(1).map_or(0, |before| self.0[before] + 2)
    }

    /// Returns the end of the block that contains the comment, which ends at `comment`, or follows
    /// it directly.
    fn block_end(&self, text: &str, comment: usize) -> usize {
        let rest = &text[comment..];
        let begins = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
        let own = !rest[..begins].contains('\n');
        let from = comment + if own { 0 } else { begins };
        let next = self.0.partition_point(|gap| *gap < from);
        self.0.get(next).copied().unwrap_or(text.len())
    }
}
