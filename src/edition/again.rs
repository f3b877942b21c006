//! An edition once more, of a handbook in which some texts are others: the preview's way past everything that stayed.
//!
//! What always holds: what comes out is what [`project`](super::project) makes of the handbook, or nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::derived::PageDerived;
use super::model::{Edition, Page};
use super::project::{Ground, Projector, backlinks};
use super::synonyms;
use crate::config::EditionSettings;
use crate::handbook::{Handbook, PolicyIndex, read_alike};

/// The edition of a handbook that differs from an earlier one in some policies alone, as
/// [`replaced`](Handbook::replaced) tells them. `None` when more than their own pages would be other pages.
#[must_use]
pub fn project_again(
    earlier: (&Handbook, &Edition),
    handbook: &Handbook,
    settings: &EditionSettings,
    ground: &Ground,
    changed: &BTreeSet<PolicyIndex>,
) -> Option<Edition> {
    let (before, edition) = earlier;
    let Ground { places, filter, replaced } = ground;
    let projector = |handbook| Projector {
        filter: Arc::clone(filter),
        replaced: Arc::clone(replaced),
        ..Projector::new(handbook, settings)
    };
    let (old, new) = (projector(before), projector(handbook));
    // What older texts may show is held to every text of today.
    let has_past = !handbook.versions.is_empty() || !handbook.withdrawn.is_empty();
    if has_past && !new.is_private() {
        let stays = |at: &PolicyIndex| {
            let of = before.working_copy_of(*at).zip(handbook.working_copy_of(*at));
            of.is_some_and(|(was, is)| !filter.may_change((was, is), &new, || new.old_texts()))
        };
        if !changed.iter().all(stays) {
            return None;
        }
    }
    let mut pages = edition.pages.clone();
    let mut other_links = false;
    let mut other_words = false;
    let mut other_order = false;
    for at in changed {
        let Some(place) = places.get(at) else { continue };
        let (was, used_before) = old.page(*at, places);
        let (page, used) = new.page(*at, places);
        if used_before != used || !new.is_private() && terms(&old, *at) != terms(&new, *at) {
            return None;
        }
        other_order |= !read_alike(old.policy(*at), new.policy(*at));
        other_links |= was.links != page.links;
        other_words |= synonyms_of(&new, &was) != synonyms_of(&new, &page);
        pages[*place] = page;
    }
    let backlinks = if other_links { Arc::new(backlinks(&pages)) } else { Arc::clone(&edition.backlinks) };
    let synonyms = if other_words {
        synonyms::known(&handbook.config.synonyms, &pages, new.is_private())
    } else {
        edition.synonyms.clone()
    };
    let folders = if other_order { Arc::new(new.folders(places)) } else { Arc::clone(&edition.folders) };
    let derived = vec![PageDerived::default(); pages.len()];
    Some(Edition { pages, derived, folders, backlinks, synonyms, ..edition.clone() })
}

/// The words of the glossary that the audience reads in a policy.
fn terms(projector: &Projector<'_>, at: PolicyIndex) -> BTreeSet<usize> {
    let terms = &projector.policy(at).text.facts.terms;
    terms.iter().filter(|(_, readers)| projector.sees(**readers)).map(|(term, _)| *term).collect()
}

/// The words of synonyms that a page uses, for an audience that is told of no others.
fn synonyms_of(projector: &Projector<'_>, page: &Arc<Page>) -> Vec<bool> {
    let all = &projector.handbook.config.synonyms;
    if projector.is_private() { Vec::new() } else { synonyms::used(all, std::slice::from_ref(page)).1 }
}
