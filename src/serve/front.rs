//! Connections. Only this file uses the package `tiny_http` and sockets. One thread waits for all
//! connections, a few others answer.
//!
//! `tiny_http` parses methods and headers and writes the heads of answers. Its own server is not
//! used. It limits neither the length of a head nor the time that one takes, and it starts a thread
//! for each connection. It allocates what `Content-Length` says and aborts if that fails. It cannot
//! answer a client that does not read, nor go on after it ran out of file descriptors.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::reply::{Body, Handled, Reply, refusal_reply, write_head};
use super::request::{Hosts, Parsed, Request, parse_head};
use crate::system::{self, Line};

/// Longest time from the first byte of a head to its last, and longest life of an idle connection.
const HEAD: Duration = Duration::from_secs(9);

/// Longest time for a client to take each [`PORTION`] of an answer.
const BODY: Duration = Duration::from_secs(25);

const PORTION: usize = 1 << 20;

/// Bytes after which another connection gets its turn. The system accepts megabytes at once, even
/// for a client that reads nothing.
const TURN: usize = 256 * 1024;

/// Longest time that a request waits for a change.
const WAIT: Duration = Duration::from_secs(25);

/// Time for which input of a refused client is still read and dropped. Without it the system would
/// discard the answer.
const LINGER: Duration = Duration::from_secs(1);

/// Most connections at a time. Above it, connections without a request are closed first. At most
/// half of the file descriptors are used, because the others are needed to read files.
const MOST: usize = 700;

/// Number of threads that answer.
const WORKERS: usize = 4;

/// Answers a request. The second argument is true if its wait is over.
pub(super) type Handler = dyn Fn(&Request, bool) -> Handled + Send + Sync;

/// Sends signals to the thread of connections and wakes it.
#[derive(Clone)]
pub(super) struct Bell {
    line: Arc<Line>,
    signal: Sender<Signal>,
}

enum Signal {
    Changed,
    Stop,
    Done(u64, Handled),
}

impl Bell {
    /// Makes waiting requests ask again.
    pub(super) fn changed(&self) {
        self.ring(Signal::Changed);
    }

    pub(super) fn stop(&self) {
        self.ring(Signal::Stop);
    }

    fn ring(&self, signal: Signal) {
        // If the pipe is full, the thread wakes anyway.
        let _ = self.signal.send(signal).map(|()| (&*self.line).write(&[0]));
    }
}

struct Connection {
    stream: TcpStream,
    received: Vec<u8>,
    phase: Phase,
    deadline: Instant,
}

enum Phase {
    Head,
    /// A worker is answering.
    Work(Request),
    Wait(Request),
    Answer(Answer),
    Linger,
}

struct Answer {
    head: Vec<u8>,
    body: Body,
    /// Bytes sent of `head`. Once the head is sent, pieces of `body` take its place.
    sent: usize,
    portion: usize,
    keep_alive: bool,
    /// True if the client may still be sending.
    linger: bool,
}

/// The thread of connections.
pub(super) struct Front {
    listener: TcpListener,
    line: Line,
    signals: Receiver<Signal>,
    jobs: Sender<(u64, Request, bool)>,
    hosts: Hosts,
    connections: BTreeMap<u64, Connection>,
    next: u64,
    most: usize,
    /// Time until which no connection is accepted, because file descriptors ran out.
    full: Option<Instant>,
}

impl Front {
    /// Takes over `listener`. `handler` answers the requests.
    pub(super) fn new(listener: TcpListener, hosts: Hosts, handler: &Arc<Handler>) -> io::Result<(Self, Bell)> {
        listener.set_nonblocking(true)?;
        let (line, far) = system::line()?;
        line.set_nonblocking(true)?;
        far.set_nonblocking(true)?;
        let (signal, signals) = mpsc::channel();
        let bell = Bell { line: Arc::new(far), signal };
        let (jobs, queue) = mpsc::channel();
        let queue = Arc::new(Mutex::new(queue));
        for _ in 0..WORKERS {
            let (queue, handler, bell) = (Arc::clone(&queue), Arc::clone(handler), bell.clone());
            std::thread::spawn(move || work(&queue, &*handler, &bell));
        }
        let most = MOST.min(system::most_open().map_or(MOST, |it| it / 2));
        let connections = BTreeMap::new();
        Ok((Self { listener, line, signals, jobs, hosts, connections, next: 0, most, full: None }, bell))
    }

