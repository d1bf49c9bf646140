//! `casebook list`

use std::io::{IsTerminal as _, Write as _};

use clap::{Args, ValueEnum};
use terminal_size::{Width, terminal_size};

use super::table::{Column, table};
use super::{CLEAN, FAILURE, PROBLEMS, RootArguments, put, say, show};
use crate::archive::query::{self, Asked, Field, Mistake, Query, Sort};
use crate::diagnostic::{Diagnostic, Level};
use crate::incident::Audience;
use crate::incident::metrics::Metric;
use crate::pipeline::{self, Diagrams, Opened, Options};
use crate::site::Site;
use crate::source::CONFIG;
use crate::text::length;
use crate::text::number::count;

/// Options of `casebook list`.
#[derive(Debug, Args)]
#[command(after_help = "\
Filters are those of the search page: `severity:SEV-1`, `cause:`, `service:`, `tag:`, `team:`, `year:`, `status:`, \
`after:2026-01`, `before:2026-06-15`; other words stand in the title or the id. Values of one field are alternatives, \
different fields must all fit: `casebook list service:checkout severity:SEV-1 severity:SEV-2 after:2026`.")]
pub(super) struct Arguments {
    /// Which incidents: `field:value`, or words of the title or the id [default: all]
    #[arg(value_name = "FILTER")]
    filters: Vec<String>,
    #[command(flatten)]
    root: RootArguments,
    /// How to show them
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// What comes first
    #[arg(long, value_enum, default_value_t = Order::Date)]
    sort: Order,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// List drafts, too; `status:draft` does
    #[arg(long)]
    drafts: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns, cut to the width of the terminal
    Table,
    /// `incidents.json` of these incidents
    Json,
    /// `incidents.csv` of these incidents
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Order {
    /// The newest
    Date,
    /// The worst
    Severity,
    /// The longest impact
    Duration,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, String> {
    let asked = match query::parse(arguments.filters.iter().map(String::as_str)) {
        Ok(asked) => asked,
        Err(mistake) => return Ok(refuse(&[*mistake])),
    };
    let root = arguments.root.find()?;
    let drafts = arguments.drafts || asked.iter().any(is_draft);
    let audience = Some(Audience::Restricted);
    let options = Options { drafts, audience, diagrams: Diagrams::Unseen, ..Options::new(&root) };
    let opened = pipeline::open(&options).map_err(|error| error.to_string())?;
    let listed = usable(&opened).and_then(|site| Ok((site, choose(site, &asked, arguments).map_err(|it| vec![*it])?)));
    match listed {
        Ok((site, found)) => print(site, &found, arguments.format),
        Err(mistakes) => return Ok(refuse(&mistakes)),
    }
    Ok(complain(&opened))
}

fn refuse(mistakes: &[Diagnostic]) -> u8 {
    show(mistakes);
    FAILURE
}

/// Returns the site, or the errors if the configuration or the theme is broken.
fn usable(opened: &Opened) -> Result<&Site, Vec<Diagnostic>> {
    let of_config =
        |it: &&Diagnostic| it.level == Level::Error && it.place.as_ref().is_some_and(|place| place.path() == CONFIG);
    let broken: Vec<_> = opened.diagnostics.iter().filter(of_config).cloned().collect();
    match &opened.site {
        Some((site, _)) if broken.is_empty() => Ok(site),
        _ if broken.is_empty() => Err(opened.diagnostics.clone()),
        _ => Err(broken),
    }
}

/// Returns the positions of matching incidents, in the wanted order.
fn choose(site: &Site, asked: &[Asked], arguments: &Arguments) -> Result<Vec<usize>, Mistake> {
    let mut found = Query::new(asked, &site.archive, &site.config)?.matching(&site.archive);
    let by = match arguments.sort {
        Order::Date => Sort::Date,
        Order::Severity => Sort::Severity,
        Order::Duration => Sort::Duration,
    };
    query::sort(&mut found, by, &site.archive, &site.config);
    found.truncate(arguments.limit.unwrap_or(usize::MAX));
    Ok(found)
}

/// True for a filter that asks for drafts. Then drafts are listed without `--drafts`.
fn is_draft(asked: &Asked) -> bool {
    asked.field == Some(Field::Status) && asked.text.eq_ignore_ascii_case("draft")
}

fn print(site: &Site, found: &[usize], format: Format) {
    match format {
        Format::Json => put(&site.incidents_json(found)),
        // CSV has line ends of its own.
        Format::Csv => put(site.incidents_csv(found).as_bytes()),
        Format::Table if found.is_empty() => {
            let _ = writeln!(std::io::stderr(), "no incident fits");
        }
        Format::Table => {
            let width = std::io::stdout().is_terminal().then(terminal_size).flatten().map(|(Width(width), _)| width);
            let rows: Vec<_> = found.iter().map(|at| row(site, *at)).collect();
            say(table(&COLUMNS, &rows, width.map(usize::from)).trim_end());
        }
    }
}

const COLUMNS: [Column; 6] = [
    Column::whole("DATE"),
    Column::whole("SEVERITY"),
    Column::whole("DURATION").or_nothing(),
    Column::cut("ID", 12),
    Column::cut("TITLE", 24),
    Column::cut("SERVICES", 12).or_nothing(),
];

fn row(site: &Site, at: usize) -> [String; 6] {
    let it = &site.archive.incidents[at];
    let services: Vec<_> = it.services.iter().map(|label| label.name.as_str()).collect();
    let length = Metric::Impact.of(it, site.config.clock);
    [
        it.date.as_ref().map_or_else(String::new, |date| date.value.to_string()),
        it.severity.as_ref().map_or_else(String::new, |severity| severity.label.clone()),
        length.map_or_else(String::new, |length| length::length(length.seconds)),
        it.id.to_string(),
        it.text.title.to_string(),
        services.join(", "),
    ]
}

/// Warns that the list may lack something, if the documents have errors.
fn complain(opened: &Opened) -> u8 {
    let errors = opened.diagnostics.iter().filter(|it| it.level == Level::Error).count();
    if errors == 0 {
        return CLEAN;
    }
    let message = format!("{} in the documents: what they state may be missing here", count(errors, "error"));
    let _ = writeln!(std::io::stderr(), "warning: {message}\nhelp: `casebook check` shows them");
    PROBLEMS
}
