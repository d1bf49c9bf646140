//! Families of words: the forms that a language makes of one word, such as *expiry* and *expired*.
//!
//! The index tells of every term which families it belongs to, so the browser needs no stemmer. A
//! family is named by the stem that Snowball finds, in each of the languages of the documents
//! that have the term.

use std::borrow::Cow;
use std::collections::BTreeSet;

use rust_stemmers::{Algorithm, Stemmer};

use super::token;
use super::words::WORDS;

/// The languages of some documents, one bit each. The first bit is for all that are not listed.
pub(super) type Languages = u32;

/// Languages by their tags, and their stemmers.
const LANGUAGES: [(&str, Option<Algorithm>); 24] = [
    ("", None),
    ("en", Some(Algorithm::English)),
    ("de", Some(Algorithm::German)),
    ("fr", Some(Algorithm::French)),
    ("es", Some(Algorithm::Spanish)),
    ("pt", Some(Algorithm::Portuguese)),
    ("it", Some(Algorithm::Italian)),
    ("nl", Some(Algorithm::Dutch)),
    ("da", Some(Algorithm::Danish)),
    ("no", Some(Algorithm::Norwegian)),
    ("nb", Some(Algorithm::Norwegian)),
    ("nn", Some(Algorithm::Norwegian)),
    ("sv", Some(Algorithm::Swedish)),
    ("fi", Some(Algorithm::Finnish)),
    ("ru", Some(Algorithm::Russian)),
    ("tr", Some(Algorithm::Turkish)),
    ("hu", Some(Algorithm::Hungarian)),
    ("ro", Some(Algorithm::Romanian)),
    ("el", Some(Algorithm::Greek)),
    ("ar", Some(Algorithm::Arabic)),
    ("ta", Some(Algorithm::Tamil)),
    ("pl", None),
    ("cs", None),
    ("uk", None),
];

/// Words and stems of fewer letters are too short to tell.
const SHORT: usize = 3;

/// Longer words are keys or checksums.
const LONG: usize = 30;

/// Returns the bit of a language by its BCP 47 tag.
pub(super) fn language(tag: &str) -> Languages {
    let primary = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let at = LANGUAGES.iter().position(|(tag, _)| *tag == primary).unwrap_or_default();
    1 << at
}

fn each(languages: Languages) -> impl Iterator<Item = (&'static str, Option<Algorithm>)> {
    (0..).zip(LANGUAGES).filter(move |(at, _)| languages & (1 << at) != 0).map(|(_, language)| language)
}

/// Returns the names of the families that `term` belongs to, sorted.
pub(super) fn families(term: &str, languages: Languages) -> BTreeSet<String> {
    let is_word = term.chars().all(|c| c.is_alphabetic() && !token::is_dense(c));
    if !is_word || !(SHORT..=LONG).contains(&term.chars().count()) {
        return BTreeSet::new();
    }
    let is_cyrillic = term.starts_with(|c| ('\u{400}'..='\u{52f}').contains(&c));
    let stems = each(languages).map(|(tag, algorithm)| {
        let fits = term.is_ascii() != matches!(tag, "ru" | "uk" | "el" | "ar" | "ta");
        match algorithm {
            Some(algorithm) if fits => stem(term, tag, &Stemmer::create(algorithm)),
            // A Russian quotation in another language.
            _ if is_cyrillic && tag != "uk" => stem(term, "ru", &Stemmer::create(Algorithm::Russian)),
            _ => cut(term, if fits { tag } else { "" }),
        }
    });
    stems.filter(|stem| stem.chars().count() >= SHORT).collect()
}

/// True if `term` is a small word, such as *why*, in one of the languages.
pub(super) fn is_small(term: &str, languages: Languages) -> bool {
    each(languages).any(|(tag, _)| WORDS.small.get(tag).is_some_and(|small| small.contains(term)))
}

/// Stems a word until nothing changes any more, because the stems of some plurals are words:
/// *aliases* → *alias* → *alia*.
fn stem(term: &str, tag: &str, stemmer: &Stemmer) -> String {
    let mut stem = ending_with_accent(term, tag).into_owned();
    for _ in 0..4 {
        let mut next = stemmer.stem(&stem).into_owned();
        // Expiry and expire.
        if tag == "en" && next.ends_with('i') && next.len() > 5 {
            next.pop();
        }
        if next == stem {
            break;
        }
        stem = next;
    }
    token::fold(&stem)
}

/// Terms have no accents. Russian adjectives need theirs to be known by their endings.
fn ending_with_accent<'t>(term: &'t str, tag: &str) -> Cow<'t, str> {
    let cut = |end: &str| term.strip_suffix(end);
    match (tag, cut("ыи"), cut("ои"), cut("еи")) {
        ("ru", Some(start), ..) => format!("{start}ый").into(),
        ("ru", _, Some(start), _) => format!("{start}ой").into(),
        ("ru", .., Some(start)) => format!("{start}ей").into(),
        _ => term.into(),
    }
}

/// Cuts the ending of a word of a language without a stemmer, and the vowels before it.
fn cut(term: &str, tag: &str) -> String {
    let endings = WORDS.endings.get(tag).into_iter().flatten();
    let cut = endings.filter_map(|end| term.strip_suffix(end.as_str())).find(|rest| rest.chars().count() > SHORT);
    let vowel = |c: char| "aeiouyаеиоуыэюяієї".contains(c);
    let rest = cut.unwrap_or(term).trim_end_matches(vowel);
    if rest.chars().count() <= SHORT { term.to_owned() } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_share_a_family_in_their_language() {
        for (tag, words) in [
            ("en", "expiry expired expiration expire"),
            ("en", "box boxes"),
            ("en", "alias aliases"),
            ("en", "delete deleted deletion"),
            ("en-GB", "replicate replicated replication replicating"),
            ("en", "recovery recover recovered"),
            ("en", "cancel cancelled cancellation"),
            ("de", "Störung Störungen"),
            ("de", "Netz Netze Netzes"),
            ("de", "Verbindung Verbindungen"),
            ("fr", "panne pannes"),
            ("es", "certificado certificados"),
            ("ru", "очередь очереди"),
            ("ru", "задание задания"),
            ("ru", "новый новой"),
            ("pl", "awaria awarie awarii"),
            ("pl", "internet internetu"),
            ("uk", "мережа мережі"),
            ("sv", "störning störningar"),
        ] {
            let of = |word: &str| families(&token::fold(word), language(tag));
            let known: BTreeSet<_> = words.split(' ').map(of).collect();
            assert_eq!(known.len(), 1, "{tag} {words}: {known:?}");
        }
    }

    #[test]
    fn other_words_do_not() {
        for (tag, one, other) in [
            ("en", "server", "service"),
            ("en", "certificate", "certain"),
            ("en", "central", "center"),
            ("en", "state", "station"),
            ("de", "Netz", "Netto"),
            ("ru", "очередь", "очерк"),
        ] {
            let of = |word: &str| families(&token::fold(word), language(tag));
            assert!(of(one).is_disjoint(&of(other)), "{one} {other}");
        }
        assert!(families("a1b2c3", language("en")).is_empty());
        assert!(is_small("why", language("en")) && !is_small("why", language("de")));
        assert!(is_small("uber", language("de") | language("en")));
    }
}
