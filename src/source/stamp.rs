//! The state of a file on the disk, from which an unchanged file is recognised.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The coarsest resolution of a file system's clock. A file this young when it was looked at
/// may have changed since without a new time.
pub(super) const TICK: Duration = Duration::from_millis(50);

/// A file that was changed within this time may still be written, in pieces.
const QUIET: Duration = Duration::from_millis(350);

/// A file that was seen to grow is complete when it has not changed for this time.
const QUIET_AFTER_GROWTH: Duration = Duration::from_millis(600);

/// An editor that empties a file before it writes it is done within this time.
const WRITING: Duration = Duration::from_secs(1);

/// Length, inode number, and times of the last change of content and metadata.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    length: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    inode: u64,
    /// How long ago the file was changed when it was looked at. `None` if that is in the future,
    /// which says nothing about the age.
    age: Option<Duration>,
    /// True if the file was changed while it was read.
    torn: bool,
}

impl Stamp {
    pub(super) fn of(file: &Path) -> Option<Self> {
        fs::metadata(file).ok().map(|metadata| Self::of_metadata(&metadata))
    }

    pub(super) fn of_open(file: &fs::File) -> Option<Self> {
        file.metadata().ok().map(|metadata| Self::of_metadata(&metadata))
    }

    fn of_metadata(metadata: &Metadata) -> Self {
        Self {
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
            age: age(metadata),
            torn: false,
        }
    }

    /// True if the file was changed within the time that an editor needs to write it.
    fn is_young(&self) -> bool {
        self.age.is_none_or(|age| age < WRITING)
    }

    /// True if a reading of `bytes` bytes is complete and the file was not emptied just now.
    pub(super) fn is_whole(&self, bytes: usize) -> bool {
        self.length == bytes as u64 && !(bytes == 0 && self.is_young())
    }

    /// True if somebody may be in the middle of writing the file. `grew` is true if somebody was
    /// seen to write it.
    pub(super) fn may_be_written(&self, grew: bool) -> bool {
        let quiet = if grew { QUIET_AFTER_GROWTH } else { QUIET };
        self.torn || self.age.is_some_and(|age| age <= quiet) || (self.length == 0 && self.is_young())
    }

    /// True if the file certainly has not changed between this stamp and `now`. The file was old
    /// enough when it was looked at that any later change must show.
    pub(super) fn is_sure_of(&self, now: &Self) -> bool {
        self.age.is_some_and(|age| age > TICK) && self.is_same(now)
    }

    /// Returns this stamp, taken before a file was read, with regard to `now`, the stamp after
    /// it. A file that changed while it was read may be half read.
    pub(super) fn read_until(self, now: Option<Self>) -> Self {
        Self { torn: self.torn || now.is_none_or(|now| !self.is_same(&now)), ..self }
    }

    pub(super) fn is_same(&self, other: &Self) -> bool {
        let what = |it: &Self| (it.length, it.modified, it.changed, it.inode);
        what(self) == what(other)
    }

    /// True if the file was emptied a moment ago.
    pub(super) fn is_being_written(&self, before: &Self) -> bool {
        self.length == 0 && before.length > 0 && self.is_young()
    }
}

/// True if two stamps have the same length and time of content.
pub(super) fn looks_alike(a: Option<Stamp>, b: Option<Stamp>) -> bool {
    let what = |it: Stamp| (it.length, it.modified);
    a.map(what) == b.map(what)
}

/// Returns how long ago the file was changed, or `None` if that is in the future.
fn age(metadata: &Metadata) -> Option<Duration> {
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
    let changed = SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds);
    SystemTime::now().duration_since(changed).ok()
}

/// Returns a directory with its inode number, which tells it from another one of the same name.
pub(super) fn directory(path: &Path) -> (PathBuf, u64) {
    (path.to_path_buf(), fs::metadata(path).map_or(0, |metadata| metadata.ino()))
}

/// True if the file system below `path` reports changes to this machine.
#[cfg(target_os = "linux")]
pub(super) fn has_events(path: &Path) -> bool {
    // File systems of another machine or system: 9p (which WSL uses for its drives), NFS, SMB
    // and CIFS, FUSE, vboxsf.
    const SILENT: [u64; 7] = [0x0102_1997, 0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x6573_5546, 0x786f_4256];
    let kind = rustix::fs::statfs(path).map_or(0, |found| u64::try_from(found.f_type).unwrap_or_default());
    !SILENT.contains(&(kind & 0xffff_ffff))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn has_events(_: &Path) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changes_between_the_look_and_the_reading_is_unfinished() -> std::io::Result<()> {
        let directory = tempfile::tempdir()?;
        let file = directory.path().join("x.md");
        fs::write(&file, "whole")?;
        std::thread::sleep(QUIET * 2);
        let stamp = Stamp::of(&file).expect("it is there");
        assert!(!stamp.may_be_written(false) && !stamp.read_until(Stamp::of(&file)).may_be_written(false));
        fs::write(&file, "")?;
        assert!(stamp.read_until(Stamp::of(&file)).may_be_written(false));
        assert!(stamp.read_until(None).may_be_written(false));
        Ok(())
    }
}
