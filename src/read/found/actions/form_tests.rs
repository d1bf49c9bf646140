//! Items in the forms of other tools and people.

use super::tests::read_list;
use super::*;
use crate::config::Config;
use crate::incident::action::ActionStatus;

pub(super) fn find_in(text: &str) -> Vec<ActionItem> {
    let file = std::sync::Arc::new(crate::text::SourceFile::new("a.md", text));
    let config = crate::config::Config::default();
    let document = crate::read::found::shape::document(text, 0, &config);
    let sections = crate::read::found::sections::read(&document, &file, &config);
    find(&document, &sections, &Config::default(), text).0
}

fn texts(items: &[ActionItem]) -> Vec<String> {
    items.iter().map(ActionItem::plain).collect()
}

#[test]
fn days_at_the_end_are_read_in_every_form() {
    let items = read_list(
        "- a (owner: Kim) due Feb 1, 2026\n- b, due 1.02.2026\n- c 📅 2026-02-01\n- d, by 1 February 2026.\n- e. Owner: Kim, due: Feb 1, 2026.\n- f (due Feb 1, 2026)\n",
    );
    for item in &items {
        assert_eq!(item.due, Some(Date::constant(2026, 2, 1)), "{item:?}");
        assert!(item.plain().trim_end_matches('.').chars().count() == 1, "{item:?}");
    }
    let items =
        read_list("- Ship ASAP\n- b (ASAP)\n- c, due: ASAP\n- d — due next week\n- e due to the outage\n- f by hand\n");
    let due: Vec<_> = items.iter().map(|item| item.due_text.as_deref()).collect();
    assert_eq!(due, [Some("ASAP"), Some("ASAP"), Some("ASAP"), Some("next week"), None, None]);
}

#[test]
fn rows_that_a_template_left_are_no_actions() {
    let rows = |row: &str| {
        let table =
            format!("| # | Task | Owner | Due |\n|---|---|---|---|\n| 1 | Oil the hinge | Kim | 2031-05-01 |\n{row}\n");
        texts(&read_list(&table))
    };
    for row in [
        "| | [Task] | [Owner] | [Due] |",
        "| 2 | [Tarea] | [Nombre] | |",
        "| - | {what} | {who} | {when} |",
        "| e.g. | Add an alert | Jo Doe | 2031-01-01 |",
        "| Beispiel | Alarm einrichten | Max | morgen |",
        "| (Ex.) | _Alerte à ajouter_ | _Jo_ | |",
    ] {
        assert_eq!(rows(row), ["Oil the hinge"], "{row}");
    }
    for row in ["| 2 | Mend the belt | [Kim] | |", "| 2 | [Mend the belt] | | |", "| Ex 2 | Mend the belt | Kim | |"] {
        assert_eq!(rows(row).len(), 2, "{row}");
    }
}

#[test]
fn lists_below_a_question_or_a_promise_are_actions() {
    for label in [
        "**What are we changing?**",
        "To keep this from happening again we are taking these steps:",
        "We're taking the following measures so that it does not happen again:",
    ] {
        let found =
            find_in(&format!("# T\n\nThe gate stuck for an hour.\n\n{label}\n\n1. Oil the hinge\n2. Mend the belt\n"));
        assert_eq!(texts(&found), ["Oil the hinge", "Mend the belt"], "{label}");
    }
}

#[test]
fn an_item_may_say_when_it_was_done() {
    for text in [
        "- a ✅ 2026-01-18\n",
        "- **DONE 2026-01-18** — a\n",
        "- DONE on 2026-01-18: a\n",
        "- ✅ 2026-01-18 a\n",
        "- Done (2026-01-18): a\n",
        "- a, done 2026-01-18\n",
    ] {
        let item = read_list(text).remove(0);
        assert_eq!((item.plain().as_str(), item.status), ("a", ActionStatus::Done), "{text}");
        assert_eq!((item.done, item.detail.len()), (Some(Date::constant(2026, 1, 18)), 0), "{text}");
    }
    let kept = read_list("- a (done 2026-01-18)\n").remove(0);
    assert_eq!((kept.status, kept.done), (ActionStatus::Done, Some(Date::constant(2026, 1, 18))));
    // Without its year a day may be any.
    let unsure = read_list("- a, done 18 Jan\n").remove(0);
    assert_eq!(unsure.done, None);
    for table in [
        "| Action | Status |\n|---|---|\n| a | Done 2026-01-18 |\n",
        "| Action | Status |\n|---|---|\n| a | Closed: 18 Jan 2026 |\n",
        "| Action | Completed |\n|---|---|\n| a | 18.01.2026 |\n",
    ] {
        assert_eq!(read_list(table)[0].done, Some(Date::constant(2026, 1, 18)), "{table}");
    }
    let item = read_list("- TODO due 2026-01-18 — a\n").remove(0);
    assert_eq!((item.status, item.due), (ActionStatus::Todo, Some(Date::constant(2026, 1, 18))));
}

