//! What a site must not contain, and the proof that it does not.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::follow::Known;
use super::{Options, Reading};
use crate::check::Waived;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level};
use crate::incident::{Audience, Text};
use crate::publish::proof;
use crate::publish::secrets::{Secrets, Shown, Withheld};
use crate::site::plan::{self, Plan};
use crate::site::{self, Site};

impl Reading {
    /// Returns what the site must not contain. Only public sites are searched for it.
    pub fn secrets(&self, config: &Config, options: &Options) -> Secrets {
        secrets(&self.documents, config, options.drafts)
    }

    /// Returns the proof of the site that was read last, to be run later. `None` if nothing has to be
    /// proved, or an error stops a build anyway.
    pub fn proof(&self, options: &Options) -> Option<Proof> {
        let opened = self.last.as_ref().filter(|opened| !opened.has(Level::Error))?;
        let (site, plan) = opened.site.clone()?;
        let documents = self.documents.clone();
        (site.config.audience == Audience::Public).then_some(Proof { documents, site, plan, drafts: options.drafts })
    }
}

/// The search of a whole public site for what it must not contain. It takes as long as a build.
pub struct Proof {
    documents: Vec<Arc<Known>>,
    site: Arc<Site>,
    plan: Arc<Plan>,
    drafts: bool,
}

impl Proof {
    /// Returns what keeps the site from being published. It stops early if `is_over` becomes true.
    pub fn run(&self, is_over: &(dyn Fn() -> bool + Sync)) -> Vec<Diagnostic> {
        let secrets = secrets(&self.documents, &self.site.config, self.drafts);
        if !secrets.copied.is_empty() || is_over() {
            return secrets.copied;
        }
        let mut plan = Plan::clone(&self.plan);
        plan::complete(&self.site, &mut plan);
        proof::faults(&self.site, &plan, &secrets, is_over)
    }
}

fn secrets(documents: &[Arc<Known>], config: &Config, drafts: bool) -> Secrets {
    let is_public = config.audience == Audience::Public;
    let mut secrets = if is_public { search(documents, config, drafts) } else { Secrets::default() };
    let is_cut = |text: &Text| text.audience > config.audience || text.source.is_cut;
    secrets.withholds =
        documents.iter().filter_map(|known| known.member.as_ref().ok()).any(|member| is_cut(member.text()));
    secrets
}

/// Returns the search of a public site for what is withheld from it.
fn search(documents: &[Arc<Known>], config: &Config, drafts: bool) -> Secrets {
    let (mut withheld, mut shown) = (Vec::new(), Vec::new());
    for known in documents {
        let Ok(member) = &known.member else { continue };
        let text = member.text();
        let id = member.incident().map(|incident| incident.id.as_str());
        let is_private = text.audience > config.audience;
        let whole = !known.is_shown(config.audience, drafts);
        let mut names = Vec::new();
        if whole {
            names.extend([text.title.to_string(), text.slug.to_string()]);
            names.extend(id.map(str::to_owned));
        } else {
            shown.push(Shown { text, id });
        }
        if whole || text.source.text != known.file.text {
            withheld.push(Withheld { file: Arc::clone(&known.file), names, draft: whole && !is_private });
        }
    }
    // A text may be asked about once for every line of it.
    let waived: RefCell<HashMap<String, Waived>> = RefCell::default();
    let is_meant = |text: &Text, span| {
        let mut waived = waived.borrow_mut();
        waived.entry(text.source.path.clone()).or_insert_with(|| Waived::in_text(text, "PM054")).has(span)
    };
    let ours = site::own_texts();
    let mut secrets = Secrets::new(&withheld, &shown, &config.check.forbidden, &ours, &is_meant);
    secrets.redaction = config.redaction.clone().without_names_in(&ours);
    secrets
}
