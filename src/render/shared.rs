//! What many pages are given alike, in the form in which templates read it.
//!
//! In: a struct. Out: the same as the template engine has it. What always holds: it is read once, however many pages get it.

use serde::Serialize;
use tera::Value;

/// A struct in the form in which templates read it: a copy shares what its fields hold.
#[derive(Debug, Clone)]
pub(super) struct Shared(Value);

impl Shared {
    pub(super) fn new<T: Serialize>(value: &T) -> std::result::Result<Self, String> {
        Value::try_from_serializable(value).map(Self).map_err(|error| error.to_string())
    }

    /// The same with the fields of another.
    pub(super) fn with<T: Serialize>(self, other: &T) -> std::result::Result<Self, String> {
        let mut fields = self.0.into_map().unwrap_or_default();
        fields.extend(Self::new(other)?.0.into_map().unwrap_or_default());
        Ok(Self(fields.into()))
    }
}

impl From<Shared> for Value {
    fn from(shared: Shared) -> Self {
        shared.0
    }
}
