//! Replaces one of the author's documents. Nothing else in casebook writes to them.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

/// Replaces the content of the document `file`, which must still be `old`. The new content is
/// written to a file beside it and renamed, so a reader sees either the old or the new
/// document, never a part.
///
/// Fails if the file was changed in the meantime.
pub fn document(file: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    // Resolve a symbolic link, so that its target is replaced and the link stays.
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
