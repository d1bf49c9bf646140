//! Many parts of words that are looked for in one text at the same time.

use aho_corasick::AhoCorasick;

/// Parts of words, in lower case.
pub(in crate::read) struct Parts(Option<AhoCorasick>);

impl Parts {
    pub(in crate::read) fn new<T: AsRef<[u8]>>(parts: impl IntoIterator<Item = T>) -> Self {
        Self(AhoCorasick::new(parts).ok())
    }

    /// True if `text`, which is in lower case, begins with one of them.
    pub(in crate::read) fn open(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|parts| parts.find_overlapping_iter(text).any(|found| found.start() == 0))
    }

    /// Returns where they stand in `text`, which is in lower case.
    pub(in crate::read) fn places(&self, text: &str) -> impl Iterator<Item = usize> {
        self.0.iter().flat_map(move |parts| parts.find_iter(text).map(|found| found.start()))
    }

    /// True if one of them stands in `text`, which is in lower case.
    pub(in crate::read) fn any(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|parts| parts.is_match(text))
    }
}
