//! Converts labels that a renderer writes as HTML inside its picture into SVG text.
//!
//! A browser would lay out such a label in its own way and cut what does not fit. Feeds and
//! pictures outside of a page would show no label at all. So the text is laid out here, with the
//! widths that the renderer used.

use roxmltree::Node;

use super::element::{Element, Piece};
use super::style::{INK, Style, Styles};
use super::tables::round;
use crate::diagram::{ID, metrics};

/// Elements that begin a new line.
const BLOCKS: [&str; 10] = ["div", "p", "li", "ul", "ol", "pre", "h1", "h2", "h3", "blockquote"];

/// Text of a single style.
#[derive(Debug, Clone, PartialEq)]
struct Run {
    text: String,
    bold: bool,
    italic: bool,
    colour: String,
    size: f64,
}

impl Run {
    fn width(&self) -> f64 {
        metrics::width(&self.text, self.size, self.bold)
    }
}

#[derive(Debug)]
struct Label {
    lines: Vec<Vec<Run>>,
    /// Colour behind the text.
    background: Option<String>,
    /// True if the text is aligned to the left, which is the default in HTML.
    left: bool,
}

/// Adds the label in `node`, a `foreignObject`, to `out` as text.
pub(super) fn label(styles: &Styles<'_>, node: Node<'_, '_>, inherited: &Style, out: &mut Vec<Piece>) {
    let number = |name| node.attribute(name).and_then(|value: &str| value.trim_end_matches("px").parse().ok());
    let (x, y): (f64, f64) = (number("x").unwrap_or(0.0), number("y").unwrap_or(0.0));
    let (width, height): (f64, f64) = (number("width").unwrap_or(0.0), number("height").unwrap_or(0.0));
    let mut label = Label { lines: vec![Vec::new()], background: None, left: true };
    for child in node.children() {
        label.read(styles, child, &styles.style_of(node, inherited));
    }
    label.lines.retain(|line| line.iter().any(|run| !run.text.trim().is_empty()));
    if label.lines.is_empty() || ![x, y, width, height].iter().all(|it| it.is_finite()) {
        return;
    }
    let lines: Vec<_> = label.lines.iter().flat_map(|line| wrap(line, width.max(1.0))).collect();
    let size = lines.iter().flatten().map(|run| run.size).fold(1.0, f64::max);
    let high = if height > 0.0 { (height / lines.len() as f64).min(size * 1.5) } else { size * 1.5 };
    let widest = lines.iter().map(|line| line.iter().map(Run::width).sum()).fold(0.0, f64::max);
    let top = y + (height - high * lines.len() as f64) / 2.0;
    let at = if label.left { x } else { x + width / 2.0 };
    if let Some(colour) = label.background {
        let left = if label.left { x } else { at - widest / 2.0 };
        let place = [("x", left - 2.0), ("y", top), ("width", widest + 4.0), ("height", high * lines.len() as f64)];
        let mut attributes: Vec<_> = place.iter().map(|(name, value)| (*name, round(&format!("{value}"), 1))).collect();
        attributes.extend([("fill", colour), ("stroke", "none".to_owned())]);
        out.push(Piece::Element(Element { name: "rect", id: None, attributes, children: Vec::new() }));
    }
    for (number, line) in lines.iter().enumerate() {
        let baseline = top + high * (number as f64 + 0.5) + size * 0.35;
        let anchor = if label.left { "start" } else { "middle" };
        let attributes = vec![
            ("x", round(&format!("{at}"), 1)),
            ("y", round(&format!("{baseline}"), 1)),
            ("text-anchor", anchor.to_owned()),
            ("stroke", "none".to_owned()),
        ];
        out.push(Piece::Element(text(line, attributes, size, inherited)));
    }
}

