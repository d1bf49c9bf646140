//! Opening files of the archive: what is read is what the walk through it found.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

use rustix::fd::OwnedFd;
use rustix::fs::{Mode, OFlags};

use super::stamp::Stamp;

/// Between two looks at a file that is being written.
const PAUSE: Duration = Duration::from_millis(20);

/// Looks at such a file; the last ones come when an empty one counts as meant.
const LOOKS: usize = 60;

/// The bytes of a file of the archive; never through a link that was put in place, of
/// itself or of a directory above it, after the directory was read, and never of a
/// device or a pipe.
pub fn read_file(file: &Path) -> io::Result<Vec<u8>> {
    let (file, length) = measured(without_links(file)?)?;
    whole(file, length)
}

/// As [`read_file`]; a file that somebody is writing, or emptied a moment ago, is waited for,
/// little more than a second at most.
pub fn read_settled(file: &Path) -> io::Result<Vec<u8>> {
    for _ in 0..LOOKS {
        let (opened, length) = measured(without_links(file)?)?;
        let before = Stamp::of_open(&opened);
        let bytes = whole(opened.try_clone()?, length)?;
        let after = Stamp::of_open(&opened);
        if before.zip(after).is_some_and(|(before, after)| before.is_sure_of(&after) && after.is_whole(bytes.len())) {
            return Ok(bytes);
        }
        thread::sleep(PAUSE);
    }
    Err(io::Error::other("somebody is writing it"))
}

/// As [`read_file`], but a link is followed: the configuration may lie elsewhere.
pub(super) fn read_wherever(file: &Path) -> io::Result<Vec<u8>> {
    let (file, length) = measured(rustix::fs::open(file, flags(), Mode::empty())?)?;
    whole(file, length)
}

/// Opens a file of the archive, as [`read_file`] does.
pub fn open(file: &Path) -> io::Result<File> {
    measured(without_links(file)?).map(|(file, _)| file)
}

fn flags() -> OFlags {
    // A pipe without a writer would be waited for.
    OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK
}

#[cfg(target_os = "linux")]
fn without_links(file: &Path) -> rustix::io::Result<OwnedFd> {
    use rustix::fs::{CWD, ResolveFlags};
    use rustix::io::Errno;
    match rustix::fs::openat2(CWD, file, flags(), Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        // Old kernels, and sandboxes that do not know the call.
        Err(Errno::NOSYS | Errno::PERM) => rustix::fs::open(file, flags() | OFlags::NOFOLLOW, Mode::empty()),
        opened => opened,
    }
}

#[cfg(not(target_os = "linux"))]
fn without_links(file: &Path) -> rustix::io::Result<OwnedFd> {
    rustix::fs::open(file, flags() | OFlags::NOFOLLOW, Mode::empty())
}

/// An ordinary file and its length in bytes.
fn measured(file: OwnedFd) -> io::Result<(File, u64)> {
    let file = File::from(file);
    let metadata = file.metadata()?;
    if metadata.is_file() { Ok((file, metadata.len())) } else { Err(io::Error::other("not an ordinary file")) }
}

/// To the end, wherever that is by now.
fn whole(file: File, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // A length may be a lie, in `/proc` and where files have holes.
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX).saturating_add(1))?;
    // Behind `take`, nobody asks for the length and the place a second time.
    file.take(u64::MAX).read_to_end(&mut bytes).map(|_| bytes)
}
