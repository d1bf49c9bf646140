//! Opens files of the archive, and only those that the walk found.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::stamp::Stamp;
use crate::system;

/// Pause between two attempts to read a file that is being written.
const PAUSE: Duration = Duration::from_millis(20);

/// Most attempts to read such a file. The last ones come after the time from which an empty
/// file counts as intended.
const LOOKS: usize = 60;

/// Returns the bytes of a file of the archive.
///
/// It follows no symbolic link, so a link that replaced the file or a directory above it after
/// the walk is refused. Devices and pipes are refused too.
pub fn read_file(file: &Path) -> io::Result<Vec<u8>> {
    let (file, length) = measured(system::open(file)?)?;
    whole(file, length)
}

/// Like [`read_file`], but waits for a file that somebody is writing or has just emptied. It
/// waits little more than a second at most.
pub fn read_settled(file: &Path) -> io::Result<Vec<u8>> {
    for _ in 0..LOOKS {
        let (opened, length) = measured(system::open(file)?)?;
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

/// Like [`read_file`], but follows links, because the configuration may be a link.
pub(super) fn read_wherever(file: &Path) -> io::Result<Vec<u8>> {
    let (file, length) = measured(system::open_linked(file)?)?;
    whole(file, length)
}

/// Opens a file of the archive under the same conditions as [`read_file`].
pub fn open(file: &Path) -> io::Result<File> {
    measured(system::open(file)?).map(|(file, _)| file)
}

/// Returns an ordinary file and its length in bytes. Anything else is an error.
fn measured(file: File) -> io::Result<(File, u64)> {
    let metadata = file.metadata()?;
    if metadata.is_file() { Ok((file, metadata.len())) } else { Err(io::Error::other("not an ordinary file")) }
}

/// Reads to the end of the file, which may have moved since `length` was measured.
fn whole(file: File, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // The stated length can be wrong, in `/proc` and for sparse files.
    bytes.try_reserve_exact(usize::try_from(length).unwrap_or(usize::MAX).saturating_add(1))?;
    // `take` keeps `read_to_end` from asking for length and position again.
    file.take(u64::MAX).read_to_end(&mut bytes).map(|_| bytes)
}

/// Returns the operating system's message without its error number, as a part of a sentence.
pub fn reason(error: &io::Error) -> String {
    if error.kind() == io::ErrorKind::NotFound && error.raw_os_error().is_some() {
        // Windows has several texts for this.
        return "no such file or directory".to_owned();
    }
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default().trim_end_matches('.');
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
