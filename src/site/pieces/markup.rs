//! Builds markup by hand.

use std::fmt::Write as _;

use crate::html::{escape, escape_attribute};
use crate::site::theme;
use crate::site::view::Html;
use crate::site::words::{Words, pieces};

/// HTML under construction. Text and values are escaped when they are added.
pub(in crate::site) struct Markup<'w> {
    out: String,
    pub(in crate::site) words: &'w Words,
}

impl<'w> Markup<'w> {
    /// Has capacity for a small piece, which most are.
    pub(in crate::site) fn new(words: &'w Words) -> Self {
        Self::with_capacity(words, 240)
    }

    pub(in crate::site) fn with_capacity(words: &'w Words, bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), words }
    }

    pub(in crate::site) fn finish(self) -> String {
        self.out
    }

    /// Adds markup of ours as it is.
    pub(in crate::site) fn raw(&mut self, markup: &str) -> &mut Self {
        self.out.push_str(markup);
        self
    }

    pub(in crate::site) fn text(&mut self, text: &str) -> &mut Self {
        escape(text, &mut self.out);
        self
    }

    /// Adds ` name="value"`.
    pub(in crate::site) fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"");
        escape_attribute(value, &mut self.out);
        self.raw("\"")
    }

    /// Adds ` href="…"`, joined from parts.
    pub(in crate::site) fn href(&mut self, parts: &[&str]) -> &mut Self {
        self.raw(" href=\"");
        for part in parts {
            escape_attribute(part, &mut self.out);
        }
        self.raw("\"")
    }

    /// Adds ` class="…"`, joined from parts that are ours.
    pub(in crate::site) fn class(&mut self, parts: &[&str]) -> &mut Self {
        self.raw(" class=\"");
        for part in parts {
            self.raw(part);
        }
        self.raw("\"")
    }

    /// Adds ` name="12.5"`.
    pub(in crate::site) fn number(&mut self, name: &str, value: f64) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").coordinate(value).raw("\"")
    }

    /// Adds the size of a drawing, which a style sheet may scale.
    pub(in crate::site) fn size(&mut self, width: f64, height: f64) -> &mut Self {
        self.number("width", width).number("height", height).raw(" viewBox=\"0 0 ");
        self.coordinate(width).raw(" ").coordinate(height).raw("\"")
    }

    /// Adds a length in a drawing, rounded to a tenth.
    pub(in crate::site) fn coordinate(&mut self, value: f64) -> &mut Self {
        self.decimal(value, 10)
    }

    /// Adds ` name="12.34%"`.
    pub(in crate::site) fn percent(&mut self, name: &str, of_1000: f64) -> &mut Self {
        self.raw(" ").raw(name).raw("=\"").decimal(of_1000 / 10.0, 100).raw("%\"")
    }

    /// Adds a number, rounded to one of `parts` parts of one. Rust's shortest decimal of a float
    /// takes ten times as much work, and is long for inexact sums.
    pub(in crate::site) fn decimal(&mut self, value: f64, parts: u64) -> &mut Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "drawings are small")]
        let scaled = (value * parts as f64).round() as i64;
        self.raw(if scaled < 0 { "-" } else { "" });
        let (whole, mut rest) = (scaled.unsigned_abs() / parts, scaled.unsigned_abs() % parts);
        self.digits(whole);
        self.raw(if rest > 0 { "." } else { "" });
        let mut unit = parts;
        while rest > 0 {
            unit /= 10;
            self.digits(rest / unit);
            rest %= unit;
        }
        self
    }

    pub(in crate::site) fn digits(&mut self, number: u64) -> &mut Self {
        // Writing into a string cannot fail.
        let _ = write!(self.out, "{number}");
        self
    }

    pub(in crate::site) fn missing(&mut self, key: &str) -> &mut Self {
        self.raw("<span class=\"missing\">").say(key).raw("</span>")
    }

    /// Adds the language of a text of the author's, if it is another one than that of the interface.
    pub(in crate::site) fn marked(&mut self, language: &str) -> &mut Self {
        if language == self.words.language { self } else { self.attribute("lang", language).raw(" dir=\"auto\"") }
    }

    /// Writes the words of a key.
    pub(in crate::site) fn say(&mut self, key: &str) -> &mut Self {
        self.text(self.words.say(key))
    }

    /// Writes the words of a key, with values in the place of their placeholders.
    pub(in crate::site) fn tell(&mut self, key: &str, values: &[(&str, &str)]) -> &mut Self {
        self.text(&self.words.fill(key, values))
    }

    /// Writes the words of a key in the form for a number.
    pub(in crate::site) fn count(&mut self, key: &str, n: usize) -> &mut Self {
        self.text(&self.words.count(key, n))
    }

    /// Writes the words of a key that are markup. `write` is called for each placeholder.
    pub(in crate::site) fn fill(&mut self, key: &str, write: impl FnMut(&str, &mut Self)) -> &mut Self {
        self.fill_count(key, 2, write)
    }

    /// Like [`Markup::fill`], in the form for a number. The placeholder `{n}` is the number.
    pub(in crate::site) fn fill_count(
        &mut self,
        key: &str,
        n: usize,
        mut write: impl FnMut(&str, &mut Self),
    ) -> &mut Self {
        for (text, hole) in pieces(self.words.form(key, n)) {
            self.raw(text);
            match hole {
                Some("n") => drop(self.text(&self.words.grouped(n))),
                Some(hole) => write(hole, self),
                None => {}
            }
        }
        self
    }

    pub(in crate::site) fn html(&mut self, html: &Html) -> &mut Self {
        // A safe string is markup of ours. Anything else is text.
        match html.as_str() {
            Some(markup) if html.is_safe() => self.raw(markup),
            Some(text) => self.text(text),
            None => self,
        }
    }

    pub(in crate::site) fn time(&mut self, datetime: &str, text: &str) -> &mut Self {
        self.raw("<time").attribute("datetime", datetime).raw(">").text(text).raw("</time>")
    }
}

/// Returns a piece of markup for a template.
pub(in crate::site) fn made(words: &Words, make: impl FnOnce(&mut Markup<'_>)) -> Html {
    let mut markup = Markup::new(words);
    make(&mut markup);
    theme::html(&markup.finish())
}
