//! `casebook serve`

use std::cell::{Cell, OnceCell};
use std::io::{ErrorKind, Write as _};
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use clap::Args;

use super::build::time;
use super::site::SiteArguments;
use super::{CLEAN, fail, real, say, show};
use crate::diagnostic::{Diagnostic, Level};
use crate::incident::Audience;
use crate::pipeline::Options;
use crate::serve::{Event, PORT, Server, Wishes};
use crate::source::reason;
use crate::system;
use crate::text::number::count;
use crate::text::slug::encode_path;

/// Options of `casebook serve`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    site: SiteArguments,
    /// Leave drafts out, as `casebook build` does; otherwise they are shown
    #[arg(long, conflicts_with = "drafts")]
    no_drafts: bool,
    /// Port to listen on [default: 4040, or the next one that is free]
    #[arg(long, short, value_name = "PORT")]
    port: Option<u16>,
    /// Address to listen on; any but this machine's own shows the archive to others
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    host: String,
    /// Open the browser, which then goes to the page of whatever is saved
    #[arg(long)]
    open: bool,
    /// Look for changes this often, in milliseconds, instead of waiting for the system's word
    #[arg(long, value_name = "MS", num_args = 0..=1, require_equals = true, default_missing_value = "500",
          value_parser = clap::value_parser!(u64).range(20..=600_000))]
    poll: Option<u64>,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, String> {
    let server = Server::new(wishes(arguments)?).map_err(|error| {
        let port = arguments.port.unwrap_or(PORT);
        let hint = match error.kind() {
            ErrorKind::AddrInUse => "\nhelp: choose another one with `--port`, or leave it out to get one that is free",
            _ => "",
        };
        format!("cannot listen on {} port {port}: {}{hint}", arguments.host, reason(&error))
    })?;
    let stop = server.stop();
    ctrlc::set_handler(move || stop.stop()).map_err(|error| format!("cannot wait for Ctrl+C: {error}"))?;
    let told = Told::default();
    let served = server.run(&|event| tell(event, arguments, &told));
    served.map(|()| CLEAN).map_err(|error| format!("cannot serve: {}", reason(&error)))
}

fn wishes(arguments: &Arguments) -> Result<Wishes, String> {
    // The system reports events with absolute paths.
    let root = real(&arguments.site.root.find()?)?;
    // Who writes wants to see the draft.
    let options = Options { drafts: !arguments.no_drafts, ..arguments.site.options(&root)? };
    Ok(Wishes {
        options,
        host: arguments.host.clone(),
        port: arguments.port,
        poll: arguments.poll.map(Duration::from_millis),
        follow: arguments.open,
    })
}

/// What later messages need to know about earlier ones.
#[derive(Default)]
struct Told {
    troubled: Cell<bool>,
    /// The address of the preview.
    url: OnceCell<String>,
}

fn tell(event: &Event<'_>, arguments: &Arguments, told: &Told) {
    let Told { troubled, url } = told;
    match event {
        Event::Serving { address, taken, audience } => {
            let shown = serving(*address, *taken, *audience, arguments);
            url.get_or_init(|| shown);
        }
        Event::Read { changed, page, documents, elapsed, woken } if !arguments.site.quiet => {
            let what = match changed {
                _ if *woken == "start" => count(*documents, "document"),
                [] => "what could not be read".to_owned(),
                [one] => one.clone(),
                [first, rest @ ..] => format!("{first} and {}", count(rest.len(), "other")),
            };
            let why = if arguments.site.verbose { format!(" ({woken})") } else { String::new() };
            // Whoever saves a document wants to see its page.
            match page.zip(url.get()) {
                Some((page, url)) => say(&format!("{what} → {url}{} ({}){why}", encode_path(page), time(*elapsed))),
                None => say(&format!("{what} → {}{why}", time(*elapsed))),
            }
            if arguments.site.verbose && *woken != "start" {
                changed.iter().skip(1).for_each(|path| say(&format!("  {path}")));
            }
        }
        Event::Read { .. } => {}
        Event::Problems(diagnostics) => problems(diagnostics, troubled),
        Event::Unreadable(message) => {
            troubled.set(true);
            fail(message);
        }
        Event::Polling { why, interval } => {
            warn(&format!("{why}: looking for changes every {}", time(*interval)));
        }
    }
}

/// Says where the preview is, and returns that address.
fn serving(address: SocketAddr, taken: bool, audience: Option<Audience>, arguments: &Arguments) -> String {
    if taken {
        warn(&format!("port {PORT} is taken"));
    }
    if !address.ip().is_loopback() {
        warn("whoever can reach this machine can read the archive");
    }
    // A browser cannot open "any address".
    let shown =
        if address.ip().is_unspecified() { SocketAddr::from(([127, 0, 0, 1], address.port())) } else { address };
    let url = format!("http://{shown}/");
    let what = audience.map_or_else(String::new, |audience| format!(", the {} site", audience.slug()));
    say(&format!("serving {url}{what} (Ctrl+C stops)"));
    if arguments.open && !open(&url) {
        warn("there is no program to open a browser with");
    }
    url
}

fn problems(diagnostics: &[Diagnostic], troubled: &Cell<bool>) {
    show(diagnostics);
    let errors = diagnostics.iter().filter(|it| it.level == Level::Error).count();
    let warnings = diagnostics.len() - errors;
    if diagnostics.is_empty() {
        if troubled.replace(false) {
            say("nothing is wrong any more");
        }
        return;
    }
    troubled.set(true);
    warn(&format!("{}, {}", count(errors, "error"), count(warnings, "warning")));
}

fn warn(message: &str) {
    let _ = writeln!(std::io::stderr(), "{message}");
}

/// Opens `url` with the desktop's browser.
fn open(url: &str) -> bool {
    let quiet = || Stdio::null();
    system::browser(url).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn().is_ok()
}
