//! The sanitiser: any renderer's SVG → SVG that is safe in a page.
//!
//! No renderer is trusted to escape anything. Its SVG is parsed as XML and written again. Only
//! elements and attributes on a list are kept, with values of harmless characters, addresses that
//! [`url::target`] allows, and references into the picture itself. Scripts, handlers, foreign
//! markup and everything unknown are left out. Text that is not well-formed XML is refused.
//!
//! The pages allow no styles but the theme's sheet. So the renderer's style sheets are applied here
//! and become presentation attributes. These need no permission and no second file, and they work
//! wherever the picture is shown: in a page, in print, in a feed. Attributes that are inherited
//! anyway are left out, which keeps the result small. In the dark the theme inverts the lightness
//! of the whole picture with one filter, which suits the colours of authors as well as ours.

mod css;
mod element;
mod foreign;
mod style;
mod tables;

use roxmltree::{Document, Node, ParsingOptions};

use self::css::Sheet;
use self::element::{Element, Piece, write_picture};
use self::style::{Style, Styles, add_style, initial};
use self::tables::{ATTRIBUTES, ELEMENTS, Kind, font_stack, harmless, round};
use super::{Fault, ID, Picture};
use crate::html::url::{self, Target};

/// Longest SVG of a renderer, in bytes. A longer one is too large for anybody to look at.
const LONGEST: usize = 4 << 20;

/// Most elements of a picture.
const ELEMENTS_AT_MOST: u32 = 20_000;

/// Makes `svg` harmless and small. `ours` is added to its style sheets.
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
    let cleaner = Cleaner { styles: Styles { sheet, ids }, document: &document };
    let mut style = cleaner.styles.style_of(root, &initial());
    // The renderer did not reckon with the font that the page sets.
    style.entry("font-size").or_insert_with(|| "16".to_owned());
    style.entry("font-family").and_modify(|family| {
        if family.is_empty() {
            font_stack("").clone_into(family);
        }
    });
    let children = cleaner.children(root, &style);
    Ok(Picture { svg: write_picture(&children, size, &style)?, title: title(root) })
}

/// Returns the view box: x, y, width and height in pixels.
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

/// Returns the title of the picture, which Mermaid takes from `accTitle`.
fn title(root: Node<'_, '_>) -> Option<String> {
    let titled = root.children().find(|node| node.tag_name().name() == "title")?;
    let text = titled.text()?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// The context for making pieces.
struct Cleaner<'a, 'i> {
    styles: Styles<'a>,
    document: &'a Document<'i>,
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
                "foreignObject" => foreign::label(&self.styles, node, inherited, out),
                // Prefer an element that the sanitiser allows. A browser that knows no other markup
                // would choose it too.
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
        let style = self.styles.style_of(node, inherited);
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
        // A shape that only darkens what is below it can be drawn first, because it hides nothing.
        let (below, above): (Vec<_>, Vec<_>) = node.children().partition(|child| darkens(*child));
        for child in below.into_iter().chain(above) {
            self.piece(child, style, &mut pieces);
        }
        pieces
    }

    /// Returns the attributes other than style: geometry, transforms and references.
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
                Kind::Reference => {
                    value.strip_prefix('#').and_then(|id| self.styles.reference(id)).map(|id| format!("#{id}"))
                }
                Kind::Paint | Kind::Font => None,
            };
            if let Some(value) = value.filter(|value| !(*known == "transform" && identity(value))) {
                found.push((*known, value));
            }
        }
        found
    }
}

/// Returns a transform with its origin. CSS transforms around `transform-origin`, which the SVG
/// attribute ignores.
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

/// True for a group of shapes with `mix-blend-mode: multiply`.
fn darkens(node: Node<'_, '_>) -> bool {
    let multiplied = |node: Node<'_, '_>| {
        let own = css::declarations(node.attribute("style").unwrap_or_default());
        own.iter().any(|it| it.name == "mix-blend-mode" && it.value == "multiply")
    };
    node.tag_name().name() == "g" && node.first_element_child().is_some_and(multiplied)
}

/// Adds text if it is in an element where SVG shows text.
fn text(node: Node<'_, '_>, out: &mut Vec<Piece>) {
    let shown =
        node.parent_element().is_some_and(|up| matches!(up.tag_name().name(), "text" | "tspan" | "textPath" | "a"));
    let text: String = node.text().unwrap_or_default().replace(['\n', '\t'], " ");
    if shown && !text.is_empty() {
        out.push(Piece::Text(text.chars().filter(|c| !c.is_control() && *c != ID).collect()));
    }
}

fn href<'a>(node: Node<'a, '_>) -> Option<&'a str> {
    node.attribute("href").or_else(|| node.attribute(("http://www.w3.org/1999/xlink", "href")))
}

/// Returns the target of a link, if it leads to another site.
fn address(node: Node<'_, '_>) -> Option<String> {
    match url::target(href(node)?) {
        Target::Outside(address) => Some(url::encode(address)),
        _ => None,
    }
}

/// Returns the data of an embedded bitmap, which cannot run anything.
fn embedded(value: &str) -> Option<String> {
    let kinds = ["png", "jpeg", "gif", "webp"];
    let data = kinds.iter().find_map(|kind| value.strip_prefix(&format!("data:image/{kind};base64,")))?;
    let plain = data.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    plain.then(|| value.to_owned())
}

fn identity(transform: &str) -> bool {
    matches!(transform, "translate(0,0)" | "translate(0, 0)" | "translate(0 0)" | "")
}
