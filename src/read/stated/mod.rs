//! The front matter: found, read and checked, key by key.

mod authors;
mod foreign;
mod kept;
mod readers;
mod tables;
mod values;

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

pub(in crate::read) use self::kept::kept;
use self::kept::prose;
use super::block;
use super::found::head::Foreign;
use super::found::inline::{last_part, parse as inline};
use super::found::{levels, time_text, timeline};
use super::words::words;
use crate::config::{self, Config};
use crate::data::fields::{Fields, Spanned};
use crate::data::{self, Kind as ValueKind, Table, Value};
use crate::diagnostic::Diagnostic;
use crate::incident::action::ActionItem;
use crate::incident::instant::{self, Instant};
use crate::incident::severity::Severity;
use crate::incident::timeline::Entry;
use crate::incident::{
    Audience, Cause, Detection, ImpactNumbers, Instants, Kind, Label, Reference, Status, Traced, Window,
};
use crate::text::slug::Slug;
use crate::text::{SourceFile, Span};

/// A block larger than this is no front matter.
const LARGEST: usize = 64 * 1024;

/// Keys that are allowed but not read.
const UNREAD: [&str; 9] = ["extra", "layout", "type", "toc", "url", "redirect_from", "linkTitle", "section", "uuid"];

/// What the author stated, checked, before anything is inferred.
#[derive(Debug, Default)]
pub(in crate::read) struct Stated {
    /// Where the Markdown begins.
    pub body: usize,
    pub is_incident: bool,
    pub title: Option<Traced<String>>,
    pub id: Option<Traced<String>>,
    pub slug: Option<Spanned<Slug>>,
    pub date: Option<Traced<Date>>,
    pub status: Option<Traced<Status>>,
    pub draft: bool,
    /// `None` if nothing is stated.
    pub audience: Option<Audience>,
    /// Fewer readers that may have been meant: by a misspelt key, or one in the wrong place.
    pub suspected: Option<Audience>,
    /// Fewer readers that another field names, such as the title.
    pub marked: Option<Spanned<Audience>>,
    pub kind: Option<Kind>,
    pub severity: Option<Traced<Severity>>,
    pub services: Vec<Traced<Label>>,
    pub teams: Vec<Traced<Label>>,
    pub regions: Vec<Traced<Label>>,
    pub tags: Vec<Traced<Label>>,
    pub causes: Vec<Cause>,
    pub trigger: Option<String>,
    pub detection: Option<Detection>,
    pub timezone: Option<TimeZone>,
    pub instants: Instants,
    pub windows: Vec<Window>,
    pub summary: Option<Spanned<String>>,
    pub impact: Option<Spanned<String>>,
    pub root_cause: Option<Spanned<String>>,
    pub remediation: Option<Spanned<String>>,
    pub numbers: ImpactNumbers,
    pub owner: Option<Traced<String>>,
    pub authors: Vec<Traced<String>>,
    pub roles: Vec<(String, Vec<String>)>,
    pub timeline: Vec<Entry>,
    pub actions: Vec<ActionItem>,
    pub related: Vec<Reference>,
    pub links: Vec<(String, String)>,
    pub aliases: Vec<Reference>,
    pub lang: Option<String>,
    pub weight: Option<i64>,
    /// Keys that are not ours, where nobody configured which there are.
    pub foreign: Vec<Foreign>,
}

