//! Waivers, such as `<!-- casebook-ignore PM041: it is a quotation -->`. With one the author states
//! that a rule does not apply, and why.

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

/// Removes waived findings, and adds problems of the waivers themselves. Also returns the number of
/// waived findings.
pub(super) fn apply(subject: &Subject<'_>, findings: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize) {
    let file = &subject.incident.text.source;
    let (waivers, mut problems) = find(&subject.incident.text, &subject.tree);
    let count = findings.len();
    let mut used = vec![false; waivers.len()];
    let mut kept: Vec<Diagnostic> = findings
        .into_iter()
        .filter(|finding| {
            let Some(id) = finding.rule else { return true };
            let covers = |waiver: &Waiver| {
                waiver.id == id
                    && (is_about(finding, subject)
                        || waiver.covers.is_none_or(|covered| match &finding.place {
                            Some(Place::At(_, span)) => covered.contains(*span),
                            _ => true,
                        }))
            };
            let mut waived = false;
            for (waiver, used) in waivers.iter().zip(&mut used) {
                if covers(waiver) {
                    (*used, waived) = (true, true);
                }
            }
            !waived
        })
        .collect();
    let waived = count - kept.len();
    // Only a build knows whether a public document contains text of one that is not.
    let is_for_builds = |waiver: &Waiver| waiver.id == "PM054" && subject.incident.text.audience == Audience::Public;
    for (waiver, _) in waivers.iter().zip(used).filter(|(waiver, used)| !used && !is_for_builds(waiver)) {
        let message = format!("nothing here breaks {}", waiver.id);
        problems
            .push(Diagnostic::of(Level::Note, message).rule("PM059").at(file, waiver.span).hint("remove the waiver"));
    }
    kept.append(&mut problems);
    (kept, waived)
}

/// True if `text` waives the rule `id` at `place`. For rules that look at the whole archive.
pub fn waives(text: &Text, id: &str, place: Span) -> bool {
    // Most documents waive nothing.
    if !text.source.text.contains(MARK) {
        return false;
    }
    let (waivers, _) = find(text, &text.tree());
    let covers = |waiver: &Waiver| waiver.covers.is_none_or(|covered| covered.contains(place));
    waivers.iter().any(|waiver| waiver.id == id && waiver.has_reason && covers(waiver))
}

fn find(document: &Text, tree: &Document) -> (Vec<Waiver>, Vec<Diagnostic>) {
    let (file, text) = (&document.source, &document.source.text);
    let (mut waivers, mut problems) = (Vec::new(), Vec::new());
    let code = tree.code();
    // The first block that is not the title. A waiver before it covers the document.
    let is_title = |block: &Node| matches!(block.kind, Kind::Html(_)) || Some(block.span) == document.title_heading;
    let first = tree.blocks.iter().find(|block| !is_title(block)).map_or(u32::MAX, |block| block.span.start);
    for (mark, _) in text.match_indices(MARK) {
        let Some(start) = text[..mark].trim_end().strip_suffix("<!--").map(str::len) else { continue };
        if Span::any_has(&code, start) {
            continue;
        }
        let rest = &text[mark + MARK.len()..];
        let Some(length) = rest.find("-->") else { continue };
        let end = mark + MARK.len() + length + "-->".len();
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
            let covers = (start >= first as usize).then(|| Span::new(block_start(text, start), block_end(text, end)));
            waivers.push(Waiver { id: id.to_owned(), span, has_reason: !reason.trim().is_empty(), covers });
        }
    }
    (waivers, problems)
}

/// Returns the start of the block. A comment at the end of a paragraph covers the whole paragraph.
fn block_start(text: &str, comment: usize) -> usize {
    text[..comment].rfind("\n\n").map_or(0, |at| at + 2)
}

/// Returns the end of the block that contains the comment or follows it directly.
fn block_end(text: &str, comment: usize) -> usize {
    let rest = &text[comment..];
    let begins = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
    let own = !rest[..begins].contains('\n');
    let from = if own { 0 } else { begins };
    rest[from..].find("\n\n").map_or(text.len(), |at| comment + from + at)
}
