//! Authors: texts, lists and tables of people, with links or without.

use super::{ValueKind, enumerated};
use crate::data::fields::{Fields, Spanned};
use crate::incident::Traced;
use crate::markdown;
use crate::read::found::head::values::{people, person};
use crate::read::found::inline;
use crate::text::Span;

/// The people who wrote the document.
pub(super) fn read(fields: &mut Fields<'_>) -> Vec<Traced<String>> {
    let (key, value, is_one) = match (fields.take("authors"), fields.take("author")) {
        (Some(many), _) => ("authors", many, false),
        // `Doe, Kim` may be one.
        (None, Some(one)) => ("author", one, true),
        (None, None) => return Vec::new(),
    };
    let mut names = Vec::new();
    let items = if let ValueKind::List(items) = &value.kind { items.as_slice() } else { std::slice::from_ref(value) };
    for item in items {
        match &item.kind {
            // Other programs write `name`, and the address of a page beside it.
            ValueKind::Table(table) => {
                let named = ["name", "title", "username", "github"].iter().find_map(|key| table.get(key));
                names.extend(named.and_then(|name| fields.as_text(key, name)));
            }
            _ if is_one => names.extend(fields.as_text(key, item)),
            _ => names.extend(enumerated(key, item, fields)),
        }
    }
    let people = names.into_iter().flat_map(|text| {
        let has_links = text.value.contains("](");
        let plain = if has_links { unlinked(&text.value) } else { text.value };
        let of = if has_links { people(&plain) } else { vec![person(&plain).to_owned()] };
        of.into_iter().map(move |name| Spanned { value: name.trim_start_matches('@').to_owned(), span: text.span })
    });
    let authors: Vec<Traced<String>> = people.map(Traced::from).collect();
    fields.keep(key, ValueKind::of_texts(authors.iter().map(|author| author.value.as_str())));
    authors
}

/// `Iva ([@iva](https://…))` is Iva, and `[Sol](https://…)` is Sol.
fn unlinked(text: &str) -> String {
    let plain = markdown::plain(&inline::parse(text, Span::default()));
    let mut rest = plain.as_str();
    let mut out = String::new();
    while let Some((before, behind)) = rest.split_once(" (@") {
        out.push_str(before);
        rest = behind.split_once(')').map_or("", |(_, rest)| rest);
    }
    out + rest
}