/// Reads the front matter of `file`; without any, everything is absent.
pub(in crate::read) fn read(file: &Arc<SourceFile>, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> Stated {
    // Only blank lines stand before it.
    let begin = file.text.len() - file.text.trim_start().len();
    let fence = Span::new(begin, begin + 3);
    let block = match block::find(&file.text) {
        Ok(Some(block)) => block,
        Ok(None) => {
            let suspected = readers::of_lost(file, 0, diagnostics);
            return Stated { suspected, ..Stated::default() };
        }
        Err(mark) => {
            let hint = format!("end the front matter with a line `{mark}`");
            diagnostics.push(
                Diagnostic::error("the front matter is never closed").at(file, fence).label("opened here").hint(hint),
            );
            let suspected = readers::of_lost(file, 0, diagnostics);
            return Stated { suspected, ..Stated::default() };
        }
    };
    if block.end - block.start > LARGEST {
        diagnostics.push(
            Diagnostic::error("the front matter is larger than 64 KiB")
                .at(file, fence)
                .hint("move the text into the body of the document"),
        );
        let suspected = readers::of_broken(file, &block, diagnostics);
        return Stated { body: block.body, suspected, ..Stated::default() };
    }
    // Where a fault is an error, nothing is built, and one says enough.
    let parse = if config.unconfigured { block::parse_what_can_be } else { block::parse };
    let (table, faults) = parse(&file.text, &block);
    let broken = !faults.is_empty();
    diagnostics.extend(faults.into_iter().map(|(span, message)| Diagnostic::error(message).at(file, span)));
    // After an error of the syntax, what was left out cannot be told from what was not read.
    let mut reader = Reader { file, config, zone: config.timezone.clone() };
    let mut fields = Fields::new(file, &table);
    let mut read = reader.fields(&mut fields);
    read.body = block.body;
    let broken_says = if broken { readers::of_broken(file, &block, diagnostics) } else { None };
    let lost = readers::of_lost(file, block.body, diagnostics);
    read.suspected = readers::suspected(file, &table, config, diagnostics).max(broken_says).max(lost);
    read.marked = readers::marked(&table);
    read.is_incident = table.entries.iter().any(|entry| words().document.key.contains(&entry.key.as_str()))
        || (table.get("id").is_some() && table.get("date").is_some());
    let found = fields.finish(&UNREAD);
    // A folder of another program's has that program's keys.
    // One that is nearly ours is a mistake in typing.
    let is_meant = |it: &Diagnostic| it.hint.as_deref().is_some_and(|hint| hint.starts_with("did you mean"));
    let foreign = |it: &Diagnostic| config.unconfigured && it.message.starts_with("unknown key") && !is_meant(it);
    if !broken {
        diagnostics.extend(found.into_iter().filter(|it| !foreign(it)));
    }
    read
}

/// The keys of the front matter; `None` if it is broken.
pub(in crate::read) fn keys(file: &SourceFile) -> Option<Vec<String>> {
    let Some(block) = block::find(&file.text).ok()? else { return Some(Vec::new()) };
    let (table, faults) = block::parse(&file.text, &block);
    faults.is_empty().then(|| table.entries.iter().map(|entry| entry.key.clone()).collect())
}

/// Reads keys that need the archive's configuration and the document's zone.
struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    config: &'a Config,
    zone: Option<TimeZone>,
}

