//! What HTML may hold: escaping, addresses, and the safe subset of raw HTML.

mod elements;
mod entity;
mod escape;
pub mod raw;
mod token;
pub mod url;

pub use self::escape::{escape, escape_attribute};

/// Containers deeper than this are flattened: no person writes them, and every
/// later stage may recurse.
pub const DEPTH: usize = 100;
