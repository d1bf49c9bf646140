//! Cuts pieces out of a text.

use std::ops::Range;

/// Returns `text` without `ranges`, but with the line ends in them.
pub(super) fn without(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    // From front to back, so that no byte is moved twice.
    let (mut rest, mut from) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        let start = range.start.max(from);
        if start < range.end {
            rest.push_str(&text[from..start]);
            rest.extend(text[start..range.end].matches('\n'));
            from = range.end;
        }
    }
    rest.push_str(&text[from..]);
    rest
}
