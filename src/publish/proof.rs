//! The search of finished files for what must not be published, without writing them.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::emit::bytes_of;
use super::secrets::Secrets;
use crate::diagnostic::Diagnostic;
use crate::site::Site;
use crate::site::plan::{Content, Plan};

/// Returns what a build would refuse to publish, each fault once. Nothing more is looked into once
/// `is_over` is true.
pub fn faults(site: &Site, plan: &Plan, secrets: &Secrets, is_over: &(dyn Fn() -> bool + Sync)) -> Vec<Diagnostic> {
    let fault = |(path, content): (&String, &Content)| {
        if is_over() {
            return None;
        }
        let output = match site.render(path, content) {
            Ok(output) => output,
            Err(fault) => return Some(*fault),
        };
        // A file that cannot be read is a failure of the build, and no secret.
        secrets.check_file(path, &bytes_of(output).ok()?).err().map(|fault| *fault)
    };
    let faults: Vec<_> = plan.par_iter().filter_map(fault).collect();
    let mut known = BTreeSet::new();
    faults.into_iter().filter(|fault| known.insert(fault.message.clone())).collect()
}
