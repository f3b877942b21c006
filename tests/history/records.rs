//! Records of a history: who approved a version, what is proposed, what is kept, what is erased, what goes out and comes in again.

use std::fs;
use std::process::Command;

use crate::repository::{Repository, refunds, words};
use crate::support;
use crate::support::folder::{Folder, Run, handbook};
use crate::{FILE, STAFF, listed, two_versions, version};

/// Who wrote a version is what git says, and one who wrote it alone approves nothing where the handbook says so.
#[test]
fn nobody_approves_what_they_alone_wrote() {
    let approved = refunds("1.0", "2025-01-01", "Within ten days.")
        .replace("summary =", "approved = { by = \"client-care\", on = 2025-01-01 }\nsummary =");
    let people =
        "[client-care]\nrole = \"Client care\"\ncontact = \"mailto:Editor@example.org\"\naudience = \"client\"\n";
    let book = |more: &str| format!("{}{more}", support::DEFAULTS[0].1);
    let folder = handbook().repository().file(FILE, &approved).file("content/people.toml", people).commit("2025-01-01");
    let found = |folder: &Folder| folder.check().stdout.contains("is the only one who wrote it");
    assert!(!found(&folder), "nobody asked");
    let folder = folder.file("book.toml", book("\n[check.approvals]\nnot_by_author = true\n"));
    assert!(found(&folder));
    let other = ["-c", "user.email=other@example.org", "commit", "-q", "-a", "-m", "Mended"];
    let folder = folder.file(FILE, approved.replace("Within ten", "Within  ten")).git(&["add", "-A"]).git(&other);
    assert!(!found(&folder), "two wrote it");
}

/// A proposal stands beside the version in force, and offers nothing.
#[test]
fn a_proposal_is_named_on_the_page_of_what_is_in_force() {
    let proposal = |until: &str| {
        let asks = format!(
            "status = \"consultation\"\nconsultation = {{ until = {until}, feedback = \"mailto:care@example.org\" }}\nowner"
        );
        refunds("2.0", "2026-09-01", "Within two days.").replacen("owner", &asks, 1)
    };
    let folder =
        handbook().repository().file(FILE, refunds("1.0", "2025-01-01", "Within ten days.")).commit("2025-01-01");
    let run = folder.file(FILE, proposal("2026-06-15")).commit("2026-06-01").built();
    for edition in ["staff", "client"] {
        let page = words(&run, &format!("{edition}/refunds/index.html"));
        assert!(page.contains("Within ten days.") && !page.contains("Within two days."), "{page}");
        let says = "Version 2.0 is a proposal. It is not in force: what stands here is. Read the proposal. \
                    Comments are welcome until 15 June 2026. Tell us what you think of it: care@example.org";
        assert!(page.contains(says), "{page}");
        let proposed = words(&run, &format!("{edition}/refunds/versions/2.0/index.html"));
        assert!(proposed.contains("In consultation A proposal that is still being discussed."), "{proposed}");
        assert!(proposed.contains("Within two days.") && proposed.contains("Comments are welcome"), "{proposed}");
        let html = run.text(&format!("{edition}/refunds/index.html"));
        assert!(html.contains("2026-06-16"), "the page knows when that is no longer so: {html}");
    }
    let folder =
        handbook().repository().file(FILE, refunds("1.0", "2025-01-01", "Within ten days.")).commit("2025-01-01");
    let run = folder.file(FILE, proposal("2026-06-14")).commit("2026-06-01").built();
    let page = words(&run, "client/refunds/index.html");
    assert!(page.contains("Comments were read until 14 June 2026.") && !page.contains("care@example.org"), "{page}");
}

/// Every byte of a run's sites, the search's files opened, in one text.
fn published(run: &Run) -> String {
    let shown = |(name, bytes): (&String, &Vec<u8>)| {
        let search = greyline::search::unpack(bytes).map(|shard| shard.text()).unwrap_or_default();
        format!("{name}\n{}\n{search}\n", String::from_utf8_lossy(bytes))
    };
    run.site.iter().map(shown).collect()
}

