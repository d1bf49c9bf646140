//! Action items out of lists, tables and lines, with their fields.

use super::*;
use crate::incident::action::{ActionKind, ActionStatus, Ticket};
use crate::markdown::{self, Dialect};

pub(super) fn read_list(text: &str) -> Vec<ActionItem> {
    let document = markdown::parse(text, 0, Dialect::Casebook);
    read(&document.blocks.iter().collect::<Vec<_>>()).0
}

#[test]
fn fields_stand_at_the_end_of_an_item() {
    let items = read_list(
        "- [x] Alert at 80 % (owner: Ines) (type: detect) [LCK-1](https://t.example/LCK-1) P2 due 2026-03-01, done 2026-02-20\n",
    );
    let [item] = items.as_slice() else { unreachable!("{items:?}") };
    let ticket = Ticket { text: "LCK-1".into(), url: Some("https://t.example/LCK-1".into()) };
    assert_eq!((item.status, item.kind), (ActionStatus::Done, Some(ActionKind::Detect)));
    assert_eq!((&item.ticket, item.done), (&Some(ticket), Some(Date::constant(2026, 2, 20))));
}

#[test]
fn fields_are_found_however_they_are_named() {
    for text in [
        "- Alert at 80 % (owner: Ines) (type: detect) [LCK-1](https://t.example/LCK-1) P2 due 2026-03-01\n",
        "- Alert at 80 % (owner: Ines, due: 2026-03-01, priority: P2) [LCK-1](https://t.example/LCK-1)\n",
        "- **Owner: Ines** Alert at 80 % — **Priority:** P2 — **Ticket:** LCK-1 — **Due:** 2026-03-01\n",
        "- @ines Alert at 80 %, LCK-1, P2, by 2026-03-01\n",
        "- Alert at 80 % (owner Ines, priority: P2; due 2026-03-01) LCK-1\n",
        "- Alert at 80 %, LCK-1, owner Ines, P2 {due: 2026-03-01}\n",
        "- Alert at 80 %, by 2026-03-01, P2, LCK-1 → @ines\n",
    ] {
        let items = read_list(text);
        let item = &items[0];
        assert_eq!(item.plain(), "Alert at 80 %", "{text}");
        assert_eq!(item.owner.as_deref().map(str::to_lowercase).as_deref(), Some("ines"), "{text}");
        assert_eq!(item.priority.as_deref(), Some("P2"), "{text}");
        assert_eq!(item.ticket.as_ref().map(|ticket| ticket.text.as_str()), Some("LCK-1"), "{text}");
        assert_eq!(item.due, Some(Date::constant(2026, 3, 1)), "{text}");
    }
}

/// What is not understood is kept as it was written.
#[test]
fn no_word_of_an_item_is_lost() {
    let mut items = read_list(
        "- [ ] one (@lee, due March 20, PAY-78)\n\
         - [ ] two – P1 – Type: detect\n\
         - [ ] three (owner: Kim, due Q2)\n\
         - [ ] four - @lee - PAY-77\n\
         - [ ] five [PAY-7] in the text\n\
         - [ ] PAY-79: six (owner: Ann, Bo; due: soon, P2)\n\
         - [ ] seven — Owner: Kim — Status: blocked — Due: 2026-04-02 at noon\n\
         - [ ] UTF-8: eight (due to the outage)\n\
         - [ ] eleven — Owner: Ann, @bob, P2 — Ticket: A-1, BC-2\n\
         - [-] nine\n- [/] ten, due 1 February\n\
         - [ ] twelve (due March 20 at 10:00)\n",
    );
    date(&mut items, Some(Date::constant(2026, 3, 1)), None);
    let told = |item: &ActionItem| {
        let ticket = item.ticket.as_ref().map(|ticket| ticket.text.clone());
        let due = item.due.map(|due| due.to_string());
        let words = [item.owner.clone(), due, item.due_text.clone(), ticket, item.priority.clone()];
        let kind = item.kind.map(|kind| kind.slug().to_owned());
        let detail = item.detail.iter().map(|node| markdown::plain(&node.children));
        let words = words.into_iter().chain([kind]).flatten().chain(detail);
        format!("{} {}: {}", item.plain(), item.status.slug(), words.collect::<Vec<_>>().join(" "))
    };
    assert_eq!(
        items.iter().map(told).collect::<Vec<_>>(),
        [
            "one todo: lee 2026-03-20 PAY-78",
            "two todo: P1 detect",
            "three todo: Kim Q2",
            "four todo: lee PAY-77",
            "five [PAY-7] in the text todo: PAY-7",
            "six todo: Ann, Bo soon PAY-79 P2",
            "seven todo: Kim 2026-04-02 2026-04-02 at noon Status: blocked",
            "UTF-8: eight (due to the outage) todo: ",
            "eleven todo: Ann, @bob A-1, BC-2 P2",
            "nine dropped: ",
            "ten in-progress: 1 February",
            "twelve todo: 2026-03-20 March 20 at 10:00",
        ]
    );
}

