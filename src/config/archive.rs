//! `[archive]`: how long old versions are kept on the sites, and what is erased from them.
//!
//! In: the table. Out: [`ArchiveSettings`]. What always holds: what nobody writes keeps everything.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Span as Period, ToSpan};

use super::Audiences;
use crate::data::{Node, Reader, Scope};
use crate::diagnostic::Rule;
use crate::text::Spanned;

/// Words that say in a text, ours or another tool's, who may read it, beside the keys of audiences.
const LABELS: [&str; 8] = ["audience", "status", "draft", "published", "publish", "private", "hidden", "unlisted"];

/// How long old versions are kept, and what is erased.
#[derive(Debug, Clone, Default)]
pub struct ArchiveSettings {
    /// For how long a version is kept after it went out of force; `None` is for ever.
    pub keep: Option<Period>,
    /// The same for the policies of a section, by its folder.
    pub sections: BTreeMap<String, Period>,
    /// The ids of policies of which everything is kept, whatever their age: somebody has asked for it.
    pub hold: Vec<Spanned<String>>,
    /// What is erased from old versions.
    pub erased: Vec<Erasure>,
}

/// Words that stand in no version any more, on any site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The words: the ways in which somebody is named.
    pub words: Vec<Spanned<String>>,
    /// What stands there instead.
    pub instead: String,
    /// The day on which somebody decided so.
    pub on: Date,
    /// Why, for whoever reads a version that was reduced.
    pub because: String,
}

impl PartialEq for ArchiveSettings {
    fn eq(&self, other: &Self) -> bool {
        // Periods are compared as they were written: a year is not twelve months.
        let same = |one: &Period, other: &Period| one.fieldwise() == other.fieldwise();
        let sections = self.sections.len() == other.sections.len()
            && self.sections.iter().zip(&other.sections).all(|(one, other)| one.0 == other.0 && same(one.1, other.1));
        let keep = match (&self.keep, &other.keep) {
            (Some(one), Some(other)) => same(one, other),
            (one, other) => one.is_none() && other.is_none(),
        };
        keep && sections && self.hold == other.hold && self.erased == other.erased
    }
}

impl ArchiveSettings {
    /// The first day of what is kept of a policy: versions that were out of force before it are not. `None` where all are kept.
    #[must_use]
    pub fn kept_from(&self, id: &str, path: &str, today: Date) -> Option<Date> {
        if self.hold.iter().any(|held| held.value == id) {
            return None;
        }
        let own = self.sections_of(path).max_by_key(|(section, _)| section.len());
        let period = own.map(|(_, period)| *period).or(self.keep)?;
        today.checked_sub(period).ok()
    }

    /// Whether a file lies in a section that has a time of its own.
    #[must_use]
    pub fn names_section_of(&self, path: &str) -> bool {
        self.sections_of(path).next().is_some()
    }

    /// The sections that have a time of their own and in which a file lies.
    fn sections_of(&self, path: &str) -> impl Iterator<Item = (&String, &Period)> {
        let holds = move |section: &str| path.strip_prefix(section).is_some_and(|rest| rest.starts_with('/'));
        self.sections.iter().filter(move |(section, _)| holds(section))
    }

    /// Whether anything is kept for a time only.
    #[must_use]
    pub fn forgets(&self) -> bool {
        self.keep.is_some() || !self.sections.is_empty()
    }
}

/// Reads the table.
pub(super) fn read(node: &Node, audiences: Option<&Audiences>, scope: &mut Scope<'_>) -> ArchiveSettings {
    let mut reader = Reader::new(node, "[archive]", scope);
    let keep = reader.text("keep").and_then(|text| period(&text, reader.scope));
    let mut settings = ArchiveSettings { keep, hold: reader.texts("hold"), ..ArchiveSettings::default() };
    if let Some(node) = reader.node("sections") {
        let mut table = Reader::new(node, "[archive.sections]", reader.scope);
        for (key, value) in table.entries() {
            let text = table.as_text(&key.name, value);
            if let Some(period) = text.and_then(|text| period(&text, table.scope)) {
                settings.sections.insert(key.name.trim_matches('/').to_owned(), period);
            }
        }
    }
    settings.erased = reader.tables("erased", "an erasure", |r| {
        let words = r.texts("words");
        if words.is_empty() && r.key_span("words").is_none() {
            r.missing("words", "add `words = [\"…\"]`: the ways in which somebody is named");
        }
        let short = words.iter().find(|word| word.value.chars().filter(|c| c.is_alphanumeric()).count() < 3);
        if let Some(short) = short {
            let message = format!("`{}` is too short to be erased: it stands in other words", short.value);
            r.scope.report(Rule::InvalidValue, short.span, message, "write the whole name");
        }
        let (instead, because) = (r.required_text("instead"), r.required_text("because"));
        for word in &words {
            refuse_labels(word, audiences, r.scope);
        }
        if let Some(instead) = instead.as_ref().filter(|text| text.value.contains(['<', '`', ':', '\n', '\r'])) {
            let message =
                "what stands in place of a name holds no marks: they could change who reads the text around it";
            r.scope.report(
                Rule::InvalidValue,
                instead.span,
                message,
                "write words alone, such as \"a former colleague\"",
            );
        }
        let on = r.date("on");
        if on.is_none() && r.key_span("on").is_none() {
            r.missing("on", "add `on = 2026-11-15`: the day on which somebody decided so");
        }
        Some(Erasure { words, instead: instead?.value, on: on?.value, because: because?.value })
    });
    reader.finish();
    settings
}

/// Refuses to erase what says in a text who may read it: what a label kept from readers would be left without one.
fn refuse_labels(words: &Spanned<String>, audiences: Option<&Audiences>, scope: &mut Scope<'_>) {
    let is_label = |word: &str| {
        let word = word.to_lowercase();
        let mut keys = audiences.into_iter().flat_map(Audiences::iter).map(|(_, audience)| audience.key.to_lowercase());
        LABELS.contains(&word.as_str()) || keys.any(|key| key == word)
    };
    let label = words.value.split(|c: char| !c.is_alphanumeric() && !"-_".contains(c)).find(|word| is_label(word));
    let mark = words.value.contains(['<', '>', '`', ':', '=', '|', '{', '[', '\n', '\r']);
    if let Some(label) = label {
        let message = format!("`{label}` says in texts who may read them, so it cannot be erased");
        scope.report(Rule::InvalidValue, words.span, message, "write the name without that word");
    } else if mark {
        let message = format!("`{}` holds a mark, which cannot be erased", words.value);
        scope.report(Rule::InvalidValue, words.span, message, "write the words of the name alone");
    }
}

/// Reads `10 years`.
fn period(text: &Spanned<String>, scope: &mut Scope<'_>) -> Option<Period> {
    let read = || {
        let (number, unit) = text.value.trim().split_once(' ')?;
        let number: i32 = number.parse().ok().filter(|number| (1..=1200).contains(number))?;
        match unit.trim().trim_end_matches('s') {
            "day" => Some(number.days()),
            "week" => Some(number.weeks()),
            "month" => Some(number.months()),
            "year" if number <= 100 => Some(number.years()),
            _ => None,
        }
    };
    let period = read();
    if period.is_none() {
        let message = format!("`{}` is no length of time", text.value);
        scope.report(Rule::InvalidValue, text.span, message, "write a number and days, weeks, months or years");
    }
    period
}
