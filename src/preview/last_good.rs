//! A file that cannot be understood keeps its last good page: the preview goes on with what the file said before.
//!
//! In: the files as they are. Out: the files to show, in which each broken one has its last good text, and what is wrong with
//! the broken ones. What always holds: nothing but this decides what stands in for a broken file; the pipeline is given good
//! and last good texts alike.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::config::Config;
use crate::diagnostic::Diagnostics;
use crate::pipeline::{self, ParseMemo, Parsed};
use crate::source::{SourceFile, SourceTree};
use crate::text::ContentPath;

/// The last good text of each file.
#[derive(Debug, Default)]
pub(super) struct LastGood {
    book: Option<SourceFile>,
    data: Option<BTreeMap<String, SourceFile>>,
    /// The glossary among them.
    texts: BTreeMap<ContentPath, SourceFile>,
}

/// The files to show.
#[derive(Debug)]
pub(super) struct Restored {
    pub(super) tree: Arc<SourceTree>,
    /// What is wrong with the broken files.
    pub(super) found: Diagnostics,
    /// The names of the broken files: what else is found in them points into their last good texts, which are no longer there.
    pub(super) stale: BTreeSet<Arc<str>>,
}

impl Restored {
    /// Notes that a file is broken.
    fn add_broken<T>(&mut self, name: &Arc<str>, parsed: &Parsed<T>) {
        self.found.merge(Diagnostics::clone(&parsed.found));
        self.stale.insert(Arc::clone(name));
    }
}

impl LastGood {
    /// Puts the last good text in the place of each broken one, and keeps the good ones for the next time. A file that was
    /// never good stays as it is.
    pub(super) fn restore(&mut self, tree: &Arc<SourceTree>, parsed: &ParseMemo) -> Restored {
        let mut restored = Restored { tree: Arc::clone(tree), found: Diagnostics::default(), stale: BTreeSet::new() };
        self.restore_book(tree, parsed, &mut restored);
        if let Some(config) = restored.tree.book.as_ref().and_then(|book| parsed.config(book).value) {
            self.restore_data(tree, parsed, &config, &mut restored);
            self.restore_glossary(tree, parsed, &config, &mut restored);
            self.restore_policies(tree, parsed, &config, &mut restored);
        }
        restored
    }

    fn restore_book(&mut self, tree: &SourceTree, parsed: &ParseMemo, restored: &mut Restored) {
        let config = tree.book.as_ref().map(|book| (book, parsed.config(book)));
        let is_good = config.as_ref().is_some_and(|(_, parsed)| {
            let config = parsed.value.as_ref();
            config.is_some_and(|config| !config.editions.is_empty() && !parsed.has_errors(&config.levels))
        });
        if is_good {
            self.book.clone_from(&tree.book);
        } else if let Some(good) = &self.book {
            if let Some((book, parsed)) = &config {
                restored.add_broken(&book.name, parsed);
            }
            Arc::make_mut(&mut restored.tree).book = Some(good.clone());
        }
    }

    /// Data files refer to one another, so they are good or broken together.
    fn restore_data(&mut self, tree: &SourceTree, parsed: &ParseMemo, config: &Config, restored: &mut Restored) {
        let data = parsed.data(&tree.data, config);
        if !data.has_errors(&config.levels) {
            self.data = Some(tree.data.clone());
        } else if let Some(good) = self.data.as_ref().filter(|good| !good.values().eq(tree.data.values())) {
            tree.data.values().for_each(|file| restored.add_broken(&file.name, &data));
            Arc::make_mut(&mut restored.tree).data.clone_from(good);
        }
    }

    fn restore_glossary(&mut self, tree: &SourceTree, parsed: &ParseMemo, config: &Config, restored: &mut Restored) {
        if let Some((path, file)) = tree.texts.get_key_value(&pipeline::glossary_path()) {
            self.restore_text(path, file, &parsed.glossary(tree, config), config, restored);
        }
    }

