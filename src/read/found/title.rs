//! The title of a document, and the name of its file.

use super::inline;
use crate::incident::Traced;
use crate::markdown::{self, Document, Kind, Node};
use crate::read::found::actions::is_ticket;
use crate::read::found::head;
use crate::read::words::words;
use crate::text::exported::without_id;
use crate::text::shortcode::shortcode;
use crate::text::{SourceFile, Span, split_colon};

/// A first line longer than this is a paragraph, not a title.
const LONGEST_TITLE: usize = 120;

/// The title may stand in so many of the first blocks.
const FORM: usize = 3;

/// The file's own name, or its folder's for `index.md`, without the id of a program that exported
/// it: what stands for the document if nothing else does.
pub(in crate::read) fn stem(file: &SourceFile) -> &str {
    without_id(full_stem(file))
}

fn full_stem(file: &SourceFile) -> &str {
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
    let is_field = |title: &str| head::is_name(title) && top.iter().filter(|(of, _)| *of == level).count() > 1;
    let title = named.next().filter(|(title, _)| !title.is_empty() && !is_of_head(title) && !is_field(title));
    // Behind a text or fields, the first of several is the name of a section.
    let is_first = |span: &Span| {
        let before = document.blocks.iter().take_while(|block| block.span.start < span.start);
        before.filter(|block| matches!(block.kind, Kind::Paragraph | Kind::Table(_) | Kind::List(_))).count() == 0
    };
    let is_part = level > 1 && named.next().is_some();
    title.filter(|(_, span)| !is_part || is_first(span))
}

/// `[INC-142] Gate stuck`, as programs for incidents export it: the id, and the title behind it.
fn keyed(title: &str) -> Option<(&str, &str)> {
    let (key, title) = title.trim_start().strip_prefix('[')?.split_once(']')?;
    let title = title.trim_start_matches([':', ' ', '-', '–', '—']);
    (is_ticket(key) && !key.starts_with('#') && !title.is_empty()).then_some((key, title))
}

/// The id that the title names, else the name of the file.
pub(in crate::read) fn id(document: &Document, file: &SourceFile) -> Traced<String> {
    let titled = title_heading(document, &file.text);
    let named = titled.as_ref().and_then(|(title, span)| Some((keyed(title)?.0, *span)));
    named.map_or_else(
        || Traced::inferred(stem(file).to_owned(), None),
        |(id, span)| Traced::inferred(id.to_owned(), Some(span)),
    )
}

/// `Metadata`, `Foreword`: no document is called so. Below `Title`, a form has the title.
fn is_of_head(title: &str) -> bool {
    let name = title.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    words().head.opening.contains(&name.as_str()) || words().head.title.contains(&name.as_str())
}

/// A title without an id before it, and without emoji shortcodes at its ends.
pub(in crate::read) fn plain_title(heading: &str) -> String {
    let mut title = keyed(heading).map_or(heading, |(_, title)| title).trim();
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
    // A form has a heading for every field.
    let is_title = |block: &Node| {
        let name = markdown::plain(&block.children).trim_matches([':', ' ']).to_lowercase();
        matches!(block.kind, Kind::Heading(_)) && words().head.title.contains(&name.as_str())
    };
    let named = document.blocks.windows(2).find(|pair| is_title(&pair[0])).map(|pair| &pair[1]);
    let first = named.or(document.blocks.first()).filter(|block| matches!(block.kind, Kind::Paragraph))?;
    if first.children.iter().all(|node| matches!(node.kind, Kind::Link(_) | Kind::SoftBreak)) {
        return None;
    }
    let lines = inline::lines(&first.children);
    // `Incident report` may stand above the fields of a form.
    let form = document.blocks.iter().take(FORM).filter(|block| matches!(block.kind, Kind::Paragraph));
    let mut fields = form.flat_map(|block| inline::lines(&block.children));
    let named = fields.find_map(|line| titled(&markdown::plain(line)));
    named
        .or_else(|| lines.first().map(|line| markdown::plain(line)))
        .filter(|text| !text.is_empty() && text.len() < LONGEST_TITLE && !is_notice(text))
        // Above sections, a sentence is no title.
        .filter(|text| {
            !text.trim_end().ends_with('.') || document.blocks.iter().all(|it| !matches!(it.kind, Kind::Heading(_)))
        })
}

/// A line that leads elsewhere: `Internal copy: https://wiki.example/12`.
fn is_notice(line: &str) -> bool {
    line.contains("://") || line.trim_end().ends_with([':', '：'])
}

/// `Title: Redis loop`
fn titled(line: &str) -> Option<String> {
    let (name, title) = split_colon(line)?;
    let is_title = words().head.title.contains(&name.trim().to_lowercase().as_str());
    is_title.then(|| title.trim().to_owned()).filter(|title| !title.is_empty())
}
