//! The title of a document, and the name of its file.

use super::inline;
use crate::markdown::{self, Document, Kind};
use crate::read::words::words;
use crate::text::shortcode::shortcode;
use crate::text::{SourceFile, Span};

/// A first line longer than this is a paragraph, not a title.
const LONGEST_TITLE: usize = 120;

/// The file's own name, or its folder's for `index.md`: what stands for the
/// document if nothing else does.
pub(in crate::read) fn stem(file: &SourceFile) -> &str {
    let mut parts = file.stem_path().rsplit('/');
    let stem = parts.next().unwrap_or_default();
    let is_route = file.path.ends_with("/page.mdx");
    if stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("readme") || is_route {
        parts.next().unwrap_or(stem)
    } else {
        stem
    }
}

/// The heading that is the title: the first of the shallowest level near the top.
pub(in crate::read) fn title_heading(document: &Document, text: &str) -> Option<(String, Span)> {
    let near = text.match_indices('\n').nth(60).map_or(text.len(), |(at, _)| at);
    let headings = document.blocks.iter().filter(|block| (block.span.start as usize) < near).filter_map(|block| {
        match &block.kind {
            Kind::Heading(heading) => Some((heading.level, block)),
            _ => None,
        }
    });
    let top: Vec<_> = headings.collect();
    let level = top.iter().map(|(level, _)| *level).min()?;
    let mut named =
        top.iter().filter(|(of, _)| *of == level).map(|(_, block)| (markdown::plain(&block.children), block.span));
    // `# Metadata` is the name of what stands below it. The others beside it are, too.
    named.next().filter(|(title, _)| !title.is_empty() && !is_of_head(title))
}

/// `Metadata`, `Foreword`: no document is called so.
fn is_of_head(title: &str) -> bool {
    let name = title.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    words().head.opening.contains(&name.as_str())
}

/// A title without emoji shortcodes at its ends.
pub(in crate::read) fn plain_title(heading: &str) -> String {
    let mut title = heading.trim();
    while let Some(length) = shortcode(title) {
        title = title[length..].trim_start();
    }
    while let Some(inner) = title.strip_suffix(':') {
        let Some(at) = inner.rfind(':').filter(|at| shortcode(&title[*at..]) == Some(title.len() - at)) else { break };
        title = title[..at].trim_end();
    }
    if title.is_empty() { heading.to_owned() } else { title.to_owned() }
}

/// A short first line.
pub(in crate::read) fn first_line(document: &Document) -> Option<String> {
    let first = document.blocks.first().filter(|block| matches!(block.kind, Kind::Paragraph))?;
    if first.children.iter().all(|node| matches!(node.kind, Kind::Link(_) | Kind::SoftBreak)) {
        return None;
    }
    let lines = inline::lines(&first.children);
    let named = lines.iter().find_map(|line| titled(&markdown::plain(line)));
    named
        .or_else(|| lines.first().map(|line| markdown::plain(line)))
        .filter(|text| !text.is_empty() && text.len() < LONGEST_TITLE && !is_notice(text))
}

/// A line that leads elsewhere: `Internal copy: https://wiki.example/12`.
fn is_notice(line: &str) -> bool {
    line.contains("://") || line.trim_end().ends_with([':', '：'])
}

/// `Title: Redis loop`
fn titled(line: &str) -> Option<String> {
    let (name, title) = line.split_once([':', '：'])?;
    let is_title = words().head.title.contains(&name.trim().to_lowercase().as_str());
    is_title.then(|| title.trim().to_owned()).filter(|title| !title.is_empty())
}
