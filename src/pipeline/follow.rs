//! Makes a site from the files on the disk, and updates it after every edit. Documents that did not
//! change are neither read nor assembled again.
//!
//! After any number of edits the site is the one that a fresh start would give. There are two
//! exceptions, for authors who are still writing. A document whose front matter cannot be read any more
//! stays as it was. And the whole site stays as it was while the configuration or the theme is broken.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use super::stray::stray;
use super::{DIAGRAMS, Diagrams, HIGHLIGHT, Opened, Options, below, configure};
use crate::archive::diagrams::UNDRAWABLE;
use crate::archive::follow::any_points_into;
use crate::archive::{self, Archive, Member, Surroundings};
use crate::check;
use crate::config::{self, Config};
use crate::diagnostic::{self, Diagnostic, Level, Report};
use crate::diagram::{self, command};
use crate::incident::Audience;
use crate::markdown::highlight;
use crate::publish::cache;
use crate::read::{self, NotADocument};
use crate::site::plan::{self, Plan};
use crate::site::{Memos, Site};
use crate::source::{self, CONFIG, ReadError, Skipped, Sources};
use crate::text::SourceFile;

/// Number of edits after which the memos are dropped. By then most entries are for text that
/// somebody was still typing.
const FORGET: usize = 500;

/// Most looks at documents that somebody is writing. They take three seconds.
const LOOKS: usize = 60;

/// The result of the last reading, and what it was made from.
#[derive(Default)]
pub struct Reading {
    /// Text of the configuration, and the content directory that it sets.
    settings: Option<(Option<String>, String)>,
    sources: Sources,
    pub(super) documents: Vec<Arc<Known>>,
    /// The site, unless something kept it from being made.
    current: Option<Current>,
    /// Highlighted code and drawn diagrams.
    memos: Arc<Memos>,
    pub(super) last: Option<Opened>,
    edits: usize,
}

struct Current {
    site: Arc<Site>,
    plan: Arc<Plan>,
    plan_diagnostics: Vec<Diagnostic>,
}

/// A file that should be a document, and the result of reading it.
pub(super) struct Known {
    pub(super) file: Arc<SourceFile>,
    pub(super) member: Result<Member, NotADocument>,
    diagnostics: Vec<Diagnostic>,
    /// Marks that leave nothing out of the site, if it shows the document.
    stray: Vec<Diagnostic>,
    /// True if the member was read from a text that can be taken apart into front matter and body,
    /// the present one or an earlier one.
    whole: bool,
}

/// The state after a reading.
pub struct Followed {
    pub opened: Opened,
    /// Paths, from the root, of files that changed since the previous reading.
    pub changed: Vec<String>,
    /// Every directory that was read, with its inode number. The number shows when another
    /// directory took the name.
    pub directories: Vec<(PathBuf, u64)>,
}

impl Reading {
    /// Reads everything. If somebody is in the middle of writing a document, it reads again, but
    /// only for a limited time.
    pub fn settle(&mut self, options: &Options) -> Result<Followed, ReadError> {
        let mut followed = self.follow(options, None)?;
        let (mut grew, mut looks) = (false, LOOKS);
        while self.sources.wait_for_writers(grew, &mut looks) {
            followed = self.follow(options, None)?;
            grew |= !followed.changed.is_empty();
        }
        Ok(followed)
    }

