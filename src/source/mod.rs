//! Reading: the only module that opens the archive's files.
//!
//! Everything is read once, in path order, into memory; what cannot be read is
//! a [`Diagnostic`], so that one bad file does not hide the others. Reading
//! [again](read_again) opens only the files that changed.

mod asset;
mod open;
mod stamp;
mod walk;

pub use self::open::{open, read_file, read_settled};

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;
use walkdir::WalkDir;

use self::stamp::Stamp;
use self::walk::{Found, is_aside, relative, walk};
use crate::diagnostic::Diagnostic;
use crate::text::SourceFile;
use crate::text::file::{is_document, normalise, not_utf8};

/// Name of the configuration file, which also marks the root of an archive.
pub const CONFIG: &str = "casebook.toml";

/// Lists the files casebook wrote, one path a line; marks a directory as a site of ours.
pub const MANIFEST: &str = ".casebook-manifest";

/// Default directory of the documents.
pub const CONTENT: &str = "content";

/// A file that is not a document: an image, an attachment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// From the archive's root, with `/`.
    pub path: String,
    /// Where it lies on this machine.
    pub file: PathBuf,
    /// Width and height in pixels, if it is an image whose header says so.
    pub dimensions: Option<(u32, u32)>,
    /// An SVG file that holds a script or an event handler.
    pub active: bool,
    /// An image that says where it was taken.
    pub located: bool,
    /// Size of the file.
    pub bytes: u64,
}

/// A file left out on purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    pub path: String,
    pub reason: &'static str,
}

/// Where the archive keeps what, from the root.
#[derive(Debug, Clone)]
pub struct Layout {
    pub content: String,
    /// Directory of the site's own theme, if it has one.
    pub theme: Option<String>,
    /// Directories and files that are never read, from the root.
    pub exclude: Vec<String>,
    /// Nothing was configured: a README may be a postmortem, and its text decides.
    pub open_minded: bool,
}

/// The archive as it lies on the disk.
#[derive(Debug, Default)]
pub struct Sources {
    /// In path order.
    pub documents: Vec<Arc<SourceFile>>,
    /// By path from the root; shared with the reading before if none changed.
    pub assets: Arc<BTreeMap<String, Asset>>,
    /// The site's own theme: path below the theme's directory → bytes.
    pub theme: BTreeMap<String, Arc<[u8]>>,
    pub problems: Vec<Diagnostic>,
    /// Those of the problems that the walk met.
    unread: Vec<Diagnostic>,
    pub skipped: Vec<Skipped>,
    /// Bytes of all documents.
    pub bytes: u64,
    /// Every directory that was read, with the number that tells it from another
    /// one of the same name.
    pub directories: Vec<(PathBuf, u64)>,
    /// Files, from the root, that are new, changed or gone since the reading before.
    pub changed: Vec<String>,
    /// Every file that was read or tried, in the order of the walk.
    known: Vec<Arc<Known>>,
    theme_stamps: BTreeMap<String, Stamp>,
}

impl Sources {
    /// For how long to wait before a document that somebody may be writing is read again.
    pub fn unsettled(&self) -> Option<Duration> {
        let fresh = |known: &Arc<Known>| {
            !matches!(known.loaded, Loaded::Asset(_)) && known.stamp.is_some_and(|stamp| stamp.is_unfinished())
        };
        self.known.iter().any(fresh).then_some(stamp::TICK)
    }
}

/// The machine's failure, with the path it concerns.
#[derive(Debug)]
pub struct ReadError {
    pub path: PathBuf,
    pub source: io::Error,
}

impl std::fmt::Display for ReadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "cannot read `{}`: {}", self.path.display(), reason(&self.source))
    }
}

impl std::error::Error for ReadError {}

/// The nearest directory, from `start` upwards, that is an archive.
pub fn find_root(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|dir| dir.join(CONFIG).is_file() || dir.join(CONTENT).is_dir()).map(Path::to_path_buf)
}

/// The text of `casebook.toml`, if the archive has one.
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

/// A directory and the number that tells it from another one of the same name.
pub fn directory(path: &Path) -> (PathBuf, u64) {
    stamp::directory(path)
}

/// Whether the file system below `path` tells its changes to this machine.
pub fn has_events(path: &Path) -> bool {
    stamp::has_events(path)
}

/// What an earlier build kept under `name`; nothing if there is none.
pub fn read_cache(root: &Path, directory: &str, name: &str) -> Vec<u8> {
    fs::read(root.join(directory).join(name)).unwrap_or_default()
}

/// Reads the whole archive below `root`.
pub fn read(root: &Path, layout: &Layout) -> Result<Sources, ReadError> {
    read_again(root, layout, &Sources::default())
}

