//! Front matter with a word in every place of every declared key, as TOML. A key that is added to the declaration is covered from then
//! on; who may read it is asked of the audit's table, not of the declaration.

use std::fmt::Write;

use greyline::audit::{KeySeenBy, key_seen_by};
use greyline::config::{Audiences, Readers};
use greyline::markdown::Markup;
use greyline::policy::{FIELDS, Field, Target, Type};

use crate::words::Words;

/// The kinds of policies.
const KINDS: &[&str] = &["policy", "procedure", "standard", "guideline"];
/// What a policy that is no draft may be.
const STATUSES: &[&str] = &["active", "pilot", "retired", "consultation"];

/// What a policy may refer to.
pub(crate) struct Keys {
    pub(crate) people: Vec<String>,
    pub(crate) goals: Vec<String>,
    pub(crate) touchpoints: Vec<String>,
    pub(crate) ids: Vec<String>,
    pub(crate) facts: Vec<String>,
}

/// The front matter of a policy.
pub(crate) struct Front {
    pub(crate) is_draft: bool,
    /// The keys that hold no tables, each with its value as TOML.
    values: Vec<(&'static str, String)>,
    /// The lists of tables.
    tables: String,
}

/// Someone's random choice of readers.
pub(crate) fn any_readers(words: &mut Words, audiences: &Audiences) -> Readers {
    let all: Vec<Readers> = audiences.iter().map(|(_, audience)| audience.readers).collect();
    *words.pick(&all)
}

impl Front {
    /// Front matter for a policy that `readers` may see, with a word in every text.
    pub(crate) fn new(words: &mut Words, audiences: &Audiences, id: &str, readers: Readers, keys: &Keys) -> Self {
        let is_draft = words.once_in(8);
        let from = words.list.len();
        let label = label_of(audiences, readers).filter(|_| readers != audiences.private() || words.once_in(2));
        let mut front = Self { is_draft, values: Vec::new(), tables: String::new() };
        for field in FIELDS {
            let value = match field.name {
                "id" => quoted(id),
                "kind" => quoted(words.pick::<&str>(KINDS)),
                "status" if is_draft => quoted("draft"),
                "status" => quoted(words.pick::<&str>(STATUSES)),
                "version" => quoted("1.0"),
                "effective" => "2026-01-01".to_owned(),
                "title" if is_draft => quoted(&words.word("draft", Some(readers))),
                "audience" => match &label {
                    Some(label) => quoted(label),
                    None => continue,
                },
                // Either the day of the next review or these two.
                "reviewed" | "review_every" => continue,
                name => {
                    let mut maker = Maker { words, audiences, keys, place: name };
                    if let Type::Entries { fields, .. } = &field.accepts {
                        let entries = maker.entries(field, fields, readers);
                        front.tables += &entries;
                        continue;
                    }
                    let readers = maker.readers_of(name, readers);
                    maker.value(field, name, readers)
                }
            };
            front.values.push((field.name, value));
        }
        words.limit(from, if is_draft { readers.and(audiences.private()) } else { readers });
        front
    }

    /// Gives a key another value, as TOML.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        value.clone_into(&mut self.values.iter_mut().find(|(known, _)| *known == key).unwrap().1);
    }

    pub(crate) fn to_toml(&self) -> String {
        let mut toml = String::from("+++\n");
        for (key, value) in &self.values {
            writeln!(toml, "{key} = {value}").unwrap();
        }
        toml + &self.tables + "+++\n"
    }
}

/// Makes the values of one key.
struct Maker<'a, 'w> {
    words: &'w mut Words,
    audiences: &'a Audiences,
    keys: &'a Keys,
    place: &'static str,
}

impl Maker<'_, '_> {
    /// Who may read a key of a table that `around` may read, as the audit has it.
    fn readers_of(&self, path: &str, around: Readers) -> Readers {
        match key_seen_by(path).unwrap_or_else(|| panic!("the audit does not know `{path}`")) {
            KeySeenBy::MostPrivate => self.audiences.private(),
            KeySeenBy::File | KeySeenBy::EntryAudience => around,
        }
    }

