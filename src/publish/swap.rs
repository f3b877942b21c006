//! The swap: the new site gets the old one's name.
//!
//! In: the new site, the target, and a place to lay the old site. Out: the target is the new site. What always holds: on
//! failure the target is what it was.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::target::is_folder;
use crate::error::{Error, Result};

/// Puts `site` in the place of `target`. The old site, if there was one, is then at `site` or at `aside`.
pub(super) fn swap(site: &Path, target: &Path, aside: &Path) -> Result<()> {
    sync_folder(site).map_err(Error::write(site))?;
    let swapped = if is_folder(target)? {
        keep_permissions(target, site)?;
        match exchange(site, target) {
            Err(error) if cannot_exchange(&error) => rename_twice(site, target, aside),
            other => other,
        }
    } else {
        fs::rename(site, target)
    };
    swapped.map_err(|error| match error.kind() {
        io::ErrorKind::CrossesDevices | io::ErrorKind::ResourceBusy => {
            Error::foreign(target, "it is a mount point; use a folder inside it")
        }
        _ => Error::write(target)(error),
    })?;
    // Readers see the new site: a failure to hasten its name onto the disk is no failure to publish.
    let _ = target.parent().map(sync_folder);
    Ok(())
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether the system, or the file system, knows no exchange: an old kernel says the one, a network drive the other.
fn cannot_exchange(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
}

/// Lays the old site aside and puts the new one in its place; on failure the old one goes back.
fn rename_twice(site: &Path, target: &Path, aside: &Path) -> io::Result<()> {
    fs::rename(target, aside)?;
    fs::rename(site, target).inspect_err(|_| {
        let _ = fs::rename(aside, target);
    })
}

/// Gives the new folder the permissions that someone chose for the old one.
fn keep_permissions(old: &Path, new: &Path) -> Result<()> {
    let permissions = fs::metadata(old).map_err(Error::read(old))?.permissions();
    fs::set_permissions(new, permissions).map_err(Error::write(new))
}

/// Sees the names in a folder onto the disk, where the system can.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a new site, and an old one as the target.
    fn two_sites() -> tempfile::TempDir {
        let top = tempfile::tempdir().unwrap();
        for name in ["new", "target"] {
            fs::create_dir(top.path().join(name)).unwrap();
            fs::write(top.path().join(name).join("who"), name).unwrap();
        }
        top
    }

    #[test]
    fn two_renames_do_what_one_exchange_does() {
        let top = two_sites();
        let [new, target, aside] = ["new", "target", "aside"].map(|name| top.path().join(name));
        rename_twice(&new, &target, &aside).unwrap();
        assert_eq!(fs::read_to_string(target.join("who")).unwrap(), "new");
        assert_eq!(fs::read_to_string(aside.join("who")).unwrap(), "target");
    }

    #[test]
    fn the_old_site_goes_back_when_the_second_rename_fails() {
        let top = two_sites();
        let [missing, target, aside] = ["missing", "target", "aside"].map(|name| top.path().join(name));
        rename_twice(&missing, &target, &aside).unwrap_err();
        assert_eq!(fs::read_to_string(target.join("who")).unwrap(), "target");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn one_exchange_leaves_both_folders_with_a_name() {
        let top = two_sites();
        let [new, target] = ["new", "target"].map(|name| top.path().join(name));
        exchange(&new, &target).unwrap();
        assert_eq!(fs::read_to_string(target.join("who")).unwrap(), "new");
        assert_eq!(fs::read_to_string(new.join("who")).unwrap(), "target");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_system_without_an_exchange_is_known_by_its_answer() {
        use rustix::io::Errno;
        for errno in [Errno::NOSYS, Errno::INVAL, Errno::OPNOTSUPP] {
            assert!(cannot_exchange(&errno.into()), "{errno:?}");
        }
        assert!(!cannot_exchange(&Errno::ACCESS.into()));
    }
}
