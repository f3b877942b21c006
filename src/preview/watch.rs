//! Hints that something may have happened in the handbook's folder.
//!
//! In: a folder. Out: messages, each with the paths that the system named. What always holds: a message is a hint and nothing
//! more; whoever gets one looks for himself. Reading a file is no event.

use std::path::{Path, PathBuf};

use notify::event::{AccessKind, AccessMode, ModifyKind};
use notify::{Config, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

/// What the system said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Hint {
    /// Something may have happened at these paths; whether someone is known to be writing there still.
    Touched(Vec<PathBuf>, Writing),
    /// Something may have happened anywhere.
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

/// The watched folders; they are watched until this is dropped.
pub(super) struct Watch {
    _watcher: RecommendedWatcher,
}

impl Watch {
    /// Watches the handbook at `root`: its `book.toml`, everything below `content/`, its themes.
    ///
    /// # Errors
    /// What the system says when it cannot: there may be more folders than it watches.
    pub(super) fn start(root: &Path, tell: impl Fn(Hint) + Send + 'static) -> Result<Self, String> {
        let told = move |event: notify::Result<notify::Event>| match event {
            Ok(event) if event.need_rescan() => tell(Hint::Anything),
            Ok(event) => {
                if let Some(writing) = meaning(event.kind) {
                    tell(Hint::Touched(event.paths, writing));
                }
            }
            Err(_) => tell(Hint::Anything),
        };
        let mut watcher = RecommendedWatcher::new(told, Config::default()).map_err(|error| error.to_string())?;
        // The top is watched for book.toml, and for folders that come or are links to others; what is built there is not.
        let mut watch = |path: &Path, mode| watcher.watch(path, mode).map_err(|error| error.to_string());
        watch(root, RecursiveMode::NonRecursive)?;
        watch(&root.join("content"), RecursiveMode::Recursive)?;
        // Most handbooks have no themes.
        let _ = watch(&root.join("themes"), RecursiveMode::Recursive);
        Ok(Self { _watcher: watcher })
    }
}

/// What an event says of whoever writes; `None` for one that changes nothing.
fn meaning(kind: EventKind) -> Option<Writing> {
    match kind {
        EventKind::Modify(ModifyKind::Data(_)) if cfg!(target_os = "linux") => Some(Writing::Begun),
        EventKind::Access(AccessKind::Close(AccessMode::Write))
        | EventKind::Modify(ModifyKind::Name(_))
        | EventKind::Remove(_) => Some(Writing::Done),
        EventKind::Access(_) => None,
        _ => Some(Writing::Unknown),
    }
}
