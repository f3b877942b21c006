//! The preview's short way: what an edit makes of what was there is, byte for byte, what everything anew would be.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use greyline::audience::{self, Places};
use greyline::handbook::{Archive, Handbook};
use greyline::history::History;
use greyline::pipeline::{Kept, site};
use greyline::render::Theme;
use greyline::site::Site;
use greyline::source::{Shelf, SitePath};
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

struct Shown {
    handbook: Handbook,
    sites: Vec<(Site, Places)>,
}

fn anew(handbook: Handbook, theme: &Arc<Theme>) -> Shown {
    let sites = handbook
        .config
        .editions
        .iter()
        .map(|settings| {
            let (edition, places) = audience::project_with_places(&handbook, settings);
            (greyline::site::plan(edition, Arc::clone(theme)), places)
        })
        .collect();
    Shown { handbook, sites }
}

fn read(root: &Path) -> Handbook {
    let shelf = Shelf::open(root).unwrap();
    let handbook = Kept::default().load(shelf.tree(), DAY).unwrap();
    handbook.in_force(&Archive::new(History::default()), false)
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
    let place = tempfile::tempdir().unwrap();
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&top.join("content"), &place.path().join("content"));
    fs::copy(top.join("book.toml"), place.path().join("book.toml")).unwrap();
    let mut shelf = Shelf::open(place.path()).unwrap();
    let mut kept = Kept::default();
    let handbook = kept.load(shelf.tree(), DAY).unwrap().in_force(&Archive::new(History::default()), false);
    let settings = handbook.config.editions.clone();
    let theme =
        Arc::new(Theme::load(None, None, &handbook.config.language, handbook.config.site.accent.as_deref()).unwrap());
    let mut shown = anew(handbook, &theme);
    let mut short = 0;
    for (turn, (file, from, to)) in EDITS.into_iter().enumerate() {
        let path = place.path().join("content").join(file);
        let text = fs::read_to_string(&path).unwrap();
        let edited = text.replacen(from, to, 1);
        assert_ne!(text, edited, "{file} has no `{from}` any more");
        fs::write(&path, edited).unwrap();
        // Believed at once: nobody else writes here.
        let look = shelf.look(&BTreeSet::from([path]), true).unwrap();
        assert_eq!(look.changed.len(), 1);
        let fresh = kept.reload(shelf.tree(), &look.changed).unwrap();
        let (handbook, changed) = shown.handbook.replaced(&fresh).expect("nothing but texts was edited");
        let changed: BTreeSet<usize> = changed.into_iter().collect();
        let sites = shown.sites.iter().zip(&settings).map(|((old, places), settings)| {
            let earlier = (&shown.handbook, old.edition());
            let again = audience::project_again(earlier, &handbook, settings, places, &changed);
            match again.and_then(|edition| old.again(edition)) {
                Some(site) => {
                    short += 1;
                    (site, places.clone())
                }
                None => {
                    let (edition, places) = audience::project_with_places(&handbook, settings);
                    (greyline::site::plan(edition, Arc::clone(&theme)), places)
                }
            }
        });
        let sites = sites.collect();
        shown = Shown { handbook, sites };
        if turn % 4 == 3 {
            same(&shown, &read(place.path()));
        }
    }
    assert!(short > EDITS.len() * 2, "the short way was taken {short} times only");
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
    let place = tempfile::tempdir().unwrap();
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    copy(&top.join("content"), &place.path().join("content"));
    fs::copy(top.join("book.toml"), place.path().join("book.toml")).unwrap();
    let handbook = read(place.path());
    for (from, to) in [
        ("audience = \"client\"", "audience = \"staff\""),
        ("version = \"", "version = \"9"),
        ("+++\n", "+++\naliases = [\"/elsewhere/\"]\n"),
    ] {
        let path = place.path().join("content/payments/refunds.md");
        let text = fs::read_to_string(&path).unwrap();
        let mut shelf = Shelf::open(place.path()).unwrap();
        let mut kept = Kept::default();
        kept.load(shelf.tree(), DAY).unwrap();
        let edited = text.replacen(from, to, 1);
        assert_ne!(text, edited, "no `{from}` any more");
        fs::write(&path, edited).unwrap();
        let look = shelf.look_everywhere(true).unwrap();
        let fresh = kept.reload(shelf.tree(), &look.changed).unwrap();
        assert!(!fresh.is_empty() && handbook.replaced(&fresh).is_none(), "{to}");
        fs::write(&path, text).unwrap();
    }
}
