//! Names of files, and files that hosts want.

use crate::support::folder::handbook;

#[test]
fn names_with_decomposed_letters_are_those_with_composed_ones() {
    let (composed, decomposed) = ("Geb\u{fc}hren/M\u{fc}ll.md", "Gebu\u{308}hren/Mu\u{308}ll.md");
    for (file, link) in [(composed, decomposed), (decomposed, composed), (decomposed, decomposed)] {
        let run = handbook()
            .client(file, "![Plan](pla\u{308}n.png)")
            .file(
                &format!(
                    "content/{}",
                    file.replace("M\u{fc}ll.md", "pl\u{e4}n.png").replace("Mu\u{308}ll.md", "pl\u{e4}n.png")
                ),
                b"png",
            )
            .client("a.md", &format!("[Waste](<{link}>)"))
            .build()
            .done();
        assert!(run.site.contains_key("client/geb\u{fc}hren/m\u{fc}ll/index.html"), "{:?}", run.site.keys());
        assert!(run.site.contains_key("client/geb\u{fc}hren/pl\u{e4}n.png"), "{:?}", run.site.keys());
    }
    let both = handbook().client(composed, "A.").client(decomposed, "B.").check();
    assert!(both.stdout.contains("error[duplicate-address]"), "{}", both.stdout);
}

#[test]
fn an_alias_that_is_its_own_page_does_no_harm() {
    let with = |aliases: &str| {
        let page = format!("+++\ntitle = \"A\"\nkind = \"page\"\naudience = \"client\"\n{aliases}+++\n\nText.\n");
        handbook().file("content/a/b.md", page).build().done().site
    };
    assert!(with("aliases = [\"/a/b/\"]\n") == with(""));
    assert!(with("aliases = [\"a/b\", \"/a/b/index.html\", \"/A/B/\"]\n") == with(""));
    let twice = with("aliases = [\"/Old/\", \"/old/\", \"/caf%C3%A9/\", \"/caf\u{e9}/\"]\n");
    assert!(twice.contains_key("client/Old/index.html") && !twice.contains_key("client/old/index.html"));
    assert!(with("aliases = [\"/old/\", \"/old/\"]\n").contains_key("client/old/index.html"));
}

/// A picture whose name is written in another normal form than the link to it is used, for the audit too.
#[test]
fn the_audit_takes_both_forms_of_a_name_for_one() {
    for (file, link) in [
        ("pla\u{308}n.svg", "pl\u{e4}n.svg"),
        ("pl\u{e4}n.svg", "pla\u{308}n.svg"),
        ("pla\u{308}n.svg", "pl%C3%A4n.svg"),
    ] {
        let folder = handbook()
            .client("pla\u{308}ne/a.md", &format!("![Plan]({link})"))
            .file(&format!("content/pla\u{308}ne/{file}"), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
        folder.build().done();
        folder.run(&["audit", "dist/client", "--edition", "client"]).done();
    }
}

#[test]
fn a_file_for_a_host_among_the_texts_is_reported() {
    let folder = handbook()
        .client("a.md", "Text.")
        .file("content/.well-known/security.txt", "Contact: x")
        .file("content/CNAME", "x");
    let told = folder.run(&["check", "--today", "2026-06-15"]).stdout;
    assert_eq!(told.matches("unused-attachment").count(), 3, "{told}");
    assert_eq!(told.matches("below static/").count(), 2, "{told}");
}

#[test]
fn a_host_finds_its_files_at_the_top_of_one_edition() {
    let folder = handbook()
        .client("a.md", "Text.")
        .file("static/client/CNAME", "policies.example.org\n")
        .file("static/client/.well-known/security.txt", "Contact: mailto:a@example.org\n")
        .file("static/staff/.nojekyll", "");
    let run = folder.build().done();
    assert_eq!(run.text("client/CNAME"), "policies.example.org\n");
    assert!(run.site.contains_key("client/.well-known/security.txt"));
    assert!(run.site.contains_key("staff/.nojekyll") && !run.site.contains_key("staff/CNAME"));
    let refused = folder
        .file("static/CNAME", "x")
        .file("static/clients/CNAME", "x")
        .file("static/client/register/x", "x")
        .file("static/client/a/index.html", "x")
        .check();
    for (file, rule) in [
        ("static/CNAME", "invalid-file-name"),
        ("static/clients/CNAME", "invalid-file-name"),
        ("static/client/register/x", "duplicate-address"),
    ] {
        let found = refused.stdout.lines().find(|line| line.starts_with(file) && line.contains(rule));
        assert!(found.is_some(), "{file}: {}", refused.stdout);
    }
}

#[cfg(unix)]
#[test]
fn pipes_are_refused_where_a_file_is_read() {
    for name in ["book.toml", "content/people.toml", "content/a.md", "content/plan.pdf", "static/client/CNAME"] {
        let folder = handbook().client("b.md", "Text.").folder("static/client");
        let folder = if name == "book.toml" || name == "content/people.toml" { folder.without(name) } else { folder };
        let made = std::process::Command::new("mkfifo").arg(folder.root().join(name)).status().unwrap();
        assert!(made.success());
        for run in [folder.check(), folder.build()] {
            let run = run.in_order();
            assert_ne!(run.code, Some(0), "{name}");
            let said = format!("{}{}", run.stdout, run.stderr);
            assert!(said.contains(name) && said.contains("pipe"), "{name}: {said}");
        }
    }
}
