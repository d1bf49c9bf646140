//! Faults of the machine and of the moment: little memory, files that change while they
//! are read, and readers who look while the site is built anew.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};

use expect_test::expect;

use crate::harness::{Archive, Messages, Run, casebook, files};

const PROGRAM: &str = env!("CARGO_BIN_EXE_casebook");

/// A document with a file beside it, another one below, and a theme.
pub(crate) const ARCHIVE: &str = "
-- casebook.toml --
title = \"T\"
theme = \"ours\"
-- themes/ours/assets/zz.css --
inside
-- content/incidents/2024-01-01-x.md --
# X

[f](sub/x.txt)
-- content/incidents/sub/2024-01-02-y.md --
# Y
-- content/incidents/sub/x.txt --
inside
";

/// For readers everywhere, with one document that is not for them.
const PUBLIC: &str = "
-- casebook.toml --
title = \"T\"
audience = \"public\"
-- content/incidents/2024-01-01-x.md --
---
title: X
audience: public
---
[f](x.txt)
-- content/incidents/2024-01-02-s.md --
---
title: CANARY of an incident that is not shown
audience: internal
---
Words.
";

/// The archive with enough in it that a build takes a while.
fn filled(text: &str, count: usize, version: usize) -> Archive {
    let archive = Archive::new(text);
    for number in 0..count {
        write_version(&archive, number, version);
        archive.write(&format!("themes/ours/assets/n{number}.css"), "a{}");
    }
    archive
}

fn write_version(archive: &Archive, number: usize, version: usize) {
    let text =
        format!("---\ntitle: N{number}\naudience: public\n---\n{}", format!("made-{version}-now\n\n").repeat(50));
    archive.write(&format!("content/incidents/2024-02-01-n{number}.md"), text);
}

fn pause(milliseconds: u64) {
    sleep(Duration::from_millis(milliseconds));
}

fn rename(from: &Path, to: &Path) {
    fs::rename(from, to).expect("it can be renamed");
}

/// Ends the other thread, also when the work panics.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Disturbs over and over while the work is done.
fn meanwhile(disturb: impl Fn(usize) + Sync, work: impl FnOnce()) {
    let over = AtomicBool::new(false);
    scope(|scope| {
        scope.spawn(|| {
            let mut round = 0;
            while !over.load(Ordering::Relaxed) {
                disturb(round);
                round += 1;
            }
        });
        let _over = Over(&over);
        work();
    });
}

/// No file of the site holds the word that is only outside.
#[track_caller]
fn kept_out(archive: &Archive) {
    for (path, bytes) in archive.published() {
        assert!(!String::from_utf8_lossy(&bytes).contains("CANARY"), "{path}");
    }
}

/// Runs a build in a shell after `limits`.
fn limited(archive: &Archive, limits: &str) -> Run {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("{limits}; exec \"$0\" build --quiet \"$@\""), PROGRAM, "--root"]);
    let output = command.arg(archive.root()).output().expect("a shell");
    Run::new(&output, archive.root())
}

#[test]
fn what_becomes_a_link_while_it_is_read_brings_in_nothing_from_outside() {
    let incidents = "content/incidents";
    for path in ["sub/2024-01-02-y.md", "sub/x.txt", "sub", "../../themes/ours/assets/zz.css"] {
        let archive = filled(ARCHIVE, 150, 0);
        let outside = tempfile::tempdir().expect("a directory");
        for name in ["2024-01-02-y.md", "x.txt", "zz.css"] {
            fs::write(outside.path().join(name), "# CANARY\n").expect("it can be written");
        }
        let real = archive.path(incidents).join(path);
        let mut target = outside.path().to_path_buf();
        if real.is_file() {
            target.push(real.file_name().expect("a name"));
        }
        let (away, link) = (archive.path("away"), archive.path("link"));
        let swap = |_: usize| {
            symlink(&target, &link).expect("a link");
            rename(&real, &away);
            rename(&link, &real);
            pause(3);
            fs::remove_file(&real).expect("a link");
            rename(&away, &real);
            pause(3);
        };
        meanwhile(swap, || {
            for _ in 0..15 {
                let run = archive.build(&["--quiet"]);
                assert!((0..=2).contains(&run.code), "{path}: {}", run.stderr);
                kept_out(&archive);
            }
        });
    }
}

