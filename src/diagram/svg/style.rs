//! Computes the style of an element from attributes, style sheets and its own `style`, as a browser
//! does.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::Node;

use super::css::{self, Sheet};
use super::tables::{INHERITED, Kind, PROPERTIES, font_stack, harmless, round, unsaid};
use crate::diagram::ID;

/// Colour of text and lines that have none of their own.
pub(super) const INK: &str = "#1b1c1f";

pub(super) type Style = BTreeMap<&'static str, String>;

/// Returns the style before any element sets one.
pub(super) fn initial() -> Style {
    let mut style: Style = INHERITED.iter().filter_map(|(name, value)| Some((*name, (*value)?.to_owned()))).collect();
    style.insert("font-family", String::new());
    style
}

/// The style sheets of a picture, and the ids that its styles may refer to.
pub(super) struct Styles<'a> {
    pub(super) sheet: Sheet,
    pub(super) ids: BTreeSet<&'a str>,
}

impl Styles<'_> {
    /// Returns the style of `node` from its attributes, the sheets and its own `style`.
    pub(super) fn style_of(&self, node: Node<'_, '_>, inherited: &Style) -> Style {
        let mut style: Style =
            INHERITED.iter().filter_map(|(name, _)| inherited.get(name).map(|value| (*name, value.clone()))).collect();
        for (name, kind) in PROPERTIES {
            if let Some(value) = node.attribute(*name) {
                self.set(name, *kind, value, &mut style, inherited);
            }
        }
        let own = css::declarations(node.attribute("style").unwrap_or_default());
        let (own_important, own): (Vec<_>, Vec<_>) = own.iter().partition(|it| it.important);
        let sheet = self.sheet.declarations_for(node);
        let (important, plain): (Vec<&css::Declaration>, Vec<_>) = sheet.into_iter().partition(|it| it.important);
        for declaration in plain.into_iter().chain(own).chain(important).chain(own_important) {
            if let Some((name, kind)) = PROPERTIES.iter().find(|(name, _)| *name == declaration.name) {
                self.set(name, *kind, &declaration.value, &mut style, inherited);
            } else if declaration.name == "transform" && harmless(&declaration.value, Kind::Transform) {
                // CSS differs from the attribute only in the units.
                style.insert("transform", round(&declaration.value.replace("deg", "").replace("px", ""), 4));
            }
        }
        style
    }

    /// Returns the alignment and the background of an HTML box.
    pub(super) fn boxed(&self, node: Node<'_, '_>) -> Vec<(&'static str, String)> {
        let own = css::declarations(node.attribute("style").unwrap_or_default());
        let sheet = self.sheet.declarations_for(node);
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

    /// Returns a colour, or a reference to a gradient or marker of this picture.
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

    /// Returns a reference to the id, if an element of the picture has it.
    pub(super) fn reference(&self, id: &str) -> Option<String> {
        self.ids.contains(id).then(|| format!("{ID}{id}{ID}"))
    }
}

/// Adds the properties that differ from the inherited ones and from the defaults.
pub(super) fn add_style(name: &str, style: &Style, inherited: &Style, out: &mut Vec<(&'static str, String)>) {
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
