//! Draws the diagrams of all documents and complains about those that cannot be drawn.

use rayon::prelude::*;

use super::Archive;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diagram;
use crate::diagram::{Drawing, Fault, Memo};
use crate::incident::{Diagram, Text};
use crate::markdown::CodeBlock;
use crate::text::Span;

/// The rule of a diagram that cannot be drawn.
pub const UNDRAWABLE: &str = "PM056";

/// Draws every diagram into `memo`. Returns a complaint, with its place, for each that cannot
/// be drawn.
pub fn draw_all(archive: &Archive, memo: &Memo) -> Vec<Diagnostic> {
    let all: Vec<_> =
        archive.texts().flat_map(|text| text.diagrams.iter().map(move |diagram| (text, diagram))).collect();
    let faults = all.par_iter().filter_map(|(text, diagram)| match memo.draw(&diagram.code.info, &diagram.code.text) {
        Some(Drawing::Broken(fault)) => Some(complain(text, diagram, &fault)),
        _ => None,
    });
    faults.collect()
}

/// Returns the diagrams that a configured command draws, each with its language. Equal ones are
/// returned once.
pub fn by_command<'a>(archive: &'a Archive, config: &Config) -> Vec<(&'a str, &'a CodeBlock)> {
    let all = archive.texts().flat_map(|text| &text.diagrams).map(|it| (diagram::language(&it.code.info), &it.code));
    let mut wanted: Vec<_> = all.filter(|(language, _)| config.diagram_commands.contains_key(*language)).collect();
    wanted.sort_by(|a, b| (a.0, &a.1.text).cmp(&(b.0, &b.1.text)));
    wanted.dedup_by(|a, b| (a.0, &a.1.text) == (b.0, &b.1.text));
    wanted
}

fn complain(text: &Text, diagram: &Diagram, fault: &Fault) -> Diagnostic {
    let language = diagram::language(&diagram.code.info);
    let message = format!("the {language} diagram cannot be drawn: {}", fault.message);
    Diagnostic::warning(message)
        .rule(UNDRAWABLE)
        .at(&text.source, place(text, diagram, fault.at))
        .hint("its source is shown instead; `render=source` in the fence says that this is meant")
}

/// Returns the span of a fault. The lines of a diagram are looked up in the file, where a quote
/// or a list may put something before them.
fn place(text: &Text, diagram: &Diagram, at: Option<(usize, usize)>) -> Span {
    let start = diagram.span.start as usize;
    let fence = text.source.text.get(start..diagram.span.end as usize).unwrap_or_default();
    let opening = Span::new(start, start + fence.lines().next().unwrap_or_default().trim_end().len());
    let Some((line, column)) = at else { return opening };
    let Some(wanted) = diagram.code.text.lines().nth(line - 1) else { return opening };
    let mut offset = start;
    for (number, whole) in fence.split_inclusive('\n').enumerate() {
        if number == line {
            let before = whole.find(wanted).unwrap_or_default();
            let inside: usize = wanted.chars().take(column - 1).map(char::len_utf8).sum();
            let from = offset + before + inside;
            let word = wanted.get(inside..).unwrap_or_default().trim_end();
            return Span::new(from, from + word.len().max(1));
        }
        offset += whole.len();
    }
    opening
}
