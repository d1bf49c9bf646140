//! The preview: reads the archive, serves its pages from memory, and rereads files that change. It
//! never touches the output directory.
//!
//! One thread watches and reads (this file and `watch`), one holds the connections (`front`), and a
//! few answer (`answer`). They share one immutable `state::Latest`.

mod answer;
mod front;
mod page;
mod prove;
mod reply;
pub mod request;
mod review;
mod state;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use self::front::{Front, Handler};
use self::prove::Prover;
use self::request::Hosts;
use self::state::{Changed, Latest, Shared};
use self::watch::{POLLING, Signal, Wake, Watcher};
use crate::archive::{Archive, addresses};
use crate::diagnostic::{self, Diagnostic};
use crate::incident::section::Section;
use crate::incident::{Audience, Incident};
use crate::pipeline::{Followed, Opened, Options, Reading};
use crate::site::Site;
use crate::site::plan::Plan;
use crate::source;
use crate::system;
use crate::text::SourceFile;

/// The port that is tried first.
pub const PORT: u16 = 4040;

/// Number of further ports that are tried.
const OTHERS: u16 = 20;

/// Most changed files that a browser is told of.
const TOLD: usize = 25;

/// The settings of a preview.
#[derive(Debug, Clone)]
pub struct Wishes {
    pub options: Options,
    /// Address or name to listen on.
    pub host: String,
    /// The port. `None` takes the first free one from [`PORT`] on.
    pub port: Option<u16>,
    /// Look for changes at this interval instead of waiting for events.
    pub poll: Option<Duration>,
    /// Open tabs go to the page that was saved.
    pub follow: bool,
}

