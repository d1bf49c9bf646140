//! Writes terms into files: the shards, the directories that lead to them, and the word lists
//! for spelling correction.
//!
//! Every file is named by a hash of its content, and only the file above it knows that name. So
//! a page never mixes two builds, and an edit renames only the files that it changes.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::{Value, json};

use super::code::{self, File, NAME, front, hashed_file, read_number, unfront, write_number};
use super::family::{self, Languages};
use super::terms::{Kept, Term};
use super::token;
use crate::text::hash::fnv;

/// A shard of at least this many bytes ends at the first term whose hash says so. So the
/// position of a cut depends only on the terms nearby.
const SMALL: usize = 2_500;

/// A shard of this many bytes ends, whatever the hash says.
const LARGE: usize = 8_000;

/// Lists of more bytes than this get a file of their own.
const ALONE: usize = 5_000;

/// Lists of more bytes than this store rounded weights. Only words that occur in more than five
/// thousand documents have such lists. These words tell little, and the exact weights of three
/// of them would take a tenth of what a first query loads.
const COMMON: usize = 10_000;

/// Lists of places with more bytes than this get a file of their own too, because a query needs
/// the places of only some terms in a shard.
const PLACES_ALONE: usize = 1_500;

/// Fewest shards in a directory, except the last one. None has more than twice as many.
const DIRECTORY: usize = 48;

/// A shard, as its directory names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shard {
    pub(super) first: String,
    pub(super) name: String,
    /// Names of all files that the shard consists of.
    pub(super) files: Vec<String>,
    /// The languages of its terms.
    pub(super) languages: Vec<Languages>,
}

/// Returns the shards of `terms` and the files that they consist of.
pub(super) fn write_shards(terms: &[Term]) -> (Vec<Shard>, Vec<File>) {
    let ends = cuts(terms);
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let ranges: Vec<_> = starts.zip(ends.iter().copied()).collect();
    let (shards, files): (Vec<_>, Vec<_>) =
        ranges.par_iter().map(|(start, end)| write_shard(&terms[*start..*end])).unzip();
    (shards, files.into_iter().flatten().collect())
}

/// Returns the directories of the shards, and their part of the index's entry file.
pub(super) fn directories(shards: &[Shard]) -> (Vec<File>, Value) {
    let mut directories: Vec<Vec<&Shard>> = Vec::new();
    for shard in shards {
        let full = directories.last().is_none_or(|last| {
            let cut = fnv(shard.first.as_bytes()).is_multiple_of(8);
            last.len() >= 2 * DIRECTORY || (last.len() >= DIRECTORY && cut)
        });
        match directories.last_mut() {
            Some(last) if !full => last.push(shard),
            _ => directories.push(vec![shard]),
        }
    }
    let (mut files, mut entry) = (Vec::new(), Vec::new());
    for directory in directories {
        let Some(first) = directory.first().map(|shard| &shard.first) else { continue };
        let mut lines = Vec::new();
        for shard in &directory {
            lines.extend_from_slice(shard.name.as_bytes());
            lines.extend_from_slice(shard.first.as_bytes());
            lines.push(b'\n');
        }
        let directory_file = hashed_file('k', &lines);
        entry.push(json!([first, directory_file.name]));
        files.push(directory_file);
    }
    (files, Value::Array(entry))
}

/// Returns for every shard the number of the first term behind it.
fn cuts(terms: &[Term]) -> Vec<usize> {
    let (mut ends, mut size) = (Vec::new(), 0);
    for (at, term) in terms.iter().enumerate() {
        if ends_here(&mut size, term) {
            ends.push(at + 1);
        }
    }
    if ends.last() != Some(&terms.len()) && !terms.is_empty() {
        ends.push(terms.len());
    }
    ends
}

/// True if the shard that had `size` bytes so far ends with `term`. Adds the term's bytes to
/// `size`, or sets it to 0 at the end of a shard.
pub(super) fn ends_here(size: &mut usize, term: &Term) -> bool {
    let alone = term.kept.weights.is_some() || term.weights.len() > ALONE;
    *size += 8 + if alone { 20 } else { term.weights.len() };
    let ends = *size >= LARGE || (*size >= SMALL && fnv(term.text.as_bytes()).is_multiple_of(4));
    if ends {
        *size = 0;
    }
    ends
}

