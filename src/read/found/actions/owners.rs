//! Names before and behind actions, where their list and the rest of the document tell that they are people.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::incident::action::ActionItem;
use crate::markdown::Kind;
use crate::read::found::actions::fields::{Field, is_person, set};
use crate::read::found::actions::leading::{handle_end, without_separators};
use crate::read::found::actions::states::state_and_day;
use crate::read::found::actions::trailing::{self, unnamed};
use crate::read::found::actions::words::{FieldName, is_category, is_ticket, status_alone};
use crate::read::found::{inline, time_text};
use crate::read::words::nothing::is_nobody;
use crate::read::words::words;
use crate::text::is_unspaced;

/// Most names, and most places of each, that are looked at in a document.
pub(super) const MOST: usize = 40;

/// Returns the names that `text` writes as handles: `kim` of `@kim`.
pub(super) fn handles(text: &str) -> BTreeSet<&str> {
    let names = text.split('@').skip(1).map(|rest| rest[..handle_end(rest)].trim_end_matches('.'));
    names.filter(|name| !name.is_empty()).collect()
}

/// Takes the names before items, such as `kim: do it`, where `is_handle` knows the name.
pub(super) fn owners_before(items: &mut [ActionItem], is_handle: &dyn Fn(&str) -> bool) {
    for item in items.iter_mut().filter(|item| item.owner.is_none()) {
        let own = inline::text(&item.content);
        let Some((name, rest)) = own.split_once(": ").filter(|(name, _)| is_handle(name)) else { continue };
        item.content = inline::trim(inline::skip(&item.content, own.len() - rest.len()));
        item.owner = Some(name.to_owned());
    }
}

/// A name at the end of an item.
struct AtEnd {
    /// How much of the item's text stands before it.
    kept: usize,
    name: String,
    /// What stands behind it in the same brackets: `May` of `(Kim, May)`.
    rest: String,
}

impl AtEnd {
    /// A day, a state or a ticket stands behind the name, which is that of what somebody does.
    fn has_day(&self) -> bool {
        let is_dated = time_text::lead(&self.rest).is_some_and(|lead| lead.is_day());
        let tells = |field: &Field| matches!(field.name(), FieldName::Due | FieldName::Status | FieldName::Ticket);
        is_dated || is_ticket(&self.rest) || fields_of_rest(&self.rest).0.iter().any(tells)
    }
}

/// A document, asked about the names in it.
pub(super) struct Witness<'a> {
    text: &'a str,
    /// What it told before.
    told: RefCell<BTreeMap<String, Evidence>>,
}

impl<'a> Witness<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, told: RefCell::default() }
    }

    /// A field of the document has this name as its value: `Author: Kim Lund`. A name before a colon, as before an action,
    /// is none.
    pub(super) fn has_in_field(&self, name: &str) -> bool {
        self.text.match_indices(name).take(MOST).any(|(at, _)| is_of_field(line_before(&self.text[..at])))
    }

    /// Returns what the document tells of a name. Of too many it tells nothing: each takes a look at all of it.
    fn of(&self, name: &str) -> Evidence {
        let mut told = self.told.borrow_mut();
        if let Some(known) = told.get(name) {
            return *known;
        }
        let found = if told.len() < MOST { Evidence::of(name, self.text) } else { Evidence::Nothing };
        told.insert(name.to_owned(), found);
        found
    }
}

/// Takes the names at the end of items, such as `Do it [Kim]`, `Do it (Kim, May)` and `Do it — Kim`, where the list
/// has a place for them and the document tells that they are people or teams, or `names_owners` says so.
pub(super) fn owners_at_end(items: &mut [ActionItem], names_owners: bool, document: &Witness<'_>) {
    let found: Vec<_> = items.iter().map(at_end).collect();
    let named = found.iter().flatten().count();
    let owned = items.iter().filter(|item| item.owner.is_some()).count();
    let is_place = named > 0 && named + owned > 1;
    let names_owners = names_owners || is_form(items, &found);
    let places = Places { owned, all: named + owned == items.len(), half: (named + owned) * 2 >= items.len() };
    if !(names_owners || is_place && are_owners(&found.iter().flatten().collect::<Vec<_>>(), places, document)) {
        return;
    }
    for (item, AtEnd { kept, name, rest }) in items.iter_mut().zip(found).filter_map(|(item, end)| Some((item, end?))) {
        // Beside names, a word in small letters that no text has is one, too; one that the text has is a thing.
        let is_handle = !name.contains(' ') && name.contains(['.', '_']);
        let is_thing = || document.of(&name) == Evidence::Thing && !is_person(&name);
        if !names_owners && !is_nobody(&name) && !is_handle && is_thing() {
            continue;
        }
        let open = inline::text(&item.content)[kept..].trim_start().chars().next().unwrap_or('(');
        item.content = inline::trim(inline::take(&item.content, kept));
        item.owner = Some(name.trim_start_matches('@').to_owned()).filter(|name| !is_nobody(name));
        give_rest(item, &rest, open);
        // `Do it. *Done on 3 May.* (Kim)`
        while trailing::take_last(item) {}
    }
}

