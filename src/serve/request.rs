//! Parses the head of a request.
//!
//! Anything but a plain GET or HEAD of this server's own pages is refused here, before other code
//! sees it.

use std::net::IpAddr;

use tiny_http::{Header, Method};

/// Longest head in bytes. Its first line can take most of it.
const LONGEST: usize = 8 * 1024;

/// A request that will be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Relative to the site's root, decoded. Each component is a plain name.
    pub path: String,
    pub query: String,
    /// True if only the head of the answer is wanted.
    pub head: bool,
    pub range: Option<String>,
    pub keep_alive: bool,
}

/// The result of parsing the bytes that have arrived so far.
#[derive(Debug, PartialEq, Eq)]
pub enum Parsed {
    Incomplete,
    /// A request, and the number of its bytes.
    Request(Request, usize),
    Refused(Refusal),
}

/// Status and reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub u16, pub &'static str);

const MALFORMED: Refusal = Refusal(400, "the request is malformed");

/// The host names under which this server answers.
#[derive(Debug, Clone)]
pub struct Hosts {
    pub port: u16,
    /// The value of `--host`, if it is a name.
    pub name: Option<String>,
    /// True if other machines can connect, which know this one by its address.
    pub any_address: bool,
}

impl Hosts {
    /// True for the server's own names and addresses. Any other name may be one that an attacker
    /// points to this machine (DNS rebinding).
    fn accept(&self, host: &str) -> bool {
        let end = if host.starts_with('[') { host.find(']').map(|at| at + 1) } else { host.find(':') };
        let (name, port) = host.split_at(end.unwrap_or(host.len()));
        let port_fits = port.is_empty() || port.strip_prefix(':').is_some_and(|port| port == self.port.to_string());
        let name = name.to_ascii_lowercase();
        let is_address = || name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
        let ours = matches!(name.strip_suffix('.').unwrap_or(&name), "localhost" | "127.0.0.1" | "[::1]")
            || self.name.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(&name))
            || (self.any_address && is_address());
        port_fits && ours
    }
}

/// Parses the head at the beginning of `bytes`.
pub fn parse_head(bytes: &[u8], hosts: &Hosts) -> Parsed {
    let window = &bytes[..bytes.len().min(LONGEST)];
    let end = window.windows(4).position(|four| four == b"\r\n\r\n");
    let head = &window[..end.unwrap_or(window.len())];
    // Refused at once, and also if the whole head arrives in one piece.
    let bare = |(at, byte): (usize, &u8)| *byte == b'\n' && (at == 0 || head[at - 1] != b'\r');
    if head.iter().enumerate().any(bare) {
        return Parsed::Refused(MALFORMED);
    }
    let Some(end) = end else {
        return if bytes.len() < LONGEST {
            Parsed::Incomplete
        } else if window.contains(&b'\n') {
            Parsed::Refused(Refusal(431, "the head of the request is too long"))
        } else {
            Parsed::Refused(Refusal(414, "the address is too long"))
        };
    };
    match std::str::from_utf8(head).map_err(|_| MALFORMED).and_then(|head| vet(head, hosts)) {
        Ok(request) => Parsed::Request(request, end + 4),
        Err(refusal) => Parsed::Refused(refusal),
    }
}

