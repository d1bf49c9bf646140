//! Action items: task lists, lists, tables, headings and bare lines.

mod below;
mod beside;
mod fields;
mod item;
mod labelled;
mod leading;
mod named;
mod outline;
mod owners;
mod parts;
mod states;
mod table;
mod trailing;
mod words;

use std::cell::LazyCell;

use jiff::civil::Date;

use self::beside::owners_around;
use self::fields::set_due;
use self::item::from_text;
use self::owners::{Witness, handles, owners_before};
use self::words::FieldName;
pub(in crate::read) use self::words::is_ticket;
use super::inline;
use super::time_text::{self, Day, Order};
use crate::config::Config;
use crate::incident::action::{ActionItem, ActionStatus};
use crate::incident::section::{Role, Section};
use crate::markdown::{Document, Kind, Node};
use crate::read::words as vocabulary;
use crate::read::words::nothing::{is_nobody, is_nothing};
use crate::text::{Span, is_unspaced};

/// A line longer than this is prose, in bytes.
const LONGEST_LINE: usize = 200;

/// The items of a document with this `text`, and the blocks they were found in. Sections with a clear name come before
/// those with a vague one.
pub(in crate::read) fn find(
    document: &Document,
    sections: &[Section],
    config: &Config,
    text: &str,
) -> (Vec<ActionItem>, Vec<Span>) {
    let is_of_actions = |section: &&Section| section.role == Some(Role::Actions) || parts::is_split(section, sections);
    let of_role: Vec<_> = sections.iter().filter(is_of_actions).collect();
    let whole = Span::outermost(of_role.iter().map(|section| section.span).collect());
    let is_outer = |section: &&&Section| whole.binary_search(&section.span).is_ok();
    let outer: Vec<_> = of_role.iter().filter(is_outer).copied().collect();
    let strong = |section: &&Section| {
        let name = section.heading.to_lowercase();
        vocabulary::words().action.sure.iter().any(|word| name.contains(word))
    };
    let (strong, vague): (Vec<_>, Vec<_>) = outer.into_iter().partition(strong);
    // Looked for once: there may be thousands of sections.
    let known = LazyCell::new(|| handles(text));
    let witness = Witness::new(text);
    let is_handle = |name: &str| known.contains(name);
    let read_section = |section: &&Section| {
        let own = parts::blocks(document, section, sections);
        let boxed = own.iter().any(|block| has_boxes(block));
        let (mut items, blocks) = read(&own);
        let name = section.heading.to_lowercase();
        for item in &mut items {
            set_status(item, parts::status(&name), boxed);
        }
        owners_before(&mut items, &is_handle);
        // `Actions with owners`
        owners_around(&mut items, FieldName::Owner.words().iter().any(|word| name.contains(word)), &witness);
        (items, blocks)
    };
    let (mut items, mut spans) = (Vec::new(), Vec::new());
    for (found, blocks) in strong.iter().map(read_section) {
        items.extend(found);
        spans.extend(blocks);
    }
    if items.is_empty() {
        (items, spans) = vague.iter().map(read_section).find(|(items, _)| !items.is_empty()).unwrap_or_default();
    }
    // Whoever keeps a table of who does what by when has no other list of actions.
    if items.iter().all(is_bare) {
        let tables = parts::tables_elsewhere(document, sections);
        let found: Vec<_> = tables.iter().flat_map(|block| table::read(block)).collect();
        if !found.is_empty() {
            return (found, tables.iter().map(|block| block.span).collect());
        }
    }
    if items.is_empty() {
        // A section with a part that is still to be done is a list of actions, whatever its name.
        let planned = sections.iter().filter(|section| parts::is_planned(section, document, sections));
        let planned = planned.map(|section| read_section(&section)).find(|(items, _)| !items.is_empty());
        return planned.unwrap_or_else(|| elsewhere(document, sections, config, text));
    }
    (items, spans)
}

/// The items of a document without a section of actions: below lines that name or promise them, else in boxes.
fn elsewhere(document: &Document, sections: &[Section], config: &Config, text: &str) -> (Vec<ActionItem>, Vec<Span>) {
    let groups = [parts::labelled(document, sections, config), parts::promises(document, sections)];
    let others = [parts::boxes(document, sections), parts::stated(document, sections)];
    let mut groups = groups.into_iter().chain(others);
    let mut found = groups.find(|blocks| !blocks.is_empty()).map(|blocks| read(&blocks)).unwrap_or_default();
    owners_around(&mut found.0, false, &Witness::new(text));
    found
}

