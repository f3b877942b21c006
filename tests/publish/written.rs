//! What a run writes: files, copies, manifest, permissions; what it keeps; what it leaves after a failure.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use greyline::error::Error;
use greyline::publish::{Options, Published, Step, publish};
use greyline::text::SitePath;

use super::site::{Site, files, hash, names, whole};

fn first() -> Site {
    Site::of(&[("index.html", "one"), ("refunds/index.html", "same"), ("refunds/late/index.html", "gone tomorrow")])
}

fn second() -> Site {
    Site::of(&[("index.html", "two"), ("refunds/index.html", "same"), ("p/CS-014/index.html", "new")])
}

/// Options that ask for compressed copies.
fn compressing() -> Options<'static> {
    Options { compress: true, edition: "client".into(), ..Options::default() }
}

#[test]
fn a_site_appears_whole_and_alone() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("dist/staff");
    let published = first().publish(&target).unwrap();
    assert_eq!(published, Published { files: 3, bytes: 20, changed: 3 });
    assert_eq!(files(&target), first());
    assert_eq!(whole(&target).edition, "staff");
    assert_eq!(names(&top.path().join("dist")), ["staff"]);
}

#[test]
fn the_manifest_is_sorted_text_that_other_tools_can_read() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    let policies = BTreeMap::from([("CS-014".to_owned(), BTreeMap::from([("2.1".to_owned(), hash(b"text"))]))]);
    let options = Options { edition: "client".into(), policies, ..Options::default() };
    Site::of(&[("b", "x"), ("a/c", "y")]).publish_with(&target, &options, &|_| ()).unwrap();
    let text = fs::read_to_string(target.join("manifest.json")).unwrap();
    let expected = format!(
        "{{\n  \"generator\": \"greyline\",\n  \"version\": \"{}\",\n  \"edition\": \"client\",\n  \"policies\": {{\n    \
         \"CS-014\": {{\n      \"2.1\": \"{}\"\n    }}\n  }},\n  \"files\": {{\n    \"a/c\": \"{}\",\n    \"b\": \"{}\"\n  }}\n}}\n",
        env!("CARGO_PKG_VERSION"),
        hash(b"text"),
        hash(b"y"),
        hash(b"x"),
    );
    assert_eq!(text, expected);
}

#[test]
fn the_next_site_replaces_it_and_counts_what_changed() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    first().publish(&target).unwrap();
    let published = second().publish(&target).unwrap();
    assert_eq!(published.changed, 2);
    assert_eq!(files(&target), second());
    whole(&target);
    assert!(!target.join("refunds/late").exists(), "folders without files go too");
    assert_eq!(second().publish(&target).unwrap().changed, 0);
    assert_eq!(names(top.path()), ["site"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_did_not_change_is_the_same_file() {
    use std::os::unix::fs::MetadataExt;
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    let inode = |name: &str| fs::metadata(target.join(name)).unwrap().ino();
    first().publish(&target).unwrap();
    let before = inode("refunds/index.html");
    second().publish(&target).unwrap();
    assert_eq!(inode("refunds/index.html"), before);
    assert_eq!(fs::metadata(target.join("refunds/index.html")).unwrap().nlink(), 1, "the old name is gone");
}

#[test]
fn a_file_edited_by_hand_is_written_anew() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    for edit in ["edited to another length", "SAME"] {
        first().publish(&target).unwrap();
        fs::write(target.join("refunds/index.html"), edit).unwrap();
        assert_eq!(first().publish(&target).unwrap().changed, 1, "{edit}");
        assert_eq!(files(&target), first());
    }
    fs::remove_file(target.join("refunds/index.html")).unwrap();
    assert_eq!(first().publish(&target).unwrap().changed, 1);
    assert_eq!(files(&target), first());
}

#[cfg(unix)]
#[test]
fn another_name_of_a_published_file_keeps_its_bytes() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    let backup = top.path().join("backup");
    first().publish(&target).unwrap();
    fs::hard_link(target.join("index.html"), &backup).unwrap();
    second().publish(&target).unwrap();
    assert_eq!(fs::read_to_string(backup).unwrap(), "one");
}

#[cfg(unix)]
#[test]
fn a_listed_file_that_became_a_link_is_not_followed() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    let secret = top.path().join("secret");
    first().publish(&target).unwrap();
    fs::write(&secret, "same").unwrap();
    fs::remove_file(target.join("refunds/index.html")).unwrap();
    std::os::unix::fs::symlink(&secret, target.join("refunds/index.html")).unwrap();
    first().publish(&target).unwrap();
    assert!(fs::symlink_metadata(target.join("refunds/index.html")).unwrap().is_file());
    assert_eq!(fs::read_to_string(secret).unwrap(), "same");
}

#[cfg(unix)]
#[test]
fn permissions_are_the_usual_ones_or_those_that_someone_chose() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    let usual = top.path().join("usual");
    fs::create_dir(&usual).unwrap();
    fs::write(usual.join("file"), "").unwrap();
    first().publish(&target).unwrap();
    for folder in [target.clone(), target.join("refunds")] {
        assert_eq!(mode(&folder), mode(&usual));
    }
    for file in ["index.html", "manifest.json"] {
        assert_eq!(mode(&target.join(file)), mode(&usual.join("file")));
    }
    fs::set_permissions(&target, fs::Permissions::from_mode(0o750)).unwrap();
    second().publish(&target).unwrap();
    assert_eq!(mode(&target), 0o750);
}

