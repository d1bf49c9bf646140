//! Why nothing was written.

use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::source::reason;
use crate::system;

/// Why nothing was written.
#[derive(Debug)]
pub enum Failure {
    /// A template of the theme is wrong, or a file would contain something that must not be
    /// published.
    Faults(Vec<Diagnostic>),
    /// casebook does not write to this directory.
    Refused { path: PathBuf, why: &'static str, hint: &'static str },
    /// A file of the archive cannot be copied.
    Unreadable { path: PathBuf, source: io::Error },
    /// The operating system reported an error while writing.
    Io { path: PathBuf, source: io::Error },
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Faults(_) => f.write_str("the site cannot be published"),
            Failure::Refused { path, why, .. } => write!(f, "refusing to write to `{}`: {why}", system::shown(path)),
            Failure::Unreadable { path, source } => {
                write!(f, "cannot read `{}`: {}", system::shown(path), reason(source))
            }
            Failure::Io { path, source } => write!(f, "cannot write `{}`: {}", system::shown(path), reason(source)),
        }
    }
}

impl std::error::Error for Failure {}

pub(super) fn io_at(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
    |source| Failure::Io { path: path.to_path_buf(), source }
}
