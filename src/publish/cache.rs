//! Results of expensive work that are kept between builds, below the archive's root.
//!
//! Directories are opened one by one without following links, so that nothing is written outside
//! of the archive. An entry counts only with this user's signature, because its markup is put into
//! pages as it is.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, mkdirat, open, openat, renameat, unlinkat};
use rustix::io::Errno;

use super::key::{Signature, sign};

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
    let directory = directory(root, false).ok()?;
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    let mut file = File::from(openat(&directory, name, flags, Mode::empty()).ok()?);
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
    let directory = directory(root, true)?;
    // What a killed build left is removed first, whatever it is: a link goes, not its target.
    let temporary = format!("{name}.new");
    match unlinkat(&directory, &temporary, AtFlags::empty()) {
        Ok(()) | Err(Errno::NOENT) => {}
        Err(error) => return Err(error.into()),
    }
    let mut file = create(&directory, &temporary)?;
    let written = file.write_all(&signature).and_then(|()| file.write_all(bytes));
    let renamed = written.and_then(|()| Ok(renameat(&directory, &temporary, &directory, name)?));
    renamed.inspect_err(|_| {
        let _ = unlinkat(&directory, &temporary, AtFlags::empty());
    })
}

/// Creates a file that is not there yet; never one that a link leads to.
fn create(directory: &OwnedFd, name: &str) -> io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    Ok(File::from(openat(directory, name, flags, Mode::from_raw_mode(0o644))?))
}

/// Opens the directory of the cache, and makes it if `make` says so.
fn directory(root: &Path, make: bool) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut directory = open(root, flags, Mode::empty())?;
    for name in [OWN, CACHE] {
        if make {
            match mkdirat(&directory, name, Mode::from_raw_mode(0o755)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(error) => return Err(error.into()),
            }
        }
        directory = openat(&directory, name, flags | OFlags::NOFOLLOW, Mode::empty())?;
        if make && name == OWN {
            // One that is there already stays as it is.
            let _ = create(&directory, ".gitignore").and_then(|mut file| file.write_all(b"*\n"));
        }
    }
    Ok(directory)
}
