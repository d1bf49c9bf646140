//! Turns bare addresses in text into links, by the rules of GitHub's Markdown.

use std::ops::Range;

use super::{Kind, Link, Node};
use crate::text::{Span, find_byte};

/// True if `text` may contain an address. The colon of a scheme and the sign of a mail address are
/// looked for in one go, because hardly any text has either.
pub(super) fn may_have_address(text: &str) -> bool {
    let first = find_byte(text, |byte| matches!(byte, b':' | b'@'));
    first.is_some_and(|at| text[at..].contains("://") || text[at..].contains('@')) || text.contains("www.")
}

/// Splits a text into links and the text between them, or returns `None` if it contains no
/// address. The time is linear in the length of the text.
pub(super) fn split(text: &str, span: Span) -> Option<Vec<Node>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(address) = next_address(text, at) {
        at = address.0.end;
        found.push(address);
    }
    cut(text, span, found)
}

/// Cuts the parts of `text` out that are links, each with its target, in order; `None` if there is
/// none.
pub fn cut(text: &str, span: Span, links: Vec<(Range<usize>, Link)>) -> Option<Vec<Node>> {
    if links.is_empty() {
        return None;
    }
    // Entities and escapes make the text shorter than its source. Then every piece gets the
    // span of the whole.
    let exact = (span.end - span.start) as usize == text.len();
    let place = |range: &Range<usize>| {
        let start = span.start as usize;
        if exact { Span::new(start + range.start, start + range.end) } else { span }
    };
    let piece =
        |range: Range<usize>| Node { span: place(&range), kind: Kind::Text(text[range].into()), children: Vec::new() };
    let (mut nodes, mut done) = (Vec::new(), 0);
    for (range, link) in links {
        if range.start > done {
            nodes.push(piece(done..range.start));
        }
        done = range.end;
        nodes.push(Node { span: place(&range), kind: Kind::Link(Box::new(link)), children: vec![piece(range)] });
    }
    if done < text.len() {
        nodes.push(piece(done..text.len()));
    }
    Some(nodes)
}

/// Returns the next address from `from` on: one with a scheme, one that begins with `www.`, or one
/// of mail.
fn next_address(text: &str, from: usize) -> Option<(Range<usize>, Link)> {
    let mut at = from;
    loop {
        at += text[at..].find(['h', 'w', '@'])?;
        let (before, rest) = (&text[..at], &text[at..]);
        let with_scheme = |scheme: &str| {
            let host = rest.strip_prefix(scheme)?;
            let fits =
                host.starts_with(|c: char| c.is_alphanumeric() || c == '[') && !before.ends_with(char::is_alphanumeric);
            fits.then(|| (at..at + length(rest), ""))
        };
        let found = match &rest[..1] {
            "h" => with_scheme("https://").or_else(|| with_scheme("http://")),
            "w" => is_host(rest, before).then(|| (at..at + length(rest), "http://")),
            _ => mail(text, from, at).map(|range| (range, "mailto:")),
        };
        if let Some((range, scheme)) = found {
            let target = [scheme, &text[range.clone()]].concat();
            return Some((range, Link { target: target.into(), title: "".into(), bare: true }));
        }
        at += 1;
    }
}

/// True if `rest`, behind `before`, is the name of a host that begins with `www.`
fn is_host(rest: &str, before: &str) -> bool {
    let fits = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '~' | '('));
    let name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    fits && rest.strip_prefix("www.").is_some_and(|rest| rest.starts_with(name))
}

/// Returns the address of mail around the sign at `at`, no earlier than `from`.
fn mail(text: &str, from: usize, at: usize) -> Option<Range<usize>> {
    let own = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
    let start = text[from..at].trim_end_matches(own).len() + from;
    let domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let rest = &text[at + 1..];
    let host = rest[..rest.len() - rest.trim_start_matches(domain).len()].trim_end_matches('.');
    let inside = host.find('.').is_some_and(|dot| dot > 0) && !host.contains("..") && !host.ends_with(['-', '_']);
    (start < at && inside).then(|| start..at + 1 + host.len())
}

/// Returns the length of the address that `text` begins with.
fn length(text: &str) -> usize {
    let end = text
        .find(|c: char| {
            c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '`' | '、' | '。' | '）' | '「' | '」')
        })
        .unwrap_or(text.len());
    let mut url = &text[..end];
    let mut surplus = url.matches(')').count().saturating_sub(url.matches('(').count());
    loop {
        let cut = url.trim_end_matches(['?', '!', '.', ',', ':', ';', '*', '_', '~', '\'', ']', '}']);
        match cut.strip_suffix(')') {
            Some(inner) if surplus > 0 => {
                surplus -= 1;
                url = inner;
            }
            _ => return cut.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, links: &[&str]) {
        let nodes = split(text, Span::new(0, text.len())).unwrap_or_default();
        let found: Vec<_> = nodes
            .iter()
            .filter_map(|node| match &node.kind {
                Kind::Link(link) => Some(&*link.target),
                _ => None,
            })
            .collect();
        assert_eq!(found, links, "{text:?}");
    }

    #[test]
    fn addresses_end_where_a_reader_would_end_them() {
        case("see https://a.example/x.", &["https://a.example/x"]);
        case("(https://a.example/x_(y))", &["https://a.example/x_(y)"]);
        case("https://a.example/?q=1&b=2, then", &["https://a.example/?q=1&b=2"]);
        case("xhttps://a.example", &[]);
        case("https://", &[]);
        case("http://a http://b", &["http://a", "http://b"]);
        case("詳細は https://a.example/x。", &["https://a.example/x"]);
        case("see www.a.example/x. (www.b.example)", &["http://www.a.example/x", "http://www.b.example"]);
        case("xwww.a.example, www. and /www.a.example", &[]);
        case(
            "ask on-call+eu@a.example, or a_b@c-d.example.",
            &["mailto:on-call+eu@a.example", "mailto:a_b@c-d.example"],
        );
        case("@kim, a@b, kim@a.example-, x@.example, @a.example, root@web-1", &[]);
        case("a@b@c.example", &["mailto:b@c.example"]);
        case(
            "https://user@a.example/ www.a.example/@kim.example",
            &["https://user@a.example/", "http://www.a.example/@kim.example"],
        );
    }
}
