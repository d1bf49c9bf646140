//! Parses the style sheets in a picture: enough of CSS to know which declarations apply to an
//! element.
//!
//! Selectors that are not understood match nothing.

use roxmltree::Node;

/// The rules of a picture. Later ones take precedence.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    /// The parts of the selector. The last one describes the element itself.
    selector: Vec<(Combinator, Compound)>,
    specificity: (usize, usize, usize),
    declarations: Vec<Declaration>,
}

/// A property with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declaration {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) important: bool,
}

/// The relation of a part of a selector to the part after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Combinator {
    Ancestor,
    Parent,
    Previous,
    Before,
}

#[derive(Debug, Default)]
struct Compound {
    tag: Option<String>,
    ids: Vec<String>,
    classes: Vec<String>,
    attributes: Vec<(String, String, String)>,
    not: Vec<Compound>,
    first: bool,
    last: bool,
    root: bool,
}

impl Sheet {
    pub(super) fn add(&mut self, text: &str) {
        let text = without_comments(text);
        let mut rest = text.as_str();
        while let Some(open) = rest.find('{') {
            let (head, body) = (rest[..open].trim(), &rest[open + 1..]);
            let end = block_end(body);
            // At-rules such as `@keyframes` do not matter for a still picture. One without a block
            // ends before the next selector.
            let head = head.rsplit(';').next().unwrap_or_default().trim();
            if !head.starts_with('@') {
                self.add_rule(head, &body[..end]);
            }
            rest = body.get(end + 1..).unwrap_or_default();
        }
        self.rules.sort_by_key(|rule| rule.specificity);
    }

    fn add_rule(&mut self, selectors: &str, body: &str) {
        let declarations = declarations(body);
        for selector in split(selectors, ',') {
            if let Some(selector) = parse_selector(selector.trim()) {
                let specificity = selector.iter().map(|(_, part)| part.specificity()).fold((0, 0, 0), add);
                self.rules.push(Rule { selector, specificity, declarations: declarations.clone() });
            }
        }
    }

    /// Returns the declarations that apply to `node`, those of highest precedence last.
    pub(super) fn declarations_for(&self, node: Node<'_, '_>) -> Vec<&Declaration> {
        let matching = self.rules.iter().filter(|rule| matches(&rule.selector, node));
        let mut found: Vec<_> = matching.flat_map(|rule| &rule.declarations).collect();
        found.sort_by_key(|declaration| declaration.important);
        found
    }
}

/// Parses declarations such as `a: b; c: d`.
pub(super) fn declarations(text: &str) -> Vec<Declaration> {
    let mut found = Vec::new();
    for part in split(text, ';') {
        let Some((name, value)) = part.split_once(':') else { continue };
        let value = value.trim();
        let (value, important) = match value.strip_suffix("!important") {
            Some(value) => (value.trim(), true),
            None => (value, false),
        };
        found.push(Declaration { name: name.trim().to_ascii_lowercase(), value: value.to_owned(), important });
    }
    found
}

fn add(a: (usize, usize, usize), b: (usize, usize, usize)) -> (usize, usize, usize) {
    (a.0 + b.0, a.1 + b.1, a.2 + b.2)
}

