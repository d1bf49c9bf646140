//! Splits raw HTML into tags, comments and text.

use crate::html::entity::unescape_attribute;

/// Longest tag in bytes. A longer one counts as text, which keeps parsing linear.
pub(super) const LONGEST_TAG: usize = 1000;

pub(super) enum Token<'a> {
    Text(&'a str),
    Start {
        name: String,
        attributes: &'a str,
        raw: &'a str,
        at: usize,
    },
    End {
        name: String,
        raw: &'a str,
    },
    /// Comment, declaration or processing instruction.
    Nothing,
}

/// Iterates over tags and the text between them. Every byte is read a bounded number of times.
pub(super) struct Tokens<'a> {
    pub(super) html: &'a str,
    pub(super) at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn next(&mut self) -> Option<Token<'a>> {
        let rest = &self.html[self.at..];
        if rest.is_empty() {
            return None;
        }
        let Some(tag) = rest.find('<') else {
            self.at = self.html.len();
            return Some(Token::Text(rest));
        };
        if tag > 0 {
            self.at += tag;
            return Some(Token::Text(&rest[..tag]));
        }
        if let Some(comment) = rest.strip_prefix("<!--") {
            self.at += comment.find("-->").map_or(rest.len(), |end| end + 7);
            return Some(Token::Nothing);
        }
        if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").unwrap_or(data.len());
            self.at += 9 + (end + 3).min(data.len());
            return Some(Token::Text(&data[..end]));
        }
        if rest.starts_with("<!") || rest.starts_with("<?") {
            self.at += rest.find('>').map_or(rest.len(), |end| end + 1);
            return Some(Token::Nothing);
        }
        Some(self.tag(rest))
    }

    pub(super) fn tag(&mut self, rest: &'a str) -> Token<'a> {
        let closing = rest.starts_with("</");
        let name_start = if closing { 2 } else { 1 };
        let name_end = name_start
            + rest[name_start..]
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
                .unwrap_or(rest.len() - name_start);
        let named = rest[name_start..name_end].starts_with(|c: char| c.is_ascii_alphabetic());
        let end = named.then(|| tag_end(rest, name_end)).flatten();
        let Some(end) = end else {
            self.at += 1;
            return Token::Text(&rest[..1]);
        };
        let at = self.at;
        self.at += end + 1;
        let name = rest[name_start..name_end].to_ascii_lowercase();
        let raw = &rest[..=end];
        if closing {
            Token::End { name, raw }
        } else {
            Token::Start { name, attributes: &rest[name_end..end], raw, at }
        }
    }

    /// Moves behind `</tag>`, or to the end if there is none.
    pub(super) fn skip_past_end(&mut self, tag: &str) {
        let rest = &self.html.as_bytes()[self.at..];
        let mut from = 0;
        while let Some(offset) = rest[from..].windows(2).position(|pair| pair == b"</") {
            let start = from + offset + 2;
            let end = start + tag.len();
            if rest.len() >= end && rest[start..end].eq_ignore_ascii_case(tag.as_bytes()) {
                let close = rest[end..].iter().position(|byte| *byte == b'>').map_or(rest.len(), |at| end + at + 1);
                self.at += close;
                return;
            }
            from = start;
        }
        self.at = self.html.len();
    }
}

/// Returns the byte offset of the `>` that ends the tag.
pub(super) fn tag_end(rest: &str, from: usize) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().skip(from).take(LONGEST_TAG) {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), byte) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Iterates over the attributes of a tag: names in lower case, and values.
pub(super) struct Attributes<'a>(pub(super) &'a str);

impl Iterator for Attributes<'_> {
    type Item = (String, String);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let name_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '/')).unwrap_or(rest.len()).max(1);
        let name_end = (name_end..=rest.len()).find(|at| rest.is_char_boundary(*at)).unwrap_or(rest.len());
        let name = rest[..name_end].to_ascii_lowercase();
        let rest = rest[name_end..].trim_start();
        let Some(value) = rest.strip_prefix('=').map(str::trim_start) else {
            self.0 = rest;
            return Some((name, String::new()));
        };
        let (value, rest) = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            _ => value.split_at(value.find(char::is_whitespace).unwrap_or(value.len())),
        };
        self.0 = rest;
        Some((name, unescape_attribute(value)))
    }
}
