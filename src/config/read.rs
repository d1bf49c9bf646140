//! Reads `casebook.toml` key by key.

use crate::config::{Arc, Check, Config, Path, is_language, parse_base_url, redact, tickets, timezone};
use crate::data::fields::{Fields, Spanned};
use crate::data::{self, Kind};
use crate::diagnostic::{Diagnostic, Level, Report};
use crate::diagram::{self, Commands};
use crate::incident::Audience;
use crate::incident::id::IdPattern;
use crate::incident::metrics::Clock;
use crate::incident::section::Role;
use crate::incident::severity::{Match, Severity};
use crate::source::{CONFIG, Layout};
use crate::text::{SourceFile, Span};

/// Tests for things that the configuration may name.
pub struct Known<'a> {
    /// True if there is such a review rule.
    pub is_rule: &'a dyn Fn(&str) -> bool,
    /// True if there is such a directory, from the root.
    pub is_directory: &'a dyn Fn(&str) -> bool,
    /// True if there is such a file or directory, from the root.
    pub is_there: &'a dyn Fn(&str) -> bool,
}

/// Returns the place in the configuration that names `path`, a path from the root, as the content
/// or the theme.
pub fn naming(text: &str, layout: &Layout, path: &Path) -> Option<(Arc<SourceFile>, Span)> {
    let file = Arc::new(SourceFile::new(CONFIG, text));
    let theme = layout.theme.as_ref().filter(|theme| path == Path::new(theme)).map(|_| "theme");
    let key = theme.or((path == Path::new(&layout.content)).then_some("content"))?;
    let span = data::toml::parse(&file.text).0.get(key)?.span;
    Some((file, span))
}

/// Reads the configuration. Without a file it returns the defaults.
pub fn read(file: Option<&Arc<SourceFile>>, known: &Known<'_>) -> Report<Config> {
    let Some(file) = file else { return Report { value: Config::default(), diagnostics: Vec::new() } };
    let (table, faults) = data::toml::parse(&file.text);
    let mut diagnostics: Vec<_> =
        faults.into_iter().map(|(span, message)| Diagnostic::error(message).at(file, span)).collect();
    let mut fields = Fields::new(file, &table);
    let mut config = Config { unconfigured: false, broken_links_fail: true, ..Config::default() };
    if let Some(title) = fields.text("title") {
        config.title = title.value;
    }
    config.description = fields.text("description").map(|text| text.value);
    config.base_url = base_url(&mut fields);
    if let Some(language) = language(&mut fields) {
        config.language = language;
    }
    config.timezone = timezone(file, &mut fields, "timezone");
    layout(&mut fields, known, &mut config);
    if let Some(audience) = fields.choice("audience", &Audience::ALL) {
        config.audience = audience.value;
    }
    if let Some(audience) = fields.choice("default_audience", &Audience::ALL) {
        config.default_audience = audience.value;
    }
    config.noindex = fields.bool("noindex").unwrap_or(config.noindex);
    severities(&mut fields, &mut config);
    config.causes = fields.list("causes").into_iter().map(|text| text.value).collect();
    if let Some(choice) = fields.choice("broken_links", &[("error", true), ("warning", false)]) {
        config.broken_links_fail = choice.value;
    }
    tables(&mut fields, known, &mut config);
    diagnostics.extend(fields.finish(&["extra"]));
    Report { value: config, diagnostics }
}

