//! Reads the archive. Only this module opens the archive's files.
//!
//! Every file is read once into memory, in path order. A file that cannot be read becomes a
//! [`Diagnostic`], so one bad file does not hide the others. [`read_again`] opens only the
//! files that changed.

mod asset;
pub mod camera;
pub mod embedded;
mod load;
mod open;
mod stamp;
mod walk;

pub use self::open::{open, read_file, read_settled, reason};
pub use self::stamp::directory;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use rayon::prelude::*;
use walkdir::WalkDir;

use self::embedded::Embedded;
use self::load::{Loaded, load};
use self::stamp::Stamp;
use self::walk::{Found, is_aside, relative, walk};
use crate::diagnostic::Diagnostic;
use crate::system;
use crate::text::SourceFile;
use crate::text::file::{is_document, not_utf8};

/// Name of the configuration file. It also marks the root of an archive.
pub const CONFIG: &str = "casebook.toml";

/// Name of the manifest, which lists the files that casebook wrote, one path a line. It marks a
/// directory as a site of ours.
pub const MANIFEST: &str = ".casebook-manifest";

/// Default directory of the documents.
pub const CONTENT: &str = "content";

/// A file that is not a document: an image, an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Path from the archive's root, with `/`.
    pub path: String,
    /// Path on this machine.
    pub file: PathBuf,
    /// Width and height in pixels, if it is an image whose header states them.
    pub dimensions: Option<(u32, u32)>,
    /// True for an SVG file that contains a script or an event handler.
    pub active: bool,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Where it is in `file`, if that is a document that holds this picture.
    pub embedded: Option<Embedded>,
}

/// A file that is left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub path: String,
    pub reason: &'static str,
}

/// The directories of an archive, as paths from its root.
#[derive(Debug, Clone)]
pub struct Layout {
    pub content: String,
    /// Directory of the site's own theme, if it has one.
    pub theme: Option<String>,
    /// Directories and files that are never read.
    pub exclude: Vec<String>,
    /// True if nothing was configured. Then a README may be a postmortem, and its text decides.
    pub open_minded: bool,
}

/// The archive as it was read from the disk.
#[derive(Debug, Default)]
pub struct Sources {
    /// In path order.
    pub documents: Vec<Arc<SourceFile>>,
    /// By path from the root. Shared with the previous reading if none changed.
    pub assets: Arc<BTreeMap<String, Asset>>,
    /// The site's own theme: path below the theme's directory → bytes.
    pub theme: BTreeMap<String, Arc<[u8]>>,
    pub problems: Vec<Diagnostic>,
    /// The problems that come from the walk itself, not from reading a file.
    unread: Vec<Diagnostic>,
    pub skipped: Vec<Skipped>,
    /// Size of all documents in bytes.
    pub bytes: u64,
    /// Every directory that was read, with its number. The number shows when another
    /// directory took the name.
    pub directories: Vec<(PathBuf, u64)>,
    /// Paths, from the root, of files that are new, changed or gone since the previous reading.
    pub changed: Vec<String>,
    /// Every file that was read or could not be read, in the order of the walk.
    known: Vec<Arc<Known>>,
    theme_stamps: BTreeMap<String, Stamp>,
}

impl Sources {
    /// Waits while somebody may still be writing one of the documents, but not longer than
    /// `looks` looks, which it counts down. It opens no file. Returns true if it waited, so that
    /// the documents must be read again. `grew` is true if one of them changed since it was
    /// first read.
    pub fn wait_for_writers(&self, grew: bool, looks: &mut usize) -> bool {
        let documents = self.known.iter().filter(|known| !matches!(known.loaded, Loaded::Asset(_)));
        let stamps = documents.filter_map(|known| known.stamp.map(|stamp| (&known.found.file, stamp, grew)));
        let mut young: Vec<_> = stamps.filter(|(_, stamp, grew)| stamp.may_be_written(*grew)).collect();
        let waits = !young.is_empty() && *looks > 0;
        while !young.is_empty() && *looks > 0 {
            std::thread::sleep(stamp::TICK);
            *looks -= 1;
            young.retain_mut(|(file, seen, grew)| {
                let Some(now) = Stamp::of(file) else { return false };
                *grew |= !now.is_same(seen);
                *seen = now;
                now.may_be_written(*grew)
            });
        }
        waits
    }
}

/// An error of the operating system, with the path it concerns.
#[derive(Debug)]
pub struct ReadError {
    pub path: PathBuf,
    pub source: io::Error,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read `{}`: {}", system::shown(&self.path), reason(&self.source))
    }
}

impl std::error::Error for ReadError {}

/// Returns the nearest directory, from `start` upwards, that is an archive.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|dir| dir.join(CONFIG).is_file() || dir.join(CONTENT).is_dir()).map(Path::to_path_buf)
}

/// Returns how many files in `dir` have the name of a document. Directories in it are not looked into.
pub fn count_documents(dir: &Path) -> usize {
    let is_document = |entry: &fs::DirEntry| is_document(&entry.file_name().to_string_lossy());
    fs::read_dir(dir).into_iter().flatten().flatten().filter(is_document).count()
}

