//! Measures the preview over HTTP, as a browser meets it, over an invented corpus.
//!
//! `cargo bench --bench serve -- 1000 10000` prints how long the first page takes, how
//! long after a save the new text is served, and what that costs. `CASEBOOK_EDITS=10000`
//! makes it save so often, to see whether anything grows.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

#[path = "../archive/corpus.rs"]
mod corpus;

use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    // `cargo bench` adds `--bench`; `cargo test --benches` adds nothing.
    let counts: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    for count in if counts.is_empty() { vec![100] } else { counts } {
        measure(count)?;
    }
    Ok(())
}

/// One session over `count` documents.
fn measure(count: usize) -> Result<(), Failure> {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("serve-{count}"));
    if root.exists() {
        fs::remove_dir_all(&root)?;
    }
    corpus::write(&root, count)?;
    let mut files = documents(&root.join("content/incidents"))?;
    files.sort();
    println!("{count} documents");
    let begun = Instant::now();
    let server = Server::start(&root)?;
    server.get(&page(&files[0]))?;
    println!("  first page after {} ms, {} MiB at most", begun.elapsed().as_millis(), server.memory("VmHWM:"));
    idle(&server)?;
    let edits = std::env::var("CASEBOOK_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let grown = [server.memory("VmRSS:"), server.number("Threads:"), server.descriptors()];
    series(&server, &files, "text, in place", edits, |text, mark| format!("{text}\n{mark}\n"))?;
    series(&server, &files, "a new heading", edits.min(100), |text, mark| format!("{text}\n## {mark}\n"))?;
    series(&server, &files, "another severity", edits.min(20), |text, mark| {
        let (before, after) = text.split_once("SEV-").unwrap_or((text, "1"));
        let other = if after.starts_with('1') { "2" } else { "1" };
        format!("{before}SEV-{other}{}\n{mark}\n", &after[1..])
    })?;
    let now = [server.memory("VmRSS:"), server.number("Threads:"), server.descriptors()];
    println!("  MiB, threads, descriptors: {grown:?} before, {now:?} after");
    gone(&server, &files)?;
    checkout(&server, &root)?;
    println!();
    Ok(())
}

/// What looking at all files now and then costs.
fn idle(server: &Server) -> Result<(), Failure> {
    std::thread::sleep(Duration::from_secs(3));
    let cpu = server.cpu()?;
    std::thread::sleep(Duration::from_secs(20));
    println!("  at rest: {:.1} ms CPU a second", (server.cpu()? - cpu) * 50.0);
    Ok(())
}

/// Saves one document after the other and waits until its page shows that.
fn series(
    server: &Server,
    files: &[PathBuf],
    name: &str,
    edits: usize,
    edit: impl Fn(&str, &str) -> String,
) -> Result<(), Failure> {
    let mut times = Vec::new();
    let mut cpu = 0.0;
    for number in 0..edits {
        let file = &files[number * 7919 % files.len()];
        let (text, mark) = (fs::read_to_string(file)?, format!("mark{number}x"));
        let address = page(file);
        let before = server.cpu()?;
        let begun = Instant::now();
        fs::write(file, edit(&text, &mark))?;
        server.until(&address, |answer| answer.contains(&mark))?;
        times.push(begun.elapsed());
        cpu += server.cpu()? - before;
        fs::write(file, &text)?;
        server.until(&address, |answer| !answer.contains(&mark))?;
    }
    times.sort_unstable();
    let at =
        |percent: usize| times.get((times.len() * percent / 100).min(times.len() - 1)).map_or(0, Duration::as_millis);
    println!(
        "  {name}: median {} ms, p95 {} ms, max {} ms over {edits}; {:.1} ms CPU each, page included",
        at(50),
        at(95),
        at(100),
        cpu * 1000.0 / edits as f64
    );
    Ok(())
}

fn gone(server: &Server, files: &[PathBuf]) -> Result<(), Failure> {
    let file = &files[files.len() / 2];
    let text = fs::read(file)?;
    let begun = Instant::now();
    fs::remove_file(file)?;
    server.until(&page(file), |answer| answer.starts_with("HTTP/1.1 404"))?;
    println!("  a deleted page is 404 after {} ms", begun.elapsed().as_millis());
    fs::write(file, text)?;
    Ok(())
}

fn checkout(server: &Server, root: &Path) -> Result<(), Failure> {
    let begun = Instant::now();
    for number in 0..1000 {
        let file = root.join(format!("content/incidents/2020-01-01-checkout-{number}.md"));
        fs::write(file, format!("# Checked out {number}\n\nWith some text.\n"))?;
    }
    let written = begun.elapsed();
    server.until("/incidents/checkout-999.html", |answer| answer.contains("With some text"))?;
    println!(
        "  1,000 new files: written in {} ms, served after {} ms",
        written.as_millis(),
        begun.elapsed().as_millis()
    );
    Ok(())
}

fn documents(directory: &Path) -> Result<Vec<PathBuf>, Failure> {
    let paths = fs::read_dir(directory)?.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| path.is_file()).collect())
}

/// The address of a document.
fn page(file: &Path) -> String {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let slug = stem.get(11..).filter(|_| stem.as_bytes().get(4) == Some(&b'-')).unwrap_or(&stem);
    format!("/incidents/{slug}.html")
}

/// A running `casebook serve`.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(root: &Path) -> Result<Self, Failure> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_casebook"));
        let mut child = command.args(["serve", "--port", "0", "--root"]).arg(root).stdout(Stdio::piped()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        let line =
            lines.find(|line| line.as_ref().is_ok_and(|line| line.contains("http://"))).ok_or("no address")??;
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).ok_or("no address")?;
        // Somebody has to read what it says.
        std::thread::spawn(move || lines.count());
        Ok(Self { child, address: address.to_owned() })
    }

    fn get(&self, path: &str) -> Result<String, Failure> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    }

    /// Asks for a page again and again, without keeping the machine busy.
    fn until(&self, path: &str, check: impl Fn(&str) -> bool) -> Result<(), Failure> {
        let begun = Instant::now();
        while !check(&self.get(path)?) {
            if begun.elapsed() > Duration::from_secs(20) {
                return Err(format!("{path} was missed").into());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }

    /// Seconds of user and system time so far.
    fn cpu(&self) -> Result<f64, Failure> {
        let schedule = |task: fs::DirEntry| fs::read_to_string(task.path().join("schedstat")).ok();
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id()))?.flatten().filter_map(schedule);
        let nanoseconds = tasks.filter_map(|text| text.split(' ').next()?.parse::<f64>().ok());
        Ok(nanoseconds.sum::<f64>() / 1e9)
    }

    fn number(&self, key: &str) -> usize {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
        line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// In MiB.
    fn memory(&self, key: &str) -> usize {
        self.number(key) / 1024
    }

    fn descriptors(&self) -> usize {
        fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
