//! The way from the disk to a site and back to the disk. Every command begins here.

mod follow;
mod secrecy;
mod stray;

pub use self::follow::{Followed, Reading};
pub use self::secrecy::Proof;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::check;
use crate::config::{self, Config};
use crate::diagnostic::{self, Diagnostic, Level, Report};
use crate::incident::{Audience, Incident};
use crate::publish::cache;
use crate::publish::emit::{self, Failure, Progress, Publication, Written};

use crate::read;
use crate::site::Site;
use crate::site::plan::{self, Plan};
use crate::source::{self, ReadError, Skipped, Sources};
use crate::system;
use crate::text::SourceFile;

/// Name of the highlighted code in the cache.
const HIGHLIGHT: &str = "highlight";

/// Name of the drawn diagrams in the cache.
const DIAGRAMS: &str = "diagrams";

/// Whether diagrams are drawn while an archive is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Diagrams {
    #[default]
    Drawn,
    /// Nobody looks at them. They are drawn only if a broken one is an error.
    Unseen,
}

/// The options of a command. They override the archive's configuration.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub root: PathBuf,
    pub output: PathBuf,
    pub base_url: Option<String>,
    /// True to publish drafts too.
    pub drafts: bool,
    /// The audience, in place of the configured one.
    pub audience: Option<Audience>,
    /// Wait until the disk has the site.
    pub sync: bool,
    /// True if warnings count as errors.
    pub strict: bool,
    /// The day from which "overdue" is reckoned, in place of the newest date in the archive.
    pub as_of: Option<Date>,
    pub diagrams: Diagrams,
}

impl Options {
    /// Returns the default options for the archive at `root`.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), output: root.join("public"), sync: true, ..Self::default() }
    }

    /// Returns the options with another output directory, if `output` is given.
    #[must_use]
    pub fn with_output(self, output: Option<&Path>) -> Self {
        Self { output: output.map_or(self.output, Path::to_owned), ..self }
    }
}

/// An archive that was read, with its problems.
#[derive(Clone, Default)]
pub struct Opened {
    /// The site and its plan, without the files of the search index. `None` only if the
    /// configuration or the theme cannot be used.
    pub site: Option<(Arc<Site>, Arc<Plan>)>,
    pub diagnostics: Vec<Diagnostic>,
    /// Markdown files that are not documents.
    pub skipped: Vec<Skipped>,
    /// True if there is no configuration. Then casebook guesses which files are documents.
    pub unconfigured: bool,
    pub documents: usize,
    /// Directory of the documents.
    pub content: PathBuf,
}

impl Opened {
    pub fn has(&self, level: Level) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == level)
    }
}

/// The result of a build.
pub struct Built {
    pub opened: Opened,
    /// `None` if errors kept the old output.
    pub written: Option<Written>,
}

/// Builds the archive at `options.root` into `options.output`.
pub fn build(options: &Options, progress: &Progress) -> Result<Built, BuildError> {
    let mut reading = Reading::default();
    let mut opened = reading.settle(options).map_err(BuildError::Read)?.opened;
    let stop = opened.has(Level::Error) || (options.strict && opened.has(Level::Warning));
    let written = match &opened.site {
        Some((site, plan)) if !stop => {
            emit::check_output(&options.output, &options.root, &opened.content).map_err(BuildError::Write)?;
            let mut plan = Plan::clone(plan);
            plan::complete(site, &mut plan);
            let secrets = reading.secrets(&site.config, options);
            let written = if secrets.copied.is_empty() {
                let (plan, secrets) = (&plan, &secrets);
                emit::write(&Publication { site, plan, secrets, progress, sync: options.sync }, &options.output)
            } else {
                Err(Failure::Faults(secrets.copied))
            };
            match written {
                Ok(written) => Some(written),
                Err(Failure::Faults(faults)) => {
                    opened.diagnostics.extend(faults);
                    None
                }
                Err(failure) => return Err(BuildError::Write(failure)),
            }
        }
        _ => None,
    };
    if let (Some((site, _)), Some(_)) = (&opened.site, &written) {
        let save = |name, bytes: Option<Vec<u8>>| {
            if let Some(bytes) = bytes {
                cache::save_cache(&options.root, name, &bytes);
            }
        };
        // Each is as large as all that it keeps, and gone before the next one is made.
        save(HIGHLIGHT, site.memos().code.save());
        save(DIAGRAMS, site.memos().diagrams.save());
    }
    diagnostic::sort(&mut opened.diagnostics);
    Ok(Built { opened, written })
}

