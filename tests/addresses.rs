//! The record of addresses: what was published stays, moves with a redirect, or is let go in writing.

mod support;

use support::DEFAULTS;
use support::folder::{Folder, Run};

/// The text of a policy that clients may read.
fn policy(id: &str, more: &str) -> String {
    format!(
        "+++\nid = \"{id}\"\ntitle = \"Refunds\"\nkind = \"policy\"\nversion = \"1.0\"\nowner = \"client-care\"\n\
         flexibility = \"black\"\nreasons = [\"The money goes back the way it came.\"]\n\
         rationale = \"So that nobody pays twice.\"\nreview_date = 2027-03-01\n{more}+++\n\nText.\n"
    )
}

/// A handbook in which pages that no section lists are no mistake.
fn handbook() -> Folder {
    let book = format!("{}\n[check]\nunlisted-page = \"off\"\n", DEFAULTS[0].1);
    support::folder::handbook().file("book.toml", book)
}

const CLIENT: &str = "audience = \"client\"\n";

fn record(folder: &Folder) -> Run {
    folder.run(&["build", "--record", "--today", "2026-06-15"]).done()
}

fn recorded(folder: &Folder) -> String {
    std::fs::read_to_string(folder.root().join("content/addresses.txt")).expect("the record was written")
}

/// A handbook with a policy, two pages and a section, all of them recorded.
fn published() -> Folder {
    let folder = handbook()
        .file("content/refunds/_index.md", "+++\ntitle = \"Refunds\"\nkind = \"page\"\naudience = \"client\"\n+++\n")
        .file("content/refunds/late.md", policy("CS-014", CLIENT))
        .client("visits.md", "Come in. [Refunds](refunds/_index.md)")
        .client("caf\u{e9} au lait.md", "Drink.");
    record(&folder);
    folder
}

#[test]
fn the_record_names_each_address_with_its_kind_and_editions() {
    let folder = published();
    let text = recorded(&folder);
    let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
    for line in [
        "/caf%C3%A9-au-lait/ page client,members,staff",
        "/p/CS-014/ policy client,members,staff CS-014",
        "/refunds/ section client,members,staff",
        "/refunds/late/ policy client,members,staff CS-014",
        "/register/ list staff",
        "/visits/ page client,members,staff",
    ] {
        assert!(lines.contains(&line), "{line}\n{text}");
    }
    let page = |line: &&str| line.split(' ').next().map(|address| format!("{address}index.html"));
    assert!(lines.is_sorted_by_key(page), "{text}");
    let again = record(&folder);
    assert_eq!(recorded(&folder), text, "a second build adds nothing");
    assert!(again.site.keys().all(|name| !name.contains("addresses")), "the record is not published");
    assert!(folder.check().done().stdout.is_empty());
}

#[test]
fn a_policy_that_moved_needs_an_alias() {
    let folder = published().without("content/refunds/late.md").file("content/fees/late.md", policy("CS-014", CLIENT));
    let run = folder.build();
    assert_eq!(run.code, Some(1));
    let told = run.stderr;
    assert!(
        told.contains("error[dropped-address]: `/refunds/late/` has been published in staff, members, client"),
        "{told}"
    );
    assert!(
        told.contains("the policy has moved: add `aliases = [\"/refunds/late/\"]` to content/fees/late.md"),
        "{told}"
    );
    let folder = folder
        .file("content/fees/late.md", policy("CS-014", "audience = \"client\"\naliases = [\"/refunds/late/\"]\n"));
    assert!(folder.check().done().stdout.is_empty());
    assert!(folder.build().done().text("client/refunds/late/index.html").contains("../../fees/late/index.html"));
}

#[test]
fn a_page_and_a_section_that_were_renamed_need_one_too() {
    let folder = published().without("content/visits.md").client("visit.md", "Come in. [R](CS-014)");
    let told = folder.check().stdout;
    assert!(told.contains("content/addresses.txt:") && told.contains("error[dropped-address]: `/visits/`"), "{told}");
    let told = folder.run(&["check", "--today", "2026-06-15"]).stdout;
    assert!(
        told.contains("if content/visit.md is the page under its new name, add `aliases = [\"/visits/\"]`"),
        "{told}"
    );

    let folder = published()
        .without("content/refunds")
        .file("content/money/late.md", policy("CS-014", "audience = \"client\"\naliases = [\"/refunds/late/\"]\n"))
        .client("visits.md", "Come in.");
    let told = folder.check().stdout;
    assert!(told.contains("`/refunds/` has been published"), "{told}");
    assert_eq!(told.matches("dropped-address").count(), 1, "{told}");
}