/// Reads the directories of the archive.
fn layout(fields: &mut Fields<'_>, known: &Known<'_>, config: &mut Config) {
    if let Some(content) = fields.text("content").and_then(|text| inside(fields, "content", &text.value, text.span)) {
        config.layout.content = content;
    }
    config.layout.theme = fields
        .text("theme")
        .and_then(|text| inside(fields, "theme", &text.value, text.span))
        .map(|name| format!("themes/{name}"));
    let excluded = fields.list("exclude");
    for path in excluded.iter().filter(|path| !(known.is_there)(&path.value)) {
        let message = format!("there is no `{}`, so nothing is left out by it", path.value);
        let hint = "`exclude` names files and directories from the directory of casebook.toml";
        fields.push(Diagnostic::warning(message).at(fields.file(), path.span).hint(hint));
    }
    config.layout.exclude = excluded.into_iter().map(|text| text.value).collect();
    if let Some(value) = fields.take("incidents") {
        let names = fields.as_list("incidents", value);
        let content = &config.layout.content;
        let is_there = |name: &str| (known.is_directory)(format!("{content}/{name}").trim_start_matches('/'));
        for name in names.iter().filter(|name| (known.is_directory)(content) && !is_there(&name.value)) {
            let message = format!("there is no directory `{}` in `{content}`", name.value);
            let hint = "`incidents` names directories below `content` whose documents are postmortems";
            fields.push(Diagnostic::warning(message).at(fields.file(), name.span).hint(hint));
        }
        let plain = |name: &str| name.trim_start_matches("./").trim_matches('/').to_owned();
        config.incidents = names.iter().map(|name| plain(&name.value)).collect();
    }
}

/// Reads the scale of severities, the worst first.
fn severities(fields: &mut Fields<'_>, config: &mut Config) {
    if let Some(value) = fields.take("severities") {
        let names = fields.as_list("severities", value);
        // `SEV-1` and `sev1` count as the same name.
        let letters = |at: usize| names[at].value.to_lowercase().replace([' ', '_', '-'], "");
        let is_before = |at: usize| (0..at).any(|before| letters(before) == letters(at));
        if let Some(at) = (0..names.len()).find(|at| is_before(*at)) {
            let message = format!("`{}` is in `severities` twice", names[at].value);
            fields.error(names[at].span, message, "a severity has one rank");
        } else if names.is_empty() || names.len() > 9 {
            let wrong = if names.is_empty() { "no name" } else { "more than nine names" };
            let hint = "write them from the worst on, like `[\"SEV-1\", \"SEV-2\", \"SEV-3\"]`";
            fields.error(value.span, format!("`severities` has {wrong}"), hint);
        } else {
            config.severities = names.into_iter().map(|name| name.value).collect();
        }
    }
}

/// Reads the days that an action of each severity has.
fn due_days(table: &data::Table, config: &mut Config, fields: &mut Fields<'_>) {
    for entry in &table.entries {
        let rank = match Severity::find(&entry.key, &config.severities) {
            Match::Known(severity) => severity.rank,
            Match::Misspelt(_) | Match::Free(_) => None,
        };
        let days = entry.value.scalar().and_then(|text| text.parse().ok()).filter(|days| (1..=3650).contains(days));
        match (rank, days) {
            (Some(rank), Some(days)) if !config.due_days.contains_key(&rank) => {
                config.due_days.insert(rank, days);
            }
            (Some(_), Some(_)) => {
                let message = format!("`{}` names a severity that `due_days` has already", entry.key);
                fields.error(entry.key_span, message, "remove one of the two");
            }
            (Some(_), None) => {
                let message = format!("`due_days` of `{}` is not a number of days", entry.key);
                fields.error(entry.value.span, message, "write a whole number from 1 to 3650");
            }
            (None, _) => {
                let names = config.severities.iter().map(String::as_str);
                let message = format!("`{}` is none of the severities of the archive", entry.key);
                let hint = || format!("use one of {}", data::fields::ticked(&names.clone().collect::<Vec<_>>()));
                let close = crate::diagnostic::nearest(&entry.key, names.clone());
                fields.push(Diagnostic::error(message).at(fields.file(), entry.key_span).suggest(close, hint));
            }
        }
    }
}

