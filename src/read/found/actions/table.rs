//! Tables of action items.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fields::{link_ticket, set, set_due, told, whole_day};
use super::item::from_text;
use super::states::state_and_day;
use super::trailing::due_of;
use super::words::{is_category, is_ticket, kind, status, status_alone, yes_or_no};
use crate::incident::action::{ActionItem, ActionStatus, Ticket};
use crate::markdown::{self, Kind, Node};
use crate::read::found::{inline, time_text};
use crate::read::words::nothing::{
    begins_as_prompt, has_template_mark, is_example_name, is_nobody, is_nothing, is_place,
};
use crate::read::words::{List, words};

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Text,
    Owner,
    Due,
    Ticket,
    Priority,
    Kind,
    Status,
    /// Counts or names the rows.
    Number,
}

impl Column {
    /// In the order in which a name is looked for in them.
    const ALL: [Self; 8] =
        [Self::Owner, Self::Due, Self::Ticket, Self::Priority, Self::Kind, Self::Status, Self::Number, Self::Text];

    /// Names of the column, the likeliest first.
    fn words(self) -> impl Iterator<Item = &'static str> {
        let (field, column) = (&words().field, &words().column);
        let lists: [List; 3] = match self {
            Self::Owner => [field.owner, column.owner, &[]],
            Self::Due => [field.due, column.due, &[]],
            Self::Ticket => [field.ticket, column.ticket, &[]],
            Self::Priority => [field.priority, &[], &[]],
            Self::Kind => [field.kind, column.kind, &[]],
            Self::Status => [field.status, column.status, column.done],
            Self::Number => [column.number, &[], &[]],
            Self::Text => [column.task, &[], &[]],
        };
        lists.into_iter().flatten().copied()
    }

    fn named(name: &str) -> Option<Self> {
        static NAMES: LazyLock<HashMap<&str, Column>> = LazyLock::new(|| {
            // The first of two wins.
            let all = Column::ALL.into_iter().rev();
            all.flat_map(|column| column.words().map(move |word| (word, column))).collect()
        });
        NAMES.get(name).copied()
    }
}

/// The rows of a table, whose columns its header names; without a name the column
/// with most text is the action.
pub(in crate::read) fn read(table: &Node) -> Vec<ActionItem> {
    if tells_of_one(table) {
        return Vec::new();
    }
    let turned = turned(table);
    let Some((head, rows)) = turned.as_deref().unwrap_or(&table.children).split_first() else { return Vec::new() };
    let names: Vec<_> = head.children.iter().map(|cell| markdown::plain(&cell.children)).collect();
    let lower: Vec<_> = names.iter().map(|name| lower(name)).collect();
    let mut taken = Vec::new();
    for column in Column::ALL {
        taken.extend(find(column, &lower, &taken).map(|at| (column, at)));
    }
    // Where no column is known, the table may be of anything.
    if taken.is_empty() {
        return Vec::new();
    }
    let length = |column: &usize| -> usize {
        rows.iter().filter_map(|row| row.children.get(*column)).map(|cell| inline::text(&cell.children).len()).sum()
    };
    // Signs below no name: `✅`, `⏳`.
    let is_state = |at: &usize| {
        let told = || rows.iter().filter_map(|row| row.children.get(*at)).map(|cell| inline::text(&cell.children));
        let has_sign = |text: &String| status(text).is_some() && !text.starts_with(char::is_alphabetic);
        told().any(|text| !text.trim().is_empty()) && told().all(|text| text.trim().is_empty() || has_sign(&text))
    };
    if taken.iter().all(|(column, _)| *column != Column::Status) {
        let signs = (0..lower.len()).find(|at| lower[*at].is_empty() && is_state(at));
        taken.extend(signs.map(|at| (Column::Status, at)));
    }
    let mut columns = Columns { names, taken };
    if columns.at(Column::Text).is_none() {
        let Some(longest) = (0..lower.len()).filter(|at| !columns.is_taken(*at)).max_by_key(length) else {
            return Vec::new();
        };
        columns.taken.push((Column::Text, longest));
    }
    rows.iter().filter(|row| !is_head(row) && !is_example(row)).filter_map(|row| columns.item(row)).collect()
}