/// A policy that became private has no page for clients, and nothing in their site says that it ever had.
#[test]
fn an_address_that_is_let_go_leaves_no_trace() {
    let folder = published().file("content/refunds/late.md", policy("CS-014", ""));
    let run = folder.run(&["check", "--today", "2026-06-15"]);
    let told = run.stdout;
    assert!(told.contains("`/p/CS-014/` and `/refunds/late/` have been published in members, client"), "{told}");
    assert!(
        told.contains(
            "`gone /p/CS-014/ 2026-06-15 members,client` and `gone /refunds/late/ 2026-06-15 members,client`"
        ),
        "{told}"
    );
    let lines = "gone /p/CS-014/ 2026-06-15 members,client\ngone /refunds/late/ 2026-06-15\n";
    let text = recorded(&folder) + lines;
    let folder = folder.file("content/addresses.txt", &text);
    let with = record(&folder).site;
    let text = recorded(&folder);
    assert!(text.contains("/refunds/late/ policy staff CS-014\n"), "{text}");
    assert!(text.contains("gone /refunds/late/ 2026-06-15 client,members\n"), "{text}");
    let without = handbook()
        .file("content/refunds/_index.md", "+++\ntitle = \"Refunds\"\nkind = \"page\"\naudience = \"client\"\n+++\n")
        .file("content/refunds/late.md", policy("CS-014", ""))
        .client("visits.md", "Come in. [Refunds](refunds/_index.md)")
        .client("caf\u{e9} au lait.md", "Drink.")
        .file("content/releases.toml", std::fs::read(folder.root().join("content/releases.toml")).unwrap())
        .build()
        .done()
        .site;
    assert_eq!(with, without, "no published byte depends on the record");
    // Staff still have it, and would miss it.
    let told = folder.without("content/refunds/late.md").check().stdout;
    assert!(told.contains("`/p/CS-014/` and `/refunds/late/` have been published in staff, and"), "{told}");
}

#[test]
fn a_day_that_has_not_come_lets_nothing_go() {
    let folder = published().without("content/visits.md");
    let before = recorded(&folder);
    let folder = folder.file("content/addresses.txt", format!("{before}gone /visits/ 2026-06-16\n"));
    assert_eq!(folder.check().code, Some(1));
    let folder = folder.file("content/addresses.txt", format!("{before}gone /visits/ 2026-06-15\n"));
    assert!(folder.check().done().stdout.is_empty());
    record(&folder);
    let text = recorded(&folder);
    assert!(!text.contains("/visits/ page") && text.contains("gone /visits/ 2026-06-15\n"), "{text}");
}

/// Lists, feeds, old versions and files come and go by themselves: a note says so.
#[test]
fn what_the_program_makes_is_worth_a_note() {
    let folder = published().file("content/form.txt", "Sign here.").client("more.md", "[Form](form.txt) [R](CS-014)");
    record(&folder);
    let lines = "/refunds/late/versions/1.0/ archive client CS-014\n/changes.atom feed client\n/practice/ list staff\n";
    let text = recorded(&folder) + lines;
    let folder =
        folder.file("content/addresses.txt", text).client("more.md", "[R](CS-014)").without("content/form.txt");
    let run = folder.check().done();
    assert_eq!(run.stdout.matches(": note[dropped-address]").count(), 4, "{}", run.stdout);
    let told = folder.run(&["check", "--today", "2026-06-15"]).stdout;
    for advice in
        ["older versions are not shown", "programs that follow the feed", "nothing to list", "put the file back"]
    {
        assert!(told.contains(advice), "{advice}\n{told}");
    }
    let book = std::fs::read_to_string(folder.root().join("book.toml")).unwrap();
    let strict = folder.file("book.toml", format!("{book}dropped-address = \"error\"\n"));
    assert_eq!(strict.check().stdout.matches(": note[dropped-address]").count(), 4, "a setting raises none of them");
}

