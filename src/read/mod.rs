//! One source file → one document of the archive.
//!
//! Reading never fails and does no I/O: whatever the author wrote becomes an
//! [`Incident`] or a [`Page`], and what is wrong with it becomes diagnostics.

mod actions;
mod block;
mod comments;
mod front_matter;
mod infer;
mod inline;
mod internal;
mod metadata;
mod readers;
mod sections;
mod shape;
mod time_text;
mod timeline;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::text::file::TEMPLATES;
use crate::text::shorten::shorten;
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use self::comments::without_comments;
use self::front_matter::FrontMatter;
pub use self::internal::{stray_marks, without_internal};
use self::metadata::Metadata;
use self::time_text::NamedZone;
pub(crate) use self::timeline::table::KIND as KIND_COLUMNS;
use crate::config::Config;
use crate::data::fields::Spanned;
use crate::diagnostic::{Diagnostic, Level, Report};
use crate::diagram;
use crate::html::raw::Use;
use crate::html::url::Target;
use crate::html::{self, raw, url};
use crate::incident::instant::Zone;
use crate::incident::section::{Role, Section};
use crate::incident::timeline::Timeline;
use crate::incident::{Address, Audience, Diagram, Fact, Incident, Instants, Label, Page, Text, Traced};
use crate::markdown::{Document as Markdown, Kind, Node, Packed, highlight};
use crate::text::slug::Slug;
use crate::text::{SourceFile, Span};

/// What a file turned out to be.
#[derive(Debug, Clone)]
pub enum Document {
    Incident(Box<Incident>),
    Page(Box<Page>),
}

/// Why a file is no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotADocument {
    /// Nothing in it, which is an error.
    Empty,
    /// Nothing for readers in it, and why.
    LeftOut(&'static str),
}

/// Reads one document.
pub fn document(file: &Arc<SourceFile>, config: &Config) -> Report<Result<Document, NotADocument>> {
    let mut diagnostics = Vec::new();
    let mut front = front_matter::read(file, config, &mut diagnostics);
    if front.title.is_none() && file.text[front.body..].trim().is_empty() && !config.unconfigured {
        if diagnostics.is_empty() {
            let hint = "write a `title` or a heading, or delete the file";
            diagnostics.push(Diagnostic::error("the document has no title and no text").in_file(&file.path).hint(hint));
        }
        return Report { value: Err(NotADocument::Empty), diagnostics };
    }
    let markdown = shape::document(&file.text, front.body, config);
    let mut sections = sections::read(&markdown, file, config);
    let stated_day = front.date.as_ref().map(|date| date.value);
    let near = stated_day.or_else(|| infer::file_date(file)).or_else(|| infer::title_date(&front, &markdown, file));
    let zone = front.timezone.clone().map(|zone| NamedZone::Sure(zone, None));
    let found = metadata::read(&markdown, config, near, zone.as_ref());
    let readers = Readers { stated: front.audience, found: found.audience.as_ref().map(|it| it.value) };
    diagnostics.extend(found.audience.as_ref().and_then(|found| readers.doubt(found, file, config)));
    let mut text = text(file, &front, &markdown, config, readers, &mut diagnostics);
    // "RCA: the day the cache forgot" is the title, not the root cause.
    for section in &mut sections {
        if text.title_heading.is_some_and(|title| title.start == section.span.start) {
            section.role = None;
        }
    }
    complain(file, &markdown, config, &mut diagnostics);
    let surely = front.is_incident || is_placed(file, config);
    if !surely && !config.unconfigured {
        text.audience = readers.or(Audience::Public);
        let page = Page { text, summary: front.summary.map(|summary| summary.value) };
        return Report { value: Ok(Document::Page(Box::new(page))), diagnostics };
    }
    let stated_summary = front.summary.as_ref().map(|summary| summary.value.clone());
    let duration = adopt_text(&mut front, found, config);
    let dated = front.date.is_some()
        || front.inferred_date.is_some()
        || infer::file_date(file).is_some()
        || infer::date_in(&text.title).is_some();
    let incident = incident(text, front, &markdown, sections, duration);
    let nature = if surely { Nature::Incident } else { nature(&incident, dated) };
    let value = match nature {
        Nature::Incident => Document::Incident(Box::new(incident)),
        Nature::Page => {
            let text = Text { audience: readers.or(Audience::Public), ..incident.text };
            Document::Page(Box::new(Page { text, summary: stated_summary }))
        }
        Nature::Nothing(reason) => {
            return Report { value: Err(NotADocument::LeftOut(reason)), diagnostics: Vec::new() };
        }
    };
    if let Document::Incident(incident) = &value {
        check_order(incident, config, &mut diagnostics);
    }
    Report { value: Ok(value), diagnostics }
}

