//! What tells the reader's browser that an incident is new or has changed.

use super::Site;
use crate::text::hash::fnv;

impl Site {
    /// Returns a hash of what is published of an incident, as six hexadecimal digits.
    ///
    /// It is that of the published Markdown, so it says nothing about parts that are for other
    /// readers, and it stays the same if only casebook or the theme changes. It is compared only with
    /// an earlier hash of the same incident: of sixteen million changes one is missed.
    pub(super) fn revision(&self, at: usize) -> &str {
        self.listed[at].revision.get_or_init(|| {
            let hash = fnv(self.markdown(at).as_bytes());
            // The upper half too, because the lower bits alone are the weakest of this hash.
            format!("{:06x}", (hash ^ hash >> 32) & 0xff_ffff)
        })
    }
}
