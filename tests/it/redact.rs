//! Names, patterns and places that a public site does not show.

use std::io::Write as _;

use expect_test::expect;

use crate::harness::Archive;

const ARCHIVE: &str = r#"
-- casebook.toml --
title = "Redacted"

[redact.names]
"Kim Larsen" = "the engineer on call"
"Acme" = "a customer"

[redact.patterns]
'\b10\.\d+\.\d+\.\d+\b' = "(an address)"
'CUST-\d+' = "(a number)"
-- content/incidents/2026-01-02-slow.md --
+++
title = "Acme could not log in"
audience = "public"
owner = "Kim Larsen"
services = ["acme-gateway"]
summary = "KIM LARSEN saw CUST-4711 fail."
+++
## Summary
Kim
Larsen of Acme, `ssh 10.1.2.3`, Acmes host.

## Timeline
- 10:05 UTC: kim.larsen looks at 10.1.2.3

## Action items
- [ ] Call Acme (owner: Kim Larsen)

```mermaid
flowchart LR
  A["Acme"] --> B["10.1.2.3"]
```
"#;

#[test]
fn names_and_patterns_are_in_no_file_of_a_public_site() {
    let archive = Archive::new(ARCHIVE);
    archive.build(&["--audience", "public"]).clean();
    let published = archive.published();
    for (path, bytes) in &published {
        let text = format!("{path} {}", String::from_utf8_lossy(bytes)).to_lowercase();
        for secret in ["larsen", "acme", "10.1.2.3", "4711"] {
            assert!(!text.contains(secret), "{path} has {secret}");
        }
    }
    let page = archive.page("incidents/slow.html");
    for shown in ["a customer could not log in", "the engineer on call\nof a customer", "(an address)", "(a number)"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    archive.build(&["--audience", "internal"]).clean();
    assert!(archive.page("incidents/slow.html").contains("KIM LARSEN saw CUST-4711 fail."));
}

#[test]
fn what_cannot_be_replaced_stops_a_public_build() {
    let archive = Archive::new(ARCHIVE);
    archive.build(&["--audience", "public"]).clean();
    let before = archive.published();
    let entry = "+++\ntitle = \"B\"\naudience = \"public\"\n+++\n";
    // In an address, parted by emphasis, as a character reference.
    for (name, text) in [
        ("2026-02-02-kim-larsen.md", "x"),
        ("2026-02-02-b.md", "**Kim** Lar*sen* did"),
        ("2026-02-02-b.md", "from K&#105;m Larsen"),
        ("2026-02-02-b.md", "to 10.0.**1**.1"),
    ] {
        let path = format!("content/incidents/{name}");
        archive.write(&path, format!("{entry}{text}\n"));
        let stderr = archive.build(&["--audience", "public"]).exits(1).stderr.clone();
        assert!(stderr.contains("which `redact` keeps out of a public site"), "{text}: {stderr}");
        assert_eq!(archive.published(), before, "{text}");
        std::fs::remove_file(archive.path(&path)).expect("it was written");
    }
}

#[test]
fn attachments_are_looked_into() {
    let archive = Archive::new(ARCHIVE);
    let names = ["a.txt.gz", "b.docx", "c.txt", "d.txt"];
    let links: String = names.iter().map(|name| format!("[{name}]({name}) ")).collect();
    archive.write(
        "content/incidents/2026-02-02-b/index.md",
        format!("+++\ntitle = \"B\"\naudience = \"public\"\n+++\n{links}\n"),
    );
    let folder = |name: &str| format!("content/incidents/2026-02-02-b/{name}");
    let contents = |secret: &str| {
        let text = format!("said {secret}, café");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(text.as_bytes()).expect("memory");
        let mut document = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        document.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).expect("memory");
        let (first, last) = text.split_at(7);
        write!(document, "<w:t>{first}</w:t><w:t>{last}</w:t>").expect("memory");
        [
            packed.finish().expect("memory"),
            document.finish().expect("memory").into_inner(),
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.chars().map(|c| u8::try_from(c).expect("Latin-1")).collect::<Vec<u8>>(),
        ]
    };
    let write = |secret: &str| {
        for (name, bytes) in names.iter().zip(contents(secret)) {
            archive.write(&folder(name), bytes);
        }
    };
    write("nobody");
    archive.build(&["--audience", "public"]).clean();
    for (name, bytes) in names.iter().zip(contents("Kim Larsen")) {
        write("nobody");
        archive.write(&folder(name), bytes);
        let stderr = archive.build(&["--audience", "public"]).exits(1).stderr.clone();
        assert!(stderr.contains(&format!("b/{name}` holds `Kim Larsen`")), "{name}: {stderr}");
    }
}

