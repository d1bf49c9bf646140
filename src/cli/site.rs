//! The options that `build` and `serve` share: which site of which archive, and how much to print.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::civil::Date;

use super::RootArguments;
use crate::config;
use crate::incident::Audience;
use crate::pipeline::Options;

/// Which site, and how much is printed.
#[derive(Debug, Args)]
pub(super) struct SiteArguments {
    #[command(flatten)]
    pub(super) root: RootArguments,
    /// Where the site is written [default: public/ in the archive's directory]
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Where the site will be published, for feeds and the sitemap
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Show drafts, too
    #[arg(long)]
    drafts: bool,
    /// Who the site is for: what is for fewer readers is left out [default: `audience` of
    /// casebook.toml, or internal]
    #[arg(long, value_name = "WHO", value_parser = Audience::ALL.map(|(name, _)| name))]
    audience: Option<String>,
    /// Print only the result, errors and warnings
    #[arg(long, short, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print why files were left out or read again
    #[arg(long, short)]
    pub(super) verbose: bool,
}

impl SiteArguments {
    /// Returns the options for the archive at `root`, or a message for the user.
    pub(super) fn options(&self, root: &Path) -> Result<Options, String> {
        let base_url = self.base_url.as_deref().map(base_url).transpose()?;
        let audience = self.audience.as_deref().and_then(audience);
        let (drafts, as_of) = (self.drafts, epoch()?);
        Ok(Options { base_url, drafts, audience, as_of, ..Options::new(root) }.with_output(self.output.as_deref()))
    }
}

/// Returns the readers of that name.
pub(super) fn audience(name: &str) -> Option<Audience> {
    Audience::ALL.iter().find(|(known, _)| *known == name).map(|(_, audience)| *audience)
}

fn base_url(url: &str) -> Result<String, String> {
    config::parse_base_url(url).ok_or_else(|| {
        format!("`--base-url` cannot be `{url}`\nhelp: write an address like `https://incidents.example.org/archive/`")
    })
}

/// Returns the day of `SOURCE_DATE_EPOCH`, the convention of reproducible builds
/// (<https://reproducible-builds.org/specs/source-date-epoch/>).
pub(super) fn epoch() -> Result<Option<Date>, String> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) else { return Ok(None) };
    let seconds = value.to_str().and_then(|text| text.parse::<i64>().ok());
    let day = seconds
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok())
        .map(|at| jiff::tz::Offset::UTC.to_datetime(at).date());
    day.map(Some).ok_or_else(|| "SOURCE_DATE_EPOCH is not a number of seconds".to_owned())
}
