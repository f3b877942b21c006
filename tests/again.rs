//! The preview's short way: what an edit makes of what was there is, byte for byte, what everything anew would be.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use greyline::edition::{self, Ground};
use greyline::handbook::{Archive, Handbook};
use greyline::history::History;
use greyline::pipeline::{Memo, site};
use greyline::render::Theme;
use greyline::site::Site;
use greyline::source::Vfs;
use greyline::text::SitePath;
use jiff::civil::{Date, date};
use rayon::prelude::*;

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

struct Shown {
    handbook: Handbook,
    sites: Vec<(Site, Ground)>,
}

fn anew(handbook: Handbook, theme: &Arc<Theme>) -> Shown {
    let sites = handbook
        .config
        .editions
        .iter()
        .map(|settings| {
            let (edition, ground) = edition::project_with_ground(&handbook, settings);
            (greyline::site::plan(edition, Arc::clone(theme)), ground)
        })
        .collect();
    Shown { handbook, sites }
}

fn read(root: &Path, history: &History) -> Handbook {
    let shelf = Vfs::open(root).unwrap();
    let handbook = Memo::default().load(shelf.tree(), DAY).unwrap();
    handbook.in_force(&Archive::new(history.clone()), false)
}

/// A copy of the example.
fn example() -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&top.join("content"), &place.path().join("content"));
    fs::copy(top.join("book.toml"), place.path().join("book.toml")).unwrap();
    place
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn an_edit_makes_what_everything_anew_would_make() {
    let place = example();
    let short = follow(place.path(), &History::default(), &EDITS);
    assert!(short > EDITS.len() * 2, "the short way was taken {short} times only");
}

#[test]
fn an_edit_makes_the_same_where_policies_have_a_past() {
    let place = example();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false"]);
        git.args(arguments).current_dir(place.path()).env("GIT_CONFIG_GLOBAL", "/dev/null");
        assert!(git.output().unwrap().status.success(), "git {arguments:?}");
    };
    git(&["init", "--quiet"]);
    let texts: Vec<PathBuf> = ["payments/refunds.md", "safety/lightning.md", "payments/fee-reviews.md"]
        .map(|name| place.path().join("content").join(name))
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
    let history = greyline::history::load(place.path());
    assert!(history.versions.values().filter(|versions| versions.len() > 1).count() >= texts.len());
    let short = follow(place.path(), &history, &EDITS_WITH_A_PAST);
    // Staff's edition each time; the others but for what stood in an older text and is withheld today, and the day it is not.
    let most = EDITS_WITH_A_PAST.len() * 3;
    assert!((most / 2..most).contains(&short), "the short way was taken {short} times of {most}");
}

/// Makes the edits one after the other, and holds what is shown against everything made anew; how often the short way was taken.
fn follow(root: &Path, history: &History, edits: &[(&str, &str, &str)]) -> usize {
    let mut shelf = Vfs::open(root).unwrap();
    let mut memo = Memo::default();
    let archive = Archive::new(history.clone());
    let handbook = memo.load(shelf.tree(), DAY).unwrap().in_force(&archive, false);
    let settings = handbook.config.editions.clone();
    let theme =
        Arc::new(Theme::load(None, None, &handbook.config.language, handbook.config.site.accent.as_deref()).unwrap());
    let mut shown = anew(handbook, &theme);
    let mut short = 0;
    for (turn, (file, from, to)) in edits.iter().enumerate() {
        let path = root.join("content").join(file);
        let text = fs::read_to_string(&path).unwrap();
        let edited = text.replacen(from, to, 1);
        assert!(text != edited, "{file} has no `{from}` any more");
        fs::write(&path, edited).unwrap();
        // Believed at once: nobody else writes here.
        let look = shelf.look(&BTreeSet::from([path]), true).unwrap();
        assert_eq!(look.changed.len(), 1);
        let fresh = memo.reload(shelf.tree(), &look.changed).unwrap();
        let (handbook, changed) = shown.handbook.replaced(&fresh).expect("nothing but texts was edited");
        let changed: BTreeSet<usize> = changed.into_iter().collect();
        let sites = shown.sites.iter().zip(&settings).map(|((old, ground), settings)| {
            let earlier = (&shown.handbook, old.edition());
            let again = edition::project_again(earlier, &handbook, settings, ground, &changed);
            match again.and_then(|edition| old.again(edition)) {
                Some(site) => {
                    short += 1;
                    (site, ground.clone())
                }
                None => {
                    let (edition, ground) = edition::project_with_ground(&handbook, settings);
                    (greyline::site::plan(edition, Arc::clone(&theme)), ground)
                }
            }
        });
        let sites = sites.collect();
        shown = Shown { handbook, sites };
        if turn % 2 == 1 {
            same(&shown, &read(root, history));
        }
    }
    short
}

/// Whether each address of each edition has the bytes that it has when everything is made anew.
fn same(shown: &Shown, handbook: &Handbook) {
    for ((short, _), settings) in shown.sites.iter().zip(&handbook.config.editions) {
        let whole = site(handbook, settings, None).unwrap();
        let addresses: Vec<&SitePath> = whole.addresses().collect();
        assert!(short.addresses().eq(addresses.iter().copied()), "{}: other addresses", settings.name);
        addresses.into_par_iter().for_each(|path| {
            let (one, other) = (short.make(path).unwrap(), whole.make(path).unwrap());
            assert!(one == other, "{}: {path} differs", settings.name);
        });
    }
}

#[test]
fn what_reaches_beyond_its_page_is_not_taken_for_a_small_edit() {
    let place = example();
    let handbook = read(place.path(), &History::default());
    for (from, to) in [
        ("audience = \"client\"", "audience = \"staff\""),
        ("version = \"", "version = \"9"),
        ("+++\n", "+++\naliases = [\"/elsewhere/\"]\n"),
    ] {
        let path = place.path().join("content/payments/refunds.md");
        let text = fs::read_to_string(&path).unwrap();
        let mut shelf = Vfs::open(place.path()).unwrap();
        let mut memo = Memo::default();
        memo.load(shelf.tree(), DAY).unwrap();
        let edited = text.replacen(from, to, 1);
        assert!(text != edited, "no `{from}` any more");
        fs::write(&path, edited).unwrap();
        let look = shelf.look_everywhere(true).unwrap();
        let fresh = memo.reload(shelf.tree(), &look.changed).unwrap();
        assert!(!fresh.is_empty() && handbook.replaced(&fresh).is_none(), "{to}");
        fs::write(&path, text).unwrap();
    }
}
