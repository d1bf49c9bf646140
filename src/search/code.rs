//! How numbers and lists are written into files that are scripts.
//!
//! Everything stands in template literals, so neither backslash, backtick nor
//! dollar sign may appear; small numbers take one character.

use crate::slug::hash;

/// The digits: printable ASCII from `#` without `$`, `\` and the backtick.
const DIGITS: [u8; 89] = {
    let (mut digits, mut at, mut byte) = ([0; 89], 0, b'#');
    while byte <= b'~' {
        if byte != b'$' && byte != b'\\' && byte != b'`' {
            digits[at] = byte;
            at += 1;
        }
        byte += 1;
    }
    digits
};

/// Below this a number is one digit.
const SHORT: u32 = 60;

/// Below this it is two.
const MIDDLE: u32 = SHORT + 28 * 89;

/// Writes one number.
pub(super) fn number(value: u32, out: &mut Vec<u8>) {
    let digit = |value: u32| DIGITS[(value % 89) as usize];
    if value < SHORT {
        out.push(digit(value));
    } else if value < MIDDLE {
        out.push(digit(SHORT + (value - SHORT) / 89));
        out.push(digit(value - SHORT));
    } else {
        out.push(DIGITS[88]);
        for power in [89 * 89 * 89, 89 * 89, 89, 1] {
            out.push(digit(value / power));
        }
    }
}

/// One file: what it is asked for by, and its bytes.
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// A file of the kind `kind`, named by its content.
pub(super) fn file(kind: char, content: &[u8]) -> File {
    let sum = hash(content);
    let name = format!("{kind}{:012x}", (sum ^ (sum >> 48)) & 0xffff_ffff_ffff);
    File { bytes: script(&name, content), name }
}

/// A script that hands `content` to the page.
pub(super) fn script(name: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("casebookShard(\"{name}\",`").into_bytes();
    bytes.reserve(content.len() + 16);
    let mut rest = content;
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'\\' | b'`' | b'$')) {
        bytes.extend_from_slice(&rest[..at]);
        bytes.extend_from_slice(&[b'\\', rest[at]]);
        rest = &rest[at + 1..];
    }
    bytes.extend_from_slice(rest);
    bytes.extend_from_slice(b"`)\n");
    bytes
}

/// Writes `term` as what it shares with the one before it and the rest.
pub(super) fn front(before: &str, term: &str, out: &mut Vec<u8>) {
    let same = before.chars().zip(term.chars()).take_while(|(a, b)| a == b);
    // In units of JavaScript's strings; long ones share at most what one digit says.
    let mut units = 0;
    let mut bytes = 0;
    for (c, _) in same {
        if units + c.len_utf16() >= SHORT as usize {
            break;
        }
        units += c.len_utf16();
        bytes += c.len_utf8();
    }
    number(u32::try_from(units).unwrap_or_default(), out);
    out.extend_from_slice(&term.as_bytes()[bytes..]);
}

/// The order of JavaScript's strings.
pub(super) fn order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() || b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}