    /// Reads what changed since the last time. `files` limits the reading to these files.
    pub fn follow(&mut self, options: &Options, files: Option<&BTreeSet<PathBuf>>) -> Result<Followed, ReadError> {
        let mut diagnostics = Vec::new();
        let (text, config) = wanted_config(options, &mut diagnostics)?;
        let settings = Some((text, config.layout.content.clone()));
        let same_settings = self.settings == settings;
        if let Some(mut last) = self.last.clone().filter(|_| !same_settings && has_error(&diagnostics)) {
            // Keep the last site. Changes in the meantime are found once the configuration is
            // corrected. One that was wrong from the beginning has no such site.
            last.diagnostics = diagnostics;
            let directories = self.sources.directories.clone();
            return Ok(Followed { opened: last, changed: vec![CONFIG.to_owned()], directories });
        }
        let reread = |files| source::reread(&options.root, &config.layout, &self.sources, files);
        let again = || source::read_again(&options.root, &config.layout, &self.sources);
        let sources = match files.filter(|_| same_settings).and_then(reread).map_or_else(again, Ok) {
            Ok(sources) => sources,
            Err(error) => return self.unreadable(error, options, &config, settings.as_ref(), diagnostics),
        };
        let mut changed = sources.changed.clone();
        if !same_settings && self.settings.is_some() {
            changed.push(CONFIG.to_owned());
        }
        let directories = sources.directories.clone();
        let same = same_settings && self.current.is_some() && same_files(&self.sources, &sources);
        let (documents, memos) = rayon::join(
            || self.read(&sources, &config, same_settings),
            || self.memos(options, &config.diagram_commands),
        );
        self.memos = memos;
        diagnostics.extend(sources.problems.iter().cloned());
        diagnostics.extend(documents.iter().flat_map(|known| known.diagnostics.iter().cloned()));
        let content = options.root.join(&config.layout.content);
        let unconfigured = config.unconfigured;
        let (levels, audience) = (config.check.levels.clone(), config.audience);
        let skipped = skipped(&sources, &documents);
        let made = self.make(&sources, &documents, config, options, same, &mut diagnostics);
        let shown = made.as_ref().map(|made| (Arc::clone(&made.site), Arc::clone(&made.plan)));
        let site = shown.or_else(|| self.last.as_ref().and_then(|last| last.site.clone()));
        check::set_levels(&levels, &mut diagnostics);
        // No level makes these harmless.
        let shown = documents.iter().filter(|known| known.is_shown(audience, options.drafts));
        diagnostics.extend(shown.flat_map(|known| known.stray.iter().cloned()));
        if unconfigured && site.is_some() {
            // Without a configuration, the folder is taken as it is. Errors in its documents are
            // reported but stop nothing, except text that others must not read.
            for diagnostic in &mut diagnostics {
                if diagnostic.level == Level::Error && diagnostic.rule != Some("PM054") {
                    diagnostic.level = Level::Warning;
                }
            }
        }
        diagnostic::sort(&mut diagnostics);
        let count = documents.iter().filter(|known| known.member.is_ok()).count();
        let opened = Opened { site, diagnostics, skipped, unconfigured, documents: count, content };
        self.edits += changed.len().min(1);
        (self.settings, self.sources, self.documents, self.current) = (settings, sources, documents, made);
        self.last = Some(opened.clone());
        Ok(Followed { opened, changed, directories })
    }

