//! Pictures that a document holds as base64, as exports of Google Docs do:
//! `[image1]: <data:image/png;base64,…>`. Each becomes a file of the archive, and the document links
//! to it.

use std::ops::Range;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use imagesize::ImageType;

use super::{Asset, read_settled};
use crate::text::hash::fnv;

/// Most bytes of one such picture, before it is decoded.
const LARGEST: usize = 12_000_000;

/// Most pictures of one document.
const MOST: usize = 500;

/// What such an address begins with.
const SCHEME: &str = "data:image/";

/// Where in its document a picture is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// The base64 in the file on the disk, in bytes.
    at: Range<usize>,
    hash: u64,
}

/// Returns the text with links to files in the place of pictures, and those files. Returns `None` if
/// there are none.
///
/// Only the formats that every browser shows and none runs become files: PNG, JPEG, GIF and WebP.
/// Everything else stays as it is written, and so does code.
pub(super) fn take_out(text: &str, path: &str, file: &Path) -> Option<(String, Vec<Asset>)> {
    if !text.contains(SCHEME) {
        return None;
    }
    let directory = path.rfind('/').map_or("", |at| &path[..=at]);
    let (mut out, mut assets) = (String::with_capacity(text.len() / 4), Vec::new());
    let (mut done, mut start, mut fence) = (0, 0, None);
    for line in text.split_inclusive('\n') {
        let here = start;
        start += line.len();
        if is_in_fence(line, &mut fence) {
            continue;
        }
        let (mut counted, mut ticks) = (0, 0);
        for (at, _) in line.match_indices(SCHEME) {
            ticks += line[counted..at].matches('`').count();
            counted = at;
            let is_code = ticks % 2 == 1;
            if is_code || assets.len() == MOST {
                continue;
            }
            let Some((address, data)) = address(line, at) else { continue };
            let Some(picture) = picture(&line[data.clone()]) else { continue };
            let name = format!("image-{:016x}.{}", picture.hash, picture.ending);
            out.push_str(&text[done..here + address.start]);
            out.push_str(&name);
            done = here + address.end;
            let at = here + data.start..here + data.end;
            assets.push(Asset {
                path: format!("{directory}{name}"),
                file: file.to_path_buf(),
                dimensions: picture.dimensions,
                active: false,
                bytes: picture.bytes,
                embedded: Some(Embedded { at, hash: picture.hash }),
            });
        }
    }
    (done > 0).then(|| (out + &text[done..], assets))
}

/// Returns the bytes of a picture, or `None` if its document has changed in the meantime.
pub fn bytes(file: &Path, embedded: &Embedded) -> Option<Vec<u8>> {
    let text = read_settled(file).ok()?;
    let data = text.get(embedded.at.clone()).filter(|data| fnv(data) == embedded.hash)?;
    STANDARD.decode(data).ok()
}

/// True for the lines of a code block between fences.
fn is_in_fence(line: &str, fence: &mut Option<(char, usize)>) -> bool {
    let line = line.trim();
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'));
    let length = mark.map_or(0, |mark| line.len() - line.trim_start_matches(mark).len());
    match (*fence, mark) {
        (None, Some(mark)) if length >= 3 && !line[length..].contains('`') => *fence = Some((mark, length)),
        (Some((open, least)), Some(mark)) if mark == open && length >= least && line.len() == length => {
            *fence = None;
            return true;
        }
        _ => {}
    }
    fence.is_some()
}

/// The address that begins at `at`, and the base64 in it. Both are places in the line. It has to be
/// an address of Markdown or HTML.
fn address(line: &str, at: usize) -> Option<(Range<usize>, Range<usize>)> {
    let before = &line[..at];
    let is_defined =
        || before.trim_start().starts_with('[') && before.trim_end_matches(['<', ' ', '\t']).ends_with("]:");
    let is_linked = || before.trim_end_matches('<').ends_with("](");
    let is_source = || before.trim_end_matches(['"', '\'']).ends_with("src=");
    if !(is_defined() || is_linked() || is_source()) {
        return None;
    }
    let head = &line[at..];
    let comma = head[..head.floor_char_boundary(100)].find(',')?;
    if !head[..comma].ends_with(";base64") {
        return None;
    }
    let from = at + comma + 1;
    let is_data = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let length = line[from..].bytes().take_while(|byte| is_data(*byte)).count();
    (0 < length && length <= LARGEST).then(|| (at..from + length, from..from + length))
}

struct Picture {
    hash: u64,
    ending: &'static str,
    dimensions: Option<(u32, u32)>,
    bytes: u64,
}

/// What the data is, by its first bytes and not by what the address says.
fn picture(data: &str) -> Option<Picture> {
    let decoded = STANDARD.decode(data).ok()?;
    let ending = match imagesize::image_type(&decoded).ok()? {
        ImageType::Png => "png",
        ImageType::Jpeg => "jpg",
        ImageType::Gif => "gif",
        ImageType::Webp => "webp",
        _ => return None,
    };
    let size = imagesize::blob_size(&decoded).ok()?;
    let dimensions = u32::try_from(size.width).ok().zip(u32::try_from(size.height).ok());
    Some(Picture { hash: fnv(data.as_bytes()), ending, dimensions, bytes: decoded.len() as u64 })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &str =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

    fn taken(text: &str) -> Option<(String, Vec<Asset>)> {
        take_out(text, "content/a/b.md", Path::new("b.md"))
    }

    #[test]
    fn pictures_in_addresses_become_files_beside_the_document() {
        for (open, close) in [
            ("[image1]: <", ">\n"),
            ("   [x y]: ", "\n"),
            ("a ![b](", ") c"),
            ("<img src=\"", "\">"),
            ("![b](<", "> \"t\")"),
        ] {
            let (text, assets) = taken(&format!("é\n{open}data:image/png;base64,{PNG}{close}")).expect(open);
            let name = assets[0].path.strip_prefix("content/a/").expect("beside the document");
            assert_eq!(text, format!("é\n{open}{name}{close}"));
            assert_eq!((assets[0].dimensions, assets.len()), (Some((1, 1)), 1));
        }
        // What the bytes are counts.
        assert!(taken(&format!("![](data:image/svg+xml;base64,{PNG})")).expect("a PNG").0.ends_with(".png)"));
    }

    #[test]
    fn everything_else_stays_as_it_is_written() {
        for text in [
            "![](data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=)".to_owned(),
            "![](data:image/png;base64,iVBORw0KGgo)".to_owned(),
            "![](data:image/png;base64,!)".to_owned(),
            format!("![](data:image/png,{PNG})"),
            format!("`![](data:image/png;base64,{PNG})`"),
            format!("```\n![](data:image/png;base64,{PNG})\n```\n"),
            format!("data:image/png;base64,{PNG}"),
        ] {
            assert_eq!(taken(&text), None, "{text}");
        }
    }
}
