//! Blank lines. Left as they are, their number would tell how much was left out between two parts.

use super::comments::places;
use crate::markdown::{self, Dialect, Kind};
use crate::read::block;
use crate::text::Span;

/// Returns `text` with one blank line where there are several, and with none in the front matter
/// and at the end. Code, raw HTML and the values of the front matter keep theirs.
pub(in crate::read) fn without_gaps(text: &str) -> String {
    let kept = kept(text);
    let front = block::end(text);
    let (mut rest, mut at, mut after_blank) = (String::with_capacity(text.len()), 0, false);
    for line in text.split_inclusive('\n') {
        let is_blank = line.trim().is_empty() && !Span::any_has(&kept, at);
        if is_blank && at >= front && !after_blank {
            rest.push('\n');
        } else if !is_blank {
            rest.push_str(line);
        }
        after_blank = is_blank;
        at += line.len();
    }
    rest.truncate(rest.trim_end().len());
    rest.push('\n');
    rest
}

/// The places whose blank lines mean something.
fn kept(text: &str) -> Vec<Span> {
    let mut kept = Vec::new();
    if let Ok(Some(block)) = block::find(text) {
        places(&block::parse(text, &block).0, &mut kept);
    }
    markdown::parse(text, block::end(text), Dialect::Casebook).walk(&mut |node| {
        if matches!(node.kind, Kind::Code(_) | Kind::Html(_)) {
            kept.push(node.span);
        }
    });
    kept.sort_unstable();
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_close_where_they_mean_nothing() {
        let text = "---\n\ntitle: A\n\nsummary: |\n  a\n\n\n  b\n  \ntags:\n  - c\n---\n\n\n# A\n\n\n\nb\n\n```\nc\n\n\nd\n```\n\n\n    e\n\n\n    f\n\n \n\n";
        let rest = "---\ntitle: A\nsummary: |\n  a\n\n\n  b\ntags:\n  - c\n---\n\n# A\n\nb\n\n```\nc\n\n\nd\n```\n\n    e\n\n\n    f\n";
        assert_eq!(without_gaps(text), rest);
        assert_eq!(without_gaps(rest), rest);
    }
}
