//! The Markdown of an incident, which is published beside its page.

use std::cell::LazyCell;
use std::collections::HashMap;
use std::ops::Range;

use super::{Site, root_of};
use crate::archive::addresses;
use crate::html::raw::{Resolved, Use};
use crate::incident::{Address, Text};
use crate::markdown;
use crate::read;
use crate::text::Span;

impl Site {
    /// Returns what the author wrote, with the addresses of this site where links name files of the
    /// archive. In a public site, and where parts were cut out, it is written anew and holds nothing
    /// that the page does not show. A public site does so with every document, so that nothing tells
    /// which of them had more.
    pub(super) fn markdown(&self, at: usize) -> String {
        let incident = &self.archive.incidents[at];
        let (text, root) = (&incident.text, root_of(&addresses::incident_path(incident)));
        let moved = |target: &str, used| match self.archive.targets.resolve(text, target, used, &root) {
            Resolved::To { url, external: false, .. } => Some(url).filter(|url| url != target),
            _ => None,
        };
        if self.config.is_public() || text.source.is_cut {
            return read::published(text, &self.config, &moved);
        }
        with_addresses(text, &moved)
    }
}

/// Returns the source of `text` with other addresses where `moved` knows one.
fn with_addresses(text: &Text, moved: &dyn Fn(&str, Use) -> Option<String>) -> String {
    let source = &text.source.text;
    // Most documents have no link with only a label: they are not parsed a second time.
    let definitions = LazyCell::new(|| definitions(text));
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for Address { target, image, span } in &text.addresses {
        let used = if *image { Use::Image } else { Use::Link };
        let Some(url) = moved(target, used).filter(|_| !target.is_empty()) else { continue };
        let in_definition = || place_in_definition(source, *definitions.get(&span.start)?, target);
        if let Some(start) = own_place(source, span.range(), target).or_else(in_definition) {
            edits.push((start..start + target.len(), url));
        }
    }
    edits.sort_by_key(|(place, _)| place.start);
    let (mut out, mut end) = (String::with_capacity(source.len()), 0);
    for (place, url) in edits {
        // Several links share the definition of an address.
        if place.start >= end {
            out.push_str(&source[end..place.start]);
            out.push_str(&url);
            end = place.end;
        }
    }
    out + &source[end..]
}

/// Returns where a link says its address itself, at its end.
fn own_place(source: &str, link: Range<usize>, target: &str) -> Option<usize> {
    let mut places = source[link.clone()].rmatch_indices(target).map(|(start, _)| link.start + start);
    let ends = |start: usize| source[start + target.len()..].starts_with([' ', '\t', '\r', '\n', ')', '>', '"', '\'']);
    let begins = |start: usize| ["(", "<", "=", "=\"", "='"].iter().any(|mark| source[..start].ends_with(mark));
    places.find(|start| ends(*start) && begins(*start))
}

/// Returns where the definition of a label says the address: `[label]: address`.
fn place_in_definition(source: &str, definition: Span, target: &str) -> Option<usize> {
    let definition = definition.range();
    let colon = definition.start + source[definition.clone()].find("]:")?;
    source[colon..definition.end].find(target).map(|at| colon + at)
}

/// Returns the definitions of labels by the offsets of the links that use them.
fn definitions(text: &Text) -> HashMap<u32, Span> {
    let all = markdown::definitions(&text.source.text, text.body as usize);
    all.iter().flat_map(|definition| definition.uses.iter().map(|at| (*at, definition.span))).collect()
}
