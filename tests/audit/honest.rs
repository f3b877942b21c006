//! Honest sites are clean, and the other two editions see what is theirs.

use greyline::audit::{LeakKind, audit};

use crate::desk::{Desk, gz};

#[test]
fn an_honest_site_is_clean_for_every_edition() {
    let desk = Desk::new();
    desk.publish("index.html.gz", gz(b"<h1>Welcome</h1><p>Everything you can expect from us.</p>"));
    for edition in ["client", "members", "staff"] {
        let audit = desk.audit(edition);
        assert_eq!(audit.leaks, [], "{edition}");
        assert!(audit.files_read >= 15 && audit.runs_sought > 10, "{audit:?}");
    }
    assert!(desk.audit("client").runs_sought > desk.audit("members").runs_sought);
    assert!(desk.audit("members").runs_sought > desk.audit("staff").runs_sought);
}

#[test]
fn each_edition_sees_what_is_its_own() {
    let page = |text: &str| {
        let desk = Desk::new();
        desk.publish("a.html", format!("<p>{text}</p>"));
        ["client", "members", "staff"].map(|edition| desk.audit(edition).leaks.len())
    };
    let [client, members, staff] = page("Members may park behind the boathouse until ten.");
    assert!(client > 0 && members == 0 && staff == 0);
    let [client, members, staff] = page("Look for the red sticker before you open the strongbox.");
    assert!(client > 0 && members > 0 && staff == 0);
    let [client, members, staff] = page("Your friend swims free on the first Sunday of each month.");
    assert!(client > 0 && members == 0 && staff == 0);
    let [client, members, staff] = page("Gently tell them that lockers cost extra tonight.");
    assert!(client > 0 && members > 0 && staff == 0);
    let [client, members, staff] = page("The chandler next door undercuts us on purpose.");
    assert!(client > 0 && members > 0 && staff > 0);
}

#[test]
fn words_that_visible_text_holds_too_are_no_leak() {
    let desk = Desk::new();
    desk.source(
        "content/payments/copy.md",
        "+++\nid = \"PY-8\"\ntitle = \"Refunds\"\n+++\nYou get all of it back within 30 days. The late fee is £7.50.\n",
    );
    assert_eq!(desk.audit("client").leaks, []);
}

#[test]
fn the_theme_stands_in_every_edition() {
    let desk = Desk::new();
    desk.publish("a.html", "<p>Two people count together, and neither leaves the room</p>");
    assert!(!desk.audit("client").leaks.is_empty());
    desk.source("themes/mine/page.html", "<p>Two people count together, and neither leaves the room</p>");
    assert_eq!(desk.audit("client").leaks, []);
}

#[test]
fn a_private_text_that_quotes_a_visible_card_is_no_leak_of_it() {
    let desk = Desk::new();
    let quoted = "```\noffer = \"Refund to the card that paid, in full\"\nwhen = \"Within 30 days, nothing used\"\nlimit = \"£200\"\n![](flow.svg)\n```\n";
    desk.source("content/vault/manual.md", format!("+++\ntitle = \"How to write one\"\n+++\n{quoted}\n    flow.svg\n"));
    desk.publish(
        "card.html",
        "<li><p>Refund to the card that paid, in full</p><dl><dt>When<dd>Within 30 days, nothing used<dt>Limit<dd>£200</dl><img src='payments/refunds/flow.svg'>",
    );
    assert_eq!(desk.audit("client").leaks, []);
}

#[test]
fn neighbours_on_a_visible_card_are_no_leak_of_a_private_text_that_joins_them() {
    let desk = Desk::new();
    let page = "+++\ntitle = \"How to write one\"\n+++\nWrite it so: within 30 days, nothing used: £200.\n";
    desk.source("content/vault/manual.md", page);
    desk.publish(
        "search/texts.json",
        "[\"Refund to the card that paid, in full\\nWithin 30 days, nothing used\\n£200\"]",
    );
    assert_eq!(desk.audit("client").leaks, []);
}

#[test]
fn a_label_between_visible_values_is_no_leak_of_a_private_text_that_quotes_the_keys() {
    let desk = Desk::new();
    let quoted = "offer = \"Refund to the card that paid, in full\"\nwhen = \"Within 30 days, nothing used\"\n";
    desk.source("content/vault/old.md", format!("+++\ntitle = \"Old\"\n+++\n{quoted}"));
    desk.publish("card.md", "- Refund to the card that paid, in full\n  - When: Within 30 days, nothing used\n");
    assert_eq!(desk.audit("client").leaks, []);
}

#[test]
fn the_link_for_good_to_a_version_that_readers_know_is_no_secret() {
    let feed = |address: &str| format!("<feed><entry><id>https://harbour.example/{address}</id></entry></feed>");
    let desk = Desk::new();
    let notes = "+++\ntitle = \"Notes\"\nkind = \"page\"\n+++\nQuote p/CS-014/2.0, p/CS-014/3.7 and p/PY-007/1.0.\n";
    desk.source("content/notes.md", notes);
    for (address, leaks) in
        [("p/CS-014/#2.0", false), ("p/CS-014/2.0/", false), ("p/CS-014/#3.7", true), ("p/PY-007/#1.0", true)]
    {
        desk.publish("changes.atom", feed(address));
        assert_eq!(!desk.audit("client").leaks.is_empty(), leaks, "{address}: {:?}", desk.audit("client").leaks);
    }
}

#[test]
fn stems_of_visible_words_are_no_leak_of_private_ones() {
    let desk = Desk::new();
    desk.source("content/payments/stem.md", "+++\nid = \"PY-8\"\ntitle = \"Payment\"\n+++\nRefund explain expecting\n");
    desk.publish("search/stems.json", "{\"explain\":[1],\"expect\":[2],\"refund\":[0],\"payment\":[3]}");
    assert_eq!(desk.audit("client").leaks, []);
}

#[test]
fn what_cannot_be_run_is_said() {
    let desk = Desk::new();
    let dist = desk.root().join("dist");
    let fails = |root: &std::path::Path, edition: &str| audit(root, &dist, edition).unwrap_err().to_string();
    assert!(fails(desk.root(), "public").contains("no edition `public`"));
    assert!(fails(&dist, "client").contains("book.toml"));
    assert!(audit(desk.root(), &desk.root().join("nowhere"), "client").unwrap_err().to_string().contains("nowhere"));
    desk.source("book.toml", "[audiences\n");
    assert!(fails(desk.root(), "client").contains("book.toml"));
}

#[test]
fn a_file_that_cannot_be_read_is_told() {
    let desk = Desk::new();
    desk.publish("index.html.zst", [0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xfe]);
    let leaks = desk.audit("client").leaks;
    assert_eq!(leaks.len(), 1);
    assert_eq!((leaks[0].kind, leaks[0].published.as_str()), (LeakKind::Unread, "index.html.zst"));
}