/// Every item ends with a name, and most of the names have a day or a state behind them: `Do it — Harbour, done 3 May`. Only
/// what somebody does has one, even if the name is also that of a thing.
fn is_form(items: &[ActionItem], found: &[Option<AtEnd>]) -> bool {
    // Counting is quick, reading what stands behind each name is not.
    if found.len() < 2 || !found.iter().all(Option::is_some) {
        return false;
    }
    let is_name = |end: &&AtEnd| is_person(&end.name) || is_team(&end.name) || is_nobody(&end.name);
    let names = found.iter().flatten().filter(is_name).count();
    // The day may be read already.
    let is_dated = |item: &ActionItem| item.due.is_some() || item.due_text.is_some() || item.done.is_some();
    let ends = items.iter().zip(found.iter().flatten());
    let dated = ends.filter(|(item, end)| is_dated(item) || end.has_day()).count();
    dated > 1 && dated * 3 >= found.len() * 2 && names * 3 >= found.len() * 2
}

/// Gives the item what stands behind its owner: days and states, and words that stay where they are.
fn give_rest(item: &mut ActionItem, rest: &str, open: char) {
    let (fields, kept) = fields_of_rest(rest);
    for field in fields {
        set(item, field);
    }
    if !kept.is_empty() {
        let span = item.content.last().map(|node| node.span).unwrap_or_default();
        let kept = if open == '[' { format!(" [{kept}]") } else { format!(" ({kept})") };
        item.content.push(inline::plain(span, kept));
    }
}

/// The fields at the end of what stands behind an owner, such as `May 3, done`, and the words before them.
fn fields_of_rest(rest: &str) -> (Vec<Field>, &str) {
    let field = |text: &str| {
        let is_day = || time_text::whole(text).is_some_and(|lead| lead.is_day());
        let other = || unnamed(text).filter(|field| field.name() != FieldName::Owner);
        state_and_day(text).or_else(other).or_else(|| is_day().then(|| Field::Due(text.to_owned())))
    };
    let (mut fields, mut kept) = (Vec::new(), rest);
    while !kept.is_empty() {
        // All of it first: a day may have a comma itself, as `May 3, 2031` has.
        let whole = || Some(("", field(kept)?));
        let last = || {
            let (before, last) = kept.rsplit_once([',', '，', '、', ';', '；'])?;
            Some((before.trim(), field(last.trim())?))
        };
        let Some((before, found)) = whole().or_else(last) else { break };
        fields.push(found);
        kept = before;
    }
    (fields, kept)
}

