//! Fifty manipulations: of a history, of the ledger, of a site. Whoever kept an earlier ledger notices each.

use std::fs;

use sha2::{Digest, Sha256};

use crate::support::folder::Folder;
use crate::world::{Commit, FIRST, TODAY, World, ledger, make_commit, record, repository, world};

/// The commits with the text of a policy changed wherever it stands, in one commit or in all.
fn rewritten(world: &World, at: usize, from: &str, to: &str) -> Vec<Commit> {
    let mut commits = world.commits.clone();
    let mut count = 0;
    for text in commits[at].1.iter_mut().filter(|(name, _)| name.ends_with(".md")).filter_map(|(_, text)| text.as_mut())
    {
        count += text.matches(from).count();
        *text = text.replace(from, to);
    }
    assert!(count > 0, "nothing says {from:?}");
    commits
}

/// The manipulations of histories, with the ledger as it was: name, the edition whose ledger was kept, and the repository.
fn histories(world: &World) -> Vec<(&'static str, &'static str, Folder)> {
    let mut all: Vec<(&str, &str, Folder)> = Vec::new();
    for (name, edition, at, from, to) in [
        ("a word of the first version", "client", 0, "within 30 days of", "within 20 days of"),
        ("a word of the version in force", "client", 1, "within 60 days of", "within 20 days of"),
        ("a sentence more", "client", 0, "Show the card that paid.", "Show the card that paid. Cash is not paid back."),
        ("a sentence less", "client", 0, " Show the card that paid.", " Show it."),
        ("a limit", "client", 0, "£200", "£20"),
        ("a condition", "client", 0, "when = \"Within 30 days\"", "when = \"Within 3 days\""),
        ("who decides", "client", 0, "decided_by = \"front-desk\"", "decided_by = \"client-care\""),
        ("the reason", "client", 0, "So that nobody waits.", "So that we keep the money."),
        ("a figure in a table", "client", 0, "| Late | seven |", "| Late | eight |"),
        ("words struck through", "client", 0, "Bring the receipt.", "~~Bring the receipt.~~"),
        (
            "the order of a list",
            "client",
            0,
            "1. Bring the receipt.\n2. Show the card that paid.",
            "1. Show the card that paid.\n2. Bring the receipt.",
        ),
        ("a heading", "client", 0, "## Time limits", "## No time limits"),
        ("what the rule is", "client", 0, "flexibility = \"grey\"", "flexibility = \"black\"\nreasons = [\"No.\"]"),
        ("the owner", "client", 0, "owner = \"front-desk\"", "owner = \"client-care\""),
        ("a block for staff", "staff", 0, "sesame", "rhubarb"),
        (
            "a block for staff shown to all",
            "client",
            0,
            "::: staff\nThe codeword for the till is sesame.\n:::",
            "The codeword for the till is sesame.",
        ),
        ("what staff say", "staff", 0, "the rule is fixed", "the rule has room"),
        ("a rule for staff", "staff", 0, "Count it twice", "Count it once"),
        (
            "dated back",
            "client",
            0,
            "effective = 2025-01-01\nowner = \"front-desk\"",
            "effective = 2024-01-01\nowner = \"front-desk\"",
        ),
        ("the version in force dated back", "client", 1, "effective = 2026-02-01", "effective = 2025-06-01"),
        ("an end put in", "client", 1, "effective = 2026-02-01\n", "effective = 2026-02-01\nuntil = 2026-02-02\n"),
        ("the version in force put off", "client", 1, "effective = 2026-02-01", "effective = 2026-02-02"),
        (
            "another number",
            "client",
            0,
            "version = \"1.0\"\neffective = 2025-01-01\nowner = \"front-desk\"",
            "version = \"0.9\"\neffective = 2025-01-01\nowner = \"front-desk\"",
        ),
        (
            "a number used twice",
            "client",
            1,
            "version = \"2.0\"\neffective = 2026-02-01",
            "version = \"1.0\"\neffective = 2025-01-01",
        ),
        ("another id", "client", 0, "RF-001", "RF-900"),
        (
            "kept from clients after all",
            "client",
            0,
            "review_date = 2027-01-01\nsay",
            "review_date = 2027-01-01\nstatus = \"draft\"\nsay",
        ),
        (
            "a rule for staff that clients always had",
            "client",
            0,
            "owner = \"duty-manager\"",
            "owner = \"duty-manager\"\naudience = \"client\"",
        ),
    ] {
        all.push((name, edition, repository(&rewritten(world, at, from, to))));
    }
    let commits = || world.commits.clone();
    all.push(("the first version was never there", "client", {
        let mut commits = commits();
        let (_, later) = commits.remove(1);
        for (name, text) in later {
            commits[0].1.retain(|(known, _)| *known != name);
            commits[0].1.push((name, text));
        }
        repository(&commits)
    }));
    all.push(("a policy was never there", "staff", {
        let mut commits = commits();
        commits[0].1.retain(|(name, _)| name != "content/till.md");
        repository(&commits)
    }));
    all.push(("a version between two others", "client", {
        let between = FIRST
            .replace("version = \"1.0\"\neffective = 2025-01-01", "version = \"1.5\"\neffective = 2025-06-01")
            .replace("30 days", "45 days");
        let mut commits = commits();
        commits.insert(1, ("2025-06-01".to_owned(), vec![("content/refunds.md".to_owned(), Some(between))]));
        repository(&commits)
    }));
    all.push(("a version before the first", "client", {
        let before = FIRST
            .replace("version = \"1.0\"\neffective = 2025-01-01", "version = \"0.5\"\neffective = 2024-01-01")
            .replace("30 days", "5 days");
        let mut commits = commits();
        let book = ("book.toml".to_owned(), Some(crate::world::book()));
        let text = ("content/refunds.md".to_owned(), Some(before));
        commits.insert(0, ("2024-01-01".to_owned(), vec![book, text]));
        repository(&commits)
    }));
    all.push(("two histories spliced", "client", {
        let other = FIRST.replace("30 days", "7 days").replace("So that nobody waits.", "Another house.");
        let mut commits = commits();
        commits.insert(1, ("2025-02-01".to_owned(), vec![("content/refunds.md".to_owned(), Some(other))]));
        repository(&commits)
    }));
    all
}

