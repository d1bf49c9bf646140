//! The words of the interface: each language has all of them, templates and scripts have none of
//! their own, and a site in German says nothing in English.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use expect_test::expect;
use regex::Regex;

use super::harness::{Archive, files};

/// A file of words: the sentences of each key, one for each form.
type Words = BTreeMap<String, Vec<String>>;

fn below(folder: &str) -> BTreeMap<String, String> {
    let files = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).into_iter();
    files.filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?))).collect()
}

fn words(text: &str) -> Words {
    fn collect(prefix: &str, table: &toml::Table, words: &mut Words) {
        for (key, value) in table {
            let key = format!("{prefix}{key}");
            match value {
                toml::Value::Table(group) if !group.contains_key("one") => collect(&format!("{key}."), group, words),
                toml::Value::Table(forms) => {
                    words.insert(key, forms.values().filter_map(|form| form.as_str()).map(str::to_owned).collect());
                }
                toml::Value::Array(list) => {
                    words.insert(key, list.iter().filter_map(|one| one.as_str()).map(str::to_owned).collect());
                }
                value => {
                    words.insert(key, value.as_str().map(str::to_owned).into_iter().collect());
                }
            }
        }
    }
    let mut found = Words::new();
    collect("", &text.parse().expect("the words are TOML"), &mut found);
    found
}

fn languages() -> BTreeMap<String, Words> {
    below("themes/default/words").into_iter().map(|(name, text)| (name, words(&text))).collect()
}

fn placeholders(sentences: &[String]) -> BTreeSet<&str> {
    let parts = sentences.iter().flat_map(|sentence| sentence.split('{').skip(1));
    parts.filter_map(|part| Some(part.split_once('}')?.0)).collect()
}

#[test]
fn every_language_has_the_words_and_placeholders_of_english() {
    let languages = languages();
    let english = &languages["en.toml"];
    for (name, words) in &languages {
        let keys = |words: &Words| words.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(words), keys(english), "{name}");
        for (key, sentences) in words {
            assert_eq!(placeholders(sentences), placeholders(&english[key]), "{name}: {key}");
            assert!(sentences.iter().all(|sentence| !sentence.is_empty()), "{name}: {key} is empty");
            let tags = |text: &str| text.matches('<').count();
            let markup = key.ends_with("_html");
            assert!(markup || sentences.iter().all(|one| tags(one) == 0), "{name}: {key} is markup, but not called so");
        }
        for list in ["date.months", "search.sorts"] {
            assert_eq!(words[list].len(), english[list].len(), "{name}: {list}");
        }
    }
}

