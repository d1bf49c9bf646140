//! Writes the site. This is the only module that changes the output directory.
//!
//! The new site is built in a directory beside the old one and replaces it in one step. So a
//! reader sees a whole site at any moment and after any crash. Files that did not change are
//! hard links to the old ones, not copies. Only files in casebook's own manifest are ever
//! deleted. Files that somebody else put into the directory move to the new site.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::diagnostic::Diagnostic;
use crate::publish::secrets::Secrets;
use crate::publish::swap::{real_path, retire, staging_path, swap};
use crate::site::plan::Plan;
use crate::site::{Output, Site};
use crate::source::{self, MANIFEST, reason};

/// First line of a manifest.
const HEADER: &str = "casebook manifest 1";

/// Directory, below the root, where results of expensive work are kept between builds.
pub const CACHE: &str = ".casebook/cache";

/// Counts of what a build wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// Number of files of the site.
    pub files: usize,
    /// Number of files that are new or changed.
    pub changed: usize,
    /// Number of files that the old site had and the new one has not.
    pub removed: usize,
    /// Size of the whole site in bytes.
    pub bytes: u64,
}

/// Why nothing was written.
#[derive(Debug)]
pub enum Failure {
    /// A template of the theme is wrong, or a file would contain something that must not be
    /// published.
    Faults(Vec<Diagnostic>),
    /// casebook does not write to this directory.
    Refused { path: PathBuf, why: &'static str, hint: &'static str },
    /// A file of the archive cannot be copied.
    Unreadable { path: PathBuf, source: io::Error },
    /// The operating system reported an error while writing.
    Io { path: PathBuf, source: io::Error },
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Faults(_) => f.write_str("the site cannot be published"),
            Failure::Refused { path, why, .. } => write!(f, "refusing to write to `{}`: {why}", path.display()),
            Failure::Unreadable { path, source } => write!(f, "cannot read `{}`: {}", path.display(), reason(source)),
            Failure::Io { path, source } => write!(f, "cannot write `{}`: {}", path.display(), reason(source)),
        }
    }
}

impl std::error::Error for Failure {}

fn io_at(path: &Path) -> impl FnOnce(io::Error) -> Failure + '_ {
    |source| Failure::Io { path: path.to_path_buf(), source }
}

/// Counts files while they are written, so that progress can be shown.
#[derive(Debug, Default)]
pub struct Progress {
    pub done: AtomicUsize,
    pub of: AtomicUsize,
}

/// Makes the directory `output` contain exactly the plan. If anything fails, the old site stays
/// as it is.
pub fn write(
    site: &Site,
    plan: &Plan,
    output: &Path,
    secrets: &Secrets,
    progress: &Progress,
) -> Result<Written, Failure> {
    let output = &real_path(output).map_err(io_at(output))?;
    let parent = output.parent().unwrap_or(output);
    fs::create_dir_all(parent).map_err(io_at(parent))?;
    // Two builds into one directory take turns. The lock ends with the process.
    let lock = File::open(parent).map_err(io_at(parent))?;
    lock.lock().map_err(io_at(parent))?;

    let staging = staging_path(output);
    if staging.exists() {
        retire(&staging, output).map_err(io_at(&staging))?;
    }
    let old = old_manifest(output)?;
    let result = stage(site, plan, output, &staging, &old, secrets, progress);
    let written = match result {
        Ok(written) => written,
        Err(failure) => {
            // The next build cleans up what is left.
            let _ = retire(&staging, output);
            return Err(failure);
        }
    };
    if (written.changed > 0 || written.removed > 0 || !output.exists())
        && let Err(error) = swap(&staging, output)
    {
        let _ = retire(&staging, output);
        // A directory that something is mounted on cannot be renamed.
        return Err(match error.kind() {
            io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => Failure::Refused {
                path: output.clone(),
                why: "it is a mount point, which cannot be replaced as a whole",
                hint: "write to a directory inside it, like `--output OUT/site`",
            },
            _ => io_at(output)(error),
        });
    }
    retire(&staging, output).map_err(io_at(&staging))?;
    Ok(written)
}

