//! Names beside actions, before them in bold letters as in `**Kim Lund:** do it`, or behind them.

use crate::incident::action::ActionItem;
use crate::markdown::Kind;
use crate::read::found::actions::fields::is_person;
use crate::read::found::actions::owners::{MOST, Witness, is_team, may_be_name, owners_at_end};
use crate::read::found::inline;
use crate::read::words::nothing::is_nobody;

/// Takes the names before and behind items, where the list and the document tell that they are people or teams.
pub(super) fn owners_around(items: &mut [ActionItem], names_owners: bool, document: &Witness<'_>) {
    bold_owners(items, document);
    owners_at_end(items, names_owners, document);
}

/// Takes the names in bold letters before items, such as `**Kim Lund:** do it` and `**Harbour team** — do it`, if every
/// item has one and somebody is surely among them.
fn bold_owners(items: &mut [ActionItem], document: &Witness<'_>) {
    let named = |item: &ActionItem| {
        let first = item.content.first().filter(|node| matches!(node.kind, Kind::Strong) && item.owner.is_none())?;
        let all = inline::text(&item.content);
        let bold = inline::text(std::slice::from_ref(first));
        let name = bold.trim().trim_end_matches([':', '：']).trim_end();
        let behind = &all[bold.len()..];
        let rest = behind.trim_start_matches([' ', ':', '：', '–', '—', '-']);
        let is_apart = bold.trim_end().ends_with([':', '：']) || behind.len() > rest.trim_start().len() + 1;
        let is_name = may_be_name(name) && is_apart && !rest.is_empty();
        is_name.then(|| (name.to_owned(), all.len() - rest.len()))
    };
    let found: Vec<_> = items.iter().map(named).collect();
    let is_sure = |name: &str| is_nobody(name) || is_team(name) || document.has_in_field(name);
    let may_be = |name: &str| is_sure(name) || is_person(name) && name.contains(' ');
    let names = || found.iter().map(|it| it.as_ref().map(|(name, _)| name.as_str()));
    let all = (2..=MOST).contains(&items.len()) && names().all(|name| name.is_some_and(may_be));
    if !all || !names().flatten().any(is_sure) {
        return;
    }
    for (item, (name, end)) in items.iter_mut().zip(found.into_iter().flatten()) {
        item.content = inline::trim(inline::skip(&item.content, end));
        item.owner = Some(name.trim_start_matches('@').to_owned()).filter(|name| !is_nobody(name));
    }
}