    /// A text with a word, as TOML, with whatever marks it may have; or with what it may not, which makes it private.
    fn text(&mut self, field: &Field, readers: Readers) -> String {
        let choice = self.words.below(12);
        // A title that cannot be shown is an error, and leaves a page without one.
        let is_faulty = choice < 2 && field.projected && field.name != "title";
        let readers = if is_faulty { readers.and(self.audiences.private()) } else { readers };
        let word = self.words.word(self.place, Some(readers));
        let fact = self.words.pick(&self.keys.facts).clone();
        let id = self.words.pick(&self.keys.ids).clone();
        let marked = field.markup != Markup::Plain;
        quoted(&match choice {
            // Those who read the whole text read it as it was typed.
            0 if is_faulty => format!("{word} <!-- {} -->", self.words.word(self.place, Some(readers))),
            1 if is_faulty => format!("::: {} {word}", self.words.pick(&["staff", "client", "x"])),
            2 if field.projected => format!("{word} {{fact:{fact}}}"),
            3 if marked => format!("**{word}** and `{{fact:{fact}}}`"),
            4 if marked => format!("[{word}]({id})"),
            5 if marked => format!("a [[{id}]] <b>{word}</b>"),
            // Old texts are compared by what is read of them, not by addresses, so the address has words beside it.
            6 if marked => {
                let address = self.words.word(self.place, Some(readers));
                format!("[{word}](https://example.org/{address} '{{fact:{fact}}} b')")
            }
            7 if field.markup == Markup::Blocks => format!("One.\\n\\n- {word}\\n- two [b]({id})"),
            _ => word,
        })
    }

    fn value(&mut self, field: &Field, path: &str, readers: Readers) -> String {
        match &field.accepts {
            Type::Text => self.text(field, readers),
            Type::Texts => format!("[{}, {}]", self.text(field, readers), self.text(field, readers)),
            Type::TextPerAudience if self.words.once_in(2) => self.text(field, readers),
            Type::TextPerAudience => {
                let all = self.audiences.iter();
                let pairs = all.map(|(_, audience)| {
                    format!("{} = {}", audience.key, self.text(field, audience.readers.and(readers)))
                });
                format!("{{ {} }}", pairs.collect::<Vec<_>>().join(", "))
            }
            Type::Aliases => format!("[\"/{}/\"]", self.words.word(self.place, Some(readers))),
            Type::Id => unreachable!("only policies have ids"),
            Type::Version => quoted("1.0"),
            Type::Period => quoted("12 months"),
            Type::Rule => quoted("overdue-review"),
            Type::Source => quoted("abcdef0:old.md"),
            Type::Word(choices) => quoted(self.words.pick::<&str>(choices)),
            Type::Date => "2027-01-01".to_owned(),
            Type::Bool(_) => self.words.once_in(2).to_string(),
            Type::Integer => "3".to_owned(),
            Type::Audience => unreachable!("an entry is labelled where it is written"),
            Type::Key(target) => {
                let key: &String = self.words.pick(self.keys.of(*target));
                quoted(key)
            }
            Type::Keys(target) => {
                let known = self.keys.of(*target);
                let some: Vec<&String> = (0..self.words.below(3)).map(|_| self.words.pick(known)).collect();
                format!("{some:?}")
            }
            Type::Anything => format!("{{ key = {} }}", self.text(field, readers)),
            Type::Table(fields) => {
                let mut pairs = Vec::new();
                for field in *fields {
                    let path = format!("{path}.{}", field.name);
                    let readers = self.readers_of(&path, readers);
                    pairs.push(format!("{} = {}", field.name, self.value(field, &path, readers)));
                }
                format!("{{ {} }}", pairs.join(", "))
            }
            Type::Entries { .. } => unreachable!("no table of an entry holds tables"),
        }
    }

    /// Two entries at most, each for readers of its own where entries have labels.
    fn entries(&mut self, field: &Field, fields: &[Field], around: Readers) -> String {
        let mut toml = String::new();
        let labelled = key_seen_by(field.name) == Some(KeySeenBy::EntryAudience);
        for _ in 0..self.words.below(3) {
            let own =
                if labelled { any_readers(self.words, self.audiences).and(around) } else { self.audiences.private() };
            writeln!(toml, "[[{}]]", field.name).unwrap();
            for inner in fields {
                let path = format!("{}.{}", field.name, inner.name);
                // A key of an entry that the audit names is for fewer than the entry.
                let readers = if key_seen_by(&path).is_some() { self.readers_of(&path, own) } else { own };
                writeln!(toml, "{} = {}", inner.name, self.value(inner, &path, readers)).unwrap();
            }
            if labelled && let Some(label) = label_of(self.audiences, own) {
                writeln!(toml, "audience = {}", quoted(&label)).unwrap();
            }
        }
        toml
    }
}

impl Keys {
    fn of(&self, target: Target) -> &[String] {
        match target {
            Target::People | Target::ReadingLists => &self.people,
            Target::Goals => &self.goals,
            Target::Touchpoints => &self.touchpoints,
            Target::Policies | Target::FormerPolicies => &self.ids,
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{text}\"")
}

/// The label that gives these readers; without one an entry is private.
fn label_of(audiences: &Audiences, readers: Readers) -> Option<String> {
    audiences.iter().find(|(_, audience)| audience.readers == readers).map(|(_, audience)| audience.key.clone())
}
