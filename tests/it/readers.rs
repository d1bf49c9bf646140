//! Every way we know to say that something is for fewer readers, and what becomes of it. None
//! publishes the word `zqsecret`.

use crate::harness::Archive;

/// Builds a public site and says which files hold the secret word.
fn build(archive: &Archive) -> (i32, String, Vec<String>) {
    let run = archive.build(&["-q", "--audience", "public"]);
    let is_secret = |path: &str, bytes: &[u8]| {
        path.contains("zqsecret") || String::from_utf8_lossy(bytes).to_lowercase().contains("zqsecret")
    };
    let leaks = archive.published().into_iter().filter(|(path, bytes)| is_secret(path, bytes)).map(|(path, _)| path);
    (run.code, run.stderr, leaks.collect())
}

/// What lies beside a document for fewer readers is for them, too.
#[test]
fn a_file_of_an_internal_document_is_not_for_the_public() {
    let archive = Archive::new(
        "-- casebook.toml --\ntitle = \"T\"\n-- content/incidents/2026-01-02-in/index.md --\n---\ntitle: In\n---\n![x](a.png)\n\
         -- content/incidents/2026-01-03-t.md --\n---\ntitle: T\naudience: public\n---\n![x](2026-01-02-in/a.png)\n",
    );
    archive.write("content/incidents/2026-01-02-in/a.png", b"zqsecret");
    let (code, stderr, leaks) = build(&archive);
    assert_eq!((code, leaks.len()), (1, 0), "{stderr}");
    assert!(stderr.contains("error[PM054]") && stderr.contains("2026-01-03-t.md:5:1"), "{stderr}");
    archive.write("content/incidents/2026-01-02-in/index.md", "---\ntitle: In\naudience: public\n---\n![x](a.png)\n");
    assert_eq!(build(&archive).0, 0);
}
