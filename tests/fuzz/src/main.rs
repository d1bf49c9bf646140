//! Feeds libFuzzer's inputs to the property that `CASEBOOK_PROPERTY` names.

#![no_main]

#[path = "../../it/properties/mod.rs"]
mod properties;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static PROPERTY: LazyLock<properties::Property> = LazyLock::new(|| {
    let wanted = std::env::var("CASEBOOK_PROPERTY").unwrap_or_default();
    let found = properties::PROPERTIES.iter().find(|(name, _)| *name == wanted);
    found.unwrap_or_else(|| panic!("there is no property {wanted:?}")).1
});

fuzz_target!(|bytes: &[u8]| PROPERTY(bytes));
