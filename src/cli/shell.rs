//! `casebook completions` and `casebook man`: scripts for shells and manual pages.

use std::fs;
use std::path::PathBuf;

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;
use clap_mangen::Man;

use super::{CLEAN, put, say};
use crate::source;
use crate::system;

/// Options of `casebook completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
For example: `casebook completions bash > ~/.local/share/bash-completion/completions/casebook`")]
pub(super) struct CompletionsArguments {
    /// The shell they are for
    #[arg(value_enum)]
    shell: Shell,
}

/// Options of `casebook man`.
#[derive(Debug, Args)]
#[command(after_help = "For example: `casebook man | man -l -`")]
pub(super) struct ManArguments {
    /// Write one page for each command into this directory
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn completions(arguments: &CompletionsArguments) -> u8 {
    let mut command = super::Arguments::command();
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "casebook", &mut script);
    put(&script);
    CLEAN
}

pub(super) fn man(arguments: &ManArguments) -> Result<u8, String> {
    let mut command = super::Arguments::command().disable_help_subcommand(true);
    command.build();
    let Some(directory) = &arguments.out else {
        put(page(command).1.as_bytes());
        return Ok(CLEAN);
    };
    let commands: Vec<_> = command.get_subcommands().cloned().chain([command.clone()]).collect();
    let written = commands.len();
    for (name, text) in commands.into_iter().map(page) {
        let file = directory.join(name);
        let write = fs::create_dir_all(directory).and_then(|()| fs::write(&file, text));
        write.map_err(|error| format!("cannot write {}: {}", system::shown(&file), source::reason(&error)))?;
    }
    say(&format!("{} in {}", crate::text::number::count(written, "page"), system::shown(directory)));
    Ok(CLEAN)
}

/// The section about exit codes, which ends every page.
const EXIT_STATUS: &str = ".SH \"EXIT STATUS\"
.TP
0
All is well.
.TP
1
There are problems in the documents.
.TP
2
Wrong use, wrong configuration or a failure of the machine.
";

/// Returns the name and text of a command's page.
fn page(command: clap::Command) -> (String, String) {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = Man::new(command).render(&mut text);
    text.extend_from_slice(EXIT_STATUS.as_bytes());
    (format!("{name}.1"), String::from_utf8_lossy(&text).into_owned())
}
