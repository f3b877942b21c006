//! The values of the front matter, as redlines compare them and as templates read them.
//!
//! In: what governs a policy. Out: each declared key as lines of text, or as a [`FieldView`]. What always holds: a key that the
//! audience may not know looks like one that nobody wrote, and what cannot be read of a version is not compared.

use serde::Serialize;

use super::Renderer;
use super::context::{EntryView, FieldView};
use super::listings::role_path;
use crate::edition::{FactValues, MetaEntry, MetaValue, MetaValues, PageIndex, Version};
use crate::policy::{FIELDS, Field, InRedline, Target, Type};
use crate::redline::{EntryDiff, entries};
use crate::text::SitePath;

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// What it is called.
    pub name: String,
    /// What it says: an entry for each that came, went, or changed.
    pub entries: Vec<EntryDiff>,
}

/// The page that shows a value, and the values of facts on another day; without them, today's.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) path: &'a SitePath,
    pub(super) facts: Option<&'a FactValues>,
}

/// A row of a redline: its place, the string of the theme that names it, and what it says.
type Row = (u8, &'static str, Vec<String>);

impl Renderer<'_> {
    /// The fields in which two versions differ, in the order in which a reader meets them. The number and the first day of a version
    /// are no fields of it. Where nothing is known of a version but its text, none is known to differ.
    #[must_use]
    pub fn fields(&self, old: &Version, new: &Version) -> Vec<FieldChange> {
        if [old, new].iter().any(|version| !version.readable || version.text_alone) {
            return Vec::new();
        }
        let rows = |version: &Version, facts: &FactValues| {
            let mut rows = Vec::new();
            self.rows(FIELDS, Some(&version.meta.values), facts, &mut rows);
            rows.sort_by_key(|(place, ..)| *place);
            rows
        };
        let both = rows(old, &old.last_facts)
            .into_iter()
            .zip(rows(new, &new.first_facts))
            .filter(|((.., old), (.., new))| old != new);
        both.filter_map(|((_, label, old), (.., new))| {
            let diffs = entries(&old, &new).into_iter().filter(|entry| !entry.is_same());
            let entries: Vec<EntryDiff> = diffs.collect();
            (!entries.is_empty()).then(|| FieldChange { name: self.theme.strings.get(label).to_owned(), entries })
        })
        .collect()
    }

    /// The rows of a table in a redline. Every table has the same ones.
    fn rows(&self, fields: &[Field], values: Option<&MetaValues>, facts: &FactValues, rows: &mut Vec<Row>) {
        for field in fields {
            let value = values.and_then(|values| values.get(field.name));
            if let Type::Table(fields) = &field.accepts {
                let table = if let Some(MetaValue::Table(table)) = value { Some(table) } else { None };
                self.rows(fields, table, facts, rows);
            }
            if let InRedline::Row { place, label } = field.redline {
                rows.push((place, label, value.map(|value| self.lines(field, value, facts)).unwrap_or_default()));
            }
        }
    }

    /// What a value says, one line for each thing in it.
    fn lines(&self, field: &Field, value: &MetaValue, facts: &FactValues) -> Vec<String> {
        match (&field.accepts, value) {
            (Type::Word(_), MetaValue::Text(word)) => {
                vec![self.theme.strings.get(&format!("{}.{word}", field.name)).to_owned()]
            }
            (Type::Key(target), MetaValue::Text(key)) => self.target_title(*target, key).into_iter().collect(),
            (Type::Keys(target), MetaValue::Texts(keys)) => {
                keys.iter().filter_map(|key| self.target_title(*target, key)).collect()
            }
            (Type::Entries { fields, .. }, MetaValue::Entries(entries)) => {
                entries.iter().map(|entry| self.entry_line(fields, entry, facts)).collect()
            }
            (_, MetaValue::Text(text)) => vec![text.clone()],
            (_, MetaValue::Texts(texts)) => texts.clone(),
            (_, MetaValue::Prose(text)) => vec![self.edition.words(text, Some(facts))],
            (_, MetaValue::Proses(texts)) => texts.iter().map(|text| self.edition.words(text, Some(facts))).collect(),
            (_, MetaValue::Date(date)) => vec![self.date(*date).text],
            (_, MetaValue::Bool(value)) => vec![value.to_string()],
            (_, MetaValue::Integer(value)) => vec![value.to_string()],
            (_, MetaValue::Pages(pages)) => pages.iter().map(|at| self.edition.pages[*at].title.clone()).collect(),
            (_, MetaValue::Table(_) | MetaValue::Entries(_)) => Vec::new(),
        }
    }

    /// An entry in one line.
    fn entry_line(&self, fields: &[Field], entry: &MetaEntry, facts: &FactValues) -> String {
        let mut line = String::new();
        for field in fields {
            let (InRedline::Part { before, label }, Some(value)) = (field.redline, entry.values.get(field.name)) else {
                continue;
            };
            for text in self.lines(field, value, facts) {
                line += before;
                if let Some(label) = label {
                    line += self.theme.strings.get(label);
                    line += ": ";
                }
                line += &text;
            }
        }
        line
    }

    /// What people call the thing that a key refers to.
    fn target_title(&self, target: Target, key: &str) -> Option<String> {
        let edition = self.edition;
        match target {
            Target::People | Target::ReadingLists => edition.people.get(key).map(|person| person.role.clone()),
            Target::Goals => edition.goals.get(key).map(|goal| goal.title.clone()),
            Target::Touchpoints => edition.touchpoints.get(key).map(|touchpoint| touchpoint.title.clone()),
            Target::Policies | Target::FormerPolicies => None,
        }
    }

    /// The values of a table as templates read them: every key that an edition may have is there, and says nothing where it has no
    /// value.
    fn table_view(&self, fields: &[Field], values: &MetaValues, place: Place<'_>) -> EntryView {
        self.keys_view(fields.iter().filter(|field| field.projected), values, place)
    }

    /// Some keys of a table as templates read them.
    pub(super) fn keys_view<'f>(
        &self,
        fields: impl Iterator<Item = &'f Field>,
        values: &MetaValues,
        place: Place<'_>,
    ) -> EntryView {
        fields.map(|field| (field.name, self.field_view(field, values.get(field.name), place))).collect()
    }

    /// The entries of a key of a policy as templates read them.
    pub(super) fn entry_views(&self, key: &str, values: &MetaValues, path: &SitePath) -> Vec<EntryView> {
        let field = FIELDS.iter().find(|field| field.name == key);
        let Some(Type::Entries { fields, .. }) = field.map(|field| &field.accepts) else { return Vec::new() };
        let place = Place { path, facts: None };
        values.entries(key).iter().map(|entry| self.entry_view(fields, entry, place)).collect()
    }

    fn entry_view(&self, fields: &[Field], entry: &MetaEntry, place: Place<'_>) -> EntryView {
        let mut view = self.table_view(fields, &entry.values, place);
        let only = entry.told_to.clone().filter(|_| entry.is_apart);
        view.insert("only", only.map_or(FieldView::Nothing, FieldView::Text));
        view
    }

    fn field_view(&self, field: &Field, value: Option<&MetaValue>, place: Place<'_>) -> FieldView {
        let Place { path, facts } = place;
        let target = |target: Target, key: &str| match target {
            Target::People => self.person(key, path).map(FieldView::Person),
            Target::ReadingLists => {
                let title = self.target_title(target, key)?;
                Some(FieldView::Link(self.link(path, &title, &role_path(self.edition, key))))
            }
            _ => self.target_title(target, key).map(FieldView::Text),
        };
        let Some(value) = value else {
            return match field.accepts {
                Type::Texts | Type::TextPerAudience | Type::Keys(_) | Type::Aliases | Type::Entries { .. } => {
                    FieldView::List(Vec::new())
                }
                _ => FieldView::Nothing,
            };
        };
        match (&field.accepts, value) {
            (Type::Key(to), MetaValue::Text(key)) => target(*to, key).unwrap_or(FieldView::Nothing),
            (Type::Keys(to), MetaValue::Texts(keys)) => {
                FieldView::List(keys.iter().filter_map(|key| target(*to, key)).collect())
            }
            (Type::Entries { fields, .. }, MetaValue::Entries(entries)) => {
                let views = entries.iter().map(|entry| self.entry_view(fields, entry, place));
                FieldView::List(views.map(FieldView::Table).collect())
            }
            (Type::Table(fields), MetaValue::Table(table)) => FieldView::Table(self.table_view(fields, table, place)),
            (_, MetaValue::Text(text)) => FieldView::Text(text.clone()),
            (_, MetaValue::Texts(texts)) => FieldView::List(texts.iter().cloned().map(FieldView::Text).collect()),
            (_, MetaValue::Prose(text)) => FieldView::Html(self.html(text, path, facts)),
            (_, MetaValue::Proses(texts)) => {
                FieldView::List(texts.iter().map(|text| FieldView::Html(self.html(text, path, facts))).collect())
            }
            (_, MetaValue::Date(date)) => FieldView::Date(self.date(*date)),
            (_, MetaValue::Bool(value)) => FieldView::Bool(*value),
            (_, MetaValue::Integer(value)) => FieldView::Integer(*value),
            (_, MetaValue::Pages(pages)) => {
                let link = |at: &PageIndex| FieldView::Link(self.page_link(path, *at));
                FieldView::List(pages.iter().map(link).collect())
            }
            (_, MetaValue::Table(_) | MetaValue::Entries(_)) => FieldView::Nothing,
        }
    }
}
