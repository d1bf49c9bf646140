//! HTML in place of Markdown: headings, paragraphs, lists and tables out of it.

use super::push_merged;
use crate::markdown::{self, Align, Dialect, Heading, Kind, Node};
use crate::read::found::inline;
use crate::text::Span;

/// HTML that has the blocks of a document in it.
pub(in crate::read) fn is_markup(html: &str) -> bool {
    let lower = html.to_ascii_lowercase();
    let any = |tags: &[&str]| tags.iter().any(|tag| lower.contains(tag));
    let component = html.trim_start().strip_prefix('<').is_some_and(|rest| {
        let name = rest.trim_start_matches('/');
        name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().nth(1).is_some_and(|c| c.is_ascii_lowercase())
    });
    component
        || (any(&["<li", "<p>", "<p ", "<h1", "<h2", "<h3", "<h4", "<div"])
            && !any(&[
                "<table", "<details", "<pre", "<img", "<figure", "<script", "<style", "<iframe", "<svg", "<form",
            ]))
}

/// `<h1 align="center">Title</h1>` above a picture: the heading, and the rest as it was.
pub(in crate::read) fn untitled(block: Node) -> Vec<Node> {
    let Kind::Html(html) = &block.kind else { return vec![block] };
    let lower = html.to_ascii_lowercase();
    let begin = lower.len() - lower.trim_start().len();
    let level =
        lower[begin..].strip_prefix("<h").and_then(|rest| rest.chars().next()).filter(|c| ('1'..='3').contains(c));
    let ends = level.and_then(|level| lower.find(&format!("</h{level}>"))).map(|at| at + "</h1>".len());
    let Some(end) = ends.filter(|end| !is_markup(html) && !lower[begin..*end].contains("<img")) else {
        return vec![block];
    };
    let heading = from_html(&html[..end], block.span);
    if !matches!(heading.as_slice(), [Node { kind: Kind::Heading(_), .. }]) {
        return vec![block];
    }
    let rest = html[end..].to_owned();
    let is_empty = rest.trim().is_empty();
    let begin = (block.span.start as usize + end).min(block.span.end as usize);
    let span = Span::new(begin, block.span.end as usize);
    heading
        .into_iter()
        .chain((!is_empty).then(|| Node { span, kind: Kind::Html(rest), children: Vec::new() }))
        .collect()
}

/// The blocks of a piece of HTML. What is inside them is read as Markdown, which
/// takes text markup over and decodes entities.
pub(in crate::read) fn from_html(html: &str, span: Span) -> Vec<Node> {
    let mut blocks: Vec<Node> = Vec::new();
    let mut piece = Piece { shape: Shape::Paragraph, begin: 0, text: String::new() };
    let mut at = 0;
    while let Some(open) = html[at..].find('<').map(|open| at + open) {
        piece.text.push_str(&html[at..open]);
        let Some(end) = html[open..].find('>').map(|end| open + end + 1) else {
            at = open;
            break;
        };
        let tag = &html[open..end];
        let name = tag[1..].trim_start_matches('/');
        let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
        let shape = match name.to_ascii_lowercase().as_str() {
            "li" => Some(Shape::Item),
            "p" | "div" | "ul" | "ol" | "section" | "article" => Some(Shape::Paragraph),
            heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6") => Some(Shape::Heading(heading.as_bytes()[1] - b'0')),
            _ if name.starts_with(|c: char| c.is_ascii_uppercase()) => Some(Shape::Paragraph),
            _ => None,
        };
        match shape {
            Some(shape) => {
                piece.finish(open, span, &mut blocks);
                let shape = if tag.starts_with("</") { Shape::Paragraph } else { shape };
                piece = Piece { shape, begin: open, text: String::new() };
            }
            None if tag.starts_with("<!--") => {}
            None => piece.text.push_str(tag),
        }
        at = end;
    }
    piece.text.push_str(&html[at..]);
    piece.finish(html.len(), span, &mut blocks);
    blocks
}

#[derive(Clone, Copy)]
enum Shape {
    Paragraph,
    Item,
    Heading(u8),
}

