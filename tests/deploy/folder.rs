//! A deploy to a folder: one step, as a build does it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::site::{Files, Handbook, pages};

fn files(folder: &Path) -> Files {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn a_folder_gets_the_site_and_loses_what_left() {
    let (old, new) = (pages("old", 5), pages("new", 5));
    let handbook = Handbook::with(&old);
    let place = tempfile::tempdir().unwrap();
    let to = place.path().join("www/policies");
    let arguments = [to.to_str().unwrap(), "--edition", "client"];
    handbook.deploy(0, &arguments).well();
    assert_eq!(files(&to), handbook.published("client", &old));
    handbook.build("client", &new);
    let ended = handbook.deploy(0, &[&arguments[..], &["--dry-run"]].concat()).well();
    assert!(ended.printed.contains("remove only/in-old/index.html\n"), "{ended:?}");
    assert_eq!(files(&to).len(), handbook.published("client", &old).len());
    let ended = handbook.deploy(0, &arguments).well();
    assert!(ended.printed.contains("2 removed"), "{ended:?}");
    assert_eq!(files(&to), handbook.published("client", &new));
    assert_eq!(fs::read_dir(place.path().join("www")).unwrap().count(), 1, "nothing is left beside the folder");
}

#[test]
fn a_folder_that_is_not_greylines_or_another_editions_is_refused() {
    let handbook = Handbook::with(&pages("old", 2));
    handbook.build("staff", &pages("secret", 2));
    let place = tempfile::tempdir().unwrap();
    let to = place.path().to_str().unwrap();
    fs::write(place.path().join("theirs.html"), "theirs").unwrap();
    let told = handbook.deploy(0, &[to, "--edition", "client"]).badly();
    assert!(told.contains("it contains theirs.html"), "{told}");
    fs::remove_file(place.path().join("theirs.html")).unwrap();
    handbook.deploy(0, &[to, "--edition", "client"]).well();
    let told = handbook.deploy(0, &[to, "--edition", "staff"]).badly();
    assert!(told.contains("it contains the edition `client`"), "{told}");
    for folder in [handbook.root().to_path_buf(), handbook.built("client")] {
        let told = handbook.deploy(0, &[folder.to_str().unwrap(), "--edition", "client"]).badly();
        assert!(told.contains("is not replaced"), "{told}");
    }
}
