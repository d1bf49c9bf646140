//! `casebook new`

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{CLEAN, FAILURE, RootArguments, say, show, shown};
use crate::archive::addresses;
use crate::author::new::{self, Values};
use crate::config::Config;
use crate::diagnostic::{Level, Report};
use crate::incident::instant::{Instant, NotAnInstant};
use crate::incident::severity::{Match, Severity};
use crate::pipeline::{self, Read};
use crate::read::{self, Document};
use crate::serve::PORT;
use crate::source::reason;
use crate::system;
use crate::text::SourceFile;

/// Directory of an archive's templates.
const TEMPLATES: &str = "templates";

/// Options of `casebook new`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What happened, in a few words
    title: String,
    #[command(flatten)]
    root: RootArguments,
    /// How bad it is, like SEV-2
    #[arg(long, value_name = "NAME")]
    severity: Option<String>,
    /// What failed; can be given several times
    #[arg(long = "service", value_name = "NAME")]
    services: Vec<String>,
    /// When the fault began: RFC 3339, or a local time in the archive's zone
    #[arg(long, value_name = "TIME")]
    started: Option<String>,
    /// Begin with templates/NAME.md [default: postmortem, or the built-in one]
    #[arg(long, value_name = "NAME")]
    template: Option<String>,
    /// Open it in $VISUAL or $EDITOR
    #[arg(long)]
    edit: bool,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, String> {
    let (path, address) = match create(arguments) {
        Ok(created) => created,
        Err(message) => return message.map_or(Ok(FAILURE), Err),
    };
    say(&shown(&path));
    // Standard output is the path alone, for commands that go on with it.
    let _ = writeln!(io::stderr(), "`casebook serve` shows it at http://127.0.0.1:{PORT}/{address}");
    if arguments.edit { edit(&path) } else { Ok(CLEAN) }
}

/// Writes the document and returns where it is, on the disk and in the site. Returns no message if
/// the errors have been printed already.
fn create(arguments: &Arguments) -> Result<(PathBuf, String), Option<String>> {
    if arguments.edit && editor().is_none() {
        return Err(Some("no editor is known\nhelp: set `VISUAL` or `EDITOR`, like `EDITOR=vi`".to_owned()));
    }
    let root = arguments.root.find()?;
    let Report { value: config, diagnostics } = pipeline::configuration(&root).map_err(|error| error.to_string())?;
    if diagnostics.iter().any(|it| it.level == Level::Error) {
        show(&diagnostics);
        return Err(None);
    }
    let directory = directory(&root, &config);
    fs::create_dir_all(&directory).map_err(|error| cannot("write to", &directory, &error))?;
    // Two users who begin at the same time get two numbers. The lock ends with the process.
    let _lock = system::lock(&directory).map_err(|error| cannot("lock", &directory, &error))?;
    let found = pipeline::incidents(&root).map_err(|error| error.to_string())?;
    let values = values(arguments, &found)?;
    let Some(name) = new::file_name(values.date, &values.title) else {
        let message = format!("the title `{}` has no letter or digit to name a file after", arguments.title);
        return Err(Some(message));
    };
    let path = directory.join(name);
    let (text, address) = text(arguments, &root, &path, &values, &config)?;
    write(&path, &text)?;
    Ok((path, address))
}

/// Returns the directory for new incidents.
fn directory(root: &Path, config: &Config) -> PathBuf {
    let content = root.join(&config.layout.content);
    let incidents = config.incidents.first().map(|name| content.join(name));
    // A folder of documents without configuration has no such directory.
    incidents.filter(|directory| !config.layout.content.is_empty() || directory.is_dir()).unwrap_or(content)
}

