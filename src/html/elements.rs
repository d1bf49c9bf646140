//! Lists of HTML elements: those that documents may contain, and those that are left out.

/// Text elements that may occur inside a paragraph.
pub(super) const INLINE: [&str; 25] = [
    "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "tt", "u", "var",
];

/// Elements that form blocks.
pub(super) const BLOCK: [&str; 31] = [
    "blockquote",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
    "article",
];

/// Elements without content.
pub(super) const VOID: [&str; 4] = ["br", "hr", "img", "wbr"];

/// Elements that are left out together with their content, because it is no text for people.
pub(super) const SWALLOWED: [&str; 15] = [
    "script", "style", "iframe", "object", "svg", "math", "template", "noscript", "textarea", "select", "title",
    "audio", "video", "canvas", "xmp",
];

/// Other elements of HTML. The tag is left out, the content stays.
pub(super) const DROPPED: [&str; 36] = [
    "applet",
    "area",
    "base",
    "basefont",
    "bgsound",
    "body",
    "button",
    "col",
    "colgroup",
    "embed",
    "fieldset",
    "font",
    "footer",
    "form",
    "frame",
    "frameset",
    "head",
    "header",
    "html",
    "input",
    "label",
    "legend",
    "link",
    "main",
    "map",
    "meta",
    "nav",
    "noembed",
    "noframes",
    "option",
    "param",
    "picture",
    "plaintext",
    "source",
    "track",
    "aside",
];

pub(super) enum Class {
    Inline(&'static str),
    Block(&'static str),
    Void(&'static str),
    Swallowed(&'static str),
    Dropped,
    Unknown,
}

pub(super) fn class(name: &str) -> Class {
    let find = |list: &'static [&'static str]| list.iter().find(|tag| **tag == name).copied();
    if let Some(tag) = find(&INLINE) {
        return Class::Inline(tag);
    }
    if let Some(tag) = find(&BLOCK) {
        return Class::Block(tag);
    }
    if let Some(tag) = find(&VOID) {
        return Class::Void(tag);
    }
    if let Some(tag) = find(&SWALLOWED) {
        return Class::Swallowed(tag);
    }
    if find(&DROPPED).is_some() { Class::Dropped } else { Class::Unknown }
}
