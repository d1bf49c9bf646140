//! The ids of incidents and the pattern by which an archive numbers them.

use jiff::civil::Date;

/// A pattern such as `INC-{year}-{number:03}`, valid by construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdPattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Year,
    Month,
    Day,
    /// A consecutive number with at least this many digits.
    Number(usize),
}

impl Default for IdPattern {
    fn default() -> Self {
        let text = |text: &str| Part::Text(text.to_owned());
        Self(vec![text("INC-"), Part::Year, text("-"), Part::Number(3)])
    }
}

impl IdPattern {
    /// Parses a pattern. The error says what is wrong with it.
    pub fn parse(pattern: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some((text, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a `{` is not closed")?;
            if !text.is_empty() {
                parts.push(Part::Text(text.to_owned()));
            }
            parts.push(match name.split_once(':').unwrap_or((name, "")) {
                ("year", "") => Part::Year,
                ("month", "") => Part::Month,
                ("day", "") => Part::Day,
                ("number", "") => Part::Number(1),
                ("number", width) => match width.parse() {
                    Ok(width @ 1..=9) => Part::Number(width),
                    _ => return Err(format!("`{width}` is not a number of digits")),
                },
                _ => return Err(format!("there is no field `{{{name}}}`")),
            });
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        match parts.iter().filter(|part| matches!(part, Part::Number(_))).count() {
            1 => Ok(Self(parts)),
            0 => Err("without `{number}` all ids would be the same".to_owned()),
            _ => Err("`{number}` can stand in it once only".to_owned()),
        }
    }

    /// Returns the next id on `day`. Its number follows the highest one among `taken`, of which
    /// only ids with the same parts count.
    pub fn next<'a>(&self, day: Date, taken: impl IntoIterator<Item = &'a str>) -> String {
        let number = taken.into_iter().filter_map(|id| self.number(day, id)).max().unwrap_or(0) + 1;
        self.0.iter().map(|part| text(part, day).unwrap_or_else(|width| format!("{number:0width$}"))).collect()
    }

    /// Returns the number in an id, if the id has this pattern and the parts of `day`.
    fn number(&self, day: Date, id: &str) -> Option<u32> {
        let at = self.0.iter().position(|part| matches!(part, Part::Number(_)))?;
        let side = |parts: &[Part]| parts.iter().filter_map(|part| text(part, day).ok()).collect::<String>();
        let digits = id.strip_prefix(&*side(&self.0[..at]))?.strip_suffix(&*side(&self.0[at + 1..]))?;
        let plain = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| plain)
    }
}

/// Returns the text of a part on `day`. The number has no fixed text, so its width is the error.
fn text(part: &Part, day: Date) -> Result<String, usize> {
    match part {
        Part::Text(text) => Ok(text.clone()),
        Part::Year => Ok(format!("{:04}", day.year())),
        Part::Month => Ok(format!("{:02}", day.month())),
        Part::Day => Ok(format!("{:02}", day.day())),
        Part::Number(width) => Err(*width),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(pattern: &str, taken: &[&str], expected: &str) {
        let pattern = IdPattern::parse(pattern).expect("a pattern");
        assert_eq!(pattern.next(jiff::civil::date(2026, 3, 4), taken.iter().copied()), expected);
    }

    #[test]
    fn numbers_count_up_within_what_the_pattern_names() {
        case("INC-{year}-{number:03}", &[], "INC-2026-001");
        case("INC-{year}-{number:03}", &["INC-2026-009", "INC-2025-200", "INC-2026-x", "other"], "INC-2026-010");
        case("INC-{year}-{number:03}", &["INC-2026-999"], "INC-2026-1000");
        case("{number}", &["7", "12"], "13");
        case("{year}{month}{day}/{number}b", &["20260304/2b"], "20260304/3b");
        for wrong in ["INC", "{number}{number}", "{hour}{number}", "{number:0}", "{number"] {
            assert!(IdPattern::parse(wrong).is_err(), "{wrong}");
        }
    }
}
