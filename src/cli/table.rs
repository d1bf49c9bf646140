//! Text in columns.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::diagnostic;

/// Between columns.
const GAP: &str = "  ";

/// A column that may be cut keeps as much.
const LEAST: usize = 8;

/// A column and its name.
pub(super) struct Column {
    name: &'static str,
    /// It may be cut where the room is short.
    cut: bool,
}

impl Column {
    pub(super) const fn whole(name: &'static str) -> Self {
        Self { name, cut: false }
    }

    pub(super) const fn cut(name: &'static str) -> Self {
        Self { name, cut: true }
    }
}

/// One line for the names and one for each row; with a width, no line is longer if that
/// is possible at all.
pub(super) fn table<const N: usize>(columns: &[Column; N], rows: &[[String; N]], width: Option<usize>) -> String {
    let names = columns.each_ref().map(|column| column.name.to_owned());
    // What an author wrote must not move the cursor or begin a line.
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
        for (cell, width) in line.iter().zip(widths) {
            let cell = shorten(cell, width);
            let blanks = width - cell.width();
            written.push_str(&format!("{cell}{}{GAP}", " ".repeat(blanks)));
        }
        text.push_str(written.trim_end());
        text.push('\n');
    }
    text
}

/// Takes from the widest column that may be cut until all fit.
fn fit<const N: usize>(columns: &[Column; N], widths: &mut [usize; N], room: usize) {
    let room = room.saturating_sub(GAP.len() * (N - 1));
    while widths.iter().sum::<usize>() > room {
        let widest = (0..N).filter(|at| columns[*at].cut && widths[*at] > LEAST).max_by_key(|at| widths[*at]);
        let Some(at) = widest else { break };
        widths[at] -= 1;
    }
}

fn shorten(cell: &str, width: usize) -> String {
    if cell.width() <= width {
        return cell.to_owned();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or_default();
        used <= width
    };
    let head: String = cell.chars().take_while(fits).collect();
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [Column::whole("DATE"), Column::cut("TITLE"), Column::cut("WHERE")];

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
        for width in [31, 36, 40, 60] {
            let text = table(&COLUMNS, &rows(), Some(width));
            assert!(text.lines().all(|line| line.width() <= width), "{width}:\n{text}");
            assert!(text.contains("2026-01-02  The"), "{text}");
            assert_eq!(text.contains('…'), width < 48, "{width}:\n{text}");
        }
        assert!(table(&COLUMNS, &rows(), Some(3)).contains("2026-01-02  The"));
    }
}
