//! The history of a handbook, as the repository and the change logs tell it.
//!
//! In: a history. Out: the versions and texts of each id. What always holds: a version that the
//! repository knows by its id is taken from there, whatever a change log names.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::Glossary;
use super::declared::Declared;
use super::past_data::{self, PastData, SaidMemo};
use crate::config::Audiences;
use crate::diagnostic::Diagnostics;
use crate::history::{self, FileText, History, Sources};
use crate::policy::{self, Policy};
use crate::source::SourceFile;
use crate::text::ContentPath;

/// The history of a handbook, as the repository tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Archive {
    pub(super) versions: BTreeMap<String, Vec<Arc<history::Version>>>,
    pub(super) gone: BTreeMap<String, Option<Date>>,
    pub(super) absences: BTreeMap<String, Vec<(Date, Date)>>,
    pub(super) texts: Vec<Arc<FileText>>,
    /// Why no history could be read, in a sentence.
    pub note: Option<String>,
    /// The versions of each id whose texts its change log names, oldest first.
    pub(super) declared: BTreeMap<String, Vec<Arc<Declared>>>,
    /// The texts that change logs name.
    pub sources: Sources,
}

impl Archive {
    /// The history of a handbook while it is being read.
    #[must_use]
    pub fn unread() -> Self {
        let note = "older versions are not shown: the repository is still being read".to_owned();
        Self { note: Some(note), ..Self::default() }
    }

    /// Takes in a history.
    #[must_use]
    pub fn new(history: History) -> Self {
        let History { versions, gone, absences, texts, note, is_shallow: _, sources } = history;
        let shared = |versions: Vec<history::Version>| versions.into_iter().map(Arc::new).collect();
        Self {
            versions: versions.into_iter().map(|(id, versions)| (id, shared(versions))).collect(),
            gone,
            absences,
            texts: texts.into_iter().map(Arc::new).collect(),
            note,
            declared: BTreeMap::new(),
            sources,
        }
    }

    /// The versions of an id as the repository has them, oldest first.
    pub fn of(&self, id: &str) -> impl Iterator<Item = &history::Version> {
        self.versions.get(id).into_iter().flatten().map(|version| &**version)
    }

    /// Whether no history is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty() && self.gone.is_empty()
    }

    /// Every id that a policy has had, as far as the repository tells.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        self.versions.keys().chain(self.gone.keys())
    }

    /// Whether a policy has had an id.
    #[must_use]
    pub fn knows(&self, id: &str) -> bool {
        self.versions.contains_key(id) || self.gone.contains_key(id)
    }

    /// The day of the first commit.
    #[must_use]
    pub fn first_day(&self) -> Option<Date> {
        self.texts.iter().filter_map(|text| text.date).min()
    }

    /// The texts of all files on a day, by their paths below `content/`: of each file the last that was committed by then.
    #[must_use]
    pub fn files_on(&self, day: Date) -> BTreeMap<&str, &Arc<str>> {
        let mut files: BTreeMap<&str, Option<&Arc<str>>> = BTreeMap::new();
        for text in self.texts.iter().filter(|text| text.date.is_some_and(|date| date <= day)) {
            files.entry(&text.path).or_insert(text.text.as_ref());
        }
        files.into_iter().filter_map(|(path, text)| Some((path, text?))).collect()
    }

    /// What data files and the glossary have said after a day, newest first.
    #[must_use]
    pub fn data_after(&self, day: Date, audiences: &Arc<Audiences>) -> Vec<PastData> {
        let all = past_data::of(&self.texts, audiences, &SaidMemo::default());
        all.into_iter().filter(|past| past.date.is_none_or(|date| date > day)).collect()
    }

    /// The day on which the last file with an id went, if on `day` none has it and later one has it again.
    pub(super) fn absences(&self, id: &str, day: Date) -> Option<Date> {
        let times = self.absences.get(id)?;
        times.iter().find(|(from, back)| (*from..*back).contains(&day)).map(|(from, _)| *from)
    }

    /// An age at which a text is newer than the versions of an id that were committed by a day, and than nothing else that the
    /// repository knows; `None` where there are none.
    pub(super) fn age_after(&self, id: &str, day: Option<Date>) -> Option<usize> {
        let before = self.of(id).filter(|known| day.is_some() && known.date.is_some_and(|date| Some(date) <= day));
        // What a handbook knows of the repository is a step older than the number of commits after it.
        before.map(|known| known.age).min()
    }
}

/// A policy or page as an older text says it.
#[must_use]
pub fn parse_policy(path: &str, text: &str, audiences: &Audiences, glossary: &Glossary) -> Policy {
    let file = SourceFile { name: format!("content/{path}").into(), text: text.into() };
    policy::parse(&ContentPath::new(path), &file, audiences, &glossary.finder, &mut Diagnostics::default())
}
