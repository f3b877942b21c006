//! Folders where files should be, files where folders should be, and nothing where something should be.

use insta::assert_snapshot;

use super::{refused, standing, taken};
use crate::support::folder::{Folder, handbook, nothing};

#[test]
fn no_book_toml() {
    let run = nothing().file("content/a.md", "").build().in_order();
    assert_eq!((run.code, run.site.len()), (Some(2), 0));
    assert_snapshot!(run.stderr, @"error: no book.toml in [here] or any folder above it; `greyline init` creates one");
    let folder = nothing();
    let run = folder.run(&["build", "--root", folder.root().to_str().unwrap()]).in_order();
    assert_eq!(run.code, Some(2));
    assert_snapshot!(run.stderr, @"error: there is no book.toml in [here]; `greyline init [here]` creates one there");
}

#[test]
fn an_empty_book_toml() {
    assert_snapshot!(refused(|folder| folder.file("book.toml", "")), @r#"
    error[missing-key]: book.toml needs `audiences`
     --> book.toml:1:1
      |
    1 |
      | ^
      |
      = help: add `[audiences]` with one line for each group of readers

    error[missing-key]: book.toml needs `editions`
     --> book.toml:1:1
      |
    1 |
      | ^
      |
      = help: add `[editions.NAME]` with `audience` and `out`

    error[missing-key]: book.toml needs `title`
     --> book.toml:1:1
      |
    1 |
      | ^
      |
      = help: add `title = "…"`
    "#);
}

#[test]
fn book_toml_that_is_a_folder() {
    assert_snapshot!(refused(|folder| folder.without("book.toml").folder("book.toml")), @r"
    error[invalid-file-name]: this is no file that can be read, but a folder, a pipe, a socket or a device
     --> book.toml
     = help: put a plain file in its place, or remove it
    ");
}

#[test]
fn book_toml_that_is_broken() {
    assert_snapshot!(refused(|folder| folder.file("book.toml", "title = \n[audiences")), @r"
    error[invalid-front-matter]: string values must be quoted, expected literal string
     --> book.toml:1:9
      |
    1 | title =
      |         ^
      |
      = help: fix the TOML here; the rest is checked afterwards

    error[invalid-front-matter]: unclosed table, expected `]`
     --> book.toml:2:11
      |
    2 | [audiences
      |           ^
      |
      = help: fix the TOML here; the rest is checked afterwards
    ");
}

#[test]
fn no_content() {
    assert_snapshot!(refused(|folder| folder.without("content")), @"error: cannot read ./content: No such file or directory (os error 2)");
    assert_snapshot!(refused(|folder| folder.without("content").file("content", "x")), @"error: cannot read ./content: Not a directory (os error 20)");
}

#[test]
fn an_empty_content() {
    let run = handbook().without("content").folder("content").build().in_order().done();
    assert!(run.text("client/index.html").contains("Handbook"));
}

#[test]
fn a_folder_where_a_file_should_be() {
    taken(|folder| folder.folder("content/fees.md"));
    let people = |folder: Folder| folder.without("content/people.toml");
    assert_snapshot!(refused(|folder| people(folder).folder("content/people.toml")), @r"
    error[invalid-file-name]: this is a folder, where Greyline looks for a file
     --> content/people.toml
     = help: rename the folder
    ");
    assert_snapshot!(refused(|folder| people(folder).page("people.toml/x.md", "A.")), @r"
    error[invalid-file-name]: this is a folder, where Greyline looks for a file
     --> content/people.toml
     = help: rename the folder
    ");
}

#[test]
fn a_target_that_is_not_ours() {
    let folder = standing();
    let before = folder.build().done().site;
    let stranger = |name: &str, what: &dyn Fn()| {
        what();
        let run = folder.build().in_order();
        assert_eq!(run.code, Some(2), "{name}");
        assert!(before.iter().all(|(name, bytes)| run.site.get(name) == Some(bytes)));
        run.stderr
    };
    let client = folder.root().join("dist/client");
    let notes = client.join("notes.txt");
    assert_snapshot!(stranger("notes", &|| std::fs::write(&notes, "mine").unwrap()), @"error: [here]/dist/client was not written by Greyline (it contains notes.txt, which Greyline did not write), so it is not replaced; name another folder or empty this one");
    std::fs::remove_file(&notes).unwrap();
    let folder = handbook().file("dist", "a file");
    let run = folder.build().in_order();
    assert_eq!(run.code, Some(2));
    assert_snapshot!(run.stderr, @"error: [here]/dist was not written by Greyline (it is a file), so it is not replaced; name another folder or empty this one");
}

#[test]
fn editions_that_would_harm_the_handbook() {
    let out = |out: &str| {
        refused(|folder| {
            let book = std::fs::read_to_string(folder.root().join("book.toml")).unwrap();
            folder.file("book.toml", book.replace("dist/client", out))
        })
    };
    assert_snapshot!(out("."), @r#"
    error[invalid-value]: that is the folder of the handbook
      --> book.toml:18:7
       |
    18 | out = "."
       |       ^^^
       |
       = help: give it a folder of its own: out = "dist/client"
    "#);
    assert_snapshot!(out(".."), @r#"
    error[invalid-value]: that is the folder of the handbook
      --> book.toml:18:7
       |
    18 | out = ".."
       |       ^^^^
       |
       = help: give it a folder of its own: out = "dist/client"
    "#);
    assert_snapshot!(out("/"), @"error: / was not written by Greyline (it is the top of the file system), so it is not replaced; name another folder or empty this one");
    assert_snapshot!(out("content/site"), @r#"
    error[invalid-value]: `content/site` contains the handbook's source files
      --> book.toml:18:7
       |
    18 | out = "content/site"
       |       ^^^^^^^^^^^^^^
       |
       = help: give it a folder of its own: out = "dist/client"
    "#);
    assert_snapshot!(out("./content/site"), @r#"
    error[invalid-value]: `content/site` contains the handbook's source files
      --> book.toml:18:7
       |
    18 | out = "./content/site"
       |       ^^^^^^^^^^^^^^^^
       |
       = help: give it a folder of its own: out = "dist/client"
    "#);
    assert_snapshot!(out("static/client/site"), @r#"
    error[invalid-value]: `static/client/site` contains the handbook's source files
      --> book.toml:18:7
       |
    18 | out = "static/client/site"
       |       ^^^^^^^^^^^^^^^^^^^^
       |
       = help: give it a folder of its own: out = "dist/client"
    "#);
    assert_snapshot!(out("dist/staff"), @r#"
    error[invalid-value]: the output folders of `staff` and `client` overlap
      --> book.toml:18:7
       |
    18 | out = "dist/staff"
       |       ^^^^^^^^^^^^
       |
       = help: give it a folder of its own: out = "dist/client"
    "#);
    assert_snapshot!(out("dist/./staff/inner"), @r#"
    error[invalid-value]: the output folders of `staff` and `client` overlap
      --> book.toml:18:7
       |
    18 | out = "dist/./staff/inner"
       |       ^^^^^^^^^^^^^^^^^^^^
       |
       = help: give it a folder of its own: out = "dist/client"
    "#);
}
