//! What the pipeline makes with a memo of earlier runs is, byte for byte, what it makes with an empty one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use greyline::check::{self, AddressRecord};
use greyline::diagnostic::Diagnostics;
use greyline::handbook::{Archive, Handbook};
use greyline::history::{self, History};
use greyline::pipeline::{self, Memo};
use greyline::publish::{Options, Unchanged, publish};
use greyline::render::Theme;
use greyline::site::{Recorder, Site, StoredBlocks};
use greyline::source::{SourceTree, Vfs};
use greyline::text::SitePath;
use jiff::civil::{Date, date};
use rayon::prelude::*;
use support::folder::{Order, example};
use support::random::Random;

const DAY: Date = date(2026, 11, 21);

/// Edits of the example: a file, what is found in it, what is put in its place.
const EDITS: [(&str, &str, &str); 16] = [
    ("payments/refunds.md", "\n## ", "\nA new sentence.\n\n## "),
    (
        "payments/refunds.md",
        "\n## ",
        "\n::: staff\nFor staff alone, with [a link](../safety/lightning.md).\n:::\n\n## ",
    ),
    ("safety/lightning.md", "\n## ", "\nSee [refunds](../payments/refunds.md) and CS-014.\n\n## "),
    ("payments/refunds.md", "For staff alone", "For staff alone, still"),
    ("communication/saying-no.md", "\n## ", "\n> [!NOTE]\n> A note.\n\n## "),
    ("payments/refunds.md", "keywords = [", "keywords = [\"sunk cost\", "),
    ("payments/refunds.md", "limit = \"", "limit = \"about "),
    ("memberships/guest-passes.md", "rationale.members = \"", "rationale.members = \"Because. "),
    ("payments/late-cancellations.md", "\n## ", "\n{fact:late-fee}\n\n## "),
    ("onboarding/first-day.md", "\n## ", "\n- [ ] One more thing\n\n## "),
    ("payments/_index.md", "+++\n\n", "+++\n\nWords of the section.\n\n"),
    ("payments/refunds.md", "title = \"", "title = \"Yonder "),
    ("payments/fee-reviews.md", "order = 2", "order = 7"),
    ("payments/_index.md", "title = \"", "title = \"Zebra "),
    ("memberships/guest-passes.md", "title = \"", "title = \"A"),
    ("safety/lone-working.md", "+++\n\n", "+++\n\nA walk-in member asks for a gesture of goodwill.\n\n"),
];

/// Edits of the example with a past, in which [`OLD`] stood in every text and everybody might read it.
const EDITS_WITH_A_PAST: [(&str, &str, &str); 8] = [
    ("payments/refunds.md", "\n## ", "\nA new sentence for everybody to read.\n\n## "),
    ("payments/refunds.md", "\n## ", "\n::: staff\nA new sentence for staff alone to read.\n:::\n\n## "),
    ("payments/refunds.md", "title = \"", "title = \"Yonder "),
    ("safety/lightning.md", "\n## ", "\n::: staff\nThe old sentence that everybody could read here.\n:::\n\n## "),
    ("payments/refunds.md", "new sentence for staff", "newer sentence for staff"),
    ("payments/refunds.md", "new sentence for everybody", "old sentence that everybody could read here, for all"),
    ("payments/refunds.md", "A old sentence that everybody could read here", "Words"),
    ("safety/lightning.md", "The old sentence that everybody could read here.", "Something else."),
];

/// What every text said before.
const OLD: &str = "The old sentence that everybody could read here.";

/// The sites of every edition of a handbook.
fn sites(tree: &SourceTree, archive: &Archive, theme: &Arc<Theme>, memo: &Memo) -> (Handbook, Vec<Site>) {
    sites_on(DAY, tree, archive, theme, memo)
}

fn sites_on(day: Date, tree: &SourceTree, archive: &Archive, theme: &Arc<Theme>, memo: &Memo) -> (Handbook, Vec<Site>) {
    let handbook = pipeline::assemble(tree, day, memo, &mut Diagnostics::default()).unwrap();
    let handbook = handbook.in_force(archive, false, &memo.handbook);
    let sites = handbook.config.editions.iter().map(|settings| pipeline::plan(&handbook, settings, theme, memo));
    let sites = sites.collect();
    memo.drop_unused();
    (handbook, sites)
}