#[test]
fn a_line_that_cannot_be_read_is_reported_and_stays() {
    let folder = published();
    let text = recorded(&folder);
    let wrong = "# Our own words.\n<<<<<<< HEAD\n/a/ polcy staff\nb/ page staff\ngone /c/ yesterday\ngone\n/caf%E9/ page staff\n";
    let folder = folder.file("content/addresses.txt", format!("{wrong}{text}"));
    let run = folder.check();
    assert_eq!(run.stdout.matches("error[invalid-value]").count(), 6, "{}", run.stdout);
    assert!(folder.run(&["check", "--today", "2026-06-15"]).stdout.contains("did you mean `policy`?"));
    let folder = folder.file("content/addresses.txt", format!("# Our own words.\n{text}"));
    record(&folder);
    assert!(recorded(&folder).contains("\n# Our own words.\n"));
}

/// Two branches that were merged line by line may both have brought an address.
#[test]
fn an_address_that_stands_twice_is_one() {
    let folder = published();
    let text = recorded(&folder);
    let twice = format!("{text}/visits/ page client\n/visits/ page staff\n");
    let folder = folder.file("content/addresses.txt", twice);
    assert!(folder.check().done().stdout.is_empty());
    record(&folder);
    assert_eq!(recorded(&folder), text);
}

#[test]
fn an_edition_that_is_gone_leaves_the_record() {
    let folder = published();
    let book = std::fs::read_to_string(folder.root().join("book.toml")).unwrap();
    let (before, _) = book.split_once("[editions.client]").expect("the handbook has a client edition");
    let folder = folder.file("book.toml", format!("{before}[check]\nunlisted-page = \"off\"\n"));
    assert!(folder.check().done().stdout.is_empty());
    record(&folder);
    assert!(recorded(&folder).lines().filter(|line| !line.starts_with('#')).all(|line| !line.contains("client")));
}

#[test]
fn building_one_edition_leaves_the_others_in_the_record() {
    let folder = published().client("new.md", "New. [R](CS-014)");
    folder.run(&["build", "--record", "--edition", "client", "--today", "2026-06-15"]).done();
    let text = recorded(&folder);
    assert!(text.contains("/new/ page client\n") && text.contains("/visits/ page client,members,staff\n"), "{text}");
}

/// An old address is the same, encoded or not.
#[test]
fn encoded_old_addresses_work() {
    let aliases = "aliases = [\"/with%20space/\", \"/caf%C3%A9/\", \"/na%c3%afve/\", \"/plain space/\", \"/\u{fc}ber/old.html\"]\n";
    let folder = handbook().file("content/late.md", policy("CS-014", &format!("{CLIENT}{aliases}")));
    let run = folder.build().done();
    for path in [
        "with space/index.html",
        "caf\u{e9}/index.html",
        "na\u{ef}ve/index.html",
        "plain space/index.html",
        "\u{fc}ber/old.html",
    ] {
        assert!(run.text(&format!("client/{path}")).contains("late/index.html"), "{path}");
    }
    record(&folder);
    assert!(recorded(&folder).contains("/with%20space/ policy client,members,staff CS-014\n"));
    let wrong =
        handbook().file("content/late.md", policy("CS-014", "aliases = [\"/caf%E9/\", \"/a%3Fb/\", \"/a#b/\"]\n"));
    assert_eq!(wrong.check().stdout.matches("invalid-value").count(), 3);
}

/// The program's own pages can be linked to, where the reader's edition has them.
#[test]
fn own_pages_can_be_linked_to() {
    let body = "[Find](/search/#q=refund) [New](/changes/) [Link](/p/CS-014/) [Words](../glossary/index.html)\n\n\
                ::: staff\n[All](/register/?owner=client-care#x) [List](/roles/front-desk/) [Data](/policies.json)\n:::\n";
    let more = "audience = \"client\"\nrequired_for = [\"front-desk\"]\nsay = \"See [all](/register/).\"\n\
                [[changes]]\nversion = \"1.0\"\ndate = 2026-01-01\nsummary = \"New.\"\naudience = \"client\"\n";
    let folder = handbook()
        .file("content/refunds/late.md", policy("CS-014", more))
        .file("content/glossary.md", "+++\naudience = \"client\"\n+++\n\nFee\n\n: Money. See [new](/changes/).\n")
        .client("refunds/visits.md", &format!("The Fee. {body}"));
    assert!(folder.check().done().stdout.is_empty());
    let run = folder.build().done();
    let client = run.text("client/refunds/visits/index.html");
    for href in [
        "../../search/index.html#q=refund",
        "../../changes/index.html",
        "../../refunds/late/index.html",
        "../../glossary/index.html",
    ] {
        assert!(
            client.contains(&format!("href=\"{href}\"")) || client.contains("href=\"../late/index.html\""),
            "{href}\n{client}"
        );
    }
    assert!(!client.contains("register") && !client.contains("policies.json"), "{client}");
    let staff = run.text("staff/refunds/visits/index.html");
    for href in
        ["../../register/index.html?owner=client-care#x", "../../roles/front-desk/index.html", "../../policies.json"]
    {
        assert!(staff.contains(&format!("href=\"{href}\"")), "{href}\n{staff}");
    }
    assert!(run.text("staff/refunds/late/index.html").contains("<a href=\"../../register/index.html\">all</a>"));
}

