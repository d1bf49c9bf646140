//! Heat maps: tables of counts whose cells are the darker the more they count.

use std::collections::{BTreeMap, BTreeSet};

use super::table::{Cell, Table};
use crate::archive::numbers;
use crate::archive::numbers::quarter::Quarter;
use crate::archive::numbers::tally::cross;
use crate::archive::terms::Facet;
use crate::incident::Incident;
use crate::site::pieces::Markup;
use crate::site::view::Html;
use crate::site::words::Words;
use crate::site::{Site, pieces, theme};
use crate::text::slug::Slug;

/// Most rows, and most columns of causes.
const ROWS: usize = 20;
const CAUSES: usize = 10;

/// Most quarters with a column of their own: three years.
const QUARTERS: usize = 12;

/// Shades of a cell, besides none.
const SHADES: usize = 4;

/// The terms of an incident. `None` if it names no term.
type Names = BTreeSet<Option<Slug>>;

/// Row → column → number of incidents.
type Counts<C> = BTreeMap<Option<Slug>, BTreeMap<C, usize>>;

/// The columns of a table.
struct Columns<'a, C> {
    /// Those without shades. The first of them counts every incident of a row.
    plain: &'a [C],
    keys: &'a [C],
    heads: Vec<Cell>,
    /// Number of causes without a column.
    hidden: usize,
}

/// The quarter of an incident as a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum When {
    All,
    /// Before the quarters that have columns.
    Earlier,
    In(Quarter),
    Unknown,
}

impl When {
    fn name(self, words: &Words) -> String {
        match self {
            When::All => words.say("trends.all").to_owned(),
            When::Earlier => words.say("heat.earlier").to_owned(),
            When::In(quarter) => words.quarter(quarter),
            When::Unknown => words.say("heat.no_date").to_owned(),
        }
    }
}

fn causes(incident: &Incident) -> Names {
    names(incident.causes.iter().map(|cause| &cause.category.slug))
}

fn services(incident: &Incident) -> Names {
    names(incident.services.iter().map(|service| &service.slug))
}

fn names<'a>(slugs: impl Iterator<Item = &'a Slug>) -> Names {
    let names: Names = slugs.cloned().map(Some).collect();
    if names.is_empty() { BTreeSet::from([None]) } else { names }
}

impl Site {
    /// Returns causes × quarters.
    pub(super) fn causes_by_quarter(&self) -> Option<Html> {
        if self.facet(Facet::Causes).is_empty() {
            return None;
        }
        let quarter = |it: &Incident| numbers::day(it).map(Quarter::of);
        let last = self.all().filter(|it| numbers::counts(it)).filter_map(quarter).max();
        let first = last.map(|last| (1..QUARTERS).fold(last, |quarter, _| quarter.before()));
        let when = |it: &Incident| match quarter(it) {
            Some(quarter) if Some(quarter) < first => When::Earlier,
            Some(quarter) => When::In(quarter),
            None => When::Unknown,
        };
        let counts = cross(&self.archive.incidents, causes, |it| BTreeSet::from([When::All, when(it)]));
        let used: BTreeSet<When> = counts.values().flat_map(BTreeMap::keys).copied().collect();
        let mut columns: Vec<_> =
            [When::All, When::Earlier, When::Unknown].into_iter().filter(|it| used.contains(it)).collect();
        // Quarters without incidents are columns too, from the first one with any.
        let shown = used.iter().find_map(|it| if let When::In(quarter) = it { Some(*quarter) } else { None });
        let all = std::iter::successors(shown, |quarter| Some(quarter.next()));
        let quarters = all.take_while(|quarter| Some(*quarter) <= last).map(When::In);
        let at = columns.iter().position(|it| *it == When::Unknown).unwrap_or(columns.len());
        columns.splice(at..at, quarters);
        let heads = columns.iter().map(|it| Cell::Text(it.name(self.words()))).collect();
        let columns = Columns { plain: &[When::All, When::Earlier], keys: &columns, heads, hidden: 0 };
        Some(self.heat("heat.causes", Facet::Causes, &counts, columns))
    }

