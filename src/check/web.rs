//! Asks other people's hosts. Only this module does, and only for `casebook check --external`.
//!
//! It behaves as a guest. It asks each host one question at a time, with a pause in between. It
//! asks only for the head of a page if the host answers that. It asks nothing twice within a week.
//! And it stops asking a host that is busy or silent.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use ureq::Agent;
use ureq::tls::{RootCerts, TlsConfig};

/// Number of hosts that are asked at the same time.
const HOSTS: usize = 8;

/// Pause between two questions to the same host.
const PAUSE: Duration = Duration::from_millis(250);

/// Longest wait for an answer of a host.
const PATIENCE: Duration = Duration::from_secs(10);

/// Most redirects that are followed.
const REDIRECTS: u32 = 5;

/// Number of questions without an answer after which a host is asked no more.
const SILENCES: usize = 2;

/// Most questions in one run. The next run asks the others.
const MOST: usize = 1000;

/// Seconds for which an address that was found counts as still there.
const LASTING: i64 = 7 * 24 * 3600;

/// The user agent, which says who asks.
const NAME: &str = concat!("casebook/", env!("CARGO_PKG_VERSION"), " (checks links)");

/// The result for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    There,
    /// It leads nowhere, for this reason.
    Gone(String),
    /// It cannot be determined from here, for this reason.
    Unclear(String),
}

/// Addresses that were found, with the time in seconds since 1970.
#[derive(Debug, Default)]
pub struct Known(BTreeMap<String, i64>);

impl Known {
    /// Reads what [`Known::write`] returned, without entries that are too old at `now`. Damaged
    /// lines are skipped.
    pub fn read(bytes: &[u8], now: i64) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let entries = text.lines().filter_map(|line| {
            let (at, url) = line.split_once(' ')?;
            let at: i64 = at.parse().ok()?;
            (at <= now && now - at < LASTING).then(|| (url.to_owned(), at))
        });
        Self(entries.collect())
    }

    pub fn write(&self) -> String {
        self.0.iter().fold(String::new(), |text, (url, at)| text + &format!("{at} {url}\n"))
    }
}

/// Returns the address without its fragment, if it can be asked for: it is on the web, has no
/// password, and its domain is not reserved for examples (RFC 2606).
pub fn askable(address: &str) -> Option<&str> {
    let address = address.split('#').next().unwrap_or(address);
    let host = host(address)?;
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name).to_ascii_lowercase();
    let reserved = ["example", "invalid", "test", "example.com", "example.net", "example.org"];
    let of_example =
        reserved.iter().any(|it| name.strip_suffix(it).is_some_and(|front| front.is_empty() || front.ends_with('.')));
    let plain = !host.contains('@') && !address.contains(|c: char| c.is_whitespace() || c.is_control());
    (plain && !name.is_empty() && !of_example).then_some(address)
}

/// Returns host and port.
fn host(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    web.then(|| &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())])
}

/// Asks for every address of `wanted` that is not in `known`, and adds those that were found.
/// Addresses that are not in the result were not asked for this time.
pub fn ask<'a>(wanted: &BTreeSet<&'a str>, known: &mut Known, now: i64) -> BTreeMap<&'a str, Answer> {
    let (there, unknown): (Vec<_>, Vec<_>) = wanted.iter().copied().partition(|it| known.0.contains_key(*it));
    let mut hosts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for address in unknown.into_iter().take(MOST) {
        hosts.entry(host(address).unwrap_or_default().to_ascii_lowercase()).or_default().push(address);
    }
    let mut answers = ask_hosts(hosts);
    if answers.values().any(|it| matches!(it, Answer::There | Answer::Gone(_))) {
        // Some hosts answered, so this machine is online and the unknown hosts are gone.
        for answer in answers.values_mut().filter(|it| **it == Answer::Unclear(NO_HOST.to_owned())) {
            *answer = Answer::Gone(NO_HOST.to_owned());
        }
    }
    known.0.retain(|address, _| wanted.contains(address.as_str()));
    let found = answers.iter().filter(|(_, answer)| **answer == Answer::There);
    known.0.extend(found.map(|(address, _)| ((*address).to_owned(), now)));
    answers.extend(there.into_iter().map(|address| (address, Answer::There)));
    answers
}

