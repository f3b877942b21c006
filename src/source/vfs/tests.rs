use super::*;

fn write(root: &Path, name: &str, text: &str) -> PathBuf {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    std::thread::sleep(2 * SETTLED);
    path
}

fn changed(changes: &Changes) -> Vec<&str> {
    assert!(!changes.doubtful);
    changes.changed.iter().map(String::as_str).collect()
}

#[test]
fn what_did_not_change_keeps_its_text() {
    let place = tempfile::tempdir().unwrap();
    write(place.path(), "content/a.md", "one");
    let other = write(place.path(), "content/b.md", "two");
    let mut vfs = Vfs::open(place.path()).unwrap();
    let before = Arc::clone(&vfs.tree().texts[&ContentPath::new("b.md")].text);
    write(place.path(), "content/a.md", "new");
    write(place.path(), "content/b.md", "two");
    assert_eq!(changed(&vfs.look_everywhere(false).unwrap()), ["content/a.md"]);
    assert!(Arc::ptr_eq(&before, &vfs.tree().texts[&ContentPath::new("b.md")].text));
    assert!(changed(&vfs.look(&BTreeSet::from([other]), false).unwrap()).is_empty());
}

#[test]
fn an_edit_that_keeps_length_and_time_is_seen() {
    let place = tempfile::tempdir().unwrap();
    let path = write(place.path(), "content/a.md", "one");
    let mut vfs = Vfs::open(place.path()).unwrap();
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    write(place.path(), "content/a.md", "two");
    fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_eq!(changed(&vfs.look_everywhere(false).unwrap()), ["content/a.md"]);
}

#[test]
fn what_is_gone_or_empty_is_doubted_first() {
    let place = tempfile::tempdir().unwrap();
    let path = write(place.path(), "content/a.md", "one");
    write(place.path(), "content/b.md", "two");
    let mut vfs = Vfs::open(place.path()).unwrap();
    fs::write(&path, "").unwrap();
    let hints = BTreeSet::from([path.clone()]);
    assert!(vfs.look(&hints, false).unwrap().doubtful);
    fs::remove_file(&path).unwrap();
    write(place.path(), "content/c.md", "three");
    assert!(vfs.look_everywhere(false).unwrap().doubtful);
    assert_eq!(vfs.tree().texts.len(), 2);
    assert_eq!(changed(&vfs.look_everywhere(true).unwrap()), ["content/a.md", "content/c.md"]);
    assert_eq!(vfs.tree().texts.len(), 2);
}

#[test]
fn a_text_that_cannot_be_read_stays_as_it_was() {
    let place = tempfile::tempdir().unwrap();
    let path = write(place.path(), "content/a.md", "one");
    let mut vfs = Vfs::open(place.path()).unwrap();
    fs::write(&path, b"\xff").unwrap();
    assert_eq!(changed(&vfs.look_everywhere(true).unwrap()), ["content/a.md"]);
    assert_eq!(&*vfs.tree().texts[&ContentPath::new("a.md")].text, "one");
    assert_eq!(vfs.diagnostics().iter().count(), 1);
    fs::write(&path, "one").unwrap();
    assert_eq!(changed(&vfs.look_everywhere(true).unwrap()), ["content/a.md"]);
    assert_eq!(vfs.diagnostics().iter().count(), 0);
}