/// Returns the text of the configuration at `root`, and the configuration with what depends on the
/// directories there.
fn configure(root: &Path, diagnostics: &mut Vec<Diagnostic>) -> Result<(Option<String>, Config), ReadError> {
    let file = source::read_config(root)?;
    let known = config::Known {
        is_rule: &|id| check::rule(id).is_some(),
        is_directory: &|path| root.join(path).is_dir(),
        is_there: &|path| root.join(path).exists(),
    };
    let mut config = config::read(file.as_ref(), &known).into_value(diagnostics);
    if !root.join(&config.layout.content).is_dir() && config.unconfigured {
        // `root` is itself a folder of documents.
        config.layout.content = String::new();
    }
    config.layout.open_minded = config.unconfigured;
    Ok((file.map(|file| file.text.clone()), config))
}

/// Returns the configuration of the archive at `root`.
pub fn configuration(root: &Path) -> Result<Report<Config>, ReadError> {
    let mut diagnostics = Vec::new();
    let (_, value) = configure(root, &mut diagnostics)?;
    Ok(Report { value, diagnostics })
}

/// The document files of an archive, before they are read.
pub struct Documents {
    pub config: Config,
    /// Paths from the root.
    pub paths: Vec<String>,
    /// Problems with the configuration, and files that cannot be read.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the documents of the archive at `root`.
pub fn documents(root: &Path) -> Result<Documents, ReadError> {
    let mut diagnostics = Vec::new();
    let (_, config) = configure(root, &mut diagnostics)?;
    let sources = source::read(root, &config.layout)?;
    diagnostics.extend(sources.problems);
    diagnostic::sort(&mut diagnostics);
    let paths = sources.documents.iter().map(|file| file.path.clone()).collect();
    Ok(Documents { config, paths, diagnostics })
}

/// The incidents of an archive, without a site.
pub struct Read {
    pub config: Config,
    /// Problems with the configuration.
    pub diagnostics: Vec<Diagnostic>,
    /// Newest first.
    pub incidents: Vec<Incident>,
}

/// Reads the incidents of the archive at `root`, including drafts.
pub fn incidents(root: &Path) -> Result<Read, ReadError> {
    let Report { value: config, diagnostics } = configuration(root)?;
    // A new archive may have no content directory yet.
    let begun = root.join(&config.layout.content).is_dir();
    let sources = if begun { source::read(root, &config.layout)? } else { Sources::default() };
    let read = |file: &Arc<SourceFile>| match read::document(file, &config).value {
        Ok(read::Document::Incident(incident)) => Some(*incident),
        _ => None,
    };
    let mut incidents: Vec<_> = sources.documents.par_iter().filter_map(read).collect();
    incidents.sort_by(Incident::newest_first);
    Ok(Read { config, diagnostics, incidents })
}

/// Reads the archive at `options.root` and plans its site.
pub fn open(options: &Options) -> Result<Opened, ReadError> {
    Reading::default().follow(options, None).map(|followed| followed.opened)
}

/// Returns what would leak from the site of the archive at `options.root`, and so keeps it from being
/// built.
pub fn refused(options: &Options) -> Result<Vec<Diagnostic>, ReadError> {
    let mut reading = Reading::default();
    let mut refused = reading.settle(options)?.opened.diagnostics;
    let proof = reading.proof(options);
    refused.retain(|it| it.rule == Some("PM054") && it.level == Level::Error);
    refused.extend(proof.iter().flat_map(|proof| proof.run(&|| false)));
    Ok(refused)
}

/// Returns `path` relative to `root`, if it is below it.
fn below(root: &Path, path: &Path) -> Option<String> {
    let (root, path) = (std::path::absolute(root).ok()?, std::path::absolute(path).ok()?);
    let relative = system::slashed(path.strip_prefix(&root).ok()?);
    (!relative.is_empty()).then_some(relative)
}

/// An error of the operating system, while reading or writing.
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
