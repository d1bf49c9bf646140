//! The preview: what is saved is shown, whatever saves it; and nobody else gets anything.

mod connections;
mod equal;
#[cfg(unix)]
mod faults;
#[cfg(unix)]
mod saving;
mod secrecy;

use std::io::{BufRead as _, BufReader, ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use expect_test::expect;

use super::harness::{Archive, casebook};

/// How long a test waits for what must happen some time. No test says how fast it happens.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running `casebook serve`, which goes with it.
pub(super) struct Preview {
    pub(super) archive: Archive,
    pub(super) port: u16,
    child: Child,
    said: Arc<Mutex<String>>,
}

impl Preview {
    pub(super) fn new(text: &str, arguments: &[&str]) -> Self {
        let archive = Archive::new(text);
        let mut command = casebook();
        command.arg("serve").arg("--root").arg(archive.root());
        if !arguments.contains(&"--port") {
            command.args(["--port", "0"]);
        }
        Self::start(archive, command.args(arguments))
    }

    fn start(archive: Archive, command: &mut Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program starts");
        let said = Arc::new(Mutex::new(String::new()));
        let out: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(child.stdout.take().expect("piped")), Box::new(child.stderr.take().expect("piped"))];
        for stream in out {
            let said = Arc::clone(&said);
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    said.lock().expect("no panic").push_str(&(line + "\n"));
                }
            });
        }
        let mut preview = Self { archive, port: 0, child, said };
        preview.says("serving http://");
        let said = preview.said();
        let address = said.split("serving http://").nth(1).expect("just seen");
        let port = address.split(['/', '\n']).next().expect("a part").rsplit(':').next().expect("a port");
        preview.port = port.parse().expect("a number");
        preview
    }

    pub(super) fn said(&self) -> String {
        self.said.lock().expect("no panic").clone()
    }

    /// Waits until the program has said `text`.
    #[track_caller]
    pub(super) fn says(&self, text: &str) {
        self.until(&format!("says {text}"), || self.said().contains(text));
    }

    #[track_caller]
    pub(super) fn until(&self, what: &str, mut check: impl FnMut() -> bool) {
        let end = Instant::now() + PATIENCE;
        while !check() {
            assert!(Instant::now() < end, "waited in vain: {what}; it said\n{}", self.said());
            std::thread::sleep(Duration::from_millis(3));
        }
    }

    /// Status and the whole answer, as text.
    pub(super) fn get(&self, path: &str) -> (u16, String) {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n", self.port))
    }

    /// Sends bytes and reads until the other side closes.
    pub(super) fn send(&self, bytes: impl AsRef<[u8]>) -> (u16, String) {
        let mut stream = self.connect();
        // It may have heard enough before the end.
        let _ = stream.write_all(bytes.as_ref());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
        (status, answer)
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Whether the program still holds its side of a connection open.
    pub(super) fn keeps(stream: &TcpStream) -> bool {
        stream.set_nonblocking(true).expect("a mode");
        let found = stream.peek(&mut [0]);
        stream.set_nonblocking(false).expect("a mode");
        match found {
            Ok(bytes) => bytes > 0,
            Err(error) => error.kind() == ErrorKind::WouldBlock,
        }
    }

    /// Waits until `path` shows `text`.
    #[track_caller]
    pub(super) fn shows(&self, path: &str, text: &str) {
        self.until(&format!("{path} shows {text}"), || self.get(path).1.contains(text));
    }

    pub(super) fn state(&self) -> serde_json::Value {
        let (_, answer) = self.get("/.casebook/state");
        serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON")
    }

    pub(super) fn version(&self) -> u64 {
        self.state()["version"].as_u64().expect("a number")
    }

    /// A number of `/proc/PID/status`.
    pub(super) fn number(&self, key: &str) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        status.lines().find_map(|line| line.strip_prefix(key))?.split_whitespace().next()?.parse().ok()
    }

    pub(super) fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }

    #[cfg(unix)]
    fn interrupt(&mut self) -> Option<i32> {
        Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().expect("kill runs");
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const ARCHIVE: &str = "
-- casebook.toml --
title = \"Archive\"
-- content/incidents/2024-01-01-a.md --
# First

Text of the first.
-- content/incidents/2024-01-02-b.md --
# Second

Text of the second.
";

#[test]
fn it_serves_what_build_writes_and_touches_nothing() {
    let preview = Preview::new(ARCHIVE, &[]);
    let build = Archive::new(ARCHIVE);
    build.build(&[]).clean();
    for (path, bytes) in build.published() {
        if path.starts_with('.') {
            continue;
        }
        let (status, answer) = preview.get(&format!("/{path}"));
        let (_, body) = answer.split_once("\r\n\r\n").expect("head and body");
        let published = String::from_utf8_lossy(&bytes).into_owned();
        let script = body
            .find("<script src=\"/.casebook/")
            .map(|at| &body[at..=at + body[at..].find("></script>").expect("an end") + 9]);
        let plain = script.map_or(body.to_owned(), |script| body.replace(script.trim_end_matches('\n'), ""));
        let plain = plain.replacen("connect-src 'self'; ", "", 1);
        assert_eq!((status, plain.trim()), (200, published.trim()), "{path}");
        assert_eq!(script.is_some(), path.ends_with(".html"), "{path}");
    }
    assert!(!preview.archive.path("public").exists() && !preview.archive.path(".casebook").exists());
    assert_eq!(preview.get("/").1.matches("First").count(), preview.get("/index.html").1.matches("First").count());
    let (status, answer) = preview.get("/nothing.html");
    assert!(status == 404 && answer.contains("Page not found"), "{answer}");
}

#[cfg(unix)]
#[test]
fn an_archive_that_cannot_be_read_is_served_once_it_can() {
    let mut preview = Preview::new("-- casebook.toml --\ncontent = \"docs\"\n", &[]);
    let (status, answer) = preview.get("/");
    assert!(status == 503 && answer.contains("cannot read") && answer.contains("reload.js"), "{answer}");
    preview.archive.write("docs/incidents/2024-01-01-a.md", "# Here at last\n");
    preview.shows("/incidents/a.html", "Here at last");
    assert_eq!(preview.interrupt(), Some(0));
}

#[test]
fn a_theme_that_breaks_keeps_the_last_good_page() {
    let archive = "
-- casebook.toml --
theme = \"ours\"
-- themes/ours/templates/hooks/footer.html --
<p>footer one</p>
-- content/incidents/2024-01-01-a.md --
# First
";
    let preview = Preview::new(archive, &[]);
    preview.shows("/", "footer one");
    preview.archive.write("themes/ours/templates/hooks/footer.html", "<p>{% if %}</p>");
    preview.until("an error", || !preview.state()["errors"].as_array().expect("a list").is_empty());
    assert!(preview.get("/").1.contains("footer one"));
    preview.archive.write("content/incidents/2024-01-01-a.md", "# First, edited\n");
    preview.archive.write("themes/ours/templates/hooks/footer.html", "<p>footer two</p>");
    preview.shows("/", "footer two");
    preview.shows("/incidents/a.html", "First, edited");
    preview.archive.write("casebook.toml", "theme = \"ours\"\ntitle = 5");
    preview.until("an error", || !preview.state()["errors"].as_array().expect("a list").is_empty());
    assert_eq!(preview.get("/incidents/a.html").0, 200);
    preview.archive.write("casebook.toml", "theme = \"ours\"\ntitle = \"New name\"");
    preview.shows("/", "New name");
    preview.until("no error", || preview.state()["errors"].as_array().expect("a list").is_empty());
}

#[test]
fn a_taken_port_is_an_error_if_it_was_asked_for() {
    let preview = Preview::new(ARCHIVE, &[]);
    let port = preview.port.to_string();
    let run = preview.archive.run(&["serve", "--port", &port]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    expect![[r#"
        error: cannot listen on 127.0.0.1 port PORT: address already in use
        help: choose another one with `--port`, or leave it out to get one that is free
    "#]]
    .assert_eq(&run.stderr.replace(&port, "PORT"));
    preview.archive.run(&["serve", "--host", "no such name"]).exits(2).says(expect![[r#"
        error: cannot listen on no such name port 4040: failed to lookup address information: Name or service not known
    "#]]);
    // Two with the default port: at most one can have it.
    let one = Preview::start(Archive::new(ARCHIVE), casebook().args(["serve", "--root"]).arg(preview.archive.root()));
    let other = Preview::start(Archive::new(ARCHIVE), casebook().args(["serve", "--root"]).arg(preview.archive.root()));
    assert_ne!(one.port, other.port);
    other.says("port 4040 is taken");
}

#[test]
fn others_are_let_in_only_if_that_was_asked_for() {
    let preview = Preview::new(ARCHIVE, &["--host", "0.0.0.0"]);
    preview.says(", the internal site (Ctrl+C stops)");
    preview.says("whoever can reach this machine can read the archive");
    assert_eq!(preview.get("/").0, 200);
    assert_eq!(preview.send("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").0, 421);
}

#[test]
fn the_page_for_nothing_has_its_style_at_every_depth() {
    let preview =
        Preview::new("-- casebook.toml --\nbase_url = \"https://a.example/docs/\"\n-- content/about.md --\n# A\n", &[]);
    for (path, root) in [("/nothing", ""), ("/x/", "../"), ("/x/y/z.html", "../../")] {
        let (status, answer) = preview.get(path);
        let style = format!("<link rel=\"stylesheet\" href=\"{root}assets/style.css?v=");
        assert!(status == 404 && answer.contains(&style), "{path}: {answer}");
        assert!(answer.contains(&format!("<a href=\"{root}incidents.html\">list of all incidents</a>")), "{path}");
    }
}

#[test]
fn a_draft_is_shown_with_its_badge_unless_that_is_not_wanted() {
    let archive = "-- content/incidents/2026-01-02-a.md --\n---\ntitle: Not ready\nstatus: draft\n---\nText.\n";
    let preview = Preview::new(archive, &[]);
    let (status, answer) = preview.get("/incidents/a.html");
    assert!(status == 200 && answer.contains(" label-draft\">Draft</span>"), "{answer}");
    assert!(preview.get("/incidents.html").1.contains("label-draft"));
    let preview = Preview::new(archive, &["--no-drafts"]);
    assert_eq!(preview.get("/incidents/a.html").0, 404);
}

#[test]
fn whoever_saves_a_document_is_told_the_address_of_its_page() {
    let preview = Preview::new(ARCHIVE, &[]);
    preview.archive.write("content/incidents/2024-01-03-a-crane.md", "# Crane\n");
    preview.says("content/incidents/2024-01-03-a-crane.md → http://127.0.0.1:");
    preview.says("/incidents/a-crane.html (");
}
