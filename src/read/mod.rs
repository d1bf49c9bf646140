//! One source file → one document of the archive.
//!
//! Reading never fails and does no I/O: whatever the author wrote becomes an
//! [`Incident`] or a [`Page`], and what is wrong with it becomes diagnostics.

mod actions;
mod front_matter;
mod infer;
mod inline;
mod sections;
mod time_text;
mod timeline;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::tz::TimeZone;

use self::front_matter::FrontMatter;
use self::time_text::NamedZone;
use crate::config::Config;
use crate::data::fields::Spanned;
use crate::diagnostic::{Diagnostic, Report};
use crate::incident::instant::Zone;
use crate::incident::section::{Role, Section};
use crate::incident::timeline::Timeline;
use crate::incident::{Address, Incident, Instants, Page, Text, Traced};
use crate::markdown::raw::Use;
use crate::markdown::url::Target;
use crate::markdown::{self, Dialect, Document as Markdown, Kind, Node, highlight, html, raw, url};
use crate::slug::Slug;
use crate::source::{SourceFile, Span};

/// What a file turned out to be.
#[derive(Debug, Clone)]
pub enum Document {
    Incident(Box<Incident>),
    Page(Box<Page>),
}

/// Reads one document. `None` if it is empty, which is an error.
pub fn document(file: &Arc<SourceFile>, config: &Config) -> Report<Option<Document>> {
    let mut diagnostics = Vec::new();
    let front = front_matter::read(file, config, &mut diagnostics);
    if front.title.is_none() && file.text[front.body..].trim().is_empty() {
        if diagnostics.is_empty() {
            let hint = "write a `title` or a heading, or delete the file";
            diagnostics.push(Diagnostic::error("the document has no title and no text").in_file(&file.path).hint(hint));
        }
        return Report { value: None, diagnostics };
    }
    let markdown = markdown::parse(&file.text, front.body, Dialect::Casebook);
    let sections = sections::read(&markdown, file, config);
    let text = text(file, &front, &markdown, config, &mut diagnostics);
    complain(file, &markdown, config, &mut diagnostics);
    let value = if is_incident(file, &front, &sections, config) {
        let incident = incident(text, front, &markdown, sections);
        check_order(&incident, config, &mut diagnostics);
        Document::Incident(Box::new(incident))
    } else {
        Document::Page(Box::new(Page { text, summary: front.summary.map(|summary| summary.value) }))
    };
    Report { value: Some(value), diagnostics }
}

/// A document is a postmortem if its front matter says so, or if it lies where
/// postmortems lie; without such a place, a timeline, a root cause or a date makes it one.
fn is_incident(file: &SourceFile, front: &FrontMatter, sections: &[Section], config: &Config) -> bool {
    let below = file.path.strip_prefix(&config.layout.content).unwrap_or(&file.path).trim_start_matches('/');
    let placed =
        config.incidents.iter().any(|dir| below.strip_prefix(dir.as_str()).is_some_and(|rest| rest.starts_with('/')));
    if front.is_incident || placed {
        return true;
    }
    if !config.unconfigured {
        return false;
    }
    let named = infer::dated(infer::stem(file)).0.is_some();
    named
        || front.date.is_some()
        || sections.iter().any(|section| matches!(section.role, Some(Role::Timeline | Role::RootCause)))
}

