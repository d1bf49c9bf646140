//! What no page shows: comments, raw HTML that is left out, and keys that casebook does not read.

use std::collections::BTreeSet;

use super::entries::holds;
use crate::data::{Kind, Table, Value};
use crate::html::raw;
use crate::markdown::{self, Dialect, Kind as NodeKind, Node};
use crate::read::block;
use crate::text::{SourceFile, Span};

/// Returns the text of `file` without what its page does not show: comments, in the front matter
/// and in the Markdown, and the keys `unread`. Code may hold what looks like a comment.
pub(in crate::read) fn without_comments(file: &SourceFile, unread: &[Span]) -> String {
    let text = without_keys(file, unread);
    let mut found = in_front_matter(&text);
    found.extend(in_markdown(&text));
    let rest = without(&text, found);
    // A comment in a value may have taken its quotation mark with it.
    let is_read = |text: &str| match block::find(text) {
        Ok(Some(block)) => block::parse(text, &block).1.is_empty(),
        _ => true,
    };
    if is_read(&rest) || !is_read(&text) { rest } else { rest[block::end(&rest)..].to_owned() }
}

/// Returns the text without the keys `unread` of the front matter. If it cannot be told
/// where they end, no front matter is left.
fn without_keys(file: &SourceFile, unread: &[Span]) -> String {
    let text = &file.text;
    let Ok(Some(block)) = block::find(text) else { return text.clone() };
    let (table, faults) = block::parse(text, &block);
    if unread.is_empty() || !faults.is_empty() {
        return text.clone();
    }
    let mut left = table.clone();
    remove(&mut left, &unread.iter().copied().collect());
    let mut keys: Vec<_> = table.entries.iter().map(|entry| entry.key_span).collect();
    keys.sort_unstable();
    let line = |at: usize| text[..at].rfind('\n').map_or(0, |end| end + 1);
    let spans = unread.iter().map(|key| {
        let next = keys.partition_point(|next| next.start <= key.start);
        let next = keys.get(next).filter(|_| keys.binary_search(key).is_ok());
        let end = next.map_or(block.end, |next| line(next.start as usize));
        Span::new(line(key.start as usize), end)
    });
    let rest = without(text, spans.collect());
    if holds(&rest, &left) { rest } else { text[block.body..].to_owned() }
}

fn remove(table: &mut Table, keys: &BTreeSet<Span>) {
    table.entries.retain(|entry| !keys.contains(&entry.key_span));
    for entry in &mut table.entries {
        match &mut entry.value.kind {
            Kind::Table(table) => remove(table, keys),
            Kind::List(items) => items.iter_mut().for_each(|item| {
                if let Kind::Table(table) = &mut item.kind {
                    remove(table, keys);
                }
            }),
            _ => {}
        }
    }
}

/// Returns `text` without the parts in `found`, and without lines of which nothing is left.
fn without(text: &str, mut found: Vec<Span>) -> String {
    found.sort_unstable();
    let (mut rest, mut from) = (String::with_capacity(text.len()), 0);
    for span in found {
        let (start, end) = whole_lines(text, span);
        if start > from {
            rest.push_str(&text[from..start]);
        }
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
    for value in taken {
        let value_text = &text[value.range()];
        for (open, _) in value_text.match_indices("<!--") {
            // Those behind it are not closed either.
            let Some(close) = value_text[open + 4..].find("-->") else { break };
            let start = value.start as usize + open;
            comments.push(Span::new(start, start + 4 + close + 3));
        }
    }
    comments
}

/// Where keys and values stand that have no others in them.
pub(super) fn places(table: &Table, taken: &mut Vec<Span>) {
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
    if !text[from..].contains('<') {
        return Vec::new();
    }
    let document = markdown::parse(text, from, Dialect::Casebook);
    let code = document.code();
    let (mut comments, mut at) = (Vec::new(), from);
    document.walk(&mut |node| comments.extend(in_html(text, node)));
    while let Some(found) = text[at..].find(OPEN) {
        let start = at + found;
        at = start + OPEN.len();
        if !Span::any_has(&code, start) {
            // One that is never closed goes on to the end.
            at = text[at..].find("-->").map_or(text.len(), |end| at + end + "-->".len());
            comments.push(Span::new(start, at));
        }
    }
    comments
}

/// Returns the places of raw HTML that no page shows. Its lines may be indented in the text, or
/// stand in a quote.
fn in_html(text: &str, node: &Node) -> Vec<Span> {
    let (NodeKind::Html(html) | NodeKind::InlineHtml(html)) = &node.kind else { return Vec::new() };
    let mut starts = Vec::new();
    let (mut at, mut offset) = (node.span.start as usize, 0);
    for line in html.split_inclusive('\n') {
        let wanted = line.trim_end_matches('\n');
        at += text[at..].find(wanted).unwrap_or_default();
        starts.push((offset, at));
        (at, offset) = (at + wanted.len(), offset + line.len());
    }
    let place = |offset: usize| {
        let line = starts.partition_point(|(start, _)| *start <= offset).saturating_sub(1);
        starts.get(line).map_or(0, |(start, at)| at + offset - start)
    };
    raw::unseen(html).into_iter().map(|part| Span::new(place(part.start), place(part.end - 1) + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(text: &str) -> String {
        without_comments(&SourceFile::new("a.md", text), &[])
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
