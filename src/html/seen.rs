//! Raw HTML as far as a page shows it.

use std::collections::BTreeSet;

use super::elements::{Class, class};
use super::token::{Attributes, Token, Tokens};
use super::{escape, raw, unescape, url};

/// Returns `html` without what no page shows: comments, scripts, and attributes that
/// [`raw::write`] does not write.
pub fn seen(html: &str, inline: bool) -> String {
    let mut out = String::with_capacity(html.len());
    let mut tokens = Tokens { html, at: 0 };
    while let Some(token) = tokens.next() {
        match token {
            Token::Nothing => {}
            // Raw data may have what would be a tag elsewhere.
            Token::Text(text) if text.len() > 1 && text.contains('<') => escape(&unescape(text), &mut out),
            Token::Text(text) => out.push_str(text),
            Token::Start { name, attributes, raw: tag, .. } => match class(&name) {
                Class::Swallowed(tag) => tokens.skip_past_end(tag),
                Class::Block(_) | Class::Void("hr") if inline => {}
                Class::Inline(tag) | Class::Block(tag) | Class::Void(tag) => {
                    out.push('<');
                    out.push_str(tag);
                    known(tag, attributes, &mut out);
                    out.push('>');
                }
                Class::Dropped => {}
                Class::Unknown => out.push_str(tag),
            },
            Token::End { name, raw: tag } => match class(&name) {
                Class::Inline(tag) | Class::Block(tag) => out.push_str(&format!("</{tag}>")),
                Class::Unknown => out.push_str(tag),
                _ => {}
            },
        }
    }
    out
}

/// Writes the attributes that a page may show, each once.
fn known(tag: &str, attributes: &str, out: &mut String) {
    let mut names = BTreeSet::new();
    for (name, value) in Attributes(attributes) {
        let is_known = match (tag, name.as_str()) {
            ("a", "href") => !matches!(url::target(&value), url::Target::Refused),
            ("img", "src" | "alt") => true,
            ("img", "width" | "height") => value.trim_end_matches("px").parse::<u32>().is_ok(),
            (tag, name) => raw::passes(tag, name, &value),
        };
        if is_known && names.insert(name.clone()) {
            if name == "open" {
                out.push_str(" open");
            } else {
                raw::attribute(&name, &value, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_stays_that_no_page_shows() {
        for (html, shown) in [
            ("<b>x</b>", "<b>x</b>"),
            ("<!-- x --><b data-x=x onclick=x title='y'>z</B >", "<b title=\"y\">z</b>"),
            ("<a href='javascript:x'>y</a><a href=\"z?a&amp;b\" id=x>y</a>", "<a>y</a><a href=\"z?a&amp;b\">y</a>"),
            ("<img src=a alt=b src=x width=3px height=x>", "<img src=\"a\" alt=\"b\" width=\"3px\">"),
            ("<details open x><summary x=x>y", "<details open><summary>y"),
            ("<script>x</script><?x x?><!X x><form x>y</form x>", "y"),
            ("<pod-name y> a < b </pod-name>", "<pod-name y> a < b </pod-name>"),
            ("<![CDATA[<b>]]>", "&lt;b&gt;"),
        ] {
            assert_eq!(seen(html, false), shown);
            assert_eq!(seen(shown, false), shown);
        }
        assert_eq!(seen("<div title=x>", true), "");
    }
}