#[test]
fn what_was_searched_for_secrets_is_what_is_published() {
    let archive = Archive::new(PUBLIC);
    let harmless = "harmless words here\n".repeat(200_000);
    let texts = [format!("{harmless}CANARY of an incident that is not shown\n"), harmless];
    archive.write("content/incidents/x.txt", &texts[1]);
    let (file, new) = (archive.path("content/incidents/x.txt"), archive.path("new"));
    let swap = |round: usize| {
        fs::write(&new, &texts[round % 2]).expect("it can be written");
        rename(&new, &file);
        pause(4);
    };
    meanwhile(swap, || {
        for _ in 0..20 {
            archive.build(&["--quiet"]);
            if archive.path("public").exists() {
                kept_out(&archive);
            }
        }
    });
}

#[test]
fn nobody_waits_for_a_pipe_that_takes_a_files_place() {
    let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo runs").success());
    let ends = |archive: &Archive| {
        let run = limited(archive, "exec timeout 10 \"$0\" build --quiet \"$@\"");
        assert_ne!(run.code, 124, "it waits: {}", run.stderr);
    };
    let archive = Archive::new("-- content/incidents/a.md --\n# A\n");
    pipe(&archive.path("casebook.toml"));
    ends(&archive);
    let archive = filled(PUBLIC, 150, 0);
    archive.write("content/incidents/x.txt", "x");
    let (file, new) = (archive.path("content/incidents/x.txt"), archive.path("new"));
    let swap = |_: usize| {
        pipe(&new);
        rename(&new, &file);
        pause(4);
        fs::write(&new, "x").expect("it can be written");
        rename(&new, &file);
        pause(4);
    };
    meanwhile(swap, || (0..15).for_each(|_| ends(&archive)));
}

#[test]
fn a_file_that_is_written_while_it_is_read_is_never_published_half() {
    let archive = filled(ARCHIVE, 60, 0);
    let (document, file) =
        (archive.path("content/incidents/2024-01-01-x.md"), archive.path("content/incidents/sub/x.txt"));
    let text =
        |letter: char| format!("# X\n\n[f](sub/x.txt) begin{letter}\n\n{}end{letter}.\n", "word\n".repeat(20_000));
    let bytes = |letter: char| letter.to_string().repeat(40_000);
    let save = |round: usize| {
        let letter = ['A', 'B'][round % 2];
        fs::write(&document, text(letter)).expect("it can be written");
        fs::write(&file, bytes(letter)).expect("it can be written");
        pause(5);
    };
    save(0);
    meanwhile(save, || {
        // Each build waits for the writer as long as it ever does.
        for _ in 0..6 {
            archive.build(&["--quiet"]);
            if !archive.path("public").exists() {
                continue;
            }
            let (page, copy) = (archive.page("incidents/x.html"), archive.page("files/incidents/sub/x.txt"));
            let whole =
                |letter: char| page.contains(&format!("begin{letter}")) && page.contains(&format!("end{letter}."));
            assert!(whole('A') != whole('B'), "half a document");
            assert!(copy == bytes('A') || copy == bytes('B'), "{} bytes of a file", copy.len());
        }
    });
}

#[test]
fn a_document_that_is_written_in_two_pieces_is_waited_for() {
    let archive = filled(ARCHIVE, 5, 0);
    let document = archive.path("content/incidents/2024-01-01-x.md");
    let in_time = (0..50).filter(|&round| is_waited_for(&archive, &document, round)).take(6).count();
    assert!(in_time > 0, "every save was held up");
}

