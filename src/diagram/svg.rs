//! Any renderer's SVG → SVG of ours: the sanitiser.
//!
//! No renderer is trusted with escaping. What it wrote is parsed as XML and
//! written anew: elements and attributes on a list, values of harmless
//! characters, addresses that [`url::target`] allows, references into the
//! picture only. Scripts, handlers, foreign markup and everything unknown are
//! left out; what is no well-formed XML is refused.
//!
//! The pages allow no style but the theme's sheet. So the renderer's style
//! sheets are applied here and become presentation attributes, which need no
//! permission, no scope and no second file, and hold wherever the picture is
//! shown: in a page, in print, in a feed. Attributes that say what is inherited
//! anyway are left out, which makes the result small. In the dark the theme
//! turns the lightness of the whole picture round with one filter, which fits
//! the colours of authors as well as ours.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node, ParsingOptions};

use super::css::{self, Sheet};
use super::foreign;
use super::tables::{
    ATTRIBUTES, ELEMENTS, INHERITED, Kind, PROPERTIES, REFERRED_TO, font_stack, harmless, round, unsaid,
};
use super::{Fault, ID, Picture};
use crate::html::url::{self, Target};
use crate::html::{escape, escape_attribute};

/// A renderer that writes more than this drew something that nobody can look at.
const LONGEST: usize = 4 << 20;

/// The most elements of a picture.
const ELEMENTS_AT_MOST: u32 = 20_000;

/// The longest picture that is put into a page.
const LARGEST: usize = 1 << 20;

/// Wider pictures, in pixels, are shrunk less to fit, as nobody could read them.
const WIDE: f64 = 1280.0;

/// Text and lines without a colour of their own.
pub(super) const INK: &str = "#1b1c1f";

pub(super) type Style = BTreeMap<&'static str, String>;

/// A part of the picture.
pub(super) enum Piece {
    Text(String),
    Element(Element),
}

