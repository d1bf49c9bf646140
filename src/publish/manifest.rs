//! The list of the files that casebook wrote into a directory. Only they are ever deleted.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::source::MANIFEST;
use crate::text::hash::fnv;

/// Begins a line for a file that belongs to the site before this one. None of our paths begins so.
const KEPT: &str = "kept ";

/// First word of a manifest; a checksum of the list follows.
const HEADER: &str = "casebook manifest 3";

/// Why a list cannot be used.
#[derive(Debug)]
pub(super) enum Unusable {
    /// It is cut, changed, of another version, or names files elsewhere.
    Damaged,
    Io(io::Error),
}

/// The files that casebook wrote into a directory, as paths from it.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) all: BTreeSet<String>,
    /// Those of the site before, which stay for readers who still have a page of it open.
    pub(super) kept: BTreeSet<String>,
    /// The audience of the site.
    pub(super) readers: String,
}

/// Writes the list of `paths`, and of `kept`, into `directory`, so that it survives a loss of power.
pub(super) fn write<'a>(
    directory: &Path,
    paths: impl Iterator<Item = &'a String>,
    kept: &BTreeSet<String>,
    readers: &str,
    sync: bool,
) -> io::Result<()> {
    let mut list = paths.fold(String::new(), |text, path| text + path + "\n");
    for path in kept {
        list.extend([KEPT, path, "\n"]);
    }
    // Whole or not there, also for whoever cleans up after a killed build.
    let beside = directory.join(unfinished());
    let mut file = File::create_new(&beside)?;
    file.write_all(format!("{HEADER} {:016x} {readers}\n{list}", fnv(list.as_bytes())).as_bytes())?;
    if sync {
        file.sync_all()?;
    }
    fs::rename(beside, directory.join(MANIFEST))
}

/// Name of a list that is being written.
pub(super) fn unfinished() -> String {
    format!("{MANIFEST}.new")
}

/// Reads the list in `directory`; `None` if there is none.
pub(super) fn read(directory: &Path) -> Result<Option<Files>, Unusable> {
    let bytes = match fs::read(directory.join(MANIFEST)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Unusable::Io(error)),
    };
    parse(&bytes).map(Some).ok_or(Unusable::Damaged)
}

fn parse(bytes: &[u8]) -> Option<Files> {
    let (head, list) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
    let (checksum, readers) = head.strip_prefix(HEADER)?.trim_start().split_once(' ')?;
    let is_below = |path: &str| path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    let all: BTreeSet<String> = list.lines().map(|line| line.strip_prefix(KEPT).unwrap_or(line).to_owned()).collect();
    let kept = list.lines().filter_map(|line| line.strip_prefix(KEPT)).map(str::to_owned).collect();
    let is_whole = u64::from_str_radix(checksum, 16) == Ok(fnv(list.as_bytes())) && !all.is_empty();
    (is_whole && all.iter().all(|path| is_below(path))).then(|| Files { all, kept, readers: readers.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_list_of_files_below_counts() {
        let list = "a.html\nb/c.html\n";
        let text = |list: &str| format!("{HEADER} {:016x} public\n{list}", fnv(list.as_bytes()));
        let whole = text(list);
        assert_eq!(parse(whole.as_bytes()).map(|paths| paths.all.len()), Some(2));
        let kept = parse(text("a.html\nkept b.js\n").as_bytes()).expect("a list");
        assert_eq!((kept.all.len(), kept.kept.len()), (2, 1));
        for cut in 0..whole.len() {
            assert!(parse(&whole.as_bytes()[..cut]).is_none(), "{cut} bytes");
        }
        for elsewhere in ["../x\n", "/etc/passwd\n", "a/../../x\n", "a//b\n", "\n"] {
            assert!(parse(text(elsewhere).as_bytes()).is_none(), "{elsewhere:?}");
        }
        assert!(parse(b"casebook manifest 1\na.html\n").is_none());
    }
}
