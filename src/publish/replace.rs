//! The one way to replace a document of the author's.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Replaces a document of the author's, which must still hold `old`: written
/// beside it and renamed, so that a reader sees the one or the other.
pub fn document(file: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    // A link stays a link.
    let file = fs::canonicalize(file)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = file.with_file_name(format!(".{name}.casebook-{}", std::process::id()));
    let write = || {
        let mut out = fs::OpenOptions::new().write(true).create_new(true).open(&beside)?;
        out.write_all(new)?;
        out.set_permissions(fs::metadata(&file)?.permissions())?;
        out.sync_all()?;
        if fs::read(&file)? != old {
            return Err(io::Error::other("it was changed meanwhile; run the command again"));
        }
        fs::rename(&beside, &file)
    };
    let written = write();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
