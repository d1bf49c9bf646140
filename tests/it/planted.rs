//! Files that a repository can hold: none of them leads casebook out of the archive, gets markup
//! into a page, or keeps a page published.

use std::fs;
use std::os::unix::fs::symlink;

use crate::harness::Archive;

const DOCUMENT: &str = "
-- a/casebook.toml --
title = \"T\"
-- a/content/incidents/2026-01-01-a.md --
# A

```bash
echo hello
```
-- home/.bashrc --
export PATH
-- home/.ssh/id --
zqkey
";

/// Builds the archive `a`; `home` beside it belongs to somebody else.
fn build(archive: &Archive, more: &[&str]) -> crate::harness::Run {
    let root = archive.path("a");
    let mut arguments = vec!["build", "--no-sync", "--root", root.to_str().expect("UTF-8")];
    arguments.extend(more);
    archive.run(&arguments)
}

#[test]
fn a_planted_staging_directory_or_link_is_left_alone() {
    for planted in [".public.casebook-new", ".public.casebook-0123456789abcdef", ".public.casebook-old"] {
        let archive = Archive::new(DOCUMENT);
        symlink("../home/.ssh", archive.path("a").join(planted)).expect("a link");
        archive.write("a/.public.casebook-/evil.html", "<script>alert(1)</script>");
        for round in 0..2 {
            let run = build(&archive, &[]);
            assert_eq!(run.code, 0, "{planted} {round}: {}", run.stderr);
            assert!(!archive.path("a/public/evil.html").exists() && !archive.path("a/public/id").exists());
        }
        assert_eq!(fs::read_to_string(archive.path("home/.ssh/id")).expect("still there"), "zqkey\n");
    }
}

#[test]
fn a_planted_link_in_the_place_of_the_cache_is_not_followed() {
    type Plant = fn(&Archive);
    let plants: [Plant; 4] = [
        |archive| symlink("../home", archive.path("a/.casebook")).expect("a link"),
        |archive| {
            fs::create_dir(archive.path("a/.casebook")).expect("made");
            symlink("../../home", archive.path("a/.casebook/cache")).expect("a link");
        },
        |archive| {
            fs::create_dir_all(archive.path("a/.casebook/cache")).expect("made");
            symlink("../../../home/.bashrc", archive.path("a/.casebook/cache/highlight.new")).expect("a link");
            symlink("../../../home/.bashrc", archive.path("a/.casebook/cache/highlight")).expect("a link");
        },
        |archive| {
            fs::create_dir(archive.path("a/.casebook")).expect("made");
            symlink("../../home/.bashrc", archive.path("a/.casebook/.gitignore")).expect("a link");
        },
    ];
    for plant in plants {
        let archive = Archive::new(DOCUMENT);
        plant(&archive);
        build(&archive, &["--strict"]).clean();
        assert_eq!(fs::read_to_string(archive.path("home/.bashrc")).expect("still there"), "export PATH\n");
        let mut names: Vec<_> = fs::read_dir(archive.path("home")).expect("a directory").flatten().collect();
        names.sort_by_key(fs::DirEntry::file_name);
        assert_eq!(names.iter().map(fs::DirEntry::file_name).collect::<Vec<_>>(), [".bashrc", ".ssh"]);
    }
}

#[test]
fn an_entry_of_the_cache_that_somebody_else_wrote_is_not_believed() {
    let archive = Archive::new(DOCUMENT);
    build(&archive, &[]).clean();
    let page = archive.path("a/public/incidents/a.html");
    let before = fs::read_to_string(&page).expect("a page");
    let cache = archive.path("a/.casebook/cache/highlight");
    let bytes = fs::read(&cache).expect("casebook kept what it highlighted");
    let forged: Vec<_> = String::from_utf8_lossy(&bytes).replace("hello", "<img>").into_bytes();
    assert_ne!(forged, bytes, "the code is in the cache");
    for forged in [forged, bytes[32..].to_vec(), [&bytes[..], b"x"].concat(), bytes[..bytes.len() - 1].to_vec()] {
        fs::write(&cache, forged).expect("written");
        build(&archive, &[]).clean();
        assert_eq!(fs::read_to_string(&page).expect("a page"), before);
    }
}

