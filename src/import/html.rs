//! Pages in HTML: exports of Confluence and of Google Docs, and others.
//!
//! In: a text in HTML. Out: blocks, the title, and what tables of control say. What always holds: the words of the page's own text stay; those
//! of menus, scripts and footers around it were never part of it.

use std::collections::BTreeMap;

use super::control::Control;
use super::document::{Block, Look, Mark, Run, plain};
use super::folder::{Folder, stem_of};
use super::markup::{Child, Element, html};
use super::page::Page;
use super::prose::excerpt;
use super::report::{Noted, Report};
use super::style_sheet::{both, counters, look_of};
use super::unseen::{spaced, words_behind};
use crate::text::decode_percent;

/// Reads the page of a file.
pub(super) fn read(folder: &Folder, name: &str, report: &mut Report) -> Option<Page> {
    let text = folder.text(name, report)?;
    let tree = seen(&text, name, report);
    let mut page = Page {
        source: name.to_owned(),
        path: format!("{}.md", name.trim_end_matches(".html").trim_end_matches(".htm")),
        ..Page::default()
    };
    let id = |wanted: &'static str| move |element: &Element| element.get("id") == Some(wanted);
    let wiki = tree.find(&id("main-content"));
    let body =
        wiki.or_else(|| tree.find(&|e| e.name == "main")).or_else(|| tree.find(&|e| e.name == "body")).unwrap_or(&tree);
    let mut reader = Reader::new(folder, name, report);
    reader.styles(&tree);
    let mut blocks = reader.blocks(body);
    let (control, notes) = (std::mem::take(&mut reader.control), std::mem::take(&mut reader.notes));
    page.title = std::mem::take(&mut reader.title);
    if wiki.is_some() {
        let title = tree.find(&id("title-text")).map(Element::words).unwrap_or_default();
        let title = title.split_once(" : ").map_or(title.as_str(), |(_, title)| title);
        page.title = Some(title.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|title| !title.is_empty());
        page.names = names(name, page.title.as_deref());
    } else if page.title.is_none() && !blocks.iter().any(|block| matches!(block, Block::Heading { level: 1, .. })) {
        page.title = tree.find(&|e| e.name == "title").map(Element::words).filter(|title| !title.trim().is_empty());
    }
    blocks.extend(notes);
    super::document::bold_headings(&mut blocks, name, report);
    page.body = super::document::markdown(&blocks);
    control.give(&mut page, report);
    Some(page)
}

/// The tree of a text without what readers never saw.
fn seen(text: &str, source: &str, report: &mut Report) -> Element {
    let mut tree = html(text);
    let mut unseen = tree.drop_hidden();
    words_behind(&tree, &mut unseen);
    for words in unseen {
        report.note(Noted::Hidden, source, excerpt(&words));
    }
    tree
}

/// The Markdown of a text in HTML that stands in a page of another tool.
pub(super) fn markdown_of(folder: &Folder, source: &str, text: &str, report: &mut Report) -> String {
    let mut reader = Reader::new(folder, source, report);
    let tree = seen(text, source, reader.report);
    let blocks = reader.blocks(&tree);
    super::document::markdown(&blocks)
}

/// Whether a text is a page: it has a body.
pub(super) fn is_page(folder: &Folder, name: &str) -> bool {
    let text = folder.text(name, &mut Report::default()).unwrap_or_default();
    text.len() < 16 << 20 && (text.contains("<body") || text.contains("<p") || text.contains("<h1"))
}

