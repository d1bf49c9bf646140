//! Clients that are slow, hostile or many.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use super::{ARCHIVE, Preview};

/// A plain request is answered.
#[track_caller]
fn still_answers(preview: &Preview) {
    assert_eq!(preview.get("/incidents/a.html").0, 200);
}

#[test]
fn nothing_from_outside_the_site_is_given_out() {
    let preview = Preview::new(ARCHIVE, &[]);
    let host = format!("Host: 127.0.0.1:{}", preview.port);
    for target in [
        "/../../../../etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/%252e%252e/%252e%252e/etc/passwd",
        "/..%2f..%2fetc%2fpasswd",
        "//etc/passwd",
        "///etc/passwd",
        "/..\\..\\etc\\passwd",
        "/..%5c..%5cetc%5cpasswd",
        "/index.html%00.png",
        "/%ff%fe",
        "http://127.0.0.1/../../etc/passwd",
        "/a#/../../etc/passwd",
        "nolead",
        "/c:/windows/win.ini",
        "/.env::$DATA",
        "/PROGRA~1",
        "/.git/config",
        "/.env",
        "/casebook.toml",
        "/content/incidents/2024-01-01-a.md",
        "/.casebook/",
        "/.casebook/cache/highlight",
        "/search/../index.html",
    ] {
        let (status, answer) = preview.send(format!("GET {target} HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n"));
        assert!(matches!(status, 400 | 404), "{target}: {answer}");
        assert!(
            !answer.contains("root:") && !answer.contains(&preview.archive.root().display().to_string()),
            "{answer}"
        );
    }
    assert_eq!(preview.send([b"GET /\xff HTTP/1.1\r\n", host.as_bytes(), b"\r\n\r\n"].concat()).0, 400);
    assert_eq!(preview.get("/x?/../../etc/passwd").0, 404);
    still_answers(&preview);
}

#[test]
fn every_answer_says_that_it_is_nobody_elses() {
    let preview = Preview::new(ARCHIVE, &[]);
    for path in
        ["/", "/assets/style.css", "/incidents.json", "/nothing", "/.casebook/state", "/.casebook/reload.js", "//"]
    {
        let (_, answer) = preview.get(path);
        let head = answer.split("\r\n\r\n").next().expect("a head");
        for header in [
            "X-Content-Type-Options: nosniff",
            "Cross-Origin-Resource-Policy: same-origin",
            "Content-Security-Policy: ",
            "Referrer-Policy: no-referrer",
            "Cache-Control: no-store",
        ] {
            assert!(head.contains(header), "{path}: {header}: {head}");
        }
        assert!(!head.contains("Access-Control"), "{head}");
    }
    let types = [("/", "text/html"), ("/assets/site.js", "text/javascript"), ("/feed.xml", "application/xml")];
    for (path, kind) in types {
        assert!(preview.get(path).1.contains(&format!("Content-Type: {kind}")), "{path}");
    }
}