/// The name at the end of an item.
fn at_end(item: &ActionItem) -> Option<AtEnd> {
    let all = inline::text(&item.content);
    let text = all.trim_end().trim_end_matches('.');
    let inside = |close: char, open: char| {
        let (before, inner) = text.strip_suffix(close)?.rsplit_once(open)?;
        Some((before, inner.split_once([',', ';', '，', '、', '；']).unwrap_or((inner, ""))))
    };
    let behind = || {
        let dashes = [" — ", " – ", " - ", " -- "].into_iter();
        let cut = dashes.filter_map(|dash| Some((text.rfind(dash)?, dash.len()))).max()?;
        Some((&text[..cut.0], at_comma(&text[cut.0 + cut.1..])))
    };
    // `Do it. **Kim**`
    let apart = || {
        let last = item.content.last().filter(|node| matches!(node.kind, Kind::Strong | Kind::Emphasis))?;
        let name = inline::text(std::slice::from_ref(last));
        let before = all.trim_end().strip_suffix(name.trim_end())?.trim_end();
        let ends = before.ends_with(['.', '。', '-', '–', '—', ':']) && before.len() <= text.len();
        let name = text.get(before.len()..)?;
        ends.then(|| (&text[..before.len()], at_comma(name)))
    };
    let found = inside(']', '[').or_else(|| inside(')', '(')).or_else(|| inside('）', '（'));
    let (before, (name, rest)) = found.or_else(behind).or_else(apart)?;
    // `(done, Kim)`
    let is_turned = !may_be_name(name.trim()) && may_be_name(rest.trim()) && fields_of_rest(name.trim()).1.is_empty();
    let (name, rest) = if is_turned { (rest, name) } else { (name, rest) };
    let name = name.trim().trim_matches('*');
    let is_owner = item.owner.is_none() && may_be_name(name) && !before.trim().is_empty();
    is_owner.then(|| AtEnd {
        kept: without_separators(before).len(),
        name: name.trim_start_matches('@').to_owned(),
        rest: rest.trim().to_owned(),
    })
}

/// What stands before the first comma, and behind it.
fn at_comma(text: &str) -> (&str, &str) {
    text.split_once([',', '，', '、']).unwrap_or((text, ""))
}

/// A few words, none of which is a field of another kind.
pub(super) fn may_be_name(name: &str) -> bool {
    /// In characters.
    const LONGEST: usize = 30;
    let is_short = name.chars().count() <= LONGEST && name.split_whitespace().count() <= 3;
    let plain = |c: char| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '’' | '@' | '&' | '+' | '_');
    let is_other = is_category(name)
        || status_alone(name).is_some()
        || unnamed(name).is_some_and(|field| field.name() != FieldName::Owner);
    is_nobody(name)
        || is_short && name.chars().all(plain) && name.contains(char::is_alphabetic) && !is_other
        || is_team(name)
}

/// What the document tells of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Evidence {
    /// It is written in small letters in the middle of a sentence: `redis`.
    Thing,
    Nothing,
    /// It may be somebody: an entry or a line begins with it, or it has a second name.
    Weak,
    /// It is somebody: a handle, the value of a field, a line of a chat.
    Strong,
}

impl Evidence {
    fn of(name: &str, text: &str) -> Self {
        if is_nobody(name) {
            return Self::Nothing;
        }
        let is_full = name.contains(' ') && is_person(name);
        let mut best = if is_full { Self::Weak } else { Self::Nothing };
        let written = BTreeSet::from([name.to_owned(), name.to_lowercase(), capitalised(name)]);
        let places = written.iter().flat_map(|written| text.match_indices(written).take(MOST));
        for (at, written) in places {
            match Self::at(name, written, &text[..at], &text[at + written.len()..]) {
                Self::Thing => return Self::Thing,
                other => best = best.max(other),
            }
        }
        best
    }

    /// What one place tells, with the text before and behind it.
    fn at(name: &str, written: &str, before: &str, behind: &str) -> Self {
        let joins = |c: char| c.is_alphanumeric() && !is_unspaced(c);
        if before.ends_with(joins) || behind.starts_with(joins) {
            return Self::Nothing;
        }
        if before.ends_with('@') {
            return Self::Strong;
        }
        let line = line_before(before);
        let behind = behind.trim_start_matches(['*', '_']);
        // At the end of an action, where it is looked for.
        let is_last = behind.is_empty() || behind.starts_with(['\n', '.']) || behind.starts_with(" —");
        let dashed = line.ends_with("— ") || line.ends_with("– ") || line.ends_with("- ");
        if line.ends_with(['(', '[', '（']) || dashed && is_last {
            return Self::Nothing;
        }
        let begins = line.chars().filter(|c| c.is_alphabetic()).count() <= 6;
        let speaks = begins && behind.starts_with(": ");
        if is_of_field(line) || speaks {
            return Self::Strong;
        }
        // In code or in an address it is the name of a program.
        if before.ends_with(['`', '/', '#', '"']) || behind.starts_with(['`', '/']) {
            return Self::Thing;
        }
        let is_small = !written.starts_with(char::is_uppercase) && written.starts_with(char::is_lowercase);
        let acts = behind.starts_with([' ', ',']) && !behind[1..].starts_with(char::is_numeric);
        let has_second = behind.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase));
        if begins && acts || has_second && !is_small && !name.contains(' ') {
            return Self::Weak;
        }
        let in_cell = line.trim_end().ends_with('|') && behind.trim_start().starts_with(['|', '+', '&', ',']);
        match is_small {
            _ if in_cell => Self::Weak,
            true if !name.contains(' ') || name.contains(char::is_uppercase) => Self::Thing,
            _ => Self::Nothing,
        }
    }
}

