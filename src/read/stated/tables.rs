//! Keys that hold tables: windows of impact, the timeline, action items.

use jiff::civil::Date;

use crate::data::fields::Fields;
use crate::data::{Table, Value};
use crate::diagnostic::Diagnostic;
use crate::html::url::{self};
use crate::incident::action::{ActionItem, ActionKind, ActionStatus, Ticket};
use crate::incident::instant;
use crate::incident::timeline::{Entry, EntryKind};
use crate::incident::{Audience, Detection, ImpactNumbers, Traced, Window};
use crate::read::stated::{Reader, ValueKind, inline, last_part, prose, time_text};
use crate::text::Span;

/// Length of a day such as `2026-03-14`.
const DAY: usize = 10;

impl Reader<'_> {
    pub(super) fn detection(&self, fields: &mut Fields<'_>) -> Option<Detection> {
        let value = fields.take("detection")?;
        let ValueKind::Table(table) = &value.kind else {
            let text = fields.text("detection")?;
            return Some(Detection { method: Some(text.value), by: None });
        };
        let mut inner = Fields::inside(self.file, table, "detection.");
        let detection = Detection {
            method: inner.text("method").map(|text| text.value),
            by: inner.text("by").map(|text| text.value),
        };
        fields.keep("detection", ValueKind::Table(inner.used()));
        fields.diagnostics.extend(inner.finish(&[]));
        Some(detection)
    }

    /// Reads every table of a list. One of which `read` makes nothing is not used.
    fn each<T>(
        &self,
        fields: &mut Fields<'_>,
        key: &'static str,
        also_known: &[&'static str],
        read: impl Fn(&mut Fields<'_>, Span) -> Option<T>,
    ) -> Vec<T> {
        let prefix = format!("{key}.");
        let (mut found, mut kept) = (Vec::new(), Vec::new());
        for (table, span) in fields.tables(key) {
            let mut inner = Fields::inside(self.file, table, &prefix);
            if let Some(one) = read(&mut inner, span) {
                found.push(one);
                kept.push(Value { span, kind: ValueKind::Table(inner.used()) });
            }
            fields.diagnostics.extend(inner.finish(also_known));
        }
        fields.keep(key, ValueKind::List(kept));
        found
    }

    pub(super) fn windows(&self, fields: &mut Fields<'_>) -> Vec<Window> {
        self.each(fields, "windows", &[], |inner, span| {
            let mut take = |key: &'static str| {
                let value = inner.take(key)?;
                let instant = self.instant(key, value, inner)?;
                inner.keep(key, value.kind.clone());
                Some(instant)
            };
            let (start, end) = (take("start"), take("end"));
            let note = inner.text("note").map(|text| text.value);
            inner.choice("audience", &Audience::ALL);
            let fault = match (start, end) {
                (Some(start), Some(end)) if end.since(&start).is_none_or(|seconds| seconds >= 0) => {
                    return Some(Window { start, end, note });
                }
                (Some(_), Some(_)) => "this window ends before it starts",
                _ => "a window needs a `start` and an `end`",
            };
            inner.push(Diagnostic::error(fault).at(self.file, span));
            None
        })
    }

    pub(super) fn numbers(&self, fields: &mut Fields<'_>) -> ImpactNumbers {
        let affected_percent = fields.number("affected_percent").and_then(|number| {
            if number.value > 100.0 {
                let message = "`affected_percent` is more than 100";
                fields.push(Diagnostic::error(message).at(self.file, number.span));
                return None;
            }
            Some(number.value)
        });
        ImpactNumbers {
            affected_percent,
            affected_users: fields.number("affected_users").map(|number| number.value),
            requests_failed: fields.number("requests_failed").map(|number| number.value),
            support_tickets: fields.number("support_tickets").map(|number| number.value),
            estimate: fields.bool("estimate").unwrap_or(false),
        }
    }

    pub(super) fn links(&self, fields: &mut Fields<'_>) -> Vec<(String, String)> {
        let Some(table) = fields.table("links") else { return Vec::new() };
        let (mut links, mut kept) = (Vec::new(), Table::default());
        for entry in &table.entries {
            let Some(text) = fields.as_text(&format!("links.{}", entry.key), &entry.value) else { continue };
            if matches!(url::target(&text.value), url::Target::Outside(_)) {
                links.push((entry.key.clone(), url::encode(&text.value)));
                kept.entries.push(entry.clone());
            } else {
                let message = format!("`links.{}` is not a web address", entry.key);
                let hint = "write an address that begins with `https://`";
                fields.push(Diagnostic::error(message).at(self.file, text.span).hint(hint));
            }
        }
        fields.keep("links", ValueKind::Table(kept));
        links
    }

    pub(super) fn timeline(&self, fields: &mut Fields<'_>) -> Vec<Entry> {
        self.each(fields, "timeline", &["event"], |inner, span| {
            inner.choice("audience", &Audience::ALL);
            let written = inner.take("at");
            let kind = inner.choice("kind", &EntryKind::ALL).map(Traced::from);
            let text = prose(inner, "text").or_else(|| prose(inner, "event"));
            let link = inner.text("link").map(|text| text.value);
            let link = link.filter(|link| matches!(url::target(link), url::Target::Outside(_)));
            if link.is_none() {
                inner.drop("link");
            }
            if let Some(written) = written.filter(|written| written.scalar().is_some()) {
                inner.keep("at", written.kind.clone());
            }
            // What is no instant by itself is placed by the timeline reader, like one in the body.
            let later = written.and_then(Value::scalar).is_some_and(time_text::is_placed_later);
            let at = written.filter(|_| !later).and_then(|value| self.instant("timeline.at", value, inner));
            let Some(text) = text else {
                inner.push(Diagnostic::error("an entry of the timeline needs a `text`").at(self.file, span));
                return None;
            };
            Some(Entry {
                time_text: written.and_then(Value::scalar).map(str::to_owned),
                at,
                kind,
                content: inline(&text.value, text.span),
                link: link.map(|link| url::encode(&link)),
                ..Entry::default()
            })
        })
    }

    /// `done = true`, or the day: whether an item is done, and since when.
    fn done(&self, fields: &mut Fields<'_>) -> (bool, Option<Date>) {
        match fields.peek("done").map(Value::bool) {
            None => (false, None),
            Some(None) => (true, self.day("done", fields)),
            Some(Some(done)) => {
                fields.take("done");
                fields.keep("done", ValueKind::Bool(done));
                (done, None)
            }
        }
    }

    /// The day of an action item. What stands behind it is not used.
    fn day(&self, key: &'static str, fields: &mut Fields<'_>) -> Option<Date> {
        let value = fields.take(key)?;
        let text = value.scalar();
        let day = text.and_then(|text| instant::split_date(text.trim())).map(|(day, _)| day);
        if day.is_none() {
            fields.push(self.unreadable(&format!("actions.{key}"), value, "a day", "2026-03-14"));
        }
        if let Some(text) = text {
            let is_whole = day.is_none() || text.trim().len() == DAY;
            let cut = day.map(|day| ValueKind::Text(day.to_string())).filter(|_| !is_whole);
            fields.keep(key, cut.unwrap_or_else(|| value.kind.clone()));
        }
        day
    }

    pub(super) fn actions(&self, fields: &mut Fields<'_>) -> Vec<ActionItem> {
        let known = ["action", "id", "owner", "priority", "type", "reason"];
        self.each(fields, "actions", &known, |inner, span| {
            let text = prose(inner, "text").or_else(|| prose(inner, "action"));
            inner.choice("audience", &Audience::ALL);
            let (finished, done) = self.done(inner);
            let verified = self.day("verified", inner);
            let status = inner.choice("status", &ActionStatus::ALL).map(|status| status.value);
            let due_text = inner.peek("due").and_then(Value::scalar).map(str::to_owned);
            let date = self.day("due", inner);
            let ticket = inner.text("ticket").map(|ticket| {
                let url = matches!(url::target(&ticket.value), url::Target::Outside(_));
                let text = if url { last_part(&ticket.value) } else { ticket.value.clone() };
                Ticket { text, url: url.then(|| url::encode(&ticket.value)) }
            });
            let Some(text) = text else {
                inner.push(Diagnostic::error("an action item needs a `text`").at(self.file, span));
                return None;
            };
            Some(ActionItem {
                id: inner.text("id").map(|text| text.value),
                status: status.unwrap_or(if finished || verified.is_some() {
                    ActionStatus::Done
                } else {
                    ActionStatus::Todo
                }),
                owner: inner.text("owner").map(|text| text.value),
                due: date,
                due_text: due_text.filter(|_| date.is_none()),
                done,
                verified,
                ticket,
                priority: inner.text("priority").map(|text| text.value),
                kind: inner.choice("type", &ActionKind::ALL).map(|kind| kind.value),
                reason: inner.text("reason").map(|text| text.value),
                ..ActionItem::new(inline(&text.value, text.span))
            })
        })
    }
}
