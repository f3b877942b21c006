//! Names: of files, addresses and ids.

use insta::assert_snapshot;

use super::{first, refused, taken};

#[test]
fn two_files_for_one_address() {
    assert_snapshot!(refused(|folder| folder.page("late fees.md", "A.").page("late-fees.md", "B.")), @r"
    error[duplicate-address]: this page and another would both be published at `/late-fees/`
     --> content/late-fees.md
     = help: rename one of the two; addresses ignore upper and lower case
    note: this is the other
     --> content/late fees.md:1:1
      |
    1 | +++
      | ^
    ");
    assert_snapshot!(first(&refused(|folder| folder.page("fees.md", "A.").page("fees/_index.md", "B."))), @r"
    error[duplicate-address]: this page and another would both be published at `/fees/`
     --> content/fees/_index.md
     = help: rename one of the two; addresses ignore upper and lower case
    note: this is the other
     --> content/fees.md:1:1
      |
    1 | +++
      | ^
    ");
    assert_snapshot!(refused(|folder| folder.page("a b/x.md", "A.").page("a-b/x.md", "B.")), @r"
    error[duplicate-address]: this folder and content/a b would both be the section `/a-b/`
     --> content/a-b
     = help: move the files of one into the other, or rename one; addresses ignore upper and lower case
    ");
    assert_snapshot!(
        refused(|folder| folder.client("fees.md", "[A](fees/index.html)").file("content/fees/index.html", "B.")),
        @r"
        error[active-attachment]: Clients get this file, and it can run a script in their browsers: a browser opens it as a page or a program of this site
         --> content/fees/index.html
         = help: write what it says as a page, or publish it as a picture (PNG) or as PDF; a drawing is harmless without scripts, event handlers and embedded pages

        error[duplicate-address]: this file would be published at the address of a page
         --> content/fees/index.html
         = help: rename the file
        "
    );
}

#[test]
fn names_that_differ_by_case_alone() {
    assert_snapshot!(refused(|folder| folder.page("Fees.md", "A.").page("fees.md", "B.")), @r"
    error[duplicate-address]: this page and another would both be published at `/fees/`
     --> content/fees.md
     = help: rename one of the two; addresses ignore upper and lower case
    note: this is the other
     --> content/Fees.md:1:1
      |
    1 | +++
      | ^
    ");
    for pages in [["A/x.md", "a/x.md"], ["A/x.md", "a/y.md"], ["A/in/x.md", "a/in/y.md"]] {
        let said = refused(|folder| pages.into_iter().fold(folder, |folder, page| folder.page(page, "A.")));
        let wanted =
            "error[duplicate-address]: this folder and content/A would both be the section `/a/`\n --> content/a\n";
        assert!(said.starts_with(wanted) && said.matches("error[").count() == 1, "{pages:?}: {said}");
    }
    assert_snapshot!(
        refused(|folder| {
            folder.client("x.md", "[A](Plan.pdf) [B](plan.pdf)").file("content/Plan.pdf", "A").file("content/plan.pdf", "B")
        }),
        @r"
        error[duplicate-address]: this file and content/Plan.pdf would be published at one address
         --> content/plan.pdf
         = help: rename one of the two
        "
    );
}

const POLICY: &str = "+++\ntitle = \"T\"\nkind = \"policy\"\naudience = \"client\"\nversion = \"1.0\"\nowner = \"client-care\"\n\
                      flexibility = \"black\"\nreview_date = 2027-01-01\nrationale = \"Because.\"\nreasons = [\"So.\"]\n";

fn policy(id: &str, more: &str) -> String {
    format!("{POLICY}id = \"{id}\"\n{more}\n+++\n\nText.\n")
}

#[test]
fn ids_that_are_one_address() {
    let two = |a: &str, b: &str| {
        refused(|folder| folder.file("content/a.md", policy(a, "")).file("content/b.md", policy(b, "")))
    };
    assert_snapshot!(two("CS-1", "CS-1"), @r#"
    error[duplicate-id]: the id `CS-1` is taken
      --> content/b.md:11:6
       |
    11 | id = "CS-1"
       |      ^^^^^^
       |
       = help: give one of the two an id that no policy ever had
    note: already used here
      --> content/a.md:11:6
       |
    11 | id = "CS-1"
       |      ^^^^^^
    "#);
    assert_snapshot!(two("CS-1", "cs-1"), @r#"
    error[duplicate-id]: the ids `cs-1` and `CS-1` differ only in upper and lower case
      --> content/b.md:11:6
       |
    11 | id = "cs-1"
       |      ^^^^^^
       |
       = help: give one of the two an id that no policy ever had
    note: already used here
      --> content/a.md:11:6
       |
    11 | id = "CS-1"
       |      ^^^^^^
    "#);
}

#[test]
fn ids_that_are_no_addresses() {
    let told = |id: &str| refused(|folder| folder.file("content/a.md", policy(id, "")));
    assert_snapshot!(told("../../x"), @r#"
    error[invalid-value]: `../../x` cannot be a part of an address
      --> content/a.md:11:6
       |
    11 | id = "../../x"
       |      ^^^^^^^^^
       |
       = help: write letters, digits and dashes: "CS-014"
    "#);
    assert_snapshot!(told("CON"), @r#"
    error[invalid-value]: `CON` cannot be a part of an address: Windows reserves this name
      --> content/a.md:11:6
       |
    11 | id = "CON"
       |      ^^^^^
       |
       = help: write letters, digits and dashes: "CS-014"
    "#);
    assert_snapshot!(told(&"x".repeat(300)), @r#"
    error[invalid-value]: `x⋯` cannot be a part of an address: a part of it is longer than 240 bytes
      --> content/a.md:11:6
       |
    11 | id = "x⋯…
       |      ^⋯
       |
       = help: write letters, digits and dashes: "CS-014"
    "#);
}

#[test]
fn aliases_that_are_no_addresses() {
    let told = |aliases: &str| refused(|folder| folder.file("content/a.md", policy("A-1", aliases)));
    assert_snapshot!(told("aliases = [\"/../x/\"]"), @r#"
    error[invalid-value]: `/../x/` is no address of this site: it contains `.` or `..`
      --> content/a.md:12:12
       |
    12 | aliases = ["/../x/"]
       |            ^^^^^^^^
       |
       = help: write the old path from the top: "/old/path/"
    "#);
    assert_snapshot!(told("aliases = [\"/nul/\"]"), @r#"
    error[invalid-value]: `/nul/` is no address of this site: Windows reserves this name
      --> content/a.md:12:12
       |
    12 | aliases = ["/nul/"]
       |            ^^^^^^^
       |
       = help: write the old path from the top: "/old/path/"
    "#);
    assert_snapshot!(told(&format!("aliases = [\"/{}/\"]", "y".repeat(300))), @r#"
    error[invalid-value]: `/y⋯/` is no address of this site: a part of it is longer than 240 bytes
      --> content/a.md:12:12
       |
    12 | aliases = ["/y⋯…
       |            ^⋯
       |
       = help: write the old path from the top: "/old/path/"
    "#);
    assert_snapshot!(told("aliases = [\"/manifest.json\"]"), @r#"
    error[duplicate-address]: `/manifest.json` is reserved: every site has its own file there
      --> content/a.md:12:12
       |
    12 | aliases = ["/manifest.json"]
       |            ^^^^^^^^^^^^^^^^
       |
       = help: rename the file or its folder, for instance by adding a word
    "#);
    assert_snapshot!(told("aliases = [\"/welcome/\"]"), @r#"
    error[duplicate-address]: `/welcome/` is already used
      --> content/a.md:12:12
       |
    12 | aliases = ["/welcome/"]
       |            ^^^^^^^^^^^
       |
       = help: remove this alias
    note: it is used here
     --> content/welcome.md:1:1
      |
    1 | +++
      | ^
    "#);
    assert_snapshot!(told("aliases = [\"/Welcome/\"]"), @r#"
    error[duplicate-address]: `/welcome/` is already used
      --> content/a.md:12:12
       |
    12 | aliases = ["/Welcome/"]
       |            ^^^^^^^^^^^
       |
       = help: remove this alias
    note: it is used here
     --> content/welcome.md:1:1
      |
    1 | +++
      | ^
    "#);
    assert_snapshot!(told("aliases = [\"/welcome/index.html/x/\"]"), @"error: cannot publish `welcome/index.html`: it is also the folder of another file");
}

#[test]
fn names_that_windows_keeps_for_itself() {
    assert_snapshot!(refused(|folder| folder.page("con.md", "A.")), @r"
    error[invalid-file-name]: this would be published at `/con`, which is not a valid file name on every system: Windows reserves this name
     --> content/con.md
     = help: rename the file or its folder
    ");
    assert_snapshot!(refused(|folder| folder.page("aux/x.md", "A.")), @r"
    error[invalid-file-name]: this would be published at `/aux/x`, which is not a valid file name on every system: Windows reserves this name
     --> content/aux/x.md
     = help: rename the file or its folder
    ");
    assert_snapshot!(refused(|folder| folder.client("x.md", "[A](nul.txt)").file("content/nul.txt", "A")), @r"
    error[invalid-file-name]: this would be published at `/nul.txt`, which is not a valid file name on every system: Windows reserves this name
     --> content/nul.txt
     = help: rename the file or its folder
    ");
}

#[cfg(unix)]
#[test]
fn names_that_are_no_addresses() {
    assert_snapshot!(refused(|folder| folder.page("!!!.md", "A.")), @r"
    error[invalid-file-name]: this name needs at least one letter or digit
     --> content/!!!.md
     = help: rename the file or folder with letters, digits and dashes
    ");
    assert_snapshot!(refused(|folder| folder.client("x.md", "[A](<a\"b.txt>)").file("content/a\"b.txt", "A")), @r#"
    error[invalid-file-name]: this would be published at `/a"b.txt`, which is not a valid file name on every system: Windows allows none of \ < > : " | ? * in a name
     --> content/a"b.txt
     = help: rename the file or its folder
    "#);
    assert_snapshot!(refused(|folder| folder.client("x.md", "[A](a%0Ab.txt)").file("content/a\nb.txt", "A")), @r"
    error[invalid-file-name]: this would be published at `/a
                              b.txt`, which is not a valid file name on every system: it contains a control character
     --> content/a b.txt
     = help: rename the file or its folder
    ");
    assert_snapshot!(refused(|folder| folder.client("x.md", "[A](./a:b.txt)").file("content/a:b.txt", "A").page("a\u{1b}[31m:.md", "B")), @r#"
    warning[leftover-markup]: a sign was lost here; readers would see `�`
     --> content/a␛[31m:.md:2:11
      |
    2 | title = "a�[31m:"
      |           ^
      |
      = help: write the sign that was meant: it was lost when the text was copied, or saved in another encoding

    error[invalid-file-name]: this would be published at `/a:b.txt`, which is not a valid file name on every system: Windows allows none of \ < > : " | ? * in a name
     --> content/a:b.txt
     = help: rename the file or its folder
    "#);
    let long = format!("{}.md", "n".repeat(250));
    assert_snapshot!(refused(|folder| folder.page(&long, "A.")), @r"
    error[invalid-file-name]: this would be published at `/n⋯`, which is not a valid file name on every system: a part of it is longer than 240 bytes
     --> content/n⋯.md
     = help: rename the file or its folder
    ");
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    assert_snapshot!(
        refused(|folder| {
            let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
            std::fs::write(folder.root().join("content").join(name), "").unwrap();
            folder
        }),
        @r"
        error[invalid-file-name]: this file's name is not UTF-8
         --> content/caf�.md
         = help: rename the file
        "
    );
}

#[test]
fn what_editors_leave_behind_is_passed_over() {
    let run = taken(|folder| {
        let names =
            [".fees.md.swp", "fees.md~", "#fees.md#", ".#fees.md", "4913", ".DS_Store", "Thumbs.db", "fees.md.orig"];
        names.iter().fold(folder, |folder, name| folder.file(&format!("content/{name}"), b"\xff\xfe"))
    });
    assert_eq!(run.stderr, "note: older versions are not shown: the handbook is not in a git repository\n");
}
