//! `changes.atom`.

use crate::{commit, refunds};

fn published() -> crate::support::folder::Run {
    let book = crate::support::DEFAULTS[0].1;
    let url = "out = \"dist/client\"\nurl = \"https://example.org/policies/\"";
    let folder = refunds().file("book.toml", book.replace("out = \"dist/client\"", url));
    commit(&folder, "2026-06-02");
    folder.build().done()
}

#[test]
fn the_whole_each_section_and_each_policy_has_its_feed() {
    let run = published();
    let feeds: Vec<&str> = run.site.keys().filter(|name| name.ends_with("changes.atom")).map(String::as_str).collect();
    assert_eq!(
        feeds,
        ["client/changes.atom", "client/refunds/changes.atom", "client/refunds/refunds/changes/changes.atom"]
    );
    assert!(
        run.text("client/index.html")
            .contains("<link rel=\"alternate\" type=\"application/atom+xml\" href=\"changes.atom\"")
    );
}

#[test]
fn entries_keep_their_ids_and_the_declared_days() {
    let run = published();
    let feed = run.text("client/changes.atom");
    for wanted in [
        "<id>https://example.org/policies/changes.atom</id>",
        "<updated>2026-06-01T00:00:00Z</updated>\n<author><name>Handbook</name></author>",
        "<title>Refunds: Version 2.1 (Announced for 1 September 2026)</title>\n<id>https://example.org/policies/p/RF-001/#2.1-announced</id>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"https://example.org/policies/refunds/refunds/changes/#v2.1\"/>\n\
         <updated>2026-06-01T00:00:00Z</updated>\n<category term=\"wording\"/>\n<summary>Wording.</summary>",
        "<updated>2026-02-01T00:00:00Z</updated>\n<category term=\"material\"/>\n<summary>There is room now. Why: Clients asked.</summary>",
    ] {
        assert!(feed.contains(wanted), "{wanted}\n---\n{feed}");
    }
    assert_eq!(feed.matches("<entry>").count(), feed.matches("</entry>").count());
    assert_eq!(feed.matches("<entry>").count(), 3);
}
