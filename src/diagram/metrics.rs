//! Widths of text in Arial, which Helvetica and Liberation Sans share.

use std::sync::OnceLock;

/// Widths of the regular and the bold character, in 2048ths of the font size, by code point.
type Widths = Vec<(u16, u16)>;

/// Number of code points in the table.
const TABLE: usize = 0x2200;

/// Width of characters that the table lacks, as a fraction of the font size. It is wider than most
/// letters, so that boxes are too wide rather than too narrow.
const UNKNOWN: f64 = 0.75;

fn widths() -> &'static Widths {
    static WIDTHS: OnceLock<Widths> = OnceLock::new();
    WIDTHS.get_or_init(|| {
        let mut widths = vec![(0, 0); TABLE];
        for line in include_str!("arial.txt").lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split(' ');
            let first = parts.next().and_then(|hex| usize::from_str_radix(hex, 16).ok()).unwrap_or(TABLE);
            for (at, part) in parts.enumerate() {
                let pair =
                    part.split_once('/').and_then(|(regular, bold)| Some((regular.parse().ok()?, bold.parse().ok()?)));
                if let (Some(slot), Some(pair)) = (widths.get_mut(first + at), pair) {
                    *slot = pair;
                }
            }
        }
        widths
    })
}

/// Returns the width of `text` in pixels.
pub(super) fn width(text: &str, size: f64, bold: bool) -> f64 {
    let widths = widths();
    let em = |c: char| match widths.get(c as usize) {
        Some((regular, heavy)) if *regular > 0 => f64::from(if bold { *heavy } else { *regular }) / 2048.0,
        _ if c.is_control() || unicode_normalization::char::is_combining_mark(c) => 0.0,
        _ if matches!(c as u32, 0x200b..=0x200f | 0xfe00..=0xfe0f) => 0.0,
        // Chinese, Japanese, Korean, emoji.
        _ if matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xd7ff | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x1f000..=0x3ffff) => {
            if c as u32 >= 0x1f000 && (c as u32) < 0x20000 {
                1.4
            } else {
                1.0
            }
        }
        _ => UNKNOWN,
    };
    text.chars().map(em).sum::<f64>() * size
}

#[cfg(test)]
mod tests {
    use super::width;

    #[test]
    fn text_is_as_wide_as_in_arial() {
        // Advance widths in the AFM files, in 1000ths: A 667, space 278, W 944.
        assert!((width("A W", 1000.0, false) - 1889.0).abs() < 2.0);
        assert!(width("A W", 1000.0, true) > 1889.0);
        assert!((width("停電", 16.0, false) - 32.0).abs() < f64::EPSILON);
        assert!(width("e\u{301}", 16.0, false) < width("ee", 16.0, false));
    }
}
