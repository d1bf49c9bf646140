//! Swaps a finished directory with the one that it replaces.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::key::sign;
use super::manifest::unfinished;
use crate::source::MANIFEST;

/// Most dangling links that are followed in a row. More than this is taken for a loop.
pub(super) const MOST_LINKS: usize = 40;

/// Returns the absolute path without symbolic links. Neither the path nor the targets of its
/// links need exist.
pub(super) fn real_path(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let mut missing = Vec::new();
    let (mut existing, mut links) = (path, 0);
    loop {
        match existing.canonicalize() {
            Ok(real) => return Ok(missing.iter().rev().fold(real, |path, part| path.join(part))),
            Err(error) => {
                let (Some(parent), Some(name)) = (existing.parent(), existing.file_name()) else { return Err(error) };
                existing = match fs::read_link(&existing) {
                    // The target of a dangling link may be created too.
                    Ok(target) if links < MOST_LINKS => {
                        links += 1;
                        parent.join(target)
                    }
                    _ => {
                        missing.push(name.to_owned());
                        parent.to_path_buf()
                    }
                };
            }
        }
    }
}

/// Returns the path of the directory in which the next site of `output` is built. It is beside the
/// output, so both are on the same file system.
///
/// Nobody can plant a directory there: the name follows from this user's key, and is random for
/// a user who has none. So what is found under that name was left by an interrupted build.
pub fn staging_path(output: &Path) -> PathBuf {
    let name = output.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let signature = sign(&[b"staging", output.as_os_str().as_encoded_bytes()]);
    let number =
        signature.map_or_else(random, |it| it.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte)));
    output.with_file_name(format!(".{name}.casebook-{number:016x}"))
}

fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// True if there is a directory at `path` itself, not behind a link.
pub(super) fn is_there(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// Waits until the disk has everything in `directory`.
#[cfg(target_os = "linux")]
pub(super) fn flush(directory: &Path) -> io::Result<()> {
    // One call for the whole file system is quicker than one for each of thousands of files.
    Ok(rustix::fs::syncfs(File::open(directory)?)?)
}

/// Waits until the disk has everything in `directory`.
#[cfg(not(target_os = "linux"))]
pub(super) fn flush(directory: &Path) -> io::Result<()> {
    for entry in WalkDir::new(directory).contents_first(true) {
        File::open(entry?.path())?.sync_all()?;
    }
    Ok(())
}

/// Puts the new site in the place of the old one in one step. Afterwards the old one is in
/// `staging`.
pub(super) fn swap(staging: &Path, output: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    if !output.exists() {
        return fs::rename(staging, output);
    }
    match renameat_with(CWD, staging, CWD, output, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // Without that system call there is a moment without a site.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::OPNOTSUPP) => {
            let aside = staging.with_extension("old");
            fs::rename(output, &aside)?;
            fs::rename(staging, output).inspect_err(|_| drop(fs::rename(&aside, output)))?;
            fs::rename(&aside, staging)
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes an old or unfinished site. Files that are not `ours` belong to somebody else and move
/// to `output`.
pub(super) fn retire(old: &Path, output: &Path, ours: &BTreeSet<String>) -> io::Result<()> {
    for entry in WalkDir::new(old).min_depth(1).contents_first(true) {
        let entry = entry?;
        let path = entry.path();
        let relative = path.strip_prefix(old).map_err(io::Error::other)?;
        let name = relative.to_string_lossy().replace('\\', "/");
        if entry.file_type().is_dir() {
            // A directory that still contains files cannot be removed yet.
            let _ = fs::remove_dir(path);
        } else if name == MANIFEST {
            // The manifest goes last. If this is interrupted, the next run needs it.
        } else if ours.contains(&name) || name == unfinished() {
            fs::remove_file(path)?;
        } else {
            keep(path, &output.join(relative))?;
        }
    }
    match fs::remove_file(old.join(MANIFEST)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => fs::remove_dir(old),
    }
}

/// Moves somebody's file to the new site, unless the same file is already there.
pub(super) fn keep(path: &Path, new: &Path) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    if let Some(parent) = new.parent() {
        fs::create_dir_all(parent)?;
    }
    match (fs::symlink_metadata(path)?, fs::symlink_metadata(new)) {
        (_, Err(_)) => fs::rename(path, new),
        (old, Ok(new)) if old.file_type().is_symlink() || (old.ino() == new.ino() && old.dev() == new.dev()) => {
            fs::remove_file(path)
        }
        (old, Ok(metadata)) if old.len() == metadata.len() && fs::read(path)? == fs::read(new)? => {
            fs::remove_file(path)
        }
        // A page of the site has that name now, so the file is kept beside it.
        _ => {
            let mut name = new.file_name().map(std::ffi::OsStr::to_os_string).unwrap_or_default();
            name.push(".kept");
            fs::rename(path, new.with_file_name(name))
        }
    }
}