const ERASED: &str = "\n[outputs]\nassistants = true\n[[archive.erased]]\nwords = [\"Nora Quill\", \"N. Quill\"]\n\
                      instead = \"a former colleague\"\non = 2026-06-01\nbecause = \"It was *asked* for.\"\n";

#[test]
fn an_erased_name_is_in_no_version_and_each_says_that_it_was_reduced() {
    let named = |text: &str| refunds("1.0", "2025-01-01", text);
    let folder = handbook()
        .repository()
        .file(FILE, named("Ask **Nora**\nQuill for the form.\n\n::: staff\nOr N. Quill at home.\n:::"))
        .file("content/quiet.md", named("Ask us.\n\n::: staff\nOr Nora Quill.\n:::").replace("CS-001", "CS-002"))
        .file(
            "content/people.toml",
            "[client-care]\nrole = \"Client care\"\nname = \"Nora Quill\"\naudience = \"client\"\n",
        )
        .commit("2025-01-01")
        .file(FILE, refunds("2.0", "2026-01-01", "Ask the desk for the form."))
        .file("content/quiet.md", refunds("2.0", "2026-01-01", "Ask us all.").replace("CS-001", "CS-002"))
        .file("content/people.toml", support::DEFAULTS[1].1)
        .file("book.toml", format!("{}{ERASED}", support::DEFAULTS[0].1))
        .commit("2026-01-01");
    let run = folder.built();
    let everything = published(&run).to_lowercase();
    assert!(!everything.contains("quill") && !everything.contains("nora"), "an erased name was published");
    let says = "This text was reduced on 1 June 2026. Why: It was asked for.";
    for edition in ["staff", "client"] {
        let old = words(&run, &format!("{edition}/refunds/versions/1.0/index.html"));
        assert!(old.contains(says) && old.contains("a former colleague for the form"), "{old}");
        assert!(words(&run, &format!("{edition}/refunds/changes/index.html")).contains("former colleague"));
        let out = folder.run(&["audit", &format!("dist/{edition}"), "--edition", edition, "--today", "2026-06-15"]);
        assert_eq!(out.code, Some(0), "{edition}: {}{}", out.stdout, out.stderr);
    }
    assert!(words(&run, "staff/quiet/versions/1.0/index.html").contains(says));
    let quiet = words(&run, "client/quiet/versions/1.0/index.html");
    assert!(!quiet.contains("reduced"), "who may not read where a name stood is not told that one did: {quiet}");
    let past = folder.run(&["build", "--as-of", "2025-06-01"]).done();
    let past_text = published(&past).to_lowercase();
    assert!(past_text.contains("a former colleague") && !past_text.contains("quill"), "as of a day it is erased too");
    // The audit knows by itself what was erased.
    let folder = folder.file("dist/staff/extra.txt", "Signed, N. QUILL");
    let out = folder.run(&["audit", "dist/staff", "--edition", "staff", "--today", "2026-06-15"]);
    assert!(out.code == Some(1) && out.stdout.contains("extra.txt"), "{}{}", out.stdout, out.stderr);
}

