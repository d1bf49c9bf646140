//! Values of single keys: instants, severity, names, causes.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::fields::{self, Fields, Spanned};
use crate::data::{Table, Value};
use crate::diagnostic::Diagnostic;
use crate::incident::instant::{self, Instant, NotAnInstant, Zone};
use crate::incident::severity::{Match, Severity};
use crate::incident::{Cause, CauseRole, Instants, Label, Traced};
use crate::read::stated::{Reader, ValueKind, enumerated, levels};
use crate::text::Span;
use crate::text::slug::Slug;

impl Reader<'_> {
    pub(super) fn instants(&self, fields: &mut Fields<'_>) -> Instants {
        let mut take = |keys: &[&'static str]| {
            let (key, value) = fields.take_any(keys)?;
            // Existing archives write `resolved: true` for a state.
            if keys.contains(&"resolvedWhen") && value.bool().is_some() {
                fields.keep(key, value.kind.clone());
                return None;
            }
            let place = fields.place(key).unwrap_or(value.span);
            let instant = self.instant(keys[0], value, fields);
            if instant.is_some() || value.scalar().is_some_and(instant::is_only_a_day) {
                fields.keep(key, value.kind.clone());
            }
            Some(Traced::stated(instant?, place))
        };
        let mut instants = Instants {
            started: take(&["started", "start_time"]),
            impact_started: take(&["impact_started"]),
            detected: take(&["detected"]),
            acknowledged: take(&["acknowledged"]),
            mitigated: take(&["mitigated"]),
            resolved: take(&["resolvedWhen", "resolved", "end_time"]),
            published: take(&["published"]),
        };
        // The `date` of a notice on a status page is when it began.
        let is_notice = ["resolvedWhen", "affected", "affectedSystems"].iter().any(|key| fields.peek(key).is_some());
        if is_notice && instants.started.is_none() {
            let value = fields.peek("date").and_then(|date| Some((date.scalar()?, date.span)));
            let parsed = value.and_then(|(text, span)| Some((Instant::parse(text, self.zone.as_ref()).ok()?.0, span)));
            instants.started = parsed.map(|(instant, span)| Traced::inferred(instant, Some(span)));
        }
        instants
    }

    pub(super) fn instant(&self, key: &str, value: &Value, fields: &mut Fields<'_>) -> Option<Instant> {
        let key = if key == "resolvedWhen" { "resolved" } else { key };
        let parsed = Instant::parse(value.scalar().unwrap_or_default(), self.zone.as_ref());
        match parsed {
            Ok((instant, placement)) => {
                fields.diagnostics.extend(self.doubt(key, instant.date(), value.span));
                let warn = |rule, message: &str, hint: &str| {
                    Diagnostic::warning(message).rule(rule).at(self.file, value.span).hint(hint)
                };
                if instant.zone_name().is_none() {
                    fields.push(warn(
                        "PM004",
                        &format!("`{key}` names no time zone"),
                        "add an offset such as `+01:00` or `Z`, or set `timezone` here or in casebook.toml",
                    ));
                }
                if let Some(doubt) = placement.doubt() {
                    fields.push(warn("PM024", doubt, "write it with an offset"));
                }
                Some(instant)
            }
            // A day is enough for `published`, and better than nothing elsewhere.
            Err(NotAnInstant::OnlyADate(date)) => {
                if key != "published" {
                    fields.push(
                        Diagnostic::warning(format!("`{key}` has a day but no time"))
                            .at(self.file, value.span)
                            .hint(format!("write it like `{date}T09:30:00Z`; durations need the time")),
                    );
                    return None;
                }
                Some(Instant { local: date.to_datetime(jiff::civil::Time::midnight()), zone: Zone::Unknown })
            }
            Err(NotAnInstant::Unreadable) => {
                fields.push(self.unreadable(key, value, "a point in time", "2026-03-14T09:30:00+01:00"));
                None
            }
        }
    }

    pub(super) fn severity(&self, fields: &mut Fields<'_>) -> Option<Traced<Severity>> {
        let severity = self.severity_as_written(fields)?;
        fields.keep("severity", ValueKind::Text(severity.label.clone()));
        Some(severity)
    }

    fn severity_as_written(&self, fields: &mut Fields<'_>) -> Option<Traced<Severity>> {
        let value = fields.take("severity")?;
        let text = match &value.kind {
            ValueKind::Number(text) => Spanned { value: text.clone(), span: value.span },
            _ => fields.as_text("severity", value)?,
        };
        let scale = || fields::ticked(&self.config.severities.iter().map(String::as_str).collect::<Vec<_>>());
        match Severity::find(&text.value, &self.config.severities) {
            Match::Known(severity) => Some(Traced::stated(severity, text.span)),
            Match::Misspelt(name) => {
                let message = format!("`{}` is not a severity", text.value);
                let hint = format!("did you mean `{name}`? This archive uses {}", scale());
                fields.push(Diagnostic::error(message).at(self.file, text.span).hint(hint));
                None
            }
            Match::Free(severity) => {
                // `Sev 1 (critical)`, as in the body.
                let words = text.value.starts_with(char::is_alphabetic);
                let known = levels::severity(&text.value, self.config).filter(|known| words && known.rank.is_some());
                if let Some(known) = known {
                    return Some(Traced::stated(known, text.span));
                }
                if !self.config.unconfigured {
                    let message = format!("`{}` is on no scale of severities and is ranked last", text.value);
                    let hint = format!("this archive uses {}", scale());
                    fields.push(Diagnostic::warning(message).at(self.file, text.span).hint(hint));
                }
                Some(Traced::stated(severity, text.span))
            }
        }
    }

    /// Sets: duplicates by slug merge, the first spelling wins.
    pub(super) fn labels(&self, fields: &mut Fields<'_>, keys: &[&'static str]) -> Vec<Traced<Label>> {
        let Some((key, value)) = fields.take_any(keys) else { return Vec::new() };
        let mut labels: Vec<Traced<Label>> = Vec::new();
        let mut by_slug: BTreeMap<Slug, usize> = BTreeMap::new();
        for text in enumerated(keys[0], value, fields) {
            let span = text.span;
            let Some(label) = self.label(keys[0], &text, fields) else { continue };
            match by_slug.get(&label.slug).map(|at| &labels[*at]) {
                None => {
                    by_slug.insert(label.slug.clone(), labels.len());
                    labels.push(label);
                }
                Some(known) if known.name == label.name => {}
                Some(known) => {
                    let message = format!("`{}` and `{}` have one address", label.name, known.name);
                    let hint = "write one of them, or names that differ in their letters";
                    fields.push(Diagnostic::warning(message).rule("PM057").at(self.file, span).hint(hint));
                }
            }
        }
        fields.keep(key, ValueKind::of_texts(labels.iter().map(|label| label.name.as_str())));
        labels
    }

    pub(super) fn label(&self, key: &str, text: &Spanned<String>, fields: &mut Fields<'_>) -> Option<Traced<Label>> {
        let Some(label) = Label::new(&text.value) else {
            let message = format!("`{}` in `{key}` has no letter or digit to make an address from", text.value);
            fields.push(Diagnostic::error(message).at(self.file, text.span));
            return None;
        };
        Some(Traced::stated(label, text.span))
    }

    pub(super) fn causes(&self, fields: &mut Fields<'_>) -> Vec<Cause> {
        let Some((key, value)) = fields.take_any(&["causes", "cause"]) else { return Vec::new() };
        let mut kept = Vec::new();
        let single = std::slice::from_ref(value);
        let items = if let ValueKind::List(items) = &value.kind { items.as_slice() } else { single };
        let (mut causes, mut known): (Vec<Cause>, BTreeSet<Slug>) = (Vec::new(), BTreeSet::new());
        for item in items {
            let found: Vec<_> = match &item.kind {
                ValueKind::Table(table) => self.cause_table(table, item.span, fields).into_iter().collect(),
                _ => {
                    let of = |text, fields: &mut Fields<'_>| {
                        let category = self.category(&text, fields)?;
                        let kept = ValueKind::Text(category.name.clone());
                        Some((Cause { category, role: CauseRole::Root, text: None }, kept))
                    };
                    let is_list = matches!(value.kind, ValueKind::List(_));
                    let texts = if is_list {
                        fields.as_text("causes", item).into_iter().collect()
                    } else {
                        enumerated("causes", item, fields)
                    };
                    texts.into_iter().filter_map(|text| of(text, fields)).collect()
                }
            };
            for (cause, kind) in found {
                if known.insert(cause.category.slug.clone()) {
                    causes.push(cause);
                    kept.push(Value { kind, ..item.clone() });
                }
            }
        }
        fields.keep(key, ValueKind::List(kept));
        causes
    }

    /// Returns a cause that is written as a table, and what is used of the table.
    fn cause_table(&self, table: &Table, span: Span, fields: &mut Fields<'_>) -> Option<(Cause, ValueKind)> {
        let mut inner = Fields::inside(self.file, table, "causes.");
        let category = inner.text("category");
        let role = inner.choice("role", &CauseRole::ALL).map_or_else(CauseRole::default, |role| role.value);
        let text = inner.text("text").map(|text| text.value);
        let kept = ValueKind::Table(inner.used());
        fields.diagnostics.extend(inner.finish(&[]));
        let Some(category) = category else {
            fields.push(Diagnostic::error("a cause needs a `category`").at(self.file, span));
            return None;
        };
        Some((Cause { category: self.category(&category, fields)?, role, text }, kept))
    }

    pub(super) fn category(&self, text: &Spanned<String>, fields: &mut Fields<'_>) -> Option<Traced<Label>> {
        let span = text.span;
        let label = self.label("causes", text, fields)?;
        if Cause::blames_somebody(&label.slug) {
            let message = format!("`{}` is not a cause: it says who was there, not what made it possible", label.name);
            let hint = "name what the system allowed, such as `missing-validation` or `confusing-interface`";
            fields.push(Diagnostic::warning(message).at(self.file, span).hint(hint));
            return None;
        }
        let vocabulary = &self.config.causes;
        if !vocabulary.is_empty() && vocabulary.iter().all(|known| Slug::new(known).as_ref() != Some(&label.slug)) {
            let names = vocabulary.iter().map(String::as_str);
            let message = format!("`{}` is not in the archive's list of causes", label.name);
            fields.push(
                Diagnostic::warning(message)
                    .at(self.file, span)
                    .suggest(crate::diagnostic::nearest(&label.name, names), || {
                        "add it to `causes` in casebook.toml, or use one of the list".to_owned()
                    }),
            );
        }
        Some(label)
    }
}
