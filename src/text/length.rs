//! Durations in words.

/// A unit of durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Days,
    Hours,
    Minutes,
    Seconds,
}

/// Returns the two largest units of a duration. `one` writes a number of one unit.
///
/// Seconds are left out from ten minutes on, and a second unit that is zero is always left out.
pub fn written(seconds: i64, one: impl Fn(i64, Unit) -> String) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let ((large, large_unit), (small, small_unit)) = match seconds {
        ..60 => ((seconds, Unit::Seconds), (0, Unit::Seconds)),
        60..3600 => ((minutes, Unit::Minutes), (if minutes < 10 { seconds % 60 } else { 0 }, Unit::Seconds)),
        3600..86_400 => ((hours, Unit::Hours), (minutes, Unit::Minutes)),
        _ => ((days, Unit::Days), (hours, Unit::Hours)),
    };
    let large = one(large, large_unit);
    if small == 0 { large } else { [&large, " ", &one(small, small_unit)].concat() }
}

/// Returns a duration in English: `45 s`, `2 min 5 s`, `1 h 28 min`, `1 d 1 h`.
pub fn length(seconds: i64) -> String {
    written(seconds, |number, unit| {
        let unit = match unit {
            Unit::Days => " d",
            Unit::Hours => " h",
            Unit::Minutes => " min",
            Unit::Seconds => " s",
        };
        number.to_string() + unit
    })
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn lengths_have_at_most_two_units() {
        assert_eq!(length(45), "45 s");
        assert_eq!(length(125), "2 min 5 s");
        assert_eq!(length(35 * 60 + 12), "35 min");
        assert_eq!(length(5280), "1 h 28 min");
        assert_eq!(length(7200), "2 h");
        assert_eq!(length(90_000), "1 d 1 h");
    }
}
