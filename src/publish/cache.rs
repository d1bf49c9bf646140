//! Results of expensive work that are kept between builds, below the archive's root.
//!
//! Directories are opened one by one without following links, so that nothing is written outside
//! of the archive. An entry counts only with this user's signature, because its markup is put into
//! pages as it is.

use std::io::{self, Read as _, Write as _};
use std::path::Path;

use super::key::{Signature, sign};
use crate::system::Folder;

/// casebook's own directory in an archive, and the one for the cache below it.
const OWN: &str = ".casebook";
const CACHE: &str = "cache";

/// Larger files are none of ours.
const LARGEST: u64 = 1 << 30;

/// Returns what [`save_cache`] stored under `name`. Empty if there is nothing, or nothing that
/// this user's casebook wrote.
pub fn read_cache(root: &Path, name: &str) -> Vec<u8> {
    read(root, name).unwrap_or_default()
}

/// Stores `bytes` under `name` in the cache. A failure is ignored: without a cache the next
/// build is only slower.
pub fn save_cache(root: &Path, name: &str, bytes: &[u8]) {
    let _ = save(root, name, bytes);
}

fn read(root: &Path, name: &str) -> Option<Vec<u8>> {
    let mut file = folder(root, false).ok()?.read(name).ok()?;
    let metadata = file.metadata().ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return None;
    }
    let mut signature = Signature::default();
    file.read_exact(&mut signature).ok()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).ok()?;
    (sign(&[b"cache", name.as_bytes(), &bytes])? == signature).then_some(bytes)
}

fn save(root: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let signature = sign(&[b"cache", name.as_bytes(), bytes]).ok_or(io::ErrorKind::Unsupported)?;
    let folder = folder(root, true)?;
    // What a killed build left is removed first, whatever it is: a link goes, not its target.
    let temporary = format!("{name}.new");
    match folder.remove(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = folder.create(&temporary)?;
    let written = file.write_all(&signature).and_then(|()| file.write_all(bytes));
    let renamed = written.and_then(|()| folder.rename(&temporary, name));
    renamed.inspect_err(|_| {
        let _ = folder.remove(&temporary);
    })
}

/// Opens the directory of the cache, and makes it if `make` says so.
fn folder(root: &Path, make: bool) -> io::Result<Folder> {
    let mut folder = Folder::open(root)?;
    for name in [OWN, CACHE] {
        if make {
            folder.make(name)?;
        }
        folder = folder.inner(name)?;
        if make && name == OWN {
            // One that is there already stays as it is.
            let _ = folder.create(".gitignore").and_then(|mut file| file.write_all(b"*\n"));
        }
    }
    Ok(folder)
}
