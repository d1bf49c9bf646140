//! Long lists in parts: each page has the items of one year, or as many of them as fit on a page.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::view::ShelfLinkView;
use super::words::Words;

/// A page of a long list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `None` for the items without a date.
    pub(super) year: Option<i16>,
    /// Number among the pages of the same year, from 1.
    number: usize,
    /// Positions of the page's items among those of the year.
    pub(super) items: Range<usize>,
}

impl Part {
    /// Returns the end of the page's address: `2025`, `2025-2`, `undated`.
    pub(super) fn slug(&self) -> String {
        let more = if self.number > 1 { format!("-{}", self.number) } else { String::new() };
        self.year_or("undated") + &more
    }

    /// Returns `2025`, or `2025, page 2`.
    pub(super) fn name(&self, words: &Words) -> String {
        let name = self.year_or(words.say("date.none"));
        if self.number > 1 {
            words.fill("incidents.part", &[("name", &name), ("page", &self.number.to_string())])
        } else {
            name
        }
    }

    /// Returns a link to the page, at `url`.
    pub(super) fn link(&self, words: &Words, url: String) -> ShelfLinkView {
        ShelfLinkView { name: self.name(words), url, count: words.grouped(self.items.len()) }
    }

    fn year_or(&self, undated: &str) -> String {
        self.year.map_or_else(|| undated.to_owned(), |year| year.to_string())
    }
}

/// Returns the pages for items of these years, the latest year first. At most `most` items are on a
/// page.
pub(super) fn parts(years: impl Iterator<Item = Option<i16>>, most: usize) -> Vec<Part> {
    let mut counts: BTreeMap<Reverse<Option<i16>>, usize> = BTreeMap::new();
    for year in years {
        *counts.entry(Reverse(year)).or_default() += 1;
    }
    let pages = |(Reverse(year), count): (Reverse<Option<i16>>, usize)| {
        let part = move |at| Part { year, number: at + 1, items: at * most..count.min((at + 1) * most) };
        (0..count.div_ceil(most)).map(part)
    };
    counts.into_iter().flat_map(pages).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::words::of_language;

    #[test]
    fn a_year_with_too_many_items_has_several_pages() {
        let years = [Some(2024), None, Some(2025), Some(2025), Some(2024), Some(2025)];
        let words = of_language("en");
        let all = parts(years.into_iter(), 2);
        let said: Vec<_> = all.iter().map(|part| (part.slug(), part.name(&words), part.items.clone())).collect();
        let expected = [
            ("2025", "2025", 0..2),
            ("2025-2", "2025, page 2", 2..3),
            ("2024", "2024", 0..2),
            ("undated", "no date", 0..1),
        ];
        assert_eq!(said, expected.map(|(slug, name, items)| (slug.to_owned(), name.to_owned(), items)));
    }
}