/// An element of the list.
pub(super) struct Element {
    pub(super) name: &'static str,
    /// As the renderer wrote it.
    pub(super) id: Option<String>,
    pub(super) attributes: Vec<(&'static str, String)>,
    pub(super) children: Vec<Piece>,
}

/// Makes `svg` harmless and small; `ours` is added to its style sheets.
pub(super) fn clean(svg: &str, ours: &str) -> Result<Picture, Fault> {
    if svg.len() > LONGEST {
        return Err(Fault::new("the picture is too large"));
    }
    let options = ParsingOptions { allow_dtd: false, nodes_limit: ELEMENTS_AT_MOST * 4, ..ParsingOptions::default() };
    let document = Document::parse_with_options(svg, options)
        .map_err(|error| Fault::new(format!("the picture is no well-formed XML: {error}")))?;
    let root = document.root_element();
    let namespace = root.tag_name().namespace();
    if root.tag_name().name() != "svg" || namespace.is_some_and(|name| name != "http://www.w3.org/2000/svg") {
        return Err(Fault::new("the picture is no SVG"));
    }
    let mut sheet = Sheet::default();
    for node in document.descendants().filter(|node| node.tag_name().name() == "style") {
        sheet.add(node.text().unwrap_or_default());
    }
    sheet.add(ours);
    let size = size(root).ok_or_else(|| Fault::new("the picture has no size"))?;
    let ids = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let cleaner = Cleaner { sheet, document: &document, ids };
    let mut style = cleaner.style(root, &initial());
    // What the page says is not what the renderer reckoned with.
    style.entry("font-size").or_insert_with(|| "16".to_owned());
    style.entry("font-family").and_modify(|family| {
        if family.is_empty() {
            font_stack("").clone_into(family);
        }
    });
    let children = cleaner.children(root, &style);
    Ok(Picture { svg: write(&children, size, &style)?, title: title(root) })
}

/// Width and height in pixels, and the view box.
fn size(root: Node<'_, '_>) -> Option<[f64; 4]> {
    let numbers = |text: &str| -> Vec<f64> {
        text.split([' ', ',']).filter(|part| !part.is_empty()).filter_map(|part| part.parse().ok()).collect()
    };
    let length = |name| {
        let text: &str = root.attribute(name)?;
        let end = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
        (!text.ends_with('%')).then(|| text[..end].parse().ok())?
    };
    let view = match root.attribute("viewBox").map(numbers).as_deref() {
        Some(&[x, y, width, height]) => [x, y, width, height],
        _ => [0.0, 0.0, length("width")?, length("height")?],
    };
    let plausible = |side: f64| side.is_finite() && (1.0..=100_000.0).contains(&side);
    (view.iter().all(|it| it.is_finite()) && plausible(view[2]) && plausible(view[3])).then_some(view)
}

/// `accTitle` of Mermaid and whatever else stands as the picture's title.
fn title(root: Node<'_, '_>) -> Option<String> {
    let titled = root.children().find(|node| node.tag_name().name() == "title")?;
    let text = titled.text()?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// What holds before any element says anything.
fn initial() -> Style {
    let mut style: Style = INHERITED.iter().filter_map(|(name, value)| Some((*name, (*value)?.to_owned()))).collect();
    style.insert("font-family", String::new());
    style
}

/// What pieces are made with.
pub(super) struct Cleaner<'a, 'i> {
    sheet: Sheet,
    document: &'a Document<'i>,
    ids: BTreeSet<&'a str>,
}

impl<'a, 'i> Cleaner<'a, 'i> {
    fn piece(&self, node: Node<'a, 'i>, inherited: &Style, out: &mut Vec<Piece>) {
        if node.is_text() {
            text(node, out);
            return;
        }
        let local = node.tag_name().name();
        let namespace = self.document.root_element().tag_name().namespace();
        if !node.is_element() || node.tag_name().namespace() != namespace {
            return;
        }
        let Some(name) = ELEMENTS.iter().find(|name| **name == local).copied() else {
            match local {
                "foreignObject" => foreign::label(self, node, inherited, out),
                // Markup of ours first, as a browser chooses that knows no other.
                "switch" => {
                    let shown = |child: &Node<'_, '_>| ELEMENTS.contains(&child.tag_name().name());
                    let own = node.children().find(shown).or_else(|| node.first_element_child());
                    if let Some(child) = own {
                        self.piece(child, inherited, out);
                    }
                }
                _ => {}
            }
            return;
        };
        let style = self.style(node, inherited);
        if style.get("display").is_some_and(|value| value == "none") {
            return;
        }
        let mut attributes = self.attributes(node, name);
        if let Some(transform) = style.get("transform") {
            attributes.retain(|(name, _)| *name != "transform");
            attributes.push(("transform", around_origin(node, transform)));
        }
        let mut name = name;
        if name == "a" {
            match address(node) {
                Some(address) => attributes.extend([("href", address), ("rel", "noreferrer".to_owned())]),
                None => name = "g",
            }
        }
        if name == "use" && !attributes.iter().any(|(name, _)| *name == "href") {
            return;
        }
        add_style(name, &style, inherited, &mut attributes);
        let children = self.children(node, &style);
        let id = node.attribute("id").map(str::to_owned);
        let element = Element { name, id, attributes, children };
        if !element.is_invisible(&style) {
            element.join(out);
        }
    }

    fn children(&self, node: Node<'a, 'i>, style: &Style) -> Vec<Piece> {
        let mut pieces = Vec::new();
        // What darkens what it is painted over hides none of it: it can as well lie below.
        let (below, above): (Vec<_>, Vec<_>) = node.children().partition(|child| darkens(*child));
        for child in below.into_iter().chain(above) {
            self.piece(child, style, &mut pieces);
        }
        pieces
    }

    /// Attributes that say where and what, not how it looks.
    fn attributes(&self, node: Node<'a, 'i>, name: &str) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        for (known, kind) in ATTRIBUTES {
            let value = match *known {
                "href" if matches!(name, "use" | "image") => href(node),
                "href" => None,
                known => node.attribute(known),
            };
            let Some(value) = value.map(str::trim) else { continue };
            let value = match kind {
                Kind::Geometry => harmless(value, *kind).then(|| round(value, 2)),
                Kind::Transform => harmless(value, *kind).then(|| round(value, 4)),
                Kind::Word => harmless(value, *kind).then(|| value.to_owned()),
                Kind::Reference if name == "image" => embedded(value),
                Kind::Reference => value.strip_prefix('#').and_then(|id| self.reference(id)).map(|id| format!("#{id}")),
                Kind::Paint | Kind::Font => None,
            };
            if let Some(value) = value.filter(|value| !(*known == "transform" && identity(value))) {
                found.push((*known, value));
            }
        }
        found
    }

    /// Everything about the look of `node`, from attributes, sheets and its own style.
    pub(super) fn style(&self, node: Node<'a, 'i>, inherited: &Style) -> Style {
        let mut style: Style =
            INHERITED.iter().filter_map(|(name, _)| inherited.get(name).map(|value| (*name, value.clone()))).collect();
        for (name, kind) in PROPERTIES {
            if let Some(value) = node.attribute(*name) {
                self.set(name, *kind, value, &mut style, inherited);
            }
        }
        let own = css::declarations(node.attribute("style").unwrap_or_default());
        let (own_important, own): (Vec<_>, Vec<_>) = own.iter().partition(|it| it.important);
        let sheet = self.sheet.of(node);
        let (important, plain): (Vec<&css::Declaration>, Vec<_>) = sheet.into_iter().partition(|it| it.important);
        for declaration in plain.into_iter().chain(own).chain(important).chain(own_important) {
            if let Some((name, kind)) = PROPERTIES.iter().find(|(name, _)| *name == declaration.name) {
                self.set(name, *kind, &declaration.value, &mut style, inherited);
            } else if declaration.name == "transform" && harmless(&declaration.value, Kind::Transform) {
                // The same as the attribute, but for the units.
                style.insert("transform", round(&declaration.value.replace("deg", "").replace("px", ""), 4));
            }
        }
        style
    }

    /// Alignment and background of a box of HTML.
    pub(super) fn boxed(&self, node: Node<'a, 'i>) -> Vec<(&'static str, String)> {
        let own = css::declarations(node.attribute("style").unwrap_or_default());
        let sheet = self.sheet.of(node);
        let mut found = Vec::new();
        for declaration in sheet.into_iter().chain(&own) {
            match declaration.name.as_str() {
                "text-align" if harmless(&declaration.value, Kind::Word) => {
                    found.push(("text-align", declaration.value.clone()));
                }
                "background" | "background-color" => {
                    found.extend(self.paint(&declaration.value).map(|value| ("background", value)));
                }
                _ => {}
            }
        }
        found
    }

    fn set(&self, name: &'static str, kind: Kind, value: &str, style: &mut Style, inherited: &Style) {
        let value = value.trim().trim_end_matches(';');
        if value == "inherit" {
            if let Some(value) = inherited.get(name) {
                style.insert(name, value.clone());
            }
            return;
        }
        let checked = match kind {
            Kind::Font => Some(font_stack(value).to_owned()),
            Kind::Paint => self.paint(value),
            _ => harmless(value, kind).then(|| round(value.strip_suffix("px").unwrap_or(value), 3)),
        };
        if let Some(value) = checked {
            style.insert(name, value);
        }
    }

    /// A colour, or a gradient or marker of this picture.
    fn paint(&self, value: &str) -> Option<String> {
        if let Some(inner) = value.strip_prefix("url(") {
            let (inner, _) = inner.split_once(')')?;
            let id = inner.trim_matches(['"', '\'', ' ']).strip_prefix('#')?;
            return self.reference(id).map(|id| format!("url(#{id})"));
        }
        if value.eq_ignore_ascii_case("currentcolor") {
            return Some(INK.to_owned());
        }
        harmless(value, Kind::Paint).then(|| if value.contains('(') { round(value, 1) } else { value.to_owned() })
    }

    /// The id, if something in the picture has it.
    fn reference(&self, id: &str) -> Option<String> {
        self.ids.contains(id).then(|| format!("{ID}{id}{ID}"))
    }
}

/// What CSS transforms it transforms around an origin; the attribute does not.
fn around_origin(node: Node<'_, '_>, transform: &str) -> String {
    let origin = node.attribute("transform-origin").unwrap_or_default().replace("px", "");
    let numbers: Vec<f64> = origin.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    match numbers[..] {
        [x, y] if x.is_finite() && y.is_finite() => {
            round(&format!("translate({x} {y}) {transform} translate({} {})", -x, -y), 4)
        }
        _ => transform.to_owned(),
    }
}

/// A group of shapes with `mix-blend-mode: multiply`.
fn darkens(node: Node<'_, '_>) -> bool {
    let multiplied = |node: Node<'_, '_>| {
        let own = css::declarations(node.attribute("style").unwrap_or_default());
        own.iter().any(|it| it.name == "mix-blend-mode" && it.value == "multiply")
    };
    node.tag_name().name() == "g" && node.first_element_child().is_some_and(multiplied)
}

/// Text counts only where SVG shows it.
fn text(node: Node<'_, '_>, out: &mut Vec<Piece>) {
    let shown =
        node.parent_element().is_some_and(|up| matches!(up.tag_name().name(), "text" | "tspan" | "textPath" | "a"));
    let text: String = node.text().unwrap_or_default().replace(['\n', '\t'], " ");
    if shown && !text.is_empty() {
        out.push(Piece::Text(text.chars().filter(|c| !c.is_control() && *c != ID).collect()));
    }
}

/// Only what differs from what is inherited, or from what holds by itself.
fn add_style(name: &str, style: &Style, inherited: &Style, out: &mut Vec<(&'static str, String)>) {
    let shape = !matches!(name, "text" | "tspan" | "textPath" | "stop" | "linearGradient" | "radialGradient" | "use");
    for (property, _) in PROPERTIES {
        let Some(value) = style.get(property) else { continue };
        let default = INHERITED.iter().any(|(name, _)| name == property);
        let said = if default { inherited.get(property) == Some(value) } else { unsaid(property) == value };
        let idle = matches!(*property, "display" | "color")
            || (shape
                && !matches!(name, "g" | "a" | "svg" | "marker" | "symbol" | "defs")
                && property.starts_with("font"))
            || (property.starts_with("stop") && name != "stop");
        if !said && !idle {
            out.push((property, value.clone()));
        }
    }
}

fn href<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute("href").or_else(|| node.attribute(("http://www.w3.org/1999/xlink", "href")))
}

/// Where a link leads, if that is another site.
fn address(node: Node<'_, '_>) -> Option<String> {
    match url::target(href(node)?) {
        Target::Outside(address) => Some(url::encode(address)),
        _ => None,
    }
}

/// A picture inside the picture, if it cannot do anything.
fn embedded(value: &str) -> Option<String> {
    let kinds = ["png", "jpeg", "gif", "webp"];
    let data = kinds.iter().find_map(|kind| value.strip_prefix(&format!("data:image/{kind};base64,")))?;
    let plain = data.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    plain.then(|| value.to_owned())
}

fn identity(transform: &str) -> bool {
    matches!(transform, "translate(0,0)" | "translate(0, 0)" | "translate(0 0)" | "")
}

impl Element {
    /// Nothing of it can be seen.
    fn is_invisible(&self, style: &Style) -> bool {
        let is = |name: &str, wanted: &str| style.get(name).is_some_and(|value| value == wanted);
        let clear = |name: &str| is(name, "none") || is(name, "transparent");
        let shape = matches!(self.name, "rect" | "circle" | "ellipse" | "path" | "line" | "polygon" | "polyline");
        let unmarked = ["marker-start", "marker-mid", "marker-end"]
            .iter()
            .all(|name| !style.contains_key(name) || is(name, "none"));
        let empty = self.children.is_empty();
        is("opacity", "0")
            || (shape && clear("fill") && (clear("stroke") || is("stroke-width", "0")) && unmarked && self.id.is_none())
            || (empty && matches!(self.name, "g" | "a" | "text" | "tspan" | "defs" | "switch"))
            || (self.name == "rect"
                && ["width", "height"]
                    .iter()
                    .all(|side| !self.attributes.iter().any(|(name, value)| name == side && value != "0")))
    }

