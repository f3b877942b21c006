//! A run is killed at every step that it takes. After each kill the target is wholly the old site or wholly the new.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use greyline::publish::{Manifest, Options, Step, publish};
use greyline::text::SitePath;

use super::site::{Site, files, names, whole};

/// Names the target and the moment to a run that is to be killed.
const TARGET: &str = "GREYLINE_TEST_TARGET";
const MOMENT: &str = "GREYLINE_TEST_MOMENT";

/// What a run says when its moment has come.
const REACHED: &str = "the moment is reached";

const PAGES: usize = 20;

fn old() -> Site {
    let mut site = pages("old");
    site.0.insert("only/in/old.html".into(), b"old".to_vec());
    site
}

fn new() -> Site {
    let mut site = pages("new");
    site.0.insert("only/in/new.html".into(), b"new".to_vec());
    site
}

/// Pages of which every third is the same in both sites, and so is shared by them while both exist.
fn pages(word: &str) -> Site {
    let text = |i: usize| format!("{} {i} ", if i.is_multiple_of(3) { "same" } else { word }).repeat(300).into_bytes();
    Site((0..PAGES).map(|i| (format!("section-{}/policy-{i}/index.html", i % 4), text(i))).collect())
}

/// When a run is killed.
#[derive(Debug, Clone, Copy)]
enum Moment {
    /// While the bytes of this address are being made.
    Making(usize),
    /// Halted at a step.
    At(Step),
    /// Some time after a step, while the run goes on.
    After(Step),
}

fn moments() -> Vec<Moment> {
    let edges = [Step::Staged, Step::Sealed, Step::Swapped, Step::Cleared];
    let mut moments: Vec<Moment> = (0..=PAGES).map(Moment::Making).collect();
    moments.extend((1..=PAGES + 1).map(|count| Moment::At(Step::Made(count))));
    moments.extend(edges.map(Moment::At));
    moments.extend(edges.iter().flat_map(|step| [Moment::After(*step); 6]));
    moments
}

#[test]
fn at_every_moment_the_target_is_one_whole_site() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    let options = Options { edition: "new".into(), compress: true, ..Options::default() };
    let (mut stood, mut swapped) = (0, 0);
    for (index, moment) in moments().into_iter().enumerate() {
        old().publish(&target).unwrap_or_else(|error| panic!("after the kill before {moment:?}: {error}"));
        assert_eq!(names(top.path()), ["site"], "nothing is left of the kill before {moment:?}");
        kill_at(&target, index, moment);
        let is_new = is_the_new_site(&whole(&target), &target);
        match moment {
            Moment::Making(_) | Moment::At(Step::Staged | Step::Made(_) | Step::Sealed) => {
                assert!(!is_new, "{moment:?}");
            }
            Moment::At(Step::Swapped | Step::Cleared) | Moment::After(Step::Swapped | Step::Cleared) => {
                assert!(is_new, "{moment:?}");
            }
            Moment::After(_) => {}
        }
        *(if is_new { &mut swapped } else { &mut stood }) += 1;
    }
    assert!(stood + swapped >= 50 && stood > 0 && swapped > 0, "{stood} old, {swapped} new");
    new().publish_with(&target, &options, &|_| ()).unwrap();
    assert_eq!(names(top.path()), ["site"]);
}

/// Whether the site at `target`, whose manifest is `manifest`, is the new one; it must be one of the two.
fn is_the_new_site(manifest: &Manifest, target: &Path) -> bool {
    let mut found = files(target);
    found.0.retain(|name, _| name.ends_with("html"));
    let expected = if manifest.edition == "new" { new() } else { old() };
    assert_eq!(found, expected);
    manifest.edition == "new"
}

#[test]
fn a_first_run_that_is_killed_leaves_no_target() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    for (index, moment) in moments().into_iter().enumerate() {
        if matches!(moment, Moment::At(Step::Staged | Step::Sealed) | Moment::Making(7)) {
            kill_at(&target, index, moment);
            assert!(!target.exists(), "{moment:?}");
        }
    }
    new().publish(&target).unwrap();
    assert_eq!(names(top.path()), ["site"]);
}

#[test]
fn a_run_that_was_stopped_between_two_renames_is_mended() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    let stage = top.path().join(".site.greyline-stage");
    old().publish(&target).unwrap();
    fs::create_dir(&stage).unwrap();
    fs::write(stage.join("lock"), "").unwrap();
    fs::rename(&target, stage.join("old")).unwrap();
    let fail = |_: &SitePath| Err::<Vec<u8>, _>(greyline::error::Error::Usage("on purpose".into()));
    publish(&target, &new().addresses(), fail, &Options::default(), &|_| ()).unwrap_err();
    assert_eq!(files(&target), old());
    assert_eq!(names(top.path()), ["site"]);
}

/// Publishes the new site in a process of its own and kills it at the moment of this index.
fn kill_at(target: &Path, index: usize, moment: Moment) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "stopped::a_run_to_be_killed"])
        .env(TARGET, target)
        .env(MOMENT, index.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let was_reached = lines.any(|line| line.contains(REACHED));
    kill(&mut child);
    assert!(was_reached, "{moment:?} was never reached");
}

/// Kills without warning: on Unix this is SIGKILL.
fn kill(child: &mut Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
#[ignore = "run by the tests above as a process of its own, with a target and a moment"]
fn a_run_to_be_killed() {
    let target = PathBuf::from(std::env::var_os(TARGET).expect("a target"));
    let moment = moments()[std::env::var(MOMENT).unwrap().parse::<usize>().unwrap()];
    let site = new();
    let addresses = site.addresses();
    let make = |path: &SitePath| {
        if matches!(moment, Moment::Making(index) if addresses[index] == *path) {
            halt();
        }
        Ok(site.0[path.as_str()].as_slice())
    };
    let progress = |step: Step| match moment {
        Moment::At(halted) if halted == step => halt(),
        Moment::After(passed) if passed == step => println!("{REACHED}"),
        _ => {}
    };
    let options = Options { edition: "new".into(), compress: true, ..Options::default() };
    publish(&target, &addresses, make, &options, &progress).unwrap();
}

/// Says that the moment is reached, and waits for the end.
fn halt() -> ! {
    println!("{REACHED}");
    loop {
        std::thread::park();
    }
}