/// Saves a document in pieces and builds meanwhile, from when it is empty or from its first
/// piece. Returns false if a busy machine held the save up: nobody waits for such a one.
#[track_caller]
fn is_waited_for(archive: &Archive, document: &Path, round: usize) -> bool {
    let from_empty = round.is_multiple_of(2);
    let begun = Instant::now();
    let mut file = fs::File::create(document).expect("it can be written");
    let build = || archive.build(&["--quiet"]);
    let (built, held_up) = scope(|scope| {
        let early = from_empty.then(|| scope.spawn(build));
        pause(20);
        write!(file, "# X\n\n[f](sub/x.txt) begin{round}\n\n").expect("it can be written");
        let building = early.unwrap_or_else(|| scope.spawn(build));
        pause(100);
        writeln!(file, "end{round}.").expect("it can be written");
        drop(file);
        let held_up = begun.elapsed() > Duration::from_millis(180);
        (building.join().expect("the build does not panic"), held_up)
    });
    if !held_up {
        built.clean();
        let page = archive.page("incidents/x.html");
        assert!(page.contains(&format!("begin{round}<")) && page.contains(&format!("end{round}.")), "{round}: {page}");
    }
    !held_up
}

#[test]
fn readers_see_one_whole_site_or_the_next_while_it_is_built_anew() {
    let count = 40;
    let archive = filled(ARCHIVE, count, 0);
    archive.build(&[]).clean();
    let latest = AtomicUsize::new(0);
    let read = |round: usize| {
        let page = archive.page(&format!("incidents/n{}.html", round * 7 % count));
        let found = page.split("made-").nth(1).and_then(|rest| rest.split("-now").next()?.parse::<usize>().ok());
        let found = found.expect("a version");
        assert!(page.trim_end().ends_with("</html>"), "{page}");
        assert_eq!(page.matches("made-").count(), page.matches(&format!("made-{found}-now")).count());
        assert!(latest.swap(found, Ordering::Relaxed) <= found, "an old page after a new one");
    };
    meanwhile(read, || {
        for version in 1..=60 {
            (0..count).for_each(|number| write_version(&archive, number, version));
            archive.build(&["--quiet"]).clean();
        }
    });
    assert!(latest.into_inner() > 0);
}

#[test]
fn little_memory_and_few_threads_are_an_error_and_keep_the_site() {
    let archive = Archive::built(ARCHIVE);
    let before = archive.published();
    archive.write("content/incidents/2024-01-01-x.md", "# X, edited\n");
    let mut new = Vec::new();
    for limit in (40..=480).step_by(40).chain([4000]) {
        let Run { code, stderr, .. } = limited(&archive, &format!("ulimit -c 0; ulimit -v {limit}000"));
        let found = archive.published();
        assert_eq!(code != 0, found == before, "{limit} MB: {stderr}");
        assert!(!stderr.contains("panicked"), "{limit} MB: {stderr}");
        if code == 0 {
            new.push(found);
            fs::remove_dir_all(archive.path("public")).expect("it can go");
            archive.write("content/incidents/2024-01-01-x.md", "# X\n\n[f](sub/x.txt)\n");
            archive.build(&[]).clean();
            archive.write("content/incidents/2024-01-01-x.md", "# X, edited\n");
        }
    }
    assert!(!new.is_empty() && new.windows(2).all(|pair| pair[0] == pair[1]));
    // Root has no such limit, and others have running programs.
    if !fs::metadata("/proc/self").is_ok_and(|it| it.uid() == 0) {
        return println!("skipped: not root");
    }
    fs::set_permissions(archive.root(), fs::Permissions::from_mode(0o777)).expect("a mode");
    let other = "exec setpriv --reuid=61234 --regid=61234 --clear-groups prlimit --nproc=1";
    let mut messages = Messages::default();
    for jobs in ["--jobs 2", ""] {
        let run = limited(&archive, &format!("{other} \"$0\" build --quiet \"$@\" {jobs}"));
        if matches!(run.code, 126 | 127) || run.stderr.contains("setpriv") {
            return println!("skipped: {}", run.stderr);
        }
        messages.add(&format!("as many threads as {jobs:?} asks for"), &run);
    }
    messages.are("faults/threads");
}

