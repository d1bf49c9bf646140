//! Actions on bare lines: an outline with labels and fields, indented or not.

use super::item::from_text;
use super::{below, words};
use crate::incident::action::ActionItem;
use crate::markdown::{Kind, Node};
use crate::read::found::inline;
use crate::read::words as vocabulary;
use crate::read::words::nothing::is_nothing;
use crate::text::{Span, split_colon};

/// The actions of the first text that is indented by four blanks, which nobody meant as code.
pub(super) fn find(blocks: &[&Node]) -> Option<(Vec<ActionItem>, Vec<Span>)> {
    blocks.iter().find_map(|block| {
        let Kind::Code(code) = &block.kind else { return None };
        let text = |line: &str| vec![inline::plain(block.span, line.trim())];
        let items = items(code.text.lines().map(text));
        (!code.fenced && items.len() >= 2).then(|| (items, vec![block.span]))
    })
}

/// One item a line. Labels are none, and fields belong to the item above them. Where some lines
/// say that they are tasks, the others are thoughts.
pub(super) fn items(lines: impl Iterator<Item = Vec<Node>>) -> Vec<ActionItem> {
    let lines: Vec<_> = lines.map(without_bullet).map(|line| (inline::text(&line), line)).collect();
    let tasks = lines.iter().any(|(text, _)| task(text).is_some());
    let mut items: Vec<ActionItem> = Vec::new();
    let mut in_thought = false;
    for (text, line) in &lines {
        if text.trim_end().ends_with([':', '：']) || is_nothing(text) {
            in_thought = tasks;
        } else if let Some(item) =
            items.last_mut().filter(|_| !in_thought && below::field(text.trim_end_matches('.')).is_some())
        {
            below::line_below(item, line);
        } else if let Some(length) = task(text) {
            items.push(from_text(&inline::trim(inline::skip(line, length)), None));
            in_thought = false;
        } else if !tasks {
            items.push(from_text(line, None));
        }
    }
    items
}

/// A line without the mark of a list that Markdown does not know: `・Watch the clocks`.
fn without_bullet(line: Vec<Node>) -> Vec<Node> {
    let text = inline::text(&line);
    let rest = text.trim_start().trim_start_matches(['・', '•', '‣', '●', '○', '■', '◦', '▪', '※']).trim_start();
    if rest.len() < text.trim_start().len() { inline::skip(&line, text.len() - rest.len()) } else { line }
}

/// Bytes of `Task: `
fn task(text: &str) -> Option<usize> {
    let (name, behind) = split_colon(text).filter(|(_, behind)| !behind.trim().is_empty())?;
    let is_task = vocabulary::words().action.list.contains(&name.trim().to_lowercase().as_str());
    is_task.then(|| text.len() - behind.len()).filter(|_| !words::is_category(name))
}