#[test]
fn a_link_to_a_list_that_the_reader_does_not_have_is_private() {
    let folder = handbook()
        .file("content/refunds/late.md", policy("CS-014", CLIENT))
        .client(
            "a.md",
            "See the [register](/register/), [reviews](register/../reviews.ics) and [late](/refunds/late/changes/).",
        )
        .client("b.md", "[Nothing](/practice/) [Nowhere](/p/CS-999/) [Ours](/-/register/)");
    let told = folder.check().stdout;
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(lines.iter().filter(|line| line.contains("error[private-link]")).count(), 2, "{told}");
    assert!(told.contains("Members can read this link, but their edition has no page `/register/`"), "{told}");
    assert_eq!(lines.iter().filter(|line| line.contains("error[broken-link]")).count(), 4, "{told}");
}

/// Whether a name is taken follows from what each audience may know.
#[test]
fn a_generated_page_that_made_way_is_linked_to_where_it_is() {
    let folder = handbook()
        .file("content/late.md", policy("CS-014", "required_for = [\"front-desk\"]\n"))
        .page("roles/_index.md", "Our roles. [Lists](/-/roles/) and [these](/roles/).");
    assert!(folder.check().done().stdout.is_empty());
    let staff = folder.build().done();
    let page = staff.text("staff/roles/index.html");
    assert!(page.contains("href=\"../-/roles/index.html\"") && page.contains("href=\"index.html\""), "{page}");
}

/// With the page of a policy its old versions and its feed go; those of others stay.
#[test]
fn old_versions_go_with_their_page() {
    let folder = published();
    let lines = "/refunds/late/versions/1.0/ archive client CS-014\n/refunds/late/versions/ archive client CS-014\n\
                 /refunds/late/changes/changes.atom feed client CS-014\n/refunds/changes.atom feed client\n";
    let text = recorded(&folder) + lines;
    let folder = folder.file("content/addresses.txt", &text);
    let told = folder.run(&["check", "--today", "2026-06-15"]).stdout;
    assert_eq!(told.matches("note[dropped-address]").count(), 3, "{told}");
    assert!(told.contains("write `gone /refunds/late/ 2026-06-15` in"), "{told}");
    let section = folder.file("content/addresses.txt", format!("{text}gone /refunds/ 2026-06-15\n"));
    assert_eq!(section.check().stdout.matches("note[dropped-address]").count(), 2);
    let page = section.file("content/addresses.txt", format!("{text}gone /refunds/late/ 2026-06-15\n"));
    assert_eq!(page.check().stdout.matches("note[dropped-address]").count(), 1);
    record(&page);
    let text = recorded(&page);
    assert!(!text.contains("versions") && !text.contains("\ngone /"), "{text}");
    assert!(text.contains("/refunds/late/ policy client,members,staff CS-014\n"), "{text}");
}

