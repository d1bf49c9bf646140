//! Values that know their origin.

use std::ops::Deref;

use crate::data::fields::Spanned;
use crate::text::Span;

/// The origin of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The author wrote it into the front matter.
    Stated,
    /// It was found in the body, the file name or the folder.
    Inferred,
}

/// A value with its origin and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced<T> {
    pub value: T,
    pub origin: Origin,
    /// The place in the document. `None` if the value comes from elsewhere, such as the name of the
    /// file, or follows from several places.
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

    /// Returns the place in the front matter, if the value is stated there.
    pub fn stated_place(&self) -> Option<Span> {
        self.place.filter(|_| !self.is_inferred())
    }

    /// Returns another value with the same origin and place.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Traced<U> {
        Traced { value: make(self.value), origin: self.origin, place: self.place }
    }

    /// Returns another value with the same origin and place, if `make` returns one.
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

/// A value of the front matter keeps its place there.
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