/// What incidents and pages share.
fn text(
    file: &Arc<SourceFile>,
    front: &FrontMatter,
    markdown: &Markdown,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> Text {
    let stem = infer::stem(file);
    let rest = infer::dated(stem).1;
    let heading = infer::title_heading(markdown, &file.text);
    let (title, title_heading) = match (&front.title, heading) {
        (Some(title), Some((heading, span))) if title.value == heading => (title.value.clone(), Some(span)),
        (Some(title), _) => (title.value.clone(), None),
        // The first section of a document without a title is not its title.
        (None, Some((heading, span))) if sections::role(&heading, config).is_none() => (heading, Some(span)),
        (None, _) => (infer::first_line(markdown).unwrap_or_else(|| rest.replace(['-', '_'], " ")), None),
    };
    let slug =
        front.slug.as_ref().map(|slug| slug.value.clone()).or_else(|| Slug::new(rest)).or_else(|| Slug::new(stem));
    let slug = slug.unwrap_or_else(|| {
        let hint = "rename the file, or set `slug`";
        diagnostics.push(
            Diagnostic::error("the file's name has no letter or digit to make an address from")
                .in_file(&file.path)
                .hint(hint),
        );
        fallback_slug(&file.path)
    });
    let mut anchors = Vec::new();
    markdown.walk(&mut |node| {
        if let Kind::Heading(heading) = &node.kind {
            anchors.push(heading.id.clone());
        }
    });
    let mut addresses = addresses(markdown);
    let texts = front.timeline.iter().map(|entry| &entry.content).chain(front.actions.iter().map(|item| &item.content));
    for node in texts.flatten() {
        node.walk(&mut |node| add_address(node, &mut addresses));
    }
    Text {
        source: Arc::clone(file),
        body: Span::new(front.body, front.body).start,
        title,
        title_heading,
        slug,
        slug_stated: front.slug.is_some(),
        lang: front.lang.clone(),
        weight: front.weight,
        anchors,
        addresses,
        aliases: front.aliases.clone(),
        draft: front.draft,
    }
}

/// For a file without a usable name; the build fails anyway.
fn fallback_slug(path: &str) -> Slug {
    let name = format!("document-{:x}", crate::slug::hash(path.as_bytes()));
    Slug::new(&name).unwrap_or_else(|| unreachable!("letters make a slug"))
}

fn incident(mut text: Text, front: FrontMatter, markdown: &Markdown, sections: Vec<Section>) -> Incident {
    let stem = infer::stem(&text.source);
    let file_date = infer::dated(stem).0;
    let started =
        front.instants.started.as_ref().or(front.instants.impact_started.as_ref()).or(front.instants.detected.as_ref());
    let stated_day = front.date.or_else(|| started.map(|instant| instant.value.date()));
    let context = timeline::Context {
        date: started.map(|instant| instant.value.date()).or(front.date).or(file_date),
        zone: front.timezone.clone().map(|zone| NamedZone { zone, name: None }).or_else(|| {
            started.and_then(|instant| match &instant.value.zone {
                Zone::Known { offset, name } => {
                    Some(NamedZone { zone: TimeZone::fixed(*offset), name: Some(name.clone()) })
                }
                Zone::Unknown => None,
            })
        }),
    };
    let timeline = read_timeline(front.timeline, markdown, &sections, &context);
    let mut instants = front.instants;
    timeline::infer_instants(&timeline.entries, &mut instants);
    let first = timeline.entries.iter().filter(|entry| !entry.date_inferred).find_map(|entry| entry.at.as_ref());
    let date = stated_day
        .map(Traced::stated)
        .or_else(|| file_date.or_else(|| first.map(crate::incident::instant::Instant::date)).map(Traced::inferred));
    let (actions, action_blocks) = if front.actions.is_empty() {
        actions::read(&role_blocks(markdown, &sections, Role::Actions))
    } else {
        (front.actions, Vec::new())
    };
    let fact = |stated: &Option<Spanned<String>>, role| {
        stated.as_ref().map(infer::stated).or_else(|| infer::fact(markdown, &sections, role))
    };
    let facts = [
        fact(&front.summary, Role::Summary),
        fact(&front.impact, Role::Impact),
        fact(&front.root_cause, Role::RootCause),
        fact(&front.remediation, Role::Remediation),
    ];
    for node in facts.iter().flatten().flat_map(|fact| fact.content.iter().flatten()) {
        node.walk(&mut |node| add_address(node, &mut text.addresses));
    }
    let [summary, impact, root_cause, remediation] = facts;
    let except: Vec<_> = timeline.blocks.iter().chain(&action_blocks).copied().collect();
    Incident {
        id: front.id.as_ref().map_or_else(|| stem.to_owned(), |id| id.value.clone()),
        id_span: front.id.map(|id| id.span),
        kind: front.kind.unwrap_or_default(),
        status: front.status,
        audience: front.audience,
        date,
        severity: front.severity,
        services: front.services,
        teams: front.teams,
        regions: front.regions,
        tags: front.tags,
        causes: front.causes,
        trigger: front.trigger,
        detection: front.detection,
        instants,
        windows: front.windows,
        summary,
        impact,
        root_cause,
        remediation,
        numbers: front.numbers,
        owner: front.owner,
        authors: front.authors,
        roles: front.roles,
        timeline,
        actions,
        related: front.related,
        links: front.links,
        images: text.addresses.iter().filter(|address| address.image).map(|address| address.target.clone()).collect(),
        words: infer::words(markdown, &except),
        sections,
        action_blocks,
        text,
    }
}

/// The timeline of the front matter, else of a section named so, else of one
/// with a weaker name that holds at least three clock times.
fn read_timeline(
    mut stated: Vec<crate::incident::timeline::Entry>,
    markdown: &Markdown,
    sections: &[Section],
    context: &timeline::Context,
) -> Timeline {
    if !stated.is_empty() {
        timeline::place(&mut stated, context);
        return Timeline { entries: stated, blocks: Vec::new() };
    }
    let strong: Vec<_> = sections.iter().filter(|section| section.role == Some(Role::Timeline)).collect();
    let found = strong.iter().map(|section| timeline::read(&section.heading, &blocks_of(markdown, section), context));
    if let Some(timeline) =
        found.max_by_key(|timeline| timeline.entries.len()).filter(|timeline| !timeline.entries.is_empty())
    {
        return timeline;
    }
    let weak = |section: &&Section| {
        section.role.is_none()
            && strong.is_empty()
            && WEAK_TIMELINES.iter().any(|name| section.heading.to_lowercase().contains(name))
    };
    sections
        .iter()
        .filter(weak)
        .map(|section| (section, blocks_of(markdown, section)))
        .find(|(_, blocks)| timeline::clock_times(blocks, context) >= 3)
        .map_or_else(Timeline::default, |(section, blocks)| timeline::read(&section.heading, &blocks, context))
}

/// Names that are a timeline in some documents and prose in others.
const WEAK_TIMELINES: [&str; 5] = ["what happened", "was ist passiert", "was passiert ist", "ablauf", "qué pasó"];

fn blocks_of<'a>(markdown: &'a Markdown, section: &Section) -> Vec<&'a Node> {
    let blocks = &markdown.blocks;
    let first = blocks.partition_point(|block| block.span.start <= section.span.start);
    blocks[first..].iter().take_while(|block| section.span.contains(block.span)).collect()
}