fn theme() -> Arc<Theme> {
    Arc::new(Theme::load(None, None, "en", None).unwrap())
}

#[test]
fn an_edit_makes_what_a_fresh_build_makes() {
    follow(example(Order::Forwards).root(), &History::default(), &EDITS);
}

#[test]
fn an_edit_makes_the_same_where_policies_have_a_past() {
    let place = example(Order::Forwards);
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false"]);
        git.args(arguments).current_dir(place.root()).env("GIT_CONFIG_GLOBAL", "/dev/null");
        assert!(git.output().unwrap().status.success(), "git {arguments:?}");
    };
    git(&["init", "--quiet"]);
    let texts: Vec<PathBuf> = ["payments/refunds.md", "safety/lightning.md", "payments/fee-reviews.md"]
        .map(|name| place.root().join("content").join(name))
        .to_vec();
    let today: Vec<String> = texts.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    for (path, text) in texts.iter().zip(&today) {
        let old = text.replacen("version = \"", "version = \"0.", 1).replacen("\n## ", &format!("\n{OLD}\n\n## "), 1);
        fs::write(path, old).unwrap();
    }
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "As it was"]);
    for (path, text) in texts.iter().zip(&today) {
        fs::write(path, text).unwrap();
    }
    git(&["commit", "--quiet", "--all", "--message", "As it is"]);
    let history = greyline::history::load(place.root());
    assert!(history.versions.values().filter(|versions| versions.len() > 1).count() >= texts.len());
    follow(place.root(), &history, &EDITS_WITH_A_PAST);
}

#[test]
fn a_save_has_the_texts_of_one_policy_compared_with_the_ledger() {
    let place = example(Order::Forwards);
    let (archive, memo, checked) = (Archive::new(History::default()), Memo::default(), check::Memo::default());
    let mut vfs = Vfs::open(place.root()).unwrap();
    let hashed = |tree: &SourceTree| {
        let mut found = Diagnostics::default();
        let before = checked.ledger.hashed();
        let handbook = pipeline::assemble(tree, DAY, &memo, &mut found).unwrap();
        let handbook = handbook.in_force(&archive, false, &memo.handbook);
        check::check_history(&handbook, &archive, &AddressRecord::default(), &checked, &mut found);
        memo.drop_unused();
        checked.drop_unused();
        checked.ledger.hashed() - before
    };
    let policies = hashed(vfs.tree());
    assert!(policies > 60, "{policies}");
    let path = place.root().join("content/payments/refunds.md");
    for (turn, from) in ["keywords = [", "title = \"", "order = "].into_iter().enumerate() {
        assert_eq!(hashed(vfs.tree()), 0, "nothing was saved");
        let text = fs::read_to_string(&path).unwrap();
        let to = ["keywords = [\"sunk cost\", ", "title = \"Yonder ", "order = 1"][turn];
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        assert_eq!(vfs.look(&BTreeSet::from([path.clone()]), true).unwrap().changed.len(), 1, "{from}");
        // Its file, and what the readers of each of three editions read of it.
        assert_eq!(hashed(vfs.tree()), 1 + 3, "{from}");
    }
}

