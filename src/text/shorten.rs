//! Shortens text that is too long for its place.

/// Returns `text` if it has at most `end` bytes, or else its words up to there and an ellipsis.
///
/// A text without a blank before `end` (an address, Chinese, Japanese) is cut at `end`.
pub fn shorten(text: &str, end: usize) -> String {
    if text.len() <= end {
        return text.to_owned();
    }
    let (head, rest) = text.split_at(text.floor_char_boundary(end));
    let blank = if rest.starts_with(char::is_whitespace) { None } else { head.rfind(char::is_whitespace) };
    let words = blank.map_or(head, |blank| &head[..blank]).trim_end();
    let words = if words.is_empty() { head } else { words };
    [words.trim_end_matches([',', ';', ':', '.']), "…"].concat()
}

/// Like [`shorten`], but to at most `most` characters, including the ellipsis.
pub fn shorten_to(text: &str, most: usize) -> String {
    let mut offsets = text.char_indices().map(|(at, _)| at).skip(most.saturating_sub(1));
    match (offsets.next(), offsets.next()) {
        (Some(end), Some(_)) => shorten(text, end),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_words_where_there_are_any() {
        assert_eq!(shorten("short", 5), "short");
        assert_eq!(shorten("one two, three", 12), "one two…");
        assert_eq!(shorten("https://example.org/a/long/path", 12), "https://exam…");
        assert_eq!(shorten("停止した", 7), "停止…");
        assert_eq!(shorten(" leading", 4), " lea…");
        assert_eq!(shorten("one two three", 7), "one two…");
        assert_eq!(shorten_to("停止した", 3), "停止…");
        assert_eq!(shorten_to("停止した", 4), "停止した");
        assert_eq!(shorten_to("ab", 9), "ab");
    }
}
