//! casebook turns a directory of Markdown postmortems into a static site.
//!
//! # One idea
//!
//! **A site is a pure function from an address to bytes.** [`site::plan`] lists
//! every address of the archive and [`site::Site::render`] gives the bytes of
//! one; building is calling it for all of them.
//!
//! ```text
//!         disk                                                   disk
//!           │ source::read                             emit::write ▲
//!           ▼                                                │     │
//! casebook.toml ─ Sources ─ read::document ─► [Incident] ─ Archive ─ Site ─ build
//!                              │                   │                 │
//!                              └─ Diagnostics, collected and shown ──┘
//! ```
//!
//! Two more things look at incidents: [`search`] makes the index that the browser
//! reads, as addresses of the site like any other, and [`adopt`] turns what
//! [`read`] inferred into front matter.
//!
//! # Rules
//!
//! 1. Arrows point one way, in the order of the modules below; a test reads the
//!    `use` lines and enforces it.
//! 2. Only [`source`], [`emit`] and [`cli`] touch the disk; only [`cli`] prints,
//!    exits and reads the environment's wishes; only [`command`] starts programs,
//!    and only those that the archive's configuration names.
//! 3. Each outside package has one home: the parser of Markdown [`markdown`], the
//!    highlighter `markdown/highlight.rs`, the renderers of diagrams
//!    `markdown/diagram/`, the template engine `site/theme.rs`,
//!    TOML and YAML [`data`].
//! 4. The author's mistake is a [`diagnostic::Diagnostic`], collected beside the
//!    result; the machine's failure is an `Err`.
//! 5. The same content gives the same bytes: sorted walks, ordered maps, no clock.
//!
//! This file is the pipeline.

pub mod source;

pub mod command;

pub mod slug;

pub mod diagnostic;

pub mod data;

pub mod markdown;

pub mod incident;

pub mod config;

pub mod read;

pub mod adopt;

pub mod archive;

pub mod search;

pub mod site;

pub mod emit;

pub mod cli;

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use rayon::prelude::*;

use crate::archive::{Archive, Surroundings};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level};
use crate::emit::{Failure, Progress, Written};
use crate::markdown::diagram;
use crate::markdown::highlight::Memo;
use crate::read::NotADocument;
use crate::site::Site;
use crate::site::plan::Plan;
use crate::source::{ReadError, Skipped, Sources};

/// Name of the highlighter's results in the cache.
const HIGHLIGHT: &str = "highlight";

/// Name of the pictures in the cache.
const DIAGRAMS: &str = "diagrams";

/// What somebody asked for, where it differs from the archive's configuration.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub root: PathBuf,
    pub output: PathBuf,
    pub base_url: Option<String>,
    /// Publish drafts, too.
    pub drafts: bool,
    /// Warnings are errors.
    pub strict: bool,
    /// The day "overdue" is reckoned from, in place of the archive's newest.
    pub as_of: Option<Date>,
}

/// An archive that was read, whatever is wrong with it.
pub struct Opened {
    /// The site and its addresses; absent only if the configuration or the theme
    /// cannot be used.
    pub site: Option<(Site, Plan)>,
    pub diagnostics: Vec<Diagnostic>,
    /// Markdown files that are no documents.
    pub skipped: Vec<Skipped>,
    /// There is no configuration: what is a document was guessed.
    pub unconfigured: bool,
    pub documents: usize,
    /// Where the documents lie.
    pub content: PathBuf,
}

impl Opened {
    pub fn has(&self, level: Level) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == level)
    }
}

/// What a build did.
pub struct Built {
    pub opened: Opened,
    /// Absent if errors kept the output as it was.
    pub written: Option<Written>,
}

/// Builds the archive at `options.root` into `options.output`.
pub fn build(options: &Options, progress: &Progress) -> Result<Built, BuildError> {
    let mut opened = open(options).map_err(BuildError::Read)?;
    let stop = opened.has(Level::Error) || (options.strict && opened.has(Level::Warning));
    let written = match &opened.site {
        Some((site, plan)) if !stop => {
            emit::check_output(&options.output, &options.root, &opened.content).map_err(BuildError::Write)?;
            match emit::write(site, plan, &options.output, progress) {
                Ok(written) => Some(written),
                Err(Failure::Theme(faults)) => {
                    opened.diagnostics.extend(faults);
                    None
                }
                Err(failure) => return Err(BuildError::Write(failure)),
            }
        }
        _ => None,
    };
    if let (Some((site, _)), Some(_)) = (&opened.site, written) {
        let caches = [(HIGHLIGHT, site.highlighter().save()), (DIAGRAMS, site.diagrams().save())];
        for (name, bytes) in caches {
            if let Some(bytes) = bytes {
                emit::save_cache(&options.root, name, &bytes);
            }
        }
    }
    diagnostic::sort(&mut opened.diagnostics);
    Ok(Built { opened, written })
}

