//! One mistake, one diagnostic; and its help is in the language of the file.

use greyline::diagnostic::Diagnostic;
use greyline::pipeline::check_memory;

const BOOK: &str = "title = \"T\"\n[audiences]\nstaff = { title = \"Staff\", sees = [\"client\"] }\nclient = { title = \"Clients\" }\n\
                    [editions.staff]\naudience = \"staff\"\nout = \"dist\"\n";

const PEOPLE: &str = "[care]\nrole = \"Client care\"\naudience = \"client\"\n";

const HOME: &str = "+++\ntitle = \"Home\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nSee [the rule](a.md).\n";

const POLICY: &str = r#"+++
id = "CS-014"
title = "Refunds"
kind = "policy"
status = "active"
version = "2.1"
effective = 2026-03-01
owner = "care"
audience = "client"
flexibility = "grey"
review_date = 2027-03-01
rationale = "So that nobody waits."
say = "I cannot, and here is what I can do."

[[options]]
offer = "Refund"
limit = "£200"
decided_by = "care"
audience = "client"

[[changes]]
version = "2.1"
date = 2026-03-01
summary = "New."
audience = "client"
+++

Text.
"#;

fn found(policy: &str) -> Vec<Diagnostic> {
    found_with(PEOPLE, policy)
}

fn found_with(people: &str, policy: &str) -> Vec<Diagnostic> {
    let files =
        [("book.toml", BOOK), ("content/people.toml", people), ("content/_index.md", HOME), ("content/a.md", policy)];
    check_memory(&files.map(|(name, text)| (name, text.as_bytes())), jiff::civil::date(2026, 6, 15))
}

#[test]
fn one_mistake_is_one_diagnostic() {
    assert_eq!(found(POLICY), []);
    for (right, wrong, says) in [
        ("[[options]]", "[[option]]", "unknown-key"),
        ("[[options]]", "[options]", "wrong-type"),
        ("[[changes]]", "[[change]]", "unknown-key"),
        ("[[changes]]", "[changes]", "wrong-type"),
        ("offer = \"Refund\"\n", "", "missing-key"),
        ("decided_by", "decidedby", "unknown-key"),
        ("limit =", "limits =", "unknown-key"),
        ("limit = \"£200\"", "limit = 200", "wrong-type"),
        ("owner =", "ownr =", "unknown-key"),
        ("id =", "idd =", "unknown-key"),
        ("title =", "titel =", "unknown-key"),
        ("review_date", "review", "unknown-key"),
        ("rationale", "rational", "unknown-key"),
        ("flexibility =", "flexibilty =", "unknown-key"),
        ("\"grey\"", "\"gray\"", "invalid-value"),
        ("\"grey\"", "\"black\"\nreason = [\"x\"]", "unknown-key"),
        ("\"grey\"", "\"black\"\nreasons = 7", "wrong-type"),
        ("\"active\"", "\"live\"", "invalid-value"),
        ("status =", "staus =", "unknown-key"),
        ("owner = \"care\"\naudience = \"client\"", "owner = \"care\"\naudience = \"clients\"", "unknown-audience"),
        ("owner = \"care\"\naudience", "owner = \"care\"\naudiance", "unknown-key"),
        ("summary = \"New.\"", "summary = New", "invalid-front-matter"),
        ("title = \"Refunds\"", "title = \"Refunds", "invalid-front-matter"),
        ("+++\nid", "---\nid", "invalid-front-matter"),
        ("2026-03-01\nowner", "\"1 March\"\nowner", "invalid-date"),
        ("\"2.1\"\neffective", "\"2.x\"\neffective", "invalid-value"),
    ] {
        assert!(POLICY.contains(right), "{right}");
        let told = found(&POLICY.replacen(right, wrong, 1));
        let rules: Vec<&str> = told.iter().map(|found| found.rule.name()).collect();
        assert_eq!(rules, [says], "{wrong}: {told:#?}");
    }
}

#[test]
fn help_speaks_yaml_in_a_file_in_yaml() {
    let yaml = "---\nid: CS-014\nkind: policy\nflexibility: black\ntags: one\nreviewed: 2026-03-01\nwaivers: {}\noptions:\n  - offer: X\n---\n";
    let helps: Vec<String> = found(yaml).into_iter().filter_map(|found| found.help).collect();
    assert!(helps.len() > 7, "{helps:#?}");
    for help in &helps {
        assert!(!help.contains(" = ") && !help.contains("[["), "{help}");
    }
    for expected in [
        "write `tags: [\"one\"]`",
        "add `owner: \"…\"`, a key of people.toml",
        "write them below `waivers:`, with `- ` before each",
    ] {
        assert!(helps.iter().any(|help| help == expected), "{expected}: {helps:#?}");
    }
    let toml = POLICY.replacen("owner = \"care\"\n", "", 1);
    assert!(found(&toml)[0].help.as_deref().is_some_and(|help| help.contains("`owner = \"…\"`")));
}

#[test]
fn an_entry_that_cannot_be_read_is_reported_once_wherever_its_key_is_used() {
    for (right, wrong, says) in [
        ("role =", "rol =", "unknown-key"),
        ("role = \"Client care\"", "role = 3", "wrong-type"),
        ("role = \"Client care\"\n", "", "missing-key"),
        ("[care]", "[care", "invalid-front-matter"),
        ("\"Client care\"", "\"Client care", "invalid-front-matter"),
    ] {
        let found = found_with(&PEOPLE.replacen(right, wrong, 1), POLICY);
        let rules: Vec<&str> = found.iter().map(|one| one.rule.name()).collect();
        assert_eq!(rules, [says], "{wrong}");
    }
    let others = found_with(&PEOPLE.replacen("role =", "rol =", 1), &POLICY.replace("\"care\"", "\"nobody\""));
    assert_eq!(others.iter().filter(|one| one.rule.name() == "unknown-person").count(), 2);
}
