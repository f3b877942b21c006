//! `/roles/` and `/roles/NAME/`: what each role must have read, what changed since, and a sheet to sign.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::Renderer;
use super::super::context::{ChangeView, Date, Link, PersonView};
use super::List;
use super::policies::{ListedPolicy, current_policies, policies};
use crate::edition::{Changed, Edition, PageIndex, Stage};
use crate::error::{Error, Result};
use crate::text::{SitePath, slug};

/// How many digits of a text's hash are on the sheet: enough for a person to see that two versions differ.
const HASH_LENGTH: usize = 12;

#[derive(Debug, Serialize)]
pub(super) struct RoleList {
    roles: Vec<RoleRow>,
}

#[derive(Debug, Serialize)]
struct RoleRow {
    link: Link,
    policies: usize,
}

#[derive(Debug, Serialize)]
struct RoleContext {
    role: PersonView,
    rows: Vec<ReadingRow>,
}

#[derive(Debug, Serialize)]
struct ReadingRow {
    policy: ListedPolicy,
    version: Option<String>,
    effective: Option<Date>,
    /// The beginning of the SHA-256 of the text.
    hash: String,
    /// The changes that are not wording only, newest first.
    changes: Vec<ChangeView>,
}

/// The keys of the roles whose reading list has an entry.
#[must_use]
pub fn roles(edition: &Edition) -> BTreeSet<&str> {
    current_policies(edition)
        .flat_map(|(_, _, meta)| meta.required_for().iter().map(String::as_str))
        .filter(|key| edition.people.contains_key(*key))
        .collect()
}

/// The file of a role's reading list.
#[must_use]
pub fn role_path(edition: &Edition, key: &str) -> SitePath {
    edition.generated_path(&format!("roles/{}", slug(key)))
}

impl List for RoleList {
    fn has_entries(edition: &Edition) -> bool {
        !roles(edition).is_empty()
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, _, meta) in current_policies(renderer.edition) {
            for key in meta.required_for() {
                *counts.entry(key).or_default() += 1;
            }
        }
        let row = |(key, policies)| {
            let link = renderer.link(path, &renderer.role(key)?, &role_path(renderer.edition, key));
            Some(RoleRow { link, policies })
        };
        let mut roles: Vec<RoleRow> = counts.into_iter().filter_map(row).collect();
        roles.sort_by_cached_key(|role| role.link.title.to_lowercase());
        Self { roles }
    }
}

impl Renderer<'_> {
    /// The versions of a policy that came into force, and must be read again.
    fn material_changes(&self, at: PageIndex, path: &SitePath) -> Vec<ChangeView> {
        let log = self.edition.log_of(at).into_iter();
        let material = log.filter(|entry| entry.is_material() && entry.stage == Stage::InForce);
        let versions = material.filter(|entry| matches!(entry.what, Changed::Version(_)));
        versions.map(|entry| self.log_view(&entry, path)).collect()
    }

    /// The reading list of a role.
    ///
    /// # Errors
    /// When the template is wrong, or nobody has that role.
    pub fn reading_list(&self, key: &str, path: &SitePath) -> Result<Vec<u8>> {
        let role = self.person(key, path).ok_or_else(|| Error::Usage(format!("people.toml has no {key}")))?;
        for (at, _, _) in
            policies(self.edition).filter(|(_, _, meta)| meta.required_for().iter().any(|role| role == key))
        {
            self.note_change(self.edition.next_standing(at));
        }
        let required =
            current_policies(self.edition).filter(|(_, _, meta)| meta.required_for().iter().any(|role| role == key));
        let rows = required.map(|(at, _, meta)| ReadingRow {
            policy: self.listed_policy(path, at),
            version: meta.version().map(str::to_owned),
            effective: meta.effective().map(|date| self.date(date)),
            hash: self.edition.hash(at).chars().take(HASH_LENGTH).collect(),
            changes: self.material_changes(at, path),
        });
        let mut layout = self.layout(path, &role.role, "", None)?;
        layout.page.trail.extend(self.listing_link("roles", path));
        let context = RoleContext { rows: rows.collect(), role };
        self.fill("role.html", layout, &context, path)
    }
}
