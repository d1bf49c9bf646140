//! The program: hands over to [`casebook::cli`].

use std::process::ExitCode;

/// Half of a build is small pieces of text: this one serves them a fifth faster
/// than the C library's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    casebook::cli::run()
}
