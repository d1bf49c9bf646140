//! Looks into files that hold text in another form: packed, or in another encoding.

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;
use zip::ZipArchive;

use crate::html;

/// Most bytes that are unpacked from one file. An archive can be made that unpacks to any size.
const MOST: u64 = 64 << 20;

/// How deep archives may lie in archives.
const DEEPEST: usize = 3;

/// The texts in a file, apart from its own bytes.
#[derive(Default)]
pub(super) struct Inside {
    pub(super) texts: Vec<Vec<u8>>,
    /// True if there may be text that is in none of `texts`.
    pub(super) is_hidden: bool,
    /// True if `texts` stand for the file's own bytes.
    pub(super) is_rewritten: bool,
}

impl Inside {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let mut inside = Self::default();
        inside.add(bytes, 0, &mut MOST.clone());
        inside
    }

    /// Adds the texts of a file that lies in `depth` others. `left` is how much may be unpacked.
    fn add(&mut self, bytes: &[u8], depth: usize, left: &mut u64) {
        if bytes.starts_with(&[0x1f, 0x8b]) {
            match unpacked(MultiGzDecoder::new(bytes), left) {
                Some(text) => self.add_packed(text, depth, left),
                None => self.is_hidden = true,
            }
        } else if bytes.starts_with(b"PK\x03\x04") {
            self.add_zip(bytes, depth, left);
        } else if let Some(text) = utf16(bytes) {
            self.texts.push(text.into_bytes());
        } else if let Err(error) = str::from_utf8(bytes) {
            if is_closed(bytes) {
                self.is_hidden = true;
            } else if error.valid_up_to() < bytes.len() && !bytes.contains(&0) {
                self.texts.push(latin1(bytes).into_bytes());
            }
        } else if is_closed(bytes) {
            self.is_hidden = true;
        } else if let Some(text) = unfolded(bytes) {
            self.texts.push(unescaped(&text).into_bytes());
            self.texts.push(text.into_bytes());
            self.is_rewritten = depth == 0;
        }
    }

    fn add_packed(&mut self, bytes: Vec<u8>, depth: usize, left: &mut u64) {
        if depth == DEEPEST {
            self.is_hidden = true;
            return;
        }
        self.add(&bytes, depth + 1, left);
        if let Ok(text) = str::from_utf8(&bytes)
            && text.starts_with('<')
        {
            self.texts.push(visible(text).into_bytes());
        }
        if unfolded(&bytes).is_none() {
            self.texts.push(bytes);
        }
    }

    /// Documents of office programs are such archives, too.
    fn add_zip(&mut self, bytes: &[u8], depth: usize, left: &mut u64) {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else {
            self.is_hidden = true;
            return;
        };
        for at in 0..archive.len() {
            let file = archive.by_index(at);
            let unpacked = file.ok().and_then(|file| {
                let name = file.name().map(|name| name.as_bytes().to_vec()).unwrap_or_default();
                Some((name, unpacked(file, left)?))
            });
            match unpacked {
                Some((name, text)) => {
                    self.texts.push(name);
                    self.add_packed(text, depth, left);
                }
                None => self.is_hidden = true,
            }
        }
    }
}

/// Returns all that `packed` holds, or `None` if it is damaged or more than what is `left`.
fn unpacked(packed: impl Read, left: &mut u64) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    packed.take(*left + 1).read_to_end(&mut bytes).ok()?;
    *left = left.checked_sub(bytes.len() as u64)?;
    Some(bytes)
}

/// True for the beginnings of files whose text is packed in a way that is not undone here.
fn is_closed(bytes: &[u8]) -> bool {
    const CLOSED: [&[u8]; 7] = [
        b"%PDF-",
        // Office programs before 2007.
        &[0xd0, 0xcf, 0x11, 0xe0],
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"BZh",
        &[0xfd, b'7', b'z', b'X', b'Z'],
        &[0x28, 0xb5, 0x2f, 0xfd],
    ];
    CLOSED.iter().any(|mark| bytes.starts_with(mark))
}

/// Returns a text in UTF-16, with a mark of the byte order or recognised by its zeros.
fn utf16(bytes: &[u8]) -> Option<String> {
    let head = &bytes[..bytes.len().min(512)];
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count() * 3 > head.len();
    let is_little = match bytes {
        [0xff, 0xfe, ..] => true,
        [0xfe, 0xff, ..] => false,
        _ if head.len() > 7 && zeros(1) && !zeros(0) => true,
        _ if head.len() > 7 && zeros(0) && !zeros(1) => false,
        _ => return None,
    };
    let unit = |pair: &[u8; 2]| if is_little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    let units: Vec<_> = bytes.as_chunks().0.iter().map(unit).collect();
    Some(String::from_utf16_lossy(&units))
}

/// Returns a text in Latin-1. The quotation marks of Windows do not matter for a search.
fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Returns the text of a calendar with whole lines (RFC 5545, section 3.1). They are cut anywhere, and half
/// an address would be that of another document.
fn unfolded(bytes: &[u8]) -> Option<String> {
    let calendar = str::from_utf8(bytes).ok().filter(|text| text.starts_with("BEGIN:VCALENDAR"))?;
    let folds = ["\r\n ", "\r\n\t", "\n ", "\n\t"];
    Some(folds.iter().fold(calendar.to_owned(), |text, fold| text.replace(fold, "")))
}

/// Returns the text of a calendar without signs that only protect others (RFC 5545, section 3.3.11).
fn unescaped(calendar: &str) -> String {
    let mut text = String::with_capacity(calendar.len());
    let mut signs = calendar.chars();
    while let Some(sign) = signs.next() {
        let protected = if sign == '\\' { signs.next() } else { None };
        text.push(match protected {
            Some('n' | 'N') => '\n',
            Some(other) => other,
            None => sign,
        });
    }
    text
}

/// Returns what a reader sees of markup.
pub(super) fn visible(markup: &str) -> String {
    let mut text = String::with_capacity(markup.len());
    for (at, piece) in markup.split('<').enumerate() {
        let shown = if at == 0 { piece } else { piece.split_once('>').map_or("", |(_, rest)| rest) };
        text.push_str(shown);
    }
    html::unescape(&text)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const CALENDAR: &[u8] = b"BEGIN:VCALENDAR\r\nSUMMARY:a\\, b\\nc\\\\n d\r\n e\r\nEND:x\r\n";

    fn texts(bytes: &[u8]) -> Vec<String> {
        Inside::of(bytes).texts.into_iter().map(|text| String::from_utf8_lossy(&text).into_owned()).collect()
    }

    #[test]
    fn calendars_are_read_with_whole_lines() {
        let plain = "BEGIN:VCALENDAR\r\nSUMMARY:a, b\nc\\n de\r\nEND:x\r\n";
        let written = "BEGIN:VCALENDAR\r\nSUMMARY:a\\, b\\nc\\\\n de\r\nEND:x\r\n";
        assert_eq!(texts(CALENDAR), [plain, written]);
        assert!(Inside::of(CALENDAR).is_rewritten);

        let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
        packer.write_all(CALENDAR).expect("memory takes it");
        let packed = packer.finish().expect("memory takes it");
        assert_eq!(texts(&packed), [plain, written]);
        assert!(!Inside::of(&packed).is_rewritten);
    }
}
