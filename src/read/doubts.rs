//! What is wrong with a document as a whole: its Markdown, the order of its instants.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::several;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diagram;
use crate::html::url::{self, Target};
use crate::html::{self, raw};
use crate::incident::{Incident, Instants};
use crate::markdown::{Document as Markdown, Kind, highlight};
use crate::text::shorten::shorten;
use crate::text::{SourceFile, Span};

/// Addresses and names of languages are cut to so many bytes in messages.
const LONGEST_EXCERPT: usize = 60;

/// What is wrong with the Markdown itself.
pub(in crate::read) fn complain(
    file: &Arc<SourceFile>,
    markdown: &Markdown,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut languages = BTreeSet::new();
    markdown.walk(&mut |node| match &node.kind {
        Kind::Link(link) | Kind::Image(link) if url::target(&link.target) == Target::Refused => {
            let message = format!("`{}` does not become a link", shorten(&link.target, LONGEST_EXCERPT));
            let hint = "only relative addresses, `https:`, `http:` and `mailto:` are published";
            diagnostics.push(Diagnostic::warning(message).at(file, node.span).hint(hint));
        }
        Kind::Html(html) | Kind::InlineHtml(html) => {
            for (at, what) in raw::left_out(html) {
                let start = node.span.start as usize + at;
                let span = Span::new(start.min(node.span.end as usize), (start + 1).min(node.span.end as usize));
                let hint = "a safe subset of HTML is published: text markup, tables, lists, images, `details`";
                diagnostics.push(Diagnostic::warning(format!("`{what}` is left out")).at(file, span).hint(hint));
            }
        }
        Kind::Code(code) if !config.unconfigured => {
            let language = diagram::language(&code.info);
            let known = highlight::knows(language) || config.diagram_commands.contains_key(language);
            if !known && languages.insert(language) {
                let start = node.span.start as usize;
                let fence = file.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
                let span = Span::new(start, start + fence.trim_end().len());
                let message = format!(
                    "the language `{}` is not known; its code is shown plain",
                    shorten(language, LONGEST_EXCERPT)
                );
                diagnostics.push(Diagnostic::warning(message).at(file, span).hint("write `text` for plain text"));
            }
        }
        _ => {}
    });
    several::complain(file, markdown, config, diagnostics);
    if let Some(span) = markdown.too_deep {
        let message = format!("nested deeper than {} levels; the rest is flattened", html::DEPTH);
        diagnostics
            .push(Diagnostic::warning(message).at(file, Span::new(span.start as usize, span.start as usize + 1)));
    }
}

/// An incident does not end before its day. A day may be another one elsewhere.
fn check_day(incident: &Incident, diagnostics: &mut Vec<Diagnostic>) {
    let (Some(date), Some(resolved)) = (&incident.date, &incident.instants.resolved) else { return };
    let is_before = resolved.value.date().tomorrow().is_ok_and(|next| next < date.value);
    if is_before && !date.is_inferred() && !resolved.is_inferred() {
        let message =
            format!("`resolved` ({}) lies before the day of the incident ({})", resolved.value.rfc3339(), date.value);
        diagnostics.push(
            Diagnostic::warning(message)
                .rule("PM020")
                .at(&incident.text.source, resolved.place.unwrap_or_default())
                .hint("nothing ends before it began: check the day and the month"),
        );
    }
}

/// Nothing ends before it began.
pub(in crate::read) fn check_order(incident: &Incident, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    check_day(incident, diagnostics);
    let file = &incident.text.source;
    let Instants { started, impact_started, detected, acknowledged, mitigated, resolved, .. } = &incident.instants;
    let pairs = [
        ("mitigated", mitigated, "started", started),
        ("resolved", resolved, "started", started),
        ("resolved", resolved, "mitigated", mitigated),
        ("mitigated", mitigated, "impact_started", impact_started),
        ("acknowledged", acknowledged, "detected", detected),
    ];
    for (later_name, later, earlier_name, earlier) in pairs {
        let (Some(later), Some(earlier)) = (later, earlier) else { continue };
        if later.is_inferred()
            || earlier.is_inferred()
            || later.value.since(&earlier.value).is_none_or(|seconds| seconds >= 0)
        {
            continue;
        }
        let message = format!(
            "`{later_name}` ({}) lies before `{earlier_name}` ({})",
            later.value.rfc3339(),
            earlier.value.rfc3339()
        );
        let aliased =
            later_name == "resolved" && !file.text.contains("\nresolved:") && !file.text.contains("\nresolved =");
        let diagnostic =
            if config.unconfigured && aliased { Diagnostic::warning(message) } else { Diagnostic::error(message) };
        diagnostics.push(
            diagnostic
                .rule("PM020")
                .at(file, later.place.unwrap_or_default())
                .hint("nothing ends before it began: check the day and the zone"),
        );
    }
}
