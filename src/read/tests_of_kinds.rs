//! What a file is, and front matter that is read in part.

use std::sync::Arc;

use super::{Document, NotADocument, document};
use crate::config::Config;
use crate::read::tests::read;
use crate::text::SourceFile;

/// A document of an archive that is not configured, and what is wrong with it.
fn unplaced(name: &str, text: &str) -> (Result<Document, NotADocument>, Vec<String>) {
    let file = Arc::new(SourceFile::new(name, text));
    let report = document(&file, &Config { unconfigured: true, ..Config::default() });
    (report.value, report.diagnostics.into_iter().map(|it| it.message).collect())
}

#[test]
fn no_part_of_a_document_is_its_title() {
    let title = |name: &str, text: &str| match unplaced(name, text).0 {
        Ok(Document::Incident(it)) => it.text.title.value,
        Ok(Document::Page(it)) => it.text.title.value,
        Err(_) => String::new(),
    };
    let metadata = "# Metadata\n\nOwner: @kim\n\n# Overview\n\nIt was down.\n\n# Root causes\n\n- A key.\n";
    assert_eq!(title("003-key-missing.md", metadata), "003 key missing");
    assert_eq!(title("key.md", "Our copy: https://wiki.example/12\n\n## Root cause\n\nA key.\n"), "key");
    assert_eq!(title("edge-down/page.mdx", "## Root cause\n\nA key.\n"), "edge down");
    let own = "# The day of the key\n\nDown.\n\n# Root cause\n\nA key.\n";
    assert_eq!(title("x.md", own), "The day of the key");
}

#[test]
fn what_tells_how_to_write_one_is_no_incident() {
    let kept = |name: &str, text: &str| matches!(unplaced(name, text).0, Ok(Document::Incident(_)));
    let parts = "## Root cause analysis\n\nIdentify the causes.\n\n## Follow-up actions\n\n- Give each an owner.\n";
    for title in
        ["Writing a good postmortem", "Exercise 12. Postmortem", "How to write a postmortem", "Übung: Postmortem"]
    {
        assert!(!kept("post.md", &format!("# {title}\n\n{parts}")), "{title}");
    }
    assert!(kept("post.md", &format!("# The day we wrote too much\n\n{parts}")));
    let timed = "## Timeline\n\n- 10:00 UTC: down\n- 11:00 UTC: up\n";
    assert!(kept("post.md", &format!("# How we lost a database\n\n{timed}")));
    let window = "The shop stored nothing and was down from 11:00 to 17:05 UTC on May 16, 2031.\n";
    assert!(kept("post.md", &format!("# How we lost six hours of orders\n\n{window}")));
    assert!(!kept("post.md", "# How we sell\n\nThe shop is open from 11:00 to 17:05 UTC since May 16, 2031.\n"));
    assert!(kept("a.md", "# Mirror\n\n**kim** on May 16, 2031\n\nRoot cause: the disk had no inodes left.\n"));
    assert!(kept("a.md", "# Mirror\n\nSeverity: SEV-2\n\nIt was old.\n"));
    assert!(!kept("a.md", "# Mirror\n\nIt was made on May 16, 2031.\n"));
    let comments = "<!-- The title as one heading -->\n# The display\n\n<!-- The day, for example: March 1, 2030, YYYY-MM-DD -->\n\n<!-- Who follows up -->\n<!-- A scale\nof your own: HH:MM -->\n\n| Metric | Value |\n|---|---|\n| Severity | 2 |\n| Time to detect | 20 minutes |\n";
    match unplaced("display.md", &format!("{comments}\n## Root cause\n\nA key.\n")).0 {
        Ok(Document::Incident(it)) => assert_eq!(it.severity.and_then(|it| it.value.rank), Some(2)),
        other => unreachable!("no incident: {other:?}"),
    }
}

#[test]
fn a_readme_may_be_the_postmortem() {
    let kept = |text: &str| matches!(unplaced("gate/README.md", text).0, Ok(Document::Incident(_)));
    let body = "On May 14, 2022, the team opened its gate.\n\n## Root cause\n\nThe loop stopped.\n";
    assert!(kept(&format!("# Gate post mortem\n\n{body}")));
    assert!(kept(&format!("# Report of the outage at the gate\n\n{body}")));
    for title in ["Gate", "Postmortems", "Incidents of the gate", "Postmortem guide"] {
        assert!(!kept(&format!("# {title}\n\n{body}")), "{title}");
    }
}

#[test]
fn a_line_of_front_matter_that_cannot_be_read_takes_no_other_with_it() {
    let read = |front: &str| match unplaced("relay.md", &format!("---\n{front}---\n\n# Foreword\n\nSlow.\n")) {
        (Ok(Document::Incident(it)), messages) => (*it, messages),
        (other, _) => unreachable!("no incident: {other:?}"),
    };
    for front in [
        "title: Outage: the relay\ndate: 2024-05-12\nseverity: high\n",
        "title: \"Outage: the relay\"\nhandle: @erik\ndate: 2024-05-12\nseverity: high\n",
        "date: 2024-05-12\ntitle: 'Outage: the relay'\nseverity: high\nnote: \"never closed\n",
        "title: 'Outage: the relay'\ndate: 2024-05-12\nnote: a: b\nother: [a, b\nseverity: high\n",
    ] {
        let (it, messages) = read(front);
        let found = (it.text.title.value.as_str(), it.date.map(|it| it.value.to_string()));
        assert_eq!(found, ("Outage: the relay", Some("2024-05-12".to_owned())), "{front}");
        assert!(front.contains("other") || it.severity.and_then(|it| it.value.rank) == Some(2), "{front}");
        assert!((1..=2).contains(&messages.len()), "{front}: {messages:?}");
    }
    let (_, messages) = read("title: a\nseverty: high\nflavour: x\ndate: 2206-01-02\n");
    assert_eq!(messages, ["`date` is in the year 2206", "unknown key `severty`"]);
    let (_, messages) = read("title: a\ncauses: human error\nseverity: high\n");
    assert_eq!(messages.len(), 1);
}

