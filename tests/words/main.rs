//! No word that an author wrote is lost, glued to another or shown as mark-up.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod html;
mod marks;
#[path = "../support/mod.rs"]
mod support;

use support::folder::{Run, handbook};

/// The article of a page for clients with a body, in one line without the space between tags.
fn article(body: &str) -> String {
    let run = handbook().client("a.md", body).build().done();
    article_of(&run, "client/a/index.html")
}

/// The text of a page that was built.
fn article_of(run: &Run, page: &str) -> String {
    let html = run.text(page);
    let from = html.find("<div class=\"text\">").unwrap() + "<div class=\"text\">".len();
    let to = from + html[from..].find("</article>").unwrap();
    let text = html[from..to].split("</div>\n<div class=\"after-text\">").next().unwrap();
    text.replace('\n', " ").replace("> <", "><").replace(" </", "</").trim().to_owned()
}