/// What stands before a name in its line, without marks.
fn line_before(before: &str) -> &str {
    /// In bytes.
    const LONGEST: usize = 200;
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST))..];
    let line = &near[near.rfind('\n').map_or(0, |at| at + 1)..];
    line.trim_end_matches(['*', '_', '"', '\''])
}

/// The line ends with the label of a field whose values are people: `Author: `, `| Lead | `.
fn is_of_field(line: &str) -> bool {
    let label = line.split([':', '：', '|', '=']).rev().nth(1).map(bare_label);
    label.is_some_and(|label| names_people(&label))
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The words of a label, without marks, in lower case.
fn bare_label(label: &str) -> String {
    label.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

/// The name of a field whose values are people.
fn names_people(label: &str) -> bool {
    let (head, field, column) = (&words().head, &words().field, &words().column);
    [head.authors, head.owner, head.lead, field.owner, column.owner].iter().any(|list| list.contains(&label))
}

/// How many items of a list have an owner already, and whether half of them or all end with a name.
#[derive(Clone, Copy)]
struct Places {
    owned: usize,
    half: bool,
    all: bool,
}

/// True if the document tells that half of the names are people or teams, and does so clearly enough.
fn are_owners(found: &[&AtEnd], Places { owned, half, all }: Places, document: &Witness<'_>) -> bool {
    let mut names: BTreeMap<&str, Evidence> = BTreeMap::new();
    let repeated = |name: &str| found.len() > 2 && found.iter().filter(|other| other.name == name).count() > 1;
    for end in found {
        let name = &end.name;
        // `EU` and `Q3` are nobody.
        let is_short = |word: &str| {
            word.len() > 1 && !word.ends_with('.') && !word.contains(char::is_lowercase) && word.is_ascii()
        };
        let of_text =
            || if name.split(' ').any(is_short) && !is_team(name) { Evidence::Thing } else { document.of(name) };
        let known = names.entry(name).or_insert_with(of_text);
        if end.has_day() && *known != Evidence::Thing {
            *known = Evidence::Strong;
        } else if *known == Evidence::Nothing && is_person(name) && repeated(name) {
            *known = Evidence::Weak;
        }
    }
    if names.len() > MOST {
        return false;
    }
    let count = |is: fn(&Evidence) -> bool| names.values().filter(|evidence| is(evidence)).count();
    let teams = names.keys().filter(|name| is_team(name) || is_nobody(name)).count();
    let (strong, weak) = (count(|it| *it == Evidence::Strong), count(|it| *it == Evidence::Weak));
    let things = count(|it| *it == Evidence::Thing);
    if !half && (strong + weak < names.len() || names.len() < 2) {
        return false;
    }
    if owned > 0 && things == 0 {
        return names.keys().all(|name| is_person(name) || is_nobody(name) || is_team(name));
    }
    // Every item ends so, and one of them surely with somebody.
    let may_be = |name: &&str| name.starts_with(char::is_uppercase) || is_team(name) || is_nobody(name);
    if all && strong > 0 && things == 0 && names.keys().all(may_be) {
        return true;
    }
    // Every one of many items ends so.
    if all && owned == 0 && found.len() > 2 && weak > 0 && things == 0 {
        return true;
    }
    let is_sure = strong > 0 || weak > 1 || weak + teams > 1 || all && weak > 0 && things == 0;
    is_sure && (strong + weak + teams) * 2 >= names.len() && things * 3 <= names.len()
}

/// `harbour team`, `team Harbour`
pub(super) fn is_team(name: &str) -> bool {
    let name = name.to_lowercase();
    let is_word = |word: &&str| name.ends_with(&format!(" {word}")) || name.starts_with(&format!("{word} "));
    words().field.team.iter().any(is_word)
}
