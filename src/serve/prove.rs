//! Proves in the background that a public site could be published. It takes as long as a build, so
//! no page and no edit waits for it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::watch::Signal;
use crate::diagnostic::Diagnostic;
use crate::pipeline::Proof;

/// Pause before a proof begins. While somebody types, each edit ends the proof of the one before.
const PAUSE: Duration = Duration::from_millis(700);

/// A version, and what its proof found.
type Found = (u64, Vec<Diagnostic>);

/// The proofs of one preview. At most one of them goes on.
pub(super) struct Prover {
    /// Version of the site that is to be proved.
    wanted: Arc<AtomicU64>,
    found: Arc<Mutex<Option<Found>>>,
    signals: Sender<Signal>,
}

impl Prover {
    pub(super) fn new(signals: Sender<Signal>) -> Self {
        Self { wanted: Arc::default(), found: Arc::default(), signals }
    }

    /// Begins the proof of a version, and ends the one before. Without a proof nothing is refused.
    pub(super) fn begin(&self, version: u64, proof: Option<Proof>) {
        self.wanted.store(version, Ordering::Relaxed);
        let (wanted, found, signals) = (Arc::clone(&self.wanted), Arc::clone(&self.found), self.signals.clone());
        let is_over = move || wanted.load(Ordering::Relaxed) != version;
        let end = move |faults| {
            *found.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, faults));
            let _ = signals.send(Signal::Proved);
        };
        let Some(proof) = proof else { return end(Vec::new()) };
        thread::spawn(move || {
            thread::sleep(PAUSE);
            if is_over() {
                return;
            }
            let faults = proof.run(&is_over);
            if !is_over() {
                end(faults);
            }
        });
    }

    /// Returns what is refused of a version, if its proof has ended.
    pub(super) fn take(&self, version: u64) -> Option<Vec<Diagnostic>> {
        let found = self.found.lock().unwrap_or_else(PoisonError::into_inner).take();
        found.filter(|(of, _)| *of == version).map(|(_, faults)| faults)
    }
}
