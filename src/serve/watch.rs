//! Waits until files may have changed. Only this file uses the package `notify`.
//!
//! An event only says that it is time to look. Which files changed is found by comparing them. And
//! because a file system may lose events, all files are compared every ten seconds anyway.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, CreateKind, ModifyKind};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

/// Interval of looking at all files without any event.
///
/// The system reports when its queue of events overflows. So only a file system that loses events
/// silently needs this. Looking at 10,000 documents takes 0.06 CPU seconds. Every ten seconds that
/// is 0.6% of a core, every two seconds it was 3%.
const SAFETY: Duration = Duration::from_secs(10);

/// Wait after a file was written and closed. It is complete, but others may follow.
const CLOSED: Duration = Duration::from_millis(10);

/// Wait after any other event, because a file may be replaced in two steps.
const QUIET: Duration = Duration::from_millis(50);

/// Longest wait while further events arrive.
const PATIENCE: Duration = Duration::from_millis(500);

/// The same two while all events are writes to files that are not closed yet. Only Linux reports
/// closing, so elsewhere the wait is no longer than usual.
const WRITERS_QUIET: Duration = Duration::from_millis(if cfg!(target_os = "linux") { 200 } else { 50 });
const WRITERS_PATIENCE: Duration = Duration::from_secs(2);

/// Something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Signal {
    /// Events for these files. Without files, anything may have changed.
    Stirred {
        files: Vec<PathBuf>,
        stir: Stir,
    },
    /// The proof of a site has ended.
    Proved,
    Stop,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stir {
    /// It was created or written, but not closed yet.
    Writing,
    /// It was written and closed.
    Closed,
    Other,
}

/// The reason to look for changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wake {
    /// These files changed. `None` means that anything may have.
    Event(Option<BTreeSet<PathBuf>>),
    Clock,
    Proved,
    Stop,
}

/// Watches directories for events, or waits for the next interval.
pub(super) struct Watcher {
    native: Option<RecommendedWatcher>,
    watched: BTreeMap<PathBuf, u64>,
    signals: Receiver<Signal>,
    interval: Duration,
}

impl Watcher {
    /// Watches for events unless `poll` sets an interval. The text says why there are no events.
    pub(super) fn new(
        poll: Option<Duration>,
        sender: &Sender<Signal>,
        signals: Receiver<Signal>,
    ) -> (Self, Option<String>) {
        let watcher = |native, interval| Self { native, watched: BTreeMap::new(), signals, interval };
        if let Some(interval) = poll {
            return (watcher(None, interval), None);
        }
        let sender = sender.clone();
        let native = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if let Some(signal) = signal(event) {
                let _ = sender.send(signal);
            }
        });
        match native {
            Ok(native) => (watcher(Some(native), SAFETY), None),
            Err(error) => (watcher(None, POLLING), Some(reason(&error))),
        }
    }

    /// Watches exactly these directories. The text says why that is impossible.
    pub(super) fn watch(&mut self, directories: &BTreeMap<PathBuf, u64>) -> Option<String> {
        let native = self.native.as_mut()?;
        let gone: Vec<_> =
            self.watched.iter().filter(|(path, number)| directories.get(*path) != Some(number)).collect();
        for (path, _) in gone {
            let _ = native.unwatch(path);
        }
        self.watched.retain(|path, number| directories.get(path) == Some(number));
        for (path, number) in directories {
            if self.watched.contains_key(path) {
                continue;
            }
            match native.watch(path, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(path.clone(), *number);
                }
                Err(error) if is_limit(&error) => {
                    self.native = None;
                    self.watched.clear();
                    self.interval = POLLING;
                    return Some(reason(&error));
                }
                // The directory is gone already. The next look at the interval notices that.
                Err(_) => {}
            }
        }
        None
    }

    /// Waits until it is worth looking for changes.
    pub(super) fn wait(&self) -> Wake {
        let mut files = Some(BTreeSet::new());
        let mut only_writing = true;
        let mut left = self.interval;
        let mut begun = None;
        loop {
            let stir = match self.signals.recv_timeout(left) {
                Ok(Signal::Proved) if begun.is_none() => return Wake::Proved,
                // A change is being waited for, and makes the proof worthless.
                Ok(Signal::Proved) => continue,
                Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return Wake::Stop,
                Err(RecvTimeoutError::Timeout) if begun.is_none() => return Wake::Clock,
                Err(RecvTimeoutError::Timeout) => return Wake::Event(files),
                Ok(Signal::Stirred { files: stirred, stir }) => {
                    match &mut files {
                        Some(known) if !stirred.is_empty() => known.extend(stirred),
                        _ => files = None,
                    }
                    stir
                }
            };
            only_writing &= stir == Stir::Writing;
            let (quiet, patience) = match stir {
                Stir::Writing if only_writing => (WRITERS_QUIET, WRITERS_PATIENCE),
                Stir::Writing | Stir::Other => (QUIET, PATIENCE),
                Stir::Closed => (CLOSED, PATIENCE),
            };
            let waited = begun.get_or_insert_with(Instant::now).elapsed();
            left = quiet.min(patience.saturating_sub(waited));
            if left.is_zero() {
                return Wake::Event(files);
            }
        }
    }
}

/// Interval of looking for changes where there are no events.
pub(super) const POLLING: Duration = Duration::from_millis(500);

/// Turns an event into a signal. Reading a file is no change. Anything else may be one, even an
/// error.
fn signal(event: notify::Result<Event>) -> Option<Signal> {
    let Ok(event) = event else { return Some(Signal::Stirred { files: Vec::new(), stir: Stir::Other }) };
    let stir = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Stir::Closed,
        EventKind::Access(_) => return None,
        EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) => Stir::Writing,
        _ => Stir::Other,
    };
    Some(Signal::Stirred { files: if event.need_rescan() { Vec::new() } else { event.paths }, stir })
}

fn is_limit(error: &notify::Error) -> bool {
    // ENOSPC: too many watches. EMFILE: too many watchers. ENOSYS: the system has no such call.
    let number = match &error.kind {
        ErrorKind::MaxFilesWatch => return true,
        ErrorKind::Io(error) => error.raw_os_error(),
        _ => None,
    };
    matches!(number, Some(24 | 28 | 38))
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        ErrorKind::MaxFilesWatch => "the system allows no more watches (fs.inotify.max_user_watches)".to_owned(),
        ErrorKind::Io(error) if error.raw_os_error() == Some(24) => {
            "the system allows no more watchers (fs.inotify.max_user_instances)".to_owned()
        }
        ErrorKind::Io(error) => crate::source::reason(error),
        _ => "the system gives no events".to_owned(),
    }
}
