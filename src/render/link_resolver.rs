//! Resolves the links, images, facts and glossary words of a text while it is formatted.
//!
//! In: a target as the author wrote it, and the page that shows the text. Out: the `href`, or the HTML of a value. What always
//! holds: a target that the edition does not have resolves to nothing.

use super::Renderer;
use super::template_value::Html;
use crate::edition::{FactValues, LinkBase, Prose, Resolved};
use crate::markdown::{Image, Resolve, Target, Terms, escape};
use crate::text::SitePath;

/// What the texts of one page are resolved with.
pub(super) struct LinkResolver<'a> {
    pub(super) renderer: &'a Renderer<'a>,
    /// The file of the page: links are relative to it.
    pub(super) path: &'a SitePath,
    /// The section that the relative links of the text begin from.
    pub(super) section: &'a str,
    /// The page that has the anchors of the text, where that is another one.
    pub(super) anchors: Option<&'a SitePath>,
    /// Whether words of the glossary are marked.
    pub(super) terms: bool,
    /// The values of facts on another day; `None` for today's.
    pub(super) facts: Option<&'a FactValues>,
}

static NO_TERMS: std::sync::LazyLock<Terms> = std::sync::LazyLock::new(Terms::default);

impl Resolve for LinkResolver<'_> {
    fn link(&self, target: &str) -> Option<String> {
        let edition = self.renderer.edition;
        let with = |to: &SitePath, anchor: Option<String>| {
            let anchor = anchor.filter(|anchor| !anchor.is_empty()).map(|anchor| format!("#{anchor}"));
            self.renderer.href(self.path, to) + &anchor.unwrap_or_default()
        };
        let Some(resolved) = edition.resolve(self.section, target) else { return self.own_page(target) };
        Some(match resolved {
            Resolved::External => target.trim().to_owned(),
            Resolved::Here(anchor) => match self.anchors {
                Some(page) => with(page, Some(anchor)),
                None => format!("#{anchor}"),
            },
            Resolved::Page(page, anchor) => with(&edition.path_of(page), anchor),
            Resolved::Folder(address) => with(&SitePath::page(&address), None),
            Resolved::Attachment(file) => with(&file, None),
        })
    }

    fn wiki(&self, target: &str) -> Option<(String, String)> {
        // A page that the site makes is known by its address alone.
        let words = || self.renderer.edition.words_of_target(self.section, target);
        self.link(target).map(|href| (href, words().unwrap_or_else(|| target.trim().to_owned())))
    }

    fn image(&self, target: &str) -> Option<Image> {
        let Some(Resolved::Attachment(file)) = self.renderer.edition.resolve(self.section, target) else { return None };
        let size = self.renderer.edition.attachments.get(&file).and_then(|bytes| image_size(bytes));
        Some(Image { src: self.renderer.href(self.path, &file), size })
    }

    fn fact(&self, key: &str) -> Option<String> {
        let html = |value: &Prose| value.html(&LinkResolver { section: &value.base.folder, terms: false, ..*self });
        if let Some(facts) = self.facts {
            return Some(format!("<span class=\"fact\">{}</span>", html(facts.get(key)?)));
        }
        let (now, next) = self.renderer.edition.fact(key)?;
        self.renderer.note_change(self.renderer.edition.next_value(key));
        let mut html = format!("<span class=\"fact\">{}", html(&now.value));
        if let Some(next) = next {
            let date = self.renderer.date(next.from);
            let note = self
                .renderer
                .theme
                .strings
                .get("fact.next")
                .replace("{date}", &date.text)
                .replace("{value}", &self.renderer.edition.words(&next.value, None));
            html.push_str(" <span class=\"fact-next\">(");
            escape(&mut html, &note).ok()?;
            html.push_str(")</span>");
        }
        html.push_str("</span>");
        Some(html)
    }

    fn fact_words(&self, key: &str) -> Option<String> {
        if self.facts.is_none() {
            self.renderer.note_change(self.renderer.edition.next_value(key));
        }
        self.renderer.edition.fact_words(key, self.facts)
    }

    fn terms(&self) -> &Terms {
        if self.terms { &self.renderer.edition.finder } else { &NO_TERMS }
    }

    fn term(&self, term: usize) -> Option<(String, String)> {
        let term = self.renderer.edition.terms.get(term)?;
        let glossary = self.renderer.edition.generated_path("glossary");
        let href = self.renderer.href(self.path, &glossary) + "#" + &term.anchor;
        Some((href, self.renderer.words(&term.definition)))
    }

    fn block_label(&self, name: &str) -> String {
        let title = self.renderer.edition.audience_titles.get(name).map_or("", String::as_str);
        self.renderer.theme.strings.get("block.only").replace("{audience}", title)
    }

    fn alert_title(&self, kind: &'static str) -> String {
        self.renderer.theme.strings.get(&format!("alert.{kind}")).to_owned()
    }

    fn colours(&self) -> bool {
        true
    }

    fn anchor_label(&self) -> String {
        self.renderer.theme.strings.get("page.anchor").to_owned()
    }

    fn footnote_back_label(&self) -> String {
        self.renderer.theme.strings.get("page.footnote_back").to_owned()
    }
}

