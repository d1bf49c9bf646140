//! Publishing: writes a site into a directory and checks that nothing internal is in it.

pub mod cache;
pub mod emit;
mod failure;
mod kept;
mod key;
pub mod manifest;
mod mounts;
pub mod proof;
pub mod replace;
pub mod secrets;
mod swap;
