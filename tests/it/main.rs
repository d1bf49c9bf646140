//! All integration tests, in one crate: it links once.

#![expect(clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "a test says why it was skipped")]
#![expect(clippy::format_collect, reason = "generated documents need not be made fast")]
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes messages in this form")]

mod actions;
mod adopt;
mod audience;
mod author;
mod calendar;
mod check;
mod commonmark;
mod diagrams;
mod executive;
mod exports;
mod external;
#[cfg(unix)]
mod faults;
mod feed;
mod files;
mod front_matter;
mod fuzz;
#[cfg(unix)]
mod growth;
mod harness;
mod home;
mod hostile_markdown;
mod incident_list;
mod injection;
mod interface;
mod list;
mod on_this_day;
mod output;
#[cfg(unix)]
mod planted;
mod properties;
mod readers;
mod reading;
mod readme;
mod recurrence;
mod redact;
mod robust;
mod schema;
mod search;
mod serve;
mod shapes;
mod shell;
mod site;
mod terms;
mod theme;
mod tickets;
mod tidy;
mod told;
mod trends;
mod trends_numbers;
mod visits;
#[cfg(windows)]
mod windows;
mod words;
