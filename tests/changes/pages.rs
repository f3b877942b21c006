//! `/<policy>/changes/`, and the links to it.

use crate::refunds;

/// A page without the words for those who hear it, `del` and `ins` in signs, other tags gone.
pub(crate) fn read(html: &str) -> String {
    let html =
        html.replace("<span class=\"sr\">[deleted: </span>", "").replace("<span class=\"sr\">[inserted: </span>", "");
    let html = html.replace("<span class=\"sr\">]</span>", "");
    let html = html.replace("<del>", "[-").replace("</del>", "-]").replace("<ins>", "{+").replace("</ins>", "+}");
    let mut out = String::new();
    for (at, part) in html.split('<').enumerate() {
        out.push_str(if at == 0 { part } else { part.split_once('>').map_or("", |(_, text)| text) });
        out.push(' ');
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn each_version_stands_against_the_one_before_it() {
    let run = refunds().build().done();
    let page = run.text("client/refunds/refunds/changes/index.html");
    let (ahead, now) = page[page.find("id=\"v2.1\"").unwrap()..].split_once("id=\"v2.0\"").unwrap();
    let same_text = "href=\"../versions/2.0/index.html#time-limits\"";
    assert!(now.contains(same_text), "a redline has no anchors, so a link to one leads to the version's page: {now}");
    let (ahead, now) = (read(ahead), read(now));
    assert!(ahead.contains("In force from 1 September 2026 Announced wording only Wording."), "{ahead}");
    assert!(ahead.contains("[-Whoever asks-]{+Those who ask+} later [-gets-]{+get+} a credit note"), "{ahead}");
    assert!(now.contains("In force since 1 February 2026 In force There is room now. Why: Clients asked."), "{now}");
    assert!(now.contains("Flexibility [-Black-] {+Grey+} Owner [-Front desk-] {+Client care+}"), "{now}");
    assert!(now.contains("Options in this text {+Refund in full · Limit: £200 · Who decides: Front desk+}"), "{now}");
    assert!(now.contains("within [-30-]{+14+} days of the day"), "{now}");
    assert!(now.contains("Lost [-£9-]{+£12+} {+Broken+} {+£20+}"), "{now}");
    assert!(now.contains("Inserted words: 4. Deleted words: 2."), "{now}");
}

#[test]
fn staff_see_what_changed_for_them_and_clients_nothing_of_it() {
    let run = refunds().build().done();
    let page = read(run.text("staff/refunds/refunds/changes/index.html"));
    assert!(page.contains("The codeword for the till is [-sesame-]{+poppy+}."), "{page}");
    assert!(page.contains("the rule [-is fixed-]. I am sorry, the rule {+has room+}."), "{page}");
    for (name, bytes) in run.site.iter().filter(|(name, _)| name.starts_with("client/")) {
        let text = String::from_utf8_lossy(bytes);
        for secret in ["sesame", "poppy", "is fixed", "has room", "codeword"] {
            assert!(!text.contains(secret), "{name}: {secret}");
        }
    }
}

#[test]
fn the_log_leads_to_each_step_and_a_policy_with_one_version_has_none() {
    let first = refunds().file("content/refunds/other.md", crate::FIRST.replace("RF-001", "RF-002"));
    let run = first.build().done();
    let log = run.text("client/changes/index.html");
    assert!(log.contains("href=\"../refunds/refunds/changes/index.html#v2.0\""), "{log}");
    assert!(!log.contains("changes/index.html#v1.0"), "nothing stands before the first version");
    assert!(run.text("client/refunds/refunds/index.html").contains("href=\"changes/index.html\""));
    assert!(!run.site.contains_key("client/refunds/other/changes/index.html"));
}

#[test]
fn any_two_versions_can_be_compared_and_each_says_its_days() {
    let run = refunds().build().done();
    let list = run.text("client/refunds/refunds/versions/index.html");
    let (ahead, rest) = list.split_once("data-from=\"2026-02-01\"").unwrap();
    assert!(ahead.contains("data-from=\"2026-09-01\">"), "what is announced has no last day: {ahead}");
    assert!(rest.starts_with(" data-until=\"2026-08-31\""), "{rest}");
    assert!(
        ahead.contains("<a href=\"../changes/index.html#v2.1\">2.0</a> <a href=\"../changes/1.0/2.1/index.html\">")
    );
    let page = run.text("client/refunds/refunds/changes/1.0/2.1/index.html");
    assert!(page.contains("version 2.1 compared with 1.0"), "{page}");
    let page = read(page);
    assert!(page.contains("[-Whoever asks-]{+Those who ask+} later"), "what changed last: {page}");
    assert!(page.contains("within [-30-]{+14+} days of the day"), "and what changed before: {page}");
    assert!(!run.site.contains_key("client/refunds/refunds/changes/1.0/2.0/index.html"), "neighbours have theirs");

    let book = crate::support::DEFAULTS[0].1.to_owned() + "\n[outputs]\ncomparisons = false\n";
    let run = refunds().file("book.toml", book).build().done();
    assert!(!run.site.contains_key("client/refunds/refunds/changes/1.0/2.1/index.html"));
    assert!(!run.text("client/refunds/refunds/versions/index.html").contains("changes/1.0"));
}

#[test]
fn the_last_day_of_a_version_is_that_before_its_policy_ended() {
    let ended = |line: &str| {
        let folder = crate::support::folder::handbook().folder("content/refunds");
        let folder = folder.file("content/refunds/refunds.md", crate::FIRST);
        crate::commit(&folder, "2025-01-01");
        let second = crate::FIRST
            .replace("version = \"1.0\"\neffective = 2025-01-01", "version = \"2.0\"\neffective = 2026-02-01");
        let second = second.replacen("owner =", &format!("{line}\nowner ="), 1).replacen(
            "[[changes]]",
            "[[changes]]\nversion = \"2.0\"\ndate = 2026-02-01\nsummary = \"More.\"\naudience = \"client\"\n\n[[changes]]",
            1,
        );
        let run = folder.file("content/refunds/refunds.md", second).build().done();
        run.text("client/refunds/refunds/versions/index.html").to_owned()
    };
    let page = ended("tags = [\"money\"]");
    assert!(page.contains("data-from=\"2026-02-01\">"), "it goes on: {page}");
    let page = ended("retired = 2026-05-01");
    assert!(page.contains("data-from=\"2026-02-01\" data-until=\"2026-04-30\""), "{page}");
    let page = ended("retired = 2026-09-01");
    assert!(page.contains("data-from=\"2026-02-01\" data-until=\"2026-08-31\""), "its end is known: {page}");
    assert!(page.contains("data-from=\"2025-01-01\" data-until=\"2026-01-31\""), "{page}");
    let page = ended("status = \"retired\"");
    assert!(!page.contains("data-from=\"2026-02-01\""), "nobody knows when it ended: {page}");
    assert!(page.contains("data-from=\"2025-01-01\" data-until=\"2026-01-31\""), "{page}");
}

#[test]
fn a_policy_that_another_will_replace_says_its_last_day() {
    let newer = crate::FIRST.replace("RF-001", "RF-002").replace("2025-01-01", "2026-09-01").replacen(
        "owner =",
        "supersedes = [\"RF-001\"]\nowner =",
        1,
    );
    for (newer, until) in [
        (newer.clone(), " data-until=\"2026-08-31\""),
        (newer.replacen("owner =", "status = \"pilot\"\nowner =", 1), ""),
        (newer.replacen("owner =", "status = \"draft\"\nowner =", 1), ""),
    ] {
        let folder = crate::support::folder::handbook().folder("content/refunds");
        let folder = folder.file("content/refunds/refunds.md", crate::FIRST).file("content/refunds/new.md", newer);
        let run = folder.build().done();
        let page = run.text("client/refunds/refunds/index.html");
        assert!(page.contains(&format!("<li data-from=\"2025-01-01\"{until}>")), "{until}: {page}");
    }
}

#[test]
fn a_policy_that_was_away_was_not_in_force_then() {
    let folder = crate::support::folder::handbook().folder("content/refunds");
    let file = folder.root().join("content/refunds/refunds.md");
    let second =
        crate::FIRST.replace("version = \"1.0\"\neffective = 2025-01-01", "version = \"2.0\"\neffective = 2025-08-01");
    for (text, away) in [(crate::FIRST, "2025-06-01/2025-08-31"), (&*second, "")] {
        folder.file_at("content/refunds/refunds.md", crate::FIRST);
        crate::commit(&folder, "2025-01-01");
        std::fs::remove_file(&file).unwrap();
        crate::commit(&folder, "2025-06-01");
        folder.file_at("content/refunds/refunds.md", text);
        crate::commit(&folder, "2025-09-01");
        let run = folder.build().done();
        let page = run.text("client/refunds/refunds/index.html");
        if away.is_empty() {
            // The second version says that it was in force before it was there.
            assert!(
                page.contains("data-away=\"2025-08-01/2025-08-31\"") && page.contains("data-away=\"2025-06-01/"),
                "{page}"
            );
        } else {
            assert!(page.contains(&format!("<li data-from=\"2025-01-01\" data-away=\"{away}\">")), "{page}");
            assert!(page.contains("From 1 January 2025. Not published from 1 June 2025 to 31 August 2025."), "{page}");
        }
        std::fs::remove_dir_all(folder.root().join(".git")).unwrap();
    }
    // What clients could not read before it went was not away for them.
    folder.file_at("content/refunds/refunds.md", crate::FIRST.replacen("audience = \"client\"\n", "", 1));
    crate::commit(&folder, "2025-01-01");
    std::fs::remove_file(&file).unwrap();
    crate::commit(&folder, "2025-06-01");
    folder.file_at("content/refunds/refunds.md", crate::FIRST);
    crate::commit(&folder, "2025-09-01");
    let run = folder.build().done();
    assert!(run.text("staff/refunds/refunds/index.html").contains("data-away=\"2025-06-01/2025-08-31\""));
    assert!(!run.text("client/refunds/refunds/index.html").contains("data-away"));
    // Whether the file had gone or was for others is not to be told.
    let pages = ["", "private"].map(|in_between| {
        std::fs::remove_dir_all(folder.root().join(".git")).unwrap();
        folder.file_at("content/refunds/refunds.md", crate::FIRST);
        crate::commit(&folder, "2025-01-01");
        match in_between {
            "" => std::fs::remove_file(&file).unwrap(),
            _ => folder.file_at("content/refunds/refunds.md", crate::FIRST.replacen("audience = \"client\"\n", "", 1)),
        }
        crate::commit(&folder, "2025-06-01");
        folder.file_at("content/refunds/refunds.md", crate::FIRST);
        crate::commit(&folder, "2025-09-01");
        folder.build().done().text("client/refunds/refunds/index.html").to_owned()
    });
    assert!(pages[0].contains("data-away=\"2025-06-01/2025-08-31\""), "{}", pages[0]);
    assert_eq!(pages[0], pages[1]);
}

#[test]
fn a_notice_of_retirement_is_told_and_was_in_force_on_no_day() {
    let folder = crate::support::folder::handbook().folder("content/refunds");
    let folder = folder.file("content/refunds/refunds.md", crate::FIRST);
    crate::commit(&folder, "2025-01-01");
    let newer = crate::FIRST.replace("RF-001", "RF-002").replace("2025-01-01", "2026-02-01").replacen(
        "owner =",
        "supersedes = [\"RF-001\"]\nowner =",
        1,
    );
    let notice = crate::FIRST
        .replace("version = \"1.0\"\neffective = 2025-01-01", "status = \"retired\"\nversion = \"1.1\"\neffective = 2026-02-01")
        .replacen(
            "[[changes]]",
            "[[changes]]\nversion = \"1.1\"\ndate = 2026-02-01\nsummary = \"See the new page.\"\naudience = \"client\"\n\n[[changes]]",
            1,
        );
    let folder = folder.file("content/refunds/refunds.md", notice).file("content/refunds/new.md", newer);
    crate::commit(&folder, "2026-03-01");
    let run = folder.build().done();
    for page in ["client/refunds/refunds/index.html", "client/changes/index.html"] {
        let page = run.text(page);
        assert!(page.contains("See the new page.") && page.contains("It is no longer in force."), "{page}");
        assert!(!page.contains("1 March 2026"), "{page}");
    }
    let page = run.text("client/refunds/refunds/index.html");
    assert!(page.contains("<li data-from=\"2025-01-01\" data-until=\"2026-01-31\">"), "{page}");
    assert!(!page.contains("<li data-from=\"2026-02-01\""), "{page}");
}

#[test]
fn what_changed_alike_on_one_day_is_said_once() {
    let mut folder = crate::support::folder::handbook().folder("content/refunds");
    for (name, id, other) in
        [("a", "RF-001", ""), ("b", "RF-002", ""), ("c", "RF-003", "staff"), ("d", "RF-004", "Else.")]
    {
        let text = crate::FIRST.replace("RF-001", id).replace("\"Refunds\"", &format!("\"Policy {name}\""));
        let text = match other {
            "" => text,
            "staff" => text.replace("summary = \"First.\"\naudience = \"client\"", "summary = \"First.\""),
            other => text.replace("First.", other),
        };
        folder = folder.file(&format!("content/refunds/{name}.md"), text);
    }
    let run = folder.build().done();
    for (edition, policies) in [("client", &["a", "b"][..]), ("staff", &["a", "b", "c"])] {
        let log = run.text(&format!("{edition}/changes/index.html"));
        assert_eq!(log.matches("<p>First.").count(), 1, "{log}");
        let (_, entry) = log.split_once("<p>First.").unwrap();
        let entry = entry.split_once("</ul>").unwrap().0;
        assert!(entry.contains(&format!("Policies ({})", policies.len())), "{entry}");
        let named = |name: &str| entry.contains(&format!(">Policy {name}</a> Version 1.0"));
        assert_eq!(
            ["a", "b", "c", "d"].map(named),
            ["a", "b", "c", "d"].map(|name| policies.contains(&name)),
            "{entry}"
        );
        assert_eq!(log.matches("<p>Else.").count(), 1, "another text is another entry");
    }
}
