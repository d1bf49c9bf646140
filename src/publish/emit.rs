//! Writes the site. This is the only module that changes the output directory.
//!
//! The new site is built in a directory beside the old one and replaces it in one step. So a
//! reader sees a whole site at any moment and after any crash. Files that did not change are
//! hard links to the old ones, not copies. Only files in casebook's own manifest are ever
//! deleted. Files that somebody else put into the directory move to the new site.

use crate::diagnostic::Diagnostic;
pub use crate::publish::failure::Failure;
use crate::publish::failure::io_at;
use crate::publish::kept::{adopt_foreign, keep_files, look_into_foreign, still_read};
use crate::publish::manifest::{self, Files, Unusable};
use crate::publish::mounts;
use crate::publish::secrets::Secrets;
pub use crate::publish::swap::staging_path;
use crate::publish::swap::{self, is_there, real_path};
use crate::site::plan::{Content, Plan};
use crate::site::{Output, Site};
use crate::source::{self, MANIFEST};
use crate::system::{self, Held};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Counts of what a build wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Number of files of the site.
    pub files: usize,
    /// Number of files that are new or changed.
    pub changed: usize,
    /// Number of files that the old site had and the new one has not.
    pub removed: usize,
    /// Size of the whole site in bytes.
    pub bytes: u64,
    /// Files in the output that casebook did not write and that stay there, from the output.
    pub foreign: Vec<String>,
    /// Files that may hold text that could not be searched for what must not be published.
    pub unread: Vec<String>,
}

/// Counts files while they are written, so that progress can be shown.
#[derive(Debug, Default)]
pub struct Progress {
    pub done: AtomicUsize,
    pub of: AtomicUsize,
}

/// What is published, and how.
#[derive(Clone, Copy)]
pub struct Publication<'a> {
    pub site: &'a Site,
    pub plan: &'a Plan,
    /// What no file may contain.
    pub secrets: &'a Secrets,
    pub progress: &'a Progress,
    /// Wait until the disk has the site.
    pub sync: bool,
}

/// Makes the directory `output` contain exactly the plan. If anything fails, the old site stays
/// as it is.
pub fn write(work: &Publication<'_>, output: &Path) -> Result<Written, Failure> {
    let output = &real_path(output).map_err(io_at(output))?;
    let parent = output.parent().unwrap_or(output);
    fs::create_dir_all(parent).map_err(io_at(parent))?;
    // Two builds into one directory take turns. The lock ends with the process.
    let _lock = system::lock(parent).map_err(io_at(parent))?;

    let staging = staging_path(output);
    swap::recover(&staging, output).map_err(io_at(output))?;
    let old = old_manifest(output)?;
    if is_there(&staging) {
        retire(&staging, output)?;
    }
    let result = stage(work, output, &staging, &old);
    let written = match result {
        Ok(written) => written,
        Err(failure) => {
            // The next build cleans up what is left.
            let _ = retire(&staging, output);
            return Err(failure);
        }
    };
    if (written.changed > 0 || written.removed > 0 || !output.exists())
        && let Err(error) = exchange(&staging, output, parent, work.sync)
    {
        let _ = retire(&staging, output);
        // Only Linux tells before that something is mounted on the directory.
        return Err(match error.kind() {
            io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => mounts::failure(Held::Is, output),
            _ => io_at(output)(error),
        });
    }
    retire(&staging, output)?;
    Ok(written)
}

/// Puts the new site in place. With `sync` the disk has all of it before the names change, and
/// the names before this returns: a loss of power leaves the old site or the new one.
fn exchange(staging: &Path, output: &Path, parent: &Path, sync: bool) -> io::Result<()> {
    if sync {
        system::flush(staging)?;
    }
    swap::swap(staging, output)?;
    if sync { system::flush_names(parent) } else { Ok(()) }
}

