//! The parts of a picture, and how they are written.

use std::collections::{BTreeMap, BTreeSet};

use super::style::{Style, add_style, initial};
use super::tables::{REFERRED_TO, round};
use crate::diagram::{Fault, ID};
use crate::html::{escape, escape_attribute};

/// Largest picture that is put into a page, in bytes.
const LARGEST: usize = 1 << 20;

/// Pictures wider than this, in pixels, are shrunk less, because their text would be too small to
/// read.
const WIDE: f64 = 1280.0;

/// A part of the picture.
pub(super) enum Piece {
    Text(String),
    Element(Element),
}

/// An element that the sanitiser allows.
pub(super) struct Element {
    pub(super) name: &'static str,
    /// The id that the renderer gave it.
    pub(super) id: Option<String>,
    pub(super) attributes: Vec<(&'static str, String)>,
    pub(super) children: Vec<Piece>,
}

impl Element {
    /// True if nothing of the element can be seen.
    pub(super) fn is_invisible(&self, style: &Style) -> bool {
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

    /// Adds the element to `out`. A group without attributes is replaced by its children.
    pub(super) fn join(self, out: &mut Vec<Piece>) {
        if self.name == "g" && self.attributes.is_empty() && self.id.is_none() {
            out.extend(self.children);
        } else {
            out.push(Piece::Element(self));
        }
    }
}

/// Writes the picture. Only ids that something refers to are kept, with short names.
pub(super) fn write_picture(
    children: &[Piece],
    [x, y, width, height]: [f64; 4],
    style: &Style,
) -> Result<String, Fault> {
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
    // These elements are shown only by reference, and nothing refers to this one.
    if REFERRED_TO.contains(&element.name) && number.is_none() {
        return;
    }
    out.push('<');
    out.push_str(element.name);
    // If two elements have the same id, browsers take the first.
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
        // The element that it referred to was left out.
        let Some(number) = names.get(&id) else { return };
        value = value.replace(&format!("{ID}{id}{ID}"), &format!("{ID}{number}"));
    }
    out.push_str(&format!(" {name}=\""));
    escape_attribute(&value, out);
    out.push('"');
}
