//! The front matter: found, read and checked, key by key.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::audience::names;
use super::block;
use super::found::inline::{last_part, parse as inline};
use super::found::{levels, time_text};
use crate::config::{self, Config};
use crate::data::fields::{Fields, Spanned};
use crate::data::{self, Kind as ValueKind, Table, Value};
use crate::diagnostic::Diagnostic;
use crate::html::url;
use crate::incident::action::{ActionItem, ActionKind, ActionStatus, Ticket};
use crate::incident::instant::{self, Instant, NotAnInstant, Placement};
use crate::incident::severity::{Match, Severity};
use crate::incident::timeline::{Entry, EntryKind};
use crate::incident::{
    Audience, Cause, CauseRole, Detection, ImpactNumbers, Instants, Kind, Label, Reference, Status, Traced, Window,
};
use crate::text::slug::Slug;
use crate::text::{SourceFile, Span};

/// A block larger than this is no front matter.
const LARGEST: usize = 64 * 1024;

/// Keys that make a document an incident.
const INCIDENT_KEYS: [&str; 34] = [
    "severity",
    "started",
    "impact_started",
    "detected",
    "acknowledged",
    "mitigated",
    "resolved",
    "services",
    "causes",
    "cause",
    "trigger",
    "detection",
    "timeline",
    "actions",
    "windows",
    "impact",
    "root_cause",
    "remediation",
    "affected_percent",
    "affected_users",
    "requests_failed",
    "support_tickets",
    "roles",
    "regions",
    "kind",
    "resolvedWhen",
    "affected",
    "affectedSystems",
    "start_time",
    "end_time",
    "systems",
    "id",
    "status",
    "related",
];

/// What the author stated, checked, before anything is inferred.
#[derive(Debug, Default)]
pub(in crate::read) struct FrontMatter {
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
    /// The day that the text states.
    pub inferred_date: Option<Traced<Date>>,
    /// Summary, impact and root cause as fields of the text.
    pub inferred_facts: [Option<Traced<String>>; 3],
}

/// Who may read it; what cannot be read is for the fewest, never public by a misspelling.
fn audience(fields: &mut Fields<'_>) -> Option<Audience> {
    let stated = fields.take("audience").is_some();
    let read = fields.choice("audience", &Audience::ALL).map(|it| it.value);
    // Other archives have other names for it; what they say is warned of as unknown.
    let others = ["visibility", "confidentiality", "classification", "sensitivity", "access"];
    let said = others.into_iter().filter_map(|key| fields.peek(key).and_then(Value::scalar).and_then(names::named));
    let marks = [("internal", true), ("private", true), ("confidential", true), ("public", false)];
    let marked = marks.into_iter().filter(|(key, few)| fields.peek(key).and_then(Value::bool) == Some(*few));
    let said = said.chain(marked.map(|_| Audience::Internal));
    read.or(stated.then_some(Audience::Restricted)).or_else(|| said.max())
}

