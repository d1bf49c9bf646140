//! Boxes as other programs write them: `:::warning Title` up to `:::` (Docusaurus, `VitePress`), and `!!! warning "Title"`
//! over indented text (`MkDocs`). They become alerts, and tabs become what is in them.

use std::collections::VecDeque;

use crate::markdown::{self, Alert, Dialect, Kind, Node};
use crate::read::found::inline;
use crate::text::Span;

/// Names of boxes, and what they are here.
const KINDS: [(&str, &str); 18] = [
    ("note", "note"),
    ("info", "note"),
    ("abstract", "note"),
    ("summary", "note"),
    ("example", "note"),
    ("quote", "note"),
    ("question", "note"),
    ("tip", "tip"),
    ("hint", "tip"),
    ("success", "tip"),
    ("important", "important"),
    ("warning", "warning"),
    ("attention", "warning"),
    ("caution", "caution"),
    ("danger", "caution"),
    ("error", "caution"),
    ("failure", "caution"),
    ("bug", "caution"),
];

/// Names of components that are boxes, whose kind an attribute may tell: `<Callout type="warning">`.
const COMPONENTS: [&str; 4] = ["Callout", "Admonition", "Aside", "Alert"];

/// Makes alerts of paragraphs that are a component: `<Callout type="warning">The numbers are rough.</Callout>`.
pub(super) fn components(blocks: Vec<Node>) -> Vec<Node> {
    blocks.into_iter().map(component).collect()
}

fn component(block: Node) -> Node {
    let [first, .., last] = block.children.as_slice() else { return block };
    let (Kind::Paragraph, Kind::InlineHtml(open), Kind::InlineHtml(close)) = (&block.kind, &first.kind, &last.kind)
    else {
        return block;
    };
    let name = open[1..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let of = |name: &str| KINDS.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known)).map(|(_, kind)| kind);
    let attribute = || open.split(['"', '\'']).skip(1).step_by(2).find_map(of);
    let is_capital = name.starts_with(|c: char| c.is_ascii_uppercase());
    let kind = of(name).or_else(|| COMPONENTS.contains(&name).then(|| attribute().unwrap_or("note")));
    let Some(kind) = kind.filter(|_| is_capital && close.starts_with(&format!("</{name}"))) else { return block };
    let inner = block.children[1..block.children.len() - 1].to_vec();
    let children = paragraph(inner).into_iter().collect();
    Node { span: block.span, kind: Kind::Alert(Box::new(Alert { kind, title: Vec::new() })), children }
}

/// The first line of a box.
struct Opening {
    kind: &'static str,
    title: Vec<Node>,
    /// `:::`, which has an end; the text of others is indented.
    is_fenced: bool,
    /// What stands on the lines below it.
    below: Vec<Node>,
}

/// Boxes in boxes that are looked at. Deeper ones stay as they were written.
const DEEPEST: usize = 8;

/// Makes alerts of boxes, and bold names of tabs. A box that is never closed stays as it was written.
pub(super) fn alerts(blocks: Vec<Node>) -> Vec<Node> {
    within(blocks, 0)
}

fn within(blocks: Vec<Node>, depth: usize) -> Vec<Node> {
    let is_mark = |block: &Node| opening(block).is_some() || tab(block).is_some();
    if depth == DEEPEST || !blocks.iter().any(is_mark) {
        return blocks;
    }
    let ends = ends_of(&blocks);
    let mut out = Vec::with_capacity(blocks.len());
    let (mut at, mut rest) = (0, VecDeque::from(blocks));
    while let Some(block) = rest.pop_front() {
        let mut taken = Vec::new();
        let mut indented = |rest: &mut VecDeque<Node>| {
            while let Some(code) = rest.pop_front_if(|next| matches!(&next.kind, Kind::Code(code) if !code.fenced)) {
                taken.push(code);
            }
        };
        if let Some(name) = tab(&block) {
            indented(&mut rest);
            out.push(name);
            at += 1 + taken.len();
            out.extend(taken.iter().flat_map(|code| within(unindented(code), depth + 1)));
            continue;
        }
        let opening = opening(&block).filter(|it| !it.is_fenced || ends[at].is_some());
        let Some(Opening { kind, title, is_fenced, below }) = opening else {
            out.push(block);
            at += 1;
            continue;
        };
        let mut children = paragraph(below).into_iter().collect::<Vec<_>>();
        if is_fenced {
            let own = ends[at].unwrap_or(at) - at;
            taken.extend(rest.drain(..own));
            children.extend(taken.iter().cloned());
            without_end(&mut children);
        } else {
            indented(&mut rest);
            children.extend(taken.iter().flat_map(unindented));
        }
        at += 1 + taken.len();
        let end = taken.last().map_or(block.span.end, |last| last.span.end.max(block.span.end));
        let span = Span { start: block.span.start, end };
        let alert = Alert { kind, title };
        out.push(Node { span, kind: Kind::Alert(Box::new(alert)), children: within(children, depth + 1) });
    }
    out
}

/// Where the fenced box ends that begins with each block.
fn ends_of(blocks: &[Node]) -> Vec<Option<usize>> {
    let mut found = vec![None; blocks.len()];
    let mut open = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        if opening(block).is_some_and(|it| it.is_fenced) {
            open.push(at);
        }
        if ends(block)
            && let Some(begin) = open.pop()
        {
            found[begin] = Some(at);
        }
    }
    found
}

