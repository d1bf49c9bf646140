//! The words of the interface in the language of the site.
//!
//! Every sentence that a page shows, apart from the author's text, is in `themes/default/words/`: one
//! file for each language. Templates say `{{ "home.latest" | say }}`, scripts `say("home.latest")` and
//! Rust `words.say("home.latest")`.

mod read;
pub(in crate::site) mod script;
mod told;

use std::collections::{BTreeSet, HashMap};

pub(in crate::site) use self::read::read;
use crate::text::number;

/// A language and its words.
#[derive(Debug, Clone, Default)]
pub(in crate::site) struct Words {
    /// BCP 47 tag of the words.
    pub(in crate::site) language: String,
    said: HashMap<String, Said>,
}

/// The words of one key.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::site) enum Said {
    Sentence(String),
    /// A sentence with a number `{n}`, in the forms of the plural categories of CLDR. English and
    /// German have only these two. A language with more of them needs more fields, and its rule in
    /// [`Said::form`].
    Counted {
        one: String,
        other: String,
    },
    List(Vec<String>),
}

impl Said {
    fn form(&self, n: usize) -> &str {
        match self {
            Said::Sentence(sentence) => sentence,
            Said::Counted { one, other } => {
                if n == 1 {
                    one
                } else {
                    other
                }
            }
            Said::List(list) => list.first().map_or("", String::as_str),
        }
    }

    fn sentences(&self) -> Vec<&str> {
        match self {
            Said::Sentence(sentence) => vec![sentence],
            Said::Counted { one, other } => vec![one, other],
            Said::List(list) => list.iter().map(String::as_str).collect(),
        }
    }

    /// Returns the names of the placeholders. A singular may do without its number.
    fn holes(&self) -> BTreeSet<&str> {
        self.sentences().into_iter().flat_map(pieces).filter_map(|(_, hole)| hole).collect()
    }
}

/// Cuts a sentence into texts and the names of the placeholders after them: `{name}`.
pub(in crate::site) fn pieces(sentence: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    sentence.split('}').map(|part| match part.split_once('{') {
        Some((text, hole)) => (text, Some(hole)),
        None => (part, None),
    })
}

/// Returns a sentence with values in the place of its placeholders.
pub(in crate::site) fn fill(sentence: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(sentence.len() + 24);
    for (before, hole) in pieces(sentence) {
        text.push_str(before);
        if let Some(hole) = hole {
            text.push_str(values.iter().find(|(name, _)| *name == hole).map_or("", |(_, value)| value));
        }
    }
    text
}

impl Words {
    /// Returns the sentence of a key, or the key itself if there is none. A test looks up all keys.
    pub(in crate::site) fn say<'a>(&'a self, key: &'a str) -> &'a str {
        self.form(key, 2)
    }

    /// Returns the form of a sentence that goes with a number.
    pub(in crate::site) fn form<'a>(&'a self, key: &'a str, n: usize) -> &'a str {
        self.find(key, n).unwrap_or(key)
    }

    /// Like [`Words::form`], for a key that may not exist.
    pub(in crate::site) fn find(&self, key: &str, n: usize) -> Option<&str> {
        self.said.get(key).map(|said| said.form(n))
    }

    /// Returns the words of a group, such as of one kind of incidents: `kind.near-miss`.
    pub(in crate::site) fn of(&self, group: &str, name: &str) -> &str {
        self.find(&[group, ".", name].concat(), 2).unwrap_or_default()
    }

    /// Returns a sentence with values in the place of its placeholders.
    pub(in crate::site) fn fill(&self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.say(key), values)
    }

    /// Returns a sentence with a number `{n}`, and with other values.
    pub(in crate::site) fn count_with(&self, key: &str, n: usize, values: &[(&str, &str)]) -> String {
        fill(self.form(key, n), &[&[("n", self.grouped(n).as_str())], values].concat())
    }

    /// Returns a sentence with a number `{n}`: `1 incident`, `1,024 incidents`.
    pub(in crate::site) fn count(&self, key: &str, n: usize) -> String {
        self.count_with(key, n, &[])
    }

    /// Returns the words of a list, such as the names of the months.
    pub(in crate::site) fn list(&self, key: &str) -> &[String] {
        match self.said.get(key) {
            Some(Said::List(list)) => list,
            _ => &[],
        }
    }

    /// Returns a number with grouped digits: `12,345`.
    pub(in crate::site) fn grouped(&self, number: usize) -> String {
        let text = number::grouped(number);
        let separator = self.say("number.group");
        if number < 1000 || separator == "," { text } else { text.replace(',', separator) }
    }
}

/// Returns the words of one of the built-in languages.
#[cfg(test)]
pub(in crate::site) fn of_language(language: &str) -> Words {
    let english = ("en", include_str!("../../../themes/default/words/en.toml"));
    let german = ("de", include_str!("../../../themes/default/words/de.toml"));
    of_files(&[english, german][..if language == "de" { 2 } else { 1 }])
}

/// Returns the words of the last of some files.
#[cfg(test)]
fn of_files(files: &[(&str, &str)]) -> Words {
    use crate::text::SourceFile;
    let named =
        |(name, text): &(&str, &str)| ((*name).to_owned(), SourceFile::new(format!("{name}.toml"), text).into());
    let language = files.last().map_or("en", |(name, _)| name);
    let report = read(&files.iter().map(named).collect::<Vec<_>>(), language);
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    report.value
}
