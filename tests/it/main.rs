//! All integration tests, in one crate: it links once.

#![expect(clippy::panic, reason = "a test fails by panicking")]

mod commonmark;
mod harness;
mod readme;
mod site;

mod theme;
mod tidy;