/// The blocks of all sections of `role`, each once.
fn role_blocks<'a>(markdown: &'a Markdown, sections: &[Section], role: Role) -> Vec<&'a Node> {
    let mut seen = BTreeSet::new();
    let of_role = sections.iter().filter(|section| section.role == Some(role));
    of_role.flat_map(|section| blocks_of(markdown, section)).filter(|block| seen.insert(block.span)).collect()
}

fn addresses(markdown: &Markdown) -> Vec<Address> {
    let mut found = Vec::new();
    markdown.walk(&mut |node| add_address(node, &mut found));
    found
}

fn add_address(node: &Node, found: &mut Vec<Address>) {
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

/// What is wrong with the Markdown itself.
fn complain(file: &Arc<SourceFile>, markdown: &Markdown, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let mut languages = BTreeSet::new();
    markdown.walk(&mut |node| match &node.kind {
        Kind::Link(link) | Kind::Image(link) if url::target(&link.target) == Target::Refused => {
            let message = format!("`{}` does not become a link", shorten(&link.target));
            let hint = "only relative addresses, `https:`, `http:` and `mailto:` are published";
            diagnostics.push(Diagnostic::warning(message).at(file, node.span).hint(hint));
        }
        Kind::Html(html) | Kind::InlineHtml(html) => {
            for (at, what) in raw::left_out(html) {
                let start = node.span.start as usize + at;
                let span = Span::new(start.min(node.span.end as usize), (start + 1).min(node.span.end as usize));
                let hint = "a safe subset of HTML is published: text markup, tables, lists, images, `details`";
                diagnostics.push(Diagnostic::warning(format!("`{what}` is left out")).at(file, span).hint(hint));
            }
        }
        Kind::Code(code) if !config.unconfigured => {
            let language = html::language(&code.info);
            if !highlight::knows(language) && languages.insert(language) {
                let start = node.span.start as usize;
                let fence = file.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
                let span = Span::new(start, start + fence.trim_end().len());
                let message = format!("the language `{}` is not known; its code is shown plain", shorten(language));
                diagnostics.push(Diagnostic::warning(message).at(file, span).hint("write `text` for plain text"));
            }
        }
        _ => {}
    });
    if let Some(span) = markdown.too_deep {
        let message = format!("nested deeper than {} levels; the rest is flattened", markdown::DEPTH);
        diagnostics
            .push(Diagnostic::warning(message).at(file, Span::new(span.start as usize, span.start as usize + 1)));
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(60).collect::<String>())
    }
}

/// Nothing ends before it began.
fn check_order(incident: &Incident, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let file = &incident.text.source;
    let Instants { started, impact_started, detected, acknowledged, mitigated, resolved, .. } = &incident.instants;
    let pairs = [
        ("mitigated", mitigated, "started", started),
        ("resolved", resolved, "started", started),
        ("resolved", resolved, "mitigated", mitigated),
        ("mitigated", mitigated, "impact_started", impact_started),
        ("acknowledged", acknowledged, "detected", detected),
    ];
    for (later_name, later, earlier_name, earlier) in pairs {
        let (Some(later), Some(earlier)) = (later, earlier) else { continue };
        if later.is_inferred()
            || earlier.is_inferred()
            || later.value.since(&earlier.value).is_none_or(|seconds| seconds >= 0)
        {
            continue;
        }
        let message = format!(
            "`{later_name}` ({}) lies before `{earlier_name}` ({})",
            later.value.rfc3339(),
            earlier.value.rfc3339()
        );
        let aliased =
            later_name == "resolved" && !file.text.contains("\nresolved:") && !file.text.contains("\nresolved =");
        let diagnostic =
            if config.unconfigured && aliased { Diagnostic::warning(message) } else { Diagnostic::error(message) };
        let key = |name: &str| {
            let front = &file.text[..incident.text.body as usize];
            front.find(&format!("\n{name}")).map_or(Span::default(), |at| Span::new(at + 1, at + 1 + name.len()))
        };
        diagnostics.push(
            diagnostic.at(file, key(later_name)).hint("nothing ends before it began: check the day and the zone"),
        );
    }
}
