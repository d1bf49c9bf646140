//! Lines over time: how many actions are still open, and how many were open at the end of each month.

use jiff::civil::Date;

use super::table::scroll_box;
use crate::archive::numbers::follow_through::Curve;
use crate::site::pieces::Markup;

/// Size of a drawing, and the space around its axes.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 26.0;

/// Most names of months for which there is room.
const NAMES: usize = 9;

/// A drawing with two axes, from 0 to 1 each.
struct Frame<'a> {
    label: &'a str,
    /// Position and name.
    across: Vec<(f64, String)>,
    up: Vec<(f64, String)>,
}

impl Frame<'_> {
    fn x(at: f64) -> f64 {
        LEFT + at * (WIDTH - LEFT - RIGHT)
    }

    fn y(at: f64) -> f64 {
        HEIGHT - BOTTOM - at * (HEIGHT - TOP - BOTTOM)
    }

    /// Draws the axes and a line through the points. The line has steps: it keeps its height until the next point.
    fn draw(&self, points: &[(f64, f64)], to: &mut Markup<'_>) {
        scroll_box("table-scroll", self.label, to);
        let label = to.words.fill("follow.same_in_table", &[("label", self.label)]);
        to.raw("<svg class=\"strip\" role=\"img\"").attribute("aria-label", &label);
        to.size(WIDTH, HEIGHT).raw(">\n");
        for (at, name) in &self.across {
            to.raw("<path class=\"rule\" d=\"M").coordinate(Self::x(*at)).raw(" ").coordinate(Self::y(1.0));
            to.raw("V").coordinate(Self::y(0.0) + 4.0).raw("\"/><text class=\"tick\"").number("x", Self::x(*at));
            to.number("y", HEIGHT - 6.0).raw(">").text(name).raw("</text>\n");
        }
        for (at, name) in &self.up {
            to.raw("<path class=\"rule\" d=\"M").coordinate(LEFT).raw(" ").coordinate(Self::y(*at));
            to.raw("H").coordinate(WIDTH - RIGHT).raw("\"/><text class=\"side\"").number("x", LEFT - 8.0);
            to.number("y", Self::y(*at) + 4.0).raw(">").text(name).raw("</text>\n");
        }
        to.raw("<path class=\"line\" d=\"");
        for (position, (x, y)) in points.iter().enumerate() {
            if position == 0 {
                to.raw("M").coordinate(Self::x(*x)).raw(" ").coordinate(Self::y(*y));
            } else {
                to.raw("H").coordinate(Self::x(*x)).raw("V").coordinate(Self::y(*y));
            }
        }
        to.raw("\"/>\n</svg>\n</div>\n");
    }
}

/// Draws the share of actions that are open after some days, up to `longest` days.
pub(super) fn still_open(curve: &Curve, longest: i32, to: &mut Markup<'_>) {
    let x = |days: i32| f64::from(days) / f64::from(longest.max(1));
    let mut points = vec![(0.0, 1.0)];
    points.extend(curve.steps.iter().filter(|step| step.day <= longest).map(|step| (x(step.day), step.share)));
    let last = points.last().map_or(1.0, |(_, share)| *share);
    points.push((1.0, last));
    let every = if longest > 400 {
        180
    } else if longest > 120 {
        60
    } else {
        30
    };
    let across = (0..=longest / every).map(|at| (x(at * every), (at * every).to_string())).collect();
    let up = [(0.0, "follow.share_none"), (0.5, "follow.share_half"), (1.0, "follow.share_all")];
    let up = up.map(|(at, key)| (at, to.words.say(key).to_owned())).to_vec();
    Frame { label: to.words.say("follow.still_open_label"), across, up }.draw(&points, to);
}

/// Draws the number of open actions at the end of each month.
pub(super) fn backlog(months: &[(Date, usize)], name: impl Fn(Date) -> String, to: &mut Markup<'_>) {
    let most = months.iter().map(|(_, open)| *open).max().unwrap_or(0).max(1);
    let last = (months.len().max(2) - 1) as f64;
    let x = |at: usize| at as f64 / last;
    let points: Vec<_> = months.iter().enumerate().map(|(at, (_, open))| (x(at), *open as f64 / most as f64)).collect();
    let every = months.len().div_ceil(NAMES).max(1);
    let across = months.iter().enumerate().step_by(every).map(|(at, (end, _))| (x(at), name(*end))).collect();
    let up = [0, most].map(|open| (open as f64 / most as f64, open.to_string())).to_vec();
    Frame { label: to.words.say("follow.backlog_label"), across, up }.draw(&points, to);
}
