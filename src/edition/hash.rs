//! A hash of what an audience reads of a version: for the manifest, and for reading lists that are signed.
//!
//! In: a page, or a version of a policy. Out: a SHA-256 of its text and of what governs it. What always holds: two versions that read
//! alike have one hash, whatever was withheld from either, whatever facts are worth, and whenever it was built.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::model::Edition;
use super::pages::{PageIndex, note_page};
use super::policy_meta::{MetaValue, MetaValues, PolicyMeta, Version};
use crate::markdown::{Formatted, PlainText, Resolve, ResolveWords};
use crate::policy::{FIELDS, Field, Type};

impl Edition {
    /// The SHA-256, in hexadecimal, of what the edition's readers read of a page: its text, and of a policy what governs it. A fact
    /// counts by its name. Where links lead does not count, and neither does anything that no reader sees: a comment, or a block that
    /// was cut out, must not be told from a hash.
    ///
    /// It is worked out when it is first asked for: the manifest and the reading lists ask for the same ones.
    #[must_use]
    pub fn hash(&self, at: PageIndex) -> &str {
        note_page(at);
        self.derived[at].hash.get_or_init(|| {
            let page = &self.pages[at];
            self.digest(&page.body.format(&WithoutLinks(self)), page.meta.as_ref())
        })
    }

    /// The same of a version of a policy, whatever it is on the day of the edition.
    #[must_use]
    pub fn version_hash(&self, version: &Version) -> String {
        self.digest(&version.body.format(&WithoutLinks(self)), Some(&version.meta))
    }

    /// A page without its marks. Whoever asks for all pages, as the search does, needs their hashes too, so the text is parsed
    /// once for both.
    pub(super) fn plain_and_hash(&self, at: PageIndex, words: &dyn ResolveWords) -> PlainText {
        let page = &self.pages[at];
        if self.derived[at].hash.get().is_some() {
            return page.body.plain(words);
        }
        let (plain, formatted) = page.body.plain_and_format(words, &WithoutLinks(self));
        self.derived[at].hash.get_or_init(|| self.digest(&formatted, page.meta.as_ref()));
        plain
    }

    fn digest(&self, formatted: &Formatted, meta: Option<&PolicyMeta>) -> String {
        let mut governing = String::new();
        if let Some(meta) = meta {
            let _ = writeln!(governing, "{:?} {:?}", meta.kind(), meta.replaces);
            self.write_governing(FIELDS, &meta.values, &mut governing);
        }
        let mut hash = Sha256::new();
        for part in [&governing, &formatted.html] {
            hash.update(part.len().to_string().as_bytes());
            hash.update(b"\n");
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
    }

    /// Writes the values of the keys that govern, each in a line that no other values could make.
    fn write_governing(&self, fields: &[Field], values: &MetaValues, out: &mut String) {
        for field in fields.iter().filter(|field| field.governs) {
            let Some(value) = values.get(field.name) else { continue };
            let inner = |out: &mut String, fields, values: &MetaValues| {
                out.push_str("{\n");
                self.write_governing(fields, values, out);
                out.push_str("}\n");
            };
            match (&field.accepts, value) {
                // Which they are is known by their ids, and the kind by what it is without the key.
                (_, MetaValue::Pages(_)) | (Type::Word(crate::policy::KINDS), _) => {}
                (Type::Table(fields), MetaValue::Table(table)) => {
                    let _ = write!(out, "{}: ", field.name);
                    inner(out, fields, table);
                }
                (Type::Entries { fields, .. }, MetaValue::Entries(entries)) => {
                    for entry in entries {
                        let _ = write!(out, "{}: ", field.name);
                        inner(out, fields, &entry.values);
                    }
                }
                (_, MetaValue::Prose(text)) => {
                    let _ = writeln!(out, "{}: {:?}", field.name, text.html(&WithoutLinks(self)));
                }
                (_, MetaValue::Proses(texts)) => {
                    let texts: Vec<String> = texts.iter().map(|text| text.html(&WithoutLinks(self))).collect();
                    let _ = writeln!(out, "{}: {texts:?}", field.name);
                }
                (_, value) => {
                    let _ = writeln!(out, "{}: {value:?}", field.name);
                }
            }
        }
    }
}

/// A text outside of any site and any day: its words and the names of the facts that it quotes, and no link.
struct WithoutLinks<'a>(&'a Edition);

impl Resolve for WithoutLinks<'_> {
    fn fact_words(&self, key: &str) -> Option<String> {
        // The name of a fact that the readers may not know is withheld too.
        self.0.facts.contains_key(key).then(|| format!("{{fact:{key}}}"))
    }

    fn block_label(&self, name: &str) -> String {
        name.to_owned()
    }

    fn alert_title(&self, kind: &'static str) -> String {
        kind.to_owned()
    }
}
