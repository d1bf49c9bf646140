//! What incidents and pages share: title, address, language, links and drawings.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::audience::Readers;
use super::found::language::language;
use super::found::{days, sections, title};
use super::stated::Stated;
use super::tickets;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::diagram;
use crate::html::raw::{self, Use};
use crate::incident::{Address, Diagram, Text, Traced};
use crate::markdown::{Document as Markdown, Kind, Node, Packed};
use crate::text::slug::Slug;
use crate::text::{SourceFile, Span};

/// Reads what incidents and pages share.
pub(in crate::read) fn read(
    file: &Arc<SourceFile>,
    stated: &Stated,
    markdown: &Markdown,
    config: &Config,
    readers: Readers,
    diagnostics: &mut Vec<Diagnostic>,
) -> Text {
    let (title, title_heading) = titled(file, stated, markdown, config);
    let mut anchors = BTreeSet::new();
    markdown.walk(&mut |node| {
        if let Kind::Heading(heading) = &node.kind {
            anchors.insert(heading.id.clone());
        }
    });
    let mut addresses = Vec::new();
    markdown.walk(&mut |node| add_address(node, &mut addresses));
    let texts =
        stated.timeline.iter().map(|entry| &entry.content).chain(stated.actions.iter().map(|item| &item.content));
    for node in texts.flatten() {
        node.walk(&mut |node| add_address(node, &mut addresses));
    }
    Text {
        source: Arc::clone(file),
        body: Span::new(stated.body, stated.body).start,
        packed: Packed::new(tickets::linked(markdown, config).as_ref().unwrap_or(markdown), &file.text),
        title,
        title_heading,
        slug: slug(file, stated, diagnostics),
        slug_stated: stated.slug.is_some(),
        lang: stated.lang.clone().or_else(|| language(markdown).map(str::to_owned)),
        weight: stated.weight,
        anchors: Arc::new(anchors),
        addresses: of_its_size(addresses),
        diagrams: diagrams(markdown, config),
        aliases: stated.aliases.clone(),
        draft: stated.draft,
        audience: readers.or(config.default_audience),
    }
}

/// Returns the title, and where it stands in the text.
fn titled(file: &SourceFile, stated: &Stated, markdown: &Markdown, config: &Config) -> (Traced<String>, Option<Span>) {
    let heading = title::title_heading(markdown, &file.text);
    match (&stated.title, heading) {
        (Some(title), Some((heading, span))) if [&heading, &title::plain_title(&heading)].contains(&&title.value) => {
            (title.clone(), Some(span))
        }
        (Some(title), _) => (title.clone(), None),
        // The first section of a document without a title is not its title.
        (None, Some((heading, span))) if sections::any_role(&heading, config).is_none() => {
            (Traced::inferred(title::plain_title(&heading), Some(span)), Some(span))
        }
        (None, _) => {
            let place = markdown.blocks.first().map(|block| block.span);
            let line = title::first_line(markdown).map(|line| Traced::inferred(line, place));
            let name = || days::dated(title::stem(file)).1.replace(['-', '_'], " ");
            (line.unwrap_or_else(|| Traced::inferred(name(), None)), None)
        }
    }
}

fn slug(file: &SourceFile, stated: &Stated, diagnostics: &mut Vec<Diagnostic>) -> Slug {
    let stem = title::stem(file);
    let named = || Slug::new(days::dated(stem).1).or_else(|| Slug::new(stem));
    stated.slug.as_ref().map(|slug| slug.value.clone()).or_else(named).unwrap_or_else(|| {
        let message = "the file's name has no letter or digit to make an address from";
        diagnostics.push(Diagnostic::error(message).in_file(&file.path).hint("rename the file, or set `slug`"));
        fallback_slug(&file.path)
    })
}

/// For a file without a usable name; the build fails anyway.
fn fallback_slug(path: &str) -> Slug {
    let name = format!("document-{:x}", crate::text::hash::fnv(path.as_bytes()));
    Slug::new(&name).unwrap_or_else(|| unreachable!("letters make a slug"))
}

/// The list without room for more: thousands of documents are kept in memory, and to
/// shrink a list leaves it where it is.
pub(in crate::read) fn of_its_size<T>(list: Vec<T>) -> Vec<T> {
    let mut exact = Vec::with_capacity(list.len());
    exact.extend(list);
    exact
}

fn diagrams(markdown: &Markdown, config: &Config) -> Vec<Diagram> {
    let mut found = Vec::new();
    markdown.walk(&mut |node| {
        if let Kind::Code(code) = &node.kind {
            let language = diagram::language(&code.info);
            if code.fenced && (diagram::is_drawn(language) || config.diagram_commands.contains_key(language)) {
                found.push(Diagram { code: (**code).clone(), span: node.span });
            }
        }
    });
    found
}

pub(in crate::read) fn add_address(node: &Node, found: &mut Vec<Address>) {
    let mut add = |target: &str, image| found.push(Address { target: target.to_owned(), image, span: node.span });
    match &node.kind {
        Kind::Link(link) => add(&link.target, false),
        Kind::Image(link) => add(&link.target, true),
        Kind::Html(html) | Kind::InlineHtml(html) => {
            for (target, kind) in raw::addresses(html) {
                add(&target, kind == Use::Image);
            }
        }
        _ => {}
    }
}