/// What ends like a field, and brackets that begin like a status.
#[test]
fn words_that_only_look_like_fields_stay() {
    let same = |text: &str| {
        let items = read_list(&format!("- [ ] {text}\n"));
        let item = &items[0];
        assert_eq!(item.plain(), text);
        let fields = [item.owner.as_ref(), item.due_text.as_ref(), item.priority.as_ref()];
        assert_eq!(fields, [None; 3], "{text}");
        assert_eq!((item.status, &item.ticket, item.due), (ActionStatus::Todo, &None, None), "{text}");
    };
    for text in [
        "Do X (closed beta)",
        "Do X (open source only)",
        "Do X (in progress, blocked by Kim)",
        "Alarm when severity is P1",
        "Upgrade to RHEL-9",
        "Page for SEV-1",
        "Install @types/node",
        "Do X [OPS-1, OPS-2]",
        "Do X (owner: Kim, reviewer: Lee)",
    ] {
        same(text);
    }
    let item = |text: &str| read_list(&format!("- {text}\n")).remove(0);
    let range = item("Do X (due March 20 to 25)");
    assert_eq!((range.due, range.due_text.as_deref()), (None, Some("March 20 to 25")));
    let twice = item("Do X (type: prevent, type: detect)");
    assert_eq!(twice.kind, Some(ActionKind::Prevent));
    assert_eq!(markdown::plain(&twice.detail[0].children), "Type: detect");
    let part = item("Do X (Kim, due 2026-04-01)");
    assert_eq!((part.plain().as_str(), part.owner.as_deref()), ("Do X", Some("Kim")));
    assert_eq!(part.due, Some(Date::constant(2026, 4, 1)));
    let done = item("Do X (done 2026-03-20)");
    assert_eq!((done.plain().as_str(), done.status), ("Do X (done 2026-03-20)", ActionStatus::Done));
    let two = item("Do X (ticket: OPS-1, OPS-2) (owner: Kim) (owner: Lee)");
    assert_eq!(two.ticket.map(|ticket| ticket.text).as_deref(), Some("OPS-1, OPS-2"));
    assert_eq!(two.owner.as_deref(), Some("Kim, Lee"));
    let both = item("Do X (Owner: Kim. Due 2026-04-01.)");
    assert_eq!((both.owner.as_deref(), both.due), (Some("Kim"), Some(Date::constant(2026, 4, 1))));
    assert_eq!(item("[ ] IN PROGRESS: Do X").status, ActionStatus::InProgress);
    assert_eq!(item("[ ] @kim").plain(), "@kim");
}

#[test]
fn fields_stand_on_lines_of_their_own() {
    let items = read_list(
        "- [ ] one\n  Owner: Kim\n  **Due:** 2026-04-01\n\
         - [ ] two\n  - Owner: Lee, due: 2026-04-02\n  - Ask first\n  - Ticket: [A-1](https://t.example/A-1)\n\
         - [ ] three\n\n  Priority: P1\n  Status: blocked\n\n  Text: of its own\n\
         - [ ] four\n  and more: it\n  goes on\n",
    );
    let plain = |item: &ActionItem| (item.plain(), markdown::plain(&item.detail));
    let all: Vec<_> = items.iter().map(plain).collect();
    let expected = [
        ("one", ""),
        ("two", "Ask first"),
        ("three", "Status: blocked Text: of its own"),
        ("four and more: it goes on", ""),
    ];
    assert_eq!(all, expected.map(|(text, detail)| (text.to_owned(), detail.to_owned())));
    assert_eq!((items[0].owner.as_deref(), items[0].due), (Some("Kim"), Some(Date::constant(2026, 4, 1))));
    assert_eq!((items[1].owner.as_deref(), items[1].due), (Some("Lee"), Some(Date::constant(2026, 4, 2))));
    assert_eq!(items[1].ticket.as_ref().and_then(|ticket| ticket.url.as_deref()), Some("https://t.example/A-1"));
    assert_eq!(items[2].priority.as_deref(), Some("P1"));
}

