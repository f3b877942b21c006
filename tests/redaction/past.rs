//! What policies said before: texts of commits, whose words were public and are private now, or the other way round.

use greyline::config::{Audiences, Readers};
use jiff::civil::Date;

use crate::body::{Targets, body};
use crate::front::{Front, Keys, any_readers};
use crate::words::Words;

/// Texts by path, from a day on.
pub(crate) type Commit = (Date, Vec<(String, Option<Vec<u8>>)>);

/// A policy as it is today, and what an older text of it may point at.
pub(crate) struct Today<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    pub(crate) id: &'a str,
    /// Who may read it today.
    pub(crate) visible: Readers,
    /// Whom its label names, while it is a draft of the version that is to come.
    pub(crate) draft_for: Option<Readers>,
    pub(crate) keys: &'a Keys,
    pub(crate) facts: &'a [String],
}

/// Commits of older versions of a policy, some of the time, and who may know of it by the one that is in force beside a draft.
pub(crate) fn older(words: &mut Words, audiences: &Audiences, today: &Today<'_>) -> (Vec<Commit>, Readers) {
    let mut commits = Vec::new();
    let has_next = words.once_in(2);
    // A draft of what is to come takes nothing from those who may read what was there before.
    let beside = today.draft_for.filter(|_| has_next);
    if words.once_in(3) {
        let name = words.word("file name of the past", None);
        let readers = beside.unwrap_or(today.visible);
        let (text, _) = other_text(words, audiences, today.id, readers, ("0.4", "2025-03-01"), today.keys, today.facts);
        let file = format!("{name}.md");
        commits.push((day("2025-03-01"), vec![(file.clone(), Some(text.into_bytes()))]));
        commits.push((day("2025-04-01"), vec![(file, None)]));
    }
    if let Some(readers) = beside {
        let version = ("0.5", "2025-06-01");
        let (text, known) = other_text(words, audiences, today.id, readers, version, today.keys, today.facts);
        commits.push((day("2025-06-01"), vec![(today.path.to_owned(), Some(text.into_bytes()))]));
        return (commits, known);
    }
    if has_next {
        let text = opened(today.text, audiences).replace("version = \"1.0\"", "version = \"0.5\"");
        let text = text.replace("effective = 2026-01-01", "effective = 2025-06-01");
        commits.push((day("2025-06-01"), vec![(today.path.to_owned(), Some(text.into_bytes()))]));
    }
    (commits, Readers::none())
}

/// The text of a version that the change log names by commit and path, some of the time: the entry as TOML, and the text, which is
/// another tool's or ours. Who may read it is said by the entry, by the policy today and, where it is ours, by itself.
pub(crate) fn declared(
    words: &mut Words,
    audiences: &Audiences,
    today: &Today<'_>,
    name: &str,
) -> Option<(String, String)> {
    if words.once_in(2) {
        return None;
    }
    let entry = any_readers(words, audiences);
    let label = audiences.iter().find(|(_, audience)| audience.readers == entry).map(|(_, audience)| &audience.key)?;
    let label = if entry == audiences.private() { String::new() } else { format!("audience = \"{label}\"\n") };
    let visible = entry.and(today.visible);
    let summary = words.word("changes", Some(visible));
    let text = if words.once_in(2) {
        other_text(words, audiences, today.id, visible, ("0.1", "2020-01-01"), today.keys, today.facts).0
    } else {
        let is_draft = words.once_in(4);
        let visible = if is_draft { visible.and(audiences.private()) } else { visible };
        let (title, kept) = (words.word("title", Some(visible)), words.word("keys of other tools", None));
        let (keys, facts) = (today.keys, today.facts);
        let from = words.list.len();
        let mut targets = Targets {
            audiences,
            ids: &keys.ids,
            facts,
            terms: Vec::new(),
            attachments: Vec::new(),
            tail: String::new(),
        };
        let text = body(words, &mut targets, visible);
        words.limit(from, visible);
        for word in words.list[from..].iter_mut().filter(|word| word.place.starts_with("attachment")) {
            word.readers = None;
        }
        format!("---\ntitle: {title}\ndraft: {is_draft}\nlayout: {kept}\n---\n\n{text}")
    };
    let toml = format!(
        "[[changes]]\nversion = \"0.2\"\ndate = 2024-01-01\nsummary = \"{summary}\"\nsource = \"{name}\"\n{label}"
    );
    Some((toml, text))
}

/// Commits of a policy that is no longer there.
pub(crate) fn gone(words: &mut Words, audiences: &Audiences, keys: &Keys, facts: &[String]) -> Vec<Commit> {
    if words.once_in(2) {
        return Vec::new();
    }
    let place = words.list.len();
    let id = format!("G-{}", words.word("id", None));
    let (text, visible) = other_text(words, audiences, &id, audiences.all(), ("1.0", "2025-01-01"), keys, facts);
    words.list[place].readers = Some(visible);
    let path = format!("{}.md", words.word("file name of a withdrawn policy", Some(visible)));
    vec![(day("2025-01-01"), vec![(path.clone(), Some(text.into_bytes()))]), (day("2025-02-01"), vec![(path, None)])]
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A text with words of its own, for some of those who may read the policy today, and who those are.
fn other_text(
    words: &mut Words,
    audiences: &Audiences,
    id: &str,
    today: Readers,
    (version, effective): (&str, &str),
    keys: &Keys,
    facts: &[String],
) -> (String, Readers) {
    let from = words.list.len();
    let readers = any_readers(words, audiences);
    let mut front = Front::new(words, audiences, id, readers, keys);
    let visible = if front.is_draft { audiences.private() } else { readers }.and(today);
    front.set("version", &format!("\"{version}\""));
    front.set("effective", effective);
    front.set("aliases", "[]");
    let mut targets =
        Targets { audiences, ids: &keys.ids, facts, terms: Vec::new(), attachments: Vec::new(), tail: String::new() };
    let text = body(words, &mut targets, visible);
    words.limit(from, visible);
    // The files that an older text shows are not kept.
    for word in words.list[from..].iter_mut().filter(|word| word.place.starts_with("attachment")) {
        word.readers = None;
    }
    (front.to_toml() + "\n" + &text, visible)
}

/// The text with every label widened to the audience that all others see, or one of those.
fn opened(text: &str, audiences: &Audiences) -> String {
    let widest = audiences
        .iter()
        .max_by_key(|(_, audience)| audiences.iter().filter(|(id, _)| audience.readers.contains(*id)).count());
    let widest = &widest.unwrap().1.key;
    let relabel = |line: &str| {
        let (line, end) = line.split_at(line.trim_end_matches(['\r', '\n']).len());
        let fence = line.trim_start_matches([' ', '>', '-', '.', '1']);
        let name = fence.trim_start_matches(':').trim();
        let is_label = audiences.iter().any(|(_, audience)| audience.key == name);
        let new = if fence.starts_with(":::") && is_label {
            format!("{}{widest}", &line[..line.len() - name.len()])
        } else if line.starts_with("audience = \"") {
            format!("audience = \"{widest}\"")
        } else if line == "status = \"draft\"" {
            "status = \"active\"".to_owned()
        } else {
            line.to_owned()
        };
        new + end
    };
    text.split_inclusive(['\r', '\n']).map(relabel).collect()
}
