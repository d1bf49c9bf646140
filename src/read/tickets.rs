//! Names of tickets become links, once everything else is read from the text.

use crate::config::Config;
use crate::incident::Incident;
use crate::markdown::{Document as Markdown, Kind, Link, Node, cut};
use crate::text::tickets::Tickets;

/// Returns the document with its tickets linked, or `None` if the archive has no trackers.
pub(super) fn linked(markdown: &Markdown, config: &Config) -> Option<Markdown> {
    if config.tickets.is_empty() {
        return None;
    }
    let mut markdown = markdown.clone();
    link(&mut markdown.blocks, &config.tickets);
    markdown.footnotes.values_mut().for_each(|note| link(&mut note.children, &config.tickets));
    Some(markdown)
}

/// Links the tickets that the timeline, the actions and the facts of `incident` name.
pub(super) fn link_in(incident: &mut Incident, tickets: &Tickets) {
    if tickets.is_empty() {
        return;
    }
    for entry in &mut incident.timeline.entries {
        link(&mut entry.content, tickets);
        link(&mut entry.detail, tickets);
    }
    for action in &mut incident.actions {
        link(&mut action.content, tickets);
        link(&mut action.detail, tickets);
        if let Some(ticket) = action.ticket.as_mut().filter(|ticket| ticket.url.is_none()) {
            ticket.url = tickets.address(&ticket.text);
        }
    }
    let facts = [&mut incident.summary, &mut incident.impact, &mut incident.root_cause, &mut incident.remediation];
    for content in facts.into_iter().flatten().filter_map(|fact| fact.value.content.as_mut()) {
        link(content, tickets);
    }
}

fn link(nodes: &mut Vec<Node>, tickets: &Tickets) {
    for mut node in std::mem::take(nodes) {
        let pieces = match &node.kind {
            Kind::Text(text) => {
                let links = tickets
                    .find(text)
                    .into_iter()
                    .map(|(range, address)| (range, Link { target: address.into(), title: "".into(), bare: false }));
                cut(text, node.span, links.collect())
            }
            _ => None,
        };
        match pieces {
            Some(pieces) => nodes.extend(pieces),
            None => {
                if !matches!(node.kind, Kind::Link(_) | Kind::Image(_)) {
                    link(&mut node.children, tickets);
                }
                nodes.push(node);
            }
        }
    }
}
