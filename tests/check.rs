//! Every rule, shown in a fixture: what it finds, where, and a handbook in which it finds nothing.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use greyline::diagnostic::{Group, Level, Rule};
use greyline::pipeline;
use support::fixture::{self, Case};
use support::{DEFAULTS, handbook, today};

/// Rules that no text in a fixture can break; they are shown by the tests of this file, of addresses, or of the ledger.
const NOT_IN_FIXTURES: [Rule; 7] = [
    Rule::NotUtf8,
    Rule::FileTooLarge,
    Rule::SymlinkOutside,
    Rule::SymlinkLoop,
    Rule::DroppedAddress,
    Rule::RewrittenVersion,
    Rule::BrokenLedger,
];

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The fixtures, by the name of their rule.
fn fixtures() -> Vec<(String, Vec<Case>)> {
    let folder = top().join("tests/cases/check");
    let entries = fs::read_dir(&folder).expect("the fixtures are in the repository");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let name =
                path.file_stem().and_then(|name| name.to_str()).expect("a fixture is named by its rule").to_owned();
            let cases = fixture::parse(&read(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (name, cases)
        })
        .collect()
}

#[test]
fn each_fixture_finds_what_it_says() {
    let mut wrong = String::new();
    for (rule, cases) in fixtures() {
        for case in cases {
            if let Err(difference) = case.compare() {
                wrong.extend(["\n", &rule, ".md ", &difference]);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_rule_has_a_fixture_that_breaks_it_and_a_neighbour_that_does_not() {
    let fixtures = fixtures();
    let named: BTreeSet<&str> = fixtures.iter().map(|(name, _)| name.as_str()).collect();
    let wanted = Rule::ALL.iter().filter(|rule| !NOT_IN_FIXTURES.contains(rule)).map(|rule| rule.name());
    assert_eq!(named, wanted.collect::<BTreeSet<_>>());
    for (rule, cases) in &fixtures {
        let breaks = |case: &Case| case.expected.iter().any(|found| found.head.ends_with(&format!(" {rule}")));
        assert!(cases.iter().any(breaks), "{rule}: no case breaks the rule");
        assert!(cases.iter().any(|case| case.expected.is_empty()), "{rule}: no case is without mistakes");
        let (broken, silent): (Vec<_>, Vec<_>) = cases.iter().partition(|case| breaks(case));
        let has_neighbour = broken.iter().any(|broken| silent.iter().any(|silent| look_alike(broken, silent)));
        assert!(has_neighbour, "{rule}: no case looks like one that breaks the rule and does not");
    }
}

/// Whether half of the words of one handbook, at least, are in another.
fn look_alike(one: &Case, other: &Case) -> bool {
    let words = |case: &Case| -> BTreeSet<String> {
        let texts = case.files.iter().map(|(_, text)| text).chain(case.commits.iter().map(|(.., text)| text));
        texts.flat_map(|text| text.split_whitespace()).map(str::to_owned).collect()
    };
    let (one, other) = (words(one), words(other));
    2 * one.intersection(&other).count() >= one.len()
}

#[test]
fn the_handbook_that_fixtures_stand_on_has_no_mistakes() {
    assert_eq!(Case::default().run(), []);
}

#[test]
fn a_fixture_that_expects_the_wrong_thing_fails() {
    let text = "## Case\n````file content/a.md\n+++\ntitle = \"A\"\nkind = \"page\"\nauthor = \"me\"\n+++\n````\n";
    let case = |expect: &str| fixture::parse(&format!("{text}{expect}")).unwrap().remove(0).compare();
    let right = "````expect\ncontent/a.md:4:1 error unknown-key: no key `author`\n````\n";
    assert_eq!(case(right), Ok(()));
    assert!(case("").unwrap_err().contains("found:\ncontent/a.md:4:1 error unknown-key: "));
    for (from, to) in [("4:1", "4:2"), ("error", "warning"), ("unknown-key", "missing-key"), ("author", "owner")] {
        assert!(case(&right.replace(from, to)).is_err(), "{to}");
    }
    assert!(case("````expect\ncontent/a.md:4:1 error unknown-key:\n  help: nothing of the kind\n````\n").is_err());
}

/// What is found in the files, as `FILE RULE MESSAGE`.
fn found(files: &[(&str, &[u8])]) -> Vec<String> {
    let diagnostics = pipeline::check_memory(&handbook(files), today());
    diagnostics.iter().map(|d| format!("{} {} {}", d.file, d.rule, d.message)).collect()
}

#[test]
fn bytes_that_are_no_text_are_not_read() {
    let files: [(&str, &[u8]); 2] = [
        ("content/fee.md", b"+++\ntitle = \"Fee\"\nkind = \"page\"\n+++\n\nA fee of \xa36.\n"),
        ("content/whole.md", b"\xef\xbb\xbf+++\ntitle = \"Whole\"\nkind = \"page\"\n+++\n\nA fee of \xc2\xa36.\n"),
    ];
    assert_eq!(found(&files), ["content/fee.md not-utf8 this text is not UTF-8: line 6 contains an invalid byte"]);
    assert!(
        found(&[("content/facts.toml", b"\xff")]).iter().any(|line| line.starts_with("content/facts.toml not-utf8"))
    );
}

#[test]
fn a_text_that_is_too_large_is_not_read() {
    let long = |length: usize| format!("#{}", "x".repeat(length - 1));
    let most = greyline::source::MAX_TEXT_BYTES;
    assert_eq!(found(&[("content/goals.toml", long(most).as_bytes())]), Vec::<String>::new());
    let over = found(&[("content/goals.toml", long(most + 1).as_bytes())]);
    assert_eq!(over.len(), 1);
    assert!(over[0].starts_with("content/goals.toml file-too-large "), "{over:?}");
}

/// A handbook in a folder, with the default files.
fn on_disk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::create_dir(folder.path().join("content")).expect("the folder is empty");
    for (name, text) in DEFAULTS {
        fs::write(folder.path().join(name), text).expect("the folder can be written to");
    }
    folder
}

/// What is found in a folder, as `FILE RULE`.
fn found_on_disk(root: &Path) -> Vec<String> {
    let loaded = pipeline::load(root, today()).expect("the folder can be read");
    loaded.diagnostics.iter().map(|d| format!("{} {}", d.file, d.rule)).collect()
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_handbook_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = on_disk();
    let content = folder.path().join("content");
    fs::write(folder.path().join("secret.md"), "+++\ntitle = \"Secret\"\nkind = \"page\"\n+++\n").unwrap();
    fs::create_dir(folder.path().join("drafts")).unwrap();
    fs::write(content.join("kept.md"), "+++\ntitle = \"Kept\"\nkind = \"page\"\n+++\n").unwrap();
    symlink("kept.md", content.join("inside.md")).unwrap();
    assert_eq!(found_on_disk(folder.path()), Vec::<String>::new());
    symlink("../secret.md", content.join("out.md")).unwrap();
    symlink("../drafts", content.join("drafts")).unwrap();
    symlink("gone.md", content.join("nowhere.md")).unwrap();
    let expected = ["content/drafts", "content/nowhere.md", "content/out.md"];
    assert_eq!(found_on_disk(folder.path()), expected.map(|file| format!("{file} symlink-outside")));
}

#[cfg(unix)]
#[test]
fn links_that_lead_in_a_circle_are_not_followed() {
    use std::os::unix::fs::symlink;
    let folder = on_disk();
    let content = folder.path().join("content");
    fs::create_dir(content.join("a")).unwrap();
    symlink("..", content.join("a/up")).unwrap();
    symlink("self.md", content.join("self.md")).unwrap();
    assert_eq!(found_on_disk(folder.path()), ["content/a/up symlink-loop", "content/self.md symlink-loop"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf8_is_told() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = on_disk();
    fs::write(folder.path().join("content").join(OsStr::from_bytes(b"caf\xe9.md")), "").unwrap();
    assert_eq!(found_on_disk(folder.path()), ["content/caf\u{fffd}.md invalid-file-name"]);
}

/// The parts of a manual page: its front matter, and the text behind each heading.
fn manual_parts(rule: Rule) -> (String, Vec<(String, String)>) {
    let page = rule.info().manual;
    let split = page.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let (front, body) = split.unwrap_or_else(|| panic!("{rule}: no front matter"));
    let mut parts: Vec<(String, String)> = Vec::new();
    let mut code = false;
    for line in body.lines() {
        code ^= line.starts_with("```");
        match (line.strip_prefix("## ").filter(|_| !code), parts.last_mut()) {
            (Some(heading), _) => parts.push((heading.to_owned(), String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => assert_eq!(line, "", "{rule}: text before the first heading"),
        }
    }
    (front.to_owned(), parts)
}

#[test]
fn each_rule_has_a_page_of_the_manual() {
    let headings = ["What it finds", "Why it matters", "Example", "How to fix it", "Setting"];
    for rule in Rule::ALL.iter().copied() {
        let (front, parts) = manual_parts(rule);
        assert_eq!(front, format!("title = \"{rule}\"\nkind = \"page\""));
        assert_eq!(parts.iter().map(|(heading, _)| heading.as_str()).collect::<Vec<_>>(), headings, "{rule}");
        let [_, why, example, mended, setting] = &parts[..] else { unreachable!("five headings were counted") };
        assert!(why.1.split_whitespace().count() >= 30, "{rule}: why does it matter?");
        assert!(example.1.contains("```") && mended.1.contains("```"), "{rule}: no example, or none that is mended");
        let reason = setting.1.split("```").next().unwrap_or_default();
        assert!(reason.split_whitespace().count() >= 15, "{rule}: why has it this level?");
        let locked = setting.1.trim_start().starts_with("Locked: ");
        assert_eq!(locked, rule.info().locked, "{rule}");
        if !locked {
            let default = format!("The default is `{}`.", rule.info().default.name());
            assert!(setting.1.trim_start().starts_with(&default), "{rule}");
            let lines: Vec<&str> = setting.1.lines().filter(|line| line.starts_with(rule.name())).collect();
            let [line] = lines[..] else { panic!("{rule}: one line sets the level") };
            let level = line.split('"').nth(1).and_then(Level::from_name);
            assert!(level.is_some_and(|level| level != rule.info().default), "{rule}: {line}");
        }
    }
}

/// How many findings of each rule were judged, and how many of them were worth a writer's time.
fn judged() -> BTreeMap<String, (usize, usize)> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for line in read(&top().join("tests/corpora/judged.tsv")).lines().filter(|line| !line.starts_with('#')).skip(1) {
        let (rule, verdict) = (line.split('\t').next().expect("a column"), line.rsplit('\t').next().expect("a column"));
        let (all, worth) = counts.entry(rule.to_owned()).or_default();
        *all += 1;
        *worth += usize::from(verdict == "1");
    }
    counts
}

#[test]
fn a_rule_about_words_is_on_only_if_nine_in_ten_of_twenty_findings_were_worth_it() {
    let judged = judged();
    let is_about_words =
        |rule: &Rule| matches!(rule.info().group, Group::Clarity | Group::Disclosure | Group::Fairness);
    for rule in Rule::ALL.iter().copied().filter(is_about_words) {
        let (all, worth) = judged.get(rule.name()).copied().unwrap_or_default();
        let is_proved = all >= 20 && 10 * worth >= 9 * all;
        assert!(is_proved || rule.info().default == Level::Off, "{rule}: {worth} of {all} were worth it");
    }
}

#[test]
fn the_manual_itself_has_no_mistakes() {
    let folder = top().join("content/manual");
    let names = ["_index.md", "rules/_index.md", "wording.md", "words.md"].map(str::to_owned);
    let pages = Rule::ALL.iter().map(|rule| format!("rules/{rule}.md"));
    let texts: Vec<(String, String)> = names
        .into_iter()
        .chain(pages)
        .map(|name| (format!("content/manual/{name}"), read(&folder.join(name))))
        .collect();
    let mut files: Vec<(&str, &[u8])> = texts.iter().map(|(name, text)| (&**name, text.as_bytes())).collect();
    files.push(("content/manual/refunds-as-staff-see-them.png", b"a picture"));
    assert_eq!(found(&files), Vec::<String>::new());
}
