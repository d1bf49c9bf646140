//! What is wrong with a picture, whatever refers to it.

use crate::diagnostic::Diagnostic;
use crate::source::Asset;

/// Images of more bytes than this get a warning.
const HEAVIEST: u64 = 2_000_000;

/// Images wider or higher than this, in pixels, get a warning too.
const LARGEST: u32 = 6000;

/// Warns of an image that makes its page slow.
pub(super) fn heavy(asset: &Asset) -> Option<Diagnostic> {
    let (width, height) = asset.dimensions.unwrap_or_default();
    let size = if asset.bytes > HEAVIEST {
        format!("{:.1} MB", asset.bytes as f64 / 1e6)
    } else if width.max(height) > LARGEST {
        format!("{width} × {height} pixels")
    } else {
        return None;
    };
    let hint = format!("at most {} MB and {LARGEST} pixels a side load quickly everywhere", HEAVIEST / 1_000_000);
    Some(Diagnostic::warning(format!("the image `{}` has {size}", asset.path)).hint(hint))
}
