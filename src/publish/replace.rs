//! Replaces one of the author's documents. Nothing else in casebook writes to them.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use crate::system;

/// Waits until no other casebook writes documents in the directory of `file`. The lock ends with
/// the returned file.
///
/// The document itself cannot be locked, because every change replaces it.
pub fn lock(file: &Path) -> io::Result<fs::File> {
    let file = fs::canonicalize(file)?;
    system::lock(file.parent().unwrap_or(&file))
}

/// Replaces the content of the document `file`, which must still be `old`. The new content is
/// written to a file beside it and renamed, so a reader sees either the old or the new
/// document, never a part.
///
/// Fails if the file was changed in the meantime. Callers hold the [`lock`].
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
        fs::rename(&beside, &file)?;
        // The new name survives a loss of power, too. Where a directory cannot be flushed, the
        // document is written all the same.
        let _ = file.parent().map(system::flush_names);
        Ok(())
    };
    write().inspect_err(|_| drop(fs::remove_file(&beside)))
}
