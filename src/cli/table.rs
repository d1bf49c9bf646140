//! Prints text in columns.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::diagnostic;
use crate::text::shorten::shorten;

/// Space between columns.
const GAP: &str = "  ";

/// Least useful width of a column that is cut.
const LEAST: usize = 4;

/// A column: its name, and what may happen to it if the line is too narrow.
#[derive(Clone, Copy)]
pub(super) struct Column {
    name: &'static str,
    /// Width to which the column may be cut before another one is removed. `None` if it may not be
    /// cut.
    least: Option<usize>,
    /// True if the column may be removed.
    spare: bool,
}

impl Column {
    pub(super) const fn whole(name: &'static str) -> Self {
        Self { name, least: None, spare: false }
    }

    pub(super) const fn cut(name: &'static str, least: usize) -> Self {
        Self { name, least: Some(least), spare: false }
    }

    /// Allows the column to be removed. The last such column is removed first.
    pub(super) const fn or_nothing(self) -> Self {
        Self { spare: true, ..self }
    }
}

/// Returns one line for the names and one for each row. With a width, lines are shortened to it as
/// far as possible.
pub(super) fn table<const N: usize>(columns: &[Column; N], rows: &[[String; N]], width: Option<usize>) -> String {
    let names = columns.each_ref().map(|column| column.name.to_owned());
    // Text from documents must not move the cursor or begin a new line.
    let clean = |cell: &String| diagnostic::plain(cell).replace('\n', " ");
    let lines: Vec<[String; N]> = std::iter::once(&names).chain(rows).map(|row| row.each_ref().map(clean)).collect();
    let mut widths: [usize; N] =
        std::array::from_fn(|at| lines.iter().map(|line| line[at].width()).max().unwrap_or_default());
    if let Some(width) = width {
        fit(columns, &mut widths, width);
    }
    let mut text = String::new();
    for line in &lines {
        let mut written = String::new();
        for (cell, width) in line.iter().zip(widths).filter(|(_, width)| *width > 0) {
            let cell = shortened(cell, width);
            let blanks = width - cell.width();
            written.push_str(&format!("{cell}{}{GAP}", " ".repeat(blanks)));
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    text
}

/// Removes columns, then narrows the widest columns that may be cut. A width of 0 means that the
/// column was removed.
fn fit<const N: usize>(columns: &[Column; N], widths: &mut [usize; N], room: usize) {
    let least = |at: usize, width: usize| columns[at].least.map_or(width, |least| least.min(width));
    let total =
        |widths: &[usize]| widths.iter().filter(|width| **width > 0).map(|width| width + GAP.len()).sum::<usize>();
    let room = room + GAP.len();
    loop {
        let shortest: Vec<_> = widths.iter().enumerate().map(|(at, width)| least(at, *width)).collect();
        let spare = (0..N).rev().find(|at| columns[*at].spare && widths[*at] > 0);
        match spare {
            Some(at) if total(&shortest) > room => widths[at] = 0,
            _ => break,
        }
    }
    for keep in [usize::MAX, LEAST] {
        while total(widths) > room {
            let may = |at: &usize| columns[*at].least.is_some_and(|least| widths[*at] > least.min(keep));
            let Some(at) = (0..N).filter(may).max_by_key(|at| widths[*at]) else { break };
            widths[at] -= 1;
        }
    }
}

/// Returns `cell` in at most `width` terminal columns.
fn shortened(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    // The ellipsis takes one column.
    let mut used = 1;
    let too_wide = |(_, c): &(usize, char)| {
        used += c.width().unwrap_or_default();
        used > width
    };
    shorten(cell, cell.char_indices().find(too_wide).map_or(cell.len(), |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] =
        [Column::whole("DATE"), Column::cut("TITLE", 12), Column::cut("WHERE", 5).or_nothing()];

    fn rows() -> [[String; 3]; 2] {
        let row = |cells: [&str; 3]| cells.map(str::to_owned);
        [row(["2026-01-02", "The cache went cold", "shop"]), row(["", "設定変更で全面停止\n\u{1b}[2J", ""])]
    }

    #[test]
    fn columns_are_aligned_and_nothing_is_cut_without_a_width() {
        let expected = "\
DATE        TITLE                         WHERE
2026-01-02  The cache went cold           shop
            設定変更で全面停止 \\u{1b}[2J
";
        assert_eq!(table(&COLUMNS, &rows(), None), expected);
    }

    #[test]
    fn a_line_is_no_longer_than_the_terminal_is_wide() {
        for width in [20, 24, 28, 31, 36, 40, 60] {
            let text = table(&COLUMNS, &rows(), Some(width));
            assert!(text.lines().all(|line| line.width() <= width), "{width}:\n{text}");
            assert!(text.contains("2026-01-02  The"), "{text}");
            assert_eq!(text.contains('…'), width < 45, "{width}:\n{text}");
            assert_eq!(text.contains("shop"), width >= 31, "{width}:\n{text}");
        }
        assert!(table(&COLUMNS, &rows(), Some(3)).contains("2026-01-02  The"));
    }
}