#[test]
fn every_word_is_said_somewhere_and_every_key_has_words() {
    let english = &languages()["en.toml"];
    let groups: BTreeSet<&str> = english.keys().filter_map(|key| Some(key.split_once('.')?.0)).collect();
    let rust = ["src/site", "src/markdown/writer"].into_iter().flat_map(below);
    let rust = rust.filter(|(path, _)| path != "words/script.rs");
    let texts: Vec<_> = rust.chain(below("themes/default")).filter(|(path, _)| !path.ends_with(".toml")).collect();
    let literal = Regex::new(r#"(?:"|say\()([a-z_]+\.[a-z0-9_-]+)["),]"#).expect("a pattern");
    // Keys that are put together from the name of a group and one of its words.
    let group = Regex::new(r#"(?:\.of|level)\((?:words, )?"([a-z_]+)"|\("([a-z_]+)\." ~"#).expect("a pattern");
    let (mut said, mut whole) = (BTreeMap::new(), BTreeSet::new());
    for (path, text) in &texts {
        // Without the tests beside the code.
        let text = text.split("#[cfg(test)]").next().unwrap_or_default();
        said.extend(literal.captures_iter(text).map(|found| (found[1].to_owned(), path)));
        whole.extend(group.captures_iter(text).filter_map(|it| it.get(1).or(it.get(2))).map(|it| it.as_str()));
    }
    let group_of = |key: &str| key.split_once('.').map_or("", |(group, _)| group).to_owned();
    let unsaid: Vec<_> =
        english.keys().filter(|key| !said.contains_key(*key) && !whole.contains(group_of(key).as_str())).collect();
    assert!(unsaid.is_empty(), "nobody says {unsaid:?}");
    for (key, path) in said {
        let (name, rest) = key.split_once('.').expect("a group");
        let is_file = Path::new(rest).extension().is_some()
            || ["html", "js", "css", "ics", "xml", "json", "csv", "md", "toml"].contains(&rest);
        assert!(is_file || !groups.contains(name) || english.contains_key(&key), "{path}: there are no words `{key}`");
    }
}

/// Two words with a blank between them, or one that begins a sentence.
fn speaks(text: &str) -> bool {
    let pattern = Regex::new(r"\p{L}{2,}[,.:]? \p{L}{2,}|(?:^|[^.#\[\p{L}-])\p{Lu}\p{Ll}+").expect("a pattern");
    pattern.is_match(text)
}

#[test]
fn templates_hold_no_words() {
    let comment = Regex::new(r"(?s)\{#.*?#\}|<!--.*?-->").expect("a pattern");
    let tags = Regex::new(r"(?s)\{\{.*?\}\}|\{%.*?%\}").expect("a pattern");
    let spoken =
        Regex::new(r#"(?:aria-label|title|alt|placeholder|data-placeholder|label)="([^"]*)""#).expect("a pattern");
    let markup = Regex::new(r"(?s)<[^>]*>").expect("a pattern");
    let literal = Regex::new(r#""([^"]*)""#).expect("a pattern");
    for (path, text) in below("themes/default/templates") {
        let text = comment.replace_all(&text, "");
        for tag in tags.find_iter(&text) {
            for literal in literal.captures_iter(tag.as_str()) {
                assert!(!speaks(&literal[1]), "{path}: `{}` belongs into the files of words", &literal[1]);
            }
        }
        let text = tags.replace_all(&text, "");
        for attribute in spoken.captures_iter(&text) {
            assert!(!attribute[1].contains(char::is_alphabetic), "{path}: `{}`", &attribute[0]);
        }
        let text = markup.replace_all(&text, "");
        let word = text.split_whitespace().find(|word| word.contains(char::is_alphabetic));
        assert_eq!(word, None, "{path}: it belongs into the files of words");
    }
}

/// Names in scripts and style sheets that look like words: of keys, events, elements and forms of
/// Unicode, lists of classes and selectors, and the small words that a search leaves out.
const NAMES: [&str; 29] = [
    "ArrowDown",
    "ArrowLeft",
    "ArrowRight",
    "ArrowUp",
    "DOMContentLoaded",
    "Enter",
    "Escape",
    "a an and are as at be been by for from in is it its of on or that the this to was with",
    "label visit-mark",
    "main .table-scroll",
    "quiet replay-keys",
    "replay-print replay-end",
    "replay-print replay-notes",
    "tbody tr",
    "tbody tr, li",
    "tbody tr:not([hidden])",
    "thead th",
    "use strict",
    "details.action-group",
    "h2 .quiet",
    ".compact-title a, th a",
    "#overdue tbody",
    ".overdue span",
    "select, input",
    ".clock time",
    ".timeline-note button",
    ".timeline-note bdi",
    "a, button, summary",
    "li, tr",
];

#[test]
fn scripts_and_style_sheets_hold_no_words() {
    let comment = Regex::new(r"(?m)(?s:/\*.*?\*/)|(?:^|\s)//.*$").expect("a pattern");
    let literal = Regex::new(r#""((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`"#).expect("a pattern");
    let hole = Regex::new(r"\$\{[^}]*\}").expect("a pattern");
    let mut spoken = Vec::new();
    for (path, text) in below("themes/default/assets") {
        if path.ends_with(".svg") {
            continue;
        }
        let text = comment.replace_all(&text, "");
        for found in literal.captures_iter(&text) {
            let literal = found.iter().skip(1).flatten().next().map_or("", |it| it.as_str());
            let without_holes = hole.replace_all(literal, "");
            // What tells the parts of a pattern or of markup apart is in no sentence.
            // Of a style sheet only the generated texts are read.
            let before = &text[..found.get(0).map_or(0, |it| it.start())];
            if path.ends_with(".css") && !before.ends_with("content: ") {
                continue;
            }
            let is_code = NAMES.contains(&literal)
                || without_holes.contains(['\\', '=', '[', '<'])
                || literal.starts_with("say(");
            if !is_code && speaks(&without_holes) {
                spoken.push(format!("{path}: {literal}"));
            }
        }
    }
    assert!(spoken.is_empty(), "these belong into the files of words: {spoken:#?}");
}

const GERMAN: &str = r#"
-- casebook.toml --
title = "Störungsarchiv"
description = "Was ausfiel."
language = "de"
[actions]
due_days = { SEV-1 = 30 }
-- content/index.md --
Willkommen.
-- content/hilfe.md --
# Hilfe

Siehe dort.[^1]

## Eins

Hier.

## Zwei

Da.

[^1]: Eine Anmerkung.
-- content/incidents/2025-03-12-a.md --
---
title: Die Datenbank stand
id: V-1
status: closed
severity: SEV-1
services: [bank]
teams: [kern]
tags: [netz]
causes: [{category: zeit, role: root, text: lange Abfrage}, {category: last, role: contributing, text: viele}]
trigger: umbau
detection: {method: alarm, by: wache}
started: 2025-03-12T09:00:00+01:00
detected: 2025-03-12T09:10:00+01:00
acknowledged: 2025-03-12T09:12:00+01:00
mitigated: 2025-03-12T10:00:00+01:00
resolved: 2025-03-12T11:30:00+01:00
published: 2025-03-20T10:00:00+01:00
owner: Ute
authors: [Uwe]
regions: [nord]
affected_percent: 12
affected_users: 6700
requests_failed: 208000
support_tickets: 12
estimate: true
remediation: Wir haben die Abfragen begrenzt.
related: [V-2]
actions:
  - {text: Abfragen begrenzen, owner: Ute, due: 2025-04-01, status: todo, type: prevent, priority: P1, ticket: K-1}
  - {text: Alarm ergänzen, status: done, done: 2025-05-01, verified: 2025-06-01, type: detect}
  - {text: Handbuch, status: dropped, reason: zu teuer}
  - {text: Probe}
---
## Zusammenfassung

Die Datenbank stand still.

## Zeitleiste

- 09:00 CET: Beginn
- 09:10 CET: **Erkennung:** Alarm
- 09:20 CET: **Vermutung:** Platte
- 13:50 CET: **Behebung:** Neustart
- später: Ruhe

## Grundursache

Eine lange Abfrage.
-- content/incidents/2025-06-01-b.md --
---
title: Wieder die Datenbank
id: V-2
status: in-review
severity: SEV-2
services: [bank]
teams: [kern]
causes: [{category: zeit, role: root, text: lange Abfrage}]
started: 2025-06-01T09:00:00+02:00
detected: 2025-06-01T09:10:00+02:00
mitigated: 2025-06-01T10:00:00+02:00
actions:
  - {text: Index anlegen, status: in-progress, due: 2025-06-05}
---
Siehe V-1.
-- content/incidents/2025-09-01-c.md --
---
title: Zum dritten
causes: [{category: zeit, role: root}]
services: [bank]
severity: SEV-2
started: 2025-09-01T09:00:00+02:00
resolved: 2025-09-03T10:00:00+02:00
---
Text.
-- content/incidents/2025-09-20-d.md --
---
title: Beinahe
kind: near-miss
---
Text.
-- content/incidents/2025-09-21-e.md --
---
title: Probe für den Ernstfall
kind: exercise
---
Text.
-- content/incidents/2025-09-22-f.md --
---
title: Einbruch
kind: security
---
## Zeitleiste

- Erst dies
- Dann das
-- content/incidents/ohne.md --
# Ohne Angaben
"#;

/// The text of a page as people read or hear it.
fn heard(page: &str) -> String {
    let script = Regex::new(r"(?s)<script.*?</script>|<code>.*?</code>").expect("a pattern");
    let page = script.replace_all(page, "");
    let spoken = Regex::new(r#"(?:aria-label|title|alt|placeholder)="([^"]*)""#).expect("a pattern");
    let attributes: Vec<_> = spoken.captures_iter(&page).map(|found| found[1].to_owned()).collect();
    let markup = Regex::new(r"(?s)<[^>]*>").expect("a pattern");
    format!("{} · {}", markup.replace_all(&page, " "), attributes.join(" · "))
}

#[test]
fn a_site_in_german_says_nothing_in_english() {
    let archive = Archive::built(GERMAN);
    let languages = languages();
    let tags = Regex::new(r"<[^>]*>|\{[^}]*\}").expect("a pattern");
    let pieces = |words: &Words| -> BTreeSet<String> {
        let sentences = words.values().flatten().flat_map(|sentence| {
            tags.split(sentence)
                .map(|piece| piece.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
                .collect::<Vec<_>>()
        });
        sentences.filter(|piece| piece.chars().filter(|c| c.is_alphabetic()).count() > 3).collect()
    };
    let german: Vec<String> = languages["de.toml"].values().flatten().cloned().collect();
    let english: Vec<Regex> = pieces(&languages["en.toml"])
        .iter()
        .filter(|piece| !german.iter().any(|sentence| sentence.contains(piece.as_str())))
        .map(|piece| Regex::new(&format!(r"\b{}\b", regex::escape(piece))).expect("a pattern"))
        .collect();
    assert!(english.len() > 250, "{}", english.len());
    let markup = Regex::new(r"<[^>]*>|(?:https?|urn):\S+").expect("a pattern");
    for (path, bytes) in archive.published() {
        let text = String::from_utf8_lossy(&bytes);
        let text = match path.rsplit_once('.') {
            // A page that has moved names its new address.
            Some((_, "html")) if text.contains("http-equiv=\"refresh\"") => continue,
            Some((_, "html")) => heard(&text),
            Some((_, "xml")) => markup.replace_all(&text, " ").into_owned(),
            Some((_, "ics")) => {
                text.lines().filter(|line| line.starts_with("SUMM") || line.starts_with("DESC")).collect()
            }
            _ => continue,
        };
        for word in &english {
            let found = word.find(&text);
            let context = found.map(|found| text[..found.end()].chars().rev().take(80).collect::<Vec<_>>());
            let context = context.map(|letters| letters.into_iter().rev().collect::<String>());
            assert!(found.is_none(), "{path} says `{}` in …{}", word.as_str(), context.unwrap_or_default());
        }
    }
    let page = archive.page("incidents/a.html");
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"de\""));
    for words in ["12. März 2025, 09:00 – 11:30", "1 Std. 30 Min.", "208.000", "12\u{202f}%", "Zeitleiste"] {
        assert!(page.contains(words), "{words}");
    }
    for (path, bytes) in archive.published() {
        if path.ends_with(".js") && path.starts_with("assets/") || path.ends_with(".css") {
            let text = String::from_utf8_lossy(&bytes);
            assert!(!text.contains("say(") && !text.contains("said("), "{path} has a key without words");
        }
    }
}

#[test]
fn a_theme_adds_a_language_and_changes_words() {
    let archive = Archive::new(
        "-- casebook.toml --\ntitle = \"T\"\ntheme = \"ours\"\nlanguage = \"fr\"\n-- content/incidents/2026-01-02-a.md --\n# A\n",
    );
    archive.write("themes/ours/words/en.toml", "[base]\nincidents = \"Mishaps\"\n");
    archive.build(&[]).warns(expect![[r#"
        warning: the theme has no words in the language `fr`: its interface is in English
        --> casebook.toml
         = help: there are words for `de`, `en`; a file `words/fr.toml` in your theme adds a language

    "#]]);
    let home = archive.page("index.html");
    assert!(home.contains("<html lang=\"en\"") && home.contains(">Mishaps</a>"));
    // The numbers of words that are missing change with every new word.
    let missing = "of the theme's words are missing and stay English\n--> themes/ours/words/fr.toml";
    archive.write("themes/ours/words/fr.toml", "[base]\nincidents = \"Pannes\"\nmade_with = \"Fait\"\n");
    let run = archive.build(&[]);
    assert!(run.exits(1).stderr.starts_with(
        "error: `base.made_with` must have `{generator}`, as in English\n --> themes/ours/words/fr.toml:3:13\n"
    ));
    archive.write("themes/ours/words/fr.toml", "[base]\nincidents = \"Pannes\"\n");
    assert!(archive.build(&[]).exits(0).stderr.contains(missing));
    let home = archive.page("index.html");
    assert!(home.contains("<html lang=\"fr\"") && home.contains(">Pannes</a>") && home.contains(">Actions</a>"));
    archive.write("themes/ours/templates/hooks/footer.html", "{{ \"base.nothing\" | say }}");
    let run = archive.build(&[]);
    assert!(run.exits(1).stderr.starts_with("error: there are no words for the key `base.nothing`\n"));
}
