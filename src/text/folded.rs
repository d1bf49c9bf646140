//! Text as it looks to a reader: letters that look alike are one letter.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the characters of `text` in small letters, each with its byte offset.
///
/// Accents and characters that cannot be seen are left out. Letters of other scripts that look
/// like Latin ones become these, and brackets of any kind become `[`, `(` or `{`.
pub fn folded(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    text.char_indices().flat_map(|(at, c)| {
        // Most characters are ASCII, and need no table.
        let plain = c.is_ascii().then(|| c.to_ascii_lowercase());
        let decomposed = (!c.is_ascii() && !is_unseen(c)).then(|| c.nfkd()).into_iter().flatten();
        let other = decomposed.filter(|c| !is_combining_mark(*c)).flat_map(|c| c.to_lowercase().map(latin));
        plain.into_iter().chain(other).map(move |c| (at, c))
    })
}

/// Returns the characters of [`folded`] as a text.
pub fn fold(text: &str) -> String {
    folded(text).map(|(_, c)| c).collect()
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Returns the Latin letter or the ASCII mark that looks like `c`.
fn latin(c: char) -> char {
    match c {
        'а' | 'α' | 'ᴀ' => 'a',
        'с' | 'ϲ' | 'ᴄ' => 'c',
        'ԁ' | 'ᴅ' => 'd',
        'е' | 'ε' | 'ᴇ' => 'e',
        'і' | 'ι' | 'ı' | 'ɪ' => 'i',
        'ӏ' | 'ʟ' => 'l',
        'п' | 'ո' | 'η' | 'ν' | 'ɴ' => 'n',
        'о' | 'ο' | 'ᴏ' => 'o',
        'р' | 'ρ' => 'p',
        'г' | 'ʀ' => 'r',
        'ѕ' => 's',
        'т' | 'τ' | 'ᴛ' => 't',
        'υ' | 'ս' => 'u',
        '【' | '〔' | '「' | '〚' | '⟦' => '[',
        '】' | '〕' | '」' | '〛' | '⟧' => ']',
        '‹' | '〈' | '⟨' => '<',
        '›' | '〉' | '⟩' => '>',
        'ǃ' => '!',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c if c.is_whitespace() && c != '\n' => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_look_alike_are_the_same() {
        for written in ["INTЕRNAL", "ΙΝΤΕRΝΑL", "ｉｎｔｅｒｎａｌ", "in\u{200b}ternal", "íntérnal", "𝐢𝐧𝐭𝐞𝐫𝐧𝐚𝐥"]
        {
            assert_eq!(fold(written), "internal", "{written}");
        }
        assert_eq!(fold("［!A］\u{a0}b"), "[!a] b");
    }
}