/// Reads the archive below `root`; files that are as they were in `earlier` are not
/// opened.
pub fn read_again(root: &Path, layout: &Layout, earlier: &Sources) -> Result<Sources, ReadError> {
    let mut sources = Sources::default();
    let found = walk(root, layout, &mut sources)?;
    sources.unread.clone_from(&sources.problems);
    let mut before = Before::new(&earlier.known);
    let pairs: Vec<_> = found.into_iter().map(|found| (before.find(&found.path), found)).collect();
    sources.known = pairs.into_par_iter().map(|(before, found)| know(found, before)).collect();
    // In one order, the same files: only then is nothing gone.
    let gone = earlier.known.len() != sources.known.len() || before.is_mixed();
    sources.changed = changes(earlier, &sources, gone);
    sort_out(&mut sources, earlier);
    if let Some(theme) = &layout.theme {
        read_theme(root, theme, &mut sources, earlier)?;
    }
    Ok(sources)
}

/// For more files than that it is no dearer to look at all of them.
const FEW: usize = 50;

/// Reads only `files`, which are said to have changed. `None` if that is not enough,
/// because one of them came, went or is a directory.
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
    // Beside the content there is only the configuration.
    let beside = |file: &Path| file.parent() == Some(root) && !content.starts_with(file) && file != root.join(CONFIG);
    for file in files {
        // A file of that name is never read, whatever happens to it.
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

/// A file, how it lay on the disk and what became of it.
#[derive(Debug, Clone)]
struct Known {
    found: Found,
    stamp: Option<Stamp>,
    loaded: Loaded,
}

impl Known {
    /// An image can change without its size.
    fn differs(&self, now: &Self) -> bool {
        match (&self.loaded, &now.loaded) {
            (Loaded::Document(old), Loaded::Document(new)) => !Arc::ptr_eq(old, new),
            (old, new) => old != new || !stamp::looks_alike(self.stamp, now.stamp),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Loaded {
    Document(Arc<SourceFile>),
    Asset(Asset),
    Bad(Diagnostic),
}

/// Finds files of an earlier walk, which mostly come in the same order.
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

    /// Files came or went between others.
    fn is_mixed(&self) -> bool {
        self.by_path.is_some()
    }
}

/// What is in a file: as before if it is the same, else loaded.
fn know(found: Found, before: Option<&Arc<Known>>) -> Arc<Known> {
    let stamp = Stamp::of(&found.file);
    if let Some(before) = before
        && let (Some(old), Some(new)) = (&before.stamp, &stamp)
        && (old.is_sure_of(new) || new.is_being_written(old))
    {
        return Arc::clone(before);
    }
    let loaded = load(&found);
    let stamp = stamp.map(|stamp| stamp.read_until(Stamp::of(&found.file)));
    // What is equal stays the same thing, so that later stages can see it.
    let loaded = before.map(|before| &before.loaded).filter(|before| **before == loaded).cloned().unwrap_or(loaded);
    Arc::new(Known { found, stamp, loaded })
}

/// Paths that are not what they were.
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

/// The files by what they are.
fn sort_out(sources: &mut Sources, earlier: &Sources) {
    let mut assets = BTreeMap::new();
    for known in &sources.known {
        match &known.loaded {
            Loaded::Document(file) => {
                sources.bytes += file.text.len() as u64;
                sources.documents.push(Arc::clone(file));
            }
            Loaded::Asset(asset) => {
                assets.insert(asset.path.clone(), asset.clone());
            }
            Loaded::Bad(problem) => sources.problems.push(problem.clone()),
        }
    }
    sources.assets = if *earlier.assets == assets { Arc::clone(&earlier.assets) } else { Arc::new(assets) };
}

fn load(found: &Found) -> Loaded {
    let bad = |message: String| Diagnostic::error(message).in_file(&found.path);
    if !is_document(&found.path) {
        return Loaded::Asset(asset::read(found));
    }
    let bytes = match read_file(&found.file) {
        Ok(bytes) => bytes,
        Err(error) => return Loaded::Bad(bad(format!("cannot read the file: {}", reason(&error)))),
    };
    match String::from_utf8(bytes) {
        Ok(text) => Loaded::Document(Arc::new(SourceFile { path: found.path.clone(), text: normalise(text) })),
        Err(error) => Loaded::Bad(bad(not_utf8(&error)).hint("save the file as UTF-8")),
    }
}

/// The operating system's words without its error number.
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn read_theme(root: &Path, theme: &str, sources: &mut Sources, earlier: &Sources) -> Result<(), ReadError> {
    let dir = root.join(theme);
    let dir = dir.canonicalize().unwrap_or(dir);
    for entry in WalkDir::new(&dir).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            // The walker's own words would say the path a second time.
            let code = error.io_error().and_then(io::Error::raw_os_error);
            ReadError { path: dir.clone(), source: code.map_or_else(|| error.into(), io::Error::from_raw_os_error) }
        })?;
        if entry.file_type().is_dir() {
            sources.directories.push(stamp::directory(entry.path()));
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