#[test]
fn texts_get_a_copy_that_is_the_same_every_time() {
    let long = "Refunds within thirty days. ".repeat(100);
    let site = Site::of(&[
        ("a.html", &long),
        ("b.png", &long),
        ("c.css", "short"),
        ("d.JS", &long[..1025]),
        ("e.js", &long[..1024]),
    ]);
    let top = tempfile::tempdir().unwrap();
    let [one, other] = ["one", "other"].map(|name| top.path().join(name));
    let published = site.publish_with(&one, &compressing(), &|_| ()).unwrap();
    assert_eq!(names(&one), ["a.html", "a.html.gz", "b.png", "c.css", "d.JS", "d.JS.gz", "e.js", "manifest.json"]);
    assert_eq!((published.files, published.changed), (7, 7));
    let copy = fs::read(one.join("a.html.gz")).unwrap();
    assert_eq!(copy[3..8], [0, 0, 0, 0, 0], "no name, no time");
    let mut text = String::new();
    flate2::read::GzDecoder::new(copy.as_slice()).read_to_string(&mut text).unwrap();
    assert_eq!(text, long);
    site.publish_with(&other, &compressing(), &|_| ()).unwrap();
    assert_eq!(whole(&one), whole(&other));
}

#[test]
fn a_copy_is_kept_with_its_file_and_mended_when_it_was_edited() {
    let [old, new] =
        ["old ", "new "].map(|word| Site::of(&[("a.html", &word.repeat(999)), ("b.html", &"b".repeat(4096))]));
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    old.publish_with(&target, &compressing(), &|_| ()).unwrap();
    assert_eq!(old.publish_with(&target, &compressing(), &|_| ()).unwrap().changed, 0);
    assert_eq!(new.publish_with(&target, &compressing(), &|_| ()).unwrap().changed, 2, "a page and its copy");
    fs::write(target.join("b.html.gz"), "edited").unwrap();
    assert_eq!(new.publish_with(&target, &compressing(), &|_| ()).unwrap().changed, 1);
    whole(&target);
    new.publish(&target).unwrap();
    assert_eq!(names(&target), ["a.html", "b.html", "manifest.json"], "copies go when nobody asks for them");
}

#[test]
fn a_copy_never_takes_the_name_of_an_address() {
    let long = "id,title\n".repeat(500);
    let site = Site::of(&[("data.csv", &long), ("data.csv.gz", "the handbook's own")]);
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    assert_eq!(site.publish_with(&target, &compressing(), &|_| ()).unwrap().files, 2);
    assert_eq!(files(&target), site);
}

#[test]
fn one_thread_or_eight_write_the_same() {
    let site = Site(
        (0..300).map(|i| (format!("s{}/p{i}.html", i % 7), format!("page {i} ").repeat(i).into_bytes())).collect(),
    );
    let top = tempfile::tempdir().unwrap();
    let text = |threads: usize| {
        let target = top.path().join(threads.to_string());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| site.publish_with(&target, &compressing(), &|_| ())).unwrap();
        whole(&target);
        fs::read_to_string(target.join("manifest.json")).unwrap()
    };
    assert_eq!(text(1), text(8));
}

#[test]
fn steps_are_told_in_order() {
    let top = tempfile::tempdir().unwrap();
    let steps = Mutex::new(Vec::new());
    first()
        .publish_with(&top.path().join("site"), &Options::default(), &|step| steps.lock().unwrap().push(step))
        .unwrap();
    let mut steps = steps.into_inner().unwrap();
    steps[1..4].sort_by_key(|step| if let Step::Made(count) = step { *count } else { 0 });
    let expected =
        [Step::Staged, Step::Made(1), Step::Made(2), Step::Made(3), Step::Sealed, Step::Swapped, Step::Cleared];
    assert_eq!(steps, expected);
}

#[test]
fn the_first_failure_is_told_whatever_the_threads_do() {
    let addresses: Vec<SitePath> = (0..500).map(|i| SitePath::file(&format!("{i:03}.html"))).collect();
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    first().publish(&target).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build().unwrap();
    for _ in 0..20 {
        let tried = AtomicUsize::new(0);
        let make = |path: &SitePath| {
            tried.fetch_add(1, Ordering::Relaxed);
            if path.as_str() >= "123" { Err(Error::Usage(path.to_string())) } else { Ok("text") }
        };
        let failure = pool.install(|| publish(&target, &addresses, make, &Options::default(), &|_| ())).unwrap_err();
        assert_eq!(failure.to_string(), "123.html");
        assert!(tried.into_inner() >= 124, "all addresses before it are tried");
    }
    assert_eq!(files(&target), first());
    assert_eq!(names(top.path()), ["site"]);
}

#[test]
fn a_panic_leaves_the_old_site_and_no_stage() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    first().publish(&target).unwrap();
    let make = |path: &SitePath| if path.as_str() == "index.html" { panic!("on purpose") } else { Ok("text") };
    let run = || publish(&target, &second().addresses(), make, &Options::default(), &|_| ());
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).unwrap_err();
    assert_eq!(files(&target), first());
    assert_eq!(names(top.path()), ["site"]);
}

#[test]
fn a_site_without_addresses_is_a_site() {
    let top = tempfile::tempdir().unwrap();
    let target = top.path().join("site");
    first().publish(&target).unwrap();
    assert_eq!(Site::default().publish(&target).unwrap(), Published { files: 0, bytes: 0, changed: 0 });
    assert_eq!(names(&target), ["manifest.json"]);
    first().publish(&target).unwrap();
}