/// The keys of the front matter of `file`; `None` if it is broken.
pub fn stated_keys(file: &SourceFile) -> Option<Vec<String>> {
    front_matter::keys(file)
}

/// The zone of times in `file` that name none: the document's, else the archive's.
pub fn timezone(file: &Arc<SourceFile>, config: &Config) -> Option<TimeZone> {
    front_matter::read(file, config, &mut Vec::new()).timezone
}

/// It lies where postmortems lie.
fn is_placed(file: &SourceFile, config: &Config) -> bool {
    let below = file.path.strip_prefix(&config.layout.content).unwrap_or(&file.path).trim_start_matches('/');
    config.incidents.iter().any(|dir| below.strip_prefix(dir.as_str()).is_some_and(|rest| rest.starts_with('/')))
}

/// What a document is that nobody said anything about.
enum Nature {
    Incident,
    Page,
    Nothing(&'static str),
}

/// Names of files that describe a folder or a project.
const DESCRIPTIONS: [&str; 12] = [
    "readme",
    "contributing",
    "changelog",
    "license",
    "licence",
    "security",
    "code_of_conduct",
    "codeowners",
    "summary",
    "_index",
    "toc",
    "index",
];

/// Names of files that say how postmortems are written.
const GUIDES: [&str; 8] = ["guide", "guideline", "guidelines", "howto", "how-to", "checklist", "policy", "process"];

/// A postmortem tells of causes, impact or a course of events; what says how to
/// write one has the same headings and neither times nor a day.
fn nature(incident: &Incident, dated: bool) -> Nature {
    let name = incident.text.source.name();
    let name = name.split('.').next().unwrap_or(name).to_lowercase();
    let timed = incident.timeline.entries.iter().filter(|entry| entry.time_text.is_some()).count();
    let roles: BTreeSet<_> = incident.sections.iter().filter_map(|section| section.role).collect();
    let telling = [Role::RootCause, Role::Timeline, Role::Impact, Role::Resolution, Role::Summary, Role::Actions];
    let telling = telling.into_iter().filter(|role| roles.contains(role)).count();
    let placeholders = infer::placeholders(&incident.text.source.text[incident.text.body as usize..]);
    let titled = incident.text.title.to_lowercase();
    let guide = GUIDES.iter().any(|word| name.split(['-', '_', ' ']).any(|part| part == *word))
        || ["how to ", "how we ", "guide"].iter().chain(&TEMPLATES).any(|word| titled.contains(word));
    if timed < 2 && (placeholders >= 3 || (guide && (placeholders > 0 || titled.contains("template")))) {
        return Nature::Nothing("a template: its fields are not filled in");
    }
    if DESCRIPTIONS.contains(&name.as_str()) {
        let clocks = timeline::clock_times(&incident.timeline);
        return if clocks >= 2 || telling >= 3 || (dated && telling >= 1 && name == "index") {
            Nature::Incident
        } else if name == "index" {
            Nature::Page
        } else {
            Nature::Nothing("a README describes the folder, and this one tells of no incident")
        };
    }
    if guide && !dated && !infer::is_named_incident("", &titled.replace("postmortem", "")) {
        return Nature::Nothing("a guide: it tells of no incident");
    }
    if dated || timed >= 2 || telling >= 1 || infer::is_named_incident(&incident.text.source.path, &titled) {
        Nature::Incident
    } else {
        Nature::Page
    }
}

/// Completes the front matter by what the text states; gives the duration as written.
fn adopt_text(front: &mut FrontMatter, found: Metadata, config: &Config) -> Option<String> {
    let unset = |found: Vec<Traced<String>>, labels: &mut Vec<Traced<Label>>| {
        if labels.is_empty() {
            *labels = found.into_iter().filter_map(|name| name.and_then(|name| Label::new(&name))).collect();
        }
    };
    unset(found.services, &mut front.services);
    unset(found.teams, &mut front.teams);
    front.inferred_date = found.date.filter(|_| front.date.is_none());
    if front.severity.is_none() {
        front.severity = found.severity.and_then(|text| text.and_then(|text| infer::severity(&text, config)));
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
        front.status = found.status.and_then(|text| text.and_then(|text| infer::status(&text)));
    }
    front.inferred_facts = [found.summary, found.impact, found.root_cause];
    found.duration
}

/// What incidents and pages share.
fn text(
    file: &Arc<SourceFile>,
    front: &FrontMatter,
    markdown: &Markdown,
    config: &Config,
    readers: Readers,
    diagnostics: &mut Vec<Diagnostic>,
) -> Text {
    let stem = infer::stem(file);
    let rest = infer::dated(stem).1;
    let heading = infer::title_heading(markdown, &file.text);
    let (title, title_heading) = match (&front.title, heading) {
        (Some(title), Some((heading, span))) if title.value == heading => (title.clone(), Some(span)),
        (Some(title), _) => (title.clone(), None),
        // The first section of a document without a title is not its title.
        (None, Some((heading, span))) if sections::label_role(&heading, config).is_none() => {
            (Traced::inferred(infer::plain_title(&heading), Some(span)), Some(span))
        }
        (None, _) => {
            let line = infer::first_line(markdown).map(|line| Traced::inferred(line, first_span(markdown)));
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
        lang: front.lang.clone(),
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

/// Whom a document is for: as its front matter says, else as its text does.
#[derive(Clone, Copy)]
struct Readers {
    stated: Option<Audience>,
    found: Option<Audience>,
}

impl Readers {
    /// `default` if neither says more; the text alone makes nothing public.
    fn or(self, default: Audience) -> Audience {
        self.stated.unwrap_or(self.found.map_or(default, |found| found.max(default)))
    }

    /// What is to be said where the text names fewer readers than are meant otherwise.
    fn doubt(self, found: &Spanned<Audience>, file: &Arc<SourceFile>, config: &Config) -> Option<Diagnostic> {
        let name = found.value.slug();
        let doubt = match self.stated {
            Some(stated) if stated < found.value => {
                Diagnostic::warning(format!("the front matter says {}, the text {name}", stated.slug()))
                    .rule("PM054")
                    .hint("the front matter decides: mend one of them")
            }
            None if found.value > config.default_audience => {
                let message = format!("only {name} readers see this, because its text says so here");
                let hint = format!("write `audience = \"{name}\"` into the front matter if that is meant");
                Diagnostic::of(Level::Note, message).hint(hint)
            }
            _ => return None,
        };
        Some(doubt.at(file, found.span))
    }
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

fn incident(
    mut text: Text,
    front: FrontMatter,
    markdown: &Markdown,
    sections: Vec<Section>,
    stated_duration: Option<String>,
) -> Incident {
    let stem = infer::stem(&text.source);
    let dated = |day: Option<Date>| day.map(|day| Traced::inferred(day, None));
    let found_date = front
        .inferred_date
        .or_else(|| dated(infer::file_date(&text.source)))
        .or_else(|| dated(infer::date_in(&text.title)));
    let file_date = found_date.as_ref().map(|date| date.value);
    let stated_date = front.date.as_ref().map(|date| date.value);
    let started =
        front.instants.started.as_ref().or(front.instants.impact_started.as_ref()).or(front.instants.detected.as_ref());
    // Prose is asked last: it takes the longest and may tell of another day.
    let known = started.is_some() || front.date.is_some() || found_date.is_some();
    let opening = if known { None } else { infer::date_in_opening(markdown, &sections) };
    let stated = started.filter(|instant| !instant.is_inferred());
    let stated_day = front.date.clone().or_else(|| stated.map(|instant| instant.clone().map(|instant| instant.date())));
    let context = timeline::Context {
        date: started.map(|instant| instant.value.date()).or(stated_date).or(file_date).or(opening),
        started: front.instants.started.as_ref().map(|started| started.value.clone()),
        year: infer::year_in(markdown),
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
            .or_else(|| infer::zone_of_all(markdown)),
    };
    let mut timeline = read_timeline(front.timeline, markdown, &sections, &context);
    timeline.entries = of_its_size(timeline.entries);
    let mut instants = front.instants;
    timeline::infer_instants(&timeline.entries, &mut instants);
    let first = timeline.entries.iter().filter(|entry| !entry.date_inferred).find_map(|entry| entry.at.as_ref());
    let date = stated_day.or(found_date).or_else(|| {
        let started = instants.started.as_ref().map(|started| started.value.date());
        dated(started.or_else(|| first.map(crate::incident::instant::Instant::date)).or(opening))
    });
    let (mut actions, action_blocks) =
        if front.actions.is_empty() { actions::find(markdown, &sections) } else { (front.actions, Vec::new()) };
    actions::date(&mut actions, date.as_ref().map(|date| date.value));
    let [summary, impact, root_cause] = front.inferred_facts;
    let fact = |stated: &Option<Spanned<String>>, role, field: Option<Traced<String>>| {
        let found = stated.as_ref().map(infer::stated).or_else(|| infer::fact(markdown, &sections, role));
        found.or_else(|| Some(field?.map(|plain| Fact { plain, content: None })))
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
    let except: Vec<_> = timeline.blocks.iter().chain(&action_blocks).copied().collect();
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
        words: infer::words(markdown, &except),
        sections: of_its_size(sections),
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
    let mut best = Timeline::default();
    for section in &strong {
        let found = timeline::read(&section.heading, &timeline_blocks(markdown, section), context);
        if found.entries.len() > best.entries.len() {
            best = found;
        }
    }
    if !best.entries.is_empty() {
        return best;
    }
    let weak = |section: &&Section| {
        section.role.is_none()
            && strong.is_empty()
            && WEAK_TIMELINES.iter().any(|name| section.heading.to_lowercase().contains(name))
    };
    let weak = sections.iter().filter(weak).map(|section| {
        let found = timeline::read(&section.heading, &timeline_blocks(markdown, section), context);
        (timeline::clock_times(&found), found)
    });
    weak.into_iter()
        .find(|(clocks, _)| *clocks >= 3)
        .map_or_else(|| unnamed_timeline(markdown, sections, context), |(_, found)| found)
}

/// A run of timed lines or items that no heading calls a timeline.
fn unnamed_timeline(markdown: &Markdown, sections: &[Section], context: &timeline::Context) -> Timeline {
    let roles_of_prose =
        [Role::Actions, Role::Lessons, Role::WentWell, Role::WentWrong, Role::Lucky, Role::Remediation];
    let mut best = Timeline::default();
    let least = if sections.is_empty() { 2 } else { 3 };
    let mut group: Vec<&Node> = Vec::new();
    let mut inside: Option<Role> = None;
    let mut close = |group: &mut Vec<&Node>, inside: Option<Role>| {
        let blocks = std::mem::take(group);
        if inside.is_none_or(|role| !roles_of_prose.contains(&role)) {
            let found = timeline::read_unnamed(&blocks, context);
            if timeline::clock_times(&found) >= least.max(best.entries.len() + 1) {
                best = found;
            }
        }
    };
    for block in &markdown.blocks {
        if let Kind::Heading(_) = &block.kind
            && time_text::lead(&inline::text(&block.children)).is_none()
        {
            close(&mut group, inside);
            inside =
                sections.iter().find(|section| section.span.start == block.span.start).and_then(|section| section.role);
        } else {
            group.push(block);
        }
    }
    close(&mut group, inside);
    best
}

/// Names that are a timeline in some documents and prose in others.
const WEAK_TIMELINES: [&str; 11] = [
    "what happened",
    "was ist passiert",
    "was passiert ist",
    "was geschah",
    "ablauf",
    "events",
    "log",
    "qué pasó",
    "que s'est-il passé",
    "o que aconteceu",
    "何が起きたか",
];

/// The content of a timeline section. Headings of its own level that begin with a
/// time belong to it, too.
fn timeline_blocks<'a>(markdown: &'a Markdown, section: &Section) -> Vec<&'a Node> {
    let mut blocks = blocks_of(markdown, section);
    let after = markdown.blocks.partition_point(|block| block.span.start < section.span.end);
    let mut timed = false;
    for block in &markdown.blocks[after..] {
        if matches!(block.kind, Kind::Heading(_)) {
            timed = time_text::lead(&inline::text(&block.children)).is_some_and(|lead| !lead.wordy);
        }
        if !timed {
            break;
        }
        blocks.push(block);
    }
    blocks
}

fn blocks_of<'a>(markdown: &'a Markdown, section: &Section) -> Vec<&'a Node> {
    let blocks = &markdown.blocks;
    let first = blocks.partition_point(|block| block.span.start <= section.span.start);
    blocks[first..].iter().take_while(|block| section.span.contains(block.span)).collect()
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

/// Addresses and names of languages are cut to so many bytes in messages.
const LONGEST_EXCERPT: usize = 60;

/// What is wrong with the Markdown itself.
fn complain(file: &Arc<SourceFile>, markdown: &Markdown, config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    let mut languages = BTreeSet::new();
    markdown.walk(&mut |node| match &node.kind {
        Kind::Link(link) | Kind::Image(link) if url::target(&link.target) == Target::Refused => {
            let message = format!("`{}` does not become a link", shorten(&link.target, LONGEST_EXCERPT));
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
            let language = diagram::language(&code.info);
            let known = highlight::knows(language) || config.diagram_commands.contains_key(language);
            if !known && languages.insert(language) {
                let start = node.span.start as usize;
                let fence = file.text.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
                let span = Span::new(start, start + fence.trim_end().len());
                let message = format!(
                    "the language `{}` is not known; its code is shown plain",
                    shorten(language, LONGEST_EXCERPT)
                );
                diagnostics.push(Diagnostic::warning(message).at(file, span).hint("write `text` for plain text"));
            }
        }
        _ => {}
    });
    if let Some(span) = markdown.too_deep {
        let message = format!("nested deeper than {} levels; the rest is flattened", html::DEPTH);
        diagnostics
            .push(Diagnostic::warning(message).at(file, Span::new(span.start as usize, span.start as usize + 1)));
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
        diagnostics.push(
            diagnostic
                .rule("PM020")
                .at(file, later.place.unwrap_or_default())
                .hint("nothing ends before it began: check the day and the zone"),
        );
    }
}

#[cfg(test)]
mod tests;