/// Reads the keys whose values are tables.
fn tables(fields: &mut Fields<'_>, known: &Known<'_>, config: &mut Config) {
    fields.within("metrics", "metrics.", |inner| {
        if let Some(clock) = inner.choice("clock", &[("detected", Clock::Detected), ("started", Clock::Started)]) {
            config.clock = clock.value;
        }
    });
    fields.within("actions", "actions.", |inner| {
        if let Some(days) = inner.table("due_days") {
            due_days(days, config, inner);
        }
    });
    fields.within("diagrams", "diagrams.", |inner| {
        if let Some(commands) = inner.table("command") {
            config.diagram_commands = diagram_commands(commands, inner);
        }
    });
    if let Some(sections) = fields.table("sections") {
        config.sections = section_words(sections, fields);
    }
    fields.within("check", "check.", |inner| config.check = check(inner, known));
    fields.within("search", "search.", |inner| config.synonyms = synonyms(inner));
    if let Some(table) = fields.table("tickets") {
        config.tickets = tickets::read(table, fields);
    }
    if let Some(table) = fields.table("redact") {
        config.redaction = redact::read(table, fields);
    }
    fields.within("new", "new.", |inner| {
        if let Some(pattern) = inner.text("id") {
            config.ids = id_pattern(&pattern, inner);
        }
    });
}

/// Reads the groups of words that mean the same to a search.
fn synonyms(fields: &mut Fields<'_>) -> Vec<Vec<String>> {
    let mut groups = Vec::new();
    let Some(value) = fields.take("synonyms") else { return groups };
    let words = |group: &data::Value| match &group.kind {
        Kind::List(words) if words.len() > 1 => {
            let words = words.iter().map(|word| word.text().filter(|word| word.contains(char::is_alphanumeric)));
            words.map(|word| word.map(|word| word.replace('|', " "))).collect::<Option<Vec<_>>>()
        }
        _ => None,
    };
    let several = if let Kind::List(items) = &value.kind { items.as_slice() } else { std::slice::from_ref(value) };
    for group in several {
        match words(group) {
            Some(words) => groups.push(words),
            None => fields.error(
                group.span,
                "`search.synonyms` needs groups of two words or more",
                "write it like `[[\"k8s\", \"kubernetes\"], [\"oom\", \"out of memory\"]]`",
            ),
        }
    }
    groups
}

fn check(fields: &mut Fields<'_>, known: &Known<'_>) -> Check {
    const LEVELS: [(&str, Option<Level>); 4] =
        [("off", None), ("note", Some(Level::Note)), ("warning", Some(Level::Warning)), ("error", Some(Level::Error))];
    let mut check = Check::default();
    if let Some(value) = fields.take("words") {
        let numbers: Vec<_> = match &value.kind {
            Kind::List(items) => items.iter().map(|it| it.scalar().and_then(|text| text.parse().ok())).collect(),
            _ => Vec::new(),
        };
        match numbers[..] {
            [Some(least), Some(most)] if least <= most => check.words = (least, most),
            _ => fields.error(value.span, "`words` is not two numbers", "write it like `[400, 600]`"),
        }
    }
    let mut texts = |name| fields.list(name).into_iter().map(|text| text.value).filter(|it| !it.is_empty()).collect();
    (check.forbidden, check.exclude_links) = (texts("forbidden"), texts("exclude_links"));
    if let Some(rules) = fields.table("rules") {
        for entry in &rules.entries {
            let id = entry.key.to_ascii_uppercase();
            let level = LEVELS.iter().find(|(name, _)| Some(*name) == entry.value.scalar());
            let named = (known.is_rule)(&id);
            match level {
                Some((_, level)) if named => check.levels.push((id, *level)),
                None if named => fields.error(
                    entry.value.span,
                    format!("`{id}` has no such level"),
                    "write `off`, `note`, `warning` or `error`",
                ),
                _ => fields.error(
                    entry.key_span,
                    format!("`{}` is not a rule", entry.key),
                    "rules are named like `PM041`; `casebook check --explain` lists them",
                ),
            }
        }
    }
    check
}

