//! Code of MDX beside the text: `import …` and `export …` say nothing to readers, but for the fields
//! of `export const meta = { title: "…" }`.

use crate::markdown::{self, Heading, Kind, Node};
use crate::read::found::{head, inline};
use crate::read::words::words;
use crate::text::Span;

/// Code is not longer than this, in bytes.
const LONGEST: usize = 20_000;

/// Drops such code. `text` is the whole file, because blank lines in the code end a paragraph.
///
/// The fields of the first object that has some take its place, as a title and lines of fields.
pub(super) fn drop_from(blocks: &mut Vec<Node>, text: &str) {
    if !blocks.iter().any(is_code) {
        return;
    }
    let (mut end, mut is_told) = (0, false);
    for block in std::mem::take(blocks) {
        let start = block.span.start as usize;
        if start < end {
            continue;
        }
        if !is_code(&block) {
            blocks.push(block);
            continue;
        }
        end = end_of(text, start).unwrap_or(block.span.end as usize);
        if !is_told {
            let told = told(&text[start..end], start);
            is_told = !told.is_empty();
            blocks.extend(told);
        }
    }
}

/// What an object tells readers.
fn told(code: &str, start: usize) -> Vec<Node> {
    let fields = fields(code);
    let end = start + code.len();
    let node = |span, kind, children| Node { span, kind, children };
    let text = |span, text: String| node(span, Kind::Text(text), Vec::new());
    let is_title = |(name, _): &&(String, String)| words().head.title.contains(&name.as_str());
    let mut told = Vec::new();
    if let Some((_, title)) = fields.iter().find(is_title) {
        // The lines of fields have a place of their own.
        let span = Span::new(start, start + 1);
        let heading = Heading { level: 1, id: markdown::github_slug(title), classes: Vec::new() };
        told.push(node(span, Kind::Heading(Box::new(heading)), vec![text(span, title.clone())]));
    }
    let span = Span::new(start + 1, end.max(start + 1));
    let known = fields.iter().filter(|(name, _)| head::is_name(name));
    let lines: Vec<_> = known.map(|(name, value)| vec![text(span, format!("{name}: {value}"))]).collect();
    if !lines.is_empty() {
        told.push(node(span, Kind::Paragraph, lines.join(&node(span, Kind::HardBreak, Vec::new()))));
    }
    told
}

/// The fields of `export const … = { … }` whose values are texts, numbers or lists of them.
fn fields(code: &str) -> Vec<(String, String)> {
    let Some((declared, object)) = code.split_once('{') else { return Vec::new() };
    if !(declared.starts_with("export const ") && declared.trim_end().ends_with('=')) {
        return Vec::new();
    }
    let mut fields = Vec::new();
    let mut rest = object.trim_start();
    while let Some((name, behind)) = rest.split_once(':') {
        let name = name.trim().trim_matches(['"', '\'']);
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        // Behind anything else, what is a name and what is a value cannot be told.
        let Some((value, behind)) = value(behind.trim_start()).filter(|_| is_name) else { break };
        fields.push((name.to_lowercase(), value));
        let Some(next) = behind.trim_start().strip_prefix(',') else { break };
        rest = next.trim_start();
    }
    fields
}

/// The value at the beginning of `code`, and what follows it.
fn value(code: &str) -> Option<(String, &str)> {
    let quote = code.chars().next()?;
    if matches!(quote, '"' | '\'' | '`') {
        let end = code[1..].find(quote)? + 1;
        let text = &code[1..end];
        let is_plain = !text.contains(['\\', '\n']) && !text.contains("${");
        return is_plain.then(|| (text.to_owned(), &code[end + 1..]));
    }
    if let Some(mut rest) = code.strip_prefix('[') {
        let mut items = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix(']') {
                return Some((items.join(", "), behind));
            }
            let (item, behind) = value(rest).filter(|_| !rest.starts_with('['))?;
            items.push(item);
            rest = behind.trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest);
        }
    }
    let end = code.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))?;
    let word = &code[..end];
    let is_plain = matches!(word, "true" | "false") || word.parse::<f64>().is_ok();
    is_plain.then(|| (word.to_owned(), &code[end..]))
}

/// The end of a statement: the brackets that it opened are closed.
fn end_of(text: &str, start: usize) -> Option<usize> {
    let code = &text[start..text.floor_char_boundary(start + LONGEST)];
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in code.char_indices() {
        match (quote, c) {
            (Some('"' | '\''), '\n') => quote = None,
            (Some(open), c) if open == c => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '{' | '(' | '[') => depth += 1,
            (None, '}' | ')' | ']') => depth = depth.checked_sub(1)?,
            (None, '\n') if depth == 0 => return Some(start + at),
            (Some(_) | None, _) => {}
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
    use crate::read::found::shape;

    fn shown(text: &str) -> String {
        shape::shown(text, |blocks| super::drop_from(blocks, text))
    }

    #[test]
    fn code_beside_the_text_is_hidden() {
        for text in [
            "import { Post } from '@/components/Post'\n\nexport const post = {\n  draft: false,\n  layout: 'Arno',\n}\n\nexport default (props) => <Post {...props} />\n\na\n\nb\n",
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

    #[test]
    fn plain_fields_of_an_object_stay() {
        let text = "export const meta = {\n  title: 'Lamp: out',\n  draft: false,\n  date: '2031-01-02',\n  services: [\"hall\", 'roof'],\n  severity: 2,\n  author: { name: 'x' },\n  status: 'closed',\n}\n\na\n";
        assert_eq!(shown(text), "Lamp: out|date: 2031-01-02 services: hall, roof severity: 2|a");
        for text in
            ["export const f = (x) => {\n  title: 1\n}\n\na\n", "export const m = { ...other, title: 'x' }\n\na\n"]
        {
            assert_eq!(shown(text), "a", "{text}");
        }
    }
}