fn values(arguments: &Arguments, found: &Read) -> Result<Values, String> {
    let config = &found.config;
    let title = arguments.title.split_whitespace().collect::<Vec<_>>().join(" ");
    let zone = config.timezone.clone().unwrap_or(TimeZone::UTC);
    let minute = zone.to_datetime(Timestamp::now()).with().second(0).subsec_nanosecond(0).build();
    let now = minute.map(|local| Instant::in_zone(local, &zone).0).map_err(|error| error.to_string())?;
    let started = match &arguments.started {
        None => None,
        Some(text) => match Instant::parse(text, Some(&zone)) {
            Ok((instant, _)) => Some(instant),
            Err(wrong) => {
                let why =
                    if matches!(wrong, NotAnInstant::OnlyADate(_)) { "a day without a time" } else { "not a time" };
                return Err(format!(
                    "`--started {text}` is {why}\nhelp: write it like `2026-03-14T09:12:00+01:00`, or `\"2026-03-14 09:12\"` in the archive's zone"
                ));
            }
        },
    };
    let severity = arguments.severity.as_deref().map(|name| severity(name, &config.severities)).transpose()?;
    let date = started.as_ref().map_or(now.date(), Instant::date);
    let ids = found.incidents.iter().map(|it| it.id.as_str());
    Ok(Values {
        title,
        id: config.ids.as_ref().map(|pattern| pattern.next(date, ids)),
        date,
        severity,
        services: arguments.services.clone(),
        started: started.as_ref().map(Instant::rfc3339),
        now: now.rfc3339(),
        severities: config.severities.clone(),
    })
}

/// Returns the archive's own label for a severity.
fn severity(name: &str, scale: &[String]) -> Result<String, String> {
    match Severity::find(name, scale) {
        Match::Known(severity) => Ok(severity.label),
        _ => Err(format!("`{name}` is not a severity of this archive\nhelp: use one of {}", scale.join(", "))),
    }
}

/// Returns the filled template, after checking that it is a valid document, and the address of its
/// page.
fn text(
    arguments: &Arguments,
    root: &Path,
    path: &Path,
    values: &Values,
    config: &Config,
) -> Result<(String, String), Option<String>> {
    let name = arguments.template.as_deref().unwrap_or("postmortem");
    if name.contains(['/', '\\']) || name.starts_with('.') {
        return Err(Some(format!(
            "`{name}` is not a template's name\nhelp: templates lie in {TEMPLATES}/ and are named without `.md`"
        )));
    }
    let file = format!("{TEMPLATES}/{name}.md");
    let template = match fs::read_to_string(root.join(&file)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && arguments.template.is_none() => {
            new::built_in(&config.language).to_owned()
        }
        Err(error) => return Err(Some(cannot("read", Path::new(&file), &error))),
    };
    let text = new::fill(&template, values).map_err(|(line, message)| format!("{file}:{line}: {message}"))?;
    let below = path.strip_prefix(root).unwrap_or(path);
    let report = read::document(&Arc::new(SourceFile::new(system::slashed(below), &text)), config);
    if report.diagnostics.iter().any(|it| it.level == Level::Error) {
        show(&report.diagnostics);
        return Err(Some(format!("nothing was written: a document of the template `{file}` cannot be read")));
    }
    let address = match report.value {
        Ok(Document::Incident(incident)) => addresses::incident_url(&incident),
        Ok(Document::Page(page)) => addresses::page_path(&page, &config.layout.content),
        Err(_) => String::new(),
    };
    Ok((text, address))
}

/// Writes a new file. An existing file is never overwritten.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let open = fs::OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = open.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            format!(
                "`{}` exists already and was left as it is\nhelp: give it another title, or write to that one",
                shown(path)
            )
        }
        _ => cannot("write", path, &error),
    })?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.map_err(|error| {
        let _ = fs::remove_file(path);
        cannot("write", path, &error)
    })
}

fn cannot(what: &str, path: &Path, error: &io::Error) -> String {
    format!("cannot {what} `{}`: {}", shown(path), reason(error))
}

/// Returns the user's editor, as a command for the shell.
fn editor() -> Option<String> {
    ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok()).filter(|value| !value.trim().is_empty())
}

fn edit(path: &Path) -> Result<u8, String> {
    let Some(editor) = editor() else { return Ok(CLEAN) };
    match system::edit(&editor, path).status() {
        Ok(status) if status.success() => Ok(CLEAN),
        Ok(_) => Err(format!("`{editor}` failed; the document is at `{}`", shown(path))),
        Err(error) => Err(format!("cannot start `{editor}`: {}; the document is at `{}`", reason(&error), shown(path))),
    }
}
