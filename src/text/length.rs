//! Durations in words.

/// Returns the two largest units of a duration: `45 s`, `2 min 5 s`, `1 h 28 min`, `1 d 1 h`.
///
/// Seconds are left out from ten minutes on, and a second unit that is zero is always left out.
pub fn length(seconds: i64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let both = |large: i64, large_unit: &str, small: i64, small_unit: &str| {
        let large = large.to_string();
        match small {
            0 => [&large, " ", large_unit].concat(),
            _ => [&large, " ", large_unit, " ", &small.to_string(), " ", small_unit].concat(),
        }
    };
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3600 => both(minutes, "min", if minutes < 10 { seconds % 60 } else { 0 }, "s"),
        3600..86_400 => both(hours, "h", minutes, "min"),
        _ => both(days, "d", hours, "h"),
    }
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