#[test]
fn a_status_may_have_a_remark() {
    let items = read_list(
        "| Action | Status |\n|---|---|\n| a | 完了（作成のみ） |\n| b | Done (the first half) |\n| c | Done – see below |\n| d | Done (staging only) |\n| e | Open; asked |\n",
    );
    let open: Vec<_> = items.iter().map(ActionItem::is_open).collect();
    assert_eq!(open, [false, false, false, true, true]);
}

#[test]
fn a_name_above_items_says_how_far_they_are() {
    let items = find_in(
        "## Corrective actions\n\n### Completed ✅\n- a\n\n### Short term (done):\n- b\n\n### Recommended\n- c\n- d, in progress\n",
    );
    let all: Vec<_> = items.iter().map(|item| item.status).collect();
    assert_eq!(all, [ActionStatus::Done, ActionStatus::Done, ActionStatus::Todo, ActionStatus::Todo]);
    let items = find_in("## Actions\n\n**Done:**\n- a\n\n**Open items:**\n- b\n\nBehind them:\n- c\n");
    assert_eq!(items.iter().map(ActionItem::is_open).collect::<Vec<_>>(), [false, true, true]);
    let items = find_in("## Completed action items\n\n- a\n- [ ] b\n");
    assert_eq!(items.iter().map(ActionItem::is_open).collect::<Vec<_>>(), [true, true], "boxes say it themselves");
    let items =
        find_in("## Actions\n\n### Short term\n\nWe told the vendor.\n\n### Long term\n\nNothing.\n\n### Later\n");
    assert_eq!(texts(&items), ["We told the vendor.", "Nothing."]);
}

#[test]
fn what_only_stands_below_the_actions_is_none() {
    let table = "## Action items\n\n| Action | Owner |\n|---|---|\n| a | Kim |\n\n";
    for rest in [
        "### What the categories mean\n\n- **Prevent:** it does not happen again\n",
        "### Legend\n\n- P1: today\n",
        "### Before you change the gate\n\nNote:\n\n- b\n\n#### Next\n\n- c\n",
        "### What went well\n\n- b\n",
    ] {
        assert_eq!(texts(&find_in(&format!("{table}{rest}"))), ["a"], "{rest}");
    }
    for rest in [
        "### Long-term work on monitoring\n\n- b\n",
        "### Backend\n\n- b\n",
        "### Everything else we promised\n\n- [ ] b\n",
    ] {
        assert_eq!(texts(&find_in(&format!("{table}{rest}"))), ["a", "b"], "{rest}");
    }
}

#[test]
fn an_item_with_steps_is_one_item() {
    let steps = "- When a link drops, check in this order:\n  1. one\n  2. two\n- Write docs\n";
    assert_eq!(texts(&read_list(steps)), ["When a link drops, check in this order:", "Write docs"]);
    let one = "- Update the page:\n  - one\n  - two\n- Write docs\n";
    assert_eq!(texts(&read_list(one)), ["Update the page:", "Write docs"]);
    let groups = "- Short term:\n  - one\n- **Backend:**\n  - two\n- People who are on call:\n  - [ ] three\n- four\n";
    assert_eq!(texts(&read_list(groups)), ["one", "two", "three", "four"]);
    assert_eq!(texts(&read_list("- Now:\n  - one\n- The other team:\n  - two\n")), ["one", "two"]);
}

#[test]
fn indented_lines_are_an_outline() {
    let text = "## Actions\n\n    Fixes:\n        Read the manual.\n\n    Tasks:\n        First:\n            Task: Note every limit.\n            Deadline: March 12, 2031.\n        Second:\n            Task: Add a bell.\n            Deadline: March 10, 2031.\n\nConclusion:\nWe looked at everything.\n";
    let items = find_in(text);
    assert_eq!(texts(&items), ["Note every limit.", "Add a bell."]);
    assert_eq!(items[0].due, Some(Date::constant(2031, 3, 12)));
    let items = find_in("## Actions\n\nAdd a bell\nOwner: Kim\nCall the vendor\nDue: 2031-03-10\n");
    assert_eq!(texts(&items), ["Add a bell", "Call the vendor"]);
    assert_eq!((items[0].owner.as_deref(), items[1].due), (Some("Kim"), Some(Date::constant(2031, 3, 10))));
}

