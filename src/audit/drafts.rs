//! Drafts beside what is in force.
//!
//! In: the files of today, and the repository. Out: of which drafts the readers may know what stands in their place. What always holds:
//! a draft of what was in force once hides it, and so does one that nothing went before.

use std::collections::BTreeMap;
use std::path::Path;

use super::book::Book;
use super::history;
use super::opened::{Opened, is_text};
use super::value::Value;

/// An older text of a policy.
struct Older {
    when: u32,
    day: String,
    version: Option<String>,
    /// Its first day, where it says one.
    first: Option<String>,
    draft: bool,
    /// Whether it is neither a draft nor talked about.
    governs: bool,
    path: String,
}

impl Older {
    fn of(old: &history::Old, file: &Opened) -> Self {
        let version = file.says("version");
        let text = |entry: &Value, key: &str| entry.get(key).and_then(Value::text).map(str::to_owned);
        let declared = file.changes().iter().find(|entry| text(entry, "version").as_deref() == version);
        Self {
            when: old.when,
            day: old.day.clone(),
            first: file.says("effective").map(str::to_owned).or_else(|| text(declared?, "date")),
            draft: file.says("status") == Some("draft"),
            governs: !matches!(file.says("status"), Some("draft" | "consultation")),
            version: version.map(str::to_owned),
            path: old.path.clone(),
        }
    }
}

/// Marks the drafts in whose place the readers may know an older version: those that their label shows, that stand where it stood, and
/// whose number no text had that came into force.
pub(super) fn find(root: &Path, opened: &mut [Opened], book: &Book, today: &str) {
    let is_shown = |file: &Opened| file.draft && file.front.as_ref().is_some_and(|front| book.shows_entry(front));
    let name = |file: &Opened| file.says("id").unwrap_or(&file.path).to_owned();
    let shown = opened.iter().filter(|file| is_shown(file));
    let mut older: BTreeMap<String, Vec<Older>> = shown.map(|file| (name(file), Vec::new())).collect();
    if older.is_empty() {
        return;
    }
    history::read(root, is_text, |old| {
        let file = Opened::parse(&old.path, &old.bytes, book);
        if let Some(texts) = older.get_mut(&name(&file)) {
            texts.push(Older::of(&old, &file));
        }
    });
    for texts in older.values_mut() {
        texts.sort_by_key(|text| std::cmp::Reverse(text.when));
    }
    for file in opened.iter_mut().filter(|file| is_shown(file)) {
        let texts = &older[&name(file)];
        let mut until = if today.is_empty() { "9999" } else { today };
        let took_effect = |text: &Older, until: &str| text.first.as_deref().is_none_or(|first| first <= until);
        let mut takes_back = false;
        for text in texts {
            let same = file.says("version").is_none_or(|version| text.version.as_deref() == Some(version));
            takes_back |= same && text.governs && took_effect(text, until);
            until = &text.day;
        }
        file.known = !takes_back && texts.iter().any(|text| !text.draft && text.path == file.path);
    }
}
