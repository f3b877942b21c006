//! What is never replaced: whatever Greyline did not write, what it was told to protect, and another run's stage.

use std::fs;
use std::path::Path;
use std::sync::mpsc;

use greyline::error::Error;
use greyline::publish::{Options, Step};
use greyline::text::SitePath;

use super::site::{Site, files, names, whole};

fn site() -> Site {
    Site::of(&[("index.html", "front"), ("a/index.html", "page")])
}

/// Publishes, expects a refusal for a reason that holds `reason`, and that nothing at or beside the target changed.
fn refused(top: &Path, target: &Path, protect: &[&Path], reason: &str) {
    let before = (files(top), names(top));
    let options = Options { protect, ..Options::default() };
    match site().publish_with(target, &options, &|_| ()) {
        Err(error @ Error::ForeignFolder { .. }) => {
            assert!(error.to_string().contains(reason), "{error}");
        }
        other => panic!("expected a refusal, got {other:?}"),
    }
    assert_eq!((files(top), names(top)), before);
}

#[test]
fn a_folder_that_somebody_else_filled() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("photos");
    fs::create_dir_all(target.join("2024")).unwrap();
    fs::write(target.join("2024/beach.jpg"), "x").unwrap();
    refused(top.path(), &target, &[], "it contains 2024/beach.jpg, but no manifest.json written by Greyline");
    fs::write(target.join("manifest.json"), "{\"name\": \"an app\", \"icons\": []}").unwrap();
    refused(top.path(), &target, &[], "no manifest.json written by Greyline");
}

#[test]
fn a_site_with_a_file_that_somebody_added() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    site().publish(&target).unwrap();
    fs::write(target.join("a/notes.txt"), "do not lose me").unwrap();
    refused(top.path(), &target, &[], "it contains a/notes.txt, which Greyline did not write");
    fs::write(target.join("CNAME"), "example.org").unwrap();
    refused(top.path(), &target, &[], "it contains CNAME and 1 more files that Greyline did not write");
}

#[test]
fn a_file_added_while_the_site_is_made() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    site().publish(&target).unwrap();
    let add = |step| {
        if step == Step::Sealed {
            fs::write(target.join("notes.txt"), "do not lose me").unwrap();
        }
    };
    let failure = site().publish_with(&target, &Options::default(), &add).unwrap_err();
    assert!(failure.to_string().contains("notes.txt"), "{failure}");
    assert_eq!(fs::read_to_string(target.join("notes.txt")).unwrap(), "do not lose me");
    assert_eq!(names(top.path()), ["site"]);
}

#[test]
fn an_empty_folder_and_what_file_browsers_leave_are_no_reason() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    fs::create_dir_all(target.join("empty/inner")).unwrap();
    site().publish(&target).unwrap();
    fs::write(target.join("a/.DS_Store"), "x").unwrap();
    fs::create_dir(target.join("empty")).unwrap();
    site().publish(&target).unwrap();
    assert_eq!(files(&target), site());
    assert!(!target.join("empty").exists());
}

#[test]
fn a_file() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    fs::write(&target, "text").unwrap();
    refused(top.path(), &target, &[], "it is a file");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_to_a_site_an_empty_folder_or_nothing() {
    let top = tempfile::tempdir().unwrap();
    site().publish(&top.path().join("real")).unwrap();
    fs::create_dir(top.path().join("empty")).unwrap();
    for to in ["real", "empty", "nothing"] {
        let link = top.path().join(format!("link-to-{to}"));
        std::os::unix::fs::symlink(top.path().join(to), &link).unwrap();
        refused(top.path(), &link, &[], "it is a symbolic link");
        refused(top.path(), &link.join(""), &[], "it is a symbolic link");
    }
}