/// Writes one shard and returns it with its new files.
///
/// The first line names the file that holds the places of all terms without a file of their
/// own, one term in each of its lines. Every further line is a term: its front-coded text, a
/// tab, its families (see [`write_families`]), the number of documents, then either the list or `!` and the name of the list's file,
/// and last the file of its places if they have their own. The name of a file of places is
/// followed by its size, so that a reader knows what loading it costs.
pub(super) fn write_shard(terms: &[Term]) -> (Shard, Vec<File>) {
    let (mut lines, mut places, mut files, mut before) = (Vec::new(), Vec::new(), Vec::new(), "");
    let mut kept = Vec::new();
    for term in terms {
        front(before, &term.text, &mut lines);
        before = &term.text;
        lines.push(b'\t');
        write_families(term, &mut lines);
        write_number(term.documents, &mut lines);
        if let Some(name) = &term.kept.weights {
            lines.push(b'!');
            lines.extend_from_slice(name.as_bytes());
            kept.push(name.to_string());
        } else if term.weights.len() > ALONE {
            let list = if term.weights.len() > COMMON {
                hashed_file('l', &coarse(term))
            } else {
                hashed_file('l', &term.weights)
            };
            lines.push(b'!');
            lines.extend_from_slice(list.name.as_bytes());
            files.push(list);
        } else {
            lines.extend_from_slice(&term.weights);
        }
        if let Some((name, size)) = term.kept.places.as_deref() {
            lines.extend_from_slice(name.as_bytes());
            lines.extend_from_slice(size);
            kept.push(name.clone());
        } else if term.places.len() > PLACES_ALONE {
            files.push(sized(&term.places, &mut lines));
        } else {
            places.extend_from_slice(&term.places);
        }
        lines.push(b'\n');
        places.push(b'\n');
    }
    let mut content = Vec::new();
    let places = sized(&places, &mut content);
    content.push(b'\n');
    content.extend_from_slice(&lines);
    files.push(places);
    let shard = hashed_file('w', &content);
    let name = shard.name.clone();
    files.push(shard);
    let first = terms.first().map_or_else(String::new, |term| term.text.clone());
    kept.extend(files.iter().map(|file| file.name.clone()));
    let languages = terms.iter().map(|term| term.languages).collect();
    (Shard { first, name, files: kept, languages }, files)
}

/// Writes the families of a term, each in quotation marks: the number of letters that its name
/// shares with the term, and the rest of its name. A term with the name of its only family has
/// none. Empty quotation marks say that it is a small word.
fn write_families(term: &Term, out: &mut Vec<u8>) {
    if family::is_small(&term.text, term.languages) {
        out.extend_from_slice(b"\"\"");
        return;
    }
    let families = family::families(&term.text, term.languages);
    if families.iter().all(|family| *family == term.text) {
        return;
    }
    for family in families {
        out.push(b'"');
        front(&term.text, &family, out);
        out.push(b'"');
    }
}

/// Returns the rest of a term's line behind its families.
fn without_families(mut rest: &str) -> &str {
    while let Some((_, behind)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        rest = behind;
    }
    rest
}

/// Returns the list of `term` with rounded weights. The weights are the last bytes of the list,
/// one digit for each document.
fn coarse(term: &Term) -> Vec<u8> {
    let mut list = term.weights.clone();
    let weights = list.len().saturating_sub(term.documents as usize);
    code::round_weights(&mut list[weights..]);
    list
}