#[test]
fn what_cannot_be_looked_into_is_named() {
    let archive = Archive::new(ARCHIVE);
    archive.write("content/incidents/2026-02-02-b.md", "+++\ntitle = \"B\"\naudience = \"public\"\n+++\n[x](x.pdf)\n");
    archive.write("content/incidents/x.pdf", "%PDF-1.7 stream");
    let run = archive.build(&["--audience", "public"]);
    assert!(
        run.stdout.contains("1 file published without being looked into: `files/incidents/x.pdf`"),
        "{}",
        run.stdout
    );
}

#[test]
fn mistakes_in_what_is_redacted_are_named() {
    let archive = Archive::new(
        r#"
-- casebook.toml --
title = "T"

[redact]
nmes = {}

[redact.names]
"Kim" = "K*m"
"Bo" = "not Kim"
"Al" = 3

[redact.patterns]
'10\.(' = "x"
'a*' = "b"

[redcat.names]
-- content/incidents/2026-01-02-x.md --
# X
"#,
    );
    archive.build(&[]).exits(2).says(expect![[r#"
        error[PM057]: unknown key `redact.nmes`
         --> casebook.toml:4:1
          |
        4 | nmes = {}
          | ^^^^
          |
          = help: did you mean `names`?

        error: what is shown instead may hold letters, digits, blanks and `().-/`
         --> casebook.toml:7:9
          |
        7 | "Kim" = "K*m"
          |         ^^^^^
          |
          = help: write it like `"Kim Larsen" = "the engineer on call"`

        error: `redact.Al` must be text, is a number
         --> casebook.toml:9:8
          |
        9 | "Al" = 3
          |        ^
          |
          = help: put it in quotation marks

        error: `10\.(` is not a regular expression: unclosed group
          --> casebook.toml:12:1
           |
        12 | '10\.(' = "x"
           | ^^^^^^^
           |
           = help: write it in single quotation marks, like `'\b10\.\d+\.\d+\.\d+\b' = '(an address)'`

        error: `a*` is not a regular expression: it matches the empty text
          --> casebook.toml:13:1
           |
        13 | 'a*' = "b"
           | ^^^^
           |
           = help: write it in single quotation marks, like `'\b10\.\d+\.\d+\.\d+\b' = '(an address)'`

        error[PM057]: unknown key `redcat`
          --> casebook.toml:15:2
           |
        15 | [redcat.names]
           |  ^^^^^^
           |
           = help: did you mean `redact`?

        6 errors: nothing was written
    "#]]);
}

/// What a camera writes into a picture of 2 × 3 pixels that lies on its side: a directory with the
/// way up, which leads to another one, whose second entry is a latitude of 52° 30′ 0″.
fn exif() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
    };
    let first = [&[0, 2][..], &entry(0x0112, 3, 1, [0, 6, 0, 0]), &entry(0x8825, 4, 1, [0, 0, 0, 38]), &[0; 4]];
    let second = [&[0, 2][..], &entry(1, 2, 2, *b"N\0\0\0"), &entry(2, 5, 3, [0, 0, 0, 68]), &[0; 4]];
    let numbers: Vec<u8> = [52_u32, 1, 30, 1, 0, 1].into_iter().flat_map(u32::to_be_bytes).collect();
    [b"MM\0*\0\0\0\x08", &first.concat()[..], &second.concat(), &numbers].concat()
}

/// A JPEG with these contents of application segments.
fn jpeg(segments: &[Vec<u8>]) -> Vec<u8> {
    let segment = |contents: &Vec<u8>| {
        let length = u16::try_from(contents.len() + 2).expect("it is short").to_be_bytes();
        [b"\xff\xe1", &length[..], contents].concat()
    };
    let segments: Vec<u8> = segments.iter().flat_map(segment).collect();
    [&b"\xff\xd8"[..], &segments, b"\xff\xc0\0\x0b\x08\0\x03\0\x02\x01\x01\x11\0", b"\xff\xd9"].concat()
}

fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut image = b"\x89PNG\r\n\x1a\n".to_vec();
    let head: &[u8] = &[0, 0, 0, 2, 0, 0, 0, 3, 8, 0, 0, 0, 0];
    for (kind, contents) in [(b"IHDR", head)].iter().chain(chunks).chain([&(b"IEND", &[][..])]) {
        image.extend(u32::try_from(contents.len()).expect("it is short").to_be_bytes());
        let named = [&kind[..], contents].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&named);
        image.extend(named);
        image.extend(sum.sum().to_be_bytes());
    }
    image
}

