//! Linux and macOS.

use std::env;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, SystemTime};

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, CWD, Mode, OFlags, mkdirat, openat, renameat, unlinkat};
use rustix::io::Errno;
use rustix::process::{Pid, Resource, Signal, getrlimit, kill_process_group};

use super::Look;

/// Opens a file to read it, but not if a link leads to it or to a directory above it.
///
/// Only Linux looks at the directories above.
pub fn open(file: &Path) -> io::Result<File> {
    Ok(File::from(without_links(file)?))
}

/// Opens a file to read it, and follows links.
pub fn open_linked(file: &Path) -> io::Result<File> {
    Ok(File::from(rustix::fs::open(file, reading(), Mode::empty())?))
}

fn reading() -> OFlags {
    // Without NONBLOCK, opening a pipe would wait for a writer.
    OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK
}

#[cfg(target_os = "linux")]
fn without_links(file: &Path) -> rustix::io::Result<OwnedFd> {
    use rustix::fs::ResolveFlags;
    match rustix::fs::openat2(CWD, file, reading(), Mode::empty(), ResolveFlags::NO_SYMLINKS) {
        // Old kernels and some sandboxes do not know this system call.
        Err(Errno::NOSYS | Errno::PERM) => rustix::fs::open(file, reading() | OFlags::NOFOLLOW, Mode::empty()),
        opened => opened,
    }
}

#[cfg(not(target_os = "linux"))]
fn without_links(file: &Path) -> rustix::io::Result<OwnedFd> {
    rustix::fs::open(file, reading() | OFlags::NOFOLLOW, Mode::empty())
}

/// Returns the state of the file at `path`.
pub fn look(path: &Path) -> Option<Look> {
    fs::metadata(path).ok().map(|metadata| look_of(&metadata))
}

/// Returns the state of an open file.
pub fn look_at(file: &File) -> Option<Look> {
    file.metadata().ok().map(|metadata| look_of(&metadata))
}

fn look_of(metadata: &Metadata) -> Look {
    Look {
        length: metadata.len(),
        modified: (metadata.mtime(), metadata.mtime_nsec()),
        changed: (metadata.ctime(), metadata.ctime_nsec()),
        number: metadata.ino(),
        touched: touched(metadata),
    }
}

fn touched(metadata: &Metadata) -> Option<SystemTime> {
    let seconds = u64::try_from(metadata.ctime()).ok()?;
    let nanoseconds = u32::try_from(metadata.ctime_nsec()).ok()?;
    Some(SystemTime::UNIX_EPOCH + Duration::new(seconds, nanoseconds))
}

/// Returns the number that tells a directory from another one of the same name.
pub fn number(directory: &Path) -> u64 {
    fs::metadata(directory).map_or(0, |metadata| metadata.ino())
}

/// True if both names are of one file, which may be a link itself.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let of = |path| fs::symlink_metadata(path).map(|metadata| (metadata.ino(), metadata.dev()));
    matches!((of(one), of(other)), (Ok(one), Ok(other)) if one == other)
}

/// True if the file system below `path` reports changes to this machine.
#[cfg(target_os = "linux")]
pub fn has_events(path: &Path) -> bool {
    // File systems of another machine or system: 9p (which WSL uses for its drives), NFS, SMB
    // and CIFS, FUSE, vboxsf.
    const SILENT: [u64; 7] = [0x0102_1997, 0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x6573_5546, 0x786f_4256];
    let kind = rustix::fs::statfs(path).map_or(0, |found| u64::try_from(found.f_type).unwrap_or_default());
    !SILENT.contains(&(kind & 0xffff_ffff))
}

/// True if the file system below `path` reports changes to this machine.
#[cfg(not(target_os = "linux"))]
pub fn has_events(_: &Path) -> bool {
    true
}

/// Makes a symbolic link.
pub fn link(target: &Path, link: &Path) -> io::Result<()> {
    Ok(rustix::fs::symlink(target, link)?)
}

