//! Properties that hold for every input. Each takes any bytes, and panics if they break it.
//!
//! `tests/fuzz` looks for such bytes with libFuzzer. `tests/it/fuzz.rs` tries the kept ones and
//! changes to them in every run of the tests.

mod archive;
#[cfg(unix)]
mod growth;
mod inputs;
pub(crate) mod markup;
mod public;
pub(crate) mod reading;

use std::borrow::Cow;

pub(crate) type Property = fn(&[u8]);

/// Name of the corpus → property.
pub(crate) const PROPERTIES: &[(&str, Property)] = &[
    ("front-matter", reading::front_matter),
    ("document", reading::document),
    ("time-text", reading::time_text),
    #[cfg(unix)]
    ("growth", growth::growth),
    ("query", inputs::query),
    ("head", inputs::head),
    ("links", inputs::links),
    ("manifest", inputs::manifest),
    ("preview", archive::preview),
    ("public", archive::public),
    ("published", archive::published),
];

fn text(bytes: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
