//! Answers requests: with pages of the site as they would be published, and with the few addresses
//! below `/.casebook/` that only the preview has.

use std::fs::File;
use std::io::{Seek as _, SeekFrom};

use super::page;
use super::reply::{Body, Handled, Reply};
use super::request::Request;
use super::review;
use super::state::{Latest, Shared};
use crate::diagnostic::{self, Diagnostic};
use crate::site::{Output, plan};
use crate::source;

/// The script that keeps an open page up to date.
const SCRIPT: &str = include_str!("reload.js");

/// Answers `request`. `over` is true if the request has waited long enough.
pub(super) fn answer(shared: &Shared, request: &Request, over: bool) -> Handled {
    let latest = shared.latest();
    Handled::Reply(match request.path.as_str() {
        ".casebook/reload.js" => reply(200, "text/javascript; charset=utf-8", SCRIPT.as_bytes().to_vec()),
        ".casebook/state" => {
            let seen = |key: &str| request.query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('='));
            let current =
                seen("boot") == Some(latest.boot.as_str()) && seen("version") == Some(&latest.version.to_string());
            if current && !over {
                return Handled::Wait;
            }
            reply(200, "application/json", latest.to_json().into_bytes())
        }
        ".casebook/review" => reply(200, "application/json", review::json(&latest, &request.query).into_bytes()),
        path => file(&latest, path, request.range.as_deref()),
    })
}

fn file(latest: &Latest, path: &str, range: Option<&str>) -> Reply {
    let Some((site, plan)) = &latest.site else {
        return html(503, &page::fault("There is no site to show yet", &latest.problem_texts()), latest, "");
    };
    let path = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    let broken =
        |fault: &Diagnostic| html(500, &page::fault("The theme cannot show this page", &[draw(fault)]), latest, &path);
    let Some(content) = plan::find(site, plan, &path) else {
        let root = "../".repeat(path.matches('/').count());
        return match site.not_found(&root) {
            Ok(bytes) => html(404, &bytes, latest, "404.html"),
            Err(fault) => broken(&fault),
        };
    };
    match site.render(&path, &content) {
        Ok(Output::Bytes(bytes)) if path.ends_with(".html") => html(200, &bytes, latest, &path),
        Ok(Output::Bytes(bytes)) => ranged(reply(200, kind(&path), bytes), range),
        Ok(Output::CopyOf(original)) => {
            let opened = source::open(&original).and_then(|file| Ok((file.metadata()?.len(), file)));
            match opened {
                Ok((length, file)) => {
                    let headers = vec![("Content-Type", kind(&path).to_owned())];
                    ranged(Reply { status: 200, headers, body: Body::File(file, length) }, range)
                }
                Err(_) => reply(404, "text/plain; charset=utf-8", b"the file is not there any more\n".to_vec()),
            }
        }
        Err(fault) => broken(&fault),
    }
}

fn draw(diagnostic: &Diagnostic) -> String {
    diagnostic::draw(diagnostic, false)
}

fn reply(status: u16, kind: &str, bytes: Vec<u8>) -> Reply {
    Reply { status, headers: vec![("Content-Type", kind.to_owned())], body: Body::Bytes(bytes) }
}

/// Returns a page with the script that keeps it up to date. The page itself states what it may
/// load, as the published one does.
fn html(status: u16, bytes: &[u8], latest: &Latest, path: &str) -> Reply {
    let mut reply = reply(status, kind("x.html"), page::prepare(bytes, latest, path));
    let policy = "object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
    reply.headers.push(("Content-Security-Policy", policy.to_owned()));
    reply
}

/// Returns the part of a file that is asked for. A request for several parts gets the whole file,
/// which HTTP allows.
fn ranged(mut reply: Reply, range: Option<&str>) -> Reply {
    reply.headers.push(("Accept-Ranges", "bytes".to_owned()));
    let length = reply.body.length();
    let Some(range) = range.and_then(|range| range.strip_prefix("bytes=")).filter(|range| !range.contains(',')) else {
        return reply;
    };
    if reply.status != 200 {
        return reply;
    }
    let Some((start, end)) = bounds(range, length) else {
        reply.status = 416;
        reply.headers.push(("Content-Range", format!("bytes */{length}")));
        reply.body = Body::Bytes(Vec::new());
        return reply;
    };
    reply.status = 206;
    reply.headers.push(("Content-Range", format!("bytes {start}-{}/{length}", end - 1)));
    reply.body = match reply.body {
        Body::Bytes(bytes) => Body::Bytes(part(&bytes, start, end)),
        Body::File(file, _) => cut(file, start, end),
    };
    reply
}

fn part(bytes: &[u8], start: u64, end: u64) -> Vec<u8> {
    let at = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    bytes[at(start)..at(end)].to_vec()
}

fn cut(mut file: File, start: u64, end: u64) -> Body {
    match file.seek(SeekFrom::Start(start)) {
        Ok(_) => Body::File(file, end - start),
        Err(_) => Body::Bytes(Vec::new()),
    }
}

/// Parses `a-b`, `a-` or `-n` into a start and an exclusive end. Returns `None` if the file has no
/// such bytes.
fn bounds(range: &str, length: u64) -> Option<(u64, u64)> {
    let (from, to) = range.split_once('-')?;
    let (start, end) = match (from.is_empty(), to.is_empty()) {
        (true, true) => return None,
        (true, false) => (length.saturating_sub(to.parse().ok()?), length),
        (false, true) => (from.parse().ok()?, length),
        (false, false) => (from.parse().ok()?, to.parse::<u64>().ok()?.saturating_add(1).min(length)),
    };
    (start < end && start < length).then_some((start, end))
}

/// Returns the media type of a file by its extension.
fn kind(path: &str) -> &'static str {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "txt" | "log" | "yaml" | "yml" | "toml" | "diff" | "patch" | "sql" => "text/plain; charset=utf-8",
        "xml" => "application/xml",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "woff2" => "font/woff2",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_part_of_the_file() {
        for (range, expected) in [
            ("0-", Some((0, 10))),
            ("2-3", Some((2, 4))),
            ("-3", Some((7, 10))),
            ("-30", Some((0, 10))),
            ("8-99", Some((8, 10))),
            ("8-18446744073709551615", Some((8, 10))),
            ("10-", None),
            ("5-4", None),
            ("-0", None),
            ("-", None),
            ("x-1", None),
        ] {
            assert_eq!(bounds(range, 10), expected, "{range}");
        }
        assert_eq!(bounds("0-", 0), None);
    }
}
