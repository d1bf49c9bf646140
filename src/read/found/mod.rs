//! What the text of a document says, whether or not its front matter says the same.

pub(in crate::read) mod actions;
pub(in crate::read) mod code_names;
pub(in crate::read) mod course;
pub(in crate::read) mod days;
pub(in crate::read) mod facts;
pub(in crate::read) mod head;
pub(in crate::read) mod inline;
pub(in crate::read) mod language;
pub(in crate::read) mod lasted;
pub(in crate::read) mod levels;
pub(in crate::read) mod sections;
pub(in crate::read) mod shape;
pub(in crate::read) mod time_text;
pub(in crate::read) mod timeline;
pub(in crate::read) mod title;
pub(in crate::read) mod told;
pub(in crate::read) mod window;
pub(in crate::read) mod zero;