impl LinkResolver<'_> {
    /// The link to a page that the program makes, with the query and the anchor that the author wrote.
    fn own_page(&self, target: &str) -> Option<String> {
        let Target::Inside { path: Some(path), .. } = Target::parse(target, self.section) else { return None };
        let to = self.renderer.addresses.find(&path).filter(|_| target.contains('/'))?;
        let rest = target.find(['?', '#']).map_or("", |at| &target[at..]);
        Some(self.renderer.href(self.path, &to) + rest.trim_end())
    }
}

impl Renderer<'_> {
    /// A text of the front matter or of a data file as HTML, with the values of facts on another day, or with today's.
    pub(super) fn html(&self, text: &Prose, path: &SitePath, facts: Option<&FactValues>) -> Html {
        let LinkBase { folder: section, page } = &*text.base;
        let is_own =
            |page: &SitePath| *page == *path || path.address().starts_with(page.address()) && page.address() != "";
        let page = page.as_deref().map(SitePath::page).filter(|page| !is_own(page));
        let anchors = page.as_ref();
        Html::new(&text.html(&LinkResolver { renderer: self, path, section, anchors, terms: false, facts }))
    }
}

/// The width and height of an image in pixels, from its own bytes: PNG (IHDR), GIF, JPEG (start of frame), SVG (`viewBox`).
fn image_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let big = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let short = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some((big(16)?, big(20)?));
    }
    if bytes.starts_with(b"GIF8") {
        let little = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
        return Some((little(6)?, little(8)?));
    }
    if bytes.starts_with(&[0xff, 0xd8]) {
        let mut at = 2;
        while *bytes.get(at)? == 0xff {
            let marker = *bytes.get(at + 1)?;
            if (0xc0..=0xcf).contains(&marker) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                return Some((short(at + 7)?, short(at + 5)?));
            }
            at += 2 + usize::try_from(short(at + 2)?).ok()?;
        }
        return None;
    }
    let head = std::str::from_utf8(bytes.get(..bytes.len().min(2048))?).ok()?;
    let svg = &head[head.find("<svg")?..];
    let view = &svg[svg.find("viewBox=\"")? + "viewBox=\"".len()..];
    let numbers: Vec<f64> = view[..view.find('"')?].split([' ', ',']).filter_map(|n| n.parse().ok()).collect();
    let whole = |number: f64| -> Option<u32> { format!("{:.0}", number.round()).parse().ok() };
    Some((whole(*numbers.get(2)?)?, whole(*numbers.get(3)?)?))
}

#[cfg(test)]
mod tests {
    use super::image_size;

    #[test]
    fn sizes_are_read_from_the_bytes() {
        assert_eq!(image_size(b"<svg xmlns='x' viewBox=\"0 0 640 320.4\"></svg>"), Some((640, 320)));
        assert_eq!(image_size(b"GIF89a\x05\x00\x07\x00"), Some((5, 7)));
        assert_eq!(image_size(b"\xff\xd8\xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x01"), Some((32, 16)));
        assert_eq!(image_size(b"plain"), None);
    }
}
