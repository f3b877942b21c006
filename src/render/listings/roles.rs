//! A reading list for each role: what it must have read, what changed since, and a sheet to sign.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::super::Renderer;
use super::super::context::{ChangeView, Date, Link, PersonView};
use super::{Listing, Rule, in_life};
use crate::edition::{Edition, PolicyMeta};
use crate::error::{Error, Result};
use crate::text::{SitePath, slug};

/// How much of a text's hash stands on the sheet: enough to tell two versions apart by eye.
const HASH_LENGTH: usize = 12;

#[derive(Debug, Serialize)]
pub(super) struct RoleList {
    roles: Vec<RoleLine>,
}

#[derive(Debug, Serialize)]
struct RoleLine {
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
    rule: Rule,
    version: Option<String>,
    effective: Option<Date>,
    /// The beginning of the SHA-256 of the text.
    hash: String,
    /// The changes that make it worth reading again, newest first.
    changes: Vec<ChangeView>,
}

/// The keys of the roles for which something is required, in their order.
#[must_use]
pub fn roles(edition: &Edition) -> BTreeSet<&str> {
    in_life(edition)
        .flat_map(|(_, _, meta)| reading_lists_of(meta).iter().map(String::as_str))
        .filter(|key| edition.people.contains_key(*key))
        .collect()
}

/// The keys of the roles whose reading list holds a policy.
pub(super) fn reading_lists_of(meta: &PolicyMeta) -> &[String] {
    meta.values.texts("required_for")
}

/// The file of a role's reading list.
#[must_use]
pub fn role_path(key: &str) -> SitePath {
    SitePath::page(&format!("{}/{}", Listing::Roles.name(), slug(key)))
}

impl Renderer<'_> {
    pub(super) fn reading_lists(&self, path: &SitePath) -> RoleList {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, _, meta) in in_life(self.edition) {
            for key in reading_lists_of(meta) {
                *counts.entry(key).or_default() += 1;
            }
        }
        let mut roles: Vec<RoleLine> = counts
            .into_iter()
            .filter_map(|(key, policies)| {
                let link = self.plain_link(path, &self.role(key)?, &role_path(key));
                Some(RoleLine { link, policies })
            })
            .collect();
        roles.sort_by_cached_key(|role| role.link.title.to_lowercase());
        RoleList { roles }
    }

    /// The reading list of a role.
    ///
    /// # Errors
    /// When the template is wrong, or nobody has that role.
    pub fn reading_list(&self, key: &str, path: &SitePath) -> Result<Vec<u8>> {
        let role = self.person(key).ok_or_else(|| Error::Usage(format!("people.toml has no {key}")))?;
        let required =
            in_life(self.edition).filter(|(_, _, meta)| reading_lists_of(meta).iter().any(|role| role == key));
        let rows = required.map(|(at, _, meta)| ReadingRow {
            rule: self.rule(path, at),
            version: meta.version().map(str::to_owned),
            effective: meta.effective().map(|date| self.date(date)),
            hash: self.edition.hash(at).chars().take(HASH_LENGTH).collect(),
            changes: meta.changes().filter(|change| change.material).map(|change| self.change(change)).collect(),
        });
        let mut around = self.around(path, &role.role, "", None)?;
        around.layout.trail.push(self.plain_link(path, self.listing_title(Listing::Roles), &Listing::Roles.path()));
        let context = RoleContext { rows: rows.collect(), role };
        self.fill("role.html", around, &context, path)
    }
}
