//! Names in a field: services and people.

use super::keys::{self, Key};
use crate::markdown::{Kind, Node};
use crate::read::found::{inline, time_text};
use crate::read::words::nothing::is_nothing;
use crate::read::words::words;
use crate::text::{is_unspaced, split_colon};

/// A name that is longer is a sentence, in bytes.
const LONGEST: usize = 60;

/// A remark in brackets with more words than these is no part of the name before it.
const LONGEST_REMARK: usize = 3;

/// The text of a value without what is struck out. For services it keeps the marks around code and one line an item of
/// a list.
pub(super) fn text(key: Option<Key>, nodes: &[Node]) -> String {
    fn marked(nodes: &[Node]) -> String {
        let of = |node: &Node| match &node.kind {
            Kind::InlineCode(code) => format!("`{}`", code.replace('`', "")),
            _ if node.children.is_empty() => inline::text(std::slice::from_ref(node)),
            _ => marked(&node.children),
        };
        nodes.iter().map(of).collect()
    }
    let nodes = inline::unstruck(nodes);
    if key == Some(Key::Services) { marked(&nodes) } else { inline::text(&nodes) }
}

/// The names that a value lists: `printing, retries`, `#printing #retries`.
pub(super) fn labels(value: &str) -> Vec<String> {
    let are_tags = value.split_whitespace().all(|word| word.starts_with('#'));
    let splits = |c: char| matches!(c, ',' | ';' | '\n' | '、' | '，' | '；') || (are_tags && c.is_whitespace());
    let names = value.split(splits).map(|part| part.trim().trim_matches(['#', '`', '"']).trim());
    names.filter(|name| !name.is_empty() && name.len() < LONGEST && !is_nothing(name)).map(str::to_owned).collect()
}

/// A value that is a few words and no sentence.
pub(in crate::read) fn phrase(value: &str) -> Option<String> {
    /// In bytes.
    const LONGEST_PHRASE: usize = 120;
    (value.len() <= LONGEST_PHRASE && !value.contains(". ")).then(|| value.trim_end_matches(['.', '。']).to_owned())
}

/// The services that a value names. The items of a list are on lines of their own.
pub(super) fn services(value: &str) -> Vec<String> {
    let parts = if value.contains('\n') { value.lines().collect() } else { outside_brackets(value) };
    let is_list = parts.len() > 1;
    let names = parts.iter().enumerate().flat_map(|(at, part)| joined(part, is_list && at + 1 == parts.len()));
    names.filter_map(service).collect()
}

/// The two names of `api and web`, or of the end of a list. Names of several words may be one.
fn joined(part: &str, ends_list: bool) -> Vec<&str> {
    let plain = &part[..part.find(['(', '（', '[']).unwrap_or(part.len())];
    let pair = words().section.joint.iter().find_map(|word| {
        let at = plain.rfind(&format!(" {word} "))?;
        Some([part[..at].trim(), part[at + word.len() + 2..].trim()])
    });
    let is_one = |name: &&str| !name.contains(char::is_whitespace);
    match pair {
        Some(names) if names.iter().all(|name| !name.is_empty()) && (ends_list || names.iter().all(is_one)) => {
            names.to_vec()
        }
        _ => vec![part],
    }
}

/// Parts between commas that stand in no brackets.
fn outside_brackets(value: &str) -> Vec<&str> {
    let mut depth = 0_usize;
    let splits = move |c: char| {
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '、' | '，' | '；')
    };
    value.split(splits).collect()
}

/// One service: `and the shop (web)`, `all of them: shop`, `` `shop` (orders) ``.
fn service(part: &str) -> Option<String> {
    let head = &words().head;
    let mut name = part.trim().trim_end_matches(['.', '。']);
    // `as a side effect: shop`
    if let Some((before, behind)) = name.split_once(": ").or_else(|| name.split_once('：'))
        && before.split_whitespace().count() >= LONGEST_REMARK
    {
        name = behind.trim();
    }
    let joint =
        |name: &'_ str| words().section.joint.iter().find(|word| name.starts_with(&format!("{word} "))).copied();
    if let Some(word) = joint(name) {
        name = name[word.len()..].trim_start();
    }
    // `` `shop` (orders) `` has a name in code, and `shop (web)` one of its own.
    if let Some((code, behind)) = name.strip_prefix('`').and_then(|rest| rest.split_once('`'))
        && (behind.trim().is_empty() || behind.trim_start().starts_with(['(', '（', '-', '–', '—', ':']))
    {
        name = code;
    } else if let Some((before, remark)) = bracket(name) {
        let wide = remark.chars().filter(|c| is_unspaced(*c)).count();
        let is_remark =
            remark.split_whitespace().count() > LONGEST_REMARK || wide > 8 || remark.contains([',', '，', '、']);
        name = if is_remark { before } else { name };
    }
    let plain = name.replace('`', "");
    let plain = plain.trim();
    let counts =
        plain.starts_with(['~', '+', '>']) || plain.starts_with(|c: char| c.is_ascii_digit()) && plain.contains(' ');
    let others = plain.split_whitespace().next_back().is_some_and(|last| {
        head.others.contains(&last.trim_end_matches('.').to_lowercase().as_str())
            && (counts || plain.split(' ').count() <= 3)
    });
    let is_name = !plain.is_empty() && plain.len() < LONGEST && !is_nothing(plain) && !is_source_file(plain);
    (is_name && !others && plain.contains(char::is_alphanumeric)).then(|| plain.to_owned())
}

