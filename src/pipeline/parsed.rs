//! Texts to what they say: the configuration, the data files, the glossary, the policies.
//!
//! In: files. Out: what was parsed of them, with what is wrong. What always holds: a text that was parsed with the same
//! audiences and the same glossary is not parsed a second time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::{self, Audiences, Config};
use crate::diagnostic::{Diagnostics, Level, Levels};
use crate::handbook::{DataFiles, DataText, Glossary, LetGo};
use crate::history::GLOSSARY;
use crate::ledger::Ledger;
use crate::memo::{ByAddress, Memo, Settled};
use crate::policy::{self, Policy};
use crate::source::{ADDRESSES, Attachment, RELEASES, SourceFile, SourceTree};
use crate::text::{ContentPath, page_address};

/// What was parsed, for the next run.
#[derive(Debug, Default)]
pub struct ParseMemo {
    audiences: Settled<Audiences>,
    attachments: Settled<BTreeMap<ContentPath, Attachment>>,
    let_go: Settled<LetGo>,
    ledger: Memo<Option<FileKey>, Arc<Ledger>>,
    config: Memo<FileKey, Parsed<Option<Arc<Config>>>>,
    book: Memo<BookInputs, Parsed<Arc<DataText>>>,
    data: Memo<DataInputs, Parsed<Arc<DataFiles>>>,
    glossary: Memo<GlossaryInputs, Parsed<Arc<Glossary>>>,
    policies: Memo<PolicyInputs, Parsed<Arc<Policy>>>,
}

type BookInputs = (FileKey, ByAddress<Audiences>);
type DataInputs = (Vec<FileKey>, ByAddress<Audiences>);
type GlossaryInputs = (Option<FileKey>, ByAddress<Audiences>);
type PolicyInputs = (ContentPath, FileKey, ByAddress<Audiences>, ByAddress<Glossary>);

/// A file: its name and its text.
type FileKey = (Arc<str>, ByAddress<str>);

fn key(file: &SourceFile) -> FileKey {
    (Arc::clone(&file.name), ByAddress::of(&file.text))
}

/// What a text says, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Parsed<T> {
    /// What it says, as far as it can be understood.
    pub value: T,
    /// What is wrong.
    pub found: Arc<Diagnostics>,
}

impl<T> Parsed<T> {
    fn new(parse: impl FnOnce(&mut Diagnostics) -> T) -> Self {
        let mut found = Diagnostics::default();
        Self { value: parse(&mut found), found: Arc::new(found) }
    }

    /// What it says; what is wrong goes to `diagnostics`.
    pub fn take(self, diagnostics: &mut Diagnostics) -> T {
        diagnostics.merge(Diagnostics::clone(&self.found));
        self.value
    }

    /// Whether something is wrong that stops a build.
    #[must_use]
    pub fn has_errors(&self, levels: &Levels) -> bool {
        self.found.iter().next().is_some()
            && self.found.sorted(levels).iter().any(|diagnostic| diagnostic.level == Level::Error)
    }
}

impl ParseMemo {
    pub(super) fn drop_unused(&self) {
        self.config.drop_unused();
        self.book.drop_unused();
        self.data.drop_unused();
        self.glossary.drop_unused();
        self.policies.drop_unused();
        self.ledger.drop_unused();
    }

    /// `book.toml`.
    pub fn config(&self, file: &SourceFile) -> Parsed<Option<Arc<Config>>> {
        self.config.get(key(file), |_| {
            Parsed::new(|found| {
                let mut config = config::load(file, found)?;
                config.audiences = self.audiences.same_if_equal(Arc::unwrap_or_clone(config.audiences));
                Some(Arc::new(config))
            })
        })
    }

    /// The texts of `book.toml`.
    pub fn book(&self, file: &SourceFile, config: &Config) -> Parsed<Arc<DataText>> {
        let key = (key(file), ByAddress::of(&config.audiences));
        self.book.get(key, |(_, audiences)| Parsed::new(|found| Arc::new(DataText::of_book(file, audiences, found))))
    }

    /// The data files.
    pub fn data(&self, files: &BTreeMap<String, SourceFile>, config: &Config) -> Parsed<Arc<DataFiles>> {
        let key = (files.values().map(key).collect(), ByAddress::of(&config.audiences));
        self.data.get(key, |(_, audiences)| Parsed::new(|found| Arc::new(DataFiles::parse(files, audiences, found))))
    }

