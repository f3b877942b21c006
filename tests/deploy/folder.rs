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

/// What was built for some readers is not taken for what others may read, however book.toml says so since.
#[test]
fn a_site_that_was_built_for_other_readers_is_refused() {
    let place = tempfile::tempdir().unwrap();
    let book = |handbook: &Handbook, was: &str, is: &str| {
        let file = handbook.root().join("book.toml");
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains(was), "{was}");
        fs::write(file, text.replacen(was, is, 1)).unwrap();
    };
    for (at, edition, was, is) in [
        (0, "staff", "[editions.staff]\naudience = \"staff\"", "[editions.staff]\naudience = \"client\""),
        (1, "client", "[editions.client]\naudience = \"client\"", "[editions.client]\naudience = \"staff\""),
        (2, "staff", "[audiences]", "[audiences]\nboard = { title = \"Board\", sees = [\"staff\"] }"),
        (3, "staff", "sees = [\"client\"] }", "sees = [\"client\", \"trade\"] }\ntrade = { title = \"Trade\" }"),
        (4, "client", "client = { title", "patron = { title = \"Patrons\", sees = [\"client\"] }\nclient = { title"),
    ] {
        let handbook = Handbook::with(&pages("old", 2));
        handbook.build("staff", &pages("private", 2));
        book(&handbook, was, is);
        if at == 4 {
            // Whoever reads what clients read reads no more than before.
            book(&handbook, "sees = [\"client\"] }\npatron", "sees = [\"patron\"] }\npatron");
        }
        let to = place.path().join(at.to_string());
        let ended = handbook.deploy(0, &[to.to_str().unwrap(), "--edition", edition]);
        if at == 4 {
            ended.well();
            continue;
        }
        let told = ended.badly();
        assert!(told.contains("built for other readers") && told.contains("greyline build"), "{told}");
        assert!(!to.exists(), "{was}");
    }
    let handbook = Handbook::with(&pages("old", 2));
    let manifest = handbook.built("client").join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let unknown = text.replace("\"reads\"", "\"others\"");
    assert_ne!(text, unknown);
    fs::write(&manifest, unknown).unwrap();
    let to = place.path().join("unknown");
    let told = handbook.deploy(0, &[to.to_str().unwrap(), "--edition", "client"]).badly();
    assert!(told.contains("built for other readers"), "{told}");
}

/// A site among the sources would be published with the next build, and one inside another is read by the other's readers.
#[test]
fn no_site_is_deployed_among_the_sources_or_into_another_site() {
    let handbook = Handbook::with(&pages("old", 2));
    handbook.build("staff", &pages("private", 2));
    for folder in ["static/client/inner", "content/inner", "themes/own/assets", "static"] {
        let to = handbook.root().join(folder);
        let told = handbook.deploy(0, &[to.to_str().unwrap(), "--edition", "staff"]).badly();
        assert!(told.contains("lies in the handbook's source files"), "{told}");
        assert!(!to.exists(), "{folder}");
    }
    let inner = handbook.built("client").join("inner");
    let told = handbook.deploy(0, &[inner.to_str().unwrap(), "--edition", "staff"]).badly();
    assert!(told.contains("lies in the site of the edition `client`"), "{told}");
    #[cfg(unix)]
    {
        let place = tempfile::tempdir().unwrap();
        let link = place.path().join("link");
        std::os::unix::fs::symlink(handbook.built("client"), &link).unwrap();
        let told = handbook.deploy(0, &[link.join("inner").to_str().unwrap(), "--edition", "staff"]).badly();
        assert!(told.contains("lies in the site of the edition `client`"), "{told}");
    }
    assert!(!inner.exists());
    handbook.deploy(0, &[handbook.root().join("elsewhere").to_str().unwrap(), "--edition", "staff"]).well();
}
