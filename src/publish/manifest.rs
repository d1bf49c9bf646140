//! The list of the files that casebook wrote into a directory. Only they are ever deleted.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::source::MANIFEST;
use crate::text::hash::fnv;

/// First word of a manifest; a checksum of the list follows.
const HEADER: &str = "casebook manifest 2";

/// Why a list cannot be used.
#[derive(Debug)]
pub(super) enum Unusable {
    /// It is cut, changed, of another version, or names files elsewhere.
    Damaged,
    Io(io::Error),
}

/// Writes the list of `paths` into `directory`, so that it survives a loss of power.
pub(super) fn write<'a>(directory: &Path, paths: impl Iterator<Item = &'a String>, sync: bool) -> io::Result<()> {
    // Whole or not there, also for whoever cleans up after a killed build.
    let beside = directory.join(unfinished());
    let mut file = File::create_new(&beside)?;
    file.write_all(text(paths).as_bytes())?;
    if sync {
        file.sync_all()?;
    }
    fs::rename(beside, directory.join(MANIFEST))
}

/// Returns the list of `paths` as it is written.
pub fn text<'a>(paths: impl Iterator<Item = &'a String>) -> String {
    let list = paths.fold(String::new(), |text, path| text + path + "\n");
    format!("{HEADER} {:016x}\n{list}", fnv(list.as_bytes()))
}

/// Name of a list that is being written.
pub(super) fn unfinished() -> String {
    format!("{MANIFEST}.new")
}

/// Reads the list in `directory`; `None` if there is none.
pub(super) fn read(directory: &Path) -> Result<Option<BTreeSet<String>>, Unusable> {
    let bytes = match fs::read(directory.join(MANIFEST)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Unusable::Io(error)),
    };
    parse(&bytes).map(Some).ok_or(Unusable::Damaged)
}

/// Returns the paths of a list, or `None` if it is not whole.
pub fn parse(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let (head, list) = std::str::from_utf8(bytes).ok()?.split_once('\n')?;
    let checksum = head.strip_prefix(HEADER)?.trim_start();
    let is_below = |path: &str| path.split('/').all(|part| !matches!(part, "" | "." | ".."));
    // Not `lines`, which takes a carriage return from the end of a name.
    let paths: BTreeSet<String> = list.split_terminator('\n').map(str::to_owned).collect();
    let is_whole = u64::from_str_radix(checksum, 16) == Ok(fnv(list.as_bytes())) && !paths.is_empty();
    (is_whole && paths.iter().all(|path| is_below(path))).then_some(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_list_of_files_below_counts() {
        let list = "a.html\nb/c.html\n";
        let text = |list: &str| format!("{HEADER} {:016x}\n{list}", fnv(list.as_bytes()));
        let whole = text(list);
        assert_eq!(parse(whole.as_bytes()).map(|paths| paths.len()), Some(2));
        for cut in 0..whole.len() {
            assert!(parse(&whole.as_bytes()[..cut]).is_none(), "{cut} bytes");
        }
        for elsewhere in ["../x\n", "/etc/passwd\n", "a/../../x\n", "a//b\n", "\n"] {
            assert!(parse(text(elsewhere).as_bytes()).is_none(), "{elsewhere:?}");
        }
        assert!(parse(b"casebook manifest 1\na.html\n").is_none());
        let odd = BTreeSet::from(["a\r".to_owned()]);
        assert_eq!(parse(super::text(odd.iter()).as_bytes()), Some(odd));
    }
}