/// The number that an export gives a page: `Title_65543.html`, `65543.html`.
fn number(name: &str) -> Option<&str> {
    let stem = stem_of(name);
    let number = stem.rsplit('_').next().unwrap_or(stem);
    (number.len() > 3 && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(number)
}

/// The names under which pages of Confluence link to one another.
fn names(name: &str, title: Option<&str>) -> Vec<String> {
    let mut names: Vec<String> = number(name).map(|number| format!("page-id/{number}")).into_iter().collect();
    names.extend(title.map(|title| format!("display/{title}")));
    names
}

/// What is read of one page, and what it was made of.
pub(super) struct Reader<'a> {
    folder: &'a Folder,
    pub(super) source: &'a str,
    pub(super) report: &'a mut Report,
    /// How the classes of a style sheet look.
    looks: BTreeMap<String, Look>,
    /// The marks of lists by their class: literals and kinds of counters.
    pub(super) marks: BTreeMap<String, Vec<(String, String)>>,
    pub(super) counters: BTreeMap<String, usize>,
    pub(super) control: Control,
    notes: Vec<Block>,
    title: Option<String>,
}

impl<'a> Reader<'a> {
    fn new(folder: &'a Folder, source: &'a str, report: &'a mut Report) -> Self {
        Self {
            folder,
            source,
            report,
            looks: BTreeMap::new(),
            marks: BTreeMap::new(),
            counters: BTreeMap::new(),
            control: Control::default(),
            notes: Vec::new(),
            title: None,
        }
    }

    /// Reads the style sheet of Google Docs, which says by classes alone what is bold.
    fn styles(&mut self, tree: &Element) {
        let mut sheets = Vec::new();
        tree.all("style", &mut sheets);
        for sheet in sheets {
            for rule in sheet.words().split('}') {
                let Some((selector, body)) = rule.split_once('{') else { continue };
                let selector = selector.trim();
                if let Some(class) = selector.strip_prefix('.').and_then(|rest| rest.strip_suffix(">li:before")) {
                    self.marks.insert(class.to_owned(), counters(body));
                } else if let Some(class) =
                    selector.strip_prefix('.').filter(|class| !class.contains(['.', ' ', '>', ':']))
                {
                    self.looks.insert(class.to_owned(), look_of(body));
                }
            }
        }
    }

    /// The blocks of an element.
    pub(super) fn blocks(&mut self, element: &Element) -> Vec<Block> {
        let mut out = Vec::new();
        let mut runs = Vec::new();
        for child in &element.children {
            match child {
                Child::Text(text) => runs.push(text_run(text, Look::default())),
                Child::Element(inner) if is_block(inner) => {
                    flush(&mut runs, &mut out);
                    self.block(inner, &mut out);
                }
                Child::Element(inner) => self.runs(inner, Look::default(), None, &mut runs),
            }
        }
        flush(&mut runs, &mut out);
        out
    }

