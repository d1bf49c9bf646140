//! Draws diagrams: the source in a code fence → SVG for a page.
//!
//! All renderers have one interface: [`Memo::draw`] takes a fence and returns a picture, or the
//! fault in the source with its place. Drawing is pure, so the same source gives the same picture
//! on every machine.
//!
//! The renderers are large programs of other people. So each picture is drawn by a thread of its
//! own, which may panic or be abandoned, sources are limited, and the sanitiser `svg::clean` lets
//! only harmless SVG through.
//!
//! The pipeline runs the commands of the site's owner ([`Commands`]) before anything is drawn, and
//! adds their output with [`Memo::add_output`].

pub mod command;
#[cfg(feature = "graphviz")]
mod graphviz;
#[cfg(feature = "pikchr")]
mod macros;
pub mod memo;
#[cfg(feature = "mermaid")]
mod mermaid;
mod metrics;
#[cfg(feature = "pikchr")]
mod pikchr;
mod svg;

use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use self::memo::Made;

/// Prefix of every id in a picture until it is put into a page. It is a character for private use,
/// so it cannot be mistaken for text.
pub const ID: char = '\u{e000}';

/// Name of the threads that draw. Their panics are results, not bugs.
pub const THREAD: &str = "diagram";

/// Version of the drawings. Raise it when the same source would be drawn differently.
const VERSION: u64 = 2;

/// Longest source in bytes. A longer one is no diagram that a person reads.
const LONGEST: usize = 64 * 1024;

/// Deepest nesting of brackets. Recursive parsers need a limit, and no diagram nests deeper.
const DEEPEST: usize = 64;

/// Longest time to draw a picture. Drawing takes milliseconds, so a longer one never ends.
const PATIENCE: Duration = Duration::from_secs(20);

/// Size of the stack for renderers, which recurse.
const STACK: usize = 64 << 20;

/// Language → command and arguments, from the site's configuration.
pub type Commands = std::collections::BTreeMap<String, Vec<String>>;

/// The result for a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawing {
    Picture(Picture),
    Broken(Fault),
}

/// SVG of harmless elements whose ids begin with [`ID`], and the title that the source gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub svg: String,
    pub title: Option<String>,
}

/// A fault in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub message: String,
    /// Line and column in the source, both counted from 1.
    pub at: Option<(usize, usize)>,
}

impl Fault {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), at: None }
    }
}

/// The renderer of a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Renderer {
    #[cfg(feature = "mermaid")]
    Mermaid,
    #[cfg(feature = "graphviz")]
    Graphviz,
    #[cfg(feature = "pikchr")]
    Pikchr,
}

impl Renderer {
    fn of(language: &str) -> Option<Self> {
        match language.to_ascii_lowercase().as_str() {
            #[cfg(feature = "mermaid")]
            "mermaid" => Some(Self::Mermaid),
            #[cfg(feature = "graphviz")]
            "dot" | "graphviz" => Some(Self::Graphviz),
            #[cfg(feature = "pikchr")]
            "pikchr" => Some(Self::Pikchr),
            _ => None,
        }
    }

    /// Returns the name and version of the renderer. A new version draws again.
    fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "mermaid")]
            Self::Mermaid => "mermaid merman-0.9.3",
            #[cfg(feature = "graphviz")]
            Self::Graphviz => "dot viz.js-3.31.0",
            #[cfg(feature = "pikchr")]
            Self::Pikchr => "pikchr pikru-1.2.1",
        }
    }

    #[cfg_attr(
        not(any(feature = "mermaid", feature = "graphviz", feature = "pikchr")),
        expect(unused_variables, reason = "there is nobody to draw")
    )]
    fn draw(self, source: &str) -> Result<Picture, Fault> {
        match self {
            #[cfg(feature = "mermaid")]
            Self::Mermaid => svg::clean(&mermaid::draw(source)?, mermaid::sheet(source)),
            #[cfg(feature = "graphviz")]
            Self::Graphviz => svg::clean(&graphviz::draw(source)?, ""),
            #[cfg(feature = "pikchr")]
            Self::Pikchr => svg::clean(&pikchr::draw(source)?, ""),
        }
    }
}

/// Remembers drawings by language and source.
#[derive(Debug)]
pub struct Memo {
    kept: memo::Memo,
    commands: Commands,
}

impl Default for Memo {
    fn default() -> Self {
        Self::load(&[], &Commands::new())
    }
}

impl Memo {
    /// Returns the drawing of the fence with the info string `info` around `source`, or `None` if
    /// the fence is shown as code.
    pub fn draw(&self, info: &str, source: &str) -> Option<Drawing> {
        if option(info, "render").as_deref() == Some("source") {
            return None;
        }
        let language = language(info);
        let kept = match Renderer::of(language) {
            Some(renderer) => self.kept.get_or_make(renderer.name(), source, || {
                Some(match limited(source) {
                    Ok(()) => apart(renderer, source.to_owned()),
                    Err(fault) => Made::Lasting(keep(&Err(fault))),
                })
            }),
            None => self.kept.get_known(&self.command_kind(language)?, source),
        };
        kept.map(|kept| drawing(&kept))
    }

    /// True if the output of the command for `language` is already known.
    pub fn has_output(&self, language: &str, source: &str) -> bool {
        self.command_kind(language).is_some_and(|kind| self.kept.get_known(&kind, source).is_some())
    }

