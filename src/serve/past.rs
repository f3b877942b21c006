//! The history in the preview.
//!
//! In: handbooks as their files have them. Out: the same as they stand on their day. What always holds: an old text is read
//! once, as long as audiences and glossary stay what they are.

use std::sync::Arc;

use crate::config::Config;
use crate::handbook::{Archive, Handbook};
use crate::history::History;
use crate::source::SourceFile;

/// What was, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Past {
    archive: Arc<Archive>,
    /// What the archive's texts were read with.
    read_with: Option<(Arc<Config>, Option<SourceFile>)>,
}

impl Past {
    pub(super) fn archive(&self) -> Arc<Archive> {
        Arc::clone(&self.archive)
    }

    /// Forgets what was read of an older history.
    pub(super) fn forget(&mut self) {
        self.read_with = None;
    }

    /// The handbook on its day; `as_of` when what came later is to be left out.
    pub(super) fn bring(&mut self, handbook: Handbook, history: &History, as_of: bool) -> Handbook {
        let glossary = handbook.glossary.file.as_ref();
        let same = self.read_with.as_ref().is_some_and(|(config, words)| {
            let text = |file: &SourceFile| Arc::as_ptr(&file.text);
            config.audiences == handbook.config.audiences && words.as_ref().map(text) == glossary.map(text)
        });
        if !same {
            self.archive = Arc::new(Archive::new(history.clone()));
            self.read_with = Some((Arc::clone(&handbook.config), glossary.cloned()));
        }
        handbook.in_force(&self.archive, as_of)
    }
}