/// Returns the text of `casebook.toml`, if the archive has one.
pub fn read_config(root: &Path) -> Result<Option<Arc<SourceFile>>, ReadError> {
    let path = root.join(CONFIG);
    match open::read_wherever(&path) {
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(Arc::new(SourceFile::new(CONFIG, &text)))),
            Err(error) => Err(ReadError { path, source: io::Error::other(not_utf8(&error)) }),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ReadError { path, source }),
    }
}

/// Reads the whole archive below `root`.
pub fn read(root: &Path, layout: &Layout) -> Result<Sources, ReadError> {
    read_again(root, layout, &Sources::default())
}

/// Reads the archive below `root`. Files that have not changed since `earlier` are not opened.
pub fn read_again(root: &Path, layout: &Layout, earlier: &Sources) -> Result<Sources, ReadError> {
    let mut sources = Sources::default();
    let found = walk(root, layout, &mut sources)?;
    sources.unread.clone_from(&sources.problems);
    let mut before = Before::new(&earlier.known);
    let pairs: Vec<_> = found.into_iter().map(|found| (before.find(&found.path), found)).collect();
    sources.known = pairs.into_par_iter().map(|(before, found)| know(found, before)).collect();
    // Nothing is gone if the same number of files came in the same order.
    let gone = earlier.known.len() != sources.known.len() || before.is_mixed();
    sources.changed = changes(earlier, &sources, gone);
    sort_out(&mut sources, earlier);
    if let Some(theme) = &layout.theme {
        read_theme(root, theme, &mut sources, earlier)?;
    }
    Ok(sources)
}

/// Most files that are reread one by one. With more, walking through the archive is no slower.
const FEW: usize = 50;

/// Reads only `files`, which were reported as changed. Returns `None` if that is not enough,
/// because one of them is new, gone or a directory.
pub fn reread(root: &Path, layout: &Layout, earlier: &Sources, files: &BTreeSet<PathBuf>) -> Option<Sources> {
    if files.len() > FEW {
        return None;
    }
    let mut sources = Sources {
        known: earlier.known.clone(),
        problems: earlier.unread.clone(),
        unread: earlier.unread.clone(),
        skipped: earlier.skipped.clone(),
        theme: earlier.theme.clone(),
        theme_stamps: earlier.theme_stamps.clone(),
        directories: earlier.directories.clone(),
        ..Sources::default()
    };
    let content = root.join(&layout.content);
    // If the content has a directory of its own, the only other file that matters is the
    // configuration.
    let beside = |file: &Path| file.parent() == Some(root) && !content.starts_with(file) && file != root.join(CONFIG);
    for file in files {
        // Files with such a name are never read, so their changes do not matter.
        if is_aside(&file.file_name()?.to_string_lossy()) || (content != root && beside(file)) {
            continue;
        }
        let path = file.starts_with(&content).then(|| relative(root, file))?;
        let at = earlier.known.iter().position(|known| known.found.path == path && known.found.file == *file)?;
        let known = &earlier.known[at];
        if !file.symlink_metadata().is_ok_and(|metadata| metadata.is_file()) {
            return None;
        }
        let now = know(known.found.clone(), Some(known));
        if known.differs(&now) {
            sources.changed.push(path);
        }
        sources.known[at] = now;
    }
    sort_out(&mut sources, earlier);
    Some(sources)
}

/// A file of the archive, its state on the disk, and its content.
#[derive(Debug, Clone)]
struct Known {
    found: Found,
    stamp: Option<Stamp>,
    loaded: Loaded,
}

impl Known {
    /// True if the content changed. An image can change while its pixels and bytes keep their
    /// number, so its stamp counts too.
    fn differs(&self, now: &Self) -> bool {
        match (&self.loaded, &now.loaded) {
            (Loaded::Document(old, _), Loaded::Document(new, _)) => !Arc::ptr_eq(old, new),
            (old, new) => old != new || !stamp::looks_alike(self.stamp, now.stamp),
        }
    }
}

/// Looks up files of an earlier walk. They mostly come in the same order, so a map is built
/// only when they do not.
struct Before<'a> {
    known: &'a [Arc<Known>],
    next: usize,
    by_path: Option<HashMap<&'a str, &'a Arc<Known>>>,
}

impl<'a> Before<'a> {
    fn new(known: &'a [Arc<Known>]) -> Self {
        Self { known, next: 0, by_path: None }
    }

    fn find(&mut self, path: &str) -> Option<&'a Arc<Known>> {
        if self.by_path.is_none() {
            if let Some(known) = self.known.get(self.next).filter(|known| known.found.path == path) {
                self.next += 1;
                return Some(known);
            }
            self.by_path = Some(self.known.iter().map(|known| (known.found.path.as_str(), known)).collect());
        }
        self.by_path.as_ref()?.get(path).copied()
    }

    /// True if files came or went between others, so that the order differs.
    fn is_mixed(&self) -> bool {
        self.by_path.is_some()
    }
}

