//! The program: hands over to [`casebook::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    casebook::cli::run()
}
