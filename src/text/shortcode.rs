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

#[cfg(test)]
mod tests {
    use super::shortcode;

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