#[test]
fn a_table_of_who_does_what_needs_no_heading() {
    let table = "| Action Item | Type | Owner | Bug |\n|---|---|---|---|\n| a | process | Core team | DONE |\n| b | fix | Core team | TODO |\n";
    for text in [format!("# T\n\n{table}"), format!("# T\n\n## Plan of action\n\n- x\n\n## Follow-through\n\n{table}")]
    {
        let items = find_in(&text);
        assert_eq!(texts(&items), ["a", "b"]);
        assert_eq!(items[0].owner.as_deref(), Some("Core team"));
        assert_eq!(items.iter().map(ActionItem::is_open).collect::<Vec<_>>(), [false, true]);
        assert!(items.iter().all(|item| item.ticket.is_none()));
    }
    let told = "# T\n\n## What was done\n\n| Date | Action | Owner |\n|---|---|---|\n| 2026-01-02 | restart | Kim |\n";
    assert_eq!(find_in(told), []);
    let own = format!("# T\n\n## Next steps\n\n- x (owner: Lee)\n\n## Appendix\n\n{table}");
    assert_eq!(texts(&find_in(&own)), ["x"]);
}

#[test]
fn an_owner_is_a_person_and_no_subject_of_a_sentence() {
    let owner = |text: &str| read_list(text).remove(0).owner;
    for text in [
        "- @kim to add alerts\n",
        "- @kim limit of alerts\n",
        "- @kim Add alerts\n",
        "- Add alerts `@kim`\n",
        "- Add alerts `@kim` [detect]\n",
    ] {
        assert_eq!(owner(text).as_deref(), Some("kim"), "{text}");
    }
    for text in ["- @kim says that it is slow\n", "- Install `@types/node`\n", "- Ask at <https://chat.example/@kim>\n"]
    {
        assert_eq!(owner(text), None, "{text}");
    }
    let items = find_in("## Actions with owners\n\n- Tell everyone [Kim]\n- Ship it [v2]\n");
    assert_eq!(items.iter().map(|item| item.owner.as_deref()).collect::<Vec<_>>(), [Some("Kim"), None]);
    assert_eq!(find_in("## Actions\n\n- Tell everyone [Urgent]\n")[0].owner, None);
    assert_eq!(
        texts(&find_in("## Actions\n\n### A1. Ship it\n\nNow.\n\n### A2. Test it\n\nLater.\n")),
        ["Ship it", "Test it"]
    );
    let items = read_list("- Note every step (see P2).\n");
    assert_eq!((texts(&items), &items[0].priority), (vec!["Note every step (see P2).".to_owned()], &None));
}

#[test]
fn a_name_and_a_day_behind_dashes_are_owner_and_due() {
    for text in [
        "- Move the buoy - Mira - 2026-05-01\n",
        "- Move the buoy - @Mira - 2026-05-01\n",
        "- Move the buoy — Mira — May 1, 2026\n",
        "- [ ] Move the buoy | Mira | 01.05.2026\n",
    ] {
        let item = read_list(text).remove(0);
        assert_eq!(
            (item.plain().as_str(), item.owner.as_deref(), item.due),
            ("Move the buoy", Some("Mira"), Some(Date::constant(2026, 5, 1))),
            "{text}"
        );
    }
    for text in [
        "- Move the buoy - DONE - 2026-05-01\n",
        "- Move the buoy - Phase 2 - 2026-05-01\n",
        "- Move the buoy - Prevention - 2026-05-01\n",
        "- Move the buoy - after the storm - 2026-05-01\n",
    ] {
        assert_eq!(read_list(text).remove(0).owner, None, "{text}");
    }
}

#[test]
fn a_mention_of_a_whole_name_is_the_owner() {
    let item = read_list("- Count the lamps @Mira Holt\n").remove(0);
    assert_eq!((item.plain().as_str(), item.owner.as_deref()), ("Count the lamps", Some("Mira Holt")));
    let item = read_list("- Ask at the desk of @Mira Holt\n").remove(0);
    assert_eq!((item.plain().as_str(), item.owner), ("Ask at the desk of @Mira Holt", None));
}

