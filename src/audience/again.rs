//! An edition once more, of a handbook in which some texts are others: the preview's way past everything that stayed.
//!
//! What always holds: what comes out is what [`project`](super::project) makes of the handbook, or nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::edition::{Edition, Page};
use super::plain::Told;
use super::project::{Door, Places, backlinks};
use super::synonyms;
use crate::config::EditionSettings;
use crate::handbook::{Handbook, PolicyIndex};

/// The edition of a handbook that differs from an earlier one in some policies alone, as
/// [`replaced`](Handbook::replaced) tells them. `None` when more than their own pages would be other pages.
#[must_use]
pub fn project_again(
    earlier: (&Handbook, &Edition),
    handbook: &Handbook,
    settings: &EditionSettings,
    places: &Places,
    changed: &BTreeSet<PolicyIndex>,
) -> Option<Edition> {
    let (before, edition) = earlier;
    let (old, new) = (Door::new(before, settings), Door::new(handbook, settings));
    // What older texts may show is held to every text of today.
    let has_past = !handbook.versions.is_empty() || !handbook.withdrawn.is_empty();
    if has_past && !new.is_private() {
        return None;
    }
    let mut pages = edition.pages.clone();
    let mut other_links = false;
    let mut other_words = false;
    for at in changed {
        let Some(place) = places.0.get(at) else { continue };
        let (was, used_before) = old.page(*at, &places.0);
        let (page, used) = new.page(*at, &places.0);
        if used_before != used || !new.is_private() && terms(&old, *at) != terms(&new, *at) {
            return None;
        }
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
    Some(Edition { told: vec![Told::default(); pages.len()], pages, backlinks, synonyms, ..edition.clone() })
}

/// The words of the glossary that the audience reads in a policy.
fn terms(door: &Door<'_>, at: PolicyIndex) -> BTreeSet<usize> {
    let terms = &door.policy(at).text.outline.terms;
    terms.iter().filter(|(_, readers)| door.sees(**readers)).map(|(term, _)| *term).collect()
}

/// The words of synonyms that a page uses, for an audience that is told of no others.
fn synonyms_of(door: &Door<'_>, page: &Arc<Page>) -> Vec<bool> {
    let all = &door.handbook.config.synonyms;
    if door.is_private() { Vec::new() } else { synonyms::used(all, std::slice::from_ref(page)).1 }
}
