//! Paragraphs that begin with the bold name of a section: `**Root cause:** The belt was wet.`

use std::collections::BTreeSet;

use super::{Shaper, span_of};
use crate::incident::section::Role;
use crate::markdown::{Document, Kind, Node};
use crate::read::found::{inline, sections};
use crate::text::split_colon;

/// A bold name with less text than this behind it is a field, not a section.
const SHORTEST_SECTION: usize = 40;

impl Shaper<'_> {
    /// The section that a paragraph such as `**Root cause:** the text` begins, if no heading names it.
    pub(super) fn lead_in(&self, paragraph: &Node) -> Option<Role> {
        self.lead_in_behind(paragraph, self.labelled)
    }

    /// Behind another one, a short text is enough.
    fn lead_in_behind(&self, paragraph: &Node, is_behind: bool) -> Option<Role> {
        let lines = inline::lines(&paragraph.children);
        let is_bold = |node: Option<&Node>| node.is_some_and(|node| matches!(node.kind, Kind::Strong));
        // Several bold names in one paragraph are a block of fields.
        if lines.iter().filter(|line| is_bold(line.first())).count() > 1 {
            return None;
        }
        let (first, rest) = lines.first()?.split_first().filter(|(first, _)| is_bold(Some(first)))?;
        let name = inline::text(std::slice::from_ref(first));
        let behind = inline::text(rest);
        let colon =
            name.trim_end().ends_with([':', '：', '.', '?', '？']) || behind.trim_start().starts_with([':', '：']);
        // `**Impact** Nobody could …`
        let is_sentence = behind.starts_with(' ') && behind.trim_start().starts_with(char::is_uppercase);
        let colon = colon || is_sentence && name.trim_end() == name;
        let role = sections::any_role(&name, self.config)?;
        let long = behind.trim().len() >= SHORTEST_SECTION;
        (colon && (long || is_behind) && !behind.trim().is_empty() && !self.named.contains(&role)).then_some(role)
    }

    /// True if `block` begins a section, and no block `behind` it, up to the next name, is of the whole document: a list
    /// of actions, or a line such as `Why: the belt was wet`.
    pub(super) fn leads_in(&self, block: &Node, behind: &[Node]) -> bool {
        // Most blocks are none, and the rest is looked through for few.
        if self.inside.is_some() || self.lead_in(block).is_none() {
            return false;
        }
        let ends = |block: &Node| match block.kind {
            Kind::Heading(_) => true,
            Kind::Paragraph => inline::lines(&block.children).into_iter().any(|line| self.label(line).is_some()),
            _ => false,
        };
        let own = &behind[..behind.iter().position(ends).unwrap_or(behind.len())];
        let plain = |block: &&Node| matches!(block.kind, Kind::Paragraph) && self.lead_in_behind(block, true).is_none();
        let names_another = |block: &Node| {
            let text = inline::text(&block.children);
            let name = split_colon(&text).map(|(name, _)| name);
            name.is_some_and(|name| sections::any_role(name, self.config).is_some())
        };
        let names_actions = |block: &Node| {
            let text = inline::text(&block.children).to_lowercase();
            text.trim_end().ends_with([':', '：']) && sections::named_in(&text) == Some(Role::Actions)
        };
        let over_list = own.windows(2).filter(|pair| matches!(pair[1].kind, Kind::List(_))).map(|pair| &pair[0]);
        !own.iter().filter(plain).any(names_another) && !over_list.filter(plain).any(names_actions)
    }

    /// Makes a section of a paragraph that begins with its name.
    pub(super) fn section(&mut self, block: Node, out: &mut Vec<Node>) {
        let mut children = block.children;
        let rest = children.split_off(1);
        self.heading(children, out);
        self.labelled = true;
        let colon = inline::text(&rest);
        let skipped = colon.len() - colon.trim_start_matches([':', '：', ' ', '-', '–', '—']).len();
        let rest = inline::trim(inline::skip(&rest, skipped));
        if !rest.is_empty() {
            out.push(Node { span: span_of(&rest), kind: Kind::Paragraph, children: rest });
        }
    }

    /// Sections that several paragraphs would begin: those tell of parts, such as the fix of each of four faults.
    pub(super) fn begun_twice(&self, document: &Document) -> BTreeSet<Role> {
        let paragraphs = document.blocks.iter().filter(|block| matches!(block.kind, Kind::Paragraph));
        let mut seen = BTreeSet::new();
        paragraphs.filter_map(|block| self.lead_in(block)).filter(|role| !seen.insert(*role)).collect()
    }
}
