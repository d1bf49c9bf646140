//! The theme. Only this file uses the template engine.
//!
//! The default theme is compiled in, and a site's own theme replaces it file by file. Templates see
//! only what `view` describes.

use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::view::{PageView, SiteView};
use super::words::{self, Words, script};
use crate::diagnostic::{Diagnostic, Level};
use crate::html::escape_attribute;
use crate::text::hash::fnv;
use crate::text::{SourceFile, Span};

static DEFAULT: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// Templates and assets. Those of the site's own theme replace ours.
#[derive(Clone)]
pub(super) struct Theme {
    tera: Tera,
    /// Source files by template name, for excerpts in messages.
    templates: BTreeMap<String, Arc<SourceFile>>,
    /// Path below `assets/` → content.
    pub(super) assets: BTreeMap<String, Arc<[u8]>>,
    /// Path below `assets/` → hash of the content.
    versions: BTreeMap<String, u64>,
    pub(super) words: Arc<Words>,
    /// What is missing in the theme, without which it works.
    pub(super) warnings: Vec<Diagnostic>,
}

impl Theme {
    /// Loads the theme with the words of `language`. `own` are the files of the site's theme, by path
    /// below `directory`. Returns the faults, if one of them is an error.
    pub(super) fn new(
        own: &BTreeMap<String, Arc<[u8]>>,
        directory: &str,
        language: &str,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (mut templates, mut assets, mut of_words) = (BTreeMap::new(), BTreeMap::new(), Vec::new());
        let mut faults = Vec::new();
        let built_in = published().into_iter().map(|(path, bytes)| (path, bytes.into(), "built-in theme"));
        let own = own.iter().map(|(path, bytes)| (path.clone(), Arc::clone(bytes), directory));
        for (path, bytes, origin) in built_in.chain(own) {
            if let Some(name) = path.strip_prefix("assets/") {
                assets.insert(name.to_owned(), bytes);
                continue;
            }
            let language = path.strip_prefix("words/").and_then(|name| name.strip_suffix(".toml"));
            let template = path.strip_prefix("templates/");
            if language.or(template).is_none() {
                continue;
            }
            let place = format!("{origin}/{path}");
            match std::str::from_utf8(&bytes) {
                Ok(text) => {
                    let file = Arc::new(SourceFile::new(place, text));
                    of_words.extend(language.map(|name| (name.to_owned(), Arc::clone(&file))));
                    templates.extend(template.map(|name| (name.to_owned(), file)));
                }
                Err(_) => faults.push(Diagnostic::error("the file is not UTF-8").in_file(&place)),
            }
        }
        let words = Arc::new(words::read(&of_words, language).into_value(&mut faults));
        let mut tera = Tera::default();
        tera.autoescape_on(vec![".html"]);
        tera.register_filter("grouped", {
            let words = Arc::clone(&words);
            move |number: usize, _: Kwargs, _: &State<'_>| words.grouped(number)
        });
        tera.register_filter("say", {
            let words = Arc::clone(&words);
            move |key: &str, values: Kwargs, _: &State<'_>| say(&words, key, &values)
        });
        let all = templates.iter().map(|(name, file)| (name.as_str(), file.text.as_str()));
        if let Err(error) = tera.add_raw_templates(all) {
            faults.push(explain(&error, &templates, None));
        }
        let assets: BTreeMap<_, _> = assets.into_iter().map(|(name, bytes)| worded(name, bytes, &words)).collect();
        let mut versions: BTreeMap<_, _> = assets.iter().map(|(name, bytes)| (name.clone(), fnv(bytes))).collect();
        // `search.js` loads its style sheet and the box with the version that it has itself.
        let of_search = versions.iter().filter(|(name, _)| name.starts_with("search"));
        let all = of_search.fold(0, |all: u64, (_, one)| all.rotate_left(9) ^ one);
        versions.insert("search.js".to_owned(), all);
        if faults.iter().any(|fault| fault.level == Level::Error) {
            return Err(faults);
        }
        Ok(Self { tera, templates, assets, versions, words, warnings: faults })
    }

    /// Sets the view that all pages share, so that it is converted only once.
    pub(super) fn set_site(&mut self, site: &SiteView) {
        self.tera.global_context().insert("site", site);
    }

    /// Returns an asset's address with a hash of its content, so that browsers never show an old
    /// version.
    pub(super) fn asset_url(&self, name: &str) -> String {
        let version = self.versions.get(name).copied().unwrap_or_default();
        format!("assets/{name}?v={:08x}", version & 0xffff_ffff)
    }

    /// Fills the template `name` into a buffer with a capacity of `bytes`. A fault names the
    /// template's line and the page.
    pub(super) fn render<T: Serialize>(
        &self,
        name: &str,
        page: &PageView,
        view: &T,
        bytes: usize,
    ) -> Result<Vec<u8>, Box<Diagnostic>> {
        let fault = |error: &tera::Error| Box::new(explain(error, &self.templates, Some(&page.url)));
        let mut context = Context::from_serialize(view).map_err(|error| fault(&error))?;
        context.insert("page", page);
        let mut text = Vec::with_capacity(bytes);
        self.tera.render_to(name, &context, &mut text).map_err(|error| fault(&error))?;
        Ok(text)
    }
}

/// Converts a value once, for views that many pages show.
pub(super) fn value<T: Serialize>(view: &T) -> Value {
    Value::from_serializable(view)
}

/// Returns markup of ours as a value that is not escaped.
pub(super) fn html(markup: &str) -> Value {
    Value::safe_string(markup)
}