/// Reads the front matter of `file`; without any, everything is absent.
pub(in crate::read) fn read(file: &Arc<SourceFile>, config: &Config, diagnostics: &mut Vec<Diagnostic>) -> FrontMatter {
    // Only blank lines stand before it.
    let begin = file.text.len() - file.text.trim_start().len();
    let fence = Span::new(begin, begin + 3);
    let block = match block::find(&file.text) {
        Ok(Some(block)) => block,
        Ok(None) => return FrontMatter::default(),
        Err(mark) => {
            let hint = format!("end the front matter with a line `{mark}`");
            diagnostics.push(
                Diagnostic::error("the front matter is never closed").at(file, fence).label("opened here").hint(hint),
            );
            return FrontMatter::default();
        }
    };
    if block.end - block.start > LARGEST {
        diagnostics.push(
            Diagnostic::error("the front matter is larger than 64 KiB")
                .at(file, fence)
                .hint("move the text into the body of the document"),
        );
        return FrontMatter { body: block.body, ..FrontMatter::default() };
    }
    let (table, faults) = block::parse(&file.text, &block);
    let broken = !faults.is_empty();
    diagnostics.extend(faults.into_iter().map(|(span, message)| Diagnostic::error(message).at(file, span)));
    // After an error of the syntax, what was left out cannot be told from what was not read.
    let mut reader = Reader { file, config, zone: config.timezone.clone() };
    let mut fields = Fields::new(file, &table);
    let mut read = reader.fields(&mut fields);
    read.body = block.body;
    read.is_incident = table
        .entries
        .iter()
        .any(|entry| entry.key != "id" && entry.key != "status" && INCIDENT_KEYS.contains(&entry.key.as_str()))
        || (table.get("id").is_some() && table.get("date").is_some());
    let found =
        fields.finish(&["extra", "layout", "type", "toc", "url", "redirect_from", "linkTitle", "section", "uuid"]);
    // A folder of another program's has that program's keys.
    let foreign = |it: &Diagnostic| config.unconfigured && it.message.starts_with("unknown key");
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
    fn fields(&mut self, fields: &mut Fields<'_>) -> FrontMatter {
        if let Some(zone) = config::timezone(self.file, fields, "timezone") {
            self.zone = Some(zone);
        }
        let status = fields.choice("status", &Status::ALL).map(Traced::from);
        let drafted = fields.bool("draft").unwrap_or(false).then(|| fields.place("draft").unwrap_or_default());
        let draft = drafted.is_some() || status.as_ref().is_some_and(|status| status.value == Status::Draft);
        FrontMatter {
            title: title(fields),
            id: fields.text("id").map(Traced::from),
            slug: self.slug(fields),
            instants: self.instants(fields),
            date: self.date(fields),
            status: status.or_else(|| Some(Traced::stated(Status::Draft, drafted?))),
            draft,
            audience: audience(fields),
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
            impact: fields.text("impact"),
            root_cause: fields.text("root_cause"),
            remediation: fields.text("remediation"),
            numbers: self.numbers(fields),
            owner: fields
                .text("owner")
                .map(|text| Traced::stated(text.value, fields.place("owner").unwrap_or(text.span))),
            authors: authors(fields),
            roles: roles(fields),
            timeline: self.timeline(fields),
            actions: self.actions(fields),
            related: references(fields, "related"),
            links: self.links(fields),
            aliases: references(fields, "aliases"),
            lang: self.lang(fields),
            weight: fields.integer("weight"),
            timezone: self.zone.clone(),
            ..FrontMatter::default()
        }
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
                None
            }
        }
    }

    fn date(&self, fields: &mut Fields<'_>) -> Option<Traced<Date>> {
        let value = fields.take("date")?;
        let text = value.scalar().unwrap_or_default();
        match instant::split_date(text.trim()) {
            Some((date, rest)) if !rest.trim_start_matches(['T', 't']).starts_with(char::is_alphabetic) => {
                Some(Traced::stated(date, value.span))
            }
            _ => {
                fields.push(self.unreadable("date", value, "a day", "2026-03-14"));
                None
            }
        }
    }

    fn unreadable(&self, key: &str, value: &Value, what: &str, example: &str) -> Diagnostic {
        let shown = value.scalar().map_or_else(|| value.what().to_owned(), |text| format!("`{text}`"));
        Diagnostic::error(format!("`{key}` is not {what}: {shown}"))
            .at(self.file, value.span)
            .hint(format!("write it like `{example}`"))
    }

    fn instants(&self, fields: &mut Fields<'_>) -> Instants {
        let mut take = |keys: &[&'static str]| {
            let value = fields.take_any(keys)?;
            // Existing archives write `resolved: true` for a state.
            if keys.contains(&"resolvedWhen") && value.bool().is_some() {
                return None;
            }
            let place = keys.iter().find_map(|key| fields.place(key)).unwrap_or(value.span);
            Some(Traced::stated(self.instant(keys[0], value, fields)?, place))
        };
        Instants {
            started: take(&["started", "start_time"]),
            impact_started: take(&["impact_started"]),
            detected: take(&["detected"]),
            acknowledged: take(&["acknowledged"]),
            mitigated: take(&["mitigated"]),
            resolved: take(&["resolvedWhen", "resolved", "end_time"]),
            published: take(&["published"]),
        }
    }

    fn instant(&self, key: &str, value: &Value, fields: &mut Fields<'_>) -> Option<Instant> {
        let key = if key == "resolvedWhen" { "resolved" } else { key };
        let parsed = Instant::parse(value.scalar().unwrap_or_default(), self.zone.as_ref());
        match parsed {
            Ok((instant, placement)) => {
                let warn = |rule, message: &str, hint: &str| {
                    Diagnostic::warning(message).rule(rule).at(self.file, value.span).hint(hint)
                };
                if instant.zone_name().is_none() {
                    fields.push(warn(
                        "PM004",
                        &format!("`{key}` names no time zone"),
                        "add an offset such as `+01:00` or `Z`, or set `timezone` here or in casebook.toml",
                    ));
                }
                if let Some(doubt) = placement.doubt() {
                    fields.push(warn("PM024", doubt, "write it with an offset"));
                }
                Some(instant)
            }
            // A day is enough for `published`, and better than nothing elsewhere.
            Err(NotAnInstant::OnlyADate(date)) => {
                if key != "published" {
                    fields.push(
                        Diagnostic::warning(format!("`{key}` has a day but no time"))
                            .at(self.file, value.span)
                            .hint(format!("write it like `{date}T09:30:00Z`; durations need the time")),
                    );
                    return None;
                }
                Some(Instant { local: date.to_datetime(jiff::civil::Time::midnight()), zone: instant::Zone::Unknown })
            }
            Err(NotAnInstant::Unreadable) => {
                fields.push(self.unreadable(key, value, "a point in time", "2026-03-14T09:30:00+01:00"));
                None
            }
        }
    }

    fn severity(&self, fields: &mut Fields<'_>) -> Option<Traced<Severity>> {
        let value = fields.take("severity")?;
        let text = match &value.kind {
            ValueKind::Number(text) => Spanned { value: text.clone(), span: value.span },
            _ => fields.as_text("severity", value)?,
        };
        let scale = || data::fields::ticked(&self.config.severities.iter().map(String::as_str).collect::<Vec<_>>());
        match Severity::find(&text.value, &self.config.severities) {
            Match::Known(severity) => Some(Traced::stated(severity, text.span)),
            Match::Misspelt(name) => {
                let message = format!("`{}` is not a severity", text.value);
                let hint = format!("did you mean `{name}`? This archive uses {}", scale());
                fields.push(Diagnostic::error(message).at(self.file, text.span).hint(hint));
                None
            }
            Match::Free(severity) => {
                // `Sev 1 (critical)`, as in the body.
                let words = text.value.starts_with(char::is_alphabetic);
                let known = levels::severity(&text.value, self.config).filter(|known| words && known.rank.is_some());
                if let Some(known) = known {
                    return Some(Traced::stated(known, text.span));
                }
                if !self.config.unconfigured {
                    let message = format!("`{}` is on no scale of severities and is ranked last", text.value);
                    let hint = format!("this archive uses {}", scale());
                    fields.push(Diagnostic::warning(message).at(self.file, text.span).hint(hint));
                }
                Some(Traced::stated(severity, text.span))
            }
        }
    }

    /// Sets: duplicates by slug merge, the first spelling wins.
    fn labels(&self, fields: &mut Fields<'_>, keys: &[&'static str]) -> Vec<Traced<Label>> {
        let Some(value) = fields.take_any(keys) else { return Vec::new() };
        let mut labels: Vec<Traced<Label>> = Vec::new();
        for text in enumerated(keys[0], value, fields) {
            let span = text.span;
            let Some(label) = self.label(keys[0], text, fields) else { continue };
            match labels.iter().find(|known| known.slug == label.slug) {
                None => labels.push(label),
                Some(known) if known.name == label.name => {}
                Some(known) => {
                    let message = format!("`{}` and `{}` have one address", label.name, known.name);
                    let hint = "write one of them, or names that differ in their letters";
                    fields.push(Diagnostic::warning(message).rule("PM057").at(self.file, span).hint(hint));
                }
            }
        }
        labels
    }

    fn label(&self, key: &str, text: Spanned<String>, fields: &mut Fields<'_>) -> Option<Traced<Label>> {
        let Some(label) = Label::new(&text.value) else {
            let message = format!("`{}` in `{key}` has no letter or digit to make an address from", text.value);
            fields.push(Diagnostic::error(message).at(self.file, text.span));
            return None;
        };
        Some(Traced::stated(label, text.span))
    }

    fn causes(&self, fields: &mut Fields<'_>) -> Vec<Cause> {
        let Some(value) = fields.take_any(&["causes", "cause"]) else { return Vec::new() };
        let single = std::slice::from_ref(value);
        let items = if let ValueKind::List(items) = &value.kind { items.as_slice() } else { single };
        let mut causes: Vec<Cause> = Vec::new();
        for item in items {
            let found: Vec<_> = match &item.kind {
                ValueKind::Table(table) => self.cause_table(table, item.span, fields).into_iter().collect(),
                _ => {
                    let of = |text, fields: &mut Fields<'_>| {
                        let category = self.category(text, fields)?;
                        Some(Cause { category, role: CauseRole::Root, text: None })
                    };
                    let is_list = matches!(value.kind, ValueKind::List(_));
                    let texts = if is_list {
                        fields.as_text("causes", item).into_iter().collect()
                    } else {
                        enumerated("causes", item, fields)
                    };
                    texts.into_iter().filter_map(|text| of(text, fields)).collect()
                }
            };
            for cause in found {
                if causes.iter().all(|known| known.category.slug != cause.category.slug) {
                    causes.push(cause);
                }
            }
        }
        causes
    }

    fn cause_table(&self, table: &Table, span: Span, fields: &mut Fields<'_>) -> Option<Cause> {
        let mut inner = Fields::inside(self.file, table, "causes.");
        let category = inner.text("category");
        let role = inner.choice("role", &CauseRole::ALL).map_or_else(CauseRole::default, |role| role.value);
        let text = inner.text("text").map(|text| text.value);
        fields.diagnostics.extend(inner.finish(&[]));
        let Some(category) = category else {
            fields.push(Diagnostic::error("a cause needs a `category`").at(self.file, span));
            return None;
        };
        Some(Cause { category: self.category(category, fields)?, role, text })
    }

    fn category(&self, text: Spanned<String>, fields: &mut Fields<'_>) -> Option<Traced<Label>> {
        let span = text.span;
        let label = self.label("causes", text, fields)?;
        if matches!(label.slug.as_str(), "human-error" | "operator-error" | "user-error" | "pilot-error") {
            let message = format!("`{}` is not a cause: it says who was there, not what made it possible", label.name);
            let hint = "name what the system allowed, such as `missing-validation` or `confusing-interface`";
            fields.push(Diagnostic::error(message).at(self.file, span).hint(hint));
            return None;
        }
        let vocabulary = &self.config.causes;
        if !vocabulary.is_empty() && vocabulary.iter().all(|known| Slug::new(known).as_ref() != Some(&label.slug)) {
            let names = vocabulary.iter().map(String::as_str);
            let message = format!("`{}` is not in the archive's list of causes", label.name);
            fields.push(
                Diagnostic::warning(message)
                    .at(self.file, span)
                    .suggest(crate::diagnostic::nearest(&label.name, names), || {
                        "add it to `causes` in casebook.toml, or use one of the list".to_owned()
                    }),
            );
        }
        Some(label)
    }

    fn detection(&self, fields: &mut Fields<'_>) -> Option<Detection> {
        let value = fields.take("detection")?;
        let ValueKind::Table(table) = &value.kind else {
            return fields.as_text("detection", value).map(|text| Detection { method: Some(text.value), by: None });
        };
        let mut inner = Fields::inside(self.file, table, "detection.");
        let detection = Detection {
            method: inner.text("method").map(|text| text.value),
            by: inner.text("by").map(|text| text.value),
        };
        fields.diagnostics.extend(inner.finish(&[]));
        Some(detection)
    }

    fn windows(&self, fields: &mut Fields<'_>) -> Vec<Window> {
        let mut windows = Vec::new();
        for (table, span) in fields.tables("windows") {
            let mut inner = Fields::inside(self.file, table, "windows.");
            let mut take = |key: &'static str| {
                let value = inner.take(key)?;
                self.instant(key, value, &mut inner)
            };
            let (start, end) = (take("start"), take("end"));
            let note = inner.text("note").map(|text| text.value);
            fields.diagnostics.extend(inner.finish(&[]));
            match (start, end) {
                (Some(start), Some(end)) if end.since(&start).is_none_or(|seconds| seconds >= 0) => {
                    windows.push(Window { start, end, note });
                }
                (Some(_), Some(_)) => {
                    fields.push(Diagnostic::error("this window ends before it starts").at(self.file, span));
                }
                _ => fields.push(Diagnostic::error("a window needs a `start` and an `end`").at(self.file, span)),
            }
        }
        windows
    }

    fn numbers(&self, fields: &mut Fields<'_>) -> ImpactNumbers {
        let affected_percent = fields.number("affected_percent").and_then(|number| {
            if number.value > 100.0 {
                let message = "`affected_percent` is more than 100";
                fields.push(Diagnostic::error(message).at(self.file, number.span));
                return None;
            }
            Some(number.value)
        });
        ImpactNumbers {
            affected_percent,
            affected_users: fields.number("affected_users").map(|number| number.value),
            requests_failed: fields.number("requests_failed").map(|number| number.value),
            support_tickets: fields.number("support_tickets").map(|number| number.value),
            estimate: fields.bool("estimate").unwrap_or(false),
        }
    }

    fn links(&self, fields: &mut Fields<'_>) -> Vec<(String, String)> {
        let Some(table) = fields.table("links") else { return Vec::new() };
        let mut links = Vec::new();
        for entry in &table.entries {
            let Some(text) = fields.as_text(&format!("links.{}", entry.key), &entry.value) else { continue };
            if matches!(url::target(&text.value), url::Target::Outside(_)) {
                links.push((entry.key.clone(), url::encode(&text.value)));
            } else {
                let message = format!("`links.{}` is not a web address", entry.key);
                let hint = "write an address that begins with `https://`";
                fields.push(Diagnostic::error(message).at(self.file, text.span).hint(hint));
            }
        }
        links
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
        None
    }

    fn timeline(&self, fields: &mut Fields<'_>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (table, span) in fields.tables("timeline") {
            let mut inner = Fields::inside(self.file, table, "timeline.");
            let written = inner.take("at");
            let kind = inner.choice("kind", &EntryKind::ALL).map(Traced::from);
            let text = inner.text("text").or_else(|| inner.text("event"));
            let link = inner.text("link").map(|text| text.value);
            // What is no instant by itself is placed by the timeline reader, like one in the body.
            let later = written.and_then(Value::scalar).is_some_and(time_text::is_placed_later);
            let at = written.filter(|_| !later).and_then(|value| self.instant("timeline.at", value, &mut inner));
            let Some(text) = text else {
                inner.push(Diagnostic::error("an entry of the timeline needs a `text`").at(self.file, span));
                fields.diagnostics.extend(inner.finish(&["event"]));
                continue;
            };
            fields.diagnostics.extend(inner.finish(&["event"]));
            entries.push(Entry {
                time_text: written.and_then(Value::scalar).map(str::to_owned),
                at,
                until: None,
                date: None,
                date_inferred: false,
                placement: Placement::Plain,
                approximate: false,
                bound: None,
                kind,
                content: inline(&text.value, text.span),
                detail: Vec::new(),
                link: link
                    .filter(|link| matches!(url::target(link), url::Target::Outside(_)))
                    .map(|link| url::encode(&link)),
            });
        }
        entries
    }

    fn actions(&self, fields: &mut Fields<'_>) -> Vec<ActionItem> {
        let mut actions = Vec::new();
        for (table, span) in fields.tables("actions") {
            let mut inner = Fields::inside(self.file, table, "actions.");
            let text = inner.text("text").or_else(|| inner.text("action"));
            let done = inner.take("done").map(|value| value.bool() != Some(false));
            let status = inner.choice("status", &ActionStatus::ALL).map(|status| status.value);
            let due = inner.take("due");
            let due_text = due.and_then(Value::scalar).map(str::to_owned);
            let date = due_text.as_deref().and_then(|text| instant::split_date(text.trim())).map(|(date, _)| date);
            if let (Some(value), None) = (due, date) {
                inner.push(self.unreadable("actions.due", value, "a day", "2026-03-14"));
            }
            let ticket = inner.text("ticket").map(|ticket| {
                let url = matches!(url::target(&ticket.value), url::Target::Outside(_));
                let text = if url { last_part(&ticket.value) } else { ticket.value.clone() };
                Ticket { text, url: url.then(|| url::encode(&ticket.value)) }
            });
            let item = text.map(|text| ActionItem {
                id: inner.text("id").map(|text| text.value),
                content: inline(&text.value, text.span),
                status: status.unwrap_or(if done == Some(true) { ActionStatus::Done } else { ActionStatus::Todo }),
                owner: inner.text("owner").map(|text| text.value),
                due: date,
                due_text: due_text.filter(|_| date.is_none()),
                ticket,
                priority: inner.text("priority").map(|text| text.value),
                kind: inner.choice("type", &ActionKind::ALL).map(|kind| kind.value),
                reason: inner.text("reason").map(|text| text.value),
                detail: Vec::new(),
            });
            match item {
                Some(item) => actions.push(item),
                None => inner.push(Diagnostic::error("an action item needs a `text`").at(self.file, span)),
            }
            fields.diagnostics.extend(inner.finish(&["action", "id", "owner", "priority", "type", "reason"]));
        }
        actions
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

fn title(fields: &mut Fields<'_>) -> Option<Traced<String>> {
    let title = fields.text("title")?;
    let place = fields.place("title").unwrap_or(title.span);
    Some(Traced::stated(title.value.split_whitespace().collect::<Vec<_>>().join(" "), place))
}

/// Either key is known where the other one is there, too.
fn summary(fields: &mut Fields<'_>) -> Option<Spanned<String>> {
    let description = fields.text("description");
    fields.text("summary").or(description)
}

fn roles(fields: &mut Fields<'_>) -> Vec<(String, Vec<String>)> {
    let Some(table) = fields.table("roles") else { return Vec::new() };
    let people = |entry: &data::Entry, fields: &mut Fields<'_>| {
        fields.as_list(&format!("roles.{}", entry.key), &entry.value).into_iter().map(|text| text.value).collect()
    };
    table.entries.iter().map(|entry| (entry.key.clone(), people(entry, fields))).collect()
}

fn authors(fields: &mut Fields<'_>) -> Vec<Traced<String>> {
    let texts = match (fields.take("authors"), fields.take("author")) {
        (Some(many), _) => enumerated("authors", many, fields),
        // `Doe, Kim` may be one.
        (None, Some(one)) => fields.as_list("author", one),
        (None, None) => Vec::new(),
    };
    texts.into_iter().map(Traced::from).collect()
}

fn references(fields: &mut Fields<'_>, key: &'static str) -> Vec<Reference> {
    fields.list(key).into_iter().map(|text| Reference { id: text.value, span: text.span }).collect()
}