/// Refuses an output directory with files that are not casebook's, and one where the site would
/// mix with the archive.
pub fn check_output(output: &Path, root: &Path, content: &Path) -> Result<(), Failure> {
    let refuse = |why, hint| Err(Failure::Refused { path: output.to_path_buf(), why, hint });
    let real = real_path(output).map_err(io_at(output))?;
    let root = root.canonicalize().map_err(io_at(root))?;
    let content = content.canonicalize().map_err(io_at(content))?;
    let elsewhere = "choose another directory with `--output`";
    if real.parent().is_none() {
        return refuse("it is the root of the file system", elsewhere);
    }
    if std::env::var_os("HOME").is_some_and(|home| Path::new(&home).canonicalize().is_ok_and(|home| home == real)) {
        return refuse("it is your home directory", elsewhere);
    }
    if content.starts_with(&real) || root.starts_with(&real) {
        return refuse("the archive itself lies in it", elsewhere);
    }
    if real.starts_with(&content) && content != root {
        return refuse("it lies inside the content", elsewhere);
    }
    match fs::metadata(&real) {
        Ok(metadata) if !metadata.is_dir() => refuse("it is a file", elsewhere),
        Ok(_) => {
            let mut entries = fs::read_dir(&real).map_err(io_at(&real))?;
            if entries.next().is_some() && !real.join(MANIFEST).is_file() {
                return refuse(
                    "it holds files that casebook did not write",
                    "choose another directory with `--output`, or empty this one",
                );
            }
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(source) => Err(Failure::Io { path: real, source }),
    }
}

/// Stores `bytes` under `name` in the cache. A failure is ignored: without a cache the next
/// build is only slower.
pub fn save_cache(root: &Path, name: &str, bytes: &[u8]) {
    let directory = root.join(CACHE);
    // The name is fixed, so the next build overwrites what a killed one leaves.
    let temporary = directory.join(format!("{name}.new"));
    let saved = fs::create_dir_all(&directory)
        .and_then(|()| fs::write(root.join(".casebook/.gitignore"), "*\n"))
        .and_then(|()| fs::write(&temporary, bytes))
        .and_then(|()| fs::rename(&temporary, directory.join(name)));
    if saved.is_err() {
        let _ = fs::remove_file(&temporary);
    }
}

fn old_manifest(output: &Path) -> Result<BTreeSet<String>, Failure> {
    let path = output.join(MANIFEST);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text.lines().skip(1).map(str::to_owned).collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(source) => Err(Failure::Io { path, source }),
    }
}