/// Nothing but a text.
fn is_bare(item: &ActionItem) -> bool {
    item.owner.is_none()
        && item.due.is_none()
        && item.due_text.is_none()
        && item.ticket.is_none()
        && item.priority.is_none()
        && item.status == ActionStatus::Todo
}

/// Gives an item the status that stands above it, unless it says something itself.
fn set_status(item: &mut ActionItem, status: Option<ActionStatus>, has_box: bool) {
    if item.status == ActionStatus::Todo && !has_box {
        item.status = status.unwrap_or(item.status);
    }
}

/// Gives a day without a year the one after the incident's `date`. Days in numbers have the document's
/// `order`.
pub(in crate::read) fn date(items: &mut [ActionItem], date: Option<Date>, order: Option<Order>) {
    for item in items.iter_mut().filter(|item| item.due.is_none()) {
        let day = |text: &String| time_text::whole(text)?.day;
        if let Some(day @ Day::Numeric { .. }) = item.due_text.as_ref().and_then(day) {
            // Nothing is promised for a day that is past.
            let may_be =
                |order| day.in_order(Some(order)).resolve(date).filter(|day| date.is_some_and(|it| *day >= it));
            let only = match [Order::DayFirst, Order::MonthFirst].map(may_be) {
                [Some(one), Some(other)] if one != other => None,
                [one, other] => one.or(other),
            };
            item.due = order.and_then(|order| day.in_order(Some(order)).resolve(date)).or(only);
            item.due_text.take_if(|_| item.due.is_some());
        }
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
    /// What the heading or the label above says of all of them.
    status: Option<ActionStatus>,
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
    let (mut of_heading, mut status) = (None, None);
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
                if let Some((name, items)) = defined(block) {
                    status = parts::status(&name.to_lowercase()).or(of_heading);
                    label = name;
                    (items, false)
                } else {
                    let is_heading = matches!(block.kind, Kind::Heading(_));
                    above = (inline::lines(&block.children).len() == 1).then_some(*block);
                    let text = inline::text(&block.children);
                    let short = text.len() < 60 && inline::lines(&block.children).len() == 1;
                    label = if short { text.trim().trim_end_matches(':').to_owned() } else { String::new() };
                    // A line below a heading takes nothing back.
                    let said = parts::status(&label.to_lowercase());
                    of_heading = if is_heading { said } else { of_heading };
                    status = said.or(of_heading);
                    continue;
                }
            }
            _ => continue,
        };
        let has_boxes = has_boxes(block);
        if !items.is_empty() {
            groups.push(Group { label: label.clone(), status, items, span: block.span, is_table, has_boxes });
        }
    }
    choose(&mut groups);
    if groups.is_empty() {
        return headings(blocks).or_else(|| lines(blocks)).unwrap_or_default();
    }
    for group in &mut groups {
        for item in &mut group.items {
            set_status(item, group.status, group.has_boxes);
        }
        if let Some(owner) = owner_label(&group.label) {
            for item in &mut group.items {
                item.owner.get_or_insert_with(|| owner.clone());
            }
        }
    }
    let spans = groups.iter().map(|group| group.span).collect();
    (groups.into_iter().flat_map(|group| group.items).collect(), spans)
}

/// `To do` over lines that begin with a colon, which name the actions.
fn defined(block: &Node) -> Option<(String, Vec<ActionItem>)> {
    let lines = inline::lines(&block.children);
    let is_paragraph = matches!(block.kind, Kind::Paragraph);
    let (name, rest) = lines.split_first().filter(|(_, rest)| is_paragraph && !rest.is_empty())?;
    let item = |line: &&[Node]| {
        let text = inline::text(line);
        let behind = text.strip_prefix(':')?;
        Some(from_text(&inline::skip(line, text.len() - behind.trim_start().len()), None))
    };
    let items: Option<Vec<_>> = rest.iter().map(item).collect();
    Some((inline::text(name), items?))
}