/// The name, and the remark in brackets behind it.
fn bracket(name: &str) -> Option<(&str, &str)> {
    let inner = name.strip_suffix([')', '）'])?;
    let at = inner.find(['(', '（']).filter(|at| *at > 0)?;
    let remark = inner[at..].trim_start_matches(['(', '（']);
    Some((name[..at].trim_end(), remark))
}

/// `src/shop/cart.py`
fn is_source_file(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.contains('/')
        && !name.contains("://")
        && last.rsplit_once('.').is_some_and(|(stem, ending)| {
            !stem.is_empty()
                && (1..=4).contains(&ending.len())
                && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

/// The people that a value names: `Ann, Bo and Cy.`
pub(in crate::read) fn people(value: &str) -> Vec<String> {
    let ands = words().section.joint.iter().map(|word| format!(" {word} "));
    let value = ands.fold(value.to_owned(), |text, and| text.replace(&and, ", "));
    let parts = value.split([',', ';', '、', '，', '\n']).map(|part| person(part.trim().trim_matches('`')));
    parts.filter(|part| !part.is_empty() && part.len() < LONGEST).map(str::to_owned).collect()
}

/// A name without the full stop of its sentence; `Kim L.` keeps it.
pub(in crate::read) fn person(name: &str) -> &str {
    let last = name.split([' ', '.']).rfind(|word| !word.is_empty()).unwrap_or(name);
    if last.chars().count() > 2 { name.trim_end_matches('.') } else { name }
}

/// A field that a heading or a line names, whose value stands in the block below it.
pub(super) fn below(key: Key, block: &Node) -> Option<String> {
    /// A longer text is prose, in bytes.
    const LONGEST_LINE: usize = 160;
    match &block.kind {
        Kind::Paragraph => {
            let lines = inline::lines(&block.children);
            let line = text(Some(key), lines.first()?);
            let is_short = key == Key::Severity || (lines.len() == 1 && line.len() <= LONGEST_LINE);
            let named = split_colon(&line).map(|(name, _)| name.trim_matches('*').trim().to_lowercase());
            let is_other = match &named {
                Some(name) if key == Key::Severity => keys::named(name).is_some(),
                named => named.is_some() && line.contains(": "),
            };
            // `2031-03-04 14:02 (Kyiv)`
            let is_remark = |rest: &str| {
                rest.is_empty()
                    || rest.starts_with('(') && rest.ends_with(')') && !rest.contains(|c: char| c.is_ascii_digit())
            };
            let is_time = || {
                time_text::lead(&line).is_some_and(|lead| lead.time.is_some() && is_remark(line[lead.length..].trim()))
            };
            (is_short && !is_other && (!keys::is_instant(key) || is_time())).then_some(line)
        }
        Kind::List(_)
            if block.children.iter().any(|item| item.kind == Kind::Item(Some(true)))
                && matches!(key, Key::Services | Key::Teams) =>
        {
            let ticked = block.children.iter().filter(|item| item.kind == Kind::Item(Some(true)));
            Some(ticked.map(|item| text(Some(key), inline::first_line(item).0) + "\n").collect())
        }
        Kind::List(_) if matches!(key, Key::Services | Key::Teams | Key::Authors | Key::Tags | Key::Cause) => {
            let item = |item: &Node| {
                let line = text(Some(key), inline::first_line(item).0);
                let cut = [": ", " - ", " – ", " — ", "："].iter().filter_map(|mark| line.find(mark)).min();
                let name = line[..cut.unwrap_or(line.len())].trim().replace('\n', " ");
                name + if cut.is_none() && block.children.len() == 1 { "" } else { "\n" }
            };
            Some(block.children.iter().map(item).collect())
        }
        // One of several boxes is ticked.
        Kind::List(_) if block.children.iter().any(|item| matches!(item.kind, Kind::Item(Some(_)))) => {
            let mut ticked = block.children.iter().filter(|item| item.kind == Kind::Item(Some(true)));
            let only = ticked.next().filter(|_| ticked.next().is_none() && !keys::is_instant(key))?;
            Some(text(Some(key), inline::first_line(only).0))
        }
        Kind::List(_) if block.children.len() == 1 && !keys::is_instant(key) => {
            Some(inline::text(inline::first_line(&block.children[0]).0))
        }
        _ => None,
    }
}
