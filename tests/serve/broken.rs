//! What cannot be understood: it is told, and what stood before stands.

use super::asking::serve;
use super::support::DEFAULTS;
use super::support::folder::{handbook, nothing};

#[test]
fn a_broken_file_keeps_its_page_and_all_others_go_on() {
    let folder = handbook().client("a.md", "Whole.").client("b.md", "Other.");
    let serving = serve(&folder, &[]);
    serving.until("/client/a/", "Whole.");
    let folder = folder.file("content/a.md", "+++\ntitle = \n+++\n\nBroken.\n");
    let findings = serving.until_findings(|findings| findings["errors"].as_u64() > Some(0));
    let first = &findings["items"][0];
    assert_eq!(first["file"], "content/a.md");
    assert_eq!(first["line"], 2);
    assert!(first["source"].as_array().is_some_and(|parts| parts.len() == 3), "{first}");
    let page = serving.get("/client/a/");
    assert!(page.status == 200 && page.text().contains("Whole."));
    let folder = folder.client("b.md", "Other, later.");
    serving.until("/client/b/", "Other, later.");
    assert!(serving.get("/client/a/").text().contains("Whole."));
    let folder = folder.client("a.md", "Mended.");
    serving.until("/client/a/", "Mended.");
    serving.until_findings(|findings| findings["errors"] == 0);
    drop(folder);
}

#[test]
fn a_broken_book_keeps_the_handbook() {
    let folder = handbook().client("a.md", "Whole.");
    let serving = serve(&folder, &[]);
    serving.until("/client/a/", "Whole.");
    for broken in ["title = ", "", "title = \"x\"\n[audiences]\n"] {
        folder.file_at("book.toml", broken);
        serving.until_findings(|findings| findings["errors"].as_u64() > Some(0));
        assert!(serving.get("/client/a/").text().contains("Whole."), "{broken}");
        folder.file_at("book.toml", DEFAULTS[0].1);
        serving.until_findings(|findings| findings["errors"] == 0);
    }
}

#[test]
fn broken_data_keep_what_they_said() {
    let folder = handbook().client("a.md", "It costs {fact:late-fee} then.");
    let serving = serve(&folder, &[]);
    serving.until("/client/a/", "£5");
    folder.file_at("content/facts.toml", "[late-fee\n");
    serving.until_findings(|findings| findings["errors"].as_u64() > Some(0));
    assert!(serving.get("/client/a/").text().contains("£5"));
    folder.file_at("content/facts.toml", DEFAULTS[2].1.replace("£5", "£6"));
    serving.until("/client/a/", "£6");
    serving.until_findings(|findings| findings["errors"] == 0);
}

#[test]
fn a_file_that_is_no_text_keeps_its_page() {
    let folder = handbook().client("a.md", "Whole.");
    let serving = serve(&folder, &[]);
    let folder = folder.file("content/a.md", b"+++\ntitle = \"A\"\nkind = \"page\"\n+++\n\xff\n");
    serving.until_findings(|findings| findings["items"][0]["rule"] == "not-utf8");
    assert!(serving.get("/client/a/").text().contains("Whole."));
    drop(folder);
}

#[test]
fn a_handbook_that_was_never_whole_is_waited_for() {
    let folder = nothing().file("book.toml", "title = ").client("a.md", "Here.");
    let serving = serve(&folder, &[]);
    let answer = serving.get("/client/a/");
    assert_eq!(answer.status, 503);
    assert!(answer.text().contains("/_greyline/bar.js"), "the page reloads by itself");
    serving.until_findings(|findings| findings["errors"].as_u64() > Some(0));
    let folder = folder.file("book.toml", DEFAULTS[0].1);
    serving.until("/client/a/", "Here.");
    drop(folder);
}
