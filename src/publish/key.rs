//! A secret of the user on this machine, which no repository can know.
//!
//! An archive may come from anywhere, and with it files that look like casebook's own: a cache
//! with markup for other people's pages, a directory with the name of an unfinished site. What
//! casebook believes is therefore signed with this key, or has a name that follows from it.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::system;

/// A signature: HMAC with SHA-256 (RFC 2104).
pub(super) type Signature = [u8; 32];

/// Returns the signature of `parts`, or `None` if this user can keep no key.
///
/// The parts are told apart by their lengths, so that `ab`, `c` is not `a`, `bc`.
pub(super) fn sign(parts: &[&[u8]]) -> Option<Signature> {
    static KEY: OnceLock<Option<Signature>> = OnceLock::new();
    let key = KEY.get_or_init(|| load(&system::state_directory()?.join("casebook"))).as_ref()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
    for part in parts {
        mac.update(&(part.len() as u64).to_le_bytes());
        mac.update(part);
    }
    Some(mac.finalize().into_bytes().into())
}

/// Reads the key, or makes one.
fn load(directory: &Path) -> Option<Signature> {
    let path = directory.join("key");
    read(&path).or_else(|| {
        make(directory, &path)?;
        read(&path)
    })
}

/// A key counts only as an ordinary file that nobody else can write.
fn read(path: &Path) -> Option<Signature> {
    let metadata = fs::symlink_metadata(path).ok()?;
    if !metadata.is_file() || !system::is_private(&metadata) {
        return None;
    }
    fs::read(path).ok()?.try_into().ok()
}

fn make(directory: &Path, path: &Path) -> Option<()> {
    system::create_private_directory(directory).ok()?;
    let mut key = Signature::default();
    system::random(&mut key).ok()?;
    let beside = directory.join(format!("key.{}", std::process::id()));
    let mut file = system::create_private_file(&beside).ok()?;
    let written = file.write_all(&key).and_then(|()| file.sync_all());
    // A link does not replace the key of a build that was quicker.
    let linked = written.and_then(|()| fs::hard_link(&beside, path));
    let _ = fs::remove_file(&beside);
    linked.ok().or_else(|| path.exists().then_some(()))
}
