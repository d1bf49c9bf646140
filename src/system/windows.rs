//! Windows.
//!
//! It has no modes, no exchange of two directories in one step, no way to open a directory and stay
//! in it, and no change time that a program cannot set. What this file promises less than `unix.rs`
//! stands at each function.

use std::env;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::windows::fs::OpenOptionsExt as _;
use std::os::windows::process::CommandExt as _;
use std::path::{Component, Path, PathBuf, Prefix};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use walkdir::WalkDir;
use winapi_util::console::Console;
use winapi_util::file::information;
use winapi_util::{AsHandleRef, Handle};

use super::Look;
use crate::text::hash::fnv;

/// `CreateFile` opens the link itself, not its target.
const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;

/// Opens a file to read it, but not if a link leads to it or to a directory above it.
///
/// The directories above are looked at just after the file is opened, so a link that is there only
/// for that moment can be followed.
pub fn open(file: &Path) -> io::Result<File> {
    let opened = OpenOptions::new().read(true).custom_flags(FILE_FLAG_OPEN_REPARSE_POINT).open(file)?;
    let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink());
    if opened.metadata()?.is_symlink() || file.ancestors().skip(1).any(is_link) {
        return Err(io::Error::other("a symbolic link leads to it"));
    }
    Ok(opened)
}

/// Opens a file to read it, and follows links.
pub fn open_linked(file: &Path) -> io::Result<File> {
    File::open(file)
}

/// Returns the state of the file at `path`.
pub fn look(path: &Path) -> Option<Look> {
    look_at(Handle::from_path_any(path).ok()?.as_file())
}

/// Returns the state of an open file.
///
/// A change by a program that sets back the time of the last one is not noticed.
pub fn look_at(file: &File) -> Option<Look> {
    let (found, metadata) = (information(file).ok()?, file.metadata().ok()?);
    let ticks = |time: Option<u64>| (time.and_then(|time| i64::try_from(time).ok()).unwrap_or_default(), 0);
    Some(Look {
        length: metadata.len(),
        modified: ticks(found.last_write_time()),
        changed: ticks(found.creation_time()),
        number: found.file_index(),
        touched: metadata.modified().ok(),
    })
}

/// Returns the number that tells a directory from another one of the same name.
pub fn number(directory: &Path) -> u64 {
    Handle::from_path_any(directory).and_then(information).map_or(0, |found| found.file_index())
}

/// True if both names are of one file.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let of = |path| {
        let found = Handle::from_path_any(path).and_then(|handle| information(handle.as_handle_ref()));
        found.map(|found| (found.volume_serial_number(), found.file_index()))
    };
    matches!((of(one), of(other)), (Ok(one), Ok(other)) if one == other)
}

/// True if the file system below `path` reports changes to this machine.
pub fn has_events(_: &Path) -> bool {
    true
}

/// Makes a symbolic link. Windows lets only some users do that.
pub fn link(target: &Path, link: &Path) -> io::Result<()> {
    let leads_to = link.parent().map_or_else(|| target.to_path_buf(), |parent| parent.join(target));
    if leads_to.is_dir() {
        std::os::windows::fs::symlink_dir(target, link)
    } else {
        std::os::windows::fs::symlink_file(target, link)
    }
}

