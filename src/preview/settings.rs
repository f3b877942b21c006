//! What a preview is given: its settings, and the function that is called with what happens.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::Date;

/// Opens a file at a line and a column in the editor.
pub type Editor = dyn Fn(&Path, usize, usize) -> std::io::Result<()> + Send + Sync;

/// The settings of a preview.
pub struct Settings {
    /// The handbook's folder.
    pub root: PathBuf,
    /// The interface to listen on.
    pub host: IpAddr,
    /// The port; without one, the first that is free from [`PORT`](super::PORT) on.
    pub port: Option<u16>,
    /// Returns the day that it is.
    pub today: Box<dyn Fn() -> Date + Send + Sync>,
    /// List the files again and again instead of letting the system watch them: for folders of other machines.
    pub poll: bool,
    /// Opens a file in the editor, where one is set.
    pub editor: Option<Box<Editor>>,
    /// Is called with each event.
    pub on_event: Box<dyn Fn(Event) + Send + Sync>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("root", &self.root)
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

/// What happens while the preview runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Something changed and is shown.
    Shown {
        /// The files that changed.
        changed: Vec<String>,
        /// From the first hint until it was shown.
        took: Duration,
        /// Errors, warnings, notes of the whole handbook.
        counts: (usize, usize, usize),
        /// What cannot be read or loaded.
        troubles: Vec<String>,
    },
    /// Why the system cannot watch the folder, so that it is listed again and again.
    NotWatched(String),
}