/// Makes the edits one after the other, each with the memo of the last run, and compares every second one with a fresh build.
fn follow(root: &Path, history: &History, edits: &[(&str, &str, &str)]) {
    let (archive, theme, memo) = (Archive::new(history.clone()), theme(), Memo::default());
    let mut vfs = Vfs::open(root).unwrap();
    let (_, mut before) = sites(vfs.tree(), &archive, &theme, &memo);
    for (turn, (file, from, to)) in edits.iter().enumerate() {
        let path = root.join("content").join(file);
        let text = fs::read_to_string(&path).unwrap();
        let edited = text.replacen(from, to, 1);
        assert!(text != edited, "{file} has no `{from}` any more");
        fs::write(&path, edited).unwrap();
        // Believed at once: nobody else writes here.
        let changes = vfs.look(&BTreeSet::from([path]), true).unwrap();
        assert_eq!(changes.changed.len(), 1);
        let (_, after) = sites(vfs.tree(), &archive, &theme, &memo);
        // Whatever was edited, the edition of those who see everything has one other page at the most.
        let staff = |sites: &[Site]| sites[0].edition().pages.iter().cloned().collect::<Vec<_>>();
        let (was, is) = (staff(&before), staff(&after));
        assert!(was.iter().zip(&is).filter(|(was, is)| !Arc::ptr_eq(was, is)).count() <= 1, "{file}: `{to}`");
        if turn % 2 == 1 {
            let fresh = Vfs::open(root).unwrap();
            let (_, fresh) = sites(fresh.tree(), &Archive::new(history.clone()), &theme, &Memo::default());
            assert_same(&after, &fresh, &format!("{file}: `{to}`"));
        }
        before = after;
    }
}

/// Each address of each edition has the bytes that it has in a fresh build.
fn assert_same(sites: &[Site], fresh: &[Site], edit: &str) {
    for (site, fresh) in sites.iter().zip(fresh) {
        let edition = &fresh.edition().name;
        let addresses: Vec<&SitePath> = fresh.addresses().collect();
        assert!(site.addresses().eq(addresses.iter().copied()), "{edition} after {edit}: other addresses");
        addresses.into_par_iter().for_each(|path| {
            let (bytes, wanted) = (site.make(path).unwrap(), fresh.make(path).unwrap());
            assert!(bytes == wanted, "{edition} after {edit}: {path} differs");
        });
    }
}

const BOOK: &str = r#"
title = "Small"
[audiences]
staff = { title = "Staff", sees = ["members"] }
members = { title = "Members", sees = ["client"] }
client = { title = "Clients" }
[editions.staff]
audience = "staff"
out = "dist/staff"
[editions.members]
audience = "members"
out = "dist/members"
[editions.client]
audience = "client"
out = "dist/client"
url = "https://www.example.org/"
[synonyms]
refund = ["money back", "old sentence"]
"#;

/// Sentences, each of which may stand for everybody, for staff alone, or in an old version.
const SENTENCES: [&str; 5] = [
    "The first of five sentences that everybody could read here.",
    "A refund is paid within {fact:days} of the day on which it was asked for.",
    "Whoever asks twice is asked for the receipt, the card and a good reason.",
    "See [[P-2]] and [the third](/b/three.md), or money back.",
    "A walk-in pays {fact:fee} at the desk before anything else happens.",
];

/// What is edited by a save.
#[derive(Debug, Clone, Copy)]
enum Save {
    Title,
    Sentence,
    ClientSentence,
    Id,
    Order,
    Facts,
    Audience,
    Glossary,
    Book,
    Addresses,
    /// Nothing is saved, and the day is another one.
    Day,
}

const SAVES: [Save; 11] = [
    Save::Title,
    Save::Sentence,
    Save::ClientSentence,
    Save::Id,
    Save::Order,
    Save::Facts,
    Save::Audience,
    Save::Glossary,
    Save::Book,
    Save::Addresses,
    Save::Day,
];

/// Days before and after those on which the value of a fact changes.
const DAYS: [Date; 3] = [DAY, date(2026, 11, 26), date(2024, 6, 1)];

/// One policy, as it is written.
struct Draft {
    title: String,
    id: String,
    order: usize,
    audience: &'static str,
    version: usize,
    sentences: Vec<(bool, &'static str)>,
}

impl Draft {
    fn text(&self) -> String {
        let Self { title, id, order, audience, version, sentences } = self;
        let body: String = sentences
            .iter()
            .map(
                |(for_staff, sentence)| {
                    if *for_staff { format!("\n::: staff\n{sentence}\n:::\n") } else { format!("\n{sentence}\n") }
                },
            )
            .collect();
        format!(
            "+++\ntitle = \"{title}\"\nkind = \"policy\"\nid = \"{id}\"\naudience = \"{audience}\"\norder = {order}\n\
             version = \"{version}.0\"\neffective = 202{version}-01-01\naliases = [\"/old/{id}\"]\nrelated = [\"P-1\"]\n\
             supersedes = [\"Q-{id}\"]\n[[changes]]\nversion = \"{version}.0\"\ndate = 202{version}-01-01\n\
             summary = \"{title}\"\n+++\n\n# About\n{body}"
        )
    }

