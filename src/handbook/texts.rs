//! Every text of the handbook that may quote or link: bodies, front matter, the glossary, the data files, `book.toml`.
//!
//! In: a [`Handbook`]. Out: each text, with what its links lead to. What always holds: what is checked of one is checked of all.

use std::borrow::Cow;
use std::sync::Arc;

use super::Handbook;
use super::links::ResolvedLink;
use super::names::PolicyIndex;
use crate::config::{AudienceId, Readers};
use crate::markdown::{Link, TextFacts};

/// A text, and what it holds.
#[derive(Debug)]
pub struct SourceText<'a> {
    /// The file that it stands in.
    pub file: &'a Arc<str>,
    /// The policy that it belongs to; `None` in the glossary and in data files.
    pub policy: Option<PolicyIndex>,
    /// Who may read the file at most: a part of it may be for fewer.
    pub readers: Readers,
    /// Whether a part of it can be for some readers alone, as a `:::` block.
    pub has_blocks: bool,
    /// The folder from which its relative links begin.
    pub links_from: &'a str,
    /// What it holds.
    pub facts: &'a TextFacts,
    resolved: Cow<'a, [ResolvedLink]>,
}

impl SourceText<'_> {
    /// Its links and images, each with what it leads to.
    pub fn links(&self) -> impl Iterator<Item = (&Link, &ResolvedLink)> {
        self.facts.links.iter().zip(self.resolved.iter())
    }

    /// The audiences that read a part of it that is for `part`.
    pub fn audiences(&self, handbook: &Handbook, part: Readers) -> impl Iterator<Item = AudienceId> + use<> {
        let readers = self.readers.and(part);
        let ids: Vec<AudienceId> = handbook.config.audiences.iter().map(|(id, _)| id).collect();
        ids.into_iter().filter(move |id| readers.contains(*id))
    }
}

impl Handbook {
    /// All texts.
    pub fn texts(&self) -> impl Iterator<Item = SourceText<'_>> {
        let all = self.config.audiences.all();
        let policies = self.policies.iter_enumerated().flat_map(|(at, policy)| {
            let (body, fields) = self.resolved_links[at].split_at(policy.text.facts.links.len());
            [(&policy.text.facts, body, true), (&policy.fields, fields, false)].map(|(facts, resolved, has_blocks)| {
                SourceText {
                    file: &policy.file.name,
                    policy: Some(at),
                    readers: policy.readers,
                    has_blocks,
                    links_from: &policy.links_from,
                    facts,
                    resolved: Cow::Borrowed(resolved),
                }
            })
        });
        let glossary = self.glossary.file.as_ref().zip(self.glossary.text.as_ref());
        let glossary = glossary.map(|(file, text)| (&file.name, self.glossary.readers, &text.facts, true));
        let data =
            self.data.texts.iter().chain([&*self.book]).map(move |data| (&data.file.name, all, &data.facts, false));
        policies.chain(glossary.into_iter().chain(data).map(|(file, readers, facts, has_blocks)| SourceText {
            file,
            policy: None,
            readers,
            has_blocks,
            links_from: "",
            facts,
            resolved: facts.links.iter().map(|link| self.targets.follow(None, "", &link.target)).collect(),
        }))
    }
}
