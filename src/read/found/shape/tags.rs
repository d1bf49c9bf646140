//! Marks of other programs around the text: hints of `GitBook`, notices of Hugo, code of MDX. What they
//! hold stays, and they go.

use crate::markdown::{Kind, Node};
use crate::read::found::inline;
use crate::read::found::shape::marks::MARKS;

/// Names of tags that only stand around a text. Others, like `embed`, say something.
const AROUND: [&str; 14] = [
    "hint", "tabs", "tab", "code", "raw", "alert", "notice", "callout", "note", "info", "warning", "tip", "danger",
    "details",
];

/// Code of MDX stands before the text, or between its first blocks.
const FIRST: usize = 12;

/// Drops such marks from paragraphs, and paragraphs that are nothing else.
pub(super) fn drop_from(blocks: &mut Vec<Node>) {
    let mut at = 0;
    blocks.retain(|block| {
        at += 1;
        !(at <= FIRST && is_code(block))
    });
    for block in blocks.iter_mut() {
        match block.kind {
            Kind::Paragraph => drop_lines(block),
            Kind::Quote | Kind::Alert(_) => drop_from(&mut block.children),
            _ => {}
        }
    }
    blocks.retain(|block| !(matches!(block.kind, Kind::Paragraph) && block.children.is_empty()));
}

fn drop_lines(paragraph: &mut Node) {
    let has_tag = |node: &Node| matches!(&node.kind, Kind::Text(text) if text.contains("{%") || text.contains("{{"));
    if !paragraph.children.iter().any(has_tag) {
        return;
    }
    let is_break = |node: &Node| matches!(node.kind, Kind::SoftBreak | Kind::HardBreak);
    let mut kept: Vec<Node> = Vec::new();
    for line in paragraph.children.split_inclusive(is_break) {
        if !is_tag(inline::text(line).trim()) {
            kept.extend_from_slice(line);
        }
    }
    paragraph.children = inline::trim(kept);
}

/// `{% hint style="info" %}`, `{% endhint %}`, `{{< /notice >}}`
fn is_tag(line: &str) -> bool {
    let inner = MARKS.into_iter().find_map(|(open, close)| line.strip_prefix(open)?.strip_suffix(close));
    let Some(inner) = inner.filter(|inner| !inner.contains("{%") && !inner.contains("{{")) else { return false };
    let name = inner.trim().trim_start_matches('/').trim_start();
    let name = name.split(|c: char| !(c.is_alphanumeric() || c == '-')).next().unwrap_or_default();
    AROUND.contains(&name.strip_prefix("end").unwrap_or(name)) || AROUND.contains(&name)
}

/// `import { Post } from '…'`, `export const post = { … }`
fn is_code(block: &Node) -> bool {
    if !matches!(block.kind, Kind::Paragraph) {
        return false;
    }
    let text = inline::text(&block.children);
    let is_import =
        text.starts_with("import ") && text.contains(" from ") && text.trim_end().ends_with(['\'', '"', '’', '”', ';']);
    let is_export = ["export const ", "export default ", "export let "].iter().any(|begin| text.starts_with(begin))
        && text.contains(['=', '{', '(']);
    is_import || is_export
}

#[cfg(test)]
mod tests {
    use crate::markdown::{self, Dialect};

    fn shown(text: &str) -> String {
        let mut blocks = markdown::parse(text, 0, Dialect::Casebook).blocks;
        super::drop_from(&mut blocks);
        blocks.iter().map(|block| markdown::plain(&block.children)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn marks_of_other_programs_go_and_their_text_stays() {
        for text in [
            "a\n\n{% hint style=\"info\" %}\nb\n{% endhint %}\n\nc\n",
            "a\n\n{% hint style=\"info\" %}\n\nb\n\n{% endhint %}\n\nc\n",
            "a\n\n{{< notice warning >}}\nb\n{{< /notice >}}\n\nc\n",
            "import { Post } from '@/components/Post'\n\nexport const post = {\n  draft: false,\n  author: 'Arno',\n}\n\nexport default (props) => <Post {...props} />\n\na\n\nb\n\nc\n",
        ] {
            assert_eq!(shown(text), "a|b|c", "{text}");
        }
        for text in [
            "{% embed url=\"https://v.example\" %}",
            "export the table first",
            "Use {% hint %} for it",
            "import it from the mail",
        ] {
            assert_eq!(shown(text), text, "{text}");
        }
    }
}