/// Reads back the terms of a shard that [`write_shard`] wrote. `files` returns the content of a file
/// by its name. Lists in files of their own are not loaded, only their names are kept. Rounded
/// weights stay rounded, and rounding them again changes nothing.
pub(super) fn read_terms<'f>(shard: &Shard, files: impl Fn(&str) -> &'f [u8]) -> Vec<Term> {
    let content = std::str::from_utf8(files(&shard.name)).unwrap_or_default();
    let mut lines = content.lines();
    let shared = lines.next().and_then(|line| line.get(..NAME)).map(&files).unwrap_or_default();
    let mut places = shared.split(|byte| *byte == b'\n');
    let mut terms: Vec<Term> = Vec::new();
    for (at, line) in lines.enumerate() {
        let languages = shard.languages.get(at).copied().unwrap_or_default();
        let Some((front, rest)) = line.split_once('\t') else { continue };
        let term = unfront(terms.last().map_or("", |term| &term.text), front);
        let (rest, mut at) = (without_families(rest).as_bytes(), 0);
        let documents = read_number(rest, &mut at);
        let text = |from: usize| rest.get(from..from + NAME).and_then(|name| std::str::from_utf8(name).ok());
        let (mut weights, mut kept) = (Vec::new(), Kept::default());
        if let (Some(b'!'), Some(name)) = (rest.get(at), text(at + 1)) {
            at += 1 + NAME;
            kept.weights = Some(name.into());
        } else {
            let from = at;
            (0..2 * documents).for_each(|_| _ = read_number(rest, &mut at));
            weights.extend_from_slice(rest.get(from..at).unwrap_or_default());
        }
        let places = places.next().unwrap_or_default().to_vec();
        kept.places = text(at).map(|name| Box::new((name.to_owned(), rest[at + NAME..].to_vec())));
        terms.push(Term { text: term, documents, languages, weights, places, kept });
    }
    terms
}

/// Returns a file of places. Appends its name and its size in kilobytes to `out`.
fn sized(places: &[u8], out: &mut Vec<u8>) -> File {
    let file = hashed_file('p', places);
    out.extend_from_slice(file.name.as_bytes());
    write_number(u32::try_from(places.len().div_ceil(1000)).unwrap_or(u32::MAX), out);
    file
}

/// Returns the word lists for spelling correction, one for each first letter without its accent,
/// and their part of the index's entry file.
pub(super) fn words(words: &BTreeSet<String>) -> (Vec<File>, Value) {
    let mut letters: BTreeMap<char, Vec<&str>> = BTreeMap::new();
    for word in words {
        letters.entry(token::fold(word).chars().next().unwrap_or_default()).or_default().push(word);
    }
    let (mut files, mut entry) = (Vec::new(), serde_json::Map::new());
    for (letter, words) in letters {
        let (mut lines, mut before) = (Vec::new(), "");
        for word in words {
            front(before, word, &mut lines);
            lines.push(b'\n');
            before = word;
        }
        let list = hashed_file('y', &lines);
        entry.insert(letter.to_string(), Value::String(list.name.clone()));
        files.push(list);
    }
    (files, Value::Object(entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coarse_weights_are_written_once_and_stay() {
        let mut weights = Vec::new();
        (0..20_000).for_each(|_| write_number(1, &mut weights));
        (0..20_000_u32).for_each(|at| write_number(at % 32, &mut weights));
        let (text, places) = ("certificate".to_owned(), vec![b'#'; 20_000]);
        let term = Term { text, documents: 20_000, languages: 0, weights, places, kept: Kept::default() };
        let (first, files) = write_shard(std::slice::from_ref(&term));
        let by_name: BTreeMap<_, _> =
            files.iter().map(|file| (file.name.as_str(), code::content(&file.bytes))).collect();
        let files = |name: &str| by_name.get(name).copied().unwrap_or_default();
        let mut read = read_terms(&first, files);
        assert_eq!((read.len(), read[0].documents), (1, 20_000));
        let kept = write_shard(&read);
        assert_eq!((kept.0.name, kept.1.len()), (first.name.clone(), 2), "only the shard and its common places");
        read[0].load_lists(files);
        assert_ne!(read[0].weights, term.weights);
        let mut at = term.weights.len() - 20_000;
        let weights: Vec<_> = (0..10).map(|_| read_number(&read[0].weights, &mut at)).collect();
        assert_eq!(weights, [4, 4, 4, 4, 4, 4, 4, 4, 12, 12]);
        assert_eq!(write_shard(&read).0, first);
    }
}
