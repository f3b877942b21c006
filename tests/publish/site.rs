//! A small site to publish, and the questions that tests ask of a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use greyline::publish::{Manifest, Options, Published, Step, publish, read_manifest};
use greyline::text::SitePath;
use sha2::{Digest, Sha256};

/// A site as the files that it is to have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Site(pub(crate) BTreeMap<String, Vec<u8>>);

impl Site {
    /// A site of these files.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self(files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect())
    }

    /// The sorted addresses.
    pub(crate) fn addresses(&self) -> Vec<SitePath> {
        self.0.keys().map(|name| SitePath::file(name)).collect()
    }

    /// Publishes the site with plain options.
    pub(crate) fn publish(&self, target: &Path) -> greyline::error::Result<Published> {
        self.publish_with(target, &Options { edition: "staff".into(), ..Options::default() }, &|_| ())
    }

    /// Publishes the site.
    pub(crate) fn publish_with(
        &self,
        target: &Path,
        options: &Options<'_>,
        progress: &(dyn Fn(Step) + Sync),
    ) -> greyline::error::Result<Published> {
        publish(target, &self.addresses(), |path| Ok(self.0[path.as_str()].as_slice()), options, progress)
    }
}

/// Every file below `folder` but the manifest, with its bytes, and every link with where it leads; empty when there is no
/// folder.
pub(crate) fn files(folder: &Path) -> Site {
    let mut site = Site::default();
    collect(folder, "", &mut site);
    site.0.remove("manifest.json");
    site
}

fn collect(folder: &Path, prefix: &str, site: &mut Site) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.map(Result::unwrap) {
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&entry.path(), &format!("{name}/"), site);
        } else if kind.is_symlink() {
            let to = fs::read_link(entry.path()).unwrap();
            site.0.insert(name, format!("-> {}", to.display()).into_bytes());
        } else {
            site.0.insert(name, fs::read(entry.path()).unwrap());
        }
    }
}

/// The manifest of `folder`, after holding every file of the folder against it.
pub(crate) fn whole(folder: &Path) -> Manifest {
    let manifest = read_manifest(folder).unwrap().expect("a manifest");
    let found: BTreeMap<String, String> =
        files(folder).0.into_iter().map(|(name, bytes)| (name, hash(&bytes))).collect();
    assert_eq!(found, manifest.files, "the files are those of the manifest");
    manifest
}

/// The SHA-256 of `bytes`, in hexadecimal.
pub(crate) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// The names in `folder`, sorted, hidden ones too.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
