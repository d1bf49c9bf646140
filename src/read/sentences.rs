//! Where sentences end.

/// Words whose full stop does not end a sentence.
const ABBREVIATIONS: [&str; 18] = [
    "e.g", "i.e", "ca", "approx", "vs", "cf", "no", "dr", "mr", "ms", "etc", "resp", "incl", "min", "bzw", "z.b",
    "d.h", "u.a",
];

/// The places behind the sentences of `text`; words without a full stop at its end are none.
pub fn ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter_map(move |(at, c)| {
        let rest = &text[at + c.len_utf8()..];
        let ends = match c {
            '。' | '！' | '？' => true,
            '!' | '?' => rest.is_empty() || rest.starts_with(char::is_whitespace),
            '.' => rest.is_empty() || (rest.starts_with(char::is_whitespace) && !is_short(&text[..at])),
            _ => false,
        };
        ends.then_some(at + c.len_utf8())
    })
}

/// The last word of `text` is an abbreviation or a single letter.
fn is_short(text: &str) -> bool {
    let word = text.rsplit([' ', '(']).next().unwrap_or_default();
    word.chars().count() == 1 || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

/// The first sentences of `text`, at most `count` and, in bytes, `longest`. Of a longer
/// first sentence the words that fit.
pub(super) fn first(text: &str, count: usize, longest: usize) -> String {
    match ends(text).take(count).take_while(|end| *end <= longest).last() {
        Some(end) => text[..end].to_owned(),
        None if text.len() <= longest => text.to_owned(),
        None => {
            let head = &text[..text.floor_char_boundary(longest)];
            let cut = head.rfind(' ').unwrap_or(head.len());
            format!("{} …", head[..cut].trim_end())
        }
    }
}

/// How many sentences `text` has; the last one may lack its full stop.
pub fn count(text: &str) -> usize {
    let mut from = 0;
    let says_something = |end: &usize| text[std::mem::replace(&mut from, *end)..*end].contains(char::is_alphanumeric);
    ends(text).chain([text.len()]).filter(says_something).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_a_reader_hears_it() {
        let first = |text: &str, count| first(text, count, 320);
        assert_eq!(first("One. Two! Three.", 2), "One. Two!");
        assert_eq!(first("About 3.5 s, e.g. for images. More.", 1), "About 3.5 s, e.g. for images.");
        assert_eq!(first("停止した。直した。", 1), "停止した。");
        assert_eq!(first("no full stop", 2), "no full stop");
        assert_eq!(first("", 2), "");
        assert!(first(&"word ".repeat(200), 2).len() < 330);
        assert!(first(&"停止".repeat(200), 2).len() < 330);
    }

    #[test]
    fn sentences_are_counted() {
        assert_eq!(count("One. Two! Three"), 3);
        assert_eq!(count("It took approx. 5 min. until then … ?!"), 1);
        assert_eq!(count("停止した。直した。"), 2);
        assert_eq!(count("…"), 0);
        assert_eq!(count(""), 0);
    }
}
