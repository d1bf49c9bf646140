//! `casebook list`: which incidents, in which order and in which form.

use expect_test::expect;
use serde_json::Value;

use crate::harness::{Archive, Messages, Run};

fn archive() -> Archive {
    Archive::new(
        "
-- casebook.toml --
title = \"T\"
causes = [\"capacity\", \"config change\", \"dns\"]
-- content/incidents/2025-11-02-cold-cache.md --
+++
id = \"INC-1\"
title = \"The cache went cold\"
date = 2025-11-02
severity = \"SEV-2\"
status = \"closed\"
services = [\"checkout\", \"parcel lockers\"]
causes = [\"capacity\"]
tags = [\"peak\"]
started = 2025-11-02T09:00:00Z
mitigated = 2025-11-02T09:30:00Z
+++
Text.
-- content/incidents/2026-02-03-names.md --
+++
id = \"INC-2\"
title = \"Néw names, old answers\"
date = 2026-02-03
severity = \"SEV-1\"
services = [\"checkout\"]
causes = [\"config change\"]
teams = [\"network\"]
started = 2026-02-03T09:00:00Z
mitigated = 2026-02-03T12:00:00Z
+++
Text.
-- content/incidents/2026-05-06-slow.md --
+++
id = \"INC-3\"
title = \"Slow at noon\"
date = 2026-05-06
severity = \"SEV-2\"
services = [\"notify\"]
+++
Text.
-- content/incidents/2026-06-07-unfinished.md --
+++
id = \"INC-4\"
title = \"Being written\"
date = 2026-06-07
status = \"draft\"
+++
Text.
",
    )
}

fn list(archive: &Archive, arguments: &[&str]) -> Run {
    let mut all = vec!["list"];
    all.extend(arguments);
    archive.run(&all)
}

/// The numbers of the incidents that are listed, in order.
#[track_caller]
fn numbers(archive: &Archive, arguments: &[&str]) -> Vec<u64> {
    let mut all = vec!["--format", "json"];
    all.extend(arguments);
    let run = list(archive, &all);
    run.clean();
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let ids = json["incidents"].as_array().expect("a list").iter();
    ids.map(|it| it["id"].as_str().and_then(|id| id.strip_prefix("INC-")?.parse().ok()).expect("an id")).collect()
}

#[test]
fn filters_are_those_of_the_search_page() {
    let archive = archive();
    for (filters, expected) in [
        (&[][..], &[3, 2, 1][..]),
        (&["severity:SEV-1"], &[2]),
        (&["severity:p0"], &[2]),
        (&["SEVERITY:sev-2"], &[3, 1]),
        (&["severity:SEV-1", "severity:SEV-2"], &[3, 2, 1]),
        (&["severity:SEV-2", "service:checkout"], &[1]),
        (&["service:notify", "service:checkout", "year:2026"], &[3, 2]),
        (&["cause:config change"], &[2]),
        (&["service:Parcel Lockers"], &[1]),
        (&["service:\"parcel lockers\" severity:SEV-2"], &[1]),
        (&["service:checkout tag:peak"], &[1]),
        (&["team:network"], &[2]),
        (&["status:closed"], &[1]),
        (&["status:draft"], &[4]),
        (&["--drafts", "after:2026-06"], &[4]),
        (&["after:2026"], &[3, 2]),
        (&["after:2026-02-03"], &[3, 2]),
        (&["before:2026-02-03"], &[1]),
        (&["after:2026-01", "before:2026-03"], &[2]),
        (&["new", "OLD"], &[2]),
        (&["names slow"], &[]),
        (&["at noon"], &[3]),
        (&["inc-1"], &[1]),
        (&["cold", "year:2026"], &[]),
    ] {
        assert_eq!(numbers(&archive, filters), expected, "{filters:?}");
    }
}

#[test]
fn a_value_that_merely_has_no_incident_is_no_mistake() {
    let archive = archive();
    for filter in ["severity:SEV-5", "cause:dns", "year:1999", "status:in-review", "service:search", "tag:quiet"] {
        assert_eq!(numbers(&archive, &[filter]), [] as [u64; 0], "{filter}");
    }
    let run = list(&archive, &["tag:quiet"]);
    run.warns(expect![[r#"
        no incident fits
    "#]]);
    assert_eq!(run.stdout, "");
}

#[test]
fn a_mistake_in_a_filter_is_explained() {
    let archive = archive();
    let mut messages = Messages::default();
    for filter in [
        "severty:SEV-1",
        "flavour:sweet",
        "severity:SEV-9",
        "severity:SEV-9x",
        "severity:hgih",
        "cause:capacty",
        "cause:weather",
        "service:parcel-locker",
        "year:20",
        "status:closd",
        "after:2026-13",
        "before:soon",
        "tag:",
        "tag:\"peak",
    ] {
        let run = list(&archive, &[filter]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{filter}");
        messages.add(filter, &run);
    }
    messages.are("list/filters");
}

#[test]
fn order_and_number_can_be_chosen() {
    let archive = archive();
    assert_eq!(numbers(&archive, &["--sort", "severity"]), [2, 3, 1]);
    assert_eq!(numbers(&archive, &["--sort", "duration"]), [2, 1, 3]);
    assert_eq!(numbers(&archive, &["--sort", "duration", "--limit", "1"]), [2]);
    assert_eq!(numbers(&archive, &["--sort", "date", "--limit", "9"]), [3, 2, 1]);
}

#[test]
fn the_table_is_aligned_and_whole_where_no_terminal_is() {
    let run = list(&archive(), &["--sort", "severity"]);
    run.clean();
    let expected = "\
DATE        SEVERITY  DURATION  ID     TITLE                   SERVICES
2026-02-03  SEV-1     3 h       INC-2  Néw names, old answers  checkout
2026-05-06  SEV-2               INC-3  Slow at noon            notify
2025-11-02  SEV-2     30 min    INC-1  The cache went cold     checkout, parcel lockers
";
    assert_eq!(run.stdout, expected);
}

#[test]
fn data_is_that_of_the_site() {
    let archive = archive();
    archive.build(&[]).clean();
    assert_eq!(list(&archive, &["--format", "json"]).stdout, archive.page("incidents.json"));
    assert_eq!(list(&archive, &["--format", "csv"]).stdout, archive.page("incidents.csv"));
    let csv = list(&archive, &["--format", "csv", "service:notify"]).stdout;
    assert!(csv.lines().count() == 2 && csv.contains("INC-3"), "{csv}");
}

#[test]
fn a_list_of_an_archive_with_errors_says_that_it_may_lack_something() {
    let archive = archive();
    archive.write("content/incidents/wrong.md", "+++\ntitle = \"W\"\nseverity = \"hgih\"\n+++\nText.\n");
    list(&archive, &[])
        .exits(1)
        .prints(expect![[r#"
            DATE        SEVERITY  DURATION  ID     TITLE                   SERVICES
            2026-05-06  SEV-2               INC-3  Slow at noon            notify
            2026-02-03  SEV-1     3 h       INC-2  Néw names, old answers  checkout
            2025-11-02  SEV-2     30 min    INC-1  The cache went cold     checkout, parcel lockers
                                            wrong  W
        "#]])
        .exits(1)
        .says(expect![[r#"
            warning: 1 error in the documents: what they state may be missing here
            help: `casebook check` shows them
        "#]]);
    archive.write("casebook.toml", "title = 5\n");
    list(&archive, &[]).exits(2).says(expect![[r#"
        error: `title` must be text, is a number
         --> casebook.toml:1:9
          |
        1 | title = 5
          |         ^
          |
          = help: put it in quotation marks

    "#]]);
}
