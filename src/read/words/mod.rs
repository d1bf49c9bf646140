//! Vocabulary that several readers share.

pub(in crate::read) mod nothing;