#[test]
fn a_public_site_does_not_say_where_a_picture_was_taken() {
    let archive = Archive::new(
        "
-- casebook.toml --
title = \"T\"
-- content/incidents/2026-01-02-x.md --
---
title: X
audience: public
---
![A](a.jpg) ![B](b.jpg) ![C](c.png) ![D](d.png) ![E](e.jpg)
",
    );
    let xmp = b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude=\"52,30N\"/>".to_vec();
    let located = [
        ("a.jpg", jpeg(&[[b"Exif\0\0", &exif()[..]].concat()])),
        ("b.jpg", jpeg(&[xmp])),
        ("c.png", png(&[(b"eXIf", &exif())])),
        ("d.png", png(&[(b"zTXt", b"Raw profile type exif\0\0x")])),
    ];
    let other = jpeg(&[b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0".to_vec()]);
    for (name, bytes) in located.iter().chain([&("e.jpg", other.clone())]) {
        archive.write(&format!("content/incidents/{name}"), bytes);
    }
    archive.build(&["--audience", "public", "--strict"]).clean();
    let published = archive.published();
    for (name, bytes) in &located {
        let new = &published[&format!("files/incidents/{name}")];
        assert_ne!(new, bytes, "{name}");
        let text = String::from_utf8_lossy(new);
        assert!(!text.contains("GPS") && !text.contains("N\0\0\0") && !text.contains("Raw"), "{name}: {text:?}");
        assert_eq!(imagesize::blob_size(new).map(|size| (size.width, size.height)).ok(), Some((2, 3)), "{name}");
    }
    // The way up stays.
    assert!(published["files/incidents/a.jpg"].windows(10).any(|it| it == b"\x01\x12\0\x03\0\0\0\x01\0\x06"));
    assert_eq!(published["files/incidents/e.jpg"], other);
    archive.build(&["--audience", "internal", "--strict"]).clean();
    assert_eq!(archive.published()["files/incidents/a.jpg"], located[0].1);
}

#[test]
fn a_picture_that_keeps_its_place_stops_a_public_build() {
    let archive = Archive::new(
        "\n-- casebook.toml --\ntitle = \"T\"\n-- content/incidents/2026-01-02-x.md --\n---\ntitle: X\naudience: public\n---\n[A](a.tiff)\n",
    );
    archive.write("content/incidents/a.tiff", exif());
    archive.build(&["--audience", "public"]).exits(1).says(expect![[r#"
        error[PM054]: the image `content/incidents/a.tiff` says where it was taken
        help: remove its position before you publish it (`exiftool -gps:all= FILE`), or make it a JPEG, PNG or WebP, from which casebook removes it

        1 error: nothing was written
    "#]]);
    archive.build(&["--audience", "internal"]).clean();
}