/// Answers `{{ "key" | say(n=count, name=value) }}`: the words of a key, with values for their
/// placeholders. `n` also chooses the form. A date is put into a `<time>` if the words are markup.
fn say(words: &Words, key: &str, values: &Kwargs) -> TeraResult<Value> {
    let Some(sentence) = words.find(key, values.get::<usize>("n")?.unwrap_or_default()) else {
        return Err(tera::Error::message(format!("there are no words for the key `{key}`")));
    };
    let is_markup = key.ends_with("_html");
    let mut out = String::with_capacity(sentence.len() + 80);
    for (text, hole) in words::pieces(sentence) {
        out.push_str(text);
        if let Some(hole) = hole {
            put(words, values.must_get::<&Value>(hole)?, is_markup, &mut out);
        }
    }
    Ok(if is_markup { Value::safe_string(&out) } else { Value::from(out) })
}

/// Appends a value to a sentence.
fn put(words: &Words, value: &Value, is_markup: bool, out: &mut String) {
    let escaped = |text: &str, out: &mut String| {
        if is_markup { escape_attribute(text, out) } else { out.push_str(text) }
    };
    let field = |name: &'static str| Some(value.as_map()?.get(&name.into())?.as_str()?.to_owned());
    if let (Some(iso), Some(text)) = (field("iso"), field("text")) {
        if is_markup {
            out.push_str(&["<time datetime=\"", &iso, "\">", &text, "</time>"].concat());
        } else {
            out.push_str(&text);
        }
    } else if let Some(number) = value.as_u64().and_then(|number| usize::try_from(number).ok()) {
        out.push_str(&words.grouped(number));
    } else if let Some(text) = value.as_str() {
        if value.is_safe() { out.push_str(text) } else { escaped(text, out) }
    } else {
        escaped(&value.to_string(), out);
    }
}

/// Returns a file of the theme with the words of its keys.
fn worded(name: String, bytes: Arc<[u8]>, words: &Words) -> (String, Arc<[u8]>) {
    let with_words: fn(&str, &Words) -> String = match name.rsplit_once('.') {
        Some((_, "js")) => script::in_script,
        Some((_, "css")) => script::in_sheet,
        _ => return (name, bytes),
    };
    let text = std::str::from_utf8(&bytes).map(|text| with_words(text, words).into_bytes().into());
    (name, text.unwrap_or(bytes))
}

/// Returns the templates and assets of the built-in theme.
pub(super) fn built_in() -> Vec<&'static str> {
    files(&DEFAULT).into_iter().filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()).collect()
}

fn files(dir: &Dir<'static>) -> Vec<(String, &'static [u8])> {
    let mut found = Vec::new();
    for file in dir.files() {
        found.push((file.path().to_string_lossy().replace('\\', "/"), file.contents()));
    }
    for dir in dir.dirs() {
        found.extend(files(dir));
    }
    found
}

/// Returns the built-in theme's files as they are published. A script in a folder below `assets/`
/// is a part of the script that is named after the folder: `assets/search/01-begin.js` and its
/// neighbours become `assets/search.js`, in the order of their names.
fn published() -> BTreeMap<String, Vec<u8>> {
    let parts: BTreeMap<_, _> = files(&DEFAULT).into_iter().collect();
    let mut published: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (path, bytes) in parts {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let is_part = path.ends_with(".js") && folder != "assets";
        let address = if is_part { format!("{folder}.js") } else { path.clone() };
        let bytes = dense(&path, bytes).unwrap_or_else(|| bytes.into());
        published.entry(address).or_default().extend_from_slice(&bytes);
    }
    published
}

/// Minifies our own scripts and style sheets: removes indentation and comment lines, and spaces
/// around signs in style sheets, but for those in texts. None of their texts spans lines.
fn dense(path: &str, bytes: &[u8]) -> Option<Arc<[u8]>> {
    if !path.ends_with(".js") && !path.ends_with(".css") {
        return None;
    }
    let is_comment = |line: &str| line.starts_with("//") || (line.starts_with("/*") && line.ends_with("*/"));
    let mut dense = String::with_capacity(bytes.len());
    for line in std::str::from_utf8(bytes).ok()?.lines().map(str::trim) {
        if !line.is_empty() && !is_comment(line) {
            if path.ends_with(".css") {
                for (at, part) in line.split('"').enumerate() {
                    if at > 0 {
                        dense.push('"');
                    }
                    // Every second part is a text.
                    if at.is_multiple_of(2) {
                        dense.push_str(&tight(part));
                    } else {
                        dense.push_str(part);
                    }
                }
            } else {
                dense.push_str(line);
            }
            dense.push('\n');
        }
    }
    Some(dense.into_bytes().into())
}

/// Returns a piece of a style sheet without spaces around signs.
fn tight(css: &str) -> String {
    const SIGNS: [(&str, &str); 6] = [("; }", "}"), (" { ", "{"), ("; ", ";"), (": ", ":"), (", ", ","), (" > ", ">")];
    SIGNS.iter().fold(css.to_owned(), |css, (loose, tight)| css.replace(loose, tight))
}

fn explain(error: &tera::Error, templates: &BTreeMap<String, Arc<SourceFile>>, page: Option<&str>) -> Diagnostic {
    let rendering = |diagnostic: Diagnostic| match page {
        Some(page) => diagnostic.hint(format!("while rendering `{page}`")),
        None => diagnostic,
    };
    let (ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report)) = error.kind() else {
        return rendering(Diagnostic::error(lower(&error.to_string())).in_file("themes"));
    };
    let diagnostic = Diagnostic::error(lower(report.message()));
    rendering(match templates.get(report.filename()) {
        Some(file) => diagnostic.at(file, Span::from(report.span().range.clone())),
        None => diagnostic.in_file(report.filename()),
    })
}

/// Returns a message in our style, which begins in lower case.
fn lower(message: &str) -> String {
    let mut chars = message.trim().trim_end_matches('.').chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
