//! `<!-- casebook-ignore PM041: it is a quotation -->`: the author has read the rule and
//! says why it does not apply.

use super::subject::Subject;
use super::{is_about, rule};
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::source::Span;

/// What a waiver begins with.
const MARK: &str = "<!-- casebook-ignore ";

struct Waiver {
    id: String,
    span: Span,
    /// What it covers: from here to the end of the next block, or everything.
    covers: Option<Span>,
}

/// Takes waived findings away, and adds what is wrong with the waivers themselves.
pub(super) fn apply(subject: &Subject<'_>, findings: Vec<Diagnostic>) -> (Vec<Diagnostic>, usize) {
    let file = &subject.incident.text.source;
    let (waivers, mut problems) = find(subject);
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
    for (waiver, _) in waivers.iter().zip(used).filter(|(_, used)| !used) {
        let message = format!("nothing here breaks {}", waiver.id);
        problems
            .push(Diagnostic::of(Level::Note, message).rule("PM059").at(file, waiver.span).hint("remove the waiver"));
    }
    kept.append(&mut problems);
    (kept, waived)
}

fn find(subject: &Subject<'_>) -> (Vec<Waiver>, Vec<Diagnostic>) {
    let (file, text) = (&subject.incident.text.source, &subject.incident.text.source.text);
    let (mut waivers, mut problems) = (Vec::new(), Vec::new());
    for (start, _) in text.match_indices(MARK).filter(|(start, _)| !subject.is_code(*start)) {
        let rest = &text[start + MARK.len()..];
        let Some(length) = rest.find("-->") else { continue };
        let end = start + MARK.len() + length + "-->".len();
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
        for id in ids.split([',', ' ']).filter(|id| !id.is_empty()) {
            if rule(id).is_none() {
                wrong(format!("there is no rule `{id}`"), "`casebook check --explain` lists all rules");
                continue;
            }
            let covers = (!subject.is_top(start)).then(|| Span::new(block_start(text, start), block_end(text, end)));
            waivers.push(Waiver { id: id.to_owned(), span, covers });
        }
    }
    (waivers, problems)
}

/// A comment at the end of a paragraph covers the whole paragraph.
fn block_start(text: &str, comment: usize) -> usize {
    text[..comment].rfind("\n\n").map_or(0, |at| at + 2)
}

/// The end of the block that `comment` is in or directly before.
fn block_end(text: &str, comment: usize) -> usize {
    let rest = &text[comment..];
    let begins = rest.find(|c: char| !c.is_whitespace()).unwrap_or(rest.len());
    let own = !rest[..begins].contains('\n');
    let from = if own { 0 } else { begins };
    rest[from..].find("\n\n").map_or(text.len(), |at| comment + from + at)
}
