//! Building: whatever happens to a build, the output is a whole site, the old one or the new one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
#[cfg(unix)]
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use casebook::publish::emit::staging_path;
use expect_test::expect;

#[cfg(unix)]
use super::harness::Messages;
use super::harness::{Archive, Run, casebook, files};

const SMALL: &str = "
-- casebook.toml --
title = \"T\"
-- content/incidents/2026-01-02-a.md --
---
title: A
severity: SEV-2
tags: [one]
actions: [{text: Do it, due: 2026-02-01}]
---
## Summary
Text.
![x](x.png)
-- content/incidents/2026-01-03-b.md --
# B
Text.
-- content/incidents/x.png --
not really
";

/// Writes so many documents that a build of them takes a while; some of them
/// only one version has.
fn fill(archive: &Archive, version: usize) {
    for at in 0..250 {
        let text = format!(
            "---\ntitle: Number {at} of version {version}\ntags: [t{}]\n---\n## Summary\nVersion {version}.\n",
            at % 40
        );
        archive.write(&format!("content/incidents/2026-01-02-number-{at}-{}.md", at % 3 * version), text);
    }
}

/// The command line of a build of `archive`.
fn command(archive: &Archive) -> Command {
    let mut command = casebook();
    command.args(["build", "--root"]).arg(archive.root()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// What lies beside the archive's own files and the output.
fn leftovers(archive: &Archive) -> Vec<String> {
    let names = fs::read_dir(archive.root()).expect("a directory").flatten();
    let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".public") || name.contains("casebook-old")).collect()
}

#[test]
fn a_build_that_is_killed_leaves_the_old_site_or_the_new_one() {
    let archive = Archive::new(SMALL);
    // Two versions of the content, and the sites they become, built somewhere else.
    let sites = [0, 1].map(|version| {
        fill(&archive, version);
        let elsewhere = archive.path(&format!("site-{version}"));
        assert!(command(&archive).arg("--output").arg(&elsewhere).status().expect("it runs").success());
        fs::rename(archive.path("content"), archive.path(&format!("content-{version}"))).expect("renamed");
        files(&elsewhere)
    });
    assert!(sites[0] != sites[1]);
    let mut seed = 88_172_645_463_325_252_u64;
    let mut span = Duration::from_millis(100);
    let mut old = BTreeMap::new();
    for round in 0..60 {
        let version = round % 2;
        let (content, kept) = (archive.path("content"), archive.path(&format!("content-{version}")));
        fs::rename(&kept, &content).expect("renamed");
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let mut child = command(&archive).spawn().expect("it starts");
        std::thread::sleep(span.mul_f64((seed % 1000) as f64 / 800.0));
        let _ = child.kill();
        let _ = child.wait();
        let found = archive.published();
        assert!(found == old || found == sites[version], "round {round}: neither the old site nor the new one");
        if round % 4 == 3 || round == 0 {
            let begun = Instant::now();
            assert!(command(&archive).status().expect("it runs").success());
            span = begun.elapsed();
            assert!(archive.published() == sites[version], "round {round}: the next build");
            assert!(leftovers(&archive).is_empty(), "{:?}", leftovers(&archive));
        }
        old = archive.published();
        fs::rename(&content, &kept).expect("renamed");
    }
}