    pub(super) fn block(&mut self, element: &Element, out: &mut Vec<Block>) {
        match element.name.as_str() {
            "script" | "style" | "head" | "noscript" | "template" | "nav" => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = usize::from(element.name.as_bytes()[1] - b'0');
                let mut words = Vec::new();
                self.inner_runs(element, &mut words);
                let id = element
                    .get("id")
                    .filter(|id| !id.is_empty() && id.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c)));
                out.push(Block::Heading { level, words, id: id.map(str::to_owned) });
            }
            "ul" | "ol" => self.list(element, 0, out),
            "table" => self.table(element, out),
            "pre" => out.push(Block::Code(element.words().trim_matches('\n').to_owned())),
            "blockquote" => {
                let blocks = self.blocks(element);
                out.push(Block::Quote(blocks));
            }
            "hr" => out.push(Block::Rule),
            "p" => self.paragraph(element, out),
            "dl" => {
                for part in element.elements() {
                    let mut blocks = self.blocks(part);
                    if part.name == "dt" {
                        for block in &mut blocks {
                            if let Block::Paragraph(words) = block {
                                for run in words {
                                    run.look.bold = true;
                                }
                            }
                        }
                    }
                    out.extend(blocks);
                }
            }
            "details" => {
                let title = element.child("summary").map(Element::words).unwrap_or_default();
                let rest = Element {
                    children: element
                        .children
                        .iter()
                        .filter(|child| !matches!(child, Child::Element(e) if e.name == "summary"))
                        .cloned()
                        .collect(),
                    ..element.clone()
                };
                let blocks = self.blocks(&rest);
                out.push(Block::Folded { title: title.trim().to_owned(), blocks });
            }
            _ => self.division(element, out),
        }
    }

    /// A paragraph; Google Docs marks titles, comments and footnotes by classes and links.
    fn paragraph(&mut self, element: &Element, out: &mut Vec<Block>) {
        if element.has_class("title") && self.title.is_none() {
            self.title = Some(element.words().split_whitespace().collect::<Vec<_>>().join(" "))
                .filter(|title| !title.is_empty());
            return;
        }
        let links: Vec<&Element> = {
            let mut found = Vec::new();
            element.all("a", &mut found);
            found
        };
        let first = links.first().and_then(|link| link.get("href")).unwrap_or_default();
        let own = links.first().and_then(|link| link.get("id")).unwrap_or_default();
        // A line of a list of contents: links to headings and nothing else but a page's number.
        let of_contents =
            !links.is_empty() && links.iter().all(|link| link.get("href").is_some_and(|href| href.starts_with("#h.")));
        let linked: String = links.iter().map(|link| link.words()).collect();
        if of_contents
            && linked.split_whitespace().collect::<String>() == element.words().split_whitespace().collect::<String>()
        {
            self.report.note(Noted::Dropped, self.source, excerpt(&element.words()));
            return;
        }
        if own.starts_with("cmnt") && first.starts_with("#cmnt_ref") {
            self.report.note(Noted::Tracked, self.source, excerpt(&element.words()));
            return;
        }
        let blocks = self.inner_blocks(element);
        if let Some(name) = own.strip_prefix("ftnt").filter(|_| first.starts_with("#ftnt_ref")) {
            let blocks = without_first_link(blocks);
            self.notes.push(Block::Footnote(name.to_owned(), blocks));
            return;
        }
        out.extend(blocks);
    }

    /// The blocks of a paragraph; some tools put blocks into it.
    fn inner_blocks(&mut self, element: &Element) -> Vec<Block> {
        let look = self.look(element);
        let mut out = Vec::new();
        let mut runs = Vec::new();
        for child in &element.children {
            match child {
                Child::Text(text) => runs.push(text_run(text, look)),
                Child::Element(inner) if is_block(inner) => {
                    flush(&mut runs, &mut out);
                    self.block(inner, &mut out);
                }
                Child::Element(inner) => self.runs(inner, look, None, &mut runs),
            }
        }
        flush(&mut runs, &mut out);
        out
    }

    /// `div` and the like: the macros of Confluence by their classes, else what it holds.
    fn division(&mut self, element: &Element, out: &mut Vec<Block>) {
        let class = |name: &str| element.has_class(name);
        if class("toc-macro") || class("page-metadata") || class("breadcrumbs") {
            self.report.note(Noted::Dropped, self.source, excerpt(&element.words()));
        } else if class("confluence-information-macro") {
            let kind = ["information", "warning", "note", "tip"]
                .into_iter()
                .find(|kind| class(&format!("confluence-information-macro-{kind}")));
            // A red box is called `warning` and a yellow one `note`.
            let kind = match kind {
                Some("warning") => "caution",
                Some("note") => "warning",
                Some("tip") => "tip",
                _ => "note",
            };
            self.alert(element, kind, &["confluence-information-macro-body"], &["title"], out);
        } else if class("panel") {
            self.alert(element, "note", &["panelContent"], &["panelHeader"], out);
        } else if class("expand-container") {
            let title = element.find(&|e| e.has_class("expand-control-text")).map(Element::words).unwrap_or_default();
            let content = element.find(&|e| e.has_class("expand-content")).cloned().unwrap_or_default();
            let blocks = self.blocks(&content);
            self.report.note(Noted::Box, self.source, title.trim());
            out.push(Block::Folded { title: title.trim().to_owned(), blocks });
        } else {
            let blocks = self.blocks(element);
            out.extend(blocks);
        }
    }

    fn alert(&mut self, element: &Element, kind: &str, bodies: &[&str], titles: &[&str], out: &mut Vec<Block>) {
        let of = |names: &[&str]| element.find(&|e| names.iter().any(|name| e.has_class(name))).cloned();
        let title = of(titles).map(|title| title.words().split_whitespace().collect::<Vec<_>>().join(" "));
        let body = of(bodies).unwrap_or_else(|| element.clone());
        let is_code = body.child("pre").is_some() && element.has_class("code");
        let blocks = self.blocks(&body);
        if is_code {
            if let Some(title) = title.filter(|title| !title.is_empty()) {
                out.push(Block::Paragraph(vec![Run {
                    text: title,
                    look: Look { bold: true, ..Look::default() },
                    ..Run::default()
                }]));
            }
            out.extend(blocks);
            return;
        }
        self.report.note(Noted::Box, self.source, title.clone().unwrap_or_else(|| kind.to_owned()));
        out.push(Block::Alert { kind: kind.to_owned(), title, blocks });
    }

    pub(super) fn inner_runs(&mut self, element: &Element, out: &mut Vec<Run>) {
        for child in &element.children {
            match child {
                Child::Text(text) => out.push(text_run(text, Look::default())),
                Child::Element(inner) => self.runs(inner, Look::default(), None, out),
            }
        }
    }

    /// How an element looks by its own tag, style and classes.
    fn look(&self, element: &Element) -> Look {
        let mut look = element.get("style").map(look_of).unwrap_or_default();
        for class in element.get("class").unwrap_or_default().split_whitespace() {
            look = both(look, self.looks.get(class).copied().unwrap_or_default());
        }
        match element.name.as_str() {
            "b" | "strong" => look.bold = true,
            "i" | "em" | "cite" => look.italic = true,
            "s" | "del" | "strike" => look.struck = true,
            "u" | "ins" => look.underlined = true,
            "mark" => look.marked = true,
            "code" | "kbd" | "tt" | "samp" => look.code = true,
            "sup" => look.raised = true,
            "sub" => look.lowered = true,
            _ => {}
        }
        look
    }

    fn runs(&mut self, element: &Element, look: Look, link: Option<&str>, out: &mut Vec<Run>) {
        let look = both(look, self.look(element));
        let mut link = link.map(str::to_owned);
        match element.name.as_str() {
            "script" | "style" | "template" | "noscript" => return,
            "svg" => {
                let words = spaced(element);
                self.report.note(Noted::MissingPicture, self.source, format!("a picture within the page: {words}"));
                return out.push(Run { text: words, look, ..Run::default() });
            }
            "input" => {
                let sign = if element.get("checked").is_some() { "☑ " } else { "☐ " };
                let is_box = element.get("type").is_some_and(|kind| ["checkbox", "radio"].contains(&kind));
                out.extend(is_box.then(|| text_run(sign, look)));
                return;
            }
            "br" => return out.push(Run { mark: Some(Mark::Break), ..Run::default() }),
            "img" => return self.picture(element, out),
            "a" => {
                let target = element.get("href").unwrap_or_default();
                if let Some(name) = target.strip_prefix("#ftnt").filter(|_| !target.starts_with("#ftnt_ref")) {
                    return out.push(Run { mark: Some(Mark::Footnote(name.to_owned())), ..Run::default() });
                }
                if target.starts_with("#cmnt") {
                    return;
                }
                let is_person = element.has_class("user-mention") || element.has_class("confluence-userlink");
                link = Some(self.target(target)).filter(|target| !target.is_empty() && !is_person);
            }
            "iframe" | "embed" | "object" | "video" => {
                if let Some(target) = element.get("src") {
                    self.report.note(Noted::Embed, self.source, target);
                    out.push(Run { text: target.to_owned(), link: Some(target.to_owned()), ..Run::default() });
                }
                return;
            }
            _ => {}
        }
        // A footnote's sign is raised by itself.
        let is_note = element.name == "sup"
            && element
                .find(&|e| e.get("href").is_some_and(|href| href.starts_with("#ftnt") || href.starts_with("#cmnt")))
                .is_some();
        let look = if is_note { Look { raised: false, ..look } } else { look };
        // What stands on lines of its own is set apart within a line too.
        if is_block(element) {
            out.push(text_run(" ", look));
        }
        for child in &element.children {
            match child {
                Child::Text(text) => out.push(Run { link: link.clone(), ..text_run(text, look) }),
                Child::Element(inner) => self.runs(inner, look, link.as_deref(), out),
            }
        }
        if is_block(element) {
            out.push(text_run(" ", look));
        }
    }

    fn picture(&mut self, element: &Element, out: &mut Vec<Run>) {
        let Some(file) = element.get("src").filter(|file| !file.is_empty()) else { return };
        let alias = element
            .get("data-linked-resource-default-alias")
            .map(|alias| super::headings::words_of_name(stem_of(alias)));
        let alt =
            element.get("alt").filter(|alt| !alt.trim().is_empty()).map(str::to_owned).or(alias).unwrap_or_default();
        if file.starts_with("data:") {
            self.report.note(Noted::MissingPicture, self.source, format!("a picture within the page: {alt}"));
            return out.push(Run { text: alt, ..Run::default() });
        }
        out.push(Run { mark: Some(Mark::Picture { file: file.to_owned(), alt }), ..Run::default() });
    }

    /// Where a link leads: past the counters of Google, and to the files of an export.
    fn target(&self, target: &str) -> String {
        if let Some(rest) = target.split_once("google.com/url?q=").map(|(_, rest)| rest) {
            let real = rest.split('&').next().unwrap_or_default();
            return decode_percent(real).unwrap_or_else(|| real.to_owned());
        }
        if let Some(number) =
            target.split_once("pageId=").map(|(_, rest)| rest.split(['&', '#']).next().unwrap_or_default())
        {
            return format!("/page-id/{number}");
        }
        if let Some((_, rest)) = target.split_once("/display/")
            && let Some((_, title)) = rest.split_once('/')
        {
            return format!("/display/{}", title.replace('+', "%20"));
        }
        let _ = self.folder;
        target.to_owned()
    }
}

