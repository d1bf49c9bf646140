//! The Markdown of an incident, which is published beside its page.

use std::collections::HashMap;
use std::ops::Range;

use super::{Site, root_of};
use crate::archive::addresses;
use crate::html::raw::{Resolved, Use};
use crate::incident::{Address, Text};
use crate::read;

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
    let definitions = definitions(source);
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for Address { target, image, span } in &text.addresses {
        let used = if *image { Use::Image } else { Use::Link };
        let Some(url) = moved(target, used).filter(|_| !target.is_empty()) else { continue };
        let of = |start: &usize| (*start..start + target.len(), url.clone());
        match own_place(source, span.range(), target) {
            Some(place) => edits.push(of(&place)),
            None => edits.extend(definitions.get(target.as_str()).into_iter().flatten().map(of)),
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

/// Returns where the definitions of labels say their addresses, `[label]: address`.
fn definitions(source: &str) -> HashMap<&str, Vec<usize>> {
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for (colon, _) in source.match_indices("]:") {
        let rest = source[colon + 2..].trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix('<').unwrap_or(rest);
        let address = rest.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
        found.entry(address).or_default().push(source.len() - rest.len());
    }
    found
}