/// Returns a line as SVG. If all its words have the same style, it is a single text element.
fn text(line: &[Run], mut attributes: Vec<(&'static str, String)>, size: f64, inherited: &Style) -> Element {
    let said = |(name, value): &(&'static str, String)| inherited.get(name) == Some(value);
    if let [only] = line {
        attributes.extend(look(only));
        attributes.retain(|it| !said(it));
        let children = vec![Piece::Text(only.text.trim().to_owned())];
        return Element { name: "text", id: None, attributes, children };
    }
    attributes.push(("font-size", format!("{size}")));
    attributes.retain(|it| !said(it));
    let runs = line.iter().map(|run| {
        let children = vec![Piece::Text(run.text.clone())];
        Piece::Element(Element { name: "tspan", id: None, attributes: look(run), children })
    });
    Element { name: "text", id: None, attributes, children: runs.collect() }
}

fn look(run: &Run) -> Vec<(&'static str, String)> {
    let mut attributes = vec![("fill", run.colour.clone()), ("font-size", format!("{}", run.size))];
    if run.bold {
        attributes.push(("font-weight", "bold".to_owned()));
    }
    if run.italic {
        attributes.push(("font-style", "italic".to_owned()));
    }
    attributes
}

impl Label {
    fn read(&mut self, styles: &Styles<'_>, node: Node<'_, '_>, inherited: &Style) {
        if node.is_text() {
            self.add(node.text().unwrap_or_default(), inherited);
            return;
        }
        let name = node.tag_name().name();
        if matches!(name, "script" | "style" | "img" | "svg") || !node.is_element() {
            return;
        }
        if name == "br" {
            self.lines.push(Vec::new());
            return;
        }
        let mut style = styles.style_of(node, inherited);
        if matches!(name, "b" | "strong") {
            style.insert("font-weight", "bold".to_owned());
        }
        if matches!(name, "i" | "em") {
            style.insert("font-style", "italic".to_owned());
        }
        for (property, value) in styles.boxed(node) {
            match property {
                "text-align" => self.left = value == "left" || value == "start",
                _ => self.background = Some(value).filter(|value| value != "transparent").or(self.background.take()),
            }
        }
        let block = BLOCKS.contains(&name);
        if block && self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Vec::new());
        }
        for child in node.children() {
            self.read(styles, child, &style);
        }
        if block {
            self.lines.push(Vec::new());
        }
    }

    fn add(&mut self, text: &str, style: &Style) {
        let Some(line) = self.lines.last_mut() else { return };
        let get = |name: &str| style.get(name).map_or("", String::as_str);
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return;
        }
        let before = !line.is_empty() && text.starts_with(char::is_whitespace);
        let after = text.ends_with(char::is_whitespace);
        let words = format!("{}{words}{}", if before { " " } else { "" }, if after { " " } else { "" });
        let weight = get("font-weight");
        let colour = get("color");
        line.push(Run {
            text: words.chars().filter(|c| !c.is_control() && *c != ID).collect(),
            bold: weight.starts_with("bold") || weight.parse::<u16>().is_ok_and(|weight| weight >= 600),
            italic: get("font-style") == "italic",
            colour: if colour.is_empty() { INK.to_owned() } else { colour.to_owned() },
            size: get("font-size").parse().ok().filter(|size| (4.0..=200.0).contains(size)).unwrap_or(16.0),
        });
    }
}

/// Breaks a line that is wider than its place.
fn wrap(line: &[Run], place: f64) -> Vec<Vec<Run>> {
    if line.iter().map(Run::width).sum::<f64>() <= place + 1.0 {
        return vec![line.to_vec()];
    }
    let mut lines: Vec<Vec<Run>> = vec![Vec::new()];
    let mut used = 0.0;
    for run in line {
        for word in run.text.split_inclusive(' ') {
            let piece = Run { text: word.to_owned(), ..run.clone() };
            let bare = Run { text: word.trim_end().to_owned(), ..run.clone() };
            if used > 0.0 && used + bare.width() > place + 1.0 {
                lines.push(Vec::new());
                used = 0.0;
            }
            used += piece.width();
            let Some(current) = lines.last_mut() else { continue };
            match current.last_mut() {
                Some(last) if look(last) == look(run) => last.text.push_str(word),
                _ => current.push(piece),
            }
        }
    }
    lines
}
