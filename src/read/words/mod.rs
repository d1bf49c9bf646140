//! The vocabulary of every language that we read. A language is one file beside this one.

pub(in crate::read) mod nothing;
pub(in crate::read) mod parts;
pub(in crate::read) mod phrases;
mod vocabulary;

use std::sync::LazyLock;

pub(in crate::read) use self::vocabulary::{List, Lists, Vocabulary};
use crate::data::{Kind, Table, toml};
use crate::text::folded::fold;

/// Languages and their words. English comes first: where the order of words counts, its words do.
const LANGUAGES: [(&str, &str); 19] = [
    ("any", include_str!("any.toml")),
    ("en", include_str!("en.toml")),
    ("de", include_str!("de.toml")),
    ("fr", include_str!("fr.toml")),
    ("es", include_str!("es.toml")),
    ("pt", include_str!("pt.toml")),
    ("it", include_str!("it.toml")),
    ("nl", include_str!("nl.toml")),
    ("da", include_str!("da.toml")),
    ("no", include_str!("no.toml")),
    ("sv", include_str!("sv.toml")),
    ("pl", include_str!("pl.toml")),
    ("ru", include_str!("ru.toml")),
    ("uk", include_str!("uk.toml")),
    ("tr", include_str!("tr.toml")),
    ("ja", include_str!("ja.toml")),
    ("zh", include_str!("zh.toml")),
    ("zh-hant", include_str!("zh-hant.toml")),
    ("ko", include_str!("ko.toml")),
];

/// Returns the words of all languages together.
pub(in crate::read) fn words() -> &'static Vocabulary {
    static WORDS: LazyLock<Vocabulary> = LazyLock::new(|| {
        let languages: Vec<Table> = LANGUAGES.iter().map(|(_, text)| toml::parse(text).0).collect();
        Vocabulary::new(|table, concept| {
            let mut all: Vec<&'static str> = Vec::new();
            for word in languages.iter().flat_map(|language| listed(language, table, concept).unwrap_or_default()) {
                // Who may read a text must not depend on letters that only look alike.
                let word = if table == "audience" { fold(&word) } else { word };
                if !all.contains(&word.as_str()) {
                    all.push(word.leak());
                }
            }
            all.leak()
        })
    });
    &WORDS
}

/// Returns the words of one language for a concept, if its file names the concept.
fn listed(language: &Table, table: &str, concept: &str) -> Option<Vec<String>> {
    let Kind::Table(table) = &language.get(table)?.kind else { return None };
    let Kind::List(items) = &table.get(concept)?.kind else { return None };
    items.iter().map(|item| item.text().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::vocabulary::CONCEPTS;
    use super::*;

    #[test]
    fn every_language_lists_every_concept() {
        let known: BTreeSet<_> = CONCEPTS
            .iter()
            .flat_map(|(table, concepts)| concepts.iter().map(|concept| ((*table).to_owned(), (*concept).to_owned())))
            .collect();
        for (language, text) in LANGUAGES {
            let (tables, faults) = toml::parse(text);
            assert!(faults.is_empty(), "{language}.toml: {faults:?}");
            for (table, concept) in &known {
                let list = listed(&tables, table, concept);
                assert!(
                    list.is_some(),
                    "{language}.toml: `{concept}` of [{table}] is missing; write `[]` if it has none"
                );
                let list = list.unwrap_or_default();
                let distinct: BTreeSet<_> = list.iter().collect();
                assert_eq!(distinct.len(), list.len(), "{language}.toml: [{table}] {concept} has a word twice");
                assert!(list.iter().all(|word| !word.is_empty()), "{language}.toml: [{table}] {concept} is blank");
            }
            for entry in &tables.entries {
                let Kind::Table(table) = &entry.value.kind else { continue };
                for concept in &table.entries {
                    let name = (entry.key.clone(), concept.key.clone());
                    assert!(known.contains(&name), "{language}.toml: nobody asks for {name:?}");
                }
            }
        }
    }

    #[test]
    fn a_month_and_a_day_have_one_meaning() {
        let (month, day) = (words().month.lists(), words().day.lists());
        let names: Vec<_> = month.iter().chain(&day[..7]).flat_map(|names| names.iter()).collect();
        let distinct: BTreeSet<_> = names.iter().collect();
        let twice = names.iter().filter(|name| names.iter().filter(|other| other == name).count() > 1);
        assert_eq!(distinct.len(), names.len(), "{:?}", twice.collect::<BTreeSet<_>>());
    }
}
