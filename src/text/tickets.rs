//! Names of tickets in a text, and where their tracker shows them.

use std::ops::Range;

/// What stands for the number in an address.
pub const NUMBER: &str = "{}";

/// Prefixes of tickets, such as `OPS-` and `#`, and the addresses of their trackers.
#[derive(Debug, Clone, Default)]
pub struct Tickets(Vec<(String, String)>);

impl Tickets {
    /// Takes prefixes, each with an address in which [`NUMBER`] stands for the number.
    pub fn new(mut prefixes: Vec<(String, String)>) -> Self {
        // `acme/site#1` is not `#1`.
        prefixes.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        Self(prefixes)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns where tickets are named in `text`, in order, each with its address. Inside of a word
    /// or a path there is none.
    pub fn find(&self, text: &str) -> Vec<(Range<usize>, String)> {
        let mut found: Vec<(Range<usize>, String)> = Vec::new();
        for (prefix, address) in &self.0 {
            for (start, _) in text.match_indices(prefix.as_str()) {
                let behind = &text[start + prefix.len()..];
                let digits = behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                let joins = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | '#' | '&');
                let inside = text[..start].ends_with(joins)
                    || behind[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
                if digits > 0 && !inside {
                    let end = start + prefix.len() + digits;
                    found.push((start..end, address.replace(NUMBER, &behind[..digits])));
                }
            }
        }
        // The longest prefix comes first.
        found.sort_by_key(|(range, _)| range.start);
        found.dedup_by(|later, earlier| later.0.start < earlier.0.end);
        found
    }

    /// Returns the address of the ticket that `text` names and nothing else.
    pub fn address(&self, text: &str) -> Option<String> {
        self.find(text).into_iter().find(|(range, _)| *range == (0..text.len())).map(|(_, address)| address)
    }
}

#[cfg(test)]
mod tests {
    use super::Tickets;

    #[test]
    fn names_of_tickets_have_a_number_and_stand_alone() {
        let prefixes = [
            ("#", "https://code.example/issues/{}"),
            ("OPS-", "https://tracker.example/browse/OPS-{}"),
            ("site#", "https://code.example/site/{}"),
        ];
        let tickets = Tickets::new(prefixes.map(|(prefix, address)| (prefix.to_owned(), address.to_owned())).into());
        let shown = |text: &str| {
            tickets
                .find(text)
                .into_iter()
                .map(|(range, address)| format!("{} {address}", &text[range]))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            shown("OPS-12, (#7) and site#3."),
            [
                "OPS-12 https://tracker.example/browse/OPS-12",
                "#7 https://code.example/issues/7",
                "site#3 https://code.example/site/3"
            ]
        );
        for text in ["DEVOPS-12", "OPS-", "OPS-12a", "#", "#a", "&#39;", "x#1", "issues/#1", "##1", "C#"] {
            assert!(shown(text).is_empty(), "{text}");
        }
        assert_eq!(tickets.address("OPS-12").as_deref(), Some("https://tracker.example/browse/OPS-12"));
        assert_eq!(tickets.address("OPS-12 and more"), None);
    }
}
