//! How much the macros of a pikchr source expand to, without expanding them.
//!
//! `define a {box; box}`, `define b {a; a}` and so on double with each line. The renderer would
//! expand all of it in memory, and cannot be stopped.

use std::collections::HashMap;

/// What a piece of source expands to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Size {
    /// Number of words.
    words: u64,
    /// Number of places that arguments (`$1`) are put into.
    places: u64,
}

impl Size {
    fn add(self, other: Self) -> Self {
        Self { words: self.words.saturating_add(other.words), places: self.places.saturating_add(other.places) }
    }

    /// This macro called with arguments of the size `arguments`.
    fn called_with(self, arguments: Self) -> Self {
        Self {
            words: self.words.saturating_add(self.places.saturating_mul(arguments.words)),
            places: self.places.saturating_mul(arguments.places),
        }
    }
}

/// Returns the number of words in `source` after its macros are expanded. It is an upper bound
/// and saturates.
pub(super) fn expanded_words(source: &str) -> u64 {
    let words = words(source);
    let mut macros = Macros::default();
    for at in 0..words.len() {
        if let Some(end) = definition(&words, at) {
            macros.bodies.entry(words[at + 1]).or_default().push(&words[at + 3..end]);
        }
    }
    macros.size(&words).words
}

/// If a definition begins at `at`, the position of the brace that ends it.
fn definition(words: &[&str], at: usize) -> Option<usize> {
    let begins = words[at] == "define" && words.get(at + 2) == Some(&"{");
    begins.then(|| matching(words, at + 2, "{", "}"))
}

/// The macros of a source.
#[derive(Default)]
struct Macros<'a> {
    /// All bodies of a name: it may be defined several times.
    bodies: HashMap<&'a str, Vec<&'a [&'a str]>>,
    /// Sizes that are known. A macro that is being counted has size zero, so that one that calls
    /// itself ends; the renderer refuses it.
    sizes: HashMap<&'a str, Size>,
}

impl<'a> Macros<'a> {
    /// What a name expands to, if it is a macro. A body is expanded when it is called, so it may
    /// call macros that are defined later.
    fn of(&mut self, name: &'a str) -> Option<Size> {
        let bodies = self.bodies.get(name)?.clone();
        if let Some(size) = self.sizes.get(name) {
            return Some(*size);
        }
        self.sizes.insert(name, Size::default());
        let mut largest = Size::default();
        for body in bodies {
            let size = self.size(body);
            largest = Size { words: largest.words.max(size.words), places: largest.places.max(size.places) };
        }
        self.sizes.insert(name, largest);
        Some(largest)
    }

    fn size(&mut self, words: &[&'a str]) -> Size {
        let mut total = Size::default();
        let mut at = 0;
        while at < words.len() {
            if let Some(end) = definition(words, at) {
                at = end + 1;
                continue;
            }
            let word = words[at];
            at += 1;
            total = total.add(match self.of(word) {
                Some(size) if words.get(at) == Some(&"(") => {
                    let end = matching(words, at, "(", ")");
                    let arguments = self.size(&words[at + 1..end]);
                    at = end + 1;
                    size.called_with(arguments)
                }
                Some(size) => size,
                None if word.starts_with('$') => Size { words: 0, places: 1 },
                None => Size { words: 1, places: 0 },
            });
        }
        total
    }
}

/// The position of the word that closes what `words[open]` opens, or the end.
fn matching(words: &[&str], open: usize, opening: &str, closing: &str) -> usize {
    let mut depth = 0_usize;
    for (at, word) in words.iter().enumerate().skip(open) {
        if *word == opening {
            depth += 1;
        } else if *word == closing {
            depth -= 1;
            if depth == 0 {
                return at;
            }
        }
    }
    words.len()
}

/// Names, numbers, strings and signs. A comment is left out.
fn words(source: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
        let length = match first {
            '"' => string_length(rest),
            '#' => rest.find('\n').unwrap_or(rest.len()),
            c if is_name(c) => rest.find(|c| !is_name(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (word, behind) = rest.split_at(length);
        if !first.is_whitespace() && first != '#' {
            words.push(word);
        }
        rest = behind;
    }
    words
}

/// The length of a string in quotes; a backslash escapes the character behind it.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return at + 1,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn macros_are_counted_as_if_they_were_expanded() {
        assert_eq!(expanded_words("box \"a; b\" # define"), 2);
        assert_eq!(expanded_words("define a {box; box}\na; a"), 3 + 1 + 3);
        assert_eq!(expanded_words("define b {a a}\ndefine a {box}\nb"), 2, "a body may call what comes later");
        assert_eq!(expanded_words("define a {a a box}\na"), 1, "the renderer refuses it");
        assert_eq!(expanded_words("define a {$1 $1}\na(box box)"), 4);
        assert_eq!(expanded_words("define a {$1 $1}\ndefine b {a(a($1))}\nb(box)"), 4);
        let bomb = |levels: u32| {
            let mut source = "define m0 {box; box; box; box}\n".to_owned();
            for level in 1..=levels {
                let below = level - 1;
                source += &format!("define m{level} {{m{below}; m{below}; m{below}; m{below}}}\n");
            }
            source + &format!("m{levels}")
        };
        assert!(expanded_words(&bomb(8)) > 200_000);
        assert_eq!(expanded_words(&bomb(60)), u64::MAX);
    }
}
