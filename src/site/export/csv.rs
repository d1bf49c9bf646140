//! Exports the archive as CSV.

use super::{action, incident};
use crate::archive::addresses;
use crate::site::Site;

/// Returns the CSV of the incidents at the positions `chosen`, one line each.
pub(in crate::site) fn incidents(site: &Site, chosen: &[usize]) -> String {
    const NAMES: &str = "id,date,title,kind,severity,status,services,teams,causes,tags,started,detected,acknowledged,\
        mitigated,resolved,impact_seconds,time_to_detect,time_to_acknowledge,time_to_mitigate,time_to_resolve,\
        open_actions,url\r\n";
    let mut csv = NAMES.to_owned();
    for at in chosen.iter().copied() {
        let it = incident(site, at);
        let number = |seconds: Option<i64>| seconds.map_or_else(String::new, |seconds| seconds.to_string());
        let open = site.archive.incidents[at].actions.iter().filter(|item| item.is_open()).count();
        line(
            &mut csv,
            &[
                it.id,
                it.date.as_deref().unwrap_or_default(),
                it.title,
                it.kind,
                it.severity.unwrap_or_default(),
                it.status.unwrap_or_default(),
                &it.services.join("; "),
                &it.teams.join("; "),
                &it.causes.join("; "),
                &it.tags.join("; "),
                it.started.value.as_deref().unwrap_or_default(),
                it.detected.value.as_deref().unwrap_or_default(),
                it.acknowledged.value.as_deref().unwrap_or_default(),
                it.mitigated.value.as_deref().unwrap_or_default(),
                it.resolved.value.as_deref().unwrap_or_default(),
                &number(it.durations.impact),
                &number(it.durations.time_to_detect),
                &number(it.durations.time_to_acknowledge),
                &number(it.durations.time_to_mitigate),
                &number(it.durations.time_to_resolve),
                &open.to_string(),
                &it.url,
            ],
        );
    }
    csv
}

/// Returns the CSV of all action items, one line each.
pub(in crate::site) fn actions(site: &Site) -> String {
    const NAMES: &str = "incident,date,text,status,overdue,owner,due,ticket,priority,type,reason,url,due_text,done,\
        verified,default_due\r\n";
    let mut csv = NAMES.to_owned();
    for (at, incident) in site.archive.incidents.iter().enumerate() {
        for (number, item) in incident.actions.iter().enumerate() {
            let it = action(item);
            let overdue = site.archive.as_of.is_some_and(|day| item.is_overdue(day));
            line(
                &mut csv,
                &[
                    &incident.id,
                    &incident.date.as_ref().map_or_else(String::new, |date| date.value.to_string()),
                    &it.text,
                    it.status,
                    if overdue { "yes" } else { "no" },
                    it.owner.unwrap_or_default(),
                    it.due.as_deref().unwrap_or_default(),
                    it.ticket.unwrap_or_default(),
                    it.priority.unwrap_or_default(),
                    it.r#type.unwrap_or_default(),
                    item.reason.as_deref().unwrap_or_default(),
                    &format!("{}#a-{}", addresses::incident_url(&site.archive.incidents[at]), number + 1),
                    it.due_text.unwrap_or_default(),
                    it.done.as_deref().unwrap_or_default(),
                    it.verified.as_deref().unwrap_or_default(),
                    it.default_due.as_deref().unwrap_or_default(),
                ],
            );
        }
    }
    csv
}

/// Adds a line according to RFC 4180, in a form that is safe to open in a spreadsheet.
fn line(csv: &mut String, cells: &[&str]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            csv.push(',');
        }
        // A spreadsheet would take such a cell for a formula, one of some languages also if its
        // first sign is as wide as their letters.
        let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
        if formula || cell.contains(['"', ',', '\n', '\r']) {
            let mark = if formula { "'" } else { "" };
            csv.push_str(&format!("\"{mark}{}\"", cell.replace('"', "\"\"")));
        } else {
            csv.push_str(cell);
        }
    }
    csv.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    fn line(cells: &[&str]) -> String {
        let mut csv = String::new();
        super::line(&mut csv, cells);
        csv
    }

    #[test]
    fn no_cell_is_a_formula() {
        for sign in ['=', '+', '-', '@', '＝', '＋', '－', '＠'] {
            assert_eq!(line(&[&format!("{sign}1")]), format!("\"'{sign}1\"\r\n"));
        }
        assert_eq!(line(&["a=1", "1-2"]), "a=1,1-2\r\n");
    }
}