/// What stands instead of a name is a phrase like any other: where clients read it anyway, they are told nothing of a name that they
/// could not read. Two handbooks that differ in that name alone make the same site for them.
#[test]
fn words_that_stand_instead_of_others_tell_nothing_by_themselves() {
    let own = "Ask a former colleague.";
    let erased_too = "\n[[archive.erased]]\nwords = [\"Ann Other\"]\ninstead = \"a former colleague\"\non = 2026-05-01\nbecause = \"Of hers.\"\n";
    let made = |body: &str, more: &str| {
        let text = refunds("1.0", "2025-01-01", body).replacen("+++\n\n", &format!("{more}+++\n\n"), 1);
        let folder = handbook()
            .repository()
            .file(FILE, text)
            .commit("2025-01-01")
            .file(FILE, refunds("2.0", "2026-01-01", "Ask the desk for the form."))
            .file("book.toml", format!("{}{ERASED}{erased_too}", support::DEFAULTS[0].1))
            .commit("2026-01-01");
        let run = folder.built();
        let site = run.site.into_iter().filter(|(name, _)| name.starts_with("client/"));
        site.collect::<std::collections::BTreeMap<_, _>>()
    };
    let page = "client/refunds/versions/1.0/index.html";
    let plain = made(own, "");
    for (body, more) in [
        (format!("{own}\n\n::: staff\nOr Nora Quill.\n:::"), ""),
        (format!("{own}\n\n<!-- Nora Quill -->"), ""),
        (own.to_owned(), "say = \"Nora Quill decides.\"\n"),
        (own.to_owned(), "[[scenarios]]\nsituation = \"Nora Quill\"\nquestion = \"Who?\"\nanswer = \"N. Quill.\"\n"),
    ] {
        let site = made(&body, more);
        for (name, bytes) in &plain {
            assert!(site[name] == *bytes, "{body}{more}: {name}");
        }
    }
    // One of two names is theirs.
    let both = made("Ask Ann Other.\n\n::: staff\nOr Nora Quill.\n:::", "");
    let text = String::from_utf8_lossy(&both[page]);
    assert!(text.contains("Of hers.") && !text.contains("asked"), "{text}");
}

#[test]
fn old_versions_leave_the_sites_when_their_time_is_over() {
    let issue = |version: &str, effective: &str, body: &str, log: &[(&str, &str)]| {
        let text = refunds(version, effective, body);
        let older: Vec<String> = log
            .iter()
            .map(|(version, date)| {
                format!("[[changes]]\nversion = \"{version}\"\ndate = {date}\nsummary = \"Wrote {version}.\"\naudience = \"client\"\n")
            })
            .collect();
        text.replacen("+++\n\n", &format!("{}+++\n\n", older.concat()), 1)
    };
    let folder = handbook()
        .repository()
        .file(FILE, issue("1.0", "2010-01-01", "Within ten days.", &[]))
        .file(
            "content/gone.md",
            refunds("1.0", "2010-01-01", "Gone for long.")
                .replace("CS-001", "CS-009")
                .replace("Refunds", "Quokka hire"),
        )
        .commit("2010-01-01")
        .file(FILE, issue("2.0", "2012-01-01", "Within seven days.", &[("1.0", "2010-01-01")]))
        .without("content/gone.md")
        .commit("2012-01-01")
        .file(FILE, issue("3.0", "2026-01-01", "Within two days.", &[("2.0", "2012-01-01"), ("1.0", "2010-01-01")]))
        .commit("2026-01-01");
    let all = folder.built();
    assert_eq!(listed(&all), ["3.0", "2.0", "1.0"]);
    assert!(published(&all).contains("Gone for long."));
    let book = |archive: &str| format!("{}\n[archive]\n{archive}\n", support::DEFAULTS[0].1);
    let folder = folder.without("dist").file("book.toml", book("keep = \"10 years\""));
    let kept = folder.built();
    assert_eq!(listed(&kept), ["3.0", "2.0"], "what was out of force in 2012 is not kept in 2026");
    assert!(words(&kept, &format!("{STAFF}versions/index.html")).contains("Old versions are kept for a time only."));
    let text = published(&kept);
    assert!(!text.contains("ten days") && !text.contains("Wrote 1.0.") && !text.contains("Gone for long."));
    assert!(text.contains("seven days") && text.contains("Wrote 2.0."));
    for edition in ["staff", "client"] {
        let signpost = kept.text(&format!("{edition}/p/CS-009/index.html"));
        assert!(signpost.contains("Quokka hire"), "a signpost stays where the policy was");
        let logs = |run: &Run| {
            let own = run.site.iter().filter(|(path, _)| path.starts_with(edition) && path.contains("changes"));
            own.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Quokka")).count()
        };
        assert!(logs(&all) > 0 && logs(&kept) == 0, "{edition}");
    }
    assert!(kept.stderr.contains("2 old versions are not kept any longer"), "{}", kept.stderr);
    let past = folder.run(&["build", "--as-of", "2011-06-01"]).done();
    let text = published(&past);
    assert!(!text.contains("ten days") && text.contains("Old versions are kept for a time only."), "as of 2011");
    for archive in [
        "keep = \"10 years\"\nhold = [\"CS-001\"]",
        "keep = \"10 years\"\n[archive.sections]\n\"\" = \"1 year\"",
        "keep = \"15 years\"",
    ] {
        folder.file_at("book.toml", book(archive));
        let run = folder.built();
        let held = archive.contains("hold") || archive.contains("15");
        assert_eq!(listed(&run).len(), if held { 3 } else { 2 }, "{archive}");
    }
}

