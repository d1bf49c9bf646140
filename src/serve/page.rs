//! A page as it is previewed: the published bytes, and in their head one script.

use super::state::Latest;
use crate::html;
use crate::text::hash::fnv;

/// The page with the script that keeps it up to date, and leave for it to ask this server.
pub(super) fn prepare(bytes: &[u8], latest: &Latest, path: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let (frame, main) = parts(&text);
    let script = format!(
        "<script src=\"/.casebook/reload.js\" defer data-boot=\"{}\" data-version=\"{}\" data-path=\"{}\" data-frame=\"{frame:x}\" data-main=\"{main:x}\"></script>",
        latest.boot,
        latest.version,
        escaped(path),
    );
    // Before anything an author wrote.
    let (head, rest) = text.split_at(text.find("<head>").map_or(0, |at| at + "<head>".len()));
    let (script_first, script_last) = if head.is_empty() { ("", script.as_str()) } else { (script.as_str(), "") };
    let rest = allow_questions(rest);
    [head, script_first, &rest, script_last].concat().into_bytes()
}

/// The page's own policy, which would keep the script from asking this server.
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

/// Hashes of what surrounds the main part, and of the main part.
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

/// A page in the place of one that cannot be shown.
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
