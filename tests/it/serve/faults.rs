//! Little of what the system has, slow clients, and files that are not what they were.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::{Archive, Preview};
use crate::faults::ARCHIVE;

#[test]
fn a_preview_gives_out_nothing_from_where_a_directory_leads_now() {
    let preview = Preview::new(ARCHIVE, &["--poll=60000"]);
    let outside = tempfile::tempdir().expect("a directory");
    fs::write(outside.path().join("x.txt"), "CANARY\n").expect("it can be written");
    assert!(preview.get("/files/incidents/sub/x.txt").1.ends_with("inside\n"));
    let directory = preview.archive.path("content/incidents/sub");
    fs::rename(&directory, preview.archive.path("away")).expect("it can be renamed");
    symlink(outside.path(), &directory).expect("a link");
    let (_, answer) = preview.get("/files/incidents/sub/x.txt");
    assert!(!answer.contains("CANARY"), "{answer}");
}

#[test]
fn without_watches_somebody_looks_and_says_so() {
    for key in ["max_inotify_watches", "max_inotify_instances"] {
        // Only in a name space of its own: nobody else's limit is touched.
        let limit = format!("echo 0 > /proc/sys/user/{key}");
        let mut command = Command::new("unshare");
        command.args(["-U", "-r", "sh", "-c"]).stderr(Stdio::null());
        if !command.arg(&limit).status().is_ok_and(|status| status.success()) {
            return println!("skipped: no user name space can be made here");
        }
        let archive = Archive::new(ARCHIVE);
        let mut command = Command::new("unshare");
        command.args(["-U", "-r", "sh", "-c", &format!("{limit}; exec \"$0\" serve --port 0 --root \"$1\"")]);
        command.arg(env!("CARGO_BIN_EXE_casebook")).arg(archive.root());
        let preview = Preview::start(archive, &mut command);
        preview.says("looking for changes every 500 ms");
        preview.archive.write("content/incidents/2024-01-01-x.md", "# X\n\nEdited.\n");
        preview.shows("/incidents/x.html", "Edited.");
    }
}

#[test]
fn a_file_written_in_pieces_is_shown_once_it_is_complete() {
    let preview = Preview::new(ARCHIVE, &[]);
    let version = preview.version();
    let mut file = fs::File::create(preview.archive.path("content/incidents/2024-01-01-x.md")).expect("a file");
    for piece in 0..10 {
        write!(file, "{}Piece {piece}.\n\n", if piece == 0 { "# X\n\n" } else { "" }).expect("it can be written");
        sleep(Duration::from_millis(100));
        let (status, answer) = preview.get("/incidents/x.html");
        assert!(status == 200 && answer.contains(">X<"), "{answer}");
    }
    drop(file);
    preview.shows("/incidents/x.html", "Piece 9.");
    // A machine that is busy elsewhere may make a pause longer than it should be.
    assert!(preview.version() <= version + 3, "{}", preview.said());
}

#[test]
fn few_file_descriptors_are_not_all_given_to_clients_that_ask_nothing() {
    let archive = Archive::new(ARCHIVE);
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 24; exec \"$0\" serve --port 0 --root \"$1\""]);
    command.arg(env!("CARGO_BIN_EXE_casebook")).arg(archive.root());
    let preview = Preview::start(archive, &mut command);
    let mut silent: Vec<_> = (0..100).map(|_| preview.connect()).collect();
    for client in &mut silent {
        client.write_all(b"GET / HT").expect("it listens");
    }
    assert_eq!(preview.get("/").0, 200);
    // The answer came before they were given up, not after.
    assert!(silent.last().is_some_and(Preview::keeps));
    preview.archive.write("content/incidents/2024-01-01-x.md", "# X\n\nEdited.\n");
    preview.shows("/incidents/x.html", "Edited.");
}

#[test]
fn slow_clients_delay_nobody() {
    let preview = Preview::new(ARCHIVE, &[]);
    preview.archive.write("content/incidents/sub/x.txt", vec![b'7'; 10 << 20]);
    preview.until("the file has grown", || preview.get("/files/incidents/sub/x.txt").1.len() > 10 << 20);
    let host = format!("Host: localhost:{}\r\n", preview.port);
    // What they send, how many they are, and whether they are waited for.
    let kinds = [
        ("GET / HT".to_owned(), 300, true),
        (format!("GET /files/incidents/sub/x.txt HTTP/1.1\r\n{host}\r\n"), 30, true),
        (format!("POST / HTTP/1.1\r\n{host}Content-Length: 2000\r\n\r\n"), 30, false),
        (format!("GET /incidents.json HTTP/1.1\r\n{host}\r\n").repeat(500), 3, true),
    ];
    for (bytes, count, waited_for) in kinds {
        let mut clients: Vec<_> = (0..count).map(|_| preview.connect()).collect();
        for client in &mut clients {
            client.write_all(bytes.as_bytes()).expect("it listens");
        }
        for _ in 0..9 {
            assert_eq!(preview.get("/incidents/x.html").0, 200);
        }
        // The answers came while the others were still there.
        let kept = clients.iter().filter(|client| Preview::keeps(client)).count();
        assert!(!waited_for || kept == count, "{bytes:.40}: {kept} of {count}");
    }
}

#[test]
fn aliases_of_aliases_take_no_memory() {
    let peak = |front: &str| {
        let document = format!("-- content/incidents/a.md --\n---\ntitle: x\n{front}---\nText.\n");
        let preview = Preview::new(&format!("-- casebook.toml --\ntitle = \"T\"\n{document}"), &[]);
        assert_eq!(preview.state()["errors"].as_array().map(Vec::is_empty), Some(front.is_empty()));
        preview.number("VmHWM:").expect("a number")
    };
    let mut laughs = "a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for (old, new) in "abcdef".chars().zip("bcdefg".chars()) {
        laughs += &format!("{new}: &{new} [{}]\n", vec![format!("*{old}"); 9].join(", "));
    }
    let (plain, laughing) = (peak(""), peak(&laughs));
    assert!(laughing < plain + 20 * 1024, "{plain} {laughing}");
}