    /// A group that says nothing gives way to what is in it.
    fn join(self, out: &mut Vec<Piece>) {
        if self.name == "g" && self.attributes.is_empty() && self.id.is_none() {
            out.extend(self.children);
        } else {
            out.push(Piece::Element(self));
        }
    }
}

/// Puts the pieces together: only ids that something refers to are kept, by short names.
fn write(children: &[Piece], [x, y, width, height]: [f64; 4], style: &Style) -> Result<String, Fault> {
    let mut wanted = BTreeSet::new();
    references(children, &mut wanted);
    let mut names = BTreeMap::new();
    name_ids(children, &wanted, &mut names);
    let mut out = String::new();
    let number = |value: f64| round(&format!("{value}"), 2);
    let class = if width > WIDE { "class=\"wide\" " } else { "" };
    out.push_str(&format!(
        "<svg {class}viewBox=\"{} {} {} {}\" width=\"{}\" height=\"{}\"",
        number(x),
        number(y),
        number(width),
        number(height),
        width.ceil(),
        height.ceil()
    ));
    let mut attributes = Vec::new();
    add_style("svg", style, &initial(), &mut attributes);
    for (name, value) in attributes {
        attribute(name, &value, &names, &mut out);
    }
    out.push('>');
    let mut given = BTreeSet::new();
    for child in children {
        write_piece(child, &names, &mut given, &mut out);
    }
    out.push_str("</svg>");
    if out.len() > LARGEST {
        return Err(Fault::new("the picture is too large"));
    }
    Ok(out)
}

fn references(pieces: &[Piece], found: &mut BTreeSet<String>) {
    for piece in pieces {
        let Piece::Element(element) = piece else { continue };
        for (_, value) in &element.attributes {
            if let Some(id) = value.split(ID).nth(1) {
                found.insert(id.to_owned());
            }
        }
        references(&element.children, found);
    }
}

fn name_ids(pieces: &[Piece], wanted: &BTreeSet<String>, names: &mut BTreeMap<String, usize>) {
    for piece in pieces {
        let Piece::Element(element) = piece else { continue };
        if let Some(id) = element.id.as_ref().filter(|id| wanted.contains(*id)) {
            let next = names.len();
            names.entry(id.clone()).or_insert(next);
        }
        name_ids(&element.children, wanted, names);
    }
}

fn write_piece(piece: &Piece, names: &BTreeMap<String, usize>, given: &mut BTreeSet<usize>, out: &mut String) {
    let element = match piece {
        Piece::Text(text) => return escape(text, out),
        Piece::Element(element) => element,
    };
    let number = element.id.as_ref().and_then(|id| names.get(id)).copied();
    // Nothing leads to what can only be shown by reference.
    if REFERRED_TO.contains(&element.name) && number.is_none() {
        return;
    }
    out.push('<');
    out.push_str(element.name);
    // Of two elements with one id, browsers take the first.
    if let Some(number) = number.filter(|number| given.insert(*number)) {
        out.push_str(&format!(" id=\"{ID}{number}\""));
    }
    for (name, value) in &element.attributes {
        attribute(name, value, names, out);
    }
    if element.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for child in &element.children {
        write_piece(child, names, given, out);
    }
    out.push_str(&format!("</{}>", element.name));
}

fn attribute(name: &str, value: &str, names: &BTreeMap<String, usize>, out: &mut String) {
    let mut value = value.to_owned();
    if let Some(id) = value.split(ID).nth(1).map(str::to_owned) {
        // What it referred to was left out.
        let Some(number) = names.get(&id) else { return };
        value = value.replace(&format!("{ID}{id}{ID}"), &format!("{ID}{number}"));
    }
    out.push_str(&format!(" {name}=\""));
    escape_attribute(&value, out);
    out.push('"');
}
