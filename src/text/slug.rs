//! Names as parts of addresses.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::hash::fnv;

/// Longest slug in characters. A file name has at most 255 bytes, and `.html` and four-byte
/// characters must still fit.
const LONGEST: usize = 60;

/// Names that no file may have on Windows, where a site may be checked out.
const DEVICES: [&str; 4] = ["con", "nul", "prn", "aux"];

/// A part of an address: lower-case letters, digits, `-` and `_` of any script. It has between 1
/// and 60 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slug(String);

impl Slug {
    /// Makes a slug of `text`, in which runs of other characters become a hyphen. Returns `None` if
    /// nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let mut slug = String::with_capacity(text.len());
        let mut add = |c: char| match c {
            '_' => slug.push('_'),
            '+' => slug.push_str("plus"),
            '#' if !slug.is_empty() && !slug.ends_with('-') => slug.push_str("sharp"),
            '\'' | '’' => {}
            c if c.is_alphanumeric() || is_mark(c) => slug.push(c),
            _ if slug.ends_with('-') => {}
            _ => slug.push('-'),
        };
        if text.is_ascii() {
            text.chars().for_each(|c| add(c.to_ascii_lowercase()));
        } else {
            text.nfc().flat_map(char::to_lowercase).for_each(add);
        }
        let slug = slug.trim_matches('-');
        if slug.is_empty() {
            return None;
        }
        if is_device(slug) {
            return Some(Self(format!("{slug}-")));
        }
        Some(Self(shorten(slug)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the slug percent-encoded for a link.
    pub fn encoded(&self) -> Cow<'_, str> {
        if self.0.is_ascii() { Cow::Borrowed(&self.0) } else { Cow::Owned(encode_path(&self.0)) }
    }
}

impl std::fmt::Display for Slug {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// True for combining marks. They carry meaning in many scripts, so they stay with their letter.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

/// True for names of Windows devices: `con`, `com1`, `lpt9` …
pub fn is_device(name: &str) -> bool {
    let name = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    DEVICES.contains(&name.as_str())
        || (name.len() == 4
            && (name.starts_with("com") || name.starts_with("lpt"))
            && name.ends_with(|c: char| c.is_ascii_digit() && c != '0'))
}

/// Cuts a long slug and appends a hash of the whole, which keeps it unique.
fn shorten(slug: &str) -> String {
    if slug.chars().count() <= LONGEST {
        return slug.to_owned();
    }
    let head: String = slug.chars().take(LONGEST - 9).collect();
    format!("{}-{:08x}", head.trim_end_matches('-'), fnv(slug.as_bytes()) & 0xffff_ffff)
}

/// Percent-encodes a path for a link. Only characters that are certainly harmless stay.
pub fn encode_path(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEEP: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(path, KEEP).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(text: &str, slug: Option<&str>) {
        assert_eq!(Slug::new(text).as_ref().map(Slug::as_str), slug, "{text:?}");
    }

    #[test]
    fn names_become_safe_and_distinct() {
        case("Config change", Some("config-change"));
        case("../../x", Some("x"));
        case("a/b", Some("a-b"));
        case("C++", Some("cplusplus"));
        case("C#", Some("csharp"));
        case("con", Some("con-"));
        case("LPT9", Some("lpt9-"));
        case("%2e%2e", Some("2e-2e"));
        case("<b>", Some("b"));
        case("設定変更", Some("設定変更"));
        case("Ü", Some("ü"));
        case("U\u{308}", Some("ü"));
        case(".", None);
        case("🔥", None);
        let long = Slug::new(&"a".repeat(300)).expect("letters are left");
        assert!(long.as_str().len() <= LONGEST && long != Slug::new(&"a".repeat(299)).expect("letters are left"));
    }
}
