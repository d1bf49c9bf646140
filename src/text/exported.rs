//! Names of files that other programs exported.

/// Digits of a page's number in Confluence.
const PAGE: std::ops::RangeInclusive<usize> = 7..=12;

/// Digits of a page's id in Notion, all of them hexadecimal.
const HEX: usize = 32;

/// Returns the name of a file or folder without the id that Notion or Confluence put at its end:
/// `Gate stuck 1f2e…10`, `Gate-stuck_884736123`. A day, as in `gate_20260401`, is no id.
pub fn without_id(name: &str) -> &str {
    let Some(at) = name.rfind([' ', '-', '_']) else { return name };
    let (before, id) = (&name[..at], &name[at + 1..]);
    let is_hex = id.len() == HEX && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_page = name[at..].starts_with('_')
        && PAGE.contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_digit())
        && !begins_with_a_day(id);
    let before = before.trim_end_matches([' ', '-', '_']);
    if (is_hex || is_page) && before.contains(char::is_alphanumeric) { before } else { name }
}

/// `20260401…` or `01042026…`
fn begins_with_a_day(digits: &str) -> bool {
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let is_day = |year, month, day| {
        number(year, year + 4).is_some_and(|year| (1980..2100).contains(&year))
            && number(month, month + 2).is_some_and(|month| (1..=12).contains(&month))
            && number(day, day + 2).is_some_and(|day| (1..=31).contains(&day))
    };
    is_day(0, 4, 6) || is_day(4, 2, 0) || is_day(4, 0, 2)
}

#[cfg(test)]
mod tests {
    use super::without_id;

    #[test]
    fn ids_of_other_programs_are_no_part_of_a_name() {
        let id = "0123456789abcdefABCDEF0123456789";
        assert_eq!(without_id(&format!("Crane stuck {id}")), "Crane stuck");
        assert_eq!(without_id(&format!("crane-stuck-{id}")), "crane-stuck");
        assert_eq!(without_id("Crane-stuck_884736123"), "Crane-stuck");
        for name in [
            id,
            "Crane stuck 0123456789abcdef",
            "crane_20260401",
            "crane_202604011230",
            "crane_01042026",
            "crane-884736123",
            "_884736123",
            "crane_1234",
            "crane",
        ] {
            assert_eq!(without_id(name), name);
        }
    }
}
