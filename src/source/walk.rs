//! Walks through the archive and decides which files are read.

use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::{CONFIG, Layout, MANIFEST, ReadError, Skipped, Sources, directory, reason};
use crate::diagnostic::{Diagnostic, Level};
use crate::system::slashed;
use crate::text::file::{TEMPLATES, is_document};

/// A file to read: its path from the root, and its real path on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) path: String,
    pub(super) file: PathBuf,
}

/// Returns every file to read, in path order. Directories, problems and skipped files go to
/// `sources`.
pub(super) fn walk(root: &Path, layout: &Layout, sources: &mut Sources) -> Result<Vec<Found>, ReadError> {
    let content = root.join(&layout.content);
    let failure = |source| ReadError { path: content.clone(), source };
    let real = content.canonicalize().map_err(failure)?;
    if !real.is_dir() {
        return Err(failure(io::Error::from(io::ErrorKind::NotADirectory)));
    }
    let (mut found, mut linked) = (Vec::new(), Vec::new());
    let walk = WalkDir::new(&content).follow_links(true).sort_by_file_name().into_iter();
    let mut walk = walk.filter_entry(|entry| entry.depth() == 0 || !excluded(root, layout, entry));
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) if entry.depth() == 0 => sources.directories.push(directory(entry.path())),
            Ok(entry) => {
                match classify(root, &content, &real, is_linked(&mut linked, &entry), &entry, layout.open_minded) {
                    Entry::Directory => {
                        sources.directories.push(directory(entry.path()));
                        if entry.path_is_symlink() {
                            linked.push(entry.path().to_path_buf());
                        }
                    }
                    Entry::Outside(problem) => {
                        sources.problems.push(problem);
                        if entry.file_type().is_dir() {
                            walk.skip_current_dir();
                        }
                    }
                    Entry::Bad(problem) => sources.problems.push(problem),
                    Entry::Skipped(skipped) => sources.skipped.push(skipped),
                    Entry::File(file) => found.push(file),
                }
            }
            Err(error) => sources.problems.push(problem(root, &error)),
        }
    }
    Ok(found)
}

enum Entry {
    Directory,
    File(Found),
    Skipped(Skipped),
    Outside(Diagnostic),
    Bad(Diagnostic),
}