/// The column that has this name, or else a word of it in a name that means nothing as a whole. Each column is only
/// one thing.
fn find(column: Column, names: &[String], taken: &[(Column, usize)]) -> Option<usize> {
    let is_free = |at: &usize| taken.iter().all(|(_, other)| other != at);
    let whole = column.words().find_map(|word| names.iter().position(|name| name == word)).filter(is_free);
    let has_word = |at: &usize| {
        let mut parts = names[*at].split([' ', '/', '(', ')', '（', '）', '-']);
        if Column::named(&names[*at]).is_some() {
            return false;
        }
        // `Complete by` asks for a day, and is no answer.
        let is_due =
            || asks_if_done(&names[*at]) && names[*at].split(' ').any(|part| words().field.due_by.contains(&part));
        parts.any(|part| column.words().any(|word| part == word)) || column == Column::Due && is_due()
    };
    whole.or_else(|| (0..names.len()).filter(is_free).find(has_word))
}

/// `| | **Long-term** | | |`: the head of the rows below it. A bold cell with other words is
/// an action without fields.
fn is_head(row: &Node) -> bool {
    let mut told = row.children.iter().filter(|cell| !inline::text(&cell.children).trim().is_empty());
    let is_name = |cell: &Node| {
        matches!(cell.children.as_slice(), [Node { kind: Kind::Strong, .. }])
            && is_category(&inline::text(&cell.children))
    };
    told.next().is_some_and(is_name) && told.next().is_none()
}

/// `| _Example: add an alert_ | _@handle_ | _YYYY-MM-DD_ |`: what a template shows, all of it slanted, called an
/// example in the first cell, or nothing but places to be filled.
fn is_example(row: &Node) -> bool {
    let says = |text: &str| !is_nothing(text) && text.contains(char::is_alphabetic);
    let told = || row.children.iter().map(|cell| (cell, inline::text(&cell.children))).filter(|it| says(&it.1));
    let Some((_, first)) = told().next() else { return false };
    let asks = begins_as_prompt(&first) || has_template_mark(&first);
    is_example_name(&first)
        || asks && told().all(|(cell, _)| inline::is_slanted(&cell.children))
        || told().count() > 1 && told().all(|(_, text)| is_place(&text))
}

/// A name to compare: `Done?` is done.
fn lower(name: &str) -> String {
    name.trim_matches(|c: char| c.is_whitespace() || matches!(c, '?' | '¿' | ':' | '：' | '*')).to_lowercase()
}

/// A table of what is to be done and by whom or when, as its header says. One of what happened
/// begins with times.
pub(in crate::read) fn is_of_actions(table: &Node) -> bool {
    let Some(head) = table.children.first() else { return false };
    let names: Vec<_> = head.children.iter().map(|cell| lower(&inline::text(&cell.children))).collect();
    // `ETA/✔`
    let parts = |name: &'_ String| name.split('/').map(|part| part.trim().to_owned()).collect::<Vec<_>>();
    let is = |list: List| names.iter().flat_map(parts).any(|name| list.contains(&name.as_str()));
    let is_sure = |name: &String| {
        let action = &words().action;
        words().column.task.contains(&name.as_str())
            && action.list.iter().chain(action.sure).any(|word| name.starts_with(word))
    };
    let column = &words().column;
    let is_time = |name: &String| column.time.iter().chain(column.day).any(|word| name == word);
    let is_timed = names.first().is_some_and(is_time);
    let has_owner = is(words().field.owner);
    // `what | who | deadline | state` is enough, whatever the first is called.
    let has_task = names.iter().any(|name| Column::named(name) == Some(Column::Text));
    let may_own = has_owner || is(words().column.owner);
    let has_due = is(words().field.due);
    let has_state = is(words().field.status) || is(column.done) || is(words().state.done);
    let is_plan = has_task && may_own && has_due && has_state;
    (names.iter().any(is_sure) && (has_owner || has_due) || is_plan) && !is_timed
}

/// What a cell names.
fn field(cell: &Node) -> Option<Column> {
    Column::named(&lower(&inline::text(&cell.children)))
}

/// What the cells of the first column name, the head's first.
fn first_column(table: &Node) -> Vec<Option<Column>> {
    table.children.iter().filter_map(|row| row.children.first()).map(field).collect()
}

/// Fields and their values, and no action: the heading or the line above it is one.
pub(in crate::read) fn tells_of_one(table: &Node) -> bool {
    let names = first_column(table);
    let known = names.iter().flatten().count();
    let pairs = table.children.iter().all(|row| row.children.len() == 2);
    let values = table.children.first().and_then(|head| head.children.get(1)).is_some_and(|cell| field(cell).is_none());
    pairs && values && known >= 2 && known + 1 >= names.len() && !names.contains(&Some(Column::Text))
}

