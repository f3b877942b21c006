//! What was parsed, kept from one load to the next, so that only what changed is parsed again.
//!
//! In: a tree in which what did not change is the very text it was. Out: the handbook. What always holds: with nothing kept,
//! the handbook is that of the tree alone; with something kept, a file that can no longer be understood stands as it last
//! could be, and what is wrong with it is told all the same.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use rayon::prelude::*;

use crate::config::{self, Audiences, Config};
use crate::diagnostic::{Diagnostics, Level, Levels};
use crate::handbook::{self, DataFiles, Glossary, Handbook, Inputs};
use crate::markdown::Terms;
use crate::policy::{self, Policy};
use crate::source::{SourceFile, SourceTree};
use crate::text::ContentPath;

/// Everything that was parsed.
#[derive(Debug, Default)]
pub struct Memo {
    config: Slot<Option<SourceFile>, Option<Arc<Config>>>,
    data: Slot<Vec<SourceFile>, Arc<DataFiles>>,
    glossary: Slot<Option<SourceFile>, Arc<Glossary>>,
    policies: BTreeMap<ContentPath, Slot<SourceFile, Arc<Policy>>>,
    assembled: Diagnostics,
}

/// A thing made of texts: the texts as they are, what was found in them, and the thing as it could last be understood.
#[derive(Debug, Default)]
struct Slot<S, T> {
    source: S,
    found: Diagnostics,
    good: T,
    /// Whether `good` is of an older text than `source`.
    is_stale: bool,
}

/// Whether two texts are one: what did not change was not read again.
fn same(one: &SourceFile, other: &SourceFile) -> bool {
    Arc::ptr_eq(&one.text, &other.text)
}

fn has_error(found: &Diagnostics, levels: &Levels) -> bool {
    found.iter().next().is_some() && found.sorted(levels).iter().any(|found| found.level == Level::Error)
}

impl Memo {
    /// The handbook of a tree for a day; `None` while there never was a `book.toml` that says enough.
    pub fn load(&mut self, tree: &SourceTree, today: Date) -> Option<Handbook> {
        let before = self.config.good.clone();
        self.load_config(tree);
        let config = self.config.good.clone()?;
        let audiences = &config.audiences;
        let mut anew = before.is_none_or(|before| before.audiences != *audiences);
        self.load_data(tree, &config, anew);
        anew |= self.load_glossary(tree, &config, anew);
        self.load_policies(tree, &config, anew);
        let parts = Inputs {
            config: Arc::clone(&config),
            today,
            policies: self.policies.values().map(|slot| Arc::clone(&slot.good)).collect(),
            data: Arc::clone(&self.data.good),
            glossary: Arc::clone(&self.glossary.good),
            attachments: Arc::new(tree.attachments.clone()),
        };
        self.assembled = Diagnostics::default();
        Some(handbook::assemble(parts, &mut self.assembled))
    }

    /// Parses texts that changed, where nothing but policies did; those of them that can be understood and are others now.
    /// `None`, and nothing parsed, when more has changed than that.
    pub fn reload(&mut self, tree: &SourceTree, changed: &BTreeSet<String>) -> Option<Vec<Arc<Policy>>> {
        let config = self.config.good.clone()?;
        let path = |name: &String| -> Option<ContentPath> {
            let path = ContentPath::new(name.strip_prefix("content/")?);
            (self.policies.contains_key(&path) && tree.texts.contains_key(&path)).then_some(path)
        };
        let paths: Vec<ContentPath> = changed.iter().map(path).collect::<Option<_>>()?;
        let mut fresh = Vec::new();
        for path in paths {
            let (Some(file), Some(old)) = (tree.texts.get(&path), self.policies.get(&path)) else { continue };
            let terms = &self.glossary.good.finder;
            let slot = parse(&path, file, Some(old), false, &config, &config.audiences, terms);
            if !Arc::ptr_eq(&slot.good, &old.good) {
                fresh.push(Arc::clone(&slot.good));
            }
            self.policies.insert(path, slot);
        }
        Some(fresh)
    }

    /// What was found in the texts and in their assembly.
    #[must_use]
    pub fn found(&self) -> Diagnostics {
        let mut all = self.config.found.clone();
        all.merge(self.data.found.clone());
        all.merge(self.glossary.found.clone());
        for slot in self.policies.values() {
            all.merge(slot.found.clone());
        }
        all.merge(self.assembled.clone());
        all
    }

