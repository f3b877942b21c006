//! Every version of each policy as a table for spreadsheets: when it was in force, who approved it, what changed, and its hash.
//!
//! In: an [`Edition`]. Out: the text of a CSV. What always holds: it says nothing that the pages of the versions do not say.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::register::row;
use crate::edition::{Change, Changing, Edition, PolicyMeta, Version};
use crate::text::SitePath;

/// The columns.
const COLUMNS: [&str; 13] = [
    "id",
    "title",
    "version",
    "standing",
    "in_force_from",
    "in_force_until",
    "approved_by",
    "approved_on",
    "reference",
    "summary",
    "reason",
    "sha256",
    "page",
];

/// Where the page of a version is, by the address of its policy.
type PathOf = fn(&str, &Version) -> SitePath;

/// The table of the versions whose texts were found, oldest first, by policy. `path_of` says where the page of one is.
#[must_use]
pub fn version_table(edition: &Edition, path_of: PathOf) -> String {
    let mut out = row(&COLUMNS.map(Value::from));
    for (id, at) in &edition.by_id {
        let page = &edition.pages[*at];
        let Some(meta) = &page.meta else { continue };
        let of = Policy { edition, id, base: page.address.clone(), changes: page.log(), path_of };
        if page.versions.is_empty() {
            let path = edition.path_of(*at);
            let standing = edition.shown_standing(meta).word();
            out += &of.line(meta, &page.title, standing, meta.first_day, None, edition.hash(*at), path.address());
        }
        out += &of.lines(&page.versions, Changing::Page(*at));
    }
    for (id, gone) in &edition.withdrawn {
        let last = gone.versions.last();
        let changes = last.map(|version| version.meta.changes().collect()).unwrap_or_default();
        out += &Policy { edition, id, base: format!("p/{id}"), changes, path_of }
            .lines(&gone.versions, Changing::Withdrawn(id, gone));
    }
    out
}

/// A policy, and the address below which its versions are.
struct Policy<'e> {
    edition: &'e Edition,
    id: &'e str,
    base: String,
    changes: Vec<Change<'e>>,
    path_of: PathOf,
}

impl Policy<'_> {
    /// The lines of its versions.
    fn lines(&self, versions: &[Version], policy: Changing<'_>) -> String {
        let mut out = String::new();
        for (version, period) in versions.iter().zip(self.edition.periods(policy)) {
            let (from, until) = period.map_or((None, None), |period| (period.from, period.until));
            let hash = if version.readable { self.edition.version_hash(version) } else { String::new() };
            let path = (self.path_of)(&self.base, version);
            let standing = version.standing.word();
            out += &self.line(&version.meta, &version.title, standing, from, until, &hash, path.address());
        }
        out
    }

    #[expect(clippy::too_many_arguments, reason = "each is a cell of the line")]
    fn line(
        &self,
        meta: &PolicyMeta,
        title: &str,
        standing: &str,
        from: Option<Date>,
        until: Option<Date>,
        hash: &str,
        page: &str,
    ) -> String {
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        let number = meta.version().unwrap_or_default();
        let declared = self.changes.iter().copied().chain(meta.changes());
        let change = declared.into_iter().find(|change| change.version == number);
        let approval = self.edition.approval_of_version(self.id, number).or_else(|| meta.approval());
        row(&[
            json!(self.id),
            json!(title),
            json!(number),
            json!(standing),
            json!(day(from)),
            json!(day(until)),
            json!(approval.and_then(|approval| Some(&self.edition.people.get(approval.by)?.role))),
            json!(day(approval.and_then(|approval| approval.on))),
            json!(approval.and_then(|approval| approval.reference)),
            json!(change.as_ref().map(|change| self.edition.words(change.summary, None))),
            json!(change.as_ref().and_then(|change| Some(self.edition.words(change.reason?, None)))),
            json!(hash),
            json!(page),
        ])
    }
}