/// The rows of a table whose first column has the names, as if its first row had them.
fn turned(table: &Node) -> Option<Vec<Node>> {
    let (head, values) = table.children.first().and_then(|head| Some((head, head.children.get(1..)?)))?;
    let names = first_column(table);
    let (name, below) = names.split_first()?;
    let known = below.iter().flatten().count();
    // `| Field | Value |` names nothing; `| Task | Details |` are the names of columns.
    let called: Vec<_> = values.iter().map(|cell| lower(&inline::text(&cell.children))).collect();
    let is_value = |word: &String| words().column.value.contains(&word.as_str());
    let is_column = |word: &String| words().column.detail.contains(&word.as_str());
    let names_columns = called.iter().any(is_column) || values.iter().any(|cell| field(cell).is_some());
    let names_rows = known >= 2 && known * 2 >= below.len() && names.contains(&Some(Column::Text));
    if values.is_empty() || names_columns || !names_rows || (name.is_none() && values.len() > 1) {
        return None;
    }
    let named = name.is_some() && !called.iter().all(is_value);
    let rows: Vec<_> = table.children.iter().skip(usize::from(!named)).collect();
    let column = |at: usize| {
        let cells = rows.iter().map(|row| match row.children.get(at) {
            Some(cell) => cell.clone(),
            None => Node { span: row.span, kind: Kind::Cell, children: Vec::new() },
        });
        Node { span: table.span, kind: Kind::Row, children: cells.collect() }
    };
    Some((0..head.children.len()).map(column).collect())
}

/// The name and the day of `Kim / 2031-05-01`, `Kim, Q3` and `Kim (by 3 May)`; nothing but the name of others.
fn owner_and_day(written: &str) -> (Option<&str>, Option<&str>) {
    let inside = || written.strip_suffix(')').and_then(|inner| inner.rsplit_once('('));
    let marks = [" / ", ", ", "; ", " — ", " – "];
    let mut cut = inside().into_iter().chain(marks.iter().filter_map(|mark| written.split_once(mark)));
    let dated = cut.find_map(|(name, day)| Some((name.trim(), due_of(day.trim())?)));
    dated.map_or((Some(written), None), |(name, day)| (Some(name), Some(day)))
}

/// A ticket without the status beside it.
fn unmarked(written: &str) -> String {
    let last = written.rfind(' ').map_or(0, |at| at + 1);
    let end = if status_beside(written).is_some() { last } else { written.len() };
    written[..end].trim().to_owned()
}

/// `Done`, `Completed on`: the name of a column that has an answer or a day in it.
fn asks_if_done(name: &str) -> bool {
    name.split(' ').next().is_some_and(|word| words().column.done.contains(&word))
}

/// The status that is all of a cell, or its last word in capitals: `#41 DONE`.
fn status_beside(written: &str) -> Option<ActionStatus> {
    let last = written.rsplit(' ').next().filter(|word| word.chars().all(char::is_uppercase));
    status_alone(written).or_else(|| status_alone(last?))
}

/// A day in such a column: it was done then.
fn done_on(written: &str) -> Option<ActionStatus> {
    let day = written.trim_matches(|c: char| !c.is_alphanumeric());
    time_text::whole(day).filter(time_text::Lead::is_day).map(|_| ActionStatus::Done)
}

/// What stands behind the word in `Done 2026-03-04`; all of it in a column that asks when.
fn after_state(written: &str, asks: bool) -> &str {
    if asks { written } else { written.split_once([' ', ':', ',', '(']).map_or("", |(_, rest)| rest) }
}

/// What is not struck out, if anything is.
fn unstruck(nodes: &[Node]) -> String {
    let kept = inline::text(&inline::unstruck(nodes));
    if kept.trim().is_empty() { inline::text(nodes) } else { kept }
}

struct Columns {
    /// As written in the header.
    names: Vec<String>,
    /// What is known of them.
    taken: Vec<(Column, usize)>,
}

impl Columns {
    fn at(&self, column: Column) -> Option<usize> {
        self.taken.iter().find(|(known, _)| *known == column).map(|(_, at)| *at)
    }

    fn is_taken(&self, at: usize) -> bool {
        self.taken.iter().any(|(_, known)| *known == at)
    }

