//! A chart of columns in which every incident is a mark that leads to its page.

use super::table::scroll_box;
use crate::site::pieces::Markup;

/// Length of a mark's side, as large as a target for a finger must be.
const SIDE: f64 = 24.0;

/// Distance between the same corners of two marks.
const STEP: f64 = 28.0;

/// Space between two columns, besides the one between marks.
const GAP: f64 = 8.0;

/// Most marks above each other. Others stand beside them.
const TALLEST: usize = 10;

/// An incident in a chart.
pub(in crate::site) struct Mark {
    /// Relative to the site's root.
    pub(in crate::site) url: String,
    /// All that the mark says, in words.
    pub(in crate::site) title: String,
    /// A letter or a digit on the mark, for readers who see no colours.
    pub(in crate::site) sign: String,
    /// Class that gives the colour.
    pub(in crate::site) colour: String,
    pub(in crate::site) shape: Shape,
}

/// The shape of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::site) enum Shape {
    Filled,
    /// A square in outline.
    Outline,
    /// A circle in outline.
    Ring,
}

impl Shape {
    fn class(self) -> &'static str {
        match self {
            Shape::Filled => "",
            Shape::Outline => " outline",
            Shape::Ring => " outline ring",
        }
    }

    /// Radius of the corners of a square with sides of this length.
    fn corner(self, side: f64) -> f64 {
        if self == Shape::Ring { side / 2.0 } else { 3.0 }
    }
}

/// A column of marks, the first of them at the bottom.
pub(in crate::site) struct Column {
    pub(in crate::site) label: String,
    /// Label of the group that begins with this column.
    pub(in crate::site) group: Option<String>,
    pub(in crate::site) marks: Vec<Mark>,
}

/// Returns how many of the groups with so many marks fit into a drawing of at most `most` marks. They
/// are taken in their order up to the first that does not fit.
pub(in crate::site) fn fitting(sizes: impl IntoIterator<Item = usize>, most: usize) -> usize {
    let mut left = most;
    let fits = |size: &usize| left.checked_sub(*size).map(|rest| left = rest).is_some();
    sizes.into_iter().take_while(fits).count()
}

/// Draws the columns. A box around them scrolls, and shows the last ones first.
pub(in crate::site) fn columns(columns: &[Column], label: &str, root: &str, to: &mut Markup<'_>) {
    let most = columns.iter().map(|column| column.marks.len()).max().unwrap_or(0);
    let floor = most.clamp(1, TALLEST) as f64 * STEP;
    let has_groups = columns.iter().any(|column| column.group.is_some());
    let height = floor + if has_groups { 40.0 } else { 22.0 };
    let width: f64 = columns.iter().map(width).sum();
    scroll_box("table-scroll latest-first", label, to);
    to.raw("<svg class=\"marks\"").size(width, height).raw(">\n");
    let mut x = 0.0;
    for column in columns {
        let middle = x + STEP / 2.0;
        if let Some(group) = &column.group {
            to.raw("<path class=\"rule\" d=\"M").coordinate(x + 0.5).raw(" 0V").coordinate(height).raw("\"/>");
            to.raw("<text class=\"group\"").number("x", x + 3.0).number("y", height - 4.0).raw(">");
            to.text(group).raw("</text>");
        }
        to.raw("<text class=\"under\"").number("x", middle + GAP / 2.0).number("y", floor + 16.0).raw(">");
        to.text(&column.label).raw("</text>\n");
        for (at, it) in column.marks.iter().enumerate() {
            let (lane, row) = (at / TALLEST, at % TALLEST);
            let left = x + GAP / 2.0 + lane as f64 * STEP + (STEP - SIDE) / 2.0;
            mark(it, left, floor - (row + 1) as f64 * STEP + (STEP - SIDE) / 2.0, root, to);
        }
        x += self::width(column);
    }
    to.raw("</svg>\n</div>\n");
}

fn width(column: &Column) -> f64 {
    column.marks.len().div_ceil(TALLEST).max(1) as f64 * STEP + GAP
}

fn mark(mark: &Mark, x: f64, y: f64, root: &str, to: &mut Markup<'_>) {
    to.raw("<a").href(&[root, &mark.url]).raw("><title>").text(&mark.title).raw("</title>");
    square(&mark.colour, mark.shape, [x, y, SIDE], to);
    to.raw("<text").number("x", x + SIDE / 2.0).number("y", y + 17.0).raw(">").text(&mark.sign).raw("</text></a>\n");
}

fn square(colour: &str, shape: Shape, [x, y, side]: [f64; 3], to: &mut Markup<'_>) {
    // The line of an outline is drawn half outside of its square.
    let inset = if shape == Shape::Filled { 0.0 } else { 1.0 };
    let side = side - 2.0 * inset;
    to.raw("<rect").class(&["mark ", colour, shape.class()]).number("x", x + inset).number("y", y + inset);
    to.number("width", side).number("height", side).number("rx", shape.corner(side)).raw("/>");
}

/// Writes what the colours and shapes stand for: class of the colour, shape, words.
pub(in crate::site) fn legend<'a>(entries: impl IntoIterator<Item = (&'a str, Shape, &'a str)>, to: &mut Markup<'_>) {
    to.raw("<ul class=\"legend\">");
    for (colour, shape, words) in entries {
        to.raw("<li><svg class=\"marks\" width=\"14\" height=\"14\" aria-hidden=\"true\">");
        square(colour, shape, [0.0, 0.0, 14.0], to);
        to.raw("</svg> ").text(words).raw("</li>");
    }
    to.raw("</ul>\n");
}
