//! Names in code that a text gives: error messages, commands, settings. By them incidents are found
//! to be alike.

use crate::markdown::{Document, Kind};

/// Most names that are kept.
const MOST: usize = 24;

/// Longer ones are whole programs, in bytes.
const LONGEST: usize = 160;

/// Most lines of a block of output that are names.
const LINES: usize = 5;

/// Languages of blocks that hold what a program printed.
const OUTPUT: [&str; 4] = ["", "text", "log", "console"];

/// Returns each name once, in the order of the text.
pub(in crate::read) fn code_names(document: &Document) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut add = |text: &str| {
        let text = text.trim();
        let is_name = text.len() > 2 && text.len() <= LONGEST && text.contains(char::is_alphabetic);
        if is_name && names.len() < MOST && !names.iter().any(|name| name == text) {
            names.push(text.to_owned());
        }
    };
    document.walk(&mut |node| match &node.kind {
        Kind::InlineCode(text) => add(text),
        Kind::Code(code) if OUTPUT.contains(&code.info.as_ref()) => code.text.lines().take(LINES).for_each(&mut add),
        _ => {}
    });
    names
}
