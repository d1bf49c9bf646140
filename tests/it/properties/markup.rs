//! HTML and XML as casebook writes it.

/// Elements that have no end.
const VOID: [&str; 10] = ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"];

/// Elements that a browser does not let into a paragraph: it ends the paragraph before them.
const BLOCKS: [&str; 25] = [
    "article",
    "blockquote",
    "center",
    "details",
    "div",
    "dl",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
];

/// Every tag is closed in order, every value is quoted, and every `&` begins an entity.
#[track_caller]
pub(crate) fn html(text: &str) {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        are_entities(before);
        let context = || format!("{:?} in {text:?}", tag.chars().take(60).collect::<String>());
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").unwrap_or_else(|| panic!("an open comment at {}", context())).1;
            continue;
        }
        let end = tag_end(tag).unwrap_or_else(|| panic!("no tag at {}", context()));
        rest = &tag[end + 1..];
        let tag = tag[..end].trim_end_matches('/');
        let name = tag.split_ascii_whitespace().next().unwrap_or_default();
        if tag.len() < end && !tag.is_empty() || VOID.contains(&name) || name.starts_with(['!', '?']) {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{}", context());
            continue;
        }
        let in_svg = open.contains(&"svg");
        assert!(in_svg || !(BLOCKS.contains(&name) && open.contains(&"p")), "{name} in a paragraph, {}", context());
        assert!(in_svg || !(name == "a" && open.contains(&"a")), "a link in a link, {}", context());
        open.push(name);
        if matches!(name, "script" | "style") {
            let end = format!("</{name}");
            rest = rest.find(&end).map_or("", |at| &rest[at..]);
        }
    }
    are_entities(rest);
    assert!(open.is_empty(), "{open:?} stay open in {text:?}");
}

/// The same, and no character that XML has not.
#[track_caller]
pub(crate) fn xml(text: &str) {
    html(text);
    let forbidden = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}');
    assert!(!text.contains(forbidden), "a character that XML has not in {text:?}");
}

/// The end of a tag that begins at the start of `tag`, if all its values are quoted.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
        return None;
    }
    for (at, c) in tag.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '>' => return Some(at),
            None if c == '<' || before == '=' => return None,
            _ => {}
        }
        before = c;
    }
    None
}

#[track_caller]
fn are_entities(text: &str) {
    for entity in text.split('&').skip(1) {
        let name = entity.split_once(';').map(|(name, _)| name);
        let is_name = |name: &str| name.trim_start_matches('#').bytes().all(|byte| byte.is_ascii_alphanumeric());
        assert!(name.is_some_and(|name| !name.is_empty() && is_name(name)), "&{entity:?} is no entity");
    }
}
