//! Long lists in parts: each page has the items of one year, or as many of them as fit on a page.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::view::ShelfLinkView;
use super::words::Words;

/// A page of a long list.
pub(super) struct Part<T> {
    /// `None` for the items without a date.
    pub(super) year: Option<i16>,
    /// Number among the pages of the same year, from 1.
    number: usize,
    pub(super) items: Vec<T>,
}

impl<T: Copy> Part<T> {
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

/// Returns the pages for items with their years, the latest year first. At most `most` items are on a
/// page.
pub(super) fn parts<T: Copy>(items: impl Iterator<Item = (Option<i16>, T)>, most: usize) -> Vec<Part<T>> {
    let mut years: BTreeMap<Reverse<Option<i16>>, Vec<T>> = BTreeMap::new();
    for (year, item) in items {
        years.entry(Reverse(year)).or_default().push(item);
    }
    let mut parts = Vec::new();
    for (Reverse(year), items) in years {
        let pages = items.chunks(most).enumerate();
        parts.extend(pages.map(|(at, items)| Part { year, number: at + 1, items: items.to_vec() }));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::words::of_language;

    #[test]
    fn a_year_with_too_many_items_has_several_pages() {
        let items = [
            (Some(2024), 'a'),
            (None, 'b'),
            (Some(2025), 'c'),
            (Some(2025), 'd'),
            (Some(2024), 'e'),
            (Some(2025), 'f'),
        ];
        let words = of_language("en");
        let all = parts(items.into_iter(), 2);
        let said: Vec<_> =
            all.iter().map(|part| (part.slug(), part.name(&words), part.items.iter().collect::<String>())).collect();
        let expected = [
            ("2025", "2025", "cd"),
            ("2025-2", "2025, page 2", "f"),
            ("2024", "2024", "ae"),
            ("undated", "no date", "b"),
        ];
        assert_eq!(said, expected.map(|(slug, name, items)| (slug.to_owned(), name.to_owned(), items.to_owned())));
    }
}