/// True for entries that are not even walked into: hidden and private files, and those that the
/// layout excludes.
fn excluded(root: &Path, layout: &Layout, entry: &DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy();
    if is_aside(&name) || (entry.file_type().is_dir() && name == "node_modules") {
        return true;
    }
    let path = relative(root, entry.path());
    path == CONFIG
        || layout.exclude.iter().any(|exclude| {
            path.strip_prefix(exclude.trim_end_matches('/'))
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}

/// True for hidden files and for those that editors leave beside a file while they save it.
pub(super) fn is_aside(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || (name.starts_with('#') && name.ends_with('#'))
        || name == "4913"
        || [".tmp", ".swp", ".swx", "___jb_tmp___", "___jb_old___"].iter().any(|ending| name.ends_with(ending))
        || name.contains(".md.tmp.")
}

/// True if the walk reached the entry by a symbolic link to a directory. `linked` are those that it
/// is in.
fn is_linked(linked: &mut Vec<PathBuf>, entry: &DirEntry) -> bool {
    while linked.pop_if(|directory| !entry.path().starts_with(directory)).is_some() {}
    !linked.is_empty()
}

/// Classifies an entry of the walk through `content`, whose real path is `real`.
fn classify(root: &Path, content: &Path, real: &Path, is_linked: bool, entry: &DirEntry, open_minded: bool) -> Entry {
    let path = relative(root, entry.path());
    let error = |message: &str, hint: &str| Diagnostic::error(message).in_file(&path).hint(hint);
    let warning = |message: &str, hint: &str| Diagnostic::warning(message).in_file(&path).hint(hint);
    if entry.file_name().to_str().is_none() {
        return Entry::Bad(error("the file's name is not UTF-8", "rename it"));
    }
    if path.chars().any(char::is_control) {
        return Entry::Bad(error("the file's name holds a control character", "rename it"));
    }
    // The path without any link, so that a link that is created later is not followed.
    let mut file = entry.path().strip_prefix(content).map_or_else(|_| entry.path().to_path_buf(), |it| real.join(it));
    if entry.path_is_symlink() || is_linked {
        match file.canonicalize() {
            Ok(target) if target.starts_with(real) => file = target,
            _ => {
                return Entry::Outside(error(
                    "the symbolic link leaves the content directory",
                    "copy the file into the archive",
                ));
            }
        }
    }
    let kind = entry.file_type();
    let document = is_document(&path);
    if kind.is_dir() {
        return if document {
            Entry::Bad(warning("a directory is named like a document", "rename it"))
        } else if entry.path().join(MANIFEST).is_file() {
            // A site that casebook wrote contains the Markdown of its documents.
            let message = format!("left out: it holds `{MANIFEST}`, like a site that casebook wrote");
            let hint = "if it is no site, delete that file";
            Entry::Outside(Diagnostic::of(Level::Note, message).in_file(&path).hint(hint))
        } else {
            Entry::Directory
        };
    }
    if !kind.is_file() {
        return Entry::Bad(warning(
            "not an ordinary file: left out",
            "only files, directories and symbolic links are read",
        ));
    }
    match document.then(|| left_out(&path, open_minded)).flatten() {
        Some(reason) => Entry::Skipped(Skipped { path, reason }),
        None => Entry::File(Found { path, file }),
    }
}

/// Folders of other programs that hold published documents although their names begin with `_`. Only whole names
/// count: `_incidentsold` may be private.
const COLLECTIONS: [&str; 11] = [
    "_posts",
    "_news",
    "_incidents",
    "_incidentes",
    "_incidenti",
    "_incidenten",
    "_postmortems",
    "_post-mortems",
    "_post_mortems",
    "_outages",
    "_reports",
];

/// Returns why a Markdown file is not a document, or `None` if it is one.
fn left_out(path: &str, open_minded: bool) -> Option<&'static str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    // Jekyll keeps what it publishes in such folders.
    let is_collection = |folder: &str| open_minded && COLLECTIONS.contains(&folder);
    let is_private = |part: &str| part.starts_with('_') && (part == name || !is_collection(part));
    if path.split('/').any(is_private) {
        Some("its name begins with `_`")
    } else if stem == "readme" && !open_minded {
        Some("a README describes the folder")
    } else if !stem.starts_with(|c: char| c.is_ascii_digit())
        && stem.split(['-', '_', ' ']).any(|word| TEMPLATES.contains(&word))
    {
        Some("a template")
    } else {
        None
    }
}

fn problem(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().map_or_else(String::new, |path| relative(root, path));
    if error.loop_ancestor().is_some() {
        return Diagnostic::error("the symbolic link leads back to a directory above it")
            .in_file(&path)
            .hint("remove the link");
    }
    match error.io_error() {
        Some(error) if error.kind() == io::ErrorKind::NotFound => {
            Diagnostic::warning("the symbolic link leads nowhere: left out")
        }
        Some(error) => Diagnostic::error(format!("cannot read: {}", reason(error))),
        None => Diagnostic::error("cannot read"),
    }
    .in_file(&path)
}

/// Returns the path from the root, with `/`. A name that is not UTF-8 gets replacement
/// characters.
pub(super) fn relative(root: &Path, path: &Path) -> String {
    slashed(path.strip_prefix(root).unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_other_programs_are_read_where_nothing_is_configured() {
        for path in ["content/_posts/2031-03-10-map.md", "_incidents/map.md", "_incidentes/map.md", "_incidenti/map.md"]
        {
            assert_eq!(left_out(path, true), None, "{path}");
            assert!(left_out(path, false).is_some(), "{path}");
        }
        for path in [
            "_posts/_map.md",
            "_drafts/map.md",
            "_posts/_old/map.md",
            "_private/2031-03-10-map.md",
            "_posts.md",
            "_incidents-private/map.md",
            "_incidentsold/map.md",
            "_postold/map.md",
            "_incidentsprivate/map.md",
        ] {
            assert!(left_out(path, true).is_some(), "{path}");
        }
    }
}
