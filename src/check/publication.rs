//! Rules about publication: can others read it, and may they?

use std::collections::BTreeSet;

use super::Findings;
use super::subject::Subject;
use crate::archive::Archive;
use crate::incident::Audience;
use crate::incident::section::Role;
use crate::markdown::{self, Kind, Node};
use crate::text::Span;

pub(super) fn late(it: &Subject<'_>, to: &mut Findings<'_>) {
    let instants = &it.incident.instants;
    let Some(published) = &instants.published else { return };
    let Some(over) = instants.resolved.as_ref().or(instants.mitigated.as_ref()).map(|at| at.value.date()) else {
        return;
    };
    let days = (published.value.date() - over).get_days();
    let most = match it.incident.severity.as_ref().and_then(|it| it.rank) {
        Some(1) => 3,
        Some(2) => 7,
        _ => 30,
    };
    if days > most {
        let place = published.stated_place().unwrap_or_else(|| it.head());
        to.at(place, format!("published {days} days after the incident, and {most} are usual"));
    }
}

pub(super) fn owner(it: &Subject<'_>, to: &mut Findings<'_>) {
    match &it.incident.owner {
        None => _ = to.about("the document has no owner"),
        Some(owner) if owner.contains([',', ';', '&']) || owner.contains(" and ") => {
            to.at(owner.stated_place().unwrap_or_else(|| it.head()), "the document has more than one owner");
        }
        Some(_) => {}
    }
}

/// Abbreviations that everybody in the field knows.
const KNOWN: [&str; 96] = [
    "AND", "API", "APIS", "ASCII", "ASN", "AWS", "AZ", "BGP", "CA", "CD", "CDN", "CEO", "CET", "CEST", "CI", "CIDR",
    "CLI", "CPU", "CSS", "CSV", "CTO", "CVE", "DB", "DDOS", "DNS", "DOS", "EDT", "EST", "ETA", "EU", "EUR", "FAQ",
    "FATAL", "ERROR", "WARN", "INFO", "GB", "GC", "GET", "GIB", "GMT", "GPU", "HA", "HEAD", "HTML", "HTTP", "HTTPS",
    "ID", "IDS", "IO", "IP", "ISO", "ISP", "JIT", "JS", "JSON", "JVM", "KB", "LAN", "LTE", "MB", "MIB", "NAT", "NOT",
    "NTP", "OK", "OOM", "OS", "PATH", "PDF", "PDT", "POST", "PR", "PST", "PUT", "QA", "RAM", "REST", "RFC", "RPC",
    "SEV", "SDK", "SLA", "SLO", "SQL", "SRE", "SSD", "SSH", "SSL", "TB", "TCP", "TLS", "TTL", "UDP", "URL", "UTC",
];

/// Returns all words of the pages that are called glossary.
pub(super) fn glossary(archive: &Archive) -> BTreeSet<String> {
    let pages = archive.pages.iter().filter(|page| {
        let name = format!("{} {}", page.text.title, page.text.source.path).to_lowercase();
        name.contains("glossary") || name.contains("glossar") || name.contains("terms")
    });
    pages.flat_map(|page| page.text.source.text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned)).collect()
}

pub(super) fn jargon(it: &Subject<'_>, to: &mut Findings<'_>) {
    let explained = explained(&it.incident.text.source.text);
    let mut seen = BTreeSet::new();
    for piece in &it.prose {
        let mut start = 0;
        for word in piece.text.split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_') {
            let (from, end) = (start, start + word.len());
            start = end + piece.text[end..].chars().next().map_or(0, char::len_utf8);
            let Some(singular) = abbreviation(word) else { continue };
            if !KNOWN.contains(&singular)
                && !it.glossary.contains(singular)
                && !explained.contains(singular)
                && seen.insert(singular)
            {
                to.at(piece.span(from, end), format!("`{word}` is not explained"));
            }
        }
    }
}

/// Returns the word without the `s` of a plural if it is three to six capital letters.
fn abbreviation(word: &str) -> Option<&str> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let is_one = (3..=6).contains(&singular.len()) && singular.bytes().all(|byte| byte.is_ascii_uppercase());
    is_one.then_some(singular)
}

