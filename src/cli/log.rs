//! `casebook log`

use std::io::Write as _;
use std::path::Path;

use clap::Args;
use jiff::Timestamp;

use super::{CLEAN, FAILURE, PROBLEMS, RootArguments, fail, say, show, shown};
use crate::author::log::{self, Note, Placed};
use crate::config::Config;
use crate::diagnostic::{self, Level};
use crate::incident::Incident;
use crate::incident::timeline::EntryKind;
use crate::pipeline;
use crate::publish::replace;
use crate::source::{self, reason};

/// Most attempts to write the document while somebody else changes it.
const TRIES: usize = 20;

/// Options of `casebook log`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// What happened, in a sentence or two
    text: String,
    #[command(flatten)]
    root: RootArguments,
    /// The incident, by id or file [default: the newest one that is open]
    #[arg(long, value_name = "ID")]
    to: Option<String>,
    /// When it was: 09:41, or a day and a time [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// What kind of moment it was
    #[arg(long, value_parser = EntryKind::ALL.map(|(name, _)| name))]
    kind: Option<String>,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, String> {
    let now = Timestamp::now();
    let text = arguments.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err("there is nothing to log\nhelp: say what happened: `casebook log \"the alert fires\"`".to_owned());
    }
    let root = arguments.root.find()?;
    let found = pipeline::incidents(&root).map_err(|error| error.to_string())?;
    if found.diagnostics.iter().any(|it| it.level == Level::Error) {
        // The error may be in the archive's time zone.
        show(&found.diagnostics);
        return Ok(FAILURE);
    }
    let chosen = choose(&found.incidents, arguments.to.as_deref())?;
    let kind = EntryKind::ALL.iter().find(|(name, _)| Some(*name) == arguments.kind.as_deref()).map(|(_, kind)| *kind);
    let note = Note { text: &text, kind, at: arguments.at.as_deref(), now };
    let path = &chosen.text.source.path;
    let file = root.join(path);
    Ok(match append(&file, path, &note, &found.config) {
        Ok(placed) => {
            say(&format!("{}:{}: {}", shown(&file), placed.line, placed.written));
            CLEAN
        }
        Err(message) => {
            fail(&format!("`{}` was left as it is: {message}", shown(&file)));
            PROBLEMS
        }
    })
}

/// Adds the note to the document as it is at this moment.
fn append(file: &Path, path: &str, note: &Note<'_>, config: &Config) -> Result<Placed, String> {
    // Several notes at the same time take turns.
    let real = std::fs::canonicalize(file).map_err(|error| reason(&error))?;
    let _lock = replace::lock(&real).map_err(|error| format!("its directory cannot be locked: {}", reason(&error)))?;
    let mut last = String::new();
    for _ in 0..TRIES {
        let old = source::read_file(&real).map_err(|error| reason(&error))?;
        let placed = log::place(path, &old, note, config)?;
        match replace::document(&real, &old, &placed.new) {
            Ok(()) => return Ok(placed),
            // An editor saved the document in the meantime. It is read again, so nothing is lost.
            Err(error) => last = reason(&error),
        }
    }
    Err(last)
}

fn choose<'a>(incidents: &'a [Incident], to: Option<&str>) -> Result<&'a Incident, String> {
    let Some(wanted) = to else { return newest_open(incidents) };
    let by_id: Vec<_> = incidents.iter().filter(|it| it.id.eq_ignore_ascii_case(wanted)).collect();
    let stem = |it: &Incident| it.text.source.stem_path().rsplit('/').next().unwrap_or_default().to_owned();
    let named = |it: &&Incident| {
        it.text.source.path == wanted
            || it.text.source.path.ends_with(&format!("/{wanted}"))
            || stem(it) == wanted
            || it.text.slug.as_str() == wanted
    };
    let found = if by_id.is_empty() { incidents.iter().filter(named).collect() } else { by_id };
    match found[..] {
        [one] => Ok(one),
        [] => {
            let near = diagnostic::nearest(wanted, incidents.iter().map(|it| it.id.as_str()));
            let hint = near.map_or_else(
                || "`--to` takes an id or the name of a file".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            Err(format!("there is no incident `{wanted}`\nhelp: {hint}"))
        }
        _ => {
            let paths: Vec<_> = found.iter().map(|it| format!("`{}`", it.text.source.path)).collect();
            Err(format!("`{wanted}` is the id of {}\nhelp: name the file with `--to`", paths.join(" and ")))
        }
    }
}

fn newest_open(incidents: &[Incident]) -> Result<&Incident, String> {
    let newest = incidents.first();
    let Some(open) = incidents.iter().find(|it| log::is_open(it)) else {
        let known = newest.map_or_else(String::new, |it| format!(": the newest, `{}`, is over", it.id));
        return Err(format!(
            "no incident is open{known}\nhelp: name one with `--to ID`, or start one with `casebook new \"TITLE\"`"
        ));
    };
    if let Some(newest) = newest.filter(|newest| newest.id != open.id) {
        let _ = writeln!(
            std::io::stderr(),
            "note: `{}` is newer and over; to log there, add `--to {}`",
            newest.id,
            newest.id
        );
    }
    Ok(open)
}
