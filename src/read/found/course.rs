//! Which part of a document is its timeline.

use super::{inline, sections::section_at, time_text, timeline};
use crate::incident::section::{Role, Section};
use crate::incident::timeline::{Entry, Timeline};
use crate::markdown::{Document as Markdown, Kind, Node};
use crate::read::words::words;

/// The timeline of the front matter, else of a section named so, else of one
/// with a weaker name that holds at least three clock times.
pub(in crate::read) fn read_timeline(
    mut stated: Vec<Entry>,
    markdown: &Markdown,
    sections: &[Section],
    context: &timeline::Context,
) -> Timeline {
    if !stated.is_empty() {
        timeline::place(&mut stated, context);
        return Timeline { entries: stated, blocks: Vec::new() };
    }
    let strong: Vec<_> = sections.iter().filter(|section| section.role == Some(Role::Timeline)).collect();
    let found =
        strong.iter().map(|section| timeline::read(&section.heading, &timeline_blocks(markdown, section), context));
    let best = found.reduce(|best, next| if next.entries.len() > best.entries.len() { next } else { best });
    if let Some(best) = best.filter(|best| !best.entries.is_empty()) {
        return best;
    }
    let weak = |section: &&Section| {
        section.role.is_none()
            && strong.is_empty()
            && words().section.weak_timeline.iter().any(|name| section.heading.to_lowercase().contains(name))
    };
    let weak = sections.iter().filter(weak).map(|section| {
        let found = timeline::read_weak(&section.heading, &timeline_blocks(markdown, section), context);
        (timeline::clock_times(&found), found)
    });
    weak.into_iter()
        .find(|(clocks, _)| *clocks >= 3)
        .map_or_else(|| unnamed_timeline(markdown, sections, context), |(_, found)| found)
}

/// A run of timed lines or items that no heading calls a timeline.
fn unnamed_timeline(markdown: &Markdown, sections: &[Section], context: &timeline::Context) -> Timeline {
    let roles_of_prose =
        [Role::Actions, Role::Lessons, Role::WentWell, Role::WentWrong, Role::Lucky, Role::Remediation];
    let mut best = Timeline::default();
    let least = if sections.is_empty() { 2 } else { 3 };
    let mut group: Vec<&Node> = Vec::new();
    // Whether the section above is of prose, and its level.
    let (mut in_prose, mut level) = (false, 0);
    let mut close = |group: &mut Vec<&Node>, in_prose: bool| {
        let blocks = std::mem::take(group);
        if !in_prose {
            let found = timeline::read_unnamed(&blocks, context);
            if timeline::clock_times(&found) >= least.max(best.entries.len() + 1) {
                best = found;
            }
        }
    };
    for block in &markdown.blocks {
        if let Kind::Heading(heading) = &block.kind {
            let is_timed = timeline::is_timed(&inline::text(&block.children));
            // The states below the `Follow-up` of a status page are no part of it.
            if !is_timed || in_prose && heading.level <= level {
                close(&mut group, in_prose);
                let role = section_at(sections, block.span.start).and_then(|section| section.role);
                in_prose = !is_timed && role.is_some_and(|role| roles_of_prose.contains(&role));
                level = heading.level;
            }
            if !is_timed {
                continue;
            }
        }
        // `*4 March 2031, by Kim*` below the title is no entry.
        if !(group.is_empty() && inline::is_slanted(&block.children)) {
            group.push(block);
        }
    }
    close(&mut group, in_prose);
    best
}

/// The content of a timeline section. Headings of its own level that begin with a
/// time belong to it, too.
fn timeline_blocks<'a>(markdown: &'a Markdown, section: &Section) -> Vec<&'a Node> {
    let mut blocks = blocks_of(markdown, section);
    let after = markdown.blocks.partition_point(|block| block.span.start < section.span.end);
    let mut timed = false;
    for block in &markdown.blocks[after..] {
        if matches!(block.kind, Kind::Heading(_)) {
            timed = time_text::lead(&inline::text(&block.children)).is_some_and(|lead| !lead.wordy);
        }
        if !timed {
            break;
        }
        blocks.push(block);
    }
    blocks
}

/// The blocks of a section, without its heading.
pub(in crate::read) fn blocks_of<'a>(markdown: &'a Markdown, section: &Section) -> Vec<&'a Node> {
    let blocks = &markdown.blocks;
    let first = blocks.partition_point(|block| block.span.start <= section.span.start);
    blocks[first..].iter().take_while(|block| section.span.contains(block.span)).collect()
}