fn without_comments(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

/// Returns the position of the brace that closes the block.
fn block_end(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return at,
            b'}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Splits `text` at separators outside of brackets and quotes.
fn split(text: &str, separator: char) -> Vec<&str> {
    let (mut depth, mut quote, mut start) = (0_usize, None, 0);
    let mut pieces = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '"' | '\'' if quote == Some(c) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(c),
            _ if quote.is_some() => {}
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            c if c == separator && depth == 0 => {
                pieces.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(&text[start..]);
    pieces
}

fn parse_selector(text: &str) -> Option<Vec<(Combinator, Compound)>> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut combinator = Combinator::Ancestor;
    while !rest.is_empty() {
        let (compound, after) = parse_compound(rest)?;
        if after.len() == rest.len() {
            return None;
        }
        let trimmed = after.trim_start();
        parts.push((combinator, compound));
        combinator = match trimmed.chars().next() {
            Some('>') => Combinator::Parent,
            Some('+') => Combinator::Previous,
            Some('~') => Combinator::Before,
            Some(_) if trimmed.len() < after.len() => Combinator::Ancestor,
            Some(_) => return None,
            None => break,
        };
        rest = trimmed.trim_start_matches(['>', '+', '~']).trim_start();
    }
    (!parts.is_empty()).then_some(parts)
}

fn parse_compound(text: &str) -> Option<(Compound, &str)> {
    let mut compound = Compound::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        match first {
            '*' => rest = &rest[1..],
            '.' => compound.classes.push(name(&mut rest)?),
            '#' => compound.ids.push(name(&mut rest)?),
            '[' => {
                let end = rest.find(']')?;
                compound.attributes.push(attribute(&rest[1..end]));
                rest = &rest[end + 1..];
            }
            ':' => rest = pseudo(&mut compound, rest)?,
            c if is_name(c) => {
                let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                compound.tag = Some(rest[..end].to_owned());
                rest = &rest[end..];
            }
            _ => break,
        }
    }
    Some((compound, rest))
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// Takes the name behind a sign such as `.` or `#`.
fn name(rest: &mut &str) -> Option<String> {
    let text = &rest[1..];
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    let (name, after) = text.split_at(end);
    *rest = after;
    (!name.is_empty()).then(|| name.to_owned())
}

/// Returns attribute, operator and value.
fn attribute(text: &str) -> (String, String, String) {
    let end = text.find(['=', '$', '^', '*', '~', '|']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let (operator, value) = rest.split_once('=').map_or(("?", ""), |(operator, value)| (operator, value));
    (name.trim().to_owned(), operator.to_owned(), value.trim().trim_matches(['"', '\'']).to_owned())
}

fn pseudo<'a>(compound: &mut Compound, text: &'a str) -> Option<&'a str> {
    if let Some(inner) = text.strip_prefix(":not(") {
        let end = inner.find(')')?;
        for one in split(&inner[..end], ',') {
            let (negated, rest) = parse_compound(one.trim())?;
            if !rest.is_empty() {
                return None;
            }
            compound.not.push(negated);
        }
        return Some(&inner[end + 1..]);
    }
    let mut rest = text;
    match name(&mut rest)?.as_str() {
        "first-child" => compound.first = true,
        "last-child" => compound.last = true,
        "root" => compound.root = true,
        _ => return None,
    }
    Some(rest)
}

impl Compound {
    fn specificity(&self) -> (usize, usize, usize) {
        let simple = self.classes.len() + self.attributes.len() + usize::from(self.first) + usize::from(self.last);
        let own = (self.ids.len(), simple, usize::from(self.tag.is_some()));
        self.not.iter().map(Compound::specificity).fold(own, add)
    }

    fn matches(&self, node: Node<'_, '_>) -> bool {
        let class = node.attribute("class").unwrap_or_default();
        self.tag.as_deref().is_none_or(|tag| node.tag_name().name() == tag)
            && self.ids.iter().all(|id| node.attribute("id") == Some(id))
            && self.classes.iter().all(|wanted| class.split_ascii_whitespace().any(|class| class == wanted))
            && self.attributes.iter().all(|(name, operator, value)| has(node, name, operator, value))
            && !self.not.iter().any(|negated| negated.matches(node))
            && (!self.first || node.prev_sibling_element().is_none())
            && (!self.last || node.next_sibling_element().is_none())
            && (!self.root || node.parent_element().is_none())
    }
}

fn has(node: Node<'_, '_>, name: &str, operator: &str, value: &str) -> bool {
    let Some(actual) = node.attribute(name) else { return false };
    match operator {
        "?" => true,
        "" => actual == value,
        "$" => !value.is_empty() && actual.ends_with(value),
        "^" => !value.is_empty() && actual.starts_with(value),
        "*" => !value.is_empty() && actual.contains(value),
        "~" => actual.split_ascii_whitespace().any(|word| word == value),
        _ => false,
    }
}

fn matches(selector: &[(Combinator, Compound)], node: Node<'_, '_>) -> bool {
    let Some(((combinator, last), before)) = selector.split_last() else { return true };
    if !last.matches(node) {
        return false;
    }
    if before.is_empty() {
        return true;
    }
    match combinator {
        Combinator::Parent => node.parent_element().is_some_and(|parent| matches(before, parent)),
        Combinator::Ancestor => node.ancestors().skip(1).filter(Node::is_element).any(|up| matches(before, up)),
        Combinator::Previous => node.prev_sibling_element().is_some_and(|sibling| matches(before, sibling)),
        Combinator::Before => std::iter::successors(node.prev_sibling_element(), Node::prev_sibling_element)
            .any(|sibling| matches(before, sibling)),
    }
}
