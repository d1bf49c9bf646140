//! Files, names and links: what is outside stays outside, and what is inside is reached.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use casebook::html::url::decode;

use super::harness::Archive;

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

#[test]
fn links_out_of_the_content_are_errors() {
    let outside = tempfile::tempdir().expect("a directory");
    fs::write(outside.path().join("x.md"), "# CANARY\n").expect("written");
    for link in ["content/incidents/x.md", "content/incidents/x.png", "content/dir", "content/a/b"] {
        let archive = archive();
        let target = if link.contains('.') { outside.path().join("x.md") } else { outside.path().to_path_buf() };
        fs::create_dir_all(archive.path(link).parent().expect("a parent")).expect("made");
        symlink(target, archive.path(link)).expect("linked");
        archive.build(&[]).fails(1, &["the symbolic link leaves the content directory", &format!("--> {link}\n")]);
        assert!(!archive.path("public").exists());
    }
}

#[test]
fn links_in_circles_are_reported_once_and_end() {
    let archive = archive();
    fs::create_dir_all(archive.path("content/a")).expect("made");
    symlink(archive.path("content"), archive.path("content/a/circular")).expect("linked");
    symlink("self", archive.path("content/self")).expect("linked");
    let run = archive.build(&[]);
    run.fails(1, &["leads back to a directory above it", "content/a/circular"]);
    assert_eq!(run.stderr.matches("circular\n").count(), 1, "{}", run.stderr);
}

#[test]
fn links_that_lead_nowhere_are_warnings_and_links_inside_are_followed() {
    let archive = archive();
    symlink("nowhere.md", archive.path("content/incidents/broken.md")).expect("linked");
    symlink("good.md", archive.path("content/incidents/second.md")).expect("linked");
    symlink("second.md", archive.path("content/incidents/third.md")).expect("linked");
    fs::hard_link(archive.path("content/incidents/good.md"), archive.path("content/incidents/hard.md"))
        .expect("linked");
    archive.build(&[]).fails(0, &["the symbolic link leads nowhere", "content/incidents/broken.md"]);
    for page in ["good", "second", "third", "hard"] {
        assert!(archive.page(&format!("incidents/{page}.html")).contains("Good"));
    }
}

#[test]
fn special_files_are_left_out_and_nobody_waits_for_them() {
    let archive = archive();
    let pipe = archive.path("content/incidents/pipe.md");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo runs").success());
    assert!(Command::new("mkfifo").arg(archive.path("content/pipe.png")).status().expect("mkfifo runs").success());
    let _socket = std::os::unix::net::UnixListener::bind(archive.path("content/socket.md")).expect("bound");
    fs::create_dir_all(archive.path("content/folder.md")).expect("made");
    let run = archive.build(&[]);
    run.fails(0, &["not an ordinary file", "content/incidents/pipe.md", "content/socket.md", "content/folder.md"]);
    symlink("/dev/zero", archive.path("content/zero.md")).expect("linked");
    archive.build(&[]).fails(1, &["leaves the content directory"]);
}

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

#[test]
fn names_that_cannot_be_addressed_are_one_clear_error() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let names: [(&[u8], &str); 4] = [
        (b"\xff.md", "not UTF-8"),
        (b"a\nb.md", "control character"),
        (b"!!!.md", "no letter or digit"),
        (b"\x1b[31m.png", "control character"),
    ];
    for (name, words) in names {
        let archive = archive();
        fs::write(archive.path("content/incidents").join(OsStr::from_bytes(name)), "# X\n").expect("written");
        let run = archive.build(&[]);
        run.fails(1, &[words, "--> content/incidents/", "1 error: nothing was written"]);
        assert!(!run.stderr.contains('\u{1b}'));
    }
}

#[test]
fn both_normal_forms_of_a_name_collide_with_an_error_that_names_both() {
    let archive = archive();
    archive.write("content/incidents/\u{fc}.md", "# NFC\n");
    archive.write("content/incidents/u\u{308}.md", "# NFD\n");
    archive.build(&[]).fails(1, &["would both be `incidents/ü.html`", "nothing was written"]);
}

#[test]
fn two_documents_at_one_address_are_an_error_that_names_both() {
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
        let run = archive.build(&[]);
        assert_eq!(run.code, 1, "{first} {second}\n{}", run.stderr);
        run.says(&[first, second, "would both be"]);
        assert!(!archive.path("public").exists());
    }
}

