//! casebook turns a directory of Markdown postmortems into a static site.
//!
//! # One idea
//!
//! **A site is a pure function from an address to bytes.** [`site::plan`] lists every address of
//! the archive, and [`site::Site::render`] returns the bytes of one. A build renders all of them.
//! The preview renders the one that the browser asks for.
//!
//! ```text
//!         disk                                                     disk
//!           │ source::read                           publish::emit   ▲
//!           ▼                                                │       │
//! casebook.toml ─ Sources ─ read ─► [Incident] ─ Archive ─ Site ─┬─ build
//!                            │          │                   │    ├─ serve
//!                            └─ Diagnostics, collected ─────┘    └─ check
//! ```
//!
//! # The house
//!
//! The modules below are listed from top to bottom. Each may use those below it and none above. A
//! test reads the `use` lines and enforces this and the other rules:
//!
//! 1. Only [`source`], [`publish`], [`serve`], [`cli`], [`system`], `diagram/command.rs` and
//!    `check/web.rs` touch the disk, the network, the clock or other programs. Only
//!    [`cli`] prints and exits.
//! 2. Each outside package is used in one place only.
//! 3. A mistake of the author is a [`diagnostic::Diagnostic`], collected beside the result.
//!    A failure of the operating system is an `Err`.
//! 4. The same content gives the same bytes: sorted walks, ordered maps, no clock.

pub mod cli;

pub mod serve;

pub mod pipeline;

pub mod publish;

pub mod author;

pub mod site;

pub mod search;

pub mod check;

pub mod archive;

pub mod read;

pub mod config;

pub mod incident;

pub mod markdown;

pub mod diagram;

pub mod html;

pub mod data;

pub mod source;

pub mod diagnostic;

pub mod system;

pub mod text;
