//! Names of emoji become emoji: `:fire:` as chat programs write it, `(tick)` as Confluence does.

use crate::markdown::{Kind, Node};
use crate::text::shortcode::with_emoji;

/// The marks of Confluence. It writes them before a text, or as all of a cell.
const WIKI: [(&str, &str); 6] = [
    ("(tick)", "✅"),
    ("(error)", "❌"),
    ("(warning)", "⚠️"),
    ("(information)", "ℹ️"),
    ("(question)", "❓"),
    ("(star)", "⭐"),
];

/// Puts emoji in the place of their names. Code and bare addresses stay as they are.
pub(super) fn spell_out(nodes: &mut [Node]) {
    for (at, node) in nodes.iter_mut().enumerate() {
        if let Kind::Text(text) = &mut node.kind {
            // Only the first text of a block can be a mark of a wiki.
            if at == 0
                && let Some((mark, emoji)) = WIKI.iter().find(|(mark, _)| text.starts_with(mark))
                && !text[mark.len()..].starts_with(|c: char| c.is_alphanumeric())
            {
                text.replace_range(..mark.len(), emoji);
            }
            if let Some(spelt) = with_emoji(text) {
                *text = spelt;
            }
        }
        let is_address = matches!(&node.kind, Kind::Link(link) if link.bare);
        if !is_address {
            spell_out(&mut node.children);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::{self, Dialect};

    fn shown(text: &str) -> String {
        let mut blocks = markdown::parse(text, 0, Dialect::Casebook).blocks;
        super::spell_out(&mut blocks);
        markdown::plain(&blocks)
    }

    #[test]
    fn names_of_emoji_become_emoji() {
        assert_eq!(shown("# :rotating_light: Gate\n\n- stuck :+1:\n"), "🚨 Gate stuck 👍");
        assert_eq!(shown("(tick) done\n\n- (error) no\n"), "✅ done ❌ no");
        for text in
            ["`:fire:` and `(tick)`", "a (tick) of a clock", "at 10:30:20", "urn:key:x", ":nothing_such:", "(tick)s"]
        {
            assert_eq!(shown(text), text.replace('`', ""), "{text}");
        }
        assert_eq!(shown("<https://a.example/:fire:>"), "https://a.example/:fire:");
    }
}