    /// Adds the output of the command for `language` and `source`: SVG or a complaint. A complaint
    /// is kept for this build only, because the program may be installed before the next.
    pub fn add_output(&self, language: &str, source: &str, output: Result<String, String>) {
        let Some(kind) = self.command_kind(language) else { return };
        let made = match output {
            Ok(svg) => Made::Lasting(keep(&svg::clean(without_prolog(&svg), ""))),
            Err(complaint) => Made::ForNow(keep(&Err(Fault::new(complaint)))),
        };
        self.kept.get_or_make(&kind, source, || Some(made));
    }

    /// Returns the kind under which the output is stored. Another command, or other arguments, draw
    /// again.
    fn command_kind(&self, language: &str) -> Option<String> {
        self.commands.get(language).map(|command| format!("command {command:?}"))
    }

    /// Returns the commands whose output this memo keeps.
    pub fn commands(&self) -> &Commands {
        &self.commands
    }

    /// Returns the memo that [`Memo::save`] wrote. A damaged one, or one of another version, gives
    /// an empty memo.
    pub fn load(bytes: &[u8], commands: &Commands) -> Self {
        Self { kept: memo::Memo::load(&format!("diagrams {VERSION}"), bytes), commands: commands.clone() }
    }

    /// Returns the drawings that were used, in a fixed order, or `None` if they are just those that
    /// were loaded.
    pub fn save(&self) -> Option<Vec<u8>> {
        self.kept.save()
    }
}

/// Returns the language: the first word of a fence's info string. `rust,ignore` and `{.rust}` are
/// `rust`.
pub fn language(info: &str) -> &str {
    let word = info.split_whitespace().next().unwrap_or_default();
    word.trim_start_matches(['{', '.']).split([',', '{', '}', ':']).next().unwrap_or_default()
}

/// Returns the value of `name="…"` behind the language of a fence.
pub fn option(info: &str, name: &str) -> Option<String> {
    let mut rest = info.trim_end_matches('}');
    while let Some(at) = rest.find(name) {
        let apart = rest[..at].ends_with(|c: char| c.is_whitespace() || matches!(c, '{' | ','));
        rest = &rest[at + name.len()..];
        let Some(value) = rest.strip_prefix('=').filter(|_| apart) else { continue };
        let value = match value.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next(),
            None => value.split(|c: char| c.is_whitespace() || c == ',').next(),
        };
        return value.map(str::to_owned).filter(|value| !value.is_empty());
    }
    None
}

/// True for a language that a built-in renderer draws.
pub fn is_drawn(language: &str) -> bool {
    Renderer::of(language).is_some()
}

/// Returns the licences of renderers that are not Rust packages, as Markdown.
pub fn licenses() -> &'static str {
    if cfg!(feature = "graphviz") { include_str!("viz.md") } else { "" }
}

fn limited(source: &str) -> Result<(), Fault> {
    if source.len() > LONGEST {
        return Err(Fault::new(format!("the source is longer than {} KiB", LONGEST / 1024)));
    }
    let mut depth = 0_usize;
    for (line, text) in source.lines().enumerate() {
        for (column, c) in text.chars().enumerate() {
            match c {
                '(' | '[' | '{' | '<' => depth += 1,
                ')' | ']' | '}' | '>' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                let message = format!("brackets are nested deeper than {DEEPEST} levels");
                return Err(Fault { message, at: Some((line + 1, column + 1)) });
            }
        }
    }
    Ok(())
}

/// Draws in a thread of its own.
fn apart(renderer: Renderer, source: String) -> Made {
    let for_now = |message: &str| Made::ForNow(keep(&Err(Fault::new(message))));
    let (send, receive) = mpsc::channel();
    let work = move || {
        // If it took too long, nobody receives the result.
        let _ = send.send(renderer.draw(&source));
    };
    let spawned = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK).spawn(work);
    if spawned.is_err() {
        return for_now("the system has no thread left to draw it");
    }
    match receive.recv_timeout(PATIENCE) {
        Ok(result) => Made::Lasting(keep(&result)),
        Err(mpsc::RecvTimeoutError::Timeout) => for_now("drawing it takes too long"),
        // The thread panicked and dropped the sender.
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Made::Lasting(keep(&Err(Fault::new("the renderer cannot cope with it"))))
        }
    }
}

/// Encodes a result as one text for the memo.
fn keep(result: &Result<Picture, Fault>) -> String {
    match result {
        Ok(picture) => format!("+{}\n{}", picture.title.as_deref().unwrap_or_default(), picture.svg),
        Err(fault) => {
            let (line, column) = fault.at.unwrap_or_default();
            format!("-{line} {column} {}", fault.message)
        }
    }
}

fn drawing(kept: &Arc<str>) -> Drawing {
    if let Some(rest) = kept.strip_prefix('+') {
        let (title, svg) = rest.split_once('\n').unwrap_or(("", rest));
        let title = (!title.is_empty()).then(|| title.to_owned());
        return Drawing::Picture(Picture { svg: svg.to_owned(), title });
    }
    let mut parts = kept.get(1..).unwrap_or_default().splitn(3, ' ');
    let mut number = || parts.next().and_then(|part| part.parse().ok()).unwrap_or_default();
    let (line, column) = (number(), number());
    let message = parts.next().unwrap_or_default().to_owned();
    Drawing::Broken(Fault { message, at: (line > 0).then_some((line, column)) })
}

/// Returns `svg` without the XML declaration and the document type before it.
fn without_prolog(svg: &str) -> &str {
    svg.find("<svg").and_then(|at| svg.get(at..)).unwrap_or(svg)
}
