//! `casebook schema`

use clap::{Args, ValueEnum};

use super::{CLEAN, say};
use crate::schema::{Form, schema};

/// Options of `casebook schema`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Of what
    #[arg(value_enum, value_name = "WHAT", default_value_t = Name::FrontMatter)]
    of: Name,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
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
    say(&schema(match arguments.of {
        Name::FrontMatter => Form::FrontMatter,
        Name::Config => Form::Config,
        Name::Incidents => Form::Incidents,
        Name::Findings => Form::Findings,
    }));
    CLEAN
}
