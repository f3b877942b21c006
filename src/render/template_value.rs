//! A struct converted for the template engine once, so that many pages can be given it at the cost of a reference.

use serde::Serialize;
use tera::Value;

use crate::markdown::escape;

/// A struct in the form in which templates read it. A clone shares the values of the fields.
#[derive(Debug, Clone)]
pub(super) struct TemplateValue(Value);

impl TemplateValue {
    pub(super) fn new<T: Serialize>(value: &T) -> std::result::Result<Self, String> {
        Value::try_from_serializable(value).map(Self).map_err(|error| error.to_string())
    }

    /// This with the fields of another struct added.
    pub(super) fn with<T: Serialize>(self, other: &T) -> std::result::Result<Self, String> {
        let mut fields = self.0.into_map().unwrap_or_default();
        fields.extend(Self::new(other)?.0.into_map().unwrap_or_default());
        Ok(Self(fields.into()))
    }
}

/// HTML that templates print as it stands: a text of the author, formatted.
#[derive(Debug, Clone, PartialEq)]
pub struct Html(Value);

impl Html {
    pub(super) fn new(html: &str) -> Self {
        Self(Value::safe_string(html))
    }

    /// A text without marks.
    pub(super) fn escaped(text: &str) -> Self {
        let mut html = String::new();
        escape(&mut html, text).expect("writing to a string cannot fail");
        Self::new(&html)
    }
}

impl Serialize for Html {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl From<TemplateValue> for Value {
    fn from(value: TemplateValue) -> Self {
        value.0
    }
}
