//! Code of MDX beside the text: `import …` and `export …` say nothing to readers.

use crate::markdown::{Kind, Node};
use crate::read::found::inline;

/// Code is not longer than this, in bytes.
const LONGEST: usize = 20_000;

/// Drops such code. `text` is the whole file, because blank lines in the code end a paragraph.
pub(super) fn drop_from(blocks: &mut Vec<Node>, text: &str) {
    let mut end = 0;
    blocks.retain(|block| {
        let start = block.span.start as usize;
        if start < end {
            return false;
        }
        if !is_code(block) {
            return true;
        }
        end = end_of(text, start).unwrap_or(block.span.end as usize);
        false
    });
}

/// The end of a statement: the brackets that it opened are closed.
fn end_of(text: &str, start: usize) -> Option<usize> {
    let code = &text[start..text.floor_char_boundary(start + LONGEST)];
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in code.char_indices() {
        match (quote, c) {
            (Some('"' | '\''), '\n') => quote = None,
            (Some(open), c) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '{' | '(' | '[') => depth += 1,
            (None, '}' | ')' | ']') => depth = depth.checked_sub(1)?,
            (None, '\n') if depth == 0 => return Some(start + at),
            (None, _) => {}
        }
    }
    (depth == 0 && start + code.len() == text.len()).then_some(text.len())
}

/// `import { Post } from '…'`, `export const post = { … }`
fn is_code(block: &Node) -> bool {
    if !matches!(block.kind, Kind::Paragraph) {
        return false;
    }
    let text = inline::text(&block.children);
    let line = text.trim_end();
    if let Some(import) = text.strip_prefix("import ") {
        let quoted = line.ends_with(['\'', '"', ';']);
        return quoted && (text.contains(" from ") || import.starts_with(['\'', '"']));
    }
    let Some(export) = text.strip_prefix("export ") else { return false };
    let (word, rest) = export.split_once([' ', '(']).unwrap_or((export, ""));
    let name =
        |rest: &'_ str| rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(rest.len());
    let behind = |rest: &'_ str, marks: &[char]| {
        let length = name(rest);
        length > 0 && rest[length..].trim_start().starts_with(marks)
    };
    match word {
        "const" | "let" | "var" => behind(rest, &['=', ':']),
        "function" | "async" | "class" => rest.contains('{') && rest.trim_end().ends_with('}') || rest.contains(") {"),
        "default" => {
            let rest = rest.trim();
            rest.starts_with(['(', '{'])
                || rest.contains("=>")
                || rest.contains(") {")
                || (name(rest) > 0 && rest[name(rest)..].trim() == ";")
        }
        _ => export.starts_with(['{', '*']) && (line.ends_with(['}', ';', '\'', '"'])),
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::{self, Dialect};

    fn shown(text: &str) -> String {
        let mut blocks = markdown::parse(text, 0, Dialect::Casebook).blocks;
        super::drop_from(&mut blocks, text);
        blocks.iter().map(|block| markdown::plain(&block.children)).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn code_beside_the_text_is_hidden() {
        for text in [
            "import { Post } from '@/components/Post'\n\nexport const post = {\n  draft: false,\n  author: 'Arno',\n}\n\nexport default (props) => <Post {...props} />\n\na\n\nb\n",
            "import './style.css'\n\nexport const meta = {\n  a: 1,\n\n  b: [2,\n\n - 3],\n}\n\na\n\nb\n",
            "a\n\nb\n\nexport default ({ children }) => <Page meta={meta}>{children}</Page>\n",
            "export { meta } from './meta';\n\na\n\nb\n\nexport default Page;\n",
        ] {
            assert_eq!(shown(text), "a|b", "{text}");
        }
        for text in [
            "export the table first",
            "export default settings (see below)",
            "import it from the mail",
            "import the list from \"orders\" and go on",
            "export const is a word (of many)",
        ] {
            assert_eq!(shown(text), text, "{text}");
        }
    }
}
