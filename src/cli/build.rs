//! `casebook build`

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use clap::Args;

use super::site::SiteArguments;
use super::{CLEAN, FAILURE, PROBLEMS, say, show, show_kinds};
use crate::diagnostic::{Level, Place};
use crate::pipeline::{self, BuildError, Built, Options};
use crate::publish::emit::{Failure, Progress};
use crate::source;
use crate::system;
use crate::text::number::{count, grouped};

/// At most so many files of other people are named after a build.
const NAMED: usize = 5;

/// Options of `casebook build`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    site: SiteArguments,
    /// Write nothing if there are warnings
    #[arg(long)]
    strict: bool,
    /// Do not wait until the disk has the site: after a loss of power it may be incomplete
    #[arg(long)]
    no_sync: bool,
    /// Threads to use [default: one for each core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, String> {
    let begun = Instant::now();
    let root = arguments.site.root.find()?;
    let options = Options { strict: arguments.strict, sync: !arguments.no_sync, ..arguments.site.options(&root)? };
    let progress = Progress::default();
    let built = with_progress(&progress, arguments.site.quiet, || pipeline::build(&options, &progress));
    let built = built.map_err(|error| match &error {
        BuildError::Write(Failure::Refused { hint, .. }) => format!("{error}\nhelp: {hint}"),
        _ => error.to_string(),
    })?;
    if arguments.site.verbose {
        show(&built.opened.diagnostics);
    } else {
        show_kinds(&built.opened.diagnostics);
    }
    let code = report(&built, &options, arguments, begun.elapsed());
    // The program ends here, and the system frees all memory at once, which is faster.
    std::mem::forget(built);
    Ok(code)
}

/// Runs `work`. On a terminal, a line of progress appears after a second.
fn with_progress<T>(progress: &Progress, quiet: bool, work: impl FnOnce() -> T) -> T {
    if quiet || !std::io::stderr().is_terminal() {
        return work();
    }
    let (finished, work_ended) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let mut pause = Duration::from_secs(1);
            // The wait ends as soon as the work does.
            while work_ended.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                let (done, of) = (progress.done.load(Ordering::Relaxed), progress.of.load(Ordering::Relaxed));
                let _ = match of {
                    0 => write!(std::io::stderr(), "\r\x1b[Kreading"),
                    _ => write!(std::io::stderr(), "\r\x1b[Kwriting {} of {}", grouped(done), count(of, "file")),
                };
                pause = Duration::from_millis(50);
            }
            if pause < Duration::from_secs(1) {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
        });
        let result = work();
        drop(finished);
        result
    })
}

/// Number of files that were left out and are named.
const LEFT_OUT: usize = 10;

fn report(built: &Built, options: &Options, arguments: &Arguments, elapsed: Duration) -> u8 {
    let opened = &built.opened;
    let of = |level| opened.diagnostics.iter().filter(|it| it.level == level).count();
    let (errors, warnings) = (of(Level::Error), of(Level::Warning));
    if !arguments.site.quiet {
        // Without a configuration the documents were guessed, so files that were left out are named.
        let named = match arguments.site.verbose {
            true => opened.skipped.len(),
            false if opened.unconfigured => opened.skipped.len().min(LEFT_OUT),
            false => 0,
        };
        for skipped in &opened.skipped[..named] {
            say(&format!("left out {}: {}", skipped.path, skipped.reason));
        }
        if named > 0 && named < opened.skipped.len() {
            say(&format!("left out {} more; `--verbose` names all", grouped(opened.skipped.len() - named)));
        }
    }
    let Some(written) = &built.written else {
        let mut what = count(errors, "error");
        if warnings > 0 {
            what = format!("{what}, {}", count(warnings, "warning"));
        }
        let strict = if errors == 0 { " (`--strict`)" } else { "" };
        let _ = writeln!(std::io::stderr(), "{what}{strict}: nothing was written");
        let in_config = |place: &Option<Place>| place.as_ref().is_some_and(|place| place.path() == source::CONFIG);
        let configuration = opened.diagnostics.iter().any(|it| it.level == Level::Error && in_config(&it.place));
        return if configuration { FAILURE } else { PROBLEMS };
    };
    if !arguments.site.quiet {
        let left_out = match opened.skipped.len() {
            0 => String::new(),
            left_out => format!(", {} left out", grouped(left_out)),
        };
        let pages =
            opened.site.as_ref().map_or(0, |(_, plan)| plan.keys().filter(|path| path.ends_with(".html")).count());
        let shown = opened.site.as_ref().map_or(0, |(site, _)| site.archive.documents());
        let withheld = match opened.documents.saturating_sub(shown) {
            0 => String::new(),
            withheld => format!(" ({} left out: drafts, or for fewer readers)", grouped(withheld)),
        };
        say(&format!(
            "{}{withheld}{left_out} → {}, {} ({} changed, {} removed), {} in {}, {} → {}",
            count(shown, "document"),
            count(pages, "page"),
            count(written.files, "file"),
            grouped(written.changed),
            grouped(written.removed),
            size(written.bytes),
            time(elapsed),
            count(warnings, "warning"),
            system::shown(&options.output),
        ));
        name_files(&written.foreign, "there that casebook did not write");
        name_files(&written.unread, "published without being looked into");
    }
    CLEAN
}

/// Names the first of `files`, about which something is to be said.
fn name_files(files: &[String], what: &str) {
    if !files.is_empty() {
        let named: Vec<_> = files.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
        let more = if files.len() > NAMED { ", …" } else { "" };
        say(&format!("{} {what}: {}{more}", count(files.len(), "file"), named.join(", ")));
    }
}

fn size(bytes: u64) -> String {
    match bytes {
        ..1000 => format!("{bytes} B"),
        1000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}

pub(super) fn time(elapsed: Duration) -> String {
    if elapsed < Duration::from_secs(1) {
        format!("{} ms", elapsed.as_millis())
    } else {
        format!("{:.1} s", elapsed.as_secs_f64())
    }
}
