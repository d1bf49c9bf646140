//! Names and states at the end of items.

use super::form_tests::find_in;
use crate::incident::action::ActionStatus;

#[test]
fn every_item_ends_with_a_name_and_one_is_known() {
    let owners = |names: [&str; 3]| {
        let items = names.map(|name| format!("- Oil the hinge once a week ({name})\n")).concat();
        let found = find_in(&format!(
            "# T\n\n| Incident lead | Rasha |\n|---|---|\n| Severity | SEV-2 |\n\nThe gate stuck.\n\n## Follow-ups\n\n{items}"
        ));
        found.into_iter().map(|item| item.owner).collect::<Vec<_>>()
    };
    assert_eq!(
        owners(["Rasha", "Emeka", "Partner desk"]),
        ["Rasha", "Emeka", "Partner desk"].map(|it| Some(it.to_owned()))
    );
    assert_eq!(owners(["Rasha", "staging", "Partner desk"]), [None, None, None]);
}

#[test]
fn what_is_done_stands_in_any_brackets_and_above_a_list() {
    for (text, done) in [
        ("1. 在資料庫加上限制（已完成）\n2. 由一個站先試一天（預計九月開始）\n", 1),
        ("- 巻き戻しの手順を書く（対応済み）。\n- 監視を足す\n", 1),
        ("The following is done:\n\n- Oil the hinge\n\nStill open:\n\n- Mend the belt\n", 1),
        ("Det här är redan gjort:\n\n- Gångjärnet smörjs\n\nDet här återstår:\n\n- Remmen lagas\n", 1),
    ] {
        let found = find_in(&format!("# T\n\nThe gate stuck.\n\n## Action items\n\n{text}"));
        let count = found.iter().filter(|item| item.status == ActionStatus::Done).count();
        assert_eq!((found.len(), count), (2, done), "{text}");
        assert!(!found[0].plain().contains('（'), "{text}");
    }
}

/// Status, text, owner and due text of each item.
fn told(list: &str) -> Vec<String> {
    let found = find_in(&format!("# T\n\nThe gate stuck.\n\n## Action items\n\n{list}"));
    let told = |item: &crate::incident::action::ActionItem| {
        let parts = [Some(item.plain()), item.owner.clone(), item.due_text.clone()];
        format!("{} {}", item.status.slug(), parts.into_iter().flatten().collect::<Vec<_>>().join(" | "))
    };
    found.iter().map(told).collect()
}

#[test]
fn initials_and_names_behind_a_state_are_owners() {
    let dashed = "1. Oil the hinge – T. Öberg – **done**\n2. Mend the belt – R. Quist – by 30 May\n3. Ask the \
                  supplier – R. Quist\n";
    assert_eq!(
        told(dashed),
        ["done Oil the hinge | T. Öberg", "todo Mend the belt | R. Quist | 30 May", "todo Ask the supplier | R. Quist"]
    );
    let turned = "- Oil the hinge (done, Rasha Quist)\n- Mend the belt (Emeka Ode)\n- Ask (Rasha Quist, 3 May)\n";
    assert_eq!(
        told(turned),
        ["done Oil the hinge | Rasha Quist", "todo Mend the belt | Emeka Ode", "todo Ask | Rasha Quist | 3 May"]
    );
    let slanted = "1. Oil the hinge. *Done on 3 May 2031.* (Workshop)\n2. Mend the belt. *Open.* (R. Quist)\n3. Ask. \
                   *In progress.* (Workshop)\n";
    assert_eq!(
        told(slanted),
        ["done Oil the hinge. | Workshop", "todo Mend the belt. | R. Quist", "in-progress Ask. | Workshop"]
    );
    let people = "Rasha was called at noon.\n\n- Oil the hinge (Rasha)\n- Mend the belt (site office)\n- Ask (Rasha)\n";
    assert_eq!(told(people), ["todo Oil the hinge | Rasha", "todo Mend the belt | site office", "todo Ask | Rasha"]);
}

#[test]
fn what_stands_behind_an_owner_and_a_comma_is_a_day() {
    let labelled = "- Oil the hinge. *Owner: Rasha Quist, 20 May*\n- Mend the belt. *Owner: Emeka Ode, November*\n- Ask \
                    them. *Owner: sig. Quist. Due: 30 May. In progress.*\n";
    assert_eq!(
        told(labelled),
        [
            "todo Oil the hinge. | Rasha Quist | 20 May",
            "todo Mend the belt. | Emeka Ode | November",
            "in-progress Ask them. | sig. Quist | 30 May"
        ]
    );
}

