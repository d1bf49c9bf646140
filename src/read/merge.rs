//! Front matter and text together: the only place where one wins over the other.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::audience::Readers;
use super::found::course::read_timeline;
use super::found::head::Metadata;
use super::found::language::language;
use super::found::time_text::{self, NamedZone, Order};
use super::found::told::Telling;
use super::found::{actions, days, facts, levels, sections, timeline, title};
use super::stated::FrontMatter;
use crate::config::Config;
use crate::data::fields::Spanned;
use crate::diagnostic::Diagnostic;
use crate::diagram;
use crate::html::raw::{self, Use};
use crate::incident::instant::{Instant, Zone};
use crate::incident::section::{Role, Section};
use crate::incident::timeline::Timeline;
use crate::incident::{Address, Diagram, Incident, Label, Text, Traced};
use crate::markdown::{Document as Markdown, Kind, Node, Packed};
use crate::text::slug::Slug;
use crate::text::{SourceFile, Span};

/// Completes the front matter by what the text states; gives the duration as written.
pub(in crate::read) fn adopt_text(front: &mut FrontMatter, found: Metadata, config: &Config) -> Option<String> {
    let unset = |found: Vec<Traced<String>>, labels: &mut Vec<Traced<Label>>| {
        if labels.is_empty() {
            *labels = found.into_iter().filter_map(|name| name.and_then(|name| Label::new(&name))).collect();
        }
    };
    unset(found.services, &mut front.services);
    unset(found.teams, &mut front.teams);
    front.inferred_date = found.date.filter(|_| front.date.is_none());
    if front.severity.is_none() {
        front.severity = found.severity.and_then(|text| text.and_then(|text| levels::severity(&text, config)));
    }
    let slots = [
        (&mut front.instants.started, found.started),
        (&mut front.instants.detected, found.detected),
        (&mut front.instants.acknowledged, found.acknowledged),
        (&mut front.instants.mitigated, found.mitigated),
        (&mut front.instants.resolved, found.resolved),
    ];
    for (slot, instant) in slots {
        if slot.is_none() {
            *slot = instant;
        }
    }
    if front.owner.is_none() {
        front.owner = found.owner;
    }
    if front.authors.is_empty() {
        front.authors = found.authors;
    }
    if front.status.is_none() {
        front.status = found.status.and_then(|text| text.and_then(|text| levels::status(&text)));
    }
    front.inferred_facts = [found.summary, found.impact, found.root_cause];
    found.duration
}

