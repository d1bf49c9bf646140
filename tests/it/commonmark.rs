//! The examples of the `CommonMark` specification, all of them, exactly.

use casebook::html::raw::Resolved;
use casebook::markdown::writer::{Style, Writer};
use casebook::markdown::{self, Dialect};

const EXAMPLES: &str = include_str!("../spec/commonmark-0.31.2.txt");

fn render(markdown: &str) -> String {
    let document = markdown::parse(markdown, 0, Dialect::CommonMark);
    let style = Style {
        dialect: Dialect::CommonMark,
        resolve: &|_, _| Resolved::Nowhere,
        highlight: &|_, _| None,
        diagram: &|_| None,
        sheet: &String::new,
        say: &|key| key,
        language: None,
    };
    let mut writer = Writer::new(&style, &document, None);
    writer.blocks(&document.blocks);
    writer.take()
}

#[test]
fn every_example_of_the_specification_is_rendered_as_it_says() {
    let fence = "`".repeat(32);
    let mut number = 0;
    let mut failures = Vec::new();
    for example in EXAMPLES.split(&format!("{fence} example\n")).skip(1) {
        let example = example.split(&fence).next().unwrap_or_default().replace('→', "\t");
        let (markdown, expected) = example.split_once("\n.\n").or(example.split_once(".\n")).expect("two parts");
        number += 1;
        let markdown = format!("{markdown}\n");
        let markdown = markdown.strip_prefix(".\n").map_or(markdown.as_str(), |_| "");
        let actual = render(markdown);
        if actual.trim_end() != expected.trim_end() {
            failures.push(format!("example {number}: {markdown:?}\nexpected {expected:?}\nactual   {actual:?}"));
        }
    }
    assert_eq!(number, 652);
    assert!(failures.is_empty(), "{} of {number} differ\n{}", failures.len(), failures.join("\n\n"));
}
