//! `/options/`: everything that may be offered, sorted by who decides.

use serde::Serialize;

use super::super::Renderer;
use super::super::template_value::Html;
use super::List;
use super::policies::{ListedPolicy, any_current, current_policies};
use crate::edition::{Edition, Prose};
use crate::text::SitePath;

#[derive(Debug, Serialize)]
pub(super) struct OptionList {
    rows: Vec<OptionRow>,
}

#[derive(Debug, Serialize)]
struct OptionRow {
    decides: Option<String>,
    offer: Html,
    when: Option<Html>,
    limit: Option<Html>,
    /// Who may be told of it.
    told_to: Option<String>,
    policy: ListedPolicy,
}

impl List for OptionList {
    fn has_entries(edition: &Edition) -> bool {
        any_current(edition, |meta| meta.options().next().is_some())
    }

    fn new(renderer: &Renderer<'_>, path: &SitePath) -> Self {
        let html = |text: &Prose| renderer.html(text, path, None);
        let mut rows: Vec<OptionRow> = Vec::new();
        for (at, _, meta) in current_policies(renderer.edition) {
            for option in meta.options() {
                rows.push(OptionRow {
                    decides: option.decided_by.and_then(|person| renderer.role(person)),
                    offer: html(option.offer),
                    when: option.when.map(html),
                    limit: option.limit.map(html),
                    told_to: option.told_to.map(str::to_owned),
                    policy: renderer.listed_policy(path, at),
                });
            }
        }
        rows.sort_by(|a, b| a.decides.is_none().cmp(&b.decides.is_none()).then_with(|| a.decides.cmp(&b.decides)));
        Self { rows }
    }
}
