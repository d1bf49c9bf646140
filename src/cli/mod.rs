//! The command line. Only this module prints, exits and reads the environment.

mod adopt;
mod build;
mod check;
mod init;
mod list;
mod log;
mod new;
mod schema;
mod serve;
mod shell;
mod site;
mod table;

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{Args, CommandFactory as _, Parser, Subcommand};

use crate::diagnostic::{self, Diagnostic};
use crate::source;
use crate::system;
use crate::text::number::{self, grouped};

/// Exit code: everything went well.
const CLEAN: u8 = 0;

/// Exit code: the content has problems.
const PROBLEMS: u8 = 1;

/// Exit code: wrong use, wrong configuration, or an error of the operating system.
const FAILURE: u8 = 2;

/// Turns a directory of Markdown postmortems into a searchable static site.
#[derive(Debug, Parser)]
#[command(name = "casebook", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start an archive: casebook.toml, a worked example and an "about" page
    Init(init::Arguments),
    /// Begin a postmortem from the archive's template
    New(new::Arguments),
    /// Add a line to the timeline of the incident that is open
    Log(log::Arguments),
    /// Write the site
    Build(build::Arguments),
    /// Show the site while you write it
    Serve(serve::Arguments),
    /// Review the documents: what is missing, contradictory or blames somebody
    Check(check::Arguments),
    /// Show or write the front matter that states what was inferred
    Adopt(adopt::Arguments),
    /// List incidents: all, or those that fit filters like those of the search page
    List(list::Arguments),
    /// Print the JSON Schema of the front matter, the configuration or the results
    Schema(schema::Arguments),
    /// Print a script that completes commands and options in a shell
    Completions(shell::CompletionsArguments),
    /// Print the manual page
    Man(shell::ManArguments),
    /// Print the licences of everything in this program
    Licenses,
}

/// Which archive.
#[derive(Debug, Args)]
struct RootArguments {
    /// The archive's directory [default: the nearest one upwards with casebook.toml or content/]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
}

impl RootArguments {
    /// Returns the directory, or a message for the user.
    fn find(&self) -> Result<PathBuf, String> {
        if let Some(root) = &self.root {
            return if root.is_dir() {
                Ok(root.clone())
            } else {
                Err(format!("`{}` is not a directory", system::shown(root)))
            };
        }
        let here = std::env::current_dir()
            .map_err(|error| format!("there is no current directory: {}", source::reason(&error)))?;
        source::find_root(&here).ok_or_else(|| {
            format!("no archive here or above: `{}` has neither {} nor {}/\nhelp: start one with `casebook init`, or name one with `--root`", system::shown(&here), source::CONFIG, source::CONTENT)
        })
    }
}

/// Suppresses the panic messages of diagram renderers. A panic is reported as a problem in the
/// document, with its place, instead of a trace of our source.
fn quiet_renderers() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if std::thread::current().name() != Some(crate::diagram::THREAD) {
            report(info);
        }
    }));
}

/// Parses the arguments, runs the command and returns the exit code.
pub fn run() -> ExitCode {
    quiet_renderers();
    let code = match Arguments::try_parse() {
        Ok(Arguments { command: Some(chosen) }) => command(&chosen).unwrap_or_else(|message| fail(&message)),
        Ok(Arguments { command: None }) => welcome(),
        Err(error) => match error.print() {
            _ if error.use_stderr() => FAILURE,
            // Help and version are answers, not failures.
            Ok(()) => CLEAN,
            Err(error) => {
                let _ = UNWRITTEN.set(error);
                CLEAN
            }
        },
    };
    // If the reader of a pipe closed it, that is not a failure.
    let unwritten = UNWRITTEN.get().filter(|error| error.kind() != io::ErrorKind::BrokenPipe);
    ExitCode::from(
        unwritten.map_or(code, |error| {
            fail(&format!("cannot write the results to standard output: {}", source::reason(error)))
        }),
    )
}

