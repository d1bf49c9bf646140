//! Action items: task lists, lists, tables, headings and bare lines.

mod below;
mod fields;
mod item;
mod labelled;
mod leading;
mod named;
mod table;
mod trailing;
mod words;

use jiff::civil::Date;

use self::fields::set_due;
use self::item::from_text;
use super::course::blocks_of;
use super::inline;
use super::time_text::{self, Day};
use crate::incident::action::ActionItem;
use crate::incident::section::{Role, Section};
use crate::markdown::{Document, Kind, Node};
use crate::read::words as vocabulary;
use crate::read::words::nothing::{is_nobody, is_nothing};
use crate::text::Span;

/// A line longer than this is prose, in bytes.
const LONGEST_LINE: usize = 200;

/// The items of a document and the blocks they were found in. Sections with a
/// clear name come before those with a vague one.
pub(in crate::read) fn find(document: &Document, sections: &[Section]) -> (Vec<ActionItem>, Vec<Span>) {
    let of_role: Vec<_> = sections.iter().filter(|section| section.role == Some(Role::Actions)).collect();
    let whole = Span::outermost(of_role.iter().map(|section| section.span).collect());
    let is_outer = |section: &&&Section| whole.binary_search(&section.span).is_ok();
    let outer: Vec<_> = of_role.iter().filter(is_outer).copied().collect();
    let strong = |section: &&Section| {
        let name = section.heading.to_lowercase();
        vocabulary::words().action.sure.iter().any(|word| name.contains(word))
    };
    let (strong, vague): (Vec<_>, Vec<_>) = outer.into_iter().partition(strong);
    let read_section = |section: &&Section| read(&blocks_of(document, section));
    let (mut items, mut spans) = (Vec::new(), Vec::new());
    for (found, blocks) in strong.iter().map(read_section) {
        items.extend(found);
        spans.extend(blocks);
    }
    if items.is_empty() {
        return vague.iter().map(read_section).find(|(items, _)| !items.is_empty()).unwrap_or_default();
    }
    (items, spans)
}

/// Gives a day without a year the one after the incident's `date`.
pub(in crate::read) fn date(items: &mut [ActionItem], date: Option<Date>) {
    for item in items.iter_mut().filter(|item| item.due.is_none()) {
        let without_year =
            |text: &String| time_text::lead(text).is_some_and(|lead| matches!(lead.day, Some(Day::WithoutYear { .. })));
        if let Some(text) = item.due_text.take_if(|text| without_year(text)) {
            set_due(item, &text, date);
        }
    }
}

/// A list or table, and the label above it.
struct Group {
    label: String,
    items: Vec<ActionItem>,
    span: Span,
    is_table: bool,
    has_boxes: bool,
}

/// The items in `blocks`, the content of an action section.
pub(in crate::read) fn read(blocks: &[&Node]) -> (Vec<ActionItem>, Vec<Span>) {
    if let Some(found) = named::find(blocks) {
        return found;
    }
    let mut groups: Vec<Group> = Vec::new();
    let mut label = String::new();
    let mut above: Option<&Node> = None;
    for block in blocks {
        let (items, is_table) = match &block.kind {
            Kind::Table(_) => (table::read(block), true),
            Kind::List(_) if named::is_fields(block) => match above.take() {
                Some(name) => (vec![named::one(name, &[block])], false),
                // Whose fields, nobody says.
                None => continue,
            },
            Kind::List(_) => (list(block), false),
            Kind::Heading(_) | Kind::Paragraph => {
                above = (inline::lines(&block.children).len() == 1).then_some(*block);
                let text = inline::text(&block.children);
                let short = text.len() < 60 && inline::lines(&block.children).len() == 1;
                label = if short { text.trim().trim_end_matches(':').to_owned() } else { String::new() };
                continue;
            }
            _ => continue,
        };
        let has_boxes = has_boxes(block);
        if !items.is_empty() {
            groups.push(Group { label: label.clone(), items, span: block.span, is_table, has_boxes });
        }
    }
    choose(&mut groups);
    if groups.is_empty() {
        return headings(blocks).or_else(|| lines(blocks)).unwrap_or_default();
    }
    for group in &mut groups {
        if let Some(owner) = owner_label(&group.label) {
            for item in &mut group.items {
                item.owner.get_or_insert_with(|| owner.clone());
            }
        }
    }
    let spans = groups.iter().map(|group| group.span).collect();
    (groups.into_iter().flat_map(|group| group.items).collect(), spans)
}

/// Beside a list of boxes or a list called tasks, other lists are thoughts.
fn choose(groups: &mut Vec<Group>) {
    let named = |group: &Group| {
        let label = group.label.to_lowercase();
        vocabulary::words().action.list.iter().any(|word| label.contains(word))
    };
    if groups.iter().any(|group| group.has_boxes) {
        groups.retain(|group| group.is_table || group.has_boxes || words::is_category(&group.label));
    } else if groups.iter().any(named) && groups.iter().any(|group| !group.label.is_empty() && !named(group)) {
        groups.retain(|group| group.is_table || named(group));
    }
}

