//! Writes numbers and lists into the files of the index, which are scripts.
//!
//! The content of each file is one JavaScript template literal, so no digit is a backslash, a
//! backtick or a dollar sign. Small numbers take one character. The first digit means the
//! number 0 and occurs nowhere else, so a reader finds the end of a list by looking for that
//! byte.

/// The digits: printable ASCII from `#` on, without `$`, `\` and the backtick.
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

/// The value of each byte as a digit. Bytes that are no digit count as 0.
const VALUES: [u8; 256] = {
    let (mut values, mut at) = ([0; 256], 0_u8);
    while (at as usize) < DIGITS.len() {
        values[DIGITS[at as usize] as usize] = at;
        at += 1;
    }
    values
};

/// Numbers below this take one digit.
const SHORT: u32 = 60;

/// Base of every digit after the first. These digits have the values 1 to 88, never 0.
const BASE: u32 = 88;

/// Numbers below this take two digits. Larger ones take five.
const MIDDLE: u32 = SHORT + 28 * BASE;

/// Appends one number to `out`.
pub(super) fn write_number(value: u32, out: &mut Vec<u8>) {
    let first = |value: u32| DIGITS[(value % 89) as usize];
    let other = |value: u32| DIGITS[(value % BASE) as usize + 1];
    if value < SHORT {
        out.push(first(value));
    } else if value < MIDDLE {
        out.push(first(SHORT + (value - SHORT) / BASE));
        out.push(other(value - SHORT));
    } else {
        out.push(first(88));
        for power in [BASE * BASE * BASE, BASE * BASE, BASE, 1] {
            out.push(other(value / power));
        }
    }
}

/// Reads the number at `at` and moves `at` past it. Bytes that [`write_number`] did not write
/// give some number, but never a panic.
pub(super) fn read_number(bytes: &[u8], at: &mut usize) -> u32 {
    let mut digit = || {
        let value = bytes.get(*at).map_or(0, |byte| u32::from(VALUES[usize::from(*byte)]));
        *at += 1;
        value
    };
    let first = digit();
    let mut other = || digit().saturating_sub(1);
    match first {
        short if short < SHORT => short,
        88 => (0..4).fold(0_u32, |value, _| value.wrapping_mul(BASE).wrapping_add(other())),
        middle => SHORT + (middle - SHORT) * BASE + other(),
    }
}

/// Returns the byte offset behind the first `lists` lists, each of which ends with the digit 0.
pub(super) fn skip_lists(lists: u32, bytes: &[u8]) -> usize {
    let is_end = |byte: &u8| *byte == DIGITS[0];
    let (blocks, _) = bytes.as_chunks::<128>();
    let (mut at, mut left) = (0, lists);
    for block in blocks {
        // The count stays in one byte, so that the compiler can vectorise the loop.
        let ends = u32::from(block.iter().map(|byte| u8::from(is_end(byte))).sum::<u8>());
        if ends >= left {
            break;
        }
        (at, left) = (at + block.len(), left - ends);
    }
    while left > 0 && at < bytes.len() {
        left -= u32::from(is_end(&bytes[at]));
        at += 1;
    }
    at
}

/// The high weights, which titles have, stay as they are when weights are rounded.
const HIGH: u8 = 20;

/// Rounds each digit, a number below 32, unless it is high. A list of such digits compresses to
/// half its size or less.
pub(super) fn round_weights(digits: &mut [u8]) {
    for digit in digits {
        let value = VALUES[usize::from(*digit)];
        if value < HIGH {
            *digit = DIGITS[usize::from(value / 8 * 8 + 4)];
        }
    }
}

/// A file of the index: the name that scripts ask for it by, and its bytes.
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Length of a file's name: a letter for its kind and twelve hexadecimal digits.
pub(super) const NAME: usize = 13;

/// Returns a file of the kind `kind`, named by a hash of its content.
pub(super) fn hashed_file(kind: char, content: &[u8]) -> File {
    let sum = sum(content);
    let name = format!("{kind}{:012x}", (sum ^ (sum >> 48)) & 0xffff_ffff_ffff);
    File { bytes: script(&name, content), name }
}

