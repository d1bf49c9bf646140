//! The state of a file on the disk, from which an unchanged file is recognised.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::system::{self, Look};

/// The coarsest resolution of a file system's clock. A file this young when it was looked at
/// may have changed since without a new time.
pub(super) const TICK: Duration = Duration::from_millis(50);

/// A file that was changed within this time may still be written, in pieces.
const QUIET: Duration = Duration::from_millis(350);

/// A file that was seen to grow is complete when it has not changed for this time.
const QUIET_AFTER_GROWTH: Duration = Duration::from_millis(600);

/// An editor that empties a file before it writes it is done within this time.
const WRITING: Duration = Duration::from_secs(1);

/// The state of a file when it was looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stamp {
    look: Look,
    /// How long ago the file was changed when it was looked at. `None` if that is in the future,
    /// which says nothing about the age.
    age: Option<Duration>,
    /// True if the file was changed while it was read.
    torn: bool,
}

impl Stamp {
    pub(super) fn of(file: &Path) -> Option<Self> {
        system::look(file).map(Self::of_look)
    }

    pub(super) fn of_open(file: &File) -> Option<Self> {
        system::look_at(file).map(Self::of_look)
    }

    fn of_look(look: Look) -> Self {
        let age = look.touched.and_then(|touched| SystemTime::now().duration_since(touched).ok());
        Self { look, age, torn: false }
    }

    /// True if the file was changed within the time that an editor needs to write it.
    fn is_young(&self) -> bool {
        self.age.is_none_or(|age| age < WRITING)
    }

    /// True if a reading of `bytes` bytes is complete and the file was not emptied just now.
    pub(super) fn is_whole(&self, bytes: usize) -> bool {
        self.look.length == bytes as u64 && !(bytes == 0 && self.is_young())
    }

    /// True if somebody may be in the middle of writing the file. `grew` is true if somebody was
    /// seen to write it.
    pub(super) fn may_be_written(&self, grew: bool) -> bool {
        let quiet = if grew { QUIET_AFTER_GROWTH } else { QUIET };
        self.torn || self.age.is_some_and(|age| age <= quiet) || (self.look.length == 0 && self.is_young())
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
        let what = |it: &Self| (it.look.length, it.look.modified, it.look.changed, it.look.number);
        what(self) == what(other)
    }

    /// True if the file was emptied a moment ago.
    pub(super) fn is_being_written(&self, before: &Self) -> bool {
        self.look.length == 0 && before.look.length > 0 && self.is_young()
    }
}

/// True if two stamps have the same length and time of content.
pub(super) fn looks_alike(a: Option<Stamp>, b: Option<Stamp>) -> bool {
    let what = |it: Stamp| (it.look.length, it.look.modified);
    a.map(what) == b.map(what)
}

/// Returns a directory with the number that tells it from another one of the same name.
pub fn directory(path: &Path) -> (PathBuf, u64) {
    (path.to_path_buf(), system::number(path))
}

#[cfg(test)]
mod tests {
    use std::fs;

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