#[test]
fn a_state_may_have_an_article_brackets_or_a_remark() {
    for (text, status) in [
        ("Ingrassare il cardine – fatto il 10/11", ActionStatus::Done),
        ("Engrasar la bisagra – hecho el 3 de mayo", ActionStatus::Done),
        ("(완료) 경첩에 기름칠", ActionStatus::Done),
        ("(in progress) Oil the hinge", ActionStatus::InProgress),
        ("(optional) Oil the hinge", ActionStatus::Todo),
        ("Oil the hinge — done, thanks to Rasha", ActionStatus::Done),
        ("Смазать петли. В работе, обещают к маю.", ActionStatus::InProgress),
        ("Oil the hinge — which is done, as everybody who has ever been at the gate knows", ActionStatus::Todo),
    ] {
        let found = find_in(&format!("# T\n\nThe gate stuck.\n\n## Action items\n\n- {text}\n- Mend the belt\n"));
        assert_eq!(found.iter().map(|item| item.status).collect::<Vec<_>>(), [status, ActionStatus::Todo], "{text}");
    }
    let table = "| What | When | Who |\n|---|---|---|\n| Oil the hinge | live since May 17 | Rasha |\n| Belt | June | Emeka |\n";
    assert_eq!(told(table), ["done Oil the hinge | Rasha", "todo Belt | Emeka | June"]);
}

/// Owner of each item, `-` for none, with what else stands above the list.
fn owners(above: &str, list: &str) -> Vec<String> {
    let found = find_in(&format!(
        "# T\n\n{above}\n\nIt was a bad day for the storage of the ferry.\n\n## Action items\n\n{list}"
    ));
    found.into_iter().map(|item| item.owner.unwrap_or_else(|| "-".to_owned())).collect()
}

#[test]
fn names_in_bold_letters_before_every_item_are_owners_if_one_is_known() {
    let list = "- **Mira Holt** — oil the hinge. *Done 16 April.*\n- **Quay team:** mend the belt\n- **Nobody** — buy a bell\n";
    assert_eq!(owners("x", list), ["Mira Holt", "Quay team", "-"]);
    let two = "- **Mira Holt:** oil the hinge\n- **Jan Prins**: mend the belt\n";
    assert_eq!(owners("- Author: Mira Holt", two), ["Mira Holt", "Jan Prins"]);
    assert_eq!(owners("x", two), ["-", "-"]);
    assert_eq!(owners("x", "- **Belt Speed:** less\n- **Quay team:** more\n- **Rate limits:** none\n"), ["-"; 3]);
    assert_eq!(owners("x", "- **Lead Time:** less\n- **Who Pays:** nobody\n"), ["-", "-"]);
    assert_eq!(owners("x", "- **Quay team** is asked\n- **Gate team** is asked, too\n"), ["-", "-"]);
}

#[test]
fn names_with_days_behind_every_item_are_owners_even_if_they_are_things() {
    let list = "1. Rest the shelf – *Storage, shipped 14 March*\n2. Two shelves a day – *Storage, due 13 March*\n\
                3. Send the money back – *Billing, with the April invoice*\n";
    assert_eq!(owners("x", list), ["Storage", "Storage", "Billing"]);
    assert_eq!(owners("x", "- Grow the shelf — Storage\n- Shrink the ferry — Billing\n"), ["-", "-"]);
    assert_eq!(owners("x", "- [x] Grow it — Storage\n- [x] Shrink it — Ferry\n"), ["-", "-"]);
}

#[test]
fn a_table_may_say_who_leads_and_where_it_stands() {
    let list = "| Ref | Recommendation | Lead | Target | Position |\n|---|---|---|---|---|\n\
                | R1 | Oil the hinge | Quay Services | 29 September 2031 | Complete |\n";
    let found = find_in(&format!("# T\n\nIt stuck.\n\n## Recommendations\n\n{list}"));
    assert_eq!(found[0].owner.as_deref(), Some("Quay Services"));
    assert_eq!(found[0].status, ActionStatus::Done);
}

#[test]
fn a_cell_may_have_an_owner_and_a_day() {
    let rows = ["Kim / 2031-05-01", "Lea Prins (by 3 May 2031)", "Kim, Q3", "Kim, Lea", "Ops / Storage"];
    let rows = rows.map(|cell| format!("| Oil the hinge | {cell} |\n")).concat();
    let found = find_in(&format!("# T\n\nIt stuck.\n\n## Actions\n\n| Item | Owner/Due |\n|---|---|\n{rows}"));
    let told = found.iter().map(|item| {
        let due = item.due.map(|day| day.to_string()).or_else(|| item.due_text.clone());
        (item.owner.as_deref().unwrap_or_default(), due.unwrap_or_default())
    });
    let told: Vec<_> = told.collect();
    let expected =
        [("Kim", "2031-05-01"), ("Lea Prins", "2031-05-03"), ("Kim", "Q3"), ("Kim, Lea", ""), ("Ops / Storage", "")];
    assert_eq!(told, expected.map(|(owner, due)| (owner, due.to_owned())));
}

#[test]
fn boxes_below_lessons_are_actions_where_no_section_has_them() {
    let lessons = "# T\n\n## Root cause\n\nA belt.\n\n## Lessons\n\n- [ ] oil the hinge\n- [x] mend the belt\n";
    assert_eq!(find_in(lessons).len(), 2);
    assert_eq!(find_in(&lessons.replace("[ ] ", "").replace("[x] ", "")).len(), 0);
    assert_eq!(find_in(&format!("{lessons}\n## Actions\n\n- buy a roof\n")).len(), 1);
}
