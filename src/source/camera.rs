//! What cameras write into images: the place where a picture was taken, and its removal.

use std::io::Cursor;
use std::path::Path;

use exif::{Context, Exif, In, Tag};
use img_parts::jpeg::markers::{APP1, APP13};
use img_parts::{Bytes, DynImage, ImageEXIF as _};
use memchr::memmem;

use super::read_settled;
use crate::diagnostic::Diagnostic;

/// Names of the position in XMP, which is plain text.
const IN_XMP: [&[u8]; 2] = [b"GPSLatitude", b"GPSLongitude"];

/// The metadata of a PNG: EXIF, and texts, which may be packed.
const OF_PNG: [[u8; 4]; 4] = [*b"eXIf", *b"tEXt", *b"zTXt", *b"iTXt"];

/// A position in a kind of file from which it cannot be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stays;

impl Stays {
    /// Returns the error for the image at `path`.
    pub fn diagnostic(self, path: &str) -> Diagnostic {
        let message = format!("the image `{path}` says where it was taken");
        let hint = "remove its position before you publish it (`exiftool -gps:all= FILE`), or make it a JPEG, PNG or \
            WebP, from which casebook removes it";
        Diagnostic::error(message).rule("PM054").hint(hint)
    }
}

/// Returns the image in `file` without its metadata, if that may say where the picture was taken.
/// Colours and the way up stay. Returns `None` for other files and images.
pub fn without_position(file: &Path) -> Result<Option<Vec<u8>>, Stays> {
    const ENDINGS: [&str; 11] = ["jpg", "jpeg", "png", "webp", "gif", "avif", "heic", "heif", "tif", "tiff", "jfif"];
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
    if !ENDINGS.contains(&ending.as_str()) {
        return Ok(None);
    }
    // Whoever copies the file will say if it cannot be read.
    read_settled(file).map_or(Ok(None), cleaned)
}

/// Like [`without_position`], for the bytes of an image.
pub fn cleaned(bytes: Vec<u8>) -> Result<Option<Vec<u8>>, Stays> {
    let exif = exif_of(&bytes);
    if !is_located(&bytes, exif.as_ref()) {
        return Ok(None);
    }
    let mut image = DynImage::from_bytes(Bytes::from(bytes)).ok().flatten().ok_or(Stays)?;
    let turned = exif.as_ref().and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
    match &mut image {
        DynImage::Jpeg(image) => {
            for marker in [APP1, APP13] {
                image.remove_segments_by_marker(marker);
            }
        }
        DynImage::Png(image) => OF_PNG.into_iter().for_each(|kind| image.remove_chunks_by_type(kind)),
        DynImage::WebP(image) => image.remove_chunks_by_id(*b"XMP "),
    }
    image.set_exif(turned.and_then(orientation));
    let clean = image.encoder().bytes().to_vec();
    if is_located(&clean, exif_of(&clean).as_ref()) { Err(Stays) } else { Ok(Some(clean)) }
}

fn exif_of(image: &[u8]) -> Option<Exif> {
    let read = exif::Reader::new().continue_on_error(true).read_from_container(&mut Cursor::new(image));
    read.or_else(|error| error.distill_partial_result(|_| {})).ok()
}

fn is_located(image: &[u8], exif: Option<&Exif>) -> bool {
    let in_exif = exif.is_some_and(|exif| exif.fields().any(|field| field.tag.context() == Context::Gps));
    let in_text = || IN_XMP.iter().any(|name| memmem::find(image, name).is_some());
    // Programs pack EXIF into texts of a PNG, which are not read here.
    let in_packed = || {
        image.starts_with(b"\x89PNG")
            && [b"Raw profile type".as_slice(), b"XML:com.adobe.xmp\0\x01"]
                .iter()
                .any(|name| memmem::find(image, name).is_some())
    };
    in_exif || in_text() || in_packed()
}

/// Returns EXIF that says only which side of the picture is up, where that is not the first one.
fn orientation(value: u32) -> Option<Bytes> {
    let value = u8::try_from(value).ok().filter(|value| (2..=8).contains(value))?;
    // A TIFF header, a directory of one entry (tag 0x0112, one short number), and no other directory.
    let mut exif = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([value, 0, 0, 0, 0, 0, 0]);
    Some(Bytes::from(exif))
}
