//! The language that a text is written in.

use whatlang::{Detector, Lang};

use super::time_text::Order;
use crate::markdown::{Document, Kind, Node};

/// Bytes of text that decide.
const ENOUGH: usize = 1000;

/// Letters without which nothing is decided.
const LEAST: usize = 40;

/// The languages that we have words for, and their tags.
const LANGUAGES: [(Lang, &str); 18] = [
    (Lang::Eng, "en"),
    (Lang::Deu, "de"),
    (Lang::Fra, "fr"),
    (Lang::Spa, "es"),
    (Lang::Por, "pt"),
    (Lang::Ita, "it"),
    (Lang::Nld, "nl"),
    (Lang::Dan, "da"),
    (Lang::Nob, "no"),
    (Lang::Swe, "sv"),
    (Lang::Pol, "pl"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Tur, "tr"),
    (Lang::Jpn, "ja"),
    (Lang::Cmn, "zh"),
    (Lang::Kor, "ko"),
    (Lang::Ces, "cs"),
];

/// Returns the language of a document, as a BCP 47 tag, or `None` if its text does not tell. Code
/// and addresses are not asked.
pub(in crate::read) fn language(document: &Document) -> Option<&'static str> {
    let mut text = String::with_capacity(ENOUGH + 200);
    // Headings are often English where the text is not.
    let told = document.blocks.iter().filter(|block| !matches!(block.kind, Kind::Heading(_)));
    for block in told {
        if text.len() >= ENOUGH {
            break;
        }
        add(block, &mut text);
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_wide = |c: &char| ('\u{2e80}'..'\u{ff00}').contains(c);
    let wide = text.chars().filter(is_wide).count();
    if letters < LEAST && wide < LEAST / 4 {
        return None;
    }
    // Among names and terms in Latin letters a few signs of East Asia are a sentence.
    if wide * 4 > letters {
        text.retain(|c| is_wide(&c));
    }
    let found = Detector::with_allowlist(LANGUAGES.iter().map(|(lang, _)| *lang).collect()).detect(&text)?;
    let tag = LANGUAGES.iter().find(|(lang, _)| *lang == found.lang())?.1;
    (found.is_reliable() || wide * 4 > letters || letters > ENOUGH / 3).then_some(tag)
}

/// The order that days in numbers have in the language of a document, if it has one.
pub(in crate::read) fn order(document: &Document) -> Option<Order> {
    let has_one = |tag: &&str| !matches!(*tag, "en" | "ja" | "zh" | "ko");
    language(document).filter(has_one).map(|_| Order::DayFirst)
}

fn add(node: &Node, text: &mut String) {
    match &node.kind {
        Kind::Text(part) if !part.contains("://") => {
            text.push_str(part);
            text.push(' ');
        }
        Kind::Code(_) | Kind::InlineCode(_) | Kind::Html(_) => {}
        _ => {
            for child in &node.children {
                if text.len() >= ENOUGH {
                    return;
                }
                add(child, text);
            }
        }
    }
}