    /// Returns the result for an archive whose files cannot be read.
    fn unreadable(
        &self,
        error: ReadError,
        options: &Options,
        config: &Config,
        settings: Option<&(Option<String>, String)>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Result<Followed, ReadError> {
        let told = Diagnostic::error(error.to_string());
        let from_root = error.path.strip_prefix(&options.root).unwrap_or(&error.path);
        let text = settings.and_then(|(text, _)| text.as_deref()).unwrap_or_default();
        match config::naming(text, &config.layout, from_root) {
            Some((file, span)) if self.last.is_none() => diagnostics.push(told.at(&file, span)),
            // An error in the configuration may be the reason.
            _ if has_error(&diagnostics) => diagnostics.push(told),
            _ => return Err(error),
        }
        let content = options.root.join(&config.layout.content);
        let opened = Opened { diagnostics, content, ..Opened::default() };
        Ok(Followed { opened, changed: Vec::new(), directories: Vec::new() })
    }

    /// Returns every document, in path order. New ones are read in parallel.
    fn read(&self, sources: &Sources, config: &Config, same_settings: bool) -> Vec<Arc<Known>> {
        let mut by_path = None;
        let before = sources.documents.iter().enumerate().map(|(at, file)| {
            if let Some(known) = self.documents.get(at).filter(|known| known.file.path == file.path) {
                return Some(known);
            }
            let by_path = by_path.get_or_insert_with(|| {
                self.documents.iter().map(|known| (known.file.path.as_str(), known)).collect::<HashMap<_, _>>()
            });
            by_path.get(file.path.as_str()).copied()
        });
        let before: Vec<_> = before.collect();
        let know = |(file, before): (&Arc<SourceFile>, Option<&Arc<Known>>)| match before {
            Some(before) if same_settings && Arc::ptr_eq(&before.file, file) => Arc::clone(before),
            _ => Arc::new(know(file, config, before)),
        };
        sources.documents.par_iter().zip(before).map(know).collect()
    }

    /// Makes the site of `documents`, from the previous one where possible.
    fn make(
        &self,
        sources: &Sources,
        documents: &[Arc<Known>],
        config: Config,
        options: &Options,
        same: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Current> {
        let before = self.current.as_ref().filter(|_| same);
        let surroundings = Surroundings {
            config: &config,
            assets: &sources.assets,
            skipped: &skipped(sources, documents),
            drafts: options.drafts,
            as_of: options.as_of,
        };
        let edited = before.and_then(|before| Some((before, self.edited(documents)?)));
        if let Some((before, edited)) = edited
            && !edited.iter().any(|member| any_points_into(&before.plan_diagnostics, &member.text().source.path))
            && let Some(archive) = before.site.archive.with(&edited, &surroundings)
        {
            let archive = archive.into_value(diagnostics);
            diagnostics.extend(draw(&archive, &config, &self.memos.diagrams, options));
            let site = before.site.with(archive, Arc::clone(&self.memos));
            diagnostics.extend(site.warnings().iter().cloned());
            let plan = Arc::clone(&before.plan);
            diagnostics.extend(before.plan_diagnostics.iter().cloned());
            return Some(Current { site: Arc::new(site), plan, plan_diagnostics: before.plan_diagnostics.clone() });
        }
        let members = documents.iter().filter_map(|known| known.member.clone().ok()).collect();
        let archive = archive::assemble(members, &surroundings).into_value(diagnostics);
        diagnostics.extend(draw(&archive, &config, &self.memos.diagrams, options));
        let site = match self.site(archive, config, sources, same) {
            Ok(site) => site,
            Err(faults) => {
                diagnostics.extend(faults);
                return None;
            }
        };
        diagnostics.extend(site.warnings().iter().cloned());
        let Report { value: plan, diagnostics: plan_diagnostics } = plan::pages(&site);
        diagnostics.extend(plan_diagnostics.iter().cloned());
        Some(Current { site: Arc::new(site), plan: Arc::new(plan), plan_diagnostics })
    }

    fn site(&self, archive: Archive, config: Config, sources: &Sources, same: bool) -> Result<Site, Vec<Diagnostic>> {
        let memos = Arc::clone(&self.memos);
        match &self.last.as_ref().and_then(|last| last.site.clone()) {
            Some((site, _)) if same => Ok(site.with(archive, memos)),
            _ => Site::new(archive, config, sources, memos),
        }
    }

    /// Returns the documents that changed, or `None` if some came or went.
    fn edited(&self, documents: &[Arc<Known>]) -> Option<Vec<Member>> {
        if documents.len() != self.documents.len() {
            return None;
        }
        let mut edited = Vec::new();
        for (old, new) in self.documents.iter().zip(documents) {
            match (&old.member, &new.member) {
                _ if Arc::ptr_eq(old, new) => {}
                (Ok(_), Ok(member)) if old.file.path == new.file.path => edited.push(member.clone()),
                _ => return None,
            }
        }
        Some(edited)
    }

    /// Returns the memos of code and diagrams, or loads those that an earlier build saved.
    fn memos(&self, options: &Options, commands: &diagram::Commands) -> Arc<Memos> {
        let forgotten = self.edits % FORGET == FORGET - 1;
        if self.last.is_some() && !forgotten && self.memos.diagrams.commands() == commands {
            return Arc::clone(&self.memos);
        }
        let kept = |name| if forgotten { Vec::new() } else { cache::read_cache(&options.root, name) };
        let (code, diagrams) = (kept(HIGHLIGHT), kept(DIAGRAMS));
        let diagrams = diagram::Memo::load(&diagrams, commands);
        Arc::new(Memos { code: highlight::Memo::load(&code), diagrams })
    }
}

/// Returns the text of the configuration, and the configuration with the options applied.
fn wanted_config(options: &Options, diagnostics: &mut Vec<Diagnostic>) -> Result<(Option<String>, Config), ReadError> {
    let (text, mut config) = configure(&options.root, diagnostics)?;
    if options.base_url.is_some() {
        config.base_url.clone_from(&options.base_url);
    }
    config.audience = options.audience.unwrap_or(config.audience);
    config.layout.exclude.extend(below(&options.root, &options.output));
    Ok((text, config))
}

/// Draws the diagrams that are not drawn yet, first those of the archive's own commands. Returns a
/// complaint for each that cannot be drawn.
fn draw(archive: &Archive, config: &Config, drawn: &diagram::Memo, options: &Options) -> Vec<Diagnostic> {
    let is_error = |(rule, level): &(String, Option<Level>)| rule == UNDRAWABLE && *level == Some(Level::Error);
    if options.diagrams == Diagrams::Unseen && !config.check.levels.iter().any(is_error) {
        return Vec::new();
    }
    let wanted = archive::diagrams::by_command(archive, config);
    wanted.par_iter().filter(|(language, code)| !drawn.has_output(language, &code.text)).for_each(
        |(language, code)| {
            let output = command::run(&config.diagram_commands[*language], &code.text, &options.root);
            drawn.add_output(language, &code.text, output);
        },
    );
    archive::diagrams::draw_all(archive, drawn)
}

/// Reads a document that is new or changed.
fn know(file: &Arc<SourceFile>, config: &Config, before: Option<&Arc<Known>>) -> Known {
    let whole = read::without_internal(file, config.audience);
    let shown = if config.is_public() { config.redaction.file(whole) } else { whole };
    let Report { value, diagnostics } = read::document(&shown, config);
    let broken = has_error(&diagnostics) && (value.is_err() || read::stated_keys(&shown).is_none());
    // Of a value that is being typed, the rest of the document is seen. Without its front matter it
    // would be another document.
    if broken
        && !config.unconfigured
        && let Some(before) = before.filter(|before| before.whole && before.member.is_ok())
    {
        let member = before.member.clone();
        return Known { file: Arc::clone(file), member, diagnostics, stray: before.stray.clone(), whole: true };
    }
    let member = value.map(Member::from);
    let stray = member.as_ref().map_or_else(|_| Vec::new(), |member| stray(member.text(), config.audience));
    Known { file: Arc::clone(file), member, diagnostics, stray, whole: !broken }
}

impl Known {
    /// True if a site for `audience` shows the document.
    pub(super) fn is_shown(&self, audience: Audience, drafts: bool) -> bool {
        let text = self.member.as_ref().map(Member::text);
        text.is_ok_and(|text| text.audience <= audience && (drafts || !text.draft))
    }
}

fn has_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|it| it.level == Level::Error)
}

/// True if all files except the documents are the same, including the theme.
fn same_files(old: &Sources, new: &Sources) -> bool {
    let same = |old: &BTreeMap<String, Arc<[u8]>>, new: &BTreeMap<String, Arc<[u8]>>| {
        old.len() == new.len() && old.iter().zip(new).all(|(a, b)| a.0 == b.0 && Arc::ptr_eq(a.1, b.1))
    };
    Arc::ptr_eq(&old.assets, &new.assets) && same(&old.theme, &new.theme)
}

/// Returns the files that were left out, either by the walk or because of their content.
fn skipped(sources: &Sources, documents: &[Arc<Known>]) -> Vec<Skipped> {
    let left_out = documents.iter().filter_map(|known| match known.member {
        Err(NotADocument::LeftOut(reason)) => Some(Skipped { path: known.file.path.clone(), reason }),
        _ => None,
    });
    let mut skipped: Vec<_> = sources.skipped.iter().cloned().chain(left_out).collect();
    skipped.sort_by(|a, b| a.path.cmp(&b.path));
    skipped
}
