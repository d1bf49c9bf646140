//! `casebook build`

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use jiff::civil::Date;

use super::{CLEAN, FAILURE, PROBLEMS, RootArguments, fail, say, show};
use crate::diagnostic::{Level, Place, count, grouped};
use crate::incident::Audience;
use crate::pipeline::{self, BuildError, Built, Options};
use crate::publish::emit::{Failure, Progress};
use crate::{config, source};

/// Options of `casebook build`.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Arguments {
    #[command(flatten)]
    root: RootArguments,
    /// Where the site is written [default: public/ in the archive's directory]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Where the site will be published, for feeds and the sitemap
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Publish drafts, too
    #[arg(long)]
    drafts: bool,
    /// Who the site is for: what is for fewer readers is left out [default: `audience` of
    /// casebook.toml, or internal]
    #[arg(long, value_name = "WHO", value_parser = Audience::ALL.map(|(name, _)| name))]
    audience: Option<String>,
    /// Write nothing if there are warnings
    #[arg(long)]
    strict: bool,
    /// Threads to use [default: one for each core]
    #[arg(long, short, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: Option<u16>,
    /// Print nothing but errors and warnings
    #[arg(long, short, conflicts_with = "verbose")]
    quiet: bool,
    /// Say which files were left out, and why
    #[arg(long, short)]
    verbose: bool,
}

pub(super) fn run(arguments: &Arguments) -> u8 {
    let begun = Instant::now();
    let options = match options(arguments) {
        Ok(options) => options,
        Err(message) => return fail(&message),
    };
    let progress = Progress::default();
    let built = match with_progress(&progress, arguments.quiet, || pipeline::build(&options, &progress)) {
        Ok(built) => built,
        Err(error) => {
            let code = fail(&error.to_string());
            if let BuildError::Write(Failure::Refused { hint, .. }) = &error {
                let _ = writeln!(std::io::stderr(), "help: {hint}");
            }
            return code;
        }
    };
    show(&built.opened.diagnostics);
    let code = report(&built, &options, arguments, begun.elapsed());
    // The program ends here, and the system takes back all memory at once.
    std::mem::forget(built);
    code
}

fn options(arguments: &Arguments) -> Result<Options, String> {
    let root = arguments.root.find()?;
    let base_url = base_url(arguments.base_url.as_deref())?;
    let (drafts, strict, as_of) = (arguments.drafts, arguments.strict, epoch()?);
    let audience = audience(arguments.audience.as_deref());
    Ok(Options { base_url, drafts, audience, strict, as_of, ..Options::new(&root) }
        .with_output(arguments.output.as_deref()))
}

/// What `--audience` says.
pub(super) fn audience(name: Option<&str>) -> Option<Audience> {
    Audience::ALL.iter().find(|(known, _)| Some(*known) == name).map(|(_, audience)| *audience)
}

/// What `--base-url` says.
pub(super) fn base_url(text: Option<&str>) -> Result<Option<String>, String> {
    let Some(url) = text else { return Ok(None) };
    config::parse_base_url(url).map(Some).ok_or_else(|| {
        format!("`--base-url` cannot be `{url}`\nhelp: write an address like `https://incidents.example.org/archive/`")
    })
}

/// The day of `SOURCE_DATE_EPOCH`, the convention of reproducible builds.
pub(super) fn epoch() -> Result<Option<Date>, String> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) else { return Ok(None) };
    let seconds = value.to_str().and_then(|text| text.parse::<i64>().ok());
    let day = seconds
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|at| jiff::tz::Offset::UTC.to_datetime(at).date());
    day.map(Some).ok_or_else(|| "SOURCE_DATE_EPOCH is not a number of seconds".to_owned())
}

/// Runs `work`; on a terminal, a line of progress appears after a second.
fn with_progress<T>(progress: &Progress, quiet: bool, work: impl FnOnce() -> T) -> T {
    if quiet || !std::io::stderr().is_terminal() {
        return work();
    }
    let finished = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let begun = Instant::now();
            let mut shown = false;
            while !finished.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(50));
                if begun.elapsed() > Duration::from_secs(1) && !finished.load(Ordering::Relaxed) {
                    let (done, of) = (progress.done.load(Ordering::Relaxed), progress.of.load(Ordering::Relaxed));
                    let _ = match of {
                        0 => write!(std::io::stderr(), "\r\x1b[Kreading"),
                        _ => write!(std::io::stderr(), "\r\x1b[Kwriting {} of {}", grouped(done), count(of, "file")),
                    };
                    shown = true;
                }
            }
            if shown {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
        });
        let result = work();
        finished.store(true, Ordering::Relaxed);
        result
    })
}

fn report(built: &Built, options: &Options, arguments: &Arguments, elapsed: Duration) -> u8 {
    let opened = &built.opened;
    let of = |level| opened.diagnostics.iter().filter(|it| it.level == level).count();
    let (errors, warnings) = (of(Level::Error), of(Level::Warning));
    if !arguments.quiet {
        for skipped in &opened.skipped {
            // Where it was guessed, it is said without being asked.
            if arguments.verbose || opened.unconfigured {
                say(&format!("left out {}: {}", skipped.path, skipped.reason));
            }
        }
    }
    let Some(written) = built.written else {
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
    if !arguments.quiet {
        let left_out = match opened.skipped.len() {
            0 => String::new(),
            left_out => format!(", {} left out", grouped(left_out)),
        };
        let pages =
            opened.site.as_ref().map_or(0, |(_, plan)| plan.keys().filter(|path| path.ends_with(".html")).count());
        let shown = opened.site.as_ref().map_or(0, |(site, _)| site.archive.documents());
        let withheld = match opened.documents.saturating_sub(shown) {
            0 => String::new(),
            withheld => format!(", {} more for other readers or drafts", grouped(withheld)),
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
            options.output.display(),
        ));
    }
    CLEAN
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
