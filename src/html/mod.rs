//! HTML: escaping, addresses, and the safe subset of raw HTML.

mod elements;
mod entity;
mod escape;
pub mod raw;
mod seen;
mod token;
pub mod url;

pub use self::entity::unescape;
pub use self::escape::{escape, escape_attribute};
pub use self::seen::seen;

/// Deepest nesting. Containers that are deeper are flattened, because no person writes them and
/// every later stage may recurse.
pub const DEPTH: usize = 100;
