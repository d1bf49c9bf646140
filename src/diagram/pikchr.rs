//! Draws pikchr diagrams. Only this file uses pikru.

use super::Fault;
use super::macros::expanded_words;
use crate::text::number::grouped;

/// Most words of a source after its macros are expanded. A drawing that people read has hundreds;
/// this many take less than a second without optimisation.
const MOST_WORDS: usize = 10_000;

/// Returns the SVG for a pikchr source.
pub(super) fn draw(source: &str) -> Result<String, Fault> {
    if expanded_words(source) > MOST_WORDS as u64 {
        return Err(Fault::new(format!("its macros expand to more than {} words", grouped(MOST_WORDS))));
    }
    pikru::pikchr(source).map_err(|report| Fault { message: message(&report), at: place(&report) })
}

/// Returns the message of a report. The report shows the source with the message in its first line.
fn message(report: &str) -> String {
    let plain = without_colour(report);
    let first = plain.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let text = first.split_once("Error:").map_or(first, |(_, text)| text).trim();
    if text.is_empty() { "it cannot be read".to_owned() } else { text.to_owned() }
}

/// Returns line and column from a report, which names them as `<input>:3:7`.
fn place(report: &str) -> Option<(usize, usize)> {
    let plain = without_colour(report);
    let mut parts = plain.split("<input>:").nth(1)?.splitn(3, |c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn without_colour(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        out.push_str(before);
        rest = after.find('m').map_or("", |end| &after[end + 1..]);
    }
    out.push_str(rest);
    out
}
