//! A snapshot: the handbook at one moment, as the preview shows it.
//!
//! In: a handbook and a theme. Out: sites, each planned when it is first asked for. What always holds: a snapshot never changes,
//! so whoever has it can make every page of it, whatever is saved meanwhile.

use std::sync::{Arc, OnceLock};

use crate::check::{self, Planned};
use crate::config::EditionSettings;
use crate::diagnostic::Diagnostics;
use crate::handbook::{Archive, Handbook};
use crate::pipeline::{self, Memo};
use crate::render::Theme;
use crate::site::Site;
use crate::source::SourceTree;

/// The handbook at one moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) handbook: Arc<Handbook>,
    pub(super) theme: Arc<Theme>,
    /// The site of each edition, in the order of `book.toml`.
    sites: Vec<OnceLock<Arc<Site>>>,
    memo: Arc<Memo>,
}

impl Snapshot {
    pub(super) fn new(handbook: Arc<Handbook>, theme: Arc<Theme>, memo: Arc<Memo>) -> Self {
        let sites = handbook.config.editions.iter().map(|_| OnceLock::new()).collect();
        Self { handbook, theme, sites, memo }
    }

    /// The editions, in the order of `book.toml`.
    pub(super) fn editions(&self) -> &[EditionSettings] {
        &self.handbook.config.editions
    }

    /// The site of an edition by its name.
    pub(super) fn site(&self, name: &str) -> Option<&Arc<Site>> {
        let at = self.editions().iter().position(|settings| settings.name == name)?;
        Some(self.site_at(at))
    }

    /// Checks what can be checked of sites alone.
    pub(super) fn check(&self, tree: &SourceTree, archive: &Archive, diagnostics: &mut Diagnostics) {
        let editions = self.editions().iter().enumerate();
        let sites = editions.map(|(at, settings)| (settings.name.as_str(), &**self.site_at(at))).collect();
        let record = pipeline::record(tree, diagnostics);
        let planned = Planned { handbook: &self.handbook, sites, note: archive.note.as_deref() };
        check::check_sites(&planned, &record, diagnostics);
    }

    /// The site of an edition by its place.
    pub(super) fn site_at(&self, at: usize) -> &Arc<Site> {
        let plan = || pipeline::plan(&self.handbook, &self.editions()[at], &self.theme, &self.memo);
        self.sites[at].get_or_init(|| Arc::new(plan()))
    }
}
