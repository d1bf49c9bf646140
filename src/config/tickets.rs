//! The table `[tickets]`.

use crate::data;
use crate::data::fields::Fields;
use crate::text::tickets::{NUMBER, Tickets};

/// Reads the prefixes of tickets and the addresses of their trackers.
pub(super) fn read(table: &data::Table, fields: &mut Fields<'_>) -> Tickets {
    let mut prefixes = Vec::new();
    for entry in &table.entries {
        let address = entry.value.text().unwrap_or_default();
        let web = address.starts_with("https://") || address.starts_with("http://");
        let fault = if entry.key.trim() != entry.key
            || entry.key.is_empty()
            || entry.key.ends_with(|c: char| c.is_ascii_digit())
        {
            Some((entry.key_span, "the prefix of a ticket is what stands before its number, such as `OPS-` or `#`"))
        } else if !web || !address.contains(NUMBER) || address.contains(char::is_whitespace) {
            Some((entry.value.span, "the address of a ticket begins with `https://` and has `{}` for the number"))
        } else {
            None
        };
        match fault {
            None => prefixes.push((entry.key.clone(), address.to_owned())),
            Some((span, message)) => {
                fields.error(span, message, "write it like `\"OPS-\" = \"https://tracker.example/browse/OPS-{}\"`");
            }
        }
    }
    Tickets::new(prefixes)
}