#[cfg(unix)]
#[test]
fn a_link_above_the_target_is_followed() {
    let top = tempfile::tempdir().unwrap();
    fs::create_dir(top.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", top.path().join("link")).unwrap();
    site().publish(&top.path().join("link/site")).unwrap();
    whole(&top.path().join("real/site"));
    let real = top.path().join("real/site/a");
    refused(top.path(), &top.path().join("link/site"), &[&real], "it is or contains");
}

#[test]
fn the_handbook_and_every_folder_that_holds_it() {
    let top = tempfile::tempdir().unwrap();
    let book = top.path().join("team/book");
    fs::create_dir_all(book.join("dist")).unwrap();
    for target in [book.clone(), top.path().join("team"), top.path().to_path_buf(), book.join("dist/.."), "/".into()] {
        refused(top.path(), &target, &[&book], "it ");
    }
    let options = Options { protect: &[&book], ..Options::default() };
    site().publish_with(&book.join("dist"), &options, &|_| ()).unwrap();
    whole(&book.join("dist"));
}

#[cfg(unix)]
#[test]
fn a_protected_folder_is_known_under_its_other_name() {
    let top = tempfile::tempdir().unwrap();
    let link = top.path().join("link");
    fs::create_dir(top.path().join("book")).unwrap();
    std::os::unix::fs::symlink("book", &link).unwrap();
    refused(top.path(), &top.path().join("book"), &[&link], "it is or contains");
}

#[test]
fn an_address_that_cannot_be_a_file() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    for name in ["a/../../escaped", "a\\b", "a//b", "nul.txt", "manifest.json", "a\0b"] {
        let failure = Site::of(&[("index.html", ""), (name, "")]).publish(&target).unwrap_err();
        assert!(matches!(&failure, Error::Address { address, .. } if address == name), "{failure}");
    }
    let twice = [SitePath::file("a"), SitePath::file("a")];
    let make = |_: &SitePath| Ok("text");
    greyline::publish::publish(&target, &twice, make, &Options::default(), &|_| ()).unwrap_err();
    assert!(names(top.path()).is_empty());
}

#[test]
fn a_second_run_for_the_same_target() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    let (reached, wait_reached) = mpsc::sync_channel::<()>(0);
    let (resume, wait_resume) = mpsc::sync_channel::<()>(0);
    let wait_resume = std::sync::Mutex::new(wait_resume);
    std::thread::scope(|scope| {
        let pause = |step| {
            if step == Step::Sealed {
                reached.send(()).unwrap();
                wait_resume.lock().unwrap().recv().unwrap();
            }
        };
        let target = &target;
        let run = scope.spawn(move || site().publish_with(target, &Options::default(), &pause));
        wait_reached.recv().unwrap();
        let failure = Site::default().publish(target).unwrap_err();
        assert!(matches!(failure, Error::Busy { .. }), "{failure}");
        site().publish(&top.path().join("another")).unwrap();
        resume.send(()).unwrap();
        run.join().unwrap().unwrap();
    });
    assert_eq!(files(&target), site(), "the first run's stage was left alone");
    assert_eq!(names(top.path()), ["another", "site"]);
}

#[test]
fn many_runs_at_once_are_either_done_or_told_to_wait() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    let done = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    let outcomes = (0..40).map(|_| match site().publish(&target) {
                        Ok(_) => 1,
                        Err(Error::Busy { .. }) => 0,
                        Err(other) => panic!("{other}"),
                    });
                    outcomes.sum::<usize>()
                })
            })
            .collect();
        runs.into_iter().map(|run| run.join().unwrap()).sum::<usize>()
    });
    assert!(done > 0);
    assert_eq!(files(&target), site());
    assert_eq!(names(top.path()), ["site"]);
}

#[test]
fn a_folder_that_only_has_the_name_of_a_stage() {
    let top = tempfile::tempdir().unwrap();
    let stage = top.path().join(".site.greyline-stage");
    fs::create_dir(&stage).unwrap();
    fs::write(stage.join("mine.txt"), "do not lose me").unwrap();
    refused(top.path(), &top.path().join("site"), &[], "no lock file");
}