impl Reader<'_> {
    fn fields(&mut self, fields: &mut Fields<'_>) -> Stated {
        if let Some(zone) = config::timezone(self.file, fields, "timezone") {
            self.zone = Some(zone);
        }
        let status = self.status(fields);
        let drafted = fields.bool("draft").unwrap_or(false).then(|| fields.place("draft").unwrap_or_default());
        let draft = drafted.is_some() || status.as_ref().is_some_and(|status| status.value == Status::Draft);
        let known = Stated {
            title: self.title(fields),
            id: fields.text("id").map(Traced::from),
            slug: self.slug(fields),
            instants: self.instants(fields),
            date: self.date(fields),
            status: status.or_else(|| Some(Traced::stated(Status::Draft, drafted?))),
            draft,
            audience: readers::audience(fields),
            kind: fields.choice("kind", &Kind::ALL).map(|kind| kind.value),
            severity: self.severity(fields),
            services: self.labels(fields, &["services", "affected", "affectedSystems", "systems"]),
            teams: self.labels(fields, &["teams"]),
            regions: self.labels(fields, &["regions"]),
            tags: self.labels(fields, &["tags", "keywords", "categories"]),
            causes: self.causes(fields),
            trigger: fields.text("trigger").map(|text| text.value),
            detection: self.detection(fields),
            windows: self.windows(fields),
            summary: summary(fields),
            impact: self.impact(fields),
            root_cause: prose(fields, "root_cause"),
            remediation: prose(fields, "remediation"),
            numbers: self.numbers(fields),
            owner: fields
                .text("owner")
                .map(|text| Traced::stated(text.value, fields.place("owner").unwrap_or(text.span))),
            authors: authors::read(fields),
            roles: roles(fields),
            timeline: self.timeline(fields),
            actions: self.actions(fields),
            related: references(fields, "related"),
            links: self.links(fields),
            aliases: references(fields, "aliases"),
            lang: self.lang(fields),
            weight: fields.integer("weight"),
            timezone: self.zone.clone(),
            ..Stated::default()
        };
        let foreign = if self.config.unconfigured { foreign::read(fields, &UNREAD) } else { Vec::new() };
        Stated { foreign, ..known }
    }

    fn title(&self, fields: &mut Fields<'_>) -> Option<Traced<String>> {
        let own = fields.text("title");
        let own = own.map(|title| Traced::stated(title.value, fields.place("title").unwrap_or(title.span)));
        let title = own.or_else(|| if self.config.unconfigured { foreign::title(fields) } else { None })?;
        Some(title.map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")))
    }

    /// In a folder of another program, in that program's words: `status: complete`, and `status: resolved`, which is the
    /// state of the incident and not of the document.
    fn status(&self, fields: &mut Fields<'_>) -> Option<Traced<Status>> {
        let written = fields.peek("status").and_then(Value::text).filter(|_| self.config.unconfigured);
        let is_own = |text: &str| Status::ALL.iter().any(|(slug, _)| *slug == text);
        if let Some(text) = written.filter(|text| !is_own(text)) {
            if let Some(state) = state(fields, "status") {
                fields.keep("status", ValueKind::Text(state.value.slug().to_owned()));
                return Some(state);
            }
            if timeline::label(text).is_some() {
                fields.take("status");
                return state(fields, "state");
            }
        }
        fields.choice("status", &Status::ALL).map(Traced::from).or_else(|| state(fields, "state"))
    }

    /// Status pages have a level here, `impact: major`, which does not say what happened to anybody.
    fn impact(&self, fields: &mut Fields<'_>) -> Option<Spanned<String>> {
        let is_level = |text: &str| !text.contains(' ') && levels::is_ranked(text);
        if self.config.unconfigured && fields.peek("impact")?.text().is_some_and(is_level) {
            fields.take("impact");
            return None;
        }
        prose(fields, "impact")
    }

    fn slug(&self, fields: &mut Fields<'_>) -> Option<Spanned<Slug>> {
        let Some(text) = fields.text("slug") else {
            // An empty slug is a wish for no address, not for the usual one.
            let value = fields.take("slug").filter(|value| value.text().is_some_and(|it| it.trim().is_empty()))?;
            let empty = Diagnostic::error("`slug` is empty").at(self.file, value.span);
            fields.push(empty.hint("use lower-case letters, digits and hyphens, or remove the line"));
            return None;
        };
        let slug = Slug::new(&text.value);
        match slug {
            Some(slug) if slug.as_str() == text.value => Some(Spanned { value: slug, span: text.span }),
            slug => {
                let message = format!("`slug` cannot be `{}`", text.value);
                let diagnostic = Diagnostic::error(message).at(self.file, text.span);
                fields.push(match slug {
                    Some(slug) => diagnostic.hint(format!("use lower-case letters, digits and hyphens, like `{slug}`")),
                    None => diagnostic.hint("use lower-case letters, digits and hyphens"),
                });
                fields.drop("slug");
                None
            }
        }
    }

    fn date(&self, fields: &mut Fields<'_>) -> Option<Traced<Date>> {
        let value = fields.take("date")?;
        let text = value.scalar().unwrap_or_default();
        match instant::split_date(text.trim()) {
            Some((date, rest)) if !rest.trim_start_matches(['T', 't']).starts_with(char::is_alphabetic) => {
                let is_time = rest.is_empty() || Instant::parse(text, None).is_ok();
                fields.keep("date", if is_time { value.kind.clone() } else { ValueKind::Text(date.to_string()) });
                fields.diagnostics.extend(self.doubt("date", date, value.span));
                Some(Traced::stated(date, value.span))
            }
            _ => {
                fields.push(self.unreadable("date", value, "a day", "2026-03-14"));
                None
            }
        }
    }

    /// Doubts a day that nobody can mean.
    fn doubt(&self, key: &str, day: Date, span: Span) -> Option<Diagnostic> {
        let message = format!("`{key}` is in the year {}", day.year());
        let doubt = Diagnostic::warning(message).at(self.file, span);
        (!instant::is_plausible(day))
            .then(|| doubt.hint("check the year; this day is not used to tell what is overdue"))
    }

    fn unreadable(&self, key: &str, value: &Value, what: &str, example: &str) -> Diagnostic {
        let shown = value.scalar().map_or_else(|| value.what().to_owned(), |text| format!("`{text}`"));
        Diagnostic::error(format!("`{key}` is not {what}: {shown}"))
            .at(self.file, value.span)
            .hint(format!("write it like `{example}`"))
    }

    fn lang(&self, fields: &mut Fields<'_>) -> Option<String> {
        let text = fields.text("lang")?;
        if config::is_language(&text.value) {
            return Some(text.value);
        }
        let message = format!("`{}` is not a language tag", text.value);
        fields.push(
            Diagnostic::error(message).at(self.file, text.span).hint("write a tag such as `en`, `de` or `pt-BR`"),
        );
        fields.drop("lang");
        None
    }
}