    /// Runs until it is stopped.
    pub(super) fn run(mut self) {
        loop {
            let ready = self.wait();
            let mut buffer = [0; 512];
            while matches!(self.line.read(&mut buffer), Ok(1..)) {}
            while let Ok(signal) = self.signals.try_recv() {
                match signal {
                    Signal::Stop => return,
                    Signal::Changed => self.ask_again(|_| true),
                    Signal::Done(id, handled) => self.done(id, handled),
                }
            }
            for id in ready {
                self.step(id);
            }
            self.accept();
            self.expire();
        }
    }

    /// Sleeps until a connection is ready, and returns the ids of those that are.
    fn wait(&mut self) -> Vec<u64> {
        let now = Instant::now();
        self.full = self.full.filter(|until| *until > now);
        let soonest = self.connections.values().map(|it| it.deadline).chain(self.full).min();
        let mut fds = vec![PollFd::new(&self.line, PollFlags::IN)];
        if self.full.is_none() {
            fds.push(PollFd::new(&self.listener, PollFlags::IN));
        }
        let first = fds.len();
        let mut ids = Vec::with_capacity(self.connections.len());
        for (id, connection) in &self.connections {
            let flags = match connection.phase {
                Phase::Work(_) => continue,
                Phase::Answer(_) => PollFlags::OUT,
                Phase::Head | Phase::Wait(_) | Phase::Linger => PollFlags::IN,
            };
            fds.push(PollFd::new(&connection.stream, flags));
            ids.push(*id);
        }
        let timeout = soonest.map(|soonest| soonest.saturating_duration_since(now) + Duration::from_millis(1));
        let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
        if poll(&mut fds, timeout.as_ref()).is_err() {
            return Vec::new();
        }
        ids.into_iter().zip(&fds[first..]).filter(|(_, fd)| !fd.revents().is_empty()).map(|(id, _)| id).collect()
    }

    fn accept(&mut self) {
        while self.full.is_none() {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    // Answers are written whole, so nothing is gained by delaying a part.
                    let _ = stream.set_nodelay(true);
                    if stream.set_nonblocking(true).is_err() {
                        continue;
                    }
                    if self.connections.len() >= self.most {
                        self.make_room();
                    }
                    let deadline = Instant::now() + HEAD;
                    let connection = Connection { stream, received: Vec::new(), phase: Phase::Head, deadline };
                    self.connections.insert(self.next, connection);
                    self.next += 1;
                    self.step(self.next - 1);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => {
                    self.make_room();
                    self.full = Some(Instant::now() + Duration::from_millis(100));
                }
            }
        }
    }

    /// Closes the oldest connection without a request, or else the oldest that waits.
    fn make_room(&mut self) {
        let idle = |it: &&Connection| matches!(it.phase, Phase::Head | Phase::Linger);
        let oldest = |wanted: &dyn Fn(&&Connection) -> bool| {
            self.connections.iter().find(|(_, it)| wanted(it)).map(|(id, _)| *id)
        };
        if let Some(id) = oldest(&idle).or_else(|| oldest(&|it| !matches!(it.phase, Phase::Work(_)))) {
            self.connections.remove(&id);
        }
    }

    fn expire(&mut self) {
        let now = Instant::now();
        self.ask_again(|connection| connection.deadline <= now);
        self.connections.retain(|_, it| it.deadline > now || matches!(it.phase, Phase::Work(_)));
    }

    fn ask_again(&mut self, which: impl Fn(&Connection) -> bool) {
        let now = Instant::now();
        for (id, connection) in &mut self.connections {
            if let Phase::Wait(request) = &connection.phase
                && which(connection)
            {
                let over = connection.deadline <= now;
                let _ = self.jobs.send((*id, request.clone(), over));
                connection.phase = Phase::Work(request.clone());
            }
        }
    }

    /// Continues with one connection as far as possible without blocking.
    fn step(&mut self, id: u64) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let gone = match connection.phase {
            Phase::Head | Phase::Wait(_) | Phase::Linger => connection.receive().is_none(),
            Phase::Answer(_) => connection.send().is_none(),
            Phase::Work(_) => false,
        };
        if gone {
            self.connections.remove(&id);
            return;
        }
        if !matches!(connection.phase, Phase::Head) || connection.received.is_empty() {
            return;
        }
        match parse_head(&connection.received, &self.hosts) {
            Parsed::Incomplete => {}
            Parsed::Request(request, taken) => {
                connection.received.drain(..taken);
                connection.deadline = Instant::now() + BODY;
                let _ = self.jobs.send((id, request.clone(), false));
                connection.phase = Phase::Work(request);
            }
            Parsed::Refused(refusal) => {
                connection.answer(refusal_reply(refusal), false, false, true);
                self.step(id);
            }
        }
    }

    fn done(&mut self, id: u64, handled: Handled) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let Phase::Work(request) = &connection.phase else { return };
        match handled {
            Handled::Reply(reply) => {
                let (head, keep_alive) = (request.head, request.keep_alive);
                connection.answer(reply, head, keep_alive, false);
                self.step(id);
            }
            Handled::Wait => {
                connection.phase = Phase::Wait(request.clone());
                connection.deadline = Instant::now() + WAIT;
            }
        }
    }
}

