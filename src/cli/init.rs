//! `casebook init`

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{CLEAN, fail, say};
use crate::source::reason;

/// Options of `casebook init`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Directory of the new archive
    #[arg(default_value = ".", value_name = "DIR")]
    directory: PathBuf,
}

/// The files of a new archive.
const FILES: [(&str, &str); 4] = [
    ("casebook.toml", include_str!("init/casebook.toml")),
    ("content/about.md", include_str!("init/about.md")),
    ("content/incidents/2026-01-15-example.md", include_str!("init/example.md")),
    (".gitignore", "/public/\n/.casebook/\n"),
];

/// Writes the files that are missing. Existing files are never touched.
pub(super) fn run(arguments: &Arguments) -> u8 {
    let directory = &arguments.directory;
    if directory.join("casebook.toml").exists() {
        return fail(&format!("`{}` is an archive already: it has a casebook.toml", directory.display()));
    }
    if directory.exists() && !directory.is_dir() {
        return fail(&format!("`{}` is a file\nhelp: name a directory, which may be a new one", directory.display()));
    }
    for (name, content) in FILES {
        let path = directory.join(name);
        match write_new(&path, content) {
            Ok(()) => say(&format!("wrote {}", path.display())),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => say(&format!("kept {}", path.display())),
            Err(error) => return fail(&format!("cannot write `{}`: {}", path.display(), reason(&error))),
        }
    }
    let here = if directory == Path::new(".") { String::new() } else { format!(" --root {}", directory.display()) };
    say(&format!("\nNext: edit the example, then run `casebook build{here}` and open public/index.html"));
    CLEAN
}

fn write_new(path: &Path, content: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    io::Write::write_all(&mut file, content.as_bytes())
}