/// Beside a list of boxes or a list called tasks, other lists are thoughts.
fn choose(groups: &mut Vec<Group>) {
    let named = |group: &Group| {
        let label = group.label.to_lowercase();
        vocabulary::words().action.list.iter().any(|word| label.contains(word))
    };
    if groups.iter().any(|group| group.has_boxes) {
        groups.retain(|group| {
            group.is_table || group.has_boxes || group.status.is_some() || words::is_category(&group.label)
        });
    } else if groups.iter().any(named) && groups.iter().any(|group| !group.label.is_empty() && !named(group)) {
        groups.retain(|group| group.is_table || group.status.is_some() || named(group));
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
    let heads_only = list.children.iter().all(|item| nested_list(item).is_none() || is_head(item));
    for item in &list.children {
        let (first, rest) = inline::first_line(item);
        let text = inline::text(first);
        if let Some(nested) = nested_list(item).filter(|nested| heads(list, item, nested, heads_only)) {
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

fn nested_list(item: &Node) -> Option<&Node> {
    inline::first_line(item).1.iter().find(|block| matches!(block.kind, Kind::List(_)))
}

/// `Short term`, `Backend:`
fn is_head(item: &Node) -> bool {
    let text = inline::text(inline::first_line(item).0);
    text.len() < 60 && (text.trim_end().ends_with([':', '：']) || words::is_category(&text))
}

/// The item names the items of the list below it, and is none itself. Beside items without such
/// a list, only a name does so: what ends with a colon may be an action and its steps.
fn heads(list: &Node, item: &Node, nested: &Node, heads_only: bool) -> bool {
    let first = inline::first_line(item).0;
    let text = inline::text(first);
    let is_category = words::is_category(text.trim_end().trim_end_matches([':', '：']));
    let is_bold =
        matches!(first.first(), Some(Node { kind: Kind::Strong, .. })) && text.split_whitespace().count() <= 3;
    let has_steps = matches!(nested.kind, Kind::List(Some(_))) && matches!(list.kind, Kind::List(None));
    let has_tasks = item.kind == Kind::Item(None) && has_boxes(nested);
    let all_head = heads_only && list.children.iter().all(|item| nested_list(item).is_some());
    is_head(item) && (is_category || is_bold || has_tasks || (all_head && !has_steps))
}

/// One heading per item.
fn headings(blocks: &[&Node]) -> Option<(Vec<ActionItem>, Vec<Span>)> {
    let level = |block: &&Node| match &block.kind {
        Kind::Heading(heading) => Some(heading.level),
        _ => None,
    };
    let top = blocks.iter().filter_map(level).min()?;
    let mut items: Vec<ActionItem> = Vec::new();
    // A heading like "Short term" names the actions below it.
    let (mut is_category, mut status) = (false, None);
    let mut spans = Vec::new();
    for block in blocks {
        if level(block) == Some(top) {
            let text = inline::text(&block.children);
            (is_category, status) = (words::is_category(text.trim()), parts::status(&text.to_lowercase()));
            if is_category {
                continue;
            }
            items.push(from_text(&inline::skip(&block.children, named::number(&text)), None));
        } else if is_category && matches!(block.kind, Kind::Paragraph) {
            let mut item = from_text(&block.children, None);
            set_status(&mut item, status, false);
            items.push(item);
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
            && first.is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || c == '@' || is_unspaced(c))
    };
    if let Some(found) = outline::find(blocks) {
        return Some(found);
    }
    let paragraphs: Vec<_> = blocks.iter().filter(|block| matches!(block.kind, Kind::Paragraph)).collect();
    let of = |block: &Node| {
        let lines = inline::lines(&block.children);
        let items = outline::items(lines.iter().map(|line| line.to_vec()));
        (lines.len() >= 2 && items.len() >= 2 && lines.iter().all(&begins)).then_some(items)
    };
    if let Some(found) = paragraphs.iter().find_map(|block| of(block).map(|items| (items, vec![block.span]))) {
        return Some(found);
    }
    let single = |block: &Node| {
        let lines = inline::lines(&block.children);
        lines.len() == 1 && lines.iter().all(&begins)
    };
    // One sentence alone may be about anything, unless it promises something.
    let promises = |block: &Node| {
        let text = inline::text(&block.children).to_lowercase();
        text.len() < LONGEST_LINE && vocabulary::words().action.future.iter().any(|word| text.starts_with(word))
    };
    let is_list = match paragraphs.as_slice() {
        [alone] => promises(alone),
        all => all.iter().all(|block| single(block)),
    };
    (is_list && paragraphs.len() == blocks.len()).then(|| {
        let items = paragraphs.iter().map(|block| from_text(&block.children, None)).collect();
        (items, paragraphs.iter().map(|block| block.span).collect())
    })
}

#[cfg(test)]
mod end_tests;
#[cfg(test)]
mod form_tests;
#[cfg(test)]
mod tests;
