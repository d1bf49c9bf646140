//! Head in every form.

use super::*;
use crate::markdown;
use crate::read::found::levels;

fn head(text: &str) -> Head {
    let config = Config::default();
    read(&markdown::parse(text, 0, markdown::Dialect::Casebook), &[], &config, Near::default())
}

fn services(text: &str) -> Vec<String> {
    head(text).services.into_iter().map(|name| name.value).collect()
}

#[test]
fn services_are_names() {
    for (value, expected) in [
        ("all sites behind the router: a.example, b.example, and ~20 others", vec!["a.example", "b.example"]),
        (
            "player (web), and as a side effect: notifier (webhook alerts)",
            vec!["player (web)", "notifier (webhook alerts)"],
        ),
        ("`orders` (order processing), shared database", vec!["orders", "shared database"]),
        ("search, shop（三つのサービスに分かれた設計の不備）", vec!["search", "shop"]),
        ("`src/shop/cart.py` (`total`, `sum`); checkout", vec!["checkout"]),
        ("shop, and more", vec!["shop"]),
        ("shop and cart", vec!["shop", "cart"]),
        ("Cart and Saved lists", vec!["Cart and Saved lists"]),
        ("shop, Cart and Saved lists and news (web, and print)", vec!["shop", "Cart and Saved lists", "news"]),
        ("None", vec![]),
    ] {
        assert_eq!(services(&format!("# T\n\n**Services affected:** {value}\n")), expected, "{value}");
        assert_eq!(
            services(&format!("# T\n\n| Severity | SEV-2 |\n|---|---|\n| Services | {value} |\n")),
            expected,
            "{value}"
        );
    }
}

#[test]
fn a_value_that_is_struck_out_does_not_count() {
    let severity = |text: &str| head(&format!("# T\n\n{text}")).severity.map(|text| text.value);
    for text in [
        "**Severity:** ~~SEV-3~~ SEV-1\n",
        "- Schweregrad: ~~niedrig~~ ~~mittel~~ **SEV-1**\n",
        "| Severity | ~~SEV-3~~ SEV-1 |\n|---|---|\n| Date | 2031-04-02 |\n",
        "## Severity\n\n~~SEV-3~~ / **SEV-1**\n",
    ] {
        let found = severity(text).map(|level| level.trim_matches([' ', '/', '*']).to_owned());
        assert_eq!(found.as_deref(), Some("SEV-1"), "{text}");
    }
    assert_eq!(severity("**Severity:** ~~SEV-3~~\n"), None);
    assert_eq!(severity("~~Severity: SEV-3~~\n"), None);
    assert_eq!(services("# T\n\n**Services affected:** ~~cart~~, `shop`, ~~`till`~~\n"), ["shop"]);
}

#[test]
fn what_two_places_contradict_is_not_shown() {
    let severity = |text: &str| head(text).severity.map(|text| text.value);
    let twice = "# T\n\n**Severity:** SEV-1\n**Status:** Open\n\n- **Severity:** SEV-3\n- **Owner:** @kim\n";
    assert_eq!(severity(twice), None);
    assert_eq!(head(twice).owner.map(|name| name.value).as_deref(), Some("kim"));
    assert_eq!(severity(&twice.replace("SEV-3", "sev-1 (all shops)")).as_deref(), Some("SEV-1"));
    let starts = |second: &str| {
        let text = format!("# T\n\n**Start:** 2031-03-09 10:00 UTC\n\n- **Owner:** @kim\n- **Start:** {second}\n");
        head(&text).instants.started.is_some()
    };
    assert!(starts("2031-03-09 10:00 UTC"));
    assert!(!starts("2031-03-09 11:20 UTC"));
}

#[test]
fn a_class_that_is_a_severity_may_name_readers_too() {
    let readers = |text: &str| head(text).audience.map(|it| it.value);
    assert_eq!(
        readers("# T\n\n**Classification:** Internal, severity 1\n"),
        readers("# T\n\n**Classification:** Internal\n")
    );
    for value in ["1 - internal", "internal (P1)", "Major, confidential"] {
        let found = head(&format!("# T\n\n**Classification:** {value}\n"));
        assert_eq!(found.audience.map(|it| it.value), Some(Audience::Internal), "{value}");
    }
    for field in [
        "Impact: internal users only",
        "**Impact:** internal users only",
        "Trigger: staff only",
        "**Users affected:** internal only",
        "Tags: internal tools, gate",
    ] {
        assert_eq!(readers(&format!("# T\n\n{field}\n")), None, "{field}");
    }
    assert_eq!(head("# T\n\n**Classification:** Major\n").severity.map(|it| it.value).as_deref(), Some("Major"));
}

