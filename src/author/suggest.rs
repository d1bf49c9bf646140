//! Suggests services and causes that other documents of the archive have and a text names.

use std::collections::BTreeMap;

use super::front_matter::{Field, Value};
use crate::config::Config;
use crate::incident::{Cause, Incident};
use crate::markdown::{Kind, Node};
use crate::text::is_unspaced;
use crate::text::slug::Slug;

/// Most names of one kind that are suggested for a document. A text that has more lists them.
const MOST: usize = 8;

/// Most words of a name.
const WORDS: usize = 6;

/// The services and causes of an archive.
#[derive(Debug, Default)]
pub struct Vocabulary {
    services: Names,
    causes: Names,
}

/// Tells what stands between two words.
type Splits = fn(char) -> bool;

/// Names by their words as they are compared.
#[derive(Debug, Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    /// Adds a name. Its first spelling stays.
    fn add(&mut self, name: &str, splits: Splits) {
        let words = words(name, splits);
        // Scripts without blanks have no words that could be told apart.
        if !words.is_empty() && words.len() <= WORDS && !name.contains(is_unspaced) {
            self.0.entry(words.join(" ")).or_insert_with(|| name.to_owned());
        }
    }

    /// Returns the names that stand in a text, as they stand there first. A part of a longer name is
    /// not one of them: `search` in `search index`, if both are known.
    fn within(&self, text: &str, splits: Splits) -> Vec<String> {
        let words = words(text, splits);
        let mut found: Vec<String> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = (1..=WORDS.min(words.len() - at)).rev();
            let name =
                longest.into_iter().find_map(|count| Some((self.0.get(&words[at..at + count].join(" "))?, count)));
            at += name.map_or(1, |(_, count)| count);
            if let Some((name, _)) = name.filter(|(name, _)| !found.contains(name)) {
                found.push(name.clone());
            }
        }
        found
    }
}

/// A service may be one of several with a common beginning: `payments` is not in `payments-api`.
fn between_services(c: char) -> bool {
    !(c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '@'))
}

/// `config-push` and "Config push" are one cause.
fn between_causes(c: char) -> bool {
    !c.is_alphanumeric()
}

fn words(text: &str, splits: Splits) -> Vec<String> {
    let words = text.split(splits).map(|word| word.trim_matches(['-', '_', '/', '.', '@']).to_lowercase());
    words.filter(|word| !word.is_empty()).collect()
}

impl Vocabulary {
    /// Returns the names that documents and the configuration have.
    pub fn of<'a>(incidents: impl IntoIterator<Item = &'a Incident>, config: &Config) -> Self {
        let mut vocabulary = Self::default();
        for cause in &config.causes {
            vocabulary.add_cause(cause);
        }
        for incident in incidents {
            for service in &incident.services {
                vocabulary.services.add(&service.name, between_services);
            }
            for cause in &incident.causes {
                vocabulary.add_cause(&cause.category.name);
            }
        }
        vocabulary
    }

    fn add_cause(&mut self, name: &str) {
        if !Slug::new(name).is_some_and(|slug| Cause::blames_somebody(&slug)) {
            self.causes.add(name, between_causes);
        }
    }

    /// Returns fields for what `incident` has none of and its text names.
    pub(super) fn suggest(&self, incident: &Incident) -> Vec<Field> {
        let mut text = incident.text.title.to_string();
        for block in &incident.text.tree().blocks {
            add_words(block, &mut text);
        }
        let mut fields = Vec::new();
        let mut add = |key, is_missing: bool, names: &Names, splits| {
            let found = if is_missing { names.within(&text, splits) } else { Vec::new() };
            if (1..=MOST).contains(&found.len()) {
                fields.push(Field { key, value: Value::List(found) });
            }
        };
        add("services", incident.services.is_empty(), &self.services, between_services);
        add("causes", incident.causes.is_empty(), &self.causes, between_causes);
        fields
    }
}

/// Adds what the author wrote. Code is often quoted, and names anything.
fn add_words(node: &Node, text: &mut String) {
    match &node.kind {
        Kind::Text(words) | Kind::InlineCode(words) => text.push_str(words),
        Kind::SoftBreak | Kind::HardBreak => text.push(' '),
        _ => {}
    }
    for child in &node.children {
        add_words(child, text);
    }
    if node.is_block() {
        text.push_str(" \n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(all: &[&str], splits: Splits) -> Names {
        let mut names = Names::default();
        for name in all {
            names.add(name, splits);
        }
        names
    }

    #[test]
    fn only_whole_names_are_found() {
        let services = names(&["payments", "payments-api", "Door control", "api"], between_services);
        let found = |text| services.within(text, between_services);
        assert_eq!(found("Then payments-api failed."), ["payments-api"]);
        assert_eq!(found("`payments`, and the door control too; again payments"), ["payments", "Door control"]);
        assert_eq!(found("a rapid door, apis and payments_old"), [""; 0]);
        let causes = names(&["config-push", "expired certificate"], between_causes);
        assert_eq!(
            causes.within("An expired certificate, not a config push.", between_causes),
            ["expired certificate", "config-push"]
        );
    }
}
