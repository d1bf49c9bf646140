//! Which parts of a document hold its actions, and what the names of the parts say of them.

use super::words::{is_category, status_alone};
use super::{has_boxes, named, table};
use crate::config::Config;
use crate::incident::action::ActionStatus;
use crate::incident::section::{Role, Section};
use crate::markdown::{Document, Kind, Node};
use crate::read::found::course::blocks_of;
use crate::read::found::head::keys::is_elsewhere;
use crate::read::found::sections::{label_role, named_in, section_at};
use crate::read::found::{inline, levels, time_text};
use crate::read::words::words;
use crate::text::sentence;

/// A heading with more words than these is no name of a group.
const LONGEST_NAME: usize = 2;

/// The blocks of a section of actions, without the parts that tell of something else.
pub(super) fn blocks<'a>(document: &'a Document, section: &Section, sections: &[Section]) -> Vec<&'a Node> {
    let blocks = blocks_of(document, section).into_iter();
    let blocks: Vec<_> = blocks.take_while(|block| !ends_letter(block)).filter(|block| !is_stamp(block)).collect();
    let is_heading = |block: &&Node| matches!(block.kind, Kind::Heading(_));
    let Some(first) = blocks.iter().position(is_heading) else { return blocks };
    let has_items = blocks[..first].iter().any(|block| matches!(block.kind, Kind::List(_) | Kind::Table(_)));
    let has_names = blocks.iter().any(|block| named::is_fields(block));
    let mut kept = Vec::with_capacity(blocks.len());
    let mut skipped: Option<u8> = None;
    for (at, block) in blocks.iter().enumerate() {
        if let Kind::Heading(heading) = &block.kind
            && skipped.is_none_or(|level| heading.level <= level)
        {
            let has_tasks =
                || blocks[at + 1..].iter().take_while(|block| !is_heading(block)).any(|block| has_boxes(block));
            let part = section_at(sections, block.span.start);
            let is_aside = part.is_some_and(|part| {
                tells_of_else(part) || (has_items && !has_names && is_remark(part) && !has_tasks())
            });
            skipped = is_aside.then_some(heading.level);
        }
        if skipped.is_none() {
            kept.push(*block);
        }
    }
    kept
}

/// `Kind regards`, before the name of who wrote it.
fn ends_letter(block: &Node) -> bool {
    if !matches!(block.kind, Kind::Paragraph) {
        return false;
    }
    let line = inline::lines(&block.children).first().map(|line| inline::text(line).to_lowercase()).unwrap_or_default();
    words().telling.valediction.contains(&line.trim_matches([' ', ',', '.', '!', '，', '。']))
}

/// `*Posted on 6 May 2031, 11:02 UTC*`, `_6 May, 11:02 UTC_`: when a part was written.
fn is_stamp(block: &Node) -> bool {
    /// In words: `Posted on` and `Nov 06, 2031 - 11:02 CET`.
    const LONGEST: (usize, usize) = (2, 6);
    let [Node { kind: Kind::Emphasis, children, .. }] = block.children.as_slice() else { return false };
    let text = inline::text(children);
    let words = |text: &str| text.split_whitespace().count();
    time_text::stamp(&text).is_some()
        || time_text::day_in(&text)
            .is_some_and(|(at, _)| words(&text[..at]) <= LONGEST.0 && words(&text[at..]) <= LONGEST.1)
}

/// `What went well`, `Definitions`
fn tells_of_else(part: &Section) -> bool {
    match part.role {
        Some(role) => {
            matches!(role, Role::Timeline | Role::WentWell | Role::WentWrong | Role::Lucky | Role::Lessons)
        }
        None => is_elsewhere(&part.heading),
    }
}

/// `Before you change the settings`: a heading below the actions that is no name of more of them.
fn is_remark(part: &Section) -> bool {
    let name = part.heading.to_lowercase();
    let parts: Vec<_> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let names_actions = parts.iter().any(|word| is_category(word)) || status(&name).is_some();
    let is_sure = words().action.sure.iter().chain(words().action.list).any(|word| name.contains(word));
    part.role.is_none() && parts.len() > LONGEST_NAME && !names_actions && !is_sure
}