/// Exchanges two directories in one step. Windows cannot do that.
pub fn exchange(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Times that a directory's name is tried to be changed, and the pause between two.
const TRIES: usize = 20;
const PAUSE: Duration = Duration::from_millis(50);

/// Gives a directory another name. While a program has a file in it open, that is refused. Programs
/// that look into every new file, against viruses or for a search, let go of it soon.
pub fn rename_directory(from: &Path, to: &Path) -> io::Result<()> {
    for _ in 1..TRIES {
        match fs::rename(from, to) {
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => thread::sleep(PAUSE),
            result => return result,
        }
    }
    fs::rename(from, to)
}

/// Waits until the disk has every file in `directory`. Directories cannot be waited for.
pub fn flush(directory: &Path) -> io::Result<()> {
    for entry in WalkDir::new(directory) {
        let entry = entry?;
        // What may only be read is somebody else's, and on the disk already.
        if entry.file_type().is_file() && !entry.metadata()?.permissions().readonly() {
            OpenOptions::new().write(true).open(entry.path())?.sync_all()?;
        }
    }
    Ok(())
}

/// Waits until the disk has the names in `directory`. Windows offers nothing for that.
pub fn flush_names(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Waits until nobody else holds the lock of `directory`, and takes it. It ends with the returned
/// file or the process.
///
/// Windows locks no directories, so an empty file in the user's profile is locked. Programs of other
/// users do not see it.
pub fn lock(directory: &Path) -> io::Result<File> {
    let real = directory.canonicalize()?;
    let name = format!("{:016x}", fnv(real.to_string_lossy().to_lowercase().as_bytes()));
    let locks = state_directory().unwrap_or_else(env::temp_dir).join("casebook").join("locks");
    fs::create_dir_all(&locks)?;
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(locks.join(name))?;
    file.lock()?;
    Ok(file)
}

/// Variable that holds the user's home directory.
pub const HOME: &str = "USERPROFILE";

/// Returns the directory for state that belongs to this user on this machine.
pub fn state_directory() -> Option<PathBuf> {
    env::var_os("LOCALAPPDATA").map(PathBuf::from).filter(|path| path.is_absolute())
}

/// Creates a directory, and those above it. In a user's profile only that user and administrators
/// can read it.
pub fn create_private_directory(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Creates a new file. In a user's profile only that user and administrators can read it.
pub fn create_private_file(path: &Path) -> io::Result<File> {
    File::create_new(path)
}

/// True if nobody else can write the file. Who can, is not looked into: the profile is the user's.
pub fn is_private(_: &Metadata) -> bool {
    true
}

/// Fills `bytes` with random ones from the system.
pub fn random(bytes: &mut [u8]) -> io::Result<()> {
    getrandom::fill(bytes).map_err(|error| io::Error::other(error.to_string()))
}

/// A directory that no link leads to. That is looked at when it is opened; a link that takes its
/// name later is followed.
pub struct Folder(PathBuf);

impl Folder {
    /// Opens a directory, and follows links to it.
    pub fn open(path: &Path) -> io::Result<Self> {
        if path.is_dir() { Ok(Self(path.to_path_buf())) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// Opens a directory in this one.
    pub fn inner(&self, name: &str) -> io::Result<Self> {
        let path = self.0.join(name);
        // Neither a symbolic link nor a junction counts as a directory here.
        if fs::symlink_metadata(&path)?.is_dir() { Ok(Self(path)) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// Makes a directory in this one. One that is there already stays.
    pub fn make(&self, name: &str) -> io::Result<()> {
        match fs::create_dir(self.0.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
            _ => Ok(()),
        }
    }

    /// Opens a file to read it.
    pub fn read(&self, name: &str) -> io::Result<File> {
        let path = self.0.join(name);
        let file = OpenOptions::new().read(true).custom_flags(FILE_FLAG_OPEN_REPARSE_POINT).open(path)?;
        if file.metadata()?.is_symlink() { Err(io::Error::other("it is a symbolic link")) } else { Ok(file) }
    }

    /// Creates a file that is not there yet.
    pub fn create(&self, name: &str) -> io::Result<File> {
        File::create_new(self.0.join(name))
    }

    /// Removes a file, or a link itself.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Gives a file another name, in place of the file that has it.
    pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.0.join(from), self.0.join(to))
    }
}

/// Returns a command that runs `program` in `directory`. A program that is named with a path lies
/// below that directory.
pub fn group(program: &str, directory: &Path) -> Command {
    // Many programs cannot run in a directory that is named with `\\?\`.
    let directory = plain(directory);
    let is_path = program.contains(['/', '\\']);
    let mut command = if is_path { Command::new(directory.join(program)) } else { Command::new(program) };
    command.current_dir(directory);
    command
}

/// Stops a program of [`group`] and the processes that it started. Once it ended, those that it left
/// behind are not found.
pub fn stop_group(child: &Child) {
    let mut command = Command::new("taskkill");
    command.args(["/T", "/F", "/PID", &child.id().to_string()]);
    let _ = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

/// Returns a command that opens `url` with the desktop's browser.
pub fn browser(url: &str) -> Command {
    let mut command = Command::new("explorer");
    command.arg(url);
    command
}

/// Returns a command that runs `editor`, which is one for the user's shell, with a file.
pub fn edit(editor: &str, file: &Path) -> Command {
    let mut command = Command::new("cmd");
    // The shell takes off the first and the last quotation mark. A path holds none.
    command.raw_arg(format!("/D /S /C \"{editor} \"{}\"\"", plain(file).display()));
    command
}

/// True if a terminal understands escape sequences for colours and the cursor. Old ones must be told
/// to.
pub fn has_colours() -> bool {
    let understands = |console: io::Result<Console>| {
        console.is_ok_and(|mut console| console.set_virtual_terminal_processing(true).is_ok())
    };
    // Either stream may be a file, while the other one is a terminal.
    let (out, err) = (understands(Console::stdout()), understands(Console::stderr()));
    out || err
}

/// Returns a path as a user writes it: without `\\?\`, and with `/`, which Windows understands, too.
pub fn shown(path: &Path) -> String {
    plain(path).display().to_string().replace('\\', "/")
}

/// Returns a path that `canonicalize` made, as other programs know it: without `\\?\`.
fn plain(path: &Path) -> PathBuf {
    let mut parts = path.components();
    match parts.next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::VerbatimDisk(letter) => PathBuf::from(format!("{}:\\", char::from(letter))).join(parts.as_path()),
            Prefix::VerbatimUNC(server, share) => {
                let mut root = std::ffi::OsString::from("\\\\");
                root.push(server);
                root.push("\\");
                root.push(share);
                PathBuf::from(root).join(parts.as_path())
            }
            _ => path.to_path_buf(),
        },
        _ => path.to_path_buf(),
    }
}

/// One end of a line within the process.
pub type Line = TcpStream;

/// Returns both ends of a line. What is written to one can be waited for at the other.
pub fn line() -> io::Result<(Line, Line)> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let near = TcpStream::connect(listener.local_addr()?)?;
    let own = near.local_addr()?;
    loop {
        // Another program may have been quicker.
        let (far, from) = listener.accept()?;
        if from == own {
            return Ok((near, far));
        }
    }
}

/// Returns the number of files and connections that the process may have open, if there is a limit.
pub fn most_open() -> Option<usize> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_shown_as_a_user_writes_it() {
        for (path, expected) in [
            (r"\\?\C:\a\b c", "C:/a/b c"),
            (r"\\?\C:\", "C:/"),
            (r"\\?\UNC\server\share\a", "//server/share/a"),
            (r"C:\a", "C:/a"),
            (r"a\b/c", "a/b/c"),
        ] {
            assert_eq!(shown(Path::new(path)), expected);
        }
    }

    #[test]
    fn a_line_carries_what_is_written_and_only_between_its_ends() -> io::Result<()> {
        use std::io::{Read as _, Write as _};
        let (mut near, mut far) = line()?;
        far.write_all(b"x")?;
        let mut found = [0];
        near.read_exact(&mut found)?;
        assert_eq!(found, *b"x");
        Ok(())
    }
}
