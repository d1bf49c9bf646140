//! Publishing: a directory made equal to the plan of a site, and the proof that nothing
//! internal leaves.

pub mod emit;
pub mod replace;
pub mod secrets;
mod swap;
