//! Saves, in the ways that editors save.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use super::asking::{Serving, serve};
use super::support::folder::{Folder, handbook};

type Way = fn(&Path, &str);

/// The ways to save a file.
const WAYS: [(&str, Way); 7] = [
    ("in place", |path, text| fs::write(path, text).unwrap()),
    ("in place, slowly", |path, text| {
        use std::io::Write;
        let mut file = fs::File::create(path).unwrap();
        let (begin, end) = text.split_at(text.len() / 2);
        file.write_all(begin.as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(60));
        file.write_all(end.as_bytes()).unwrap();
    }),
    ("by renaming another file over it", |path, text| {
        let beside = path.with_extension("md.tmp");
        fs::write(&beside, text).unwrap();
        fs::rename(&beside, path).unwrap();
    }),
    ("by a file of a plain name, renamed", |path, text| {
        let beside = path.with_file_name("sedQx3f");
        fs::write(&beside, text).unwrap();
        fs::rename(&beside, path).unwrap();
    }),
    ("as vim does, the old one kept aside", |path, text| {
        let aside = path.with_extension("md~");
        fs::rename(path, &aside).unwrap();
        fs::write(path, text).unwrap();
        fs::remove_file(&aside).unwrap();
    }),
    ("by deleting it and writing it anew", |path, text| {
        fs::remove_file(path).unwrap();
        thread::sleep(Duration::from_millis(2));
        fs::write(path, text).unwrap();
    }),
    ("emptied first", |path, text| {
        fs::write(path, "").unwrap();
        thread::sleep(Duration::from_millis(2));
        fs::write(path, text).unwrap();
    }),
];

/// What stands on the page for an address that is not there.
const LOST: &str = "<body class=\"lost";

fn text(save: usize) -> String {
    format!(
        "+++\ntitle = \"A\"\nkind = \"page\"\naudience = \"client\"\n+++\n\nSave number {save} of them all.\n\n{}",
        "More. ".repeat(save % 90)
    )
}

/// How many saves: `GREYLINE_SAVES`, or so many that nobody waits for them.
fn saves() -> usize {
    std::env::var("GREYLINE_SAVES").ok().and_then(|count| count.parse().ok()).unwrap_or(100)
}

fn begun() -> Folder {
    handbook().client("_index.md", "Front.").client("a.md", "Save number 0 of them all.").client("b.md", "Other.")
}

