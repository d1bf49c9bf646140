//! `casebook check`

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::site::{audience, epoch};
use super::{CLEAN, PROBLEMS, RootArguments, coloured, real, say};
use crate::check::finding::Finding;
use crate::check::outside::Links;
use crate::check::web::{self, Known};
use crate::check::{self, Profile, RULES, Review, Reviewed, Rule};
use crate::diagnostic::{self, Diagnostic, Level};
use crate::incident::Audience;
use crate::pipeline::{self, Opened, Options};
use crate::publish::cache;
use crate::source::ReadError;
use crate::system;
use crate::text::number::count;

/// Name of the links that were found, in the cache.
const LINKS: &str = "links";

/// Options of `casebook check`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Documents or directories [default: the whole archive]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    root: RootArguments,
    /// How far the documents should have come
    #[arg(long, value_enum, default_value_t = ProfileName::Review)]
    profile: ProfileName,
    /// How to show the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Fail on warnings, too
    #[arg(long)]
    strict: bool,
    /// Say what keeps a site for these readers from being built, too [default: public if casebook.toml
    /// says so]
    #[arg(long, value_name = "WHO", value_parser = Audience::ALL.map(|(name, _)| name))]
    audience: Option<String>,
    /// Ask other hosts, too, whether links lead somewhere
    #[arg(long)]
    external: bool,
    /// Print the reason for a rule and an example, or list all rules
    #[arg(long, value_name = "ID", num_args = 0..=1, default_missing_value = "")]
    explain: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProfileName {
    /// Being written: only what breaks the page
    Draft,
    /// Ready to be read by others
    Review,
    /// About to be published
    Publish,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Findings with their lines, and how many points of the checklist each document has
    Text,
    /// An array of objects with `rule`, `level`, `message`, `file`, `line`, `column`, `hint`
    Json,
    /// Annotations of GitHub Actions
    Github,
}

pub(super) fn run(arguments: &Arguments) -> Result<u8, String> {
    if let Some(id) = &arguments.explain {
        return explain(id);
    }
    let (root, paths) = target(arguments)?;
    let as_of = epoch()?;
    let options = Options { drafts: true, audience: Some(Audience::Restricted), as_of, ..Options::new(&root) };
    let mut opened = pipeline::open(&options).map_err(|error| error.to_string())?;
    let refused = refused(arguments, &options).map_err(|error| error.to_string())?;
    let wanted = |path: &str| paths.is_empty() || paths.iter().any(|wanted| Path::new(path).starts_with(wanted));
    if arguments.external {
        let found = ask(&opened, &root, wanted);
        opened.diagnostics.extend(found);
    }
    let (mut reviewed, mut rest) = look(opened, arguments.profile);
    // No profile makes these harmless.
    let known: Vec<_> = all(&reviewed, &rest).cloned().collect();
    rest.extend(refused.into_iter().filter(|it| !known.contains(it)));
    if !paths.is_empty() {
        reviewed.retain(|one| wanted(&one.path));
        rest.retain(|one| one.place.as_ref().is_none_or(|place| wanted(place.path())));
    }
    match arguments.format {
        Format::Text => text(&reviewed, &rest),
        Format::Json => say(&as_json(&reviewed, &rest)),
        Format::Github => {
            for finding in all(&reviewed, &rest) {
                say(&annotation(finding, &root));
            }
        }
    }
    let found = |level| all(&reviewed, &rest).any(|finding| finding.level == level);
    let failed = found(Level::Error) || (arguments.strict && found(Level::Warning));
    Ok(if failed { PROBLEMS } else { CLEAN })
}

/// Returns what keeps the site for certain readers from being built, so that nothing leaks. Nothing is
/// left out of what `check` looks at otherwise.
fn refused(arguments: &Arguments, options: &Options) -> Result<Vec<Diagnostic>, ReadError> {
    let stated = arguments.audience.as_deref().and_then(audience);
    let readers = match stated {
        Some(readers) => readers,
        None => pipeline::configuration(&options.root)?.value.audience,
    };
    if stated.is_none() && readers != Audience::Public {
        return Ok(Vec::new());
    }
    pipeline::refused(&Options { drafts: false, audience: Some(readers), ..options.clone() })
}

/// Asks for the links of the documents that are `wanted`, and saves those that were found.
fn ask(opened: &Opened, root: &Path, wanted: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let Some((site, _)) = &opened.site else { return Vec::new() };
    let links = Links::of(&site.archive, &site.config, wanted);
    let addresses = links.addresses();
    let now = jiff::Timestamp::now().as_second();
    let mut known = Known::read(&cache::read_cache(root, LINKS), now);
    let say = |text: &str| drop(writeln!(std::io::stderr(), "{text}"));
    if std::io::stderr().is_terminal() {
        say(&format!("asking for {}, each host with pauses", count(addresses.len(), "address")));
    }
    let answers = web::ask(&addresses, &mut known, now);
    cache::save_cache(root, LINKS, known.write().as_bytes());
    let left = addresses.len() - answers.len();
    if left > 0 {
        say(&format!("note: {left} more were not asked for this time; the next run does"));
    }
    links.findings(&answers)
}

