//! Walks over the declared keys of a front matter: the texts that readers read, and the keys of other things that it names.

use super::fields::{FIELDS, Field, Presence, SeenBy, Target, Type};
use super::front_matter::FrontMatter;
use super::values::{Entry, Value, Values};
use crate::config::{Audiences, Readers};
use crate::text::Spanned;

impl FrontMatter {
    /// The texts that some of those who may see the file read: those for whose readers `sees` says so.
    #[must_use]
    pub fn prose(&self, audiences: &Audiences, sees: impl Fn(Readers) -> bool) -> Vec<&str> {
        let mut texts = Vec::new();
        let readers = |field: &Field| match field.readers {
            SeenBy::Everyone => audiences.all(),
            SeenBy::MostPrivate => audiences.private(),
        };
        collect(&self.values, FIELDS, &|field| sees(readers(field)), &sees, &mut texts);
        texts
    }

    /// The keys of other things that it names, in its tables too, each with what it refers to.
    #[must_use]
    pub fn references(&self) -> Vec<(Target, &Spanned<String>)> {
        let mut found = Vec::new();
        references(&self.values, FIELDS, &mut found);
        found
    }

    /// Takes out the texts for which `keep` says no, each with the whole entry that holds it. The title stays.
    pub fn retain_prose(&mut self, keep: impl Fn(&str) -> bool) {
        retain(&mut self.values, FIELDS, &keep);
    }
}

fn collect<'a>(
    values: &'a Values,
    fields: &[Field],
    shows: &dyn Fn(&Field) -> bool,
    sees: &dyn Fn(Readers) -> bool,
    texts: &mut Vec<&'a str>,
) {
    for field in fields.iter().filter(|field| shows(field)) {
        match (&field.accepts, values.get(field.name)) {
            (Type::Text, Some(Value::Text(text))) => texts.push(&text.value),
            (Type::Texts, Some(Value::Texts(all))) => texts.extend(all.iter().map(|text| text.value.as_str())),
            (Type::TextPerAudience, Some(Value::Entries(entries))) => {
                let visible = entries.iter().filter(|entry| sees(entry.readers));
                texts.extend(visible.filter_map(|entry| Some(entry.text()?.value.as_str())));
            }
            (Type::Table(fields), Some(Value::Table(table))) => collect(table, fields, shows, sees, texts),
            (Type::Entries { fields, .. }, Some(Value::Entries(entries))) => {
                for entry in entries.iter().filter(|entry| sees(entry.readers)) {
                    collect(&entry.values, fields, shows, sees, texts);
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

fn retain(values: &mut Values, fields: &[Field], keep: &dyn Fn(&str) -> bool) {
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
                retain(table, fields, keep);
                true
            }
            (Type::Entries { fields, .. }, Value::Entries(entries)) => {
                entries.retain(|Entry { values, .. }| {
                    let mut texts = Vec::new();
                    collect(values, fields, &|_| true, &|_| true, &mut texts);
                    texts.into_iter().all(keep)
                });
                true
            }
            _ => true,
        });
    }
}
