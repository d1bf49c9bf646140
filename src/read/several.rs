//! A file that tells of several incidents, which are read as one.

use std::sync::Arc;

use super::found::actions::is_ticket;
use super::found::{sections, time_text};
use super::nature::is_called_incident;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::incident::section::Role;
use crate::markdown::Document as Markdown;
use crate::text::{SourceFile, Span};

/// Headings below this level are parts of an incident.
const DEEPEST: u8 = 3;

/// Warns where several headings of one level are each called like an incident and have a timeline or
/// a root cause of their own.
pub(in crate::read) fn complain(
    file: &Arc<SourceFile>,
    markdown: &Markdown,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let headings = sections::read(markdown, file, config);
    for level in 1..=DEEPEST {
        let is_told = |at: &usize| {
            let mut below = headings[at + 1..].iter().take_while(|heading| heading.level > level);
            below.any(|heading| matches!(heading.role, Some(Role::Timeline | Role::RootCause)))
        };
        let at_level = (0..headings.len()).filter(|at| headings[*at].level == level);
        let told: Vec<_> = at_level.filter(|at| is_named(&headings[*at].heading) && is_told(at)).collect();
        if let [_, second, ..] = told.as_slice() {
            let start = headings[*second].span.start as usize;
            let line = file.text[start..].lines().next().unwrap_or_default().trim_end();
            let message = format!("the file tells of {} incidents, which are read as one", told.len());
            diagnostics.push(
                Diagnostic::warning(message)
                    .at(file, Span::new(start, start + line.len()))
                    .label("the second one")
                    .hint("give each incident a file of its own"),
            );
            return;
        }
    }
}

/// `2026-01-03: Bell silent`, `[INC-7] Bell silent`, `Incident 2: Bell silent`.
fn is_named(heading: &str) -> bool {
    let has_key = || heading.split(|c: char| !(c.is_alphanumeric() || c == '-')).any(is_ticket);
    let has_number = || is_called_incident(&heading.to_lowercase()) && heading.contains(|c: char| c.is_ascii_digit());
    time_text::day_in(heading).is_some() || has_key() || has_number()
}
