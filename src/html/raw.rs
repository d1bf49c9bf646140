//! Writes raw HTML in documents as a safe subset.
//!
//! Nothing of the author's markup is copied. Elements on a list are written by us, with their known
//! attributes escaped and their end tags in order. Tags that HTML does not know (`<pod-name>`) are
//! the author's words and shown as text. Everything else (scripts, styles, frames, handlers) is
//! left out.

use super::{escape, escape_attribute};
use crate::html::elements::{Class, class};
use crate::html::entity::unescape;
use crate::html::token::{Attributes, Token, Tokens};
use crate::text::shorten::shorten;

/// The use of an address in raw HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Link,
    Image,
}

/// The place on the site that an address in a document resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved {
    /// The URL of a link, or of an image with its size if known.
    To { url: String, size: Option<(u32, u32)>, external: bool },
    /// The address leads nowhere, so only the text is shown.
    Nowhere,
}

/// The element of a link. It never stands in another one.
pub const LINK: &str = "a";

/// Writes `html` into `out`. `open` lists the elements that are still open. Those from index `base`
/// on may be closed here.
pub fn write(
    html: &str,
    inline: bool,
    base: usize,
    open: &mut Vec<&'static str>,
    resolve: &dyn Fn(&str, Use) -> Resolved,
    out: &mut String,
) {
    let mut rest = Tokens { html, at: 0 };
    while let Some(token) = rest.next() {
        match token {
            Token::Nothing => {}
            Token::Text(text) => escape_text(text, out),
            Token::Start { name, attributes, raw, .. } => match class(&name) {
                // A rule is no part of a sentence.
                Class::Void("hr") if inline => {}
                Class::Void(tag) => {
                    if tag == "hr" {
                        end_paragraph(base, open, out);
                    }
                    void(tag, attributes, open.contains(&LINK), resolve, out);
                }
                Class::Inline(LINK) => link(attributes, base, open, resolve, out),
                Class::Inline(tag) => start(tag, attributes, open, out),
                Class::Block(tag) if !inline => {
                    close_implied(tag, base, open, out);
                    start(tag, attributes, open, out);
                }
                Class::Swallowed(tag) => rest.skip_past_end(tag),
                Class::Block(_) | Class::Dropped => {}
                Class::Unknown => escape(raw, out),
            },
            Token::End { name, raw } => match class(&name) {
                Class::Inline(tag) | Class::Block(tag) if open[base.min(open.len())..].contains(&tag) => {
                    while let Some(top) = open.pop() {
                        end(top, out);
                        if top == tag {
                            break;
                        }
                    }
                }
                Class::Unknown => escape(raw, out),
                _ => {}
            },
        }
    }
}

/// Closes the elements from index `base` on.
pub fn close(base: usize, open: &mut Vec<&'static str>, out: &mut String) {
    while open.len() > base {
        if let Some(tag) = open.pop() {
            end(tag, out);
        }
    }
}

/// Returns the elements and attributes that are left out of `html`, with their byte offset in it.
pub fn left_out(html: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut tokens = Tokens { html, at: 0 };
    while let Some(token) = tokens.next() {
        if let Token::Start { name, attributes, at, .. } = token {
            match class(&name) {
                Class::Swallowed(tag) => {
                    tokens.skip_past_end(tag);
                    found.push((at, format!("<{name}>")));
                }
                Class::Dropped => found.push((at, format!("<{name}>"))),
                Class::Unknown => {}
                _ => {
                    let handlers = Attributes(attributes).filter(|(name, _)| name.starts_with("on") || name == "style");
                    found.extend(handlers.map(|(attribute, _)| (at, format!("{attribute}=… in <{name}>"))));
                }
            }
        }
    }
    found
}

/// Returns the addresses of links and images in `html`.
pub fn addresses(html: &str) -> Vec<(String, Use)> {
    let mut found = Vec::new();
    let mut tokens = Tokens { html, at: 0 };
    while let Some(token) = tokens.next() {
        if let Token::Start { name, attributes, .. } = token {
            if let Class::Swallowed(tag) = class(&name) {
                tokens.skip_past_end(tag);
            }
            let (wanted, kind) = match name.as_str() {
                "a" => ("href", Use::Link),
                "img" => ("src", Use::Image),
                _ => continue,
            };
            found.extend(Attributes(attributes).filter(|(name, _)| name == wanted).map(|(_, value)| (value, kind)));
        }
    }
    found
}

