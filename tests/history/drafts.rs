//! A draft beside what is in force: for whoever may not read drafts it is as if it were not there.

use crate::repository::{Repository, refunds, words};
use crate::support::folder::{Folder, Run, handbook, nothing};
use crate::{FILE, git};

const CLIENT: &str = "client/refunds/index.html";

/// Version 1.0, in force since the beginning of 2025.
fn in_force() -> String {
    refunds("1.0", "2025-01-01", "Within ten days.\n\nBring the receipt.")
}

fn committed() -> Folder {
    let other = "See [[CS-001]] and [the days](CS-001#the-days).";
    let text = in_force() + "\n## The days\n\nTen, from Monday on.\n";
    handbook().repository().client("other.md", other).file(FILE, text).commit("2025-01-01")
}

/// A draft of a version, which says other things in other places.
fn draft(version: &str, effective: &str) -> String {
    let text =
        refunds(version, effective, "::: staff\nWithin ten days.\n:::\n\nWithin a quokka's life.\n\n## Quokkas\n");
    text.replace("kind =", "status = \"draft\"\nkind =").replace("title = \"Refunds\"", "title = \"Quokka refunds\"")
}

/// What clients are given.
fn given(run: &Run) -> Vec<(&String, &Vec<u8>)> {
    run.site.iter().filter(|(path, _)| path.starts_with("client/")).collect()
}

/// Checks that clients are given the same with a change as without, and that the audit finds no fault with it.
#[track_caller]
fn leaves_no_trace(before: Folder, change: impl Fn(Folder) -> Folder, what: &str) {
    let without = before.built();
    let folder = change(before);
    let with = folder.built();
    for ((path, bytes), (other, others)) in given(&without).iter().zip(given(&with)) {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert_eq!((*path, text(bytes)), (other, text(others)), "{what}");
    }
    assert_eq!(given(&without).len(), given(&with).len(), "{what}");
    assert!(words(&with, "staff/refunds/index.html").contains("Within ten days."), "{what}");
    folder.run(&["audit", "dist/client", "--edition", "client", "--today", "2026-06-15"]).done();
    assert!(!folder.check().stdout.contains("hidden-version"), "{what}");
}

#[test]
fn a_draft_of_the_next_version_leaves_no_trace() {
    for (version, effective) in
        [("2.0", "2027-01-01"), ("2.0", "2026-01-01"), ("1.1", "2024-01-01"), ("0.9", "2026-06-15")]
    {
        let what = format!("{version} of {effective}");
        leaves_no_trace(committed(), |folder| folder.file(FILE, draft(version, effective)), &what);
        leaves_no_trace(committed(), |folder| folder.file(FILE, draft(version, effective)).commit("2026-02-02"), &what);
    }
    let undated = draft("2.0", "2027-01-01").replacen("effective = 2027-01-01\n", "", 1);
    leaves_no_trace(committed(), |folder| folder.file(FILE, &undated), "without a day");
    let twice =
        |folder: Folder| folder.file(FILE, draft("2.0", "2026-01-01")).commit("2026-02-02").file(FILE, &undated);
    leaves_no_trace(committed(), twice, "two drafts");
    let new = |folder: Folder| folder.file("content/new.md", draft("1.0", "2026-01-01").replace("CS-001", "CS-002"));
    leaves_no_trace(committed(), new, "a policy that was never published");
    let page = "+++\ntitle = \"Quokkas\"\nkind = \"page\"\nstatus = \"draft\"\naudience = \"client\"\n+++\n\nWithin ten days.\n";
    leaves_no_trace(committed(), |folder| folder.file("content/page.md", page), "a page that was never published");
}

#[test]
fn what_was_announced_or_ended_stays_so_beside_a_draft() {
    let announced = |folder: Folder| folder.file(FILE, refunds("2.0", "2026-09-01", "Soon.")).commit("2026-01-01");
    leaves_no_trace(committed(), |folder| announced(folder).file(FILE, draft("2.0", "2026-09-01")), "taken back");
    let passed = |folder: Folder| {
        let folder = folder.file(FILE, refunds("2.0", "2026-03-01", "Soon.")).commit("2026-01-01");
        folder.file(FILE, draft("2.0", "2026-03-01")).commit("2026-02-01")
    };
    leaves_no_trace(committed(), passed, "its day came while it was a draft");
    let ended = in_force().replace("kind =", "status = \"retired\"\nkind =");
    let ended =
        || handbook().repository().file(FILE, in_force()).commit("2025-01-01").file(FILE, &ended).commit("2026-01-01");
    leaves_no_trace(ended(), |folder| folder.file(FILE, draft("2.0", "2026-01-01")).commit("2026-02-02"), "retired");
    // What nobody goes by yet stays as it was too: a proposal to talk about, an announcement.
    let proposed = in_force().replace("kind =", "status = \"consultation\"\nkind =");
    for first in [proposed, refunds("1.0", "2026-09-01", "Within ten days.")] {
        let before = || handbook().repository().file(FILE, &first).commit("2026-01-01");
        leaves_no_trace(before(), |folder| folder.file(FILE, draft("1.1", "2026-09-01")), "not in force yet");
    }
    let next = refunds("2.0", "2026-09-01", "Within nine days.");
    let log =
        "[[changes]]\nversion = \"1.0\"\ndate = 2025-01-01\nsummary = \"Written.\"\naudience = \"client\"\n+++\n\n";
    let ahead = || {
        committed()
            .file("content/other.md", page("Alone."))
            .file(FILE, next.replacen("+++\n\n", log, 1))
            .commit("2026-02-01")
    };
    let third = draft("3.0", "2026-08-01");
    leaves_no_trace(ahead(), |folder| folder.file(FILE, &third), "beside an announcement");
    leaves_no_trace(ahead(), |folder| folder.file(FILE, third.replacen("+++\n\n", log, 1)), "with a log");
    let gone = |folder: Folder| folder.without(FILE).commit("2026-03-03");
    let (without, with) = (gone(committed()).file("content/other.md", page("Gone.")), {
        let folder = committed().file(FILE, draft("2.0", "2026-01-01")).commit("2026-02-02");
        gone(folder).file("content/other.md", page("Gone."))
    });
    let (without, with) = (without.built(), with.built());
    assert!(without.site.contains_key("client/p/CS-001/index.html"));
    assert_eq!(without.text("client/p/CS-001/index.html"), with.text("client/p/CS-001/index.html"));
}

