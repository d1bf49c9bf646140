//! Dates in the marks of other programs: `{{< track "2019-02-15 15:18" >}}`, `<Update date="…">`.
//! The date becomes the time before the text, the text stays, and the mark goes.

use std::collections::BTreeSet;

use crate::markdown::{Kind, Node};
use crate::read::found::inline;
use crate::read::found::shape::html::from_html;
use crate::read::found::time_text::{self, Day};
use crate::text::Span;

/// How marks begin and end.
pub(super) const MARKS: [(&str, &str); 3] = [("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];

/// A mark is at most this long, in bytes.
const LONGEST: usize = 300;

/// Takes the marks with a date out of paragraphs and blocks of HTML.
pub(in crate::read) fn unmark(blocks: Vec<Node>) -> Vec<Node> {
    let mut dated = BTreeSet::new();
    let mut out = Vec::with_capacity(blocks.len());
    for block in blocks {
        match &block.kind {
            Kind::Html(html) => match component(html, block.span, &mut dated) {
                Some(made) => out.extend(made),
                None => out.push(block),
            },
            Kind::Paragraph => out.extend(paragraph(block, &mut dated)),
            _ => out.push(block),
        }
    }
    out
}

/// `<Update date="…">` and `</Update>` as blocks of their own.
fn component(html: &str, span: Span, dated: &mut BTreeSet<String>) -> Option<Vec<Node>> {
    let html = html.trim();
    let name = component_name(html, "<").or_else(|| component_name(html, "</"))?;
    if html.starts_with("</") {
        return (dated.contains(&name) && html.ends_with('>')).then(Vec::new);
    }
    let (tag, inner) = html.split_at(html.find('>')? + 1);
    let date = date_in(tag)?;
    let inner = inner.trim().strip_suffix(&format!("</{name}>")).unwrap_or(inner).trim();
    dated.insert(name);
    let time = time_text::lead(inner).is_none().then(|| Node {
        span,
        kind: Kind::Paragraph,
        children: vec![inline::plain(span, date)],
    });
    Some(time.into_iter().chain(from_html(inner, span)).collect())
}

/// A paragraph without its mark; `None` if nothing is left of it.
fn paragraph(mut block: Node, dated: &mut BTreeSet<String>) -> Option<Node> {
    if let Some(date) = unwrap_component(&mut block)
        && time_text::lead(&inline::text(&block.children)).is_none()
    {
        block.children.insert(0, inline::plain(block.span, format!("{date}: ")));
    }
    if !has_brace(&block.children) {
        return Some(block).filter(|block| !block.children.is_empty());
    }
    let children = std::mem::take(&mut block.children);
    let several = without_code(&children).matches("{{").nth(1).is_some();
    block.children = if several {
        // Each line has its own.
        let lines = inline::lines(&children).into_iter().map(|line| without_mark(line.to_vec(), block.span, dated));
        let kept: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
        kept.join(&Node { span: block.span, kind: Kind::SoftBreak, children: Vec::new() })
    } else {
        without_mark(children, block.span, dated)
    };
    (!block.children.is_empty()).then_some(block)
}

/// A line with the date of its mark before it, or unchanged.
fn without_mark(line: Vec<Node>, span: Span, dated: &mut BTreeSet<String>) -> Vec<Node> {
    let written = without_code(&line);
    let Some((at, end)) = first_mark(&written) else { return line };
    let mark = &written[at..end];
    let inner = mark.trim_matches(['{', '}', '<', '>', '%', ' ', '/']);
    let name = inner.split_whitespace().next().unwrap_or_default();
    let date = date_in(mark);
    if date.is_none() && !dated.contains(name) {
        return line;
    }
    dated.insert(name.to_owned());
    let mut kept = inline::take(&line, at);
    kept.extend(inline::skip(&line, end));
    let mut kept = inline::trim(kept);
    if let Some(date) = date {
        let colon = if kept.is_empty() { "" } else { ": " };
        kept.insert(0, inline::plain(span, format!("{date}{colon}")));
    }
    kept
}

/// Where the first mark of a text stands.
fn first_mark(text: &str) -> Option<(usize, usize)> {
    let at = text.find("{{<").or_else(|| text.find("{{%")).or_else(|| text.find("{%"))?;
    let (open, close) = MARKS.into_iter().find(|(open, _)| text[at..].starts_with(open))?;
    let behind = at + open.len();
    let within = &text[behind..text.floor_char_boundary(behind + LONGEST)];
    Some((at, behind + within.find(close)? + close.len()))
}

/// The date between quotes in a mark or a tag.
fn date_in(mark: &str) -> Option<&str> {
    let quoted = mark.split(['"', '\'', '`', '“', '”']).skip(1).step_by(2);
    quoted.map(str::trim).find(|text| time_text::whole(text).is_some_and(|lead| matches!(lead.day, Some(Day::Date(_)))))
}

/// A mark has one, and most paragraphs have none.
fn has_brace(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match &node.kind {
        Kind::Text(text) => text.contains('{'),
        _ => has_brace(&node.children),
    })
}

/// The text of inline nodes with blanks in the place of code.
fn without_code(nodes: &[Node]) -> String {
    let of = |node: &Node| match &node.kind {
        Kind::InlineCode(code) => " ".repeat(code.len()),
        Kind::Text(_) | Kind::SoftBreak | Kind::HardBreak => inline::text(std::slice::from_ref(node)),
        _ => without_code(&node.children),
    };
    nodes.iter().map(of).collect()
}

/// The name in `<Name …>`, which a component has in capitals.
fn component_name(html: &str, open: &str) -> Option<String> {
    let rest = html.strip_prefix(open).filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))?;
    Some(rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())].to_owned())
}

/// `<Update date="…">text</Update>`: a component of some other program around a paragraph. Gives its date.
fn unwrap_component(block: &mut Node) -> Option<String> {
    let [first, _, .., last] = block.children.as_slice() else { return None };
    let (Kind::InlineHtml(opened), Kind::InlineHtml(closed)) = (&first.kind, &last.kind) else { return None };
    let name = component_name(opened, "<")?;
    if component_name(closed, "</") != Some(name) {
        return None;
    }
    let date = date_in(opened).map(str::to_owned);
    block.children.pop();
    block.children.remove(0);
    date
}