/// Appends the text of `html` that a reader sees.
pub fn add_text(html: &str, text: &mut String) {
    let mut tokens = Tokens { html, at: 0 };
    while let Some(token) = tokens.next() {
        match token {
            Token::Text(part) => text.push_str(&unescape(part)),
            Token::Start { name, raw, .. } => match class(&name) {
                Class::Unknown => text.push_str(raw),
                Class::Swallowed(tag) => tokens.skip_past_end(tag),
                Class::Block(_) | Class::Void(_) => text.push(' '),
                _ => {}
            },
            Token::End { name, raw } if matches!(class(&name), Class::Unknown) => text.push_str(raw),
            _ => {}
        }
    }
}

/// Returns the element that is written. Obsolete elements keep their look under a current name.
fn written(tag: &'static str) -> &'static str {
    match tag {
        "tt" => "code",
        "center" | "article" => "div",
        tag => tag,
    }
}

fn end(tag: &'static str, out: &mut String) {
    out.push_str("</");
    out.push_str(written(tag));
    out.push('>');
}

/// Ends an open paragraph and what is open in it. HTML does so when a block begins.
pub fn end_paragraph(base: usize, open: &mut Vec<&'static str>, out: &mut String) {
    if let Some(at) = open.iter().skip(base).position(|tag| *tag == "p") {
        close(base + at, open, out);
    }
}

/// Closes the elements that HTML closes implicitly when `tag` begins.
fn close_implied(tag: &str, base: usize, open: &mut Vec<&'static str>, out: &mut String) {
    end_paragraph(base, open, out);
    while open.len() > base {
        let Some(top) = open.last().copied() else { return };
        let implied = match top {
            "li" => tag == "li",
            "dt" | "dd" => matches!(tag, "dt" | "dd"),
            "td" | "th" => matches!(tag, "td" | "th" | "tr"),
            "tr" => tag == "tr",
            _ => false,
        };
        if !implied {
            return;
        }
        open.pop();
        end(top, out);
    }
}

/// Begins a link. It ends one that is still open, as in HTML. If that one cannot be ended here, or
/// the address leads nowhere, only the text is shown.
fn link(
    attributes: &str,
    base: usize,
    open: &mut Vec<&'static str>,
    resolve: &dyn Fn(&str, Use) -> Resolved,
    out: &mut String,
) {
    if let Some(at) = open.iter().skip(base).position(|tag| *tag == LINK) {
        close(base + at, open, out);
    }
    let address = Attributes(attributes).find(|(name, _)| name == "href");
    let resolved = address.map_or(Resolved::Nowhere, |(_, address)| resolve(&address, Use::Link));
    let Resolved::To { url, external, .. } = resolved else { return };
    if open.contains(&LINK) || open.len() >= super::DEPTH {
        return;
    }
    out.push_str("<a");
    attribute("href", &url, out);
    if external {
        out.push_str(" rel=\"noreferrer\"");
    }
    passing(LINK, attributes, out);
    out.push('>');
    open.push(LINK);
}

fn start(tag: &'static str, attributes: &str, open: &mut Vec<&'static str>, out: &mut String) {
    // No person nests this deep, and browsers limit the depth too.
    if open.len() >= super::DEPTH {
        return;
    }
    out.push('<');
    out.push_str(written(tag));
    passing(tag, attributes, out);
    out.push('>');
    open.push(tag);
}

/// Writes those of the author's attributes that `tag` may have.
fn passing(tag: &str, attributes: &str, out: &mut String) {
    for (name, value) in Attributes(attributes).filter(|(name, value)| passes(tag, name, value)) {
        if name == "open" {
            out.push_str(" open");
        } else {
            attribute(&name, &value, out);
        }
    }
}

/// True for an attribute that `tag` may have.
pub(super) fn passes(tag: &str, name: &str, value: &str) -> bool {
    match (tag, name) {
        (_, "title" | "lang") | ("details", "open") | ("time", "datetime") => true,
        (_, "dir") => matches!(value, "ltr" | "rtl" | "auto"),
        ("td" | "th", "colspan" | "rowspan") | ("ol", "start") => value.parse::<u16>().is_ok(),
        ("th", "scope") => matches!(value, "row" | "col" | "rowgroup" | "colgroup"),
        _ => false,
    }
}

fn void(tag: &str, attributes: &str, linked: bool, resolve: &dyn Fn(&str, Use) -> Resolved, out: &mut String) {
    if tag != "img" {
        out.push('<');
        out.push_str(tag);
        out.push('>');
        return;
    }
    let find = |wanted: &str| Attributes(attributes).find(|(name, _)| name == wanted).map(|(_, value)| value);
    let alt = find("alt").unwrap_or_default();
    let number = |name| find(name).and_then(|text| text.trim_end_matches("px").parse::<u32>().ok());
    let size = number("width").zip(number("height"));
    let source = find("src").unwrap_or_default();
    let title = find("title").unwrap_or_default();
    image(&resolve(&source, Use::Image), &source, [&alt, &title], size, linked, out);
}

/// An address that stands in the place of an image is cut to so many bytes.
const LONGEST_SOURCE: usize = 200;

/// Writes an image, or its replacement if it is not shown: a link for another site's image, and the
/// text for a missing one, or for one in a link (`linked`).
pub fn image(
    resolved: &Resolved,
    source: &str,
    [alt, title]: [&str; 2],
    size: Option<(u32, u32)>,
    linked: bool,
    out: &mut String,
) {
    match resolved {
        Resolved::To { external: true, .. } if linked => escape(if alt.is_empty() { source } else { alt }, out),
        Resolved::To { url, external: true, .. } => {
            out.push_str("<a");
            attribute("href", url, out);
            out.push_str(" rel=\"noreferrer\">");
            escape(if alt.is_empty() { source } else { alt }, out);
            out.push_str("</a>");
        }
        Resolved::To { url, size: known, external: false } => {
            out.push_str("<img");
            attribute("src", url, out);
            attribute("alt", alt, out);
            if !title.is_empty() {
                attribute("title", title, out);
            }
            if let Some((width, height)) = size.or(*known) {
                attribute("width", &width.to_string(), out);
                attribute("height", &height.to_string(), out);
            }
            out.push_str(" loading=\"lazy\" decoding=\"async\">");
        }
        Resolved::Nowhere => {
            out.push_str("<span class=\"missing\">");
            // What is no picture of a file may be long.
            let source = shorten(source, LONGEST_SOURCE);
            escape(if alt.is_empty() { &source } else { alt }, out);
            out.push_str("</span>");
        }
    }
}

pub fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape_attribute(value, out);
    out.push('"');
}

