//! Markdown that is made to take long or to break out: it is read and written in
//! time that grows with its length, and comes out as a bounded page.
//!
//! No time is asserted; a watchdog ends what would never end.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use casebook::config::Config;
use casebook::html::raw::Resolved;
use casebook::markdown::{self, Dialect};
use casebook::read;
use casebook::text::SourceFile;
use expect_test::expect;

use super::harness::Archive;
use super::properties::reading::written;

/// Far more than any family takes; a quadratic one takes minutes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads and writes a document as a build does; the length of its HTML.
fn render(text: &str) -> usize {
    let file = Arc::new(SourceFile::new("content/incidents/2026-01-02-a.md", text));
    let _ = read::document(&file, &Config::default());
    written(&file.text, &|_, _| Resolved::Nowhere).len()
}

/// Every document of the family is done before patience ends, and none becomes
/// a page out of proportion.
#[track_caller]
fn bounded(documents: Vec<String>) {
    let (sender, receiver) = mpsc::channel();
    let count = documents.len();
    std::thread::spawn(move || {
        for text in documents {
            let _ = sender.send((render(&text), text));
        }
    });
    for number in 0..count {
        let (length, text) =
            receiver.recv_timeout(PATIENCE).unwrap_or_else(|error| panic!("document {number} of {count}: {error}"));
        let head: String = text.chars().take(40).collect();
        assert!(length < 200_000 + 40 * text.len(), "{length} bytes of HTML from {} of {head:?}", text.len());
    }
}

#[test]
fn unmatched_emphasis_is_linear() {
    bounded(vec![
        "*a **a ".repeat(32_500) + "b" + &" a** a*".repeat(32_500),
        "a_ ".repeat(32_500),
        "_a ".repeat(32_500),
        "*a_ ".repeat(25_000),
        "a***".repeat(80_000),
        "[*_a".repeat(100_000),
        (0..2500).map(|ticks| "e".to_owned() + &"`".repeat(ticks)).collect(),
    ]);
}

#[test]
fn unmatched_brackets_are_linear() {
    bounded(vec![
        "a]".repeat(32_500),
        "[a".repeat(32_500),
        "[ a_".repeat(25_000),
        "[ (](".repeat(40_000),
        "![[]()".repeat(160_000),
        "[".repeat(25_000) + "a" + &"]".repeat(25_000),
        "[a](<b".repeat(30_000),
        "[a](b".repeat(30_000),
        "]([\n".repeat(50_000),
        "[x]: ".to_owned() + &"x".repeat(5000) + &"\n[x]".repeat(5000),
    ]);
}