#[test]
fn a_link_to_another_place_is_no_output_unless_the_user_names_it() {
    let archive = Archive::new(DOCUMENT);
    fs::create_dir(archive.path("home/empty")).expect("made");
    symlink("../home/empty", archive.path("a/public")).expect("a link");
    let run = build(&archive, &[]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("it is a link that leads out of the archive"), "{}", run.stderr);
    assert_eq!(fs::read_dir(archive.path("home/empty")).expect("a directory").count(), 0);
    let named = archive.path("home/empty");
    build(&archive, &["--output", named.to_str().expect("UTF-8")]).clean();
}

#[test]
fn a_theme_with_links_is_refused() {
    let archive = Archive::new(DOCUMENT);
    archive.write("a/casebook.toml", "title = \"T\"\ntheme = \"ours\"\n");
    fs::create_dir_all(archive.path("a/themes")).expect("made");
    symlink("../../home", archive.path("a/themes/ours")).expect("a link");
    let run = build(&archive, &[]);
    assert!(run.code != 0 && run.stderr.contains("leaves the archive"), "{}", run.stderr);
    fs::remove_file(archive.path("a/themes/ours")).expect("removed");
    fs::create_dir_all(archive.path("a/themes/ours/assets")).expect("made");
    symlink("../../../../home/.bashrc", archive.path("a/themes/ours/assets/x.txt")).expect("a link");
    let run = build(&archive, &[]);
    assert!(run.code == 1 && run.stderr.contains("a theme may hold no symbolic links"), "{}", run.stderr);
    assert!(!archive.path("a/public").exists());
}

/// A list that is cut, of another version or of other files: what it no longer names would stay.
#[test]
fn an_output_whose_manifest_cannot_be_believed_is_refused() {
    let archive = Archive::new(DOCUMENT);
    build(&archive, &[]).clean();
    let path = archive.path("a/public/.casebook-manifest");
    let whole = fs::read_to_string(&path).expect("a list");
    let page = archive.path("a/public/incidents/a.html");
    let before = fs::read(&page).expect("a page");
    let lines: Vec<_> = whole.lines().collect();
    let lists = [
        String::new(),
        whole[..whole.len() / 2].to_owned(),
        format!("{}\n", lines[0]),
        "casebook manifest 1\nindex.html\n".to_owned(),
        whole.replace("index.html", "../index.html"),
    ];
    for list in lists {
        fs::write(&path, &list).expect("written");
        archive.write("a/content/incidents/2026-01-01-a.md", "# Another title\n");
        let run = build(&archive, &[]);
        assert_eq!(run.code, 2, "{list:?}: {}", run.stderr);
        assert!(run.stderr.contains("is damaged or of an older version"), "{}", run.stderr);
        assert_eq!(fs::read(&page).expect("as before"), before);
    }
}

#[test]
fn files_of_others_in_a_public_site_are_named_and_looked_into() {
    let archive = Archive::built(
        "-- casebook.toml --\ntitle = \"T\"\naudience = \"public\"\n-- content/incidents/2026-01-01-open.md --\n---\ntitle: Open\naudience: public\n---\nText.\n-- content/incidents/2026-01-02-affair.md --\n---\ntitle: The zqsecret affair\naudience: internal\n---\nA zqsecret text of some length.\n",
    );
    archive.write("public/verify.txt", "token\n");
    let run = archive.build(&[]);
    assert!(run.stdout.contains("1 file there that casebook did not write: `verify.txt`"), "{}", run.stdout);
    archive.write("public/old.html", "About The zqsecret affair.\n");
    let run = archive.build(&[]);
    assert!(run.code == 1 && run.stderr.contains("`old.html` in the output is not casebook's"), "{}", run.stderr);
}