fn look(opened: Opened, profile: ProfileName) -> (Vec<Reviewed>, Vec<Diagnostic>) {
    let profile = match profile {
        ProfileName::Draft => Profile::Draft,
        ProfileName::Review => Profile::Review,
        ProfileName::Publish => Profile::Publish,
    };
    // In some time zone it is already tomorrow.
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().tomorrow().ok();
    let Some((site, _)) = &opened.site else { return (Vec::new(), opened.diagnostics) };
    check::review(&site.archive, &site.config, Review { profile, today }, opened.diagnostics)
}

/// Returns the archive's root, and the wanted paths below it.
fn target(arguments: &Arguments) -> Result<(PathBuf, Vec<PathBuf>), String> {
    let root = arguments.root.find()?;
    let base = real(&root)?;
    let below = |path: &PathBuf| {
        let path = real(path)?;
        let inside = path.strip_prefix(&base).map(Path::to_path_buf);
        inside.map_err(|_| format!("`{}` is not in the archive `{}`", system::shown(&path), system::shown(&base)))
    };
    let paths = arguments.paths.iter().map(below).collect::<Result<_, _>>()?;
    Ok((root, paths))
}

fn all<'a>(reviewed: &'a [Reviewed], rest: &'a [Diagnostic]) -> impl Iterator<Item = &'a Diagnostic> {
    reviewed.iter().flat_map(|one| &one.findings).chain(rest)
}

fn text(reviewed: &[Reviewed], rest: &[Diagnostic]) {
    let colour = coloured(&std::io::stdout());
    for finding in all(reviewed, rest) {
        say(&format!("{}\n", diagnostic::draw(finding, colour)));
    }
    for one in reviewed {
        let waived = if one.waived > 0 { format!(", {} waived", one.waived) } else { String::new() };
        let (has, of) = one.points();
        say(&format!("{}: {has} of {of} points{waived}", one.path));
    }
    let of = |level| all(reviewed, rest).filter(|finding| finding.level == level).count();
    let sums = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")];
    let sums: Vec<_> = sums.into_iter().map(|(level, name)| count(of(level), name)).collect();
    say(&format!("{}: {}", count(reviewed.len(), "document"), sums.join(", ")));
}

fn as_json(reviewed: &[Reviewed], rest: &[Diagnostic]) -> String {
    let findings: Vec<_> = all(reviewed, rest).map(Finding::from).collect();
    // Serialising text and numbers to JSON cannot fail.
    serde_json::to_string_pretty(&findings).unwrap_or_default()
}

/// Returns an annotation of GitHub Actions: `::warning
/// file=content/x.md,line=7,col=3,title=PM041::message`.
fn annotation(diagnostic: &Diagnostic, root: &Path) -> String {
    let finding = Finding::from(diagnostic);
    let level = if diagnostic.level == Level::Note { "notice" } else { finding.level };
    let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    let here = std::env::current_dir().ok().and_then(|here| here.canonicalize().ok());
    let full = root.canonicalize().unwrap_or_else(|_| root.to_path_buf()).join(finding.file);
    let shown = here
        .and_then(|here| full.strip_prefix(here).ok().map(Path::to_path_buf))
        .unwrap_or_else(|| finding.file.into());
    let hint = finding.hint.map_or_else(String::new, |hint| format!(" ({hint})"));
    format!(
        "::{level} file={},line={},col={},title={}::{}",
        property(&system::slashed(&shown)),
        finding.line,
        finding.column,
        finding.rule,
        data(&format!("{}{hint}", finding.message))
    )
}

fn explain(id: &str) -> Result<u8, String> {
    if id.is_empty() {
        for rule in RULES {
            say(&format!("{}  {}", rule.id, rule.title));
        }
        return Ok(CLEAN);
    }
    let unknown = || format!("there is no rule `{id}`\nhelp: `casebook check --explain` lists all rules");
    say(&explanation(check::rule(id).ok_or_else(unknown)?));
    Ok(CLEAN)
}

fn explanation(rule: &Rule) -> String {
    let levels: Vec<_> = Profile::ALL
        .iter()
        .map(|(name, profile)| format!("{name}: {}", rule.levels[*profile as usize].map_or("off", Level::name)))
        .collect();
    format!(
        "{}: {}\n\nWhy: {}\nDo: {}\nFrom: {}\nLevels: {}\n\nFor example:\n\n{}\n\nTo waive it: <!-- casebook-ignore {}: the reason -->\nFor the whole archive, in casebook.toml: [check.rules] {} = \"off\"",
        rule.id,
        rule.title,
        rule.reason,
        rule.hint,
        rule.source,
        levels.join(", "),
        rule.example.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n"),
        rule.id,
        rule.id,
    )
}
