//! Answers, and the head that precedes each.

use std::fs::File;
use std::io;

use tiny_http::{HTTPVersion, Header, Response, StatusCode};

use super::request::Refusal;

/// The outcome of a request.
pub(super) enum Handled {
    Reply(Reply),
    /// The handler is asked again after a change, or when the time is up.
    Wait,
}

/// An answer.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Body,
}

pub(super) enum Body {
    Bytes(Vec<u8>),
    /// That many bytes of a file, from its current position.
    File(File, u64),
}

impl Body {
    pub(super) fn length(&self) -> u64 {
        match self {
            Body::Bytes(bytes) => bytes.len() as u64,
            Body::File(_, length) => *length,
        }
    }
}

pub(super) fn refusal_reply(Refusal(status, why): Refusal) -> Reply {
    let mut headers = vec![("Content-Type", "text/plain; charset=utf-8".to_owned())];
    if status == 405 {
        headers.push(("Allow", "GET, HEAD".to_owned()));
    }
    Reply { status, headers, body: Body::Bytes(format!("{why}\n").into_bytes()) }
}

/// Headers of every answer.
pub(super) const ALWAYS: [(&str, &str); 5] = [
    ("Server", "casebook"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
];

/// Policy for a file that is opened on its own: it runs and loads nothing.
pub(super) const ALONE: (&str, &str) =
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");

pub(super) fn write_head(reply: &Reply, length: u64) -> Vec<u8> {
    let own = reply.headers.iter().map(|(name, value)| (*name, value.as_str()));
    let policy = [ALONE].into_iter().filter(|(name, _)| !reply.headers.iter().any(|(own, _)| own == name));
    let headers = ALWAYS.into_iter().chain(policy).chain(own);
    let headers = headers.filter_map(|(name, value)| Header::from_bytes(name, value).ok()).collect();
    let length = usize::try_from(length).ok();
    let response = Response::new(StatusCode(reply.status), headers, io::empty(), length, None);
    let mut head = Vec::new();
    // Writing into memory cannot fail.
    let _ = response.with_chunked_threshold(usize::MAX).raw_print(&mut head, HTTPVersion(1, 1), &[], true, None);
    head
}