    /// The files that stand as they last could be understood, by name: what is found in them beyond their parsing points into
    /// texts that are no longer there.
    #[must_use]
    pub fn stale(&self) -> BTreeSet<Arc<str>> {
        let policies = self.policies.values().filter(|slot| slot.is_stale).map(|slot| Arc::clone(&slot.source.name));
        let data = self.data.source.iter().filter(|_| self.data.is_stale).map(|file| Arc::clone(&file.name));
        let glossary =
            self.glossary.source.iter().filter(|_| self.glossary.is_stale).map(|file| Arc::clone(&file.name));
        policies.chain(data).chain(glossary).collect()
    }

    fn load_config(&mut self, tree: &SourceTree) {
        let slot = &mut self.config;
        let unchanged = match (&slot.source, &tree.book) {
            (Some(old), Some(new)) => same(old, new),
            _ => false,
        };
        if unchanged {
            return;
        }
        slot.source.clone_from(&tree.book);
        slot.found = Diagnostics::default();
        let config = tree.book.as_ref().and_then(|book| config::load(book, &mut slot.found));
        slot.is_stale = slot.good.is_some()
            && config
                .as_ref()
                .is_none_or(|config| config.editions.is_empty() || has_error(&slot.found, &config.levels));
        if !slot.is_stale {
            slot.good = config.map(Arc::new);
        }
    }

    fn load_data(&mut self, tree: &SourceTree, config: &Config, anew: bool) {
        let slot = &mut self.data;
        let files: Vec<SourceFile> = tree.data.values().cloned().collect();
        let unchanged = files.len() == slot.source.len() && files.iter().zip(&slot.source).all(|(a, b)| same(a, b));
        if unchanged && !anew {
            return;
        }
        let first = slot.source.is_empty();
        slot.source = files;
        slot.found = Diagnostics::default();
        let data = DataFiles::parse(&tree.data, &config.audiences, &mut slot.found);
        slot.is_stale = !first && !anew && has_error(&slot.found, &config.levels);
        if !slot.is_stale {
            slot.good = Arc::new(data);
        }
    }

    /// Whether the words changed that texts are searched for.
    fn load_glossary(&mut self, tree: &SourceTree, config: &Config, anew: bool) -> bool {
        let slot = &mut self.glossary;
        let file = tree.texts.get(&glossary_path());
        let unchanged = match (&slot.source, file) {
            (Some(old), Some(new)) => same(old, new),
            (None, None) => true,
            _ => false,
        };
        if unchanged && !anew {
            return false;
        }
        let first = slot.source.is_none();
        slot.source = file.cloned();
        slot.found = Diagnostics::default();
        let glossary = file.map(|file| Glossary::parse(file, &config.audiences, &mut slot.found)).unwrap_or_default();
        slot.is_stale = !first && !anew && has_error(&slot.found, &config.levels);
        if slot.is_stale {
            return false;
        }
        slot.good = Arc::new(glossary);
        true
    }

    fn load_policies(&mut self, tree: &SourceTree, config: &Config, anew: bool) {
        let glossary_path = glossary_path();
        let audiences = &config.audiences;
        let terms = &self.glossary.good.finder;
        let old = &self.policies;
        let texts: Vec<_> = tree.texts.iter().filter(|(path, _)| **path != glossary_path).collect();
        let parsed: Vec<(ContentPath, Slot<SourceFile, Arc<Policy>>)> = texts
            .into_par_iter()
            .filter_map(|(path, file)| {
                let old = old.get(path);
                let unchanged = !anew && old.is_some_and(|old| same(&old.source, file));
                (!unchanged).then(|| (path.clone(), parse(path, file, old, anew, config, audiences, terms)))
            })
            .collect();
        self.policies.extend(parsed);
        if self.policies.len() != tree.texts.len() - usize::from(tree.texts.contains_key(&glossary_path)) {
            self.policies.retain(|path, _| tree.texts.contains_key(path));
        }
    }
}

fn glossary_path() -> ContentPath {
    ContentPath::new("glossary.md")
}