#[test]
fn what_a_killed_build_left_is_never_published() {
    let archive = Archive::built(SMALL);
    let before = archive.published();
    fs::remove_file(archive.path("content/incidents/2026-01-03-b.md")).expect("removed");
    archive.build(&[]).clean();
    let after = archive.published();
    // Killed after the new site took the old one's place: the old one, partly removed.
    for (path, bytes) in before.iter().filter(|(path, _)| !path.starts_with("assets")) {
        let staging = staging_path(&archive.root().canonicalize().expect("it is there").join("public"));
        archive.write(&format!("{}/{path}", staging.file_name().expect("a name").display()), bytes);
    }
    archive.build(&[]).clean();
    assert!(archive.published() == after);
    assert!(leftovers(&archive).is_empty());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_a_build_and_keeps_the_old_site() {
    let archive = Archive::built(SMALL);
    let before = archive.published();
    fill(&archive, 0);
    for signal in ["INT", "TERM", "HUP"] {
        let mut child = command(&archive).spawn().expect("it starts");
        std::thread::sleep(Duration::from_millis(20));
        let _ = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        child.wait().expect("it ends");
    }
    let found = archive.published();
    assert!(found == before || found.len() > before.len() + 500, "half a site");
    command(&archive).status().expect("it runs");
    let output = Command::new("sh")
        .args(["-c", "\"$0\" build --root \"$1\" --verbose | head -c 1"])
        .arg(env!("CARGO_BIN_EXE_casebook"))
        .arg(archive.root())
        .output()
        .expect("a shell");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(leftovers(&archive).is_empty());
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_one_line_and_keeps_the_old_site() {
    let archive = Archive::new(SMALL);
    let disk = archive.path("disk");
    fs::create_dir(&disk).expect("made");
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=1m", "none"]).arg(&disk).stderr(Stdio::null()).status();
    if !mounted.is_ok_and(|status| status.success()) {
        println!("skipped: nothing can be mounted here");
        return;
    }
    let output = disk.join("public");
    let build = || archive.build(&["--output", output.to_str().expect("UTF-8")]);
    build().clean();
    let before = files(&output);
    fill(&archive, 0);
    let run = build();
    let after = files(&output);
    let left: Vec<_> = fs::read_dir(&disk).expect("a directory").flatten().map(|entry| entry.file_name()).collect();
    assert!(Command::new("umount").arg(&disk).status().is_ok_and(|status| status.success()));
    assert_eq!(run.code, 2, "{}", run.stderr);
    let (file, error) = run.stderr.rsplit_once("`: ").expect("a file and an error");
    // Which of the files found no room is a matter of chance.
    assert!(file.starts_with("error: cannot write `ROOT/disk/"), "{}", run.stderr);
    expect![[r#"
        no space left on device
    "#]]
    .assert_eq(error);
    assert!(before == after);
    assert_eq!(left, ["public"]);
}

/// Runs a build in a shell after `limits`.
#[cfg(unix)]
fn limited(archive: &Archive, limits: &str) -> Run {
    let output = Command::new("sh")
        .args(["-c", &format!("{limits}; exec \"$0\" build --jobs 1 --root \"$1\"")])
        .arg(env!("CARGO_BIN_EXE_casebook"))
        .arg(archive.root())
        .output()
        .expect("a shell");
    Run::new(&output, archive.root())
}

#[cfg(unix)]
#[test]
fn limits_of_the_system_are_kept_or_reported() {
    let archive = Archive::built(SMALL);
    let before = archive.published();
    archive.write("content/incidents/2026-01-05-big.md", format!("# Big\n\n{}\n", "word ".repeat(100_000)));
    limited(&archive, "trap '' XFSZ; ulimit -f 100").exits(2).says(expect![[r#"
        error: cannot write `ROOT/.public.casebook-KEY/search/p31c7777fca45.js`: file too large
    "#]]);
    assert!(archive.published() == before);
    limited(&archive, "ulimit -f 100");
    assert!(archive.published() == before);
    fill(&archive, 0);
    limited(&archive, "ulimit -n 64").clean();
    assert!(leftovers(&archive).is_empty());
}

#[cfg(unix)]
#[test]
fn directories_that_are_not_for_us_are_refused_and_untouched() {
    let archive = Archive::new(SMALL);
    archive.write("other/precious.txt", "mine");
    archive.write("file", "mine");
    archive.write("home/notes.txt", "mine");
    let before = files(archive.root());
    let root = archive.root().to_str().expect("UTF-8");
    let mut messages = Messages::default();
    for output in ["/content", "/content/../content", "/content/public", "", "/..", "/file", "/other"] {
        messages.add(&format!("ROOT{output}"), &archive.build(&["--output", &format!("{root}{output}")]));
        assert!(files(archive.root()) == before, "{output}");
    }
    messages.add("/", &archive.build(&["--output", "/"]));
    assert!(files(archive.root()) == before);
    let home = archive.path("home");
    let output = command(&archive)
        .arg("--output")
        .arg(&home)
        .env("HOME", &home)
        .stderr(Stdio::piped())
        .output()
        .expect("it runs");
    messages.add("HOME", &Run::new(&output, archive.root()));
    assert!(files(archive.root()) == before);
    messages.add("/proc/nothing/public", &archive.build(&["--output", "/proc/nothing/public"]));
    messages.add("ROOT/file/public", &archive.build(&["--output", &format!("{root}/file/public")]));
    messages.are("output/refused");
}

#[cfg(unix)]
#[test]
fn a_directory_that_may_not_be_written_is_named() {
    let archive = Archive::built(SMALL);
    let before = archive.published();
    archive.write("content/incidents/2026-01-04-c.md", "# C\n");
    fs::set_permissions(archive.root(), fs::Permissions::from_mode(0o555)).expect("changed");
    let output = Command::new("setpriv")
        .args(["--reuid=65534", "--regid=65534", "--clear-groups", env!("CARGO_BIN_EXE_casebook"), "build", "--root"])
        .arg(archive.root())
        .output();
    fs::set_permissions(archive.root(), fs::Permissions::from_mode(0o755)).expect("changed");
    let Ok(output) = output else { return println!("skipped: no setpriv") };
    let run = Run::new(&output, archive.root());
    if run.code != 2 || run.stderr.contains("setpriv") {
        return println!("skipped: {}", run.stderr);
    }
    run.exits(2).says(expect![[r#"
        error: cannot write `ROOT/.public.casebook-KEY`: permission denied
    "#]]);
    assert!(archive.published() == before);
}

#[test]
fn two_builds_at_once_take_turns() {
    let archive = Archive::new(SMALL);
    fill(&archive, 0);
    let mut children: Vec<_> = (0..4).map(|_| command(&archive).spawn().expect("it starts")).collect();
    for child in &mut children {
        assert!(child.wait().expect("it ends").success());
    }
    let found = archive.published();
    fs::remove_dir_all(archive.path("public")).expect("removed");
    archive.build(&[]).clean();
    assert!(archive.published() == found);
    assert!(leftovers(&archive).is_empty());
}

#[cfg(unix)]
#[test]
fn a_build_needs_nothing_of_its_environment() {
    let archive = Archive::built(SMALL);
    let before = archive.published();
    let bare = |command: &mut Command| {
        let output = command
            .args(["build", "--root"])
            .arg(archive.root())
            .env_clear()
            .env("LANG", "C")
            .current_dir("/")
            .output();
        let output = output.expect("it runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    fs::remove_dir_all(archive.path("public")).expect("removed");
    assert_eq!(bare(&mut Command::new(env!("CARGO_BIN_EXE_casebook"))), (Some(0), String::new()));
    assert!(archive.published() == before);
    fs::remove_dir_all(archive.path("public")).expect("removed");
    let (code, stderr) = bare(Command::new("/usr/bin/unshare").args(["-n", env!("CARGO_BIN_EXE_casebook")]));
    if stderr.contains("unshare") {
        return println!("skipped: {stderr}");
    }
    assert_eq!((code, stderr), (Some(0), String::new()));
    assert!(archive.published() == before, "without a network");
}

#[cfg(unix)]
#[test]
fn a_directory_whose_name_is_not_text_can_be_built_in() {
    use std::os::unix::ffi::OsStrExt as _;
    let archive = Archive::new("");
    let odd = archive.root().join(std::ffi::OsStr::from_bytes(b"odd\xff name"));
    fs::create_dir_all(odd.join("content/incidents")).expect("made");
    fs::write(odd.join("content/incidents/a.md"), "# A\n").expect("written");
    let output = casebook().arg("build").current_dir(&odd).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(odd.join("public/incidents/a.html").is_file());
}

#[cfg(unix)]
#[test]
fn the_same_content_gives_the_same_bytes_wherever_and_whenever_it_is_built() {
    let mut sites: Vec<BTreeMap<String, Vec<u8>>> = Vec::new();
    for (at, (zone, jobs, mask)) in
        [("UTC", "1", "022"), ("Asia/Kathmandu", "2", "077"), ("America/Chicago", "16", "000")].into_iter().enumerate()
    {
        let archive = Archive::new("");
        let root = archive.path(["a", "b/c", "an other"][at]);
        let source = Archive::new(SMALL);
        let mut paths: Vec<_> = files(source.root()).into_iter().collect();
        if at == 1 {
            paths.reverse();
        }
        for (path, bytes) in paths {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(&path, bytes).expect("written");
            let file = fs::File::options().append(true).open(&path).expect("opened");
            file.set_modified(std::time::UNIX_EPOCH + Duration::from_secs(1_000_000 * (at as u64 + 1))).expect("set");
        }
        let status = Command::new("sh")
            .args(["-c", "umask \"$1\"; exec \"$0\" build -q --root \"$2\" --jobs \"$3\""])
            .args([env!("CARGO_BIN_EXE_casebook"), mask])
            .arg(&root)
            .arg(jobs)
            .env("TZ", zone)
            .env_remove("SOURCE_DATE_EPOCH")
            .status();
        assert!(status.expect("a shell").success());
        sites.push(files(&root.join("public")));
    }
    assert!(sites.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn a_checkout_with_other_line_ends_gives_the_same_site() {
    let [unix, windows] = ["\n", "\r\n"].map(|end| {
        let archive = Archive::new("");
        for (path, bytes) in files(Archive::new(SMALL).root()) {
            archive.write(&path, String::from_utf8(bytes).expect("a text").replace('\n', end));
        }
        archive.build(&[]).clean();
        archive.published()
    });
    // The picture is a file like any other: its bytes are the author's.
    let texts = |site: BTreeMap<String, Vec<u8>>| {
        site.into_iter().filter(|(path, _)| !path.ends_with(".png")).collect::<Vec<_>>()
    };
    assert!(texts(unix) == texts(windows));
}

#[test]
fn the_day_of_a_reproducible_build_changes_only_what_is_overdue() {
    let archive = Archive::built(SMALL);
    let before = archive.published();
    let build = |epoch: &str| command(&archive).env("SOURCE_DATE_EPOCH", epoch).status().expect("it runs").code();
    assert_eq!(build("1800000000"), Some(0));
    let after = archive.published();
    assert!(before.keys().eq(after.keys()));
    let changed: Vec<_> =
        before.iter().filter(|(path, bytes)| after.get(*path) != Some(bytes)).map(|(path, _)| path.as_str()).collect();
    assert!(changed.contains(&"actions.html"), "{changed:?}");
    for path in changed {
        let text = String::from_utf8_lossy(&after[path]).into_owned();
        assert!(text.to_lowercase().contains("overdue") || path == "actions.csv", "{path}");
    }
    assert_eq!(build("soon"), Some(2));
}

#[cfg(unix)]
#[test]
fn what_did_not_change_is_the_same_file_as_before() {
    let archive = Archive::built(SMALL);
    let stamp = |path: &str| {
        let metadata = fs::metadata(archive.path("public").join(path)).expect("a file");
        (metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
    };
    let before: Vec<_> = archive.published().into_iter().map(|(path, bytes)| (stamp(&path), path, bytes)).collect();
    archive.build(&[]).clean();
    for (old, path, _) in &before {
        assert_eq!(stamp(path), *old, "{path}");
    }
    archive.write("content/incidents/2026-01-03-b.md", "# B\nOther text.\n");
    archive.build(&[]).clean();
    for (old, path, bytes) in &before {
        // Files of the search index are named by their content.
        if path.starts_with("search/") && !archive.path("public").join(path).exists() {
            continue;
        }
        let changed = fs::read(archive.path("public").join(path)).expect("a file") != *bytes;
        assert_eq!(stamp(path) != *old, changed || path == ".casebook-manifest", "{path}");
    }
}

/// Names of the files of the search index that are in the output.
fn index_files(archive: &Archive) -> BTreeSet<String> {
    let published = archive.published().into_keys();
    published.filter(|path| path.starts_with("search/")).collect()
}

#[test]
fn a_page_that_is_open_finds_its_search_index_after_one_more_build() {
    let archive = Archive::new(SMALL);
    let build = |version: usize| {
        archive.write("content/incidents/2026-01-03-b.md", format!("# B\nText zqword{version}.\n"));
        archive.build(&[]).clean();
        index_files(&archive)
    };
    let (first, second) = (build(1), build(2));
    assert!(first.is_subset(&second) && first != second);
    // A build that changes nothing keeps what is there.
    archive.build(&[]).clean();
    assert_eq!(index_files(&archive), second);
    let third = build(3);
    assert!(second.difference(&first).all(|path| third.contains(path)), "what the second build added");
    assert!(!first.is_subset(&third), "what only the first had is gone");
    // A document that is withdrawn takes the old index with it.
    fs::remove_file(archive.path("content/incidents/2026-01-03-b.md")).expect("removed");
    archive.build(&[]).clean();
    let text = archive.published().into_values().map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(!text.collect::<String>().contains("zqword"), "words of the document that is gone");
}

#[test]
fn the_old_search_index_does_not_stay_for_other_readers() {
    let archive = Archive::new(SMALL);
    archive.write("content/incidents/2026-01-03-b.md", "# B\n\n## Ours {.restricted}\n\nzqsecret\n");
    archive.build(&["--audience", "restricted"]).clean();
    archive.build(&["--audience", "internal"]).clean();
    for (path, bytes) in archive.published() {
        assert!(!String::from_utf8_lossy(&bytes).contains("zqsecret"), "{path}");
    }
}

#[test]
fn the_old_search_index_does_not_stay_when_a_part_is_marked() {
    let archive = Archive::new(SMALL);
    for mark in ["", " {.restricted}"] {
        archive.write("content/incidents/2026-01-03-b.md", format!("# B\n\n## Ours{mark}\n\nzqsecret\n"));
        archive.build(&[]).clean();
    }
    for (path, bytes) in archive.published() {
        assert!(!String::from_utf8_lossy(&bytes).contains("zqsecret"), "{path}");
    }
}

#[test]
fn a_document_that_is_deleted_is_gone_from_everywhere() {
    let archive = Archive::new(SMALL);
    archive
        .write("content/incidents/2026-01-04-c.md", "---\ntitle: CANARY-7f3a\ntags: [canary-tag]\n---\n![i](c.png)\n");
    archive.write("content/incidents/c.png", "CANARY-7f3a");
    archive.build(&[]).clean();
    assert!(
        archive.path("public/tags/canary-tag.html").exists() && archive.path("public/files/incidents/c.png").exists()
    );
    fs::remove_file(archive.path("content/incidents/2026-01-04-c.md")).expect("removed");
    archive.build(&[]).clean();
    for (path, bytes) in archive.published() {
        assert!(!path.contains("canary") && !path.contains("c.png"), "{path}");
        assert!(!String::from_utf8_lossy(&bytes).contains("CANARY-7f3a"), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn what_somebody_else_put_into_the_output_survives() {
    let archive = Archive::built(SMALL);
    archive.write("public/CNAME", "incidents.example.org\n");
    archive.write("public/.nojekyll", "");
    archive.write("public/mine/deep/file.txt", "mine");
    fs::create_dir(archive.path("public/empty")).expect("made");
    std::os::unix::fs::symlink("CNAME", archive.path("public/link")).expect("linked");
    std::os::unix::fs::symlink("/nowhere", archive.path("public/dangling")).expect("linked");
    for round in 0..3 {
        archive.write("content/incidents/2026-01-03-b.md", format!("# B {round}\n"));
        archive.build(&[]).clean();
        for path in ["CNAME", ".nojekyll", "mine/deep/file.txt"] {
            assert!(archive.path("public").join(path).is_file(), "{path} in round {round}");
        }
        for link in ["link", "dangling"] {
            assert!(archive.path("public").join(link).is_symlink(), "{link} in round {round}");
        }
        assert!(archive.path("public/empty").is_dir(), "an empty directory in round {round}");
        assert!(leftovers(&archive).is_empty());
    }
}

#[cfg(unix)]
#[test]
fn a_backslash_in_the_name_of_somebody_elses_file_is_no_directory() {
    let archive = Archive::built(SMALL);
    // A file of ours has that name with a slash in it.
    archive.write("public/incidents\\a.html", "mine");
    archive.write("content/incidents/2026-01-03-b.md", "# Other\n");
    archive.build(&[]).clean();
    assert_eq!(archive.page("incidents\\a.html"), "mine");
}

#[test]
fn a_file_of_somebody_else_is_kept_when_a_page_takes_its_name() {
    let archive = Archive::built(SMALL);
    archive.write("public/incidents/new.html", "mine");
    archive.write("content/incidents/new.md", "# New\n");
    archive.build(&[]).clean();
    assert!(archive.page("incidents/new.html").contains("New"));
    assert_eq!(archive.page("incidents/new.html.kept"), "mine");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_output_stays_a_link() {
    let archive = Archive::new(SMALL);
    fs::create_dir(archive.path("real")).expect("made");
    std::os::unix::fs::symlink("real", archive.path("public")).expect("linked");
    archive.build(&[]).clean();
    archive.write("content/incidents/2026-01-03-b.md", "# Other\n");
    archive.build(&[]).clean();
    assert!(archive.path("public").is_symlink() && archive.path("real/index.html").is_file());
}

#[test]
fn nothing_is_written_into_the_content() {
    let archive = Archive::new(SMALL);
    let before = files(&archive.path("content"));
    let names = |root: &Path| fs::read_dir(root).expect("a directory").count();
    let count = names(&archive.path("content/incidents"));
    archive.build(&[]).clean();
    archive.write("content/incidents/bad.md", "---\ntitle: x\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: the front matter is never closed
         --> content/incidents/bad.md:1:1
          |
        1 | ---
          | ^^^ opened here
          |
          = help: end the front matter with a line `---`

        1 error: nothing was written
    "#]]);
    fs::remove_file(archive.path("content/incidents/bad.md")).expect("removed");
    assert!(files(&archive.path("content")) == before);
    assert_eq!(names(&archive.path("content/incidents")), count);
}

#[test]
fn the_output_knows_nothing_of_the_machine() {
    let archive = Archive::built(SMALL);
    let root = archive.root().display().to_string();
    for (path, bytes) in archive.published() {
        assert!(!String::from_utf8_lossy(&bytes).contains(&root), "{path}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn results_that_cannot_be_written_are_a_failure_and_a_reader_that_left_is_none() {
    let archive = Archive::new("-- content/incidents/2024-01-01-x.md --\n# X\n");
    let said = |arguments: &[&str], out: Stdio| {
        let ran = casebook().current_dir(archive.root()).args(arguments).stdout(out).output().expect("it runs");
        Run::new(&ran, archive.root())
    };
    let commands: [&[&str]; 9] = [
        &["list"],
        &["list", "--format", "csv"],
        &["check", "--format", "json"],
        &["adopt"],
        &["schema", "config"],
        &["man"],
        &["completions", "bash"],
        &["--version"],
        &["build", "--help"],
    ];
    let mut messages = Messages::default();
    for arguments in commands {
        let full = fs::File::options().write(true).open("/dev/full").expect("Linux has it");
        messages.add(&arguments.join(" "), &said(arguments, full.into()));
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        assert!(!said(arguments, writer.into()).stderr.contains("standard output"), "{arguments:?}");
    }
    messages.are("output/results");
}

#[test]
fn findings_of_one_kind_are_shown_three_times_and_counted() {
    let links = |count: usize| (0..count).map(|at| format!("[x](gone-{at}.md)\n")).collect::<String>();
    let archive = Archive::new("\n-- casebook.toml --\ntitle = \"T\"\nbroken_links = \"warning\"\n");
    let write = |count: usize| archive.write("content/incidents/2026-01-02-x.md", format!("# X\n\n{}", links(count)));
    let told = |run: &Run| run.stderr.matches("leads nowhere").count();
    write(4);
    assert_eq!(told(&archive.build(&[])), 4);
    write(1203);
    let run = archive.build(&[]);
    assert_eq!(told(&run), 3);
    assert!(run.stderr.contains("\n1,200 more like it; `--verbose` shows all\n"), "{}", run.stderr);
    assert_eq!(told(&archive.build(&["--verbose"])), 1203);
}