#[test]
fn a_table_may_have_its_names_in_the_first_column() {
    for head in
        ["| Action | Alert at 80 % |\n|---|---|\n", "| Field | Value |\n|---|---|\n| Action | Alert at 80 % |\n"]
    {
        let items =
            read_list(&format!("{head}| Owner | Kim |\n| Due date | 2026-04-01 |\n| Done? | no |\n| Cost | low |\n"));
        assert_eq!(items.len(), 1, "{items:?}");
        let item = &items[0];
        assert_eq!((item.plain().as_str(), item.owner.as_deref()), ("Alert at 80 %", Some("Kim")));
        assert_eq!((item.due, item.status), (Some(Date::constant(2026, 4, 1)), ActionStatus::Todo));
        assert_eq!(markdown::plain(&item.detail), "Cost: low");
    }
    let two = read_list("| Action | a | b |\n|---|---|---|\n| Owner | Kim | Lee |\n| Status | done | open |\n");
    assert_eq!(two.iter().map(|item| item.owner.as_deref()).collect::<Vec<_>>(), [Some("Kim"), Some("Lee")]);
}

#[test]
fn no_word_below_an_item_is_lost() {
    let items = read_list(
        "- Rotate keys (P2)\n  - Priority: P1\n  - Owner: Kim (SRE)\n  - Owner: Lee\n\
         - [x] Two\n  - Status: open\n  - Due: 2026-04-01 (was 2026-03-15)\n  - Owner: TBD\n\
         - three\n  - Ticket: [A-71](https://t.example/A-71) and [A-72](https://t.example/A-72)\n  - Due: ~~2026-03-01~~ 2026-04-01\n  - Owner: [Kim](https://w.example/kim)\n\
         - four\n  - Issue: the alert is too noisy\n  - Owner: whoever is on call that day, or Kim\n  - Ticket: OPS-7\n",
    );
    let told = |item: &ActionItem| (item.owner.clone().unwrap_or_default(), markdown::plain(&item.detail));
    let all: Vec<_> = items.iter().map(told).collect();
    assert_eq!(all[0], ("Kim (SRE), Lee".to_owned(), "Priority: P1".to_owned()));
    assert_eq!(all[1], (String::new(), "Status: open".to_owned()));
    assert_eq!(
        (items[1].due, items[1].due_text.as_deref()),
        (Some(Date::constant(2026, 4, 1)), Some("2026-04-01 (was 2026-03-15)"))
    );
    assert_eq!(all[2], (String::new(), "Ticket: A-71 and A-72 Due: 2026-03-01 2026-04-01 Owner: Kim".to_owned()));
    assert_eq!(items[2].due, None);
    assert_eq!(all[3].1, "Issue: the alert is too noisy Owner: whoever is on call that day, or Kim");
    assert_eq!(items[3].ticket.as_ref().map(|ticket| ticket.text.as_str()), Some("OPS-7"));
}

