//! Runs the programs that the archive's owner configured. Only this module starts any.

use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use crate::source::reason;
use crate::system::{self, stop_group};

/// Time after which a program is stopped.
const PATIENCE: Duration = Duration::from_secs(30);

/// Time to wait for output after the program ended. Only a process that it left behind can still
/// hold the output open.
const GRACE: Duration = Duration::from_millis(500);

/// Most output that is read, in bytes. More is no picture.
const LONGEST: u64 = 8 << 20;

/// Runs a program in the archive's root. Returns its output for `input`, or the reason why there is
/// none.
///
/// No shell takes part. Processes that the program started are stopped with it.
pub fn run(command: &[String], input: &str, root: &Path) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    let started = system::group(program, root)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = started.map_err(|error| format!("`{program}` cannot be run: {}", reason(&error)))?;
    // Each stream has a thread, so that none waits for another.
    let stdin = child.stdin.take();
    let input = input.to_owned();
    thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
    let (output, complaint) = (collect(child.stdout.take()), collect(child.stderr.take()));
    let success = wait(&mut child).ok_or_else(|| format!("`{program}` takes longer than {} s", PATIENCE.as_secs()))?;
    let (output, complaint) = (finish(&output, &child), finish(&complaint, &child));
    if success && !output.trim().is_empty() {
        return Ok(output);
    }
    let said = complaint.lines().chain(output.lines()).map(str::trim).find(|line| !line.is_empty());
    Err(format!("`{program}` {}", said.map_or_else(|| "gave nothing".to_owned(), |said| format!("says: {said}"))))
}

/// Reads a stream to its end in a thread of its own, and sends it in pieces.
fn collect(stream: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (send, pieces) = mpsc::channel();
    thread::spawn(move || {
        let mut stream = stream?.take(LONGEST);
        let mut piece = vec![0; 64 << 10];
        loop {
            match stream.read(&mut piece) {
                Ok(0) | Err(_) => return None::<()>,
                Ok(length) => send.send(piece[..length].to_vec()).ok()?,
            }
        }
    });
    pieces
}

/// Returns all that was written to a stream by the time the program ended.
fn finish(pieces: &Receiver<Vec<u8>>, child: &Child) -> String {
    let mut bytes = Vec::new();
    let mut until = Instant::now() + GRACE;
    loop {
        match pieces.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(piece) => {
                bytes.extend(piece);
                until = Instant::now() + GRACE;
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                stop_group(child);
                break;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Waits for the program. Returns whether it succeeded, or `None` if it had to be stopped.
fn wait(child: &mut Child) -> Option<bool> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) => thread::sleep(Duration::from_millis(5)),
            Err(_) => break,
        }
    }
    stop_group(child);
    let _ = child.wait();
    None
}
