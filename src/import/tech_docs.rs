//! The tech-docs template of the UK's government: Middleman with review dates in the front matter.
//!
//! In: `config/tech-docs.yml` and `source/`, once or several times. Out: the pages with owners and review dates. What always holds: Ruby is not
//! run; what only it could fill in stays as text.

use super::boxes;
use super::folder::{Folder, ending, file_of, folder_of};
use super::front::{self, scalar};
use super::liquid::{self, Includes};
use super::page::{AnchorStyle, Page, Site};
use super::plain::{inside, markdown_page, scalar_at, settings};
use super::prose::excerpt;
use super::report::{Noted, Report};
use crate::data::NodeKind;
use crate::text::join_parts;

/// The settings of a source; several where it holds several sites.
pub(super) fn configs(folder: &Folder) -> Vec<&str> {
    folder.names().filter(|name| name.ends_with("config/tech-docs.yml")).collect()
}

/// Reads a source.
pub(super) fn read(folder: &Folder, report: &mut Report) -> Site {
    let configs: Vec<String> = configs(folder).into_iter().map(str::to_owned).collect();
    let mut site = Site { anchors: AnchorStyle::Dashed, ..Site::default() };
    for config in &configs {
        let home = config.strip_suffix("config/tech-docs.yml").unwrap_or_default().trim_end_matches('/');
        let keys = settings(folder, config, report);
        let below = if configs.len() > 1 { home } else { "" };
        let title = scalar_at(&keys, &["full_service_name"]).or_else(|| scalar_at(&keys, &["service_name"]));
        if below.is_empty() {
            site.title = title;
            site.url = scalar_at(&keys, &["host"]);
        } else if let Some(title) = title {
            site.sections.entry(below.to_owned()).or_default().title = title;
        }
        if let Some(NodeKind::Table(redirects)) = front::get(&keys, "redirects").map(|node| &node.kind) {
            site.redirects.extend(redirects.iter().filter_map(|(old, to)| Some((old.name.clone(), scalar(to)?))));
        }
        site.used.push(config.clone());
        pages(folder, home, below, &mut site, report);
    }
    site
}

fn pages(folder: &Folder, home: &str, below: &str, site: &mut Site, report: &mut Report) {
    let root = join_parts(home, "source").unwrap_or_default();
    site.roots.push(root.clone());
    let is_text = |name: &&str| {
        let name = name.strip_suffix(".erb").unwrap_or(name);
        ending(name) == "md"
    };
    let names: Vec<String> = folder.below(&root).filter(is_text).map(str::to_owned).collect();
    let partials = join_parts(&root, "partials").unwrap_or_default();
    let mut includes = Includes { folder, bases: vec![root.clone(), partials, home.to_owned()], used: Vec::new() };
    for name in names {
        if file_of(&name).starts_with('_') || inside(&name, &root).starts_with("partials/") {
            continue;
        }
        let Some(mut page) = markdown_page(folder, &name, report) else { continue };
        let path = inside(&name, &root);
        let bare = path.trim_end_matches(".erb").trim_end_matches(".md").trim_end_matches(".html");
        format!("{below}/{bare}.md").trim_start_matches('/').clone_into(&mut page.path);
        let address = if file_of(bare) == "index" { folder_of(bare).to_owned() } else { format!("{bare}.html") };
        page.address = Some(address);
        if let Some(old) = front::take(&mut page.keys, "old_paths") {
            page.old_addresses = front::scalars(&old);
        }
        let body = std::mem::take(&mut page.body);
        let body = ruby(&mut includes, &body, &page, &mut Vec::new(), report);
        page.body = boxes::all(&body, &page.source, report);
        site.pages.push(page);
    }
    site.used.extend(includes.used);
}

/// Fills in the few calls that stand for texts.
fn ruby(includes: &mut Includes<'_>, text: &str, page: &Page, stack: &mut Vec<String>, report: &mut Report) -> String {
    let title = scalar_at(&page.keys, &["title"]);
    liquid::each(text, "<%=", "%>", |call| {
        let call = call.trim();
        let texts: Vec<&str> = quoted(call);
        if call == "current_page.data.title" {
            return title.clone();
        }
        if let Some(key) = call.strip_prefix("current_page.data.") {
            return scalar_at(&page.keys, &[key]);
        }
        if call.starts_with("partial") {
            let name = texts.first()?;
            let (place, file) = (folder_of(name), file_of(name));
            let endings = [".md", ".md.erb", ".html.md", ".html.md.erb", ".html.erb", ".erb", ""];
            let candidates =
                endings.iter().map(|end| format!("{place}/_{file}{end}").trim_start_matches('/').to_owned());
            let bases = includes.bases.clone();
            let found = candidates.into_iter().find(|name| {
                bases.iter().any(|base| join_parts(base, name).is_some_and(|path| includes.folder.has(&path)))
            });
            let name = found.unwrap_or_else(|| (*name).to_owned());
            return includes.read(&name, &page.source, stack, report, &mut |includes, text, stack, report| {
                let body = front::split(text, &page.source, &mut Report::default()).body;
                ruby(includes, &body, page, stack, report)
            });
        }
        match (call.split([' ', '(']).next(), &texts[..]) {
            (Some("link_to"), [words, target]) => Some(format!("[{words}]({target})")),
            (Some("image_tag"), [picture, ..]) => {
                report.note(Noted::Mark, &page.source, excerpt(call));
                Some(format!("![](/images/{})", picture.trim_start_matches("/images/")))
            }
            (Some("warning_text"), [words]) => Some(format!("> [!WARNING]\n> {words}\n")),
            _ => None,
        }
    })
}

/// The texts in quotation marks.
fn quoted(call: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = call;
    while let Some(at) = rest.find(['"', '\'']) {
        let quote = rest[at..].chars().next().unwrap_or('"');
        let Some(length) = rest[at + 1..].find(quote) else { break };
        found.push(&rest[at + 1..at + 1 + length]);
        rest = &rest[at + 2 + length..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_keep_their_addresses_and_partials_are_written_out() {
        let folder = Folder::of(&[
            (
                "config/tech-docs.yml",
                "service_name: Rules\nhost: https://r.example\nredirects:\n  /a.html: /fees.html\n",
            ),
            (
                "source/fees.html.md.erb",
                "---\ntitle: Fees\nlast_reviewed_on: 2024-01-02\nreview_in: 6 months\nold_paths: [/o.html]\n---\n# <%= current_page.data.title %>\n\n<%= partial 'partials/intro' %> <%= other %>\n",
            ),
            ("source/partials/_intro.md", "Intro."),
        ]);
        let site = read(&folder, &mut Report::default());
        assert_eq!(site.pages.len(), 1);
        assert_eq!(site.pages[0].body.trim(), "# Fees\n\nIntro. <%= other %>");
        assert_eq!((site.pages[0].path.as_str(), site.pages[0].address.as_deref()), ("fees.md", Some("fees.html")));
        assert_eq!(site.redirects.len(), 1);
    }
}