/// Exchanges two directories in one step. Returns false if this file system cannot do that.
pub fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{RenameFlags, renameat_with};
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Gives a directory another name.
pub fn rename_directory(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Waits until the disk has everything in `directory`.
#[cfg(target_os = "linux")]
pub fn flush(directory: &Path) -> io::Result<()> {
    // One call for the whole file system is quicker than one for each of thousands of files.
    Ok(rustix::fs::syncfs(File::open(directory)?)?)
}

/// Waits until the disk has everything in `directory`.
#[cfg(not(target_os = "linux"))]
pub fn flush(directory: &Path) -> io::Result<()> {
    for entry in walkdir::WalkDir::new(directory).contents_first(true) {
        File::open(entry?.path())?.sync_all()?;
    }
    Ok(())
}

/// Waits until the disk has the names in `directory`.
pub fn flush_names(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Waits until nobody else holds the lock of `directory`, and takes it. It ends with the returned
/// file or the process.
pub fn lock(directory: &Path) -> io::Result<File> {
    let file = File::open(directory)?;
    file.lock()?;
    Ok(file)
}

/// Variable that holds the user's home directory.
pub const HOME: &str = "HOME";

/// Returns the directory for state that is not worth a backup (XDG Base Directory Specification).
pub fn state_directory() -> Option<PathBuf> {
    let absolute = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    absolute("XDG_STATE_HOME").or_else(|| Some(absolute(HOME)?.join(".local/state")))
}

/// Creates a directory, and those above it, that nobody else can read.
pub fn create_private_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Creates a new file that nobody else can read.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// True if nobody else can write the file.
pub fn is_private(metadata: &Metadata) -> bool {
    metadata.mode() & 0o022 == 0
}

/// Fills `bytes` with random ones from the system.
pub fn random(bytes: &mut [u8]) -> io::Result<()> {
    File::open("/dev/urandom")?.read_exact(bytes)
}

/// An open directory. What is done in it does not follow links, and cannot be led elsewhere by a
/// link that takes the directory's name.
pub struct Folder(OwnedFd);

impl Folder {
    /// Opens a directory, and follows links to it.
    pub fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(rustix::fs::open(path, directory(), Mode::empty())?))
    }

    /// Opens a directory in this one.
    pub fn inner(&self, name: &str) -> io::Result<Self> {
        Ok(Self(openat(&self.0, name, directory() | OFlags::NOFOLLOW, Mode::empty())?))
    }

    /// Makes a directory in this one. One that is there already stays.
    pub fn make(&self, name: &str) -> io::Result<()> {
        match mkdirat(&self.0, name, Mode::from_raw_mode(0o755)) {
            Ok(()) | Err(Errno::EXIST) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Opens a file to read it.
    pub fn read(&self, name: &str) -> io::Result<File> {
        Ok(File::from(openat(&self.0, name, reading() | OFlags::NOFOLLOW, Mode::empty())?))
    }

    /// Creates a file that is not there yet.
    pub fn create(&self, name: &str) -> io::Result<File> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(openat(&self.0, name, flags, Mode::from_raw_mode(0o644))?))
    }

    /// Removes a file, or a link itself.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        Ok(unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Gives a file another name, in place of the file that has it.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        Ok(renameat(&self.0, from, &self.0, to)?)
    }
}

fn directory() -> OFlags {
    OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC
}

/// Returns a command that runs `program` in `directory`, with a group for all processes that it will
/// start, so that they can be stopped together.
pub fn group(program: &str, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).process_group(0);
    command
}

/// Stops a program of [`group`] and the processes that it started. They may have ended already.
pub fn stop_group(child: &Child) {
    let _ = kill_process_group(Pid::from_child(child), Signal::KILL);
}

/// Returns a command that opens `url` with the desktop's browser.
pub fn browser(url: &str) -> Command {
    let mut command = Command::new(if cfg!(target_os = "macos") { "open" } else { "xdg-open" });
    command.arg(url);
    command
}

/// Returns a command that runs `editor`, which is one for the user's shell, with a file.
pub fn edit(editor: &str, file: &Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor).arg(file);
    command
}

/// True if a terminal understands escape sequences for colours and the cursor.
pub fn has_colours() -> bool {
    true
}

/// Returns a path as a user writes it.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// One end of a line within the process.
pub type Line = UnixStream;

/// Returns both ends of a line. What is written to one can be waited for at the other.
pub fn line() -> io::Result<(Line, Line)> {
    UnixStream::pair()
}

/// Returns the number of files and connections that the process may have open, if there is a limit.
pub fn most_open() -> Option<usize> {
    getrlimit(Resource::Nofile).current.and_then(|it| usize::try_from(it).ok())
}