/// A draft, or a proposal to talk about, ends nothing: a version is out of force since the next one that governs.
#[test]
fn what_was_only_proposed_in_between_keeps_nothing() {
    for status in ["draft", "consultation"] {
        let proposed = refunds("1.5", "2011-01-01", "Within nine days.");
        let folder = handbook()
            .repository()
            .file(FILE, refunds("1.0", "2010-01-01", "Within ten days."))
            .commit("2010-01-01")
            .file(FILE, proposed.replace("kind =", &format!("status = \"{status}\"\nkind =")))
            .commit("2011-01-01")
            .file(FILE, refunds("2.0", "2012-01-01", "Within seven days."))
            .file("book.toml", format!("{}\n[archive]\nkeep = \"10 years\"\n", support::DEFAULTS[0].1))
            .commit("2012-01-01");
        let run = folder.built();
        assert!(!published(&run).contains("ten days"), "{status}: {:?}", listed(&run));
    }
}

/// A name is gone however it was marked, and from the addresses that old files had.
#[test]
fn an_erased_name_is_gone_however_it_was_written() {
    let old = "Ask Nora *Qui*ll, Nora&nbsp;Quill, &#78;ora Quill, <b>Nora</b> Quill, [Nora](https://e.org) Quill, Nora-Quill, \
               No\u{ad}ra Quill or N.<br>Quill.\n\nWrite [to her](mailto:nora.quill@example.org).\n\n## Hers {#nora-quill}\n\nSee [this](#nora-quill).\n";
    let folder = handbook()
        .repository()
        .file(FILE, refunds("1.0", "2025-01-01", old))
        .file("content/by-nora-quill.md", refunds("1.0", "2025-01-01", "By us.").replace("CS-001", "CS-002"))
        .file(
            "content/moved.md",
            refunds("1.0", "2025-01-01", "Moved.")
                .replace("CS-001", "CS-003")
                .replace("owner =", "aliases = [\"/nora-quill/\"]\nowner ="),
        )
        .commit("2025-01-01")
        .without("content/by-nora-quill.md")
        .without("content/moved.md")
        .file(FILE, refunds("2.0", "2026-01-01", "Ask the desk."))
        .file("book.toml", format!("{}{ERASED}", support::DEFAULTS[0].1))
        .commit("2026-01-01");
    let old_page = |run: &Run, page: &str| words(run, page).matches("a former colleague").count();
    let run = folder.built();
    assert_eq!(old_page(&run, "client/refunds/versions/1.0/index.html"), 7);
    assert!(version(&run, "1.0").contains("a-former-colleague"), "what has no blanks gets none");
    let past = folder.run(&["build", "--as-of", "2025-06-01"]).done();
    assert_eq!(old_page(&past, "client-2025-06-01/refunds/index.html"), 7);
    assert!(past.site.contains_key("client-2025-06-01/by-a-former-colleague/index.html"));
    for run in [&run, &past] {
        let everything = published(run).to_lowercase();
        assert!(!everything.contains("quill"), "{:?}", everything.lines().find(|line| line.contains("quill")));
    }
}

