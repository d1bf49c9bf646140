//! Writes a tree as Markdown again. The text has nothing that the tree has not: no comments, no
//! labels, no attributes that no page shows.

mod events;

use self::events::Events;
use super::{CodeBlock, Dialect, Document, Kind, Node, plain};
use crate::text::Span;

/// Returns Markdown that is parsed as `document` again. `source` is the text that it was parsed
/// from.
///
/// A block that Markdown has no way to write loses its emphasis. If that does not help, its text is
/// written without markup. No word is lost, and nothing is added.
pub(super) fn write(document: &Document, source: &str) -> String {
    let marker = marker(source);
    if let Some(text) = exact(document, &marker) {
        return text;
    }
    let written = |block: &Node| writable(block, &marker);
    let blocks = document.blocks.iter().map(written).collect();
    let footnotes = document.footnotes.iter().map(|(label, note)| {
        let children = note.children.iter().map(written).collect();
        (label.clone(), Node { children, ..note.clone() })
    });
    let simpler = Document { blocks, footnotes: footnotes.collect(), too_deep: None };
    let text = || exact(&alone(&as_code(&document.blocks)), &marker);
    exact(&simpler, &marker).or_else(text).unwrap_or_default()
}

/// Returns Markdown that is parsed as `document` again, if there is any.
fn exact(document: &Document, marker: &str) -> Option<String> {
    let events = Events::of(document, marker);
    let text = events.text()?;
    let is_same = |text: &str| Events::of(&super::parse(text, 0, Dialect::Casebook), marker).out == events.out;
    let tidy = tidy(&text);
    if is_same(&tidy) { Some(tidy) } else { Some(text).filter(|text| is_same(text)) }
}

/// Returns `block` in a form that can be written.
fn writable(block: &Node, marker: &str) -> Node {
    let plainer = [block.clone(), without_emphasis(block)];
    let fits = |block: &Node| exact(&alone(block), marker).is_some();
    plainer.into_iter().find(fits).unwrap_or_else(|| as_code(std::slice::from_ref(block)))
}

fn alone(block: &Node) -> Document {
    Document { blocks: vec![block.clone()], ..Document::default() }
}

fn without_emphasis(node: &Node) -> Node {
    let plain = |child: &Node| {
        let child = without_emphasis(child);
        let is_emphasis = matches!(child.kind, Kind::Emphasis | Kind::Strong | Kind::Strike);
        if is_emphasis { child.children } else { vec![child] }
    };
    Node { children: node.children.iter().flat_map(plain).collect(), ..node.clone() }
}

fn as_code(nodes: &[Node]) -> Node {
    let text = format!("{}\n", plain(nodes));
    let code = CodeBlock { info: "text".to_owned(), text, fenced: true };
    Node { span: Span::default(), kind: Kind::Code(Box::new(code)), children: Vec::new() }
}

/// Removes blanks that mean nothing: at the beginning, in lines without text, and before quotes.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.trim_start_matches('\n').lines() {
        let line = if line.trim().is_empty() { "" } else { line };
        let line = line.strip_prefix(' ').filter(|line| line.starts_with('>')).unwrap_or(line);
        let begins_quote = line.trim() == ">" && (out.is_empty() || out.ends_with("\n\n"));
        if !begins_quote {
            out.push_str(if line.trim() == ">" { ">" } else { line });
            out.push('\n');
        }
    }
    out
}

/// Returns a word that `source` does not have. It keeps the place of what the other package cannot
/// write: references to footnotes and the marks of alerts.
fn marker(source: &str) -> String {
    let mut words = (0..).map(|number| format!("qz{number}mark"));
    words.find(|word| !source.contains(word.as_str())).unwrap_or_default()
}
