//! Geometry of the phase bar and the timeline figure. The theme draws them.

use std::collections::BTreeSet;

use super::view::{BandView, EntryView, FigureBand, FigureBreak, FigureMark, FigureView, MarkName, PhasesView};
use super::words::Words;
use crate::incident::metrics::Length;
use crate::incident::{Incident, Traced, instant::Instant};
use crate::text::shorten::shorten_to;

/// Width of the timeline figure in its own units.
pub const FIGURE_WIDTH: f64 = 300.0;

/// Position of the axis.
const AXIS: f64 = 40.0;

/// Distance between two labels.
const LINE: f64 = 22.0;

/// Space above the first mark and below the last one.
const MARGIN: f64 = 18.0;

/// A gap that would take more than this share of the drawing is broken.
const LARGEST_GAP: f64 = 0.3;

/// Height of a broken gap.
const BREAK: f64 = 44.0;

/// Marks that are nearer than this to the mark above are drawn as dots.
const CLOSE: f64 = 12.0;

/// Most marks of a figure. If there are more entries, only those with a kind are drawn, and at most
/// this many of them.
const MOST_MARKS: usize = 30;

/// Most marks with a name.
const MOST_NAMES: usize = 7;

/// Longest text beside a mark, in characters.
const LONGEST_LABEL: usize = 24;

/// Length of a clock time without seconds.
const CLOCK: usize = "09:12".len();

/// Slugs of the phases, in their order.
pub(super) const PHASES: [&str; 4] = ["undetected", "unacknowledged", "mitigating", "recovering"];

/// A phase of an incident, between two instants.
struct Phase<'a> {
    slug: &'static str,
    from: &'a Traced<Instant>,
    to: &'a Traced<Instant>,
}

/// Returns the phases whose ends are known: undetected, unacknowledged, mitigating, recovering. If
/// an instant in between is missing, the next phase begins earlier.
fn phases(incident: &Incident) -> Vec<Phase<'_>> {
    let it = &incident.instants;
    let mut phases = Vec::new();
    let mut from = it.started.as_ref().or(it.detected.as_ref());
    for (slug, to) in PHASES.into_iter().zip(it.phase_ends()) {
        let (Some(start), Some(end)) = (from, to) else { continue };
        match end.value.since(&start.value) {
            Some(1..) => phases.push(Phase { slug, from: start, to: end }),
            Some(0) => {}
            // Out of order or not comparable. No bar is better than a wrong one.
            _ => return Vec::new(),
        }
        from = Some(end);
    }
    phases
}

/// Returns the bar below the title, or `None` if fewer than two instants are known.
pub(super) fn phase_bar(words: &Words, incident: &Incident) -> Option<PhasesView> {
    let phases = phases(incident);
    let (first, last) = (phases.first()?, phases.last()?);
    let total = last.to.value.since(&first.from.value)?;
    let inferred = |phase: &Phase<'_>| phase.from.is_inferred() || phase.to.is_inferred();
    let mut bands = Vec::new();
    for phase in &phases {
        let seconds = phase.to.value.since(&phase.from.value)?;
        let start = phase.from.value.since(&first.from.value)?;
        bands.push(BandView {
            phase: phase.slug,
            name: words.of("phase", phase.slug).to_owned(),
            x: round(start as f64 / total as f64 * 1000.0),
            width: round(seconds as f64 / total as f64 * 1000.0),
            duration: words.duration(Length { seconds, inferred: inferred(phase) }),
            inferred: phase.to.is_inferred(),
        });
    }
    let total = words.duration(Length { seconds: total, inferred: phases.iter().any(inferred) });
    Some(PhasesView { total, bands })
}

/// An entry to draw: its view and its time.
pub(super) struct Point<'a> {
    pub(super) entry: &'a EntryView,
    /// The time by the clock of the first entry, if they can be compared.
    pub(super) at: Option<Instant>,
    pub(super) seconds: i64,
    pub(super) text: String,
}

impl Point<'_> {
    fn clock(&self) -> String {
        self.at.as_ref().map_or_else(String::new, |at| at.clock()[..CLOCK].to_owned())
    }
}

