//! Prepares a page for the preview: the published bytes with one script in the head.

use super::state::Latest;
use crate::html;
use crate::text::hash::fnv;

/// Returns the page with the script that keeps it up to date, and lets it connect to this server.
pub(super) fn prepare(bytes: &[u8], latest: &Latest, path: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let (frame, main) = parts(&text);
    let script = format!(
        "<script src=\"/.casebook/reload.js\" defer data-boot=\"{}\" data-version=\"{}\" data-path=\"{}\" data-frame=\"{frame:x}\" data-main=\"{main:x}\"></script>",
        latest.boot,
        latest.version,
        escaped(path),
    );
    // The script comes before everything that an author wrote.
    let (head, rest) = text.split_at(text.find("<head>").map_or(0, |at| at + "<head>".len()));
    let (script_first, script_last) = if head.is_empty() { ("", script.as_str()) } else { (script.as_str(), "") };
    let rest = allow_questions(rest);
    [head, script_first, &rest, script_last].concat().into_bytes()
}

/// Extends the page's own content security policy, which would keep the script from connecting to
/// this server.
fn allow_questions(rest: &str) -> String {
    const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
    let head = rest.find("<body").unwrap_or(rest.len());
    match rest[..head].find(POLICY).map(|at| at + POLICY.len()) {
        Some(at) if !rest[at..].split('"').next().unwrap_or_default().contains("connect-src") => {
            format!("{}connect-src 'self'; {}", &rest[..at], &rest[at..])
        }
        _ => rest.to_owned(),
    }
}

/// Returns two hashes: of what surrounds the main part, and of the main part.
fn parts(html: &str) -> (u64, u64) {
    let Some(body) = html.find("<body") else { return (fnv(html.as_bytes()), 0) };
    let scripts: String = html[..body].split("<script").skip(1).filter_map(|tag| tag.split('>').next()).collect();
    let after = &html[body..];
    match (after.find("<main"), after.rfind("</main>")) {
        (Some(start), Some(end)) if start < end => {
            let frame = [&scripts, &after[..start], &after[end..]].concat();
            (fnv(frame.as_bytes()), fnv(&after.as_bytes()[start..end]))
        }
        _ => (fnv(html.as_bytes()), 0),
    }
}

/// Returns a page that replaces one that cannot be shown.
pub(super) fn fault(title: &str, texts: &[String]) -> Vec<u8> {
    let texts: Vec<_> = texts.iter().map(|text| format!("<pre>{}</pre>\n", escaped(text))).collect();
    let texts = texts.concat();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'self'\"><title>{title}</title></head>\n<body><h1>{title}</h1>\n{texts}<p>This page shows itself anew when that is mended.</p></body></html>\n",
    )
    .into_bytes()
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    html::escape(text, &mut out);
    out
}