/// A block of HTML being read.
struct Piece {
    shape: Shape,
    begin: usize,
    text: String,
}

impl Piece {
    fn finish(&self, end: usize, of: Span, blocks: &mut Vec<Node>) {
        let lines: Vec<_> = self.text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        let from = of.start as usize;
        let span = Span::new((from + self.begin).min(of.end as usize), (from + end).min(of.end as usize));
        // A word joiner before it keeps the text from being read as a list or a heading.
        let inner = markdown::parse(&format!("\u{2060}{}", lines.join("\n")), 0, Dialect::Casebook);
        let mut children: Vec<Node> = inner.blocks.into_iter().flat_map(|block| block.children).collect();
        for node in &mut children {
            inline::place(node, span);
        }
        if let Some(Node { kind: Kind::Text(text), .. }) = children.first_mut() {
            *text = text.trim_start_matches(['\u{2060}', '\u{2003}', '\u{2002}', '\u{a0}', ' ']).to_owned();
        }
        let children = inline::trim(children);
        if children.is_empty() {
            return;
        }
        let node = match self.shape {
            Shape::Paragraph => Node { span, kind: Kind::Paragraph, children },
            Shape::Heading(level) => {
                let heading = Heading { level, id: String::new(), classes: Vec::new() };
                Node { span, kind: Kind::Heading(Box::new(heading)), children }
            }
            Shape::Item => {
                let item = Node { span, kind: Kind::Item(None), children };
                Node { span, kind: Kind::List(None), children: vec![item] }
            }
        };
        push_merged(node, blocks);
    }
}

/// A table and nothing else, as regular as one in Markdown.
pub(in crate::read) fn table(html: &str, span: Span) -> Option<Node> {
    let lower = html.to_ascii_lowercase();
    let whole = lower.trim_start().starts_with("<table") && lower.trim_end().ends_with("</table>");
    let simple = lower.matches("<table").count() == 1
        && !["rowspan", "colspan", "<caption", "<ul", "<ol", "<script", "<style"].iter().any(|it| lower.contains(it));
    if !(whole && simple) {
        return None;
    }
    let starts = |within: &str, tags: &[&str]| -> Vec<usize> {
        let begins = |at: &usize| {
            let rest = &within[*at..];
            tags.iter().any(|tag| rest.strip_prefix(tag).is_some_and(|rest| rest.starts_with(['>', ' ', '\n'])))
        };
        within.match_indices('<').map(|(at, _)| at).filter(begins).collect()
    };
    let rows = starts(&lower, &["<tr"]);
    let mut made = Vec::new();
    for (number, begin) in rows.iter().enumerate() {
        let end = rows.get(number + 1).copied().unwrap_or(lower.len());
        let cells = starts(&lower[*begin..end], &["<td", "<th"]);
        let cell = |(at, start): (usize, &usize)| {
            let from = begin + start;
            let to = cells.get(at + 1).map_or(end, |next| begin + next);
            let closed = lower[from..to].find("</t").map_or(to, |length| from + length);
            let open = lower[from..closed].find('>').map_or(closed, |length| from + length + 1);
            cell(&html[open..closed], open, span)
        };
        let children: Vec<_> = cells.iter().enumerate().map(cell).collect();
        let kind = if made.is_empty() { Kind::Head } else { Kind::Row };
        made.push(Node { span, kind, children });
    }
    let columns = made.first().map(|head: &Node| head.children.len()).filter(|columns| *columns > 0)?;
    let is_even = made.iter().all(|row| row.children.len() == columns);
    let aligns = (0..columns).map(|_| Align::None).collect();
    is_even.then_some(Node { span, kind: Kind::Table(aligns), children: made })
}

fn cell(html: &str, begin: usize, span: Span) -> Node {
    let piece = Piece { shape: Shape::Paragraph, begin, text: html.to_owned() };
    let mut made = Vec::new();
    piece.finish(begin + html.len(), span, &mut made);
    let place = made.first().map_or(span, |node| node.span);
    Node { span: place, kind: Kind::Cell, children: made.into_iter().flat_map(|node| node.children).collect() }
}
