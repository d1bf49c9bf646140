//! `check --external`: what other hosts are asked, and what is made of their answers.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use expect_test::expect;

use crate::harness::{Archive, Run};

/// A host that answers by the name of the page and remembers what it was asked.
struct Host {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("it listens"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let remembered = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
                let first = lines.next().unwrap_or_default();
                let agent = lines.by_ref().take_while(|line| !line.is_empty()).any(|line| line.contains("casebook/"));
                assert!(agent, "it says who asks");
                let question = first.trim_end_matches(" HTTP/1.1").to_owned();
                let head = match question.split_once(' ').unwrap_or_default() {
                    (_, "/gone") => "404 Not Found\r\n",
                    (_, "/private") => "403 Forbidden\r\n",
                    ("HEAD", "/talkative") => "405 Method Not Allowed\r\n",
                    (_, "/moved") => "301 Moved Permanently\r\nLocation: /there\r\n",
                    (_, "/circle") => "302 Found\r\nLocation: /circle\r\n",
                    (_, "/busy") => "429 Too Many Requests\r\n",
                    _ => "200 OK\r\n",
                };
                remembered.lock().expect("no panic").push(question);
                let _ = write!(&stream, "HTTP/1.1 {head}Content-Length: 0\r\nConnection: close\r\n\r\n");
            }
        });
        Self { address, asked }
    }

    /// What was asked since the last time.
    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().expect("no panic"))
    }
}

fn archive(host: &Host, pages: &[&str]) -> Archive {
    let archive = Archive::new("-- casebook.toml --\ntitle = \"T\"\n");
    let links: String = pages.iter().map(|page| format!("[it]({}/{page})\n\n", host.address)).collect();
    archive.write("content/incidents/2026-01-02-a.md", format!("# A thing broke\n\n{links}"));
    archive
}

fn check(archive: &Archive, more: &[&str]) -> Run {
    archive.run(&[&["check", "--format", "github"], more].concat())
}

/// What the run says of links to other hosts.
fn external(run: &Run, host: &Host) -> String {
    let is_external = |line: &&str| line.contains("title=PM061") || line.contains("title=PM062");
    let lines = run.stdout.lines().filter(is_external);
    lines.map(|line| line.replace(&host.address, "http://HOST") + "\n").collect()
}

#[test]
fn other_hosts_are_asked_only_if_somebody_wants_it() {
    let host = Host::new();
    let archive = archive(&host, &["gone"]);
    check(&archive, &[]);
    archive.build(&[]);
    assert_eq!(host.asked(), [""; 0]);
}

#[test]
fn what_is_gone_is_found_and_what_is_unclear_is_said() {
    let host = Host::new();
    let archive =
        archive(&host, &["there", "gone#part", "private", "talkative", "moved", "circle", "excluded/x", "there"]);
    archive.write("content/about.md", format!("# About\n\nSee [it]({}/gone).\n", host.address));
    archive.write("casebook.toml", format!("title = \"T\"\n[check]\nexclude_links = [\"{}/excl\"]\n", host.address));
    let run = check(&archive, &["--external"]);
    expect![[r#"
        ::warning file=content/incidents/2026-01-02-a.md,line=5,col=1,title=PM061::`http://HOST/gone` leads nowhere: 404 Not Found (correct the address, or link to a copy of the page)
        ::warning file=content/incidents/2026-01-02-a.md,line=13,col=1,title=PM061::`http://HOST/circle` leads nowhere: it is redirected in a circle (correct the address, or link to a copy of the page)
        ::notice file=content/incidents/2026-01-02-a.md,line=7,col=1,title=PM062::`http://HOST/private` cannot be checked: 403 Forbidden (try it by hand; `exclude_links` in `[check]` of casebook.toml leaves it out)
        ::warning file=content/about.md,line=3,col=5,title=PM061::`http://HOST/gone` leads nowhere: 404 Not Found (correct the address, or link to a copy of the page)
    "#]].assert_eq(&external(&run, &host));
    let asked = host.asked();
    assert_eq!(asked.iter().filter(|it| it.contains("/gone")).count(), 2, "HEAD and GET once: {asked:?}");
    assert!(!asked.iter().any(|it| it.contains("excluded")), "{asked:?}");

    // What was there is not asked for again.
    check(&archive, &["--external"]);
    let again = host.asked();
    assert!(
        again.iter().any(|it| it.contains("/gone")) && !again.iter().any(|it| it.contains("/talkative")),
        "{again:?}"
    );
}

#[test]
fn a_host_that_is_busy_or_silent_is_left_alone() {
    let host = Host::new();
    let archive = archive(&host, &["busy", "other", "third"]);
    archive.write(
        "content/incidents/2026-01-03-b.md",
        "# B\n\n[x](http://127.0.0.1:1/) <http://127.0.0.1:1/2> <http://127.0.0.1:1/3>\n",
    );
    archive.write(
        "content/incidents/2026-01-04-c.md",
        "# C\n\n[x](http://no-such-host.invalid/) <https://example.org/>\n",
    );
    let run = check(&archive, &["--external"]);
    assert_eq!(host.asked(), ["HEAD /busy"]);
    expect![[r#"
        ::notice file=content/incidents/2026-01-02-a.md,line=3,col=1,title=PM062::`http://HOST/busy` cannot be checked: 429 Too Many Requests (try it by hand; `exclude_links` in `[check]` of casebook.toml leaves it out)
        ::notice file=content/incidents/2026-01-02-a.md,line=5,col=1,title=PM062::`http://HOST/other` cannot be checked: 429 Too Many Requests (try it by hand; `exclude_links` in `[check]` of casebook.toml leaves it out)
        ::notice file=content/incidents/2026-01-02-a.md,line=7,col=1,title=PM062::`http://HOST/third` cannot be checked: 429 Too Many Requests (try it by hand; `exclude_links` in `[check]` of casebook.toml leaves it out)
        ::notice file=content/incidents/2026-01-03-b.md,line=3,col=1,title=PM062::`http://127.0.0.1:1/` cannot be checked: connection refused (try it by hand; `exclude_links` in `[check]` of casebook.toml leaves it out)
        ::notice file=content/incidents/2026-01-03-b.md,line=3,col=26,title=PM062::`http://127.0.0.1:1/2` cannot be checked: connection refused (try it by hand; `exclude_links` in `[check]` of casebook.toml leaves it out)
        ::notice file=content/incidents/2026-01-03-b.md,line=3,col=49,title=PM062::`http://127.0.0.1:1/3` cannot be checked: connection refused (try it by hand; `exclude_links` in `[check]` of casebook.toml leaves it out)
    "#]].assert_eq(&external(&run, &host));
}
