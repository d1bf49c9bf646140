//! What differs between operating systems. Each has one file with the same functions, and
//! everything else in casebook is the same on all of them.
//!
//! `unix.rs` is for Linux and macOS, `windows.rs` for Windows. A function that promises less on
//! one of them says so there.

#[cfg(target_os = "linux")]
mod mounts;
#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(target_os = "linux")]
pub use self::mounts::held;
#[cfg(unix)]
pub use self::unix::*;
#[cfg(windows)]
pub use self::windows::*;

use std::path::Path;
use std::time::SystemTime;

/// The state of a file, without its content.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Size in bytes.
    pub length: u64,
    /// Time of the last change of the content, in units of the system.
    pub modified: (i64, i64),
    /// Another time, which a program that sets back the first one does not set.
    pub changed: (i64, i64),
    /// Tells the file from another one that took its name.
    pub number: u64,
    /// When the file was changed last. `None` if the time cannot be told.
    pub touched: Option<SystemTime>,
}

/// Returns a relative path with `/` between its parts. A name that is not Unicode gets replacement
/// characters.
pub fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// How a mount holds a directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// The directory is a mount point.
    Is,
    /// Something is mounted in the directory.
    Holds,
    /// The directory, or one in it, is mounted at another place, too.
    Elsewhere,
}

/// Returns how a mount holds `directory`. Only Linux tells.
#[cfg(not(target_os = "linux"))]
pub fn held(_: &Path) -> Option<Held> {
    None
}