/// What incidents and pages share.
pub(in crate::read) fn text(
    file: &Arc<SourceFile>,
    front: &FrontMatter,
    markdown: &Markdown,
    config: &Config,
    readers: Readers,
    diagnostics: &mut Vec<Diagnostic>,
) -> Text {
    let stem = title::stem(file);
    let rest = days::dated(stem).1;
    let heading = title::title_heading(markdown, &file.text);
    let (title, title_heading) = match (&front.title, heading) {
        (Some(title), Some((heading, span))) if title.value == heading => (title.clone(), Some(span)),
        (Some(title), _) => (title.clone(), None),
        // The first section of a document without a title is not its title.
        (None, Some((heading, span))) if sections::label_role(&heading, config).is_none() => {
            (Traced::inferred(title::plain_title(&heading), Some(span)), Some(span))
        }
        (None, _) => {
            let line = title::first_line(markdown).map(|line| Traced::inferred(line, first_span(markdown)));
            (line.unwrap_or_else(|| Traced::inferred(rest.replace(['-', '_'], " "), None)), None)
        }
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
    let mut anchors = BTreeSet::new();
    markdown.walk(&mut |node| {
        if let Kind::Heading(heading) = &node.kind {
            anchors.insert(heading.id.clone());
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
        packed: Packed::new(markdown, &file.text),
        title,
        title_heading,
        slug,
        slug_stated: front.slug.is_some(),
        lang: front.lang.clone().or_else(|| language(markdown).map(str::to_owned)),
        weight: front.weight,
        anchors: Arc::new(anchors),
        addresses: of_its_size(addresses),
        diagrams: diagrams(markdown, config),
        aliases: front.aliases.clone(),
        draft: front.draft,
        audience: readers.or(config.default_audience),
    }
}

fn first_span(markdown: &Markdown) -> Option<Span> {
    markdown.blocks.first().map(|block| block.span)
}

/// For a file without a usable name; the build fails anyway.
fn fallback_slug(path: &str) -> Slug {
    let name = format!("document-{:x}", crate::text::hash::fnv(path.as_bytes()));
    Slug::new(&name).unwrap_or_else(|| unreachable!("letters make a slug"))
}

/// The list without room for more: thousands of documents are kept in memory, and to
/// shrink a list leaves it where it is.
fn of_its_size<T>(list: Vec<T>) -> Vec<T> {
    let mut exact = Vec::with_capacity(list.len());
    exact.extend(list);
    exact
}

pub(in crate::read) fn incident(
    mut text: Text,
    front: FrontMatter,
    markdown: &Markdown,
    sections: Vec<Section>,
    stated_duration: Option<String>,
    config: &Config,
) -> Incident {
    let stem = title::stem(&text.source);
    let dated = |day: Option<Date>| day.map(|day| Traced::inferred(day, None));
    let found_date = front
        .inferred_date
        .or_else(|| dated(days::file_date(&text.source)))
        .or_else(|| dated(days::date_in(&text.title, &text.source)));
    let file_date = found_date.as_ref().map(|date| date.value);
    let stated_date = front.date.as_ref().map(|date| date.value);
    let started =
        front.instants.started.as_ref().or(front.instants.impact_started.as_ref()).or(front.instants.detected.as_ref());
    // Prose is asked last: it takes the longest and may tell of another day.
    let known = started.is_some() || front.date.is_some() || found_date.is_some();
    let order = time_text::order_of(&text.source.text);
    let opening = if known { None } else { opening_day(&text.title, markdown, &sections, order) };
    let stated = started.filter(|instant| !instant.is_inferred());
    let stated_day = front.date.clone().or_else(|| stated.map(|instant| instant.clone().map(|instant| instant.date())));
    let context = timeline::Context {
        date: started.map(|instant| instant.value.date()).or(stated_date).or(file_date).or(opening),
        started: front.instants.started.as_ref().map(|started| started.value.clone()),
        year: days::year_in(markdown),
        order,
        zone: front
            .timezone
            .clone()
            .map(|zone| NamedZone::Sure(zone, None))
            .or_else(|| {
                started.and_then(|instant| match &instant.value.zone {
                    Zone::Known { offset, name } => Some(NamedZone::Sure(TimeZone::fixed(*offset), Some(name.clone()))),
                    Zone::Unknown | Zone::Vague(_) => None,
                })
            })
            .or_else(|| days::zone_of_all(markdown)),
    };
    let mut timeline = read_timeline(front.timeline, markdown, &sections, &context);
    timeline.entries = of_its_size(timeline.entries);
    let mut instants = front.instants;
    if instants.started.is_none() && instants.resolved.is_none() {
        let telling = Telling::new(markdown, &sections, config, &timeline.blocks);
        if let Some((window, place)) = telling.window(context.date, context.zone.as_ref()) {
            instants.started = Some(Traced::inferred(window.started, Some(place)));
            instants.resolved = window.ended.map(|ended| Traced::inferred(ended, Some(place)));
        }
    }
    timeline::infer_instants(&timeline.entries, &mut instants);
    let date = stated_day.or(found_date).or_else(|| {
        let started = instants.started.as_ref().map(|started| started.value.date());
        dated(started.or_else(|| first_day(&timeline, &text.title)).or(opening))
    });
    let (mut actions, action_blocks) =
        if front.actions.is_empty() { actions::find(markdown, &sections) } else { (front.actions, Vec::new()) };
    actions::date(&mut actions, date.as_ref().map(|date| date.value));
    let [summary, impact, root_cause] = front.inferred_facts;
    let except: Vec<_> = timeline.blocks.iter().chain(&action_blocks).copied().collect();
    let telling = Telling::new(markdown, &sections, config, &except);
    let fact = |stated: &Option<Spanned<String>>, role, field: Option<Traced<String>>| {
        stated.as_ref().map(facts::stated).or_else(|| telling.fact(role, field))
    };
    let facts = [
        fact(&front.summary, Role::Summary, summary),
        fact(&front.impact, Role::Impact, impact),
        fact(&front.root_cause, Role::RootCause, root_cause),
        fact(&front.remediation, Role::Remediation, None),
    ];
    for node in facts.iter().flatten().flat_map(|fact| fact.content.iter().flatten()) {
        node.walk(&mut |node| add_address(node, &mut text.addresses));
    }
    let [summary, impact, root_cause, remediation] = facts;
    Incident {
        id: front.id.unwrap_or_else(|| Traced::inferred(stem.to_owned(), None)),
        kind: front.kind.unwrap_or_default(),
        status: front.status,
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
        stated_duration,
        actions,
        related: front.related,
        links: front.links,
        images: text.addresses.iter().filter(|address| address.image).map(|address| address.target.clone()).collect(),
        words: facts::words(markdown, &except),
        sections: of_its_size(sections),
        action_blocks,
        text,
    }
}

/// The day that the opening tells, unless the title has another.
fn opening_day(title: &str, markdown: &Markdown, sections: &[Section], order: Option<Order>) -> Option<Date> {
    days::date_in_opening(markdown, sections, order).filter(|date| days::allows(title, *date))
}

/// The day of the first entry that has one of its own, unless the title has another.
fn first_day(timeline: &Timeline, title: &str) -> Option<Date> {
    let first = timeline.entries.iter().filter(|entry| !entry.date_inferred).find_map(|entry| entry.at.as_ref());
    first.map(Instant::date).filter(|date| days::allows(title, *date))
}

fn addresses(markdown: &Markdown) -> Vec<Address> {
    let mut found = Vec::new();
    markdown.walk(&mut |node| add_address(node, &mut found));
    found
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