    fn edit(&mut self, save: Save, turn: usize, random: &mut Random) {
        match save {
            Save::Title => self.title = format!("{} {turn}", ["Refunds", "Walk-in", "Zebra"][random.below(3)]),
            Save::Sentence | Save::ClientSentence => {
                if self.sentences.len() > 4 {
                    self.sentences.remove(random.below(5));
                }
                self.sentences.push((matches!(save, Save::Sentence), SENTENCES[random.below(5)]));
            }
            Save::Id => self.id = format!("P-{}", random.below(9)),
            Save::Order => self.order = random.below(9),
            Save::Audience => self.audience = ["client", "members", "staff"][random.below(3)],
            Save::Facts | Save::Glossary | Save::Book | Save::Addresses | Save::Day => {}
        }
    }
}

fn facts(turn: usize) -> String {
    format!(
        "[days]\ntitle = \"Days\"\naudience = \"client\"\n[[days.values]]\nfrom = 2021-01-01\nvalue = \"{turn} days\"\n\
         [[days.values]]\nfrom = 2025-01-01\nvalue = \"ten days\"\naudience = \"{}\"\n\
         [fee]\ntitle = \"Fee\"\naudience = \"client\"\n[[fee.values]]\nfrom = 2021-01-01\nvalue = \"£{turn}\"\n\
         [[fee.values]]\nfrom = 2026-11-25\nvalue = \"£{turn}.50\"\n",
        ["client", "staff"][turn % 2]
    )
}

/// The words of the glossary, of which one is for some alone at times.
fn glossary(turn: usize) -> String {
    let slip = format!("Receipt\n: A slip of paper, the {turn}th.\n");
    let slip = if turn.is_multiple_of(2) { slip } else { format!("::: staff\n{slip}:::\n") };
    format!("{GLOSSARY}\n{slip}")
}

/// `book.toml`, in which who may read a synonym, whether there is an archive and the title of an audience change.
fn book(turn: usize) -> String {
    let reader = ["client", "members", "staff"][turn % 3];
    let book = BOOK.replace("title = \"Members\"", &format!("title = \"Members {turn}\""));
    let book = if turn.is_multiple_of(2) { book.replace("url =", "archive = false\nurl =") } else { book };
    let (settings, _) = book.split_once("[synonyms]").unwrap();
    format!("{settings}[[search.synonyms]]\nword = \"refund\"\nmeans = [\"money back\"]\naudience = \"{reader}\"\n")
}

const GLOSSARY: &str = "+++\naudience = \"client\"\n+++\n\nWalk-in\n: Somebody who comes without an appointment.\n";

/// Some policies, and older versions of all of them when they have a past.
fn drafts(version: usize) -> Vec<(String, Draft)> {
    let place = |at: usize| ["one", "two", "three", "four", "five", "six"][at];
    (0..6)
        .map(|at| {
            let path = format!("content/{}/{}.md", ["a", "b"][at % 2], place(at));
            let draft = Draft {
                title: format!("Policy {}", place(at)),
                id: format!("P-{at}"),
                order: at,
                audience: ["client", "members", "staff"][(at + version) % 3],
                version,
                sentences: vec![(at == 1, SENTENCES[at % 5]), (version == 2 && at == 2, SENTENCES[(at + version) % 5])],
            };
            (path, draft)
        })
        .collect()
}

/// How many saves of each kind: `GREYLINE_SAVES`, or so many that nobody waits for them.
fn saves() -> usize {
    std::env::var("GREYLINE_SAVES").ok().and_then(|count| count.parse().ok()).unwrap_or(9)
}

/// Saves one file after the other, and compares each run with a fresh one.
fn save_and_compare(history: &History) {
    let (archive, theme, memo, mut random) = (Archive::new(history.clone()), theme(), Memo::default(), Random(1));
    let mut drafts = drafts(2);
    let mut files: BTreeMap<String, String> = drafts.iter().map(|(path, draft)| (path.clone(), draft.text())).collect();
    files.insert("book.toml".to_owned(), BOOK.to_owned());
    files.insert("content/facts.toml".to_owned(), facts(0));
    files.insert("content/glossary.md".to_owned(), glossary(0));
    let read = |files: &BTreeMap<String, String>| {
        let files = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
        SourceTree::from_memory(files, &mut Diagnostics::default())
    };
    let (mut tree, mut day) = (read(&files), DAY);
    sites(&tree, &archive, &theme, &memo);
    let (place, mut kept) = (tempfile::tempdir().unwrap(), 0);
    for turn in 1..=saves() * SAVES.len() {
        let save = SAVES[turn % SAVES.len()];
        let (name, text) = match save {
            Save::Facts => ("content/facts.toml".to_owned(), facts(turn)),
            Save::Glossary => ("content/glossary.md".to_owned(), glossary(turn)),
            Save::Book => ("book.toml".to_owned(), book(turn)),
            Save::Addresses => ("content/addresses.txt".to_owned(), format!("/a/one/\ngone /a/{turn}/ 2026-11-20\n")),
            Save::Day => {
                day = DAYS[turn / SAVES.len() % DAYS.len()];
                ("content/facts.toml".to_owned(), files["content/facts.toml"].clone())
            }
            _ => {
                let at = random.below(drafts.len());
                let (path, draft) = &mut drafts[at];
                draft.edit(save, turn, &mut random);
                (path.clone(), draft.text())
            }
        };
        // What was not saved keeps its very text, as it does in the preview.
        if files.get(&name) != Some(&text) {
            let saved = read(&BTreeMap::from([(name.clone(), text.clone())]));
            tree.book = saved.book.or(tree.book);
            tree.texts.extend(saved.texts);
            tree.data.extend(saved.data);
            files.insert(name.clone(), text);
        }
        let (_, with_memo) = sites_on(day, &tree, &archive, &theme, &memo);
        let (handbook, fresh) = sites_on(day, &read(&files), &Archive::new(history.clone()), &theme, &Memo::default());
        let edit = format!("save {turn} ({save:?}) of {name}");
        assert_same(&with_memo, &fresh, &edit);
        kept += publish_over(place.path(), &handbook, &fresh, &edit);
    }
    assert!(kept > saves() * SAVES.len() * 10, "{kept} files were kept without making them again");
}

/// Publishes each site over the one of the turn before, compares every file with what the site makes, and returns how many of
/// them were not made again.
fn publish_over(root: &Path, handbook: &Handbook, sites: &[Site], edit: &str) -> usize {
    let mut kept = 0;
    for (settings, site) in handbook.config.editions.iter().zip(sites) {
        let fingerprint = site.fingerprint();
        let blocks = StoredBlocks::begin(root, &settings.out, &fingerprint, 1);
        site.index_with(&blocks);
        blocks.end();
        let recorder = Recorder::begin(root, &settings.out, &fingerprint, 1);
        let (sealed, target) = (OnceLock::new(), root.join(&settings.out));
        let addresses: Vec<SitePath> = site.addresses().cloned().collect();
        let is_unchanged = |path: &SitePath| recorder.is_unchanged(path);
        let options = Options {
            edition: settings.name.clone(),
            unchanged: recorder.site().map(|site| Unchanged { site, is_unchanged: &is_unchanged }),
            sealed: Some(&sealed),
            ..Options::default()
        };
        let made = AtomicUsize::new(0);
        let make_and_note = |path: &SitePath| {
            made.fetch_add(1, Ordering::Relaxed);
            let (bytes, reads) = site.make_recorded(path)?;
            if let Some(reads) = reads {
                recorder.note(path, reads);
            }
            Ok(bytes)
        };
        publish(&target, &addresses, make_and_note, &options, &|_| ()).unwrap();
        kept += addresses.len() - made.into_inner();
        recorder.end(sealed.into_inner().unwrap());
        addresses.into_par_iter().for_each(|path| {
            let (file, wanted) = (fs::read(target.join(path.as_str())).unwrap(), site.make(&path).unwrap());
            assert!(file == wanted, "{} after {edit}: {path} is not what a fresh build makes", settings.name);
        });
    }
    kept
}

#[test]
fn saves_of_every_kind_make_what_a_fresh_build_makes() {
    save_and_compare(&History::default());
}

#[test]
fn saves_of_every_kind_make_the_same_where_policies_have_a_past() {
    let commits: Vec<(Date, Vec<(String, String)>)> = [1, 2]
        .into_iter()
        .map(|version| {
            let texts = drafts(version).into_iter();
            let day = date(2020 + i16::try_from(version).unwrap(), 1, 1);
            (day, texts.map(|(path, draft)| (path["content/".len()..].to_owned(), draft.text())).collect())
        })
        .collect();
    let commits: Vec<history::Commit<'_>> = commits
        .iter()
        .map(|(day, texts)| (*day, texts.iter().map(|(path, text)| (path.as_str(), Some(text.as_bytes()))).collect()))
        .collect();
    let history = history::from_memory(&commits);
    assert!(history.versions.values().filter(|versions| versions.len() > 1).count() >= 5);
    save_and_compare(&history);
}

/// A policy or page for everybody, or for staff alone where it has no label.
fn governed(front: &str, title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n{front}\n+++\n\n{body}\n")
}

/// What an old text shows of a policy that it names in `[[…]]` changes with the title of that policy, and who may read it.
#[test]
fn an_old_text_is_looked_through_again_when_a_title_that_it_shows_has_changed() {
    let policy = |version: &str, body: &str| {
        governed(
            &format!("id = \"A-1\"\nversion = \"{version}\"\naudience = \"client\"\nflexibility = \"undecided\""),
            "First",
            body,
        )
    };
    let other = |title: &str, audience: &str| {
        governed(&format!("id = \"B-1\"\naudience = \"{audience}\"\nflexibility = \"undecided\""), title, "Words.")
    };
    let (plain, quoting) = ("Hand over the blue rope to guests at night.", "Hand over the [[B-1]] to guests at night.");
    // What the old text said, and what staff read today; a title before and after, and who reads it then.
    let cases = [
        (quoting, plain, ("Other", "client"), ("blue rope", "client")),
        (quoting, plain, ("blue rope", "client"), ("Other", "client")),
        (quoting, plain, ("blue rope", "staff"), ("blue rope", "client")),
        (plain, quoting, ("Other", "client"), ("blue rope", "client")),
        (plain, quoting, ("blue rope", "client"), ("red flag", "client")),
    ];
    let mut cut = 0;
    for (old, now, before, after) in cases {
        let old = policy("0.9", &format!("{old}\n\nAsk at the desk."));
        let commit: history::Commit<'_> = (date(2025, 1, 1), vec![("a.md", Some(old.as_bytes()))]);
        let history = history::from_memory(&[commit]);
        let now = policy("1.0", &format!("::: staff\n{now}\n:::\n\nAsk at the desk."));
        let read = |(title, audience): (&str, &str)| {
            let other = other(title, audience);
            let files = [("book.toml", BOOK), ("content/a.md", &now), ("content/b.md", &other)];
            SourceTree::from_memory(files.map(|(name, text)| (name, text.as_bytes())), &mut Diagnostics::default())
        };
        let (archive, theme, memo) = (Archive::new(history.clone()), theme(), Memo::default());
        let mut tree = read(before);
        sites(&tree, &archive, &theme, &memo);
        // What was not saved keeps its very text.
        tree.texts.extend(read(after).texts.into_iter().filter(|(path, _)| path.as_str() == "b.md"));
        let (_, with_memo) = sites(&tree, &archive, &theme, &memo);
        let (_, fresh) = sites(&read(after), &Archive::new(history), &theme, &Memo::default());
        assert_same(&with_memo, &fresh, &format!("{before:?} to {after:?}"));
        let old = SitePath::file("a/versions/0.9/index.html");
        let old = String::from_utf8(fresh.last().unwrap().make(&old).unwrap()).unwrap();
        assert!(old.contains("Ask at the desk."));
        cut += usize::from(!old.contains("to guests at night"));
    }
    assert!((1..cases.len()).contains(&cut), "{cut} were cut");
}
