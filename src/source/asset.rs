//! Files that are not documents: the size of an image, and whether a file contains a script.

use std::fs::File;
use std::io::BufReader;

use super::walk::Found;
use super::{Asset, open, read_file};

/// Most bytes of a drawing that is looked into.
const LARGEST_DRAWING: u64 = 16_000_000;

/// Inspects a file that is not a document.
pub(super) fn read(found: &Found) -> Asset {
    let lower = found.path.to_lowercase();
    let bytes = std::fs::metadata(&found.file).map_or(0, |metadata| metadata.len());
    let (path, file) = (found.path.clone(), found.file.clone());
    let mut asset = Asset { path, file, dimensions: None, active: false, bytes, embedded: None };
    if lower.ends_with(".svg") && bytes > LARGEST_DRAWING {
        // What cannot be looked into may hold anything.
        asset.active = true;
    } else if lower.ends_with(".svg") {
        let bytes = read_file(&found.file).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        asset.dimensions = svg_dimensions(&text);
        let text = text.to_lowercase();
        asset.active =
            ["<script", "javascript:", "<foreignobject"].iter().any(|mark| text.contains(mark)) || has_handler(&text);
    } else if [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"].iter().any(|ending| lower.ends_with(ending)) {
        // The header is enough, because images can be large.
        if let Ok(file) = open(&found.file) {
            asset.dimensions = dimensions(file);
        }
    }
    asset
}

fn dimensions(image: File) -> Option<(u32, u32)> {
    let size = imagesize::reader_size(BufReader::new(image)).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// True if lower-case markup has an attribute `on…=`.
fn has_handler(text: &str) -> bool {
    text.match_indices("on").any(|(at, _)| {
        let rest = text[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let apart = text[..at].ends_with(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | '/'));
        apart && rest.len() < text.len() - at - 2 && rest.trim_start().starts_with('=')
    })
}

/// Returns width and height of an SVG file, from its attributes or else from its view box.
fn svg_dimensions(text: &str) -> Option<(u32, u32)> {
    let start = text.find("<svg")?;
    let tag = &text[start..start + text[start..].find('>')?];
    let attribute = |name: &str| {
        let at = tag.find(&format!(" {name}=")).or_else(|| tag.find(&format!("\n{name}=")))? + name.len() + 2;
        let quote = tag[at..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
        tag[at + 1..].split(quote).next()
    };
    let length =
        |text: &str| text.trim().trim_end_matches("px").parse::<f64>().ok().filter(|n| (1.0..100_000.0).contains(n));
    let (width, height) = match (attribute("width").and_then(length), attribute("height").and_then(length)) {
        (Some(width), Some(height)) => (width, height),
        _ => {
            let mut numbers = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).skip(2);
            (numbers.next().and_then(length)?, numbers.next().and_then(length)?)
        }
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 100,000")]
    Some((width.round() as u32, height.round() as u32))
}