/// Writes the text between tags. Character references are resolved and the result is escaped.
fn escape_text(text: &str, out: &mut String) {
    escape(&unescape(text), out);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(html: &str, written: &str) {
        let (mut open, mut out) = (Vec::new(), String::new());
        let resolve = |url: &str, _| match crate::html::url::target(url) {
            crate::html::url::Target::Refused => Resolved::Nowhere,
            _ => Resolved::To { url: url.to_owned(), size: None, external: false },
        };
        write(html, false, 0, &mut open, &resolve, &mut out);
        close(0, &mut open, &mut out);
        assert_eq!(out, written, "{html:?}");
    }

    #[test]
    fn only_the_safe_subset_passes() {
        case("<b>x</b>", "<b>x</b>");
        case("<script>alert(1)</script>x", "x");
        case("<SCRIPT>alert(1)</ScRiPt >x", "x");
        case("<script>alert(1)", "");
        case("<b onclick=alert(1) title='a\"b'>x", "<b title=\"a&quot;b\">x</b>");
        case("<none> and <pod-name>", "&lt;none&gt; and &lt;pod-name&gt;");
        case("<a href='javascript:alert(1)'>x</a>", "x");
        case("<a href='&#106;avascript:alert(1)'>x</a>", "x");
        case("<a href=b>x<a href=c>y</a></a>", "<a href=\"b\">x</a><a href=\"c\">y</a>");
        case("<p>x<b>y<div>z</div></b></p>", "<p>x<b>y</b></p><div>z</div>");
        case("<p>x<hr>y", "<p>x</p><hr>y");
        case("<svg onload=alert(1)><a>y</a></svg>x", "x");
        case("a < b && c", "a &lt; b &amp;&amp; c");
        case("<!-- <b> -->x", "x");
        case("</b>x<i>y", "x<i>y</i>");
        case("<details><summary>a</summary>b", "<details><summary>a</summary>b</details>");
        case("<details open onToggle=x>", "<details open></details>");
        case("<li>a<li>b", "<li>a</li><li>b</li>");
        case("<img src=x onerror=alert(1)>", "<img src=\"x\" alt=\"\" loading=\"lazy\" decoding=\"async\">");
        case("<math><annotation-xml encoding=\"text/html\"><b>", "");
    }
}