/// Refuses an output directory with files that are not casebook's, and one where the site would
/// mix with the archive.
pub fn check_output(output: &Path, root: &Path, content: &Path) -> Result<(), Failure> {
    let refuse = |why, hint| Err(Failure::Refused { path: output.to_path_buf(), why, hint });
    let real = real_path(output).map_err(io_at(output))?;
    let root = root.canonicalize().map_err(io_at(root))?;
    let content = content.canonicalize().map_err(io_at(content))?;
    let elsewhere = "choose another directory with `--output`";
    // A link that somebody put into the archive decides nothing; one that the user names may.
    if output.parent().is_some_and(|parent| parent.canonicalize().is_ok_and(|parent| parent == root))
        && fs::symlink_metadata(output).is_ok_and(|metadata| metadata.is_symlink())
        && !real.starts_with(&root)
    {
        return refuse("it is a link that leads out of the archive", "name the directory itself with `--output`");
    }
    if real.parent().is_none() {
        return refuse("it is the root of the file system", elsewhere);
    }
    if std::env::var_os(system::HOME).is_some_and(|home| Path::new(&home).canonicalize().is_ok_and(|home| home == real))
    {
        return refuse("it is your home directory", elsewhere);
    }
    if content.starts_with(&real) || root.starts_with(&real) {
        return refuse("the archive itself lies in it", elsewhere);
    }
    if real.starts_with(&content) && content != root {
        return refuse("it lies inside the content", elsewhere);
    }
    if let Some(held) = system::held(&real) {
        return Err(mounts::failure(held, output));
    }
    match fs::metadata(&real) {
        Ok(metadata) if !metadata.is_dir() => refuse("it is a file", elsewhere),
        Ok(_) => {
            let mut entries = fs::read_dir(&real).map_err(io_at(&real))?;
            if entries.next().is_some() && old_manifest(&real)?.all.is_empty() {
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

/// Removes an old or unfinished site, see [`swap::retire`].
fn retire(staging: &Path, output: &Path) -> Result<(), Failure> {
    if !is_there(staging) {
        return Ok(());
    }
    let ours = old_manifest(staging)?;
    swap::retire(staging, output, &ours.all).map_err(io_at(staging))
}

/// Reads the list of the files in `output` that casebook wrote.
fn old_manifest(output: &Path) -> Result<Files, Failure> {
    match manifest::read(output) {
        Ok(paths) => Ok(paths.unwrap_or_default()),
        Err(Unusable::Damaged) => Err(damaged(output)),
        Err(Unusable::Io(source)) => Err(Failure::Io { path: output.join(MANIFEST), source }),
    }
}

/// Without the list, pages of documents that became internal could not be told from other files.
fn damaged(directory: &Path) -> Failure {
    Failure::Refused {
        path: directory.to_path_buf(),
        why: "its list of casebook's files, `.casebook-manifest`, is damaged or of an older version",
        hint: "move your own files elsewhere, delete the directory and build again",
    }
}

/// Writes the whole new site into `staging`.
fn stage(work: &Publication<'_>, output: &Path, staging: &Path, old: &Files) -> Result<Written, Failure> {
    let Publication { site, plan, secrets, progress, .. } = *work;
    let kept = still_read(site, plan, secrets, old);
    prepare(work, &kept, output, staging)?;
    keep_files(&kept, output, staging);
    let foreign = adopt_foreign(output, staging, &old.all, plan)?;
    let unread = Mutex::new(Vec::new());
    let looked = |path: &str, looked: Result<bool, Box<Diagnostic>>| match looked {
        Ok(true) => Ok(()),
        Ok(false) => {
            unread.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
            Ok(())
        }
        Err(fault) => Err(Failure::Faults(vec![*fault])),
    };
    let foreign_looked = |path: &String| looked(path, look_into_foreign(path, &staging.join(path), secrets)).err();
    merge(foreign.iter().filter_map(foreign_looked).collect()).map_or(Ok(()), Err)?;
    progress.of.store(plan.len(), Ordering::Relaxed);
    let (bytes, changed, failed) = (AtomicU64::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let write_one = |(path, content): &(&String, &Content)| {
        if failed.load(Ordering::Relaxed) {
            return None;
        }
        let result = site
            .render(path, content)
            .map_err(|diagnostic| Failure::Faults(vec![*diagnostic]))
            .and_then(bytes_of)
            .and_then(|bytes| looked(path, secrets.check_file(path, &bytes)).map(|()| bytes))
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
    };
    let (index, others): (Vec<_>, Vec<_>) =
        plan.iter().partition(|(_, content)| matches!(content, Content::SearchFile(_)));
    let mut failures: Vec<Failure> = index.par_iter().filter_map(write_one).collect();
    // The pages can have its memory: the peak of a cold build of 10,000 is 574 MiB instead of 692.
    site.forget_search();
    failures.par_extend(others.par_iter().filter_map(write_one));
    merge(failures).map_or(Ok(()), Err)?;
    let mut unread = unread.into_inner().unwrap_or_else(PoisonError::into_inner);
    unread.sort();
    Ok(Written {
        files: plan.len(),
        changed: changed.into_inner(),
        removed: old.all.difference(&old.kept).filter(|path| !plan.contains_key(*path)).count(),
        bytes: bytes.into_inner(),
        foreign,
        unread,
    })
}

/// Creates `staging`, its manifest and its directories, with the permissions of `output`.
fn prepare(work: &Publication<'_>, kept: &BTreeSet<String>, output: &Path, staging: &Path) -> Result<(), Failure> {
    let Publication { site, plan, sync, .. } = *work;
    let directories: BTreeSet<_> =
        plan.keys().filter_map(|path| path.rsplit_once('/')).map(|(directory, _)| directory).collect();
    // Created, never found: nobody else's files are in it.
    fs::create_dir(staging).map_err(io_at(staging))?;
    if let Ok(metadata) = fs::metadata(output) {
        fs::set_permissions(staging, metadata.permissions()).map_err(io_at(staging))?;
    }
    // The manifest comes first. If the build crashes, it says which files in here are ours.
    let all = plan.keys().chain(kept).cloned().collect();
    let files = Files { all, kept: kept.clone(), readers: site.config.audience.slug().to_owned() };
    manifest::write(staging, &files, sync).map_err(io_at(&staging.join(MANIFEST)))?;
    for directory in directories {
        let path = staging.join(directory);
        fs::create_dir_all(&path).map_err(io_at(&path))?;
    }
    Ok(())
}

/// Returns the content of a file of the site.
pub(super) fn bytes_of(rendered: Output) -> Result<Vec<u8>, Failure> {
    match rendered {
        Output::Bytes(bytes) => Ok(bytes),
        Output::CopyOf(file) => {
            source::read_settled(&file).map_err(|source| Failure::Unreadable { path: file, source })
        }
    }
}

/// Joins failures into one. All faults are reported together, each once. Any other failure is
/// reported alone.
fn merge(failures: Vec<Failure>) -> Option<Failure> {
    let mut faults: Vec<Diagnostic> = Vec::new();
    let (mut any, mut known) = (false, BTreeSet::new());
    for failure in failures {
        match failure {
            Failure::Faults(found) => {
                any = true;
                for fault in found {
                    if known.insert(fault.message.clone()) {
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