/// Asks for a page over and over: whatever comes must be a page, whole, and never an older one than came before.
fn watch_all_along(serving: &Serving, stop: &AtomicBool) {
    let mut last = 0;
    while !stop.load(Ordering::Relaxed) {
        let answer = serving.get("/client/a/");
        assert_eq!(answer.status, 200, "{}", answer.head);
        let number = answer.text().split("Save number ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        let number: usize = number.unwrap_or_else(|| panic!("an empty page: {}", answer.text()));
        assert!(number >= last, "{number} after {last}");
        last = number;
        assert_eq!(serving.get("/client/b/").status, 200);
    }
}

fn save_and_see(serving: &Serving, folder: &Folder, pause: Option<Duration>) {
    let path = folder.root().join("content/a.md");
    let stop = AtomicBool::new(false);
    let mut number = 0;
    thread::scope(|scope| {
        let along = scope.spawn(|| watch_all_along(serving, &stop));
        for (name, way) in WAYS {
            for _ in 0..=saves() / WAYS.len() {
                number += 1;
                way(&path, &text(number));
                match pause {
                    // Faster than the watcher: several saves fall together, and the last of them counts.
                    Some(pause) if number % 5 != 0 => thread::sleep(pause),
                    _ => drop(serving.until("/client/a/", &format!("Save number {number} "))),
                }
            }
            serving.until("/staff/a/", &format!("Save number {number} "));
            assert!(!along.is_finished(), "the pages failed while saving {name}");
        }
        stop.store(true, Ordering::Relaxed);
    });
}

#[test]
fn every_save_is_seen_however_it_is_made() {
    let folder = begun();
    let serving = serve(&folder, &[]);
    save_and_see(&serving, &folder, None);
}

#[test]
fn saves_that_come_faster_than_they_are_heard_of_end_in_the_last() {
    let folder = begun();
    let serving = serve(&folder, &[]);
    save_and_see(&serving, &folder, Some(Duration::from_micros(700)));
}

#[test]
fn polling_sees_the_same() {
    let folder = begun();
    let serving = serve(&folder, &["--poll"]);
    let path = folder.root().join("content/a.md");
    for (number, (_, way)) in WAYS.iter().enumerate() {
        way(&path, &text(number + 1));
        serving.until("/client/a/", &format!("Save number {} ", number + 1));
    }
}

#[test]
fn a_save_that_changes_nothing_is_not_told() {
    let folder = begun();
    let serving = serve(&folder, &[]);
    let path = folder.root().join("content/a.md");
    let before = serving.news();
    let same = fs::read(&path).unwrap();
    for _ in 0..3 {
        fs::write(&path, &same).unwrap();
        thread::sleep(Duration::from_millis(20));
    }
    fs::write(folder.root().join("content/.a.md.swp"), "scratch").unwrap();
    fs::write(folder.root().join("content/4913"), "").unwrap();
    fs::write(folder.root().join("notes.txt"), "no part of the handbook").unwrap();
    // Something that is told follows, so that what was not told is known not to be late.
    fs::write(folder.root().join("content/b.md"), text(7)).unwrap();
    serving.until("/client/b/", "Save number 7");
    assert_eq!(serving.news()["pages"].as_u64(), before["pages"].as_u64().map(|pages| pages + 1));
}

#[test]
fn one_save_is_told_once() {
    let folder = begun();
    let serving = serve(&folder, &[]);
    let path = folder.root().join("content/a.md");
    for (number, (name, way)) in WAYS.iter().enumerate() {
        let before = serving.news()["pages"].as_u64().unwrap();
        way(&path, &text(number + 1));
        serving.until("/client/a/", &format!("Save number {} ", number + 1));
        thread::sleep(Duration::from_millis(400));
        assert_eq!(serving.news()["pages"].as_u64().unwrap(), before + 1, "{name}");
    }
    let said = serving.said.lock().unwrap().clone();
    let lines: Vec<&str> = said.lines().filter(|line| line.contains("shown after")).collect();
    assert_eq!(lines.len(), WAYS.len(), "{said}");
    assert!(lines.iter().all(|line| line.starts_with("content/a.md: ") && line.ends_with("; no problems")), "{said}");
}

#[test]
fn folders_come_move_and_go() {
    let folder = begun().client("old/_index.md", "A section.").client("old/page.md", "In it.");
    let serving = serve(&folder, &[]);
    serving.until("/client/old/page/", "In it.");
    fs::rename(folder.root().join("content/old"), folder.root().join("content/new")).unwrap();
    serving.until("/client/new/page/", "In it.");
    assert_eq!(serving.get("/client/old/page/").status, 404);
    let folder = folder.client("new/page.md", "In it, later.");
    serving.until("/client/new/page/", "In it, later.");
    // A folder is made and filled at once, before anyone can watch it; what is saved there later counts as well.
    let folder = folder.client("deep/er/still/page.md", "Far down.");
    serving.until("/client/deep/er/still/page/", "Far down.");
    let folder = folder.client("deep/er/still/page.md", "Far down, later.");
    serving.until("/client/deep/er/still/page/", "Far down, later.");
    let folder = folder.without("content/deep");
    serving.until("/client/deep/er/still/page/", LOST);
    drop(folder);
}

#[test]
#[cfg(unix)]
fn a_content_folder_that_is_a_link_is_followed_and_may_lead_elsewhere() {
    let folder = handbook().client("a.md", "First.");
    let root = folder.root().to_path_buf();
    fs::rename(root.join("content"), root.join("texts")).unwrap();
    let folder = folder.link("content", "texts");
    let serving = serve(&folder, &[]);
    serving.until("/client/a/", "First.");
    fs::write(root.join("texts/a.md"), text(1)).unwrap();
    serving.until("/client/a/", "Save number 1 ");
    let other = root.join("other");
    fs::create_dir(&other).unwrap();
    for entry in fs::read_dir(root.join("texts")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), other.join(entry.file_name())).unwrap();
    }
    fs::write(other.join("a.md"), text(2)).unwrap();
    fs::remove_file(root.join("content")).unwrap();
    std::os::unix::fs::symlink("other", root.join("content")).unwrap();
    serving.until("/client/a/", "Save number 2 ");
    fs::write(other.join("a.md"), text(3)).unwrap();
    serving.until("/client/a/", "Save number 3 ");
}