#[test]
fn a_heading_that_was_published_is_missed_until_its_anchor_is_back_or_let_go() {
    let text = "Hello.\n\n## Time limits\n\nText.\n\n## Fees\n\nText.\n\n::: staff\n## Desk\n\nText.\n:::\n";
    let folder = handbook().client("visits.md", text).file("content/late.md", policy("CS-014", CLIENT) + text);
    record(&folder);
    let lines = recorded(&folder);
    assert!(lines.contains("/visits/ page client,members,staff #fees,#time-limits staff#desk\n"), "{lines}");
    assert!(lines.contains("/late/ policy client,members,staff CS-014 #fees,#time-limits staff#desk\n"), "{lines}");
    assert!(lines.contains("/p/CS-014/ policy client,members,staff CS-014\n"), "{lines}");
    assert!(folder.check().done().stdout.is_empty(), "nothing is lost yet");

    let other = text.replace("## Time limits", "## How long").replace("## Fees\n\nText.\n\n", "");
    let folder = folder.client("visits.md", &other).without("content/late.md").file(
        "content/fees/late.md",
        policy("CS-014", &format!("{CLIENT}aliases = [\"/late/\"]\n")).replace("1.0", "1.1") + &other,
    );
    let told = folder.run(&["check", "--today", "2026-06-15"]).stdout;
    for page in ["visits", "late"] {
        let words = format!(
            "warning[dropped-address]: `/{page}/` has been published with the headings `#fees`, `#time-limits`, which are gone"
        );
        assert!(told.contains(&words), "{told}");
    }
    assert!(told.contains("content/fees/late.md took its place, write `{#fees}` behind that"), "{told}");

    // A second recording forgets nothing; a heading, a place in the text or a line of the record answers.
    record(&folder);
    let kept = other
        .replace("## How long", "<span id=\"fees\"></span><span id=\"how-long\"></span>\n\n## How long {#time-limits}");
    let folder = folder.client("visits.md", &kept);
    let told = folder.check().stdout;
    assert!(!told.contains("`/visits/`") && told.contains("`/late/`"), "{told}");
    let lines = recorded(&folder).replace("CS-014 #fees,#time-limits staff#desk", "CS-014 staff#desk");
    let told = folder.file("content/addresses.txt", lines).check().stdout;
    assert!(!told.contains("warning[dropped-address]"), "{told}");
}

#[test]
fn a_heading_that_some_readers_no_longer_have_is_missed_for_them() {
    let text = "Hello.\n\n## Fees\n\nText.\n\n## Desk\n\nText.\n\n## Fees\n\nMore.\n";
    let folder = handbook().client("visits.md", text);
    record(&folder);
    assert!(recorded(&folder).contains("/visits/ page client,members,staff #desk,#fees,#fees-1\n"));
    let found = |text: &str| {
        let told = handbook().client("visits.md", text).file("content/addresses.txt", recorded(&folder)).check().stdout;
        let lines = told.lines().filter_map(|line| Some(line[line.find("warning[dropped-address]")?..].to_owned()));
        lines.collect::<Vec<_>>()
    };
    let missed = |names: &str, whose: &str| {
        let has = if names.contains(',') { ("headings", "are") } else { ("heading", "is") };
        let ends = format!("which {} gone{whose}: links there lead to the top of the page", has.1);
        vec![format!("warning[dropped-address]: `/visits/` has been published with the {} {names}, {ends}", has.0)]
    };
    let private =
        |audience: &str| text.replace("## Desk\n\nText.\n", &format!("::: {audience}\n## Desk\n\nText.\n:::\n"));
    assert_eq!(found(text), [""; 0]);
    assert_eq!(found(&private("staff")), missed("`#desk`", " for members, client"));
    assert_eq!(found(&private("members")), missed("`#desk`", " for client"));
    // A link to the second of two headings alike leads to the top when the first is withheld, since the second has its name then.
    let first = text.replacen("## Fees\n\nText.\n", "::: staff\n## Fees\n\nText.\n:::\n", 1);
    assert_eq!(found(&first), missed("`#fees-1`", " for members, client"));
    assert_eq!(found(&text.replace("## Desk\n\nText.\n", "")), missed("`#desk`", ""));
    // Another heading that these readers have answers, and so does a record that says who had the heading.
    let answered = private("staff").replacen("## Fees", "## Fees\n\nText.\n\n## How to reach us {#desk}", 1);
    assert_eq!(found(&answered.replace("## Desk", "## Our desk")), [""; 0]);
    let folder = folder.client("visits.md", &private("staff"));
    let kept = recorded(&folder).replace("#desk,#fees", "#fees").replace("#fees-1", "#fees-1 staff#desk");
    let folder = folder.file("content/addresses.txt", kept);
    assert!(!folder.check().stdout.contains("dropped-address"));
    record(&folder);
    assert!(recorded(&folder).contains("/visits/ page client,members,staff #fees,#fees-1 staff#desk\n"));
}
