//! An axis of durations.

use crate::site::words::Words;

/// Where ticks of a logarithmic axis may be, in seconds.
const TICKS: [i64; 13] = [
    1,
    10,
    60,
    600,
    3600,
    6 * 3600,
    86_400,
    7 * 86_400,
    30 * 86_400,
    91 * 86_400,
    365 * 86_400,
    5 * 365 * 86_400,
    20 * 365 * 86_400,
];

/// Steps between the ticks of a linear axis.
const STEPS: [i64; 14] =
    [1, 10, 60, 300, 600, 1800, 3600, 2 * 3600, 6 * 3600, 12 * 3600, 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400];

/// Most ticks of a linear axis.
const MOST: i64 = 6;

/// Maps durations to positions between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Axis {
    /// From zero to this duration.
    Linear(i64),
    /// From zero to this duration, logarithmic from a minute on.
    Bent(i64),
    /// From one duration, which is not zero, to another one.
    Logarithmic(i64, i64),
}

impl Axis {
    /// Returns an axis for dots: logarithmic from the last tick before the shortest to the first one
    /// after the longest.
    pub(super) fn around(values: impl Iterator<Item = i64> + Clone) -> Self {
        let (shortest, longest) = (values.clone().min().unwrap_or(1), values.max().unwrap_or(1));
        let from = TICKS.iter().rev().find(|tick| **tick <= shortest).copied().unwrap_or(1);
        let to = TICKS.iter().find(|tick| **tick >= longest && **tick > from).copied();
        Self::Logarithmic(from, to.unwrap_or_else(|| longest.max(from + 1)))
    }

    pub(super) fn position(self, seconds: i64) -> f64 {
        let bent = |seconds: i64| (seconds.max(0) as f64 / 60.0).ln_1p();
        let position = match self {
            Axis::Linear(longest) => seconds as f64 / longest as f64,
            Axis::Bent(longest) => bent(seconds) / bent(longest),
            Axis::Logarithmic(from, to) => {
                let logarithm = |seconds: i64| (seconds.max(1) as f64).ln();
                (logarithm(seconds) - logarithm(from)) / (logarithm(to) - logarithm(from))
            }
        };
        position.clamp(0.0, 1.0)
    }

    /// Returns the positions and names of the ticks. Those nearer to the one before than this part of
    /// the axis are left out.
    pub(super) fn ticks(self, words: &Words, nearest: f64) -> Vec<(f64, String)> {
        let seconds: Vec<i64> = match self {
            Axis::Linear(longest) => {
                let step = STEPS.into_iter().find(|step| longest / step < MOST).unwrap_or(longest);
                (0..=longest / step).map(|at| at * step).collect()
            }
            Axis::Bent(longest) => {
                let ticks = TICKS.into_iter().filter(|tick| *tick >= 60 && *tick <= longest);
                std::iter::once(0).chain(ticks).collect()
            }
            Axis::Logarithmic(from, to) => TICKS.into_iter().filter(|tick| (from..=to).contains(tick)).collect(),
        };
        let mut ticks: Vec<(f64, String)> = Vec::new();
        for seconds in seconds {
            let position = self.position(seconds);
            if ticks.last().is_none_or(|(last, _)| position - last >= nearest) {
                let name = if seconds == 0 { "0".to_owned() } else { words.length(seconds) };
                ticks.push((position, name));
            }
        }
        ticks
    }
}

#[cfg(test)]
mod tests {
    use super::Axis;
    use crate::site::words::of_language;

    #[test]
    fn an_axis_reaches_around_its_values_and_names_its_ticks() {
        let words = of_language("en");
        let axis = Axis::around([240, 34_800].into_iter());
        assert_eq!(axis, Axis::Logarithmic(60, 86_400));
        let names: Vec<_> = axis.ticks(&words, 0.09).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["1 min", "10 min", "1 h", "6 h", "1 d"]);
        assert!(axis.position(60) < 1e-9 && axis.position(86_400) > 1.0 - 1e-9);
        assert_eq!(Axis::around([0].into_iter()), Axis::Logarithmic(1, 10));
        let linear: Vec<_> = Axis::Linear(5400).ticks(&words, 0.09).into_iter().map(|(_, name)| name).collect();
        assert_eq!(linear, ["0", "30 min", "1 h", "1 h 30 min"]);
        let bent: Vec<_> = Axis::Bent(86_400).ticks(&words, 0.09).into_iter().map(|(_, name)| name).collect();
        assert_eq!(bent, ["0", "1 min", "10 min", "1 h", "6 h", "1 d"]);
    }
}