/// Returns the abbreviations that the text explains: `(ABC)`, `ABC (…)`, `ABC, the …`. It is read
/// once for all of them, because each page of it can have a hundred.
fn explained(text: &str) -> BTreeSet<&str> {
    let (mut found, mut next) = (BTreeSet::new(), 0);
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let (before, behind) = (&text[..next], &text[next + word.len()..]);
        next += word.len() + behind.chars().next().map_or(0, char::len_utf8);
        let is_explained = || before.ends_with('(') || behind.starts_with(" (") || behind.starts_with(", the ");
        found.extend(abbreviation(word).filter(|_| is_explained()));
    }
    found
}

pub(super) fn evidence(it: &Subject<'_>, to: &mut Findings<'_>) {
    let entries = &it.incident.timeline.entries;
    let links = |nodes: &[Node]| {
        let mut found = false;
        for node in nodes {
            node.walk(&mut |node| found |= matches!(node.kind, Kind::Link(_) | Kind::Image(_) | Kind::InlineCode(_)));
        }
        found
    };
    let linked = entries.iter().any(|entry| entry.link.is_some() || links(&entry.content) || links(&entry.detail));
    if entries.len() >= 5 && !linked {
        to.at(it.section(Role::Timeline), format!("none of {} timeline entries has evidence", entries.len()));
    }
}

/// Prefixes of secrets, and the least number of characters that follow them.
const SECRETS: [(&str, usize, &str); 9] = [
    ("AKIA", 16, "an access key"),
    ("ASIA", 16, "an access key"),
    ("ghp_", 30, "an access token"),
    ("gho_", 30, "an access token"),
    ("glpat-", 20, "an access token"),
    ("xoxb-", 20, "an access token"),
    ("xoxp-", 20, "an access token"),
    ("sk_live_", 16, "a live key"),
    ("eyJhbGciOi", 40, "a signed token"),
];

/// Searches the document, including code, because all published text comes from the documents.
pub(super) fn secret(it: &Subject<'_>, to: &mut Findings<'_>) {
    let text = &it.incident.text.source.text;
    for (prefix, least, what) in SECRETS {
        let mut end = 0;
        for (at, _) in text.match_indices(prefix) {
            // A key may hold its own beginning many times.
            if at < end || text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()) {
                continue;
            }
            let key = text[at + prefix.len()..]
                .bytes()
                .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.'))
                .count();
            end = at + prefix.len() + key;
            if key >= least {
                to.at(Span::new(at, end), format!("this looks like {what}"));
            }
        }
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if let Some((before, key)) = line.split_once("-----BEGIN ")
            && key.contains("PRIVATE KEY-----")
        {
            let span = Span::new(at + before.len(), at + line.trim_end_matches('\n').len());
            to.at(span, "this looks like a private key");
        }
        at += line.len();
    }
    let lower = text.to_lowercase();
    for forbidden in it.config.check.forbidden.iter().filter(|_| lower.len() == text.len()) {
        for (at, _) in lower.match_indices(&forbidden.to_lowercase()) {
            to.at(Span::new(at, at + forbidden.len()), format!("`{forbidden}` must not be published"));
        }
    }
    if it.incident.text.audience == Audience::Public {
        addresses(it, to);
    }
}

/// Finds e-mail addresses in a public document. Those of example domains are skipped.
fn addresses(it: &Subject<'_>, to: &mut Findings<'_>) {
    let text = &it.incident.text.source.text;
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    for (at, _) in text.match_indices('@') {
        let name = text[..at].chars().rev().take_while(|c| part(*c)).count();
        let host: String = text[at + 1..].chars().take_while(|c| part(*c)).collect();
        let host = host.trim_end_matches(['.', '-', '_', '+']);
        let invented = ["example", "test", "invalid"].iter().any(|end| host.split('.').any(|label| label == *end));
        if name > 0 && host.contains('.') && !invented {
            to.at(Span::new(at - name, at + 1 + host.len()), "this looks like somebody's address");
        }
    }
}

pub(super) fn pictures(it: &Subject<'_>, to: &mut Findings<'_>) {
    let mut silent = Vec::new();
    it.tree.walk(&mut |node| {
        if matches!(node.kind, Kind::Image(_)) && markdown::plain(&node.children).is_empty() {
            silent.push(node.span);
        }
    });
    for span in silent {
        to.at(span, "this image has no text for those who cannot see it");
    }
}