/// Hashes the content of a file. It takes eight bytes at a time, because an index can have a
/// hundred megabytes.
#[expect(clippy::cast_possible_truncation, reason = "both halves of the product are used")]
fn sum(content: &[u8]) -> u64 {
    let (words, rest) = content.as_chunks::<8>();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    words.chain([content.len() as u64]).fold(0x9e37_79b9_7f4a_7c15, |state, word| {
        let product = u128::from(state ^ word) * 0xa076_1d64_78bd_642f_u128;
        (product as u64 ^ (product >> 64) as u64).rotate_left(23)
    })
}

/// Returns the script that hands `content` to the page.
pub(super) fn script(name: &str, content: &[u8]) -> Vec<u8> {
    let mut bytes = format!("casebookShard(\"{name}\",`").into_bytes();
    bytes.reserve(content.len() + 16);
    let mut rest = content;
    while let Some(at) = memchr::memchr3(b'\\', b'`', b'$', rest) {
        bytes.extend_from_slice(&rest[..at]);
        bytes.extend_from_slice(&[b'\\', rest[at]]);
        rest = &rest[at + 1..];
    }
    bytes.extend_from_slice(rest);
    bytes.extend_from_slice(b"`)\n");
    bytes
}

/// Returns the content of a script that [`hashed_file`] made, without copying. It is right only if
/// nothing in the content had to be escaped.
pub(super) fn content(script: &[u8]) -> &[u8] {
    let start = script.iter().position(|byte| *byte == b'`').map_or(script.len(), |at| at + 1);
    script.get(start..script.len().saturating_sub(b"`)\n".len())).unwrap_or_default()
}

/// Returns the term that [`front`] wrote as `line` after the term `before`.
pub(super) fn unfront(before: &str, line: &str) -> String {
    let (units, mut at) = (read_number(line.as_bytes(), &mut 0) as usize, 0);
    let shared = before.char_indices().find(|(_, c)| {
        at += c.len_utf16();
        at > units
    });
    format!("{}{}", &before[..shared.map_or(before.len(), |(end, _)| end)], line.get(1..).unwrap_or_default())
}

/// Front coding: appends the number of leading characters that `term` shares with the term
/// before it, then the rest of `term`.
pub(super) fn front(before: &str, term: &str, out: &mut Vec<u8>) {
    let same = before.chars().zip(term.chars()).take_while(|(a, b)| a == b);
    // Counted in UTF-16 units, as JavaScript does, and few enough to fit in one digit.
    let mut units = 0;
    let mut bytes = 0;
    for (c, _) in same {
        if units + c.len_utf16() >= SHORT as usize {
            break;
        }
        units += c.len_utf16();
        bytes += c.len_utf8();
    }
    write_number(u32::try_from(units).unwrap_or_default(), out);
    out.extend_from_slice(&term.as_bytes()[bytes..]);
}

/// Compares two strings as JavaScript does, by UTF-16 units.
pub(super) fn js_order(a: &str, b: &str) -> std::cmp::Ordering {
    if a.is_ascii() || b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written_and_only_nought_has_its_digit() {
        let mut numbers: Vec<u32> = (0..6_000).collect();
        numbers.extend([88 * 88 * 88 - 1, 88 * 88 * 88, 1_000_000, 88 * 88 * 88 * 88 - 1]);
        let mut bytes = Vec::new();
        for value in &numbers {
            write_number(*value, &mut bytes);
        }
        let mut at = 0;
        for value in numbers {
            let from = at;
            assert_eq!(read_number(&bytes, &mut at), value);
            assert_eq!(bytes[from..at].contains(&DIGITS[0]), value == 0, "{value}");
        }
        assert_eq!(at, bytes.len());
    }

    #[test]
    fn ends_of_lists_are_found() {
        let (mut bytes, mut starts) = (Vec::new(), vec![0]);
        for list in 0..500_u32 {
            (0..list % 7).for_each(|gap| write_number(gap * 50 + 1, &mut bytes));
            write_number(0, &mut bytes);
            starts.push(bytes.len());
        }
        for (lists, start) in (0..).zip(&starts) {
            assert_eq!(skip_lists(lists, &bytes), *start);
        }
        assert_eq!(skip_lists(501, &bytes), bytes.len());
    }
}
