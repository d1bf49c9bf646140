//! A document as a site for fewer readers publishes it.

use crate::config::Config;
use crate::data::{self, Table};
use crate::html::raw::Use;
use crate::incident::Text;
use crate::markdown::{self, Kind};
use crate::read::{block, stated};

/// Returns a document that is read as `text` was, and holds nothing else. It is written from what
/// was read: the keys of the front matter that are known, and the tree of the Markdown.
///
/// To cut out of the source what no page shows would never be sure to find all of it: comments,
/// labels, attributes, the rest of a fence's first line, cells behind the last column.
///
/// `moved` returns the address to write instead of that of a link or an image, if there is one.
pub fn published(text: &Text, config: &Config, moved: &dyn Fn(&str, Use) -> Option<String>) -> String {
    let source = &text.source.text;
    let mut tree = text.tree();
    tree.walk_mut(&mut |node| {
        let (link, used) = match &mut node.kind {
            Kind::Link(link) => (link, Use::Link),
            Kind::Image(link) => (link, Use::Image),
            _ => return,
        };
        if let Some(address) = moved(&link.target, used) {
            link.target = address.into();
        }
    });
    let mut body = markdown::written(&tree, source);
    // A rule at the very top would begin the front matter.
    if body.starts_with("---\n") {
        body.replace_range(..3, "***");
    }
    let Ok(Some(block)) = block::find(source) else { return body };
    let keys = stated::kept(&text.source, config);
    let lines = data::written(&keys, block.fence());
    let marks = block.fence().marks();
    let front = format!("{marks}\n{lines}{marks}\n");
    if keys.entries.is_empty() || !is_read(&front, &keys) {
        return body;
    }
    if body.is_empty() { front } else { format!("{front}\n{body}") }
}

/// True if the front matter is read as `keys`, so that it says nothing else.
fn is_read(front: &str, keys: &Table) -> bool {
    let block = block::find(front).ok().flatten();
    let read = block.map(|block| (block.fence(), block::parse(front, &block)));
    read.is_some_and(|(fence, (read, faults))| {
        faults.is_empty() && data::written(&read, fence) == data::written(keys, fence)
    })
}
