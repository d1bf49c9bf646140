//! How numbers and lists are written into files that are scripts.
//!
//! Everything stands in template literals, so neither backslash, backtick nor
//! dollar sign may appear; small numbers take one character. The first digit stands
//! for the number 0 and nothing else, so that ends of lists can be looked for.

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

/// What each byte is worth as a digit.
const VALUES: [u8; 256] = {
    let (mut values, mut at) = ([0; 256], 0_u8);
    while (at as usize) < DIGITS.len() {
        values[DIGITS[at as usize] as usize] = at;
        at += 1;
    }
    values
};

/// Below this a number is one digit.
const SHORT: u32 = 60;

/// What a digit is worth that does not stand first: these are 1 to 88.
const BASE: u32 = 88;

/// Below this it is two.
const MIDDLE: u32 = SHORT + 28 * BASE;

/// Writes one number.
pub(super) fn number(value: u32, out: &mut Vec<u8>) {
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

/// Reads the number at `at`, which moves behind it; what was not written by
/// [`number`] is some number.
pub(super) fn read(bytes: &[u8], at: &mut usize) -> u32 {
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

/// Where the list after the first `lists` ones begins, if each of them ends with 0.
pub(super) fn behind(lists: u32, bytes: &[u8]) -> usize {
    let is_end = |byte: &u8| *byte == DIGITS[0];
    let (blocks, _) = bytes.as_chunks::<128>();
    let (mut at, mut left) = (0, lists);
    for block in blocks {
        // In one byte, so that the compiler counts many at once.
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

/// Numbers below 32, one digit each, in quarters of what they can be: a list of
/// them takes half the bytes or less.
pub(super) fn coarse(digits: &mut [u8]) {
    for digit in digits {
        let value = VALUES[usize::from(*digit)];
        *digit = DIGITS[usize::from(value / 8 * 8 + 4)];
    }
}

/// One file: what it is asked for by, and its bytes.
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// Characters of a file's name.
pub(super) const NAME: usize = 13;

/// A file of the kind `kind`, named by its content.
pub(super) fn file(kind: char, content: &[u8]) -> File {
    let sum = sum(content);
    let name = format!("{kind}{:012x}", (sum ^ (sum >> 48)) & 0xffff_ffff_ffff);
    File { bytes: script(&name, content), name }
}

/// What a file is named by: eight bytes at a time, since an index has a hundred
/// megabytes.
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

/// A script that hands `content` to the page.
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

/// What a script of [`file()`] hands to the page, if nothing in it was escaped.
pub(super) fn content(script: &[u8]) -> &[u8] {
    let start = script.iter().position(|byte| *byte == b'`').map_or(script.len(), |at| at + 1);
    script.get(start..script.len().saturating_sub(b"`)\n".len())).unwrap_or_default()
}

/// Undoes [`front`].
pub(super) fn unfront(before: &str, line: &str) -> String {
    let (units, mut at) = (read(line.as_bytes(), &mut 0) as usize, 0);
    let shared = before.char_indices().find(|(_, c)| {
        at += c.len_utf16();
        at > units
    });
    format!("{}{}", &before[..shared.map_or(before.len(), |(end, _)| end)], line.get(1..).unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_they_were_written_and_only_nought_has_its_digit() {
        let mut numbers: Vec<u32> = (0..6_000).collect();
        numbers.extend([88 * 88 * 88 - 1, 88 * 88 * 88, 1_000_000, 88 * 88 * 88 * 88 - 1]);
        let mut bytes = Vec::new();
        for value in &numbers {
            number(*value, &mut bytes);
        }
        let mut at = 0;
        for value in numbers {
            let from = at;
            assert_eq!(read(&bytes, &mut at), value);
            assert_eq!(bytes[from..at].contains(&DIGITS[0]), value == 0, "{value}");
        }
        assert_eq!(at, bytes.len());
    }

    #[test]
    fn ends_of_lists_are_found() {
        let (mut bytes, mut starts) = (Vec::new(), vec![0]);
        for list in 0..500_u32 {
            (0..list % 7).for_each(|gap| number(gap * 50 + 1, &mut bytes));
            number(0, &mut bytes);
            starts.push(bytes.len());
        }
        for (lists, start) in (0..).zip(&starts) {
            assert_eq!(behind(lists, &bytes), *start);
        }
        assert_eq!(behind(501, &bytes), bytes.len());
    }
}