#[test]
fn a_build_asks_nobody_and_starts_nothing() {
    let archive = Archive::new(ARCHIVE);
    archive
        .write("content/incidents/2024-01-03-d.md", "# D\n\n```dot\ndigraph { a -> b }\n```\n\nhttps://example.org\n");
    let trace = archive.path("trace");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "trace=socket,connect,execve,execveat", "-o"]).arg(&trace);
    let traced = command.args([PROGRAM, "build", "--quiet", "--root"]).arg(archive.root()).output();
    if !traced.is_ok_and(|output| output.status.success()) {
        return println!("skipped: no strace, or it may not trace");
    }
    let trace = fs::read_to_string(trace).expect("text");
    // Under load strace also writes `????( <detached>` for a thread that is just ending.
    let calls = ["execve(", "execveat(", "socket(", "connect("].map(|call| trace.matches(call).count());
    assert_eq!(calls, [1, 0, 0, 0], "{trace}");
    let before = archive.published();
    let mut bare = casebook();
    bare.args(["build", "--quiet", "--root"]).arg(archive.root()).current_dir("/proc").env_remove("LANG");
    bare.env("HOME", "/proc/nothing").env("TMPDIR", "/proc/nothing").env("TZ", "No/Where");
    fs::remove_dir_all(archive.path("public")).expect("it can go");
    assert!(bare.status().expect("it runs").success() && archive.published() == before);
}

/// As in a container that has a volume for the site, and beside one that shows it. It is said before
/// anything is rendered, and the site stays.
#[test]
fn an_output_that_a_mount_holds_is_said_and_stays_as_it_is() {
    let archive = Archive::new(ARCHIVE);
    archive.run(&["build", "--output", "out"]).clean();
    fs::create_dir(archive.path("elsewhere")).expect("a directory");
    archive.write("content/incidents/2026-01-02-b.md", "# Another\n\nText.\n");
    let before = files(&archive.path("out"));
    let mut messages = Messages::default();
    for mount in ["\"$1/out\" \"$1/out\"", "\"$1/out/assets\" \"$1/out/assets\"", "\"$1/out\" \"$1/elsewhere\""] {
        let script = format!("mount --bind {mount} && exec \"$0\" build --root \"$1\" --output \"$1/out\"");
        let mut command = Command::new("unshare");
        command.args(["-r", "-m", "sh", "-c", &script]);
        let output = command.arg(env!("CARGO_BIN_EXE_casebook")).arg(archive.root()).output();
        let Ok(output) = output else { return println!("skipped: no unshare") };
        let run = Run::new(&output, archive.root());
        if run.stderr.contains("unshare:") || run.stderr.contains("mount:") {
            return println!("skipped: nothing can be mounted here: {}", run.stderr);
        }
        run.exits(2);
        messages.add(mount, &run);
        assert!(files(&archive.path("out")) == before, "{mount}");
    }
    messages.are("faults/mounts");
    let left: Vec<_> =
        fs::read_dir(archive.root()).expect("it is there").flatten().map(|entry| entry.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("casebook-")), "{left:?}");
}

#[test]
fn an_output_that_is_a_link_to_nothing_yet_is_made_there() {
    let archive = Archive::new(ARCHIVE);
    symlink("later/site", archive.path("out")).expect("a link");
    archive.run(&["build", "--output", "out"]).clean();
    assert!(archive.path("later/site/index.html").is_file() && archive.path("out").is_symlink());
    symlink("circle", archive.path("circle")).expect("a link");
    archive.run(&["build", "--output", "circle"]).exits(2).says(expect![[r#"
        error: cannot write `ROOT/circle`: too many levels of symbolic links
    "#]]);
}