/// The status that a name, in lower case, gives all actions below it: `Completed`, `Open items`,
/// `Short term (done):`.
pub(super) fn status(name: &str) -> Option<ActionStatus> {
    let name = name.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '）' | '✅' | '✔'));
    let is_task = |word: &&str| {
        let tasks = words().column.task;
        tasks.contains(word) || tasks.contains(&word.trim_end_matches('s'))
    };
    let rest: Vec<_> = name.split_whitespace().filter(|word| !is_task(word)).collect();
    let bracket = name.strip_suffix([')', '）']).and_then(|rest| rest.rsplit_once(['(', '（'])).map(|(_, inner)| inner);
    let bare = |text: &str| text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    if words().action.past.contains(&name) {
        return Some(ActionStatus::Done);
    }
    // `✅ Recommendations` is decorated, and `✅` alone is a state.
    let rest = rest.join(" ");
    let has_task = name.split_whitespace().any(|word| is_task(&word));
    status_alone(&rest)
        .filter(|_| !has_task || rest.contains(char::is_alphabetic))
        .or_else(|| bracket.and_then(|inner| status_alone(inner).or_else(|| status_alone(&bare(inner)))))
        .or_else(|| status_alone(&bare(name)))
}

/// A section of remedies with a part such as `To do` or `Remaining (#12)`, below a heading or a line of its own.
pub(super) fn is_planned(section: &Section, document: &Document, sections: &[Section]) -> bool {
    let is_open = |name: &str| {
        let name = name.to_lowercase();
        let name = name.split(['(', '（']).next().unwrap_or_default();
        matches!(status(name), Some(ActionStatus::Todo | ActionStatus::InProgress))
    };
    let has_part =
        |part: &Section| part.level > section.level && section.span.contains(part.span) && is_open(&part.heading);
    let has_line = || {
        let blocks = blocks_of(document, section);
        let over_list = blocks.windows(2).filter(|pair| is_list(pair[1])).filter_map(|pair| label(pair[0]));
        let defined = blocks.iter().filter_map(|block| Some(super::defined(block)?.0));
        over_list.chain(defined).any(|name| is_open(&name))
    };
    section.role == Some(Role::Remediation) && (sections.iter().any(has_part) || has_line())
}

/// A section whose parts are all called `Done` and `To do`, whatever its own name is.
pub(super) fn is_split(section: &Section, sections: &[Section]) -> bool {
    if section.role.is_some() || section.level < 2 {
        return false;
    }
    let at = sections.partition_point(|other| other.span.start <= section.span.start);
    let parts = sections[at..].iter().take_while(|part| section.span.contains(part.span));
    let found: Option<Vec<_>> = parts.map(|part| status(&part.heading.to_lowercase())).collect();
    found.is_some_and(|found| found.contains(&ActionStatus::Done) && found.contains(&ActionStatus::Todo))
}

fn is_list(block: &Node) -> bool {
    matches!(block.kind, Kind::List(_) | Kind::Table(_))
}

/// The text of a paragraph that is only a name: `**Never again:**`, `To do:`.
fn label(block: &Node) -> Option<String> {
    /// In bytes.
    const LONGEST: usize = 60;
    let text = inline::text(&block.children);
    let is_bold = matches!(block.children.as_slice(), [Node { kind: Kind::Strong, .. }]);
    let is_name = matches!(block.kind, Kind::Paragraph) && text.len() <= LONGEST && !text.contains('\n');
    (is_name && (is_bold || text.trim_end().ends_with([':', '：']))).then(|| text.trim().to_owned())
}

/// The lists below lines that name actions, in sections without a role: `**Never again:**`.
pub(super) fn labelled<'a>(document: &'a Document, sections: &[Section], config: &Config) -> Vec<&'a Node> {
    let mut role = None;
    let mut found = Vec::new();
    for pair in document.blocks.windows(2) {
        if let Kind::Heading(heading) = &pair[0].kind {
            role = section_at(sections, pair[0].span.start).and_then(|part| part.role).filter(|_| heading.level > 1);
        } else if role.is_none()
            && is_list(&pair[1])
            && label(&pair[0]).is_some_and(|label| label_role(&label, config) == Some(Role::Actions))
        {
            found.extend(pair);
        }
    }
    found
}

