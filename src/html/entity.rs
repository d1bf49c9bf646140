//! Character references: `&amp;`, `&eacute;`, `&#8217;`.

/// Returns `text` with its character references resolved, as browsers do it: every name of the HTML
/// standard, numbers, and the old names that need no semicolon.
///
/// References to control characters are removed, except for tabs and line feeds. Text that is no
/// reference stays unchanged.
pub fn unescape(text: &str) -> String {
    plain(&htmlize::unescape(text))
}

/// Like [`unescape`], but for the value of an attribute, where `?a=1&copy=2` contains no reference.
pub(super) fn unescape_attribute(value: &str) -> String {
    plain(&htmlize::unescape_attribute(value))
}

fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_of_the_standard_is_known() {
        assert_eq!(unescape("don&rsquo;t, caf&eacute;, a &ne; b, &#8217;&#x2019;"), "don’t, café, a ≠ b, ’’");
        assert_eq!(unescape("AT&T &unknown; &"), "AT&T &unknown; &");
        assert_eq!(unescape("&copy 2026"), "© 2026");
        assert_eq!(unescape("a&#1;b&NewLine;c"), "ab\nc");
        assert_eq!(unescape_attribute("?a=1&copy=2&amp;b=3"), "?a=1&copy=2&b=3");
    }
}
