//! Waking the thread that waits for connections.

use std::io::Write;
use std::os::unix::net::UnixStream;

use crate::serve::front::Handled;
use crate::serve::{Arc, Sender};

/// Tells the thread of connections that something happened.
#[derive(Clone)]
pub(super) struct Bell {
    line: Arc<UnixStream>,
    signal: Sender<Signal>,
}

pub(super) enum Signal {
    Changed,
    Stop,
    Done(u64, Handled),
}

impl Bell {
    /// Requests that wait are asked again.
    pub(super) fn changed(&self) {
        self.ring(Signal::Changed);
    }

    pub(super) fn stop(&self) {
        self.ring(Signal::Stop);
    }

    fn ring(&self, signal: Signal) {
        // A full line rings already.
        let _ = self.signal.send(signal).map(|()| (&*self.line).write(&[0]));
    }
}