    /// The glossary.
    pub fn glossary(&self, tree: &SourceTree, config: &Config) -> Parsed<Arc<Glossary>> {
        let file = tree.texts.get(&glossary_path());
        self.glossary.get((file.map(key), ByAddress::of(&config.audiences)), |(_, audiences)| {
            let parse = |found: &mut _| file.map(|file| Glossary::parse(file, audiences, found));
            Parsed::new(|found| Arc::new(parse(found).unwrap_or_default()))
        })
    }

    /// A policy or a page.
    pub fn policy(
        &self,
        path: &ContentPath,
        file: &SourceFile,
        config: &Config,
        glossary: &Arc<Glossary>,
    ) -> Parsed<Arc<Policy>> {
        let key = (path.clone(), key(file), ByAddress::of(&config.audiences), ByAddress::of(glossary));
        self.policies.get(key, |(_, _, audiences, glossary)| {
            Parsed::new(|found| Arc::new(policy::parse(path, file, audiences, &glossary.finder, found)))
        })
    }

    /// The attachments.
    pub(super) fn attachments(&self, tree: &SourceTree) -> Arc<BTreeMap<ContentPath, Attachment>> {
        self.attachments.same_if_equal(tree.attachments.clone())
    }

    /// The addresses that the record lets go.
    pub(super) fn let_go(&self, tree: &SourceTree) -> Arc<LetGo> {
        self.let_go.same_if_equal(tree.data.get(ADDRESSES).map(LetGo::parse).unwrap_or_default())
    }

    /// The ledger of versions.
    pub(super) fn ledger(&self, tree: &SourceTree) -> Arc<Ledger> {
        let file = tree.data.get(RELEASES);
        self.ledger.get(file.map(key), |_| Arc::new(file.map(|file| Ledger::parse(&file.text)).unwrap_or_default()))
    }
}

/// The file of the glossary.
#[must_use]
pub fn glossary_path() -> ContentPath {
    ContentPath::new(GLOSSARY)
}

/// The files of policies and pages, all texts but the glossary, each at the path that it stands for, in the order of those
/// paths. A folder's page stands for its `_index.md`: where there is none, `index.md` or `README.md` in it, or the file of the
/// folder's name beside it. Names of one address are one name: `Late fees.md` is beside `late-fees/`.
#[must_use]
pub fn policies(tree: &SourceTree) -> Vec<(ContentPath, &SourceFile)> {
    let glossary = glossary_path();
    let texts = || tree.texts.keys().filter(|path| **path != glossary);
    let mut folders: BTreeSet<&str> = BTreeSet::from([""]);
    for path in texts() {
        let mut folder = path.folder();
        while folders.insert(folder) {
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
    }
    let addresses: BTreeMap<String, &str> =
        folders.iter().rev().map(|folder| (page_address(folder), *folder)).collect();
    let mut pages: BTreeMap<&str, (u8, &ContentPath)> = BTreeMap::new();
    for path in texts() {
        let own = path.as_str().rsplit_once('.').map_or("", |(path, _)| path);
        let beside = folders.get(own).or_else(|| addresses.get(&page_address(own))).copied().unwrap_or_default();
        let (folder, rank) = match path.file_name().to_lowercase().as_str() {
            "_index.md" => (path.folder(), 0),
            "index.md" => (path.folder(), 1),
            "readme.md" => (path.folder(), 2),
            _ if !beside.is_empty() => (beside, 3),
            _ => continue,
        };
        let best = pages.entry(folder).or_insert((rank, path));
        *best = (*best).min((rank, path));
    }
    let pages: BTreeMap<&ContentPath, &str> =
        pages.into_iter().filter(|(_, (rank, _))| *rank > 0).map(|(folder, (_, path))| (path, folder)).collect();
    let stands_for = |path: &ContentPath| match pages.get(path) {
        Some(folder) => ContentPath::new(&format!("{folder}/_index.md")),
        None => path.clone(),
    };
    let texts = tree.texts.iter().filter(|(path, _)| **path != glossary);
    let mut policies: Vec<_> = texts.map(|(path, file)| (stands_for(path), file)).collect();
    policies.sort_by(|(one, _), (other, _)| one.cmp(other));
    policies
}