/// Reads tables such as `[diagrams.command.plantuml]` with `run = ["plantuml", "-tsvg", "-pipe"]`.
fn diagram_commands(table: &data::Table, fields: &mut Fields<'_>) -> Commands {
    let mut commands = Commands::new();
    for entry in &table.entries {
        let Kind::Table(command) = &entry.value.kind else {
            let message = format!("`diagrams.command.{}` must be a table", entry.key);
            fields.push(Diagnostic::error(message).at(fields.file(), entry.key_span));
            continue;
        };
        let mut inner = Fields::inside(fields.file(), command, "diagrams.command.");
        let run: Vec<_> = inner.list("run").into_iter().map(|text| text.value).collect();
        fields.diagnostics.extend(inner.finish(&[]));
        if diagram::is_drawn(&entry.key) {
            let message = format!("casebook draws `{}` itself", entry.key);
            fields.error(entry.key_span, message, "remove the command");
        } else if run.is_empty() {
            let message = format!("`diagrams.command.{}` does not say what to run", entry.key);
            let hint = "write the program and its arguments, like `run = [\"plantuml\", \"-tsvg\", \"-pipe\"]`";
            fields.error(entry.key_span, message, hint);
        } else {
            commands.insert(entry.key.clone(), run);
        }
    }
    commands
}

/// Reads the pattern for ids. Returns `None` if it is empty, so that no ids are given.
fn id_pattern(pattern: &Spanned<String>, fields: &mut Fields<'_>) -> Option<IdPattern> {
    if pattern.value.is_empty() {
        return None;
    }
    let read = IdPattern::parse(&pattern.value);
    read.map_err(|wrong| {
        let message = format!("`{}` is not a pattern for ids: {wrong}", pattern.value);
        let hint = "write it like `INC-{year}-{number:03}`; the fields are `{year}`, `{month}`, `{day}` and `{number}`";
        fields.error(pattern.span, message, hint);
    })
    .ok()
}

fn base_url(fields: &mut Fields<'_>) -> Option<String> {
    let url = fields.text("base_url")?;
    match parse_base_url(&url.value) {
        Some(url) => Some(url),
        None => {
            let message = format!("`base_url` cannot be `{}`", url.value);
            let hint = "write where the site is published, like `https://incidents.example.org/archive/`";
            fields.error(url.span, message, hint);
            None
        }
    }
}

fn language(fields: &mut Fields<'_>) -> Option<String> {
    let text = fields.text("language")?;
    if is_language(&text.value) {
        return Some(text.value);
    }
    let message = format!("`{}` is not a language tag", text.value);
    fields.error(text.span, message, "write a tag such as `en`, `de` or `pt-BR`");
    None
}

/// Returns a relative path that cannot leave the directory that it is joined to.
fn inside(fields: &mut Fields<'_>, key: &str, path: &str, span: Span) -> Option<String> {
    let path = path.trim_end_matches('/');
    if !path.is_empty() && !path.contains('\\') && path.split('/').all(|part| !matches!(part, "" | "." | "..")) {
        return Some(path.to_owned());
    }
    let message = format!("`{key}` must be a directory below the archive's root");
    fields.push(Diagnostic::error(message).at(fields.file(), span));
    None
}

fn section_words(table: &data::Table, fields: &mut Fields<'_>) -> Vec<(String, Vec<String>)> {
    let mut words = Vec::new();
    for entry in &table.entries {
        let list = fields.as_list(&format!("sections.{}", entry.key), &entry.value);
        if matches!(entry.value.kind, Kind::Table(_)) {
            continue;
        }
        if !Role::ALL.iter().any(|role| role.slug() == entry.key) {
            let names = Role::ALL.iter().map(|role| role.slug());
            let message = format!("`{}` is not a section role", entry.key);
            let close = crate::diagnostic::nearest(&entry.key, names.clone());
            let hint = || format!("use one of {}", data::fields::ticked(&names.collect::<Vec<_>>()));
            fields.push(Diagnostic::error(message).at(fields.file(), entry.key_span).suggest(close, hint));
        }
        words.push((entry.key.clone(), list.into_iter().map(|text| text.value).collect()));
    }
    words
}
