//! Escapes text for HTML.

use crate::text::find_byte;

/// Appends `text`, escaped for the text of an element.
pub fn escape(text: &str, out: &mut String) {
    escape_with(|byte| is_one_of(byte, b"&<>\""), text, out);
}

/// Appends `text`, escaped for a quoted attribute value.
pub fn escape_attribute(text: &str, out: &mut String) {
    escape_with(|byte| is_one_of(byte, b"&<>\"'`"), text, out);
}

/// Compares with all of `signs`, without branches: see [`find_byte`].
fn is_one_of<const N: usize>(byte: u8, signs: &[u8; N]) -> bool {
    signs.iter().fold(false, |any, sign| any | byte.eq(sign))
}

fn escape_with(special: impl Fn(u8) -> bool + Copy, text: &str, out: &mut String) {
    let entity = |byte: u8| match byte {
        b'&' => "&amp;",
        b'<' => "&lt;",
        b'>' => "&gt;",
        b'"' => "&quot;",
        b'\'' => "&#39;",
        _ => "&#96;",
    };
    let mut rest = text;
    // Most text contains nothing to escape, so the search for the next special byte is the fast
    // path.
    while let Some(at) = find_byte(rest, special) {
        out.push_str(&rest[..at]);
        out.push_str(entity(rest.as_bytes()[at]));
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}
