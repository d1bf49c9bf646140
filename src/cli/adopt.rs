//! `casebook adopt`

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::iter::Either;
use rayon::prelude::*;
use serde::Serialize;
use similar::TextDiff;

use super::{CLEAN, PROBLEMS, RootArguments, coloured, fail, put, real, say, show};
use crate::author::adopt::{self, Field, Proposal, Value};
use crate::author::suggest::Vocabulary;
use crate::config::Config;
use crate::diagnostic::Level;
use crate::pipeline::{self, Documents};
use crate::publish::replace;
use crate::source::reason;
use crate::system;
use crate::text::number::count;

/// Options of `casebook adopt`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Documents or directories [default: the whole archive]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    root: RootArguments,
    /// Write the front matter instead of showing it
    #[arg(long)]
    write: bool,
    /// How to show what would be written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A unified diff, and what could not be placed
    Text,
    /// An array of objects with `file`, `fields`, `suggestions` and `unplaced`
    Json,
}

/// A document, its content, and the proposal for it.
struct Adoption {
    file: PathBuf,
    old: Vec<u8>,
    proposal: Proposal,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, String> {
    let root = arguments.root.find()?;
    let Documents { config, paths: files, diagnostics } =
        pipeline::documents(&root).map_err(|error| error.to_string())?;
    let wanted = arguments.paths.iter().map(|path| real(path)).collect::<Result<Vec<_>, _>>()?;
    let (adoptions, unreadable) = propose(&root, &config, &files, &wanted);
    show(&diagnostics);
    let mut code = if diagnostics.iter().any(|it| it.level == Level::Error) { PROBLEMS } else { CLEAN };
    for (file, error) in unreadable {
        fail(&format!("cannot read `{}`: {}", system::shown(&file), reason(&error)));
        code = PROBLEMS;
    }
    let mut written = 0;
    for adoption in adoptions.iter().filter(|adoption| arguments.write && adoption.proposal.changes_file()) {
        let write = || {
            let _lock = replace::lock(&adoption.file)?;
            replace::document(&adoption.file, &adoption.old, &adoption.proposal.new)
        };
        match write() {
            Ok(()) => written += 1,
            Err(error) => {
                fail(&format!("`{}` was left as it is: {error}", system::shown(&adoption.file)));
                code = PROBLEMS;
            }
        }
    }
    if arguments.format == Format::Json {
        say(&json(&adoptions));
    } else {
        text(&adoptions, arguments.write.then_some(written));
    }
    Ok(code)
}

/// Returns the proposals for the documents of `files`, paths from the root, that are below one of
/// `wanted` (all, if it is empty), and the files that cannot be read.
fn propose(
    root: &Path,
    config: &Config,
    files: &[String],
    wanted: &[PathBuf],
) -> (Vec<Adoption>, Vec<(PathBuf, io::Error)>) {
    let real = |path: &String| {
        let file = root.join(path);
        fs::canonicalize(&file).unwrap_or(file)
    };
    let reals: Vec<PathBuf> = files.iter().map(real).collect();
    // A document that is also reachable by a link is written only once, under its own name.
    let mut named: BTreeMap<&Path, usize> = BTreeMap::new();
    for (at, (path, file)) in files.iter().zip(&reals).enumerate() {
        let first = named.entry(file).or_insert(at);
        if file.ends_with(path) {
            *first = at;
        }
    }
    let is_wanted = |file: &Path| wanted.is_empty() || wanted.iter().any(|path| file.starts_with(path));
    let chosen: Vec<_> = files
        .iter()
        .zip(&reals)
        .enumerate()
        .filter(|(at, (_, real))| is_wanted(real) && named[real.as_path()] == *at)
        .collect();
    // The names come from all documents, whichever are wanted.
    let known = files.par_iter().filter_map(|path| adopt::read(path, &fs::read(root.join(path)).ok()?, config));
    let vocabulary = Vocabulary::of(&known.collect::<Vec<_>>(), config);
    let read = |(_, (path, _)): &(usize, (&String, &PathBuf))| {
        let file = root.join(path);
        match fs::read(&file) {
            Ok(old) => {
                let proposal = adopt::propose(path, &old, config, &vocabulary);
                proposal.map(|proposal| Ok(Adoption { file, old, proposal }))
            }
            Err(error) => Some(Err((file, error))),
        }
    };
    chosen.par_iter().filter_map(read).partition_map(|result| result.map_or_else(Either::Right, Either::Left))
}

/// Prints the proposals. `written` is the number of changed documents, if they were to be written.
fn text(adoptions: &[Adoption], written: Option<usize>) {
    let mut out = Vec::new();
    let colour = coloured(&io::stdout());
    for Adoption { old, proposal, .. } in adoptions {
        if written.is_none() && proposal.changes_file() {
            let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(&proposal.new));
            let diff = TextDiff::from_lines(&*old, &*new);
            let diff = diff
                .unified_diff()
                .context_radius(2)
                .header(&format!("a/{}", proposal.path), &format!("b/{}", proposal.path))
                .to_string();
            let _ = write!(out, "{}", if colour { painted(&diff) } else { plain(&diff) });
        }
        for note in &proposal.unplaced {
            let _ = writeln!(out, "{}: {note}", proposal.path);
        }
    }
    let changed = adoptions.iter().filter(|adoption| adoption.proposal.changes_file()).count();
    let _ = match (changed, written) {
        (0, _) => writeln!(out, "nothing to state: what can be inferred is in the front matter"),
        (_, Some(written)) => writeln!(out, "front matter written in {}", count(written, "document")),
        (_, None) => writeln!(out, "{} would get front matter; `--write` writes it", count(changed, "document")),
    };
    put(&out);
}

/// Removes control characters from the text of a file, which could move the terminal's cursor.
fn plain(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()
}

fn painted(diff: &str) -> String {
    let line = |line: &str| {
        let colour = match line.as_bytes().first() {
            _ if line.starts_with("---") || line.starts_with("+++ ") => "1",
            Some(b'+') => "32",
            Some(b'-') => "31",
            Some(b'@') => "36",
            _ => return format!("{}\n", plain(line)),
        };
        format!("\x1b[{colour}m{}\x1b[0m\n", plain(line))
    };
    diff.lines().map(line).collect()
}

/// One document, as JSON.
#[derive(Serialize)]
struct AdoptionJson<'a> {
    file: &'a str,
    fields: serde_json::Map<String, serde_json::Value>,
    /// What the archive has names for and the text mentions, for a person to accept.
    suggestions: serde_json::Map<String, serde_json::Value>,
    unplaced: &'a [String],
}

fn map(fields: &[Field]) -> serde_json::Map<String, serde_json::Value> {
    let value = |value: &Value| match value {
        Value::Text(text) | Value::Time(text) => text.as_str().into(),
        Value::List(texts) => texts.as_slice().into(),
    };
    fields.iter().map(|field| (field.key.to_owned(), value(&field.value))).collect()
}

fn json(adoptions: &[Adoption]) -> String {
    let all: Vec<_> = adoptions
        .iter()
        .map(|Adoption { proposal, .. }| AdoptionJson {
            file: &proposal.path,
            fields: map(&proposal.fields),
            suggestions: map(&proposal.suggestions),
            unplaced: &proposal.unplaced,
        })
        .collect();
    // Serialising fails only for maps whose keys are not text, and there are none.
    serde_json::to_string_pretty(&all).unwrap_or_default()
}
