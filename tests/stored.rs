//! What is stored between runs changes nothing that is said or published.

mod support;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use support::folder::{Folder, Run, handbook};

/// A handbook whose pages are in order.
fn in_order() -> Folder {
    handbook()
        .checks("jargon = \"note\"")
        .client("desk.md", "The computer says no.\n\nSee [the other](other.md).")
        .client("other.md", "Other words.")
}

/// The files of `.greyline/`, with what they hold.
fn stored(folder: &Folder) -> Vec<(PathBuf, Vec<u8>)> {
    files_below(&folder.root().join(".greyline"))
}

fn files_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let entries = fs::read_dir(folder).expect("something is stored");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![(path.clone(), fs::read(path).expect("files can be read"))]
            }
        })
        .collect()
}

fn same_site(one: &Run, other: &Run) -> bool {
    one.code == Some(0) && other.code == Some(0) && one.site == other.site
}

#[test]
fn a_second_check_says_what_the_first_said() {
    let folder = in_order().client("loud.md", "It is **not due.");
    let first = folder.check();
    assert!(first.stdout.contains("content/loud.md"), "{}", first.stdout);
    assert!(!stored(&folder).is_empty());
    assert_eq!(folder.check().stdout, first.stdout);
}

#[test]
fn another_list_of_wording_reaches_texts_that_were_in_order() {
    let folder = in_order();
    assert!(!folder.check().stdout.contains("content/desk.md"));
    let list = "[[phrases]]\nrule = \"jargon\"\nreason = \"says nothing\"\nsource = \"A test\"\nwords = [\"the computer says no\"]\ninstead = \"say who can help\"\n";
    let folder = folder.file("content/wording.toml", list);
    let said = folder.check().stdout;
    assert!(said.contains("content/desk.md") && said.contains("jargon"), "{said}");
    let said = folder.without("content/wording.toml").check().stdout;
    assert!(!said.contains("content/desk.md"), "{said}");
}

#[test]
fn what_was_damaged_is_not_believed() {
    let folder = in_order();
    let fresh = folder.build();
    for turn in 0..3 {
        for (path, bytes) in stored(&folder) {
            let mut bad = bytes.clone();
            match turn {
                0 => bad.truncate(bytes.len() / 2),
                1 => bad.extend_from_slice(b"00"),
                _ => bad.iter_mut().skip(60).step_by(7).for_each(|byte| *byte ^= 3),
            }
            fs::write(path, bad).expect("files can be written");
        }
        assert!(same_site(&fresh, &folder.build()), "turn {turn}");
    }
}

#[test]
fn a_published_file_that_was_edited_is_made_again() {
    let folder = in_order();
    let fresh = folder.build();
    let name = fresh.site.keys().find(|name| name.ends_with("desk/index.html")).expect("the page is published");
    let path = folder.root().join("dist").join(name);
    let time = fs::metadata(&path).and_then(|found| found.modified()).expect("files have times");
    // As many bytes, at the same time.
    let edited = String::from_utf8_lossy(&fresh.site[name]).replace("computer", "director");
    fs::write(&path, edited).expect("files can be written");
    File::options().write(true).open(&path).and_then(|file| file.set_modified(time)).expect("times can be set");
    assert!(same_site(&fresh, &folder.build()));
    fs::remove_file(&path).expect("files can be removed");
    assert!(same_site(&fresh, &folder.build()));
}

#[test]
fn a_page_is_made_again_when_one_that_it_shows_has_another_title() {
    let folder = in_order();
    folder.build();
    let text = "+++\ntitle = \"Another title\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nOther words.\n";
    let folder = folder.file("content/other.md", text);
    let over = folder.build();
    let fresh = folder.without("dist").without(".greyline").build();
    let shows = over.site.values().filter(|bytes| String::from_utf8_lossy(bytes).contains("Another title")).count();
    assert!(shows > 2 && same_site(&over, &fresh));
}

/// A page of many: it links to two others, and has words of its own.
fn one_of_many(number: usize, title: &str, body: &str) -> String {
    let links = [number * 7 + 1, number * 13 + 5].map(|to| format!("[see number {to}](page-{}.md)", to % MANY));
    let words = format!("Words of {number}, such as word{} and word{}.", number % 17, number * number % 101);
    format!(
        "+++\ntitle = \"{title}\"\nkind = \"page\"\naudience = \"client\"\n+++\n\n{words}\n\n## More\n\n{body} {}\n",
        links.join(", ")
    )
}

/// More pages than two blocks of the search index have.
const MANY: usize = 140;

/// The search index keeps blocks of pages of which nothing changed; whatever is edited, it is what a first build makes.
#[test]
fn the_index_of_many_pages_is_that_of_a_first_build_after_each_edit() {
    let page = |number: usize| format!("content/page-{number}.md");
    let text = |number: usize| one_of_many(number, &format!("Page {number}"), "Body.");
    let mut folder = (0..MANY).fold(handbook(), |folder, number| folder.file(&page(number), text(number)));
    folder.build();
    let edits: [(&str, String, String); 9] = [
        ("another body", page(3), one_of_many(3, "Page 3", "Umbrellas (UV) in the ultra violet (UV).")),
        ("another title", page(70), one_of_many(70, "A title of its own", "Body.")),
        ("another link", page(130), one_of_many(130, "Page 130", "[quite other words](page-4.md)")),
        ("keywords", page(139), text(139).replace("audience", "keywords = [\"kayak\"]\naudience")),
        ("for staff alone", page(71), one_of_many(71, "Page 71", "::: staff\nWords of staff.\n:::\n\nBody.")),
        ("a page more", "content/page-a.md".to_owned(), one_of_many(9, "Another", "Body.")),
        (
            "a section",
            "content/_index.md".to_owned(),
            "+++\ntitle = \"Front\"\nkind = \"page\"\n+++\n\nFront.\n".to_owned(),
        ),
        ("the glossary", "content/glossary.md".to_owned(), "Kayak\n\n: A small boat.\n".to_owned()),
        ("the first state", page(3), text(3)),
    ];
    for (edit, name, text) in edits {
        folder = folder.file(&name, text);
        let over = folder.build();
        folder = folder.without("dist").without(".greyline");
        let fresh = folder.build();
        assert!(same_site(&over, &fresh), "{edit}: {} {}", over.stderr, fresh.stderr);
    }
    let blocks = |folder: &Folder| -> BTreeSet<(PathBuf, SystemTime)> {
        let paths = stored(folder).into_iter().map(|(path, _)| path);
        let paths = paths.filter(|path| path.to_string_lossy().contains("/index-"));
        paths.map(|path| (path.clone(), path.metadata().unwrap().modified().unwrap())).collect()
    };
    let before = blocks(&folder);
    folder.build();
    assert_eq!(before, blocks(&folder), "what is the same is not stored again");
    let folder = folder.file(&page(3), one_of_many(3, "Page 3", "Other words."));
    folder.build();
    let (all, kept) = (before.len(), before.intersection(&blocks(&folder)).count());
    assert!(all > 2 && kept > 0 && kept < all, "{kept} of {all} blocks were kept");
}
