//! Reads the files of words: English first, then the language of the site, each as the built-in theme
//! has it and then as the site's own theme changes it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Said, Words};
use crate::data::{Kind, Table, Value, toml};
use crate::diagnostic::{Diagnostic, Report};
use crate::source::CONFIG;
use crate::text::{SourceFile, Span};

/// The language of words that the site's own language does not have.
const FALLBACK: &str = "en";

/// Most keys that a message lists.
const LISTED: usize = 5;

/// A file of words: the language that its name states, and its text.
pub(in crate::site) type File = (String, Arc<SourceFile>);

/// Returns the words of `language`, from the files of the built-in theme and then of the site's own.
pub(in crate::site) fn read(files: &[File], language: &str) -> Report<Words> {
    let mut diagnostics = Vec::new();
    let found = language_of(files, language);
    if found.is_none() {
        let known: BTreeSet<_> = files.iter().map(|(name, _)| format!("`{name}`")).collect();
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        let message = format!("the theme has no words in the language `{language}`: its interface is in English");
        let hint = format!("there are words for {known}; a file `words/{language}.toml` in your theme adds a language");
        diagnostics.push(Diagnostic::warning(message).in_file(CONFIG).hint(hint));
    }
    let mut said = BTreeMap::new();
    for (_, file) in files.iter().filter(|(name, _)| name == FALLBACK) {
        said.extend(sentences(file, &said, &mut diagnostics));
    }
    if let Some(found) = found.filter(|found| *found != FALLBACK) {
        let mut missing: BTreeSet<String> = said.keys().cloned().collect();
        let mut last = None;
        for (_, file) in files.iter().filter(|(name, _)| name == found) {
            let own = sentences(file, &said, &mut diagnostics);
            missing.retain(|key| !own.contains_key(key));
            said.extend(own);
            last = Some(file);
        }
        if let Some(file) = last.filter(|_| !missing.is_empty()) {
            let some: Vec<_> = missing.iter().take(LISTED).map(|key| format!("`{key}`")).collect();
            let more = if missing.len() > LISTED { ", …" } else { "" };
            let message = format!("{} of the theme's words are missing and stay English", missing.len());
            let hint = format!("add {}{more}", some.join(", "));
            diagnostics.push(Diagnostic::warning(message).in_file(&file.path).hint(hint));
        }
    }
    let language = found.map_or(FALLBACK, |_| language).to_owned();
    Report { value: Words { language, said: said.into_iter().collect() }, diagnostics }
}

/// Returns the name of the files that fit a language tag best: `de-at`, or else `de`.
fn language_of<'a>(files: &'a [File], tag: &str) -> Option<&'a str> {
    let named = |wanted: &str| files.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
    let found = named(tag).or_else(|| named(tag.split('-').next()?));
    found.map(|(name, _)| name.as_str())
}

/// Returns the sentences of a file by their keys. Those that `known` has too must have the same
/// placeholders.
fn sentences(
    file: &Arc<SourceFile>,
    known: &BTreeMap<String, Said>,
    diagnostics: &mut Vec<Diagnostic>,
) -> BTreeMap<String, Said> {
    let (table, faults) = toml::parse(&file.text);
    let fault = |span: Span, message: String| Diagnostic::error(message).at(file, span);
    diagnostics.extend(faults.into_iter().map(|(span, message)| fault(span, message)));
    let mut found = BTreeMap::new();
    collect("", &table, &mut |key, value| match said(value) {
        None => diagnostics.push(
            fault(value.span, format!("`{key}` is {}", value.what()))
                .hint("write a sentence, a list of words, or `{ one = \"…\", other = \"…\" }`"),
        ),
        Some(said) => {
            if let Some(wanted) = known.get(&key).map(Said::holes).filter(|wanted| *wanted != said.holes()) {
                let wanted: Vec<_> = wanted.iter().map(|name| format!("`{{{name}}}`")).collect();
                let wanted = if wanted.is_empty() { "no placeholders".to_owned() } else { wanted.join(", ") };
                diagnostics.push(fault(value.span, format!("`{key}` must have {wanted}, as in English")));
            }
            found.insert(key, said);
        }
    });
    found
}

/// Calls `add` for every value of a table and of the tables in it, with the names of the tables in
/// its key.
fn collect(prefix: &str, table: &Table, add: &mut impl FnMut(String, &Value)) {
    for entry in &table.entries {
        let key = [prefix, &entry.key].concat();
        match &entry.value.kind {
            Kind::Table(table) if table.get("one").is_none() => collect(&format!("{key}."), table, add),
            _ => add(key, &entry.value),
        }
    }
}

fn said(value: &Value) -> Option<Said> {
    match &value.kind {
        Kind::Table(table) => {
            let form = |name| Some(table.get(name)?.text()?.to_owned());
            Some(Said::Counted { one: form("one")?, other: form("other")? }).filter(|_| table.entries.len() == 2)
        }
        Kind::List(items) => {
            items.iter().map(|item| item.text().map(str::to_owned)).collect::<Option<Vec<_>>>().map(Said::List)
        }
        _ => value.text().map(|text| Said::Sentence(text.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(own: &[(&str, &str)]) -> Vec<File> {
        let english = ("en", "title = \"Title\"\n[count]\nday = { one = \"1 day\", other = \"{n} days\" }\n");
        let file = |(name, text): &(&str, &str)| {
            ((*name).to_owned(), Arc::new(SourceFile::new(format!("words/{name}.toml"), text)))
        };
        std::iter::once(&english).chain(own).map(file).collect()
    }

    fn messages(files: &[File], language: &str) -> Vec<String> {
        read(files, language).diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn a_theme_changes_single_words_and_a_region_has_the_words_of_its_language() {
        let files = files(&[
            ("de", "title = \"Titel\"\n[count]\nday = { one = \"1 Tag\", other = \"{n} Tage\" }\n"),
            ("de", "title = \"Überschrift\"\n"),
        ]);
        let Report { value: words, diagnostics } = read(&files, "de-AT");
        assert!(diagnostics.is_empty());
        assert_eq!((words.language.as_str(), words.say("title")), ("de-AT", "Überschrift"));
        assert_eq!((words.count("count.day", 1), words.count("count.day", 2)), ("1 Tag".into(), "2 Tage".into()));
    }

    #[test]
    fn words_that_are_missing_or_do_not_fit_are_named() {
        let all = files(&[("de", "title = \"{x}\"\nextra = 3\n")]);
        assert_eq!(
            messages(&all, "de"),
            [
                "`title` must have no placeholders, as in English",
                "`extra` is a number",
                "1 of the theme's words are missing and stay English",
            ]
        );
        assert!(messages(&all, "fr")[0].starts_with("the theme has no words in the language `fr`"));
        assert_eq!(read(&all, "fr").value.language, "en");
        assert_eq!(read(&all, "fr").value.say("title"), "Title");
    }
}