/// The configuration of the archive at `root`, completed by what stands there.
fn configure(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Result<Config, ReadError> {
    let file = source::read_config(root)?;
    let mut config = config::read(file.as_ref()).into_value(diagnostics);
    if !root.join(&config.layout.content).is_dir() && config.unconfigured {
        // A folder of documents, pointed at.
        config.layout.content = String::new();
    }
    config.layout.open_minded = config.unconfigured;
    Ok(config)
}

/// The configuration of an archive and the paths of its documents, from its root.
pub fn documents(options: &Options) -> Result<(Config, Vec<String>), ReadError> {
    let config = configure(&options.root, &mut Vec::new())?;
    let sources = source::read(&options.root, &config.layout)?;
    let paths = sources.documents.iter().map(|file| file.path.clone()).collect();
    Ok((config, paths))
}

/// Reads the archive at `options.root` and plans its site.
pub fn open(options: &Options) -> Result<Opened, ReadError> {
    let mut diagnostics = Vec::new();
    let mut config = configure(&options.root, &mut diagnostics)?;
    if options.base_url.is_some() {
        config.base_url.clone_from(&options.base_url);
    }
    config.layout.exclude.extend(below(&options.root, &options.output));
    let content = options.root.join(&config.layout.content);
    let sources = source::read(&options.root, &config.layout)?;
    diagnostics.extend(sources.problems.iter().map(Diagnostic::from));
    let (documents, left_out) = read_all(&sources, &config, &mut diagnostics);
    let mut skipped = sources.skipped.clone();
    skipped.extend(left_out);
    skipped.sort_by(|a, b| a.path.cmp(&b.path));
    let count = documents.len();
    let surroundings =
        Surroundings { config: &config, assets: &sources.assets, drafts: options.drafts, as_of: options.as_of };
    let archive = archive::assemble(documents, &surroundings).into_value(&mut diagnostics);
    let unconfigured = config.unconfigured;
    let memo = Memo::load(&source::read_cache(&options.root, emit::CACHE, HIGHLIGHT));
    let drawn = diagram::Memo::load(&source::read_cache(&options.root, emit::CACHE, DIAGRAMS));
    run_commands(&archive, &config, &drawn, &options.root);
    diagnostics.extend(archive::diagrams::check(&archive, &drawn));
    let site = match Site::new(archive, config, &sources, memo, drawn) {
        Ok(site) => {
            let plan = site::plan::plan(&site).into_value(&mut diagnostics);
            Some((site, plan))
        }
        Err(faults) => {
            diagnostics.extend(faults);
            None
        }
    };
    if unconfigured && site.is_some() {
        // A folder that nobody has configured is taken as it is: what is wrong with
        // its documents is said, and stops nothing.
        for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.level == Level::Error) {
            diagnostic.level = Level::Warning;
        }
    }
    diagnostic::sort(&mut diagnostics);
    Ok(Opened { site, diagnostics, skipped, unconfigured, documents: count, content })
}

/// Draws what the archive's own commands draw, if that is not known already.
fn run_commands(archive: &Archive, config: &Config, drawn: &diagram::Memo, root: &Path) {
    let wanted = archive::diagrams::by_command(archive, config);
    wanted.par_iter().filter(|(language, code)| !drawn.has(language, &code.text)).for_each(|(language, code)| {
        let output = command::run(&config.diagram_commands[*language], &code.text, root);
        drawn.put(language, &code.text, output);
    });
}

/// Every document, in path order; read in parallel.
fn read_all(
    sources: &Sources,
    config: &Config,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Vec<read::Document>, Vec<Skipped>) {
    let reports: Vec<_> = sources.documents.par_iter().map(|file| read::document(file, config)).collect();
    let (mut documents, mut skipped) = (Vec::new(), Vec::new());
    for (file, report) in sources.documents.iter().zip(reports) {
        match report.into_value(diagnostics) {
            Ok(document) => documents.push(document),
            Err(NotADocument::LeftOut(reason)) => skipped.push(Skipped { path: file.path.clone(), reason }),
            Err(NotADocument::Empty) => {}
        }
    }
    (documents, skipped)
}

/// `path` from `root`, if it lies below.
fn below(root: &Path, path: &Path) -> Option<String> {
    let (root, path) = (std::path::absolute(root).ok()?, std::path::absolute(path).ok()?);
    let relative = path.strip_prefix(&root).ok()?.to_string_lossy().into_owned();
    (!relative.is_empty()).then_some(relative)
}

/// The machine's failure, on either side.
#[derive(Debug)]
pub enum BuildError {
    Read(ReadError),
    Write(Failure),
}

impl std::fmt::Display for BuildError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BuildError::Read(error) => error.fmt(f),
            BuildError::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {}
