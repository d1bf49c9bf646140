//! Makes a new document from a template.
//!
//! `{{ name }}` in a template stands for a value. In the front matter it gets quotation marks, and
//! a line whose value is not known yet becomes a comment. In the body it is plain text.

use jiff::civil::Date;

use crate::data::fence::Fence;
use crate::data::quoted;
use crate::diagnostic;
use crate::text::slug::Slug;

/// Returns the template for archives that have none of their own and whose interface is in `language`.
pub fn built_in(language: &str) -> &'static str {
    match language.split('-').next() {
        Some("de") => include_str!("template.de.md"),
        _ => include_str!("template.md"),
    }
}

/// The values that are known at the beginning.
#[derive(Debug, Clone)]
pub struct Values {
    pub title: String,
    pub id: Option<String>,
    pub date: Date,
    pub severity: Option<String>,
    pub services: Vec<String>,
    /// RFC 3339.
    pub started: Option<String>,
    /// RFC 3339, for examples.
    pub now: String,
    /// Names of the severities, the worst first.
    pub severities: Vec<String>,
}

/// Names that a template may use.
const NAMES: [&str; 8] = ["title", "id", "date", "severity", "services", "started", "now", "severities"];

impl Values {
    /// Returns the value for the front matter, the value for the body, and whether it is known.
    fn of(&self, name: &str) -> Option<(String, String, bool)> {
        let texts = |list: &[String]| {
            let quoted = list.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ");
            (format!("[{quoted}]"), list.join(", "), !list.is_empty())
        };
        let text = |text: Option<&str>| {
            (quoted(text.unwrap_or_default()), text.unwrap_or_default().to_owned(), text.is_some())
        };
        let bare = |text: String| (text.clone(), text, true);
        Some(match name {
            "title" => text(Some(&self.title)),
            "id" => text(self.id.as_deref()),
            "date" => bare(self.date.to_string()),
            "severity" => text(self.severity.as_deref()),
            "services" => texts(&self.services),
            "started" => match &self.started {
                Some(started) => bare(started.clone()),
                None => (self.now.clone(), String::new(), false),
            },
            "now" => bare(self.now.clone()),
            "severities" => bare(self.severities.join(", ")),
            _ => return None,
        })
    }
}

/// Returns the document. An error gives the line of the template and what is wrong in it.
pub fn fill(template: &str, values: &Values) -> Result<String, (usize, String)> {
    let mut front = template.trim_start_matches('\u{feff}').lines().next().and_then(Fence::of);
    let mut out = String::new();
    for (index, line) in template.split_inclusive('\n').enumerate() {
        if index > 0 && front.is_some_and(|fence| fence.is(line)) {
            front = None;
        }
        let (filled, known) = fill_line(line, front.is_some(), values).map_err(|message| (index + 1, message))?;
        if !known && front.is_some() && !line.trim_start().starts_with('#') {
            out.push_str("# ");
        }
        out.push_str(&filled);
    }
    Ok(out)
}

/// Returns the line, and whether all its values are known.
fn fill_line(line: &str, front: bool, values: &Values) -> Result<(String, bool), String> {
    let mut out = String::new();
    let mut all = true;
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let inner = after.split_once("}}").map(|(name, behind)| (name.trim(), behind));
        let Some((name, behind)) = inner.filter(|(name, _)| is_name(name)) else {
            // Double braces that are no value stay as they are.
            out.push_str("{{");
            rest = after;
            continue;
        };
        let Some((quoted, plain, known)) = values.of(name) else {
            let hint = match diagnostic::nearest(name, NAMES) {
                Some(name) => format!("did you mean `{{{{ {name} }}}}`?"),
                None => format!("a template may use {}", NAMES.join(", ")),
            };
            return Err(format!("there is no value `{{{{ {name} }}}}`\nhelp: {hint}"));
        };
        let in_comment = front && out.contains('#');
        out.push_str(if front && !in_comment { &quoted } else { &plain });
        all &= known || in_comment;
        rest = behind;
    }
    out.push_str(rest);
    Ok((out, all))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Returns a file name such as `2026-03-14-the-pool-was-full.md`, or `None` if the title has no
/// letter or digit.
pub fn file_name(date: Date, title: &str) -> Option<String> {
    Slug::new(title).map(|slug| format!("{date}-{slug}.md"))
}