/// A version is not kept on a site of a past day either, though its own text knows nothing of the next.
#[test]
fn what_is_not_kept_is_on_no_site_of_a_past_day() {
    let gone = || refunds("1.0", "2020-01-01", "Gone for long.").replace("CS-001", "CS-009");
    let came_back = |version: &str, day: &str, body: &str| refunds(version, day, body).replace("CS-001", "CS-007");
    let folder = handbook()
        .repository()
        .file(FILE, refunds("1.0", "2020-01-01", "Within ten days."))
        .file("content/old/gone.md", gone())
        .file("content/back.md", came_back("1.0", "2020-01-01", "Before."))
        .commit("2020-01-01")
        .without("content/old/gone.md")
        .without(FILE)
        .file("content/new/refunds.md", refunds("2.0", "2021-01-01", "Within five days."))
        .file("content/back.md", came_back("2.0", "2021-01-01", "After."))
        .file("book.toml", format!("{}\n[archive]\nkeep = \"1 year\"\n", support::DEFAULTS[0].1))
        .commit("2021-01-01");
    let past = folder.run(&["build", "--as-of", "2020-06-01"]).done();
    let text = published(&past);
    for words in ["ten days", "Gone for long.", "Before."] {
        assert!(!text.contains(words), "{words}");
    }
    folder.file_at("book.toml", support::DEFAULTS[0].1);
    let text = published(&folder.run(&["build", "--as-of", "2020-06-01"]).done());
    for words in ["ten days", "Gone for long.", "Before."] {
        assert!(text.contains(words), "{words}");
    }
}

/// What goes out and comes in again is the same handbook, to the byte, with all that it was.
#[test]
fn an_export_comes_in_again_as_the_same_handbook() {
    let folder = two_versions()
        .file("content/moved/old.md", refunds("1.0", "2025-03-01", "Soon gone.").replace("CS-001", "CS-002"))
        .file("content/pictures/a b.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .client("page.md", "![A picture](pictures/a%20b.svg)\n\n::: staff\nHush.\n:::")
        .commit("2026-02-01")
        .without("content/moved/old.md")
        .file(FILE, refunds("3.0", "2026-09-01", "Within two \"days\".\r\n"))
        .file("content/facts.toml", support::DEFAULTS[2].1.replace("£5", "£6"))
        .commit("2026-03-01");
    let before = folder.built();
    let out = tempfile::tempdir().unwrap();
    let (export, again) = (out.path().join("export"), out.path().join("again"));
    let (export_name, again_name) = (export.to_str().unwrap(), again.to_str().unwrap());
    let said = folder.run(&["export", export_name, "--today", "2026-06-15"]).done();
    assert!(said.stdout.starts_with("4 versions, 4 commits and "), "{}", said.stdout);
    let text = fs::read_to_string(export.join("versions/CS-001/2.0.md")).unwrap();
    assert_eq!(text, "# Refunds\n\nWithin five days.\n");
    let json: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(export.join("versions/CS-001/2.0.json")).unwrap()).unwrap();
    assert_eq!(json["front_matter"]["effective"], "2026-01-01");
    assert_eq!(json["front_matter"]["changes"][0]["audience"], "client");
    folder.run(&["import", export_name, "--into", again_name]).done();
    let built = Command::new(env!("CARGO_BIN_EXE_greyline"))
        .args(["build", "--root", again_name, "--today", "2026-06-15"])
        .output()
        .unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let after = support::folder::files(&again.join("dist"));
    assert_eq!(before.site.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (name, bytes) in &before.site {
        assert!(after[name] == *bytes, "{name} is another");
    }
    // Nothing is written over, in either direction.
    let refused = folder.run(&["export", export_name]);
    assert!(refused.code == Some(2) && refused.stderr.contains("is not empty"), "{}", refused.stderr);
    let refused = folder.run(&["import", export_name, "--into", again_name]);
    assert!(refused.code == Some(2) && refused.stderr.contains("is not empty"), "{}", refused.stderr);
    let refused = folder.run(&["export", "content/export"]);
    assert!(refused.code == Some(2) && refused.stderr.contains("source files"), "{}", refused.stderr);
    // A path that leads out of the export is refused before anything is made of it.
    let list = export.join("export.json");
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, text.replacen("\"refunds.md\"", "\"../../refunds.md\"", 1)).unwrap();
    let elsewhere = out.path().join("elsewhere");
    let refused = folder.run(&["import", export_name, "--into", elsewhere.to_str().unwrap()]);
    assert!(refused.code == Some(2) && refused.stderr.contains("leads out of the export"), "{}", refused.stderr);
}

