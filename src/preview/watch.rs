//! Watches the handbook's folder and hints that something may have happened.
//!
//! In: a folder. Out: hints, each with the paths that the system named. What always holds: a hint promises nothing, neither
//! that anything changed nor that nothing else did; whoever gets one compares the contents. Reading a file gives no hint.
//!
//! Where the system cannot watch, or does not see what other machines write, [`PollWatcher`] lists the folder again and again.
//! It compares times in whole seconds, and only whether they are later: with contents it would read every file each time.
//! What it misses, and hints that a system loses, the rebuilder finds when it looks at all files every few seconds.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, ErrorKind, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

/// How long `PollWatcher` rests after each listing.
const POLL_INTERVAL: Duration = Duration::from_millis(400);

/// The folders that are watched with all that they hold.
const FOLDERS: [&str; 3] = ["content", "static", "themes"];

/// What may have happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hint {
    /// Something at these paths; and what is known of whoever writes there.
    Touched(Vec<PathBuf>, Writing),
    /// A folder that is watched with all that it holds came, went, or is another one: it has to be watched anew.
    Folder,
    /// Something anywhere.
    Anything,
}

/// What is known of whoever writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// The file is open, and more may come.
    Begun,
    /// It was closed, renamed or removed.
    Done,
    /// The system does not say.
    Unknown,
}

/// A watched handbook; it is watched until this is dropped.
pub(super) struct Watch {
    _watcher: Box<dyn Watcher + Send>,
}

impl Watch {
    /// Lets the system watch the handbook at `root`.
    ///
    /// # Errors
    /// What the system says when it cannot: there may be more folders than it watches.
    pub(super) fn native(root: &Path, on_hint: impl Fn(Hint) + Send + 'static) -> Result<Self, String> {
        let watcher = RecommendedWatcher::new(handler(root, on_hint), Config::default());
        Self::of(watcher.map_err(|error| error.to_string())?, root)
    }

    /// Lists the handbook at `root` again and again. Links are not followed: those that count lead to what is listed anyway.
    ///
    /// # Errors
    /// When no thread can be started.
    pub(super) fn polling(root: &Path, on_hint: impl Fn(Hint) + Send + 'static) -> Result<Self, String> {
        let config = Config::default().with_poll_interval(POLL_INTERVAL).with_follow_symlinks(false);
        Self::of(PollWatcher::new(handler(root, on_hint), config).map_err(|error| error.to_string())?, root)
    }

    /// Watches `book.toml`, everything below `content/`, and the themes.
    fn of(mut watcher: impl Watcher + Send + 'static, root: &Path) -> Result<Self, String> {
        // The top is watched for book.toml, and for folders that come or are links to others; what is built there is not.
        watcher.watch(root, RecursiveMode::NonRecursive).map_err(|error| error.to_string())?;
        for folder in FOLDERS.map(|name| root.join(name)) {
            match watcher.watch(&folder, RecursiveMode::Recursive) {
                // Of one that is not there, the top tells when it comes.
                Err(error) if !is_missing(&error) => return Err(error.to_string()),
                _ => {}
            }
        }
        Ok(Self { _watcher: Box::new(watcher) })
    }
}

fn is_missing(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// Turns the system's events into hints.
fn handler(
    root: &Path,
    on_hint: impl Fn(Hint) + Send + 'static,
) -> impl Fn(notify::Result<notify::Event>) + Send + 'static {
    let folders = FOLDERS.map(|name| root.join(name));
    move |event| match event {
        Ok(event) if event.need_rescan() => on_hint(Hint::Anything),
        Ok(event) => {
            let is_another = matches!(
                event.kind,
                EventKind::Create(_) | EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))
            );
            if is_another && event.paths.iter().any(|path| folders.contains(path)) {
                on_hint(Hint::Folder);
            }
            if let Some(writing) = writing(event.kind) {
                on_hint(Hint::Touched(event.paths, writing));
            }
        }
        Err(_) => on_hint(Hint::Anything),
    }
}

/// What an event says of whoever writes; `None` for one that changes nothing.
fn writing(kind: EventKind) -> Option<Writing> {
    match kind {
        EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => Some(Writing::Begun),
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Name(_))
        | EventKind::Remove(_) => Some(Writing::Done),
        EventKind::Access(_) => None,
        _ => Some(Writing::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn a_folder_that_comes_gives_a_hint_by_which_it_is_watched() {
        let root = tempfile::tempdir().unwrap();
        let root = &root.path().canonicalize().unwrap();
        for folder in FOLDERS.map(|name| root.join(name)) {
            let (tx, hints) = mpsc::channel();
            let watch = || {
                let tx = tx.clone();
                Watch::native(root, move |hint| drop(tx.send(hint))).unwrap()
            };
            let until = |is_wanted: &dyn Fn(&Hint) -> bool| {
                while !is_wanted(&hints.recv_timeout(Duration::from_mins(1)).expect("no such hint comes")) {}
            };
            let touches = |hint: &Hint, end: &str| matches!(hint, Hint::Touched(paths, _) if paths.iter().any(|path| path.ends_with(end)));
            let first = watch();
            fs::create_dir_all(folder.join("below")).unwrap();
            until(&|hint| *hint == Hint::Folder);
            drop(first);
            let _second = watch();
            fs::write(folder.join("below/file"), "Words.").unwrap();
            until(&|hint| touches(hint, "below/file"));
            // What happens in a folder makes it no other one.
            fs::write(folder.join("file"), "Words.").unwrap();
            fs::write(root.join("book.toml"), "").unwrap();
            until(&|hint| {
                assert_ne!(*hint, Hint::Folder);
                touches(hint, "book.toml")
            });
            fs::remove_file(root.join("book.toml")).unwrap();
        }
    }
}