#[test]
fn another_branch_is_checked_out() {
    let git = |root: &Path, arguments: &[&str]| {
        let mut command = std::process::Command::new("git");
        command.args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "init.defaultBranch=main"]);
        let output = command.args(arguments).current_dir(root).output().expect("git is there");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let folder =
        (0..60).fold(begun(), |folder, at| folder.client(&format!("many/page-{at}.md"), "On the first branch."));
    git(folder.root(), &["init", "-q"]);
    git(folder.root(), &["add", "."]);
    git(folder.root(), &["commit", "-qm", "first"]);
    git(folder.root(), &["checkout", "-qb", "second"]);
    let folder =
        (0..60).fold(folder, |folder, at| folder.client(&format!("many/page-{at}.md"), "On the second branch."));
    let folder = folder.without("content/many/page-7.md").client("more/new.md", "Only there.");
    git(folder.root(), &["add", "."]);
    git(folder.root(), &["commit", "-qm", "second"]);
    let serving = serve(&folder, &[]);
    for _ in 0..3 {
        git(folder.root(), &["checkout", "-q", "main"]);
        serving.until("/client/many/page-7/", "On the first branch.");
        serving.until("/client/many/page-59/", "On the first branch.");
        serving.until("/client/more/new/", LOST);
        git(folder.root(), &["checkout", "-q", "second"]);
        serving.until("/client/many/page-59/", "On the second branch.");
        serving.until("/client/more/new/", "Only there.");
        serving.until("/client/many/page-7/", LOST);
    }
}

#[test]
fn themes_and_strings_are_followed() {
    let book = super::support::DEFAULTS[0].1.replacen("title", "theme = \"own\"\nlanguage = \"en-GB\"\ntitle", 1);
    let folder = begun().file("book.toml", &book).file("themes/own/assets/style.css", "body { color: red }");
    let serving = serve(&folder, &[]);
    let page = serving.until("/client/a/", "assets/style-");
    let old = style(page.text());
    let folder = folder.file("themes/own/assets/style.css", "body { color: blue }");
    serving.until_styled("/client/a/", "blue", style);
    // A window that still shows the page from before may ask for the style from before.
    assert_eq!(serving.get(&old).status, 200);
    let folder = folder.file("themes/own/strings/en-GB.toml", "[page]\nedition = \"Printing\"\n");
    serving.until("/client/a/", "Printing");
    let folder = folder.file("themes/own/strings/en-GB.toml", "[page\n");
    serving.until_findings(|findings| findings["troubles"][0].as_str().is_some_and(|text| text.contains("en-GB.toml")));
    serving.until("/client/a/", "Printing");
    let folder = folder.file("themes/own/strings/en-GB.toml", "[page]\nedition = \"Issue\"\n");
    serving.until("/client/a/", "Issue");
    serving.until_findings(|findings| findings["troubles"].as_array().is_some_and(Vec::is_empty));
    drop(folder);
}

#[test]
fn a_theme_that_comes_later_and_comes_again_is_followed() {
    let mut folder = begun();
    let serving = serve(&folder, &[]);
    let book = super::support::DEFAULTS[0].1;
    for round in 0..2 {
        for save in 0..3 {
            folder = folder.file("themes/own/assets/style.css", format!("body {{ margin: {round}{save}px }}"));
            folder = folder.file("book.toml", book.replacen("title", "theme = \"own\"\ntitle", 1));
            serving.until_styled("/client/a/", &format!("{round}{save}px"), style);
        }
        folder = folder.file("book.toml", book);
        fs::remove_dir_all(folder.root().join("themes")).unwrap();
    }
}

/// The address of the style sheet of a page for clients.
fn style(page: &str) -> String {
    let name = page.split("assets/style-").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    format!("/client/assets/style-{name}")
}

impl Serving {
    /// Waits until the style of a page holds a text.
    fn until_styled(&self, path: &str, holds: &str, style: impl Fn(&str) -> String) {
        let mut news = self.news();
        loop {
            let answer = self.get(&style(self.get(path).text()));
            assert_eq!(answer.status, 200);
            if answer.text().contains(holds) {
                return;
            }
            news = self.wait(&news);
        }
    }
}
