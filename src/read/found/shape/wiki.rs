//! What a wiki writes above a page that it exports: the way to the page, and its space in the title.

use crate::markdown::{self, Kind, Link, Node};
use crate::read::found::inline;

/// Drops the line of links that leads to the page, and the first name of it from the title:
/// `Operations : The gate is stuck`.
///
/// Only an export has a list of nothing but links to its own `.html` files before the title.
pub(super) fn drop_way(blocks: &mut Vec<Node>) {
    let Some(space) = blocks.first().and_then(way) else { return };
    let title = blocks.iter().skip(1).position(|block| matches!(block.kind, Kind::Heading(_)));
    let Some(title) = title.filter(|at| *at <= 1).and_then(|at| blocks.get_mut(at + 1)) else { return };
    let text = inline::text(&title.children);
    if let Some(behind) = text.strip_prefix(space.as_str()).and_then(|rest| rest.strip_prefix(" : "))
        && !behind.trim().is_empty()
    {
        title.children = inline::trim(inline::skip(&title.children, text.len() - behind.len()));
    }
    blocks.remove(0);
}

/// The first name of a block of links to pages of an export.
fn way(block: &Node) -> Option<String> {
    let links: Vec<&Node> = match block.kind {
        Kind::List(_) => block
            .children
            .iter()
            .map(|item| match inline::first_line(item) {
                ([link], []) => Some(link),
                _ => None,
            })
            .collect::<Option<_>>()?,
        Kind::Paragraph => {
            let is_between = |node: &&Node| match &node.kind {
                Kind::Text(text) => !text.contains(char::is_alphanumeric),
                kind => matches!(kind, Kind::SoftBreak | Kind::HardBreak),
            };
            block.children.iter().filter(|node| !is_between(node)).collect()
        }
        _ => return None,
    };
    let is_page = |node: &&Node| match &node.kind {
        Kind::Link(link) => is_own_page(link),
        _ => false,
    };
    (!links.is_empty() && links.iter().all(is_page)).then(|| markdown::plain(std::slice::from_ref(links[0])))
}

fn is_own_page(link: &Link) -> bool {
    let path = link.target.split(['#', '?']).next().unwrap_or_default();
    path.ends_with(".html") && !path.contains("://")
}

#[cfg(test)]
mod tests {
    use crate::read::found::shape;

    fn shown(text: &str) -> String {
        shape::shown(text, super::drop_way)
    }

    #[test]
    fn the_way_to_a_page_of_a_wiki_is_not_its_text() {
        for way in [
            "1.  [Yard](index.html)\n2.  [Reviews](Reviews_88.html)\n",
            "[Yard](index.html) > [Reviews](Reviews_88.html)\n",
        ] {
            assert_eq!(shown(&format!("{way}\n# Yard : Crane stuck\n\na\n")), "Crane stuck|a");
        }
        // No export.
        assert_eq!(shown("- [Yard](yard.md)\n\n# Yard : Crane stuck\n"), "Yard|Yard : Crane stuck");
        assert_eq!(shown("# Yard : Crane stuck\n"), "Yard : Crane stuck");
        assert_eq!(shown("1. [Yard](index.html) and more\n\n# Yard : Crane\n"), "Yard and more|Yard : Crane");
    }
}
