//! Files, names and links: what is outside stays outside, and what is inside is reached.

#[cfg(unix)]
use std::fs;
#[cfg(unix)]
use std::os::unix::fs::symlink;
#[cfg(unix)]
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use casebook::config::Config;
#[cfg(unix)]
use casebook::html::url::decode;
use casebook::source;
use expect_test::expect;

use super::harness::{Archive, Messages, golden};

/// A configured archive with one good document.
fn archive() -> Archive {
    let archive = Archive::new("");
    archive.write("casebook.toml", "title = \"T\"\n");
    archive.write("content/incidents/good.md", "# Good\n\nText.\n");
    archive
}

/// Nothing of `secret` was published, by no name.
#[track_caller]
fn kept_out(archive: &Archive, secret: &str) {
    for (path, bytes) in archive.published() {
        assert!(!String::from_utf8_lossy(&bytes).contains(secret), "{path}");
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_content_are_errors() {
    let outside = tempfile::tempdir().expect("a directory");
    fs::write(outside.path().join("x.md"), "# CANARY\n").expect("written");
    let mut messages = Messages::default();
    for link in ["content/incidents/x.md", "content/incidents/x.png", "content/dir", "content/a/b"] {
        let archive = archive();
        let target = if link.contains('.') { outside.path().join("x.md") } else { outside.path().to_path_buf() };
        fs::create_dir_all(archive.path(link).parent().expect("a parent")).expect("made");
        symlink(target, archive.path(link)).expect("linked");
        messages.add(link, &archive.build(&[]));
        assert!(!archive.path("public").exists());
    }
    messages.are("files/links_out");
}

#[cfg(unix)]
#[test]
fn links_in_circles_are_reported_once_and_end() {
    let archive = archive();
    fs::create_dir_all(archive.path("content/a")).expect("made");
    symlink(archive.path("content"), archive.path("content/a/circular")).expect("linked");
    symlink("self", archive.path("content/self")).expect("linked");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: the symbolic link leads back to a directory above it
        --> content/a/circular
         = help: remove the link

        error: cannot read: too many levels of symbolic links
        --> content/self

        2 errors: nothing was written
    "#]]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_are_warnings_and_links_inside_are_followed() {
    let archive = archive();
    symlink("nowhere.md", archive.path("content/incidents/broken.md")).expect("linked");
    symlink("good.md", archive.path("content/incidents/second.md")).expect("linked");
    symlink("second.md", archive.path("content/incidents/third.md")).expect("linked");
    fs::hard_link(archive.path("content/incidents/good.md"), archive.path("content/incidents/hard.md"))
        .expect("linked");
    archive.build(&[]).warns(expect![[r#"
        warning: the symbolic link leads nowhere: left out
        --> content/incidents/broken.md

    "#]]);
    for page in ["good", "second", "third", "hard"] {
        assert!(archive.page(&format!("incidents/{page}.html")).contains("Good"));
    }
}

#[cfg(unix)]
#[test]
fn special_files_are_left_out_and_nobody_waits_for_them() {
    let archive = archive();
    let pipe = archive.path("content/incidents/pipe.md");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    assert!(Command::new("mkfifo").arg(archive.path("content/pipe.png")).status().expect("mkfifo runs").success());
    let _socket = std::os::unix::net::UnixListener::bind(archive.path("content/socket.md")).expect("bound");
    fs::create_dir_all(archive.path("content/folder.md")).expect("made");
    archive.build(&[]).warns(expect![[r#"
        warning: a directory is named like a document
        --> content/folder.md
         = help: rename it

        warning: not an ordinary file: left out
        --> content/incidents/pipe.md
         = help: only files, directories and symbolic links are read

        warning: not an ordinary file: left out
        --> content/pipe.png
         = help: only files, directories and symbolic links are read

        warning: not an ordinary file: left out
        --> content/socket.md
         = help: only files, directories and symbolic links are read

    "#]]);
    symlink("/dev/zero", archive.path("content/zero.md")).expect("linked");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: the symbolic link leaves the content directory
        --> content/zero.md
         = help: copy the file into the archive

        warning: a directory is named like a document
        --> content/folder.md
         = help: rename it

        warning: not an ordinary file: left out
        --> content/incidents/pipe.md
         = help: only files, directories and symbolic links are read

        warning: not an ordinary file: left out
        --> content/pipe.png
         = help: only files, directories and symbolic links are read

        warning: not an ordinary file: left out
        --> content/socket.md
         = help: only files, directories and symbolic links are read

        1 error, 4 warnings: nothing was written
    "#]]);
}

#[cfg(unix)]
#[test]
fn odd_names_are_reached_by_the_links_that_lead_to_them() {
    let long = format!("{}.md", "l".repeat(251));
    let names = [
        "a b.md",
        "ü.md",
        "100%.md",
        "q?.md",
        "h#.md",
        "\"qq\".md",
        "a&b<c>.md",
        "-rf.md",
        ";xx.md",
        "dot..md",
        "sp .md",
        "'.xxx.md",
        "$(x).md",
        "日本.md",
        "a+b.md",
        "%2e%2e.md",
        "index.html.md",
        &long,
    ];
    let archive = archive();
    let mut links = String::from("# Good\n\n");
    for (at, name) in names.iter().enumerate() {
        archive.write(&format!("content/incidents/{name}"), format!("# Number {at} here\n"));
        archive.write(&format!("content/incidents/{}.png", name.trim_end_matches(".md")), format!("image {at}"));
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let image = encoded.trim_end_matches("%2E%6D%64").to_owned() + ".png";
        links += &format!("[link{at}]({encoded}) [image{at}]({image})\n");
    }
    archive.write("content/incidents/good.md", &links);
    archive.build(&[]).clean();
    let page = archive.page("incidents/good.html");
    for (at, name) in names.iter().enumerate() {
        for (what, text) in [("link", format!("Number {at} here")), ("image", format!("image {at}"))] {
            let before = page.split(&format!(">{what}{at}</a>")).next().unwrap_or_default();
            let href = before.rsplit("href=\"").next().and_then(|rest| rest.split('"').next()).expect("a link");
            let path = archive.path("public/incidents").join(decode(href));
            let found = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{href}: {error}"));
            assert!(found.contains(&text), "{href} is not {name}");
        }
    }
}

#[cfg(unix)]
#[test]
fn names_that_cannot_be_addressed_are_one_clear_error() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let mut messages = Messages::default();
    for name in [&b"\xff.md"[..], b"a\nb.md", b"!!!.md", b"\x1b[31m.png"] {
        let archive = archive();
        fs::write(archive.path("content/incidents").join(OsStr::from_bytes(name)), "# X\n").expect("written");
        let run = archive.build(&[]);
        messages.add(&name.escape_ascii().to_string(), &run);
        assert!(!run.stderr.contains('\u{1b}'));
    }
    messages.are("files/names");
}

#[test]
fn both_normal_forms_of_a_name_collide_with_an_error_that_names_both() {
    let archive = archive();
    archive.write("content/incidents/\u{fc}.md", "# NFC\n");
    archive.write("content/incidents/u\u{308}.md", "# NFD\n");
    let run = archive.build(&[]);
    run.exits(1);
    golden("files/normal_forms").assert_eq(&run.stderr);
}

#[cfg(unix)]
#[test]
fn two_documents_at_one_address_are_an_error_that_names_both() {
    let mut messages = Messages::default();
    for (first, second) in [
        ("content/incidents/Foo.md", "content/incidents/foo.md"),
        ("content/incidents/a b.md", "content/incidents/a-b.md"),
        ("content/incidents/2026-01-01-x.md", "content/incidents/2026-02-02-x.md"),
        ("content/incidents/x.md", "content/incidents/x/index.md"),
        ("content/one/Page.md", "content/one/page.md"),
        ("content/incidents/straße.md", "content/incidents/strasse.md"),
    ] {
        let archive = archive();
        archive.write(first, "# One\n");
        archive.write(second, "# Two\n");
        messages.add(&format!("{first}, {second}"), &archive.build(&[]));
        assert!(!archive.path("public").exists());
    }
    messages.are("files/addresses");
}

#[test]
fn pages_of_the_site_itself_cannot_be_replaced() {
    let mut messages = Messages::default();
    for page in ["incidents", "search", "404", "tags", "causes", "actions"] {
        let archive = archive();
        archive.write(&format!("content/{page}.md"), "# Mine\n");
        messages.add(page, &archive.build(&[]));
        assert!(!archive.path("public").exists());
    }
    messages.are("files/pages_of_the_site");
    let archive = archive();
    archive.write("content/incidents/index/index.md", "# Mine\n");
    archive.write("content/incidents/a.md", "---\ntitle: A\naliases: [index.html]\n---\nText.\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: a page of the site itself and an alias of `content/incidents/a.md` would both be `index.html`
         --> content/incidents/a.md:3:11
          |
        3 | aliases: [index.html]
          |           ^^^^^^^^^^
          |
          = help: remove the alias: the address is in use

        error: `index` is the name of a page of the site itself
        --> content/incidents/index/index.md
         = help: rename the file, or give it another `slug`

        2 errors: nothing was written
    "#]]);
}

#[test]
fn names_of_devices_are_refused() {
    let mut messages = Messages::default();
    for name in ["con", "nul", "aux", "com1", "LPT9", "prn"] {
        let archive = archive();
        archive.write(&format!("content/incidents/{name}.md"), "# X\n");
        messages.add(name, &archive.build(&[]));
    }
    messages.are("files/devices");
    let archive = archive();
    archive.write("content/incidents/aux.png", "x");
    archive.write("content/incidents/good.md", "# Good\n\n![x](aux.png)\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: `aux` cannot be a file's name on Windows
        --> content/incidents/aux.png
         = help: rename the file

        1 error: nothing was written
    "#]]);
}

#[test]
fn an_address_too_long_for_some_systems_is_a_warning() {
    let archive = archive();
    let deep = vec!["d".repeat(60); 4].join("/");
    archive.write(&format!("content/{deep}/page.md"), "# X\n");
    archive.build(&[]).warns(expect![[r#"
        warning: the address `dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/page.html` is longer than 240 bytes
        --> content/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd/page.md
         = help: set a shorter `slug`

    "#]]);
}

#[test]
fn addresses_that_leave_the_archive_are_errors_and_nothing_is_copied() {
    let mut messages = Messages::default();
    for address in [
        "../../../../etc/passwd",
        "/etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/casebook.toml",
        "../../casebook.toml",
    ] {
        let archive = archive();
        archive.write("content/incidents/a.md", format!("# A\n\n![x]({address}) [y]({address})\n"));
        messages.add(address, &archive.build(&[]));
        assert!(!archive.path("public").exists());
    }
    messages.are("files/links_that_leave");
    let archive = archive();
    archive.write("content2/secret.txt", "CANARY");
    archive.write("content/incidents/a.md", "# A\n\n[x](../../content2/secret.txt)\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error[PM055]: this link leaves the content directory: `../../content2/secret.txt`
         --> content/incidents/a.md:3:1
          |
        3 | [x](../../content2/secret.txt)
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: only files of the archive are published

        1 error: nothing was written
    "#]]);
    kept_out(&archive, "CANARY");
    archive.write("content/incidents/a.md", "# A\n\n![x](file:///etc/passwd)\n");
    archive.build(&[]).warns(expect![[r#"
        warning: `file:///etc/passwd` does not become a link
         --> content/incidents/a.md:3:1
          |
        3 | ![x](file:///etc/passwd)
          | ^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: only relative addresses, `https:`, `http:` and `mailto:` are published

    "#]]);
    kept_out(&archive, "root:");
}

#[test]
fn broken_links_name_the_nearest_file_and_heading() {
    let archive = archive();
    archive.write(
        "content/incidents/a.md",
        "# A\n\nSee [x](god.md) and [y](Good.md).\n\n[z](good.md#goood) ![i](no.png)\n",
    );
    archive.build(&[]).exits(1).says(expect![[r#"
        error[PM055]: this link leads nowhere: `god.md`
         --> content/incidents/a.md:3:5
          |
        3 | See [x](god.md) and [y](Good.md).
          |     ^^^^^^^^^^^
          |
          = help: did you mean `good.md`?

        error[PM055]: this link leads nowhere: `Good.md`
         --> content/incidents/a.md:3:21
          |
        3 | See [x](god.md) and [y](Good.md).
          |                     ^^^^^^^^^^^^
          |
          = help: did you mean `good.md`? Upper and lower case count

        error[PM055]: there is no heading `#goood` on that page
         --> content/incidents/a.md:5:1
          |
        5 | [z](good.md#goood) ![i](no.png)
          | ^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `#good`?

        error[PM055]: this image leads nowhere: `no.png`
         --> content/incidents/a.md:5:20
          |
        5 | [z](good.md#goood) ![i](no.png)
          |                    ^^^^^^^^^^^^
          |
          = help: there is no file `content/incidents/no.png`

        4 errors: nothing was written
    "#]]);
    let plain = Archive::new("-- incidents/a.md --\n# A\n\n[x](nowhere.md)\n");
    plain.build(&[]).warns(expect![[r#"
        warning[PM055]: this link leads nowhere: `nowhere.md`
         --> incidents/a.md:3:1
          |
        3 | [x](nowhere.md)
          | ^^^^^^^^^^^^^^^
          |
          = help: there is no file `incidents/nowhere.md`

    "#]]);
}

#[test]
fn aliases_stay_inside_the_site() {
    let mut messages = Messages::default();
    for alias in
        ["../x", "/%2e%2e/%2e%2e/baddie.html", "a//b", "C:\\x", ".git/config", "con.html", "a/../../b", "..c:/x", ""]
    {
        let archive = archive();
        archive.write("content/incidents/a.md", format!("---\ntitle: A\naliases: ['{alias}']\n---\nText.\n"));
        messages.add(alias, archive.build(&[]).exits(1));
    }
    messages.are("files/aliases");
    let archive = archive();
    archive.write("content/incidents/a.md", "---\ntitle: A\naliases: [/old/name/, 2024/x]\n---\nText.\n");
    archive.build(&[]).clean();
    assert!(archive.page("old/name/index.html").contains("../../incidents/a.html"));
    assert!(archive.page("2024/x.html").contains("../incidents/a.html"));
}

#[test]
fn text_that_is_not_utf_8_is_an_error_with_its_place() {
    let archive = archive();
    archive.write("content/incidents/a.md", b"# A\n\nx\xff\xfe\n");
    archive.build(&[]).exits(1).says(expect![[r#"
        error: line 3: the byte 0xff at offset 6 is not UTF-8
        --> content/incidents/a.md
         = help: save the file as UTF-8

        1 error: nothing was written
    "#]]);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_named() {
    let archive = archive();
    archive.write("content/incidents/locked.md", "# X\n");
    fs::set_permissions(
        archive.path("content/incidents/locked.md"),
        std::os::unix::fs::PermissionsExt::from_mode(0o000),
    )
    .expect("changed");
    if fs::read(archive.path("content/incidents/locked.md")).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    archive.build(&[]).exits(1).says(expect![[r#"
        error: cannot read the file: permission denied
        --> content/incidents/locked.md

        1 error: nothing was written
    "#]]);
}

#[test]
fn private_files_are_not_published() {
    let archive = archive();
    for name in
        [".env", ".git/config", "notes.docx", "x.md~", ".x.swp", "#x#", ".DS_Store", "_draft.md", "node_modules/x.md"]
    {
        archive.write(&format!("content/incidents/{name}"), "# CANARY\n");
    }
    archive.build(&[]).clean();
    kept_out(&archive, "CANARY");
}

#[test]
fn many_files_and_deep_directories_are_read() {
    let archive = archive();
    let deep = vec!["d"; 200].join("/");
    archive.write(&format!("content/{deep}/page.md"), "# Deep\n");
    for at in 0..1500 {
        archive.write(&format!("content/files/{at}.txt"), "");
    }
    archive.build(&[]).warns(expect![[r#"
        warning: the address `d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/page.html` is longer than 240 bytes
        --> content/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/page.md
         = help: set a shorter `slug`

    "#]]);
}

#[test]
fn markdown_of_other_programs_is_read_too() {
    let archive = Archive::new(
        "-- 2024-03-05-a.html.md.erb --\n# One\n-- 2024-03-06-b.qmd --\n# Two\n-- 2024-03-07-c.mdx --\n# Three\n-- 2024-03-08-d.txt --\n# Four\n",
    );
    archive.build(&[]);
    for (page, title) in [("a", "One"), ("b", "Two"), ("c", "Three")] {
        assert!(archive.page(&format!("incidents/{page}.html")).contains(title), "{page}");
    }
    assert!(!archive.page("incidents.json").contains("Four"));
}

/// Nothing that is wrong with a document keeps the others from being read.
#[test]
fn a_folder_without_configuration_is_always_published() {
    let archive = Archive::new(
        "-- search.md --\n# Search\n-- empty.md --\n-- broken.md --\n---\ntitle: [\n---\n# Broken\n-- 2024-01-01-a.md --\n---\nslug: same\nseverity: 17\nstarted: yesterday\n---\n# One\n-- 2024-01-02-b.md --\n---\nslug: same\n---\n# Two\n-- 2024-01-03-c.md --\n# Three\n\n[x](nowhere.md)\n",
    );
    archive.write("latin.md", b"# Caf\xe9\n");
    archive.build(&[]).warns(expect![[r#"
        warning: `2024-01-02-b.md` and `2024-01-01-a.md` would both be `incidents/same.html`
        --> 2024-01-01-a.md
         = help: rename one of the files, or give it another `slug`

        warning: `started` is not a point in time: `yesterday`
         --> 2024-01-01-a.md:4:10
          |
        4 | started: yesterday
          |          ^^^^^^^^^
          |
          = help: write it like `2026-03-14T09:30:00+01:00`

        warning[PM055]: this link leads nowhere: `nowhere.md`
         --> 2024-01-03-c.md:3:1
          |
        3 | [x](nowhere.md)
          | ^^^^^^^^^^^^^^^
          |
          = help: there is no file `nowhere.md`

        warning: this bracket is never closed
         --> broken.md:2:8
          |
        2 | title: [
          |        ^

        warning: line 1: the byte 0xe9 at offset 5 is not UTF-8
        --> latin.md
         = help: save the file as UTF-8

        warning: `search` is the name of a page of the site itself
        --> search.md
         = help: rename the file, or give it another `slug`

    "#]]);
    let all = archive.page("incidents.json");
    for title in ["One", "Three"] {
        assert!(all.contains(title), "{title}: {all}");
    }
}

#[test]
fn a_folder_that_looks_like_a_site_is_left_out_and_named() {
    let archive = Archive::new("");
    archive.write("content/incidents/2026-01-02-a.md", "# A\n");
    archive.write("content/incidents/old/2026-01-03-b.md", "# B\n");
    archive.write("content/incidents/old/.casebook-manifest", "");
    let run = archive.build(&[]);
    assert!(
        run.stderr.contains("content/incidents/old") && run.stderr.contains(".casebook-manifest"),
        "{}",
        run.stderr
    );
    assert!(!archive.path("public/incidents/b.html").exists());
}

#[test]
fn a_document_that_was_just_written_counts_as_finished_once_it_is_left_alone() {
    let archive = archive();
    let layout = Config::default().layout;
    // It is read when it is old enough that a later change must show, and young enough that there may be one.
    sleep(Duration::from_millis(80));
    let first = source::read(archive.root(), &layout).expect("it can be read");
    sleep(Duration::from_millis(400));
    let second = source::read_again(archive.root(), &layout, &first).expect("it can be read");
    assert!(!second.wait_for_writers(false, &mut 1));
    assert!(second.changed.is_empty(), "{:?}", second.changed);
}

#[test]
fn a_folder_leads_to_the_page_of_the_same_name() {
    let archive = archive();
    archive.write("content/incidents/a.md", "---\ntitle: A\ntags: [disk]\nteams: [index]\n---\nText.\n");
    archive.write("content/guide.md", "# Guide\n");
    archive.write("content/guide/first.md", "# First\n");
    archive.build(&[]).clean();
    for folder in ["incidents", "tags", "guide"] {
        let page = archive.page(&format!("{folder}/index.html"));
        assert!(
            page.contains(&format!("http-equiv=\"refresh\" content=\"0; url=../{folder}.html\"")),
            "{folder}: {page}"
        );
    }
    // The team is called so.
    assert!(archive.page("teams/index.html").contains("Team: index"));
    assert!(!archive.path("public/search/index.html").exists());
}

#[test]
fn the_page_for_nothing_links_from_the_root_of_the_site() {
    let archive = archive();
    archive.write("content/incidents/a.md", "# A\n");
    let links = |address: &str| {
        archive.build(&["--base-url", address]).exits(0);
        let page = archive.page("404.html");
        let links = page.split(" href=\"").skip(1).map(|link| link.split('"').next().unwrap_or_default().to_owned());
        links.filter(|link| !link.starts_with('#')).collect::<Vec<_>>()
    };
    let (at_root, below) = (links("https://a.example/"), links("https://a.example/docs/x/"));
    assert!(at_root.iter().all(|link| link.starts_with('/') && !link.starts_with("/docs/")), "{at_root:?}");
    assert!(below.iter().all(|link| link.starts_with("/docs/x/")), "{below:?}");
}

#[test]
fn addresses_from_the_root_of_the_repository_and_of_directories_lead_where_they_do_on_github() {
    let archive = Archive::new(
        r#"
-- casebook.toml --
title = "Archive"
-- content/incidents/2024-01-01-a.md --
# A

[rooted](/content/runbooks/x.md#steps), [of the site](/runbooks/x.md), [all](../incidents/),
[index](/content/crews/), [twice](/content/y.md).
-- content/content/y.md --
# Y
-- content/runbooks/x.md --
# X

## Steps
-- content/crews/index.md --
# Crews
"#,
    );
    archive.build(&["--strict"]).clean();
    let page = archive.page("incidents/a.html");
    for address in
        ["../runbooks/x.html#steps", "../runbooks/x.html\"", "../incidents.html", "../crews.html", "../content/y.html"]
    {
        assert!(page.contains(&format!("href=\"{address}")), "{address}: {page}");
    }
    archive.write("content/incidents/2024-01-02-b.md", "# B\n\n![all](../incidents/)\n");
    archive.build(&[]).exits(1);
}

#[test]
fn links_of_the_published_markdown_lead_to_pages_and_files_of_the_site() {
    let archive = Archive::new(
        "
-- content/incidents/2026-01-01-a.md --
---
title: A
audience: public
---
[b](2026-01-02-b.md), [2026-01-02-b.md](<2026-01-02-b.md> \"2026-01-02-b.md\"), [label][b], [B],
`[b](2026-01-02-b.md)`, [own](#a), [away](https://a.example/2026-01-02-b.md), [none](none.md)

<a href=\"2026-01-02-b.md\">raw</a> ![picture](x.png) [rule](/content/rules.md)

[b]: 2026-01-02-b.md 'b'

```text
[b]: 2026-01-02-b.md
```
-- content/incidents/2026-01-02-b.md --
---
title: B
audience: public
---
Text.
-- content/incidents/x.png --
x
-- content/rules.md --
---
audience: public
---
# Rules
",
    );
    archive.build(&[]);
    let written = archive.page("incidents/a.md");
    expect![[r#"
        ---
        title: A
        audience: public
        ---
        [b](../incidents/b.html), [2026-01-02-b.md](<../incidents/b.html> "2026-01-02-b.md"), [label][b], [B],
        `[b](2026-01-02-b.md)`, [own](#a), [away](https://a.example/2026-01-02-b.md), [none](none.md)

        <a href="../incidents/b.html">raw</a> ![picture](../files/incidents/x.png) [rule](../rules.html)

        [b]: ../incidents/b.html 'b'

        ```text
        [b]: 2026-01-02-b.md
        ```
    "#]]
    .assert_eq(&written);
    archive.build(&["--audience", "public"]);
    let written = archive.page("incidents/a.md");
    expect![[r#"
        ---
        title: A
        audience: public
        ---

        [b](../incidents/b.html), [2026-01-02-b.md](../incidents/b.html "2026-01-02-b.md"), [label](../incidents/b.html "b"), [B](../incidents/b.html "b"),
        `[b](2026-01-02-b.md)`, [own](#a), [away](https://a.example/2026-01-02-b.md), [none](none.md)

        <a href="2026-01-02-b.md">raw</a> ![picture](../files/incidents/x.png) [rule](../rules.html)

        ```text
        [b]: 2026-01-02-b.md
        ```
    "#]].assert_eq(&written);
}
