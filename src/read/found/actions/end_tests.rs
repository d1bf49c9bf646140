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