/// Asks several hosts at the same time.
fn ask_hosts(hosts: BTreeMap<String, Vec<&str>>) -> BTreeMap<&str, Answer> {
    let agent = agent();
    let threads = HOSTS.min(hosts.len());
    let waiting = Mutex::new(hosts.into_values());
    let next = || waiting.lock().ok().and_then(|mut hosts| hosts.next());
    thread::scope(|scope| {
        let work = || {
            let mut answers = Vec::new();
            while let Some(addresses) = next() {
                answers.extend(ask_host(&agent, &addresses));
            }
            answers
        };
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
    })
}

const NO_HOST: &str = "there is no such host";

fn agent() -> Agent {
    // Use the system's certificates, so that those of an internal network are accepted.
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let config = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .max_redirects(REDIRECTS)
        .http_status_as_error(false)
        .user_agent(NAME)
        .tls_config(tls);
    config.build().into()
}

/// Asks one host for its addresses, one after the other. Once it is busy, unknown or silent too
/// often, it is asked no more, and the other addresses get the same answer.
fn ask_host<'a>(agent: &Agent, addresses: &[&'a str]) -> Vec<(&'a str, Answer)> {
    let mut answers = Vec::new();
    let mut left_alone = None;
    let mut silences = 0;
    for address in addresses {
        if let Some(answer) = &left_alone {
            answers.push((*address, Answer::clone(answer)));
            continue;
        }
        if !answers.is_empty() {
            thread::sleep(PAUSE);
        }
        let asked = status(agent, address);
        let answer = match &asked {
            Ok(200..=299) => Answer::There,
            Ok(status @ (404 | 410)) => Answer::Gone(named(*status)),
            Ok(status) => Answer::Unclear(named(*status)),
            Err(error) if is_unknown_host(error) => Answer::Unclear(NO_HOST.to_owned()),
            Err(ureq::Error::TooManyRedirects) => Answer::Gone("it is redirected in a circle".to_owned()),
            Err(error) => Answer::Unclear(why(error)),
        };
        silences += usize::from(asked.is_err());
        let unknown = asked.as_ref().is_err_and(is_unknown_host);
        if unknown || matches!(asked, Ok(429 | 503)) || silences == SILENCES {
            left_alone = Some(answer.clone());
        }
        answers.push((*address, answer));
    }
    answers
}

/// Returns the status of an address. It asks for the head first, and for the page only if the
/// answer says little, because many hosts do not support HEAD.
fn status(agent: &Agent, address: &str) -> Result<u16, ureq::Error> {
    let begun = Instant::now();
    match agent.head(address).call() {
        Ok(response) if matches!(response.status().as_u16(), 200..=299 | 429) => Ok(response.status().as_u16()),
        Err(error) if begun.elapsed() > PATIENCE / 2 || is_unknown_host(&error) => Err(error),
        _ => agent.get(address).call().map(|response| response.status().as_u16()),
    }
}

/// The standard library names this error only in its message. A resolver that has problems itself
/// says "temporary" or "try again".
fn is_unknown_host(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::HostNotFound => true,
        ureq::Error::Io(error) => {
            let text = error.to_string().to_lowercase();
            text.starts_with("failed to lookup address") && !text.contains("temporary") && !text.contains("again")
        }
        _ => false,
    }
}

fn named(status: u16) -> String {
    let reason = ureq::http::StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason());
    reason.map_or_else(|| status.to_string(), |reason| format!("{status} {reason}"))
}

fn why(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Timeout(_) => format!("its host does not answer within {} s", PATIENCE.as_secs()),
        ureq::Error::ConnectionFailed => "its host takes no connection".to_owned(),
        ureq::Error::Io(error) => crate::source::reason(error),
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_the_web_are_asked_for() {
        assert_eq!(askable("https://status.host.io/a?b=1#c"), Some("https://status.host.io/a?b=1"));
        assert_eq!(askable("HTTP://127.0.0.1:8000/x"), Some("HTTP://127.0.0.1:8000/x"));
        for other in [
            "mailto:a@host.io",
            "ftp://host.io/x",
            "https://user:word@host.io/",
            "https://example.org/",
            "http://www.Example.com:8080/x",
            "https://status.example",
            "https:///x",
            "relative.md",
        ] {
            assert_eq!(askable(other), None, "{other}");
        }
        assert!(askable("https://myexample.org/").is_some());
    }

    #[test]
    fn what_was_there_is_believed_for_a_week() {
        let text = b"1000 https://a.io/\n2000 https://b.io/\nnonsense\n99999999 https://c.io/\n";
        let known = Known::read(text, 1500 + LASTING);
        assert_eq!(known.write(), "2000 https://b.io/\n");
    }
}