#[test]
fn bodies_and_other_methods_are_refused_at_once() {
    let preview = Preview::new(ARCHIVE, &[]);
    let host = format!("Host: 127.0.0.1:{}", preview.port);
    for (method, header, status) in [
        ("GET", "Content-Length: 100000000000", 413),
        ("POST", "Content-Length: 9223372036854775808", 413),
        ("GET", "Content-Length: -1", 400),
        ("POST", "Content-Length: 2000", 413),
        ("POST", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n", 413),
        ("POST", "Transfer-Encoding: xchunked\r\nContent-Length: 5", 400),
        ("POST", "Expect: 100-continue\r\nContent-Length: 5", 413),
        ("PUT", "Accept: */*", 405),
        ("TRACE", "Accept: */*", 405),
        ("CONNECT", "Accept: */*", 405),
        ("FOO", "Accept: */*", 405),
        ("GET", "Origin: null", 403),
    ] {
        // The body never comes, so whoever waited for it would not answer.
        let (got, answer) = preview.send(format!("{method} / HTTP/1.1\r\n{host}\r\n{header}\r\n\r\n"));
        assert_eq!(got, status, "{method} {header}: {answer}");
    }
    let head = preview.send(format!("HEAD / HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n")).1;
    let get = preview.get("/").1;
    let (get_head, get_body) = get.split_once("\r\n\r\n").expect("a body");
    assert!(head.ends_with("\r\n\r\n") && head.contains(&format!("Content-Length: {}", get_body.len())));
    assert_eq!(head.lines().count(), get_head.lines().count() + 1);
    assert_eq!(preview.send("GET / HTTP/1.1\nHost: localhost\n\n").0, 400);
    assert_eq!(preview.send(format!("GET /{} HTTP/1.1\r\n{host}\r\n\r\n", "a".repeat(64 * 1024))).0, 414);
    let before = preview.number("VmRSS:");
    let (status, _) = preview.send(format!("GET / HTTP/1.1\r\n{host}\r\nA: {}", "a".repeat(30 << 20)));
    assert!(matches!(status, 431 | 0));
    let (status, _) = preview.send(format!("GET / HTTP/1.1\r\n{host}\r\n{}", "A: b\r\n".repeat(300_000)));
    assert!(matches!(status, 431 | 0));
    if let (Some(before), Some(after)) = (before, preview.number("VmRSS:")) {
        assert!(after < before + 5 * 1024, "{before} {after}");
    }
    still_answers(&preview);
}

#[test]
fn a_part_of_a_file_can_be_asked_for() {
    let preview = Preview::new(ARCHIVE, &[]);
    let range = |range: &str| {
        let head = format!("GET /incidents.csv HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n", preview.port);
        preview.send(format!("{head}Range: {range}\r\n\r\n"))
    };
    let whole = preview.get("/incidents.csv").1.split_once("\r\n\r\n").expect("a body").1.to_owned();
    let (status, answer) = range("bytes=2-5");
    assert!(status == 206 && answer.ends_with(&format!("\r\n\r\n{}", &whole[2..6])), "{answer}");
    assert!(answer.contains(&format!("Content-Range: bytes 2-5/{}", whole.len())), "{answer}");
    assert_eq!(range("bytes=999999-").0, 416);
    assert_eq!(range(&format!("bytes={}0-", "0-,".repeat(1000))).0, 200);
    assert_eq!(range("lines=1").0, 200);
}

#[test]
fn clients_that_dawdle_hold_up_nobody() {
    let preview = Preview::new(ARCHIVE, &[]);
    preview.archive.write("content/big.bin", vec![7; 10 << 20]);
    preview.archive.write("content/big.md", "# Big\n\n[file](big.bin)\n");
    preview.until("the file is there", || preview.get("/big.html").0 == 200);
    let descriptors = preview.descriptors();
    let mut slow: Vec<_> = (0..900).map(|_| preview.connect()).collect();
    for stream in &mut slow {
        let _ = stream.write_all(b"GET / HT");
    }
    let stalled: Vec<_> = (0..8)
        .map(|_| {
            let mut stream = preview.connect();
            let head = format!("GET /files/big.bin HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", preview.port);
            stream.write_all(head.as_bytes()).expect("it listens");
            stream
        })
        .collect();
    for _ in 0..20 {
        still_answers(&preview);
    }
    // The answers came before the others were given up, not after.
    assert!(slow.last().is_some_and(Preview::keeps) && stalled.iter().all(Preview::keeps));
    assert!(preview.number("Threads:").is_none_or(|threads| threads <= 64));
    // A byte now and then is no progress.
    let mut last = slow.pop().expect("there are many");
    let refused = (0..40).any(|_| {
        std::thread::sleep(Duration::from_millis(500));
        last.write_all(b"T").is_err()
    });
    assert!(refused, "a head that never ends is waited for");
    drop((slow, stalled));
    preview.until("all are closed", || preview.descriptors() <= descriptors + 2);
    for _ in 0..1000 {
        drop(preview.connect());
    }
    preview.until("all are closed", || preview.descriptors() <= descriptors + 2);
    still_answers(&preview);
}

#[test]
fn requests_in_one_go_are_answered_in_turn() {
    let preview = Preview::new(ARCHIVE, &[]);
    let one = format!("GET /robots.txt HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", preview.port);
    let last = format!("GET /nothing HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", preview.port);
    let (_, answers) = preview.send(one.repeat(1000) + &last);
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 1000);
    assert_eq!(answers.matches("HTTP/1.1 404 ").count(), 1);
}

#[test]
fn everybody_who_waits_is_told() {
    let preview = Preview::new(ARCHIVE, &[]);
    let state = preview.state();
    let (boot, version) = (state["boot"].as_str().expect("a text"), preview.version());
    let ask = format!(
        "GET /.casebook/state?boot={boot}&version={version} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        preview.port
    );
    let mut waiting: Vec<_> = (0..200).map(|_| preview.connect()).collect();
    for stream in &mut waiting {
        stream.write_all(ask.as_bytes()).expect("it listens");
    }
    std::thread::sleep(Duration::from_millis(300));
    still_answers(&preview);
    let threads = preview.number("Threads:");
    preview.archive.write("content/incidents/2024-01-01-a.md", "# First\n\nEdited.\n");
    for stream in &mut waiting {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        assert!(answer.contains(&format!("\"version\":{}", version + 1)), "{answer}");
        assert!(answer.contains("\"path\":\"incidents/a.html\""), "{answer}");
    }
    assert!(threads.is_none_or(|threads| threads <= 64), "{threads:?}");
}
