//! Doubtful sources are withheld, old versions are held to today's rules, and places are exact.

use std::process::Command;

use greyline::audit::LeakKind;

use crate::desk::Desk;

#[test]
fn what_cannot_be_understood_is_withheld() {
    for (source, words) in [
        ("+++\naudience = \"client\"\ntitle = \n+++\nA sentence in a file that nobody can parse.\n", "A sentence in"),
        ("+++\naudience = \"client\"\nA sentence in a front matter without end.\n", "A sentence in"),
        ("---\naudience: [client\n---\nA sentence in a file that nobody can parse.\n", "A sentence in"),
        ("A sentence in a file without any front matter.\n", "A sentence in"),
        ("+++\naudience = [\"client\"]\n+++\nA sentence in a file with a list.\n", "A sentence in"),
        ("+++\naudience = \"clients\"\n+++\nA sentence in a file for unknown readers.\n", "A sentence in"),
        ("+++\naudience = \"client\"\nsecret_key = \"A sentence in a key that is unknown.\"\n+++\n", "A sentence in"),
        ("+++\naudience = \"client\"\n+++\n::: staff\n\nA sentence in a block that nobody closed.\n", "A sentence in"),
        (
            "+++\naudience = \"client\"\n+++\n::: staff reason: x\nA sentence in a block with a colon.\n:::\n",
            "A sentence in",
        ),
        (
            "+++\naudience = \"client\"\n+++\n> ```\n> code\n\n::: staff\nA sentence in a block after broken code.\n:::\n",
            "A sentence in",
        ),
        (
            "\u{feff}+++\r\naudience = \"client\"\r\n+++\r\n::: staff\r\nA sentence in a block of another system.\r\n:::\r\n",
            "A sentence in",
        ),
    ] {
        let desk = Desk::new();
        desk.source("content/payments/odd.md", source);
        let sentence = &source[source.find(words).unwrap()..];
        desk.publish("a.html", format!("<p>{}</p>", sentence.split(['\n', '"', '\r']).next().unwrap()));
        desk.leaks("a.html", "content/payments/odd.md", words, LeakKind::Words);
    }
}

#[test]
fn places_and_words_are_exact() {
    let desk = Desk::new();
    desk.publish("deep/a.html", "<p>one</p>\n<p>two</p>\n<p>look for the red sticker before you open it</p>");
    let leaks = desk.audit("client").leaks;
    assert_eq!(leaks.len(), 1, "{leaks:#?}");
    let leak = &leaks[0];
    assert_eq!((leak.published.as_str(), leak.published_line), ("deep/a.html", 3));
    assert_eq!(
        (leak.source.as_str(), leak.line, leak.column),
        ("content/payments/refunds.md", desk.line_of("content/payments/refunds.md", "Look for"), 1)
    );
    assert_eq!(leak.words, "Look for the red sticker before you open");

    desk.publish("deep/a.html", "<p>Gently tell them that lockers cost</p>");
    let leaks = desk.audit("client").leaks;
    assert_eq!((leaks[0].line, leaks[0].column), (desk.line_of("content/payments/guest-passes.md", "Gently"), 3));
    desk.publish("deep/a.html", "<td>Leather pouch");
    let leaks = desk.audit("client").leaks;
    assert_eq!((leaks[0].column, leaks[0].words.as_str()), (11, "Leather pouch"));
}

#[test]
fn a_fact_may_keep_one_of_its_values() {
    let desk = Desk::new();
    let facts = "[fee]\ntitle = \"Late fee\"\naudience = \"client\"\n[[fee.values]]\nvalue = \"£7.50\"\n[[fee.values]]\nvalue = \"£8.75\"\naudience = \"staff\"\n";
    desk.source("content/facts.toml", facts);
    assert_eq!(desk.audit("client").leaks, []);
    desk.publish("facts/index.html", "<td>£8.75");
    desk.leaks("facts/index.html", "content/facts.toml", "£8.75", LeakKind::Words);
}

#[test]
fn the_configuration_makes_public_only_what_the_site_shows() {
    let desk = Desk::new();
    let book = std::fs::read_to_string(desk.root().join("book.toml")).unwrap();
    let more = "[site]\nlogo = \"logo.svg\"\nfooter = \"Written by the quay, for everybody.\"\n[health]\ncomplaints = \"complaints.csv\"\n";
    desk.source("book.toml", book + more);
    desk.source("content/logo.svg", "<svg><title>A lantern above the water</title></svg>");
    desk.source("content/complaints.csv", "CS-014,fourteen grumbles about barnacle fees\n");
    desk.publish("logo.svg", "<svg><title>A lantern above the water</title></svg>");
    desk.publish("a.html", "<footer>Written by the quay, for everybody.</footer>");
    assert_eq!(desk.audit("client").leaks, []);
    desk.publish("health.csv", "CS-014,fourteen grumbles about barnacle fees\n");
    desk.leaks("health.csv", "content/complaints.csv", "", LeakKind::Attachment);
}

fn git(desk: &Desk, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(desk.root()).args([
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@b.example",
        "-c",
        "commit.gpgsign=false",
    ]);
    assert!(git.args(arguments).output().unwrap().status.success(), "git {arguments:?}");
}

fn commit(desk: &Desk) {
    git(desk, &["add", "content"]);
    git(desk, &["commit", "-qm", "A state"]);
}

const HEAD: &str = "+++\nid = \"CM-001\"\ntitle = \"Tone\"\naudience = \"client\"\n+++\n";

