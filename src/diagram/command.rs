//! Programs that the archive's owner configured: the only module that starts any.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A program that takes longer is stopped.
const PATIENCE: Duration = Duration::from_secs(30);

/// More output is no picture.
const LONGEST: u64 = 8 << 20;

/// What the program writes for `input`, run in the archive's root; else why it
/// gave nothing. No shell takes part.
pub fn run(command: &[String], input: &str, root: &Path) -> Result<String, String> {
    let (program, arguments) = command.split_first().ok_or("no command")?;
    let started = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = started.map_err(|error| format!("`{program}` cannot be run: {}", crate::source::reason(&error)))?;
    // Each stream has a thread, so that none waits for another.
    let stdin = child.stdin.take();
    let input = input.to_owned();
    thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = child.stdout.take().map(collect);
    let complaint = child.stderr.take().map(collect);
    let success = wait(&mut child).ok_or_else(|| format!("`{program}` takes longer than {} s", PATIENCE.as_secs()))?;
    let text =
        |stream: Option<thread::JoinHandle<String>>| stream.and_then(|stream| stream.join().ok()).unwrap_or_default();
    let (output, complaint) = (text(output), text(complaint));
    if success && !output.trim().is_empty() {
        return Ok(output);
    }
    let said = complaint.lines().chain(output.lines()).map(str::trim).find(|line| !line.is_empty());
    Err(format!("`{program}` {}", said.map_or_else(|| "gave nothing".to_owned(), |said| format!("says: {said}"))))
}

fn collect(stream: impl std::io::Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stream.take(LONGEST).read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Whether it ended well; `None` if it had to be stopped.
fn wait(child: &mut Child) -> Option<bool> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) => thread::sleep(Duration::from_millis(5)),
            Err(_) => break,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}
