//! Opening files of the archive: what is read is what the walk through it found.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

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
    whole(open(file)?)
}

/// As [`read_file`]; a file that somebody is writing, or emptied a moment ago, is waited for,
/// little more than a second at most.
pub fn read_settled(file: &Path) -> io::Result<Vec<u8>> {
    for _ in 0..LOOKS {
        let opened = open(file)?;
        let before = Stamp::of_open(&opened);
        let bytes = whole(opened.try_clone()?)?;
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
    whole(ordinary(File::from(rustix::fs::open(file, flags(), Mode::empty())?))?)
}

/// Opens a file of the archive, as [`read_file`] does.
pub fn open(file: &Path) -> io::Result<File> {
    ordinary(File::from(without_links(file)?))
}

fn flags() -> OFlags {
    // A pipe without a writer would be waited for.
    OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK
}

#[cfg(target_os = "linux")]
fn without_links(file: &Path) -> rustix::io::Result<rustix::fd::OwnedFd> {
    use rustix::fs::{CWD, ResolveFlags};
    use rustix::io::Errno;
    match rustix::fs::openat2(CWD, file, flags(), Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        // Old kernels, and sandboxes that do not know the call.
        Err(Errno::NOSYS | Errno::PERM) => rustix::fs::open(file, flags() | OFlags::NOFOLLOW, Mode::empty()),
        opened => opened,
    }
}

#[cfg(not(target_os = "linux"))]
fn without_links(file: &Path) -> rustix::io::Result<rustix::fd::OwnedFd> {
    rustix::fs::open(file, flags() | OFlags::NOFOLLOW, Mode::empty())
}

fn ordinary(file: File) -> io::Result<File> {
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not an ordinary file")) }
}

fn whole(mut file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map(|_| bytes)
}
