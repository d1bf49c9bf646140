//! Lines and files that others write: queries, heads of requests, addresses, manifests.

use std::sync::{Arc, LazyLock};

use casebook::archive::query::{self, Query, Sort};
use casebook::archive::{Archive, Member, Surroundings, assemble};
use casebook::config::Config;
use casebook::html::url::{self, Target};
use casebook::publish::manifest::{self, Files};
use casebook::read;
use casebook::serve::request::{Hosts, Parsed, parse_head};
use casebook::text::SourceFile;

use super::{markup, reading, text};

/// Three small incidents.
static ARCHIVE: LazyLock<Archive> = LazyLock::new(|| {
    let document = |(path, text): (&str, &str)| {
        let file = Arc::new(SourceFile::new(format!("content/incidents/{path}.md"), text));
        read::document(&file, &Config::default()).value.map(Member::from).ok()
    };
    let texts = [
        ("2026-01-02-a", "---\ntitle: A cache goes cold\nseverity: SEV-2\nservices: [checkout]\n---\nText.\n"),
        ("2026-02-03-b", "---\ntitle: Läuft über\nid: INC-7\ncauses: [config change]\nstatus: closed\n---\nText.\n"),
        ("2025-03-04-c", "---\ntitle: A retry storm\nteams: [core]\ntags: [dns, cache]\n---\nText.\n"),
    ];
    let surroundings =
        Surroundings { config: &Config::default(), assets: &Arc::default(), skipped: &[], drafts: false, as_of: None };
    assemble(texts.into_iter().filter_map(document).collect(), &surroundings).value
});

/// A filter only ever takes away, and every order is one of the same incidents.
pub(crate) fn query(bytes: &[u8]) {
    let text = text(bytes);
    let (config, archive) = (Config::default(), &*ARCHIVE);
    for filters in [vec![&*text], text.lines().collect()] {
        let Ok(asked) = query::parse(filters) else { continue };
        let Ok(all) = Query::new(&asked, archive, &config) else { continue };
        let found = all.matching(archive);
        for field in asked.iter().map(|one| one.field) {
            let alone: Vec<_> = asked.iter().filter(|one| one.field == field).cloned().collect();
            let alone = Query::new(&alone, archive, &config).expect("a part of a query is a query");
            let alone = alone.matching(archive);
            assert!(found.iter().all(|at| alone.contains(at)), "{text:?} finds more than its part for {field:?}");
        }
        for by in [Sort::Date, Sort::Severity, Sort::Duration] {
            let mut sorted = found.clone();
            query::sort(&mut sorted, by, archive, &config);
            sorted.sort_unstable();
            assert_eq!(sorted, found, "{text:?}");
        }
    }
}

/// Whatever arrives, and in whichever pieces: the same answer, and no path that leaves the site.
pub(crate) fn head(bytes: &[u8]) {
    let hosts = Hosts { port: 4040, name: None, any_address: false };
    let whole = parse_head(bytes, &hosts);
    if let Parsed::Request(request, length) = &whole {
        assert!(*length <= bytes.len());
        let mut parts = request.path.split('/').peekable();
        while let Some(part) = parts.next() {
            assert!(!matches!(part, "." | ".."), "{:?}", request.path);
            assert!(!part.is_empty() || parts.peek().is_none(), "{:?}", request.path);
        }
        assert!(!request.path.contains(|c: char| c.is_control() || c == '\\'), "{:?}", request.path);
        let fields = [Some(&request.query), request.range.as_ref()];
        assert!(fields.into_iter().flatten().all(|field| !field.contains(['\r', '\n'])), "{request:?}");
        assert_eq!(parse_head(&bytes[..*length], &hosts), whole, "what follows a head changes it");
    }
    for end in (0..bytes.len()).step_by(bytes.len() / 50 + 1) {
        let early = parse_head(&bytes[..end], &hosts);
        assert!(early == Parsed::Incomplete || early == whole, "{early:?} becomes {whole:?} after more bytes");
    }
}

/// The scheme of an address as browsers see it. They drop blanks around it, and line ends and tabs
/// everywhere.
fn scheme(address: &str) -> Option<String> {
    let address = address.trim_matches(|c: char| c <= ' ').replace(['\t', '\n', '\r'], "");
    let (scheme, _) = address.split_once(':')?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(fits))
        .then(|| scheme.to_ascii_lowercase())
}

/// Only harmless schemes lead elsewhere, nothing leaves the root, and an address stays inside of
/// its attribute.
pub(crate) fn links(bytes: &[u8]) {
    let text = text(bytes);
    let address = text.lines().next().unwrap_or_default();
    match url::target(&text) {
        Target::Outside(outside) => {
            let known = ["http", "https", "mailto"].map(|name| Some(name.to_owned()));
            assert!(known.contains(&scheme(outside)) && known.contains(&scheme(&url::encode(outside))), "{outside:?}");
        }
        Target::Inside(path, _) => {
            assert_eq!(scheme(&text), None, "{text:?} is taken for a path");
            let away = ["//", "/\\", "\\"].iter().any(|start| text.trim().starts_with(start));
            assert!(!away, "{text:?} names a host");
            let joined = url::join("content/incidents/a.md", &url::decode(path));
            if let Some(joined) = joined.filter(|joined| !joined.is_empty()) {
                assert!(!joined.split('/').any(|part| matches!(part, "" | "." | "..")), "{joined:?}");
            }
        }
        Target::Refused => {}
    }
    let encoded = url::encode(&text);
    assert!(!encoded.contains(|c: char| c.is_control() || " \"'<>`".contains(c)), "{encoded:?}");
    assert_eq!(url::encode(&encoded), encoded, "{text:?} is escaped twice");
    reading::document(format!("[a](<{address}>) ![b]({address})\n\n<a href=\"{address}\">c</a> {address}\n\n[d]\n\n[d]: {address}\n\n<img src='{address}'>\n").as_bytes());
    markup::html(&format!("<p>{}</p>", escaped(&text)));
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    casebook::html::escape(text, &mut out);
    out
}

/// A list that is believed names only files below, and is written in the same way again.
pub(crate) fn manifest(bytes: &[u8]) {
    let all = text(bytes).split_terminator('\n').map(str::to_owned).collect();
    let own = manifest::text(&Files { all, ..Files::default() });
    for bytes in [bytes, own.as_bytes()] {
        let Some(found) = manifest::parse(bytes) else { continue };
        for path in &found.all {
            assert!(!path.split('/').any(|part| matches!(part, "" | "." | "..")), "{path:?}");
        }
        assert_eq!(manifest::parse(manifest::text(&found).as_bytes()), Some(found), "it is not written again");
        // Nothing that is missing or different goes unnoticed.
        let end = bytes.len() - 1;
        for at in (0..bytes.len()).step_by(bytes.len() / 50 + 1) {
            let changed = [&bytes[..at], &[bytes[at] ^ 1], &bytes[at + 1..]].concat();
            assert!(manifest::parse(&changed).is_none(), "byte {at} can change");
            assert!(manifest::parse(&bytes[..at]).is_none(), "{at} of {end} bytes are enough");
        }
    }
}
