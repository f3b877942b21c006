//! The keys of the front matter: each is declared once, known to the audit, and named in few files.

use greyline::audit::{KeySeenBy, key_seen_by, keys};
use greyline::policy::{FIELDS, Field, InRedline, SeenBy, Type};

use crate::house::{ALL_OVER, MOST_FILES_OF_A_KEY};
use crate::{files, none, top};

/// The declared keys with those of tables, which are named `pilot.until`, and who may see them.
fn declared(fields: &'static [Field], around: &str, found: &mut Vec<(String, KeySeenBy)>) {
    for field in fields {
        let name = format!("{around}{}", field.name);
        let seen_by = match (field.readers, &field.accepts) {
            (SeenBy::MostPrivate, _) => KeySeenBy::MostPrivate,
            (SeenBy::Everyone, Type::Entries { .. } | Type::TextPerAudience) => KeySeenBy::EntryAudience,
            (SeenBy::Everyone, _) => KeySeenBy::File,
        };
        match &field.accepts {
            Type::Table(inner) => declared(inner, &format!("{name}."), found),
            Type::Entries { fields: inner, .. } => apart(field, inner, &name, found),
            _ => {}
        }
        found.push((name, seen_by));
    }
}

/// The keys of an entry that are for other readers than the entry.
fn apart(entry: &Field, inner: &'static [Field], name: &str, found: &mut Vec<(String, KeySeenBy)>) {
    for one in inner.iter().filter(|one| one.readers != entry.readers) {
        declared(std::slice::from_ref(one), &format!("{name}."), found);
    }
}

#[test]
fn the_audit_knows_each_key_and_who_may_see_it() {
    let mut declared_keys = Vec::new();
    declared(FIELDS, "", &mut declared_keys);
    none(declared_keys.iter().filter(|(name, seen_by)| key_seen_by(name) != Some(*seen_by)).map(|(name, seen_by)| {
        format!("`{name}` is declared for {seen_by:?}, and the audit says {:?}", key_seen_by(name))
    }));
    none(
        keys()
            .filter(|key| declared_keys.iter().all(|(name, _)| name != key))
            .map(|key| format!("the audit knows `{key}`, which is not declared")),
    );
}

/// The audit asks the label of an entry who may read it; a key inside it may be for fewer, never for more.
#[test]
fn no_key_of_an_entry_is_for_more_readers_than_the_entry() {
    for field in FIELDS {
        if let Type::Entries { fields, .. } = &field.accepts {
            none(
                fields
                    .iter()
                    .filter(|inner| field.readers == SeenBy::MostPrivate && inner.readers != field.readers)
                    .map(|inner| format!("`{}` of `{}` is for more readers than the entry", inner.name, field.name)),
            );
        }
    }
}

#[test]
fn a_redline_shows_each_key_that_governs_in_a_place_of_its_own() {
    let mut places = Vec::new();
    rows(FIELDS, &mut places);
    places.sort_unstable();
    assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "two rows at one place: {places:?}");
    // The audience of a policy is not a matter between two versions of one edition.
    let hidden = |field: &&Field| {
        let tables = matches!(field.accepts, Type::Table(_));
        field.governs && field.redline == InRedline::Hidden && !tables && field.name != "audience"
    };
    none(FIELDS.iter().filter(hidden).map(|field| format!("`{}` governs, and no redline shows it", field.name)));
}

fn rows(fields: &[Field], places: &mut Vec<u8>) {
    for field in fields {
        if let InRedline::Row { place, .. } = field.redline {
            places.push(place);
        }
        if let Type::Table(inner) = &field.accepts {
            rows(inner, places);
        }
    }
}

#[test]
fn the_theme_has_a_string_for_each_label() {
    let strings = std::fs::read_to_string(top().join("themes/greyline/strings/en.toml")).unwrap();
    let strings: toml::Table = strings.parse().unwrap();
    let has = |label: &str| {
        let (table, key) = label.split_once('.').unwrap();
        strings.get(table).is_some_and(|table| table.get(key).is_some())
    };
    let mut labels = Vec::new();
    labels_of(FIELDS, &mut labels);
    none(labels.iter().filter(|label| !has(label)).map(|label| format!("no string `{label}`")));
}

/// The strings of the theme that a table's keys ask for.
fn labels_of(fields: &[Field], labels: &mut Vec<String>) {
    for field in fields {
        match field.redline {
            InRedline::Row { label, .. } | InRedline::Part { label: Some(label), .. } => labels.push(label.to_owned()),
            InRedline::Part { label: None, .. } | InRedline::Hidden => {}
        }
        match &field.accepts {
            Type::Table(inner) | Type::Entries { fields: inner, .. } => labels_of(inner, labels),
            Type::Word(words) if matches!(field.redline, InRedline::Row { .. }) => {
                labels
                    .extend(words.iter().filter(|word| **word != "page").map(|word| format!("{}.{word}", field.name)));
            }
            _ => {}
        }
    }
}

#[test]
fn the_name_of_a_key_appears_in_few_files() {
    let files = files();
    let names = |text: &str, key: &str| {
        let field = format!(".{key}");
        let fields = text.match_indices(&field).map(|(at, _)| text[at + field.len()..].chars().next());
        text.contains(&format!("\"{key}\""))
            || fields.into_iter().any(|next| next.is_none_or(|next| !next.is_alphanumeric() && next != '_'))
    };
    let mut breaches = Vec::new();
    for field in FIELDS {
        // Other tools call some of their keys as we do, and `import` tells them apart.
        let own = ["policy/fields.rs", "audit/", "import/"];
        let others = files.iter().filter(|file| !file.lies_in(&own) && names(&file.text, field.name));
        let others: Vec<&str> = others.map(|file| file.name.as_str()).collect();
        let excused = ALL_OVER.iter().any(|(key, _)| *key == field.name);
        if !excused && others.len() > MOST_FILES_OF_A_KEY {
            breaches.push(format!("`{}` is named in {}", field.name, others.join(", ")));
        }
        if excused && others.len() <= MOST_FILES_OF_A_KEY {
            breaches.push(format!("`{}` needs no exception any more", field.name));
        }
    }
    none(breaches);
}