#[test]
fn deep_containers_are_flattened() {
    bounded(vec![
        "> ".repeat(25_000) + "a",
        ">".repeat(100_000) + "a",
        ">".repeat(100_000) + &"a*".repeat(100_000),
        (0..500).map(|depth| " ".repeat(2 * depth) + "- a\n").collect(),
        "- ".repeat(30_000) + "x" + &"\n".repeat(30_000),
    ]);
    let archive = Archive::new("");
    archive.write("content/incidents/a.md", format!("# A\n\n{}deep\n", "> ".repeat(150)));
    archive.build(&[]).warns(expect![[r#"
        warning: nested deeper than 100 levels; the rest is flattened
         --> content/incidents/a.md:3:201
          |
        3 | ...> > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > > ...
          |                                                                    ^

    "#]]);
    assert!(archive.page("incidents/a.html").contains("deep"));
}

#[test]
fn raw_html_is_linear() {
    bounded(vec![
        "</".to_owned() + &"<!--".repeat(300_000),
        "a <![CDATA[".repeat(50_000),
        "a".to_owned() + &"<!--".repeat(50_000),
        "<div>\n".to_owned() + &"&".repeat(50_000),
        "<div>\n".to_owned() + &"<b>".repeat(25_000) + &"</i>".repeat(25_000),
        "<div>\n".to_owned() + &"<a ".repeat(25_000),
        "<div>\n".to_owned() + &"<a b=\"".repeat(25_000),
        "<div>\n".to_owned() + &"<svg><".repeat(25_000),
        "<div>\n<a ".to_owned() + &"a=b ".repeat(20_000) + ">",
        "<ul>\n".to_owned() + &"<li>a".repeat(50_000),
    ]);
}

#[test]
fn wide_and_long_tables_are_bounded() {
    bounded(vec![
        "|a".repeat(100_000) + "|\n" + &"|-".repeat(100_000) + "|\n" + &"|b".repeat(100_000) + "|\n",
        "|a".repeat(3000) + "|\n" + &"|-".repeat(3000) + "|\n" + &"|b|\n".repeat(3000),
    ]);
}

#[test]
fn many_headings_and_notes_are_linear() {
    bounded(vec![
        "# a\n\n".repeat(50_000),
        "## Timeline\n- 10:00 x\n\n".repeat(10_000),
        "## Action items\n- [ ] x\n\n".repeat(10_000),
        "## Summary\n\nx\n\n## What happened\n\n10:00 x\n\n".repeat(5_000),
        (0..25_000).map(|at| format!("a[^{at}]\n\n[^{at}]: b\n\n")).collect(),
        "[^1] ".repeat(25_000) + "\n\n[^1]: b\n",
        "[^1]:".repeat(10_000) + &"\n".repeat(10_000),
        "[^\n".repeat(20_000),
        "[^a\n<b ".repeat(10_000),
    ]);
    let text = "# a\n\n".repeat(1000);
    let document = markdown::parse(&text, 0, Dialect::Casebook);
    let mut ids = std::collections::BTreeSet::new();
    document.walk(&mut |node| {
        if let markdown::Kind::Heading(heading) = &node.kind {
            assert!(ids.insert(heading.id.clone()), "{} is given twice", heading.id);
        }
    });
    assert_eq!(ids.len(), 1000);
}

#[test]
fn addresses_in_text_are_linear() {
    bounded(vec![
        "www.".repeat(50_000),
        "http://a".repeat(50_000),
        "http://a ".repeat(20_000),
        "http://a".to_owned() + &").".repeat(50_000),
        "*http://a* ".repeat(20_000),
    ]);
}

#[test]
fn timelines_and_actions_are_linear() {
    let timeline = |text: &str, times| "## Timeline\n\n".to_owned() + &text.repeat(times);
    let actions = |text: &str, times| "## Action items\n\n- [ ] ".to_owned() + &text.repeat(times);
    bounded(vec![
        timeline("- 10:00 UTC: **Detected** a\n", 10_000),
        timeline("10:00 x\n\n", 10_000),
        timeline("### 10:00 a\n\nx\n\n", 5_000),
        timeline("|10:00|x|\n|-|-|\n", 5_000),
        timeline("1", 50_000),
        timeline("10:00 - ", 50_000),
        actions("@", 50_000),
        actions("(owner:", 50_000),
        actions("due ", 50_000),
        actions("A-", 50_000),
        actions("x\n- [ ] ", 10_000),
    ]);
}

#[test]
fn large_files_are_read() {
    bounded(vec![
        ("word ".repeat(50) + "\n\n").repeat(40_000),
        "word ".repeat(2_000_000),
        "```nolang\nx\n```\n\n".repeat(10_000),
        "```\n".to_owned() + &"x\n".repeat(100_000),
    ]);
}

#[test]
fn code_that_grammars_choke_on_is_shown_in_time() {
    let lines = "FOO:=$($(BLARG_BUILD_MAKEFILE_PATH) $(BLARG_BUILD_MAKEFILE_PATH))\n".repeat(3);
    let archive = Archive::new("");
    let text =
        format!("# A\n\n```makefile\n{lines}$(eval X := $(shell y))\n```\n\n```json\n{}\n```\n", "[".repeat(60_000));
    archive.write("content/incidents/a.md", text);
    archive.build(&[]).clean();
    assert!(archive.page("incidents/a.html").contains("BLARG_BUILD_MAKEFILE_PATH"));
}

#[test]
fn a_nul_becomes_a_replacement_character() {
    let archive = Archive::new("");
    archive.write("content/incidents/a.md", "# A\n\nx\0y\n");
    archive.build(&[]).clean();
    assert!(archive.page("incidents/a.html").contains("x\u{fffd}y"));
}

#[test]
fn raw_html_does_not_reach_out_of_its_container() {
    let archive = Archive::new("");
    archive.write("content/incidents/a.md", "# A\n\n<div>\n\n> x\n> </div>\n> y\n\n</div>\n\nz\n");
    archive.build(&[]).clean();
    let page = archive.page("incidents/a.html");
    let quote = page.split("<blockquote>").nth(1).and_then(|rest| rest.split("</blockquote>").next());
    assert!(quote.is_some_and(|quote| !quote.contains("</div>")), "{page}");
}
