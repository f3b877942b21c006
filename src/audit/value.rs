//! Front matter and data files as plain trees, from TOML and from YAML.
//!
//! In: a text and where it begins in its file. Out: a [`Value`] with the place of each string. What always holds: every
//! scalar is kept as text, so that no value escapes the audit by its type.

use saphyr_parser::{Event, Parser, Span};
use toml::de::{DeString, DeTable, DeValue};

/// A value and its place.
#[derive(Debug, Clone)]
pub(super) struct Value {
    /// What it is.
    pub(super) node: Node,
    /// Where it begins in its file, in bytes; for a string, where its text begins.
    pub(super) at: usize,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A string, or any other scalar as it is written.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// A table, with its keys in the order of the file: texts that follow one another there do so on the page.
    Table(Vec<(String, Value)>),
}

impl Value {
    /// Parses TOML that begins `base` bytes into its file.
    pub(super) fn parse_toml(text: &str, base: usize) -> Result<Self, String> {
        let table = DeTable::parse(text).map_err(|error| error.message().to_owned())?;
        Ok(from_table(table.get_ref(), text, base))
    }

    /// Parses the first document of some YAML that begins `base` bytes into its file.
    pub(super) fn parse_yaml(text: &str, base: usize) -> Result<Self, String> {
        Yaml::new(text, base).document()
    }

    /// The value of a key; of several, the first.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The entries of a table; nothing for anything else.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Self)> {
        let entries: &[(String, Self)] = if let Node::Table(entries) = &self.node { entries } else { &[] };
        entries.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The items of a list; a value that is no list is a list of one.
    pub(super) fn items(&self) -> &[Self] {
        if let Node::List(items) = &self.node { items } else { std::slice::from_ref(self) }
    }

    /// The text of a scalar.
    pub(super) fn text(&self) -> Option<&str> {
        if let Node::Text(text) = &self.node { Some(text) } else { None }
    }

    /// The texts of a list of scalars, or of one scalar.
    pub(super) fn texts(&self) -> Vec<String> {
        self.items().iter().filter_map(Self::text).map(str::to_owned).collect()
    }

    /// Whether it is a table.
    pub(super) fn is_table(&self) -> bool {
        matches!(self.node, Node::Table(_))
    }
}

fn from_table(table: &DeTable<'_>, text: &str, base: usize) -> Value {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let entry =
        |(key, value): (&toml::Spanned<DeString<'_>>, _)| (key.get_ref().to_string(), from_toml(value, text, base));
    Value { node: Node::Table(entries.into_iter().map(entry).collect()), at: base }
}

fn from_toml(value: &toml::Spanned<DeValue<'_>>, text: &str, base: usize) -> Value {
    let span = value.span();
    let scalar = |written: String| located(written, &text[span.clone()], base + span.start);
    match value.get_ref() {
        DeValue::String(string) => scalar(string.to_string()),
        DeValue::Integer(number) => scalar(number.as_str().to_owned()),
        DeValue::Float(number) => scalar(number.as_str().to_owned()),
        DeValue::Boolean(truth) => scalar(truth.to_string()),
        DeValue::Datetime(date) => scalar(date.to_string()),
        DeValue::Array(items) => Value {
            node: Node::List(items.iter().map(|item| from_toml(item, text, base)).collect()),
            at: base + span.start,
        },
        DeValue::Table(table) => Value { at: base + span.start, ..from_table(table, text, base) },
    }
}

/// A scalar whose source is `raw` at `at`: found in it letter for letter, or only somewhere in it.
fn located(written: String, raw: &str, at: usize) -> Value {
    let inside = raw.find(&written);
    Value { node: Node::Text(written), at: at + inside.unwrap_or(0) }
}

/// Builds a tree of the events that the YAML parser tells.
struct Yaml<'a> {
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
    text: &'a str,
    base: usize,
    /// The byte of each character, when they differ.
    bytes: Option<Vec<u32>>,
}

const DEEPEST: usize = 200;

impl<'a> Yaml<'a> {
    fn new(text: &'a str, base: usize) -> Self {
        let bytes = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| super::words::clamp(at)).collect());
        Self { events: Parser::new_from_str(text), text, base, bytes }
    }

    fn document(mut self) -> Result<Value, String> {
        loop {
            match self.next()? {
                None => return Ok(Value { node: Node::Table(Vec::new()), at: self.base }),
                Some((Event::StreamStart | Event::DocumentStart(_) | Event::Nothing, _)) => {}
                Some((Event::StreamEnd | Event::DocumentEnd, _)) => {
                    return Ok(Value { node: Node::Table(Vec::new()), at: self.base });
                }
                Some((event, span)) => return self.node(event, span, 0),
            }
        }
    }

    fn next(&mut self) -> Result<Option<(Event<'a>, Span)>, String> {
        self.events.next_event().transpose().map_err(|error| error.info().to_owned())
    }

    fn byte(&self, index: usize) -> usize {
        let byte = self.bytes.as_ref().map_or(Some(index), |bytes| bytes.get(index).map(|byte| *byte as usize));
        byte.unwrap_or(self.text.len()).min(self.text.len())
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err("nested too deep".to_owned());
        }
        let (start, end) = (self.byte(span.start.index()), self.byte(span.end.index()));
        match event {
            Event::Scalar(text, ..) => Ok(located(
                text.into_owned(),
                self.text.get(start..end.max(start)).unwrap_or_default(),
                self.base + start,
            )),
            Event::SequenceStart(..) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        None | Some((Event::SequenceEnd, _)) => break,
                        Some((event, span)) => items.push(self.node(event, span, depth + 1)?),
                    }
                }
                Ok(Value { node: Node::List(items), at: self.base + start })
            }
            Event::MappingStart(..) => {
                let mut entries = Vec::new();
                loop {
                    let key = match self.next()? {
                        None | Some((Event::MappingEnd, _)) => break,
                        Some((event, span)) => self.node(event, span, depth + 1)?,
                    };
                    let Some((event, span)) = self.next()? else { break };
                    entries.push((key.text().unwrap_or_default().to_owned(), self.node(event, span, depth + 1)?));
                }
                Ok(Value { node: Node::Table(entries), at: self.base + start })
            }
            // An alias repeats text that is read where its anchor stands; as a label it names no audience.
            _ => Ok(Value { node: Node::Text(String::new()), at: self.base + start }),
        }
    }
}
