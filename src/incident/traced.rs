//! Values that know where they came from.

use std::ops::Deref;

use crate::data::fields::Spanned;
use crate::text::Span;

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The author wrote it into the front matter.
    Stated,
    /// Found in the body, the file name or the folder.
    Inferred,
}

/// A value with its origin and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced<T> {
    pub value: T,
    pub origin: Origin,
    /// Where it stands in the document. `None` if it comes from elsewhere, such as the name of
    /// the file, or follows from several places.
    pub place: Option<Span>,
}

impl<T> Traced<T> {
    pub fn stated(value: T, place: Span) -> Self {
        Self { value, origin: Origin::Stated, place: Some(place) }
    }

    pub fn inferred(value: T, place: Option<Span>) -> Self {
        Self { value, origin: Origin::Inferred, place }
    }

    pub fn is_inferred(&self) -> bool {
        self.origin == Origin::Inferred
    }

    /// The place in the front matter, if the value is stated there.
    pub fn stated_place(&self) -> Option<Span> {
        self.place.filter(|_| !self.is_inferred())
    }

    /// Another value from the same place.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Traced<U> {
        Traced { value: make(self.value), origin: self.origin, place: self.place }
    }

    /// Another value from the same place, if there is one.
    pub fn and_then<U>(self, make: impl FnOnce(T) -> Option<U>) -> Option<Traced<U>> {
        Some(Traced { value: make(self.value)?, origin: self.origin, place: self.place })
    }
}

impl<T> Deref for Traced<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A value of the front matter, at its place there.
impl<T> From<Spanned<T>> for Traced<T> {
    fn from(stated: Spanned<T>) -> Self {
        Self::stated(stated.value, stated.span)
    }
}

impl<T: std::fmt::Display> std::fmt::Display for Traced<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.value.fmt(f)
    }
}