fn page(body: &str) -> String {
    format!("+++\ntitle = \"Other\"\nkind = \"page\"\naudience = \"client\"\n+++\n\n{body}\n")
}

#[test]
fn a_draft_that_takes_back_what_was_in_force_hides_it() {
    let second = |folder: Folder| folder.file(FILE, refunds("2.0", "2026-01-01", "In five days.")).commit("2026-01-01");
    let unnumbered = draft("2.0", "2027-01-01").replacen("version = \"2.0\"\n", "", 1);
    let private = draft("3.0", "2027-01-01").replacen("audience = \"client\"", "audience = \"staff\"", 1);
    let unread = draft("3.0", "2027-01-01").replace("\"draft\"", "\"drafty\"");
    for (text, reported) in [
        (draft("2.0", "2026-01-01"), true),
        (draft("1.0", "2025-01-01"), true),
        (unnumbered, true),
        (private, true),
        (unread, false),
    ] {
        let folder = second(committed()).file("content/other.md", page("Alone.")).file(FILE, &text);
        let check = folder.check().stdout;
        assert_eq!(check.contains("hidden-version"), reported, "{text}\n{check}");
        let run = folder.build();
        if run.code == Some(0) {
            let found = given(&run)
                .into_iter()
                .find(|(path, bytes)| path.contains("refunds") || String::from_utf8_lossy(bytes).contains("Refunds"));
            assert_eq!(found.map(|(path, _)| path), None, "{text}");
        }
        let run = folder.file("content/other.md", page("See [[CS-001]].")).check();
        let is_misspelt = text.contains("drafty");
        assert_eq!(run.stdout.contains("private-link"), !is_misspelt, "{text}\n{}", run.stdout);
    }
}

#[test]
fn a_draft_at_another_place_hides_what_is_in_force() {
    // The name of its file is a part of addresses, and the draft's own.
    let folder = committed().file("content/other.md", page("Alone.")).without(FILE);
    let folder = folder.file("content/quokka-plan.md", draft("2.0", "2026-09-01"));
    assert!(folder.check().stdout.contains("while a draft stands at another place"));
    let run = folder.build().done();
    assert!(
        given(&run).iter().all(|(path, bytes)| {
            !path.contains("quokka") && !String::from_utf8_lossy(bytes).contains("quokka-plan")
        })
    );
    assert!(!run.site.contains_key(CLIENT));
}

#[test]
fn a_draft_in_a_shallow_clone_hides_what_cannot_be_known() {
    let folder = committed()
        .file("content/other.md", page("Alone."))
        .file(FILE, draft("2.0", "2026-01-01"))
        .commit("2026-02-02");
    let from = format!("file://{}", folder.root().display());
    let clone = nothing();
    git(clone.root(), &["clone", "-q", "--depth", "1", &from, "."], "2026-06-01");
    let run = clone.run(&["build", "--today", "2026-06-15", "--allow-shallow"]).done();
    assert!(!run.site.contains_key(CLIENT));
}

/// A text under the same number is another one only where its readers read other words.
#[test]
fn what_readers_do_not_read_makes_no_other_text() {
    let other_texts = |before: &str, after: &str| {
        let folder = handbook().repository().file(FILE, refunds("1.0", "2025-01-01", before)).commit("2025-01-01");
        let folder = folder.file(FILE, refunds("1.0", "2025-01-01", after)).commit("2025-03-01");
        let run = folder.built();
        let reported = folder.check().stdout.contains("version-not-raised");
        let listed = |edition: &str| run.site.contains_key(&format!("{edition}/refunds/versions/index.html"));
        (listed("staff"), listed("client"), reported)
    };
    for (before, after) in [
        ("Ask.", "Ask. <!-- whom? -->"),
        ("Ask\nus.", "Ask us.\n"),
        ("*Ask* us.", "_Ask_ us."),
        ("- a\n- b", "* a\n* b"),
        ("Ask\n===", "# Ask"),
        ("[Ask](https://e.org)", "[Ask][a]\n\n[a]: https://e.org"),
    ] {
        assert_eq!(other_texts(before, after), (false, false, false), "{after}");
    }
    for (before, after) in [
        ("Ask.", "Ask.\n\n::: staff\nMe.\n:::"),
        ("Ask.\n\nUs.", "Ask.\n\n::: staff\nMe. <!-- who? -->\n:::\n\nUs."),
        ("- a\n- b", "- a\n\n  ::: staff\n  x\n  :::\n- b"),
    ] {
        assert_eq!(other_texts(before, after), (true, false, true), "{after}");
    }
    for (before, after) in
        [("Ask us.", "Ask them."), ("Ask us.", "*Ask* us."), ("[Ask](https://e.org)", "[Ask](https://e.com)")]
    {
        assert_eq!(other_texts(before, after), (true, true, true), "{after}");
    }
}