/// Events that the terminal reports.
pub enum Event<'a> {
    /// The site is served at this address. `taken` is true if the first port was not free. The
    /// audience is known only if the site could be read.
    Serving { address: SocketAddr, taken: bool, audience: Option<Audience> },
    /// The archive was read, for the first time or after a change. `page` is the address of the first
    /// changed document below the site's root.
    Read { changed: &'a [String], page: Option<&'a str>, documents: usize, elapsed: Duration, woken: &'static str },
    /// The problems, if they differ from those before.
    Problems(&'a [Diagnostic]),
    /// The archive cannot be read at all.
    Unreadable(&'a str),
    /// The system gives no events, for this reason. The preview looks for changes at this interval
    /// instead.
    Polling { why: &'a str, interval: Duration },
}

/// Stops the server, from any thread.
#[derive(Clone)]
pub struct Stop(Sender<Signal>);

impl Stop {
    pub fn stop(&self) {
        // If nobody receives it, the server has stopped already.
        let _ = self.0.send(Signal::Stop);
    }
}

/// A port that is listened on, and the settings of the preview.
pub struct Server {
    wishes: Wishes,
    listener: TcpListener,
    taken: bool,
    signals: (Sender<Signal>, mpsc::Receiver<Signal>),
}

impl Server {
    /// Takes the port.
    pub fn new(wishes: Wishes) -> io::Result<Self> {
        let (listener, taken) = listen(&wishes)?;
        Ok(Self { wishes, listener, taken, signals: mpsc::channel() })
    }

    /// Serves until it is stopped.
    pub fn run(self, tell: &dyn Fn(&Event<'_>)) -> io::Result<()> {
        let Self { wishes, listener, taken, signals: (sender, receiver) } = self;
        let address = listener.local_addr()?;
        let native_works = system::has_events(&wishes.options.root);
        let poll = wishes.poll.or((!native_works).then_some(POLLING));
        if wishes.poll.is_none() && !native_works {
            tell(&Event::Polling { why: "this file system gives no events", interval: POLLING });
        }
        let (mut watcher, failure) = Watcher::new(poll, &sender, receiver);
        tell_polling(failure, tell);
        // Watch before anything is read, so that no change is missed in between.
        let mut session = Session::new(wishes.options, wishes.follow);
        let prover = Prover::new(sender);
        tell_polling(watcher.watch(&session.nearby()), tell);
        session.look("start", None, tell);
        tell_polling(watcher.watch(&session.directories), tell);
        let shared = Arc::new(Shared::new(session.latest.clone()));
        let handler: Arc<Handler> = {
            let shared = Arc::clone(&shared);
            Arc::new(move |request: &_, over| answer::answer(&shared, request, over))
        };
        let name = wishes.host.parse::<IpAddr>().is_err().then(|| wishes.host.clone());
        let hosts = Hosts { port: address.port(), name, any_address: !address.ip().is_loopback() };
        let (front, bell) = Front::new(listener, hosts, &handler)?;
        let front = std::thread::spawn(move || front.run());
        let audience = session.latest.site.as_ref().map(|(site, _)| site.config.audience);
        tell(&Event::Serving { address, taken, audience });
        prover.begin(session.latest.version, session.reading.proof(&session.options));
        loop {
            let (woken, files) = match watcher.wait() {
                Wake::Stop => break,
                Wake::Event(files) => ("event", files),
                Wake::Clock => ("clock", None),
                Wake::Proved => {
                    if session.refuse(prover.take(session.latest.version), tell) {
                        shared.replace(session.latest.clone());
                        bell.changed();
                    }
                    continue;
                }
            };
            if session.look(woken, files.as_ref(), tell) {
                shared.replace(session.latest.clone());
                bell.changed();
                prover.begin(session.latest.version, session.reading.proof(&session.options));
            }
            tell_polling(watcher.watch(&session.directories), tell);
        }
        bell.stop();
        let _ = front.join();
        Ok(())
    }

    /// Returns a handle that stops the server.
    pub fn stop(&self) -> Stop {
        Stop(self.signals.0.clone())
    }
}

fn tell_polling(failure: Option<String>, tell: &dyn Fn(&Event<'_>)) {
    if let Some(why) = failure {
        tell(&Event::Polling { why: &why, interval: POLLING });
    }
}

/// Listens on the wanted port, or on the first free one if none was given. The second value is true
/// if that is not [`PORT`].
fn listen(wishes: &Wishes) -> io::Result<(TcpListener, bool)> {
    let bind = |port: u16| {
        let addresses: Vec<_> = (wishes.host.trim_matches(['[', ']']), port).to_socket_addrs()?.collect();
        TcpListener::bind(&addresses[..])
    };
    if let Some(port) = wishes.port {
        return bind(port).map(|listener| (listener, false));
    }
    let mut result = bind(PORT);
    for port in PORT + 1..=PORT + OTHERS {
        match &result {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => result = bind(port),
            _ => break,
        }
    }
    let taken = result.as_ref().ok().and_then(|it| it.local_addr().ok()).is_some_and(|it| it.port() != PORT);
    result.map(|listener| (listener, taken))
}

/// The archive as it was last read.
struct Session {
    options: Options,
    reading: Reading,
    latest: Latest,
    directories: BTreeMap<PathBuf, u64>,
}

impl Session {
    fn new(options: Options, follow: bool) -> Self {
        let latest = Latest {
            boot: format!("{:x}", SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos())),
            version: 0,
            site: None,
            diagnostics: Vec::new(),
            refused: Vec::new(),
            failure: None,
            changed: Vec::new(),
            follow,
        };
        let (reading, directories) = (Reading::default(), BTreeMap::new());
        Self { options, reading, latest, directories }
    }

    /// Returns directories that must be watched even if the archive cannot be read.
    fn nearby(&self) -> BTreeMap<PathBuf, u64> {
        BTreeMap::from([source::directory(&self.options.root)])
    }

    /// Reads what changed. Returns true if anything did.
    fn look(&mut self, woken: &'static str, files: Option<&BTreeSet<PathBuf>>, tell: &dyn Fn(&Event<'_>)) -> bool {
        let begun = Instant::now();
        let Followed { opened, changed, directories } = match self.reading.follow(&self.options, files) {
            Ok(followed) => followed,
            Err(error) => return self.fail(error.to_string(), tell),
        };
        self.directories = self.nearby();
        self.directories.extend(directories);
        // Compare the diagnostics first: drawing hundreds of them is slow, and mostly they are the
        // same.
        let (old, new) = (&self.latest.diagnostics, &opened.diagnostics);
        let same_problems = old == new || texts(old) == texts(new);
        if changed.is_empty() && self.latest.version > 0 && self.latest.failure.is_none() && same_problems {
            return false;
        }
        let before = self.latest.site.take();
        let told = if before.is_some() { changed.iter().take(TOLD) } else { [].iter().take(0) };
        self.latest.changed = told.filter_map(|path| address(path, &opened, before.as_ref())).collect();
        self.latest.version += 1;
        self.latest.site = opened.site;
        self.latest.failure = None;
        let page = self.latest.changed.iter().map(|it| it.path.as_str()).find(|path| path.ends_with(".html"));
        let documents = opened.documents;
        tell(&Event::Read { changed: &changed, page, documents, elapsed: begun.elapsed(), woken });
        if !same_problems {
            tell(&Event::Problems(&opened.diagnostics));
        }
        self.latest.diagnostics = opened.diagnostics;
        true
    }

    /// Notes what a proof found. Returns true if that differs from what was known.
    fn refuse(&mut self, found: Option<Vec<Diagnostic>>, tell: &dyn Fn(&Event<'_>)) -> bool {
        let Some(found) = found.filter(|found| texts(found) != texts(&self.latest.refused)) else { return false };
        self.latest.refused = found;
        self.latest.version += 1;
        self.latest.changed = Vec::new();
        let all: Vec<_> = self.latest.diagnostics.iter().chain(&self.latest.refused).cloned().collect();
        tell(&Event::Problems(&all));
        true
    }

    fn fail(&mut self, message: String, tell: &dyn Fn(&Event<'_>)) -> bool {
        if self.latest.failure.as_ref() == Some(&message) {
            return false;
        }
        tell(&Event::Unreadable(&message));
        self.latest.version += 1;
        self.latest.changed = Vec::new();
        self.latest.failure = Some(message);
        true
    }
}

fn texts(diagnostics: &[Diagnostic]) -> String {
    diagnostics.iter().map(|it| diagnostic::draw(it, false)).collect()
}

type Shown = (Arc<Site>, Arc<Plan>);

/// Returns the address that shows a changed file, with the section where the change begins.
fn address(path: &str, opened: &Opened, before: Option<&Shown>) -> Option<Changed> {
    let (site, _) = opened.site.as_ref()?;
    let archive = &site.archive;
    if let Some(page) = archive.targets.page(path) {
        let old = before.and_then(|(site, _)| incident_of(&site.archive, path));
        let anchor = old.zip(incident_of(archive, path)).and_then(|(old, new)| section(&old.text.source, new));
        return Some(Changed { path: page.to_owned(), anchor });
    }
    archive
        .targets
        .asset(path)
        .map(|_| Changed { path: addresses::asset_path(path, &site.config.layout.content), anchor: None })
}

fn incident_of<'a>(archive: &'a Archive, path: &str) -> Option<&'a Incident> {
    archive.incidents.iter().find(|it| it.text.source.path == path).map(|it| &**it)
}

/// Returns the anchor of the section in which two texts begin to differ.
fn section(old: &SourceFile, new: &Incident) -> Option<String> {
    let same = old.text.bytes().zip(new.text.source.text.bytes()).take_while(|(a, b)| a == b).count();
    let within = |section: &&Section| section.span.range().contains(&same.saturating_sub(1));
    new.sections.iter().rfind(within).map(|section| section.id.clone())
}
