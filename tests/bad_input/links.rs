//! Symbolic links, and other things in a folder that are no files.
#![cfg(unix)]

use std::process::Command;

use insta::assert_snapshot;

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