/// Parses one text. When it cannot be understood and an older one could, that one stands, parsed anew if need be.
fn parse(
    path: &ContentPath,
    file: &SourceFile,
    old: Option<&Slot<SourceFile, Arc<Policy>>>,
    anew: bool,
    config: &Config,
    audiences: &Audiences,
    terms: &Terms,
) -> Slot<SourceFile, Arc<Policy>> {
    let mut found = Diagnostics::default();
    let policy = policy::parse(path, file, audiences, terms, &mut found);
    let was_good = |old: &&Slot<SourceFile, Arc<Policy>>| old.is_stale || !has_error(&old.found, &config.levels);
    if let Some(old) = old.filter(was_good)
        && has_error(&found, &config.levels)
    {
        let good = if anew {
            Arc::new(policy::parse(path, &old.good.file, audiences, terms, &mut Diagnostics::default()))
        } else {
            Arc::clone(&old.good)
        };
        return Slot { source: file.clone(), found, is_stale: !same(&good.file, file), good };
    }
    Slot { source: file.clone(), found, good: Arc::new(policy), is_stale: false }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const BOOK: &str = "title = \"Book\"\n[audiences]\nstaff = { title = \"Staff\" }\n[editions.staff]\naudience = \"staff\"\nout = \"dist\"\n";

    fn page(title: &str) -> String {
        format!("+++\ntitle = \"{title}\"\nkind = \"page\"\n+++\n\n{title}\n")
    }

    fn load(memo: &mut Memo, files: &[(&str, &str)]) -> Option<Vec<String>> {
        let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
        let tree = SourceTree::from_memory(files, &mut Diagnostics::default());
        let handbook = memo.load(&tree, date(2026, 6, 15))?;
        Some(handbook.policies.iter().map(|policy| policy.front.title().value.clone()).collect())
    }

    #[test]
    fn a_broken_file_stands_as_it_was_and_is_told() {
        let mut memo = Memo::default();
        let files =
            |a: &str| load(&mut memo, &[("book.toml", BOOK), ("content/a.md", a), ("content/b.md", &page("B"))]);
        let mut files = files;
        assert_eq!(files(&page("A")).unwrap(), ["A", "B"]);
        assert_eq!(files("+++\ntitle = \n+++\n").unwrap(), ["A", "B"]);
        assert_eq!(files("+++\ntitle = \n+++\n\nAgain.").unwrap(), ["A", "B"]);
        assert_eq!(memo.stale().into_iter().collect::<Vec<_>>(), ["content/a.md".into()]);
        assert!(memo.found().iter().next().is_some());
        let mended = load(&mut memo, &[("book.toml", BOOK), ("content/a.md", &page("New"))]);
        assert_eq!(mended.unwrap(), ["New"]);
        assert!(memo.stale().is_empty() && memo.found().iter().next().is_none());
    }

    #[test]
    fn a_broken_book_keeps_the_last_one() {
        let mut memo = Memo::default();
        assert_eq!(load(&mut memo, &[("book.toml", "title ="), ("content/a.md", &page("A"))]), None);
        assert_eq!(load(&mut memo, &[("book.toml", BOOK), ("content/a.md", &page("A"))]).unwrap(), ["A"]);
        assert_eq!(load(&mut memo, &[("book.toml", "title ="), ("content/a.md", &page("B"))]).unwrap(), ["B"]);
        assert_eq!(memo.found().iter().count(), 1);
        assert_eq!(load(&mut memo, &[("content/a.md", &page("C"))]).unwrap(), ["C"]);
    }

    #[test]
    fn what_did_not_change_is_not_parsed_again() {
        let mut memo = Memo::default();
        let mut tree = SourceTree::from_memory(
            [
                ("book.toml", BOOK.as_bytes()),
                ("content/a.md", page("A").as_bytes()),
                ("content/b.md", page("B").as_bytes()),
            ],
            &mut Diagnostics::default(),
        );
        let before = memo.load(&tree, date(2026, 6, 15)).unwrap();
        let other = SourceTree::from_memory([("content/a.md", page("C").as_bytes())], &mut Diagnostics::default());
        tree.texts.extend(other.texts);
        let after = memo.load(&tree, date(2026, 6, 15)).unwrap();
        assert!(!Arc::ptr_eq(&before.policies[0], &after.policies[0]));
        assert!(Arc::ptr_eq(&before.policies[1], &after.policies[1]));
    }
}
