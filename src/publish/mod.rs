//! Publishing: writes a site into a directory and checks that nothing internal is in it.

pub mod emit;
pub mod replace;
pub mod secrets;
mod swap;