    fn item(&self, row: &Node) -> Option<ActionItem> {
        let cell = |at: Option<usize>| at.and_then(|at| row.children.get(at)).map_or(&[][..], |cell| &cell.children);
        let nodes = |column| cell(self.at(column));
        let said_at = |at| Some(unstruck(cell(at)).trim().to_owned()).filter(|text| !is_nothing(text));
        let text = |column| self.at(column).and_then(|at| said_at(Some(at)));
        let content = nodes(Column::Text);
        let said = inline::text(content);
        let mut item = from_text(content, None);
        if is_nothing(&said) {
            // Nobody wrote what is to be done: what else is said of it stands in its place.
            let own = [self.at(Column::Text), self.at(Column::Number)];
            let others = (0..row.children.len()).filter(|at| !own.contains(&Some(*at)));
            let others = others.filter_map(|at| said_at(Some(at)));
            let said = others.collect::<Vec<_>>().join(" · ");
            if said.is_empty() {
                return None;
            }
            item.content = vec![inline::plain(row.span, said)];
        }
        let owner = text(Column::Owner);
        let (owner, day) = owner.as_deref().map_or((None, None), owner_and_day);
        if let Some(day) = day.filter(|_| self.at(Column::Due).is_none()) {
            set_due(&mut item, day, None);
        }
        let owner = owner.filter(|name| !is_nobody(name));
        item.owner = owner.map(|name| name.trim_start_matches('@').to_owned()).or(item.owner);
        match text(Column::Due).map(|due| (state_and_day(&due), due)) {
            // `| When |` over `done` and `live since 3 May`
            Some((Some(state), _)) => {
                set(&mut item, state);
            }
            Some((None, due)) => set_due(&mut item, &due, None),
            None => {}
        }
        item.ticket = nodes(Column::Ticket)
            .iter()
            .find_map(link_ticket)
            .or_else(|| {
                text(Column::Ticket)
                    .map(|it| unmarked(&it))
                    .filter(|it| !is_nothing(it))
                    .map(|text| Ticket { text, url: None })
            })
            .or(item.ticket);
        // `| Bug |` over `DONE`
        item.status = text(Column::Ticket).and_then(|it| status_beside(&it)).unwrap_or(item.status);
        item.priority = text(Column::Priority).or(item.priority);
        let mut rest = self.rest(row);
        let name = |column| self.at(column).and_then(|at| self.names.get(at)).map_or("", String::as_str);
        let mut tell = |column: Column, value: &str| rest.push(told(name(column), value));
        if let Some(written) = text(Column::Kind) {
            item.kind = kind(&written).or(item.kind);
            if kind(&written).is_none() {
                tell(Column::Kind, &written);
            }
        }
        if let Some(written) = text(Column::Status) {
            let asks = asks_if_done(&lower(name(Column::Status)));
            let is_named = !name(Column::Status).trim().is_empty();
            let answer = yes_or_no(&written).filter(|_| is_named).or_else(|| done_on(&written).filter(|_| asks));
            let known = answer.or_else(|| status(&written));
            item.status = known.unwrap_or(item.status);
            if item.status == ActionStatus::Done {
                item.done = item.done.or_else(|| whole_day(after_state(&written, asks)));
            }
            if yes_or_no(&written).or_else(|| status_alone(&written)).is_none() && known != Some(ActionStatus::Dropped)
            {
                tell(Column::Status, &written);
            }
            let reason =
                written.split_once([':', ',', '(']).map(|(_, reason)| reason.trim().trim_end_matches(')').to_owned());
            item.reason = reason.filter(|_| item.status == ActionStatus::Dropped);
        }
        match text(Column::Number) {
            Some(number) if item.ticket.is_none() && is_ticket(&number) => {
                item.ticket = Some(Ticket { text: number, url: None });
            }
            // One that only counts the rows says nothing.
            Some(number) if number.contains(char::is_alphabetic) => tell(Column::Number, &number),
            _ => {}
        }
        item.detail = rest;
        Some(item)
    }

    /// Columns that have no place in our table stand below the item, with their names.
    fn rest(&self, row: &Node) -> Vec<Node> {
        let cells = row.children.iter().enumerate().filter(|(at, _)| !self.is_taken(*at));
        let told = cells.filter(|(_, cell)| !inline::text(&cell.children).trim().is_empty());
        told.map(|(column, cell)| inline::named_cell(self.names.get(column).map_or("", String::as_str), cell)).collect()
    }
}