    /// Returns services × causes.
    pub(super) fn services_by_cause(&self) -> Option<Html> {
        if self.facet(Facet::Causes).is_empty() || self.facet(Facet::Services).is_empty() {
            return None;
        }
        // The outer `None` is the column of all incidents.
        let columns = |it: &Incident| causes(it).into_iter().map(Some).chain([None]).collect::<BTreeSet<_>>();
        let counts = cross(&self.archive.incidents, services, columns);
        let of_causes = cross(&self.archive.incidents, causes, |_| BTreeSet::from([()]));
        let mut having: Vec<_> = of_causes.iter().map(|(cause, count)| (cause, count[&()])).collect();
        having.sort_by_key(|(cause, count)| (cause.is_none(), std::cmp::Reverse(*count), (*cause).clone()));
        let not_stated = having.iter().any(|(cause, _)| cause.is_none());
        let mut columns: Vec<Option<Option<Slug>>> = vec![None];
        columns.extend(
            having.iter().filter(|(cause, _)| cause.is_some()).take(CAUSES).map(|(cause, _)| Some((*cause).clone())),
        );
        columns.extend(not_stated.then_some(Some(None)));
        let hidden = (having.len() - usize::from(not_stated)).saturating_sub(CAUSES);
        let heads = columns.iter().map(|column| match column {
            None => Cell::Text(self.words().say("trends.all").to_owned()),
            Some(cause) => self.name_of(Facet::Causes, cause.as_ref()),
        });
        let columns = Columns { plain: &[None], heads: heads.collect(), keys: &columns, hidden };
        Some(self.heat("heat.services", Facet::Services, &counts, columns))
    }

    fn heat<C: Ord>(&self, key: &str, facet: Facet, counts: &Counts<C>, columns: Columns<'_, C>) -> Html {
        let Columns { plain, keys, heads, hidden: hidden_causes } = columns;
        let of = |row: &Option<Slug>, column: &C| counts[row].get(column).copied().unwrap_or(0);
        let mut rows: Vec<_> = counts.keys().collect();
        rows.sort_by_key(|row| (row.is_none(), std::cmp::Reverse(of(row, &plain[0])), (*row).clone()));
        let named = rows.iter().filter(|row| row.is_some()).count();
        let hidden = named.saturating_sub(ROWS);
        rows.drain(named - hidden..named);
        let single = || keys.iter().filter(|column| !plain.contains(column));
        let most = rows.iter().flat_map(|row| single().map(|column| of(row, column))).max().unwrap_or(1);
        let words = self.words();
        let mut table = Table::new(words.say(key), words.of("facet", facet.slug()));
        for head in heads {
            table.head(head);
        }
        for row in rows {
            let cell = |column: &C| match of(row, column) {
                0 => Cell::from(0),
                count if plain.contains(column) => count.into(),
                count => Cell::Shade(count, (count * SHADES).div_ceil(most)),
            };
            table.row(self.name_of(facet, row.as_ref()), keys.iter().map(cell));
        }
        let mut to = Markup::with_capacity(words, 4096);
        to.raw("<div class=\"chart heat\">\n");
        table.write(&mut to);
        for (facet, hidden) in [(facet, hidden), (Facet::Causes, hidden_causes)] {
            if hidden > 0 {
                let url = [facet.slug(), ".html"].concat();
                let services = "heat.hidden_services_html";
                let key = if facet == Facet::Services { services } else { "heat.hidden_causes_html" };
                to.raw("<p class=\"earlier\">");
                to.fill_count(key, hidden, |_, to| {
                    to.text(&url);
                })
                .raw("</p>\n");
            }
        }
        to.raw("</div>\n");
        theme::html(&to.finish())
    }

    fn name_of(&self, facet: Facet, slug: Option<&Slug>) -> Cell {
        let Some(slug) = slug else { return Cell::Missing("missing.stated") };
        let mut to = Markup::new(self.words());
        let link = self.named_term(facet, slug);
        pieces::terms(&[link], "", &mut to);
        Cell::Html(to.finish())
    }
}
