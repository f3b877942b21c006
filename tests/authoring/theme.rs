//! `greyline theme`: a handbook begins a theme of its own with files of the built-in one.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::{files, greyline, printed, refused};

fn home() -> TempDir {
    let home = TempDir::new().unwrap();
    greyline(home.path(), &["init"]).assert().success();
    home
}

fn theme_of(home: &TempDir) -> Vec<(String, String)> {
    let folder = home.path().join("themes");
    if folder.exists() { files(&folder) } else { Vec::new() }
}

fn built_in(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/greyline").join(file)).unwrap()
}

#[test]
fn a_file_is_copied_and_then_replaces_the_built_in_one() {
    let home = home();
    let said = printed(&mut greyline(home.path(), &["theme", "eject", "templates/404.html", "strings"]));
    assert!(said.contains("themes/own/templates/404.html\n") && said.ends_with("add:\n\ntheme = \"own\"\n"), "{said}");
    let written = theme_of(&home);
    let names: Vec<&str> = written.iter().map(|(name, _)| name.as_str()).collect();
    let languages = ["cy", "de", "en", "es", "fr", "nl"].map(|language| format!("own/strings/{language}.toml"));
    assert_eq!(names[..6], languages);
    assert_eq!(names[6..], ["own/templates/404.html"]);
    assert_eq!(written[6].1, built_in("templates/404.html"));

    let page = written[6].1.replace("{{ t.not_found.try }}", "Ask the desk.");
    fs::write(home.path().join("themes/own/templates/404.html"), page).unwrap();
    let book = home.path().join("book.toml");
    fs::write(&book, format!("theme = \"own\"\n{}", fs::read_to_string(&book).unwrap())).unwrap();
    printed(&mut greyline(home.path(), &["build"]));
    let made = fs::read_to_string(home.path().join("dist/client/404.html")).unwrap();
    assert!(made.contains("<p>Ask the desk.</p>"), "{made}");
    let listed = printed(&mut greyline(home.path(), &["theme", "list"]));
    let line = listed.lines().find(|line| line.starts_with("templates/404.html")).unwrap();
    assert!(line.ends_with("replaced by themes/own/templates/404.html"), "{line}");
    assert!(listed.lines().any(|line| line == "templates/page.html"));
}

#[test]
fn a_file_that_is_made_of_others_is_copied_as_those() {
    let home = home();
    let said = refused(&mut greyline(home.path(), &["theme", "eject", "assets/search.js"]));
    assert!(said.contains("`assets/search.js` is made of the files in `assets/search/`"), "{said}");
    let listed = printed(&mut greyline(home.path(), &["theme", "list"]));
    let line = listed.lines().find(|line| line.starts_with("assets/style.css ")).unwrap();
    assert!(line.ends_with("  made of assets/style/"), "{line}");

    printed(&mut greyline(home.path(), &["theme", "eject", "assets/style/table.css", "assets/search"]));
    let written = theme_of(&home);
    assert!(written.iter().any(|(name, _)| name == "own/assets/search/main.js"), "{written:?}");
    fs::write(home.path().join("themes/own/assets/style/table.css"), "table { color: teal; }\n").unwrap();
    let module = home.path().join("themes/own/assets/search/hits.js");
    fs::write(&module, format!("{}\nfindHits.colour = \"teal\";\n", built_in("assets/search/hits.js"))).unwrap();
    let book = home.path().join("book.toml");
    fs::write(&book, format!("theme = \"own\"\n{}", fs::read_to_string(&book).unwrap())).unwrap();
    printed(&mut greyline(home.path(), &["build"]));
    let made = files(&home.path().join("dist/client/assets"));
    let text = |start: &str| &made.iter().find(|(name, _)| name.starts_with(start)).unwrap().1;
    assert!(text("style-").contains("table { color: teal; }"));
    let search = made.iter().find(|(name, _)| name.starts_with("search-") && name.contains(".js")).unwrap();
    assert!(search.1.contains("findHits.colour = \"teal\""));
    assert!(!made.iter().any(|(name, _)| name.contains('/')), "{made:?}");

    fs::write(&module, "export const findHits = 1;\nimport { sort } from \"./tokenize.js\";\n").unwrap();
    let said = refused(&mut greyline(home.path(), &["build"]));
    assert!(said.contains("assets/search/hits.js:2: assets/search/tokenize.js does not export `sort`"), "{said}");
}

#[test]
fn nothing_that_is_there_is_written_over() {
    let home = home();
    printed(&mut greyline(home.path(), &["theme", "eject", "templates/page.html", "--name", "ours"]));
    fs::write(home.path().join("themes/ours/templates/page.html"), "mine").unwrap();
    let said = refused(&mut greyline(home.path(), &["theme", "eject", "templates", "--name", "ours"]));
    assert!(said.contains("page.html already exists; nothing was written"), "{said}");
    assert_eq!(theme_of(&home), [("ours/templates/page.html".to_owned(), "mine".to_owned())]);
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let home = home();
    let said = refused(&mut greyline(home.path(), &["theme", "eject", "templates/polcy.html"]));
    assert!(said.contains("did you mean `templates/policy.html`?"), "{said}");
    for name in ["../out", "", "a/b"] {
        let said = refused(&mut greyline(home.path(), &["theme", "eject", "strings", "--name", name]));
        assert!(said.contains("cannot be the name of a theme"), "{said}");
    }
    assert_eq!(theme_of(&home), []);
}

#[test]
fn programs_are_told_in_json() {
    let home = home();
    let arguments = ["theme", "eject", "assets/icon.svg", "--format", "json"];
    let done: Value = serde_json::from_str(&printed(&mut greyline(home.path(), &arguments))).unwrap();
    assert_eq!(done["written"][0], "themes/own/assets/icon.svg");
    assert_eq!(done["add_to_book_toml"], "theme = \"own\"");
    let list = printed(&mut greyline(home.path(), &["theme", "list", "--format", "json"]));
    let list: Value = serde_json::from_str(&list).unwrap();
    assert!(list.as_array().unwrap().iter().all(|line| line["built_in"] == true && line["own"].is_null()));
}
