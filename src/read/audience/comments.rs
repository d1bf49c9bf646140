//! What an author writes to colleagues: comments, which no page shows.

use crate::data::{Kind, Table, Value};
use crate::markdown::{self, Dialect};
use crate::read::block;
use crate::text::{SourceFile, Span};

/// The text of `file` without comments, in its front matter and in its Markdown. Code
/// may hold what looks like one.
pub fn without_comments(file: &SourceFile) -> String {
    let text = &file.text;
    let mut found = in_front_matter(text);
    found.extend(in_markdown(text));
    let (mut rest, mut from) = (String::with_capacity(text.len()), 0);
    for comment in found {
        let (start, end) = whole_lines(text, comment);
        rest.push_str(&text[from.min(start)..start]);
        from = end.max(from);
    }
    rest + &text[from..]
}

/// With the blanks and the line end of lines that hold nothing else.
fn whole_lines(text: &str, comment: Span) -> (usize, usize) {
    let before = &text[..comment.start as usize];
    let behind = &text[comment.end as usize..];
    let begin = before.trim_end_matches([' ', '\t']);
    let line_end = behind.trim_start_matches([' ', '\t']);
    match (begin.is_empty() || begin.ends_with('\n'), line_end.strip_prefix('\n')) {
        (true, Some(next)) => (begin.len(), text.len() - next.len()),
        (_, Some(_)) => (begin.len(), text.len() - line_end.len()),
        _ => (comment.start as usize, comment.end as usize),
    }
}

/// From `#` to the end of the line, where it stands in no key and no value.
fn in_front_matter(text: &str) -> Vec<Span> {
    let Ok(Some(block)) = block::find(text) else { return Vec::new() };
    let mut taken = Vec::new();
    places(&block::parse(text, &block).0, &mut taken);
    taken.sort_unstable();
    let (mut comments, mut at): (Vec<Span>, _) = (Vec::new(), block.start);
    while let Some(found) = text[at..block.end].find('#') {
        let start = at + found;
        let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
        let is_written = Span::any_has(&taken, start);
        at = if is_written { start + 1 } else { end };
        if !is_written {
            comments.push(Span::new(start, end));
        }
    }
    comments
}

/// Where keys and values stand that have no others in them.
fn places(table: &Table, taken: &mut Vec<Span>) {
    for entry in &table.entries {
        taken.push(entry.key_span);
        value_places(&entry.value, taken);
    }
}

fn value_places(value: &Value, taken: &mut Vec<Span>) {
    match &value.kind {
        Kind::Table(table) => places(table, taken),
        Kind::List(values) => values.iter().for_each(|value| value_places(value, taken)),
        _ => taken.push(value.span),
    }
}

fn in_markdown(text: &str) -> Vec<Span> {
    const OPEN: &str = "<!--";
    let from = block::end(text);
    if !text[from..].contains(OPEN) {
        return Vec::new();
    }
    let code = markdown::parse(text, from, Dialect::Casebook).code();
    let (mut comments, mut at) = (Vec::new(), from);
    while let Some(found) = text[at..].find(OPEN) {
        let start = at + found;
        let is_code = Span::any_has(&code, start);
        // One that is never closed goes on to the end.
        let end = text[start..].find("-->").map_or(text.len(), |end| start + end + "-->".len());
        at = if is_code { start + OPEN.len() } else { end };
        if !is_code {
            comments.push(Span::new(start, end));
        }
    }
    comments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(text: &str) -> String {
        without_comments(&SourceFile::new("a.md", text))
    }

    #[test]
    fn comments_go_and_nothing_else() {
        let toml = "+++\n# SECRET\ntitle = \"C# and #1\" # SECRET\ntags = [\n  \"a\", # SECRET\n  # SECRET\n  'b#c',\n]\nsummary = \"\"\"\n# stays\n\"\"\"\n\"#key\" = 1\n+++\n";
        let yaml = "---\n# SECRET\ntitle: C# and#1 # SECRET\ntags:\n  - a # SECRET\n  - \"#b\"\nsummary: |\n  # stays\n  text # stays\n---\n";
        let body = "# T\n\n<!-- SECRET -->\n\nText <!-- SECRET\nSECRET --> goes `<!-- stays -->` on <!-- SECRET -->\n\n```\n<!-- stays -->\n```\n";
        for front in [toml, yaml] {
            let rest = rest(&format!("{front}{body}"));
            assert!(!rest.contains("SECRET"), "{rest}");
            assert_eq!(rest.matches("stays").count(), front.matches("stays").count() + 2, "{rest}");
            assert!(rest.contains("C# and") && rest.contains("Text  goes") && rest.contains("# T\n\n\nText"), "{rest}");
        }
        assert_eq!(rest("# T\n\nNo comment, see #1.\n"), "# T\n\nNo comment, see #1.\n");
        assert_eq!(rest("# T\n\nText <!-- SECRET\n\nSECRET"), "# T\n\nText ");
    }
}
