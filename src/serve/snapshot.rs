//! What is shown: the handbook at one moment, each edition laid out when it is first asked for.
//!
//! In: a handbook and a theme. Out: sites. What always holds: a snapshot never changes; whoever has it can make every page of
//! it, whatever is saved meanwhile.

use std::sync::{Arc, OnceLock};

use crate::audience;
use crate::config::EditionSettings;
use crate::handbook::Handbook;
use crate::render::Theme;
use crate::site::{self, Site};

/// The handbook at one moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) handbook: Arc<Handbook>,
    pub(super) theme: Arc<Theme>,
    sites: Vec<OnceLock<Arc<Site>>>,
}

impl Snapshot {
    pub(super) fn new(handbook: Arc<Handbook>, theme: Arc<Theme>) -> Self {
        let sites = vec![OnceLock::new(); handbook.config.editions.len()];
        Self { handbook, theme, sites }
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

    /// The site of an edition by its place.
    pub(super) fn site_at(&self, at: usize) -> &Arc<Site> {
        self.sites[at].get_or_init(|| {
            let edition = audience::project(&self.handbook, &self.editions()[at]);
            Arc::new(site::plan(edition, Arc::clone(&self.theme)))
        })
    }
}
