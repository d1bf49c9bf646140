//! Cuts pieces out of a text.

use std::ops::Range;

/// Returns `text` without `ranges`, but with the line ends in them.
pub(super) fn without(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    let mut rest = text.to_owned();
    ranges.sort_by_key(|range| range.start);
    for range in ranges.into_iter().rev() {
        // A larger range may have removed a part of this one.
        let end = range.end.min(rest.len());
        if range.start < end {
            let lines = "\n".repeat(rest[range.start..end].matches('\n').count());
            rest.replace_range(range.start..end, &lines);
        }
    }
    rest
}