/// Initials or a handle above a list: `**DM**`, `@dma`.
fn owner_label(label: &str) -> Option<String> {
    if let Some(handle) = label.strip_prefix('@').filter(|handle| !handle.contains(' ')) {
        return Some(handle.to_owned()).filter(|name| !is_nobody(name));
    }
    let initials = (2..=4).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    let upper = label.bytes().filter(u8::is_ascii_uppercase).count() >= 2;
    (initials && upper && words::leading_marks().all(|(mark, _)| mark != label)).then(|| label.to_owned())
}

/// Boxes in a list, or in the lists of its items.
fn has_boxes(list: &Node) -> bool {
    let is_list = |block: &&Node| matches!(block.kind, Kind::List(_));
    list.children
        .iter()
        .any(|item| matches!(item.kind, Kind::Item(Some(_))) || item.children.iter().filter(is_list).any(has_boxes))
}

fn list(list: &Node) -> Vec<ActionItem> {
    let mut actions = Vec::new();
    for item in &list.children {
        let (first, rest) = inline::first_line(item);
        let text = inline::text(first);
        let nested = rest.iter().find(|block| matches!(block.kind, Kind::List(_)));
        let is_name = text.trim_end().ends_with([':', '：']) || words::is_category(&text);
        if let Some(nested) = nested.filter(|_| text.len() < 60 && is_name) {
            actions.extend(self::list(nested));
            continue;
        }
        if is_nothing(&text) {
            continue;
        }
        let boxed = match item.kind {
            Kind::Item(done) => done,
            _ => None,
        };
        let (first, lines) = below::own_lines(first);
        let mut action = from_text(first, boxed);
        for line in lines {
            below::line_below(&mut action, line);
        }
        for block in rest {
            below::below(&mut action, block);
        }
        actions.push(action);
    }
    actions
}

/// One heading per item.
fn headings(blocks: &[&Node]) -> Option<(Vec<ActionItem>, Vec<Span>)> {
    let level = |block: &&Node| match &block.kind {
        Kind::Heading(heading) => Some(heading.level),
        _ => None,
    };
    let top = blocks.iter().filter_map(level).min()?;
    let mut items: Vec<ActionItem> = Vec::new();
    let mut spans = Vec::new();
    for block in blocks {
        if level(block) == Some(top) {
            let text = inline::text(&block.children);
            let numbered =
                text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ')' | ' ' | '#'))).unwrap_or(0);
            items.push(from_text(&inline::skip(&block.children, numbered), None));
        } else if let Some(item) = items.last_mut() {
            below::below(item, block);
        } else {
            continue;
        }
        spans.push(block.span);
    }
    (items.len() >= 2).then_some((items, spans))
}

/// Lines that are no sentences wrapped: each begins anew.
fn lines(blocks: &[&Node]) -> Option<(Vec<ActionItem>, Vec<Span>)> {
    let begins = |line: &&[Node]| -> bool {
        let text = inline::text(line);
        let first = text.trim_start().chars().next();
        text.len() < LONGEST_LINE
            && first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c == '@' || c >= '\u{2e80}')
    };
    let paragraphs: Vec<_> = blocks.iter().filter(|block| matches!(block.kind, Kind::Paragraph)).collect();
    let of = |block: &Node| {
        let lines = inline::lines(&block.children);
        (lines.len() >= 2 && lines.iter().all(&begins)).then(|| {
            let label = |line: &[Node]| inline::text(line).trim_end().ends_with([':', '：']);
            let plain = lines.into_iter().filter(|line| !label(line) && !is_nothing(&inline::text(line)));
            plain.map(|line| from_text(line, None)).collect::<Vec<_>>()
        })
    };
    if let Some(found) = paragraphs.iter().find_map(|block| of(block).map(|items| (items, vec![block.span]))) {
        return Some(found);
    }
    if let [block] = blocks
        && let Kind::Code(code) = &block.kind
        && !code.fenced
    {
        // Indented by four blanks, which nobody meant as code.
        let text =
            |line: &str| [Node { span: block.span, kind: Kind::Text(line.trim().to_owned()), children: Vec::new() }];
        let lines = code.text.lines().filter(|line| !is_nothing(line));
        let items: Vec<_> = lines.map(|line| from_text(&text(line), None)).collect();
        return (items.len() >= 2).then(|| (items, vec![block.span]));
    }
    let single = |block: &Node| {
        let lines = inline::lines(&block.children);
        lines.len() == 1 && lines.iter().all(&begins)
    };
    let all = paragraphs.len() >= 2 && paragraphs.len() == blocks.len() && paragraphs.iter().all(|block| single(block));
    all.then(|| {
        let items = paragraphs.iter().map(|block| from_text(&block.children, None)).collect();
        (items, paragraphs.iter().map(|block| block.span).collect())
    })
}

#[cfg(test)]
mod tests;
