//! The conventions that are known, and how a source shows which is its own.
//!
//! In: the names of the files of a source. Out: its convention. What always holds: a source that shows none is a plain folder.

use super::folder::Folder;
use super::page::Site;
use super::report::Report;
use super::{book, docusaurus, hugo, jekyll, mkdocs, notes, plain, tech_docs, templates};

/// A way in which tools write handbooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Convention {
    /// Files in folders, documents and wikis included.
    Plain,
    /// `config/tech-docs.yml`.
    TechDocs,
    /// `mkdocs.yml`.
    Mkdocs,
    /// `docusaurus.config.js`, `sidebars.js`.
    Docusaurus,
    /// `config.toml` and `content/`.
    Hugo,
    /// `_config.yml`, `.eleventy.js`.
    Jekyll,
    /// `book.toml` and `SUMMARY.md`.
    Mdbook,
    /// `SUMMARY.md` alone.
    Gitbook,
    /// `policies/` and `narratives/`.
    Comply,
    /// `config.json` and templates.
    Psp,
    /// `.obsidian/`.
    Obsidian,
    /// Names with 32 digits.
    Notion,
}

impl Convention {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Plain,
        Self::TechDocs,
        Self::Mkdocs,
        Self::Docusaurus,
        Self::Hugo,
        Self::Jekyll,
        Self::Mdbook,
        Self::Gitbook,
        Self::Comply,
        Self::Psp,
        Self::Obsidian,
        Self::Notion,
    ];

    /// The name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::TechDocs => "tech-docs",
            Self::Mkdocs => "mkdocs",
            Self::Docusaurus => "docusaurus",
            Self::Hugo => "hugo",
            Self::Jekyll => "jekyll",
            Self::Mdbook => "mdbook",
            Self::Gitbook => "gitbook",
            Self::Comply => "comply",
            Self::Psp => "psp",
            Self::Obsidian => "obsidian",
            Self::Notion => "notion",
        }
    }

    /// What it is, in words.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Plain => "a folder of files",
            Self::TechDocs => "a site of the tech-docs template",
            Self::Mkdocs => "a site of MkDocs",
            Self::Docusaurus => "a site of Docusaurus",
            Self::Hugo => "a site of Hugo",
            Self::Jekyll => "a site of Jekyll or Eleventy",
            Self::Mdbook => "an mdBook",
            Self::Gitbook => "a GitBook",
            Self::Comply => "policies of comply",
            Self::Psp => "policy templates of psp",
            Self::Obsidian => "a vault of Obsidian",
            Self::Notion => "an export of Notion",
        }
    }

    /// The convention of a source.
    pub(super) fn detect(folder: &Folder) -> Self {
        if !tech_docs::configs(folder).is_empty() {
            Self::TechDocs
        } else if mkdocs::settings_file(folder).is_some() {
            Self::Mkdocs
        } else if docusaurus::is_source(folder) {
            Self::Docusaurus
        } else if hugo::config(folder).is_some() {
            Self::Hugo
        } else if jekyll::config(folder).is_some() {
            Self::Jekyll
        } else if book::is_mdbook(folder) {
            Self::Mdbook
        } else if templates::psp(folder).is_some() {
            Self::Psp
        } else if templates::comply(folder).is_some() {
            Self::Comply
        } else if notes::is_vault(folder) {
            Self::Obsidian
        } else if book::summary(folder).is_some() {
            Self::Gitbook
        } else if notes::is_notion(folder) {
            Self::Notion
        } else {
            Self::Plain
        }
    }

    /// Reads a source by this convention.
    pub(super) fn read(self, folder: &Folder, report: &mut Report) -> Site {
        match self {
            Self::Plain => plain::read(folder, report),
            Self::TechDocs => tech_docs::read(folder, report),
            Self::Mkdocs => mkdocs::read(folder, report),
            Self::Docusaurus => docusaurus::read(folder, report),
            Self::Hugo => hugo::read(folder, report),
            Self::Jekyll => jekyll::read(folder, report),
            Self::Mdbook => book::read_mdbook(folder, report),
            Self::Gitbook => book::read_gitbook(folder, report),
            Self::Comply => templates::read_comply(folder, report),
            Self::Psp => templates::read_psp(folder, report),
            Self::Obsidian => notes::read_vault(folder, report),
            Self::Notion => notes::read_notion(folder, report),
        }
    }
}