/// Returns a file's content. The file is loaded only if its stamp shows that it may have
/// changed.
fn know(found: Found, before: Option<&Arc<Known>>) -> Arc<Known> {
    let stamp = Stamp::of(&found.file);
    if let Some(before) = before
        && let (Some(old), Some(new)) = (&before.stamp, &stamp)
        && (old.is_sure_of(new) || new.is_being_written(old))
    {
        // Nobody has written it any more since it was read: from now on it counts as finished.
        let is_finished = old.is_sure_of(new) && old.may_be_written(true) && !new.may_be_written(false);
        let known = || Arc::new(Known { found, stamp, loaded: before.loaded.clone() });
        return if is_finished { known() } else { Arc::clone(before) };
    }
    let loaded = load(&found);
    let stamp = stamp.map(|stamp| stamp.read_until(Stamp::of(&found.file)));
    // Equal content keeps the same allocation, so that later stages recognise it.
    let loaded = before.map(|before| &before.loaded).filter(|before| **before == loaded).cloned().unwrap_or(loaded);
    Arc::new(Known { found, stamp, loaded })
}

/// Returns the paths of files that are new, changed or gone.
fn changes(earlier: &Sources, now: &Sources, gone: bool) -> Vec<String> {
    let mut before = Before::new(&earlier.known);
    let mut is_new = |known: &Arc<Known>| before.find(&known.found.path).is_none_or(|old| old.differs(known));
    let mut changed: Vec<_> =
        now.known.iter().filter(|known| is_new(known)).map(|known| known.found.path.clone()).collect();
    if gone {
        let there: HashSet<&str> = now.known.iter().map(|known| known.found.path.as_str()).collect();
        let gone = earlier.known.iter().filter(|known| !there.contains(known.found.path.as_str()));
        changed.extend(gone.map(|known| known.found.path.clone()));
    }
    changed
}

/// Distributes the files that were read: documents, assets, problems.
fn sort_out(sources: &mut Sources, earlier: &Sources) {
    let mut assets = BTreeMap::new();
    for known in &sources.known {
        match &known.loaded {
            Loaded::Document(file, pictures) => {
                sources.bytes += file.text.len() as u64;
                sources.documents.push(Arc::clone(file));
                // A file that lies there comes before one of this name that a document holds.
                for picture in pictures {
                    assets.entry(picture.path.clone()).or_insert_with(|| picture.clone());
                }
            }
            Loaded::Asset(asset) => {
                assets.insert(asset.path.clone(), asset.clone());
            }
            Loaded::Bad(problem) => sources.problems.push(problem.clone()),
        }
    }
    sources.assets = if *earlier.assets == assets { Arc::clone(&earlier.assets) } else { Arc::new(assets) };
}

fn read_theme(root: &Path, theme: &str, sources: &mut Sources, earlier: &Sources) -> Result<(), ReadError> {
    let dir = root.join(theme);
    let real_root = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
    let dir = dir.canonicalize().unwrap_or(dir);
    let leaves = |path: &Path| !path.starts_with(&real_root);
    if leaves(&dir) {
        let source = io::Error::other("it is a symbolic link that leaves the archive");
        return Err(ReadError { path: root.join(theme), source });
    }
    for entry in WalkDir::new(&dir).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            // The walker's own message would repeat the path.
            let code = error.io_error().and_then(io::Error::raw_os_error);
            ReadError { path: dir.clone(), source: code.map_or_else(|| error.into(), io::Error::from_raw_os_error) }
        })?;
        if entry.file_type().is_dir() {
            sources.directories.push(directory(entry.path()));
        }
        if entry.path_is_symlink() {
            let told = Diagnostic::error("a theme may hold no symbolic links")
                .in_file(&relative(&real_root, entry.path()))
                .hint("copy the file into the theme");
            sources.problems.push(told);
        }
        if entry.file_type().is_file() && !entry.file_name().to_string_lossy().starts_with('.') {
            let (path, name) = (entry.path(), relative(&dir, entry.path()));
            let stamp = Stamp::of(path);
            let before = earlier.theme.get(&name);
            let same =
                matches!((earlier.theme_stamps.get(&name), &stamp), (Some(old), Some(new)) if old.is_sure_of(new));
            let mut bytes = match before.filter(|_| same) {
                Some(bytes) => Arc::clone(bytes),
                None => read_file(path).map_err(|source| ReadError { path: path.to_path_buf(), source })?.into(),
            };
            match before.filter(|before| **before == bytes) {
                Some(before) => bytes = Arc::clone(before),
                None => sources.changed.push(format!("{theme}/{name}")),
            }
            sources.theme_stamps.extend(stamp.map(|stamp| (name.clone(), stamp)));
            sources.theme.insert(name, bytes);
        }
    }
    let gone = earlier.theme.keys().filter(|name| !sources.theme.contains_key(*name));
    sources.changed.extend(gone.map(|name| format!("{theme}/{name}")));
    Ok(())
}
