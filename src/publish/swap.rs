//! Swaps a finished directory with the one that it replaces.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::key::sign;
use super::manifest::unfinished;
use crate::source::MANIFEST;
use crate::system;

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

/// Puts the new site in the place of the old one, in one step where the system can do that.
/// Afterwards the old one is in `staging`.
pub(super) fn swap(staging: &Path, output: &Path) -> io::Result<()> {
    if !output.exists() {
        return system::rename_directory(staging, output);
    }
    if system::exchange(staging, output)? {
        return Ok(());
    }
    // There is a moment without a site. `recover` ends what is interrupted in it.
    let aside = aside(staging);
    system::rename_directory(output, &aside)?;
    system::rename_directory(staging, output).inspect_err(|_| drop(system::rename_directory(&aside, output)))?;
    system::rename_directory(&aside, staging)
}

/// Where an old site is for a moment while the new one takes its name.
fn aside(staging: &Path) -> PathBuf {
    let mut name = staging.file_name().map(OsStr::to_os_string).unwrap_or_default();
    name.push(".old");
    staging.with_file_name(name)
}

/// Ends a [`swap`] that was interrupted between its steps: an old site without a successor gets its
/// name back, and one whose successor is there gets the name under which it is removed.
pub(super) fn recover(staging: &Path, output: &Path) -> io::Result<()> {
    let aside = aside(staging);
    match (is_there(&aside), is_there(output), is_there(staging)) {
        (true, false, _) => system::rename_directory(&aside, output),
        (true, true, false) => system::rename_directory(&aside, staging),
        _ => Ok(()),
    }
}

/// Removes an old or unfinished site. Files that are not `ours` belong to somebody else and move
/// to `output`.
pub(super) fn retire(old: &Path, output: &Path, ours: &BTreeSet<String>) -> io::Result<()> {
    for entry in WalkDir::new(old).min_depth(1).contents_first(true) {
        let entry = entry?;
        let path = entry.path();
        let relative = path.strip_prefix(old).map_err(io::Error::other)?;
        let name = system::slashed(relative);
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
    if let Some(parent) = new.parent() {
        fs::create_dir_all(parent)?;
    }
    match (fs::symlink_metadata(path)?, fs::symlink_metadata(new)) {
        (_, Err(_)) => fs::rename(path, new),
        (old, Ok(_)) if old.file_type().is_symlink() || system::is_same(path, new) => fs::remove_file(path),
        (old, Ok(metadata)) if old.len() == metadata.len() && fs::read(path)? == fs::read(new)? => {
            fs::remove_file(path)
        }
        // A page of the site has that name now, so the file is kept beside it.
        _ => {
            let mut name = new.file_name().map(OsStr::to_os_string).unwrap_or_default();
            name.push(".kept");
            fs::rename(path, new.with_file_name(name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What lies at the three names of a swap before and after it is recovered.
    #[track_caller]
    fn recovers(before: [Option<&str>; 3], after: [Option<&str>; 3]) {
        let directory = tempfile::tempdir().expect("a directory");
        let (staging, output) = (directory.path().join(".public.casebook-1"), directory.path().join("public"));
        let places = [output.clone(), staging.clone(), aside(&staging)];
        for (place, text) in places.iter().zip(before) {
            if let Some(text) = text {
                fs::create_dir(place).and_then(|()| fs::write(place.join("index.html"), text)).expect("written");
            }
        }
        recover(&staging, &output).expect("renamed");
        let found = places.map(|place| fs::read_to_string(place.join("index.html")).ok());
        assert_eq!(found.each_ref().map(Option::as_deref), after);
    }

    #[test]
    fn a_swap_that_was_interrupted_between_its_steps_leaves_a_site() {
        let (old, new) = (Some("old"), Some("new"));
        // Before it, after the first step, after the second one, after it.
        recovers([old, new, None], [old, new, None]);
        recovers([None, new, old], [old, new, None]);
        recovers([new, None, old], [new, old, None]);
        recovers([new, old, None], [new, old, None]);
        recovers([None, None, None], [None, None, None]);
    }
}
