//! Files that documents refer to.

use super::{Output, Site, missing};
use crate::diagnostic::Diagnostic;
use crate::source::{camera, embedded};

impl Site {
    /// Returns a file of the author's. A public site does not say where a picture was taken.
    pub(super) fn file(&self, path: &str, source: &str) -> Result<Output, Box<Diagnostic>> {
        let asset = self.archive.targets.asset(source).ok_or_else(|| missing(path))?;
        let changed = || {
            let message = format!("the document that holds the image `{source}` has changed");
            Box::new(Diagnostic::error(message).hint("build again"))
        };
        let held = match &asset.embedded {
            Some(embedded) => Some(embedded::bytes(&asset.file, embedded).ok_or_else(changed)?),
            None => None,
        };
        let cleaned = match &held {
            _ if !self.config.is_public() => Ok(None),
            Some(bytes) => camera::cleaned(bytes.clone()),
            None => camera::without_position(&asset.file),
        };
        let cleaned = cleaned.map_err(|stays| stays.diagnostic(source))?;
        Ok(cleaned.or(held).map_or_else(|| Output::CopyOf(asset.file.clone()), Output::Bytes))
    }
}