#[test]
fn tables_that_only_look_turned_are_read_by_rows() {
    let all = |text: &str| read_list(text).iter().map(ActionItem::plain).collect::<Vec<_>>();
    let named = "| Task | Details |\n|---|---|\n| Owner | Every service gets one |\n| Status | Shown on a page |\n";
    assert_eq!(all(named), ["Owner", "Status"]);
    // Of what no column is known, nobody knows what it holds.
    let three = "| Field | Value | Comment |\n|---|---|---|\n| Action | Alert | important |\n| Owner | Kim | asked |\n";
    assert!(all(three).is_empty());
    let described = "| Action | Alert |\n|---|---|\n| Description | In all regions |\n| Owner | Kim |\n";
    assert_eq!(all(described), ["Alert"]);
    assert_eq!(markdown::plain(&read_list(described)[0].detail), "Description: In all regions");
    let headed = "### Alert\n\n| Owner | Kim |\n|---|---|\n| Due | 2026-04-01 |\n| Status | done |\n\n### Tell\n\n| Owner | Lee |\n|---|---|\n| Cost | low |\n| Due | 2026-04-02 |\n";
    let items = read_list(headed);
    assert_eq!(items.iter().map(ActionItem::plain).collect::<Vec<_>>(), ["Alert", "Tell"]);
    assert_eq!((items[0].owner.as_deref(), items[0].status), (Some("Kim"), ActionStatus::Done));
    assert_eq!((items[1].owner.as_deref(), markdown::plain(&items[1].detail).as_str()), (Some("Lee"), "Cost low"));
    assert_eq!(items[1].detail[0].children[0].kind, Kind::Head);
    assert_eq!(
        all("| Action | Owner |\n|---|---|\n| TBD | Max |\n| - | Lee |\n| ~~a~~ b | ~~Kim~~ Ann |\n"),
        ["Max", "Lee", "a b"]
    );
    assert_eq!(read_list("| Action | Owner |\n|---|---|\n| a | ~~Kim~~ Ann |\n")[0].owner.as_deref(), Some("Ann"));
}

#[test]
fn answers_are_states_and_rows_without_an_action_stay() {
    let items = read_list(
        "| Action | Owner | Done? |\n|---|---|---|\n| a | Kim | Ja |\n| b | Kim | no |\n| | Lee | yes |\n| | | |\n| None | | |\n",
    );
    let all: Vec<_> = items.iter().map(|item| (item.plain(), item.status)).collect();
    let expected = [("a", ActionStatus::Done), ("b", ActionStatus::Todo), ("Lee · yes", ActionStatus::Done)];
    assert_eq!(all, expected.map(|(text, status)| (text.to_owned(), status)));
    assert!(items.iter().all(|item| item.detail.is_empty()));
}

#[test]
fn no_cell_of_a_table_is_lost() {
    let items = read_list(
        "| ID | Action | Due | State | Type |\n|---|---|---|---|---|\n\
         | AI-1 | a | 03/04/2026 | Blocked | Prevention |\n\
         | one | b | 2026-02-30 | in review | process |\n\
         | 3 | c | TBD | Done | detect |\n",
    );
    let due: Vec<_> = items.iter().map(|item| item.due_text.as_deref()).collect();
    assert_eq!(due, [Some("03/04/2026"), Some("2026-02-30"), None]);
    let detail = |item: &ActionItem| item.detail.iter().map(|node| markdown::plain(&node.children)).collect();
    let details: Vec<Vec<String>> = items.iter().map(detail).collect();
    assert_eq!(details, [vec!["State: Blocked"], vec!["Type: process", "ID: one"], vec![]]);
    assert_eq!(items[0].ticket.as_ref().map(|ticket| ticket.text.as_str()), Some("AI-1"));
    assert_eq!(items.iter().map(|item| item.kind.is_some()).collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn words_in_a_sentence_are_not_fields() {
    let items = read_list("- Page on P1 alerts within the hour\n- N/A\n- Write to owner: Ines about it\n");
    assert_eq!(
        items.iter().map(ActionItem::plain).collect::<Vec<_>>(),
        ["Page on P1 alerts within the hour", "Write to owner: Ines about it"]
    );
    assert!(items.iter().all(|item| item.priority.is_none() && item.owner.is_none()));
}

#[test]
fn tables_are_read_by_their_header() {
    let items = read_list(
        "| Pri | Action item | Owner | Status |\n|---|---|---|---|\n| P0 | Repair it | Kim | dropped: too dear |\n| | None | | |\n",
    );
    let item = &items[0];
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!((item.priority.as_deref(), item.owner.as_deref()), (Some("P0"), Some("Kim")));
    assert_eq!((item.status, item.reason.as_deref()), (ActionStatus::Dropped, Some("too dear")));
}