/// The bold name of a tab: `=== "Timeline"` over indented text.
fn tab(block: &Node) -> Option<Node> {
    let text = inline::text(&block.children);
    let name = text.strip_prefix("=== \"").or_else(|| text.strip_prefix("===! \""))?.strip_suffix('"')?;
    if !matches!(block.kind, Kind::Paragraph) || name.is_empty() || name.contains(['"', '\n']) {
        return None;
    }
    let name = Node { span: block.span, kind: Kind::Strong, children: vec![inline::plain(block.span, name)] };
    Some(Node { span: block.span, kind: Kind::Paragraph, children: vec![name] })
}

/// The box that `block` begins.
fn opening(block: &Node) -> Option<Opening> {
    if !matches!(block.kind, Kind::Paragraph) {
        return None;
    }
    let first = inline::lines(&block.children).first().map(|line| line.len())?;
    let line = &block.children[..first];
    let text = inline::text(line);
    let mark = [":::", "!!!", "???+", "???"].into_iter().find(|mark| text.starts_with(mark))?;
    let is_fenced = mark == ":::";
    let behind = text.trim_start_matches([':', '!', '?', '+']).trim_start();
    let length = behind.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(behind.len());
    let (name, title) = behind.split_at(length);
    let (_, kind) = KINDS.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    let is_mark = |c: char| matches!(c, ' ' | '"' | '“' | '”' | '[' | ']');
    let start = text.len() - title.trim_start_matches(is_mark).len();
    let end = title.trim_end_matches(is_mark).len() + text.len() - title.len();
    let title = if start < end { inline::skip(&inline::take(line, end), start) } else { Vec::new() };
    Some(Opening { kind, title, is_fenced, below: block.children[first..].to_vec() })
}

fn paragraph(lines: Vec<Node>) -> Option<Node> {
    let children = inline::trim(lines);
    let span = Span { start: children.first()?.span.start, end: children.last()?.span.end };
    Some(Node { span, kind: Kind::Paragraph, children })
}

/// The last line of the block is `:::`.
fn ends(block: &Node) -> bool {
    let last = inline::lines(&block.children).last().map(|line| inline::text(line)).unwrap_or_default();
    let last = last.trim();
    matches!(block.kind, Kind::Paragraph) && last.len() >= 3 && last.bytes().all(|byte| byte == b':')
}

/// Drops the line that ends a box.
fn without_end(children: &mut Vec<Node>) {
    let Some(last) = children.pop() else { return };
    let lines = inline::lines(&last.children);
    let end = lines.last().map_or(0, |line| line.len());
    let kept = last.children[..last.children.len() - end].to_vec();
    children.extend(paragraph(kept));
}

/// The blocks of indented text.
fn unindented(code: &Node) -> Vec<Node> {
    let Kind::Code(block) = &code.kind else { return Vec::new() };
    let mut blocks = markdown::parse(&block.text, 0, Dialect::Casebook).blocks;
    for node in &mut blocks {
        inline::place(node, code.span);
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kinds and titles of the alerts, and what they hold.
    fn boxes(text: &str) -> Vec<String> {
        let blocks = alerts(markdown::parse(text, 0, Dialect::Casebook).blocks);
        let told = |block: &Node| match &block.kind {
            Kind::Alert(alert) => {
                let inner: Vec<_> = block.children.iter().map(|it| markdown::plain(&it.children)).collect();
                format!("{} [{}] {}", alert.kind, markdown::plain(&alert.title), inner.join("|"))
            }
            _ => markdown::plain(&block.children),
        };
        blocks.iter().map(told).collect()
    }

    #[test]
    fn boxes_of_other_programs_are_alerts() {
        assert_eq!(boxes(":::info Facts\n**Belt:** two\n:::\n\nText"), ["note [Facts] Belt: two", "Text"]);
        assert_eq!(boxes("::: warning\n\nOne.\n\n- two\n\n:::\n"), ["warning [] One.|two"]);
        assert_eq!(
            boxes("!!! danger \"Draft\"\n    Numbers are missing.\n\nText"),
            ["caution [Draft] Numbers are missing.", "Text"]
        );
        assert_eq!(boxes("??? tip\n\n    One.\n\n    Two.\n\nText"), ["tip [] One.|Two.", "Text"]);
        let callout =
            components(markdown::parse("<Callout type=\"warning\">Rough.</Callout>", 0, Dialect::Casebook).blocks);
        assert!(matches!(&callout[0].kind, Kind::Alert(alert) if alert.kind == "warning"));
        let tabs = "=== \"Belt\"\n\n    - one\n\n=== \"Motor\"\n\n    Two.\n";
        assert_eq!(boxes(tabs), ["Belt", "one", "Motor", "Two."]);
        assert_eq!(boxes(":::note[Mind this]\nText\n:::"), ["note [Mind this] Text"]);
    }

    #[test]
    fn many_boxes_take_no_longer_and_deep_ones_stay() {
        let open = ":::note\n\n".repeat(5000);
        assert_eq!(boxes(&open).len(), 5000);
        let deep = format!("{}text\n\n{}", ":::note\n\n".repeat(500), ":::\n\n".repeat(500));
        assert_eq!(boxes(&deep).len(), 1);
    }

    #[test]
    fn what_is_no_box_stays() {
        for text in [":::note\n\nNever closed.", "::: internal\nx\n:::", "!!! What a day", ":::", "Note: text"] {
            let kept = boxes(text).join("|");
            assert!(!kept.starts_with("note ["), "{text}: {kept}");
            assert_eq!(
                kept.matches(|c: char| c.is_alphanumeric()).count(),
                text.matches(|c: char| c.is_alphanumeric()).count()
            );
        }
    }
}