#[test]
fn what_ends_a_letter_and_says_when_it_was_written_is_no_action() {
    let of = |rest: &str| texts(&find_in(&format!("# T\n\n## Action items\n\n{rest}")));
    for (rest, expected) in [
        ("Ask the city for a duct\n\nBuy a second radio\n\nKind regards\nThe harbour office\n", 2),
        ("Ask the city for a duct\n\nBuy a second radio\n\n*Posted Nov 06, 2031 - 11:02 CET*\n", 2),
        ("- Ask the city for a duct\n\nBest regards,\n\nKim\n\nLena\n", 1),
        ("Mit freundlichen Grüßen\n\nHafenamt\n\nNord\n", 0),
        // A promise in one sentence is an action, another sentence alone may be about anything.
        ("We will ask the city for a duct.\n\n*Updated on 6 May 2031*\n", 1),
        ("Wir werden die Stadt um ein zweites Rohr bitten.\n", 1),
        ("The list is kept in the tracker.\n", 0),
        ("*Ask the city for a second duct until 6 May 2031*\n\n*Buy a second radio until 7 May 2031*\n", 2),
    ] {
        assert_eq!(of(rest).len(), expected, "{rest}");
    }
    assert_eq!(of("").len(), 0);
    let wiki = find_in("# T\n\n## Actionables\n\n* Let the check read a file\n* [DONE] Replace the disk\n");
    assert_eq!(wiki.iter().map(|item| item.status).collect::<Vec<_>>(), [ActionStatus::Todo, ActionStatus::Done]);
}

#[test]
fn an_address_before_an_action_is_its_ticket() {
    for line in [
        "- https://tickets.example/OPS-81 Alert on old labels\n",
        "- <https://tickets.example/browse/OPS-81>: Alert on old labels\n",
        "- https://tickets.example/OPS-81 - Alert on old labels\n",
    ] {
        let item = read_list(line).remove(0);
        let ticket = item.ticket.as_ref().map(|ticket| (ticket.text.as_str(), ticket.url.is_some()));
        assert_eq!((item.plain().as_str(), ticket), ("Alert on old labels", Some(("OPS-81", true))), "{line}");
    }
    // An address of something else says where, and one alone is all that there is.
    for line in ["- https://wiki.example/labels Alert on old labels\n", "- https://tickets.example/OPS-81\n"] {
        assert_eq!(read_list(line)[0].plain(), line[2..].trim(), "{line}");
    }
}

#[test]
fn names_before_items_are_owners_where_the_document_has_them_as_handles() {
    let found = find_in(
        "# T\n\nWho: @nils (on call), @hanna-k\n\n## TODO\n\n* nils: alert on crashes (done).\n* hanna-k: replace img-3\n* Backup: copy it twice\n* hanna: is somebody else\n",
    );
    let told: Vec<_> = found.iter().map(|item| (item.owner.as_deref(), item.plain(), item.status)).collect();
    let expected = [
        (Some("nils"), "alert on crashes", ActionStatus::Done),
        (Some("hanna-k"), "replace img-3", ActionStatus::Todo),
        (None, "Backup: copy it twice", ActionStatus::Todo),
        (None, "hanna: is somebody else", ActionStatus::Todo),
    ];
    assert_eq!(told, expected.map(|(owner, text, status)| (owner, text.to_owned(), status)));
}

#[test]
fn tickets_and_states_stand_in_the_place_of_names_and_days() {
    let item = read_list("- lint the migrations – PAY-991 – 2031-06-20\n").remove(0);
    let ticket = item.ticket.as_ref().map(|ticket| ticket.text.as_str());
    assert_eq!((item.plain().as_str(), ticket), ("lint the migrations", Some("PAY-991")));
    assert_eq!(item.due, Some(Date::constant(2031, 6, 20)));

    let rows =
        read_list("| What | Who | When |\n|---|---|---|\n| One runner | Sofia | done |\n| Two | Ahmed | this week |\n");
    assert_eq!(rows.iter().map(|item| item.status).collect::<Vec<_>>(), [ActionStatus::Done, ActionStatus::Todo]);
    assert_eq!(rows.iter().map(|item| item.due_text.as_deref()).collect::<Vec<_>>(), [None, Some("this week")]);

    let lines = find_in("# T\n\n## 再発防止策\n\n・時計を監視する（担当：山本）\n・有効期限を短縮する（担当：佐藤）\n");
    assert_eq!(texts(&lines), ["時計を監視する", "有効期限を短縮する"]);
}