fn is_block(element: &Element) -> bool {
    const BLOCKS: [&str; 37] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "dd",
        "fieldset",
        "figure",
        "figcaption",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "main",
        "marquee",
        "menu",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "table",
        "ul",
    ];
    BLOCKS.contains(&element.name.as_str())
        || ["script", "style", "head", "nav"].contains(&element.name.as_str())
        || element.name == "span" && element.elements().any(is_block)
}

fn text_run(text: &str, look: Look) -> Run {
    // Blanks are one blank, whatever they were.
    let mut words = text.split([' ', '\n', '\t', '\r']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if text.starts_with([' ', '\n', '\t', '\r']) && !words.is_empty() {
        words.insert(0, ' ');
    }
    if text.ends_with([' ', '\n', '\t', '\r']) {
        words.push(' ');
    }
    Run { text: words, look, ..Run::default() }
}

fn flush(runs: &mut Vec<Run>, out: &mut Vec<Block>) {
    let words = std::mem::take(runs);
    if !plain(&words).is_empty() || words.iter().any(|run| run.mark.as_ref().is_some_and(|mark| *mark != Mark::Break)) {
        out.push(Block::Paragraph(words));
    }
}

/// The blocks of a footnote without the sign that leads back.
fn without_first_link(mut blocks: Vec<Block>) -> Vec<Block> {
    if let Some(Block::Paragraph(words)) = blocks.first_mut() {
        words.retain(|run| run.link.as_deref().is_none_or(|link| !link.starts_with("#ftnt_ref")));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_confluence_is_read_with_its_boxes_and_keys() {
        let folder = Folder::of(&[(
            "Fees_65540.html",
            "<html><body><h1><span id='title-text'>Space : Fees</span></h1><div id='main-content'><table><tr><th>Document number</th><td>HR-1</td></tr><tr><th>Owner</th><td>Ann</td></tr></table>\
             <h1 id='Fees-Why'>Why</h1><p>Be <strong>fair</strong>, see <a href='/pages/viewpage.action?pageId=65541'>x</a>.</p>\
             <div class='confluence-information-macro confluence-information-macro-tip'><p class='title'>Ask</p><div class='confluence-information-macro-body'><p>Early.</p></div></div>\
             <ol><li>a<ol><li>b</li></ol></li></ol></div><footer>no</footer></body></html>",
        )]);
        let mut report = Report::default();
        let page = read(&folder, "Fees_65540.html", &mut report).unwrap();
        assert_eq!(page.title.as_deref(), Some("Fees"));
        assert_eq!(
            page.body,
            "# Why {#Fees-Why}\n\nBe **fair**, see [x](</page-id/65541>).\n\n> [!TIP] Ask\n> Early.\n\n1. a\n\n   1. b\n\n"
        );
        assert_eq!(page.governed.unwrap().id.as_deref(), Some("HR-1"));
    }

    #[test]
    fn what_a_page_says_beside_its_words_is_reported() {
        let folder = Folder::of(&[(
            "Fees.html",
            "<html><body><h1>Fees</h1><p>The <abbr title='Late cancellation fee'>LCF</abbr>, <a href='#a' title='LCF'>LCF</a></p>\
             <img src='x.png' alt='Gate' title='The gate at night'><video src='a.mp4'><p>Our film.</p></video>\
             <object data='a.pdf'>The form.</object><noscript>Turn scripts on.</noscript>\
             <p><input value='Your name'> <input type='hidden' value='token'><select><option>One</option><option>Two</option></select></p>\
             <ul><li><input type='checkbox' checked> done</li><li><input type='checkbox'> open</li></ul>\
             <ol><li>a</li><li value='9'>b</li><li>c</li></ol><ol reversed><li>x</li><li>y</li></ol>\
             <p><b><div>up</div><div>down</div></b></p><svg><text>In</text><text>Out</text></svg></body></html>",
        )]);
        let mut report = Report::default();
        let page = read(&folder, "Fees.html", &mut report).unwrap();
        let text = report.to_markdown();
        for words in
            ["Late cancellation fee", "The gate at night", "Our film.", "The form.", "Turn scripts on.", "Your name"]
        {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert!(!text.contains("token") && text.matches("LCF").count() == 0, "{text}");
        let words = page.body.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in ["One Two", "- ☑ done - ☐ open", "1. a 9. b 10. c", "2. x 1. y", "In Out"] {
            assert!(words.contains(part), "{part}: {words}");
        }
        assert!(!words.contains("updown"), "{words}");
    }

    #[test]
    fn a_document_of_google_is_bold_by_its_style_sheet() {
        let folder = Folder::of(&[(
            "Fees.html",
            "<html><head><style>.c7{font-weight:700}.lst-kix_a-0>li:before{content:\"(\" counter(lst-ctn-kix_a-0,lower-latin) \") \"}</style></head><body>\
             <p class='title'><span>Fees</span></p><p><span class='c7'>Be</span><span> fair</span><sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup> <a href='https://www.google.com/url?q=https://x.example/a%2520b&amp;sa=D'>y</a></p>\
             <ol class='lst-kix_a-0 start'><li>one</li><li>two</li></ol><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a><span> Note.</span></p></body></html>",
        )]);
        let page = read(&folder, "Fees.html", &mut Report::default()).unwrap();
        assert_eq!(page.title.as_deref(), Some("Fees"));
        assert_eq!(
            page.body.trim(),
            "**Be** fair[^1] [y](<https://x.example/a%20b>)\n\n(a) one\n\n(b) two\n\n[^1]: Note."
        );
    }
}