fn vet(head: &str, hosts: &Hosts) -> Result<Request, Refusal> {
    if !head.bytes().all(|byte| (b' '..0x7f).contains(&byte) || matches!(byte, b'\r' | b'\n' | b'\t')) {
        return Err(MALFORMED);
    }
    let mut lines = head.split("\r\n");
    if lines.clone().any(|line| line.contains('\r')) {
        return Err(MALFORMED);
    }
    let first: Vec<_> = lines.next().unwrap_or_default().split(' ').collect();
    let [method, target, version] = first[..] else { return Err(MALFORMED) };
    let keep_alive = match version {
        "HTTP/1.1" => true,
        "HTTP/1.0" => false,
        _ if version.starts_with("HTTP/") => return Err(Refusal(505, "only HTTP/1.1 is spoken here")),
        _ => return Err(MALFORMED),
    };
    let headers = lines.map(header).collect::<Option<Vec<_>>>().ok_or(MALFORMED)?;
    let get = |name: &'static str| headers.iter().filter(move |it| it.field.equiv(name)).map(|it| it.value.as_str());
    let only = |name| {
        let mut values = get(name);
        (values.next(), values.next().is_some())
    };
    let host = match only("Host") {
        (Some(host), false) if hosts.accept(host) => host,
        (Some(_), false) => return Err(Refusal(421, "this name is not one of this server's: open it by its address")),
        _ => return Err(MALFORMED),
    };
    no_body(only("Content-Length"), get("Transfer-Encoding").next().is_some())?;
    if get("Origin").any(|origin| origin.strip_prefix("http://") != Some(host)) {
        return Err(Refusal(403, "another site asked for this"));
    }
    let navigates = get("Sec-Fetch-Mode").any(|mode| mode == "navigate") && !target.starts_with("/.casebook/");
    if get("Sec-Fetch-Site").any(|from| !matches!(from, "same-origin" | "none") && !navigates) {
        return Err(Refusal(403, "another site asked for this"));
    }
    let method: Method = method.parse().map_err(|()| MALFORMED)?;
    if !matches!(method, Method::Get | Method::Head) {
        return Err(Refusal(405, "only GET and HEAD are answered here"));
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Ok(Request {
        path: plain_path(path).ok_or(Refusal(400, "the address is not a path of this site"))?,
        query: query.to_owned(),
        head: method == Method::Head,
        range: only("Range").0.map(str::to_owned),
        keep_alive: keep_alive && !get("Connection").any(|value| value.eq_ignore_ascii_case("close")),
    })
}

fn header(line: &str) -> Option<Header> {
    let (name, _) = line.split_once(':')?;
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return None;
    }
    line.parse().ok()
}

/// Refuses a body by the headers that announce it, without waiting for it.
fn no_body((length, repeated): (Option<&str>, bool), encoded: bool) -> Result<(), Refusal> {
    const BODY: Refusal = Refusal(413, "a request with a body is not answered here");
    match length {
        _ if repeated => Err(MALFORMED),
        _ if encoded => Err(if length.is_some() { MALFORMED } else { BODY }),
        None | Some("0") => Ok(()),
        Some(length) if length.bytes().all(|byte| byte.is_ascii_digit()) && !length.is_empty() => Err(BODY),
        Some(_) => Err(MALFORMED),
    }
}