/// The texts of a list; `tls, certs` is one that somebody wrote without brackets.
fn enumerated(key: &str, value: &Value, fields: &mut Fields<'_>) -> Vec<Spanned<String>> {
    let texts = fields.as_list(key, value);
    match texts.as_slice() {
        [text] if !matches!(value.kind, ValueKind::List(_)) && text.value.contains(',') => {
            let parts = text.value.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(|part| Spanned { value: part.to_owned(), span: text.span }).collect()
        }
        _ => texts,
    }
}

/// `state: closed`, as other programs write it. A state that is none of ours is no known key.
fn state(fields: &mut Fields<'_>, key: &'static str) -> Option<Traced<Status>> {
    let known = levels::status(fields.peek(key)?.text()?)?;
    let value = fields.text(key)?;
    Some(Traced::stated(known, fields.place(key).unwrap_or(value.span)))
}

/// Either key is known where the other one is there, too.
fn summary(fields: &mut Fields<'_>) -> Option<Spanned<String>> {
    let description = prose(fields, "description");
    let summary = prose(fields, "summary");
    if summary.is_some() {
        fields.drop("description");
    }
    summary.or(description)
}

fn roles(fields: &mut Fields<'_>) -> Vec<(String, Vec<String>)> {
    let Some(table) = fields.table("roles") else { return Vec::new() };
    let people = |entry: &data::Entry, fields: &mut Fields<'_>| {
        fields.as_list(&format!("roles.{}", entry.key), &entry.value).into_iter().map(|text| text.value).collect()
    };
    let roles: Vec<(String, Vec<String>)> =
        table.entries.iter().map(|entry| (entry.key.clone(), people(entry, fields))).collect();
    let kept = table.entries.iter().zip(&roles).map(|(entry, (_, people))| {
        let kind = ValueKind::of_texts(people.iter().map(String::as_str));
        data::Entry { value: Value { kind, ..entry.value.clone() }, ..entry.clone() }
    });
    fields.keep("roles", ValueKind::Table(Table { entries: kept.collect() }));
    roles
}

fn references(fields: &mut Fields<'_>, key: &'static str) -> Vec<Reference> {
    fields.list(key).into_iter().map(|text| Reference { id: text.value, span: text.span }).collect()
}
