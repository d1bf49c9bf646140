//! Names of emoji between colons, as chat programs and GitHub write them: `:fire:`.

/// Returns the length in bytes of a shortcode at the beginning of `text`, colons included.
///
/// A name has a letter, or is `+1` or `-1`. So `:30:` in a time of day is no shortcode.
pub fn shortcode(text: &str) -> Option<usize> {
    let name = text.strip_prefix(':')?.split(':').next().unwrap_or_default();
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
    let is_name =
        name.chars().all(is_part) && (name.contains(|c: char| c.is_ascii_alphabetic()) || matches!(name, "+1" | "-1"));
    let length = name.len() + 2;
    (is_name && text.get(length - 1..length) == Some(":")).then_some(length)
}

/// Returns `text` with emoji in the place of their names, or `None` if it names none.
///
/// A name inside of a word or of a longer chain of colons, as in `urn:key:x`, stays.
pub fn with_emoji(text: &str) -> Option<String> {
    let (mut out, mut done, mut at) = (String::new(), 0, 0);
    while let Some(start) = text[at..].find(':').map(|found| at + found) {
        at = start + 1;
        let rest = &text[start..];
        let Some(length) = shortcode(rest) else { continue };
        let joins = |c: char| c.is_alphanumeric() || matches!(c, ':' | '/');
        if text[..start].ends_with(joins) || rest[length..].starts_with(joins) {
            continue;
        }
        if let Some(emoji) = emojis::get_by_shortcode(&rest[1..length - 1]) {
            out.push_str(&text[done..start]);
            out.push_str(emoji.as_str());
            done = start + length;
            at = done;
        }
    }
    (done > 0).then(|| out + &text[done..])
}

#[cfg(test)]
mod tests {
    use super::{shortcode, with_emoji};

    #[test]
    fn known_names_become_emoji() {
        assert_eq!(with_emoji(":fire: and :tada:!").as_deref(), Some("🔥 and 🎉!"));
        for text in ["10:30:20", ":no_such_name:", "a:key:b", "std::fire::x", "plain"] {
            assert_eq!(with_emoji(text), None, "{text}");
        }
    }

    #[test]
    fn a_shortcode_has_a_name_with_a_letter_between_two_colons() {
        assert_eq!(shortcode(":fire: text"), Some(6));
        assert_eq!(shortcode(":+1:"), Some(4));
        assert_eq!(shortcode(":white_check_mark:"), Some(18));
        assert_eq!(shortcode(":30:"), None);
        assert_eq!(shortcode(":open"), None);
        assert_eq!(shortcode("::"), None);
        assert_eq!(shortcode("text"), None);
    }
}
