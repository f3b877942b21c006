//! Walks over the declared keys of a front matter: the texts that readers read, and the keys of other things that it names.

use jiff::civil::Date;

use super::fields::{FIELDS, Field, Presence, SeenBy, Target, Type};
use super::front_matter::FrontMatter;
use super::values::{Entry, Value, Values};
use crate::config::{Audiences, Readers};
use crate::markdown::Markup;
use crate::text::Spanned;

/// A text that readers read, what it may hold, and who may read it of those who may see the file.
#[derive(Debug, Clone, Copy)]
pub struct FieldText<'a> {
    /// The text.
    pub text: &'a Spanned<String>,
    /// What it may hold.
    pub markup: Markup,
    /// Who may read it.
    pub readers: Readers,
}

impl FrontMatter {
    /// The texts that readers read, in the order of the declaration.
    #[must_use]
    pub fn texts(&self, audiences: &Audiences) -> Vec<FieldText<'_>> {
        let mut texts = Vec::new();
        collect(&self.values, FIELDS, audiences.all(), audiences, &mut texts);
        texts
    }

    /// The texts that readers go by: those of the page itself, and of each key and each entry that governs. What belongs together, as
    /// the offer and the limit of an option do, is in one group.
    #[must_use]
    pub fn governing_texts(&self, audiences: &Audiences) -> Vec<Vec<FieldText<'_>>> {
        let mut groups: Vec<Vec<FieldText<'_>>> = Vec::new();
        let all = audiences.all();
        for field in FIELDS.iter().filter(|field| field.governs || matches!(field.accepts, Type::Text)) {
            if let (Type::Entries { fields, .. }, Some(Value::Entries(entries))) =
                (&field.accepts, self.values.get(field.name))
            {
                for entry in entries {
                    let mut group = Vec::new();
                    let governing = fields.iter().filter(|field| field.governs);
                    collect(&entry.values, governing, all.and(entry.readers), audiences, &mut group);
                    groups.push(group);
                }
            } else {
                let mut texts = Vec::new();
                collect(&self.values, [field], all, audiences, &mut texts);
                groups.extend(texts.into_iter().map(|text| vec![text]));
            }
        }
        groups
    }

    /// The texts that some of those who may see the file read: those for whose readers `sees` says so.
    #[must_use]
    pub fn prose(&self, audiences: &Audiences, sees: impl Fn(Readers) -> bool) -> Vec<&str> {
        let shown = self.texts(audiences).into_iter().filter(|text| sees(text.readers));
        shown.map(|text| text.text.value.as_str()).collect()
    }

    /// The keys of other things that it names, in its tables too, each with what it refers to.
    #[must_use]
    pub fn references(&self) -> Vec<(Target, &Spanned<String>)> {
        let mut found = Vec::new();
        references(&self.values, FIELDS, &mut found);
        found
    }

    /// The days on which something was done, by what it says.
    #[must_use]
    pub fn past_days(&self) -> Vec<&Spanned<Date>> {
        let mut found = Vec::new();
        past_days(&self.values, FIELDS, &mut found);
        found
    }

    /// Takes out the texts for which `keep` says no, each with the whole entry that holds it. The title stays.
    pub fn retain_prose(&mut self, audiences: &Audiences, keep: impl Fn(&str) -> bool) {
        retain(&mut self.values, FIELDS, audiences, &keep);
    }
}

fn collect<'a, 'f>(
    values: &'a Values,
    fields: impl IntoIterator<Item = &'f Field>,
    around: Readers,
    audiences: &Audiences,
    texts: &mut Vec<FieldText<'a>>,
) {
    for field in fields {
        let readers = match field.readers {
            SeenBy::Everyone => around,
            SeenBy::MostPrivate => around.and(audiences.private()),
        };
        let found = |text: &'a Spanned<String>, readers| FieldText { text, markup: field.markup, readers };
        match (&field.accepts, values.get(field.name)) {
            (Type::Text, Some(Value::Text(text))) => texts.push(found(text, readers)),
            (Type::Texts, Some(Value::Texts(all))) => texts.extend(all.iter().map(|text| found(text, readers))),
            (Type::TextPerAudience, Some(Value::Entries(entries))) => {
                let own = |entry: &'a Entry| Some(found(entry.text()?, readers.and(entry.readers)));
                texts.extend(entries.iter().filter_map(own));
            }
            (Type::Table(fields), Some(Value::Table(table))) => collect(table, *fields, readers, audiences, texts),
            (Type::Entries { fields, .. }, Some(Value::Entries(entries))) => {
                for entry in entries {
                    collect(&entry.values, *fields, readers.and(entry.readers), audiences, texts);
                }
            }
            _ => {}
        }
    }
}

fn references<'a>(values: &'a Values, fields: &[Field], found: &mut Vec<(Target, &'a Spanned<String>)>) {
    for field in fields {
        match (&field.accepts, values.get(field.name)) {
            (Type::Key(target), Some(Value::Text(key))) => found.push((*target, key)),
            (Type::Keys(target), Some(Value::Texts(keys))) => found.extend(keys.iter().map(|key| (*target, key))),
            (Type::Table(fields), Some(Value::Table(table))) => references(table, fields, found),
            (Type::Entries { fields, .. }, Some(Value::Entries(entries))) => {
                for entry in entries {
                    references(&entry.values, fields, found);
                }
            }
            _ => {}
        }
    }
}

fn past_days<'a>(values: &'a Values, fields: &[Field], found: &mut Vec<&'a Spanned<Date>>) {
    for field in fields {
        match (&field.accepts, values.get(field.name)) {
            (Type::Date, Some(Value::Date(day))) if field.past => found.push(day),
            (Type::Entries { fields, .. }, Some(Value::Entries(entries))) => {
                for entry in entries {
                    past_days(&entry.values, fields, found);
                }
            }
            _ => {}
        }
    }
}

fn retain(values: &mut Values, fields: &[Field], audiences: &Audiences, keep: &dyn Fn(&str) -> bool) {
    let keep_text = |text: &Spanned<String>| keep(&text.value);
    for field in fields.iter().filter(|field| field.presence != Presence::Required) {
        values.update(field.name, |value| match (&field.accepts, &mut *value) {
            (Type::Text, Value::Text(text)) => keep_text(text),
            (Type::Texts, Value::Texts(all)) => {
                all.retain(keep_text);
                true
            }
            (Type::TextPerAudience, Value::Entries(entries)) => {
                entries.retain(|entry| entry.text().is_none_or(keep_text));
                true
            }
            (Type::Table(fields), Value::Table(table)) => {
                retain(table, fields, audiences, keep);
                true
            }
            (Type::Entries { fields, .. }, Value::Entries(entries)) => {
                entries.retain(|Entry { values, .. }| {
                    let mut texts = Vec::new();
                    collect(values, *fields, Readers::none(), audiences, &mut texts);
                    texts.iter().all(|text| keep(&text.text.value))
                });
                true
            }
            _ => true,
        });
    }
}
