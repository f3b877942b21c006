//! The pages of sections, ungoverned pages, redirects, the search page and `404.html`.

use super::context::{
    Link, MessageContext, NotFoundContext, PageContext, RedirectContext, SectionContext, WayToAssets,
};
use super::link_resolver::LinkResolver;
use super::{NOT_FOUND, Renderer, path_of_url};
use crate::edition::PageIndex;
use crate::error::Result;
use crate::markdown::Formatted;
use crate::text::SitePath;

/// So many folders above an address that does not exist may be the top of the site.
const MOST_DEPTH: usize = 6;
/// The most links to a page that the page lists.
const MOST_BACKLINKS: usize = 20;

impl Renderer<'_> {
    /// The body of a page as HTML.
    pub(super) fn body(&self, at: PageIndex, path: &SitePath) -> Formatted {
        let page = &self.edition.pages[at];
        page.body.format(&LinkResolver {
            renderer: self,
            path,
            section: &page.links_from,
            anchors: None,
            terms: true,
            facts: None,
        })
    }

    /// Whether a page is that of a policy which has been in force and will not be again.
    pub(super) fn is_over(&self, at: PageIndex) -> bool {
        self.edition.pages[at].meta.as_ref().is_some_and(|meta| meta.standing.is_over())
    }

    /// A link to a page with a sentence about it: its description, or else how the reason for the policy begins.
    fn described_link(&self, path: &SitePath, at: PageIndex) -> Link {
        let link = self.page_link(path, at);
        let why = || self.edition.pages[at].meta.as_ref()?.why();
        let description = link.description.clone().or_else(|| Some(self.beginning_of(why()?)));
        Link { description, ..link }
    }

    /// Links to the sections and the pages in a section.
    pub(super) fn in_section(&self, address: &str, path: &SitePath) -> (Vec<Link>, Vec<Link>) {
        let folder = &self.edition.folders[address];
        let sections = folder.folders.iter().map(|folder| self.section_link(path, folder));
        (sections.collect(), folder.pages.iter().map(|at| self.described_link(path, *at)).collect())
    }

    /// The page of a section.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn section(&self, address: &str, path: &SitePath) -> Result<Vec<u8>> {
        let folder = &self.edition.folders[address];
        if let Some(at) = folder.page
            && let Some(meta) = &self.edition.pages[at].meta
        {
            return self.policy(at, meta, path);
        }
        let (sections, pages) = self.in_section(address, path);
        let body = folder.page.map(|at| self.body(at, path).html).unwrap_or_default();
        let context = SectionContext { print: self.print_link(address, path), body, sections, pages };
        self.fill("section.html", self.layout(path, &folder.title, address, folder.page)?, &context, path)
    }

    /// An ungoverned page.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn page(&self, at: PageIndex, path: &SitePath) -> Result<Vec<u8>> {
        let page = &self.edition.pages[at];
        let Formatted { html, contents } = self.body(at, path);
        let (previous, next) = self.previous_and_next(at, path);
        let context = PageContext { body: html, contents, previous, next, backlinks: self.backlinks(at, path) };
        self.fill("page.html", self.layout(path, &page.title, &page.section, Some(at))?, &context, path)
    }

    /// Links to the pages before and after a page in its section.
    pub(super) fn previous_and_next(&self, at: PageIndex, path: &SitePath) -> (Option<Link>, Option<Link>) {
        let Some(folder) = self.edition.folders.get(&self.edition.pages[at].section) else { return (None, None) };
        let Some(place) = folder.pages.iter().position(|page| *page == at) else { return (None, None) };
        let around = self.around();
        let link = |place: Option<usize>| place.and_then(|p| folder.pages.get(p)).map(|at| around.page_link(path, *at));
        (link(place.checked_sub(1)), link(Some(place + 1)))
    }

    /// Links to the pages that link to a page.
    pub(super) fn backlinks(&self, at: PageIndex, path: &SitePath) -> Vec<Link> {
        let pages = self.edition.backlinks(at);
        pages.iter().take(MOST_BACKLINKS).map(|from| self.page_link(path, *from)).collect()
    }

    /// A page that sends its reader on to another.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn redirect(&self, title: &str, goal: &SitePath, path: &SitePath) -> Result<Vec<u8>> {
        let context = RedirectContext {
            title,
            language: &self.edition.identity.language,
            href: self.href(path, goal),
            icon: self.asset(path, "assets/icon.svg"),
            script: self.asset(path, "assets/redirect.js"),
            canonical: self.edition.url.as_ref().map(|url| format!("{url}{}", goal.encoded_address())),
            index: self.edition.is_public(),
        };
        self.fill_bare("redirect.html", &context, path)
    }

    /// The search page. Where scripts are off it lists the sections instead.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn search(&self, path: &SitePath) -> Result<Vec<u8>> {
        let title = self.theme.strings.get("search.title");
        self.fill("search.html", self.layout(path, title, "", None)?, &MessageContext {}, path)
    }

    /// The page that hosts show for an address that does not exist, at whatever depth. It cannot know how deep, so it looks for its
    /// styles where the edition's `url` says, and in each folder above; the script that it finds so mends its links.
    ///
    /// # Errors
    /// When the template is wrong.
    pub fn not_found(&self, path: &SitePath) -> Result<Vec<u8>> {
        let title = self.theme.strings.get("not_found.title");
        let asset = |name: &str| self.theme.asset(name).map(SitePath::encoded_address).unwrap_or_default();
        let known = self.edition.url.as_deref().map(|url| path_of_url(url).to_owned());
        let depth = if known.is_some() { 1 } else { MOST_DEPTH };
        let folders = known.into_iter().chain((0..depth).map(|depth| "../".repeat(depth)));
        let way = |folder: String| WayToAssets {
            style: format!("{folder}{}", asset("assets/style.css")),
            script: format!("{folder}{}", asset("assets/lost.js")),
        };
        let context = NotFoundContext { ways: folders.map(way).collect() };
        let mut layout = self.layout(path, title, "", None)?;
        layout.page.canonical = None;
        self.fill(NOT_FOUND, layout, &context, path)
    }
}