#[test]
fn authors_are_written_in_many_ways() {
    for front in [
        "author: Iva ([@iva](https://s.example/@iva)), [Sol](https://s.example/@sol), and the infra team\n",
        "authors:\n  - name: Iva\n    url: https://s.example/iva\n  - name: \"@Sol\"\n  - the infra team\n",
        "author:\n  - name: Iva\n  - name: Sol.\n  - name: the infra team\n",
        "authors: Iva, Sol, the infra team\n",
    ] {
        let it = read(&format!("---\ntitle: a\n{front}---\n\nText.\n"));
        let names: Vec<_> = it.authors.iter().map(|name| name.value.as_str()).collect();
        assert_eq!(names, ["Iva", "Sol", "the infra team"], "{front}");
    }
    assert_eq!(read("---\ntitle: a\nauthor: Doe, Kim\n---\n\nText.\n").authors[0].value, "Doe, Kim");
}

#[test]
fn the_state_of_a_document_may_be_called_state() {
    let status = |state: &str| {
        let (document, messages) =
            unplaced("x.md", &format!("---\nstate: {state}\n---\n\n# T\n\n## Root cause\n\nA key.\n"));
        match document {
            Ok(Document::Incident(it)) => (it.status.map(|status| status.value.slug()), messages.len()),
            _ => (None, messages.len()),
        }
    };
    assert_eq!(status("closed"), (Some("closed"), 0));
    assert_eq!(status("\"In review\""), (Some("in-review"), 0));
    assert_eq!(status("smouldering"), (None, 1));
}

#[test]
fn fields_of_mdx_are_the_head_of_the_document() {
    let text = "import { Post } from './Post'\n\nexport const post = {\n  title: 'Lamp out: a review',\n  author: 'Arno',\n  date: '2031-01-02',\n}\n\nexport default (props) => <Post {...props} />\n\nThe lamp was out.\n\n# A dark hall\n\nNobody saw anything.\n\n## Root cause\n\nA fuse.\n";
    let (document, _) = unplaced("lamp.mdx", text);
    let Ok(Document::Incident(it)) = document else { unreachable!("no incident: {document:?}") };
    assert_eq!(it.text.title.value, "Lamp out: a review");
    assert_eq!(it.date.map(|date| date.value.to_string()).as_deref(), Some("2031-01-02"));
    assert_eq!(it.authors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["Arno"]);
    assert_eq!(it.summary.map(|fact| fact.value.plain).as_deref(), Some("The lamp was out."));
}

#[test]
fn a_form_has_its_title_in_a_field() {
    let title = |text: &str| read(text).text.title.value;
    assert_eq!(title("障害報告書\n\n件名：予約の表示不具合\n発生日時：2031年5月12日\n"), "予約の表示不具合");
    assert_eq!(title("Incident report\n\nDate: 2031-05-12\nTitle: Wrong week\n"), "Wrong week");
    assert_eq!(title("# Wrong week\n\nTitle: Head of bookings\n"), "Wrong week");
    assert_eq!(title("Wrong week\n\nOn 2031-05-12 guests saw the wrong week.\n"), "Wrong week");
}

#[test]
fn the_name_of_the_document_is_no_section() {
    let text = "Root Cause Analysis (RCA)\n\nCustomer: all\nPriority: 1\n\nRoot cause\n\nThe licence had expired.\n";
    let incident = read(text);
    assert_eq!(incident.text.title.value, "Root Cause Analysis (RCA)");
    assert_eq!(incident.root_cause.map(|it| it.value.plain), Some("The licence had expired.".to_owned()));
    assert!(incident.summary.is_none());
    // Without another section of that name it is one.
    let alone = read("Root cause\n\nThe licence had expired.\n\nResolution\n\nWe bought one.\n");
    assert_eq!(alone.root_cause.map(|it| it.value.plain), Some("The licence had expired.".to_owned()));
}

#[test]
fn below_a_table_the_first_of_several_headings_is_a_section() {
    let table = "| Severity | SEV-2 |\n|---|---|\n| Started | 2031-03-04 14:02 UTC |\n";
    for above in [table, "- Severity: SEV-2\n- Started: 2031-03-04 14:02 UTC\n"] {
        let text = format!("{above}\n## What happened\n\nThe gate stuck.\n\n## Root cause\n\nA belt.\n");
        let (read, _) = unplaced("gate-stuck.md", &text);
        let Ok(Document::Incident(incident)) = read else { unreachable!("no incident") };
        assert_ne!(incident.text.title.value, "What happened", "{above}");
    }
}