#[test]
fn days_without_a_year_and_words_behind_them_are_read() {
    let due = |text: &str, order| {
        let mut items = read_list(text);
        date(&mut items, Some(Date::constant(2031, 3, 18)), order);
        let item = items.remove(0);
        (item.plain(), item.owner, item.due)
    };
    let owned = |text: &str, owner: &str, due| (text.to_owned(), Some(owner.to_owned()), due);
    let day = |month, day| Some(Date::constant(2031, month, day));
    assert_eq!(
        due("- 支払いを試験する（担当：山本、期限：5/30）\n", None),
        owned("支払いを試験する", "山本", day(5, 30))
    );
    assert_eq!(due("- 测试支付（韩梅梅，4月1日前）\n", None), owned("测试支付", "韩梅梅", day(4, 1)));
    assert_eq!(due("- 設定を直す（山本、4月1日まで）\n", None), owned("設定を直す", "山本", day(4, 1)));
    assert_eq!(due("- desligar logs (@bruna, até 19/06)\n", None), owned("desligar logs", "bruna", day(6, 19)));
    // Which is the month, only the document can tell.
    assert_eq!(due("- fix it (owner: Kim, due: 5/6)\n", None).2, None);
    assert_eq!(due("- fix it (owner: Kim, due: 5/6)\n", Some(Order::DayFirst)).2, day(6, 5));
}

#[test]
fn initials_end_no_name_and_a_last_word_may_be_a_state() {
    let item = read_list("- Watch certificates – owner: M. Kowalczyk – due: 2031-12-05\n").remove(0);
    assert_eq!((item.plain().as_str(), item.owner.as_deref()), ("Watch certificates", Some("M. Kowalczyk")));
    assert_eq!(item.due, Some(Date::constant(2031, 12, 5)));
    let done = read_list("- 自动退款已完成\n- 监控已完成率\n");
    assert_eq!(done.iter().map(|item| item.status).collect::<Vec<_>>(), [ActionStatus::Done, ActionStatus::Todo]);
}

#[test]
fn examples_of_a_template_are_no_actions() {
    let items = find_in(
        "# T\n\n## Action items\n\n| Action | Owner | Due |\n|---|---|---|\n| _Example: grease the gate_ | _@handle_ | _YYYY-MM-DD_ |\n| *Grease the hinge* | Kim | 2031-04-01 |\n",
    );
    assert_eq!(texts(&items), ["Grease the hinge"]);
}

#[test]
fn a_column_of_ticks_and_one_of_those_in_charge_are_read() {
    let items = find_in(
        "# T\n\n## Actions\n\n| Action | In charge | ✔ |\n|---|---|---|\n| Grease the gate | Yard | ✔ |\n| Count the keys | Office | |\n",
    );
    let told: Vec<_> = items.iter().map(|item| (item.owner.as_deref(), item.status)).collect();
    assert_eq!(told, [(Some("Yard"), ActionStatus::Done), (Some("Office"), ActionStatus::Todo)]);
}

#[test]
fn an_owner_may_have_a_day_and_a_state_behind_it() {
    for (list, owners) in [
        ("1. 门轴上油（陈一，2031-04-01，已完成）\n2. 清点钥匙（林二，2031-05-01，进行中）\n", ["陈一", "林二"]),
        (
            "- Grease the gate (Kim, 2031-04-01, done)\n- Count the keys (Ada, May 1, 2031, in progress)\n",
            ["Kim", "Ada"],
        ),
    ] {
        let items = find_in(&format!("# T\n\n## Action items\n\n{list}"));
        let told: Vec<_> = items.iter().map(|item| (item.owner.as_deref(), item.due, item.status)).collect();
        let [done, doing] = [(4, ActionStatus::Done), (5, ActionStatus::InProgress)];
        let expected = |(month, status), owner| (Some(owner), Some(Date::constant(2031, month, 1)), status);
        assert_eq!(told, [expected(done, owners[0]), expected(doing, owners[1])], "{list}");
    }
}

#[test]
fn a_place_with_a_priority_is_no_owner() {
    let items = find_in("# T\n\n## Action items\n\n- Grease the gate (Berlin, P1)\n- Count the keys (Lyon, P2)\n");
    assert!(items.iter().all(|item| item.owner.is_none()), "{items:?}");
}
