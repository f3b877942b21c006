//! What a convention makes of a source: pages in one form, and what is known of the whole site.
//!
//! In: nothing. Out: [`Site`] and [`Page`], which conventions fill in and the shared steps complete. What always holds: a page says nothing of
//! the tool that it came from.

use std::collections::{BTreeMap, BTreeSet};

use crate::data::Node;

/// How the old tool made an anchor of a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum AnchorStyle {
    /// As GitHub does, and we do.
    #[default]
    Github,
    /// Python-Markdown, of `MkDocs`: ASCII alone, one dash for a run of signs, `_1` behind twins.
    Python,
    /// A dash for whatever is no letter: tech-docs, `GitBook`.
    Dashed,
}

/// Whether a page is a policy, and of which kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Governed {
    /// A word of the schema: `policy`, `procedure`, …
    pub(super) kind: String,
    /// The id that the source gives it.
    pub(super) id: Option<String>,
    /// What its id begins with where it has none yet.
    pub(super) prefix: String,
}

/// One page of the source.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    /// Its file in the source.
    pub(super) source: String,
    /// The folder from which its links start, where that is not the folder of its file.
    pub(super) base: Option<String>,
    /// Where it belongs below `content/`, before names are made fit: `Refunds/Late fees.md`, `Refunds/_index.md`.
    pub(super) path: String,
    /// The address that it had, without slashes at its ends; `None` when it had none.
    pub(super) address: Option<String>,
    /// A title that the convention knows from elsewhere than front matter.
    pub(super) title: Option<String>,
    /// What a list of contents calls it.
    pub(super) label: Option<String>,
    /// Its front matter.
    pub(super) keys: Vec<(String, Node)>,
    /// Front matter that could not be read.
    pub(super) broken_keys: Option<String>,
    /// Its text, in our dialect once the convention is done with it.
    pub(super) body: String,
    /// Its place among its neighbours.
    pub(super) place: Option<i64>,
    /// Other addresses that led to it.
    pub(super) old_addresses: Vec<String>,
    /// Other names under which links know it.
    pub(super) names: Vec<String>,
    /// What governs it.
    pub(super) governed: Option<Governed>,
    /// The rows of its table of versions: number, day and what changed, as they were written.
    pub(super) versions: Vec<(String, String, String)>,
    /// What stands at the head and the foot of each sheet of paper.
    pub(super) running_heads: Vec<String>,
    /// Whether it had parts that the old tool shows on a condition.
    pub(super) is_conditional: bool,
    /// Whether the old site kept it from readers.
    pub(super) draft: bool,
}

/// A whole source.
#[derive(Debug, Default)]
pub(super) struct Site {
    /// The title of the handbook.
    pub(super) title: Option<String>,
    /// Its language: `en`, `ja`.
    pub(super) language: Option<String>,
    /// The address of the old site, with its scheme.
    pub(super) url: Option<String>,
    /// The pages, in the order of their files.
    pub(super) pages: Vec<Page>,
    /// Old addresses and the address or file that each leads to.
    pub(super) redirects: Vec<(String, String)>,
    /// Folders whose files the old site had at its top: `static`, `public`.
    pub(super) roots: Vec<String>,
    /// How headings got their anchors.
    pub(super) anchors: AnchorStyle,
    /// Files that were made use of otherwise: settings, data, templates.
    pub(super) used: Vec<String>,
    /// Files that were found within others: pictures of documents.
    pub(super) files: BTreeMap<String, Vec<u8>>,
    /// Terms and what they mean.
    pub(super) terms: BTreeMap<String, String>,
    /// Variables that have no value.
    pub(super) variables: BTreeSet<String>,
    /// Titles of folders that have no page of their own, by path below `content/`, with a place and a text.
    pub(super) sections: BTreeMap<String, Section>,
}

/// What is known of a folder without a page.
#[derive(Debug, Clone, Default)]
pub(super) struct Section {
    /// Its title.
    pub(super) title: String,
    /// Its place among its neighbours.
    pub(super) place: Option<i64>,
    /// Text of its page.
    pub(super) body: String,
}