#[test]
fn a_field_may_have_its_value_below() {
    for text in [
        "# T\n\n**Date:** 2031-03-27\n**Affected Services:**\n- shop\n- cart of the day\n",
        "# T\n\n- **Affected services:**\n  - shop\n  - cart of the day: slow\n",
        "# T\n\n## Affected components\n\n- shop\n- cart of the day\n",
        "# T\n\n## Summary\n\nIt was down.\n\n## Impact\n\n- **Affected services:** shop, cart of the day\n",
        "# T\n\n## Summary\n\nDown.\n\n## Impact\n\nAll.\n\n## Affected services\n\n- shop\n- cart of the day\n",
    ] {
        assert_eq!(services(text), ["shop", "cart of the day"], "{text}");
    }
    for text in [
        "# T\n\n## Summary\n\nDown.\n\n## Root cause\n\nServices: shop\n",
        "# T\n\n## Appendix\n\n### Services\n\n- shop\n",
        "# T\n\n**Affected services:** see below\n\n## Timeline\n\n- 10:00 x\n",
    ] {
        assert!(!services(text).contains(&"shop".to_owned()), "{text}");
    }
    let date = head("# T\n\n## Date of incident\n\n`2031-03-03`\n").date;
    assert_eq!(date.map(|date| date.value.to_string()).as_deref(), Some("2031-03-03"));
}

#[test]
fn a_severity_may_have_reasons_of_any_length() {
    let long = "one main feature stood still for a week, nobody saw its results, and it was reduced to 3 users at last";
    let config = Config::default();
    for value in [
        "SEV-2".to_owned(),
        format!("SEV-2 ({long})"),
        "SEV-2（提案。主な機能が一週間ほど止まり、利用者は結果を見られなかった）".to_owned(),
        "S2. Hobby service degraded, no data lost.".to_owned(),
        format!("**High** - {long}"),
        "High: nobody could log in".to_owned(),
        "P2 (main feature broken)".to_owned(),
    ] {
        for text in [
            format!("# T\n\nSeverity: {value}\n"),
            format!("# T\n\n## Severity\n\n{value}\n\n## Root cause\n\nA key.\n"),
        ] {
            let found = head(&text).severity.and_then(|it| levels::severity(&it.value, &config));
            assert_eq!(found.and_then(|it| it.rank), Some(2), "{text}");
        }
    }
    assert_eq!(levels::status("Complete, action items in progress"), Some(crate::incident::Status::Closed));
    assert_eq!(levels::status("Almost complete"), None);
}

#[test]
fn names_end_without_the_full_stop_of_their_sentence() {
    let authors = |text: &str| head(text).authors.into_iter().map(|name| name.value).collect::<Vec<_>>();
    assert_eq!(authors("# T\n\n**Authors**: Ana, Pia.\n"), ["Ana", "Pia"]);
    assert_eq!(authors("# T\n\nAuthors: Ana and Kim L.\n"), ["Ana", "Kim L."]);
}

#[test]
fn fields_stand_in_every_form() {
    for text in [
        "# T\n\n> **Impact started** 2031-03-27 9:10\n> **Severity** SEV-2\n",
        "# T\n\n| Ref | 12 |\n|---|---|\n| Date/time service lost | 27/03/2031 9:10 |\n| Severity | SEV-2 |\n",
        "# T\n\n| Severity | Owner | Started |\n|---|---|---|\n| SEV-2 | Kim | 2031-03-27 9:10 |\n",
        "# T\n\nStart of the interruption: 2031-03-27 9:10\nSeverity: SEV-2\n",
    ] {
        let found = head(text);
        let started = found.instants.started.map(|at| at.value.rfc3339());
        assert_eq!(started.as_deref(), Some("2031-03-27T09:10:00"), "{text}");
        assert_eq!(found.severity.map(|it| it.value).as_deref(), Some("SEV-2"), "{text}");
    }
    let action = "# T\n\n| Action | Owner | State |\n|---|---|---|\n| Oil it | Kim | done |\n";
    assert!(head(action).owner.is_none());
    let prose = "# T\n\n**Severity** is a word: we mean the harm. **Start** with the pump.\n";
    assert!(head(prose).severity.is_none());
}