/// Says what is in the current directory and what to run there, and prints the help.
fn welcome() -> u8 {
    let here = std::env::current_dir().unwrap_or_default();
    let count = source::count_documents(&here);
    let text = match source::find_root(&here) {
        Some(root) => format!(
            "`{}` is an archive.\n  casebook serve --open   shows it while you write\n  casebook build          \
             writes the site\n  casebook check          reviews the documents",
            system::shown(&root)
        ),
        None if count > 0 => format!(
            "{} here, and no casebook.toml.\n  casebook build --root .   makes a site of them as they are\n  casebook \
             adopt --root .   shows what was read from them\n  casebook init             starts an archive here",
            number::count(count, "Markdown file")
        ),
        None => "No archive is here.\n  casebook init DIR   starts one, with a worked example".to_owned(),
    };
    say(&format!("{text}\n\n{}", Arguments::command().render_help()));
    CLEAN
}

/// Runs one command and returns its exit code, or a message for the user if it failed.
fn command(command: &Command) -> Result<u8, String> {
    let jobs = match command {
        Command::Build(arguments) => arguments.jobs.map_or(0, usize::from),
        _ => 0,
    };
    let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build_global();
    threads.map_err(|error| format!("cannot start the threads that do the work: {error}"))?;
    match command {
        Command::Build(arguments) => build::run(arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::New(arguments) => new::run(arguments),
        Command::Log(arguments) => log::run(arguments),
        Command::Init(arguments) => init::run(arguments),
        Command::Adopt(arguments) => adopt::run(arguments),
        Command::List(arguments) => list::run(arguments),
        Command::Schema(arguments) => Ok(schema::run(arguments)),
        Command::Completions(arguments) => Ok(shell::completions(arguments)),
        Command::Man(arguments) => shell::man(arguments),
        Command::Licenses => {
            say(&crate::markdown::highlight::licenses());
            say(crate::diagram::licenses());
            say("Packages in this program, and their licences\n");
            say(PACKAGES);
            Ok(CLEAN)
        }
    }
}

/// The packages in this program, which differ between systems, and their licences.
#[cfg(not(windows))]
const PACKAGES: &str = include_str!("packages.txt");
#[cfg(windows)]
const PACKAGES: &str = include_str!("packages-windows.txt");

/// The error that kept a result from being written, if there was one.
static UNWRITTEN: OnceLock<io::Error> = OnceLock::new();

/// Prints a result and a line end on standard output.
fn say(text: &str) {
    put(text.as_bytes());
    put(b"\n");
}

/// Writes a result to standard output as it is. [`run`] reports a failure.
fn put(bytes: &[u8]) {
    let mut out = io::stdout().lock();
    if let Err(error) = out.write_all(bytes).and_then(|()| out.flush()) {
        let _ = UNWRITTEN.set(error);
    }
}

/// True if `stream` is a terminal and the user has not asked for plain text.
fn coloured(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && system::has_colours()
}

/// Returns the path without links and `..`, so that paths can be compared.
fn real(path: &Path) -> Result<PathBuf, String> {
    path.canonicalize().map_err(|error| format!("cannot read `{}`: {}", system::shown(path), source::reason(&error)))
}

/// Returns a path as the user would type it here.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().ok();
    let short = here.and_then(|here| path.strip_prefix(here).ok().map(Path::to_path_buf));
    system::shown(short.as_deref().unwrap_or(path))
}

/// Prints an error on standard error and returns the exit code.
fn fail(message: &str) -> u8 {
    let _ = writeln!(io::stderr(), "error: {message}");
    FAILURE
}

/// Prints diagnostics on standard error, in the order given.
fn show(diagnostics: &[Diagnostic]) {
    let mut out = io::stderr().lock();
    let colour = coloured(&out);
    for it in diagnostics {
        let _ = writeln!(out, "{}\n", diagnostic::draw(it, colour));
    }
}

/// Number of findings of one kind that are shown, where there are more than one more.
const OF_A_KIND: usize = 3;

/// Like [`show`], but of many findings of one kind it shows the first, and says how many there are.
fn show_kinds(diagnostics: &[Diagnostic]) {
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for it in diagnostics {
        *counts.entry(it.kind()).or_default() += 1;
    }
    let mut seen: BTreeMap<_, usize> = BTreeMap::new();
    for it in diagnostics {
        let kind = it.kind();
        let (all, seen) = (counts[&kind], seen.entry(kind).or_default());
        *seen += 1;
        if *seen <= OF_A_KIND || all == OF_A_KIND + 1 {
            show(std::slice::from_ref(it));
        }
        if *seen == OF_A_KIND && all > OF_A_KIND + 1 {
            let _ = writeln!(io::stderr(), "{} more like it; `--verbose` shows all\n", grouped(all - OF_A_KIND));
        }
    }
}
