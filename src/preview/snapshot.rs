//! What is shown: the handbook at one moment, each edition laid out when it is first asked for.
//!
//! In: a handbook and a theme, or an earlier snapshot and what changed since. Out: sites. What always holds: a snapshot never
//! changes; whoever has it can make every page of it, whatever is saved meanwhile.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use crate::config::EditionSettings;
use crate::edition::{self, Ground};
use crate::handbook::{Handbook, PolicyIndex};
use crate::render::Theme;
use crate::site::{self, Site};

/// The handbook at one moment.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) handbook: Arc<Handbook>,
    pub(super) theme: Arc<Theme>,
    faces: Vec<Face>,
}

/// An edition of it.
#[derive(Debug, Default)]
struct Face {
    laid_out: OnceLock<LaidOut>,
    /// The same edition as it was laid out last, and the policies that have changed since.
    basis: Option<Basis>,
}

#[derive(Debug, Clone)]
struct LaidOut {
    site: Arc<Site>,
    ground: Ground,
}

#[derive(Debug, Clone)]
struct Basis {
    handbook: Arc<Handbook>,
    laid_out: LaidOut,
    changed: BTreeSet<PolicyIndex>,
}

impl Snapshot {
    pub(super) fn new(handbook: Arc<Handbook>, theme: Arc<Theme>) -> Self {
        let faces = handbook.config.editions.iter().map(|_| Face::default()).collect();
        Self { handbook, theme, faces }
    }

    /// The snapshot after some policies were given other texts.
    pub(super) fn after(&self, handbook: Arc<Handbook>, changed: &[PolicyIndex]) -> Self {
        let basis = |face: &Face| {
            let mut basis = match face.laid_out.get() {
                Some(laid_out) => {
                    Basis { handbook: Arc::clone(&self.handbook), laid_out: laid_out.clone(), changed: BTreeSet::new() }
                }
                None => face.basis.clone()?,
            };
            basis.changed.extend(changed);
            Some(basis)
        };
        let faces = self.faces.iter().map(|face| Face { laid_out: OnceLock::new(), basis: basis(face) }).collect();
        Self { handbook, theme: Arc::clone(&self.theme), faces }
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
        let face = &self.faces[at];
        let settings = &self.editions()[at];
        let laid_out = face.laid_out.get_or_init(|| {
            face.basis.as_ref().and_then(|basis| self.lay_out_again(basis, settings)).unwrap_or_else(|| {
                let (edition, ground) = edition::project_with_ground(&self.handbook, settings);
                LaidOut { site: Arc::new(site::plan(edition, Arc::clone(&self.theme))), ground }
            })
        });
        &laid_out.site
    }

    fn lay_out_again(&self, basis: &Basis, settings: &EditionSettings) -> Option<LaidOut> {
        let Basis { handbook, laid_out: LaidOut { site, ground }, changed } = basis;
        let earlier = (&**handbook, site.edition());
        let edition = edition::project_again(earlier, &self.handbook, settings, ground, changed)?;
        Some(LaidOut { site: Arc::new(site.again(edition)?), ground: ground.clone() })
    }
}
