//! Terms → files: shards of terms, the directories that lead to them, and the
//! words that typing errors are compared with.
//!
//! Every file is named by a hash of its content and known only to the file above
//! it, so a page never mixes two builds, and an edit renames only what changed.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::{Value, json};

use super::code::{File, file, front, number};
use super::terms::Term;
use crate::slug::hash;

/// A shard ends at the first term after this many bytes whose hash says so:
/// where the cuts are depends on the words nearby only.
const SMALL: usize = 2_500;

/// A shard ends here whatever the hash says.
const LARGE: usize = 8_000;

/// Longer lists have a file of their own.
const ALONE: usize = 5_000;

/// Longer lists of places, too: they are needed for some of a shard's terms only.
const PLACES_ALONE: usize = 1_500;

/// Shards in a directory, about.
const DIRECTORY: usize = 48;

/// What a shard became.
struct Shard<'t> {
    first: &'t str,
    name: String,
    files: Vec<File>,
}

/// The files of all terms, and what the entry says about them.
pub(super) fn shards(terms: &[Term<'_>]) -> (Vec<File>, Value) {
    let ends = cuts(terms);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let ranges: Vec<_> = starts.zip(ends.iter().copied()).collect();
    let shards: Vec<Shard<'_>> = ranges.par_iter().map(|(start, end)| shard(&terms[*start..*end])).collect();
    let mut directories: Vec<Vec<Shard<'_>>> = Vec::new();
    for shard in shards {
        let full = directories.last().is_none_or(|last| {
            let cut = hash(shard.first.as_bytes()).is_multiple_of(8);
            last.len() >= 2 * DIRECTORY || (last.len() >= DIRECTORY && cut)
        });
        match directories.last_mut() {
            Some(last) if !full => last.push(shard),
            _ => directories.push(vec![shard]),
        }
    }
    let (mut files, mut entry) = (Vec::new(), Vec::new());
    for directory in directories {
        let Some(first) = directory.first().map(|shard| shard.first) else { continue };
        let mut lines = Vec::new();
        for shard in &directory {
            lines.extend_from_slice(shard.name.as_bytes());
            lines.extend_from_slice(shard.first.as_bytes());
            lines.push(b'\n');
        }
        let directory_file = file('k', &lines);
        entry.push(json!([first, directory_file.name]));
        files.push(directory_file);
        files.extend(directory.into_iter().flat_map(|shard| shard.files));
    }
    (files, Value::Array(entry))
}

/// Ends of the shards.
fn cuts(terms: &[Term<'_>]) -> Vec<usize> {
    let (mut ends, mut size) = (Vec::new(), 0);
    for (at, term) in terms.iter().enumerate() {
        size += 6 + Some(term.size()).filter(|size| *size <= ALONE).unwrap_or(20);
        if size >= LARGE || (size >= SMALL && hash(term.term.as_bytes()).is_multiple_of(4)) {
            ends.push(at + 1);
            size = 0;
        }
    }
    if ends.last() != Some(&terms.len()) && !terms.is_empty() {
        ends.push(terms.len());
    }
    ends
}

/// A line for each term: what it shares with the one before, the rest, a tab, in
/// how many documents it is, either the list or `!` and its file, and the file of
/// its places if that is its own. Other places are lines of one file, named in the
/// first line. Files of places are named with their size, so that a reader knows
/// what they cost.
fn shard<'t>(terms: &'t [Term<'t>]) -> Shard<'t> {
    let (mut lines, mut places, mut files, mut before) = (Vec::new(), Vec::new(), Vec::new(), "");
    for term in terms {
        front(before, term.term, &mut lines);
        before = term.term;
        lines.push(b'\t');
        number(term.documents(), &mut lines);
        if term.size() > ALONE {
            let mut list = Vec::with_capacity(term.size());
            term.weights(&mut list);
            let list = file('l', &list);
            lines.push(b'!');
            lines.extend_from_slice(list.name.as_bytes());
            files.push(list);
        } else {
            term.weights(&mut lines);
        }
        if term.places_size() > PLACES_ALONE {
            let mut list = Vec::with_capacity(term.places_size());
            term.places(&mut list);
            files.push(sized(&list, &mut lines));
        } else {
            term.places(&mut places);
        }
        lines.push(b'\n');
        places.push(b'\n');
    }
    let mut content = Vec::new();
    let places = sized(&places, &mut content);
    content.push(b'\n');
    content.extend_from_slice(&lines);
    files.push(places);
    let shard = file('w', &content);
    let name = shard.name.clone();
    files.push(shard);
    Shard { first: terms.first().map_or("", |term| term.term), name, files }
}

/// A file of places; its name and its size in kilobytes go to `out`.
fn sized(places: &[u8], out: &mut Vec<u8>) -> File {
    let file = file('p', places);
    out.extend_from_slice(file.name.as_bytes());
    number(u32::try_from(places.len().div_ceil(1000)).unwrap_or(u32::MAX), out);
    file
}

/// Words by their first letter.
pub(super) fn words(words: &BTreeSet<&str>) -> (Vec<File>, Value) {
    let mut letters: BTreeMap<char, Vec<&str>> = BTreeMap::new();
    for word in words {
        letters.entry(word.chars().next().unwrap_or_default()).or_default().push(word);
    }
    let (mut files, mut entry) = (Vec::new(), serde_json::Map::new());
    for (letter, words) in letters {
        let (mut lines, mut before) = (Vec::new(), "");
        for word in words {
            front(before, word, &mut lines);
            lines.push(b'\n');
            before = word;
        }
        let list = file('y', &lines);
        entry.insert(letter.to_string(), Value::String(list.name.clone()));
        files.push(list);
    }
    (files, Value::Object(entry))
}
