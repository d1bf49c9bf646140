//! Turns bare addresses in text into links, by the rules of GitHub's Markdown.

use super::{Kind, Link, Node};
use crate::text::{Span, find_byte};

/// True if `text` may contain an address. It looks for the colon first, because hardly any text
/// has one and a search for one byte is faster than for three.
pub(super) fn has_scheme(text: &str) -> bool {
    let colon = find_byte(text, |byte| byte == b':');
    colon.is_some_and(|at| text[at..].contains("://"))
}

/// Splits a text into links and the text between them, or returns `None` if it contains no
/// address. The time is linear in the length of the text.
pub(super) fn split(text: &str, span: Span) -> Option<Vec<Node>> {
    // Entities and escapes make the text shorter than its source. Then every piece gets the
    // span of the whole.
    let exact = (span.end - span.start) as usize == text.len();
    let place = |from: usize, to: usize| {
        let start = span.start as usize;
        if exact { Span::new(start + from, start + to) } else { span }
    };
    let piece = |from: usize, to: usize| Node {
        span: place(from, to),
        kind: Kind::Text(text[from..to].into()),
        children: Vec::new(),
    };
    let mut nodes = Vec::new();
    let (mut done, mut at) = (0, 0);
    while let Some(start) = next_address(text, at) {
        let end = start + length(&text[start..]);
        if start > done {
            nodes.push(piece(done, start));
        }
        let link = Link { target: text[start..end].into(), title: "".into(), bare: true };
        nodes.push(Node {
            span: place(start, end),
            kind: Kind::Link(Box::new(link)),
            children: vec![piece(start, end)],
        });
        (done, at) = (end, end);
    }
    if nodes.is_empty() {
        return None;
    }
    if done < text.len() {
        nodes.push(piece(done, text.len()));
    }
    Some(nodes)
}

/// Returns the start of the next address from `at`: a scheme that is not inside a word and has
/// something behind it.
fn next_address(text: &str, mut at: usize) -> Option<usize> {
    loop {
        let start = at + text[at..].find("http")?;
        let rest = &text[start..];
        let scheme = if rest.starts_with("https://") { 8 } else { 7 };
        let fits = (rest.starts_with("https://") || rest.starts_with("http://"))
            && rest[scheme..].starts_with(|c: char| c.is_alphanumeric() || c == '[')
            && !text[..start].ends_with(char::is_alphanumeric);
        if fits {
            return Some(start);
        }
        at = start + 4;
    }
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
    }
}
