//! A finding as `casebook check --format json` prints it.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::diagnostic::{self, Diagnostic, Level, Place};

/// One thing that a document lacks or gets wrong.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Finding")]
pub struct Finding<'a> {
    /// What `casebook check --explain` explains; what no document could be read without is `PM000`.
    #[schemars(pattern("^PM[0-9]{3}$"))]
    pub rule: &'a str,
    #[schemars(with = "Level")]
    pub level: &'static str,
    pub message: String,
    /// Path from the archive's root.
    pub file: &'a str,
    #[schemars(range(min = 1))]
    pub line: usize,
    /// In characters, from 1.
    #[schemars(range(min = 1))]
    pub column: usize,
    /// What would be right.
    pub hint: Option<&'a str>,
}

impl<'a> From<&'a Diagnostic> for Finding<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        let (file, line, column) = diagnostic.place.as_ref().map_or((crate::source::CONFIG, 1, 1), Place::position);
        Self {
            // Problems that belong to no rule were found while reading the document.
            rule: diagnostic.rule.unwrap_or("PM000"),
            level: diagnostic.level.name(),
            message: diagnostic::plain(&diagnostic.message),
            file,
            line,
            column,
            hint: diagnostic.hint.as_deref(),
        }
    }
}

/// Returns the schema of a list of findings.
pub fn schema(generator: SchemaGenerator) -> Schema {
    let mut schema = generator.into_root_schema_for::<Vec<Finding<'_>>>();
    schema.insert("description".to_owned(), "What `casebook check --format json` prints.".into());
    schema
}
