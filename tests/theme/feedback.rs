//! "Was this clear?" stands on every page, for owners of every kind, and an edit link where its source may be known.

use super::support::folder::{Folder, handbook};

/// A handbook with a policy whose owner is reached in a way, and a page without an owner.
fn reached(contact: &str, site: &str) -> Folder {
    let book = format!("{}\n[site]\n{site}\n", super::support::DEFAULTS[0].1);
    let people = format!("[desk]\nrole = \"The desk & bar\"\naudience = \"client\"\n{contact}\n");
    let policy = "+++\nid = \"CS-1\"\ntitle = \"Refunds & returns\"\nowner = \"desk\"\nversion = \"1.0\"\naudience = \"client\"\n\
                  flexibility = \"black\"\nreasons = [\"So.\"]\nrationale = \"So.\"\nreview_date = 2027-01-01\n+++\n\nText.\n";
    let folder = handbook().file("book.toml", book).file("content/people.toml", people);
    folder.client("_index.md", "Front.").client("a b.md", "A page.").file("content/refunds.md", policy)
}

#[test]
fn readers_may_say_that_any_page_is_not_clear() {
    let mail = reached("contact = \"mailto:desk@x.example\"", "feedback = \"tel:+44-1632-960000\"").build().done();
    let page = mail.text("client/refunds/index.html");
    let subject = "subject=Was%20this%20clear%3F%20CS-1%20Refunds%20%26%20returns%201.0";
    assert!(
        page.contains(&format!("href=\"mailto:desk@x.example?{subject}\">Write to The desk &amp; bar</a>")),
        "{page}"
    );
    for path in ["client/a-b/index.html", "client/index.html", "client/glossary/index.html", "client/404.html"] {
        let Some(page) = mail.site.get(path) else { continue };
        let page = std::str::from_utf8(page).unwrap();
        assert!(page.contains("Call us: <a href=\"tel:+44-1632-960000\">+44 1632 960000</a>"), "{path}: {page}");
        assert_eq!(page.matches("Was this clear?").count(), 1, "{path}");
    }
    assert_eq!(page.matches("id=\"_clear\"").count(), 1);

    let call = reached("contact = \"tel:+44-1632-960001\"", "").build().done();
    let page = call.text("client/refunds/index.html");
    assert!(page.contains("Ask The desk &amp; bar: <a href=\"tel:+44-1632-960001\">+44 1632 960001</a>"), "{page}");
    assert!(!call.text("client/a-b/index.html").contains("Was this clear?"), "nobody is named there");

    let words = reached("contact = \"the window by the **door**\"", "").build().done();
    let page = words.text("client/refunds/index.html");
    assert!(page.contains("Ask The desk &amp; bar: the window by the <strong>door</strong>"), "{page}");

    let site = reached("", "feedback = \"https://x.example/tell\"").build().done();
    let page = site.text("client/refunds/index.html");
    assert!(page.contains("<a href=\"https://x.example/tell\">Write to us</a>"), "{page}");
}

#[test]
fn only_those_who_may_read_all_of_a_source_are_led_to_it() {
    let edit = "edit = \"https://git.example/edit/main/{path}\"";
    let built = reached("", edit).build().done();
    let link = "href=\"https://git.example/edit/main/content/a%20b.md\"";
    assert!(built.text("staff/a-b/index.html").contains(link));
    assert!(built.text("staff/index.html").contains("edit/main/content/_index.md\""));
    assert!(!built.text("staff/search/index.html").contains("git.example"));
    for (path, bytes) in built.site.iter().filter(|(path, _)| !path.starts_with("staff/")) {
        assert!(!String::from_utf8_lossy(bytes).contains("git.example"), "{path} says where the sources are");
    }
    let audit = reached("", edit);
    audit.build().done();
    for edition in ["staff", "members", "client"] {
        audit.run(&["audit", &format!("dist/{edition}"), "--edition", edition]).done();
    }
    // Were it published, the audit would find it.
    audit.file_at("dist/client/leak.html", "<p>https://git.example/edit/main/</p>");
    assert_eq!(audit.run(&["audit", "dist/client", "--edition", "client"]).code, Some(1));
}

#[test]
fn a_link_of_the_site_that_leads_nowhere_is_refused() {
    for (site, told) in [
        ("feedback = \"care@x.example\"", "`care@x.example` cannot be `feedback`"),
        ("edit = \"https://git.example/edit/\"", "`https://git.example/edit/` cannot be `edit`"),
        ("edit = \"javascript:{path}\"", "cannot be `edit`"),
    ] {
        let run = reached("", site).build();
        assert!(run.code == Some(1) && (run.stdout + &run.stderr).contains(told), "{site}");
    }
}