/// An export that somebody else made can neither make git run a program nor bring files of the machine into the handbook.
#[cfg(unix)]
#[test]
fn an_export_with_more_than_a_handbook_is_refused() {
    use std::os::unix::fs::symlink;
    let folder = two_versions();
    let out = tempfile::tempdir().unwrap();
    let [export, into, ran, own] = ["export", "into", "ran", "own"].map(|name| out.path().join(name));
    let [export_name, into_name] = [&export, &into].map(|path| path.to_str().unwrap());
    folder.run(&["export", export_name, "--today", "2026-06-15"]).done();
    let settings = format!("[core]\n\tfsmonitor = \"touch {}; false\"\n", ran.display());
    for name in
        [".git/config", "content/.git/config", "content/sub/.GIT/config", "themes/.git./config", "content/git~1/config"]
    {
        let file = export.join("handbook").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &settings).unwrap();
        let refused = folder.run(&["import", export_name, "--into", into_name]);
        assert!(
            refused.code == Some(2) && refused.stderr.contains("is no part of a handbook"),
            "{name}: {}",
            refused.stderr
        );
        assert!(!ran.exists() && !into.exists(), "{name}");
        fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }
    for name in ["run.sh", ".gitattributes", "dist/index.html"] {
        let file = export.join("handbook").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, "").unwrap();
        let refused = folder.run(&["import", export_name, "--into", into_name]);
        assert!(
            refused.code == Some(2) && refused.stderr.contains("is no part of a handbook"),
            "{name}: {}",
            refused.stderr
        );
        fs::remove_file(&file).unwrap();
    }
    let _ = fs::remove_dir(export.join("handbook/dist"));
    fs::create_dir(&own).unwrap();
    fs::write(own.join("facts.toml"), "Of the machine.").unwrap();
    // A link to a file, to a folder of a commit, and to all of the handbook.
    for (name, to) in [
        ("history/1/refunds.md", own.join("facts.toml")),
        ("history/1", own.clone()),
        ("history", own.clone()),
        ("handbook", own),
    ] {
        let (linked, aside) = (export.join(name), out.path().join("aside"));
        fs::rename(&linked, &aside).unwrap_or_else(|error| panic!("{name}: {error}"));
        symlink(&to, &linked).unwrap();
        let refused = folder.run(&["import", export_name, "--into", into_name]);
        assert!(refused.code == Some(2) && refused.stderr.contains("export.json: "), "{name}: {}", refused.stderr);
        assert!(!into.exists(), "{name}");
        fs::remove_file(&linked).unwrap();
        fs::rename(&aside, &linked).unwrap();
    }
    folder.run(&["import", export_name, "--into", into_name]).done();
}

/// Only the most private audience knows that nobody has decided yet, on pages of versions too.
#[test]
fn no_page_of_a_version_tells_clients_that_it_is_undecided() {
    let text = |flexibility: &str, rest: &str| {
        format!(
            "+++\nid = \"A-1\"\ntitle = \"One\"\nowner = \"client-care\"\nrationale = \"Because.\"\nreview_date = 2027-01-01\n\
             audience = \"client\"\nflexibility = \"{flexibility}\"\n{rest}+++\n\nText.\n"
        )
    };
    let decided = text("black", "version = \"1.0\"\neffective = 2026-01-01\nreasons = [\"So.\"]\n");
    let undecided = text("undecided", "version = \"2.0\"\neffective = 2026-03-01\n");
    let folder = handbook().repository().file("content/a/one.md", decided).commit("2026-01-01");
    let run = folder.file("content/a/one.md", undecided).commit("2026-03-01").build().done();
    let told = |edition: &str| {
        let pages = run.site.iter().filter(|(name, _)| name.starts_with(&format!("{edition}/a/one/")));
        pages.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("Undecided")).count()
    };
    assert!(told("staff") > 2, "staff are told on the page, on that of the version, and in the list of versions");
    assert_eq!(told("client"), 0);
    assert!(run.text("client/a/one/versions/2.0/index.html").contains("In force"));
}
