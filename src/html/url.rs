//! Decides which addresses may become links.

/// The target of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target<'a> {
    /// `http`, `https` or `mailto`.
    Outside(&'a str),
    /// Path and anchor of a file in the archive. The path is empty for the page itself.
    Inside(&'a str, Option<&'a str>),
    /// Any other scheme, or an address with a host but no scheme.
    Refused,
}

/// Schemes that lead to another site and run nothing.
const OUTSIDE: [&str; 3] = ["http", "https", "mailto"];

/// Classifies an address. Browsers drop control characters and leading blanks before they look for
/// a scheme, so this function does so too, before it allows anything.
pub fn target(url: &str) -> Target<'_> {
    let url = url.trim_matches(|c: char| c.is_ascii_control() || c == ' ');
    let refused = |byte: u8| byte.is_ascii_control() || byte == b'\\';
    if crate::text::find_byte(url, refused).is_some() || url.starts_with("//") {
        return Target::Refused;
    }
    match scheme(url) {
        Some(scheme) if OUTSIDE.iter().any(|known| known.eq_ignore_ascii_case(scheme)) => Target::Outside(url),
        Some(_) => Target::Refused,
        None => {
            let (path, anchor) = match url.split_once('#') {
                Some((path, anchor)) => (path, Some(anchor)),
                None => (url, None),
            };
            Target::Inside(path.split('?').next().unwrap_or(path), anchor)
        }
    }
}

/// Returns the scheme: the text before a colon that comes before any slash.
fn scheme(url: &str) -> Option<&str> {
    let end = url.find([':', '/', '?', '#'])?;
    url[end..].starts_with(':').then(|| &url[..end])
}

/// Resolves `path` against the directory of `from`. Returns `None` if it leaves the root.
pub fn join(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Percent-encodes the characters that a web address may not contain.
pub fn encode(url: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const REFUSED: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'<')
        .add(b'>')
        .add(b'\\')
        .add(b'^')
        .add(b'`')
        .add(b'{')
        .add(b'|')
        .add(b'}')
        .add(b'\'');
    let mut encoded = String::with_capacity(url.len());
    for (at, part) in url.trim().split('%').enumerate() {
        // A percent sign that escapes nothing is escaped itself.
        if at > 0 {
            let escapes = part.get(..2).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
            encoded.push_str(if escapes { "%" } else { "%25" });
        }
        encoded.extend(utf8_percent_encode(part, REFUSED));
    }
    encoded
}

/// Decodes `%20` and the like. If the result is not UTF-8, `path` stays unchanged.
pub fn decode(path: &str) -> String {
    percent_encoding::percent_decode_str(path)
        .decode_utf8()
        .map_or_else(|_| path.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_harmless_schemes_pass() {
        for refused in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example/x",
            "\\\\evil.example",
            "C:\\x",
        ] {
            assert_eq!(target(refused), Target::Refused, "{refused:?}");
        }
        assert_eq!(target("https://a.example"), Target::Outside("https://a.example"));
        assert_eq!(target("b.md#x"), Target::Inside("b.md", Some("x")));
        assert_eq!(target("#x:y"), Target::Inside("", Some("x:y")));
        assert_eq!(target("a/b:c"), Target::Inside("a/b:c", None));
    }

    #[test]
    fn addresses_are_escaped_once() {
        assert_eq!(encode("https://a.example/%20x y\"<%>%2"), "https://a.example/%20x%20y%22%3C%25%3E%252");
        assert_eq!(encode("https://a.example/ü?q=1&b=%C3%BC"), "https://a.example/%C3%BC?q=1&b=%C3%BC");
    }

    #[test]
    fn paths_do_not_leave_the_root() {
        assert_eq!(join("content/a/b.md", "../c.md").as_deref(), Some("content/c.md"));
        assert_eq!(join("content/b.md", "../../c.md"), None);
    }
}