/// Returns the figure of a timeline. Returns `None` if fewer than two entries have a time, if the
/// entries are not in order, or if only some of them state a zone.
pub(super) fn timeline(words: &Words, incident: &Incident, points: &[Point<'_>]) -> Option<FigureView> {
    let count = incident.timeline.entries.len();
    if points.len() < 2
        || points.iter().any(|point| point.at.is_none())
        || !points.is_sorted_by_key(|point| point.seconds)
    {
        return None;
    }
    let kept: Vec<&Point<'_>> = if points.len() > MOST_MARKS {
        let last = points.len() - 1;
        let key = |(at, point): &(usize, &Point<'_>)| *at == 0 || *at == last || point.entry.kind.is_some();
        spread(&points.iter().enumerate().filter(key).map(|(_, point)| point).collect::<Vec<_>>(), MOST_MARKS)
    } else {
        points.iter().collect()
    };
    let named = named(&kept);
    let scale = Scale::new(&kept, named.len())?;
    let mut breaks = scale.breaks(words);
    let mut marks = Vec::new();
    let mut label_y = 0.0_f64;
    for (at, point) in kept.iter().enumerate() {
        // The text of a break is placed between two labels and needs a line of its own.
        if let Some(gap) = scale.broken.iter().position(|step| *step == at).and_then(|gap| breaks.get_mut(gap)) {
            label_y = gap.y.max(label_y + LINE);
            gap.label_y = round(label_y);
        }
        let y = scale.y(point.seconds);
        let close = marks.last().is_some_and(|above: &FigureMark| y - above.y < CLOSE);
        let name = named.contains(&at).then(|| {
            label_y = y.max(label_y + LINE);
            let text = shorten_to(&point.text, LONGEST_LABEL);
            MarkName { y: round(label_y), clock: point.clock(), text }
        });
        marks.push(FigureMark { y: round(y), kind: point.entry.kind.clone(), close, name });
    }
    let height = label_y.max(scale.height) + MARGIN;
    Some(FigureView {
        width: FIGURE_WIDTH,
        height: round(height),
        axis: AXIS,
        bands: bands(words, incident, &scale),
        breaks,
        label: words.fill(
            match (scale.broken.is_empty(), kept.len() == count) {
                (true, true) => "timeline.figure",
                (true, false) => "timeline.figure_some",
                (false, true) => "timeline.figure_broken",
                (false, false) => "timeline.figure_broken_some",
            },
            &[("count", &marks.len().to_string()), ("first", &kept.first()?.clock()), ("last", &kept.last()?.clock())],
        ),
        marks,
    })
}

/// Returns the positions of the moments that the figure names. These are the first and the last, and
/// between them those that say most about the course of the incident. The list has all texts, so the
/// figure does not repeat them.
fn named(points: &[&Point<'_>]) -> BTreeSet<usize> {
    if points.len() <= MOST_NAMES {
        return (0..points.len()).collect();
    }
    let last = points.len() - 1;
    let rank = |at: &usize| match points[*at].entry.kind.as_ref().map(|kind| kind.slug) {
        _ if *at == 0 || *at == last => 0,
        Some("detection" | "mitigation" | "resolution" | "key-moment") => 1,
        Some(_) => 2,
        None => 3,
    };
    let mut named = BTreeSet::new();
    for wanted in 0..3 {
        let those: Vec<_> = (0..=last).filter(|at| rank(at) == wanted).collect();
        named.extend(spread(&those, MOST_NAMES - named.len()));
    }
    named
}

/// Returns at most `most` of `all`, evenly from the first to the last.
fn spread<T: Copy>(all: &[T], most: usize) -> Vec<T> {
    let (Some(last), Some(steps)) = (all.len().checked_sub(1), most.checked_sub(1)) else { return Vec::new() };
    let steps = last.min(steps);
    (0..=steps).map(|step| all[step * last / steps.max(1)]).collect()
}

fn bands(words: &Words, incident: &Incident, scale: &Scale) -> Vec<FigureBand> {
    let inside = |instant: &Instant| instant.sort_key().clamp(scale.first(), scale.last());
    let mut bands = Vec::new();
    for phase in phases(incident) {
        let (top, bottom) = (scale.y(inside(&phase.from.value)), scale.y(inside(&phase.to.value)));
        if bottom - top >= 1.0 {
            bands.push(FigureBand {
                phase: phase.slug,
                name: words.of("phase", phase.slug).to_owned(),
                y: round(top),
                height: round(bottom - top),
                inferred: phase.to.is_inferred(),
            });
        }
    }
    bands
}

/// Maps times to heights. The scale is linear except for gaps that would dwarf the rest.
struct Scale {
    /// Time and height of every mark, both increasing.
    steps: Vec<(i64, f64)>,
    /// Indices of the steps at the end of a broken gap.
    broken: Vec<usize>,
    height: f64,
}

impl Scale {
    fn new(points: &[&Point<'_>], names: usize) -> Option<Self> {
        let times: Vec<i64> = points.iter().map(|point| point.seconds).collect();
        let total = times.last()? - times.first()?;
        if total == 0 {
            return None;
        }
        let gaps: Vec<i64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        // Break the largest gaps until none takes more than its share of the rest.
        let mut broken: Vec<usize> = Vec::new();
        let mut left = total;
        let mut by_size: Vec<usize> = (0..gaps.len()).collect();
        by_size.sort_by_key(|at| std::cmp::Reverse(gaps[*at]));
        for at in by_size {
            if gaps.len() - broken.len() > 2 && gaps[at] as f64 > LARGEST_GAP * left as f64 && gaps[at] > 1800 {
                broken.push(at + 1);
                left -= gaps[at];
            }
        }
        broken.sort_unstable();
        let room = (names as f64 * LINE * 1.5).max(points.len() as f64 * CLOSE * 1.2).max(160.0);
        let unit = room / (left.max(1)) as f64;
        let mut y = MARGIN;
        let mut steps = vec![(times[0], y)];
        for (at, gap) in gaps.iter().enumerate() {
            y += if broken.contains(&(at + 1)) { BREAK } else { *gap as f64 * unit };
            steps.push((times[at + 1], y));
        }
        Some(Self { steps, broken, height: y })
    }

    fn first(&self) -> i64 {
        self.steps.first().map_or(0, |step| step.0)
    }

    fn last(&self) -> i64 {
        self.steps.last().map_or(0, |step| step.0)
    }

    fn y(&self, seconds: i64) -> f64 {
        let after = self.steps.partition_point(|(time, _)| *time < seconds);
        match (after.checked_sub(1).and_then(|before| self.steps.get(before)), self.steps.get(after)) {
            (_, Some((time, y))) if *time == seconds => *y,
            (Some((from, top)), Some((to, bottom))) => {
                top + (bottom - top) * (seconds - from) as f64 / (to - from) as f64
            }
            (Some((_, y)), None) | (None, Some((_, y))) => *y,
            (None, None) => 0.0,
        }
    }

    fn breaks(&self, words: &Words) -> Vec<FigureBreak> {
        let of = |at: &usize| {
            let ((from, top), (to, bottom)) = (self.steps[at - 1], self.steps[*at]);
            let y = round(f64::midpoint(top, bottom));
            FigureBreak { y, label_y: y, text: words.fill("timeline.gap", &[("length", &words.length(to - from))]) }
        };
        self.broken.iter().map(of).collect()
    }
}

/// Rounds to one decimal place, a tenth of a pixel.
fn round(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_spread_over_the_whole_with_the_first_and_the_last() {
        let of = |count: usize| spread(&(0..count).collect::<Vec<_>>(), MOST_MARKS);
        assert_eq!(of(0), [0; 0]);
        assert_eq!(of(1), [0]);
        assert_eq!(of(30), (0..30).collect::<Vec<_>>());
        let many = of(400);
        assert_eq!((many.len(), many[0], many[29]), (MOST_MARKS, 0, 399));
        assert!(many.windows(2).all(|pair| (13..=14).contains(&(pair[1] - pair[0]))), "{many:?}");
    }
}