/// Lists of boxes in sections that are nothing else. A list of levels was ticked, and is no list of actions.
pub(super) fn boxes<'a>(document: &'a Document, sections: &[Section]) -> Vec<&'a Node> {
    let is_told = |section: &Section| matches!(section.role, Some(Role::Timeline | Role::RootCause));
    if !sections.iter().any(is_told) {
        return Vec::new();
    }
    lists_of_work(document, sections, |list| has_boxes(list) && !is_choice(list))
}

/// Lists outside of timeline and causes of which most items end with how far they are: `Mend the belt. Done.`
pub(super) fn stated<'a>(document: &'a Document, sections: &[Section]) -> Vec<&'a Node> {
    let is_stated = |item: &&Node| {
        let text = inline::text(inline::first_line(item).0);
        let last = text.trim_end().trim_end_matches('.').rsplit(['.', '–', '—']).next().unwrap_or_default();
        // `In progress, promised for May`
        let state = last.split(',').next().unwrap_or_default();
        last.len() < text.len() && super::words::state(state.trim()).is_some()
    };
    lists_of_work(document, sections, |list| {
        list.children.iter().filter(is_stated).count() * 3 >= list.children.len() * 2
    })
}

/// Lists that are `wanted`, of several items, in sections that may tell of work.
fn lists_of_work<'a>(document: &'a Document, sections: &[Section], wanted: impl Fn(&Node) -> bool) -> Vec<&'a Node> {
    let mut may_be = false;
    let mut found = Vec::new();
    for block in &document.blocks {
        match &block.kind {
            Kind::Heading(_) => {
                let part = section_at(sections, block.span.start);
                may_be = part.is_some_and(|part| {
                    let of_work = [Role::Remediation, Role::Resolution, Role::Lessons];
                    part.role.map_or_else(|| !tells_of_else(part), |role| of_work.contains(&role))
                });
            }
            Kind::List(_) if may_be && block.children.len() > 1 && wanted(block) => found.push(block),
            _ => {}
        }
    }
    found
}

/// Boxes of which one is ticked, before words that name a severity.
fn is_choice(list: &Node) -> bool {
    let is_level = |item: &&Node| levels::is_ranked(&inline::text(inline::first_line(item).0));
    list.children.iter().filter(is_level).count() > 1
}

/// Roles of sections in which a table may be of actions.
const OF_TABLES: [Role; 3] = [Role::Actions, Role::Remediation, Role::Resolution];

/// Tables of actions with their owners in parts of the document that have no other role.
pub(super) fn tables_elsewhere<'a>(document: &'a Document, sections: &[Section]) -> Vec<&'a Node> {
    let mut role = None;
    let mut is_else = false;
    let mut found = Vec::new();
    for block in &document.blocks {
        match &block.kind {
            Kind::Heading(_) => {
                let part = section_at(sections, block.span.start);
                role = part.and_then(|part| part.role);
                is_else = part.is_some_and(|part| is_elsewhere(&part.heading));
            }
            Kind::Table(_)
                if role.is_none_or(|role| OF_TABLES.contains(&role)) && !is_else && table::is_of_actions(block) =>
            {
                found.push(block);
            }
            _ => {}
        }
    }
    found
}

/// The lists below a line that promises something: `To prevent a recurrence we will take these measures:`.
pub(super) fn promises<'a>(document: &'a Document, sections: &[Section]) -> Vec<&'a Node> {
    let is_promise = |block: &Node| {
        let text = inline::text(&block.children).to_lowercase();
        let last = text.trim_end().strip_suffix([':', '：']).map(|text| &text[sentence::around(text, text.len())]);
        let is_ours = |text: &str| words().action.future.iter().any(|word| text.contains(word));
        last.is_some_and(|text| is_ours(text) && named_in(text) == Some(Role::Actions))
    };
    let mut role = None;
    let mut found = Vec::new();
    for pair in document.blocks.windows(2) {
        match (&pair[0].kind, &pair[1].kind) {
            (Kind::Heading(_), _) => role = section_at(sections, pair[0].span.start).and_then(|part| part.role),
            (Kind::Paragraph, Kind::List(_)) if role.is_none() && is_promise(&pair[0]) => found.push(&pair[1]),
            _ => {}
        }
    }
    found
}
