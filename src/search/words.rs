//! The vocabulary of the search, which is in `words.toml`: small words, endings, synonyms.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::token;
use crate::data::{Kind, Table, toml};

/// The words of `words.toml`.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(Words::read);

pub(super) struct Words {
    /// Small words by language, as terms.
    pub(super) small: BTreeMap<String, BTreeSet<String>>,
    /// Endings by language, without accents.
    pub(super) endings: BTreeMap<String, Vec<String>>,
    synonyms: Vec<String>,
}

impl Words {
    fn read() -> Self {
        let (table, _) = toml::parse(include_str!("words.toml"));
        let fold = |(language, words): (String, Vec<String>)| {
            (language, words.iter().map(|word| token::fold(word)).collect::<Vec<_>>())
        };
        // A site in English has the stems of English words.
        let small = lists(&table, "small").into_iter().map(fold).map(|(language, words)| {
            let stems: Vec<_> = words.iter().map(|word| token::stem(word)).collect();
            (language, words.into_iter().chain(stems).collect())
        });
        Self {
            small: small.collect(),
            endings: lists(&table, "endings").into_iter().map(fold).collect(),
            synonyms: lists(&table, "synonyms").into_values().flatten().collect(),
        }
    }
}

fn lists(table: &Table, name: &str) -> BTreeMap<String, Vec<String>> {
    let Some(Kind::Table(table)) = table.get(name).map(|value| &value.kind) else { return BTreeMap::new() };
    let lists = table.entries.iter().filter_map(|entry| match &entry.value.kind {
        Kind::List(items) => {
            Some((entry.key.clone(), items.iter().filter_map(|it| it.text().map(str::to_owned)).collect()))
        }
        _ => None,
    });
    lists.collect()
}

/// Groups of words with one meaning. Each word is given by its terms.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Synonyms {
    groups: Vec<Vec<Vec<String>>>,
    /// Several terms in a row, by their last one, and the one term that they stand for.
    sequences: BTreeMap<String, Vec<(Vec<String>, String)>>,
}

impl Synonyms {
    /// Returns our own groups and those of the archive.
    pub(super) fn new(own: &[Vec<String>], english: bool) -> Self {
        let terms = |text: &str| {
            let mut terms = Vec::new();
            token::runs(text, |run| terms.extend(token::tokens(run, english).terms.pop().map(|(term, _)| term)));
            terms
        };
        let built_in = WORDS.synonyms.iter().map(|group| group.split('|').map(terms).collect::<Vec<_>>());
        let own = own.iter().map(|group| group.iter().map(|text| terms(text)).collect());
        let mut synonyms = Self { groups: built_in.chain(own).collect(), sequences: BTreeMap::new() };
        for group in &synonyms.groups {
            let one = group.iter().find(|member| member.len() == 1).and_then(|member| member.first());
            for several in group.iter().filter(|member| member.len() > 1) {
                if let (Some(last), Some(one)) = (several.last(), one) {
                    let sequence = (several.clone(), one.clone());
                    synonyms.sequences.entry(last.clone()).or_default().push(sequence);
                }
            }
        }
        synonyms
    }

    /// Returns the sequences that end with `term`, and what each stands for.
    pub(super) fn ending_with(&self, term: &str) -> &[(Vec<String>, String)] {
        self.sequences.get(term).map_or(&[], Vec::as_slice)
    }

    /// Returns the groups as the browser reads them: one a line, their words parted by `|`.
    pub(super) fn entry(&self) -> String {
        let group = |group: &Vec<Vec<String>>| group.iter().map(|terms| terms.join(" ")).collect::<Vec<_>>().join("|");
        self.groups.iter().map(group).collect::<Vec<_>>().join("\n")
    }
}
