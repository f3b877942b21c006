//! `greyline diff` and `greyline changes`.

use serde_json::Value;

use crate::refunds;
use crate::support::folder::Run;

fn run(arguments: &[&str]) -> Run {
    refunds().run(&[arguments, &["--today", "2026-06-15"]].concat())
}

#[test]
fn a_diff_says_what_became_of_fields_and_words() {
    let text = run(&["diff", "RF-001", "1.0", "2.0"]).done().stdout;
    for wanted in [
        "RF-001 Refunds: 1.0 → 2.0\n",
        "Flexibility\n  {-Black-}\n  {+Grey+}\n",
        "Clients may ask for their money back within {-30-}{+14+} days of the day on which they paid.\n",
        "Lost | {-£9-}{+£12+}\n",
        "{+Broken+} | {+£20+}\n",
        "The codeword for the till is {-sesame-}{+poppy+}.\n",
        "\n…\n",
    ] {
        assert!(text.contains(wanted), "{wanted}\n---\n{text}");
    }
    assert_eq!(run(&["diff", "RF-001"]).done().stdout, text, "the one in force, against the one before it");
    assert!(!text.contains("Whoever asks later"), "what did not change is left out: {text}");
}

#[test]
fn a_diff_for_clients_says_nothing_of_staff() {
    for format in ["text", "json", "html"] {
        let text = run(&["diff", "RF-001", "1.0", "2.0", "--edition", "client", "--format", format]).done().stdout;
        assert!(text.contains("30") && text.contains("14"), "{text}");
        for secret in ["sesame", "poppy", "fixed"] {
            assert!(!text.contains(secret), "{format}: {secret}");
        }
    }
    let text = run(&["diff", "RF-001", "1.0", "2.1", "--format", "json"]).done().stdout;
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((json["old"].as_str(), json["new"].as_str()), (Some("1.0"), Some("2.1")));
    assert_eq!(json["fields"][0]["entries"][0]["pieces"][0]["change"], "deleted");
}

#[test]
fn a_diff_of_what_is_not_there_is_refused() {
    for (arguments, wanted) in [
        (["diff", "RF-01", "1.0", "2.0"], "did you mean `RF-001`?"),
        (["diff", "RF-001", "1.0", "3.0"], "there are 1.0, 2.0, 2.1"),
        (["diff", "RF-001", "1.0", "1.0"], "both are version 1.0"),
    ] {
        let run = run(&arguments);
        assert_eq!(run.code, Some(2));
        assert!(run.stderr.contains(wanted), "{}", run.stderr);
    }
}

#[test]
fn a_digest_holds_versions_and_facts_since_a_day() {
    let text = run(&["changes", "--since", "2026-01-15", "--edition", "client"]).done().stdout;
    let wanted = "Handbook: what changed since 15 January 2026\n\n\
        1 June 2026  Refunds (RF-001) Version 2.1, Announced for 1 September 2026, wording only\n  Wording.\n\n\
        1 February 2026  Refunds (RF-001) Version 2.0\n  There is room now.\n  Why: Clients asked.\n";
    assert!(text.starts_with(wanted), "{text}");
    assert!(!run(&["changes", "--since", "2026-01-15", "--material"]).done().stdout.contains("2.1"));
    let markdown = run(&["changes", "--since", "2026-01-15", "--format", "markdown"]).done().stdout;
    assert!(
        markdown.contains(
            "\n- **1 February 2026** Refunds (RF-001) Version 2.0  \n  There is room now. Why: Clients asked.\n"
        ),
        "{markdown}"
    );
    let html = run(&["changes", "--since", "2026-01-15", "--format", "html"]).done().stdout;
    assert!(
        html.contains("<li><time datetime=\"2026-02-01\">1 February 2026</time> Refunds (RF-001) Version 2.0<br>There"),
        "{html}"
    );
    let json: Value =
        serde_json::from_str(&run(&["changes", "--since", "2026-02-02", "--format", "json"]).done().stdout).unwrap();
    assert_eq!(json["changes"][0]["version"], "2.1");
    assert_eq!(json["changes"][0]["announced"], true);
    assert!(run(&["changes", "--since", "2027-01-01"]).done().stdout.ends_with("\nNothing changed.\n"));
}

#[test]
fn a_fact_that_changed_is_in_the_log_of_the_policies_that_quote_it() {
    let facts = "[late-fee]\ntitle = \"Late fee\"\naudience = \"client\"\n\n[[late-fee.values]]\nfrom = 2024-01-01\nvalue = \"£3\"\naudience = \"client\"\n\n\
        [[late-fee.values]]\nfrom = 2026-03-01\nvalue = \"£7\"\naudience = \"client\"\n";
    let folder = refunds().file("content/facts.toml", facts);
    let digest =
        folder.run(&["changes", "--since", "2026-03-01", "--edition", "client", "--today", "2026-06-15"]).done();
    assert!(
        digest.stdout.contains("1 March 2026  Refunds (RF-001)\n  Late fee: It was £3 and is £7.\n"),
        "{}",
        digest.stdout
    );
    let run = folder.build().done();
    for page in ["client/changes/index.html", "client/refunds/refunds/index.html"] {
        assert!(run.text(page).contains("Late fee: It was £3 and is £7."), "{page}");
    }
}
