//! Mounts that hold on to the output directory. A build replaces the directory as a whole, which is
//! impossible for a mount point. And who has mounted the old directory elsewhere would be left with
//! an empty one.

use std::fs;
use std::path::{Path, PathBuf};

use super::Held;

/// Returns how a mount holds `directory`, which is a path without links. Linux tells only of
/// the mounts that this process sees: not of those in containers.
pub fn held(directory: &Path) -> Option<Held> {
    find(&fs::read_to_string("/proc/self/mountinfo").ok()?, directory)
}

/// A line of `mountinfo`.
struct Mount<'a> {
    device: &'a str,
    /// The directory of the device that is mounted.
    root: PathBuf,
    point: PathBuf,
}

fn find(mountinfo: &str, directory: &Path) -> Option<Held> {
    let mounts: Vec<_> = mountinfo.lines().filter_map(parse).collect();
    if mounts.iter().any(|mount| mount.point == directory) {
        return Some(Held::Is);
    }
    if mounts.iter().any(|mount| mount.point.starts_with(directory)) {
        return Some(Held::Holds);
    }
    // Of several mounts at one place, the last one is seen.
    let around = mounts.iter().filter(|mount| directory.starts_with(&mount.point));
    let own = around.max_by_key(|mount| mount.point.components().count())?;
    let root = own.root.join(directory.strip_prefix(&own.point).ok()?);
    let is_elsewhere = mounts.iter().any(|mount| mount.device == own.device && mount.root.starts_with(&root));
    is_elsewhere.then_some(Held::Elsewhere)
}

/// Parses `ID PARENT DEVICE ROOT POINT …`.
fn parse(line: &str) -> Option<Mount<'_>> {
    let mut fields = line.split(' ').skip(2);
    let (device, root, point) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Mount { device, root: path(root), point: path(point) })
}

/// Decodes a path, in which blanks and the like are octal numbers: `\040`.
fn path(field: &str) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = behind.get(..3).filter(|_| byte == b'\\').and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(decoded) => (bytes.push(decoded), rest = &behind[3..]),
            None => (bytes.push(byte), rest = behind),
        };
    }
    std::ffi::OsString::from_vec(bytes).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts_that_hold_a_directory_are_found() {
        const MOUNTS: &str = "\
            22 1 8:1 / / rw - ext4 /dev/a rw\n\
            23 22 8:2 / /home rw - ext4 /dev/b rw\n\
            24 22 8:2 /kim/site/public /srv/www rw - ext4 /dev/b rw\n\
            25 22 8:2 /kim/my\\040site/public/assets /srv/assets rw - ext4 /dev/b rw\n\
            26 23 8:2 /kim/other /home/kim/volume rw - ext4 /dev/b rw\n\
            27 22 8:1 /home/kim/third /srv/third rw - ext4 /dev/a rw\n";
        let held = |directory: &str| find(MOUNTS, Path::new(directory));
        assert_eq!(held("/home/kim/volume"), Some(Held::Is));
        assert_eq!(held("/home/kim"), Some(Held::Holds));
        assert_eq!(held("/home/kim/site/public"), Some(Held::Elsewhere));
        assert_eq!(held("/home/kim/my site/public"), Some(Held::Elsewhere));
        // What is mounted is in another directory, on another device, or around the directory.
        for free in ["/home/kim/site/public2", "/home/kim/third", "/home/kim/site/public/a", "/srv/www/a", "/x"] {
            assert_eq!(held(free), None, "{free}");
        }
    }
}
