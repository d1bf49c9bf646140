//! Tables of numbers: the data behind the charts.

use crate::site::pieces::Markup;

/// Begins a box that scrolls if it is wider than the page, also by keyboard.
pub(super) fn scroll_box(class: &str, label: &str, to: &mut Markup<'_>) {
    to.raw("<div").class(&[class]).raw(" tabindex=\"0\" role=\"group\"").attribute("aria-label", label).raw(">\n");
}

/// A table whose rows have a heading each.
pub(in crate::site) struct Table {
    caption: String,
    /// Name, and whether the column holds numbers.
    columns: Vec<(Cell, bool)>,
    rows: Vec<(Cell, Vec<Cell>)>,
}

/// The content of a cell.
pub(in crate::site) enum Cell {
    Text(String),
    Number(usize),
    /// Markup of ours.
    Html(String),
    /// A number that is not there, and why.
    Missing(&'static str),
    /// A number on a ground that is the darker the greater it is: from 1 to 4.
    Shade(usize, usize),
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        match number {
            0 => Cell::Html("<span class=\"none\">0</span>".to_owned()),
            _ => Cell::Number(number),
        }
    }
}

impl Cell {
    fn write(&self, to: &mut Markup<'_>) {
        match self {
            Cell::Text(text) => to.text(text),
            Cell::Number(number) | Cell::Shade(number, _) => to.text(&to.words.grouped(*number)),
            Cell::Html(html) => to.raw(html),
            Cell::Missing(why) => to.missing(why),
        };
    }
}

impl Table {
    /// Begins a table. `first` names the column of the rows' headings.
    pub(in crate::site) fn new(caption: &str, first: &str) -> Self {
        Self { caption: caption.to_owned(), columns: vec![(first.into(), false)], rows: Vec::new() }
    }

    /// Adds a column of numbers.
    pub(in crate::site) fn number(&mut self, name: &str) -> &mut Self {
        self.head(name.into())
    }

    /// Adds a column of numbers with this head.
    pub(in crate::site) fn head(&mut self, head: Cell) -> &mut Self {
        self.columns.push((head, true));
        self
    }

    /// Adds a column of texts.
    pub(in crate::site) fn column(&mut self, name: &str) -> &mut Self {
        self.columns.push((name.into(), false));
        self
    }

    pub(in crate::site) fn row(&mut self, heading: impl Into<Cell>, cells: impl IntoIterator<Item = impl Into<Cell>>) {
        self.rows.push((heading.into(), cells.into_iter().map(Into::into).collect()));
    }

    /// Writes the table, folded behind `summary`.
    pub(in crate::site) fn folded(&self, summary: &str, to: &mut Markup<'_>) {
        to.raw("<details>\n<summary>").text(summary).raw("</summary>\n");
        self.write(to);
        to.raw("</details>\n");
    }

    /// Writes the table in a box that scrolls.
    pub(in crate::site) fn write(&self, to: &mut Markup<'_>) {
        scroll_box("table-scroll", &self.caption, to);
        to.raw("<table class=\"figures\">\n<caption class=\"hidden\">").text(&self.caption);
        to.raw("</caption>\n<thead><tr>");
        for (name, is_number) in &self.columns {
            to.raw(if *is_number { "<th scope=\"col\" class=\"end\">" } else { "<th scope=\"col\">" });
            name.write(to);
            to.raw("</th>");
        }
        to.raw("</tr></thead>\n<tbody>\n");
        for (heading, cells) in &self.rows {
            to.raw("<tr><th scope=\"row\">");
            heading.write(to);
            to.raw("</th>");
            for (cell, (_, is_number)) in cells.iter().zip(&self.columns[1..]) {
                match cell {
                    Cell::Shade(_, shade) => to.raw("<td class=\"end shade-").digits(*shade as u64).raw("\">"),
                    _ => to.raw(if *is_number { "<td class=\"end\">" } else { "<td>" }),
                };
                cell.write(to);
                to.raw("</td>");
            }
            to.raw("</tr>\n");
        }
        to.raw("</tbody>\n</table>\n</div>\n");
    }
}