/// Answers requests until the queue is closed.
fn work(queue: &Mutex<Receiver<(u64, Request, bool)>>, handler: &Handler, bell: &Bell) {
    loop {
        let job = match queue.lock() {
            Ok(queue) => queue.recv(),
            Err(_) => return,
        };
        let Ok((id, request, over)) = job else { return };
        bell.ring(Signal::Done(id, handler(&request, over)));
    }
}

impl Connection {
    /// Reads what has arrived. Returns `None` once the client is gone.
    fn receive(&mut self) -> Option<()> {
        let mut buffer = [0; 4096];
        for _ in 0..TURN / buffer.len() {
            match self.stream.read(&mut buffer) {
                Ok(0) => return None,
                Ok(_) if matches!(self.phase, Phase::Linger) => {}
                Ok(read) => {
                    self.received.extend(&buffer[..read]);
                    // This is longer than any head. `parse_head` refuses it.
                    if self.received.len() > 64 * 1024 {
                        return matches!(self.phase, Phase::Head).then_some(());
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Some(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
        Some(())
    }

    fn answer(&mut self, reply: Reply, head_only: bool, keep_alive: bool, linger: bool) {
        let length = reply.body.length();
        let head = write_head(&reply, length);
        let body = if head_only { Body::Bytes(Vec::new()) } else { reply.body };
        self.deadline = Instant::now() + BODY;
        self.phase = Phase::Answer(Answer { head, body, sent: 0, portion: 0, keep_alive, linger });
    }

    /// Writes what the client takes. Returns `None` once the connection can be closed.
    fn send(&mut self) -> Option<()> {
        let Phase::Answer(answer) = &mut self.phase else { return Some(()) };
        let mut turn = 0;
        loop {
            if turn > TURN {
                return Some(());
            }
            if answer.sent == answer.head.len() && !answer.more()? {
                break;
            }
            let end = answer.head.len().min(answer.sent + TURN);
            match self.stream.write(&answer.head[answer.sent..end]) {
                Ok(0) => return None,
                Ok(written) => {
                    answer.sent += written;
                    turn += written;
                    answer.portion += written;
                    if answer.portion > PORTION {
                        answer.portion = 0;
                        self.deadline = Instant::now() + BODY;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Some(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
        let (keep_alive, linger) = (answer.keep_alive, answer.linger);
        self.deadline = Instant::now() + if linger { LINGER } else { HEAD };
        self.phase = if linger { Phase::Linger } else { Phase::Head };
        if linger {
            let _ = self.stream.shutdown(std::net::Shutdown::Write);
        }
        (keep_alive || linger).then_some(())
    }
}

impl Answer {
    /// Fills `head` with the next piece of the body. Returns `None` if the file cannot be read.
    fn more(&mut self) -> Option<bool> {
        self.sent = 0;
        self.head.clear();
        match &mut self.body {
            Body::Bytes(bytes) => std::mem::swap(&mut self.head, bytes),
            Body::File(file, left) => {
                let piece = usize::try_from((*left).min(64 * 1024)).ok()?;
                self.head.resize(piece, 0);
                file.read_exact(&mut self.head).ok()?;
                *left -= piece as u64;
            }
        }
        Some(!self.head.is_empty())
    }
}
