//! What stays of the old site in the new one: files of somebody else, and the search index that a
//! reader's open page still asks for.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fs, io};

use walkdir::WalkDir;

use super::failure::{Failure, io_at};
use super::manifest::Files;
use super::secrets::Secrets;
use crate::diagnostic::Diagnostic;
use crate::site::Site;
use crate::site::plan::{Plan, is_of_index};
use crate::source::MANIFEST;
use crate::system;

/// Returns the files of the last search index that the new site has not. A reader who opened a page
/// before this build still asks for them, so they stay until the next one. Nothing stays of a site
/// for other readers, with pages that are gone, or from which something is left out: the index
/// may have its words.
pub(super) fn still_read(site: &Site, plan: &Plan, secrets: &Secrets, old: &Files) -> BTreeSet<String> {
    let gone = || old.all.difference(&old.kept).filter(|path| !plan.contains_key(*path));
    let is_like = old.readers == site.config.audience.slug() && secrets.is_empty() && !secrets.withholds;
    if is_like && gone().all(|path| is_of_index(path)) { gone().cloned().collect() } else { BTreeSet::new() }
}

/// Links the files of the last search index into the new site.
pub(super) fn keep_files(kept: &BTreeSet<String>, output: &Path, staging: &Path) {
    for path in kept {
        // Without one of them a search that has begun finds less, which is no reason to fail.
        let _ = link_or_copy(&output.join(path), &staging.join(path));
    }
}

/// Links every file in `output` that is not ours into the new site.
pub(super) fn adopt_foreign(
    output: &Path,
    staging: &Path,
    ours: &BTreeSet<String>,
    plan: &Plan,
) -> Result<Vec<String>, Failure> {
    let mut foreign = Vec::new();
    if ours.is_empty() {
        return Ok(foreign);
    }
    for entry in WalkDir::new(output).min_depth(1).sort_by_file_name() {
        let entry = entry.map_err(|error| Failure::Io { path: output.to_path_buf(), source: error.into() })?;
        let Ok(relative) = entry.path().strip_prefix(output) else { continue };
        let name = system::slashed(relative);
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
        foreign.push(name);
    }
    Ok(foreign)
}

/// Like [`Secrets::check_file`], for a file of somebody else's in the output.
pub(super) fn look_into_foreign(path: &str, file: &Path, secrets: &Secrets) -> Result<bool, Box<Diagnostic>> {
    if fs::symlink_metadata(file).is_ok_and(|metadata| metadata.file_type().is_symlink()) {
        return Ok(true);
    }
    let hint = format!("`{path}` in the output is not casebook's: remove it, or choose another directory");
    secrets.check_file(path, &fs::read(file).unwrap_or_default()).map_err(|fault| Box::new(fault.hint(hint)))
}

fn link_or_copy(old: &Path, new: &Path) -> io::Result<()> {
    if fs::symlink_metadata(old)?.file_type().is_symlink() {
        return system::link(&fs::read_link(old)?, new);
    }
    fs::hard_link(old, new).or_else(|_| fs::copy(old, new).map(|_| ()))
}