#[test]
fn old_versions_are_held_to_their_own_rules_and_to_todays() {
    let desk = Desk::new();
    let page = "content/tone.md";
    git(&desk, &["init", "-q"]);
    desk.source(page, format!("{HEAD}Moor your boat at the northern jetty on weekdays.\n\nRing the brass bell twice for assistance after dark.\n\n::: staff\nNever lend the harbour launch to cousins.\n:::\n"));
    commit(&desk);
    desk.source(
        page,
        format!(
            "{HEAD}Berths are given by lot.\n\n::: staff\nRing the brass bell twice for assistance after dark.\n:::\n"
        ),
    );
    commit(&desk);

    desk.publish("tone/versions/1.0/index.html", "<p>Moor your boat at the northern jetty on weekdays.");
    assert_eq!(desk.audit("client").leaks, [], "what was public, and is only gone, may be archived");

    desk.publish("tone/versions/1.0/index.html", "<p>Never lend the harbour launch to cousins.");
    let leaks = desk.audit("client").leaks;
    assert!(leaks[0].source.starts_with("content/tone.md@") && leaks[0].line == 11, "{leaks:#?}");
    assert_eq!(desk.audit("staff").leaks, []);

    desk.publish("tone/versions/1.0/index.html", "<p>Ring the brass bell twice for assistance after dark.");
    desk.leaks("tone/versions/1.0/index.html", page, "Ring the brass", LeakKind::Words);
    desk.publish("tone/versions/1.0/index.html", "<p>Ring the brass bell.");
    assert_eq!(desk.audit("client").leaks, [], "a part of a sentence that was public once proves nothing");
}

#[test]
fn a_policy_that_is_withdrawn_from_clients_takes_its_versions_along() {
    let desk = Desk::new();
    git(&desk, &["init", "-q"]);
    desk.source("content/tone.md", format!("{HEAD}Moor your boat at the northern jetty on weekdays.\n"));
    commit(&desk);
    std::fs::remove_file(desk.root().join("content/tone.md")).unwrap();
    desk.source("content/vault/manner.md", HEAD.replace("client", "staff") + "Berths are given by lot.\n");
    commit(&desk);
    desk.publish("tone/versions/1.0/index.html", "<p>Moor your boat at the northern jetty on weekdays.");
    let leaks = desk.audit("client").leaks;
    assert!(leaks.iter().any(|leak| leak.source.starts_with("content/tone.md@")), "{leaks:#?}");
}

#[test]
fn a_comment_takes_nothing_from_those_who_could_read_its_words() {
    let comment = "<!-- The ferry to the island leaves every morning from the east pier. -->";
    let page = |body: &str| format!("+++\nid = \"PY-8\"\ntitle = \"Ferry\"\naudience = \"client\"\n+++\n{body}\n");
    let text = comment.trim_start_matches("<!-- ").trim_end_matches(" -->");
    for (now, leaks) in [
        (comment.to_owned(), false),
        (format!("- <!-- x -->{comment}"), false),
        (format!("::: staff\n{comment}\n:::"), false),
        (format!("::: staff\n{text}\n:::\n{comment}"), true),
    ] {
        let desk = Desk::new();
        desk.source("content/payments/ferry.md", page(text));
        git(&desk, &["init", "-q"]);
        commit(&desk);
        desk.source("content/payments/ferry.md", page(&now));
        desk.publish("versions/1.0/index.html", format!("<p>{text}</p>"));
        assert_eq!(!desk.audit("client").leaks.is_empty(), leaks, "{now}");
    }
    // What nobody could ever read is found.
    let desk = Desk::new();
    desk.source("content/payments/ferry.md", page(comment));
    desk.publish("a.html", format!("<p>{text}</p>"));
    assert!(!desk.audit("client").leaks.is_empty());
}

#[test]
fn a_draft_takes_nothing_from_those_who_could_read_its_words() {
    let page = |status: &str, body: &str| {
        let head = HEAD.replace("audience", &format!("status = \"{status}\"\naudience"));
        format!("{head}{body}\n")
    };
    let text = "Moor your boat at the northern jetty on weekdays.";
    for (later, leaks) in [
        (&[("draft", text), ("active", "Berths are given by lot.")][..], false),
        (
            &[("draft", "::: staff\nMoor your boat at the northern jetty on weekdays.\n:::"), ("active", "By lot.")],
            false,
        ),
        (
            &[
                ("active", "::: staff\nMoor your boat at the northern jetty on weekdays.\n:::"),
                ("draft", text),
                ("active", "By lot."),
            ],
            true,
        ),
    ] {
        let desk = Desk::new();
        git(&desk, &["init", "-q"]);
        for (status, body) in [&[("active", text)], later].concat() {
            desk.source("content/tone.md", page(status, body));
            commit(&desk);
        }
        desk.publish("tone/versions/1.0/index.html", format!("<p>{text}"));
        assert_eq!(!desk.audit("client").leaks.is_empty(), leaks, "{later:?}");
    }
    let desk = Desk::new();
    desk.source("content/tone.md", page("draft", text));
    desk.publish("tone.html", format!("<p>{text}"));
    assert!(!desk.audit("client").leaks.is_empty(), "a draft that nobody could read before is private");
}

#[test]
fn why_the_past_was_not_compared_is_said_as_it_is() {
    let desk = Desk::new();
    let past = || desk.audit("client").notes.into_iter().find(|note| note.contains("past"));
    assert!(past().unwrap().contains("not in a git repository"));
    git(&desk, &["init", "-q"]);
    assert!(past().unwrap().contains("nothing has been committed"));
    commit(&desk);
    assert_eq!(past(), None);
}