/// Returns the path of an address, decoded once, or `None` if it could lead out of the site.
fn plain_path(path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
                digit(rest.next()?)? * 16 + digit(rest.next()?)?
            }
            b'#' => return None,
            byte => byte,
        });
    }
    let path = String::from_utf8(bytes).ok()?;
    let harmless = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':']);
    let trimmed = path.strip_suffix('/').unwrap_or(&path);
    let fits = path.is_empty() || trimmed.split('/').all(harmless);
    (fits && !path.chars().any(char::is_control)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts() -> Hosts {
        Hosts { port: 4040, name: None, any_address: false }
    }

    fn parse_text(text: &str) -> Parsed {
        parse_head(text.as_bytes(), &hosts())
    }

    #[track_caller]
    fn status(first: &str, headers: &str, expected: u16) {
        let text = format!("{first} HTTP/1.1\r\n{headers}\r\n\r\n");
        let status = match parse_text(&text) {
            Parsed::Request(..) => 200,
            Parsed::Refused(Refusal(status, _)) => status,
            Parsed::Incomplete => 0,
        };
        assert_eq!(status, expected, "{text}");
    }

    #[test]
    fn only_paths_that_stay_inside_are_read() {
        for target in ["/", "/index.html", "/a%20b.html", "/%252e%252e/x", "/x?/../../etc/passwd", "/.git/config"] {
            status(&format!("GET {target}"), "Host: 127.0.0.1:4040", 200);
        }
        for target in [
            "/../../etc/passwd",
            "/%2e%2e/x",
            "/..%2f..%2fetc%2fpasswd",
            "//etc/passwd",
            "/..\\x",
            "/..%5cx",
            "/index.html%00.png",
            "/%ff%fe",
            "http://127.0.0.1/../x",
            "/a#/../x",
            "nolead",
            "/c:/windows/win.ini",
            "/.env::$DATA",
            "*",
            "/a%2",
            "/a%+1",
        ] {
            status(&format!("GET {target}"), "Host: 127.0.0.1:4040", 400);
        }
    }

    #[test]
    fn only_this_server_is_answered_for() {
        for host in ["127.0.0.1:4040", "localhost:4040", "LOCALHOST:4040", "localhost.", "[::1]:4040"] {
            status("GET /", &format!("Host: {host}"), 200);
        }
        for host in
            ["evil.example", "evil.example:4040", "localhost.evil.example", "127.0.0.1.nip.io", "", "127.0.0.1:1"]
        {
            status("GET /", &format!("Host: {host}"), 421);
        }
        status("GET /", "Accept: */*", 400);
        status("GET /", "Host: localhost\r\nHost: localhost", 400);
        let open = Hosts { any_address: true, name: Some("box.example".to_owned()), ..hosts() };
        assert!(open.accept("192.0.2.7:4040") && open.accept("box.example:4040") && !open.accept("evil.example:4040"));
    }

    #[test]
    fn other_sites_get_nothing() {
        let with = |header: &str| format!("Host: localhost:4040\r\n{header}");
        for origin in ["http://evil.example", "null", "http://localhost:1", "http://10.0.0.5", "https://localhost:4040"]
        {
            status("GET /", &with(&format!("Origin: {origin}")), 403);
        }
        status("GET /", &with("Origin: http://localhost:4040"), 200);
        status("GET /", &with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors"), 403);
        status("GET /", &with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate"), 200);
        status("GET /.casebook/state", &with("Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate"), 403);
        status("GET /", &with("Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors"), 200);
    }

    #[test]
    fn bodies_and_methods_are_refused_unread() {
        let with = |header: &str| format!("Host: localhost:4040\r\n{header}");
        for length in ["100000000000", "9223372036854775808", "2000"] {
            status("GET /", &with(&format!("Content-Length: {length}")), 413);
        }
        for length in ["-1", "abc", "+5", "5\r\nContent-Length: 6"] {
            status("GET /", &with(&format!("Content-Length: {length}")), 400);
        }
        status("GET /", &with("Transfer-Encoding: xchunked\r\nContent-Length: 5"), 400);
        status("POST /", &with("Transfer-Encoding: chunked"), 413);
        for method in ["PUT", "DELETE", "POST", "TRACE", "CONNECT", "FOO"] {
            status(&format!("{method} /"), &with("Accept: */*"), 405);
        }
        status("GET /", &with("Bad Name: x"), 400);
        status("GET /  ", &with("Accept: */*"), 400);
    }

    #[test]
    fn a_head_has_an_end() {
        assert_eq!(parse_text("GET / HTTP/1.1\r\nHost: localhost"), Parsed::Incomplete);
        assert_eq!(parse_text("GET / HTTP/1.1\nHost: localhost\n\n"), Parsed::Refused(MALFORMED));
        // The end of a line is one thing only, in whichever pieces it arrives.
        for line in ["A: b\nC: d", "A: b\rC: d", "\nA: b"] {
            assert_eq!(
                parse_text(&format!("GET / HTTP/1.1\r\nHost: localhost\r\n{line}\r\n\r\n")),
                Parsed::Refused(MALFORMED)
            );
        }
        let refusal = |text: String| match parse_text(&text) {
            Parsed::Refused(Refusal(status, _)) => status,
            _ => 0,
        };
        assert_eq!(refusal(format!("GET /{}", "a".repeat(64 * 1024))), 414);
        assert_eq!(refusal(format!("GET / HTTP/1.1\r\nA: {}", "a".repeat(LONGEST))), 431);
        assert_eq!(refusal(format!("GET / HTTP/1.1\r\n{}", "A: b\r\n".repeat(LONGEST))), 431);
        assert_eq!(refusal("PRI * HTTP/2.0\r\n\r\n".to_owned()), 505);
    }
}
