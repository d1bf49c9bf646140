//! Shortening a text that is too long for its place.

/// `text` if it ends before the byte offset `end`, else its words up to there and an ellipsis.
///
/// A text without a blank before `end` (an address, Chinese, Japanese) is cut at `end`.
/// Callers that count characters or columns translate their limit into an offset first.
pub fn shorten(text: &str, end: usize) -> String {
    if text.len() <= end {
        return text.to_owned();
    }
    let head = &text[..text.floor_char_boundary(end)];
    let words = head.rfind(char::is_whitespace).map_or(head, |blank| head[..blank].trim_end());
    let words = if words.is_empty() { head } else { words };
    [words.trim_end_matches([',', ';', ':', '.']), "…"].concat()
}

/// The byte offset behind the first `count` characters of `text`, or its end.
pub fn offset_of_character(text: &str, count: usize) -> usize {
    text.char_indices().nth(count).map_or(text.len(), |(at, _)| at)
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
        assert_eq!(offset_of_character("停止した", 2), 6);
        assert_eq!(offset_of_character("ab", 9), 2);
    }
}
