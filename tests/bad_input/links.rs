//! Symbolic links, and other things in a folder that are no files.
#![cfg(unix)]

use std::process::Command;

use insta::assert_snapshot;

use super::support::folder::{Folder, handbook};
use super::{first, refused, standing, taken};

const PAGE: &str = "+++\ntitle = \"Out\"\nkind = \"page\"\naudience = \"client\"\n+++\nOutside.\n";

#[test]
fn a_link_that_leaves_content() {
    assert_snapshot!(refused(|folder| folder.file("outside.md", PAGE).link("content/in.md", "../outside.md")), @r"
    error[symlink-outside]: this symbolic link leads out of content/
     --> content/in.md
     = help: copy the file into content/, or remove the link
    ");
    assert_snapshot!(refused(|folder| folder.link("content/passwd.txt", "/etc/passwd")), @r"
    error[symlink-outside]: this symbolic link leads out of content/
     --> content/passwd.txt
     = help: copy the file into content/, or remove the link
    ");
    assert_snapshot!(refused(|folder| folder.file("outside/a.md", PAGE).link("content/in", "../outside")), @r"
    error[symlink-outside]: this symbolic link leads out of content/
     --> content/in
     = help: copy the file into content/, or remove the link
    ");
    assert_snapshot!(refused(|folder| folder.link("content/all", "/")), @r"
    error[symlink-outside]: this symbolic link leads out of content/
     --> content/all
     = help: copy the file into content/, or remove the link
    ");
}

#[test]
fn a_link_through_another_that_leaves_content() {
    assert_snapshot!(
        refused(|folder| folder.file("outside.md", PAGE).link("content/a.md", "b.md").link("content/b.md", "../outside.md")),
        @r"
        error[symlink-outside]: this symbolic link leads out of content/
         --> content/a.md
         = help: copy the file into content/, or remove the link

        error[symlink-outside]: this symbolic link leads out of content/
         --> content/b.md
         = help: copy the file into content/, or remove the link
        "
    );
}

#[test]
fn data_that_is_a_link_that_leaves_content() {
    assert_snapshot!(
        refused(|folder| folder.file("people.toml", "").without("content/people.toml").link("content/people.toml", "../people.toml")),
        @r"
        error[symlink-outside]: this symbolic link leads out of content/
         --> content/people.toml
         = help: copy the file into content/, or remove the link
        "
    );
}

/// A text under the name of an attachment would be published with its front matter and all that is for staff.
#[test]
fn a_link_that_makes_an_attachment_of_a_text() {
    for (link, to) in [
        ("content/refunds/doc.txt", "../inner.md"),
        ("content/doc", "inner.md"),
        ("content/data.csv", "people.toml"),
        ("content/refunds/log.txt", "../releases.toml"),
        ("content/twice.txt", "once.md"),
    ] {
        let found = refused(|folder| {
            let folder = folder
                .file("content/inner.md", PAGE)
                .file("content/releases.toml", "")
                .link("content/once.md", "inner.md");
            folder.client("refunds/a.md", "[Doc](doc.txt)").link(link, to)
        });
        let expected = format!(
            "this symbolic link would publish a text of the handbook as it is written, with what is not for all\n --> {link}\n"
        );
        assert!(found.contains(&expected), "{link}: {found}");
    }
}

/// What is in a theme is published in every edition.
#[test]
fn a_link_in_a_theme_that_leaves_the_theme() {
    use std::fs;
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("key.txt"), "Hush.").unwrap();
    let own = |folder: Folder| {
        let book = fs::read_to_string(folder.root().join("book.toml")).unwrap();
        let folder = folder.file("book.toml", format!("theme = \"own\"\n{book}")).client("_index.md", "Front.");
        folder
            .file("content/inner.md", "+++\ntitle = \"Inner\"\nkind = \"page\"\n+++\nHush of the staff.\n")
            .file("themes/own/assets/a.css", "a {}")
    };
    let key = outside.path().join("key.txt");
    for (link, to) in [
        ("themes/own/assets/key.txt", key.to_str().unwrap()),
        ("themes/own/assets/inner.md", "../../../content/inner.md"),
        ("themes/own/assets/all", "../../../content"),
        ("themes/own/templates", "../../content"),
        ("themes/own/assets/other.css", "../../other/assets/b.css"),
    ] {
        let folder = own(handbook()).file("themes/other/assets/b.css", "b {}").link(link, to);
        let run = folder.build();
        assert!(run.code == Some(2) && run.stderr.contains("leads out of the theme"), "{link}: {}", run.stderr);
        assert!(run.site.is_empty(), "{link}");
    }
    // One that stays inside is taken, and so is a theme that is elsewhere as a whole.
    let folder = own(handbook()).link("themes/own/assets/b.css", "a.css");
    let run = folder.build().done();
    assert!(run.site.keys().any(|path| path.ends_with("assets/b.css")));
    fs::create_dir_all(outside.path().join("theme/assets")).unwrap();
    fs::write(outside.path().join("theme/assets/c.css"), "c {}").unwrap();
    let folder = own(handbook()).without("themes/own/assets/a.css");
    fs::remove_dir_all(folder.root().join("themes/own")).unwrap();
    let folder = folder.link("themes/own", outside.path().join("theme").to_str().unwrap());
    assert!(folder.build().done().site.keys().any(|path| path.ends_with("assets/c.css")));
    // The audit takes nothing for a part of the theme that a link brings in.
    let folder = own(handbook());
    folder.build().done();
    let text = fs::read_to_string(folder.root().join("content/inner.md")).unwrap();
    let folder = folder
        .file("dist/client/assets/inner.md", text)
        .link("themes/own/assets/inner.md", "../../../content/inner.md");
    let out = folder.run(&["audit", "dist/client", "--edition", "client"]);
    assert_ne!(out.code, Some(0), "{}{}", out.stdout, out.stderr);
}

#[test]
fn a_link_that_leads_nowhere() {
    assert_snapshot!(refused(|folder| folder.link("content/gone.md", "nowhere.md")), @r"
    error[symlink-outside]: the target of this symbolic link does not exist
     --> content/gone.md
     = help: remove the link
    ");
}

#[test]
fn a_loop_of_files() {
    assert_snapshot!(refused(|folder| folder.link("content/a.md", "b.md").link("content/b.md", "a.md")), @r"
    error[symlink-loop]: this symbolic link leads back to itself
     --> content/a.md
     = help: remove the link

    error[symlink-loop]: this symbolic link leads back to itself
     --> content/b.md
     = help: remove the link
    ");
    assert_snapshot!(refused(|folder| folder.link("content/self.md", "self.md")), @r"
    error[symlink-loop]: this symbolic link leads back to itself
     --> content/self.md
     = help: remove the link
    ");
}

#[test]
fn a_loop_of_folders() {
    assert_snapshot!(refused(|folder| folder.page("a/page.md", "A.").link("content/a/up", "..")), @r"
    error[symlink-loop]: a symbolic link leads back to a folder that contains it
     --> content/a/up
     = help: remove the link, or let it point to a folder next to it
    ");
    assert_snapshot!(refused(|folder| folder.page("a/page.md", "A.").link("content/a/here", ".")), @r"
    error[symlink-loop]: a symbolic link leads back to a folder that contains it
     --> content/a/here
     = help: remove the link, or let it point to a folder next to it
    ");
    assert_snapshot!(
        refused(|folder| {
            let folder = folder.page("a/page.md", "A.").page("b/page.md", "B.");
            folder.link("content/a/b", "../b").link("content/b/a", "../a")
        }),
        @r"
        error[symlink-loop]: a symbolic link leads back to a folder that contains it
         --> content/a/b/a
         = help: remove the link, or let it point to a folder next to it

        error[symlink-loop]: a symbolic link leads back to a folder that contains it
         --> content/b/a/b
         = help: remove the link, or let it point to a folder next to it
        "
    );
}

#[test]
fn folders_that_double_at_every_step() {
    let told = refused(|mut folder| {
        folder = folder.page("f0/page.md", "A.");
        for n in 1..30 {
            let to = format!("../f{}", n - 1);
            folder = folder.link(&format!("content/f{n}/a"), &to).link(&format!("content/f{n}/b"), &to);
        }
        folder
    });
    assert_snapshot!(first(&told), @r"
    error[symlink-loop]: this symbolic link to a folder is inside a folder that is itself linked
     --> content/f10/a/a
     = help: remove the link: chained links would copy folders many times
    ");
    assert_eq!(told.matches("error[symlink-loop]").count(), 28 * 4);
}

#[test]
fn a_link_that_stays_inside_is_followed() {
    let run =
        taken(|folder| folder.file("content/a/page.md", PAGE).link("content/b", "a").link("content/c.md", "a/page.md"));
    for page in ["a/page", "b/page", "c"] {
        assert!(run.text(&format!("client/{page}/index.html")).contains("Outside."));
    }
}

#[test]
fn content_itself_may_be_a_link() {
    let folder = standing();
    let before = folder.build().done().site;
    std::fs::rename(folder.root().join("content"), folder.root().join("texts")).unwrap();
    let folder = folder.link("content", "texts");
    assert!(folder.build().done().site == before);
}

#[test]
fn a_target_that_is_a_link() {
    assert_snapshot!(
        refused(|folder| {
            let dist = folder.root().join("dist");
            std::fs::rename(dist.join("client"), folder.root().join("moved")).unwrap();
            std::fs::rename(folder.root().join("moved"), dist.join("client")).unwrap();
            let book = std::fs::read_to_string(folder.root().join("book.toml")).unwrap();
            let book = book.replace("dist/staff", "linked");
            folder.file("book.toml", book).folder("elsewhere").link("linked", "elsewhere")
        }),
        @"error: [here]/linked was not written by Greyline (it is a symbolic link), so it is not replaced; name another folder or empty this one"
    );
}

#[test]
fn what_is_neither_file_nor_folder_is_refused() {
    let told = refused(|folder| {
        let made = Command::new("mkfifo").arg(folder.root().join("content/pipe.svg")).status().unwrap();
        assert!(made.success());
        folder
    });
    assert_snapshot!(told, @r"
    error[invalid-file-name]: this is no file that can be read, but a folder, a pipe, a socket or a device
     --> content/pipe.svg
     = help: put a plain file in its place, or remove it
    ");
}

#[test]
fn a_file_that_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = standing().page("closed.md", "Closed.");
    let before = folder.build().done().site;
    let path = folder.root().join("content/closed.md");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        eprintln!("not tested: this user may read everything");
        return;
    }
    let build = folder.build().in_order();
    assert_eq!(build.code, Some(2));
    assert!(build.site == before);
    assert_snapshot!(build.stderr, @"error: cannot read ./content/closed.md: Permission denied (os error 13)");
}