    fn restore_policies(&mut self, tree: &SourceTree, parsed: &ParseMemo, config: &Config, restored: &mut Restored) {
        let glossary = parsed.glossary(&restored.tree, config).value;
        for (path, file) in pipeline::policies(tree) {
            self.restore_text(&file.path(), file, &parsed.policy(&path, file, config, &glossary), config, restored);
        }
        self.texts.retain(|path, _| tree.texts.contains_key(path));
    }

    fn restore_text<T>(
        &mut self,
        path: &ContentPath,
        file: &SourceFile,
        parsed: &Parsed<T>,
        config: &Config,
        restored: &mut Restored,
    ) {
        let good = self.texts.get(path);
        if good.is_some_and(|good| Arc::ptr_eq(&good.text, &file.text)) {
            return;
        }
        if !parsed.has_errors(&config.levels) {
            self.texts.insert(path.clone(), file.clone());
        } else if let Some(good) = good {
            restored.add_broken(&file.name, parsed);
            Arc::make_mut(&mut restored.tree).texts.insert(path.clone(), good.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOK: &str = "title = \"Book\"\n[audiences]\nstaff = { title = \"Staff\" }\n[editions.staff]\naudience = \"staff\"\nout = \"dist\"\n";
    const BROKEN: &str = "+++\ntitle = \n+++\n";

    fn page(title: &str) -> String {
        format!("+++\ntitle = \"{title}\"\nkind = \"page\"\n+++\n\n{title}\n")
    }

    #[derive(Default)]
    struct Preview {
        last_good: LastGood,
        memo: ParseMemo,
    }

    impl Preview {
        fn show(&mut self, files: &[(&str, &str)]) -> Restored {
            let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
            let tree = SourceTree::from_memory(files, &mut Diagnostics::default());
            self.last_good.restore(&Arc::new(tree), &self.memo)
        }
    }

    fn text<'a>(restored: &'a Restored, name: &str) -> &'a str {
        restored.tree.text(name).unwrap()
    }

    #[test]
    fn a_broken_file_has_its_last_good_text_and_is_reported() {
        let mut preview = Preview::default();
        let mut files = |a: &str| {
            let (b, c) = (page("B"), page("C"));
            preview.show(&[("book.toml", BOOK), ("content/a.md", a), ("content/b.md", &b), ("content/c.md", &c)])
        };
        assert_eq!(text(&files(&page("A")), "content/a.md"), page("A"));
        for broken in [BROKEN, "+++\ntitle = \n+++\n\nAgain."] {
            let restored = files(broken);
            assert_eq!(text(&restored, "content/a.md"), page("A"));
            assert_eq!(restored.stale.iter().map(|name| &**name).collect::<Vec<_>>(), ["content/a.md"]);
            assert!(restored.found.iter().next().is_some());
        }
        let mended = preview.show(&[("book.toml", BOOK), ("content/a.md", &page("New"))]);
        assert_eq!(text(&mended, "content/a.md"), page("New"));
        assert!(mended.stale.is_empty() && mended.found.iter().next().is_none());
        assert_eq!(text(&preview.show(&[("book.toml", BOOK), ("content/b.md", BROKEN)]), "content/b.md"), BROKEN);
    }

    #[test]
    fn a_broken_book_keeps_the_last_one() {
        let mut preview = Preview::default();
        assert_eq!(text(&preview.show(&[("book.toml", "title =")]), "book.toml"), "title =");
        assert_eq!(text(&preview.show(&[("book.toml", BOOK)]), "book.toml"), BOOK);
        let broken = preview.show(&[("book.toml", "title ="), ("content/a.md", &page("A"))]);
        assert_eq!((text(&broken, "book.toml"), text(&broken, "content/a.md")), (BOOK, &*page("A")));
        assert_eq!(broken.found.iter().count(), 1);
        assert_eq!(text(&preview.show(&[("content/a.md", &page("A"))]), "book.toml"), BOOK);
    }
}