/// The manipulations of the ledger alone.
fn ledgers(world: &World) -> Vec<(&'static str, &'static str, Folder)> {
    let text = ledger(&world.folder);
    let entries: Vec<&str> = text.split("\n[[entries]]\n").collect();
    let [head, first, second] = entries[..] else { panic!("{text}") };
    let join = |parts: &[&str]| parts.join("\n[[entries]]\n");
    let value = |key: &str| text.split(&format!("{key} = \"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let root_of = |entry: &str| entry.split("root = \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let other = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    let forged: Vec<(&str, String)> = vec![
        ("a day in the ledger", text.replacen("day = 2025-01-01", "day = 2024-01-01", 1)),
        ("a hash in the ledger", text.replacen(&value("\"client\""), other, 1)),
        ("an id in the ledger", text.replacen("PV-001", "PV-009", 1)),
        ("a number in the ledger", text.replacen("version = \"2.0\"", "version = \"2.1\"", 1)),
        ("the source of a version in the ledger", text.replacen(&value("source"), other, 1)),
        ("the secret of an entry", text.replacen(&value("secret"), other, 1)),
        ("the root of an entry", text.replacen(&root_of(second), other, 1)),
        ("the day of an entry", text.replacen("on = 2026-02-01", "on = 2025-06-01", 1)),
        (
            "the first entry removed",
            join(&[head, &second.replace(&format!("previous = \"{}\"\n", root_of(first)), "")]),
        ),
        ("the last entry removed", join(&[head, first])),
        ("two entries exchanged", join(&[head, second, first])),
        ("an entry twice", join(&[head, first, second, second])),
        ("a line of an entry removed", {
            let at = text.find("    { id = \"PV-001\"").unwrap();
            let end = at + text[at..].find('\n').unwrap() + 1;
            text[..at].to_owned() + &text[end..]
        }),
        ("a reason put in", text.replacen(", source =", ", reason = \"So it was.\", source =", 1)),
    ];
    let mut all: Vec<(&str, &str, Folder)> = Vec::new();
    for (name, forged) in forged {
        assert_ne!(forged, text, "{name}");
        let folder = world.copy();
        folder.file_at("content/releases.toml", forged);
        make_commit(&folder, TODAY);
        all.push((name, "staff", folder));
    }
    let without = |name: &'static str, change: &dyn Fn(&Folder)| {
        let folder = world.copy();
        for name in ["releases.toml", "addresses.txt"] {
            fs::remove_file(folder.root().join("content").join(name)).unwrap();
        }
        change(&folder);
        make_commit(&folder, TODAY);
        (name, "client", folder)
    };
    all.push(without("the ledger removed", &|_| {}));
    all.push(without("the ledger begun anew", &|folder| drop(record(folder, TODAY))));
    all.push(without("the ledger begun anew and dated back", &|folder| drop(record(folder, "2026-02-01"))));
    all
}

/// Another site in the place of one: with other bytes, and a manifest that says so.
fn site(world: &World, change: &dyn Fn(&Folder)) -> Folder {
    let folder = world.copy();
    change(&folder);
    folder
}

fn edit(folder: &Folder, name: &str, from: &str, to: &str) {
    let path = folder.root().join("dist/client").join(name);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{name} has no {from:?}");
    fs::write(path, text.replace(from, to)).unwrap();
}

/// Writes the manifest anew, as whoever forges a site will.
fn seal(folder: &Folder) {
    let site = folder.root().join("dist/client");
    let manifest = site.join("manifest.json");
    let mut json: serde_json::Value = serde_json::from_slice(&fs::read(&manifest).unwrap()).unwrap();
    let mut files = serde_json::Map::new();
    for (name, bytes) in crate::support::folder::files(&site).into_iter().filter(|(name, _)| name != "manifest.json") {
        let hash: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        files.insert(name, hash.into());
    }
    json["files"] = files.into();
    fs::write(manifest, serde_json::to_vec_pretty(&json).unwrap()).unwrap();
}

/// The manipulations of a site.
fn sites(world: &World) -> Vec<(&'static str, Folder)> {
    let forged = |folder: &Folder, edits: &[(&str, &str, &str)]| {
        edits.iter().for_each(|(name, from, to)| edit(folder, name, from, to));
        for (name, ..) in edits {
            let _ = fs::remove_file(folder.root().join("dist/client").join(format!("{name}.gz")));
        }
        seal(folder);
    };
    let (now, then) = ("refunds/index.html", "refunds/versions/1.0/index.html");
    let (text, old) = ("p/RF-001/2.0/text.txt", "p/RF-001/1.0/text.txt");
    let hash = |text: &str| Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let before = fs::read_to_string(world.folder.root().join("dist/client").join(old)).unwrap();
    let after = before.replace("within 30 days", "within 20 days");
    vec![
        ("a page edited", site(world, &|folder| edit(folder, now, "within 60 days", "within 20 days"))),
        ("a file added", site(world, &|folder| folder.file_at("dist/client/more.html", "More."))),
        (
            "a file removed",
            site(world, &|folder| fs::remove_file(folder.root().join("dist/client").join(old)).unwrap()),
        ),
        (
            "a page edited, and the manifest",
            site(world, &|folder| forged(folder, &[(now, "within 60 days", "within 20 days")])),
        ),
        (
            "an old page edited, and the manifest",
            site(world, &|folder| forged(folder, &[(then, "within 30 days", "within 20 days")])),
        ),
        (
            "a sentence added to a page",
            site(world, &|folder| forged(folder, &[(now, "Bring the receipt.", "Bring the receipt. And a witness.")])),
        ),
        ("a recorded text edited", site(world, &|folder| forged(folder, &[(old, "within 30 days", "within 20 days")]))),
        (
            "text and page edited",
            site(world, &|folder| {
                forged(
                    folder,
                    &[(old, "within 30 days", "within 20 days"), (then, "within 30 days", "within 20 days")],
                );
            }),
        ),
        (
            "text, page and hash edited",
            site(world, &|folder| {
                forged(
                    folder,
                    &[
                        (old, "within 30 days", "within 20 days"),
                        (then, "within 30 days", "within 20 days"),
                        ("ledger.json", &hash(&before), &hash(&after)),
                    ],
                );
            }),
        ),
        (
            "text and page edited, and said to be cut",
            site(world, &|folder| {
                let ledger = fs::read_to_string(folder.root().join("dist/client/ledger.json")).unwrap();
                let at = ledger.find(&hash(&before)).unwrap();
                let salt = ledger[..at].rfind("\"salt\"").unwrap();
                let line = &ledger[salt..at + 65];
                forged(
                    folder,
                    &[
                        (old, "within 30 days", "within 20 days"),
                        (then, "within 30 days", "within 20 days"),
                        ("ledger.json", &format!(",\n          {line}"), ""),
                    ],
                );
            }),
        ),
        (
            "the versions exchanged",
            site(world, &|folder| forged(folder, &[(now, "60 days", "30 days"), (text, "60 days", "30 days")])),
        ),
        (
            "a page that no longer says which text it shows",
            site(world, &|folder| {
                forged(
                    folder,
                    &[(now, "class=\"recorded\"", "class=\"file\""), (now, "within 60 days", "within 20 days")],
                );
            }),
        ),
        (
            "the permanent link leads to another page",
            site(world, &|folder| {
                folder.file_at("dist/client/other/index.html", "<div class=\"text\">You get nothing.</div>");
                forged(folder, &[("p/RF-001/index.html", "../../refunds/index.html", "../../other/index.html")]);
            }),
        ),
        (
            "the day in the ledger of the site",
            site(world, &|folder| {
                forged(folder, &[("ledger.json", "\"day\": \"2025-01-01\"", "\"day\": \"2024-01-01\"")]);
            }),
        ),
        (
            "the ledger of the site removed",
            site(world, &|folder| {
                fs::remove_file(folder.root().join("dist/client/ledger.json")).unwrap();
                let _ = fs::remove_file(folder.root().join("dist/client/ledger.json.gz"));
                seal(folder);
            }),
        ),
        (
            "a compressed copy of another text",
            site(world, &|folder| {
                let (good, evil) =
                    ("dist/client/refunds/index.html.gz", "dist/client/refunds/versions/1.0/index.html.gz");
                fs::copy(folder.root().join(evil), folder.root().join(good)).unwrap();
                seal(folder);
            }),
        ),
        (
            "another repository under the same site",
            site(world, &|folder| {
                let other = repository(&rewritten(world, 0, "within 30 days of", "within 20 days of"));
                fs::remove_file(other.root().join("content/releases.toml")).unwrap();
                record(&other, "2026-02-01");
                fs::remove_dir_all(folder.root().join("dist")).unwrap();
                fs::rename(other.root().join("dist"), folder.root().join("dist")).unwrap();
            }),
        ),
        (
            "another history with the ledger of this one",
            site(world, &|folder| {
                let client = folder.root().join("dist/client");
                let kept = fs::read(client.join("ledger.json")).unwrap();
                let other = repository(&rewritten(world, 0, "within 30 days of", "within 20 days of"));
                fs::remove_file(other.root().join("content/releases.toml")).unwrap();
                record(&other, "2026-02-01");
                fs::remove_dir_all(&client).unwrap();
                fs::rename(other.root().join("dist/client"), &client).unwrap();
                fs::write(client.join("ledger.json"), kept).unwrap();
                seal(folder);
            }),
        ),
    ]
}

#[test]
fn whoever_kept_a_ledger_notices_each_manipulation_of_a_history() {
    let world = world();
    let all = histories(&world);
    assert!(all.len() >= 30, "{}", all.len());
    for (name, edition, folder) in &all {
        let run = world.verify(folder, ".", edition);
        assert_eq!(run.code, Some(1), "{name}: {}{}", run.stdout, run.stderr);
        let run = folder.run(&["build", "--today", TODAY]);
        assert_eq!(run.code, Some(1), "{name}: it was built. {}", run.stderr);
        assert!(run.stderr.contains("rewritten-version"), "{name}: {}", run.stderr);
    }
}

#[test]
fn whoever_kept_a_ledger_notices_each_manipulation_of_the_ledger() {
    let world = world();
    let all = ledgers(&world);
    assert!(all.len() >= 16, "{}", all.len());
    for (name, edition, folder) in &all {
        let run = world.verify(folder, ".", edition);
        assert_eq!(run.code, Some(1), "{name}: {}{}", run.stdout, run.stderr);
    }
}

#[test]
fn whoever_kept_a_ledger_notices_each_manipulation_of_a_site() {
    let world = world();
    let good = world.verify(&world.folder, "dist/client", "client");
    assert_eq!(good.code, Some(0), "{}{}", good.stdout, good.stderr);
    let all = sites(&world);
    assert!(all.len() >= 18, "{}", all.len());
    for (name, folder) in &all {
        let run = world.verify(folder, "dist/client", "client");
        assert_eq!(run.code, Some(1), "{name}: {}{}", run.stdout, run.stderr);
    }
}
