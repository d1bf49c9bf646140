//! Puts the words of the site's language into scripts and style sheets, when the theme is assembled.
//!
//! A script says `say("key")`. What stands there afterwards is a text, or a template whose `{name}` is
//! the script's variable of that name. `say("key", count)` chooses the form for a number, which is also
//! `{n}`. `said("key")` is a list: of the texts, and of the variables as they are, such as elements. In
//! a style sheet, `say(key)` within a text becomes the words.

use super::{Said, Words, pieces};

/// Returns a script with the words of its keys. What is no key is left alone.
pub(in crate::site) fn in_script(script: &str, words: &Words) -> String {
    let script = replaced(script, "said(\"", |rest| {
        let (key, rest) = rest.split_once("\")")?;
        let parts = pieces(words.find(key, 2)?).flat_map(|(text, hole)| {
            let text = Some(serde_json::json!(text).to_string()).filter(|_| !text.is_empty());
            text.into_iter().chain(hole.map(str::to_owned))
        });
        Some((format!("[{}]", parts.collect::<Vec<_>>().join(", ")), rest))
    });
    replaced(&script, "say(\"", |rest| {
        let (key, rest) = rest.split_once('"')?;
        let said = words.said.get(key)?;
        if let Some(rest) = rest.strip_prefix(')') {
            return Some((expression(said, "", words), rest));
        }
        let rest = rest.strip_prefix(", ")?;
        let (number, rest) = rest.split_at(closing(rest)?);
        Some((expression(said, number, words), &rest[1..]))
    })
}

/// Returns a style sheet with the words of its keys.
pub(in crate::site) fn in_sheet(sheet: &str, words: &Words) -> String {
    replaced(sheet, "say(", |rest| {
        let (key, rest) = rest.split_once(')')?;
        let said = words.said.get(key)?;
        Some((said.form(2).replace('\\', "\\\\").replace('"', "\\\""), rest))
    })
}

/// Replaces every call that begins with `start`. `make` gets the text after that, and returns what
/// replaces the call and the text after it.
fn replaced<'a>(text: &'a str, start: &str, make: impl Fn(&'a str) -> Option<(String, &'a str)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(start) {
        let (before, call) = rest.split_at(at);
        // The end of another name, or a method. `...said("key")` is neither.
        let is_part = before.ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '.'))
            && !before.ends_with("...");
        out.push_str(before);
        match make(&call[start.len()..]).filter(|_| !is_part) {
            Some((text, after)) => {
                out.push_str(&text);
                rest = after;
            }
            None => {
                out.push_str(start);
                rest = &call[start.len()..];
            }
        }
    }
    out + rest
}

/// Returns the position of the parenthesis that closes a call.
fn closing(rest: &str) -> Option<usize> {
    let mut depth = 0;
    rest.char_indices().find_map(|(at, c)| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        (depth < 0).then_some(at)
    })
}

/// Returns the JavaScript of some words. `number` is the expression that chooses the form.
fn expression(said: &Said, number: &str, words: &Words) -> String {
    match said {
        Said::Sentence(sentence) => literal(sentence, number, words),
        Said::Counted { one, other } => {
            let [one, other] = [one, other].map(|form| literal(form, number, words));
            format!("({number} === 1 ? {one} : {other})")
        }
        Said::List(list) => serde_json::json!(list).to_string(),
    }
}

fn literal(sentence: &str, number: &str, words: &Words) -> String {
    if !sentence.contains('{') {
        return serde_json::json!(sentence).to_string();
    }
    let mut out = "`".to_owned();
    for (text, hole) in pieces(sentence) {
        out.push_str(&text.replace('\\', "\\\\").replace('`', "\\`").replace('$', "\\$"));
        match hole {
            Some("n") => out.push_str(&format!("${{({number}).toLocaleString(\"{}\")}}", words.language)),
            Some(name) => out.push_str(&format!("${{{name}}}")),
            None => {}
        }
    }
    out + "`"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::words::of_files;

    #[test]
    fn calls_become_texts_templates_and_choices() {
        let words = of_files(&[(
            "en",
            "plain = 'a \"b\"'\nhole = 'no `{word}`'\ncount = { one = '1 day', other = '{n} days' }\nlist = ['a', 'b']",
        )]);
        let script = r#"f(say("plain"), say("hole"), say("list"), ...said("hole"), say("count", all("x").length)); essay("plain"); say("new")"#;
        let expected = r#"f("a \"b\"", `no \`${word}\``, ["a","b"], ...["no `", word, "`"], (all("x").length === 1 ? "1 day" : `${(all("x").length).toLocaleString("en")} days`)); essay("plain"); say("new")"#;
        assert_eq!(in_script(script, &words), expected);
        assert_eq!(in_sheet("a::before{content:\"say(plain):\"}", &words), "a::before{content:\"a \\\"b\\\":\"}");
    }
}