/// Writes the whole new site into `staging`.
fn stage(
    site: &Site,
    plan: &Plan,
    output: &Path,
    staging: &Path,
    old: &BTreeSet<String>,
    secrets: &Secrets,
    progress: &Progress,
) -> Result<Written, Failure> {
    prepare(plan, output, staging)?;
    adopt_foreign(output, staging, old, plan)?;
    progress.of.store(plan.len(), Ordering::Relaxed);
    let (bytes, changed, failed) = (AtomicU64::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let entries: Vec<_> = plan.iter().collect();
    let failures: Vec<Failure> = entries
        .par_iter()
        .filter_map(|(path, content)| {
            if failed.load(Ordering::Relaxed) {
                return None;
            }
            let result = site
                .render(path, content)
                .map_err(|diagnostic| Failure::Faults(vec![*diagnostic]))
                .and_then(|rendered| checked(secrets, path, rendered))
                .and_then(|bytes| put(&bytes, &output.join(path), &staging.join(path)));
            progress.done.fetch_add(1, Ordering::Relaxed);
            match result {
                Ok(put) => {
                    bytes.fetch_add(put.bytes, Ordering::Relaxed);
                    changed.fetch_add(usize::from(put.changed), Ordering::Relaxed);
                    None
                }
                Err(failure) => {
                    failed.store(true, Ordering::Relaxed);
                    Some(failure)
                }
            }
        })
        .collect();
    if let Some(failure) = merge(failures) {
        return Err(failure);
    }
    Ok(Written {
        files: plan.len(),
        changed: changed.into_inner(),
        removed: old.iter().filter(|path| !plan.contains_key(*path)).count(),
        bytes: bytes.into_inner(),
    })
}

/// Creates `staging`, its manifest and its directories, with the permissions of `output`.
fn prepare(plan: &Plan, output: &Path, staging: &Path) -> Result<(), Failure> {
    let directories: BTreeSet<_> =
        plan.keys().filter_map(|path| path.rsplit_once('/')).map(|(directory, _)| directory).collect();
    fs::create_dir_all(staging).map_err(io_at(staging))?;
    if let Ok(metadata) = fs::metadata(output) {
        fs::set_permissions(staging, metadata.permissions()).map_err(io_at(staging))?;
    }
    // The manifest comes first. If the build crashes, it says which files in here are ours.
    let manifest = plan.keys().fold(format!("{HEADER}\n"), |text, path| text + path + "\n");
    let path = staging.join(MANIFEST);
    fs::write(&path, manifest).map_err(io_at(&path))?;
    for directory in directories {
        let path = staging.join(directory);
        fs::create_dir_all(&path).map_err(io_at(&path))?;
    }
    Ok(())
}

/// Returns the bytes of a file of the site, or a fault if they contain something that must not
/// be published.
fn checked(secrets: &Secrets, path: &str, rendered: Output) -> Result<Vec<u8>, Failure> {
    let bytes = match rendered {
        Output::Bytes(bytes) => bytes,
        Output::CopyOf(file) => {
            source::read_settled(&file).map_err(|source| Failure::Unreadable { path: file, source })?
        }
    };
    secrets.check_file(path, &bytes).map_or(Ok(bytes), |fault| Err(Failure::Faults(vec![fault])))
}

/// Joins failures into one. All faults are reported together, each once. Any other failure is
/// reported alone.
fn merge(failures: Vec<Failure>) -> Option<Failure> {
    let mut faults: Vec<Diagnostic> = Vec::new();
    let mut any = false;
    for failure in failures {
        match failure {
            Failure::Faults(found) => {
                any = true;
                for fault in found {
                    if faults.iter().all(|known| known.message != fault.message) {
                        faults.push(fault);
                    }
                }
            }
            failure => return Some(failure),
        }
    }
    any.then_some(Failure::Faults(faults))
}

/// One file that was written to the new site.
struct Put {
    bytes: u64,
    changed: bool,
}

fn put(bytes: &[u8], old: &Path, new: &Path) -> Result<Put, Failure> {
    let size = bytes.len() as u64;
    let unchanged = fs::symlink_metadata(old).is_ok_and(|metadata| metadata.is_file() && metadata.len() == size)
        && same(old, bytes);
    if unchanged && fs::hard_link(old, new).is_ok() {
        return Ok(Put { bytes: size, changed: false });
    }
    let mut file = File::create(new).map_err(io_at(new))?;
    file.write_all(bytes).map_err(io_at(new))?;
    // Where the file system has no hard links, keep at least the old modification time.
    if unchanged && let Ok(modified) = fs::metadata(old).and_then(|metadata| metadata.modified()) {
        file.set_modified(modified).map_err(io_at(new))?;
    }
    Ok(Put { bytes: size, changed: !unchanged })
}

fn same(file: &Path, bytes: &[u8]) -> bool {
    let mut buffer = [0; 16 * 1024];
    let Ok(mut file) = File::open(file) else { return false };
    let mut rest = bytes;
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return rest.is_empty(),
            Ok(count) if rest.get(..count) == Some(&buffer[..count]) => rest = &rest[count..],
            _ => return false,
        }
    }
}

/// Links every file in `output` that is not ours into the new site.
fn adopt_foreign(output: &Path, staging: &Path, ours: &BTreeSet<String>, plan: &Plan) -> Result<(), Failure> {
    if ours.is_empty() {
        return Ok(());
    }
    for entry in WalkDir::new(output).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| Failure::Io { path: output.to_path_buf(), source: error.into() })?;
        let Ok(relative) = entry.path().strip_prefix(output) else { continue };
        let name = relative.to_string_lossy().replace('\\', "/");
        if ours.contains(&name) || name == MANIFEST {
            continue;
        }
        let new = staging.join(relative);
        if entry.file_type().is_dir() {
            let below = format!("{name}/");
            if ours.range(below.clone()..).next().is_none_or(|path| !path.starts_with(&below)) {
                fs::create_dir_all(&new).map_err(io_at(&new))?;
            }
            continue;
        }
        // A page of the new site takes precedence over somebody's file of the same name. That
        // file stays in the old site, where `retire` finds and keeps it.
        if plan.contains_key(&name) || new.exists() {
            continue;
        }
        if let Some(parent) = new.parent() {
            fs::create_dir_all(parent).map_err(io_at(parent))?;
        }
        link_or_copy(entry.path(), &new).map_err(io_at(&new))?;
    }
    Ok(())
}

fn link_or_copy(old: &Path, new: &Path) -> io::Result<()> {
    if fs::symlink_metadata(old)?.file_type().is_symlink() {
        return rustix::fs::symlink(fs::read_link(old)?, new).map_err(Into::into);
    }
    fs::hard_link(old, new).or_else(|_| fs::copy(old, new).map(|_| ()))
}