#[test]
fn pages_of_the_site_itself_cannot_be_replaced() {
    for page in ["incidents", "search", "404", "tags", "causes", "actions", "Index2/../search"] {
        let archive = archive();
        if page.contains('/') {
            continue;
        }
        archive.write(&format!("content/{page}.md"), "# Mine\n");
        let run = archive.build(&[]);
        assert_eq!(run.code, 1, "{page}\n{}", run.stderr);
        run.says(&[&format!("content/{page}.md"), "nothing was written"]);
    }
    let archive = archive();
    archive.write("content/incidents/index/index.md", "# Mine\n");
    archive.write("content/incidents/a.md", "---\ntitle: A\naliases: [index.html]\n---\nText.\n");
    archive.build(&[]).fails(1, &["index.html"]);
}

#[test]
fn names_of_devices_are_refused() {
    for name in ["con", "nul", "aux", "com1", "LPT9", "prn"] {
        let archive = archive();
        archive.write(&format!("content/incidents/{name}.md"), "# X\n");
        archive.build(&[]).fails(1, &[&format!("`{name}` cannot be a file's name on Windows"), "rename the file"]);
    }
    let archive = archive();
    archive.write("content/incidents/aux.png", "x");
    archive.write("content/incidents/good.md", "# Good\n\n![x](aux.png)\n");
    archive.build(&[]).fails(1, &["`aux` cannot be a file's name on Windows", "content/incidents/aux.png"]);
}

#[test]
fn an_address_too_long_for_some_systems_is_a_warning() {
    let archive = archive();
    let deep = vec!["d".repeat(60); 4].join("/");
    archive.write(&format!("content/{deep}/page.md"), "# X\n");
    archive.build(&[]).fails(0, &["is longer than 240 bytes"]);
}

#[test]
fn addresses_that_leave_the_archive_are_errors_and_nothing_is_copied() {
    for address in [
        "../../../../etc/passwd",
        "/etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "/%2e%2e/casebook.toml",
        "../../casebook.toml",
    ] {
        let archive = archive();
        archive.write("content/incidents/a.md", format!("# A\n\n![x]({address}) [y]({address})\n"));
        let run = archive.build(&[]);
        run.fails(1, &["this image", "this link", "--> content/incidents/a.md:3:1"]);
        assert!(!archive.path("public").exists());
    }
    let archive = archive();
    archive.write("content2/secret.txt", "CANARY");
    archive.write("content/incidents/a.md", "# A\n\n[x](../../content2/secret.txt)\n");
    archive.build(&[]).fails(1, &["leaves the content directory"]);
    kept_out(&archive, "CANARY");
    archive.write("content/incidents/a.md", "# A\n\n![x](file:///etc/passwd)\n");
    archive.build(&[]).fails(0, &["does not become a link"]);
    kept_out(&archive, "root:");
}

#[test]
fn broken_links_name_the_nearest_file_and_heading() {
    let archive = archive();
    archive.write(
        "content/incidents/a.md",
        "# A\n\nSee [x](god.md) and [y](Good.md).\n\n[z](good.md#goood) ![i](no.png)\n",
    );
    archive.build(&[]).fails(
        1,
        &[
            "--> content/incidents/a.md:3:5\n",
            "did you mean `good.md`?",
            "--> content/incidents/a.md:3:21\n",
            "did you mean `good.md`? Upper and lower case count",
            "--> content/incidents/a.md:5:1\n",
            "there is no heading `#goood` on that page",
            "did you mean `#good`?",
            "--> content/incidents/a.md:5:20\n",
            "this image leads nowhere: `no.png`",
        ],
    );
    let plain = Archive::new("-- incidents/a.md --\n# A\n\n[x](nowhere.md)\n");
    plain.build(&[]).fails(0, &["warning[PM055]: this link leads nowhere"]);
}

#[test]
fn aliases_stay_inside_the_site() {
    for alias in
        ["../x", "/%2e%2e/%2e%2e/baddie.html", "a//b", "C:\\x", ".git/config", "con.html", "a/../../b", "..c:/x", ""]
    {
        let archive = archive();
        archive.write("content/incidents/a.md", format!("---\ntitle: A\naliases: ['{alias}']\n---\nText.\n"));
        let run = archive.build(&[]);
        assert_eq!(run.code, 1, "{alias}");
        run.says(&["--> content/incidents/a.md:3:11"]);
    }
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
    archive.build(&[]).fails(1, &["line 3: the byte 0xff at offset 6 is not UTF-8", "--> content/incidents/a.md"]);
}

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
    archive.build(&[]).fails(1, &["cannot read the file: permission denied", "content/incidents/locked.md"]);
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
    archive.build(&[]).fails(0, &["is longer than 240 bytes"]);
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
    let run = archive.build(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(!run.stderr.contains("error:") && run.stderr.contains("warning:"), "{}", run.stderr);
    let all = archive.page("incidents.json");
    for title in ["One", "Three"] {
        assert!(all.contains(title), "{title}: {all}");
    }
}
