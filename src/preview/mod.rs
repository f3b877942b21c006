//! The editor's preview: every edition from memory, each page made when it is asked for, and made anew after a save.
//!
//! ```text
//! watch ── hints ─▶ rebuild: read what changed, assemble ─▶ state: snapshot, findings ─▶ routes ─▶ server ─▶ guard
//! history ────────▶      └─ check, afterwards ──────────────────┘        └─ revision ─▶ the window's script
//! ```
//!
//! In: the folder of a handbook. Out: a server on this machine. What always holds: nothing is written, neither into the
//! handbook nor into what it publishes; nothing of the preview is a part of a published site; a request is answered from one
//! snapshot, so that no page is half of one state and half of another; a panic costs what was just being made and no more.

mod check;
mod debounce;
mod findings;
mod guard;
mod history;
mod inject;
mod last_good;
mod pages;
mod panics;
mod rebuild;
mod routes;
mod server;
mod settings;
mod snapshot;
mod state;
mod watch;
mod withheld;

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::mpsc::Sender;
use std::sync::{Arc, mpsc};
use std::thread;

use crate::error::{Error, Result};
use debounce::Message;
use rebuild::Rebuilder;
use routes::Routes;
use server::Server;
use state::State;

pub use settings::{Editor, Event, Settings};

/// Where the preview listens unless it is told otherwise.
pub const PORT: u16 = 4000;
/// How many ports are tried.
const PORTS_TRIED: u16 = 20;

/// A running preview; it ends when it is dropped.
#[derive(Debug)]
pub struct Preview {
    address: SocketAddr,
    state: Arc<State>,
    tx: Sender<Message>,
    _server: Server,
}

impl Preview {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The names of the editions that can be seen, and the titles of their audiences.
    #[must_use]
    pub fn editions(&self) -> Vec<(String, String)> {
        let shown = self.state.shown();
        let Some(snapshot) = &shown.snapshot else { return Vec::new() };
        let title = |settings: &crate::config::EditionSettings| {
            snapshot.handbook.config.audiences.get(settings.audience).title.clone()
        };
        snapshot.editions().iter().map(|settings| (settings.name.clone(), title(settings))).collect()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // The rebuilder may have ended before.
        let _ = self.tx.send(Message::Stop);
    }
}

/// Reads the handbook and serves it until the preview is dropped.
///
/// # Errors
/// When the port is taken, or nothing can listen on that interface.
pub fn serve(settings: Settings) -> Result<Preview> {
    let listener = listen(settings.host, settings.port)?;
    let address = listener.local_addr().map_err(|error| Error::Usage(error.to_string()))?;
    let settings = Arc::new(settings);
    let state = Arc::new(State::new(None));
    let (tx, rx) = mpsc::channel();
    let rebuilder = Rebuilder::open(Arc::clone(&settings), Arc::clone(&state), tx.clone(), rx);
    thread::Builder::new()
        .name("rebuilder".to_owned())
        .spawn(move || rebuilder.work())
        .map_err(|error| Error::Usage(format!("no thread can be started: {error}")))?;
    let routes = Routes::new(settings, Arc::clone(&state), tx.clone());
    let server = Server::start(listener, Arc::new(move |request| routes.respond(request)))
        .map_err(|error| Error::Usage(error.to_string()))?;
    Ok(Preview { address, state, tx, _server: server })
}

/// A listener on the port that was asked for, or on the next free one when none was.
fn listen(host: IpAddr, port: Option<u16>) -> Result<TcpListener> {
    let first = port.unwrap_or(PORT);
    match TcpListener::bind((host, first)) {
        Ok(listener) => return Ok(listener),
        Err(error) if error.kind() == ErrorKind::AddrInUse => {}
        Err(error) => return Err(Error::Usage(format!("cannot listen on {host} port {first}: {error}"))),
    }
    let next = (first..first.saturating_add(PORTS_TRIED)).skip(1).find_map(|port| TcpListener::bind((host, port)).ok());
    match (port, next) {
        (None, Some(listener)) => Ok(listener),
        (Some(_), Some(listener)) => {
            let free = listener.local_addr().map_or(0, |address| address.port());
            Err(Error::Usage(format!("port {first} is taken; {free} is free: --port {free}")))
        }
        (_, None) => Err(Error::Usage(format!("port {first} is taken, and so are those after it; --port 0 takes any"))),
    }
}

#[cfg(test)]
mod tests;
