//! `casebook init`

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::site::epoch;
use super::{CLEAN, say};
use crate::source::reason;
use crate::system;

/// Options of `casebook init`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Directory of the new archive
    #[arg(default_value = ".", value_name = "DIR")]
    directory: PathBuf,
    /// Also write the workflow that reviews and publishes the archive
    #[arg(long, value_enum, value_name = "HOST")]
    ci: Option<Ci>,
}

/// Where the archive's repository is.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Ci {
    Github,
    Gitlab,
}

impl Ci {
    /// Returns the path and the content of the workflow.
    fn file(self) -> (&'static str, &'static str) {
        match self {
            Ci::Github => (".github/workflows/archive.yml", include_str!("init/github.yml")),
            Ci::Gitlab => (".gitlab-ci.yml", include_str!("init/gitlab.yml")),
        }
    }
}

const EXAMPLE: &str = include_str!("init/example.md");

/// The day of the incident in the example as it is kept.
const DAY: Date = Date::constant(2026, 1, 15);

/// Days from the incident of a new archive's example to the day on which the archive is made, so
/// that its open action is not overdue.
const AGE: i32 = 9;

/// Returns the files of a new archive, with an example that is a few days old on the day `today`.
fn files(today: Date, ci: Option<Ci>) -> Vec<(String, String)> {
    let age = (today - DAY).get_days() - AGE;
    let day = DAY.checked_add(age.days()).unwrap_or(DAY);
    let files = [
        ("casebook.toml".to_owned(), include_str!("init/casebook.toml").to_owned()),
        ("content/about.md".to_owned(), include_str!("init/about.md").to_owned()),
        (format!("content/incidents/{day}-example.md"), moved(EXAMPLE, age)),
        (".gitignore".to_owned(), "/public/\n/.casebook/\n".to_owned()),
    ];
    let ci = ci.map(|ci| {
        let (path, content) = ci.file();
        (path.to_owned(), content.to_owned())
    });
    files.into_iter().chain(ci).collect()
}

/// Returns `text` with every day in it `days` later.
fn moved(text: &str, days: i32) -> String {
    const LENGTH: usize = "2026-01-15".len();
    let mut moved = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("202") {
        let (before, from) = rest.split_at(at);
        moved.push_str(before);
        let day = from.get(..LENGTH).and_then(|word| word.parse::<Date>().ok()?.checked_add(days.days()).ok());
        let length = if day.is_some() { LENGTH } else { "202".len() };
        match day {
            Some(day) => moved.push_str(&day.to_string()),
            None => moved.push_str(&from[..length]),
        }
        rest = &from[length..];
    }
    moved + rest
}

/// Writes the files that are missing. Existing files are never touched.
pub(super) fn run(arguments: &Arguments) -> Result<u8, String> {
    let directory = &arguments.directory;
    if directory.join("casebook.toml").exists() {
        return Err(format!("`{}` is an archive already: it has a casebook.toml", system::shown(directory)));
    }
    if directory.exists() && !directory.is_dir() {
        let shown = system::shown(directory);
        return Err(format!("`{shown}` is a file\nhelp: name a directory, which may be a new one"));
    }
    let today = epoch()?.unwrap_or_else(|| Timestamp::now().to_zoned(TimeZone::UTC).date());
    for (name, content) in files(today, arguments.ci) {
        let path = directory.join(name);
        match write_new(&path, &content) {
            Ok(()) => say(&format!("wrote {}", system::shown(&path))),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                say(&format!("kept {}", system::shown(&path)));
            }
            Err(error) => return Err(format!("cannot write `{}`: {}", system::shown(&path), reason(&error))),
        }
    }
    let here =
        if directory == Path::new(".") { String::new() } else { format!(" --root {}", system::shown(directory)) };
    say(&format!(
        "\nNext:\n  casebook serve --open{here}\n  casebook new \"What happened\"{here}\n  casebook build{here}"
    ));
    Ok(CLEAN)
}

fn write_new(path: &Path, content: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    io::Write::write_all(&mut file, content.as_bytes())
}
