//! `casebook schema`: JSON Schema of what casebook reads and writes, for editors and scripts.
//!
//! Output has the schema of the types that write it. Input may be written in several ways, so its
//! forms have modules of their own. Tests compare them with the readers, key by key.

mod config;
mod front_matter;

use std::collections::BTreeMap;

use clap::{Args, ValueEnum};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::{CLEAN, say};
use crate::check::finding;
use crate::site::Site;

/// Options of `casebook schema`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Of what
    #[arg(value_enum, value_name = "WHAT", default_value_t = Form::FrontMatter)]
    of: Form,
}

/// What has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// What may stand at the top of a document
    FrontMatter,
    /// casebook.toml
    Config,
    /// incidents.json
    Incidents,
    /// What `casebook check --format json` prints
    Findings,
}

pub(super) fn run(arguments: &Arguments) -> u8 {
    say(&schema(arguments.of));
    CLEAN
}

/// Returns the schema as indented JSON.
fn schema(form: Form) -> String {
    let settings = SchemaSettings::draft2020_12();
    let schema: Schema = match form {
        Form::FrontMatter => settings.into_generator().into_root_schema_for::<front_matter::FrontMatter>(),
        Form::Config => settings.into_generator().into_root_schema_for::<config::Config>(),
        Form::Incidents => Site::incidents_schema(settings.for_serialize().into_generator()),
        Form::Findings => finding::schema(settings.for_serialize().into_generator()),
    };
    // Serialising to JSON cannot fail.
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

/// Several texts, or one.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "only its form is used")]
enum Texts {
    One(String),
    Several(Vec<String>),
}

/// Anything.
type Free = serde_json::Value;

/// Names of the author's own and texts.
type Named<T> = BTreeMap<String, T>;
