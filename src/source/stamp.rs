//! How a file lies on the disk: enough to see that it was not touched.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Clocks of file systems tick this slowly at worst: a file as young as that when
/// it was looked at may have changed since without showing it.
pub(super) const TICK: Duration = Duration::from_millis(50);

/// Editors that empty a file before they write it are done after this time.
const WRITING: Duration = Duration::from_secs(1);

/// Length, times of content and of metadata, and which file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    length: u64,
    modified: (i64, i64),
    changed: (i64, i64),
    inode: u64,
    /// Old enough, when it was looked at, that a later change must show.
    settled: bool,
    /// Changed at this very moment, or while it was read.
    fresh: bool,
    /// Changed within the time that an editor needs to write it.
    young: bool,
}

impl Stamp {
    pub(super) fn of(file: &Path) -> Option<Self> {
        fs::metadata(file).ok().map(|metadata| Self::of_metadata(&metadata))
    }

    pub(super) fn of_open(file: &fs::File) -> Option<Self> {
        file.metadata().ok().map(|metadata| Self::of_metadata(&metadata))
    }

    fn of_metadata(metadata: &Metadata) -> Self {
        let age = age(metadata);
        Self {
            length: metadata.len(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
            settled: age.is_some_and(|age| age > TICK),
            // Of a file from the future nobody can say when it will be.
            fresh: age.is_some_and(|age| age <= TICK),
            young: age.is_none_or(|age| age < WRITING),
        }
    }

    /// These many bytes are all of the file, and it was not emptied just now.
    pub(super) fn is_whole(&self, bytes: usize) -> bool {
        self.length == bytes as u64 && !(bytes == 0 && self.young)
    }

    /// Somebody may be in the middle of writing it.
    pub(super) fn is_unfinished(&self) -> bool {
        self.fresh || (self.length == 0 && self.young)
    }

    /// The file is as it was when this stamp was taken.
    pub(super) fn is_sure_of(&self, now: &Self) -> bool {
        self.settled && self.is_same(now)
    }

    /// The stamp of a file that was read after it was taken, and lies there as `now` since:
    /// what was read of one that changed meanwhile may be half of it.
    pub(super) fn read_until(self, now: Option<Self>) -> Self {
        Self { fresh: self.fresh || now.is_none_or(|now| !self.is_same(&now)), ..self }
    }

    fn is_same(&self, other: &Self) -> bool {
        let what = |it: &Self| (it.length, it.modified, it.changed, it.inode);
        what(self) == what(other)
    }

    /// The file was emptied a moment ago.
    pub(super) fn is_being_written(&self, before: &Self) -> bool {
        self.length == 0 && before.length > 0 && self.young
    }
}

/// The same length and time of content.
pub(super) fn looks_alike(a: Option<Stamp>, b: Option<Stamp>) -> bool {
    let what = |it: Stamp| (it.length, it.modified);
    a.map(what) == b.map(what)
}

/// How long ago the file was changed; `None` if that is in the future.
fn age(metadata: &Metadata) -> Option<Duration> {
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
    let changed = SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds);
    SystemTime::now().duration_since(changed).ok()
}

/// A directory and the number that tells it from another one of the same name.
pub(super) fn directory(path: &Path) -> (PathBuf, u64) {
    (path.to_path_buf(), fs::metadata(path).map_or(0, |metadata| metadata.ino()))
}

/// Whether the file system below `path` tells its changes to this machine.
#[cfg(target_os = "linux")]
pub(super) fn has_events(path: &Path) -> bool {
    // Over a network or out of another system: 9p (and with it WSL's drives), NFS, SMB
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
        std::thread::sleep(TICK * 2);
        let stamp = Stamp::of(&file).expect("it is there");
        assert!(!stamp.is_unfinished() && !stamp.read_until(Stamp::of(&file)).is_unfinished());
        fs::write(&file, "")?;
        assert!(stamp.read_until(Stamp::of(&file)).is_unfinished());
        assert!(stamp.read_until(None).is_unfinished());
        Ok(())
    }
}
